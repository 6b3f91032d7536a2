/*
 * target_zero.c: targets of nought: no falls, stop cutting, free of infection, drop attacks: none.
 * Layer: statement (inner).  Not here: numbers (target.c), abstinence without a thing (states.tsv).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

/* The unit of a zero is the thing that is to be absent. */
static void zero_cand(struct reading *r, int at, int noun, enum statement_rule id, bool reduce)
{
    struct cand *c = target_cand(r, at);
    if (c == NULL) {
        return;
    }
    size_t n = (size_t)(r->t[noun].to - r->t[noun].from);
    c->kind = K_ZERO;
    c->last = noun > at ? noun : at;
    n = n < sizeof c->unit - 1 ? n : sizeof c->unit - 1;
    memcpy(c->unit, r->low + r->t[noun].from, n);
    memcpy(c->value, "0", 2);
    c->fixed = reduce || (id == RULE_ZERO_NO && r->direction < 0) ? CMP_REDUCE_TO : CMP_EXACT;
    rule(r, id);
}

/* Things that happen and are counted: violations, incidents. Not what is an umbrella all the same ("no problems"). */
static bool incident(const struct token *t)
{
    return has(t, C(COUNT)) && (t->form & FORM_PLURAL) && t->value != 'g' &&
           !has(t, C(HELP) | C(OPP) | C(VERB) | C(TIME));
}

/* The symptom or counted noun within `room` tokens, or -1. */
static int symptom_near(const struct reading *r, int i, int room)
{
    for (int k = i; k < i + room && k < r->n && r->t[k].kind == T_WORD; k++) {
        if (has(&r->t[k], C(SYMPTOM)) || incident(&r->t[k])) {
            return k;
        }
        if (has(&r->t[k], C(PREP) | C(STOP) | C(VERB)) && !is(&r->t[k], W_MORE) && !is(&r->t[k], W_OF)) {
            return -1;
        }
    }
    return -1;
}

/* "Panic attacks: now 3 a week, none by June": what opens the sentence, where what stands now is told between. -1. */
static int opening_noun(const struct reading *r, int before)
{
    for (int k = r->head; k < before && k < r->head + 5 && r->t[k].kind == T_WORD; k++) {
        const struct token *t = &r->t[k], *next = t + 1;
        bool ends = next->kind != T_WORD || next->claim == CLAIM_BASELINE ||
                    has(next, C(PREP) | C(PRON) | C(AUX) | C(STOP) | C(CONJ));
        if (has(t, C(PREP) | C(CONJ) | C(AUX) | C(DET))) {
            return -1;
        }
        if (ends && (has(t, C(SYMPTOM)) || (((t->form & FORM_PLURAL) || (t->word == 0 && r->low[t->to - 1] == 's')) &&
                                            !has(t, C(UMBRELLA) | C(HELP))))) {
            return k;
        }
    }
    return -1;
}

/* "Drop attacks: none in 30 days": what there is none of stands in front. */
static void none_of(struct reading *r, int i)
{
    if (i < r->head + 2) {
        return;
    }
    int opening = r->out->slots.baseline.text.p != NULL ? opening_noun(r, i) : -1;
    if (opening >= 0) {
        zero_cand(r, i, opening, RULE_ZERO_FREE, false);
        return;
    }
    const struct token *noun = &r->t[i - 2];
    if (mark(&r->t[i - 1], ':') && noun->kind == T_WORD &&
        (has(noun, C(SYMPTOM)) || ((noun->form & FORM_PLURAL) && !has(noun, C(UMBRELLA) | C(HELP))))) {
        zero_cand(r, i, i - 2, RULE_ZERO_FREE, false);
    }
}

/* "have no arguments at dinner", "no assaults on staff": what there is none of, though no list has it: a plural, or an
 * act that is named. Last token of it, or -1. */
static int absent_noun(const struct reading *r, int i)
{
    int k = i + 1;
    bool verb = i > r->head && has(&r->t[i - 1], C(VERB) | C(AUX));
    bool opens = i == r->head || r->t[i - 1].kind == T_MARK || verb;
    while (k < i + 5 && r->t[k].kind == T_WORD && r->t[k].claim == CLAIM_NONE &&
           !has(&r->t[k], C(PREP) | C(CONJ) | C(STOP) | C(AUX) | C(PRON) | C(DET) | C(COND) | C(OFTEN))) {
        k++;
    }
    const struct token *noun = &r->t[k - 1], *behind = &r->t[k];
    size_t n = (size_t)(noun->to - noun->from);
    bool one = i == r->head && r->due && (is(behind, W_FOR) || behind->claim == CLAIM_DEADLINE) &&
               (noun->word == 0 || has(noun, C(COUNT) | C(EVENT))) &&
               !has(noun, C(UP) | C(DOWN) | C(EVAL)); /* no readmit for 90 days */
    bool plural = n > 3 && r->low[noun->to - 1] == 's' && r->low[noun->to - 2] != 's' && !(noun->flags & F_POSSESSIVE);
    bool act = has(noun, C(ACT)) && (noun->form & FORM_ING);
    if (!opens || k == i + 1 || k > i + 4 || noun->kind != T_WORD || !(plural || act || one) ||
        has(noun, C(HELP) | C(INDEP) | C(UMBRELLA) | C(VAGUE) | C(ABSTRACT) | C(TIME) | C(OPP) | C(STAFF) | C(FAMILY) |
                      C(CLIENT) | C(UNIT)) ||
        memcmp(r->low + noun->from, "concerns", n < 8 ? n : 8) == 0) {
        return -1;
    }
    return k - 1;
}

