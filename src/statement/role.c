/*
 * role.c: whose sentence it is, what kind of sentence, what is done and under which condition.
 * Layer: statement (inner).  Not here: which role a plan gives it (plan/).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

static const struct {
    uint64_t cls;
    enum statement_actor actor;
} actors[] = {{C(STAFF), ACTOR_CLINICIAN}, {C(STUDENT), ACTOR_STUDENT}, {C(CAREGIVER), ACTOR_CAREGIVER},
              {C(MEMBER), ACTOR_MEMBER},   {C(PATIENT), ACTOR_PATIENT}, {C(CLIENT), ACTOR_CLIENT},
              {C(FAMILY), ACTOR_FAMILY},   {C(SELF), ACTOR_SELF}};
#define ACTORS                                                                                                         \
    (C(STAFF) | C(STUDENT) | C(CAREGIVER) | C(MEMBER) | C(PATIENT) | C(CLIENT) | C(FAMILY) | C(SELF)) /* all of them   \
                                                                                                       */

static bool verb_here(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    return has(t, C(VERB)) && !has(t, C(STAFF) | C(CLIENT) | C(PATIENT) | C(FAMILY)) && !(t->form & FORM_PLURAL);
}

/* Does it begin with an act of the client's own, "File ...", which staff may help with? */
static bool own_act(const struct reading *r)
{
    const struct token *t = &r->t[r->head];
    return verb_here(r, r->head) && (t->form & FORM_BASE) && has(t, C(ACT) | C(DELIVER) | C(CREATE)) &&
           !has(t, C(CARE));
}

/* The subject: the first actor word before the verb. */
void pass_actor(struct reading *r)
{
    bool my = false;
    int my_at = 0;
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->claim == CLAIM_DEADLINE || t->kind != T_WORD) {
            continue;
        }
        if (has(t, C(SELF)) && !my) {
            my = true;
            my_at = i;
        }
        if (has(t, C(AUX)) || (verb_here(r, i) && i > r->head)) {
            break;
        }
        if (has(t, C(STAFF)) && i > r->head && own_act(r)) {
            continue; /* "Meet the dietitian", "Write a verse with the therapist" */
        }
        for (size_t k = 0; has(t, ACTORS) && k < sizeof actors / sizeof *actors; k++) {
            if (has(t, actors[k].cls) && !(verb_here(r, i) && i == r->head)) {
                r->out->slots.actor = actors[k].actor;
                r->out->slots.actor_span = span_of(r, i, i);
                return;
            }
        }
    }
    for (int i = r->head; i < r->n && !my && (r->any & (C(PRON) | C(DET) | C(AUX))); i++) {
        if (r->t[i].kind == T_WORD && (is(&r->t[i], W_I) || is(&r->t[i], W_I_LL) || is(&r->t[i], W_MY))) {
            my = true;
            my_at = i;
        }
    }
    if (my) {
        r->out->slots.actor = ACTOR_SELF;
        r->out->slots.actor_span = span_of(r, my_at, my_at);
    }
}

static bool closes(const struct token *t)
{
    return t->kind == T_END || mark(t, ';') || mark(t, '.') || t->claim == CLAIM_DEADLINE ||
           has(t, C(VIA) | C(PURPOSE) | C(COND));
}

static void trim(struct reading *r, int first, int last, struct slot *s)
{
    while (last >= first && (r->t[last].kind == T_MARK || has(&r->t[last], C(PREP) | C(CONJ) | C(DET)))) {
        last--;
    }
    if (last >= first) {
        s->text = reading_given(r, first, last);
        s->span = span_of(r, first, last);
    }
}

static void behaviour(struct reading *r)
{
    int first = r->head;
    for (int i = r->head; i < r->n; i++) {
        if (has(&r->t[i], C(AUX)) && r->t[i].claim == CLAIM_NONE) {
            first = i + 1;
            while (has(&r->t[first], C(AUX))) {
                first++;
            }
            break;
        }
    }
    while (first < r->n &&
           (r->t[first].claim == CLAIM_DEADLINE || r->t[first].kind == T_MARK || is(&r->t[first], W_TO))) {
        first++;
    }
    int last = first;
    while (last < r->n && !closes(&r->t[last])) {
        last++;
    }
    trim(r, first, last - 1, &r->out->slots.behaviour);
}

