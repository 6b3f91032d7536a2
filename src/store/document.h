/*
 * document.h: files kept as they were made, sealed: the PDF of a signed plan, packets, reports. Layer: store.
 * Rows are only added; the database refuses every change, and a second PDF of the same plan.
 */
#ifndef STORE_DOCUMENT_H
#define STORE_DOCUMENT_H

#include "store/store.h"

#define DOCUMENT_PLAN_PDF "plan_pdf"

struct document {
    int64_t practice;
    struct str client, id; /* id: out */
    struct str kind;       /* letters and '_': DOCUMENT_PLAN_PDF, "packet", ... */
    struct str of;         /* id of the record it shows; absent: none */
    struct seal_hash hash; /* out: BLAKE2b-256 of bytes */
    int64_t at_ms;
    struct str bytes; /* opened */
};

/* document_add: d->id (in arena a) and d->hash are set on return. ERR_CONFLICT the plan's PDF is there already. */
bool document_add(struct store *s, struct db_tx *tx, struct document *d, struct arena *a, struct err *e);
/* document_get: by id. document_of: the newest of a kind about a record. ERR_NOT_FOUND; ERR_INVALID damaged or moved,
 * or the bytes are not those of the hash. */
bool document_get(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str id,
                  struct arena *a, struct document *out, struct err *e);
bool document_of(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str kind, struct str of,
                 struct arena *a, struct document *out, struct err *e);

#endif
