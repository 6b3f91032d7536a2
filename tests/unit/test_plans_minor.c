/* test_plans_minor.c: below the age of the state's row a plan waits for a guardian, or for the reason in their place.
 */
#include "plans_people.h"

#include "db/driver.h"
#include "practice/people_parts.h"

static struct {
    struct record_test *t;
    const char *state;
    size_t row;
} practice;

static bool put_state(struct db_tx *tx, void *ctx, struct err *e)
{
    struct people_settings set = {.name = STR("Elm Street"),
                                  .idle_minutes = 15,
                                  .client_idle_minutes = 30,
                                  .session_hours = 12,
                                  .glass_hours = 12,
                                  .alert_hours = 24};
    struct practice_row row = {.practice = 1, .state = STR("active")};
    struct err none = {0};
    (void)ctx;
    set.state = str_of(practice.state);
    if (!practice_row_get(&practice.t->store, tx, 1, &practice.t->arena, &row, &none) && none.kind != ERR_NOT_FOUND)
        return err_set(e, none.kind, none.where, "%s", none.text);
    return settings_write(&set, &practice.t->arena, &row.content, e) &&
           practice_row_put(&practice.t->store, tx, &row, e);
}

/* The day is 15 January 2027. */
static const struct {
    const char *state, *birth;
    bool signs;
    const char *why;
} rows[] = {
    {"CA", "2018-01-15", true, "nine years old"},
    {"CA", "2015-01-16", true, "twelve tomorrow"},
    {"CA", "2015-01-15", false, "twelve today: from the age of the row the minor may consent"},
    {"CA", "1990-01-15", false, "of age"},
    {"CA", NULL, false, "no birth date: whether the client is a minor is not known"},
    {"", "2018-01-15", false, "no state is set: no rule is known"},
    {"NY", "2018-01-15", false, "a state without a row: no rule is known"},
};

static const struct signature alone[] = {{.place = 1, .role = {"clinician", 9}}},
                              both[] = {{.place = 1, .role = {"clinician", 9}}, {.place = 2, .role = {"guardian", 8}}};

/* The people's decision opens all to the guardian: that says what they see, not whether they sign. */
static void run_row(struct record_test *t, struct people *p)
{
    size_t i = practice.row;
    struct err e = {0};
    char details[64];
    practice.t = t;
    practice.state = rows[i].state;
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_state, NULL, &e), &e);
    snprintf(details, sizeof details, rows[i].birth ? "{\"birth_date\":\"%s\"}" : "{}", rows[i].birth);
    add_record(t, p->id, RECORD_DETAILS, "current", details);
    consents(t, p);
    struct plan_version v = written(t, p, WHOLE);
    bool ok = send_to(t, p, &v, alone, 1, NULL, 0, &e);
    CHECK(ok == !rows[i].signs, "%s: %s: %s", rows[i].why, e.where, e.text);
    struct guardian_now now;
    struct err none = {0};
    RECORD_OK(sharing_guardian_now(&t->practice, &p->clinician, p->id, &t->arena, &now, &none), &none);
    CHECK(now.signs == rows[i].signs &&
              now.ground ==
                  (rows[i].birth && str_is(str_of(rows[i].birth), "1990-01-15") ? now.ground : GUARDIAN_DECIDED),
          "%s: told", rows[i].why);
    if (ok)
        return;
    CHECK(e.kind == ERR_INVALID && !strcmp(e.where, "/signers/guardian") && has(str_of(e.text), "not confirmed"),
          "%s: %s: %s", rows[i].why, e.where, e.text);
    assert_str(get(t, p, v.id).state, "draft", rows[i].why);
    RECORD_OK(send_to(t, p, &v, both, 2, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    assert_str(get(t, p, v.id).state, "signing", "the clinician's signature alone locks nothing");
    if (i % 2)
        RECORD_OK(sign_as(t, &p->guardian, p, &v, &e), &e);
    else
        RECORD_OK(reason_for(t, p, &v, 1, SIGNATURE_REASON, "Cannot be reached; the court was asked.", &e), &e);
    assert_str(get(t, p, v.id).state, "signed", rows[i].why);
}

static void test_a_guardian_signs_for_who_cannot_consent(void **state)
{
    (void)state;
    for (practice.row = 0; practice.row < sizeof rows / sizeof *rows; practice.row++)
        each_backend(run_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_guardian_signs_for_who_cannot_consent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
