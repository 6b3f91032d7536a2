/*
 * deadline.c: by when. A frequency, a mastery run and a latency inside the act are not deadlines.
 * Layer: statement (inner).  Not here: how often and how long (frequency.c, duration.c).
 */
#include "statement/deadline.h"
#include "words.h"

#include <string.h>

static bool ordinal(const struct token *t)
{
    return (t->kind == T_NUMBER && (t->flags & F_ORDINAL)) || (t->kind == T_WORD && has(t, C(ORDINAL)));
}

static int64_t ordinal_value(const struct token *t)
{
    return t->kind == T_NUMBER ? t->lo / 1000 : t->value;
}

/* Fillers: "the next", "approximately", "the course of". */
static struct opener skip_fillers(const struct reading *r, int i, uint16_t prep)
{
    struct opener o = {.prep = prep, .at = i};
    for (int k = 0; k < 7; k++, o.at++) {
        const struct token *t = &r->t[o.at];
        if (t->kind == T_WORD && is(t, W_LAST)) {
            o.looks_back = true;
            continue;
        }
        bool nth_of = t->kind == T_NUMBER && (t->flags & F_ORDINAL) && t[1].kind == T_NUMBER; /* the 1st 7 days */
        bool each_of = k > 0 && is(t, W_OF) && is(t - 1, W_EACH) && is(t + 1, W_THE); /* in each of the next 2 weeks */
        bool filler =
            mark(t, '~') || nth_of || each_of ||
            (t->kind == T_WORD && (has(t, C(FILL)) || has(t, C(DET)) || is(t, W_AT_LEAST) || is(t, W_NO_MORE_THAN)));
        if (!filler || (has(t, C(ORDINAL)) && t[1].kind == T_WORD && has(&t[1], C(TIME)))) {
            break;
        }
        o.next |= is(t, W_NEXT) || is(t, W_COMING) || is(t, W_COURSE_OF);
        o.end |= is(t, W_END_OF);
    }
    return o;
}

/* Adjectives between the number and its unit: "calendar", "therapy". Index of the unit, or -1. */
int deadline_unit(const struct reading *r, int i, bool *run)
{
    for (int k = 0; k < 3; k++, i++) {
        const struct token *t = &r->t[i];
        if (t->kind != T_WORD) {
            return -1;
        }
        if (is(t, W_CONSECUTIVE)) {
            *run = true;
            continue;
        }
        if (is(t, W_A) || is(t, W_PER) || is(t, W_EACH) || is(t, W_EVERY)) {
            return -1; /* one a week */
        }
        if (has(t, C(TIME)) || is(t, W_NIGHT)) {
            /* "therapy session", "school day": go on when the unit itself follows */
            return has(t + 1, C(TIME)) && !has(t, C(PER)) && strchr("NHs", t->value) == NULL ? i + 1 : i;
        }
        if (has(t, C(PREP) | C(STOP) | C(CONJ) | C(AUX) | C(PRON) | C(COND))) {
            return -1;
        }
    }
    return -1;
}

/* "per week", "a day", "/wk", "each", "out of" behind a unit: a rate, not a deadline. */
static bool rate_follows(const struct token *t)
{
    if (is(t, W_OUT_OF) || ((is(t, W_PER) || mark(t, '/')) && has(t + 1, C(PER)))) {
        return true;
    }
    if (is(t, W_OF) && (number(t + 1) || is(t + 1, W_THE))) {
        return is(t + 1, W_THE) && (is(t + 2, W_WEEK) || is(t + 2, W_MONTH));
    }
    return (is(t, W_A) || is(t, W_EACH) || is(t, W_EVERY)) && has(t + 1, C(PER));
}

/* "in a row", "running": how long it must hold. */
static bool run_follows(const struct reading *r, const struct token *t)
{
    return is(t, W_CONSECUTIVE) ||
           (t->to - t->from == 7 && t[1].kind != T_WORD && memcmp(r->low + t->from, "running", 7) == 0);
}

static bool nursing_follows(const struct token *t)
{
    if (is(t, W_OF_INTERVENTION)) {
        return true;
    }
    if (!(is(t, W_OF) || is(t, W_AFTER) || is(t, W_POST) || is(t, W_FROM))) {
        return false;
    }
    for (int k = 1; k < 5 && t[k].kind == T_WORD; k++) {
        if (is(&t[k], W_NURSING_ACT)) {
            return true;
        }
    }
    return false;
}

