/* shape.c: walks over the tables of shape_table.c. */
#include "plan/shape.h"

#include <assert.h>
#include <string.h>

static bool texts_empty(const plan_texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i].n)
            return false;
    return true;
}

bool shape_field_is_empty(const struct shape_field *f, const void *item)
{
    const char *p = (const char *)item + f->offset;
    switch (f->kind) {
    case SHAPE_TEXT:
    case SHAPE_REF:
    case SHAPE_ID:
        return ((const struct str *)p)->n == 0;
    case SHAPE_TEXTS:
    case SHAPE_REFS:
        return texts_empty((const plan_texts *)p);
    case SHAPE_DATE:
        return !date_is_set(*(const struct date *)p);
    case SHAPE_DEC:
        return !((const struct dec *)p)->has;
    case SHAPE_INT:
        return !((const struct opt_int *)p)->has;
    case SHAPE_BOOL:
        return !*(const bool *)p;
    case SHAPE_ENUM:
        return shape_enum(f, item) == 0;
    case SHAPE_OBJECT:
        return shape_is_empty(f->shape, p);
    case SHAPE_LIST:
        break;
    }
    return ((const struct shape_items *)p)->n == 0;
}

bool shape_is_empty(const struct shape *s, const void *item)
{
    for (size_t i = 0; i < s->count; i++)
        if (!shape_field_is_empty(&s->fields[i], item))
            return false;
    return true;
}

const struct shape_field *shape_find(const struct shape *s, struct str key)
{
    for (size_t i = 0; i < s->count; i++)
        if (str_is(key, s->fields[i].key))
            return &s->fields[i];
    return NULL;
}

void *shape_member(const struct shape_field *f, void *item)
{
    return (char *)item + f->offset;
}

const void *shape_member_const(const struct shape_field *f, const void *item)
{
    return (const char *)item + f->offset;
}

int shape_enum(const struct shape_field *f, const void *item)
{
    /* Every enumeration of plan.h has the size of int and no negative value; the compiler may choose its sign. */
    int v;
    memcpy(&v, shape_member_const(f, item), sizeof v);
    return v;
}

void shape_set_enum(const struct shape_field *f, void *item, int value)
{
    memcpy(shape_member(f, item), &value, sizeof value);
}

/* ---- every text ---- */

struct walk {
    struct shape_step path[SHAPE_DEPTH_MAX];
    struct shape_text at; /* path is the one above */
    shape_look *look;
    void *ctx;
};

static bool look_text(struct walk *w, const struct shape *s, struct str text)
{
    w->at.text = text;
    w->at.shape = s;
    return text.n == 0 || w->look(w->ctx, &w->at);
}

static bool look_shape(struct walk *w, const struct shape *s, const void *item);

static bool look_texts(struct walk *w, const struct shape *s, const plan_texts *texts, size_t *index)
{
    for (*index = 0; *index < texts->n; ++*index)
        if (!look_text(w, s, texts->at[*index]))
            return false;
    return true;
}

static bool look_items(struct walk *w, const struct shape *s, const struct shape_items *list, size_t *index)
{
    for (*index = 0; *index < list->n; ++*index)
        if (!look_shape(w, s, (const char *)list->at + *index * s->size))
            return false;
    return true;
}

static bool look_member(struct walk *w, const struct shape *s, const struct shape_field *f, const void *item)
{
    const void *member = shape_member_const(f, item);
    struct shape_step *step = &w->path[w->at.depth - 1];
    *step = (struct shape_step){f->key, SHAPE_NO_INDEX};
    switch (f->kind) {
    case SHAPE_TEXT:
        return look_text(w, s, *(const struct str *)member);
    case SHAPE_TEXTS:
        return look_texts(w, s, member, &step->index);
    case SHAPE_OBJECT:
        return look_shape(w, f->shape, member);
    case SHAPE_LIST:
        return look_items(w, f->shape, member, &step->index);
    default:
        return true;
    }
}

static bool look_shape(struct walk *w, const struct shape *s, const void *item)
{
    bool go_on = true;
    assert(w->at.depth < SHAPE_DEPTH_MAX);
    w->at.depth++;
    for (size_t i = 0; i < s->count && go_on; i++)
        go_on = look_member(w, s, &s->fields[i], item);
    w->at.depth--;
    return go_on;
}

bool shape_texts(const struct shape *s, const void *item, shape_look *look, void *ctx)
{
    struct walk w = {.look = look, .ctx = ctx};
    w.at.path = w.path;
    return look_shape(&w, s, item);
}

void shape_text_pointer(const struct shape_text *t, struct buf *out)
{
    for (size_t i = 0; i < t->depth; i++) {
        buf_printf(out, "/%s", t->path[i].key);
        if (t->path[i].index != SHAPE_NO_INDEX && i + 1 < t->depth)
            buf_printf(out, "/%zu", t->path[i].index);
    }
}
