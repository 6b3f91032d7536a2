/* test_findings.c: findings as text, JSON and SARIF; the rules as Markdown and one by one. */
#include "support.h"

#include "base/json.h"
#include "base/utf8.h"
#include "plan/plan_json.h"
#include "rules/findings.h"

#include <utf8proc.h>

#define FLAWED "tests/data/rules/flawed_plan.json"
#define GOOD "tests/data/rules/good_plan.json"
#define GOLDEN "tests/data/rules/flawed_plan.findings.txt"

struct checked {
    struct arena arena;
    char *source;
    size_t length;
    struct plan *plan;
    struct findings findings;
};

static void check_text(struct checked *c, struct str text)
{
    struct err e = {0};
    arena_init(&c->arena, 0);
    CHECK(plan_from_json(text, &c->arena, &c->plan, &e), "%s: %s", e.where, e.text);
    assert_true(plan_number_ids(c->plan, &c->arena, &e));
    assert_true(plan_bind(c->plan, &c->arena, &e));
    assert_true(rules_check(c->plan, &c->arena, &c->findings, &e));
}

static void check_file(struct checked *c, const char *path)
{
    c->source = read_file(path, &c->length);
    check_text(c, (struct str){c->source, c->length});
}

static void release(struct checked *c)
{
    arena_free(&c->arena);
    free(c->source);
}

static size_t columns(struct str line)
{
    size_t n = 0;
    for (size_t at = 0; at < line.n;) {
        int w = utf8proc_charwidth((utf8proc_int32_t)utf8_next(line, &at));
        n += w > 0 ? (size_t)w : 0;
    }
    return n;
}

/* ---- text ---- */

/* With GOLDTHREAD_GOLDEN=write the file is written anew; look at the difference before committing it. */
static void test_text_is_the_golden_file(void **state)
{
    struct checked c;
    struct buf b;
    (void)state;
    check_file(&c, FLAWED);
    buf_init(&b, 0);
    for (size_t i = 0; i < c.findings.list.n; i++) { /* the sentence reader's own words have their own tests */
        struct finding *f = &c.findings.list.at[i];
        bool readers = strcmp(f->rule->group, "smart") == 0 && strcmp(f->rule->id, "objective.no-baseline") != 0;
        f->reason = readers ? NULL : f->reason;
        f->rewrite = readers ? (struct str){NULL, 0} : f->rewrite;
    }
    findings_put_text(&c.findings, c.plan, STR("flawed_plan.json"), false, 80, &b);
    assert_true(buf_ok(&b));
    if (getenv("GOLDTHREAD_GOLDEN")) {
        FILE *f = fopen(GOLDEN, "w");
        assert_non_null(f);
        fwrite(b.p, 1, b.n, f);
        fclose(f);
    }
    char *golden = read_file(GOLDEN, NULL);
    assert_string_equal(b.p, golden);
    free(golden);
    buf_free(&b);
    release(&c);
}

static void test_no_line_is_wider_than_asked(void **state)
{
    static const int widths[] = {0, 40, 41, 57, 80, 120, 200, 1000};
    struct checked c;
    struct buf b;
    (void)state;
    check_file(&c, FLAWED);
    buf_init(&b, 0);
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        size_t most = widths[i] < 40 ? 40 : widths[i] > 200 ? 200 : (size_t)widths[i];
        buf_reset(&b);
        findings_put_text(&c.findings, c.plan, STR("x"), false, widths[i], &b);
        struct str rest = buf_str(&b), line;
        while (str_cut(rest, '\n', &line, &rest)) {
            bool place = str_find(line, STR("  /"), 0) != (size_t)-1 || str_find(line, STR(": "), 0) != (size_t)-1;
            CHECK(columns(line) <= most || place, "%zu columns at width %zu: %.*s", columns(line), most, (int)line.n,
                  line.p);
            CHECK(line.n == 0 || line.p[line.n - 1] != ' ', "blanks at the end: %.*s", (int)line.n, line.p);
        }
        assert_int_equal(rest.n, 0);
    }
    buf_free(&b);
    release(&c);
}

