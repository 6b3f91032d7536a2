/*
 * pitfalls.c: overloaded, tied to no value, strengths ignored, the wrong thing measured, said twice. Rows:
 * table/pitfall.def.
 */
#include "rules/check.h"

#define GOALS_MAX 3      /* at a time; our own judgement of "a manageable number" */
#define OBJECTIVES_MAX 4 /* under one goal */

static bool has_priority(const struct plan *p)
{
    for (size_t g = 0; g < p->goals.n; g++) {
        if (p->goals.at[g].priority != PRIORITY_UNSTATED) {
            return true;
        }
    }
    return false;
}

void pitfall_goals(struct rules_context *c)
{
    const struct plan *p = c->plan;
    size_t active = c->work->active_goals;
    if (active > GOALS_MAX) {
        rules_arg_int(c, rules_add(c, RULE_PLAN_TOO_MANY_GOALS, PLACE("/goals"), NO_TEXT, WHOLE), (int64_t)active);
    }
    if (active > 1 && !has_priority(p)) {
        rules_arg_int(c, rules_add(c, RULE_GOAL_NO_PRIORITY, PLACE("/goals"), NO_TEXT, WHOLE), (int64_t)active);
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        size_t open = 0;
        for (size_t o = 0; o < p->goals.at[g].objectives.n; o++) {
            open += rules_open(p->goals.at[g].objectives.at[o].status);
        }
        if (open > OBJECTIVES_MAX && rules_open(p->goals.at[g].status)) {
            struct finding *f = rules_add(c, RULE_GOAL_TOO_MANY_OBJECTIVES, PLACE("/goals/#", g), NO_TEXT, WHOLE);
            rules_arg_int(c, f, (int64_t)g + 1);
            rules_arg_int(c, f, (int64_t)open);
        }
    }
}

static bool goal_open(const struct rules_context *c, size_t i)
{
    return rules_open(c->plan->goals.at[i].status);
}

static bool goal_without_value(const struct rules_context *c, size_t i)
{
    return !(rules_node(c, THREAD_GOAL, i)->above & 1u << THREAD_VALUE);
}

void pitfall_values(struct rules_context *c)
{
    const struct plan *p = c->plan;
    size_t said = 0; /* an item without words is none */
    for (size_t i = 0; i < p->values.n; i++) {
        said += p->values.at[i].text.n > 0;
    }
    if (said == 0) {
        rules_add(c, RULE_PLAN_NO_VALUES, PLACE("/values"), NO_TEXT, WHOLE);
        return;
    }
    rules_each(c, &(struct each){RULE_GOAL_NO_VALUE, "/goals", "/goals/#", "goals", p->goals.n, goal_without_value,
                                 rules_goal_label, goal_open});
    for (size_t i = 0; i < p->values.n && p->goals.n; i++) {
        if (p->values.at[i].text.n && rules_needs_down(c, THREAD_VALUE, i)) {
            struct str text = p->values.at[i].text;
            rules_arg_quoted(c, rules_add(c, RULE_VALUE_NO_GOAL, PLACE("/values/#/text", i), text, WHOLE), text);
        }
    }
}

static bool strength_unused(const struct rules_context *c, size_t i)
{
    return c->plan->strengths.at[i].text.n && rules_needs_down(c, THREAD_STRENGTH, i);
}

static struct str strength_label(const struct rules_context *c, size_t i)
{
    return c->plan->strengths.at[i].text;
}

void pitfall_strengths(struct rules_context *c)
{
    size_t said = 0;
    for (size_t i = 0; i < c->plan->strengths.n; i++) {
        said += c->plan->strengths.at[i].text.n > 0;
    }
    if (said == 0) {
        rules_add(c, RULE_PLAN_NO_STRENGTHS, PLACE("/strengths"), NO_TEXT, WHOLE);
    }
    rules_each(c, &(struct each){RULE_STRENGTH_UNUSED, "/strengths", "/strengths/#", "strengths", c->plan->strengths.n,
                                 strength_unused, strength_label, NULL});
}

/* ---- what is measured ---- */

struct domains {
    size_t symptoms, others; /* measures about symptoms; measures and counts about anything else */
};

static void count_domain(struct domains *d, const struct plan_measure *m)
{
    const struct measure *known = rules_measure(m);
    if (known) {
        bool symptom = known->domain == DOMAIN_SYMPTOM || known->domain == DOMAIN_RISK;
        d->symptoms += symptom;
        d->others += known->domain == DOMAIN_FUNCTIONING || known->domain == DOMAIN_QUALITY_OF_LIFE;
    }
}

