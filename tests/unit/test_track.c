/* Flags over a course of scores: measure/track.h. */
#include "support.h"

#include "measure/track.h"
#include "measure/trend.h"

#include <math.h>

enum { SCORES_MOST = 600 };

static size_t read_series(struct tsv *t, const char *column, struct track_score *s)
{
    size_t n = 0;
    for (const char *p = tsv_get(t, column); *p; p += strspn(p, " ")) {
        char *end;
        struct track_score one = {.day = (int32_t)strtol(p, &end, 10)};
        CHECK(*end == ':' && n < SCORES_MOST, "%s: series at %s", tsv_where(t), p);
        one.value = one.low = one.high = strtod(end + 1, &end);
        if (*end == '~') {
            one.prorated = true;
            one.low = strtod(end + 1, &end);
            CHECK(*end == '~', "%s: bounds", tsv_where(t));
            one.high = strtod(end + 1, &end);
        }
        if ((one.alert = *end == '!'))
            end++;
        CHECK(*end == ' ' || !*end, "%s: series at %s", tsv_where(t), end);
        s[n++] = one;
        p = end;
    }
    return n;
}

static void put_flags(unsigned flags, char *text, size_t room)
{
    *text = '\0';
    for (unsigned f = 1; f <= TRACK_ON_TRACK; f <<= 1)
        if (flags & f)
            snprintf(text + strlen(text), room - strlen(text), "%s%s", *text ? " " : "",
                     track_flag_name((enum track_flag)f));
}

static void check_number(struct tsv *t, const char *column, double got)
{
    double want = strcmp(tsv_get(t, column), "-") == 0 ? 0 : strtod(tsv_get(t, column), NULL);
    CHECK(fabs(got - want) < 1e-9, "%s: %s is %g", tsv_where(t), column, got);
}

static void test_table(void **state)
{
    static struct track_score s[SCORES_MOST];
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/track.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_find(tsv_text(&t, "measure"));
        size_t n = read_series(&t, "series", s);
        char flags[256];
        struct track k;
        track_course(m, s, n, (size_t)tsv_int(&t, "baseline"), "CBT", &k);
        put_flags(k.flags, flags, sizeof flags);
        CHECK(strcmp(flags, tsv_get(&t, "flags")) == 0, "%s: got %s", tsv_where(&t), flags);
        check_number(&t, "change", k.change);
        check_number(&t, "best", k.best);
        check_number(&t, "rebound", k.rebound);
        CHECK(k.reliable_known == m->has_reliable_change, "%s", tsv_where(&t));
    }
    tsv_close(&t);
}

/* A cut that was published for one week of one treatment says nothing about others. */
static void test_nonresponse_cut_is_of_one_treatment(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/track_nonresponse.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_find(tsv_text(&t, "measure"));
        double cut = 0, score = strtod(tsv_get(&t, "score"), NULL);
        int met = track_nonresponse(m, (int)tsv_int(&t, "week"), score, tsv_get(&t, "treatment"), &cut);
        CHECK(met == tsv_int(&t, "week_met"), "%s: met %d", tsv_where(&t), met);
        check_number(&t, "cut", cut);
        CHECK(track_nonresponse(m, (int)tsv_int(&t, "week"), score, tsv_get(&t, "treatment"), NULL) == met, "%s",
              tsv_where(&t));
        CHECK(track_nonresponse(m, (int)tsv_int(&t, "week"), score, NULL, NULL) == 0, "%s", tsv_where(&t));
    }
    tsv_close(&t);
}

static void test_no_treatment_no_cut(void **state)
{
    const struct track_score s[2] = {{.day = 0, .value = 20}, {.day = 28, .value = 20}};
    struct track k;
    (void)state;
    track_course(measure_find(STR("phq9")), s, 2, 0, NULL, &k);
    assert_int_equal(k.flags, TRACK_ON_TRACK);
    track_course(measure_find(STR("phq9")), s, 2, 0, "CBT", &k);
    assert_int_equal(k.flags, TRACK_PREDICTED_NONRESPONSE);
    assert_int_equal(k.nonresponse_week, 4);
}

