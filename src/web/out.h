/*
 * out.h: what compiled views call: values written for the place they stand in.
 * Layer: web. Written for the code that tools/viewc makes; docs/views.md is the language.
 *
 * Whatever bytes a value holds, it stays inside its place: a parser of HTML finds the same elements and attributes, and
 * finds the value's bytes again. (Not kept, because no page can show them: control characters and wrong UTF-8, which
 * become U+FFFD.) Errors are those of the struct buf behind it: they stick and are asked for once. Thread-safe for
 * different `struct out`.
 */
#ifndef WEB_OUT_H
#define WEB_OUT_H

#include "base/date.h"
#include "base/num.h"
#include "base/str.h"

#include <stdint.h>

struct out {
    struct buf *to;
    bool guardian; /* a guardian reads it: texts that speak to the client are other ones */
    int language;  /* enum language (language.h): which of its texts a view writes; 0: as they stand in the view */
};

/* Markup that our own code made and that is safe where elements may stand. */
struct html {
    struct str safe;
};
/* A whole address that our own code made: a path of this site, "?...", "#...", "tel:", "sms:", "mailto:" or "https:".
 */
struct url {
    struct str whole;
};

static inline void out_raw(struct out *o, const char *p, size_t n)
{
    buf_put(o->to, p, n);
}

/* Absent values write nothing.
 * out_text_*: between elements and in double-quoted attributes (the same escape is right for both).
 * out_part_*: one piece of a query or a fragment: all but letters, digits and -._~ as %XX.
 * out_path_*: one segment of a path: the same, but a text of dots only ("..") is encoded twice: it names a thing that
 * is not there and never the folder above.
 * out_url: as it stands; what would lead elsewhere than struct url allows becomes "#". */
void out_text_str(struct out *o, struct str s);
void out_text_cstr(struct out *o, const char *s);
void out_text_int(struct out *o, long long v);
void out_text_uint(struct out *o, unsigned long long v);
void out_text_opt(struct out *o, struct opt_int v);
/* out_theirs: words that people wrote: with <span lang> around them when they are in another of our languages than o
 * (language_guess). */
void out_theirs_str(struct out *o, struct str s);
void out_theirs_cstr(struct out *o, const char *s);
void out_text_date(struct out *o, struct date d); /* "1 December 2026", in the language of o */
void out_attr_date(struct out *o, struct date d); /* "2026-12-01" */
void out_text_html(struct out *o, struct html h);
void out_part_str(struct out *o, struct str s);
void out_part_cstr(struct out *o, const char *s);
void out_path_str(struct out *o, struct str s);
void out_path_cstr(struct out *o, const char *s);
void out_url(struct out *o, struct url u);

bool out_is_int(long long v);
bool out_is_uint(unsigned long long v);
bool out_is_str(struct str s);
bool out_is_cstr(const char *s);
bool out_is_opt(struct opt_int v);
bool out_is_date(struct date d); /* absent: false */
bool out_is_url(struct url u);
bool out_is_html(struct html h);
bool out_is_pointer(const void *p);

/* ---- what the compiler says about a value in a wrong place ---- */

/* Declared, never defined: a call of one is the error. */
#define OUT_WRONG(name, type, says) void name(struct out *o, type v) __attribute__((error(says)));

OUT_WRONG(out_wrong_bool, bool, "a bool stands in {{ if }} only; give the struct a text for it")
OUT_WRONG(out_wrong_html, struct html,
          "a struct html stands between elements only, not in attributes, textarea or title")
OUT_WRONG(out_wrong_url, struct url,
          "a struct url stands only as the whole value of href, src, action, formaction, poster or cite")
OUT_WRONG(out_wrong_begin, struct str, "an address begins with fixed text such as /clients/, or is a struct url")
OUT_WRONG(out_wrong_begin_cstr, const char *, "an address begins with fixed text such as /clients/, or is a struct url")
OUT_WRONG(out_wrong_begin_int, long long, "an address begins with fixed text such as /clients/, or is a struct url")

/* A type that is in none of these lists does not compile: "'_Generic' selector of type ... is not compatible". */
#define OUT_INTS(f, uf)                                                                                                \
    signed char : f,                                                                                                   \
                  unsigned char : f,                                                                                   \
                                  short : f,                                                                           \
                                          unsigned short : f,                                                          \
                                                           int : f,                                                    \
                                                                 unsigned int : f,                                     \
                                                                                long : f,                              \
                                                                                       long long : f,                  \
                                                                                                   unsigned long       \
        : uf,                                                                                                          \
          unsigned long long : uf

#define OUT_TEXT(o, x)                                                                                                 \
    _Generic((x), OUT_INTS(out_text_int, out_text_uint), struct str: out_text_str, const char *: out_text_cstr,        \
        char *: out_text_cstr, struct opt_int: out_text_opt, struct date: out_text_date, struct html: out_text_html,   \
        struct url: out_wrong_url, bool: out_wrong_bool)((o), (x))
#define OUT_THEIRS(o, x)                                                                                               \
    _Generic((x), struct str : out_theirs_str, const char * : out_theirs_cstr, char * : out_theirs_cstr)((o), (x))
/* textarea, title */
#define OUT_PLAIN(o, x)                                                                                                \
    _Generic((x), OUT_INTS(out_text_int, out_text_uint), struct str: out_text_str, const char *: out_text_cstr,        \
        char *: out_text_cstr, struct opt_int: out_text_opt, struct date: out_text_date, struct html: out_wrong_html,  \
        struct url: out_wrong_url, bool: out_wrong_bool)((o), (x))
#define OUT_ATTR(o, x)                                                                                                 \
    _Generic((x), OUT_INTS(out_text_int, out_text_uint), struct str: out_text_str, const char *: out_text_cstr,        \
        char *: out_text_cstr, struct opt_int: out_text_opt, struct date: out_attr_date, struct html: out_wrong_html,  \
        struct url: out_wrong_url, bool: out_wrong_bool)((o), (x))
/* the beginning of an address */
#define OUT_URL(o, x)                                                                                                  \
    _Generic((x), OUT_INTS(out_wrong_begin_int, out_wrong_begin_int), struct str: out_wrong_begin,                     \
        const char *: out_wrong_begin_cstr, char *: out_wrong_begin_cstr, struct html: out_wrong_html,                 \
        struct url: out_url, bool: out_wrong_bool)((o), (x))
#define OUT_PATH(o, x)                                                                                                 \
    _Generic((x), OUT_INTS(out_text_int, out_text_uint), struct str: out_path_str, const char *: out_path_cstr,        \
        char *: out_path_cstr, struct date: out_attr_date, struct html: out_wrong_html, struct url: out_wrong_url,     \
        bool: out_wrong_bool)((o), (x))
/* the rest of an address, from its "?" or "#" */
#define OUT_PART(o, x)                                                                                                 \
    _Generic((x), OUT_INTS(out_text_int, out_text_uint), struct str: out_part_str, const char *: out_part_cstr,        \
        char *: out_part_cstr, struct opt_int: out_text_opt, struct date: out_attr_date, struct html: out_wrong_html,  \
        struct url: out_wrong_url, bool: out_wrong_bool)((o), (x))
#define OUT_IS(x)                                                                                                      \
    _Generic((x), OUT_INTS(out_is_int, out_is_uint), bool: out_is_int, struct str: out_is_str,                         \
        const char *: out_is_cstr, char *: out_is_cstr, struct opt_int: out_is_opt, struct date: out_is_date,          \
        struct url: out_is_url, struct html: out_is_html, default: out_is_pointer)(x)

#endif
