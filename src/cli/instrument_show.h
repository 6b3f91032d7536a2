/*
 * instrument_show.h: what is known about outcome measures, for a reader: a list of all, and one in full.
 * Layer: cli.  Facts: measure.h, structure.h.  Not here: wording of items, which is never in the program.
 *
 * A fact that nobody has checked against its source is marked "unconfirmed" and never called reliable.
 */
#ifndef CLI_INSTRUMENT_SHOW_H
#define CLI_INSTRUMENT_SHOW_H

#include "base/json.h"
#include "measure/structure.h"

/* All measures, a line each with a head line: id, items, range, better, construct, name. */
void instrument_put_list(struct buf *b);
/* The same as an array of objects {"id","name","title","construct","domain","items","min","max","direction","wording"}.
 */
void instrument_put_list_json(struct json_out *o);

/* One measure in full. width: columns at which long lines are broken, at least 40. */
void instrument_put_show(const struct measure *m, int width, struct buf *b);
/* The same as one object; every fact with its "source" and "confirmed". */
void instrument_put_show_json(const struct measure *m, struct json_out *o);

#endif
