/* test_editor_form.c: the plan editor's form, as a browser reads it off the page and sends it back untouched, is the
 * same plan, byte for byte; and what was changed and arrives twice is done once. */
#include "support.h"

#include "plan_files.h"
#include "plan_random.h"

#include "cli/demo.h"
#include "plan/starter.h"
#include "store/seal.h"
#include "views.h"
#include "web/editor.h"
#include "web/plan_form.h"

struct fields {
    PLAN_LIST(struct http_field) list;
};

/* ---- what a browser makes of the page ---- */

/* Text between tags or quotes, as a parser of HTML has it. */
static struct str decoded(struct str s, struct arena *a)
{
    static const struct {
        const char *name;
        char c;
    } names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#13;", '\r'}};
    struct buf b;
    struct str out;
    buf_init(&b, 0);
    for (size_t i = 0; i < s.n;) {
        size_t k = 0, n = sizeof names / sizeof *names;
        while (k < n && !str_starts(str_sub(s, i, s.n), str_of(names[k].name)))
            k++;
        CHECK(k < n || s.p[i] != '&', "an entity that is not known: %.*s", 10, s.p + i);
        buf_char(&b, k < n ? names[k].c : s.p[i]);
        i += k < n ? strlen(names[k].name) : 1;
    }
    assert_true(buf_ok(&b) && plan_text(a, buf_str(&b), &out));
    buf_free(&b);
    return out;
}

static struct str attribute(struct str tag, const char *name, struct arena *a)
{
    char start[40];
    int n = snprintf(start, sizeof start, " %s=\"", name);
    size_t at = str_find(tag, str_of(start), 0);
    if (at == (size_t)-1)
        return (struct str){NULL, 0};
    at += (size_t)n;
    return decoded(str_sub(tag, at, str_find(tag, STR("\""), at)), a);
}

/* A value as it is sent: a line has no line ends, further lines begin with CR LF, a date is a whole one or none. */
static struct str as_sent(struct str value, bool line, struct arena *a)
{
    struct buf b;
    struct str out;
    buf_init(&b, 0);
    for (size_t i = 0; i < value.n; i++) {
        bool end = value.p[i] == '\n' || value.p[i] == '\r';
        if (!end)
            buf_char(&b, value.p[i]);
        else if (!line)
            buf_cstr(&b, "\r\n");
        i += end && value.p[i] == '\r' && i + 1 < value.n && value.p[i + 1] == '\n';
    }
    assert_true(buf_ok(&b) && plan_text(a, buf_str(&b), &out));
    buf_free(&b);
    return out;
}

static void add_field(struct fields *f, struct str name, struct str value, struct arena *a)
{
    struct http_field *to = PLAN_PUSH(a, &f->list);
    assert_non_null(to);
    *to = (struct http_field){.name = name, .value = value};
}

static void read_input(struct str tag, struct fields *out, struct arena *a)
{
    struct str type = attribute(tag, "type", a), value = attribute(tag, "value", a), name = attribute(tag, "name", a);
    if (str_is(type, "checkbox")) {
        if (str_find(tag, STR(" checked"), 0) != (size_t)-1)
            add_field(out, name, value, a);
        return;
    }
    struct date d;
    if (str_is(type, "date") && (!date_parse(value, &d)))
        value = STR("");
    add_field(out, name, str_is(type, "hidden") ? value : as_sent(value, true, a), a);
}

/* The option that is chosen, else the first. */
static struct str chosen(struct str inside, struct arena *a)
{
    struct str first = {NULL, 0};
    bool any = false;
    for (size_t at = 0; (at = str_find(inside, STR("<option"), at)) != (size_t)-1; at++) {
        struct str tag = str_sub(inside, at, str_find(inside, STR(">"), at));
        if (str_find(tag, STR("\" selected"), 0) != (size_t)-1)
            return attribute(tag, "value", a);
        first = any ? first : attribute(tag, "value", a);
        any = true;
    }
    CHECK(any, "a list without options: %.*s", (int)inside.n, inside.p);
    return first;
}

