/*
 * draft.h: the saves of a plan that is still a draft. Layer: store.
 *
 * Each save of a draft leaves its text here under the row version it made, so that a later save based on an older
 * version can be merged field by field (practice/plans.h). Rows go when the plan is signed: they are working papers.
 */
#ifndef STORE_DRAFT_H
#define STORE_DRAFT_H

#include "store/store.h"

#define DRAFT_KEPT 200 /* saves of one draft */

struct draft_row {
    int64_t practice;
    struct str client, plan;
    int64_t version; /* of the plan's row that this save made */
    struct str once; /* idempotency id of the save; absent: none */
    struct str by;
    int64_t at_ms;
    struct str content; /* opened; JSON: {"plan": ..., "conflicts": [...]} */
};

/* draft_add: one more save; what is older than DRAFT_KEPT saves goes. ERR_CONFLICT that version is there. */
bool draft_add(struct store *s, struct db_tx *tx, const struct draft_row *r, struct err *e);
/* draft_get: by version; draft_by_once: by idempotency id. ERR_NOT_FOUND. */
bool draft_get(struct store *s, struct db_tx *tx, const struct draft_row *where, struct arena *a, struct draft_row *out,
               struct err *e);
bool draft_by_once(struct store *s, struct db_tx *tx, const struct draft_row *where, struct arena *a,
                   struct draft_row *out, struct err *e);
/* draft_recent: who saved when since then, newest first, at most DRAFT_KEPT; rows are not opened. */
bool draft_recent(struct db_tx *tx, const struct draft_row *where, int64_t since_ms, struct arena *a,
                  struct draft_row **out, size_t *count, struct err *e);
bool draft_remove(struct db_tx *tx, int64_t practice, struct str client, struct str plan, struct err *e); /* all */

#endif
