/*
 * mend.h: the offered rewrites put into the plan, with the person's answers for their blanks.
 * Layer: rules.
 */
#ifndef RULES_MEND_H
#define RULES_MEND_H

#include "rules/rules.h"

struct mend_answer {
    struct str blank; /* the words between the brackets: "by when"; letters without case */
    struct str text;
};

struct mend_change {
    const struct rule *rule;
    struct str pointer, was, now;
};

struct mend_changes {
    PLAN_LIST(struct mend_change) list;
    plan_texts open; /* blanks of rewrites that were left alone for want of an answer, each once, in order */
};

/* mend_fill: `text` with every "[blank]" that has an answer replaced. *open tells whether a blank is left. false: ERR_MEMORY. */
bool mend_fill(struct str text, const struct mend_answer *answers, size_t count, struct arena *a, struct str *out, bool *open,
               struct err *e);

/*
 * mend_plan: applies the rewrite of each finding that offers one and has no blank left, then checks again, at most
 * MEND_ROUNDS times, until nothing more can be applied. A text is rewritten once a round.
 *   p    ids numbered and bound; changed in place
 *   out  what was changed, in order
 * ERR_MEMORY, and what plan_restate says.
 */
#define MEND_ROUNDS 4
bool mend_plan(struct plan *p, const struct mend_answer *answers, size_t count, struct arena *a, struct mend_changes *out,
               struct err *e);

#endif
