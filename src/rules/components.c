/*
 * components.c: the parts a plan cannot do without, and what each part must say. Rows: table/component.def.
 */
#include "plan/shape.h"
#include "rules/check.h"
#include "rules/somebody.h"

static void add_plan(struct rules_context *c, enum rule_index rule, const char *part)
{
    rules_add(c, rule, PLACE(part), NO_TEXT, WHOLE);
}

static bool is_empty(const struct rules_context *c, const char *part)
{
    return shape_field_is_empty(shape_find(&plan_shape, str_of(part)), c->plan);
}

static bool any_term(const plan_texts *texts, unsigned kinds)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (term_has(texts->at[i], kinds)) {
            return true;
        }
    }
    return false;
}

static bool prevents_relapse(const struct plan *p)
{
    for (size_t i = 0; i < p->duration.phases.n; i++) {
        const struct plan_phase *x = &p->duration.phases.at[i];
        if (x->kind == PHASE_MAINTENANCE || term_has(x->text, TERM_RELAPSE) || term_has(x->name, TERM_RELAPSE)) {
            return true;
        }
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        if (term_has(x->name, TERM_RELAPSE) || term_has(x->text, TERM_RELAPSE)) {
            return true;
        }
    }
    return p->duration.relapse_prevention.n > 0;
}

/* A therapy that says how many sessions or weeks it takes says how long treatment is expected to take. */
static bool therapy_has_length(const struct plan *p)
{
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        if (x->kind == INTERVENTION_THERAPY && !x->condition.text.n &&
            (x->length.n || somebody_until(x->name) || somebody_until(x->text))) {
            return true;
        }
    }
    return false;
}

void component_plan(struct rules_context *c)
{
    const struct plan *p = c->plan;
    const struct plan_duration *d = &p->duration;
    if (p->problems.n == 0) {
        add_plan(c, RULE_PLAN_NO_PROBLEM, "/problems");
    }
    if (p->diagnoses.n == 0) {
        add_plan(c, RULE_PLAN_NO_DIAGNOSIS, "/diagnoses");
    }
    if (p->goals.n == 0) {
        add_plan(c, RULE_PLAN_NO_GOAL, "/goals");
    } else if (c->work->active_goals == 0) {
        add_plan(c, RULE_PLAN_NO_ACTIVE_GOAL, "/goals");
    }
    if (p->interventions.n == 0) {
        add_plan(c, RULE_PLAN_NO_INTERVENTION, "/interventions");
    }
    if (!rules_follows(p)) {
        add_plan(c, RULE_PLAN_NO_MONITORING, "/monitoring");
    }
    if (!d->text.n && !date_is_set(d->end) && d->phases.n == 0 && !therapy_has_length(p)) {
        add_plan(c, RULE_PLAN_NO_DURATION, "/duration");
    }
    if (is_empty(c, "crisis")) {
        add_plan(c, RULE_PLAN_NO_CRISIS_PLAN, "/crisis");
    }
    if (d->discharge_criteria.n == 0) {
        add_plan(c, RULE_PLAN_NO_DISCHARGE_CRITERIA, "/duration/discharge_criteria");
    }
    if (!prevents_relapse(p)) {
        add_plan(c, RULE_PLAN_NO_RELAPSE_PREVENTION, "/duration/relapse_prevention");
    }
    if (p->barriers.n == 0) {
        add_plan(c, RULE_PLAN_NO_BARRIERS, "/barriers");
    }
}

/* A number or the like; who made the plan is no name of the client. */
static bool is_identified(const struct plan_client *x)
{
    for (size_t i = 0; i < x->identifiers.n; i++)
        if (!str_is(x->identifiers.at[i].topic, PLAN_TOPIC_CLINIC)) {
            return true;
        }
    return false;
}

void component_client(struct rules_context *c)
{
    const struct plan_client *x = &c->plan->client;
    if (!x->name.n && !x->preferred_name.n && !is_identified(x)) {
        add_plan(c, RULE_CLIENT_NO_NAME, "/client/name");
    }
    if (!date_is_set(x->birth_date) && !x->age_years.has) {
        add_plan(c, RULE_CLIENT_NO_AGE, "/client/birth_date");
    }
}

