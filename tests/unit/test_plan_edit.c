/* test_plan_edit.c: a plan through a form and back; items added, moved, taken out; a sentence and its fields. */
#include "support.h"

#include "plan_files.h"
#include "plan_random.h"

#include "plan/diff.h"
#include "plan/edit.h"
#include "plan/objective.h"
#include "plan/plan_json.h"
#include "plan/plan_load.h"

static struct plan *plan_of(const char *json, struct arena *a)
{
    struct plan *p;
    struct err e = {0};
    CHECK(plan_from_json(str_of(json), a, &p, &e), "%s: %s: %s", json, e.where, e.text);
    return p;
}

static void add_edit(struct plan_edits *l, struct arena *a, enum plan_edit_kind kind, struct str pointer,
                     struct str value)
{
    struct plan_edit *to = PLAN_PUSH(a, &l->list);
    assert_non_null(to);
    *to = (struct plan_edit){kind, pointer, value};
}

/* ---- the whole form: every member of every struct, as it is shown ---- */

/* As browsers send it: CR LF. */
static struct str sent(struct str shown, struct arena *a)
{
    struct buf b;
    struct str s;
    buf_init(&b, 0);
    for (size_t i = 0; i < shown.n; i++) {
        if (shown.p[i] == '\n')
            buf_char(&b, '\r');
        buf_char(&b, shown.p[i]);
    }
    assert_true(buf_ok(&b) && plan_text(a, buf_str(&b), &s));
    buf_free(&b);
    return s;
}

static void show_all(struct plan *p, const struct shape *s, void *item, const char *at, struct arena *a,
                     struct plan_edits *out)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        char pointer[512];
        struct plan_place place;
        struct str kept, text;
        struct buf b;
        snprintf(pointer, sizeof pointer, "%s/%s", at, f->key);
        CHECK(plan_place(p, str_of(pointer), &place), "%s", pointer);
        assert_ptr_equal(place.field, f);
        assert_ptr_equal(place.item, item);
        struct shape_items *list = shape_member(f, item);
        for (size_t k = 0; f->kind == SHAPE_LIST && k < list->n; k++) {
            char inner[640];
            snprintf(inner, sizeof inner, "%s/%zu", pointer, k);
            show_all(p, f->shape, (char *)list->at + k * f->shape->size, inner, a, out);
        }
        if (f->kind == SHAPE_OBJECT)
            show_all(p, f->shape, shape_member(f, item), pointer, a, out);
        if (f->kind == SHAPE_LIST)
            continue;
        buf_init(&b, 0);
        plan_value_put(&place, &b);
        assert_true(buf_ok(&b) && plan_text(a, str_of(pointer), &kept) && plan_text(a, buf_str(&b), &text));
        add_edit(out, a, EDIT_SET, kept, sent(text, a));
        buf_free(&b);
    }
}

static void round_trip(struct plan *p, const char *name, struct arena *a)
{
    struct plan_edits edits = {{0}};
    struct plan_beside beside = {.last = 0};
    struct plan_edited edited;
    struct err e = {0};
    assert_true(plan_number_ids(p, a, &e));
    struct str before = json_of(p, a);
    show_all(p, &plan_shape, p, "", a, &edits);
    CHECK(plan_edit(p, &beside, &edits, a, &edited, &e), "%s: %s: %s", name, e.where, e.text);
    struct str after = json_of(p, a);
    CHECK(str_eq(before, after), "%s: before\n%s\nafter\n%s", name, before.p, after.p);
    assert_int_equal(edited.wrong.n, 0);
}

static void round_trip_file(struct plan *p, const char *path, struct arena *a)
{
    round_trip(p, path, a);
    assert_true(plan_bind(p, a, NULL));
    round_trip(p, path, a);
}

static void test_round_trip_files(void **state)
{
    (void)state;
    each_plan_file(round_trip_file);
}

static void test_round_trip_random(void **state)
{
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; i < 150; i++) {
        struct arena a;
        arena_init(&a, 0);
        round_trip(random_plan(&a, &seed, 10 + (unsigned)below(&seed, 80)), "random", &a);
        arena_free(&a);
    }
}

/* ---- what is typed, by table ---- */

#define BASE                                                                                                           \
    "{\"format\":\"goldthread.plan/1\",\"client\":{\"name\":\"Emma Lee\"},\"diagnoses\":[{\"id\":\"d1\"}],"            \
    "\"problems\":[{\"id\":\"p1\",\"name\":\"Worry\"},{\"id\":\"p2\",\"name\":\"Sleep\"}],"                            \
    "\"goals\":[{\"id\":\"g1\",\"problems\":[\"p1\"],\"objectives\":[{\"id\":\"o1\",\"measure\":{\"kind\":"            \
    "\"behaviour\",\"name\":\"walks\"}}]}],\"interventions\":[{\"id\":\"i1\",\"name\":\"CBT\"}],"                      \
    "\"monitoring\":[{\"id\":\"m1\"}]}"

