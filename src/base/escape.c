#include "base/escape.h"

#include "base/bytes.h"
#include "base/utf8.h"

#include <string.h>

static const char HEX[] = "0123456789abcdef";

void escape_html(struct buf *b, struct str s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        const char *entity;

        switch (s.p[i]) {
        case '&':
            entity = "&amp;";
            break;
        case '<':
            entity = "&lt;";
            break;
        case '>':
            entity = "&gt;";
            break;
        case '"':
            entity = "&quot;";
            break;
        case '\'':
            entity = "&#39;";
            break;
        default:
            continue;
        }
        buf_put(b, s.p + from, i - from);
        buf_cstr(b, entity);
        from = i + 1;
    }
    if (from < s.n)
        buf_put(b, s.p + from, s.n - from);
}

/* The letter after the backslash for a character that JSON has a short form for, else 0. */
static char json_short(unsigned char c)
{
    switch (c) {
    case '"':
    case '\\':
        return (char)c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

/* Bytes that may stand in a JSON string as they are, UTF-8 apart. */
static bool json_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Eight bytes at once: surely none below a blank, none above ASCII, no quote, no backslash. */
static bool json_plain_8(const char *p)
{
    uint64_t v = bytes_at(p);

    return ((v | bytes_below(v, ' ') | bytes_equal(v, '"') | bytes_equal(v, '\\')) & BYTES_TOPS) == 0;
}

void escape_json(struct buf *b, struct str s)
{
    size_t at = 0, from = 0;

    while (at < s.n) {
        while (s.n - at >= 8 && json_plain_8(s.p + at))
            at += 8;
        if (at == s.n)
            break;
        size_t start = at;
        unsigned char c = (unsigned char)s.p[at];
        char letter;

        if (json_plain(c)) {
            at++;
            continue;
        }
        if (c >= 0x80 && (utf8_next(s, &at) != 0xfffd || at - start > 1))
            continue;
        buf_put(b, s.p + from, start - from);
        if (c >= 0x80) {
            utf8_put(b, 0xfffd);
        } else if ((letter = json_short(c)) != 0) {
            buf_put(b, (char[]){'\\', letter}, 2);
            at++;
        } else {
            buf_put(b, (char[]){'\\', 'u', '0', '0', HEX[c >> 4], HEX[c & 15]}, 6);
            at++;
        }
        from = at;
    }
    if (from < s.n)
        buf_put(b, s.p + from, s.n - from);
}

/*
 * Characters that change how others are shown: bidirectional marks, embeddings, overrides and isolates (UAX #9, 2.1 to
 * 2.7), line and paragraph separators, and the tag characters that nothing shows.
 */
static bool steers_display(uint32_t cp)
{
    return cp == 0x61c || cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
           (cp >= 0x2066 && cp <= 0x2069) || (cp >= 0xe0000 && cp <= 0xe007f);
}

void escape_terminal(struct buf *b, struct str s, bool keep_lines)
{
    size_t at = 0;

    while (at < s.n) {
        size_t start = at;
        while (at < s.n && s.p[at] >= 0x20 && s.p[at] < 0x7f)
            at++;
        buf_put(b, s.p + start, at - start); /* nearly all text goes this way */
        if (at == s.n)
            break;
        start = at;
        uint32_t cp = utf8_next(s, &at);

        if (cp == '\t') {
            buf_char(b, ' ');
        } else if (keep_lines && (cp == '\n' || (cp == '\r' && at < s.n && s.p[at] == '\n'))) {
            if (cp == '\n')
                buf_char(b, '\n');
        } else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
            buf_put(b, (char[]){'\\', 'x', HEX[cp >> 4], HEX[cp & 15]}, 4);
        } else if (steers_display(cp) || (cp == 0xfffd && at - start == 1)) {
            utf8_put(b, 0xfffd);
        } else {
            buf_put(b, s.p + start, at - start);
        }
    }
}

void escape_pointer(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '~')
            buf_cstr(b, "~0");
        else if (s.p[i] == '/')
            buf_cstr(b, "~1");
        else
            buf_char(b, s.p[i]);
    }
}
