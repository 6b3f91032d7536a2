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

/* "on 4/9/2027" at i: the date says it better. */
static bool dated(const struct reading *r, int i)
{
    i += is(&r->t[i], W_ON) || is(&r->t[i], W_OF) || is(&r->t[i], W_IN) || mark(&r->t[i], '(');
    return r->t[i].kind == T_DATE;
}

/* What comes once, and is gone to or waited for: a hearing, a birthday. */
static bool is_coming(const struct reading *r, const struct token *t)
{
    static const char *const events[] = {
        "hearing",   "meeting",  "conference",  "tribunal",   "surgery",   "operation", "procedure",   "wedding",
        "birthday",  "trial",    "exam",        "exams",      "test",      "interview", "trip",        "move",
        "talk",      "visit",    "checkup",     "consult",    "screening", "scan",      "anniversary", "date",
        "vacation",  "holiday",  "funeral",     "ceremony",   "recital",   "concert",   "tournament",  "race",
        "placement", "deadline", "appointment", "evaluation", "court",     "reunion",   "transfer",    "tour"};
    for (size_t k = 0; k < sizeof events / sizeof *events; k++) {
        if (deadline_word(r, t, events[k])) {
            return true;
        }
    }
    return is(t, W_PLAN_REVIEW) || is(t, W_NEXT_SESSION);
}

static bool has_one_of(const struct reading *r, const struct token *t, const char *a, const char *b, const char *c)
{
    return deadline_word(r, t, a) || deadline_word(r, t, b) || deadline_word(r, t, c);
}

/* "by cycle 4", "by phase 2": a stage that is counted, whatever it is called. */
bool deadline_stage(const struct reading *r, const struct opener *o, struct when *w)
{
    const struct token *t = &r->t[o->at], *n = t + 1;
    bool point = o->prep == W_BY || o->prep == W_BEFORE || o->prep == W_UNTIL || o->prep == W_NO_LATER_THAN;
    w->last = o->at + 1;
    w->rule = RULE_DUE_UNIT_NUMBER;
    bool named = number(n) && (n->flags & F_NAMED) && !has_one_of(r, t, "level", "grade", "type");
    return point && t->kind == T_WORD && (usable_number(n) || named) && !(n->flags & (F_RANGE | F_WORDY)) &&
           n->decimals == 0 && !(t->flags & F_UPPER) && n[1].kind != T_WORD && !mark(n + 1, '/') &&
           !has(t, C(UNIT) | C(SCALE) | C(SYMPTOM) | C(OPERATOR) | C(PREP) | C(CONJ) | C(FILL) | C(DET) | C(AUX) |
                       C(UP) | C(DOWN) | C(TIME) | C(STAFF));
}

/* "by his parole hearing", "before the custody hearing", "by the next tribunal": a coming event, whatever it is called;
 * not one that comes back with each meal or shift. */
