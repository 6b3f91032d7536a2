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
 * file_close. file_private: a regular file that others may read is ERR_IO. */
bool file_private(FILE *f, const char *path, struct err *e);
FILE *file_open(const char *path, struct err *e);
void file_close(FILE *f);
bool file_is_there(const char *path); /* and can be read */

/*
 * An output that appears whole or not at all: a temporary file beside it, renamed by file_out_commit. A link is
 * followed. Devices and pipes are written into as they are. path NULL or "-": standard output.
 */
struct file_out {
    FILE *f;
    const char *path;
    char *temporary; /* NULL: written into as it is */
};

bool file_out_begin(struct file_out *o, const char *path, struct err *e);
bool file_out_commit(struct file_out *o,
                     struct err *e);       /* ERR_IO: disk full, no permission; then nothing is left behind */
void file_out_abandon(struct file_out *o); /* harmless after commit */

/* file_write: one buffer through begin, write, commit. */
bool file_write(const char *path, struct str bytes, struct err *e);

/*
 * Where files are. In this process as a rule; a command that is served for another process asks that one, which has its
 * own rights and folder, while the one that serves may have given up all files but its own (sandbox.h).
 *   open   a descriptor for reading, or -errno
 *   begin  a descriptor for writing: of a temporary file beside what `path` leads to, whose name goes to name; or of
 *          the thing itself when it is a device or a pipe, name is "" then; or -errno
 *   end    the temporary file takes the place of the file (keep), or goes; 0 or -errno
 */
#define FILE_NAME_MAX 4200
struct file_place {
    int (*open)(void *ctx, const char *path);
    int (*begin)(void *ctx, const char *path, char name[FILE_NAME_MAX]);
    int (*end)(void *ctx, const char *name, bool keep);
    void *ctx;
};
int file_here_open(void *unused, const char *path);
int file_here_begin(void *unused, const char *path, char name[FILE_NAME_MAX]);
int file_here_end(void *unused, const char *name, bool keep);

/* file_served: what "-" and standard output mean in this thread, and where its files are (a command that is served for
 * another process); all NULL: as in the process itself again. place must last. */
void file_served(FILE *in, FILE *out, const struct file_place *place);

#endif
