/*
 * http_support.h: a small application on a server of http/, and clients that speak byte by byte.
 *
 *   /wait stands at a gate (wait_until_waiting, gate); /a and /next count themselves; /fixed, /big, /bad-header and
 *   /redirect answer so; every other path tells what the handler was given.
 *   config(); start(&c);  dial, say, put, hear (until the end), hear_one (with Content-Length), ask, check_status.
 *   A silence of 20 s fails the test.
 */
#ifndef TESTS_HTTP_SUPPORT_H
#define TESTS_HTTP_SUPPORT_H

#include "support.h"

#include "http/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

/* ---- the application ---- */

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int waiting; /* handlers of /wait that stand there */
    bool open;   /* they may go on */
    atomic_int a, next, logged, last_status;
    atomic_ulong last_bytes;
} app = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static const char fixed[] =
    "a { color: black } a { color: black } a { color: black } a { color: black } a { color: black }";

static inline void wait_for_gate(void)
{
    pthread_mutex_lock(&app.mutex);
    app.waiting++;
    pthread_cond_broadcast(&app.changed);
    while (!app.open)
        pthread_cond_wait(&app.changed, &app.mutex);
    app.waiting--;
    pthread_mutex_unlock(&app.mutex);
}

static inline void gate(bool open)
{
    pthread_mutex_lock(&app.mutex);
    app.open = open;
    pthread_cond_broadcast(&app.changed);
    pthread_mutex_unlock(&app.mutex);
}

static inline void wait_until_waiting(int n)
{
    pthread_mutex_lock(&app.mutex);
    while (app.waiting < n)
        pthread_cond_wait(&app.changed, &app.mutex);
    pthread_mutex_unlock(&app.mutex);
}

static inline void echo(const struct http_request *r, struct buf *b)
{
    buf_printf(b, "method %d\npath %.*s\nfrom %.*s\nsecure %d\nbody %zu\ntype %.*s\n", (int)r->method, (int)r->path.n,
               r->path.p, (int)r->from.n, r->from.p, r->secure, r->body.n, (int)r->type.n,
               r->type.p == NULL ? "" : r->type.p);
    buf_printf(b, "target %.*s\nid %zu\n", (int)r->target.n, r->target.p, r->id.n);
    for (size_t i = 0; i < r->query_count; i++)
        buf_printf(b, "query %s=%s\n", r->query[i].name.p, r->query[i].value.p);
    for (size_t i = 0; i < r->form_count; i++)
        buf_printf(b, "form %.*s=%.*s\n", (int)r->form[i].name.n, r->form[i].name.p, (int)r->form[i].value.n,
                   r->form[i].value.p);
    for (size_t i = 0; i < r->cookie_count; i++)
        buf_printf(b, "cookie %s=%s\n", r->cookie[i].name.p, r->cookie[i].value.p);
    for (size_t i = 0; i < r->header_count; i++)
        buf_printf(b, "header %.*s=%.*s\n", (int)r->header[i].name.n, r->header[i].name.p, (int)r->header[i].value.n,
                   r->header[i].value.p);
}

static inline void handler(void *arg, struct http_request *r, struct http_answer *w)
{
    (void)arg;
    w->type = "text/plain; charset=utf-8";
    if (r->oversized) {
        w->status = 413;
        buf_printf(&w->body, "too much for %.*s, %zu bytes and %zu fields", (int)r->path.n, r->path.p, r->body.n,
                   r->form_count);
        return;
    }
    if (str_is(r->path, "/a"))
        app.a++;
    if (str_is(r->path, "/next"))
        app.next++;
    if (str_is(r->path, "/wait"))
        wait_for_gate();
    if (str_is(r->path, "/fixed")) {
        w->fixed = STR(fixed);
    } else if (str_is(r->path, "/big")) {
        w->compress = true;
        buf_repeat(&w->body, 'x', 3000000);
    } else if (str_is(r->path, "/bad-header")) {
        buf_cstr(&w->body, "half a page");
        http_put_header(w, "X-Test", STR("a\r\nSet-Cookie: b"));
    } else if (str_is(r->path, "/redirect")) {
        w->status = 303;
        http_put_header(w, "Location", STR("/a"));
    } else {
        echo(r, &w->body);
    }
}

static inline void log_line(void *arg, const struct http_request *r, int status, size_t bytes, int64_t took_us)
{
    (void)arg;
    assert_true(r->id.n == 16 && took_us >= 0);
    app.last_status = status;
    app.last_bytes = bytes;
    app.logged++;
}

/* ---- a server and its clients ---- */

static inline struct http_config config(void)
{
    struct http_config c;

    http_defaults(&c);
    c.listen = "127.0.0.1:0";
    c.handler = handler;
    c.log = log_line;
    gate(false);
    return c;
}

static inline struct http_server *start(const struct http_config *c)
{
    struct http_server *s;
    struct err e = {0};

    CHECK(http_start(c, &s, &e), "%s: %s", e.where, e.text);
    return s;
}

static inline int dial(int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {20, 0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    CHECK(connect(fd, (struct sockaddr *)&at, sizeof at) == 0, "%s", strerror(errno));
    return fd;
}

/* false when the other side has closed it meanwhile */
static inline bool put(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

static inline bool say(int fd, const char *text)
{
    return put(fd, text, strlen(text));
}

/* All until the other side closes. A silence of 20 s fails the test. */
static inline struct buf hear(int fd, const char *where)
{
    struct buf b;
    char piece[65536];
    ssize_t n;

    buf_init(&b, 0);
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
        buf_put(&b, piece, (size_t)n);
    CHECK(n == 0 || errno != EAGAIN, "%s: no answer and no end", where);
    close(fd);
    if (b.p == NULL)
        buf_put(&b, "", 0);
    return b;
}

/* One answer with Content-Length; the connection stays. */
static inline struct buf hear_one(int fd)
{
    struct buf b;
    char c;

    buf_init(&b, 0);
    while (b.n < 4 || memcmp(b.p + b.n - 4, "\r\n\r\n", 4) != 0) {
        CHECK(recv(fd, &c, 1, 0) == 1, "ended after \"%s\"", b.p == NULL ? "" : b.p);
        buf_char(&b, c);
    }
    if (strstr(b.p, "Content-Length: ") != NULL)
        for (long n = atol(strstr(b.p, "Content-Length: ") + 16); n > 0; n--) {
            CHECK(recv(fd, &c, 1, 0) == 1, "ended within a body");
            buf_char(&b, c);
        }
    return b;
}

static inline int status_in(const struct buf *b)
{
    return b->n > 12 && strncmp(b->p, "HTTP/1.1 ", 9) == 0 ? atoi(b->p + 9) : 0;
}

static inline struct buf ask(int port, const char *request)
{
    int fd = dial(port);

    say(fd, request);
    return hear(fd, request);
}

static inline bool has(const struct buf *b, const char *text)
{
    return strstr(b->p, text) != NULL;
}

#define CHECK_HAS(b, text) CHECK(has(b, text), "no \"%s\" in \"%s\"", text, (b)->p)

static inline void check_status(int port, const char *request, int status)
{
    struct buf b = ask(port, request);

    CHECK(status_in(&b) == status, "%d for \"%.200s\": %s", status_in(&b), request, b.p);
    buf_free(&b);
}

#endif
