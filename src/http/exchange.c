#include "http/exchange.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum {
    FREE_MOST = 256,         /* exchanges kept for the next requests */
    KEPT_BYTES = 256 * 1024, /* an arena that handed out more gives its memory back */
    BODIES_MOST = 64,        /* bodies of the largest size in memory at a time */
};

int64_t http_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool exchanges_init(struct exchanges *all, const struct http_config *c, struct err *e)
{
    pthread_condattr_t attr;

    all->config = c;
    if (getrandom(&all->id_seed, sizeof all->id_seed, 0) != (ssize_t)sizeof all->id_seed)
        return err_set(e, ERR_IO, NULL, "the system gives no random bytes");
    if ((all->cache = http_cache_new()) == NULL)
        return err_no_memory(e);
    pthread_mutex_init(&all->mutex, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&all->none, &attr);
    pthread_condattr_destroy(&attr);
    return true;
}

static void destroy(struct exchange *x)
{
    arena_free(&x->arena);
    buf_free(&x->body);
    free(x);
}

void exchanges_free(struct exchanges *all)
{
    struct exchange *x, *next;

    if (all->cache == NULL)
        return;
    for (x = all->free; x != NULL; x = next) {
        next = x->next;
        destroy(x);
    }
    pthread_cond_destroy(&all->none);
    pthread_mutex_destroy(&all->mutex);
    http_cache_free(all->cache);
}

/* splitmix64's last step: a bijection, so that no two numbers give the same. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void make_id(struct exchanges *all, char id[17])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* without l, o, 0 and 1 */
    uint64_t n = atomic_fetch_add_explicit(&all->ids, 1, memory_order_relaxed) * 0x9e3779b97f4a7c15u;
    uint64_t first = mix(all->id_seed + n), second = mix(first ^ all->id_seed);

    for (int i = 0; i < 13; i++, first >>= 5)
        id[i] = letters[first & 31];
    for (int i = 13; i < 16; i++, second >>= 5)
        id[i] = letters[second & 31];
    id[16] = '\0';
}

struct exchange *exchange_take(struct exchanges *all)
{
    struct exchange *x;

    pthread_mutex_lock(&all->mutex);
    if ((x = all->free) != NULL) {
        all->free = x->next;
        all->free_count--;
    }
    all->live++;
    pthread_mutex_unlock(&all->mutex);
    if (x == NULL && (x = calloc(1, sizeof *x)) != NULL) {
        arena_init(&x->arena, all->config->arena_bytes);
        buf_init(&x->body, all->config->body_bytes);
    }
    if (x == NULL) {
        exchange_release(all, NULL);
        return NULL;
    }
    atomic_fetch_add_explicit(&all->counters.in_flight, 1, memory_order_relaxed);
    make_id(all, x->id);
    x->r.arena = &x->arena;
    x->r.connection = x;
    x->r.id = (struct str){x->id, 16};
    return x;
}

/* Ready for the next request. */
static void empty(struct exchange *x)
{
    struct arena arena = x->arena;
    struct buf body = x->body;

    if (arena.used > KEPT_BYTES)
        arena_free(&arena);
    else
        arena_reset(&arena);
    if (body.room > KEPT_BYTES)
        buf_free(&body);
    else
        buf_reset(&body);
    /* The headers are counted, so they need not be cleared. */
    memset(&x->r, 0, sizeof x->r);
    memset(&x->w, 0, sizeof x->w);
    memset(&x->head, 0, sizeof x->head);
    x->arena = arena;
    x->body = body;
    x->uri = NULL;
    x->peer = NULL;
    x->begun = x->close = x->handled = false;
    x->drained = 0;
    x->drained_bytes = 0;
    x->header_count = 0;
    x->mhd = x->response = NULL;
}

void exchange_release(struct exchanges *all, struct exchange *x)
{
    if (x != NULL) {
        buf_free(&x->w.body);
        if (x->body.n > 0)
            atomic_fetch_sub_explicit(&all->body_bytes, x->body.n, memory_order_relaxed);
        empty(x);
        atomic_fetch_sub_explicit(&all->counters.in_flight, 1, memory_order_relaxed);
    }
    pthread_mutex_lock(&all->mutex);
    if (x != NULL && all->free_count < FREE_MOST) {
        x->next = all->free;
        all->free = x;
        all->free_count++;
        x = NULL;
    }
    if (--all->live == 0)
        pthread_cond_broadcast(&all->none);
    pthread_mutex_unlock(&all->mutex);
    if (x != NULL)
        destroy(x);
}

void exchanges_wait(struct exchanges *all, unsigned seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&all->mutex);
    while (all->live > 0 && pthread_cond_timedwait(&all->none, &all->mutex, &until) == 0)
        ;
    pthread_mutex_unlock(&all->mutex);
}

