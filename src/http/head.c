#include "http/parts.h"

#include "base/utf8.h"

static const char *const methods[HTTP_METHOD_COUNT] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

static struct str trim_end(struct str s)
{
    while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

static bool value_is_clean(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
            return false;
    return utf8_check(s, NULL);
}

/* The only one of that name, as it came; *count says how many there are. */
static struct str only(const struct http_pair *h, size_t n, struct str name, size_t *count)
{
    struct str found = {NULL, 0};

    *count = 0;
    for (size_t i = 0; i < n; i++)
        if (str_eq_ci(h[i].name, name)) {
            found = h[i].value;
            ++*count;
        }
    return found;
}

static bool is_host(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr("-._~:[]", c) == NULL))
            return false;
    }
    return s.n > 0;
}

/* Digits and nothing else; what has more than 15 of them is too large anyway. */
static bool read_length(struct str s, size_t *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out = i < 15 ? *out * 10 + (size_t)(s.p[i] - '0') : (size_t)-1 / 2;
    }
    return s.n > 0;
}

static int say(int status, const char *text, const char **why)
{
    *why = text;
    return status;
}

/* How the body is framed. The library took the first of each name, with white space at its end: so must be what stands
 * here, or nothing. */
static int framing(const struct http_pair *h, size_t n, struct http_head *out, const char **why)
{
    size_t lengths, codings;
    struct str length = only(h, n, STR("content-length"), &lengths);
    struct str coding = only(h, n, STR("transfer-encoding"), &codings);

    if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1))
        return say(400, "its length is given twice", why);
    if (codings == 1) {
        if (out->old)
            return say(400, "HTTP/1.0 has no transfer coding", why);
        if (!str_eq_ci(coding, STR("chunked")))
            return say(501, "the only transfer coding here is chunked", why);
        out->chunked = true;
    }
    if (lengths == 1 && !read_length(length, &out->length))
        return say(400, "its length is not a number", why);
    out->has_body = out->chunked || out->length > 0;
    if (out->has_body && (out->method == HTTP_GET || out->method == HTTP_HEAD))
        return say(400, "a request of this method has no body", why);
    if (lengths + codings == 0 && (out->method == HTTP_POST || out->method == HTTP_PUT || out->method == HTTP_PATCH))
        return say(411, "its length is missing", why);
    return 0;
}

static int special(const struct http_pair *h, size_t n, struct http_head *out, const char **why)
{
    size_t hosts, expects, encodings, types;
    struct str host = only(h, n, STR("host"), &hosts);
    struct str expect = only(h, n, STR("expect"), &expects);
    struct str encoding = only(h, n, STR("content-encoding"), &encodings);

    if (hosts > 1 || (hosts == 0 && !out->old))
        return say(400, "there must be one Host", why);
    if (hosts == 1 && !is_host(trim_end(host)))
        return say(400, "its Host is no name of a host", why);
    if (expects > 1 || (expects == 1 && !str_eq_ci(expect, STR("100-continue"))))
        return say(417, "what it expects is not known here", why);
    out->expects = expects == 1;
    if (encodings > 1 || (encodings == 1 && !str_eq_ci(trim_end(encoding), STR("identity"))))
        return say(415, "a compressed body is not read here", why);
    (void)only(h, n, STR("content-type"), &types);
    if (types > 1)
        return say(400, "it has two types", why);
    return 0;
}

int http_head_check(const char *method, const char *version, struct http_pair *header, size_t count,
                    struct http_head *out, const char **why)
{
    int status;

    *out = (struct http_head){.method = HTTP_METHOD_COUNT};
    out->old = strcmp(version, "HTTP/1.0") == 0;
    if (!out->old && strcmp(version, "HTTP/1.1") != 0)
        return say(505, "HTTP/1.1 is spoken here", why);
    for (int i = 0; i < HTTP_METHOD_COUNT; i++)
        if (strcmp(method, methods[i]) == 0)
            out->method = (enum http_method)i;
    if (out->method == HTTP_METHOD_COUNT)
        return say(501, "this method is not known here", why);
    for (size_t i = 0; i < count; i++)
        if (!http_is_token(header[i].name) || !value_is_clean(header[i].value))
            return say(400, "a header is not well formed", why);
    if ((status = framing(header, count, out, why)) != 0 || (status = special(header, count, out, why)) != 0)
        return status;
    for (size_t i = 0; i < count; i++)
        header[i].value = trim_end(header[i].value);
    return 0;
}

struct str http_forwarded(const struct http_request *r)
{
    struct str last = {NULL, 0}, head, tail;
    char text[64];

    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_ci(r->header[i].name, STR("x-forwarded-for")))
            last = r->header[i].value;
    while (str_cut(last, ',', &head, &tail))
        last = tail;
    last = str_trim(last);
    if (last.n == 0 || last.n >= sizeof text)
        return (struct str){NULL, 0};
    memcpy(text, last.p, last.n);
    text[last.n] = '\0';
    return http_is_address(text) ? last : (struct str){NULL, 0};
}
