/*
 * sketch.h: fixed-size sketches of the texts of plans, sealed with the client's key, kept until another plan is in
 * force. Layer: store.  What they are of: practice/copied.h.
 */
#ifndef STORE_SKETCH_H
#define STORE_SKETCH_H

#include "store/store.h"

struct sketch_row {
    int64_t practice;
    struct str client;
    struct str in_force; /* id of the plan in force */
    struct str plan;     /* id of the plan the sketch is of; absent: there is none, or it is of another plan */
    struct str content;  /* opened */
};
/* sketch_caseload: of the clients in whose care team the account is now and who have a plan in force; `limit` at most.
 */
bool sketch_caseload(struct store *s, struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms,
                     size_t limit, struct arena *a, struct sketch_row **out, size_t *count, struct err *e);
/* sketch_put: r->content, of r->plan. */
bool sketch_put(struct store *s, struct db_tx *tx, const struct sketch_row *r, struct err *e);
bool sketch_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e);

#endif
