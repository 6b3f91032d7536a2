/*
 * merge.c: phrases to one token, number words to numbers, parts of numbers and dates to one token.
 * Layer: statement (inner).  Not here: what a number means (target.c, deadline.c).
 */
#include "statement/token.h"
#include "words.h"

#include <string.h>

#define NOUNISH                                                                                                        \
    (C(THING) | C(SYMPTOM) | C(PRODUCT) | C(EVENT) | C(TECH) | C(UMBRELLA) | C(COUNT) | C(UNIT) | C(TIME) | C(PER) |   \
     C(STAFF) | C(MODALITY) | C(VAGUE) | C(INDEP) | C(ABSTRACT) | C(SOURCE))

static bool is_word(const struct token *t, uint16_t word)
{
    return t->word == word;
}

/* Can a phrase of two words or more begin at t? */
static bool begins_phrase(const struct token *t)
{
    const struct lexeme *first = &lexicon_words[t->lex];
    return (first->node != 0) & (t[1].kind == T_WORD) & (first->follow >> (t[1].lex % 32)) & !(t->flags & F_POSSESSIVE);
}

/* The longest phrase that begins at t; its entry goes to *found. Returns the number of tokens, 0 for none. */
static int phrase_at(const struct token *t, const struct lexeme **found)
{
    const struct lexeme *first = &lexicon_words[t->lex];
    uint16_t node = first->node;
    int best = 0;
    if (!begins_phrase(t)) {
        return 0;
    }
    for (int i = 1; t[i].kind == T_WORD && t[i].lex != 0; i++) {
        const struct lexicon_step *s = lexicon_step_find(node, t[i].lex);
        if (s == NULL) {
            break;
        }
        if (s->entry != 0) {
            best = i + 1;
            *found = &lexicon_phrases[s->entry];
        }
        node = s->next;
        if (t[i].flags & F_POSSESSIVE) {
            break;
        }
    }
    return best;
}

static bool is_prefix(const char *low, const struct token *t)
{
    static const char *const prefixes[] = {"re", "non", "co", "pre", "post", "multi", "inter", "mid", "over", "under"};
    size_t n = (size_t)(t->to - t->from);
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (strlen(prefixes[i]) == n && memcmp(low + t->from, prefixes[i], n) == 0) {
            return true;
        }
    }
    return false;
}

/* "trauma-related", "bed-to-chair": one token. A prefix leaves its word as it is; else only what a noun can be. */
static void join_word(const char *low, struct token *a, const struct token *b)
{
    bool prefix = is_prefix(low, a);
    a->to = b->to;
    a->word = b->word;
    a->value = b->value;
    a->form = b->form;
    a->cls = prefix ? b->cls : (b->form & (FORM_PAST | FORM_ING)) ? C(MODIFIER) : (b->cls & NOUNISH);
    a->flags |= F_PHRASE;
}

static void become_number(struct token *t, int64_t v)
{
    token_becomes(t, T_NUMBER);
    t->cls = 0;
    t->lo = v * 1000;
    t->flags |= F_WORDY;
}

/* "one" is a pronoun as often as a number: not after "this one", not in "one another", "one's". */
static bool one_is_number(const struct token *before, const struct token *after)
{
    if (before->kind == T_WORD && (before->word == W_EACH || before->word == W_THIS || before->word == W_EVERY ||
                                   before->word == W_NO || before->word == W_THAT || before->word == W_ANY)) {
        return false;
    }
    if (before->kind == T_WORD && before->word == W_THE && !(after->cls & (C(TIME) | C(COUNT)))) {
        return false;
    }
    if (before->kind == T_WORD && (before->cls & C(OPERATOR))) {
        return true;
    }
    return !(is_word(after, W_ANOTHER) || (after->kind == T_MARK && after->mark != '(') || after->kind == T_END);
}

