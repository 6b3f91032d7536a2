/*
 * Any bytes as JSON: read, written on one line and indented, read again, the same. Whatever was refused has its place
 * and its sentence. The first two bytes choose an allocation that fails, or a limit; the rest is the text.
 */
#include "base/escape.h"
#include "base/json.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static void check_error(const struct err *e, const struct arena *a)
{
    demand(e->kind == ERR_INVALID || e->kind == ERR_LIMIT || e->kind == ERR_MEMORY, "kind");
    demand(e->text[0] != '\0' && strchr(e->text, '\n') == NULL, "a sentence of one line");
    demand(utf8_check((struct str){e->text, strlen(e->text)}, NULL), "a sentence in UTF-8");
    if (e->kind == ERR_INVALID)
        demand(strncmp(e->where, "line ", 5) == 0 && strstr(e->where, ", column ") != NULL, "a place");
    if (e->kind == ERR_MEMORY)
        demand(a->failed, "memory only when it failed");
}

static void check_tree(const struct json *v, bool member)
{
    size_t count = 0;

    demand((v->key.p != NULL) == member, "a name in objects only");
    if (member)
        demand(v->key.p[v->key.n] == '\0' && memchr(v->key.p, '\0', v->key.n + 1) == v->key.p + v->key.n, "name ends");
    if (v->type == JSON_STRING)
        demand(v->text.p[v->text.n] == '\0' && utf8_check(v->text, NULL), "text is UTF-8 and ends");
    for (const struct json *child = v->first; child != NULL; child = child->next, count++) {
        check_tree(child, v->type == JSON_OBJECT);
        if (v->type == JSON_OBJECT && count < 50)
            demand(json_get(v, child->key.p) == child, "each member is found by its name");
    }
    demand(count == v->count, "count");
}

static void write_tree(struct buf *b, const struct json *root, int indent)
{
    struct json_out o;

    json_out_init(&o, b, indent);
    json_put_tree(&o, root);
    demand(buf_ok(b), "written");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text;
    const struct json *root = NULL, *again = NULL;
    struct arena a;
    struct err e = {0};
    struct buf line, other;

    if (size < 2)
        return 0;
    text = (struct str){(const char *)data + 2, size - 2};
    arena_init(&a, data[0] % 4 == 1 ? (size_t)data[1] * 64 + 1 : 0);
    if (data[0] % 4 == 2)
        a.fail_at = (size_t)data[1] + 1;
    buf_init(&line, 0);
    buf_init(&other, 0);
    if (!json_parse(text, &a, &root, &e)) {
        check_error(&e, &a);
    } else {
        demand(!a.failed && e.kind == ERR_NONE, "no error on success");
        check_tree(root, false);
        write_tree(&line, root, 0);
        write_tree(&other, root, 2);
        arena_free(&a);
        arena_init(&a, 0);
        demand(json_parse(buf_str(&other), &a, &again, &e), "indented text is read");
        buf_reset(&other);
        write_tree(&other, again, 0);
        demand(str_eq(buf_str(&line), buf_str(&other)), "the same tree");
    }
    buf_reset(&other);
    escape_terminal(&other, text, data[0] % 2 == 0);
    demand(utf8_check(buf_str(&other), NULL), "terminal text is UTF-8");
    demand(memchr(other.p == NULL ? "" : other.p, 0x1b, other.n) == NULL, "no escape to a terminal");
    buf_free(&line);
    buf_free(&other);
    arena_free(&a);
    return 0;
}
