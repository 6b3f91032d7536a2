/* plan_text_cut.c: a text to lines: cleaning, joining wrapped lines, finding labels. */
#include "base/bytes.h"
#include "base/utf8.h"
#include "plan/plan_text_line.h"
#include "plan/plan_text_scan.h"
#include "plan/plan_text_words.h"

#include <stdio.h>
#include <string.h>

#define LABEL_BYTES_MAX 90
#define HEADING_BYTES_MAX 80
#define LINE_BYTES_USUAL 48 /* of a plan, blank lines left out */
#define LINES_AT_FIRST_MOST 512
#define JOINED_BYTES_MAX 8000 /* keeps the joining of endless text linear */

static size_t word_count(struct str s)
{
    struct text_word w;
    size_t n = 0;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);)
        n++;
    return n;
}

/* A separator " - " (also with a long dash) at i of s: its length, else 0. */
static size_t dash_at(struct str s, size_t i)
{
    if (i + 2 < s.n && (s.p[i] == '=' || s.p[i] == '-') && s.p[i + 1] == '>' && s.p[i + 2] == ' ')
        return 3;
    if (s.p[i] == '-')
        return i + 1 < s.n && s.p[i + 1] == ' ' ? 2 : 0;
    return i + 3 < s.n && (unsigned char)s.p[i] == 0xE2 && (unsigned char)s.p[i + 1] == 0x80 &&
                   ((unsigned char)s.p[i + 2] == 0x93 || (unsigned char)s.p[i + 2] == 0x94) && s.p[i + 3] == ' '
               ? 4
               : 0;
}

static bool has_item_number(enum topic t)
{
    return t == TOPIC_GOALS || t == TOPIC_OBJECTIVES || t == TOPIC_PROBLEMS || t == TOPIC_INTERVENTIONS ||
           t == TOPIC_LTG || t == TOPIC_STG;
}

/* "Goal 1 - ...", "Diagnosis – ...", "Goal #2 Reduce ...": a known label without a colon. */
static bool split_dash(struct str s, struct str *label, struct str *value, enum topic *topic)
{
    size_t end = s.n < LABEL_BYTES_MAX ? s.n : LABEL_BYTES_MAX, words = 0;
    for (size_t i = 0; i < end; i++) {
        const char *blank = memchr(s.p + i, ' ', end - i);
        i = blank ? (size_t)(blank - s.p) : end;
        words += i > 0 && s.p[i - 1] != ' ';
        if (words == 6 || i + 1 >= end)
            return false;
        size_t dash = dash_at(s, i + 1);
        bool number = s.p[i + 1] >= 'A' && s.p[i + 1] <= 'Z' && i >= 2 && s.p[i - 1] >= '0' && s.p[i - 1] <= '9';
        if (!dash && !number)
            continue;
        *label = str_trim(str_sub(s, 0, i + 1));
        *value = str_trim(str_sub(s, i + 1 + dash, s.n));
        *topic = heading_topic(*label);
        if (*topic && value->n && (dash || has_item_number(*topic)))
            return true;
        if (dash)
            return false;
    }
    return false;
}

static bool label_like(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ';' || s.p[i] == '?' || s.p[i] == '!' ||
            (s.p[i] == '.' && i + 1 < s.n && s.p[i + 1] == ' ' && i > 4))
            return false;
    return true;
}

/* The first colon, a wide one too, at or behind `from` that may end a label; its length in *n. s.n when there is none.
 */
static size_t next_colon(struct str s, size_t from, size_t *n)
{
    size_t end = s.n < LABEL_BYTES_MAX + 1 ? s.n : LABEL_BYTES_MAX + 1;
    const char *colon = from < end ? memchr(s.p + from, ':', end - from) : NULL;
    size_t at = colon ? (size_t)(colon - s.p) : end;
    for (size_t i = from; i < at && memchr(s.p + i, 0xEF, at - i); i++) {
        i = (size_t)((const char *)memchr(s.p + i, 0xEF, at - i) - s.p);
        *n = 3;
        if (s.n - i >= 3 && memcmp(s.p + i, "\xEF\xBC\x9A", 3) == 0)
            return i;
    }
    *n = 1;
    return colon ? at : s.n;
}

