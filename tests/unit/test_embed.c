/* The public library: bytes in, bytes out. */
#include "support.h"

#include "goldthread.h"

#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);
/* What fontconfig and pango keep for the life of the process. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\nleak:libharfbuzz\n";
}
#endif

#define PLAN                                                                                                           \
    "Client\nName: Ada Example\nAge: 30\n\nGoals\n- Long-term goal: Enjoy evenings with the family\n"                  \
    "  - Objective: Reduce GAD-7 from 16 to 8 or less within 12 weeks\n"

static bool holds(struct gt_text t, const char *part)
{
    return t.data && strstr(t.data, part) != NULL;
}

static void a_sentence_gives_json(void **state)
{
    (void)state;
    struct gt_text out;
    struct gt_error e;
    const char *text = "Client will feel better soon";
    assert_int_equal(gt_parse(text, strlen(text), NULL, &out, &e), GT_OK);
    assert_true(holds(out, "\"id\":null") && holds(out, "\"specific\"") && strlen(out.data) == out.size);
    gt_text_free(&out);
    assert_null(out.data);
    gt_text_free(&out);
}

static void wrong_input_is_told(void **state)
{
    (void)state;
    struct gt_text out;
    struct gt_error e;
    assert_int_equal(gt_parse("x", 1, "wish", &out, &e), GT_INVALID);
    assert_string_equal(e.where, "role");
    assert_int_equal(gt_parse("", 0, NULL, &out, NULL), GT_INVALID);
    assert_null(out.data);
    assert_int_equal(gt_check("%PDF-1.4", 8, NULL, GT_FINDINGS_JSON, &out, &e), GT_INVALID);
    assert_non_null(strstr(e.text, "PDF"));
    assert_int_equal(gt_convert("{", 1, GT_PLAN_TEXT, &out, &e), GT_INVALID);
    char *deep = malloc(1000);
    memset(deep, '[', 1000);
    memcpy(deep, "{\"a\":", 5);
    assert_int_equal(gt_convert(deep, 1000, GT_PLAN_JSON, &out, &e), GT_LIMIT);
    free(deep);
    assert_int_equal(gt_diff(PLAN, strlen(PLAN), "", 0, &out, &e), GT_INVALID);
}

static void findings_in_three_forms(void **state)
{
    (void)state;
    static const struct {
        enum gt_findings_format format;
        const char *part;
    } rows[] = {{GT_FINDINGS_TEXT, "mend"}, {GT_FINDINGS_JSON, "\"findings\""}, {GT_FINDINGS_SARIF, "2.1.0"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct gt_text out;
        assert_int_equal(gt_check(PLAN, strlen(PLAN), "ada.txt", rows[i].format, &out, NULL), GT_OK);
        CHECK(holds(out, "ada.txt") && (i == 0 || holds(out, rows[i].part)), "format %zu: %s", i, out.data);
        gt_text_free(&out);
    }
}

static void a_plan_in_four_forms(void **state)
{
    (void)state;
    static const char *const parts[] = {"\"goldthread.plan/1\"", "Ada Example", "<html", "%PDF-1."};
    for (int f = GT_PLAN_JSON; f <= GT_PLAN_PDF; f++) {
        struct gt_text out;
        struct gt_error e;
        CHECK(gt_convert(PLAN, strlen(PLAN), (enum gt_plan_format)f, &out, &e) == GT_OK, "%s", e.text);
        CHECK(holds(out, parts[f]), "format %d", f);
        gt_text_free(&out);
    }
}

static void two_versions_compared(void **state)
{
    (void)state;
    struct gt_text out;
    static const char later[] = "Client\nName: Ada Example\nAge: 30\n\nGoals\n- Long-term goal: Enjoy evenings with the family\n"
                                "  - Objective: Reduce GAD-7 from 16 to 7 or less within 12 weeks\n";
    assert_int_equal(gt_diff(PLAN, strlen(PLAN), later, strlen(later), &out, NULL), GT_OK);
    assert_true(holds(out, "target"));
    gt_text_free(&out);
    assert_string_equal(gt_version(), GOLDTHREAD_VERSION);
}

static void a_form_is_scored(void **state)
{
    (void)state;
    struct gt_text out;
    struct gt_error e;
    const char *line = "{\"id\":\"a\",\"instrument\":\"gad7\",\"responses\":[2,2,2,2,2,2,3]}";
    assert_int_equal(gt_score(line, strlen(line), &out, &e), GT_OK);
    assert_true(holds(out, "\"total\":15"));
    gt_text_free(&out);
    assert_int_equal(gt_score("{\"instrument\":\"gad77\"}", 22, &out, &e), GT_INVALID);
    assert_null(out.data);
    assert_true(e.text[0] != '\0');
    assert_int_equal(gt_score("{", 1, &out, &e), GT_INVALID);
}

static void a_plan_is_followed(void **state)
{
    (void)state;
    struct gt_text out;
    struct gt_error e;
    struct gt_bytes plan = {PLAN, strlen(PLAN)}, series;
    series.data = "{\"date\":\"2026-01-05\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":16}\n"
                  "{\"date\":\"2026-01-12\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":20}\n";
    series.size = strlen(series.data);
    assert_int_equal(gt_follow(plan, series, "2026-01-12", &out, &e), GT_OK);
    assert_true(holds(out, "\"goldthread.follow/1\"") && holds(out, "\"deterioration/o1\""));
    gt_text_free(&out);
    assert_int_equal(gt_follow(plan, series, "2026-01-11", &out, &e), GT_OK);
    assert_false(holds(out, "deterioration"));
    gt_text_free(&out);
    assert_int_equal(gt_follow(plan, series, "tomorrow", &out, &e), GT_INVALID);
    assert_string_equal(e.where, "on");
    assert_int_equal(gt_follow(plan, series, NULL, &out, NULL), GT_INVALID);
    series.size -= 2;
    assert_int_equal(gt_follow(plan, series, "2026-01-12", &out, &e), GT_INVALID);
    assert_non_null(strstr(e.where, "line 2"));
    assert_int_equal(gt_follow((struct gt_bytes){"%PDF-1.4", 8}, series, "2026-01-12", &out, &e), GT_INVALID);
    assert_null(out.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_is_scored),
        cmocka_unit_test(a_plan_is_followed),
        cmocka_unit_test(a_sentence_gives_json),  cmocka_unit_test(wrong_input_is_told),
        cmocka_unit_test(findings_in_three_forms), cmocka_unit_test(a_plan_in_four_forms),
        cmocka_unit_test(two_versions_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
