/* Civil dates, weeks, business days, periods. Tables in tests/data/base/date_*.tsv. */
#include "support.h"

#include "base/date.h"

#define DATA "tests/data/base/"

static struct date day(const char *text)
{
    struct date d = {0};

    if (strcmp(text, "-") != 0)
        CHECK(date_parse(str_of(text), &d), "\"%s\" is no date", text);
    return d;
}

static void same_date(struct date got, const char *expected, const char *where)
{
    char text[DATE_TEXT_SIZE];

    if (strcmp(expected, "-") == 0)
        expected = "";
    CHECK(strcmp(date_format(got, text), expected) == 0, "%s: got \"%s\", expected \"%s\"", where, text, expected);
}

static void text_is_a_real_day_or_refused(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "date_text.tsv");
    while (tsv_next(&t)) {
        const char *text = tsv_get(&t, "text");
        struct date d = {1234, 5, 6};
        bool ok = date_parse(str_of(text), &d);

        CHECK(ok == (tsv_int(&t, "ok") != 0), "%s: \"%s\"", tsv_where(&t), text);
        same_date(d, ok ? text : "1234-05-06", tsv_where(&t));
    }
    tsv_close(&t);
}

static void parse_reads_exactly_its_bytes(void **state)
{
    struct date d;

    (void)state;
    assert_true(date_parse((struct str){"2024-01-31xyz", 10}, &d));
    assert_false(date_parse((struct str){"2024-01-31xyz", 11}, &d));
    assert_false(date_parse((struct str){"2024-01-31xyz", 9}, &d));
    assert_false(date_parse((struct str){NULL, 0}, &d));
}

static void valid_knows_the_edges(void **state)
{
    static const int years[] = {-1, 0, 1, 4, 1900, 2000, 2023, 2024, 9999, 10000};

    (void)state;
    for (size_t y = 0; y < sizeof years / sizeof *years; y++) {
        for (int month = -1; month <= 14; month++) {
            for (int d = -1; d <= 33; d++) {
                bool expected = years[y] >= 1 && years[y] <= 9999 && month >= 1 && month <= 12 && d >= 1 &&
                                d <= date_days_in_month(years[y], month);
                CHECK(date_valid(years[y], month, d) == expected, "%d-%d-%d", years[y], month, d);
            }
        }
    }
    EXPECT_ASSERT(date_days_in_month(2024, 0));
    EXPECT_ASSERT(date_days_in_month(2024, 13));
}

static void days_and_weeks(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "date_week.tsv");
    while (tsv_next(&t)) {
        struct date d = day(tsv_get(&t, "date")), back = {0};
        int year, week;

        assert_int_equal(date_to_day(d), tsv_int(&t, "day"));
        same_date(date_from_day((int32_t)tsv_int(&t, "day")), tsv_get(&t, "date"), tsv_where(&t));
        assert_int_equal(date_weekday(d), tsv_int(&t, "weekday"));
        date_iso_week(d, &year, &week);
        CHECK(year == tsv_int(&t, "iso_year") && week == tsv_int(&t, "week"), "%s: %d-W%d", tsv_where(&t), year, week);
        assert_true(date_from_iso_week(year, week, date_weekday(d), &back));
        same_date(back, tsv_get(&t, "date"), tsv_where(&t));
    }
    tsv_close(&t);
}

static void every_day_in_order(void **state)
{
    /* All 3,652,059 days: each follows the one before in month, weekday and week. */
    struct date before = date_from_day(-719162);
    int weekday = 1, iso_year = 1, week = 1;

    (void)state;
    same_date(before, "0001-01-01", "first day");
    for (int32_t n = -719161; n <= 2932896; n++) {
        struct date d = date_from_day(n), next = before;
        int y, w;

        if (++next.day > date_days_in_month(next.year, next.month)) {
            next.day = 1;
            if (++next.month > 12) {
                next.month = 1;
                next.year++;
            }
        }
        weekday = weekday % 7 + 1;
        date_iso_week(d, &y, &w);
        if (weekday == 1) {
            /* Week 1 is the one with 4 January in it. */
            bool first = (d.month == 1 && d.day <= 4) || (d.month == 12 && d.day >= 29);
            iso_year += first;
            week = first ? 1 : week + 1;
        }
        if (date_cmp(d, next) != 0 || date_to_day(d) != n || date_weekday(d) != weekday || y != iso_year || w != week)
            fail_msg("day %d: %d-%d-%d, weekday %d, week %d of %d", n, d.year, d.month, d.day, date_weekday(d), w, y);
        before = d;
    }
    same_date(before, "9999-12-31", "last day");
    assert_false(date_is_set(date_from_day(-719163)));
    assert_false(date_is_set(date_from_day(2932897)));
    assert_false(date_is_set(date_from_day(INT32_MAX)));
    assert_false(date_is_set(date_from_day(INT32_MIN)));
}

