/*
 * target.c: every number that may be the target.
 * Layer: statement (inner).  Not here: zeros (target_zero.c), baselines (baseline.c), units (target_unit.c), the choice
 * among candidates (target_choose.c).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

static bool denied(const struct reading *r, int k)
{
    for (int i = k - 1; i >= r->head && i > k - 5 && r->t[i].kind == T_WORD; i--) {
        if (is(&r->t[i], W_NOT) || is(&r->t[i], W_NEVER) || (is(&r->t[i], W_NO) && i == r->head)) {
            return true;
        }
    }
    return false;
}

/* A share or points: an amount of change where a word of change stands at k. */
static bool says_change(const struct reading *r, const struct cand *c, int k)
{
    const struct token *unit = &r->t[c->at + 1];
    unit += is(unit, W_OR_MORE) || is(unit, W_OR_LESS); /* 5 or more points */
    return (r->t[c->at].flags & F_PERCENT) || is(unit, W_POINTS) ||
           (r->strong && r->measure_at < k && has(&r->t[c->at + 1], C(UNIT)));
}

/* "now 52, aim 35", "the target is 5": the word at k says that the number is the aim. */
static bool says_aim(const struct reading *r, const struct cand *c, int k)
{
    const struct token *t = &r->t[k];
    if (is(t, W_IS) && k > r->head) {
        return is(t - 1, W_TARGET) || is(t - 1, W_GOAL_HEADER);
    }
    size_t n = (size_t)(t->to - t->from);
    return k == c->at - 1 && (is(t, W_TARGET) || (n == 3 && memcmp(r->low + t->from, "aim", 3) == 0) ||
                              (n >= 4 && n <= 5 &&
                               (memcmp(r->low + t->from, "goal", 4) == 0 || memcmp(r->low + t->from, "want", 4) == 0)));
}

/* "down to 4", "up by 6 points", "by 5": to or by at k, and the way it goes. */
static void way_before(const struct reading *r, struct cand *c, int k)
{
    const struct token *t = &r->t[k];
    if (is(t, W_TO) && k > r->head && (is(t - 1, W_DOWNWARD) || is(t - 1, W_UPWARD))) {
        c->fixed = is(t - 1, W_UPWARD) ? CMP_INCREASE_TO : CMP_REDUCE_TO;
    }
    if (is(t, W_BY)) {
        c->by = true;
        if (k > r->head && (is(t - 1, W_UPWARD) || is(t - 1, W_DOWNWARD))) { /* "up by 6 points" */
            c->fixed = is(t - 1, W_UPWARD) ? CMP_INCREASE_BY : CMP_REDUCE_BY;
        }
    }
}

/* "minimum 6 hours", "min 6 hours", "maximum 3": 'g', 'l', or 0. */
static char extreme(const struct reading *r, int k)
{
    const struct token *t = &r->t[k];
    bool least = is(t, W_OR_MORE) || (k > r->head && !number(t - 1) && is(t, W_MINUTE));
    return (char)(least ? 'g' : is(t, W_OR_LESS) ? 'l' : 0);
}

/* What stands before the number: comparison, "to", "by". Fillers such as "a score of" are stepped over. */
static void look_before(const struct reading *r, struct cand *c)
{
    int k = c->at - 1;
    for (int steps = 0; k >= r->head && steps < 7; k--, steps++) {
        const struct token *t = &r->t[k];
        if (t->kind == T_MARK) {
            if (strchr("<>lg", t->mark) != NULL) {
                c->op = t->mark;
                c->op_sign = true;
                if (denied(r, k) && (c->op == '>' || c->op == 'g')) { /* "not to miss > 1" */
                    c->op = 'l';
                    c->op_sign = false;
                }
                continue;
            }
            if (strchr("$~=+", t->mark) != NULL) {
                continue;
            }
            return;
        }
        if (t->kind != T_WORD) {
            return;
        }
        c->op = c->op == 0 && k == c->at - 1 ? extreme(r, k) : c->op;
        if (has(t, C(OPERATOR)) && c->op == 0) {
            c->op = t->value == 'L' ? '<' : t->value == 'G' ? '>' : (char)t->value;
            if (denied(r, k)) { /* "not more than 2", "will not miss more than 1" */
                c->op = c->op == '>' || c->op == 'g' ? 'l' : 'g';
            }
            continue;
        }
        bool aim = says_aim(r, c, k);
        if (is(t, W_TO) || is(t, W_SCORE) || is(t, W_AT) || is(t, W_REACH) ||
            (is(t, W_BE) && !(r->t[c->at].flags & F_RANGE)) || aim) {
            c->to = true;
            c->aim |= aim;
        }
        way_before(r, c, k);
        if (is(t, W_WITHIN) && c->op == 0) {
            c->op = 'l';
            c->weak = c->aid = true; /* a latency inside the act */
        }
        if (is(t, W_OF) && k > 0 && has(&r->t[k - 1], C(UP) | C(DOWN))) {
            c->by = true;
        }
        bool change = says_change(r, c, k) ||
                      (k == c->at - 1 && has(&r->t[c->at + 1], C(UNIT)) && k > r->head &&
                       (is(t, W_UPWARD) || is(t, W_DOWNWARD)) && !has(t - 1, C(VERB))); /* weight up 2 lb */
        bool capped = (c->op == '<' || c->op == 'l') && (!change || has(t, C(UP))); /* "gains < 4 %", "fall below 27" */
        if (has(t, C(UP) | C(DOWN)) && !c->to && !capped) {
            c->by = true;
        }
        if (change && (is(t, W_UPWARD) || is(t, W_DOWNWARD))) { /* "up 15 %", but "write down 3 signs" */
            c->fixed = is(t, W_UPWARD) ? CMP_INCREASE_BY : CMP_REDUCE_BY;
            c->by = true;
        }
        if (!(has(t, C(FILL)) || has(t, C(DET)) || is(t, W_OF) || is(t, W_SCORE))) {
            return;
        }
    }
}

