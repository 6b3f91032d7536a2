/* Trends over short series: measure/trend.h. */
#include "support.h"

#include "measure/trend.h"

#include <math.h>

enum { POINTS_MOST = 64 };

static size_t numbers(struct tsv *t, const char *column, double *v)
{
    size_t n = 0;
    char *end;
    for (const char *p = tsv_get(t, column); *p; p = end + strspn(end, " ")) {
        v[n++] = strtod(p, &end);
        CHECK(end != p && n < POINTS_MOST, "%s: %s", tsv_where(t), column);
    }
    return n;
}

static void check_near(struct tsv *t, const char *column, double got, double slack)
{
    double want = strtod(tsv_get(t, column), NULL);
    CHECK(fabs(got - want) <= slack, "%s: %s is %.12g", tsv_where(t), column, got);
}

static void test_kendall(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/trend_kendall.tsv");
    while (tsv_next(&t)) {
        double x[POINTS_MOST], y[POINTS_MOST];
        struct trend_kendall k;
        size_t n = numbers(&t, "y", y);
        if (strcmp(tsv_get(&t, "t"), "-") == 0)
            for (size_t i = 0; i < n; i++)
                x[i] = (double)i + 1;
        else
            assert_int_equal(numbers(&t, "t", x), n);
        trend_kendall(x, y, n, &k);
        check_near(&t, "s", k.s, 0);
        check_near(&t, "var", k.var, 1e-9);
        check_near(&t, "z", k.z, 5e-5);
        check_near(&t, "p", k.p_two_sided, k.exact ? 1e-10 : 5e-7);
        CHECK(k.exact == (strcmp(tsv_get(&t, "exact"), "yes") == 0), "%s: exact", tsv_where(&t));
    }
    tsv_close(&t);
}

static void test_exact(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/trend_exact.tsv");
    while (tsv_next(&t))
        check_near(&t, "p", trend_exact_p((size_t)tsv_int(&t, "n"), (double)tsv_int(&t, "s")), 1e-10);
    tsv_close(&t);
    EXPECT_ASSERT(trend_exact_p(1, 0));
    EXPECT_ASSERT(trend_exact_p(TREND_EXACT_MAX + 1, 0));
}

/* Fewer than 5 points can never be significant at .05, whatever they are. */
static void test_four_points_are_too_few(void **state)
{
    (void)state;
    for (size_t n = 2; n < TREND_POINTS_MIN; n++)
        assert_true(trend_exact_p(n, (double)trend_pairs(n)) > 0.05);
    assert_true(trend_exact_p(TREND_POINTS_MIN, (double)trend_pairs(TREND_POINTS_MIN)) < 0.05);
}

/* Exact and by Z come together as the series grows. */
static void test_exact_meets_normal(void **state)
{
    (void)state;
    for (int n = 12; n <= TREND_EXACT_MAX; n += 8) {
        double root = sqrt(n * (n - 1) * (2.0 * n + 5) / 18);
        for (int s = n % 4 < 2 ? 2 : 1; s < 3 * root; s += 2) {
            double z = (s - 1) / root, exact = trend_exact_p((size_t)n, s);
            CHECK(fabs(exact - erfc(z / sqrt(2))) < 0.01, "n %d, S %d: %g", n, s, exact);
        }
    }
}

static double kendall_s(const double *y, size_t n)
{
    double s = 0;
    for (size_t j = 1; j < n; j++)
        for (size_t i = 0; i < j; i++)
            s += (y[j] > y[i]) - (y[j] < y[i]);
    return s;
}

/* All orders of y by Heap's rule: how many there are and how many have |S| or more. */
static void count_orders(double *y, size_t n, size_t k, double s, size_t *all, size_t *tail)
{
    if (k <= 1) {
        (*all)++;
        *tail += fabs(kendall_s(y, n)) >= s;
        return;
    }
    for (size_t i = 0; i < k; i++) {
        count_orders(y, n, k - 1, s, all, tail);
        size_t a = k % 2 ? 0 : i;
        double keep = y[a];
        y[a] = y[k - 1];
        y[k - 1] = keep;
    }
}

