/* Reliable change, cut-offs, categories, percent and targets: measure/change.h. */
#include "support.h"

#include "measure/change.h"

#include <math.h>

static const struct measure *measure_of(struct tsv *t)
{
    const struct measure *m = measure_find(tsv_text(t, "measure"));
    CHECK(m, "%s: unknown measure", tsv_where(t));
    return m;
}

/* "-" is absent. */
static bool number(struct tsv *t, const char *column, double *v)
{
    const char *cell = tsv_get(t, column);
    char *end;
    if (strcmp(cell, "-") == 0)
        return false;
    *v = strtod(cell, &end);
    CHECK(*cell && !*end, "%s: %s is \"%s\"", tsv_where(t), column, cell);
    return true;
}

static double sure_number(struct tsv *t, const char *column)
{
    double v = 0;
    CHECK(number(t, column, &v), "%s: %s is absent", tsv_where(t), column);
    return v;
}

static void check_number(struct tsv *t, const char *column, bool has, double got)
{
    double want;
    bool wanted = number(t, column, &want);
    CHECK(wanted == has, "%s: %s is %s", tsv_where(t), column, has ? "there" : "absent");
    CHECK(!wanted || fabs(got - want) < 1e-9, "%s: %s is %.12g", tsv_where(t), column, got);
}

static void check_error(struct tsv *t, bool ok, const struct err *e)
{
    const char *code = tsv_get(t, "error");
    if (strcmp(code, "-") == 0) {
        CHECK(ok && e->kind == ERR_NONE, "%s: %s", tsv_where(t), e->text);
        return;
    }
    CHECK(!ok && e->kind == ERR_INVALID && e->where[0], "%s: no error", tsv_where(t));
    CHECK(strncmp(e->text, code, strlen(code)) == 0 && strncmp(e->text + strlen(code), ": ", 2) == 0, "%s: %s",
          tsv_where(t), e->text);
}

static enum change_direction direction(struct tsv *t)
{
    const char *cell = tsv_get(t, "direction");
    CHECK(strcmp(cell, "higher") == 0 || strcmp(cell, "lower") == 0, "%s: direction", tsv_where(t));
    return *cell == 'h' ? CHANGE_HIGHER_BETTER : CHANGE_LOWER_BETTER;
}

static const char *const reliable_names[] = {"none", "improved", "deteriorated"};

static void test_rci(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_rci.tsv");
    while (tsv_next(&t)) {
        struct change_norm norm = {sure_number(&t, "sd"), sure_number(&t, "reliability"), sure_number(&t, "confidence"),
                                   direction(&t)};
        struct change_rci r = {0};
        struct err e = {0};
        bool ok = change_rci(sure_number(&t, "pre"), sure_number(&t, "post"), &norm, &r, &e);
        check_error(&t, ok, &e);
        check_number(&t, "sdiff", ok, r.sdiff);
        check_number(&t, "min_change", ok, r.min_change);
        check_number(&t, "rci", ok, r.rci);
        CHECK(strcmp(ok ? reliable_names[r.reliable] : "-", tsv_get(&t, "reliable")) == 0, "%s: reliable is %s",
              tsv_where(&t), reliable_names[r.reliable]);
        CHECK(!ok || fabs(r.sem * sqrt(2) - r.sdiff) < 1e-12, "%s: sem", tsv_where(&t));
    }
    tsv_close(&t);
}

static void test_z(void **state)
{
    (void)state;
    for (int i = 501; i < 1000; i++) {
        double confidence = i / 1000.0, z = change_z(confidence);
        if (i != 900 && i != 950)
            CHECK(fabs(erf(z / sqrt(2)) - confidence) < 1e-12, "z of %g is %.15g", confidence, z);
    }
    CHECK(isfinite(change_z(nextafter(1, 0))), "the last double before 1");
    assert_true(change_z(0.95) == 1.96);
    assert_true(change_z(0.90) == 1.645);
}

static struct change_group group(struct tsv *t, const char *mean, const char *sd)
{
    struct change_group g = {0};
    g.has = number(t, mean, &g.mean) && number(t, sd, &g.sd);
    return g;
}