bool deadline_coming(const struct reading *r, const struct opener *o, struct when *w)
{
    bool point = o->prep == W_BY || o->prep == W_BEFORE || o->prep == W_UNTIL || o->prep == W_PRIOR_TO ||
                 o->prep == W_NO_LATER_THAN;
    bool at = o->prep == W_AT; /* at the post-treatment visit */
    int first = o->at, end = first + (at && is(&r->t[first], W_POST));
    const struct token *lead = &r->t[first - 1];
    bool one = o->next || (has(lead, C(DET)) && !is(lead, W_A) && !is(lead, W_EACH) && !is(lead, W_EVERY));
    while (end < first + 5 && (r->t[end].kind == T_WORD || (end == first && number(&r->t[end]))) &&
           !has(&r->t[end], C(PREP) | C(CONJ) | C(AUX) | C(OFTEN) | C(COND) | C(PRON) | C(VIA) | C(DET))) {
        end++;
    }
    for (int k = first + 1; k < end - 1; k++) {
        end = is_coming(r, &r->t[k]) && !is_coming(r, &r->t[k + 1]) ? k + 1 : end; /* by the court date Marta will */
    }
    const struct token *head = &r->t[end - 1];
    if (at && one && end > first + 1 &&
        (is(head, W_VISIT) || has_one_of(r, head, "followup", "evaluation", "assessment"))) {
        w->last = end - 1;
        w->rank = 2; /* where it is measured, when nothing else says by when */
        w->rule = RULE_DUE_EVENT;
        return !has(&r->t[first], C(EVENT) | C(PER)) && !(head->form & FORM_PLURAL);
    }
    bool named =
        o->prep != W_BY && end > first + 1 && end < first + 4 && !(head->form & FORM_PLURAL) && is_coming(r, head);
    one |= named && !has(&r->t[first], C(VERB));                      /* before reunification review */
    bool alone = end == first + 1 && o->prep == W_BEFORE && !o->next; /* "before the meeting" may be every one */
    if (!point || !one || end == first || has(&r->t[end], C(AUX)) || (has(head, C(PER)) && alone)) {
        return false;
    }
    bool once_more = o->next && !(head->form & FORM_PLURAL) && !has(head, C(PER) | C(TIME)) &&
                     has(head, C(EVENT) | C(SCALE) | C(SOURCE)); /* by the next A1c */
    if (!is_coming(r, head) && !once_more) {
        return false;
    }
    w->last = end - 1;
    w->rule = RULE_DUE_EVENT;
    if (!dated(r, end)) {
        deadline_text(w, is(head, W_PLAN_REVIEW) ? "plan_review" : is(head, W_NEXT_SESSION) ? "next_session" : "");
    }
    return true;
}

/* "by the time school starts", "before turning 18", "until I see you again": a clause that names a point of time. */
static bool clause_ends(const struct reading *r, const struct opener *o, struct when *w)
{
    int i = o->at;
    bool time = o->prep == W_BY && deadline_word(r, &r->t[i], "time") && r->t[i + 1].kind == T_WORD;
    bool point = o->prep == W_BEFORE || o->prep == W_UNTIL || time;
    i += time;
    const struct token *t = &r->t[i];
    w->last = i;
    if (!point || is(t, W_OF)) {
        return false;
    }
    bool meets = has(t, C(PRON) | C(SELF) | C(CLIENT) | C(FAMILY)) &&
                 (deadline_word(r, t + 1, "see") || deadline_word(r, t + 1, "meet"));
    if (meets && !dated(r, i + 2) && !dated(r, i + 3)) {
        deadline_text(w, "next_session");
    }
    w->last += deadline_word(r, t, "turning") && number(t + 1);
    w->last += t->kind == T_WORD && (has_one_of(r, t + 1, "starts", "begins", "ends") ||
                                     has_one_of(r, t + 1, "opens", "closes", "resumes")); /* before school starts */
    bool over = o->prep != W_UNTIL && deadline_word(r, t + 1, "is") && has_one_of(r, t + 2, "up", "over", "due");
    w->last += t->kind == T_WORD && over ? 2 : 0; /* before the lease is up */
    return time || meets || w->last > i;
}

/* "check", "mark": plain words that name a point of time behind "30-day". */
bool deadline_point(const struct reading *r, const struct token *t)
{
    static const char *const points[] = {"check", "recheck", "mark", "point", "call", "screen", "clinic"};
    for (size_t k = 0; k < sizeof points / sizeof *points; k++) {
        if (deadline_word(r, t, points[k])) {
            return true;
        }
    }
    return false;
}

/* "by the end of the harvest": an end-point, whatever it is the end of */
bool deadline_unnamed_end(const struct reading *r, const struct opener *o, struct when *w)
{
    bool point = o->prep == W_BY || o->prep == W_BEFORE || o->prep == W_UNTIL || o->prep == W_THROUGH;
    const struct token *t = &r->t[o->at];
    bool course = (t->flags & F_UPPER) || has(t, C(MODALITY)) || has_one_of(r, t, "cycle", "module", "series");
    w->last = o->at;
    w->rule = RULE_DUE_END_OF;
    bool elsewhere = t[1].kind == T_DATE || mark(t + 1, '(') || deadline_word(r, t, "poc");
    if (o->end && course && !elsewhere && (point || o->prep == W_AT)) { /* by the end of CPT */
        deadline_text(w, "program_end");
        return true;
    }
    return point && o->end && r->t[o->at].kind == T_WORD &&
           !has(&r->t[o->at], C(THING) | C(SYMPTOM) | C(PREP) | C(STOP) | C(CONJ) | C(PER));
}

