/* A plan taken from a starter: few blanks, nothing of the person made up, the thread holds (plan/starter_take.h). */
#include "support.h"

#include "plan/blank.h"
#include "plan/plan_json.h"
#include "plan/shape.h"
#include "plan/starter_table.h"
#include "plan/starter_take.h"
#include "plan/thread.h"
#include "rules/rules.h"

enum { BLANKS_MOST = 25 };

static const struct starter_facts nothing = {.age = -1};

/* What every client has in the record. */
static struct starter_facts names(void)
{
    return (struct starter_facts){.client = STR("Ana Roe"), .clinician = STR("Ida Lind, LCSW"), .age = 40};
}

static struct str json_of(const struct plan *p, struct buf *b)
{
    buf_init(b, 0);
    plan_to_json(p, 2, b);
    assert_true(buf_ok(b));
    return buf_str(b);
}

/* What is ticked at first, or everything. */
static struct plan *take(const struct starter *s, const struct starter_facts *f, bool all, struct arena *a)
{
    struct starter_part *parts;
    struct str ids[40];
    size_t n, count = 0;
    struct plan *p = NULL;
    struct err e = {0};
    CHECK(starter_parts(s, f, a, &parts, &n, &e), "%s: %s", s->id, e.text);
    for (size_t i = 0; i < n; i++)
        if (all || parts[i].ticked)
            ids[count++] = parts[i].id;
    CHECK(starter_take(s, f, ids, count, a, &p, &e), "%s: %s", s->id, e.text);
    return p;
}

static size_t blanks(struct str text)
{
    size_t n = 0;
    for (size_t i = 0; i + 1 < text.n; i++)
        n += text.p[i] == '[' && ((text.p[i + 1] >= 'a' && text.p[i + 1] <= 'z') || text.p[i + 1] == 'W');
    return n;
}

static void few_blanks_and_a_thread(void **state)
{
    (void)state;
    for (size_t i = 0; starter_at(i); i++) {
        const struct starter *s = starter_at(i);
        struct arena a;
        struct buf b;
        struct thread t;
        struct err e = {0};
        arena_init(&a, 0);
        struct starter_facts known = names();
        struct plan *p = take(s, &known, false, &a);
        size_t n = blanks(json_of(p, &b));
        CHECK(n <= BLANKS_MOST, "%s: %zu blanks\n%s", s->id, n, b.p);
        buf_free(&b);
        CHECK(p->goals.at[0].objectives.n == 2 && p->interventions.n && p->monitoring.n, "%s", s->id);
        CHECK(!p->support.n && !p->crisis.safety_plan.warning_signs.n && p->crisis.risk.n, "%s", s->id);
        for (size_t k = 0; k < 2; k++) {
            const struct plan_objective *o = &p->goals.at[0].objectives.at[k];
            CHECK(str_find(o->statement, STR("within 12 weeks"), 0) != (size_t)-1 && blank_in(o->statement), "%s: %s",
                  s->id, o->statement.p);
            CHECK(!o->baseline.value.has && !o->target.value.has, "%s: a number nobody gave", s->id);
        }
        CHECK(plan_bind(p, &a, &e) && thread_build(p, &a, &t, &e), "%s: %s", s->id, e.text);
        for (size_t k = 0; k < t.nodes.n; k++)
            CHECK(!t.nodes.at[k].needs_up && !t.nodes.at[k].needs_down, "%s: %s hangs loose", s->id,
                  t.nodes.at[k].id.p);
        arena_free(&a);
    }
}

/* But for the blanks, the plan that is taken is sound: no other finding that holds a signature back. */
static void nothing_else_is_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; starter_at(i); i++) {
        const struct starter *s = starter_at(i);
        struct arena a;
        struct findings found;
        struct err e = {0};
        arena_init(&a, 0);
        struct plan *p = take(s, &nothing, false, &a);
        assert_true(plan_bind(p, &a, &e) && rules_check(p, &a, &found, &e));
        for (size_t k = 0; k < found.list.n; k++) {
            const struct finding *f = &found.list.at[k];
            bool of_blanks = strcmp(f->rule->id, "text.blank") == 0 || strcmp(f->rule->id, "diagnosis.no-code") == 0 ||
                             strncmp(f->rule->id, "objective.no-", 13) == 0 || strncmp(f->rule->id, "client.", 7) == 0;
            CHECK(of_blanks || f->rule->severity != SEVERITY_ERROR, "%s: %s at %s", s->id, f->rule->id, f->pointer.p);
            CHECK(strcmp(f->rule->id, "crisis.safety-plan-intended") != 0, "%s", s->id);
        }
        arena_free(&a);
    }
}

