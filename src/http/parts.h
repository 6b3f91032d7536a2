/*
 * parts.h: what the files of this folder share.
 * Layer: http, private.
 */
#ifndef HTTP_PARTS_H
#define HTTP_PARTS_H

#include "http/http.h"

#include <stdatomic.h>
#include <sys/socket.h>

/* ---- parse.c, multipart.c ---- */

bool http_is_token(struct str s);
/* http_clean_name: UTF-8 without any control character. */
bool http_clean_name(struct str s);
/* http_clean_text: in place, s is UTF-8 without NUL: line ends as LF, other control characters but tab as one blank;
 * the new length. */
size_t http_clean_text(char *p, size_t n);
/* http_limit_field: ERR_LIMIT when this many fields, or bytes in one, are too many. */
bool http_limit_field(size_t number, size_t bytes, const struct http_config *limits, struct err *e);
/* http_media_type: "Text/HTML; charset=x" is "text/html". http_parameter: of a field value; absent when it is not
 * there; false when there is no memory. */
bool http_media_type(struct str value, struct arena *a, struct str *out, struct err *e);
bool http_parameter(struct str value, const char *name, struct arena *a, struct str *out, struct err *e);

/* ---- head.c: is the head of a request one that everybody reads alike? ---- */

struct http_head {
    enum http_method method;
    bool chunked, expects, old; /* Expect: 100-continue; HTTP/1.0 */
    size_t length;              /* of the body; 0 for none, or chunks */
    bool has_body;
};
/* http_head_check: 0, or the status with which it is refused (`why`: a short sentence). Values of headers are as the
 * library took them, with white space at their end; it is taken off here. */
int http_head_check(const char *method, const char *version, struct http_pair *header, size_t count,
                    struct http_head *out, const char **why);
/* http_forwarded: who asked the proxy, from the last X-Forwarded-For; absent when it names no address. */
struct str http_forwarded(const struct http_request *r);

/* ---- listen.c ---- */

struct http_listener {
    int fd, port;
    bool is_unix, is_loopback;
    char path[108]; /* of the Unix socket */
};
bool http_listen(const char *listen, struct http_listener *out, struct err *e);
void http_unlisten(struct http_listener *l); /* closes and removes the Unix socket's file */
/* http_address: the text of a peer's address, "unix" for a Unix socket; http_same_address: `text` is that address. */
void http_address(const struct sockaddr *a, char out[64]);
bool http_is_address(const char *text);

/* ---- tls.c: certificate and key, which may be read again while the server runs ---- */

struct http_tls;
bool http_tls_load(const char *certificate, const char *key, struct http_tls **out, struct err *e);
bool http_tls_reload(struct http_tls *t, struct err *e);
void http_tls_free(struct http_tls *t);
#define HTTP_TLS_PRIORITIES                                                                                            \
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:-AES-128-CBC:-AES-256-CBC:-SHA1:%SERVER_PRECEDENCE"

/* ---- pool.c: threads that take jobs from a bounded queue ---- */

struct http_pool;
/* One thread's own things. */
struct http_worker {
    struct z_stream_s *zip; /* made at the first use */
};
typedef void http_job(void *job, bool late); /* late: no thread takes it any more; nothing follows */
typedef void http_jobs(void *const *jobs, size_t n, struct http_worker *w);
enum { HTTP_TOGETHER = 16 }; /* jobs of one thread that are ended together, at most */
/* http_pool_start: each job is run, then ended: together with others when more wait than there are threads, but none
 * waits for longer than a millisecond and one run. */
bool http_pool_start(size_t threads, size_t room, http_job *run, http_jobs *end, struct http_pool **out, struct err *e);
/* http_pool_reserve: a place in the queue, for http_pool_put or http_pool_unreserve; false when it is full. */
bool http_pool_reserve(struct http_pool *p);
void http_pool_unreserve(struct http_pool *p);
void http_pool_put(struct http_pool *p, void *job);
/* http_pool_stop: what waits, and what still is put, is handed to `run` without a worker; what runs is waited for. NULL
 * is harmless to both. */
void http_pool_stop(struct http_pool *p);
void http_pool_free(struct http_pool *p);
size_t http_pool_waiting(struct http_pool *p);

/* ---- answer.c ---- */

struct http_cache; /* ETags and gzipped forms of fixed bytes */
struct http_cache *http_cache_new(void);
void http_cache_free(struct http_cache *c);
/* http_finish: what the handler left becomes what is sent: 500 for a failed body, 304, gzip. */
void http_finish(const struct http_request *r, struct http_answer *w, struct http_cache *c, struct http_worker *own);
/* http_refuse: an answer of one sentence, instead of what w held. */
void http_refuse(struct http_answer *w, int status, const char *why);
const char *http_reason(int status);
void http_worker_free(struct http_worker *w);

/* ---- metrics.c ---- */

enum { HTTP_TIMES = 11 };
struct http_counters {
    atomic_ulong answers[6]; /* by status / 100 */
    atomic_ulong took[HTTP_TIMES + 1], took_us;
    atomic_ulong bytes_in, bytes_out, refused_full, refused, cut;
    atomic_long in_flight, connections;
};
void http_count(struct http_counters *c, int status, size_t bytes, int64_t took_us);
void http_put_counters(struct http_counters *c, size_t waiting, struct buf *out);

#endif