bool deadline_once(const struct reading *r, const struct token *t)
{
    return has_one_of(r, t, "birthday", "bday", "b-day") || has_one_of(r, t, "interview", "hearing", "grade");
}

bool deadline_stretch(const struct reading *r, const struct opener *o, int noun)
{
    const struct token *t = &r->t[noun];
    bool in = o->prep == W_IN || o->prep == W_WITHIN || o->prep == W_DURING || o->prep == W_OVER;
    return in && is(&r->t[o->at - 1], W_THE) && t->kind == T_WORD && t[1].kind != T_WORD &&
           !has(t, C(SOURCE) | C(SCALE));
}

/* "by the 15th": a day of the month. */
bool deadline_day(const struct reading *r, const struct opener *o, struct when *w)
{
    const struct token *t = &r->t[o->at];
    bool point = o->prep == W_BY || o->prep == W_BEFORE || o->prep == W_UNTIL || o->prep == W_NO_LATER_THAN;
    w->last = o->at;
    w->rule = RULE_DUE_SHORT_DATE;
    return point && number(t) && t->lo >= 1000 && t->lo <= 31000 && (t[1].kind == T_END || t[1].kind == T_MARK);
}

/* "by half term", "in half a year", where "half" was taken with the word in front of it. */
bool deadline_half(const struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    if (!is(t, W_IN_HALF) || t[1].kind != T_WORD) {
        return false;
    }
    w->rule = RULE_DUE_PERIOD;
    w->last = i + 1 + is(t + 1, W_A);
    if (is(&r->t[w->last], W_YEAR)) {
        deadline_period(w, 6, 'M');
        return true;
    }
    return is(t + 1, W_SEMESTER);
}

/* "by mid-treatment", "by the midpoint": not midnight. */
static bool middle(const struct reading *r, const struct token *t)
{
    return t->kind == T_WORD && t->to - t->from > 4 && memcmp(r->low + t->from, "mid", 3) == 0 &&
           (r->low[t->from + 3] == '-' || r->low[t->from + 3] == 'p' || r->low[t->from + 3] == 'w' ||
            deadline_word(r, t, "midterm"));
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
    if ((point || o->prep == W_AT) &&
        (deadline_word(r, t, "dc") || (deadline_word(r, t, "exit") && (t[1].kind != T_WORD || has(t + 1, C(CONJ)))))) {
        deadline_text(w, "discharge");
        return true;
    }
    if (point && (middle(r, t) || ((t->flags & F_POSSESSIVE) && (t->flags & F_CAPITAL) && is(t + 1, W_DAY)))) {
        w->last += !middle(r, t); /* by mid-treatment, before Mother's Day */
        return true;
    }
    if (point && (has_one_of(r, t, "kindergarten", "preschool", "college") ||
                  (deadline_word(r, t, "grade") && o->at > 0 && has(t - 1, C(ORDINAL))))) { /* before first grade */
        return true;
    }
    if (point && deadline_word(r, t, "age") && number(t + 1)) {
        w->last++;
        return true;
    }
    if (clause_ends(r, o, w)) {
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

/* "since the move in March", "had 3 in September": what lies behind. */
bool deadline_behind(const struct reading *r, int i)
{
    for (int k = i - 1; (is(&r->t[i], W_IN) || is(&r->t[i], W_FOR)) && k >= 0 && k > i - 6 &&
                        (r->t[k].kind == T_WORD || number(&r->t[k]));
         k--) {
        if (is(&r->t[k], W_SINCE) || has_one_of(r, &r->t[k], "had", "was", "did") ||
            (deadline_word(r, &r->t[k], "used") && is(&r->t[k + 1], W_TO))) {
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
    if ((t->flags & F_POSSESSIVE) || reading_counts(t + 1) ||
        (mark(t + 1, ':') && reading_counts(t + 2))) { /* today 5 in the week */
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
