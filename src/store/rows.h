/*
 * rows.h: a list that grows as rows are read.
 * Layer: store (inside the module).
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "base/arena.h"

/* rows_more: the list with room for one more than `count` elements of `size` bytes, *room is how many it has room for.
 * NULL: no memory; then *room is what it was. */
static inline void *rows_more(struct arena *a, void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return list;
    }
    size_t next = *room ? *room * 2 : 16;
    list = arena_grow(a, list, *room * size, next * size);
    *room = list ? next : *room;
    return list;
}

#endif
