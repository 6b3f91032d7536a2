#define _GNU_SOURCE /* memmem, which is linear also on hostile text */
#include "base/str.h"

#include "base/bytes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t NOT_FOUND = (size_t)-1;

static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;

    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + ('a' - 'A')) : u;
}

static bool same_ci(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool str_eq_ci(struct str a, struct str b)
{
    return a.n == b.n && same_ci(a.p, b.p, a.n);
}

bool str_starts_ci(struct str a, struct str prefix)
{
    return a.n >= prefix.n && same_ci(a.p, prefix.p, prefix.n);
}

bool str_ends_ci(struct str a, struct str suffix)
{
    return a.n >= suffix.n && (suffix.n == 0 || same_ci(a.p + (a.n - suffix.n), suffix.p, suffix.n));
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str a)
{
    while (a.n > 0 && is_space(a.p[a.n - 1]))
        a.n--;
    while (a.n > 0 && is_space(*a.p)) {
        a.p++;
        a.n--;
    }
    return a;
}

size_t str_find(struct str a, struct str needle, size_t from)
{
    const char *hit;

    if (from > a.n)
        return NOT_FOUND;
    if (needle.n == 0)
        return from;
    if (a.n == from)
        return NOT_FOUND;
    hit = memchr(a.p + from, needle.p[0], a.n - from); /* mostly not there at all */
    if (hit != NULL && needle.n > 1)
        hit = memmem(hit, a.n - (size_t)(hit - a.p), needle.p, needle.n);
    return hit == NULL ? NOT_FOUND : (size_t)(hit - a.p);
}

/* The first c in a, from `from` on and before `end`; `end` when there is none. */
static size_t next_byte(struct str a, int c, size_t from, size_t end)
{
    const char *hit = from < end ? memchr(a.p + from, c, end - from) : NULL;
    return hit == NULL ? end : (size_t)(hit - a.p);
}

size_t str_find_ci(struct str a, struct str needle, size_t from)
{
    if (from > a.n)
        return NOT_FOUND;
    if (needle.n == 0)
        return from;
    if (a.n - from < needle.n)
        return NOT_FOUND;
    int low = lower(needle.p[0]), high = low >= 'a' && low <= 'z' ? low - 'a' + 'A' : low;
    size_t end = a.n - needle.n + 1, at_low = next_byte(a, low, from, end);
    size_t at_high = high == low ? end : next_byte(a, high, from, end);
    while (at_low < end || at_high < end) {
        size_t at = at_low < at_high ? at_low : at_high;
        if (same_ci(a.p + at, needle.p, needle.n))
            return at;
        if (at == at_low)
            at_low = next_byte(a, low, at + 1, end);
        else
            at_high = next_byte(a, high, at + 1, end);
    }
    return NOT_FOUND;
}

size_t str_find_digit(struct str a, size_t from)
{
    size_t i = from;

    for (; i <= a.n && a.n - i >= 8; i += 8) {
        uint64_t digits = bytes_within(bytes_at(a.p + i), '0', '9');

        if (digits != 0)
            return i + bytes_first(digits);
    }
    while (i < a.n && (a.p[i] < '0' || a.p[i] > '9'))
        i++;
    return i < a.n ? i : a.n;
}

bool str_cut(struct str a, char c, struct str *head, struct str *tail)
{
    const char *hit = a.n == 0 ? NULL : memchr(a.p, c, a.n);
    size_t at;

    if (hit == NULL)
        return false;
    at = (size_t)(hit - a.p);
    *head = (struct str){a.p, at};
    *tail = (struct str){hit + 1, a.n - at - 1};
    return true;
}

/* ---- buf ---- */

void buf_init(struct buf *b, size_t limit)
{
    *b = (struct buf){.limit = limit};
}

void buf_free(struct buf *b)
{
    free(b->p);
    buf_init(b, b->limit);
}

void buf_reset(struct buf *b)
{
    b->failed = false;
    b->n = 0;
    if (b->p != NULL)
        *b->p = '\0';
}

bool buf_ok(const struct buf *b)
{
    return !b->failed;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->p == NULL ? "" : b->p, b->n};
}

static char *fail(struct buf *b)
{
    buf_free(b);
    b->failed = true;
    return NULL;
}

char *buf_more(struct buf *b, size_t n)
{
    size_t room = b->room;
    char *p;

    if (n < b->room - b->n)
        return b->p + b->n;
    if (b->failed)
        return NULL;
    if (n >= SIZE_MAX / 4 - b->n || (b->limit > 0 && n > b->limit - b->n))
        return fail(b);
    if (room == 0)
        room = 256;
    while (room - b->n <= n)
        room *= 2;
    if (b->limit > 0 && room > b->limit)
        room = b->limit + 1; /* so that no fast path can pass the limit */
    if ((p = realloc(b->p, room)) == NULL)
        return fail(b);
    b->p = p;
    b->room = room;
    p[b->n] = '\0';
    return p + b->n;
}

void buf_cstr(struct buf *b, const char *s)
{
    if (s != NULL)
        buf_put(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    char small[256], *to;
    va_list ap, again;
    int n;

    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(small, sizeof small, fmt, ap);
    if (n < 0) {
        fail(b); /* longer than INT_MAX, or no such wide character */
    } else if ((size_t)n < sizeof small) {
        buf_put(b, small, (size_t)n);
    } else if ((to = buf_more(b, (size_t)n)) != NULL) {
        vsnprintf(to, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
    va_end(ap);
}

void buf_int(struct buf *b, long long v)
{
    unsigned long long u = v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v;
    char digits[24];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + u % 10);
        u /= 10;
    } while (u > 0);
    if (v < 0)
        digits[--at] = '-';
    buf_put(b, digits + at, sizeof digits - at);
}

void buf_repeat(struct buf *b, char c, size_t n)
{
    char *to = buf_more(b, n);

    if (to == NULL)
        return;
    memset(to, c, n);
    to[n] = '\0';
    b->n += n;
}
