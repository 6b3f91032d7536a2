/*
 * baseline.c: where it stands now: "from 9 to 3", "currently 4", "down from 8".
 * Layer: statement (inner).  Not here: what a clause of its own tells of now or the past (baseline_clause.c), numbers
 * that may be the target (target.c).
 */
#include "statement/baseline.h"
#include "words.h"

#include <string.h>

static bool arrow(const struct token *t)
{
    return mark(t, MARK_ARROW);
}

void baseline_set(struct reading *r, struct str text, int first, int last)
{
    r->out->slots.baseline.text = text;
    r->out->slots.baseline.span = span_of(r, first, last);
}

/* The present value as the slots write it: "18", "70°", "2-3 per week", "5-6 hours". n is the number, end is past it.
 */
struct str baseline_text(struct reading *r, int n, int end)
{
    char s[80];
    const struct token *t = &r->t[n];
    size_t k = 0;
    if (n > 0 && r->t[n - 1].kind == T_MARK && strchr("<>lg$", r->t[n - 1].mark) != NULL) {
        return reading_lower(r, n - 1, end - 1);
    }
    bool times = (t->flags & F_TIMES) || is(t + 1, W_TIMES);
    int unit = n + 1 + (is(t + 1, W_TIMES) ? 1 : 0);
    if (times && unit + 1 < end && has(&r->t[unit + 1], C(PER))) {
        k = reading_number(t, s);
        memcpy(s + k, " per ", 5);
        k += 5;
        const char *name = lexicon_text + lexicon_lemma_text[r->t[unit + 1].word]; /* "wk" is a week */
        size_t len = strlen(name);
        memcpy(s + k, name, len < 20 ? len : 20);
        return reading_text(r, s, k + (len < 20 ? len : 20));
    }
    if (end - n > 3 && has(t + 1, C(TIME)) && t[1].value == 'H' && is(t + 2, W_PER)) {
        end = n + 2; /* "4-5 hours per night": the night goes without saying */
    }
    return reading_lower(r, n, end - 1);
}

/* "by 50 %", "down by 6 points": how much it is to change, behind where it stands now. */
static bool change_behind(const struct token *t)
{
    t += has(t, C(DOWN) | C(UP)) || is(t, W_DOWNWARD) || is(t, W_UPWARD);
    return is(t, W_BY) && reading_counts(t + 1) && t->claim != CLAIM_DEADLINE &&
           ((t[1].flags & F_PERCENT) || is(t + 2, W_POINTS));
}

/* "fewer outbursts from 4 a week": where it stands now, and no target. */
static bool baseline_only(struct reading *r, int i, int n, bool sure)
{
    const struct token *t = &r->t[n + 1];
    t += (has(t, C(COUNT) | C(SYMPTOM)) && (t->form & FORM_PLURAL)) || has(t, C(UNIT)) ||
         (sure && has(t, C(TIME))); /* 16 episodes per week */
    bool rate = (is(t, W_PER) || is(t, W_A) || mark(t, '/') || is(t, W_EACH)) && has(t + 1, C(PER));
    bool adverb = t->kind == T_WORD && has(t, C(OFTEN)); /* from 9 daily */
    if (!rate && !adverb && !(r->t[n].flags & (F_PERCENT | F_FRACTION)) && t->kind != T_END && !mark(t, '.') &&
        !mark(t, ',') && !mark(t, ')') && !(sure && has(t, C(PREP))) && !change_behind(t) &&
        !(has(&r->t[n + 1], C(UNIT)) && has(t, C(PREP))) && t->claim != CLAIM_DEADLINE) {
        return false;
    }
    int last = (int)(t - r->t) - 1 + (rate ? 2 : adverb);
    baseline_set(r, baseline_text(r, n, last + 1), n, last);
    reading_claim(r, i, last, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_FROM);
    return true;
}

/* "from 3 a week to none" */
static void none_is_zero(struct token *t)
{
    if (is(t, W_NONE)) {
        *t = (struct token){.kind = T_NUMBER, .from = t->from, .to = t->to, .flags = F_WORDY};
    }
}

