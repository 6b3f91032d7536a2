/*
 * diff.h: what changed between two versions of a plan, by meaning and never by lines.
 * Layer: plan.
 */
#ifndef PLAN_DIFF_H
#define PLAN_DIFF_H

#include "plan/plan.h"

enum diff_kind { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED, DIFF_MOVED };

struct diff_change {
    enum diff_kind kind;
    struct str part;      /* "Objective 1", "Intervention \"Sleep hygiene\"", "Review window" */
    struct str pointer;   /* in the new plan; in the old one for DIFF_REMOVED */
    struct str sentence;  /* "Objective 1: target changed from ≤ 6 to ≤ 5" */
    struct str was, now;  /* the two values as text; absent where there is none */
};

struct diff {
    PLAN_LIST(struct diff_change) changes;
};

/*
 * diff_plans: items are matched by id, then by likeness of their text (so that plans imported from text compare too),
 * within the same list. Order of a list counts only for goals, objectives and phases (DIFF_MOVED).
 * The empty diff means: the same plan apart from ids. ERR_MEMORY.
 */
bool diff_plans(const struct plan *old_plan, const struct plan *new_plan, struct arena *a, struct diff *out,
                struct err *e);

void diff_put_text(const struct diff *d, struct buf *out); /* a sentence a line; "No changes." when empty */
void diff_put_json(const struct diff *d, int indent, struct buf *out);

#endif
