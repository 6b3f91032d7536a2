/*
 * measure_name.c: what the aim is measured by: a validated scale, a laboratory value, a log, a report.
 * Layer: statement (inner).  Not here: ranges and cut-offs of instruments (measure/).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

/* A scale's short name that is also an English word counts only in capitals ("ASSIST", "CAGE", "BRIEF"). */
static bool scale_at(const struct token *t)
{
    return t->kind == T_WORD && has(t, C(SCALE)) && (t->value != 'U' || (t->flags & F_UPPER));
}

/* Paper that is filled in: a worksheet, a mood log. */
static bool paper_at(const struct token *t)
{
    return t->kind == T_WORD && has(t, C(SOURCE)) && t->value == 'P';
}

static bool ends_name(const struct token *t)
{
    return is(t, W_SCALE_NOUN);
}

/* "Hill Distress Inventory": capitalised words that end in a noun for tests. First token, or -1. */
static int name_before(const struct reading *r, int i)
{
    int first = i;
    while (first > r->head && r->t[first - 1].kind == T_WORD && (r->t[first - 1].flags & F_CAPITAL) &&
           !has(&r->t[first - 1], C(CLIENT) | C(PATIENT) | C(STUDENT) | C(STAFF) | C(EVAL) | C(AUX) | C(DELIVER)) &&
           i - first < 6) {
        first--;
    }
    return first < i && first > r->head ? first : -1;
}

static void set_measure(struct reading *r, int first, int last, bool strong)
{
    if (r->measure_at >= 0) {
        return;
    }
    r->measure_at = first;
    r->strong = strong;
    r->out->slots.measure.text = reading_given(r, first, last);
    r->out->slots.measure.span = span_of(r, first, last);
    reading_claim(r, first, last, CLAIM_MEASURE);
}

static bool find_scale(struct reading *r)
{
    for (int i = r->head; i < r->n && (r->any & (C(SCALE) | C(SOURCE))); i++) {
        if (scale_at(&r->t[i])) {
            rule(r, RULE_MEASURE_SCALE);
            int last = i;
            if (is(&r->t[i + 1], W_SCALE_NOUN) && (r->t[i + 1].flags & F_CAPITAL)) {
                last++;
            }
            set_measure(r, i, last, true);
            return true;
        }
        if (ends_name(&r->t[i]) && (r->t[i].flags & F_CAPITAL)) {
            int first = name_before(r, i);
            if (first >= 0) {
                bool paper = paper_at(&r->t[i + 1]);
                rule(r, RULE_MEASURE_NAME);
                set_measure(r, first, i + (paper ? 1 : 0), !paper);
                return true;
            }
        }
    }
    return false;
}

/* The end of the noun phrase at i. */
static int phrase_end(const struct reading *r, int i)
{
    int k = i;
    while (k < r->n && r->t[k].kind == T_WORD &&
           !has(&r->t[k], C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(VIA) | C(COND) | C(PRON) | C(PURPOSE)) &&
           r->t[k].claim == CLAIM_NONE) {
        k++;
    }
    return k;
}

static bool acronym(const struct token *t)
{
    return t->kind == T_WORD && (t->flags & F_UPPER) && t->word == 0 && t->to - t->from >= 3;
}

/* "as measured by ...": a source or a report is taken as it stands, without articles. */
static bool find_via(struct reading *r)
{
    for (int i = r->head; i < r->n && (r->any & (C(VIA) | C(SOURCE))); i++) {
        const struct token *t = &r->t[i];
        bool via =
            t->kind == T_WORD && (has(t, C(VIA)) || is(t, W_PER) || is(t, W_USING) || is(t, W_VIA) || is(t, W_ON));
        bool aside = mark(t, '(') || mark(t, ',');
        if (!via && !aside) {
            continue;
        }
        int k = i + 1;
        while (has(&r->t[k], C(DET)) || has(&r->t[k], C(FILL)) || has(&r->t[k], C(OFTEN)) || is(&r->t[k], W_PER)) {
            k++;
        }
        int end = phrase_end(r, k);
        for (int j = end - 1; j >= k; j--) {
            bool weak = has(&r->t[j], C(WEAKSRC)), source = has(&r->t[j], C(SOURCE));
            if ((weak && has(t, C(VIA))) || (source && (has(t, C(VIA)) || is(t, W_PER) || is(t, W_ON))) ||
                (source && is(t, W_USING) && paper_at(&r->t[j])) ||
                (source && aside && (r->t[j].flags & F_PHRASE) && end == j + 1)) {
                rule(r, RULE_MEASURE_VIA);
                r->weak_source = weak && !source;
                set_measure(r, is(t, W_USING) ? j : k, j, false);
                return true;
            }
            if (acronym(&r->t[j]) && has(t, C(VIA))) {
                rule(r, RULE_MEASURE_ACRONYM);
                set_measure(r, j, j, true);
                return true;
            }
        }
    }
    return false;
}

/* "BIMS score", "LEFSX to 40": an acronym nobody knows, where only a measure can stand. */
static bool find_acronym(struct reading *r)
{
    for (int i = r->head; i < r->n && r->upper; i++) {
        const struct token *t = &r->t[i], *next = t + 1;
        bool compared = next->kind == T_MARK && strchr("<>lg", next->mark) != NULL && number(next + 1);
        if (acronym(t) && (is(next, W_SCORE) || is(next, W_SCALE_NOUN) || is(next, W_AVERAGE) || compared)) {
            rule(r, RULE_MEASURE_ACRONYM);
            set_measure(r, i, i, true);
            return true;
        }
    }
    return false;
}

/* A named worksheet or log, when no better measure is there. */
static void find_paper(struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        if (!paper_at(&r->t[i]) || r->t[i].claim != CLAIM_NONE) {
            continue;
        }
        int first = i;
        while (first > r->head && r->t[first - 1].kind == T_WORD && i - first < 4 &&
               !has(&r->t[first - 1], C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(DET) | C(VERB) | C(PRON) | C(LIST)) &&
               r->t[first - 1].claim == CLAIM_NONE) {
            first--;
        }
        rule(r, RULE_MEASURE_PAPER);
        set_measure(r, first, i, false);
        return;
    }
}

void pass_measure(struct reading *r)
{
    if (find_scale(r) || find_via(r) || find_acronym(r)) {
        return;
    }
    if (r->any & C(SOURCE)) {
        find_paper(r);
    }
}
