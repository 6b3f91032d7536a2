/*
 * check.h: what the checks of this module share: the table as an enum, finding a place, links and dates worked out
 * once. Layer: rules (inside the module).
 */
#ifndef RULES_CHECK_H
#define RULES_CHECK_H

#include "measure/measure.h"
#include "rules/rules.h"
#include "rules/term.h"

/* One name for each row of table/, in the order of the table. */
#define RULE(name, ...) RULE_##name,
/* clang-format off */
enum rule_index {
#include "rules/table/component.def"
#include "rules/table/smart.def"
#include "rules/table/thread.def"
#include "rules/table/pitfall.def"
#include "rules/table/ethics.def"
#include "rules/table/language.def"
#include "rules/table/data.def"
    RULE_COUNT
};
/* clang-format on */
#undef RULE

#define RULES_MEASURES_MAX 256 /* instruments known to measure/; more are not counted as followed */

struct rules_work {
    PLAN_LIST(uint64_t) keys; /* place and rule of each finding, for the order */
    struct finding spare;     /* what rules_add gives out when there is no memory */
    struct buf text;          /* scratch for texts that are put together; malloc'ed, released by rules_check */
    const struct thread_node
        *nodes[THREAD_KIND_COUNT];     /* the first node of each kind; item i of that kind is nodes[k][i] */
    bool followed[RULES_MEASURES_MAX]; /* instruments the monitoring names */
    int64_t every[RULES_MEASURES_MAX]; /* weeks between two scores of each; -1 when not known */
    struct date start, end;            /* of the plan; absent when not known */
    int64_t weeks, sessions;           /* length of the plan; -1 when not known */
    size_t active_goals, objectives;
    size_t meanings;     /* conditions that were told what they could mean */
    bool life_goal_told; /* goal.life-symptoms-only was found: monitoring.symptoms-only would say it again */
};

/* A place: "/goals/#/objectives/#/statement" with a and b for the two #. */
struct place {
    const char *pattern;
    size_t a, b;
};
#define PLACE_OF(pattern, a, b, ...) ((struct place){(pattern), (a), (b)})
#define PLACE(...) PLACE_OF(__VA_ARGS__, 0, 0, 0)

#define WHOLE ((struct span){0, 0})
#define NO_TEXT ((struct str){NULL, 0})

/*
 * rules_add: a finding of rule `rule` at `place`.
 *   text  the text at that place, borrowed from the plan; NO_TEXT when the place is not a text
 *   span  of text; WHOLE for all of it
 * Never NULL: without memory a spare one is given out and c->failed is set.
 */
struct finding *rules_add(struct rules_context *c, enum rule_index rule, struct place place, struct str text,
                          struct span span);

/* One more argument of the message. The text is borrowed; _copy takes a copy, _int and _dec write the number. */
void rules_arg(struct finding *f, struct str s);
void rules_arg_copy(struct rules_context *c, struct finding *f, struct str s);
void rules_arg_int(struct rules_context *c, struct finding *f, int64_t v);
void rules_arg_date(struct rules_context *c, struct finding *f, struct date d);
/* what stands in the scratch buffer; empties it */
void rules_arg_text(struct rules_context *c, struct finding *f);
void rules_arg_quoted(struct rules_context *c, struct finding *f, struct str s); /* “s”, cut when long */
void rules_put_quoted(struct rules_context *c, struct str s);                    /* the same into the scratch buffer */
void rules_arg_objective(struct rules_context *c, struct finding *f, size_t goal, size_t objective); /* "2.1", "1" */
void rules_put_number(struct rules_context *c, size_t goal, size_t objective); /* the same into the scratch buffer */
/* rules_rewrite: what stands in the scratch buffer becomes the rewrite; empties it. Nothing when it is empty. */
void rules_rewrite(struct rules_context *c, struct finding *f);
/* rules_rewrite_cut: the text with `span` replaced. */
void rules_rewrite_cut(struct rules_context *c, struct finding *f, struct str text, struct span span, struct str with);
/* rules_suggest: the reader's own rewrite of a sentence, when it has one. */
void rules_suggest(struct rules_context *c, struct finding *f, const struct statement *s);

/*
 * rules_together: when not one of several items has what a rule asks for, or many lack it, it is said once for the list
 * and not for each. true: said; the caller has nothing to add. bad of all items lack it;  list, plural
 * "/interventions", "interventions"
 */
bool rules_together(struct rules_context *c, enum rule_index rule, const char *list, const char *plural, size_t bad,
                    size_t all);

/*
 * rules_each: a finding for each item that lacks something, or one for all of them. Messages say "... for {0}.", so
 * that {0} may be an item in quotes, "any of the 6 interventions" or "5 of the 6 interventions". label  of item i, for
 * the message; bad: item i lacks it
 */
struct each {
    enum rule_index rule;
    const char *list;   /* "/interventions" */
    const char *item;   /* "/interventions/#" */
    const char *plural; /* "interventions" */
    size_t n;
    bool (*bad)(const struct rules_context *c, size_t i);
    struct str (*label)(const struct rules_context *c, size_t i);
    bool (*counts)(const struct rules_context *c, size_t i); /* NULL: all do; others are left out of "any of the n" */
};
void rules_each(struct rules_context *c, const struct each *e);

