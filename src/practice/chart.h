/*
 * chart.h: a client's chart, one page before the session, and the page on which progress is looked at: each in one
 * read transaction and one audit event.
 * Layer: practice.  The picture of a measure: render/chart.h.
 *
 * What follows from all entries (where objectives stand, values, signs) is kept sealed with each write, for that day;
 * the first who reads on another day works it out anew, in that read, from the copy of the entries (entries.c).
 * Everything else is read by range with limits, so that the cost of a chart hardly grows with its years.
 */
#ifndef PRACTICE_CHART_H
#define PRACTICE_CHART_H

#include "practice/between.h"
#include "practice/clients.h"
#include "practice/plans.h"
#include "practice/sharing.h"

#define CHART_VALUES 24    /* last values of a measure, for a sparkline */
#define CHART_MEASURES 8   /* measures, those filled in most lately */
#define CHART_SIGNS 20     /* open signs */
#define CHART_ROWS_MAX 100 /* rows of the timeline at a time */
#define CHART_TEXT_MAX 200 /* bytes of a text in a row of the timeline; a longer one ends behind a word, with " …" */
#define CHART_KINDS                                                                                                    \
    (1u << RECORD_PLAN | 1u << RECORD_SCORE | 1u << RECORD_SESSION | 1u << RECORD_NOTE | 1u << RECORD_REVIEW |         \
     1u << RECORD_DISCLOSURE | 1u << RECORD_AMENDMENT | 1u << RECORD_EVENT | 1u << RECORD_DIAGNOSIS |                  \
     1u << RECORD_REFERRAL | 1u << RECORD_CONSULTATION | 1u << RECORD_SAFETY_PLAN | 1u << RECORD_ENDING |              \
     1u << RECORD_WORDS | 1u << RECORD_CHECKIN)

/* Where one objective of the plan in force stands. objective NULL: the goal itself, which is measurable. */
struct chart_objective {
    const struct plan_objective *objective;
    struct str pointer; /* "/goals/0/objectives/1" */
    struct str id;      /* the objective's, or the goal's */
    struct str label;   /* what is measured, as the plan calls it; absent: it names nothing */
    enum standing_state state;
    struct str sentence;   /* of plan/standing.h */
    struct str measure;    /* name of the questionnaire; absent: it is counted */
    double latest;         /* on that day */
    struct date latest_on; /* absent: no value yet */
};

struct chart_goal {
    const struct plan_goal *goal;
    /* STANDING_MET: client and clinician say so, or each objective is met; else the state that most asks for something
     * among its objectives: worse, stuck, past due, no change, behind, on course, reached, no target, not enough data,
     * not measured. */
    enum standing_state state;
    bool client_says_met, clinician_says_met, ready; /* as in plan/signs.h */
    struct chart_objective *objective;
    size_t count;
};

struct chart_value {
    int32_t day;
    double value;
};

/* One measure as of the last value; change, first and sentence: since the baseline of the objective that follows it,
 * else since the first value. */
struct chart_measure {
    const struct measure *measure;
    struct date on, first_on;
    double value, first; /* the same when there is one */
    struct str band;     /* absent: none is known */
    bool band_confirmed;
    size_t values; /* in all */
    struct str sentence;
    struct chart_value last[CHART_VALUES]; /* by day */
    size_t last_count;
};

/* An open sign: as in plan/signs.h. */
struct chart_sign {
    enum sign_kind kind;
    struct str id, pointer, evidence, offer;
    struct date opened;
    unsigned steps;
    bool silenced;
};

/* One row of the timeline; which members are there depends on the kind. */
struct chart_row {
    struct str id, of; /* of: the session of a note, the plan of an amendment or ending, what is corrected */
    enum record_kind kind;
    struct str state; /* "corrected", "withdrawn": shown struck through; of a plan: its state */
    struct date date;
    int64_t entered_ms;
    struct str by, by_name;
    int64_t number;                /* PLAN; 0: none */
    const struct measure *measure; /* SCORE */
    bool has_value;                /* SCORE: enough was answered */
    double value;
    struct str word; /* status of a session or referral, kind of an event or amendment, code of a diagnosis */
    struct str text; /* beginning of what was written; whom a disclosure, referral or consultation went to */
};

enum chart_task {
    TASK_ASSESSMENT,
    TASK_STRENGTHS,
    TASK_GOALS,
    TASK_OBJECTIVES,
    TASK_INTERVENTIONS,
    TASK_SAFETY_PLAN,
    TASK_CONSENT,
    TASK_SIGN,
    CHART_TASKS
};
enum chart_done { CHART_NOT_STARTED, CHART_MISSING, CHART_DONE }; /* MISSING: something is */

struct client_chart {
    struct client_card card;
    struct plan_version in_force; /* id absent: none */
    struct plan *plan;            /* of it, bound; NULL */
    struct plan_version draft;    /* a draft, or a version that is being signed (state says which); id absent: none */
    struct plan *draft_plan;      /* NULL when a plan is in force: open the draft itself then */
    struct chart_goal *goal;      /* of the plan in force, in its order */
    size_t goal_count;
    struct chart_measure *measure;
    size_t measure_count;
    struct alert *alert; /* open ones, longest open first */
    size_t alert_count;
    struct chart_sign *sign;
    size_t sign_count;
    struct clock review;
    int sessions;           /* attended since the plan's start */
    struct str safety_plan; /* id of the newest safety plan that stands; absent: none but, perhaps, in the plan */
    struct date safety_plan_on;
    struct date safety_alone_on; /* the client wrote one alone that nobody has agreed to yet; absent: none */
    bool safety_plan_in_plan;
    struct consent *consent; /* in force, newest first */
    size_t consent_count;
    struct chart_row *row; /* out, newest first */
    size_t row_count;
    struct str earlier;                /* for chart_ask.after: there is more; absent: that is all */
    enum chart_done task[CHART_TASKS]; /* to the first plan; all of it is about the draft when no plan is in force */
};