/* Functioning, quality of life or the client's own goals are followed somewhere in the plan. */
static struct domains followed(const struct plan *p)
{
    struct domains d = {0, 0};
    for (size_t i = 0; i < p->monitoring.n; i++) {
        count_domain(&d, &p->monitoring.at[i].measure);
        d.others += p->monitoring.at[i].measure.kind == MEASURE_GOAL_RATING ||
                    p->monitoring.at[i].measure.kind == MEASURE_BEHAVIOUR;
    }
    return d;
}

static struct domains of_goal(const struct rules_context *c, const struct plan_goal *g,
                              const struct statement *objectives)
{
    struct domains d = {0, 0};
    (void)c;
    for (size_t o = 0; o < g->objectives.n; o++) {
        const struct plan_objective *x = &g->objectives.at[o];
        count_domain(&d, &x->measure);
        /* A count or a task that is no known scale shows life itself. */
        d.others += !rules_measure(&x->measure) && (x->target.value.has || objectives[o].measurable.met == TRI_YES);
    }
    return d;
}

void pitfall_measures(struct rules_context *c)
{
    const struct plan *p = c->plan;
    const struct statement *objectives = c->objective_statements;
    struct domains plan = followed(p), all = plan;
    for (size_t g = 0; g < p->goals.n; g++) {
        const struct plan_goal *goal = &p->goals.at[g];
        struct domains d = of_goal(c, goal, objectives);
        struct term_hit hit;
        objectives += goal->objectives.n;
        all.symptoms += d.symptoms;
        all.others += d.others;
        if (d.symptoms && !d.others && !plan.others && rules_open(goal->status) &&
            term_next(goal->statement, 0, TERM_AREA, &hit)) {
            struct finding *f =
                rules_add(c, RULE_GOAL_LIFE_SYMPTOMS_ONLY, PLACE("/goals/#/statement", g), goal->statement, hit.span);
            rules_arg_int(c, f, (int64_t)g + 1);
            rules_arg(f, str_of(hit.term->instead));
            c->work->life_goal_told = true;
        }
    }
    if (all.symptoms && !all.others && !c->work->life_goal_told) {
        rules_add(c, RULE_MONITORING_SYMPTOMS_ONLY, PLACE("/monitoring"), NO_TEXT, WHOLE);
    }
}

/* ---- the same text twice ---- */

static void check_goals_twice(struct rules_context *c)
{
    struct text_table seen;
    bool found;
    if (!text_table_init(c, &seen, c->plan->goals.n)) {
        return;
    }
    for (size_t g = 0; g < c->plan->goals.n; g++) {
        struct str text = c->plan->goals.at[g].statement;
        struct text_slot *slot = text.n ? text_table_put(&seen, text, g, &found) : NULL;
        if (slot && found) {
            struct finding *f = rules_add(c, RULE_GOAL_DUPLICATE, PLACE("/goals/#/statement", g), text, WHOLE);
            rules_arg_int(c, f, (int64_t)g + 1);
            rules_arg_int(c, f, (int64_t)slot->value + 1);
        }
    }
}

static void check_objectives_twice(struct rules_context *c)
{
    const struct plan *p = c->plan;
    struct text_table seen;
    struct {
        size_t g, o;
    } *places = arena_array(c->arena, c->work->objectives, sizeof *places);
    size_t n = 0;
    bool found;
    if (!places || !text_table_init(c, &seen, c->work->objectives)) {
        c->failed = true;
        return;
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        for (size_t o = 0; o < p->goals.at[g].objectives.n; o++, n++) {
            struct str text = p->goals.at[g].objectives.at[o].statement;
            struct text_slot *slot = text.n ? text_table_put(&seen, text, n, &found) : NULL;
            places[n].g = g;
            places[n].o = o;
            if (slot && found) {
                struct finding *f =
                    rules_add(c, RULE_OBJECTIVE_DUPLICATE, PLACE("/goals/#/objectives/#/statement", g, o), text, WHOLE);
                rules_arg_objective(c, f, g, o);
                rules_arg_objective(c, f, places[slot->value].g, places[slot->value].o);
            }
        }
    }
}

void pitfall_duplicates(struct rules_context *c)
{
    check_goals_twice(c);
    check_objectives_twice(c);
}
