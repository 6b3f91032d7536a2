/* test_sessions.c: sessions of people who are signed in: when they end, whose they are, tokens, being asked again. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "practice/people_parts.h"

#define MINUTE INT64_C(60000)

static void times_out(struct record_test *t)
{
    static const struct {
        const char *name;
        int64_t idle; /* ms since it was used last */
        bool goes_on;
    } row[] = {{"carl", 15 * MINUTE, true}, {"carl", 15 * MINUTE + 1, false}, {"cleo", 30 * MINUTE, true},
               {"cleo", 30 * MINUTE + 1, false}};
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct actor clinician = actor(carl, ROLE_CLINICIAN), who, again;
    struct str client = add_client(t, &clinician, "Cleo Client", "2000-02-29", NOBODY);
    struct err e = {0};
    char token[PEOPLE_TOKEN_SIZE];
    add_person(t, "cleo", ROLE_CLIENT, client);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        RECORD_OK(sign_in(t, row[i].name, PASSWORD, NULL, token, &who, &e), &e);
        t->now_ms += row[i].idle;
        if (row[i].goes_on) {
            RECORD_OK(people_session(&t->practice, str_of(token), STR("192.0.2.8"), &t->arena, &again, &e), &e);
            assert_true(str_eq(again.user, who.user) && again.roles == who.roles && str_eq(again.client, who.client));
            assert_str(again.from, "192.0.2.8", "where it is used from now");
            assert_int_equal(again.reauthenticated_ms, 0);
            t->now_ms += row[i].idle; /* it was used, so that counts from then */
            RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &again, &e), &e);
        } else {
            EXPECT_ERR(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &again, err_), ERR_REFUSED, "sign-in");
            EXPECT_EVENT(t, AUDIT_SIGN_OUT, "account.time_out");
            size_t events = event_count(t);
            EXPECT_ERR(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &again, err_), ERR_REFUSED, "sign-in");
            assert_int_equal(event_count(t), events); /* ended once */
        }
    }
    /* The longest time, however often it is used. */
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    int64_t end = t->now_ms + 12 * 60 * MINUTE;
    while (t->now_ms + 15 * MINUTE < end) {
        t->now_ms += 15 * MINUTE;
        RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &again, &e), &e);
    }
    t->now_ms = end - 1;
    RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &again, &e), &e);
    t->now_ms = end;
    EXPECT_ERR(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &again, err_), ERR_REFUSED, "sign-in");
    EXPECT_EVENT(t, AUDIT_SIGN_OUT, "account.time_out");
}

/* A page asks who it is without using the session; whose an ended one was stays known for a day, and opens nothing. */
static void ends_and_whose(struct record_test *t)
{
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY), whose;
    struct session_more more;
    struct actor who;
    struct err e = {0};
    char token[PEOPLE_TOKEN_SIZE], other[PEOPLE_TOKEN_SIZE];
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    int64_t begun = t->now_ms;
    t->now_ms += 14 * MINUTE;
    RECORD_OK(people_session_more(&t->practice, str_of(token), NOBODY, true, &t->arena, &more, &e), &e);
    assert_true(str_eq(more.who.user, carl) && str_is(more.person.name, "carl"));
    assert_int_equal(more.ends_ms, begun + 15 * MINUTE);
    RECORD_OK(people_session_more(&t->practice, str_of(token), NOBODY, false, &t->arena, &more, &e), &e);
    assert_int_equal(more.ends_ms, t->now_ms + 15 * MINUTE);
    RECORD_OK(people_session_whose(&t->practice, str_of(token), &t->arena, &whose, &e), &e);
    assert_true(str_eq(whose, carl));
    t->now_ms += 16 * MINUTE;
    EXPECT_ERR(people_session_more(&t->practice, str_of(token), NOBODY, true, &t->arena, &more, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_session_whose(&t->practice, str_of(token), &t->arena, &whose, &e), &e);
    assert_true(str_eq(whose, carl));
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, other, &who, &e), &e);
    RECORD_OK(people_sign_out(&t->practice, &who, str_of(other), &e), &e);
    RECORD_OK(people_session_whose(&t->practice, str_of(other), &t->arena, &whose, &e), &e);
    t->now_ms += 24 * 60 * MINUTE + 1;
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, other, &who, &e), &e); /* what is old goes */
    EXPECT_ERR(people_session_whose(&t->practice, str_of(token), &t->arena, &whose, err_), ERR_NOT_FOUND, "sign-in");
    assert_false(whose.n);
    EXPECT_ERR(people_session_whose(&t->practice, STR("1.x"), &t->arena, &whose, err_), ERR_REFUSED, "sign-in");
}