static void strip_colours(struct buf *to, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\x1b') {
            while (s.p[i] != 'm') {
                i++;
            }
        } else {
            buf_char(to, s.p[i]);
        }
    }
}

static void test_colours_change_nothing_else(void **state)
{
    struct checked c;
    struct buf plain, colour, stripped;
    (void)state;
    check_file(&c, FLAWED);
    buf_init(&plain, 0);
    buf_init(&colour, 0);
    buf_init(&stripped, 0);
    findings_put_text(&c.findings, c.plan, STR("x"), false, 80, &plain);
    findings_put_text(&c.findings, c.plan, STR("x"), true, 80, &colour);
    strip_colours(&stripped, buf_str(&colour));
    assert_true(colour.n > stripped.n + 100);
    assert_string_equal(stripped.p, plain.p);
    buf_free(&plain);
    buf_free(&colour);
    buf_free(&stripped);
    release(&c);
}

static void test_nothing_to_mend(void **state)
{
    struct checked c;
    struct buf b;
    (void)state;
    check_file(&c, GOOD);
    buf_init(&b, 0);
    findings_put_text(&c.findings, c.plan, STR("a\x1b[2Jb.json"), false, 80, &b);
    assert_string_equal(b.p, "a\\x1b[2Jb.json: nothing to mend.\n");
    buf_free(&b);
    release(&c);
}

/* A finding made by hand, so that every shape of excerpt can be shown. */
static void put_made(struct buf *b, struct str excerpt, struct span span, int width)
{
    struct finding f = {
        .rule = rules_find(STR("text.blank")), .pointer = STR("/title"), .span = span, .excerpt = excerpt};
    struct findings all = {.list = {&f, 1, 1}};
    struct plan p = {0};
    all.count[SEVERITY_ERROR] = 1;
    f.args[f.arg_count++] = STR("x");
    findings_put_text(&all, &p, STR("f"), false, width, b);
}

/* The line with the carets, and the one above it. */
static void find_carets(struct str text, struct str *above, struct str *carets)
{
    struct str rest = text, line, last = {"", 0};
    *carets = *above = last;
    while (str_cut(rest, '\n', &line, &rest)) {
        if (carets->n == 0 && str_find(line, STR("^"), 0) != (size_t)-1) {
            *carets = line;
            *above = last;
        }
        last = line;
    }
}

/* The words under the carets are the words of the span, in columns, whatever characters stand before them. */
static void check_carets(struct str excerpt, const char *words, int width)
{
    struct buf b;
    struct str above, carets;
    size_t from = str_find(excerpt, str_of(words), 0);
    assert_true(from != (size_t)-1);
    buf_init(&b, 0);
    put_made(&b, excerpt, (struct span){from, from + strlen(words)}, width);
    find_carets(buf_str(&b), &above, &carets);
    size_t start = columns(str_sub(carets, 0, str_find(carets, STR("^"), 0))), n = 0;
    for (size_t i = 0; i < carets.n; i++) {
        n += carets.p[i] == '^';
    }
    size_t at = str_find(above, str_of(words), 0);
    CHECK(at != (size_t)-1, "%s is not above the carets:\n%s", words, b.p);
    CHECK(columns(str_sub(above, 0, at)) == start, "carets at %zu:\n%s", start, b.p);
    CHECK(n == columns(str_of(words)), "%zu carets:\n%s", n, b.p);
    buf_free(&b);
}

static void test_carets_stand_under_the_words(void **state)
{
    struct buf lots;
    (void)state;
    check_carets(STR("plain words here"), "words", 80);
    check_carets(STR("Verständnis für zwei Wörter"), "Wörter", 80);
    check_carets(STR("\xE7\xA4\xBE\xE4\xBA\xA4\xE4\xB8\x8D\xE5\xAE\x89 words"), "words", 80); /* wide */
    check_carets(STR("e\xCC\x81t\xC3\xA9 words"), "words", 80);                               /* combining */
    check_carets(STR("say \xE7\xA4\xBE\xE4\xBA\xA4 now"), "\xE7\xA4\xBE\xE4\xBA\xA4", 80);    /* marked, wide */
    check_carets(STR("one\n\ttwo  three words"), "three words", 80);
    buf_init(&lots, 0);
    for (int i = 0; i < 400; i++) {
        buf_cstr(&lots, i == 250 ? "words " : "other ");
    }
    check_carets(buf_str(&lots), "words", 40);
    check_carets(buf_str(&lots), "words", 200);
    buf_reset(&lots);
    for (int i = 0; i < 3000; i++) {
        buf_cstr(&lots, i == 2500 ? " words" : "\xC3\xA4");
    }
    check_carets(buf_str(&lots), "words", 80);
    buf_free(&lots);
}

