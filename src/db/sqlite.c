/*
 * sqlite.c: the SQLite driver: one process owns the file, one connection writes, several read, one thread checkpoints.
 *
 * wal_autocheckpoint is 0 on every connection, and the checkpointing thread takes the writer's turn (db_enter) first,
 * so that no write and no checkpoint ever happen at the same time: some versions of SQLite can damage a database when
 * they do (those up to 3.51.2, says its release history).
 */
#include "db/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CACHE_SLOTS 256       /* prepared statements of one connection; a power of two */
#define CHECKPOINT_PAGES 2000 /* of the write-ahead log: 8 MB */
#define READERS_DEFAULT 4
#define READERS_MAX 64

struct cached {
    const struct db_sql *sql;
    sqlite3_stmt *statement;
    bool busy;
};

struct db_conn {
    sqlite3 *handle;
    struct sqlite *own;
    struct cached cache[CACHE_SLOTS];
    bool normal; /* synchronous is NORMAL now: the transaction is lazy */
    bool free;   /* a reader nobody uses */
};

struct sqlite {
    struct db *db;
    char *path;
    int lock_fd, wal_fd;
    bool read_only;
    struct db_conn *writer, *readers[READERS_MAX], *checkpointer;
    int reader_count;
    pthread_mutex_t lock; /* readers, and the three below */
    pthread_cond_t changed, keeper_wakes;
    bool closing, unsynced, sync_failed;
    int wal_pages;
    pthread_t keeper;
    bool keeper_runs;
};

static enum err_kind kind_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_CONSTRAINT:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_CONFLICT;
    case SQLITE_TOOBIG:
        return ERR_LIMIT;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_SCHEMA:
        return ERR_INTERNAL;
    default:
        return ERR_IO;
    }
}

/* What happened and what to do. Never a value: those may be about a person. */
static const char *advice(int code, const char *message)
{
    if (code == SQLITE_CONSTRAINT_TRIGGER) {
        return "the row is locked: what is signed or part of the audit trail never changes";
    }
    switch (code & 0xff) {
    case SQLITE_FULL:
        return "the disk is full; nothing of this was kept: free some space and do it again";
    case SQLITE_READONLY:
        return "the disk or the file is read-only; nothing of this was kept: make it writable and do it again";
    case SQLITE_IOERR:
        return "the disk could not be read or written; nothing of this was kept: look at the disk, then do it again";
    case SQLITE_CORRUPT:
        return "the file is damaged: stop, keep it as it is, and restore the latest backup beside it";
    case SQLITE_NOTADB:
        return "the file is no database, or not a whole one";
    case SQLITE_CANTOPEN:
        return "the file cannot be opened: look at its name and its folder's permissions";
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       code == SQLITE_CONSTRAINT_ROWID
                   ? "there is one already"
                   : "it does not fit with what is there";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "somebody else is writing; try again";
    case SQLITE_NOMEM:
        return "out of memory";
    default:
        return message;
    }
}

static bool fail(sqlite3 *h, int code, const char *where, struct err *e)
{
    return err_set(e, kind_of(code), where, "%s", advice(code, h ? sqlite3_errmsg(h) : "cannot be opened"));
}

/* The transaction's error from its connection. */
static bool tx_sqlite(struct db_tx *tx)
{
    sqlite3 *h = tx->conn->handle;
    int code = sqlite3_extended_errcode(h);
    if (tx->write && sqlite3_get_autocommit(h)) {
        tx->lost = true; /* SQLite has rolled all of it back */
    }
    return tx_fail(tx, kind_of(code), "%s", advice(code, sqlite3_errmsg(h)));
}