/* The full stop of "wk. 20", "mos.", "Pt. will" ends no sentence. */
static bool abbreviation_dot(const struct token *t, int n, int i, int o)
{
    const struct token *before = i > 0 ? &t[i - 1] : NULL;
    if (o == 0 || before == NULL || t[i].kind != T_MARK || t[i].mark != '.' || before->kind != T_WORD ||
        before->to != t[i].from || i + 1 >= n) {
        return false;
    }
    bool short_word = before->to - before->from <= 3;
    if ((before->to - before->from == 1 && (before->flags & F_CAPITAL)) || is_word(before, W_MR)) {
        return true; /* Mr. B. */
    }
    if (before->cls & C(WEEKDAY)) {
        return t[i + 1].kind != T_WORD || (t[i + 1].cls & C(WEEKDAY)) || !(t[i + 1].flags & F_CAPITAL);
    }
    return short_word && (before->cls & (C(TIME) | C(CLIENT) | C(PATIENT) | C(UNIT) | C(PER))) &&
           !(t[i + 1].flags & F_CAPITAL);
}

/* "documented by week 3": the "by" opens a deadline, it names no measure. */
static bool via_is_deadline(const struct lexeme *w, const struct token *next)
{
    const char *text = lexicon_text + w->text;
    bool by = (w->cls & C(VIA)) && w->len > 3 && memcmp(text + w->len - 3, " by", 3) == 0;
    return by && (next->kind == T_NUMBER || next->kind == T_DATE ||
                  (next->kind == T_WORD && (next->cls & (C(TIME) | C(MONTH) | C(FILL) | C(WEEKDAY)))));
}

/* "90 % of therapy sessions": the "of therapy" of "6 weeks of therapy" would take the noun's first word. */
static bool of_the_noun(const struct lexeme *w, const struct token *next)
{
    return w->lemma == W_FROM_NOW && lexicon_text[w->text] == 'o' && next->kind == T_WORD &&
           (next->form & FORM_PLURAL) && (next->cls & (C(EVENT) | C(TIME) | C(COUNT)));
}

static bool is_half_a(const char *low, const struct token *before, const struct token *k, const struct token *next)
{
    return k->kind == T_WORD && k->to - k->from == 4 && memcmp(low + k->from, "half", 4) == 0 && is_word(next, W_A) &&
           next[1].kind == T_WORD && !(next[1].cls & (C(TIME) | C(PER))) && before->kind == T_WORD &&
           (before->word == W_TO || (before->cls & C(OPERATOR)));
}

/* A token that begins no phrase, is no number in words and hangs on nothing before it: most are. */
static bool stands_alone(const struct token *t)
{
    if (t->kind != T_WORD) {
        return t->kind != T_MARK || (t->mark != '.' && t->mark != '(');
    }
    return !(t->cls & C(NUMBER)) && !(t->flags & F_JOINED) && !begins_phrase(t);
}

/* "(I) with transfers": independent, as therapists chart it. k is the bracket, next what stands behind it. */
static bool is_independent(const struct token *k, const struct token *next)
{
    return k->kind == T_MARK && k->mark == '(' && is_word(next, W_I) && next[1].kind == T_MARK && next[1].mark == ')';
}

/* "half an hour": its unit, behind its number k. */
static void add_minutes(struct token *t, int o, struct token k)
{
    k.kind = T_WORD;
    k.word = W_MINUTE;
    k.value = 'N';
    k.cls = C(TIME) | C(PER);
    t[o] = k;
}

/* Token i goes to place o. */
static void keep(struct token *t, int o, int i)
{
    if (o < i) {
        t[o] = t[i];
    }
}

