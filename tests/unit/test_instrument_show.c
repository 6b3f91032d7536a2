/* What is known about outcome measures, shown as text and JSON: nothing is left out, unconfirmed facts are marked. */
#include "support.h"

#include "cli/instrument_show.h"

static bool line_has(const char *text, const char *a, const char *b)
{
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t n = strcspn(line, "\n");
        struct str s = {line, n};
        if (str_find(s, str_of(a), 0) != (size_t)-1 && str_find(s, str_of(b), 0) != (size_t)-1)
            return true;
    }
    return false;
}

static void test_list(void **state)
{
    struct buf b;
    const struct measure *m;
    (void)state;
    buf_init(&b, 0);
    instrument_put_list(&b);
    assert_true(buf_ok(&b));
    for (size_t i = 0; (m = measure_at(i)); i++)
        CHECK(line_has(b.p, m->id, m->name), "%s", m->id);
    CHECK(line_has(b.p, "gad7 ", "    7  0 to 21"), "%s", b.p);
    CHECK(line_has(b.p, "cssrs_screener", "    6  - "), "%s", b.p);
    CHECK(line_has(b.p, "who5 ", "higher"), "%s", b.p);
    buf_free(&b);
}

static void test_list_json(void **state)
{
    struct buf b;
    struct arena a;
    struct json_out o;
    const struct json *v = NULL;
    size_t count = 0;
    (void)state;
    buf_init(&b, 0);
    arena_init(&a, 0);
    json_out_init(&o, &b, 2);
    instrument_put_list_json(&o);
    assert_true(json_parse(buf_str(&b), &a, &v, NULL));
    for (const struct json *x = v->first; x; x = x->next, count++)
        CHECK(str_is(json_str(json_get(x, "id")), measure_at(count)->id), "place %zu", count);
    assert_null(measure_at(count));
    arena_free(&a);
    buf_free(&b);
}

static const char *show(struct buf *b, const char *id, int width)
{
    buf_reset(b);
    instrument_put_show(measure_find(str_of(id)), width, b);
    assert_true(buf_ok(b));
    return b->p;
}