/* The exact p is the share of all orders of the same values, ties or none. */
static void test_exact_is_the_share_of_orders(void **state)
{
    static const double t[] = {1, 2, 3, 4, 5, 6, 7};
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 150; round++) {
        size_t n = 2 + test_random(&seed) % 6, values = 1 + test_random(&seed) % 8, all = 0, tail = 0;
        double y[7], p;
        struct trend_kendall k;
        for (size_t i = 0; i < n; i++)
            y[i] = (double)(test_random(&seed) % values);
        trend_kendall(t, y, n, &k);
        count_orders(y, n, n, fabs(k.s), &all, &tail);
        p = (double)tail / (double)all;
        CHECK(k.exact && fabs(k.p_two_sided - p) < 1e-12, "round %d: %g, not %g", round, k.p_two_sided, p);
    }
}

static void test_slope(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/trend_slope.tsv");
    while (tsv_next(&t)) {
        double x[POINTS_MOST], y[POINTS_MOST], scratch[POINTS_MOST], slope = 0;
        size_t n = numbers(&t, "y", y);
        assert_int_equal(numbers(&t, "t", x), n);
        bool has = trend_theil_sen(x, y, n, scratch, &slope);
        CHECK(has == (strcmp(tsv_get(&t, "slope"), "-") != 0), "%s: %g", tsv_where(&t), slope);
        if (has)
            check_near(&t, "slope", slope, 1e-9);
    }
    tsv_close(&t);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void test_median(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 5000; round++) {
        double v[200], w[200];
        size_t n = 1 + test_random(&seed) % 200, values = 1 + test_random(&seed) % 300;
        for (size_t i = 0; i < n; i++)
            v[i] = w[i] = round % 3 == 0   ? (double)i
                          : round % 3 == 1 ? -(double)i
                                           : (double)(test_random(&seed) % values);
        qsort(w, n, sizeof *w, by_value);
        CHECK(trend_median(v, n) == (w[(n - 1) / 2] + w[n / 2]) / 2, "round %d, n %zu", round, n);
    }
    EXPECT_ASSERT(trend_median(NULL, 0));
}

static void test_xmr(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/trend_xmr.tsv");
    while (tsv_next(&t)) {
        double y[POINTS_MOST];
        unsigned char signal[POINTS_MOST];
        char text[256] = "";
        struct trend_xmr x;
        size_t n = numbers(&t, "y", y);
        trend_xmr(y, n, &x);
        trend_xmr_signals(&x, y, n, signal);
        check_near(&t, "mean", x.mean, 1e-9);
        check_near(&t, "mr_bar", x.mr_bar, 1e-9);
        check_near(&t, "ucl", x.ucl, 1e-9);
        check_near(&t, "lcl", x.lcl, 1e-9);
        check_near(&t, "mr_ucl", x.mr_ucl, 1e-9);
        for (size_t i = 0; i < n; i++)
            if (signal[i])
                snprintf(text + strlen(text), sizeof text - strlen(text), "%s%zu:%d", *text ? " " : "", i + 1,
                         signal[i]);
        CHECK(strcmp(text, tsv_get(&t, "signals")) == 0, "%s: signals %s", tsv_where(&t), text);
    }
    tsv_close(&t);
    EXPECT_ASSERT(trend_xmr(NULL, 1, NULL));
    EXPECT_ASSERT(trend_kendall(NULL, NULL, 1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kendall),
                                       cmocka_unit_test(test_exact),
                                       cmocka_unit_test(test_four_points_are_too_few),
                                       cmocka_unit_test(test_exact_meets_normal),
                                       cmocka_unit_test(test_exact_is_the_share_of_orders),
                                       cmocka_unit_test(test_slope),
                                       cmocka_unit_test(test_median),
                                       cmocka_unit_test(test_xmr)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
