/* checkins_support.h: who is asked, and how a form is begun, filled in and sent, for the tests of check-ins. Include it
 * after between_support.h. */
#ifndef TESTS_CHECKINS_SUPPORT_H
#define TESTS_CHECKINS_SUPPORT_H

#include "practice/checkins.h"

#define PERSONAL                                                                                                       \
    "{\"personal\":[{\"question\":\"How strong were thoughts of not wanting to live?\",\"low\":\"not there\","         \
    "\"high\":\"very strong\",\"alert_at\":4},{\"question\":\"How well did you sleep?\"}],\"every\":\"P1W\","          \
    "\"remote\":true}"

static inline struct str begin(struct record_test *t, const struct actor *who, struct str assignment)
{
    struct err e = {0};
    struct str form = NONE;
    t->now_ms++;
    RECORD_OK(checkin_open(&t->practice, who, assignment, &t->arena, &form, &e), &e);
    return form;
}

static inline bool says(struct record_test *t, const struct actor *who, struct str form, int item, int value)
{
    struct err e = {0};
    struct checkin_answer x = {.form = form, .item = item, .value = value};
    t->now_ms++;
    RECORD_OK(checkin_answer(&t->practice, who, &x, &e), &e);
    return x.at_alert;
}

static inline void sends(struct record_test *t, const struct actor *who, struct str form)
{
    struct err e = {0};
    t->now_ms++;
    RECORD_OK(checkin_send(&t->practice, who, form, &e), &e);
}

static inline bool put_account(struct db_tx *tx, void *ctx, struct err *e)
{
    struct set_call *c = ctx;
    struct account_row row = {.practice = 1,
                              .sign_in = str_of(c->settings ? c->settings : "ida"),
                              .roles = ROLE_CLIENT,
                              .client = c->client,
                              .state = STR("active"),
                              .content = STR("{\"name\":\"Ida\",\"sign_in\":\"ida\",\"email\":\"ida@example.org\"}")};
    if (!account_add(&c->t->store, tx, &row, c->t->now_ms, &c->t->arena, e))
        return false;
    c->client = row.id;
    return true;
}

static inline bool put_guardian(struct db_tx *tx, void *ctx, struct err *e)
{
    struct set_call *c = ctx;
    struct account_row row = {.practice = 1,
                              .sign_in = str_of(c->settings),
                              .roles = ROLE_GUARDIAN,
                              .client = c->client,
                              .state = STR("active"),
                              .content = STR("{\"name\":\"Gus\",\"sign_in\":\"gus\",\"email\":\"ida@example.org\"}")};
    if (!account_add(&c->t->store, tx, &row, c->t->now_ms, &c->t->arena, e))
        return false;
    c->client = row.id;
    return true;
}

static inline struct actor new_guardian(struct record_test *t, const char *sign_in, struct str client)
{
    struct err e = {0};
    struct set_call c = {.t = t, .settings = sign_in, .client = client};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_guardian, &c, &e), &e);
    struct actor who = actor("", ROLE_GUARDIAN, client);
    who.user = c.client;
    return who;
}

#define OF_GUARDIAN                                                                                                    \
    "{\"personal\":[{\"question\":\"How well did you sleep?\",\"alert_at\":9}],\"every\":\"P1W\",\"remote\":true,"     \
    "\"reporter\":\"guardian\"}"

#endif
