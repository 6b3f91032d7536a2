/*
 * server.c: the only file that knows libmicrohttpd.
 *
 * The library is lax with what it reads. Its texts stand where they came in, though, with marks turned to NUL, so their
 * addresses tell what stood between them: exactly one space, one CR LF, and nothing that was swallowed. A head for
 * which the sum does not come out is refused and its connection closed (see head_is_exact).
 */
#include "http/exchange.h"
#include "http/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    TCP_CLOSE_WAIT = 8,     /* of linux/tcp.h's tcpi_state, which has no names */
    POOL_LEAST = 32 * 1024, /* the library's memory for each connection */
    SEND_TIMES = 10,        /* so many times body_seconds for the one who reads the answer */
};

/* What a connection is doing; the sweeper cuts it off by PEER_CUT. */
enum peer_phase { PEER_IDLE, PEER_HEAD, PEER_BODY, PEER_RUNS, PEER_SENDS, PEER_CUT };

struct peer {
    struct peer *next, *before;
    struct http_server *server;
    int fd;
    bool trusted, is_unix;
    _Atomic int phase;
    _Atomic int64_t since_ns; /* of the phase */
    atomic_bool fresh;        /* idle again: the sweeper looks anew how many bytes have come */
    uint64_t bytes;           /* of the sweeper: how many had come when it became idle */
    int64_t head_ns;          /* of the sweeper: when it first saw more; 0: not yet */
    char address[64];
};

struct http_server {
    struct http_config config;
    struct exchanges all;
    struct http_listener listener;
    struct http_tls *tls;
    struct http_pool *pool;
    struct MHD_Daemon *daemon;
    pthread_mutex_t peers_mutex;
    pthread_cond_t peers_wake;
    struct peer *peers;
    pthread_t sweeper;
    bool sweeps, sweep_ends;
    atomic_bool stopping;
};

void http_defaults(struct http_config *c)
{
    *c = (struct http_config){.listen = "127.0.0.1:8000",
                              .workers = 4,
                              .queue = 256,
                              .events = 1,
                              .connections = 4096,
                              .head_bytes = 16 * 1024,
                              .body_bytes = HTTP_BODY_BYTES,
                              .fields = HTTP_FIELDS,
                              .field_bytes = HTTP_FIELD_BYTES,
                              .arena_bytes = 32 * 1024 * 1024,
                              .idle_seconds = 60,
                              .head_seconds = 10,
                              .body_seconds = 30};
}

/* ---- peers ---- */

static struct peer *peer_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info == NULL ? NULL : info->socket_context;
}

/* From one phase to the next; false when the sweeper has cut it. */
static bool enter(struct peer *p, enum peer_phase phase)
{
    int old = atomic_load(&p->phase);

    while (old != PEER_CUT) {
        if (atomic_compare_exchange_weak(&p->phase, &old, phase)) {
            atomic_store(&p->since_ns, http_now_ns());
            return true;
        }
    }
    return false;
}

static void peer_comes(struct http_server *s, struct MHD_Connection *c, void **context)
{
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *at = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct peer *p = calloc(1, sizeof *p);

    if (p == NULL)
        return; /* its requests find none and are not served */
    p->server = s;
    p->fd = fd->connect_fd;
    p->is_unix = s->listener.is_unix;
    http_address(p->is_unix ? NULL : at->client_addr, p->address);
    p->trusted = s->config.proxy != NULL && strcmp(s->config.proxy, p->address) == 0;
    atomic_store(&p->since_ns, http_now_ns());
    pthread_mutex_lock(&s->peers_mutex);
    if ((p->next = s->peers) != NULL)
        p->next->before = p;
    s->peers = p;
    pthread_mutex_unlock(&s->peers_mutex);
    atomic_fetch_add_explicit(&s->all.counters.connections, 1, memory_order_relaxed);
    *context = p;
}

