/*
 * upkeep.h: rows that are looked at across clients: practices, erasures, clients whose record may end.
 * Layer: store.  What follows from them: practice/upkeep.h.
 */
#ifndef STORE_UPKEEP_H
#define STORE_UPKEEP_H

#include "store/store.h"

struct erasure_row {
    int64_t practice;
    struct str client;
    int64_t at_ms;
};

bool upkeep_practices(struct db_tx *tx, struct arena *a, int64_t **out, size_t *count, struct err *e);
/* upkeep_erasures: of all practices, by time. */
bool upkeep_erasures(struct db_tx *tx, struct arena *a, struct erasure_row **out, size_t *count, struct err *e);

struct ended_row {
    struct str client;
    int32_t last_day; /* of the newest entry of the record; the day the client was added when there is none */
};
/* upkeep_ended: clients whose care has ended or who are under a hold, erased ones left out; by id. upkeep_last_day: of
 * one client. */
bool upkeep_ended(struct db_tx *tx, int64_t practice, struct arena *a, struct ended_row **out, size_t *count,
                  struct err *e);
bool upkeep_last_day(struct db_tx *tx, int64_t practice, struct str client, int32_t *day, struct err *e);

#endif
