/*
 * standing.h: where an objective stands on a day: its target as a score, and met, on course, stuck, worse, not measured
 * or not enough data, with the sentence that says so in plain words.
 * Layer: plan (pure, floor 2).  Not here: signs (signs.h), which need the whole plan.
 */
#ifndef PLAN_STANDING_H
#define PLAN_STANDING_H

#include "measure/track.h"
#include "plan/series.h"

enum standing_state {
    STANDING_NOT_MEASURED,    /* nothing to measure it by, or nothing was recorded, or nothing for longer than its
                                 cadence allows */
    STANDING_NOT_ENOUGH_DATA, /* one value: change can be judged from the second */
    STANDING_ON_COURSE,
    STANDING_STUCK, /* lack of progress as in track.h; of a count, rating or level: 4 values over 6 weeks and
                       no step towards the target */
    STANDING_WORSE, /* reliably worse than the baseline, or loss of gain */
    STANDING_MET,   /* two complete values at target at least 7 days apart, the baseline pinned */
    STANDING_STATE_COUNT
};

/* Advice about the target itself; severity is always advice. */
enum standing_advice {
    ADVICE_OUT_OF_RANGE = 1 << 0,          /* no score can be there */
    ADVICE_BELOW_RELIABLE_CHANGE = 1 << 1, /* smaller than the reliable change */
    ADVICE_SOONER_THAN_TYPICAL = 1 << 2,   /* more per week than published typical change */
    ADVICE_NO_BASELINE = 1 << 3,           /* percent or points without a starting score */
    ADVICE_AT_TARGET_ALREADY = 1 << 4      /* the baseline meets it */
};

struct standing {
    const struct plan_goal *goal;
    const struct plan_objective *objective;
    struct str pointer;            /* "/goals/0/objectives/1" */
    struct series_course course;   /* up to the day */
    const struct measure *measure; /* NULL: a count, rating, diary or level */
    bool lower_is_better;

    bool has_baseline;
    double baseline;
    struct date baseline_on; /* may be absent */
    bool baseline_pinned;    /* stated in the plan or pinned by an entry; else the first value is taken */

    bool has_target;
    double target;     /* the score that is meant; of a range its nearer end */
    double target_far; /* the farther end of a range ("60-70 %"), else equal to target */
    struct date due;   /* absent: not given, or an event or a session that has not come */
    int due_session;   /* 0: not by session */
    bool due_past;
    unsigned advice; /* bits of standing_advice */

    enum standing_state state;
    bool has_latest;
    double latest;
    struct date latest_on;
    double change;      /* latest against baseline, better is positive */
    bool at_target;     /* the latest value is at target */
    struct date met_on; /* the day it became met; absent unless met */
    struct track track; /* of scores */
    int overdue_days;   /* days since a value was due by the cadence of its monitoring; 0: none */
};

/*
 * standing_of: one objective on a day, as known on that day.
 * Never fails for what the plan or series lacks: that is a state. ERR_MEMORY.
 */
bool standing_of(const struct plan *p, const struct plan_goal *g, const struct plan_objective *o,
                 const struct series *s, struct date on, struct arena *a, struct standing *out, struct err *e);

/*
 * standing_put_sentence: "Down 6 since 8 September; 4 or more counts as reliable change. Not yet at the target of 6."
 * A rise below the reliable change reads "5 higher; ask about it". Unconfirmed thresholds never print "reliable".
 * Never "no risk", never blame. Dates as "8 September", with the year where it differs from that of `on`.
 */
void standing_put_sentence(const struct standing *st, struct date on, struct buf *out);
void standing_put_advice(const struct standing *st,
                         struct buf *out);              /* one sentence each with its source, or nothing */
const char *standing_state_name(enum standing_state s); /* "on_course" */

/* A condition or trigger on a day. */
struct condition_state {
    bool bound; /* it can come true at all */
    bool is_true;
    struct date since;                /* the first day it was true without a break until now */
    struct str evidence;              /* "PHQ-9 12 on 3 March, 10 or more" */
    const struct series_entry *entry; /* the newest entry it rests on; NULL: none */
};

/* condition_on: whether a condition holds on a day, as known on that day. ERR_MEMORY. */
bool condition_on(const struct plan_condition *c, const struct plan *p, const struct series *s, struct date on,
                  struct arena *a, struct condition_state *out, struct err *e);

#endif
