/*
 * baseline.h: what the files that look for the present value share.
 * Layer: statement (inner).  Not here: the pass (reading.h).
 */
#ifndef STATEMENT_BASELINE_H
#define STATEMENT_BASELINE_H

#include "statement/reading.h"

/* baseline_set: tokens first..last are the present value, written as `text`. */
void baseline_set(struct reading *r, struct str text, int first, int last);
/* baseline_text: the value whose number is token n as the slots write it; end is past it. */
struct str baseline_text(struct reading *r, int n, int end);
/* baseline_end: past a value: the number at k, its unit or the thing counted, its period. */
int baseline_end(const struct reading *r, int k);

/* baseline_history: "Client, who has had nine attacks in the last month, will ...". */
void baseline_history(struct reading *r);
/* baseline_left: "($1,250 left)". */
void baseline_left(struct reading *r);
/* baseline_counted_last: "Tardies: 11 last quarter, 4 or less this quarter". */
void baseline_counted_last(struct reading *r);
/* baseline_before_aim: "Panic 3x/wk; goal < 1/mo", "Usually skips 3; skip none by June". */
void baseline_before_aim(struct reading *r);

#endif
