/* test_editor.c: the plan editor's page as a structure: every field once, every finding somewhere, every link to a
 * place that is there; what its form sends. */
#include "support.h"

#include "plan_random.h"

#include "plan/blank.h"
#include "plan/plan_json.h"
#include "plan/starter.h"
#include "views.h"
#include "web/editor_parts.h"
#include "web/plan_form.h"
#include "web/plan_pages.h"

struct shown {
    plan_texts ids; /* every id of the page */
    plan_texts fields;
    size_t notes;
    struct arena *arena;
    struct plan *plan;
};

static bool holds(const plan_texts *l, struct str s)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->at[i], s))
            return true;
    return false;
}

static void add_id(struct shown *s, struct str id)
{
    CHECK(!holds(&s->ids, id), "the id %.*s stands twice", (int)id.n, id.p);
    assert_true(plan_add_text(s->arena, &s->ids, id));
}

/* A field is there once, and what it shows is no change when it is sent back. */
static void look_at_field(struct shown *s, const struct view_edit_field *f)
{
    struct plan_place at;
    add_id(s, f->name);
    assert_true(plan_add_text(s->arena, &s->fields, f->name));
    CHECK(plan_place(s->plan, f->name, &at) && !at.is_item, "%.*s", (int)f->name.n, f->name.p);
    CHECK(f->label.n, "%.*s has no label", (int)f->name.n, f->name.p);
    int kinds = f->is_line + f->is_text + f->is_date + f->is_choice + f->is_boxes;
    CHECK(kinds == 1, "%.*s is %d kinds", (int)f->name.n, f->name.p, kinds);
    if (f->is_boxes || f->is_choice) {
        size_t chosen = 0;
        for (size_t i = 0; i < f->choices_count; i++)
            chosen += f->choices[i].chosen;
        CHECK(f->is_boxes || chosen == 1, "%.*s: %zu of its choices are chosen", (int)f->name.n, f->name.p, chosen);
    }
    CHECK(!plan_value_changed(&at, f->value), "%.*s is changed by being shown", (int)f->name.n, f->name.p);
    s->notes += f->below.notes_count;
}

static void look_at_list(struct shown *s, const struct edit_list *l);

static void look_at_item(struct shown *s, const struct view_edit_item *i)
{
    add_id(s, i->pointer);
    CHECK(i->title.n && i->name.n, "%.*s has no title", (int)i->pointer.n, i->pointer.p);
    for (size_t k = 0; k < i->fields_count; k++)
        look_at_field(s, &i->fields[k]);
    for (size_t k = 0; k < i->builder_count; k++)
        look_at_field(s, &i->builder[k]);
    for (size_t k = 0; k < i->more_count; k++)
        look_at_field(s, &i->more[k]);
    for (size_t k = 0; k < i->lists_count; k++)
        look_at_list(s, &i->lists[k]);
    s->notes += i->below.notes_count;
}

static void look_at_list(struct shown *s, const struct edit_list *l)
{
    add_id(s, l->pointer); /* the button that adds */
    for (size_t i = 0; i < l->items_count; i++)
        look_at_item(s, &l->items[i]);
}

static void look_at_links(const struct shown *s, const struct edit_check *list, size_t n, bool plain)
{
    for (size_t i = 0; i < n; i++) {
        CHECK(list[i].text.n, "a check without words");
        if (plain && list[i].field.n && !str_starts(list[i].field, STR("carried-")))
            CHECK(holds(&s->ids, list[i].field), "%.*s: no %.*s on the page", (int)list[i].text.n, list[i].text.p,
                  (int)list[i].field.n, list[i].field.p);
    }
}

