/* What is still to be filled in, and which way a target points: plan/blank.h, plan/target.h. */
#include "support.h"

#include "plan/blank.h"
#include "plan/target.h"

static void blanks_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/blank.tsv");
    while (tsv_next(&t)) {
        struct str s = tsv_text(&t, "text");
        struct span at = {0, 0};
        char got[40] = "";
        bool found = blank_find(s, 0, &at);
        if (found)
            snprintf(got, sizeof got, "%zu-%zu", at.from, at.to);
        assert_str(str_of(got), tsv_get(&t, "at"), tsv_where(&t));
        assert_str(blank_is(s) ? STR("yes") : STR("no"), tsv_get(&t, "whole"), tsv_where(&t));
        CHECK(blank_in(s) == found, "%s", tsv_where(&t));
    }
    tsv_close(&t);
}

static void all_blanks_in_turn(void **state)
{
    struct str s = STR("[one], ___ and [two]");
    struct span at = {0, 0};
    size_t n = 0;
    (void)state;
    for (; blank_find(s, at.to, &at); n++)
        assert_true(at.from < at.to && at.to <= s.n);
    assert_int_equal(n, 3);
    assert_false(blank_find(s, s.n, &at));
}

static void ways_of_the_comparators(void **state)
{
    static const struct {
        enum plan_comparator c;
        int way, to;
        bool by;
    } rows[] = {
        {PLAN_CMP_UNSTATED, 0, 0, false},    {PLAN_CMP_REDUCE_TO, -1, -1, false}, {PLAN_CMP_REDUCE_BY, -1, 0, true},
        {PLAN_CMP_INCREASE_TO, 1, 1, false}, {PLAN_CMP_INCREASE_BY, 1, 0, true},  {PLAN_CMP_AT_LEAST, 1, 1, false},
        {PLAN_CMP_AT_MOST, -1, -1, false},   {PLAN_CMP_EXACT, 0, 0, false},       {PLAN_CMP_RANGE, 0, 0, false},
        {PLAN_CMP_MAINTAIN, 0, 0, false},
    };
    (void)state;
    assert_int_equal(sizeof rows / sizeof *rows, PLAN_CMP_MAINTAIN + 1); /* each has its row */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(target_way(rows[i].c), rows[i].way);
        assert_int_equal(target_way_to(rows[i].c), rows[i].to);
        assert_int_equal(target_is_by(rows[i].c), rows[i].by);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_of_the_table),
        cmocka_unit_test(all_blanks_in_turn),
        cmocka_unit_test(ways_of_the_comparators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
