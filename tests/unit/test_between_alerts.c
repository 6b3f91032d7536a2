/* test_between_alerts.c: forms answered item by item, alerts, what a failing step leaves. */
#include "support.h"

#include "between_support.h"

/* ---- forms and alerts ---- */

static struct str begin_form(struct record_test *t, const struct actor *who, struct str client, struct str assignment)
{
    struct err e = {0};
    struct str form = NONE;
    t->now_ms++;
    RECORD_OK(between_form(&t->practice, who, client, assignment, today(t), &t->arena, &form, &e), &e);
    return form;
}

static void answer(struct record_test *t, const struct actor *who, struct str client, struct str form, int item,
                   int value)
{
    struct err e = {0};
    t->now_ms++;
    RECORD_OK(between_answer(&t->practice, who, client, form, item, value, &e), &e);
}

static struct score send_form(struct record_test *t, const struct actor *who, struct str client, struct str form)
{
    struct err e = {0};
    struct score s;
    t->now_ms++;
    RECORD_OK(between_send(&t->practice, who, client, form, &t->arena, &s, &e), &e);
    return s;
}

static struct str content(struct record_test *t, const struct people *p, enum record_kind kind, struct str id)
{
    struct err e = {0};
    struct record r;
    RECORD_OK(between_get(&t->practice, &p->clinician, p->id, kind, id, &t->arena, &r, &e), &e);
    return r.content;
}

static void run_forms(struct record_test *t, struct people *p)
{
    struct alert *list_;
    struct str form;
    settings(t, WITH_OWNER);
    struct str remote = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15",
                            "{\"instrument\":\"phq9\",\"every\":\"P2W\",\"remote\":true}");
    struct str here = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"instrument\":\"gad7\"}");
    FAILS(between_form(&t->practice, &p->client, p->id, here, today(t), &t->arena, &form, &failed), ERR_REFUSED,
          "assignment", "not assigned remotely");
    FAILS(between_form(&t->practice, &p->client, p->id, remote, (struct date){0}, &t->arena, &form, &failed),
          ERR_INVALID, "date", "no date");
    FAILS(between_form(&t->practice, &p->client, p->id, STR("X"), today(t), &t->arena, &form, &failed), ERR_NOT_FOUND,
          "record", "no assignment");
    form = begin_form(t, &p->client, p->id, remote);
    assert_true(str_eq(form, begin_form(t, &p->client, p->id, remote))); /* gone on with */
    assert_str(content(t, p, RECORD_SCORE, form),
               "{\"instrument\":\"phq9\",\"responses\":[null,null,null,null,null,null,null,null,null],\"form\":true}",
               "empty");
    struct score s;
    FAILS(between_send(&t->practice, &p->client, p->id, form, &t->arena, &s, &failed), ERR_INVALID, "form", "empty");
    static const struct {
        int item, value;
        const char *where;
    } bad[] = {{0, 1, "item"}, {-1, 1, "item"}, {11, 1, "item"}, {1, -2, "value"}, {1, 4, "item 1"}, {10, 4, "value"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        FAILS(between_answer(&t->practice, &p->client, p->id, form, bad[i].item, bad[i].value, &failed), ERR_INVALID,
              bad[i].where, "no answer");
    answer(t, &p->client, p->id, form, 1, 3);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 0);
    /* The alert comes with the answer, long before the form is whole. */
    answer(t, &p->client, p->id, form, 9, 1);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    assert_true(str_eq(list_[0].score, form) && str_eq(list_[0].client, p->id) && list_[0].item == 9);
    assert_true(str_is(list_[0].owner, "DUTY") && str_is(list_[0].level, "critical") && !list_[0].escalated);
    assert_true(list_[0].raised_ms == t->now_ms && list_[0].due_ms == t->now_ms + 2 * 3600 * 1000);
    assert_int_equal(client_row(t, p->id).alerts, 1);
    assert_true(has(series_text(t, p->id), "\"responses\":[null,null,null,null,null,null,null,null,1]"));
    /* A changed answer keeps it, and the same answer again does not double it. */
    answer(t, &p->client, p->id, form, 9, 0);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    answer(t, &p->client, p->id, form, 9, 2);
    answer(t, &p->client, p->id, form, 9, -1);
    answer(t, &p->client, p->id, form, 9, 0);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    for (int i = 2; i <= 8; i++)
        answer(t, &p->client, p->id, form, i, 1);
    answer(t, &p->client, p->id, form, 10, 2); /* beside the score */
    answer(t, &p->client, p->id, form, 10, 1);
    s = send_form(t, &p->client, p->id, form);
    assert_true(s.has && s.value == 10 && s.alert_count == 0);
    assert_true(has(content(t, p, RECORD_SCORE, form), "[3,1,1,1,1,1,1,1,0],\"form\":true,\"impact\":1,\"sent_ms\":"));
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    FAILS(between_answer(&t->practice, &p->client, p->id, form, 1, 0, &failed), ERR_CONFLICT, "form", "sent");
    FAILS(between_answer(&t->practice, &p->clinician, p->id, form, 1, 0, &failed), ERR_CONFLICT, "form", "sent");
    s = send_form(t, &p->client, p->id, form); /* twice is once */
    assert_true(s.has && s.value == 10);
    FAILS(between_withdraw(&t->practice, &p->client, p->id, form, STR("y"), &failed), ERR_REFUSED, "score", "stays");
    struct str series = series_text(t, p->id);
    assert_true(has(series, "\"type\":\"correction\"") && has(series, "-sent\""));
    /* The next one of that day is another form. */
    assert_false(str_eq(form, begin_form(t, &p->client, p->id, remote)));
    struct str whole = score(t, &p->clinician, p->id, "2027-01-15", "{\"instrument\":\"gad7\",\"total\":7}");
    FAILS(between_answer(&t->practice, &p->clinician, p->id, whole, 1, 0, &failed), ERR_CONFLICT, "form",
          "a whole one");
    FAILS(between_send(&t->practice, &p->clinician, p->id, whole, &t->arena, &s, &failed), ERR_CONFLICT, "form",
          "likewise");
    FAILS(between_answer(&t->practice, &p->else_client, p->id, form, 1, 0, &failed), ERR_NOT_FOUND, "client",
          "another");
    FAILS(between_answer(&t->practice, &p->glass, p->id, form, 1, 0, &failed), ERR_REFUSED, "form.fill",
          "glass only reads");
    /* What was assigned and taken back cannot be begun. */
    withdraw(t, &p->clinician, p->id, here);
    FAILS(between_form(&t->practice, &p->clinician, p->id, here, today(t), &t->arena, &form, &failed), ERR_CONFLICT,
          "assignment", "taken back");
}

