/* account.c: see account.h. Content of accounts is sealed with the practice's key. */
#include "store/account.h"

#include "store/rows.h"

static void bind_opt(struct db_query *q, const char *name, struct opt_int v)
{
    if (v.has) {
        db_bind_int(q, name, v.v);
    } else {
        db_bind_null(q, name);
    }
}

static struct opt_int opt(struct db_query *q, int column)
{
    return (struct opt_int){!db_is_null(q, column), db_int(q, column)};
}

static struct str bytes_of(const struct seal_hash *h)
{
    return (struct str){(const char *)h->byte, sizeof h->byte};
}

static bool seal_with_practice(struct store *s, struct db_tx *tx, const struct seal_place *at, struct str plain,
                               struct buf *out, struct err *e)
{
    struct seal_key key;
    if (!keys_practice(s->keys, tx, at->practice, &key, e)) {
        return false;
    }
    seal_put(&key, at, plain, out);
    seal_wipe(&key, sizeof key);
    return buf_ok(out) || err_no_memory(e);
}

static bool open_with_practice(struct store *s, struct db_tx *tx, const struct seal_place *at, struct str sealed,
                               struct arena *a, struct str *out, struct err *e)
{
    struct seal_key key;
    if (!sealed.p) {
        *out = (struct str){NULL, 0};
        return true;
    }
    bool ok = keys_practice(s->keys, tx, at->practice, &key, e) && seal_open(&key, at, sealed, a, out, e);
    seal_wipe(&key, sizeof key);
    return ok;
}

static struct seal_place place_of(const char *table, int64_t practice, struct str row)
{
    return (struct seal_place){.table = table, .practice = practice, .row = row};
}

/* ---- accounts ---- */

static const struct db_sql add_sql = {"INSERT INTO account (practice_id, id, sign_in, roles, state, client_id, "
                                      "password, code_step, ends_ms, "
                                      "version, sealed, created_ms) VALUES (:practice, :id, :sign_in, :roles, :state, "
                                      ":client, :password, NULL, :ends, 1, "
                                      ":sealed, :created)",
                                      NULL};
static const struct db_sql change_sql = {
    "UPDATE account SET sign_in = :sign_in, roles = :roles, state = :state, client_id = :client, password = :password, "
    "ends_ms = :ends, version = version + 1, sealed = :sealed "
    "WHERE practice_id = :practice AND id = :id AND version = :version",
    NULL};
static const struct db_sql code_used_sql = {
    "UPDATE account SET code_step = :step WHERE practice_id = :practice AND id = :id "
    "AND (code_step IS NULL OR code_step < :step)",
    NULL};
static const struct db_sql leave_teams_sql = {
    "UPDATE care_team SET until_ms = :at WHERE practice_id = :practice AND account_id = :id "
    "AND (until_ms IS NULL OR until_ms > :at)",
    NULL};
static const struct db_sql leave_supervision_sql = {
    "UPDATE supervision SET until_ms = :at WHERE practice_id = :practice AND (account_id = :id OR supervisor_id = :id) "
    "AND (until_ms IS NULL OR until_ms > :at)",
    NULL};

#define COLUMNS                                                                                                        \
    "SELECT id, roles, state, client_id, password, ends_ms, version, created_ms, sealed "                              \
    "FROM account WHERE practice_id = :practice "
static const struct db_sql get_sql = {COLUMNS "AND id = :id", NULL};
static const struct db_sql find_sql = {COLUMNS "AND sign_in = :sign_in", NULL};
static const struct db_sql list_sql = {COLUMNS "ORDER BY id", NULL};
static const struct db_sql of_client_sql = {COLUMNS "AND client_id = :client ORDER BY id", NULL};

