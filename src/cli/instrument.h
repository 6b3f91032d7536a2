/*
 * instrument.h: what the files of `goldthread instrument` share.
 * Layer: cli, private to the command.
 */
#ifndef CLI_INSTRUMENT_H
#define CLI_INSTRUMENT_H

#include "cli/sign_in.h"
#include "measure/wording.h"
#include "practice/wordings.h"

/* instrument_find: by id or name; tells its own error and returns NULL. */
const struct measure *instrument_find(const char *name);

/*
 * Where wordings are kept: in the record, when the folder of --data holds one, so that clients are asked in them,
 * whatever process asks; else as files DIR/instruments/ID.json.
 * instrument_open: opens the record. A folder that is not there, or that nothing names, is no error: nothing is kept.
 * instrument_close: what was opened; harmless after a failed open.
 */
struct instrument_place {
    const struct cli *c;
    bool in_record;
    struct record_open record;
    struct line_session session; /* of import: who answers for it */
    struct kept_wording *kept;
    size_t count;
};
bool instrument_open(const struct cli *c, struct instrument_place *out, struct err *e);
void instrument_close(struct instrument_place *p);

/*
 * instrument_wording: what is kept of m; *out NULL when nothing is.
 *   path  gets the file's name, whether it is there or not; of a record "the record"
 * Errors as file_read and wording_from_json, e->where with the file's name in front; ERR_INVALID that of the record is
 * damaged.
 */
bool instrument_wording(const struct instrument_place *p, const struct measure *m, struct arena *a, struct buf *path,
                        struct wording **out, struct err *e);

/* instrument_put_match: the texts beside our labels, the answers, doubts and notes, for a person to compare. */
void instrument_put_match(const struct questionnaire_match *m, int width, struct buf *b);

#endif
