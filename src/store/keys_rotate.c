/* keys_rotate.c: new keys in place of old ones, and files sealed with the master key. */
#include "store/keys_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- rotation ---- */

static const struct db_sql all_practices_sql = {"SELECT practice_id, wrapped_key FROM practice", NULL};
static const struct db_sql practice_rewrap_sql = {
    "UPDATE practice SET wrapped_key = :key WHERE practice_id = :practice", NULL};
static const struct db_sql store_rewrap_sql = {
    "UPDATE key_store SET wrapped_key = :key WHERE practice_id = :practice AND name = :name", NULL};

struct rotation {
    struct keys *k;
    struct seal_key old, fresh;
    int64_t practice;
};

static bool rewrap(struct db_tx *tx, const struct seal_key *old, const struct seal_key *fresh, struct seal_place at,
                   struct str wrapped, size_t n, const struct db_sql *sql, struct err *e)
{
    unsigned char key[SEAL_SECRET_SIZE];
    struct buf b;
    buf_init(&b, 0);
    bool ok = keys_unwrap(old, at, wrapped, key, n, e) && keys_wrap(fresh, at, key, n, &b, e);
    seal_wipe(key, sizeof key);
    if (ok) {
        struct db_query *q = db_query(tx, sql);
        db_bind_int(q, "practice", at.practice);
        if (at.row.n) {
            db_bind_text(q, "name", at.row);
        }
        db_bind_blob(q, "key", buf_str(&b));
        ok = db_run(q) == 1;
    }
    buf_free(&b);
    return ok && db_ok(tx, e);
}

static bool rotate_master(struct db_tx *tx, void *ctx, struct err *e)
{
    struct rotation *r = ctx;
    struct db_query *q = db_query(tx, &all_practices_sql);
    bool ok = true;
    while (ok && db_next(q)) {
        ok = rewrap(tx, &r->old, &r->fresh, keys_place("practice", db_int(q, 0), STR(""), STR("")), db_blob(q, 1),
                    SEAL_KEY_SIZE, &practice_rewrap_sql, e);
    }
    db_done(q);
    q = db_query(tx, &keys_store_get_sql);
    db_bind_int(q, "practice", 0);
    db_bind_cstr(q, "name", "sign");
    if (ok && db_next(q)) {
        ok = rewrap(tx, &r->old, &r->fresh, keys_place("key_store", 0, STR(""), STR("sign")), db_blob(q, 0),
                    SEAL_SECRET_SIZE, &store_rewrap_sql, e);
    }
    db_done(q);
    if (!ok || !db_ok(tx, e)) {
        return false;
    }
    /* From here on keys are wrapped by the new one: what follows in this transaction shares its fate. */
    pthread_rwlock_wrlock(&r->k->lock);
    r->k->before = r->old;
    r->k->has_before = true;
    r->k->master = r->fresh;
    pthread_rwlock_unlock(&r->k->lock);
    return true;
}

static bool fit_them(struct db_tx *tx, void *ctx, struct err *e)
{
    return keys_fit(ctx, tx, e);
}

