/*
 * baseline_clause.c: where it stands now, as a clause of its own tells it: "who has had nine attacks", "11 last
 * quarter", "usually skips 3 classes; skip none by June". Layer: statement (inner).  Not here: a start beside its
 * target (baseline.c).
 */
#include "statement/baseline.h"
#include "words.h"

#include <string.h>

/* "($1,250 left)", "40 remaining": what is still there is where it stands. */
void baseline_left(struct reading *r)
{
    for (int i = r->head + 1; i < r->n; i++) {
        const struct token *t = &r->t[i];
        size_t n = (size_t)(t->to - t->from);
        bool left = (n == 4 && memcmp(r->low + t->from, "left", 4) == 0) ||
                    (n == 9 && memcmp(r->low + t->from, "remaining", 9) == 0);
        if (t->kind == T_WORD && left && t[1].kind != T_WORD && reading_counts(t - 1) && t[-1].claim == CLAIM_NONE) {
            int first = i - 1 - (i > r->head + 1 && mark(t - 2, '$'));
            baseline_set(r, reading_given(r, first, i - 1), first, i - 1);
            reading_claim(r, first, i, CLAIM_BASELINE);
            r->quantity = true;
            r->quantity_at = i - 1;
            rule(r, RULE_BASELINE_LABEL);
            return;
        }
    }
}

/* A verb that tells what was or has been: had, were, has had, have attended. */
static bool tells_past(const struct reading *r, int k)
{
    const struct token *t = &r->t[k];
    const char *p = r->low + t->from;
    bool who = k > r->head && t[-1].to - t[-1].from == 3 && memcmp(r->low + t[-1].from, "who", 3) == 0;
    if (who && has(t, C(VERB)) && (t->form & FORM_PAST)) {
        return true; /* who hit the wall on five occasions */
    }
    return is(t, W_IS) && (*p == 'h' || *p == 'w') && !is(t + 1, W_TO) && !(k > r->head && has(t - 1, C(AUX)));
}

static bool wills(const struct reading *r, int from)
{
    for (int k = from; k < r->n; k++) {
        if (has(&r->t[k], C(AUX)) && r->t[k].claim == CLAIM_NONE) {
            return true;
        }
    }
    return false;
}

/*
 * "Client, who has had nine panic attacks in the last month, will ...": what a clause about the past counts is no aim.
 * Its first count is where it stands now. The aim comes behind, with "will".
 */
void baseline_history(struct reading *r)
{
    bool past = false;
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->kind == T_WORD && (has(t, C(AUX) | C(COND)) || is(t, W_BY) || is(t, W_AFTER) || is(t, W_UNTIL))) {
            past = false;
        } else if (mark(t, ';') || mark(t, '.')) {
            past = false;
        } else if (t->kind == T_WORD && tells_past(r, i)) {
            past = wills(r, i + 1) && !(i > r->head && is(t - 1, W_ONCE));
        } else if (past && reading_counts(t) && t->claim == CLAIM_NONE) {
            int end = baseline_end(r, i);
            if (r->out->slots.baseline.text.p == NULL && !has(t + 1, C(TIME))) {
                baseline_set(
                    r, (t->flags & F_FRACTION) || end > i + 1 ? baseline_text(r, i, i + 1) : baseline_text(r, i, end),
                    i, i);
                rule(r, RULE_BASELINE_LABEL);
            }
            r->past_at = r->past_at < 0 ? i : r->past_at;
            reading_claim(r, i, i, CLAIM_BASELINE);
        }
    }
}

/* "11 last quarter", "4 elopement attempts in the past week": where the period that looks back begins, or -1. */
static int looks_back_at(const struct reading *r, int i)
{
    int k = i + 1;
    while (k < i + 4 && r->t[k].kind == T_WORD && !has(&r->t[k], C(PREP) | C(VERB) | C(STOP) | C(CONJ) | C(AUX))) {
        k++;
    }
    int last = k + (is(&r->t[k], W_IN) || is(&r->t[k], W_OVER) || is(&r->t[k], W_DURING) ? 1 : 0);
    last += has(&r->t[last], C(DET)) ? 1 : 0;
    const struct token *of = &r->t[last + 1 + number(&r->t[last + 1])];
    return is(&r->t[last], W_LAST) && (has(of, C(TIME) | C(PER)) || is(of, W_SEMESTER)) ? k : -1;
}

