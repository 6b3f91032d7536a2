/* Pieces of text and strict numbers. */
#include "support.h"

#include "base/num.h"

#include <math.h>

#define DATA "tests/data/base/"

static const struct str ABSENT = {NULL, 0};
static const size_t NONE = (size_t)-1;

static void equality(void **state)
{
    (void)state;
    assert_true(str_eq(STR("ab"), STR("ab")));
    assert_false(str_eq(STR("ab"), STR("aB")));
    assert_false(str_eq(STR("ab"), STR("abc")));
    assert_true(str_eq(ABSENT, STR("")));
    assert_true(str_eq(ABSENT, ABSENT));
    assert_true(str_eq_ci(STR("aZ@[`{"), STR("Az@[`{")));
    assert_false(str_eq_ci(STR("@"), STR("`"))); /* 32 apart, but no letters */
    assert_false(str_eq_ci(STR("["), STR("{")));
    assert_false(str_eq_ci(STR("a"), STR("ab")));
    assert_false(str_eq_ci(STR("\xc3\x89"), STR("\xc3\xa9"))); /* only ASCII letters fold */
    assert_true(str_eq_ci(ABSENT, STR("")));
    assert_true(str_is(STR("goal"), "goal"));
    assert_false(str_is(STR("goal"), "goals"));
    assert_true(str_is(STR(""), ""));
    assert_null(str_of(NULL).p);
    assert_int_equal(str_of(NULL).n, 0);
    assert_int_equal(str_of("abc").n, 3);
    assert_non_null(str_of("").p);
}

static void beginnings_and_ends(void **state)
{
    (void)state;
    assert_true(str_starts(STR("PHQ-9"), STR("PHQ")));
    assert_true(str_starts(STR("PHQ"), STR("PHQ")));
    assert_false(str_starts(STR("PH"), STR("PHQ")));
    assert_false(str_starts(STR("phq-9"), STR("PHQ")));
    assert_true(str_starts(STR("x"), ABSENT));
    assert_true(str_starts(ABSENT, ABSENT));
    assert_true(str_starts_ci(STR("phq-9"), STR("PHQ")));
    assert_false(str_starts_ci(STR("ph"), STR("PHQ")));
    assert_false(str_starts_ci(STR("pht"), STR("PHQ")));
    assert_true(str_ends_ci(STR("a.JSON"), STR(".json")));
    assert_false(str_ends_ci(STR("a.jsonl"), STR(".json")));
    assert_false(str_ends_ci(STR("son"), STR(".json")));
    assert_true(str_ends_ci(ABSENT, ABSENT));
    assert_true(str_ends_ci(STR("a"), STR("")));
}

static void trim_and_sub(void **state)
{
    struct str s;

    (void)state;
    assert_str(str_trim(STR(" \t\n\v\f\r a b \r\n")), "a b", "both ends");
    assert_str(str_trim(STR("ab")), "ab", "nothing to do");
    assert_str(str_trim(STR(" \t ")), "", "all white");
    assert_str(str_trim(STR("\xc2\xa0x")), "\xc2\xa0x", "no-break space is not ASCII");
    assert_str(str_trim(STR("\x08x\x0e")), "\x08x\x0e", "neighbours of white space");
    assert_null(str_trim(ABSENT).p);
    assert_str(str_sub(STR("abcdef"), 2, 4), "cd", "inside");
    assert_str(str_sub(STR("abcdef"), 0, 99), "abcdef", "end clamped");
    assert_str(str_sub(STR("abcdef"), 99, 100), "", "both clamped");
    assert_str(str_sub(STR("abcdef"), 4, 2), "", "wrong way round");
    s = str_sub(ABSENT, 1, 2);
    assert_null(s.p);
    assert_int_equal(s.n, 0);
}

