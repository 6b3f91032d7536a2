/* blanks.c: the texts of a plan are found through the shape tables, as in language.c. */
#include "rules/blanks.h"
#include "plan/blank.h"

#include "plan/shape.h"
#include "rules/check.h"

struct found {
    struct arena *a;
    struct buf at; /* pointer of the place the walk is in */
    PLAN_LIST(struct plan_blank) list;
    bool failed;
};

static void back_to(struct found *w, size_t length)
{
    w->at.n = w->at.n > length ? length : w->at.n;
}

static void look_text(struct found *w, struct str text)
{
    struct span span = {0, 0};
    struct str pointer = {NULL, 0};
    while (!w->failed && blank_find(text, span.to, &span)) {
        if (!pointer.n && !arena_str(w->a, buf_str(&w->at), &pointer)) {
            w->failed = true;
            return;
        }
        struct plan_blank *b = PLAN_PUSH(w->a, &w->list);
        if (!b) {
            w->failed = true;
            return;
        }
        *b = (struct plan_blank){pointer, str_sub(text, span.from, span.to)};
    }
}

static void look_shape(struct found *w, const struct shape *s, const void *item);

static void look_member(struct found *w, const struct shape_field *f, const void *member)
{
    size_t length = w->at.n;
    if (f->kind == SHAPE_TEXT) {
        look_text(w, *(const struct str *)member);
    } else if (f->kind == SHAPE_OBJECT) {
        look_shape(w, f->shape, member);
    } else if (f->kind == SHAPE_TEXTS) {
        const plan_texts *texts = member;
        for (size_t i = 0; i < texts->n; i++) {
            look_text(w, texts->at[i]);
        }
    } else if (f->kind == SHAPE_LIST) {
        const struct shape_items *list = member;
        for (size_t i = 0; i < list->n; i++) {
            buf_printf(&w->at, "/%zu", i);
            look_shape(w, f->shape, (const char *)list->at + i * f->shape->size);
            back_to(w, length);
        }
    }
}

static void look_shape(struct found *w, const struct shape *s, const void *item)
{
    size_t length = w->at.n;
    for (size_t i = 0; i < s->count && !w->failed; i++) {
        const struct shape_field *f = &s->fields[i];
        buf_printf(&w->at, "/%s", f->key);
        look_member(w, f, shape_member_const(f, item));
        back_to(w, length);
    }
}

bool rules_blanks(const struct plan *p, struct arena *a, struct plan_blank **out, size_t *count, struct err *e)
{
    struct found w = {.a = a};
    buf_init(&w.at, 0);
    look_shape(&w, &plan_shape, p);
    bool ok = !w.failed && buf_ok(&w.at);
    buf_free(&w.at);
    *out = w.list.at;
    *count = w.list.n;
    return ok || err_no_memory(e);
}
