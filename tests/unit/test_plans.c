/* test_plans.c: a client's plans: drafts that two people change at once, versions, what may be seen of them. */
#include "plans_people.h"

static void run_drafts(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v = draft(t, p), again;
    assert_int_equal(v.version, 1);
    assert_int_equal(v.number, 1);
    assert_str(v.state, "draft", "state");
    assert_str(v.json, "{\"format\":\"goldthread.plan/1\",\"version\":1}", "json");
    assert_false(plans_draft_new(&t->practice, &p->other, p->id, false, NONE, &t->arena, &again, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_true(has(str_of(e.text), v.id.p));

    struct saved s = save(t, &p->clinician, p->id, v.id, 1,
                          PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\",\"client_words\":\"Rest\"}]"), NULL);
    RECORD_OK(s.ok, &s.e);
    assert_int_equal(s.v.version, 2);
    /* Two people from version 2: different fields are taken from both. */
    struct saved one = save(t, &p->clinician, p->id, v.id, 2,
                            PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep 7 hours\",\"client_words\":\"Rest\"}]"),
                            NULL);
    RECORD_OK(one.ok, &one.e);
    struct saved two = save(t, &p->other, p->id, v.id, 2,
                            PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep\",\"client_words\":\"I want rest\"}]"),
                            NULL);
    RECORD_OK(two.ok, &two.e);
    assert_true(has(two.v.json, "Sleep 7 hours") && has(two.v.json, "I want rest"));
    /* The same field: theirs stands, mine is told, what else I typed is in. */
    struct saved three = save(t, &p->other, p->id, v.id, 2,
                              PLAN("\"title\":\"Spring\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep well\","
                                   "\"client_words\":\"Rest\"}]"),
                              "form-1");
    assert_false(three.ok);
    assert_int_equal(three.e.kind, ERR_CONFLICT);
    assert_int_equal(three.count, 1);
    assert_str(three.conflicts[0].pointer, "/goals/0/statement", "pointer");
    assert_str(three.conflicts[0].base, "Sleep", "base");
    assert_str(three.conflicts[0].mine, "Sleep well", "mine");
    assert_str(three.conflicts[0].theirs, "Sleep 7 hours", "theirs");
    assert_true(has(three.v.json, "Spring") && has(three.v.json, "Sleep 7 hours"));
    assert_int_equal(three.v.version, 5);
    /* The same form sent twice is answered in the same way and saves nothing more. */
    struct saved twice = save(t, &p->other, p->id, v.id, 2, PLAN("\"title\":\"Spring\""), "form-1");
    assert_int_equal(twice.e.kind, ERR_CONFLICT);
    assert_int_equal(twice.count, 1);
    assert_str(twice.conflicts[0].mine, "Sleep well", "mine, said again");
    assert_int_equal(twice.v.version, 5);
}

static void test_drafts(void **state)
{
    (void)state;
    each_backend(run_drafts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drafts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
