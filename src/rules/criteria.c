/* criteria.c: how many things one sentence asks for: its numbers and limits, part by part. */
#include "rules/check.h"

#include <string.h>

static bool is_unit_of_time(struct str word)
{
    static const char *const units[] = {"minute", "hour", "day", "week", "month", "session", "year", "second"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (str_begins_ci(word, units[i])) {
            return true;
        }
    }
    return false;
}

static struct str next_word(struct str s, size_t *at)
{
    while (*at < s.n && (s.p[*at] == ' ' || s.p[*at] == ',' || s.p[*at] == '(' || s.p[*at] == ')')) {
        ++*at;
    }
    size_t from = *at;
    while (*at < s.n && s.p[*at] != ' ' && s.p[*at] != ',' && s.p[*at] != ')') {
        ++*at;
    }
    return str_sub(s, from, *at);
}

/* "3", "60-70%", "4/5"; not "4-7-8", "12-step". */
static bool is_number(struct str word)
{
    size_t hyphens = 0;
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        bool digit = c >= '0' && c <= '9';
        hyphens += c == '-';
        if (!digit && (i == 0 || !strchr("-.,%/+;:", c))) {
            return false;
        }
    }
    return word.n && hyphens < 2;
}

static bool is_one_of(struct str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is_ci(word, words[i])) {
            return true;
        }
    }
    return false;
}

#define ONE_OF(word, words) is_one_of(word, words, sizeof(words) / sizeof *(words))

/* "two", "once", "none". */
static bool is_count(struct str word)
{
    static const char *const counts[] = {"one",   "two",  "three", "four", "five",  "six",  "seven",
                                         "eight", "nine", "ten",   "once", "twice", "none", "zero"};
    return is_number(word) || ONE_OF(word, counts);
}

/* Does a limit end at the word `word`, which `before` precedes: "at least", "no more than", "below", "to". */
static bool ends_limit(struct str before, struct str word)
{
    static const char *const alone[] = {"below", "under", "above", "to", "<", ">", "\xe2\x89\xa4", "\xe2\x89\xa5"};
    static const char *const compared[] = {"more", "fewer", "less", "higher", "lower", "greater"};
    bool at = str_is_ci(before, "at") && (str_is_ci(word, "least") || str_is_ci(word, "most"));
    bool than = str_is_ci(word, "than") && ONE_OF(before, compared);
    return at || than || ONE_OF(word, alone) || (str_is_ci(word, "or") && ONE_OF(before, alone));
}

/* Behind these a length of time says when or for how long, not how much. */
static bool opens_time(struct str word)
{
    static const char *const preps[] = {"in",    "within", "for",     "over", "after", "by",    "before", "every",
                                        "each",  "next",   "last",    "past", "first", "of",    "during", "across",
                                        "until", "week",   "session", "day",  "month", "visit", "than"};
    return ONE_OF(word, preps);
}

enum criterion { CRITERION_NONE, CRITERION_COUNT, CRITERION_LIMIT };

/* What a part of a sentence asks for: a number that counts something or is a length of time of its own ("sleep 7
 * hours", not "within 7 days"); CRITERION_LIMIT when a limit of something named stands in front of it. */
static enum criterion criterion_in(struct str part)
{
    enum criterion best = CRITERION_NONE;
    struct str before = {NULL, 0}, word = {NULL, 0};
    bool limit = false;
    size_t words = 0, limit_at = 0;
    for (size_t at = 0; at < part.n;) {
        struct str next = next_word(part, &at);
        bool limits = ends_limit(word, next);
        if (is_count(next)) {
            size_t after = at;
            struct str counted = next_word(part, &after);
            bool length = is_unit_of_time(counted);
            bool pronoun =
                str_is_ci(next, "one") && (!counted.n || str_is_ci(counted, "of") || str_is_ci(counted, "another"));
            if (limit && !(length && opens_time(before))) {
                best = limit_at > 1 ? CRITERION_LIMIT : best > CRITERION_COUNT ? best : CRITERION_COUNT;
            } else if (!opens_time(word) && !pronoun) {
                best = best > CRITERION_COUNT ? best : CRITERION_COUNT;
            }
        }
        words++;
        limit_at = limits ? words : limit_at;
        limit = limits;
        before = word;
        word = next;
    }
    return best;
}

/* "by week 10", "when upset", "within 30 days", "down from 5", "a drop of": no thing that is asked for. */
static bool begins_aside(struct str part)
{
    static const char *const asides[] = {
        "by",   "within", "in",        "after",    "over",   "during",   "when",  "before", "given", "every",  "each",
        "on",   "for",    "with",      "without",  "as",     "at",       "from",  "down",   "up",    "to",     "than",
        "no",   "now",    "currently", "baseline", "a",      "an",       "if",    "until",  "per",   "across", "or",
        "then", "not",    "was",       "were",     "target", "measured", "fewer", "less",   "more",  "rated"};
    size_t at = 0;
    struct str word = next_word(part, &at);
    bool ing = word.n > 4 && str_ends_ci(word, STR("ing"));
    return !word.n || is_count(word) || ing || ONE_OF(word, asides);
}

/* A part that begins like an aim of its own: "and attend ...", "and will call ...". */
static bool begins_aim(struct str part)
{
    static const char *const skip[] = {"and", "will", "to", "also", "then", "client", "patient", "he", "she", "they"};
    size_t at = 0;
    for (;;) {
        size_t before = at;
        struct str word = next_word(part, &at);
        bool skipped = false;
        for (size_t i = 0; i < sizeof skip / sizeof *skip; i++) {
            skipped = skipped || str_is_ci(word, skip[i]);
        }
        if (!skipped) {
            struct term_hit hit;
            size_t start = before;
            while (start < part.n && part.p[start] == ' ') {
                start++;
            }
            return word.n && term_next(part, start, TERM_AIM, &hit) && hit.span.from == start;
        }
    }
}

/* The length of what joins two parts of a sentence at `at`: ", ", "; ", " and ", " & "; 0 when nothing does. */
static size_t joint_at(struct str s, size_t at)
{
    static const char *const joints[] = {", ", "; ", " and ", " & "};
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        size_t n = strlen(joints[i]);
        if (s.n - at >= n && memcmp(s.p + at, joints[i], n) == 0) {
            return n;
        }
    }
    return 0;
}

size_t criteria_count(struct str s, struct span *second)
{
    size_t counted = 0, from = 0;
    bool first = true;
    for (size_t at = 0; at <= s.n; at++) {
        bool may_join = at < s.n && (s.p[at] == ' ' || s.p[at] == ',' || s.p[at] == ';');
        size_t joint = may_join ? joint_at(s, at) : 0;
        if (at < s.n && joint == 0) {
            continue;
        }
        struct str part = str_sub(s, from, at);
        part = str_starts(part, STR("and ")) ? str_sub(part, 4, part.n) : part;
        bool aside = begins_aside(part);
        enum criterion asks = criterion_in(part);
        if ((asks && ((first && !aside) || begins_aim(part))) || (asks == CRITERION_LIMIT && !aside)) {
            counted++;
            *second = counted == 2 ? (struct span){from, at} : *second;
        }
        first &= aside && counted == 0;
        from = at + joint;
        at = joint ? from - 1 : at;
    }
    return counted > 1 ? counted : 0;
}