/* "5-point decrease", "10% improvement": a change. "3 or fewer", "7 or more": a comparison. */
static void look_behind(const struct reading *r, struct cand *c)
{
    for (int k = c->at + 1; k <= c->last + 1 && k < r->n; k++) {
        const struct token *t = &r->t[k];
        if (is(t, W_OR_LESS) && c->op == 0) {
            c->op = 'l';
            c->last = k > c->last ? k : c->last;
        } else if (is(t, W_OR_MORE) && c->op == 0) {
            c->op = 'g';
            c->last = k > c->last ? k : c->last;
        }
    }
    const struct token *t = &r->t[c->last + 1];
    bool caps = has(t, C(OPERATOR)) && t->kind == T_WORD && c->op == 0 && (t->value == 'l' || t->value == 'g') &&
                !number(t + 1) && !is(t + 1, W_ONCE) && r->low[t->from] == 'a' && r->low[t->from + 1] == 't';
    if (caps) { /* one accident a week at most */
        c->op = (char)t->value;
    }
    bool change = (c->kind == K_PERCENT || is(&r->t[c->last], W_POINTS)) && has(t, C(UP) | C(DOWN)) &&
                  !(t->form & FORM_ING) && !is(t, W_MORE);
    if (change) {
        c->by = true;
    }
    bool lower = has(t, C(OPERATOR)) && t->claim == CLAIM_NONE &&
                 (t->value == 'L' || t->value == 'G'); /* 6 points lower than at intake */
    if (lower && (c->kind == K_PERCENT || is(&r->t[c->last], W_POINTS))) {
        c->fixed = t->value == 'L' ? CMP_REDUCE_BY : CMP_INCREASE_BY;
    }
    if ((r->t[c->at].flags & F_PLUS) && !(r->t[c->at].flags & F_FRACTION) && c->op == 0) {
        c->op = 'g';
    }
}

static bool in_parentheses(const struct reading *r, int at)
{
    for (int k = at - 1; k >= r->head; k--) {
        if (mark(&r->t[k], '(') || mark(&r->t[k], ')')) {
            return mark(&r->t[k], '(');
        }
    }
    return false;
}

/* Inside "when ..." or "given ...": a circumstance, not the aim. */
static bool in_condition(const struct reading *r, int at)
{
    for (int k = at - 1; k >= r->head; k--) {
        const struct token *t = &r->t[k];
        if (mark(t, ',') || mark(t, ';') || mark(t, '.') || t->kind == T_CLOCK) {
            return false;
        }
        if (has(t, C(COND)) || (at - k < 4 && is(t, W_AFTER))) {
            return true;
        }
    }
    return false;
}

static void write_value(const struct reading *r, struct cand *c)
{
    const char *sign = c->op == '<'   ? "<"
                       : c->op == '>' ? ">"
                       : !c->op_sign  ? ""
                       : c->op == 'l' ? "\xe2\x89\xa4"
                                      : "\xe2\x89\xa5";
    size_t n = c->op ? strlen(sign) : 0;
    char number_text[48];
    size_t m = reading_number(&r->t[c->at], number_text);
    memcpy(c->value, sign, n);
    if (n + m >= sizeof c->value) {
        m = sizeof c->value - 1 - n;
    }
    memcpy(c->value + n, number_text, m);
    c->value[n + m] = '\0';
}

