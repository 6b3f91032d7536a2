#include "djson.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

struct reader {
    const char *file, *p;
    int line, depth;
};

static void say(const char *file, int line, const char *fmt, va_list ap) __attribute__((format(printf, 3, 0)));

static void say(const char *file, int line, const char *fmt, va_list ap)
{
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
}

void dj_fail(const struct dj *at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(at->file, at->line, fmt, ap);
    va_end(ap);
    exit(1);
}

static void bad(const struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3), noreturn));

static void bad(const struct reader *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(r->file, r->line, fmt, ap);
    va_end(ap);
    exit(1);
}

void *dj_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);
    if (!p) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return p;
}

char *dj_read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    size_t room = 1 << 16, have = 0;
    char *text = malloc(room);
    if (!f || !text) {
        fprintf(stderr, "%s:1: cannot read: %s\n", path, strerror(errno));
        exit(1);
    }
    for (;;) {
        have += fread(text + have, 1, room - have - 1, f);
        if (have < room - 1)
            break;
        room *= 2;
        text = realloc(text, room);
        if (!text) {
            fputs("out of memory\n", stderr);
            exit(1);
        }
    }
    fclose(f);
    text[have] = '\0';
    if (strlen(text) != have) {
        fprintf(stderr, "%s:1: has a NUL byte\n", path);
        exit(1);
    }
    *n = have;
    return text;
}