/* The member as JSON after it was typed. */
static void typed(const char *pointer, const char *text, const char *expected, const char *wrong)
{
    struct arena a;
    struct plan_edits edits = {{0}};
    struct plan_beside beside = {.last = 0};
    struct plan_edited out;
    struct err e = {0};
    arena_init(&a, 0);
    struct plan *p = plan_of(BASE, &a);
    add_edit(&edits, &a, EDIT_SET, str_of(pointer), str_of(text));
    CHECK(plan_edit(p, &beside, &edits, &a, &out, &e), "%s: %s", pointer, e.text);
    struct str json = json_of(p, &a);
    CHECK(str_find(json, str_of(expected), 0) != (size_t)-1, "%s := \"%s\": no %s in %s", pointer, text, expected,
          json.p);
    CHECK(out.wrong.n == (wrong != NULL), "%s := \"%s\"", pointer, text);
    if (wrong) {
        assert_str(out.wrong.at[0].pointer, pointer, pointer);
        assert_str(out.wrong.at[0].typed, text, pointer);
        CHECK(strstr(out.wrong.at[0].text, wrong), "%s: %s", pointer, out.wrong.at[0].text);
    }
    arena_free(&a);
}

static void test_typed(void **state)
{
    static const struct {
        const char *pointer, *text, *expected, *wrong;
    } rows[] = {
        {"/problems/0/name", "  Panic ", "\"name\":\"Panic\"", NULL},
        {"/problems/0/name", "", "{\"id\":\"p1\"}", NULL},
        {"/problems/0/symptoms", "one\r\n\r\n two \n  and more\nthree", "[\"one\",\"two\\nand more\",\"three\"]", NULL},
        {"/goals/0/problems", "p2 p1", "\"problems\":[\"p2\",\"p1\"]", NULL},
        {"/goals/0/problems", "p1 p9 d1", "\"problems\":[\"p1\"]", NULL},
        {"/goals/0/problems", "", "\"goals\":[{\"id\":\"g1\",\"objectives\"", NULL},
        {"/goals/0/priority", "high", "\"priority\":\"high\"", NULL},
        {"/goals/0/priority", "highest", "\"id\":\"g1\",\"problems\":[\"p1\"],\"objectives\"", "Choose one"},
        {"/goals/0/long_term", "no", "\"long_term\":false", NULL},
        {"/goals/0/long_term", "maybe", "\"id\":\"g1\"", "yes or no"},
        {"/reviews/next", "2026-12-01", "\"next\":\"2026-12-01\"", NULL},
        {"/reviews/next", "2026-02-30", "BAD", "2026-12-01"},
        {"/reviews/next", "next Tuesday", "BAD", "2026-12-01"},
        {"/interventions/0/session_minutes", "50", "\"session_minutes\":50", NULL},
        {"/interventions/0/session_minutes", "50 min", "\"session_minutes\":50", NULL},
        {"/interventions/0/session_minutes", "50minutes", "\"session_minutes\":50", NULL},
        {"/interventions/0/session_minutes", "50 hours", "\"id\":\"i1\"", "digits"},
        {"/interventions/0/session_minutes", "min", "\"id\":\"i1\"", "digits"},
        {"/interventions/0/session_minutes", "fifty", "\"id\":\"i1\"", "digits"},
        {"/interventions/0/session_minutes", "-1", "\"id\":\"i1\"", "cannot be"},
        {"/interventions/0/session_minutes", "99999999999999999999", "\"id\":\"i1\"", "digits"},
        {"/interventions/0/frequency", "twice a week",
         "\"frequency\":{\"text\":\"twice a week\",\"count_min\":2,\"count_max\":2,\"every_min\":1,\"every_max\":1,"
         "\"unit\":\"week\"}",
         NULL},
        {"/interventions/0/frequency", "now and then", "\"frequency\":{\"text\":\"now and then\"}", NULL},
        {"/interventions/0/condition", "if PHQ-9 is 10 or more", "\"kind\":\"measure\"", NULL},
        {"/monitoring/0/measure", "GAD-7", "\"instrument\":\"gad7\"", NULL},
        {"/reviews/window", "every 4-6 weeks", "\"window\":{\"min_weeks\":4,\"max_weeks\":6,\"text\"", NULL},
        {"/goals/0/objectives/0/due", "2026-12-01", "\"due\":{\"date\":\"2026-12-01\"}", NULL},
        {"/goals/0/objectives/0/due", "within 12 weeks", "\"period\":\"P12W\"", NULL},
        {"/goals/0/objectives/0/due", "1 December 2026", "\"date\":\"2026-12-01\"", NULL},
        {"/goals/0/objectives/0/baseline", "4", "\"baseline\":{\"value\":4}", NULL},
        {"/goals/0/objectives/0/baseline", "not known", "\"baseline\":{\"text\":\"not known\"}", NULL},
        {"/goals/0/id", "g9", "\"id\":\"g1\"", "cannot be typed"},
        {"/goals", "x", "\"id\":\"g1\"", "cannot be typed"},
        {"/duration", "x", "\"id\":\"g1\"", "field by field"},
        {"/goals/7/statement", "gone", "\"id\":\"g1\"", NULL},
        {"/nothing", "x", "\"id\":\"g1\"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        typed(rows[i].pointer, rows[i].text,
              strcmp(rows[i].expected, "BAD") == 0 ? "\"id\":\"m1\"}]}" : rows[i].expected, rows[i].wrong);
}

/* ---- lists ---- */

#define WHOLE                                                                                                          \
    "{\"format\":\"goldthread.plan/1\",\"problems\":[{\"id\":\"p1\",\"name\":\"Worry\"}],\"strengths\":[{\"id\":"      \
    "\"s1\",\"text\":\"Patient\",\"used_by\":[\"g1\",\"o1\",\"i1\"]}],\"goals\":[{\"id\":\"g1\",\"statement\":"        \
    "\"Rest\",\"problems\":[\"p1\"],\"objectives\":[{\"id\":\"o1\",\"statement\":\"Sleep\"},{\"id\":\"o2\","           \
    "\"statement\":\"Wake\"}]},{\"id\":\"g2\",\"statement\":\"Work\"}],\"interventions\":[{\"id\":\"i1\",\"name\":"    \
    "\"CBT\",\"goals\":[\"g1\"],\"objectives\":[\"o1\"]}],\"agreement\":{\"plain_words\":[{\"part\":\"/goals/0\","     \
    "\"text\":\"I sleep\"},{\"part\":\"/goals/1\",\"text\":\"I work\"},{\"part\":\"/goals/0/objectives/1\",\"text\":"  \
    "\"I wake\"}]}}"

static struct plan_edited one(struct plan *p, struct plan_beside *b, enum plan_edit_kind kind, const char *pointer,
                              const char *value, struct arena *a)
{
    struct plan_edits edits = {{0}};
    struct plan_edited out;
    struct err e = {0};
    add_edit(&edits, a, kind, str_of(pointer), str_of(value));
    CHECK(plan_edit(p, b, &edits, a, &out, &e), "%s: %s: %s", pointer, e.where, e.text);
    return out;
}

static bool has(struct str s, const char *piece)
{
    return str_find(s, str_of(piece), 0) != (size_t)-1;
}

static void test_lists(void **state)
{
    struct arena a;
    struct plan_beside b = {.last = 0};
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of(WHOLE, &a);
    struct plan_edited out = one(p, &b, EDIT_ADD, "/goals/1/objectives", NULL, &a);
    assert_str(out.focus, "/goals/1/objectives/0", "focus of a new objective");
    assert_true(has(json_of(p, &a), "{\"id\":\"g2\",\"statement\":\"Work\",\"objectives\":[{\"id\":\"o3\"}]}"));
    /* An item that holds nothing is not kept among the removed. */
    one(p, &b, EDIT_REMOVE, "/goals/1/objectives/0", NULL, &a);
    assert_int_equal(b.removed.n, 0);
    assert_str(json_of(p, &a), WHOLE, "as before");
    out = one(p, &b, EDIT_DOWN, "/goals/0", NULL, &a);
    assert_str(out.focus, "/goals/1", "focus of what moved");
    assert_true(has(json_of(p, &a), "\"part\":\"/goals/1\",\"text\":\"I sleep\""));
    assert_true(has(json_of(p, &a), "\"part\":\"/goals/1/objectives/1\",\"text\":\"I wake\""));
    one(p, &b, EDIT_UP, "/goals/1", NULL, &a);
    assert_str(json_of(p, &a), WHOLE, "moved back");
    /* The ends of a list, and what is no item. */
    one(p, &b, EDIT_UP, "/goals/0", NULL, &a);
    one(p, &b, EDIT_DOWN, "/goals/1", NULL, &a);
    one(p, &b, EDIT_UP, "/goals", NULL, &a);
    one(p, &b, EDIT_ADD, "/goals/0", NULL, &a);
    one(p, &b, EDIT_ADD, "/title", NULL, &a);
    one(p, &b, EDIT_REMOVE, "/goals", NULL, &a);
    one(p, &b, EDIT_RESTORE, "", "4", &a);
    assert_str(json_of(p, &a), WHOLE, "untouched");
    arena_free(&a);
}

static void test_remove(void **state)
{
    struct arena a;
    struct plan_beside b = {.last = 0}, read;
    struct buf json;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of(WHOLE, &a);
    one(p, &b, EDIT_REMOVE, "/goals/0/objectives/0", NULL, &a);
    struct str now = json_of(p, &a);
    assert_false(has(now, "o1"));
    assert_true(has(now, "\"part\":\"/goals/0/objectives/0\",\"text\":\"I wake\""));
    one(p, &b, EDIT_REMOVE, "/goals/0", NULL, &a);
    now = json_of(p, &a);
    assert_false(has(now, "g1") || has(now, "o2") || has(now, "I wake") || has(now, "I sleep"));
    assert_true(has(now, "\"part\":\"/goals/0\",\"text\":\"I work\""));
    assert_int_equal(b.removed.n, 2);
    assert_str(b.removed.at[0].label, "Sleep", "label");
    /* Kept over the saves. */
    buf_init(&json, 0);
    plan_beside_put(&b, &json);
    assert_true(plan_beside_read(buf_str(&json), &a, &read, &e));
    struct plan_edited out = one(p, &read, EDIT_RESTORE, "", "1", &a);
    assert_non_null(out.said);
    out = one(p, &read, EDIT_RESTORE, "", "2", &a);
    assert_null(out.said);
    assert_str(out.focus, "/goals/0", "focus");
    one(p, &read, EDIT_RESTORE, "", "1", &a);
    assert_int_equal(read.removed.n, 0);
    now = json_of(p, &a);
    struct plan *whole = plan_of(WHOLE, &a);
    struct diff d;
    assert_true(diff_plans(whole, p, &a, &d, &e));
    CHECK(d.changes.n == 0, "%s", now.p);
    assert_true(has(now, "\"part\":\"/goals/0/objectives/1\",\"text\":\"I wake\"") && has(now, "I sleep"));
    assert_true(has(now, "\"id\":\"i1\",\"name\":\"CBT\",\"goals\":[\"g1\"],\"objectives\":[\"o1\"]"));
    buf_free(&json);
    arena_free(&a);
}

/* What was taken out and brought back is the plan that was there, whatever was taken out. */
static void remove_any(struct plan *p, const struct shape *s, void *item, const char *at, struct arena *a,
                       uint64_t *seed, char pointer[512])
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        char inner[512];
        struct shape_items *list = shape_member(f, item);
        snprintf(inner, sizeof inner, "%.200s/%s", at, f->key);
        if (f->kind == SHAPE_OBJECT)
            remove_any(p, f->shape, shape_member(f, item), inner, a, seed, pointer);
        for (size_t k = 0; f->kind == SHAPE_LIST && k < list->n; k++) {
            char place[600];
            snprintf(place, sizeof place, "%s/%zu", inner, k);
            if (one_in(seed, 20))
                snprintf(pointer, 512, "%.500s", place);
            remove_any(p, f->shape, (char *)list->at + k * f->shape->size, place, a, seed, pointer);
        }
    }
}

