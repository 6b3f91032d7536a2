/* test_plan_bind.c: sentences become typed parts; what a plan knows about them. */
#include "support.h"

#include "base/json.h"
#include "measure/measure.h"
#include "plan/condition.h"
#include "plan/plan_json.h"
#include "plan_random.h"

static struct plan *plan_of(const char *members, struct arena *a)
{
    struct err e = {0};
    struct plan *p = NULL;
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "{\"format\":\"%s\",%s}", PLAN_FORMAT, members);
    CHECK(plan_from_json(buf_str(&b), a, &p, &e), "%s: %s\n%s", e.where, e.text, b.p);
    buf_free(&b);
    return p;
}

static void assert_plan(const struct plan *p, const char *members, const char *where)
{
    struct buf b, expected;
    buf_init(&b, 0);
    buf_init(&expected, 0);
    plan_to_json(p, 0, &b);
    buf_printf(&expected, "{\"format\":\"%s\",%s}", PLAN_FORMAT, members);
    CHECK(str_eq(buf_str(&b), buf_str(&expected)), "%s:\n  got      %s\n  expected %s", where, b.p, expected.p);
    buf_free(&b);
    buf_free(&expected);
}

/* Binds the plan twice; the second time must change nothing. */
static void assert_bound(const char *before, const char *after, const char *where)
{
    struct arena a;
    struct err e = {0};
    arena_init(&a, 0);
    struct plan *p = plan_of(before, &a);
    for (int twice = 0; twice < 2; twice++) {
        CHECK(plan_bind(p, &a, &e), "%s: %s", where, e.text);
        assert_plan(p, after, where);
    }
    arena_free(&a);
}

static void conditions_of_the_table_are_bound(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/bind/conditions.tsv");
    while (tsv_next(&t)) {
        char before[512], after[1024];
        const char *text = tsv_get(&t, "text"), *bound = tsv_get(&t, "bound");
        snprintf(before, sizeof before, "\"interventions\":[{\"condition\":{\"text\":\"%s\"}}]", text);
        snprintf(after, sizeof after, "\"interventions\":[{\"condition\":{\"text\":\"%s\"%s%s}}]", text,
                 *bound ? "," : "", bound);
        assert_bound(before, after, tsv_where(&t));
        snprintf(before, sizeof before, "\"referrals\":[{\"trigger\":{\"text\":\"%s\"}}]", text);
        snprintf(after, sizeof after, "\"referrals\":[{\"trigger\":{\"text\":\"%s\"%s%s}}]", text, *bound ? "," : "",
                 bound);
        assert_bound(before, after, tsv_where(&t));
    }
    tsv_close(&t);
}

static void objectives_of_the_table_are_read(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/bind/objectives.tsv");
    while (tsv_next(&t)) {
        char before[512], after[2048];
        const char *statement = tsv_get(&t, "statement"), *parts = tsv_get(&t, "parts");
        snprintf(before, sizeof before, "\"goals\":[{\"objectives\":[{\"statement\":\"%s\"}]}]", statement);
        snprintf(after, sizeof after, "\"goals\":[{\"objectives\":[{\"statement\":\"%s\"%s%s}]}]", statement,
                 *parts ? "," : "", parts);
        assert_bound(before, after, tsv_where(&t));
    }
    tsv_close(&t);
}

static void words_of_the_table_become_numbers(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/bind/words.tsv");
    while (tsv_next(&t)) {
        char before[1024], after[1024];
        const char *parts = tsv_get(&t, "parts"), *bound = tsv_get(&t, "bound");
        snprintf(before, sizeof before, "\"goals\":[{\"objectives\":[{%s}]}]", parts);
        snprintf(after, sizeof after, "\"goals\":[{\"objectives\":[{%s}]}]", *bound ? bound : parts);
        assert_bound(before, after, tsv_where(&t));
    }
    tsv_close(&t);
}

