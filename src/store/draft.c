/* draft.c: the saves of a draft. */
#include "store/draft.h"

static const struct db_sql add_sql = {
    "INSERT INTO draft (practice_id, client_id, plan_id, version, once, by_id, at_ms, sealed) "
    "VALUES (:practice, :client, :plan, :version, :once, :by, :at, :sealed)",
    NULL};
static const struct db_sql thin_sql = {
    "DELETE FROM draft WHERE practice_id = :practice AND client_id = :client AND plan_id = :plan AND version <= :old",
    NULL};

static const struct db_sql recent_sql = {
    "SELECT version, by_id, at_ms FROM draft WHERE practice_id = :practice AND client_id = :client AND "
    "plan_id = :plan AND at_ms >= :since ORDER BY version DESC LIMIT 200",
    NULL};

#define COLUMNS                                                                                                        \
    "SELECT version, once, by_id, at_ms, sealed FROM draft WHERE practice_id = :practice AND client_id = :client AND " \
    "plan_id = :plan AND "
static const struct db_sql version_sql = {COLUMNS "version = :version", NULL};
static const struct db_sql once_sql = {COLUMNS "once = :once", NULL};

static struct seal_place place_of(const struct draft_row *r)
{
    return (struct seal_place){
        .table = "draft", .practice = r->practice, .client = r->client, .row = r->plan, .version = r->version};
}

static void bind_plan(struct db_query *q, const struct draft_row *r)
{
    db_bind_int(q, "practice", r->practice);
    db_bind_text(q, "client", r->client);
    db_bind_text(q, "plan", r->plan);
}

bool draft_add(struct store *s, struct db_tx *tx, const struct draft_row *r, struct err *e)
{
    struct seal_key key;
    struct seal_place at = place_of(r);
    struct buf sealed;
    if (!keys_client(s->keys, tx, r->practice, r->client, &key, e)) {
        return false;
    }
    buf_init(&sealed, 0);
    seal_put(&key, &at, r->content, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, &add_sql);
        bind_plan(q, r);
        db_bind_int(q, "version", r->version);
        db_bind_text(q, "once", r->once);
        db_bind_text(q, "by", r->by);
        db_bind_int(q, "at", r->at_ms);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        q = db_query(tx, &thin_sql);
        bind_plan(q, r);
        db_bind_int(q, "old", r->version - DRAFT_KEPT);
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

static bool read_row(struct store *s, struct db_tx *tx, struct db_query *q, const struct draft_row *where,
                     struct arena *a, struct draft_row *out, struct err *e)
{
    struct seal_key key;
    bool there = db_next(q), ok = false;
    if (there) {
        *out = *where;
        out->version = db_int(q, 0);
        out->at_ms = db_int(q, 3);
        struct seal_place at = place_of(out);
        ok = (arena_str(a, db_text(q, 1), &out->once) && arena_str(a, db_text(q, 2), &out->by)) || arena_error(a, e);
        ok = ok && keys_client(s->keys, tx, out->practice, out->client, &key, e);
        ok = ok && seal_open(&key, &at, db_blob(q, 4), a, &out->content, e);
        seal_wipe(&key, sizeof key);
    }
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "draft", "that save of the draft is not kept any more");
}

bool draft_get(struct store *s, struct db_tx *tx, const struct draft_row *where, struct arena *a, struct draft_row *out,
               struct err *e)
{
    struct db_query *q = db_query(tx, &version_sql);
    bind_plan(q, where);
    db_bind_int(q, "version", where->version);
    return read_row(s, tx, q, where, a, out, e);
}

bool draft_by_once(struct store *s, struct db_tx *tx, const struct draft_row *where, struct arena *a,
                   struct draft_row *out, struct err *e)
{
    struct db_query *q = db_query(tx, &once_sql);
    bind_plan(q, where);
    db_bind_text(q, "once", where->once);
    return read_row(s, tx, q, where, a, out, e);
}

bool draft_recent(struct db_tx *tx, const struct draft_row *where, int64_t since_ms, struct arena *a,
                  struct draft_row **out, size_t *count, struct err *e)
{
    struct db_query *q = db_query(tx, &recent_sql);
    bool ok = true;
    bind_plan(q, where);
    db_bind_int(q, "since", since_ms);
    *count = 0;
    *out = arena_array(a, DRAFT_KEPT, sizeof **out);
    while (*out && ok && *count < DRAFT_KEPT && db_next(q)) {
        struct draft_row *r = &(*out)[(*count)++];
        *r = *where;
        r->version = db_int(q, 0);
        r->at_ms = db_int(q, 2);
        ok = arena_str(a, db_text(q, 1), &r->by);
    }
    db_done(q);
    return db_ok(tx, e) && ((*out && ok) || arena_error(a, e));
}

bool draft_remove(struct db_tx *tx, int64_t practice, struct str client, struct str plan, struct err *e)
{
    struct draft_row r = {.practice = practice, .client = client, .plan = plan};
    struct db_query *q = db_query(tx, &thin_sql);
    bind_plan(q, &r);
    db_bind_int(q, "old", INT64_MAX);
    db_run(q);
    return db_ok(tx, e);
}
