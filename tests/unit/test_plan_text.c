/* What plan_from_text and plan_to_text promise, on plans of many origins, on made-up ones, and on bad input. */
#include "../plan_random.h"

#include "base/utf8.h"
#include "plan/plan_json.h"
#include "plan/plan_load.h"
#include "plan/plan_text.h"

#include <dirent.h>

static struct str json_of(const struct plan *p, struct arena *a, int indent)
{
    struct buf b;
    struct str copy;
    buf_init(&b, 0);
    plan_to_json(p, indent, &b);
    assert_true(buf_ok(&b));
    assert_true(plan_text(a, buf_str(&b), &copy));
    buf_free(&b);
    return copy;
}

static struct str text_of(const struct plan *p, struct arena *a)
{
    struct buf b;
    struct str copy;
    buf_init(&b, 0);
    plan_to_text(p, &b);
    assert_true(buf_ok(&b));
    assert_true(plan_text(a, buf_str(&b), &copy));
    buf_free(&b);
    return copy;
}

static struct plan *from_text(struct str s, struct arena *a, struct import_report *report, const char *where)
{
    struct plan *p = NULL;
    struct err e = {0};
    CHECK(plan_from_text(s, a, &p, report, &e), "%s: %s: %s", where, e.where, e.text);
    return p;
}

static bool import(struct arena *a, void *ctx, struct err *e)
{
    struct plan *p = NULL;
    struct import_report report;
    return plan_from_text(*(struct str *)ctx, a, &p, &report, e);
}

/* text -> plan -> text -> plan gives the same plan, and all of that text is understood. */
static void check_round_trip(const struct plan *p, const char *where)
{
    struct arena a;
    struct import_report report;
    arena_init(&a, 0);
    struct str before = json_of(p, &a, 0), text = text_of(p, &a);
    struct plan *again = from_text(text, &a, &report, where);
    struct str after = json_of(again, &a, 0);
    CHECK(str_eq(before, after), "%s: not the same plan\n%s\n%s\n%s", where, text.p, before.p, after.p);
    CHECK(report.understood == report.lines && report.not_understood.n == 0, "%s: own text not understood", where);
    for (size_t i = 0; i < report.fields.n; i++) {
        struct str pointer = report.fields.at[i].pointer;
        CHECK(pointer.n > 0 && pointer.p[0] == '/', "%s: pointer %s", where, pointer.p);
    }
    assert_true(str_eq(text, text_of(again, &a)));
    arena_free(&a);
}

/* What a sentence means is the statement reader's business and tested there; here only where the sentence went. */
static void forget_readings(struct plan *p)
{
    for (size_t i = 0; i < p->goals.n; i++) {
        struct plan_goal *g = &p->goals.at[i];
        memset(&g->measure, 0, sizeof g->measure);
        memset(&g->baseline, 0, sizeof g->baseline);
        memset(&g->target, 0, sizeof g->target);
        memset(&g->due, 0, sizeof g->due);
        for (size_t k = 0; k < g->objectives.n; k++) {
            struct plan_objective *o = &g->objectives.at[k];
            memset(&o->measure, 0, sizeof o->measure);
            memset(&o->baseline, 0, sizeof o->baseline);
            memset(&o->target, 0, sizeof o->target);
            memset(&o->due, 0, sizeof o->due);
            memset(&o->frequency, 0, sizeof o->frequency);
        }
    }
}

static void own_plans_import_as_their_golden_files_say(void **state)
{
    struct tsv t;
    size_t lines = 0, understood = 0;
    (void)state;
    tsv_open(&t, "tests/data/plan/text/expected.tsv");
    while (tsv_next(&t)) {
        char path[256], golden[264];
        struct arena a;
        struct import_report report;
        size_t n, gn;
        snprintf(path, sizeof path, "tests/data/plan/text/%s", tsv_get(&t, "file"));
        snprintf(golden, sizeof golden, "%s.json", path);
        char *text = read_file(path, &n);
        arena_init(&a, 0);
        struct plan *p = from_text((struct str){text, n}, &a, &report, path);
        check_round_trip(p, path);
        forget_readings(p);
        struct str json = json_of(p, &a, 1);
        if (getenv("GOLDTHREAD_WRITE_GOLDEN")) {
            FILE *f = fopen(golden, "w");
            assert_non_null(f);
            fprintf(f, "%s\n", json.p);
            fclose(f);
        }
        char *want = read_file(golden, &gn);
        CHECK(gn == json.n + 1 && memcmp(want, json.p, json.n) == 0, "%s: differs from %s:\n%s", path, golden, json.p);
        CHECK((long long)report.understood == tsv_int(&t, "understood") &&
                  (long long)report.lines == tsv_int(&t, "lines"),
              "%s: %zu of %zu lines understood", path, report.understood, report.lines);
        lines += report.lines;
        understood += report.understood;
        free(want);
        free(text);
        arena_free(&a);
    }
    tsv_close(&t);
    print_message("%zu of %zu lines understood\n", understood, lines);
}

