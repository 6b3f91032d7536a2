/* test_outside.c: what a client is told of when the practice is open. */
#include "plans_people.h"

#include "db/driver.h"
#include "practice/outside.h"
#include "practice/people_parts.h"

struct settings_call {
    struct record_test *t;
    struct people_settings set;
};

static bool put_settings(struct db_tx *tx, void *ctx, struct err *e)
{
    struct settings_call *c = ctx;
    struct practice_row row = {.practice = 1, .state = STR("active")};
    struct err none = {0};
    if (!practice_row_get(&c->t->store, tx, 1, &c->t->arena, &row, &none) && none.kind != ERR_NOT_FOUND)
        return err_set(e, none.kind, none.where, "%s", none.text);
    return settings_write(&c->set, &c->t->arena, &row.content, e) && practice_row_put(&c->t->store, tx, &row, e);
}

static void run_closed(struct record_test *t, struct people *p)
{
    static const struct {
        const char *today, *holidays[3], *closed, *opens, *why;
    } rows[] = {
        {"2027-01-15", {NULL}, "", "", "nothing is set"},
        {"2027-01-15", {"2027-01-15"}, "2027-01-15", "2027-01-18", "today, a Friday"},
        {"2027-01-15", {"2027-01-14"}, "", "", "yesterday"},
        {"2027-01-15", {"2027-01-18"}, "2027-01-18", "2027-01-19", "the Monday that would be the next working day"},
        {"2027-01-15", {"2027-01-19"}, "", "", "after it"},
        {"2027-01-15", {"2027-01-15", "2027-01-18", "2027-01-19"}, "2027-01-15", "2027-01-20", "several: the first of them"},
        {"2027-01-15", {"2027-01-17"}, "2027-01-17", "2027-01-18", "a Sunday that was named"},
        {"2027-01-17", {"2027-01-18"}, "2027-01-18", "2027-01-19", "seen on a Sunday"},
        {"2027-01-18", {"2027-01-20"}, "", "", "the day after the next working day"},
    };
    struct actor client = p->client;
    client.client = p->id;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};
        struct outside o;
        struct date days[3], today;
        char closed[DATE_TEXT_SIZE] = "", opens[DATE_TEXT_SIZE] = "";
        struct settings_call c = {
            t, {.name = STR("Elm Street"), .idle_minutes = 15, .client_idle_minutes = 30, .session_hours = 12, .glass_hours = 12,
                .alert_hours = 24, .holidays = days}};
        while (c.set.holiday_count < 3 && rows[i].holidays[c.set.holiday_count]) {
            assert_true(date_parse(str_of(rows[i].holidays[c.set.holiday_count]), &days[c.set.holiday_count]));
            c.set.holiday_count++;
        }
        assert_true(date_parse(str_of(rows[i].today), &today));
        t->now_ms = (int64_t)date_to_day(today) * 86400000 + 3600000;
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_settings, &c, &e), &e);
        RECORD_OK(outside_read(&t->practice, &client, &t->arena, &o, &e), &e);
        if (date_is_set(o.closed)) {
            date_format(o.closed, closed);
            date_format(o.opens, opens);
        }
        CHECK(!strcmp(closed, rows[i].closed) && !strcmp(opens, rows[i].opens), "%s: %s: closed %s, opens %s", t->backend->name,
              rows[i].why, closed, opens);
    }
}

/* ---- the first page, with each step and each allocation failing ---- */

static struct plan_version waiting_plan(struct record_test *t, struct people *p)
{
    struct err e;
    signed_plan(t, p, WHOLE);
    struct plan_version v = written(t, p, WHOLE);
    RECORD_OK(send_to(t, p, &v, usual, 3, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    return v;
}

static void add_session(struct record_test *t, struct str client, const char *content)
{
    struct err e = {0};
    struct record_call c = {t, {.practice = 1, .client = client, .kind = RECORD_SESSION, .state = STR("entered")}};
    c.r.day = (int32_t)(t->now_ms / 86400000);
    c.r.content = str_of(content);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_record, &c, &e), &e);
}

static void home_is_whole(const struct outside_home *h, const struct plan_version *v, const char *who)
{
    CHECK(str_eq(h->plan_to_sign, v->id), "%s: nothing to sign", who);
    CHECK(h->goal_count == 1 && str_is(h->goal[0], "Worry less"), "%s: %zu goals", who, h->goal_count);
    CHECK(date_is_set(h->next_visit), "%s: no next visit", who);
}

static void run_home(struct record_test *t, struct people *p)
{
    struct plan_version v = waiting_plan(t, p);
    const struct {
        const char *name;
        struct actor who;
    } rows[] = {{"client", p->client}, {"guardian", p->guardian}};
    add_session(t, p->id, "{\"state\":\"attended\",\"next\":\"2027-01-20\"}");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct actor who = rows[i].who;
        bool reached = true;
        int failed = 0;
        who.client = p->id;
        for (int n = 1; reached; n++) {
            struct outside_home h;
            struct err e = {0};
            db_fail_at(t->store.db, n);
            bool ok = outside_home(&t->practice, &who, &t->arena, &h, &e);
            reached = db_fail_at(t->store.db, 0) == 0;
            CHECK(ok == !reached && (ok || e.kind == ERR_IO), "%s, %s, step %d: %s: %s", t->backend->name, rows[i].name, n,
                  e.where, e.text);
            failed += !ok;
            if (ok)
                home_is_whole(&h, &v, rows[i].name);
        }
        CHECK(failed > 8, "%s: %d steps", rows[i].name, failed);
        struct outside_home h;
        FAULT_SWEEP(arena, err, outside_home(&t->practice, &who, &arena, &h, &err));
    }
    struct outside_home h;
    struct actor none = p->client;
    none.client = NONE;
    struct err e = {0};
    assert_false(outside_home(&t->practice, &none, &t->arena, &h, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    /* What cannot be read is told, not left out. */
    add_session(t, p->id, "{\"next\":");
    struct actor client = p->client;
    client.client = p->id;
    e = (struct err){0};
    assert_false(outside_home(&t->practice, &client, &t->arena, &h, &e));
    assert_int_equal(e.kind, ERR_INVALID);
}

static void test_the_first_page(void **state)
{
    (void)state;
    each_backend(run_home);
}

static void test_when_the_practice_is_closed(void **state)
{
    (void)state;
    each_backend(run_closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_when_the_practice_is_closed), cmocka_unit_test(test_the_first_page)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
