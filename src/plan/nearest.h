/*
 * nearest.h: "did you mean": how far a mistyped name is from one we know.
 * Layer: plan (inside the module).
 */
#ifndef PLAN_NEAREST_H
#define PLAN_NEAREST_H

#include "base/str.h"

#define NEAREST_MAX 40 /* longest name that is compared, in bytes */

/* nearest_distance: letters to insert, drop, change or swap with the next one to make `known` of `word`; case, '_',
 * '-' and blanks do not count, so that birthDate is birth_date. NEAREST_MAX + 1 when word is longer than that,
 * which `known` may not be. */
int nearest_distance(struct str word, const char *known);

/* nearest_is_close: near enough to be what was meant: a third of the name's letters, at most three. */
bool nearest_is_close(int distance, const char *known);

#endif
