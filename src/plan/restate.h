/*
 * restate.h: another sentence for a goal or objective.
 * Layer: plan.
 */
#ifndef PLAN_RESTATE_H
#define PLAN_RESTATE_H

#include "base/err.h"
#include "plan/plan.h"

/* The part of the plan around a text that plan_bind reads; NULL: the text is in no such part. */
struct plan_at {
    struct plan_goal *goal;
    struct plan_objective *objective; /* of that goal */
    bool statement;                   /* the text is their statement */
    struct plan_condition *condition;
    struct plan_monitoring *monitoring;
};

/* plan_at: where `pointer` leads. plan_bind_at: plan_bind for that part alone, without the scores stated elsewhere. */
struct plan_at plan_at(struct plan *p, struct str pointer);
bool plan_bind_at(struct plan_at at, struct arena *a, struct err *e);

/*
 * plan_restate_text: puts `text` at `pointer` (a text member, as plan_pointer_set). When that is the statement of a
 * goal or an objective, the parts that were read from the old sentence (measure, baseline, target, frequency, due) are
 * read anew from the new one; parts that were stated apart from it stay. Scores that the plan states elsewhere are not
 * looked for: plan_bind_scores (scores.h) does that, once after many texts. What it costs does not grow with the plan.
 * plan_restate: the same for a single text, with its scores.
 * ERR_NOT_FOUND  no such text;  ERR_MEMORY;  ERR_INVALID, ERR_LIMIT as statement_read
 */
bool plan_restate_text(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e);
bool plan_restate(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e);

#endif
