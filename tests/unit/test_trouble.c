/*
 * test_trouble.c: a PostgreSQL server that gives trouble at any of the calls of a write or a read: every SQLSTATE of a table,
 * a connection that ends before or behind it, once or for ever. The errors are the server's own (RAISE, and ending its own
 * process). What is done is done once; what is not is told, and nothing of it stays. Linked so that the calls of libpq pass
 * through this file, and so that nobody waits (-Wl,--wrap in the Makefile).
 */
#include "support.h"

#include "db/db.h"
#include "record_support.h"

enum trouble { NO_TROUBLE, STATE, ENDS_BEFORE, ENDS_BEHIND };

static struct {
    enum trouble what;
    const char *state;
    int at; /* until the call that it comes with; 0: with every call from now on */
    int calls, hits;
} trouble;
static int answers; /* how often an answer was waited for */

PGresult *__real_PQexec(PGconn *pg, const char *sql);
PGresult *__wrap_PQexec(PGconn *pg, const char *sql);
int __real_PQpipelineSync(PGconn *pg);
int __wrap_PQpipelineSync(PGconn *pg);
int __real_PQsendQueryParams(PGconn *pg, const char *sql, int n, const Oid *types, const char *const *values,
                             const int *lengths, const int *formats, int format);
int __wrap_PQsendQueryParams(PGconn *pg, const char *sql, int n, const Oid *types, const char *const *values,
                             const int *lengths, const int *formats, int format);
int __real_PQsendPrepare(PGconn *pg, const char *name, const char *sql, int n, const Oid *types);
int __wrap_PQsendPrepare(PGconn *pg, const char *name, const char *sql, int n, const Oid *types);
int __real_PQsendQueryPrepared(PGconn *pg, const char *name, int n, const char *const *values, const int *lengths,
                               const int *formats, int format);
int __wrap_PQsendQueryPrepared(PGconn *pg, const char *name, int n, const char *const *values, const int *lengths,
                               const int *formats, int format);
PGresult *__real_PQexecPrepared(PGconn *pg, const char *name, int n, const char *const *values, const int *lengths,
                                const int *formats, int format);
PGresult *__wrap_PQexecPrepared(PGconn *pg, const char *name, int n, const char *const *values, const int *lengths,
                                const int *formats, int format);
int __wrap_nanosleep(const struct timespec *t, struct timespec *left);

int __wrap_nanosleep(const struct timespec *t, struct timespec *left)
{
    (void)t;
    (void)left;
    return 0;
}

static bool comes_now(void)
{
    if (trouble.what == NO_TROUBLE)
        return false;
    trouble.calls++;
    bool now = trouble.at == 0 || trouble.calls == trouble.at;
    trouble.hits += now;
    return now;
}

/* What makes the server give trouble. */
static const char *cause_sql(char *sql, size_t room)
{
    if (trouble.what != STATE)
        return "SELECT pg_terminate_backend(pg_backend_pid())";
    snprintf(sql, room, "DO $$BEGIN RAISE EXCEPTION 'locked?' USING ERRCODE = '%s'; END$$", trouble.state);
    return sql;
}

/* In place of a call: what the server says to it. */
static PGresult *cause(PGconn *pg)
{
    char sql[160];
    return __real_PQexec(pg, cause_sql(sql, sizeof sql));
}

/* The same of what is sent together with others. */
static int send_cause(PGconn *pg)
{
    char sql[160];
    return __real_PQsendQueryParams(pg, cause_sql(sql, sizeof sql), 0, NULL, NULL, NULL, NULL, 0);
}

#define SENT_THROUGH(call)                                                                                             \
    if (!comes_now())                                                                                                  \
        return call;                                                                                                   \
    return (trouble.what != ENDS_BEHIND || call) && send_cause(pg)

#define THROUGH(call)                                                                                                  \
    if (!comes_now())                                                                                                  \
        return call;                                                                                                   \
    if (trouble.what == ENDS_BEHIND)                                                                                   \
        PQclear(call);                                                                                                 \
    return cause(pg)

int __wrap_PQpipelineSync(PGconn *pg)
{
    answers++;
    return __real_PQpipelineSync(pg);
}