struct cand *target_cand(struct reading *r, int at)
{
    if (r->cands == CAND_MAX) {
        return NULL;
    }
    struct cand *c = &r->cand[r->cands++];
    *c = (struct cand){.at = at, .last = at};
    return c;
}

static bool looks_back(const struct reading *r, int i)
{
    return i > 0 && is(&r->t[i - 1], W_LAST);
}

/* Does a "to 2" come behind? */
static bool to_number(const struct reading *r, int at)
{
    for (int k = at + 1; k < r->n; k++) {
        if (is(&r->t[k], W_TO) && number(&r->t[k + 1])) {
            return true;
        }
    }
    return false;
}

/* "tantrums longer than 10 minutes", "any purchase above $200": which ones are meant, not how many. */
static bool which_ones(const struct reading *r, int at)
{
    int k = at - 1;
    k -= k > r->head && mark(&r->t[k], '$');
    if (k <= r->head) {
        return false;
    }
    bool sign = r->t[k].kind == T_MARK && strchr("<>", r->t[k].mark) != NULL && has(&r->t[at + 1], C(TIME));
    if (!(sign || has(&r->t[k], C(OPERATOR))) || (!sign && (r->t[k].value == 'l' || r->t[k].value == 'g'))) {
        return false;
    }
    const struct token *noun = &r->t[k - 1];
    bool any = k > r->head + 1 && (memcmp(r->low + noun[-1].from, "any", 3) == 0 || is(noun - 1, W_EVERY));
    bool kind = has(noun, C(SYMPTOM) | C(COUNT)) && (noun->form & FORM_PLURAL) && !has(noun, C(VERB)) &&
                (r->from_at > at || to_number(r, at));
    return noun->kind == T_WORD && (any || kind);
}

/* "rated 4 or higher": which ones are meant, not how many. */
static bool graded(const struct reading *r, int at)
{
    if (which_ones(r, at)) {
        return true;
    }
    for (int k = at - 1; k > r->head && k > at - 4; k--) {
        const struct token *t = &r->t[k];
        if (t->to - t->from == 7 && memcmp(r->low + t->from, "lasting", 7) == 0) {
            return true; /* tantrums lasting over 10 minutes */
        }
        if (t->to - t->from == 5 && memcmp(r->low + t->from, "rated", 5) == 0) {
            return r->t[k - 1].kind == T_WORD && !has(&r->t[k - 1], C(AUX) | C(CONJ) | C(STOP));
        }
    }
    return false;
}

static bool is_word(const struct reading *r, const struct token *t, const char *text)
{
    size_t n = strlen(text);
    return t->kind == T_WORD && (size_t)(t->to - t->from) == n && memcmp(r->low + t->from, text, n) == 0;
}

/* "4 year old", "2300", a year: numbers that count nothing. */
static bool names_something(const struct reading *r, int i)
{
    const struct token *t = &r->t[i], *next = t + 1;
    bool plain = !(t->flags & (F_PERCENT | F_FRACTION | F_RANGE | F_WORDY));
    bool glued = i > 0 && is(t - 1, W_TIMES) && t[-1].to == t->from;
    if (glued && next->kind == T_WORD && !has(next, C(TIME) | C(PREP) | C(CONJ) | C(STOP) | C(PER) | C(OFTEN))) {
        return true; /* x1 viewing */
    }
    if (plain || (t->flags & F_RANGE)) { /* EPDS item 10, chapters 1 through 6 */
        const struct token *named = t - (i > r->head);
        bool item = is_word(r, named, "item") || is_word(r, named, "question") || is_word(r, named, "chapter");
        bool items = ((t->flags & F_RANGE) || is(next, W_THROUGH)) &&
                     (is_word(r, named, "items") || is_word(r, named, "steps") || is_word(r, named, "chapters") ||
                      is_word(r, named, "lessons"));
        if ((item || items) && !has(next, C(COUNT) | C(UNIT))) {
            return true;
        }
    }
    const char *word = r->low + next->from;
    if (plain && next->kind == T_WORD && word[0] == 'y' && (word[1] == 'o' || word[1] == '/') && word[2] != 'u') {
        return true; /* 34 yo, 34 y/o */
    }
    bool limit = i > 0 && (has(t - 1, C(OPERATOR)) || (t[-1].kind == T_MARK && strchr("<>lg", t[-1].mark) != NULL));
    bool goes_to = r->from_at >= 0 && i >= r->from_to && i <= r->from_to + 1;
    if (has(next, C(UNIT)) && is(next, W_MG) && !limit && !goes_to) {
        return true; /* a dose; "under 2,300 mg of sodium" is a limit */
    }
    bool clock = plain && t->decimals == 0 && t->lo >= 1000 && t->lo <= 12000 && i > r->head &&
                 (is(t - 1, W_BEFORE) || is(t - 1, W_AFTER) || (is(t - 1, W_BY) && (r->kinds & 1U << T_CLOCK))) &&
                 (next->kind != T_WORD || has(next, C(OPERATOR) | C(PREP) | C(CONJ) | C(OFTEN)));
    if (clock) {
        return true; /* out of bed before ten */
    }
    if (((is(next, W_YEAR) || is(next, W_MONTH)) && is(next + 1, W_OLD)) || (i > 0 && mark(t - 1, 'p'))) {
        return true;
    }
    if (plain && t->decimals == 0 && (t->lo == 911000 || t->lo == 988000)) {
        return true; /* emergency and crisis lines */
    }
    return plain && t->to - t->from == 4 && !(i > 0 && mark(t - 1, '$')) && t->lo >= 1990000 && t->lo <= 2099000 &&
           !has(next, C(UNIT) | C(COUNT)) && t->decimals == 0;
}

