/* text.c: small texts: in the arena, as hex and base64url, times and days in words. */
#include "web/web_parts.h"

#include <stdio.h>

void put_hex(const unsigned char *p, size_t n, char *out)
{
    for (size_t i = 0; i < n; i++) {
        *out++ = "0123456789abcdef"[p[i] >> 4];
        *out++ = "0123456789abcdef"[p[i] & 15];
    }
    *out = 0;
}

static const char base64url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void put_base64url(const unsigned char *p, size_t n, char *out)
{
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | p[i]) & 0xffffu;
        for (held += 8; held >= 6; held -= 6) {
            *out++ = base64url[bits >> (held - 6) & 63];
        }
    }
    if (held) {
        *out++ = base64url[bits << (6 - held) & 63];
    }
    *out = 0;
}

bool read_base64url(struct str s, unsigned char *out, size_t n)
{
    unsigned bits = 0, held = 0;
    size_t at = 0;
    if (s.n != (4 * n + 2) / 3) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        const char *digit = s.p[i] ? strchr(base64url, s.p[i]) : NULL;
        if (!digit) {
            return false;
        }
        bits = (bits << 6 | (unsigned)(digit - base64url)) & 0xffffu;
        held += 6;
        if (held >= 8 && at < n) {
            held -= 8;
            out[at++] = (unsigned char)(bits >> held);
        }
    }
    return at == n && !(bits & ((1u << held) - 1)); /* one text for each value */
}

bool equal_always(const unsigned char *a, const unsigned char *b, size_t n)
{
    unsigned differs = 0;
    for (size_t i = 0; i < n; i++) {
        differs |= a[i] ^ b[i];
    }
    return !differs;
}

static struct str print(struct call *w, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));
static struct str print(struct call *w, const char *fmt, va_list args)
{
    char small[512];
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, fmt, args);
    char *text = n < 0 ? NULL : arena_alloc(w->arena, (size_t)n + 1);
    if (text && (size_t)n < sizeof small) {
        memcpy(text, small, (size_t)n + 1);
    } else if (text) {
        vsnprintf(text, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    return text ? (struct str){text, (size_t)n} : STR("");
}

struct str web_print(struct call *w, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct str s = print(w, fmt, args);
    va_end(args);
    return s;
}

struct str web_detail(struct call *w, const char *otherwise, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    bool plain = w->language != LANGUAGE_EN || w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    struct str s = plain ? str_of(web_t(w, otherwise)) : print(w, fmt, args);
    va_end(args);
    return s;
}

static void put_html(void *to, struct str piece)
{
    buf_add(to, piece);
}

struct html web_mixed(struct call *w, const char *pattern, const struct str *values, size_t n)
{
    struct html out = {NONE};
    struct buf b;
    struct out o = {.to = &b, .language = (int)w->language};
    struct str *marked = arena_array(w->arena, n, sizeof *marked);
    buf_init(&b, 0);
    out_text_str(&o, str_of(pattern));
    char *ours = arena_copy(w->arena, b.p, b.n);
    bool ok = marked && ours && buf_ok(&b);
    for (size_t i = 0; ok && i < n; i++) {
        buf_reset(&b);
        out_theirs_str(&o, values[i]);
        ok = buf_ok(&b) && arena_str(w->arena, buf_str(&b), &marked[i]);
    }
    buf_reset(&b);
    if (ok) {
        words_put(ours, marked, n, put_html, &b);
        ok = buf_ok(&b) && arena_str(w->arena, buf_str(&b), &out.safe);
    }
    buf_free(&b);
    return ok ? out : (struct html){NONE};
}

const char *web_wait(struct call *w)
{
    int minutes = 0;
    for (const char *p = w->err.text; *p && minutes < 1000; p++) {
        minutes = *p >= '0' && *p <= '9' ? 10 * minutes + (*p - '0') : minutes;
    }
    bool links = str_starts(str_of(w->err.text), STR("links"));
    if (minutes < 2) {
        return links ? web_t(w, N_("Links were asked for often. Ask again in one minute."))
                     : web_t(w, N_("There were too many tries. Try again in one minute."));
    }
    return links ? web_print(w, web_t(w, N_("Links were asked for often. Ask again in %d minutes.")), minutes).p
                 : web_print(w, web_t(w, N_("There were too many tries. Try again in %d minutes.")), minutes).p;
}

const char *web_part(struct call *w, struct str s)
{
    struct buf b;
    struct out o = {.to = &b};
    buf_init(&b, 0);
    out_part_str(&o, s);
    const char *copy = buf_ok(&b) && b.p ? arena_copy(w->arena, b.p, b.n) : NULL;
    buf_free(&b);
    return copy ? copy : "";
}

const char *web_chars(struct call *w, struct str s)
{
    const char *copy = s.n ? arena_copy(w->arena, s.p, s.n) : NULL;
    return copy ? copy : "";
}

bool path_valid(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c == '\\' || c == '"' || c == '<' || c == '>' || c >= 0x7f) {
            return false;
        }
    }
    return s.n && s.n < 512 && s.p[0] == '/' && !(s.n > 1 && s.p[1] == '/');
}

static void go(struct call *w, struct str path)
{
    if (!path_valid(path)) {
        path = STR("/");
    }
    buf_reset(&w->answer->body);
    w->answer->status = 303;
    http_put_header(w->answer, "Location", path);
}