/* All fields of the page in their order; buttons are not pressed. */
static void read_page(struct str page, struct fields *out, struct arena *a)
{
    for (size_t at = 0; (at = str_find(page, STR("<"), at)) != (size_t)-1; at++) {
        size_t end = str_find(page, STR(">"), at);
        struct str tag = str_sub(page, at, end), name = attribute(tag, "name", a);
        if (str_starts(tag, STR("<input"))) {
            read_input(tag, out, a);
        } else if (str_starts(tag, STR("<textarea"))) {
            size_t to = str_find(page, STR("</textarea>"), end);
            size_t from = end + 1 + (page.p[end + 1] == '\n'); /* a line end right behind the tag is none of the text */
            add_field(out, name, as_sent(decoded(str_sub(page, from, to), a), false, a), a);
            at = to;
        } else if (str_starts(tag, STR("<select"))) {
            size_t to = str_find(page, STR("</select>"), end);
            add_field(out, name, chosen(str_sub(page, end, to), a), a);
            at = to;
        }
    }
}

static void form_of(struct plan *p, struct str all, struct arena *a, struct fields *out)
{
    struct findings findings;
    struct plan_beside beside = {.last = 0};
    struct view_edit_section *sections;
    struct err e = {0};
    struct buf html;
    struct out o = {.to = &html};
    size_t n;
    bool empty;
    memset(&findings, 0, sizeof findings);
    memset(out, 0, sizeof *out);
    assert_true(rules_check(p, a, &findings, &e));
    struct editor d = {.arena = a, .plan = p, .beside = &beside, .findings = &findings, .all = all};
    assert_true(editor_begin(&d, &e));
    editor_sections(&d, &sections, &n, &empty);
    assert_false(d.failed);
    buf_init(&html, 0);
    for (size_t i = 0; i < n; i++)
        view_edit_section(&o, &sections[i]);
    assert_true(buf_ok(&html));
    read_page(buf_str(&html), out, a);
    buf_free(&html);
    CHECK(out->list.n > 20, "only %zu fields", out->list.n);
}

/* ---- opened and saved ---- */

static struct str post(struct plan *p, const struct fields *f, const char *name, struct arena *a)
{
    struct plan_post read;
    struct plan_beside beside = {.last = 0};
    struct plan_edited edited;
    struct err e = {0};
    assert_true(plan_post_read(f->list.at, f->list.n, a, &read, &e));
    CHECK(plan_edit(p, &beside, &read.edits, a, &edited, &e), "%s: %s: %s", name, e.where, e.text);
    CHECK(edited.wrong.n == 0, "%s: %.*s: %s", name, (int)edited.wrong.at[0].pointer.n, edited.wrong.at[0].pointer.p,
          edited.wrong.at[0].text);
    assert_int_equal(beside.removed.n, 0);
    return json_of(p, a);
}

static void check_same(struct str before, struct str after, const char *name)
{
    struct seal_hash one, two;
    size_t i = 0;
    while (i < before.n && i < after.n && before.p[i] == after.p[i])
        i++;
    size_t from = i > 120 ? i - 120 : 0;
    CHECK(str_eq(before, after), "%s: at %zu: before\n%.*s\nafter\n%.*s", name, i,
          (int)str_sub(before, from, i + 120).n, before.p + from, (int)str_sub(after, from, i + 120).n, after.p + from);
    seal_hash(before, &one);
    seal_hash(after, &two);
    assert_memory_equal(&one, &two, sizeof one);
}

static void round_trip(struct plan *p, struct str all, const char *name, struct arena *a)
{
    struct fields f;
    struct err e = {0};
    CHECK(plan_number_ids(p, a, &e) && plan_bind(p, a, &e), "%s: %s", name, e.text);
    struct str before = json_of(p, a);
    form_of(p, all, a, &f);
    check_same(before, post(p, &f, name, a), name);
    check_same(before, post(p, &f, name, a), name);
}

static void round_trip_file(struct plan *p, const char *path, struct arena *a)
{
    round_trip(p, (struct str){NULL, 0}, path, a);
}

static void test_files(void **state)
{
    (void)state;
    each_plan_file(round_trip_file);
}