/* "within 1 hour of waking", "of each meal": a latency that comes back every day. */
static bool routine_follows(const struct token *t)
{
    t += has(t, C(DET)) && !is(t, W_EACH) && !is(t, W_EVERY);
    return is(t, W_EACH) || is(t, W_EVERY) || (has(t, C(VERB)) && (t->form & FORM_ING)) || is(t, W_ROUTINE);
}

static bool before_is(const struct reading *r, int i, uint16_t word)
{
    for (int k = i - 1; k >= 0 && k > i - 4; k--) {
        if (is(&r->t[k], word)) {
            return true;
        }
    }
    return false;
}

static bool has_score_criterion(const struct reading *r)
{
    for (int i = 0; i < r->n; i++) {
        if (r->t[i].kind == T_NUMBER && (r->t[i].flags & (F_PERCENT | F_FRACTION))) {
            return true;
        }
    }
    return false;
}

/* "from 48 % to 30 %": a way that takes time, no run of success. */
static bool goes_from(const struct reading *r)
{
    for (int i = r->head; i < r->n; i++) {
        if (is(&r->t[i], W_FROM) && number(&r->t[i + 1])) {
            return true;
        }
    }
    return false;
}

static bool end_of_clause(const struct token *t)
{
    return t->kind == T_END || (t->kind == T_MARK && strchr(".,;:)b", t->mark) != NULL) || has(t, C(CONJ)) ||
           is(t, W_TO) || is(t, W_WITH) || is(t, W_FROM_NOW) || is(t, W_PER) || has(t, C(VIA));
}

/* Is "<prep> 6 hours" an end-point? */
static bool hours_count(struct reading *r, const struct opener *o, int i, int u)
{
    const struct token *unit = &r->t[u], *tail = unit + 1;
    uint16_t p = o->prep;
    bool closes = end_of_clause(tail);
    if (nursing_follows(tail) && (p == W_WITHIN || p == W_IN || p == W_AFTER)) {
        rule(r, RULE_DUE_NURSING);
        return true;
    }
    if ((is(tail, W_OF) && (routine_follows(tail + 1) || (is(tail + 1, W_A) && p == W_WITHIN))) ||
        before_is(r, i, W_ASLEEP) || is(tail, W_TO)) {
        return false;
    }
    if (p == W_FOR || p == W_THROUGH || p == W_AT || p == W_UNTIL || p == W_BEFORE || p == W_ON) {
        return o->next || (p == W_AT && closes && deadline_upper(unit - 1) >= 24) ||
               (p == W_FOR && deadline_upper(unit - 1) >= 12 && /* not "sit for 1 hour after meals" */
                (is(tail, W_POST) || is(tail, W_AFTER) || is(tail, W_FROM_NOW)));
    }
    if (p == W_WITHIN && is(tail, W_ON) && has_score_criterion(r)) {
        rule(r, RULE_NOT_DUE_LATENCY); /* answered within 24 hours on 90 % of occasions */
        return false;
    }
    return p == W_WITHIN || p == W_AFTER || o->next || (p == W_BY && closes) ||
           (p == W_OVER && closes && deadline_upper(unit - 1) >= 24) ||
           (p == W_IN && closes && !(i > 0 && (is(&r->t[i - 1], W_TIMES) || is(&r->t[i - 1], W_ONCE))));
}

/* Is "<prep> 6 weeks" an end-point? i is the preposition, u the unit. */
static bool period_counts(struct reading *r, const struct opener *o, int i, int u)
{
    const struct token *unit = &r->t[u], *tail = unit + 1;
    uint16_t p = o->prep;
    bool within = p == W_WITHIN || p == W_IN || p == W_AFTER;
    if (o->looks_back || p == W_ACROSS || rate_follows(tail) || run_follows(r, tail) ||
        (p == W_IN && is(&r->t[i + 1], W_THE) && (is(tail, W_BEFORE) || is(tail, W_PRIOR_TO)))) {
        return false; /* in the two months before referral */
    }
    switch (unit->value) {
    case 's':
        return false;
    case 'N':
        if (!(within && nursing_follows(tail))) {
            rule(r, RULE_NOT_DUE_LATENCY);
            return false;
        }
        rule(r, RULE_DUE_NURSING);
        return true;
    case 'H':
        return hours_count(r, o, i, u);
    case 'S':
        if (p == W_FOR || p == W_AT || p == W_THROUGH) {
            return o->next || o->end;
        }
        if ((p == W_OVER || p == W_IN || p == W_DURING) && !o->next && i > 1 && r->direction == 0 &&
            has_score_criterion(r) && !goes_from(r)) {
            return false;
        }
        return true;
    default:
        if (is(tail, W_OF) && routine_follows(tail + 1) && unit->value == 'D') {
            return false; /* within one day of each missed visit */
        }
        if (p == W_AT) {
            return unit->value != 'D' || deadline_upper(unit - 1) >= 14; /* at 60 days */
        }
        if (p == W_BY && unit->value == 'D' && deadline_upper(unit - 1) < 14 && r->direction != 0 && !o->next &&
            has(&r->t[i - (i > 0)], C(COUNT) | C(SYMPTOM))) {
            return false;
        }
        return p != W_ON && p != W_BEFORE && p != W_UPON;
    }
}

