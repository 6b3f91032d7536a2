/*
 * memo.h: what use cases that read have read, kept for as long as nothing that they could show has changed.
 * Layer: practice, private. The gate is asked and the event is written each time; only the work is spared.
 *
 * What is kept was read under a version of the database (db_version; on a server db_version_seen, in the snapshot of
 * the read) and is handed out under the same one alone, for a minute at most, to the same person from the same
 * relation. Whatever is dropped is wiped; an erasure drops all that this process keeps. In other processes that share
 * the database what was read before it is never handed out again, and goes when its place is used or the minute over.
 */
#ifndef PRACTICE_MEMO_H
#define PRACTICE_MEMO_H

#include "practice/practice.h"

#define MEMO_MS 60000 /* how long something is handed out */

struct memo_item {
    struct str key;
    uint64_t hash, version;
    int64_t at_ms;
    int users; /* under the memo's lock: the memo itself and who was handed it */
    struct memo *memo;
    struct arena arena; /* all that `value` points to; nobody writes to it once it is stored */
    void *value;
    size_t size;
    struct str client, object, why; /* for the event */
};

struct memo *memo_new(size_t bytes); /* NULL: no memory. One item has a quarter of it at most */
void memo_free(struct memo *m);      /* when nobody holds an item any more; NULL is harmless */
void memo_clear(struct memo *m);

/* memo_find: an item that is still good, to be given back with memo_let_go; NULL: none. */
struct memo_item *memo_find(struct memo *m, struct str key, uint64_t version, int64_t now_ms);
/* memo_begin: a new one, the caller's alone until memo_store, to be given back with memo_let_go; NULL: no memory. */
struct memo_item *memo_begin(struct memo *m, struct str key, uint64_t version, int64_t now_ms);
/* memo_epoch: to be asked before the read begins. memo_store: unless all was dropped since. */
uint64_t memo_epoch(struct memo *m);
void memo_store(struct memo_item *item, uint64_t epoch);
void memo_let_go(void *item);

/*
 * practice_recall: practice_do of a case that reads, whose work leaves all it gives in the `size` bytes at out, and in
 * t->arena what they point to, which must not be changed by who asked. What was read before under the same `args` comes
 * from the memo; it lives as long as `a`. What the work gives may depend on its arguments, the person, the relation,
 * the quarter of an hour and the record, nothing else.
 */
struct recall {
    struct str args;
    void *out;
    size_t size;
};
bool practice_recall(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                     const struct recall *r, struct arena *a, practice_work *work, void *ctx, struct err *e);

#endif
