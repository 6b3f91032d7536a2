/*
 * crisis.c: is there somebody to call, is the safety plan written, is known risk answered? Rows: table/component.def.
 */
#include "plan/shape.h"
#include "rules/check.h"

/* "988", "911", a telephone number: three digits in a row. */
static bool has_number(struct str s)
{
    size_t run = 0;
    for (size_t i = 0; i < s.n && run < 3; i++) {
        run = s.p[i] >= '0' && s.p[i] <= '9' ? run + 1 : 0;
    }
    return run >= 3;
}

static bool any_number(const plan_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (has_number(texts->at[i])) {
            return true;
        }
    }
    return false;
}

static bool somebody_to_call(const struct plan_crisis *x)
{
    if (x->contacts.n || x->resources.n || x->safety_plan.people.n || x->safety_plan.professionals.n) {
        return true;
    }
    for (size_t i = 0; i < x->responses.n; i++) {
        if (any_number(&x->responses.at[i].actions)) {
            return true;
        }
    }
    return any_number(&x->steps) || any_number(&x->safety_plan.text);
}

static bool has_steps(const struct plan_safety *s)
{
    return s->warning_signs.n || s->coping.n || s->distraction.n || s->people.n || s->professionals.n ||
           s->surroundings.n;
}

/* The longest distance, in bytes, at which "no" and the like still deny a risk word. */
#define DENIAL_REACH 60

/* A risk word that is not said to be absent: "no suicidal ideation", "denies thoughts of self-harm" are no risk. */
static bool find_risk(struct str text, struct span *out)
{
    struct term_hit hit;
    size_t denied_until = 0;
    for (size_t at = 0; term_next(text, at, TERM_RISK | TERM_DENIAL, &hit); at = hit.span.to) {
        /* A sentence's end ends the denial. */
        size_t stop = str_find(str_sub(text, 0, hit.span.from), STR(". "), at);
        denied_until = stop == (size_t)-1 ? denied_until : 0;
        if (hit.term->kinds & TERM_DENIAL) {
            denied_until = hit.span.to + DENIAL_REACH;
        } else if (hit.span.from >= denied_until) {
            *out = hit.span;
            return true;
        } else {
            denied_until = hit.span.to + DENIAL_REACH; /* "denies suicidal ideation or self-harm" */
        }
    }
    return false;
}

static bool add_risk(struct rules_context *c, struct place place, struct str text)
{
    struct span span;
    if (!find_risk(text, &span)) {
        return false;
    }
    struct finding *f = rules_add(c, RULE_CRISIS_RISK_WITHOUT_SAFETY_PLAN, place, text, span);
    rules_arg(f, str_sub(text, span.from, span.to));
    return true;
}

static bool add_risk_in(struct rules_context *c, const char *pattern, size_t item, const plan_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        if (add_risk(c, item == (size_t)-1 ? PLACE(pattern, i) : PLACE(pattern, item, i), texts->at[i])) {
            return true;
        }
    }
    return false;
}

/* The first place that tells of risk is enough. */
static bool tell_risk(struct rules_context *c)
{
    const struct plan *p = c->plan;
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        if (add_risk(c, PLACE("/diagnoses/#/title", i), p->diagnoses.at[i].title) ||
            add_risk_in(c, "/diagnoses/#/evidence/#", i, &p->diagnoses.at[i].evidence)) {
            return true;
        }
    }
    for (size_t i = 0; i < p->problems.n; i++) {
        const struct plan_problem *x = &p->problems.at[i];
        if (add_risk(c, PLACE("/problems/#/name", i), x->name) ||
            add_risk(c, PLACE("/problems/#/statement", i), x->statement) ||
            add_risk(c, PLACE("/problems/#/history", i), x->history) ||
            add_risk_in(c, "/problems/#/symptoms/#", i, &x->symptoms) ||
            add_risk_in(c, "/problems/#/risks/#", i, &x->risks)) {
            return true;
        }
    }
    return add_risk(c, PLACE("/assessment/summary"), p->assessment.summary) ||
           add_risk(c, PLACE("/assessment/mental_status"), p->assessment.mental_status) ||
           add_risk_in(c, "/crisis/risk/#", (size_t)-1, &p->crisis.risk);
}

static bool add_intended(struct rules_context *c, const char *pattern, const plan_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++) {
        struct term_hit hit;
        if (term_has(texts->at[i], TERM_INTENT) && term_next(texts->at[i], 0, TERM_SAFETY, &hit)) {
            rules_add(c, RULE_CRISIS_SAFETY_PLAN_INTENDED, PLACE(pattern, i), texts->at[i], hit.span);
            return true;
        }
    }
    return false;
}

void component_crisis(struct rules_context *c)
{
    const struct plan_crisis *x = &c->plan->crisis;
    const struct plan_safety *s = &x->safety_plan;
    bool told = !has_steps(s) && tell_risk(c);
    if (shape_field_is_empty(shape_find(&plan_shape, STR("crisis")), c->plan)) {
        return;
    }
    if (!somebody_to_call(x)) {
        bool step = x->steps.n > 0;
        rules_add(c, RULE_CRISIS_NO_CONTACTS, PLACE(step ? "/crisis/steps/0" : "/crisis"),
                  step ? x->steps.at[0] : NO_TEXT, WHOLE);
    }
    if (!has_steps(s)) {
        if (!told && !add_intended(c, "/crisis/safety_plan/text/#", &s->text)) {
            add_intended(c, "/crisis/steps/#", &x->steps);
        }
    } else if (s->warning_signs.n == 0 || (s->people.n == 0 && s->professionals.n == 0)) {
        struct finding *f = rules_add(c, RULE_CRISIS_SAFETY_PLAN_THIN, PLACE("/crisis/safety_plan"), NO_TEXT, WHOLE);
        rules_arg(f, s->warning_signs.n == 0 ? STR("warning signs") : STR("people or professionals to ask"));
    }
}
