/*
 * people_support.h: a practice with people for tests of practice/. Include it after support.h and record_support.h.
 *
 *   each_practice(run)     run(&t) over SQLite and PostgreSQL: practice 1 with an owner "olga", password PASSWORD
 *   add_person(&t, "carl", ROLE_CLINICIAN, client)  an account that was invited and has accepted; its id
 *   program, actor(&t, id, roles)                   the command line; somebody as a sign-in would find them
 *   sign_in(&t, "carl", PASSWORD, code, token, &who, &e)
 *   totp_code(address, now_ms, code)  what a device shows that has read the otpauth:// address
 *   newest_event(&t)       the event written last; event_count(&t) how many there are
 *   fingerprint(&t)        of every row of every table
 *   each_step(&t, name, run, ctx)  run with each step of the database failing in turn: nothing of it may stay
 */
#ifndef TESTS_PEOPLE_SUPPORT_H
#define TESTS_PEOPLE_SUPPORT_H

#include "db/driver.h"
#include "practice/clients.h"
#include "practice/people.h"

#include <oath.h>

#define PASSWORD "correct horse 7"
#define NOBODY ((struct str){NULL, 0})

static struct str owner_id;
static const struct actor program = {.practice = 1, .from = {"command line", 12}};

static inline struct actor actor(struct str id, unsigned roles)
{
    return (struct actor){.practice = 1, .user = id, .roles = roles, .from = STR("192.0.2.7")};
}

static inline struct people_settings usual_settings(void)
{
    return (struct people_settings){.name = STR("Elm Street"), .country = STR("US"), .idle_minutes = 15,
                                    .client_idle_minutes = 30, .session_hours = 12, .glass_hours = 12, .alert_hours = 24};
}

static inline void each_practice(void (*run)(struct record_test *t))
{
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        struct people_settings set = usual_settings();
        struct person owner = {.sign_in = STR("Olga"), .name = STR("Olga Owner"), .roles = ROLE_OWNER};
        record_test_begin(&t, &b);
        RECORD_OK(people_found(&t.practice, 1, &set, &owner, STR(PASSWORD), &t.arena, &owner_id, &e), &e);
        run(&t);
        record_test_end(&t);
        backend_end(&b);
    }
}

static inline struct str add_person(struct record_test *t, const char *name, unsigned roles, struct str client)
{
    struct err e = {0};
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    struct person p = {.sign_in = str_of(name), .name = str_of(name), .roles = roles, .client = client,
                       .ends_ms = {roles == ROLE_AUDITOR, t->now_ms + 86400000}};
    struct str id;
    RECORD_OK(people_invite(&t->practice, &program, &p, &t->arena, &id, token, code, &e), &e);
    RECORD_OK(people_accept(&t->practice, str_of(token), str_of(code), STR(PASSWORD), &e), &e);
    return id;
}

static inline bool sign_in(struct record_test *t, const char *name, const char *password, const char *code,
                           char token[PEOPLE_TOKEN_SIZE], struct actor *who, struct err *e)
{
    struct sign_in in = {.practice = 1, .name = str_of(name), .password = str_of(password), .code = str_of(code),
                         .from = STR("192.0.2.7")};
    *e = (struct err){0};
    return people_sign_in(&t->practice, &in, &t->arena, token, who, e);
}

static inline struct str add_client(struct record_test *t, const struct actor *who, const char *name, const char *born,
                                    struct str primary)
{
    struct err e = {0};
    char *json = arena_alloc(&t->arena, 512);
    snprintf(json, 512, "{\"name\":\"%s\",\"birth_date\":\"%s\"}", name, born);
    struct client_new n = {.details = str_of(json), .primary = primary};
    RECORD_OK(clients_new(&t->practice, who, &n, NOBODY, &t->arena, &e), &e);
    return n.id;
}

/* What a device shows that has read the address. */
static inline void totp_code(struct str address, int64_t now_ms, char code[7])
{
    struct str secret = str_sub(address, str_find(address, STR("secret="), 0) + 7, address.n), base32, rest;
    char *bytes = NULL;
    size_t n = 0;
    assert_true(str_cut(secret, '&', &base32, &rest));
    assert_int_equal(base32.n, 32);
    assert_int_equal(oath_base32_decode(base32.p, base32.n, &bytes, &n), OATH_OK);
    assert_int_equal(oath_totp_generate(bytes, n, (time_t)(now_ms / 1000), 30, 0, 6, code), OATH_OK);
    free(bytes);
}

/* ---- events ---- */

struct newest_event {
    struct record_test *t;
    struct audit_row *rows;
    size_t count, wanted;
};

static inline bool read_newest_event(struct db_tx *tx, void *ctx, struct err *e)
{
    struct newest_event *n = ctx;
    struct audit_filter f = {.practice = 1, .limit = n->wanted};
    return audit_list(tx, n->t->store.keys, &f, &n->t->arena, &n->rows, &n->count, e);
}

static inline struct audit_event newest_event(struct record_test *t)
{
    struct err e = {0};
    struct newest_event n = {.t = t, .wanted = 1};
    RECORD_OK(db_read(t->store.db, read_newest_event, &n, &e), &e);
    assert_int_equal(n.count, 1);
    return n.rows[0].event;
}