static bool simple(sqlite3 *h, const char *sql, struct err *e)
{
    int code = sqlite3_exec(h, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || fail(h, sqlite3_extended_errcode(h), "database", e);
}

/* ---- connections ---- */

static int note_wal(void *own, sqlite3 *h, const char *name, int pages)
{
    struct sqlite *s = own;
    (void)h;
    (void)name;
    pthread_mutex_lock(&s->lock);
    s->wal_pages = pages;
    if (pages >= CHECKPOINT_PAGES) {
        pthread_cond_signal(&s->keeper_wakes);
    }
    pthread_mutex_unlock(&s->lock);
    return SQLITE_OK;
}

static void conn_close(struct db_conn *c)
{
    if (!c) {
        return;
    }
    for (size_t i = 0; i < CACHE_SLOTS; i++) {
        sqlite3_finalize(c->cache[i].statement);
    }
    sqlite3_close_v2(c->handle);
    free(c);
}

static struct db_conn *conn_open(struct sqlite *s, bool write, struct err *e)
{
    struct db_conn *c = calloc(1, sizeof *c);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (write ? SQLITE_OPEN_CREATE : 0);
    if (!c) {
        err_no_memory(e);
        return NULL;
    }
    c->own = s;
    int code = sqlite3_open_v2(s->path, &c->handle, flags, NULL);
    bool ok = code == SQLITE_OK || fail(c->handle, code, s->path, e);
    ok = ok && simple(c->handle,
                      "PRAGMA busy_timeout=5000;PRAGMA foreign_keys=ON;PRAGMA cache_size=-4000;"
                      "PRAGMA wal_autocheckpoint=0;PRAGMA trusted_schema=OFF;PRAGMA temp_store=MEMORY",
                      e);
    if (write && !s->read_only) {
        ok = ok && simple(c->handle, "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON", e);
    } else {
        ok = ok && simple(c->handle, "PRAGMA query_only=ON", e);
    }
    /* The first look at the pages finds a file that is no database, or cut off. */
    ok = ok && simple(c->handle, "SELECT COUNT(*) FROM sqlite_schema", e);
    if (!ok) {
        conn_close(c);
        return NULL;
    }
    return c;
}

/* ---- the owner's lock ---- */

static bool take_lock(struct sqlite *s, struct err *e)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s.lock", s->path) >= (int)sizeof path) {
        return err_set(e, ERR_INVALID, "database", "the name of the file is too long");
    }
    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock_fd < 0) {
        return err_set(e, ERR_IO, path, "cannot be opened: %s", strerror(errno));
    }
    for (int tenths = 0; flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0; tenths++) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return err_set(e, ERR_IO, path, "cannot be locked: %s", strerror(errno));
        }
        if (tenths >= s->db->busy_seconds * 10) {
            char owner[32] = "";
            ssize_t n = pread(s->lock_fd, owner, sizeof owner - 1, 0);
            owner[n > 0 ? n : 0] = 0;
            owner[strcspn(owner, "\n")] = 0;
            return err_set(e, ERR_CONFLICT, "database",
                           "process %s has it open; let that process do it, or stop it first",
                           owner[0] ? owner : "of another program");
        }
        nanosleep(&(struct timespec){0, 100000000}, NULL);
    }
    char mine[32];
    int n = snprintf(mine, sizeof mine, "%ld\n", (long)getpid());
    if (ftruncate(s->lock_fd, 0) != 0 || pwrite(s->lock_fd, mine, (size_t)n, 0) != n) {
        return err_set(e, ERR_IO, path, "cannot be written: %s", strerror(errno));
    }
    return true;
}

/* ---- the thread that checkpoints and syncs what was lazy ---- */

static bool sync_log(struct sqlite *s)
{
    if (s->wal_fd < 0) {
        char path[4096];
        snprintf(path, sizeof path, "%s-wal", s->path);
        s->wal_fd = open(path, O_RDWR | O_CLOEXEC);
    }
    if (s->wal_fd < 0 || fdatasync(s->wal_fd) != 0) {
        return false;
    }
    db_count(s->db, &s->db->stats.syncs);
    return true;
}