/* "a 12-week programme": number and unit joined by a hyphen. */
static bool block_follows(const struct token *t)
{
    return is(t, W_PERIOD) || is(t, W_PROGRAM) || is(t, W_TREATMENT) || is(t, W_PLAN_REVIEW) || is(t, W_DEADLINE) ||
           is(t, W_NEXT_SESSION) || has(t, C(UMBRELLA) | C(PRODUCT) | C(MODALITY) | C(EVENT)) || is(t, W_BLOCK);
}

/* "within one school term", "over two semesters": an end-point that the notation has no word for. */
static bool school_period(struct reading *r, const struct opener *o, struct when *w)
{
    const struct token *t = &r->t[o->at + 1];
    t += t->kind == T_WORD && !has(t, C(PREP) | C(STOP) | C(CONJ)) && is(t + 1, W_SEMESTER);
    if (!is(t, W_SEMESTER) || !(o->prep == W_WITHIN || o->prep == W_IN || o->prep == W_OVER || o->prep == W_FOR)) {
        return false;
    }
    w->last = (int)(t - r->t);
    w->rule = RULE_DUE_PERIOD;
    return true;
}

static bool number_period(struct reading *r, const struct opener *o, int i, struct when *w)
{
    const struct token *n = &r->t[o->at];
    bool run = false;
    int u = deadline_unit(r, o->at + 1, &run);
    if (u < 0) {
        return school_period(r, o, w);
    }
    if (run) {
        rule(r, RULE_NOT_DUE_MASTERY);
        return false;
    }
    bool named_point =
        o->prep == W_AT && r->t[u].value == 'D' && (block_follows(&r->t[u + 1]) || deadline_point(r, &r->t[u + 1]));
    if (((r->t[u].flags & F_JOINED) || named_point) && u == o->at + 1) {
        int noun = u + 1;
        bool point = o->prep == W_AT || o->prep == W_BY || o->prep == W_BEFORE || o->prep == W_DURING;
        if (point && !block_follows(&r->t[noun]) && r->t[noun].kind == T_WORD &&
            (deadline_point(r, &r->t[noun]) || block_follows(&r->t[noun + 1]) || deadline_point(r, &r->t[noun + 1]))) {
            noun += !deadline_point(r, &r->t[noun]); /* at the 6-week postpartum visit, at the 30-day check */
        } else if (!block_follows(&r->t[noun]) && !deadline_stretch(r, o, noun)) {
            return false;
        }
        if (strchr("NHs", r->t[u].value) != NULL) {
            return false;
        }
        w->rule = RULE_DUE_BLOCK;
        w->last = noun;
        if (is(&r->t[u + 1], W_PLAN_REVIEW)) {
            deadline_text(w, "plan_review");
            return true;
        }
    } else {
        if (!period_counts(r, o, i, u)) {
            return false;
        }
        w->rule = RULE_DUE_PERIOD;
        w->last = u;
        if (is(&r->t[u + 1], W_PLAN_REVIEW)) {
            w->last = u + 1;
            deadline_text(w, "plan_review");
            return true;
        }
    }
    if (is(&r->t[w->last + 1], W_FROM_NOW)) {
        w->last++;
    }
    deadline_period(w, deadline_upper(n), r->t[u].value);
    return true;
}