/* Every member that holds something has its field. */
static void look_for_members(const struct shown *s, const struct shape *shape, const void *item, const char *at)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct shape_field *f = &shape->fields[i];
        char pointer[512];
        snprintf(pointer, sizeof pointer, "%s/%s", at, f->key);
        if (shape_field_is_empty(f, item) || f->kind == SHAPE_ID || strcmp(pointer, "/version") == 0 ||
            strcmp(pointer, "/title") == 0)
            continue;
        const struct shape_items *list = shape_member_const(f, item);
        if (f->kind == SHAPE_LIST) {
            for (size_t k = 0; k < list->n; k++) {
                char inner[600];
                snprintf(inner, sizeof inner, "%s/%zu", pointer, k);
                look_for_members(s, f->shape, (const char *)list->at + k * f->shape->size, inner);
            }
        } else if (!holds(&s->fields, str_of(pointer))) {
            CHECK(f->kind == SHAPE_OBJECT, "%s holds something and is not shown", pointer);
            look_for_members(s, f->shape, shape_member_const(f, item), pointer);
        }
    }
}

static bool is_blank(struct plan *p, struct str place)
{
    struct plan_place at;
    if (!plan_place(p, place, &at))
        return false;
    if (!at.is_item) {
        const struct shape *s = at.shape;
        bool blank = at.owner_shape != NULL;
        for (size_t i = 0; i < s->count; i++)
            blank = blank && (s->fields[i].kind == SHAPE_ID || shape_field_is_empty(&s->fields[i], at.item));
        return blank;
    }
    const struct shape *s = at.field->shape;
    const struct shape_items *list = shape_member(at.field, at.item);
    bool blank = true;
    for (size_t i = 0; i < s->count; i++)
        blank = blank && (s->fields[i].kind == SHAPE_ID ||
                          shape_field_is_empty(&s->fields[i], (const char *)list->at + at.index * s->size));
    return blank;
}

static void look_at(struct plan *p, struct arena *a, bool all_members)
{
    struct findings findings;
    struct plan_beside beside = {.last = 0};
    struct err e = {0};
    memset(&findings, 0, sizeof findings);
    assert_true(plan_number_ids(p, a, &e) && plan_bind(p, a, &e) && rules_check(p, a, &findings, &e));
    struct editor d = {.arena = a, .plan = p, .beside = &beside, .findings = &findings};
    struct view_edit_section *sections;
    struct view_edit_checks checks;
    struct shown s = {.arena = a, .plan = p};
    size_t n;
    bool empty;
    assert_true(editor_begin(&d, &e));
    editor_sections(&d, &sections, &n, &empty);
    editor_checks(&d, &checks);
    assert_false(d.failed);
    assert_true(n >= 11);
    for (size_t i = 0; i < n; i++) {
        add_id(&s, str_of(sections[i].id));
        for (size_t k = 0; k < sections[i].parts_count; k++)
            look_at_item(&s, &sections[i].parts[k]);
        for (size_t k = 0; k < sections[i].lists_count; k++)
            look_at_list(&s, &sections[i].lists[k]);
    }
    look_at_links(&s, checks.checks, checks.checks_count, all_members);
    look_at_links(&s, checks.must, checks.must_count, all_members);
    look_at_links(&s, checks.todo, checks.todo_count, all_members);
    look_at_links(&s, checks.advice, checks.advice_count, all_members);
    assert_true(checks.of == (int64_t)checks.checks_count && checks.in_place <= checks.of);
    if (all_members)
        look_for_members(&s, &plan_shape, p, "");
    for (size_t i = 0; i < findings.list.n; i++) { /* each finding stands in the list or below its field */
        struct str place = editor_note_place(&d, &findings.list.at[i]);
        struct view_edit_notes notes;
        editor_notes(&d, place, &notes);
        bool listed = false; /* of an item in which nothing stands yet only at the side */
        for (size_t k = 0; k < checks.checks_count; k++)
            listed = listed || !checks.checks[k].ok;
        bool blank =
            strcmp(findings.list.at[i].rule->id, "text.blank") == 0 && checks.blank_count > 0; /* in its list */
        /* A blank leads to its own field, also in a list of texts, and that is not folded. */
        struct str mend = editor_mend_field(&d, &findings.list.at[i]);
        CHECK(strcmp(findings.list.at[i].rule->id, "text.blank") != 0 ||
                  (holds(&s.fields, mend) && editor_must(&d, mend)),
              "the blank at %.*s leads to %.*s", (int)findings.list.at[i].pointer.n, findings.list.at[i].pointer.p,
              (int)mend.n, mend.n ? mend.p : "");
        CHECK(!findings.list.at[i].pointer.n || notes.notes_count || !place.n || (listed && is_blank(p, place)) ||
                  blank,
              "%s at %.*s is not shown", findings.list.at[i].rule->id, (int)findings.list.at[i].pointer.n,
              findings.list.at[i].pointer.p);
    }
}

