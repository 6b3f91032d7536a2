#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Under AddressSanitizer the unused room of a block is poisoned and a red zone follows each piece, so that a step over
 * the end of one is found although they come from one malloc.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(ARENA_ASAN)
#define ARENA_ASAN 1
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
enum { RED_ZONE = 16 };
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
enum { RED_ZONE = 0 };
#endif

enum { ALIGN = 16, BLOCK_FIRST = 4096, BLOCK_MOST = 256 * 1024 };

/* The room follows the header; its size keeps that room aligned. */
struct arena_block {
    struct arena_block *older;
    size_t size; /* bytes of room */
};

static_assert(sizeof(struct arena_block) % ALIGN == 0, "the room of a block is aligned");
static_assert(ALIGN >= _Alignof(max_align_t), "a piece is aligned for any type");

static char *room_of(struct arena_block *b)
{
    return (char *)(b + 1);
}

/* Bytes a piece of n takes: at least one, so that each piece has its own address. */
static size_t rounded(size_t n)
{
    return n == 0 ? ALIGN : (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

void arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){.limit = limit};
}

static void *refuse(struct arena *a, bool over_limit)
{
    a->failed = true;
    a->over_limit = over_limit;
    return NULL;
}

/* Books `size` more bytes; false when a test wants a failure here or the limit is reached. */
static bool book(struct arena *a, size_t size)
{
    if (a->fail_at > 0 && a->fail_at-- == 1) {
        a->fail_at = 1;
        return refuse(a, false) != NULL;
    }
    if (a->limit > 0 && (size > a->limit || a->used > a->limit - size))
        return refuse(a, true) != NULL;
    a->used += size;
    return true;
}

static struct arena_block *new_block(size_t size)
{
    struct arena_block *b = malloc(sizeof *b + size);

    if (b != NULL) {
        b->size = size;
        POISON(room_of(b), size);
    }
    return b;
}

/* A piece of `size` bytes for which the current block has no room. */
static char *take_new(struct arena *a, size_t size)
{
    size_t want = a->block == NULL ? BLOCK_FIRST : (a->block->size + sizeof *a->block) * 2;
    struct arena_block *b;

    if (want > BLOCK_MOST)
        want = BLOCK_MOST;
    want -= sizeof *b; /* the whole is a round number for malloc */
    if (a->block != NULL && size > want / 4) {
        /* A huge piece gets its own block behind the current one, whose room stays in use. */
        if ((b = new_block(size)) == NULL)
            return NULL;
        b->older = a->block->older;
        a->block->older = b;
        return room_of(b);
    }
    if ((b = new_block(size > want ? size : want)) == NULL)
        return NULL;
    b->older = a->block;
    a->block = b;
    a->next = room_of(b) + size;
    a->end = room_of(b) + b->size;
    return room_of(b);
}

/* n bytes as they come, not zeroed. */
static void *take(struct arena *a, size_t n)
{
    size_t size = rounded(n);
    char *p;

    if (n > SIZE_MAX / 2)
        return refuse(a, true);
    if (!book(a, size))
        return NULL;
    if ((size_t)(a->end - a->next) >= size + RED_ZONE) {
        p = a->next;
        a->next += size + RED_ZONE;
    } else if ((p = take_new(a, size + RED_ZONE)) == NULL) {
        a->used -= size;
        return refuse(a, false);
    }
    UNPOISON(p, n);
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    void *p = take(a, n);

    if (p != NULL)
        memset(p, 0, n);
    return p;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    if (size != 0 && n > SIZE_MAX / size)
        return refuse(a, true);
    return arena_alloc(a, n * size);
}

void *arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n)
{
    char *p = old;

    assert(new_n >= old_n && (old != NULL || old_n == 0));
    if (old != NULL && p + rounded(old_n) + RED_ZONE == a->next && new_n <= SIZE_MAX / 2) {
        size_t more = rounded(new_n) - rounded(old_n);

        if (more <= (size_t)(a->end - a->next)) {
            if (!book(a, more))
                return NULL;
            a->next += more;
            UNPOISON(p, new_n);
            memset(p + old_n, 0, new_n - old_n);
            return p;
        }
    }
    if ((p = take(a, new_n)) == NULL)
        return NULL;
    if (old_n > 0)
        memcpy(p, old, old_n);
    memset(p + old_n, 0, new_n - old_n);
    return p;
}

char *arena_copy(struct arena *a, const char *p, size_t n)
{
    char *copy = n < SIZE_MAX ? take(a, n + 1) : refuse(a, true);

    if (copy != NULL) {
        if (n > 0)
            memcpy(copy, p, n);
        copy[n] = '\0';
    }
    return copy;
}

bool arena_str(struct arena *a, struct str s, struct str *out)
{
    const char *p = s.p ? arena_copy(a, s.p, s.n) : NULL;
    *out = (struct str){p, p ? s.n : 0};
    return p || !s.p;
}

bool arena_error(const struct arena *a, struct err *e)
{
    if (a->over_limit)
        return err_set(e, ERR_LIMIT, NULL, "larger than the limit of %zu bytes of working memory; split the input",
                       a->limit);
    return err_no_memory(e);
}

struct arena_kept {
    struct arena_kept *before;
    void (*release)(void *what);
    void *what;
};

bool arena_keep(struct arena *a, void (*release)(void *what), void *what)
{
    struct arena_kept *k = ARENA_NEW(a, struct arena_kept);

    if (k == NULL) {
        release(what);
        return false;
    }
    *k = (struct arena_kept){a->kept, release, what};
    a->kept = k;
    return true;
}

static void let_go(struct arena *a)
{
    for (struct arena_kept *k = a->kept; k != NULL; k = k->before)
        k->release(k->what);
    a->kept = NULL;
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = a->block, *b, *older;

    let_go(a);
    for (b = a->block; b != NULL; b = b->older)
        if (b->size > keep->size)
            keep = b;
    for (b = a->block; b != NULL; b = older) {
        older = b->older;
        if (b != keep)
            free(b);
    }
    a->block = keep;
    a->next = a->end = NULL;
    if (keep != NULL) {
        keep->older = NULL;
        a->next = room_of(keep);
        a->end = a->next + keep->size;
        POISON(a->next, keep->size);
    }
    a->used = 0;
    a->failed = a->over_limit = false;
}

void arena_wipe(struct arena *a)
{
    let_go(a);
    for (struct arena_block *b = a->block; b != NULL; b = b->older) {
        UNPOISON(room_of(b), b->size);
        explicit_bzero(room_of(b), b->size);
    }
    arena_free(a);
}

void arena_free(struct arena *a)
{
    struct arena_block *b, *older;

    let_go(a);
    for (b = a->block; b != NULL; b = older) {
        older = b->older;
        free(b);
    }
    arena_init(a, a->limit);
}
