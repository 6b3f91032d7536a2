/*
 * archive.c: the head, and a database through zstd and secretstream, chunk by chunk.
 *
 * Read: a chunk is decrypted before anything of it is decompressed, so zstd sees only bytes that who has the key wrote.
 */
#include "store/archive.h"

#include "store/copy.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <zstd.h>

#define CHUNK 65536
#define SEALED_CHUNK (CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define LEVEL 3
#define FIXED 36 /* magic, format, schema, time, size, length of the node's name */
#define WRAPPED (SEAL_KEY_SIZE + SEAL_OVERHEAD)

static const char magic[8] = {'G', 'T', 'B', 'A', 'C', 'K', 'U', 'P'};

struct stream {
    FILE *from, *to;
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char plain[CHUNK], sealed[SEALED_CHUNK], data[CHUNK];
    ZSTD_CCtx *packer;
    ZSTD_DCtx *unpacker;
    const struct archive_progress *progress;
    int64_t done, size;
    bool packed_all; /* the compressed frame has ended */
};

static bool no_read(struct err *e)
{
    return err_set(e, ERR_IO, "archive", "cannot be read: %s", strerror(errno));
}

static bool no_write(struct err *e)
{
    return err_set(e, ERR_IO, "archive", "cannot be written: %s", strerror(errno));
}

static bool put(FILE *to, const void *p, size_t n, struct err *e)
{
    return fwrite(p, 1, n, to) == n || no_write(e);
}

static void tell(const struct stream *s)
{
    if (s->progress && s->size > 0) {
        s->progress->tell(s->progress->ctx, s->done < s->size ? (double)s->done / (double)s->size : 1);
    }
}

static struct stream *stream_new(FILE *from, FILE *to, const struct archive_progress *progress, struct err *e)
{
    struct stream *s = calloc(1, sizeof *s);
    if (!s) {
        err_no_memory(e);
        return NULL;
    }
    s->from = from;
    s->to = to;
    s->progress = progress;
    return s;
}

static void stream_free(struct stream *s)
{
    ZSTD_freeCCtx(s->packer);
    ZSTD_freeDCtx(s->unpacker);
    seal_wipe(s, sizeof *s);
    free(s);
}

/* ---- the head ---- */

static void put_number(unsigned char *p, size_t n, uint64_t v)
{
    for (size_t i = 0; i < n; i++) {
        p[i] = (unsigned char)(v >> 8 * i);
    }
}

static uint64_t get_number(const unsigned char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++) {
        v |= (uint64_t)p[i] << 8 * i;
    }
    return v;
}

static size_t make_head(const struct archive_head *h, unsigned char out[FIXED + ARCHIVE_NODE_MAX])
{
    size_t n = strlen(h->node);
    assert(n <= ARCHIVE_NODE_MAX);
    memcpy(out, magic, sizeof magic);
    put_number(out + 8, 4, ARCHIVE_FORMAT);
    put_number(out + 12, 4, (uint64_t)h->schema);
    put_number(out + 16, 8, (uint64_t)h->at_ms);
    put_number(out + 24, 8, (uint64_t)h->size);
    put_number(out + 32, 4, n);
    memcpy(out + FIXED, h->node, n);
    return FIXED + n;
}