void web_go(struct call *w, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    go(w, print(w, fmt, args));
    va_end(args);
}

void web_said(struct call *w, const char *sentence, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    cookie_put(w, "said", str_of(web_part(w, str_of(web_t(w, sentence)))), 60);
    go(w, print(w, fmt, args));
    va_end(args);
}

/* ---- times ---- */

struct str web_words(struct call *w, struct str name)
{
    char *to = arena_copy(w->arena, name.p, name.n);
    for (size_t i = 0; to && i < name.n; i++) {
        to[i] = to[i] == '_' ? ' ' : to[i];
    }
    return (struct str){to, to ? name.n : 0};
}

/* What was put into b, in the arena; b is freed. */
static struct str keep(struct call *w, struct buf *b)
{
    struct str s = buf_ok(b) ? web_print(w, "%s", b->n ? b->p : "") : STR("");
    buf_free(b);
    return s;
}

static struct str date_text(struct call *w, struct date day, bool year)
{
    struct buf b;
    buf_init(&b, 0);
    language_date(w->language, day, year, &b);
    return keep(w, &b);
}

struct str web_date(struct call *w, struct date day)
{
    return date_text(w, day, true);
}

static const char *near(const struct call *w, struct date day)
{
    return date_is_set(day) ? language_near(w->language, date_diff(day, w->today)) : NULL;
}

struct str web_day(struct call *w, struct date day)
{
    const char *word = near(w, day);
    return word ? str_of(word) : web_date(w, day);
}

struct str web_day_short(struct call *w, struct date day)
{
    bool near_year = date_is_set(day) && day.year == w->today.year;
    const char *word = near(w, day);
    return word ? str_of(word) : date_text(w, day, !near_year);
}

/* "at 09:14" of today is without the day when what stands before it says so. */
static struct str moment(struct call *w, int64_t at_ms, bool today)
{
    struct date day = zone_day(w->zone, at_ms);
    int64_t local = at_ms + zone_offset_s(w->zone, at_ms / 1000) * INT64_C(1000);
    const char *word = near(w, day);
    struct buf b;
    buf_init(&b, 0);
    if (word && (today || date_diff(day, w->today))) {
        buf_cstr(&b, word);
    } else if (!word) {
        language_date(w->language, day, day.year != w->today.year, &b);
    }
    language_clock(w->language, (int)(local % DAY_MS / MINUTE_MS), &b);
    return str_trim(keep(w, &b));
}

struct str web_time(struct call *w, int64_t at_ms)
{
    return moment(w, at_ms, true);
}

struct str web_saved(struct call *w, int64_t at_ms)
{
    struct str when = moment(w, at_ms, false);
    return web_print(w, web_t(w, "Saved %s"), when.p ? when.p : "");
}

/* ---- files and data ---- */

void web_file(struct call *w, const char *type, const char *name, struct str bytes, bool inline_)
{
    buf_reset(&w->answer->body);
    buf_add(&w->answer->body, bytes);
    w->answer->type = type;
    http_put_header(w->answer, "Content-Disposition",
                    web_print(w, "%s; filename=\"%s\"", inline_ ? "inline" : "attachment", name));
}

void web_json(struct call *w, struct str json)
{
    buf_reset(&w->answer->body);
    buf_add(&w->answer->body, json);
    w->answer->type = "application/json";
}

/* ---- tickets ---- */

static struct seal_place ticket_place(const char *what, struct str of, int64_t until_ms)
{
    return (struct seal_place){.table = what, .row = of, .version = until_ms};
}

struct str ticket_make(struct call *w, const char *what, struct str of, struct str text, int64_t seconds)
{
    struct buf sealed;
    int64_t until_ms = w->now_ms + seconds * 1000;
    struct seal_place at = ticket_place(what, of, until_ms);
    struct str made = NONE;
    buf_init(&sealed, 0);
    seal_put(&w->web->key, &at, text, &sealed);
    char *b64 = buf_ok(&sealed) ? arena_alloc(w->arena, sealed.n * 2 + 4) : NULL;
    if (b64) {
        put_base64url((const unsigned char *)sealed.p, sealed.n, b64);
        made = web_print(w, "%lld.%s", (long long)until_ms, b64);
    }
    buf_free(&sealed);
    return made;
}

bool ticket_read(struct call *w, const char *what, struct str of, struct str ticket, struct str *text)
{
    struct str head, tail;
    struct err none = {0};
    int64_t until_ms = 0;
    if (!str_cut(ticket, '.', &head, &tail) || head.n > 15 || tail.n > 8192) {
        return false;
    }
    for (size_t i = 0; i < head.n; i++) {
        if (head.p[i] < '0' || head.p[i] > '9') {
            return false;
        }
        until_ms = 10 * until_ms + head.p[i] - '0';
    }
    size_t n = tail.n * 3 / 4;
    unsigned char *bytes = arena_alloc(w->arena, n + 1);
    struct seal_place at = ticket_place(what, of, until_ms);
    return until_ms > w->now_ms && bytes && read_base64url(tail, bytes, n) &&
           seal_open(&w->web->key, &at, (struct str){(const char *)bytes, n}, w->arena, text, &none);
}