static void peer_goes(struct http_server *s, struct peer *p)
{
    pthread_mutex_lock(&s->peers_mutex);
    if (p->next != NULL)
        p->next->before = p->before;
    if (p->before != NULL)
        p->before->next = p->next;
    else
        s->peers = p->next;
    pthread_mutex_unlock(&s->peers_mutex);
    atomic_fetch_sub_explicit(&s->all.counters.connections, 1, memory_order_relaxed);
    free(p);
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        peer_comes(cls, c, context);
    else if (*context != NULL)
        peer_goes(cls, *context);
}

/* ---- slow ones ---- */

static bool look(int fd, struct tcp_info *out)
{
    socklen_t n = sizeof *out;

    memset(out, 0, sizeof *out);
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, out, &n) == 0;
}

/* Has the head of the next request been on its way too long? The library says nothing before its first line is whole.
 */
static bool head_is_late(struct peer *p, uint64_t bytes, int64_t now, int64_t limit_ns)
{
    if (atomic_exchange(&p->fresh, false)) {
        p->bytes = bytes;
        p->head_ns = 0;
    }
    if (bytes == p->bytes)
        return false;
    if (p->head_ns == 0)
        p->head_ns = now;
    return now - p->head_ns > limit_ns;
}

static void cut(struct http_server *s, struct peer *p, int phase, bool tell)
{
    static const char late[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    if (!atomic_compare_exchange_strong(&p->phase, &phase, PEER_CUT))
        return;
    if (tell && s->tls == NULL)
        (void)send(p->fd, late, sizeof late - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(p->fd, SHUT_RDWR); /* the library sees the end and closes it */
    atomic_fetch_add_explicit(&s->all.counters.cut, 1, memory_order_relaxed);
}

static void sweep_one(struct http_server *s, struct peer *p, int64_t now)
{
    const int64_t second = 1000000000, head_ns = s->config.head_seconds * second;
    const int64_t body_ns = s->config.body_seconds * second;
    int phase = atomic_load(&p->phase);
    int64_t age = now - atomic_load(&p->since_ns);
    bool reads = phase == PEER_IDLE || phase == PEER_HEAD || phase == PEER_BODY, knows;
    struct tcp_info tcp;

    knows = reads && !p->is_unix && look(p->fd, &tcp);
    /* The other side went away within a request; the library does not see an end that comes together with bytes. */
    if (knows && tcp.tcpi_state == TCP_CLOSE_WAIT)
        cut(s, p, phase, false);
    else if ((phase == PEER_IDLE && knows && head_is_late(p, tcp.tcpi_bytes_received, now, head_ns)) ||
             (phase == PEER_HEAD && age > head_ns) || (phase == PEER_BODY && age > body_ns))
        cut(s, p, phase, true);
    else if (phase == PEER_SENDS && age > body_ns * SEND_TIMES)
        cut(s, p, phase, false);
}

static void sweep(struct http_server *s)
{
    int64_t now = http_now_ns();

    for (struct peer *p = s->peers; p != NULL; p = p->next)
        sweep_one(s, p, now);
}

static void *sweep_on(void *arg)
{
    struct http_server *s = arg;
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    pthread_mutex_lock(&s->peers_mutex);
    while (!s->sweep_ends) {
        until.tv_sec++;
        while (!s->sweep_ends && pthread_cond_timedwait(&s->peers_wake, &s->peers_mutex, &until) == 0)
            ;
        if (!s->sweep_ends)
            sweep(s);
    }
    pthread_mutex_unlock(&s->peers_mutex);
    return NULL;
}

/* ---- from the first line to the end of the head ---- */

/* The percents are decoded by http_parse_target. */
static size_t leave_escaped(void *cls, struct MHD_Connection *c, char *text)
{
    (void)cls;
    (void)c;
    return strlen(text);
}

/* The first line is there. What stands after the question mark is copied and taken away from the library, which would
 * cut it into fields of its own. */
static void *on_line(void *cls, const char *uri, struct MHD_Connection *c)
{
    struct http_server *s = cls;
    struct peer *p = peer_of(c);
    struct exchange *x = p == NULL || uri == NULL ? NULL : exchange_take(&s->all);
    char *mark;

    if (x == NULL)
        return NULL;
    x->server = s;
    x->peer = p;
    x->mhd = c;
    x->at_ns = http_now_ns();
    x->uri = uri;
    (void)enter(p, PEER_HEAD);
    if (!arena_str(&x->arena, str_of(uri), &x->r.target))
        x->r.target = (struct str){NULL, 0};
    if ((mark = strchr(uri, '?')) != NULL) /* constant only by its declaration: it points into the library's buffer */
        mark[1] = '\0';
    return x;
}

/* While headers are taken: where the next must start. */
struct taking {
    struct exchange *x;
    const char *at;
    bool exact, full;
};

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n,
                                   const char *value, size_t value_n)
{
    struct taking *t = cls;
    struct exchange *x = t->x;

    (void)kind;
    t->exact = t->exact && name == t->at && (uintptr_t)value > (uintptr_t)name + name_n;
    t->at = value + value_n + 2;
    t->full = x->header_count == HTTP_REQUEST_HEADERS_MOST;
    if (t->full)
        return MHD_NO;
    x->header[x->header_count++] = (struct http_pair){{name, name_n}, {value, value_n}};
    return MHD_YES;
}

/*
 * Takes the headers. exact: method SP target SP version CR LF, then lines of name ":" value CR LF, then CR LF: no
 * second space, no bare LF, no line folded into the one before, no NUL, for each of these moves what follows or makes a
 * text seem shorter than it was.
 */
static bool head_is_exact(struct exchange *x, const char *method, const char *version, bool *full, size_t *bytes)
{
    const union MHD_ConnectionInfo *size = MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    struct taking t = {.x = x, .at = version + strlen(version) + 2};

    t.exact = size != NULL && x->uri == method + strlen(method) + 1 && version == x->uri + x->r.target.n + 1 &&
              strchr(x->r.target.p, ' ') == NULL;
    MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, take_header, &t);
    *full = t.full;
    *bytes = size == NULL ? 0 : size->header_size;
    return t.exact && (uintptr_t)t.at + 2 - (uintptr_t)method == *bytes;
}

