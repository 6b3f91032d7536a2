/* condition.c: conditions in words. */
#include "plan/condition.h"
#include "plan/standing.h"

#include "measure/measure.h"

#include <string.h>

/* Conditions are short; what stands behind the 64th word of one is not looked at. */
#define WORDS_MAX 64
#define NAME_WORDS_MAX 6 /* "Generalized Anxiety Disorder 7-item scale" */

struct words {
    struct str at[WORDS_MAX];
    size_t n;
};

/* The length of a sign at s that is a word of its own: + % < > = <= >= and their Unicode forms; 0 when there is none.
 */
static size_t sign_length(struct str s)
{
    if (!strchr("<>=+%\xe2", s.p[0]))
        return 0;
    static const char *const signs[] = {"<=", ">=", "\xe2\x89\xa4", "\xe2\x89\xa5", "<", ">", "=", "+", "%"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_begins(s, signs[i]))
            return strlen(signs[i]);
    return 0;
}

/* What may end a word: 1 always, 2 when a sign begins there. */
static const unsigned char ends_word[256] = {
    [0] = 1,   ['\t'] = 1, ['\n'] = 1, ['\v'] = 1, ['\f'] = 1, ['\r'] = 1, [' '] = 1,  [','] = 1, [';'] = 1,
    [':'] = 1, ['('] = 1,  [')'] = 1,  ['['] = 1,  [']'] = 1,  ['"'] = 1,  ['\''] = 1, ['!'] = 1, ['?'] = 1,
    ['/'] = 1, ['<'] = 2,  ['>'] = 2,  ['='] = 2,  ['+'] = 2,  ['%'] = 2,  [0xE2] = 2,
};

static void cut_words(struct str s, struct words *w)
{
    w->n = 0;
    size_t i = 0;
    while (i < s.n && w->n < WORDS_MAX) {
        struct str rest = str_sub(s, i, s.n);
        size_t n = sign_length(rest);
        if (n == 0)
            for (unsigned char end; n < rest.n; n++) {
                end = ends_word[(unsigned char)rest.p[n]];
                if (end == 1 || (end == 2 && sign_length(str_sub(rest, n, rest.n))))
                    break;
            }
        struct str word = str_sub(rest, 0, n);
        while (word.n && word.p[word.n - 1] == '.')
            word.n--;
        if (word.n)
            w->at[w->n++] = word;
        i += n ? n : 1;
    }
}

static bool is_one_of(struct str word, const char *const *list)
{
    for (; *list; list++)
        if (str_is_ci(word, *list))
            return true;
    return false;
}

static bool word_in(const struct words *w, size_t i, const char *const *list)
{
    return i < w->n && is_one_of(w->at[i], list);
}

/* instruments */

static bool looks_like_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9'))
            return true;
    return false;
}

/* find_instrument: the words [*from, *to) name the first and longest known instrument, without the words around a name
 * that measure_find() would overlook. */
static const struct measure *find_instrument(const struct words *w, size_t *from, size_t *to)
{
    static const char *const the[] = {"the", NULL}, *const scores[] = {"score", "scores", "total", "totals", NULL};
    for (size_t i = 0; i < w->n; i++)
        for (size_t n = w->n - i < NAME_WORDS_MAX ? w->n - i : NAME_WORDS_MAX; n; n--) {
            const struct str *last = &w->at[i + n - 1];
            struct str name = {w->at[i].p, (size_t)(last->p + last->n - w->at[i].p)};
            if (!looks_like_name(name) || is_one_of(w->at[i], the))
                break; /* nor has what is shorter a name */
            bool whole = str_find(name, STR("("), 0) == (size_t)-1 && !is_one_of(*last, scores) && !sign_length(*last);
            const struct measure *m = whole ? measure_find(name) : NULL;
            if (m) {
                *from = i;
                *to = i + n;
                return m;
            }
        }
    return NULL;
}

