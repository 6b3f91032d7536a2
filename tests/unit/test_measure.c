/* Outcome measures: found by the names people use, and with the facts of data/instruments. */
#include "support.h"

#include "measure/measure.h"

static void test_names(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/names.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_find(tsv_text(&t, "name"));
        const char *id = tsv_get(&t, "id");
        CHECK(strcmp(m ? m->id : "-", id) == 0, "%s: got %s", tsv_where(&t), m ? m->id : "-");
    }
    tsv_close(&t);
    assert_null(measure_find((struct str){NULL, 0}));
}

/* "4", "4?" for an unconfirmed one, "-" for none */
static void check_threshold(struct tsv *t, const char *column, bool has, double value, bool confirmed,
                            const char *source)
{
    const char *cell = tsv_get(t, column);
    if (strcmp(cell, "-") == 0) {
        CHECK(!has && !source, "%s: %s", tsv_where(t), column);
        return;
    }
    CHECK(has && strtod(cell, NULL) == value, "%s: %s is %g", tsv_where(t), column, value);
    CHECK((strchr(cell, '?') == NULL) == confirmed, "%s: %s confirmed", tsv_where(t), column);
    CHECK(source && *source, "%s: %s has no source", tsv_where(t), column);
}

static void test_facts(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/facts.tsv");
    while (tsv_next(&t)) {
        const struct measure *m = measure_find(str_of(tsv_get(&t, "id")));
        CHECK(m, "%s", tsv_where(&t));
        CHECK(strcmp(measure_domain_name(m->domain), tsv_get(&t, "domain")) == 0, "%s", tsv_where(&t));
        CHECK(m->lower_is_better == (strcmp(tsv_get(&t, "better"), "lower") == 0), "%s", tsv_where(&t));
        CHECK(m->has_range == (strcmp(tsv_get(&t, "min"), "-") != 0), "%s: range", tsv_where(&t));
        if (m->has_range) {
            CHECK(m->min == strtod(tsv_get(&t, "min"), NULL), "%s: min %g", tsv_where(&t), m->min);
            CHECK(m->max == strtod(tsv_get(&t, "max"), NULL), "%s: max %g", tsv_where(&t), m->max);
            CHECK(m->floor == strtod(tsv_get(&t, "floor"), NULL), "%s: floor %g", tsv_where(&t), m->floor);
        }
        check_threshold(&t, "rc", m->has_reliable_change, m->reliable_change, m->reliable_change_confirmed,
                        m->reliable_change_source);
        check_threshold(&t, "cut", m->has_cutoff, m->cutoff, m->cutoff_confirmed, m->cutoff_source);
    }
    tsv_close(&t);
}

/* Every row names its source, and every name of it leads back to it. */
static void test_every_row(void **state)
{
    size_t count = 0;
    (void)state;
    for (const struct measure *m; (m = measure_at(count)); count++) {
        CHECK(m->source && *m->source, "%s has no source", m->id);
        CHECK(m->licence && *m->licence, "%s has no licence", m->id);
        CHECK(m->construct && *m->construct, "%s has no construct", m->id);
        assert_ptr_equal(measure_find(str_of(m->id)), m);
        assert_ptr_equal(measure_find(str_of(m->name)), m);
        assert_ptr_equal(measure_find(str_of(m->title)), m);
        for (const char *const *a = m->aliases; *a; a++)
            CHECK(measure_find(str_of(*a)) == m, "%s does not lead to %s", *a, m->id);
        if (m->has_raw_range)
            CHECK(m->has_range && m->raw_min < m->raw_max, "%s", m->id);
        if (count)
            CHECK(strcmp(measure_at(count - 1)->id, m->id) < 0, "%s is out of order", m->id);
    }
    assert_int_equal(count, 39);
}

static void test_domains(void **state)
{
    (void)state;
    for (int d = 0; d < DOMAIN_COUNT; d++)
        assert_true(*measure_domain_name((enum measure_domain)d) != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_facts),
                                       cmocka_unit_test(test_every_row), cmocka_unit_test(test_domains)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
