#define ZLIB_CONST /* zlib reads its input only */
#include "http/parts.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { GZIP_LEAST = 1024, CACHE_MOST = 128, LEVEL_PAGE = 1, LEVEL_FIXED = 9 };

/* One piece of fixed bytes; gz has room 0 when it does not get smaller. */
struct cached {
    struct str bytes;
    char etag[32];
    struct buf gz;
};

struct http_cache {
    pthread_mutex_t mutex;
    size_t count;
    struct cached entry[CACHE_MOST];
};

struct http_cache *http_cache_new(void)
{
    struct http_cache *c = calloc(1, sizeof *c);

    if (c != NULL)
        pthread_mutex_init(&c->mutex, NULL);
    return c;
}

void http_cache_free(struct http_cache *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->count; i++)
        buf_free(&c->entry[i].gz);
    pthread_mutex_destroy(&c->mutex);
    free(c);
}

void http_worker_free(struct http_worker *w)
{
    if (w->zip != NULL) {
        deflateEnd(w->zip);
        free(w->zip);
        w->zip = NULL;
    }
}

/* ---- headers ---- */

static bool fits_in_header(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\t') || s.p[i] == 0x7f)
            return false;
    return true;
}

void http_put_header(struct http_answer *w, const char *name, struct str value)
{
    if (w->header_count == HTTP_HEADERS_MAX || !http_is_token(str_of(name)) || value.p == NULL ||
        !fits_in_header(value)) {
        w->status = 500;
        buf_reset(&w->body);
        w->fixed = (struct str){NULL, 0};
        return;
    }
    w->header[w->header_count++] = (struct http_pair){str_of(name), value};
}

static bool has_header(const struct http_answer *w, const char *name)
{
    for (size_t i = 0; i < w->header_count; i++)
        if (str_eq_ci(w->header[i].name, str_of(name)))
            return true;
    return false;
}

const char *http_reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {{400, "The request is not well formed."},
                   {408, "The request came too slowly."},
                   {411, "The length of the request is missing."},
                   {413, "What was sent is too large."},
                   {414, "The address is too long."},
                   {415, "What was sent is in a form that is not read here."},
                   {417, "What the request expects is not known here."},
                   {431, "The head of the request is too large."},
                   {500, "Something went wrong here. Nothing was changed by this request unless it says so."},
                   {501, "This kind of request is not known here."},
                   {503, "Too much is asked of this server just now. Try again in a moment."},
                   {505, "This version of HTTP is not spoken here."}};

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].text;
    return "";
}

void http_refuse(struct http_answer *w, int status, const char *why)
{
    buf_free(&w->body);
    *w = (struct http_answer){.status = status, .type = "text/plain; charset=utf-8", .head_only = w->head_only};
    buf_cstr(&w->body, http_reason(status));
    if (why != NULL)
        buf_printf(&w->body, " (%s)", why);
    buf_char(&w->body, '\n');
    http_put_header(w, "Cache-Control", STR("no-store"));
    http_put_header(w, "X-Content-Type-Options", STR("nosniff"));
    if (status == 503)
        http_put_header(w, "Retry-After", STR("1"));
}

/* ---- gzip ---- */

/* Does "gzip" or "*" stand in Accept-Encoding with a weight over 0? */
static bool takes_gzip(const struct http_request *r)
{
    struct str rest = http_header(r, "accept-encoding"), one, name, weight;
    bool any = false;

    while (rest.n > 0) {
        bool zero = false;
        if (!str_cut(rest, ',', &one, &rest)) {
            one = rest;
            rest.n = 0;
        }
        name = one;
        if (str_cut(one, ';', &name, &weight)) {
            weight = str_trim(weight);
            zero = str_starts_ci(weight, STR("q=0"));
            for (size_t i = 3; i < weight.n; i++)
                zero = zero && (weight.p[i] == '0' || weight.p[i] == '.');
        }
        name = str_trim(name);
        if (str_eq_ci(name, STR("gzip")))
            return !zero;
        any = any || (str_is(name, "*") && !zero);
    }
    return any;
}

static bool gzip_with(z_stream *z, struct str in, struct buf *out)
{
    size_t room = deflateBound(z, in.n);
    char *to = buf_more(out, room);

    if (to == NULL || in.n > UINT32_MAX / 2)
        return false;
    z->next_in = (const Bytef *)(const void *)in.p;
    z->avail_in = (uInt)in.n;
    z->next_out = (Bytef *)(void *)to;
    z->avail_out = (uInt)room;
    if (deflate(z, Z_FINISH) != Z_STREAM_END)
        return false;
    out->n += z->total_out;
    out->p[out->n] = '\0';
    return true;
}

