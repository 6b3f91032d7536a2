/* job.c: see job.h. */
#include "store/job.h"

#include "store/rows.h"

#include <stdio.h>

#define OF_ACCOUNT "practice_id = :practice AND id >= :from AND id < :to"

static const struct db_sql add_sql = {
    "INSERT INTO job (practice_id, id, kind, client_id, due_ms, state, tries, sealed) VALUES (:practice, :id, :kind, "
    ":client, :due, 'waiting', 0, NULL) ON CONFLICT (practice_id, id) DO NOTHING",
    NULL};
static const struct db_sql there_sql = {"SELECT 1 FROM job WHERE practice_id = :practice AND id = :id", NULL};
static const struct db_sql next_sql = {
    "SELECT id FROM job WHERE practice_id = :practice AND state = 'waiting' AND due_ms <= :now AND kind = :kind "
    "ORDER BY due_ms, id LIMIT 1",
    NULL};
static const struct db_sql take_sql = {"UPDATE job SET state = 'sending', tries = tries + 1, due_ms = :until "
                                       "WHERE " OF_ACCOUNT " AND state = 'waiting' AND due_ms <= :now",
                                       NULL};
static const struct db_sql tries_sql = {"SELECT max(tries) FROM job WHERE " OF_ACCOUNT " AND state = 'sending'", NULL};
static const struct db_sql sending_sql = {"SELECT id FROM job WHERE " OF_ACCOUNT " AND state = 'sending'", NULL};
static const struct db_sql settle_sql = {"UPDATE job SET state = :state, due_ms = :due, sealed = :sealed "
                                         "WHERE practice_id = :practice AND id = :id AND state = 'sending'",
                                         NULL};
static const struct db_sql lost_sql = {
    "UPDATE job SET state = 'unknown' WHERE practice_id = :practice AND state = 'sending' AND due_ms < :now", NULL};
static const struct db_sql get_sql = {
    "SELECT kind, client_id, due_ms, state, tries, sealed FROM job WHERE practice_id = :practice AND id = :id", NULL};
static const struct db_sql sweep_sql = {"DELETE FROM job WHERE practice_id = :practice AND state IN ('sent', 'failed', "
                                        "'unknown') AND due_ms < :before",
                                        NULL};
static const struct db_sql once_sql = {"DELETE FROM db_once WHERE at_s < :before", NULL};
static const struct db_sql reviews_sql = {
    "SELECT c.id, t.account_id, c.review_due FROM client c JOIN care_team t ON t.practice_id = c.practice_id "
    "AND t.client_id = c.id AND t.role = 'primary' AND t.until_ms IS NULL "
    "WHERE c.practice_id = :practice AND c.state = 'active' AND c.review_due <= :today ORDER BY c.id",
    NULL};
static const struct db_sql leader_sql = {
    "INSERT INTO leader (practice_id, name, node, until_ms) VALUES (:practice, :name, :node, :until) "
    "ON CONFLICT (practice_id, name) DO UPDATE SET node = excluded.node, until_ms = excluded.until_ms "
    "WHERE leader.node = excluded.node OR leader.until_ms < :now",
    NULL};
static const struct db_sql leave_sql = {
    "DELETE FROM leader WHERE practice_id = :practice AND name = :name AND node = :node", NULL};

bool job_add(struct db_tx *tx, const struct job_row *j, bool *added, struct err *e)
{
    struct db_query *q = db_query(tx, &add_sql);
    db_bind_int(q, "practice", j->practice);
    db_bind_text(q, "id", j->id);
    db_bind_text(q, "kind", j->kind);
    db_bind_text(q, "client", j->client);
    db_bind_int(q, "due", j->due_ms);
    *added = db_run(q) == 1;
    return db_ok(tx, e);
}

bool job_there(struct db_tx *tx, int64_t practice, struct str id, bool *there, struct err *e)
{
    struct db_query *q = db_query(tx, &there_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "id", id);
    *there = db_next(q);
    db_done(q);
    return db_ok(tx, e);
}