const struct measure *condition_find_instrument(struct str s, struct str *name)
{
    struct words w;
    size_t from, to;
    cut_words(s, &w);
    const struct measure *m = find_instrument(&w, &from, &to);
    if (m)
        *name = (struct str){w.at[from].p, (size_t)(w.at[to - 1].p + w.at[to - 1].n - w.at[from].p)};
    return m;
}

/* times: "by week 8", "after 8 weeks", "by the 8th session", "at the second review" */

enum when_unit { WHEN_WEEK, WHEN_SESSION, WHEN_REVIEW };

struct when {
    bool found, unclear; /* unclear: a time is there, but it does not say "by then" in weeks, sessions or reviews */
    enum when_unit unit;
    int64_t n;
    size_t from, to; /* words that say it */
};

/* "8", "8th", "eighth": the whole number of a word. */
static bool ordinal(struct str word, int64_t *out)
{
    static const char *const words[] = {"first",   "second", "third", "fourth", "fifth",    "sixth",
                                        "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(word, words[i])) {
            *out = (int64_t)i + 1;
            return true;
        }
    static const char *const endings[] = {"", "st", "nd", "rd", "th", NULL};
    size_t n = 0;
    while (n < word.n && word.p[n] >= '0' && word.p[n] <= '9')
        n++;
    return is_one_of(str_sub(word, n, word.n), endings) && num_int(str_sub(word, 0, n), 1, 1000, out);
}

/* "Medication review", "review the approach": a review is a time only with its number, or behind a word of time. */
static bool review_is_time(const struct words *w, size_t i, size_t taken)
{
    static const char *const which[] = {"the", "next", "each", "every", "any", "last", NULL};
    static const char *const before[] = {"by", "at", "after", "until", "following", "before", NULL};
    int64_t n;
    if (i > taken && ordinal(w->at[i - 1], &n)) {
        struct str word = w->at[i - 1];
        bool bare = word.p[word.n - 1] >= '0' && word.p[word.n - 1] <= '9';
        return !bare || str_eq_ci(w->at[i], STR("reviews")); /* "2 reviews", but not "week 8: review" */
    }
    if (i + 1 < w->n && ordinal(w->at[i + 1], &n))
        return true;
    size_t first = i;
    while (first > taken && is_one_of(w->at[first - 1], which))
        first--;
    return first > taken && is_one_of(w->at[first - 1], before);
}

/* "The first session after the break", "the second session in a row": counted from something that is not known here. */
static bool counts_from_elsewhere(const struct words *w, size_t at)
{
    static const char *const since[] = {"after", "since", "following", "consecutive", "consecutively", "running", NULL};
    return (at < w->n && is_one_of(w->at[at], since)) ||
           (at + 2 < w->n && str_eq_ci(w->at[at], STR("in")) && str_eq_ci(w->at[at + 1], STR("a")) &&
            str_eq_ci(w->at[at + 2], STR("row")));
}

static struct when find_when(const struct words *w)
{
    static const char *const units[][3] = {
        {"week", "weeks", NULL}, {"session", "sessions", NULL}, {"review", "reviews"}};
    static const char *const others[] = {"day", "days", "month", "months", "year", "years", "visit", "visits", NULL};
    static const char *const before[] = {"by", "after", "within", "at", "in", "following", NULL};
    static const char *const the[] = {"the", "first", NULL};
    struct when when = {.found = false};
    for (size_t i = 0; i < w->n; i++) {
        size_t unit = 0;
        while (unit < 3 && !word_in(w, i, units[unit]))
            unit++;
        if (word_in(w, i, others))
            when.unclear = true;
        if (unit == 3 || (unit == WHEN_REVIEW && !review_is_time(w, i, when.found ? when.to : 0)))
            continue;
        when.unclear = when.unclear || when.found; /* two times */
        when.found = true;
        when.unit = (enum when_unit)unit;
        if (i > 0 && ordinal(w->at[i - 1], &when.n)) {
            when.from = i - 1;
            when.to = i + 1;
        } else if (i + 1 < w->n && ordinal(w->at[i + 1], &when.n)) {
            when.from = i;
            when.to = i + 2;
        } else {
            when.unclear = true;
        }
        when.unclear = when.unclear || counts_from_elsewhere(w, when.to);
        size_t first = when.from;
        while (first > 0 && is_one_of(w->at[first - 1], the))
            first--;
        if (first == 0 || !is_one_of(w->at[first - 1], before))
            when.unclear = true;
    }
    return when;
}