/* "from 3 episodes/month to 0": the target's unit is the baseline's. */
static void borrow_unit(struct reading *r, struct cand *c)
{
    bool times = c->kind == K_TIMES && !c->per, bare = c->kind == K_BARE || c->kind == K_SCORE || times;
    if (!bare || r->strong || !c->to || r->from_at < 0 || c->at < r->from_to || c->at > r->from_to + 3) {
        return;
    }
    for (int k = r->from_at; k < r->from_to; k++) {
        struct cand base = {.at = k, .last = k};
        if (times && reading_counts(&r->t[k]) && unit_read(r, &base) && base.kind == K_TIMES && base.per) {
            memcpy(c->unit, base.unit, sizeof c->unit);
            c->per = true;
            return;
        }
        if (!times && reading_counts(&r->t[k]) && unit_read(r, &base) && base.kind == K_TIMES && base.per) {
            memcpy(c->unit, "per ", 4); /* from 14 times per class to 5 or fewer */
            memmove(c->unit + 4, base.unit + 1, sizeof c->unit - 5);
            c->kind = K_RATE;
            c->per = true;
            return;
        }
        if (reading_counts(&r->t[k]) && unit_read(r, &base) && base.unit[0] != '\0' && base.kind != K_SCORE &&
            base.kind != K_TIMES) {
            memcpy(c->unit, base.unit, sizeof c->unit);
            c->kind = base.kind;
            c->per = base.per;
            return;
        }
    }
}

/* The plural that a sentence of change is about: "online orders drop from", "increase weekly calls to family from". -1.
 */
static int subject_noun(const struct reading *r, int before)
{
    for (int k = r->head; k < before && k < r->head + 7; k++) {
        const struct token *t = &r->t[k], *next = t + 1;
        bool plural = t->kind == T_WORD && t->to - t->from > 3 && r->low[t->to - 1] == 's' &&
                      r->low[t->to - 2] != 's' && ((t->form & FORM_PLURAL) || t->word == 0) &&
                      !(t->flags & F_POSSESSIVE);
        bool moves = has(next, C(UP) | C(DOWN) | C(AUX) | C(PREP)) || is(next, W_FROM) || mark(next, ':') ||
                     mark(next, '(') || (number(next) && r->from_at == k + 1); /* binge episodes 5x/wk -> 1x/wk */
        if (plural && moves && t->claim == CLAIM_NONE &&
            !has(t, C(TIME) | C(UNIT) | C(VAGUE) | C(UMBRELLA) | C(STAFF) | C(CLIENT) | C(FAMILY) | C(CAREGIVER) |
                        C(PATIENT) | C(STUDENT) | C(MEMBER) | C(SOURCE))) {
            return k;
        }
        if (has(t, C(STOP) | C(CONJ)) || (has(t, C(AUX)) && !has(next, C(UP) | C(DOWN)))) {
            return -1;
        }
    }
    return -1;
}

/* "weekly calls": calls/week. t: the word in front of the noun. */
static void add_often(struct cand *c, const struct token *t)
{
    const char *period = is(t, W_WEEKLY)    ? "/week"
                         : is(t, W_DAILY)   ? "/day"
                         : is(t, W_NIGHTLY) ? "/night"
                         : is(t, W_MONTHLY) ? "/month"
                                            : "";
    size_t n = strlen(c->unit), m = strlen(period);
    if (n + m < sizeof c->unit) {
        memcpy(c->unit + n, period, m + 1);
    }
}

