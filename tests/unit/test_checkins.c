/* test_checkins.c: check-ins: what is asked, forms of ours answered item by item, alerts, holds, the first page. */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"
#include "practice/chart.h"
#include "practice/checkins.h"
#include "practice/clients.h"
#include "practice/outside.h"
#include "practice/sharing.h"
#include "practice/words.h"
#include "practice/worker.h"
#include "unit/checkins_support.h"

static struct str date_text(struct record_test *t, struct date d)
{
    char text[DATE_TEXT_SIZE];
    struct str out;
    assert_true(arena_str(&t->arena, str_of(date_format(d, text)), &out));
    return out;
}

static size_t due(struct record_test *t, const struct actor *who, struct checkin_due **list)
{
    struct err e = {0};
    size_t n, due = 0;
    RECORD_OK(checkin_list(&t->practice, who, &t->arena, list, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        due += (*list)[i].due;
    return due;
}

static struct checkin reads(struct record_test *t, const struct actor *who, struct str form)
{
    struct err e = {0};
    struct checkin c;
    RECORD_OK(checkin_read(&t->practice, who, form, &t->arena, &c, &e), &e);
    return c;
}

/* ---- personal measures ---- */

static void run_personal(struct record_test *t, struct people *p)
{
    struct alert *alerts;
    struct checkin_due *list;
    struct str form, again;
    struct entry x = {.kind = RECORD_ASSIGNMENT, .date = today(t), .json = STR(PERSONAL)};
    FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "remote",
          "nobody is set to see to its alert");
    settings(t, WITH_OWNER);
    struct str as = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", PERSONAL);
    assert_int_equal(due(t, &p->client, &list), 1);
    assert_true(str_eq(list[0].assignment, as) && list[0].kind == CHECKIN_PERSONAL && list[0].questions == 2);
    assert_true(!list[0].form.n && list[0].due && date_cmp(list[0].next, today(t)) == 0);
    form = begin(t, &p->client, as);
    again = begin(t, &p->client, as);
    assert_true(str_eq(form, again));
    struct checkin c = reads(t, &p->client, form);
    assert_true(c.count == 2 && !c.given && !c.sent && c.question[0].ask == CHECKIN_SCALE);
    assert_true(str_is(c.question[0].high, "very strong") && !c.question[1].high.n && !c.question[0].answer.has);
    FAILS(checkin_send(&t->practice, &p->client, form, &failed), ERR_INVALID, "form", "nothing answered");
    static const struct {
        int item, value;
        const char *words, *where;
    } bad[] = {{0, 1, NULL, "item"},
               {3, 1, NULL, "item"},
               {1, 11, NULL, "value"},
               {1, -2, NULL, "value"},
               {2, -1, "well", "value"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct checkin_answer a = {form, bad[i].item, bad[i].value, str_of(bad[i].words), false};
        FAILS(checkin_answer(&t->practice, &p->client, &a, &failed), ERR_INVALID, bad[i].where, "no answer");
    }
    /* Under the threshold, on it, over it. */
    assert_false(says(t, &p->client, form, 1, 3));
    assert_int_equal(alerts_of(t, &p->duty, &alerts), 0);
    assert_true(says(t, &p->client, form, 1, 4));
    assert_int_equal(alerts_of(t, &p->duty, &alerts), 1);
    assert_true(str_eq(alerts[0].score, form) && alerts[0].item == 1 && str_is(alerts[0].level, "high_review"));
    assert_true(str_is(alerts[0].label, "How strong were thoughts of not wanting to live?"));
    assert_true(alerts[0].due_ms == t->now_ms + 2 * 3600 * 1000);
    assert_int_equal(client_row(t, p->id).alerts, 1);
    /* The same answer again shows help again and makes no second alert; a changed one keeps it. */
    assert_true(says(t, &p->client, form, 1, 9));
    assert_false(says(t, &p->client, form, 2, 7));
    assert_false(says(t, &p->client, form, 1, 0));
    assert_int_equal(alerts_of(t, &p->duty, &alerts), 1);
    assert_false(has(series_text(t, p->id), "rating"));
    /* Another day, another device: the same form. */
    t->now_ms += 2 * DAY_MS;
    assert_true(str_eq(form, begin(t, &p->client, as)));
    size_t count;
    struct err e = {0};
    RECORD_OK(between_escalate(&t->practice, &p->program, &count, &e), &e);
    assert_int_equal(count, 1);
    assert_int_equal(alerts_of(t, &p->cover, &alerts), 1);
    sends(t, &p->client, form);
    sends(t, &p->client, form);
    c = reads(t, &p->client, form);
    assert_true(c.sent && c.given == 2 && c.question[1].answer.v == 7);
    struct checkin_answer late = {.form = form, .item = 1, .value = 1};
    FAILS(checkin_answer(&t->practice, &p->client, &late, &failed), ERR_CONFLICT, "form", "sent");
    struct str series = series_text(t, p->id);
    assert_true(has(series, "\"type\":\"rating\",\"measure\":\"How well did you sleep?\",\"value\":7"));
    assert_int_equal(due(t, &p->client, &list), 0);
    assert_str(date_text(t, list[0].next), "2027-01-22", "a week after it was begun");
    t->now_ms += 5 * DAY_MS;
    assert_int_equal(due(t, &p->client, &list), 1);
    assert_false(str_eq(form, begin(t, &p->client, as)));
    /* Whose it is, and whose not. */
    FAILS(checkin_read(&t->practice, &p->else_client, form, &t->arena, &c, &failed), ERR_NOT_FOUND, "record",
          "another");
    FAILS(checkin_read(&t->practice, &p->clinician, form, &t->arena, &c, &failed), ERR_NOT_FOUND, "client",
          "no client");
    withdraw(t, &p->clinician, p->id, form);
    assert_false(has(series_text(t, p->id), "rating") && !has(series_text(t, p->id), "withdrawn"));
    FAILS(checkin_read(&t->practice, &p->client, form, &t->arena, &c, &failed), ERR_NOT_FOUND, "record", "withdrawn");
    withdraw(t, &p->clinician, p->id, as);
    FAILS(checkin_open(&t->practice, &p->client, as, &t->arena, &form, &failed), ERR_CONFLICT, "assignment", "stopped");
}

static void test_personal(void **state)
{
    (void)state;
    each_backend(run_personal);
}

/* ---- what an assignment may be ---- */

static void run_assigned(struct record_test *t, struct people *p)
{
    static const struct {
        const char *json, *where;
    } bad[] = {
        {"{\"every\":\"P1W\"}", "instrument"},
        {"{\"instrument\":\"gad7\",\"own\":\"goals\"}", "instrument"},
        {"{\"own\":\"mood\"}", "own"},
        {"{\"personal\":[]}", "personal"},
        {"{\"own\":\"goals\",\"reporter\":\"guardian\"}", "reporter"},
        {"{\"instrument\":\"gad7\",\"reporter\":\"guardian\"}", "reporter"},
        {"{\"personal\":[{\"question\":\"a\"}],\"reporter\":\"client\"}", "reporter"},
        {"{\"personal\":[{\"question\":\"a (reported by guardian)\"}]}", "question"},
        {"{\"personal\":[{\"low\":\"a\"}]}", "personal/0/question"},
        {"{\"personal\":[{\"question\":\"a\",\"alert_at\":0}]}", "personal/0/alert_at"},
        {"{\"personal\":[{\"question\":\"a\",\"alert_at\":11}]}", "personal/0/alert_at"},
        {"{\"personal\":[{\"question\":\"a\",\"shown\":1}]}", "personal/0/shown"},
        {"{\"personal\":[{\"question\":\"a\"},{\"question\":\"a\"},{\"question\":\"a\"},{\"question\":\"a\"},"
         "{\"question\":\"a\"},{\"question\":\"a\"},{\"question\":\"a\"},{\"question\":\"a\"}]}",
         "personal"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct entry x = {.kind = RECORD_ASSIGNMENT, .date = today(t), .json = str_of(bad[i].json)};
        FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_INVALID, bad[i].where,
              bad[i].json);
    }
}

static void test_assigned(void **state)
{
    (void)state;
    each_backend(run_assigned);
}

/* ---- feedback, goals, instruments ---- */

static void run_kinds(struct record_test *t, struct people *p)
{
    struct checkin_due *list;
    struct str form;
    struct err e = {0};
    struct str feedback =
        add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"own\":\"feedback\",\"remote\":true}");
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"own\":\"feedback\"}"); /* on paper */
    struct str goals =
        add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"own\":\"goals\",\"remote\":true}");
    struct str gad =
        add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"instrument\":\"gad7\",\"remote\":true}");
    /* Without a plan there are no goals; without wording an instrument is never shown. */
    assert_int_equal(due(t, &p->client, &list), 1);
    FAILS(checkin_open(&t->practice, &p->client, goals, &t->arena, &form, &failed), ERR_CONFLICT, "goals", "no plan");
    FAILS(checkin_open(&t->practice, &p->client, gad, &t->arena, &form, &failed), ERR_REFUSED, "wording", "none");
    form = begin(t, &p->client, feedback);
    struct checkin c = reads(t, &p->client, form);
    assert_true(c.kind == CHECKIN_FEEDBACK && c.count == 4 && c.question[3].ask == CHECKIN_WORDS);
    assert_true(str_is(c.question[0].name, "heard") && str_is(c.question[3].name, "change"));
    says(t, &p->client, form, 1, 8);
    struct checkin_answer x = {.form = form, .item = 4, .value = -1, .words = STR(" A slower pace. ")};
    RECORD_OK(checkin_answer(&t->practice, &p->client, &x, &e), &e);
    x.value = 3;
    FAILS(checkin_answer(&t->practice, &p->client, &x, &failed), ERR_INVALID, "value", "words are asked");
    sends(t, &p->client, form);
    c = reads(t, &p->client, form);
    assert_true(c.given == 2 && str_is(c.question[3].words, "A slower pace."));
    assert_false(has(series_text(t, p->id), "rating")); /* no course of anything */
    assert_int_equal(due(t, &p->client, &list), 0);     /* once */
    FAILS(checkin_open(&t->practice, &p->guardian, feedback, &t->arena, &form, &failed), ERR_NOT_FOUND, "record",
          "a guardian reports in a series of their own");
    /* Care that has ended asks nothing: nothing is begun, and what was begun takes no answer. */
    struct str again =
        add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"own\":\"feedback\",\"remote\":true}");
    form = begin(t, &p->client, again);
    RECORD_OK(clients_end(&t->practice, &p->clinician, p->id, true, STR("moved away"), &e), &e);
    x = (struct checkin_answer){.form = form, .item = 1, .value = 8};
    FAILS(checkin_answer(&t->practice, &p->client, &x, &failed), ERR_CONFLICT, "client", "care has ended");
    FAILS(checkin_open(&t->practice, &p->client, again, &t->arena, &again, &failed), ERR_CONFLICT, "client",
          "care has ended");
    RECORD_OK(clients_end(&t->practice, &p->clinician, p->id, false, STR("is back"), &e), &e);
    says(t, &p->client, form, 1, 8);
}