/* The SD of the norm group is the one in b: a known mistake is to take the clinical one. */
static void test_cutoff_b_uses_the_norm_sd(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_cutoffs.tsv");
    while (tsv_next(&t)) {
        struct change_cutoffs c = {0};
        struct err e = {0};
        bool ok = change_cutoffs(group(&t, "m_clin", "sd_clin"), group(&t, "m_norm", "sd_norm"), direction(&t), &c, &e);
        check_error(&t, ok, &e);
        check_number(&t, "a", c.has_a, c.a);
        check_number(&t, "b", c.has_b, c.b);
        check_number(&t, "c", c.has_c, c.c);
    }
    tsv_close(&t);
}

/* A known program takes the sample's own mean and SD for c; the ones that are given must count. */
static void test_cutoff_c_uses_the_groups_that_are_given(void **state)
{
    const struct change_group clinical = {true, 40, 7.5}, norm = {true, 60, 7.5};
    struct change_cutoffs before, after;
    struct err e = {0};
    (void)state;
    assert_true(change_cutoffs(clinical, norm, CHANGE_HIGHER_BETTER, &before, &e));
    for (int i = 0; i < 4; i++) {
        struct change_group c = clinical, n = norm;
        *(i == 0 ? &c.mean : i == 1 ? &c.sd : i == 2 ? &n.mean : &n.sd) += 3;
        assert_true(change_cutoffs(c, n, CHANGE_HIGHER_BETTER, &after, &e));
        CHECK(fabs(after.c - before.c) > 0.5, "input %d does not count: c stays %g", i, after.c);
        CHECK((after.a != before.a) == (i < 2) && (after.b != before.b) == (i >= 2), "input %d", i);
    }
}

/* Visual analogue totals are tenths: each tenth from 0 to 40 meets the boundary of 5 points exactly. */
static void test_ors_keeps_tenths(void **state)
{
    const struct measure *m = measure_find(STR("ors"));
    (void)state;
    for (int i = 0; i <= 350; i++) {
        bool known;
        double from = i / 10.0;
        CHECK(change_judge(m, from, (i + 50) / 10.0, &known) == CHANGE_IMPROVED, "%g and 5 more", from);
        CHECK(change_judge(m, from, (i + 49) / 10.0, &known) == CHANGE_NONE, "%g and 4.9 more", from);
        CHECK(change_judge(m, (i + 50) / 10.0, from, &known) == CHANGE_DETERIORATED, "5 less than %g", from + 5);
    }
}

/* Change of the WHO-5 is in percentage points, four times the raw sum: 3 raw points are 12, 2 are 8. */
static void test_who5_changes_in_percentage_points(void **state)
{
    const struct measure *m = measure_find(STR("who5"));
    bool known;
    (void)state;
    assert_int_equal(change_judge(m, 40, 52, &known), CHANGE_IMPROVED);
    assert_int_equal(change_judge(m, 40, 48, &known), CHANGE_NONE);
    assert_int_equal(change_judge(m, 52, 40, &known), CHANGE_DETERIORATED);
}

/* Unconfirmed is part of the data, for every measure with a threshold: who shows it can see it. */
static void test_thresholds_have_their_sources(void **state)
{
    const struct measure *m;
    size_t unconfirmed = 0;
    (void)state;
    for (size_t i = 0; (m = measure_at(i)); i++) {
        CHECK(!m->has_reliable_change || (m->reliable_change_source && m->reliable_change > 0), "%s", m->id);
        CHECK(!m->has_reliable_change || m->has_range, "%s has a threshold and no range", m->id);
        unconfirmed += m->has_reliable_change && !m->reliable_change_confirmed;
    }
    assert_true(unconfirmed > 0);
}

static void test_categories(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_category.tsv");
    while (tsv_next(&t)) {
        int r = 0;
        while (strcmp(tsv_get(&t, "reliable"), reliable_names[r]) != 0)
            r++;
        enum change_category c = change_category((enum change_reliable)r, sure_number(&t, "pre"),
                                                 sure_number(&t, "post"), sure_number(&t, "cutoff"), direction(&t));
        CHECK(strcmp(change_category_name(c), tsv_get(&t, "category")) == 0, "%s: got %s", tsv_where(&t),
              change_category_name(c));
    }
    tsv_close(&t);
    EXPECT_ASSERT(change_category_name(CHANGE_CATEGORY_COUNT));
}

static void test_judge(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_judge.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_of(&t);
        double from = sure_number(&t, "from"), to = sure_number(&t, "to");
        bool known;
        enum change_reliable r = change_judge(m, from, to, &known);
        CHECK(strcmp(known ? reliable_names[r] : "unknown", tsv_get(&t, "reliable")) == 0, "%s: got %s", tsv_where(&t),
              reliable_names[r]);
        CHECK(known || r == CHANGE_NONE, "%s", tsv_where(&t));
        check_number(&t, "better", true, change_better(m, from, to));
    }
    tsv_close(&t);
}

