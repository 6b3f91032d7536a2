/*
 * db.c: transactions, the queue of writes, and the errors of both drivers.
 *
 * Writes are combined: whoever comes first runs, in one transaction, what waits, each work in a savepoint of its own,
 * commits once for all and wakes them. Nobody is handed from thread to thread when only one writes.
 */
#include "db/driver.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define BATCH_MAX 128 /* works in one transaction */

struct db_job {
    db_work *work;
    void *ctx;
    struct db_once *once;
    enum db_durable durable;
    struct err *e;
    bool ok, done;
    unsigned about;
    struct db_job *next;
};

bool tx_fail(struct db_tx *tx, enum err_kind kind, const char *fmt, ...)
{
    char text[sizeof tx->err.text];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (!tx->failed) {
        tx->failed = true;
        err_clear(&tx->err);
        err_set(&tx->err, kind, "database", "%s", text);
    }
    return false;
}

void tx_pass_on(const struct err *from, struct err *e)
{
    if (e && e->kind == ERR_NONE) {
        *e = *from;
    }
}

bool db_is_server(const char *url)
{
    static const char *const begins[] = {
        "postgresql://", "postgres://", "host=", "hostaddr=", "port=", "dbname=", "user=", "service=", "password="};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        if (strncmp(url, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    return false;
}

void db_patience(const struct db *db, struct timespec *until)
{
    clock_gettime(CLOCK_REALTIME, until);
    until->tv_sec += db->busy_seconds;
}

bool db_all_taken(const struct db *db, struct err *e)
{
    return err_set(e, ERR_CONFLICT, "database", "all its connections were in use for %d s; try again",
                   db->busy_seconds);
}

bool db_open(const struct db_options *o, struct db **out, struct err *e)
{
    struct db *db = calloc(1, sizeof *db);
    if (!db) {
        return err_no_memory(e);
    }
    db->driver = db_is_server(o->url) ? &db_postgres : &db_sqlite;
    db->busy_seconds = o->busy_seconds > 0 ? o->busy_seconds : 5;
    db->last = &db->first;
    pthread_mutex_init(&db->lock, NULL);
    pthread_cond_init(&db->turn, NULL);
    if (!db->driver->open(db, o, e)) {
        db_close(db);
        return false;
    }
    *out = db;
    return true;
}

void db_close(struct db *db)
{
    if (!db) {
        return;
    }
    db_enter(db);
    db_leave(db);
    db->driver->close(db);
    pthread_cond_destroy(&db->turn);
    pthread_mutex_destroy(&db->lock);
    free(db);
}

enum db_kind db_kind(const struct db *db)
{
    return db->driver->kind;
}

enum db_kind db_kind_of(const struct db_tx *tx)
{
    return tx->db->driver->kind;
}

void db_enter(struct db *db)
{
    pthread_mutex_lock(&db->lock);
    while (db->busy) {
        pthread_cond_wait(&db->turn, &db->lock);
    }
    db->busy = true;
    pthread_mutex_unlock(&db->lock);
}

void db_leave(struct db *db)
{
    pthread_mutex_lock(&db->lock);
    db->busy = false;
    pthread_cond_broadcast(&db->turn);
    pthread_mutex_unlock(&db->lock);
}

void db_count(struct db *db, uint64_t *counter)
{
    pthread_mutex_lock(&db->lock);
    ++*counter;
    pthread_mutex_unlock(&db->lock);
}

void db_stats(struct db *db, struct db_stats *out)
{
    pthread_mutex_lock(&db->lock);
    *out = db->stats;
    out->statements = atomic_load_explicit(&db->statements, memory_order_relaxed);
    out->rows = atomic_load_explicit(&db->rows, memory_order_relaxed);
    pthread_mutex_unlock(&db->lock);
}

/* Of each thread: another one that works meanwhile takes no step of it. */
static _Thread_local struct {
    const struct db *db;
    int left;
} fault;

int db_fail_at(struct db *db, int n)
{
    int left = fault.db == db ? fault.left : 0;
    if (n || fault.db == db) {
        fault.db = n ? db : NULL;
        fault.left = n;
    }
    return left;
}

bool db_fails(const struct db *db)
{
    return fault.db == db && fault.left > 0;
}

static bool made_to_fail(const struct db *db)
{
    return db_fails(db) && --fault.left == 0;
}

#define MADE_TO_FAIL "a step was made to fail"

/* ---- one transaction ---- */

void tx_init(struct db_tx *tx, struct db *db, struct db_conn *conn, bool write)
{
    memset(tx, 0, sizeof *tx);
    tx->db = db;
    tx->conn = conn;
    tx->write = write;
}

/* Statements that a work left open. */
void tx_close_queries(struct db_tx *tx)
{
    for (size_t i = 0; i < DB_QUERIES_MAX; i++) {
        db_done(&tx->query[i]);
    }
}

void *db_note(struct db_tx *tx)
{
    return tx->note;
}

bool db_ok(struct db_tx *tx, struct err *e)
{
    if (tx->failed) {
        tx_pass_on(&tx->err, e);
    }
    return !tx->failed;
}

/* ---- writing ---- */

static const struct db_sql once_sql = {
    "INSERT INTO db_once (practice_id, id, at_s) VALUES (:practice, :id, :at) ON CONFLICT DO NOTHING", NULL};
static const struct db_sql once_find_sql = {"SELECT 1 FROM db_once WHERE practice_id = :practice AND id = :id", NULL};

/* Notes the id; *before when it was there. */
static bool note_once(struct db_tx *tx, int64_t practice, struct str id, bool *before)
{
    struct db_query *q = db_query(tx, &once_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "id", id);
    db_bind_int(q, "at", (int64_t)time(NULL));
    *before = db_run(q) == 0;
    return !tx->failed;
}

/* One work, in its savepoint unless it is alone in its transaction. False when the whole transaction cannot go on. */
static bool run_job(struct db_tx *tx, struct db_job *j, bool alone)
{
    const struct db_driver *d = tx->db->driver;
    struct err e = {0};
    j->ok = false;
    tx->failed = false;
    tx->about = 0;
    if (!alone && !d->savepoint(tx->conn, &tx->err)) {
        tx->failed = tx->lost = true;
        return false;
    }
    bool before = false, ok = true;
    if (j->once && j->once->id.p) {
        ok = note_once(tx, j->once->practice, j->once->id, &before);
        j->once->before = before;
    }
    ok = ok && (before || j->work(tx, j->ctx, &e));
    j->about = tx->about;
    tx_close_queries(tx);
    explicit_bzero(tx->note, sizeof tx->note);
    if (tx->failed) {
        ok = false;
        err_clear(&e);
        tx_pass_on(&tx->err, &e);
    }
    if (ok && !alone && !d->release(tx)) {
        ok = false;
        tx_pass_on(&tx->err, &e);
    }
    if (!ok) {
        if (!alone && !tx->lost) {
            d->undo(tx);
        }
        if (j->e) {
            err_clear(j->e);
            tx_pass_on(&e, j->e);
        }
    }
    j->ok = ok;
    return !tx->lost && !tx->again;
}

static void fail_all(struct db_job *list, const struct err *e)
{
    for (struct db_job *j = list; j; j = j->next) {
        if (j->ok || !j->e || j->e->kind == ERR_NONE) {
            j->ok = false;
            if (j->e) {
                err_clear(j->e);
                tx_pass_on(e, j->e);
            }
        }
    }
}

/* Was the batch with this id committed before the connection went away? */
static enum db_outcome was_kept(struct db *db, struct str batch, struct err *e)
{
    struct db_conn *c = db->driver->writer(db, e);
    struct db_tx tx;
    if (!c || !db->driver->begin(c, false, false, e)) {
        return DB_UNSURE;
    }
    tx_init(&tx, db, c, false);
    struct db_query *q = db_query(&tx, &once_find_sql);
    db_bind_int(q, "practice", 0);
    db_bind_text(q, "id", batch);
    bool there = db_next(q);
    db_done(q);
    bool ok = db_ok(&tx, e);
    db->driver->rollback(c);
    return !ok ? DB_UNSURE : there ? DB_KEPT : DB_AGAIN;
}

#define NUMBERS_TEXT 1024

/* Whose rows a batch has changed, each number once, behind that of any; absent: nothing that a read would show. */
static struct str numbers_of(const struct db_job *list, char *text, size_t room)
{
    uint64_t seen[DB_CLIENTS / 64] = {0};
    size_t n = 0;
    for (const struct db_job *j = list; j; j = j->next) {
        bool again = seen[j->about / 64] >> j->about % 64 & 1;
        if (!j->ok || j->durable == DB_ASIDE || again) {
            continue;
        }
        seen[j->about / 64] |= UINT64_C(1) << j->about % 64;
        n += (size_t)(n ? snprintf(text + n, room - n, ",%u", j->about)
                        : snprintf(text, room, "%d,%u", DB_CHANGE_ANY, j->about));
    }
    return (struct str){n ? text : NULL, n};
}

static bool note_changes(struct db_tx *tx, const struct db_job *list, struct str batch)
{
    char text[NUMBERS_TEXT];
    struct str numbers = numbers_of(list, text, sizeof text);
    if (!numbers.n || tx->db->driver->kind != DB_POSTGRES) {
        return true;
    }
    tx->failed = false; /* a work that failed was taken back */
    return db_note_changes(tx, numbers, batch);
}

static enum db_outcome try_batch(struct db *db, struct db_job *list, struct str batch, struct err *e)
{
    bool lazy = true, before = false, alone = !list->next;
    struct db_conn *c = db->driver->writer(db, e);
    struct db_tx tx;
    for (struct db_job *j = list; j; j = j->next) {
        lazy = lazy && j->durable != DB_SYNC;
    }
    if (!c || !db->driver->begin(c, true, lazy, e)) {
        return db->driver->kind == DB_POSTGRES ? DB_AGAIN : DB_FAILED;
    }
    tx_init(&tx, db, c, true);
    int fail_at = db_fail_at(db, 0); /* what fails on purpose are steps of works: this one would only be tried again */
    bool ok = !batch.n || note_once(&tx, 0, batch, &before);
    if (ok && before) { /* the commit that was not answered has come through after all */
        db->driver->rollback(c);
        return DB_KEPT;
    }
    db_fail_at(db, fail_at);
    for (struct db_job *j = list; ok && j; j = j->next) {
        ok = run_job(&tx, j, alone);
    }
    tx_close_queries(&tx);
    if (!ok) {
        *e = tx.err;
        db->driver->rollback(c);
        return tx.again || db->driver->kind == DB_POSTGRES ? DB_AGAIN : DB_FAILED;
    }
    if (alone && !list->ok) { /* its error is told; there is nothing else to be kept */
        db->driver->rollback(c);
        return DB_KEPT;
    }
    if (made_to_fail(db)) {
        db->driver->rollback(c);
        err_set(e, ERR_IO, "database", MADE_TO_FAIL);
        return DB_FAILED;
    }
    fail_at = db_fail_at(db, 0);
    ok = note_changes(&tx, list, batch);
    db_fail_at(db, fail_at);
    if (!ok) {
        *e = tx.err;
        db->driver->rollback(c);
        return tx.again || tx.lost ? DB_AGAIN : DB_FAILED;
    }
    return db->driver->commit(c, e);
}

void db_pause_before(int attempt)
{
    long ms = attempt < 6 ? 1L << attempt : 500;
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

/* A number nobody else uses, for looking up a batch whose commit was not answered. */
static struct str batch_id(char *text, size_t room)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static unsigned long counter;
    static unsigned char random[12];
    static pid_t whose; /* a process that was forked has the numbers of the other one, and must take new ones */
    struct timespec now;
    pthread_mutex_lock(&lock);
    counter++;
    if (whose != getpid()) {
        whose = getpid();
        FILE *f = fopen("/dev/urandom", "rb");
        size_t got = f ? fread(random, 1, sizeof random, f) : 0;
        if (f) {
            fclose(f);
        }
        assert(got == sizeof random); /* every Linux has it */
        (void)got;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    int n = snprintf(text, room, "batch-%lx-%lx-", (long)now.tv_sec, counter);
    for (size_t i = 0; i < sizeof random; i++) {
        n += snprintf(text + n, room - (size_t)n, "%02x", random[i]);
    }
    pthread_mutex_unlock(&lock);
    return (struct str){text, (size_t)n};
}

/* After the commit, before anybody is told of it. */
static void count_versions(struct db *db, const struct db_job *list)
{
    for (const struct db_job *j = list; j; j = j->next) {
        if (j->durable != DB_ASIDE) {
            atomic_fetch_add(j->about ? &db->version_of[j->about] : &db->version_all, 1);
            atomic_fetch_add(&db->version_any, 1);
        }
    }
}

static void run_batch(struct db *db, struct db_job *list)
{
    enum db_outcome outcome = DB_AGAIN;
    struct err e = {0};
    char id[96];
    struct str batch = {NULL, 0};
    if (db->driver->kind == DB_POSTGRES) {
        batch = batch_id(id, sizeof id);
    }
    for (int attempt = 0; attempt < DB_TRIES_MAX && (outcome == DB_AGAIN || outcome == DB_UNSURE); attempt++) {
        if (attempt) {
            db_pause_before(attempt);
            db_count(db, &db->stats.retries);
        }
        err_clear(&e);
        outcome = outcome == DB_UNSURE ? was_kept(db, batch, &e) : try_batch(db, list, batch, &e);
        if (outcome == DB_AGAIN && attempt + 1 < DB_TRIES_MAX) {
            for (struct db_job *j = list; j; j = j->next) {
                if (j->e) {
                    err_clear(j->e);
                }
            }
        }
    }
    if (outcome != DB_KEPT) {
        if (e.kind == ERR_NONE) {
            err_set(&e, ERR_CONFLICT, "database", "too many others write the same; try again");
        }
        fail_all(list, &e);
    }
    count_versions(db, list);
    size_t n = 0;
    for (struct db_job *j = list; j; j = j->next) {
        n++;
    }
    pthread_mutex_lock(&db->lock);
    db->stats.commits += outcome == DB_KEPT;
    db->stats.works += n;
    pthread_mutex_unlock(&db->lock);
}

/* Takes up to BATCH_MAX jobs off the queue; the lock is held. */
static struct db_job *take_batch(struct db *db)
{
    struct db_job *list = db->first, *end = list;
    for (size_t n = 1; n < BATCH_MAX && end->next; n++) {
        end = end->next;
    }
    db->first = end->next;
    end->next = NULL;
    if (!db->first) {
        db->last = &db->first;
    }
    return list;
}

bool db_write(struct db *db, enum db_durable durable, struct db_once *once, db_work *work, void *ctx, struct err *e)
{
    struct db_job mine = {.work = work, .ctx = ctx, .once = once, .durable = durable, .e = e};
    db_end_snapshot(db);
    if (once) {
        once->before = false;
    }
    pthread_mutex_lock(&db->lock);
    *db->last = &mine;
    db->last = &mine.next; /* cppcheck-suppress autoVariables ; it is out of the queue again before this returns */
    while (!mine.done) {
        if (db->busy) {
            pthread_cond_wait(&db->turn, &db->lock);
            continue;
        }
        db->busy = true;
        struct db_job *list = take_batch(db);
        pthread_mutex_unlock(&db->lock);
        run_batch(db, list);
        pthread_mutex_lock(&db->lock);
        db->busy = false;
        for (struct db_job *j = list, *next; j; j = next) {
            next = j->next; /* once done, j may go away */
            j->done = true;
        }
        pthread_cond_broadcast(&db->turn);
    }
    pthread_mutex_unlock(&db->lock);
    return mine.ok;
}

/* ---- statements ---- */

struct db_query *db_query(struct db_tx *tx, const struct db_sql *sql)
{
    struct db_query *q = &tx->spare;
    for (size_t i = 0; i < DB_QUERIES_MAX; i++) {
        if (!tx->query[i].statement) {
            q = &tx->query[i];
            break;
        }
    }
    assert(q != &tx->spare || tx->failed || !"at most 8 queries of a transaction may be open");
    memset(q, 0, sizeof *q);
    q->tx = tx;
    q->sql = sql;
    if (!tx->failed && !tx->db->driver->prepare(q)) {
        q->statement = NULL;
    }
    return q;
}

static struct db_param *param(struct db_query *q, const char *name)
{
    static struct db_param ignored;
    if (!q->statement) {
        return &ignored; /* failed: nothing will be run */
    }
    int i = q->tx->db->driver->parameter(q, name);
    assert(i >= 0 && i < DB_PARAMS_MAX); /* the statement has no such parameter */
    return &q->param[i];
}

void db_bind_int(struct db_query *q, const char *name, int64_t v)
{
    struct db_param *p = param(q, name);
    if (q->statement) {
        *p = (struct db_param){.kind = PARAM_INT, .number = v};
    }
}

static void bind_bytes(struct db_query *q, const char *name, struct str v, bool text)
{
    struct db_param *p = param(q, name);
    if (q->statement) {
        *p = (struct db_param){.kind = !v.p ? PARAM_NULL : text ? PARAM_TEXT : PARAM_BLOB, .bytes = v};
    }
}

void db_bind_text(struct db_query *q, const char *name, struct str v)
{
    bind_bytes(q, name, v, true);
}

void db_bind_cstr(struct db_query *q, const char *name, const char *v)
{
    bind_bytes(q, name, str_of(v), true);
}

void db_bind_blob(struct db_query *q, const char *name, struct str v)
{
    bind_bytes(q, name, v, false);
}

void db_bind_null(struct db_query *q, const char *name)
{
    bind_bytes(q, name, (struct str){NULL, 0}, true);
}

bool db_next(struct db_query *q)
{
    if (!q->statement || q->tx->failed) {
        return false;
    }
    if (!q->started) {
        q->started = true;
        if (made_to_fail(q->tx->db)) {
            return tx_fail(q->tx, ERR_IO, MADE_TO_FAIL);
        }
        bool row = q->tx->db->driver->start(q);
        if (!q->known) {
            atomic_fetch_add_explicit(&q->tx->db->statements, 1, memory_order_relaxed);
        }
        return row;
    }
    return q->tx->db->driver->next(q);
}

int64_t db_int(struct db_query *q, int column)
{
    return q->tx->db->driver->number(q, column);
}

struct str db_text(struct db_query *q, int column)
{
    return q->tx->db->driver->bytes(q, column, true);
}

struct str db_blob(struct db_query *q, int column)
{
    return q->tx->db->driver->bytes(q, column, false);
}

bool db_is_null(struct db_query *q, int column)
{
    return q->tx->db->driver->is_null(q, column);
}

int64_t db_run(struct db_query *q)
{
    while (db_next(q)) {
    }
    int64_t n = q->statement && !q->tx->failed ? q->tx->db->driver->changed(q) : -1;
    db_done(q);
    return n;
}

void db_done(struct db_query *q)
{
    if (q->statement) {
        if (!q->known) {
            atomic_fetch_add_explicit(&q->tx->db->rows, (unsigned long long)q->rows, memory_order_relaxed);
        }
        q->tx->db->driver->done(q);
        q->statement = NULL;
    }
}

/* ---- schema ---- */

struct migrate {
    const struct db_migration *step;
    int version;
};

static const char own_tables[] =
    "CREATE TABLE IF NOT EXISTS db_version (version BIGINT NOT NULL PRIMARY KEY);\n"
    "CREATE TABLE IF NOT EXISTS db_once (practice_id BIGINT NOT NULL, id TEXT NOT NULL, at_s BIGINT NOT NULL,\n"
    " PRIMARY KEY (practice_id, id));\n"
    "CREATE INDEX IF NOT EXISTS db_once_at ON db_once (at_s);\n";
static const char change_table[] =
    "CREATE TABLE IF NOT EXISTS db_change (slot BIGINT NOT NULL, number BIGINT NOT NULL, stamp BIGINT NOT NULL,\n"
    " PRIMARY KEY (slot, number)) WITH (fillfactor = 50);\n"
    "CREATE INDEX IF NOT EXISTS db_change_number ON db_change (number);\n";
static const struct db_sql version_sql = {"SELECT MAX(version) FROM db_version", NULL};
static const struct db_sql version_add_sql = {"INSERT INTO db_version (version) VALUES (:version)", NULL};

/* Outside the queue, whose batches note their id in one of these tables. */
static bool make_own_tables(struct db *db, struct err *e)
{
    struct db_tx tx;
    bool ok = false;
    db_enter(db);
    struct db_conn *c = db->driver->writer(db, e);
    if (c && db->driver->begin(c, true, false, e)) {
        tx_init(&tx, db, c, true);
        bool made = db->driver->execute(&tx, own_tables) &&
                    (db->driver->kind == DB_SQLITE || db->driver->execute(&tx, change_table));
        ok = made ? db->driver->commit(c, e) == DB_KEPT : db_ok(&tx, e);
        db->driver->rollback(c);
    }
    db_leave(db);
    return ok;
}

static bool read_version(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &version_sql);
    *(int *)ctx = db_next(q) ? (int)db_int(q, 0) : 0;
    db_done(q);
    return db_ok(tx, e);
}

static bool migrate_step(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct migrate *m = ctx;
    struct db_query *q = db_query(tx, &version_add_sql);
    db_bind_int(q, "version", m->step->version);
    db_run(q); /* first: another process that is at it waits here, then finds the number taken */
    if (!tx->failed) {
        bool other = tx->db->driver->kind == DB_POSTGRES && m->step->postgres;
        tx->db->driver->execute(tx, other ? m->step->postgres : m->step->sql);
    }
    return db_ok(tx, e);
}

static bool analyze(struct db_tx *tx, void *ctx, struct err *e)
{
    (void)ctx;
    tx->db->driver->execute(tx, "ANALYZE");
    return db_ok(tx, e);
}

bool db_schema_version(struct db *db, int *version, struct err *e)
{
    return db_read(db, read_version, version, e);
}

bool db_migrate(struct db *db, const struct db_migration *list, size_t count, struct err *e)
{
    int version = 0;
    struct err first = {0};
    /* Of two processes that make them at once, PostgreSQL refuses one, whichever way it is written. */
    if (!make_own_tables(db, &first) && (first.kind != ERR_CONFLICT || !make_own_tables(db, e))) {
        tx_pass_on(&first, e);
        return false;
    }
    if (!db_schema_version(db, &version, e)) {
        return false;
    }
    if (version > (int)count) {
        return err_set(e, ERR_INVALID, "database",
                       "has tables of version %d, this program knows up to %zu: use a newer program", version, count);
    }
    while (version < (int)count) {
        struct migrate m = {.step = &list[version]};
        struct err mine = {0};
        assert(m.step->version == version + 1);
        bool ok = db_write(db, DB_SYNC, NULL, migrate_step, &m, &mine);
        int now = version;
        if (!db_schema_version(db, &now, e)) {
            return false;
        }
        if (!ok && (mine.kind != ERR_CONFLICT || now == version)) {
            tx_pass_on(&mine, e);
            return false;
        }
        version = now;
    }
    return true;
}

bool db_analyze(struct db *db, struct err *e)
{
    return db->driver->kind == DB_SQLITE || db_write(db, DB_ASIDE, NULL, analyze, NULL, e);
}

bool db_backup(struct db *db, const char *path, void (*progress)(void *ctx, double part), void *ctx, struct err *e)
{
    return db->driver->backup(db, path, progress, ctx, e);
}
