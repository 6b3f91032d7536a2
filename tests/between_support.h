/*
 * between_support.h: people around two clients, and short words for what tests of between.h do. Include it after
 * support.h.
 */
#ifndef TESTS_BETWEEN_SUPPORT_H
#define TESTS_BETWEEN_SUPPORT_H

#include "plan/plan_json.h"
#include "practice/between.h"
#include "practice/between_parts.h"
#include "practice/plans.h"
#include "record_support.h"
#include "store/account.h"

/* ---- who ---- */

struct people {
    struct actor clinician, other, supervisor, prescriber, stranger, glass, duty, cover, owner, staff, officer, auditor,
        client, guardian, else_client, program;
    struct str id, else_id; /* clients */
};

static inline struct actor actor(const char *user, unsigned roles, struct str client)
{
    return (struct actor){
        .practice = 1, .user = user ? str_of(user) : NONE, .roles = roles, .client = client, .from = STR("test")};
}

struct set_call {
    struct record_test *t;
    const char *settings;
    struct str client;
    int64_t now_ms;
};

static inline bool put_team(struct record_test *t, struct db_tx *tx, struct str client, const char *user,
                            const char *role, struct err *e)
{
    struct team_row row = {
        .practice = 1, .user = str_of(user), .client = client, .role = str_of(role), .from_ms = t->now_ms};
    return team_put(&t->store, tx, &row, e);
}

static inline bool put_people(struct db_tx *tx, void *ctx, struct err *e)
{
    struct set_call *c = ctx;
    struct glass_row glass = {.practice = 1,
                              .account = STR("GLASS"),
                              .client = c->client,
                              .from_ms = c->t->now_ms,
                              .until_ms = c->t->now_ms + 400 * DAY_MS,
                              .reason = STR("found on the street")};
    return put_team(c->t, tx, c->client, "OTHER", "clinician", e) &&
           put_team(c->t, tx, c->client, "PRESCRIBER", "prescriber", e) &&
           put_team(c->t, tx, c->client, "STAFF", "staff", e) &&
           supervision_put(tx, 1, STR("SUPERVISOR"), STR("CLINICIAN"), c->t->now_ms, (struct opt_int){false, 0}, e) &&
           glass_add(&c->t->store, tx, &glass, c->t->now_ms, &c->t->arena, e);
}

static inline bool put_settings(struct db_tx *tx, void *ctx, struct err *e)
{
    struct set_call *c = ctx;
    struct practice_row row;
    if (!practice_row_get(&c->t->store, tx, 1, &c->t->arena, &row, e))
        return false;
    row.content = str_of(c->settings);
    return practice_row_put(&c->t->store, tx, &row, e);
}

static inline void settings(struct record_test *t, const char *json)
{
    struct err e = {0};
    struct set_call c = {.t = t, .settings = json};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_settings, &c, &e), &e);
}

#define WITH_OWNER "{\"name\":\"P\",\"alert_owner\":\"DUTY\",\"alert_cover\":\"COVER\",\"alert_hours\":2}"

static inline struct people people(struct record_test *t)
{
    struct people p = {0};
    struct err e = {0};
    p.id = record_test_client(t, "Ida", "Quill", "CLINICIAN");
    p.else_id = record_test_client(t, "Tam", "Reed", "STRANGER");
    p.clinician = actor("CLINICIAN", ROLE_CLINICIAN, NONE);
    p.other = actor("OTHER", ROLE_CLINICIAN, NONE);
    p.supervisor = actor("SUPERVISOR", ROLE_SUPERVISOR, NONE);
    p.prescriber = actor("PRESCRIBER", ROLE_PRESCRIBER, NONE);
    p.stranger = actor("STRANGER", ROLE_CLINICIAN, NONE);
    p.glass = actor("GLASS", ROLE_CLINICIAN, NONE);
    p.duty = actor("DUTY", ROLE_CLINICIAN, NONE);
    p.cover = actor("COVER", ROLE_CLINICIAN, NONE);
    p.owner = actor("OWNER", ROLE_OWNER, NONE);
    p.staff = actor("STAFF", ROLE_STAFF, NONE);
    p.officer = actor("OFFICER", ROLE_PRIVACY_OFFICER, NONE);
    p.auditor = actor("AUDITOR", ROLE_AUDITOR, NONE);
    p.client = actor("IDA", ROLE_CLIENT, p.id);
    p.guardian = actor("GUS", ROLE_GUARDIAN, p.id);
    p.else_client = actor("TAM", ROLE_CLIENT, p.else_id);
    p.program = actor(NULL, 0, NONE);
    struct set_call c = {.t = t, .client = p.id};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_people, &c, &e), &e);
    return p;
}