static void test_kinds(void **state)
{
    (void)state;
    each_backend(run_kinds);
}

/* ---- holds and days ---- */

static size_t reaches(struct record_test *t, struct people *p, const char *name, size_t *waiting)
{
    struct err e = {0};
    struct client_progress c;
    struct date all = {0};
    RECORD_OK(chart_progress(&t->practice, &p->client, p->id, str_of(name), all, &t->arena, &c, &e), &e);
    *waiting = c.waiting;
    return c.standing.course.points.n;
}

static void run_holds(struct record_test *t, struct people *p)
{
    struct score_held h;
    struct err e = {0};
    size_t waiting;
    bool held;
    struct client_progress c;
    struct str one = score(t, &p->clinician, p->id, "2027-01-10", "{\"instrument\":\"gad7\",\"total\":12}");
    struct str two = score(t, &p->clinician, p->id, "2027-01-14", "{\"instrument\":\"gad7\",\"total\":9}");
    assert_int_equal(reaches(t, p, "gad7", &waiting), 2);
    FAILS(score_hold(&t->practice, &p->clinician, p->id, two, STR("  "), &failed), ERR_INVALID, "reason", "no reason");
    FAILS(score_hold(&t->practice, &p->client, p->id, two, STR("y"), &failed), ERR_REFUSED, "score.hold", "not theirs");
    FAILS(score_hold(&t->practice, &p->clinician, p->id, STR("X"), STR("y"), &failed), ERR_NOT_FOUND, "record", "none");
    RECORD_OK(score_hold(&t->practice, &p->clinician, p->id, two, STR("We look at it together."), &e), &e);
    FAILS(score_hold(&t->practice, &p->clinician, p->id, two, STR("y"), &failed), ERR_CONFLICT, "score", "twice");
    assert_int_equal(reaches(t, p, "gad7", &waiting), 1);
    assert_int_equal(waiting, 1);
    score(t, &p->clinician, p->id, "2027-01-10", "{\"instrument\":\"phq9\",\"total\":12}");
    assert_int_equal(reaches(t, p, "phq9", &waiting), 1);
    assert_int_equal(waiting, 0); /* what is held is of another measure */
    RECORD_OK(score_held(&t->practice, &p->clinician, p->id, two, &t->arena, &h, &held, &e), &e);
    assert_true(held && str_is(h.reason, "We look at it together."));
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, STR("gad7"), (struct date){0}, &t->arena, &c, &e), &e);
    assert_true(c.standing.course.points.n == 2 && !c.waiting); /* the clinician sees all */
    /* What corrects a held score is held too. */
    struct entry fresh = {
        .kind = RECORD_SCORE, .date = day("2027-01-14"), .json = STR("{\"instrument\":\"gad7\",\"total\":8}")};
    RECORD_OK(between_correct(&t->practice, &p->clinician, p->id, two, &fresh, STR("typing"), NONE, &t->arena, &e), &e);
    assert_int_equal(reaches(t, p, "gad7", &waiting), 1);
    assert_int_equal(waiting, 1);
    /* It is known of the correction too, and released there: on the corrected one there is no way to. */
    RECORD_OK(score_held(&t->practice, &p->clinician, p->id, fresh.id, &t->arena, &h, &held, &e), &e);
    assert_true(held && str_is(h.reason, "We look at it together."));
    FAILS(score_hold(&t->practice, &p->clinician, p->id, fresh.id, STR("y"), &failed), ERR_CONFLICT, "score", "twice");
    RECORD_OK(score_held(&t->practice, &p->clinician, p->id, one, &t->arena, &h, &held, &e), &e);
    assert_false(held);
    RECORD_OK(score_release(&t->practice, &p->clinician, p->id, fresh.id, &e), &e);
    FAILS(score_release(&t->practice, &p->clinician, p->id, fresh.id, &failed), ERR_CONFLICT, "score", "not held");
    FAILS(score_release(&t->practice, &p->clinician, p->id, two, &failed), ERR_CONFLICT, "score", "not held");
    assert_int_equal(reaches(t, p, "gad7", &waiting), 2);
    /* The days of the practice: the last one on which it is not there, and the first on which it is. */
    settings(t, "{\"name\":\"P\",\"alert_owner\":\"DUTY\",\"alert_cover\":\"COVER\",\"score_delay_days\":3}");
    assert_int_equal(reaches(t, p, "gad7", &waiting), 0);
    assert_int_equal(waiting, 0);
    t->now_ms += 2 * DAY_MS;
    assert_int_equal(reaches(t, p, "gad7", &waiting), 0);
    t->now_ms += DAY_MS;
    assert_int_equal(reaches(t, p, "gad7", &waiting), 2);
    /* An open alert silences. */
    RECORD_OK(chart_progress(&t->practice, &p->client, p->id, STR("gad7"), (struct date){0}, &t->arena, &c, &e), &e);
    assert_false(c.quiet);
    struct str as = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-18", PERSONAL),
               form = begin(t, &p->client, as);
    says(t, &p->client, form, 1, 9);
    RECORD_OK(chart_progress(&t->practice, &p->client, p->id, STR("gad7"), (struct date){0}, &t->arena, &c, &e), &e);
    assert_true(c.quiet && !c.alert_count);
    sends(t, &p->client, form);
    /* A personal measure has a course of its own. */
    t->now_ms += 3 * DAY_MS;
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, NONE, (struct date){0}, &t->arena, &c, &e), &e);
    struct str name = NONE;
    for (size_t i = 0; i < c.choice_count; i++)
        name = has(c.choice[i].label, "not wanting to live") ? c.choice[i].name : name;
    assert_true(name.n > 0);
    RECORD_OK(chart_progress(&t->practice, &p->client, p->id, name, (struct date){0}, &t->arena, &c, &e), &e);
    assert_true(c.standing.course.points.n == 1 && c.standing.latest == 9);
}

