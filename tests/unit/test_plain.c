/* Texts of a plan as a client reads them. */
#include "../plan_random.h"

#include "plan/plain.h"

static void rows(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/plain.tsv");
    while (tsv_next(&t)) {
        struct buf b;
        buf_init(&b, 0);
        plain_write(str_of(tsv_get(&t, "text")), *tsv_get(&t, "other") ? PLAIN_TO_OTHER : 0, NULL, &b);
        CHECK(buf_ok(&b) && str_is(buf_str(&b), tsv_get(&t, "plain")), "%s: %s", tsv_where(&t), b.p);
        buf_free(&b);
    }
    tsv_close(&t);
}

/* Who reads no English has no English brackets. */
static void no_names(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    plain_write(STR("CPT y PHQ-9 (F41.1)"), PLAIN_NO_NAMES, NULL, &b);
    assert_true(str_is(buf_str(&b), "CPT y PHQ-9"));
    buf_free(&b);
}

static void what_is_told_elsewhere_is_not_told_twice(void **state)
{
    static const char *const told[] = {"IOP", "PHQ-9", NULL};
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    plain_write(STR("IOP and CPT after PHQ-9"), 0, told, &b);
    assert_string_equal(b.p, "IOP and CPT (cognitive processing therapy) after PHQ-9");
    buf_free(&b);
}

/* Any text is read to its end, and what was written plain is written the same again. */
static void any_text(void **state)
{
    static const char *const pieces[] = {
        "Ct",    "can", "(F41.1)",  "CPT",       "PHQ-9,", "w/", "hi", "her.",
        "90837", "-",   "\n",       "\xC3\xA9t", "x/wk",   "3",  "PT", "Client will walk.",
        "'",     "/",   ", F41.1,", "ICD"};
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 4000; i++) {
        struct buf text, once, twice;
        unsigned flags = (unsigned)i & (PLAIN_TO_OTHER | PLAIN_NO_NAMES);
        buf_init(&text, 0);
        buf_init(&once, 0);
        buf_init(&twice, 0);
        for (size_t n = below(&seed, 12); n; n--)
            buf_printf(&text, "%s ", pieces[below(&seed, sizeof pieces / sizeof *pieces)]);
        plain_write(buf_str(&text), flags, NULL, &once);
        plain_write(buf_str(&once), flags, NULL, &twice);
        CHECK(buf_ok(&once) && buf_ok(&twice) && str_eq(buf_str(&once), buf_str(&twice)), "'%s': '%s', then '%s'",
              text.p, once.p, twice.p);
        buf_free(&text);
        buf_free(&once);
        buf_free(&twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(no_names),
                                       cmocka_unit_test(what_is_told_elsewhere_is_not_told_twice),
                                       cmocka_unit_test(any_text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
