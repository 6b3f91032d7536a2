/*
 * series.h: what happened after the plan was written, as a list of dated entries: scores, counts, ratings, sessions,
 * events, reviews, decisions. One JSON object a line; docs/series.schema.json describes it.
 * Layer: plan (pure, floor 2).  Not here: what follows from it (standing.h, signs.h, clock.h).
 *
 *   {"id":"s1","date":"2026-01-05","type":"score","instrument":"gad7","responses":[2,2,3,2,1,2,3]}
 *   {"date":"2026-01-12","type":"score","instrument":"gad7","total":14}
 *   {"date":"2026-01-12","type":"count","objective":"o2","value":3,"period":"week"}      a counted behaviour
 *   {"date":"2026-01-12","type":"rating","measure":"mood","value":6}                     a 0-10 item of the client's
 * own
 *   {"date":"2026-01-12","type":"rating","measure":"mood","reporter":"guardian","value":3}   as a guardian sees it; a
 * second one: "guardian 2"
 *   {"date":"2026-01-12","type":"rating","goal":"g1","value":4}                          a goal rating, 0-10
 *   {"date":"2026-01-12","type":"attainment","objective":"o1","level":-1}
 *   {"date":"2026-01-12","type":"diary","measure":"anxiety","value":5}
 *   {"date":"2026-01-12","type":"session","status":"attended","minutes":50}              attended, cancelled, no_show
 *   {"date":"2026-02-02","type":"event","kind":"loss_of_job","text":"..."}               life event, stressor, symptom
 *   {"date":"2026-02-02","type":"diagnosis","code":"F32.1"}                              a new one
 *   {"date":"2026-02-10","type":"review","text":"...","next":"2026-03-17"}                 next: the day agreed
 *   {"date":"2026-02-10","type":"decision","sign":"lack-of-progress/o1","decision":"revise","reason":"...","by":"..."}
 *   {"date":"2026-02-10","type":"met","goal":"g1","by":"client","value":true}            who says so: client, clinician
 *   {"date":"2026-02-10","type":"alert_closed","alert":"s1","disposition":"assessed","by":"..."}
 *   {"date":"2026-02-10","type":"baseline","objective":"o1","value":15}                  pins a baseline
 *   {"date":"2026-02-10","type":"plan","version":2,"event":"signed","monitoring":["m1"]}
 *                                             shown as a letter in charts; monitoring: the ids that this version asks
 * for
 *   {"date":"2026-03-01","type":"correction","of":"s1","total":12,"reason":"..."}        replaces the numbers of s1
 *   {"date":"2026-03-01","type":"withdrawn","of":"s1","reason":"..."}                    s1 was entered by mistake
 *
 * Every entry may have "entered", the day it became known (default: its date; a date-time is cut to its day): an entry
 * dated last week and entered today changes nothing about what was known yesterday.
 *
 * Corrections and withdrawals name what they change by its "id", whether it stands above or below them. A correction of
 * a correction, a withdrawn correction and a withdrawn withdrawal are understood; of several corrections the newest one
 * that stands holds. Only what has a number can be corrected (score, count, rating, attainment, diary, baseline);
 * anything else is withdrawn and entered again.
 */
#ifndef PLAN_SERIES_H
#define PLAN_SERIES_H

#include "measure/score.h"
#include "plan/plan.h"

enum series_type {
    SERIES_SCORE,
    SERIES_COUNT,
    SERIES_RATING,
    SERIES_ATTAINMENT,
    SERIES_DIARY,
    SERIES_SESSION,
    SERIES_EVENT,
    SERIES_DIAGNOSIS,
    SERIES_REVIEW,
    SERIES_DECISION,
    SERIES_MET,
    SERIES_ALERT_CLOSED,
    SERIES_BASELINE,
    SERIES_PLAN,
    SERIES_CORRECTION,
    SERIES_WITHDRAWN,
    SERIES_TYPE_COUNT
};

enum series_session { SESSION_ATTENDED, SESSION_CANCELLED, SESSION_NO_SHOW };

/* What a clinician decides about a sign. */
enum series_decision {
    DECISION_KEEP, /* with a reason */
    DECISION_REVISE,
    DECISION_CHANGE_APPROACH,
    DECISION_STEP_UP,
    DECISION_CONSULT,
    DECISION_REFER,
    DECISION_STEP_DOWN,
    DECISION_END
};