static void test_forms_and_alerts(void **state)
{
    (void)state;
    each_backend(run_forms);
}

/* Measures with tenths, and questions beside the score that raise an alert. */
static void run_other_forms(struct record_test *t, struct people *p)
{
    struct alert *list_;
    struct str ors = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"instrument\":\"ors\"}");
    struct str form = begin_form(t, &p->clinician, p->id, ors);
    for (int i = 1; i <= 4; i++)
        answer(t, &p->clinician, p->id, form, i, 70 + i);
    struct score s = send_form(t, &p->clinician, p->id, form);
    assert_true(s.has && s.value > 28.99 && s.value < 29.01);
    assert_true(has(content(t, p, RECORD_SCORE, form), "[7.1,7.2,7.3,7.4]"));
    /* Without a practice's owner the primary clinician has it. */
    struct str phqa = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"instrument\":\"phqa\"}");
    form = begin_form(t, &p->clinician, p->id, phqa);
    const struct measure_structure *m = measure_structure(measure_find(STR("phqa")));
    int asked = 0;
    for (size_t i = 0; i < m->extra_count; i++)
        if (m->extras[i].extra == EXTRA_PAST_MONTH_THOUGHTS)
            asked = (int)(m->count + i + 1);
    assert_true(asked > 0);
    answer(t, &p->clinician, p->id, form, 1, 2);
    answer(t, &p->clinician, p->id, form, asked, 1);
    assert_int_equal(alerts_of(t, &p->clinician, &list_), 1);
    assert_true(str_is(list_[0].owner, "CLINICIAN") && list_[0].item == 0 && list_[0].label.n);
    assert_true(has(series_text(t, p->id), "\"past_month_thoughts\":1"));
    answer(t, &p->clinician, p->id, form, asked, 0);
    answer(t, &p->clinician, p->id, form, asked, -1);
    assert_false(has(content(t, p, RECORD_SCORE, form), "past_month"));
    answer(t, &p->clinician, p->id, form, 9, 1); /* a second alert of the same form */
    assert_int_equal(alerts_of(t, &p->clinician, &list_), 2);
    /* Withdrawn unsent: the alert stays until somebody closes it, and the series can be read. */
    withdraw(t, &p->clinician, p->id, form);
    assert_int_equal(alerts_of(t, &p->clinician, &list_), 2);
    struct err e = {0};
    FAILS(between_send(&t->practice, &p->clinician, p->id, form, &t->arena, &s, &failed), ERR_CONFLICT, "form",
          "withdrawn");
    form = begin_form(t, &p->clinician, p->id, phqa); /* nothing raised: no line to withdraw */
    withdraw(t, &p->clinician, p->id, form);
    struct series series;
    RECORD_OK(series_read(series_text(t, p->id), &t->arena, &series, &e), &e);
}