/* Step 1: phrases, hyphenated words, number words. */
static int merge_words(const char *low, struct token *t, int n)
{
    static const struct token none = {.kind = T_MARK, .mark = '.'};
    int o = 0;
    for (int i = 0; i < n;) {
        const struct lexeme *w = NULL;
        if (stands_alone(&t[i])) {
            keep(t, o++, i++);
            continue;
        }
        struct token k = t[i];
        if (abbreviation_dot(t, n, i, o)) {
            i++;
            continue;
        }
        int len = phrase_at(t + i, &w);
        bool points = is_word(&k, W_POINTS) && o > 0 && /* down 2 points at ... */
                      (t[o - 1].kind == T_NUMBER || is_word(&t[o - 1], W_OR_MORE) || is_word(&t[o - 1], W_OR_LESS));
        len = len > 1 && (points || via_is_deadline(w, &t[i + len]) || of_the_noun(w, &t[i + len])) ? 1 : len;
        if (len > 1) {
            k.cls = w->cls;
            k.word = w->lemma;
            k.value = w->value;
            k.form = w->form;
            k.to = t[i + len - 1].to;
            k.flags = (uint16_t)((k.flags & ~F_UPPER) | F_PHRASE | (t[i + len - 1].flags & F_POSSESSIVE));
        }
        i += len > 1 ? len : 1;
        const struct token *before = o > 0 ? &t[o - 1] : &none;
        if (is_half_a(low, before, &k, &t[i])) { /* to half a pack a day */
            become_number(&k, 0);
            k.lo = 500;
            k.decimals = 1;
            k.to = t[i++].to;
        }
        if (k.kind == T_WORD && (k.cls & C(NUMBER))) {
            if (k.value != 1 || one_is_number(before, &t[i])) {
                become_number(&k, k.value);
            } else {
                k.cls = C(STOP);
            }
        }
        if (i + 1 < n && is_independent(&k, &t[i])) {
            k.kind = T_WORD;
            k.mark = '\0';
            k.to = t[i + 1].to;
            k.cls = C(INDEP);
            k.word = W_UNKNOWN_WORD;
            i += 2;
        }
        bool days = (k.cls & C(WEEKDAY)) && (before->cls & C(WEEKDAY));
        if ((k.flags & F_JOINED) && k.kind == T_WORD && before->kind == T_WORD && !days) {
            join_word(low, &t[o - 1], &k);
            continue;
        }
        bool half_hour = k.kind == T_NUMBER && (k.flags & F_PHRASE) && k.lo == 30000;
        if (&t[o] != &t[i - 1] || len > 1 || k.kind != t[o].kind || k.cls != t[o].cls) {
            t[o] = k;
        }
        o++;
        if (half_hour) {
            add_minutes(t, o++, k);
        }
    }
    t[o] = t[n];
    return o;
}

static bool plain_number(const struct token *t)
{
    return t->kind == T_NUMBER && !(t->flags & (F_RANGE | F_FRACTION | F_ORDINAL | F_TIMES));
}

static bool is_year(const struct token *t)
{
    return plain_number(t) && t->lo >= 1990000 && t->lo <= 2099000 && !(t->flags & (F_PERCENT | F_WORDY));
}

static bool is_day(const struct token *t)
{
    return t->kind == T_NUMBER && !(t->flags & (F_RANGE | F_FRACTION | F_PERCENT)) && t->lo >= 1000 && t->lo <= 31000 &&
           t->lo % 1000 == 0;
}

/* "32 June 2026": beyond every month, and yet written as a day; only a year behind it tells. */
static bool is_past_day(const struct token *t)
{
    return plain_number(t) && !(t->flags & (F_PERCENT | F_WORDY)) && t->lo >= 32000 && t->lo <= 99000 &&
           t->lo % 1000 == 0;
}

static void become_date(struct token *t, const struct token *last, int64_t year, int month, int64_t day)
{
    token_becomes(t, T_DATE);
    t->cls = 0;
    t->lo = year;
    t->hi = month;
    t->den = (int32_t)day;
    t->to = last->to;
}

/* June 3, 2026 / 3 June 2026 / the 3rd of June / June 2026 / by June. Returns tokens taken, 0 when it is no date. */
static int date_at(struct token *t, const struct token *before)
{
    int at = 0, day_at = -1;
    if (is_day(t) || is_past_day(t)) {
        day_at = 0;
        at = is_word(t + 1, W_OF) ? 2 : 1;
    }
    if (t[at].kind != T_WORD || !(t[at].cls & C(MONTH))) {
        return 0;
    }
    int month = t[at].value, end = at + 1;
    bool spoken_verb = (t[at].cls & (C(AUX) | C(VERB))) != 0; /* may, march */
    if (t[end].kind == T_MARK && t[end].mark == '.' && t[end].from == t[at].to &&
        (is_day(&t[end + 1]) || is_year(&t[end + 1]))) {
        end++;
    }
    bool past = is_past_day(&t[end]) && is_year(&t[end + 1 + (t[end + 1].kind == T_MARK && t[end + 1].mark == ',')]);
    if (day_at < 0 && (is_day(&t[end]) || past)) {
        day_at = end++;
    }
    int comma = t[end].kind == T_MARK && t[end].mark == ',' ? 1 : is_word(&t[end], W_OF) ? 1 : 0;
    int64_t year = 0;
    const struct token *tick = &t[end];
    bool short_year = tick->kind == T_MARK && tick->to == tick[1].from &&
                      (tick->to - tick->from == 1 || tick->to - tick->from == 3) && strchr("'\"", tick->mark) != NULL &&
                      tick->mark != 0 && plain_number(tick + 1) && tick[1].to - tick[1].from == 2;
    if (short_year) { /* June '27 */
        year = 2000 + tick[1].lo / 1000;
        end += 2;
    } else if (is_year(&t[end + comma])) {
        year = t[end + comma].lo / 1000;
        end += comma + 1;
    }
    if (day_at == 0 && year == 0 && is_past_day(t)) {
        return 0;
    }
    if (day_at < 0 && year == 0) {
        bool opened = before->kind == T_WORD && (before->cls & (C(DUE) | C(FILL)));
        if (!opened || (spoken_verb && !(t[at].flags & F_CAPITAL))) {
            return 0;
        }
    }
    become_date(t, &t[end - 1], year, month, day_at < 0 ? 0 : t[day_at].lo / 1000);
    return end;
}

