/* plan_text_cadence.c: how often and how long, in words. */
#include "plan/plan_text_scan.h"

#include <string.h>

enum { TOKENS_MAX = 96 };

enum token_kind {
    TOKEN_OTHER,
    TOKEN_NUMBER,
    TOKEN_TIMES,
    TOKEN_UNIT,
    TOKEN_ADVERB,
    TOKEN_EVERY,
    TOKEN_OTHERS,
    TOKEN_PER
};

struct token {
    enum token_kind kind;
    int64_t min, max;    /* NUMBER; ADVERB: every how many units */
    enum plan_unit unit; /* UNIT, ADVERB */
    struct span at;
};

/* Sorted by word: words of one first letter are searched together. */
static const struct {
    char word[14];
    unsigned char length;
    enum token_kind kind;
    signed char value;
    enum plan_unit unit;
} known[] = {
    {"a", 1, TOKEN_PER, 0, 0},
    {"an", 2, TOKEN_PER, 0, 0},
    {"annually", 8, TOKEN_ADVERB, 1, UNIT_YEAR},
    {"appointment", 11, TOKEN_UNIT, 1, UNIT_SESSION},
    {"appointments", 12, TOKEN_UNIT, 1, UNIT_SESSION},
    {"biweekly", 8, TOKEN_ADVERB, 2, UNIT_WEEK},
    {"daily", 5, TOKEN_ADVERB, 1, UNIT_DAY},
    {"day", 3, TOKEN_UNIT, 1, UNIT_DAY},
    {"days", 4, TOKEN_UNIT, 1, UNIT_DAY},
    {"each", 4, TOKEN_EVERY, 0, 0},
    {"eight", 5, TOKEN_NUMBER, 8, 0},
    {"every", 5, TOKEN_EVERY, 0, 0},
    {"five", 4, TOKEN_NUMBER, 5, 0},
    {"fortnightly", 11, TOKEN_ADVERB, 2, UNIT_WEEK},
    {"four", 4, TOKEN_NUMBER, 4, 0},
    {"meeting", 7, TOKEN_UNIT, 1, UNIT_SESSION},
    {"meetings", 8, TOKEN_UNIT, 1, UNIT_SESSION},
    {"mo", 2, TOKEN_UNIT, 1, UNIT_MONTH},
    {"month", 5, TOKEN_UNIT, 1, UNIT_MONTH},
    {"monthly", 7, TOKEN_ADVERB, 1, UNIT_MONTH},
    {"months", 6, TOKEN_UNIT, 1, UNIT_MONTH},
    {"night", 5, TOKEN_UNIT, 1, UNIT_DAY},
    {"nightly", 7, TOKEN_ADVERB, 1, UNIT_DAY},
    {"nine", 4, TOKEN_NUMBER, 9, 0},
    {"once", 4, TOKEN_NUMBER, 1, UNIT_DAY},
    {"one", 3, TOKEN_NUMBER, 1, 0},
    {"other", 5, TOKEN_OTHERS, 0, 0},
    {"per", 3, TOKEN_PER, 0, 0},
    {"quarter", 7, TOKEN_UNIT, 3, UNIT_MONTH},
    {"quarterly", 9, TOKEN_ADVERB, 3, UNIT_MONTH},
    {"session", 7, TOKEN_UNIT, 1, UNIT_SESSION},
    {"sessions", 8, TOKEN_UNIT, 1, UNIT_SESSION},
    {"seven", 5, TOKEN_NUMBER, 7, 0},
    {"six", 3, TOKEN_NUMBER, 6, 0},
    {"ten", 3, TOKEN_NUMBER, 10, 0},
    {"three", 5, TOKEN_NUMBER, 3, 0},
    {"thrice", 6, TOKEN_NUMBER, 3, UNIT_DAY},
    {"time", 4, TOKEN_TIMES, 0, 0},
    {"times", 5, TOKEN_TIMES, 0, 0},
    {"twelve", 6, TOKEN_NUMBER, 12, 0},
    {"twice", 5, TOKEN_NUMBER, 2, UNIT_DAY},
    {"two", 3, TOKEN_NUMBER, 2, 0},
    {"visit", 5, TOKEN_UNIT, 1, UNIT_SESSION},
    {"visits", 6, TOKEN_UNIT, 1, UNIT_SESSION},
    {"week", 4, TOKEN_UNIT, 1, UNIT_WEEK},
    {"weekly", 6, TOKEN_ADVERB, 1, UNIT_WEEK},
    {"weeks", 5, TOKEN_UNIT, 1, UNIT_WEEK},
    {"wk", 2, TOKEN_UNIT, 1, UNIT_WEEK},
    {"wks", 3, TOKEN_UNIT, 1, UNIT_WEEK},
    {"x", 1, TOKEN_TIMES, 0, 0},
    {"year", 4, TOKEN_UNIT, 1, UNIT_YEAR},
    {"yearly", 6, TOKEN_ADVERB, 1, UNIT_YEAR},
    {"years", 5, TOKEN_UNIT, 1, UNIT_YEAR},
};

