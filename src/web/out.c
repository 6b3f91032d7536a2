#include "web/out.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "web/language.h"

static const char HEX[] = "0123456789ABCDEF";
static const struct str WRONG = {"\xef\xbf\xbd", 3}; /* U+FFFD */

/* ---- text ---- */

/* Bytes that stand as they are; all of ASCII but control characters and & < > ". */
static bool plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"';
}

/* Eight bytes at once: all plain. DEL is not seen, so what this lets pass besides plain bytes is DEL, which does no
 * harm. */
static bool plain_8(const char *p)
{
    uint64_t v = bytes_at(p), angle = bytes_equal(v | 2 * BYTES_ONES, '>'); /* < and > differ in one bit */

    return ((v | bytes_below(v, ' ') | bytes_equal(v, '"') | bytes_equal(v, '&') | angle) & BYTES_TOPS) == 0;
}

/* What is written for the byte at *at that is not plain, *at moved behind it. A carriage return would come back from
 * the parser as a line feed. */
static struct str replacement(struct str s, size_t *at)
{
    size_t from = *at;
    unsigned char c = (unsigned char)s.p[from];

    if (c >= 0x80) {
        uint32_t cp = utf8_next(s, at);
        return cp == 0xfffd && *at - from == 1 ? WRONG : str_sub(s, from, *at);
    }
    *at = from + 1;
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\r':
        return STR("&#13;");
    case '\t':
    case '\n':
    case 0x7f:
        return str_sub(s, from, from + 1);
    default:
        return WRONG;
    }
}

void out_text_str(struct out *o, struct str s)
{
    size_t at = 0;

    while (at < s.n) {
        size_t from = at;

        while (s.n - at >= 8 && plain_8(s.p + at))
            at += 8;
        while (at < s.n && plain((unsigned char)s.p[at]))
            at++;
        buf_put(o->to, s.p + from, at - from);
        while (at < s.n && !plain((unsigned char)s.p[at]))
            buf_add(o->to, replacement(s, &at));
    }
}

void out_text_cstr(struct out *o, const char *s)
{
    out_text_str(o, str_of(s));
}

void out_theirs_str(struct out *o, struct str s)
{
    enum language l;
    bool other = language_guess(s, &l) && (int)l != o->language;

    if (other) {
        buf_cstr(o->to, "<span lang=\"");
        buf_cstr(o->to, language_code(l));
        buf_cstr(o->to, "\">");
    }
    out_text_str(o, s);
    buf_cstr(o->to, other ? "</span>" : "");
}

void out_theirs_cstr(struct out *o, const char *s)
{
    out_theirs_str(o, str_of(s));
}

void out_text_int(struct out *o, long long v)
{
    buf_int(o->to, v);
}

void out_text_uint(struct out *o, unsigned long long v)
{
    if (v > INT64_MAX) { /* buf_int takes no more */
        buf_int(o->to, (long long)(v / 10));
        v %= 10;
    }
    buf_int(o->to, (long long)v);
}

void out_text_opt(struct out *o, struct opt_int v)
{
    if (v.has)
        buf_int(o->to, v.v);
}

void out_text_date(struct out *o, struct date d)
{
    language_date((enum language)o->language, d, true, o->to);
}

void out_attr_date(struct out *o, struct date d)
{
    char text[DATE_TEXT_SIZE];

    buf_cstr(o->to, date_format(d, text));
}

void out_text_html(struct out *o, struct html h)
{
    buf_add(o->to, h.safe);
}

/* ---- addresses ---- */

static bool unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

static void put_percent(struct buf *b, char c)
{
    unsigned char u = (unsigned char)c;

    buf_put(b, (char[]){'%', HEX[u >> 4], HEX[u & 15]}, 3);
}

void out_part_str(struct out *o, struct str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t from = at;

        while (at < s.n && unreserved(s.p[at]))
            at++;
        buf_put(o->to, s.p + from, at - from);
        if (at < s.n)
            put_percent(o->to, s.p[at++]);
    }
}

void out_part_cstr(struct out *o, const char *s)
{
    out_part_str(o, str_of(s));
}

void out_path_str(struct out *o, struct str s)
{
    size_t dots = 0;

    while (dots < s.n && s.p[dots] == '.')
        dots++;
    if (dots < s.n || dots == 0) {
        out_part_str(o, s);
        return;
    }
    for (; dots > 0; dots--) /* a browser takes %2E%2E for .. too */
        buf_cstr(o->to, "%252E");
}

void out_path_cstr(struct out *o, const char *s)
{
    out_path_str(o, str_of(s));
}

/* No other scheme, and no other host by way of "//" or "/\". */
static bool leads_where_allowed(struct str s)
{
    static const char *const schemes[] = {"https://", "tel:", "sms:", "mailto:"};

    if (s.n == 0 || s.p[0] == '?' || s.p[0] == '#')
        return true;
    if (s.p[0] == '/')
        return s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\');
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (str_starts(s, str_of(schemes[i])))
            return true;
    return false;
}

void out_url(struct out *o, struct url u)
{
    struct str s = u.whole;

    if (!leads_where_allowed(s))
        s = STR("#");
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c == '&')
            buf_cstr(o->to, "&amp;");
        else if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\') /* parsers drop or turn some */
            put_percent(o->to, c);
        else
            buf_char(o->to, c);
    }
}

/* ---- if ---- */

bool out_is_int(long long v)
{
    return v != 0;
}

bool out_is_uint(unsigned long long v)
{
    return v != 0;
}

bool out_is_str(struct str s)
{
    return s.n > 0;
}

bool out_is_cstr(const char *s)
{
    return s != NULL && *s != '\0';
}

bool out_is_opt(struct opt_int v)
{
    return v.has;
}

bool out_is_date(struct date d)
{
    return date_is_set(d);
}

bool out_is_url(struct url u)
{
    return u.whole.n > 0;
}

bool out_is_html(struct html h)
{
    return h.safe.n > 0;
}

bool out_is_pointer(const void *p)
{
    return p != NULL;
}
