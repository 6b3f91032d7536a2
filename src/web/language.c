/* language.c: which language an answer is in, and texts in it. */
#include "web/language_table.h"
#include "web/web_parts.h"

#include <stdio.h>

static const char *const codes[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "en", [LANGUAGE_ES] = "es"};

const char *language_code(enum language l)
{
    return codes[l];
}

bool language_find(struct str code, enum language *out)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        if (code.n >= 2 && str_eq(str_sub(code, 0, 2), str_of(codes[l])) && (code.n == 2 || code.p[2] == '-')) {
            *out = (enum language)l;
            return true;
        }
    }
    return false;
}

/* Names that people give to a language, in it and in the others. */
static const struct {
    const char *name;
    enum language is;
} names[] = {{"english", LANGUAGE_EN},    {"inglés", LANGUAGE_EN},   {"ingles", LANGUAGE_EN},
             {"spanish", LANGUAGE_ES},    {"español", LANGUAGE_ES},  {"espanol", LANGUAGE_ES},
             {"castellano", LANGUAGE_ES}, {"castilian", LANGUAGE_ES}};

bool language_named(struct str words, enum language *out)
{
    struct str name = str_trim(words);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct str known = str_of(names[i].name);
        bool ends = name.n == known.n || (name.n > known.n && strchr(" ,;(/", name.p[known.n]) != NULL);
        if (str_starts_ci(name, known) && ends) {
            *out = names[i].is;
            return true;
        }
    }
    char small[3] = {name.n >= 2 ? name.p[0] : 0, name.n >= 2 ? name.p[1] : 0, 0};
    for (size_t i = 0; i < 2; i++) {
        small[i] = small[i] >= 'A' && small[i] <= 'Z' ? (char)(small[i] - 'A' + 'a') : small[i];
    }
    bool code = name.n == 2 || (name.n > 2 && (name.p[2] == '-' || name.p[2] == '_'));
    return code && language_find(str_of(small), out);
}

const char *language_text(enum language l, const char *english)
{
    size_t low = 0, high = language_rows_count;
    while (l != LANGUAGE_EN && low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(english, language_rows[middle].english);
        if (!order) {
            return language_rows[middle].other[l] ? language_rows[middle].other[l] : english;
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle : high;
    }
    return english;
}

/* ---- dates and numbers ---- */

static const struct {
    const char *months[12];
    const char *of, *today, *yesterday, *tomorrow;
    const char *at, *at_one; /* before the clock; before one o'clock */
    char comma;
} words[LANGUAGE_COUNT] = {
    [LANGUAGE_EN] = {{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                      "November", "December"},
                     " ",
                     "today",
                     "yesterday",
                     "tomorrow",
                     " at ",
                     " at ",
                     '.'},
    [LANGUAGE_ES] = {{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                      "noviembre", "diciembre"},
                     " de ",
                     "hoy",
                     "ayer",
                     "mañana",
                     " a las ",
                     " a la ",
                     ','},
};

const char *language_month(enum language l, int month)
{
    return month >= 1 && month <= 12 ? words[l].months[month - 1] : "";
}

void language_date(enum language l, struct date d, bool year, struct buf *out)
{
    if (!date_is_set(d)) {
        return;
    }
    buf_int(out, d.day);
    buf_cstr(out, words[l].of);
    buf_cstr(out, language_month(l, d.month));
    if (year) {
        buf_cstr(out, words[l].of);
        buf_int(out, d.year);
    }
}

const char *language_near(enum language l, int days)
{
    return days == 0 ? words[l].today : days == -1 ? words[l].yesterday : days == 1 ? words[l].tomorrow : NULL;
}

void language_clock(enum language l, int minute, struct buf *out)
{
    buf_cstr(out, minute / 60 == 1 ? words[l].at_one : words[l].at);
    buf_printf(out, "%02d:%02d", minute / 60, minute % 60);
}

char language_comma(enum language l)
{
    return words[l].comma;
}

const char *web_t(const struct call *w, const char *english)
{
    return w->language == LANGUAGE_EN ? english : language_text(w->language, english);
}

struct str web_number(struct call *w, double value, int digits)
{
    char text[64];
    int n = snprintf(text, sizeof text, "%.*f", digits, value);
    char *point = n > 0 ? strchr(text, '.') : NULL;
    if (point) {
        *point = language_comma(w->language);
    }
    return web_print(w, "%s", n > 0 && (size_t)n < sizeof text ? text : "");
}

/* The first of Accept-Language that is one of ours. */
static enum language of_browser(const struct call *w)
{
    struct str rest = http_header(w->in, "accept-language"), head, tail;
    enum language l;
    for (bool more = rest.n > 0; more; rest = tail) {
        more = str_cut(rest, ',', &head, &tail);
        if (language_find(str_trim(more ? head : rest), &l)) {
            return l;
        }
    }
    return LANGUAGE_EN;
}

void language_choose(struct call *w)
{
    bool inside = w->who.user.n && !(w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN));
    if (inside) {
        w->language = LANGUAGE_EN;
    } else if (!language_find(cookie_get(w, "language"), &w->language)) {
        w->language = of_browser(w);
    }
    w->out.language = (int)w->language;
}

void language_do(struct call *w)
{
    struct str language = http_form(w->in, "language"), here = http_form(w->in, "here");
    enum language l;
    if (language_find(language, &l)) {
        cookie_put(w, "language", str_of(codes[l]), 365 * 86400);
    }
    web_go(w, "%.*s", (int)here.n, here.n ? here.p : "");
}
