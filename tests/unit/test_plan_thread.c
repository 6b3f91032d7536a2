/* test_plan_thread.c: the golden thread of small plans, of random ones and of large ones. */
#include "support.h"

#include "plan/plan_json.h"
#include "plan/thread.h"
#include "plan_random.h"

static struct plan *plan_of(struct str members, struct arena *a)
{
    struct err e = {0};
    struct plan *p = NULL;
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "{\"format\":\"%s\"%s", PLAN_FORMAT, members.n ? "," : "");
    buf_add(&b, members);
    buf_char(&b, '}');
    CHECK(plan_from_json(buf_str(&b), a, &p, &e), "%s: %s\n%s", e.where, e.text, b.p);
    buf_free(&b);
    return p;
}

static void put_word(struct buf *b, struct str word)
{
    if (b->n)
        buf_char(b, ' ');
    buf_add(b, word);
}

static void small_plans_have_the_threads_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/thread/cases.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct thread thread;
        struct buf edges, up, down, loose;
        const char *name = tsv_get(&t, "name");
        arena_init(&a, 0);
        buf_init(&edges, 0);
        buf_init(&up, 0);
        buf_init(&down, 0);
        buf_init(&loose, 0);
        CHECK(thread_build(plan_of(str_of(tsv_get(&t, "plan")), &a), &a, &thread, &e), "%s", name);
        for (size_t i = 0; i < thread.edges.n; i++) {
            const struct thread_edge *x = &thread.edges.at[i];
            put_word(&edges, thread.nodes.at[x->from].id);
            buf_char(&edges, '>');
            buf_add(&edges, thread.nodes.at[x->to].id);
            buf_cstr(&edges, x->implied ? "*" : "");
        }
        for (size_t i = 0; i < thread.nodes.n; i++) {
            const struct thread_node *n = &thread.nodes.at[i];
            if (n->needs_up)
                put_word(&up, n->id);
            if (n->needs_down)
                put_word(&down, n->id);
            if (!n->followed)
                put_word(&loose, n->id);
        }
        CHECK(str_is(buf_str(&edges), tsv_get(&t, "edges")), "%s: edges %s", name, edges.n ? edges.p : "");
        CHECK(str_is(buf_str(&up), tsv_get(&t, "up")), "%s: up %s", name, up.n ? up.p : "");
        CHECK(str_is(buf_str(&down), tsv_get(&t, "down")), "%s: down %s", name, down.n ? down.p : "");
        CHECK(str_is(buf_str(&loose), tsv_get(&t, "loose")), "%s: loose %s", name, loose.n ? loose.p : "");
        buf_free(&edges);
        buf_free(&up);
        buf_free(&down);
        buf_free(&loose);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* An item with words and without id is a node all the same; what it is called is the first thing there. */
static void nodes_are_labelled_and_pointed_at(void **state)
{
    static const struct {
        const char *pointer, *label;
    } rows[] = {
        {"/diagnoses/0", "GAD"},           {"/diagnoses/1", "F41.1"},       {"/diagnoses/2", "unclear"},
        {"/problems/0", "worry"},          {"/problems/1", "sleeps ill"},   {"/problems/2", "I am tired"},
        {"/values/0", "family"},           {"/strengths/0", "humour"},      {"/barriers/0", "no car"},
        {"/goals/0", "be well"},           {"/goals/1", "own words"},       {"/goals/2", "1"},
        {"/goals/1/objectives/0", "walk"}, {"/goals/1/objectives/1", "1b"}, {"/goals/1/objectives/2", ""},
        {"/interventions/0", "CBT"},       {"/interventions/1", "talk"},    {"/interventions/2", "group"},
        {"/monitoring/0", "weekly"},       {"/monitoring/1", "diary"},      {"/monitoring/2", "gad7"},
    };
    struct arena a;
    struct err e = {0};
    struct thread t;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of(
        STR("\"diagnoses\":[{\"title\":\"GAD\",\"code\":\"x\"},{\"code\":\"F41.1\"},{\"text\":\"unclear\"}],"
            "\"problems\":[{\"name\":\"worry\",\"statement\":\"x\"},{\"statement\":\"sleeps ill\"},"
            "{\"client_words\":\"I am "
            "tired\"}],\"values\":[{\"text\":\"family\"}],\"strengths\":[{\"text\":\"humour\"}],"
            "\"barriers\":[{\"text\":\"no car\"}],\"goals\":[{\"name\":\"x\",\"statement\":\"be well\"},"
            "{\"client_words\":\"own "
            "words\",\"objectives\":[{\"statement\":\"walk\",\"name\":\"x\"},{\"name\":\"1b\"},{}]},"
            "{\"name\":\"1\"}],\"interventions\":[{\"name\":\"CBT\",\"text\":\"x\"},{\"text\":\"talk\"},"
            "{\"modality\":\"group\"}],\"monitoring\":[{\"text\":\"weekly\"},{\"measure\":{\"name\":\"diary\"}},"
            "{\"measure\":{\"instrument\":\"gad7\"}}]"),
        &a);
    assert_true(thread_build(p, &a, &t, &e));
    assert_int_equal(t.nodes.n, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < t.nodes.n; i++) {
        assert_str(t.nodes.at[i].pointer, rows[i].pointer, rows[i].pointer);
        assert_str(t.nodes.at[i].label, rows[i].label, rows[i].pointer);
    }
    arena_free(&a);
}