static bool numbered(struct reading *r, const struct opener *o, int i, struct when *w)
{
    const struct token *t = &r->t[o->at];
    int64_t lo = t->lo / 1000;
    bool point = o->prep == W_BY || o->prep == W_BEFORE || o->prep == W_UNTIL || o->prep == W_ON ||
                 o->prep == W_NO_LATER_THAN || o->prep == W_DUE || o->prep == W_THROUGH || o->prep == W_PRIOR_TO;
    if (ordinal(t) && t->kind == T_NUMBER) {
        return false;
    }
    w->last = o->at;
    if ((t->flags & F_FRACTION) && point && lo >= 1 && lo <= 12 && t->den <= 31 && t->mark != 'o' &&
        !(t->flags & F_PERCENT) && end_of_clause(t + 1)) {
        w->rule = RULE_DUE_SHORT_DATE; /* a day without its year: an end-point that the notation can't write */
        deadline_date(w, 0, lo, t->den);
        return true;
    }
    if ((t->flags & F_FRACTION) && point && lo >= 1 && lo <= 12 && t->den >= 2000) {
        deadline_date(w, t->den, lo, 0);
        w->rule = RULE_DUE_SHORT_DATE;
        return true;
    }
    if (!usable_number(t)) {
        return false;
    }
    if (lo >= 2020 && lo <= 2099 && !(t->flags & F_RANGE) && end_of_clause(t + 1)) {
        deadline_date(w, lo, 12, 0);
        w->rule = RULE_DUE_DATE;
        return true;
    }
    return number_period(r, o, i, w);
}

/* "by the 8th session", "by her second IOP group" */
static bool nth(struct reading *r, const struct opener *o, struct when *w)
{
    int i = o->at;
    int64_t n = ordinal_value(&r->t[i]);
    bool skilled = o->prep == W_BY || o->prep == W_WITHIN || o->prep == W_BEFORE || o->prep == W_UNTIL ||
                   o->prep == W_PRIOR_TO || o->prep == W_AT || o->prep == W_NO_LATER_THAN;
    for (int k = 1; skilled && k < 4 && r->t[i + k].kind == T_WORD; k++) {
        const struct token *u = &r->t[i + k];
        if (deadline_once(r, u)) { /* by the 1st interview, by his 4th birthday */
            w->last = i + k;
            w->rule = RULE_DUE_EVENT;
            deadline_text(w, "");
            return true;
        }
        bool session = (has(u, C(EVENT)) && !has(u, C(TIME))) || is(u, W_NEXT_SESSION); /* 2nd follow-up visit */
        if (has(u, C(TIME)) || is(u, W_SEMESTER) || session) {
            w->last = i + k;
            w->rule = RULE_DUE_NTH;
            if (is(u, W_SEMESTER) || (is(u + 1, W_OF) && has(u + 2, C(MONTH)))) { /* by the first week of March */
                deadline_text(w, o->end && deadline_word(r, u, "semester") ? "iep_year_end" : "");
                return true;
            }
            deadline_period(w, n, session ? 'S' : u->value);
            w->last = i + k;
            w->rule = RULE_DUE_NTH;
            w->rank = o->prep == W_AT ? 2 : w->rank; /* "7.7 at the first visit, 5 by the last" */
            return true;
        }
        if (has(u, C(PREP) | C(STOP) | C(CONJ)) || is(u, W_EACH) || is(u, W_EVERY)) {
            return false; /* before the 15th each month */
        }
    }
    return false;
}

/* The unit at the end of "end of the second school ..."; index or -1. */
static int noun_behind(const struct reading *r, int i)
{
    for (int k = 0; k < 4 && r->t[i + k].kind == T_WORD; k++) {
        const struct token *t = &r->t[i + k];
        if (t->flags & F_POSSESSIVE) {
            if (deadline_word(r, t + 1, "end")) {
                return i + k; /* month's end */
            }
            continue; /* next month's review */
        }
        if (has(t, C(TIME)) || is(t, W_QUARTER) || is(t, W_SHIFT) || is(t, W_PROGRAM) || is(t, W_TREATMENT) ||
            is(t, W_SEMESTER) || is(t, W_PLAN) || is(t, W_PLAN_YEAR) || is(t, W_IEP) || is(t, W_PLAN_REVIEW) ||
            is(t, W_DISCHARGE) || is(t, W_PROGRAM_COMPLETION) || is(t, W_WEEKEND) ||
            ((k > 0 || is(&r->t[i - 1], W_END_OF)) && has(t, C(EVENT)))) {
            return i + k;
        }
        if (has(t, C(PREP) | C(STOP) | C(CONJ) | C(AUX)) && !is(t, W_COMING)) {
            return -1;
        }
    }
    return -1;
}