PGresult *__wrap_PQexec(PGconn *pg, const char *sql)
{
    answers++;
    if (comes_now()) {
        if (trouble.what == ENDS_BEHIND)
            PQclear(__real_PQexec(pg, sql));
        PGresult *r = cause(pg);
        if (strcmp(sql, "COMMIT") == 0) /* one that fails has ended the transaction */
            PQclear(__real_PQexec(pg, "ROLLBACK"));
        return r;
    }
    return __real_PQexec(pg, sql);
}
int __wrap_PQsendQueryParams(PGconn *pg, const char *sql, int n, const Oid *types, const char *const *values,
                             const int *lengths, const int *formats, int format)
{
    SENT_THROUGH(__real_PQsendQueryParams(pg, sql, n, types, values, lengths, formats, format));
}
int __wrap_PQsendPrepare(PGconn *pg, const char *name, const char *sql, int n, const Oid *types)
{
    SENT_THROUGH(__real_PQsendPrepare(pg, name, sql, n, types));
}
int __wrap_PQsendQueryPrepared(PGconn *pg, const char *name, int n, const char *const *values, const int *lengths,
                               const int *formats, int format)
{
    SENT_THROUGH(__real_PQsendQueryPrepared(pg, name, n, values, lengths, formats, format));
}
PGresult *__wrap_PQexecPrepared(PGconn *pg, const char *name, int n, const char *const *values, const int *lengths,
                                const int *formats, int format)
{
    answers++;
    THROUGH(__real_PQexecPrepared(pg, name, n, values, lengths, formats, format));
}

/* ---- a table of our own ---- */

static const struct db_migration table[] = {
    {1, "CREATE TABLE thing (practice_id BIGINT NOT NULL, id TEXT NOT NULL, n BIGINT, PRIMARY KEY (practice_id, id));\n", NULL}};
static const struct db_sql add_sql = {"INSERT INTO thing (practice_id, id, n) VALUES (1, :id, :n)", NULL},
                           count_sql = {"SELECT COUNT(*) FROM thing WHERE id = :id", NULL},
                           count_all_sql = {"SELECT COUNT(*) FROM thing", NULL};

struct thing {
    char id[32];
    int64_t count;
};

static bool add(struct db_tx *tx, void *ctx, struct err *e)
{
    struct thing *t = ctx;
    struct db_query *q = db_query(tx, &add_sql);
    db_bind_cstr(q, "id", t->id);
    db_bind_int(q, "n", 7);
    db_run(q);
    return db_ok(tx, e);
}

