/*
 * exchange.h: one request and its answer, on their way through the threads; everything about them that needs no
 * library. Layer: http, private.
 *
 * An exchange belongs to one thread at a time: the event thread of its connection until it is queued, then a worker,
 * and from its resumption on the event thread again.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/parts.h"

#include <pthread.h>

enum {
    HTTP_REQUEST_HEADERS_MOST = 100,
    HTTP_DRAIN_TIMES = 8 /* a body of up to so many times the limit is read and thrown away, so that 413 can be seen */
};

struct http_server;
struct peer;

struct exchange {
    struct exchange *next; /* in the list of free ones */
    struct http_server *server;
    struct peer *peer;
    struct http_request r;
    struct http_answer w;
    struct http_head head;
    struct arena arena;
    struct buf body;
    struct http_pair header[HTTP_REQUEST_HEADERS_MOST];
    const char *uri; /* where the library has it; only compared */
    bool begun, close;
    bool handled; /* by the handler: its answer is settled and finished */
    int drained;  /* status that waits for the end of a body which is thrown away; 0: it is kept */
    size_t drained_bytes;
    int64_t at_ns;
    size_t header_count;
    char id[17];
    void *mhd, *response; /* of the library */
};

/* What all exchanges of a server share. */
struct exchanges {
    const struct http_config *config;
    struct http_counters counters;
    struct http_cache *cache;
    pthread_mutex_t mutex;
    pthread_cond_t none; /* the last live one was given back */
    struct exchange *free;
    size_t free_count, live;
    atomic_size_t body_bytes; /* in memory, of all */
    atomic_ulong ids;
    uint64_t id_seed;
};

bool exchanges_init(struct exchanges *all, const struct http_config *c, struct err *e);
void exchanges_free(struct exchanges *all);
struct exchange *exchange_take(struct exchanges *all); /* NULL: no memory */
void exchange_release(struct exchanges *all, struct exchange *x);
/* exchanges_wait: until none is live, at most `seconds`. */
void exchanges_wait(struct exchanges *all, unsigned seconds);

/* exchange_body: more of the body. One that is too large (413), or for which there is no memory among the bodies of all
 * (503), is thrown away from there on; false when it does not end soon. */
bool exchange_body(struct exchanges *all, struct exchange *x, const char *p, size_t n);
/* exchange_answer: reads the form, calls the handler. Never fails: it is refused then. exchange_settle: makes the
 * answers ready to be sent, after what must be written first. */
void exchange_answer(struct exchanges *all, struct exchange *x);
void exchange_settle(struct exchanges *all, struct exchange *const *list, size_t n, struct http_worker *own);
/* exchange_refuse: an answer without the handler. */
void exchange_refuse(struct exchanges *all, struct exchange *x, int status, const char *why);
struct str exchange_bytes(const struct exchange *x); /* of the answer's body */

int64_t http_now_ns(void);

#endif
