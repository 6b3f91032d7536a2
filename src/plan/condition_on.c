/* condition_on.c: whether a condition or trigger of a plan has come true, and since when. */
#include "plan/series_parts.h"

#include "measure/measure.h"

#include <assert.h>

struct watch {
    const struct plan_condition *c;
    const struct plan *p;
    const struct series *s;
    struct date on;
    struct arena *a;
    struct err *e;
    struct condition_state *out;
};

static bool keep_evidence(const struct watch *w, struct buf *b)
{
    return series_keep(b, w->a, &w->out->evidence, w->e);
}

/* ---- when ---- */

/* find_moment: the day a condition with "by week n", "by session n" or "by review n" is judged; absent when that has
 * not come. Other conditions are judged at any time, which is `any`. */
static bool find_moment(const struct watch *w, bool *any, struct date *moment)
{
    const struct plan_condition *c = w->c;
    struct date start = series_start(w->s, w->p);
    *moment = (struct date){0, 0, 0};
    *any = !c->by_week.has && !c->by_session.has && !c->by_review.has;
    if (c->by_session.has)
        return series_session_day(w->s, c->by_session.v, start, w->on, w->a, moment, w->e);
    if (c->by_review.has)
        return series_review_day(w->s, w->p, c->by_review.v, w->on, w->a, moment, w->e);
    if (c->by_week.has && date_is_set(start) && c->by_week.v < 100000) {
        *moment = date_add_days(start, (int32_t)(7 * c->by_week.v));
        if (date_cmp(*moment, w->on) > 0)
            *moment = (struct date){0, 0, 0};
    }
    return true;
}

/* last_until: how many points of a course lie on or before a day. */
static size_t last_until(const struct series_course *course, struct date day)
{
    size_t low = 0, high = course->points.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (date_cmp(course->points.at[mid].date, day) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* ---- a score on the other side of a cut-off ---- */

static bool is_beyond(const struct plan_condition *c, double value)
{
    double cut = dec_to_double(c->value);
    return c->comparator == PLAN_CMP_AT_LEAST ? value >= cut - 1e-9 : value <= cut + 1e-9;
}

/* find_course: of the instrument, or of the objective that counts what the condition names, or of that name. */
static bool find_course(const struct watch *w, struct series_course *course)
{
    const struct plan_measure *m = &w->c->measure;
    const struct measure *instrument = series_instrument(m);
    if (instrument)
        return series_of_instrument(w->s, instrument, w->on, w->a, course, w->e);
    for (size_t g = 0; g < w->p->goals.n; g++)
        for (size_t o = 0; o < w->p->goals.at[g].objectives.n; o++) {
            const struct plan_objective *x = &w->p->goals.at[g].objectives.at[o];
            if (series_same_words(x->measure.name, m->name))
                return series_of_objective(w->s, x, w->on, w->a, course, w->e);
        }
    return series_of_name(w->s, m->name, w->on, w->a, course, w->e);
}

static bool judge_measure(const struct watch *w)
{
    const struct plan_condition *c = w->c;
    struct condition_state *out = w->out;
    struct series_course course;
    struct date moment;
    bool any;
    out->bound = (c->comparator == PLAN_CMP_AT_LEAST || c->comparator == PLAN_CMP_AT_MOST) && c->value.has &&
                 (c->measure.name.n || c->measure.instrument.n);
    if (!out->bound)
        return true;
    if (!find_moment(w, &any, &moment) || !find_course(w, &course))
        return false;
    size_t n = any ? course.points.n : date_is_set(moment) ? last_until(&course, moment) : 0;
    if (n == 0)
        return true;
    const struct series_point *last = &course.points.at[n - 1];
    out->is_true = is_beyond(c, last->value);
    out->entry = last->held_by;
    for (size_t i = n; out->is_true && i > 0 && is_beyond(c, course.points.at[i - 1].value); i--)
        out->since = course.points.at[i - 1].date;
    if (out->is_true && !any)
        out->since = moment;
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, course.name);
    buf_char(&b, ' ');
    standing_put_number(&b, last->value);
    buf_cstr(&b, " on ");
    standing_put_date(&b, last->date, w->on);
    buf_cstr(&b, out->is_true ? ", " : ", not ");
    standing_put_number(&b, dec_to_double(c->value));
    buf_cstr(&b, c->comparator == PLAN_CMP_AT_LEAST ? " or more" : " or less");
    return keep_evidence(w, &b);
}

/* ---- no gain ---- */

/* One instrument whose gain is looked at. */
struct gain {
    const struct measure *measure;
    struct standing st; /* its baseline and course */
    size_t first;       /* point after the baseline */
};

struct gains {
    PLAN_LIST(struct gain) list;
};

/* add_gain: the course and baseline of an instrument, as the objective or goal that names it has them. */
static bool add_gain(const struct watch *w, const struct measure *m, const struct plan_goal *g,
                     const struct plan_objective *o, struct gains *out)
{
    static const struct plan_goal nothing;
    for (size_t i = 0; i < out->list.n; i++)
        if (out->list.at[i].measure == m)
            return true;
    struct gain *x = PLAN_PUSH(w->a, &out->list);
    if (!x)
        return arena_error(w->a, w->e);
    x->measure = m;
    x->st = (struct standing){.goal = g ? g : &nothing, .objective = o, .measure = m};
    if (!series_of_instrument(w->s, m, w->on, w->a, &x->st.course, w->e))
        return false;
    x->first = standing_find_baseline(w->s, w->on, &x->st);
    return true;
}

/* find_gains: the condition's own instrument, with the baseline of the first objective or goal that names it; without
 * one, every instrument of the objectives and goals. */
static bool find_gains(const struct watch *w, struct gains *out)
{
    const struct measure *own = series_instrument(&w->c->measure);
    bool named = w->c->measure.name.n || w->c->measure.instrument.n;
    for (size_t g = 0; g < w->p->goals.n; g++) {
        const struct plan_goal *goal = &w->p->goals.at[g];
        for (size_t o = 0; o <= goal->objectives.n; o++) {
            const struct plan_objective *x = o < goal->objectives.n ? &goal->objectives.at[o] : NULL;
            const struct measure *m = series_instrument(x ? &x->measure : &goal->measure);
            if (m && m->has_reliable_change && (!named || m == own) && !add_gain(w, m, goal, x, out))
                return false;
        }
    }
    return !own || !own->has_reliable_change || add_gain(w, own, NULL, NULL, out);
}

/* gained: whether the last of the first n points is better than the baseline by the reliable change; *judged false when
 * there is nothing after the baseline. */
static bool gained(const struct gain *x, size_t n, bool *judged)
{
    bool known;
    *judged = x->st.has_baseline && n > x->first;
    return *judged &&
           change_judge(x->measure, x->st.baseline, x->st.course.points.at[n - 1].value, &known) == CHANGE_IMPROVED;
}

/* none_gained: as of a day, at least one can be judged and none shows a gain. */
static bool none_gained(const struct gains *g, struct date day)
{
    bool any = false;
    for (size_t i = 0; i < g->list.n; i++) {
        bool judged, yes = gained(&g->list.at[i], last_until(&g->list.at[i].st.course, day), &judged);
        if (yes)
            return false;
        any = any || judged;
    }
    return any;
}

/* true_since: it is true today; from which day on without a break. Between two points nothing changes, so only the days
 * with a point are looked at, from the newest back to `moment`. */
static struct date true_since(const struct watch *w, const struct gains *g, struct date moment)
{
    struct date since = w->on, day = w->on;
    while (date_cmp(day, moment) >= 0 && none_gained(g, day)) {
        since = moment;
        struct date before = moment; /* the last day with a point before `day`, on which it may have become true */
        bool more = false;
        for (size_t i = 0; i < g->list.n; i++) {
            const struct series_course *c = &g->list.at[i].st.course;
            size_t n = last_until(c, day);
            if (n == 0 || date_cmp(c->points.at[n - 1].date, moment) <= 0)
                continue;
            if (!more || date_cmp(c->points.at[n - 1].date, before) > 0)
                before = c->points.at[n - 1].date;
            more = true;
        }
        if (!more)
            break;
        since = before;
        day = date_add_days(before, -1);
    }
    return since;
}

static bool put_gain_evidence(const struct watch *w, const struct gains *g)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < g->list.n; i++) {
        const struct gain *x = &g->list.at[i];
        size_t n = x->st.course.points.n;
        bool judged, yes = gained(x, n, &judged);
        if (!judged)
            continue;
        const struct series_point *last = &x->st.course.points.at[n - 1];
        if (!w->out->entry || last->held_by > w->out->entry) /* entries are in the order they became known */
            w->out->entry = last->held_by;
        buf_printf(&b, "%s%s ", b.n ? "; " : "", x->measure->name);
        standing_put_number(&b, x->st.baseline);
        buf_cstr(&b, " at the start, ");
        standing_put_number(&b, last->value);
        buf_cstr(&b, " on ");
        standing_put_date(&b, last->date, w->on);
        buf_cstr(&b, yes ? ", a gain of " : ", no gain of ");
        standing_put_number(&b, x->measure->reliable_change);
        buf_cstr(&b, x->measure->reliable_change_confirmed ? " or more" : " or more (a number that is not confirmed)");
    }
    if (b.n == 0)
        buf_cstr(&b, "Fewer than two scores: no gain can be judged");
    return keep_evidence(w, &b);
}

