/*
 * upkeep.h: what the commands that look after the record share: files beside it, times, progress.
 * Layer: cli.
 */
#ifndef CLI_UPKEEP_H
#define CLI_UPKEEP_H

#include "cli/record.h"
#include "practice/upkeep.h"

/* upkeep_lock: only one backup, restore or new master key at a time in a data folder. A descriptor, closed at the end;
 * -1: ERR_CONFLICT another one is under way, ERR_IO. */
int upkeep_lock(const char *folder, struct err *e);

/* upkeep_append: lines at the end of a file of the owner's alone, on disk when true. */
bool upkeep_append(const char *path, struct str lines, struct err *e);

/* upkeep_path: FOLDER/NAME in the arena; NULL: ERR_MEMORY. upkeep_beside: NAME in the folder of the checkpoints. */
const char *upkeep_path(struct arena *a, struct str folder, const char *name, struct err *e);
const char *upkeep_beside(struct record_open *o, const char *name, struct err *e);

/* upkeep_sync_folder: what was renamed in it is there after a power cut too. */
void upkeep_sync_folder(const char *folder);

/* Erasures stand in a file outside the database too, a JSON object a line: {"practice","client","at_ms"}.
 * erasures_note: those that are missing there are appended. erasures_read: ERR_INVALID names the line. */
bool erasures_note(struct record_open *o, struct err *e);
bool erasures_read(const char *path, struct arena *a, struct erasure_row **out, size_t *count, struct err *e);

/* The practice of --practice (default 1), as the program that acts for who owns the data folder. */
bool upkeep_actor(const struct cli *c, struct actor *out, struct err *e);

/* upkeep_time: "2026-11-27T15:04:05Z". */
void upkeep_time(int64_t at_ms, char out[32]);

/* A line that is written again and again on a terminal; silent elsewhere and with --quiet. */
struct meter {
    FILE *f; /* NULL: silent */
    const char *what;
    int shown; /* per cent; -1: nothing yet */
};
void meter_begin(struct meter *m, const struct cli *c);
void meter_part(void *m, double part);                                   /* as archive.h and db_backup want */
void meter_rows(void *m, const char *table, int64_t done, int64_t rows); /* as copy.h wants */
void meter_end(struct meter *m);

#endif
