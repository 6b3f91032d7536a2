/* shape.c: walks over the tables of shape_table.c. */
#include "plan/shape.h"

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
