/* test_queue.c: what waits for one person. */
#include "support.h"

#include "between_support.h"

#include "practice/chart.h"
#include "practice/queue.h"
#include "practice/sharing.h"
#include "practice/upkeep.h"
#include "store/signature.h"

static struct queue queue(struct record_test *t, const struct actor *who)
{
    struct err e = {0};
    struct queue q;
    RECORD_OK(queue_read(&t->practice, who, today(t), &t->arena, &q, &e), &e);
    return q;
}

static void run_empty(struct record_test *t, struct people *p)
{
    const struct actor *all[] = {&p->clinician, &p->supervisor, &p->prescriber, &p->staff, &p->officer};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct queue q = queue(t, all[i]);
        assert_int_equal(q.alert_count + q.team_alert_count + q.review_count + q.mine_count + q.other_count +
                             q.request_count + q.news_count,
                         0);
    }
    const struct actor * not [] = {&p->owner, &p->auditor, &p->client, &p->guardian, &p->program};
    struct queue q;
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        FAILS(queue_read(&t->practice, not [i], today(t), &t -> arena, &q, &failed), ERR_REFUSED, "queue.read", "who");
    FAILS(queue_read(&t->practice, &p->clinician, (struct date){0}, &t->arena, &q, &failed), ERR_INVALID, "date",
          "date");
}

/* ---- reviews: the edges of late, today, within seven days ---- */

struct due_call {
    struct record_test *t;
    struct str client;
    int64_t day;
    const char *state;
};

static bool set_due(struct db_tx *tx, void *ctx, struct err *e)
{
    struct due_call *c = ctx;
    struct client_row row;
    if (!client_get(&c->t->store, tx, 1, c->client, &c->t->arena, &row, e))
        return false;
    row.review_due = (struct opt_int){true, c->day};
    row.state = c->state ? str_of(c->state) : row.state;
    return client_change(&c->t->store, tx, &row, e);
}

static void due_on(struct record_test *t, struct str client, int64_t day, const char *state)
{
    struct err e = {0};
    struct due_call c = {t, client, day, state};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, set_due, &c, &e), &e);
}

static void run_reviews(struct record_test *t, struct people *p)
{
    static const struct {
        int64_t days;
        bool there;
        enum queue_due due;
    } row[] = {{-40, true, QUEUE_LATE}, {-1, true, QUEUE_LATE}, {0, true, QUEUE_TODAY},
               {1, true, QUEUE_SOON},   {7, true, QUEUE_SOON},  {8, false, QUEUE_SOON}};
    int64_t now = date_to_day(today(t));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        due_on(t, p->id, now + row[i].days, NULL);
        struct queue q = queue(t, &p->clinician);
        CHECK(q.review_count == row[i].there, "%d days", (int)row[i].days);
        if (row[i].there) {
            CHECK(q.review[0].due == row[i].due && q.review[0].days == row[i].days, "%d days", (int)row[i].days);
            assert_true(str_eq(q.review[0].card.id, p->id));
        }
    }
    due_on(t, p->id, now, NULL);
    due_on(t, p->else_id, now - 1, NULL);
    assert_int_equal(queue(t, &p->other).review_count, 1);
    assert_int_equal(queue(t, &p->staff).review_count, 1);
    assert_int_equal(queue(t, &p->supervisor).review_count, 0); /* not of the own caseload */
    assert_int_equal(queue(t, &p->glass).review_count, 0);
    due_on(t, p->id, now, "ended");
    assert_int_equal(queue(t, &p->clinician).review_count, 0);
}

/* ---- signatures ---- */

struct sign_call {
    struct record_test *t;
    struct str client, plan;
    const char *state;
    struct {
        int place;
        const char *role, *account, *state;
    } row[6];
};

static bool put_signing(struct db_tx *tx, void *ctx, struct err *e)
{
    struct sign_call *c = ctx;
    struct record r = {.practice = 1,
                       .client = c->client,
                       .kind = RECORD_PLAN,
                       .state = STR("signing"),
                       .day = 20000,
                       .by = STR("CLINICIAN"),
                       .content = STR(TEST_PLAN)};
    if (!record_add(&c->t->store, tx, &r, c->t->now_ms, &c->t->arena, e))
        return false;
    c->plan = r.id;
    for (int i = 0; i < 6 && c->row[i].role; i++) {
        struct signature_row s = {.practice = 1,
                                  .client = c->client,
                                  .plan = r.id,
                                  .item = i,
                                  .place = c->row[i].place,
                                  .role = str_of(c->row[i].role),
                                  .account = str_of(c->row[i].account),
                                  .state = str_of(c->row[i].state ? c->row[i].state : "waiting"),
                                  .content = STR("{}")};
        if (!signature_add(&c->t->store, tx, &s, e))
            return false;
    }
    r.state = str_of(c->state);
    return str_is(r.state, "signing") || record_change(&c->t->store, tx, &r, e);
}