bool job_next(struct db_tx *tx, int64_t practice, struct str kind, int64_t now_ms, struct arena *a, struct str *id,
              struct err *e)
{
    struct db_query *q = db_query(tx, &next_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "now", now_ms);
    db_bind_text(q, "kind", kind);
    *id = (struct str){NULL, 0};
    bool ok = !db_next(q) || arena_str(a, db_text(q, 0), id);
    db_done(q);
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

/* ---- those of one account: ids that begin with it and '/' ---- */

struct range {
    char from[64], to[64];
};

static bool range_of(struct str account, struct range *r, struct err *e)
{
    if (!account.n || account.n > 60) {
        return err_set(e, ERR_INVALID, "job", "is of no account");
    }
    snprintf(r->from, sizeof r->from, "%.*s/", (int)account.n, account.p);
    snprintf(r->to, sizeof r->to, "%.*s0", (int)account.n, account.p); /* '0' comes after '/' */
    return true;
}

static void bind_range(struct db_query *q, int64_t practice, const struct range *r)
{
    db_bind_int(q, "practice", practice);
    db_bind_cstr(q, "from", r->from);
    db_bind_cstr(q, "to", r->to);
}

bool job_take(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, int64_t until_ms, int64_t *count,
              struct err *e)
{
    struct range r;
    if (!range_of(account, &r, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &take_sql);
    bind_range(q, practice, &r);
    db_bind_int(q, "until", until_ms);
    db_bind_int(q, "now", now_ms);
    *count = db_run(q);
    return db_ok(tx, e);
}

bool job_tries(struct db_tx *tx, int64_t practice, struct str account, int64_t *tries, struct err *e)
{
    struct range r;
    if (!range_of(account, &r, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &tries_sql);
    bind_range(q, practice, &r);
    *tries = db_next(q) ? db_int(q, 0) : 0;
    db_done(q);
    return db_ok(tx, e);
}

static struct seal_place place_of(int64_t practice, struct str id)
{
    return (struct seal_place){.table = "job", .practice = practice, .row = id};
}

static bool settle_one(struct store *s, struct db_tx *tx, const struct job_row *j, struct str id, struct err *e)
{
    struct seal_key key;
    struct seal_place at = place_of(j->practice, id);
    struct buf sealed;
    if (!keys_practice(s->keys, tx, j->practice, &key, e)) {
        return false;
    }
    buf_init(&sealed, 0);
    seal_put(&key, &at, j->outcome, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, &settle_sql);
        db_bind_int(q, "practice", j->practice);
        db_bind_text(q, "id", id);
        db_bind_text(q, "state", j->state);
        db_bind_int(q, "due", j->due_ms);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool job_settle(struct store *s, struct db_tx *tx, const struct job_row *j, struct str account, int64_t *count,
                struct err *e)
{
    struct range r;
    struct arena a;
    struct str ids[64]; /* what waits for one account at a time; more are settled in the next turn */
    bool ok = range_of(account, &r, e), more = ok;
    *count = 0;
    arena_init(&a, 0);
    while (ok && more) {
        size_t n = 0;
        struct db_query *q = db_query(tx, &sending_sql);
        bind_range(q, j->practice, &r);
        while (n < 64 && db_next(q)) {
            if (!arena_str(&a, db_text(q, 0), &ids[n++])) {
                ok = arena_error(&a, e);
            }
        }
        db_done(q);
        ok = db_ok(tx, e) && ok;
        for (size_t i = 0; ok && i < n; i++) {
            ok = settle_one(s, tx, j, ids[i], e);
        }
        *count += (int64_t)n;
        more = n == 64;
    }
    arena_free(&a);
    return ok;
}

bool job_lost(struct db_tx *tx, int64_t practice, int64_t now_ms, int64_t *count, struct err *e)
{
    struct db_query *q = db_query(tx, &lost_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "now", now_ms);
    *count = db_run(q);
    return db_ok(tx, e);
}

bool job_get(struct store *s, struct db_tx *tx, int64_t practice, struct str id, struct arena *a, struct job_row *out,
             struct err *e)
{
    struct seal_place at = place_of(practice, id);
    struct seal_key key;
    struct str sealed = {NULL, 0};
    struct db_query *q = db_query(tx, &get_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "id", id);
    bool there = db_next(q), ok = there;
    *out = (struct job_row){.practice = practice, .id = id};
    if (there) {
        out->due_ms = db_int(q, 2);
        out->tries = db_int(q, 4);
        ok = (arena_str(a, db_text(q, 0), &out->kind) && arena_str(a, db_text(q, 1), &out->client) &&
              arena_str(a, db_text(q, 3), &out->state) && arena_str(a, db_blob(q, 5), &sealed)) ||
             arena_error(a, e);
    }
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    if (!there) {
        return err_set(e, ERR_NOT_FOUND, "job", "there is none with this id");
    }
    if (ok && sealed.p) {
        ok = keys_practice(s->keys, tx, practice, &key, e) && seal_open(&key, &at, sealed, a, &out->outcome, e);
        seal_wipe(&key, sizeof key);
    }
    return ok;
}

bool job_sweep(struct db_tx *tx, int64_t practice, int64_t before_ms, int64_t once_before_ms, struct err *e)
{
    struct db_query *q = db_query(tx, &sweep_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "before", before_ms);
    db_run(q);
    q = db_query(tx, &once_sql);
    db_bind_int(q, "before", once_before_ms / 1000);
    db_run(q);
    return db_ok(tx, e);
}

/* ---- what is due ---- */

bool job_reviews(struct db_tx *tx, int64_t practice, int32_t today, struct arena *a, struct job_review **out,
                 size_t *count, struct err *e)
{
    struct job_review *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    struct db_query *q = db_query(tx, &reviews_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "today", today);
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list && arena_str(a, db_text(q, 0), &list[n].client) && arena_str(a, db_text(q, 1), &list[n].account);
        if (ok) {
            list[n++].due = db_int(q, 2);
        }
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

/* ---- who does it ---- */

bool leader_take(struct db_tx *tx, int64_t practice, struct str name, struct str node, int64_t now_ms, int64_t until_ms,
                 bool *mine, struct err *e)
{
    struct db_query *q = db_query(tx, &leader_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "name", name);
    db_bind_text(q, "node", node);
    db_bind_int(q, "until", until_ms);
    db_bind_int(q, "now", now_ms);
    *mine = db_run(q) == 1;
    return db_ok(tx, e);
}

bool leader_leave(struct db_tx *tx, int64_t practice, struct str name, struct str node, struct err *e)
{
    struct db_query *q = db_query(tx, &leave_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "name", name);
    db_bind_text(q, "node", node);
    db_run(q);
    return db_ok(tx, e);
}
