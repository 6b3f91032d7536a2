/* Statements: rulings, negations, two targets, slots, facts, rewrites, errors and faults. */
#include "support.h"

#include "base/json.h"
#include "statement/line.h"
#include "statement/reason.h"
#include "statement/trace.h"
#include "unit/statement_support.h"

/* ---- one slot by name ---- */

static struct str slot_of(const struct statement *s, const char *name)
{
    const struct {
        const char *name;
        struct str text;
    } slots[] = {
        {"role", str_of(statement_role_name(s->role))},
        {"actor", str_of(statement_actor_name(s->slots.actor))},
        {"comparator", str_of(statement_comparator_name(s->slots.comparator))},
        {"behaviour", s->slots.behaviour.text},
        {"measure", s->slots.measure.text},
        {"baseline", s->slots.baseline.text},
        {"target_value", s->slots.target_value.text},
        {"target_unit", s->slots.target_unit.text},
        {"frequency", s->slots.frequency.text},
        {"duration", s->slots.duration.text},
        {"condition", s->slots.condition.text},
        {"deadline", s->slots.deadline.text},
    };
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        if (strcmp(slots[i].name, name) == 0) {
            return slots[i].text;
        }
    }
    fail_msg("no slot is called %s", name);
    return (struct str){NULL, 0};
}

static void check_slots(const struct statement *s, struct str wanted, const char *where)
{
    struct str one, rest = wanted;
    while (rest.n > 0) {
        struct str name, value;
        char key[32];
        if (!str_cut(rest, ';', &one, &rest)) {
            one = rest;
            rest.n = 0;
        }
        assert_true(str_cut(one, '=', &name, &value));
        assert_true(name.n < sizeof key);
        memcpy(key, name.p, name.n);
        key[name.n] = '\0';
        struct str got = slot_of(s, key);
        CHECK(got.n == value.n && memcmp(got.p ? got.p : "", value.p, value.n) == 0, "%s: %s is \"%.*s\", not \"%.*s\"",
              where, key, (int)got.n, got.p ? got.p : "", (int)value.n, value.p);
    }
}

static void check_table(const char *path)
{
    struct tsv t;
    struct arena a;
    arena_init(&a, 0);
    tsv_open(&t, path);
    while (tsv_next(&t)) {
        const char *text = tsv_get(&t, "text"), *smt = tsv_get(&t, "smt");
        struct statement s = read_ok(str_of(text), NULL, &a);
        CHECK(met(&s.specific) == (smt[0] == '1'), "%s: Specific: %s [%s]", tsv_where(&t), text,
              statement_reason_id(s.specific.reason));
        CHECK(met(&s.measurable) == (smt[1] == '1'), "%s: Measurable: %s [%s]", tsv_where(&t), text,
              statement_reason_id(s.measurable.reason));
        CHECK(met(&s.time_bound) == (smt[2] == '1'), "%s: Time-bound: %s [%s]", tsv_where(&t), text,
              statement_reason_id(s.time_bound.reason));
        check_slots(&s, str_of(tsv_get(&t, "slots")), tsv_where(&t));
        arena_reset(&a);
    }
    tsv_close(&t);
    arena_free(&a);
}

static void test_rulings_of_the_guideline(void **state)
{
    (void)state;
    check_table("tests/data/statement/rulings.tsv");
}

static void test_negations(void **state)
{
    (void)state;
    check_table("tests/data/statement/negation.tsv");
}

static void test_first_of_two_targets_is_taken(void **state)
{
    (void)state;
    check_table("tests/data/statement/two_targets.tsv");
}

static void test_everyday_wordings(void **state)
{
    (void)state;
    check_table("tests/data/statement/everyday.tsv");
}

static void test_ways_to_say_by_when(void **state)
{
    (void)state;
    check_table("tests/data/statement/deadlines.tsv");
}

