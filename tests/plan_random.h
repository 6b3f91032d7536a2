/*
 * plan_random.h: plans made up from the shape tables, for property tests. Every field kind, every member there or not.
 *
 *   struct plan *p = random_plan(&arena, &seed, 60);   each member there with 60 of 100; links lead to items that exist
 *   shape_walk(&plan_shape, p, visit, ctx);            every member of every item, also those that are absent
 */
#ifndef TESTS_PLAN_RANDOM_H
#define TESTS_PLAN_RANDOM_H

#include "support.h"

#include "plan/ids.h"
#include "plan/shape.h"

static inline bool one_in(uint64_t *seed, unsigned n)
{
    return test_random(seed) % n == 0;
}

static inline size_t below(uint64_t *seed, size_t n)
{
    return n ? (size_t)(test_random(seed) % n) : 0;
}

/* Words of plans, and pieces that writers of JSON and text trip over. */
static inline struct str random_text(struct arena *a, uint64_t *seed)
{
    static const char *const words[] = {"panic",  "sleep",      "GAD-7",         "walks",  "worry",    "partner", "weekly",
                                        "two",    "exposure",   "\xc3\xa9t\xc3\xa9", "\xe2\x89\xa4", "\xf0\x9f\x8c\xb1", "\"said\"",
                                        "a\\b",   "c/d~e",      "tab\there",     "line\nbreak", "\x01\x1f", "0",       "12.10",
                                        "null",   "<b>&amp;</b>", "work",        "school", "calm",     "plan",    "mood"};
    struct str s = {NULL, 0};
    char text[256];
    size_t n = 0, count = 1 + below(seed, 6);
    for (size_t i = 0; i < count; i++) {
        const char *w = words[below(seed, sizeof words / sizeof *words)];
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "", w);
    }
    n += (size_t)snprintf(text + n, sizeof text - n, " %u", (unsigned)below(seed, 100000));
    assert_true(plan_text(a, (struct str){text, n}, &s));
    return s;
}

static inline struct dec random_dec(uint64_t *seed)
{
    static const int64_t tens[] = {1, 10, 1000, 1000000, 1000000000, 1000000000000};
    struct dec d = {.has = true, .scale = (uint8_t)below(seed, 10)};
    d.mant = (int64_t)(test_random(seed) % (uint64_t)(1000 * tens[below(seed, 5)]));
    if (d.mant && one_in(seed, 4))
        d.mant = -d.mant;
    return d;
}

static inline int enum_count(const struct shape_field *f)
{
    int n = 0;
    while (f->names[n + 1])
        n++;
    return n;
}

static inline void random_item(const struct shape *s, void *item, struct arena *a, uint64_t *seed, unsigned percent,
                               size_t *ids);

/* One member, filled. Links are left for link_items. */
static inline void random_member(const struct shape *s, const struct shape_field *f, void *item, struct arena *a,
                                 uint64_t *seed, unsigned percent, size_t *ids)
{
    void *m = shape_member(f, item);
    switch (f->kind) {
    case SHAPE_TEXT:
        *(struct str *)m = random_text(a, seed);
        break;
    case SHAPE_TEXTS:
        for (size_t n = 1 + below(seed, 3); n; n--)
            assert_true(plan_add_text(a, m, random_text(a, seed)));
        break;
    case SHAPE_REF:
    case SHAPE_REFS:
        break;
    case SHAPE_ID: {
        char id[24];
        snprintf(id, sizeof id, "%s%zu", s->prefix ? s->prefix : "plan.x-", ++*ids);
        assert_true(plan_text(a, str_of(id), m));
        break;
    }
    case SHAPE_DATE:
        *(struct date *)m = date_from_day((int32_t)below(seed, 40000) - 10000);
        break;
    case SHAPE_DEC:
        *(struct dec *)m = random_dec(seed);
        break;
    case SHAPE_INT:
        *(struct opt_int *)m =
            (struct opt_int){true, f->min + (int64_t)(test_random(seed) % (uint64_t)(f->max - f->min + 1))};
        break;
    case SHAPE_BOOL:
        ((bool *)m)[0] = true;
        ((bool *)m)[1] = one_in(seed, 2);
        break;
    case SHAPE_ENUM:
        shape_set_enum(f, item, 1 + (int)below(seed, (size_t)enum_count(f)));
        break;
    case SHAPE_OBJECT:
        random_item(f->shape, m, a, seed, percent, ids);
        break;
    case SHAPE_LIST: {
        struct shape_items *list = m;
        size_t n = 1 + below(seed, 3);
        list->at = arena_array(a, n, f->shape->size);
        assert_non_null(list->at);
        list->room = n;
        while (list->n < n)
            random_item(f->shape, (char *)list->at + f->shape->size * list->n++, a, seed, percent, ids);
        break;
    }
    }
}

static inline void random_item(const struct shape *s, void *item, struct arena *a, uint64_t *seed, unsigned percent,
                               size_t *ids)
{
    for (size_t i = 0; i < s->count; i++)
        if (below(seed, 100) < percent)
            random_member(s, &s->fields[i], item, a, seed, percent, ids);
}

/* visit(ctx, shape, field, item): for every member of every struct reachable from item, absent ones too. */
typedef void shape_visit(void *ctx, const struct shape *s, const struct shape_field *f, void *item);

static inline void shape_walk(const struct shape *s, void *item, shape_visit *visit, void *ctx)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        visit(ctx, s, f, item);
        if (f->kind == SHAPE_OBJECT)
            shape_walk(f->shape, shape_member(f, item), visit, ctx);
        if (f->kind == SHAPE_LIST) {
            struct shape_items *list = shape_member(f, item);
            for (size_t k = 0; k < list->n; k++)
                shape_walk(f->shape, (char *)list->at + k * f->shape->size, visit, ctx);
        }
    }
}

struct linking {
    struct arena *arena;
    uint64_t *seed;
    const struct plan_ids *ids;
    unsigned percent;
};

/* An id that a link may hold; absent when the plan has none of that kind. */
static inline struct str random_target(const struct linking *l, const struct shape_field *f)
{
    size_t fits = 0;
    struct str chosen = {NULL, 0};
    for (size_t i = 0; i < l->ids->list.n; i++)
        if (strchr(f->refs, l->ids->list.at[i].shape->prefix[0]) && below(l->seed, ++fits) == 0)
            chosen = l->ids->list.at[i].id;
    return chosen;
}

static inline void link_item(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    struct linking *l = ctx;
    (void)s;
    if ((f->kind != SHAPE_REF && f->kind != SHAPE_REFS) || below(l->seed, 100) >= l->percent)
        return;
    struct str to = random_target(l, f);
    if (!to.n)
        return;
    if (f->kind == SHAPE_REF)
        *(struct str *)shape_member(f, item) = to;
    else
        assert_true(plan_add_text(l->arena, shape_member(f, item), to));
}

static inline struct plan *random_plan(struct arena *a, uint64_t *seed, unsigned percent)
{
    struct plan *p = ARENA_NEW(a, struct plan);
    struct plan_ids ids;
    size_t count = 0;
    assert_non_null(p);
    random_item(&plan_shape, p, a, seed, percent, &count);
    assert_true(plan_ids_collect(p, a, &ids));
    struct linking l = {a, seed, &ids, percent};
    shape_walk(&plan_shape, p, link_item, &l);
    return p;
}

#endif
