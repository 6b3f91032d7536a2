/*
 * view_support.h: what the tests of the views share. Needs base/str.h, base/utf8.h, web/out.h and a function
 * `demand(bool, const char *what)` that does not return when the first is false.
 *
 *   page_read     a strict reader of the HTML that views may write, written apart from tools/viewc. It takes nothing
 * that is not well-formed, and splits a page into its shape (tags and the names of attributes, in order) and its slots:
 * the decoded text between two tags, and the decoded value of each attribute. page_clean    what of a value can come
 * back from a page: wrong UTF-8 and control characters become U+FFFD. page_compare  the same view with plain and with
 * hostile values: the shape is the same, and each slot holds what it must. code_run      runs the C code that viewc
 * made without a compiler: fixed text as it is, values through out.h.
 */
#ifndef TESTS_VIEW_SUPPORT_H
#define TESTS_VIEW_SUPPORT_H

#include "base/str.h"
#include "base/utf8.h"
#include "web/out.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_MAX = 4096, NEST_MAX = 128 };

struct slot {
    size_t from, to; /* in page.texts */
    bool address;
};
struct page {
    struct buf shape, texts;
    struct slot slots[SLOTS_MAX];
    size_t count;
    const char *wrong; /* NULL: well-formed */
    size_t at;         /* where it is wrong */
};

struct page_reader {
    struct page *p;
    struct str in;
    size_t at;
    struct str open[NEST_MAX];
    size_t depth;
};

static inline void page_free(struct page *p)
{
    buf_free(&p->shape);
    buf_free(&p->texts);
}

static inline bool page_wrong(struct page_reader *r, const char *why)
{
    if (r->p->wrong == NULL) {
        r->p->wrong = why;
        r->p->at = r->at;
    }
    return false;
}

static inline bool page_next(struct page_reader *r, const char *text)
{
    struct str s = str_of(text);

    if (!str_starts(str_sub(r->in, r->at, r->in.n), s))
        return false;
    r->at += s.n;
    return true;
}

static inline char page_peek(const struct page_reader *r)
{
    return r->at < r->in.n ? r->in.p[r->at] : '\0';
}

/* One character reference, the & is here. */
static inline bool page_reference(struct page_reader *r)
{
    static const char *const names[][2] = {{"&amp;", "&"},   {"&lt;", "<"},          {"&gt;", ">"},
                                           {"&quot;", "\""}, {"&nbsp;", "\xc2\xa0"}, {"&shy;", "\xc2\xad"}};
    char *end;
    unsigned long cp;
    char digits[16];

    for (size_t i = 0; i < 6; i++) {
        if (page_next(r, names[i][0])) {
            buf_cstr(&r->p->texts, names[i][1]);
            return true;
        }
    }
    snprintf(digits, sizeof digits, "%.*s", (int)(r->in.n - r->at < 12 ? r->in.n - r->at : 12), r->in.p + r->at);
    if (digits[0] != '&' || digits[1] != '#')
        return page_wrong(r, "a bare &");
    cp = digits[2] == 'x' ? strtoul(digits + 3, &end, 16) : strtoul(digits + 2, &end, 10);
    if (*end != ';' || end == digits + 2)
        return page_wrong(r, "an & that ends nowhere");
    utf8_put(&r->p->texts, cp > 0x10ffff ? 0xfffd : (uint32_t)cp);
    r->at += (size_t)(end - digits) + 1;
    return true;
}

/* Text up to one of `ends`; slots are kept even when empty, so that their number depends on the shape alone. */
static inline bool page_slot(struct page_reader *r, const char *ends, bool address)
{
    struct page *p = r->p;
    struct slot *s = &p->slots[p->count];

    if (p->count == SLOTS_MAX)
        return page_wrong(r, "more slots than this reader takes");
    p->count++;
    s->from = p->texts.n;
    s->address = address;
    while (r->at < r->in.n && strchr(ends, page_peek(r)) == NULL) {
        unsigned char c = (unsigned char)page_peek(r);
        if (c == '&') {
            if (!page_reference(r))
                return false;
            continue;
        }
        if ((c < ' ' && c != '\t' && c != '\n') || c == '<' || (address && (c == ' ' || c == '\n' || c == '\t')))
            return page_wrong(r, "a byte that may not stand here");
        buf_char(&p->texts, (char)c);
        r->at++;
    }
    s->to = p->texts.n;
    return true;
}