/* Everything that is there already stays, even where the sentence says otherwise. */
static void what_is_stated_is_never_overwritten(void **state)
{
    static const char plan[] =
        "\"goals\":[{\"objectives\":[{\"statement\":\"Reduce GAD-7 score from 15 to 6 within 8 weeks, twice a week\","
        "\"measure\":{\"kind\":\"diary\"},\"baseline\":{\"date\":\"2026-01-05\"},\"target\":{\"unit\":\"points\"},"
        "\"frequency\":{\"unit\":\"month\"},\"due\":{\"date\":\"2026-05-01\"}}]}]";
    (void)state;
    assert_bound(plan, plan, "one member of each part");
    static const char others[] =
        "\"goals\":[{\"objectives\":[{\"statement\":\"Reduce GAD-7 score from 15 to 6 within 8 weeks, twice a week\","
        "\"measure\":{\"period\":\"week\"},\"baseline\":{\"unit\":\"x\"},\"target\":{\"high\":3},"
        "\"frequency\":{\"every_max\":2},\"due\":{\"event\":\"discharge\"}}]}]";
    assert_bound(others, others, "another member of each part");
    static const char condition[] =
        "\"interventions\":[{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"event\":\"told so\"}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"measure\":{\"kind\":\"diary\"}}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"kind\":\"event\"}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"by_week\":3}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"by_session\":3}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"comparator\":\"at_most\"}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"measure\":{\"name\":\"own\"}}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"measure\":{\"instrument\":\"own\"}}},"
        "{\"condition\":{\"text\":\"PHQ-9 10 or more\",\"value\":3}}]";
    assert_bound(condition, condition, "conditions");
}

static void instruments_are_known_by_name(void **state)
{
    (void)state;
    assert_bound(
        "\"goals\":[{\"measure\":{\"name\":\"phq 9\"},\"objectives\":[{\"measure\":{\"name\":\"GAD-7 scores\"}},"
        "{\"measure\":{\"name\":\"daily mood log\"}},{\"measure\":{\"name\":\"something\"}},"
        "{\"measure\":{\"kind\":\"observation\",\"name\":\"PCL-5\"}},"
        "{\"measure\":{\"name\":\"PCL-5\",\"instrument\":\"own\"}}]}]",
        "\"goals\":[{\"measure\":{\"kind\":\"instrument\",\"name\":\"phq 9\",\"instrument\":\"phq9\"},"
        "\"objectives\":[{\"measure\":{\"kind\":\"instrument\",\"name\":\"GAD-7 scores\",\"instrument\":\"gad7\"}},"
        "{\"measure\":{\"kind\":\"diary\",\"name\":\"daily mood log\"}},{\"measure\":{\"name\":\"something\"}},"
        "{\"measure\":{\"kind\":\"observation\",\"name\":\"PCL-5\",\"instrument\":\"pcl5\"}},"
        "{\"measure\":{\"name\":\"PCL-5\",\"instrument\":\"own\"}}]}]",
        "names");
    assert_bound("\"monitoring\":[{\"text\":\"The PHQ-9 at every visit\"},{\"text\":\"a talk about the week\"},"
                 "{\"text\":\"GAD-7\",\"measure\":{\"name\":\"sleep journal\"}},{\"measure\":{\"name\":\"ORS\"}}]",
                 "\"monitoring\":[{\"text\":\"The PHQ-9 at every visit\",\"measure\":{\"kind\":\"instrument\","
                 "\"name\":\"PHQ-9\",\"instrument\":\"phq9\"}},{\"text\":\"a talk about the week\"},"
                 "{\"text\":\"GAD-7\",\"measure\":{\"kind\":\"diary\",\"name\":\"sleep journal\"}},"
                 "{\"measure\":{\"kind\":\"instrument\",\"name\":\"ORS\",\"instrument\":\"ors\"}}]",
                 "monitoring");
}

static void a_goal_has_parts_only_when_it_can_be_measured(void **state)
{
    (void)state;
    assert_bound("\"goals\":[{\"statement\":\"Live a calmer life within 12 weeks\"},"
                 "{\"statement\":\"Reduce the GAD-7 from 16 to 7 within 12 weeks\"}]",
                 "\"goals\":[{\"statement\":\"Live a calmer life within 12 weeks\"},"
                 "{\"statement\":\"Reduce the GAD-7 from 16 to 7 within 12 weeks\",\"baseline\":{\"value\":16},"
                 "\"measure\":{\"kind\":\"instrument\",\"name\":\"GAD-7\",\"instrument\":\"gad7\"},"
                 "\"target\":{\"kind\":\"absolute\",\"comparator\":\"reduce_to\",\"value\":7},"
                 "\"due\":{\"period\":\"P12W\",\"text\":\"within 12 weeks\"}}]",
                 "goals");
}

