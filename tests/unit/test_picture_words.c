/* test_picture_words.c: the words of a client's picture come from the table that was given, and nowhere else. */
#include "support.h"

#include "measure/measure.h"
#include "render/chart.h"
#include "render/report.h"

#include <ctype.h>

static void put(void *to, struct str piece)
{
    buf_add(to, piece);
}

static void patterns(void **state)
{
    static const struct {
        const char *pattern, *made, *why;
    } rows[] = {
        {"", "", "nothing"},
        {"as it is", "as it is", "no value"},
        {"%s", "one", "a value alone"},
        {"%s to %s", "one to two", "in their order"},
        {"de %2$s a %1$s!", "de two a one!", "in another order"},
        {"%1$s %1$s", "one one", "one of them twice"},
        {"%s and %s and %s", "one and two and ", "a value that is not there"},
        {"%3$s.", ".", "a value that is not there, by number"},
        {"100%%", "100%", "a percent sign"},
        {"50% less", "50% less", "a sign that stands for itself"},
        {"%", "%", "a sign at the end"},
        {"%1", "%1", "half a number"},
        {"%1$", "%1$", "nearly a number"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b;
        buf_init(&b, 0);
        words_put(rows[i].pattern, WORDS(STR("one"), STR("two")), put, &b);
        CHECK(str_is(buf_str(&b), rows[i].made), "%s: \"%.*s\"", rows[i].why, (int)b.n, b.n ? b.p : "");
        buf_free(&b);
    }
}

/* The English table takes as many values as its patterns say, and holds a text for each word. */
static void english(void **state)
{
    const struct {
        const char *name, *text;
    } all[] = {
#define WORD(name, english) {#name, render_english.name},
#define N_(english) english
#include "render/words.def"
#undef N_
#undef WORD
    };
    (void)state;
    assert_true(sizeof all / sizeof *all > 30);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK(all[i].text && *all[i].text && !strstr(all[i].text, "  "), "%s", all[i].name);
    for (int i = 0; i < 12; i++)
        CHECK(!strncmp(render_english.months[i], render_english.short_months[i], 3), "%s", render_english.months[i]);
}

/* A table in which no word is English: each of its letters is a Greek one, the values stay. */
static char greek_texts[64][128];
static struct render_words greek(void)
{
    struct render_words w = render_english;
    size_t n = 0;
#define N_(english) english
#define WORD(name, english)                                                                                            \
    do {                                                                                                               \
        char *to = greek_texts[n++];                                                                                   \
        for (const char *s = english; *s; s++) {                                                                       \
            if (*s == '%' && s[1] == 's') {                                                                            \
                memcpy(to, "%s", 2);                                                                                   \
                to += 2;                                                                                               \
                s++;                                                                                                   \
            } else if (isalpha((unsigned char)*s)) {                                                                   \
                memcpy(to, "\xce\xbb", 2);                                                                             \
                to += 2;                                                                                               \
            } else {                                                                                                   \
                *to++ = *s;                                                                                            \
            }                                                                                                          \
        }                                                                                                              \
        *to = 0;                                                                                                       \
        w.name = greek_texts[n - 1];                                                                                   \
    } while (0);
#include "render/words.def"
#undef WORD
#undef N_
    for (int i = 0; i < 12; i++) {
        w.months[i] = "\xce\xbc";
        w.short_months[i] = "\xce\xbc.";
    }
    w.point = ',';
    return w;
}

/* What stands between tags, without the names that belong to the measure. */
static void visible(struct str html, struct buf *out)
{
    bool in = false;
    for (size_t i = 0; i < html.n; i++) {
        in = html.p[i] == '<' ? true : in;
        if (!in)
            buf_char(out, html.p[i]);
        in = html.p[i] == '>' ? false : in;
    }
}

struct made {
    struct series_point points[10];
    struct series_entry entries[10];
    struct standing standing;
};

static void make(struct made *m, size_t n, const struct measure *measure, bool range)
{
    *m = (struct made){.standing = {.measure = measure,
                                    .course = {.measure = measure,
                                               .name = measure ? STR("GAD-7") : STR("1234"),
                                               .type = measure ? SERIES_SCORE : SERIES_COUNT,
                                               .period = measure ? (struct str){NULL, 0} : STR("56")},
                                    .lower_is_better = true,
                                    .has_target = true,
                                    .target = range ? 6 : 5,
                                    .target_far = range ? 4 : 5,
                                    .due = {2027, 1, 12},
                                    .due_past = range,
                                    .at_target = n > 5}};
    for (size_t i = 0; i < n; i++) {
        struct date d = date_add_days((struct date){2026, 9, 8}, (int)i * 21);
        m->points[i] = (struct series_point){.date = d,
                                             .day = date_to_day(d),
                                             .value = (measure ? 16 : 15.5) - 2 * (double)i,
                                             .low = 3,
                                             .high = 3.5,
                                             .complete = i != 1,
                                             .prorated = i == 2,
                                             .corrected = i == 3,
                                             .entry = &m->entries[i]};
    }
    m->points[2].low = m->points[2].high = 12;
    m->standing.course.points.at = m->points;
    m->standing.course.points.n = n;
}

static void nothing_english(void **state)
{
    const struct render_words w = greek();
    const struct measure *measure = measure_find(STR("GAD-7"));
    (void)state;
    assert_non_null(measure);
    for (int kind = 0; kind < 2; kind++) {
        for (size_t n = 1; n <= 10; n++) {
            struct made m;
            struct buf b, words;
            struct err e = {0};
            make(&m, n, kind ? measure : NULL, n % 2);
            struct report_measure r = {
                .standing = &m.standing, .on = {2027, 3, 1}, .for_client = true, .unjudged = n == 8, .words = &w};
            buf_init(&b, 0);
            buf_init(&words, 0);
            CHECK(report_measure_html(&r, &b, &e), "%s", e.text);
            visible(buf_str(&b), &words);
            for (size_t i = 0; i < words.n; i++) {
                bool name = words.p[i] == 'G' && !strncmp(words.p + i, "GAD", 3);
                CHECK(name || !isalpha((unsigned char)words.p[i]), "%zu values: English in \"%.40s\"", n, words.p + i);
                i += name ? 2 : 0;
            }
            assert_true(str_find(buf_str(&words), STR("\xce\xbb\xce\xbb"), 0) != (size_t)-1);
            if (!kind) { /* numbers have the table's comma */
                assert_true(str_find(buf_str(&words), STR("15,5"), 0) != (size_t)-1);
                assert_true(str_find(buf_str(&words), STR("15.5"), 0) == (size_t)-1);
            }
            assert_true(str_find(buf_str(&b), STR("c-mark"), 0) != (size_t)-1);
            buf_free(&b);
            buf_free(&words);
        }
    }
}

/* With no table it is English, as with the English one; unjudged, nothing is called better and no target reached. */
static void same_and_unjudged(void **state)
{
    struct made m;
    struct buf none, given, quiet;
    struct err e = {0};
    (void)state;
    make(&m, 9, measure_find(STR("GAD-7")), false);
    struct report_measure r = {.standing = &m.standing, .on = {2027, 3, 1}, .for_client = true};
    buf_init(&none, 0);
    buf_init(&given, 0);
    buf_init(&quiet, 0);
    assert_true(report_measure_html(&r, &none, &e));
    r.words = &render_english;
    assert_true(report_measure_html(&r, &given, &e));
    assert_true(str_eq(buf_str(&none), buf_str(&given)));
    r.unjudged = true;
    assert_true(report_measure_html(&r, &quiet, &e));
    static const char *const praise[] = {"clear step for the better", "latest value is there", "c-full"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(str_find(buf_str(&none), str_of(praise[i]), 0) != (size_t)-1);
        assert_true(str_find(buf_str(&quiet), str_of(praise[i]), 0) == (size_t)-1);
    }
    buf_free(&none);
    buf_free(&given);
    buf_free(&quiet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns),
        cmocka_unit_test(english),
        cmocka_unit_test(nothing_english),
        cmocka_unit_test(same_and_unjudged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