static bool has_quote(struct str s)
{
    return str_find(s, STR("\""), 0) != (size_t)-1 || str_find(s, STR("\xE2\x80\x9C"), 0) != (size_t)-1;
}

static bool no_onset(const struct rules_context *c, size_t i)
{
    const struct plan_problem *p = &c->plan->problems.at[i];
    return !p->onset.n && !p->history.n && p->precipitating.n == 0 && !term_has(p->statement, TERM_ONSET);
}

static bool no_problem_words(const struct rules_context *c, size_t i)
{
    const struct plan_problem *p = &c->plan->problems.at[i];
    return !p->client_words.n && !has_quote(p->statement);
}

void component_problem(struct rules_context *c)
{
    struct each e = {RULE_PROBLEM_NO_ONSET, "/problems", "/problems/#",       "problems",
                     c->plan->problems.n,   no_onset,    rules_problem_label, NULL};
    rules_each(c, &e);
    e.rule = RULE_PROBLEM_NO_CLIENT_WORDS;
    e.bad = no_problem_words;
    rules_each(c, &e);
}

/* What settles a diagnosis may stand anywhere in what is going to be done. */
static bool will_be_confirmed(const struct plan *p)
{
    for (size_t i = 0; i < p->interventions.n; i++) {
        if (term_has(p->interventions.at[i].name, TERM_CONFIRM) ||
            term_has(p->interventions.at[i].text, TERM_CONFIRM)) {
            return true;
        }
    }
    for (size_t i = 0; i < p->referrals.n; i++) {
        if (term_has(p->referrals.at[i].text, TERM_CONFIRM) || term_has(p->referrals.at[i].name, TERM_CONFIRM)) {
            return true;
        }
    }
    for (size_t i = 0; i < p->monitoring.n; i++) {
        if (term_has(p->monitoring.at[i].text, TERM_CONFIRM)) {
            return true;
        }
    }
    return any_term(&p->reviews.clauses, TERM_CONFIRM) || any_term(&p->duration.next_phase_criteria, TERM_CONFIRM);
}