static void check_folder(const char *folder, size_t percent)
{
    DIR *d = opendir(folder);
    struct dirent *entry;
    if (!d)
        skip();
    while ((entry = readdir(d))) {
        char path[512];
        struct arena a;
        struct import_report report;
        size_t n, length = strlen(entry->d_name);
        if (length < 4 || strcmp(entry->d_name + length - 4, ".txt") != 0 || strncmp(entry->d_name, "000", 3) == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        char *text = read_file(path, &n);
        arena_init(&a, 0);
        struct plan *p = from_text((struct str){text, n}, &a, &report, path);
        CHECK(report.understood * 100 >= report.lines * percent, "%s: %zu of %zu", path, report.understood,
              report.lines);
        check_round_trip(p, path);
        free(text);
        arena_free(&a);
    }
    closedir(d);
}

static void the_published_case_is_understood_whole(void **state)
{
    (void)state;
    check_folder("../shared/seeds", 100);
}

static void plans_of_other_hands_are_understood(void **state)
{
    (void)state;
    check_folder("../shared/corpus/plans", 90);
}

static void made_up_plans_survive_their_text(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 300; i++) {
        struct arena a;
        char where[64];
        arena_init(&a, 0);
        snprintf(where, sizeof where, "plan %d", i);
        check_round_trip(random_plan(&a, &seed, i % 3 == 0 ? 15 : i % 3 == 1 ? 50 : 90), where);
        arena_free(&a);
    }
}

/* Texts that look like the form itself, put in every text member. */
static const char *const tricky[] = {
    "- a bullet",
    "Goal: x",
    "Goal 1: x",
    "1. one",
    "  indented",
    "trailing ",
    "\ttab",
    "a\n\nb",
    "\n",
    "a\n  - b\nGoal 2: c\n",
    "\\",
    "\\\\",
    "\\u{41}",
    "a\\",
    " ",
    "\xC2\xAD",
    "a\xE2\x80\x8B",
    "\xE2\x80\xA8",
    "Id: none",
    "none",
    "yes",
    "Name: x: y",
    "\r\n",
    "\x01",
    "\xC2\xA0",
    "\xF0\x9F\x8C\xB1",
    "...\\u{",
    "\\ \\",
    "a\n\\\nb",
    "Text:",
    ":",
    "---",
    "| a | b |",
    "p1, p2",
    "\xEF\xBB\xBF",
};

struct trick {
    struct arena *arena;
    const char *text;
};

static void set_trick(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    struct trick *t = ctx;
    (void)s;
    if (f->kind == SHAPE_TEXT)
        assert_true(plan_text(t->arena, str_of(t->text), shape_member(f, item)));
    if (f->kind == SHAPE_TEXTS)
        assert_true(plan_add_text(t->arena, shape_member(f, item), str_of(t->text)));
}

static void tricky_texts_survive_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tricky / sizeof *tricky; i++) {
        struct arena a;
        uint64_t seed = i;
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, 60);
        struct trick t = {&a, tricky[i]};
        shape_walk(&plan_shape, p, set_trick, &t);
        check_round_trip(p, tricky[i]);
        arena_free(&a);
    }
}

static void clear_id(void *ctx, const struct shape *s, const struct shape_field *f, void *item)
{
    uint64_t *seed = ctx;
    (void)s;
    if (f->kind == SHAPE_ID && one_in(seed, 2))
        *(struct str *)shape_member(f, item) = (struct str){NULL, 0};
}

static void ids_survive_usual_strange_and_absent(void **state)
{
    uint64_t seed = 7;
    struct err e = {0};
    (void)state;
    for (int i = 0; i < 60; i++) {
        struct arena a;
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, 40);
        if (i % 3 == 0)
            shape_walk(&plan_shape, p, clear_id, &seed);
        if (i % 3 == 1) {
            uint64_t always = 0;
            shape_walk(&plan_shape, p, clear_id, &always);
            assert_true(plan_number_ids(p, &a, &e));
        }
        check_round_trip(p, "ids");
        arena_free(&a);
    }
}