static void test_forms_of_other_shapes(void **state)
{
    (void)state;
    each_backend(run_other_forms);
}

static void run_owner_and_cover(struct record_test *t, struct people *p)
{
    static const struct {
        const char *settings, *json;
        bool may;
    } rows[] = {
        {"{\"name\":\"P\"}", "{\"instrument\":\"phq9\",\"remote\":true}", false},
        {"{\"name\":\"P\",\"alert_owner\":\"DUTY\"}", "{\"instrument\":\"phq9\",\"remote\":true}", false},
        {"{\"name\":\"P\",\"alert_cover\":\"COVER\"}", "{\"instrument\":\"phq9\",\"remote\":true}", false},
        {WITH_OWNER, "{\"instrument\":\"phq9\",\"remote\":true}", true},
        {"{\"name\":\"P\",\"alert_owner\":\"DUTY\",\"cover_name\":\"Ruth\",\"cover_phone\":\"5550100\"}",
         "{\"instrument\":\"phq9\",\"remote\":true}", true},
        {"{\"name\":\"P\",\"cover_name\":\"Ruth\",\"cover_phone\":\"5550100\"}",
         "{\"instrument\":\"phq9\",\"remote\":true}", false},
        {"{\"name\":\"P\"}", "{\"instrument\":\"phq9\",\"remote\":false}", true},
        {"{\"name\":\"P\"}", "{\"instrument\":\"phq9\"}", true},
        {"{\"name\":\"P\"}", "{\"instrument\":\"gad7\",\"remote\":true}", true},
    };
    struct str form, id = NONE;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};
        struct entry x = {.kind = RECORD_ASSIGNMENT, .date = today(t), .json = str_of(rows[i].json)};
        settings(t, rows[i].settings);
        bool ok = between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e);
        CHECK(ok == rows[i].may && (ok || (e.kind == ERR_REFUSED && strcmp(e.where, "remote") == 0)), "row %zu: %s", i,
              e.text);
        id = i == 3 ? x.id : id;
    }
    /* The owner left the settings after it was assigned. */
    FAILS(between_form(&t->practice, &p->client, p->id, id, today(t), &t->arena, &form, &failed), ERR_REFUSED, "remote",
          "nobody owns alerts any more");
    begin_form(t, &p->clinician, p->id, id);
}

static void test_remote_needs_owner_and_cover(void **state)
{
    (void)state;
    each_backend(run_owner_and_cover);
}

static void run_deadline(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct alert *list_;
    size_t n = 0;
    settings(t, WITH_OWNER);
    score(t, &p->clinician, p->id, "2027-01-15", PHQ9_ALERT);
    int64_t due = t->now_ms + 2 * 3600 * 1000;
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    assert_int_equal(alerts_of(t, &p->cover, &list_), 1); /* covers: sees what the owner has */
    assert_int_equal(alerts_of(t, &p->other, &list_), 0);
    t->now_ms = due - 1;
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, 0);
    t->now_ms = due;
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, 1);
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, 0); /* once */
    assert_int_equal(alerts_of(t, &p->duty, &list_), 0);
    assert_int_equal(alerts_of(t, &p->cover, &list_), 1);
    assert_true(list_[0].escalated && str_is(list_[0].owner, "COVER") && list_[0].due_ms == due);
    assert_int_equal(client_row(t, p->id).alerts, 1); /* still open */
    FAILS(between_escalate(&t->practice, &p->clinician, &n, &failed), ERR_REFUSED, "alert.due", "the program's alone");
    /* Without a cover: the primary clinician. */
    score(t, &p->other, p->id, "2027-01-16", PHQ9_ALERT);
    settings(t, "{\"name\":\"P\"}");
    t->now_ms += 24 * 3600 * 1000;
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_int_equal(alerts_of(t, &p->clinician, &list_), 1);
    assert_true(list_[0].escalated);
}

static void test_an_alert_past_its_deadline_goes_to_the_cover(void **state)
{
    (void)state;
    each_backend(run_deadline);
}

