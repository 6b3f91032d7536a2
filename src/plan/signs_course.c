/* signs_course.c: what a course of values shows at each of them. Its words: signs_course_say.c. */
#include "plan/signs_course.h"

#include <math.h>

enum {
    LATE_DAYS = 28, /* project: a measure first given so long after the start belongs to no intake */
    TARGET_DAYS = 7 /* project: two values at target must be so far apart */
};

/* ---- views ---- */

static double at_best(const struct sign_course *c, const struct series_point *p)
{
    if (p->complete)
        return p->value;
    return c->st.lower_is_better ? p->low : p->high;
}

static bool knows_change(const struct sign_course *c)
{
    return c->measure && c->measure->has_reliable_change;
}

static struct track_score score_of(const struct series_point *p)
{
    return (struct track_score){
        .day = p->day, .value = p->value, .low = p->low, .high = p->high, .prorated = p->prorated};
}

/* The baseline as the first score of the run. */
static void begin_run(const struct sign_run *r, const struct sign_course *c, struct track_run *run)
{
    struct track t;
    struct track_score s = {.value = c->st.baseline, .low = c->st.baseline, .high = c->st.baseline};
    struct date on = date_is_set(c->st.baseline_on) ? c->st.baseline_on : r->start;
    if (!c->st.has_baseline)
        return;
    s.day = date_is_set(on) ? date_to_day(on) : r->on_day;
    if (c->first < c->n && s.day > c->points[c->first].day)
        s.day = c->points[c->first].day;
    if (c->first > 0 && !c->st.baseline_pinned)
        s = score_of(&c->points[0]);
    track_add(run, &s, &t);
}

static void view_of_score(struct sign_course *c, size_t i, struct track_run *run)
{
    struct sign_view *v = &c->views[i];
    struct track_score s = score_of(&c->points[i]);
    struct track t;
    track_add(run, &s, &t);
    v->flags = t.flags;
    v->best = t.best;
    v->rebound = t.rebound;
    v->nonresponse_week = t.nonresponse_week;
    v->gained = t.reliable_known ? t.reliable == CHANGE_IMPROVED : t.change > 0;
}

static void view_of_change(struct sign_course *c, size_t i)
{
    struct sign_view *v = &c->views[i];
    v->change = standing_gain(&c->st, c->st.baseline, v->value);
    if (!c->measure)
        v->gained = v->change > 1e-9;
    v->worse_twice = !knows_change(c) && i > c->first &&
                     standing_gain(&c->st, c->st.baseline, at_best(c, &c->points[i])) < -1e-9 &&
                     standing_gain(&c->st, c->st.baseline, at_best(c, &c->points[i - 1])) < -1e-9;
}

/* Met as standing.h says. */
static void view_of_target(struct sign_course *c, size_t i)
{
    struct sign_view *v = &c->views[i];
    bool possible = v->at_target = standing_at_target(&c->st, v->value);
    if (!v->complete)
        possible = standing_at_target(&c->st, at_best(c, &c->points[i]));
    if (i > c->first) {
        v->target_since = v[-1].target_since;
        v->met = v[-1].met;
    }
    if (!possible || (v->complete && !v->at_target)) {
        v->target_since = 0;
        v->met = false;
    } else if (v->complete && !v->target_since) {
        v->target_since = v->day;
    } else if (v->complete && c->st.baseline_pinned && v->day - v->target_since >= TARGET_DAYS) {
        v->met = true;
    }
}

/* Whether a measure can come to be newly in the clinical range: it was not there at the start, or first given late. */
static bool may_be_new(const struct sign_run *r, const struct sign_course *c)
{
    bool known;
    if (!c->measure || !c->st.has_baseline || c->n == 0)
        return false;
    bool late = !c->objective && date_is_set(r->start) && c->points[0].day - date_to_day(r->start) >= LATE_DAYS;
    bool was = change_is_case(c->measure, c->st.baseline, &known);
    return known && (late || !was);
}

bool sign_views(struct sign_run *r, struct sign_course *c, const char *treatment)
{
    struct track_run run;
    c->points = c->st.course.points.at;
    c->n = c->st.course.points.n;
    c->views = arena_array(r->arena, c->n, sizeof *c->views);
    if (!c->views)
        return false;
    if (c->measure) {
        track_begin(&run, c->measure, treatment);
        begin_run(r, c, &run);
    }
    bool may = may_be_new(r, c), known;
    for (size_t i = 0; i < c->n; i++) {
        const struct series_point *p = &c->points[i];
        struct sign_view *v = &c->views[i];
        struct date in = p->entry->entered;
        if (p->corrected && date_cmp(p->held_by->entered, in) > 0)
            in = p->held_by->entered;
        *v = (struct sign_view){.day = p->day,
                                .known = date_cmp(in, p->date) > 0 ? date_to_day(in) : p->day,
                                .value = p->value,
                                .complete = p->complete};
        v->is_case = c->measure && change_is_case(c->measure, at_best(c, p), &known);
        v->is_new_case = may && v->is_case;
        if (i < c->first)
            continue;
        v->count = i - c->first + 1 + (c->st.has_baseline ? 1 : 0);
        if (c->measure)
            view_of_score(c, i, &run);
        view_of_change(c, i);
        view_of_target(c, i);
    }
    return true;
}

