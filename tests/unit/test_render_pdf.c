/* test_render_pdf.c: the PDF, looked at with qpdf and poppler's tools, which read it without knowing how it was made.
 */
#include "render_fields.h"

#include "render/pdf_parts.h"

#include <cairo-pdf.h>

#include <pthread.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions(void);
/* What fontconfig and pango keep for the life of the process. */
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\nleak:libharfbuzz\n";
}
#endif

static char *self, no_fonts[] = "--no-fonts";
static char folder[] = "/tmp/goldthread-pdf-XXXXXX";
static char pdf_path[64], out_path[64];

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(pdf_path, sizeof pdf_path, "%s/plan.pdf", folder);
    snprintf(out_path, sizeof out_path, "%s/out", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(pdf_path);
    unlink(out_path);
    return rmdir(folder);
}

/* What a program prints; fails the test when it cannot be run or ends with an error. */
static char *output_of(const char *const *args)
{
    posix_spawn_file_actions_t to;
    pid_t pid;
    int status;
    char *argv[12];

    memcpy(argv, args, sizeof argv);
    posix_spawn_file_actions_init(&to);
    posix_spawn_file_actions_addopen(&to, STDOUT_FILENO, out_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&to, STDOUT_FILENO, STDERR_FILENO);
    CHECK(posix_spawnp(&pid, args[0], &to, NULL, argv, environ) == 0, "%s cannot be run: tools/deps test", args[0]);
    posix_spawn_file_actions_destroy(&to);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s %s: %s", args[0], args[1], read_file(out_path, NULL));
    return read_file(out_path, NULL);
}

#define OUTPUT(...) output_of((const char *const[12]){__VA_ARGS__})

static void write_pdf(const struct plan *p, const struct render_options *o)
{
    struct buf pdf;
    struct err e = {0};
    FILE *f = fopen(pdf_path, "wb");

    assert_non_null(f);
    buf_init(&pdf, 0);
    CHECK(render_pdf(p, o, &pdf, &e), "%s", e.text);
    assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
    assert_int_equal(fclose(f), 0);
    buf_free(&pdf);
}

/* The text of the structure tree, without white space: what a screen reader says, in its order. */
static char *spoken(void)
{
    char *s = OUTPUT("pdfinfo", "-struct-text", pdf_path), *line, *next, *all = malloc(strlen(s) + 1), *out;
    size_t n = 0;

    assert_non_null(all);
    for (line = s; line; line = next) {
        char *end;
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        while (*line == ' ')
            line++;
        end = line + strlen(line);
        if (*line != '"' || end - line < 2 || end[-1] != '"')
            continue;
        memcpy(all + n, line + 1, (size_t)(end - line - 2));
        n += (size_t)(end - line - 2);
    }
    out = without_space(all, n);
    free(all);
    free(s);
    return out;
}

static int count_of(const char *text, const char *what)
{
    int n = 0;

    for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
        n++;
    return n;
}

static int pages_of(void)
{
    char *info = OUTPUT("pdfinfo", pdf_path);
    const char *at = strstr(info, "Pages:");
    int n = at ? atoi(at + 6) : 0;

    free(info);
    return n;
}

static void check_sound(const char *where)
{
    char *s = OUTPUT("qpdf", "--check", pdf_path);

    CHECK(strstr(s, "No syntax or stream encoding errors found"), "%s: %s", where, s);
    free(s);
    s = OUTPUT("pdfinfo", pdf_path);
    CHECK(strstr(s, "Tagged:          yes"), "%s: %s", where, s);
    free(s);
}

static const char *const samples[] = {"tests/data/render/rich.json", "tests/data/render/minimal.json"};