/* A change by hand makes it free text again, which is understood all the same. */
static void text_changed_by_hand_is_still_read(void **state)
{
    struct arena a;
    struct import_report report;
    size_t n;
    (void)state;
    char *source = read_file("tests/data/plan/text/ehr_export.txt", &n);
    arena_init(&a, 0);
    struct plan *p = from_text((struct str){source, n}, &a, &report, "source");
    struct buf b;
    buf_init(&b, 0);
    plan_to_text(p, &b);
    buf_cstr(&b, "\nSomething a person typed at the end\n");
    struct plan *again = from_text(buf_str(&b), &a, &report, "changed");
    CHECK(report.understood * 100 >= report.lines * 90, "%zu of %zu", report.understood, report.lines);
    assert_int_equal(again->goals.n, p->goals.n);
    assert_int_equal(again->diagnoses.n, p->diagnoses.n);
    buf_free(&b);
    free(source);
    arena_free(&a);
}

static void bad_input_is_refused_in_one_sentence(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/text_bad.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct plan *p = NULL;
        arena_init(&a, 0);
        CHECK(!plan_from_text(tsv_text(&t, "text"), &a, &p, NULL, &e), "%s: accepted", tsv_where(&t));
        CHECK(e.kind == ERR_INVALID, "%s: kind %d", tsv_where(&t), e.kind);
        CHECK(strcmp(e.where, tsv_get(&t, "where")) == 0, "%s: where \"%s\"", tsv_where(&t), e.where);
        CHECK(strstr(e.text, tsv_get(&t, "says")) != NULL, "%s: says \"%s\"", tsv_where(&t), e.text);
        arena_free(&a);
    }
    tsv_close(&t);
}

static void no_allocation_that_fails_is_overlooked(void **state)
{
    static const char *const files[] = {"ehr_export.txt", "table.md",     "template.txt",
                                        "sud_asam.txt",   "keyvalue.txt", "soap.txt",
                                        "attainment.txt", "tabs.txt",     "prose.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[128];
        size_t n;
        snprintf(path, sizeof path, "tests/data/plan/text/%s", files[i]);
        char *text = read_file(path, &n);
        struct str s = {text, n};
        assert_true(fault_sweep(import, &s) > 30);
        limit_sweep(import, &s, 4096);
        if (i == 0) {
            struct arena a;
            arena_init(&a, 0);
            struct str form = text_of(from_text(s, &a, NULL, path), &a);
            assert_true(fault_sweep(import, &form) > 100);
            arena_free(&a);
        }
        free(text);
    }
}

static void the_report_is_json(void **state)
{
    struct arena a;
    struct import_report report;
    struct buf b;
    const struct json *root;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    from_text(STR("Name: Ada\n\nblue elephants everywhere yesterday, under the bridge and over it, they said.\n"), &a,
              &report, "report");
    import_report_put_json(&report, 1, &b);
    assert_true(buf_ok(&b) && json_parse(buf_str(&b), &a, &root, &e));
    assert_str(json_get(root, "lines")->text, "2", "lines");
    assert_str(json_get(root, "understood")->text, "1", "understood");
    assert_int_equal(json_get(root, "not_understood")->count, 1);
    assert_str(json_get(json_get(root, "not_understood")->first, "line")->text, "3", "line");
    assert_str(json_get(json_get(root, "fields")->first, "pointer")->text, "/client/name", "pointer");
    buf_free(&b);
    arena_free(&a);
}

