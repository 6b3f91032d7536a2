/*
 * archive.h: a backup as one file: a SQLite database, compressed (zstd) and sealed (libsodium secretstream).
 * Layer: store.  Files are opened and named by the caller (cli/).
 *
 * The file: "GTBACKUP", format (1), schema version, time, size of the database, node, the file's own key sealed with
 * the master key and bound to all that stands before it; then the stream, in chunks of 64 KB, the last one marked, so
 * that a change, an exchange and a missing end are found. Numbers are little-endian. Who has the master key of the time
 * (the key file, or the recovery key on paper) can open it, nobody else.
 */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include "store/audit.h"

#include <stdio.h>

#define ARCHIVE_FORMAT 1
#define ARCHIVE_NODE_MAX 64

struct archive_head {
    int schema; /* version of the tables */
    int64_t at_ms;
    int64_t size;                    /* bytes of the database */
    char node[ARCHIVE_NODE_MAX + 1]; /* name of the process in audit chains */
};

struct archive_progress {
    void (*tell)(void *ctx, double part); /* 0..1, from the caller's thread */
    void *ctx;
};

/*
 * archive_write: `from`, a whole SQLite database from its beginning, into `to`. head->size is taken from what was read.
 * archive_read: the reverse; *head is what the file says. Memory: less than a megabyte each, beside zstd's own.
 *   progress  may be NULL
 * ERR_INVALID  (read) no archive; a newer format; another master key; changed; cut off; something behind its end
 * ERR_IO       a stream cannot be read or written (disk full)
 * What was written to `to` until an error must not be used.
 */
bool archive_write(FILE *from, FILE *to, struct keys *k, struct archive_head *head,
                   const struct archive_progress *progress, struct err *e);
bool archive_read(FILE *from, FILE *to, struct keys *k, struct archive_head *head,
                  const struct archive_progress *progress, struct err *e);

/* What a database, copied or restored, was found to be. */
struct archive_found {
    int64_t rows, events;
    struct audit_fault *faults; /* of audit chains, see audit.h */
    size_t fault_count;
};
/*
 * archive_check: SQLite's own look at its pages, the master key, all rows, every audit chain.
 *   k       must be the record's own keys, the master key of today
 *   a       owns the faults
 * ERR_INVALID  damaged, or another master key. Faults of chains are told, not an error: they were there before.
 */
bool archive_check(struct db *db, struct keys *k, struct arena *a, struct archive_found *out, struct err *e);

#endif
