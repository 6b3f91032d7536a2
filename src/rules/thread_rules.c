/*
 * thread_rules.c: the golden thread in both directions, sources for what is done, and conditions that can come true.
 * Rows: table/thread.def.
 */
#include "plan/evidence.h"
#include "plan/standing.h"
#include "rules/check.h"

static bool diagnosis_alone(const struct rules_context *c, size_t i)
{
    return rules_needs_down(c, THREAD_DIAGNOSIS, i);
}

static bool problem_alone(const struct rules_context *c, size_t i)
{
    return rules_needs_down(c, THREAD_PROBLEM, i);
}

static bool goal_alone(const struct rules_context *c, size_t i)
{
    return rules_needs_up(c, THREAD_GOAL, i);
}

static bool goal_open(const struct rules_context *c, size_t i)
{
    return rules_open(c->plan->goals.at[i].status);
}

void thread_up(struct rules_context *c)
{
    const struct plan *p = c->plan;
    if (p->goals.n == 0) {
        return; /* plan.no-goal */
    }
    rules_each(c, &(struct each){RULE_DIAGNOSIS_NO_GOAL, "/diagnoses", "/diagnoses/#", "diagnoses", p->diagnoses.n,
                                 diagnosis_alone, rules_diagnosis_label, NULL});
    rules_each(c, &(struct each){RULE_PROBLEM_NO_GOAL, "/problems", "/problems/#", "problems", p->problems.n,
                                 problem_alone, rules_problem_label, NULL});
    if (p->problems.n || p->diagnoses.n) {
        rules_each(c, &(struct each){RULE_GOAL_SERVES_NOTHING, "/goals", "/goals/#", "goals", p->goals.n, goal_alone,
                                     rules_goal_label, goal_open});
    }
}

static bool intervention_alone(const struct rules_context *c, size_t i)
{
    return rules_needs_up(c, THREAD_INTERVENTION, i);
}

/* Nothing is linked at all: that the interventions serve nothing says it once; each objective would say it again. */
static bool nothing_linked(const struct rules_context *c)
{
    for (size_t i = 0; i < c->plan->interventions.n; i++) {
        if (!intervention_alone(c, i)) {
            return false;
        }
    }
    return true;
}

static bool open_at(const struct rules_context *c, size_t g, size_t o)
{
    const struct plan_goal *goal = &c->plan->goals.at[g];
    return rules_open(goal->status) && rules_open(goal->objectives.at[o].status);
}

/* Objectives with nothing done for them, told one by one when `tell`; how many, and how many there are. */
static size_t count_alone(struct rules_context *c, bool tell, size_t *all)
{
    size_t n = 0, bad = 0;
    *all = 0;
    for (size_t g = 0; g < c->plan->goals.n; g++) {
        for (size_t o = 0; o < c->plan->goals.at[g].objectives.n; o++, n++) {
            bool alone = rules_needs_down(c, THREAD_OBJECTIVE, n) && open_at(c, g, o);
            *all += open_at(c, g, o);
            bad += alone;
            if (alone && tell) {
                const struct plan_objective *x = &c->plan->goals.at[g].objectives.at[o];
                struct finding *f =
                    rules_add(c, RULE_OBJECTIVE_NO_INTERVENTION, PLACE("/goals/#/objectives/#", g, o), NO_TEXT, WHOLE);
                rules_arg_quoted(c, f, rules_first(x->statement, x->name, STR("the objective")));
            }
        }
    }
    return bad;
}

static void check_objectives(struct rules_context *c)
{
    size_t all, bad = count_alone(c, false, &all);
    if (bad && !rules_together(c, RULE_OBJECTIVE_NO_INTERVENTION, "/goals", "objectives", bad, all)) {
        count_alone(c, true, &all);
    }
}

static bool measure_alone(const struct rules_context *c, size_t i)
{
    return rules_needs_up(c, THREAD_MONITORING, i) && rules_measure(&c->plan->monitoring.at[i].measure);
}

void thread_down(struct rules_context *c)
{
    const struct plan *p = c->plan;
    if (p->interventions.n && !nothing_linked(c)) {
        check_objectives(c);
    }
    if (p->goals.n) {
        rules_each(c, &(struct each){RULE_INTERVENTION_SERVES_NOTHING, "/interventions", "/interventions/#",
                                     "interventions", p->interventions.n, intervention_alone, rules_intervention_label,
                                     NULL});
    }
    if (c->work->objectives) {
        rules_each(c, &(struct each){RULE_MONITORING_FOLLOWS_NOTHING, "/monitoring", "/monitoring/#", "measures",
                                     p->monitoring.n, measure_alone, rules_monitoring_label, NULL});
    }
}

/* ---- sources ---- */

