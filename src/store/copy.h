/*
 * copy.h: every row of one database into another, empty one; and a sum of what is in each table.
 * Layer: store.  Not here: files, archives (archive.h).
 *
 * One list in copy.c names each table and its columns; a test holds it against what the database itself says. Rows are
 * carried as they are, sealed: no key is needed. Works between both drivers in every direction. Not carried: db_once,
 * the ids of forms that a running program remembers for the case that they come twice.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "db/db.h"
#include "store/seal.h"

#define COPY_COLUMNS_MAX 20

struct copy_column {
    const char *name;
    char type; /* 'i' number, 't' text, 'b' bytes */
    bool key;
};
struct copy_table {
    const char *name;
    struct copy_column column[COPY_COLUMNS_MAX]; /* in the order of the schema; the first is practice_id */
    size_t count;
};

const struct copy_table *
copy_table_at(size_t i); /* NULL past the last; a table that others refer to comes after them */

struct copy_progress {
    void (*tell)(void *ctx, const char *table, int64_t done, int64_t rows); /* rows in all; from the caller's thread */
    void *ctx;
};

/*
 * copy_all: in one snapshot of `from`, some hundred rows a write in `to`, and db_analyze of it. Memory: two pages of
 * rows.
 *   progress  may be NULL
 *   rows      how many were copied; may be NULL
 * ERR_CONFLICT  `to` is not empty
 * ERR_INVALID   the two do not have the tables of this program's version
 * ERR_IO        connection lost, disk full. What was written by then stays in `to`, which is then to be thrown away
 */
bool copy_all(struct db *from, struct db *to, const struct copy_progress *progress, int64_t *rows, struct err *e);

/* What a table holds, whatever the order of its rows and whichever the driver. */
struct copy_sum {
    int64_t rows;
    struct seal_hash sum; /* zero when empty */
};
/* copy_sum: of the i-th table, in one snapshot. */
bool copy_sum(struct db *db, size_t i, struct copy_sum *out, struct err *e);
/* copy_count: rows of all tables. */
bool copy_count(struct db *db, int64_t *rows, struct err *e);

#endif