static void test_remove_random(void **state)
{
    uint64_t seed = test_seed();
    size_t done = 0;
    (void)state;
    for (int i = 0; i < 300; i++) {
        struct arena a;
        struct plan_beside b = {.last = 0};
        struct plan *was;
        struct diff d;
        char pointer[512] = "", key[24];
        arena_init(&a, 0);
        struct plan *p = random_plan(&a, &seed, 40);
        memset(&p->duration.ending, 0, sizeof p->duration.ending); /* outcomes have no id to come back to */
        assert_true(plan_number_ids(p, &a, NULL));
        struct str before = json_of(p, &a);
        assert_true(plan_from_json(before, &a, &was, NULL));
        remove_any(p, &plan_shape, p, "", &a, &seed, pointer);
        if (pointer[0]) {
            one(p, &b, EDIT_REMOVE, pointer, NULL, &a);
            struct plan *read;
            struct err e = {0};
            CHECK(plan_from_json(json_of(p, &a), &a, &read, &e), "%s: %s: %s", pointer, e.where, e.text);
            if (b.removed.n) {
                snprintf(key, sizeof key, "%lld", (long long)b.removed.at[0].key);
                one(p, &b, EDIT_RESTORE, "", key, &a);
                assert_true(diff_plans(was, p, &a, &d, &e));
                CHECK(d.changes.n == 0 && json_of(p, &a).n == before.n, "%s: %s\n%s\n%s", pointer,
                      d.changes.n ? d.changes.at[0].sentence.p : "", before.p, json_of(p, &a).p);
                done++;
            }
        }
        arena_free(&a);
    }
    CHECK(done > 50, "only %zu", done);
}