/* "within a week", "for a full month", "within the month" */
static bool one_unit(const struct reading *r, const struct opener *o, int u)
{
    const struct token *t = &r->t[u];
    int lead = o->at - 1 - (o->at > 1 && deadline_word(r, &r->t[o->at - 1], "full")); /* for a full month */
    bool the_unit = o->prep == W_WITHIN && o->at > 0 && is(&r->t[lead], W_THE) && u == o->at && has(t, C(TIME)) &&
                    strchr("WMYFQ", t->value ? t->value : '?') != NULL;
    bool a_unit = o->at > 0 && is(&r->t[lead], W_A) && u == o->at &&
                  (o->prep == W_WITHIN || o->prep == W_IN ||
                   (o->prep == W_FOR && strchr("WMYF", t->value ? t->value : '?') != NULL)) &&
                  strchr("DWMYFQH", t->value ? t->value : '?') != NULL &&
                  !(o->prep == W_IN && o->at > 3 &&
                    (is(&r->t[o->at - 3], W_TIMES) || (has(&r->t[o->at - 3], C(COUNT)) && number(&r->t[o->at - 4])))) &&
                  (t->value != 'H' || nursing_follows(t + 1) || end_of_clause(t + 1));
    return a_unit || the_unit;
}

/* "by the end of the month", "before the next group session", "over the next month" */
static bool named_unit(struct reading *r, const struct opener *o, struct when *w)
{
    int u = noun_behind(r, o->at);
    if (u < 0) {
        return deadline_unnamed_end(r, o, w);
    }
    const struct token *t = &r->t[u];
    if ((t->flags & F_POSSESSIVE) && deadline_word(r, t + 1, "end")) {
        w->last = u + 1;
        w->rule = RULE_DUE_END_OF;
        if (has(t, C(TIME))) {
            deadline_period(w, 1, t->value);
        } else {
            deadline_text(w, is(t, W_SEMESTER) || is(t, W_IEP) ? "iep_year_end"
                             : is(t, W_PROGRAM)                ? "program_end"
                                                               : "");
        }
        return true;
    }
    bool this_one = o->at > 0 && is(&r->t[o->at - 1], W_THIS);
    bool single = one_unit(r, o, u);
    if (is(&r->t[o->at - (o->at > 0)], W_EACH) || is(&r->t[o->at - (o->at > 0)], W_EVERY) ||
        !(o->end || o->next || this_one || single)) {
        return false;
    }
    w->last = u;
    w->rule = o->end ? RULE_DUE_END_OF : RULE_DUE_NEXT;
    if (is(t, W_SHIFT)) {
        deadline_text(w, "end_of_shift");
    } else if (is(t, W_SEMESTER) || is(t, W_IEP)) {
        deadline_text(w, "iep_year_end");
    } else if (is(t, W_PLAN_YEAR) || is(t, W_PLAN_REVIEW) || (is(t, W_PLAN) && o->end)) {
        deadline_text(w, !is(t, W_PLAN_REVIEW) ? "plan_end" : "plan_review");
    } else if (is(t, W_DISCHARGE)) {
        deadline_text(w, "discharge");
    } else if (o->next && !o->end && has(t, C(EVENT)) && !is(t, W_PROGRAM)) {
        if (o->prep == W_DURING || o->prep == W_ACROSS || o->prep == W_OVER) {
            return false;
        }
        deadline_text(w, "next_session");
    } else if (t->value == 'S' || (has(t, C(TIME)) && t->value != 'N' && t->value != 's')) {
        deadline_period(w, 1 + (o->end && o->next && strchr("WM", t->value) != NULL),
                        t->value); /* the end of next week */
    } else if (is(t, W_QUARTER)) {
        deadline_period(w, 3, 'M');
    } else if (is(t, W_WEEKEND)) {
        deadline_period(w, 1, 'W');
    } else if (o->end) {
        deadline_text(w, "program_end");
    } else {
        return false;
    }
    return !rate_follows(t + 1);
}

