/* plan_text_scan.c: see plan_text_scan.h. Cadences and lengths are in plan_text_cadence.c. */
#include "plan/plan_text_scan.h"

#include "measure/measure.h"
#include "plan/plan_text_words.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool text_scan_integer(struct str s, int64_t *out, struct span *at)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i]))
            continue;
        size_t from = i;
        int64_t v = 0;
        while (i < s.n && is_digit(s.p[i]) && i - from < 12)
            v = v * 10 + (s.p[i++] - '0');
        *out = v;
        if (at)
            *at = (struct span){from, i};
        return true;
    }
    return false;
}

size_t text_scan_word(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++) {
        if ((s.p[i] | 32) == word[0] && (i == 0 || !is_letter(s.p[i - 1])) &&
            (i + n == s.n || !is_letter(s.p[i + n])) && str_eq_ci(str_sub(s, i, i + n), (struct str){word, n}))
            return i;
    }
    return (size_t)-1;
}

size_t text_scan_any(struct str s, const char *const *phrases, size_t *which)
{
    uint32_t letters = 0;
    for (size_t k = 0; phrases[k]; k++)
        letters |= 1u << (phrases[k][0] & 31);
    for (size_t i = 0; i < s.n; i++) {
        if (!is_letter(s.p[i]))
            continue;
        if (letters & (1u << (s.p[i] & 31)))
            for (size_t k = 0; phrases[k]; k++) {
                if ((s.p[i] | 32) != phrases[k][0])
                    continue;
                struct str p = str_of(phrases[k]);
                if (s.n - i >= p.n && str_eq_ci(str_sub(s, i, i + p.n), p)) {
                    *which = k;
                    return i;
                }
            }
        while (i + 1 < s.n && is_letter(s.p[i + 1]))
            i++;
    }
    return (size_t)-1;
}

/* dates */

static int month_of(struct str s)
{
    static const char names[12][10] = {"january", "february", "march",     "april",   "may",      "june",
                                       "july",    "august",   "september", "october", "november", "december"};
    for (int i = 0; s.n >= 3 && i < 12; i++)
        if (s.n <= strlen(names[i]) && str_starts_ci(str_of(names[i]), s) &&
            (s.n == 3 || s.n == 4 || s.n == strlen(names[i])))
            return i + 1;
    return 0;
}

/* Up to four digits at *i; -1 when there is none. */
static int digits_at(struct str s, size_t *i, size_t *count)
{
    int v = 0;
    size_t from = *i;
    while (*i < s.n && is_digit(s.p[*i]) && *i - from < 4)
        v = v * 10 + (s.p[(*i)++] - '0');
    *count = *i - from;
    return *count && (*i == s.n || !is_digit(s.p[*i])) ? v : -1;
}

static int full_year(int year, size_t digits)
{
    return digits == 4 ? year : digits == 2 ? (year > 40 ? 1900 : 2000) + year : 0;
}

static bool make_date(int year, int month, int day, struct date *out)
{
    if (year < 1 || !date_valid(year, month, day))
        return false;
    *out = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
    return true;
}

/* Three numbers with one kind of separator between them. */
static bool numeric_date(struct str s, size_t *i, int v[3], size_t n[3], char *between)
{
    v[0] = digits_at(s, i, &n[0]);
    if (v[0] < 0 || *i >= s.n || !strchr("/-.", s.p[*i]))
        return false;
    *between = s.p[(*i)++];
    v[1] = digits_at(s, i, &n[1]);
    if (v[1] < 0 || *i >= s.n || s.p[*i] != *between)
        return false;
    (*i)++;
    v[2] = digits_at(s, i, &n[2]);
    return v[2] >= 0;
}

static bool read_numeric(struct str s, size_t *i, enum date_order order, struct date *out)
{
    int v[3];
    size_t n[3];
    char between;
    if (!numeric_date(s, i, v, n, &between))
        return false;
    if (n[0] == 4)
        return make_date(v[0], v[1], v[2], out);
    bool day_first = between == '.' || v[0] > 12 || (order == DATE_DAY_FIRST && v[1] <= 12);
    return n[2] >= 2 && make_date(full_year(v[2], n[2]), day_first ? v[1] : v[0], day_first ? v[0] : v[1], out);
}

static void skip(struct str s, size_t *i, const char *what)
{
    while (*i < s.n && strchr(what, s.p[*i]))
        (*i)++;
}

