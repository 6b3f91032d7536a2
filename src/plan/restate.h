/*
 * restate.h: another sentence for a goal or objective.
 * Layer: plan.
 */
#ifndef PLAN_RESTATE_H
#define PLAN_RESTATE_H

#include "base/err.h"
#include "plan/plan.h"

/*
 * plan_restate: puts `text` at `pointer` (a text member, as plan_pointer_set). When that is the statement of a goal or
 * an objective, the parts that were read from the old sentence (measure, baseline, target, frequency, due) are read
 * anew from the new one; parts that were stated apart from it stay. ERR_NOT_FOUND  no such text;  ERR_MEMORY;
 * ERR_INVALID, ERR_LIMIT as statement_read
 */
bool plan_restate(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e);

#endif