static void finding(void **state)
{
    struct str s = STR("one two One TWO");

    (void)state;
    assert_int_equal(str_find(s, STR("two"), 0), 4);
    assert_int_equal(str_find(s, STR("two"), 4), 4);
    assert_int_equal(str_find(s, STR("two"), 5), NONE);
    assert_int_equal(str_find(s, STR("TWO"), 5), 12);
    assert_int_equal(str_find(s, STR("TWO!"), 0), NONE);
    assert_int_equal(str_find(s, STR(""), 3), 3);
    assert_int_equal(str_find(s, STR(""), s.n), s.n);
    assert_int_equal(str_find(s, STR(""), s.n + 1), NONE);
    assert_int_equal(str_find(s, STR("x"), s.n), NONE);
    assert_int_equal(str_find(s, STR("x"), NONE), NONE);
    assert_int_equal(str_find(ABSENT, STR("x"), 0), NONE);
    assert_int_equal(str_find(ABSENT, ABSENT, 0), 0);
    assert_int_equal(str_find_ci(s, STR("TWO"), 0), 4);
    assert_int_equal(str_find_ci(s, STR("two"), 5), 12);
    assert_int_equal(str_find_ci(s, STR("two"), 13), NONE);
    assert_int_equal(str_find_ci(s, STR("two three four five"), 0), NONE);
    assert_int_equal(str_find_ci(s, STR(""), 7), 7);
    assert_int_equal(str_find_ci(s, STR("x"), NONE), NONE);
    assert_int_equal(str_find_ci(ABSENT, STR("x"), 0), NONE);
}

static void finding_digits(void **state)
{
    static const char text[] = "0/9: between 5 and 7, caf\xC3\xA9 12";
    struct str s = str_of(text);

    (void)state;
    for (size_t end = 0; end <= s.n; end++) {
        for (size_t from = 0; from <= end + 1; from++) {
            size_t at = from < end ? from : end;
            while (at < end && !strchr("0123456789", text[at]))
                at++;
            assert_int_equal(str_find_digit(str_sub(s, 0, end), from), at);
        }
    }
}

static void cutting(void **state)
{
    struct str head = STR("h"), tail = STR("t");

    (void)state;
    assert_true(str_cut(STR("name: value: more"), ':', &head, &tail));
    assert_str(head, "name", "head");
    assert_str(tail, " value: more", "tail");
    assert_false(str_cut(STR("nothing"), ':', &head, &tail));
    assert_false(str_cut(ABSENT, ':', &head, &tail));
    assert_str(head, "name", "untouched");
    assert_true(str_cut(STR(":"), ':', &head, &tail));
    assert_str(head, "", "empty head");
    assert_str(tail, "", "empty tail");
}

/* ---- numbers ---- */

static int64_t bound(struct tsv *t, const char *column, int64_t widest)
{
    return strcmp(tsv_get(t, column), "-") == 0 ? widest : tsv_int(t, column);
}

static void integers(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "num_int.tsv");
    while (tsv_next(&t)) {
        bool refused = strcmp(tsv_get(&t, "result"), "-") == 0;
        int64_t v = 424242, min = bound(&t, "min", INT64_MIN), max = bound(&t, "max", INT64_MAX);

        CHECK(num_int(str_of(tsv_get(&t, "text")), min, max, &v) != refused, "%s", tsv_where(&t));
        assert_int_equal(v, refused ? 424242 : tsv_int(&t, "result"));
    }
    tsv_close(&t);
}

static void decimals(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "num_dec.tsv");
    while (tsv_next(&t)) {
        bool refused = strcmp(tsv_get(&t, "mant"), "-") == 0;
        struct dec d = {.has = true, .scale = 7, .mant = 424242}, again = {0};
        struct str text = str_of(tsv_get(&t, "text"));

        CHECK(num_dec(text, &d) != refused, "%s", tsv_where(&t));
        if (refused) {
            assert_true(d.has && d.scale == 7 && d.mant == 424242);
        } else {
            struct buf b;

            assert_true(d.has);
            assert_int_equal(d.mant, tsv_int(&t, "mant"));
            assert_int_equal(d.scale, tsv_int(&t, "scale"));
            assert_true(dec_to_double(d) == strtod(text.p, NULL));
            buf_init(&b, 0);
            dec_put(&b, d);
            assert_str(buf_str(&b), text.p, tsv_where(&t));
            assert_true(num_dec(buf_str(&b), &again) && dec_same(again, d));
            buf_free(&b);
        }
    }
    tsv_close(&t);
}

