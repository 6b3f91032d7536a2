/* signature.c: places for signatures. */
#include "store/signature.h"

#include "store/rows.h"

static const struct db_sql add_sql = {
    "INSERT INTO signature (practice_id, client_id, plan_id, item, place, role, account_id, state, at_ms, hash, "
    "version, sealed) VALUES (:practice, :client, :plan, :item, :place, :role, :account, :state, NULL, NULL, 1, "
    ":sealed)",
    NULL};
static const struct db_sql settle_sql = {
    "UPDATE signature SET account_id = :account, state = :state, at_ms = :at, hash = :hash, version = version + 1, "
    "sealed = :sealed WHERE practice_id = :practice AND client_id = :client AND plan_id = :plan AND item = :item "
    "AND version = :version AND hash IS NULL",
    NULL};
static const struct db_sql list_sql = {
    "SELECT item, place, role, account_id, state, at_ms, hash, version, sealed FROM signature "
    "WHERE practice_id = :practice AND client_id = :client AND plan_id = :plan ORDER BY place, item",
    NULL};
static const struct db_sql last_sql = {"SELECT max(at_ms) FROM signature WHERE practice_id = :practice AND "
                                       "client_id = :client AND plan_id = :plan",
                                       NULL};
static const struct db_sql latest_sql = {"SELECT plan_id, max(at_ms) FROM signature WHERE practice_id = :practice AND "
                                         "client_id = :client AND at_ms IS NOT NULL GROUP BY plan_id",
                                         NULL};
static const struct db_sql clear_sql = {
    "DELETE FROM signature WHERE practice_id = :practice AND client_id = :client AND plan_id = :plan", NULL};

/* A plan's id and the number of the row; bound together they say where the content belongs. */
static struct seal_place place_of(const struct signature_row *r)
{
    return (struct seal_place){
        .table = "signature", .practice = r->practice, .client = r->client, .row = r->plan, .version = r->item};
}

static void bind_plan(struct db_query *q, int64_t practice, struct str client, struct str plan)
{
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_bind_text(q, "plan", plan);
}

static bool seal_content(struct store *s, struct db_tx *tx, const struct signature_row *r, struct buf *out,
                         struct err *e)
{
    struct seal_key key;
    struct seal_place at = place_of(r);
    if (!keys_client(s->keys, tx, r->practice, r->client, &key, e)) {
        return false;
    }
    seal_put(&key, &at, r->content, out);
    seal_wipe(&key, sizeof key);
    return buf_ok(out) || err_no_memory(e);
}

bool signature_add(struct store *s, struct db_tx *tx, const struct signature_row *r, struct err *e)
{
    struct buf sealed;
    buf_init(&sealed, 0);
    bool ok = seal_content(s, tx, r, &sealed, e);
    if (ok) {
        struct db_query *q = db_query(tx, &add_sql);
        bind_plan(q, r->practice, r->client, r->plan);
        db_bind_int(q, "item", r->item);
        db_bind_int(q, "place", r->place);
        db_bind_text(q, "role", r->role);
        db_bind_text(q, "account", r->account);
        db_bind_text(q, "state", r->state);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool signature_settle(struct store *s, struct db_tx *tx, struct signature_row *r, struct err *e)
{
    struct buf sealed;
    buf_init(&sealed, 0);
    bool ok = seal_content(s, tx, r, &sealed, e);
    if (ok) {
        struct db_query *q = db_query(tx, &settle_sql);
        bind_plan(q, r->practice, r->client, r->plan);
        db_bind_int(q, "item", r->item);
        db_bind_int(q, "version", r->version);
        db_bind_text(q, "account", r->account);
        db_bind_text(q, "state", r->state);
        db_bind_int(q, "at", r->at_ms.v);
        db_bind_blob(q, "hash", (struct str){(const char *)r->hash.byte, sizeof r->hash.byte});
        db_bind_blob(q, "sealed", buf_str(&sealed));
        int64_t n = db_run(q);
        ok = db_ok(tx, e) &&
             (n == 1 || err_set(e, ERR_CONFLICT, "signature", "was settled by somebody meanwhile: read it again"));
        r->version += ok;
        r->settled = r->settled || ok;
    }
    buf_free(&sealed);
    return ok;
}

static bool read_row(struct db_query *q, const struct seal_key *key, struct arena *a, struct signature_row *out,
                     struct err *e)
{
    struct str hash = db_blob(q, 6);
    out->item = db_int(q, 0);
    out->place = db_int(q, 1);
    out->at_ms = (struct opt_int){!db_is_null(q, 5), db_int(q, 5)};
    out->version = db_int(q, 7);
    out->settled = hash.p != NULL;
    if (hash.n == sizeof out->hash.byte) {
        memcpy(out->hash.byte, hash.p, hash.n);
    }
    if (!arena_str(a, db_text(q, 2), &out->role) || !arena_str(a, db_text(q, 3), &out->account) ||
        !arena_str(a, db_text(q, 4), &out->state)) {
        return arena_error(a, e);
    }
    struct seal_place at = place_of(out);
    return seal_open(key, &at, db_blob(q, 8), a, &out->content, e);
}

bool signature_list(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str plan,
                    struct arena *a, struct signature_row **out, size_t *count, struct err *e)
{
    struct seal_key key;
    struct signature_row *list = NULL;
    size_t n = 0, room = 0;
    if (!keys_client(s->keys, tx, practice, client, &key, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &list_sql);
    bind_plan(q, practice, client, plan);
    bool ok = true;
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        if (list) {
            list[n] = (struct signature_row){.practice = practice, .client = client, .plan = plan};
        }
        ok = list ? read_row(q, &key, a, &list[n++], e) : arena_error(a, e);
    }
    db_done(q);
    seal_wipe(&key, sizeof key);
    *out = list;
    *count = n;
    return db_ok(tx, e) && ok;
}

bool signature_last(struct db_tx *tx, int64_t practice, struct str client, struct str plan, int64_t *at_ms,
                    struct err *e)
{
    struct db_query *q = db_query(tx, &last_sql);
    bind_plan(q, practice, client, plan);
    *at_ms = db_next(q) ? db_int(q, 0) : 0;
    db_done(q);
    return db_ok(tx, e);
}

bool signature_latest(struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                      struct signature_time **out, size_t *count, struct err *e)
{
    struct signature_time *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    struct db_query *q = db_query(tx, &latest_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list && arena_str(a, db_text(q, 0), &list[n].plan);
        if (ok) {
            list[n++].at_ms = db_int(q, 1);
        }
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

int64_t signature_latest_of(const struct signature_time *list, size_t count, struct str plan)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i].plan, plan)) {
            return list[i].at_ms;
        }
    }
    return 0;
}

bool signature_clear(struct db_tx *tx, int64_t practice, struct str client, struct str plan, struct err *e)
{
    struct db_query *q = db_query(tx, &clear_sql);
    bind_plan(q, practice, client, plan);
    db_run(q);
    return db_ok(tx, e);
}
