/* queue.c: see queue.h. */
#include "store/queue.h"

#define WAITING                                                                                                        \
    "SELECT s.client_id, s.plan_id, s.item, s.place, s.role, s.account_id FROM signature s JOIN record r "             \
    "ON r.practice_id = s.practice_id AND r.client_id = s.client_id AND r.id = s.plan_id AND r.state = 'signing' "     \
    "WHERE s.practice_id = :practice AND s.state = 'waiting' "
#define NOW "t.from_ms <= :now AND (t.until_ms IS NULL OR t.until_ms > :now)"

static const struct db_sql waiting_sql = {
    WAITING "AND s.account_id = :account UNION " WAITING
            "AND s.client_id IN (SELECT t.client_id FROM care_team t WHERE t.practice_id = :practice "
            "AND t.account_id = :account AND " NOW " UNION SELECT t.client_id FROM supervision v JOIN care_team t "
            "ON t.practice_id = v.practice_id AND t.account_id = v.account_id WHERE v.practice_id = :practice "
            "AND v.supervisor_id = :account AND v.from_ms <= :now AND (v.until_ms IS NULL OR v.until_ms > :now) "
            "AND " NOW ") ORDER BY 1, 2, 4, 3 LIMIT :limit",
    NULL};

static const struct db_sql news_put_sql = {
    "INSERT INTO news (practice_id, client_id, account_id, at_ms) VALUES (:practice, :client, :account, :now) "
    "ON CONFLICT (practice_id, client_id) DO UPDATE SET account_id = excluded.account_id, at_ms = excluded.at_ms",
    NULL};
static const struct db_sql seen_put_sql = {
    "INSERT INTO seen (practice_id, account_id, client_id, at_ms) VALUES (:practice, :account, :client, :now) "
    "ON CONFLICT (practice_id, account_id, client_id) DO UPDATE SET at_ms = excluded.at_ms",
    NULL};
static const struct db_sql seen_get_sql = {
    "SELECT at_ms FROM seen WHERE practice_id = :practice AND account_id = :account AND client_id = :client", NULL};
static const struct db_sql news_get_sql = {
    "SELECT at_ms FROM news WHERE practice_id = :practice AND client_id = :client", NULL};
static const struct db_sql news_list_sql = {
    "SELECT n.client_id, n.account_id, n.at_ms, COALESCE(s.at_ms, MIN(t.from_ms)) FROM care_team t JOIN news n "
    "ON n.practice_id = t.practice_id AND n.client_id = t.client_id LEFT JOIN seen s ON s.practice_id = t.practice_id "
    "AND s.account_id = t.account_id AND s.client_id = t.client_id WHERE t.practice_id = :practice "
    "AND t.account_id = :account AND t.until_ms IS NULL GROUP BY n.client_id, n.account_id, n.at_ms, s.at_ms "
    "HAVING n.at_ms > COALESCE(s.at_ms, MIN(t.from_ms)) ORDER BY n.at_ms DESC, n.client_id LIMIT :limit",
    NULL};
static const struct db_sql unread_sql = {
    "SELECT r.client_id, MIN(r.due_ms), COUNT(*) FROM record r WHERE r.practice_id = :practice AND r.due_ms <= :now "
    "AND r.kind = 'words' AND r.state = 'entered' AND r.client_id IN (SELECT t.client_id FROM care_team t "
    "WHERE t.practice_id = :practice AND t.account_id = :account AND " NOW ") "
    "GROUP BY r.client_id ORDER BY 2, 1 LIMIT :limit",
    NULL};
static const struct db_sql alert_sql = {
    "SELECT r.client_id, r.id FROM client c JOIN record r ON r.practice_id = c.practice_id AND r.client_id = c.id "
    "AND r.kind = 'alert' AND r.state IN ('open', 'escalated') WHERE c.practice_id = :practice AND c.alerts > 0 "
    "AND c.id IN (SELECT t.client_id FROM care_team t WHERE t.practice_id = :practice AND t.account_id = :account "
    "AND " NOW ") ORDER BY r.entered_ms, r.id LIMIT :limit",
    NULL};
static const struct db_sql draft_sql = {
    "SELECT r.client_id, r.id FROM record r WHERE r.practice_id = :practice AND r.kind = 'plan' AND r.state = 'draft' "
    "AND r.by_id = :account AND r.client_id IN (SELECT t.client_id FROM care_team t WHERE t.practice_id = :practice "
    "AND t.account_id = :account AND " NOW ") ORDER BY r.entered_ms, r.id LIMIT :limit",
    NULL};
static const struct db_sql news_forget_sql = {"DELETE FROM news WHERE practice_id = :practice AND client_id = :client",
                                              NULL};
static const struct db_sql seen_forget_sql = {"DELETE FROM seen WHERE practice_id = :practice AND client_id = :client",
                                              NULL};