static void condition(struct reading *r)
{
    for (int i = r->head; i < r->n && (r->any & C(COND)); i++) {
        const struct token *t = &r->t[i];
        if (!has(t, C(COND)) || t->claim != CLAIM_NONE) {
            continue;
        }
        int last = i + 1;
        while (last < r->n && !mark(&r->t[last], ',') && !mark(&r->t[last], ';') && !mark(&r->t[last], '.') &&
               r->t[last].claim != CLAIM_DEADLINE) {
            last++;
        }
        trim(r, i, last - 1, &r->out->slots.condition);
        return;
    }
}

static enum statement_role header_role(const struct reading *r)
{
    for (int i = 0; i < r->head; i++) {
        const struct token *t = &r->t[i];
        if (is(t, W_GOAL_HEADER)) {
            return ROLE_GOAL;
        }
        if (is(t, W_OBJECTIVE_HEADER)) {
            return ROLE_OBJECTIVE;
        }
        if (is(t, W_INTERVENTION_HEADER)) {
            return ROLE_INTERVENTION;
        }
    }
    return ROLE_UNKNOWN;
}

/* Staff action, whatever it is filed as; else the layer that is named; else by what the sentence holds. */
static enum statement_role role_of(const struct reading *r)
{
    const uint64_t known = ~(C(STOP) | C(PREP) | C(DET) | C(CONJ) | C(PRON) | C(FILL) | C(DUE));
    if (r->out->slots.actor == ACTOR_CLINICIAN) {
        return ROLE_INTERVENTION;
    }
    enum statement_role named = header_role(r);
    if (named != ROLE_UNKNOWN) {
        return named;
    }
    const struct token *first = &r->t[r->head];
    bool care = has(first, C(CARE)) && (first->form & FORM_BASE) && !has(first, C(LIGHT));
    bool verbless = !(r->any & (C(VERB) | C(AUX)));
    for (int i = r->head; i < r->n && i < r->head + 8 && !care && (r->any & C(MODALITY));
         i++) { /* "Sleep hygiene education: ..." */
        care = has(&r->t[i], C(MODALITY)) && (mark(&r->t[i + 1], ':') || (mark(&r->t[i + 1], '(') && i < 3));
    }
    if (r->out->slots.actor == ACTOR_IMPLIED && (care || (verbless && (r->any & C(MODALITY))))) {
        return ROLE_INTERVENTION;
    }
    if (!(r->any & known) && r->cands == 0) {
        return ROLE_OTHER;
    }
    return r->out->measurable.met == TRI_YES && r->out->specific.met == TRI_YES ? ROLE_OBJECTIVE : ROLE_GOAL;
}

void pass_role(struct reading *r)
{
    behaviour(r);
    condition(r);
    if (r->out->role == ROLE_UNKNOWN) {
        r->out->role = role_of(r);
    }
}

/* "Goal 1:", "Short-term objective:", "LTG -": the sentence begins behind it. */
void pass_header(struct reading *r)
{
    bool label = false;
    for (int i = 0; i < r->n && i < 6; i++) {
        const struct token *t = &r->t[i];
        if (is(t, W_GOAL_HEADER) || is(t, W_OBJECTIVE_HEADER) || is(t, W_INTERVENTION_HEADER)) {
            label = true;
            continue;
        }
        if ((mark(t, ':') || mark(t, '-') || mark(t, '.') || mark(t, ')') || mark(t, 'b')) && (label || i <= 1)) {
            if (label || mark(t, 'b') || (i == 1 && number(&r->t[0]) && !mark(t, ':'))) {
                r->head = i + 1;
                reading_claim(r, 0, i, CLAIM_HEADER);
                if (label) {
                    return;
                }
                continue;
            }
        }
        if (i == 1 && number(t) && r->t[0].kind == T_WORD && !has(&r->t[0], C(TIME) | C(SCALE) | C(VERB)) &&
            mark(&r->t[2], ':')) { /* "Dim 3:" */
            r->head = 3;
            reading_claim(r, 0, 2, CLAIM_HEADER);
            return;
        }
        bool letter =
            label && t->kind == T_WORD && t->to - t->from == 1 && number(t - 1) && t->from == t[-1].to; /* 2b */
        bool part = letter || number(t) || has(t, C(FILL)) || mark(t, '#') || is(t, W_LONG_TERM);
        if (!part && i > 0) {
            return;
        }
    }
}