/* "by week 4", "by IOP group 6", "by visit #3"; not "on days 1, 3 and 7" */
static bool unit_number(struct reading *r, const struct opener *o, struct when *w)
{
    const struct token *t = &r->t[o->at];
    uint16_t prep = o->prep;
    bool point = prep == W_BY || prep == W_AT || prep == W_BEFORE || prep == W_ON || prep == W_UNTIL ||
                 prep == W_PRIOR_TO || prep == W_WITHIN || prep == W_NO_LATER_THAN || prep == W_DURING ||
                 prep == W_THROUGH || prep == W_DUE || o->end;
    t += has(t + 1, C(TIME) | C(EVENT)) && number(t + 2) && t->kind == T_WORD && !has(t, C(STOP) | C(PREP) | C(CONJ));
    const struct token *v = t + 1 + mark(t + 1, '#');
    bool meets = has(t, C(EVENT)) && !has(t, C(TIME)) && !(v->flags & F_TIMES); /* not "at recess 3x" */
    if (t->value == 'H' && (t->flags & F_UPPER)) {
        return false; /* until HR 55 */
    }
    bool list = (mark(v + 1, ',') || has(v + 1, C(CONJ))) && usable_number(v + 2) &&
                (v[3].kind != T_WORD || has(v + 3, C(CONJ)));
    if (!point || list || !(has(t, C(TIME)) || is(t, W_QUARTER) || meets) || t->value == 'N' || t->value == 's' ||
        !(usable_number(v) || ((meets || v == t + 2) && v->kind == T_NUMBER && !(v->flags & F_FRACTION)) ||
          (number(v) && (v->flags & F_FRACTION) && v->mark == 'o'))) { /* by session 24 of 36 */
        return false;
    }
    deadline_period(w, deadline_upper(v), meets ? 'S' : t->value);
    w->last = (int)(v - r->t);
    w->rule = RULE_DUE_UNIT_NUMBER;
    return true;
}

/* A time expression that begins behind the preposition at i, which means the same as `prep`. */
static bool expression(struct reading *r, int i, uint16_t prep, struct when *w)
{
    struct opener o = skip_fillers(r, i + 1, prep);
    const struct token *t = &r->t[o.at];
    w->first = i;
    /* "for 30 days, by week 8": the latter; "7 on 4 May, 3 by 6 July" as well */
    w->rank = prep == W_DEADLINE ? 0 : ((prep == W_FOR || prep == W_OVER) && !o.next) || prep == W_ON ? 2 : 1;
    if (has(t, C(WEEKDAY)) && (t[1].kind == T_DATE || (mark(t + 1, ',') && t[2].kind == T_DATE))) {
        o.at += t[1].kind == T_DATE ? 1 : 2; /* by Friday, 3 June 2027 */
        t = &r->t[o.at];
    }
    if (mark(t, ':') || mark(t, '=') || (mark(t, '-') && prep == W_DEADLINE)) {
        if (prep != W_DEADLINE && prep != W_TARGET && prep != W_DURATION && prep != W_DUE && prep != W_BY) {
            return false;
        }
        o = skip_fillers(r, o.at + 1, prep);
        t = &r->t[o.at];
    }
    if (t->kind == T_DATE) {
        if (prep == W_FROM || prep == W_TARGET || (t->lo == 0 && t->den == 0 && prep == W_FOR)) {
            return false;
        }
        deadline_date(w, t->lo, t->hi, t->den);
        w->last = o.at;
        w->rule = prep == W_DEADLINE ? RULE_DUE_LABEL : RULE_DUE_DATE;
        return true;
    }
    if (ordinal(t) && (nth(r, &o, w) || !o.end)) {
        return w->rule == RULE_DUE_NTH || w->rule == RULE_DUE_EVENT || deadline_day(r, &o, w);
    }
    if (t->kind == T_NUMBER) {
        return numbered(r, &o, i, w);
    }
    if (t->kind != T_WORD || o.looks_back) {
        return false;
    }
    bool meeting = has(t + 1, C(EVENT) | C(TIME)) || is(t + 1, W_PLAN_REVIEW);
    if (has(t, C(MONTH)) && meeting && is(t - 1, W_THE)) { /* by the October visit */
        w->last = o.at + 1;
        w->rule = RULE_DUE_SHORT_DATE;
        return true;
    }
    if (deadline_event(r, &o, w) || deadline_plain(r, &o, w)) {
        return true;
    }
    if (unit_number(r, &o, w)) {
        return true;
    }
    bool till = prep == W_BY || prep == W_BEFORE || prep == W_UNTIL || prep == W_NO_LATER_THAN;
    till |= prep == W_THROUGH && i > 0 && !has(&r->t[i - 1], C(WEEKDAY)); /* not Monday through Friday */
    if (till && (has(t, C(WEEKDAY)) || (is(t, W_WEEKEND) && is(t - 1, W_THE)))) {
        deadline_text(w, "P1W");
        w->last = o.at;
        w->rule = RULE_DUE_WEEKDAY;
        return true;
    }
    return named_unit(r, &o, w) || deadline_coming(r, &o, w) || deadline_stage(r, &o, w);
}

/* "between session 1 and session 12", "between now and the next session": the second is the end-point. */
static bool between(struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    if (has(t + 1, C(TIME)) && number(t + 2) && is(t + 3, W_AND)) {
        return expression(r, i + 3, W_BY, w);
    }
    return (is(t + 1, W_BASELINE) || is(t + 1, W_TODAY)) && is(t + 2, W_AND) && expression(r, i + 2, W_BY, w);
}