static void test_holds(void **state)
{
    (void)state;
    each_backend(run_holds);
}

/* ---- the first page ---- */

struct due_call {
    struct record_test *t;
    struct str client;
    int32_t day;
};

static bool put_due(struct db_tx *tx, void *ctx, struct err *e)
{
    struct due_call *c = ctx;
    struct client_row row;
    if (!client_get(&c->t->store, tx, 1, c->client, &c->t->arena, &row, e))
        return false;
    row.review_due = (struct opt_int){true, c->day};
    return client_change(&c->t->store, tx, &row, e);
}

/* Words before a review are asked for from a week before its day on, until some were said. */
static void asks_review(struct record_test *t, struct people *p)
{
    static const struct {
        int days;
        bool asks;
    } rows[] = {{8, false}, {7, true}, {0, true}, {-30, true}};
    struct outside_home h;
    struct err e = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct due_call c = {t, p->id, date_to_day(today(t)) + rows[i].days};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_due, &c, &e), &e);
        RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
        CHECK(h.asks_review == rows[i].asks, "%d days before", rows[i].days);
    }
    struct words w = {.kind = WORDS_REVIEW, .about = STR("review"), .helped = STR("the walks")};
    RECORD_OK(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &e), &e);
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_false(h.asks_review);
}

/* Asked before the day: once, until an answer, a review, or too long a time. */
static void run_asked(struct record_test *t, struct people *p)
{
    struct outside_home h;
    struct words_asking a;
    struct err e = {0};
    FAILS(words_ask(&t->practice, &p->clinician, p->id, NONE, &t->arena, &failed), ERR_REFUSED, "client",
          "nobody could answer");
    RECORD_OK(words_asking(&t->practice, &p->clinician, p->id, &t->arena, &a, &e), &e);
    assert_true(!a.can && !a.asked_ms);
    struct set_call c = {.t = t, .settings = "ida", .client = p->id};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_account, &c, &e), &e);
    for (int round = 0; round < 3; round++) {
        t->now_ms += 86400000;
        RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
        assert_true(!h.asks_review && !h.asked_now);
        int64_t since = t->now_ms;
        for (int twice = 0; twice < 2; twice++) {
            RECORD_OK(words_ask(&t->practice, &p->clinician, p->id, NONE, &t->arena, &e), &e);
            t->now_ms += 1000;
        }
        RECORD_OK(words_asking(&t->practice, &p->clinician, p->id, &t->arena, &a, &e), &e);
        assert_true(a.can && a.asked_ms == since);
        RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
        assert_true(h.asks_review && h.asked_now);
        if (round == 0) {
            struct words other = {.kind = WORDS_OTHER, .text = STR("Hello.")};
            struct words w = {.kind = WORDS_REVIEW, .about = STR("review"), .helped = STR("the walks")};
            RECORD_OK(words_add(&t->practice, &p->client, p->id, &other, NONE, &t->arena, &e), &e);
            RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
            assert_true(h.asked_now); /* other words are no answer */
            RECORD_OK(words_add(&t->practice, &p->client, p->id, &w, NONE, &t->arena, &e), &e);
        } else if (round == 1) {
            char on[DATE_TEXT_SIZE];
            date_format(today(t), on);
            add(t, &p->clinician, p->id, RECORD_REVIEW, on, "{\"results\":\"a\",\"client_reading\":\"b\",\"decisions\":[{\"about\":\"plan\",\"decision\":\"keep\",\"reason\":\"c\"}]}");
        } else {
            t->now_ms += WORDS_ASK_DAYS * INT64_C(86400000);
            RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
            assert_true(h.asked_now);
            t->now_ms += 86400000;
        }
        RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
        assert_false(h.asked_now);
    }
    FAILS(words_ask(&t->practice, &p->staff, p->id, NONE, &t->arena, &failed), ERR_REFUSED, "words.ask", "staff");
}