static struct dec dec(const char *text)
{
    struct dec d = {0};

    CHECK(num_dec(str_of(text), &d), "%s", text);
    return d;
}

static void decimals_compare_by_value(void **state)
{
    static const char *const order[] = {
        "-999999999999999", "-13",  "-12.2", "-12.10", "-0.1", "-0.01", "0",
        "0.000000001",      "0.01", "0.1",   "12.1",   "12.2", "13",    "999999999999999"};
    size_t n = sizeof order / sizeof *order;

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            CHECK(dec_cmp(dec(order[i]), dec(order[j])) == (i < j ? -1 : i > j), "%s and %s", order[i], order[j]);
    assert_int_equal(dec_cmp(dec("12.1"), dec("12.10")), 0);
    assert_int_equal(dec_cmp(dec("0"), dec("0.000")), 0);
    assert_int_equal(dec_cmp(dec("-5"), dec("-5.000000000")), 0);
    EXPECT_ASSERT(dec_cmp(dec("1"), (struct dec){0}));
    EXPECT_ASSERT(dec_cmp((struct dec){0}, dec("1")));
}

static void decimals_are_the_same_by_writing(void **state)
{
    struct dec absent = {0}, odd = {.has = false, .mant = 5};
    struct buf b;

    (void)state;
    assert_true(dec_same(dec("12.1"), dec("12.1")));
    assert_false(dec_same(dec("12.1"), dec("12.10")));
    assert_false(dec_same(dec("12.1"), dec("121")));
    assert_false(dec_same(dec("0"), absent));
    assert_false(dec_same(absent, dec("0")));
    assert_true(dec_same(absent, odd));
    assert_true(dec_same(dec_of_int(-7), dec("-7")));
    assert_true(dec_same(dec_of_int(999999999999999), dec("999999999999999")));
    assert_false(dec_of_int(1000000000000000).has);
    assert_false(dec_of_int(-1000000000000000).has);
    assert_false(dec_of_int(INT64_MIN).has);
    assert_true(dec_to_double(absent) == 0.0);
    buf_init(&b, 0);
    dec_put(&b, absent);
    assert_int_equal(b.n, 0);
    EXPECT_ASSERT(dec_put(&b, (struct dec){.has = true, .scale = 10, .mant = 1}));
    EXPECT_ASSERT(dec_put(&b, (struct dec){.has = true, .scale = 0, .mant = INT64_MAX}));
    buf_free(&b);
}

static void random_decimals_come_back(void **state)
{
    uint64_t seed = test_seed();
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (int i = 0; i < 50000; i++) {
        static const int64_t limits[] = {10, 1000, 1000000, 1000000000000000};
        struct dec d = {.has = true, .scale = (uint8_t)(test_random(&seed) % 10)}, again = {0};

        d.mant = (int64_t)(test_random(&seed) % (uint64_t)limits[test_random(&seed) % 4]);
        if (test_random(&seed) % 2 == 0)
            d.mant = -d.mant;
        buf_reset(&b);
        dec_put(&b, d);
        CHECK(num_dec(buf_str(&b), &again) && dec_same(d, again), "%s", b.p);
        assert_int_equal(dec_cmp(d, again), 0);
        assert_true(fabs(dec_to_double(d) - strtod(b.p, NULL)) == 0.0);
    }
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality),
        cmocka_unit_test(beginnings_and_ends),
        cmocka_unit_test(trim_and_sub),
        cmocka_unit_test(finding),
        cmocka_unit_test(finding_digits),
        cmocka_unit_test(cutting),
        cmocka_unit_test(integers),
        cmocka_unit_test(decimals),
        cmocka_unit_test(decimals_compare_by_value),
        cmocka_unit_test(decimals_are_the_same_by_writing),
        cmocka_unit_test(random_decimals_come_back),
    };

    return cmocka_run_group_tests_name("base: str, num", tests, NULL, NULL);
}
