/* Goal attainment and goal ratings: measure/attain.h. */
#include "support.h"

#include "measure/attain.h"

#include <math.h>

enum { GOALS_MOST = 16 };

static size_t numbers(struct tsv *t, const char *column, double *v, bool *has)
{
    size_t n = 0;
    for (const char *p = tsv_get(t, column); *p; p += strspn(p, " ")) {
        size_t length = strcspn(p, " ");
        CHECK(n < GOALS_MOST, "%s: %s", tsv_where(t), column);
        has[n] = !(length == 1 && *p == '-');
        v[n] = has[n] ? strtod(p, NULL) : 0;
        n++;
        p += length;
    }
    return n;
}

static void check_error(struct tsv *t, bool ok, const struct err *e)
{
    const char *code = tsv_get(t, "error");
    CHECK(ok == (strcmp(code, "-") == 0), "%s: %s", tsv_where(t), e->text);
    CHECK(ok || (e->kind == ERR_INVALID && strncmp(e->text, code, strlen(code)) == 0 && e->where[0]), "%s: %s",
          tsv_where(t), e->text);
}

static void test_t(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/attain.tsv");
    while (tsv_next(&t)) {
        double x[GOALS_MOST], w[GOALS_MOST], got = 0;
        bool has[GOALS_MOST], weighted = strcmp(tsv_get(&t, "weights"), "-") != 0;
        struct attain_count c;
        char counts[64];
        struct err e = {0};
        size_t n = numbers(&t, "x", x, has);
        if (weighted)
            assert_int_equal(numbers(&t, "weights", w, has), n);
        bool ok = attain_t(x, weighted ? w : NULL, n, strtod(tsv_get(&t, "rho"), NULL), &got, &e);
        check_error(&t, ok, &e);
        CHECK(!ok || fabs(got - strtod(tsv_get(&t, "t"), NULL)) < 1e-6, "%s: T %.10g", tsv_where(&t), got);
        attain_count(x, n, &c);
        snprintf(counts, sizeof counts, "%zu %zu %zu", c.met, c.exceeded, c.below);
        CHECK(strcmp(counts, tsv_get(&t, "counts")) == 0, "%s: counts %s", tsv_where(&t), counts);
    }
    tsv_close(&t);
}

/* Equal weights of any size are no weights, and mirrored levels mirror T at 50. */
static void test_t_is_symmetric(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 2000; round++) {
        double x[GOALS_MOST], minus[GOALS_MOST], w[GOALS_MOST], t = 0, mirrored = 0, equal = 0;
        size_t n = 1 + test_random(&seed) % GOALS_MOST;
        struct err e = {0};
        for (size_t i = 0; i < n; i++) {
            x[i] = (double)(test_random(&seed) % 5) - 2;
            minus[i] = -x[i];
            w[i] = 3.7;
        }
        assert_true(attain_t(x, NULL, n, ATTAIN_RHO, &t, &e) && attain_t(minus, NULL, n, ATTAIN_RHO, &mirrored, &e) &&
                    attain_t(x, w, n, ATTAIN_RHO, &equal, &e));
        CHECK(fabs(t + mirrored - 100) < 1e-9 && fabs(t - equal) < 1e-9, "round %d: %g %g %g", round, t, mirrored,
              equal);
    }
}

static void test_ratings(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/attain_ratings.tsv");
    while (tsv_next(&t)) {
        double v[GOALS_MOST];
        bool has[GOALS_MOST];
        struct attain_rating start[GOALS_MOST], now[GOALS_MOST];
        struct attain_ratings r = {0};
        struct err e = {0};
        size_t n = numbers(&t, "start", v, has);
        for (size_t i = 0; i < n; i++)
            start[i] = (struct attain_rating){has[i], v[i]};
        assert_int_equal(numbers(&t, "now", v, has), n);
        for (size_t i = 0; i < n; i++)
            now[i] = (struct attain_rating){has[i], v[i]};
        check_error(&t, attain_ratings(start, now, n, &r, &e), &e);
        CHECK(r.both == (size_t)tsv_int(&t, "both"), "%s: both %zu", tsv_where(&t), r.both);
        CHECK(fabs(r.mean_start - strtod(tsv_get(&t, "mean_start"), NULL)) < 1e-9, "%s: start", tsv_where(&t));
        CHECK(fabs(r.mean_now - strtod(tsv_get(&t, "mean_now"), NULL)) < 1e-9, "%s: now", tsv_where(&t));
        CHECK(fabs(r.mean_change - strtod(tsv_get(&t, "mean_change"), NULL)) < 1e-9, "%s: change", tsv_where(&t));
        CHECK(r.reliable == (*tsv_get(&t, "reliable") == 'y'), "%s: reliable", tsv_where(&t));
    }
    tsv_close(&t);
}

static void test_unconfirmed_threshold_says_so(void **state)
{
    struct measure_source source = {.confirmed = true};
    (void)state;
    assert_true(attain_ratings_reliable(&source) == 2.45);
    assert_false(source.confirmed);
    assert_non_null(source.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_t), cmocka_unit_test(test_t_is_symmetric),
                                       cmocka_unit_test(test_ratings),
                                       cmocka_unit_test(test_unconfirmed_threshold_says_so)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