/* Does a treatment, not an act of organising, education or company? */
static bool is_treatment(const struct plan_intervention *x)
{
    return x->kind == INTERVENTION_UNSTATED || x->kind == INTERVENTION_THERAPY || x->kind == INTERVENTION_SKILL ||
           x->kind == INTERVENTION_MEDICATION;
}

static struct evidence_problems plan_problems(const struct plan *p)
{
    struct evidence_problems all = {0};
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        all = evidence_problems_join(all, evidence_problems_in(p->diagnoses.at[i].code));
        all = evidence_problems_join(all, evidence_problems_in(p->diagnoses.at[i].title));
    }
    for (size_t i = 0; i < p->problems.n; i++) {
        all = evidence_problems_join(all, evidence_problems_in(p->problems.at[i].name));
        all = evidence_problems_join(all, evidence_problems_in(p->problems.at[i].statement));
    }
    return all;
}

static struct evidence_techniques join(struct evidence_techniques a, struct evidence_techniques b)
{
    for (size_t i = 0; i < EVIDENCE_TECHNIQUE_WORDS; i++) {
        a.bits[i] |= b.bits[i];
    }
    return a;
}

static struct evidence_techniques techniques_of(const struct plan_intervention *x)
{
    struct evidence_techniques all = join(evidence_techniques_in(x->name), evidence_techniques_in(x->modality));
    for (size_t i = 0; i < x->techniques.n; i++) {
        all = join(all, evidence_techniques_in(x->techniques.at[i].name));
    }
    return evidence_techniques_empty(all) ? evidence_techniques_in(x->text) : all;
}

/*
 * Is this something that a guideline would speak of? A technique the data knows, or what is called a therapy. A
 * meeting, a drug screen or help with an application are not.
 */
static bool asks_for_source(const struct plan_intervention *x, struct evidence_techniques techniques)
{
    bool therapy = x->kind == INTERVENTION_THERAPY || x->kind == INTERVENTION_SKILL ||
                   str_find_ci(x->name, STR("therap"), 0) != (size_t)-1;
    return is_treatment(x) && !x->evidence.n && (therapy || !evidence_techniques_empty(techniques));
}

void thread_evidence(struct rules_context *c)
{
    const struct plan *p = c->plan;
    struct evidence_problems problems = plan_problems(p);
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        struct evidence_problems served = evidence_problems_join(problems, evidence_problems_in(x->condition.text));
        struct evidence_techniques techniques = techniques_of(x);
        if (!asks_for_source(x, techniques) || evidence_problems_empty(served)) {
            continue;
        }
        struct evidence best;
        bool known = evidence_best(served, techniques, &best);
        if (known && best.status != EVIDENCE_INSUFFICIENT) {
            continue;
        }
        struct finding *f = rules_add(c, known ? RULE_INTERVENTION_EVIDENCE_AGAINST : RULE_INTERVENTION_NO_EVIDENCE,
                                      PLACE("/interventions/#", i), NO_TEXT, WHOLE);
        rules_arg_quoted(c, f, rules_intervention_label(c, i));
        if (known) {
            rules_arg(f, str_of(best.problem));
            rules_arg(f, str_of(best.source->text));
        }
    }
}

/* ---- conditions ---- */

struct binding {
    enum rule_index unbound, unmeasured, impossible;
    const char *item, *text; /* places */
    struct str (*label)(const struct rules_context *c, size_t i);
};

static bool is_bound(const struct plan_condition *x)
{
    bool measured = (x->measure.name.n || x->measure.instrument.n) && x->value.has;
    return measured || x->by_week.has || x->by_session.has || x->by_review.has || x->event.n;
}

#define MEANINGS_MOST 20 /* each looks through the whole plan; nobody reads more of them */

/* What the words could mean on measures that the plan follows; nothing when nobody would read so many. */
static struct condition_proposals meanings(struct rules_context *c, const struct plan_condition *x)
{
    struct condition_proposals offers = {.list = {NULL, 0, 0}};
    struct err e = {0};
    if (c->work->meanings == MEANINGS_MOST) {
        return offers;
    }
    c->work->meanings++;
    if (!condition_propose(x, c->plan, c->arena, &offers, &e)) {
        c->failed = true;
        offers.list.n = 0;
    }
    return offers;
}