static void test_a_long_text_is_cut_around_the_words(void **state)
{
    struct buf text, b;
    (void)state;
    buf_init(&text, 0);
    buf_init(&b, 0);
    for (int i = 0; i < 2000; i++) {
        buf_cstr(&text, "other ");
    }
    put_made(&b, buf_str(&text), (struct span){0, 0}, 80);
    assert_true(b.n < 1200);
    assert_non_null(strstr(b.p, "\xE2\x80\xA6"));
    assert_null(strchr(b.p, '^'));
    buf_reset(&b);
    put_made(&b, buf_str(&text), (struct span){0, text.n}, 80); /* all of it is meant: all of it is shown */
    assert_true(b.n > text.n);
    buf_free(&text);
    buf_free(&b);
}

static void test_a_word_longer_than_the_line_is_broken(void **state)
{
    struct buf text, b;
    (void)state;
    buf_init(&text, 0);
    buf_init(&b, 0);
    buf_repeat(&text, 'x', 100);
    buf_cstr(&text, "\r\n\tend");
    put_made(&b, buf_str(&text), (struct span){0, 0}, 40);
    struct str rest = buf_str(&b), line;
    while (str_cut(rest, '\n', &line, &rest)) {
        assert_true(columns(line) <= 41);
    }
    assert_non_null(strstr(b.p, "end"));
    buf_reset(&b);
    put_made(&b, STR(" \t"), (struct span){0, 0}, 40); /* nothing to be seen */
    assert_null(strstr(b.p, "\xE2\x94\x82"));
    buf_free(&text);
    buf_free(&b);
}

static void add_made(struct findings *all, struct arena *a, const char *pointer, const char *rewrite)
{
    struct finding *f = PLAN_PUSH(a, &all->list);
    *f = (struct finding){
        .rule = rules_find(STR("plan.no-goal")), .pointer = str_of(pointer), .rewrite = str_of(rewrite)};
}

/* Each goal has its heading when there are several; a heading is one line; a rewrite offered twice in a row is shown
 * once. */
static void test_headings_and_rewrites(void **state)
{
    struct arena a;
    struct buf b;
    struct plan p = {0};
    struct findings all = {0};
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    ((struct plan_goal *)PLAN_PUSH(&a, &p.goals))->statement =
        STR("A goal\nwith a line break and many more words than one line has");
    add_made(&all, &a, "", NULL);
    add_made(&all, &a, "/goals", "r1");
    add_made(&all, &a, "/goals/0/statement", "r1");
    add_made(&all, &a, "/goals/0/statement", "r1");
    add_made(&all, &a, "/goals/0/statement", "r2");
    findings_put_text(&all, &p, STR("f"), false, 40, &b);
    assert_true(str_starts(buf_str(&b), STR("The plan\n\n")));
    assert_non_null(strstr(b.p, "\n\nGoals\n\n"));
    assert_null(strstr(b.p, "Goal 1"));
    size_t shown = 0;
    for (const char *at = b.p; (at = strstr(at, "try   r1")); at++) {
        shown++;
    }
    assert_int_equal(shown, 2);
    ((struct plan_goal *)PLAN_PUSH(&a, &p.goals))->client_words = STR("Sleep again");
    ((struct plan_goal *)PLAN_PUSH(&a, &p.goals))->name = STR("Work");
    PLAN_PUSH(&a, &p.goals);
    add_made(&all, &a, "/goals/1/client_words", NULL);
    add_made(&all, &a, "/goals/2", NULL);
    add_made(&all, &a, "/goals/3", NULL);
    buf_reset(&b);
    findings_put_text(&all, &p, STR("f"), false, 40, &b);
    assert_non_null(strstr(b.p, "\n\nGoal 1: A goal\\x0awith a line break and\xE2\x80\xA6\n\n"));
    assert_non_null(strstr(b.p, "\n\nGoal 2: Sleep again\n\n"));
    assert_non_null(strstr(b.p, "\n\nGoal 3: Work\n\n"));
    assert_non_null(strstr(b.p, "\n\nGoal 4\n\n"));
    buf_free(&b);
    arena_free(&a);
}