static void weeks_that_do_not_exist(void **state)
{
    struct date d = {0};

    (void)state;
    assert_true(date_from_iso_week(2020, 53, 7, &d));
    same_date(d, "2021-01-03", "2020-W53-7");
    assert_true(date_from_iso_week(2025, 1, 1, &d));
    same_date(d, "2024-12-30", "2025-W01-1");
    assert_true(date_from_iso_week(9999, 52, 5, &d));
    same_date(d, "9999-12-31", "9999-W52-5");
    assert_false(date_from_iso_week(9999, 52, 6, &d));
    assert_false(date_from_iso_week(9999, 53, 1, &d));
    assert_false(date_from_iso_week(2021, 53, 1, &d));
    assert_false(date_from_iso_week(2024, 53, 1, &d));
    assert_false(date_from_iso_week(2024, 0, 1, &d));
    assert_false(date_from_iso_week(2024, 54, 1, &d));
    assert_false(date_from_iso_week(2024, 1, 0, &d));
    assert_false(date_from_iso_week(2024, 1, 8, &d));
    assert_false(date_from_iso_week(0, 1, 1, &d));
    assert_false(date_from_iso_week(10000, 1, 1, &d));
    same_date(d, "9999-12-31", "untouched");
}

static void months_periods_ages(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "date_months.tsv");
    while (tsv_next(&t))
        same_date(date_add_months(day(tsv_get(&t, "date")), (int32_t)tsv_int(&t, "months")), tsv_get(&t, "result"),
                  tsv_where(&t));
    tsv_close(&t);

    tsv_open(&t, DATA "date_period.tsv");
    while (tsv_next(&t)) {
        struct date out = {1234, 5, 6};
        bool refused = strcmp(tsv_get(&t, "result"), "-") == 0;

        CHECK(date_apply_period(day(tsv_get(&t, "date")), str_of(tsv_get(&t, "period")), &out) != refused, "%s",
              tsv_where(&t));
        same_date(out, refused ? "1234-05-06" : tsv_get(&t, "result"), tsv_where(&t));
    }
    tsv_close(&t);

    tsv_open(&t, DATA "date_age.tsv");
    while (tsv_next(&t)) {
        int age = date_age(day(tsv_get(&t, "birth")), day(tsv_get(&t, "on")));
        CHECK(age == tsv_int(&t, "age"), "%s: %d", tsv_where(&t), age);
    }
    tsv_close(&t);
}

static void adding_and_comparing_days(void **state)
{
    struct date d = day("2024-02-28");

    (void)state;
    same_date(date_add_days(d, 1), "2024-02-29", "+1");
    same_date(date_add_days(d, 2), "2024-03-01", "+2");
    same_date(date_add_days(d, -59), "2023-12-31", "-59");
    same_date(date_add_days(d, 0), "2024-02-28", "+0");
    same_date(date_add_days(d, INT32_MAX), "-", "far");
    same_date(date_add_days(d, INT32_MIN), "-", "far back");
    same_date(date_add_days(day("-"), 1), "-", "absent");
    assert_int_equal(date_diff(day("2024-03-01"), d), 2);
    assert_int_equal(date_diff(d, day("2024-03-01")), -2);
    assert_int_equal(date_diff(day("9999-12-31"), day("0001-01-01")), 3652058);
    assert_int_equal(date_cmp(d, d), 0);
    assert_int_equal(date_cmp(d, day("2024-02-29")), -1);
    assert_int_equal(date_cmp(day("2024-03-01"), d), 1);
    assert_int_equal(date_cmp(day("2025-01-01"), day("2024-12-31")), 1);
    assert_int_equal(date_cmp(day("-"), day("0001-01-01")), -1);
    assert_int_equal(date_cmp(day("-"), day("-")), 0);
    EXPECT_ASSERT(date_to_day(day("-")));
}

