/*
 * specific.c: is it Specific, on what ground, and on which words?
 * Layer: statement (inner).  Not here: reading clauses (clause.c).
 */
#include "statement/clause.h"
#include "statement/reason.h"
#include "words.h"

static void set(struct judgement *j, bool met, int reason, struct span span)
{
    j->met = met ? TRI_YES : TRI_NO;
    j->reason = reason;
    j->span = span;
}

static struct span at(const struct reading *r, int i)
{
    return span_of(r, i, i);
}

static bool names_exercise(const struct reading *r, int *where)
{
    bool generic = false;
    for (int i = r->head; i < r->n && (r->any & C(EXERCISE)); i++) {
        if (has(&r->t[i], C(EXTYPE))) {
            return false;
        }
        bool listed = i > r->head && (mark(&r->t[i - 1], ',') || has(&r->t[i - 1], C(CONJ)));
        bool paper = has(&r->t[i + 1], C(SOURCE) | C(PRODUCT)); /* an exercise sheet */
        if (has(&r->t[i], C(EXERCISE)) && !listed && !paper) {
            generic = true;
            *where = i;
        }
    }
    return generic;
}

static bool counts_thing(const struct reading *r)
{
    for (int i = 0; i < r->cands; i++) {
        if (r->cand[i].kind == K_PHYS || r->cand[i].kind == K_COUNT || r->cand[i].kind == K_PERCENT) {
            return true;
        }
    }
    return false;
}

static void not_specific(struct reading *r)
{
    struct judgement *j = &r->out->specific;
    int v = clause_first_verb(r), abstract = clause_class(r, C(ABSTRACT)),
        umbrella = clause_class(r, C(UMBRELLA) | C(VAGUE));
    enum governor g = v >= 0 ? clause_governor(&r->t[v]) : G_NONE;
    if (abstract >= 0 || g == G_MENTAL) {
        rule(r, RULE_SPEC_NOT_ABSTRACT);
        set(j, false, REASON_S_NOT_MENTAL, at(r, abstract >= 0 ? abstract : v));
    } else if (g == G_EVAL || g == G_KEEP) {
        rule(r, RULE_SPEC_NOT_STATE);
        set(j, false, REASON_S_NOT_GLOBAL, span_of(r, v, umbrella > v ? umbrella : v));
    } else if (umbrella >= 0) {
        rule(r, RULE_SPEC_NOT_UMBRELLA);
        set(j, false, REASON_S_NOT_UMBRELLA, at(r, umbrella));
    } else {
        rule(r, RULE_SPEC_NOT_UMBRELLA);
        set(j, false, REASON_S_NOT_STATED, (struct span){0, 0});
    }
}

/* "reduce anxiety by 50 %": of what, nobody can say without a scale; a symptom that is counted would do. */
static bool percent_of_umbrella(const struct reading *r)
{
    const struct cand *c = r->target >= 0 ? &r->cand[r->target] : NULL;
    int v = clause_first_verb(r);
    return c != NULL && r->cands == 1 && !r->often && !r->lasts && c->kind == K_PERCENT && c->by && r->measure_at < 0 &&
           v >= 0 && (has(&r->t[v], C(EVAL) | C(MENTAL) | C(SAY) | C(DOWN))) && clause_class(r, C(UMBRELLA)) >= 0;
}

/* By numbers alone; false when no number decides. */
static bool specific_by_number(struct reading *r)
{
    struct judgement *j = &r->out->specific;
    int where = -1;
    bool generic = names_exercise(r, &where) && !counts_thing(r);
    if (r->strong) {
        rule(r, RULE_SPEC_SCALE);
        set(j, true, REASON_S_SCALE, r->out->slots.measure.span);
        return true;
    }
    if (!r->quantity && !r->often && !r->once && !r->clock && !r->lasts) {
        return false;
    }
    if (generic && !r->lasts) {
        rule(r, RULE_SPEC_NOT_EXERCISE);
        set(j, false, REASON_S_NOT_EXERCISE, at(r, where));
        return true;
    }
    if (percent_of_umbrella(r)) {
        return false;
    }
    if (r->quantity || r->once) {
        rule(r, RULE_SPEC_QUANTITY);
        set(j, true, REASON_S_QUANTITY, r->quantity_at >= 0 ? at(r, r->quantity_at) : r->out->slots.target_value.span);
    } else if (r->often) {
        rule(r, RULE_SPEC_OFTEN);
        set(j, true, REASON_S_FREQUENCY, r->out->slots.frequency.span);
    } else {
        rule(r, RULE_SPEC_LAST);
        set(j, true, REASON_S_DURATION, r->lasts ? r->out->slots.duration.span : at(r, r->clock_at));
    }
    return true;
}

void judge_specific(struct reading *r)
{
    struct judgement *j = &r->out->specific;
    struct evidence e = {.at = -1};
    if (specific_by_number(r)) {
        return;
    }
    if (clause_evidence(r, &e)) {
        rule(r, e.rule);
        set(j, true, e.reason, at(r, e.at));
        return;
    }
    int v = clause_first_verb(r), list = clause_list(r), clean = clause_class(r, C(CLEAN));
    enum governor g = v >= 0 ? clause_governor(&r->t[v]) : G_NONE;
    if (list >= 0 && g != G_EVAL && g != G_MENTAL && g != G_CREATE) {
        rule(r, RULE_SPEC_LIST);
        set(j, true, REASON_S_LIST, at(r, list));
    } else if (clean >= 0 && r->due) {
        rule(r, RULE_SPEC_CLEAN);
        set(j, true, REASON_S_CLEAN, at(r, clean));
    } else if (r->blank && clause_class(r, C(COUNT)) >= 0 && g != G_EVAL) {
        rule(r, RULE_SPEC_BLANK);
        set(j, true, REASON_S_BLANK, at(r, clause_class(r, C(COUNT))));
    } else {
        not_specific(r);
    }
}
