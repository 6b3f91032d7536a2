/* clock.c: windows, cadences, sessions. */
#include "plan/clock.h"

#include <assert.h>
#include <stdlib.h>

#define LAPSE_DAYS 7
#define DAYS_MAX 4000000 /* more days than there are dates; what is counted stays far from overflow */

static const char *const state_names[] = {"none", "not_due", "due", "overdue"};

const char *clock_state_name(enum clock_state s)
{
    return state_names[s];
}

/* The state on a day of what is due from out->due and overdue after out->overdue. */
static void judge(struct clock *out, struct date on)
{
    out->days_late = 0;
    if (!date_is_set(out->due))
        out->state = CLOCK_NONE;
    else if (date_cmp(on, out->due) < 0)
        out->state = CLOCK_NOT_DUE;
    else if (!date_is_set(out->overdue) || date_cmp(on, out->overdue) <= 0) /* none: beyond the last date */
        out->state = CLOCK_DUE;
    else {
        out->state = CLOCK_OVERDUE;
        out->days_late = date_diff(on, out->overdue);
    }
}

static struct date later(struct date a, struct date b)
{
    return date_cmp(a, b) >= 0 ? a : b;
}

/* agreed: the day that this review named for the next one, as the newest entry about it says; absent: none. */
static struct date last_review(const struct plan *p, const struct series *s, struct date on, struct date *agreed)
{
    struct date last = {0};
    *agreed = (struct date){0};
    for (size_t i = 0; i < p->reviews.held.n; i++)
        if (date_cmp(p->reviews.held.at[i].date, on) <= 0)
            last = later(last, p->reviews.held.at[i].date);
    for (size_t i = s->entries.n; i-- > 0;) { /* the newest is found first, nearly always */
        const struct series_entry *x = &s->entries.at[i];
        if (x->type == SERIES_REVIEW && date_cmp(x->date, last) >= 0 && series_holder(x, on)) {
            if (date_cmp(x->date, last) > 0 || !date_is_set(*agreed))
                *agreed = x->next;
            last = x->date;
        }
    }
    return last;
}

/* The days on which a version of the plan was signed, as known on `on`: the first and the newest; absent: none was. */
static void signings(const struct series *s, struct date on, struct date *first, struct date *newest)
{
    *first = *newest = (struct date){0};
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *x = &s->entries.at[i];
        if (x->type != SERIES_PLAN || !str_is(x->name, "signed") || date_cmp(x->date, on) > 0 || !series_holder(x, on))
            continue;
        *first = date_is_set(*first) && date_cmp(*first, x->date) <= 0 ? *first : x->date;
        *newest = later(*newest, x->date);
    }
}

struct date clock_agreed(const struct plan *p, const struct series *s, struct date on)
{
    struct date first, newest;
    if (date_is_set(p->duration.start) || date_is_set(p->reviews.plan_date))
        return series_start(s, p);
    signings(s, on, &first, &newest);
    return date_is_set(first) ? first : series_start(s, p);
}

/* The day since which every version that tells what it monitors has had m; absent: none tells of it. */
static struct date asked_since(const struct plan_monitoring *m, const struct series *s, struct date on)
{
    struct date since = {0};
    for (size_t i = 0; m->id.n && i < s->entries.n; i++) { /* in the order in which they became known */
        const struct series_entry *x = &s->entries.at[i];
        if (x->type != SERIES_PLAN || !x->monitoring.p || !str_is(x->name, "signed") || date_cmp(x->date, on) > 0 ||
            !series_holder(x, on))
            continue;
        if (!series_monitors(x, m->id))
            since = (struct date){0};
        else if (!date_is_set(since) || date_cmp(x->date, since) < 0)
            since = x->date;
    }
    return since;
}

static int32_t clamp_days(int64_t n)
{
    return (int32_t)(n < 0 ? 0 : n > DAYS_MAX ? DAYS_MAX : n);
}

/* "4-6": both ends of a number of which one may be missing; false when both are. */
static bool range_of(struct opt_int min, struct opt_int max, int64_t *low, int64_t *high)
{
    if (!min.has && !max.has)
        return false;
    *low = min.has ? min.v : max.v;
    *high = max.has ? max.v : min.v;
    *low = clamp_days(*low);
    *high = clamp_days(*high) < *low ? *low : clamp_days(*high);
    return *low > 0;
}

