/*
 * frequency.c: how often. "daily", "3 times a week", "every evening", "every 2 weeks", "5 of 7 nights".
 * Layer: statement (inner).  Not here: targets that carry a period ("2 per week" as a limit is both).
 */
#include "statement/reading.h"
#include "words.h"

#include <string.h>

struct often {
    int first, last;
    bool weak; /* "30 min a day" says daily only when nothing better is said */
    char text[32];
};

static const char *period_name(const struct token *t)
{
    switch (t->word) {
    case W_NIGHT:
    case W_MORNING:
    case W_DAY:
        return "day";
    case W_WEEK:
        return "week";
    case W_MONTH:
        return "month";
    case W_YEAR:
        return "year";
    case W_HOUR:
        return "hour";
    case W_SESSION:
        return "session";
    case W_VISIT:
        return "visit";
    case W_MEAL:
        return "meal";
    case W_SHIFT:
        return "shift";
    case W_CLASS:
        return "class";
    case W_MEETING:
        return "meeting";
    case W_GROUP:
        return "session";
    case W_QUARTER:
        return "quarter";
    case W_FORTNIGHT:
        return "2 weeks";
    case W_WEEKEND:
        return "weekend";
    case W_WEEKDAY:
        return "day";
    case W_MINUTE:
        return "minute";
    default:
        return NULL;
    }
}

static void put(struct often *o, const char *s, size_t n)
{
    size_t at = strlen(o->text);
    size_t room = sizeof o->text - 1 - at;
    n = n < room ? n : room;
    memcpy(o->text + at, s, n);
    o->text[at + n] = '\0';
}

static void put_text(struct often *o, const char *s)
{
    put(o, s, strlen(s));
}

/* "3", "2-3" of a number token; 1, 2 for once and twice. */
static bool put_count(struct often *o, const struct token *t)
{
    char n[48];
    if (is(t, W_ONCE)) {
        n[0] = (char)('0' + t->value);
        put(o, n, 1);
        return true;
    }
    struct token plain = *t;
    plain.flags &= F_RANGE;
    put(o, n, reading_number(&plain, n));
    return true;
}

static bool counts(const struct token *t)
{
    return is(t, W_ONCE) || (number(t) && !(t->flags & (F_PERCENT | F_FRACTION | F_ORDINAL | F_NAMED | F_DEGREE)) &&
                             (t->lo < 100000 || has(t + 1, C(UNIT))));
}

/* "per week", "a week", "each week", "/week", "in a week", "throughout the day". Index of the period, or -1. */
static int per_at(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    int p = -1;
    if (is(t, W_PER) || is(t, W_A) || is(t, W_EACH) || is(t, W_EVERY) || mark(t, '/')) {
        p = i + 1;
    } else if ((is(t, W_IN) || is(t, W_DURING) || is(t, W_THROUGHOUT) || is(t, W_OUT_OF) || is(t, W_OF)) &&
               (is(t + 1, W_A) || is(t + 1, W_THE) || is(t + 1, W_EACH) || is(t + 1, W_EVERY))) {
        bool once =
            is(t, W_DURING) && is(t + 1, W_THE) && (is(t + 2, W_QUARTER) || is(t + 2, W_MONTH) || is(t + 2, W_YEAR));
        p = (is(t, W_IN) && is(t + 1, W_THE)) || once ? -1 : i + 2; /* "in the week" is a place in time */
    }
    if (is(t, W_THIS) && (is(t + 1, W_WEEK) || is(t + 1, W_MONTH)) && i > r->head &&
        (has(t - 1, C(EVENT) | C(TIME)) || number(t - 1) || is(t - 1, W_TIMES))) {
        p = i + 1; /* two meetings this week */
    }
    if (p < 0 && is(t + 1, W_THE) && (is(t, W_IN) || is(t, W_AT)) && i > r->head &&
        (is(t - 1, W_TIMES) || (has(t - 1, C(TIME)) && is(t + 2, W_WEEK)))) {
        p = i + 2; /* 3 times in the day, 4 days in the week */
    }
    return p > 0 && has(&r->t[p], C(PER)) && !(number(&r->t[p + 1]) && !(r->t[p + 1].flags & F_WORDY)) ? p : -1;
}

static bool free_token(const struct token *t)
{
    return t->claim == CLAIM_NONE;
}