static int check_head(struct exchange *x, const char *method, const char *version, const char **why)
{
    const struct http_config *c = &x->server->config;
    bool full, exact;
    size_t bytes;
    int status;

    if (x->r.target.p == NULL)
        return 503;
    exact = head_is_exact(x, method, version, &full, &bytes);
    x->r.header = x->header;
    x->r.header_count = x->header_count;
    if (x->r.target.n > c->head_bytes / 2)
        return 414;
    if (full || bytes > c->head_bytes)
        return 431;
    if (!exact) {
        *why = "its lines are not as HTTP/1.1 wants them";
        return 400;
    }
    if ((status = http_head_check(method, version, x->header, x->header_count, &x->head, why)) != 0)
        return status;
    if (x->head.length > c->body_bytes && (x->head.expects || x->head.length / HTTP_DRAIN_TIMES > c->body_bytes))
        return 413;
    x->drained = x->head.length > c->body_bytes ? 413 : 0;
    return 0;
}

static void know_peer(struct exchange *x)
{
    struct http_request *r = &x->r;
    struct str from = {NULL, 0};

    r->secure = x->server->tls != NULL;
    if (x->peer->trusted) {
        r->secure = r->secure || str_eq_ci(http_header(r, "x-forwarded-proto"), STR("https"));
        from = http_forwarded(r);
    }
    r->from = from.p != NULL ? from : str_of(x->peer->address);
}

/* ---- answers ---- */

/* The library's form of the answer; NULL when there is no memory. The bytes stay with the exchange, which outlives it.
 */
