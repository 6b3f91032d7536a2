/* access.c: see access.h. */
#include "store/access.h"

/* How near somebody stands, asked in this order; the id of a client is the only row. */
static const struct db_sql sql = {
    "SELECT CASE "
    "WHEN EXISTS (SELECT 1 FROM care_team t WHERE t.practice_id = c.practice_id AND t.account_id = :account "
    "AND t.client_id = c.id AND t.from_ms <= :now AND (t.until_ms IS NULL OR t.until_ms > :now)) THEN 1 "
    "WHEN EXISTS (SELECT 1 FROM care_team t JOIN supervision s ON s.practice_id = t.practice_id "
    "AND s.account_id = t.account_id WHERE t.practice_id = c.practice_id AND t.client_id = c.id "
    "AND s.supervisor_id = :account AND t.from_ms <= :now AND (t.until_ms IS NULL OR t.until_ms > :now) "
    "AND s.from_ms <= :now AND (s.until_ms IS NULL OR s.until_ms > :now)) THEN 2 "
    "WHEN EXISTS (SELECT 1 FROM glass g WHERE g.practice_id = c.practice_id AND g.account_id = :account "
    "AND g.client_id = c.id AND g.from_ms <= :now AND g.until_ms > :now) THEN 3 "
    "ELSE 0 END FROM client c WHERE c.practice_id = :practice AND c.id = :client",
    NULL};

bool access_look(struct db_tx *tx, int64_t practice, struct str account, struct str client, int64_t now_ms,
                 struct access_facts *out, struct err *e)
{
    struct db_query *q = db_query(tx, &sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account.n ? account : STR("")); /* nobody has an id without letters */
    db_bind_text(q, "client", client);
    db_bind_int(q, "now", now_ms);
    *out = (struct access_facts){.exists = db_next(q)};
    if (out->exists) {
        int64_t near = db_int(q, 0);
        out->team = near == 1;
        out->supervised = near == 2;
        out->glass = near == 3;
    }
    db_done(q);
    return db_ok(tx, e);
}
