/* sketch.c: see sketch.h. */
#include "store/sketch.h"

static const struct db_sql caseload_sql = {
    "SELECT c.id, c.wrapped_key, k.plan_id, k.sealed, (SELECT r.id FROM record r WHERE r.practice_id = c.practice_id "
    "AND r.client_id = c.id AND r.kind = 'plan' AND r.state = 'signed' ORDER BY r.day DESC, r.id DESC LIMIT 1) "
    "FROM client c LEFT JOIN sketch k ON k.practice_id = c.practice_id AND k.client_id = c.id "
    "WHERE c.practice_id = :practice AND c.wrapped_key IS NOT NULL AND c.id IN (SELECT t.client_id FROM care_team t "
    "WHERE t.practice_id = :practice AND t.account_id = :account AND t.from_ms <= :now "
    "AND (t.until_ms IS NULL OR t.until_ms > :now)) ORDER BY c.id LIMIT :limit",
    NULL};
static const struct db_sql put_sql = {
    "INSERT INTO sketch (practice_id, client_id, plan_id, sealed) VALUES (:practice, :client, :plan, :sealed) "
    "ON CONFLICT (practice_id, client_id) DO UPDATE SET plan_id = excluded.plan_id, sealed = excluded.sealed",
    NULL};
static const struct db_sql forget_sql = {"DELETE FROM sketch WHERE practice_id = :practice AND client_id = :client",
                                         NULL};

static struct seal_place place_of(int64_t practice, struct str client, struct str plan)
{
    return (struct seal_place){.table = "sketch", .practice = practice, .client = client, .row = plan};
}

static bool read_row(struct store *s, struct db_tx *tx, struct db_query *q, struct arena *a, struct sketch_row *out,
                     struct err *e)
{
    struct seal_key key;
    if (!arena_str(a, db_text(q, 0), &out->client) || !arena_str(a, db_text(q, 4), &out->in_force) ||
        !arena_str(a, db_text(q, 2), &out->plan)) {
        return arena_error(a, e);
    }
    if (!out->plan.n || !str_eq(out->plan, out->in_force)) {
        out->plan = (struct str){NULL, 0};
        return true;
    }
    struct seal_place at = place_of(out->practice, out->client, out->plan);
    bool ok = keys_client_unwrap(s->keys, tx, out->practice, out->client, db_blob(q, 1), &key, e) &&
              seal_open(&key, &at, db_blob(q, 3), a, &out->content, e);
    seal_wipe(&key, sizeof key);
    return ok;
}

bool sketch_caseload(struct store *s, struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms,
                     size_t limit, struct arena *a, struct sketch_row **out, size_t *count, struct err *e)
{
    struct sketch_row *list = arena_array(a, limit, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = db_query(tx, &caseload_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_bind_int(q, "now", now_ms);
    db_bind_int(q, "limit", (int64_t)limit);
    bool ok = true;
    while (ok && n < limit && db_next(q)) {
        list[n] = (struct sketch_row){.practice = practice};
        if (!db_is_null(q, 4)) {
            ok = read_row(s, tx, q, a, &list[n++], e);
        }
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && ok;
}

bool sketch_put(struct store *s, struct db_tx *tx, const struct sketch_row *r, struct err *e)
{
    struct seal_key key;
    struct seal_place at = place_of(r->practice, r->client, r->plan);
    struct buf sealed;
    if (!keys_client(s->keys, tx, r->practice, r->client, &key, e)) {
        return false;
    }
    buf_init(&sealed, 0);
    seal_put(&key, &at, r->content, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, &put_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_text(q, "client", r->client);
        db_bind_text(q, "plan", r->plan);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool sketch_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e)
{
    struct db_query *q = db_query(tx, &forget_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_run(q);
    return db_ok(tx, e);
}
