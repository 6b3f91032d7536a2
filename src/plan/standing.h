/*
 * standing.h: where an objective stands on a day: its target as a score, and met, reached, on course, behind, no
 * change, stuck, due date passed, worse, not measured or not enough data, with the sentence that says so in plain
 * words. Layer: plan (pure, floor 2).  Not here: signs (signs.h), which need the whole plan.
 */
#ifndef PLAN_STANDING_H
#define PLAN_STANDING_H

#include "measure/track.h"
#include "plan/series.h"

enum standing_state {
    STANDING_NOT_MEASURED,    /* nothing to measure it by, or nothing was recorded, or nothing for longer than its
                                 cadence allows (clock_lapse of clock.h) */
    STANDING_NOT_ENOUGH_DATA, /* one value: change can be judged from the second */
    STANDING_ON_COURSE,       /* a step towards the target, and as far as the time that is over asks for */
    STANDING_STUCK,           /* lack of progress as in track.h; of a count, rating or level: 4 values over 6 weeks and
                                 no step towards the target */
    STANDING_WORSE,     /* reliably worse than the baseline, or loss of gain; where no reliable change is known (counts,
                           ratings, levels, some instruments): the last two values both worse than the baseline */
    STANDING_MET,       /* two complete values at target at least 7 days apart, the baseline pinned */
    STANDING_BEHIND,    /* a step, but further from the target than the time that is over asks for */
    STANDING_NO_CHANGE, /* no step towards the target yet, or hardly any by half of the time; not yet stuck */
    STANDING_PAST_DUE,  /* its day is past and it is not at target */
    STANDING_REACHED,   /* the latest value, a complete one, is at target; it has to hold until it is met */
    STANDING_NO_TARGET, /* values, but no target that they can be compared with; or nothing says which way is better */
    STANDING_STATE_COUNT
};

/*
 * Which of them, in full. The first that holds: worse, met, not measured (overdue), reached, not enough data, stuck,
 * past due, no change, no target, behind, on course. Without a target nothing is ever on course.
 * The rules of time are the project's own; no source gives them, and they decide nothing but the word that is shown.
 * Time runs from the day of the baseline, or the stated start of the plan where that is later, to the due date; of a
 * due date that is a session to come, or absent, no rule of time is asked. room      what measuring may hide: the
 * reliable change of the instrument (also an unconfirmed one), else 1; at most half of the distance from the baseline
 * to the target, so that a near target can be fallen behind of behind    on the day of the latest value, the distance
 * covered is short by the room or more of the share of the distance that equals the share of the time no change nothing
 * is covered; or a review window has passed with 2 or 3 values and without a gain by the reliable change (the sign
 * "lack of progress" says so too: nothing is on course beside it); or half of the time is over on the day asked about,
 * and less than the room and less than a quarter of the distance is covered
 */

/*
 * Met, in full (project): the run of values at target that reaches to the day asked about must span 7 days. A complete
 * value off target ends the run, also after it was met: what is off target today is not called met, and was_met_on
 * keeps the day. A prorated value never counts towards it, and ends the run only when its better bound is off target
 * too. Values up to the day of the baseline do not count. Worse and met stay when measuring is overdue; every other
 * state becomes "not measured" then.
 */

/* Advice about the target itself; severity is always advice. */
enum standing_advice {
    ADVICE_OUT_OF_RANGE = 1 << 0,          /* no score can be there */
    ADVICE_BELOW_RELIABLE_CHANGE = 1 << 1, /* smaller than the reliable change */
    ADVICE_NO_BASELINE = 1 << 2,           /* percent or points without a starting score */
    ADVICE_AT_TARGET_ALREADY = 1 << 3,     /* the baseline meets it */
    ADVICE_OTHER_WAY = 1 << 4              /* "increase GAD-7 to 15": away from better */
};

struct standing {
    const struct plan_goal *goal;
    const struct plan_objective *objective; /* NULL: the goal itself */
    struct str pointer;                     /* "/goals/0/objectives/1" */
    struct series_course course;            /* up to the day */
    const struct measure *measure;          /* NULL: a count, rating, diary or level */
    bool lower_is_better;
    bool direction_known; /* false: nothing says which way is better; no value is then better or worse */

    bool has_baseline;
    double baseline;
    struct date baseline_on; /* may be absent */
    bool baseline_pinned;    /* stated in the plan or pinned by an entry; else the first value is taken */

    bool has_target;
    double target;      /* the score that is meant; of a range its nearer end */
    double target_far;  /* the farther end of a range ("60-70 %"), else equal to target */
    bool target_within; /* both ends have to be kept ("7 to 8 hours"); else beyond the target is at target too */
    bool target_strict; /* "fewer than 2": the number itself is not yet at target */
    struct date due;    /* absent: not given, or an event or a session that has not come */
    int due_session;    /* 0: not by session */
    bool due_past;
    unsigned advice; /* bits of standing_advice */