/* ---- what holds ---- */

static void claim(const struct sign_course *c, size_t i, double severity, struct sign_claim *out)
{
    const struct sign_view *v = &c->views[i];
    *out = (struct sign_claim){
        .day = v->day, .known = v->known, .severity = severity, .point = i, .entry = c->points[i].entry};
}

static bool at_deterioration(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    (void)r;
    const struct sign_view *v = &c->views[i];
    bool worse = (v->flags & TRACK_RELIABLE_DETERIORATION) || v->worse_twice;
    if (!worse)
        return false;
    claim(c, i, -v->change, out);
    return true;
}

static bool at_loss(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    (void)r;
    if (!(c->views[i].flags & TRACK_LOSS_OF_GAIN))
        return false;
    claim(c, i, c->views[i].rebound, out);
    return true;
}

static bool at_nonresponse(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    (void)r;
    if (!(c->views[i].flags & TRACK_PREDICTED_NONRESPONSE))
        return false;
    claim(c, i, c->views[i].nonresponse_week, out);
    return true;
}

static bool at_top(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    (void)r;
    if (!(c->views[i].flags & TRACK_TOP_BAND))
        return false;
    claim(c, i, 0, out);
    return true;
}

static bool at_new_case(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    (void)r;
    if (!c->views[i].is_new_case)
        return false;
    claim(c, i, 0, out);
    return true;
}

static bool at_met(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    (void)r;
    if (!c->views[i].met)
        return false;
    claim(c, i, 0, out);
    return true;
}

static int32_t base_day(const struct sign_course *c)
{
    return date_is_set(c->st.baseline_on) ? date_to_day(c->st.baseline_on) : c->points[0].day;
}

static struct standing_lack lack_at(const struct sign_run *r, const struct sign_course *c, size_t i)
{
    const struct sign_view *v = &c->views[i];
    return (struct standing_lack){.count = v->count,
                                  .span = v->day - base_day(c),
                                  .window_over = base_day(c) + r->review_days,
                                  .flat = v->flags & TRACK_LACK_OF_PROGRESS,
                                  .gained = v->gained,
                                  .at_target = v->at_target,
                                  .is_case = v->is_case};
}

/* The day from which the rule for sparse values speaks at value i; 0: it does not. */
static int32_t sparse_from(const struct sign_run *r, const struct sign_course *c, size_t i)
{
    const struct standing_lack lack = lack_at(r, c, i);
    return standing_lack_sparse(&c->st, &lack) ? lack.window_over : 0;
}

static bool at_lack(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    const struct sign_view *v = &c->views[i];
    const struct standing_lack lack = lack_at(r, c, i);
    int32_t from = sparse_from(r, c, i);
    bool usual = standing_lack_usual(&c->st, &lack);
    if (!usual && !(from && from <= v->known))
        return false;
    claim(c, i, 0, out);
    out->what = !usual;
    return true;
}

static int32_t later_lack(const struct sign_run *r, const struct sign_course *c, size_t i)
{
    int32_t from = sparse_from(r, c, i);
    return from > c->views[i].known ? from : 0;
}

/* ---- words ---- */

void sign_put_day(struct buf *b, int32_t day, struct date on)
{
    standing_put_date(b, date_from_day(day), on);
}

/* "GAD-7 14 on 3 March" */
static void put_value(struct buf *b, const struct sign_run *r, const struct sign_course *c, const struct sign_claim *x)
{
    const struct sign_view *v = &c->views[x->point];
    buf_add(b, c->st.course.name);
    buf_cstr(b, c->measure ? " " : ": ");
    standing_put_number(b, v->value);
    buf_cstr(b, " on ");
    sign_put_day(b, v->day, r->on);
}

static void put_base(struct buf *b, const struct sign_course *c)
{
    standing_put_number(b, c->st.baseline);
    buf_cstr(b, " at the start");
}

/* What counts as change; never "reliable" of a threshold that no source confirms. */
static void put_threshold(struct buf *b, const struct measure *m)
{
    buf_cstr(b, "; ");
    standing_put_number(b, m->reliable_change);
    buf_cstr(b, m->reliable_change_confirmed ? " or more counts as reliable change."
                                             : " or more counts as change (not yet confirmed).");
}

