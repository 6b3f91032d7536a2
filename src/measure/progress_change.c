/* Methods of the line protocol about two scores: rci, rci_series, jt_cutoff, iapt, percent, goal_target. */
#include "measure/exact.h"
#include "measure/progress_parts.h"
#include "measure/service.h"

#include <stdio.h>

/* sd is not read here: of a series it is the series' own. */
static bool read_norm(struct progress *p, struct change_norm *out)
{
    struct progress_number confidence;
    const struct measure *m;
    if (!progress_need(p, "reliability", &out->reliability) || !progress_read(p, "confidence", &confidence) ||
        !progress_instrument(p, &m) || !progress_direction(p, m, &out->direction))
        return false;
    out->confidence = confidence.has ? confidence.v : 0.95;
    return true;
}

/* post less pre, or "change". */
static bool read_change(struct progress *p, struct progress_number *out)
{
    struct progress_number pre, post;
    if (!progress_read(p, "pre", &pre) || !progress_read(p, "post", &post) || !progress_read(p, "change", out))
        return false;
    if (!out->has && pre.has != post.has)
        return progress_bad(p, pre.has ? "post" : "pre", "is missing; give pre and post, or change (post less pre)");
    if (pre.has && post.has)
        *out = (struct progress_number){true, post.v - pre.v};
    return true;
}

static void put_change(struct progress *p, const struct change_rci *r, bool has_index, bool has_change,
                       const char *basis)
{
    progress_put_if(p, "sem", has_index, r->sem);
    progress_put_if(p, "sdiff", has_index, r->sdiff);
    progress_put_if(p, "rci", has_index && has_change, r->rci);
    progress_put_text(p, "reliable", has_change ? progress_reliable_name(r->reliable) : NULL);
    progress_put(p, "min_change", r->min_change);
    progress_put(p, "min_change_integer", ceil(r->min_change - exact_slack(r->min_change, 0.0)));
    progress_put_text(p, "basis", basis);
}

bool progress_rci(struct progress *p)
{
    struct progress_number change, sd, reliability;
    struct change_norm norm = {0};
    struct change_rci r = {0};
    const struct measure *m;
    bool known;
    if (!read_change(p, &change) || !progress_read(p, "sd", &sd) || !progress_read(p, "reliability", &reliability) ||
        !progress_instrument(p, &m))
        return false;
    if (m && m->has_reliable_change && !sd.has && !reliability.has) { /* the threshold that is published for it */
        r.min_change = m->reliable_change;
        r.reliable = change_judge(m, 0.0, change.v, &known);
        put_change(p, &r, false, change.has, m->reliable_change_source);
        progress_put_flag(p, "basis_confirmed", m->reliable_change_confirmed);
        return true;
    }
    if (!read_norm(p, &norm) || !progress_need(p, "sd", &norm.sd) || !change_rci(0.0, change.v, &norm, &r, p->e))
        return false;
    put_change(p, &r, true, change.has, "Jacobson and Truax 1991");
    return true;
}

struct pairs {
    double *pre, *post;
    size_t n;
};

/* [[pre, post], ...] or [{"pre": ..., "post": ...}, ...]; a pair with a gap is left out. */
static bool read_pairs(struct progress *p, struct pairs *out)
{
    const struct json *v = json_get(p->in, "pairs");
    size_t i = 0;
    if (!v || v->type != JSON_ARRAY)
        return progress_bad(p, "pairs", "must be a list of [pre, post]");
    out->pre = arena_alloc(p->arena, (v->count + 1) * sizeof *out->pre);
    out->post = arena_alloc(p->arena, (v->count + 1) * sizeof *out->post);
    if (!out->pre || !out->post)
        return err_no_memory(p->e);
    for (const struct json *k = v->first; k; k = k->next) {
        struct progress_number pre, post;
        char where[48];
        bool list = k->type == JSON_ARRAY && k->count == 2;
        snprintf(where, sizeof where, "pairs %zu", ++i);
        if (!list && k->type != JSON_OBJECT)
            return progress_bad(p, where, "must be [pre, post]");
        if (!progress_value(p, list ? k->first : json_get(k, "pre"), where, &pre) ||
            !progress_value(p, list ? k->first->next : json_get(k, "post"), where, &post))
            return false;
        if (pre.has && post.has) {
            out->pre[out->n] = pre.v;
            out->post[out->n++] = post.v;
        }
    }
    return true;
}

static double mean_of(const double *v, size_t n)
{
    double mean = 0.0;
    for (size_t i = 0; i < n; i++)
        mean += (v[i] - mean) / (double)(i + 1);
    return mean;
}

static double sd_of(const double *v, size_t n, double mean)
{
    double squares = 0.0;
    for (size_t i = 0; i < n; i++)
        squares += (v[i] - mean) * (v[i] - mean);
    return sqrt(squares / (double)(n - 1));
}

static void put_count(struct progress *p, const char *key, size_t n)
{
    json_key(p->out, key);
    json_put_int(p->out, (long long)n);
}