static void run_closing(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct alert *list_;
    settings(t, WITH_OWNER);
    static const struct {
        size_t who;
        const char *disposition;
        enum err_kind kind;
    } rows[] = {
        {offsetof(struct people, clinician), "assessed", ERR_NONE},
        {offsetof(struct people, supervisor), "safety_plan", ERR_NONE},
        {offsetof(struct people, prescriber), "emergency_services", ERR_NONE},
        {offsetof(struct people, glass), "assessed", ERR_NONE},
        {offsetof(struct people, clinician), "not_reached", ERR_INVALID}, /* closes nothing */
        {offsetof(struct people, duty), "assessed", ERR_NONE},
        {offsetof(struct people, cover), "assessed", ERR_NONE},
        {offsetof(struct people, stranger), "assessed", ERR_NOT_FOUND},
        {offsetof(struct people, owner), "assessed", ERR_REFUSED},
        {offsetof(struct people, staff), "assessed", ERR_REFUSED},
        {offsetof(struct people, client), "assessed", ERR_REFUSED},
        {offsetof(struct people, clinician), "fine", ERR_INVALID},
        {offsetof(struct people, clinician), "", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str id = score(t, &p->clinician, p->id, "2027-01-15", PHQ9_ALERT);
        const struct actor *who = (const struct actor *)(const void *)((const char *)p + rows[i].who);
        size_t n = alerts_of(t, &p->duty, &list_);
        assert_true(n > 0 && str_eq(list_[n - 1].score, id));
        struct str alert = list_[n - 1].id;
        /* Whoever may answer it may read how to reach the client, as long as it is open; nobody else. */
        struct alert_reach reach;
        bool may = rows[i].kind == ERR_NONE || rows[i].kind == ERR_INVALID;
        e = (struct err){0};
        bool read = between_alert_reach(&t->practice, who, p->id, alert, &t->arena, &reach, &e);
        CHECK(read == may && (may || e.kind == rows[i].kind), "row %zu: reach: %d %s", i, (int)e.kind, e.text);
        e = (struct err){0};
        t->now_ms++;
        bool ok = between_alert_close(&t->practice, who, p->id, alert, str_of(rows[i].disposition), STR("spoke"), &e);
        CHECK(ok == (rows[i].kind == ERR_NONE) && e.kind == rows[i].kind, "row %zu: %d %s", i, (int)e.kind, e.text);
        assert_int_equal(alerts_of(t, &p->duty, &list_), n - ok);
        assert_int_equal(client_row(t, p->id).alerts, (int)(n - ok));
        assert_true(has(series_text(t, p->id), id.p));
        if (ok)
            FAILS(between_alert_close(&t->practice, who, p->id, alert, STR("assessed"), STR("spoke"), &failed),
                  ERR_CONFLICT, "alert", "closed before");
        if (ok)
            FAILS(between_alert_reach(&t->practice, who, p->id, alert, &t->arena, &reach, &failed), ERR_CONFLICT,
                  "alert", "nothing of a client whose alert is closed");
        FAILS(between_alert_close(&t->practice, &p->clinician, p->id, alert, STR("assessed"), STR(" "), &failed),
              ERR_INVALID, "text", "without words");
    }
    struct record *all;
    size_t n = list(t, &p->clinician, p->id, 1u << RECORD_ALERT, &all);
    for (size_t i = 0; i < n; i++)
        if (str_is(all[i].state, "closing"))
            FAILS(
                between_alert_close(&t->practice, &p->clinician, p->id, all[i].id, STR("assessed"), STR("x"), &failed),
                ERR_NOT_FOUND, "record", "what closes is no alert");
    FAILS(between_withdraw(&t->practice, &p->clinician, p->id, all[0].id, STR("x"), &failed), ERR_NOT_FOUND, "record",
          "alerts are closed, not withdrawn");
}

static void test_an_alert_is_closed_by_a_person_with_words(void **state)
{
    (void)state;
    each_backend(run_closing);
}

static struct err tried(struct record_test *t, const struct actor *who, struct str client, struct str alert,
                        const char *text, const char *next, const char *follow)
{
    struct err e = {0};
    struct alert_attempt x = {str_of(text), str_of(next), {0}};
    date_parse(str_of(follow), &x.follow);
    between_alert_tried(&t->practice, who, client, alert, &x, &e);
    return e;
}

/* Not reached: open, with its owner, due at the end of the day named; then the cover's; closed as any other. */
static void run_not_reached(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct alert *list_;
    size_t n = 0;
    settings(t, WITH_OWNER);
    set_day(t, "2027-01-15");
    struct str id = score(t, &p->clinician, p->id, "2027-01-15", PHQ9_ALERT);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    struct str alert = list_[0].id;
    assert_true(str_is(list_[0].instrument, "phq9") && str_is(list_[0].answer, "1") && !list_[0].tries);
    assert_true(!list_[0].opens); /* the owner is not of the care team */
    static const struct {
        const char *text, *next, *follow, *where;
    } bad[] = {{"", "again", "2027-01-16", "text"},         {" ", "again", "2027-01-16", "text"},
               {"called", "", "2027-01-16", "next"},        {"called", "again", "", "follow"},
               {"called", "again", "2027-01-14", "follow"}, {"called", "again", "2027-01-23", "follow"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = tried(t, &p->duty, p->id, alert, bad[i].text, bad[i].next, bad[i].follow);
        CHECK(e.kind == ERR_INVALID && strcmp(e.where, bad[i].where) == 0, "row %zu: %d %s", i, (int)e.kind, e.where);
    }
    assert_int_equal(tried(t, &p->stranger, p->id, alert, "a", "b", "2027-01-16").kind, ERR_NOT_FOUND);
    assert_int_equal(tried(t, &p->staff, p->id, alert, "a", "b", "2027-01-16").kind, ERR_REFUSED);
    assert_int_equal(tried(t, &p->client, p->id, alert, "a", "b", "2027-01-16").kind, ERR_REFUSED);
    e = tried(t, &p->duty, p->id, alert, "called twice", "call again", "2027-01-15");
    RECORD_OK(e.kind == ERR_NONE, &e);
    t->now_ms++;
    e = tried(t, &p->clinician, p->id, alert, "wrote", "welfare check", "2027-01-22"); /* the last day there is */
    RECORD_OK(e.kind == ERR_NONE, &e);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    int64_t due = INT64_C(86400000) * (date_to_day((struct date){2027, 1, 22}) + 1);
    assert_true(list_[0].tries == 2 && str_is(list_[0].next, "welfare check") && list_[0].due_ms == due);
    assert_true(!list_[0].escalated && str_is(list_[0].owner, "DUTY"));
    assert_int_equal(client_row(t, p->id).alerts, 1);
    assert_false(has(series_text(t, p->id), "alert_closed"));
    struct record *all;
    size_t rows = list(t, &p->clinician, p->id, 1u << RECORD_ALERT, &all);
    for (size_t i = 0; i < rows; i++)
        if (str_is(all[i].state, "tried"))
            FAILS(
                between_alert_close(&t->practice, &p->clinician, p->id, all[i].id, STR("assessed"), STR("x"), &failed),
                ERR_NOT_FOUND, "record", "what was tried is no alert");
    assert_int_equal(rows, 3);
    t->now_ms = due - 1;
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, 0);
    t->now_ms = due;
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_int_equal(alerts_of(t, &p->cover, &list_), 1);
    assert_true(list_[0].escalated && list_[0].tries == 2 && list_[0].due_ms == due);
    e = tried(t, &p->cover, p->id, alert, "called", "visit", "2027-01-23"); /* the clock begins anew */
    RECORD_OK(e.kind == ERR_NONE, &e);
    assert_int_equal(alerts_of(t, &p->cover, &list_), 1);
    assert_true(!list_[0].escalated && list_[0].tries == 3);
    RECORD_OK(between_alert_close(&t->practice, &p->cover, p->id, alert, STR("assessed"), STR("spoke"), &e), &e);
    assert_true(has(series_text(t, p->id), "alert_closed") && has(series_text(t, p->id), id.p));
    assert_int_equal(tried(t, &p->cover, p->id, alert, "a", "b", "2027-01-23").kind, ERR_CONFLICT);
}

static void test_who_was_not_reached_stays_in_the_queue(void **state)
{
    (void)state;
    each_backend(run_not_reached);
}

static void run_corrected_alerts(struct record_test *t, struct people *p)
{
    struct alert *list_;
    settings(t, WITH_OWNER);
    struct str id = score(t, &p->clinician, p->id, "2027-01-15", PHQ9_ALERT);
    struct str fresh = correct(t, &p->clinician, p->id, id, RECORD_SCORE, "2027-01-15",
                               "{\"instrument\":\"phq9\",\"responses\":[1,1,1,1,1,1,1,1,0]}");
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1); /* stays */
    fresh = correct(t, &p->clinician, p->id, fresh, RECORD_SCORE, "2027-01-15", PHQ9_ALERT);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 2); /* raised by the correction */
    fresh = correct(t, &p->clinician, p->id, fresh, RECORD_SCORE, "2027-01-15", PHQ9_ALERT);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 2);
    struct entry x = {.kind = RECORD_SCORE, .date = today(t), .json = STR("{\"instrument\":\"gad7\",\"total\":3}")};
    FAILS(between_correct(&t->practice, &p->clinician, p->id, fresh, &x, STR("y"), NONE, &t->arena, &failed),
          ERR_INVALID, "instrument", "another measure");
    /* The series' alert is closed with the last of them. */
    for (int i = 0; i < 2; i++) {
        struct err e = {0};
        t->now_ms++;
        RECORD_OK(between_alert_close(&t->practice, &p->duty, p->id, list_[i].id, STR("assessed"), STR("x"), &e), &e);
        assert_true(has(series_text(t, p->id), "alert_closed") == (i == 1));
    }
    char named[64];
    snprintf(named, sizeof named, "\"alert\":\"%.26s\"", id.p);
    assert_true(has(series_text(t, p->id), named));
    withdraw(t, &p->clinician, p->id, fresh);
    struct series s;
    struct err e = {0};
    RECORD_OK(series_read(series_text(t, p->id), &t->arena, &s, &e), &e);
    assert_null(series_holder(&s.entries.at[0], day("2030-01-01")));
}