/* "fewer outbursts, from 4 a week" with no "to" behind it. */
static bool baseline_alone(struct reading *r, int i, int number_at)
{
    for (int b = i + 1; b < number_at; b++) {
        if (has(&r->t[b], C(PREP)) && !is(&r->t[b], W_OF) && !has(&r->t[b], C(FILL))) {
            return false; /* "from the board with 90 % legibility" */
        }
    }
    bool to = false, comma = i > r->head && (mark(&r->t[i - 1], ',') ||
                                             mark(&r->t[i - 1], '(')); /* 2 cm or less by week 3, from 4.5 cm */
    for (int b = i - 1; b > r->head && b > i - 5 && !to; b--) {
        to = number(&r->t[b]) &&
             (is(&r->t[b - 1], W_TO) || has(&r->t[b - 1], C(OPERATOR))); /* down to 1 a week from 4 a week */
    }
    for (int b = i - 1; b > r->head && b > i - 5 && !to; b--) {
        comma |= is(&r->t[b], W_DOWNWARD) || is(&r->t[b], W_UPWARD); /* down by a third from 21 a month */
    }
    bool found = (r->direction != 0 || r->strong || comma || to || change_behind(&r->t[number_at + 1]) ||
                  (r->t[number_at].flags & F_PERCENT)) &&
                 baseline_only(r, i, number_at, to);
    r->moved = found && comma && r->direction == 0 ? BY_NUMBERS : r->moved;
    return found;
}

/* "from <number> ... to": the number is the baseline, what follows "to" the target. */
static bool baseline_from(struct reading *r, int i)
{
    int k = i + 1, number_at = -1, to = -1;
    while (k < r->n && k < i + 6 && !reading_counts(&r->t[k]) && r->t[k].kind != T_END && !is(&r->t[k], W_TO) &&
           !mark(&r->t[k], ',')) {
        k++;
    }
    if (!reading_counts(&r->t[k])) {
        return false;
    }
    number_at = k;
    bool aside = false;
    int end = -1;
    for (k++; k < r->n && k < number_at + 10; k++) {
        const struct token *t = &r->t[k];
        if ((is(t, W_TO) || arrow(t)) && !aside) {
            to = k;
            break;
        }
        end = (mark(t, '(') || is(t, W_IN) || is(t, W_LAST) || is(t, W_BASELINE)) && end < 0 ? k : end;
        aside = mark(t, '(') || (aside && !mark(t, ')'));
        if (!aside && (mark(t, '.') || mark(t, ';') || t->claim == CLAIM_DEADLINE ||
                       (is(t, W_AND) && !(k == number_at + 1 && number(t + 1))))) { /* from 31 and 38 to 51 */
            break;
        }
    }
    if (to < 0) {
        return baseline_alone(r, i, number_at);
    }
    end = end < 0 ? to : end;
    while (end > number_at + 1 && (has(&r->t[end - 1], C(DOWN) | C(UP) | C(PREP)) || mark(&r->t[end - 1], ')'))) {
        end--; /* "down to" */
    }
    int after = to + 1;
    if (r->t[after].kind == T_CLOCK) {
        return false; /* from 2 to 4 pm */
    }
    none_is_zero(&r->t[after]);
    struct str text = baseline_text(r, number_at, end);
    if (end == number_at + 1 && has(&r->t[after + 1], C(UNIT)) && reading_counts(&r->t[after]) &&
        !(r->t[number_at].flags & (F_PERCENT | F_FRACTION | F_DEGREE)) && !is(&r->t[after + 1], W_POINTS)) {
        char s[80];
        size_t n = text.n < 40 ? text.n : 40, m = (size_t)(r->t[after + 1].to - r->t[after + 1].from);
        m = m < 30 ? m : 30;
        memcpy(s, text.p, n); /* "from 210 to 200 lbs" */
        s[n] = ' ';
        memcpy(s + n + 1, r->low + r->t[after + 1].from, m);
        text = reading_text(r, s, n + 1 + m);
    }
    baseline_set(r, text, number_at, end - 1);
    r->from_at = i;
    r->from_to = after;
    reading_claim(r, i, to, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_FROM);
    return true;
}