/* ---- JSON ---- */

static const struct json *parse(struct arena *a, const struct buf *b)
{
    const struct json *v = NULL;
    struct err e = {0};
    CHECK(json_parse(buf_str(b), a, &v, &e), "%s: %s", e.where, e.text);
    return v;
}

static const struct json *at(const struct json *v, size_t i)
{
    assert_non_null(v);
    const struct json *x = v->first;
    while (i--) {
        x = x->next;
    }
    return x;
}

static void test_json(void **state)
{
    struct checked c;
    struct buf b, message;
    struct json_out o;
    (void)state;
    check_file(&c, FLAWED);
    buf_init(&b, 0);
    buf_init(&message, 0);
    json_out_init(&o, &b, 0);
    findings_put_json(&c.findings, STR("a \"b\".json"), &o);
    const struct json *root = parse(&c.arena, &b), *list = json_get(root, "findings");
    assert_str(json_str(json_get(root, "file")), "a \"b\".json", "file");
    assert_int_equal(list->count, c.findings.list.n);
    for (size_t i = 0; i < list->count; i++) {
        const struct finding *f = &c.findings.list.at[i];
        const struct json *x = at(list, i), *spans = json_get(x, "spans");
        buf_reset(&message);
        finding_message(f, &message);
        assert_str(json_str(json_get(x, "rule")), f->rule->id, "rule");
        assert_str(json_str(json_get(x, "severity")), rules_severity_name(f->rule->severity), f->rule->id);
        assert_true(str_eq(json_str(json_get(x, "pointer")), f->pointer));
        assert_str(json_str(json_get(x, "message")), message.p, f->rule->id);
        assert_str(json_str(json_get(x, "fix")), f->rule->fix, f->rule->id);
        assert_true(str_eq(json_str(json_get(x, "rewrite")), f->rewrite));
        assert_int_equal(spans ? spans->count : 0, f->span.to > f->span.from ? 1 + f->also_count : 0);
    }
    int64_t n;
    assert_true(json_int(json_get(json_get(root, "counts"), "error"), 0, 1000, &n));
    assert_int_equal(n, c.findings.count[SEVERITY_ERROR]);
    buf_free(&b);
    buf_free(&message);
    release(&c);
}

/* ---- SARIF ---- */

static const struct json *sarif(struct checked *c, struct str name, struct str source, int files)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 0);
    json_out_init(&o, &b, 1);
    findings_sarif_begin(&o);
    for (int i = 0; i < files; i++) {
        findings_sarif_file(&c->findings, name, source, &o);
    }
    findings_sarif_end(&o);
    assert_true(buf_ok(&b));
    const struct json *root = parse(&c->arena, &b);
    buf_free(&b);
    return root;
}

static const struct json *run_of(const struct json *root)
{
    return at(json_get(root, "runs"), 0);
}

static struct str uri_of(const struct json *location)
{
    return json_str(json_get(json_get(json_get(location, "physicalLocation"), "artifactLocation"), "uri"));
}

