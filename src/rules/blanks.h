/*
 * blanks.h: every blank of a plan by itself, with its place: "[how many]" at "/goals/0/objectives/1/statement".
 * The rule text.blank tells of all blanks of a part at once; this lists them for a page that leads to each.
 * Layer: rules (pure, floor 3).
 */
#ifndef RULES_BLANKS_H
#define RULES_BLANKS_H

#include "plan/plan.h"

struct plan_blank {
    struct str pointer; /* of the text it stands in; of a list of texts, that list */
    struct str words;   /* "[how many]", "____"; points into the plan */
};

/* rules_blanks: in the order of the plan; the same words are listed as often as they stand there. ERR_MEMORY only. */
bool rules_blanks(const struct plan *p, struct arena *a, struct plan_blank **out, size_t *count, struct err *e);

#endif