static void test_random_plans(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 60; i++) {
        struct arena a;
        char name[40];
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, 10 + (unsigned)below(&seed, 70));
        snprintf(name, sizeof name, "random %d", i);
        struct str all = p->goals.n && one_in(&seed, 2) ? p->goals.at[0].id : (struct str){NULL, 0};
        round_trip(p, all, name, &a);
        arena_free(&a);
    }
}

/* Every starter as the invented practice fills it. */
static void test_demo(void **state)
{
    size_t plans = 0;
    (void)state;
    for (size_t i = 0; starter_at(i); i++) {
        struct demo_fill f = {.starter = starter_at(i)->id,
                              .client = STR("Emma Lee"),
                              .called = STR("Emma"),
                              .clinician = STR("Marianne Roth"),
                              .prescriber = STR("Leopold Stern"),
                              .random = demo_random_of(7, i)};
        struct arena a;
        struct plan *p;
        struct str json;
        struct err e = {0};
        assert_true(date_parse(STR("2026-03-02"), &f.start));
        demo_fill_begin(&f);
        arena_init(&a, 0);
        CHECK(demo_plan(&f, &a, &json, &e), "%s: %s", f.starter, e.text);
        assert_true(plan_from_json(json, &a, &p, &e));
        round_trip_file(p, f.starter, &a);
        plans++;
        arena_free(&a);
    }
    CHECK(plans >= 12, "only %zu plans", plans);
}

/* Texts that a page or a browser shows otherwise than they stand, in a line and in a box of lines; links in another
 * order than that of the page. */
static void test_odd_texts(void **state)
{
    static const char *const texts[] = {
        "a\\nb",     "\\n\\n after two lines", "a\\rb",         "a\\r\\nb",       "a\\u0001b", "\\t tab ",
        "  blanks ", "&amp; &lt;b>",           "</textarea><i", "\\\"quoted\\\"", "\\u007f",   "\\ufffd"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char json[1400];
        snprintf(json, sizeof json,
                 "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"id\":\"g1\",\"name\":\"%s\",\"statement\":\"%s\","
                 "\"problems\":[\"p2\",\"p1\"],\"objectives\":[{\"id\":\"o1\",\"statement\":\"%s\"}]}],"
                 "\"problems\":[{\"id\":\"p1\",\"name\":\"%s\",\"statement\":\"%s\",\"triggers\":[\"%s\",\"x\"],"
                 "\"diagnoses\":[]},{\"id\":\"p2\"}],\"interventions\":[{\"id\":\"i1\",\"name\":\"%s\",\"text\":\"%s\","
                 "\"objectives\":[\"o1\"],\"frequency\":{\"text\":\"%s\"}}]}",
                 texts[i], texts[i], texts[i], texts[i], texts[i], texts[i], texts[i], texts[i], texts[i]);
        struct arena a;
        struct plan *p;
        struct err e = {0};
        arena_init(&a, 0);
        CHECK(plan_from_json(str_of(json), &a, &p, &e), "%s: %s: %s", texts[i], e.where, e.text);
        round_trip(p, (struct str){NULL, 0}, texts[i], &a);
        arena_free(&a);
    }
}

/* One text of the form is another one and the rest is as it was shown: sent twice, it is done once. */
static void test_twice(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 40; i++) {
        struct arena a;
        struct fields f;
        struct err e = {0};
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, 10 + (unsigned)below(&seed, 50));
        assert_true(plan_number_ids(p, &a, &e) && plan_bind(p, &a, &e));
        form_of(p, (struct str){NULL, 0}, &a, &f);
        struct plan_place at;
        size_t k;
        do
            k = below(&seed, f.list.n);
        while (!plan_place(p, f.list.at[k].name, &at) || at.field->kind != SHAPE_TEXT || at.owner_shape);
        f.list.at[k].value = STR("Other words");
        struct str before = json_of(p, &a), once = post(p, &f, "once", &a);
        assert_false(str_eq(before, once));
        check_same(once, post(p, &f, "twice", &a), "twice");
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_files), cmocka_unit_test(test_demo),
                                       cmocka_unit_test(test_odd_texts), cmocka_unit_test(test_random_plans),
                                       cmocka_unit_test(test_twice)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
