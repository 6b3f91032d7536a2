/* standing_target.c: what an objective starts from, what its target means as a number, when it is due. */
#include "plan/clock.h"
#include "plan/series_parts.h"
#include "plan/target.h"

#include "measure/measure.h"

#include <math.h>
#include <stdlib.h>

#define SLACK 1e-9

struct standing_parts standing_parts_of(const struct plan_goal *g, const struct plan_objective *o)
{
    if (!o)
        return (struct standing_parts){&g->measure, &g->baseline, &g->target, NULL, &g->due};
    return (struct standing_parts){&o->measure, &o->baseline, &o->target, &o->frequency, &o->due};
}

/* ---- baseline ---- */

/* A number of the plan, brought from the period in its own unit to that of the course. */
static double in_course_period(const struct series_course *c, struct str unit, double value)
{
    double from = series_period_days(series_period_in(unit)), to = series_period_days(c->period);
    return c->type == SERIES_COUNT && from > 0 && to > 0 ? value * to / from : value;
}

static void pin(struct standing *st, double value, struct date on)
{
    st->has_baseline = st->baseline_pinned = true;
    st->baseline = value;
    st->baseline_on = on;
}

/* plan_baseline: the one the plan states; of levels only when the plan speaks of levels. */
static bool plan_baseline(struct standing *st)
{
    struct standing_parts parts = standing_parts_of(st->goal, st->objective);
    const struct plan_baseline *b = parts.baseline;
    if (!b->value.has && st->objective && st->measure && st->measure == series_instrument(&st->goal->measure))
        b = &st->goal->baseline;
    if (!b->value.has || (st->course.type == SERIES_ATTAINMENT && parts.measure->kind != MEASURE_GOAL_RATING))
        return false;
    pin(st, in_course_period(&st->course, b->unit, dec_to_double(b->value)), b->date);
    return true;
}

/* entry_baseline: the newest "baseline" entry about it that stands; later days first, then what became known later. */
static void entry_baseline(const struct series *s, struct date known, struct standing *st)
{
    struct str id = st->objective ? st->objective->id : st->goal->id;
    const struct series_entry *best = NULL;
    for (size_t i = 0; id.n && i < s->entries.n; i++) {
        const struct series_entry *e = &s->entries.at[i];
        if (e->type == SERIES_BASELINE && str_eq(st->objective ? e->objective : e->goal, id) &&
            series_holder(e, known) && (!best || date_cmp(e->date, best->date) >= 0))
            best = e;
    }
    if (best)
        pin(st, dec_to_double(series_holder(best, known)->value), best->date);
}

size_t standing_find_baseline(const struct series *s, struct date known, struct standing *st)
{
    const struct series_course *c = &st->course;
    if (!plan_baseline(st))
        entry_baseline(s, known, st);
    size_t first = 0;
    if (st->has_baseline && date_is_set(st->baseline_on)) {
        while (first < c->points.n && date_cmp(c->points.at[first].date, st->baseline_on) <= 0)
            first++;
        return first;
    }
    if (c->points.n == 0)
        return 0;
    if (!st->has_baseline) {
        st->has_baseline = true;
        st->baseline = c->points.at[0].value;
    } else if (fabs(c->points.at[0].value - st->baseline) > SLACK) {
        return 0;
    }
    st->baseline_on = c->points.at[0].date; /* the first value is the one the plan states without a day */
    return 1;
}

/* ---- direction ---- */

double standing_gain(const struct standing *st, double from, double to)
{
    if (st->target_within) {
        double low = fmin(st->target, st->target_far), high = fmax(st->target, st->target_far);
        return fmax(fmax(low - from, from - high), 0) - fmax(fmax(low - to, to - high), 0);
    }
    return !st->direction_known ? 0 : st->lower_is_better ? from - to : to - from;
}

bool standing_at_target(const struct standing *st, double value)
{
    if (!st->has_target)
        return false;
    if (st->target_within)
        return value >= fmin(st->target, st->target_far) - SLACK && value <= fmax(st->target, st->target_far) + SLACK;
    double over = st->lower_is_better ? st->target - value : value - st->target;
    return st->target_strict ? over > SLACK : over >= -SLACK;
}

static bool is_relative(const struct plan_target *t)
{
    bool by = target_is_by(t->comparator);
    bool to = t->comparator == PLAN_CMP_REDUCE_TO || t->comparator == PLAN_CMP_INCREASE_TO;
    return t->kind == TARGET_UNSTATED ? by : (t->kind == TARGET_CHANGE || t->kind == TARGET_PERCENT) && !to;
}

static bool is_percent(const struct plan_target *t)
{
    return t->kind == TARGET_PERCENT || (t->kind == TARGET_UNSTATED && str_starts(t->unit, STR("%")));
}

/* find_direction: of what is no instrument. A behaviour that is to be done so often, or kept up, may be done more
 * often; a plain range or number otherwise has to be kept on both sides. */