/* Fields beside the sentence may have come in words. */
static void targets_and_deadlines_in_words_are_read(void **state)
{
    (void)state;
    assert_bound(
        "\"goals\":[{\"objectives\":[{\"target\":{\"text\":\"reduce GAD-7 to 5\"},"
        "\"due\":{\"text\":\"within 6 weeks\"}},{\"due\":{\"text\":\"2026-03-01\"}},{\"due\":{\"text\":\"soon\"},"
        "\"target\":{\"text\":\"better\"}},{\"target\":{\"text\":\"down\",\"value\":3},"
        "\"due\":{\"text\":\"within 9 weeks\",\"session\":4}}]}]",
        "\"goals\":[{\"objectives\":[{\"target\":{\"kind\":\"absolute\",\"comparator\":\"reduce_to\",\"value\":5,"
        "\"text\":\"reduce GAD-7 to 5\"},\"due\":{\"period\":\"P6W\",\"text\":\"within 6 weeks\"}},"
        "{\"due\":{\"date\":\"2026-03-01\",\"text\":\"2026-03-01\"}},{\"target\":{\"text\":\"better\"},"
        "\"due\":{\"text\":\"soon\"}},{\"target\":{\"value\":3,\"text\":\"down\"},"
        "\"due\":{\"session\":4,\"text\":\"within 9 weeks\"}}]}]",
        "fields");
}