static bool judge_no_gain(const struct watch *w)
{
    struct condition_state *out = w->out;
    struct gains gains = {.list = {NULL, 0, 0}};
    struct date moment;
    bool any;
    if (!find_moment(w, &any, &moment) || !find_gains(w, &gains))
        return false;
    out->bound = !any && gains.list.n > 0;
    if (!out->bound || !date_is_set(moment))
        return true;
    out->is_true = none_gained(&gains, w->on);
    if (out->is_true)
        out->since = true_since(w, &gains, moment);
    return put_gain_evidence(w, &gains);
}

/* ---- events ---- */

static bool judge_event(const struct watch *w)
{
    struct condition_state *out = w->out;
    out->bound = w->c->event.n > 0;
    for (size_t i = 0; i < w->s->entries.n; i++) {
        const struct series_entry *x = &w->s->entries.at[i];
        if (x->type != SERIES_EVENT || !series_same_words(x->name, w->c->event) || !series_holder(x, w->on))
            continue;
        if (!out->is_true || date_cmp(x->date, out->since) < 0)
            out->since = x->date;
        if (!out->entry || date_cmp(x->date, out->entry->date) >= 0)
            out->entry = x;
        out->is_true = true;
    }
    if (!out->is_true)
        return true;
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, w->c->event);
    buf_cstr(&b, " on ");
    standing_put_date(&b, out->entry->date, w->on);
    return keep_evidence(w, &b);
}

bool condition_on(const struct plan_condition *c, const struct plan *p, const struct series *s, struct date on,
                  struct arena *a, struct condition_state *out, struct err *e)
{
    struct watch w = {c, p, s, on, a, e, out};
    assert(date_is_set(on));
    *out = (struct condition_state){.bound = false};
    switch (c->kind) {
    case CONDITION_MEASURE:
        return judge_measure(&w);
    case CONDITION_NO_GAIN:
        return judge_no_gain(&w);
    case CONDITION_EVENT:
        return judge_event(&w);
    case CONDITION_UNSTATED:
        break;
    }
    return true;
}
