/*
 * signs_parts.h: what the files of the signs engine share.
 * Layer: plan (inside the module).
 *
 * How it works. A sign rests on claims: "at that point this held". Whether it held is a pure function of a course (or
 * of other entries) cut at that point. A course is looked at in the order in which its values became known, each look
 * at each kind of sign goes through one small state (signs_state.c): a claim opens the sign, a decision answers it, a
 * claim that is new enough opens it again. A late entry, a correction or a withdrawal changes what stands behind the
 * claims: on the day it became known the course is read again from its beginning; a sign none of whose claims is left
 * is gone.
 */
#ifndef PLAN_SIGNS_PARTS_H
#define PLAN_SIGNS_PARTS_H

#include "plan/series_parts.h"
#include "plan/signs.h"

/* When a decided sign may open again; always only by a claim that became known after the decision. */
enum sign_reopen {
    REOPEN_ANY,      /* by any such claim */
    REOPEN_LATER,    /* by one a review window after the decision, so that what was decided had time to work */
    REOPEN_WORSE,    /* the same, or at once by one that is worse than what was decided about */
    REOPEN_NEW_START /* when it ceased to hold and began again */
};

struct sign_row {
    const char *name, *title;
    unsigned steps;
    bool stays; /* until a decision, also when it no longer holds; false: it goes when it no longer holds */
    enum sign_reopen reopen;
    const char *source; /* what the rule rests on */
};

const struct sign_row *sign_row(enum sign_kind k);

/* "At that point this held." */
struct sign_claim {
    int32_t day;     /* of the newest entry it rests on, or the day time alone made it true */
    int32_t known;   /* the day that became known */
    double severity; /* REOPEN_WORSE: more is worse */
    size_t point;    /* index in the course */
    int what;        /* which of several ways to hold */
    const struct series_entry *entry;
};

/* An entry, small: the entries themselves are large, and looked at once. */
struct sign_fact {
    int32_t day, known; /* its date; the day it became known: not before it happened, not before it was entered */
    const struct series_entry *entry; /* of an amendment: what it amends in the end */
    const struct measure *measure;    /* of the entry; NULL: no score */
};

typedef PLAN_LIST(struct sign_fact) sign_facts;

/* The entries known on the day asked about, by the day they became known. Of `sessions`, `events`, `diagnoses`, `met`,
 * `decisions` and `closed` only those that stand then. */
struct sign_index {
    sign_facts values;    /* scores, counts, ratings, levels, diary values, all of them */
    sign_facts amends;    /* corrections and withdrawals of these and of baselines */
    sign_facts baselines; /* all of them */
    sign_facts alerts;    /* scores that raised one, and corrections that did (entry: the score) */
    sign_facts sessions, events, diagnoses, met;
    sign_facts decisions, closed; /* by what they name, then by the day they became known */
};

/* One call of follow_plan. */
struct sign_run {
    const struct plan *plan;
    const struct series *series;
    struct date on, start;
    int32_t on_day;
    int32_t window_days; /* of the plan's reviews: its shorter end, 28 when there is none */
    int32_t review_days; /* its longer end, 42 when there is none */
    struct arena *arena;
    struct follow *out;
    struct sign_index index;
    struct buf text;                   /* scratch */
    bool failed;                       /* an allocation was refused */
    PLAN_LIST(struct sign_turn) turns; /* when objectives came to be met or to show a gain, and ceased to */
};

/* What the course of an objective, or of an instrument that no objective names, shows from a day on. */
struct sign_turn {
    int32_t day;
    const struct plan_objective *objective; /* NULL: none */
    const struct measure *measure;          /* NULL: none, or one without a reliable change */
    size_t order;                           /* in which it was noted */
    bool was_met, met;
    enum sign_gain { GAIN_UNKNOWN, GAIN_NONE, GAIN_SHOWN } was, gain; /* by the reliable change, from two values on */
};

struct sign_about;

/* say: the evidence of a claim in one sentence. */
typedef void sign_say(const struct sign_run *r, const struct sign_about *about, const struct sign_claim *c,
                      struct buf *out);

/* What a sign is about. */
struct sign_about {
    enum sign_kind kind;
    struct str subject; /* "o1": what stands behind the name in its id */
    struct str pointer, offer;
    sign_say *say;
    const void *context; /* for say: a course, a condition */
};

/* One sign through time. */
struct sign_state {
    struct sign_about about;
    struct str id;
    const struct sign_fact *answers; /* decisions about it, by the day they became known */
    size_t answer_count;

    bool open;
    int32_t opened;
    int32_t closed;          /* by a value that no longer shows it; one of the same day that does opens no new sign */
    struct sign_claim claim; /* it is open on */
    double worst;            /* highest severity while it is open */

    bool held;         /* at the last look */
    int32_t run_known; /* and when the claim became known since which it holds */

    bool answered; /* at least once */
    int32_t decided;
    double decided_severity;
};

/* ---- signs_state.c ---- */

void sign_begin(struct sign_run *r, struct sign_state *s, const struct sign_about *about);

/* sign_answer: the answers that were known before `day`; only needed before what the evidence is told from changes. */
void sign_answer(struct sign_run *r, struct sign_state *s, int32_t day);

/* sign_look: what is seen on `day`, not before the last look: a claim, or NULL when it does not hold. */
void sign_look(struct sign_run *r, struct sign_state *s, int32_t day, const struct sign_claim *c);

/* sign_settle: on `day` the course was read again. Claims from its beginning go through sign_again, between
 * sign_settle_begin and sign_settle_end. */
struct sign_settling {
    bool found;
    struct sign_claim first;
    double worst;
};
void sign_settle_begin(struct sign_run *r, struct sign_state *s, int32_t day, struct sign_settling *g);
void sign_again(const struct sign_run *r, struct sign_state *s, struct sign_settling *g, const struct sign_claim *c);
void sign_settle_end(struct sign_state *s, const struct sign_settling *g, int32_t day);

/* sign_end: the answers up to the day asked about; an open sign goes to the answer of follow_plan. */
void sign_end(struct sign_run *r, struct sign_state *s);

/* ---- signs_index.c ---- */

bool sign_index_build(struct sign_run *r);
/* sign_has_scores: whether any score of m was known; to look for none takes a walk through all entries. */
bool sign_has_scores(const struct sign_index *ix, const struct measure *m);
/* sign_answers: the facts of a list sorted by what they name. */
const struct sign_fact *sign_answers(const sign_facts *list, struct str name, size_t *count);

/* ---- signs_play.c ---- */

/* sign_courses: the signs of every objective that is active and of every other instrument with scores. */
bool sign_courses(struct sign_run *r, struct err *e);

/* ---- signs_events.c ---- */

void sign_alerts(struct sign_run *r);
void sign_unseen(struct sign_run *r);
void sign_circumstances(struct sign_run *r);
void sign_new_symptoms(struct sign_run *r);

/* ---- signs_plan.c: what the plan says: conditions, triggers, cadences, goals. After sign_courses. ---- */

bool sign_conditions(struct sign_run *r, struct err *e);
bool sign_not_measured(struct sign_run *r, struct err *e);
void sign_goals(struct sign_run *r);

/* ---- words, signs_course.c ---- */

/* sign_put_day: "8 September", with the year when it is not that of `on`. */
void sign_put_day(struct buf *b, int32_t day, struct date on);

/* Objectives, goals and parts that are done with or not begun have no signs. */
bool sign_is_active(enum plan_lifecycle status);

#endif