static void pointers_of_many_items_count_in_tens(void **state)
{
    struct arena a;
    struct err e = {0};
    struct thread t;
    struct plan p;
    (void)state;
    arena_init(&a, 0);
    memset(&p, 0, sizeof p);
    for (int i = 0; i < 123; i++)
        assert_non_null(PLAN_PUSH(&a, &p.values));
    assert_true(thread_build(&p, &a, &t, &e));
    assert_str(t.nodes.at[9].pointer, "/values/9", "9");
    assert_str(t.nodes.at[10].pointer, "/values/10", "10");
    assert_str(t.nodes.at[122].pointer, "/values/122", "122");
    arena_free(&a);
}

/* Properties that hold for every plan. */
static void check_graph(const struct plan *p, const struct thread *t)
{
    size_t goal = 0;
    for (size_t i = 0; i < t->edges.n; i++) {
        const struct thread_edge *x = &t->edges.at[i], *before = i ? x - 1 : NULL;
        const struct thread_node *up = &t->nodes.at[x->from], *down = &t->nodes.at[x->to];
        assert_true(x->from < t->nodes.n && x->to < t->nodes.n);
        assert_true(up->kind < down->kind);
        assert_true(up->below & (1u << down->kind));
        assert_true(down->above & (1u << up->kind));
        assert_true(!before || before->from < x->from || (before->from == x->from && before->to < x->to));
    }
    for (size_t i = 0; i < t->nodes.n; i++) {
        const struct thread_node *n = &t->nodes.at[i];
        assert_true(i == 0 || n[-1].kind <= n->kind);
        if (n->kind == THREAD_GOAL) {
            enum tri relevant = thread_implies_relevance(p, &p->goals.at[goal++]);
            assert_int_equal(n->needs_up, relevant != TRI_YES);
        }
    }
    assert_int_equal(goal, p->goals.n);
}

/* What serves an objective: its own, then what its goal has and names no objective; never another objective's. */
static void what_serves_an_objective(void **state)
{
    static const struct {
        const char *plan, *o1, *o2;
    } rows[] = {
        {"\"interventions\":[{\"id\":\"i1\",\"objectives\":[\"o1\"]},{\"id\":\"i2\",\"objectives\":[\"o2\"]}]", "i1",
         "i2"},
        {"\"interventions\":[{\"id\":\"i1\",\"goals\":[\"g1\"],\"objectives\":[\"o1\"]},{\"id\":\"i2\",\"objectives\":["
         "\"o2\"]}]",
         "i1", "i2"}, /* it names the goal too, but an objective of it */
        {"\"interventions\":[{\"id\":\"i1\",\"goals\":[\"g1\"]},{\"id\":\"i2\",\"objectives\":[\"o2\"]}]", "i1",
         "i2 i1"},
        {"\"interventions\":[{\"id\":\"i1\",\"goals\":[\"g1\"]},{\"id\":\"i2\",\"goals\":[\"g1\"]}]", "i1 i2", "i1 i2"},
        {"\"interventions\":[{\"id\":\"i1\"}]", "i1", "i1"}, /* of the only goal, implied */
        {"\"interventions\":[]", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct buf plan, got[2];
        struct thread t;
        struct err e = {0};
        arena_init(&a, 0);
        buf_init(&plan, 0);
        buf_printf(&plan, "\"goals\":[{\"id\":\"g1\",\"objectives\":[{\"id\":\"o1\"},{\"id\":\"o2\"}]}],%s",
                   rows[i].plan);
        CHECK(thread_build(plan_of(buf_str(&plan), &a), &a, &t, &e), "row %zu", i);
        for (size_t n = 0, k = 0, goal = 0; n < t.nodes.n; n++) {
            struct thread_serving it;
            size_t edge;
            goal = t.nodes.at[n].kind == THREAD_GOAL ? n : goal;
            if (t.nodes.at[n].kind != THREAD_OBJECTIVE)
                continue;
            buf_init(&got[k], 0);
            thread_serving_begin(&t, goal, n, THREAD_INTERVENTION, &it);
            while (thread_serving_next(&t, &it, &edge))
                put_word(&got[k], t.nodes.at[t.edges.at[edge].to].id);
            CHECK(str_is(str_trim(buf_str(&got[k])), k ? rows[i].o2 : rows[i].o1), "row %zu, objective %zu: %.*s", i,
                  k + 1, (int)got[k].n, got[k].p ? got[k].p : "");
            buf_free(&got[k++]);
        }
        buf_free(&plan);
        arena_free(&a);
    }
}

static void random_plans_have_sound_threads(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct arena a;
        struct err e = {0};
        struct thread t;
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, (unsigned)(10 + round % 10 * 10));
        assert_true(thread_build(p, &a, &t, &e));
        check_graph(p, &t);
        arena_free(&a);
    }
}