/* The reliable change of each pair; and its category when a, of the series itself, is the cut-off. */
static void put_counts(struct progress *p, const struct pairs *pairs, const struct change_norm *norm, double cutoff)
{
    size_t reliable[3] = {0}, category[CHANGE_CATEGORY_COUNT] = {0};
    for (size_t i = 0; i < pairs->n; i++) {
        struct change_rci r = {0};
        change_rci(pairs->pre[i], pairs->post[i], norm, &r, p->e); /* the norm was checked before */
        reliable[r.reliable]++;
        category[change_category(r.reliable, pairs->pre[i], pairs->post[i], cutoff, norm->direction)]++;
    }
    json_key(p->out, "counts");
    json_begin_object(p->out);
    put_count(p, "improved", reliable[CHANGE_IMPROVED]);
    put_count(p, "unchanged", reliable[CHANGE_NONE]);
    put_count(p, "none", reliable[CHANGE_NONE]);
    put_count(p, "deteriorated", reliable[CHANGE_DETERIORATED]);
    put_count(p, "recovered", category[CHANGE_RECOVERED]);
    json_end_object(p->out);
    json_key(p->out, "categories");
    json_begin_object(p->out);
    for (int c = 0; c < CHANGE_CATEGORY_COUNT; c++)
        put_count(p, change_category_name((enum change_category)c), category[c]);
    json_end_object(p->out);
}

bool progress_rci_series(struct progress *p)
{
    struct change_norm norm = {0};
    struct pairs pairs = {0};
    struct change_rci r;
    struct change_cutoffs cutoffs;
    if (!read_norm(p, &norm) || !read_pairs(p, &pairs))
        return false;
    if (pairs.n < 2)
        return err_set(p->e, ERR_INVALID, "pairs", "too_few_points: an SD needs at least 2 pairs");
    double mean = mean_of(pairs.pre, pairs.n);
    norm.sd = sd_of(pairs.pre, pairs.n, mean);
    if (!change_rci(0.0, 0.0, &norm, &r, p->e))
        return false;
    change_cutoffs((struct change_group){true, mean, norm.sd}, (struct change_group){0}, norm.direction, &cutoffs,
                   p->e);
    put_count(p, "n", pairs.n);
    progress_put(p, "mean_pre", mean);
    progress_put(p, "sd_pre", norm.sd);
    progress_put(p, "mean_post", mean_of(pairs.post, pairs.n));
    progress_put(p, "sem", r.sem);
    progress_put(p, "sdiff", r.sdiff);
    progress_put(p, "min_reliable_change", r.min_change);
    put_counts(p, &pairs, &norm, cutoffs.a);
    progress_put(p, "criterion_a", cutoffs.a);
    return true;
}

static bool read_group(struct progress *p, const char *mean, const char *sd, struct change_group *out)
{
    struct progress_number m, s;
    if (!progress_read(p, mean, &m) || !progress_read(p, sd, &s))
        return false;
    if (m.has != s.has)
        return progress_bad(p, m.has ? sd : mean, "is missing; a group has a mean and an SD");
    *out = (struct change_group){m.has, m.v, s.v};
    return true;
}

bool progress_jt_cutoff(struct progress *p)
{
    struct change_group clinical, norm;
    struct change_cutoffs c;
    enum change_direction d;
    const struct measure *m;
    if (!read_group(p, "m_clin", "sd_clin", &clinical) || !read_group(p, "m_norm", "sd_norm", &norm) ||
        !progress_instrument(p, &m) || !progress_direction(p, m, &d))
        return false;
    if (!clinical.has && !norm.has)
        return progress_bad(p, "m_clin", "is missing; give m_clin and sd_clin, m_norm and sd_norm, or both");
    if (!change_cutoffs(clinical, norm, d, &c, p->e))
        return false;
    progress_put_if(p, "a", c.has_a, c.a);
    progress_put_if(p, "b", c.has_b, c.b);
    progress_put_if(p, "c", c.has_c, c.c);
    return true;
}

static bool read_score(struct progress *p, const struct measure *m, const char *name, struct service_score *out)
{
    struct progress_number n;
    if (!progress_read(p, name, &n) || (n.has && !progress_in_range(p, m, name, n.v)))
        return false;
    *out = (struct service_score){n.has, n.v};
    return true;
}

static void put_answer(struct progress *p, const char *key, enum service_answer a)
{
    progress_put_flag_if(p, key, a != SERVICE_UNKNOWN, a == SERVICE_YES);
}