/* A token of a word, ASCII letters without case. */
static bool token_of(struct store *s, struct db_tx *tx, int64_t practice, struct str name,
                     unsigned char out[SEAL_TOKEN_SIZE], struct err *e)
{
    struct seal_key key;
    char lower[THROTTLE_WORD_MAX];
    size_t n = 0;
    if (!name.n || name.n > sizeof lower) {
        return err_set(e, ERR_INVALID, "sign-in name", "must have 1 to %zu bytes", sizeof lower);
    }
    for (; n < name.n; n++) {
        char c = name.p[n];
        lower[n] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    if (!keys_tokens(s->keys, tx, practice, &key, e)) {
        return false;
    }
    seal_token(&key, (struct str){lower, n}, out);
    seal_wipe(&key, sizeof key);
    return true;
}

/* Binds what adding and changing have in common, and runs it. */
static bool put_account(struct store *s, struct db_tx *tx, struct db_query *q, const struct account_row *r,
                        int64_t *changed, struct err *e)
{
    unsigned char token[SEAL_TOKEN_SIZE];
    struct buf sealed;
    struct seal_place at = place_of("account", r->practice, r->id);
    buf_init(&sealed, 0);
    bool ok =
        token_of(s, tx, r->practice, r->sign_in, token, e) && seal_with_practice(s, tx, &at, r->content, &sealed, e);
    if (ok) {
        db_bind_int(q, "practice", r->practice);
        db_bind_text(q, "id", r->id);
        db_bind_blob(q, "sign_in", (struct str){(const char *)token, sizeof token});
        db_bind_int(q, "roles", r->roles);
        db_bind_text(q, "state", r->state);
        db_bind_text(q, "client", r->client);
        db_bind_text(q, "password", r->password);
        bind_opt(q, "ends", r->ends_ms);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        *changed = db_run(q);
        ok = db_ok(tx, e);
    }
    db_done(q);
    buf_free(&sealed);
    return ok;
}

bool account_add(struct store *s, struct db_tx *tx, struct account_row *r, int64_t now_ms, struct arena *a,
                 struct err *e)
{
    char id[SEAL_ID_SIZE + 1];
    int64_t changed;
    seal_new_id(now_ms, id);
    if (!arena_str(a, (struct str){id, SEAL_ID_SIZE}, &r->id)) {
        return arena_error(a, e);
    }
    struct db_query *q = db_query(tx, &add_sql);
    db_bind_int(q, "created", now_ms);
    r->version = 1;
    r->created_ms = now_ms;
    return put_account(s, tx, q, r, &changed, e);
}

bool account_change(struct store *s, struct db_tx *tx, struct account_row *r, struct err *e)
{
    int64_t changed;
    struct db_query *q = db_query(tx, &change_sql);
    db_bind_int(q, "version", r->version);
    bool ok =
        put_account(s, tx, q, r, &changed, e) &&
        (changed == 1 || err_set(e, ERR_CONFLICT, "account", "was changed by somebody else meanwhile: read it again"));
    r->version += ok;
    return ok;
}

static bool read_account(struct store *s, struct db_tx *tx, struct db_query *q, int64_t practice, struct arena *a,
                         struct account_row *out, struct err *e)
{
    *out = (struct account_row){.practice = practice,
                                .roles = (unsigned)db_int(q, 1),
                                .ends_ms = opt(q, 5),
                                .version = db_int(q, 6),
                                .created_ms = db_int(q, 7)};
    if (!arena_str(a, db_text(q, 0), &out->id) || !arena_str(a, db_text(q, 2), &out->state) ||
        !arena_str(a, db_text(q, 3), &out->client) || !arena_str(a, db_text(q, 4), &out->password)) {
        return arena_error(a, e);
    }
    struct seal_place at = place_of("account", practice, out->id);
    return open_with_practice(s, tx, &at, db_blob(q, 8), a, &out->content, e);
}

static bool one_account(struct store *s, struct db_tx *tx, struct db_query *q, int64_t practice, struct arena *a,
                        struct account_row *out, struct err *e)
{
    db_bind_int(q, "practice", practice);
    bool there = db_next(q), ok = there && read_account(s, tx, q, practice, a, out, e);
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "account", "there is none");
}

