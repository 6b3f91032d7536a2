/*
 * duration.c: how long one act lasts, or how long a run of success must be.
 * Layer: statement (inner).  Not here: deadlines.
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

static struct cand *cand_at(struct reading *r, int at)
{
    for (int i = 0; i < r->cands; i++) {
        if (r->cand[i].at == at) {
            return &r->cand[i];
        }
    }
    return NULL;
}

static bool clock_unit(const struct token *t)
{
    return has(t, C(TIME)) && t->value != 0 && strchr("sNH", t->value) != NULL;
}

/* "30 min", "1 hour" as the slots write it. */
static void set_length(struct reading *r, int n, int unit)
{
    char s[80];
    struct token plain = r->t[n];
    if (r->out->slots.duration.text.p != NULL) {
        return;
    }
    plain.flags &= F_RANGE;
    size_t k = reading_number(&plain, s);
    const char *name = r->t[unit].value == 's'                        ? " sec"
                       : r->t[unit].value == 'N'                      ? " min"
                       : plain.lo == 1000 && !(plain.flags & F_RANGE) ? " hour"
                                                                      : " hours";
    size_t m = strlen(name);
    memcpy(s + k, name, m);
    r->out->slots.duration.text = reading_text(r, s, k + m);
    r->out->slots.duration.span = span_of(r, n, unit);
    r->lasts = true;
}

/* "for at least 5 minutes" */
static bool lasting(struct reading *r, int i)
{
    int k = i + 1;
    while (has(&r->t[k], C(OPERATOR) | C(DET) | C(FILL)) ||
           (r->t[k].kind == T_MARK && r->t[k].mark != 0 && strchr("<>lg~", r->t[k].mark) != NULL)) {
        k++;
    }
    if (is(&r->t[i + 1], W_A) && clock_unit(&r->t[i + 2]) && r->t[i].claim == CLAIM_NONE) { /* for an hour */
        struct token one = r->t[i + 1];
        r->t[i + 1].lo = 1000;
        r->t[i + 1].flags = 0;
        set_length(r, i + 1, i + 2);
        r->t[i + 1] = one;
        rule(r, RULE_LAST_FOR);
        return true;
    }
    if (!number(&r->t[k]) || !clock_unit(&r->t[k + 1]) || r->t[k].claim != CLAIM_NONE) {
        return false;
    }
    struct cand *c = cand_at(r, k);
    if (c != NULL) {
        c->duration = true;
    }
    rule(r, RULE_LAST_FOR);
    set_length(r, k, k + 1);
    return true;
}

/* "six weeks running" */
static bool running(const struct reading *r, const struct token *t)
{
    return t->to - t->from == 7 && t[1].kind != T_WORD && memcmp(r->low + t->from, "running", 7) == 0;
}

/* "across 4 consecutive weeks", "over 3 sessions", "3 weeks in a row": a run of success. */
static bool run(struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    if (!number(t) || (t->flags & (F_PERCENT | F_FRACTION)) || t->claim != CLAIM_NONE) {
        return false;
    }
    int k = i + 1;
    bool row = false;
    while (has(&r->t[k], C(DET)) || is(&r->t[k], W_CONSECUTIVE) || (row && mark(&r->t[k], '.'))) { /* consec. */
        row |= is(&r->t[k], W_CONSECUTIVE);
        k++;
    }
    const struct token *u = &r->t[k];
    bool behind_any = u->kind == T_WORD && (is(u + 1, W_CONSECUTIVE) || running(r, u + 1));
    if (!behind_any && !row && u->kind == T_WORD && !has(u, C(PREP) | C(CONJ) | C(STOP) | C(AUX)) &&
        is(u + 2, W_CONSECUTIVE) && (u[1].form & FORM_PLURAL)) {
        u++; /* two data days in a row */
        behind_any = true;
    }
    bool any = (row || behind_any) && u->kind == T_WORD && !has(u, C(PREP) | C(CONJ) | C(STOP) | C(AUX));
    if (any && !has(u, C(TIME)) && !has(u, C(OPP)) && !(u->form & FORM_PLURAL) && (u[1].form & FORM_PLURAL)) {
        u++; /* writing samples */
    }
    if (!any && !(has(u, C(TIME)) && u->value != 0 && strchr("DWMYS", u->value) != NULL) && !has(u, C(OPP)) &&
        !is(u, W_NIGHT) && !(is(u, W_MEAL) && i > 0 && is(t - 1, W_ACROSS))) {
        return false;
    }
    if (any && !has(u, C(TIME) | C(OPP)) && i > r->head && has(t - 1, C(VERB)) && !has(t - 1, C(PREP))) {
        return false; /* give 12 clean urines in a row: so many are asked for */
    }
    bool behind = is(u + 1, W_CONSECUTIVE) || running(r, u + 1);
    int p = i - 1;
    if (p >= 0 && is(&r->t[p], W_AT_LEAST)) {
        p--;
    }
    bool across = p >= 0 && (is(&r->t[p], W_ACROSS) || (has(u, C(EVENT) | C(OPP)) && is(&r->t[p], W_OVER)));
    if (!row && !behind && !across) {
        return false;
    }
    struct cand *c = cand_at(r, i);
    if (c != NULL) {
        c->duration = true;
    }
    rule(r, RULE_LAST_RUN);
    if (r->out->slots.duration.text.p == NULL) {
        char s[96], n[48];
        size_t len = reading_number(t, n), m = (size_t)(u->to - r->t[k].from);
        memcpy(s, n, len);
        s[len++] = ' ';
        if (row || behind) {
            memcpy(s + len, "consecutive ", 12);
            len += 12;
        }
        const char *words = r->low + r->t[k].from;
        if (u == &r->t[k] && m <= 4 && (is(u, W_WEEK) || is(u, W_MONTH))) { /* 2 wks in a row */
            words = is(u, W_WEEK) ? "weeks" : "months";
            m = strlen(words);
        }
        m = m < 30 ? m : 30;
        memcpy(s + len, words, m);
        r->out->slots.duration.text = reading_text(r, s, len + m);
        r->out->slots.duration.span = span_of(r, i, k + (behind ? 1 : 0));
    }
    return true;
}

