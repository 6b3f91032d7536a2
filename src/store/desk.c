/* desk.c: see desk.h. */
#include "store/desk.h"

#include <stdio.h>

static const struct db_sql put_sql = {
    "INSERT INTO desk (practice_id, account_id, client_id, form, at_ms, sealed) VALUES (:practice, :account, :client, "
    ":form, :at, :sealed) ON CONFLICT (practice_id, account_id, client_id, form) DO UPDATE SET at_ms = excluded.at_ms, "
    "sealed = excluded.sealed",
    NULL};
#define WHERE "WHERE practice_id = :practice AND account_id = :account AND client_id = :client AND form = :form"
static const struct db_sql get_sql = {"SELECT at_ms, sealed FROM desk " WHERE, NULL};
static const struct db_sql remove_sql = {"DELETE FROM desk " WHERE, NULL};
static const struct db_sql forget_sql = {"DELETE FROM desk WHERE practice_id = :practice AND client_id = :client",
                                         NULL};
static const struct db_sql sweep_sql = {"DELETE FROM desk WHERE practice_id = :practice AND at_ms < :before", NULL};

#define ROW_SIZE 192

/* Account and form in one text: ids hold no '/', so that two rows never share a place. */
static struct seal_place place_of(const struct desk_row *r, char row[ROW_SIZE])
{
    int n = snprintf(row, ROW_SIZE, "%.*s/%.*s", (int)r->account.n, r->account.n ? r->account.p : "", (int)r->form.n,
                     r->form.n ? r->form.p : "");
    size_t length = n < 0 ? 0 : n < ROW_SIZE ? (size_t)n : ROW_SIZE - 1;
    return (struct seal_place){.table = "desk", .practice = r->practice, .client = r->client, .row = {row, length}};
}

static bool key_of(struct store *s, struct db_tx *tx, const struct desk_row *r, struct seal_key *key, struct err *e)
{
    return r->client.n ? keys_client(s->keys, tx, r->practice, r->client, key, e)
                       : keys_practice(s->keys, tx, r->practice, key, e);
}

static void bind_place(struct db_query *q, const struct desk_row *r)
{
    db_bind_int(q, "practice", r->practice);
    db_bind_text(q, "account", r->account);
    db_bind_text(q, "client", r->client.n ? r->client : STR(""));
    db_bind_text(q, "form", r->form);
}

bool desk_put(struct store *s, struct db_tx *tx, const struct desk_row *r, struct err *e)
{
    char row[ROW_SIZE];
    struct seal_key key;
    struct seal_place at = place_of(r, row);
    struct buf sealed;
    if (!key_of(s, tx, r, &key, e)) {
        return false;
    }
    buf_init(&sealed, 0);
    seal_put(&key, &at, r->content, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, &put_sql);
        bind_place(q, r);
        db_bind_int(q, "at", r->at_ms);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool desk_get(struct store *s, struct db_tx *tx, const struct desk_row *where, struct arena *a, struct desk_row *out,
              struct err *e)
{
    char row[ROW_SIZE];
    struct seal_key key;
    struct seal_place at = place_of(where, row);
    struct db_query *q = db_query(tx, &get_sql);
    bind_place(q, where);
    bool there = db_next(q), ok = false;
    if (there) {
        *out = *where;
        out->at_ms = db_int(q, 0);
        ok = key_of(s, tx, where, &key, e) && seal_open(&key, &at, db_blob(q, 1), a, &out->content, e);
        seal_wipe(&key, sizeof key);
    }
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "form", "nothing of it is kept");
}

bool desk_remove(struct db_tx *tx, const struct desk_row *where, struct err *e)
{
    struct db_query *q = db_query(tx, &remove_sql);
    bind_place(q, where);
    db_run(q);
    return db_ok(tx, e);
}

bool desk_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e)
{
    struct db_query *q = db_query(tx, &forget_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_run(q);
    return db_ok(tx, e);
}

bool desk_sweep(struct db_tx *tx, int64_t practice, int64_t before_ms, struct err *e)
{
    struct db_query *q = db_query(tx, &sweep_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "before", before_ms);
    db_run(q);
    return db_ok(tx, e);
}
