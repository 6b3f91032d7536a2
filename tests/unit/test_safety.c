/* The safety plan: the version agreed on and the one that a client made alone; who may, and what the team is told. */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"
#include "practice/chart.h"
#include "practice/queue.h"
#include "practice/safety.h"
#include "practice/sharing.h"

#define AGREED "{\"warning_signs\":[\"no sleep\"],\"people\":[\"Anna 555 0100\"]}"
#define MINE "{\"coping\":[\"walk with the dog\"],\"text\":[\"call early\"]}"

static struct safety look(struct record_test *t, const struct actor *who, struct str client)
{
    struct err e = {0};
    struct safety s;
    RECORD_OK(safety_read(&t->practice, who, client, &t->arena, &s, &e), &e);
    return s;
}

static struct str put(struct record_test *t, const struct actor *who, struct str client, const char *json)
{
    struct err e = {0};
    struct str id;
    t->now_ms++;
    RECORD_OK(safety_write(&t->practice, who, client, str_of(json), NONE, &t->arena, &id, &e), &e);
    return id;
}

static struct str first(const plan_texts *t)
{
    return t->n ? t->at[0] : NONE;
}

static size_t news(struct record_test *t, const struct actor *who, unsigned *kinds)
{
    struct err e = {0};
    struct queue q;
    RECORD_OK(queue_read(&t->practice, who, today(t), &t->arena, &q, &e), &e);
    *kinds = q.news_count ? q.news[0].kinds : 0;
    return q.news_count;
}

static void alone_and_agreed(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str id = NONE, again;
    unsigned kinds;
    struct safety s = look(t, &p->client, p->id);
    assert_true(!s.agreed.steps && !s.alone.steps && !s.of_plan);
    struct str agreed = add(t, &p->clinician, p->id, RECORD_SAFETY_PLAN, "2027-01-10", AGREED);
    assert_int_equal(news(t, &p->clinician, &kinds), 0);
    struct str mine = put(t, &p->client, p->id, MINE);
    assert_int_equal(news(t, &p->clinician, &kinds), 1);
    assert_int_equal(kinds, 1u << RECORD_SAFETY_PLAN);
    s = look(t, &p->clinician, p->id);
    CHECK(str_eq(s.agreed.id, agreed) && str_eq(s.alone.id, mine) && str_is(s.alone.by, "IDA"), "both stand");
    assert_str(first(&s.agreed.steps->warning_signs), "no sleep", "agreed");
    assert_str(first(&s.alone.steps->coping), "walk with the dog", "alone");

    /* What was agreed on is what the chart and a plan that is disclosed go by. */
    struct client_chart c;
    struct chart_ask ask = {.rows = 10};
    RECORD_OK(chart_read(&t->practice, &p->clinician, p->id, &ask, &t->arena, &c, &e), &e);
    assert_true(str_eq(c.safety_plan, agreed) && c.row_count == 2);
    bool told = str_is(c.row[0].word, "made_by_the_client_alone");
    CHECK(told && str_eq(c.row[0].id, mine) && !c.row[1].word.n, "the timeline says who made it");

    /* Written anew, the one before is kept as corrected. */
    struct str second = put(t, &p->client, p->id, "{\"coping\":[\"tea\"]}");
    s = look(t, &p->client, p->id);
    assert_true(str_eq(s.alone.id, second));
    FAILS(safety_agree(&t->practice, &p->clinician, p->id, mine, NONE, &t->arena, &id, &failed), ERR_CONFLICT,
          "safety_plan", "another stands");
    t->now_ms++;
    RECORD_OK(safety_agree(&t->practice, &p->clinician, p->id, second, NONE, &t->arena, &id, &e), &e);
    s = look(t, &p->client, p->id);
    CHECK(str_eq(s.agreed.id, id) && !s.alone.steps && str_is(s.agreed.by, "CLINICIAN"), "agreed to");
    assert_str(first(&s.agreed.steps->coping), "tea", "as the client wrote it");
    FAILS(safety_agree(&t->practice, &p->clinician, p->id, second, NONE, &t->arena, &again, &failed), ERR_CONFLICT,
          "safety_plan", "agreed to before");

    /* One that the team enters later, having read it, ends it. */
    put(t, &p->client, p->id, MINE);
    add(t, &p->other, p->id, RECORD_SAFETY_PLAN, "2027-01-15", AGREED);
    s = look(t, &p->client, p->id);
    assert_true(s.agreed.steps && !s.alone.steps);
}

static void test_alone_and_agreed(void **state)
{
    (void)state;
    each_backend(alone_and_agreed);
}

static void steps_of_the_plan(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str json = STR("{\"format\":\"goldthread.plan/1\",\"version\":1,\"crisis\":{\"safety_plan\":{\"people\":[\"Anna\"]}}}");
    struct plan_call c = {.t = t, .client = p->id, .json = json, .state = "signed"};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_plan, &c, &e), &e);
    struct safety s = look(t, &p->client, p->id);
    assert_true(s.of_plan && !s.agreed.id.n);
    assert_str(first(&s.agreed.steps->people), "Anna", "of the plan");
    put(t, &p->client, p->id, MINE);
    s = look(t, &p->client, p->id);
    assert_true(s.of_plan && s.alone.steps);
}

