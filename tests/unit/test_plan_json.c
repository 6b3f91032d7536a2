/* test_plan_json.c: the plan as JSON: what is refused, exact round trips, pointers, ids, the schema. */
#include "support.h"

#include "plan/plan_json.h"
#include "plan_random.h"


static struct str json_of(const struct plan *p, int indent, struct buf *b)
{
    buf_init(b, 0);
    plan_to_json(p, indent, b);
    assert_true(buf_ok(b));
    return buf_str(b);
}

static void samples_are_accepted_or_refused_with_the_place_named(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/json/samples.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct plan *p = NULL;
        const char *name = tsv_get(&t, "name"), *json = tsv_get(&t, "json");
        bool good = strcmp(tsv_get(&t, "verdict"), "good") == 0;
        arena_init(&a, 0);
        bool read = plan_from_json(str_of(json), &a, &p, &e);
        CHECK(read == good, "%s: %s at \"%s\": %s", name, read ? "accepted" : "refused", e.where, e.text);
        if (!good) {
            CHECK(e.kind == ERR_INVALID && p == NULL, "%s", name);
            const char *where = tsv_get(&t, "where");
            CHECK(!*where || (where[strlen(where) - 1] == '/' ? strncmp(e.where, where, strlen(where)) == 0
                                                              : strcmp(e.where, where) == 0),
                  "%s: at \"%s\", expected \"%s\"", name, e.where, where);
            CHECK(strstr(e.text, tsv_get(&t, "says")), "%s: says \"%s\"", name, e.text);
        } else {
            struct buf first, second;
            struct plan *again;
            struct str out = json_of(p, 0, &first);
            CHECK(plan_from_json(out, &a, &again, &e), "%s: %s: %s", name, e.where, e.text);
            CHECK(str_eq(json_of(again, 0, &second), out), "%s", name);
            buf_free(&first);
            buf_free(&second);
        }
        arena_free(&a);
    }
    tsv_close(&t);
}

static void what_was_written_comes_back_byte_for_byte(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 600; round++) {
        struct arena a;
        struct err e = {0};
        struct plan *p, *q = NULL;
        struct buf first, second;
        unsigned percent = round < 3 ? 100 : (unsigned)(round % 10) * 10;
        arena_init(&a, 0);
        p = random_plan(&a, &seed, percent);
        struct str out = json_of(p, round % 3, &first);
        CHECK(plan_from_json(out, &a, &q, &e), "round %d: %s: %s", round, e.where, e.text);
        CHECK(str_eq(json_of(q, round % 3, &second), out), "round %d: %s\n%s", round, first.p, second.p);
        buf_free(&first);
        buf_free(&second);
        arena_free(&a);
    }
}

/* Each member alone missing from a full plan. */
struct dropping {
    size_t countdown;
    bool dropped;
};

static void drop_one(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    struct dropping *d = ctx;
    static const size_t sizes[] = {
        [SHAPE_TEXT] = sizeof(struct str),        [SHAPE_TEXTS] = sizeof(plan_texts), [SHAPE_REF] = sizeof(struct str),
        [SHAPE_REFS] = sizeof(plan_texts),        [SHAPE_ID] = sizeof(struct str),    [SHAPE_DATE] = sizeof(struct date),
        [SHAPE_DEC] = sizeof(struct dec),         [SHAPE_INT] = sizeof(struct opt_int), [SHAPE_BOOL] = 2 * sizeof(bool),
        [SHAPE_ENUM] = sizeof(int),               [SHAPE_OBJECT] = 0,                 [SHAPE_LIST] = sizeof(struct shape_items),
    };
    (void)s;
    if (f->kind == SHAPE_ID || d->dropped || d->countdown-- != 0)
        return;
    d->dropped = true;
    memset(shape_member(f, item), 0, f->shape && f->kind == SHAPE_OBJECT ? f->shape->size : sizes[f->kind]);
    CHECK(shape_field_is_empty(f, item), "%s", f->key);
}

static void clear_links(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    (void)ctx;
    (void)s;
    if (f->kind == SHAPE_REF)
        *(struct str *)shape_member(f, item) = (struct str){NULL, 0};
    if (f->kind == SHAPE_REFS)
        ((plan_texts *)shape_member(f, item))->n = 0;
}

