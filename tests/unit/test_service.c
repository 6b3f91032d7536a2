/* A service's own definitions, and curves from its own episodes: measure/service.h, measure/course.h. */
#include "support.h"

#include "measure/course.h"
#include "measure/service.h"

#include <math.h>

static struct service_score score(struct tsv *t, const char *column)
{
    const char *cell = tsv_get(t, column);
    return (struct service_score){strcmp(cell, "-") != 0, strtod(cell, NULL)};
}

static void test_judge(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/service.tsv");
    while (tsv_next(&t)) {
        static const char letters[] = "?ny";
        struct service_episode in = {score(&t, "phq_first"), score(&t, "phq_last"), score(&t, "gad_first"),
                                     score(&t, "gad_last")};
        struct service_outcome o;
        char got[32];
        service_judge(&in, &o);
        snprintf(got, sizeof got, "%c %c %c %c %c %c %c", letters[o.case_start], letters[o.case_end],
                 letters[o.recovery], letters[o.reliable_improvement], letters[o.reliable_deterioration],
                 letters[o.no_reliable_change], letters[o.reliable_recovery]);
        CHECK(strcmp(got, tsv_get(&t, "answers")) == 0, "%s: got %s", tsv_where(&t), got);
    }
    tsv_close(&t);
}

/* With both measures known, exactly one of better, worse and neither holds; and what is judged with a score missing
 * stays true whatever that score is. */
static void test_unknown_means_it_depends(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct service_score v[4];
        struct service_outcome known, partly;
        for (int i = 0; i < 4; i++)
            v[i] = (struct service_score){true, (double)(test_random(&seed) % (i < 2 ? 28 : 22))};
        struct service_episode e = {v[0], v[1], v[2], v[3]};
        service_judge(&e, &known);
        CHECK((known.reliable_improvement == SERVICE_YES) + (known.reliable_deterioration == SERVICE_YES) +
                      (known.no_reliable_change == SERVICE_YES) ==
                  1,
              "round %d", round);
        if (test_random(&seed) % 2)
            e.anxiety_last.has = false;
        else
            e.depression_first.has = false;
        service_judge(&e, &partly);
        const enum service_answer *a = &known.case_start, *b = &partly.case_start;
        for (int i = 0; i < 7; i++)
            CHECK(b[i] == SERVICE_UNKNOWN || a[i] == b[i], "round %d, answer %d", round, i);
    }
}

/* The GAD-7 of the service begins a case at 8, its usual cut-off is 10: both are in the data, each for its use. */
static void test_thresholds_come_from_the_data(void **state)
{
    struct service_threshold d = service_depression(), a = service_anxiety();
    (void)state;
    assert_true(d.case_from == 10 && d.reliable_change == 6 && d.case_source.text);
    assert_true(a.case_from == 8 && a.reliable_change == 4 && a.case_source.text);
    assert_true(a.measure->cutoff == 10);
    assert_false(service_completed(1));
    assert_true(service_completed(2));
}

static void test_pairs(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/service_pairs.tsv");
    while (tsv_next(&t)) {
        const struct service_pair *p = service_pair_of(tsv_text(&t, "problem"));
        CHECK(strcmp(p->measure, tsv_get(&t, "measure")) == 0, "%s: got %s", tsv_where(&t), p->measure);
        CHECK(strcmp(p->later ? p->later : "-", tsv_get(&t, "later")) == 0, "%s: later", tsv_where(&t));
        CHECK(p->source.confirmed == (*tsv_get(&t, "confirmed") == 'y') && p->source.text, "%s", tsv_where(&t));
    }
    tsv_close(&t);
    size_t n = 0;
    while (service_pair_at(n))
        n++;
    assert_int_equal(n, 7);
}