/* The library takes an answer before the body or behind it, but not within. */
static bool drain(struct exchanges *all, struct exchange *x, size_t n)
{
    if (x->body.n > 0) {
        atomic_fetch_sub_explicit(&all->body_bytes, x->body.n, memory_order_relaxed);
        buf_reset(&x->body);
    }
    x->drained_bytes += n;
    return x->drained_bytes / HTTP_DRAIN_TIMES <= all->config->body_bytes;
}

bool exchange_body(struct exchanges *all, struct exchange *x, const char *p, size_t n)
{
    size_t most = all->config->body_bytes, had = x->body.n;

    atomic_fetch_add_explicit(&all->counters.bytes_in, n, memory_order_relaxed);
    if (x->drained == 0 && n > most - had)
        x->drained = 413;
    if (x->drained == 0 && atomic_load_explicit(&all->body_bytes, memory_order_relaxed) > most * BODIES_MOST)
        x->drained = 503;
    if (x->drained != 0)
        return drain(all, x, n);
    buf_put(&x->body, p, n);
    if (!buf_ok(&x->body)) {
        atomic_fetch_sub_explicit(&all->body_bytes, had, memory_order_relaxed);
        return false;
    }
    atomic_fetch_add_explicit(&all->body_bytes, n, memory_order_relaxed);
    return true;
}

/* ---- the answer ---- */

struct str exchange_bytes(const struct exchange *x)
{
    return x->w.fixed.p != NULL ? x->w.fixed : buf_str(&x->w.body);
}

static void done(struct exchanges *all, struct exchange *x)
{
    size_t bytes = exchange_bytes(x).n;
    int64_t took_us = (http_now_ns() - x->at_ns) / 1000;

    if (x->w.head_only)
        bytes = 0;
    http_count(&all->counters, x->w.status, bytes, took_us);
    if (all->config->log != NULL)
        all->config->log(all->config->app, &x->r, x->w.status, bytes, took_us);
}

void exchange_refuse(struct exchanges *all, struct exchange *x, int status, const char *why)
{
    http_refuse(&x->w, status, why);
    atomic_fetch_add_explicit(&all->counters.refused, 1, memory_order_relaxed);
    done(all, x);
}

static bool read_form(const struct http_config *c, struct http_request *r, struct err *e)
{
    struct str boundary, type = http_header(r, "content-type");

    if (type.p == NULL || r->oversized)
        return true;
    if (!http_media_type(type, r->arena, &r->type, e))
        return false;
    if (str_is(r->type, "application/x-www-form-urlencoded"))
        return http_parse_form(r->body, c, r->arena, &r->form, &r->form_count, e);
    if (!str_is(r->type, "multipart/form-data"))
        return true;
    return http_parameter(type, "boundary", r->arena, &boundary, e) &&
           http_parse_multipart(r->body, boundary, c, r->arena, &r->form, &r->form_count, e);
}

/* All Cookie headers; browsers send one. */
static bool read_cookies(struct http_request *r, struct err *e)
{
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_ci(r->header[i].name, STR("cookie")))
            return http_parse_cookies(r->header[i].value, r->arena, &r->cookie, &r->cookie_count, e);
    return true;
}

static int status_of(const struct err *e, int of_limit)
{
    return e->kind == ERR_LIMIT ? of_limit : e->kind == ERR_MEMORY ? 503 : 400;
}

void exchange_answer(struct exchanges *all, struct exchange *x)
{
    struct http_request *r = &x->r;
    struct err e = {0};
    int refused = 0;

    r->body = buf_str(&x->body);
    if (!http_parse_target(r->target, r->arena, &r->path, &r->query, &r->query_count, &e))
        refused = status_of(&e, 414);
    else if (!read_cookies(r, &e))
        refused = status_of(&e, 413);
    else if (!read_form(all->config, r, &e) && (refused = status_of(&e, 413)) == 413 && all->config->oversized) {
        refused = 0; /* a field that is too large, or too many of them */
        r->oversized = true;
        r->body = (struct str){NULL, 0};
        r->form_count = 0;
    }
    if (refused != 0) {
        exchange_refuse(all, x, refused, e.text);
        return;
    }
    r->settles = all->config->settle != NULL;
    all->config->handler(all->config->app, r, &x->w);
    x->w.head_only = r->method == HTTP_HEAD;
    x->handled = true;
}

void exchange_settle(struct exchanges *all, struct exchange *const *list, size_t n, struct http_worker *own)
{
    struct http_answer *answer[HTTP_TOGETHER];
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        if (list[i]->handled)
            answer[count++] = &list[i]->w;
    if (count > 0 && all->config->settle != NULL)
        all->config->settle(all->config->app, answer, count);
    for (size_t i = 0; i < n; i++) {
        if (list[i]->handled) {
            http_finish(&list[i]->r, &list[i]->w, all->cache, own);
            done(all, list[i]);
        }
    }
}