static void samples_are_sound(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct render_options o = {.draft = i & 1, .signing = i == 2, .signatures = i & 1, .paper = i & 2 ? PAPER_LETTER : PAPER_A4};
        struct arena a;
        const struct plan *p;
        char *s, *text;
        arena_init(&a, 0);
        p = plan_of_file(samples[i & 1], &a);
        write_pdf(p, &o);
        check_sound(samples[i & 1]);
        s = OUTPUT("pdfinfo", pdf_path);
        CHECK(strstr(s, i & 2 ? "612 x 792 pts (letter)" : "595.276 x 841.89 pts (A4)"), "%s", s);
        CHECK(strstr(s, "Treatment plan: "), "no title: %s", s);
        free(s);
        s = OUTPUT("pdftotext", "-raw", pdf_path, "-");
        text = spoken();
        check_struct(text, &plan_shape, p, samples[i & 1]);
        free(text);
        text = without_space(s, strlen(s)); /* the letters of the mark stand one below the other */
        CHECK((strstr(text, "DRAFT") != NULL) == o.draft, "%s", s);
        CHECK((strstr(text, "PENDING") && strstr(s, "Not signed by all yet")) == o.signing, "%s", s);
        free(s);
        free(text);
        arena_free(&a);
    }
}

static void every_field_is_shown(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct render_options o = {.draft = i & 1, .signatures = true, .printed_on = {2026, 11, 23}};
        struct arena a;
        const struct plan *p;
        char *text;
        arena_init(&a, 0);
        p = full_plan(&a, i & 1, i & 2);
        write_pdf(p, &o);
        text = spoken();
        check_struct(text, &plan_shape, p, "");
        free(text);
        arena_free(&a);
    }
}

/* The name, the birth date and the page's number stand on each page. */
static void each_page_says_whose_it_is(void **state)
{
    struct render_options o = {.draft = true, .printed_on = {2026, 11, 23}};
    struct arena a;
    int pages;

    (void)state;
    arena_init(&a, 0);
    write_pdf(plan_of_file(samples[0], &a), &o);
    pages = pages_of();
    assert_true(pages > 4);
    for (int i = 1; i <= pages; i++) {
        char number[16], foot[64], *s;
        snprintf(number, sizeof number, "%d", i);
        snprintf(foot, sizeof foot, "page %d of %d", i, pages);
        s = OUTPUT("pdftotext", "-f", number, "-l", number, pdf_path, "-");
        CHECK(strstr(s, "Maya Okafor") && strstr(s, "born 4 May 1998"), "page %d: %s", i, s);
        CHECK(strstr(s, foot) && strstr(s, "Draft, not signed") && strstr(s, "Printed 23 November 2026"), "page %d: %s",
              i, s);
        free(s);
    }
    arena_free(&a);
}

static void headings_and_tables_are_in_the_structure(void **state)
{
    static const char *const wanted[] = {"\n  H1 (block)\n    \"Treatment plan\"",
                                         "H2 (block)\n      \"Goals and objectives\"",
                                         "H3 (block)\n        \"Goal 1 Maya finishes her working day on time",
                                         "H4 (block)\n",
                                         "Table (block)",
                                         "Caption",
                                         "THead",
                                         "TBody",
                                         "/Scope /Column",
                                         "LBody",
                                         "BlockQuote"};
    struct render_options o = {.draft = true, .signatures = true};
    struct arena a;
    char *s, *attrs;

    (void)state;
    arena_init(&a, 0);
    write_pdf(plan_of_file(samples[0], &a), &o);
    s = OUTPUT("pdfinfo", "-struct-text", pdf_path);
    attrs = OUTPUT("qpdf", "--qdf", "--object-streams=disable", pdf_path, "-");
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK(strstr(s, wanted[i]) || strncmp(wanted[i], "/Scope", 6) == 0, "no %s in %.3000s", wanted[i], s);
    CHECK(strstr(s, "in the winter of 2024, without a plan"), "words run together where a line ends: %s", s);
    free(attrs);
    free(s);
    arena_free(&a);
}