static bool write_head(struct stream *s, struct keys *k, const struct archive_head *h, struct err *e)
{
    unsigned char head[FIXED + ARCHIVE_NODE_MAX], start[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    size_t n = make_head(h, head);
    struct seal_key key;
    struct buf wrapped;
    buf_init(&wrapped, 0);
    seal_new_key(&key);
    crypto_secretstream_xchacha20poly1305_init_push(&s->state, start, key.byte);
    bool ok = keys_wrap_file(k, &key, (struct str){(const char *)head, n}, &wrapped, e) && put(s->to, head, n, e) &&
              put(s->to, wrapped.p, wrapped.n, e) && put(s->to, start, sizeof start, e);
    assert(!ok || wrapped.n == WRAPPED);
    seal_wipe(&key, sizeof key);
    buf_free(&wrapped);
    return ok;
}

static bool take(FILE *from, void *p, size_t n, struct err *e)
{
    if (fread(p, 1, n, from) == n) {
        return true;
    }
    return ferror(from) ? no_read(e) : err_set(e, ERR_INVALID, "archive", "is cut off in its head");
}

static bool read_fixed(struct stream *s, unsigned char head[FIXED + ARCHIVE_NODE_MAX], struct archive_head *h,
                       size_t *n, struct err *e)
{
    size_t got = fread(head, 1, FIXED, s->from);
    if (ferror(s->from)) {
        return no_read(e);
    }
    if (got < sizeof magic || memcmp(head, magic, sizeof magic) != 0) {
        return err_set(e, ERR_INVALID, "archive", "is no backup of goldthread");
    }
    if (got < FIXED) {
        return err_set(e, ERR_INVALID, "archive", "is cut off in its head");
    }
    uint64_t format = get_number(head + 8, 4), name = get_number(head + 32, 4);
    if (format != ARCHIVE_FORMAT) {
        return err_set(e, ERR_INVALID, "archive", "has format %llu, this program reads %d: use a newer program",
                       (unsigned long long)format, ARCHIVE_FORMAT);
    }
    if (name > ARCHIVE_NODE_MAX) {
        return err_set(e, ERR_INVALID, "archive", "was changed: its head makes no sense");
    }
    h->schema = (int)(get_number(head + 12, 4) & 0x7fffffff);
    h->at_ms = (int64_t)get_number(head + 16, 8);
    h->size = (int64_t)get_number(head + 24, 8);
    memset(h->node, 0, sizeof h->node);
    *n = FIXED + (size_t)name;
    if (!take(s->from, head + FIXED, (size_t)name, e)) {
        return false;
    }
    memcpy(h->node, head + FIXED, (size_t)name);
    return true;
}

static bool read_head(struct stream *s, struct keys *k, struct archive_head *h, struct err *e)
{
    unsigned char head[FIXED + ARCHIVE_NODE_MAX], wrapped[WRAPPED];
    unsigned char start[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    struct seal_key key;
    struct err ignored = {0};
    size_t n = 0;
    if (!read_fixed(s, head, h, &n, e) || !take(s->from, wrapped, sizeof wrapped, e) ||
        !take(s->from, start, sizeof start, e)) {
        return false;
    }
    struct str sealed = {(const char *)wrapped, sizeof wrapped};
    if (!keys_unwrap_file(k, (struct str){(const char *)head, n}, sealed, &key, &ignored)) {
        return err_set(e, ERR_INVALID, "archive",
                       "does not open with this key: it was made with another master key, or its head was changed");
    }
    crypto_secretstream_xchacha20poly1305_init_pull(&s->state, start, key.byte); /* every start is a good one */
    seal_wipe(&key, sizeof key);
    s->size = h->size;
    return true;
}

/* ---- writing ---- */

static bool put_chunk(struct stream *s, size_t n, bool last, struct err *e)
{
    unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    unsigned long long sealed = 0;
    crypto_secretstream_xchacha20poly1305_push(&s->state, s->sealed, &sealed, s->plain, n, NULL, 0, tag);
    return put(s->to, s->sealed, (size_t)sealed, e);
}

/* Chunks are full but for the last one. */
static bool pack(struct stream *s, ZSTD_outBuffer *out, ZSTD_inBuffer *in, bool end, struct err *e)
{
    for (;;) {
        size_t left = ZSTD_compressStream2(s->packer, out, in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left)) {
            return err_no_memory(e);
        }
        if (end ? left == 0 : in->pos == in->size) {
            return !end || put_chunk(s, out->pos, true, e);
        }
        if (out->pos == out->size) {
            if (!put_chunk(s, out->pos, false, e)) {
                return false;
            }
            out->pos = 0;
        }
    }
}

static bool write_body(struct stream *s, struct err *e)
{
    ZSTD_outBuffer out = {s->plain, CHUNK, 0};
    s->packer = ZSTD_createCCtx();
    if (!s->packer) {
        return err_no_memory(e);
    }
    ZSTD_CCtx_setParameter(s->packer, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(s->packer, ZSTD_c_checksumFlag, 1);
    for (size_t n = CHUNK; n == CHUNK;) {
        n = fread(s->data, 1, CHUNK, s->from);
        if (ferror(s->from)) {
            return no_read(e);
        }
        ZSTD_inBuffer in = {s->data, n, 0};
        if (!pack(s, &out, &in, n < CHUNK, e)) {
            return false;
        }
        s->done += (int64_t)n;
        tell(s);
    }
    return s->done == s->size || err_set(e, ERR_IO, "archive", "the database changed its size while it was read");
}

static bool size_of(FILE *f, int64_t *size, struct err *e)
{
    if (fseeko(f, 0, SEEK_END) != 0 || (*size = ftello(f)) < 0 || fseeko(f, 0, SEEK_SET) != 0) {
        return no_read(e);
    }
    return true;
}

bool archive_write(FILE *from, FILE *to, struct keys *k, struct archive_head *head,
                   const struct archive_progress *progress, struct err *e)
{
    struct stream *s = stream_new(from, to, progress, e);
    if (!s) {
        return false;
    }
    bool ok = size_of(from, &head->size, e);
    s->size = head->size;
    ok = ok && write_head(s, k, head, e) && write_body(s, e);
    stream_free(s);
    return ok;
}

/* ---- reading ---- */

static bool unpack(struct stream *s, size_t n, struct err *e)
{
    ZSTD_inBuffer in = {s->plain, n, 0};
    ZSTD_outBuffer out = {s->data, CHUNK, CHUNK};
    /* A full output may have more behind it, without new input. */
    while (in.pos < in.size || out.pos == out.size) {
        if (s->packed_all) {
            return in.pos == in.size || err_set(e, ERR_INVALID, "archive", "holds something behind its end");
        }
        out.pos = 0;
        size_t left = ZSTD_decompressStream(s->unpacker, &out, &in);
        if (ZSTD_isError(left)) {
            return err_set(e, ERR_INVALID, "archive", "cannot be decompressed: %s", ZSTD_getErrorName(left));
        }
        s->done += (int64_t)out.pos;
        if (s->done > s->size) {
            return err_set(e, ERR_INVALID, "archive", "holds more than its head says");
        }
        if (!put(s->to, s->data, out.pos, e)) {
            return false;
        }
        s->packed_all = left == 0;
    }
    tell(s);
    return true;
}

static bool read_body(struct stream *s, struct err *e)
{
    unsigned char tag = 0;
    s->unpacker = ZSTD_createDCtx();
    if (!s->unpacker) {
        return err_no_memory(e);
    }
    while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
        unsigned long long n = 0;
        size_t got = fread(s->sealed, 1, SEALED_CHUNK, s->from);
        if (ferror(s->from)) {
            return no_read(e);
        }
        if (got < crypto_secretstream_xchacha20poly1305_ABYTES) {
            return err_set(e, ERR_INVALID, "archive", "is cut off: the end is missing");
        }
        if (crypto_secretstream_xchacha20poly1305_pull(&s->state, s->plain, &n, &tag, s->sealed, got, NULL, 0) != 0) {
            return err_set(e, ERR_INVALID, "archive", "was changed or cut off, behind %lld bytes of the database",
                           (long long)s->done);
        }
        if (!unpack(s, (size_t)n, e)) {
            return false;
        }
    }
    if (fgetc(s->from) != EOF) {
        return err_set(e, ERR_INVALID, "archive", "has something behind its end");
    }
    return (s->packed_all && s->done == s->size) || err_set(e, ERR_INVALID, "archive", "holds less than its head says");
}

bool archive_read(FILE *from, FILE *to, struct keys *k, struct archive_head *head,
                  const struct archive_progress *progress, struct err *e)
{
    struct stream *s = stream_new(from, to, progress, e);
    if (!s) {
        return false;
    }
    bool ok = read_head(s, k, head, e) && read_body(s, e) && (fflush(to) == 0 || no_write(e));
    stream_free(s);
    return ok;
}

/* ---- is it whole? ---- */

static const struct db_sql integrity_sql = {"PRAGMA integrity_check(1)", "SELECT 'ok'"};

struct check {
    struct keys *k;
};

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct check *c = ctx;
    struct db_query *q = db_query(tx, &integrity_sql);
    bool ok = db_next(q) && str_is(db_text(q, 0), "ok");
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return (ok || err_set(e, ERR_INVALID, "database", "is damaged: its pages do not fit together")) &&
           keys_fit(c->k, tx, e);
}

bool archive_check(struct db *db, struct keys *k, struct arena *a, struct archive_found *out, struct err *e)
{
    struct check c = {k};
    struct audit_check audit = {.keys = k};
    memset(out, 0, sizeof *out);
    bool ok = db_read(db, look, &c, e) && copy_count(db, &out->rows, e) && audit_verify(db, &audit, a, e);
    out->faults = audit.faults;
    out->fault_count = audit.fault_count;
    out->events = audit.events;
    return ok;
}