static void test_sarif_head_and_rules(void **state)
{
    struct checked c;
    (void)state;
    check_file(&c, FLAWED);
    const struct json *root = sarif(&c, STR("p.json"), STR(""), 2), *run = run_of(root);
    const struct json *driver = json_get(json_get(run, "tool"), "driver"), *rules = json_get(driver, "rules");
    assert_str(json_str(json_get(root, "version")), "2.1.0", "version");
    assert_true(str_ends_ci(json_str(json_get(root, "$schema")), STR("sarif-schema-2.1.0.json")));
    assert_int_equal(json_get(root, "runs")->count, 1);
    assert_str(json_str(json_get(driver, "name")), "goldthread", "name");
    assert_str(json_str(json_get(run, "columnKind")), "unicodeCodePoints", "columnKind");
    for (size_t i = 0; i < rules->count; i++) {
        const struct json *r = at(rules, i);
        assert_str(json_str(json_get(r, "id")), rules_at(i)->id, "id");
        assert_str(json_str(json_get(json_get(r, "shortDescription"), "text")), rules_at(i)->title, "title");
        assert_str(json_str(json_get(json_get(r, "fullDescription"), "text")), rules_at(i)->why, "why");
        assert_true(json_str(json_get(json_get(r, "help"), "text")).n > 20);
        assert_non_null(json_get(json_get(r, "defaultConfiguration"), "level"));
    }
    assert_null(rules_at(rules->count));
    assert_int_equal(json_get(run, "results")->count, 2 * c.findings.list.n);
    release(&c);
}

static void test_sarif_results(void **state)
{
    struct checked c;
    (void)state;
    check_file(&c, FLAWED);
    const struct json *results = json_get(run_of(sarif(&c, STR("p.json"), STR(""), 1)), "results");
    for (size_t i = 0; i < results->count; i++) {
        const struct finding *f = &c.findings.list.at[i];
        const struct json *r = at(results, i), *location = at(json_get(r, "locations"), 0);
        const struct json *place = at(json_get(location, "logicalLocations"), 0);
        int64_t index;
        assert_str(json_str(json_get(r, "ruleId")), f->rule->id, "ruleId");
        assert_true(json_int(json_get(r, "ruleIndex"), 0, 1000, &index));
        assert_ptr_equal(rules_at((size_t)index), f->rule);
        struct str level = json_str(json_get(r, "level"));
        assert_str(level, f->rule->severity == SEVERITY_ADVICE ? "note" : rules_severity_name(f->rule->severity),
                   "level");
        assert_true(json_str(json_get(json_get(r, "message"), "text")).n > 0);
        assert_str(uri_of(location), "p.json", "uri");
        assert_true(str_eq(json_str(json_get(place, "fullyQualifiedName")), f->pointer));
        assert_null(json_get(json_get(location, "physicalLocation"), "region")); /* no source, no region, no fix */
        assert_null(json_get(r, "fixes"));
        assert_true(str_eq(json_str(json_get(json_get(r, "properties"), "rewrite")), f->rewrite));
    }
    release(&c);
}

static int64_t number(const struct json *v, const char *key)
{
    int64_t n = -1;
    assert_true(json_int(json_get(v, key), 1, 1000000, &n));
    return n;
}

/* The bytes of the source that a region means. */
static struct str region_text(struct str source, const struct json *region)
{
    size_t at_byte[2];
    for (int end = 0; end < 2; end++) {
        int64_t line = number(region, end ? "endLine" : "startLine"),
                column = number(region, end ? "endColumn" : "startColumn");
        size_t p = 0;
        for (int64_t i = 1; i < line; i++) {
            p = str_find(source, STR("\n"), p) + 1;
        }
        for (int64_t i = 1; i < column; i++) {
            utf8_next(source, &p);
        }
        at_byte[end] = p;
    }
    return str_sub(source, at_byte[0], at_byte[1]);
}

/* A Word file holds its text packed: its bytes give no line and no column, even where a text stands in them. */
static void test_sarif_of_a_packed_file_has_no_regions(void **state)
{
    struct checked c;
    struct buf b;
    (void)state;
    check_file(&c, FLAWED);
    buf_init(&b, 0);
    buf_cstr(&b, "PK\x03\x04");
    buf_put(&b, c.source, c.length);
    const struct json *results = json_get(run_of(sarif(&c, STR("p.docx"), buf_str(&b), 1)), "results");
    assert_true(results->count > 0);
    for (size_t i = 0; i < results->count; i++) {
        const struct json *location = at(json_get(at(results, i), "locations"), 0);
        assert_null(json_get(json_get(location, "physicalLocation"), "region"));
        assert_null(json_get(at(results, i), "fixes"));
    }
    buf_free(&b);
    release(&c);
}

