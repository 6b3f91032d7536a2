/*
 * db.h: one seam over SQLite and PostgreSQL: transactions, named parameters, rows.
 * Layer: db (floor 1, knows base only).  Not here: the tables of the record and their SQL (store/), any key. Three
 * small tables are its own, made by db_migrate: db_version (numbers of migrations), db_once (idempotency ids) and
 * db_change (PostgreSQL: for db_version_seen).
 *
 * The same SQL text serves both drivers by default; where the dialects differ a statement has a second text.
 *
 * SQLite: one process owns the file (a lock file beside it, held while open). Writes go through one queue: each closure
 * runs in a savepoint, one COMMIT serves all that wait, answers come after it. Readers have connections of their own
 * and are never blocked. One thread checkpoints. synchronous=FULL, secure_delete on, foreign keys on. PostgreSQL: a
 * pool of connections, statements prepared once each, a transaction that is begun together with its first statement,
 * serialisable writes that are tried again after a serialisation failure or a lost connection; a multi-host connection
 * string follows a new primary.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct db;       /* one open database; shared by all threads */
struct db_tx;    /* one transaction or snapshot; used by the thread that was handed it, for as long as the call lasts */
struct db_query; /* one statement being run inside a db_tx */

/* A statement. Static data: drivers know it by its address. Parameters are written ":name" (letters, digits, '_'). */
struct db_sql {
    const char *text;
    const char *postgres; /* NULL: the same text */
};

/* A step of the schema. `sql` holds whole statements separated by ';' at the end of a line. */
struct db_migration {
    int version; /* 1, 2, 3, ... without a gap */
    const char *sql;
    const char *postgres; /* NULL: the same */
};

enum db_kind { DB_SQLITE, DB_POSTGRES };

struct db_options {
    const char *url;  /* a path of a file for SQLite, or "postgresql://..." (libpq connection string or URI) */
    int readers;      /* reading connections (SQLite; 0: 4), or connections in all, opened when they are needed
                         (PostgreSQL; 0: 16) */
    int busy_seconds; /* how long opening waits for the owner of the file (SQLite), and a read for a free connection;
                         0: 5. A write waits for those before it, however many */
    bool read_only;   /* SQLite: no queue, no lock; for verifying a copy */
};

/*
 * db_open: opens, or creates an empty database.
 * ERR_IO        cannot be opened, not a database, damaged, no permission, full: says which and what to do
 * ERR_CONFLICT  another process owns the file (SQLite); e->text names it by its number
 * ERR_INVALID   an address of a server that cannot be read
 */
bool db_open(const struct db_options *o, struct db **out, struct err *e);
void db_close(struct db *db); /* waits for what is in the queue; NULL is harmless */
enum db_kind db_kind(const struct db *db);
enum db_kind db_kind_of(const struct db_tx *tx); /* where a statement costs a round trip one asks in another way */

/* db_is_server: whether url is an address of a server (postgresql://, postgres://, or "host=... dbname=...": beginning
 * with host=, hostaddr=, port=, dbname=, user=, password= or service=); everything else is the path of a file.
 * db_address: that it is an address that can be kept in a file: ERR_INVALID it is none, or it holds a password, which
 * belongs into ~/.pgpass. */
bool db_is_server(const char *url);
bool db_address(const char *url, struct err *e);

/*
 * db_migrate: brings the schema to the last of `count` migrations, each in a transaction of its own with its number.
 * ERR_INVALID  the database is newer than this program knows
 */
bool db_migrate(struct db *db, const struct db_migration *list, size_t count, struct err *e);
bool db_schema_version(struct db *db, int *version, struct err *e); /* 0: empty */

/* What runs inside a transaction. false rolls everything back that it did; it then has set e. It may be called again
 * from the beginning (PostgreSQL), so it touches nothing but the transaction and what ctx points to. */
typedef bool db_work(struct db_tx *tx, void *ctx, struct err *e);

enum db_durable {
    DB_SYNC, /* on disk before db_write returns */
    DB_LAZY, /* written before it returns, on disk within a second */
    DB_ASIDE /* as DB_LAZY, for what no read of the record shows: events of reads, when a session was last used, copies
                that were worked out. db_version stays */
};

/* An idempotency id: work under an id that was committed before is not run again. */
struct db_once {
    int64_t practice;
    struct str id; /* 1..64 bytes; absent: none */
    bool before;   /* out: it was committed by an earlier call (or by this one before the connection was lost) */
};

/*
 * db_write: runs work in one transaction that is durable when true is returned.
 *   once  may be NULL
 * ERR_CONFLICT  a unique key is taken; or still a serialisation failure after several tries
 * ERR_IO        disk full or read-only, connection lost: nothing of it is kept; later calls may succeed again
 * and what work returns. Thread-safe. Must not be called from inside a work.
 */
bool db_write(struct db *db, enum db_durable durable, struct db_once *once, db_work *work, void *ctx, struct err *e);

