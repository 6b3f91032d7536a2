/* Scoring of filled-in forms: every rule at, under and over its edge, and what must hold for any form. */
#include "support.h"

#include "measure/score_line.h"

#include <math.h>

/* ---- tables: a line in, members of the answer ---- */

static bool same_value(const struct json *want, const struct json *got);

/* Every member of want is in got with that value; "-absent-" is not there. */
static bool same_members(const struct json *want, const struct json *got)
{
    for (const struct json *w = want->first; w; w = w->next) {
        char key[64];
        snprintf(key, sizeof key, "%.*s", (int)w->key.n, w->key.p);
        const struct json *g = json_get(got, key);
        bool absent = w->type == JSON_STRING && str_is(w->text, "-absent-");
        if (absent ? g != NULL : !g || !same_value(w, g))
            return false;
    }
    return true;
}

static bool same_value(const struct json *want, const struct json *got)
{
    if (want->type != got->type)
        return false;
    if (want->type == JSON_NUMBER)
        return fabs(strtod(want->text.p, NULL) - strtod(got->text.p, NULL)) < 1e-8;
    if (want->type == JSON_STRING)
        return str_eq(want->text, got->text);
    if (want->type == JSON_OBJECT)
        return same_members(want, got);
    if (want->count != got->count)
        return false;
    for (const struct json *w = want->first, *g = got->first; w; w = w->next, g = g->next)
        if (!same_value(w, g))
            return false;
    return true;
}

static void check_row(struct tsv *t, struct arena *a, struct buf *out)
{
    const struct json *want = NULL, *got = NULL;
    struct err e = {0};
    buf_reset(out);
    bool ok = score_line(str_of(tsv_get(t, "form")), a, out, &e);
    CHECK(buf_ok(out), "%s", tsv_where(t));
    CHECK(json_parse(buf_str(out), a, &got, NULL), "%s: answer is no JSON: %s", tsv_where(t), out->p);
    CHECK(json_parse(str_of(tsv_get(t, "answer")), a, &want, NULL), "%s: \"answer\" is no JSON", tsv_where(t));
    CHECK(same_members(want, got), "%s: got %s", tsv_where(t), out->p);
    CHECK(ok == (json_get(got, "error") == NULL), "%s: told as %s", tsv_where(t), ok ? "scored" : "failed");
    CHECK(!strstr(out->p, "no risk"), "%s: %s", tsv_where(t), out->p);
    CHECK(!strstr(out->p, "reliabl"), "%s: %s", tsv_where(t), out->p);
    if (!ok) {
        CHECK(e.kind == ERR_INVALID && e.text[0], "%s", tsv_where(t));
        CHECK(score_line_is_json(&e) == json_parse(str_of(tsv_get(t, "form")), a, &want, NULL), "%s", tsv_where(t));
    }
}

static void check_table(const char *path)
{
    struct tsv t;
    struct buf out;
    struct arena a;
    buf_init(&out, 0);
    arena_init(&a, 0);
    tsv_open(&t, path);
    while (tsv_next(&t)) {
        CHECK(*tsv_get(&t, "source"), "%s: no source", tsv_where(&t));
        arena_reset(&a);
        check_row(&t, &a, &out);
    }
    tsv_close(&t);
    arena_free(&a);
    buf_free(&out);
}

static void test_forms(void **state)
{
    (void)state;
    check_table("tests/data/measure/score.tsv");
}

static void test_bands(void **state)
{
    (void)state;
    check_table("tests/data/measure/score_bands.tsv");
}

/* ---- what must hold for any form ---- */

static const struct measure *with_items(uint64_t *seed)
{
    size_t n = 0;
    while (measure_at(n))
        n++;
    return measure_at(test_random(seed) % n);
}

/* A form with random options; each open with a chance of open_in_16 of 16. */
static struct score_input random_form(uint64_t *seed, const struct measure *m, unsigned open_in_16)
{
    const struct measure_structure *s = measure_structure(m);
    struct score_input in = {.measure = m, .form = SCORE_RESPONSES, .count = s->count};
    in.policy = (enum score_policy)(test_random(seed) % 3);
    in.sex = (enum score_sex)(test_random(seed) % 3);
    for (size_t i = 0; i < s->count; i++) {
        size_t options = 0;
        while (s->options[i][options] != MEASURE_OPTION_END)
            options++;
        int16_t v = s->options[i][test_random(seed) % options];
        if (test_random(seed) % 16 >= open_in_16)
            in.item[i] = (struct dec){true, s->tenths ? 1 : 0, v};
    }
    if (test_random(seed) % 2)
        in.extra.q6_3months = (struct opt_int){true, (int64_t)(test_random(seed) % 2)};
    if (test_random(seed) % 4 == 0)
        in.extra.work_na = (struct opt_int){true, 1};
    return in;
}

static struct score scored(const struct score_input *in)
{
    struct score s;
    struct err e = {0};
    bool ok = score_form(in, &s, &e);
    CHECK(ok, "%s: %s: %s", in->measure->id, e.where, e.text);
    return s;
}