static void test_alerts_of_corrected_scores(void **state)
{
    (void)state;
    each_backend(run_corrected_alerts);
}

/* 15 January, 08:00 in UTC: which day it was entered and closed on is the practice's, as it is told now. */
static void run_days_of_the_zone(struct record_test *t, struct people *p)
{
    static const struct {
        const char *zone, *entered, *closed;
    } rows[] = {{"Pacific/Pago_Pago", "2027-01-14", "2027-01-15"},
                {"UTC", "2027-01-15", "2027-01-15"},
                {"Pacific/Auckland", "2027-01-15", "2027-01-16"},
                {"Nowhere/Atall", "2027-01-15", "2027-01-15"}};
    struct alert *list_;
    struct err e = {0};
    settings(t, WITH_OWNER);
    score(t, &p->clinician, p->id, "2027-01-13", PHQ9_ALERT);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    t->now_ms += INT64_C(4) * 3600 * 1000;
    RECORD_OK(between_alert_close(&t->practice, &p->duty, p->id, list_[0].id, STR("assessed"), STR("x"), &e), &e);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char json[200], entered[100], closed[100];
        snprintf(json, sizeof json, "{\"name\":\"P\",\"time_zone\":\"%s\"}", rows[i].zone);
        snprintf(entered, sizeof entered, "\"entered\":\"%s\",\"type\":\"score\"", rows[i].entered);
        snprintf(closed, sizeof closed, "\"date\":\"%s\",\"entered\":\"%s\",\"type\":\"alert_closed\"", rows[i].closed,
                 rows[i].closed);
        settings(t, json);
        struct str text = series_text(t, p->id);
        CHECK(has(text, entered) && has(text, closed), "%s: %.*s", rows[i].zone, (int)text.n, text.p);
    }
}