static inline struct str page_name(struct page_reader *r)
{
    size_t from = r->at;

    while (r->at < r->in.n &&
           (strchr("-_:", page_peek(r)) != NULL || (page_peek(r) >= 'a' && page_peek(r) <= 'z') ||
            (page_peek(r) >= 'A' && page_peek(r) <= 'Z') || (page_peek(r) >= '0' && page_peek(r) <= '9')))
        r->at++;
    return str_sub(r->in, from, r->at);
}

static inline bool page_is_one_of(struct str name, const char *list)
{
    struct str all = str_of(list), head;

    while (str_cut(all, ' ', &head, &all))
        if (str_eq(head, name))
            return true;
    return str_eq(all, name);
}

static inline bool page_attributes(struct page_reader *r)
{
    size_t first = r->p->shape.n;

    while (page_next(r, " ")) {
        struct str name = page_name(r), told;
        struct buf mark;
        bool twice;

        if (name.n == 0)
            return page_wrong(r, "an attribute without a name");
        if (str_starts(name, STR("on")) || page_is_one_of(name, "style srcdoc http-equiv"))
            return page_wrong(r, "an attribute that no page has");
        buf_init(&mark, 0);
        buf_printf(&mark, " %.*s ", (int)name.n, name.p);
        told = buf_str(&r->p->shape);
        twice = str_find(str_sub(told, first, told.n), buf_str(&mark), 0) != (size_t)-1;
        buf_add(&r->p->shape, buf_str(&mark));
        buf_free(&mark);
        if (twice)
            return page_wrong(r, "an attribute twice");
        if (!page_next(r, "="))
            continue;
        buf_char(&r->p->shape, '=');
        if (!page_next(r, "\"") ||
            !page_slot(r, "\"", page_is_one_of(name, "href src action formaction poster cite")) || !page_next(r, "\""))
            return page_wrong(r, "a value without its quotes");
    }
    return true;
}

static inline bool page_start_tag(struct page_reader *r)
{
    struct str name = page_name(r);
    bool is_void = page_is_one_of(name, "meta link hr col br img wbr input");

    if (name.n == 0)
        return page_wrong(r, "a < that begins no tag");
    buf_printf(&r->p->shape, "<%.*s", (int)name.n, name.p);
    if (!page_attributes(r))
        return false;
    if (page_next(r, "/>")) {
        buf_cstr(&r->p->shape, "/>\n");
        return is_void ? page_wrong(r, "/> on a void element") : true;
    }
    if (!page_next(r, ">"))
        return page_wrong(r, "a tag that is not closed");
    buf_cstr(&r->p->shape, ">\n");
    if (is_void)
        return true;
    if (r->depth == NEST_MAX)
        return page_wrong(r, "too deep for this reader");
    r->open[r->depth++] = name;
    if (page_is_one_of(name, "script style")) {
        size_t end = str_find(r->in, STR("</"), r->at);
        r->at = end == (size_t)-1 ? r->in.n : end;
    }
    if (page_is_one_of(name, "pre textarea") && !page_next(r, "\n"))
        return page_wrong(r, "no line feed for the parser to drop");
    return true;
}

static inline bool page_tag(struct page_reader *r)
{
    struct str name;

    if (page_next(r, "<!doctype html>"))
        return true;
    if (page_next(r, "</")) {
        name = page_name(r);
        if (r->depth == 0 || !str_eq(r->open[r->depth - 1], name) || !page_next(r, ">"))
            return page_wrong(r, "an end tag that closes nothing");
        r->depth--;
        buf_printf(&r->p->shape, "</%.*s>\n", (int)name.n, name.p);
        return true;
    }
    if (!page_next(r, "<"))
        return page_wrong(r, "no tag");
    if (r->depth > 0 && page_is_one_of(r->open[r->depth - 1], "title textarea option"))
        return page_wrong(r, "a tag inside text");
    return page_start_tag(r);
}

static inline bool page_read(struct str html, struct page *p)
{
    static struct page_reader r;

    r = (struct page_reader){.p = p, .in = html};
    buf_init(&p->shape, 0);
    buf_init(&p->texts, 0);
    p->count = 0;
    p->wrong = NULL;
    while (page_slot(&r, "<", false) && r.at < html.n && page_tag(&r))
        ;
    if (p->wrong == NULL && r.depth > 0)
        page_wrong(&r, "an element that is not closed");
    return p->wrong == NULL;
}