static void test_ways_to_say_how_much_and_how_often(void **state)
{
    (void)state;
    check_table("tests/data/statement/amounts.tsv");
}

static void test_slots_by_general_rules(void **state)
{
    (void)state;
    check_table("tests/data/statement/slots.tsv");
}

/* ---- facts ---- */

static void test_achievable_from_facts(void **state)
{
    (void)state;
    struct tsv t;
    struct arena a;
    arena_init(&a, 0);
    tsv_open(&t, "tests/data/statement/achievable.tsv");
    while (tsv_next(&t)) {
        const char *base = tsv_get(&t, "baseline"), *rci = tsv_get(&t, "reliable"), *rate = tsv_get(&t, "rate");
        const char *range = tsv_get(&t, "range"), *meant = tsv_get(&t, "meant");
        struct statement_facts f = {.relevant = TRI_UNKNOWN};
        char got[64] = "";
        f.measure_known = *range != '\0';
        f.lower_is_better = strcmp(tsv_get(&t, "better"), "lower") == 0;
        f.integer_scale = strcmp(tsv_get(&t, "scale"), "whole") == 0;
        if (f.measure_known) {
            char *end;
            f.min = f.floor = strtod(range, &end);
            f.max = strtod(end, NULL); /* "0 27" */
        }
        f.has_baseline = *base != '\0';
        f.baseline = strtod(base, NULL);
        f.has_reliable_change = *rci != '\0';
        f.reliable_change = strtod(rci, NULL);
        f.has_rate = *rate != '\0';
        f.rate = strtod(rate, NULL);
        struct statement s = read_ok(str_of(tsv_get(&t, "text")), &f, &a);
        CHECK(strcmp(statement_reason_id(s.achievable.reason), tsv_get(&t, "reason")) == 0, "%s: %s", tsv_where(&t),
              statement_reason_id(s.achievable.reason));
        CHECK(s.achievable.met == (int)tsv_int(&t, "met"), "%s: met %d", tsv_where(&t), s.achievable.met);
        CHECK(s.baseline_missing == (tsv_int(&t, "missing") == 1), "%s: baseline_missing", tsv_where(&t));
        CHECK(s.below_reliable_change == (s.achievable.reason == REASON_A_SMALL), "%s: below", tsv_where(&t));
        if (s.meant_low.has) {
            snprintf(got, sizeof got, "%g..%g", dec_to_double(s.meant_low), dec_to_double(s.meant_high));
        }
        CHECK(strcmp(got, meant) == 0, "%s: meant %s, not %s", tsv_where(&t), got, meant);
        arena_reset(&a);
    }
    tsv_close(&t);
    arena_free(&a);
}

static void test_relevant_and_role_come_from_the_caller(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    struct str text = STR("Improve quality of life.");
    struct statement_facts f = {.role = ROLE_OBJECTIVE, .relevant = TRI_YES};
    struct statement s = read_ok(text, &f, &a);
    assert_int_equal(s.role, ROLE_OBJECTIVE);
    assert_int_equal(s.relevant.met, TRI_YES);
    assert_int_equal(s.relevant.reason, REASON_R_LINKED);
    assert_int_equal(s.achievable.met, TRI_UNKNOWN);
    f.relevant = TRI_NO;
    assert_int_equal(read_ok(text, &f, &a).relevant.reason, REASON_R_NOT_LINKED);
    s = read_ok(text, NULL, &a);
    assert_int_equal(s.role, ROLE_GOAL);
    assert_int_equal(s.relevant.met, TRI_UNKNOWN);
    arena_free(&a);
}

/* ---- rewrites ---- */