static void any_member_may_be_missing(void **state)
{
    uint64_t seed = 7;
    size_t rounds = 0;
    (void)state;
    for (size_t n = 0;; n++, rounds++) {
        struct arena a;
        struct err e = {0};
        struct plan *q = NULL;
        struct buf first, second;
        struct dropping d = {n, false};
        uint64_t same = seed;
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &same, 100);
        shape_walk(&plan_shape, p, clear_links, NULL); /* what is dropped may be what a link leads to */
        shape_walk(&plan_shape, p, drop_one, &d);
        struct str out = json_of(p, 0, &first);
        CHECK(plan_from_json(out, &a, &q, &e), "member %zu: %s: %s", n, e.where, e.text);
        CHECK(str_eq(json_of(q, 0, &second), out), "member %zu", n);
        buf_free(&first);
        buf_free(&second);
        arena_free(&a);
        if (!d.dropped)
            break;
    }
    CHECK(rounds > 300, "only %zu members were tried", rounds);
}

static void numbers_keep_their_writing(void **state)
{
    static const char json[] = "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"baseline\":{\"value\":12.10},"
                               "\"target\":{\"value\":0.000,\"high\":-7.5}}]}";
    struct arena a;
    struct err e = {0};
    struct plan *p;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_from_json(str_of(json), &a, &p, &e));
    assert_int_equal(p->goals.at[0].baseline.value.mant, 1210);
    assert_str(json_of(p, 0, &b), json, "decimals");
    buf_free(&b);
    arena_free(&a);
}

static void the_source_text_may_go_away(void **state)
{
    char json[] = "{\"format\":\"goldthread.plan/1\",\"title\":\"Kept\",\"values\":[{\"text\":\"caf\\u00e9\"}]}";
    struct arena a;
    struct err e = {0};
    struct plan *p;
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_from_json(str_of(json), &a, &p, &e));
    memset(json, 'x', sizeof json);
    assert_str(p->title, "Kept", "title");
    assert_string_equal(p->title.p, "Kept");
    assert_string_equal(p->values.at[0].text.p, "caf\xc3\xa9");
    arena_free(&a);
}

static void what_is_no_json_is_the_json_readers_error(void **state)
{
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    (void)state;
    arena_init(&a, 0);
    assert_false(plan_from_json(STR("{\"format\":"), &a, &p, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    assert_non_null(strstr(e.where, "line 1"));
    assert_null(p);
    arena_free(&a);
}

/* Texts without content are left out when writing, so that what was written can be read. */
static void empty_texts_are_left_out(void **state)
{
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = ARENA_NEW(&a, struct plan);
    p->title = STR("");
    assert_true(plan_add_text(&a, &p->crisis.steps, STR("")));
    assert_true(plan_add_text(&a, &p->crisis.risk, STR("")));
    assert_true(plan_add_text(&a, &p->crisis.risk, STR("low")));
    assert_str(json_of(p, 0, &b), "{\"format\":\"goldthread.plan/1\",\"crisis\":{\"risk\":[\"low\"]}}", "empty texts");
    buf_free(&b);
    arena_free(&a);
}

/* ids */

static void numbering_keeps_what_is_there_and_counts_objectives_through_the_plan(void **state)
{
    struct arena a;
    struct err e = {0};
    struct plan *p;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_from_json(STR("{\"format\":\"goldthread.plan/1\",\"goals\":[{\"objectives\":[{},{\"id\":\"o1\"}]},"
                                   "{\"id\":\"g1\",\"objectives\":[{}]}],\"interventions\":[{\"techniques\":[{}]},{}],"
                                   "\"culture\":{\"preferences\":[{}]},\"duration\":{\"phases\":[{\"id\":\"g2\"}]}}"),
                               &a, &p, &e));
    for (int twice = 0; twice < 2; twice++) {
        assert_true(plan_number_ids(p, &a, &e));
        assert_str(json_of(p, 0, &b),
                   "{\"format\":\"goldthread.plan/1\",\"culture\":{\"preferences\":[{\"id\":\"c1\"}]},"
                   "\"goals\":[{\"id\":\"g3\",\"objectives\":[{\"id\":\"o2\"},{\"id\":\"o1\"}]},"
                   "{\"id\":\"g1\",\"objectives\":[{\"id\":\"o3\"}]}],"
                   "\"interventions\":[{\"id\":\"i1\",\"techniques\":[{\"id\":\"t1\"}]},{\"id\":\"i2\"}],"
                   "\"duration\":{\"phases\":[{\"id\":\"g2\"}]}}",
                   "numbered");
        buf_free(&b);
    }
    arena_free(&a);
}

static void numbered_plans_read_back(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 100; round++) {
        struct arena a;
        struct err e = {0};
        struct plan *q;
        struct buf b;
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, 50);
        assert_true(plan_number_ids(p, &a, &e));
        CHECK(plan_from_json(json_of(p, 0, &b), &a, &q, &e), "%s: %s", e.where, e.text);
        buf_free(&b);
        arena_free(&a);
    }
}