/* A word in front of it that says which kind: "energy drinks". */
static bool subject_kind(const struct reading *r, int k)
{
    const struct token *kind = &r->t[k - (k > r->head)];
    uint64_t verb = has(kind, C(ACT) | C(SYMPTOM)) && (kind->form & FORM_ING) ? 0 : C(VERB); /* screaming episodes */
    return k > r->head && r->t[k].value != 'g' && kind->kind == T_WORD && kind->claim == CLAIM_NONE &&
           !has(kind, verb | C(DET) | C(PREP) | C(CONJ) | C(STOP) | C(FILL) | C(OFTEN) | C(UP) | C(DOWN) | C(VAGUE) |
                          C(AUX) | C(EVAL) | C(NEG)) &&
           !(kind->flags & F_POSSESSIVE);
}

/* "missed doses no more than 1": what is limited stands in front. */
static bool limited_noun(const struct reading *r, struct cand *c)
{
    const struct token *t = &r->t[c->at - (c->at > r->head)], *noun = t - 1;
    if (r->strong || c->unit[0] != '\0' || c->at < r->head + 2 || !has(t, C(OPERATOR)) || noun->claim != CLAIM_NONE ||
        !has(noun, C(SYMPTOM) | C(COUNT)) || !(noun->form & FORM_PLURAL) || has(noun, C(TIME)) ||
        (r->t[c->at].flags & (F_FRACTION | F_PERCENT))) {
        return false;
    }
    size_t n = (size_t)(noun->to - noun->from);
    n = n < sizeof c->unit - 1 ? n : sizeof c->unit - 1;
    memcpy(c->unit, r->low + noun->from, n);
    c->unit[n] = '\0';
    c->kind = K_COUNT;
    return true;
}

/* "reduce the frequency of panic attacks from 3 to 1 per week": per week. */
static bool asks_for(const struct reading *r, int at, const char *word)
{
    size_t n = strlen(word);
    for (int k = r->head; k < at; k++) {
        const struct token *t = &r->t[k];
        if ((size_t)(t->to - t->from) >= n && memcmp(r->low + t->from, word, n) == 0) {
            return true;
        }
    }
    return false;
}

/* "phone calls to friends", "bites of new foods": the friends only belong to what is counted, which stands before them.
 */
static int counted_before(const struct reading *r, int k)
{
    int of = k - 1;
    if (of <= r->head) {
        return k;
    }
    while (of > r->head + 1 && r->t[of].kind == T_WORD && r->t[of].claim == CLAIM_NONE &&
           !has(&r->t[of], C(PREP) | C(VERB) | C(AUX) | C(CONJ) | C(STOP)) && of > k - 4) {
        of--;
    }
    const struct token *noun = &r->t[of - (of > r->head)];
    bool hangs = is(&r->t[of], W_TO) || is(&r->t[of], W_OF) || is(&r->t[of], W_WITH);
    return hangs && of > r->head && noun->kind == T_WORD && noun->claim == CLAIM_NONE &&
                   has(noun, C(SYMPTOM) | C(COUNT) | C(UNIT)) && (noun->form & FORM_PLURAL) && !has(noun, C(TIME))
               ? of - 1
               : k;
}

