/* chart.c: see chart.h. */
#include "store/chart.h"

static const struct db_sql put_sql = {
    "INSERT INTO chart (practice_id, client_id, client_version, day, sealed) SELECT practice_id, id, version, :day, "
    ":sealed FROM client WHERE practice_id = :practice AND id = :client AND version = :version "
    "ON CONFLICT (practice_id, client_id) DO UPDATE SET client_version = excluded.client_version, day = excluded.day, "
    "sealed = excluded.sealed",
    "INSERT INTO chart (practice_id, client_id, client_version, day, sealed) SELECT practice_id, id, version, "
    "CAST(:day AS BIGINT), CAST(:sealed AS BYTEA) FROM client WHERE practice_id = :practice AND id = :client "
    "AND version = :version "
    "ON CONFLICT (practice_id, client_id) DO UPDATE SET client_version = excluded.client_version, day = excluded.day, "
    "sealed = excluded.sealed"};
static const struct db_sql get_sql = {"SELECT sealed FROM chart WHERE practice_id = :practice AND client_id = :client "
                                      "AND client_version = :version AND day = :day",
                                      NULL};
static const struct db_sql forget_sql = {"DELETE FROM chart WHERE practice_id = :practice AND client_id = :client",
                                         NULL};

static struct seal_place place_of(const struct chart_kept *k)
{
    return (struct seal_place){
        .table = "chart", .practice = k->practice, .client = k->client, .version = k->client_version};
}

static void bind_place(struct db_query *q, const struct chart_kept *k)
{
    db_bind_int(q, "practice", k->practice);
    db_bind_text(q, "client", k->client);
    db_bind_int(q, "version", k->client_version);
    db_bind_int(q, "day", k->day);
}

bool chart_put(struct store *s, struct db_tx *tx, const struct chart_kept *k, struct err *e)
{
    struct seal_key key;
    struct seal_place at = place_of(k);
    struct buf sealed;
    if (!keys_client(s->keys, tx, k->practice, k->client, &key, e)) {
        return false;
    }
    buf_init(&sealed, 0);
    seal_put(&key, &at, k->content, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, &put_sql);
        bind_place(q, k);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool chart_get(struct store *s, struct db_tx *tx, const struct chart_kept *where, struct arena *a, struct str *content,
               bool *there, struct err *e)
{
    struct seal_key key;
    struct seal_place at = place_of(where);
    struct db_query *q = db_query(tx, &get_sql);
    bind_place(q, where);
    bool ok = true;
    *there = db_next(q);
    if (*there) {
        ok = keys_client(s->keys, tx, where->practice, where->client, &key, e) &&
             seal_open(&key, &at, db_blob(q, 0), a, content, e);
        seal_wipe(&key, sizeof key);
    }
    db_done(q);
    return db_ok(tx, e) && ok;
}

bool chart_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e)
{
    struct db_query *q = db_query(tx, &forget_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_run(q);
    return db_ok(tx, e);
}

/* ---- rows by their days ---- */

static const struct db_sql before_sql = {
    "SELECT id, state, version, day, of_id, by_id, entered_ms, labels FROM record WHERE practice_id = :practice "
    "AND client_id = :client AND kind = :kind AND (day, id) < (:day, :id) "
    "AND state NOT IN ('withdrawal', 'open', 'draft', 'mark') ORDER BY day DESC, id DESC LIMIT :limit",
    NULL};

bool record_before(struct db_tx *tx, int64_t practice, struct str client, enum record_kind kind, int32_t day,
                   struct str id, size_t limit, struct arena *a, struct record **out, size_t *count, struct err *e)
{
    struct record *list = arena_array(a, limit, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = db_query(tx, &before_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_bind_cstr(q, "kind", record_kind_name(kind));
    db_bind_int(q, "day", id.n ? day : INT32_MAX);
    db_bind_text(q, "id", id.n ? id : STR("~"));
    db_bind_int(q, "limit", (int64_t)limit);
    bool ok = true;
    while (ok && n < limit && db_next(q)) {
        struct record *r = &list[n++];
        *r = (struct record){.practice = practice,
                             .client = client,
                             .kind = kind,
                             .version = db_int(q, 2),
                             .day = (int32_t)db_int(q, 3),
                             .entered_ms = db_int(q, 6),
                             .labels = (unsigned)db_int(q, 7)};
        ok = arena_str(a, db_text(q, 0), &r->id) && arena_str(a, db_text(q, 1), &r->state) &&
             arena_str(a, db_text(q, 4), &r->of) && arena_str(a, db_text(q, 5), &r->by);
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && (ok || arena_error(a, e));
}