/* ---- business days ---- */

static size_t load_holidays(struct date *list, size_t most)
{
    struct tsv t;
    size_t n = 0;

    tsv_open(&t, DATA "holidays.tsv");
    while (tsv_next(&t)) {
        assert_true(n < most);
        list[n++] = day(tsv_get(&t, "date"));
    }
    tsv_close(&t);
    return n;
}

static void business_days_table(void **state)
{
    struct date holidays[32];
    size_t count = load_holidays(holidays, 32);
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "date_business.tsv");
    while (tsv_next(&t)) {
        bool list = tsv_int(&t, "list") != 0;
        struct date end = date_add_business_days(day(tsv_get(&t, "date")), (int32_t)tsv_int(&t, "days"),
                                                 list ? holidays : NULL, list ? count : 0);
        same_date(end, tsv_get(&t, "result"), tsv_where(&t));
    }
    tsv_close(&t);
}

static bool is_business_day(struct date d, const struct date *holidays, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (date_cmp(holidays[i], d) == 0)
            return false;
    return date_weekday(d) <= 5;
}

/* Both functions against counting day by day, over random lists of holidays. */
static void business_days_agree_with_counting(void **state)
{
    uint64_t seed = test_seed();

    (void)state;
    for (int round = 0; round < 400; round++) {
        struct date holidays[40], start = date_from_day((int32_t)(test_random(&seed) % 3000000) - 700000), d = start;
        size_t count = test_random(&seed) % 40;
        int32_t at = date_to_day(start) - 60, n = 0;
        int step = test_random(&seed) % 2 == 0 ? 1 : -1;

        for (size_t i = 0; i < count; i++)
            holidays[i] = date_from_day(at += (int32_t)(test_random(&seed) % 6)); /* 0: twice the same */
        for (int i = 0; i < 120; i++) {
            struct date next = date_add_days(d, step);

            n += is_business_day(next, holidays, count) ? step : 0;
            if (n != 0 && is_business_day(next, holidays, count)) {
                struct date got = date_add_business_days(start, n, holidays, count);
                CHECK(date_cmp(got, next) == 0, "round %d: %d business days from day %d", round, n, date_to_day(start));
            }
            if (step > 0) {
                assert_int_equal(date_business_days_between(start, next, holidays, count), n);
                assert_int_equal(date_business_days_between(next, start, holidays, count), 0);
            }
            d = next;
        }
        assert_int_equal(date_business_days_between(start, start, holidays, count), 0);
    }
}

static void random_dates_keep_their_text(void **state)
{
    uint64_t seed = test_seed();

    (void)state;
    for (int i = 0; i < 100000; i++) {
        struct date d = date_from_day((int32_t)(test_random(&seed) % 3652059) - 719162), again = {0};
        int32_t n = (int32_t)(test_random(&seed) % 20001) - 10000;
        struct date moved = date_add_days(d, n);
        char text[DATE_TEXT_SIZE];

        assert_true(date_parse(str_of(date_format(d, text)), &again));
        assert_int_equal(date_cmp(d, again), 0);
        if (date_is_set(moved)) {
            assert_int_equal(date_diff(moved, d), n);
            assert_int_equal(date_cmp(moved, d), n < 0 ? -1 : n > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_a_real_day_or_refused),
        cmocka_unit_test(parse_reads_exactly_its_bytes),
        cmocka_unit_test(valid_knows_the_edges),
        cmocka_unit_test(days_and_weeks),
        cmocka_unit_test(every_day_in_order),
        cmocka_unit_test(weeks_that_do_not_exist),
        cmocka_unit_test(months_periods_ages),
        cmocka_unit_test(adding_and_comparing_days),
        cmocka_unit_test(business_days_table),
        cmocka_unit_test(business_days_agree_with_counting),
        cmocka_unit_test(random_dates_keep_their_text),
    };

    return cmocka_run_group_tests_name("base: date", tests, NULL, NULL);
}