bool text_line_split(struct str s, struct str *label, struct str *value, enum topic *topic)
{
    *topic = TOPIC_NONE;
    size_t colon = 0;
    for (size_t i = next_colon(s, 0, &colon); i < s.n; i = next_colon(s, i + colon, &colon)) {
        if (i + 1 < s.n && (s.p[i + 1] == '/' ||
                            (i && s.p[i - 1] >= '0' && s.p[i - 1] <= '9' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9')))
            continue;
        if (i > 3 && str_ends_ci(str_sub(s, 0, i), STR(" re")))
            continue; /* "Letter to school re: absences" */
        struct str head = text_unquote(str_sub(s, 0, i)), tail = str_sub(s, i + colon, s.n);
        size_t gap = text_twice(head, ' ');
        if (head.n == 0 || (gap != (size_t)-1 && heading_topic(str_trim(str_sub(head, gap, head.n))) != TOPIC_NONE))
            return false; /* text, and a label further on */
        if (str_eq(str_trim(tail), STR("some text")) && tail.p[0] != ' ')
            tail = str_sub(tail, tail.n, tail.n);
        bool like = label_like(head);
        *topic = like ? heading_topic(head) : TOPIC_NONE;
        bool blank = tail.n == 0 || tail.p[0] == ' ' || tail.p[0] == '\t';
        size_t words = *topic ? 0 : word_count(head);
        if (!*topic &&
            (!like || !blank || words > 12 || (words > 8 && str_trim(tail).n && heading_sign(head) == TOPIC_NONE)))
            break;
        *label = head;
        *value = str_trim(tail);
        return true;
    }
    return split_dash(s, label, value, topic);
}

/* May a label begin after the byte at i of a value? */
static size_t label_begin(struct str s, size_t i)
{
    char c = s.p[i];
    if (c == '\t' || c == '_' || c == ';' || c == ',' || c == '|')
        return 1;
    if (c == ' ' && i + 1 < s.n && s.p[i + 1] == ' ')
        return 2;
    return c == '.' && i + 1 < s.n && s.p[i + 1] == ' ' ? 2 : 0;
}

bool text_line_more(struct str *value, struct str *label, struct str *rest, enum topic *topic)
{
    size_t from = (size_t)-1;
    if (!value->n || !memchr(value->p, ':', value->n))
        return false;
    for (size_t i = 0; i < value->n; i++) {
        size_t n = label_begin(*value, i);
        if (n) {
            from = i + n;
        } else if (value->p[i] == ':' && from != (size_t)-1 && i - from <= 40) {
            struct str head = str_trim(str_sub(*value, from, i));
            bool listed = value->p[from - 1] == ',' && head.n && head.p[0] >= 'a' && head.p[0] <= 'z';
            *topic = head.n && !listed ? heading_topic(head) : TOPIC_NONE; /* not "CBT, individual: exposure" */
            if (*topic && word_count(head) <= 4) {
                size_t end = from;
                while (end > 0 && label_begin(*value, end - 1) && value->p[end - 1] != '.')
                    end--;
                *label = head;
                *rest = str_trim(str_sub(*value, i + 1, value->n));
                *value = str_trim(str_sub(*value, 0, end));
                while (value->n && strchr(";,|_ ", value->p[value->n - 1]))
                    value->n--;
                return true;
            }
        }
    }
    return false;
}

/* Copies one line without soft hyphens, zero-width characters and "**"; other blanks become a space. */
static size_t clean(struct str s, char *to, bool *bold)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t n = 0, stars = 0;
    for (size_t i = 0; i < s.n;) {
        size_t left, run = i;
        while (run < s.n && p[run] >= ' ' && p[run] < 0x80 && p[run] != '*')
            run++;
        memcpy(to + n, p + i, run - i);
        n += run - i;
        i = run;
        if (i == s.n)
            break;
        left = s.n - i;
        if (p[i] == '*' && left >= 2 && p[i + 1] == '*') {
            stars += n == 0 ? 1 : 0;
            i += 2;
        } else if (p[i] < 0x80) {
            to[n++] = p[i] < ' ' && p[i] != '\t' ? ' ' : s.p[i];
            i++;
        } else if (p[i] == 0xC2 && left >= 2 && (p[i + 1] == 0xAD || p[i + 1] == 0xA0)) {
            if (p[i + 1] == 0xA0)
                to[n++] = ' ';
            i += 2;
        } else if (p[i] == 0xE2 && left >= 3 && p[i + 1] == 0x80 &&
                   (p[i + 2] <= 0x8F || p[i + 2] == 0xA8 || p[i + 2] == 0xA9 || p[i + 2] == 0xAF)) {
            if (p[i + 2] < 0x8B || p[i + 2] > 0x8F)
                to[n++] = ' ';
            else if (p[i + 2] == 0x8D) /* joins emoji */
                memcpy(to + n, p + i, 3), n += 3;
            i += 3;
        } else if (p[i] == 0xEF && left >= 3 && p[i + 1] == 0xBB && p[i + 2] == 0xBF) {
            i += 3;
        } else {
            to[n++] = s.p[i++];
        }
    }
    struct str end = str_trim(s);
    *bold = stars && (str_ends_ci(end, STR("**")) || str_ends_ci(end, STR("**:")));
    return n;
}

static bool is_label_line(const struct text_line *l)
{
    return l->label.p != NULL;
}

/* "... stopped going to school in": no sentence ends with such a word. */
static bool ends_open(struct str s)
{
    size_t from = s.n, at;
    struct text_word w;
    while (from > 0 && s.p[from - 1] != ' ')
        from--;
    at = from;
    const struct heading_word *last = word_next(s.p, s.n, &at, &w) && w.to == s.n ? heading_word(w.hash) : NULL;
    return last && (last->classes & WORD_STOP);
}

/* Was this line broken only because the page was full? */
static bool continues(const struct text_line *prev, const struct text_line *l, int page, bool wraps)
{
    if (l->mark != MARK_NONE || l->blank_before || l->cells || l->empty || is_label_line(l) ||
        prev->mark == MARK_HASH || prev->empty || prev->cells || prev->bold || l->bold || l->boxed)
        return false;
    if (str_find(l->text, STR("\xE2\x98"), 0) != (size_t)-1) /* boxes to tick */
        return false;
    struct str before = prev->label.p ? prev->value : prev->text;
    if (before.n == 0 || before.n > JOINED_BYTES_MAX || l->topic)
        return false;
    if (text_rules_out(l->text)) /* a diagnosis of its own */
        return false;
    if (l->text.p[0] >= 'a' && l->text.p[0] <= 'z')
        return !prev->topic || prev->label.p;
    if (prev->mark != MARK_NONE && l->level > prev->level + 7)
        return !prev->topic && !prev->caps;
    char end = before.p[before.n - 1];
    struct text_word w = {.to = 0};
    size_t at = 0;
    word_next(l->text.p, l->text.n, &at, &w);
    return (wraps || ends_open(before)) && prev->width >= 60 && page <= 140 && prev->width + 1 + (int)w.to > page &&
           end != ':';
}

/* "Section IV: Goals", "Part 2 - Assessment": what stands behind the number is the heading. */
static bool only_numbers(struct str label)
{
    static const char *const words[] = {"section", "part", "chapter"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (label.n <= 14 && str_begins_ci(label, words[i]) && label.n > strlen(words[i]) &&
            label.p[strlen(words[i])] == ' ')
            return true;
    return false;
}

/* "12", as the page behind the dots of a table of contents */
static bool is_page(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

/* A blank to be filled in ("Client signature _____ Date ____") ends a label like a colon. */
static bool split_blank(struct str s, struct str *label, struct str *value, enum topic *topic)
{
    size_t at = memchr(s.p, '_', s.n) ? str_find(s, STR("___"), 0) : (size_t)-1;
    if (at == (size_t)-1 || at == 0 || at > LABEL_BYTES_MAX)
        return false;
    *label = str_trim(str_sub(s, 0, at));
    *value = str_sub(s, at, s.n);
    *topic = heading_topic(*label);
    return *topic != TOPIC_NONE;
}

/* "Goal .......... Live without opioids": dots lead from the label to its value. */
static bool split_leader(struct str s, struct str *label, struct str *value, enum topic *topic)
{
    size_t at = text_twice(s, '.'), end = at;
    if (at == (size_t)-1 || at < 2 || at > LABEL_BYTES_MAX)
        return false;
    while (end < s.n && s.p[end] == '.')
        end++;
    struct str head = str_trim(str_sub(s, 0, at)), tail = str_trim(str_sub(s, end, s.n));
    bool apart = end - at >= 3 && end < s.n && s.p[end] == ' ' && (s.p[at - 1] == ' ' || end - at >= 4);
    if (!apart || tail.n == 0 || is_page(tail) || word_count(head) > 6)
        return false;
    *label = head;
    *value = tail;
    *topic = heading_topic(head);
    return true;
}

bool text_is_unfilled(struct str value)
{
    struct text_word w;
    bool date = true;
    if (value.n < 2 || !memchr(value.p, '_', value.n) || str_find(value, STR("__"), 0) == (size_t)-1)
        return false;
    for (size_t at = 0; date && word_next(value.p, value.n, &at, &w);)
        date = str_eq_ci(str_sub(value, w.from, w.to), STR("date"));
    return date;
}

/* "CONCERNS  eats once a day": a label in capitals, set off by blanks. */
static bool split_gap(const struct text_line *l, struct str *label, struct str *value, enum topic *topic)
{
    struct str s = l->text;
    size_t at = l->mark == MARK_NONE ? text_twice(s, ' ') : (size_t)-1;
    if (at == (size_t)-1 || at < 4 || at > 40 || text_twice(s, '_') != (size_t)-1)
        return false;
    struct str head = str_sub(s, 0, at), tail = str_trim(str_sub(s, at, s.n));
    for (size_t i = 0; i < head.n; i++)
        if (head.p[i] >= 'a' && head.p[i] <= 'z')
            return false;
    *topic = heading_topic(head);
    *topic = *topic ? *topic : heading_sign(head);
    *label = head;
    *value = tail;
    return *topic != TOPIC_NONE && str_find(tail, STR("  "), 0) == (size_t)-1 && !l->caps &&
           heading_topic(tail) == TOPIC_NONE;
}

/* The end of "2", "A", "II", "A.1", "B1" or "1.2" at i; i when there is none. */
static size_t designator_end(struct str s, size_t i)
{
    size_t from = i;
    while (i < s.n && i - from < 2 && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    if (i == from)
        while (i < s.n && i - from < 4 && (s.p[i] == 'I' || s.p[i] == 'V' || s.p[i] == 'X'))
            i++;
    if (i == from)
        while (i < s.n && i - from < 4 && strchr("ivx", s.p[i]))
            i++;
    i += i == from && i < s.n && s.p[i] >= 'A' && s.p[i] <= 'Z';
    if (i > from && s.p[i - 1] >= 'a' && !(i < s.n && s.p[i] == ')')) /* "Objective i) ...", not "Goal i. e. ..." */
        return from;
    bool point = i > from && i + 1 < s.n && s.p[i] == '.' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9';
    size_t more = i + point;
    for (size_t digits = 0; i > from && more < s.n && digits < 2 && s.p[more] >= '0' && s.p[more] <= '9'; digits++)
        i = ++more;
    return i;
}

/* "STG1 panic attacks ...", "OBJ2. ...": a short word for an item with its number. */
static bool split_short(struct str s, struct str *label, struct str *value, enum topic *topic)
{
    size_t letters = 0, end;
    while (letters < s.n && s.p[letters] >= 'A' && s.p[letters] <= 'Z')
        letters++;
    for (end = letters; end < s.n && end < letters + 2 && s.p[end] >= '0' && s.p[end] <= '9';)
        end++;
    size_t after = end + (end < s.n && (s.p[end] == '.' || s.p[end] == ')'));
    if (letters < 3 || letters > 4 || end == letters || after + 1 >= s.n || s.p[after] != ' ')
        return false;
    *topic = heading_topic(str_sub(s, 0, letters));
    *label = str_sub(s, 0, end);
    *value = str_trim(str_sub(s, after, s.n));
    return *topic == TOPIC_GOALS || *topic == TOPIC_OBJECTIVES || *topic == TOPIC_LTG || *topic == TOPIC_STG;
}

/* "Objective 1. He will ...", "STO 2) ...", "GOAL A. ...", "Objective A.1) ...": what an item is numbered by ends with
 * a full stop or a parenthesis too. */
static bool split_number(struct str s, struct str *label, struct str *value, enum topic *topic)
{
    size_t limit = s.n < 40 ? s.n : 40;
    if (split_short(s, label, value, topic))
        return true;
    for (size_t i = 2; i + 3 < limit; i++) {
        if (s.p[i] != ' ')
            continue;
        size_t end = designator_end(s, i + 1);
        bool apart = end > i + 1 && end + 2 < s.n && (s.p[end] == '.' || s.p[end] == ')') && s.p[end + 1] == ' ';
        enum topic t = apart ? heading_topic(str_sub(s, 0, end)) : TOPIC_NONE;
        if (t == TOPIC_GOALS || t == TOPIC_OBJECTIVES || t == TOPIC_PROBLEMS || t == TOPIC_INTERVENTIONS ||
            (apart && (t == TOPIC_LTG || t == TOPIC_STG))) {
            *label = str_sub(s, 0, end);
            *value = str_trim(str_sub(s, end + 1, s.n));
            *topic = t;
            return true;
        }
    }
    return false;
}

static void find_label(struct text_line *l)
{
    if (l->empty || l->cells)
        return;
    bool found = text_line_split(l->text, &l->label, &l->value, &l->topic);
    if (found && !l->topic && l->value.n && only_numbers(l->label)) {
        l->text = l->value;
        l->caps = l->bold = true; /* it looks like a heading whatever its letters */
        found = text_line_split(l->text, &l->label, &l->value, &l->topic);
    }
    if (!found || !l->topic)
        found = split_leader(l->text, &l->label, &l->value, &l->topic) || found;
    if ((!found || !l->topic) && split_number(l->text, &l->label, &l->value, &l->topic))
        found = true;
    if (found || split_blank(l->text, &l->label, &l->value, &l->topic) ||
        split_gap(l, &l->label, &l->value, &l->topic)) {
        l->unfilled = text_is_unfilled(l->value);
        return;
    }
    l->label = l->value = (struct str){NULL, 0};
    if (l->text.n <= HEADING_BYTES_MAX && l->text.p[l->text.n - 1] != '.')
        l->topic = heading_topic(l->text);
}

static bool join(struct text_line *prev, const struct text_line *l, struct arena *a)
{
    struct str before = prev->text;
    char *p = arena_alloc(a, before.n + l->text.n + 2);
    if (!p)
        return false;
    bool hyphen = before.n > 1 && before.p[before.n - 1] == '-' && before.p[before.n - 2] != ' ';
    memcpy(p, before.p, before.n);
    p[before.n] = ' ';
    memcpy(p + before.n + !hyphen, l->text.p, l->text.n);
    prev->text = (struct str){p, before.n + !hyphen + l->text.n};
    struct text_line *kept = ARENA_NEW(a, struct text_line);
    if (!kept)
        return false;
    *kept = *l;
    kept->own = l->text;
    kept->joined = prev->joined; /* the last one first */
    prev->joined = kept;
    prev->width = l->width;
    prev->to = l->to;
    if (prev->label.p)
        find_label(prev);
    return true;
}

/* Only printable ASCII and no asterisk: nothing to check and nothing to clean. Eight bytes at a time. */
static bool is_plain(struct str s)
{
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t v = bytes_at(s.p + i);
        if ((v | bytes_below(v, ' ') | bytes_have_zero(v ^ '*' * BYTES_ONES)) & BYTES_TOPS)
            return false;
    }
    for (; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80 || s.p[i] < ' ' || s.p[i] == '*')
            return false;
    return true;
}

static bool bad_line(size_t number, enum err_kind kind, const char *what, struct err *e)
{
    char where[32];
    snprintf(where, sizeof where, "line %zu", number);
    return err_set(e, kind, where, "%s", what);
}

static bool check_line(struct str line, size_t number, struct err *e)
{
    if (line.n > LINE_BYTES_MAX)
        return bad_line(number, ERR_LIMIT, "longer than 1 MB; break it into paragraphs", e);
    if (memchr(line.p, 0, line.n))
        return bad_line(number, ERR_INVALID, "a NUL byte; this is not text", e);
    if (!utf8_check(line, NULL))
        return bad_line(number, ERR_INVALID, "not UTF-8; save the file as UTF-8", e);
    return true;
}

static size_t line_end(struct str text, size_t from)
{
    size_t limit = text.n - from > LINE_BYTES_MAX + 1 ? LINE_BYTES_MAX + 1 : text.n - from;
    const char *lf = memchr(text.p + from, '\n', limit);
    size_t end = lf ? (size_t)(lf - text.p) : from + limit;
    const char *cr = memchr(text.p + from, '\r', end - from);
    return cr ? (size_t)(cr - text.p) : end;
}

static bool add_line(struct str cleaned, size_t number, bool bold, bool *blank, struct arena *a, struct text_lines *out)
{
    struct text_line *l = PLAN_PUSH(a, &out->list);
    if (!l)
        return false;
    l->from = l->to = number;
    l->blank_before = *blank;
    *blank = false;
    out->counted++;
    if (!text_line_read(cleaned, a, l))
        return false;
    l->bold = l->bold || bold;
    l->own = l->text;
    find_label(l);
    return true;
}

/* A full line that goes on with a small letter: this text was broken where the page was full. */
static bool is_wrapped(const struct text_lines *t, int page)
{
    for (size_t i = 1; i < t->list.n; i++) {
        const struct text_line *l = &t->list.at[i];
        if (l->text.n && l->text.p[0] >= 'a' && l->text.p[0] <= 'z' && l->mark == MARK_NONE && !l->blank_before &&
            !l->cells && !l->label.p && t->list.at[i - 1].width + 16 > page && !t->list.at[i - 1].cells)
            return true;
    }
    return false;
}

/* Joins wrapped lines, once the width of the page is known. */
static bool join_lines(struct text_lines *t, struct arena *a)
{
    size_t kept = 0, blanks = 0;
    int page = 0;
    for (size_t i = 0; i < t->list.n; i++) {
        page = t->list.at[i].width > page ? t->list.at[i].width : page;
        blanks += t->list.at[i].blank_before;
    }
    t->spaced = t->list.n >= 6 && blanks * 10 >= t->list.n * 6;
    bool wraps = page >= 60 && page <= 140 && is_wrapped(t, page);
    for (size_t i = 0; i < t->list.n; i++) {
        struct text_line *l = &t->list.at[i];
        if (kept && continues(&t->list.at[kept - 1], l, page, wraps)) {
            if (!join(&t->list.at[kept - 1], l, a))
                return false;
            continue;
        }
        if (kept && l->underlined && !l->blank_before)
            t->list.at[kept - 1].underlined = true;
        if (kept < i)
            t->list.at[kept] = *l;
        kept++;
    }
    t->list.n = kept;
    return true;
}

bool text_lines_check(struct str text, struct err *e)
{
    size_t number = 0;
    for (size_t from = 0; from < text.n;) {
        size_t end = line_end(text, from);
        if (!check_line(str_sub(text, from, end), ++number, e))
            return false;
        from = end + 1;
    }
    return true;
}

bool text_lines_cut(struct str text, struct arena *a, struct text_lines *out, struct err *e)
{
    *out = (struct text_lines){.counted = 0};
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
        text = str_sub(text, 3, text.n);
    size_t number = 0, room = text.n / LINE_BYTES_USUAL + 8;
    bool blank = false;
    out->list.room = room < LINES_AT_FIRST_MOST ? room : LINES_AT_FIRST_MOST; /* growing would copy them all */
    if (!(out->list.at = arena_array(a, out->list.room, sizeof *out->list.at)))
        return err_no_memory(e);
    for (size_t from = 0; from < text.n;) {
        size_t end = line_end(text, from);
        bool bold = false;
        struct str cleaned = str_sub(text, from, end);
        number++;
        if (cleaned.n > LINE_BYTES_MAX || !is_plain(cleaned)) {
            if (!check_line(cleaned, number, e))
                return false;
            char *to = arena_alloc(a, cleaned.n + 1);
            if (!to)
                return err_no_memory(e);
            cleaned = (struct str){to, clean(cleaned, to, &bold)};
        }
        if (str_trim(cleaned).n == 0)
            blank = true;
        else if (!add_line(cleaned, number, bold, &blank, a, out))
            return err_no_memory(e);
        from = end + (end + 1 < text.n && text.p[end] == '\r' && text.p[end + 1] == '\n' ? 2 : 1);
    }
    return (join_lines(out, a) && text_layout(out, a)) || err_no_memory(e);
}