static void test_first_and_names(void **state)
{
    (void)state;
    assert_int_equal(track_first(TRACK_ON_TRACK), TRACK_ON_TRACK);
    assert_int_equal(track_first(TRACK_CRITICAL | TRACK_INSUFFICIENT_DATA), TRACK_INSUFFICIENT_DATA);
    assert_int_equal(track_first(TRACK_TOP_BAND | TRACK_LACK_OF_PROGRESS), TRACK_LACK_OF_PROGRESS);
    assert_string_equal(track_flag_name(TRACK_PREDICTED_NONRESPONSE), "predicted_nonresponse");
    EXPECT_ASSERT(track_first(0));
}

/* The slope, worked out in the plainest way. */
static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double plain_slope(const struct track_score *s, size_t n)
{
    static double slopes[TRACK_WINDOW * TRACK_WINDOW];
    size_t pairs = 0, from = n > TRACK_WINDOW ? n - TRACK_WINDOW : 0;
    for (size_t i = from; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            if (s[i].day != s[j].day)
                slopes[pairs++] = (s[j].value - s[i].value) / (s[j].day - s[i].day);
    if (!pairs)
        return 0;
    qsort(slopes, pairs, sizeof *slopes, by_value);
    return (slopes[(pairs - 1) / 2] + slopes[pairs / 2]) / 2;
}

static bool plain_lack(const struct measure *m, const struct track_score *s, size_t n)
{
    bool known;
    size_t from = n > TRACK_WINDOW ? n - TRACK_WINDOW : 0;
    return n >= 4 && s[n - 1].day - s[0].day >= 42 && change_is_case(m, s[n - 1].value, &known) &&
           change_judge(m, s[0].value, s[n - 1].value, &known) != CHANGE_IMPROVED &&
           fabs(plain_slope(s, n)) * (s[n - 1].day - s[from].day) < m->reliable_change - 1e-9;
}

static size_t random_series(const struct measure *m, uint64_t *seed, struct track_score *s)
{
    static const int gaps[] = {7, 7, 7, 14, 1, 3};
    size_t n = 1 + test_random(seed) % 200;
    unsigned kind = (unsigned)(test_random(seed) % 3);
    double middle = m->cutoff + (m->lower_is_better ? 4 : -4), spread = (double)(1 + test_random(seed) % 8);
    double drift = ((double)(test_random(seed) % 2001) - 1000) / 20000;
    int32_t day = 0;
    for (size_t i = 0; i < n; i++) {
        double value = middle + drift * (double)i + spread * ((double)(test_random(seed) % 1001) / 1000 - 0.5);
        double step = m->integer_scale ? 1 : 10;
        value = round(value * step) / step;
        value = value < m->min ? m->min : value > m->max ? m->max : value;
        if (kind == 2 && test_random(seed) % 20 == 0)
            value += 0.04; /* no tenth */
        s[i] = (struct track_score){.day = day, .value = value, .low = value, .high = value};
        day += kind == 0 ? 7 : gaps[test_random(seed) % 6];
        if (kind == 2 && test_random(seed) % 50 == 0)
            day = s[i].day; /* a day twice */
    }
    return n;
}

/* Adding scores one by one gives at each what the whole course gives, and lack of progress is what the slope says. */
static void test_run_is_course(void **state)
{
    static struct track_score s[SCORES_MOST];
    static const char *const ids[] = {"phq9", "gad7", "ors", "who5", "pswq", "pcl5"};
    uint64_t seed = test_seed();
    size_t lacking = 0, moving = 0;
    (void)state;
    for (int round = 0; round < 300; round++) {
        const struct measure *m = measure_find(str_of(ids[test_random(&seed) % 6]));
        size_t n = random_series(m, &seed, s);
        struct track_run r;
        track_begin(&r, m, NULL);
        for (size_t i = 1; i <= n; i++) {
            struct track step, whole;
            track_add(&r, &s[i - 1], &step);
            bool lack = plain_lack(m, s, i);
            lacking += lack;
            moving += !lack && i > 6;
            CHECK(!!(step.flags & TRACK_LACK_OF_PROGRESS) == lack, "round %d, %s, score %zu", round, m->id, i);
            if (i % 7 != 0 && i != n)
                continue;
            track_course(m, s, i, 0, NULL, &whole);
            CHECK(whole.flags == step.flags && whole.change == step.change && whole.best == step.best &&
                      whole.rebound == step.rebound && whole.reliable == step.reliable,
                  "round %d, %s, score %zu: flags %x and %x", round, m->id, i, step.flags, whole.flags);
            CHECK(fabs(whole.slope_week - 7 * plain_slope(s, i)) < 1e-9 && step.slope_week == 0 &&
                      track_run_slope(&r) == whole.slope_week,
                  "round %d: slope %g", round, whole.slope_week);
        }
    }
    CHECK(lacking > 1000 && moving > 1000, "lacking %zu, moving %zu", lacking, moving);
}

/* The two middle slopes on different sides of the boundary: the median itself decides. */
static void test_middle_of_an_even_number(void **state)
{
    const struct measure *m = measure_find(STR("phq9"));
    struct track_score s[4] = {{.day = 0, .value = 12}, {.day = 14, .value = 12}, {.day = 28, .value = 16}};
    struct track k;
    (void)state;
    for (int last = 10; last <= 22; last++) {
        s[3] = (struct track_score){.day = 42, .value = last};
        track_course(m, s, 4, 0, NULL, &k);
        CHECK(!!(k.flags & TRACK_LACK_OF_PROGRESS) == plain_lack(m, s, 4), "last score %d", last);
    }
}

/* Scores far from each other in time: the counts would not fit, the slope itself decides. */
static void test_long_spans(void **state)
{
    const struct measure *m = measure_find(STR("phq9"));
    struct track_score s[70];
    struct track_run r;
    struct track k;
    (void)state;
    track_begin(&r, m, NULL);
    for (int32_t i = 0; i < 70; i++) {
        s[i] = (struct track_score){.day = i * 30000000, .value = 14 + i % 2};
        track_add(&r, &s[i], &k);
        CHECK(!!(k.flags & TRACK_LACK_OF_PROGRESS) == (i >= 3), "score %d", i);
    }
}

/* Scores long after the baseline, and one no scale has: the counts would not fit, the slope itself decides. */
static void test_long_after_the_baseline(void **state)
{
    const struct measure *m = measure_find(STR("phq9"));
    struct track_run r;
    struct track k;
    struct track_score s = {.day = 0, .value = 14};
    (void)state;
    track_begin(&r, m, NULL);
    track_add(&r, &s, &k);
    for (int i = 0; i < 70; i++) {
        s.day = 100000000 + 7 * i;
        track_add(&r, &s, &k);
        CHECK(!!(k.flags & TRACK_LACK_OF_PROGRESS) == (i >= 2), "score %d", i);
    }
    s.day += 7;
    s.value = 5000;
    track_add(&r, &s, &k);
    CHECK(k.flags & TRACK_RELIABLE_DETERIORATION, "flags %x", k.flags);
}

static void test_days_must_not_go_back(void **state)
{
    const struct measure *m = measure_find(STR("phq9"));
    struct track_score s[2] = {{.day = 7, .value = 12}, {.day = 6, .value = 12}};
    struct track k;
    (void)state;
    EXPECT_ASSERT(track_course(m, s, 2, 0, NULL, &k));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table),
                                       cmocka_unit_test(test_nonresponse_cut_is_of_one_treatment),
                                       cmocka_unit_test(test_no_treatment_no_cut),
                                       cmocka_unit_test(test_first_and_names),
                                       cmocka_unit_test(test_run_is_course),
                                       cmocka_unit_test(test_middle_of_an_even_number),
                                       cmocka_unit_test(test_long_spans),
                                       cmocka_unit_test(test_long_after_the_baseline),
                                       cmocka_unit_test(test_days_must_not_go_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