/* "4 out of 5", "3 of the 5", "3 out 5": a fraction whose mark is 'o'. Returns tokens taken. */
static int n_of_m_at(struct token *t)
{
    int at = 1;
    bool next = false;
    if (is_word(&t[at], W_OUT_OF) || is_word(&t[at], W_OF)) {
        at++;
    } else if (is_word(&t[at], W_OUT)) {
        at += is_word(&t[at + 1], W_OF) ? 2 : 1;
    } else {
        return 0;
    }
    for (int skipped = 0; skipped < 2 && t[at].kind == T_WORD && (t[at].cls & (C(DET) | C(FILL))); skipped++) {
        next |= is_word(&t[at], W_NEXT);
        at++;
    }
    if (is_word(&t[at], W_LAST)) {
        at++;
    }
    if (!plain_number(&t[at]) || t[at].lo <= 1000 || t[at].lo % 1000 != 0 || (t[at].flags & F_PERCENT) ||
        t[at].lo < t->lo) {
        return 0;
    }
    t->den = (int32_t)(t[at].lo / 1000);
    t->flags |= (uint16_t)(next ? F_FRACTION | F_NEXT : F_FRACTION);
    t->mark = 'o';
    t->to = t[at].to;
    return at + 1;
}

static bool from_before(const struct token *t, int o)
{
    for (int i = o - 1; i >= 0 && i > o - 6; i--) {
        if (is_word(&t[i], W_FROM) || is_word(&t[i], W_BASELINE)) {
            return true;
        }
    }
    return false;
}

/* "5 to 7", "three or four", "between 5 and 7", "6-7/10": two numbers to one range. */
static bool range_follows(const struct token *t, const struct token *k, int o)
{
    const struct token *b = k + 2;
    if (k[1].kind != T_WORD || !plain_number(k) || b->kind != T_NUMBER || (b->flags & (F_RANGE | F_ORDINAL | F_PLUS)) ||
        b->lo <= k->lo) {
        return false;
    }
    if ((b->flags & F_TIMES) && (k->flags & F_PERCENT)) {
        return false;
    }
    if (k[1].word == W_AND) {
        return o > 0 && is_word(&t[o - 1], W_BETWEEN);
    }
    return (k[1].word == W_TO || k[1].word == W_OR) && !from_before(t, o);
}

static bool tens_and_units(const struct token *a, const struct token *b)
{
    return (a->flags & F_WORDY) && a->kind == T_NUMBER && b->kind == T_NUMBER && (b->flags & F_WORDY) &&
           (b->flags & F_JOINED) && a->lo >= 20000 && a->lo <= 90000 && b->lo < 10000;
}