static bool count(struct db_tx *tx, void *ctx, struct err *e)
{
    struct thing *t = ctx;
    struct db_query *q = db_query(tx, &count_sql);
    db_bind_cstr(q, "id", t->id);
    t->count = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static bool count_all(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &count_all_sql);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static const struct {
    enum trouble what;
    const char *state, *why;
    enum err_kind kind; /* of what is told at last; NONE: it is done again and comes through */
    const char *says;
} rows[] = {
    {STATE, "40001", "a serialisation failure", ERR_NONE, ""},
    {STATE, "40P01", "a deadlock", ERR_NONE, ""},
    {STATE, "57P01", "an administrator ends it", ERR_NONE, ""},
    {STATE, "57P03", "the server is starting", ERR_NONE, ""},
    {STATE, "08006", "connection failure", ERR_NONE, ""},
    {STATE, "25006", "a standby, which takes no writes", ERR_NONE, ""},
    {ENDS_BEFORE, NULL, "the connection ends before", ERR_NONE, ""},
    {ENDS_BEHIND, NULL, "the connection ends behind", ERR_NONE, ""},
    {STATE, "53100", "disk full", ERR_IO, "disk is full"},
    {STATE, "53200", "out of memory", ERR_IO, "SQLSTATE 53200"},
    {STATE, "23505", "a unique key", ERR_CONFLICT, "there is one already"},
    {STATE, "23000", "a trigger that holds a row fast", ERR_CONFLICT, "the row is locked"},
    {STATE, "P0001", "what a trigger raises", ERR_INTERNAL, "SQLSTATE P0001"},
    {STATE, "42501", "no permission", ERR_INTERNAL, "SQLSTATE 42501"},
};

static struct db *opened(struct backend *b, const char *url, struct err *e)
{
    struct db *db = NULL;
    RECORD_OK(db_open(&(struct db_options){.url = url, .readers = 2}, &db, e) && db_migrate(db, table, 1, e), e);
    (void)b;
    return db;
}

static int64_t how_many(struct db *db, struct thing *t)
{
    struct err e = {0};
    trouble.what = NO_TROUBLE;
    RECORD_OK(db_read(db, count, t, &e), &e);
    return t->count;
}

/* One write, with trouble at its at-th call; false when it has fewer. */
static bool write_once(struct db *db, size_t row, int at, bool final_kinds)
{
    struct thing t;
    struct err e = {0};
    snprintf(t.id, sizeof t.id, "r%zu-%d", row, at);
    struct db_once once = {.practice = 1, .id = str_of(t.id)};
    memset(&trouble, 0, sizeof trouble);
    trouble.what = rows[row].what;
    trouble.state = rows[row].state;
    trouble.at = at;
    bool ok = db_write(db, DB_SYNC, &once, add, &t, &e), hit = trouble.hits > 0;
    int64_t n = how_many(db, &t);
    CHECK(n == ok, "%s, call %d: %s, and it is there %lld times", rows[row].why, at, ok ? "done" : e.text, (long long)n);
    if (!hit) {
        CHECK(ok, "%s: %s", rows[row].why, e.text);
        return false;
    }
    if (rows[row].kind == ERR_NONE)
        CHECK(ok, "%s, call %d: %s: %s", rows[row].why, at, e.where, e.text);
    else if (!ok && final_kinds)
        CHECK(e.kind == rows[row].kind && strstr(e.text, rows[row].says), "%s, call %d: kind %d: %s", rows[row].why, at,
              (int)e.kind, e.text);
    else
        CHECK(ok || e.text[0], "%s, call %d: nothing is said", rows[row].why, at);
    return true;
}

static bool postgres(struct backend *b)
{
    struct backend sqlite;
    assert_true(backend_at(0, &sqlite));
    backend_end(&sqlite);
    if (backend_at(1, b))
        return true;
    skip();
    return false;
}

static void test_trouble_at_each_call_of_a_write(void **state)
{
    struct backend b;
    struct err e = {0};
    (void)state;
    if (!postgres(&b))
        return;
    struct db *db = opened(&b, b.url, &e);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        int at = 1;
        while (write_once(db, row, at, true))
            at++;
        CHECK(at > 4, "%s: %d calls only", rows[row].why, at);
    }
    struct db_stats s;
    db_stats(db, &s);
    assert_true(s.retries > 20 && s.reconnects > 10);
    db_close(db);
    backend_end(&b);
}

/* A connection of its own each time, so that statements are prepared anew. */
static void test_trouble_while_preparing(void **state)
{
    struct backend b;
    struct err e = {0};
    (void)state;
    if (!postgres(&b))
        return;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row += 3) {
        bool more = true;
        for (int at = 1; more; at++) {
            struct db *db = opened(&b, b.url, &e);
            more = write_once(db, row, at, true);
            db_close(db);
        }
    }
    backend_end(&b);
}

static void test_trouble_at_each_call_of_a_read(void **state)
{
    struct backend b;
    struct err e = {0};
    struct thing t = {.id = "there"};
    (void)state;
    if (!postgres(&b))
        return;
    struct db *db = opened(&b, b.url, &e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        bool hit = true;
        for (int at = 1; hit; at++) {
            e = (struct err){0};
            memset(&trouble, 0, sizeof trouble);
            trouble.what = rows[row].what;
            trouble.state = rows[row].state;
            trouble.at = at;
            t.count = 0;
            bool ok = db_read(db, count, &t, &e);
            hit = trouble.hits > 0;
            trouble.what = NO_TROUBLE;
            CHECK(ok || (rows[row].kind != ERR_NONE && e.kind == rows[row].kind), "%s, call %d: kind %d: %s", rows[row].why, at,
                  (int)e.kind, e.text);
            CHECK(!ok || t.count == 1, "%s, call %d: %lld", rows[row].why, at, (long long)t.count);
        }
    }
    db_close(db);
    backend_end(&b);
}

struct page {
    struct thing there, other;
    int64_t n;
};

/* Three reads of one answer, on one snapshot. */
static bool read_page(struct db *db, struct page *p, struct err *e)
{
    db_hold(db);
    bool ok = db_read(db, count, &p->there, e) && db_read(db, count, &p->other, e) && db_read(db, count_all, &p->n, e);
    db_let_go(db);
    return ok;
}

