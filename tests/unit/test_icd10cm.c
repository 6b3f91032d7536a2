/* Diagnosis codes: found in every way they are written, judged by year, and the nearest ones offered for a bad one. */
#include "support.h"

#include "plan/icd10cm.h"

static const char *const status_names[] = {"valid",   "heading",     "not_yet",  "ended",
                                           "unknown", "not_covered", "malformed"};

static void test_check(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/icd10cm_check.tsv");
    while (tsv_next(&t)) {
        struct str code = tsv_text(&t, "code");
        struct icd10cm near[3];
        int year = (int)tsv_int(&t, "year");
        const char *got = status_names[icd10cm_check(code, year)];
        CHECK(strcmp(got, tsv_get(&t, "status")) == 0, "%s: %s", tsv_where(&t), got);
        got = icd10cm_near(code, year, near, 3) ? near[0].code : "-";
        CHECK(strcmp(got, tsv_get(&t, "near")) == 0, "%s: near %s", tsv_where(&t), got);
    }
    tsv_close(&t);
}

static void test_find(void **state)
{
    struct icd10cm c = {.title = "untouched"};
    (void)state;
    assert_false(icd10cm_find(STR("F41"), &c));
    assert_false(icd10cm_find(STR("nonsense"), &c));
    assert_string_equal(c.title, "untouched");
    assert_true(icd10cm_find(STR("f411"), &c));
    assert_string_equal(c.code, "F41.1");
    assert_string_equal(c.title, "Generalized anxiety disorder");
    assert_true(c.billable);
    assert_int_equal(c.from, 0);
    assert_int_equal(c.until, 0);
    assert_true(icd10cm_find(STR("F22"), &c));
    assert_string_equal(c.code, "F22");
    assert_true(icd10cm_find(STR("F53"), &c));
    assert_false(c.billable);
    assert_true(icd10cm_find(STR("F41.0"), &c));
    assert_string_equal(c.title, "Panic disorder [episodic paroxysmal anxiety]");
    assert_true(icd10cm_find(STR("F50.2"), &c));
    assert_int_equal(c.until, 2024);
}

static void test_near_is_bounded(void **state)
{
    struct icd10cm near[4];
    (void)state;
    assert_int_equal(icd10cm_near(STR("F41"), 0, near, 4), 4);
    assert_string_equal(near[0].code, "F41.0");
    assert_string_equal(near[1].code, "F41.1");
    assert_string_equal(near[3].code, "F41.8");
    assert_int_equal(icd10cm_near(STR("F41"), 0, near, 0), 0);
}

static void test_every_row(void **state)
{
    struct tsv t;
    size_t rows = 0;
    (void)state;
    tsv_open(&t, "data/icd10cm.tsv");
    for (; tsv_next(&t); rows++) {
        struct icd10cm c;
        CHECK(icd10cm_find(str_of(tsv_get(&t, "code")), &c), "%s", tsv_where(&t));
        CHECK(strcmp(c.code, tsv_get(&t, "code")) == 0, "%s: %s", tsv_where(&t), c.code);
        CHECK(strcmp(c.title, tsv_get(&t, "title")) == 0, "%s: %s", tsv_where(&t), c.title);
        CHECK(c.billable == (*tsv_get(&t, "billable") == '1'), "%s", tsv_where(&t));
    }
    tsv_close(&t);
    assert_int_equal(rows, icd10cm_count());
    assert_int_equal(icd10cm_edition_year(), 2021);
    assert_string_equal(icd10cm_edition(), "ICD-10-CM, fiscal year 2021");
}

static void test_fiscal_year(void **state)
{
    (void)state;
    assert_int_equal(icd10cm_fiscal_year((struct date){2020, 9, 30}), 2020);
    assert_int_equal(icd10cm_fiscal_year((struct date){2020, 10, 1}), 2021);
    assert_int_equal(icd10cm_fiscal_year((struct date){0, 0, 0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_check), cmocka_unit_test(test_find),
                                       cmocka_unit_test(test_near_is_bounded), cmocka_unit_test(test_every_row),
                                       cmocka_unit_test(test_fiscal_year)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
