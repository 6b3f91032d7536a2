/* Another sentence for a goal or objective: what was read from the old one is read anew, what was stated apart stays. */
#include "support.h"

#include "plan/plan_json.h"
#include "plan/restate.h"

static struct plan *load(const char *json, struct arena *a)
{
    struct plan *p = NULL;
    struct err e = {0};
    bool ok = plan_from_json(str_of(json), a, &p, &e) && plan_number_ids(p, a, &e) && plan_bind(p, a, &e);
    CHECK(ok, "%s: %s", e.where, e.text);
    return p;
}

#define HEAD "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Feel steady at work\",\"objectives\":[{\"statement\":"

static void parts_read_from_the_old_sentence_are_read_anew(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    arena_init(&a, 0);
    struct plan *p = load(HEAD "\"Reduce GAD-7 from 16 to 9 or less within 12 weeks\"}]}]}", &a);
    struct plan_objective *o = &p->goals.at[0].objectives.at[0];
    assert_str(o->measure.instrument, "gad7", "before");
    assert_true(plan_restate(p, STR("/goals/0/objectives/0/statement"), STR("Reduce PHQ-9 from 18 to 8 or less within 10 weeks"),
                             &a, &e));
    o = &p->goals.at[0].objectives.at[0];
    assert_str(o->statement, "Reduce PHQ-9 from 18 to 8 or less within 10 weeks", "sentence");
    assert_str(o->measure.instrument, "phq9", "measure");
    assert_str(o->due.period, "P10W", "due");
    assert_true(o->baseline.value.mant == 18 && o->target.value.mant == 8);
    arena_free(&a);
}

static void parts_stated_apart_stay(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    arena_init(&a, 0);
    struct plan *p = load(HEAD "\"Reduce anxiety\",\"due\":{\"date\":\"2026-03-31\"},\"measure\":{\"name\":\"worry diary\"}}]}]}", &a);
    assert_true(plan_restate(p, STR("/goals/0/objectives/0/statement"),
                             STR("Write down a worry in the worry diary at least 5 times a week by the 6th session"), &a, &e));
    struct plan_objective *o = &p->goals.at[0].objectives.at[0];
    assert_true(o->due.date.year == 2026 && !o->due.session.has);
    assert_str(o->measure.name, "worry diary", "measure");
    arena_free(&a);
}

static void a_goal_of_its_own_number_is_read_anew(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    arena_init(&a, 0);
    struct plan *p = load("{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Reduce PHQ-9 from 18 to 9 or less by "
                          "2026-05-31\"}]}",
                          &a);
    assert_int_equal(p->goals.at[0].due.date.month, 5);
    assert_true(plan_restate(p, STR("/goals/0/statement"), STR("Walk in the park 3 times a week for 8 weeks"), &a, &e));
    assert_true(!p->goals.at[0].baseline.value.has && p->goals.at[0].due.date.year == 0);
    assert_str(p->goals.at[0].due.period, "P8W", "due");
    arena_free(&a);
}

static void a_date_stated_apart_stays_beside_one_in_the_sentence(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    arena_init(&a, 0);
    struct plan *p = load(HEAD "\"Walk 3 times a week by 2026-04-30\",\"due\":{\"date\":\"2026-06-30\"},"
                               "\"baseline\":{\"value\":1.0},\"frequency\":{\"count_min\":2}}]}]}",
                          &a);
    assert_true(plan_restate(p, STR("/goals/0/objectives/0/statement"), STR("Walk 4 times a week by 2026-04-15"), &a, &e));
    struct plan_objective *o = &p->goals.at[0].objectives.at[0];
    assert_true(o->due.date.month == 6 && o->baseline.value.mant == 10 && o->frequency.count_min.v == 2);
    arena_free(&a);
}

static void other_texts_are_only_replaced(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    arena_init(&a, 0);
    struct plan *p = load(HEAD "\"Reduce anxiety\",\"responsible\":\"me\"}]}]}", &a);
    assert_true(plan_restate(p, STR("/goals/0/objectives/0/responsible"), STR("client and therapist"), &a, &e));
    assert_str(p->goals.at[0].objectives.at[0].responsible, "client and therapist", "responsible");
    assert_true(plan_restate(p, STR("/goals/0/statement"), STR("Feel at home at work"), &a, &e));
    assert_str(p->goals.at[0].statement, "Feel at home at work", "goal");
    assert_false(plan_restate(p, STR("/goals/7/statement"), STR("x"), &a, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    err_clear(&e);
    assert_false(plan_restate(p, STR("/goals/0/objectives/1x/statement"), STR("x"), &a, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    arena_free(&a);
}

static bool whole(struct arena *a, void *ctx, struct err *e)
{
    (void)ctx;
    struct plan *p = NULL;
    return plan_from_json(STR(HEAD "\"Reduce GAD-7 to 9 or less within 12 weeks\"}]}]}"), a, &p, e) && plan_number_ids(p, a, e) &&
           plan_bind(p, a, e) &&
           plan_restate(p, STR("/goals/0/objectives/0/statement"), STR("Reduce GAD-7 to 7 or less within 8 weeks"), a, e) &&
           plan_restate(p, STR("/goals/0/statement"), STR("Sleep 7 hours a night within 8 weeks"), a, e);
}

static void every_allocation_fails_cleanly(void **state)
{
    (void)state;
    assert_true(fault_sweep(whole, NULL) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_read_from_the_old_sentence_are_read_anew),
        cmocka_unit_test(parts_stated_apart_stay),
        cmocka_unit_test(a_goal_of_its_own_number_is_read_anew),
        cmocka_unit_test(a_date_stated_apart_stays_beside_one_in_the_sentence),
        cmocka_unit_test(other_texts_are_only_replaced),
        cmocka_unit_test(every_allocation_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
