/* Methods of the line protocol about goals and series: gas, gbo, trend, trend_exact, xmr, curve, track. */
#include "measure/attain.h"
#include "measure/course.h"
#include "measure/exact.h"
#include "measure/progress_parts.h"
#include "measure/track.h"
#include "measure/trend.h"

#include <stdio.h>

static void put_count(struct progress *p, const char *key, size_t n)
{
    progress_put(p, key, (double)n);
}

static bool same_length(struct progress *p, const struct progress_list *l, size_t n, const char *name)
{
    return !l->given || l->n == n || progress_bad(p, name, "must have as many numbers as the other lists");
}

/* ---- goals ---- */

struct levels {
    size_t n;
    double *baseline, *achieved, *weights; /* weights NULL: equal */
    double rho;
};

/* Two lists multiplied, "importance" and "difficulty", are a list of weights too. */
static bool read_weights(struct progress *p, size_t n, struct progress_list *out)
{
    struct progress_list more;
    if (!progress_read_list(p, "weights", out) || !same_length(p, out, n, "weights"))
        return false;
    if (out->given)
        return true;
    if (!progress_read_list(p, "importance", out) || !progress_read_list(p, "difficulty", &more) ||
        !same_length(p, out, n, "importance") || !same_length(p, &more, n, "difficulty"))
        return false;
    if (!out->given)
        *out = more;
    for (size_t i = 0; more.given && out->at != more.at && i < n; i++) {
        out->at[i].has = out->at[i].has && more.at[i].has;
        out->at[i].v *= more.at[i].v;
    }
    return true;
}

/* A goal that lacks a level or a weight in a list that was given is left out of all of them. */
static bool gather(struct progress *p, const struct progress_list *baseline, const struct progress_list *achieved,
                   size_t n, struct levels *out)
{
    struct progress_list weights;
    if (!same_length(p, baseline, n, "baseline") || !read_weights(p, n, &weights))
        return false;
    out->baseline = arena_alloc(p->arena, (n + 1) * sizeof(double));
    out->achieved = arena_alloc(p->arena, (n + 1) * sizeof(double));
    out->weights = arena_alloc(p->arena, (n + 1) * sizeof(double));
    if (!out->baseline || !out->achieved || !out->weights)
        return err_no_memory(p->e);
    for (size_t i = 0; i < n; i++) {
        if ((baseline->given && !baseline->at[i].has) || (achieved->given && !achieved->at[i].has) ||
            (weights.given && !weights.at[i].has))
            continue;
        out->baseline[out->n] = baseline->given ? baseline->at[i].v : 0.0;
        out->achieved[out->n] = achieved->given ? achieved->at[i].v : 0.0;
        out->weights[out->n++] = weights.given ? weights.at[i].v : 1.0;
    }
    if (!weights.given)
        out->weights = NULL;
    return true;
}

static void put_goals(struct progress *p, const double *x, size_t n)
{
    struct attain_count c;
    attain_count(x, n, &c);
    put_count(p, "goals", n);
    put_count(p, "goals_met", c.met);
    put_count(p, "goals_exceeded", c.exceeded);
    put_count(p, "goals_below", c.below);
}

bool progress_gas(struct progress *p)
{
    struct progress_list scores, baseline, achieved;
    struct progress_number rho;
    struct levels l = {0};
    double before = 0.0, after = 0.0;
    if (!progress_read_list(p, "scores", &scores) || !progress_read_list(p, "baseline", &baseline) ||
        !progress_read_list(p, "achieved", &achieved) || !progress_read(p, "rho", &rho))
        return false;
    bool single = scores.given;
    if (!single && !baseline.given && !achieved.given)
        return progress_bad(p, "scores", "is missing; give scores, or baseline and achieved");
    if (single) {
        achieved = scores;
        baseline = (struct progress_list){0};
    }
    l.rho = rho.has ? rho.v : ATTAIN_RHO;
    if (!gather(p, &baseline, &achieved, achieved.given ? achieved.n : baseline.n, &l))
        return false;
    if ((baseline.given && !attain_t(l.baseline, l.weights, l.n, l.rho, &before, p->e)) ||
        (achieved.given && !attain_t(l.achieved, l.weights, l.n, l.rho, &after, p->e)))
        return false;
    if (single) {
        progress_put(p, "t", after);
    } else {
        progress_put_if(p, "t_baseline", baseline.given, before);
        progress_put_if(p, "t_achieved", achieved.given, after);
        progress_put_if(p, "change", baseline.given && achieved.given, after - before);
    }
    put_goals(p, achieved.given ? l.achieved : l.baseline, l.n);
    return true;
}

static struct attain_rating *ratings(struct progress *p, const struct progress_list *l)
{
    struct attain_rating *r = arena_alloc(p->arena, (l->n + 1) * sizeof *r);
    for (size_t i = 0; r && i < l->n; i++)
        r[i] = (struct attain_rating){l->at[i].has, l->at[i].v};
    if (!r)
        err_no_memory(p->e);
    return r;
}