static void catalog_says_language_title_and_bookmarks(void **state)
{
    static const char *const wanted[] = {"\"/DisplayDocTitle\": true", "\"/Marked\": true",
                                         "\"/Scope\": \"/Column\"",    "\"/Scope\": \"/Row\"",
                                         "\"/Subtype\": \"/XML\"",     "\"/Lang\": \"u:de-CH\""};
    struct render_options o = {.language = STR("de-CH"), .printed_on = {2026, 11, 23}};
    struct arena a;
    char *s;

    (void)state;
    arena_init(&a, 0);
    write_pdf(plan_of_file(samples[0], &a), &o);
    s = OUTPUT("qpdf", "--json=2", pdf_path);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK(strstr(s, wanted[i]), "no %s", wanted[i]);
    CHECK(strstr(s, "\"title\": \"Goals and objectives\""), "no bookmark");
    CHECK(strstr(s, "\"title\": \"Goal 1: Maya finishes"), "no bookmark of a goal");
    free(s);
    s = OUTPUT("pdfinfo", "-meta", pdf_path);
    CHECK(strstr(s, "<rdf:li>de-CH</rdf:li>") && strstr(s, "<xmp:CreateDate>2026-11-23<") &&
              strstr(s, "Treatment plan: Maya Okafor"),
          "%s", s);
    free(s);
    arena_free(&a);
}

/* Outside of marked content nothing is painted: each mark-showing operator stands between BDC or BMC and EMC. */
static void everything_is_text_or_artifact(void **state)
{
    struct render_options o = {.draft = true, .signatures = true};
    struct arena a;
    char *s, *line, *next;
    int depth = 0, artifacts = 0, shown = 0;

    (void)state;
    arena_init(&a, 0);
    write_pdf(plan_of_file(samples[0], &a), &o);
    s = OUTPUT("qpdf", "--qdf", "--object-streams=disable", pdf_path, "-");
    s[strlen(s) - 1] = '\0';
    for (line = s; line; line = next) {
        size_t n;
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        n = strlen(line);
        if (n >= 3 && (strcmp(line + n - 3, "BDC") == 0 || strcmp(line + n - 3, "BMC") == 0))
            depth++;
        artifacts += strcmp(line, "/Artifact BMC") == 0;
        depth -= strcmp(line, "EMC") == 0;
        CHECK(depth == 0 || depth == 1, "marks are nested: %s", line);
        if (n >= 2 && strcmp(line + n - 2, "TJ") == 0) {
            shown++;
            CHECK(depth == 1, "text outside of marked content: %s", line);
        }
    }
    assert_int_equal(depth, 0);
    assert_true(shown > 100);
    assert_int_equal(artifacts, pages_of());
    free(s);
    arena_free(&a);
}

static void same_plan_same_bytes(void **state)
{
    struct render_options o = {.draft = true, .printed_on = {2026, 11, 23}};
    struct arena a;
    struct buf one, other, between;
    struct err e = {0};
    const struct plan *p;

    (void)state;
    arena_init(&a, 0);
    buf_init(&one, 0);
    buf_init(&other, 0);
    buf_init(&between, 0);
    p = plan_of_file(samples[0], &a);
    assert_true(render_pdf(p, &o, &one, &e));
    assert_true(render_pdf(plan_of_file(samples[1], &a), &o, &between, &e));
    assert_true(render_pdf(p, &o, &other, &e));
    assert_int_equal(one.n, other.n);
    assert_memory_equal(one.p, other.p, one.n);
    o.printed_on = (struct date){2026, 11, 24};
    buf_reset(&other);
    assert_true(render_pdf(p, &o, &other, &e));
    assert_true(one.n != other.n || memcmp(one.p, other.p, one.n) != 0);
    buf_free(&one);
    buf_free(&other);
    buf_free(&between);
    arena_free(&a);
}

struct worker {
    const struct plan *plan;
    struct buf pdf;
    bool ok;
};

