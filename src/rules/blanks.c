/* blanks.c: the blanks in every text of a plan. */
#include "rules/blanks.h"
#include "plan/blank.h"
#include "plan/shape.h"

struct found {
    struct arena *a;
    struct buf pointer; /* of the text that is looked at */
    PLAN_LIST(struct plan_blank) list;
};

/* false: no memory. */
static bool look(void *ctx, const struct shape_text *t)
{
    struct found *w = ctx;
    struct span span = {0, 0};
    struct str pointer = {NULL, 0};
    while (blank_find(t->text, span.to, &span)) {
        if (!pointer.n) {
            buf_reset(&w->pointer);
            shape_text_pointer(t, &w->pointer);
            if (!buf_ok(&w->pointer) || !arena_str(w->a, buf_str(&w->pointer), &pointer)) {
                return false;
            }
        }
        struct plan_blank *b = PLAN_PUSH(w->a, &w->list);
        if (!b) {
            return false;
        }
        *b = (struct plan_blank){pointer, str_sub(t->text, span.from, span.to)};
    }
    return true;
}

bool rules_blanks(const struct plan *p, struct arena *a, struct plan_blank **out, size_t *count, struct err *e)
{
    struct found w = {.a = a};
    buf_init(&w.pointer, 0);
    bool ok = shape_texts(&plan_shape, p, look, &w);
    buf_free(&w.pointer);
    *out = w.list.at;
    *count = w.list.n;
    return ok || err_no_memory(e);
}