/* What follows a number and belongs to it. Returns tokens taken beyond the first. */
static int number_tail(const struct token *t, struct token *k, int o)
{
    int took = 0;
    if (tens_and_units(k, k + 1)) {
        k->lo += k[1].lo;
        k->to = k[1].to;
        k[1] = *k;
        return 1;
    }
    if (is_word(&k[1], W_AND_A_HALF) && !(k->flags & (F_FRACTION | F_PERCENT))) {
        k->lo += 500;
        k->decimals = 1;
        k->to = k[1].to;
        return 1;
    }
    if (k[1].kind == T_MARK && k[1].mark == '(' && plain_number(k + 2) && k[2].lo == k->lo && k[3].kind == T_MARK &&
        k[3].mark == ')') {
        k->flags |= k[2].flags & F_PERCENT;
        took = 3;
    }
    if (is_word(&k[took + 1], W_PERCENT)) {
        k->flags |= F_PERCENT;
        k->to = k[++took].to;
    }
    if (took == 0 && (k->flags & F_PERCENT) && k[1].kind == T_MARK && k[1].mark == '+' && k[1].from == k->to) {
        k->flags |= F_PLUS; /* 90%+ */
        return 1;
    }
    if (took == 0 && range_follows(t, k, o)) {
        k->hi = k[2].lo;
        k->flags |= (uint16_t)(F_RANGE | (k[2].flags & (F_PERCENT | F_FRACTION | F_TIMES)));
        k->den = k[2].den;
        k->to = k[2].to;
        took = 2;
        if (is_word(&k[3], W_PERCENT)) {
            k->flags |= F_PERCENT;
            k->to = k[3].to;
            took = 3;
        }
    }
    return took;
}

static bool may_be_number(const struct token *t)
{
    return (t->kind == T_NUMBER) | (t->word == W_ONCE) | ((t->cls & C(MONTH)) != 0);
}

/* Step 2: what several tokens say about one number. */
static int merge_numbers(const char *low, struct token *t, int n)
{
    static const struct token none = {.kind = T_MARK, .mark = '.'};
    int o = 0;
    while (o < n && !may_be_number(&t[o])) {
        o++; /* most sentences begin without, and many have none */
    }
    for (int i = o; i < n;) {
        struct token *k = &t[i], *last = o > 0 ? &t[o - 1] : NULL;
        int took = 0;
        if (!may_be_number(k)) {
            keep(t, o++, i++);
            continue;
        }
        if (k->kind == T_NUMBER || (k->cls & C(MONTH))) {
            took = date_at(k, last ? last : &none);
        }
        if (last && is_word(k, W_ONCE) && is_word(last, W_TO) && (k[1].cls & (C(PREP) | C(DET))) &&
            (k[2].cls & C(PER))) {
            become_number(k, k->value); /* "to once a week" is "to 1x a week" */
            k->flags |= F_TIMES;
        }
        if (took == 0 && plain_number(k)) {
            took = n_of_m_at(k);
        }
        if (took == 0 && k->kind == T_NUMBER) {
            if (k[1].from == k->to && k[1].to - k[1].from == 1 && low[k->to] == 'w') {
                k[1].word = W_WEEK; /* 12w */
                k[1].cls = C(TIME) | C(PER) | C(COUNT);
                k[1].value = 'W';
            }
            bool half_day = k[1].from == k->to && k[1].to - k[1].from == 1 && k->lo <= 12000 && k->decimals == 0 &&
                            (low[k->to] == 'a' || low[k->to] == 'p') && !(k->flags & (F_RANGE | F_FRACTION));
            if (half_day) { /* home by 10p */
                token_becomes(k, T_CLOCK);
                k->to = k[1].to;
                keep(t, o++, i);
                i += 2;
                continue;
            }
            took = 1 + number_tail(t, k, o);
            if (took == 2 && k[1].kind == T_NUMBER) { /* twenty-five: look again, a percent sign may follow */
                i++;
                continue;
            }
            if (is_word(&t[i + took], W_AM)) {
                token_becomes(k, T_CLOCK);
                k->to = t[i + took++].to;
            } else if (last && !(o > 1 && (last[-1].cls & C(AUX))) && /* will type 20 words */
                       (((is_word(last, W_LEVEL) || is_word(last, W_LESSON)) && k->lo <= 20000 &&
                         !(k->flags & (F_PERCENT | F_TIMES)) && !is_word(&t[i + took], W_TIMES)) || /* the room 2x */
                        (is_word(last, W_STEP) && !(last->form & FORM_PLURAL) && (last->flags & F_CAPITAL)) ||
                        (last->kind == T_MARK && last->mark == '#'))) {
                k->flags |= F_NAMED;
            }
        }
        if (&t[o] != k) {
            t[o] = *k;
        }
        o++;
        i += took > 0 ? took : 1;
    }
    t[o] = t[n];
    return o;
}

int token_merge(const char *low, struct token *t, int n)
{
    return merge_numbers(low, t, merge_words(low, t, n));
}