/* "twice monthly", "3x daily" */
static bool with_adverb(struct reading *r, int i, int n, struct often *o)
{
    static const struct {
        uint16_t word;
        const char *text;
    } adverbs[] = {{W_DAILY, "/day"},     {W_NIGHTLY, "/day"}, {W_WEEKLY, "/week"},
                   {W_MONTHLY, "/month"}, {W_YEARLY, "/year"}, {W_QUARTERLY, "/quarter"}};
    for (size_t k = 0; k < sizeof adverbs / sizeof *adverbs; k++) {
        if (is(&r->t[n], adverbs[k].word)) {
            if (n == i + 1 && (r->t[n].flags & F_JOINED) && adverbs[k].text[1] != 'd') { /* six-monthly */
                put_text(o, "1/");
                put_count(o, &r->t[i]);
                put_text(o, " ");
                put_text(o, adverbs[k].text + 1);
                put_text(o, "s");
                o->last = n;
                return true;
            }
            bool all = n == i + 1 && i > r->head && is(&r->t[i - 1], W_THE) && has(&r->t[n + 1], C(EVENT) | C(TIME));
            bool many = adverbs[k].text[1] == 'w' && number(&r->t[i]) && r->t[i].lo > 7000 && n == i + 1 &&
                        has(&r->t[n + 1], C(EVENT) | C(TIME)); /* 26 weekly classes */
            if (all || many) {
                return false; /* the 16 weekly sessions */
            }
            put_count(o, &r->t[i]);
            put_text(o, adverbs[k].text);
            o->last = n;
            return true;
        }
    }
    return false;
}

/* Past the count at i and what belongs to it: "once or twice", "2 x 30 min", "3 or more times". */
static int behind_count(const struct reading *r, int i)
{
    const struct token *t = &r->t[i];
    int k = i + 1;
    if ((is(t, W_ONCE) && (is(t + 1, W_OR) || is(t + 1, W_TO)) && is(t + 2, W_ONCE)) ||
        ((t->flags & F_TIMES) && number(t + 1) && has(t + 2, C(TIME)))) {
        k = i + 3;
    }
    k += is(&r->t[k], W_OR_MORE) || is(&r->t[k], W_OR_LESS);
    return k + is(&r->t[k], W_TIMES);
}

/* "8 times in 24 hours"; k is past the count. */
static bool in_a_day(struct reading *r, int i, int k, struct often *o)
{
    const struct token *t = &r->t[k];
    if (!(is(t, W_IN) || mark(t, '/')) || !number(t + 1) || t[1].lo != 24000 || !is(t + 2, W_HOUR)) {
        return false;
    }
    put_count(o, &r->t[i]);
    put_text(o, "/day");
    o->last = k + 2;
    reading_claim(r, k, k + 2, CLAIM_FREQUENCY);
    return true;
}

/* A number, then at most five words, then "per" and a period. */
static bool count_per(struct reading *r, int i, struct often *o)
{
    const struct token *t = &r->t[i];
    int k = behind_count(r, i);
    bool amount = false, plain = true;
    if (i > 0 && mark(t - 1, '$')) {
        return false; /* money is an amount */
    }
    o->first = i;
    if (with_adverb(r, i, k, o) || in_a_day(r, i, k, o)) {
        return true;
    }
    for (int words = 0; words < 6; words++, k++) {
        const struct token *m = &r->t[k];
        int p = per_at(r, k);
        if (words == 0 && (t->flags & F_TIMES) && (is(m, W_WEEK) || is(m, W_MONTH)) && m->from <= t->to + 1) {
            p = k; /* 1x wk */
        }
        if (words > 0 && !amount && has(m, C(OFTEN)) && m->kind == T_WORD && with_adverb(r, i, k, o)) {
            return true; /* 6 contacts weekly */
        }
        const struct token *each = m + 1;
        if (p < 0 && is(m, W_PER) && plain && (t->flags & F_TIMES || is(m - 1, W_TIMES)) &&
            has(each, C(EVENT) | C(ACT)) && !has(each, C(TIME))) { /* 3x per recess */
            put_count(o, t);
            put_text(o, "/");
            put(o, r->low + each->from, (size_t)(each->to - each->from));
            o->last = k + 1;
            return true;
        }
        if (p > 0) {
            const char *name = period_name(&r->t[p]);
            bool day = name && strcmp(name, "day") == 0;
            if (name == NULL || (amount && !day) || strcmp(name, "minute") == 0 ||
                (strcmp(name, "hour") == 0 && !(t->flags & F_TIMES) && !plain)) {
                return false;
            }
            o->last = p;
            if (amount) {
                o->weak = true;
                put_text(o, "daily");
                return true;
            }
            put_count(o, t);
            if (k == i + 3 && is(t + 2, W_ONCE)) {
                put_text(o, "-2");
            }
            put_text(o, "/");
            put_text(o, name);
            return true;
        }
        if (number(m) && (m[1].flags & F_JOINED)) {
            continue; /* five 12-step meetings weekly */
        }
        if (m->kind != T_WORD && !mark(m, '/')) {
            return false;
        }
        if ((has(m, C(PREP)) && !is(m, W_OF)) || has(m, C(AUX) | C(PRON) | C(COND) | C(VIA)) ||
            (has(m, C(CONJ)) && !is(m, W_OR) && !number(m + 1) && !(has(m + 1, C(THING)) && !has(m + 1, C(VERB))))) {
            return false;
        }
        k += is(m, W_AND) && number(m + 1); /* 3 meals and 2 snacks a day */
        plain &= has(m, C(DET)) || is(m, W_TIMES);
        amount |= k == i + 1 && (has(m, C(UNIT)) || t->decimals > 0 || is(m, W_MINUTE) || is(m, W_HOUR) ||
                                 is(m, W_WEEK) || is(m, W_MONTH) || is(m, W_SECOND));
    }
    return false;
}

