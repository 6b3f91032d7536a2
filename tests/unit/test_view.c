/* Values in views: what out.h writes, byte by byte, and whole sample views that hostile values cannot change. */
#include "support.h"

#include "view_samples.h"
#include "web/out.h"

#include <expat.h>

static void demand(bool ok, const char *what)
{
    if (!ok)
        fail_msg("broken promise: %s", what);
}

#include "view_support.h"

#define MARK "Zq1z"

/* ---- single values ---- */

static void values(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/view/values.tsv");
    while (tsv_next(&t)) {
        struct buf b;
        struct out o = {.to = &b};
        struct str in = tsv_text(&t, "value"), wanted = tsv_text(&t, "written");
        const char *as = tsv_get(&t, "as");

        buf_init(&b, 0);
        if (strcmp(as, "text") == 0)
            out_text_str(&o, in);
        else if (strcmp(as, "part") == 0)
            out_part_str(&o, in);
        else if (strcmp(as, "path") == 0)
            out_path_str(&o, in);
        else if (strcmp(as, "url") == 0)
            out_url(&o, (struct url){in});
        else
            fail_msg("%s: as what?", tsv_where(&t));
        CHECK(str_eq(buf_str(&b), wanted), "%s: got %s", tsv_where(&t), buf_str(&b).p);
        buf_free(&b);
    }
    tsv_close(&t);
}

/* Through the macros, as compiled views call them. */
static void types(void **state)
{
    struct buf b;
    struct out o = {.to = &b};
    const struct date on = {2026, 12, 1}, never = {0};
    const struct opt_int nine = {true, -9}, none = {false, 5};
    const char *absent = NULL;
    const struct str no_text = {NULL, 0};
    char name[8] = "a&b";

    (void)state;
    buf_init(&b, 0);
    OUT_TEXT(&o, (signed char)-3);
    OUT_TEXT(&o, (uint16_t)65535);
    OUT_TEXT(&o, INT64_MIN);
    buf_char(&b, ' ');
    OUT_TEXT(&o, UINT64_MAX);
    OUT_TEXT(&o, nine);
    OUT_TEXT(&o, none);
    assert_str(buf_str(&b), "-365535-9223372036854775808 18446744073709551615-9", "numbers");
    buf_reset(&b);
    OUT_TEXT(&o, on);
    OUT_PLAIN(&o, never);
    OUT_ATTR(&o, on);
    OUT_PATH(&o, on);
    OUT_PART(&o, on);
    OUT_ATTR(&o, never);
    assert_str(buf_str(&b), "1 December 20262026-12-012026-12-012026-12-01", "dates");
    buf_reset(&b);
    OUT_TEXT(&o, absent);
    OUT_TEXT(&o, no_text);
    OUT_PATH(&o, absent);
    OUT_TEXT(&o, name);
    OUT_PATH(&o, name);
    OUT_PART(&o, nine);
    assert_str(buf_str(&b), "a&amp;ba%26b-9", "texts");
    buf_free(&b);
}

static void tests_of_if(void **state)
{
    const struct sample_tag *no_pointer = NULL, tag = {STR("x")}, *pointer = &tag;
    char empty[4] = "", full[4] = "x";
    const char *absent = NULL;

    (void)state;
    assert_true(OUT_IS(true) && OUT_IS(-1) && OUT_IS((uint64_t)1 << 63) && OUT_IS(STR("x")) && OUT_IS(full));
    assert_true(OUT_IS(((struct opt_int){true, 0})) && OUT_IS(((struct date){2026, 1, 1})) && OUT_IS(pointer));
    assert_true(OUT_IS(((struct url){STR("/")})) && OUT_IS(((struct html){STR("<br>")})));
    assert_false(OUT_IS(false) || OUT_IS(0) || OUT_IS(STR("")) || OUT_IS(empty) || OUT_IS(absent));
    assert_false(OUT_IS(((struct opt_int){false, 7})) || OUT_IS(((struct date){0})) || OUT_IS(no_pointer));
    assert_false(OUT_IS(((struct url){{NULL, 0}})) || OUT_IS(((struct html){{NULL, 0}})));
}