static void skip(struct reader *r)
{
    for (; *r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r'; r->p++)
        if (*r->p == '\n')
            r->line++;
}

static unsigned hex4(struct reader *r)
{
    unsigned v = 0;
    for (int i = 0; i < 4; i++, r->p++) {
        char c = *r->p;
        if (c >= '0' && c <= '9')
            v = v * 16 + (unsigned)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            v = v * 16 + (unsigned)((c | 32) - 'a' + 10);
        else
            bad(r, "\\u needs four hexadecimal digits");
    }
    return v;
}

static char *put_utf8(char *out, unsigned cp)
{
    if (cp < 0x80) {
        *out++ = (char)cp;
    } else if (cp < 0x800) {
        *out++ = (char)(0xC0 | (cp >> 6));
        *out++ = (char)(0x80 | (cp & 63));
    } else if (cp < 0x10000) {
        *out++ = (char)(0xE0 | (cp >> 12));
        *out++ = (char)(0x80 | ((cp >> 6) & 63));
        *out++ = (char)(0x80 | (cp & 63));
    } else {
        *out++ = (char)(0xF0 | (cp >> 18));
        *out++ = (char)(0x80 | ((cp >> 12) & 63));
        *out++ = (char)(0x80 | ((cp >> 6) & 63));
        *out++ = (char)(0x80 | (cp & 63));
    }
    return out;
}

static char *read_escape(struct reader *r, char *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char c = *r->p;
    const char *at = c ? strchr(from, c) : NULL;
    if (at) {
        r->p++;
        *out = to[at - from];
        return out + 1;
    }
    if (c != 'u')
        bad(r, "unknown escape in a string");
    r->p++;
    unsigned cp = hex4(r);
    if (cp >= 0xD800 && cp < 0xDC00) {
        if (r->p[0] != '\\' || r->p[1] != 'u')
            bad(r, "half of a surrogate pair");
        r->p += 2;
        unsigned low = hex4(r);
        if (low < 0xDC00 || low > 0xDFFF)
            bad(r, "half of a surrogate pair");
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
    } else if (cp == 0 || (cp >= 0xDC00 && cp <= 0xDFFF)) {
        bad(r, "\\u%04x is not a character", cp);
    }
    return put_utf8(out, cp);
}

static const char *read_string(struct reader *r)
{
    const char *end = ++r->p;
    while (*end && *end != '"' && *end != '\n')
        end += (*end == '\\' && end[1]) ? 2 : 1;
    if (*end != '"')
        bad(r, "a string is not closed");
    char *text = dj_alloc((size_t)(end - r->p) + 1), *out = text;
    while (*r->p != '"') {
        if (*r->p == '\\') {
            r->p++;
            out = read_escape(r, out);
        } else if ((unsigned char)*r->p < 0x20) {
            bad(r, "a control character in a string");
        } else {
            *out++ = *r->p++;
        }
    }
    r->p++;
    return text;
}

static const char *read_word(struct reader *r, const char *allowed)
{
    size_t n = strspn(r->p, allowed);
    char *text = dj_alloc(n + 1);
    memcpy(text, r->p, n);
    r->p += n;
    return text;
}

static bool is_number(const char *s)
{
    s += *s == '-';
    if (*s == '0')
        s++;
    else if (*s >= '1' && *s <= '9')
        s += strspn(s, "0123456789");
    else
        return false;
    if (*s == '.') {
        size_t n = strspn(s + 1, "0123456789");
        s += n ? n + 1 : 0;
    }
    return *s == '\0';
}

static struct dj *read_value(struct reader *r);

static void read_children(struct reader *r, struct dj *v, char close)
{
    struct dj **tail = &v->first;
    if (++r->depth > DEPTH_MAX)
        bad(r, "nested too deeply");
    r->p++;
    skip(r);
    if (*r->p == close) {
        r->p++;
        r->depth--;
        return;
    }
    for (;;) {
        const char *key = NULL;
        skip(r);
        if (close == '}') {
            if (*r->p != '"')
                bad(r, "expected the name of a member");
            key = read_string(r);
            if (dj_get(v, key))
                bad(r, "\"%s\" stands here twice", key);
            skip(r);
            if (*r->p++ != ':')
                bad(r, "expected ':' after \"%s\"", key);
        }
        *tail = read_value(r);
        (*tail)->key = key;
        tail = &(*tail)->next;
        v->count++;
        skip(r);
        if (*r->p == close)
            break;
        if (*r->p++ != ',')
            bad(r, "expected ',' or '%c'", close);
    }
    r->p++;
    r->depth--;
}

static struct dj *read_value(struct reader *r)
{
    struct dj *v = dj_alloc(sizeof *v);
    skip(r);
    v->file = r->file;
    v->line = r->line;
    if (*r->p == '{' || *r->p == '[') {
        v->type = *r->p == '{' ? DJ_OBJECT : DJ_ARRAY;
        read_children(r, v, *r->p == '{' ? '}' : ']');
    } else if (*r->p == '"') {
        v->type = DJ_STRING;
        v->text = read_string(r);
    } else if (*r->p == '-' || (*r->p >= '0' && *r->p <= '9')) {
        v->type = DJ_NUMBER;
        v->text = read_word(r, "-0123456789.");
        if (!is_number(v->text))
            bad(r, "\"%s\" is not a number", v->text);
    } else {
        v->text = read_word(r, "abcdefghijklmnopqrstuvwxyz");
        v->type = strcmp(v->text, "null") == 0 ? DJ_NULL : DJ_BOOL;
        if (v->type == DJ_BOOL && strcmp(v->text, "true") != 0 && strcmp(v->text, "false") != 0)
            bad(r, "expected a JSON value");
    }
    return v;
}

struct dj *dj_load(const char *path)
{
    size_t n;
    struct reader r = {path, NULL, 1, 0};
    r.p = dj_read_file(path, &n);
    struct dj *v = read_value(&r);
    skip(&r);
    if (*r.p)
        bad(&r, "something stands after the end of the value");
    return v;
}

const struct dj *dj_get(const struct dj *object, const char *key)
{
    for (const struct dj *v = object->first; v; v = v->next)
        if (v->key && strcmp(v->key, key) == 0)
            return v;
    return NULL;
}

const struct dj *dj_need(const struct dj *object, const char *key, enum dj_type type)
{
    static const char *const names[] = {"null", "true or false", "a number", "a string", "an array", "an object"};
    const struct dj *v = dj_get(object, key);
    if (!v)
        dj_fail(object, "\"%s\" is missing", key);
    if (v->type != type)
        dj_fail(v, "\"%s\" must be %s", key, names[type]);
    return v;
}

const char *dj_text(const struct dj *object, const char *key)
{
    const struct dj *v = dj_need(object, key, DJ_STRING);
    if (v->text[strspn(v->text, " ")] == '\0' || strpbrk(v->text, "\r\n"))
        dj_fail(v, "\"%s\" must be one line and not empty", key);
    return v->text;
}

const char *dj_opt_text(const struct dj *object, const char *key)
{
    return dj_get(object, key) ? dj_text(object, key) : NULL;
}

bool dj_flag(const struct dj *object, const char *key)
{
    return strcmp(dj_need(object, key, DJ_BOOL)->text, "true") == 0;
}

void dj_keys(const struct dj *object, const char *const *allowed)
{
    if (object->type != DJ_OBJECT)
        dj_fail(object, "expected an object");
    for (const struct dj *v = object->first; v; v = v->next) {
        size_t i = 0;
        while (allowed[i] && strcmp(allowed[i], v->key) != 0)
            i++;
        if (!allowed[i])
            dj_fail(v, "unknown key \"%s\"", v->key);
    }
}

void dj_put_c_string(FILE *f, const char *text)
{
    if (!text) {
        fputs("NULL", f);
        return;
    }
    fputc('"', f);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p == '"' || *p == '\\' || *p == '?')
            fprintf(f, "\\%c", *p);
        else if (*p < 0x20 || *p > 0x7e)
            fprintf(f, "\\%03o", *p);
        else
            fputc(*p, f);
    }
    fputc('"', f);
}

/* Written beside its place and renamed when whole, so that a failed run leaves nothing that make takes for done. */
static char *temporary(const char *path)
{
    size_t n = strlen(path) + sizeof ".tmp";
    char *name = dj_alloc(n);
    snprintf(name, n, "%s.tmp", path);
    return name;
}

FILE *dj_create(const char *path)
{
    char *name = temporary(path);
    FILE *f = fopen(name, "w");
    free(name);
    if (!f) {
        fprintf(stderr, "%s:1: cannot write: %s\n", path, strerror(errno));
        exit(1);
    }
    return f;
}

void dj_close(FILE *f, const char *path)
{
    char *written = temporary(path);
    bool failed = ferror(f) != 0;
    failed |= fclose(f) != 0;
    if (failed || rename(written, path) != 0) {
        fprintf(stderr, "%s:1: cannot write: %s\n", path, strerror(errno));
        exit(1);
    }
    free(written);
}