static inline size_t event_count(struct record_test *t)
{
    struct err e = {0};
    struct newest_event n = {.t = t, .wanted = 5000};
    RECORD_OK(db_read(t->store.db, read_newest_event, &n, &e), &e);
    return n.count;
}

#define EXPECT_EVENT(t, wanted_action, wanted_case)                                                                    \
    do {                                                                                                               \
        struct audit_event ev_ = newest_event(t);                                                                      \
        CHECK(ev_.action == (wanted_action) && str_is(ev_.use_case, wanted_case), "%s: the newest event is %s %.*s",   \
              (t)->backend->name, audit_action_name(ev_.action), (int)ev_.use_case.n, ev_.use_case.p);                 \
    } while (0)

/* EXPECT_ERR: an expression that fails with that kind and place. */
#define EXPECT_ERR(expression, wanted_kind, wanted_where)                                                              \
    do {                                                                                                               \
        struct err e_ = {0}, *err_ = &e_;                                                                              \
        CHECK(!(expression), "%s succeeded", #expression);                                                             \
        CHECK(e_.kind == (wanted_kind) && strcmp(e_.where, wanted_where) == 0, "%s: kind %d, %s: %s", #expression,     \
              e_.kind, e_.where, e_.text);                                                                             \
    } while (0)

/* ---- every row of every table ---- */

static const struct {
    const char *name;
    struct db_sql sql;
    int columns;
} tables[] = {
#define TABLE(name, columns, order) {name, {"SELECT * FROM " name " ORDER BY " order, NULL}, columns}
    TABLE("practice", 7, "1"),     TABLE("key_store", 4, "1, 2"),     TABLE("account", 11, "1, 2"),
    TABLE("throttle", 5, "1, 2"),  TABLE("recovery_code", 4, "1, 2, 3"), TABLE("sign_in", 10, "1, 2"),
    TABLE("client", 12, "1, 2"),   TABLE("client_token", 3, "1, 2, 3"), TABLE("care_team", 6, "1, 2, 3, 4"),
    TABLE("supervision", 5, "1, 2, 3"), TABLE("glass", 9, "1, 2"),    TABLE("record", 15, "1, 2, 3"),
    TABLE("chart", 5, "1, 2"), TABLE("news", 4, "1, 2"), TABLE("seen", 4, "1, 2, 3"), TABLE("wording", 6, "1, 2"), TABLE("sketch", 4, "1, 2"), TABLE("desk", 6, "1, 2, 3, 4"),
    TABLE("audit", 12, "1, 2, 3"), TABLE("audit_head", 4, "1, 2"),
#undef TABLE
};

static inline bool dump_tables(struct db_tx *tx, void *ctx, struct err *e)
{
    struct buf *b = ctx;
    buf_reset(b);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct db_query *q = db_query(tx, &tables[i].sql);
        while (db_next(q)) {
            buf_cstr(b, tables[i].name);
            for (int k = 0; k < tables[i].columns; k++) {
                buf_char(b, '|');
                struct str cell = db_is_null(q, k) ? STR("NULL") : db_text(q, k);
                buf_add(b, cell);
            }
            buf_char(b, '\n');
        }
        db_done(q);
    }
    return db_ok(tx, e);
}

static inline struct seal_hash fingerprint(struct record_test *t)
{
    struct err e = {0};
    struct buf b;
    struct seal_hash h;
    buf_init(&b, 0);
    RECORD_OK(db_read(t->store.db, dump_tables, &b, &e), &e);
    CHECK(b.n > 100, "%zu bytes in all tables", b.n);
    seal_hash(buf_str(&b), &h);
    buf_free(&b);
    return h;
}

/* ---- each step failing ---- */

typedef bool step_run(struct record_test *t, void *ctx, struct err *e);

static inline void each_step(struct record_test *t, const char *name, step_run *run, void *ctx)
{
    int failed = 0;
    struct seal_hash before = fingerprint(t); /* a step that failed leaves it as it was: so it is that of the next, too */
    for (int n = 1; n < 1000; n++) {
        struct err e = {0};
        struct keys_source source = {.from = KEYS_FILE, .path = t->key_path};
        keys_close(t->store.keys); /* so that the practice's keys are read again: steps too */
        RECORD_OK(keys_open(&source, &t->store.keys, &e), &e);
        db_fail_at(t->store.db, n);
        bool ok = run(t, ctx, &e);
        bool reached = db_fail_at(t->store.db, 0) == 0;
        struct seal_hash after = fingerprint(t);
        bool same = memcmp(&before, &after, sizeof before) == 0;
        if (!ok) {
            CHECK(reached && e.kind == ERR_IO, "%s, %s, step %d: %s: %s", t->backend->name, name, n, e.where, e.text);
            CHECK(same, "%s, %s: half of it stays when step %d fails", t->backend->name, name, n);
            failed++;
            continue;
        }
        CHECK(!reached, "%s, %s: succeeds although step %d failed", t->backend->name, name, n);
        CHECK(!same, "%s, %s: succeeds and changes nothing", t->backend->name, name);
        CHECK(failed > 2, "%s, %s: %d failing steps only", t->backend->name, name, failed);
        return;
    }
    fail_msg("%s: no end of steps", name);
}

#endif
