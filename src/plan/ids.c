/* ids.c: the ids of a plan, sorted. */
#include "plan/ids.h"

#include <stdlib.h>
#include <string.h>

bool plan_ids_add(struct plan_ids *ids, struct arena *a, struct str id, const struct shape *shape, const void *item)
{
    size_t order = ids->list.n;
    struct plan_id *to = PLAN_PUSH(a, &ids->list);
    if (!to)
        return false;
    *to = (struct plan_id){id, shape, item, order};
    return true;
}

static int compare_id(struct str a, struct str b)
{
    if (a.n != b.n)
        return a.n < b.n ? -1 : 1;
    return a.n ? memcmp(a.p, b.p, a.n) : 0;
}

static int compare(const void *a, const void *b)
{
    const struct plan_id *x = a, *y = b;
    int c = compare_id(x->id, y->id);
    return c ? c : (x->order > y->order) - (x->order < y->order);
}

const struct plan_id *plan_ids_sort(struct plan_ids *ids)
{
    if (ids->list.n > 1)
        qsort(ids->list.at, ids->list.n, sizeof *ids->list.at, compare);
    for (size_t i = 1; i < ids->list.n; i++)
        if (str_eq(ids->list.at[i - 1].id, ids->list.at[i].id))
            return &ids->list.at[i];
    return NULL;
}

const struct plan_id *plan_ids_find(const struct plan_ids *ids, struct str id)
{
    size_t low = 0, high = ids->list.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (compare_id(ids->list.at[mid].id, id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < ids->list.n && str_eq(ids->list.at[low].id, id) ? &ids->list.at[low] : NULL;
}

static bool collect(const struct shape *s, const void *item, struct arena *a, struct plan_ids *out)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        if (f->kind == SHAPE_ID && s->prefix) {
            const struct str *id = member;
            if (id->n && !plan_ids_add(out, a, *id, s, item))
                return false;
        } else if (f->shape && !shape_has_ids(f->shape)) {
            continue;
        } else if (f->kind == SHAPE_OBJECT) {
            if (!collect(f->shape, member, a, out))
                return false;
        } else if (f->kind == SHAPE_LIST) {
            const struct shape_items *list = member;
            for (size_t k = 0; k < list->n; k++)
                if (!collect(f->shape, (const char *)list->at + k * f->shape->size, a, out))
                    return false;
        }
    }
    return true;
}

bool plan_ids_collect(const struct plan *p, struct arena *a, struct plan_ids *out)
{
    *out = (struct plan_ids){{NULL, 0, 0}};
    if (!collect(&plan_shape, p, a, out))
        return false;
    plan_ids_sort(out);
    return true;
}