struct chart_ask {
    struct str after; /* where the timeline goes on; absent: from the newest */
    size_t rows;      /* 0: no timeline; CHART_ROWS_MAX at most */
    unsigned kinds;   /* of the timeline; 0: CHART_KINDS */
};
/* chart_read: ERR_INVALID rows, or an `after` that chart_read did not give. */
bool chart_read(struct practice *p, const struct actor *who, struct str client, const struct chart_ask *ask,
                struct arena *a, struct client_chart *out, struct err *e);

/*
 * chart_stands: where each objective of the plan in force stands today, in the order of the plan.
 * None is in force: no objective. Their `objective` is NULL when all comes from the kept summary, which holds no plan:
 * by `id` it is found in the plan. ERR_REFUSED (e->where "guardian") not the whole record is open to a guardian.
 */
struct chart_stands {
    struct chart_objective *objective;
    size_t objective_count;
    bool alert_open;
    struct clock review;
};
bool chart_stands(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                  struct chart_stands *out, struct err *e);

const char *chart_task_name(enum chart_task t); /* "Assessment", "Strengths", ... */
const char *chart_done_name(enum chart_done d); /* "Not started", "Something missing", "Done" */

/* ---- progress ---- */

struct chart_choice { /* one that can be picked */
    struct str name;  /* for chart_progress: id of an instrument, of an objective ("o2"), or ASSIGNMENT-n, a personal
                         measure */
    struct str label; /* "GAD-7", "panic attacks" */
    size_t values;
    int guardian;       /* number of the guardian who answers (series.h); 0: not a guardian's */
    struct str account; /* of that guardian; absent: not known */
};

struct chart_event_row {
    enum series_type type; /* SERIES_EVENT, _DIAGNOSIS, _REVIEW, _PLAN (signed) */
    struct date date;
    struct str id;
    struct str word, text; /* kind of the event, code of the diagnosis */
    int64_t number;        /* of the plan */
};

struct chart_assigned {
    struct str id;                 /* of the assignment */
    const struct measure *measure; /* NULL: personal measures, goals or feedback (checkins.h) */
    struct str own;                /* goals, feedback; absent otherwise */
    struct str question;           /* the first personal one */
    size_t questions;              /* personal ones */
    bool has_alert;                /* an answer can raise one */
    bool by_guardian;              /* a guardian fills it in; not told to the client */
    struct str every;              /* "P1W"; absent: once */
    bool remote;                   /* the client fills it in */
    struct date since;             /* assigned on */
    struct date last;              /* newest score of its measure; absent: none */
    struct date next;              /* due on; absent: once, and done since it was assigned */
    bool late;                     /* `next` is past */
};

struct chart_single { /* one score: of several on a day each */
    struct str id;    /* for between_get */
    struct date date;
    bool has_value; /* enough was answered */
    double value;
};

struct client_progress {
    struct client_card card;
    struct plan *plan; /* in force; NULL */
    struct chart_choice *choice;
    size_t choice_count;
    struct str name;          /* what is shown; absent: there is nothing to show */
    struct str reporter;      /* name of the guardian who answers it; absent: none does, or not known */
    struct standing standing; /* all its points, baseline, target, state, flags */
    size_t first_point;       /* of standing.course.points: the first that lies on or after `from` */
    struct str sentence;      /* its sentence; advice about the target, absent: none */
    struct str advice;
    struct chart_single *single; /* of an instrument: scores that stand, on or after `from`, newest first */
    size_t single_count;
    struct chart_event_row *event; /* on or after `from`, in the order of days */
    size_t event_count;
    struct chart_assigned *assigned;
    size_t assigned_count;
    struct alert *alert; /* open ones; not for the client, who is told in another way */
    size_t alert_count;
    struct clock review;
    /* For the client, who sees of the scores those that have reached them (checkins.h). */
    bool quiet;     /* an alert is open: nothing is called better or met */
    size_t waiting; /* of what is shown, scores that are held: the clinician talks about them first */
};

/* chart_key: what stands for a measure (or whatever else chart_choice.name says) of this client in an address, where
 * its name would tell of the client's health: 16 hex digits, the same for as long as the record has its master key. */
#define CHART_KEY_SIZE 17
void chart_key(const struct practice *p, struct str client, struct str name, char out[CHART_KEY_SIZE]);

/*
 * chart_progress: one measure over time.
 *   name  of a choice, or its chart_key; absent: what the first objective with values measures, else the last filled in
 *   from  points and events from this day on (the standing rests on all of them all the same); absent: all
 * ERR_NOT_FOUND  (e->where "measure") no such choice
 */
bool chart_progress(struct practice *p, const struct actor *who, struct str client, struct str name, struct date from,
                    struct arena *a, struct client_progress *out, struct err *e);

#endif