/* ---- objectives ---- */

static void test_write(void **state)
{
    const struct {
        struct objective_words w;
        const char *sentence;
    } rows[] = {
        {{STR("GAD-7"), STR("15"), STR("6"), {0}, STR("2026-12-01")},
         "Emma will lower the GAD-7 score from 15 to 6 or less by 1 December 2026."},
        {{STR("WHO-5"), STR("36"), STR("52"), {0}, STR("12 weeks")},
         "Emma will raise the WHO-5 score from 36 to 52 or more within 12 weeks."},
        {{STR("PHQ-9 score"), STR("17"), STR("50 %"), {0}, STR("session 8")},
         "Emma will lower the PHQ-9 score by 50 % from 17 by session 8."},
        {{STR("GAD-7"), STR("15"), STR("60-70 %"), {0}, STR("within 12 weeks")},
         "Emma will lower the GAD-7 score by 60-70 % from 15 within 12 weeks."},
        {{STR("panic attacks"), STR("4"), STR("1"), STR("a week"), STR("1 December 2026")},
         "Emma will reduce panic attacks from 4 to 1 a week by 1 December 2026."},
        {{STR("take a walk of 20 minutes"), {0}, {0}, STR("5 times a week"), STR("8 weeks")},
         "Emma will take a walk of 20 minutes 5 times a week within 8 weeks."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct buf b;
        struct statement s;
        arena_init(&a, 0);
        buf_init(&b, 0);
        assert_true(objective_write(&rows[i].w, STR("Emma"), &b));
        assert_str(buf_str(&b), rows[i].sentence, rows[i].sentence);
        assert_true(statement_read(buf_str(&b), NULL, &a, &s, NULL));
        CHECK(s.measurable.met == TRI_YES && s.time_bound.met == TRI_YES && s.specific.met == TRI_YES, "%s", b.p);
        buf_free(&b);
        arena_free(&a);
    }
    struct objective_words none = {.to = STR("6")};
    struct buf b;
    buf_init(&b, 0);
    assert_false(objective_write(&none, STR("Emma"), &b));
    assert_int_equal(b.n, 0);
    buf_free(&b);
}

/* In how many things a sentence and its fields say different things. */
static size_t clashes(const struct plan_objective *o, struct arena *a)
{
    struct objective_clash all[OBJECTIVE_CLASHES];
    size_t n;
    assert_true(objective_clashes(o, a, all, &n, NULL));
    return n;
}

static struct plan *with_objective(const char *sentence, struct arena *a)
{
    struct plan *p = plan_of(BASE, a);
    struct plan_objective *o = &p->goals.at[0].objectives.at[0];
    memset(&o->measure, 0, sizeof o->measure);
    assert_true(plan_text(a, str_of(sentence), &o->statement) && plan_bind(p, a, NULL));
    return p;
}

/* A field is changed: the sentence follows where it can. */
static void test_link(void **state)
{
#define SENTENCE "Emma will lower her GAD-7 score from 15 to 6 or less by 1 December 2026."
    static const struct {
        const char *before, *member, *typed, *after; /* after NULL: the sentence stays, and the page says so */
    } rows[] = {
        {SENTENCE, "target", "5", "Emma will lower her GAD-7 score from 15 to 5 or less by 1 December 2026."},
        {SENTENCE, "target", "5 or less", "Emma will lower her GAD-7 score from 15 to 5 or less by 1 December 2026."},
        {SENTENCE, "baseline", "14", "Emma will lower her GAD-7 score from 14 to 6 or less by 1 December 2026."},
        {SENTENCE, "due", "2027-01-15", "Emma will lower her GAD-7 score from 15 to 6 or less by 15 January 2027."},
        {SENTENCE, "due", "within 12 weeks", "Emma will lower her GAD-7 score from 15 to 6 or less within 12 weeks."},
        {SENTENCE, "measure", "PHQ-9", "Emma will lower her PHQ-9 score from 15 to 6 or less by 1 December 2026."},
        {SENTENCE, "target", "60 %", NULL},
        {"Emma will take a walk 5 times a week within 8 weeks.", "frequency", "3 times a week",
         "Emma will take a walk 3 times a week within 8 weeks."},
        {"Emma will walk for 20 minutes 3 times a week.", "due", "8 weeks",
         "Emma will walk for 20 minutes 3 times a week within 8 weeks."},
        {"Emma will lower the GAD-7 score by 60 % from 15.", "due", "12 weeks",
         "Emma will lower the GAD-7 score by 60 % from 15 within 12 weeks."},
        {"Emma will lower the GAD-7 score by 60 % from 15 within 12 weeks.", "target", "6",
         "Emma will lower the GAD-7 score from 15 to 6 or less within 12 weeks."},
        {"", "measure", "GAD-7", ""},
        /* a start that was not known before */
        {"Emma will lower the GAD-7 score to 6 or less.", "baseline", "15",
         "Emma will lower the GAD-7 score from 15 to 6 or less."},
        {"Emma will lower the PHQ-9 score by 60 %.", "baseline", "15",
         "Emma will lower the PHQ-9 score by 60 % from 15."},
        {"Emma will increase panic attacks to 1 per week.", "baseline", "4 per week",
         "Emma will reduce panic attacks from 4 per week to 1 per week."},
        {"Emma will increase panic attacks to 4 per week by 1 March 2027.", "baseline", "1 per week",
         "Emma will increase panic attacks from 1 per week to 4 per week by 1 March 2027."},
        {"In the evening, Emma will lower the GAD-7 score to 6 or less.", "baseline", "15",
         "In the evening, Emma will lower the GAD-7 score from 15 to 6 or less."},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct plan_beside b = {.last = 0};
        char pointer[64];
        arena_init(&a, 0);
        struct plan *p = with_objective(rows[i].before, &a);
        struct plan_objective *o = &p->goals.at[0].objectives.at[0];
        CHECK(clashes(o, &a) == 0, "%s", rows[i].before);
        snprintf(pointer, sizeof pointer, "/goals/0/objectives/0/%s", rows[i].member);
        one(p, &b, EDIT_SET, pointer, rows[i].typed, &a);
        assert_str(o->statement, rows[i].after ? rows[i].after : rows[i].before, rows[i].typed);
        CHECK((clashes(o, &a) != 0) == (rows[i].after == NULL), "%s %s", rows[i].member, rows[i].typed);
        arena_free(&a);
    }
}

/* The objective of a starter: its fields fill its sentence, its sentence its fields, and the rest stays a blank. */
static void test_blanks(void **state)
{
#define BLANKS                                                                                                         \
    "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Be well\",\"objectives\":[{\"statement\":"          \
    "\"Emma will lower the PHQ-9 score from [baseline score] to [target score] or less within [how many] weeks.\","    \
    "\"measure\":{\"kind\":\"instrument\",\"name\":\"PHQ-9\",\"instrument\":\"phq9\"},"                                \
    "\"baseline\":{\"text\":\"[baseline score]\"},"                                                                    \
    "\"target\":{\"kind\":\"absolute\",\"comparator\":\"reduce_to\",\"text\":\"[target score]\"},"                     \
    "\"due\":{\"text\":\"within [how many] weeks\"}}]}]}"
    static const struct {
        const char *member, *typed, *after;
    } rows[] = {
        {"baseline", "17",
         "Emma will lower the PHQ-9 score from 17 to [target score] or less within [how many] weeks."},
        {"target", "5", "Emma will lower the PHQ-9 score from 17 to 5 or less within [how many] weeks."},
        {"due", "12", "Emma will lower the PHQ-9 score from 17 to 5 or less within 12 weeks."},
        {"target", "6", "Emma will lower the PHQ-9 score from 17 to 6 or less within 12 weeks."},
    };
    struct arena a;
    struct plan_beside b = {.last = 0};
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of(BLANKS, &a);
    struct plan_objective *o = &p->goals.at[0].objectives.at[0];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/goals/0/objectives/0/%s", rows[i].member);
        one(p, &b, EDIT_SET, pointer, rows[i].typed, &a);
        assert_str(o->statement, rows[i].after, rows[i].typed);
        CHECK(clashes(o, &a) == 0, "%s", rows[i].typed);
    }
    assert_true(o->baseline.value.has && o->target.value.has && str_is(o->due.period, "P12W"));
    p = plan_of(BLANKS, &a);
    o = &p->goals.at[0].objectives.at[0];
    one(p, &b, EDIT_SET, "/goals/0/objectives/0/statement",
        "Emma will lower the PHQ-9 score from 16 to 4 or less within 10 weeks.", &a);
    assert_true(o->baseline.value.has && o->target.value.has && str_is(o->due.period, "P10W"));
    arena_free(&a);
}

