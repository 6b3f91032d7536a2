/* Units taken apart, and put behind a number (plan/amount.h). */
#include "support.h"

#include "plan/amount.h"

static void table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/amount.tsv");
    while (tsv_next(&t)) {
        struct amount_unit u = amount_unit(str_of(tsv_get(&t, "unit")));
        assert_str(u.thing, tsv_get(&t, "thing"), tsv_where(&t));
        assert_str(u.period, tsv_get(&t, "period"), tsv_where(&t));
        CHECK(amount_is_many(u.thing) == (bool)tsv_int(&t, "plural"), "%s", tsv_where(&t));
        for (int one = 0; one < 2; one++) {
            struct buf b;
            buf_init(&b, 0);
            amount_thing(u.thing, one, &b);
            assert_str(buf_str(&b), tsv_get(&t, one ? "one" : "many"), tsv_where(&t));
            buf_free(&b);
        }
    }
    tsv_close(&t);
}

/* Pieces of units in any order: nothing is read behind the text, and what comes out was in it. */
static void any_text(void **state)
{
    static const char *const pieces[] = {"per", " ", "a", "/", "week", "attacks", "ies", "s", "", "of ", "%", "times"};
    (void)state;
    uint64_t seed = test_seed();
    for (int i = 0; i < 20000; i++) {
        char text[64];
        size_t n = 0;
        for (uint64_t k = test_random(&seed) % 6; k > 0; k--) {
            const char *piece = pieces[test_random(&seed) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        char *own = malloc(n ? n : 1); /* its end is watched */
        assert_non_null(own);
        memcpy(own, text, n);
        struct str s = {own, n};
        struct amount_unit u = amount_unit(s);
        struct buf b;
        buf_init(&b, 0);
        amount_thing(u.thing, i % 2 == 0, &b);
        CHECK(u.thing.n <= n && u.period.n <= n && buf_ok(&b) && buf_str(&b).n <= u.thing.n + 2, "%.*s", (int)n, text);
        buf_free(&b);
        free(own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table), cmocka_unit_test(any_text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