static void put_worse(struct buf *b, const struct sign_course *c, double points)
{
    buf_cstr(b, ", ");
    standing_put_number(b, points);
    buf_cstr(b, c->st.lower_is_better ? " higher than " : " lower than ");
}

static void say_deterioration(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x,
                              struct buf *b)
{
    const struct sign_course *c = a->context;
    put_value(b, r, c, x);
    put_worse(b, c, -c->views[x->point].change);
    put_base(b, c);
    if (c->views[x->point].worse_twice)
        buf_cstr(b, "; the value before it was worse than at the start too.");
    else
        put_threshold(b, c->measure);
}

static void say_loss(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    const struct sign_course *c = a->context;
    put_value(b, r, c, x);
    put_worse(b, c, c->views[x->point].rebound);
    buf_cstr(b, "its best, ");
    standing_put_number(b, c->views[x->point].best);
    put_threshold(b, c->measure);
}

static void put_span(struct buf *b, int32_t days)
{
    int32_t n = days < 7 ? days : days / 7;
    buf_printf(b, "%d %s%s", (int)n, days < 7 ? "day" : "week", n == 1 ? "" : "s");
}

static void say_lack(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    const struct sign_course *c = a->context;
    const struct sign_view *v = &c->views[x->point];
    put_value(b, r, c, x);
    buf_cstr(b, ", ");
    put_base(b, c);
    if (!c->measure)
        buf_cstr(b, ": no step towards the target");
    else if (knows_change(c) && c->measure->reliable_change_confirmed)
        buf_cstr(b, ": no reliable gain");
    else
        buf_cstr(b, ": no clear gain");
    buf_printf(b, " in %zu values over ", v->count);
    put_span(b, v->day - base_day(c)); /* of the values; what passed since is told behind them */
    buf_cstr(b, x->what ? ", and a review window has passed." : ".");
}

static void say_nonresponse(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x,
                            struct buf *b)
{
    const struct sign_course *c = a->context;
    const struct measure_structure *m = measure_structure(c->measure);
    int week = c->views[x->point].nonresponse_week;
    put_value(b, r, c, x);
    for (size_t i = 0; i < m->nonresponse_count; i++)
        if (m->nonresponse[i].week == week) {
            buf_printf(b, "; in week %d a score of ", week);
            standing_put_number(b, m->nonresponse[i].at_least);
            buf_printf(b, " or more predicts that %s alone will not be enough (%s).", m->nonresponse_treatment,
                       m->nonresponse_source.text);
        }
}

static void say_top(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    const struct sign_course *c = a->context;
    put_value(b, r, c, x);
    buf_cstr(b, ", ");
    put_base(b, c);
    buf_cstr(b, ": so near the end of the scale that getting worse could not show.");
}

static void say_new_case(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x,
                         struct buf *b)
{
    const struct sign_course *c = a->context;
    put_value(b, r, c, x);
    buf_cstr(b, ": in the clinical range, ");
    standing_put_number(b, c->measure->cutoff);
    buf_cstr(b, c->measure->lower_is_better ? " or more" : " or less");
    buf_cstr(b, c->measure->cutoff_confirmed ? "" : " (not yet confirmed)");
    buf_cstr(b, x->point < c->first ? "; it was not measured before." : "; it was not at the start.");
}

static void say_met(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    const struct sign_course *c = a->context;
    put_value(b, r, c, x);
    buf_cstr(b, c->st.target_strict ? ": beyond " : ": at the target of ");
    standing_put_range(b, &c->st);
    buf_cstr(b, c->st.target_strict ? ", as the target says, since " : " since ");
    sign_put_day(b, c->views[x->point].target_since, r->on);
    buf_cstr(b, ".");
}

static const struct sign_course_row rows[] = {
    {SIGN_DETERIORATION, at_deterioration, NULL, say_deterioration},
    {SIGN_LOSS_OF_GAIN, at_loss, NULL, say_loss},
    {SIGN_LACK_OF_PROGRESS, at_lack, later_lack, say_lack},
    {SIGN_PREDICTED_NONRESPONSE, at_nonresponse, NULL, say_nonresponse},
    {SIGN_TOP_BAND, at_top, NULL, say_top},
    {SIGN_NEW_SYMPTOM, at_new_case, NULL, say_new_case},
    {SIGN_OBJECTIVE_MET, at_met, NULL, say_met},
};

const struct sign_course_row *sign_course_rows(size_t *count)
{
    *count = sizeof rows / sizeof *rows;
    return rows;
}
