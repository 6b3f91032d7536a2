/*
 * driver.h: what a driver does for db.c. Layer: db, private to it.
 *
 * db.c holds the queue of writes, transactions and errors; a driver holds connections and statements. A function that
 * returns bool sets e; those that return void have nothing left to say.
 */
#ifndef DB_DRIVER_H
#define DB_DRIVER_H

#include "db/db.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define DB_QUERIES_MAX 8
#define DB_PARAMS_MAX 32
#define DB_CLIENTS 1024 /* numbers of clients, for db_version */

struct db_conn; /* one connection of a driver */

enum db_outcome {
    DB_KEPT,   /* committed */
    DB_FAILED, /* nothing is kept; e says why */
    DB_AGAIN,  /* nothing is kept, but the same may succeed when run again */
    DB_UNSURE  /* the connection was lost while committing */
};

struct db_param {
    enum { PARAM_UNSET, PARAM_NULL, PARAM_INT, PARAM_TEXT, PARAM_BLOB } kind;
    int64_t number;
    struct str bytes;
};

struct db_query {
    struct db_tx *tx;
    const struct db_sql *sql;
    void *statement;   /* the driver's prepared statement; NULL: this place is free */
    int bound;         /* the parameter that was named last: the next one usually follows */
    bool started, own; /* own: not from the cache */
    bool known, kept; /* PostgreSQL: the rows were sent before, for the same in this snapshot; they are its, not ours */
    struct db_param param[DB_PARAMS_MAX];
    void *result;  /* PostgreSQL */
    int row, rows; /* rows: that the driver has fetched */
};

struct db_tx {
    struct db *db;
    struct db_conn *conn;
    bool failed, write;
    uint64_t moment; /* of a snapshot that reads share; 0: none */
    unsigned about;  /* number of the client whose rows alone are changed; 0: anything may be */
    bool lost;       /* the connection or the whole transaction is gone: nothing more can be done in it */
    bool again;      /* PostgreSQL: a serialisation failure; the whole batch is run again */
    struct err err;
    struct db_query query[DB_QUERIES_MAX];
    _Alignas(16) unsigned char note[DB_NOTE_SIZE];
    struct db_query spare; /* handed out when a query cannot be had */
};

struct db_driver {
    enum db_kind kind;
    bool (*open)(struct db *db, const struct db_options *o, struct err *e);
    void (*close)(struct db *db); /* also after an open that failed half way */
    struct db_conn *(*writer)(struct db *db, struct err *e);
    struct db_conn *(*reader)(struct db *db, struct err *e);
    void (*give_back)(struct db *db, struct db_conn *c);
    bool (*begin)(struct db_conn *c, bool write, bool lazy, struct err *e);
    enum db_outcome (*commit)(struct db_conn *c, struct err *e);
    void (*rollback)(struct db_conn *c);
    bool (*savepoint)(struct db_conn *c, struct err *e);
    bool (*release)(struct db_tx *tx);
    void (*undo)(struct db_tx *tx); /* back to the savepoint; sets tx->lost when that is not possible */
    bool (*execute)(struct db_tx *tx, const char *sql); /* whole statements without parameters */
    bool (*prepare)(struct db_query *q);
    int (*parameter)(struct db_query *q, const char *name); /* its index, from 0; -1: there is none */
    bool (*start)(struct db_query *q);                      /* binds and runs to the first row */
    bool (*next)(struct db_query *q);
    int64_t (*changed)(struct db_query *q);
    int64_t (*number)(struct db_query *q, int column);
    struct str (*bytes)(struct db_query *q, int column, bool text);
    bool (*is_null)(struct db_query *q, int column);
    void (*done)(struct db_query *q);
    bool (*backup)(struct db *db, const char *path, void (*progress)(void *ctx, double part), void *ctx, struct err *e);
};

struct db_job;

struct db {
    const struct db_driver *driver;
    void *own; /* the driver's */
    pthread_mutex_t lock;
    pthread_cond_t turn;
    bool busy; /* somebody writes */
    struct db_job *first, **last;
    struct db_stats stats; /* under lock */
    int busy_seconds;
    atomic_ullong statements, rows;
    atomic_ullong version_any, version_all, version_of[DB_CLIENTS]; /* commits: any, those about no client, by number */
};

extern const struct db_driver db_sqlite, db_postgres;

/* db_note_changes: PostgreSQL: the numbers of clients ("-1,0,17", any of them in front) whose rows a batch has changed,
 * which is told from others by its id. */
#define DB_CHANGE_ANY (-1)
bool db_note_changes(struct db_tx *tx, struct str numbers, struct str batch);

/* db_fail_at: for tests: the n-th step from now (a statement that is started, or a commit) that this thread takes in db
 * fails once with ERR_IO; 0: none. Of one database at a time. Returns what was left of an earlier n: 0 when that step
 * was reached. db_fails: whether a step of this thread in db is still to fail. */
int db_fail_at(struct db *db, int n);
bool db_fails(const struct db *db);

/* db_enter: waits until nobody writes, and keeps others from it until db_leave. For checkpoints and backups. */
void db_enter(struct db *db);
void db_leave(struct db *db);
/* db_patience: until when somebody who comes now waits for a connection. db_all_taken: what is said then; false. */
void db_patience(const struct db *db, struct timespec *until);
bool db_all_taken(const struct db *db, struct err *e);
void db_count(struct db *db, uint64_t *counter); /* one more, under the lock */

#define DB_TRIES_MAX 40 /* of a batch or a read, after serialisation failures and lost connections */
void db_pause_before(int attempt);
/* db_end_snapshot: that of db_hold, if this thread has one: what it reads from now on is read anew. */
void db_end_snapshot(struct db *db);

void tx_init(struct db_tx *tx, struct db *db, struct db_conn *conn, bool write);
void tx_close_queries(struct db_tx *tx); /* those that a work left open */
void tx_pass_on(const struct err *from, struct err *e);
/* tx_fail: the first error of a transaction; returns false. */
bool tx_fail(struct db_tx *tx, enum err_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
