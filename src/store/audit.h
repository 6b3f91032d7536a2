/*
 * audit.h: the audit trail: append-only, hash-chained per practice and node, signed checkpoints outside the database.
 * Layer: store.
 *
 * Each event's hash covers the one before it and all its columns, the sealed detail as ciphertext, so that erasing a
 * client leaves the chain whole. Checkpoints hold the newest number and hash of every chain, signed, in a file outside
 * the database: who owns the database can rewrite it, but not what a checkpoint has seen.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/keys.h"

enum audit_action {
    AUDIT_READ,
    AUDIT_WRITE,
    AUDIT_PRINT,
    AUDIT_EXPORT,
    AUDIT_SIGN,
    AUDIT_DISCLOSE,
    AUDIT_REFUSED,
    AUDIT_SIGN_IN,
    AUDIT_SIGN_IN_FAILED,
    AUDIT_SIGN_OUT,
    AUDIT_BREAK_GLASS,
    AUDIT_ERASE,
    AUDIT_ADMIN, /* users, roles, keys, backup, restore, settings */
    AUDIT_ACTION_COUNT
};

struct audit_event {
    int64_t practice;
    int64_t at_ms; /* Unix milliseconds, UTC */
    enum audit_action action;
    struct str use_case; /* "plan.sign" */
    struct str user;     /* id; absent: the program itself */
    struct str client;   /* id; absent: not about one */
    struct str object;   /* id of the row it is about */
    struct str from;     /* address or "command line" */
    struct str why;      /* purpose or reason, sealed with the client's key (the practice's when there is no client) */
};

/* audit_append: inside the transaction of what it is about; the chain's head moves with it. */
bool audit_append(struct db_tx *tx, struct keys *k, struct str node, const struct audit_event *ev, struct err *e);

struct audit_head {
    int64_t practice;
    struct str node;
    int64_t number; /* of the newest event; 0: none */
    struct seal_hash hash;
};

/* What is wrong with a chain, and where. */
struct audit_fault {
    int64_t practice;
    struct str node;
    int64_t number;  /* the first event that does not fit */
    struct str what; /* "event 17 was changed", "events 40 to 52 are missing", "the chain ends at 90, the checkpoint of
                        2026-11-02 has seen 120" */
};

/*
 * audit_verify: walks every chain (of one practice, or all when practice is 0) and compares it with the checkpoints.
 *   checkpoints  text of the checkpoint file(s), one JSON object a line; absent: chains alone
 *   public_key   whose signature checkpoints must bear; NULL: the one in the newest checkpoint is taken and named
 *   faults       the first fault of each chain; empty when all is well
 *   counted      events looked at
 */
bool audit_verify(struct db *db, int64_t practice, struct str checkpoints, const unsigned char *public_key,
                  struct arena *a, struct audit_fault **faults, size_t *fault_count, int64_t *counted, struct err *e);

/* audit_checkpoint: one signed line with the heads of all chains, to be appended to a file outside the database. */
bool audit_checkpoint(struct db *db, struct keys *k, int64_t now_ms, struct buf *out, struct err *e);

/* audit_list: events of a practice, newest first, `limit` at most, before number `before` of its node (0: the newest);
 * of one client when given. The detail is opened where the key is there, else absent. */
struct audit_filter {
    int64_t practice;
    struct str client, user;
    int64_t from_ms, to_ms; /* 0: open */
    struct str after;       /* place to go on from, as audit_list gave it */
    size_t limit;
};
struct audit_row {
    struct audit_event event;
    struct str node;
    int64_t number;
    struct seal_hash hash;
};
bool audit_list(struct db_tx *tx, struct keys *k, const struct audit_filter *f, struct arena *a,
                struct audit_row **rows, size_t *count, struct err *e);

const char *audit_action_name(enum audit_action a); /* "sign_in_failed" */

#endif