struct series_entry {
    enum series_type type;
    struct str id;                        /* as written, or "line N" */
    struct date date, entered;            /* both set */
    struct date next;                     /* REVIEW: the day agreed for the next one; absent: none was */
    size_t line;                          /* 1-based */
    struct str objective, goal, sign, of; /* ids; absent when not about one */
    struct str name;                      /* measure, kind of event, diagnosis code, disposition, event of the plan */
    struct str text, by;                  /* text: words or the reason */
    struct dec value;                     /* count, rating, diary, attainment level, baseline, plan version, minutes */
    struct str period;                    /* "week" */
    struct str monitoring; /* PLAN: ids of what the version monitors, each followed by a blank; absent: not told */
    enum series_session session;
    enum series_decision decision;
    bool met;
    bool by_guardian;              /* RATING: `name` is then series_guardians_name() of what was written */
    const struct measure *measure; /* SCORE, and what corrects one */
    struct score score;            /* SCORE: scored from the items or the total; also of what corrects one */
    struct str given;              /* the same: the form itself, as series_pack writes it */
    /* Links among entries; what holds on a day, series_holder() tells. */
    const struct series_entry *amends;         /* CORRECTION, WITHDRAWN: what it names in `of`; else NULL */
    const struct series_entry *amended_by;     /* the newest entry that names this one; NULL: none */
    const struct series_entry *amended_before; /* the next older one that names the same entry; NULL: none */
};

struct series {
    PLAN_LIST(struct series_entry) entries; /* sorted by entered, then date, then line */
};

#define SERIES_LINE_MAX ((size_t)64 << 10)
#define SERIES_AMEND_MAX 32 /* corrections of corrections, one on the other */

/*
 * series_read: JSON Lines -> entries; blank lines are skipped.
 *   text  borrowed until the call returns
 * All or nothing: the first bad line is the error; what lines refer to is looked at when all were read. ERR_INVALID
 * (e->where "line 12", e->text says what and how to mend it: unknown type, unknown member, a date that is none, a score
 * that cannot be computed, a correction of nothing), ERR_LIMIT a line over SERIES_LINE_MAX, ERR_MEMORY. Thread-safe on
 * different arenas.
 */
bool series_read(struct str text, struct arena *a, struct series *out, struct err *e);

/*
 * Entries as bytes, for a copy that is kept and read without reading the lines again. series_pack: entries [from, to),
 * appended to out; false: no memory. series_unpack: in the order in which they were packed.
 *   packed  `count` pieces, borrowed for the life of the arena
 *   want    those of some types (bits), and of scores those of one measure (NULL: none); NULL: all
 * Then series_join, which puts newer entries of another series, that amend nothing, where series_read would have them;
 * *first: from which place on entries are others than before. At last series_relink, once: amendments and what they
 * amend. some: not all were wanted, and an amendment of what is not there amends nothing.
 * ERR_INVALID the bytes were written by another program, or stand for something that an instrument no longer has.
 * A series that was packed and unpacked is the same, field by field but for `line`, which counts entries.
 */
struct series_want {
    unsigned types;
    const struct measure *measure;
};
#define SERIES_ROW_ID 26 /* the beginning of an id by which entries of a record's row are in order */
bool series_pack(const struct series *s, size_t from, size_t to, struct buf *out);
bool series_unpack(const struct str *packed, size_t count, const struct series_want *want, struct arena *a,
                   struct series *out, struct err *e);
bool series_join(struct series *s, const struct series *more, struct arena *a, size_t *first, struct err *e);
bool series_relink(struct series *s, bool some, struct arena *a, struct err *e);

/*
 * series_holder: the entry whose numbers hold for `e` on the day `known`: `e` itself, or the correction that replaced
 * them. NULL when e was not known then, is withdrawn, or is itself a correction or withdrawal. For types without
 * numbers it answers the question whether e stands. An alert of a score stands whatever corrected the score: look at
 * e->score for it, and at the holder's.
 */
const struct series_entry *series_holder(const struct series_entry *e, struct date known);

/* One value of a course: a score, count, rating, level or diary value of one thing, corrections applied. */
struct series_point {
    struct date date;
    int32_t day; /* date_to_day(date) */
    double value;
    double low, high; /* bounds when items are open, else value */
    bool complete, prorated, corrected;
    const struct series_entry *entry;   /* as first entered: its id and date are what others name */
    const struct series_entry *held_by; /* whose numbers hold: entry, or its correction */
    const struct score *score;          /* of held_by; NULL unless a score */
    const double *same_day;             /* values of that day before it, in order; it counts in their place */
    size_t same_day_count;
};