/* "Mondays", "Mon-Thurs", "Tuesday and Friday": days of a week are counted. */
static bool weekdays(struct reading *r, int i, struct often *o)
{
    const struct token *t = &r->t[i];
    if (is(t, W_WEEKDAY) && (t->form & FORM_PLURAL) && i > r->head && is(t - 1, W_ON)) {
        put_text(o, "5/week");
        o->first = o->last = i;
        rule(r, RULE_OFTEN_WEEKDAYS);
        return true;
    }
    if (!has(t, C(WEEKDAY)) || t->kind != T_WORD || t[1].kind == T_DATE) {
        return false;
    }
    int n = 1, k = i;
    bool through = is(t + 1, W_THROUGH) || is(t + 1, W_TO) || mark(t + 1, '-');
    const struct token *end = through ? t + 2 : t + 1;
    if (has(end, C(WEEKDAY)) && (through || (end->flags & F_JOINED))) {
        n = (end->value - t->value + 7) % 7 + 1;
        k = (int)(end - r->t);
    } else {
        for (int j = i + 1; j < r->n; j++) {
            bool sat = r->t[j].kind == T_WORD && r->t[j].to - r->t[j].from == 3 &&
                       (memcmp(r->low + r->t[j].from, "sat", 3) == 0 || memcmp(r->low + r->t[j].from, "sun", 3) == 0);
            if (has(&r->t[j], C(WEEKDAY)) || sat) {
                n++;
                k = j;
            } else if (!mark(&r->t[j], ',') && !mark(&r->t[j], '/') && !has(&r->t[j], C(CONJ))) {
                break;
            }
        }
    }
    int nth = 0; /* on the 1st and 3rd Thursday of the month */
    for (int j = i - 1; n == 1 && j > r->head && j > i - 5; j--) {
        bool ordinal = (number(&r->t[j]) && (r->t[j].flags & F_ORDINAL)) || has(&r->t[j], C(ORDINAL));
        if (!ordinal && !has(&r->t[j], C(CONJ)) && !mark(&r->t[j], ',')) {
            break;
        }
        nth += ordinal;
    }
    if (nth > 0 && (is(&r->t[k + 1], W_OF) || is(&r->t[k + 1], W_IN)) &&
        (is(&r->t[k + 3], W_MONTH) || is(&r->t[k + 2], W_MONTH))) {
        const char count[2] = {(char)('0' + nth), '\0'};
        put_text(o, count);
        put_text(o, "/month");
        o->first = i;
        o->last = k + 2;
        rule(r, RULE_OFTEN_WEEKDAYS);
        return true;
    }
    const struct token *part = &r->t[k + 1]; /* Sunday evenings */
    bool evenings = (is(part, W_MORNING) || is(part, W_NIGHT)) && (part->form & FORM_PLURAL);
    if (n == 1 && !(t->form & FORM_PLURAL) && !evenings) {
        return false;
    }
    k += evenings;
    o->weak = evenings; /* "on Thursday mornings twice a month" */
    char digit[2] = {(char)('0' + n % 10), '\0'};
    put_text(o, digit);
    put_text(o, "/week");
    o->first = i;
    o->last = k;
    rule(r, RULE_OFTEN_WEEKDAYS);
    return true;
}