static void test_starters(void **state)
{
    (void)state;
    for (size_t i = 0; starter_at(i); i++) {
        struct arena a;
        struct plan *p;
        arena_init(&a, 0);
        assert_true(plan_from_json((struct str){starter_at(i)->json, starter_at(i)->json_size}, &a, &p, NULL));
        look_at(p, &a, true);
        arena_free(&a);
    }
}

static void test_example(void **state)
{
    struct arena a;
    struct plan *p;
    size_t n;
    (void)state;
    char *bytes = read_file("examples/marisol-vega.plan.json", &n);
    arena_init(&a, 0);
    assert_true(plan_from_json((struct str){bytes, n}, &a, &p, NULL));
    look_at(p, &a, true);
    arena_free(&a);
    free(bytes);
}

static void test_random_plans(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 40; i++) {
        struct arena a;
        arena_init(&a, 0);
        look_at(random_plan(&a, &seed, 10 + (unsigned)below(&seed, 50)), &a, true);
        arena_free(&a);
    }
}

static void test_empty(void **state)
{
    struct arena a;
    struct plan *p;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_from_json(STR("{\"format\":\"goldthread.plan/1\",\"goals\":[{\"id\":\"g1\"}]}"), &a, &p, &e));
    assert_true(editor_empty(p));
    look_at(p, &a, true);
    assert_true(plan_text(&a, STR("Rest"), &p->goals.at[0].client_words));
    assert_false(editor_empty(p));
    arena_free(&a);
}

/* ---- the form ---- */

static void test_post(void **state)
{
    static const struct http_field fields[] = {
        {{"csrf", 4}, {"x", 1}, {NULL, 0}, {NULL, 0}},
        {{"draft", 5}, {"01", 2}, {NULL, 0}, {NULL, 0}},
        {{"version", 7}, {"12", 2}, {NULL, 0}, {NULL, 0}},
        {{"/goals/0/problems", 17}, {"", 0}, {NULL, 0}, {NULL, 0}},
        {{"/goals/0/problems", 17}, {"p2", 2}, {NULL, 0}, {NULL, 0}},
        {{"/goals/0/problems", 17}, {"p1", 2}, {NULL, 0}, {NULL, 0}},
        {{"/goals/0/values", 15}, {"", 0}, {NULL, 0}, {NULL, 0}},
        {{"do", 2}, {"mend:goal.vague:/goals/0/statement", 34}, {NULL, 0}, {NULL, 0}},
    };
    static const struct {
        const char *pressed;
        enum plan_edit_kind kind;
        const char *pointer, *value;
    } acts[] = {{"add:/goals", EDIT_ADD, "/goals", ""},
                {"up:/goals/1", EDIT_UP, "/goals/1", ""},
                {"down:/goals/0", EDIT_DOWN, "/goals/0", ""},
                {"remove:/goals/0", EDIT_REMOVE, "/goals/0", ""},
                {"restore:3", EDIT_RESTORE, "", "3"},
                {"confirm:g1", EDIT_CONFIRM, "", "g1"},
                {"write:/goals/0/objectives/0", EDIT_WRITE, "/goals/0/objectives/0", ""},
                {"place:/notes/2:/strengths", EDIT_PLACE, "/notes/2", "/strengths"},
                {"link:/problems/0/diagnoses:d1", EDIT_LINK, "/problems/0/diagnoses", "d1"}};
    struct arena a;
    struct plan_post f;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_post_read(fields, sizeof fields / sizeof *fields, &a, &f, &e));
    assert_str(f.id, "01", "draft");
    assert_int_equal(f.base, 12);
    assert_str(f.act, "mend", "act");
    assert_str(f.at, "goal.vague:/goals/0/statement", "at");
    assert_int_equal(f.edits.list.n, 2);
    assert_str(f.edits.list.at[0].value, "p2 p1", "boxes are joined");
    assert_str(f.edits.list.at[1].value, "", "no box");
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        struct http_field one = {{"do", 2}, str_of(acts[i].pressed), {NULL, 0}, {NULL, 0}};
        assert_true(plan_post_read(&one, 1, &a, &f, &e));
        assert_int_equal(f.edits.list.n, 1);
        assert_int_equal(f.edits.list.at[0].kind, acts[i].kind);
        assert_str(f.edits.list.at[0].pointer, acts[i].pointer, acts[i].pressed);
        assert_str(f.edits.list.at[0].value, acts[i].value, acts[i].pressed);
    }
    arena_free(&a);
}

