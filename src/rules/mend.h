/*
 * mend.h: the offered rewrites put into the plan, with the person's answers for their blanks.
 * Layer: rules.
 */
#ifndef RULES_MEND_H
#define RULES_MEND_H

#include "rules/rules.h"

struct mend_answer {
    struct str pointer; /* only for the text at this place; absent: for every text */
    struct str blank;   /* the words between the brackets: "by when"; letters without case */
    struct str text;
};

/* The answers of one call, borrowed. One for a place goes before one for every text. */
struct mend_answers {
    const struct mend_answer *at;
    size_t n;
};

struct mend_change {
    const struct rule *rule;
    struct str pointer, was, now;
    struct str offer; /* the rewrite as it was offered, with its blanks */
    size_t next;      /* inside the module */
};

struct mend_changes {
    PLAN_LIST(struct mend_change) list;
    plan_texts open;    /* blanks of rewrites that were left alone for want of an answer, each once, in order */
    plan_texts offered; /* all blanks of the rewrites there were, each once, in order */
    bool *fits;         /* of each answer: a blank of an offered rewrite is the one it is for */
};

/* mend_answers_fit: can each answer stand where its blank asks for a day, a number or an amount? ERR_INVALID names the
 * blank and what may stand there; ERR_MEMORY. */
bool mend_answers_fit(struct mend_answers answers, struct arena *a, struct err *e);

/* mend_fill: the text of `pointer` with every "[blank]" that has an answer replaced. *open tells whether a blank is
 * left. false: ERR_MEMORY. */
bool mend_fill(struct str text, struct str pointer, struct mend_answers answers, struct arena *a, struct str *out,
               bool *open, struct err *e);

/*
 * mend_plan: applies the rewrite of each finding that offers one and has no blank left, then checks again, at most
 * MEND_ROUNDS times, until nothing more can be applied. A text is rewritten once a round.
 *   p    ids numbered and bound; changed in place
 *   out  what was changed, in order
 * ERR_INVALID as mend_answers_fit, before anything is changed;  ERR_MEMORY, and what plan_restate says. An answer that
 * fits no blank is no error here: out->fits tells.
 */
#define MEND_ROUNDS 4
bool mend_plan(struct plan *p, struct mend_answers answers, struct arena *a, struct mend_changes *out, struct err *e);

#endif
