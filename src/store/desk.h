/*
 * desk.h: forms that somebody has begun and not sent yet, sealed. Layer: store.  What they mean: practice/desk.h.
 */
#ifndef STORE_DESK_H
#define STORE_DESK_H

#include "store/store.h"

struct desk_row {
    int64_t practice;
    struct str account, client; /* client absent: about none; sealed with the practice's key then */
    struct str form;
    int64_t at_ms;
    struct str content; /* opened */
};

bool desk_put(struct store *s, struct db_tx *tx, const struct desk_row *r, struct err *e); /* in place of one before */
/* desk_get: of where->account, client and form. ERR_NOT_FOUND. */
bool desk_get(struct store *s, struct db_tx *tx, const struct desk_row *where, struct arena *a, struct desk_row *out,
              struct err *e);
bool desk_remove(struct db_tx *tx, const struct desk_row *where, struct err *e); /* also when there is none */
/* desk_forget: all about a client. desk_sweep: what was kept before that time. */
bool desk_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e);
bool desk_sweep(struct db_tx *tx, int64_t practice, int64_t before_ms, struct err *e);

#endif