static void test_steps_of_the_plan(void **state)
{
    (void)state;
    each_backend(steps_of_the_plan);
}

static void what_is_none(struct record_test *t, struct people *p)
{
    struct str id;
    static const struct {
        const char *json, *where;
        enum err_kind kind;
    } bad[] = {{"{}", "entry", ERR_INVALID},
               {"{\"people\":[]}", "warning_signs", ERR_INVALID},
               {"{\"friends\":[\"x\"]}", "friends", ERR_INVALID},
               {"[1]", "entry", ERR_INVALID}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        FAILS(safety_write(&t->practice, &p->client, p->id, str_of(bad[i].json), NONE, &t->arena, &id, &failed),
              bad[i].kind, bad[i].where, bad[i].json);
    }
    FAILS(safety_agree(&t->practice, &p->clinician, p->id, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"), NONE, &t->arena, &id,
                       &failed),
          ERR_NOT_FOUND, "record", "no such version");
    FAILS(safety_write(&t->practice, &p->clinician, p->id, STR(MINE), NONE, &t->arena, &id, &failed), ERR_REFUSED,
          "safety.write", "the team writes by entry.write");
    FAILS(safety_write(&t->practice, &p->else_client, p->id, STR(MINE), NONE, &t->arena, &id, &failed), ERR_NOT_FOUND,
          "client", "another's");
    FAILS(safety_write(&t->practice, &p->guardian, p->id, STR(MINE), NONE, &t->arena, &id, &failed), ERR_REFUSED,
          "safety.write", "a guardian");
}

static void test_what_is_none(void **state)
{
    (void)state;
    each_backend(what_is_none);
}

static void guardians(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct safety s;
    struct guardian_access none = {.sections = SHARE_PROGRESS, .reason = STR("agreed with her"), .decided_on = today(t)};
    add(t, &p->clinician, p->id, RECORD_SAFETY_PLAN, "2027-01-10", AGREED);
    put(t, &p->client, p->id, MINE);
    FAILS(safety_read(&t->practice, &p->guardian, p->id, &t->arena, &s, &failed), ERR_REFUSED, "guardian", "nothing is open");
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &none, &e), &e);
    FAILS(safety_read(&t->practice, &p->guardian, p->id, &t->arena, &s, &failed), ERR_REFUSED, "guardian", "others are");
    none.sections |= SHARE_SAFETY_PLAN;
    t->now_ms++;
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &none, &e), &e);
    s = look(t, &p->guardian, p->id);
    assert_true(s.agreed.steps && !s.alone.steps && !s.alone.id.n); /* what she wrote alone is hers */
    s = look(t, &p->client, p->id);
    assert_true(s.agreed.steps && s.alone.steps);
    FAILS(safety_read(&t->practice, &p->staff, p->id, &t->arena, &s, &failed), ERR_REFUSED, "safety.read", "staff");
    FAILS(safety_read(&t->practice, &p->stranger, p->id, &t->arena, &s, &failed), ERR_NOT_FOUND, "client", "a stranger");
}

static void test_guardians(void **state)
{
    (void)state;
    each_backend(guardians);
}

/* ---- each step of the database failing ---- */

static void failing_steps(struct record_test *t, struct people *p)
{
    add(t, &p->clinician, p->id, RECORD_SAFETY_PLAN, "2027-01-10", AGREED);
    struct str mine = put(t, &p->client, p->id, MINE), id;
    for (int what = 0; what < 2; what++) {
        bool ok = false;
        for (int n = 1; n < 200 && !ok; n++) {
            struct err e = {0};
            db_fail_at(t->store.db, n);
            ok = what ? safety_agree(&t->practice, &p->clinician, p->id, mine, NONE, &t->arena, &id, &e)
                      : safety_write(&t->practice, &p->client, p->id, STR("{\"coping\":[\"tea\"]}"), NONE, &t->arena, &mine, &e);
            bool reached = db_fail_at(t->store.db, 0) == 0;
            CHECK(ok == !reached && (ok || e.kind == ERR_IO), "step %d: %s", n, e.text);
            if (!ok) {
                struct safety s = look(t, &p->client, p->id);
                CHECK(s.agreed.steps && s.alone.steps && !s.agreed.steps->coping.n, "step %d left half of it", n);
            }
            mine = what || ok ? mine : NONE;
        }
        assert_true(ok);
    }
}

static void test_failing_steps(void **state)
{
    (void)state;
    each_backend(failing_steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone_and_agreed), cmocka_unit_test(test_steps_of_the_plan),
        cmocka_unit_test(test_what_is_none),     cmocka_unit_test(test_guardians),
        cmocka_unit_test(test_failing_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