/* ---- whole views ---- */

/* A value in every place; the address of each text is in the struct that view_everything reads. */
struct filled {
    struct view_everything v;
    struct view_strip other;
    struct sample_row rows[3];
    struct sample_tag tags[2];
    struct str words[3];
};

static void fill(struct filled *f, struct str text, const char *cstr, unsigned bits)
{
    memset(f, 0, sizeof *f);
    f->other = (struct view_strip){text, text, bits & 1};
    f->tags[0].text = f->tags[1].text = text;
    f->words[0] = f->words[1] = f->words[2] = text;
    for (size_t i = 0; i < 3; i++)
        f->rows[i] = (struct sample_row){text, cstr, (int64_t)i - 1, f->tags, i};
    f->v = (struct view_everything){.page = {cstr, text},
                                    .client = f->other,
                                    .other = &f->other,
                                    .rows = f->rows,
                                    .rows_count = (bits >> 1) % 4,
                                    .words = f->words,
                                    .words_count = (bits >> 3) % 4,
                                    .text = text,
                                    .cstr = cstr,
                                    .key = "k&\"<>",
                                    .tiny = -7,
                                    .small = 40000,
                                    .number = -1,
                                    .large = UINT64_MAX,
                                    .score = {true, 0},
                                    .on = {2026, 12, 1},
                                    .chart = {STR("<svg viewBox=\"0 0 1 1\"></svg>")},
                                    .home = {STR("/home?a=1&b=2")},
                                    .yes = bits & 32,
                                    .no = bits & 64};
}

static void render(struct filled *f, struct buf *b)
{
    struct out o = {.to = b};

    buf_reset(b);
    view_everything(&o, &f->v);
    assert_true(buf_ok(b));
}

/* expat on what XML has too: the inside of the page without void elements and attributes that stand alone. */
static void check_xml(struct str html)
{
    static const char *const turns[][2] = {{"<!doctype html>", ""}, {" defer", ""},    {" hidden", ""},
                                           {" required", ""},       {" selected", ""}, {"\">", "\" >"}};
    struct buf now, next;
    XML_Parser p = XML_ParserCreate("UTF-8");

    buf_init(&now, 0);
    buf_init(&next, 0);
    buf_add(&now, html);
    for (size_t i = 0; i < 6; i++) {
        buf_reset(&next);
        page_replace(buf_str(&now), str_of(turns[i][0]), str_of(turns[i][1]), &next);
        struct buf swap = now;
        now = next;
        next = swap;
    }
    buf_reset(&next); /* void elements get their slash */
    for (size_t at = 0; at < now.n;) {
        size_t end = str_find(buf_str(&now), STR(">"), at);
        struct str tag = str_sub(buf_str(&now), at, end == (size_t)-1 ? now.n : end);
        size_t begin = tag.n;
        while (begin > 0 && tag.p[begin - 1] != '<')
            begin--;
        struct str from = str_sub(tag, begin, tag.n);
        bool is_void =
            str_starts(from, STR("meta ")) || str_starts(from, STR("link ")) || str_starts(from, STR("input "));
        buf_add(&next, tag);
        if (end != (size_t)-1)
            buf_cstr(&next, is_void ? "/>" : ">");
        at = end == (size_t)-1 ? now.n : end + 1;
    }
    CHECK(XML_Parse(p, buf_str(&next).p, (int)next.n, 1) == XML_STATUS_OK, "%s at byte %ld of %s",
          XML_ErrorString(XML_GetErrorCode(p)), (long)XML_GetCurrentByteIndex(p), buf_str(&next).p);
    XML_ParserFree(p);
    buf_free(&now);
    buf_free(&next);
}

/* U+FFFE and U+FFFF are UTF-8, but XML has no place for them. */
static bool in_xml(struct str s)
{
    return str_find(s, STR("\xef\xbf\xbe"), 0) == (size_t)-1 && str_find(s, STR("\xef\xbf\xbf"), 0) == (size_t)-1;
}