/* A sentence is written anew over fields that were typed: "measure|baseline|target|frequency|due". */
static void test_follow(void **state)
{
#define CINEMA "Emma will go to the cinema 3 times a week by 1 December 2026."
    static const char *const keys[] = {"measure", "baseline", "target", "frequency", "due"};
    static const struct {
        const char *before, *typed, *sentence, *after;
    } rows[] = {
        {CINEMA, "the cinema||||", "Emma will eat in a restaurant once a week by 1 December 2026.",
         "eat in a restaurant|||once a week|by 1 December 2026"},
        {CINEMA, "the cinema||||", "Emma will go to the cinema once a week by 1 December 2026.",
         "the cinema|||once a week|by 1 December 2026"}, /* what is said again keeps its words */
        {CINEMA, "|||3 times per week|", "Emma will go to the cinema once a week by 1 March 2027.",
         "go to the cinema|||once a week|by 1 March 2027"},
        {CINEMA, "the cinema|||3 times per week|2026-12-01", "Emma will feel calm.", "||||"},
        {SENTENCE, "||5||", "Emma will lower her GAD-7 score from 15 to 4 or less by 1 December 2026.",
         "GAD-7|15|4 or less||by 1 December 2026"},
        {SENTENCE, "|14|||", "Emma will lower her GAD-7 score from 13 to 6 or less.", "GAD-7|13|6 or less||"},
        {SENTENCE, "PHQ-9||||", "Emma will lower her PHQ-9 score from 15 to 6 or less by 1 December 2026.",
         "PHQ-9|15|6 or less||by 1 December 2026"},
        {"Emma will feel calm.", "|||weekly|", "Emma will feel calm and rested.", "|||weekly|"}, /* neither says it */
        {"Emma will feel calm.", "the cinema|||weekly|", CINEMA, "the cinema|||3 times a week|by 1 December 2026"},
        {"", "the cinema||||", CINEMA, "the cinema|||3 times a week|by 1 December 2026"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct plan_beside b = {.last = 0};
        struct buf now;
        struct str rest = str_of(rows[i].typed), part;
        char pointer[64];
        arena_init(&a, 0);
        buf_init(&now, 0);
        struct plan *p = with_objective("", &a);
        struct plan_objective *o = &p->goals.at[0].objectives.at[0];
        assert_true(plan_text(&a, str_of(rows[i].before), &o->statement) && plan_bind(p, &a, NULL));
        for (size_t k = 0; k < 5; k++) { /* typed when the sentence stood already, and not taken into it */
            struct plan_place at;
            const char *why;
            snprintf(pointer, sizeof pointer, "/goals/0/objectives/0/%s", keys[k]);
            part = rest;
            str_cut(rest, '|', &part, &rest);
            assert_true(!part.n || (plan_place(p, str_of(pointer), &at) && plan_value_set(&at, part, &a, &why)));
        }
        one(p, &b, EDIT_SET, "/goals/0/objectives/0/statement", rows[i].sentence, &a);
        for (size_t k = 0; k < 5; k++) {
            struct plan_place at;
            snprintf(pointer, sizeof pointer, "/goals/0/objectives/0/%s", keys[k]);
            assert_true(plan_place(p, str_of(pointer), &at));
            buf_cstr(&now, k ? "|" : "");
            plan_value_put(&at, &now);
        }
        assert_str(buf_str(&now), rows[i].after, rows[i].sentence);
        CHECK(clashes(o, &a) == 0, "%s", rows[i].sentence);
        buf_free(&now);
        arena_free(&a);
    }
}

static void test_sentence_first(void **state)
{
    struct arena a;
    struct plan_beside b = {.last = 0};
    struct plan_edits edits = {{0}};
    struct plan_edited out;
    (void)state;
    arena_init(&a, 0);
    /* The form sends the sentence changed and its fields as they were shown: they follow the sentence. */
    struct plan *p = with_objective(SENTENCE, &a);
    struct plan_objective *o = &p->goals.at[0].objectives.at[0];
    add_edit(&edits, &a, EDIT_SET, STR("/goals/0/objectives/0/target"), STR("6 or less"));
    add_edit(&edits, &a, EDIT_SET, STR("/goals/0/objectives/0/statement"),
             STR("Emma will lower her GAD-7 score from 15 to 4 or less by 1 December 2026."));
    add_edit(&edits, &a, EDIT_SET, STR("/goals/0/objectives/0/due"), STR("by 1 December 2026"));
    assert_true(plan_edit(p, &b, &edits, &a, &out, NULL));
    assert_true(o->target.value.has && o->target.value.mant == 4);
    /* From nothing: the fields write it. */
    memset(o, 0, sizeof *o);
    edits.list.n = 0;
    add_edit(&edits, &a, EDIT_SET, STR("/goals/0/objectives/0/measure"), STR("GAD-7"));
    add_edit(&edits, &a, EDIT_SET, STR("/goals/0/objectives/0/baseline"), STR("15"));
    add_edit(&edits, &a, EDIT_SET, STR("/goals/0/objectives/0/target"), STR("60 %"));
    add_edit(&edits, &a, EDIT_SET, STR("/goals/0/objectives/0/due"), STR("12 weeks"));
    assert_true(plan_edit(p, &b, &edits, &a, &out, NULL));
    assert_str(o->statement, "Emma will lower the GAD-7 score by 60 % from 15 within 12 weeks.", "written");
    struct buf sum;
    buf_init(&sum, 0);
    assert_true(objective_sum(p, &p->goals.at[0], o, &a, &sum, NULL));
    assert_str(buf_str(&sum), "60 % less than 15 is 6.", "sum");
    buf_free(&sum);
    /* On demand. */
    one(p, &b, EDIT_SET, "/goals/0/objectives/0/target", "5", &a);
    out = one(p, &b, EDIT_WRITE, "/goals/0/objectives/0", NULL, &a);
    assert_str(o->statement, "Emma will lower the GAD-7 score from 15 to 5 or less within 12 weeks.", "anew");
    arena_free(&a);
}

/* ---- what came along ---- */

static void test_carried(void **state)
{
    struct arena a;
    struct plan_beside b = {.last = 0};
    plan_texts list;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    struct plan *from = plan_of(WHOLE, &a), *p = plan_of(WHOLE, &a);
    assert_true(plan_carried(p, from, &b, &a, &list, &e));
    assert_int_equal(list.n, 5); /* s1, g1, o1, o2, g2; the intervention has a name and no sentence */
    one(p, &b, EDIT_SET, "/goals/0/statement", "Rest well", &a);
    one(p, &b, EDIT_CONFIRM, "", "o2", &a);
    one(p, &b, EDIT_CONFIRM, "", "o2", &a);
    assert_int_equal(b.confirmed.n, 1);
    assert_true(plan_carried(p, from, &b, &a, &list, &e));
    assert_int_equal(list.n, 3);
    assert_str(plan_former(p, STR("/goals/0/statement"), from), "Rest", "former");
    assert_str(plan_former(p, STR("/interventions/0/rationale"), from), "", "none");
    assert_str(plan_former(p, STR("/duration/text"), from), "", "none");
    assert_str(plan_former(p, STR("/goals/0"), from), "", "no text");
    arena_free(&a);
}

/* ---- without memory ---- */

static bool run_edits(struct arena *a, void *ctx, struct err *e)
{
    struct plan *p;
    struct plan_edits edits = {{0}};
    struct plan_beside beside;
    struct plan_edited out;
    const struct plan_edit all[] = {
        {EDIT_SET, STR("/goals/0/statement"), STR("Sleep 7 hours by 1 May 2027")},
        {EDIT_SET, STR("/problems/0/symptoms"), STR("one\ntwo")},
        {EDIT_SET, STR("/goals/0/objectives/0/measure"), STR("GAD-7")},
        {EDIT_SET, STR("/goals/0/objectives/0/target"), STR("6")},
        {EDIT_SET, STR("/goals/0/problems"), STR("p1 p9")},
        {EDIT_ADD, STR("/goals"), {0}},
        {EDIT_DOWN, STR("/goals/0"), {0}},
        {EDIT_REMOVE, STR("/goals/1"), {0}},
        {EDIT_RESTORE, {0}, STR("1")},
        {EDIT_CONFIRM, {0}, STR("g1")},
    };
    (void)ctx;
    if (!plan_from_json(STR(WHOLE), a, &p, e) || !plan_beside_read(STR("{\"from\":\"x\"}"), a, &beside, e))
        return false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct plan_edit *to = PLAN_PUSH(a, &edits.list);
        if (!to)
            return arena_error(a, e);
        *to = all[i];
    }
    return plan_edit(p, &beside, &edits, a, &out, e);
}

