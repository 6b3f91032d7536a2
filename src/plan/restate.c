#include "plan/restate.h"

#include "plan/plan_json.h"
#include "plan/scores.h"
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

/* What the statement alone says is forgotten before another takes its place. */
static bool forget_statement(struct plan_at at, struct arena *a, struct err *e)
{
    const struct shape *goal = shape_find(&plan_shape, STR("goals"))->shape;
    const struct shape *objective = shape_find(goal, STR("objectives"))->shape;
    struct plan_goal g = {.statement = at.goal->statement, .reading = at.goal->reading};
    struct plan_objective o = {.statement = {NULL, 0}};
    if (at.objective) {
        o.statement = at.objective->statement;
        o.reading = at.objective->reading;
        if (!plan_bind_at((struct plan_at){.goal = &g, .objective = &o}, a, e))
            return false;
        forget_read_parts(objective, at.objective, &o);
        return true;
    }
    if (!plan_bind_at((struct plan_at){.goal = &g}, a, e))
        return false;
    forget_read_parts(goal, at.goal, &g);
    return true;
}

bool plan_restate_text(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e)
{
    struct plan_at at = plan_at(p, pointer);
    return (!at.statement || forget_statement(at, a, e)) && plan_pointer_set(p, pointer, text, a, e) &&
           plan_bind_at(at, a, e);
}

bool plan_restate(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e)
{
    return plan_restate_text(p, pointer, text, a, e) && (plan_bind_scores(p, a) || err_no_memory(e));
}