static void test_asked(void **state)
{
    (void)state;
    each_backend(run_asked);
}

static void run_home(struct record_test *t, struct people *p)
{
    struct outside_home h;
    struct err e = {0};
    settings(t, WITH_OWNER);
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_true(!h.due.assignment.n && !date_is_set(h.later) && !date_is_set(h.next_visit) && !h.plan_to_sign.n);
    struct str as = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", PERSONAL);
    add(t, &p->clinician, p->id, RECORD_SESSION, "2027-01-14", "{\"status\":\"attended\",\"next\":\"2027-01-21\"}");
    add(t, &p->clinician, p->id, RECORD_SESSION, "2027-01-07", "{\"status\":\"attended\",\"next\":\"2027-01-14\"}");
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_true(str_eq(h.due.assignment, as));
    assert_str(date_text(t, h.next_visit), "2027-01-21", "the next visit");
    assert_true(!h.next_time.n); /* of an entry without one */
    add(t, &p->clinician, p->id, RECORD_SESSION, "2027-01-14",
        "{\"status\":\"attended\",\"next\":\"2027-01-20\",\"next_time\":\"14:30\"}");
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_str(date_text(t, h.next_visit), "2027-01-20", "the next visit");
    assert_str(h.next_time, "14:30", "its time");
    struct str form = begin(t, &p->client, as);
    says(t, &p->client, form, 2, 5);
    sends(t, &p->client, form);
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_true(!h.due.assignment.n);
    assert_str(date_text(t, h.later), "2027-01-22", "the next one");
    asks_review(t, p);
    FAILS(outside_home(&t->practice, &p->clinician, &t->arena, &h, &failed), ERR_NOT_FOUND, "client", "no client");
}

