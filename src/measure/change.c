#include "measure/change.h"

#include "measure/exact.h"

#include <assert.h>

static const double SQRT_HALF = 0.70710678118654752440;

/* Newton on erfc(z / sqrt 2) = 1 - confidence from the left: the curve is convex, so it comes near without overshoot.
 */
double change_z(double confidence)
{
    double target = 1.0 - confidence, z = 0.0;
    if (confidence == 0.95)
        return 1.96;
    if (confidence == 0.90)
        return 1.645;
    for (int i = 0; i < 200; i++) {
        double slope = 0.79788456080286535588 * exp(-z * z / 2.0); /* sqrt(2 / pi) exp(-z^2 / 2) */
        double step = (erfc(z * SQRT_HALF) - target) / slope;
        z += step;
        if (step < 1e-14 * z)
            break;
    }
    return z;
}

bool change_rci(double pre, double post, const struct change_norm *norm, struct change_rci *out, struct err *e)
{
    struct change_rci r = {0};
    double z;
    if (!(norm->reliability >= 0.0 && norm->reliability < 1.0))
        return err_set(e, ERR_INVALID, "reliability",
                       "reliability_out_of_range: must be from 0 to below 1; with 1 every change would be reliable");
    if (!(norm->sd > 0.0 && isfinite(norm->sd)))
        return err_set(e, ERR_INVALID, "sd", "sd_out_of_range: must be above 0");
    if (!(norm->confidence > 0.5 && norm->confidence < 1.0))
        return err_set(e, ERR_INVALID, "confidence", "out_of_range: must be between 0.5 and 1; 0.95 is usual");
    z = change_z(norm->confidence);
    r.sem = norm->sd * sqrt(1.0 - norm->reliability);
    r.sdiff = sqrt(2.0) * r.sem;
    r.min_change = z * r.sdiff;
    r.rci = (norm->direction == CHANGE_HIGHER_BETTER ? post - pre : pre - post) / r.sdiff;
    r.reliable = exact_above(r.rci, z) ? CHANGE_IMPROVED : exact_above(-r.rci, z) ? CHANGE_DETERIORATED : CHANGE_NONE;
    *out = r;
    return true;
}

static bool group_sound(const struct change_group *g, const char *where, struct err *e)
{
    if (!g->has || (g->sd > 0.0 && isfinite(g->sd)))
        return true;
    return err_set(e, ERR_INVALID, where, "sd_out_of_range: must be above 0");
}

bool change_cutoffs(struct change_group clinical, struct change_group norm, enum change_direction d,
                    struct change_cutoffs *out, struct err *e)
{
    double towards = d == CHANGE_HIGHER_BETTER ? 1.0 : -1.0; /* from the clinical group to the norm group */
    if (!group_sound(&clinical, "sd_clin", e) || !group_sound(&norm, "sd_norm", e))
        return false;
    *out = (struct change_cutoffs){.has_a = clinical.has, .has_b = norm.has, .has_c = clinical.has && norm.has};
    if (out->has_a)
        out->a = clinical.mean + towards * 2.0 * clinical.sd;
    if (out->has_b)
        out->b = norm.mean - towards * 2.0 * norm.sd;
    if (out->has_c) /* a weighted mean, so that large SDs cannot overflow */
        out->c = norm.mean + (clinical.mean - norm.mean) * (norm.sd / (clinical.sd + norm.sd));
    return true;
}

static bool clinical_side(double score, double cutoff, enum change_direction d)
{
    return d == CHANGE_HIGHER_BETTER ? exact_at_least(cutoff, score) : exact_at_least(score, cutoff);
}

enum change_category change_category(enum change_reliable reliable, double pre, double post, double cutoff,
                                     enum change_direction d)
{
    bool before = clinical_side(pre, cutoff, d), after = clinical_side(post, cutoff, d);
    if (reliable == CHANGE_IMPROVED)
        return before && !after ? CHANGE_RECOVERED : CHANGE_RELIABLE_ONLY;
    if (reliable == CHANGE_DETERIORATED)
        return !before && after ? CHANGE_HARMED : CHANGE_WORSE;
    return before && !after ? CHANGE_CROSSED_ONLY : CHANGE_UNCHANGED;
}

const char *change_category_name(enum change_category c)
{
    static const char *const names[CHANGE_CATEGORY_COUNT] = {"recovered", "improved",     "non_reliable_crossing",
                                                             "unchanged", "deteriorated", "harmed"};
    assert((unsigned)c < CHANGE_CATEGORY_COUNT);
    return names[c];
}

