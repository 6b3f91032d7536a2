/*
 * ids.h: which ids a plan uses, and for what.
 * Layer: plan (inside the module).  Sorted rather than hashed: no input can make it slow.
 */
#ifndef PLAN_IDS_H
#define PLAN_IDS_H

#include "base/arena.h"
#include "base/str.h"
#include "plan/shape.h"

struct plan_id {
    struct str id;
    const struct shape *shape; /* of the item that has it */
    const void *item;          /* that item, or what the caller gave to plan_ids_add */
    size_t order;              /* 0 for the first one added */
};

struct plan_ids {
    PLAN_LIST(struct plan_id) list;
};

/* plan_ids_add: one more id, borrowed. false when the arena is exhausted. */
bool plan_ids_add(struct plan_ids *ids, struct arena *a, struct str id, const struct shape *shape, const void *item);

/* plan_ids_sort: to be called once after the last plan_ids_add; returns the later of two uses of the same id, NULL when
 * every id is used once. */
const struct plan_id *plan_ids_sort(struct plan_ids *ids);

/* plan_ids_find: by id, after plan_ids_sort; NULL when nothing has it. */
const struct plan_id *plan_ids_find(const struct plan_ids *ids, struct str id);

/* plan_ids_collect: the ids of all items of a plan, sorted; an id used twice is found at its first use. The plan's own
 * id is not among them: nothing in a plan points to the plan. false when the arena is exhausted. */
bool plan_ids_collect(const struct plan *p, struct arena *a, struct plan_ids *out);

#endif
