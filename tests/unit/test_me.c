/* test_me.c: one's own account and one's sign-ins. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "practice/upkeep.h"

static struct me me(struct record_test *t, const struct actor *who, const char *token)
{
    struct err e = {0};
    struct me m;
    RECORD_OK(people_me(&t->practice, who, str_of(token), &t->arena, &m, &e), &e);
    return m;
}

static void run_me(struct record_test *t)
{
    struct err e = {0};
    struct actor carl, again, mia, late;
    char first[PEOPLE_TOKEN_SIZE], second[PEOPLE_TOKEN_SIZE], hers[PEOPLE_TOKEN_SIZE], third[PEOPLE_TOKEN_SIZE];
    add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    add_person(t, "mia", ROLE_STAFF, NOBODY);
    assert_true(sign_in(t, "carl", PASSWORD, NULL, first, &carl, &e));
    t->now_ms += 1000;
    assert_true(sign_in(t, "carl", PASSWORD, NULL, second, &again, &e));
    assert_true(sign_in(t, "mia", PASSWORD, NULL, hers, &mia, &e));

    struct me m = me(t, &carl, first);
    EXPECT_EVENT(t, AUDIT_READ, "account.me");
    assert_str(m.person.name, "carl", "name");
    assert_int_equal(m.person.roles, ROLE_CLINICIAN);
    assert_false(m.person.has_totp);
    assert_int_equal(m.count, 2);
    assert_true(!m.session[0].this_one && m.session[1].this_one); /* used last first */
    assert_true(m.session[0].created_ms == m.session[1].created_ms + 1000);
    assert_int_equal(strlen(m.session[0].id), PEOPLE_SESSION_ID_SIZE - 1);
    assert_null(strstr(first, m.session[1].id)); /* opens nothing */
    struct me hers_now = me(t, &mia, hers);
    assert_int_equal(hers_now.count, 1);
    m = me(t, &carl, NULL); /* without a token: none is this one */
    assert_true(m.count == 2 && !m.session[0].this_one && !m.session[1].this_one);

    /* Another's, or none. */
    EXPECT_ERR(people_session_end(&t->practice, &carl, str_of(hers_now.session[0].id), err_), ERR_NOT_FOUND, "sign-in");
    EXPECT_ERR(people_session_end(&t->practice, &carl, STR("00"), err_), ERR_NOT_FOUND, "sign-in");
    EXPECT_ERR(people_session_end(&t->practice, &carl, NOBODY, err_), ERR_NOT_FOUND, "sign-in");
    RECORD_OK(people_session_end(&t->practice, &carl, str_of(m.session[0].id), &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN_OUT, "account.session_end");
    struct actor who;
    EXPECT_ERR(people_session(&t->practice, str_of(second), STR("x"), &t->arena, &who, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_session(&t->practice, str_of(first), STR("x"), &t->arena, &who, &e), &e);
    EXPECT_ERR(people_session_end(&t->practice, &carl, str_of(m.session[0].id), err_), ERR_NOT_FOUND, "sign-in");

    /* All others. */
    size_t n = 9;
    RECORD_OK(people_session_end_others(&t->practice, &carl, str_of(first), &n, &e), &e);
    assert_int_equal(n, 0);
    assert_true(sign_in(t, "carl", PASSWORD, NULL, second, &again, &e));
    assert_true(sign_in(t, "carl", PASSWORD, NULL, third, &late, &e));
    RECORD_OK(people_session_end_others(&t->practice, &carl, str_of(first), &n, &e), &e);
    assert_int_equal(n, 2);
    EXPECT_ERR(people_session(&t->practice, str_of(third), STR("x"), &t->arena, &who, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_session(&t->practice, str_of(first), STR("x"), &t->arena, &who, &e), &e);
    RECORD_OK(people_session(&t->practice, str_of(hers), STR("x"), &t->arena, &who, &e), &e);
    EXPECT_ERR(people_session_end_others(&t->practice, &carl, STR("none"), &n, err_), ERR_INVALID, "sign-in");

    /* What was idle for too long is none any more: on the edge, and past it. */
    t->now_ms += 15 * 60000 - 1000; /* the first one was used a second ago */
    assert_int_equal(me(t, &carl, first).count, 1);
    t->now_ms++;
    assert_int_equal(me(t, &carl, first).count, 0);
}

/* Events of a client bear the names of people. */
static void run_names(struct record_test *t)
{
    struct err e = {0};
    struct client_event *list;
    struct str earlier, id = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct actor carl = actor(id, ROLE_CLINICIAN);
    struct str client = add_client(t, &carl, "Ann Lee", "1990-02-03", id);
    struct client_card card;
    size_t n;
    RECORD_OK(clients_read(&t->practice, &carl, client, &t->arena, &card, &e), &e);
    RECORD_OK(people_join(&t->practice, &program, client, id, STR("clinician"), (struct opt_int){0}, &e), &e);
    RECORD_OK(upkeep_client_events(&t->practice, &carl, client, NOBODY, 9, &t->arena, &list, &n, &earlier, &e), &e);
    assert_int_equal(n, 2);
    assert_str(list[0].row.event.use_case, "team.join", "newest");
    assert_false(list[0].name.n > 0); /* the program itself */
    assert_str(list[1].name, "carl", "name");
}

static bool end_others(struct record_test *t, void *ctx, struct err *e)
{
    size_t n;
    return people_session_end_others(&t->practice, ctx, STR("1.0000000000000000000000000000000000000000000000000000000000000000"),
                                     &n, e);
}

struct reading {
    struct record_test *t;
    struct actor who;
};

static bool read_me(struct arena *a, void *ctx, struct err *e)
{
    struct reading *r = ctx;
    struct me m;
    return people_me(&r->t->practice, &r->who, NOBODY, a, &m, e);
}

static void run_faults(struct record_test *t)
{
    struct err e = {0};
    struct reading r = {.t = t};
    char token[PEOPLE_TOKEN_SIZE];
    add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    assert_true(sign_in(t, "carl", PASSWORD, NULL, token, &r.who, &e));
    assert_true(fault_sweep(read_me, &r) > 2);
    each_step(t, "end all others", end_others, &r.who);
}

static void own_account(void **state)
{
    (void)state;
    each_practice(run_me);
}

static void names(void **state)
{
    (void)state;
    each_practice(run_names);
}

static void faults(void **state)
{
    (void)state;
    each_practice(run_faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(own_account), cmocka_unit_test(names), cmocka_unit_test(faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