/*
 * db_version: a number that is another one as soon as anything was committed that a read might show: of one client, or
 * (absent) of all. Asked for before db_read, it holds for all that read sees: while it stays, the same read sees the
 * same. 0: not known, for other processes write too (PostgreSQL). Thread-safe.
 * db_version_seen: the same in the work of a db_read, of all processes that share a server: one small query. Each of
 * their writes leaves a number of chance with what it changes, in one transaction, so that a snapshot with the same
 * numbers shows the same rows, also after a server was replaced by another that had less. What another program changes
 * by itself is not noticed. 0: SQLite, or the transaction has failed.
 * db_about: inside the work of a db_write: all it changes belongs to this client; versions of others stay (but for a
 * few that share its number). Not called: the work may have changed anything.
 */
uint64_t db_version(struct db *db, struct str client);
uint64_t db_version_seen(struct db_tx *tx, struct str client);
void db_about(struct db_tx *tx, struct str client);

/* db_read: runs work on a snapshot that does not change meanwhile. Thread-safe, never waits for writers. ERR_CONFLICT
 * every reading connection was taken for busy_seconds; ERR_IO; and what work returns. */
bool db_read(struct db *db, db_work *work, void *ctx, struct err *e);

/*
 * db_hold: until db_let_go, reads of this thread share one snapshot on a server, taken at the first of them: one
 * transaction for an answer in place of one for each of its reads, and all of them see the same. A db_write of this
 * thread ends it, so that what is read afterwards sees what was written; so does a failure in it. It keeps one of the
 * connections until then: not for a thread that waits for anything else. SQLite: nothing changes. Of one database at a
 * time; db_let_go without db_hold is harmless.
 * db_moment: in the work of a db_read: a number of the snapshot that it shares with other reads; 0: with none.
 */
void db_hold(struct db *db);
void db_let_go(struct db *db);
uint64_t db_moment(struct db_tx *tx);

/*
 * db_query: a statement to be bound and run. Never NULL: errors stick to the transaction and are asked for once, with
 * db_ok(). At most 8 queries of one transaction may be open at a time; close each with db_done (SQLite statements are
 * shared through a cache). A snapshot of a server is asked the same thing once: a statement with the same parameters as
 * an earlier one is answered from memory, as long as that is little (1 MB).
 */
struct db_query *db_query(struct db_tx *tx, const struct db_sql *sql);
void db_bind_int(struct db_query *q, const char *name, int64_t v);
void db_bind_text(struct db_query *q, const char *name, struct str v);  /* absent: NULL; borrowed until db_done */
void db_bind_cstr(struct db_query *q, const char *name, const char *v); /* NULL: NULL */
void db_bind_blob(struct db_query *q, const char *name, struct str v);  /* absent: NULL; borrowed until db_done */
void db_bind_null(struct db_query *q, const char *name);

bool db_next(struct db_query *q);                   /* true: a row is there; false: no more, or an error */
int64_t db_int(struct db_query *q, int column);     /* 0 when NULL; columns from 0 */
struct str db_text(struct db_query *q, int column); /* absent when NULL; valid until db_next or db_done */
struct str db_blob(struct db_query *q, int column);
bool db_is_null(struct db_query *q, int column);
int64_t db_run(struct db_query *q); /* runs to the end and closes; rows changed, -1 on error */
void db_done(struct db_query *q);

/* db_note: DB_NOTE_SIZE bytes, aligned for anything, that store/ keeps for as long as the work lasts, or the snapshot
 * that it shares (db_hold): zero when it begins (each time that it is run), wiped when it ends. */
#define DB_NOTE_SIZE 128
void *db_note(struct db_tx *tx);

/* db_ok: false when anything in this transaction has failed; e then says what. */
bool db_ok(struct db_tx *tx, struct err *e);

/*
 * db_backup: a consistent copy of a SQLite database while it serves (VACUUM INTO `path`, which must not exist).
 * PostgreSQL: ERR_INVALID; store/ copies its rows instead.
 *   progress  may be NULL; called from the same thread with 0..1
 */
bool db_backup(struct db *db, const char *path, void (*progress)(void *ctx, double part), void *ctx, struct err *e);

/*
 * db_analyze: to be called after many rows were put in. PostgreSQL chooses the index of a statement by what it has
 * counted in the tables; by itself it counts a minute later, and reads all rows of a client for each list until then.
 * SQLite: nothing to do.
 */
bool db_analyze(struct db *db, struct err *e);

/* Counters since opening, for bench and tests. `statements` that were run, each a round trip to a server, those of
 * transactions left out and those answered from memory; `rows` they gave (PostgreSQL: all that the server sent, asked
 * for or not). */
struct db_stats {
    uint64_t commits, works, syncs, retries, reconnects, statements, rows;
};
void db_stats(struct db *db, struct db_stats *out);

#endif