static void test_mend(void **state)
{
    struct arena a;
    struct plan *p;
    struct findings findings;
    struct err e = {0};
    struct plan_post f;
    (void)state;
    memset(&findings, 0, sizeof findings);
    arena_init(&a, 0);
    assert_true(plan_from_json(STR("{\"format\":\"goldthread.plan/1\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Rest\","
                                   "\"objectives\":[{\"id\":\"o1\",\"statement\":\"Feel better\"}]}]}"),
                               &a, &p, &e));
    assert_true(plan_bind(p, &a, &e) && rules_check(p, &a, &findings, &e));
    size_t offered = 0;
    for (size_t i = 0; i < findings.list.n; i++) {
        const struct finding *one = &findings.list.at[i];
        char pressed[200];
        if (!one->rewrite.n)
            continue;
        offered++;
        snprintf(pressed, sizeof pressed, "mend:%s:%s", one->rule->id, one->pointer.p);
        const struct http_field fields[] = {{one->pointer, {"Feel better", 11}, {NULL, 0}, {NULL, 0}},
                                            {{"do", 2}, str_of(pressed), {NULL, 0}, {NULL, 0}}};
        assert_true(plan_post_read(fields, 2, &a, &f, &e));
        assert_true(plan_post_mend(&f, &findings, &a));
        assert_int_equal(f.edits.list.n, 1); /* in place of what was typed */
        assert_true(str_eq(f.edits.list.at[0].value, one->rewrite) || i > 0);
        assert_true(plan_post_read(&fields[1], 1, &a, &f, &e));
        assert_true(plan_post_mend(&f, &findings, &a));
        assert_int_equal(f.edits.list.n, 1);
    }
    assert_true(offered > 0);
    struct http_field gone = {{"do", 2}, STR("mend:no.rule:/goals/0/statement"), {NULL, 0}, {NULL, 0}};
    assert_true(plan_post_read(&gone, 1, &a, &f, &e));
    assert_false(plan_post_mend(&f, &findings, &a));
    arena_free(&a);
}

/* Words that are put in mend at least as much as they leave to be mended, and offer nothing that was offered. */
static void test_rewrites(void **state)
{
    static const char *const sentences[] = {"Client will improve sleep.",
                                            "Client will use coping skills 3 times a week.",
                                            "Client will reduce GAD-7 score to 7.",
                                            "Client will attend school",
                                            "Client will work on anger",
                                            "Be less depressed within 12 weeks",
                                            "Feel better and worry less",
                                            "Client will lower the PHQ-9",
                                            "Client will improve sleep, shown by [a score], reaching [how much].",
                                            "Client will sleep better by [date, week or session]."};
    size_t put_in = 0;
    (void)state;
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        struct arena a;
        struct plan *p, *q;
        struct err e = {0};
        struct findings before = {0}, after;
        char json[600];
        arena_init(&a, 0);
        snprintf(json, sizeof json,
                 "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Rest\",\"objectives\":"
                 "[{\"id\":\"o1\",\"statement\":\"%s\"}]}]}",
                 sentences[i]);
        assert_true(plan_from_json(str_of(json), &a, &p, &e) && plan_bind(p, &a, &e) &&
                    rules_check(p, &a, &before, &e));
        for (size_t k = 0; k < before.list.n; k++) {
            const struct finding *f = &before.list.at[k];
            if (!f->rewrite.n || !str_is(f->pointer, "/goals/0/objectives/0/statement"))
                continue;
            assert_true(plan_from_json(str_of(json), &a, &q, &e));
            q->goals.at[0].objectives.at[0].statement = f->rewrite;
            memset(&after, 0, sizeof after);
            assert_true(plan_bind(q, &a, &e) && rules_check(q, &a, &after, &e));
            CHECK(after.list.n <= before.list.n, "%s: %zu findings, then %zu", sentences[i], before.list.n,
                  after.list.n);
            for (size_t n = 0; n < after.list.n; n++)
                CHECK(!blank_in(f->rewrite) || !after.list.at[n].rewrite.n, "%s: a second rewrite beside blanks",
                      sentences[i]);
            put_in++;
        }
        arena_free(&a);
    }
    assert_true(put_in > 8);
}