/* Where the words of each letter begin in known[]. */
static const unsigned char first_of[27] = {0,  5,  6,  6,  9,  12, 15, 15, 15, 15, 15, 15, 15, 21,
                                           24, 27, 28, 30, 30, 34, 42, 42, 44, 49, 50, 53, 53};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The bytes between two ends of a range ("-", en and em dash, " to "), 0 when there is none at i. */
static size_t range_mark(struct str s, size_t i)
{
    size_t from = i;
    while (i < s.n && s.p[i] == ' ')
        i++;
    if (i < s.n && s.p[i] == '-')
        i++;
    else if (i + 2 < s.n && memcmp(s.p + i, "\xE2\x80", 2) == 0 && (s.p[i + 2] == '\x93' || s.p[i + 2] == '\x94'))
        i += 3;
    else if (i > from && str_starts_ci(str_sub(s, i, s.n), STR("to ")))
        i += 2;
    else
        return 0;
    while (i < s.n && s.p[i] == ' ')
        i++;
    return i < s.n && is_digit(s.p[i]) ? i - from : 0;
}

static int64_t number_at(struct str s, size_t *i)
{
    int64_t v = 0;
    for (size_t from = *i; *i < s.n && is_digit(s.p[*i]); (*i)++)
        if (*i - from < 9)
            v = v * 10 + (s.p[*i] - '0');
    return v;
}

static void word_token(struct str s, struct token *t)
{
    char lower[16];
    size_t n = t->at.to - t->at.from;
    t->kind = TOKEN_OTHER;
    if (n >= sizeof lower)
        return;
    for (size_t i = 0; i < n; i++)
        lower[i] = (char)(s.p[t->at.from + i] | 32);
    for (size_t i = first_of[lower[0] - 'a']; i < first_of[lower[0] - 'a' + 1]; i++)
        if (known[i].length == n && memcmp(known[i].word, lower, n) == 0) {
            t->kind = known[i].kind;
            t->min = t->max = known[i].value;
            t->unit = known[i].unit;
        }
}

static size_t tokens_of(struct str s, struct token t[TOKENS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < TOKENS_MAX;) {
        if (is_digit(s.p[i])) {
            t[n] = (struct token){.kind = TOKEN_NUMBER, .at.from = i};
            t[n].min = t[n].max = number_at(s, &i);
            size_t mark = range_mark(s, i);
            if (mark) {
                i += mark;
                t[n].max = number_at(s, &i);
            }
            if (t[n].at.from >= 2 && s.p[t[n].at.from - 1] == '-' && is_letter(s.p[t[n].at.from - 2]))
                t[n].kind = TOKEN_OTHER; /* "PHQ-9" */
            t[n++].at.to = i;
            if (i < s.n && n < TOKENS_MAX && memcmp(s.p + i, "\xC3\x97", s.n - i < 2 ? 1 : 2) == 0) {
                t[n++] = (struct token){.kind = TOKEN_TIMES, .at = {i, i + 2}};
                i += 2;
            }
        } else if (is_letter(s.p[i])) {
            t[n] = (struct token){.at.from = i};
            while (i < s.n && is_letter(s.p[i]))
                i++;
            t[n].at.to = i;
            word_token(s, &t[n++]);
        } else {
            if (s.p[i] == '/')
                t[n++] = (struct token){.kind = TOKEN_PER, .at = {i, i + 1}};
            i++;
        }
    }
    return n;
}

static void set_int(struct opt_int *to, int64_t v)
{
    *to = (struct opt_int){true, v};
}

static bool set_every(struct plan_cadence *c, int64_t min, int64_t max, enum plan_unit unit)
{
    if (min < 1 || max < min || max > 1000)
        return false;
    set_int(&c->every_min, min);
    set_int(&c->every_max, max);
    c->unit = unit;
    return true;
}

/* A count just before token i: "twice", "3 times", "2x"; before "per week" also a bare number. */
static size_t take_count(const struct token *t, size_t i, bool bare, struct plan_cadence *c)
{
    size_t k = i;
    while (k > 0 && (t[k - 1].kind == TOKEN_TIMES || t[k - 1].kind == TOKEN_PER || t[k - 1].kind == TOKEN_UNIT ||
                     (t[k - 1].kind == TOKEN_OTHER && i - k < 1)))
        k--;
    bool times = k < i && t[k].kind == TOKEN_TIMES;
    if (k > 0 && t[k - 1].kind == TOKEN_NUMBER && (bare || times || t[k - 1].unit) && t[k - 1].max >= t[k - 1].min &&
        t[k - 1].max <= 1000) {
        set_int(&c->count_min, t[k - 1].min);
        set_int(&c->count_max, t[k - 1].max);
        return k - 1;
    }
    return i;
}

