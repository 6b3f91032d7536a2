/*
 * crisis.c: is there somebody to call, is the safety plan written, is known risk answered? Rows: table/component.def.
 */
#include "plan/icd10cm.h"
#include "plan/shape.h"
#include "rules/check.h"

#include <string.h>

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

/* "No suicidal ideation, but self-harm in May": what follows such a turn is no longer denied. */
static bool ends_denial(struct str between)
{
    static const char *const turns[] = {". ",        "; ",         "\n",        "! ",     "? ",
                                        " but ",     " however",   "though ",   " yet ",  " except ",
                                        " reports ", " reported ", " endorses", " admits"};
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        if (str_find_ci(between, str_of(turns[i]), 0) != (size_t)-1) {
            return true;
        }
    }
    return false;
}

bool rules_risk_not_asked(struct str text)
{
    static const char *const ends[] = {"n/a", "not applicable"};
    struct str s = str_trim(text);
    s.n -= s.n && s.p[s.n - 1] == '.';
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (str_ends_ci(s, str_of(ends[i])) && (s.n == n || strchr(" :-", s.p[s.n - n - 1]))) {
            return true;
        }
    }
    return false;
}

/* A risk word that is not said to be absent: "no suicidal ideation", "denies thoughts of self-harm" are no risk. */
static bool find_risk(struct str text, struct span *out)
{
    struct term_hit hit;
    size_t denied_until = 0;
    for (size_t at = 0; term_next(text, at, TERM_RISK | TERM_DENIAL, &hit); at = hit.span.to) {
        denied_until = ends_denial(str_sub(text, at, hit.span.from)) ? 0 : denied_until;
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

/* Words that add nothing to a denial: of what, and, in a piece of its own, when it was asked about. */
static bool adds_nothing(struct str word, bool denied)
{
    static const char *const said[] = {"client", "patient", "the",       "any",     "current",  "or",
                                       "and",    "of",      "a",         "thought", "thoughts", "ideation",
                                       "ideas",  "intent",  "intention", "plan",    "plans"};
    static const char *const when[] = {"asked",   "last",      "again",   "when",     "each",    "every", "about",
                                       "on",      "at",        "in",      "the",      "intake",  "today", "session",
                                       "january", "february",  "march",   "april",    "may",     "june",  "july",
                                       "august",  "september", "october", "november", "december"};
    for (size_t i = 0; denied && i < sizeof said / sizeof *said; i++) {
        if (str_is_ci(word, said[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof when / sizeof *when; i++) {
        if (str_is_ci(word, when[i])) {
            return true;
        }
    }
    return false;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* "or homicidal" goes on with what is denied; by itself the word tells of something. */
static bool nothing_more(struct str text, bool denied)
{
    bool or_before = false;
    for (size_t i = 0, end; i < text.n; i = end) {
        end = i + 1;
        if (!is_word_byte(text.p[i])) {
            continue;
        }
        while (end < text.n && is_word_byte(text.p[end])) {
            end++;
        }
        struct str word = str_sub(text, i, end);
        if (!adds_nothing(word, denied) && !(denied && or_before && str_eq_ci(word, STR("homicidal")))) {
            return false;
        }
        or_before = str_eq_ci(word, STR("or"));
    }
    return true;
}

/* One piece between stops: it denies risk, or says when that was asked about; *denies tells the first. */
static bool piece_denies(struct str piece, bool *denies)
{
    struct term_hit hit;
    size_t at = 0;
    bool denied = false;
    for (; term_next(piece, at, TERM_RISK | TERM_DENIAL, &hit); at = hit.span.to) {
        struct str before = str_sub(piece, at, hit.span.from);
        bool denial = hit.term->kinds & TERM_DENIAL;
        if ((!denied && !denial) || !(nothing_more(before, denied) || (!denied && nothing_more(before, true)))) {
            return false;
        }
        denied = true;
        *denies = *denies || !denial;
    }
    return nothing_more(str_sub(piece, at, piece.n), denied);
}

bool rules_denies_risk(struct str text)
{
    struct span risk;
    bool denies = false;
    for (size_t from = 0, to; from < text.n; from = to + 1) {
        to = from;
        while (to < text.n && !strchr(".;:!?\n", text.p[to])) {
            to++;
        }
        if (!piece_denies(str_sub(text, from, to), &denies)) {
            return false;
        }
    }
    return denies && !find_risk(text, &risk);
}

static bool add_risk(struct rules_context *c, struct place place, struct str text)
{
    struct span span;
    if (rules_risk_not_asked(text) || !find_risk(text, &span)) {
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

/* A code may stand without its title: R45.851. */
static bool add_risk_code(struct rules_context *c, size_t i)
{
    struct str code = c->plan->diagnoses.at[i].code;
    struct icd10cm row;
    struct span ignored;
    if (!icd10cm_find(code, &row) || !find_risk(str_of(row.title), &ignored)) {
        return false;
    }
    rules_arg(rules_add(c, RULE_CRISIS_RISK_WITHOUT_SAFETY_PLAN, PLACE("/diagnoses/#/code", i), code, WHOLE),
              str_of(row.title));
    return true;
}

/* What is worked on is there, also in "no self-harm for 8 weeks": a goal denies nothing. */
static bool add_risk_aim(struct rules_context *c, struct place place, struct str text)
{
    struct term_hit hit;
    if (!term_next(text, 0, TERM_RISK, &hit)) {
        return false;
    }
    rules_arg(rules_add(c, RULE_CRISIS_RISK_WITHOUT_SAFETY_PLAN, place, text, hit.span),
              str_sub(text, hit.span.from, hit.span.to));
    return true;
}

static bool tell_risk_of_goals(struct rules_context *c)
{
    const struct plan *p = c->plan;
    for (size_t g = 0; g < p->goals.n; g++) {
        const struct plan_goal *goal = &p->goals.at[g];
        if (add_risk_aim(c, PLACE("/goals/#/statement", g), goal->statement)) {
            return true;
        }
        for (size_t o = 0; o < goal->objectives.n; o++) {
            if (add_risk_aim(c, PLACE("/goals/#/objectives/#/statement", g, o), goal->objectives.at[o].statement)) {
                return true;
            }
        }
    }
    return false;
}

/* The first place that tells of risk is enough. */
static bool tell_risk(struct rules_context *c)
{
    const struct plan *p = c->plan;
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        if (add_risk_code(c, i) || add_risk(c, PLACE("/diagnoses/#/title", i), p->diagnoses.at[i].title) ||
            add_risk(c, PLACE("/diagnoses/#/text", i), p->diagnoses.at[i].text) ||
            add_risk_in(c, "/diagnoses/#/evidence/#", i, &p->diagnoses.at[i].evidence)) {
            return true;
        }
    }
    for (size_t i = 0; i < p->problems.n; i++) {
        const struct plan_problem *x = &p->problems.at[i];
        if (add_risk(c, PLACE("/problems/#/name", i), x->name) ||
            add_risk(c, PLACE("/problems/#/statement", i), x->statement) ||
            add_risk(c, PLACE("/problems/#/client_words", i), x->client_words) ||
            add_risk(c, PLACE("/problems/#/history", i), x->history) ||
            add_risk_in(c, "/problems/#/symptoms/#", i, &x->symptoms) ||
            add_risk_in(c, "/problems/#/risks/#", i, &x->risks)) {
            return true;
        }
    }
    return add_risk(c, PLACE("/assessment/summary"), p->assessment.summary) ||
           add_risk(c, PLACE("/assessment/mental_status"), p->assessment.mental_status) ||
           add_risk_in(c, "/crisis/risk/#", (size_t)-1, &p->crisis.risk) || tell_risk_of_goals(c);
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
