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
    struct str part;     /* "Objective 1", "Intervention \"Sleep hygiene\"", "Review window" */
    struct str pointer;  /* in the new plan; in the old one for DIFF_REMOVED */
    struct str sentence; /* "Objective 1: target changed from ≤ 6 to ≤ 5" */
    struct str was, now; /* the two values as text; absent where there is none */
};

struct diff {
    PLAN_LIST(struct diff_change) changes;
};

/*
 * diff_plans: items are matched within the same list by the likeness of their words, an equal id counting a little
 * (plans imported from text number their items afresh), then, what is left, by id. Order counts only for goals,
 * objectives and phases (DIFF_MOVED). Links count by what they lead to, not by its id; 12.1 is 12.10. A sentence whose
 * new words all stand in typed parts that changed too ("within 12 weeks" and the deadline) is no change of its own. The
 * empty diff means: the same plan apart from ids. ERR_MEMORY.
 */
bool diff_plans(const struct plan *old_plan, const struct plan *new_plan, struct arena *a, struct diff *out,
                struct err *e);

void diff_put_text(const struct diff *d, struct buf *out); /* a sentence a line; "No changes." when empty */
void diff_put_json(const struct diff *d, int indent, struct buf *out);

#endif
