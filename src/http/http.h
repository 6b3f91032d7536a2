/*
 * http.h: HTTP/1.1 and TLS: a request comes in whole and decoded, an answer goes out whole.
 * Layer: http; knows base/ only and no word of the domain. Not here: routes, sessions, pages (web/), FHIR (api/).
 *
 * The library (libmicrohttpd) is used in server.c alone. Its event threads read and write and never run a handler: a
 * request that is complete is suspended, put into a bounded queue, taken by a worker thread, and resumed when the
 * answer is ready. A full queue answers 503 with Retry-After at once.
 *
 * What reaches a handler is clean: method known, path and every name and value decoded, valid UTF-8 without NUL and
 * without control characters other than tab and LF; path without "//", "." and ".." segments; one Host; one
 * Content-Length or chunks, never both; sizes within struct http_config. Everything else is answered here: 400, 408,
 * 411, 413, 414, 415, 417, 431, 501, 505; where the sender could not be understood the connection is closed, so that
 * nothing that follows can be taken for a request. A request in chunks is answered and its connection closed, too.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/arena.h"

#include <stdint.h>

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_METHOD_COUNT };

struct http_pair {
    struct str name, value;
};

/* One field of a form; of a multipart one perhaps a file. */
struct http_field {
    struct str name, value;     /* value: text (LF line ends), or the file's bytes as they are */
    struct str file_name, type; /* absent when it is no file; file_name without folders, "" when none was chosen */
};

/* Lives in its own arena until the answer has left. */
struct http_request {
    enum http_method method;
    struct str target; /* path and query as sent, for the way back to it */
    struct str path;   /* decoded */
    struct http_pair *query;
    size_t query_count;
    struct http_field *form; /* urlencoded or multipart; none for another content type */
    size_t form_count;
    struct http_pair *header; /* as sent, in order; values without white space around them */
    size_t header_count;
    struct http_pair *cookie;
    size_t cookie_count;
    struct str type, body; /* content type without parameters, lower case; bytes (also of a form) */
    struct str from;       /* address of the peer ("unix" for a Unix socket), or of the client behind a trusted proxy */
    struct str id;         /* of this request, for logs and error pages: 16 letters and digits, from no one's data */
    bool settles;          /* its answer is handed to http_config.settle before it leaves */
    bool secure;           /* TLS here or at a trusted proxy */
    bool oversized;      /* its body, or one of its fields, was larger than may be, or there were too many; neither body
                            nor form are here: only with http_config.oversized */
    int64_t at_ns;       /* monotonic clock, when its head was complete */
    struct arena *arena; /* for the handler too */
    void *connection;    /* of the server; NULL in a test that makes a request by hand */
};

/* http_header, http_cookie, http_query, http_form: the first of that name; absent when there is none. Header names
 * without case. */
struct str http_header(const struct http_request *r, const char *name);
struct str http_cookie(const struct http_request *r, const char *name);
struct str http_query(const struct http_request *r, const char *name);
struct str http_form(const struct http_request *r, const char *name);

#define HTTP_HEADERS_MAX 24

struct http_answer {
    int status;       /* 200 when the handler sets none */
    const char *type; /* "text/html; charset=utf-8"; must outlive the answer */
    struct buf body;  /* freed by the server; empty at first; one that failed makes the answer 500 */
    struct str fixed; /* instead of body: bytes that live as long as the server; they get an ETag */
    struct http_pair header[HTTP_HEADERS_MAX];
    size_t header_count;
    void *left;    /* of the handler, for http_config.settle; NULL: nothing */
    bool compress; /* may go out gzipped when it is asked for; never for bytes that mix secrets with what was sent */
    bool
        head_only; /* set before the handler is called: HEAD; it answers as to GET, the body is measured and not sent */
};
/* http_put_header: name and value live in the arena or longer; a line break in a value is a defect: nothing is added
 * and the answer becomes 500. */
void http_put_header(struct http_answer *w, const char *name, struct str value);

typedef void http_handler(void *app, struct http_request *r, struct http_answer *w);

/* What http_defaults sets. */
#define HTTP_BODY_BYTES ((size_t)2 << 20)  /* of a whole body */
#define HTTP_FIELD_BYTES ((size_t)1 << 20) /* of a field that is no file */
#define HTTP_FIELDS 4000                   /* of a form */

