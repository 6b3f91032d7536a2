/*
 * blank.h: what is still to be filled in, in the words of a plan: "[how many]", "____".
 * A blank is a pair of brackets on one line with a letter between them, or two underscores and more. None are "[1]",
 * "[ ]", "[sic]", and "[x]" at the beginning of a line, which is a box that was ticked.
 * Layer: plan (pure).
 */
#ifndef PLAN_BLANK_H
#define PLAN_BLANK_H

#include "base/str.h"

/*
 *   blank_find  the first one at or after `from`; false when there is none
 *   blank_in    one stands in it
 *   blank_is    it is one, with nothing but blanks around it
 */
bool blank_find(struct str s, size_t from, struct span *out);
bool blank_in(struct str s);
bool blank_is(struct str s);

#endif