static void test_trouble_at_each_call_of_reads_that_share_a_snapshot(void **state)
{
    struct backend b;
    struct err e = {0};
    struct page p = {.there = {.id = "there"}, .other = {.id = "other"}};
    (void)state;
    if (!postgres(&b))
        return;
    struct db *db = opened(&b, b.url, &e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &p.there, &e), &e);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        int at = 0;
        for (bool hit = true; hit;) {
            e = (struct err){0};
            memset(&trouble, 0, sizeof trouble);
            trouble.what = rows[row].what;
            trouble.state = rows[row].state;
            trouble.at = ++at;
            bool ok = read_page(db, &p, &e);
            hit = trouble.hits > 0;
            trouble.what = NO_TROUBLE;
            CHECK(ok || (rows[row].kind != ERR_NONE && e.kind == rows[row].kind), "%s, call %d: kind %d: %s",
                  rows[row].why, at, (int)e.kind, e.text);
            CHECK(!ok || (p.there.count == 1 && p.other.count == 0 && p.n == 1), "%s, call %d: %d, %d, %d",
                  rows[row].why, at, (int)p.there.count, (int)p.other.count, (int)p.n);
            e = (struct err){0}; /* and the next one has none of it */
            RECORD_OK(read_page(db, &p, &e), &e);
            assert_int_equal(p.there.count, 1);
        }
        CHECK(at > 4, "%s: %d calls only", rows[row].why, at);
    }
    db_close(db);
    backend_end(&b);
}

/* A transaction begins with its first statement, and a statement is read by the server when it is run for the first time:
 * neither is waited for by itself. Nobody waits for the end of a read. */
static void test_an_answer_for_each_statement(void **state)
{
    struct backend b;
    struct err e = {0};
    struct page p = {.there = {.id = "there"}, .other = {.id = "other"}};
    (void)state;
    if (!postgres(&b))
        return;
    memset(&trouble, 0, sizeof trouble);
    struct db *db = opened(&b, b.url, &e);
    for (int round = 0; round < 2; round++) { /* the first one has a connection that has read no statement yet */
        answers = 0;
        RECORD_OK(read_page(db, &p, &e), &e);
        CHECK(answers == 3, "round %d: three statements, %d answers", round, answers);
    }
    answers = 0;
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &p.there, &e), &e); /* the batch, the row, the change, COMMIT */
    CHECK(answers == 4, "a write: %d answers", answers);
    answers = 0;
    RECORD_OK(db_write(db, DB_LAZY, NULL, add, &p.other, &e), &e);
    CHECK(answers == 4, "one that is not waited for: %d answers", answers);
    db_close(db);
    backend_end(&b);
}

static bool end_others(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"SELECT COUNT(*) FROM pg_stat_activity WHERE CASE WHEN application_name = 'ended' "
                                      "THEN pg_terminate_backend(pid, 5000) ELSE FALSE END",
                                      NULL};
    struct db_query *q = db_query(tx, &sql);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

/* The server ends the connections between two statements of a page, and between two pages, whose ends nobody waited
 * for. */