/* Labels for messages and texts; borrowed from the plan. */
struct str rules_first(struct str a, struct str b, struct str c);
struct str rules_diagnosis_label(const struct rules_context *c, size_t i);
struct str rules_problem_label(const struct rules_context *c, size_t i);
struct str rules_goal_label(const struct rules_context *c, size_t i);
struct str rules_intervention_label(const struct rules_context *c, size_t i);
struct str rules_monitoring_label(const struct rules_context *c, size_t i);
/* rules_says_what: it says what is followed; an entry that was only begun does not. rules_follows: one of them does. */
bool rules_says_what(const struct plan_monitoring *m);
bool rules_follows(const struct plan *p);
struct str rules_referral_label(const struct rules_context *c, size_t i);

const struct thread_node *rules_node(const struct rules_context *c, enum thread_kind kind, size_t i);
bool rules_needs_up(const struct rules_context *c, enum thread_kind kind, size_t i);
bool rules_needs_down(const struct rules_context *c, enum thread_kind kind, size_t i);

/* Worked on now: neither on hold, completed nor cancelled. */
bool rules_open(enum plan_lifecycle status);

/* rules_is_measured: its fields, apart from its sentence, say what is measured or what is to be reached. */
bool rules_is_measured(const struct plan_objective *o);

/* rules_measure: the instrument a measure names, NULL when it names none that is known. */
const struct measure *rules_measure(const struct plan_measure *m);
size_t rules_measure_index(const struct measure *m);

/* rules_put_score: 6, 4.5, 12 %; rules_put_range: "0 to 27". */
void rules_put_double(struct buf *b, double v);
void rules_put_range(struct buf *b, const struct measure *m);

/* When an objective is due, as far as it can be worked out. */
struct due {
    struct date date;       /* absent when not known */
    int64_t weeks, session; /* from the start of the plan; -1 when not known */
};
struct due rules_due(const struct rules_context *c, const struct plan_due *due);
/* rules_last_review: the latest of the reviews held, in whatever order they are listed; absent when there is none. */
struct date rules_last_review(const struct plan *p);
bool rules_due_is_set(const struct plan_due *due);
/* rules_no_such_day: what is due only in words, and these name a date that no calendar has (at *day of the words). */
bool rules_no_such_day(struct rules_context *c, const struct plan_due *due, struct span *day);
/* rules_cadence_weeks: the weeks between two times, 0 when more often than weekly or each session, -1 when not known.
 */
int64_t rules_cadence_weeks(const struct plan_cadence *cadence);
bool rules_cadence_is_set(const struct plan_cadence *cadence); /* a number, or words that say how often */

/*
 * A table of texts, the same when they differ only in case, blanks and punctuation. Linear, whatever the plan.
 */
struct text_table {
    struct text_slot {
        uint64_t hash;
        struct str text;
        size_t value;
        bool used;
    } * slots;
    size_t mask;
};
/* text_table_init: room for n texts; false and c->failed without memory. */
bool text_table_init(struct rules_context *c, struct text_table *t, size_t n);
/* text_table_put: the slot of the text, a new one with `value` when *found is false. Empty texts must not be put. */
struct text_slot *text_table_put(struct text_table *t, struct str text, size_t value, bool *found);

/* criteria_count: how many things a sentence asks for at once, 0 for one; *second: where the second one stands, as it
 * was when there is none. */
size_t criteria_count(struct str s, struct span *second);

/* The checks, one call each; a check may report several rules. */
void component_plan(struct rules_context *c);
void component_client(struct rules_context *c);
void component_problem(struct rules_context *c);
void component_diagnosis(struct rules_context *c);
void component_goal(struct rules_context *c);
void component_intervention(struct rules_context *c);
void component_barrier(struct rules_context *c);
void component_monitoring(struct rules_context *c);
void component_review(struct rules_context *c);
void component_referral(struct rules_context *c);
void component_crisis(struct rules_context *c);
void component_support(struct rules_context *c);
void smart_goal(struct rules_context *c);
void smart_objective(struct rules_context *c);
void smart_long(struct rules_context *c);
void smart_target(struct rules_context *c);
void smart_day(struct rules_context *c);
void smart_due(struct rules_context *c);
void smart_fields(struct rules_context *c);
void thread_up(struct rules_context *c);
void thread_down(struct rules_context *c);
void thread_evidence(struct rules_context *c);
void thread_condition(struct rules_context *c);
void pitfall_goals(struct rules_context *c);
void pitfall_values(struct rules_context *c);
void pitfall_strengths(struct rules_context *c);
void pitfall_measures(struct rules_context *c);
void pitfall_duplicates(struct rules_context *c);
void ethics_agreement(struct rules_context *c);
void ethics_consent(struct rules_context *c);
void ethics_minor(struct rules_context *c);
void ethics_culture(struct rules_context *c);
void language_words(struct rules_context *c);
void data_client(struct rules_context *c);
void data_diagnosis(struct rules_context *c);
void data_notes(struct rules_context *c);
void data_contradictions(struct rules_context *c);
void data_ranges(struct rules_context *c);
void data_status(struct rules_context *c);
void data_dates(struct rules_context *c);
void data_phases(struct rules_context *c);

#endif