static void what_is_known_is_filled_in(void **state)
{
    const struct str lines[] = {STR("Crisis line: 555 0199")};
    const struct starter_score scores[] = {{STR("phq9"), STR("17"), {2026, 11, 3}}};
    const struct starter_facts f = {.client = STR("Ana \"Nan\" Roe"),
                                    .preferred = STR("Nan"),
                                    .clinician = STR("Ida Lind, LCSW"),
                                    .contact = STR("Nora Roe (sister), 555 0100"),
                                    .crisis = lines,
                                    .crisis_count = 1,
                                    .scores = scores,
                                    .score_count = 1,
                                    .age = 40,
                                    .weeks = 10};
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = take(starter_find(STR("depression")), &f, false, &a);
    const struct plan_objective *o = &p->goals.at[0].objectives.at[0];
    assert_str(o->statement, "Client will lower the PHQ-9 score from 17 to [target score] or less within 10 weeks.",
               "");
    assert_true(o->baseline.value.has && o->baseline.date.day == 3);
    assert_str(o->responsible, "client, with Ida Lind, LCSW", "");
    assert_str(p->diagnoses.at[0].evidence.at[1], "PHQ-9 of 17 on 3 November 2026", "");
    assert_str(p->crisis.contacts.at[0].name, "Nora Roe (sister)", "");
    assert_str(p->crisis.contacts.at[0].contact, "555 0100", "");
    assert_str(p->crisis.resources.at[0], "Crisis line: 555 0199", "");
    assert_str(p->agreement.participants.at[0].name, "Ana \"Nan\" Roe", "");
    struct str json = json_of(p, &b);
    CHECK(str_find(json, STR("988"), 0) == (size_t)-1, "the practice has its own line");
    CHECK(str_find(json, STR("clinician's name"), 0) == (size_t)-1, "%s", b.p);
    buf_free(&b);
    arena_free(&a);
}

static void measures_by_age(void **state)
{
    static const struct {
        int age;
        const char *measure;
        bool ticked;
        const char *note;
    } rows[] = {{40, "PHQ-9", true, ""},
                {18, "PHQ-9", true, ""},
                {17, "PHQ-A", true, "PHQ-A in place of PHQ-9: it is made for ages 11 to 17."},
                {11, "PHQ-A", true, "PHQ-A in place of PHQ-9: it is made for ages 11 to 17."},
                {10, "PHQ-9", false, "Not ticked: nothing here says that PHQ-9 fits at 10."}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct starter_facts f = {.age = rows[i].age};
        struct starter_part *parts;
        struct arena a;
        struct err e = {0};
        size_t n;
        arena_init(&a, 0);
        assert_true(starter_parts(starter_find(STR("depression")), &f, &a, &parts, &n, &e));
        CHECK(str_find(parts[0].label, str_of(rows[i].measure), 0) != (size_t)-1, "%s", parts[0].label.p);
        CHECK(parts[0].ticked == rows[i].ticked, "%d", rows[i].age);
        assert_str(parts[0].note, rows[i].note, rows[i].measure);
        arena_free(&a);
    }
}

struct seen {
    const struct starter_short *row;
    bool met;
};

static void look(const struct shape *s, const void *item, const char *path, struct seen *x)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        char part[200];
        snprintf(part, sizeof part, "%s%s%s", path, *path ? "/" : "", f->key);
        bool here = strcmp(part, x->row->part) == 0, all = strcmp(x->row->words, "*") == 0;
        const plan_texts *texts = f->kind == SHAPE_TEXTS ? member : NULL;
        const struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        const struct str *text = f->kind == SHAPE_TEXT && here ? member : NULL;
        if (text)
            x->met = x->met || (all ? blank_in(*text) : str_find(*text, str_of(x->row->words), 0) != (size_t)-1);
        for (size_t t = 0; texts && here && t < texts->n; t++)
            x->met = x->met ||
                     (all ? blank_in(texts->at[t]) : str_find(texts->at[t], str_of(x->row->words), 0) != (size_t)-1);
        if (f->kind == SHAPE_OBJECT)
            look(f->shape, member, part, x);
        x->met = x->met || (list && here && list->n);
        for (size_t t = 0; list && t < list->n; t++)
            look(f->shape, (const char *)list->at + t * f->shape->size, part, x);
    }
}