/* negations */

static const char *const negations[] = {"no",
                                        "not",
                                        "never",
                                        "lack",
                                        "without",
                                        "insufficient",
                                        "inadequate",
                                        "little",
                                        "minimal",
                                        "doesn",
                                        "don",
                                        "hasn",
                                        "haven",
                                        "isn",
                                        "didn",
                                        "cannot",
                                        "doesn\xe2\x80\x99t",
                                        "don\xe2\x80\x99t",
                                        "hasn\xe2\x80\x99t",
                                        "haven\xe2\x80\x99t",
                                        "isn\xe2\x80\x99t",
                                        "didn\xe2\x80\x99t",
                                        NULL};

/* says_no_gain: a negation with a word for getting better at most four words behind it. */
static bool says_no_gain(const struct words *w)
{
    static const char *const gains[] = {
        "gain",      "gains",    "improvement", "improvements", "improve",   "improved",  "improves",
        "improving", "progress", "response",    "better",       "respond",   "responded", "benefit",
        "change",    "changed",  "decrease",    "decreased",    "reduction", "reduced",   NULL};
    size_t last = 0; /* words before this one stand close behind a negation */
    for (size_t i = 0; i < w->n; i++) {
        if (i < last && is_one_of(w->at[i], gains))
            return true;
        if (is_one_of(w->at[i], negations))
            last = i + 5;
    }
    return false;
}

/* comparison */

enum compare { COMPARE_NONE, COMPARE_AT_LEAST, COMPARE_AT_MOST, COMPARE_ABOVE, COMPARE_BELOW };

static const char *const words_more[] = {"more", "higher", "above", "greater", "over", "up", NULL};
static const char *const words_less[] = {"less", "lower", "below", "fewer", "under", NULL};

static enum compare compare_after(const struct words *w, size_t i)
{
    static const char *const plus[] = {"+", NULL}, *const joins[] = {"or", "and", NULL};
    if (word_in(w, i, plus))
        return COMPARE_AT_LEAST;
    if (!word_in(w, i, joins))
        return COMPARE_NONE;
    if (word_in(w, i + 1, words_more))
        return COMPARE_AT_LEAST;
    return word_in(w, i + 1, words_less) ? COMPARE_AT_MOST : COMPARE_NONE;
}