static bool act_before(const struct reading *r, int at)
{
    for (int k = r->head; k < at; k++) {
        if (has(&r->t[k], C(ACT) | C(EXERCISE) | C(TECH) | C(EXTYPE) | C(LIGHT) | C(MODALITY) | C(EVENT)) ||
            is(&r->t[k], W_COMPLETE)) {
            return true;
        }
    }
    return false;
}

static bool sleeps(const struct reading *r)
{
    for (int k = r->head; k < r->n; k++) {
        if (is(&r->t[k], W_SLEEP)) {
            return true;
        }
    }
    return false;
}

/* "tolerate 25 minutes of table work (currently 10)": a length that has a baseline, in minutes or without a unit, is
 * what is to be reached. */
static bool length_grows(const struct reading *r, const struct cand *c)
{
    const struct slot *base = &r->out->slots.baseline;
    if (base->text.p == NULL || r->strong) {
        return false;
    }
    for (int k = r->head; k < r->n; k++) {
        const struct token *t = &r->t[k];
        if (number(t) && t->from >= base->span.from && t->to <= base->span.to && k != c->at) {
            return clock_unit(t + 1) || (t[1].kind != T_WORD && !mark(t + 1, '/') && !(t->flags & F_FRACTION)) ||
                   (t[1].to > base->span.to && !(t->flags & F_FRACTION));
        }
    }
    return false;
}

/* "walk 30 minutes", "a 5-minute walk", "20 min of seated activity" */
static void amounts(struct reading *r)
{
    for (int i = 0; i < r->cands; i++) {
        struct cand *c = &r->cand[i];
        const struct token *u = &r->t[c->at + 1];
        u += is(u, W_SEPARATE);
        if (c->duration || (c->per && c->unit[0] == 'h') || !number(&r->t[c->at]) || !clock_unit(u)) {
            continue;
        }
        bool modifier = (u->flags & F_JOINED) != 0;
        const struct token *before = &r->t[c->at - (c->at > r->head)];
        if (!modifier && !r->often && u->value == 'H' && has(before, C(DELIVER)) && is(u + 1, W_OF)) {
            c->fixed = CMP_EXACT; /* complete 40 hours of service */
            continue;
        }
        bool plain = !c->to && !c->by && c->op != '<' && c->op != 'l' && !length_grows(r, c);
        if (modifier || (plain && !sleeps(r) && (act_before(r, c->at) || (r->often && has(before, C(CARE)))))) {
            c->duration = true;
            rule(r, RULE_LAST_ACT);
            set_length(r, c->at, (int)(u - r->t));
        }
    }
}

void pass_duration(struct reading *r)
{
    const uint64_t openers = word_bit(W_FOR) | word_bit(W_DURING) | word_bit(W_TIMES) | word_bit(W_IN);
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if ((t->kind == T_WORD) & !may_be(t, openers)) {
            continue;
        }
        bool opens = is(t, W_FOR) || is(t, W_DURING) || is(t, W_TIMES) ||
                     (is(t, W_IN) && !has(&r->t[i + 1], C(OPERATOR)) && r->t[i + 1].kind == T_NUMBER);
        if ((opens && lasting(r, i)) || (number(t) && run(r, i))) {
            continue;
        }
        if (t->kind == T_CLOCK && !r->clock) {
            r->clock = true;
            r->clock_at = i;
        }
    }
    amounts(r);
}
