/* UTF-8, composed form, and escaping. */
#include "support.h"

#include "base/escape.h"
#include "base/utf8.h"

#include <utf8proc.h>

#define DATA "tests/data/base/"

static void wrong_bytes_are_found(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "utf8_bad.tsv");
    while (tsv_next(&t)) {
        struct str s = tsv_text(&t, "bytes"), out = {0};
        struct arena a;
        struct err e = {0};
        size_t bad = 99, at;

        CHECK(!utf8_check(s, &bad), "%s", tsv_where(&t));
        CHECK(bad == (size_t)tsv_int(&t, "bad"), "%s: offset %zu", tsv_where(&t), bad);
        assert_false(utf8_check(s, NULL));
        assert_false(utf8_is_ascii(s));
        at = bad;
        assert_int_equal(utf8_next(s, &at), 0xfffd);
        assert_int_equal(at, bad + 1);
        assert_true(utf8_check(str_sub(s, 0, bad), NULL));
        arena_init(&a, 0);
        assert_false(utf8_nfc(s, &a, &out, &e));
        assert_int_equal(e.kind, ERR_INVALID);
        assert_null(out.p);
        arena_free(&a);
    }
    tsv_close(&t);
}

static void every_code_point_comes_back(void **state)
{
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
        bool surrogate = cp >= 0xd800 && cp <= 0xdfff;
        uint32_t expected = surrogate ? 0xfffd : cp;
        size_t at = 0;

        buf_reset(&b);
        utf8_put(&b, cp);
        if (!utf8_check(buf_str(&b), NULL) || utf8_next(buf_str(&b), &at) != expected || at != b.n)
            fail_msg("U+%04X", cp);
        if (b.n != (expected < 0x80 ? 1u : expected < 0x800 ? 2u : expected < 0x10000 ? 3u : 4u))
            fail_msg("U+%04X takes %zu bytes", cp, b.n);
    }
    buf_reset(&b);
    utf8_put(&b, 0x110000);
    utf8_put(&b, UINT32_MAX);
    assert_str(buf_str(&b), "\xef\xbf\xbd\xef\xbf\xbd", "too large");
    buf_free(&b);
}

/* The checker, utf8_next and utf8proc's own decoder agree on all kinds of byte soup. */
static void random_bytes_agree_with_utf8proc(void **state)
{
    static const unsigned char likely[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
                                           0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
    uint64_t seed = test_seed();

    (void)state;
    for (int round = 0; round < 200000; round++) {
        char bytes[80];
        struct str s = {bytes, test_random(&seed) % 8 + (round % 8 == 0 ? 64 : 0)};
        size_t at = 0, count = 0, bad = 1000, first = 1000;
        bool ok;

        memset(bytes, 'x', sizeof bytes);
        for (size_t i = s.n < 8 ? 0 : s.n - 8; i < s.n; i++)
            bytes[i] = (char)likely[test_random(&seed) % sizeof likely];
        ok = utf8_check(s, &bad);
        while (at < s.n) {
            utf8proc_int32_t cp;
            utf8proc_ssize_t n =
                utf8proc_iterate((const utf8proc_uint8_t *)s.p + at, (utf8proc_ssize_t)(s.n - at), &cp);
            size_t next = at;
            uint32_t got = utf8_next(s, &next);

            if (n > 0)
                CHECK(got == (uint32_t)cp && next == at + (size_t)n, "U+%04X at %zu", (unsigned)cp, at);
            else
                CHECK(got == 0xfffd && next == at + 1, "wrong byte at %zu", at);
            if (n <= 0 && first == 1000)
                first = at;
            at = next;
            count++;
        }
        CHECK(ok == (first == 1000) && bad == first, "first wrong byte at %zu, not %zu", first, bad);
        assert_int_equal(utf8_length(s), count);
    }
}

static void ascii(void **state)
{
    char text[100];

    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t n = 0; n < sizeof text; n++) {
        struct str s = {text, n};
        assert_true(utf8_is_ascii(s));
        assert_true(utf8_check(s, NULL));
        assert_int_equal(utf8_length(s), n);
        for (size_t i = 0; i < n; i++) {
            text[i] = (char)0x80;
            assert_false(utf8_is_ascii(s));
            assert_false(utf8_check(s, NULL));
            text[i] = 'a';
        }
    }
    assert_true(utf8_is_ascii((struct str){NULL, 0}));
    assert_true(utf8_check((struct str){NULL, 0}, NULL));
    assert_int_equal(utf8_length((struct str){NULL, 0}), 0);
}