static void text_that_is_no_sentence_is_left_alone(void **state)
{
    struct arena a;
    struct err e = {0};
    char *text = malloc(STATEMENT_TEXT_MAX + 2);
    (void)state;
    assert_non_null(text);
    arena_init(&a, 0);
    memset(text, 'x', STATEMENT_TEXT_MAX + 1);
    text[STATEMENT_TEXT_MAX + 1] = '\0';
    struct plan *p = plan_of("\"goals\":[{\"statement\":\"  \",\"objectives\":[{\"statement\":\" \"},{}]}]", &a);
    assert_true(plan_bind(p, &a, &e));
    p->goals.at[0].statement = str_of(text);
    assert_true(plan_bind(p, &a, &e));
    p->goals.at[0].statement = (struct str){"a\0b", 3};
    assert_false(plan_bind(p, &a, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    arena_free(&a);
    free(text);
}

/* A long condition is looked at as far as its 64th word; nothing behind it confuses. */
static void long_conditions_are_read_to_their_64th_word(void **state)
{
    struct arena a;
    struct plan_condition c = {.kind = CONDITION_UNSTATED};
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    buf_cstr(&b, "PHQ-9 is 10 or more");
    for (int i = 0; i < 100; i++)
        buf_cstr(&b, " and so on");
    buf_cstr(&b, " 3 or more");
    c.text = buf_str(&b);
    assert_true(condition_bind(&c, &a));
    assert_int_equal(c.kind, CONDITION_MEASURE);
    assert_int_equal(c.value.mant, 10);
    buf_free(&b);
    arena_free(&a);
}

static void everyday_words_are_no_instruments(void **state)
{
    struct str name = {NULL, 0};
    (void)state;
    assert_null(condition_find_instrument(STR(""), &name));
    assert_null(condition_find_instrument(STR("talk about outcome, cage and audit"), &name));
    assert_non_null(condition_find_instrument(STR("weekly (PHQ-9), then a talk"), &name));
    assert_str(name, "PHQ-9", "name");
    assert_string_equal(condition_find_instrument(STR("the Patient Health Questionnaire 9"), &name)->id, "phq9");
}

/* facts */

static void facts_come_from_the_measure_the_baseline_and_the_links(void **state)
{
    struct arena a;
    struct statement_facts f;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of(
        "\"values\":[{\"id\":\"v1\"}],\"goals\":[{\"values\":[\"v1\"],\"baseline\":{\"value\":17},"
        "\"measure\":{\"instrument\":\"gad7\"},\"objectives\":[{\"measure\":{\"name\":\"GAD-7\"},\"baseline\":{"
        "\"value\":15}},"
        "{\"measure\":{\"name\":\"GAD-7\"}},{\"measure\":{\"name\":\"panic attacks\",\"period\":\"week\"},"
        "\"baseline\":{\"value\":3,\"unit\":\"a week\"}},{\"measure\":{\"name\":\"panic attacks\",\"period\":\"week\"},"
        "\"baseline\":{\"value\":3,\"text\":\"3 per Week\"}},{\"measure\":{\"name\":\"panic "
        "attacks\",\"period\":\"week\"},"
        "\"baseline\":{\"value\":3}},{\"baseline\":{\"value\":2}},{}]},{}]",
        &a);
    const struct plan_goal *g = &p->goals.at[0];
    const struct measure *gad7 = measure_find(STR("gad7"));

    plan_facts(p, g, &g->objectives.at[0], &f);
    assert_int_equal(f.role, ROLE_OBJECTIVE);
    assert_int_equal(f.relevant, TRI_YES);
    assert_true(f.measure_known && f.lower_is_better && f.integer_scale);
    assert_true(f.min == gad7->min && f.max == 21 && f.floor == gad7->floor);
    assert_true(f.has_baseline && f.baseline == 15 && !f.has_rate);
    assert_int_equal(f.has_reliable_change, gad7->has_reliable_change);
    assert_true(f.reliable_change == gad7->reliable_change);

    plan_facts(p, g, &g->objectives.at[1], &f);
    assert_true(f.has_baseline && f.baseline == 17); /* the goal's, of the same instrument */
    plan_facts(p, g, &g->objectives.at[2], &f);
    assert_true(!f.measure_known && !f.has_baseline && f.has_rate && f.rate == 3);
    plan_facts(p, g, &g->objectives.at[3], &f);
    assert_true(f.has_rate && f.rate == 3);
    plan_facts(p, g, &g->objectives.at[4], &f);
    assert_true(!f.has_rate && !f.has_baseline); /* three in what time? */
    plan_facts(p, g, &g->objectives.at[5], &f);
    assert_true(f.has_rate && f.rate == 2);
    plan_facts(p, g, &g->objectives.at[6], &f);
    assert_true(!f.has_rate && !f.has_baseline && !f.measure_known);

    plan_facts(p, g, NULL, &f);
    assert_int_equal(f.role, ROLE_GOAL);
    assert_true(f.measure_known && f.has_baseline && f.baseline == 17);
    plan_facts(p, &p->goals.at[1], NULL, &f);
    assert_int_equal(f.relevant, TRI_NO);
    arena_free(&a);
}

/* properties and faults */

static void binding_random_plans_twice_changes_nothing(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct arena a;
        struct err e = {0};
        struct buf first, second;
        arena_init(&a, 0);
        buf_init(&first, 0);
        buf_init(&second, 0);
        struct plan *p = random_plan(&a, &seed, (unsigned)(round % 10 * 10));
        CHECK(plan_bind(p, &a, &e), "%s", e.text);
        plan_to_json(p, 1, &first);
        assert_true(plan_bind(p, &a, &e));
        plan_to_json(p, 1, &second);
        CHECK(str_eq(buf_str(&first), buf_str(&second)), "%s\n%s", first.p, second.p);
        buf_free(&first);
        buf_free(&second);
        arena_free(&a);
    }
}

static bool read_and_bind(struct arena *a, void *ctx, struct err *e)
{
    struct plan *p;
    return plan_from_json(*(struct str *)ctx, a, &p, e) && plan_bind(p, a, e);
}

static struct statement_facts random_facts(uint64_t *seed)
{
    struct statement_facts f = {.relevant = (enum tri)((int)below(seed, 3) - 1)};
    f.measure_known = one_in(seed, 2);
    f.max = (double)(10 + below(seed, 100));
    f.floor = (double)below(seed, 3);
    f.lower_is_better = one_in(seed, 2);
    f.integer_scale = one_in(seed, 2);
    f.has_baseline = one_in(seed, 2);
    f.baseline = (double)below(seed, 30);
    f.has_reliable_change = one_in(seed, 2);
    f.reliable_change = (double)below(seed, 10);
    f.has_rate = one_in(seed, 2);
    f.rate = (double)below(seed, 8);
    return f;
}

static void put_judged(const struct statement *s, struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b, 0);
    statement_put_json(s, STR("1"), (struct str){NULL, 0}, &o);
    dec_put(b, s->meant_low);
    dec_put(b, s->meant_high);
    buf_printf(b, " %d%d", s->below_reliable_change, s->baseline_missing);
}