/* One line or a few in their section, and what must be at a pointer. */
static void lines_go_where_the_table_says(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/text_lines.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        arena_init(&a, 0);
        struct plan *p = from_text(tsv_text(&t, "text"), &a, NULL, tsv_where(&t));
        struct str pointer = str_of(tsv_get(&t, "pointer")), json = json_of(p, &a, 0);
        const struct json *root, *at;
        struct err e = {0};
        assert_true(json_parse(json, &a, &root, &e));
        at = root;
        for (struct str step, rest = str_sub(pointer, 1, pointer.n); at && rest.n;) {
            if (!str_cut(rest, '/', &step, &rest)) {
                step = rest;
                rest = str_sub(rest, rest.n, rest.n);
            }
            char key[64];
            int64_t index;
            snprintf(key, sizeof key, "%.*s", (int)step.n, step.p);
            if (at->type == JSON_ARRAY && num_int(step, 0, 1000, &index)) {
                for (at = at->first; at && index-- > 0;)
                    at = at->next;
            } else {
                at = json_get(at, key);
            }
        }
        struct str want = tsv_text(&t, "value");
        CHECK(at ? str_eq(at->type == JSON_TRUE    ? STR("true")
                          : at->type == JSON_FALSE ? STR("false")
                                                   : at->text,
                          want)
                 : want.n == 0,
              "%s: %s is \"%.*s\"\n%s", tsv_where(&t), tsv_get(&t, "pointer"), at ? (int)at->text.n : 0,
              at && at->text.p ? at->text.p : "", json.p);
        check_round_trip(p, tsv_where(&t));
        arena_free(&a);
    }
    tsv_close(&t);
}

static void bytes_of_any_kind_never_break_it(void **state)
{
    uint64_t seed = test_seed();
    static const char *const pieces[] = {"Goals:",
                                         "- ",
                                         "1. ",
                                         "Goal 1: ",
                                         " | ",
                                         "\t",
                                         "\n",
                                         "\n\n",
                                         "Objective: ",
                                         "## ",
                                         "**",
                                         "[x] ",
                                         "[ ] ",
                                         "___",
                                         "GAD-7 ",
                                         "every 2 weeks",
                                         "If ",
                                         ", ",
                                         "refer to a physician",
                                         "988",
                                         "F41.1 ",
                                         ":",
                                         "|---|---|",
                                         "Signature: ",
                                         "\xC2\xAD",
                                         "\xE2\x80\xA2 ",
                                         "Crisis plan",
                                         "will ",
                                         "12/31/2026",
                                         "a)",
                                         "-2: ",
                                         "S:",
                                         "Review: ",
                                         "Name: ",
                                         "(",
                                         ")",
                                         "\"",
                                         "word ",
                                         "Treatment plan (goldthread.plan/1)\n"};
    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct arena a;
        struct buf b;
        struct plan *p;
        struct err e = {0};
        struct import_report report;
        buf_init(&b, 0);
        for (size_t n = 1 + below(&seed, 60); n; n--)
            buf_cstr(&b, pieces[below(&seed, sizeof pieces / sizeof *pieces)]);
        arena_init(&a, 0);
        if (plan_from_text(buf_str(&b), &a, &p, &report, &e)) {
            CHECK(report.understood + report.not_understood.n == report.lines, "%zu + %zu of %zu in\n%s",
                  report.understood, report.not_understood.n, report.lines, b.p);
            check_round_trip(p, b.p);
        }
        arena_free(&a);
        buf_free(&b);
    }
}

/* The text form with lines taken away, doubled, moved, indented otherwise or written over: read, never lost. */
static void changed_forms_are_read_and_nothing_is_lost(void **state)
{
    static const char *const over[] = {"Name: x",      "Goal 1: y",
                                       "- a: b",       "-",
                                       "Goal x: z",    "Id: ",
                                       "Id: none",     "Due:",
                                       "Goals:",       "Long-term: maybe",
                                       "Age: old",     "Kind: odd",
                                       "Value: 1.2.3", "Date: May",
                                       "\\u{zz}",      "\\u{41",
                                       "Text: \\u{}",  "Problems: p1,",
                                       "Objectives:",  "Text:",
                                       "Goal 1:",      "Technique 12:",
                                       "Measure: x",   "Long-term: yes",
                                       "   ",          "Contact 1: a",
                                       "Topic 1: a",   "Level: 7"};
    uint64_t seed = 77;
    (void)state;
    for (int i = 0; i < 1500; i++) {
        struct arena a;
        struct buf b;
        struct plan *p;
        struct err e = {0};
        struct import_report report;
        arena_init(&a, 0);
        buf_init(&b, 0);
        struct str text = text_of(random_plan(&a, &seed, i % 2 ? 20 : 60), &a), line, rest = text;
        size_t lines = 0, left = 0;
        for (size_t k = 0; k < text.n; k++)
            lines += text.p[k] == '\n';
        while (str_cut(rest, '\n', &line, &rest)) {
            size_t indent = 0;
            while (indent < line.n && line.p[indent] == ' ')
                indent++;
            bool change = left++ > 0 && one_in(&seed, (unsigned)(lines / 3 + 1));
            if (!change || one_in(&seed, 5)) {
                buf_add(&b, line);
                buf_char(&b, '\n');
            }
            if (change && one_in(&seed, 2)) {
                buf_repeat(&b, ' ', indent + below(&seed, 5) - (indent > 1 ? below(&seed, 3) : 0));
                buf_cstr(&b, one_in(&seed, 3) ? str_trim(line).p ? "Kind: other" : ""
                                              : over[below(&seed, sizeof over / sizeof *over)]);
                buf_char(&b, '\n');
            }
        }
        if (plan_from_text(buf_str(&b), &a, &p, &report, &e)) {
            CHECK(report.understood + report.not_understood.n == report.lines, "%zu + %zu of %zu in\n%s",
                  report.understood, report.not_understood.n, report.lines, b.p);
            check_round_trip(p, b.p);
        } else {
            CHECK(e.kind == ERR_INVALID, "%s: %s in\n%s", e.where, e.text, b.p);
        }
        buf_free(&b);
        arena_free(&a);
    }
}