/* "Tardies: 11 last quarter, 4 or less this quarter", "2x last month, aim 0", "(3 admissions in past 12 mos)": what was
 * counted then is where it stands. */
void baseline_counted_last(struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        bool aside = i > r->head && mark(t - 1, '(');
        int end = reading_counts(t) && t->claim == CLAIM_NONE ? looks_back_at(r, i) : -1;
        bool named = end > i + 1;
        if (end < 0 || (i > r->head && !named && has(t - 1, C(PREP))) || (named && i > r->head && is(t - 1, W_TO))) {
            continue;
        }
        bool more = aside || (i > r->head + 2 && (mark(t - 1, ';') || mark(t - 1, ',')) && (r->any & C(OPERATOR)));
        for (int k = end + 2; k < r->n && !more; k++) {
            more = r->t[k].claim == CLAIM_NONE && (reading_counts(&r->t[k]) || is(&r->t[k], W_NONE));
        }
        if (more) {
            baseline_set(r, baseline_text(r, i, i + 1), i, i);
            reading_claim(r, i, end, CLAIM_BASELINE);
            rule(r, RULE_BASELINE_LABEL);
            return;
        }
    }
}

/* "; goal < 1 a month", ". Target: 30": the aim is named at k, and its number comes. */
static bool names_aim(const struct reading *r, int k)
{
    const struct token *t = &r->t[k];
    size_t n = (size_t)(t->to - t->from);
    const char *p = r->low + t->from;
    bool aim = t->kind == T_WORD && (is(t, W_TARGET) || (n == 3 && memcmp(p, "aim", 3) == 0) ||
                                     (n == 4 && (memcmp(p, "goal", 4) == 0 || memcmp(p, "want", 4) == 0)));
    for (int m = k + 1; aim && m < k + 6 && m < r->n; m++) {
        if ((reading_counts(&r->t[m]) && r->t[m].claim == CLAIM_NONE) || is(&r->t[m], W_NONE) || is(&r->t[m], W_NO)) {
            return true;
        }
    }
    return false;
}

/* "; will be late no more than once a week": the aim comes in a clause of its own. */
static bool wills_more(const struct reading *r, int k, int before)
{
    bool will = false;
    if (!mark(&r->t[k], ';') && !mark(&r->t[k], '.')) {
        return false;
    }
    for (int m = r->head; m < before; m++) {
        if (has(&r->t[m], C(AUX) | C(COND)) || r->t[m].claim == CLAIM_DEADLINE) {
            return false;
        }
    }
    for (int m = k + 1; m < k + 4 && m < r->n && !will; m++) {
        will = has(&r->t[m], C(AUX)) || (m == k + 1 && r->t[m].claim == CLAIM_DEADLINE); /* . By May, 1 a day */
    }
    for (int m = k + 1; will && m < r->n; m++) {
        if (reading_counts(&r->t[m]) && r->t[m].claim == CLAIM_NONE) {
            return true;
        }
    }
    return false;
}

/* Does what stands in front of the number at i tell how it is: "usually skips 3", "scored 34", "he's averaging 2"? 2
 * when a word says so by itself, 1 for a plain "sleeps 4 hours", 0 for an aim. */
static int tells_fact(const struct reading *r, int i)
{
    static const char *const words[] = {"usually",   "typically", "normally", "averaging", "averages", "estimates",
                                        "estimated", "started",   "scored",   "reports",   "reported", "admits",
                                        "endorses",  "describes", "since",    "skips",     "misses",   "today's",
                                        "now",       "currently", "has"};
    int fact = 0;
    for (int k = r->head; k < i; k++) {
        const struct token *t = &r->t[k];
        size_t n = (size_t)(t->to - t->from);
        if (t->kind != T_WORD || has(t, C(AUX) | C(COND) | C(OPERATOR)) || t->claim == CLAIM_DEADLINE) {
            return 0;
        }
        for (size_t m = 0; m < sizeof words / sizeof *words; m++) {
            fact = strlen(words[m]) == n && memcmp(r->low + t->from, words[m], n) == 0 ? 2 : fact;
        }
        bool plain = has(t, C(VERB)) && (t->form & FORM_S) && !(t->form & FORM_BASE) &&
                     (k == r->head || !(t->form & FORM_PLURAL));
        fact = fact == 0 && plain ? 1 : fact;
        if (fact == 0 && has(t, C(VERB)) && (t->form & FORM_BASE) && k == r->head) {
            return 0; /* "complete 2 worksheets; ..." */
        }
    }
    return fact;
}