bool progress_gbo(struct progress *p)
{
    struct progress_list start, now;
    struct attain_rating *first, *last;
    struct attain_ratings r;
    struct measure_source source;
    if (!progress_read_list(p, "start", &start) || !progress_read_list(p, "now", &now))
        return false;
    if (!start.given || !now.given)
        return progress_bad(p, start.given ? "now" : "start", "is missing");
    if (!same_length(p, &now, start.n, "now") || !(first = ratings(p, &start)) || !(last = ratings(p, &now)) ||
        !attain_ratings(first, last, start.n, &r, p->e))
        return false;
    json_key(p->out, "changes");
    json_begin_array(p->out);
    for (size_t i = 0; i < start.n; i++)
        progress_put_value(p, first[i].has && last[i].has ? last[i].v - first[i].v : NAN);
    json_end_array(p->out);
    progress_put_if(p, "mean_change", r.both > 0, r.mean_change);
    progress_put_if(p, "mean_now", r.both > 0, r.mean_now);
    progress_put_if(p, "mean_start", r.both > 0, r.mean_start);
    put_count(p, "rated_twice", r.both);
    progress_put(p, "threshold", attain_ratings_reliable(&source));
    progress_put_flag_if(p, "at_threshold", r.both > 0, r.reliable);
    progress_put_flag(p, "threshold_confirmed", source.confirmed);
    return true;
}

/* ---- trends ---- */

struct points {
    size_t n;
    double *x, *y;
};

/* Two lists as points; a point with a gap is left out. Without the first list x is 1, 2, 3, ... */
static bool read_points(struct progress *p, const char *x_name, const char *y_name, struct points *out)
{
    struct progress_list x, y;
    if (!progress_read_list(p, x_name, &x) || !progress_read_list(p, y_name, &y))
        return false;
    if (!y.given)
        return progress_bad(p, y_name, "is missing");
    if (!same_length(p, &x, y.n, x_name))
        return false;
    out->x = arena_alloc(p->arena, (y.n + 1) * sizeof *out->x);
    out->y = arena_alloc(p->arena, (y.n + 1) * sizeof *out->y);
    if (!out->x || !out->y)
        return err_no_memory(p->e);
    for (size_t i = 0; i < y.n; i++)
        if (y.at[i].has && (!x.given || x.at[i].has)) {
            out->x[out->n] = x.given ? x.at[i].v : (double)i + 1.0;
            out->y[out->n++] = y.at[i].v;
        }
    return true;
}

static bool too_few(struct progress *p, const char *field, size_t n, size_t needed, const char *what)
{
    return err_set(p->e, ERR_INVALID, field, "too_few_points: %s needs %zu points; here are %zu", what, needed, n);
}

/* Median of y - slope t. */
static double intercept(const struct points *q, double slope, double *scratch)
{
    for (size_t i = 0; i < q->n; i++)
        scratch[i] = q->y[i] - slope * q->x[i];
    return trend_median(scratch, q->n);
}

bool progress_trend(struct progress *p)
{
    struct points q = {0};
    struct trend_kendall k;
    double slope = 0.0, *scratch;
    if (!read_points(p, "x", "y", &q))
        return false;
    if (q.n < 2)
        return too_few(p, "y", q.n, 2, "a trend");
    scratch = arena_alloc(p->arena, (trend_pairs(q.n) + q.n) * sizeof *scratch);
    if (!scratch)
        return err_no_memory(p->e);
    trend_kendall(q.x, q.y, q.n, &k);
    bool has = trend_theil_sen(q.x, q.y, q.n, scratch, &slope);
    put_count(p, "n", q.n);
    progress_put(p, "S", k.s);
    progress_put(p, "var", k.var);
    progress_put(p, "z", k.z);
    progress_put(p, "p_two_sided", k.p_two_sided);
    progress_put(p, "p_one_sided", k.s != 0.0 ? k.p_two_sided / 2.0 : 0.5);
    progress_put_flag(p, "exact", k.exact);
    progress_put_if(p, "slope", has, slope);
    progress_put_if(p, "intercept", has, has ? intercept(&q, slope, scratch) : 0.0);
    if (q.n < TREND_POINTS_MIN)
        return too_few(p, "y", q.n, TREND_POINTS_MIN, "a significant trend");
    return true;
}

bool progress_trend_exact(struct progress *p)
{
    double n, s;
    if (!progress_need(p, "n", &n) || !progress_need(p, "S", &s))
        return false;
    if (n != floor(n) || s != floor(s))
        return progress_bad(p, n != floor(n) ? "n" : "S", "must be a whole number");
    if (n < 2.0)
        return too_few(p, "n", n < 0.0 ? 0 : (size_t)n, 2, "a trend");
    if (n > TREND_EXACT_MAX)
        return err_set(p->e, ERR_INVALID, "n", "out_of_range: at most %d points", TREND_EXACT_MAX);
    if (fabs(s) > (double)trend_pairs((size_t)n))
        return err_set(p->e, ERR_INVALID, "S", "out_of_range: %g points have only %zu pairs", n,
                       trend_pairs((size_t)n));
    progress_put(p, "p_two_sided", trend_exact_p((size_t)n, s));
    return true;
}