static struct str signing(struct record_test *t, struct sign_call c)
{
    struct err e = {0};
    c.t = t;
    c.state = c.state ? c.state : "signing";
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_signing, &c, &e), &e);
    return c.plan;
}

static void run_signatures(struct record_test *t, struct people *p)
{
    struct str plan = signing(t, (struct sign_call){.client = p->id,
                                                    .row = {{1, "clinician", "CLINICIAN", "given"},
                                                            {2, "client", NULL, NULL},
                                                            {2, "guardian", NULL, NULL},
                                                            {3, "supervisor", NULL, NULL},
                                                            {4, "prescriber", "PRESCRIBER", NULL}}});
    /* Of a draft that went back, and of another's client: nobody's here. */
    signing(t, (struct sign_call){.client = p->id, .state = "draft", .row = {{1, "clinician", "CLINICIAN", NULL}}});
    signing(t, (struct sign_call){.client = p->else_id, .row = {{1, "clinician", "STRANGER", NULL}}});

    struct queue q = queue(t, &p->clinician);
    assert_int_equal(q.mine_count, 0);
    assert_int_equal(q.other_count, 1);
    assert_true(str_eq(q.others[0].plan, plan) && !q.others[0].turn);
    assert_str(q.others[0].role, "client, guardian", "roles");
    assert_int_equal(q.draft_count, 1); /* what went back is one's own to go on with */
    assert_true(str_eq(q.draft[0].client, p->id));
    assert_int_equal(queue(t, &p->prescriber).draft_count, 0);
    q = queue(t, &p->supervisor); /* any supervisor of this client's clinicians */
    assert_int_equal(q.mine_count, 1);
    assert_str(q.mine[0].role, "supervisor", "role");
    assert_int_equal(q.mine[0].item, 3);
    assert_false(q.mine[0].turn);
    assert_int_equal(q.other_count, 1);
    q = queue(t, &p->prescriber);
    assert_int_equal(q.mine_count, 1);
    assert_true(!q.mine[0].turn && q.mine[0].item == 4);
    q = queue(t, &p->stranger);
    assert_int_equal(q.mine_count, 1);
    assert_true(q.mine[0].turn && str_eq(q.mine[0].client, p->else_id));
    assert_int_equal(q.other_count, 0);
    q = queue(t, &p->glass); /* a clinician, but of nobody here */
    assert_int_equal(q.mine_count + q.other_count, 0);
    q = queue(t, &p->staff);
    assert_int_equal(q.mine_count + q.other_count, 0);
}

static void run_turn(struct record_test *t, struct people *p)
{
    signing(t, (struct sign_call){.client = p->id,
                                  .row = {{1, "clinician", NULL, NULL},
                                          {1, "client", NULL, NULL},
                                          {2, "supervisor", "SUPERVISOR", NULL}}});
    struct queue q = queue(t, &p->other); /* any clinician of the team */
    assert_int_equal(q.mine_count, 1);
    assert_true(q.mine[0].turn);
    assert_int_equal(q.other_count, 1);
    assert_str(q.others[0].role, "client", "role");
    assert_true(q.others[0].turn);
    q = queue(t, &p->prescriber);
    assert_int_equal(q.mine_count, 0);
    assert_str(q.others[0].role, "clinician, client", "roles");
}

/* ---- alerts, requests ---- */

/* How often the trail says that this person's queue told of an alert of the client. */
static size_t told_of(struct record_test *t, struct people *p, const struct actor *who)
{
    struct client_event *list;
    struct str earlier;
    struct err e = {0};
    size_t n, told = 0;
    RECORD_OK(upkeep_client_events(&t->practice, &p->officer, p->id, NONE, 200, &t->arena, &list, &n, &earlier, &e),
              &e);
    for (size_t i = 0; i < n; i++)
        told += str_is(list[i].row.event.use_case, "alert.list") && str_eq(list[i].row.event.user, who->user) &&
                list[i].row.event.object.n;
    return told;
}