/* The index of the last token that belongs to it, 0 when it is none. */
static size_t every(const struct token *t, size_t n, size_t i, struct plan_cadence *c)
{
    if (i + 1 < n && t[i + 1].kind == TOKEN_UNIT)
        return set_every(c, t[i + 1].min, t[i + 1].max, t[i + 1].unit) ? i + 1 : 0;
    if (i + 2 < n && t[i + 2].kind == TOKEN_UNIT && t[i + 1].kind == TOKEN_NUMBER)
        return set_every(c, t[i + 1].min * t[i + 2].min, t[i + 1].max * t[i + 2].min, t[i + 2].unit) ? i + 2 : 0;
    if (i + 2 < n && t[i + 2].kind == TOKEN_UNIT && t[i + 1].kind == TOKEN_OTHERS)
        return set_every(c, 2, 2, t[i + 2].unit) ? i + 2 : 0;
    bool therapy =
        i + 2 < n && t[i + 2].kind == TOKEN_UNIT && t[i + 1].kind == TOKEN_OTHER; /* "each therapy session" */
    return therapy && set_every(c, t[i + 2].min, t[i + 2].max, t[i + 2].unit) ? i + 2 : 0;
}

bool text_scan_cadence(struct str s, struct plan_cadence *out, struct str *words)
{
    struct token t[TOKENS_MAX];
    size_t n = tokens_of(s, t);
    for (size_t i = 0; i < n; i++) {
        struct plan_cadence c = {.text = out->text};
        size_t first = i, last = 0;
        if (t[i].kind == TOKEN_EVERY) {
            first = take_count(t, i, false, &c);
            last = every(t, n, i, &c);
        } else if (t[i].kind == TOKEN_ADVERB) {
            bool two = i > 0 && str_eq_ci(str_sub(s, t[i - 1].at.from, t[i - 1].at.to), STR("bi")); /* "bi-weekly" */
            int64_t every_units = two ? 2 * t[i].min : t[i].min;
            first = take_count(t, two ? i - 1 : i, false, &c);
            last = set_every(&c, every_units, every_units, t[i].unit) ? i + 1 : 0;
        } else if (t[i].kind == TOKEN_PER && i + 1 < n && t[i + 1].kind == TOKEN_UNIT) {
            first = take_count(t, i, true, &c);
            bool per = c.count_min.has || s.p[t[i].at.from] == 'p' || s.p[t[i].at.from] == 'P';
            last = per && set_every(&c, t[i + 1].min, t[i + 1].max, t[i + 1].unit) ? i + 2 : 0;
        }
        if (last) {
            last -= t[i].kind != TOKEN_EVERY;
            if (words)
                *words = str_sub(s, t[first].at.from, t[last].at.to);
            if (!c.count_min.has) {
                set_int(&c.count_min, 1);
                set_int(&c.count_max, 1);
            }
            *out = c;
            return true;
        }
    }
    return false;
}

bool text_scan_length(struct str s, enum plan_unit wanted, struct scan_span *out)
{
    struct token t[TOKENS_MAX];
    size_t n = tokens_of(s, t);
    for (size_t i = 0; i + 1 < n; i++) {
        size_t unit = i + 1;
        if (t[i].kind == TOKEN_NUMBER && unit + 1 < n &&
            (t[unit].kind == TOKEN_OTHER || t[unit].kind == TOKEN_ADVERB) && t[unit + 1].kind == TOKEN_UNIT &&
            t[unit + 1].unit == UNIT_SESSION)
            unit++; /* "12 weekly sessions", "8 individual sessions" */
        if (t[i].kind != TOKEN_NUMBER || t[i].unit || t[unit].kind != TOKEN_UNIT ||
            (i && t[i - 1].kind == TOKEN_EVERY) || (wanted && t[unit].unit != wanted) || t[i].min > t[i].max)
            continue;
        *out = (struct scan_span){
            t[i].min * t[unit].min, t[i].max * t[unit].min, t[unit].unit, {t[i].at.from, t[unit].at.to}};
        return true;
    }
    return false;
}

int64_t text_scan_minutes(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i]) || (i && is_digit(s.p[i - 1])))
            continue;
        int64_t v = number_at(s, &i);
        size_t at = i;
        while (at < s.n && (s.p[at] == ' ' || s.p[at] == '-'))
            at++;
        struct str unit = str_sub(s, at, s.n);
        if (v > 0 && v < 1000 && str_starts_ci(unit, STR("min")))
            return v;
        if (v > 0 && v < 24 && (str_starts_ci(unit, STR("hour")) || str_starts_ci(unit, STR("hr"))))
            return v * 60;
    }
    return 0;
}