/* "incidents ... to zero per month": incidents/month. "drinks from 18 to 9": drinks. */
static void rate_noun(struct reading *r, struct cand *c)
{
    bool from = r->from_at >= 0 && c->at >= r->from_to && c->at <= r->from_to + 2;
    bool none = c->to && !r->strong && (r->t[c->at].lo == 0 || from) && (c->kind == K_SCORE || c->kind == K_BARE);
    if (limited_noun(r, c)) {
        return;
    }
    if (!none && (c->kind != K_RATE || !(c->to || c->op) || (!c->op_sign && asks_for(r, c->at, "frequency")))) {
        return;
    }
    bool times = (r->t[c->at].flags & F_TIMES) || is(&r->t[c->at + 1], W_TIMES); /* checking 3 times a night */
    for (int k = c->at - 1; k >= r->head && k > c->at - 12; k--) {
        const struct token *t = &r->t[k];
        bool sum = memcmp(r->low + t->from, "number", 6) == 0;
        if (t->kind == T_WORD && !sum && t->claim == CLAIM_NONE && has(t, C(SYMPTOM) | C(COUNT)) &&
            !is(t, W_GOAL_HEADER) && !has(t, C(PER)) && (t->form & (times ? FORM_PLURAL : FORM_PLURAL | FORM_BASE)) &&
            !has(t, C(TIME)) &&
            (!has(t, C(VERB)) ||
             ((t->form & FORM_PLURAL) && (k == r->head || has(t - 1, C(MODIFIER) | C(DET) | C(OFTEN) | C(DOWN)))))) {
            char unit[64];
            k = counted_before(r, k);
            t = &r->t[k];
            size_t begin = r->t[k - (!none && subject_kind(r, k))].from; /* screaming episodes */
            size_t n = (size_t)(t->to - begin), m = none ? 0 : strlen(c->unit + 4);
            if (n + m + 3 > sizeof unit) {
                return;
            }
            if (none) { /* "reduce incidents to zero" */
                memcpy(c->unit, r->low + t->from, n);
                c->unit[n] = '\0';
                c->kind = K_COUNT;
                add_often(c, has(&r->t[c->at + 1], C(OFTEN)) ? &r->t[c->at + 1] : k > r->head ? &r->t[k - 1] : t);
                return;
            }
            memcpy(unit, r->low + begin, n);
            if (has(t, C(COUNT)) && !(t->form & FORM_PLURAL)) {
                unit[n++] = 's';
            }
            unit[n++] = '/';
            memcpy(unit + n, c->unit + 4, m + 1);
            memcpy(c->unit, unit, n + m + 1);
            return;
        }
    }
    int k = asks_for(r, c->at, "number") ? -1
            : r->from_at >= 0            ? subject_noun(r, r->from_at)
            : c->to && r->direction != 0 ? subject_noun(r, c->at)
                                         : -1;
    if (k >= 0) {
        char unit[64];
        int first = k - subject_kind(r, k);
        size_t n = (size_t)(r->t[k].to - r->t[first].from), m = none ? 0 : strlen(c->unit + 3);
        if (n + m < sizeof unit) {
            memcpy(unit, r->low + r->t[first].from, n);
            memcpy(unit + n, c->unit + 3, m);
            unit[n + m] = '\0';
            unit[n] = (char)(m > 0 ? '/' : '\0');
            memcpy(c->unit, unit, n + m + 1);
            c->kind = none ? K_COUNT : c->kind;
            if (none && (first > r->head || has(&r->t[c->at + 1], C(OFTEN)))) {
                add_often(c, has(&r->t[c->at + 1], C(OFTEN)) ? &r->t[c->at + 1] : &r->t[first - 1]);
            }
        }
    }
}

/* "4 nights out of 7": the fraction that "4 out of 7 nights" would be. */
static void split_fraction(struct reading *r, int i)
{
    struct token *t = &r->t[i];
    if ((t->flags & (F_RANGE | F_FRACTION | F_PERCENT)) || t[1].kind != T_WORD ||
        !(is(&t[2], W_OUT_OF) || (is(&t[2], W_OF) && t[3].lo == 7000 && t[4].kind != T_WORD)) || !number(&t[3]) ||
        (t[3].flags & (F_RANGE | F_FRACTION | F_PERCENT)) || t[3].lo < t->lo) {
        return;
    }
    t->flags |= F_FRACTION;
    t->den = (int32_t)(t[3].lo / 1000);
    t->mark = 'o';
    reading_claim(r, i + 2, i + 3, CLAIM_TARGET);
}

/* "across 2 settings", "across 3 sessions and 2 teachers": where it must hold. */
static bool across(const struct reading *r, int i)
{
    for (int k = i - 1; k >= r->head && k > i - 6 && r->t[k].kind != T_MARK; k--) {
        if (is(&r->t[k], W_ACROSS)) {
            return k == i - 1 || has(&r->t[i - 1], C(CONJ));
        }
    }
    return false;
}

