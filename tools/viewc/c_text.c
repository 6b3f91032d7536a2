/*
 * c_text.c: the texts of C files. No parser of C: comments and literals are told apart, and the literals inside
 * N_(...) and web_t(...) are taken; literals that follow each other are one, as for the compiler.
 */
#include "viewc.h"

#include <stdio.h>
#include <stdlib.h>

struct c_reader {
    const char *path;
    struct str src;
    size_t at;
    int line;
    struct c_texts *to;
};

static bool wrong(struct c_reader *r, int line, const char *says)
{
    snprintf(r->to->refusal, sizeof r->to->refusal, "%s:%d: %s", r->path, line, says);
    return false;
}

static char peek(const struct c_reader *r, size_t ahead)
{
    return ahead < r->src.n - r->at ? r->src.p[r->at + ahead] : '\0';
}

static void step(struct c_reader *r, size_t n)
{
    for (; n > 0 && r->at < r->src.n; n--)
        r->line += r->src.p[r->at++] == '\n';
}

/* Blanks, comments and lines of the preprocessor that only include. */
static void skip_blank(struct c_reader *r)
{
    for (;;) {
        if (is_blank(peek(r, 0)) || peek(r, 0) == '\r') {
            step(r, 1);
        } else if (peek(r, 0) == '/' && peek(r, 1) == '*') {
            size_t end = str_find(r->src, STR("*/"), r->at + 2);
            step(r, end == (size_t)-1 ? r->src.n : end + 2 - r->at);
        } else if (peek(r, 0) == '/' && peek(r, 1) == '/') {
            while (r->at < r->src.n && peek(r, 0) != '\n')
                step(r, 1);
        } else {
            return;
        }
    }
}

/* The literal here, decoded; out may be NULL. */
static bool read_literal(struct c_reader *r, struct buf *out)
{
    int line = r->line;

    step(r, 1);
    while (r->at < r->src.n && peek(r, 0) != '"' && peek(r, 0) != '\n') {
        char ch = peek(r, 0);

        if (ch == '\\') {
            ch = peek(r, 1);
            if (out != NULL && strchr("n\"\\t", ch) == NULL)
                return wrong(r, line, "an escape in a text for people; write the character itself");
            ch = ch == 'n' ? '\n' : ch == 't' ? '\t' : ch;
            step(r, 1);
        }
        step(r, 1);
        if (out != NULL)
            buf_char(out, ch);
    }
    if (peek(r, 0) != '"')
        return wrong(r, line, "a literal that is not closed; close it");
    step(r, 1);
    return true;
}

static bool keep(struct c_reader *r, struct str id, int line)
{
    struct c_texts *t = r->to;
    struct c_text *more = t->list;
    char *copy;

    if (id.n == 0)
        return true;
    if (t->count % 64 == 0)
        more = realloc(t->list, (t->count + 64) * sizeof *more);
    if (more == NULL)
        return wrong(r, line, "no memory; close something");
    t->list = more;
    if ((copy = malloc(id.n + 1)) == NULL)
        return wrong(r, line, "no memory; close something");
    memcpy(copy, id.p, id.n);
    copy[id.n] = '\0';
    t->list[t->count++] = (struct c_text){copy, r->path, line};
    return true;
}

/* One or more literals that follow each other. */
static bool read_text(struct c_reader *r)
{
    struct buf b;
    int line = r->line;
    bool ok = true;

    buf_init(&b, 0);
    while (ok && peek(r, 0) == '"') {
        ok = read_literal(r, &b);
        skip_blank(r);
    }
    ok = ok && (buf_ok(&b) || wrong(r, line, "no memory; close something")) && keep(r, buf_str(&b), line);
    buf_free(&b);
    return ok;
}

/* Everything up to the ) of the ( here. */
static bool read_marked(struct c_reader *r)
{
    size_t depth = 0;
    int line = r->line;

    do {
        char ch = peek(r, 0);

        if (r->at == r->src.n)
            return wrong(r, line, "a ( that is not closed; close it");
        if (ch == '"') {
            if (!read_text(r))
                return false;
        } else {
            depth += ch == '(';
            depth -= ch == ')';
            step(r, ch == '\'' && peek(r, 1) == '\\' ? 4 : ch == '\'' ? 3 : 1);
        }
        skip_blank(r);
    } while (depth > 0);
    return true;
}

static bool is_name_char(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '_';
}