/* pointers */

static const char pointed[] =
    "{\"format\":\"goldthread.plan/1\",\"title\":\"T\",\"client\":{\"name\":\"N\",\"age_years\":4},"
    "\"problems\":[{\"id\":\"p1\"}],"
    "\"goals\":[{\"statement\":\"g0\"},{\"id\":\"g2\",\"statement\":\"g1\",\"problems\":[\"p1\"],\"priority\":\"high\","
    "\"objectives\":[{\"statement\":\"o\",\"target\":{\"text\":\"t\"}}]}],"
    "\"crisis\":{\"steps\":[\"s0\",\"s1\"],\"safety_plan\":{\"coping\":[\"walk\"]}}}";

static void pointers_lead_to_texts_only(void **state)
{
    static const struct {
        const char *pointer, *text; /* text NULL: none */
        bool writable;
    } rows[] = {
        {"/title", "T", true},
        {"/client/name", "N", true},
        {"/goals/0/statement", "g0", true},
        {"/goals/1/statement", "g1", true},
        {"/goals/1/objectives/0/statement", "o", true},
        {"/goals/1/objectives/0/target/text", "t", true},
        {"/crisis/steps/1", "s1", true},
        {"/crisis/safety_plan/coping/0", "walk", true},
        {"/goals/1/id", "g2", false},
        {"/goals/1/problems/0", "p1", false},
        {"", NULL, false},
        {"title", NULL, false},
        {"/", NULL, false},
        {"/titel", NULL, false},
        {"/title/", NULL, false},
        {"/title/0", NULL, false},
        {"/client", NULL, false},
        {"/client/", NULL, false},
        {"/client/age_years", NULL, false},
        {"/client/age_years/0", NULL, false},
        {"/goals", NULL, false},
        {"/goals/1", NULL, false},
        {"/goals/2/statement", NULL, false},
        {"/goals/01/statement", NULL, false},
        {"/goals/-1/statement", NULL, false},
        {"/goals/x/statement", NULL, false},
        {"/goals//statement", NULL, false},
        {"/goals/1/priority", NULL, false},
        {"/goals/0/objectives/0/statement", NULL, false},
        {"/crisis/steps", NULL, false},
        {"/crisis/steps/2", NULL, false},
        {"/crisis/steps/0/0", NULL, false},
        {"/crisis/resources/0", NULL, false},
        {"/goals/99999999999999999999/statement", NULL, false},
    };
    struct arena a;
    struct err e = {0};
    struct plan *p;
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_from_json(str_of(pointed), &a, &p, &e));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str pointer = str_of(rows[i].pointer), text = plan_pointer_get(p, pointer);
        CHECK(!text.p == !rows[i].text, "%s", rows[i].pointer);
        if (rows[i].text)
            assert_str(text, rows[i].text, rows[i].pointer);
        err_clear(&e);
        CHECK(plan_pointer_set(p, pointer, STR("new"), &a, &e) == rows[i].writable, "%s", rows[i].pointer);
        CHECK(rows[i].writable || (e.kind == ERR_NOT_FOUND && strcmp(e.where, rows[i].pointer) == 0), "%s",
              rows[i].pointer);
        text = plan_pointer_get(p, pointer);
        assert_str(text, rows[i].writable ? "new" : rows[i].text ? rows[i].text : "", rows[i].pointer);
    }
    arena_free(&a);
}