/* Does an aim with a number of its own begin at k: "will be at 10", "skip none", "reduce to 40", "below 33 by June"? */
static bool aims_at(const struct reading *r, int k, int fact)
{
    const struct token *t = &r->t[k];
    bool opens = has(t, C(AUX) | C(OPERATOR) | C(DOWN)) || has(t + 1, C(AUX)) || t->claim == CLAIM_DEADLINE ||
                 (has(t, C(VERB)) && (t->form & FORM_BASE)) || is(t, W_NONE) ||
                 memcmp(r->low + t->from, "want", 4) == 0;
    bool counts = false, limit = false, due = false;
    for (int m = k; m < r->n; m++) {
        counts |= (reading_counts(&r->t[m]) && r->t[m].claim == CLAIM_NONE) || is(&r->t[m], W_NONE);
        limit |= has(&r->t[m], C(OPERATOR)) || is(&r->t[m], W_OR_LESS) || is(&r->t[m], W_OR_MORE);
        due |= r->t[m].claim == CLAIM_DEADLINE;
    }
    return counts && (opens || (fact == 2 && (limit || due)));
}

/* "Usually skips 3 classes; skip none by June", "Scored 34 last week, aim for 18": the break that the aim stands
 * behind, from the end of a value on; -1 when there is none. */
static int aim_behind(const struct reading *r, int i, int end)
{
    int fact = i > r->head && (is(&r->t[i - 1], W_EVERY) || is(&r->t[i - 1], W_EACH)) ? 0 : tells_fact(r, i);
    const uint64_t breaks = mark_bit(';') | mark_bit('.') | mark_bit('-');
    for (int k = end; k < end + 6 && k < r->n; k++) {
        const struct token *t = &r->t[k];
        if (one_mark(t, breaks) || (fact == 2 && mark(t, ','))) {
            bool from = fact == 0 && r->strong && is(&r->t[i - 1], W_OF) &&
                        has(t + 1, C(DOWN) | C(UP)); /* SUDs of 90; reduce */
            bool since = fact == 0 && k > end && is(&r->t[end], W_SINCE);
            return (fact > 0 || from || since) && aims_at(r, k + 1, since ? 2 : fact) ? k : -1;
        }
        if (number(t) || has(t, C(AUX)) || t->claim == CLAIM_DEADLINE) {
            return -1;
        }
    }
    return -1;
}

/* "Panic 3x/wk; goal < 1/mo": what stands in front of the aim is how it is now. */
void baseline_before_aim(struct reading *r)
{
    const uint64_t breaks = mark_bit(';') | mark_bit(',') | mark_bit('.') | mark_bit('-') | mark_bit('(');
    for (int i = r->head + 1; i < r->n; i++) {
        const struct token *t = &r->t[i], *before = t - 1;
        if (!reading_counts(t) || t->claim != CLAIM_NONE ||
            (has(before, C(OPERATOR) | C(DUE)) && !(is(before, W_AT) && r->strong)) ||
            (before->kind == T_MARK && strchr("<>lg", before->mark) != NULL)) {
            continue;
        }
        struct rate now;
        int end = rate_read(r, i, &now) ? now.end : baseline_end(r, i);
        int said = end;
        while (r->t[end].kind == T_WORD && r->t[end].claim == CLAIM_DEADLINE && end < said + 4) {
            end++; /* 38 at d/c; want 55 */
        }
        for (int k = end + 1; end == said && (is(&r->t[end], W_IN) || is(&r->t[end], W_ON)) && k < said + 5; k++) {
            end = one_mark(&r->t[k], breaks) ? k : end; /* 11 in semester 1, target 4 */
        }
        if ((one_mark(&r->t[end], breaks) && names_aim(r, end + 1)) || wills_more(r, end, i) ||
            aim_behind(r, i, said) >= 0) {
            end = said;
            bool counted = end == i + 2 && !has(t + 1, C(UNIT) | C(TIME)); /* 14 detentions */
            int last = counted ? i : end - 1;
            baseline_set(r, baseline_text(r, i, last + 1), i, last);
            reading_claim(r, i, end - 1, CLAIM_BASELINE);
            rule(r, RULE_BASELINE_LABEL);
        }
        return; /* the first number only */
    }
}