static void cuts_keep_characters_whole(void **state)
{
    static const char text[] = "a\xc3\xa9\xe2\x80\x93\xf0\x9f\x98\x80z"; /* begins at 0, 1, 3, 6, 10 */
    static const size_t floors[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    struct str s = STR(text);

    (void)state;
    for (size_t at = 0; at < sizeof floors / sizeof *floors; at++) {
        CHECK(utf8_floor(s, at) == floors[at], "at %zu: %zu", at, utf8_floor(s, at));
        if (at <= s.n)
            CHECK(utf8_whole((struct str){text, at}) == floors[at], "at %zu", at);
    }
    assert_int_equal(utf8_floor(STR("\x80\x80\x80\x80\x80\x80"), 3), 3); /* not UTF-8: nothing to keep whole */
    assert_int_equal(utf8_floor(STR("\xc3\xc3\xa9"), 1), 1);
    assert_int_equal(utf8_floor((struct str){NULL, 0}, 5), 0);
    assert_int_equal(utf8_whole((struct str){NULL, 0}), 0);
    assert_int_equal(utf8_whole(STR("\x80\x80\x80\x80\x80")), 5);
    assert_int_equal(utf8_whole(STR("\x80")), 1);
    assert_int_equal(utf8_whole(STR("a\xff")), 2); /* no lead byte */
    assert_int_equal(utf8_whole(STR("a\xf0\x9f")), 1);
}

/* ---- NFC ---- */

static void composed_form(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "nfc.tsv");
    while (tsv_next(&t)) {
        struct str in = tsv_text(&t, "input"), expected = tsv_text(&t, "nfc"), out = {0}, again = {0};
        struct arena a;
        struct err e = {0};

        arena_init(&a, 0);
        assert_true(utf8_nfc(in, &a, &out, &e));
        assert_str(out, expected.p, tsv_where(&t));
        if (str_eq(in, expected))
            CHECK(out.p == in.p, "%s: copied although it was composed", tsv_where(&t));
        assert_true(utf8_nfc(out, &a, &again, &e));
        assert_ptr_equal(again.p, out.p);
        arena_free(&a);
    }
    tsv_close(&t);
}

static struct str nfc_by_utf8proc(struct str s, char *text, size_t size)
{
    utf8proc_uint8_t *p = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &p, UTF8PROC_STABLE | UTF8PROC_COMPOSE);

    assert_true(n >= 0 && (size_t)n < size);
    memcpy(text, p, (size_t)n);
    free(p);
    return (struct str){text, (size_t)n};
}

/* Each code point alone, before and after a combining mark, and each canonical pair: also a check of the fast way. */
static void every_code_point_composes_as_utf8proc_says(void **state)
{
    struct arena a;
    struct buf b;

    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
        utf8proc_int32_t parts[32];
        int last_class = 0;
        utf8proc_ssize_t n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 32, UTF8PROC_DECOMPOSE, &last_class);

        if (cp >= 0xd800 && cp <= 0xdfff)
            continue;
        for (int form = 0; form < 4; form++) {
            struct str out, expected;
            struct err e = {0};
            char text[256];

            buf_reset(&b);
            if (form == 1) /* decomposed */
                for (utf8proc_ssize_t i = 0; i < n; i++)
                    utf8_put(&b, (uint32_t)parts[i]);
            else if (form == 2)
                utf8_put(&b, 'e');
            if (form != 1)
                utf8_put(&b, cp);
            if (form == 3)
                utf8_put(&b, 0x301);
            arena_reset(&a);
            assert_true(utf8_nfc(buf_str(&b), &a, &out, &e));
            expected = nfc_by_utf8proc(buf_str(&b), text, sizeof text);
            if (!str_eq(out, expected))
                fail_msg("U+%04X, form %d", cp, form);
        }
    }
    buf_free(&b);
    arena_free(&a);
}

