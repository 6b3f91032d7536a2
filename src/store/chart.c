/* chart.c: see chart.h. */
#include "store/chart.h"

#include "store/rows.h"

#include <assert.h>
#include <stdlib.h>

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

#define BEFORE                                                                                                         \
    "SELECT id, state, version, day, of_id, by_id, entered_ms, labels, kind FROM record WHERE practice_id = "          \
    ":practice AND client_id = :client AND (day, id) < (:day, :id) "                                                   \
    "AND state NOT IN ('withdrawal', 'open', 'draft', 'mark') AND kind = "
#define NEWEST " ORDER BY day DESC, id DESC LIMIT "

/* Each kind by its index. SQLite knows no LATERAL, and asking for one after the other costs it nothing. */
static const struct db_sql one_sql = {BEFORE ":kinds" NEWEST ":each", NULL};
static const struct db_sql all_sql = {
    "SELECT r.* FROM unnest(string_to_array(CAST(:kinds AS TEXT), ',')) AS k, LATERAL (" BEFORE "k" NEWEST
    ":each) AS r ORDER BY r.day DESC, r.id DESC LIMIT :all",
    NULL};

static int newest_first(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    int order = (x->day < y->day) - (x->day > y->day);
    return order ? order : -memcmp(x->id.p, y->id.p, x->id.n < y->id.n ? x->id.n : y->id.n);
}

static bool read_before(struct db_query *q, const struct record_before *f, struct arena *a, struct record *r)
{
    *r = (struct record){.practice = f->practice,
                         .client = f->client,
                         .version = db_int(q, 2),
                         .day = (int32_t)db_int(q, 3),
                         .entered_ms = db_int(q, 6),
                         .labels = (unsigned)db_int(q, 7)};
    bool known = record_kind_find(db_text(q, 8), &r->kind); /* one of those that were asked for */
    assert(known);
    (void)known;
    return arena_str(a, db_text(q, 0), &r->id) && arena_str(a, db_text(q, 1), &r->state) &&
           arena_str(a, db_text(q, 4), &r->of) && arena_str(a, db_text(q, 5), &r->by);
}

struct found {
    struct record *at;
    size_t n, room;
};

static bool rows_before(struct db_tx *tx, const struct db_sql *sql, const struct record_before *f, struct str kinds,
                        struct arena *a, struct found *out, struct err *e)
{
    struct db_query *q = db_query(tx, sql);
    bool ok = true;
    db_bind_int(q, "practice", f->practice);
    db_bind_text(q, "client", f->client);
    db_bind_text(q, "kinds", kinds);
    db_bind_int(q, "day", f->id.n ? f->day : INT32_MAX);
    db_bind_text(q, "id", f->id.n ? f->id : STR("~"));
    db_bind_int(q, "each", (int64_t)f->each);
    if (sql == &all_sql) {
        db_bind_int(q, "all", (int64_t)f->all);
    }
    while (ok && db_next(q)) {
        out->at = rows_more(a, out->at, out->n, &out->room, sizeof *out->at);
        ok = out->at && read_before(q, f, a, &out->at[out->n++]);
    }
    db_done(q);
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

bool record_before(struct db_tx *tx, const struct record_before *f, struct arena *a, struct record **out, size_t *count,
                   struct err *e)
{
    struct found found = {NULL, 0, 0};
    struct buf names;
    bool ok = true, at_once = db_kind_of(tx) == DB_POSTGRES;
    buf_init(&names, 0);
    for (unsigned k = 0; ok && k < RECORD_KIND_COUNT; k++) {
        const char *name = record_kind_name((enum record_kind)k);
        if (f->kinds >> k & 1 && at_once) {
            buf_printf(&names, "%s%s", names.n ? "," : "", name);
        } else if (f->kinds >> k & 1) {
            ok = rows_before(tx, &one_sql, f, str_of(name), a, &found, e);
        }
    }
    if (at_once && names.n) {
        ok = buf_ok(&names) ? rows_before(tx, &all_sql, f, buf_str(&names), a, &found, e) : err_no_memory(e);
    }
    buf_free(&names);
    if (ok && found.n) { /* a server may compare ids by another alphabet */
        qsort(found.at, found.n, sizeof *found.at, newest_first);
    }
    *out = found.at;
    *count = found.n > f->all ? f->all : found.n;
    return ok;
}
