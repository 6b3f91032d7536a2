/*
 * read.c: reads on a snapshot, each on its own or, while db_hold lasts, all of a thread on one.
 */
#include "db/driver.h"

#include <stdlib.h>

/* Of each thread. */
static _Thread_local struct {
    struct db *db;    /* whose reads share a snapshot; NULL: of none */
    struct db_tx *tx; /* that one; NULL: nothing was read yet, or written since */
    bool busy;        /* a work reads from it */
} held;

static void end(struct db_tx *tx)
{
    tx_close_queries(tx);
    explicit_bzero(tx->note, sizeof tx->note);
    tx->db->driver->rollback(tx->conn);
    tx->db->driver->give_back(tx->db, tx->conn);
}

void db_end_snapshot(struct db *db)
{
    struct db_tx *tx = held.tx;
    if (tx && held.db == db && !held.busy) {
        held.tx = NULL;
        end(tx);
        free(tx);
    }
}

void db_hold(struct db *db)
{
    if (!held.db && db->driver->kind == DB_POSTGRES) {
        held.db = db;
    }
}

void db_let_go(struct db *db)
{
    db_end_snapshot(db);
    if (held.db == db && !held.tx) {
        held.db = NULL;
    }
}

uint64_t db_moment(struct db_tx *tx)
{
    return tx->moment;
}

/* A snapshot in tx. *waited: all connections were taken for too long; there is no use in trying again. */
static bool begin(struct db *db, struct db_tx *tx, bool *waited, struct err *e)
{
    struct db_conn *c = db->driver->reader(db, e);
    *waited = !c && e->kind == ERR_CONFLICT;
    if (!c) {
        return false;
    }
    if (!db->driver->begin(c, false, false, e)) {
        db->driver->give_back(db, c);
        return false;
    }
    tx_init(tx, db, c, false);
    return true;
}

static uint64_t next_moment(void)
{
    static atomic_ullong last;
    return atomic_fetch_add(&last, 1) + 1;
}

/* One work on a snapshot that has begun. */
static bool run(struct db_tx *tx, db_work *work, void *ctx, struct err *e)
{
    bool ok = work(tx, ctx, e);
    tx_close_queries(tx);
    if (tx->failed) {
        ok = false;
        err_clear(e);
        tx_pass_on(&tx->err, e);
    }
    return ok;
}

enum result { READ_DONE, READ_FAILED, READ_AGAIN };

static enum result result_of(const struct db_tx *tx, bool ok)
{
    return ok ? READ_DONE : tx->lost || tx->again ? READ_AGAIN : READ_FAILED;
}

static enum result read_alone(struct db *db, db_work *work, void *ctx, struct err *e)
{
    struct db_tx tx;
    bool waited = false;
    if (!begin(db, &tx, &waited, e)) {
        return waited ? READ_FAILED : READ_AGAIN;
    }
    enum result result = result_of(&tx, run(&tx, work, ctx, e));
    end(&tx);
    return result;
}

/* Once anything has failed in it, the server gives nothing more from a snapshot: the next read takes another. */
static enum result read_held(struct db *db, db_work *work, void *ctx, struct err *e)
{
    bool waited = false;
    if (!held.tx) {
        struct db_tx *tx = malloc(sizeof *tx);
        if (!tx) {
            return read_alone(db, work, ctx, e);
        }
        if (!begin(db, tx, &waited, e)) {
            free(tx);
            return waited ? READ_FAILED : READ_AGAIN;
        }
        tx->moment = next_moment();
        held.tx = tx;
    }
    held.busy = true;
    bool ok = run(held.tx, work, ctx, e);
    held.busy = false;
    enum result result = result_of(held.tx, ok);
    if (held.tx->failed) {
        db_end_snapshot(db);
    }
    return result;
}

bool db_read(struct db *db, db_work *work, void *ctx, struct err *e)
{
    int tries = db->driver->kind == DB_POSTGRES ? DB_TRIES_MAX : 1;
    enum result result = READ_AGAIN;
    struct err last = {0};
    for (int attempt = 0; attempt < tries && result == READ_AGAIN; attempt++) {
        if (attempt) {
            db_pause_before(attempt);
        }
        err_clear(&last);
        result = held.db == db && !held.busy ? read_held(db, work, ctx, &last) : read_alone(db, work, ctx, &last);
    }
    if (result != READ_DONE) {
        tx_pass_on(&last, e);
    }
    return result == READ_DONE;
}
