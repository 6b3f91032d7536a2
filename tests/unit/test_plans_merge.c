/* test_plans_merge.c: what two people made of one draft: by table, as a property, and with each allocation failing. */
#include "plan_random.h"

#include "plan/plan_json.h"
#include "practice/plans_parts.h"

#define TABLE "tests/data/practice/plan_merge.tsv"

static struct str document(struct arena *a, struct str members)
{
    char *p = arena_alloc(a, members.n + 64);
    assert_non_null(p);
    int n = snprintf(p, members.n + 64, "{\"format\":\"goldthread.plan/1\"%s%.*s}", members.n ? "," : "",
                     (int)members.n, members.n ? members.p : "");
    return (struct str){p, (size_t)n};
}

/* As plan_to_json writes it. */
static struct str canonical(struct arena *a, struct str members)
{
    struct err e = {0};
    struct plan *p;
    struct str out;
    CHECK(plan_from_json(document(a, members), a, &p, &e), "%s: %s: %.*s", e.where, e.text, (int)members.n, members.p);
    assert_true(plans_json(p, a, &out, &e));
    return out;
}

static void put_side(struct buf *b, struct str s)
{
    if (s.p)
        buf_add(b, s);
    else
        buf_char(b, '-');
}

static void test_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, TABLE);
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct str merged;
        struct plan_conflicts c;
        struct buf told;
        arena_init(&a, 0);
        buf_init(&told, 0);
        CHECK(plans_merge(canonical(&a, tsv_text(&t, "base")), canonical(&a, tsv_text(&t, "mine")),
                          canonical(&a, tsv_text(&t, "theirs")), &a, &merged, &c, &e),
              "%s: %s %s", tsv_where(&t), e.where, e.text);
        struct str expected = canonical(&a, tsv_text(&t, "merged"));
        CHECK(str_eq(merged, expected), "%s (%s): got %.*s", tsv_where(&t), tsv_get(&t, "what"), (int)merged.n,
              merged.p);
        for (size_t i = 0; i < c.list.n; i++) {
            const struct plan_conflict *v = &c.list.at[i];
            buf_cstr(&told, i ? ";" : "");
            buf_add(&told, v->pointer);
            buf_char(&told, '=');
            put_side(&told, v->base);
            buf_char(&told, '|');
            put_side(&told, v->mine);
            buf_char(&told, '|');
            put_side(&told, v->theirs);
        }
        assert_str(buf_str(&told), tsv_get(&t, "conflicts"), tsv_where(&t));
        buf_free(&told);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* A list longer than matching is good for is one field. */
static void test_long(void **state)
{
    struct arena a;
    struct err e = {0};
    struct str merged, sides[3];
    struct plan_conflicts c;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    for (int side = 0; side < 3; side++) {
        buf_init(&b, 0);
        buf_cstr(&b, "\"client\":{\"allergies\":[");
        for (int i = 0; i < 2001; i++)
            buf_printf(&b, "%s\"a%d\"", i ? "," : "", i == 7 ? 5000 + side : i);
        buf_cstr(&b, "]}");
        sides[side] = canonical(&a, buf_str(&b));
        buf_free(&b);
    }
    assert_true(plans_merge(sides[0], sides[1], sides[2], &a, &merged, &c, &e));
    assert_true(str_eq(merged, sides[2]));
    assert_int_equal(c.list.n, 1);
    assert_str(c.list.at[0].pointer, "/client/allergies", "pointer");
    assert_true(str_find(c.list.at[0].mine, STR("a5001"), 0) != (size_t)-1);
    arena_free(&a);
}

/* ---- what people do, at random ---- */

struct typing {
    struct arena *a;
    uint64_t *seed;
    size_t pick; /* which of the places is changed; counts down */
    bool done;
    size_t places;
    unsigned *token;
};

static struct str new_token(struct typing *y)
{
    char s[32];
    struct str out;
    snprintf(s, sizeof s, "tok%u#", ++*y->token);
    assert_true(plan_text(y->a, str_of(s), &out));
    return out;
}