static void test_faults(void **state)
{
    (void)state;
    assert_true(fault_sweep(run_edits, NULL) > 50);
}

/* ---- a line that was not understood; a link more ---- */

static void test_place(void **state)
{
    static const struct {
        const char *to, *json; /* what the plan holds then, somewhere */
    } rows[] = {{"/strengths", "\"strengths\":[{\"id\":\"s1\",\"text\":\"Likes to train\"}]"},
                {"/problems", "\"statement\":\"Likes to train\""},
                {"/goals/0/objectives", "\"objectives\":[{\"id\":\"o1\",\"statement\":\"Likes to train\""},
                {"/interventions", "\"interventions\":[{\"id\":\"i1\",\"name\":\"Likes to train\"}]"},
                {"/crisis/steps", "\"steps\":[\"Rest first\",\"Likes to train\"]"},
                {"/assessment/summary", "\"summary\":\"Well.\\nLikes to train\""}};
    static const char *const nowhere[] = {"/notes", "/goals/0", "/goals/0/priority", "/nothing", "/goals/7/objectives"};
    static const char plan[] =
        "{\"format\":\"goldthread.plan/1\",\"assessment\":{\"summary\":\"Well.\"},\"goals\":[{\"id\":\"g1\","
        "\"statement\":\"Rest\"}],\"crisis\":{\"steps\":[\"Rest first\"]},"
        "\"notes\":[{\"text\":\"Stays\"},{\"text\":\"Likes to train\",\"line\":7}]}";
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows + sizeof nowhere / sizeof *nowhere; i++) {
        struct arena a;
        struct plan_edits edits = {{0}};
        struct plan_beside beside = {.last = 0};
        struct plan_edited edited;
        struct err e = {0};
        bool goes = i < sizeof rows / sizeof *rows;
        const char *to = goes ? rows[i].to : nowhere[i - sizeof rows / sizeof *rows];
        arena_init(&a, 0);
        struct plan *p = plan_of(plan, &a);
        add_edit(&edits, &a, EDIT_PLACE, STR("/notes/1"), str_of(to));
        assert_true(plan_edit(p, &beside, &edits, &a, &edited, &e));
        CHECK(p->notes.n == (goes ? 1 : 2), "%s: %zu notes", to, p->notes.n);
        assert_str(p->notes.at[0].text, "Stays", to);
        assert_int_equal(beside.removed.n, 0); /* it stands elsewhere: nothing to bring back */
        CHECK(!goes || strstr(json_of(p, &a).p, rows[i].json), "%s: %s", to, json_of(p, &a).p);
        arena_free(&a);
    }
}