static void *work(void *arg)
{
    struct worker *w = arg;
    struct render_options o = {.draft = true, .signatures = true};
    struct err e = {0};

    w->ok = true;
    for (int i = 0; i < 4; i++) {
        buf_reset(&w->pdf);
        w->ok = w->ok && render_pdf(w->plan, &o, &w->pdf, &e);
    }
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    enum { COUNT = 4 };
    struct worker workers[COUNT];
    pthread_t threads[COUNT];
    struct arena a;

    (void)state;
    arena_init(&a, 0);
    for (int i = 0; i < COUNT; i++) {
        workers[i] = (struct worker){.plan = plan_of_file(samples[i & 1], &a)};
        buf_init(&workers[i].pdf, 0);
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < COUNT; i++) {
        assert_true(workers[i].ok);
        assert_int_equal(workers[i].pdf.n, workers[i & 1].pdf.n);
        assert_memory_equal(workers[i].pdf.p, workers[i & 1].pdf.p, workers[i].pdf.n);
    }
    for (int i = 0; i < COUNT; i++)
        buf_free(&workers[i].pdf);
    arena_free(&a);
}

/* Long, wide and foreign texts: nothing is cut, tables show their head again, and the pages follow from the content. */
static void unusual_texts_are_laid_out(void **state)
{
    struct render_options o = {.draft = true, .signatures = true, .paper = PAPER_LETTER};
    struct arena a;
    const struct plan *p;
    char *s, *text;

    (void)state;
    arena_init(&a, 0);
    p = plan_of_file("tests/data/render/hard.json", &a);
    write_pdf(p, &o);
    check_sound("hard.json");
    s = OUTPUT("pdftotext", "-raw", pdf_path, "-");
    text = spoken();
    must_have(text, p->problems.at[0].statement, "statement");
    must_have(text, p->problems.at[0].triggers.at[0], "long word");
    must_have(text, p->problems.at[0].triggers.at[1], "address");
    must_have(text, p->monitoring.at[6].text, "cell over pages");
    must_have(text, p->client.name, "Greek name");
    must_have(text, p->title, "title with markup");
    CHECK(count_of(s, "Who reports") > 2, "the table's head is not repeated");
    free(text);
    free(s);
    arena_free(&a);
}

static void a_text_of_any_size_ends(void **state)
{
    enum { SIZE = 200000 };
    static const struct {
        const char *unit;
        int pages_least, pages_most;
    } rows[] = {{"word ", 50, 120}, {"W", 100, 200}, {"a\n", 1500, 3500}, {"\xe2\x80\x8b", 1, 200}, {" ", 1, 100}};
    struct render_options o = {.draft = false};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t unit = strlen(rows[i].unit), n = SIZE / unit * unit;
        char *big = malloc(SIZE);
        struct plan_problem problem = {.id = STR("p1"), .name = STR("Long")};
        struct plan p = {0};
        assert_non_null(big);
        for (size_t k = 0; k < n; k += unit)
            memcpy(big + k, rows[i].unit, unit);
        problem.statement = (struct str){big, n};
        p.problems.at = &problem;
        p.problems.n = 1;
        write_pdf(&p, &o);
        CHECK(pages_of() >= rows[i].pages_least && pages_of() <= rows[i].pages_most, "row %zu: %d pages", i,
              pages_of());
        free(big);
    }
}

static void an_empty_plan_is_one_page(void **state)
{
    struct render_options o = {.draft = true};
    struct plan p = {0};
    char *s;

    (void)state;
    write_pdf(&p, &o);
    check_sound("empty");
    assert_int_equal(pages_of(), 1);
    s = OUTPUT("pdftotext", pdf_path, "-");
    CHECK(strstr(s, "birth date not recorded") && strstr(s, "Nothing is written in this plan yet."), "%s", s);
    free(s);
}