static struct MHD_Response *make_response(struct exchange *x)
{
    union {
        const char *from;
        void *to;
    } bytes = {exchange_bytes(x).p};
    struct MHD_Response *out = MHD_create_response_from_buffer(exchange_bytes(x).n, bytes.to, MHD_RESPMEM_PERSISTENT);
    bool ok = out != NULL;

    if (ok && x->w.type != NULL && x->w.status != 304)
        ok = MHD_add_response_header(out, "Content-Type", x->w.type) == MHD_YES;
    for (size_t i = 0; ok && i < x->w.header_count; i++) {
        const struct http_pair *h = &x->w.header[i];
        const char *value = arena_copy(&x->arena, h->value.p, h->value.n);
        /* The library does not take an empty value; one that is empty says nothing. */
        ok = h->value.n == 0 || (value != NULL && MHD_add_response_header(out, h->name.p, value) == MHD_YES);
    }
    if (ok && (x->close || atomic_load_explicit(&x->server->stopping, memory_order_relaxed)))
        ok = MHD_add_response_header(out, "Connection", "close") == MHD_YES;
    if (!ok && out != NULL) {
        MHD_destroy_response(out);
        out = NULL;
    }
    return out;
}

/* Sends what is ready; MHD_NO closes the connection. */
static enum MHD_Result send_answer(struct exchange *x)
{
    enum MHD_Result rc = MHD_NO;

    if (x->response == NULL)
        return MHD_NO;
    if (enter(x->peer, PEER_SENDS))
        rc = MHD_queue_response(x->mhd, (unsigned)x->w.status, x->response);
    MHD_destroy_response(x->response);
    x->response = NULL;
    return rc;
}

/* Answers here and now, from the event thread. */
static enum MHD_Result refuse(struct exchange *x, int status, const char *why)
{
    exchange_refuse(&x->server->all, x, status, why);
    x->response = make_response(x);
    return send_answer(x);
}

static void go_out(struct exchange *x)
{
    x->response = make_response(x);
    MHD_resume_connection(x->mhd); /* and x is the event thread's */
}

/* From a worker, or without one when the server stops. */
static void run(void *job, bool late)
{
    struct exchange *x = job;

    if (!late) {
        exchange_answer(&x->server->all, x);
        return;
    }
    x->close = true;
    exchange_refuse(&x->server->all, x, 503, NULL);
    go_out(x);
}

static void end(void *const *jobs, size_t n, struct http_worker *own)
{
    struct exchange *list[HTTP_TOGETHER] = {NULL};

    for (size_t i = 0; i < n; i++)
        list[i] = jobs[i];
    if (n > 0)
        exchange_settle(&list[0]->server->all, list, n, own);
    for (size_t i = 0; i < n; i++)
        go_out(list[i]);
}

/* ---- the library calls ---- */

static enum MHD_Result begin(struct exchange *x, const char *method, const char *version)
{
    const char *why = NULL;
    int status = check_head(x, method, version, &why);

    x->begun = true;
    x->at_ns = x->r.at_ns = http_now_ns();
    x->r.method = x->head.method;
    x->w.head_only = x->head.method == HTTP_HEAD;
    know_peer(x);
    if (status == 0 && atomic_load_explicit(&x->server->stopping, memory_order_relaxed))
        status = 503;
    if (status != 0) {
        x->close = true;
        return refuse(x, status, why);
    }
    x->close = x->head.chunked;
    if (x->head.has_body && !enter(x->peer, PEER_BODY))
        return MHD_NO;
    return MHD_YES;
}

static enum MHD_Result more_body(struct exchange *x, const char *p, size_t *n)
{
    bool ok = exchange_body(&x->server->all, x, p, *n);

    *n = 0;
    return ok ? MHD_YES : MHD_NO;
}

static enum MHD_Result whole(struct exchange *x)
{
    struct http_pool *pool = x->server->pool;