static void *keep(void *own)
{
    struct sqlite *s = own;
    pthread_mutex_lock(&s->lock);
    while (!s->closing) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 400000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&s->keeper_wakes, &s->lock, &until);
        bool sync = s->unsynced, checkpoint = s->wal_pages >= CHECKPOINT_PAGES;
        s->unsynced = false;
        pthread_mutex_unlock(&s->lock);
        if (sync && !sync_log(s)) {
            pthread_mutex_lock(&s->lock);
            s->unsynced = s->sync_failed = true; /* the next write syncs, and says so when it cannot */
            pthread_mutex_unlock(&s->lock);
        }
        if (checkpoint) {
            int in_log = 0, done = 0;
            db_enter(s->db);
            sqlite3_wal_checkpoint_v2(s->checkpointer->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &done);
            db_leave(s->db);
            pthread_mutex_lock(&s->lock);
            s->wal_pages = done >= in_log ? 0 : CHECKPOINT_PAGES / 2; /* an old reader holds the rest: later */
            pthread_mutex_unlock(&s->lock);
        }
        pthread_mutex_lock(&s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

/* ---- open and close ---- */

static bool sqlite_open(struct db *db, const struct db_options *o, struct err *e)
{
    struct sqlite *s = calloc(1, sizeof *s);
    if (!s) {
        return err_no_memory(e);
    }
    db->own = s;
    s->db = db;
    s->lock_fd = s->wal_fd = -1;
    s->read_only = o->read_only;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    pthread_cond_init(&s->keeper_wakes, NULL);
    s->path = strdup(o->url);
    if (!s->path) {
        return err_no_memory(e);
    }
    mode_t old = umask(077); /* the file and its log are the owner's alone */
    bool ok = (s->read_only || take_lock(s, e)) && (s->writer = conn_open(s, true, e)) != NULL;
    s->reader_count = o->readers > 0 ? o->readers : READERS_DEFAULT;
    s->reader_count = s->reader_count > READERS_MAX ? READERS_MAX : s->reader_count;
    for (int i = 0; ok && i < s->reader_count; i++) {
        s->readers[i] = conn_open(s, false, e);
        ok = s->readers[i] != NULL;
        if (ok) {
            s->readers[i]->free = true;
        }
    }
    ok = ok && (s->read_only || (s->checkpointer = conn_open(s, true, e)) != NULL);
    umask(old);
    if (ok && !s->read_only) {
        sqlite3_wal_hook(s->writer->handle, note_wal, s);
        s->keeper_runs = pthread_create(&s->keeper, NULL, keep, s) == 0;
        ok = s->keeper_runs || err_no_memory(e);
    }
    return ok;
}

static void sqlite_close(struct db *db)
{
    struct sqlite *s = db->own;
    if (!s) {
        return;
    }
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_cond_signal(&s->keeper_wakes);
    pthread_mutex_unlock(&s->lock);
    if (s->keeper_runs) {
        pthread_join(s->keeper, NULL);
    }
    if (s->wal_fd >= 0) {
        close(s->wal_fd);
    }
    for (int i = 0; i < s->reader_count; i++) {
        conn_close(s->readers[i]);
    }
    conn_close(s->checkpointer);
    conn_close(s->writer); /* the last one checkpoints and removes the log */
    if (s->lock_fd >= 0) {
        close(s->lock_fd);
    }
    pthread_cond_destroy(&s->keeper_wakes);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s->path);
    free(s);
}

/* ---- transactions ---- */

static struct db_conn *sqlite_writer(struct db *db, struct err *e)
{
    struct sqlite *s = db->own;
    if (s->read_only) {
        err_set(e, ERR_IO, "database", "was opened for reading only");
        return NULL;
    }
    return s->writer;
}

static struct db_conn *sqlite_reader(struct db *db, struct err *e)
{
    struct sqlite *s = db->own;
    struct db_conn *found = NULL;
    struct timespec until;
    bool late = false;
    db_patience(db, &until);
    pthread_mutex_lock(&s->lock);
    while (!found && !late) {
        for (int i = 0; i < s->reader_count && !found; i++) {
            found = s->readers[i]->free ? s->readers[i] : NULL;
        }
        if (!found) {
            late = pthread_cond_timedwait(&s->changed, &s->lock, &until) == ETIMEDOUT;
        }
    }
    if (found) {
        found->free = false;
    } else {
        db_all_taken(db, e);
    }
    pthread_mutex_unlock(&s->lock);
    return found;
}