/* The end of a value: a number, its unit or the thing counted, its period. */
int baseline_end(const struct reading *r, int k)
{
    int end = k + 1;
    if (has(&r->t[end], C(UNIT) | C(TIME) | C(COUNT) | C(SYMPTOM)) || is(&r->t[end], W_TIMES)) {
        end++;
    } else if (r->t[end].kind == T_WORD && r->low[r->t[end].to - 1] == 's' &&
               (has(&r->t[end + 1], C(OFTEN)) ||
                ((is(&r->t[end + 1], W_A) || is(&r->t[end + 1], W_PER)) && has(&r->t[end + 2], C(PER))))) {
        end++; /* 4 beers nightly, 2 showers a week */
    } else if (r->t[end].kind == T_WORD && mark(&r->t[end + 1], '/') && has(&r->t[end + 2], C(PER))) {
        end++; /* 3 L/day */
    }
    end += r->t[end].kind == T_WORD && has(&r->t[end], C(OFTEN)); /* 7 monthly */
    bool per = mark(&r->t[end], '/') || is(&r->t[end], W_PER) || is(&r->t[end], W_A) || is(&r->t[end], W_EACH);
    return end + (per && has(&r->t[end + 1], C(PER)) ? 2 : 0);
}

/* "30 points, up from 12", "down from 8": which way it goes is said as well. i is "from". */
static bool baseline_moved(struct reading *r, int i)
{
    if (i <= r->head || !(is(&r->t[i - 1], W_UPWARD) || is(&r->t[i - 1], W_DOWNWARD))) {
        return false;
    }
    int k = i + 1;
    while (k < i + 7 && r->t[k].kind == T_WORD && !is(&r->t[k], W_TO) && !has(&r->t[k], C(CONJ))) {
        k++;
    }
    if (!reading_counts(&r->t[k]) || r->t[k].claim != CLAIM_NONE) {
        return false;
    }
    int end = baseline_end(r, k);
    for (int j = end; j < end + 3 && r->t[j].kind != T_END; j++) {
        if (is(&r->t[j], W_TO)) {
            return false; /* "up from 4 to 9" */
        }
    }
    baseline_set(r, baseline_text(r, k, end), k, end - 1);
    r->moved = is(&r->t[i - 1], W_UPWARD) ? 1 : -1;
    reading_claim(r, i - 1, end - 1, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_FROM);
    return true;
}

/* "from daily to 2 a week", "from once a month to weekly", "from contemplation to action" */
static bool baseline_word(struct reading *r, int i)
{
    const struct token *t = &r->t[i + 1];
    struct rate now;
    bool often = t->kind == T_WORD && rate_read(r, i + 1, &now);
    int to = often ? now.end : i + 2;
    if (t->kind != T_WORD || !is(&r->t[to], W_TO) || !(often || has(t, C(NEG)) || r->strong)) {
        return false;
    }
    baseline_set(r, reading_lower(r, i + 1, to - 1), i + 1, to - 1);
    r->from_at = i;
    r->from_to = to + 1;
    reading_claim(r, i, to, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_FROM);
    return true;
}