static void find_direction(struct standing *st, const struct standing_parts *parts, bool has_range)
{
    const struct plan_target *t = parts->target;
    if (st->course.type == SERIES_ATTAINMENT || parts->measure->kind == MEASURE_GOAL_RATING ||
        (!st->objective && st->course.type == SERIES_RATING)) {
        st->direction_known = true;
    } else if (target_way(t->comparator)) {
        st->direction_known = true;
        st->lower_is_better = target_way(t->comparator) < 0;
    } else if (has_range || !st->has_target) {
        st->target_within = has_range;
    } else if (st->has_baseline && fabs(st->baseline - st->target) > SLACK) {
        st->direction_known = true;
        st->lower_is_better = st->baseline > st->target;
    } else if (t->comparator == PLAN_CMP_MAINTAIN || st->course.type == SERIES_COUNT) {
        st->direction_known = true;
    } else {
        st->target_within = true;
    }
}

/* ---- target ---- */

/* meant: one end of an instrument's target as a score; false with the advice why not. */
static bool meant(struct standing *st, const struct plan_target *t, struct dec amount, double *score)
{
    const struct measure *m = st->measure;
    enum change_target_kind kind = !is_relative(t) ? CHANGE_TARGET_ABSOLUTE
                                   : is_percent(t) ? CHANGE_TARGET_PERCENT
                                                   : CHANGE_TARGET_POINTS;
    double wanted = dec_to_double(amount);
    struct err e = {0};
    if (kind == CHANGE_TARGET_ABSOLUTE && target_strict(t))
        wanted += (m->lower_is_better ? -1 : 1) * (m->integer_scale ? 1 : 0.1);
    if (change_target(m, kind, wanted, st->has_baseline, st->baseline, score, &e))
        return true;
    st->advice |= strcmp(e.where, "baseline") == 0 ? ADVICE_NO_BASELINE : ADVICE_OUT_OF_RANGE;
    return false;
}

static void instrument_target(struct standing *st, const struct plan_target *t)
{
    const struct measure *m = st->measure;
    bool away = target_way(t->comparator) == (m->lower_is_better ? 1 : -1);
    bool amount = is_relative(t) && (t->comparator == PLAN_CMP_AT_LEAST || t->comparator == PLAN_CMP_AT_MOST);
    double ends[2];
    st->direction_known = true;
    st->lower_is_better = m->lower_is_better;
    if (!m->has_range || !t->value.has || (is_percent(t) && !is_relative(t)))
        return;
    if (away && !amount) {
        st->advice |= ADVICE_OTHER_WAY;
        return;
    }
    if (!meant(st, t, t->value, &ends[0]))
        return;
    ends[1] = ends[0];
    if (t->high.has && !meant(st, t, t->high, &ends[1]))
        ends[1] = ends[0];
    st->has_target = true;
    bool first_is_far = m->lower_is_better ? ends[0] < ends[1] : ends[0] > ends[1];
    st->target = ends[first_is_far];
    st->target_far = ends[!first_is_far];
}

/* end_of: one end of a target that is no score; false without a baseline to count from. */
static bool end_of(struct standing *st, const struct plan_target *t, struct dec amount, double *out)
{
    double value = dec_to_double(amount);
    if (!is_relative(t)) {
        *out = in_course_period(&st->course, t->unit, value);
        return true;
    }
    if (!st->has_baseline) {
        st->advice |= ADVICE_NO_BASELINE;
        return false;
    }
    double change = is_percent(t) ? st->baseline * value / 100 : in_course_period(&st->course, t->unit, value);
    *out = t->comparator == PLAN_CMP_INCREASE_BY ? st->baseline + change : st->baseline - change;
    return true;
}

/* out_of_scale: no count is below nothing, no rating outside 0 to 10. */
static bool out_of_scale(const struct series_course *c, double value)
{
    return (c->type == SERIES_COUNT && value < -SLACK) || (c->type == SERIES_RATING && (value < 0 || value > 10));
}

static void own_target(struct standing *st, const struct standing_parts *parts)
{
    const struct plan_target *t = parts->target;
    const struct plan_cadence *f = parts->frequency;
    double near = 0, far = 0, days[] = {0, 0, 1, 7, 365.25 / 12, 365.25};
    if (st->course.type == SERIES_ATTAINMENT) {
        st->has_target = true; /* level 0: as agreed */
    } else if (t->value.has) {
        st->has_target = end_of(st, t, t->value, &near);
        far = near;
        if (st->has_target && t->high.has)
            end_of(st, t, t->high, &far);
        st->target_strict = target_strict(t) != 0;
    } else if (f && st->course.type == SERIES_COUNT && f->count_min.has && days[f->unit] > 0) {
        double every = f->every_min.has ? (double)f->every_min.v : 1;
        double period = series_period_days(st->course.period);
        near = far = (double)f->count_min.v * (period > 0 ? period / days[f->unit] / every : 1);
        st->has_target = period > 0 || !st->course.period.n; /* "per meal" is no length to compare with */
    }
    if (st->has_target && (out_of_scale(&st->course, near) || out_of_scale(&st->course, far))) {
        st->advice |= ADVICE_OUT_OF_RANGE;
        st->has_target = false;
    }
    st->target = near;
    find_direction(st, parts, st->has_target && fabs(near - far) > SLACK);
    bool first_is_far = st->direction_known && (st->lower_is_better ? near < far : near > far);
    st->target = first_is_far ? far : near;
    st->target_far = first_is_far ? near : far;
}

