#include "http/parts.h"

#include "base/utf8.h"

#include <stdio.h>

enum { QUERY_MOST = 1000, COOKIES_MOST = 100 };

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* Is there a control character, C1 ones too? s is UTF-8. */
static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_control(s.p[i]) || (s.p[i] == '\xC2' && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0))
            return true;
    return false;
}

size_t http_clean_text(char *p, size_t n)
{
    size_t to = 0;

    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (c == '\r') {
            if (i + 1 < n && p[i + 1] == '\n')
                continue;
            c = '\n';
        } else if (is_control(c) && c != '\t' && c != '\n') {
            c = ' ';
        } else if (c == '\xC2' && i + 1 < n && (unsigned char)p[i + 1] < 0xA0) {
            c = ' ';
            i++;
        }
        p[to++] = c;
    }
    return to;
}

bool http_clean_name(struct str s)
{
    return utf8_check(s, NULL) && !has_control(s);
}

/* raw, percent-decoded to `to` (which may be raw.p); false at a wrong percent or a NUL. */
static bool decode(struct str raw, bool plus, char *to, size_t *n)
{
    size_t out = 0;

    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '%') {
            int high = i + 2 < raw.n ? hex(raw.p[i + 1]) : -1, low = high < 0 ? -1 : hex(raw.p[i + 2]);
            if (low < 0)
                return false;
            c = (char)(unsigned char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == '\0')
            return false;
        to[out++] = c;
    }
    *n = out;
    return true;
}

/* Reads "name=value&name=value". What is decoded goes to `room`, which has as many bytes as the whole text and one
 * more: a name or value is never longer than it was, and its NUL takes the place of the mark behind it. */
struct pairs {
    struct str rest;
    char *room;
    size_t field; /* number of the one that was read last, from 1 */
};

static bool one(struct pairs *p, struct str raw, bool is_name, struct str *out)
{
    size_t n;

    if (!decode(raw, true, p->room, &n) || !utf8_check((struct str){p->room, n}, NULL))
        return false;
    if (is_name && has_control((struct str){p->room, n}))
        return false;
    if (!is_name)
        n = http_clean_text(p->room, n);
    p->room[n] = '\0';
    *out = (struct str){p->room, n};
    p->room += n + 1;
    return true;
}

/* The next pair that is not empty; false at the end and at a mistake (then e is set). */
static bool next_pair(struct pairs *p, struct str *name, struct str *value, struct err *e)
{
    struct str raw, raw_name, raw_value;
    char where[24];

    do {
        if (p->rest.n == 0)
            return false;
        if (!str_cut(p->rest, '&', &raw, &p->rest)) {
            raw = p->rest;
            p->rest.n = 0;
        }
    } while (raw.n == 0);
    p->field++;
    raw_name = raw;
    raw_value = (struct str){NULL, 0};
    (void)str_cut(raw, '=', &raw_name, &raw_value);
    if (!one(p, raw_name, true, name)) {
        snprintf(where, sizeof where, "%zu", p->field);
        return err_set(e, ERR_INVALID, where, "the name of a field is not percent-encoded UTF-8");
    }
    if (raw_value.p == NULL) {
        *value = STR("");
    } else if (!one(p, raw_value, false, value)) {
        snprintf(where, sizeof where, "%zu", p->field);
        return err_set(e, ERR_INVALID, where, "the value of a field is not percent-encoded UTF-8");
    }
    return true;
}

/* How many pairs at most. */
static size_t count_pairs(struct str s)
{
    size_t n = s.n > 0;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '&';
    return n;
}

bool http_limit_field(size_t number, size_t bytes, const struct http_config *limits, struct err *e)
{
    char where[24];

    snprintf(where, sizeof where, "%zu", number);
    if (number > limits->fields)
        return err_set(e, ERR_LIMIT, where, "the form has more than %zu fields", limits->fields);
    if (bytes > limits->field_bytes)
        return err_set(e, ERR_LIMIT, where, "a field has more than %zu bytes", limits->field_bytes);
    return true;
}

bool http_parse_form(struct str body, const struct http_config *limits, struct arena *a, struct http_field **out,
                     size_t *count, struct err *e)
{
    struct pairs p = {.rest = body};
    size_t most = count_pairs(body), n = 0;
    struct http_field *fields;
    struct str name, value;
    struct err own = {0};

    *out = NULL;
    *count = 0;
    if (most > limits->fields + 1)
        most = limits->fields + 1; /* empty ones do not count, so it is asked again below */
    fields = arena_array(a, most, sizeof *fields);
    p.room = arena_alloc(a, body.n + 1);
    if (fields == NULL || p.room == NULL)
        return arena_error(a, e);
    while (next_pair(&p, &name, &value, &own)) {
        if (!http_limit_field(n + 1, name.n > value.n ? name.n : value.n, limits, e))
            return false;
        fields[n++] = (struct http_field){.name = name, .value = value};
    }
    if (own.kind != ERR_NONE)
        return err_set(e, own.kind, own.where, "%s", own.text);
    *out = fields;
    *count = n;
    return true;
}

