/* The evidence map: which row an intervention gets for a problem, and that every row has its source. */
#include "support.h"

#include "plan/evidence.h"

static const char *or_dash(const char *s)
{
    return s ? s : "-";
}

static void test_find(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/evidence.tsv");
    while (tsv_next(&t)) {
        struct evidence e = {.technique = "untouched"};
        bool found = evidence_find(tsv_text(&t, "problem"), tsv_text(&t, "intervention"), &e);
        if (strcmp(tsv_get(&t, "technique"), "-") == 0) {
            CHECK(!found && strcmp(e.technique, "untouched") == 0, "%s: %s", tsv_where(&t), e.technique);
            continue;
        }
        CHECK(found, "%s", tsv_where(&t));
        CHECK(strcmp(e.technique, tsv_get(&t, "technique")) == 0, "%s: %s", tsv_where(&t), e.technique);
        CHECK(strcmp(or_dash(e.part), tsv_get(&t, "part")) == 0, "%s: %s", tsv_where(&t), or_dash(e.part));
        CHECK(strcmp(evidence_status_name(e.status), tsv_get(&t, "status")) == 0, "%s: %s, %s", tsv_where(&t),
              evidence_status_name(e.status), e.problem);
        CHECK(strcmp(e.source->id, tsv_get(&t, "source")) == 0, "%s: %s", tsv_where(&t), e.source->id);
        CHECK(e.wider == (tsv_int(&t, "wider") == 1), "%s: %s", tsv_where(&t), e.problem);
    }
    tsv_close(&t);
}

static void test_known_problem(void **state)
{
    static const char *const known[] = {"GAD",           "low mood at times", "F32.9", "Couple distress", "grief",
                                        "F50.02",        "R45.851",           "PTSD",  "gambling",        "tobacco use",
                                        "health anxiety"};
    static const char *const unknown[] = {"", "   ", "chess", "F02.80", "Z99.2", "mindfulness"};
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        CHECK(evidence_known_problem(str_of(known[i])), "%s", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        CHECK(!evidence_known_problem(str_of(unknown[i])), "%s", unknown[i]);
    assert_false(evidence_known_problem((struct str){NULL, 0}));
}

static void test_sets(void **state)
{
    struct evidence_problems gad = evidence_problems_in(STR("GAD")), ocd = evidence_problems_in(STR("OCD"));
    struct evidence_problems both = evidence_problems_join(gad, ocd);
    struct evidence e;
    (void)state;
    assert_true(evidence_best(both, evidence_techniques_in(STR("ERP")), &e));
    assert_string_equal(e.problem, "obsessive-compulsive disorder");
    assert_true(both.bits == evidence_problems_in(STR("GAD, and OCD")).bits);
    assert_true(evidence_problems_empty((struct evidence_problems){0, 0}));
    assert_true(evidence_techniques_empty(evidence_techniques_in(STR("tea"))));
    for (size_t i = 0; i < EVIDENCE_TECHNIQUE_WORDS; i++) {
        struct evidence_techniques one = {{0}};
        one.bits[i] = 1;
        assert_false(evidence_techniques_empty(one));
    }
    /* longer names win over those inside them */
    assert_true(evidence_problems_in(STR("social anxiety")).bits != evidence_problems_in(STR("anxiety")).bits);
}

static void test_every_row(void **state)
{
    struct evidence e;
    size_t count = 0;
    (void)state;
    for (; evidence_row(count, &e); count++) {
        CHECK(e.source && *e.source->text && *e.source->id && *e.source->kind, "row %zu", count);
        CHECK(*e.problem && *e.technique, "row %zu", count);
        CHECK(!e.note || *e.note, "row %zu", count);
        /* a row is found by its own names, unless a better one for the same pair is */
        struct evidence best;
        if (strcmp(e.problem, "any problem") != 0) {
            CHECK(evidence_find(str_of(e.problem), str_of(e.technique), &best), "row %zu: %s", count, e.technique);
            CHECK(!best.wider && best.status <= e.status, "row %zu: %s for %s", count, e.technique, e.problem);
        }
    }
    assert_true(count > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_find), cmocka_unit_test(test_known_problem),
                                       cmocka_unit_test(test_sets), cmocka_unit_test(test_every_row)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