static void run_alerts(struct record_test *t, struct people *p)
{
    settings(t, WITH_OWNER);
    set_day(t, "2027-01-04");
    score(t, &p->clinician, p->id, "2027-01-04", PHQ9_ALERT);
    assert_int_equal(queue(t, &p->duty).alert_count, 1);
    assert_int_equal(queue(t, &p->cover).alert_count, 1);
    assert_int_equal(queue(t, &p->clinician).alert_count, 0);
    assert_int_equal(queue(t, &p->duty).alert[0].item, 9);
    /* A look at its line is an event about the client, one for a quarter of an hour; a queue without it is none. */
    assert_int_equal(told_of(t, p, &p->duty), 1);
    assert_int_equal(told_of(t, p, &p->cover), 1);
    assert_int_equal(told_of(t, p, &p->clinician), 1); /* a colleague of the team */
    t->now_ms += QUEUE_TOLD_MS - 1;
    queue(t, &p->duty);
    assert_int_equal(told_of(t, p, &p->duty), 1);
    t->now_ms += 1;
    queue(t, &p->duty);
    queue(t, &p->duty);
    assert_int_equal(told_of(t, p, &p->duty), 2);
    assert_int_equal(told_of(t, p, &p->clinician), 1); /* whose own quarter it is not */
    t->now_ms -= QUEUE_TOLD_MS;
    /* The client's care team sees it as well, and who has it; nobody else does. */
    const struct actor *team[] = {&p->clinician, &p->other, &p->prescriber},
                       *not [] = {&p->duty, &p->cover, &p->stranger};
    for (size_t i = 0; i < 3; i++) {
        struct queue q = queue(t, team[i]);
        assert_int_equal(q.team_alert_count, 1);
        assert_true(str_eq(q.team_alert[0].client, p->id) && q.team_alert[0].item == 9 && q.team_alert[0].opens);
        assert_str(q.team_alert[0].owner, "DUTY", "whose");
        assert_int_equal(queue(t, not [i]).team_alert_count, 0);
    }
    assert_int_equal(queue(t, &p->staff).team_alert_count, 0);
    /* Passed on to the cover, it stays there. */
    size_t n = 0;
    struct err e = {0};
    t->now_ms += 2 * INT64_C(3600000);
    RECORD_OK(between_escalate(&t->practice, &p->program, &n, &e), &e);
    assert_int_equal(n, 1);
    struct queue q = queue(t, &p->clinician);
    assert_int_equal(q.team_alert_count, 1);
    assert_true(q.team_alert[0].escalated && str_is(q.team_alert[0].owner, "COVER"));
    /* One of the team's own, as its owner, stands once; answered, nowhere. */
    struct str id = q.team_alert[0].id;
    settings(t, "{\"name\":\"P\",\"alert_owner\":\"CLINICIAN\",\"alert_cover\":\"COVER\",\"alert_hours\":2}");
    score(t, &p->clinician, p->id, "2027-01-04", PHQ9_ALERT);
    q = queue(t, &p->clinician);
    assert_true(q.alert_count == 1 && q.team_alert_count == 1 && str_eq(q.team_alert[0].id, id));
    assert_int_equal(queue(t, &p->other).team_alert_count, 2);
    RECORD_OK(between_alert_close(&t->practice, &p->cover, p->id, id, STR("assessed"), STR("spoke"), &e), &e);
    assert_int_equal(queue(t, &p->clinician).team_alert_count, 0);
    assert_int_equal(queue(t, &p->other).team_alert_count, 1);
}

