/*
 * rules.h: what is checked over a whole plan, and the findings.
 * Layer: rules (pure, floor 3).  Not here: printing (findings.h), packs of regulations (later).
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "plan/plan.h"
#include "plan/thread.h"
#include "statement/statement.h"

enum rules_severity { SEVERITY_ADVICE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_COUNT };

/* A message is the rule's template with {0}, {1}, ... filled from args, so that it can be said in other languages. */
#define FINDING_ARGS_MAX 4
#define FINDING_ALSO_MAX 3

struct finding {
    const struct rule *rule;
    struct str pointer; /* JSON pointer of the place: "/goals/0/objectives/1/statement"; "" for the whole plan */
    struct span span;   /* of the text at that pointer; from == to when the whole of it is meant */
    struct span also[FINDING_ALSO_MAX]; /* further words of the same kind in that text, after span, none overlapping */
    size_t also_count;
    struct str excerpt; /* that text, absent when the pointer is not a text */
    struct str args[FINDING_ARGS_MAX];
    size_t arg_count;
    const char *reason; /* a more exact "why" than the rule's, from the statement reader; NULL for the rule's */
    struct str rewrite; /* a text to put at the pointer instead; absent when there is none */
};

struct findings {
    PLAN_LIST(struct finding) list; /* the whole plan first, then in the order of the plan, then of the rules table */
    size_t count[SEVERITY_COUNT];
};

struct rules_work; /* check.h: links by item, places of the findings; for the checks of this module */

/* What a rule sees. Statements are read once for all rules. */
struct rules_context {
    const struct plan *plan;
    const struct thread *thread;
    const struct statement *goal_statements; /* one for each goal, in order; zeroed where the goal has no statement */
    const struct statement *objective_statements; /* one for each objective, through all goals in order */
    struct arena *arena;
    struct findings *out;
    struct rules_work *work;
    bool failed; /* no memory; set by rules_add */
};

struct rule {
    const char *id; /* "objective.no-measure", stable for ever */
    enum rules_severity severity;
    const char *group;   /* "component", "smart", "pitfall", "thread", "ethics", "language", "data" */
    const char *title;   /* three to six words */
    const char *message; /* "Objective {0} names no measure." */
    const char *why;     /* one sentence */
    const char *fix;     /* one sentence */
    const char *source;  /* guideline, regulation or literature; "project" for our own judgement */
    bool confirmed;      /* the source was read for this */
    void (*check)(struct rules_context *c); /* rules in a row may share one; it is called once */
};

/*
 * rules_check: every finding of the plan.
 *   p    ids numbered and bound (plan_number_ids, plan_bind)
 *   a    owns the findings; they also point into the plan, which must outlive them
 * A draft is never refused: findings are not errors. ERR_MEMORY only.
 */
bool rules_check(const struct plan *p, struct arena *a, struct findings *out, struct err *e);

/* rules_denies_risk: the text says that risk was denied, and nothing else: "Denies suicidal ideation, intent or plan."
 * A text with any word beyond that ("..., a gun at home") is not one: what is doubtful stays told as risk. */
bool rules_denies_risk(struct str text);
/* rules_risk_not_asked: it ends in "N/A" or "not applicable": it was asked or filled in by nobody, and tells neither.
 */
bool rules_risk_not_asked(struct str text);

const struct rule *rules_at(size_t i);        /* table order; NULL past the end */
const struct rule *rules_find(struct str id); /* NULL when there is none */
const char *rules_severity_name(enum rules_severity s);
bool rules_severity_find(struct str name, enum rules_severity *out);

#endif
