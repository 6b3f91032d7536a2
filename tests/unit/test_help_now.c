/* test_help_now.c: the answer that raises an alert, while what the page needs fails: the database, the disk, memory. Help
 * stands in the same response whatever happens; that the care team will see it is said only when it is in the record. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "browser.h"
#include "db/driver.h"
#include "practice/between.h"
#include "practice/people_client.h"

#define QUESTIONS                                                                                                      \
    "{\"personal\":[{\"question\":\"How strong were thoughts of not wanting to live?\",\"alert_at\":4},{\"question\":"  \
    "\"How well did you sleep?\"}],\"every\":\"P1D\",\"remote\":true}"
#define THANKS "Thank you for telling us"

static void set_owner(struct site *s)
{
    struct err e = {0};
    struct actor owner = actor(owner_id, ROLE_OWNER);
    struct people_settings set;
    int64_t version;
    owner.reauthenticated_ms = s->t->now_ms;
    RECORD_OK(people_settings(&s->t->practice, &owner, &s->t->arena, &set, &version, &e), &e);
    set.alert_owner = s->rahel;
    set.alert_cover = s->tobias;
    RECORD_OK(people_set_settings(&s->t->practice, &owner, &set, version, &e), &e);
}

/* A form that was begun; its address, and a token of its page. */
static void begin(struct site *s, char form[100], char csrf[200])
{
    struct err e = {0};
    struct actor rahel = actor(s->rahel, ROLE_CLINICIAN);
    struct entry task = {.kind = RECORD_ASSIGNMENT, .date = {2027, 1, 15}, .json = STR(QUESTIONS)};
    char more[100];
    set_owner(s);
    RECORD_OK(between_add(&s->t->practice, &rahel, s->client, &task, NOBODY, &s->t->arena, &e), &e);
    assert_int_equal(sign_in_as(&s->b, "emma", PASS, ""), 303);
    assert_int_equal(ask(&s->b, HTTP_GET, "/me/checkins", NULL), 200);
    hidden(&s->b, "csrf", csrf);
    snprintf(more, sizeof more, "assignment=%.*s", (int)task.id.n, task.id.p);
    assert_int_equal(post(&s->b, "/me/checkins", csrf, more), 303);
    CHECK(sscanf(s->b.location, "/me/checkins/%26[0-9A-Z]/1", form) == 1, "begun at %s", s->b.location);
}

static size_t alerts_of(struct site *s)
{
    struct err e = {0};
    struct actor rahel = actor(s->rahel, ROLE_CLINICIAN);
    struct alert *list;
    size_t n;
    RECORD_OK(between_alerts(&s->t->practice, &rahel, &s->t->arena, &list, &n, &e), &e);
    return n;
}

/* The response to the answer, whatever went wrong. */
static void look(struct site *s, const char *what, size_t n)
{
    int status = s->b.answer.status;
    bool thanks = shows(&s->b, THANKS);
    CHECK(shows(&s->b, "988") && shows(&s->b, "911"), "%s %zu: no help in the answer: %d %.900s", what, n, status,
          s->b.answer.body.n ? s->b.answer.body.p : "");
    CHECK(!thanks || alerts_of(s) == 1, "%s %zu: the care team is said to see what is not there", what, n);
    CHECK(thanks || status == 503 || status == 500, "%s %zu: %d", what, n, status);
}

/* Each step of the database fails in turn, and all that follow. */
static void steps_fail(struct site *s)
{
    char form[100], csrf[200], path[160];
    size_t failures = 0, thanks = 0;
    begin(s, form, csrf);
    snprintf(path, sizeof path, "/me/checkins/%s/1", form);
    bool reached = true;
    for (int n = 1; reached; n++) {
        db_fail_at(s->t->store.db, n);
        post(&s->b, path, csrf, "q1=8");
        reached = db_fail_at(s->t->store.db, 0) == 0;
        look(s, "step", (size_t)n);
        failures += !shows(&s->b, THANKS);
        thanks += shows(&s->b, THANKS);
        assert_true(n < 1000);
    }
    CHECK(failures > 3 && thanks >= 1, "%zu failures, %zu times thanks", failures, thanks);
    assert_int_equal(alerts_of(s), 1);
    /* After it: all on one page, changed to nothing, and to an alert again. */
    snprintf(path, sizeof path, "/me/checkins/%s/all", form);
    assert_int_equal(post(&s->b, path, csrf, "q1=0&q2=5"), 303);
    reached = true;
    for (int n = 1; reached; n++) {
        db_fail_at(s->t->store.db, n);
        post(&s->b, path, csrf, n % 2 ? "q1=7&q2=6" : "q1=8&q2=7");
        reached = db_fail_at(s->t->store.db, 0) == 0;
        look(s, "step of all", (size_t)n);
        assert_true(n < 1000);
    }
    assert_int_equal(alerts_of(s), 1);
}

static void test_steps_fail(void **state)
{
    (void)state;
    each_site(steps_fail);
}

/* Each allocation of the request fails in turn. */
static void memory_fails(struct site *s)
{
    char form[100], csrf[200], path[160];
    size_t failures = 0;
    bool whole = false;
    begin(s, form, csrf);
    snprintf(path, sizeof path, "/me/checkins/%s/1", form);
    for (size_t n = 1; !whole; n++) {
        s->b.fail_at = n;
        whole = post(&s->b, path, csrf, "q1=8") == 200 && !s->b.arena.failed;
        s->b.fail_at = 0;
        look(s, "allocation", n);
        failures += !whole;
        assert_true(n < 20000);
    }
    CHECK(failures > 20, "%zu", failures);
}

static void test_memory_fails(void **state)
{
    (void)state;
    each_site(memory_fails);
}

/* No database at all any more, from one request to the next. */
static void database_gone(struct site *s)
{
    char form[100], csrf[200], path[160];
    begin(s, form, csrf);
    snprintf(path, sizeof path, "/me/checkins/%s/1", form);
    for (int i = 0; i < 3; i++) {
        db_fail_at(s->t->store.db, 1);
        post(&s->b, path, csrf, "q1=8");
        look(s, "gone", (size_t)i);
        db_fail_at(s->t->store.db, 0);
    }
    /* The page of numbers needs none. */
    db_fail_at(s->t->store.db, 1);
    assert_int_equal(ask(&s->b, HTTP_GET, "/crisis", NULL), 200);
    assert_true(shows(&s->b, "988"));
    CHECK(db_fail_at(s->t->store.db, 0) != 0, "the page of numbers asked the database");
    /* Nothing was lost by it: the answer given again raises the alert. */
    assert_int_equal(post(&s->b, path, csrf, "q1=8"), 200);
    assert_int_equal(alerts_of(s), 1);
}

static void test_database_gone(void **state)
{
    (void)state;
    each_site(database_gone);
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps_fail),
        cmocka_unit_test(test_memory_fails),
        cmocka_unit_test(test_database_gone),
    };
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