/* A name; when it is a mark with a ( behind it, what that holds. */
static bool read_name(struct c_reader *r, bool titles)
{
    size_t n = 0;
    struct str name;
    bool marked, row;

    while (is_name_char(peek(r, n)))
        n++;
    name = str_sub(r->src, r->at, r->at + n);
    step(r, n);
    marked = str_is(name, "N_") || str_is(name, "web_t");
    row = titles && str_is(name, "ROUTE");
    if (peek(r, 0) != '(' || (!marked && !row))
        return true;
    if (marked)
        return read_marked(r);
    step(r, 1); /* ROUTE(method, "path", use case, flags, handler, "title") */
    while (r->at < r->src.n && peek(r, 0) != '"' && peek(r, 0) != ')')
        step(r, 1);
    if (peek(r, 0) == '"' && !read_literal(r, NULL))
        return false;
    while (r->at < r->src.n && peek(r, 0) != '"' && peek(r, 0) != ')')
        step(r, 1);
    return peek(r, 0) != '"' || read_text(r);
}

bool c_texts_read(const char *path, struct str source, struct c_texts *out)
{
    struct c_reader r = {.path = path, .src = source, .line = 1, .to = out};
    bool titles = str_ends_ci(str_of(path), STR("_me.def")), ok = true;
    size_t good = utf8_until(source);

    if (good < source.n) {
        step(&r, good);
        return wrong(&r, r.line, "a byte that is not UTF-8; save the file as UTF-8");
    }
    for (skip_blank(&r); ok && r.at < source.n; skip_blank(&r)) {
        char ch = peek(&r, 0);
        size_t define = str_starts(str_sub(source, r.at, source.n), STR("#define N_")) ? 10 : 0;

        if (define > 0) {
            while (r.at < source.n && peek(&r, 0) != '\n')
                step(&r, 1);
        } else if (ch == '"') {
            ok = read_literal(&r, NULL);
        } else if (ch == '\'') {
            step(&r, peek(&r, 1) == '\\' ? 4 : 3);
        } else if (is_name_char(ch)) {
            ok = read_name(&r, titles);
        } else {
            step(&r, 1);
        }
    }
    return ok;
}

void c_texts_free(struct c_texts *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->list[i].id);
    free(t->list);
    *t = (struct c_texts){.count = 0};
}

/* ---- conversions of printf ---- */

enum { CONVERSIONS_MAX = 12, KIND_SIZE = 8 };

struct conversions {
    char kind[CONVERSIONS_MAX][KIND_SIZE]; /* "lld", "s", of each argument in its order */
    size_t count;
    bool numbered, plain;
};

static bool add_kind(struct conversions *c, size_t number, const char *p, size_t n)
{
    if (number >= CONVERSIONS_MAX || n >= KIND_SIZE)
        return false;
    if (c->kind[number][0] != '\0' && (strlen(c->kind[number]) != n || memcmp(c->kind[number], p, n) != 0))
        return false;
    memcpy(c->kind[number], p, n);
    c->count = c->count > number ? c->count : number + 1;
    return true;
}

/* One conversion behind its %; returns where it ends; NULL: it is none that is understood. */
static const char *conversion(struct conversions *c, const char *s)
{
    size_t digits = strspn(s, "0123456789"), number = c->count, length;

    if (digits > 0 && s[digits] == '$') {
        number = (size_t)strtoul(s, NULL, 10) - 1;
        s += digits + 1;
        c->numbered = true;
    } else {
        c->plain = true;
    }
    s += strspn(s, "-+0#");
    if (*s == '*')
        return NULL;
    s += strspn(s, "0123456789");
    if (*s == '.') {
        s++;
        if (*s == '*') {
            if (c->numbered || !add_kind(c, number++, "*", 1))
                return NULL;
            s++;
        }
        s += strspn(s, "0123456789");
    }
    length = strspn(s, "hljztL");
    if (s[length] == '\0' || strchr("diouxXeEfFgGcsp", s[length]) == NULL || !add_kind(c, number, s, length + 1))
        return NULL;
    return s + length + 1;
}

static bool conversions(const char *s, struct conversions *c)
{
    *c = (struct conversions){.count = 0};
    while ((s = strchr(s, '%')) != NULL) {
        s++;
        if (*s == '%' || *s == ' ') { /* a sign for per cent */
            s++;
        } else if ((s = conversion(c, s)) == NULL) {
            return false;
        }
    }
    for (size_t i = 0; i < c->count; i++)
        if (c->kind[i][0] == '\0')
            return false;
    return !(c->numbered && c->plain);
}

bool c_same(const char *english, const char *other, char says[SAYS_SIZE])
{
    struct conversions a, b;

    if (strchr(english, '%') == NULL && strchr(other, '%') == NULL)
        return true;
    if (!conversions(english, &a)) {
        snprintf(says, SAYS_SIZE,
                 "the conversions of the msgid are not understood; write %%s, %%d, %%.*s or %%lld, or \"%% \"");
        return false;
    }
    if (!conversions(other, &b) || a.count != b.count || memcmp(a.kind, b.kind, sizeof a.kind) != 0) {
        snprintf(says, SAYS_SIZE,
                 "the conversions are not those of the msgid; write the same, with %%1$s and %%2$s where "
                 "the order differs");
        return false;
    }
    return true;
}
