/* wording.c: see wording.h. */
#include "store/wording.h"

static const struct db_sql add_sql = {
    "INSERT INTO wording (practice_id, instrument, version, by_id, at_ms, sealed) VALUES (:practice, :instrument, "
    ":version, :by, :at, :sealed) ON CONFLICT DO NOTHING",
    NULL};
static const struct db_sql change_sql = {
    "UPDATE wording SET version = :version, by_id = :by, at_ms = :at, sealed = :sealed WHERE practice_id = :practice "
    "AND instrument = :instrument AND version = :version - 1",
    NULL};
#define COLUMNS "SELECT instrument, version, by_id, at_ms, sealed FROM wording WHERE practice_id = :practice "
static const struct db_sql get_sql = {COLUMNS "AND instrument = :instrument", NULL};
static const struct db_sql list_sql = {COLUMNS "ORDER BY instrument", NULL};
static const struct db_sql remove_sql = {
    "DELETE FROM wording WHERE practice_id = :practice AND instrument = :instrument", NULL};

#define WORDINGS_MAX 200

static struct seal_place place_of(const struct wording_row *r)
{
    return (struct seal_place){
        .table = "wording", .practice = r->practice, .row = r->instrument, .version = r->version};
}

bool wording_put(struct store *s, struct db_tx *tx, struct wording_row *r, struct err *e)
{
    struct seal_key key;
    struct buf sealed;
    bool first = r->version == 0;
    if (!keys_practice(s->keys, tx, r->practice, &key, e)) {
        return false;
    }
    r->version++;
    struct seal_place at = place_of(r);
    buf_init(&sealed, 0);
    seal_put(&key, &at, r->content, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, first ? &add_sql : &change_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_text(q, "instrument", r->instrument);
        db_bind_int(q, "version", r->version);
        db_bind_text(q, "by", r->by);
        db_bind_int(q, "at", r->at_ms);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        int64_t n = db_run(q);
        ok = db_ok(tx, e) && (n == 1 || err_set(e, ERR_CONFLICT, "wording", "another one is kept by now: look at it"));
    }
    r->version -= !ok;
    buf_free(&sealed);
    return ok;
}

static bool read_row(struct store *s, struct db_tx *tx, struct db_query *q, int64_t practice, struct arena *a,
                     struct wording_row *out, struct err *e)
{
    struct seal_key key;
    *out = (struct wording_row){.practice = practice, .version = db_int(q, 1), .at_ms = db_int(q, 3)};
    if (!arena_str(a, db_text(q, 0), &out->instrument) || !arena_str(a, db_text(q, 2), &out->by)) {
        return arena_error(a, e);
    }
    struct seal_place at = place_of(out);
    struct err shut = {0};
    if (!keys_practice(s->keys, tx, practice, &key, e)) {
        return false;
    }
    bool ok = seal_open(&key, &at, db_blob(q, 4), a, &out->content, &shut);
    seal_wipe(&key, sizeof key);
    if (!ok && shut.kind == ERR_INVALID) { /* this one alone; the others are read */
        out->content = (struct str){NULL, 0};
        return true;
    }
    return ok || err_set(e, shut.kind, shut.where, "%s", shut.text);
}

bool wording_get(struct store *s, struct db_tx *tx, int64_t practice, struct str instrument, struct arena *a,
                 struct wording_row *out, struct err *e)
{
    struct db_query *q = db_query(tx, &get_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "instrument", instrument);
    bool there = db_next(q), ok = there && read_row(s, tx, q, practice, a, out, e);
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "wording", "none is kept; import it first");
}

bool wording_list(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a, struct wording_row **out,
                  size_t *count, struct err *e)
{
    struct wording_row *list = arena_array(a, WORDINGS_MAX, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = db_query(tx, &list_sql);
    db_bind_int(q, "practice", practice);
    bool ok = true;
    while (ok && n < WORDINGS_MAX && db_next(q)) {
        ok = read_row(s, tx, q, practice, a, &list[n++], e);
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && ok;
}

bool wording_remove(struct db_tx *tx, int64_t practice, struct str instrument, struct err *e)
{
    struct db_query *q = db_query(tx, &remove_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "instrument", instrument);
    int64_t n = db_run(q);
    return db_ok(tx, e) && (n == 1 || err_set(e, ERR_NOT_FOUND, "wording", "none is kept"));
}
