/*
 * deadline_word.c: end-points in plain words, and how a deadline is written.
 * Layer: statement (inner).  Not here: periods, dates and named events (deadline.c).
 */
#include "base/date.h"
#include "statement/deadline.h"
#include "words.h"

#include <string.h>

void deadline_text(struct when *w, const char *s)
{
    memcpy(w->text, s, strlen(s) + 1);
}

/* "P8W", "PT2H", "S8" */
void deadline_period(struct when *w, int64_t n, int unit)
{
    const char *prefix = unit == 'N' || unit == 'H' ? "PT" : unit == 'S' ? "S" : "P";
    n *= unit == 'F' ? 2 : unit == 'Q' ? 3 : 1;
    deadline_text(w, prefix);
    size_t k = strlen(prefix);
    k += reading_amount(n * 1000, 0, w->text + k);
    if (unit != 'S') {
        w->text[k++] = (char)(unit == 'N' || unit == 'Q' ? 'M' : unit == 'F' ? 'W' : unit);
    }
    w->text[k] = '\0';
}

static void put_digits(char *to, int64_t v, int n)
{
    for (int i = n - 1; i >= 0; i--, v /= 10) {
        to[i] = (char)('0' + v % 10);
    }
}

void deadline_date(struct when *w, int64_t year, int64_t month, int64_t day)
{
    enum { ANY_LEAP_YEAR = 2024 };
    w->text[0] = '\0';
    w->no_such_day = !date_valid(year != 0 ? (int)year : ANY_LEAP_YEAR, (int)month, day != 0 ? (int)day : 1);
    if (year == 0 || w->no_such_day) {
        return;
    }
    memcpy(w->text, "0000-00-00", 11);
    put_digits(w->text, year, 4);
    put_digits(w->text + 5, month, 2);
    put_digits(w->text + 8, day != 0 ? day : date_days_in_month((int)year, (int)month), 2);
}

bool deadline_word(const struct reading *r, const struct token *t, const char *text)
{
    size_t n = strlen(text);
    return t->kind == T_WORD && (size_t)(t->to - t->from) == n && memcmp(r->low + t->from, text, n) == 0;
}

/* "by his release", "within half a year", "by age 18", "before she is 3 years old": end-points in plain words. */
bool deadline_plain(struct reading *r, const struct opener *o, struct when *w)
{
    const struct token *t = &r->t[o->at];
    bool point = o->prep == W_BY || o->prep == W_BEFORE || o->prep == W_UNTIL || o->prep == W_PRIOR_TO;
    w->last = o->at;
    w->rule = RULE_DUE_EVENT;
    if (point && deadline_word(r, t, "release") && !is(t + 1, W_OF)) {
        w->last += deadline_word(r, t + 1, "date");
        if (r->t[w->last + 1].kind == T_DATE) {
            return false;
        }
        deadline_text(w, "discharge");
        return true;
    }
    if ((o->prep == W_WITHIN || o->prep == W_IN) && deadline_word(r, t, "half") && is(t + 1, W_A) &&
        is(t + 2, W_YEAR)) {
        deadline_period(w, 6, 'M');
        w->last += 2;
        w->rule = RULE_DUE_PERIOD;
        return true;
    }
    if ((point || o->prep == W_AT) && deadline_word(r, t, "half-year")) { /* by the half-year mark */
        deadline_period(w, 6, 'M');
        w->rule = RULE_DUE_PERIOD;
        return true;
    }
    if (deadline_word(r, t, "half") && is(t + 1, W_YEAR) && (o->next || o->prep == W_WITHIN || o->prep == W_OVER)) {
        deadline_period(w, 6, 'M'); /* in the next half year */
        w->last++;
        w->rule = RULE_DUE_PERIOD;
        return true;
    }
    if (point && deadline_word(r, t, "leaving") && (t[1].kind != T_WORD || has(t + 1, C(CONJ)))) {
        deadline_text(w, "discharge");
        return true;
    }
    if (point && deadline_word(r, t, "age") && number(t + 1)) {
        w->last++;
        return true;
    }
    for (int k = 0; o->prep == W_BEFORE && k < 8 && (t[k].kind == T_WORD || number(t + k)); k++) {
        if (k > 2 && is(t + k, W_OLD) && has(t + k - 1, C(TIME)) && number(t + k - 2)) {
            w->last += k;
            return true;
        }
    }
    return false;
}

/* "..., next visit": the coming meeting closes the sentence or its clause, with no word in front of it. */
bool deadline_closes(const struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    bool ends = t[1].kind == T_END || mark(t + 1, '.') || mark(t + 1, ';') || mark(t + 1, ',');
    if (!is(t, W_NEXT_SESSION) || !ends || i <= r->head || r->low[t->from] != 'n' ||
        has(t - 1, C(PREP) | C(DET) | C(CONJ) | C(DUE))) {
        return false;
    }
    deadline_text(w, "next_session");
    w->last = i;
    return true;
}

/* "until discharge weight", "before discharge planning": no end-point but a kind of thing. */
bool deadline_only_names(const struct reading *r, const struct token *t)
{
    static const char *const things[] = {"weight", "planning", "criteria", "instructions", "summary", "teaching"};
    for (size_t k = 0; k < sizeof things / sizeof *things; k++) {
        if (is(t, W_DISCHARGE) && deadline_word(r, t + 1, things[k])) {
            return true;
        }
    }
    return false;
}

/* "since the move in March": what lies behind. */
bool deadline_behind(const struct reading *r, int i)
{
    for (int k = i - 1; is(&r->t[i], W_IN) && k >= 0 && k > i - 6 && r->t[k].kind == T_WORD; k--) {
        if (is(&r->t[k], W_SINCE)) {
            return true;
        }
    }
    return false;
}

/* "starting this week": when it begins, not when it is due. */
bool deadline_begins(const struct reading *r, int i)
{
    return i > 0 && (deadline_word(r, &r->t[i - 1], "starting") || deadline_word(r, &r->t[i - 1], "beginning") ||
                     deadline_word(r, &r->t[i - 1], "commencing"));
}

/* "start date: 3 May 2027", "since 3 May": no end-point. */
bool deadline_starts(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    return is(t - 1, W_START_DATE) || is(t - 1, W_FROM) || is(t - 1, W_SINCE) || is(t - 1, W_LAST) ||
           (mark(t - 1, ':') && i > 1 && is(t - 2, W_START_DATE));
}

/* "today", not "between today and", "starting today", "(2.8 cm today)" */
bool deadline_today(struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    if (i > 0 && (is(t - 1, W_BETWEEN) || is(t - 1, W_FROM) || deadline_begins(r, i) ||
                  (mark(t + 1, ')') && (number(t - 1) || has(t - 1, C(UNIT)))))) {
        return false;
    }
    deadline_text(w, "P1D");
    w->last = i;
    return true;
}

/* A date alone: the end-point, unless it is said to be the start. */
bool deadline_bare_date(const struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    bool alone = i == 0 && t[1].kind == T_END;
    if ((t->lo == 0 && !alone) || t->den == 0) {
        return false;
    }
    if (i > 0 && deadline_starts(r, i)) {
        w->last = -1;
        return true;
    }
    deadline_date(w, t->lo, t->hi, t->den);
    w->last = i;
    w->rule = RULE_DUE_BARE_DATE;
    return true;
}
