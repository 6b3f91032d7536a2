/*
 * arena.h: memory for one request or one document, released all at once.
 * Layer: base.  Not here: long-lived objects; those use malloc and their own *_free.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

/* Visible so that it can live on the stack; touch it only through arena_*. One thread at a time. */
struct arena {
    struct arena_block *block; /* current block, newest first */
    char *next, *end;          /* free room in `block` */
    size_t used, limit;        /* bytes handed out, each piece rounded up to 16; most bytes allowed, 0 for no limit */
    size_t fail_at;            /* tests: the fail_at-th allocation from now fails (and every later one); 0 never */
    struct arena_kept *kept;   /* what is given back with it */
    bool failed;               /* an allocation was refused; stays set until arena_reset */
    bool over_limit;           /* it was refused because of `limit` (or n * size does not fit in a size_t) */
};

/* arena_init: an empty arena that hands out at most `limit` bytes (0: no limit). Allocates nothing. */
void arena_init(struct arena *a, size_t limit);

/*
 * arena_alloc: n zeroed bytes, aligned for any type. n may be 0 (a unique pointer is returned).
 * NULL when the limit or the memory is exhausted; then a->failed is set.
 */
void *arena_alloc(struct arena *a, size_t n);

/* arena_array: room for n zeroed elements of `size` bytes; NULL also when n * size overflows. */
void *arena_array(struct arena *a, size_t n, size_t size);

/*
 * arena_grow: a copy of old (old_n bytes, from this arena) with room for new_n >= old_n bytes, the rest zeroed. old may
 * be NULL when old_n is 0. Extends in place when old was the last allocation; else the old piece is lost until
 * arena_reset, so grow by doubling. NULL as arena_alloc; then old is untouched.
 */
void *arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n);

/* arena_copy: n bytes of p and a closing NUL. p may be NULL when n is 0. NULL as arena_alloc. */
char *arena_copy(struct arena *a, const char *p, size_t n);

/* arena_str: a copy of s, NUL-terminated, in *out; {NULL, 0} for an absent s. false when the arena is exhausted; *out
 * is absent then. */
bool arena_str(struct arena *a, struct str s, struct str *out);

/*
 * arena_error: sets `e` to why the last allocation was refused, ERR_LIMIT (the arena's limit) or ERR_MEMORY; returns
 * false, so that a function can end with `return arena_error(a, e);` when it got NULL.
 */
bool arena_error(const struct arena *a, struct err *e);

/* arena_keep: release(what) is called once, when the arena is reset or freed, the last kept first. false when the arena
 * is exhausted; then it was called here and now. */
bool arena_keep(struct arena *a, void (*release)(void *what), void *what);

/* arena_reset: forget everything handed out, keep the largest block for the next use; clears `failed`. `limit` and
 * what is left of `fail_at` stay. */
void arena_reset(struct arena *a);

/* arena_wipe: as arena_free, after every byte of it was overwritten. */
void arena_wipe(struct arena *a);

/* arena_free: give all memory back. The arena may be used again after arena_init. */
void arena_free(struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
