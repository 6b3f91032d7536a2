/*
 * owned.h: rows of the record across clients, by who has to see to them and by when; and erasing a row.
 * Layer: store.  What they mean: practice/between.h.
 */
#ifndef STORE_OWNED_H
#define STORE_OWNED_H

#include "store/store.h"

struct owned_filter {
    int64_t practice;
    enum record_kind kind;
    const char *states[2]; /* one of these */
    struct str owner;      /* of this owner; absent: of whoever, */
    int64_t until_ms;      /* what falls due up to then */
};
/* owned_list: those rows, not opened, longest entered first. */
bool owned_list(struct db_tx *tx, const struct owned_filter *f, struct arena *a, struct record **out, size_t *count,
                struct err *e);

/* record_erase: the row is gone. ERR_CONFLICT it is locked, or changed meanwhile. */
bool record_erase(struct db_tx *tx, const struct record *r, struct err *e);

#endif