static bool zip_start(z_stream *z, int level)
{
    return deflateInit2(z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
}

static bool gzip_page(struct http_worker *own, struct str in, struct buf *out)
{
    if (own->zip == NULL) {
        if ((own->zip = calloc(1, sizeof *own->zip)) == NULL)
            return false;
        if (!zip_start(own->zip, LEVEL_PAGE)) {
            free(own->zip);
            own->zip = NULL;
            return false;
        }
    } else if (deflateReset(own->zip) != Z_OK) {
        return false;
    }
    return gzip_with(own->zip, in, out);
}

static void gzip_fixed(struct cached *c)
{
    z_stream z = {0};

    if (c->bytes.n < GZIP_LEAST || !zip_start(&z, LEVEL_FIXED))
        return;
    if (!gzip_with(&z, c->bytes, &c->gz) || c->gz.n >= c->bytes.n)
        buf_free(&c->gz);
    deflateEnd(&z);
}

/* ---- fixed bytes ---- */

/* The entry of these bytes, made at the first use; NULL when there are too many. Entries never move or change. */
static const struct cached *find_fixed(struct http_cache *c, struct str bytes)
{
    struct cached *found = NULL;

    pthread_mutex_lock(&c->mutex);
    for (size_t i = 0; i < c->count && found == NULL; i++)
        if (c->entry[i].bytes.p == bytes.p && c->entry[i].bytes.n == bytes.n)
            found = &c->entry[i];
    if (found == NULL && c->count < CACHE_MOST) {
        const Bytef *p = (const Bytef *)(const void *)bytes.p;
        found = &c->entry[c->count++];
        found->bytes = bytes;
        snprintf(found->etag, sizeof found->etag, "W/\"%08lx%08lx%zx\"", crc32_z(0, p, bytes.n),
                 adler32_z(1, p, bytes.n), bytes.n & 0xfffffff);
        gzip_fixed(found);
    }
    pthread_mutex_unlock(&c->mutex);
    return found;
}

/* Is the tag in the list of If-None-Match? Weakly compared. */
static bool has_tag(struct str list, const char *etag)
{
    struct str one;

    while (list.n > 0) {
        if (!str_cut(list, ',', &one, &list)) {
            one = list;
            list.n = 0;
        }
        one = str_trim(one);
        if (str_is(one, "*") || str_is(one, etag) || str_is(one, etag + 2))
            return true;
    }
    return false;
}

static void finish_fixed(const struct http_request *r, struct http_answer *w, struct http_cache *c)
{
    const struct cached *known = w->fixed.n > 0 ? find_fixed(c, w->fixed) : NULL;

    if (known == NULL)
        return;
    if (w->status == 200 && (r->method == HTTP_GET || r->method == HTTP_HEAD) && !has_header(w, "etag")) {
        http_put_header(w, "ETag", str_of(known->etag));
        if (has_tag(http_header(r, "if-none-match"), known->etag)) {
            w->status = 304;
            w->fixed = STR("");
            return;
        }
    }
    if (w->compress && known->gz.n > 0 && takes_gzip(r)) {
        w->fixed = buf_str(&known->gz);
        http_put_header(w, "Content-Encoding", STR("gzip"));
    }
}

void http_finish(const struct http_request *r, struct http_answer *w, struct http_cache *c, struct http_worker *own)
{
    if (w->status == 0)
        w->status = 200;
    if (w->status < 200 || w->status > 599 || !buf_ok(&w->body) ||
        (w->status == 500 && w->fixed.p == NULL && w->body.n == 0)) {
        http_refuse(w, 500, NULL);
        return;
    }
    if (w->compress && !has_header(w, "vary"))
        http_put_header(w, "Vary", STR("Accept-Encoding"));
    if (w->fixed.p != NULL) {
        buf_free(&w->body);
        finish_fixed(r, w, c);
    } else if (w->compress && w->body.n >= GZIP_LEAST && own != NULL && takes_gzip(r)) {
        struct buf gz;
        buf_init(&gz, 0);
        if (gzip_page(own, buf_str(&w->body), &gz) && gz.n < w->body.n) {
            buf_free(&w->body);
            w->body = gz;
            http_put_header(w, "Content-Encoding", STR("gzip"));
        } else {
            buf_free(&gz);
        }
    }
}