/* The list at the side of a plan with these members. */
static void checks_of(const char *members, struct arena *a, struct view_edit_checks *out)
{
    struct err e = {0};
    struct plan *p;
    struct findings findings;
    struct plan_beside beside = {.last = 0};
    char json[800];
    memset(&findings, 0, sizeof findings);
    snprintf(json, sizeof json, "{\"format\":\"goldthread.plan/1\",%s}", members);
    CHECK(plan_from_json(str_of(json), a, &p, &e) && plan_number_ids(p, a, &e) && plan_bind(p, a, &e) &&
              rules_check(p, a, &findings, &e),
          "%s: %s", members, e.text);
    struct editor d = {.arena = a, .plan = p, .beside = &beside, .findings = &findings};
    assert_true(editor_begin(&d, &e));
    editor_checks(&d, out);
    assert_false(d.failed);
}

/* What is counted are findings, and blanks; what can only be looked at when more is written waits. */
static void test_counted(void **state)
{
    static const struct {
        const char *members, *rule;
        size_t later;
    } rows[] = {
        {"\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\"}]", "goal.no-objective", 2},
        {"\"goals\":[{\"id\":\"g1\",\"objectives\":[{\"id\":\"o1\",\"statement\":\"Client will walk 3 times a week by "
         "[date].\"}]}]",
         "plan.no-intervention", 2},
        {"\"goals\":[{\"id\":\"g1\",\"objectives\":[{\"id\":\"o1\",\"statement\":\"Client will walk [how many] times a "
         "week within 8 weeks.\"}]}]",
         "plan.no-intervention", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct view_edit_checks checks;
        bool said = false;
        arena_init(&a, 0);
        checks_of(rows[i].members, &a, &checks);
        for (size_t k = 0; k < checks.todo_count; k++)
            CHECK(checks.todo[k].rule, "%zu: \"%.*s\" is no finding", i, (int)checks.todo[k].text.n,
                  checks.todo[k].text.p);
        for (size_t k = 0; k < checks.later_count; k++)
            assert_true(!checks.later[k].rule && !checks.later[k].ok);
        for (size_t k = 0; k < checks.must_count + checks.todo_count; k++) {
            const struct edit_check *c = k < checks.must_count ? &checks.must[k] : &checks.todo[k - checks.must_count];
            said = said || strcmp(c->rule, rows[i].rule) == 0;
        }
        CHECK(said && checks.later_count == rows[i].later, "%zu: %zu wait", i, checks.later_count);
        arena_free(&a);
    }
}

/* A rule that is renamed keeps its row. */
static void test_rule_names(void **state)
{
    (void)state;
    CHECK(!editor_checks_unknown(), "%s", editor_checks_unknown());
    CHECK(!editor_mend_unknown(), "%s", editor_mend_unknown());
}

/* What may belong together by its words, or because there is nothing else, is linked with one press. */
static void test_offers(void **state)
{
    static const struct {
        const char *members, *button, *words; /* NULL: none is offered */
    } rows[] = {
        {"\"problems\":[{\"id\":\"p1\",\"name\":\"Poor sleep\"},{\"id\":\"p2\",\"name\":\"Anxiety at "
         "work\"}],\"diagnoses\":"
         "[{\"id\":\"d1\",\"title\":\"Generalized anxiety "
         "disorder\"}],\"goals\":[{\"id\":\"g1\",\"statement\":\"Rest\"},"
         "{\"id\":\"g2\",\"statement\":\"Work\"}]",
         "link:/problems/1/diagnoses:d1",
         "Link it to \xe2\x80\x9c"
         "Anxiety at work\xe2\x80\x9d"},
        {"\"problems\":[{\"id\":\"p1\",\"name\":\"Sleeping badly\"},{\"id\":\"p2\",\"name\":\"Debts\"}],\"goals\":"
         "[{\"id\":\"g1\",\"statement\":\"Rest\"},{\"id\":\"g2\",\"statement\":\"Sleep through the night\"}]",
         "link:/goals/1/problems:p1",
         "Link \xe2\x80\x9cSleeping badly\xe2\x80\x9d to \xe2\x80\x9cSleep through the night\xe2\x80\x9d"},
        {"\"problems\":[{\"id\":\"p1\",\"name\":\"Disorder\"},{\"id\":\"p2\",\"name\":\"Debts\"}],\"diagnoses\":"
         "[{\"id\":\"d1\",\"title\":\"Panic disorder\"}],\"goals\":[{\"id\":\"g1\",\"statement\":\"Rest\"},"
         "{\"id\":\"g2\",\"statement\":\"Work\"}]",
         NULL, NULL},
        {"\"problems\":[{\"id\":\"p1\",\"name\":\"Order at home\"},{\"id\":\"p2\",\"name\":\"Debts\"}],\"goals\":"
         "[{\"id\":\"g1\",\"statement\":\"Rest\"},{\"id\":\"g2\",\"statement\":\"Less disordered days\"}]",
         NULL, NULL}}; /* inside a word is not at its beginning */
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct view_edit_checks checks;
        const struct edit_choice *first = NULL;
        arena_init(&a, 0);
        checks_of(rows[i].members, &a, &checks);
        for (size_t k = 0; k < checks.todo_count; k++)
            if (!first && checks.todo[k].offers_count)
                first = &checks.todo[k].offers[0];
        CHECK((first != NULL) == (rows[i].button != NULL), "%zu: offered %s", i, first ? first->value.p : "nothing");
        if (first && rows[i].button) {
            assert_str(first->value, rows[i].button, rows[i].members);
            assert_str(first->label, rows[i].words, rows[i].members);
        }
        arena_free(&a);
    }
}