struct http_config {
    const char *listen; /* "127.0.0.1:8000", "[::1]:8000", "unix:/run/goldthread.sock"; port 0: one that is free */
    const char *certificate, *key; /* PEM files: TLS (1.2, 1.3); NULL: none */
    const char *proxy;             /* address from which X-Forwarded-For and -Proto are believed; "unix": whoever
                                      connects to the Unix socket; NULL: none */
    size_t workers, queue, events; /* threads for handlers, requests that may wait for one, threads for the network: 4,
                                      256, 1 */
    size_t connections, per_address;                   /* 4096; 0: no limit of its own */
    size_t head_bytes, body_bytes;                     /* 16 KiB; 2 MiB */
    size_t fields, field_bytes;                        /* of a form: 4000; 1 MiB (a file may take the whole body) */
    size_t arena_bytes;                                /* of a request: 32 MiB */
    unsigned idle_seconds, head_seconds, body_seconds; /* 60; 10; 30: slow senders are cut off */
    http_handler *handler;
    bool oversized; /* a request whose body was too large, or a form with a field too large or too many of them, reaches
                       the handler too, without body and form, so that its 413 can lead somewhere; false: it is
                       answered with a plain line */
    /* called with answers that are ready, some together when many wait, before any of them leaves: for what must be
     * written first. It may change them. NULL: nothing must. */
    void (*settle)(void *app, struct http_answer *const *list, size_t n);
    void *app;
    /* when an answer is made, from the worker or the event thread: for the access log; it must not wait, and writes no
     * path, no query, no body. What is not understood as a request at all is only counted. */
    void (*log)(void *app, const struct http_request *r, int status, size_t bytes, int64_t took_us);
};
void http_defaults(struct http_config *c);

struct http_server;

/*
 * http_start: listens and serves.
 * ERR_REFUSED  plain HTTP on an address that is not loopback and no proxy was named: says how to mend it
 * ERR_INVALID  an address, certificate or key that cannot be used;  ERR_CONFLICT the address is taken;  ERR_IO
 */
bool http_start(const struct http_config *c, struct http_server **out, struct err *e);
int http_port(const struct http_server *s); /* the port it got; 0 for a Unix socket */

/* http_stop: takes no new request (503), finishes those that run or wait within `seconds`, closes. A handler that runs
 * longer is waited for: it uses what the caller frees next. NULL is harmless.
 * http_reload: certificate and key are read again; connections that stand keep theirs. ERR_INVALID: the old ones stay.
 */
void http_stop(struct http_server *s, unsigned seconds);
bool http_reload(struct http_server *s, struct err *e);

/* http_metrics: counters of the server in the Prometheus text format: requests by status class, in flight, queue,
 * refused, connections, bytes, a histogram of seconds. */
void http_metrics(struct http_server *s, struct buf *out);

/* ---- pure parts, for the server and its fuzz targets; texts live in the arena ---- */

/* http_parse_form: application/x-www-form-urlencoded; http_parse_multipart: multipart/form-data with that boundary.
 * In a text every line end becomes LF and every control character other than tab and LF one blank (what word processors
 * leave in a text must not lose it). A file's bytes stay in `body`.
 * ERR_INVALID (e->where the field's number) wrong percent, NUL, wrong UTF-8 in a name or text, a control character in a
 * name; ERR_LIMIT; ERR_MEMORY. */
bool http_parse_form(struct str body, const struct http_config *limits, struct arena *a, struct http_field **out,
                     size_t *count, struct err *e);
bool http_parse_multipart(struct str body, struct str boundary, const struct http_config *limits, struct arena *a,
                          struct http_field **out, size_t *count, struct err *e);
/* http_parse_target: path and query; values as those of a form. A path with an encoded slash, a control character, an
 * empty segment or a dot segment is ERR_INVALID.
 * http_parse_cookies: of one Cookie header; what is no cookie is passed over. Values are as sent, without quotes. */
bool http_parse_target(struct str target, struct arena *a, struct str *path, struct http_pair **query, size_t *count,
                       struct err *e);
bool http_parse_cookies(struct str header, struct arena *a, struct http_pair **out, size_t *count, struct err *e);

#endif
