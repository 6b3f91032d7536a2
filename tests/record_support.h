/*
 * record_support.h: databases for tests of the record. Include it after support.h.
 *
 *   struct backend b;
 *   for (int i = 0; backend_at(i, &b); i++) { ... b.url ... b.name ...; backend_end(&b); }
 *                     SQLite in a folder of its own, then a fresh database of the PostgreSQL that tests/run started
 *                     (GOLDTHREAD_TEST_POSTGRES, its address). Without it only SQLite, and that is said.
 *   struct record_test t; record_test_begin(&t, &b); ... record_test_end(&t);
 *                     tables, keys, practice 1, a clock that stands still (t.now_ms), t.practice, t.arena.
 *   record_test_client(&t, "Given", "Family", user)  a client with that user as primary clinician; its id, in t.arena.
 */
#ifndef TESTS_RECORD_SUPPORT_H
#define TESTS_RECORD_SUPPORT_H

#include "practice/practice.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/stat.h>

#ifdef FAILING
#include "failing.h"
#else
#define failing_begin() ((void)0)
#define FAILING_OFF(off) ((void)(off))
#endif

struct backend {
    const char *name;
    char url[512], folder[128], base[64];
};

/* Where databases of tests are: TMPDIR when it is set (tests/run knows memory that is a file system), or /tmp. */
static inline const char *test_tmp(void)
{
    const char *dir = getenv("TMPDIR");
    return dir && dir[0] == '/' && strlen(dir) < 40 ? dir : "/tmp";
}

static inline void backend_query(const char *address, const char *sql)
{
    PGconn *pg = PQconnectdb(address);
    PGresult *r = PQexec(pg, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("PostgreSQL: %s", PQerrorMessage(pg));
    PQclear(r);
    PQfinish(pg);
}

static inline bool backend_at(int i, struct backend *b)
{
    static int number;
    const char *postgres = getenv("GOLDTHREAD_TEST_POSTGRES");
    memset(b, 0, sizeof *b);
    snprintf(b->folder, sizeof b->folder, "%s/goldthread-test.XXXXXX", test_tmp());
    if (i == 0) {
        b->name = "SQLite";
        assert_non_null(mkdtemp(b->folder));
        snprintf(b->url, sizeof b->url, "%s/test.db", b->folder);
        return true;
    }
    if (i > 1)
        return false;
    if (!postgres || !*postgres) {
        print_message("GOLDTHREAD_TEST_POSTGRES is not set: SQLite only\n");
        return false;
    }
    char sql[128];
    b->name = "PostgreSQL";
    assert_non_null(mkdtemp(b->folder));
    snprintf(b->base, sizeof b->base, "test_%ld_%d", (long)getpid(), ++number);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", b->base);
    backend_query(postgres, sql);
    const char *slash = strrchr(postgres, '/');
    snprintf(b->url, sizeof b->url, "%.*s/%s", (int)(slash - postgres), postgres, b->base);
    return true;
}

static inline void backend_end(struct backend *b)
{
    char command[256];
    if (b->base[0]) {
        snprintf(command, sizeof command, "DROP DATABASE %s WITH (FORCE)", b->base);
        backend_query(getenv("GOLDTHREAD_TEST_POSTGRES"), command);
    }
    assert_non_null(strstr(b->folder, "/goldthread-test."));
    snprintf(command, sizeof command, "rm -rf %s", b->folder);
    assert_int_equal(system(command), 0);
}

struct record_test {
    struct backend *backend;
    struct store store;
    struct practice practice;
    struct arena arena;
    int64_t now_ms;
    char key_path[192];
};

static inline int64_t record_test_now(void *clock)
{
    return *(int64_t *)clock;
}

/* RECORD_OK: an expression that must succeed, with the error's own words when it does not. */
#define RECORD_OK(expression, e)                                                                                       \
    do {                                                                                                               \
        if (!(expression))                                                                                             \
            fail_msg("%s:%d: %s: %s: %s", __FILE__, __LINE__, #expression, (e)->where, (e)->text);                     \
    } while (0)

static inline bool record_test_practice(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    return keys_practice_new(t->store.keys, tx, 1, e);
}

static inline void record_test_begin(struct record_test *t, struct backend *b)
{
    struct err e = {0};
    char recovery[SEAL_PRINTED_SIZE];
    failing_begin();
    memset(t, 0, sizeof *t);
    t->backend = b;
    t->now_ms = INT64_C(1800000000000); /* 15 January 2027 */
    t->store.node = "main";
    arena_init(&t->arena, 0);
    snprintf(t->key_path, sizeof t->key_path, "%s/master.key", b->folder);
    struct keys_source source = {.from = KEYS_FILE, .path = t->key_path};
    RECORD_OK(keys_create(&source, &t->store.keys, recovery, &e), &e);
    RECORD_OK(db_open(&(struct db_options){.url = b->url}, &t->store.db, &e), &e);
    RECORD_OK(store_migrate(t->store.db, &e), &e);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, record_test_practice, t, &e), &e);
    t->practice = (struct practice){.store = &t->store, .now_ms = record_test_now, .clock = &t->now_ms};
}