static inline struct str page_text(const struct page *p, size_t slot)
{
    return str_sub(buf_str(&p->texts), p->slots[slot].from, p->slots[slot].to);
}

/* ---- what must come back ---- */

static inline void page_clean(struct str s, struct buf *out)
{
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t cp = utf8_next(s, &at);

        if ((cp == 0xfffd && at - from == 1) || (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r'))
            utf8_put(out, 0xfffd);
        else
            buf_add(out, str_sub(s, from, at));
    }
}

static inline int page_hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static inline void page_percent_decode(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' && i + 2 < s.n && page_hex(s.p[i + 1]) >= 0 && page_hex(s.p[i + 2]) >= 0) {
            buf_char(out, (char)(page_hex(s.p[i + 1]) * 16 + page_hex(s.p[i + 2])));
            i += 2;
        } else {
            buf_char(out, s.p[i]);
        }
    }
}

/* `text` with each `from` in it replaced by `to`. */
static inline void page_replace(struct str text, struct str from, struct str to, struct buf *out)
{
    size_t at = 0, hit;

    while ((hit = str_find(text, from, at)) != (size_t)-1) {
        buf_add(out, str_sub(text, at, hit));
        buf_add(out, to);
        at = hit + from.n;
    }
    buf_add(out, str_sub(text, at, text.n));
}

/* The path of an address, up to its query or fragment. */
static inline struct str page_path(struct str address)
{
    size_t n = 0;

    while (n < address.n && address.p[n] != '?' && address.p[n] != '#')
        n++;
    return str_sub(address, 0, n);
}

/* How many steps a path has: what a browser makes of an address must not depend on a value. */
static inline size_t page_steps(struct str path)
{
    size_t n = 0;

    for (size_t i = 0; i < path.n; i++)
        n += path.p[i] == '/' || path.p[i] == '\\';
    return n;
}

static inline bool page_steps_up(struct str path)
{
    return str_find(path, STR("/../"), 0) != (size_t)-1 || str_ends_ci(path, STR("/..")) ||
           str_find_ci(path, STR("%2e"), 0) != (size_t)-1;
}

/* One slot of both: *hostile is what *plain is with `value` in the place of `mark`. */
static inline void page_compare_slot(const struct page *plain, const struct page *hostile, size_t i, struct str mark,
                                     struct str value)
{
    struct str was = page_text(plain, i), is = page_text(hostile, i);
    struct buf wanted, clean, decoded, named;

    buf_init(&wanted, 0);
    buf_init(&clean, 0);
    buf_init(&decoded, 0);
    buf_init(&named, 0);
    if (!plain->slots[i].address) {
        page_clean(value, &clean);
        page_replace(was, mark, buf_str(&clean), &wanted);
        demand(str_eq(buf_str(&wanted), is), "the value comes back from its place");
    } else {
        size_t dots = 0;

        demand(page_steps(page_path(was)) == page_steps(page_path(is)), "as many steps in the path as before");
        while (dots < value.n && value.p[dots] == '.')
            dots++;
        page_percent_decode(is, &decoded);
        page_percent_decode(was, &named);
        page_replace(buf_str(&named), mark, value, &wanted);
        demand((dots == value.n && dots > 0) || str_eq(buf_str(&wanted), buf_str(&decoded)),
               "the address names the value");
        demand(!page_steps_up(page_path(is)), "no step up");
    }
    buf_free(&wanted);
    buf_free(&clean);
    buf_free(&decoded);
    buf_free(&named);
}

static inline void page_compare(const struct page *plain, const struct page *hostile, struct str mark, struct str value)
{
    demand(str_eq(buf_str(&plain->shape), buf_str(&hostile->shape)), "the shape of the page is the same");
    demand(plain->count == hostile->count, "as many slots");
    for (size_t i = 0; i < plain->count; i++)
        page_compare_slot(plain, hostile, i, mark, value);
}

/* ---- code without a compiler ---- */

struct code {
    struct str text;
    size_t at;
    uint64_t bits; /* each if and for draws from it */
    struct str value;
    struct out out;
    size_t steps;
};