static void check_form(const struct score_input *in)
{
    const struct measure *m = in->measure;
    struct score s = scored(in);
    CHECK(s.measure == m, "%s", m->id);
    CHECK(s.has || (s.band == NULL && !s.has_se), "%s: a band without a score", m->id);
    CHECK(!s.has || m->has_range, "%s: a score without a range", m->id);
    CHECK(!(s.prorated && s.complete), "%s: filled in, but complete", m->id);
    CHECK(!s.complete || s.missing_count == 0, "%s", m->id);
    CHECK(s.answered > 0 || !s.has_raw || s.complete, "%s: a sum of nothing", m->id);
    if (s.has_raw)
        CHECK(s.low <= s.high, "%s: %g..%g", m->id, s.low, s.high);
    if (s.has) {
        CHECK(s.value >= m->min && s.value <= m->max, "%s: %g out of range", m->id, s.value);
        CHECK(s.value >= s.low - 1e-9 && s.value <= s.high + 1e-9, "%s: %g not in %g..%g", m->id, s.value, s.low,
              s.high);
    }
    if (s.has && s.complete)
        CHECK(s.low == s.value && s.high == s.value, "%s: complete, but %g..%g", m->id, s.low, s.high);
    if (s.has && !s.complete && !measure_structure(m)->total_items) /* SDQ: one scale is not in the total */
        CHECK(s.prorated, "%s: open, not filled in, but scored", m->id);
    for (size_t i = 0; i < s.alert_count; i++)
        CHECK(s.alert[i].label && *s.alert[i].label, "%s", m->id);
    if (in->policy == SCORE_POLICY_STRICT)
        CHECK(!s.prorated, "%s: strict, but filled in", m->id);
}

static void test_random_forms(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct score_input in = random_form(&seed, with_items(&seed), (unsigned)(test_random(&seed) % 6));
        check_form(&in);
    }
}

/* Whatever the open items would be answered, the score is inside the bounds, and what was alerted stays alerted. */
static void test_bounds_hold(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct measure *m = with_items(&seed);
        struct score_input in = random_form(&seed, m, 4), rest = random_form(&seed, m, 0);
        struct score before = scored(&in);
        in.extra.q6_3months = (struct opt_int){true, in.extra.q6_3months.has ? in.extra.q6_3months.v : 0};
        for (size_t k = 0; k < in.count; k++)
            if (!in.item[k].has)
                in.item[k] = rest.item[k];
        struct score after = scored(&in);
        if (before.has_raw && after.has && before.raw_max == after.raw_max &&
            before.missing_count + before.answered == in.count)
            CHECK(after.value >= before.low - 1e-9 && after.value <= before.high + 1e-9, "%s: %g not in %g..%g", m->id,
                  after.value, before.low, before.high);
        CHECK(after.alert_count >= before.alert_count || after.alert_count == SCORE_ALERTS_MAX, "%s: an alert is gone",
              m->id);
    }
}

/* The order of answers does not matter where no item is special. */
static void test_order_of_items(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct score_input in = random_form(&seed, measure_find(STR("k6")), 0), other = in;
        for (size_t k = 0; k < in.count; k++)
            other.item[k] = in.item[(k + 1) % in.count];
        assert_true(scored(&in).value == scored(&other).value);
    }
}

/* Nothing answered: no score, no band, no alert, and each risk item is told as open. */
static void test_every_empty_form(void **state)
{
    const struct measure *m;
    (void)state;
    for (size_t i = 0; (m = measure_at(i)); i++) {
        const struct measure_structure *s = measure_structure(m);
        struct score_input in = {.measure = m, .form = SCORE_RESPONSES, .count = s->count};
        for (int policy = 0; policy < 3; policy++) {
            in.policy = (enum score_policy)policy;
            struct score out = scored(&in);
            CHECK(!out.has && !out.has_raw && !out.band && !out.complete, "%s: something out of nothing", m->id);
            CHECK(out.alert_count == 0 && !out.clinical.has && !out.screen.has && !out.level, "%s", m->id);
            bool critical = false;
            for (size_t k = 0; k < s->alert_count; k++)
                critical |= s->alerts[k].level == ALERT_CRITICAL && s->alerts[k].item;
            CHECK(out.critical_unknown == critical, "%s: critical_unknown", m->id);
            CHECK(!critical || strcmp(score_note(&out), "risk unanswered") == 0, "%s", m->id);
        }
    }
}