/* "May 1st, 2026" with *i at the name's beginning; "1 May 2026" with day already read. */
static bool read_named(struct str s, size_t *i, int day, struct date *out)
{
    size_t from = *i, n;
    while (*i < s.n && is_letter(s.p[*i]))
        (*i)++;
    int month = month_of(str_sub(s, from, *i));
    if (!month)
        return false;
    skip(s, i, " .,");
    if (!day) {
        day = digits_at(s, i, &n);
        while (*i < s.n && is_letter(s.p[*i]))
            (*i)++;
        skip(s, i, " ,");
    }
    int year = digits_at(s, i, &n);
    return day > 0 && n == 4 && make_date(year, month, day, out);
}

bool text_scan_date(struct str s, enum date_order order, struct date *out, struct span *at)
{
    for (size_t i = 0; i < s.n; i++) {
        bool digit = is_digit(s.p[i]);
        if ((!digit && !is_letter(s.p[i])) || (i && (is_digit(s.p[i - 1]) || is_letter(s.p[i - 1]))))
            continue;
        size_t to = i, count;
        bool found = digit ? read_numeric(s, &to, order, out) : s.n - i >= 8 && read_named(s, &to, 0, out);
        if (digit && !found) {
            to = i;
            int day = digits_at(s, &to, &count);
            while (to < s.n && is_letter(s.p[to]))
                to++;
            skip(s, &to, " ");
            found = day > 0 && day <= 31 && read_named(s, &to, day, out);
        }
        if (found) {
            if (at)
                *at = (struct span){i, to};
            return true;
        }
    }
    return false;
}

/* The next slash date of s at or behind *i, its first two numbers in v; *i moves behind its beginning. */
static bool next_slash_date(struct str s, size_t *i, int v[3])
{
    for (; *i < s.n; (*i)++) {
        if (!is_digit(s.p[*i]) || (*i && (is_digit(s.p[*i - 1]) || s.p[*i - 1] == '/')))
            continue;
        size_t n[3], to = *i;
        char between;
        if (!numeric_date(s, &to, v, n, &between) || between == '.' || n[0] > 2)
            continue;
        (*i)++;
        return true;
    }
    return false;
}

bool text_scan_date_order(struct str s, enum date_order *out)
{
    int v[3];
    if (!memchr(s.p, '/', s.n))
        return false;
    for (size_t i = 0; next_slash_date(s, &i, v);) {
        if ((v[0] <= 12) == (v[1] <= 12))
            continue;
        *out = v[0] > 12 ? DATE_DAY_FIRST : DATE_MONTH_FIRST;
        return true;
    }
    return false;
}

bool text_scan_either_order(struct str s)
{
    int v[3];
    if (!memchr(s.p, '/', s.n))
        return false;
    for (size_t i = 0; next_slash_date(s, &i, v);)
        if (v[0] >= 1 && v[1] >= 1 && v[0] <= 12 && v[1] <= 12 && v[0] != v[1])
            return true;
    return false;
}

/* codes, telephone numbers, measures */

bool text_scan_icd10(struct str s, struct span *at)
{
    for (size_t digit = str_find_digit(s, 1); digit + 1 < s.n; digit = str_find_digit(s, digit + 1)) {
        size_t i = digit - 1;
        if (s.p[i] < 'A' || s.p[i] > 'Z' || (i && (is_letter(s.p[i - 1]) || is_digit(s.p[i - 1]))) ||
            !(is_digit(s.p[i + 2]) || s.p[i + 2] == 'A' || s.p[i + 2] == 'B'))
            continue;
        size_t to = i + 3;
        if (to + 1 < s.n && s.p[to] == '.' && (is_digit(s.p[to + 1]) || (s.p[to + 1] >= 'A' && s.p[to + 1] <= 'Z')))
            for (to++; to < s.n && to < i + 8 && (is_digit(s.p[to]) || (s.p[to] >= 'A' && s.p[to] <= 'Z'));)
                to++;
        if (to < s.n && (is_letter(s.p[to]) || is_digit(s.p[to])))
            continue;
        bool plain = to == i + 3; /* "F41" alone is a code only of the chapters plans use */
        if (plain && s.p[i] != 'F' && s.p[i] != 'Z')
            continue;
        *at = (struct span){i, to};
        return true;
    }
    return false;
}

bool text_scan_telephone(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (is_digit(s.p[i])) {
            if (++digits >= 7 && (s.p[i] != '/'))
                return true;
        } else if (!strchr(" -.()+", s.p[i])) {
            digits = 0;
        }
    }
    return text_scan_word(s, "988") != (size_t)-1 || text_scan_word(s, "911") != (size_t)-1;
}