static inline uint64_t code_draw(struct code *c)
{
    c->bits = c->bits * 6364136223846793005u + 1442695040888963407u;
    return c->bits >> 60;
}

/* The literals of out_raw(o, "...", n), from the quote on; n is what they hold. */
static inline void code_literals(struct code *c)
{
    size_t before = c->out.to->n, n = 0;
    const char *p = c->text.p + c->at;

    while (*p == '"') {
        for (p++; *p != '"'; p++) {
            if (*p != '\\') {
                buf_char(c->out.to, *p);
            } else if (*++p == 'n') {
                buf_char(c->out.to, '\n');
            } else if (*p >= '0' && *p <= '7') {
                buf_char(c->out.to, (char)((p[0] - '0') * 64 + (p[1] - '0') * 8 + p[2] - '0'));
                p += 2;
            } else {
                buf_char(c->out.to, *p);
            }
        }
        p++;
        while (*p == ' ' || *p == '\n')
            p++;
    }
    demand(sscanf(p, ", %zu);", &n) == 1 && n == c->out.to->n - before, "a literal is as long as it says");
    c->at = (size_t)(p - c->text.p);
}

static inline struct str code_line_here(struct code *c)
{
    size_t end = str_find(c->text, STR("\n"), c->at);
    struct str line = str_trim(str_sub(c->text, c->at, end == (size_t)-1 ? c->text.n : end));

    c->at = end == (size_t)-1 ? c->text.n : end + 1;
    return line;
}

static inline void code_value(struct code *c, struct str line)
{
    struct url home = {STR("/home?a=1&b=\"")};

    if (str_starts(line, STR("OUT_TEXT(")) || str_starts(line, STR("OUT_PLAIN(")) || str_starts(line, STR("OUT_ATTR(")))
        out_text_str(&c->out, c->value);
    else if (str_starts(line, STR("OUT_URL(")))
        out_url(&c->out, home);
    else if (str_starts(line, STR("OUT_PATH(")))
        out_path_str(&c->out, c->value);
    else if (str_starts(line, STR("OUT_PART(")))
        out_part_str(&c->out, c->value);
    else
        demand(str_starts(line, STR("view_")) || str_starts(line, STR("(void)")) || str_starts(line, STR("#")) ||
                   str_starts(line, STR("const __typeof__(")) || line.n == 0,
               "a line that is known");
}

static inline bool code_closes(struct str line)
{
    return str_starts(line, STR("}"));
}

/* Runs, or only reads, up to the line that closes this block; that line is the result. */
static inline struct str code_block(struct code *c, bool run)
{
    for (;;) {
        size_t from = c->at;
        struct str line = code_line_here(c);

        demand(line.n > 0 || c->at < c->text.n, "a block that is closed");
        if (code_closes(line))
            return line;
        if (str_starts(line, STR("out_raw(o, "))) {
            size_t n = c->out.to->n;
            c->at = str_find(c->text, STR("\""), from);
            code_literals(c);
            if (!run) { /* read, and left out */
                c->out.to->n = n;
            }
            code_line_here(c);
        } else if (str_starts(line, STR("if ("))) {
            bool taken = code_draw(c) & 1, done = taken;
            struct str end = code_block(c, run && taken);
            while (!str_eq(end, STR("}"))) { /* } else ... { */
                taken = !done && (str_eq(end, STR("} else {")) || (code_draw(c) & 1));
                done = done || taken;
                end = code_block(c, run && taken);
            }
        } else if (str_starts(line, STR("for ("))) {
            size_t body = c->at, times = run ? code_draw(c) % 3 : 0;
            if (times == 0 || ++c->steps > 400)
                code_block(c, false);
            for (size_t i = 0; i < times && c->steps <= 400; i++) {
                c->at = body;
                code_block(c, true);
            }
        } else if (run) {
            code_value(c, line);
        }
    }
}

/* Runs the one or two functions of `text` one after the other. */
static inline void code_run(struct str text, uint64_t bits, struct str value, struct buf *out)
{
    struct code c = {.text = text, .bits = bits, .value = value, .out = {.to = out}};

    buf_reset(out);
    while ((c.at = str_find(text, STR("\n{\n"), c.at)) != (size_t)-1) {
        c.at += 3;
        code_block(&c, true);
    }
}

#endif