/* rules_check judges what plan_bind read: that must be what reading with the facts would have given. */
static void a_sentence_read_before_is_judged_like_one_read_anew(void **state)
{
    uint64_t seed = test_seed();
    struct tsv t;
    size_t differ = 0;
    (void)state;
    tsv_open(&t, "tests/data/statement/independent.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct statement before, anew, without;
        struct buf x, y, z;
        struct statement_facts facts = random_facts(&seed);
        arena_init(&a, 0);
        buf_init(&x, 0);
        buf_init(&y, 0);
        buf_init(&z, 0);
        assert_true(statement_read(tsv_text(&t, "text"), NULL, &a, &before, &e));
        without = before;
        statement_judge(&before, &facts);
        assert_true(statement_read(tsv_text(&t, "text"), &facts, &a, &anew, &e));
        put_judged(&before, &x);
        put_judged(&anew, &y);
        CHECK(str_eq(buf_str(&x), buf_str(&y)), "%s:\n%s\n%s", tsv_where(&t), x.p, y.p);
        put_judged(&without, &z);
        differ += !str_eq(buf_str(&x), buf_str(&z));
        statement_judge(&before, NULL);
        buf_reset(&x);
        put_judged(&before, &x);
        CHECK(str_eq(buf_str(&x), buf_str(&z)), "%s: facts of the last judging are left", tsv_where(&t));
        buf_free(&x);
        buf_free(&y);
        buf_free(&z);
        arena_free(&a);
    }
    tsv_close(&t);
    assert_true(differ > 100); /* the facts matter */
}

static void a_reading_belongs_to_its_text(void **state)
{
    struct arena a;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    struct plan *p =
        plan_of("\"goals\":[{\"statement\":\"Feel well\",\"objectives\":[{\"statement\":\"Walk daily\"},{}]}]", &a);
    struct plan_goal *g = &p->goals.at[0];
    assert_null(plan_reading(g->reading, g->statement));
    assert_true(plan_bind(p, &a, &e));
    assert_ptr_equal(plan_reading(g->reading, g->statement), g->reading);
    assert_non_null(plan_reading(g->objectives.at[0].reading, g->objectives.at[0].statement));
    assert_null(g->objectives.at[1].reading);
    const struct statement *first = g->reading;
    assert_true(plan_bind(p, &a, &e));
    assert_ptr_equal(g->reading, first);
    assert_true(plan_text(&a, STR("Feel better"), &g->statement));
    assert_null(plan_reading(g->reading, g->statement));
    assert_true(plan_bind(p, &a, &e));
    assert_str(plan_reading(g->reading, g->statement)->text, "Feel better", "read anew");
    arena_free(&a);
}

static void every_allocation_may_fail(void **state)
{
    struct str json = STR(
        "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Reduce the GAD-7 from 16 to 7 within 12 weeks\","
        "\"target\":{\"text\":\"GAD-7 to 7\"},\"due\":{\"text\":\"within 3 weeks\"},\"objectives\":[{\"statement\":"
        "\"Walk with friends 3 times a week by the 6th session\"},{\"statement\":\"Reduce PHQ-9 from 7/10 to 4/10 by "
        "discharge\"}]}],\"interventions\":[{\"condition\":{\"text\":\"PHQ-9 10 or "
        "more\"}}],\"referrals\":[{\"trigger\":{"
        "\"text\":\"no gain by week 8\"}}],\"monitoring\":[{\"text\":\"PHQ-9 "
        "weekly\"},{\"measure\":{\"name\":\"GAD-7\"}}]}");
    (void)state;
    assert_true(fault_sweep(read_and_bind, &json) > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_of_the_table_are_bound),
        cmocka_unit_test(objectives_of_the_table_are_read),
        cmocka_unit_test(words_of_the_table_become_numbers),
        cmocka_unit_test(what_is_stated_is_never_overwritten),
        cmocka_unit_test(instruments_are_known_by_name),
        cmocka_unit_test(a_goal_has_parts_only_when_it_can_be_measured),
        cmocka_unit_test(targets_and_deadlines_in_words_are_read),
        cmocka_unit_test(text_that_is_no_sentence_is_left_alone),
        cmocka_unit_test(long_conditions_are_read_to_their_64th_word),
        cmocka_unit_test(everyday_words_are_no_instruments),
        cmocka_unit_test(facts_come_from_the_measure_the_baseline_and_the_links),
        cmocka_unit_test(binding_random_plans_twice_changes_nothing),
        cmocka_unit_test(a_sentence_read_before_is_judged_like_one_read_anew),
        cmocka_unit_test(a_reading_belongs_to_its_text),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