/* A link of no length, as code may make one, is no link; it must not find an item without id. */
static void links_of_no_length_lead_nowhere(void **state)
{
    struct arena a;
    struct err e = {0};
    struct thread t;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of(STR("\"strengths\":[{}],\"values\":[{},{}],\"goals\":[{},{}]"), &a);
    assert_true(plan_add_text(&a, &p->goals.at[0].values, STR("")));
    assert_true(plan_add_text(&a, &p->goals.at[0].values, STR("gone")));
    assert_true(plan_add_text(&a, &p->strengths.at[0].used_by, STR("")));
    assert_true(plan_add_text(&a, &p->strengths.at[0].used_by, STR("gone")));
    assert_true(thread_build(p, &a, &t, &e));
    assert_int_equal(t.edges.n, 0);
    arena_free(&a);
}

static void relevance_is_known_without_the_graph(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct plan *none = plan_of(STR("\"goals\":[{},{}]"), &a);
    assert_int_equal(thread_implies_relevance(none, &none->goals.at[0]), TRI_UNKNOWN);
    struct plan *unclear = plan_of(STR("\"goals\":[{},{\"values\":[\"v1\"]}],\"values\":[{\"id\":\"v1\"}]"), &a);
    assert_int_equal(thread_implies_relevance(unclear, &unclear->goals.at[0]), TRI_NO);
    assert_int_equal(thread_implies_relevance(unclear, &unclear->goals.at[1]), TRI_YES);
    struct plan *implied = plan_of(STR("\"goals\":[{},{}],\"diagnoses\":[{}]"), &a);
    assert_int_equal(thread_implies_relevance(implied, &implied->goals.at[1]), TRI_YES);
    arena_free(&a);
}

static void the_graph_as_json(void **state)
{
    struct arena a;
    struct err e = {0};
    struct thread t;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct plan *p = plan_of(STR("\"problems\":[{\"id\":\"p1\",\"name\":\"worry\"}],\"goals\":[{}]"), &a);
    assert_true(thread_build(p, &a, &t, &e));
    thread_put_json(&t, 0, &b);
    assert_str(
        buf_str(&b),
        "{\"nodes\":[{\"kind\":\"problem\",\"id\":\"p1\",\"label\":\"worry\",\"pointer\":\"/problems/0\","
        "\"needs_up\":false,\"needs_down\":false},{\"kind\":\"goal\",\"pointer\":\"/goals/0\",\"needs_up\":false,"
        "\"needs_down\":true}],\"edges\":[{\"from\":\"/problems/0\",\"to\":\"/goals/0\",\"implied\":true}]}",
        "json");
    buf_free(&b);
    arena_free(&a);
    assert_string_equal(thread_kind_name(THREAD_DIAGNOSIS), "diagnosis");
    assert_string_equal(thread_kind_name(THREAD_MONITORING), "monitoring");
}

static bool build(struct arena *a, void *ctx, struct err *e)
{
    struct thread t;
    return thread_build(ctx, a, &t, e);
}

static void every_allocation_may_fail(void **state)
{
    struct arena a;
    uint64_t seed = 5;
    (void)state;
    arena_init(&a, 0);
    for (int round = 0; round < 5; round++) {
        struct plan *p = random_plan(&a, &seed, 100);
        p->goals.at[0].measure.instrument = (struct str){NULL, 0};
        p->goals.at[0].measure.name = STR("Diary");
        assert_true(fault_sweep(build, p) > 10);
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_plans_have_the_threads_of_the_table),
        cmocka_unit_test(nodes_are_labelled_and_pointed_at),
        cmocka_unit_test(pointers_of_many_items_count_in_tens),
        cmocka_unit_test(what_serves_an_objective),
        cmocka_unit_test(random_plans_have_sound_threads),
        cmocka_unit_test(links_of_no_length_lead_nowhere),
        cmocka_unit_test(relevance_is_known_without_the_graph),
        cmocka_unit_test(the_graph_as_json),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