bool account_get(struct store *s, struct db_tx *tx, int64_t practice, struct str id, struct arena *a,
                 struct account_row *out, struct err *e)
{
    struct db_query *q = db_query(tx, &get_sql);
    db_bind_text(q, "id", id);
    return one_account(s, tx, q, practice, a, out, e);
}

bool account_find(struct store *s, struct db_tx *tx, int64_t practice, struct str sign_in, struct arena *a,
                  struct account_row *out, struct err *e)
{
    unsigned char token[SEAL_TOKEN_SIZE];
    if (!token_of(s, tx, practice, sign_in, token, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &find_sql);
    db_bind_blob(q, "sign_in", (struct str){(const char *)token, sizeof token});
    return one_account(s, tx, q, practice, a, out, e);
}

bool account_list(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a, struct account_row **out,
                  size_t *count, struct err *e)
{
    struct account_row *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    struct db_query *q = db_query(tx, &list_sql);
    db_bind_int(q, "practice", practice);
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list ? read_account(s, tx, q, practice, a, &list[n++], e) : arena_error(a, e);
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && ok;
}

bool account_of_client(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct arena *a,
                       struct account_row **out, size_t *count, struct err *e)
{
    struct account_row *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    struct db_query *q = db_query(tx, &of_client_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list ? read_account(s, tx, q, practice, a, &list[n++], e) : arena_error(a, e);
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && ok;
}

bool account_code_used(struct db_tx *tx, int64_t practice, struct str id, int64_t step, bool *fresh, struct err *e)
{
    struct db_query *q = db_query(tx, &code_used_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "id", id);
    db_bind_int(q, "step", step);
    *fresh = db_run(q) == 1;
    return db_ok(tx, e);
}

#define TREATS "role IN ('primary', 'clinician', 'prescriber') AND "
static const struct db_sql alone_sql = {
    "SELECT COUNT(DISTINCT t.client_id) FROM care_team t JOIN client c ON c.practice_id = t.practice_id "
    "AND c.id = t.client_id WHERE t.practice_id = :practice AND t.account_id = :id AND t." TREATS
    "t.from_ms <= :now AND (t.until_ms IS NULL OR t.until_ms > :now) AND c.state = 'active' AND NOT EXISTS (SELECT 1 "
    "FROM care_team o WHERE o.practice_id = t.practice_id AND o.client_id = t.client_id AND o.account_id <> :id "
    "AND o." TREATS "o.from_ms <= :now AND o.until_ms IS NULL)",
    NULL};

bool account_alone(struct db_tx *tx, int64_t practice, struct str id, int64_t now_ms, int64_t *clients, struct err *e)
{
    struct db_query *q = db_query(tx, &alone_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "id", id);
    db_bind_int(q, "now", now_ms);
    *clients = db_next(q) ? db_int(q, 0) : 0;
    db_done(q);
    return db_ok(tx, e);
}

bool account_leave_all(struct db_tx *tx, int64_t practice, struct str id, int64_t at_ms, struct err *e)
{
    const struct db_sql *const both[] = {&leave_teams_sql, &leave_supervision_sql};
    for (size_t i = 0; i < 2; i++) {
        struct db_query *q = db_query(tx, both[i]);
        db_bind_int(q, "practice", practice);
        db_bind_text(q, "id", id);
        db_bind_int(q, "at", at_ms);
        db_run(q);
    }
    return db_ok(tx, e);
}

/* ---- wrong secrets ---- */

static const struct db_sql throttle_get_sql = {
    "SELECT failed, until_ms, at_ms FROM throttle WHERE practice_id = :practice AND token = :token", NULL};
static const struct db_sql throttle_put_sql = {
    "INSERT INTO throttle (practice_id, token, failed, until_ms, at_ms) VALUES (:practice, :token, :failed, :until, "
    ":at) ON CONFLICT (practice_id, token) DO UPDATE SET failed = excluded.failed, until_ms = excluded.until_ms, "
    "at_ms = excluded.at_ms",
    NULL};
static const struct db_sql throttle_end_sql = {"DELETE FROM throttle WHERE practice_id = :practice AND token = :token",
                                               NULL};
static const struct db_sql throttle_sweep_sql = {
    "DELETE FROM throttle WHERE practice_id = :practice AND at_ms < :before", NULL};

static struct str token_bytes(const struct throttle_row *r)
{
    return (struct str){(const char *)r->key, sizeof r->key};
}

bool throttle_get(struct store *s, struct db_tx *tx, int64_t practice, struct str word, struct throttle_row *out,
                  struct err *e)
{
    *out = (struct throttle_row){.practice = practice};
    if (!token_of(s, tx, practice, word.n ? str_sub(word, 0, THROTTLE_WORD_MAX) : STR(" "), out->key, e)) {
        return false;
    }
    struct db_query *q = db_query(tx, &throttle_get_sql);
    db_bind_int(q, "practice", practice);
    db_bind_blob(q, "token", token_bytes(out));
    if (db_next(q)) {
        out->failed = db_int(q, 0);
        out->until_ms = opt(q, 1);
        out->at_ms = db_int(q, 2);
    }
    db_done(q);
    return db_ok(tx, e);
}

bool throttle_put(struct db_tx *tx, const struct throttle_row *r, struct err *e)
{
    struct db_query *q = db_query(tx, r->failed ? &throttle_put_sql : &throttle_end_sql);
    db_bind_int(q, "practice", r->practice);
    db_bind_blob(q, "token", token_bytes(r));
    if (r->failed) {
        db_bind_int(q, "failed", r->failed);
        bind_opt(q, "until", r->until_ms);
        db_bind_int(q, "at", r->at_ms);
    }
    db_run(q);
    return db_ok(tx, e);
}

bool throttle_sweep(struct db_tx *tx, int64_t practice, int64_t before_ms, struct err *e)
{
    struct db_query *q = db_query(tx, &throttle_sweep_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "before", before_ms);
    db_run(q);
    return db_ok(tx, e);
}

/* ---- sign-ins ---- */

static const struct db_sql sign_add_sql = {
    "INSERT INTO sign_in (practice_id, token, account_id, kind, created_ms, seen_ms, ends_ms, reauthenticated_ms, "
    "reauthenticated_by, sealed) "
    "VALUES (:practice, :token, :account, :kind, :created, :seen, :ends, :again, :by, :sealed)",
    NULL};
static const struct db_sql sign_get_sql = {
    "SELECT account_id, kind, created_ms, seen_ms, ends_ms, reauthenticated_ms, sealed, reauthenticated_by FROM "
    "sign_in "
    "WHERE practice_id = :practice AND token = :token",
    NULL};
static const struct db_sql sign_seen_sql = {
    "UPDATE sign_in SET seen_ms = :seen, reauthenticated_ms = :again, reauthenticated_by = :by "
    "WHERE practice_id = :practice AND token = :token",
    NULL};
static const struct db_sql sign_end_sql = {"DELETE FROM sign_in WHERE practice_id = :practice AND token = :token",
                                           NULL};
static const struct db_sql sign_close_sql = {
    "UPDATE sign_in SET kind = 'ended', ends_ms = :now WHERE practice_id = :practice AND token = :token", NULL};
static const struct db_sql sign_sweep_sql = {"DELETE FROM sign_in WHERE practice_id = :practice AND ends_ms <= :now",
                                             NULL};
static const struct db_sql sign_end_all_sql = {
    "DELETE FROM sign_in WHERE practice_id = :practice AND account_id = :account AND kind = :kind", NULL};

/* The row's name for sealing: its hash in hex. */
static void row_name(const struct seal_hash *token, char name[2 * SEAL_HASH_SIZE + 1])
{
    for (size_t i = 0; i < SEAL_HASH_SIZE; i++) {
        name[2 * i] = "0123456789abcdef"[token->byte[i] >> 4];
        name[2 * i + 1] = "0123456789abcdef"[token->byte[i] & 15];
    }
    name[2 * SEAL_HASH_SIZE] = 0;
}

bool sign_in_add(struct store *s, struct db_tx *tx, const struct sign_in_row *r, struct err *e)
{
    char name[2 * SEAL_HASH_SIZE + 1];
    struct buf sealed;
    row_name(&r->token, name);
    struct seal_place at = place_of("sign_in", r->practice, str_of(name));
    buf_init(&sealed, 0);
    bool ok = !r->content.p || seal_with_practice(s, tx, &at, r->content, &sealed, e);
    if (ok) {
        struct db_query *q = db_query(tx, &sign_add_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_blob(q, "token", bytes_of(&r->token));
        db_bind_text(q, "account", r->account);
        db_bind_text(q, "kind", r->kind);
        db_bind_int(q, "created", r->created_ms);
        db_bind_int(q, "seen", r->seen_ms);
        db_bind_int(q, "ends", r->ends_ms);
        bind_opt(q, "again", r->reauthenticated_ms);
        db_bind_text(q, "by", r->reauthenticated_by);
        db_bind_blob(q, "sealed", r->content.p ? buf_str(&sealed) : (struct str){NULL, 0});
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool sign_in_get(struct store *s, struct db_tx *tx, int64_t practice, const struct seal_hash *token, struct arena *a,
                 struct sign_in_row *out, struct err *e)
{
    char name[2 * SEAL_HASH_SIZE + 1];
    struct db_query *q = db_query(tx, &sign_get_sql);
    db_bind_int(q, "practice", practice);
    db_bind_blob(q, "token", bytes_of(token));
    bool there = db_next(q), ok = there;
    if (there) {
        *out = (struct sign_in_row){.practice = practice,
                                    .token = *token,
                                    .created_ms = db_int(q, 2),
                                    .seen_ms = db_int(q, 3),
                                    .ends_ms = db_int(q, 4),
                                    .reauthenticated_ms = opt(q, 5)};
        row_name(token, name);
        struct seal_place at = place_of("sign_in", practice, str_of(name));
        ok = arena_str(a, db_text(q, 0), &out->account) && arena_str(a, db_text(q, 1), &out->kind) &&
                     arena_str(a, db_text(q, 7), &out->reauthenticated_by)
                 ? open_with_practice(s, tx, &at, db_blob(q, 6), a, &out->content, e)
                 : arena_error(a, e);
    }
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "sign-in", "has ended; sign in again");
}

bool sign_in_seen(struct db_tx *tx, const struct sign_in_row *r, struct err *e)
{
    struct db_query *q = db_query(tx, &sign_seen_sql);
    db_bind_int(q, "practice", r->practice);
    db_bind_blob(q, "token", bytes_of(&r->token));
    db_bind_int(q, "seen", r->seen_ms);
    bind_opt(q, "again", r->reauthenticated_ms);
    db_bind_text(q, "by", r->reauthenticated_by);
    db_run(q);
    return db_ok(tx, e);
}

bool sign_in_end(struct db_tx *tx, int64_t practice, const struct seal_hash *token, struct err *e)
{
    struct db_query *q = db_query(tx, &sign_end_sql);
    db_bind_int(q, "practice", practice);
    db_bind_blob(q, "token", bytes_of(token));
    db_run(q);
    return db_ok(tx, e);
}

bool sign_in_end_all(struct db_tx *tx, int64_t practice, struct str account, struct str kind, struct err *e)
{
    struct db_query *q = db_query(tx, &sign_end_all_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_bind_text(q, "kind", kind);
    db_run(q);
    return db_ok(tx, e);
}

bool sign_in_close(struct db_tx *tx, int64_t practice, const struct seal_hash *token, int64_t now_ms, struct err *e)
{
    struct db_query *q = db_query(tx, &sign_close_sql);
    db_bind_int(q, "practice", practice);
    db_bind_blob(q, "token", bytes_of(token));
    db_bind_int(q, "now", now_ms);
    db_run(q);
    return db_ok(tx, e);
}

bool sign_in_sweep(struct db_tx *tx, int64_t practice, int64_t until_ms, struct err *e)
{
    struct db_query *q = db_query(tx, &sign_sweep_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "now", until_ms);
    db_run(q);
    return db_ok(tx, e);
}

static const struct db_sql sign_until_sql = {
    "SELECT MAX(ends_ms) FROM sign_in WHERE practice_id = :practice AND account_id = :account AND kind = :kind", NULL};

bool sign_in_until(struct db_tx *tx, int64_t practice, struct str account, struct str kind, struct opt_int *out,
                   struct err *e)
{
    struct db_query *q = db_query(tx, &sign_until_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_bind_text(q, "kind", kind);
    *out = db_next(q) ? opt(q, 0) : (struct opt_int){0};
    db_done(q);
    return db_ok(tx, e);
}

#define SESSIONS_MAX 100
static const struct db_sql sign_list_sql = {
    "SELECT token, created_ms, seen_ms, ends_ms, reauthenticated_ms FROM sign_in WHERE practice_id = :practice "
    "AND account_id = :account AND kind = 'session' AND seen_ms >= :seen AND ends_ms > :now ORDER BY seen_ms DESC, "
    "token LIMIT :limit",
    NULL};

bool sign_in_list(struct db_tx *tx, int64_t practice, struct str account, int64_t seen_ms, int64_t now_ms,
                  struct arena *a, struct sign_in_row **out, size_t *count, struct err *e)
{
    struct sign_in_row *list = arena_array(a, SESSIONS_MAX, sizeof *list);
    size_t n = 0;
    if (!list) {
        return arena_error(a, e);
    }
    struct db_query *q = db_query(tx, &sign_list_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_bind_int(q, "seen", seen_ms);
    db_bind_int(q, "now", now_ms);
    db_bind_int(q, "limit", SESSIONS_MAX);
    while (n < SESSIONS_MAX && db_next(q)) {
        struct str token = db_blob(q, 0);
        struct sign_in_row *r = &list[n];
        *r = (struct sign_in_row){.practice = practice,
                                  .account = account,
                                  .kind = STR("session"),
                                  .created_ms = db_int(q, 1),
                                  .seen_ms = db_int(q, 2),
                                  .ends_ms = db_int(q, 3),
                                  .reauthenticated_ms = opt(q, 4)};
        if (token.n == sizeof r->token.byte) {
            memcpy(r->token.byte, token.p, sizeof r->token.byte);
            n++;
        }
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e);
}

/* ---- recovery codes ---- */

static const struct db_sql codes_remove_sql = {
    "DELETE FROM recovery_code WHERE practice_id = :practice AND account_id = :account", NULL};
static const struct db_sql code_add_sql = {
    "INSERT INTO recovery_code (practice_id, account_id, hash, used_ms) VALUES (:practice, :account, :hash, NULL)",
    NULL};
static const struct db_sql code_use_sql = {
    "UPDATE recovery_code SET used_ms = :now WHERE practice_id = :practice AND account_id = :account AND hash = :hash "
    "AND used_ms IS NULL",
    NULL};

bool recovery_put(struct db_tx *tx, int64_t practice, struct str account, const struct seal_hash *codes, size_t count,
                  struct err *e)
{
    struct db_query *q = db_query(tx, &codes_remove_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_run(q);
    for (size_t i = 0; i < count; i++) {
        q = db_query(tx, &code_add_sql);
        db_bind_int(q, "practice", practice);
        db_bind_text(q, "account", account);
        db_bind_blob(q, "hash", bytes_of(&codes[i]));
        db_run(q);
    }
    return db_ok(tx, e);
}

bool recovery_use(struct db_tx *tx, int64_t practice, struct str account, const struct seal_hash *code, int64_t now_ms,
                  bool *used, struct err *e)
{
    struct db_query *q = db_query(tx, &code_use_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", account);
    db_bind_blob(q, "hash", bytes_of(code));
    db_bind_int(q, "now", now_ms);
    *used = db_run(q) == 1;
    return db_ok(tx, e);
}

/* ---- supervision ---- */

static const struct db_sql supervision_sql = {"INSERT INTO supervision (practice_id, supervisor_id, account_id, "
                                              "from_ms, until_ms) VALUES (:practice, :supervisor, "
                                              ":account, :from, :until) ON CONFLICT (practice_id, supervisor_id, "
                                              "account_id) DO UPDATE SET from_ms = excluded.from_ms, "
                                              "until_ms = excluded.until_ms",
                                              NULL};

bool supervision_put(struct db_tx *tx, int64_t practice, struct str supervisor, struct str account, int64_t from_ms,
                     struct opt_int until_ms, struct err *e)
{
    struct db_query *q = db_query(tx, &supervision_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "supervisor", supervisor);
    db_bind_text(q, "account", account);
    db_bind_int(q, "from", from_ms);
    bind_opt(q, "until", until_ms);
    db_run(q);
    return db_ok(tx, e);
}

#define SUPERVISIONS_MAX 1000
static const struct db_sql supervision_list_sql = {
    "SELECT supervisor_id, account_id, from_ms, until_ms FROM supervision WHERE practice_id = :practice AND "
    "(until_ms IS NULL OR until_ms > :now) ORDER BY account_id, supervisor_id LIMIT :limit",
    NULL};

bool supervision_list(struct db_tx *tx, int64_t practice, int64_t now_ms, struct arena *a, struct supervision_row **out,
                      size_t *count, struct err *e)
{
    struct supervision_row *list = NULL;
    size_t n = 0;
    bool ok = true;
    struct db_query *q = db_query(tx, &supervision_list_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "now", now_ms);
    db_bind_int(q, "limit", SUPERVISIONS_MAX);
    while (ok && db_next(q)) {
        struct supervision_row *more = arena_grow(a, list, n * sizeof *list, (n + 1) * sizeof *list);
        ok = more && arena_str(a, db_text(q, 0), &more[n].supervisor) && arena_str(a, db_text(q, 1), &more[n].account);
        if (ok) {
            more[n].from_ms = db_int(q, 2);
            more[n].until_ms = opt(q, 3);
            list = more;
            n++;
        }
    }
    db_done(q);
    *out = list;
    *count = n;
    return ok ? db_ok(tx, e) : arena_error(a, e);
}

/* ---- broken glass ---- */

static const struct db_sql glass_add_sql = {
    "INSERT INTO glass (practice_id, id, account_id, client_id, from_ms, until_ms, seen_by, seen_ms, sealed) "
    "VALUES (:practice, :id, :account, :client, :from, :until, NULL, NULL, :sealed)",
    NULL};
static const struct db_sql glass_list_sql = {
    "SELECT id, account_id, client_id, from_ms, until_ms, seen_by, seen_ms, sealed FROM glass WHERE practice_id = "
    ":practice "
    "ORDER BY CASE WHEN seen_ms IS NULL THEN 0 ELSE 1 END, from_ms DESC LIMIT :limit",
    NULL};
static const struct db_sql glass_seen_sql = {
    "UPDATE glass SET seen_by = :by, seen_ms = :now WHERE practice_id = :practice AND id = :id AND seen_ms IS NULL",
    NULL};

bool glass_add(struct store *s, struct db_tx *tx, struct glass_row *r, int64_t now_ms, struct arena *a, struct err *e)
{
    char id[SEAL_ID_SIZE + 1];
    struct buf sealed;
    seal_new_id(now_ms, id);
    if (!arena_str(a, (struct str){id, SEAL_ID_SIZE}, &r->id)) {
        return arena_error(a, e);
    }
    struct seal_place at = place_of("glass", r->practice, r->id);
    buf_init(&sealed, 0);
    bool ok = seal_with_practice(s, tx, &at, r->reason, &sealed, e);
    if (ok) {
        struct db_query *q = db_query(tx, &glass_add_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_text(q, "id", r->id);
        db_bind_text(q, "account", r->account);
        db_bind_text(q, "client", r->client);
        db_bind_int(q, "from", r->from_ms);
        db_bind_int(q, "until", r->until_ms);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        db_run(q);
        ok = db_ok(tx, e);
    }
    buf_free(&sealed);
    return ok;
}

bool glass_list(struct store *s, struct db_tx *tx, int64_t practice, size_t limit, struct arena *a,
                struct glass_row **out, size_t *count, struct err *e)
{
    struct glass_row *list = arena_array(a, limit ? limit : 1, sizeof *list);
    size_t n = 0;
    bool ok = list != NULL;
    struct db_query *q = db_query(tx, &glass_list_sql);
    db_bind_int(q, "practice", practice);
    db_bind_int(q, "limit", (int64_t)limit);
    while (ok && n < limit && db_next(q)) {
        struct glass_row *r = &list[n++];
        *r = (struct glass_row){
            .practice = practice, .from_ms = db_int(q, 3), .until_ms = db_int(q, 4), .seen_ms = opt(q, 6)};
        ok = arena_str(a, db_text(q, 0), &r->id) && arena_str(a, db_text(q, 1), &r->account) &&
             arena_str(a, db_text(q, 2), &r->client) && arena_str(a, db_text(q, 5), &r->seen_by);
        struct seal_place at = place_of("glass", practice, r->id);
        ok = ok && open_with_practice(s, tx, &at, db_blob(q, 7), a, &r->reason, e);
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && (ok || !a->failed || arena_error(a, e)) && ok;
}

bool glass_seen(struct db_tx *tx, int64_t practice, struct str id, struct str by, int64_t now_ms, struct err *e)
{
    struct db_query *q = db_query(tx, &glass_seen_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "id", id);
    db_bind_text(q, "by", by);
    db_bind_int(q, "now", now_ms);
    int64_t n = db_run(q);
    return db_ok(tx, e) && (n == 1 || err_set(e, ERR_NOT_FOUND, "break-glass", "there is none that waits for a look"));
}

/* ---- the practice's own row ---- */

static const struct db_sql practice_get_sql = {
    "SELECT version, state, sealed FROM practice WHERE practice_id = :practice", NULL};
static const struct db_sql practice_put_sql = {
    "UPDATE practice SET version = version + 1, state = :state, sealed = :sealed WHERE practice_id = :practice "
    "AND version = :version",
    NULL};

bool practice_row_get(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a, struct practice_row *out,
                      struct err *e)
{
    struct seal_place at = place_of("practice", practice, STR("settings"));
    struct db_query *q = db_query(tx, &practice_get_sql);
    db_bind_int(q, "practice", practice);
    bool there = db_next(q), ok = there;
    if (there) {
        *out = (struct practice_row){.practice = practice, .version = db_int(q, 0)};
        ok = arena_str(a, db_text(q, 1), &out->state)
                 ? open_with_practice(s, tx, &at, db_blob(q, 2), a, &out->content, e)
                 : arena_error(a, e);
    }
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "practice", "there is none with this number");
}

bool practice_row_put(struct store *s, struct db_tx *tx, struct practice_row *r, struct err *e)
{
    struct seal_place at = place_of("practice", r->practice, STR("settings"));
    struct buf sealed;
    buf_init(&sealed, 0);
    bool ok = seal_with_practice(s, tx, &at, r->content, &sealed, e);
    if (ok) {
        struct db_query *q = db_query(tx, &practice_put_sql);
        db_bind_int(q, "practice", r->practice);
        db_bind_int(q, "version", r->version);
        db_bind_text(q, "state", r->state);
        db_bind_blob(q, "sealed", buf_str(&sealed));
        int64_t n = db_run(q);
        ok = db_ok(tx, e) &&
             (n == 1 || err_set(e, ERR_CONFLICT, "practice", "was changed by somebody else meanwhile: read it again"));
        r->version += ok;
    }
    buf_free(&sealed);
    return ok;
}
