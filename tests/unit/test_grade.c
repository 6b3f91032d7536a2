/* test_grade.c: how hard a text is to read. Expected values are worked out by hand from words, sentences, syllables. */
#include "support.h"

#include "base/grade.h"

static void test_grades(void **state)
{
    static const struct {
        const char *text;
        double words, sentences, syllables; /* 0 words: grade 0 */
    } rows[] = {
        {"", 0, 0, 0},
        {" . ", 0, 0, 0},
        {"42 GAD-7 CBT", 0, 0, 0},                               /* numbers, instruments and terms in capitals */
        {"We meet once a week.", 5, 1, 5},                       /* "once": the e is not spoken */
        {"We meet once a week", 5, 1, 5},                        /* the end is an end */
        {"You can stop. You can rest.", 6, 2, 6},
        {"You can stop\nYou can rest", 6, 2, 6},                 /* a line is a sentence */
        {"The GAD-7 is at 3.5 today.", 4, 1, 5},                 /* no sentence ends in a number */
        {"Psychoeducational rehabilitation", 2, 1, 12},          /* groups of vowels: y oe u a io a, e a i i a io */
        {"She asked, wanted, makes tables.", 5, 1, 7},           /* asked 1, want-ed 2, makes 1, ta-bles 2, she 1 */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double want = rows[i].words > 0 ? 0.39 * rows[i].words / rows[i].sentences + 11.8 * rows[i].syllables / rows[i].words - 15.59 : 0;
        double got = reading_grade(str_of(rows[i].text));
        want = want < 0 ? 0 : want;
        CHECK(got > want - 1e-9 && got < want + 1e-9, "\"%s\": %f, not %f", rows[i].text, got, want);
    }
}

/* Longer sentences and longer words are harder; no bytes end it. */
static void test_order_and_bytes(void **state)
{
    (void)state;
    assert_true(reading_grade(STR("We look at thoughts. We test them.")) < reading_grade(STR("We look at thoughts and we test them together in the sessions.")));
    assert_true(reading_grade(STR("We test thoughts.")) < reading_grade(STR("Cognitive restructuring addresses dysfunctional cognitions.")));
    char bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    for (size_t n = 0; n <= 256; n++)
        assert_true(reading_grade((struct str){bytes + 256 - n, n}) >= 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_grades), cmocka_unit_test(test_order_and_bytes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
