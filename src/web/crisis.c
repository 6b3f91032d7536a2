/* crisis.c: numbers for a crisis: read by a thread of their own, shown without the database. */
#include "web/crisis.h"

#include "views.h"
#include "web/web_parts.h"

#include <stdlib.h>

#define EVERY_SECONDS 60
#define CELLS 7

struct crisis_kept {
    struct practice *p;
    int64_t practice;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool runs, stops;
    struct arena arena; /* holds `help` */
    struct outside_help help;
};

/* ---- reading ---- */

bool crisis_refresh(struct crisis_kept *k)
{
    struct outside_help help;
    struct err none = {0};
    struct arena fresh;
    arena_init(&fresh, 0);
    bool ok = outside_help(k->p, k->practice, &fresh, &help, &none);
    if (ok) {
        pthread_mutex_lock(&k->lock);
        struct arena old = k->arena;
        k->arena = fresh;
        k->help = help;
        pthread_mutex_unlock(&k->lock);
        fresh = old;
    }
    arena_free(&fresh);
    return ok;
}

static void *each_minute(void *kept)
{
    struct crisis_kept *k = kept;
    pthread_mutex_lock(&k->lock);
    while (!k->stops) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += EVERY_SECONDS;
        while (!k->stops && pthread_cond_timedwait(&k->wake, &k->lock, &until) == 0) {
        }
        if (!k->stops) {
            pthread_mutex_unlock(&k->lock);
            crisis_refresh(k);
            pthread_mutex_lock(&k->lock);
        }
    }
    pthread_mutex_unlock(&k->lock);
    return NULL;
}