void component_diagnosis(struct rules_context *c)
{
    bool asked = false, confirmed = false;
    for (size_t i = 0; i < c->plan->diagnoses.n; i++) {
        const struct plan_diagnosis *d = &c->plan->diagnoses.at[i];
        const struct thread_node *node = rules_node(c, THREAD_DIAGNOSIS, i);
        if (d->evidence.n == 0 && !d->text.n && !(node->below & 1u << THREAD_PROBLEM)) {
            struct finding *f = rules_add(c, RULE_DIAGNOSIS_NO_EVIDENCE, PLACE("/diagnoses/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, rules_diagnosis_label(c, i));
        }
        if (d->status != DIAGNOSIS_PROVISIONAL || term_has(d->text, TERM_CONFIRM)) {
            continue;
        }
        confirmed = asked ? confirmed : will_be_confirmed(c->plan);
        asked = true;
        if (!confirmed) {
            struct finding *f = rules_add(c, RULE_DIAGNOSIS_PROVISIONAL_OPEN, PLACE("/diagnoses/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, rules_diagnosis_label(c, i));
        }
    }
}

static bool goal_counts(const struct rules_context *c, size_t i)
{
    const struct plan_goal *g = &c->plan->goals.at[i];
    return rules_open(g->status) && (g->statement.n || g->name.n);
}

static bool no_goal_words(const struct rules_context *c, size_t i)
{
    const struct plan_goal *g = &c->plan->goals.at[i];
    return !g->client_words.n && !has_quote(g->statement);
}

void component_goal(struct rules_context *c)
{
    for (size_t i = 0; i < c->plan->goals.n; i++) {
        const struct plan_goal *g = &c->plan->goals.at[i];
        bool measured = c->goal_statements[i].measurable.met == TRI_YES || g->target.value.has;
        if (!g->statement.n && !g->client_words.n && !g->name.n) {
            struct finding *f = rules_add(c, RULE_GOAL_NO_STATEMENT, PLACE("/goals/#", i), NO_TEXT, WHOLE);
            rules_arg_int(c, f, (int64_t)i + 1);
        }
        if (g->objectives.n == 0 && rules_open(g->status) && !measured &&
            (g->statement.n || g->client_words.n || g->name.n)) {
            struct finding *f = rules_add(c, RULE_GOAL_NO_OBJECTIVE, PLACE("/goals/#", i), NO_TEXT, WHOLE);
            rules_arg_int(c, f, (int64_t)i + 1);
        }
        for (size_t k = 0; k < g->objectives.n; k++) {
            const struct plan_objective *o = &g->objectives.at[k];
            if (!o->statement.n && !o->name.n && !rules_is_measured(o)) {
                struct finding *f =
                    rules_add(c, RULE_OBJECTIVE_NO_STATEMENT, PLACE("/goals/#/objectives/#", i, k), NO_TEXT, WHOLE);
                rules_arg_objective(c, f, i, k);
            }
        }
    }
    struct each e = {RULE_GOAL_NO_CLIENT_WORDS, "/goals",      "/goals/#",       "goals",
                     c->plan->goals.n,          no_goal_words, rules_goal_label, goal_counts};
    rules_each(c, &e);
}

static bool no_responsible(const struct rules_context *c, size_t i)
{
    const struct plan_intervention *x = &c->plan->interventions.at[i];
    return !x->responsible.n && !somebody_named(x->name) && !somebody_named(x->text);
}

/* What is done only in some event has no frequency before it. */
static bool always_done(const struct rules_context *c, size_t i)
{
    return !c->plan->interventions.at[i].condition.text.n;
}

static bool no_frequency(const struct rules_context *c, size_t i)
{
    const struct plan_intervention *x = &c->plan->interventions.at[i];
    return !x->frequency.text.n && !rules_cadence_is_set(&x->frequency) &&
           !rules_cadence_is_set(&c->plan->duration.frequency);
}

static bool is_thin(const struct plan_intervention *x)
{
    if (x->techniques.n || x->details.n) {
        return false;
    }
    bool named = x->name.n && !term_is(x->name, TERM_THIN), told = x->text.n && !term_is(x->text, TERM_THIN);
    return !named && !told;
}

void component_intervention(struct rules_context *c)
{
    struct each e = {RULE_INTERVENTION_NO_RESPONSIBLE, "/interventions", "/interventions/#",       "interventions",
                     c->plan->interventions.n,         no_responsible,   rules_intervention_label, NULL};
    rules_each(c, &e);
    e.rule = RULE_INTERVENTION_NO_FREQUENCY;
    e.bad = no_frequency;
    e.counts = always_done;
    rules_each(c, &e);
    for (size_t i = 0; i < c->plan->interventions.n; i++) {
        const struct plan_intervention *x = &c->plan->interventions.at[i];
        struct term_hit hit = {NULL, WHOLE};
        if (x->frequency.text.n && !rules_cadence_is_set(&x->frequency)) { /* only words such as "as needed" */
            term_next(x->frequency.text, 0, TERM_OPEN, &hit);
            struct finding *f = rules_add(c, RULE_INTERVENTION_OPEN_FREQUENCY,
                                          PLACE("/interventions/#/frequency/text", i), x->frequency.text, hit.span);
            rules_arg_quoted(c, f, rules_intervention_label(c, i));
            rules_arg(f, str_sub(x->frequency.text, hit.span.from, hit.span.to));
        }
        if (is_thin(x)) {
            struct finding *f = rules_add(c, RULE_INTERVENTION_THIN, PLACE("/interventions/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, rules_intervention_label(c, i));
        }
    }
}

static bool barrier_unanswered(const struct rules_context *c, size_t i)
{
    return rules_needs_down(c, THREAD_BARRIER, i);
}

static struct str barrier_label(const struct rules_context *c, size_t i)
{
    return c->plan->barriers.at[i].text;
}

void component_barrier(struct rules_context *c)
{
    rules_each(c, &(struct each){RULE_BARRIER_NO_ANSWER, "/barriers", "/barriers/#", "barriers", c->plan->barriers.n,
                                 barrier_unanswered, barrier_label, NULL});
}

static bool no_cadence(const struct plan_monitoring *m)
{
    return rules_says_what(m) && !rules_cadence_is_set(&m->cadence);
}

void component_monitoring(struct rules_context *c)
{
    size_t bad = 0, all = c->plan->monitoring.n;
    for (size_t i = 0; i < all; i++) {
        bad += no_cadence(&c->plan->monitoring.at[i]);
    }
    if (bad == 0 || rules_together(c, RULE_MONITORING_NO_CADENCE, "/monitoring", "ways of monitoring", bad, all)) {
        return;
    }
    for (size_t i = 0; i < all; i++) {
        const struct plan_monitoring *m = &c->plan->monitoring.at[i];
        struct term_hit hit = {NULL, WHOLE};
        if (no_cadence(m)) {
            term_next(m->text, 0, TERM_OPEN, &hit);
            struct place place = m->text.n ? PLACE("/monitoring/#/text", i) : PLACE("/monitoring/#", i);
            struct finding *f = rules_add(c, RULE_MONITORING_NO_CADENCE, place, m->text, hit.span);
            rules_arg_quoted(c, f, rules_monitoring_label(c, i));
        }
    }
}

#define REVIEW_WEEKS_MAX 26 /* 180 days, in whole weeks */

void component_review(struct rules_context *c)
{
    const struct plan_reviews *r = &c->plan->reviews;
    const struct plan_review_window *w = &r->window;
    const struct plan_window span = plan_window(w);
    int64_t weeks = plan_window_weeks(span.max.has ? span.max : span.min, span.unit).v;
    if (date_is_set(r->next) && date_is_set(r->plan_date) && date_diff(r->next, r->plan_date) > 7 * weeks) {
        weeks = (date_diff(r->next, r->plan_date) + 6) / 7;
    }
    if (weeks > REVIEW_WEEKS_MAX) {
        struct finding *f = rules_add(c, RULE_REVIEW_TOO_RARE, PLACE("/reviews"), NO_TEXT, WHOLE);
        buf_int(&c->work->text, weeks);
        buf_cstr(&c->work->text, " weeks");
        rules_arg_text(c, f);
    }
    if (span.unit != UNIT_UNSTATED || date_is_set(r->next)) {
        return;
    }
    if (w->text.n) {
        if (term_has(w->text, TERM_OPEN)) { /* "every 90 days" and "quarterly" say when, "regularly" does not */
            rules_add(c, RULE_REVIEW_NO_DATE, PLACE("/reviews/window/text"), w->text, WHOLE);
        }
    } else if (r->clauses.n) {
        struct term_hit hit = {NULL, WHOLE};
        term_next(r->clauses.at[0], 0, TERM_OPEN, &hit);
        rules_add(c, RULE_REVIEW_NO_DATE, PLACE("/reviews/clauses/0"), r->clauses.at[0], hit.span);
    } else {
        rules_add(c, RULE_PLAN_NO_REVIEW, PLACE("/reviews"), NO_TEXT, WHOLE);
    }
}

static bool referral_open(const struct rules_context *c, size_t i)
{
    enum plan_referral_status s = c->plan->referrals.at[i].status;
    return s != REFERRAL_DECLINED && s != REFERRAL_COMPLETED;
}

static bool no_recipient(const struct rules_context *c, size_t i)
{
    const struct plan_referral *r = &c->plan->referrals.at[i];
    return !r->to.n && !term_has(r->text, TERM_RECIPIENT) && !term_has(r->name, TERM_RECIPIENT);
}

static bool no_coordination(const struct rules_context *c, size_t i)
{
    const struct plan_referral *r = &c->plan->referrals.at[i];
    return !r->coordination.n && !term_has(r->text, TERM_COORDINATION);
}

void component_referral(struct rules_context *c)
{
    struct each e = {RULE_REFERRAL_NO_RECIPIENT, "/referrals", "/referrals/#",       "referrals",
                     c->plan->referrals.n,       no_recipient, rules_referral_label, referral_open};
    rules_each(c, &e);
    e.rule = RULE_REFERRAL_NO_COORDINATION;
    e.bad = no_coordination;
    rules_each(c, &e);
}

void component_support(struct rules_context *c)
{
    for (size_t i = 0; i < c->plan->support.n; i++) {
        const struct plan_support *s = &c->plan->support.at[i];
        if (s->who.n && !s->text.n && !s->not_do.n) {
            struct finding *f = rules_add(c, RULE_SUPPORT_NO_ROLE, PLACE("/support/#/who", i), s->who, WHOLE);
            rules_arg_quoted(c, f, s->who);
        }
    }
}