static struct date window_end(struct date from, int64_t n, enum plan_unit unit)
{
    return unit == UNIT_MONTH ? date_add_months(from, clamp_days(n))
                              : date_add_days(from, clamp_days(unit == UNIT_WEEK ? n * 7 : n));
}

void clock_review(const struct plan *p, const struct series *s, struct date on, struct clock *out)
{
    const struct plan_window w = plan_window(&p->reviews.window);
    int64_t min = 0, max = 0;
    struct date next = p->reviews.next, agreed, first, newest, from;
    *out = (struct clock){.last = last_review(p, s, on, &agreed)};
    signings(s, on, &first, &newest);
    from = out->from = date_is_set(out->last) ? out->last : later(series_start(s, p), first);
    bool stated = date_is_set(next) && date_cmp(out->last, next) < 0;
    if (date_is_set(from) && range_of(w.min, w.max, &min, &max)) {
        out->due = window_end(from, min, w.unit);
        out->overdue = window_end(from, max, w.unit);
    }
    if (date_is_set(agreed) && date_cmp(out->last, agreed) < 0 &&
        !(stated && date_cmp(p->reviews.plan_date, out->last) > 0)) {
        out->due = agreed;
        out->overdue = later(agreed, out->overdue);
    } else if (stated) {
        out->due = out->overdue = next;
    }
    judge(out, on);
}

struct date clock_after(const struct plan *p, struct date on)
{
    const struct plan_window w = plan_window(&p->reviews.window);
    int64_t min, max;
    if (date_is_set(p->reviews.next) && date_cmp(p->reviews.next, on) > 0) {
        return p->reviews.next;
    }
    return range_of(w.min, w.max, &min, &max) ? window_end(on, max, w.unit) : (struct date){0};
}

/* A cadence as steps: the k-th time falls k * length / times after the start. */
struct step {
    bool months; /* length counts months, else days */
    int64_t low, high, times;
};

static bool step_of(const struct plan_cadence *c, struct step *out)
{
    int64_t unit = 1;
    *out = (struct step){.low = 1, .high = 1, .times = 1};
    if (c->unit == UNIT_UNSTATED)
        return false;
    if ((c->every_min.has || c->every_max.has) && !range_of(c->every_min, c->every_max, &out->low, &out->high))
        return false;
    if (c->count_max.has || c->count_min.has)
        out->times = c->count_max.has ? c->count_max.v : c->count_min.v;
    out->times = out->times < 1 ? 1 : clamp_days(out->times);
    if (c->unit == UNIT_WEEK)
        unit = 7;
    else if (c->unit == UNIT_YEAR)
        unit = 12;
    out->months = c->unit == UNIT_MONTH || c->unit == UNIT_YEAR;
    if (out->months && out->times > 1) { /* "twice a month": by days, 30 a month */
        out->months = false;
        unit *= 30;
    }
    out->low *= unit;
    out->high *= unit;
    return true;
}

/* from plus n lengths, divided among the times; at least one day for each n. */
static struct date step_add(const struct step *st, struct date from, int64_t length, int64_t n)
{
    if (st->months)
        return date_add_months(from, clamp_days(length * n));
    int64_t days = length * n / st->times;
    return date_add_days(from, clamp_days(days < n ? n : days));
}

/* Attended sessions after `after` up to `to`, as known then; an absent `after` is before all. */
static int sessions_after(const struct series *s, struct date after, struct date to)
{
    struct date from = date_is_set(after) ? date_add_days(after, 1) : (struct date){1, 1, 1};
    return date_is_set(from) ? series_sessions(s, from, to, to) : 0; /* nothing comes after the last day there is */
}

static void by_sessions(const struct plan_cadence *c, const struct series *s, struct date on, struct clock *out)
{
    int64_t min = 1, max = 1;
    if ((c->every_min.has || c->every_max.has) && !range_of(c->every_min, c->every_max, &min, &max))
        return;
    int64_t done = sessions_after(s, out->from, on), limit = max > min ? max + 1 : 2 * min;
    out->sessions_left = (int)(done < min ? min - done : 0);
    out->state = done < min ? CLOCK_NOT_DUE : done < limit ? CLOCK_DUE : CLOCK_OVERDUE;
}

