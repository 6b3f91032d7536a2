/*
 * diff_parts.h: the two helpers of the comparison: which items belong together, and values as words.
 * Layer: plan (inside the module).
 */
#ifndef PLAN_DIFF_PARTS_H
#define PLAN_DIFF_PARTS_H

#include "base/arena.h"
#include "plan/shape.h"

#define MATCH_NONE ((size_t)-1)

/*
 * match_items: which item of the new list is which of the old one.
 *   s         shape of the items
 *   old_list, new_list  lists of that shape
 *   new_of    one for each old item: index of its partner, or MATCH_NONE; old_of the other way round; both in a
 * Likeness is the share of words two items have in common. Items become a pair when half of their words or their
 * leading member agree, the likest first, an equal id counting a little; then those left over that have the same id.
 * Swapping the lists gives the same pairs. false when the arena is exhausted.
 */
bool match_items(const struct shape *s, const struct shape_items *old_list, const struct shape_items *new_list,
                 struct arena *a, size_t **new_of, size_t **old_of);

/* match_texts: the same for lists of texts. */
bool match_texts(const plan_texts *old_list, const plan_texts *new_list, struct arena *a, size_t **new_of,
                 size_t **old_of);

/* match_moved: moved[i] for each new item that has a partner and stands in another order than the others: the fewest
 * items that have to be moved. false when the arena is exhausted. */
bool match_moved(const size_t *old_of, size_t n, struct arena *a, bool **moved);

/* match_explained: every word that was has and now has not stands in was_parts, and every word that is new in now
 * stands in now_parts: the text was changed only where its typed parts were. False also for very long texts and, with
 * *failed set, when the arena is exhausted. */
bool match_explained(struct str was, struct str now, const plan_texts *was_parts, const plan_texts *now_parts,
                     struct arena *a, bool *failed);

/* value_put_field: one member (not a list) as words: "high", "yes", "2026-03-31", or by value_put_object. */
void value_put_field(const struct shape_field *f, const void *item, struct buf *out);

/* value_is_object: the shapes that are said as one value: target, due, cadence, measure, baseline, condition, window.
 */
bool value_is_object(const struct shape *s);

/* value_put_object: such a value as words: "reduce by 60–70 %", "every 4–6 weeks"; nothing when it is empty. */
void value_put_object(const struct shape *s, const void *item, struct buf *out);

/* value_put_item: a whole item of a list in a few words: its members, separated by commas. */
void value_put_item(const struct shape *s, const void *item, struct buf *out);

/* value_label: the words an item is known by: its statement or name; absent when it has none. */
struct str value_label(const struct shape *s, const void *item);

#endif
