/* test_report.c: the report of how a plan goes: what it says, to whom, and what it never says. */
#include "support.h"

#include "measure/measure.h"
#include "plan/plan_load.h"
#include "render/report.h"

#include <expat.h>

#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);
/* What fontconfig and pango keep for the life of the process. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\nleak:libharfbuzz\n";
}
#endif

static const char example[] = "examples/marisol-vega.txt", entries[] = "tests/data/render/report.jsonl";

/* A plan, what was entered since, and what follows from it on a day. */
struct made {
    struct plan *plan;
    struct series series;
    struct follow follow;
    struct report report;
};

static void make(struct arena *a, struct str plan, struct str lines, const char *on, bool for_client, struct made *out)
{
    struct err e = {0};
    struct date day;

    memset(out, 0, sizeof *out);
    assert_true(date_parse(str_of(on), &day));
    CHECK(plan_load(plan, PLAN_SOURCE_AUTO, a, &out->plan, NULL, &e) && plan_number_ids(out->plan, a, &e) &&
              plan_bind(out->plan, a, &e) && series_read(lines, a, &out->series, &e) &&
              follow_plan(out->plan, &out->series, day, a, &out->follow, &e),
          "%s: %s", e.where, e.text);
    out->report = (struct report){out->plan, &out->series, &out->follow, for_client};
}

static void make_example(struct arena *a, const char *on, bool for_client, struct made *out)
{
    size_t n, k;
    char *plan = read_file(example, &n), *lines = read_file(entries, &k);

    make(a, (struct str){arena_copy(a, plan, n), n}, (struct str){arena_copy(a, lines, k), k}, on, for_client, out);
    free(plan);
    free(lines);
}

/* Every word of the document, and its pictures. */
struct seen {
    struct buf text;
    const struct chart *charts[32];
    size_t chart_count, tables;
};

static void see(struct seen *s, const struct doc_node *n)
{
    const struct str parts[] = {n->label, n->text, n->meta};

    for (size_t i = 0; i < 3; i++) {
        buf_add(&s->text, parts[i]);
        buf_cstr(&s->text, !parts[i].n ? "" : i == 0 ? ":" : "\n");
    }
    if (n->kind == DOC_FIGURE) {
        const struct chart *c = n->chart;
        assert_true(s->chart_count < 32);
        assert_true(c->point_count > 0 && c->min < c->max);
        for (size_t i = 0; i < c->point_count; i++)
            CHECK(c->points[i].day >= c->first_day && c->points[i].day <= c->last_day && c->points[i].value >= c->min &&
                      c->points[i].value <= c->max,
                  "%.*s, point %zu", (int)c->title.n, c->title.p, i);
        for (size_t i = 0; i < s->chart_count; i++)
            assert_false(str_eq(s->charts[i]->id, c->id));
        s->charts[s->chart_count++] = c;
        for (size_t i = 0; i < c->event_count; i++) {
            buf_add(&s->text, c->events[i].text);
            buf_char(&s->text, '\n');
        }
    }
    s->tables += n->kind == DOC_TABLE;
    for (const struct doc_node *c = n->first; c; c = c->next)
        see(s, c);
}

static void see_doc(const struct made *m, struct arena *a, struct doc *d, struct seen *s)
{
    struct render_options o = {.paper = PAPER_A4};
    struct err e = {0};

    memset(s, 0, sizeof *s);
    CHECK(report_build(&m->report, &o, a, d, &e), "%s", e.text);
    see(s, &d->root);
    buf_cstr(&s->text, "");
}

/* Each of the parts between bars is there, or none of them. */
static void check_parts(struct tsv *t, const char *column, const struct seen *s, bool there)
{
    struct str rest = tsv_text(t, column), part;

    while (rest.n) {
        if (!str_cut(rest, '|', &part, &rest)) {
            part = rest;
            rest.n = 0;
        }
        CHECK((str_find(buf_str(&s->text), part, 0) != (size_t)-1) == there, "%s: \"%.*s\" is %sthere in\n%s",
              tsv_where(t), (int)part.n, part.p, there ? "not " : "", s->text.p);
    }
}

static void test_what_it_says(void **state)
{
    struct tsv t;
    size_t n, k;
    char *plan = read_file(example, &n), *own = read_file("tests/data/render/report.plan.json", &k);

    (void)state;
    tsv_open(&t, "tests/data/render/report.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct made m;
        struct doc d;
        struct seen s;
        arena_init(&a, 0);
        struct str which = tsv_text(&t, "plan");
        which = str_is(which, "example") ? (struct str){plan, n} : str_is(which, "own") ? (struct str){own, k} : which;
        make(&a, which, tsv_text(&t, "series"), tsv_get(&t, "on"), strcmp(tsv_get(&t, "reader"), "client") == 0, &m);
        see_doc(&m, &a, &d, &s);
        check_parts(&t, "has", &s, true);
        check_parts(&t, "has_not", &s, false);
        CHECK(s.chart_count == (size_t)tsv_int(&t, "pictures"), "%s: %zu pictures", tsv_where(&t), s.chart_count);
        buf_free(&s.text);
        arena_free(&a);
    }
    tsv_close(&t);
    free(plan);
    free(own);
}

