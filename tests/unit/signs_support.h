/* signs_support.h: a plan and its series as the tests of signs follow them. Include it after support.h. */
#ifndef TESTS_SIGNS_SUPPORT_H
#define TESTS_SIGNS_SUPPORT_H

#include "plan/plan_load.h"
#include "plan/signs.h"

struct fixture {
    struct arena arena;
    struct plan *plan;
    struct series series;
};

static inline void load(struct fixture *f, struct str plan, struct str series, const char *where)
{
    struct err e = {0};
    memset(f, 0, sizeof *f);
    arena_init(&f->arena, 0);
    CHECK(plan_load_bound(plan, PLAN_SOURCE_JSON, &f->arena, &f->plan, &e), "%s: %s: %s", where, e.where, e.text);
    CHECK(series_read(series, &f->arena, &f->series, &e), "%s: %s: %s", where, e.where, e.text);
}

static inline struct date date_of(const char *text)
{
    struct date d;
    CHECK(date_parse(str_of(text), &d), "\"%s\" is no date", text);
    return d;
}

static inline bool ends_in(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* One rule decides: while the sign "lack of progress" of an objective holds, the objective is not on course. */
static inline void check_one_rule(const struct follow *f)
{
    for (size_t i = 0; i < f->signs.n; i++)
        for (size_t k = 0; k < f->objectives.n; k++) {
            const struct sign *s = &f->signs.at[i];
            const struct standing *o = &f->objectives.at[k];
            bool holds = s->kind == SIGN_LACK_OF_PROGRESS && s->open && str_eq(s->pointer, o->pointer) &&
                         !ends_in(s->evidence, "It no longer holds; it stays until it is answered.");
            CHECK(!holds || o->state != STANDING_ON_COURSE, "%s, and on course", s->evidence.p);
        }
}

static inline void follow(struct fixture *f, struct date on, struct arena *a, struct follow *out)
{
    struct err e = {0};
    arena_init(a, 0);
    CHECK(follow_plan(f->plan, &f->series, on, a, out, &e), "%s: %s", e.where, e.text);
    check_one_rule(out);
}

static inline int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

#endif
