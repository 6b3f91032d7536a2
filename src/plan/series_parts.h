/*
 * series_parts.h: small things that courses, standing and conditions share.
 * Layer: plan (inside the module).
 */
#ifndef PLAN_SERIES_PARTS_H
#define PLAN_SERIES_PARTS_H

#include "plan/standing.h"

/* series_instrument: the instrument a measure of the plan means, by id, else by name; NULL: none that is known. */
const struct measure *series_instrument(const struct plan_measure *m);

/* series_period_in: the period in a unit, behind its last '/' or "per ": "interactions/week"; absent: none. */
struct str series_period_in(struct str unit);

/* series_keep: the text of a buffer in the arena; the buffer is freed. ERR_MEMORY. */
bool series_keep(struct buf *b, struct arena *a, struct str *out, struct err *e);

/* series_keep_form: the form of a score as series_pack writes it. ERR_MEMORY. */
bool series_keep_form(const struct score_input *in, struct arena *a, struct str *out, struct err *e);

/* The parts of an objective, or of a goal that is measurable itself. */
struct standing_parts {
    const struct plan_measure *measure;
    const struct plan_baseline *baseline;
    const struct plan_target *target;
    const struct plan_cadence *frequency; /* NULL: a goal */
    const struct plan_due *due;
};
struct standing_parts standing_parts_of(const struct plan_goal *g, const struct plan_objective *o);

/* standing_find_baseline: fills the baseline of st from the plan, the entries or its course. Returns the index of the
 * first point of the course after it. */
size_t standing_find_baseline(const struct series *s, struct date known, struct standing *st);

/* standing_find_target: direction, target and advice; after the baseline. */
void standing_find_target(struct standing *st);

/* standing_find_due: when it is due and whether that is past. ERR_MEMORY. */
bool standing_find_due(const struct plan *p, const struct series *s, struct date on, struct arena *a,
                       struct standing *st, struct err *e);

/* standing_find_overdue: days since a value was due by the cadence of what follows it, and whether it is overdue, both
 * as clock_cadence says. ERR_MEMORY. */
bool standing_find_overdue(const struct plan *p, const struct series *s, struct date on, struct arena *a,
                           struct standing *st, bool *overdue, struct err *e);

/* standing_gain: how much better `to` is than `from`, in units; towards the target where both its ends count; 0 when
 * nothing says which way is better. */
double standing_gain(const struct standing *st, double from, double to);

/* standing_at_target: whether a value is at target; false without a target. */
bool standing_at_target(const struct standing *st, double value);

/*
 * The one rule of lack of progress, for the state of an objective and for the sign: no gain by the reliable change
 * (where none is known, none at all), not at target, and still in the clinical range where the measure has one; of a
 * measure that no objective names only when it began there.
 *   usual   4 values over 6 weeks; of scores also a flat course, as track.h has it
 *   sparse  2 or 3 values; it speaks from the day window_over on
 */
struct standing_lack {
    size_t count;        /* the baseline and the values after it */
    int32_t span;        /* days from the baseline to the value */
    int32_t window_over; /* the day on which a review window since the baseline is over */
    bool flat;           /* TRACK_LACK_OF_PROGRESS */
    bool gained, at_target, is_case;
};
bool standing_lack_usual(const struct standing *st, const struct standing_lack *x);
bool standing_lack_sparse(const struct standing *st, const struct standing_lack *x);
int32_t standing_review_days(const struct plan *p); /* the longer end of the plan's review window, 42 without one */

/* standing_put_range: the target: "6", or "6 to 8" of a range. */
void standing_put_range(struct buf *b, const struct standing *st);

/* standing_put_number: at most one decimal. standing_put_date: "8 September", with the year where it differs from that
 * of `on`. */
void standing_put_number(struct buf *b, double value);
void standing_put_date(struct buf *b, struct date d, struct date on);

#endif