void clock_cadence(const struct plan_monitoring *m, struct date last, const struct plan *p, const struct series *s,
                   struct date on, struct clock *out)
{
    struct step st;
    const struct plan_cadence *c = &m->cadence;
    struct date first, newest, from, signed_on, since = asked_since(m, s, on);
    signings(s, on, &first, &newest);
    signed_on = date_is_set(last) ? first : date_is_set(since) ? since : newest;
    from = later(last, later(series_start(s, p), signed_on));
    *out = (struct clock){.last = last, .from = from};
    if (c->unit == UNIT_SESSION) {
        if (date_cmp(from, last) > 0 && date_cmp(from, signed_on) > 0) /* a session on the day of the start counts */
            out->from = date_add_days(from, -1);
        by_sessions(c, s, on, out);
        return;
    }
    if (date_is_set(from) && step_of(c, &st)) {
        out->due = step_add(&st, from, st.low, 1);
        out->overdue = st.high > st.low ? step_add(&st, from, st.high, 1) : step_add(&st, from, st.low, 2);
    }
    judge(out, on);
}

struct date clock_lapse(const struct clock *c)
{
    return date_is_set(c->overdue) ? later(date_add_days(c->overdue, 1), date_add_days(c->from, LAPSE_DAYS))
                                   : c->overdue;
}

/* The growing answer of clock_missed. */
struct missed {
    struct arena *arena;
    PLAN_LIST(struct date) days;
    const struct series_course *course;
    size_t next; /* the first point not before the period looked at */
    bool ok;
};

/* One period (after, day]: a day more when no value lies in it. */
static void look(struct missed *m, struct date after, struct date day)
{
    while (m->next < m->course->points.n && date_cmp(m->course->points.at[m->next].date, after) <= 0)
        m->next++;
    if (m->next < m->course->points.n && date_cmp(m->course->points.at[m->next].date, day) <= 0)
        return;
    struct date *d = PLAN_PUSH(m->arena, &m->days);
    if (d)
        *d = day;
    m->ok = d != NULL;
}

static int by_date(const void *a, const void *b)
{
    return date_cmp(*(const struct date *)a, *(const struct date *)b);
}

/* Days of attended sessions in (from, to], in order; a day counts once. */
static bool session_days(const struct series *s, struct date from, struct date to, struct arena *a, struct date **out,
                         size_t *count)
{
    size_t n = 0, kept = 0;
    *out = arena_array(a, s->entries.n, sizeof **out);
    if (!*out)
        return false;
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *x = &s->entries.at[i];
        if (x->type == SERIES_SESSION && x->session == SESSION_ATTENDED && date_cmp(x->date, from) > 0 &&
            date_cmp(x->date, to) <= 0 && series_holder(x, to))
            (*out)[n++] = x->date;
    }
    qsort(*out, n, sizeof **out, by_date);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || date_cmp((*out)[kept - 1], (*out)[i]) != 0)
            (*out)[kept++] = (*out)[i];
    *count = kept;
    return true;
}

bool clock_missed(const struct plan_cadence *c, const struct series_course *course, const struct series *s,
                  struct date from, struct date to, struct arena *a, struct date **days, size_t *count, struct err *e)
{
    struct missed m = {.arena = a, .course = course, .ok = true};
    struct step st;
    assert(date_is_set(from) && date_is_set(to));
    if (c->unit == UNIT_SESSION) {
        struct date *held = NULL, after = from;
        size_t n = 0, every = c->every_max.has && c->every_max.v > 1 ? (size_t)c->every_max.v : 1;
        if (!session_days(s, from, to, a, &held, &n))
            return arena_error(a, e);
        for (size_t i = every; m.ok && i <= n; i += every) {
            look(&m, after, held[i - 1]);
            after = held[i - 1];
        }
    } else if (step_of(c, &st)) {
        struct date after = from;
        for (int64_t k = 1; m.ok; k++) {
            struct date day = step_add(&st, from, st.high, k);
            if (!date_is_set(day) || date_cmp(day, to) > 0)
                break;
            look(&m, after, day);
            after = day;
        }
    }
    *days = m.days.at;
    *count = m.days.n;
    return m.ok || arena_error(a, e);
}