static void forms_of_other_systems(void **state)
{
    static const char *const texts[] = {
        "\xEF\xBB\xBFTreatment plan (goldthread.plan/1)\r\n\r\nClient:\r\n  Name: Ada\r\n",
        "\n\n  Treatment plan (goldthread.plan/1)\nClient:\n  Name: Ada",
        "Treatment plan (goldthread.plan/1)\nClient:\n  Name: Ada\n\nName: Ada\n"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena a;
        arena_init(&a, 0);
        struct plan *p = from_text(str_of(texts[i]), &a, NULL, texts[i]);
        assert_str(p->client.name, "Ada", texts[i]);
        arena_free(&a);
    }
}

static bool write_limited(struct arena *a, void *ctx, struct err *e)
{
    struct buf b;
    buf_init(&b, a->fail_at * 16);
    plan_to_text(ctx, &b);
    bool ok = buf_ok(&b);
    buf_free(&b);
    if (!ok) {
        a->failed = true;
        err_set(e, ERR_LIMIT, NULL, "limit");
    }
    return ok;
}

static void a_line_that_is_no_technique_is_a_note_and_not_understood(void **state)
{
    (void)state;
    struct arena a;
    struct import_report report;
    arena_init(&a, 0);
    struct plan *p = from_text(STR("Interventions\n- CBT\n  - Thought record\n  - The car needs new tires\n"), &a,
                               &report, "unrelated line");
    assert_int_equal(p->interventions.at[0].techniques.n, 1);
    assert_int_equal(report.lines, 4);
    assert_int_equal(report.understood, 3);
    assert_int_equal(report.not_understood.n, 1);
    assert_int_equal(report.not_understood.at[0].line, 4);
    assert_int_equal(p->notes.n, 1);
    arena_free(&a);
}

static void writing_stops_at_a_limit(void **state)
{
    struct arena a;
    uint64_t seed = 5;
    (void)state;
    arena_init(&a, 0);
    assert_true(fault_sweep(write_limited, random_plan(&a, &seed, 30)) > 10);
    arena_free(&a);
}

/* Everything the importer does, with every allocation failing, for each kind of plan and for its own form. */
static void no_allocation_of_a_form_that_fails_is_overlooked(void **state)
{
    struct arena a;
    uint64_t seed = 9;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = random_plan(&a, &seed, 35);
    struct str form = text_of(p, &a), left = STR("\nunknown: line\n  deeper\n"), both;
    assert_true(fault_sweep(import, &form) > 50);
    char *text = arena_alloc(&a, form.n + left.n + 1);
    memcpy(text, form.p, form.n);
    memcpy(text + form.n, left.p, left.n);
    both = (struct str){text, form.n + left.n};
    assert_true(fault_sweep(import, &both) > 50);
    arena_free(&a);
}

/* Every line of our own plans and of the table above, in any order, under any mark and indentation. */
struct pool {
    PLAN_LIST(struct str) lines;
    struct arena arena;
};

static void add_lines(struct pool *pool, struct str text)
{
    for (struct str line, rest = text; rest.n;) {
        struct str all = rest;
        if (!str_cut(all, '\n', &line, &rest)) {
            line = all;
            rest = str_sub(all, all.n, all.n);
        }
        if (str_trim(line).n)
            assert_true(plan_text(&pool->arena, str_trim(line), PLAN_PUSH(&pool->arena, &pool->lines)));
    }
}

