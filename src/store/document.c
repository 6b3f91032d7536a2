/* document.c: files kept as they were made. */
#include "store/document.h"

static const struct db_sql add_sql = {
    "INSERT INTO document (practice_id, client_id, id, kind, of_id, hash, at_ms, sealed) "
    "VALUES (:practice, :client, :id, :kind, :of, :hash, :at, :sealed)",
    NULL};

#define COLUMNS                                                                                                        \
    "SELECT id, kind, of_id, hash, at_ms, sealed FROM document WHERE practice_id = :practice AND client_id = :client " \
    "AND "
static const struct db_sql get_sql = {COLUMNS "id = :id", NULL};
static const struct db_sql of_sql = {COLUMNS "of_id = :of AND kind = :kind ORDER BY at_ms DESC, id DESC LIMIT 1", NULL};

static struct seal_place place_of(const struct document *d)
{
    return (struct seal_place){.table = "document", .practice = d->practice, .client = d->client, .row = d->id};
}

static void bind_client(struct db_query *q, int64_t practice, struct str client)
{
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
}

static bool insert(struct db_tx *tx, const struct document *d, struct str sealed, struct err *e)
{
    struct db_query *q = db_query(tx, &add_sql);
    bind_client(q, d->practice, d->client);
    db_bind_text(q, "id", d->id);
    db_bind_text(q, "kind", d->kind);
    db_bind_text(q, "of", d->of);
    db_bind_blob(q, "hash", (struct str){(const char *)d->hash.byte, sizeof d->hash.byte});
    db_bind_int(q, "at", d->at_ms);
    db_bind_blob(q, "sealed", sealed);
    db_run(q);
    return db_ok(tx, e);
}

bool document_add(struct store *s, struct db_tx *tx, struct document *d, struct arena *a, struct err *e)
{
    char id[SEAL_ID_SIZE + 1];
    struct seal_key key;
    struct buf sealed;
    seal_new_id(d->at_ms, id);
    if (!arena_str(a, (struct str){id, SEAL_ID_SIZE}, &d->id)) {
        return arena_error(a, e);
    }
    if (!keys_client(s->keys, tx, d->practice, d->client, &key, e)) {
        return false;
    }
    struct seal_place at = place_of(d);
    seal_hash(d->bytes, &d->hash);
    buf_init(&sealed, 0);
    seal_put(&key, &at, d->bytes, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) ? insert(tx, d, buf_str(&sealed), e) : err_no_memory(e);
    buf_free(&sealed);
    return ok;
}

static bool open_row(struct store *s, struct db_tx *tx, struct db_query *q, struct arena *a, struct document *out,
                     struct err *e)
{
    struct seal_key key;
    struct str hash = db_blob(q, 3);
    out->at_ms = db_int(q, 4);
    if (!arena_str(a, db_text(q, 0), &out->id) || !arena_str(a, db_text(q, 1), &out->kind) ||
        !arena_str(a, db_text(q, 2), &out->of)) {
        return arena_error(a, e);
    }
    if (!keys_client(s->keys, tx, out->practice, out->client, &key, e)) {
        return false;
    }
    struct seal_place at = place_of(out);
    bool ok = seal_open(&key, &at, db_blob(q, 5), a, &out->bytes, e);
    seal_wipe(&key, sizeof key);
    if (!ok) {
        return false;
    }
    seal_hash(out->bytes, &out->hash);
    return (hash.n == sizeof out->hash.byte && memcmp(hash.p, out->hash.byte, hash.n) == 0) ||
           err_set(e, ERR_INVALID, "document", "its bytes are not those of its hash: take it from a backup");
}

static bool read_one(struct store *s, struct db_tx *tx, struct db_query *q, struct arena *a, struct document *out,
                     struct err *e)
{
    bool there = db_next(q), ok = there && open_row(s, tx, q, a, out, e);
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "document", "there is none");
}

bool document_get(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str id,
                  struct arena *a, struct document *out, struct err *e)
{
    struct db_query *q = db_query(tx, &get_sql);
    *out = (struct document){.practice = practice, .client = client};
    bind_client(q, practice, client);
    db_bind_text(q, "id", id);
    return read_one(s, tx, q, a, out, e);
}

bool document_of(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str kind, struct str of,
                 struct arena *a, struct document *out, struct err *e)
{
    struct db_query *q = db_query(tx, &of_sql);
    *out = (struct document){.practice = practice, .client = client};
    bind_client(q, practice, client);
    db_bind_text(q, "of", of);
    db_bind_text(q, "kind", kind);
    return read_one(s, tx, q, a, out, e);
}