/* A level of help, a size, a place, a limit inside "without ...": it belongs to how, not to how much. */
static bool circumstance(const struct reading *r, int i, const struct cand *c)
{
    bool aid = c->kind == K_COUNT && c->op == 0 && r->t[i].lo != 0 && i > r->head && is(&r->t[i - 1], W_WITH) &&
               (r->t[i].lo == 1000 || has(&r->t[c->last], C(HELP))); /* "with one stick", "with 2 cues" */
    const uint64_t no_noun = C(PREP) | C(CONJ) | C(STOP) | C(UP) | C(DOWN) | C(AUX) | C(COND) | C(OFTEN);
    bool size = c->kind == K_PHYS && (r->t[i + 1].flags & F_JOINED) && has(&r->t[i + 1], C(UNIT)) &&
                !is(&r->t[i + 1], W_POINTS) && r->t[i + 2].kind == T_WORD &&
                !has(&r->t[i + 2], no_noun); /* 3-inch circle */
    aid |=
        c->kind == K_COUNT && i > r->head && is(&r->t[i - 1], W_FOR) && has(&r->t[c->last], C(CLIENT)); /* 8 people */
    for (int k = i - 1; k >= r->head && k > i - 4 && c->kind == K_SCORE; k--) {
        aid |= is(&r->t[k], W_WITHOUT) ||
               (has(&r->t[k], C(INDEP)) && !has(&r->t[k], C(VERB))); /* without pain above 3/10 */
    }
    bool fixed = c->kind == K_PHYS && i > r->head && is(&r->t[i - 1], W_THE) && c->last == i + 1 &&
                 r->t[i + 2].kind == T_WORD && !has(&r->t[i + 2], no_noun); /* the 15 ft line */
    aid |= size || fixed || across(r, i);
    return aid;
}

static void number_cand(struct reading *r, int i)
{
    struct cand *c = target_cand(r, i);
    if (c == NULL) {
        return;
    }
    split_fraction(r, i);
    look_before(r, c);
    if (r->from_to == i || (r->from_to >= 0 && i > r->from_to && i <= r->from_to + 2)) {
        c->to = true;
    }
    if (!unit_read(r, c)) {
        r->cands--;
        return;
    }
    if (c->per && is(&r->t[c->last], W_HOUR) && number(&r->t[c->last - 1]) && c->last - 1 > i) {
        reading_claim(r, c->last - 1, c->last, CLAIM_TARGET); /* 1500 ml/24 h */
    }
    look_behind(r, c);
    c->condition = in_condition(r, i);
    if (c->kind == K_BARE && i > r->head && is(&r->t[i - 1], W_TIMES) && r->t[i - 1].to - r->t[i - 1].from == 1) {
        c->kind = K_TIMES; /* x2 */
        memcpy(c->unit, "times", 6);
    }
    c->aid |= circumstance(r, i, c);
    c->weak |= c->condition || (in_parentheses(r, i) && !c->op_sign && !c->aim) || graded(r, i);
    bool stands = r->out->slots.baseline.text.p != NULL;
    bool changes = r->direction != 0 || r->from_at >= 0 || (stands && c->op != 0);
    if (c->kind == K_TIMES && c->to && c->per && changes) { /* "to 1x/week" */
        c->kind = K_RATE;
        memmove(c->unit + 4, c->unit + 1, strlen(c->unit));
        memcpy(c->unit, "per ", 4);
    }
    if (c->kind == K_TIMES && c->per && (c->op == 'l' || c->op == '<') && !c->weak) { /* no more than 3x a day */
        c->kind = K_RATE;
        memmove(c->unit + 4, c->unit + 1, strlen(c->unit));
        memcpy(c->unit, "per ", 4);
    }
    borrow_unit(r, c);
    if (r->reach < 0) {
        rate_noun(r, c);
    }
    if ((r->t[i].flags & F_RANGE) && r->t[i].lo == 0 && strcmp(c->unit, "degrees") == 0) {
        r->t[i].lo = r->t[i].hi; /* a range of motion from 0: what is to be reached is its upper end */
        r->t[i].flags &= (uint16_t)~F_RANGE;
        c->fixed = CMP_INCREASE_TO;
    }
    if (c->op == '>' && c->kind == K_PHYS && has(&r->t[i + 1], C(TIME)) && is(&r->t[i - 1], W_OVER)) {
        c->op = 0; /* "over 30 minutes" is a length */
    }
    if (i > 0 && is(&r->t[i - 1], W_BETWEEN) && (r->t[i].flags & F_RANGE)) {
        c->fixed = CMP_RANGE;
    }
    write_value(r, c);
    c->frequency =
        (c->kind == K_TIMES && (c->per || (c->op == 0 && !r->due) || (r->often && !(c->op != 0 && r->due))) &&
         !(c->to && c->op)) ||
        (c->kind == K_TIMESPAN && c->per && c->op != '<' && c->op != 'l' &&
         !((c->to || (c->op != 0 && stands)) && changes)) ||
        (c->kind == K_RATE && !c->to && c->op == 0);
}