static inline void record_test_end(struct record_test *t)
{
    db_close(t->store.db);
    keys_close(t->store.keys);
    arena_free(&t->arena);
}

struct record_test_new {
    struct record_test *t;
    const char *given, *family, *user;
    struct client_row row;
};

static inline bool record_test_add(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test_new *n = ctx;
    struct str names[] = {str_of(n->given), str_of(n->family)};
    n->row = (struct client_row){.practice = 1, .summary = STR("{}")};
    if (!client_add(&n->t->store, tx, &n->row, names, 2, n->t->now_ms, &n->t->arena, e))
        return false;
    struct team_row team = {
        .practice = 1, .user = str_of(n->user), .client = n->row.id, .role = STR("primary"), .from_ms = n->t->now_ms};
    return !n->user || team_put(&n->t->store, tx, &team, e);
}

static inline struct str record_test_client(struct record_test *t, const char *given, const char *family,
                                            const char *user)
{
    struct err e = {0};
    struct record_test_new n = {.t = t, .given = given, .family = family, .user = user};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, record_test_add, &n, &e), &e);
    return n.row.id;
}

/* each_record: run, on each database, with a record of its own. */
static inline void each_record(void (*run)(struct record_test *t))
{
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        run(&t);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* record_append: so many events, a millisecond apart. */
struct record_events {
    struct record_test *t;
    int count;
};

static inline bool record_append(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_events *v = ctx;
    for (int i = 0; i < v->count; i++) {
        struct audit_event ev = {.practice = 1, .at_ms = v->t->now_ms + i, .action = AUDIT_READ, .use_case = STR("plan.read"),
                                 .user = STR("U1"), .from = STR("command line"), .why = STR("treatment, a reason")};
        if (!audit_append(tx, v->t->store.keys, STR("main"), &ev, e))
            return false;
    }
    return true;
}

/* Runs SQL as the attacker does: past the guards. */
static inline void record_attack(struct record_test *t, const char *sql)
{
    if (t->backend->base[0]) {
        backend_query(t->backend->url, "SET session_replication_role = replica");
        char both[1024];
        snprintf(both, sizeof both, "SET session_replication_role = replica; %s", sql);
        backend_query(t->backend->url, both);
        return;
    }
    sqlite3 *h;
    assert_int_equal(sqlite3_open(t->backend->url, &h), SQLITE_OK);
    sqlite3_exec(h, "DROP TRIGGER IF EXISTS audit_kept; DROP TRIGGER IF EXISTS audit_stays", NULL, NULL, NULL);
    CHECK(sqlite3_exec(h, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(h));
    sqlite3_close(h);
}

#endif