static bool nfc_run(struct arena *a, void *ctx, struct err *e)
{
    struct str out;

    return utf8_nfc(*(struct str *)ctx, a, &out, e) && out.n == 6;
}

static void composing_survives_refused_memory(void **state)
{
    struct str s = STR("cafe\xcc\x81!");

    (void)state;
    assert_int_equal(fault_sweep(nfc_run, &s), 1);
    limit_sweep(nfc_run, &s, 16);
}

/* ---- escaping ---- */

static void escapes(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, DATA "escape.tsv");
    while (tsv_next(&t)) {
        struct str text = tsv_text(&t, "text");
        struct buf b;

        buf_init(&b, 0);
        escape_json(&b, text);
        assert_true(str_eq(buf_str(&b), tsv_text(&t, "json")));
        buf_reset(&b);
        escape_html(&b, text);
        assert_true(str_eq(buf_str(&b), tsv_text(&t, "html")));
        buf_reset(&b);
        escape_terminal(&b, text, false);
        assert_str(buf_str(&b), tsv_text(&t, "terminal").p, tsv_where(&t));
        buf_reset(&b);
        escape_terminal(&b, text, true);
        assert_str(buf_str(&b), tsv_text(&t, "lines").p, tsv_where(&t));
        buf_free(&b);
    }
    tsv_close(&t);
}

static void escaping_nothing_and_pointers(void **state)
{
    struct str absent = {NULL, 0};
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    escape_html(&b, absent);
    escape_json(&b, absent);
    escape_terminal(&b, absent, true);
    escape_pointer(&b, absent);
    assert_int_equal(b.n, 0);
    escape_pointer(&b, STR("a/b~c~1/")); /* RFC 6901, section 3 */
    assert_str(buf_str(&b), "a~1b~0c~01~1", "pointer");
    buf_free(&b);
}

/* Nothing that a terminal obeys gets through, whatever the bytes. */
static void terminal_text_is_harmless(void **state)
{
    uint64_t seed = test_seed();
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (int round = 0; round < 100000; round++) {
        char bytes[12];
        struct str s = {bytes, sizeof bytes};
        size_t at = 0;

        for (size_t i = 0; i < sizeof bytes; i++) {
            uint64_t r = test_random(&seed);
            bytes[i] = (char)(r % 4 == 0 ? r >> 8 : r % 4 == 1 ? 0xc2 + (r >> 8) % 0x33 : 0x80 + (r >> 8) % 0x40);
        }
        buf_reset(&b);
        escape_terminal(&b, s, false);
        assert_true(utf8_check(buf_str(&b), NULL));
        while (at < b.n) {
            uint32_t cp = utf8_next(buf_str(&b), &at);
            CHECK(cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0) && !(cp >= 0x2028 && cp <= 0x202e) &&
                      !(cp >= 0x2066 && cp <= 0x2069) && cp != 0x200e && cp != 0x200f && cp != 0x61c,
                  "U+%04X", cp);
        }
    }
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_bytes_are_found),
        cmocka_unit_test(every_code_point_comes_back),
        cmocka_unit_test(random_bytes_agree_with_utf8proc),
        cmocka_unit_test(ascii),
        cmocka_unit_test(cuts_keep_characters_whole),
        cmocka_unit_test(composed_form),
        cmocka_unit_test(every_code_point_composes_as_utf8proc_says),
        cmocka_unit_test(composing_survives_refused_memory),
        cmocka_unit_test(escapes),
        cmocka_unit_test(escaping_nothing_and_pointers),
        cmocka_unit_test(terminal_text_is_harmless),
    };

    return cmocka_run_group_tests_name("base: utf8, escape", tests, NULL, NULL);
}
