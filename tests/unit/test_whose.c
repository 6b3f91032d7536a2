/* What a plan says of whose it is (plan/whose.h). */
#include "support.h"

#include "base/json.h"
#include "plan/plan_json.h"
#include "plan/whose.h"

static struct plan *plan_of(struct tsv *t, struct arena *a)
{
    struct str text = str_of(tsv_get(t, "text"));
    struct plan *p;
    struct buf b;
    struct json_out o;
    struct err e = {0};
    buf_init(&b, 0);
    buf_cstr(&b, "{\"format\":\"goldthread.plan/1\",");
    if (text.p[0] == '{') {
        buf_printf(&b, "\"client\":%.*s}", (int)text.n, text.p);
    } else {
        buf_cstr(&b, "\"problems\":[{\"statement\":");
        json_out_init(&o, &b, 0);
        json_put_str(&o, text);
        buf_cstr(&b, "}]}");
    }
    CHECK(plan_from_json(buf_str(&b), a, &p, &e), "%s: %s: %s", tsv_where(t), e.where, e.text);
    buf_free(&b);
    return p;
}

static const struct whose_known joana = {
    {"Joana Silva", 11}, {"Jo", 2}, {.year = 1990, .month = 4, .day = 3}, {.year = 2026, .month = 11, .day = 28}};

static void what_is_said_apart(void **state)
{
    static const char *const kinds[] = {"age", "birth", "name"}, *const places[] = {"age_years", "birth_date", "name"};
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/whose.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf b;
        struct err e = {0};
        struct whose_clashes found;
        arena_init(&a, 0);
        buf_init(&b, 0);
        bool head = tsv_get(&t, "text")[0] == '{';
        CHECK(plan_whose(plan_of(&t, &a), &joana, &a, &found, &e), "%s: %s", tsv_where(&t), e.text);
        for (size_t i = 0; i < found.list.n; i++) {
            const struct whose_clash *c = &found.list.at[i];
            char at[40];
            snprintf(at, sizeof at, "/client/%s", places[c->kind]);
            buf_printf(&b, "%s%s=%.*s", i ? " " : "", kinds[c->kind], (int)c->said.n, c->said.p);
            assert_str(c->pointer, head ? at : "/problems/0/statement", tsv_where(&t));
        }
        assert_str(buf_str(&b), tsv_get(&t, "found"), tsv_where(&t));
        buf_free(&b);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* Of a record without a day of birth nothing is said of age and birth; a name is compared all the same. */
static void without_a_day_of_birth(void **state)
{
    struct arena a;
    struct err e = {0};
    struct whose_clashes found;
    struct whose_known known = joana;
    struct plan p = {.id = {NULL, 0}};
    (void)state;
    known.birth = (struct date){0};
    p.client.name = STR("Maria Sanchez");
    p.client.age_years = (struct opt_int){true, 29};
    p.client.birth_date = (struct date){.year = 1991, .month = 1, .day = 1};
    arena_init(&a, 0);
    assert_true(plan_whose(&p, &known, &a, &found, &e));
    assert_int_equal(found.list.n, 1);
    assert_int_equal(found.list.at[0].kind, WHOSE_NAME);
    arena_free(&a);
}

static bool look_once(struct arena *a, void *ctx, struct err *e)
{
    struct whose_clashes found;
    return plan_whose(ctx, &joana, a, &found, e);
}

static void every_allocation_fails(void **state)
{
    struct plan p = {.id = {NULL, 0}};
    (void)state;
    p.client.name = STR("Maria Sanchez");
    p.client.age_years = (struct opt_int){true, 29};
    p.client.birth_date = (struct date){.year = 1991, .month = 1, .day = 1};
    assert_true(fault_sweep(look_once, &p) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_said_apart), cmocka_unit_test(without_a_day_of_birth),
                                       cmocka_unit_test(every_allocation_fails)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
