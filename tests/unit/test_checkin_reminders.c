/* test_checkin_reminders.c: who is reminded by mail that something is asked, and how often. */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"
#include "practice/checkins.h"
#include "practice/outside.h"
#include "practice/worker.h"
#include "unit/checkins_support.h"

/* How many mails wait to be sent: one a person. */
static bool mails(struct record_test *t)
{
    struct actor program = worker_actor(1);
    struct worker_mail m;
    struct err e = {0};
    size_t n, skipped;
    bool there;
    RECORD_OK(worker_remind(&t->practice, &program, true, &n, &e), &e);
    assert_int_equal(n, 0);
    RECORD_OK(worker_remind_checkins(&t->practice, &program, &n, &skipped, &e), &e);
    assert_int_equal(skipped, 0);
    RECORD_OK(worker_mail(&t->practice, &program, &t->arena, &m, &there, &e), &e);
    if (there) {
        assert_true(str_is(m.to, "ida@example.org"));
        RECORD_OK(worker_mail_done(&t->practice, &program, &m, WORKER_SENT, STR("250"), &e), &e);
    }
    assert_true(there == (n > 0));
    return there;
}

static void run_reminders(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct set_call c = {.t = t, .client = p->id};
    settings(t, WITH_OWNER);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_account, &c, &e), &e);
    struct actor ida = actor("", ROLE_CLIENT, p->id);
    ida.user = c.client;
    assert_false(mails(t)); /* nothing is asked */
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", PERSONAL);
    assert_true(mails(t));
    assert_false(mails(t)); /* once */
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"own\":\"feedback\",\"remote\":true}");
    assert_false(mails(t)); /* never two a day */
    t->now_ms += DAY_MS;
    assert_true(mails(t));
    t->now_ms += DAY_MS;
    assert_false(mails(t)); /* each once, however long it waits */
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-17", "{\"own\":\"feedback\",\"remote\":true}");
    RECORD_OK(people_remind(&t->practice, &ida, false, &e), &e);
    assert_false(mails(t));
    RECORD_OK(people_remind(&t->practice, &ida, true, &e), &e);
    assert_true(mails(t));
    t->now_ms += 9 * DAY_MS; /* long past is long past */
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-18", "{\"own\":\"feedback\",\"remote\":true}");
    assert_false(mails(t));
    FAILS(people_remind(&t->practice, &p->clinician, true, &failed), ERR_REFUSED, "account.reminders", "not theirs");
    /* A guardian is reminded of what is asked of guardians, and the client is not. */
    t->now_ms += DAY_MS;
    struct actor gus = new_guardian(t, "gus", p->id);
    assert_false(mails(t));
    char day_text[DATE_TEXT_SIZE];
    struct str as = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, date_format(today(t), day_text), OF_GUARDIAN);
    assert_true(mails(t));
    assert_false(mails(t));
    struct str form = begin(t, &gus, as);
    says(t, &gus, form, 1, 3);
    sends(t, &gus, form);
    t->now_ms += DAY_MS;
    assert_false(mails(t));
}

/* A client whose record cannot be read, and each step of the database failing in turn: an alert's reminder was made
 * before, the other client is reminded, and what is missing comes with the next look. */
static bool put_unreadable(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct set_call *c = ctx;
    struct record r = {.practice = 1,
                       .client = c->client,
                       .kind = RECORD_ASSIGNMENT,
                       .state = STR("entered"),
                       .content = STR("no JSON")};
    return record_add(&c->t->store, tx, &r, c->t->now_ms, &c->t->arena, e);
}

static void run_reminders_of_each(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct actor program = worker_actor(1);
    struct set_call c = {.t = t, .client = p->id}, broken = {.t = t, .settings = "abe"};
    size_t n, skipped, looks = 0, told = 0;
    settings(t, WITH_OWNER);
    broken.client = record_test_client(t, "Abe", "Quill", p->clinician.user.p);
    struct set_call row = broken;
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", PERSONAL);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_account, &c, &e), &e);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_account, &broken, &e), &e);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_unreadable, &row, &e), &e);
    RECORD_OK(worker_remind(&t->practice, &program, true, &n, &e), &e);
    for (int step = 1; step < 100; step++) {
        memset(&e, 0, sizeof e);
        db_fail_at(t->store.db, step);
        bool ok = worker_remind_checkins(&t->practice, &program, &n, &skipped, &e);
        bool reached = db_fail_at(t->store.db, 0) == 0;
        assert_true(ok || (reached && e.kind == ERR_IO && !n));
        assert_true(!ok || skipped >= 1);
        told += ok ? n : 0;
        looks++;
        if (!reached) {
            assert_int_equal(skipped, 1);
            break;
        }
    }
    assert_int_equal(told, 2); /* the check-in, and that it was the day's */
    assert_true(looks > 8);
}

static void test_reminders_of_each(void **state)
{
    (void)state;
    each_backend(run_reminders_of_each);
}

static void test_reminders(void **state)
{
    (void)state;
    each_backend(run_reminders);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reminders),
        cmocka_unit_test(test_reminders_of_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
