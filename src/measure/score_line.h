/*
 * score_line.h: the line protocol of scoring: one JSON object in, one out.
 * Layer: measure (pure, floor 1).  Its members are told by `goldthread help score` and in tests/data/measure/score.tsv.
 * Not here: files and threads.
 */
#ifndef MEASURE_SCORE_LINE_H
#define MEASURE_SCORE_LINE_H

#include "base/arena.h"
#include "base/json.h"
#include "measure/score.h"

/* score_read: the form that a line states. Strings of it are not needed afterwards.
 * ERR_INVALID, e->text "code: sentence" with a code of the protocol. */
bool score_read(const struct json *line, struct score_input *out, struct err *e);

/* score_put: the members of an answer, into an open object: what the instrument has, absent values as null. */
void score_put(const struct score_input *in, const struct score *s, struct json_out *o);

/*
 * score_line: answers one line of text with one object (no line break after it).
 *   a    for the tree of the line; the caller resets it
 *   out  the answer, also when false: {"id":...,"error":{"code":...,"item":...,"message":...}}
 * false when the line could not be scored; e then says why, ERR_INVALID with e->where "line ..., column ..." when it
 * is no JSON at all (score_line_is_json tells). ERR_MEMORY and ERR_LIMIT as for json_parse.
 */
bool score_line(struct str line, struct arena *a, struct buf *out, struct err *e);

/* score_line_is_json: whether the failure of score_line left the line a JSON value. */
bool score_line_is_json(const struct err *e);

#endif