static void type_here(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    struct typing *y = ctx;
    (void)s;
    bool is_text = f->kind == SHAPE_TEXT, is_texts = f->kind == SHAPE_TEXTS;
    if (!is_text && !is_texts)
        return;
    y->places++;
    if (y->done || y->pick-- > 0)
        return;
    y->done = true;
    if (is_text) {
        struct str *to = shape_member(f, item);
        *to = one_in(y->seed, 6) && f != &s->fields[0] ? (struct str){NULL, 0} : new_token(y);
        return;
    }
    plan_texts *list = shape_member(f, item);
    if (list->n && one_in(y->seed, 3))
        list->n--;
    else if (list->n && one_in(y->seed, 2))
        list->at[below(y->seed, list->n)] = new_token(y);
    else
        assert_true(plan_add_text(y->a, list, new_token(y)));
}

/* Links to what is not there any more go. */
static void prune(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    const struct plan_ids *ids = ctx;
    (void)s;
    if (f->kind == SHAPE_REFS) {
        plan_texts *list = shape_member(f, item);
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++)
            if (plan_ids_find(ids, list->at[i]))
                list->at[n++] = list->at[i];
        list->n = n;
    } else if (f->kind == SHAPE_REF) {
        struct str *id = shape_member(f, item);
        if (id->n && !plan_ids_find(ids, *id))
            *id = (struct str){NULL, 0};
    }
}

#define TAKE(list, i) (memmove(&(list).at[i], &(list).at[(i) + 1], ((list).n - (i)-1) * sizeof *(list).at), (list).n--)

static void change_items(struct typing *y, struct plan *p)
{
    struct plan_ids ids = {{0}};
    struct err e = {0};
    size_t g = below(y->seed, p->goals.n);
    struct plan_goal *goal = p->goals.n ? &p->goals.at[g] : NULL;
    switch (below(y->seed, 6)) {
    case 0: {
        struct plan_goal *fresh = PLAN_PUSH(y->a, &p->goals);
        *fresh = (struct plan_goal){.statement = new_token(y)}; /* the room may hold what was taken out */
        struct plan_objective *o = PLAN_PUSH(y->a, &fresh->objectives);
        o->statement = new_token(y);
        break;
    }
    case 1:
        if (goal)
            *(struct plan_objective *)PLAN_PUSH(y->a, &goal->objectives) =
                (struct plan_objective){.statement = new_token(y)};
        break;
    case 2:
        if (goal)
            TAKE(p->goals, g);
        break;
    case 3:
        if (goal && p->goals.n > 1) { /* to the end */
            struct plan_goal moved = *goal;
            TAKE(p->goals, g);
            *(struct plan_goal *)PLAN_PUSH(y->a, &p->goals) = moved;
        }
        break;
    case 4:
        if (goal && goal->objectives.n) { /* to another goal */
            struct plan_objective moved = goal->objectives.at[0];
            TAKE(goal->objectives, 0);
            *(struct plan_objective *)PLAN_PUSH(y->a, &p->goals.at[below(y->seed, p->goals.n)].objectives) = moved;
        }
        break;
    default:
        if (p->interventions.n) {
            g = below(y->seed, p->interventions.n);
            TAKE(p->interventions, g);
        }
    }
    assert_true(plan_number_ids(p, y->a, &e));
    assert_true(plan_ids_collect(p, y->a, &ids));
    shape_walk(&plan_shape, p, prune, &ids);
}

/* Somebody's next text, from the one they see. */
static struct str typed(struct arena *a, uint64_t *seed, unsigned *token, struct str seen)
{
    struct plan *p;
    struct err e = {0};
    struct str out;
    struct typing y = {.a = a, .seed = seed, .token = token, .done = true};
    assert_true(plan_from_json(seen, a, &p, &e));
    for (size_t n = 1 + below(seed, 4); n > 0; n--) {
        if (one_in(seed, 3)) {
            change_items(&y, p);
            continue;
        }
        y.places = 0;
        y.done = true;
        shape_walk(&plan_shape, p, type_here, &y);
        y.pick = below(seed, y.places);
        y.done = false;
        shape_walk(&plan_shape, p, type_here, &y);
    }
    assert_true(plan_number_ids(p, a, &e));
    assert_true(plans_json(p, a, &out, &e));
    /* what was typed can be read again, as a form's text is */
    CHECK(plan_from_json(out, a, &p, &e), "%s: %s", e.where, e.text);
    return out;
}

