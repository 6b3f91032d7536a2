/* language.c: which language an answer is in, and texts in it. */
#include "render/render.h"
#include "web/language_table.h"
#include "web/web_parts.h"

#include <stdio.h>

static const struct language_row *row_of(const char *english)
{
    size_t low = 0, high = language_rows_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(english, language_rows[middle].english);
        if (!order) {
            return &language_rows[middle];
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle : high;
    }
    return NULL;
}

const char *language_text(enum language l, const char *english)
{
    const struct language_row *row = l == LANGUAGE_EN ? NULL : row_of(english);
    return row && row->other[l] ? row->other[l] : english;
}

const char *language_guardian(const char *english)
{
    const struct language_row *row = row_of(english);
    return row && row->guardian ? row->guardian : english;
}

/* ---- dates and numbers ---- */

static const struct {
    const char *months[12], *short_months[12];
    const char *day, *day_year; /* of a number and a month's name */
    const char *of, *today, *yesterday, *tomorrow;
    const char *at, *at_one; /* before the clock; before one o'clock */
    char comma;
} words[LANGUAGE_COUNT] = {
    [LANGUAGE_EN] = {{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                      "November", "December"},
                     {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
                     "%s %s",
                     "%s %s %s",
                     " ",
                     "today",
                     "yesterday",
                     "tomorrow",
                     " at ",
                     " at ",
                     '.'},
    [LANGUAGE_ES] = {{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                      "noviembre", "diciembre"},
                     {"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"},
                     "%s de %s",
                     "%s de %s de %s",
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

static const char *text_of(const struct render_words *w, const char *english)
{
    return language_text((enum language)w->language, english);
}

static const char *tongue_of(const struct render_words *w, struct str said)
{
    enum language l;
    return language_guess(said, &l) && (int)l != w->language ? language_code(l) : NULL;
}

void language_picture(enum language l, struct render_words *out)
{
    *out = (struct render_words){
        .text = text_of,
        .tongue = tongue_of,
        .language = (int)l,
        .point = words[l].comma,
        .day = words[l].day,
        .day_year = words[l].day_year,
        .short_day = "%s %s",
        .short_day_year = "%s %s %s",
        .month_year = "%s %s",
#define WORD(name, english) .name = language_text(l, english),
#include "render/words.def"
#undef WORD
    };
    memcpy(out->months, words[l].months, sizeof out->months);
    memcpy(out->short_months, words[l].short_months, sizeof out->short_months);
}

void web_paper(struct call *w, struct render_words *room, struct render_options *o)
{
    if (w->language != LANGUAGE_EN) {
        language_picture(w->language, room);
        o->words = room;
        o->language = str_of(language_code(w->language));
    }
}

const char *web_t(const struct call *w, const char *english)
{
    const char *said = w->out.guardian ? language_guardian(english) : english;
    return w->language == LANGUAGE_EN ? said : language_text(w->language, said);
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

int language_quality(struct str s)
{
    struct str name = NONE, number = NONE;
    int value = 0, place = 100;
    bool said = str_cut(s, '=', &name, &number);
    name = str_trim(name);
    number = str_trim(number);
    if (!said || name.n != 1 || (name.p[0] | 0x20) != 'q' || !number.n || (number.p[0] != '0' && number.p[0] != '1')) {
        return 1000;
    }
    value = number.p[0] == '1' ? 1000 : 0;
    for (size_t i = 2; i < number.n && number.p[1] == '.' && number.p[i] >= '0' && number.p[i] <= '9'; i++) {
        value += (number.p[i] - '0') * place;
        place /= 10;
    }
    return value < 1000 ? value : 1000;
}

/* The one of Accept-Language that is wanted most among ours, of equal ones the first. */
static enum language of_browser(const struct call *w)
{
    struct str rest = http_header(w->in, "accept-language"), head = NONE, tail = NONE;
    enum language best = LANGUAGE_EN;
    int most = 0;
    for (bool more = rest.n > 0; more; rest = tail) {
        enum language l;
        more = str_cut(rest, ',', &head, &tail);
        struct str one = str_trim(more ? head : rest), quality = NONE, name = one;
        str_cut(one, ';', &name, &quality);
        int wanted = language_quality(quality);
        if (wanted > most && language_find(str_trim(name), &l)) {
            best = l;
            most = wanted;
        }
    }
    return best;
}

void language_choose(struct call *w)
{
    bool outside = w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    struct str cookie = cookie_get(w, "language");
    if (w->who.user.n && !outside) {
        w->language = LANGUAGE_EN;
    } else if (!language_find(w->me.language, &w->language) && !language_find(cookie, &w->language) &&
               !language_find(w->spoken, &w->language)) {
        w->language = of_browser(w);
    }
    /* Pages that ask nobody who they are (/crisis, signed out) speak it too, on this device. */
    if (outside && w->me.language.n && !str_is(cookie, language_code(w->language)) && w->in->method == HTTP_GET) {
        cookie_put(w, "language", str_of(language_code(w->language)), 365 * 86400);
    }
    w->out.language = (int)w->language;
    w->out.guardian = w->who.roles & ROLE_GUARDIAN;
}

void language_do(struct call *w)
{
    struct str here = http_form(w->in, "here");
    enum language l;
    if (language_find(http_form(w->in, "language"), &l)) {
        bool outside = w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN);
        if (outside && !people_speak(w->practice, &w->who, l, &w->err)) {
            web_trouble(w, NULL);
            return;
        }
        cookie_put(w, "language", str_of(language_code(l)), 365 * 86400);
    }
    web_go(w, "%.*s", (int)here.n, here.n ? here.p : "");
}
