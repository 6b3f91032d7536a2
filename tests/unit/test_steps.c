/*
 * Work grows with what is asked for, not with its square: eight times as much takes about eight times the steps
 * (steps.h), and twelve at most; square growth would be 64 times.
 */
#include "support.h"

#include "steps.h"

#include "base/json.h"
#include "plan/diff.h"
#include "plan/plan_json.h"
#include "plan/thread.h"
#include "rules/rules.h"

typedef unsigned long long work(size_t n, int kind);

static void grows_with(const char *what, int kind, work *of, size_t n)
{
    unsigned long long one = of(n, kind), eight = of(8 * n, kind);
    if (getenv("GOLDTHREAD_TEST_SHOW"))
        print_message("%s %d: %zu take %llu steps, %zu take %llu: %.1f times\n", what, kind, n, one, 8 * n, eight,
                      (double)eight / (double)one);
    CHECK(one > n, "%s %d: %zu take %llu steps; nothing counted?", what, kind, n, one);
    CHECK(eight < 12 * one, "%s %d: %zu take %llu steps, %zu take %llu", what, kind, n, one, 8 * n, eight);
}

/* JSON: an object of n bytes of keys that are short numbers, that end alike, or that each begin with all shorter ones.
 */
static unsigned long long keys_are_read(size_t n, int kind)
{
    struct buf b;
    struct arena a;
    struct err e = {0};
    const struct json *root;
    buf_init(&b, 0);
    arena_init(&a, 0);
    buf_char(&b, '{');
    for (size_t i = 0; b.n < n; i++) {
        buf_cstr(&b, i == 0 ? "\"" : ",\"");
        if (kind == 0)
            buf_printf(&b, "%zu", i);
        else if (kind == 1)
            buf_printf(&b, "%08zu same end", i);
        else
            buf_repeat(&b, 'a', i);
        buf_cstr(&b, "\":0");
    }
    buf_char(&b, '}');
    steps = 0;
    assert_true(json_parse(buf_str(&b), &a, &root, &e));
    unsigned long long took = steps;
    arena_free(&a);
    buf_free(&b);
    return took;
}

static void keys_of_an_object(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++)
        grows_with("keys", kind, keys_are_read, 50000);
}

/* A plan with n problems. An item is: before, its number, behind. */
static const struct {
    const char *before, *behind, *tail;
    bool good;
} items[] = {
    {"{\"name\":\"", "\"}", "}", true},
    {"{\"id\":\"p", "\"}", "}", true},
    {"{\"id\":\"p", "\",\"diagnoses\":[\"d\"]}", ",\"diagnoses\":[{\"id\":\"d\"}]}", true},
    {"{\"id\":\"p", "\"}", ",\"goals\":[{\"problems\":[\"none\"]}]}", false},
    {"{\"id\":\"same\",\"name\":\"", "\"}", "}", false},
    {"{\"x", "\":1}", "}", false},
};

static unsigned long long plan_is_read(size_t n, int kind)
{
    struct buf b;
    struct arena a;
    struct err e = {0};
    struct plan *p;
    buf_init(&b, 0);
    arena_init(&a, 0);
    buf_cstr(&b, "{\"format\":\"goldthread.plan/1\",\"problems\":[");
    for (size_t i = 0; i < n; i++) {
        buf_cstr(&b, items[kind].before);
        buf_int(&b, (long long)i);
        buf_cstr(&b, items[kind].behind);
        buf_cstr(&b, i + 1 < n ? "," : "]");
    }
    buf_cstr(&b, items[kind].tail);
    steps = 0;
    CHECK(plan_from_json(buf_str(&b), &a, &p, &e) == items[kind].good, "%s: %s", e.where, e.text);
    unsigned long long took = steps;
    arena_free(&a);
    buf_free(&b);
    return took;
}

static void items_of_a_plan(void **state)
{
    (void)state;
    for (int kind = 0; kind < (int)(sizeof items / sizeof *items); kind++)
        grows_with("items", kind, plan_is_read, 2000);
}

/* n goals and n steps of the crisis plan, all different, compared with themselves. */
static unsigned long long plans_are_compared(size_t n, int kind)
{
    struct arena a;
    struct err e = {0};
    struct diff d;
    struct plan p = {.id = {NULL, 0}};
    (void)kind;
    arena_init(&a, 0);
    for (size_t i = 0; i < n; i++) {
        struct plan_goal *g = PLAN_PUSH(&a, &p.goals);
        char text[64];
        snprintf(text, sizeof text, "goal number %zu of many", i);
        assert_true(plan_text(&a, str_of(text), &g->statement));
        assert_true(plan_add_text(&a, &p.crisis.steps, str_of(text)));
    }
    assert_true(plan_number_ids(&p, &a, &e));
    steps = 0;
    assert_true(diff_plans(&p, &p, &a, &d, &e));
    unsigned long long took = steps;
    assert_int_equal(d.changes.n, 0);
    arena_free(&a);
    return took;
}

static void lists_that_are_compared(void **state)
{
    (void)state;
    grows_with("lists", 0, plans_are_compared, 8000);
}

