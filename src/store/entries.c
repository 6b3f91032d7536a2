/* entries.c: see entries.h. */
#include "store/entries.h"

#include "store/rows.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ALL_OF_IT "!" /* among the ids: something else was changed too, so that the copy must be made anew */

static const struct db_sql head_sql = {
    "SELECT turn, kept, added FROM entries WHERE practice_id = :practice AND client_id = :client", NULL};
static const struct db_sql count_sql = {
    "INSERT INTO entries (practice_id, client_id, turn, kept, added) VALUES (:practice, :client, 1, -1, :id) "
    "ON CONFLICT (practice_id, client_id) DO UPDATE SET turn = entries.turn + 1, added = CASE "
    "WHEN entries.kept = entries.turn THEN excluded.added WHEN length(entries.added) >= :most THEN '!' "
    "ELSE entries.added || excluded.added END",
    NULL};
static const struct db_sql kept_sql = {
    "INSERT INTO entries (practice_id, client_id, turn, kept, added) VALUES (:practice, :client, 0, 0, '') "
    "ON CONFLICT (practice_id, client_id) DO UPDATE SET kept = entries.turn, added = '' "
    "WHERE entries.turn = :turn AND (entries.kept < entries.turn OR :again = 1)",
    NULL};
static const struct db_sql parts_sql = {"SELECT part, turn, sealed FROM entries_part WHERE practice_id = :practice "
                                        "AND client_id = :client ORDER BY part",
                                        NULL};
static const struct db_sql add_sql = {"INSERT INTO entries_part (practice_id, client_id, part, turn, sealed) VALUES "
                                      "(:practice, :client, :part, :turn, :sealed)",
                                      NULL};
static const struct db_sql remove_sql = {
    "DELETE FROM entries_part WHERE practice_id = :practice AND client_id = :client AND part >= :part", NULL};
static const struct db_sql forget_sql = {"DELETE FROM entries WHERE practice_id = :practice AND client_id = :client",
                                         NULL};

static const struct db_sql since_sql = {"SELECT id, kind FROM record WHERE practice_id = :practice AND client_id = "
                                        ":client AND id > :after ORDER BY id",
                                        NULL};

static void bind_client(struct db_query *q, int64_t practice, struct str client)
{
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
}

