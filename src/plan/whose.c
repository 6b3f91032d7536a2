/* whose.c: what the client's data and every text of a plan say about whose it is. */
#include "plan/whose.h"

#include "plan/shape.h"
#include "word_lists.h"

#include <stdio.h>
#include <string.h>

struct walk {
    const struct whose_known *known;
    struct arena *a;
    const struct shape_text *text; /* that is looked at */
    struct whose_clash found[WHOSE_NAME + 1];
    bool has[WHOSE_NAME + 1], failed;
};

static void keep(struct walk *w, enum whose_kind kind, struct str pointer, struct str said)
{
    struct str copy;
    w->failed = w->failed || !arena_str(w->a, pointer, &copy);
    if (!w->failed && !w->has[kind]) {
        w->found[kind] = (struct whose_clash){kind, copy, said};
        w->has[kind] = true;
    }
}

static void tell(struct walk *w, enum whose_kind kind, struct str said)
{
    struct buf pointer;
    if (w->has[kind]) {
        return;
    }
    buf_init(&pointer, 0);
    shape_text_pointer(w->text, &pointer);
    w->failed = w->failed || !buf_ok(&pointer);
    keep(w, kind, buf_str(&pointer), said);
    buf_free(&pointer);
}

/* ---- words ---- */

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

/* The word that ends before `at`, with nothing but blanks between; absent: a mark or the beginning stands there. */
static struct str word_before(struct str text, size_t at)
{
    while (at && text.p[at - 1] == ' ') {
        at--;
    }
    size_t end = at;
    while (at && (is_word_byte(text.p[at - 1]) || text.p[at - 1] == '\'')) {
        at--;
    }
    return str_sub(text, at, end);
}

/* One of the words of a name; letters without case. */
static bool is_in_name(struct str word, struct str name)
{
    struct str one, rest = str_trim(name);
    while (rest.n) {
        struct str tail = {NULL, 0};
        one = rest;
        str_cut(rest, ' ', &one, &tail);
        if (str_eq_ci(one, word)) {
            return true;
        }
        rest = str_trim(tail);
    }
    return false;
}

static bool is_known_name(const struct walk *w, struct str word)
{
    return is_in_name(word, w->known->name) || is_in_name(word, w->known->preferred_name);
}

static bool has_one_of(struct str words, const struct word_list *list)
{
    for (size_t at = 0; at < words.n;) {
        size_t end = at;
        while (end < words.n && is_word_byte(words.p[end])) {
            end++;
        }
        if (end > at && word_listed(str_sub(words, at, end), list)) {
            return true;
        }
        at = end + (end == at);
    }
    return false;
}

/* Up to the end of the clause. */
static struct str clause_from(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.n && !strchr(".;:,()\n", text.p[end])) {
        end++;
    }
    return str_sub(text, at, end);
}

/* ---- whose age ---- */

static bool is_capital(struct str word)
{
    return word.n > 1 && word.p[0] >= 'A' && word.p[0] <= 'Z' && word.p[1] >= 'a' && word.p[1] <= 'z';
}

/* The name that ends at `end`: one or two words with capitals; absent: none. */
static struct str name_before(struct str text, size_t end)
{
    struct str last = word_before(text, end), first;
    if (!is_capital(last) || word_listed(last, &words_self) || word_listed(last, &words_not_self)) {
        return (struct str){NULL, 0};
    }
    first = word_before(text, (size_t)(last.p - text.p));
    bool both = is_capital(first) && !word_listed(first, &words_self) && last.p == first.p + first.n + 1;
    return both ? str_sub(text, (size_t)(first.p - text.p), (size_t)(last.p - text.p) + last.n) : last;
}

/* No word of it is in the name that is known. */
static bool is_other_name(const struct walk *w, struct str name)
{
    struct str one = name, rest = {NULL, 0};
    str_cut(name, ' ', &one, &rest);
    return name.n && !is_known_name(w, one) && !(rest.n && is_known_name(w, rest));
}

