/*
 * str.h: a piece of text that belongs to somebody else, and a growing buffer for output.
 * Layer: base.  Not here: Unicode (utf8.h), escaping for HTML and JSON (escape.h).
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A view of bytes, not NUL-terminated. {NULL, 0} is "absent"; {"", 0} is "empty". */
struct str {
    const char *p;
    size_t n;
};

/* A byte range [from, to) of some text. */
struct span {
    size_t from, to;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* The short ones stand here: they are called for nearly every word of a text. */

/* str_of: {NULL,0} for NULL. */
static inline struct str str_of(const char *nul_terminated)
{
    return (struct str){nul_terminated, nul_terminated == NULL ? 0 : strlen(nul_terminated)};
}

/* str_eq: byte by byte; absent equals empty. */
static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Does a begin with the first byte of `word`, whatever its case, or is one of them empty? Nearly all words of a list
 * are turned away here, before their length is counted. */
static inline bool str_may_begin(struct str a, const char *word)
{
    return a.n == 0 || word == NULL || *word == '\0' || ((*a.p ^ *word) & ~0x20) == 0;
}

/* str_is: equal to a NUL-terminated string. */
static inline bool str_is(struct str a, const char *literal)
{
    return str_may_begin(a, literal) && str_eq(a, str_of(literal));
}

static inline bool str_starts(struct str a, struct str prefix)
{
    return a.n >= prefix.n && (prefix.n == 0 || memcmp(a.p, prefix.p, prefix.n) == 0);
}

/* str_sub: the bytes [from, to) of a, both clamped to its size; empty when to <= from. */
static inline struct str str_sub(struct str a, size_t from, size_t to)
{
    if (to > a.n)
        to = a.n;
    if (from > to)
        from = to;
    return a.p == NULL ? a : (struct str){a.p + from, to - from};
}

bool str_eq_ci(struct str a, struct str b); /* ASCII letters without case */
bool str_starts_ci(struct str a, struct str prefix);

/* str_is_ci, str_begins, str_begins_ci: str_eq_ci, str_starts and str_starts_ci with a NUL-terminated string, quicker
 * for the words of a list. */
static inline bool str_is_ci(struct str a, const char *literal)
{
    return str_may_begin(a, literal) && str_eq_ci(a, str_of(literal));
}

static inline bool str_begins(struct str a, const char *literal)
{
    return str_may_begin(a, literal) && str_starts(a, str_of(literal));
}

static inline bool str_begins_ci(struct str a, const char *literal)
{
    return str_may_begin(a, literal) && str_starts_ci(a, str_of(literal));
}

bool str_ends_ci(struct str a, struct str suffix);
struct str str_trim(struct str a); /* without ASCII white space at both ends */
/*
 * str_find: offset of the first `needle` at or after `from`, or (size_t)-1 (also when from > a.n). Empty needle: from.
 */
size_t str_find(struct str a, struct str needle, size_t from);
size_t str_find_ci(struct str a, struct str needle, size_t from);
/* str_find_digit: offset of the first of 0 to 9 at or after `from`, a.n when there is none (also when from > a.n). */
size_t str_find_digit(struct str a, size_t from);
/* str_cut: the text before the first `c` goes to *head, the text after it to *tail; false when `c` is absent, both then
 * untouched. */
bool str_cut(struct str a, char c, struct str *head, struct str *tail);

/*
 * A growing byte buffer with a sticky error: after a failed allocation or when `limit` is passed it gives its memory
 * back, is empty, and every later call does nothing; buf_ok() tells it once at the end. Not thread-safe.
 */
struct buf {
    char *p;        /* NUL-terminated; NULL before the first write and after a failure */
    size_t n, room; /* bytes written; bytes allocated */
    size_t limit;   /* most bytes, 0 for no limit */
    bool failed;
};

void buf_init(struct buf *b, size_t limit); /* allocates nothing */
void buf_free(struct buf *b);               /* gives the memory back; b is then as after buf_init */
void buf_reset(struct buf *b);              /* empty again, error cleared, memory kept */
bool buf_ok(const struct buf *b);
struct str buf_str(const struct buf *b);     /* "" when empty or failed; valid until the next change of b */
void buf_cstr(struct buf *b, const char *s); /* NULL writes nothing */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *b, long long v); /* decimal, fast */
void buf_repeat(struct buf *b, char c, size_t n);
/* buf_more: makes room for n more bytes and a NUL and returns where they go; NULL (and failed) when there is none. The
 * writer fills them from there and adds what it wrote to b->n, with a NUL after it. */
char *buf_more(struct buf *b, size_t n);

/* buf_put: appends n bytes; p may be NULL when n is 0, and must not point into b. */
static inline void buf_put(struct buf *b, const char *p, size_t n)
{
    char *to = n < b->room - b->n ? b->p + b->n : buf_more(b, n);

    if (to != NULL && n > 0) {
        memcpy(to, p, n);
        to[n] = '\0';
        b->n += n;
    }
}

static inline void buf_char(struct buf *b, char c)
{
    buf_put(b, &c, 1);
}

static inline void buf_add(struct buf *b, struct str s)
{
    buf_put(b, s.p, s.n);
}

#endif