static bool has(struct str s, struct str part)
{
    return str_find(s, part, 0) != (size_t)-1;
}

static bool told(const struct plan_conflicts *c, struct str token)
{
    for (size_t i = 0; i < c->list.n; i++)
        if (has(c->list.at[i].mine, token))
            return true;
    return false;
}

/* Every token of `from` that was not in `base`: in `merged`, or told. */
static void none_lost(struct str from, struct str base, struct str merged, const struct plan_conflicts *c)
{
    for (size_t at = 0; (at = str_find(from, STR("tok"), at)) != (size_t)-1; at++) {
        struct str token = str_sub(from, at, str_find(from, STR("#"), at) + 1);
        CHECK(has(base, token) || has(merged, token) || (c && told(c, token)), "%.*s is lost", (int)token.n, token.p);
    }
}

static void merge_is(struct str base, struct str mine, struct str theirs, struct str expected)
{
    struct arena a;
    struct err e = {0};
    struct str merged;
    struct plan_conflicts c;
    arena_init(&a, 0);
    assert_true(plans_merge(base, mine, theirs, &a, &merged, &c, &e));
    CHECK(str_eq(merged, expected), "got %.*s\nexpected %.*s", (int)merged.n, merged.p, (int)expected.n, expected.p);
    assert_int_equal(c.list.n, 0);
    arena_free(&a);
}

static void test_nothing_is_lost(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct arena a;
        struct err e = {0};
        unsigned token = 0;
        struct str now, sees[2];
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, 5 + (unsigned)below(&seed, 40));
        p->version = (struct opt_int){true, 1};
        assert_true(plan_number_ids(p, &a, &e) && plans_json(p, &a, &now, &e));
        sees[0] = sees[1] = now;
        for (int step = 0; step < 30; step++) {
            size_t who = below(&seed, 2);
            struct str base = sees[who], mine = typed(&a, &seed, &token, base), merged;
            struct plan_conflicts c = {{0}};
            CHECK(plans_merge(base, mine, now, &a, &merged, &c, &e), "%s: %s", e.where, e.text);
            none_lost(mine, base, merged, &c);
            none_lost(now, base, merged, NULL);
            merge_is(base, mine, base, mine);
            merge_is(base, base, now, now);
            merge_is(base, mine, mine, mine);
            sees[who] = now = merged;
        }
        arena_free(&a);
    }
}

/* ---- what fails ---- */

static void test_not_json(void **state)
{
    struct arena a;
    struct str out, good = STR("{\"format\":\"goldthread.plan/1\"}"), bad = STR("{");
    struct plan_conflicts c;
    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < 3; i++) {
        struct err e = {0};
        assert_false(plans_merge(i == 0 ? bad : good, i == 1 ? bad : good, i == 2 ? bad : good, &a, &out, &c, &e));
        assert_int_equal(e.kind, ERR_INVALID);
    }
    arena_free(&a);
}

static bool merge_once(struct arena *a, void *ctx, struct err *e)
{
    const struct str *sides = ctx;
    struct str out;
    struct plan_conflicts c;
    return plans_merge(sides[0], sides[1], sides[2], a, &out, &c, e);
}

static void test_faults(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct str sides[] = {
        canonical(
            &a,
            STR("\"title\":\"A\",\"goals\":[{\"id\":\"g1\",\"statement\":\"A\"},{\"id\":\"g2\",\"statement\":\"B\"}]")),
        canonical(
            &a,
            STR("\"title\":\"B\",\"goals\":[{\"id\":\"g1\",\"statement\":\"M\"},{\"id\":\"g3\",\"statement\":\"N\"}],"
                "\"interventions\":[{\"id\":\"i1\",\"name\":\"X\",\"goals\":[\"g1\",\"g3\"]}]")),
        canonical(
            &a, STR("\"title\":\"C\",\"goals\":[{\"id\":\"g2\",\"statement\":\"D\"},{\"id\":\"g3\",\"statement\":\"T\","
                    "\"target\":{\"value\":5}}]"))};
    assert_true(fault_sweep(merge_once, sides) > 20);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),    cmocka_unit_test(test_long),   cmocka_unit_test(test_nothing_is_lost),
        cmocka_unit_test(test_not_json), cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