static void any_one_field_is_laid_out(void **state)
{
    size_t n = 0;

    (void)state;
    for (bool more = true; more; n++) {
        struct render_options o = {.signatures = n & 1, .draft = n & 2};
        struct arena a;
        struct filler f = {.a = &a};
        struct plan p = {0};
        size_t left = n;
        arena_init(&a, 0);
        if ((more = fill_only(&f, &plan_shape, &p, &left))) {
            struct buf pdf;
            struct err e = {0};
            buf_init(&pdf, 0);
            CHECK(render_pdf(&p, &o, &pdf, &e), "member %zu: %s", n, e.text);
            buf_free(&pdf);
        }
        arena_free(&a);
    }
    assert_true(n > 300);
}

static cairo_status_t take(void *to, const unsigned char *p, unsigned int n)
{
    buf_put(to, (const char *)p, n);
    return CAIRO_STATUS_SUCCESS;
}

/* cairo's file, damaged in all sorts of ways: refused in words, or nothing was damaged that matters. */
static void a_damaged_file_is_refused(void **state)
{
    static const struct {
        const char *find, *put;
    } rows[] = {{"startxref", "startxxxx"},       {"xref\n0 ", "xref\n1 "}, {"0000 n \n", "9999 n \n"},
                {"trailer", "trailxx"},           {"/Root ", "/Roxt "},     {"/Pages ", "/Pagxs "},
                {"/Kids [", "/Kixs ["},           {"/Count 2", "/Count 1"}, {"/Contents", "/Contxnts"},
                {"/FlateDecode", "/FlxteDecode"}, {"/Length ", "/Lxngth "}, {"endobj", "endxbj"}};
    struct render_options o = {.draft = true};
    struct pdf_sheet sheet = pdf_sheet_of(PAPER_A4);
    struct pdf_marks marks = {{NULL, 0, 0}};
    struct arena a;
    struct doc d;
    struct flow f;
    struct buf raw, out;
    cairo_surface_t *surface;
    cairo_t *cr;
    struct err e = {0};
    char *copy;
    size_t refused = 0;

    (void)state;
    arena_init(&a, 0);
    buf_init(&raw, 0);
    buf_init(&out, 0);
    assert_true(doc_build(plan_of_file(samples[1], &a), &o, &a, &d, &e));
    surface = cairo_pdf_surface_create_for_stream(take, &raw, sheet.width, sheet.height);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cr = cairo_create(surface);
    flow_open(&f, &a, cr, "en", 480, 690);
    pdf_lay(&d, &f, &marks);
    pdf_paint(&d, &f, &marks, cr);
    cairo_surface_finish(surface);
    assert_true(pdf_finish(buf_str(&raw), &d, &f, &out, &e));
    copy = malloc(raw.n);
    assert_non_null(copy);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].find);
        memcpy(copy, raw.p, raw.n);
        for (size_t at = 0; at + n <= raw.n; at++)
            if (memcmp(copy + at, rows[i].find, n) == 0)
                memcpy(copy + at, rows[i].put, n);
        e = (struct err){0};
        buf_reset(&out);
        if (!pdf_finish((struct str){copy, raw.n}, &d, &f, &out, &e)) {
            CHECK(e.kind == ERR_INTERNAL && e.text[0], "%s: %s", rows[i].find, e.text);
            refused++;
        }
    }
    assert_true(refused >= 9);
    for (size_t n = 0; n < raw.n; n += 1 + n / 9) { /* cut short */
        e = (struct err){0};
        buf_reset(&out);
        assert_false(pdf_finish((struct str){raw.p, n}, &d, &f, &out, &e));
        assert_int_equal(e.kind, ERR_INTERNAL);
    }
    for (size_t at = 5; at < raw.n; at += 97) { /* one byte wrong */
        memcpy(copy, raw.p, raw.n);
        copy[at] = (char)(copy[at] ^ 0x15);
        e = (struct err){0};
        buf_reset(&out);
        if (!pdf_finish((struct str){copy, raw.n}, &d, &f, &out, &e))
            assert_int_equal(e.kind, ERR_INTERNAL);
    }
    free(copy);
    flow_close(&f);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    buf_free(&raw);
    buf_free(&out);
    arena_free(&a);
}