/* "8 of the next 10 days", "the next 12 weekly sessions" */
static bool of_next(struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i], *u = t + 1 + has(t + 1, C(OFTEN) | C(DET));
    if (!is(u, W_NIGHT) && (!has(u, C(TIME)) || strchr("NHs", u->value) != NULL)) {
        return false;
    }
    w->first = w->last = (int)(u - r->t);
    w->rule = RULE_DUE_NEXT;
    deadline_period(w, t->den, is(u, W_NIGHT) ? 'D' : u->value);
    return true;
}

/* "..., next 90 days" with no word in front. */
static bool next_count(const struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    bool run = false;
    int u = deadline_unit(r, i + 2, &run);
    if (i <= r->head || has(t - 1, C(DET) | C(PREP) | C(DUE) | C(FILL)) || u < 0 || run || r->t[u].value == 0 ||
        strchr("DWMYS", r->t[u].value) == NULL) {
        return false;
    }
    w->last = u;
    deadline_period(w, deadline_upper(t + 1), r->t[u].value);
    return true;
}

/* "this week", "today": no preposition needed. */
static bool unopened(struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    w->first = i;
    w->rank = 1;
    w->rule = RULE_DUE_THIS;
    if (is(t, W_TODAY)) {
        return deadline_today(r, i, w);
    }
    if (is(t, W_IN_HALF)) {
        return deadline_half(r, i, w);
    }
    if (is(t, W_BETWEEN)) {
        return between(r, i, w);
    }
    if (is(t, W_NEXT) && usable_number(t + 1)) {
        return next_count(r, i, w);
    }
    if (mark(t, '@')) { /* @ 6 mo */
        return expression(r, i, W_AT, w);
    }
    if (is(t, W_NEXT_SESSION)) {
        return deadline_closes(r, i, w);
    }
    if (is(t, W_THIS) && (is(t + 1, W_IEP) || is(t + 1, W_SEMESTER)) && !deadline_begins(r, i)) {
        deadline_text(w, "iep_year_end"); /* this school year, this term */
        w->last = i + 1;
        return true;
    }
    if ((is(t, W_THIS) || is(t, W_NEXT)) && t[1].kind == T_WORD && !(i > 0 && is(t - 1, W_LAST)) &&
        !deadline_begins(r, i)) {
        int unit = is(t + 1, W_WEEK) || is(t + 1, W_WEEKEND) ? 'W'
                   : is(t + 1, W_MONTH)                      ? 'M'
                   : is(t + 1, W_QUARTER)                    ? 'Q'
                   : is(t + 1, W_YEAR) && is(t, W_THIS)      ? 'Y'
                   : is(t + 1, W_VISIT) && is(t, W_THIS)     ? 'S'
                                                             : 0;
        if (unit != 0 && !(t[1].flags & F_POSSESSIVE)) {
            deadline_period(w, 1, unit);
            w->last = i + 1;
            return true;
        }
        return false;
    }
    bool apart = i > 0 && (mark(t - 1, ',') || mark(t - 1, '('));
    if (apart && has(t, C(TIME)) && t->value != 0 && strchr("SWDM", t->value) != NULL && usable_number(t + 1) &&
        (t[2].kind == T_END || mark(t + 2, ')') || mark(t + 2, '.'))) { /* ", session 2" */
        deadline_period(w, deadline_upper(t + 1), t->value);
        w->last = i + 1;
        w->rule = RULE_DUE_UNIT_NUMBER;
        return true;
    }
    if (number(t) && (t->flags & F_NEXT)) {
        return of_next(r, i, w);
    }
    return t->kind == T_DATE && deadline_bare_date(r, i, w);
}