static void run_requests(struct record_test *t, struct people *p)
{
    struct err e = {0};
    set_day(t, "2027-03-01");
    struct request old = {.kind = REQUEST_ACCESS, .made_on = day("2027-01-20")}, fresh = {.kind = REQUEST_ACCOUNTING},
                   bare = {.kind = REQUEST_RESTRICTION, .text = STR("nothing to my employer")},
                   other = {.kind = REQUEST_ACCESS};
    RECORD_OK(sharing_request(&t->practice, &p->client, p->id, &fresh, NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_request(&t->practice, &p->clinician, p->id, &old, NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_request(&t->practice, &p->clinician, p->id, &bare, NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_request(&t->practice, &p->stranger, p->else_id, &other, NONE, &t->arena, &e), &e);
    struct queue q = queue(t, &p->clinician);
    assert_int_equal(q.request_count, 2);
    assert_true(str_eq(q.request[0].id, old.id) && str_eq(q.request[1].id, fresh.id));
    assert_int_equal(q.request[0].kind, REQUEST_ACCESS);
    assert_int_equal(date_to_day(q.request[0].due_on), date_to_day(old.due_on));
    assert_int_equal(q.request[0].days, -10);
    assert_int_equal(q.request[1].days, 60);
    assert_int_equal(queue(t, &p->officer).request_count, 3);
    assert_int_equal(queue(t, &p->staff).request_count, 2);
    RECORD_OK(sharing_answer(&t->practice, &p->clinician, p->id, old.id, STR("granted"), NONE, &e), &e);
    RECORD_OK(sharing_answer(&t->practice, &p->clinician, p->id, fresh.id, STR("extended"), STR("Many years."), &e),
              &e);
    q = queue(t, &p->clinician);
    assert_int_equal(q.request_count, 1);
    assert_str(q.request[0].state, "extended", "state");
    assert_int_equal(q.request[0].days, 90);
}

/* ---- what clients did ---- */

static void run_news(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct chart_ask ask = {.rows = 1};
    struct client_chart c;
    set_day(t, "2027-02-01");
    add(t, &p->clinician, p->id, RECORD_DIARY, "2027-02-01", "{\"mood\":4}");
    assert_int_equal(queue(t, &p->clinician).news_count, 0); /* not the client's doing */
    add(t, &p->client, p->id, RECORD_DIARY, "2027-02-01", "{\"mood\":4}");
    add(t, &p->client, p->id, RECORD_DIARY, "2027-02-01", "{\"mood\":5}");
    add(t, &p->client, p->id, RECORD_PRIVATE_DIARY, "2027-02-01", "{\"text\":\"my own\"}");
    struct queue q = queue(t, &p->clinician);
    assert_int_equal(q.news_count, 1);
    assert_true(str_eq(q.news[0].client, p->id));
    assert_int_equal(q.news[0].entries, 2);
    assert_int_equal(q.news[0].kinds, 1u << RECORD_DIARY);
    assert_int_equal(queue(t, &p->other).news_count, 1);
    assert_int_equal(queue(t, &p->stranger).news_count, 0);
    /* Who looks has seen it; the others have not. */
    t->now_ms++;
    RECORD_OK(chart_read(&t->practice, &p->clinician, p->id, &ask, &t->arena, &c, &e), &e);
    assert_int_equal(queue(t, &p->clinician).news_count, 0);
    assert_int_equal(queue(t, &p->other).news_count, 1);
    t->now_ms++;
    struct request r = {.kind = REQUEST_ACCESS};
    RECORD_OK(sharing_request(&t->practice, &p->client, p->id, &r, NONE, &t->arena, &e), &e);
    q = queue(t, &p->clinician);
    assert_int_equal(q.news_count, 1);
    assert_int_equal(q.news[0].entries, 0); /* no entry: the request stands elsewhere */
    t->now_ms++;
    add(t, &p->client, p->id, RECORD_DIARY, "2027-02-01", "{\"mood\":6}");
    q = queue(t, &p->clinician);
    assert_int_equal(q.news[0].entries, 1);
    /* A private diary alone is no news. */
    t->now_ms++;
    RECORD_OK(chart_read(&t->practice, &p->clinician, p->id, &ask, &t->arena, &c, &e), &e);
    add(t, &p->client, p->id, RECORD_PRIVATE_DIARY, "2027-02-01", "{\"text\":\"my own\"}");
    assert_int_equal(queue(t, &p->clinician).news_count, 0);
}

/* ---- memory ---- */

struct faulty {
    struct record_test *t;
    struct people *p;
};

static bool read_once(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct queue q;
    return queue_read(&f->t->practice, &f->p->clinician, today(f->t), a, &q, e);
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct faulty f = {t, p};
    struct request r = {.kind = REQUEST_ACCESS};
    RECORD_OK(sharing_request(&t->practice, &p->client, p->id, &r, NONE, &t->arena, &e), &e);
    add(t, &p->client, p->id, RECORD_DIARY, "2027-01-01", "{\"mood\":4}");
    due_on(t, p->id, date_to_day(today(t)), NULL);
    signing(t, (struct sign_call){.client = p->id, .row = {{1, "clinician", NULL, NULL}, {1, "client", NULL, NULL}}});
    settings(t, WITH_OWNER);
    score(t, &p->clinician, p->id, "2027-01-01", PHQ9_ALERT);
    assert_true(fault_sweep(read_once, &f) > 20);
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(empty)
TEST(reviews)
TEST(signatures)
TEST(turn)
TEST(alerts)
TEST(requests)
TEST(news)
TEST(faults)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty), cmocka_unit_test(test_reviews), cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_turn),  cmocka_unit_test(test_alerts),  cmocka_unit_test(test_requests),
        cmocka_unit_test(test_news),  cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
