/*
 * chart.h: what a client's chart is shown from: a large summary that is worked out with each write and can always be
 * worked out anew, and rows of the record in the order of their days. Layer: store.  What it means: practice/chart.h.
 */
#ifndef STORE_CHART_H
#define STORE_CHART_H

#include "store/store.h"

struct chart_kept {
    int64_t practice;
    struct str client;
    int64_t client_version; /* of the client's row when it was worked out: it holds while that is the same */
    int64_t day;            /* for which it was worked out, days since 1970 */
    struct str content;     /* opened */
};
/* chart_put: in place of the one before; nothing happens when the client's row has another version by now. */
bool chart_put(struct store *s, struct db_tx *tx, const struct chart_kept *k, struct err *e);
/* chart_get: *there is false when there is none for this version and day. */
bool chart_get(struct store *s, struct db_tx *tx, const struct chart_kept *where, struct arena *a, struct str *content,
               bool *there, struct err *e);
bool chart_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e);

/*
 * record_before: rows of these kinds, newest first by day, then id, not opened. Left out: drafts of plans, forms that
 * are not sent, entries that withdraw others, marks that words were read. One statement for all kinds on a server.
 */
struct record_before {
    int64_t practice;
    struct str client;
    unsigned kinds; /* bits: 1u << enum record_kind */
    int32_t day;    /* only those before this place; id absent: from the newest */
    struct str id;
    size_t each, all; /* how many of each kind, and of all, at most */
};
bool record_before(struct db_tx *tx, const struct record_before *f, struct arena *a, struct record **out, size_t *count,
                   struct err *e);

#endif
