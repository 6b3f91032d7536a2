/* test_outside.c: what a client is told of when the practice is open. */
#include "plans_people.h"

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

static void test_when_the_practice_is_closed(void **state)
{
    (void)state;
    each_backend(run_closed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_when_the_practice_is_closed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