/* ---- the example, whole ---- */

static void check_xml(struct str html)
{
    XML_Parser x = XML_ParserCreate("UTF-8");

    CHECK(XML_Parse(x, html.p, (int)html.n, 1) == XML_STATUS_OK, "line %lu: %s", XML_GetCurrentLineNumber(x),
          XML_ErrorString(XML_GetErrorCode(x)));
    XML_ParserFree(x);
}

static size_t times(struct str s, const char *part)
{
    size_t n = 0;

    for (size_t at = str_find(s, str_of(part), 0); at != (size_t)-1; at = str_find(s, str_of(part), at + 1))
        n++;
    return n;
}

static void test_page_of_the_example(void **state)
{
    (void)state;
    for (int client = 0; client < 2; client++) {
        struct render_options o = {.paper = PAPER_LETTER, .language = STR("en-GB"), .printed_on = {2026, 10, 30}};
        struct arena a;
        struct made m;
        struct doc d;
        struct seen s;
        struct buf b;
        arena_init(&a, 0);
        buf_init(&b, 0);
        make_example(&a, "2026-10-29", client, &m);
        see_doc(&m, &a, &d, &s);
        assert_true(report_html(&m.report, &o, &b, NULL));
        check_xml(buf_str(&b));
        assert_true(s.chart_count >= 4);
        assert_int_equal(times(buf_str(&b), "<figure"), s.chart_count);
        assert_int_equal(times(buf_str(&b), "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""),
                         s.chart_count);
        assert_int_equal(times(buf_str(&b), "<details"), s.chart_count);
        assert_int_equal(times(buf_str(&b), "<details class=\"fold\" open"), s.chart_count - 1); /* the diary is long */
        assert_int_equal(times(buf_str(&b), "<h1>"), 1);
        assert_int_equal(times(buf_str(&b), " lang=\"en-GB\""), 1);
        assert_int_equal(times(buf_str(&b), " style="), 0);
        assert_int_equal(times(buf_str(&b), "<script"), 0);
        assert_true(times(buf_str(&b), "Marisol Vega") > 0);
        assert_true(times(buf_str(&b), "Skip to the report") == 1);
        assert_true(times(buf_str(&b), "Printed 30 October 2026") == 1);
        if (client) {
            static const char *const never[] = {"severe", "risk", "harm", "worse", "reliabl", "Lack of"};
            for (size_t i = 0; i < sizeof never / sizeof *never; i++)
                CHECK(!strstr(s.text.p, never[i]), "\"%s\" in the client's report", never[i]);
        } else { /* risk stands above all else */
            CHECK(str_find(buf_str(&s.text), STR("An answer about risk is open"), 0) <
                      str_find(buf_str(&s.text), STR("At a glance"), 0),
                  "%s", s.text.p);
        }
        buf_free(&b);
        buf_free(&s.text);
        arena_free(&a);
    }
}

/* Same scores, same pictures, on both papers; the same twice. Other programs look at it in tests/cli/report.sh. */
static void test_pdf_of_the_example(void **state)
{
    (void)state;
    for (int client = 0; client < 2; client++) {
        struct render_options o = {.paper = client ? PAPER_LETTER : PAPER_A4};
        struct arena a;
        struct made m;
        struct buf one, two;
        arena_init(&a, 0);
        buf_init(&one, 0);
        buf_init(&two, 0);
        make_example(&a, "2026-10-29", client, &m);
        assert_true(report_pdf(&m.report, &o, &one, NULL));
        assert_true(report_pdf(&m.report, &o, &two, NULL));
        assert_true(str_eq(buf_str(&one), buf_str(&two)));
        assert_true(times(buf_str(&one), "/S /Figure") >= 4);
        assert_int_equal(times(buf_str(&one), "/S /Figure"), times(buf_str(&one), "/Alt <FEFF"));
        assert_int_equal(times(buf_str(&one), "/S /Figure"), times(buf_str(&one), "/BBox ["));
        buf_free(&one);
        buf_free(&two);
        arena_free(&a);
    }
}

/* An instrument whose reliable change nobody has looked up never has that word beside it. */
static void test_not_confirmed(void **state)
{
    size_t n, tried = 0;
    char *plan = read_file(example, &n);
    const struct measure *measure;

    (void)state;
    for (size_t i = 0; (measure = measure_at(i)); i++) {
        struct arena a;
        struct made m;
        struct doc d;
        struct seen s;
        struct buf lines;
        if (!measure->has_reliable_change || measure->reliable_change_confirmed || measure->has_raw_range ||
            !measure->integer_scale || measure->reliable_change > measure->max - measure->min)
            continue;
        arena_init(&a, 0);
        buf_init(&lines, 0);
        for (int k = 0; k < 2; k++) {
            double v = (k == 0) == measure->lower_is_better ? measure->max : measure->min;
            buf_printf(&lines, "{\"date\":\"2026-03-0%d\",\"type\":\"score\",\"instrument\":\"%s\",\"total\":%d}\n",
                       k + 1, measure->id, (int)v);
        }
        make(&a, (struct str){plan, n}, buf_str(&lines), "2026-03-05", false, &m);
        see_doc(&m, &a, &d, &s);
        CHECK(strstr(s.text.p, "(not confirmed)"), "%s: %s", measure->id, s.text.p);
        CHECK(!strstr(s.text.p, "eliabl"), "%s: %s", measure->id, s.text.p);
        tried++;
        buf_free(&s.text);
        buf_free(&lines);
        arena_free(&a);
    }
    assert_true(tried > 0);
    free(plan);
}

/* ---- foreign text, faults ---- */

static void test_foreign_text(void **state)
{
    static const char lines[] =
        "{\"date\":\"2026-03-01\",\"type\":\"diary\",\"measure\":\"</title><script>alert(1)</script>\",\"value\":3}\n"
        "{\"date\":\"2026-03-02\",\"type\":\"event\",\"kind\":\"move\",\"text\":\"<img src=x> & \\u0001 ]]>\"}\n"
        "{\"date\":\"2026-03-03\",\"type\":\"diary\",\"measure\":\"</title><script>alert(1)</script>\",\"value\":4}\n"
        "{\"date\":\"2026-03-03\",\"type\":\"review\",\"text\":\"\\\"><b>bold</b>\",\"by\":\"<i>\"}\n";
    struct render_options o = {.paper = PAPER_A4};
    struct arena a;
    struct made m;
    struct buf b;

    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    make(&a, STR("Client name: <u>A & B</u>\n\nGoals\n1. Feel <better>.\n"), STR(lines), "2026-03-05", false, &m);
    assert_true(report_html(&m.report, &o, &b, NULL));
    check_xml(buf_str(&b));
    assert_int_equal(times(buf_str(&b), "<script"), 0);
    assert_int_equal(times(buf_str(&b), "<img"), 0);
    assert_int_equal(times(buf_str(&b), "<b>"), 0);
    assert_int_equal(times(buf_str(&b), "<u>"), 0);
    assert_true(times(buf_str(&b), "&lt;script") > 0);
    buf_free(&b);
    buf_init(&b, 0);
    assert_true(report_pdf(&m.report, &o, &b, NULL));
    buf_free(&b);
    arena_free(&a);
}

static bool build(struct arena *a, void *ctx, struct err *e)
{
    struct render_options o = {.paper = PAPER_A4, .printed_on = {2026, 11, 1}};
    const struct made *m = ctx;
    struct doc d;

    return report_build(&m->report, &o, a, &d, e);
}

static bool put(struct arena *a, void *ctx, struct err *e)
{
    struct buf out;
    bool ok;

    buf_init(&out, 0);
    ok = pdf_put(ctx, a, &out, e);
    buf_free(&out);
    return ok;
}

static void test_every_allocation_may_fail(void **state)
{
    struct render_options o = {.paper = PAPER_A4};
    struct arena a;
    struct made m;
    struct doc d;

    (void)state;
    arena_init(&a, 0);
    for (int client = 0; client < 2; client++) {
        make_example(&a, "2026-10-29", client, &m);
        assert_true(fault_sweep(build, &m) > 200);
        limit_sweep(build, &m, 4096);
    }
    assert_true(report_build(&m.report, &o, &a, &d, NULL));
    for (size_t at = 1, ok = 0; !ok; at += 31) { /* one of 31, or it takes too long */
        struct arena b;
        struct err e = {0};
        arena_init(&b, 0);
        b.fail_at = at;
        ok = put(&b, &d, &e);
        fault_outcome(ok, &b, &e, at);
    }
    arena_free(&a);
}

static void test_limit_of_the_output(void **state)
{
    struct render_options o = {.paper = PAPER_A4};
    struct arena a;
    struct made m;

    (void)state;
    arena_init(&a, 0);
    make_example(&a, "2026-10-29", true, &m);
    for (size_t limit = 1000; limit < 30000; limit += 9000) {
        struct err e = {0};
        struct buf b;
        buf_init(&b, limit);
        report_html(&m.report, &o, &b, &e);
        assert_false(buf_ok(&b));
        buf_free(&b);
        buf_init(&b, limit);
        assert_false(report_pdf(&m.report, &o, &b, &e));
        assert_int_equal(e.kind, ERR_LIMIT);
        buf_free(&b);
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_it_says),        cmocka_unit_test(test_page_of_the_example),
        cmocka_unit_test(test_pdf_of_the_example),  cmocka_unit_test(test_not_confirmed),
        cmocka_unit_test(test_foreign_text),        cmocka_unit_test(test_every_allocation_may_fail),
        cmocka_unit_test(test_limit_of_the_output),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
