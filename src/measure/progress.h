/*
 * progress.h: the line protocol of `goldthread progress`: one JSON object with "method" and its fields in, one out.
 * Layer: measure (pure, floor 1).  Fields of each method: docs/measures-method.md.
 * Not here: the formulas (change.h, trend.h, attain.h, course.h, service.h, track.h); reading files (cli/).
 */
#ifndef MEASURE_PROGRESS_H
#define MEASURE_PROGRESS_H

#include "base/arena.h"
#include "base/str.h"

#define PROGRESS_POINTS_MAX 2000 /* most numbers in one list; a longer one is bad_input */

enum progress_result {
    PROGRESS_OK,
    PROGRESS_FAILED,  /* the answer has "error": {"code", "item", "message"} */
    PROGRESS_NOT_JSON /* the same, and the line is no JSON at all */
};

/*
 * progress_answer: answers one line.
 *   a    for the time of the call; reset it between lines
 *   out  gets one JSON object without a line break; "id" as it was given, null when there was none
 * Codes: bad_input, unknown_method, out_of_range, reliability_out_of_range, sd_out_of_range, no_goals, zero_weights,
 * too_few_points, no_memory. Of a series too short to judge, what can be computed stands beside the error. Whether
 * everything could be written, buf_ok(out) tells. Thread-safe on different arenas and buffers.
 */
enum progress_result progress_answer(struct str line, struct arena *a, struct buf *out);

#endif