static bool parse_query(struct str raw, struct arena *a, struct http_pair **query, size_t *count, struct err *e)
{
    struct pairs p = {.rest = raw};
    size_t most = count_pairs(raw), n = 0;
    struct http_pair *pairs;
    struct err own = {0};

    if (most > QUERY_MOST)
        return err_set(e, ERR_LIMIT, NULL, "the address has more than %d fields", QUERY_MOST);
    pairs = arena_array(a, most, sizeof *pairs);
    p.room = arena_alloc(a, raw.n + 1);
    if (pairs == NULL || p.room == NULL)
        return arena_error(a, e);
    while (next_pair(&p, &pairs[n].name, &pairs[n].value, &own))
        n++;
    if (own.kind != ERR_NONE)
        return err_set(e, own.kind, own.where, "%s", own.text);
    *query = pairs;
    *count = n;
    return true;
}

/* No empty segment but the last, no "." and "..". path starts with a slash. */
static bool segments_are_clean(struct str path)
{
    struct str rest = {path.p + 1, path.n - 1}, segment;

    while (str_cut(rest, '/', &segment, &rest))
        if (segment.n == 0 || str_is(segment, ".") || str_is(segment, ".."))
            return false;
    return !str_is(rest, ".") && !str_is(rest, "..");
}

bool http_parse_target(struct str target, struct arena *a, struct str *path, struct http_pair **query, size_t *count,
                       struct err *e)
{
    struct str raw = target, raw_query = {NULL, 0};
    char *p;
    size_t n;

    *query = NULL;
    *count = 0;
    *path = (struct str){NULL, 0};
    for (size_t i = 0; i < target.n; i++)
        if ((unsigned char)target.p[i] <= ' ' || (unsigned char)target.p[i] >= 0x7f || target.p[i] == '#')
            return err_set(e, ERR_INVALID, NULL, "the address has a character that must be percent-encoded");
    (void)str_cut(target, '?', &raw, &raw_query);
    if (raw.n == 0 || raw.p[0] != '/')
        return err_set(e, ERR_INVALID, NULL, "the address must be a path that starts with a slash");
    if (str_find_ci(raw, STR("%2f"), 0) != (size_t)-1)
        return err_set(e, ERR_INVALID, NULL, "the path has an encoded slash");
    if ((p = arena_alloc(a, raw.n + 1)) == NULL)
        return arena_error(a, e);
    if (!decode(raw, false, p, &n) || !http_clean_name((struct str){p, n}))
        return err_set(e, ERR_INVALID, NULL, "the path is not percent-encoded UTF-8");
    if (!segments_are_clean((struct str){p, n}))
        return err_set(e, ERR_INVALID, NULL, "the path has an empty segment or a dot segment");
    if (raw_query.n > 0 && !parse_query(raw_query, a, query, count, e))
        return false;
    *path = (struct str){p, n};
    return true;
}

bool http_is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return s.n > 0;
}

/* The characters RFC 6265 gives a cookie's value. */
static bool is_cookie_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f || strchr("\",;\\", s.p[i]) != NULL)
            return false;
    return true;
}

bool http_parse_cookies(struct str header, struct arena *a, struct http_pair **out, size_t *count, struct err *e)
{
    struct str rest = header, raw, name, value;
    size_t most = 1, n = 0;
    struct http_pair *cookies;

    *out = NULL;
    *count = 0;
    for (size_t i = 0; i < header.n; i++)
        most += header.p[i] == ';';
    if (most > COOKIES_MOST)
        most = COOKIES_MOST;
    if ((cookies = arena_array(a, most, sizeof *cookies)) == NULL)
        return arena_error(a, e);
    while (rest.n > 0 && n < most) {
        if (!str_cut(rest, ';', &raw, &rest)) {
            raw = rest;
            rest.n = 0;
        }
        if (!str_cut(raw, '=', &name, &value))
            continue;
        name = str_trim(name);
        value = str_trim(value);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = str_sub(value, 1, value.n - 1);
        if (!http_is_token(name) || !is_cookie_value(value))
            continue;
        if (!arena_str(a, name, &cookies[n].name) || !arena_str(a, value, &cookies[n].value))
            return arena_error(a, e);
        n++;
    }
    *out = cookies;
    *count = n;
    return true;
}

/* ---- looking up ---- */

static struct str first(const struct http_pair *p, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(p[i].name, name))
            return p[i].value;
    return (struct str){NULL, 0};
}

struct str http_header(const struct http_request *r, const char *name)
{
    struct str wanted = str_of(name);

    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_ci(r->header[i].name, wanted))
            return r->header[i].value;
    return (struct str){NULL, 0};
}

struct str http_cookie(const struct http_request *r, const char *name)
{
    return first(r->cookie, r->cookie_count, name);
}

struct str http_query(const struct http_request *r, const char *name)
{
    return first(r->query, r->query_count, name);
}

struct str http_form(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->form_count; i++)
        if (str_is(r->form[i].name, name))
            return r->form[i].value;
    return (struct str){NULL, 0};
}