/* "attend all scheduled groups" */
static void all_of(struct reading *r, int i)
{
    if (!is(&r->t[i], W_ALL) || i == 0) {
        return;
    }
    int v = i - 1;
    if (is(&r->t[v], W_IN) || is(&r->t[v], W_AT) || is(&r->t[v], W_THROUGH) || is(&r->t[v], W_UPWARD)) {
        v--;
    }
    if (v < r->head || !has(&r->t[v], C(ACT) | C(DELIVER) | C(LIGHT) | C(KEEP)) || number(&r->t[i + 1])) {
        return;
    }
    struct cand *c = target_cand(r, i);
    if (c == NULL) {
        return;
    }
    int k = i + 1;
    while (is(&r->t[k], W_OF) || has(&r->t[k], C(DET))) {
        k++;
    }
    struct token saved = r->t[i];
    r->t[i].lo = 2000; /* "all" counts more than one */
    c->at = i;
    bool found = unit_read(r, c);
    r->t[i] = saved;
    if (!found || c->kind != K_COUNT || k > i + 3) {
        r->cands--;
        return;
    }
    c->kind = K_ALL;
    memcpy(c->value, "all", 4);
    rule(r, RULE_ALL_OF);
}

/* "at least half of the lessons", "three-quarters of quarrels": a share in words, which "of" follows. */
static void share(struct reading *r, int i)
{
    static const struct {
        const char *name;
        int of;
    } parts[] = {{"half", 2}, {"third", 3}, {"thirds", 3}, {"quarter", 4}, {"quarters", 4}, {"fifths", 5}};
    struct token *t = &r->t[i], *before = t - (i > r->head);
    size_t n = (size_t)(t->to - t->from);
    bool many = number(before) && before->lo < 10000;
    const struct token *noun = t + 2 + has(t + 2, C(DET));
    bool date = has(noun, C(MONTH)) || noun->kind != T_WORD ||
                (has(noun, C(TIME) | C(PER)) && !(noun->form & FORM_PLURAL)); /* half of the year */
    bool part = (r->low[t->from] == 'h' && !has(before, C(ORDINAL))) || is(before, W_A) || number(before);
    for (size_t k = 0; k < sizeof parts / sizeof *parts && part && !date; k++) {
        if (strlen(parts[k].name) != n || memcmp(r->low + t->from, parts[k].name, n) != 0) {
            continue;
        }
        int times = many ? (int)(before->lo / 1000) : 1;
        if (many) {
            r->cands -= r->cands > 0 && r->cand[r->cands - 1].at == i - 1;
            token_becomes(before, T_WORD);
            before->cls = C(FILL);
        }
        token_becomes(t, T_NUMBER);
        t->cls = 0;
        t->lo = (times * 200 / parts[k].of + 1) / 2 * 1000;
        t->flags = F_PERCENT | F_WORDY;
        t->decimals = 0;
        number_cand(r, i);
        return;
    }
}

/* "cut in half", "reduce by half" */
static void half(struct reading *r, int i)
{
    if (!is(&r->t[i], W_IN_HALF)) {
        return;
    }
    struct cand *c = target_cand(r, i);
    if (c != NULL) {
        c->kind = K_PERCENT;
        memcpy(c->value, "50", 3);
        memcpy(c->unit, "%", 2);
        c->by = true;
        c->fixed = CMP_REDUCE_BY;
        rule(r, RULE_HALF);
    }
}

/* "shown by using two skills, reaching 4 days a week": what is to be reached stands behind that word, and the number
 * before it belongs to what is shown. Its place; -1 in other sentences.
 */
static int reach_of(const struct reading *r)
{
    for (int i = r->n - 1; i > r->head + 2; i--) {
        if (!is_word(r, &r->t[i], "reaching")) {
            continue;
        }
        for (int k = i - 2; k >= r->head; k--) {
            if (is_word(r, &r->t[k], "shown") && is(&r->t[k + 1], W_BY)) {
                return i;
            }
        }
        return -1;
    }
    return -1;
}

void pass_target(struct reading *r)
{
    r->reach = reach_of(r);
    const uint64_t words = word_bit(W_NONE) | word_bit(W_NO) | word_bit(W_ELIMINATE) | word_bit(W_FREE) |
                           word_bit(W_ALL) | word_bit(W_IN_HALF) | word_bit(W_NOT);
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (t->claim != CLAIM_NONE) {
            continue;
        }
        if (is(t + 1, W_OF) && t->kind == T_WORD) {
            share(r, i);
        }
        if (reading_counts(t)) {
            if (i > r->reach && !looks_back(r, i) && !names_something(r, i)) {
                number_cand(r, i);
            }
        } else if ((t->kind == T_WORD) & (may_be(t, words) | (r->low[t->from] == 'h'))) {
            target_zeros(r, i);
            all_of(r, i);
            half(r, i);
        }
    }
}
