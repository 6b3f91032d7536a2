/*
 * change.c: what tells reads that something was written: counters in memory where one process owns the database, rows
 * where several share a server.
 *
 * On a server there is a row for each number of clients and each process that has written of one. A process changes its
 * own rows alone, so that nobody waits for anybody here or fails to serialise. Which are its own, a lock of its session
 * says, held as long as its connection; taking it once more does nothing.
 */
#include "db/driver.h"

static unsigned number_of(struct str client)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < client.n; i++) {
        h = (h ^ (unsigned char)client.p[i]) * 16777619u;
    }
    return 1 + h % (DB_CLIENTS - 1);
}

void db_about(struct db_tx *tx, struct str client)
{
    tx->about = client.n ? number_of(client) : 0;
}

uint64_t db_version(struct db *db, struct str client)
{
    if (db->driver->kind != DB_SQLITE) {
        return 0;
    }
    return 1 + (client.n ? atomic_load(&db->version_all) + atomic_load(&db->version_of[number_of(client)])
                         : atomic_load(&db->version_any));
}

/* ---- on a server ---- */

static const struct db_sql put_sql = {
    "INSERT INTO db_change (slot, number, stamp) SELECT s.slot, CAST(n AS BIGINT), CAST(:stamp AS BIGINT) FROM "
    "(SELECT i AS slot FROM generate_series(0, 999) AS i WHERE pg_try_advisory_lock(1198811251, i) LIMIT 1) AS s, "
    "unnest(string_to_array(CAST(:numbers AS TEXT), ',')) AS n "
    "ON CONFLICT (slot, number) DO UPDATE SET stamp = excluded.stamp",
    NULL};
static const struct db_sql get_sql = {
    "SELECT slot, number, stamp FROM db_change WHERE number IN (:one, :other) ORDER BY slot, number", NULL};

static uint64_t mix(uint64_t h, uint64_t v)
{
    for (int i = 0; i < 8; i++) {
        h = (h ^ (v >> 8 * i & 255)) * UINT64_C(1099511628211); /* FNV-1a */
    }
    return h;
}
#define MIX_BEGIN UINT64_C(14695981039346656037)

uint64_t db_version_seen(struct db_tx *tx, struct str client)
{
    uint64_t h = MIX_BEGIN;
    if (tx->db->driver->kind == DB_SQLITE) {
        return 0;
    }
    struct db_query *q = db_query(tx, &get_sql);
    db_bind_int(q, "one", client.n ? 0 : DB_CHANGE_ANY);
    db_bind_int(q, "other", client.n ? (int64_t)number_of(client) : DB_CHANGE_ANY);
    while (db_next(q)) {
        h = mix(mix(mix(h, (uint64_t)db_int(q, 0)), (uint64_t)db_int(q, 1)), (uint64_t)db_int(q, 2));
    }
    db_done(q);
    return tx->failed ? 0 : h | 1;
}

bool db_note_changes(struct db_tx *tx, struct str numbers, struct str batch)
{
    uint64_t stamp = MIX_BEGIN;
    for (size_t i = 0; i < batch.n; i++) {
        stamp = mix(stamp, (unsigned char)batch.p[i]);
    }
    struct db_query *q = db_query(tx, &put_sql);
    db_bind_int(q, "stamp", (int64_t)stamp);
    db_bind_text(q, "numbers", numbers);
    return db_run(q) > 0 || tx_fail(tx, ERR_CONFLICT, "a thousand programs write to this database at once");
}
