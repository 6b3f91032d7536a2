/*
 * keys_parts.h: what keys.c and keys_rotate.c share. Layer: store, private to keys*.c.
 */
#ifndef STORE_KEYS_PARTS_H
#define STORE_KEYS_PARTS_H

#include "store/keys.h"

#include <pthread.h>

#define PRACTICES_MAX 64 /* unwrapped practice keys that are kept; others are unwrapped again */

struct kept {
    int64_t practice;
    int64_t version;                      /* 0: free */
    struct seal_key key, tokens, content; /* key: wraps the two others and the clients' keys */
};

struct keys {
    struct seal_key master, before; /* before: the last one, while snapshots from before a rotation may be read */
    bool has_before;
    pthread_rwlock_t lock;
    struct kept kept[PRACTICES_MAX];
    size_t next;
};

extern const struct db_sql keys_store_get_sql; /* :practice, :name -> wrapped_key, public_key */

/* keys_move: a key file takes another's place, on disk when true is returned. */
bool keys_move(const char *from, const char *to, struct err *e);
/* keys_store_master: to a file or under a passphrase; `over` takes the place of what is there. */
bool keys_store_master(const struct keys_source *s, const struct seal_key *master, bool over, struct err *e);

/* Where a wrapped key belongs; wrapping and unwrapping n bytes of key. keys_unwrap_master: with the master key, or the
 * one before it. The lock is taken inside; for keys_wrap with k->master the caller takes it. */
struct seal_place keys_place(const char *table, int64_t practice, struct str client, struct str name);
bool keys_wrap(const struct seal_key *with, struct seal_place at, const void *key, size_t n, struct buf *out,
               struct err *e);
bool keys_unwrap(const struct seal_key *with, struct seal_place at, struct str wrapped, void *out, size_t n,
                 struct err *e);
bool keys_unwrap_master(struct keys *k, struct seal_place at, struct str wrapped, void *out, size_t n, struct err *e);

/* keys_read_practice: both keys of a practice as this transaction sees them; they are kept from then on. */
bool keys_read_practice(struct keys *k, struct db_tx *tx, int64_t practice, struct kept *out, struct err *e);

#endif