/*
 * Whether an age in these words is the client's: at the beginning of a sentence ("29-year-old woman"), or behind "a"
 * there; or behind who it is and "is a"; or behind that and a comma. *who: a name that stands before "is a", of a
 * person.
 */
static bool is_clients(const struct walk *w, struct str text, struct span words, struct str *who)
{
    size_t at = words.from;
    struct str before = word_before(text, at);
    bool named = false; /* behind a name and "is" */
    *who = (struct str){NULL, 0};
    if (word_listed(before, &words_article)) {
        at = (size_t)(before.p - text.p);
        before = word_before(text, at);
    }
    if (word_listed(before, &words_is)) {
        at = (size_t)(before.p - text.p);
        before = word_before(text, at);
        named = true;
    } else if (!before.n) { /* a mark, or nothing, stands before it */
        while (at && text.p[at - 1] == ' ') {
            at--;
        }
        if (!at || strchr(".:;\n", text.p[at - 1])) {
            return true;
        }
        if (text.p[at - 1] != ',') {
            return false;
        }
        at--;
        before = word_before(text, at);
    }
    if (!before.n) {
        return false;
    }
    if (named && has_one_of(clause_from(text, words.to), &words_person)) {
        *who = name_before(text, at);
    }
    return word_listed(before, &words_self) || is_known_name(w, before) || who->n;
}

static void look_age(struct walk *w, struct str text, struct span words, int64_t years)
{
    struct str who;
    int known = date_age(w->known->birth, w->known->today);
    if (years < 3 || years > 120 || !is_clients(w, text, words, &who) ||
        has_one_of(clause_from(text, words.to), &words_not_self)) {
        return;
    }
    if (who.n && is_other_name(w, who)) {
        tell(w, WHOSE_NAME, who);
    }
    if (known >= 0 && (years > known + 1 || years + 1 < known)) {
        tell(w, WHOSE_AGE, str_sub(text, words.from, words.to));
    }
}

/* The length of "-year-old", " years old", " y/o", "yo" at `at`; 0: none of them. */
static size_t age_tail(struct str text, size_t at)
{
    static const char *const tails[] = {"-year-old", "-years-old", " year old", " years old",   " year-old",
                                        "-year old", " yr old",    " yo",       "yo",           " y/o",
                                        "y/o",       " y.o.",      "-yr-old",   " years of age"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        struct str tail = str_of(tails[i]);
        bool ends = at + tail.n >= text.n || !is_word_byte(text.p[at + tail.n]);
        if (at + tail.n <= text.n && ends && str_starts_ci(str_sub(text, at, text.n), tail)) {
            return tail.n;
        }
    }
    return 0;
}

static void look_ages(struct walk *w, struct str text)
{
    for (size_t at = 0; at < text.n; at++) {
        size_t end = at;
        int64_t years;
        while (end < text.n && text.p[end] >= '0' && text.p[end] <= '9') {
            end++;
        }
        bool alone = end > at && (!at || (!is_word_byte(text.p[at - 1]) && !strchr(".-/", text.p[at - 1])));
        size_t tail = alone ? age_tail(text, end) : 0;
        struct str before = word_before(text, at);
        bool aged = alone && !tail && str_eq_ci(before, STR("aged"));
        if ((tail || aged) && num_int(str_sub(text, at, end), 1, 200, &years)) {
            size_t from = aged ? (size_t)(before.p - text.p) : at;
            look_age(w, text, (struct span){from, end + tail}, years);
        }
        at = end > at ? end - 1 : at;
    }
}

/* ---- the year of birth ---- */

/* The first year in the words behind `at`, before the clause with it ends. */
static bool year_behind(struct str text, size_t at, int64_t *year, size_t *end)
{
    for (size_t most = at + 24; at < text.n && at < most; at++) {
        size_t n = at;
        while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9') {
            n++;
        }
        if (n - at == 4 && num_int(str_sub(text, at, n), 1890, 2100, year)) {
            *end = n;
            return true;
        }
        at = n > at ? n - 1 : at;
        if (strchr(".;()\n", text.p[at])) {
            return false;
        }
    }
    return false;
}