static void test_rewrites(void **state)
{
    (void)state;
    struct tsv t;
    struct arena a;
    struct buf b;
    arena_init(&a, 0);
    buf_init(&b, 0);
    tsv_open(&t, "tests/data/statement/suggestions.tsv");
    while (tsv_next(&t)) {
        struct statement s = read_ok(str_of(tsv_get(&t, "text")), NULL, &a);
        const char *wanted = tsv_get(&t, "suggestion");
        buf_reset(&b);
        bool offered = statement_suggest(&s, &b);
        CHECK(offered == (*wanted != '\0'), "%s: offered %d", tsv_where(&t), offered);
        assert_true(buf_ok(&b));
        if (offered) {
            assert_str(buf_str(&b), wanted, tsv_where(&t));
        }
        arena_reset(&a);
    }
    tsv_close(&t);
    buf_free(&b);
    arena_free(&a);
}

/* ---- interface ---- */

static void test_bad_input_is_refused(void **state)
{
    (void)state;
    static char huge[STATEMENT_TEXT_MAX + 1];
    struct arena a;
    struct statement s;
    struct err e = {0};
    arena_init(&a, 0);
    memset(huge, 'a', sizeof huge);
    assert_false(statement_read(STR(""), NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    err_clear(&e);
    assert_false(statement_read((struct str){"a\0b", 3}, NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    err_clear(&e);
    assert_false(statement_read(STR("caf\xe9"), NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    err_clear(&e);
    assert_false(statement_read((struct str){huge, sizeof huge}, NULL, &a, &s, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    assert_true(statement_read((struct str){huge, STATEMENT_TEXT_MAX}, NULL, &a, &s, NULL));
    arena_free(&a);
}

static bool run_read(struct arena *a, void *ctx, struct err *e)
{
    struct statement s;
    return statement_read(str_of(ctx), NULL, a, &s, e);
}

static void test_every_allocation_fails_in_turn(void **state)
{
    (void)state;
    static char rich[] =
        "If upset, Pt will lower GAD-7 from 15 to 7 or less by walking 20 minutes 3x/week for 3 consecutive "
        "weeks by session 8, as measured by the GAD-7; improve mood and feel better.";
    static char zero[] =
        "Eliminate panic attacks at least once; baseline: 3 per week; client will practice 4 of 7 nights.";
    static char loose[] = "Client will feel better soon and improve overall functioning.";
    static char blank[] = "Client will practice ____ coping skills twice before the next session.";
    static char longer[900];
    char *const texts[] = {rich, zero, loose, blank, longer};
    for (size_t n = 0; n + 12 < sizeof longer; n += 10) {
        memcpy(longer + n, "walk 3 mi.", 11);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(fault_sweep(run_read, texts[i]) > 0);
        limit_sweep(run_read, texts[i], 16);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(statement_role_name(ROLE_INTERVENTION), "intervention");
    assert_int_equal(statement_role_find(STR("objective")), ROLE_OBJECTIVE);
    assert_int_equal(statement_role_find(STR("unknown")), ROLE_UNKNOWN);
    assert_null(statement_actor_name(ACTOR_IMPLIED));
    assert_string_equal(statement_actor_name(ACTOR_MEMBER), "member");
    assert_null(statement_comparator_name(CMP_NONE));
    assert_string_equal(statement_comparator_name(CMP_MAINTAIN), "maintain");
    EXPECT_ASSERT(statement_reason_id(-1));
    EXPECT_ASSERT(statement_reason_id(REASON_COUNT));
    EXPECT_ASSERT(statement_reason_text(-1));
    EXPECT_ASSERT(statement_reason_text(REASON_COUNT));
    for (int i = 1; i < REASON_COUNT; i++) { /* put_json writes them as they are */
        const char *text = statement_reason_text(i), *id = statement_reason_id(i);
        assert_null(strpbrk(text, "\"\\\n"));
        assert_null(strpbrk(id, "\"\\ "));
        assert_true(strlen(text) + strlen(id) < 240);
        assert_int_equal(text[strlen(text) - 1], '.');
        for (int k = 1; k < i; k++) {
            assert_string_not_equal(id, statement_reason_id(k));
        }
    }
}

static void test_json(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct json_out o;
    struct err e = {0};
    const struct json *v;
    struct str text = STR("Client will walk \"far\" 3 times a week.");
    arena_init(&a, 0);
    buf_init(&b, 0);
    struct statement s = read_ok(text, NULL, &a);
    json_out_init(&o, &b, 0);
    statement_put_json(&s, STR("\"x1\""), STR("chart"), &o);
    CHECK(json_parse(buf_str(&b), &a, &v, &e), "%s %s: %s", e.where, e.text, b.p);
    assert_true(str_is(json_str(json_get(v, "id")), "x1"));
    assert_true(str_is(json_str(json_get(v, "source")), "chart"));
    assert_true(str_eq(json_str(json_get(v, "text")), text));
    assert_true(str_is(json_str(json_get(v, "role")), "objective"));
    const struct json *slots = json_get(v, "slots");
    assert_int_equal(slots->count, 11);
    assert_true(str_is(json_str(json_get(slots, "frequency")), "3/week"));
    assert_int_equal(json_get(slots, "deadline")->type, JSON_NULL);
    const struct json *t = json_get(v, "time_bound");
    assert_int_equal(json_get(t, "met")->type, JSON_FALSE);
    assert_true(str_is(json_str(json_get(t, "reason_id")), "time_bound.frequency_only"));
    assert_int_equal(json_get(t, "span")->count, 2);
    assert_int_equal(json_get(json_get(v, "relevant"), "met")->type, JSON_NULL);
    assert_int_equal(json_get(json_get(v, "relevant"), "span")->type, JSON_NULL);
    assert_int_equal(json_get(v, "vague_terms")->type, JSON_ARRAY);
    assert_int_equal(json_get(v, "suggestion")->type, JSON_STRING);
    buf_reset(&b);
    s = read_ok(STR("Stop \"being lazy\" soon\t\xe2\x80\x94 really."), NULL, &a);
    json_out_init(&o, &b, 0);
    statement_put_json(&s, STR("1"), STR("\x01"), &o); /* the rewrite needs escapes as well */
    CHECK(json_parse(buf_str(&b), &a, &v, &e), "%s: %s", e.text, b.p);
    assert_true(str_starts(json_str(json_get(v, "suggestion")), STR("Stop \"being lazy\"")));
    assert_true(str_is(json_str(json_get(v, "source")), "\x01"));
    buf_reset(&b);
    s = read_ok(STR("Feel better soon."), NULL, &a);
    json_out_init(&o, &b, 2);
    statement_put_json(&s, (struct str){NULL, 0}, (struct str){NULL, 0}, &o);
    assert_true(json_parse(buf_str(&b), &a, &v, &e));
    assert_null(json_get(v, "id"));
    assert_true(json_get(v, "vague_terms")->count >= 2);
    buf_free(&b);
    arena_free(&a);
}

static void test_lines_are_read_alike_with_and_without_a_tree(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool flat, good;
    } rows[] = {
        {"{\"id\":\"a\",\"text\":\"Walk daily.\"}", true, true},
        {"{ \"text\" : \"W\xc3\xa4lk\" , \"id\" : 17 , \"role\" : \"goal\", \"source\":\"\" }", true, true},
        {"{\"text\":\"\"}", true, true},
        {"{\"id\":-1.5e3,\"text\":\"x\"}", false, true},
        {"{\"id\":0,\"text\":\"x\"}", false, true},
        {"{\"id\":1234567890123456,\"text\":\"x\"}", false, true},
        {"{\"id\":null,\"text\":\"x\",\"source\":null}", false, true},
        {"{\"id\":\"a\",\"text\":\"Walk \\\"far\\\".\"}", false, true},
        {"{\"id\":\"\\u0041\",\"text\":\"x\"}", false, true},
        {"{\"id\":\"a\",\"text\":\"x\",\"other\":1}", false, true},
        {"{\"id\":\"a\",\t\"text\":\"x\"}", false, true},
        {"{\"id\":12x,\"text\":\"x\"}", false, false},
        {"{\"id\":012,\"text\":\"x\"}", false, false},
        {"{\"id\":\"a\",\"id\":\"b\",\"text\":\"x\"}", false, false},
        {"{\"id\":\"a\",\"text\":\"x\"} x", false, false},
        {"{\"id\":\"a\",\"text\":\"x\",}", false, false},
        {"{\"id\":\"a\" \"text\":\"x\"}", false, false},
        {"{\"id\" \"a\",\"text\":\"x\"}", false, false},
        {"{\"id\":[1],\"text\":\"x\"}", false, false},
        {"{\"id\":\"a\"}", false, false},
        {"{\"text\":5}", false, false},
        {"{\"text\":\"x\",\"role\":\"foo\"}", false, false},
        {"{\"text\":\"a\tb\"}", false, false},
        {"{\"text\":\"x", false, false},
        {"{\"text", false, false},
        {"{\"text\"", false, false},
        {"{\"text\":", false, false},
        {"{\"text\":\"x\"", false, false},
        {"{}", false, false},
        {"{", false, false},
        {"[\"id\"]", false, false},
    };
    struct arena a;
    struct buf scratch;
    arena_init(&a, 0);
    buf_init(&scratch, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str line = str_of(rows[i].line);
        struct statement_line flat = {.id = STR("null")}, tree = flat, both = flat;
        struct err e = {0};
        bool usual = statement_line_read_flat(line, &flat);
        bool good = statement_line_read_tree(line, &a, &scratch, &tree, &e);
        CHECK(usual == rows[i].flat && good == rows[i].good, "%s: %d %d %s", rows[i].line, usual, good, e.text);
        CHECK(good || e.text[0] != '\0', "%s: no reason", rows[i].line);
        CHECK(statement_line_read(line, &a, &scratch, &both, &(struct err){0}) == good, "%s", rows[i].line);
        CHECK(!usual || (str_eq(flat.id, tree.id) && str_eq(flat.text, tree.text) && flat.role == tree.role &&
                         str_eq(flat.source, tree.source)),
              "%s", rows[i].line);
        CHECK(usual || (str_is(flat.id, "null") && flat.text.p == NULL), "%s: left something behind", rows[i].line);
    }
    buf_free(&scratch);
    arena_free(&a);
}

static void test_trace_names_rules_and_words(void **state)
{
    (void)state;
    struct arena a;
    struct statement s;
    struct statement_trace w;
    arena_init(&a, 0);
    assert_true(statement_read_traced(STR("Walk daily by June 3, 2027."), NULL, &a, &s, &w, NULL));
    assert_true(w.rules[RULE_DUE_DATE / 64] >> (RULE_DUE_DATE % 64) & 1);
    assert_true(w.rules[RULE_OFTEN_WORD / 64] >> (RULE_OFTEN_WORD % 64) & 1);
    assert_false(w.rules[RULE_ZERO_NO / 64] >> (RULE_ZERO_NO % 64) & 1);
    assert_true(w.count >= 3);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rulings_of_the_guideline),
        cmocka_unit_test(test_negations),
        cmocka_unit_test(test_first_of_two_targets_is_taken),
        cmocka_unit_test(test_everyday_wordings),
        cmocka_unit_test(test_ways_to_say_by_when),
        cmocka_unit_test(test_ways_to_say_how_much_and_how_often),
        cmocka_unit_test(test_slots_by_general_rules),
        cmocka_unit_test(test_achievable_from_facts),
        cmocka_unit_test(test_relevant_and_role_come_from_the_caller),
        cmocka_unit_test(test_rewrites),
        cmocka_unit_test(test_bad_input_is_refused),
        cmocka_unit_test(test_every_allocation_fails_in_turn),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_lines_are_read_alike_with_and_without_a_tree),
        cmocka_unit_test(test_trace_names_rules_and_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
