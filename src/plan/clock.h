/*
 * clock.h: when reviews and measures are due: windows, cadences, session counts.
 * Layer: plan (pure, floor 2).  Today is an argument.
 */
#ifndef PLAN_CLOCK_H
#define PLAN_CLOCK_H

#include "plan/series.h"

enum clock_state { CLOCK_NONE, CLOCK_NOT_DUE, CLOCK_DUE, CLOCK_OVERDUE };

struct clock {
    enum clock_state state;
    struct date last;         /* the last review or value; absent: never */
    struct date from;         /* what it counts from; of sessions: the day after which they count */
    struct date due, overdue; /* due from this day; overdue after the second. Absent when counted in sessions */
    int sessions_left;        /* counted in sessions: until due; 0 due */
    int days_late;            /* days after `overdue`, else 0 */
};

/* clock_agreed: the day from which "within 12 weeks" counts: the plan's start, else its date, else the day its first
 * version was signed, as known on `on`, else series_start(). What is only amended later puts no day off. */
struct date clock_agreed(const struct plan *p, const struct series *s, struct date on);

/* clock_review: the next review: "every 4-6 weeks" is due from day 28 and overdue after day 42, "every 90 days" on day
 * 90, "quarterly" on the same day three months later (or the last of that month), from the last review held (in the
 * plan or the series, as known on `on`), else from the plan's start, or its first signing where that is later: a plan
 * asks for nothing before it is in force, and an amendment puts no review off. A stated next date is due that day and
 * overdue after it, until a review was held on it or later. The day that the last review agreed for the next one is due
 * that day, and overdue after it or after the window's end, whichever is later: who agreed on a day inside the window
 * is not late before the window is over. It stands in place of the plan's own next date unless the plan is dated after
 * that review. CLOCK_NONE without a window and without a date. */
void clock_review(const struct plan *p, const struct series *s, struct date on, struct clock *out);

/* clock_after: the day that the plan has for the review after one that is held on `on`: its stated next date while that
 * lies ahead, else the last day of its window from `on`; absent when it says neither. */
struct date clock_after(const struct plan *p, struct date on);

/*
 * clock_cadence: the cadence of a row of the plan's monitoring against the last time `last`. It never counts from
 * before the plan's start or its first signing (entries "plan" of the series, as known on `on`). last absent (never):
 * from the signing of the first version that asks for m and for which no later one left it out, as the entries tell
 * (series_monitors); where none tells, from the newest signing, for m may have come in with that version; a session on
 * its day is over, one on the day of the start counts. "weekly": due from day 7, overdue after day 14 (one more
 * period); "twice a week": day 3 and day 7; "every 4-6 weeks": 28 and 42; "monthly": the same day of the next month or
 * its last day, overdue one month later. "each session": due when a session was attended after `last`, overdue at the
 * second; "every 2-3 sessions": due at the second, overdue after the third. CLOCK_NONE when the cadence says no unit,
 * or there is nothing to count from.
 */
void clock_cadence(const struct plan_monitoring *m, struct date last, const struct plan *p, const struct series *s,
                   struct date on, struct clock *out);

/* The day from which what is overdue is called not measured, of a cadence in days, weeks or months: the day after
 * `overdue`, and not before a week is over since it counts (project: a daily diary may wait for a week). Absent when
 * nothing is due. */
struct date clock_lapse(const struct clock *c);

/* clock_missed: the days on which a value was due by the cadence in (from, to] and none of the course lies in its
 * period; for the gaps of a chart. Session cadences give the days of sessions without a value. ERR_MEMORY. */
bool clock_missed(const struct plan_cadence *c, const struct series_course *course, const struct series *s,
                  struct date from, struct date to, struct arena *a, struct date **days, size_t *count, struct err *e);

const char *clock_state_name(enum clock_state s);

#endif