static void look_births(struct walk *w, struct str text)
{
    static const char *const marks[] = {"DOB", "date of birth", "born"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks && date_is_set(w->known->birth); i++) {
        struct str mark = str_of(marks[i]), who;
        size_t at = str_find_ci(text, mark, 0), end = 0;
        int64_t year;
        if (at == (size_t)-1 || (at && is_word_byte(text.p[at - 1])) || !year_behind(text, at + mark.n, &year, &end) ||
            is_word_byte(text.p[at + mark.n]) || year == w->known->birth.year) {
            continue;
        }
        struct str before = word_before(text, at);
        size_t from = word_listed(before, &words_was) ? (size_t)(before.p - text.p) : at;
        if (is_clients(w, text, (struct span){from, end}, &who) &&
            !has_one_of(clause_from(text, end), &words_not_self)) {
            tell(w, WHOSE_BIRTH, str_sub(text, at, end));
        }
    }
}

/* ---- the walk ---- */

static bool look(void *ctx, const struct shape_text *t)
{
    struct walk *w = ctx;
    w->text = t;
    look_ages(w, t->text);
    look_births(w, t->text);
    return !w->failed;
}

/* The name of the plan's head, as far as it goes: "Maria Sanchez, DOB 3/2/1991" is Maria Sanchez. */
static bool heads_other(const struct walk *w, struct str name)
{
    struct str own = str_trim(w->known->name);
    size_t n = 0;
    if (!own.n || !name.n) {
        return false;
    }
    while (n < name.n && !strchr(",;|(0123456789", name.p[n])) {
        n++;
    }
    for (size_t at = 0; at < n;) {
        size_t end = at;
        while (end < n && is_word_byte(name.p[end])) {
            end++;
        }
        if (end > at && is_known_name(w, str_sub(name, at, end))) {
            return false;
        }
        at = end + (end == at);
    }
    return true;
}

static void look_client(struct walk *w, const struct plan_client *c)
{
    char day[DATE_TEXT_SIZE], years[24];
    const struct whose_known *k = w->known;
    struct str said = {NULL, 0};
    if (heads_other(w, str_trim(c->name))) {
        keep(w, WHOSE_NAME, STR("/client/name"), str_trim(c->name));
    }
    if (date_is_set(c->birth_date) && date_is_set(k->birth) && date_cmp(c->birth_date, k->birth) != 0) {
        w->failed = w->failed || !arena_str(w->a, str_of(date_format(c->birth_date, day)), &said);
        keep(w, WHOSE_BIRTH, STR("/client/birth_date"), said);
    }
    int age = date_age(k->birth, date_is_set(c->age_stated_on) ? c->age_stated_on : k->today);
    if (c->age_years.has && age >= 0 && (c->age_years.v > age + 1 || c->age_years.v + 1 < age)) {
        snprintf(years, sizeof years, "%lld years", (long long)c->age_years.v);
        w->failed = w->failed || !arena_str(w->a, str_of(years), &said);
        keep(w, WHOSE_AGE, STR("/client/age_years"), said);
    }
}

bool plan_whose(const struct plan *p, const struct whose_known *known, struct arena *a, struct whose_clashes *out,
                struct err *e)
{
    struct walk w = {.known = known, .a = a};
    *out = (struct whose_clashes){.list = {0}};
    look_client(&w, &p->client);
    w.failed = w.failed || !shape_texts(&plan_shape, p, look, &w);
    for (size_t i = 0; i <= WHOSE_NAME && !w.failed; i++) {
        struct whose_clash *c = w.has[i] ? PLAN_PUSH(a, &out->list) : NULL;
        w.failed = w.has[i] && !c;
        if (c) {
            *c = w.found[i];
        }
    }
    return !w.failed || err_no_memory(e);
}