    enum standing_state state;
    bool has_latest;
    double latest;
    struct date latest_on;
    double change;               /* latest against baseline, better is positive */
    bool at_target;              /* the latest value is at target */
    struct date at_target_since; /* the first complete value of the run at target; absent: there is none */
    struct date met_on;          /* the day it became met; absent unless met */
    struct date was_met_on;      /* the last day it became met before it was off target again; absent: never */
    size_t values;               /* the baseline and the values after it */
    int span_days;               /* from the baseline (or the first value) to the latest */
    struct track track;          /* of scores */
    double expected;             /* where a steady course would be on the day of the latest value; has_expected */
    bool has_expected;
    bool window_over; /* 2 or 3 values without a gain, and a review window has passed since the baseline */
    bool half_over;   /* half of the time to the due date is over on the day asked about */
    int overdue_days; /* days since a value was due by the cadence of its monitoring (clock.h); 0: none */
};

/*
 * standing_of: one objective on a day, as known on that day. o NULL: the goal itself, when it is measurable.
 *   baseline   the plan's (also the goal's, when it names the same instrument), else the newest "baseline" entry that
 *              stands, else the first value, which does not pin it
 *   target     counts are compared per period of the objective; without a target, how often a behaviour is to be done
 *              is the target; levels of goal attainment have the target 0, the expected one
 *   due        "within 12 weeks" counts from clock_agreed(); "by the 8th session" is past when 8 were attended since
 *              series_start()
 * Never fails for what the plan or series lacks: that is a state. ERR_MEMORY.
 */
bool standing_of(const struct plan *p, const struct plan_goal *g, const struct plan_objective *o,
                 const struct series *s, struct date on, struct arena *a, struct standing *out, struct err *e);

/*
 * standing_put_sentence: "Down 6 since 8 September; 4 or more counts as reliable change. Not yet at the target of 6."
 * A rise below the reliable change reads "5 higher; ask about it". Unconfirmed thresholds never print "reliable".
 * Of several values on the latest day all are said, and which one counts. Never "no risk", never blame. Dates as "8
 * September", with the year where it differs from that of `on`.
 */
void standing_put_sentence(const struct standing *st, struct date on, struct buf *out);
void standing_put_advice(const struct standing *st,
                         struct buf *out);              /* one sentence each with its source, or nothing */
const char *standing_state_name(enum standing_state s); /* "on_course" */
/* standing_is_good: met, reached or on course, which nobody calls so while an alert is open. standing_urgency: the
 * more, the sooner it asks for something; of a goal the objective with the most says where it stands. */
bool standing_is_good(enum standing_state s);
int standing_urgency(enum standing_state s);

/* A condition or trigger on a day. */
struct condition_state {
    bool bound; /* it can come true at all */
    bool is_true;
    struct date since;                /* the first day it was true without a break until now */
    struct str evidence;              /* "PHQ-9 12 on 3 March, 10 or more" */
    const struct series_entry *entry; /* the newest entry it rests on; NULL: none */
};

/*
 * condition_on: whether a condition holds on a day, as known on that day.
 *   MEASURE   the latest value is on the stated side; with by_week, by_session or by_review, the value as of then
 *   NO_GAIN   from the end of week n after series_start(), the n-th attended session or the n-th review, on, as long as
 * there is no gain by the reliable change against the baseline. Without an instrument of its own: none of the plan's
 * objectives shows one. Fewer than two scores show nothing, and it is not true. Not bound where no reliable change is
 *             known.
 *   EVENT     an event entry of that kind stands
 *   c         one of p
 * ERR_MEMORY.
 */
bool condition_on(const struct plan_condition *c, const struct plan *p, const struct series *s, struct date on,
                  struct arena *a, struct condition_state *out, struct err *e);

/* What a condition in words could be bound to: its words with this text behind them bind themselves, once a person has
 * taken them over. */
struct condition_proposal {
    enum plan_condition_kind kind;   /* CONDITION_MEASURE or CONDITION_NO_GAIN */
    const struct measure *measure;   /* one that the plan follows */
    enum plan_comparator comparator; /* MEASURE */
    struct dec value;                /* MEASURE: its usual cut-off */
    /* the time its words state, else of NO_GAIN the plan's own review window; absent: the person has to say it */
    struct opt_int by_week, by_session, by_review;
    const char *source; /* of the cut-off or the reliable change; static */
    bool confirmed;     /* false: show it as unconfirmed */
    struct str text;    /* "PHQ-9 of 10 or more": what is offered, in one line */
};

struct condition_proposals {
    PLAN_LIST(struct condition_proposal) list;
};

/*
 * condition_told: a person who reads the text knows whether it has come true, though nothing here can watch it: it
 * counts something ("misses 2 groups in a row", "item 9 is 1 or more", "3 or more panic attacks") or names what happens
 * on one day ("is hospitalized"). A length of time ("for 2 weeks") and a word of degree ("worse") tell nothing.
 */
bool condition_told(struct str text);

/*
 * condition_propose: for a condition of p whose text alone binds nothing ("if depressive symptoms are present", "if
 * anxiety persists"): instruments that the plan follows and whose construct the text names. Words of presence offer the
 * usual cut-off; words of persisting or no improvement offer no gain by the end of the review window. Empty when the
 * condition is bound already, or nothing fits. Never guesses a number: every one is from the data or the plan.
 * ERR_MEMORY.
 */
bool condition_propose(const struct plan_condition *c, const struct plan *p, struct arena *a,
                       struct condition_proposals *out, struct err *e);

#endif
