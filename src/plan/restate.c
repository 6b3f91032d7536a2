#include "plan/restate.h"

#include "plan/plan_json.h"
#include "plan/shape.h"

#include <assert.h>
#include <string.h>

/* One member of a bound part; these hold plain values only, no lists and no parts of their own. */
static bool same_member(const struct shape_field *f, const void *x, const void *y)
{
    const void *mx = shape_member_const(f, x), *my = shape_member_const(f, y);
    switch (f->kind) {
    case SHAPE_TEXT:
        return str_eq(*(const struct str *)mx, *(const struct str *)my);
    case SHAPE_DATE:
        return date_cmp(*(const struct date *)mx, *(const struct date *)my) == 0;
    case SHAPE_DEC:
        return dec_same(*(const struct dec *)mx, *(const struct dec *)my);
    case SHAPE_INT: {
        const struct opt_int *ix = mx, *iy = my;
        return ix->has == iy->has && (!ix->has || ix->v == iy->v);
    }
    default:
        assert(f->kind == SHAPE_ENUM);
        return shape_enum(f, x) == shape_enum(f, y);
    }
}

static bool same_part(const struct shape *s, const void *x, const void *y)
{
    for (size_t i = 0; i < s->count; i++)
        if (!same_member(&s->fields[i], x, y))
            return false;
    return true;
}

/* The members plan_bind fills from a sentence. */
static const char *const bound_parts[] = {"measure", "baseline", "target", "frequency", "due"};

/* Clears the bound parts of `item` that equal those of `read`, which was filled from the old sentence alone. */
static void forget_read_parts(const struct shape *s, void *item, const void *read)
{
    for (size_t i = 0; i < sizeof bound_parts / sizeof bound_parts[0]; i++) {
        const struct shape_field *f = shape_find(s, str_of(bound_parts[i]));
        if (f && same_part(f->shape, shape_member_const(f, item), shape_member_const(f, read)))
            memset(shape_member(f, item), 0, f->shape->size);
    }
}

/* "/goals/3/..." -> 3; false when p does not begin like `head` and an index inside `count`. */
static bool take_index(struct str *pointer, const char *head, size_t count, size_t *out)
{
    struct str h = str_of(head), number, rest;
    int64_t v;
    if (!str_starts(*pointer, h) || !str_cut(str_sub(*pointer, h.n, pointer->n), '/', &number, &rest) ||
        !num_int(number, 0, (int64_t)count - 1, &v))
        return false;
    *out = (size_t)v;
    *pointer = (struct str){rest.p - 1, rest.n + 1}; /* with its slash */
    return true;
}

bool plan_restate(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e)
{
    struct plan *scratch = ARENA_NEW(a, struct plan);
    struct plan_goal *g = scratch ? PLAN_PUSH(a, &scratch->goals) : NULL;
    struct plan_objective *o = g ? PLAN_PUSH(a, &g->objectives) : NULL;
    const struct shape *goal = shape_find(&plan_shape, STR("goals"))->shape;
    const struct shape *objective = shape_find(goal, STR("objectives"))->shape;
    struct str rest = pointer;
    size_t gi, oi;
    if (!o)
        return err_no_memory(e);
    if (take_index(&rest, "/goals/", p->goals.n, &gi)) {
        struct plan_goal *old = &p->goals.at[gi];
        if (str_is(rest, "/statement")) {
            g->statement = old->statement;
            if (!plan_bind(scratch, a, e))
                return false;
            forget_read_parts(goal, old, g);
        } else if (take_index(&rest, "/objectives/", old->objectives.n, &oi) && str_is(rest, "/statement")) {
            o->statement = old->objectives.at[oi].statement;
            if (!plan_bind(scratch, a, e))
                return false;
            forget_read_parts(objective, &old->objectives.at[oi], o);
        }
    }
    return plan_pointer_set(p, pointer, text, a, e) && plan_bind(p, a, e);
}