/* compare_before: what the words that end in front of word i say. */
static enum compare compare_before(const struct words *w, size_t i)
{
    static const struct {
        const char *words[3]; /* the last one stands next to the number */
        enum compare compare;
    } phrases[] = {
        {{"no", "less", "than"}, COMPARE_AT_LEAST},
        {{"not", "less", "than"}, COMPARE_AT_LEAST},
        {{"no", "lower", "than"}, COMPARE_AT_LEAST},
        {{"no", "more", "than"}, COMPARE_AT_MOST},
        {{"not", "more", "than"}, COMPARE_AT_MOST},
        {{"no", "higher", "than"}, COMPARE_AT_MOST},
        {{"", "at", "least"}, COMPARE_AT_LEAST},
        {{"", "at", "most"}, COMPARE_AT_MOST},
        {{"", "more", "than"}, COMPARE_ABOVE},
        {{"", "higher", "than"}, COMPARE_ABOVE},
        {{"", "greater", "than"}, COMPARE_ABOVE},
        {{"", "less", "than"}, COMPARE_BELOW},
        {{"", "lower", "than"}, COMPARE_BELOW},
        {{"", "", "\xe2\x89\xa5"}, COMPARE_AT_LEAST},
        {{"", "", ">="}, COMPARE_AT_LEAST},
        {{"", "", "reaches"}, COMPARE_AT_LEAST},
        {{"", "", "\xe2\x89\xa4"}, COMPARE_AT_MOST},
        {{"", "", "<="}, COMPARE_AT_MOST},
        {{"", "", ">"}, COMPARE_ABOVE},
        {{"", "", "above"}, COMPARE_ABOVE},
        {{"", "", "over"}, COMPARE_ABOVE},
        {{"", "", "exceeds"}, COMPARE_ABOVE},
        {{"", "", "<"}, COMPARE_BELOW},
        {{"", "", "below"}, COMPARE_BELOW},
        {{"", "", "under"}, COMPARE_BELOW},
    };
    static const char *const fillers[] = {"a", "an", "the", "score", "total", "of", NULL};
    while (i > 0 && is_one_of(w->at[i - 1], fillers))
        i--;
    for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++) {
        size_t n = 0;
        while (n < 3 && n < i && phrases[k].words[2 - n][0] && str_is_ci(w->at[i - 1 - n], phrases[k].words[2 - n]))
            n++;
        if (n == 3 || (n > 0 && !phrases[k].words[2 - n][0]))
            return phrases[k].compare;
    }
    return COMPARE_NONE;
}

/* binding */

/* What is said about an instrument in one condition. */
struct reading {
    struct words words;
    const struct measure *measure;
    size_t name_from, name_to; /* words */
    struct when when;
    size_t numbers; /* besides the name and the time */
    size_t at;      /* the last of them */
    struct dec value;
};

static void read_condition(struct str text, struct reading *r)
{
    cut_words(text, &r->words);
    r->name_from = r->name_to = r->numbers = 0;
    r->measure = find_instrument(&r->words, &r->name_from, &r->name_to);
    r->when = find_when(&r->words);
    for (size_t i = 0; i < r->words.n; i++) {
        bool in_name = i >= r->name_from && i < r->name_to, in_time = i >= r->when.from && i < r->when.to;
        if (!in_name && !in_time && num_dec(r->words.at[i], &r->value)) {
            r->at = i;
            r->numbers++;
        }
    }
}

/* compare_words: how the one number of the condition is compared; NONE also when the number counts something else than
 * points of the scale, or the sentence is negated otherwise than by "no more than". */
static enum compare compare_words(const struct reading *r)
{
    static const char *const other_units[] = {"%", "percent", "point", "points", "times", "item", "items", NULL};
    static const char *const change[] = {"by",   "increase", "decrease", "reduction", "drop", "rise",
                                         "loss", "gain",     "change",   "item",      NULL};
    const struct words *w = &r->words;
    for (size_t k = 1; k <= 3; k++) /* "rises by at least 5", "5 or more points" */
        if (word_in(w, r->at + k, other_units) || (k <= r->at && word_in(w, r->at - k, change)))
            return COMPARE_NONE;
    for (size_t i = 0; i < w->n; i++)
        if (is_one_of(w->at[i], negations) && !(word_in(w, i + 1, words_more) || word_in(w, i + 1, words_less)))
            return COMPARE_NONE;
    enum compare c = compare_after(w, r->at + 1);
    return c ? c : compare_before(w, r->at);
}

static bool bind_score(struct plan_condition *c, const struct reading *r)
{
    enum compare compare = compare_words(r);
    bool strict = compare == COMPARE_ABOVE || compare == COMPARE_BELOW;
    if (compare == COMPARE_NONE || (strict && (!r->measure->integer_scale || r->value.scale)))
        return false;
    c->kind = CONDITION_MEASURE;
    c->value = r->value;
    c->value.mant += compare == COMPARE_ABOVE ? 1 : compare == COMPARE_BELOW ? -1 : 0;
    c->comparator = compare == COMPARE_AT_LEAST || compare == COMPARE_ABOVE ? PLAN_CMP_AT_LEAST : PLAN_CMP_AT_MOST;
    return true;
}