/* A list about one account, `limit` rows of it. */
static struct db_query *list_of(struct db_tx *tx, const struct db_sql *sql, int64_t practice, struct str account,
                                size_t limit)
{
    struct db_query *q = db_query(tx, sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_bind_int(q, "limit", (int64_t)limit);
    return q;
}

/* Its end: ok is false when a text found no room. */
static bool list_done(struct db_tx *tx, struct db_query *q, bool ok, struct arena *a, struct err *e)
{
    db_done(q);
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

bool waiting_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                  struct waiting_row **out, size_t *count, struct err *e)
{
    struct waiting_row *list = arena_array(a, limit, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = list_of(tx, &waiting_sql, practice, account, limit);
    db_bind_int(q, "now", now_ms);
    bool ok = true;
    while (ok && n < limit && db_next(q)) {
        struct waiting_row *r = &list[n++];
        r->item = db_int(q, 2);
        r->place = db_int(q, 3);
        ok = arena_str(a, db_text(q, 0), &r->client) && arena_str(a, db_text(q, 1), &r->plan) &&
             arena_str(a, db_text(q, 4), &r->role) && arena_str(a, db_text(q, 5), &r->account);
    }
    *out = list;
    *count = n;
    return list_done(tx, q, ok, a, e);
}

static struct db_query *about(struct db_tx *tx, const struct db_sql *sql, int64_t practice, struct str client)
{
    struct db_query *q = db_query(tx, sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    return q;
}

static bool put(struct db_tx *tx, const struct db_sql *sql, int64_t practice, struct str client, struct str account,
                int64_t now_ms, struct err *e)
{
    struct db_query *q = about(tx, sql, practice, client);
    db_bind_text(q, "account", account);
    db_bind_int(q, "now", now_ms);
    db_run(q);
    return db_ok(tx, e);
}

bool news_put(struct db_tx *tx, int64_t practice, struct str client, struct str account, int64_t now_ms, struct err *e)
{
    return put(tx, &news_put_sql, practice, client, account, now_ms, e);
}

bool seen_put(struct db_tx *tx, int64_t practice, struct str account, struct str client, int64_t now_ms, struct err *e)
{
    return put(tx, &seen_put_sql, practice, client, account, now_ms, e);
}

static bool read_time(struct db_tx *tx, struct db_query *q, int64_t *at_ms, struct err *e)
{
    *at_ms = db_next(q) ? db_int(q, 0) : 0;
    db_done(q);
    return db_ok(tx, e);
}

bool seen_get(struct db_tx *tx, int64_t practice, struct str account, struct str client, int64_t *at_ms, struct err *e)
{
    struct db_query *q = about(tx, &seen_get_sql, practice, client);
    db_bind_text(q, "account", account);
    return read_time(tx, q, at_ms, e);
}

bool news_get(struct db_tx *tx, int64_t practice, struct str client, int64_t *at_ms, struct err *e)
{
    return read_time(tx, about(tx, &news_get_sql, practice, client), at_ms, e);
}

bool news_list(struct db_tx *tx, int64_t practice, struct str account, size_t limit, struct arena *a,
               struct news_row **out, size_t *count, struct err *e)
{
    struct news_row *list = arena_array(a, limit, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = list_of(tx, &news_list_sql, practice, account, limit);
    bool ok = true;
    while (ok && n < limit && db_next(q)) {
        struct news_row *r = &list[n++];
        r->at_ms = db_int(q, 2);
        r->seen_ms = db_int(q, 3);
        ok = arena_str(a, db_text(q, 0), &r->client) && arena_str(a, db_text(q, 1), &r->by);
    }
    *out = list;
    *count = n;
    return list_done(tx, q, ok, a, e);
}

bool unread_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                 struct unread_row **out, size_t *count, struct err *e)
{
    struct unread_row *list = arena_array(a, limit, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = list_of(tx, &unread_sql, practice, account, limit);
    db_bind_int(q, "now", now_ms);
    bool ok = true;
    while (ok && n < limit && db_next(q)) {
        struct unread_row *r = &list[n++];
        r->at_ms = db_int(q, 1);
        r->count = db_int(q, 2);
        ok = arena_str(a, db_text(q, 0), &r->client);
    }
    *out = list;
    *count = n;
    return list_done(tx, q, ok, a, e);
}

static bool records_of(struct db_tx *tx, const struct db_sql *sql, int64_t practice, struct str account, int64_t now_ms,
                       size_t limit, struct arena *a, struct alert_row **out, size_t *count, struct err *e)
{
    struct alert_row *list = arena_array(a, limit, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = list_of(tx, sql, practice, account, limit);
    db_bind_int(q, "now", now_ms);
    bool ok = true;
    while (ok && n < limit && db_next(q)) {
        struct alert_row *r = &list[n++];
        ok = arena_str(a, db_text(q, 0), &r->client) && arena_str(a, db_text(q, 1), &r->id);
    }
    *out = list;
    *count = n;
    return list_done(tx, q, ok, a, e);
}

bool alert_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                struct alert_row **out, size_t *count, struct err *e)
{
    return records_of(tx, &alert_sql, practice, account, now_ms, limit, a, out, count, e);
}

bool draft_list(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, size_t limit, struct arena *a,
                struct alert_row **out, size_t *count, struct err *e)
{
    return records_of(tx, &draft_sql, practice, account, now_ms, limit, a, out, count, e);
}

bool news_forget(struct db_tx *tx, int64_t practice, struct str client, struct err *e)
{
    db_run(about(tx, &news_forget_sql, practice, client));
    db_run(about(tx, &seen_forget_sql, practice, client));
    return db_ok(tx, e);
}
