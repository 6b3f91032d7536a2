/* owned.c: see owned.h. */
#include "store/owned.h"

#include "store/entries.h"
#include "store/rows.h"

#define COLUMNS "SELECT id, client_id, state, version, day, due_ms, owner, of_id, entered_ms FROM record WHERE "
static const struct db_sql owner_sql = {
    COLUMNS "practice_id = :practice AND owner = :owner AND state IN (:one, :two) AND kind = :kind "
            "ORDER BY entered_ms, id",
    NULL};
static const struct db_sql due_sql = {
    COLUMNS "practice_id = :practice AND due_ms <= :until AND state IN (:one, :two) AND kind = :kind "
            "ORDER BY entered_ms, id",
    NULL};
static const struct db_sql erase_sql = {"DELETE FROM record WHERE practice_id = :practice AND client_id = :client "
                                        "AND id = :id AND version = :version AND locked = 0",
                                        NULL};

static bool read_row(struct db_query *q, const struct owned_filter *f, struct arena *a, struct record *out)
{
    *out = (struct record){.practice = f->practice,
                           .kind = f->kind,
                           .version = db_int(q, 3),
                           .day = (int32_t)db_int(q, 4),
                           .due_ms = {!db_is_null(q, 5), db_int(q, 5)},
                           .entered_ms = db_int(q, 8)};
    return arena_str(a, db_text(q, 0), &out->id) && arena_str(a, db_text(q, 1), &out->client) &&
           arena_str(a, db_text(q, 2), &out->state) && arena_str(a, db_text(q, 6), &out->owner) &&
           arena_str(a, db_text(q, 7), &out->of);
}

bool owned_list(struct db_tx *tx, const struct owned_filter *f, struct arena *a, struct record **out, size_t *count,
                struct err *e)
{
    struct record *list = NULL;
    size_t n = 0, room = 0;
    struct db_query *q = db_query(tx, f->owner.n ? &owner_sql : &due_sql);
    db_bind_int(q, "practice", f->practice);
    db_bind_cstr(q, "kind", record_kind_name(f->kind));
    db_bind_cstr(q, "one", f->states[0]);
    db_bind_cstr(q, "two", f->states[1]);
    if (f->owner.n) {
        db_bind_text(q, "owner", f->owner);
    } else {
        db_bind_int(q, "until", f->until_ms);
    }
    bool ok = true;
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list && read_row(q, f, a, &list[n]);
        n++;
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

bool record_erase(struct db_tx *tx, const struct record *r, struct err *e)
{
    struct db_query *q = db_query(tx, &erase_sql);
    db_bind_int(q, "practice", r->practice);
    db_bind_text(q, "client", r->client);
    db_bind_text(q, "id", r->id);
    db_bind_int(q, "version", r->version);
    int64_t n = db_run(q);
    return db_ok(tx, e) && (n == 1 || err_set(e, ERR_CONFLICT, "record", "was changed meanwhile: read it again")) &&
           entries_changed(tx, r, e);
}