static void sqlite_give_back(struct db *db, struct db_conn *c)
{
    struct sqlite *s = db->own;
    pthread_mutex_lock(&s->lock);
    c->free = true;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

/* Runs one of the few statements that have neither parameters nor rows, through the cache. */
static int plain(struct db_conn *c, const struct db_sql *sql);

static const struct db_sql begin_read = {"BEGIN", NULL}, begin_write = {"BEGIN IMMEDIATE", NULL},
                           commit_sql = {"COMMIT", NULL}, rollback_sql = {"ROLLBACK", NULL},
                           savepoint_sql = {"SAVEPOINT work", NULL}, release_sql = {"RELEASE work", NULL},
                           undo_sql = {"ROLLBACK TO work", NULL};

static bool sqlite_begin(struct db_conn *c, bool write, bool lazy, struct err *e)
{
    if (lazy) {
        pthread_mutex_lock(&c->own->lock);
        lazy = !c->own->sync_failed;
        c->own->sync_failed = false;
        pthread_mutex_unlock(&c->own->lock);
    }
    if (write && lazy != c->normal) {
        if (!simple(c->handle, lazy ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL", e)) {
            return false;
        }
        c->normal = lazy;
    }
    int code = plain(c, write ? &begin_write : &begin_read);
    return code == SQLITE_OK || fail(c->handle, code, "database", e);
}

static enum db_outcome sqlite_commit(struct db_conn *c, struct err *e)
{
    int code = plain(c, &commit_sql);
    if (code != SQLITE_OK) {
        fail(c->handle, code, "database", e);
        if (!sqlite3_get_autocommit(c->handle)) {
            plain(c, &rollback_sql);
        }
        return DB_FAILED;
    }
    if (c->normal) {
        pthread_mutex_lock(&c->own->lock);
        c->own->unsynced = true;
        pthread_mutex_unlock(&c->own->lock);
    } else {
        db_count(c->own->db, &c->own->db->stats.syncs);
    }
    return DB_KEPT;
}

static void sqlite_rollback(struct db_conn *c)
{
    if (!sqlite3_get_autocommit(c->handle)) {
        plain(c, &rollback_sql);
    }
}

static bool sqlite_savepoint(struct db_conn *c, struct err *e)
{
    int code = plain(c, &savepoint_sql);
    return code == SQLITE_OK || fail(c->handle, code, "database", e);
}

static bool sqlite_release(struct db_tx *tx)
{
    return plain(tx->conn, &release_sql) == SQLITE_OK || tx_sqlite(tx);
}

static void sqlite_undo(struct db_tx *tx)
{
    if (sqlite3_get_autocommit(tx->conn->handle) || plain(tx->conn, &undo_sql) != SQLITE_OK ||
        plain(tx->conn, &release_sql) != SQLITE_OK) {
        tx->lost = true;
    }
}

static bool sqlite_execute(struct db_tx *tx, const char *sql)
{
    return sqlite3_exec(tx->conn->handle, sql, NULL, NULL, NULL) == SQLITE_OK || tx_sqlite(tx);
}

/* ---- statements ---- */

static struct cached *slot_of(struct db_conn *c, const struct db_sql *sql)
{
    size_t at = ((size_t)(uintptr_t)sql >> 4) * 0x9E3779B1u % CACHE_SLOTS;
    for (size_t i = 0; i < CACHE_SLOTS; i++, at = (at + 1) % CACHE_SLOTS) {
        if (!c->cache[at].sql || c->cache[at].sql == sql) {
            return &c->cache[at];
        }
    }
    return NULL; /* full: such statements are made anew each time */
}

static sqlite3_stmt *compile(struct db_conn *c, const struct db_sql *sql, bool lasting)
{
    sqlite3_stmt *st = NULL;
    sqlite3_prepare_v3(c->handle, sql->text, -1, lasting ? SQLITE_PREPARE_PERSISTENT : 0, &st, NULL);
    return st;
}

static sqlite3_stmt *cached(struct db_conn *c, const struct db_sql *sql, struct cached **slot)
{
    *slot = slot_of(c, sql);
    if (*slot && !(*slot)->sql) {
        sqlite3_stmt *st = compile(c, sql, true);
        if (!st) {
            return NULL;
        }
        **slot = (struct cached){.sql = sql, .statement = st};
    }
    return *slot ? (*slot)->statement : NULL;
}

static int plain(struct db_conn *c, const struct db_sql *sql)
{
    struct cached *slot;
    sqlite3_stmt *st = cached(c, sql, &slot);
    if (!st) {
        return sqlite3_extended_errcode(c->handle);
    }
    int code = sqlite3_step(st);
    int again = sqlite3_reset(st);
    return code == SQLITE_DONE || code == SQLITE_ROW ? SQLITE_OK : again != SQLITE_OK ? again : code;
}

static bool sqlite_prepare(struct db_query *q)
{
    struct cached *slot;
    sqlite3_stmt *st = cached(q->tx->conn, q->sql, &slot);
    q->own = !st || slot->busy;
    if (q->own) {
        st = compile(q->tx->conn, q->sql, false);
    } else {
        slot->busy = true;
    }
    q->statement = st;
    return st || tx_sqlite(q->tx);
}

/* Parameters are mostly bound in their order: the search begins behind the last one. */
static int sqlite_parameter(struct db_query *q, const char *name)
{
    int count = sqlite3_bind_parameter_count(q->statement);
    for (int i = 0, at = q->bound; i < count; i++, at++) {
        at = at < count ? at : 0;
        const char *own = sqlite3_bind_parameter_name(q->statement, at + 1);
        if (own && strcmp(own + 1, name) == 0) {
            q->bound = at + 1;
            return at;
        }
    }
    return -1;
}

static int step(struct db_query *q)
{
    int code = sqlite3_step(q->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        tx_sqlite(q->tx);
    }
    q->rows += code == SQLITE_ROW;
    return code;
}

static bool sqlite_start(struct db_query *q)
{
    int count = sqlite3_bind_parameter_count(q->statement), code = SQLITE_OK;
    for (int i = 0; i < count && i < DB_PARAMS_MAX && code == SQLITE_OK; i++) {
        const struct db_param *p = &q->param[i];
        switch (p->kind) {
        case PARAM_INT:
            code = sqlite3_bind_int64(q->statement, i + 1, p->number);
            break;
        case PARAM_TEXT:
            code = sqlite3_bind_text64(q->statement, i + 1, p->bytes.p, p->bytes.n, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case PARAM_BLOB:
            code = sqlite3_bind_blob64(q->statement, i + 1, p->bytes.p, p->bytes.n, SQLITE_STATIC);
            break;
        case PARAM_NULL:
            code = sqlite3_bind_null(q->statement, i + 1);
            break;
        case PARAM_UNSET:
            return tx_fail(q->tx, ERR_INTERNAL, "a parameter was not given: %.80s", q->sql->text);
        }
    }
    if (code != SQLITE_OK) {
        return tx_sqlite(q->tx);
    }
    return step(q) == SQLITE_ROW;
}

static bool sqlite_next(struct db_query *q)
{
    return step(q) == SQLITE_ROW;
}

static int64_t sqlite_changed(struct db_query *q)
{
    return sqlite3_changes64(q->tx->conn->handle);
}

static int64_t sqlite_number(struct db_query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

static struct str sqlite_bytes(struct db_query *q, int column, bool text)
{
    if (sqlite3_column_type(q->statement, column) == SQLITE_NULL) {
        return (struct str){NULL, 0};
    }
    const char *p =
        text ? (const char *)sqlite3_column_text(q->statement, column) : sqlite3_column_blob(q->statement, column);
    return (struct str){p ? p : "", (size_t)sqlite3_column_bytes(q->statement, column)};
}

static bool sqlite_is_null(struct db_query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

static void sqlite_done(struct db_query *q)
{
    if (q->own) {
        sqlite3_finalize(q->statement);
        return;
    }
    struct cached *slot = slot_of(q->tx->conn, q->sql);
    sqlite3_reset(q->statement);
    sqlite3_clear_bindings(q->statement); /* what was bound is borrowed and may go away */
    slot->busy = false;
}

/* ---- backup ---- */

struct watched {
    void (*progress)(void *ctx, double part);
    void *ctx;
    const char *path;
    double whole;
};

static int watch(void *ctx)
{
    const struct watched *w = ctx;
    struct stat st;
    if (w->progress && w->whole > 0 && stat(w->path, &st) == 0) {
        double part = (double)st.st_size / w->whole;
        w->progress(w->ctx, part > 1 ? 1 : part);
    }
    return 0;
}

static bool sqlite_backup(struct db *db, const char *path, void (*progress)(void *ctx, double part), void *ctx,
                          struct err *e)
{
    struct sqlite *s = db->own;
    struct stat st;
    if (stat(path, &st) == 0) {
        return err_set(e, ERR_CONFLICT, path, "is there already; a backup never overwrites");
    }
    struct db_conn *c = conn_open(s, false, e);
    if (!c || !simple(c->handle, "PRAGMA query_only=OFF", e)) {
        conn_close(c);
        return false;
    }
    struct watched w = {progress, ctx, path, stat(s->path, &st) == 0 ? (double)st.st_size : 0};
    sqlite3_stmt *into = NULL;
    mode_t old = umask(077);
    sqlite3_progress_handler(c->handle, 100000, watch, &w);
    int code = sqlite3_prepare_v2(c->handle, "VACUUM INTO ?1", -1, &into, NULL);
    code = code == SQLITE_OK ? sqlite3_bind_text(into, 1, path, -1, SQLITE_STATIC) : code;
    code = code == SQLITE_OK ? sqlite3_step(into) : code;
    umask(old);
    bool ok = code == SQLITE_DONE || fail(c->handle, sqlite3_extended_errcode(c->handle), path, e);
    sqlite3_finalize(into);
    conn_close(c);
    if (!ok) {
        unlink(path);
    } else if (progress) {
        progress(ctx, 1);
    }
    return ok;
}

const struct db_driver db_sqlite = {
    .kind = DB_SQLITE,
    .open = sqlite_open,
    .close = sqlite_close,
    .writer = sqlite_writer,
    .reader = sqlite_reader,
    .give_back = sqlite_give_back,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .savepoint = sqlite_savepoint,
    .release = sqlite_release,
    .undo = sqlite_undo,
    .execute = sqlite_execute,
    .prepare = sqlite_prepare,
    .parameter = sqlite_parameter,
    .start = sqlite_start,
    .next = sqlite_next,
    .changed = sqlite_changed,
    .number = sqlite_number,
    .bytes = sqlite_bytes,
    .is_null = sqlite_is_null,
    .done = sqlite_done,
    .backup = sqlite_backup,
};