static struct page plain_page, hostile_page;

static void compare(struct str text, unsigned bits)
{
    struct filled f;
    struct buf b;
    char *cstr = malloc(text.n + 1);
    size_t n = 0;

    assert_non_null(cstr);
    for (size_t i = 0; i < text.n; i++) /* the C string is the same text, so NUL is left out of both */
        if (text.p[i] != '\0')
            cstr[n++] = text.p[i];
    cstr[n] = '\0';
    buf_init(&b, 0);
    fill(&f, STR(MARK), MARK, bits);
    render(&f, &b);
    CHECK(page_read(buf_str(&b), &plain_page), "%s at %zu of %s", plain_page.wrong, plain_page.at, b.p);
    fill(&f, (struct str){cstr, n}, cstr, bits);
    render(&f, &b);
    CHECK(page_read(buf_str(&b), &hostile_page), "%s at %zu of %s", hostile_page.wrong, hostile_page.at, b.p);
    if (n > 0) /* an empty one takes other branches */
        page_compare(&plain_page, &hostile_page, STR(MARK), (struct str){cstr, n});
    if (in_xml((struct str){cstr, n}))
        check_xml(buf_str(&b));
    page_free(&plain_page);
    page_free(&hostile_page);
    buf_free(&b);
    free(cstr);
}

static void hostile_table(void **state)
{
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/view/hostile.tsv");
    while (tsv_next(&t)) {
        struct str text = tsv_text(&t, "value");
        for (unsigned bits = 0; bits < 128; bits += 3)
            compare(text, bits);
    }
    tsv_close(&t);
}

static void hostile_random(void **state)
{
    static const char pieces[] = "\"'<>&;=/\\#?%.: \t\n\r\0\x7f\xc3\xe2\x80\xf0\xef\xbf{}-!aZ09";
    uint64_t seed = test_seed();
    const char *rounds = getenv("GOLDTHREAD_TEST_ROUNDS");

    (void)state;
    for (long left = rounds != NULL ? atol(rounds) : 3000; left > 0; left--) {
        char text[64];
        size_t n = test_random(&seed) % sizeof text;
        bool any = test_random(&seed) & 1;

        for (size_t i = 0; i < n; i++)
            text[i] = any ? (char)test_random(&seed) : pieces[test_random(&seed) % (sizeof pieces - 1)];
        compare((struct str){text, n}, (unsigned)test_random(&seed));
    }
}

/* The test's own reader must refuse, or it proves nothing. */
static void reader_refuses(void **state)
{
    static const char *const bad[] = {"<p>a & b</p>",
                                      "<p>a < b</p>",
                                      "<p title=\"a\"b\"></p>",
                                      "<p title=\"<\"></p>",
                                      "<p><b></p>",
                                      "<p title=a></p>",
                                      "<p id=\"a\" id=\"b\"></p>",
                                      "<p onx=\"\">",
                                      "<a href=\"/a b\">",
                                      "<textarea>a</textarea>",
                                      "<p>a\x01</p>",
                                      "</p>",
                                      "<p",
                                      "<p>",
                                      "<title><b></b></title>"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!page_read(str_of(bad[i]), &plain_page), "taken: %s", bad[i]);
        page_free(&plain_page);
    }
}

/* No memory for the page: the buffer says so, and nothing else happens. */
static void no_room(void **state)
{
    struct filled f;
    struct buf b;
    struct out o = {.to = &b};

    (void)state;
    fill(&f, STR("a&b"), "a&b", 127);
    buf_init(&b, 0);
    view_everything(&o, &f.v);
    size_t whole = b.n;
    buf_free(&b);
    for (size_t limit = 1; limit < whole; limit += 7) {
        buf_init(&b, limit);
        view_everything(&o, &f.v);
        assert_false(buf_ok(&b));
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),        cmocka_unit_test(types),          cmocka_unit_test(tests_of_if),
        cmocka_unit_test(hostile_table), cmocka_unit_test(hostile_random), cmocka_unit_test(reader_refuses),
        cmocka_unit_test(no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