struct series_course {
    const struct measure *measure;         /* instrument, or NULL */
    struct str name;                       /* as a reader knows it: "GAD-7", "panic attacks", "mood" */
    enum series_type type;                 /* what its values are: SERIES_SCORE, _COUNT, _RATING, _ATTAINMENT, _DIARY */
    struct str period;                     /* the period counts are per ("week"); absent: none */
    PLAN_LIST(struct series_point) points; /* by day, the last valid one of each day; nothing entered after `known` */
    size_t left_out; /* entries about it without a value that can stand beside the others: too many open items, a
                        total on another scale (WSAS without work), a count per an unknown period */
    struct date left_out_on; /* the newest of these; absent: none */
};

/*
 * series_of_instrument, series_of_objective, series_of_goal, series_of_name: the course of one thing as it was known on
 * the day `known` (entries with entered <= known and date <= known). An objective's course is its instrument's scores,
 * or the counts, ratings, diary values or attainment levels that name it (or name its measure, by same words without
 * case). Values of different kinds are never mixed: the kind of its measure decides, else the first kind that is there
 * of counts, ratings, diary values and levels (of a goal: ratings and levels first). Counts are brought to the period
 * of the objective, or, when it has none, of the first count with one. Of a score of another instrument or version
 * (GAD-2 for GAD-7) nothing enters. Empty when nothing is there. ERR_MEMORY.
 */
bool series_of_instrument(const struct series *s, const struct measure *m, struct date known, struct arena *a,
                          struct series_course *out, struct err *e);
bool series_of_objective(const struct series *s, const struct plan_objective *o, struct date known, struct arena *a,
                         struct series_course *out, struct err *e);
bool series_of_goal(const struct series *s, const struct plan_goal *g, struct date known, struct arena *a,
                    struct series_course *out, struct err *e);
bool series_of_name(const struct series *s, struct str name, struct date known, struct arena *a,
                    struct series_course *out, struct err *e);

/* series_start: the day treatment began, for "week n" and periods: the plan's start, else its date, else the first
 * session attended, else the first entry; absent when there is none. */
struct date series_start(const struct series *s, const struct plan *p);

/* series_sessions: attended sessions with date in [from, to], as known on `known`; an absent end is open. */
int series_sessions(const struct series *s, struct date from, struct date to, struct date known);

/* series_session_day: the date of the n-th (1..) attended session from `from` on, as known on `known`; absent when
 * there were fewer. ERR_MEMORY. */
bool series_session_day(const struct series *s, int64_t n, struct date from, struct date known, struct arena *a,
                        struct date *out, struct err *e);

/* series_review_day: the day of the n-th (1..) review from series_start() on, held in the plan or the series, as known
 * on `known`; two of one day are one; absent when there were fewer. ERR_MEMORY. */
bool series_review_day(const struct series *s, const struct plan *p, int64_t n, struct date known, struct arena *a,
                       struct date *out, struct err *e);

/* series_objective_period: what the counts of an objective are per, as its measure, the unit of its target or how often
 * it is to be done say: "week", "night"; absent: none of them does. Borrowed. */
struct str series_objective_period(const struct plan_objective *o);
/* series_objective_type: as what a number of an objective is entered, when no questionnaire measures it:
 * SERIES_ATTAINMENT with levels of attainment (unless it says that something is counted), SERIES_RATING of what is
 * rated up to 10 ("3/10", "on a scale of 0 to 10", a measure that is the client's own rating), else SERIES_COUNT. */
enum series_type series_objective_type(const struct plan_objective *o);
/* series_period_days: the length of "day", "week", "month" or "year" (without case, plural or not); 0 for anything
 * else. */
double series_period_days(struct str period);

/* series_same_words: the same words in the same order, without case, punctuation and blanks; false when one has none.
 */
bool series_same_words(struct str a, struct str b);

/*
 * What a guardian reports is a course of its own, "mood (reported by guardian)", that of a second one "mood (reported
 * by guardian 2)", and never stands in another one: an objective follows it only when its measure has that whole name.
 *   series_guardian        the number of a reporter, "guardian" 1, "guardian 2" 2; 0: it is none
 *   series_guardians_name  that name; of one that has it already, itself. ERR_MEMORY
 *   series_is_guardians    whether it is such a name
 */
#define SERIES_GUARDIANS_MAX 99
int series_guardian(struct str word);
bool series_guardians_name(struct str name, int guardian, struct arena *a, struct str *out, struct err *e);
bool series_is_guardians(struct str name);

/* series_monitors: whether a PLAN entry tells that its version monitors that id. */
bool series_monitors(const struct series_entry *e, struct str id);

const char *series_type_name(enum series_type t); /* "score" */
/* series_is_line: is the line an entry of a series, right or wrong? A JSON object with one of the types, and no plan.
 */
bool series_is_line(struct str line, struct arena *a);
const char *series_decision_name(enum series_decision d); /* "change_approach" */

#endif
