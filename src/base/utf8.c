#include "base/utf8.h"
#include "base/bytes.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd };

/* Number of ASCII bytes at p, at most n; looks at 32 bytes a step. */
static size_t ascii_run(const char *p, size_t n)
{
    size_t at = 0;
    uint64_t w[4];

    for (; n - at >= sizeof w; at += sizeof w) {
        memcpy(w, p + at, sizeof w);
        if (((w[0] | w[1] | w[2] | w[3]) & BYTES_TOPS) != 0)
            break;
    }
    for (; n - at >= 8 && (bytes_at(p + at) & BYTES_TOPS) == 0; at += 8)
        ;
    if (n - at < 8 && n >= 8 && (bytes_at(p + n - 8) & BYTES_TOPS) == 0)
        return n; /* the last ones, some of them once more */
    while (at < n && (unsigned char)p[at] < 0x80)
        at++;
    return at;
}

/*
 * Length of the character at p (n > 0 bytes left) and its code point; 0 when it is not UTF-8. The second byte decides
 * about overlong forms (after E0, F0), surrogates (after ED) and values over U+10FFFF (after F4): Unicode, table 3-7.
 */
static size_t decode(const char *p, size_t n, uint32_t *cp)
{
    const unsigned char *u = (const unsigned char *)p;
    unsigned char low = 0x80, high = 0xbf;
    size_t length, i;

    if (u[0] < 0x80) {
        *cp = u[0];
        return 1;
    }
    if (u[0] >= 0xc2 && u[0] <= 0xdf) {
        length = 2;
        *cp = u[0] & 0x1f;
    } else if ((u[0] & 0xf0) == 0xe0) {
        length = 3;
        *cp = u[0] & 0x0f;
        if (u[0] == 0xe0)
            low = 0xa0;
        else if (u[0] == 0xed)
            high = 0x9f;
    } else if (u[0] >= 0xf0 && u[0] <= 0xf4) {
        length = 4;
        *cp = u[0] & 0x07;
        if (u[0] == 0xf0)
            low = 0x90;
        else if (u[0] == 0xf4)
            high = 0x8f;
    } else {
        return 0;
    }
    if (n < length || u[1] < low || u[1] > high)
        return 0;
    *cp = *cp << 6 | (u[1] & 0x3f);
    for (i = 2; i < length; i++) {
        if ((u[i] & 0xc0) != 0x80)
            return 0;
        *cp = *cp << 6 | (u[i] & 0x3f);
    }
    return length;
}

bool utf8_check(struct str s, size_t *bad)
{
    size_t at = 0, length;
    uint32_t cp;

    while (at < s.n) {
        at += ascii_run(s.p + at, s.n - at);
        /* Foreign script comes in runs: stay here while it lasts. */
        for (; at < s.n && (unsigned char)s.p[at] >= 0x80; at += length) {
            if ((length = decode(s.p + at, s.n - at, &cp)) == 0) {
                if (bad != NULL)
                    *bad = at;
                return false;
            }
        }
    }
    return true;
}

bool utf8_is_ascii(struct str s)
{
    return s.n == 0 || ascii_run(s.p, s.n) == s.n;
}

/*
 * Is a text of such characters always in NFC? All of these have combining class 0, do not decompose, and are never the
 * second half of a composed pair (tests/unit/test_base_utf8.c asks utf8proc about each). They cover what Western
 * therapists' texts hold: Latin, Greek and Cyrillic letters, typographic quotes, dashes, bullets, comparison signs,
 * emoji. Everything else takes the slow way.
 */
static bool is_inert(uint32_t cp)
{
    if (cp < 0x300)
        return true;
    return (cp >= 0x388 && cp <= 0x482) || (cp >= 0x48a && cp <= 0x52f) || (cp >= 0x2010 && cp <= 0x2027) ||
           (cp >= 0x2030 && cp <= 0x205e) || (cp >= 0x20a0 && cp <= 0x20bf) || (cp >= 0x2190 && cp <= 0x2328) ||
           (cp >= 0x2460 && cp <= 0x27bf) || (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x1f300 && cp <= 0x1f64f);
}

/* True when s is UTF-8 and in NFC for certain. */
static bool plainly_nfc(struct str s)
{
    size_t at = 0, length;
    uint32_t cp;

    while (at < s.n) {
        at += ascii_run(s.p + at, s.n - at);
        for (; at < s.n && (unsigned char)s.p[at] >= 0x80; at += length)
            if ((length = decode(s.p + at, s.n - at, &cp)) == 0 || !is_inert(cp))
                return false;
    }
    return true;
}