bool crisis_new(struct practice *p, int64_t practice, struct crisis_kept **out, struct err *e)
{
    struct crisis_kept *k = calloc(1, sizeof *k);
    pthread_condattr_t monotonic;
    *out = k;
    if (!k) {
        return err_no_memory(e);
    }
    k->p = p;
    k->practice = practice;
    arena_init(&k->arena, 0);
    pthread_mutex_init(&k->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&k->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    crisis_refresh(k); /* a practice that is not founded yet, or a database that is away: the next minute */
    k->runs = pthread_create(&k->thread, NULL, each_minute, k) == 0;
    return k->runs || err_no_memory(e);
}

void crisis_free(struct crisis_kept *k)
{
    if (!k) {
        return;
    }
    pthread_mutex_lock(&k->lock);
    k->stops = true;
    pthread_cond_signal(&k->wake);
    pthread_mutex_unlock(&k->lock);
    if (k->runs) {
        pthread_join(k->thread, NULL);
    }
    pthread_cond_destroy(&k->wake);
    pthread_mutex_destroy(&k->lock);
    arena_free(&k->arena);
    free(k);
}

/* ---- the table of countries ---- */

static bool next_row(struct str *rest, struct str cells[CELLS])
{
    struct str line;
    while (rest->n) {
        struct str all = *rest;
        if (!str_cut(all, '\n', &line, rest)) {
            line = all;
            *rest = NONE;
        }
        if (!line.n || line.p[0] == '#') {
            continue;
        }
        for (size_t i = 0; i < CELLS; i++) {
            struct str left = line;
            if (!str_cut(left, '\t', &cells[i], &line)) {
                cells[i] = left;
                line = NONE;
            }
        }
        return true;
    }
    return false;
}

static bool is_named(struct str names, struct str country)
{
    struct str one, rest = names;
    for (bool more = true; more; names = rest) {
        more = str_cut(names, '|', &one, &rest);
        if (str_eq_ci(more ? one : names, country)) {
            return true;
        }
    }
    return false;
}

static struct str cell(struct str s)
{
    return str_is(s, "-") ? NONE : s;
}

/* One line after the other; no more than the settings may hold. */
typedef void put_line(void *ctx, const struct crisis_line *line, bool emergency, bool confirmed);

static void by_country(struct str country, bool lines_too, put_line *put, void *ctx)
{
    struct str rest = str_of(crisis_table), cells[CELLS];
    country = str_trim(country);
    while (country.n && next_row(&rest, cells)) {
        bool emergency = str_is(cells[1], "emergency");
        if (is_named(cells[0], country) && (emergency || (lines_too && str_is(cells[1], "crisis")))) {
            struct crisis_line line = {cell(cells[2]), cells[3], cell(cells[4])};
            put(ctx, &line, emergency, str_is(cells[5], "yes"));
        }
    }
}

/* All that is to be shown, under the lock. */
static void each_line(struct crisis_kept *k, put_line *put, void *ctx)
{
    pthread_mutex_lock(&k->lock);
    for (size_t i = 0; i < k->help.crisis_count; i++) {
        put(ctx, &k->help.crisis[i], false, true);
    }
    by_country(k->help.country, !k->help.crisis_count, put, ctx);
    pthread_mutex_unlock(&k->lock);
}

/* ---- showing ---- */

struct url crisis_call(struct call *w, const char *scheme, struct str number)
{
    struct buf b;
    struct str out = NONE;
    bool digit = false;
    buf_init(&b, 0);
    buf_cstr(&b, scheme);
    for (size_t i = 0; i < number.n; i++) {
        char c = number.p[i];
        digit = digit || (c >= '0' && c <= '9');
        if (c == '#') { /* would begin a fragment */
            buf_cstr(&b, "%23");
        } else if ((c >= '0' && c <= '9') || c == '*' || (c == '+' && !digit)) {
            buf_put(&b, &c, 1);
        }
    }
    if (digit && buf_ok(&b)) {
        arena_str(w->arena, buf_str(&b), &out);
    }
    buf_free(&b);
    return (struct url){out};
}

struct showing {
    struct call *w;
    struct view_crisis_numbers *out;
};

static void show_line(void *ctx, const struct crisis_line *line, bool emergency, bool confirmed)
{
    const struct showing *s = ctx;
    struct view_crisis_numbers *n = s->out;
    struct str label, number, text;
    if (!arena_str(s->w->arena, line->label, &label) || !arena_str(s->w->arena, line->number, &number) ||
        !arena_str(s->w->arena, line->text_number, &text)) {
        return;
    }
    if (emergency) {
        n->emergency = number;
        n->emergency_call = crisis_call(s->w, "tel:", number);
        n->emergency_unconfirmed = !confirmed;
    } else if (n->lines_count < PEOPLE_CRISIS_LINES_MAX) {
        n->lines[n->lines_count++] = (struct view_crisis_line){.label = label,
                                                               .number = number,
                                                               .text_number = text,
                                                               .call = crisis_call(s->w, "tel:", number),
                                                               .text = crisis_call(s->w, "sms:", text),
                                                               .unconfirmed = !confirmed};
    }
}

/* The way to somebody who speaks the language of the page, for lines of the practice too: the number tells which line
 * it is. */
static void show_spoken(struct call *w, struct view_crisis_numbers *n)
{
    struct crisis_kept *k = w->web->crisis;
    struct str rest = str_of(crisis_table), cells[CELLS], country = NONE;
    struct str kind = web_print(w, "crisis.%s", language_code(w->language));
    pthread_mutex_lock(&k->lock);
    arena_str(w->arena, str_trim(k->help.country), &country);
    pthread_mutex_unlock(&k->lock);
    while (country.n && next_row(&rest, cells)) {
        for (size_t i = 0; i < n->lines_count && str_eq(cells[1], kind) && is_named(cells[0], country); i++) {
            if (str_eq(str_trim(n->lines[i].number), cells[3])) {
                n->lines[i].key = cells[2];
                n->lines[i].word = cells[4];
            }
        }
    }
}

void crisis_numbers(struct call *w, struct view_crisis_numbers *out)
{
    struct showing s = {w, out};
    *out = (struct view_crisis_numbers){.lines = arena_array(w->arena, PEOPLE_CRISIS_LINES_MAX, sizeof *out->lines)};
    if (out->lines) {
        each_line(w->web->crisis, show_line, &s);
        show_spoken(w, out);
    }
    crisis_cover(w, &out->cover);
}

void crisis_cover(struct call *w, struct view_crisis_cover *out)
{
    struct crisis_kept *k = w->web->crisis;
    *out = (struct view_crisis_cover){.name = NONE};
    pthread_mutex_lock(&k->lock);
    if (!arena_str(w->arena, k->help.cover_name, &out->name) ||
        !arena_str(w->arena, k->help.cover_phone, &out->phone)) {
        out->name = NONE;
    }
    pthread_mutex_unlock(&k->lock);
    out->call = crisis_call(w, "tel:", out->phone);
}

static void put_plain(void *ctx, const struct crisis_line *line, bool emergency, bool confirmed)
{
    struct buf *b = ctx;
    buf_cstr(b, emergency ? "In danger right now: " : "");
    buf_add(b, line->label);
    buf_cstr(b, line->label.n ? ": " : "");
    buf_add(b, line->number);
    if (line->text_number.n) {
        buf_cstr(b, ", text messages: ");
        buf_add(b, line->text_number);
    }
    buf_cstr(b, confirmed ? "\n" : " (we have not checked this number)\n");
}

void crisis_put(struct web *w, struct buf *out)
{
    buf_cstr(out, "\nIf you need help now, you do not need this page.\n");
    each_line(w->crisis, put_plain, out);
    pthread_mutex_lock(&w->crisis->lock);
    if (w->crisis->help.cover_name.n) {
        buf_cstr(out, "When you cannot reach your clinician: ");
        buf_add(out, w->crisis->help.cover_name);
        buf_cstr(out, ": ");
        buf_add(out, w->crisis->help.cover_phone);
        buf_cstr(out, "\n");
    }
    pthread_mutex_unlock(&w->crisis->lock);
    buf_cstr(out, "More help: /crisis\n");
}

/* ---- the page ---- */

void crisis_show(struct call *w)
{
    enum language chosen;
    if (language_find(http_query(w->in, "language"), &chosen)) {
        w->language = chosen;
        w->out.language = (int)chosen;
    }
    struct str theme = cookie_get(w, "theme");
    struct view_crisis v = {.title = web_t(w, N_("Get help now")),
                            .language = language_code(w->language),
                            .css = asset_url("app.css"),
                            .icon = asset_url("icon.svg"),
                            .theme = str_is(theme, "dark")    ? "dark"
                                     : str_is(theme, "light") ? "light"
                                                              : "",
                            .english = w->language == LANGUAGE_EN};
    crisis_numbers(w, &v.numbers);
    if (v.numbers.lines_count) {
        v.numbers.lines[0].filled = true;
    }
    /* Kept for a while by who opened it, so that it is there without a network too. */
    http_put_header(w->answer, "Cache-Control", STR("public, max-age=300, stale-if-error=604800"));
    http_put_header(w->answer, "Vary", STR("Accept-Encoding, Accept-Language, Cookie"));
    view_crisis(&w->out, &v);
}
