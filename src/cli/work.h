/*
 * work.h: many inputs through several threads, answers in the order of the inputs, in memory that does not grow.
 * Layer: cli.
 */
#ifndef CLI_WORK_H
#define CLI_WORK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdio.h>

#define WORK_LINE_MAX ((size_t)16 << 20) /* most bytes of one line of JSON Lines */

/* One piece of work: a whole file, or some whole lines of one. */
struct work_item {
    const char *name; /* the file's name as given */
    struct str bytes; /* the file, or lines each closed by a line break */
    bool lines;
    bool only_line;      /* lines: one line and the whole file */
    size_t first_line;   /* lines: 1-based number of the first */
    struct buf *out;     /* the answer, written to standard output or -o in order */
    struct buf *trouble; /* text for standard error */
    struct arena *arena; /* reset before each item */
    size_t done;         /* plans or statements answered; for progress */
    int status;          /* enum cli_exit; the highest of all items is the result */
    bool stop;           /* set by the worker: unreadable input; what follows is not answered, `out` not written */
};

struct work {
    void (*run)(void *context, struct work_item *item);       /* called from several threads at once */
    void *context;                                            /* shared, read only */
    void (*write)(void *context, struct str answer, FILE *f); /* NULL: fwrite; called from one thread in order */
    bool (*refuse)(struct str first_line, struct err *e);     /* NULL: none; lines of another kind: told once */
    int jobs;                                                 /* threads, 1..64 */
    const char *unit;                                         /* "plans", for the progress line on a terminal */
    bool lines_always; /* every input is lines (parse); else only what looks like JSON Lines */
    FILE *f;
};

/*
 * work_files: runs every path ("-" is standard input), and every path listed in files_from (a line each; "-" standard
 * input; may be NULL). An input whose first line is a whole JSON object is JSON Lines and goes in pieces of whole
 * lines; others go whole. Unreadable files are told on standard error and make the result CLI_TROUBLE; the others are
 * still answered. Returns the highest status.
 */
int work_files(struct work *w, char *const *paths, int path_count, const char *files_from);

/* work_jobs: the number of -j, checked; 1 when the option was not given; -1 after telling the error. */
int work_jobs(const char *command, const char *option);

#endif