static bool capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The end of a name that begins at `from`: words in capitals, numbers, hyphens and small words between them. */
static size_t name_end(struct str s, size_t from, size_t words)
{
    size_t i = from, end = from;
    for (size_t k = 0; k < words && i < s.n; k++) {
        while (i < s.n && (is_letter(s.p[i]) || is_digit(s.p[i]) || s.p[i] == '-' || (unsigned char)s.p[i] >= 0x80))
            i++;
        end = i;
        if (i >= s.n || s.p[i] != ' ')
            break;
        i++;
    }
    return end;
}

const char *text_scan_instrument(struct str s, struct str *name)
{
    for (size_t i = 0; i + 2 < s.n; i++) {
        if (!capital(s.p[i]) || (i && (is_letter(s.p[i - 1]) || is_digit(s.p[i - 1]) || s.p[i - 1] == '-')))
            continue;
        bool acronym = capital(s.p[i + 1]) || (s.p[i + 1] == '-' && capital(s.p[i + 2]));
        size_t last = 0;
        for (size_t words = acronym ? 2 : 6; words >= (acronym ? 1 : 2); words--) {
            size_t end = name_end(s, i, words);
            const struct measure *m = end != last ? measure_find(str_sub(s, i, end)) : NULL;
            last = end;
            if (m) {
                *name = str_sub(s, i, end);
                return m->id;
            }
        }
    }
    return NULL;
}

/* conditions and sentences */

bool text_scan_condition(struct str s, struct str *condition, struct str *rest)
{
    static const char *const openers[] = {"if ",     "when ", "should ", "in the event ", "in case ", "whenever ",
                                          "unless ", "once ", NULL};
    size_t which;
    int depth = 0;
    bool opens = s.n > 0 && text_scan_any(str_sub(s, 0, 16), openers, &which) == 0;
    for (size_t i = 0; opens && i < s.n; i++) {
        depth += s.p[i] == '(' ? 1 : s.p[i] == ')' ? -1 : 0;
        bool then = s.p[i] == ' ' && str_starts_ci(str_sub(s, i, s.n), STR(" then "));
        if (depth > 0 || !(s.p[i] == ',' || s.p[i] == ':' || then))
            continue;
        *condition = str_trim(str_sub(s, 0, i));
        *rest = str_trim(str_sub(s, i + (then ? 6 : 1), s.n));
        return rest->n > 0;
    }
    return false;
}

bool text_scan_sentence(struct str *s, struct str *out)
{
    *s = str_trim(*s);
    if (s->n == 0)
        return false;
    for (size_t i = 0; i + 1 < s->n; i++) {
        if ((s->p[i] != '.' && s->p[i] != '!' && s->p[i] != '?') || s->p[i + 1] != ' ' || i < 3)
            continue;
        size_t next = i + 1;
        while (next < s->n && s->p[next] == ' ')
            next++;
        bool title = s->p[i - 3] == ' ' && capital(s->p[i - 2]);             /* "Dr.", "Ms." */
        bool short_word = s->p[i - 2] == ' ' || s->p[i - 2] == '.' || title; /* "e.g.", "J." */
        if (next < s->n && (capital(s->p[next]) || s->p[next] == '"') && !short_word) {
            *out = str_sub(*s, 0, i + 1);
            *s = str_sub(*s, next, s->n);
            return true;
        }
    }
    *out = *s;
    *s = str_sub(*s, s->n, s->n);
    return true;
}

static const char *const rule_outs[] = {"r/o", "rule out", "rule-out"};

size_t text_scan_rule_out(struct str s, size_t *end)
{
    size_t first = (size_t)-1;
    for (size_t i = 0; i < sizeof rule_outs / sizeof *rule_outs; i++) {
        size_t at = str_find_ci(s, str_of(rule_outs[i]), 0);
        if (at < first) {
            first = at;
            *end = at + strlen(rule_outs[i]);
        }
    }
    return first;
}

bool text_rules_out(struct str s)
{
    for (size_t i = 0; i < sizeof rule_outs / sizeof *rule_outs; i++) {
        size_t end = strlen(rule_outs[i]);
        if (str_begins_ci(s, rule_outs[i]))
            return s.n > end + 1 && (s.p[end] == ' ' || s.p[end] == ':');
    }
    return false;
}