static void test_one_more_link(void **state)
{
    struct arena a;
    struct plan_edits edits = {{0}};
    struct plan_beside beside = {.last = 0};
    struct plan_edited edited;
    struct err e = {0};
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of("{\"format\":\"goldthread.plan/1\",\"problems\":[{\"id\":\"p1\",\"name\":\"Sleep\"}],"
                             "\"diagnoses\":[{\"id\":\"d1\",\"title\":\"Insomnia\"}]}",
                             &a);
    add_edit(&edits, &a, EDIT_LINK, STR("/problems/0/diagnoses"), STR("d1"));
    add_edit(&edits, &a, EDIT_LINK, STR("/problems/0/diagnoses"), STR("d1")); /* once */
    add_edit(&edits, &a, EDIT_LINK, STR("/problems/0/diagnoses"), STR("p1")); /* no diagnosis */
    add_edit(&edits, &a, EDIT_LINK, STR("/problems/0/name"), STR("d1"));      /* no link */
    assert_true(plan_edit(p, &beside, &edits, &a, &edited, &e));
    assert_int_equal(p->problems.at[0].diagnoses.n, 1);
    assert_str(p->problems.at[0].diagnoses.at[0], "d1", "linked");
    assert_str(p->problems.at[0].name, "Sleep", "a text is left alone");
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_one_more_link),
        cmocka_unit_test(test_round_trip_files),
        cmocka_unit_test(test_round_trip_random),
        cmocka_unit_test(test_typed),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_remove),
        cmocka_unit_test(test_remove_random),
        cmocka_unit_test(test_write),
        cmocka_unit_test(test_link),
        cmocka_unit_test(test_follow),
        cmocka_unit_test(test_blanks),
        cmocka_unit_test(test_sentence_first),
        cmocka_unit_test(test_carried),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
