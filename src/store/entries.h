/*
 * entries.h: a copy of what a client's entries come to, for those who would have to open all of them: kept in parts,
 * each sealed with the client's key, which can always be made anew. Layer: store. What stands in it:
 * practice/entries.c.
 *
 * Each change of a row that may count is counted (record.c does it): a copy holds for one count, and which rows were
 * added since is written down, so that a copy is carried on and not made again.
 */
#ifndef STORE_ENTRIES_H
#define STORE_ENTRIES_H

#include "store/store.h"

/* Kinds whose rows count; of plans those that were signed, of answers that are being given nothing until they are sent.
 */
#define ENTRIES_KINDS                                                                                                  \
    (1u << RECORD_SESSION | 1u << RECORD_SCORE | 1u << RECORD_DIARY | 1u << RECORD_EVENT | 1u << RECORD_DIAGNOSIS |    \
     1u << RECORD_RATING | 1u << RECORD_REVIEW | 1u << RECORD_DECISION | 1u << RECORD_ALERT | 1u << RECORD_CHECKIN)

enum { ENTRIES_IDS_MAX = 12 };

struct entries_head {
    int64_t turn;     /* how often a row that counts was changed */
    int64_t kept;     /* the turn for which the parts were kept; -1: there are none */
    bool known;       /* what was changed since then are the rows of these ids, which were added or sent */
    struct str added; /* ids, one after the other, each SEAL_ID_SIZE long */
};
bool entries_head(struct db_tx *tx, int64_t practice, struct str client, struct arena *a, struct entries_head *out,
                  struct err *e);

/* entries_since: rows that count with a newer id than `after` (absent: all), whatever the head says of them: the ids of
 * the first ENTRIES_IDS_MAX, and how many there are. Costs what came after. */
struct entries_since {
    size_t count;
    struct str ids;    /* one after the other */
    struct str newest; /* of all of them, else `after` */
};
bool entries_since(struct db_tx *tx, int64_t practice, struct str client, struct str after, struct arena *a,
                   struct entries_since *out, struct err *e);

struct entries_part {
    int64_t part, turn; /* 0, 1, 2, ...; when it was kept */
    struct str content; /* opened */
};
bool entries_parts(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                   struct entries_part **out, size_t *count, struct err *e);

/* What is to be kept: these parts in place of those of their numbers and above. */
struct entries_kept {
    int64_t turn;
    bool again; /* what was kept for this turn could not be read */
    struct entries_part *part;
    size_t count; /* 0: nothing */
};
/* entries_put: *done is false, and nothing happens, when the turn is over or its parts were kept already. */
bool entries_put(struct store *s, struct db_tx *tx, int64_t practice, struct str client, const struct entries_kept *k,
                 bool *done, struct err *e);

/* entries_added: this row is one more. entries_changed: anything else has happened to it. Both do nothing when it does
 * not count. */
bool entries_added(struct db_tx *tx, const struct record *r, struct err *e);
bool entries_changed(struct db_tx *tx, const struct record *r, struct err *e);
bool entries_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e);

#endif
