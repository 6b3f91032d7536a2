/* access.c: see access.h. */
#include "store/access.h"

static const struct db_sql exists_sql = {"SELECT 1 FROM client WHERE practice_id = :practice AND id = :client", NULL};
static const struct db_sql team_sql = {
    "SELECT 1 FROM care_team WHERE practice_id = :practice AND account_id = :account AND client_id = :client "
    "AND from_ms <= :now AND (until_ms IS NULL OR until_ms > :now)",
    NULL};
static const struct db_sql supervised_sql = {
    "SELECT 1 FROM care_team t JOIN supervision s ON s.practice_id = t.practice_id AND s.account_id = t.account_id "
    "WHERE t.practice_id = :practice AND t.client_id = :client AND s.supervisor_id = :account "
    "AND t.from_ms <= :now AND (t.until_ms IS NULL OR t.until_ms > :now) "
    "AND s.from_ms <= :now AND (s.until_ms IS NULL OR s.until_ms > :now)",
    NULL};
static const struct db_sql glass_sql = {
    "SELECT 1 FROM glass WHERE practice_id = :practice AND account_id = :account AND client_id = :client "
    "AND from_ms <= :now AND until_ms > :now",
    NULL};

static bool any(struct db_query *q, int64_t practice, struct str account, struct str client, int64_t now_ms)
{
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_bind_text(q, "client", client);
    db_bind_int(q, "now", now_ms);
    bool there = db_next(q);
    db_done(q);
    return there;
}

bool access_look(struct db_tx *tx, int64_t practice, struct str account, struct str client, int64_t now_ms,
                 struct access_facts *out, struct err *e)
{
    struct db_query *q = db_query(tx, &exists_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    *out = (struct access_facts){.exists = db_next(q)};
    db_done(q);
    if (out->exists && account.n) {
        out->team = any(db_query(tx, &team_sql), practice, account, client, now_ms);
        out->supervised = !out->team && any(db_query(tx, &supervised_sql), practice, account, client, now_ms);
        out->glass = !out->team && !out->supervised && any(db_query(tx, &glass_sql), practice, account, client, now_ms);
    }
    return db_ok(tx, e);
}
