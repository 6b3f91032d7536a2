/*
 * wording.h: rows of a practice's imported wordings, sealed with its key. Layer: store.  What they mean:
 * practice/wordings.h.
 */
#ifndef STORE_WORDING_H
#define STORE_WORDING_H

#include "store/store.h"

struct wording_row {
    int64_t practice;
    struct str instrument; /* id of data/instruments/ */
    int64_t version;       /* 1 when it was imported first */
    struct str by;         /* who confirmed it */
    int64_t at_ms;
    struct str content; /* opened; goldthread.wording/1; absent: it does not open (seal_open), it is damaged */
};
/* wording_put: in place of the one of r->version; 0: there must be none yet. ERR_CONFLICT another one is kept by now.
 * On return r->version is the new one. */
bool wording_put(struct store *s, struct db_tx *tx, struct wording_row *r, struct err *e);
bool wording_get(struct store *s, struct db_tx *tx, int64_t practice, struct str instrument, struct arena *a,
                 struct wording_row *out, struct err *e); /* ERR_NOT_FOUND */
bool wording_list(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a, struct wording_row **out,
                  size_t *count, struct err *e);                                               /* by instrument */
bool wording_remove(struct db_tx *tx, int64_t practice, struct str instrument, struct err *e); /* ERR_NOT_FOUND */

#endif