/* "6 weeks: ...", "(6 weeks)", ", 60 days", "x 8 weeks", "12 weeks from now" */
static bool bare_period(struct reading *r, int i, struct when *w)
{
    const struct token *t = &r->t[i];
    bool run = false;
    if (!usable_number(t) || (t->flags & F_ORDINAL)) {
        return false;
    }
    int u = deadline_unit(r, i + 1, &run);
    bool hours = u >= 0 && r->t[u].value == 'H' && i > 0 && is(t - 1, W_TIMES) && deadline_upper(t) >= 8; /* x 24 h */
    if (u < 0 || run || (strchr("NHs", r->t[u].value) != NULL && !hours) || is(&r->t[u], W_NIGHT) || u > i + 2) {
        return false;
    }
    const struct token *tail = &r->t[u + 1], *before = i > 0 ? t - 1 : NULL;
    const uint64_t ends = mark_bit(',') | mark_bit('(') | mark_bit(';');
    bool times = before && is(before, W_TIMES) && before->to - before->from <= 2;     /* x 8 weeks */
    bool later = is(tail, W_AFTER) && (r->t[u].value == 'W' || r->t[u].value == 'M'); /* 12 weeks after surgery */
    bool open = before && mark(before, '('), close = mark(tail, ')');
    bool comma = before && mark(before, ',') &&
                 (tail->kind == T_END || one_mark(tail, ends) || (mark(tail, '.') && tail[1].kind == T_END));
    comma |= before && tail->kind == T_END && number(before) && before->claim == CLAIM_NONE; /* 14 to under 5 6 wks */
    bool first = i == r->head && (mark(tail, ':') || mark(tail, ',') || mark(tail, '-'));
    bool course = deadline_upper(t) >= 6 && !has_score_criterion(r); /* x 16 sessions; "90 % x 3 sessions" must hold */
    w->rank = 1;
    w->rule = RULE_DUE_BARE_PERIOD;
    if (rate_follows(tail)) {
        return false;
    }
    if (is(tail, W_FROM_NOW) || later) {
        w->rule = RULE_DUE_FROM_NOW;
    } else if (open && close) {
        w->rank = 3;
    } else if (!((times && (r->t[u].value != 'S' || course) && !run_follows(r, tail)) || comma || first)) {
        return false;
    }
    if (run_follows(r, tail)) {
        return false;
    }
    w->first = i - (times ? 1 : 0);
    w->last = u + (w->rule == RULE_DUE_FROM_NOW && !later ? 1 : 0);
    w->rank = hours || (times && w->rank == 1) ? 2 : w->rank; /* "x 2 weeks by 3 May" */
    deadline_period(w, deadline_upper(t), r->t[u].value);
    return true;
}

void pass_deadline(struct reading *r)
{
    const uint64_t openers = word_bit(W_TODAY) | word_bit(W_BETWEEN) | word_bit(W_NEXT) | word_bit(W_NEXT_SESSION) |
                             word_bit(W_THIS) | word_bit(W_IN_HALF);
    struct when best = {.rank = 9};
    for (int i = 0; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if ((t->kind == T_WORD) & ~(holds(t, C(DUE) | C(TIME)) | may_be(t, openers))) {
            continue;
        }
        struct when w = {.last = -1};
        bool found = t->kind == T_WORD && has(t, C(DUE)) && !deadline_behind(r, i) && !deadline_begins(r, i) &&
                     expression(r, i, t->word, &w);
        if (!found) {
            w = (struct when){.last = -1};
            found = unopened(r, i, &w) || bare_period(r, i, &w);
        }
        if (!found && number(t + 1) && has(t + 2, C(TIME)) && deadline_behind(r, i)) {
            reading_claim(r, i, i + 2, CLAIM_DEADLINE); /* used to work there for 11 years */
        }
        if (!found) {
            continue;
        }
        if (w.last < 0) { /* a start date: nobody's deadline, nobody's number */
            reading_claim(r, i, i, CLAIM_DEADLINE);
            continue;
        }
        for (int k = w.first; k <= w.last; k++) { /* "8 weekly visits" still says how often */
            r->t[k].claim = has(&r->t[k], C(OFTEN)) ? CLAIM_NONE : CLAIM_DEADLINE;
        }
        rule(r, w.rule);
        if (w.open) {
            r->due_open = true;
            r->open_span = span_of(r, w.first, w.last);
        } else if (w.rank < best.rank) {
            best = w;
        } else if (best.text[0] == '\0' && /* by the end of CPT (12 sessions), by the end of the order on 4/30/2027 */
                   (w.rank == 3 || w.rule == RULE_DUE_UNIT_NUMBER || w.rule == RULE_DUE_DATE ||
                    w.rule == RULE_DUE_BARE_DATE)) {
            memcpy(best.text, w.text, sizeof best.text);
        }
        i = w.last;
    }
    if (best.rank < 9) {
        r->due = true;
        r->due_span = span_of(r, best.first, best.last);
        r->no_such_day = best.no_such_day;
        r->day_span = span_of(r, best.last, best.last);
        r->out->slots.deadline.span = r->due_span;
        if (best.text[0] != '\0') {
            r->out->slots.deadline.text = reading_text(r, best.text, strlen(best.text));
        }
    }
}