bool keys_settle(struct keys *k, const struct keys_source *s, struct db *db, struct err *e)
{
    char beside[4096];
    struct keys *next = NULL;
    struct keys_source other = *s;
    struct err mine = {0};
    if ((s->from != KEYS_FILE && s->from != KEYS_PASSPHRASE) ||
        snprintf(beside, sizeof beside, "%s.next", s->path) >= (int)sizeof beside || access(beside, F_OK) != 0) {
        return true;
    }
    if (db_read(db, fit_them, k, &mine)) {
        return unlink(beside) == 0 || err_set(e, ERR_IO, beside, "cannot be removed: %s", strerror(errno));
    }
    if (mine.kind != ERR_INVALID) { /* the record could not be read: neither key is the wrong one for that */
        return err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    other.path = beside;
    if (!keys_open(&other, &next, e)) {
        return false;
    }
    err_clear(&mine);
    if (!db_read(db, fit_them, next, &mine)) {
        keys_close(next);
        return err_set(e, mine.kind, s->path, "%s",
                       mine.kind != ERR_INVALID
                           ? mine.text
                           : "does not open this record, and neither does the key beside it; use the recovery key");
    }
    pthread_rwlock_wrlock(&k->lock);
    k->master = next->master;
    pthread_rwlock_unlock(&k->lock);
    keys_forget(k);
    keys_close(next);
    return keys_move(beside, s->path, e);
}

/*
 * The file with the new key is written beside the old one first and takes its place after the commit: whatever is
 * interrupted, one of the two opens what is there.
 */
bool keys_rotate_master(struct keys *k, struct db *db, const struct keys_source *to, char recovery[SEAL_PRINTED_SIZE],
                        struct err *e)
{
    struct rotation r = {.k = k};
    char beside[4096];
    if ((to->from != KEYS_FILE && to->from != KEYS_PASSPHRASE) ||
        snprintf(beside, sizeof beside, "%s.next", to->path) >= (int)sizeof beside) {
        return err_set(e, ERR_INVALID, "key", "a new key goes to a file or under a passphrase");
    }
    if (access(beside, F_OK) == 0) {
        return err_set(e, ERR_CONFLICT, beside,
                       "is left of a rotation that was interrupted; open the record once, which settles it");
    }
    struct keys_source next = *to;
    next.path = beside;
    seal_new_key(&r.fresh);
    bool ok = keys_store_master(&next, &r.fresh, false, e);
    if (ok) {
        r.old = k->master;
        ok = db_write(db, DB_SYNC, NULL, rotate_master, &r, e);
        if (ok) {
            ok = keys_move(beside, to->path, e);
        } else {
            pthread_rwlock_wrlock(&k->lock);
            k->master = r.old;
            k->has_before = false;
            pthread_rwlock_unlock(&k->lock);
            keys_settle(k, to, db, NULL); /* the commit may stand though it was not answered: the database decides */
        }
    }
    if (ok) {
        seal_print_key(&r.fresh, recovery);
    }
    seal_wipe(&r, sizeof r);
    return ok;
}

static const struct db_sql practice_next_sql = {
    "UPDATE practice SET wrapped_key = :key, key_version = key_version + 1 WHERE practice_id = :practice", NULL};
static const struct db_sql clients_sql = {
    "SELECT id, wrapped_key FROM client WHERE practice_id = :practice AND wrapped_key IS NOT NULL ORDER BY id", NULL};
static const struct db_sql client_rewrap_sql = {"UPDATE client SET wrapped_key = :key, key_version = key_version + 1 "
                                                "WHERE practice_id = :practice AND id = :client",
                                                NULL};

static bool rewrap_client(struct db_tx *tx, const struct rotation *r, const struct seal_key *old, struct str client,
                          struct str wrapped, struct err *e)
{
    struct seal_key key;
    struct buf b;
    struct seal_place at = keys_place("client", r->practice, client, STR(""));
    buf_init(&b, 0);
    bool ok = keys_unwrap(old, at, wrapped, &key, sizeof key, e) && keys_wrap(&r->fresh, at, &key, sizeof key, &b, e);
    seal_wipe(&key, sizeof key);
    if (ok) {
        struct db_query *q = db_query(tx, &client_rewrap_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_text(q, "client", client);
        db_bind_blob(q, "key", buf_str(&b));
        ok = db_run(q) == 1;
    }
    buf_free(&b);
    return ok && db_ok(tx, e);
}

static bool rewrap_stored(struct db_tx *tx, const struct rotation *r, const char *name, const struct seal_key *key,
                          struct err *e)
{
    struct buf b;
    struct seal_place at = keys_place("key_store", r->practice, STR(""), str_of(name));
    buf_init(&b, 0);
    bool ok = keys_wrap(&r->fresh, at, key, sizeof *key, &b, e);
    if (ok) {
        struct db_query *q = db_query(tx, &store_rewrap_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_cstr(q, "name", name);
        db_bind_blob(q, "key", buf_str(&b));
        ok = db_run(q) == 1;
    }
    buf_free(&b);
    return ok && db_ok(tx, e);
}

static bool rotate_practice(struct db_tx *tx, void *ctx, struct err *e)
{
    struct rotation *r = ctx;
    struct kept old;
    if (!keys_read_practice(r->k, tx, r->practice, &old, e)) {
        return false;
    }
    struct buf b;
    buf_init(&b, 0);
    pthread_rwlock_rdlock(&r->k->lock);
    bool ok = keys_wrap(&r->k->master, keys_place("practice", r->practice, STR(""), STR("")), &r->fresh,
                        sizeof r->fresh, &b, e);
    pthread_rwlock_unlock(&r->k->lock);
    if (ok) {
        struct db_query *q = db_query(tx, &practice_next_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_blob(q, "key", buf_str(&b));
        ok = db_run(q) == 1 && db_ok(tx, e);
    }
    buf_free(&b);
    ok = ok && rewrap_stored(tx, r, "tokens", &old.tokens, e) && rewrap_stored(tx, r, "content", &old.content, e);
    struct db_query *q = db_query(tx, &clients_sql);
    db_bind_int(q, "practice", r->practice);
    while (ok && db_next(q)) {
        ok = rewrap_client(tx, r, &old.key, db_text(q, 0), db_blob(q, 1), e);
    }
    db_done(q);
    seal_wipe(&old, sizeof old);
    return ok && db_ok(tx, e);
}

bool keys_rotate_practice(struct keys *k, struct db *db, int64_t practice, struct err *e)
{
    struct rotation r = {.k = k, .practice = practice};
    seal_new_key(&r.fresh);
    bool ok = db_write(db, DB_SYNC, NULL, rotate_practice, &r, e);
    keys_forget(k);
    seal_wipe(&r, sizeof r);
    return ok;
}

/* ---- files sealed for who has the master key ---- */

bool keys_save(struct keys *k, const struct keys_source *to, struct err *e)
{
    pthread_rwlock_rdlock(&k->lock);
    bool ok = keys_store_master(to, &k->master, false, e);
    pthread_rwlock_unlock(&k->lock);
    return ok;
}

/* With the master key alone. */
static bool fits(struct keys *k, struct seal_place at, struct str wrapped, size_t n)
{
    unsigned char key[SEAL_SECRET_SIZE];
    pthread_rwlock_rdlock(&k->lock);
    bool ok = keys_unwrap(&k->master, at, wrapped, key, n, NULL);
    pthread_rwlock_unlock(&k->lock);
    seal_wipe(key, sizeof key);
    return ok;
}

bool keys_fit(struct keys *k, struct db_tx *tx, struct err *e)
{
    struct db_query *q = db_query(tx, &all_practices_sql);
    bool ok = true;
    while (ok && db_next(q)) {
        ok = fits(k, keys_place("practice", db_int(q, 0), STR(""), STR("")), db_blob(q, 1), SEAL_KEY_SIZE);
    }
    db_done(q);
    q = db_query(tx, &keys_store_get_sql);
    db_bind_int(q, "practice", 0);
    db_bind_cstr(q, "name", "sign");
    if (ok && db_next(q)) {
        ok = fits(k, keys_place("key_store", 0, STR(""), STR("sign")), db_blob(q, 0), SEAL_SECRET_SIZE);
    }
    db_done(q);
    return db_ok(tx, e) && (ok || err_set(e, ERR_INVALID, "master key", "is not the one of this record"));
}

static struct seal_place file_place(struct str head)
{
    return (struct seal_place){.table = "file", .row = head};
}

bool keys_wrap_file(struct keys *k, const struct seal_key *file, struct str head, struct buf *out, struct err *e)
{
    pthread_rwlock_rdlock(&k->lock);
    bool ok = keys_wrap(&k->master, file_place(head), file, sizeof *file, out, e);
    pthread_rwlock_unlock(&k->lock);
    return ok;
}

bool keys_unwrap_file(struct keys *k, struct str head, struct str wrapped, struct seal_key *out, struct err *e)
{
    return keys_unwrap_master(k, file_place(head), wrapped, out, sizeof *out, e);
}