struct faults {
    struct doc d;
};

static bool put(struct arena *a, void *ctx, struct err *e)
{
    struct faults *f = ctx;
    struct buf out;
    bool ok;

    buf_init(&out, 0);
    ok = pdf_put(&f->d, a, &out, e);
    buf_free(&out);
    return ok;
}

static void every_allocation_may_fail(void **state)
{
    struct render_options o = {.draft = true, .signatures = true, .printed_on = {2026, 11, 23}};
    struct arena a;
    struct faults f;
    size_t n;

    (void)state;
    arena_init(&a, 0);
    assert_true(doc_build(plan_of_file(samples[1], &a), &o, &a, &f.d, NULL));
    n = fault_sweep(put, &f);
    CHECK(n > 100, "%zu allocations", n);
    /* A plan with everything in it: one allocation of 29, or it takes too long. */
    assert_true(doc_build(plan_of_file(samples[0], &a), &o, &a, &f.d, NULL));
    for (size_t at = 1, ok = 0; !ok; at += 29) {
        struct arena b;
        struct err e = {0};
        arena_init(&b, 0);
        b.fail_at = at;
        ok = put(&b, &f, &e);
        fault_outcome(ok, &b, &e, at);
    }
    arena_free(&a);
}

/* In a process of its own: fontconfig reads its settings once. */
static void no_font_is_an_error(void **state)
{
    static const char settings[] = "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig/>";
    FILE *f = fopen(out_path, "w");
    pid_t pid;
    int status;

    (void)state;
    assert_non_null(f);
    fputs(settings, f);
    assert_int_equal(fclose(f), 0);
    if ((pid = fork()) == 0) {
        char *args[] = {self, no_fonts, NULL};
        setenv("FONTCONFIG_FILE", out_path, 1);
        execv(self, args);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", (unsigned)status);
}

static int render_without_fonts(void)
{
    struct plan p = {0};
    struct render_options o = {0};
    struct buf out;
    struct err e = {0};
    bool refused;

    buf_init(&out, 0);
    refused = !render_pdf(&p, &o, &out, &e) && e.kind == ERR_NOT_FOUND && strstr(e.text, "install");
    buf_free(&out);
    return refused ? 0 : 1;
}

static void a_full_buffer_is_told(void **state)
{
    struct render_options o = {.draft = true};
    struct arena a;
    struct buf out;
    struct err e = {0};

    (void)state;
    arena_init(&a, 0);
    buf_init(&out, 20000);
    assert_false(render_pdf(plan_of_file(samples[1], &a), &o, &out, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    buf_free(&out);
    arena_free(&a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_are_sound),
        cmocka_unit_test(every_field_is_shown),
        cmocka_unit_test(each_page_says_whose_it_is),
        cmocka_unit_test(headings_and_tables_are_in_the_structure),
        cmocka_unit_test(catalog_says_language_title_and_bookmarks),
        cmocka_unit_test(everything_is_text_or_artifact),
        cmocka_unit_test(same_plan_same_bytes),
        cmocka_unit_test(threads_do_not_disturb_each_other),
        cmocka_unit_test(unusual_texts_are_laid_out),
        cmocka_unit_test(a_text_of_any_size_ends),
        cmocka_unit_test(an_empty_plan_is_one_page),
        cmocka_unit_test(any_one_field_is_laid_out),
        cmocka_unit_test(a_damaged_file_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(no_font_is_an_error),
        cmocka_unit_test(a_full_buffer_is_told),
    };
    self = argv[0];
    if (argc > 1 && strcmp(argv[1], no_fonts) == 0)
        return render_without_fonts();
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
