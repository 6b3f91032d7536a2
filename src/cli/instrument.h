/*
 * instrument.h: what the files of `goldthread instrument` share.
 * Layer: cli, private to the command.
 */
#ifndef CLI_INSTRUMENT_H
#define CLI_INSTRUMENT_H

#include "cli/cli.h"
#include "measure/wording.h"

/* instrument_find: by id or name; tells its own error and returns NULL. */
const struct measure *instrument_find(const char *name);

/*
 * instrument_wording: what is kept of m; *out NULL when nothing is.
 *   path  gets the file's name, whether it is there or not
 * Errors as file_read and wording_from_json, e->where with the file's name in front.
 */
bool instrument_wording(const struct cli *c, const struct measure *m, struct arena *a, struct buf *path,
                        struct wording **out, struct err *e);

/* instrument_put_match: the texts beside our labels, the answers, doubts and notes, for a person to compare. */
void instrument_put_match(const struct questionnaire_match *m, int width, struct buf *b);

#endif