static void test_worked_curve(void **state)
{
    static const double session[] = {1, 2, 3, 4, 5}, scores[] = {20, 18, 16, 15, 14};
    static const double fitted[] = {20.210, 17.597, 16.068, 14.983, 14.142};
    struct course_curve c;
    struct err e = {0};
    (void)state;
    assert_true(course_fit(session, scores, 5, COURSE_LOG, &c, &e));
    CHECK(fabs(c.a - 20.2103) < 5e-5 && fabs(c.b + 3.7706) < 5e-5 && fabs(c.resid_sd - 0.278) < 5e-4, "%g %g %g", c.a,
          c.b, c.resid_sd);
    for (int i = 0; i < 5; i++)
        CHECK(fabs(course_fitted(&c, session[i]) - fitted[i]) < 5e-4, "session %d: %g", i + 1,
              course_fitted(&c, session[i]));
}

static void test_line_and_signal(void **state)
{
    static const double session[] = {1, 2, 3, 4}, scores[] = {10, 9, 7, 6};
    struct course_curve c, exact = {COURSE_LINEAR, 20, -2, 1};
    struct err e = {0};
    (void)state;
    assert_true(course_fit(session, scores, 4, COURSE_LINEAR, &c, &e));
    CHECK(fabs(c.a - 11.5) < 1e-12 && fabs(c.b + 1.4) < 1e-12 && fabs(c.resid_sd - sqrt(0.1)) < 1e-12, "%g %g %g", c.a,
          c.b, c.resid_sd);
    assert_false(course_signal(&exact, 5, 11.6, CHANGE_LOWER_BETTER, 1.645));
    assert_false(course_signal(&exact, 5, 11.645, CHANGE_LOWER_BETTER, 1.645));
    assert_true(course_signal(&exact, 5, 11.7, CHANGE_LOWER_BETTER, 1.645));
    assert_false(course_signal(&exact, 5, 8, CHANGE_LOWER_BETTER, 1.645));
    assert_true(course_signal(&exact, 5, 8, CHANGE_HIGHER_BETTER, 1.645));
    assert_false(course_signal(&exact, 5, 9, CHANGE_HIGHER_BETTER, 1.0));
}

static void refused(const double *session, const double *scores, size_t n, enum course_model model, const char *code)
{
    struct course_curve c;
    struct err e = {0};
    CHECK(!course_fit(session, scores, n, model, &c, &e) && strncmp(e.text, code, strlen(code)) == 0, "%s: %s", code,
          e.text);
}

static void test_curves_that_cannot_be(void **state)
{
    static const double one[] = {2, 2, 2}, zero[] = {0, 1, 2}, low[] = {0.9, 2, 3}, y[] = {1, 2, 3};
    struct course_curve c;
    struct err e = {0};
    (void)state;
    refused(y, y, 2, COURSE_LOG, "too_few_points");
    refused(y, y, 0, COURSE_LOG, "too_few_points");
    refused(one, y, 3, COURSE_LOG, "too_few_points");
    refused(one, y, 3, COURSE_LINEAR, "too_few_points");
    refused(zero, y, 3, COURSE_LOG, "out_of_range");
    refused(low, y, 3, COURSE_LOG, "out_of_range");
    assert_true(course_fit(zero, y, 3, COURSE_LINEAR, &c, &e));
}

/* Below the minimum nothing is shown rather than a borrowed curve. */
static void test_no_curve_below_fifty_episodes(void **state)
{
    (void)state;
    assert_false(course_usable(49));
    assert_true(course_usable(50));
    assert_true(course_usable(51));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_judge),
                                       cmocka_unit_test(test_unknown_means_it_depends),
                                       cmocka_unit_test(test_thresholds_come_from_the_data),
                                       cmocka_unit_test(test_pairs),
                                       cmocka_unit_test(test_worked_curve),
                                       cmocka_unit_test(test_line_and_signal),
                                       cmocka_unit_test(test_curves_that_cannot_be),
                                       cmocka_unit_test(test_no_curve_below_fifty_episodes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
