/*
 * condition.h: what a condition in words means, when it says it itself: "if PHQ-9 is 10 or more", "no reliable gain by
 * week 8". And known instruments named anywhere in a text.
 * Layer: plan (inside the module).
 */
#ifndef PLAN_CONDITION_H
#define PLAN_CONDITION_H

#include "plan/plan.h"

/* condition_find_instrument: the first instrument named in s; *name is the piece of s that names it (borrowed). False
 * when none is. A name counts only when it has a capital letter or a digit, so that everyday words are never
 * instruments. */
struct measure;
const struct measure *condition_find_instrument(struct str s, struct str *name);

/*
 * condition_bind: fills c from c->text. Only when nothing but the text is there yet, and only from what the text
 * states: a known instrument, one number and words that compare with it   CONDITION_MEASURE: measure, comparator, value
 *   "no ... gain" and the like "by week n", "by session n" or "at the second review"
 *                                                                    CONDITION_NO_GAIN: by_week, by_session or
 *                                                                    by_review, measure
 * A score can be tied to such a time too. A time that gives no number ("at each review") leaves all as words: a person
 * judges it.
 * "Above 10" is at_least 11 and "below 5" at_most 4 on a scale of whole numbers; on any other scale they stay words.
 * Anything else is left as it is. false when the arena is exhausted.
 */
bool condition_bind(struct plan_condition *c, struct arena *a);

/* condition_time: the one time a text states, "by week 8" or "at the second review", as by_week, by_session or
 * by_review of c; false, c untouched, when it states none, or one that gives no number. */
bool condition_time(struct str text, struct plan_condition *c);

#endif