bool progress_iapt(struct progress *p)
{
    const struct measure *phq = service_depression().measure, *gad = service_anxiety().measure;
    struct service_episode s;
    struct service_outcome o;
    struct progress_number contacts;
    struct str problem = json_str(json_get(p->in, "problem"));
    if (!read_score(p, phq, "phq_first", &s.depression_first) || !read_score(p, phq, "phq_last", &s.depression_last) ||
        !read_score(p, gad, "gad_first", &s.anxiety_first) || !read_score(p, gad, "gad_last", &s.anxiety_last) ||
        !progress_read(p, "contacts", &contacts))
        return false;
    if (!s.depression_first.has && !s.anxiety_first.has && !s.depression_last.has && !s.anxiety_last.has)
        return progress_bad(p, "phq_first", "is missing, as are gad_first, phq_last and gad_last");
    service_judge(&s, &o);
    put_answer(p, "caseness_start", o.case_start);
    put_answer(p, "caseness_end", o.case_end);
    put_answer(p, "recovery", o.recovery);
    put_answer(p, "in_recovery_denominator", o.case_start);
    put_answer(p, "reliable_improvement", o.reliable_improvement);
    put_answer(p, "reliable_deterioration", o.reliable_deterioration);
    put_answer(p, "no_reliable_change", o.no_reliable_change);
    put_answer(p, "reliable_recovery", o.reliable_recovery);
    if (contacts.has)
        progress_put_flag(p, "completed", contacts.v >= 0.0 && service_completed((size_t)contacts.v));
    if (problem.p)
        progress_put_text(p, "anxiety_measure", service_pair_of(problem)->measure);
    return true;
}

bool progress_percent(struct progress *p)
{
    const struct measure *m;
    enum change_direction d;
    struct progress_number given;
    double baseline, current, percent = 0.0, floor;
    if (!progress_instrument(p, &m) || !progress_direction(p, m, &d) || !progress_need(p, "baseline", &baseline) ||
        !progress_need(p, "current", &current) || !progress_read(p, "floor", &given) ||
        !progress_in_range(p, m, "baseline", baseline) || !progress_in_range(p, m, "current", current))
        return false;
    floor = given.has ? given.v : m ? m->floor : 0.0;
    bool has = change_percent(baseline, current, floor, d, &percent), known = false, is = false;
    progress_put_if(p, "percent", has, percent);
    progress_put(p, "floor", floor);
    if (m)
        is = change_response(m, baseline, current, &known);
    progress_put_flag_if(p, "response", known, is);
    progress_put_flag_if(p, "response_applies", known, m && change_response_counts(m, baseline));
    known = m && measure_structure(m)->has_remission; /* else only the side of a cut-off would be known */
    progress_put_flag_if(p, "remission", known, known && change_in_remission(m, current, &known));
    return true;
}

/* One target, its name ending in the amount when it is one of several. */
static bool put_target(struct progress *p, const struct measure *m, enum change_target_kind kind, double amount,
                       double baseline, const char *ending)
{
    char key[64];
    double score;
    if (!change_target(m, kind, amount, true, baseline, &score, p->e))
        return false;
    snprintf(key, sizeof key, "target_%s_score%s%s", m->lower_is_better ? "max" : "min", *ending ? "_" : "", ending);
    progress_put(p, key, score);
    return true;
}

static bool put_targets(struct progress *p, const struct measure *m, enum change_target_kind kind, const char *field,
                        double baseline)
{
    const struct json *v = json_get(p->in, field);
    struct progress_list l;
    if (v->type == JSON_NUMBER) {
        double amount = 0.0;
        return progress_need(p, field, &amount) && put_target(p, m, kind, amount, baseline, "");
    }
    if (!progress_read_list(p, field, &l))
        return false;
    if (l.n == 0 || l.n > 2)
        return progress_bad(p, field, "must be a number, or two: the least and the most");
    for (size_t i = 0; i < l.n; i++)
        if (!l.at[i].has)
            return progress_bad(p, field, "has a gap");
    char ending[2][32] = {"", ""};
    for (size_t i = 0; i < l.n; i++) {
        progress_number_text(l.at[i].v, ending[i]);
        if (i == 1 && strcmp(ending[0], ending[1]) == 0)
            break;
        if (!put_target(p, m, kind, l.at[i].v, baseline, ending[i]))
            return false;
    }
    return true;
}

bool progress_goal_target(struct progress *p)
{
    static const struct {
        const char *field;
        enum change_target_kind kind;
    } fields[] = {{"reduce_points", CHANGE_TARGET_POINTS},           {"reduce_percent_range", CHANGE_TARGET_PERCENT},
                  {"reduce_percent", CHANGE_TARGET_PERCENT},         {"increase_points", CHANGE_TARGET_POINTS},
                  {"increase_percent_range", CHANGE_TARGET_PERCENT}, {"increase_percent", CHANGE_TARGET_PERCENT}};
    const struct measure *m;
    struct progress_number weeks;
    double baseline;
    if (!progress_instrument(p, &m))
        return false;
    if (!m)
        return progress_bad(p, "instrument", "is missing");
    if (!progress_need(p, "baseline", &baseline) || !progress_in_range(p, m, "baseline", baseline) ||
        !progress_read(p, "weeks", &weeks))
        return false;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct json *v = json_get(p->in, fields[i].field);
        if (!v || v->type == JSON_NULL)
            continue;
        if (!put_targets(p, m, fields[i].kind, fields[i].field, baseline))
            return false;
        if (weeks.has)
            progress_put(p, "weeks", weeks.v);
        return true;
    }
    return progress_bad(p, "reduce_points", "is missing; give reduce_points, reduce_percent or reduce_percent_range");
}
