/*
 * signature.h: the places for signatures of a plan version and what was put there. Layer: store.
 *
 * A row is made when a plan is sent for signing and settled once: from then on it bears the hash of what was signed,
 * and the database refuses every change of it. No row comes to a plan whose content is locked.
 */
#ifndef STORE_SIGNATURE_H
#define STORE_SIGNATURE_H

#include "store/store.h"

struct signature_row {
    int64_t practice;
    struct str client, plan;
    int64_t item;             /* 0, 1, 2 ...: which row of this plan */
    int64_t place;            /* order of signing; several rows may have the same */
    struct str role, account; /* account: who is meant, then who settled it */
    struct str state;         /* waiting, given, reason, verbal, paper, returned */
    struct opt_int at_ms;     /* when it was settled */
    bool settled;             /* `hash` is there: never changes again */
    struct seal_hash hash;    /* content hash of the plan */
    int64_t version;
    struct str content; /* opened; JSON: name, credential, method, intent, reason, zone */
};

bool signature_add(struct store *s, struct db_tx *tx, const struct signature_row *r, struct err *e);
/* signature_settle: account, state, at_ms, hash and content of a row that waits, when its version still is r->version.
 * ERR_CONFLICT it was settled meanwhile. */
bool signature_settle(struct store *s, struct db_tx *tx, struct signature_row *r, struct err *e);
/* signature_list: by place, then item. */
bool signature_list(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str plan,
                    struct arena *a, struct signature_row **out, size_t *count, struct err *e);
/* signature_last: when the last one was settled; 0: none. */
bool signature_last(struct db_tx *tx, int64_t practice, struct str client, struct str plan, int64_t *at_ms,
                    struct err *e);
/* signature_latest: the same of all plans of a client, those without left out; in no order. signature_latest_of: that
 * of one plan from the list; 0: none. */
struct signature_time {
    struct str plan;
    int64_t at_ms;
};
bool signature_latest(struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                      struct signature_time **out, size_t *count, struct err *e);
int64_t signature_latest_of(const struct signature_time *list, size_t count, struct str plan);
/* signature_clear: removes the rows of a plan that nobody has signed. */
bool signature_clear(struct db_tx *tx, int64_t practice, struct str client, struct str plan, struct err *e);

#endif