static inline void each_backend(void (*run)(struct record_test *t, struct people *p))
{
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        t.now_ms -= 20 * DAY_MS;
        struct people p = people(&t);
        t.now_ms += 20 * DAY_MS;
        run(&t, &p);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- short words for what tests do ---- */

static inline struct date day(const char *s)
{
    struct date d = {0};
    assert_true(date_parse(str_of(s), &d));
    return d;
}

static inline struct date today(const struct record_test *t)
{
    return date_from_day((int32_t)(t->now_ms / DAY_MS));
}

/* Time goes on with each thing that is done, so that ids sort as they were made. */
static inline struct str add(struct record_test *t, const struct actor *who, struct str client, enum record_kind kind,
                             const char *date, const char *json)
{
    struct err e = {0};
    struct entry x = {.kind = kind, .date = day(date), .json = str_of(json)};
    t->now_ms++;
    RECORD_OK(between_add(&t->practice, who, client, &x, NONE, &t->arena, &e), &e);
    return x.id;
}

static inline struct str score(struct record_test *t, const struct actor *who, struct str client, const char *date,
                               const char *json)
{
    struct err e = {0};
    struct str id;
    struct score s;
    t->now_ms++;
    RECORD_OK(between_score(&t->practice, who, client, day(date), str_of(json), NONE, &t->arena, &id, &s, &e), &e);
    return id;
}

static inline struct str correct(struct record_test *t, const struct actor *who, struct str client, struct str old,
                                 enum record_kind kind, const char *date, const char *json)
{
    struct err e = {0};
    struct entry x = {.kind = kind, .date = day(date), .json = str_of(json)};
    t->now_ms++;
    RECORD_OK(between_correct(&t->practice, who, client, old, &x, STR("mistyped"), NONE, &t->arena, &e), &e);
    return x.id;
}

static inline void withdraw(struct record_test *t, const struct actor *who, struct str client, struct str id)
{
    struct err e = {0};
    t->now_ms++;
    RECORD_OK(between_withdraw(&t->practice, who, client, id, STR("another client's"), &e), &e);
}

static inline size_t list(struct record_test *t, const struct actor *who, struct str client, unsigned kinds,
                          struct record **out)
{
    struct err e = {0};
    struct record *rows = NULL;
    size_t n = 0;
    struct record_filter f = {.kinds = kinds};
    RECORD_OK(between_list(&t->practice, who, client, &f, &t->arena, &rows, &n, &e), &e);
    if (out)
        *out = rows;
    return n;
}

struct series_call {
    struct record_test *t;
    struct str client;
    struct buf out;
};

static inline bool do_series(struct db_tx *tx, void *ctx, struct err *e)
{
    struct series_call *c = ctx;
    struct actor who = {.practice = 1};
    struct practice_tx t = {.practice = &c->t->practice,
                            .tx = tx,
                            .store = &c->t->store,
                            .who = &who,
                            .client = c->client,
                            .now_ms = c->t->now_ms,
                            .arena = &c->t->arena};
    buf_reset(&c->out);
    bool ok = between_series(&t, &c->out, e);
    return t.zone_err.kind == ERR_NONE ? ok : err_set(e, t.zone_err.kind, t.zone_err.where, "%s", t.zone_err.text);
}

/* The client's series; in the arena of the test. */
static inline struct str series_text(struct record_test *t, struct str client)
{
    struct err e = {0};
    struct series_call c = {.t = t, .client = client};
    buf_init(&c.out, 0);
    RECORD_OK(db_read(t->store.db, do_series, &c, &e), &e);
    struct str s = buf_str(&c.out);
    struct str copy = {arena_copy(&t->arena, s.p, s.n), s.n};
    buf_free(&c.out);
    return copy;
}

static inline bool has(struct str text, const char *part)
{
    return str_find(text, str_of(part), 0) != (size_t)-1;
}

struct row_call {
    struct record_test *t;
    struct str client;
    struct client_row row;
    struct record record;
    struct str content;
};

static inline bool do_row(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    return client_get(&c->t->store, tx, 1, c->client, &c->t->arena, &c->row, e);
}

static inline struct client_row client_row(struct record_test *t, struct str client)
{
    struct err e = {0};
    struct row_call c = {.t = t, .client = client};
    RECORD_OK(db_read(t->store.db, do_row, &c, &e), &e);
    return c.row;
}

#define FAILS(expression, error, expected, say)                                                                        \
    do {                                                                                                               \
        struct err failed = {0};                                                                                       \
        bool ok_ = (expression);                                                                                       \
        CHECK(!ok_ && failed.kind == (error) && strcmp(failed.where, expected) == 0, "%s: kind %d at \"%s\": %s", say, \
              (int)failed.kind, failed.where, failed.text);                                                            \
    } while (0)

static inline size_t alerts_of(struct record_test *t, const struct actor *who, struct alert **out)
{
    struct err e = {0};
    size_t n = 0;
    RECORD_OK(between_alerts(&t->practice, who, &t->arena, out, &n, &e), &e);
    return n;
}

#define PHQ9_ALERT "{\"instrument\":\"phq9\",\"responses\":[1,1,1,1,1,1,1,1,1]}"

/* ---- a plan in force ---- */

#define TEST_PLAN                                                                                                      \
    "{\"format\":\"goldthread.plan/1\",\"version\":1,\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep and work.\","     \
    "\"objectives\":[{\"id\":\"o1\",\"statement\":\"GAD-7.\",\"measure\":{\"kind\":\"instrument\",\"name\":"           \
    "\"GAD-7\",\"instrument\":\"gad7\"},\"target\":{\"kind\":\"absolute\",\"comparator\":\"reduce_to\",\"value\":8}}," \
    "{\"id\":\"o2\",\"statement\":\"Walks.\",\"measure\":{\"kind\":\"behaviour\",\"name\":\"walks\",\"period\":"       \
    "\"week\"},\"target\":{\"kind\":\"absolute\",\"comparator\":\"at_least\",\"value\":3}}]}],"                        \
    "\"interventions\":[{\"id\":\"i1\",\"name\":\"Sleep work\"}],"                                                     \
    "\"duration\":{\"start\":\"2027-01-04\"},\"reviews\":{\"window\":{\"min_weeks\":4,\"max_weeks\":6}}}"

struct plan_call {
    struct record_test *t;
    struct str client, json, id;
    const char *state;
};

static inline bool put_plan(struct db_tx *tx, void *ctx, struct err *e)
{
    struct plan_call *c = ctx;
    struct record r = {.practice = 1,
                       .client = c->client,
                       .kind = RECORD_PLAN,
                       .state = str_of(c->state),
                       .day = date_to_day(day("2027-01-04")),
                       .locked = true,
                       .by = STR("CLINICIAN"),
                       .content = c->json};
    bool ok = record_add(&c->t->store, tx, &r, c->t->now_ms, &c->t->arena, e);
    c->id = r.id;
    return ok;
}

static inline void store_plan_of(struct record_test *t, struct str client, const char *state, const char *json)
{
    struct err e = {0};
    struct plan_call c = {.t = t, .client = client, .json = str_of(json), .state = state};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_plan, &c, &e), &e);
}

static inline void store_plan(struct record_test *t, struct str client, const char *state)
{
    store_plan_of(t, client, state, TEST_PLAN);
}

static inline void sign_plan(struct record_test *t, struct str client)
{
    store_plan(t, client, "signed");
}

static inline void set_day(struct record_test *t, const char *date)
{
    t->now_ms = (int64_t)date_to_day(day(date)) * DAY_MS + 12 * 3600 * 1000;
}

#endif