static void put_places(struct progress *p, const char *key, const unsigned char *signal, const size_t *place, size_t n,
                       unsigned bits)
{
    json_key(p->out, key);
    json_begin_array(p->out);
    for (size_t i = 0; i < n; i++)
        if (signal[i] & bits)
            json_put_int(p->out, (long long)place[i] + 1);
    json_end_array(p->out);
}

/* Places count from 1 in the list as given; `new` numbers go on where `baseline` ends. */
struct chart {
    double *y;
    size_t *place, n, base; /* the first `base` make the limits */
};

static bool read_chart(struct progress *p, struct chart *c, bool *with_new)
{
    struct progress_list y, more = {0};
    struct progress_number one = {0};
    const struct json *new = json_get(p->in, "new");
    *with_new = new &&new->type != JSON_NULL;
    if (!progress_read_list(p, "y", &y) || (!y.given && !progress_read_list(p, "baseline", &y)))
        return false;
    if (!y.given)
        return progress_bad(p, "y", "is missing; give y, or baseline and new");
    if (*with_new && new->type == JSON_ARRAY) {
        if (!progress_read_list(p, "new", &more))
            return false;
    } else if (*with_new) {
        if (!progress_read(p, "new", &one))
            return false;
        more = (struct progress_list){true, 1, &one};
    }
    struct progress_list all = {true, y.n + more.n, arena_alloc(p->arena, (y.n + more.n + 1) * sizeof *all.at)};
    if (!all.at)
        return err_no_memory(p->e);
    for (size_t i = 0; i < y.n; i++) {
        all.at[i] = y.at[i];
        c->base += y.at[i].has;
    }
    for (size_t i = 0; i < more.n; i++)
        all.at[y.n + i] = more.at[i];
    c->y = progress_dense(p, &all, &c->n, &c->place);
    return c->y != NULL;
}

bool progress_xmr(struct progress *p)
{
    struct chart c = {0};
    struct trend_xmr x;
    bool with_new, any = false;
    unsigned char *signal;
    if (!read_chart(p, &c, &with_new))
        return false;
    if (c.base < 2)
        return too_few(p, "y", c.base, TREND_XMR_POINTS_MIN, "a control chart");
    signal = arena_alloc(p->arena, c.n + 1);
    if (!signal)
        return err_no_memory(p->e);
    trend_xmr(c.y, c.base, &x);
    trend_xmr_signals(&x, c.y, c.n, signal);
    progress_put(p, "mean", x.mean);
    progress_put(p, "mr_bar", x.mr_bar);
    progress_put(p, "ucl", x.ucl);
    progress_put(p, "lcl", x.lcl);
    progress_put(p, "mr_ucl", x.mr_ucl);
    put_places(p, "signals", signal, c.place, c.n, TREND_SIGNAL_OUTSIDE | TREND_SIGNAL_RUN);
    put_places(p, "outside", signal, c.place, c.n, TREND_SIGNAL_OUTSIDE);
    put_places(p, "runs", signal, c.place, c.n, TREND_SIGNAL_RUN);
    for (size_t i = with_new ? c.base : 0; i < c.n; i++)
        any = any || signal[i] != 0;
    progress_put_flag(p, "signal", any);
    if (c.base < TREND_XMR_POINTS_MIN)
        return too_few(p, "y", c.base, TREND_XMR_POINTS_MIN, "a control chart");
    return true;
}

static bool read_model(struct progress *p, enum course_model *out)
{
    const struct json *v = json_get(p->in, "model");
    struct str s = json_str(v);
    *out = COURSE_LOG;
    if (!v || v->type == JSON_NULL || str_find_ci(s, STR("ln"), 0) != (size_t)-1 ||
        str_find_ci(s, STR("log"), 0) != (size_t)-1)
        return true;
    *out = COURSE_LINEAR;
    return str_eq_ci(s, STR("linear")) || progress_bad(p, "model", "must be log, a + b ln(session), or linear");
}

bool progress_curve(struct progress *p)
{
    struct points q = {0};
    struct course_curve c;
    enum course_model model;
    struct progress_number episodes;
    if (!read_model(p, &model) || !progress_read(p, "episodes", &episodes) || !read_points(p, "session", "score", &q) ||
        !course_fit(q.x, q.y, q.n, model, &c, p->e))
        return false;
    progress_put(p, "a", c.a);
    progress_put(p, "b", c.b);
    progress_put(p, "resid_sd", c.resid_sd);
    json_key(p->out, "fitted");
    json_begin_array(p->out);
    for (size_t i = 0; i < q.n; i++)
        progress_put_value(p, course_fitted(&c, q.x[i]));
    json_end_array(p->out);
    put_count(p, "n", q.n);
    progress_put_flag(p, "usable", course_usable(episodes.has && episodes.v > 0.0 ? (size_t)episodes.v : 0));
    return true;
}
