/*
 * file.h: files in and out for the commands.
 * Layer: cli.
 */
#ifndef CLI_FILE_H
#define CLI_FILE_H

#include "base/err.h"
#include "base/str.h"

#include <stdio.h>

#define FILE_PLAN_MAX ((size_t)64 << 20) /* most bytes of one plan */

/*
 * file_read: all of a file into `out`; "-" is standard input.
 * ERR_IO       cannot be opened or read (the system's reason is named), is a directory
 * ERR_LIMIT    more than `limit` bytes
 * e->where is the file's name.
 */
bool file_read(const char *path, size_t limit, struct buf *out, struct err *e);

/* file_open: for reading as a stream, with the same errors; "-" is standard input. NULL on error. Close with
 * file_close. */
FILE *file_open(const char *path, struct err *e);
void file_close(FILE *f);

/*
 * An output that appears whole or not at all: a temporary file beside it, renamed by file_out_commit. A link is
 * followed. Devices and pipes are written into as they are. path NULL or "-": standard output.
 */
struct file_out {
    FILE *f;
    const char *path;
    char *target, *temporary;
};

bool file_out_begin(struct file_out *o, const char *path, struct err *e);
bool file_out_commit(struct file_out *o,
                     struct err *e);       /* ERR_IO: disk full, no permission; then nothing is left behind */
void file_out_abandon(struct file_out *o); /* harmless after commit */

/* file_write: one buffer through begin, write, commit. */
bool file_write(const char *path, struct str bytes, struct err *e);

/* file_streams: what "-" and standard output mean in this thread, and from where files that are read are named (a
 * command that is served for another process); NULL: those of the process again. folder must last. */
void file_streams(FILE *in, FILE *out, const char *folder);

#endif