    x->r.oversized = x->drained == 413 && x->server->config.oversized;
    if (x->drained != 0 && !x->r.oversized)
        return refuse(x, x->drained, NULL);
    if (!http_pool_reserve(pool)) {
        atomic_fetch_add_explicit(&x->server->all.counters.refused_full, 1, memory_order_relaxed);
        return refuse(x, 503, NULL);
    }
    if (!enter(x->peer, PEER_RUNS)) {
        x->close = true;
        http_pool_unreserve(pool);
        return MHD_NO;
    }
    MHD_suspend_connection(x->mhd);
    http_pool_put(pool, x);
    return MHD_YES;
}

/* Called when the head is there, for each piece of the body, when all is there, and when the answer is ready. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_n, void **context)
{
    struct exchange *x = *context;

    (void)cls;
    (void)c;
    (void)url;
    if (x == NULL)
        return MHD_NO;
    if (!x->begun)
        return begin(x, method, version);
    if (*upload_n > 0)
        return more_body(x, upload, upload_n);
    if (x->w.status != 0)
        return send_answer(x);
    return whole(x);
}

static void on_end(void *cls, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
    struct http_server *s = cls;
    struct exchange *x = *context;

    (void)c;
    (void)why;
    if (x == NULL)
        return;
    *context = NULL;
    atomic_store(&x->peer->fresh, true);
    (void)enter(x->peer, PEER_IDLE);
    if (x->response != NULL)
        MHD_destroy_response(x->response);
    exchange_release(&s->all, x);
}

static int on_handshake(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                        const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
                        unsigned *count, gnutls_privkey_t *key)
{
    struct peer *p = peer_of(gnutls_session_get_ptr(session));

    (void)authorities;
    (void)authority_count;
    (void)algorithms;
    (void)algorithm_count;
    if (p == NULL)
        return -1;
    http_tls_pick(p->server->tls, chain, count, key);
    return 0;
}

/* ---- start and stop ---- */

static bool check_config(const struct http_config *c, struct err *e)
{
    if (c->handler == NULL || c->workers == 0 || c->queue == 0 || c->events == 0 || c->connections == 0 ||
        c->head_bytes < 1024 || c->idle_seconds == 0 || c->head_seconds == 0 || c->body_seconds == 0)
        return err_set(e, ERR_INVALID, "http", "a limit of the server is 0; begin with http_defaults");
    if ((c->certificate == NULL) != (c->key == NULL))
        return err_set(e, ERR_INVALID, "certificate", "a certificate and its key go together; give both");
    if (c->proxy != NULL && strcmp(c->proxy, "unix") != 0 && !http_is_address(c->proxy))
        return err_set(e, ERR_INVALID, "proxy", "%s is no address; write the proxy's address, such as 127.0.0.1",
                       c->proxy);
    return true;
}

static bool start_daemon(struct http_server *s, struct err *e)
{
    const struct http_config *c = &s->config;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (s->tls != NULL ? MHD_USE_TLS : 0);
    size_t memory = c->head_bytes * 2 > POOL_LEAST ? c->head_bytes * 2 : POOL_LEAST;
    struct MHD_OptionItem more[4] = {{MHD_OPTION_END, 0, NULL}};
    size_t n = 0;
    union { /* as the options of the library want them */
        const char *text;
        gnutls_certificate_retrieve_function2 *call;
        void *value;
    } priorities = {.text = HTTP_TLS_PRIORITIES}, handshake = {.call = on_handshake};
    /* When it cannot start, the library closes its socket, or does not. So it gets one of its own. */
    int fd = fcntl(s->listener.fd, F_DUPFD_CLOEXEC, 0);

    if (c->events > 1)
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)c->events, NULL};
    if (s->tls != NULL) {
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, priorities.value};
        more[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_CERT_CALLBACK, 0, handshake.value};
    }
    more[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, fd,
                                 MHD_OPTION_NOTIFY_COMPLETED, on_end, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
                                 MHD_OPTION_URI_LOG_CALLBACK, on_line, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped,
                                 s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_CONNECTION_LIMIT,
                                 (unsigned)c->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)c->per_address,
                                 MHD_OPTION_CONNECTION_TIMEOUT, c->idle_seconds, MHD_OPTION_STRICT_FOR_CLIENT, 0,
                                 MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY, more, MHD_OPTION_END);
    if (s->daemon == NULL)
        return err_set(e, ERR_IO, "http", "the server cannot start: %s", strerror(errno));
    close(s->listener.fd);
    s->listener.fd = fd;
    return true;
}

