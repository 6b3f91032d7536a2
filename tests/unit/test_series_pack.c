/* test_series_pack.c: entries that were packed are read again as they were; what was cut off or altered is refused, or
 * is entries of its own that can be packed again; amendments without what they amend. */
#include "support.h"

#include "measure/measure.h"
#include "plan/series.h"

static char *everything;
static size_t everything_n;

static int read_everything(void **state)
{
    (void)state;
    everything = read_file("tests/data/plan/series/everything.jsonl", &everything_n);
    return 0;
}

static int free_everything(void **state)
{
    (void)state;
    free(everything);
    return 0;
}

static struct series read_ok(struct str text, struct arena *a)
{
    struct series s;
    struct err e = {0};
    CHECK(series_read(text, a, &s, &e), "%s: %s", e.where, e.text);
    return s;
}

static struct str pack(const struct series *s, size_t to, struct arena *a)
{
    struct buf b;
    struct str out;
    buf_init(&b, 0);
    assert_true(series_pack(s, 0, to, &b) && arena_str(a, buf_str(&b), &out));
    buf_free(&b);
    return out;
}

/* Bytes that are read are entries like others: packed again they read as the same. */
static size_t check_again(const struct series *s, struct arena *a, const char *what)
{
    struct series again;
    struct err e = {0};
    struct str one = pack(s, s->entries.n, a);
    CHECK(series_unpack(&one, 1, NULL, a, &again, &e) && again.entries.n == s->entries.n, "%s: %s", what, e.text);
    CHECK(str_eq(pack(&again, again.entries.n, a), one), "%s: another time other bytes", what);
    return s->entries.n;
}

static void test_what_was_packed_is_read_again(void **state)
{
    (void)state;
    struct series_want scores = {.types = 1u << SERIES_SCORE, .measure = measure_find(STR("gad7"))};
    struct arena a;
    struct err e = {0};
    struct series out;
    arena_init(&a, 0);
    struct series s = read_ok((struct str){everything, everything_n}, &a);
    struct str all = pack(&s, s.entries.n, &a);
    assert_true(series_unpack(&all, 1, NULL, &a, &out, &e));
    assert_int_equal(check_again(&out, &a, "everything"), s.entries.n);
    assert_true(series_unpack(&all, 1, &scores, &a, &out, &e));
    for (size_t i = 0; i < out.entries.n; i++)
        assert_true(out.entries.at[i].type == SERIES_SCORE && out.entries.at[i].measure == scores.measure);
    assert_true(out.entries.n >= 2);
    arena_free(&a);
}

/* A copy that ends where no entry ends is refused at each length; where one ends it has as many. */
static void test_a_copy_that_was_cut_is_refused(void **state)
{
    (void)state;
    struct arena a, each;
    arena_init(&a, 0);
    arena_init(&each, 0);
    struct series s = read_ok((struct str){everything, everything_n}, &a), out;
    struct str all = pack(&s, s.entries.n, &a);
    size_t ends = 0;
    for (size_t n = 0; n <= all.n; n++) {
        struct err e = {0};
        char *copy = arena_copy(&each, all.p, n); /* no byte behind it may be read */
        struct str cut = {copy, n};
        bool end = n == pack(&s, ends, &each).n;
        bool ok = series_unpack(&cut, 1, NULL, &each, &out, &e);
        CHECK(ok == end && (ok ? out.entries.n == ends : e.kind == ERR_INVALID && e.text[0]), "%zu of %zu bytes: %s", n,
              all.n, e.text);
        ends += end;
        arena_reset(&each);
    }
    assert_int_equal(ends, s.entries.n + 1);
    arena_free(&each);
    arena_free(&a);
}

static void test_a_byte_that_was_altered_does_no_harm(void **state)
{
    (void)state;
    static const unsigned char values[] = {0, 1, 7, 64, 127, 128, 255};
    struct arena a, each;
    arena_init(&a, 0);
    arena_init(&each, 0);
    struct series s = read_ok((struct str){everything, everything_n}, &a), out;
    struct str all = pack(&s, s.entries.n, &a);
    size_t refused = 0, read = 0;
    for (size_t i = 0; i < all.n; i++) {
        for (size_t k = 0; k < sizeof values; k++) {
            struct err e = {0};
            char *copy = arena_copy(&each, all.p, all.n), what[40];
            struct str altered = {copy, all.n};
            copy[i] = (char)values[k];
            snprintf(what, sizeof what, "byte %zu is %d", i, values[k]);
            if (series_unpack(&altered, 1, NULL, &each, &out, &e)) {
                check_again(&out, &each, what);
                CHECK(series_relink(&out, true, &each, &e) || e.kind == ERR_INVALID, "%s: %s", what, e.text);
                read++;
            } else {
                CHECK(e.kind == ERR_INVALID && e.text[0], "%s: kind %d", what, e.kind);
                refused++;
            }
            arena_reset(&each);
        }
    }
    CHECK(refused > all.n && read > all.n, "%zu refused, %zu read", refused, read);
    arena_free(&each);
    arena_free(&a);
}

/* What amends names an entry: all are there, or only some were wanted. */
static void test_amendments_without_what_they_amend(void **state)
{
    (void)state;
    struct series_want amends = {.types = 1u << SERIES_WITHDRAWN};
    struct arena a;
    struct err e = {0};
    struct series out;
    arena_init(&a, 0);
    struct series s = read_ok((struct str){everything, everything_n}, &a);
    struct str all = pack(&s, s.entries.n, &a);
    assert_true(series_unpack(&all, 1, NULL, &a, &out, &e) && series_relink(&out, false, &a, &e));
    size_t amended = 0;
    for (size_t i = 0; i < out.entries.n; i++) {
        const struct series_entry *x = out.entries.at[i].amends;
        amended += x != NULL;
        CHECK(!x || str_eq(x->id, out.entries.at[i].of), "entry %zu", i);
    }
    assert_int_equal(amended, 2);
    assert_true(series_unpack(&all, 1, &amends, &a, &out, &e));
    assert_int_equal(out.entries.n, 1);
    assert_true(series_relink(&out, true, &a, &e));
    assert_null(out.entries.at[0].amends);
    assert_false(series_relink(&out, false, &a, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    struct str twice[] = {all, all}; /* every id stands there two times */
    err_clear(&e);
    assert_true(series_unpack(twice, 2, NULL, &a, &out, &e));
    assert_int_equal(out.entries.n, 2 * s.entries.n);
    assert_false(series_relink(&out, false, &a, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    arena_free(&a);
}

static bool unpack_all(struct arena *a, void *ctx, struct err *e)
{
    struct series out;
    return series_unpack(ctx, 1, NULL, a, &out, e) && series_relink(&out, false, a, e);
}

static void test_every_allocation_fails_in_turn(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    struct series s = read_ok((struct str){everything, everything_n}, &a);
    struct str all = pack(&s, s.entries.n, &a);
    assert_true(fault_sweep(unpack_all, &all) > 0);
    limit_sweep(unpack_all, &all, 16);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_packed_is_read_again),
        cmocka_unit_test(test_a_copy_that_was_cut_is_refused),
        cmocka_unit_test(test_a_byte_that_was_altered_does_no_harm),
        cmocka_unit_test(test_amendments_without_what_they_amend),
        cmocka_unit_test(test_every_allocation_fails_in_turn),
    };
    return cmocka_run_group_tests(tests, read_everything, free_everything);
}
