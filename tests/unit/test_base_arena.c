/* Arena, errors and the growing buffer: memory and its limits. */
#include "support.h"

#include <limits.h>
#include <wchar.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(HAVE_ASAN)
#define HAVE_ASAN 1
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
/* A refused malloc must come back as NULL, as it does without the sanitizer. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}
#endif

static const size_t IMPOSSIBLE = SIZE_MAX / 4; /* no malloc gives this */

static bool all_zero(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 100, 4000, 5000, 70000, 300000, 3, 16};
    char *at[sizeof sizes / sizeof *sizes];
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            at[i] = arena_alloc(&a, sizes[i]);
            assert_non_null(at[i]);
            assert_int_equal((uintptr_t)at[i] % 16, 0);
            CHECK(all_zero(at[i], sizes[i]), "size %zu, round %d", sizes[i], round);
            memset(at[i], 0x5a + (int)i, sizes[i]);
            for (size_t j = 0; j < i; j++)
                assert_ptr_not_equal(at[i], at[j]);
        }
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (size_t k = 0; k < sizes[i]; k++)
                assert_int_equal(at[i][k], (char)(0x5a + (int)i));
        arena_reset(&a);
    }
    arena_free(&a);
}

static void limit_counts_pieces_rounded_to_16(void **state)
{
    struct arena a;
    struct err e = {0};

    (void)state;
    arena_init(&a, 100);
    assert_non_null(arena_alloc(&a, 90)); /* 96 */
    assert_int_equal(a.used, 96);
    assert_false(a.failed);
    assert_null(arena_alloc(&a, 1));
    assert_true(a.failed);
    assert_int_equal(a.used, 96);
    assert_false(arena_error(&a, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    assert_non_null(strstr(e.text, "100 bytes"));
    arena_reset(&a);
    assert_false(a.failed);
    assert_int_equal(a.used, 0);
    assert_null(arena_alloc(&a, 101));
    arena_reset(&a);
    assert_non_null(arena_alloc(&a, 17));
    arena_free(&a);
    assert_int_equal(a.limit, 100);
}

static void refused_memory_is_an_error_not_a_crash(void **state)
{
    struct arena a;
    struct err e = {0};

    (void)state;
    arena_init(&a, 0);
    assert_null(arena_alloc(&a, IMPOSSIBLE));
    assert_true(a.failed);
    assert_int_equal(a.used, 0);
    assert_false(arena_error(&a, &e));
    assert_int_equal(e.kind, ERR_MEMORY);
    assert_non_null(arena_alloc(&a, 10)); /* a smaller piece is still to be had */
    assert_null(arena_alloc(&a, IMPOSSIBLE));
    arena_free(&a);
}

static void sizes_that_overflow_are_refused(void **state)
{
    struct arena a;
    struct err e = {0};

    (void)state;
    arena_init(&a, 0);
    assert_null(arena_array(&a, SIZE_MAX / 8 + 2, 8));
    assert_true(a.failed && a.over_limit);
    assert_false(arena_error(&a, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_copy(&a, "x", SIZE_MAX));
    assert_null(arena_grow(&a, NULL, 0, SIZE_MAX));
    assert_non_null(arena_array(&a, 0, 8));
    assert_non_null(arena_array(&a, 8, 0));
    arena_free(&a);
}

static void fail_at_counts_down_and_stays(void **state)
{
    struct arena a;
    struct err e = {0};

    (void)state;
    arena_init(&a, 0);
    a.fail_at = 3;
    assert_non_null(arena_alloc(&a, 8));
    assert_non_null(arena_copy(&a, "ab", 2));
    assert_null(arena_array(&a, 2, 2));
    assert_null(arena_alloc(&a, 1));
    assert_false(arena_error(&a, &e));
    assert_int_equal(e.kind, ERR_MEMORY);
    arena_reset(&a);
    assert_false(a.failed);
    assert_null(arena_alloc(&a, 1)); /* reset does not end the experiment */
    arena_free(&a);
}

static void grow_keeps_what_was_there(void **state)
{
    struct arena a;
    char *p, *q, *r;

    (void)state;
    arena_init(&a, 1000);
    p = arena_grow(&a, NULL, 0, 10);
    assert_true(all_zero(p, 10));
    memcpy(p, "0123456789", 10);
    q = arena_grow(&a, p, 10, 200); /* last piece: in place */
    assert_ptr_equal(p, q);
    assert_memory_equal(q, "0123456789", 10);
    assert_true(all_zero(q + 10, 190));
    assert_int_equal(a.used, 208);
    assert_ptr_equal(arena_grow(&a, q, 200, 200), q);
    r = arena_alloc(&a, 1);
    assert_non_null(r);
    q = arena_grow(&a, p, 10, 20); /* no longer the last */
    assert_ptr_not_equal(p, q);
    assert_memory_equal(q, "0123456789", 10);
    assert_true(all_zero(q + 10, 10));
    assert_null(arena_grow(&a, q, 20, 900)); /* in place, but over the limit */
    assert_memory_equal(q, "0123456789", 10);
    assert_null(arena_grow(&a, p, 10, 900)); /* copied, but over the limit */
    a.failed = false;
    a.fail_at = 1;
    assert_null(arena_grow(&a, q, 20, 40)); /* growing in place is an allocation too */
    assert_true(a.failed);
    assert_null(arena_grow(&a, q, 20, SIZE_MAX));
    EXPECT_ASSERT(arena_grow(&a, q, 20, 10));
    EXPECT_ASSERT(arena_grow(&a, NULL, 5, 10));
    arena_free(&a);
}

static void grow_moves_when_the_block_is_full(void **state)
{
    struct arena a;
    char *p, *q;

    (void)state;
    arena_init(&a, 0);
    p = arena_alloc(&a, 2000);
    memset(p, 'x', 2000);
    q = arena_grow(&a, p, 2000, 6000);
    assert_ptr_not_equal(p, q);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(q[i], 'x');
    assert_true(all_zero(q + 2000, 4000));
    arena_free(&a);
}

static void a_huge_piece_leaves_the_current_block_in_use(void **state)
{
    struct arena a;
    char *small, *next;

    (void)state;
    arena_init(&a, 0);
    small = arena_alloc(&a, 16);
    assert_non_null(arena_alloc(&a, 1000000));
    next = arena_alloc(&a, 16);
    assert_true(next > small && next - small <= 64);
    arena_free(&a);
}

static void reset_keeps_the_largest_block(void **state)
{
    struct arena a;
    char *huge;

    (void)state;
    arena_init(&a, 0);
    arena_reset(&a); /* of an empty one */
    for (int i = 0; i < 100; i++)
        assert_non_null(arena_alloc(&a, 1000));
    huge = arena_alloc(&a, 1000000);
    assert_non_null(huge);
    assert_non_null(arena_alloc(&a, 1000));
    arena_reset(&a);
    assert_ptr_equal(arena_alloc(&a, 900000), huge);
    assert_non_null(arena_alloc(&a, 200000)); /* the next block is of ordinary size or fits */
    arena_free(&a);
}

static char let_go[8];

static void note(void *what)
{
    strncat(let_go, what, 1);
}

static void what_is_kept_is_given_back_once(void **state)
{
    struct arena a;
    char first[] = "1", second[] = "2", third[] = "3";
    (void)state;
    for (int way = 0; way < 3; way++) {
        arena_init(&a, 0);
        let_go[0] = 0;
        assert_true(arena_keep(&a, note, first) && arena_keep(&a, note, second));
        assert_string_equal(let_go, "");
        (way == 0 ? arena_reset : way == 1 ? arena_free : arena_wipe)(&a);
        assert_string_equal(let_go, "21"); /* the last first */
        arena_reset(&a);
        assert_string_equal(let_go, "21");
        a.fail_at = 1;
        assert_false(arena_keep(&a, note, third)); /* here and now */
        assert_string_equal(let_go, "213");
        arena_free(&a);
        assert_string_equal(let_go, "213");
    }
}

static void copy_ends_with_nul(void **state)
{
    struct arena a;
    char *p;

    (void)state;
    arena_init(&a, 0);
    p = arena_copy(&a, "abc", 2);
    assert_string_equal(p, "ab");
    p = arena_copy(&a, NULL, 0);
    assert_string_equal(p, "");
    a.fail_at = 1;
    assert_null(arena_copy(&a, "abc", 3));
    arena_free(&a);
}

static void sanitizer_sees_a_step_over_the_end(void **state)
{
    (void)state;
#ifdef HAVE_ASAN
    for (size_t n = 0; n < 40; n++) {
        struct arena a;
        char *p;
        arena_init(&a, 0);
        p = arena_alloc(&a, n);
        assert_non_null(arena_alloc(&a, n));
        CHECK(__asan_address_is_poisoned(p + n), "size %zu", n);
        CHECK(__asan_region_is_poisoned(p, n) == NULL, "size %zu", n);
        p = arena_alloc(&a, 5000);
        assert_false(__asan_address_is_poisoned(p));
        arena_reset(&a);
        assert_true(__asan_address_is_poisoned(p));
        arena_free(&a);
    }
#else
    skip();
#endif
}

/* ---- err ---- */

static void first_error_wins(void **state)
{
    struct err e = {0};

    (void)state;
    assert_false(err_set(&e, ERR_INVALID, "/goals/0", "%d is too many", 9));
    assert_false(err_set(&e, ERR_IO, "elsewhere", "later"));
    assert_int_equal(e.kind, ERR_INVALID);
    assert_string_equal(e.where, "/goals/0");
    assert_string_equal(e.text, "9 is too many");
    err_clear(&e);
    assert_int_equal(e.kind, ERR_NONE);
    assert_string_equal(e.where, "");
    assert_string_equal(e.text, "");
    assert_false(err_no_memory(&e));
    assert_int_equal(e.kind, ERR_MEMORY);
    assert_string_equal(e.where, "");
    assert_false(err_set(NULL, ERR_IO, NULL, "nobody listens"));
    assert_false(err_no_memory(NULL));
}

static void error_text_is_one_line_of_utf8(void **state)
{
    struct err e = {0};

    (void)state;
    err_set(&e, ERR_INVALID, "a\nb", "x\ty\r\nz\x1b[1m \x7f\xc2\x9b|\xe2\x80\xa8| \xff\xc3 \xc3\xa9 \xef\xbf\xbd");
    assert_string_equal(e.where, "a b");
    assert_string_equal(e.text, "x y  z [1m   | | ?? \xc3\xa9 \xef\xbf\xbd");
}

static void long_error_text_is_cut_at_a_character(void **state)
{
    /* 2, 3 and 4 bytes a character, at each alignment against the end of the array */
    static const char *const letters[] = {"\xc3\xa9", "\xe2\x80\x93", "\xf0\x9f\x98\x80"};

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        for (size_t pad = 0; pad < 4; pad++) {
            size_t size = strlen(letters[k]), n;
            struct err e = {0};
            char text[400] = "";

            memset(text, 'p', pad);
            for (n = pad; n + size < 300; n += size)
                memcpy(text + n, letters[k], size);
            text[n] = '\0';
            err_set(&e, ERR_INVALID, text, "%s", text);
            n = (sizeof e.text - 1 - pad) / size * size + pad;
            assert_int_equal(strlen(e.text), n);
            assert_memory_equal(e.text, text, n);
            n = (sizeof e.where - 1 - pad) / size * size + pad;
            assert_int_equal(strlen(e.where), n);
            assert_memory_equal(e.where, text, n);
        }
    }
}

/* ---- buf ---- */

static void buffer_grows_and_ends_with_nul(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    assert_str(buf_str(&b), "", "empty");
    assert_non_null(buf_str(&b).p);
    buf_add(&b, (struct str){NULL, 0});
    buf_cstr(&b, NULL);
    buf_cstr(&b, "");
    assert_str(buf_str(&b), "", "nothing written");
    for (int i = 0; i < 1000; i++) {
        buf_char(&b, (char)('a' + i % 26));
        assert_int_equal(b.n, i + 1);
        assert_int_equal(b.p[b.n], '\0');
    }
    assert_int_equal(b.p[999], 'a' + 999 % 26);
    buf_reset(&b);
    assert_int_equal(b.n, 0);
    assert_string_equal(b.p, "");
    assert_true(b.room >= 1000);
    buf_cstr(&b, "one");
    buf_put(&b, " two three", 4);
    buf_add(&b, STR(" 3"));
    buf_repeat(&b, '!', 3);
    buf_repeat(&b, '?', 0);
    assert_str(buf_str(&b), "one two 3!!!", "after reset");
    assert_true(buf_ok(&b));
    buf_free(&b);
    assert_null(b.p);
    buf_reset(&b);
    buf_free(&b);
}

static void buffer_limit_is_exact_and_sticky(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 700; limit += 7) {
        struct buf b;

        buf_init(&b, limit);
        for (size_t i = 0; i < limit; i++)
            buf_char(&b, 'x');
        CHECK(buf_ok(&b) && b.n == limit, "limit %zu", limit);
        buf_put(&b, "", 0);
        assert_true(buf_ok(&b));
        buf_char(&b, 'y');
        CHECK(!buf_ok(&b), "limit %zu", limit);
        buf_cstr(&b, "");
        buf_put(&b, "z", 1);
        buf_repeat(&b, 'z', 1);
        buf_printf(&b, "%d", 1);
        buf_printf(&b, "%300d", 1);
        buf_int(&b, 1);
        assert_str(buf_str(&b), "", "failed");
        assert_false(buf_ok(&b));
        buf_reset(&b);
        assert_true(buf_ok(&b));
        buf_repeat(&b, 'r', limit);
        assert_true(buf_ok(&b));
        buf_repeat(&b, 'r', 1);
        assert_false(buf_ok(&b));
        buf_free(&b);
        assert_true(buf_ok(&b));
        assert_int_equal(b.limit, limit);
    }
}

static void buffer_survives_refused_memory(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    buf_cstr(&b, "abc");
    buf_repeat(&b, 'x', IMPOSSIBLE - 10); /* realloc says no */
    assert_false(buf_ok(&b));
    buf_reset(&b);
    assert_null(buf_more(&b, SIZE_MAX)); /* no size at all */
    assert_false(buf_ok(&b));
    buf_free(&b);
}

static void buffer_prints_short_and_long(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    buf_printf(&b, "%s-%d", "a", 5);
    assert_str(buf_str(&b), "a-5", "short");
    for (int width = 250; width < 262; width++) {
        buf_reset(&b);
        buf_printf(&b, "%*d|", width, 7);
        assert_int_equal(b.n, width + 1);
        assert_int_equal(b.p[width - 1], '7');
        assert_int_equal(b.p[width], '|');
        assert_int_equal(b.p[width + 1], '\0');
    }
    buf_reset(&b);
    buf_printf(&b, "%lc", (wint_t)0xd800); /* printf itself refuses: no such character */
    assert_false(buf_ok(&b));
    buf_free(&b);
    buf_init(&b, 299);
    buf_printf(&b, "%299d", 1);
    assert_true(buf_ok(&b));
    buf_reset(&b);
    buf_printf(&b, "%300d", 1);
    assert_false(buf_ok(&b));
    buf_free(&b);
}

static void integers_are_written_as_printf_writes_them(void **state)
{
    static const long long fixed[] = {0, 1, -1, 9, 10, 99, 100, -100, LLONG_MAX, LLONG_MIN, 1234567890123};
    uint64_t seed = test_seed();
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (size_t i = 0; i < 5000; i++) {
        long long v = i < sizeof fixed / sizeof *fixed ? fixed[i] : (long long)(test_random(&seed) >> seed % 64);
        char text[32];

        snprintf(text, sizeof text, "%lld", v);
        buf_reset(&b);
        buf_int(&b, v);
        assert_str(buf_str(&b), text, "buf_int");
    }
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(limit_counts_pieces_rounded_to_16),
        cmocka_unit_test(refused_memory_is_an_error_not_a_crash),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(fail_at_counts_down_and_stays),
        cmocka_unit_test(grow_keeps_what_was_there),
        cmocka_unit_test(grow_moves_when_the_block_is_full),
        cmocka_unit_test(a_huge_piece_leaves_the_current_block_in_use),
        cmocka_unit_test(reset_keeps_the_largest_block),
        cmocka_unit_test(what_is_kept_is_given_back_once),
        cmocka_unit_test(copy_ends_with_nul),
        cmocka_unit_test(sanitizer_sees_a_step_over_the_end),
        cmocka_unit_test(first_error_wins),
        cmocka_unit_test(error_text_is_one_line_of_utf8),
        cmocka_unit_test(long_error_text_is_cut_at_a_character),
        cmocka_unit_test(buffer_grows_and_ends_with_nul),
        cmocka_unit_test(buffer_limit_is_exact_and_sticky),
        cmocka_unit_test(buffer_survives_refused_memory),
        cmocka_unit_test(buffer_prints_short_and_long),
        cmocka_unit_test(integers_are_written_as_printf_writes_them),
    };

    return cmocka_run_group_tests_name("base: arena, err, buf", tests, NULL, NULL);
}