void standing_find_target(struct standing *st)
{
    struct standing_parts parts = standing_parts_of(st->goal, st->objective);
    const struct plan_target *t = parts.target;
    const struct measure *m = st->measure;
    if (m)
        instrument_target(st, t);
    else
        own_target(st, &parts);
    if (!st->has_target)
        st->target = st->target_far = 0;
    /* Points say how large a change is even without a baseline. */
    double size = st->has_target && st->has_baseline                                 ? fabs(st->target - st->baseline)
                  : m && is_relative(t) && t->kind != TARGET_PERCENT && t->value.has ? dec_to_double(t->value)
                                                                                     : HUGE_VAL;
    bool already = st->has_target && st->has_baseline && standing_at_target(st, st->baseline);
    if (already && t->comparator != PLAN_CMP_MAINTAIN)
        st->advice |= ADVICE_AT_TARGET_ALREADY;
    else if (!already && m && m->has_reliable_change && size < m->reliable_change - SLACK)
        st->advice |= ADVICE_BELOW_RELIABLE_CHANGE;
}

/* ---- due ---- */

bool standing_find_due(const struct plan *p, const struct series *s, struct date on, struct arena *a,
                       struct standing *st, struct err *e)
{
    const struct plan_due *due = standing_parts_of(st->goal, st->objective).due;
    if (date_is_set(due->date)) {
        st->due = due->date;
    } else if (due->period.n) {
        date_apply_period(clock_agreed(p, s, on), due->period, &st->due);
    } else if (due->session.has) {
        st->due_session = (int)due->session.v;
        if (!series_session_day(s, due->session.v, series_start(s, p), on, a, &st->due, e))
            return false;
        st->due_past = date_is_set(st->due);
        return true;
    } else if (str_is(due->event, "plan_end")) {
        st->due = p->duration.end;
    } else if (str_is(due->event, "plan_review")) {
        st->due = p->reviews.next;
    } else if (str_is(due->event, "discharge")) {
        st->due = p->duration.ending.date;
    }
    st->due_past = date_is_set(st->due) && date_cmp(on, st->due) > 0;
    return true;
}

/* ---- measuring ---- */

static bool names(const plan_texts *ids, struct str id)
{
    for (size_t i = 0; id.n && i < ids->n; i++)
        if (str_eq(ids->at[i], id))
            return true;
    return false;
}

/* follows: whether a row of the plan's monitoring is about what stands here: it names the objective, or takes the same
 * measure; a row without a measure that names the goal is about the goal itself. */
static bool follows(const struct plan_monitoring *m, const struct standing *st)
{
    const struct measure *instrument = series_instrument(&m->measure);
    struct standing_parts parts = standing_parts_of(st->goal, st->objective);
    if (st->objective ? names(&m->objectives, st->objective->id) : names(&m->goals, st->goal->id))
        return !instrument || !st->measure || instrument == st->measure;
    return st->measure ? instrument == st->measure : series_same_words(m->measure.name, parts.measure->name);
}

/* The day from which a value was due by a count of sessions: that of the n-th attended one after a day. */
static bool session_due(const struct plan_cadence *c, const struct series *s, struct date on, struct date after,
                        struct arena *a, struct date *due, struct err *e)
{
    int64_t every = c->every_min.has ? c->every_min.v : c->every_max.has ? c->every_max.v : 1;
    return series_session_day(s, every, date_add_days(after, 1), on, a, due, e);
}

bool standing_find_overdue(const struct plan *p, const struct series *s, struct date on, struct arena *a,
                           struct standing *st, bool *overdue, struct err *e)
{
    const struct plan_monitoring *m = NULL;
    struct date last = st->has_latest ? st->latest_on : (struct date){0};
    struct clock k;
    *overdue = false;
    for (size_t i = 0; i < p->monitoring.n && !m; i++)
        if (p->monitoring.at[i].cadence.unit && follows(&p->monitoring.at[i], st))
            m = &p->monitoring.at[i];
    if (!m)
        return true;
    const struct plan_cadence *c = &m->cadence;
    clock_cadence(m, last, p, s, on, &k);
    *overdue = k.state == CLOCK_OVERDUE && (c->unit == UNIT_SESSION || date_cmp(on, clock_lapse(&k)) >= 0);
    if (c->unit == UNIT_SESSION && st->has_latest && (k.state == CLOCK_DUE || k.state == CLOCK_OVERDUE) &&
        !session_due(c, s, on, k.from, a, &k.due, e))
        return false;
    if (date_is_set(k.due) && date_cmp(on, k.due) > 0)
        st->overdue_days = date_diff(on, k.due);
    return true;
}