static bool is_bound(const struct plan_condition *c)
{
    const struct plan_measure *m = &c->measure;
    return c->kind || c->comparator || c->value.has || c->by_week.has || c->by_session.has || c->by_review.has ||
           c->event.n || m->kind || m->name.n || m->instrument.n;
}

/* has_number: a digit, or a number in words ("at the second review"); most conditions have none. */
static bool has_number(struct str text)
{
    struct words w;
    int64_t n;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= '0' && text.p[i] <= '9')
            return true;
    cut_words(text, &w);
    for (size_t i = 0; i < w.n; i++)
        if (ordinal(w.at[i], &n))
            return true;
    return false;
}

bool condition_time(struct str text, struct plan_condition *c)
{
    struct words w;
    cut_words(text, &w);
    struct when when = find_when(&w);
    struct opt_int *const by[] = {&c->by_week, &c->by_session, &c->by_review};
    if (!when.found || when.unclear)
        return false;
    *by[when.unit] = (struct opt_int){true, when.n};
    return true;
}

bool condition_told(struct str text)
{
    static const char *const happens[] = {"hospitalized", "hospitalised", "rehospitalized", "readmitted",
                                          "arrested",     "incarcerated", "detained",       "evicted",
                                          "suspended",    "expelled",     "pregnant",       NULL};
    static const char *const counts[] = {"one",   "two",  "three", "four", "five",  "six", "seven",
                                         "eight", "nine", "ten",   "once", "twice", NULL};
    static const char *const lengths[] = {"day",  "days",  "week", "weeks", "month",   "months",
                                          "year", "years", "hour", "hours", "minutes", NULL};
    static const char *const others[] = {"more", "consecutive", "full", "whole", "item", "question", NULL};
    static const char *const names_item[] = {"item", "question", "week", "session", "review", "phase", "step", NULL};
    struct reading r;
    read_condition(text, &r);
    for (size_t i = 0; i < r.words.n; i++) {
        struct dec value;
        bool in_name = i >= r.name_from && i < r.name_to, in_time = i >= r.when.from && i < r.when.to;
        if (word_in(&r.words, i, happens))
            return true;
        if (in_name || in_time || (i > 0 && word_in(&r.words, i - 1, names_item)))
            continue;
        size_t next = i + 1;
        while (word_in(&r.words, next, others))
            next++;
        if ((num_dec(r.words.at[i], &value) || word_in(&r.words, i, counts)) && !word_in(&r.words, next, lengths))
            return true;
    }
    return false;
}

bool condition_bind(struct plan_condition *c, struct arena *a)
{
    if (is_bound(c) || !has_number(c->text))
        return true;

    struct reading r;
    read_condition(c->text, &r);
    if (r.when.unclear)
        return true;
    if (r.numbers == 0 && r.when.found && says_no_gain(&r.words))
        c->kind = CONDITION_NO_GAIN;
    else if (r.numbers != 1 || !r.measure || !bind_score(c, &r))
        return true;
    struct opt_int *const by[] = {&c->by_week, &c->by_session, &c->by_review};
    if (r.when.found)
        *by[r.when.unit] = (struct opt_int){true, r.when.n};
    if (!r.measure)
        return true;
    const struct str *last = &r.words.at[r.name_to - 1];
    struct str name = {r.words.at[r.name_from].p, (size_t)(last->p + last->n - r.words.at[r.name_from].p)};
    c->measure.kind = MEASURE_INSTRUMENT;
    return plan_text(a, name, &c->measure.name) && plan_text(a, str_of(r.measure->id), &c->measure.instrument);
}