/* The condition with what would bind it: the one measure that fits is named, its cut-off is the person's to set. */
static void offer_binding(struct rules_context *c, struct finding *f, const struct plan_condition *x,
                          const struct condition_proposals *offers)
{
    struct buf *b = &c->work->text;
    const struct condition_proposal *one = offers->list.n == 1 ? &offers->list.at[0] : NULL;
    struct str name = x->measure.name.n ? x->measure.name : str_of(one ? one->measure->name : NULL);
    buf_add(b, str_ends_ci(x->text, STR(".")) ? str_sub(x->text, 0, x->text.n - 1) : x->text);
    if (one && one->kind == CONDITION_NO_GAIN) {
        buf_cstr(b, ", that is, with ");
        buf_add(b, one->text);
    } else {
        buf_cstr(b, ", that is, when ");
        buf_cstr(b, name.n ? "the " : "[measure]");
        buf_add(b, name);
        buf_cstr(b, " reaches [score]");
    }
    rules_rewrite(c, f);
}

/* Told and not chosen: which of them is meant, and at which score, is for the person. */
static void tell_meaning(struct rules_context *c, struct finding *f, struct condition_proposals offers)
{
    struct str told;
    struct buf *b = &c->work->text;
    if (!offers.list.n) {
        return;
    }
    buf_printf(b, "%s What the plan follows could say it: ", f->rule->why);
    for (size_t i = 0; i < offers.list.n; i++) {
        buf_cstr(b, i ? "; " : "");
        buf_add(b, offers.list.at[i].text);
        buf_cstr(b, offers.list.at[i].confirmed ? "" : " (unconfirmed)");
    }
    buf_char(b, '.');
    if (buf_ok(b) && arena_str(c->arena, buf_str(b), &told)) {
        f->reason = told.p;
    } else {
        c->failed = true;
    }
    buf_reset(b);
}

static void check_condition(struct rules_context *c, const struct binding *b, size_t i, const struct plan_condition *x)
{
    struct place place = x->text.n ? PLACE(b->text, i) : PLACE(b->item, i);
    if (!is_bound(x)) {
        if (!x->text.n && !x->measure.name.n && !x->measure.instrument.n) {
            return; /* no condition at all */
        }
        if (!x->kind && condition_told(x->text)) {
            return; /* nothing here can watch it, but a person can */
        }
        struct finding *f = rules_add(c, b->unbound, place, x->text, WHOLE);
        rules_arg_quoted(c, f, b->label(c, i));
        if (x->text.n) {
            struct condition_proposals offers = meanings(c, x);
            offer_binding(c, f, x, &offers);
            tell_meaning(c, f, offers);
        }
        return;
    }
    const struct measure *m = rules_measure(&x->measure);
    if (!m) {
        return;
    }
    if (x->value.has && m->has_range && (dec_to_double(x->value) < m->min || dec_to_double(x->value) > m->max)) {
        struct finding *f = rules_add(c, b->impossible, place, x->text, WHOLE);
        rules_arg_quoted(c, f, b->label(c, i));
        dec_put(&c->work->text, x->value);
        rules_arg_text(c, f);
        rules_arg(f, str_of(m->name));
        rules_put_range(&c->work->text, m);
        rules_arg_text(c, f);
    } else if (!c->work->followed[rules_measure_index(m)] && rules_follows(c->plan)) {
        struct finding *f = rules_add(c, b->unmeasured, place, x->text, WHOLE);
        rules_arg_quoted(c, f, b->label(c, i));
        rules_arg(f, str_of(m->name));
    }
}

static bool is_made(enum plan_referral_status s)
{
    return s != REFERRAL_UNSTATED && s != REFERRAL_PLANNED;
}

void thread_condition(struct rules_context *c)
{
    static const struct binding interventions = {
        RULE_INTERVENTION_CONDITION_UNBOUND,    RULE_INTERVENTION_CONDITION_UNMEASURED,
        RULE_INTERVENTION_CONDITION_IMPOSSIBLE, "/interventions/#/condition",
        "/interventions/#/condition/text",      rules_intervention_label};
    static const struct binding referrals = {RULE_REFERRAL_TRIGGER_UNBOUND,    RULE_REFERRAL_TRIGGER_UNMEASURED,
                                             RULE_REFERRAL_TRIGGER_IMPOSSIBLE, "/referrals/#/trigger",
                                             "/referrals/#/trigger/text",      rules_referral_label};
    for (size_t i = 0; i < c->plan->interventions.n; i++) {
        check_condition(c, &interventions, i, &c->plan->interventions.at[i].condition);
    }
    for (size_t i = 0; i < c->plan->referrals.n; i++) {
        const struct plan_referral *r = &c->plan->referrals.at[i];
        if (is_made(r->status)) {
            continue; /* it has come true */
        }
        check_condition(c, &referrals, i, &r->trigger);
        if (!is_bound(&r->trigger) && !r->trigger.text.n && !r->trigger.measure.name.n &&
            !r->trigger.measure.instrument.n) {
            struct finding *f = rules_add(c, RULE_REFERRAL_NO_TRIGGER, PLACE("/referrals/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, rules_referral_label(c, i));
        }
    }
}