/* Scales that do not start at 0: half of the way is not half of the number. */
static void test_percent_counts_from_the_floor(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_percent.tsv");
    while (tsv_next(&t)) {
        double percent = 0;
        bool has = change_percent(sure_number(&t, "baseline"), sure_number(&t, "now"), sure_number(&t, "floor"),
                                  direction(&t), &percent);
        check_number(&t, "percent", has, percent);
    }
    tsv_close(&t);
}

static void check_tri(struct tsv *t, const char *column, bool known, bool is)
{
    CHECK(strcmp(tsv_get(t, column), known ? is ? "yes" : "no" : "?") == 0, "%s: %s is %s", tsv_where(t), column,
          known ? is ? "yes" : "no" : "?");
    CHECK(known || !is, "%s: %s", tsv_where(t), column);
}

static void test_point(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_point.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_of(&t);
        double score = sure_number(&t, "score");
        bool known, is = change_is_case(m, score, &known);
        check_tri(&t, "case", known, is);
        is = change_in_remission(m, score, &known);
        check_tri(&t, "remission", known, is);
    }
    tsv_close(&t);
}

static void test_response(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_response.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_of(&t);
        double baseline = sure_number(&t, "baseline"), now = sure_number(&t, "now");
        bool known, is = change_response(m, baseline, now, &known);
        check_tri(&t, "response", known, is);
        check_tri(&t, "counts", true, change_response_counts(m, baseline));
        is = change_relapsed(m, baseline, now, &known);
        check_tri(&t, "relapse", known, is);
    }
    tsv_close(&t);
}

static void test_target(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/change_target.tsv");
    while (tsv_next(&t)) {
        const char *kind = tsv_get(&t, "kind");
        double baseline = 0, score = 0;
        bool has = number(&t, "baseline", &baseline);
        struct err e = {0};
        bool ok = change_target(measure_of(&t),
                                *kind == 'a'             ? CHANGE_TARGET_ABSOLUTE
                                : strcmp(kind, "points") ? CHANGE_TARGET_PERCENT
                                                         : CHANGE_TARGET_POINTS,
                                sure_number(&t, "amount"), has, baseline, &score, &e);
        check_error(&t, ok, &e);
        check_number(&t, "score", ok, score);
    }
    tsv_close(&t);
}

/* Whatever the target: the score that comes out meets it, and the next one on the scale does not. */
static void test_target_is_the_last_that_meets(void **state)
{
    uint64_t seed = test_seed();
    size_t asked = 0;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct measure *m = measure_at(test_random(&seed) % 39);
        if (!m->has_range)
            continue;
        double step = m->integer_scale ? measure_structure(m)->multiplier : 0.1;
        double baseline = m->min + floor((m->max - m->min) / step * (double)(test_random(&seed) % 1000) / 1000) * step;
        double percent = (double)(test_random(&seed) % 1001) / 10, score, gain, points;
        struct err e = {0};
        if (!change_target(m, CHANGE_TARGET_PERCENT, percent, true, baseline, &score, &e))
            continue;
        points = percent / 100 * (baseline - m->floor);
        if (score == (m->lower_is_better ? m->min : m->max))
            continue; /* the end of the scale: there is no next score */
        gain = change_better(m, baseline, score);
        CHECK(gain > points - 1e-6 && gain < points + step + 1e-6, "%s: %g %% from %g gives %g", m->id, percent,
              baseline, score);
        asked++;
    }
    assert_true(asked > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rci),
                                       cmocka_unit_test(test_z),
                                       cmocka_unit_test(test_cutoff_b_uses_the_norm_sd),
                                       cmocka_unit_test(test_cutoff_c_uses_the_groups_that_are_given),
                                       cmocka_unit_test(test_ors_keeps_tenths),
                                       cmocka_unit_test(test_who5_changes_in_percentage_points),
                                       cmocka_unit_test(test_thresholds_have_their_sources),
                                       cmocka_unit_test(test_categories),
                                       cmocka_unit_test(test_judge),
                                       cmocka_unit_test(test_percent_counts_from_the_floor),
                                       cmocka_unit_test(test_point),
                                       cmocka_unit_test(test_response),
                                       cmocka_unit_test(test_target),
                                       cmocka_unit_test(test_target_is_the_last_that_meets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
