/* Starter plans: valid documents, tied together, every number left to the clinician, every method with its source. */
#include "support.h"

#include "measure/measure.h"
#include "plan/evidence.h"
#include "plan/icd10cm.h"
#include "plan/plan_json.h"
#include "plan/starter.h"
#include "plan/thread.h"

static struct plan *load(const struct starter *s, struct arena *a)
{
    struct plan *p = NULL;
    struct err e = {0};
    arena_init(a, 0);
    CHECK(plan_from_json((struct str){s->json, s->json_size}, a, &p, &e), "%s: %s: %s", s->id, e.where, e.text);
    return p;
}

static void test_find(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/starter_find.tsv");
    while (tsv_next(&t)) {
        const struct starter *s = starter_find(tsv_text(&t, "name"));
        CHECK(strcmp(s ? s->id : "-", tsv_get(&t, "id")) == 0, "%s: %s", tsv_where(&t), s ? s->id : "-");
    }
    tsv_close(&t);
    assert_null(starter_find((struct str){NULL, 0}));
}

static void test_table(void **state)
{
    size_t count = 0;
    (void)state;
    for (const struct starter *s; (s = starter_at(count)); count++) {
        CHECK(*s->source && *s->title && s->names[0], "%s", s->id);
        assert_ptr_equal(starter_find(str_of(s->id)), s);
        assert_ptr_equal(starter_find(str_of(s->title)), s);
        for (const char *const *n = s->names; *n; n++)
            CHECK(starter_find(str_of(*n)) == s, "%s does not lead to %s", *n, s->id);
        CHECK(evidence_known_problem(str_of(s->title)), "%s is unknown to the evidence map", s->title);
    }
    assert_int_equal(count, 12);
}

/* The document in data/library is what the program itself would write. */
static void test_round_trip(void **state)
{
    const struct starter *s;
    (void)state;
    for (size_t i = 0; (s = starter_at(i)); i++) {
        struct arena a;
        struct buf b;
        struct plan *p = load(s, &a);
        buf_init(&b, 0);
        plan_to_json(p, 2, &b);
        assert_true(buf_ok(&b));
        CHECK(str_eq(str_trim(buf_str(&b)), str_trim((struct str){s->json, s->json_size})),
              "data/library/%s.json is not as plan_to_json writes it", s->id);
        buf_free(&b);
        arena_free(&a);
    }
}

static bool has_blank(struct str s)
{
    return str_find(s, STR("["), 0) != (size_t)-1;
}

static void check_measure(const struct starter *s, const struct plan_measure *m)
{
    if (m->instrument.p) {
        const struct measure *known = measure_find(m->instrument);
        CHECK(known && str_is(m->name, known->name), "%s: %s", s->id, m->instrument.p);
    }
}

/* Nothing of the client's is made up: baselines and targets are blanks, and so is each deadline. */
static void check_objective(const struct starter *s, const struct plan_objective *o)
{
    CHECK(has_blank(o->statement), "%s %s has no blank", s->id, o->id.p);
    CHECK(!o->baseline.value.has && has_blank(o->baseline.text), "%s %s: baseline", s->id, o->id.p);
    CHECK(!o->target.value.has && !o->due.period.p && !o->due.session.has, "%s %s: number", s->id, o->id.p);
    CHECK(o->responsible.p && o->measure.name.p, "%s %s", s->id, o->id.p);
    check_measure(s, &o->measure);
}

static void check_intervention(const struct starter *s, const struct plan_intervention *v)
{
    struct evidence e;
    bool known = false;
    for (size_t i = 0; !known && evidence_row(i, &e); i++)
        known = str_is(v->evidence, e.source->text);
    CHECK(known, "%s %s: \"%s\" is no source of the evidence map", s->id, v->id.p, v->evidence.p);
    CHECK(v->responsible.p && v->frequency.text.p && v->rationale.p && v->objectives.n, "%s %s", s->id, v->id.p);
    if (!v->condition.text.p)
        CHECK(evidence_find(str_of(s->title), v->name, &e) && e.status != EVIDENCE_INSUFFICIENT, "%s %s", s->id,
              v->name.p);
}

static void check_condition(const struct starter *s, const struct plan_condition *c)
{
    CHECK(c->text.p && c->kind != CONDITION_UNSTATED, "%s: %s", s->id, c->text.p);
    if (c->kind == CONDITION_MEASURE) {
        const struct measure *m = measure_find(c->measure.instrument);
        CHECK(m && m->has_cutoff && m->cutoff_confirmed && dec_to_double(c->value) == m->cutoff, "%s: %s", s->id,
              c->text.p);
    } else {
        CHECK(c->event.p, "%s: %s", s->id, c->text.p);
    }
}

static void test_every_plan(void **state)
{
    const struct starter *s;
    (void)state;
    for (size_t i = 0; (s = starter_at(i)); i++) {
        struct arena a;
        const struct plan *p = load(s, &a);
        CHECK(p->diagnoses.n && p->problems.n && p->strengths.n && p->barriers.n && p->values.n, "%s", s->id);
        if (p->diagnoses.at[0].code.p)
            CHECK(icd10cm_check(p->diagnoses.at[0].code, 0) == ICD10CM_VALID, "%s", s->id);
        for (size_t g = 0; g < p->goals.n; g++)
            for (size_t o = 0; o < p->goals.at[g].objectives.n; o++)
                check_objective(s, &p->goals.at[g].objectives.at[o]);
        for (size_t v = 0; v < p->interventions.n; v++) {
            check_intervention(s, &p->interventions.at[v]);
            if (p->interventions.at[v].condition.text.p)
                check_condition(s, &p->interventions.at[v].condition);
        }
        for (size_t r = 0; r < p->referrals.n; r++)
            check_condition(s, &p->referrals.at[r].trigger);
        for (size_t m = 0; m < p->monitoring.n; m++)
            check_measure(s, &p->monitoring.at[m].measure);
        CHECK(p->reviews.window.max_weeks.has && p->crisis.steps.n && p->duration.discharge_criteria.n, "%s", s->id);
        CHECK(p->support.n && p->agreement.client_view.p && p->agreement.plain_words.n, "%s", s->id);
        arena_free(&a);
    }
}

static void test_thread_holds(void **state)
{
    const struct starter *s;
    (void)state;
    for (size_t i = 0; (s = starter_at(i)); i++) {
        struct arena a;
        struct thread t;
        struct err e = {0};
        const struct plan *p = load(s, &a);
        CHECK(thread_build(p, &a, &t, &e), "%s: %s", s->id, e.text);
        for (size_t n = 0; n < t.nodes.n; n++)
            CHECK(!t.nodes.at[n].needs_up && !t.nodes.at[n].needs_down, "%s: %s hangs loose", s->id,
                  t.nodes.at[n].id.p);
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_find), cmocka_unit_test(test_table),
                                       cmocka_unit_test(test_round_trip), cmocka_unit_test(test_every_plan),
                                       cmocka_unit_test(test_thread_holds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