static void test_days_are_those_of_the_zone(void **state)
{
    (void)state;
    each_backend(run_days_of_the_zone);
}

static bool erase_client(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    return keys_client_erase(c->t->store.keys, tx, 1, c->client, c->t->now_ms, e);
}

static void run_several(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct alert *list_;
    settings(t, WITH_OWNER);
    /* A form that raises several at once, each of its own; corrected, only what is new. */
    struct str id = score(t, &p->clinician, p->id, "2027-01-15",
                          "{\"instrument\":\"cssrs_screener\",\"responses_yes\":[1,1,0,0,0,0]}");
    size_t few = alerts_of(t, &p->duty, &list_);
    assert_true(few > 0);
    id = correct(t, &p->clinician, p->id, id, RECORD_SCORE, "2027-01-15",
                 "{\"instrument\":\"cssrs_screener\",\"responses_yes\":[1,1,1,1,1,1]}");
    size_t many = alerts_of(t, &p->duty, &list_);
    assert_true(many > few);
    for (size_t i = 1; i < many; i++)
        assert_true(list_[i - 1].raised_ms <= list_[i].raised_ms && str_eq(list_[i].client, p->id));
    char *words = calloc(1, BETWEEN_JSON_MAX + 2);
    memset(words, 'a', BETWEEN_JSON_MAX + 1);
    FAILS(between_alert_close(&t->practice, &p->duty, p->id, list_[0].id, STR("assessed"), str_of(words), &failed),
          ERR_INVALID, "text", "too long");
    free(words);
    /* An erased client's alert is nobody's to read; its deadline still passes. */
    score(t, &p->stranger, p->else_id, "2027-01-15", PHQ9_ALERT);
    assert_int_equal(alerts_of(t, &p->duty, &list_), many + 1);
    struct row_call c = {.t = t, .client = p->else_id};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, erase_client, &c, &e), &e);
    assert_int_equal(alerts_of(t, &p->duty, &list_), many);
    size_t n = 0;
    t->now_ms += 3 * 3600 * 1000;
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, many + 1);
}

