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
/* audit_append_all: many of one practice at once, in their order: the chain's head is read and written once. */
bool audit_append_all(struct db_tx *tx, struct keys *k, struct str node, const struct audit_event *list, size_t n,
                      struct err *e);

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
 *
 * Checkpoints must bear the signature of one key: the one that is given; else that of the key store, as the master key
 * opens it, whatever stands beside it in the table; else, when there are no keys, the newest checkpoint's own, which
 * proves no more than that the file fits in itself. What was taken is told. A key that is given and is not the key
 * store's is a fault, so are checkpoints beside a key store that has no key to sign with.
 */
enum audit_signer { AUDIT_SIGNER_NONE, AUDIT_SIGNER_GIVEN, AUDIT_SIGNER_OWN, AUDIT_SIGNER_NEWEST };

struct audit_check {
    int64_t practice;                /* 0: all */
    struct str checkpoints;          /* text of the checkpoint file(s), one JSON object a line; absent: chains alone */
    const unsigned char *public_key; /* SEAL_PUBLIC_SIZE bytes, or NULL */
    struct keys *keys;               /* or NULL */
    /* out */
    struct audit_fault *faults; /* the first fault of each chain; none when all is well */
    size_t fault_count;
    int64_t events; /* looked at */
    enum audit_signer signer;
    unsigned char signer_key[SEAL_PUBLIC_SIZE]; /* unless AUDIT_SIGNER_NONE: there are no checkpoints and no key */
};
bool audit_verify(struct db *db, struct audit_check *c, struct arena *a, struct err *e);

/* audit_checkpoint: one signed line with the heads of all chains, to be appended to a file outside the database. */
bool audit_checkpoint(struct db *db, struct keys *k, int64_t now_ms, struct buf *out, struct err *e);

struct audit_row {
    struct audit_event event;
    struct str node;
    int64_t number;
    struct seal_hash hash;
};
/*
 * audit_list: events of a practice, newest first, in the order of time, node and number, `limit` at most (0: 1000). The
 * detail is opened where the key is there, else absent. A page costs what it holds: pages are followed by their last
 * row.
 */
struct audit_filter {
    int64_t practice;
    struct str client, user;       /* only about this client, only by this account; absent: all */
    int64_t from_ms, to_ms;        /* both included; 0: open */
    const struct audit_row *after; /* the last row of the page before; NULL: from the newest on */
    size_t limit;
};
bool audit_list(struct db_tx *tx, struct keys *k, const struct audit_filter *f, struct arena *a,
                struct audit_row **rows, size_t *count, struct err *e);

/* audit_there: whether an event of this use case tells of the client and the account, at from_ms or later. */
bool audit_there(struct db_tx *tx, const struct audit_filter *f, struct str use_case, bool *there, struct err *e);

/* audit_tally: how often an object of a client was the one of these two use cases, and when last; refusals not counted.
 * In the arena. */
struct audit_tally {
    struct str object;
    int64_t count, last_ms;
};
bool audit_tally(struct db_tx *tx, int64_t practice, struct str client, struct str one, struct str other,
                 struct arena *a, struct audit_tally **out, size_t *count, struct err *e);

const char *audit_action_name(enum audit_action a); /* "sign_in_failed" */

#endif
