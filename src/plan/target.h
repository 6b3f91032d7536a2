/*
 * target.h: which way a target points, by its comparator: one table for everyone who asks.
 * Layer: plan (pure).
 */
#ifndef PLAN_TARGET_H
#define PLAN_TARGET_H

#include "plan/plan.h"

/*
 *   target_way      -1 less is better (reduce to, reduce by, at most), 1 more is (increase to, increase by, at least),
 *                   0 the comparator does not say: exact, range, maintain, unstated
 *   target_is_by    it says how far to go, not where to be: reduce by, increase by
 *   target_way_to   target_way of one that says where to be; 0 of "reduce by 5" too
 */
int target_way(enum plan_comparator c);
bool target_is_by(enum plan_comparator c);
int target_way_to(enum plan_comparator c);

/* target_strict: '<' or '>' when the target's own words are such a sign before the number ("<10", not "<=10"): the
 * number itself is not yet there. Else 0, also of a target without a number or with two. */
char target_strict(const struct plan_target *t);

#endif