/* "now twice a month", "instead of every day": a rate in words at k. i is where the claim begins. */
static bool baseline_rate(struct reading *r, int i, int k)
{
    struct rate now;
    if (r->t[k].kind != T_WORD || r->t[k].claim != CLAIM_NONE || !rate_read(r, k, &now)) {
        return false;
    }
    baseline_set(r, reading_lower(r, k, now.end - 1), k, now.end - 1);
    reading_claim(r, i, now.end - 1, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

/* "phosphorus 6.9 to 5.5": down without "from"; a range would go up. i is "to". */
static bool baseline_down(struct reading *r, int i)
{
    int k = i - 1, aside = k;
    while (mark(&r->t[i - 1], ')') && aside > r->head && aside > i - 7 && !mark(&r->t[aside], '(')) {
        aside--; /* A1c 9.4 (Aug) to 7.5 */
    }
    k = mark(&r->t[aside], '(') && aside > r->head ? aside - 1 : k;
    k -= k > r->head + 1 && has(&r->t[k], C(PER)) && (mark(&r->t[k - 1], '/') || is(&r->t[k - 1], W_PER)) ? 2 : 0;
    k -= k > r->head && r->t[k].kind == T_WORD && has(&r->t[k], C(UNIT) | C(TIME) | C(COUNT)) ? 1
                                                                                              : 0; /* 40x/day to 10x */
    const struct token *from = &r->t[k],
                       *to = &r->t[i + 1 + (has(&r->t[i + 1], C(OPERATOR)) && has(from + 1, C(UNIT) | C(TIME)))];
    if (k < r->head || !reading_counts(from) || !reading_counts(to) || from->claim != CLAIM_NONE ||
        to->lo >= from->lo || ((from->flags ^ to->flags) & (F_PERCENT | F_FRACTION)) != 0 || (from->flags & F_RANGE)) {
        return false;
    }
    int end = mark(&r->t[aside], '(') && aside > k ? aside : i;
    baseline_set(r, baseline_text(r, k, end), k, end - 1);
    r->from_at = k;
    r->from_to = (int)(to - r->t);
    reading_claim(r, k, i, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_ARROW);
    return true;
}

/* "index 71 to improve to 80": a value, and the word of change that leads to the next one. i is "to". */
static bool baseline_moves(struct reading *r, int i)
{
    struct token *now = &r->t[i - 1], *verb = &r->t[i + 1];
    int k = i + 2 + (has(&r->t[i + 2], C(DOWN) | C(UP)) || is(&r->t[i + 2], W_DOWNWARD) || is(&r->t[i + 2], W_UPWARD));
    if (!r->strong || !reading_counts(now) || now->claim != CLAIM_NONE || !has(verb, C(UP) | C(DOWN) | C(EVAL)) ||
        !is(&r->t[k], W_TO) || !reading_counts(&r->t[k + 1])) {
        return false;
    }
    baseline_set(r, baseline_text(r, i - 1, i), i - 1, i - 1);
    r->from_at = i - 1;
    r->from_to = k + 1;
    reading_claim(r, i - 1, i, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_ARROW);
    return true;
}

/* "PHQ-9 18>9": no sign of comparison, for it is glued between two scores of which the second is less. */
static bool falls(struct reading *r, int i)
{
    struct token *t = &r->t[i];
    bool glued = mark(t, '>') && r->strong && i > r->head && reading_counts(t - 1) && reading_counts(t + 1) &&
                 t[-1].to == t->from && t->to == t[1].from && t[1].lo < t[-1].lo;
    t->mark = glued ? MARK_ARROW : t->mark;
    return glued;
}

/* "41 s -> 28 s", "22 (8/1) -> 8" */
static bool baseline_arrow(struct reading *r, int i)
{
    int behind = i, k = i - 1;
    if (i <= r->head) {
        return false; /* "-> 8": from where, nobody says */
    }
    while (mark(&r->t[i - 1], ')') && k > r->head && k > i - 8 && !mark(&r->t[k], '(')) {
        k--;
    }
    behind = mark(&r->t[k], '(') && k > r->head && reading_counts(&r->t[k - 1]) ? k : i;
    k = behind - 1;
    if (k > r->head + 3 && has(&r->t[k], C(TIME)) && number(&r->t[k - 1]) && is(&r->t[k - 2], W_LAST)) {
        behind = k - 2 - is(&r->t[k - 3], W_IN) - is(&r->t[k - 3], W_OVER); /* 3 attacks in last 30 days -> 0 */
        k = behind - 1;
    }
    int most = behind > r->head + 1 && (has(&r->t[behind - 1], C(MONTH)) || r->t[behind - 1].kind == T_DATE) &&
                       is(&r->t[behind - 2], W_IN)
                   ? 6
                   : 4;
    while (k >= r->head && k >= behind - most && !reading_counts(&r->t[k])) {
        k--;
    }
    if (k < r->head || !reading_counts(&r->t[k]) || behind - k > most) {
        return false;
    }
    int end = most > 4 ? behind - 2 : behind; /* 9/wk in September -> 2/wk */
    while (end > k + 1 && r->t[end - 1].kind == T_MARK) {
        end--;
    }
    baseline_set(r, baseline_text(r, k, end), k, end - 1);
    r->from_at = k;
    r->from_to = i + 1;
    reading_claim(r, k, i, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_ARROW);
    return true;
}

/* "baseline: 3/12", "currently 4-5/wk" */
static bool baseline_label(struct reading *r, int i)
{
    int k = i + 1;
    while (k < r->n && k < i + 6 &&
           (is(&r->t[k], W_IS) || is(&r->t[k], W_OF) || is(&r->t[k], W_SCORE) || is(&r->t[k], W_AT) ||
            has(&r->t[k], C(DET) | C(FILL)) || mark(&r->t[k], ':') || mark(&r->t[k], '=') || mark(&r->t[k], '$') ||
            mark(&r->t[k], '~') || is(&r->t[k], W_LEVEL) || (k == i + 1 && (r->t[k].form & FORM_S)) ||
            (is(&r->t[i], W_CURRENT) && k == i + 1 && r->t[k].kind == T_WORD && number(&r->t[k + 1])) ||
            has(&r->t[k], C(PRON)) || (has(&r->t[k], C(VERB)) && has(&r->t[k + 1], C(PRON) | C(DET))))) {
        k++;
    }
    if (!reading_counts(&r->t[k]) || r->t[k].claim != CLAIM_NONE) {
        return baseline_rate(r, i, k);
    }
    int end = baseline_end(r, k);
    end += end == k + 1 && r->t[end].kind == T_WORD && mark(&r->t[end + 1], ')') && i > r->head &&
           mark(&r->t[i - 1], '('); /* (baseline 310 m) */
    baseline_set(r, baseline_text(r, k, end), k, end - 1);
    reading_claim(r, i, end - 1, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

/* "by 50-60 % from 17", "by 5 points from 17 by week 8": a change by so much, from there. */
static bool baseline_change(struct reading *r, int i)
{
    const struct token *before = &r->t[i - 1], *number = &r->t[i + 1];
    if (i <= r->head || !((before->flags & F_PERCENT) || is(before, W_POINTS)) || !reading_counts(number) ||
        (number->flags & (F_PERCENT | F_FRACTION | F_DEGREE)) ||
        has(number + 1, C(TIME) | C(PER) | C(UNIT) | C(COUNT))) {
        return false;
    }
    baseline_set(r, baseline_text(r, i + 1, i + 2), i + 1, i + 1);
    reading_claim(r, i, i + 1, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

/* "up 15% from entry (1,120 ft)", "than last quarter (7)": the amount behind where the change is counted from. */
static bool baseline_aside(struct reading *r, int i)
{
    int k = i + 1;
    k += mark(&r->t[k], '$') || is(&r->t[k], W_AVERAGE) || mark(&r->t[k], '~');
    if (!reading_counts(&r->t[k]) || r->t[k].claim != CLAIM_NONE) {
        return false;
    }
    int end = k + 1;
    while (end < k + 4 && (r->t[end].kind == T_WORD || r->t[end].kind == T_DATE || number(&r->t[end]))) {
        end++;
    }
    bool since = (is(&r->t[k + 1], W_IN) &&
                  (has(&r->t[k + 2], C(MONTH) | C(TIME) | C(PER)) || r->t[k + 2].kind == T_DATE)) ||
                 (is(&r->t[k + 1], W_ON) && (r->t[k + 2].kind == T_DATE || number(&r->t[k + 2]))),
         from = false;
    bool today = end > k + 1 && (is(&r->t[end - 1], W_TODAY) || is(&r->t[end - 1], W_BASELINE)); /* (2.8 cm today) */
    since |= today;
    if (!mark(&r->t[end], ')') || (end > k + 2 && !since)) {
        return false;
    }
    for (int b = i - 1; b >= r->head && b > i - 5 && r->t[b].kind == T_WORD && !from; b--) {
        from = is(&r->t[b], W_FROM) || is(&r->t[b], W_LAST) || is(&r->t[b], W_FROM_NOW);
    }
    if (!from && !since) {
        return false;
    }
    int last = today ? end - 2 : since ? k : end - 1;
    baseline_set(r, baseline_text(r, k, last + 1), k, last);
    reading_claim(r, i, end, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

/* "(intake: 18)", "; admission score 31": when it was measured, and the value. i is the mark. */
static bool baseline_when(struct reading *r, int i)
{
    static const char *const words[] = {"intake", "admission", "eval", "evaluation", "initial", "entry",
                                        "start",  "starting",  "pre",  "admit",      "soc",     "before"};
    const struct token *t = &r->t[i + 1];
    size_t n = (size_t)(t->to - t->from);
    bool says = false;
    for (size_t k = 0; t->kind == T_WORD && k < sizeof words / sizeof *words && !says; k++) {
        says = strlen(words[k]) == n && memcmp(r->low + t->from, words[k], n) == 0;
    }
    int k = i + 2;
    k += is(&r->t[k], W_SCORE);
    k += mark(&r->t[k], ':') || mark(&r->t[k], '=') || is(&r->t[k], W_IS) || is(&r->t[k], W_OF);
    if (!says || !reading_counts(&r->t[k]) || r->t[k].claim != CLAIM_NONE) {
        return false;
    }
    int end = baseline_end(r, k);
    if (r->t[end].kind == T_WORD) {
        return false; /* before 8 pm, initial 5 sessions */
    }
    baseline_set(r, baseline_text(r, k, end), k, end - 1);
    reading_claim(r, i + 1, end - 1, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

/* "twice a day instead of 20 times", "a 4 rather than an 8": what it is instead of is where it stands now. */
static bool baseline_instead(struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    size_t n = (size_t)(t->to - t->from);
    int k = i + 2;
    bool says = (n == 7 && memcmp(r->low + t->from, "instead", 7) == 0 && is(t + 1, W_OF)) ||
                (n == 6 && memcmp(r->low + t->from, "rather", 6) == 0 && is(t + 1, W_THAN));
    if (says && baseline_rate(r, i, k)) {
        return true;
    }
    while (says && (has(&r->t[k], C(DET) | C(FILL)) || mark(&r->t[k], '~'))) {
        k++;
    }
    if (!says || !reading_counts(&r->t[k]) || r->t[k].claim != CLAIM_NONE) {
        return false;
    }
    int end = baseline_end(r, k);
    baseline_set(r, baseline_text(r, k, end), k, end - 1);
    reading_claim(r, i, end - 1, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

/* "45 min baseline", "71% at intake": the label stands behind. */
static bool baseline_behind(struct reading *r, int i)
{
    int k = i - 1;
    if (is(&r->t[k], W_THAN) || has(&r->t[k], C(OPERATOR))) {
        return false; /* 6 points lower than at intake */
    }
    for (int first = i - 3; first < i; first++) { /* every day at intake */
        struct rate now;
        if (first >= r->head && !(first > r->head && number(&r->t[first - 1])) && r->t[first].kind == T_WORD &&
            r->t[first].claim == CLAIM_NONE && rate_read(r, first, &now) && now.end == i) {
            return baseline_rate(r, first, first);
        }
    }
    while (k > r->head && k > i - 5 && !reading_counts(&r->t[k]) && (r->t[k].kind == T_WORD || mark(&r->t[k], '/'))) {
        k--;
    }
    bool per = k > r->head + 1 && is(&r->t[k - 1], W_PER) && reading_counts(&r->t[k - 2]); /* 11 per 30 min */
    k -= per ? 2 : 0;
    if (k < r->head || !reading_counts(&r->t[k]) || r->t[k].claim != CLAIM_NONE) {
        return false;
    }
    int last = i - 1;
    while (last > k && has(&r->t[last], C(PREP))) {
        last--; /* "4 at baseline" */
    }
    baseline_set(r, reading_lower(r, k, last), k, last);
    reading_claim(r, k, i, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

/* ", was 9 in January", "; did 320 m": behind a break, what was. */
static bool was(const struct reading *r, const struct token *t)
{
    static const char *const words[] = {"was", "were", "had", "did"};
    size_t n = (size_t)(t->to - t->from);
    bool breaks = mark(t - 1, ',') || mark(t - 1, ';') || mark(t - 1, '-') || mark(t - 1, '.') || mark(t - 1, ':');
    if (mark(t - 1, ';') && mark(t + 1, '$')) {
        return true; /* ; have $140 */
    }
    for (size_t k = 0; breaks && k < sizeof words / sizeof *words; k++) {
        if (strlen(words[k]) == n && memcmp(r->low + t->from, words[k], n) == 0) {
            return true;
        }
    }
    return false;
}

/* "to zero from nightly", "up from once a month": a rate alone behind "from". */
static bool rate_alone(struct reading *r, int i)
{
    struct rate now;
    bool moves = r->direction != 0;
    for (int k = i - 1; k > r->head && k > i - 4; k--) {
        moves |= is(&r->t[k], W_TO) || is(&r->t[k], W_DOWNWARD) || is(&r->t[k], W_UPWARD);
    }
    if (!moves || r->t[i + 1].kind != T_WORD || !rate_read(r, i + 1, &now)) {
        return false;
    }
    const struct token *end = &r->t[now.end];
    bool ends = end->kind != T_WORD || end->claim == CLAIM_DEADLINE || has(end, C(DUE));
    return ends && baseline_rate(r, i, i + 1);
}

/* "her score of 18 will drop by 6 points": i stands before "of". */
static bool baseline_of_change(struct reading *r, int i)
{
    const struct token *t = &r->t[i + 2];
    if (!is(t - 1, W_OF) || !number(t) || !has(t + 1, C(AUX)) || !has(t + 2, C(VERB)) || !change_behind(t + 3)) {
        return false;
    }
    baseline_set(r, baseline_text(r, i + 2, i + 3), i + 2, i + 2);
    reading_claim(r, i + 1, i + 2, CLAIM_BASELINE);
    rule(r, RULE_BASELINE_LABEL);
    return true;
}

static void find_baseline(struct reading *r)
{
    const uint64_t openers = word_bit(W_FROM) | word_bit(W_FROM_NOW) | word_bit(W_TO) | word_bit(W_BASELINE) |
                             word_bit(W_CURRENT) | word_bit(W_IS) | word_bit(W_TODAY);
    const uint64_t of_or_than = word_bit(W_OF) | word_bit(W_THAN);
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->claim != CLAIM_NONE || !((t->kind == T_MARK) | may_be(t, openers) | may_be(t + 1, of_or_than))) {
            continue;
        }
        bool value = is(t - (i > r->head), W_FROM) && (number(t + 1) || (is(t + 1, W_OF) && number(t + 2)));
        if (i > r->head && (is(t - 1, W_BETWEEN) || is(t - 1, W_FROM)) && is(t, W_BASELINE) && !value) {
            continue; /* between now and June */
        }
        bool found = (is(t, W_FROM) && (baseline_moved(r, i) || baseline_word(r, i) || baseline_from(r, i) ||
                                        baseline_change(r, i) || rate_alone(r, i))) ||
                     (is(t, W_FROM_NOW) && (number(t + 1) || is(t + 1, W_OF)) && !has(t + 2, C(TIME)) &&
                      baseline_label(r, i)) || /* from baseline of 92 */
                     ((arrow(t) || falls(r, i)) && baseline_arrow(r, i)) ||
                     (is(t, W_TO) && i > r->head && (baseline_down(r, i) || baseline_moves(r, i))) ||
                     ((is(t, W_BASELINE) || is(t, W_CURRENT) || is(t, W_TODAY) ||
                       (is(t, W_IS) && i > r->head && (mark(t - 1, '(') || was(r, t)))) &&
                      baseline_label(r, i)) ||
                     (is(t, W_BASELINE) && i > r->head && baseline_behind(r, i)) ||
                     ((is(t + 1, W_OF) || is(t + 1, W_THAN)) && (baseline_instead(r, i) || baseline_of_change(r, i))) ||
                     (mark(t, '(') && baseline_aside(r, i)) ||
                     (one_mark(t, mark_bit('(') | mark_bit(';') | mark_bit(',')) && baseline_when(r, i));
        if (found) {
            return;
        }
    }
}

void pass_baseline(struct reading *r)
{
    find_baseline(r);
    if (r->out->slots.baseline.text.p == NULL && (r->kinds & 1U << T_NUMBER) && (r->kinds & 1U << T_MARK)) {
        baseline_before_aim(r);
    }
    if (r->out->slots.baseline.text.p == NULL && (r->kinds & 1U << T_NUMBER) && (r->kinds & 1U << T_MARK)) {
        baseline_left(r);
    }
    if (r->out->slots.baseline.text.p == NULL && (r->seen & word_bit(W_LAST))) {
        baseline_counted_last(r);
    }
    if ((r->kinds & 1U << T_NUMBER) && (r->any & C(AUX))) {
        baseline_history(r);
    }
}