double change_better(const struct measure *m, double from, double to)
{
    return m->lower_is_better ? from - to : to - from;
}

enum change_reliable change_judge(const struct measure *m, double from, double to, bool *known)
{
    double better = change_better(m, from, to);
    *known = m->has_reliable_change;
    if (!*known)
        return CHANGE_NONE;
    if (exact_at_least(better, m->reliable_change))
        return CHANGE_IMPROVED;
    return exact_at_least(-better, m->reliable_change) ? CHANGE_DETERIORATED : CHANGE_NONE;
}

bool change_percent(double baseline, double now, double floor, enum change_direction d, double *percent)
{
    if (!exact_above(baseline, floor))
        return false;
    *percent = 100.0 * (d == CHANGE_HIGHER_BETTER ? now - baseline : baseline - now) / (baseline - floor);
    return true;
}

static enum change_direction direction_of(const struct measure *m)
{
    return m->lower_is_better ? CHANGE_LOWER_BETTER : CHANGE_HIGHER_BETTER;
}

bool change_is_case(const struct measure *m, double score, bool *known)
{
    *known = m->has_cutoff;
    return *known && clinical_side(score, m->cutoff, direction_of(m));
}

bool change_in_remission(const struct measure *m, double score, bool *known)
{
    const struct measure_structure *b = measure_structure(m);
    if (b->has_remission) {
        *known = true;
        return exact_at_least(change_better(m, b->remission, score), 0.0);
    }
    return !change_is_case(m, score, known) && *known;
}

bool change_relapsed(const struct measure *m, double best, double now, bool *known)
{
    const struct measure_structure *b = measure_structure(m);
    bool remission = change_in_remission(m, best, known);
    *known = *known && b->has_relapse;
    return *known && remission && exact_at_least(change_better(m, now, b->relapse), 0.0);
}

bool change_response(const struct measure *m, double baseline, double now, bool *known)
{
    const struct measure_structure *b = measure_structure(m);
    double percent;
    *known = b->has_response || b->response_points > 0.0;
    if (!*known)
        return false;
    if (!b->has_response)
        return exact_at_least(change_better(m, baseline, now), b->response_points);
    return change_response_counts(m, baseline) && change_percent(baseline, now, m->floor, direction_of(m), &percent) &&
           exact_at_least(percent, b->response_percent);
}

bool change_response_counts(const struct measure *m, double baseline)
{
    const struct measure_structure *b = measure_structure(m);
    return !b->has_response || exact_at_least(baseline, b->response_from);
}

/* The distance of two scores that can be. A total that is a raw sum times a number has that number's steps. */
static double step_of(const struct measure *m)
{
    return m->integer_scale ? measure_structure(m)->multiplier : 0.1;
}

/* The last score on the scale's steps that still meets `wanted`. */
static double on_scale(const struct measure *m, double wanted)
{
    double step = step_of(m), from = m->min, steps = (wanted - from) / step;
    double whole = m->lower_is_better ? floor(steps + exact_slack(steps, 0.0)) : ceil(steps - exact_slack(steps, 0.0));
    double score = from + whole * step;
    return step < 1.0 ? round(score * 10.0) / 10.0 : score;
}

bool change_target(const struct measure *m, enum change_target_kind kind, double amount, bool has_baseline,
                   double baseline, double *score, struct err *e)
{
    double wanted = amount, points = amount;
    if (kind != CHANGE_TARGET_ABSOLUTE) {
        if (!has_baseline)
            return err_set(e, ERR_INVALID, "baseline", "bad_input: is missing; points and percent count from it");
        if (!(amount >= 0.0))
            return err_set(e, ERR_INVALID, "target", "out_of_range: the change must not be negative");
        if (kind == CHANGE_TARGET_PERCENT)
            points = amount * (baseline - m->floor) / 100.0;
        wanted = m->lower_is_better ? baseline - points : baseline + points;
    }
    if (!isfinite(wanted))
        return err_set(e, ERR_INVALID, "target", "out_of_range: must be a number");
    if (m->has_range && !(exact_at_least(wanted, m->min) && exact_at_least(m->max, wanted)))
        return err_set(e, ERR_INVALID, "target", "out_of_range: %s goes from %g to %g; %g cannot be reached", m->name,
                       m->min, m->max, wanted);
    *score = on_scale(m, wanted);
    if (m->has_range) /* the ends of a scale need not be a whole number of steps apart */
        *score = fmin(fmax(*score, m->min), m->max);
    return true;
}