static void test_home(void **state)
{
    (void)state;
    each_backend(run_home);
}

/* ---- accounts, and a guardian who answers ---- */

static bool is_asked(struct record_test *t, struct people *p)
{
    struct words_asking a;
    struct err e = {0};
    t->now_ms += 1000;
    RECORD_OK(words_asking(&t->practice, &p->clinician, p->id, &t->arena, &a, &e), &e);
    return a.asked_ms != 0;
}

static bool can_ask(struct record_test *t, struct people *p, unsigned open)
{
    struct words_asking a;
    struct guardian_access d = {.sections = open, .reason = STR("talked about with Ida")};
    struct err e = {0};
    t->now_ms += 1000;
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    RECORD_OK(words_asking(&t->practice, &p->clinician, p->id, &t->arena, &a, &e), &e);
    return a.can;
}

#define HELD "{\"results\":\"a\",\"client_reading\":\"b\",\"decisions\":[{\"about\":\"plan\",\"decision\":\"keep\",\"reason\":\"c\"}]}"

/* A guardian answers too, while reviews are open to guardians; a review that is entered since ends the question,
 * whatever its day is: not one that was withdrawn, and not an older one in other words. */
static void run_asked_whom(struct record_test *t, struct people *p)
{
    struct outside_home h;
    struct err e = {0};
    struct date held = date_from_day(date_to_day(today(t)) - 3);
    char on[DATE_TEXT_SIZE];
    date_format(held, on);
    assert_false(can_ask(t, p, SHARE_REVIEWS)); /* nobody is there */
    new_guardian(t, "else", p->else_id);
    assert_false(can_ask(t, p, SHARE_REVIEWS));
    struct actor gus = new_guardian(t, "gus", p->id);
    assert_false(can_ask(t, p, SHARE_ALL & ~(unsigned)SHARE_REVIEWS));
    FAILS(words_ask(&t->practice, &p->clinician, p->id, NONE, &t->arena, &failed), ERR_REFUSED, "client", "not open");
    assert_true(can_ask(t, p, SHARE_REVIEWS));
    struct str old = add(t, &p->clinician, p->id, RECORD_REVIEW, on, HELD);
    t->now_ms += 1000;
    RECORD_OK(words_ask(&t->practice, &p->clinician, p->id, NONE, &t->arena, &e), &e);
    assert_true(is_asked(t, p));
    RECORD_OK(outside_home(&t->practice, &gus, &t->arena, &h, &e), &e);
    assert_true(h.asked_now);
    struct entry other = {.kind = RECORD_REVIEW, .date = held, .json = STR(HELD)};
    RECORD_OK(between_correct(&t->practice, &p->clinician, p->id, old, &other, STR("a slip"), NONE, &t->arena, &e), &e);
    assert_true(is_asked(t, p));
    struct str fresh = add(t, &p->clinician, p->id, RECORD_REVIEW, on, HELD);
    assert_false(is_asked(t, p));
    RECORD_OK(between_withdraw(&t->practice, &p->clinician, p->id, fresh, STR("of another client"), &e), &e);
    assert_true(is_asked(t, p));
    fresh = add(t, &p->clinician, p->id, RECORD_REVIEW, on, HELD);
    other.id = NONE;
    RECORD_OK(between_correct(&t->practice, &p->clinician, p->id, fresh, &other, STR("a slip"), NONE, &t->arena, &e),
              &e);
    assert_false(is_asked(t, p));
}