bool entries_head(struct db_tx *tx, int64_t practice, struct str client, struct arena *a, struct entries_head *out,
                  struct err *e)
{
    struct db_query *q = db_query(tx, &head_sql);
    bind_client(q, practice, client);
    bool ok = true;
    *out = (struct entries_head){.kept = -1};
    if (db_next(q)) {
        *out = (struct entries_head){.turn = db_int(q, 0), .kept = db_int(q, 1)};
        ok = arena_str(a, db_text(q, 2), &out->added);
    }
    db_done(q);
    out->known = out->kept >= 0 && ok && str_find(out->added, STR(ALL_OF_IT), 0) == (size_t)-1 &&
                 out->added.n % SEAL_ID_SIZE == 0;
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

bool entries_since(struct db_tx *tx, int64_t practice, struct str client, struct str after, struct arena *a,
                   struct entries_since *out, struct err *e)
{
    char newest[SEAL_ID_SIZE];
    struct buf ids;
    bool any = false;
    *out = (struct entries_since){.newest = after};
    buf_init(&ids, 0);
    struct db_query *q = db_query(tx, &since_sql);
    bind_client(q, practice, client);
    db_bind_text(q, "after", after.n ? after : STR(""));
    while (db_next(q)) {
        struct str id = db_text(q, 0);
        enum record_kind kind;
        if (!record_kind_find(db_text(q, 1), &kind) || !(ENTRIES_KINDS >> kind & 1) || id.n != SEAL_ID_SIZE) {
            continue;
        }
        if (out->count++ < ENTRIES_IDS_MAX) {
            buf_add(&ids, id);
        }
        memcpy(newest, id.p, SEAL_ID_SIZE);
        any = true;
    }
    db_done(q);
    bool ok = buf_ok(&ids) && arena_str(a, buf_str(&ids), &out->ids) &&
              (!any || arena_str(a, (struct str){newest, SEAL_ID_SIZE}, &out->newest));
    buf_free(&ids);
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

/* ---- parts ---- */

static struct seal_place place_of(int64_t practice, struct str client, const struct entries_part *p, char number[24])
{
    int n = snprintf(number, 24, "%lld", (long long)p->part);
    return (struct seal_place){.table = "entries_part",
                               .practice = practice,
                               .client = client,
                               .row = {number, (size_t)n},
                               .version = p->turn};
}

bool entries_parts(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                   struct entries_part **out, size_t *count, struct err *e)
{
    struct seal_key key;
    struct entries_part *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    if (!keys_client(s->keys, tx, practice, client, &key, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &parts_sql);
    bind_client(q, practice, client);
    while (ok && db_next(q)) {
        char number[24];
        list = rows_more(a, list, n, &room, sizeof *list);
        if (!list) {
            ok = arena_error(a, e);
            break;
        }
        struct entries_part *p = &list[n++];
        *p = (struct entries_part){.part = db_int(q, 0), .turn = db_int(q, 1)};
        struct seal_place at = place_of(practice, client, p, number);
        ok = seal_open(&key, &at, db_blob(q, 2), a, &p->content, e);
    }
    db_done(q);
    seal_wipe(&key, sizeof key);
    *out = list;
    *count = n;
    return db_ok(tx, e) && ok;
}

static bool add_part(struct db_tx *tx, const struct seal_key *key, int64_t practice, struct str client,
                     const struct entries_part *p, struct err *e)
{
    char number[24];
    struct seal_place at = place_of(practice, client, p, number);
    struct buf sealed;
    buf_init(&sealed, 0);
    seal_put(key, &at, p->content, &sealed);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, &add_sql);
        bind_client(q, practice, client);
        db_bind_int(q, "part", p->part);
        db_bind_int(q, "turn", p->turn);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool entries_put(struct store *s, struct db_tx *tx, int64_t practice, struct str client, const struct entries_kept *k,
                 bool *done, struct err *e)
{
    struct seal_key key;
    assert(k->count);
    *done = false;
    if (!keys_client(s->keys, tx, practice, client, &key, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &kept_sql);
    bind_client(q, practice, client);
    db_bind_int(q, "turn", k->turn);
    db_bind_int(q, "again", k->again);
    *done = db_run(q) == 1;
    bool ok = db_ok(tx, e);
    if (ok && *done) {
        q = db_query(tx, &remove_sql);
        bind_client(q, practice, client);
        db_bind_int(q, "part", k->part[0].part);
        db_run(q);
        ok = db_ok(tx, e);
    }
    for (size_t i = 0; ok && *done && i < k->count; i++) {
        ok = add_part(tx, &key, practice, client, &k->part[i], e);
    }
    seal_wipe(&key, sizeof key);
    return ok;
}

/* ---- counting ---- */

static bool count(struct db_tx *tx, const struct record *r, struct str id, struct err *e)
{
    struct db_query *q = db_query(tx, &count_sql);
    bind_client(q, r->practice, r->client);
    db_bind_text(q, "id", id);
    db_bind_int(q, "most", ENTRIES_IDS_MAX * SEAL_ID_SIZE);
    db_run(q);
    return db_ok(tx, e);
}

static bool counts(const struct record *r)
{
    return ENTRIES_KINDS >> r->kind & 1;
}

bool entries_added(struct db_tx *tx, const struct record *r, struct err *e)
{
    bool plain = r->kind != RECORD_ALERT && !str_is(r->state, "withdrawal");
    bool was_signed = str_is(r->state, "signed") || str_is(r->state, "superseded") || str_is(r->state, "ended");
    if (r->kind == RECORD_PLAN ? !was_signed : !counts(r)) {
        return true;
    }
    return count(tx, r, plain ? r->id : STR(ALL_OF_IT), e);
}

bool entries_changed(struct db_tx *tx, const struct record *r, struct err *e)
{
    bool answers = r->kind == RECORD_SCORE || r->kind == RECORD_CHECKIN;
    if (r->kind ==
        RECORD_PLAN) { /* versions that are followed by another, or end, were counted when they were signed */
        return !str_is(r->state, "signed") || count(tx, r, r->id, e);
    }
    if (!counts(r) || (answers && str_is(r->state, "open"))) {
        return true;
    }
    return count(tx, r, answers && str_is(r->state, "sent") ? r->id : STR(ALL_OF_IT), e);
}

bool entries_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e)
{
    struct db_query *q = db_query(tx, &forget_sql);
    bind_client(q, practice, client);
    db_run(q);
    q = db_query(tx, &remove_sql);
    bind_client(q, practice, client);
    db_bind_int(q, "part", 0);
    db_run(q);
    return db_ok(tx, e);
}
