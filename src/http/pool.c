#include "http/parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define TOGETHER_NS 1000000 /* jobs are gathered for so long at most */

struct http_pool {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    void **ring; /* `room` places; `count` jobs from `first` on */
    size_t room, first, count, reserved;
    size_t idle; /* threads that wait and were not woken yet */
    bool stopping;
    http_job *run;
    http_jobs *end;
    size_t threads;
    pthread_t thread[];
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The next one; the lock is held. */
static void *take(struct http_pool *p)
{
    void *job = p->ring[p->first];
    p->first = (p->first + 1) % p->room;
    p->count--;
    return job;
}

static void *work(void *arg)
{
    struct http_pool *p = arg;
    struct http_worker own = {NULL};

    pthread_mutex_lock(&p->mutex);
    while (!p->stopping) {
        void *jobs[HTTP_TOGETHER];
        size_t n = 0;
        if (p->count == 0) {
            p->idle++;
            pthread_cond_wait(&p->wake, &p->mutex);
            continue;
        }
        int64_t until_ns = now_ns() + TOGETHER_NS;
        do {
            jobs[n] = take(p);
            pthread_mutex_unlock(&p->mutex);
            p->run(jobs[n++], false);
            pthread_mutex_lock(&p->mutex);
        } while (p->count > 0 && p->idle == 0 && n < HTTP_TOGETHER && now_ns() < until_ns);
        pthread_mutex_unlock(&p->mutex);
        p->end(jobs, n, &own);
        pthread_mutex_lock(&p->mutex);
    }
    pthread_mutex_unlock(&p->mutex);
    http_worker_free(&own);
    return NULL;
}

bool http_pool_start(size_t threads, size_t room, http_job *run, http_jobs *end, struct http_pool **out, struct err *e)
{
    struct http_pool *p = calloc(1, sizeof *p + threads * sizeof *p->thread);

    *out = NULL;
    if (p == NULL || (p->ring = calloc(room, sizeof *p->ring)) == NULL) {
        free(p);
        return err_no_memory(e);
    }
    p->room = room;
    p->run = run;
    p->end = end;
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->wake, NULL);
    while (p->threads < threads && pthread_create(&p->thread[p->threads], NULL, work, p) == 0)
        p->threads++;
    if (p->threads < threads) {
        http_pool_stop(p);
        http_pool_free(p);
        return err_set(e, ERR_IO, NULL, "the system gives no more threads; %zu are needed", threads);
    }
    *out = p;
    return true;
}

bool http_pool_reserve(struct http_pool *p)
{
    bool ok;

    pthread_mutex_lock(&p->mutex);
    ok = !p->stopping && p->count + p->reserved < p->room;
    if (ok)
        p->reserved++;
    pthread_mutex_unlock(&p->mutex);
    return ok;
}

void http_pool_unreserve(struct http_pool *p)
{
    pthread_mutex_lock(&p->mutex);
    p->reserved--;
    pthread_mutex_unlock(&p->mutex);
}

void http_pool_put(struct http_pool *p, void *job)
{
    bool wake = false, late;

    pthread_mutex_lock(&p->mutex);
    p->reserved--;
    late = p->stopping;
    if (!late) {
        p->ring[(p->first + p->count++) % p->room] = job;
        if ((wake = p->idle > 0))
            p->idle--;
    }
    pthread_mutex_unlock(&p->mutex);
    if (wake)
        pthread_cond_signal(&p->wake);
    if (late)
        p->run(job, true);
}

size_t http_pool_waiting(struct http_pool *p)
{
    size_t n;

    pthread_mutex_lock(&p->mutex);
    n = p->count;
    pthread_mutex_unlock(&p->mutex);
    return n;
}

void http_pool_stop(struct http_pool *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->mutex);
    p->stopping = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->mutex);
    for (size_t i = 0; i < p->threads; i++)
        pthread_join(p->thread[i], NULL);
    for (; p->count > 0; p->count--) {
        p->run(p->ring[p->first], true);
        p->first = (p->first + 1) % p->room;
    }
    p->threads = 0;
}

void http_pool_free(struct http_pool *p)
{
    if (p == NULL)
        return;
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->mutex);
    free(p->ring);
    free(p);
}
