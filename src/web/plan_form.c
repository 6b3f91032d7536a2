/* plan_form.c: what the editor's form sends, as edits of a plan. */
#include "web/plan_form.h"

static bool add(struct plan_post *f, struct arena *a, enum plan_edit_kind kind, struct str pointer, struct str value)
{
    struct plan_edit *to = PLAN_PUSH(a, &f->edits.list);
    if (!to) {
        return false;
    }
    *to = (struct plan_edit){kind, pointer, value};
    return true;
}

/* Boxes of one name: their values with a blank between. */
static bool join(struct plan_edit *last, struct str more, struct arena *a)
{
    char *p = arena_alloc(a, last->value.n + more.n + 2);
    if (!p) {
        return false;
    }
    size_t n = last->value.n;
    if (n) {
        memcpy(p, last->value.p, n);
        p[n++] = ' ';
    }
    if (more.n) {
        memcpy(p + n, more.p, more.n);
    }
    last->value = (struct str){p, n + more.n};
    return true;
}

static bool read_act(struct plan_post *f, struct arena *a)
{
    static const struct {
        const char *act;
        enum plan_edit_kind kind;
    } acts[] = {{"up", EDIT_UP},         {"down", EDIT_DOWN},       {"add", EDIT_ADD},
                {"remove", EDIT_REMOVE}, {"restore", EDIT_RESTORE}, {"confirm", EDIT_CONFIRM},
                {"write", EDIT_WRITE},   {"place", EDIT_PLACE},     {"link", EDIT_LINK}};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        bool by_value = acts[i].kind == EDIT_RESTORE || acts[i].kind == EDIT_CONFIRM;
        struct str pointer = by_value ? (struct str){NULL, 0} : f->at, value = by_value ? f->at : (struct str){NULL, 0};
        if (!str_is(f->act, acts[i].act)) {
            continue;
        }
        if ((acts[i].kind == EDIT_PLACE || acts[i].kind == EDIT_LINK) && !str_cut(f->at, ':', &pointer, &value)) {
            return true;
        }
        return add(f, a, acts[i].kind, pointer, value);
    }
    return true;
}

bool plan_post_read(const struct http_field *fields, size_t count, struct arena *a, struct plan_post *out,
                    struct err *e)
{
    bool ok = true;
    *out = (struct plan_post){.base = 0};
    for (size_t i = 0; ok && i < count; i++) {
        struct str name = fields[i].name, value = fields[i].value;
        struct plan_edit *last = out->edits.list.n ? &out->edits.list.at[out->edits.list.n - 1] : NULL;
        if (name.n && name.p[0] == '/') {
            ok = last && str_eq(last->pointer, name) ? join(last, value, a) : add(out, a, EDIT_SET, name, value);
        } else if (str_is(name, "still")) {
            ok = add(out, a, EDIT_CONFIRM, (struct str){NULL, 0}, value);
        } else if (str_is(name, "draft")) {
            out->id = value;
        } else if (str_is(name, "version")) {
            num_int(value, 1, INT64_MAX, &out->base);
        } else if (str_is(name, "do") && !str_cut(value, ':', &out->act, &out->at)) {
            out->act = value;
        }
    }
    return (ok && read_act(out, a)) || arena_error(a, e);
}

bool plan_post_mend(struct plan_post *f, const struct findings *findings, struct arena *a)
{
    struct str rule, pointer;
    if (!str_cut(f->at, ':', &rule, &pointer)) {
        return false;
    }
    for (size_t i = 0; i < findings->list.n; i++) {
        const struct finding *at = &findings->list.at[i];
        if (!at->rewrite.n || !str_is(rule, at->rule->id) || !str_eq(pointer, at->pointer)) {
            continue;
        }
        for (size_t k = 0; k < f->edits.list.n; k++) {
            struct plan_edit *edit = &f->edits.list.at[k];
            if (edit->kind == EDIT_SET && str_eq(edit->pointer, pointer)) {
                edit->value = at->rewrite;
                return true;
            }
        }
        return add(f, a, EDIT_SET, pointer, at->rewrite);
    }
    return false;
}