static void test_connections_that_end_between_statements(void **state)
{
    struct backend b;
    struct err e = {0};
    struct thing t = {.id = "there"};
    char url[700];
    (void)state;
    if (!postgres(&b))
        return;
    memset(&trouble, 0, sizeof trouble);
    snprintf(url, sizeof url, "%s?application_name=ended", b.url);
    struct db *db = opened(&b, url, &e), *other = opened(&b, b.url, &e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
    for (int i = 0; i < 6; i++) {
        int64_t ended = 0, all = 0;
        db_hold(db);
        RECORD_OK(db_read(db, count, &t, &e), &e);
        if (i % 3 == 1)
            db_let_go(db);
        RECORD_OK(db_read(other, end_others, &ended, &e), &e);
        CHECK(ended >= 1, "round %d: none was ended", i);
        if (i % 3 == 2) { /* the one that writes has gone too */
            struct thing more = {.id = ""};
            snprintf(more.id, sizeof more.id, "more%d", i);
            RECORD_OK(db_write(db, DB_SYNC, NULL, add, &more, &e), &e);
            RECORD_OK(db_read(db, count, &more, &e), &e);
            assert_int_equal(more.count, 1);
        }
        RECORD_OK(db_read(db, count_all, &all, &e), &e);
        CHECK(all == 1 + i / 3 + (i % 3 == 2), "round %d: %d rows", i, (int)all);
        db_let_go(db);
    }
    db_close(db);
    db_close(other);
    backend_end(&b);
}

/* Trouble that does not end is told after some tries, and when it is over work goes on. */
static void test_trouble_that_stays(void **state)
{
    struct backend b;
    struct err e = {0};
    (void)state;
    if (!postgres(&b))
        return;
    struct db *db = opened(&b, b.url, &e);
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        struct thing t;
        snprintf(t.id, sizeof t.id, "stays-%zu", row);
        for (int read = 0; read < 2; read++) {
            e = (struct err){0};
            memset(&trouble, 0, sizeof trouble);
            trouble.what = rows[row].what;
            trouble.state = rows[row].state;
            bool ok = read ? db_read(db, count, &t, &e) : db_write(db, DB_SYNC, NULL, add, &t, &e);
            trouble.what = NO_TROUBLE;
            CHECK(!ok && e.kind != ERR_NONE && e.text[0], "%s: kind %d: %s", rows[row].why, (int)e.kind, e.text);
        }
        assert_int_equal(how_many(db, &t), 0);
        e = (struct err){0};
        RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
        assert_int_equal(how_many(db, &t), 1);
    }
    db_close(db);
    backend_end(&b);
}

static void test_trouble_while_tables_are_made(void **state)
{
    struct backend b;
    (void)state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row += 2) {
        if (!postgres(&b))
            return;
        struct db *db = NULL;
        struct err e = {0};
        RECORD_OK(db_open(&(struct db_options){.url = b.url}, &db, &e), &e);
        bool ok = false;
        for (int at = 1; !ok; at++) {
            memset(&trouble, 0, sizeof trouble);
            trouble.what = rows[row].what;
            trouble.state = rows[row].state;
            trouble.at = at;
            e = (struct err){0};
            ok = db_migrate(db, table, 1, &e);
            CHECK(ok || trouble.hits, "%s: %s", rows[row].why, e.text);
            ok = ok && !trouble.hits;
            trouble.what = NO_TROUBLE;
        }
        struct thing t = {.id = "x"};
        e = (struct err){0};
        RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
        db_close(db);
        backend_end(&b);
    }
}

/* Addresses: those that are none, of no server, with options of their own. */
static void test_addresses(void **state)
{
    struct backend b;
    struct db *db = NULL;
    struct err e = {0};
    char url[700];
    (void)state;
    if (!postgres(&b))
        return;
    static const struct {
        const char *url;
        enum err_kind kind;
    } bad[] = {{"postgres://%zz", ERR_INVALID}, {"host=127.0.0.1 port=1 nonsense=1", ERR_INVALID},
               {"host=127.0.0.1 port=1 dbname=x connect_timeout=2", ERR_IO}, {"service=there_is_none_of_this_name", ERR_IO}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e = (struct err){0};
        CHECK(!db_open(&(struct db_options){.url = bad[i].url}, &db, &e), "%s", bad[i].url);
        CHECK(e.kind == bad[i].kind && !strstr(e.text, "nonsense"), "%s: kind %d: %s", bad[i].url, (int)e.kind, e.text);
    }
    snprintf(url, sizeof url, "%s?application_name=mine&keepalives_idle=9", b.url);
    e = (struct err){0};
    RECORD_OK(db_open(&(struct db_options){.url = url, .readers = 1}, &db, &e), &e);
    RECORD_OK(db_migrate(db, table, 1, &e), &e);
    assert_false(db_backup(db, "/tmp/x", NULL, NULL, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    db_close(db);
    e = (struct err){0};
    RECORD_OK(db_open(&(struct db_options){.url = b.url, .readers = 1000}, &db, &e), &e);
    db_close(db);
    backend_end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trouble_at_each_call_of_a_write), cmocka_unit_test(test_trouble_while_preparing),
        cmocka_unit_test(test_trouble_at_each_call_of_a_read),
        cmocka_unit_test(test_trouble_at_each_call_of_reads_that_share_a_snapshot),
        cmocka_unit_test(test_an_answer_for_each_statement),
        cmocka_unit_test(test_connections_that_end_between_statements),
        cmocka_unit_test(test_trouble_that_stays),
        cmocka_unit_test(test_trouble_while_tables_are_made),   cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
