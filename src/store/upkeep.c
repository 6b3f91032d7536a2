/* upkeep.c: lists across clients. */
#include "store/upkeep.h"

#include "store/rows.h"

static const struct db_sql practices_sql = {"SELECT practice_id FROM practice ORDER BY practice_id", NULL};
static const struct db_sql erasures_sql = {
    "SELECT practice_id, client_id, at_ms FROM erasure ORDER BY at_ms, practice_id, client_id", NULL};

#define LAST "COALESCE((SELECT MAX(r.day) FROM record r WHERE r.practice_id = c.practice_id AND r.client_id = c.id), "
static const struct db_sql ended_sql = {"SELECT c.id, " LAST
                                        "c.created_ms / 86400000) FROM client c WHERE c.practice_id = :practice "
                                        "AND (c.state = 'ended' OR c.hold <> 0 AND c.state <> 'erased') ORDER BY c.id",
                                        NULL};
static const struct db_sql last_sql = {
    "SELECT c.id, " LAST "c.created_ms / 86400000) FROM client c WHERE c.practice_id = :practice AND c.id = :client",
    NULL};

static bool finish(struct db_tx *tx, struct db_query *q, bool ok, struct arena *a, struct err *e)
{
    db_done(q);
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

bool upkeep_practices(struct db_tx *tx, struct arena *a, int64_t **out, size_t *count, struct err *e)
{
    struct db_query *q = db_query(tx, &practices_sql);
    int64_t *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list != NULL;
        if (ok) {
            list[n++] = db_int(q, 0);
        }
    }
    *out = list;
    *count = n;
    return finish(tx, q, ok, a, e);
}

bool upkeep_erasures(struct db_tx *tx, struct arena *a, struct erasure_row **out, size_t *count, struct err *e)
{
    struct db_query *q = db_query(tx, &erasures_sql);
    struct erasure_row *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list && arena_str(a, db_text(q, 1), &list[n].client);
        if (ok) {
            list[n].practice = db_int(q, 0);
            list[n++].at_ms = db_int(q, 2);
        }
    }
    *out = list;
    *count = n;
    return finish(tx, q, ok, a, e);
}

bool upkeep_ended(struct db_tx *tx, int64_t practice, struct arena *a, struct ended_row **out, size_t *count,
                  struct err *e)
{
    struct db_query *q = db_query(tx, &ended_sql);
    struct ended_row *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    db_bind_int(q, "practice", practice);
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list && arena_str(a, db_text(q, 0), &list[n].client);
        if (ok) {
            list[n++].last_day = (int32_t)db_int(q, 1);
        }
    }
    *out = list;
    *count = n;
    return finish(tx, q, ok, a, e);
}

bool upkeep_last_day(struct db_tx *tx, int64_t practice, struct str client, int32_t *day, struct err *e)
{
    struct db_query *q = db_query(tx, &last_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    bool there = db_next(q);
    *day = there ? (int32_t)db_int(q, 1) : 0;
    db_done(q);
    return db_ok(tx, e) && (there || err_set(e, ERR_NOT_FOUND, "client", "there is none with this id"));
}