/* A row that meets nothing is a mistake in it. */
static void every_row_meets_a_text(void **state)
{
    (void)state;
    for (const struct starter_short *r = starter_short_table; r->starter; r++) {
        struct seen x = {r, strcmp(r->part, "ages") == 0};
        CHECK(strcmp(r->starter, "*") == 0 || starter_find(str_of(r->starter)), "no starter %s", r->starter);
        for (size_t i = 0; starter_at(i) && !x.met; i++) {
            const struct starter *s = starter_at(i);
            struct arena a;
            struct err e = {0};
            struct plan *p;
            if (strcmp(r->starter, "*") != 0 && strcmp(r->starter, s->id) != 0)
                continue;
            arena_init(&a, 0);
            assert_true(plan_from_json((struct str){s->json, s->json_size}, &a, &p, &e));
            x.met = strcmp(r->part, "brings") == 0;
            look(&plan_shape, p, "", &x);
            arena_free(&a);
        }
        CHECK(x.met, "%s %s \"%s\" is nowhere", r->starter, r->part, r->words);
    }
}

static bool take_one(struct arena *a, void *ctx, struct err *e)
{
    const struct str ids[] = {STR("o1"), STR("i1")};
    struct plan *p;
    (void)ctx;
    return starter_take(starter_find(STR("gad")), &nothing, ids, 2, a, &p, e);
}

static bool parts_one(struct arena *a, void *ctx, struct err *e)
{
    const struct starter_facts child = {.age = 12};
    struct starter_part *parts;
    size_t n;
    (void)ctx;
    return starter_parts(starter_find(STR("depression")), &child, a, &parts, &n, e);
}

static void every_allocation_fails_cleanly(void **state)
{
    (void)state;
    assert_true(fault_sweep(take_one, NULL) > 20);
    assert_true(fault_sweep(parts_one, NULL) > 20);
}

/* What a tick is for can be read from its label. */
static void labels(void **state)
{
    static const struct {
        const char *starter, *id, *label;
    } rows[] = {
        {"panic", "o2", "Go to [which avoided place] without [which safety behavior] \xe2\x80\xa6 times a week within 12 weeks"},
        {"panic", "o3", "Lower the WSAS score from \xe2\x80\xa6 to \xe2\x80\xa6 or less within 12 weeks"},
        {"ptsd", "i1", "Prolonged exposure or cognitive processing therapy or EMDR"},
        {"adhd", "o1", "Write tasks into one calendar on \xe2\x80\xa6 days a week within 12 weeks"},
    };
    struct arena a;
    struct err e = {0};
    size_t met = 0;
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; starter_at(i); i++) {
        struct starter_part *parts;
        size_t n;
        assert_true(starter_parts(starter_at(i), &nothing, &a, &parts, &n, &e));
        for (size_t k = 0; k < n; k++) {
            CHECK(str_find(parts[k].label, STR("\xe2\x80\xa6 \xe2\x80\xa6"), 0) == (size_t)-1, "%s %s: %s",
                  starter_at(i)->id, parts[k].id.p, parts[k].label.p);
            for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
                if (strcmp(rows[r].starter, starter_at(i)->id) != 0 || !str_is(parts[k].id, rows[r].id))
                    continue;
                CHECK(str_is(parts[k].label, rows[r].label), "%s %s: %.*s", rows[r].starter, rows[r].id,
                      (int)parts[k].label.n, parts[k].label.p);
                met++;
            }
        }
    }
    assert_int_equal(met, sizeof rows / sizeof *rows);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_blanks_and_a_thread),    cmocka_unit_test(nothing_else_is_wrong),
        cmocka_unit_test(what_is_known_is_filled_in), cmocka_unit_test(measures_by_age),
        cmocka_unit_test(every_row_meets_a_text),     cmocka_unit_test(every_allocation_fails_cleanly),
        cmocka_unit_test(labels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
