/*
 * multipart.c: multipart/form-data (RFC 7578) as browsers send it. Nothing may stand before the first boundary; what
 * stands behind the last is not looked at.
 */
#include "http/parts.h"

#include "base/utf8.h"

#include <stdio.h>

enum { PART_HEADERS_MOST = 16, BOUNDARY_MOST = 70 };

static const size_t NOT_FOUND = (size_t)-1;

struct reader {
    struct str body, mark; /* mark: CR LF "--" boundary */
    size_t at, number;     /* of the part that is read, from 1 */
    const struct http_config *limits;
    struct arena *arena;
    struct err *e;
};

static bool wrong(struct reader *r, const char *what)
{
    char where[24];

    snprintf(where, sizeof where, "%zu", r->number);
    return err_set(r->e, ERR_INVALID, where, "the form cannot be read: %s", what);
}

static struct str skip_blanks(struct str s)
{
    while (s.n > 0 && (*s.p == ' ' || *s.p == '\t'))
        s = (struct str){s.p + 1, s.n - 1};
    return s;
}

/* A parameter's value at the start of *rest: quoted (only \" is an escape, for file names hold backslashes) or bare. */
static bool take_value(struct str *rest, struct arena *a, struct str *out)
{
    size_t n = 0, i;
    char *p;

    if (rest->n == 0 || rest->p[0] != '"') {
        while (n < rest->n && rest->p[n] != ';' && rest->p[n] != ' ' && rest->p[n] != '\t')
            n++;
        *out = str_sub(*rest, 0, n);
        *rest = str_sub(*rest, n, rest->n);
        return true;
    }
    if ((p = arena_alloc(a, rest->n)) == NULL)
        return false;
    for (i = 1; i < rest->n && rest->p[i] != '"'; i++) {
        if (rest->p[i] == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"')
            i++;
        p[n++] = rest->p[i];
    }
    *out = (struct str){p, n};
    *rest = str_sub(*rest, i + 1, rest->n);
    return true;
}

bool http_parameter(struct str value, const char *name, struct arena *a, struct str *out, struct err *e)
{
    struct str rest, key, found;
    size_t semicolon = str_find(value, STR(";"), 0);

    *out = (struct str){NULL, 0};
    if (semicolon == NOT_FOUND)
        return true;
    rest = str_sub(value, semicolon, value.n);
    while (rest.n > 0 && rest.p[0] == ';') {
        size_t equals = 0;
        rest = skip_blanks(str_sub(rest, 1, rest.n));
        while (equals < rest.n && rest.p[equals] != '=' && rest.p[equals] != ';')
            equals++;
        if (equals == rest.n || rest.p[equals] == ';') { /* one without a value */
            rest = str_sub(rest, equals, rest.n);
            continue;
        }
        key = str_trim(str_sub(rest, 0, equals));
        rest = str_sub(rest, equals + 1, rest.n);
        if (!take_value(&rest, a, &found))
            return arena_error(a, e);
        if (out->p == NULL && str_eq_ci(key, str_of(name)))
            *out = found.p == NULL ? STR("") : found;
        rest = skip_blanks(rest);
    }
    return true;
}

bool http_media_type(struct str value, struct arena *a, struct str *out, struct err *e)
{
    struct str head = value, tail;
    char *p;

    (void)str_cut(value, ';', &head, &tail);
    head = str_trim(head);
    if ((p = arena_copy(a, head.p, head.n)) == NULL)
        return arena_error(a, e);
    for (size_t i = 0; i < head.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z')
            p[i] = (char)(p[i] + ('a' - 'A'));
    *out = (struct str){p, head.n};
    return true;
}

/* The last part of a file's path, for old browsers sent all of it. */
static struct str without_folders(struct str name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
            return str_sub(name, i, name.n);
    return name;
}

static bool disposition(struct reader *r, struct str value, struct http_field *f)
{
    struct str kind = value, tail, file;

    (void)str_cut(value, ';', &kind, &tail);
    if (!str_eq_ci(str_trim(kind), STR("form-data")))
        return wrong(r, "a part is no form-data");
    if (f->name.p != NULL)
        return wrong(r, "a part has two names");
    if (!http_parameter(value, "name", r->arena, &f->name, r->e) ||
        !http_parameter(value, "filename", r->arena, &file, r->e))
        return false;
    if (f->name.p == NULL || !http_clean_name(f->name))
        return wrong(r, "a part has no name, or one that is not UTF-8");
    if (file.p != NULL && !http_clean_name(file))
        return wrong(r, "the name of a file is not UTF-8");
    f->file_name = without_folders(file);
    return true;
}

/* One line of a part's head. */
static bool part_header(struct reader *r, struct str line, struct http_field *f)
{
    struct str name, value;

    if (!str_cut(line, ':', &name, &value) || !http_is_token(name))
        return wrong(r, "a line in the head of a part");
    value = str_trim(value);
    if (str_eq_ci(name, STR("content-disposition")))
        return disposition(r, value, f);
    if (str_eq_ci(name, STR("content-type"))) {
        if (f->type.p != NULL)
            return wrong(r, "a part has two types");
        return http_media_type(value, r->arena, &f->type, r->e);
    }
    if (str_eq_ci(name, STR("content-transfer-encoding")) && !str_eq_ci(value, STR("binary")) &&
        !str_eq_ci(value, STR("8bit")) && !str_eq_ci(value, STR("7bit")))
        return wrong(r, "a part is in an encoding that browsers do not send");
    return true;
}

static bool part_head(struct reader *r, struct http_field *f)
{
    for (size_t lines = 0;; lines++) {
        size_t end = str_find(r->body, STR("\r\n"), r->at);
        struct str line;

        if (end == NOT_FOUND)
            return wrong(r, "it ends in the head of a part");
        line = str_sub(r->body, r->at, end);
        r->at = end + 2;
        if (line.n == 0)
            break;
        if (lines == PART_HEADERS_MOST)
            return wrong(r, "the head of a part is too long");
        if (!part_header(r, line, f))
            return false;
    }
    return f->name.p != NULL || wrong(r, "a part has no name");
}

/* The text of a part, cleaned: a copy. */
static bool part_text(struct reader *r, struct str raw, struct http_field *f)
{
    char *p;

    f->type = (struct str){NULL, 0};
    if (!utf8_check(raw, NULL) || (raw.n > 0 && memchr(raw.p, '\0', raw.n) != NULL))
        return wrong(r, "a text is not UTF-8");
    if (!http_limit_field(r->number, raw.n, r->limits, r->e))
        return false;
    if ((p = arena_copy(r->arena, raw.p, raw.n)) == NULL)
        return arena_error(r->arena, r->e);
    f->value = (struct str){p, http_clean_text(p, raw.n)};
    p[f->value.n] = '\0';
    return true;
}

/* Behind a boundary: true when it was the last one. */
static bool boundary_end(struct reader *r, bool *last, bool *ok)
{
    struct str rest = str_sub(r->body, r->at, r->body.n);

    *last = str_starts(rest, STR("--"));
    *ok = true;
    if (*last)
        return true;
    rest = skip_blanks(rest);
    if (!str_starts(rest, STR("\r\n")))
        return *ok = wrong(r, "a boundary is followed by something else than a line end");
    r->at = (size_t)(rest.p - r->body.p) + 2;
    return false;
}

/* One part, from its head to behind the next boundary. */
static bool part(struct reader *r, struct http_field *f)
{
    size_t end;
    struct str raw;

    r->number++;
    *f = (struct http_field){{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}};
    if (!http_limit_field(r->number, 0, r->limits, r->e) || !part_head(r, f))
        return false;
    /* A part without a body may have its boundary right behind the empty line of its head. */
    end = str_find(r->body, r->mark, r->at - 2);
    if (end == NOT_FOUND)
        return wrong(r, "the last boundary is missing");
    raw = str_sub(r->body, r->at, end);
    r->at = end + r->mark.n;
    if (f->file_name.p == NULL)
        return part_text(r, raw, f);
    f->value = raw.p == NULL ? STR("") : raw;
    if (f->type.p == NULL)
        f->type = STR("application/octet-stream");
    return true;
}

static bool add(struct arena *a, struct http_field **list, size_t *n, size_t *room, const struct http_field *f)
{
    if (*n == *room) {
        size_t more = *room == 0 ? 16 : *room * 2;
        struct http_field *grown = arena_grow(a, *list, *n * sizeof *grown, more * sizeof *grown);
        if (grown == NULL)
            return false;
        *list = grown;
        *room = more;
    }
    (*list)[(*n)++] = *f;
    return true;
}

/* CR LF "--" boundary. */
static bool make_mark(struct reader *r, struct str boundary)
{
    char *p;

    if (boundary.n == 0 || boundary.n > BOUNDARY_MOST || boundary.p[boundary.n - 1] == ' ')
        return err_set(r->e, ERR_INVALID, NULL, "the form has no boundary, or one that is too long");
    for (size_t i = 0; i < boundary.n; i++)
        if ((unsigned char)boundary.p[i] < ' ' || (unsigned char)boundary.p[i] >= 0x7f)
            return err_set(r->e, ERR_INVALID, NULL, "the form's boundary has a character that it must not have");
    if ((p = arena_alloc(r->arena, boundary.n + 4)) == NULL)
        return arena_error(r->arena, r->e);
    memcpy(p, "\r\n--", 4);
    memcpy(p + 4, boundary.p, boundary.n);
    r->mark = (struct str){p, boundary.n + 4};
    return true;
}

bool http_parse_multipart(struct str body, struct str boundary, const struct http_config *limits, struct arena *a,
                          struct http_field **out, size_t *count, struct err *e)
{
    struct reader r = {.body = body, .limits = limits, .arena = a, .e = e};
    struct http_field *list = NULL, f;
    size_t n = 0, room = 0;
    bool last, ok;

    *out = NULL;
    *count = 0;
    if (!make_mark(&r, boundary))
        return false;
    if (str_starts(body, STR("\r\n")))
        r.at = 2;
    if (!str_starts(str_sub(body, r.at, body.n), str_sub(r.mark, 2, r.mark.n)))
        return wrong(&r, "it does not start with its boundary");
    r.at += r.mark.n - 2;
    while (!boundary_end(&r, &last, &ok) && ok) {
        if (!part(&r, &f))
            return false;
        if (!add(a, &list, &n, &room, &f))
            return arena_error(a, e);
    }
    if (!ok)
        return false;
    *out = list;
    *count = n;
    return true;
}