static void test_asked_whom(void **state)
{
    (void)state;
    each_backend(run_asked_whom);
}

#define OF_CLIENT "{\"personal\":[{\"question\":\"How well did you sleep?\"}],\"every\":\"P1W\",\"remote\":true}"

/* The points of the course that is picked under this name, and its latest value. */
static size_t course(struct record_test *t, struct people *p, const char *label, double *latest)
{
    struct err e = {0};
    struct client_progress c;
    struct str name = NONE;
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, NONE, (struct date){0}, &t->arena, &c, &e), &e);
    for (size_t i = 0; i < c.choice_count; i++)
        name = str_is(c.choice[i].label, label) ? c.choice[i].name : name;
    CHECK(name.n, "%s cannot be picked", label);
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, name, (struct date){0}, &t->arena, &c, &e), &e);
    *latest = c.standing.latest;
    return c.standing.course.points.n;
}

static void run_guardian(struct record_test *t, struct people *p)
{
    struct checkin_due *list;
    struct checkin c;
    struct alert *alerts;
    struct outside_home h;
    struct client_progress shown;
    struct err e = {0};
    struct str form, text;
    double latest;
    struct entry x = {.kind = RECORD_ASSIGNMENT, .date = today(t), .json = STR(OF_GUARDIAN)};
    FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "reporter",
          "no guardian has an account");
    new_guardian(t, "else", p->else_id);
    FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "reporter",
          "another client's guardian");
    struct actor gus = new_guardian(t, "gus", p->id), eva = new_guardian(t, "eva", p->id);
    FAILS(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "remote",
          "nobody is set to see to its alert");
    settings(t, WITH_OWNER);
    store_plan(t, p->id, "signed");
    struct str as = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", OF_GUARDIAN);
    struct str own = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", OF_CLIENT);
    /* Of each only the own one is listed and begun; the state's row opens nothing to this guardian. */
    assert_true(due(t, &gus, &list) == 1 && str_eq(list[0].assignment, as));
    assert_true(due(t, &p->client, &list) == 1 && str_eq(list[0].assignment, own));
    RECORD_OK(outside_home(&t->practice, &gus, &t->arena, &h, &e), &e);
    assert_true(str_eq(h.due.assignment, as));
    FAILS(checkin_open(&t->practice, &p->client, as, &t->arena, &form, &failed), ERR_NOT_FOUND, "record", "guardian's");
    FAILS(checkin_open(&t->practice, &gus, own, &t->arena, &form, &failed), ERR_NOT_FOUND, "record", "client's");
    FAILS(between_form(&t->practice, &gus, p->id, own, today(t), &t->arena, &form, &failed), ERR_NOT_FOUND, "record",
          "no form by another way");
    struct str mine = begin(t, &p->client, own), its = begin(t, &gus, as);
    /* Nor read, answered or sent by the other one; nor by another guardian, who has a form of their own. */
    struct actor others[] = {p->client, eva, gus};
    for (size_t i = 0; i < 3; i++) {
        struct str of = i < 2 ? its : mine;
        struct checkin_answer a = {.form = of, .item = 1, .value = 1};
        FAILS(checkin_read(&t->practice, &others[i], of, &t->arena, &c, &failed), ERR_NOT_FOUND, "record", "read");
        FAILS(checkin_answer(&t->practice, &others[i], &a, &failed), ERR_NOT_FOUND, "record", "answered");
        FAILS(checkin_send(&t->practice, &others[i], of, &failed), ERR_NOT_FOUND, "record", "sent");
    }
    assert_true(due(t, &eva, &list) == 1 && !list[0].form.n);
    assert_true(str_eq(begin(t, &gus, as), its));
    assert_true(reads(t, &gus, its).by_guardian && !reads(t, &p->client, mine).by_guardian);
    says(t, &p->client, mine, 1, 7);
    sends(t, &p->client, mine);
    /* An alert rises as any other. */
    assert_false(says(t, &gus, its, 1, 8));
    assert_int_equal(alerts_of(t, &p->duty, &alerts), 0);
    assert_true(says(t, &gus, its, 1, 9));
    assert_true(alerts_of(t, &p->duty, &alerts) == 1 && str_eq(alerts[0].score, its));
    sends(t, &gus, its);
    assert_int_equal(due(t, &gus, &list), 0);
    assert_int_equal(due(t, &eva, &list), 1);
    /* Apart: two lines, two courses, each with one value, and the client's own pages know of one. */
    text = series_text(t, p->id);
    assert_true(has(text, "\"measure\":\"How well did you sleep?\",\"value\":7"));
    assert_true(course(t, p, "How well did you sleep?", &latest) == 1 && latest == 7);
    /* The other guardian's answers are a course of their own, and each course says whose it is. */
    struct str hers = begin(t, &eva, as);
    assert_false(str_eq(hers, its));
    assert_int_equal(reads(t, &eva, hers).given, 0);
    says(t, &eva, hers, 1, 2);
    sends(t, &eva, hers);
    assert_int_equal(due(t, &eva, &list), 0);
    bool first = memcmp(gus.user.p, eva.user.p, gus.user.n) < 0; /* by the order in which the accounts were made */
    const char *const names[] = {"How well did you sleep? (reported by guardian)",
                                 "How well did you sleep? (reported by guardian 2)"};
    assert_true(course(t, p, names[!first], &latest) == 1 && latest == 9);
    assert_true(course(t, p, names[first], &latest) == 1 && latest == 2);
    text = series_text(t, p->id);
    assert_true(has(text, first ? "\"reporter\":\"guardian\",\"value\":9" : "\"reporter\":\"guardian 2\",\"value\":9"));
    assert_true(has(text, first ? "\"reporter\":\"guardian 2\",\"value\":2" : "\"reporter\":\"guardian\",\"value\":2"));
    withdraw(t, &p->clinician, p->id, hers);
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, NONE, (struct date){0}, &t->arena, &shown, &e), &e);
    assert_true(shown.assigned_count == 2 && shown.assigned[0].by_guardian != shown.assigned[1].by_guardian);
    RECORD_OK(chart_progress(&t->practice, &p->client, p->id, NONE, (struct date){0}, &t->arena, &shown, &e), &e);
    assert_true(shown.assigned_count == 1 && !shown.assigned[0].by_guardian);
    for (size_t i = 0; i < shown.choice_count; i++)
        assert_false(has(shown.choice[i].label, "guardian"));
    /* A withdrawn one leaves the course. */
    withdraw(t, &p->clinician, p->id, its);
    assert_false(has(series_text(t, p->id), "reporter") && !has(series_text(t, p->id), "withdrawn"));
    FAILS(checkin_read(&t->practice, &gus, its, &t->arena, &c, &failed), ERR_NOT_FOUND, "record", "withdrawn");
}

static void test_guardian(void **state)
{
    (void)state;
    each_backend(run_guardian);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_personal),   cmocka_unit_test(test_assigned), cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_holds),      cmocka_unit_test(test_home),     cmocka_unit_test(test_asked),
        cmocka_unit_test(test_asked_whom), cmocka_unit_test(test_guardian),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