static void test_sarif_regions_and_fixes(void **state)
{
    struct checked c;
    size_t regions = 0, fixes = 0;
    (void)state;
    check_file(&c, FLAWED);
    struct str source = {c.source, c.length};
    const struct json *results = json_get(run_of(sarif(&c, STR("p.json"), source, 1)), "results");
    for (size_t i = 0; i < results->count; i++) {
        const struct finding *f = &c.findings.list.at[i];
        const struct json *r = at(results, i), *fix = json_get(r, "fixes");
        const struct json *region = json_get(json_get(at(json_get(r, "locations"), 0), "physicalLocation"), "region");
        if (region) {
            bool words = f->span.to > f->span.from;
            struct str want = words ? str_sub(f->excerpt, f->span.from, f->span.to) : f->excerpt;
            CHECK(str_eq(region_text(source, region), want), "%s: %.*s", f->rule->id, (int)want.n, want.p);
            regions++;
        }
        if (fix) {
            const struct json *change = at(json_get(at(fix, 0), "artifactChanges"), 0);
            const struct json *replacement = at(json_get(change, "replacements"), 0);
            assert_true(str_eq(region_text(source, json_get(replacement, "deletedRegion")), f->excerpt));
            assert_true(str_eq(json_str(json_get(json_get(replacement, "insertedContent"), "text")), f->rewrite));
            fixes++;
        }
    }
    assert_true(regions > 12);
    assert_true(fixes > 6);
    release(&c);
}

/* In a JSON file a text stands escaped, and what is put in must be escaped; in a text file neither. */
static void test_sarif_escapes_as_the_source_does(void **state)
{
    static const char json[] = "{\"format\":\"goldthread.plan/1\",\"title\":\"A \\\"b\\\"\\nsuffers from c\"}";
    static const char lines[] = "Title\n=====\n\nA \"b\"\nsuffers from c\n";
    struct checked c = {.source = NULL};
    (void)state;
    check_text(&c, str_of(json));
    struct finding f = {.rule = rules_find(STR("language.deficit")),
                        .pointer = STR("/problems/0/statement"),
                        .excerpt = STR("A \"b\"\nsuffers from c"),
                        .span = {6, 18},
                        .rewrite = STR("A \"b\"\nlives with c")};
    f.args[f.arg_count++] = STR("suffers from");
    f.args[f.arg_count++] = STR("x");
    c.findings = (struct findings){.list = {&f, 1, 1}};
    for (int text = 0; text < 2; text++) {
        struct str source = str_of(text ? lines : json);
        const struct json *r = at(json_get(run_of(sarif(&c, STR("p"), source, 1)), "results"), 0);
        const struct json *region = json_get(json_get(at(json_get(r, "locations"), 0), "physicalLocation"), "region");
        const struct json *change = at(json_get(at(json_get(r, "fixes"), 0), "artifactChanges"), 0);
        const struct json *put = json_get(at(json_get(change, "replacements"), 0), "insertedContent");
        assert_str(region_text(source, region), "suffers from", "region");
        assert_str(json_str(json_get(put, "text")), text ? "A \"b\"\nlives with c" : "A \\\"b\\\"\\nlives with c",
                   "fix");
    }
    /* twice in the file: which one is meant cannot be told */
    struct str twice = STR("A \"b\"\nsuffers from c / A \"b\"\nsuffers from c");
    const struct json *r = at(json_get(run_of(sarif(&c, STR("p"), twice, 1)), "results"), 0);
    assert_null(json_get(json_get(at(json_get(r, "locations"), 0), "physicalLocation"), "region"));
    assert_null(json_get(r, "fixes"));
    release(&c);
}