static void test_several_alerts(void **state)
{
    (void)state;
    each_backend(run_several);
}

struct mails_call {
    struct str like;
    int64_t count;
};

static bool count_mails(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"SELECT count(*) FROM job WHERE practice_id = 1 AND id LIKE :like", NULL};
    struct mails_call *c = ctx;
    struct db_query *q = db_query(tx, &sql);
    db_bind_text(q, "like", c->like);
    c->count = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static int64_t mails_again(struct record_test *t, struct str owner, struct str alert)
{
    char like[120];
    struct err e = {0};
    struct mails_call c = {.count = 0};
    snprintf(like, sizeof like, "%.*s/%.*s/again-%%", (int)owner.n, owner.p, (int)alert.n, alert.p);
    c.like = str_of(like);
    RECORD_OK(db_read(t->store.db, count_mails, &c, &e), &e);
    return c.count;
}

/* Nobody else to hand it to, whatever the reason: it stays open with its owner, due anew, with another mail. */
static void run_stays(struct record_test *t, struct people *p)
{
    static const char *const rows[] = {
        "{\"name\":\"P\"}",
        "{\"name\":\"P\",\"alert_owner\":\"CLINICIAN\",\"cover_name\":\"Ruth\",\"cover_phone\":\"5550100\"}",
        "{\"name\":\"P\",\"alert_owner\":\"DUTY\",\"cover_name\":\"Ruth\",\"cover_phone\":\"5550100\"}"};
    struct err e = {0};
    struct alert *list_;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct actor *owner = i == 2 ? &p->duty : &p->clinician;
        size_t n = 0;
        settings(t, rows[i]);
        score(t, &p->clinician, p->id, "2027-01-15", PHQ9_ALERT);
        assert_int_equal(alerts_of(t, owner, &list_), 1);
        assert_false(list_[0].stayed);
        struct str id = list_[0].id;
        int64_t term = list_[0].due_ms - t->now_ms, due = list_[0].due_ms;
        for (int64_t k = 1; k <= 3; k++) {
            t->now_ms = due;
            RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
            assert_int_equal(n, 0);
            assert_int_equal(alerts_of(t, owner, &list_), 1);
            CHECK(!list_[0].escalated && list_[0].stayed && list_[0].due_ms == due + term, "row %zu: term %d", i,
                  (int)k);
            assert_true(str_eq(list_[0].id, id) && str_eq(list_[0].owner, owner->user));
            due = list_[0].due_ms;
            assert_int_equal(mails_again(t, owner->user, id), k);
            RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e); /* once a term */
            assert_int_equal(mails_again(t, owner->user, id), k);
        }
        /* Not reached: the end of that day is the deadline, then it stays again. */
        set_day(t, i == 0 ? "2027-02-01" : i == 1 ? "2027-02-05" : "2027-02-09");
        e = tried(t, owner, p->id, id, "called", "again", i == 0 ? "2027-02-02" : i == 1 ? "2027-02-06" : "2027-02-10");
        RECORD_OK(e.kind == ERR_NONE, &e);
        assert_int_equal(alerts_of(t, owner, &list_), 1);
        assert_false(list_[0].stayed);
        t->now_ms = list_[0].due_ms;
        RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
        assert_int_equal(alerts_of(t, owner, &list_), 1);
        assert_true(list_[0].stayed && list_[0].tries == 1 && list_[0].due_ms == t->now_ms + term);
        RECORD_OK(between_alert_close(&t->practice, owner, p->id, id, STR("assessed"), STR("spoke"), &e), &e);
    }
}

/* An erased client's: nobody can answer it, so nobody is reminded. */
static void run_erased(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct alert *list_;
    size_t n = 0;
    settings(t, "{\"name\":\"P\",\"alert_owner\":\"DUTY\",\"cover_name\":\"Ruth\",\"cover_phone\":\"5550100\"}");
    score(t, &p->stranger, p->else_id, "2027-01-15", PHQ9_ALERT);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
    struct row_call c = {.t = t, .client = p->else_id};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, erase_client, &c, &e), &e);
    for (int i = 0; i < 2; i++) {
        t->now_ms += 24 * 3600 * 1000;
        RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
        assert_int_equal(n, 0);
        assert_int_equal(mails_again(t, p->duty.user, list_[0].id), 0);
    }
}