/* "every evening", "each trauma session", "every Sunday", "every 1st Monday", "every 2 weeks", "every 4th session" */
static bool every(struct reading *r, int i, struct often *o)
{
    const struct token *t = &r->t[i + 1];
    o->first = i;
    if (((number(t) && (t->flags & F_ORDINAL)) || has(t, C(ORDINAL))) && has(t + 1, C(WEEKDAY))) {
        put_text(o, "1/month");
        o->last = i + 2;
        rule(r, RULE_OFTEN_EVERY);
        return true;
    }
    bool kind = t->kind == T_WORD && !has(t, C(PER) | C(WEEKDAY) | C(PREP) | C(STOP) | C(CONJ) | C(FILL) | C(VERB)) &&
                has(t + 1, C(EVENT) | C(PER)) && !has(t + 1, C(WEEKDAY));
    t += kind;
    if ((number(t) || has(t, C(ORDINAL))) && has(t + 1, C(TIME))) {
        put_text(o, "1/");
        if (number(t)) {
            put_count(o, t);
        } else {
            put_text(o, "2");
        }
        put_text(o, " ");
        const char *name = period_name(t + 1);
        put_text(o, name ? name : "unit");
        put_text(o, "s");
        o->last = i + 2;
        rule(r, RULE_OFTEN_EVERY_N);
        reading_claim(r, i, i + 2, CLAIM_FREQUENCY);
        return true;
    }
    bool weekday = has(t, C(WEEKDAY));
    const char *name = weekday ? "week" : period_name(t);
    if (!(weekday || has(t, C(PER))) || name == NULL) {
        return false;
    }
    o->last = i + 1 + kind;
    if (weekday && weekdays(r, i + 1 + kind, o)) { /* every Monday and Thursday */
        o->first = i;
        return true;
    }
    put_text(o, strcmp(name, "day") == 0 ? "daily" : "1/");
    put_text(o, strcmp(name, "day") == 0 ? "" : name);
    rule(r, RULE_OFTEN_EVERY);
    return true;
}

/* q2h, q4hrs, q shift */
static bool latin(struct reading *r, int i, struct often *o)
{
    const struct token *t = &r->t[i];
    const char *p = r->low + t->from, *end = r->low + t->to;
    o->first = o->last = i;
    if (*p != 'q' || t->kind != T_WORD) {
        return false;
    }
    if (end - p == 1) {
        if (number(t + 1) && has(t + 2, C(TIME))) {
            bool found = every(r, i, o);
            return found;
        }
        return has(t + 1, C(PER)) && every(r, i, o);
    }
    const char *digits = ++p;
    while (p < end && *p >= '0' && *p <= '9') {
        p++;
    }
    if (p == end && p > digits && has(t + 1, C(TIME))) { /* q15 min */
        put_text(o, "1/");
        put(o, digits, (size_t)(p - digits));
        put_text(o, " ");
        put(o, r->low + t[1].from, (size_t)(t[1].to - t[1].from));
        o->last = i + 1;
        return true;
    }
    bool months = p > digits && end - p >= 2 && p[0] == 'm' && p[1] == 'o';
    if (p == digits || p == end || (*p != 'h' && *p != 'd' && *p != 'w' && !months)) {
        return false;
    }
    put_text(o, "1/");
    put(o, digits, (size_t)(p - digits));
    put_text(o, *p == 'h' ? " hours" : *p == 'd' ? " days" : *p == 'w' ? " weeks" : " months");
    rule(r, RULE_OFTEN_EVERY_N);
    return true;
}

/* "using the weekly pillbox", "by the next weekly weigh-in": which one, not how often. */
static bool names_a_thing(const struct token *before)
{
    return is(before, W_THE) || is(before, W_NEXT) || is(before, W_USING) || is(before, W_PER) || is(before, W_FROM) ||
           has(before, C(VIA));
}

static bool adverb(struct reading *r, int i, struct often *o)
{
    const struct token *t = &r->t[i];
    static const struct {
        int value;
        const char *text;
    } words[] = {{'D', "daily"},  {'W', "1/week"},   {'M', "1/month"},  {'Q', "1/quarter"},  {'H', "1/hour"},
                 {'Y', "1/year"}, {'B', "biweekly"}, {'A', "1/2 days"}, {'m', "1/2 months"}, {'f', "5/week"},
                 {'w', "3/week"}, {'d', "1/day"},    {2, "2/day"},      {3, "3/day"},        {4, "4/day"}};
    if (!has(t, C(OFTEN)) || (t->flags & F_POSSESSIVE)) {
        return false;
    }
    if (i > r->head && t[1].kind == T_WORD && !has(t + 1, C(PREP) | C(CONJ) | C(STOP) | C(AUX)) &&
        (t->value == 'W' || t->value == 'M') &&
        (names_a_thing(t - 1) || (is(t - 1, W_A) && has(t + 1, C(PRODUCT))))) { /* a monthly budget */
        return false;
    }
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (t->value == words[k].value) {
            put_text(o, words[k].text);
        }
    }
    o->first = o->last = i;
    rule(r, RULE_OFTEN_WORD);
    return true;
}