bool utf8_nfc(struct str s, struct arena *a, struct str *out, struct err *e)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)s.p;
    utf8proc_ssize_t count, n;
    utf8proc_int32_t *work;
    size_t bad;

    if (plainly_nfc(s)) {
        *out = s;
        return true;
    }
    if (!utf8_check(s, &bad))
        return err_set(e, ERR_INVALID, NULL, "byte %zu is not UTF-8; save the text as UTF-8", bad + 1);
    count = utf8proc_decompose(text, (utf8proc_ssize_t)s.n, NULL, 0, options);
    assert(count > 0);
    /* One more for the NUL that reencode writes behind the text. */
    if ((work = arena_array(a, (size_t)count + 1, sizeof *work)) == NULL)
        return arena_error(a, e);
    n = utf8proc_decompose(text, (utf8proc_ssize_t)s.n, work, count, options);
    assert(n == count);
    n = utf8proc_reencode(work, n, options);
    assert(n > 0);
    *out = (struct str){(const char *)work, (size_t)n};
    if (str_eq(*out, s))
        *out = s;
    return true;
}

bool utf8_plain(struct str s, struct arena *a, struct str *out, struct err *e)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)s.p;
    utf8proc_ssize_t count, n;
    utf8proc_int32_t *work;
    size_t bad;

    *out = (struct str){NULL, 0};
    if (!utf8_check(s, &bad))
        return err_set(e, ERR_INVALID, NULL, "byte %zu is not UTF-8; save the text as UTF-8", bad + 1);
    count = s.n ? utf8proc_decompose(text, (utf8proc_ssize_t)s.n, NULL, 0, options) : 0;
    assert(count >= 0);
    if ((work = arena_array(a, (size_t)count + 1, sizeof *work)) == NULL)
        return arena_error(a, e);
    n = s.n ? utf8proc_decompose(text, (utf8proc_ssize_t)s.n, work, count, options) : 0;
    assert(n == count);
    n = n ? utf8proc_reencode(work, n, options) : 0;
    assert(n >= 0);
    *out = (struct str){(const char *)work, (size_t)n};
    return true;
}

uint32_t utf8_next(struct str s, size_t *at)
{
    uint32_t cp;
    size_t length = decode(s.p + *at, s.n - *at, &cp);

    *at += length == 0 ? 1 : length;
    return length == 0 ? REPLACEMENT : cp;
}

void utf8_put(struct buf *b, uint32_t cp)
{
    char c[4];

    if ((cp >= 0xd800 && cp <= 0xdfff) || cp > 0x10ffff)
        cp = REPLACEMENT;
    if (cp < 0x80) {
        buf_char(b, (char)cp);
    } else if (cp < 0x800) {
        c[0] = (char)(0xc0 | cp >> 6);
        c[1] = (char)(0x80 | (cp & 0x3f));
        buf_put(b, c, 2);
    } else if (cp < 0x10000) {
        c[0] = (char)(0xe0 | cp >> 12);
        c[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        c[2] = (char)(0x80 | (cp & 0x3f));
        buf_put(b, c, 3);
    } else {
        c[0] = (char)(0xf0 | cp >> 18);
        c[1] = (char)(0x80 | (cp >> 12 & 0x3f));
        c[2] = (char)(0x80 | (cp >> 6 & 0x3f));
        c[3] = (char)(0x80 | (cp & 0x3f));
        buf_put(b, c, 4);
    }
}

size_t utf8_length(struct str s)
{
    size_t at = 0, count = 0;

    while (at < s.n) {
        size_t run = ascii_run(s.p + at, s.n - at);
        at += run;
        count += run;
        if (at < s.n) {
            utf8_next(s, &at);
            count++;
        }
    }
    return count;
}

/* Where the last character before `at` (at > 0) begins, whole or not; at - 1 when the bytes there begin none. */
static size_t last_start(struct str s, size_t at)
{
    size_t start = at - 1;

    while (start > 0 && at - start < 4 && ((unsigned char)s.p[start] & 0xc0) == 0x80)
        start--;
    return start;
}

size_t utf8_whole(struct str s)
{
    static const unsigned char lead[4] = {0, 0xc0, 0xe0, 0xf0}; /* least lead byte of more than i bytes */
    size_t start, have;

    if (s.n == 0)
        return 0;
    start = last_start(s, s.n);
    have = s.n - start;
    /* Cut when the lead byte promises more bytes than there are. */
    if (have < 4 && (unsigned char)s.p[start] >= lead[have] && (unsigned char)s.p[start] < 0xf8)
        return start;
    return s.n;
}

size_t utf8_floor(struct str s, size_t at)
{
    size_t start, end;

    if (at >= s.n)
        return s.n;
    if (at == 0)
        return 0;
    start = end = last_start(s, at);
    utf8_next(s, &end);
    return end > at ? start : at;
}