static void test_an_alert_that_nobody_covers_stays(void **state)
{
    (void)state;
    each_backend(run_stays);
    each_backend(run_erased);
}

/* ---- a step of the database that fails ---- */

struct trip {
    struct record_test *t;
    const char *table, *when;
};

static bool set_trip(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql alert = {
        "CREATE TRIGGER trip BEFORE INSERT ON record WHEN NEW.kind = 'alert' BEGIN SELECT RAISE(ABORT, 'trip'); END",
        "CREATE TRIGGER trip BEFORE INSERT ON record FOR EACH ROW WHEN (NEW.kind = 'alert') EXECUTE FUNCTION "
        "refuse_locked()"};
    static const struct db_sql audit = {
        "CREATE TRIGGER trip BEFORE INSERT ON audit WHEN NEW.use_case = 'form.fill' BEGIN SELECT RAISE(ABORT, 'trip'); "
        "END",
        "CREATE TRIGGER trip BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.use_case = 'form.fill') EXECUTE FUNCTION "
        "refuse_locked()"};
    static const struct db_sql client = {
        "CREATE TRIGGER trip BEFORE UPDATE ON client BEGIN SELECT RAISE(ABORT, 'trip'); END",
        "CREATE TRIGGER trip BEFORE UPDATE ON client FOR EACH ROW EXECUTE FUNCTION refuse_locked()"};
    const char *table = ((struct trip *)ctx)->table;
    db_run(db_query(tx, strcmp(table, "record") == 0 ? &alert : strcmp(table, "audit") == 0 ? &audit : &client));
    return db_ok(tx, e);
}

static bool drop_trip(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql on_record = {"DROP TRIGGER trip", "DROP TRIGGER trip ON record"};
    static const struct db_sql on_audit = {"DROP TRIGGER trip", "DROP TRIGGER trip ON audit"};
    static const struct db_sql on_client = {"DROP TRIGGER trip", "DROP TRIGGER trip ON client"};
    const char *table = ((struct trip *)ctx)->table;
    db_run(db_query(tx, strcmp(table, "record") == 0  ? &on_record
                        : strcmp(table, "audit") == 0 ? &on_audit
                                                      : &on_client));
    return db_ok(tx, e);
}

static void run_failing(struct record_test *t, struct people *p)
{
    settings(t, WITH_OWNER);
    static const char *const tables[] = {"record", "audit", "client"};
    struct str assigned =
        add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"instrument\":\"phq9\",\"remote\":true}");
    struct str form = begin_form(t, &p->client, p->id, assigned);
    struct alert *list_;
    for (size_t i = 0; i < 3; i++) {
        struct err e = {0};
        struct trip trip = {.t = t, .table = tables[i]};
        struct str before = content(t, p, RECORD_SCORE, form);
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, set_trip, &trip, &e), &e);
        t->now_ms++;
        assert_false(between_answer(&t->practice, &p->client, p->id, form, 9, 3, &e));
        CHECK(e.kind != ERR_NONE && e.text[0], "%s: %s", tables[i], e.text);
        e = (struct err){0};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, drop_trip, &trip, &e), &e);
        assert_true(str_eq(content(t, p, RECORD_SCORE, form), before)); /* neither the answer */
        assert_int_equal(alerts_of(t, &p->duty, &list_), 0);            /* nor the alert */
        assert_int_equal(client_row(t, p->id).alerts, 0);
    }
    answer(t, &p->client, p->id, form, 9, 3);
    assert_int_equal(alerts_of(t, &p->duty, &list_), 1);
}

static void test_a_failing_step_leaves_neither_answer_nor_alert(void **state)
{
    (void)state;
    each_backend(run_failing);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms_and_alerts),
        cmocka_unit_test(test_forms_of_other_shapes),
        cmocka_unit_test(test_remote_needs_owner_and_cover),
        cmocka_unit_test(test_an_alert_past_its_deadline_goes_to_the_cover),
        cmocka_unit_test(test_an_alert_that_nobody_covers_stays),
        cmocka_unit_test(test_an_alert_is_closed_by_a_person_with_words),
        cmocka_unit_test(test_who_was_not_reached_stays_in_the_queue),
        cmocka_unit_test(test_alerts_of_corrected_scores),
        cmocka_unit_test(test_several_alerts),
        cmocka_unit_test(test_days_are_those_of_the_zone),
        cmocka_unit_test(test_a_failing_step_leaves_neither_answer_nor_alert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
