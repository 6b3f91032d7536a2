/*
 * sandbox.h: what a process that serves gives up before it answers anybody: other programs, and files that are not its
 * own. Layer: cli.  Linux: Landlock for files, seccomp for calls. Nothing here can be taken back.
 */
#ifndef CLI_SANDBOX_H
#define CLI_SANDBOX_H

#include "base/arena.h"

#include <stddef.h>

#define SANDBOX_PATHS_MAX 16

struct sandbox {
    const char *write[SANDBOX_PATHS_MAX]; /* folders: everything inside may be read, written, made, removed */
    size_t write_count;
    const char *read[SANDBOX_PATHS_MAX]; /* files and folders that may be read, beside those of sandbox.c: fonts, time
                                            zones, resolver, certificates of authorities, shared libraries */
    size_t read_count;
};

/* sandbox_write_beside: the folder that `path` lies in, as one to work in; sandbox_read_beside: to read from. A file
 * that is replaced by renaming is another one: its folder must be allowed. ERR_MEMORY; ERR_LIMIT SANDBOX_PATHS_MAX. */
bool sandbox_write_beside(struct sandbox *s, const char *path, struct arena *a, struct err *e);
bool sandbox_read_beside(struct sandbox *s, const char *path, struct arena *a, struct err *e);

/*
 * sandbox_files: this thread, and every thread it starts from now on, reaches only these files. Call it before other
 * threads are started. *held is false on a kernel without Landlock (before 5.13, or switched off): nothing is held
 * then, and the caller says so.  A path of `read` that is not there is passed over.
 * ERR_NOT_FOUND  a folder of `write` is not there;  ERR_IO  the kernel refused
 */
bool sandbox_files(const struct sandbox *s, bool *held, struct err *e);

/*
 * sandbox_calls: no thread of this process starts another program or process, traces, mounts, loads code into the
 * kernel, changes whose process it is, or uses calls that serve none of its work (list in sandbox.c); they fail with
 * EPERM. leak_check: but for what the leak check of a sanitized build does at its end, in a process of its own that
 * traces. ERR_IO the kernel refused.
 */
bool sandbox_calls(bool leak_check, struct err *e);

#endif