static void a_text_that_was_absent_can_be_set_and_taken_away(void **state)
{
    struct arena a;
    struct err e = {0};
    struct plan *p;
    char words[] = "in own words";
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_from_json(str_of(pointed), &a, &p, &e));
    assert_true(plan_pointer_set(p, STR("/goals/0/client_words"), str_of(words), &a, &e));
    words[0] = 'x';
    assert_string_equal(p->goals.at[0].client_words.p, "in own words");
    assert_true(plan_pointer_set(p, STR("/goals/0/client_words"), (struct str){NULL, 0}, &a, &e));
    assert_null(p->goals.at[0].client_words.p);
    assert_false(plan_pointer_set(p, STR("/goals/7/client_words"), STR("x"), &a, NULL));
    arena_free(&a);
}

/* lists */

static void lists_grow_and_keep_their_items(void **state)
{
    struct arena a;
    struct plan p;
    (void)state;
    arena_init(&a, 0);
    memset(&p, 0, sizeof p);
    for (int i = 0; i < 100; i++) {
        struct plan_goal *g = PLAN_PUSH(&a, &p.goals);
        assert_non_null(g);
        assert_null(g->statement.p);
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        assert_true(plan_text(&a, str_of(text), &g->statement));
        assert_true(plan_add_text(&a, &p.goals.at[0].details, str_of(text)));
    }
    assert_int_equal(p.goals.n, 100);
    assert_str(p.goals.at[57].statement, "57", "goal");
    assert_str(p.goals.at[0].details.at[99], "99", "detail");
    struct str absent = STR("x");
    assert_true(plan_text(&a, (struct str){NULL, 0}, &absent));
    assert_null(absent.p);
    assert_int_equal(absent.n, 0);
    arena_free(&a);
}

/* faults */

static bool read_and_number(struct arena *a, void *ctx, struct err *e)
{
    struct plan *p;
    return plan_from_json(*(struct str *)ctx, a, &p, e) && plan_number_ids(p, a, e) &&
           plan_pointer_set(p, STR("/title"), STR("another title"), a, e);
}

static bool add_texts(struct arena *a, void *ctx, struct err *e)
{
    plan_texts list = {NULL, 0, 0};
    (void)ctx;
    for (int i = 0; i < 6; i++)
        if (!plan_add_text(a, &list, STR("text")))
            return err_no_memory(e);
    return true;
}

static void every_allocation_may_fail(void **state)
{
    uint64_t seed = 11;
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = random_plan(&a, &seed, 100);
    p->goals.at[0].id = (struct str){NULL, 0};
    shape_walk(&plan_shape, p, clear_links, NULL);
    p->goals.at[0].problems.n = 0;
    assert_true(plan_add_text(&a, &p->goals.at[0].problems, p->problems.at[0].id));
    struct str json = json_of(p, 0, &b);
    assert_true(fault_sweep(read_and_number, &json) > 20);
    limit_sweep(read_and_number, &json, 4096);
    assert_true(fault_sweep(add_texts, NULL) > 5);
    buf_free(&b);
    arena_free(&a);
}

/* the schema */

static void the_committed_schema_is_what_the_tables_say(void **state)
{
    struct buf b;
    size_t n;
    (void)state;
    buf_init(&b, 0);
    plan_schema(&b);
    assert_true(buf_ok(&b));
    char *committed = read_file("docs/plan.schema.json", &n);
    CHECK(n == b.n && memcmp(committed, b.p, n) == 0, "docs/plan.schema.json is out of date: run make docs");
    free(committed);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_accepted_or_refused_with_the_place_named),
        cmocka_unit_test(what_was_written_comes_back_byte_for_byte),
        cmocka_unit_test(any_member_may_be_missing),
        cmocka_unit_test(numbers_keep_their_writing),
        cmocka_unit_test(the_source_text_may_go_away),
        cmocka_unit_test(what_is_no_json_is_the_json_readers_error),
        cmocka_unit_test(empty_texts_are_left_out),
        cmocka_unit_test(numbering_keeps_what_is_there_and_counts_objectives_through_the_plan),
        cmocka_unit_test(numbered_plans_read_back),
        cmocka_unit_test(pointers_lead_to_texts_only),
        cmocka_unit_test(a_text_that_was_absent_can_be_set_and_taken_away),
        cmocka_unit_test(lists_grow_and_keep_their_items),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(the_committed_schema_is_what_the_tables_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