static bool start(struct http_server *s, struct err *e)
{
    const struct http_config *c = &s->config;
    pthread_condattr_t attr;

    pthread_mutex_init(&s->peers_mutex, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&s->peers_wake, &attr);
    pthread_condattr_destroy(&attr);
    if (!exchanges_init(&s->all, c, e))
        return false;
    if (c->certificate != NULL && !http_tls_load(c->certificate, c->key, &s->tls, e))
        return false;
    if (!http_listen(c->listen, &s->listener, e))
        return false;
    if (!s->listener.is_loopback && s->tls == NULL && c->proxy == NULL)
        return err_set(e, ERR_REFUSED, "listen",
                       "%s can be reached from outside and would not be encrypted; give a certificate and key, or name "
                       "the proxy that has them",
                       c->listen);
    if (!http_pool_start(c->workers, c->queue, run, end, &s->pool, e) || !start_daemon(s, e))
        return false;
    s->sweeps = pthread_create(&s->sweeper, NULL, sweep_on, s) == 0;
    return s->sweeps || err_set(e, ERR_IO, "http", "the system gives no more threads");
}

bool http_start(const struct http_config *c, struct http_server **out, struct err *e)
{
    struct http_server *s;
    sigset_t all, before;
    bool ok;

    *out = NULL;
    if (!check_config(c, e))
        return false;
    if ((s = calloc(1, sizeof *s)) == NULL)
        return err_no_memory(e);
    s->config = *c;
    s->listener.fd = -1;
    sigfillset(&all); /* signals are for the main thread; a broken pipe is seen as an error */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    ok = start(s, e);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (ok)
        *out = s;
    else
        http_stop(s, 0);
    return ok;
}

int http_port(const struct http_server *s)
{
    return s->listener.port;
}

void http_stop(struct http_server *s, unsigned seconds)
{
    if (s == NULL)
        return;
    atomic_store(&s->stopping, true);
    if (s->daemon != NULL) {
        if (s->config.events == 1) { /* with several, libmicrohttpd 0.9.75 may take its socket away twice and abort */
            MHD_quiesce_daemon(s->daemon);
        }
        exchanges_wait(&s->all, seconds);
    }
    http_pool_stop(s->pool);
    if (s->daemon != NULL)
        MHD_stop_daemon(s->daemon);
    if (s->sweeps) {
        pthread_mutex_lock(&s->peers_mutex);
        s->sweep_ends = true;
        pthread_cond_signal(&s->peers_wake);
        pthread_mutex_unlock(&s->peers_mutex);
        pthread_join(s->sweeper, NULL);
    }
    http_pool_free(s->pool);
    http_unlisten(&s->listener);
    http_tls_free(s->tls);
    exchanges_free(&s->all);
    pthread_cond_destroy(&s->peers_wake);
    pthread_mutex_destroy(&s->peers_mutex);
    free(s);
}

bool http_reload(struct http_server *s, struct err *e)
{
    return s->tls == NULL || http_tls_reload(s->tls, e);
}

void http_metrics(struct http_server *s, struct buf *out)
{
    http_put_counters(&s->all.counters, http_pool_waiting(s->pool), out);
}
