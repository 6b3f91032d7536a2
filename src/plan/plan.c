/* plan.c: growing a plan and numbering its items. */
#include "plan/plan.h"

#include "plan/ids.h"
#include "plan/plan_text_scan.h"
#include "plan/shape.h"

void *plan_push(struct arena *a, void *list, size_t item_size)
{
    struct shape_items *l = list;
    if (l->n == l->room) {
        size_t room = l->room ? l->room * 2 : 4;
        void *at = arena_grow(a, l->at, l->n * item_size, room * item_size);
        if (!at)
            return NULL;
        l->at = at;
        l->room = room;
    }
    return (char *)l->at + item_size * l->n++;
}

bool plan_text(struct arena *a, struct str s, struct str *out)
{
    return arena_str(a, s, out);
}

bool plan_add_text(struct arena *a, plan_texts *list, struct str s)
{
    struct str copy;
    if (!plan_text(a, s, &copy))
        return false;
    struct str *to = PLAN_PUSH(a, list);
    if (!to)
        return false;
    *to = copy;
    return true;
}

/* The number last given to each kind of item while a plan is numbered. */
struct numbering {
    struct plan_ids taken;
    struct arena *arena;
    unsigned last['z' - 'a' + 1];
};

static bool number_item(struct numbering *n, const struct shape *s, struct str *id)
{
    char text[16], *end = text + sizeof text, *at;
    unsigned *last = &n->last[s->prefix[0] - 'a'];
    do {
        at = end;
        for (unsigned v = ++*last; v; v /= 10)
            *--at = (char)('0' + v % 10);
        *--at = s->prefix[0];
    } while (plan_ids_find(&n->taken, (struct str){at, (size_t)(end - at)}));
    return plan_text(n->arena, (struct str){at, (size_t)(end - at)}, id);
}

static bool number(struct numbering *n, const struct shape *s, void *item)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        void *member = shape_member(f, item);
        if (f->kind == SHAPE_ID && s->prefix) {
            if (shape_field_is_empty(f, item) && !number_item(n, s, member))
                return false;
        } else if (f->shape && !shape_has_ids(f->shape)) {
            continue;
        } else if (f->kind == SHAPE_OBJECT) {
            if (!number(n, f->shape, member))
                return false;
        } else if (f->kind == SHAPE_LIST) {
            struct shape_items *list = member;
            for (size_t k = 0; k < list->n; k++)
                if (!number(n, f->shape, (char *)list->at + k * f->shape->size))
                    return false;
        }
    }
    return true;
}

struct plan_window plan_window(const struct plan_review_window *w)
{
    if (w->min_weeks.has || w->max_weeks.has)
        return (struct plan_window){w->min_weeks, w->max_weeks, UNIT_WEEK};
    if (w->min_days.has || w->max_days.has)
        return (struct plan_window){w->min_days, w->max_days, UNIT_DAY};
    if (w->min_months.has || w->max_months.has)
        return (struct plan_window){w->min_months, w->max_months, UNIT_MONTH};
    return (struct plan_window){.unit = UNIT_UNSTATED};
}

void plan_window_put(struct plan_review_window *w, struct plan_window n)
{
    if (n.unit == UNIT_DAY && n.min.v % 7 == 0 && n.max.v % 7 == 0) {
        n.unit = UNIT_WEEK;
        n.min.v /= 7;
        n.max.v /= 7;
    }
    if (n.unit == UNIT_WEEK) {
        w->min_weeks = n.min;
        w->max_weeks = n.max;
    } else if (n.unit == UNIT_DAY) {
        w->min_days = n.min;
        w->max_days = n.max;
    } else if (n.unit == UNIT_MONTH) {
        w->min_months = n.min;
        w->max_months = n.max;
    }
}

#define WINDOW_MOST 1000000000 /* far from overflow, longer than any plan */

static int64_t window_number(struct opt_int end)
{
    return end.v < 0 ? 0 : end.v > WINDOW_MOST ? WINDOW_MOST : end.v;
}

struct opt_int plan_window_days(struct opt_int end, enum plan_unit unit)
{
    int64_t each = unit == UNIT_WEEK ? 7 : unit == UNIT_MONTH ? 30 : 1;
    return (struct opt_int){end.has, end.has ? window_number(end) * each : 0};
}

struct opt_int plan_window_weeks(struct opt_int end, enum plan_unit unit)
{
    int64_t n = end.has ? window_number(end) : 0;
    int64_t weeks = unit == UNIT_DAY ? (n + 6) / 7 : unit == UNIT_MONTH ? (n * 52 + 11) / 12 : n;
    return (struct opt_int){end.has, weeks};
}

bool plan_number_ids(struct plan *p, struct arena *a, struct err *e)
{
    struct numbering n = {.arena = a};
    if (!plan_ids_collect(p, a, &n.taken) || !number(&n, &plan_shape, p))
        return err_no_memory(e);
    return true;
}

bool plan_rules_out(const struct plan_diagnosis *d)
{
    size_t end;
    return d->status == DIAGNOSIS_PROVISIONAL && text_scan_rule_out(d->text, &end) == 0;
}