static void tokens(struct record_test *t)
{
    char token[PEOPLE_TOKEN_SIZE], other[PEOPLE_TOKEN_SIZE], wrong[PEOPLE_TOKEN_SIZE + 20];
    struct actor who, stranger, got;
    struct err e = {0};
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    RECORD_OK(sign_in(t, "olga", PASSWORD, NULL, other, &stranger, &e), &e);
    assert_int_equal(strlen(token), 2 + 64);
    static const char *const form[] = {"", "1", "1.", ".", "x.%s", "-1.%s", "2.%s", "1.%s0", "1 .%s", " 1.%s", "1..%s",
                                       "1.zz%s", "99999999999999999999.%s", "01.%s"};
    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        size_t n = strcspn(form[i], "%");
        snprintf(wrong, sizeof wrong, "%.*s%s%s", (int)n, form[i], form[i][n] ? token + 2 : "",
                 form[i][n] ? form[i] + n + 2 : "");
        EXPECT_ERR(people_session(&t->practice, str_of(wrong), NOBODY, &t->arena, &got, err_), ERR_REFUSED, "sign-in");
    }
    snprintf(wrong, sizeof wrong, "%s", token);
    wrong[65] = wrong[65] == '0' ? '1' : '0';
    EXPECT_ERR(people_session(&t->practice, str_of(wrong), NOBODY, &t->arena, &got, err_), ERR_REFUSED, "sign-in");
    /* Nobody signs somebody else out. */
    EXPECT_ERR(people_sign_out(&t->practice, &stranger, str_of(token), err_), ERR_NOT_FOUND, "sign-in");
    EXPECT_ERR(people_sign_out(&t->practice, &who, STR("none"), err_), ERR_NOT_FOUND, "sign-in");
    RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, &e), &e);
    RECORD_OK(people_sign_out(&t->practice, &who, str_of(token), &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN_OUT, "account.sign_out");
    EXPECT_ERR(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, err_), ERR_REFUSED, "sign-in");
    EXPECT_ERR(people_sign_out(&t->practice, &who, str_of(token), err_), ERR_NOT_FOUND, "sign-in");
    RECORD_OK(people_session(&t->practice, str_of(other), NOBODY, &t->arena, &got, &e), &e);
    /* Roles count from the next use on; an account that ends takes its sessions with it. */
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    struct person p = {.id = carl, .name = STR("Carl"), .roles = ROLE_STAFF};
    RECORD_OK(people_change(&t->practice, &program, &p, &e), &e);
    RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, &e), &e);
    assert_int_equal(got.roles, ROLE_STAFF);
    p.ends_ms = (struct opt_int){true, t->now_ms + MINUTE};
    RECORD_OK(people_change(&t->practice, &program, &p, &e), &e);
    t->now_ms += MINUTE - 1;
    RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, &e), &e);
    t->now_ms += 1;
    EXPECT_ERR(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, err_), ERR_REFUSED, "sign-in");
    assert_false(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e));
    RECORD_OK(people_end(&t->practice, &program, carl, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.end");
    EXPECT_ERR(people_end(&t->practice, &program, carl, err_), ERR_CONFLICT, "account");
    EXPECT_ERR(people_change(&t->practice, &program, &p, err_), ERR_CONFLICT, "account");
    EXPECT_ERR(people_reset(&t->practice, &program, carl, STR(PASSWORD), err_), ERR_CONFLICT, "account");
}

static void again(struct record_test *t)
{
    char token[PEOPLE_TOKEN_SIZE], other[PEOPLE_TOKEN_SIZE];
    struct actor who, carl, now, got;
    struct err e = {0};
    add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    RECORD_OK(sign_in(t, "olga", PASSWORD, NULL, token, &who, &e), &e);
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, other, &carl, &e), &e);
    struct people_settings set;
    int64_t version;
    RECORD_OK(people_settings(&t->practice, &who, &t->arena, &set, &version, &e), &e);
    EXPECT_ERR(people_set_settings(&t->practice, &who, &set, version, err_), ERR_REFUSED, "reauthenticate");
    EXPECT_ERR(people_reauthenticate(&t->practice, &who, str_of(token), STR("wrong horse 7"), &now, err_), ERR_REFUSED,
               "sign-in");
    assert_int_equal(now.reauthenticated_ms, 0);
    EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.reauthenticate");
    EXPECT_ERR(people_reauthenticate(&t->practice, &who, str_of(other), STR(PASSWORD), &now, err_), ERR_REFUSED, "sign-in");
    EXPECT_ERR(people_reauthenticate(&t->practice, &program, str_of(token), STR(PASSWORD), &now, err_), ERR_REFUSED,
               "sign-in");
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), STR(PASSWORD), &now, &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN_IN, "account.reauthenticate");
    RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, &e), &e);
    assert_int_equal(got.reauthenticated_ms, t->now_ms);
    assert_true(now.reauthenticated_by == AGAIN_PASSWORD && got.reauthenticated_by == AGAIN_PASSWORD);
    t->now_ms += 10 * MINUTE;
    RECORD_OK(people_set_settings(&t->practice, &now, &set, version, &e), &e);
    t->now_ms += 1;
    EXPECT_ERR(people_set_settings(&t->practice, &now, &set, version + 1, err_), ERR_REFUSED, "reauthenticate");
    RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, &e), &e);
    assert_int_equal(got.reauthenticated_ms, now.reauthenticated_ms); /* being used does not lengthen it */

    /* One's own password: the old one, a better one; everything that is signed in ends. */
    EXPECT_ERR(people_password(&t->practice, &carl, STR(PASSWORD), STR(PASSWORD), err_), ERR_INVALID, "password");
    EXPECT_ERR(people_password(&t->practice, &carl, STR(PASSWORD), STR("short"), err_), ERR_INVALID, "password");
    EXPECT_ERR(people_password(&t->practice, &carl, STR("wrong horse 7"), STR("another horse"), err_), ERR_REFUSED,
               "sign-in");
    EXPECT_ERR(people_password(&t->practice, &program, STR(PASSWORD), STR("another horse"), err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_password(&t->practice, &carl, STR(PASSWORD), STR("another horse"), &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.password");
    EXPECT_ERR(people_session(&t->practice, str_of(other), NOBODY, &t->arena, &got, err_), ERR_REFUSED, "sign-in");
    assert_false(sign_in(t, "carl", PASSWORD, NULL, other, &carl, &e));
    RECORD_OK(sign_in(t, "carl", "another horse", NULL, other, &carl, &e), &e);
    /* Wrong ones count with those of the sign-in. */
    for (int i = 0; i < 5; i++) {
        e = (struct err){0};
        assert_false(people_reauthenticate(&t->practice, &carl, str_of(other), STR("wrong horse 7"), &now, &e));
    }
    assert_false(sign_in(t, "carl", "another horse", NULL, token, &who, &e));
    assert_string_equal(e.where, "wait");
    EXPECT_ERR(people_reauthenticate(&t->practice, &carl, str_of(other), STR("another horse"), &now, err_), ERR_REFUSED,
               "wait");
    /* Who owns the data folder sets it anew, and the wait is over; nobody else may. */
    struct actor owner = actor(owner_id, ROLE_OWNER);
    owner.reauthenticated_ms = t->now_ms;
    EXPECT_ERR(people_reset(&t->practice, &owner, carl.user, STR("a third horse"), err_), ERR_REFUSED, "account.reset");
    EXPECT_ERR(people_reset(&t->practice, &program, carl.user, STR("carl"), err_), ERR_INVALID, "password");
    e = (struct err){0};
    RECORD_OK(people_reset(&t->practice, &program, carl.user, STR("a third horse"), &e), &e);
    assert_str(newest_event(t).from, "command line", "who did it");
    RECORD_OK(sign_in(t, "carl", "a third horse", NULL, token, &who, &e), &e);
}

static void sessions(void **state)
{
    (void)state;
    each_practice(times_out);
    each_practice(ends_and_whose);
    each_practice(tokens);
    each_practice(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sessions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
