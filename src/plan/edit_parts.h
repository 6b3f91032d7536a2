/*
 * edit_parts.h: what the files of edit.h share. Layer: plan (inside the module).
 */
#ifndef PLAN_EDIT_PARTS_H
#define PLAN_EDIT_PARTS_H

#include "plan/edit.h"

struct editing {
    struct plan *plan;
    struct plan_beside *beside;
    struct arena *arena;
    struct plan_edited *out;
    struct err *err;
};

/* edit_text: what the scratch buffer holds, kept in the arena; the buffer is empty then. false: ERR_MEMORY set. */
bool edit_text(struct editing *d, struct buf *b, struct str *out);

/* edit_lists.c: one edit that adds, moves, removes, restores or confirms. */
bool edit_list(struct editing *d, const struct plan_edit *edit);

/* edit_links_clean: links that lead nowhere, or to an item of another kind, go. false: ERR_MEMORY set. */
bool edit_links_clean(struct editing *d);

/* edit_list_member: an item with its place in a list, as a pointer. */
bool edit_pointer(struct editing *d, struct str list, size_t index, struct str *out);

#endif
