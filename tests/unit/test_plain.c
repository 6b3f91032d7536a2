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
        plan_plain(str_of(tsv_get(&t, "text")), *tsv_get(&t, "other"), &b);
        CHECK(buf_ok(&b) && str_is(buf_str(&b), tsv_get(&t, "plain")), "%s: %s", tsv_where(&t), b.p);
        buf_free(&b);
    }
    tsv_close(&t);
}

/* Any bytes are read to their end, and what is read as plain stays so. */
static void any_text(void **state)
{
    static const char *const pieces[] = {"Ct",  " ",  "will ", "(",  "F41.1", ")", ", ", "CBT",      "PHQ-9", "w/",
                                         "her", ". ", "90837", "\n", "-",     "'", "/",  "\xC3\xA9", "x/wk",  "3"};
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct buf b, text;
        buf_init(&b, 0);
        buf_init(&text, 0);
        for (size_t n = below(&seed, 12); n; n--)
            buf_cstr(&text, pieces[below(&seed, sizeof pieces / sizeof *pieces)]);
        plan_plain(buf_str(&text), i & 1, &b);
        assert_true(buf_ok(&b));
        buf_free(&text);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows), cmocka_unit_test(any_text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
