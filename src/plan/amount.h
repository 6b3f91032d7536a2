/*
 * amount.h: the unit of a number taken apart, and what is counted for one and for many, so that it can be said as
 * people do: "1 panic attack a week", "5 days a week". English. Layer: plan.
 */
#ifndef PLAN_AMOUNT_H
#define PLAN_AMOUNT_H

#include "base/str.h"

/* amount_unit: "panic attacks/week", "panic attacks per week" and "panic attacks a week" are panic attacks and week;
 * "per week" and "times a week" are week alone: it is how often. */
struct amount_unit {
    struct str thing;  /* what is counted; absent: occasions, or nothing is said */
    struct str period; /* "week"; absent: none */
};
struct amount_unit amount_unit(struct str unit);

/* amount_is_many: whether the word that counts in it is a plural: "panic attacks", "calls to friends", "children". */
bool amount_is_many(struct str thing);

/* amount_thing: as it stands behind a number: "panic attack" of "panic attacks" for one, "hours" of "hour" for many;
 * what has no other form that is known stays. */
void amount_thing(struct str thing, bool one, struct buf *out);

#endif