/* A fact and what its line must have. */
static void test_show(void **state)
{
    static const struct {
        const char *id, *a, *b;
    } want[] = {
        {"phq9", "PHQ-9 (phq9)", ""},
        {"phq9", "Score", "0 to 27, lower is better"},
        {"phq9", " 9  Death/self-harm thoughts", "0 1 2 3"},
        {"phq9", "Daily difficulty", "beside the score"},
        {"phq9", "phq2", "items 1 2"},
        {"phq9", "15 to 19", "moderately severe"},
        {"phq9", "Reliable change", "6 points or more"},
        {"phq9", "Cut-off", "10 or more"},
        {"phq9", "Response", "50 per cent down, from 10 or more"},
        {"phq9", "Remission", "4 or less"},
        {"phq9", "Relapse, after remission", "10 or more (unconfirmed)"},
        {"phq9", "No response, week 4", "17 or more"},
        {"phq9", "item 9", "1 or more: critical (self-harm thoughts)"},
        {"phq9", "LOINC panel", "44249-1"},
        {"phq9", "core", "how many are present of 1 2"},
        {"phq9", "major", "core: 1 or more, and positive_symptoms: 5 or more"},
        {"phq9", "other", "core: 1 or more, and positive_symptoms: 2 to 4"},
        {"cssrs_screener", "high", "item 4: 1 or more, or item 5: 1 or more, or q6_3months: 1 or more"},
        {"cssrs_screener", "none", "nothing of this"},
        {"bam", "protective", "protective: 12 or less"},
        {"mdq", "positive", "score: 7 or more, and same_period: 1 or more, and problem: 2 or more"},
        {"phq9", "Wording for clients", "may be imported"},
        {"pswq", "Change that may count", "7 points or more (unconfirmed)"},
        {"pswq", "Bands (unconfirmed)", ""},
        {"pswq", "Other bands, Korte 2016", ""},
        {"pswq", " 1  Unworried when rushed", "1 2 3 4 5, counts the other way round"},
        {"audit", "Left out", "items 2 3 4 5 6 7 8, when item 1 is 0"},
        {"audit", "Left out", "items 4 5 6 7 8, when item 2 and others are 0"},
        {"audit", "10  Others concerned", "0 2 4"},
        {"pcptsd5", "Left out", "when the first question is no"},
        {"who5", "Cut-off", "48 or less"},
        {"who5", "Bands on percentage (unconfirmed)", ""},
        {"wsas", "Work", "0 to 8"},
        {"ors", "Individual", "0.0 to 10.0"},
        {"ors", "Cut-off, child", "32 or less (unconfirmed)"},
        {"srs", "total", "35.9 or less: review"},
        {"srs", "fall since the last one", "1 or more: review (unconfirmed)"},
        {"dass21", "Open items", "up to 1 open in a scale"},
        {"phqa", "Past-month suicidal thoughts", "critical"},
        {"bam", "Score", "there is no total"},
        {"bam", " 7  (no label)", "counts nowhere"},
        {"isi", "Response", "8 points down (unconfirmed)"},
        {"gad7", "Cut-off, nhs case", "8 or more"},
        {"swls", "Measures", "(quality of life)"},
        {"epds", "Wording for clients", "numbers only"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        CHECK(line_has(show(&b, want[i].id, 120), want[i].a, want[i].b), "%s: no line with \"%s\" and \"%s\" in:\n%s",
              want[i].id, want[i].a, want[i].b, b.p);
    buf_free(&b);
}

/* Broken at the width where there are blanks; the same words, whatever the width. */
static void test_width(void **state)
{
    struct buf narrow, wide;
    (void)state;
    buf_init(&narrow, 0);
    buf_init(&wide, 0);
    const char *n = show(&narrow, "phq9", 10), *w = show(&wide, "phq9", 200);
    size_t longest = 0;
    for (const char *line = w; *line; line += strcspn(line, "\n"), line += *line == '\n')
        longest = strcspn(line, "\n") > longest ? strcspn(line, "\n") : longest;
    CHECK(longest <= 200, "%zu columns", longest);
    for (;;) {
        n += strspn(n, " \n");
        w += strspn(w, " \n");
        size_t k = strcspn(n, " \n");
        CHECK(k == strcspn(w, " \n") && strncmp(n, w, k) == 0, "%.20s against %.20s", n, w);
        if (k == 0)
            break;
        n += k;
        w += k;
    }
    buf_free(&narrow);
    buf_free(&wide);
}

/* Every measure: JSON that can be read; "reliable" only where it is confirmed; never "no risk". */
static void test_every_measure(void **state)
{
    const struct measure *m;
    struct buf b;
    struct arena a;
    (void)state;
    buf_init(&b, 0);
    arena_init(&a, 0);
    for (size_t i = 0; (m = measure_at(i)); i++) {
        struct json_out o;
        const struct json *v = NULL;
        const char *text = show(&b, m->id, 80);
        bool reliable = strstr(text, "eliabl") != NULL;
        CHECK(reliable == (m->has_reliable_change && m->reliable_change_confirmed), "%s", m->id);
        CHECK(!strstr(text, "no risk"), "%s", m->id);
        CHECK(!strstr(text, "Thresholds\n\n"), "%s: a heading over nothing", m->id);
        buf_reset(&b);
        arena_reset(&a);
        json_out_init(&o, &b, 0);
        instrument_put_show_json(m, &o);
        CHECK(json_parse(buf_str(&b), &a, &v, NULL), "%s", m->id);
        CHECK((json_get(v, "reliable_change") != NULL) == reliable, "%s", m->id);
        CHECK(json_get(v, "answers")->count == measure_structure(m)->count, "%s", m->id);
        CHECK(json_get(v, "bands")->count == measure_structure(m)->bands_count, "%s", m->id);
        CHECK(json_get(v, "flags")->count == measure_structure(m)->flag_count, "%s", m->id);
        CHECK(json_get(v, "levels")->count == measure_structure(m)->level_count, "%s", m->id);
        CHECK(json_get(v, "alerts")->count == measure_structure(m)->alert_count, "%s", m->id);
        CHECK(json_str(json_get(json_get(v, "licence"), "status")).n > 0, "%s", m->id);
    }
    arena_free(&a);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_list), cmocka_unit_test(test_list_json),
                                       cmocka_unit_test(test_show), cmocka_unit_test(test_width),
                                       cmocka_unit_test(test_every_measure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