/* ---- every objective has an end, or the list says which has not ---- */

static void test_ends(void **state)
{
#define DATED                                                                                                          \
    "{\"id\":\"o1\",\"statement\":\"Emma will lower the GAD-7 score from 15 to 6 or less by 1 December 2030.\"}"
    static const struct {
        const char *objectives, *text; /* NULL: in place */
    } rows[] = {{DATED, NULL},
                {DATED ",{\"id\":\"o2\"}", "Objective 2 does not say by when."},
                {DATED ",{\"id\":\"o2\",\"status\":\"cancelled\"}", NULL},
                {DATED ",{\"id\":\"o2\",\"due\":{\"date\":\"2030-12-01\"}}", NULL},
                {DATED ",{\"id\":\"o2\",\"statement\":\"Emma will feel better.\"}", "does not say by when"},
                {DATED ",{\"id\":\"o2\",\"statement\":\"Emma will lower the PHQ-9 score from 15 to 6.\"}",
                 "does not say by when"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct view_edit_checks checks;
        char members[600];
        bool said = false, in_place = false;
        arena_init(&a, 0);
        snprintf(members, sizeof members, "\"goals\":[{\"id\":\"g1\",\"objectives\":[%s]}]", rows[i].objectives);
        checks_of(members, &a, &checks);
        for (size_t k = 0; k < checks.checks_count; k++) {
            in_place =
                in_place || (checks.checks[k].ok && str_is(checks.checks[k].text, "Each objective has an end date"));
            said = said || (rows[i].text && str_find(checks.checks[k].text, str_of(rows[i].text), 0) != (size_t)-1);
        }
        CHECK(in_place == !rows[i].text && said == (rows[i].text != NULL), "row %zu: in place %d, said %d", i, in_place,
              said);
        arena_free(&a);
    }
}

/* What is still to be filled in is not in place, in whatever part of the plan it stands. */
static void test_blanks(void **state)
{
#define GOAL_WITH(links, statement, members)                                                                           \
    "\"goals\":[{\"id\":\"g1\"," links                                                                                 \
    "\"statement\":\"Worry less.\",\"objectives\":[{\"id\":\"o1\",\"statement\":\"" statement "\"" members "}]}]"
#define DATED_WORDS "Emma will lower the GAD-7 score from 15 to 6 or less by 1 December 2030."
#define DATED_GOAL GOAL_WITH("", DATED_WORDS, "")
#define VALUED_GOAL GOAL_WITH("\"values\":[\"v1\"],", DATED_WORDS, "")
#define BLANK_GOAL                                                                                                     \
    GOAL_WITH("", "Emma will lower the GAD-7 score from [baseline] to [target] within [how many] weeks.",              \
              ",\"due\":{\"text\":\"within [how many] weeks\"}")
    static const struct {
        const char *members, *row;
        bool ok;
    } rows[] = {
        {"\"strengths\":[{\"id\":\"s1\",\"text\":\"Patience\",\"used_by\":[\"g1\"]}]," DATED_GOAL, "A strength is used",
         true},
        {"\"strengths\":[{\"id\":\"s1\",\"text\":\"[what helps]\",\"used_by\":[\"g1\"]}]," DATED_GOAL,
         "A strength is used", false},
        {"\"values\":[{\"id\":\"v1\",\"text\":\"Family\"}]," VALUED_GOAL, "Tied to what the client values", true},
        {"\"values\":[{\"id\":\"v1\",\"text\":\"[what matters]\"}]," VALUED_GOAL, "Tied to what the client values",
         false},
        {DATED_GOAL, "Each objective has an end date", true},
        {DATED_GOAL, "Targets can be reached", true},
        {BLANK_GOAL, "Each objective has an end date", false},
        {BLANK_GOAL, "Targets can be reached", false},
        {"\"crisis\":{\"contacts\":[{\"name\":\"The crisis line\",\"contact\":\"988\"}]}", "Safety is seen to", true},
        {"\"crisis\":{\"contacts\":[{\"name\":\"[whom to call]\",\"contact\":\"988\"}]}", "Safety is seen to", false},
        {"\"agreement\":{\"plain_words\":[{\"part\":\"/goals\",\"text\":\"We work on worry.\"}]}",
         "The plan is there in plain words", true},
        {"\"agreement\":{\"plain_words\":[{\"part\":\"/goals\",\"text\":\"We work on [what].\"}]}",
         "The plan is there in plain words", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct view_edit_checks checks;
        bool ok = false;
        arena_init(&a, 0);
        checks_of(rows[i].members, &a, &checks);
        for (size_t k = 0; k < checks.checks_count; k++)
            ok = ok || (checks.checks[k].ok && str_is(checks.checks[k].text, rows[i].row));
        CHECK(ok == rows[i].ok, "row %zu: \"%s\" in place: %d", i, rows[i].row, ok);
        arena_free(&a);
    }
}

/* ---- other plans ---- */

/* The button, and what came of it, stand there also when there is no other advice. */
static void test_compare(void **state)
{
    static const struct {
        bool may, compared, off;
        const char *is, *is_not;
    } rows[] = {{false, false, false, "checks in place", "ompare"},
                {true, false, false, "value=\"copied\">Compare with my other plans", "caseload"},
                {true, true, false, "No sentence stands in another plan of your caseload.", "value=\"copied\""},
                {true, true, true, "This practice does not compare plans", "value=\"copied\""}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct err e = {0};
        struct plan *p;
        struct findings none;
        struct plan_beside beside = {.last = 0};
        struct view_edit_checks checks;
        struct buf b;
        arena_init(&a, 0);
        buf_init(&b, 0);
        struct out o = {.to = &b};
        memset(&none, 0, sizeof none);
        CHECK(plan_from_json(STR("{\"format\":\"goldthread.plan/1\"}"), &a, &p, &e), "%s", e.text);
        struct editor d = {.arena = &a,
                           .plan = p,
                           .beside = &beside,
                           .findings = &none,
                           .may_copied = rows[i].may,
                           .copied = rows[i].compared,
                           .copied_off = rows[i].off};
        assert_true(editor_begin(&d, &e));
        editor_checks(&d, &checks);
        assert_int_equal(checks.advice_count, 0);
        view_edit_checks(&o, &checks);
        assert_true(buf_ok(&b));
        CHECK(str_find(buf_str(&b), str_of(rows[i].is), 0) != (size_t)-1, "row %zu: %.*s", i, (int)b.n, b.p);
        CHECK(str_find(buf_str(&b), str_of(rows[i].is_not), 0) == (size_t)-1, "row %zu: %.*s", i, (int)b.n, b.p);
        buf_free(&b);
        arena_free(&a);
    }
}

/* ---- without memory ---- */

static bool run_page(struct arena *a, void *ctx, struct err *e)
{
    struct plan *p, *from;
    struct findings findings;
    struct plan_beside beside = {.from = STR("x")};
    struct view_edit_section *sections;
    struct view_edit_checks checks;
    size_t n;
    bool empty;
    (void)ctx;
    memset(&findings, 0, sizeof findings);
    const struct starter *s = starter_at(0);
    if (!plan_from_json((struct str){s->json, s->json_size}, a, &p, e) ||
        !plan_from_json((struct str){s->json, s->json_size}, a, &from, e) || !plan_number_ids(p, a, e) ||
        !plan_bind(p, a, e) || !rules_check(p, a, &findings, e))
        return false;
    struct editor d = {
        .arena = a, .plan = p, .former = from, .former_number = 1, .beside = &beside, .findings = &findings};
    if (!editor_begin(&d, e))
        return false;
    editor_sections(&d, &sections, &n, &empty);
    editor_checks(&d, &checks);
    return !d.failed || arena_error(a, e);
}

static void test_memory(void **state)
{
    (void)state;
    limit_sweep(run_page, NULL, 20000);
    for (size_t at = 1; at < 4000; at += 37) { /* one of many: all of them take long */
        struct arena a;
        struct err e = {0};
        arena_init(&a, 0);
        a.fail_at = at;
        bool ok = run_page(&a, NULL, &e);
        fault_outcome(ok, &a, &e, at);
    }
}

/* A text that is brought in is for the client whose record is open, or names somebody else. */
static void test_names(void **state)
{
    static const struct {
        const char *in_text, *of_record;
        bool other;
    } rows[] = {
        {"", "Emma Lee", false},
        {"Emma Lee", "Emma Lee", false},
        {" emma lee ", "Emma Lee", false},
        {"Emma Lee DOB 4/17/1988", "Emma Lee", false},
        {"Emma Lee D.O.B. 4/17/1988", "Emma Lee", false},
        {"Emma Lee born 1988", "Emma Lee", false},
        {"Emma Lee date of birth 4/17/1988", "Emma Lee", false},
        {"Emma Lee (27)", "Emma Lee", false},
        {"Emma Lee, 27 years", "Emma Lee", false},
        {"Emma Lee; she/her", "Emma Lee", false},
        {"Emma Lee | 00-482", "Emma Lee", false},
        {"Emma Lee 27 F", "Emma Lee", false},
        {"Emma Leeds", "Emma Lee", true},
        {"Emma Lee-Brown", "Emma Lee", true},
        {"Emma Lee Brown", "Emma Lee", true},
        {"Emma", "Emma Lee", true},
        {"Anna Lee", "Emma Lee", true},
        {"Emma Lee", "", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(plan_names_other(str_of(rows[i].in_text), str_of(rows[i].of_record)) == rows[i].other, "%s",
              rows[i].in_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_starters), cmocka_unit_test(test_example), cmocka_unit_test(test_random_plans),
        cmocka_unit_test(test_empty),    cmocka_unit_test(test_post),    cmocka_unit_test(test_mend),
        cmocka_unit_test(test_rewrites), cmocka_unit_test(test_counted), cmocka_unit_test(test_rule_names), cmocka_unit_test(test_offers),
        cmocka_unit_test(test_ends),     cmocka_unit_test(test_memory),  cmocka_unit_test(test_blanks),
        cmocka_unit_test(test_compare),  cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
