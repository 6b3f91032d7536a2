/*
 * data.h: the folder of a practice's own data.
 * Layer: cli.  Not here: what the files in it mean.
 */
#ifndef CLI_DATA_H
#define CLI_DATA_H

#include "base/err.h"
#include "base/str.h"

/*
 * data_path: DIR/FOLDER/NAME into `out`; FOLDER alone when name is NULL. DIR is `option`, else $GOLDTHREAD_DATA, else
 * $XDG_DATA_HOME/goldthread, else ~/.local/share/goldthread. Nothing is made.
 * ERR_NOT_FOUND  none of them is set (e->where "--data");  ERR_MEMORY
 */
bool data_path(const char *option, const char *folder, const char *name, struct buf *out, struct err *e);

/* data_make_folder: the folder and those above it that are missing, for their owner alone (0700). ERR_IO */
bool data_make_folder(const char *path, struct err *e);

/* data_is_empty: a folder that is there and has nothing in it. */
bool data_is_empty(const char *path);

#endif
