#include "http/parts.h"

/* Upper edges of the histogram, in microseconds. */
static const int64_t edges[HTTP_TIMES] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
static const char *const edge_text[HTTP_TIMES] = {"0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025",
                                                  "0.05",   "0.1",   "0.25",   "1",     "5"};

static void add(atomic_ulong *to, unsigned long n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static unsigned long get(atomic_ulong *from)
{
    return atomic_load_explicit(from, memory_order_relaxed);
}

void http_count(struct http_counters *c, int status, size_t bytes, int64_t took_us)
{
    size_t at = 0;

    while (at < HTTP_TIMES && took_us > edges[at])
        at++;
    add(&c->answers[status >= 100 && status < 600 ? status / 100 : 0], 1);
    add(&c->took[at], 1);
    add(&c->took_us, took_us > 0 ? (unsigned long)took_us : 0);
    add(&c->bytes_out, bytes);
}

static void head(struct buf *b, const char *name, const char *type, const char *help)
{
    buf_printf(b, "# HELP goldthread_http_%s %s\n# TYPE goldthread_http_%s %s\n", name, help, name, type);
}

static void one(struct buf *b, const char *name, const char *type, const char *help, long value)
{
    head(b, name, type, help);
    buf_printf(b, "goldthread_http_%s %ld\n", name, value < 0 ? 0 : value);
}

void http_put_counters(struct http_counters *c, size_t waiting, struct buf *out)
{
    unsigned long sum = 0, us = get(&c->took_us);

    head(out, "requests_total", "counter", "Answers by class of status.");
    for (int i = 1; i < 6; i++)
        buf_printf(out, "goldthread_http_requests_total{class=\"%dxx\"} %lu\n", i, get(&c->answers[i]));
    head(out, "request_seconds", "histogram", "From the end of a request's head to its answer.");
    for (int i = 0; i < HTTP_TIMES; i++)
        buf_printf(out, "goldthread_http_request_seconds_bucket{le=\"%s\"} %lu\n", edge_text[i],
                   sum += get(&c->took[i]));
    sum += get(&c->took[HTTP_TIMES]);
    buf_printf(out, "goldthread_http_request_seconds_bucket{le=\"+Inf\"} %lu\n", sum);
    buf_printf(out, "goldthread_http_request_seconds_sum %lu.%06lu\n", us / 1000000, us % 1000000);
    buf_printf(out, "goldthread_http_request_seconds_count %lu\n", sum);
    one(out, "in_flight", "gauge", "Requests between their first line and the end of their answer.",
        atomic_load_explicit(&c->in_flight, memory_order_relaxed));
    one(out, "queue", "gauge", "Requests that wait for a thread.", (long)waiting);
    one(out, "connections", "gauge", "Connections that stand.",
        atomic_load_explicit(&c->connections, memory_order_relaxed));
    one(out, "queue_full_total", "counter", "Requests answered 503 because the queue was full.",
        (long)get(&c->refused_full));
    one(out, "refused_total", "counter", "Requests that did not reach a handler because of their form.",
        (long)get(&c->refused));
    one(out, "cut_total", "counter", "Connections closed because the other side was too slow.", (long)get(&c->cut));
    one(out, "received_bytes_total", "counter", "Bytes of bodies that came in.", (long)get(&c->bytes_in));
    one(out, "sent_bytes_total", "counter", "Bytes of bodies that went out.", (long)get(&c->bytes_out));
}
