/*
 * signs.h: the signs that a plan needs adjusting: lack of progress, changed circumstances, new symptoms, goals met;
 * and what stands beside them: worse, loss of gain, still in the top band, not measured, an open alert, a condition or
 * trigger that came true.
 * Layer: plan (pure, floor 2).
 *
 * A sign opens on evidence and stays until a clinician decides about it (an entry "decision" that names it); it opens
 * again only on evidence newer than that decision. It is evaluated at every score, session and review, and on the day
 * asked about. Everything is worked out from the entries alone: the same entries give the same signs, in whatever order
 * they were entered late or corrected, and what was known on an earlier day can be asked for. Nothing changes a plan.
 */
#ifndef PLAN_SIGNS_H
#define PLAN_SIGNS_H

#include "plan/clock.h"
#include "plan/standing.h"

enum sign_kind {
    SIGN_ALERT,         /* an item alert that no one has closed; stands above all others */
    SIGN_DETERIORATION, /* reliably worse than the baseline */
    SIGN_LOSS_OF_GAIN,
    SIGN_LACK_OF_PROGRESS,
    SIGN_PREDICTED_NONRESPONSE,
    SIGN_TOP_BAND,      /* still where worsening cannot show */
    SIGN_CIRCUMSTANCES, /* a life event, a new stressor, missed sessions */
    SIGN_NEW_SYMPTOM,   /* a measure newly in the clinical range, a new diagnosis, a reported symptom */
    SIGN_CONDITION,     /* an intervention's condition came true */
    SIGN_TRIGGER,       /* a referral's trigger came true */
    SIGN_NOT_MEASURED,
    SIGN_OBJECTIVE_MET,
    SIGN_GOAL_MET, /* every objective met, or client and clinician say so: next phase or the end */
    SIGN_KIND_COUNT
};

/* What is offered, as the article names it; bits. */
enum sign_step {
    STEP_DISCUSS = 1 << 0, /* discuss the results with the client */
    STEP_EXPLORE = 1 << 1, /* look at other areas */
    STEP_CONSULT = 1 << 2, /* parents, caregivers, psychiatrist, case manager */
    STEP_ADAPT = 1 << 3,   /* adapt the approach */
    STEP_ASSESS_RISK = 1 << 4,
    STEP_MEASURE = 1 << 5,
    STEP_OFFER = 1 << 6,      /* the intervention or referral that waits on the condition */
    STEP_NEXT_PHASE = 1 << 7, /* next phase, step down or end */
    STEP_UPDATE_GOALS = 1 << 8
};

struct sign {
    enum sign_kind kind;
    struct str id;           /* stable: "lack-of-progress/o1", "alert/s12", "trigger/r1": what a decision names */
    struct str pointer;      /* the part of the plan it is about; absent: the whole plan */
    struct date opened;      /* the day its evidence became known */
    struct str evidence;     /* in plain words; of an open one also that it no longer holds, where that is so */
    struct date evidence_on; /* the newest entry it rests on */
    unsigned steps;          /* bits of sign_step */
    struct str offer;        /* STEP_OFFER: name of the intervention or referral */
    bool silenced;           /* "met", "better" and "step down" while an alert is open */
    bool open;               /* false: decided, kept for the history */
    struct date decided;
    enum series_decision decision;
    struct str decided_by, reason;
};

struct goal_standing {
    const struct plan_goal *goal;
    struct str pointer;
    bool client_says_met, clinician_says_met; /* the newest entry of each */
    bool met;                                 /* both say so */
    bool ready;                               /* every active objective is met: ask both */
};

/* The newest score of a measure with items to look at, when one of these was not seen (only a total is known) or not
 * answered. It is no sign, for nobody has to answer it; it is told until a form with all of them is there. */
struct follow_unseen {
    const struct measure *measure;
    const struct series_entry *entry; /* as first entered */
    const char *note;                 /* "risk item not seen", "risk unanswered"; score_note() */
};

struct follow {
    struct date on, start;
    int week;                              /* completed weeks since start + 1; 0 before it, or without a start */
    int sessions;                          /* attended */
    PLAN_LIST(struct standing) objectives; /* in the order of the plan */
    PLAN_LIST(struct goal_standing) goals;
    PLAN_LIST(struct sign) signs; /* open ones first by kind, then by day; then the decided ones, newest first */
    struct clock review;
    PLAN_LIST(struct clock) monitoring; /* by the plan's monitoring */
    bool alert_open;
    PLAN_LIST(struct follow_unseen) unseen; /* by measure, in the order of their first scores */
};

/*
 * follow_plan: everything that can be said about plan p on the day `on` from the series as it was known then.
 *   p  ids numbered and bound (plan_number_ids, plan_bind)
 * ERR_MEMORY. Thread-safe on different arenas. Time grows with the number of entries, not with its square.
 */
bool follow_plan(const struct plan *p, const struct series *s, struct date on, struct arena *a, struct follow *out,
                 struct err *e);

/*
 * follow_put_text: for a person at a terminal. First what needs one: alerts, then the other open signs with their
 * evidence and what is offered; then each objective with its sentence, reviews and measures that are due, and what was
 * decided. While an alert is open nothing is called met or better.
 *   width  columns, 40 to 200
 */
void follow_put_text(const struct plan *p, const struct follow *f, int width, bool colour, struct buf *out);

/* follow_put_json: one object, goldthread.follow/1; its members stand in docs/follow.md. */
void follow_put_json(const struct plan *p, const struct follow *f, int indent, struct buf *out);

const char *sign_kind_name(enum sign_kind k); /* "lack-of-progress" */
const char *sign_title(enum sign_kind k);     /* "Lack of progress" */
const char *sign_step_text(enum sign_step s); /* "Discuss the results with the client"; s: one bit */
const char *sign_step_name(enum sign_step s); /* "discuss" */

#endif