/* n goals with an objective each, all of one instrument, and n of everything else. */
static unsigned long long thread_is_built(size_t n, int kind)
{
    struct arena a;
    struct err e = {0};
    struct thread t;
    struct plan p;
    (void)kind;
    arena_init(&a, 0);
    memset(&p, 0, sizeof p);
    for (size_t i = 0; i < n; i++) {
        struct plan_goal *g = PLAN_PUSH(&a, &p.goals);
        struct plan_objective *o = PLAN_PUSH(&a, &g->objectives);
        struct plan_monitoring *m = PLAN_PUSH(&a, &p.monitoring);
        o->measure.instrument = m->measure.instrument = STR("gad7");
        PLAN_PUSH(&a, &p.interventions);
        PLAN_PUSH(&a, &p.problems);
        PLAN_PUSH(&a, &p.diagnoses);
    }
    assert_true(plan_number_ids(&p, &a, &e));
    for (size_t i = 0; i < n; i++) {
        assert_true(plan_add_text(&a, &p.interventions.at[i].goals, p.goals.at[0].id));
        assert_true(plan_add_text(&a, &p.problems.at[i].diagnoses, p.diagnoses.at[n - 1 - i].id));
    }
    steps = 0;
    assert_true(thread_build(&p, &a, &t, &e));
    unsigned long long took = steps;
    arena_free(&a);
    return took;
}

static void the_golden_thread_of_a_plan(void **state)
{
    (void)state;
    grows_with("thread", 0, thread_is_built, 1000);
}

static unsigned long long check(struct arena *a, const struct plan *p, size_t at_least)
{
    struct findings f;
    struct err e = {0};
    steps = 0;
    CHECK(rules_check(p, a, &f, &e), "%s: %s", e.where, e.text);
    unsigned long long took = steps;
    assert_true(f.list.n >= at_least);
    return took;
}

/* A plan of n goals, each with an objective, interventions, measures and consents, all alike. */
static struct plan *large_plan(struct arena *a, size_t n)
{
    struct plan *p = ARENA_NEW(a, struct plan);
    struct err e = {0};
    for (size_t i = 0; i < n; i++) {
        struct plan_goal *g = PLAN_PUSH(a, &p->goals);
        struct plan_objective *o = PLAN_PUSH(a, &g->objectives);
        struct plan_intervention *x = PLAN_PUSH(a, &p->interventions);
        struct plan_monitoring *m = PLAN_PUSH(a, &p->monitoring);
        struct plan_consent *c = PLAN_PUSH(a, &p->agreement.consents);
        struct plan_referral *r = PLAN_PUSH(a, &p->referrals);
        struct plan_phase *h = PLAN_PUSH(a, &p->duration.phases);
        g->statement = STR("Improve quality of life and be less of an addict.");
        o->statement = STR("Reduce PHQ-9 from 16 to 8 and call 2 friends and write 3 letters and walk 4 miles.");
        o->measure = (struct plan_measure){.kind = MEASURE_INSTRUMENT, .name = STR("PHQ-9"), .instrument = STR("phq9")};
        o->target = (struct plan_target){.kind = TARGET_ABSOLUTE, .value = dec_of_int((int64_t)i % 20)};
        x->name = STR("Support");
        x->phase = STR("Third");
        x->condition.text = STR("If needed");
        m->measure = o->measure;
        c->with = STR("Somebody");
        r->name = STR("Elsewhere");
        h->name = STR("Second");
    }
    assert_true(plan_number_ids(p, a, &e));
    return p;
}

static unsigned long long plan_is_checked(size_t n, int kind)
{
    struct arena a;
    (void)kind;
    arena_init(&a, 0);
    unsigned long long took = check(&a, large_plan(&a, n), n);
    arena_free(&a);
    return took;
}

static void rules_over_a_plan(void **state)
{
    (void)state;
    grows_with("rules", 0, plan_is_checked, 250);
}

/* One text of n bytes made of the same words, at every place where a text is looked through word by word. */
static unsigned long long text_is_checked(size_t n, int kind)
{
    static const char words[] = "no suicidal addict, suffers from \" and call 2 ____ [x y] ; walk 3 - ";
    struct arena a;
    (void)kind;
    char *text = malloc(n);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++)
        text[i] = words[i % (sizeof words - 1)];
    arena_init(&a, 0);
    struct plan p = {0};
    struct str s = {text, n};
    struct plan_problem *x = PLAN_PUSH(&a, &p.problems);
    x->statement = s;
    ((struct plan_goal *)PLAN_PUSH(&a, &p.goals))->statement = s;
    ((struct plan_referral *)PLAN_PUSH(&a, &p.referrals))->text = s;
    plan_add_text(&a, &p.reviews.clauses, s);
    unsigned long long took = check(&a, &p, 1);
    arena_free(&a);
    free(text);
    return took;
}

static void rules_over_a_text(void **state)
{
    (void)state;
    grows_with("text", 0, text_is_checked, 20000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_an_object),       cmocka_unit_test(items_of_a_plan),
        cmocka_unit_test(lists_that_are_compared), cmocka_unit_test(the_golden_thread_of_a_plan),
        cmocka_unit_test(rules_over_a_plan),       cmocka_unit_test(rules_over_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