/* "5 of 7 nights", "5 nights out of 7", "5 nights of 7"; not "5 nights of 7 hours" */
static bool of_seven(struct reading *r, int i, struct often *o)
{
    const struct token *t = &r->t[i];
    bool apart = number(t) && (is(t + 1, W_DAY) || is(t + 1, W_NIGHT) || is(t + 1, W_MORNING)) &&
                 (is(t + 2, W_OUT_OF) || is(t + 2, W_OF)) && number(t + 3) && t[3].lo == 7000 &&
                 !has(t + 4, C(TIME) | C(UNIT) | C(COUNT));
    if (apart) {
        put_count(o, t);
        put_text(o, "/week");
        o->first = i;
        o->last = i + 3;
        rule(r, RULE_OFTEN_OF_7);
        return true;
    }
    if (!number(t) || !(t->flags & F_FRACTION) || t->den != 7 ||
        !(is(t + 1, W_DAY) || is(t + 1, W_NIGHT) || is(t + 1, W_MORNING))) {
        return false;
    }
    put_count(o, t);
    put_text(o, "/week");
    o->first = i;
    o->last = i + 1;
    rule(r, RULE_OFTEN_OF_7);
    return true;
}

/* "PHQ-9 below 10 by taking X daily": how often the means is used, not the aim. */
static bool means_before(const struct reading *r, int i)
{
    for (int k = i - 1; k > r->head; k--) {
        if ((is(&r->t[k - 1], W_BY) || is(&r->t[k - 1], W_THROUGH) || is(&r->t[k], W_USING)) &&
            (r->t[k].form & FORM_ING)) {
            return true;
        }
    }
    return false;
}

static bool in_baseline(const struct reading *r, int i)
{
    return r->t[i].claim == CLAIM_BASELINE || (i >= r->from_at && i < r->from_to);
}

/* Can a frequency begin here? "every", "daily", "Mondays", "q2h", "3". */
static bool may_say_often(const struct reading *r, const struct token *t)
{
    const uint64_t words = word_bit(W_ONCE) | word_bit(W_EVERY) | word_bit(W_EACH) | word_bit(W_WEEKDAY);
    return holds(t, C(OFTEN) | C(WEEKDAY)) | (t->kind == T_NUMBER) |
           ((t->kind == T_WORD) & (may_be(t, words) | (r->low[t->from] == 'q')));
}

void pass_frequency(struct reading *r)
{
    bool weak = false;
    for (int i = r->head; i < r->n; i++) {
        const struct token *t = &r->t[i];
        if (!may_say_often(r, t) || !(free_token(t) || t->claim == CLAIM_MEASURE) || in_baseline(r, i)) {
            continue;
        }
        struct often o = {.text = ""};
        if (has(t, C(OFTEN)) && r->strong && means_before(r, i)) {
            continue;
        }
        bool found = false;
        if (counts(t)) {
            found = count_per(r, i, &o);
            if (found) {
                rule(r, RULE_OFTEN_PER);
            }
        }
        if (!found && (is(t, W_EVERY) || is(t, W_EACH))) {
            o = (struct often){.text = ""};
            found = every(r, i, &o);
        }
        if (!found) {
            o = (struct often){.text = ""};
            found = adverb(r, i, &o) || ((has(t, C(WEEKDAY)) || is(t, W_WEEKDAY)) && weekdays(r, i, &o)) ||
                    of_seven(r, i, &o) || latin(r, i, &o);
        }
        if (!found) {
            continue;
        }
        if (strcmp(o.text, "1/2 weeks") == 0) {
            memcpy(o.text, "biweekly", 9); /* q2wks, once a fortnight */
        }
        o.weak |= number(t) && t->lo == 0;
        const struct str now = r->out->slots.frequency.text; /* each night, 5 nights a week */
        size_t n = strlen(o.text);
        bool days = r->often && now.n == 5 && memcmp(now.p, "daily", 5) == 0 && n > 5 && !o.weak && number(t) &&
                    (is(t + 1, W_DAY) || is(t + 1, W_NIGHT)) && memcmp(o.text + n - 5, "/week", 5) == 0;
        if (!r->often || (weak && !o.weak) || days) {
            weak = o.weak;
            r->often = true;
            r->often_at = o.first;
            r->out->slots.frequency.text = reading_text(r, o.text, strlen(o.text));
            r->out->slots.frequency.span = span_of(r, o.first, o.last);
        }
        i = o.last > i ? o.last : i;
    }
}