/* "will not go to the bar", "client not to be hospitalized", "try not to yell": an act that is denied is nought of it.
 * Not "will not miss more than 1", nor a state ("not be sad"). */
static void denied_act(struct reading *r, int i)
{
    const struct token *lead = &r->t[i - (i > r->head)], *t = &r->t[i + 1];
    bool to = is(t, W_TO);
    bool opens = i == r->head || has(lead, C(AUX)) || is(lead, W_TO) ||
                 (to && (has(lead, C(CLIENT) | C(PATIENT) | C(STUDENT) | C(MEMBER)) || lead->word == 0 ||
                         memcmp(r->low + lead->from, "try", 3) == 0));
    t += to;
    bool passive = is(t, W_BE) && t[1].kind == T_WORD && memcmp(r->low + t[1].to - 2, "ed", 2) == 0;
    t += passive;
    bool act = t->kind == T_WORD &&
               (has(t, C(ACT) | C(DELIVER)) || passive || (t->word == 0 && (to || has(lead, C(AUX))))) &&
               !has(t, C(MENTAL) | C(EVAL) | C(VAGUE));
    for (int k = i + 1; k < i + 9 && k < r->n && act; k++) {
        act = !has(&r->t[k], C(OPERATOR)) && !mark(&r->t[k], '>') && !mark(&r->t[k], 'g') && !number(&r->t[k]);
    }
    struct cand *c = act && opens ? target_cand(r, i) : NULL;
    if (c != NULL) {
        c->kind = K_ZERO;
        memcpy(c->value, "0", 2);
        c->fixed = CMP_EXACT;
        rule(r, RULE_ZERO_NO);
    }
}

void target_zeros(struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    if (is(t, W_NOT)) {
        denied_act(r, i);
        return;
    }
    if (is(t, W_NONE)) {
        none_of(r, i);
        return;
    }
    if (is(t, W_NO)) {
        int k = has(t + 1, C(TIME)) && (t[1].form & FORM_PLURAL) ? i + 1 : symptom_near(r, i + 1, 5); /* no days of */
        bool opens = i == r->head || mark(t - 1, ',') || mark(t - 1, ';') || mark(t - 1, ':');
        const struct token *noun = t + 1 + is(t + 1, W_SEPARATE), *tail;
        noun += has(noun, C(MODIFIER));
        bool kind = r->due && noun->kind == T_WORD && noun[1].kind == T_WORD && r->low[noun[1].to - 1] == 's' &&
                    !has(noun, C(PREP) | C(CONJ) | C(STOP)) && !has(noun + 1, C(PREP) | C(CONJ) | C(STOP)) &&
                    has(noun + 2, C(PREP)); /* no conduct reports for 60 days */
        noun += kind;
        tail = noun + 1;
        bool many = noun->kind == T_WORD && !has(noun, C(VERB)) && r->low[noun->to - 1] == 's'; /* put-downs */
        many |= kind;
        bool use = opens && is(noun, W_USE) && is(noun + 1, W_OF); /* no use of the emergency room */
        k = k < 0 && use ? (int)(noun - r->t) : k;
        if (k < 0 && opens && noun->kind == T_WORD &&
            (has(noun, C(THING)) || (noun->word == 0 && tail->kind != T_WORD) ||
             (many && ((noun->flags & F_PHRASE) || kind))) &&
            !has(noun, C(HELP) | C(UMBRELLA)) && (tail->kind != T_WORD || has(tail, C(PREP) | C(CONJ)))) {
            k = (int)(noun - r->t); /* no email after 8 pm */
        }
        int absent = absent_noun(r, i);
        k = k < 0 || (absent > 0 && absent < k) ? absent : k; /* no put-downs or threats */
        if (k > 0 && !has(&r->t[k], C(INDEP))) {
            zero_cand(r, i, k, RULE_ZERO_NO, false);
        }
        return;
    }
    if (is(t, W_ELIMINATE) && !has(t, C(CLEAN))) {
        int k = i + 1;
        while (has(&r->t[k], C(DET)) || is(&r->t[k], W_FROM) || is(&r->t[k], W_AND) || is(&r->t[k], W_ALL)) {
            k++;
        }
        bool act = has(&r->t[k], C(ACT)) && (r->t[k].form & FORM_ING) && k == i + 1; /* stop cutting */
        for (int m = k; act && m < r->n && r->t[m].kind == T_WORD; m++) {
            act = memcmp(r->low + r->t[m].from, "so much", 7) != 0; /* stop yelling so much: how much may be */
        }
        k = act ? k : symptom_near(r, k, 3);
        if (k > 0) {
            zero_cand(r, i, k, RULE_ZERO_STOP, true);
        }
        return;
    }
    if (is(t, W_FREE) && (is(t + 1, W_OF) || is(t + 1, W_FROM))) {
        int k = i + 2;
        while (has(&r->t[k], C(DET))) {
            k++;
        }
        if (r->t[k].kind == T_WORD && (has(&r->t[k], C(SYMPTOM) | C(THING)) || r->t[k].word == 0)) {
            zero_cand(r, i, k, RULE_ZERO_FREE, false);
        }
    }
}