/* A total from paper has the band of its range and says that the risk item was not seen. */
static void test_every_total(void **state)
{
    const struct measure *m;
    (void)state;
    for (size_t i = 0; (m = measure_at(i)); i++) {
        const struct measure_structure *s = measure_structure(m);
        bool raw = m->has_raw_range && s->aggregate != AGGREGATE_COUNT && !s->total_scaled;
        for (int t = 0; m->has_range && t <= 130; t += s->total_scaled ? 2 : 1) {
            struct score_input in = {.measure = m, .form = SCORE_TOTAL, .total = dec_of_int(t)};
            struct score out;
            struct err e = {0};
            bool in_range = t >= (raw ? m->raw_min : m->min) && t <= (raw ? m->raw_max : m->max);
            CHECK(score_form(&in, &out, &e) == in_range, "%s: total %d: %s", m->id, t, e.text);
            if (!in_range)
                continue;
            CHECK(out.has && out.value >= m->min && out.value <= m->max, "%s: %d gives %g", m->id, t, out.value);
            CHECK(score_total(&out) == t, "%s: %d comes back as %g", m->id, t, score_total(&out));
            bool confirmed = false;
            CHECK(score_band(m, out.value, &confirmed) == out.band, "%s: %d", m->id, t);
            for (size_t k = 0; k < s->alert_count; k++)
                CHECK(!s->alerts[k].item || (out.items_unseen && out.alert_unknown && score_note(&out)), "%s", m->id);
        }
    }
}

static void test_band_of_nothing(void **state)
{
    bool confirmed = true;
    (void)state;
    assert_null(score_band(measure_find(STR("pcl5")), 40, &confirmed));
    assert_null(score_band(measure_find(STR("dass21")), 40, &confirmed));
    assert_null(score_band(measure_find(STR("phq9")), -1, &confirmed));
    assert_string_equal(score_band(measure_find(STR("brs")), 26 / 6.0, &confirmed), "high");
    assert_true(confirmed);
    assert_string_equal(score_band(measure_find(STR("pswq")), 60, &confirmed), "high");
    assert_false(confirmed);
}

/* A form of a kind that only the program itself can ask for wrongly. */
static void test_refused_forms(void **state)
{
    struct score_input in = {.measure = measure_find(STR("gad7")), .form = SCORE_SUBSCALES, .count = 1};
    struct score out;
    struct err e = {0};
    (void)state;
    assert_false(score_form(&in, &out, &e));
    CHECK(strncmp(e.text, "bad_input: ", 11) == 0, "%s", e.text);
    in = (struct score_input){.measure = measure_find(STR("bam")), .form = SCORE_SUBSCALES, .count = 2};
    err_clear(&e);
    assert_false(score_form(&in, &out, &e));
    CHECK(strncmp(e.text, "wrong_item_count: ", 18) == 0, "%s", e.text);
    in = (struct score_input){.measure = measure_find(STR("cssrs_screener")), .form = SCORE_SUBSCALES};
    assert_false(score_form(&in, &out, NULL));
    in = (struct score_input){.measure = measure_find(STR("gad7")), .form = SCORE_TOTAL};
    err_clear(&e);
    assert_false(score_form(&in, &out, &e));
    CHECK(strcmp(e.where, "total") == 0, "%s", e.where);
}

static void test_questions(void **state)
{
    struct score_extra x = {0};
    (void)state;
    assert_ptr_equal(score_extra_at(&x, EXTRA_GATE), &x.gate);
    assert_ptr_equal(score_extra_at(&x, EXTRA_LIFETIME_ATTEMPT), &x.lifetime_attempt);
    EXPECT_ASSERT(score_extra_at(&x, EXTRA_NONE));
    EXPECT_ASSERT(score_extra_at(&x, EXTRA_COUNT));
}

/* ---- memory ---- */

static bool run_line(struct arena *a, void *ctx, struct err *e)
{
    struct buf out;
    buf_init(&out, 0);
    bool ok = score_line(str_of(ctx), a, &out, e);
    CHECK(ok || strstr(out.p, "\"error\""), "no answer");
    buf_free(&out);
    return ok;
}

static void test_faults(void **state)
{
    static char line[] = "{\"id\":\"x\",\"instrument\":\"phq9\",\"responses\":[1,1,1,1,1,1,1,1,1],\"impact\":1}";
    (void)state;
    CHECK(fault_sweep(run_line, line) > 0, "the line needs memory");
    limit_sweep(run_line, line, 64);
}

static void test_answer_without_memory(void **state)
{
    struct arena a;
    struct buf out;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    buf_init(&out, 0);
    a.fail_at = 1;
    assert_false(score_line(STR("{\"instrument\":\"gad7\",\"responses\":[0,0,0,0,0,0,0]}"), &a, &out, &e));
    assert_int_equal(e.kind, ERR_MEMORY);
    assert_true(score_line_is_json(&e));
    CHECK(strstr(out.p, "\"code\":\"no_memory\""), "%s", out.p);
    buf_free(&out);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),          cmocka_unit_test(test_bands),
        cmocka_unit_test(test_random_forms),   cmocka_unit_test(test_bounds_hold),
        cmocka_unit_test(test_order_of_items), cmocka_unit_test(test_every_empty_form),
        cmocka_unit_test(test_every_total),    cmocka_unit_test(test_band_of_nothing),
        cmocka_unit_test(test_refused_forms),  cmocka_unit_test(test_questions),
        cmocka_unit_test(test_faults),         cmocka_unit_test(test_answer_without_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