static void fill_pool(struct pool *pool)
{
    struct tsv t;
    memset(pool, 0, sizeof *pool);
    arena_init(&pool->arena, 0);
    tsv_open(&t, "tests/data/plan/text_lines.tsv");
    while (tsv_next(&t))
        add_lines(pool, tsv_text(&t, "text"));
    tsv_close(&t);
    tsv_open(&t, "tests/data/plan/text/expected.tsv");
    while (tsv_next(&t)) {
        char path[256];
        size_t n;
        snprintf(path, sizeof path, "tests/data/plan/text/%s", tsv_get(&t, "file"));
        char *text = read_file(path, &n);
        add_lines(pool, (struct str){text, n});
        free(text);
    }
    tsv_close(&t);
}

static void lines_in_any_order_are_never_lost(void **state)
{
    static const char *const before[] = {"",     "",      "",     "",     "- ",   "- ",           "  - ", "    - ",
                                         "1. ",  "  2) ", "## ",  "    ", "\t",   "* **",         "> ",   "| ",
                                         "[x] ", "[ ] ",  "(a) ", "#3 ",  "1.2 ", "\xE2\x80\xA2 "};
    static const char *const after[] = {"\n", "\n",       "\n",  "\n",      "\n", "\n\n",          "\r\n",   ":\n",
                                        "  ", " | x |\n", ".\n", "\n---\n", "; ", "\n|---|---|\n", " ____\n"};
    const char *rounds = getenv("GOLDTHREAD_TEST_ROUNDS");
    uint64_t seed = rounds ? test_seed() : 20260101;
    struct pool pool;
    (void)state;
    fill_pool(&pool);
    for (long i = rounds ? strtol(rounds, NULL, 10) : 15000; i > 0; i--) {
        struct arena a;
        struct buf b;
        struct plan *p;
        struct err e = {0};
        struct import_report report;
        buf_init(&b, 0);
        for (size_t n = 1 + below(&seed, 12); n; n--) {
            struct str line = pool.lines.at[below(&seed, pool.lines.n)];
            size_t cut = one_in(&seed, 12) ? utf8_floor(line, below(&seed, line.n)) : line.n;
            buf_cstr(&b, before[below(&seed, sizeof before / sizeof *before)]);
            buf_add(&b, str_sub(line, 0, cut));
            buf_cstr(&b, after[below(&seed, sizeof after / sizeof *after)]);
        }
        arena_init(&a, 0);
        if (plan_from_text(buf_str(&b), &a, &p, &report, &e)) {
            CHECK(report.understood + report.not_understood.n == report.lines, "%zu + %zu of %zu in\n%s",
                  report.understood, report.not_understood.n, report.lines, b.p);
            check_round_trip(p, b.p);
        } else {
            CHECK(e.kind == ERR_INVALID, "%s: %s in\n%s", e.where, e.text, b.p);
        }
        arena_free(&a);
        buf_free(&b);
    }
    arena_free(&pool.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_plans_import_as_their_golden_files_say),
        cmocka_unit_test(lines_go_where_the_table_says),
        cmocka_unit_test(the_published_case_is_understood_whole),
        cmocka_unit_test(plans_of_other_hands_are_understood),
        cmocka_unit_test(made_up_plans_survive_their_text),
        cmocka_unit_test(tricky_texts_survive_everywhere),
        cmocka_unit_test(ids_survive_usual_strange_and_absent),
        cmocka_unit_test(text_changed_by_hand_is_still_read),
        cmocka_unit_test(bad_input_is_refused_in_one_sentence),
        cmocka_unit_test(bytes_of_any_kind_never_break_it),
        cmocka_unit_test(lines_in_any_order_are_never_lost),
        cmocka_unit_test(changed_forms_are_read_and_nothing_is_lost),
        cmocka_unit_test(forms_of_other_systems),
        cmocka_unit_test(a_line_that_is_no_technique_is_a_note_and_not_understood),
        cmocka_unit_test(writing_stops_at_a_limit),
        cmocka_unit_test(no_allocation_of_a_form_that_fails_is_overlooked),
        cmocka_unit_test(no_allocation_that_fails_is_overlooked),
        cmocka_unit_test(the_report_is_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
