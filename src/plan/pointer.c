/* pointer.c: the text members of a plan by JSON Pointer (RFC 6901). */
#include "plan/plan_json.h"

#include "base/utf8.h"
#include "plan/shape.h"

#include <string.h>

/* next_token: the first token of a pointer goes to *token, the rest stays in *pointer; false when nothing is left. No
 * name in the tables holds '~' or '/', so that tokens compare as they are written. */
static bool next_token(struct str *pointer, struct str *token)
{
    if (pointer->n == 0 || pointer->p[0] != '/')
        return false;
    size_t end = str_find(*pointer, STR("/"), 1);
    if (end == (size_t)-1)
        end = pointer->n;
    *token = str_sub(*pointer, 1, end);
    *pointer = str_sub(*pointer, end, pointer->n);
    return true;
}

static bool index_of(struct str token, size_t count, size_t *out)
{
    int64_t v;
    if (count == 0 || (token.n > 1 && token.p[0] == '0') || !num_int(token, 0, (int64_t)count - 1, &v))
        return false;
    *out = (size_t)v;
    return true;
}

/* find_text: the text a pointer leads to, NULL when it leads to none; *writable when no link depends on it. */
static struct str *find_text(struct plan *p, struct str pointer, bool *writable)
{
    const struct shape *s = &plan_shape;
    void *item = p;
    struct str token;
    while (next_token(&pointer, &token)) {
        const struct shape_field *f = shape_find(s, token);
        if (!f)
            return NULL;
        void *member = shape_member(f, item);
        bool last = pointer.n == 0;
        size_t i;
        *writable = f->kind == SHAPE_TEXT || f->kind == SHAPE_TEXTS;
        if (f->kind == SHAPE_OBJECT) {
            item = member;
        } else if (f->kind == SHAPE_LIST) {
            struct shape_items *list = member;
            if (!next_token(&pointer, &token) || !index_of(token, list->n, &i))
                return NULL;
            item = (char *)list->at + i * f->shape->size;
        } else if (f->kind == SHAPE_TEXTS || f->kind == SHAPE_REFS) {
            plan_texts *texts = member;
            bool found = next_token(&pointer, &token) && pointer.n == 0 && index_of(token, texts->n, &i);
            return found ? &texts->at[i] : NULL;
        } else {
            bool is_text = f->kind == SHAPE_TEXT || f->kind == SHAPE_REF || f->kind == SHAPE_ID;
            return last && is_text ? member : NULL;
        }
        s = f->shape;
    }
    return NULL;
}

struct str plan_pointer_get(const struct plan *p, struct str pointer)
{
    bool writable;
    union { /* find_text changes nothing; it serves plan_pointer_set too */
        const struct plan *in;
        struct plan *out;
    } same = {p};
    const struct str *text = find_text(same.out, pointer, &writable);
    return text ? *text : (struct str){NULL, 0};
}

bool plan_pointer_set(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e)
{
    bool writable = false;
    struct str *to = find_text(p, pointer, &writable);
    if (!to || !writable) {
        char where[sizeof e->where];
        size_t n = utf8_floor(pointer, sizeof where - 1);
        memcpy(where, pointer.p, n);
        where[n] = '\0';
        return err_set(e, ERR_NOT_FOUND, where, to ? "an id cannot be replaced by text" : "no text stands there");
    }
    struct str copy;
    if (!plan_text(a, text, &copy))
        return err_no_memory(e);
    *to = copy;
    return true;
}