static void test_sarif_names_are_uris(void **state)
{
    static const struct {
        const char *name, *uri;
    } rows[] = {
        {"plans/a.json", "plans/a.json"}, {"a b#c?.json", "a%20b%23c%3F.json"},
        {"c:plan.txt", "c%3Aplan.txt"},   {"/tmp/\xC3\xA4.json", "file:///tmp/%C3%A4.json"},
        {"100%.txt", "100%25.txt"},       {"a_b~c-d.E9", "a_b~c-d.E9"},
    };
    struct checked c;
    (void)state;
    check_file(&c, FLAWED);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct json *results = json_get(run_of(sarif(&c, str_of(rows[i].name), STR(""), 1)), "results");
        assert_str(uri_of(at(json_get(at(results, 0), "locations"), 0)), rows[i].uri, rows[i].name);
    }
    release(&c);
}

/* ---- the rules themselves ---- */

static void test_docs_are_made_from_the_table(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    rules_put_markdown(&b);
    assert_true(buf_ok(&b));
    char *docs = read_file("docs/rules.md", NULL);
    CHECK(strcmp(docs, b.p) == 0, "docs/rules.md is not what the table says; run `make docs`");
    free(docs);
    for (size_t i = 0; rules_at(i); i++) {
        assert_non_null(strstr(b.p, rules_at(i)->id));
    }
    buf_free(&b);
}

static void test_every_rule_is_explained(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    for (size_t i = 0; rules_at(i); i++) {
        const struct rule *r = rules_at(i);
        buf_reset(&b);
        rules_explain(r, i % 2 == 0, 120, &b);
        assert_true(buf_ok(&b));
        assert_non_null(strstr(b.p, r->id));
        assert_non_null(strstr(b.p, r->title));
        assert_null(strchr(b.p, '{'));
        assert_true(!r->confirmed == (strstr(b.p, "not yet checked") != NULL));
    }
    buf_reset(&b);
    rules_explain(rules_find(STR("plan.no-goal")), false, 60, &b);
    assert_string_equal(b.p, "No goal\nplan.no-goal, error, component\n\n"
                             "  says    The plan has no goal.\n"
                             "  why     Without a goal there is nothing to work towards\n"
                             "          and nothing to review.\n"
                             "  mend    Ask what the client wants to be different, and\n"
                             "          write it in the client's words.\n"
                             "  source  14 NYCRR 599.10(c)(3); 55 Pa. Code 5200.31(c)\n");
    buf_free(&b);
}

/* A full buffer is told once, at the end, and nothing is read or written beyond it. */
static void test_output_stops_at_its_limit(void **state)
{
    struct checked c;
    (void)state;
    check_file(&c, FLAWED);
    for (size_t limit = 1; limit < 3000; limit += 7) {
        for (int kind = 0; kind < 4; kind++) {
            struct buf b;
            struct json_out o;
            buf_init(&b, limit);
            json_out_init(&o, &b, 0);
            if (kind == 0) {
                findings_put_text(&c.findings, c.plan, STR("x"), true, 80, &b);
            } else if (kind == 1) {
                findings_put_json(&c.findings, STR("x"), &o);
            } else if (kind == 2) {
                findings_sarif_begin(&o);
                findings_sarif_file(&c.findings, STR("x"), (struct str){c.source, c.length}, &o);
                findings_sarif_end(&o);
            } else {
                rules_put_markdown(&b);
            }
            assert_false(buf_ok(&b));
            buf_free(&b);
        }
    }
    release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_the_golden_file),
        cmocka_unit_test(test_no_line_is_wider_than_asked),
        cmocka_unit_test(test_colours_change_nothing_else),
        cmocka_unit_test(test_nothing_to_mend),
        cmocka_unit_test(test_carets_stand_under_the_words),
        cmocka_unit_test(test_a_long_text_is_cut_around_the_words),
        cmocka_unit_test(test_a_word_longer_than_the_line_is_broken),
        cmocka_unit_test(test_headings_and_rewrites),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_sarif_head_and_rules),
        cmocka_unit_test(test_sarif_results),
        cmocka_unit_test(test_sarif_of_a_packed_file_has_no_regions),
        cmocka_unit_test(test_sarif_regions_and_fixes),
        cmocka_unit_test(test_sarif_escapes_as_the_source_does),
        cmocka_unit_test(test_sarif_names_are_uris),
        cmocka_unit_test(test_docs_are_made_from_the_table),
        cmocka_unit_test(test_every_rule_is_explained),
        cmocka_unit_test(test_output_stops_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
