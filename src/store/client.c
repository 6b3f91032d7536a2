/* client.c: clients, the words by which they are found, and their care teams. */
#include "store/store.h"

#include "base/utf8.h"
#include "store/rows.h"

#define TOKEN_LETTERS_MIN 2
#define TOKEN_LETTERS_MAX 8 /* longer beginnings tell no more */

static struct seal_place place_of(int64_t practice, struct str client)
{
    return (struct seal_place){.table = "client", .practice = practice, .client = client};
}

/* ---- tokens of names ---- */

static const struct db_sql token_add_sql = {"INSERT INTO client_token (practice_id, token, client_id) VALUES "
                                            "(:practice, :token, :client) ON CONFLICT DO NOTHING",
                                            NULL};
static const struct db_sql tokens_remove_sql = {
    "DELETE FROM client_token WHERE practice_id = :practice AND client_id = :client", NULL};
static const struct db_sql token_find_sql = {
    "SELECT client_id FROM client_token WHERE practice_id = :practice AND token = :token ORDER BY client_id", NULL};

/* A word as it is compared: lower case, letters and digits of any script; NFC. False when the arena is exhausted. */
static bool fold_word(struct str word, struct arena *a, struct str *out)
{
    char *p = arena_alloc(a, word.n + 1);
    size_t n = 0;
    if (!p) {
        return false;
    }
    for (size_t i = 0; i < word.n; i++) {
        char c = word.p[i];
        bool counts = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
        if (c >= 'A' && c <= 'Z') {
            p[n++] = (char)(c + 32);
        } else if (counts) {
            p[n++] = c;
        }
    }
    *out = (struct str){p, n};
    return true;
}

/* The beginnings of a word, each `letters` characters long, get a token each. */
static bool add_tokens(struct db_tx *tx, const struct seal_key *key, int64_t practice, struct str client,
                       struct str word, struct err *e)
{
    size_t at = 0;
    for (size_t letters = 1; at < word.n && letters <= TOKEN_LETTERS_MAX; letters++) {
        unsigned char token[SEAL_TOKEN_SIZE];
        utf8_next(word, &at);
        if (letters < TOKEN_LETTERS_MIN) {
            continue;
        }
        seal_token(key, str_sub(word, 0, at), token);
        struct db_query *q = db_query(tx, &token_add_sql);
        db_bind_int(q, "practice", practice);
        db_bind_blob(q, "token", (struct str){(const char *)token, sizeof token});
        db_bind_text(q, "client", client);
        db_run(q);
    }
    return db_ok(tx, e);
}

static bool put_names(struct store *s, struct db_tx *tx, int64_t practice, struct str client, const struct str *names,
                      size_t count, struct err *e)
{
    struct seal_key key;
    struct arena a;
    if (!keys_tokens(s->keys, tx, practice, &key, e)) {
        return false;
    }
    arena_init(&a, 0);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        struct str word;
        ok = fold_word(names[i], &a, &word) ? add_tokens(tx, &key, practice, client, word, e) : arena_error(&a, e);
    }
    arena_free(&a);
    seal_wipe(&key, sizeof key);
    return ok;
}

bool client_rename(struct store *s, struct db_tx *tx, int64_t practice, struct str id, const struct str *names,
                   size_t count, struct err *e)
{
    struct db_query *q = db_query(tx, &tokens_remove_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", id);
    db_run(q);
    return db_ok(tx, e) && put_names(s, tx, practice, id, names, count, e);
}

static bool push_id(struct arena *a, struct str id, struct str **ids, size_t *count, size_t *room)
{
    *ids = rows_more(a, *ids, *count, room, sizeof **ids);
    return *ids && arena_str(a, id, &(*ids)[(*count)++]);
}

/* Of two lists in order, what stands in both, in place. */
static size_t intersect(struct str *a, size_t n, const struct str *b, size_t m)
{
    size_t kept = 0;
    for (size_t i = 0, k = 0; i < n && k < m;) {
        int order = memcmp(a[i].p, b[k].p, a[i].n < b[k].n ? a[i].n : b[k].n);
        if (order == 0) {
            a[kept++] = a[i++];
            k++;
        } else if (order < 0) {
            i++;
        } else {
            k++;
        }
    }
    return kept;
}

bool client_find(struct store *s, struct db_tx *tx, int64_t practice, const struct str *words, size_t word_count,
                 struct arena *a, struct str **ids, size_t *count, struct err *e)
{
    struct seal_key key;
    struct str *all = NULL;
    size_t n = 0;
    if (!keys_tokens(s->keys, tx, practice, &key, e)) {
        return false;
    }
    bool ok = true;
    for (size_t i = 0; ok && i < word_count; i++) {
        struct str word, *some = NULL;
        size_t found = 0, room = 0, end = 0, letters = 0;
        unsigned char token[SEAL_TOKEN_SIZE];
        ok = fold_word(words[i], a, &word);
        while (ok && end < word.n && letters < TOKEN_LETTERS_MAX) {
            utf8_next(word, &end);
            letters++;
        }
        if (!ok || letters < TOKEN_LETTERS_MIN) {
            n = ok ? 0 : n;
            break;
        }
        seal_token(&key, str_sub(word, 0, end), token);
        struct db_query *q = db_query(tx, &token_find_sql);
        db_bind_int(q, "practice", practice);
        db_bind_blob(q, "token", (struct str){(const char *)token, sizeof token});
        while (ok && db_next(q)) {
            ok = push_id(a, db_text(q, 0), &some, &found, &room);
        }
        db_done(q);
        if (!ok) {
            break;
        }
        n = i == 0 ? found : intersect(all, n, some, found);
        all = i == 0 ? some : all;
    }
    seal_wipe(&key, sizeof key);
    *ids = all;
    *count = n;
    return db_ok(tx, e) && (ok || arena_error(a, e));
}

/* ---- rows ---- */

static const struct db_sql add_sql = {"INSERT INTO client (practice_id, id, state, wrapped_key, key_version, version, "
                                      "sealed, review_due, review_overdue, "
                                      "alerts, hold, created_ms) VALUES (:practice, :id, :state, :key, 1, 1, :sealed, "
                                      ":due, :overdue, :alerts, :hold, :created)",
                                      NULL};
static const struct db_sql change_sql = {
    "UPDATE client SET state = :state, version = version + 1, sealed = :sealed, review_due = :due, "
    "review_overdue = :overdue, alerts = :alerts, hold = :hold "
    "WHERE practice_id = :practice AND id = :id AND version = :version AND wrapped_key IS NOT NULL",
    NULL};

#define COLUMNS                                                                                                        \
    "c.id, c.state, c.version, c.review_due, c.review_overdue, c.alerts, c.hold, c.created_ms, c.wrapped_key, "        \
    "c.sealed "

static const struct db_sql get_sql = {"SELECT " COLUMNS "FROM client c WHERE c.practice_id = :practice AND c.id = :id",
                                      NULL};
static const struct db_sql caseload_sql = {
    "SELECT " COLUMNS "FROM care_team t JOIN client c ON c.practice_id = t.practice_id AND c.id = t.client_id "
    "WHERE t.practice_id = :practice AND t.account_id = :account AND t.until_ms IS NULL AND c.state <> 'erased' "
    "GROUP BY c.practice_id, c.id ORDER BY c.alerts DESC, COALESCE(c.review_due, 9000000), c.id "
    "LIMIT :limit OFFSET :offset",
    NULL};

static const struct db_sql reviews_sql = {
    "SELECT " COLUMNS "FROM care_team t JOIN client c ON c.practice_id = t.practice_id AND c.id = t.client_id "
    "WHERE t.practice_id = :practice AND t.account_id = :account AND t.until_ms IS NULL AND c.state = 'active' "
    "AND c.review_due <= :until GROUP BY c.practice_id, c.id ORDER BY c.review_due, c.id LIMIT :limit",
    NULL};

/* Parts of a caseload. Each source has statements of its own, so that each goes by its index. */
#define FITS                                                                                                           \
    "AND c.state <> 'erased' AND (:any_state = 1 OR c.state = :state) AND (:any_alerts = 1 OR c.alerts > 0) "          \
    "AND (:any_day = 1 OR c.review_due <= :until) "
#define NOW_OF(t) t ".from_ms <= :now AND (" t ".until_ms IS NULL OR " t ".until_ms > :now) "
#define OF_TEAM                                                                                                        \
    "SELECT t.client_id FROM care_team t WHERE t.practice_id = :practice AND t.account_id = :account AND " NOW_OF("t")
#define OF_SUPERVISED                                                                                                  \
    "SELECT t.client_id FROM supervision v JOIN care_team t ON t.practice_id = v.practice_id AND "                     \
    "t.account_id = v.account_id WHERE v.practice_id = :practice AND v.supervisor_id = :account AND " NOW_OF(          \
        "v") "AND " NOW_OF("t")
#define PAGE(source)                                                                                                   \
    {                                                                                                                  \
        "SELECT " COLUMNS "FROM client c WHERE c.practice_id = :practice AND c.id IN (" source ") " FITS               \
        "ORDER BY c.alerts DESC, COALESCE(c.review_due, 9000000), c.id LIMIT :limit OFFSET :offset",                   \
            NULL                                                                                                       \
    }
#define TOTAL(source)                                                                                                  \
    {                                                                                                                  \
        "SELECT count(*) FROM client c WHERE c.practice_id = :practice AND c.id IN (" source ") " FITS, NULL           \
    }
static const struct db_sql page_sql[] = {PAGE(OF_TEAM), PAGE(OF_TEAM "AND t.role = 'primary'"), PAGE(OF_SUPERVISED)};
static const struct db_sql total_sql[] = {TOTAL(OF_TEAM), TOTAL(OF_TEAM "AND t.role = 'primary'"),
                                          TOTAL(OF_SUPERVISED)};

static void bind_opt(struct db_query *q, const char *name, struct opt_int v)
{
    if (v.has) {
        db_bind_int(q, name, v.v);
    } else {
        db_bind_null(q, name);
    }
}

static void bind_row(struct db_query *q, const struct client_row *c, struct str sealed)
{
    db_bind_int(q, "practice", c->practice);
    db_bind_text(q, "id", c->id);
    db_bind_text(q, "state", c->state);
    db_bind_blob(q, "sealed", sealed);
    bind_opt(q, "due", c->review_due);
    bind_opt(q, "overdue", c->review_overdue);
    db_bind_int(q, "alerts", c->alerts);
    db_bind_int(q, "hold", c->hold);
}

bool client_add(struct store *s, struct db_tx *tx, struct client_row *c, const struct str *names, size_t name_count,
                int64_t now_ms, struct arena *a, struct err *e)
{
    char id[SEAL_ID_SIZE + 1];
    struct seal_key key;
    struct buf wrapped, sealed;
    if (!c->id.n) { /* a restored or imported client keeps its own */
        seal_new_id(now_ms, id);
        if (!arena_str(a, (struct str){id, SEAL_ID_SIZE}, &c->id)) {
            return arena_error(a, e);
        }
    }
    buf_init(&wrapped, 0);
    buf_init(&sealed, 0);
    bool ok = keys_client_make(s->keys, tx, c->practice, c->id, &wrapped, &key, e);
    if (ok) {
        struct seal_place at = place_of(c->practice, c->id);
        seal_put(&key, &at, c->summary, &sealed);
        seal_wipe(&key, sizeof key);
        ok = buf_ok(&sealed) || err_no_memory(e);
    }
    if (ok) {
        struct db_query *q = db_query(tx, &add_sql);
        c->state = c->state.p ? c->state : STR("active");
        bind_row(q, c, buf_str(&sealed));
        db_bind_blob(q, "key", buf_str(&wrapped));
        db_bind_int(q, "created", now_ms);
        db_run(q);
        c->version = 1;
        c->created_ms = now_ms;
        ok = db_ok(tx, e) && put_names(s, tx, c->practice, c->id, names, name_count, e);
    }
    buf_free(&wrapped);
    buf_free(&sealed);
    return ok;
}

/* Erased clients have neither key nor summary; the row stays, so that the audit trail has somebody to name. */
static bool read_row(struct store *s, struct db_tx *tx, struct db_query *q, int64_t practice, struct arena *a,
                     struct client_row *out, struct err *e)
{
    struct seal_key key;
    *out = (struct client_row){.practice = practice,
                               .version = db_int(q, 2),
                               .review_due = {!db_is_null(q, 3), db_int(q, 3)},
                               .review_overdue = {!db_is_null(q, 4), db_int(q, 4)},
                               .alerts = db_int(q, 5),
                               .hold = db_int(q, 6) != 0,
                               .created_ms = db_int(q, 7)};
    if (!arena_str(a, db_text(q, 0), &out->id) || !arena_str(a, db_text(q, 1), &out->state)) {
        return arena_error(a, e);
    }
    if (db_is_null(q, 8)) {
        return true;
    }
    struct seal_place at = place_of(practice, out->id);
    bool ok = keys_client_unwrap(s->keys, tx, practice, out->id, db_blob(q, 8), &key, e) &&
              seal_open(&key, &at, db_blob(q, 9), a, &out->summary, e);
    seal_wipe(&key, sizeof key);
    return ok;
}

bool client_get(struct store *s, struct db_tx *tx, int64_t practice, struct str id, struct arena *a,
                struct client_row *out, struct err *e)
{
    struct db_query *q = db_query(tx, &get_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "id", id);
    bool there = db_next(q), ok = there && read_row(s, tx, q, practice, a, out, e);
    db_done(q);
    if (!db_ok(tx, e)) {
        return false;
    }
    return there ? ok : err_set(e, ERR_NOT_FOUND, "client", "there is none with this id");
}

bool client_change(struct store *s, struct db_tx *tx, struct client_row *c, struct err *e)
{
    struct seal_key key;
    struct buf sealed;
    if (!keys_client(s->keys, tx, c->practice, c->id, &key, e)) {
        return false;
    }
    struct seal_place at = place_of(c->practice, c->id);
    buf_init(&sealed, 0);
    seal_put(&key, &at, c->summary, &sealed);
    seal_wipe(&key, sizeof key);
    bool ok = buf_ok(&sealed) || err_no_memory(e);
    if (ok) {
        struct db_query *q = db_query(tx, &change_sql);
        bind_row(q, c, buf_str(&sealed));
        db_bind_int(q, "version", c->version);
        int64_t n = db_run(q);
        ok = db_ok(tx, e) &&
             (n == 1 || err_set(e, ERR_CONFLICT, "client", "was changed by somebody else meanwhile: read it again"));
        c->version += ok;
    }
    buf_free(&sealed);
    return ok;
}

/* What a query gives, `limit` at most. */
static bool read_rows(struct store *s, struct db_tx *tx, struct db_query *q, int64_t practice, size_t limit,
                      struct arena *a, struct client_row **out, size_t *count, struct err *e)
{
    struct client_row *list = arena_array(a, limit, sizeof *list);
    size_t n = 0;
    bool ok = list || arena_error(a, e);
    while (ok && n < limit && db_next(q)) {
        ok = read_row(s, tx, q, practice, a, &list[n++], e);
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && ok;
}

bool client_caseload(struct store *s, struct db_tx *tx, int64_t practice, struct str user, size_t offset, size_t limit,
                     struct arena *a, struct client_row **out, size_t *count, struct err *e)
{
    struct db_query *q = db_query(tx, &caseload_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", user);
    db_bind_int(q, "limit", (int64_t)limit);
    db_bind_int(q, "offset", (int64_t)offset);
    return read_rows(s, tx, q, practice, limit, a, out, count, e);
}

static struct db_query *caseload_query(struct db_tx *tx, const struct db_sql *sql, int64_t practice,
                                       const struct caseload_filter *f)
{
    struct db_query *q = db_query(tx, &sql[f->source]);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", f->user);
    db_bind_int(q, "now", f->now_ms);
    db_bind_int(q, "any_state", !f->state);
    db_bind_cstr(q, "state", f->state ? f->state : "");
    db_bind_int(q, "any_alerts", !f->alerts);
    db_bind_int(q, "any_day", !f->due_until.has);
    db_bind_int(q, "until", f->due_until.has ? f->due_until.v : 0);
    return q;
}

bool client_caseload_page(struct store *s, struct db_tx *tx, int64_t practice, const struct caseload_filter *f,
                          struct arena *a, struct client_row **out, size_t *count, size_t *total, struct err *e)
{
    struct db_query *q = caseload_query(tx, total_sql, practice, f);
    *total = db_next(q) ? (size_t)db_int(q, 0) : 0;
    db_done(q);
    size_t left = *total > f->offset ? *total - f->offset : 0, limit = left < f->limit ? left : f->limit;
    q = caseload_query(tx, page_sql, practice, f);
    db_bind_int(q, "limit", (int64_t)limit);
    db_bind_int(q, "offset", (int64_t)f->offset);
    return read_rows(s, tx, q, practice, limit, a, out, count, e);
}

bool client_reviews(struct store *s, struct db_tx *tx, int64_t practice, struct str user, int64_t until_day,
                    size_t limit, struct arena *a, struct client_row **out, size_t *count, struct err *e)
{
    struct db_query *q = db_query(tx, &reviews_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "account", user);
    db_bind_int(q, "until", until_day);
    db_bind_int(q, "limit", (int64_t)limit);
    return read_rows(s, tx, q, practice, limit, a, out, count, e);
}

/* ---- care teams ---- */

static const struct db_sql team_put_sql = {
    "INSERT INTO care_team (practice_id, account_id, client_id, role, from_ms, until_ms) VALUES (:practice, :account, "
    ":client, :role, :from, :until) ON CONFLICT (practice_id, account_id, client_id, role) DO UPDATE SET "
    "from_ms = excluded.from_ms, until_ms = excluded.until_ms",
    NULL};
static const struct db_sql team_end_sql = {"UPDATE care_team SET until_ms = :at WHERE practice_id = :practice AND "
                                           "account_id = :account AND client_id = :client "
                                           "AND role = :role AND (until_ms IS NULL OR until_ms > :at)",
                                           NULL};
static const struct db_sql team_of_sql = {
    "SELECT account_id, role, from_ms, until_ms FROM care_team WHERE practice_id = :practice AND client_id = :client "
    "AND from_ms <= :at AND (until_ms IS NULL OR until_ms > :at) ORDER BY from_ms, account_id, role",
    NULL};

static void bind_team(struct db_query *q, const struct team_row *t)
{
    db_bind_int(q, "practice", t->practice);
    db_bind_text(q, "account", t->user);
    db_bind_text(q, "client", t->client);
    db_bind_text(q, "role", t->role);
}

bool team_put(struct store *s, struct db_tx *tx, const struct team_row *t, struct err *e)
{
    (void)s;
    struct db_query *q = db_query(tx, &team_put_sql);
    bind_team(q, t);
    db_bind_int(q, "from", t->from_ms);
    bind_opt(q, "until", t->until_ms);
    db_run(q);
    return db_ok(tx, e);
}

bool team_end(struct store *s, struct db_tx *tx, const struct team_row *t, int64_t at_ms, struct err *e)
{
    (void)s;
    struct db_query *q = db_query(tx, &team_end_sql);
    bind_team(q, t);
    db_bind_int(q, "at", at_ms);
    int64_t n = db_run(q);
    return db_ok(tx, e) && (n == 1 || err_set(e, ERR_NOT_FOUND, "care team", "that person is not in it"));
}

bool team_of_client(struct store *s, struct db_tx *tx, int64_t practice, struct str client, int64_t at_ms,
                    struct arena *a, struct team_row **out, size_t *count, struct err *e)
{
    (void)s;
    struct team_row *list = NULL;
    size_t n = 0, room = 0;
    bool ok = true;
    struct db_query *q = db_query(tx, &team_of_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_bind_int(q, "at", at_ms);
    while (ok && db_next(q)) {
        list = rows_more(a, list, n, &room, sizeof *list);
        ok = list != NULL;
        if (ok) {
            list[n] = (struct team_row){.practice = practice,
                                        .client = client,
                                        .from_ms = db_int(q, 2),
                                        .until_ms = {!db_is_null(q, 3), db_int(q, 3)}};
            ok = arena_str(a, db_text(q, 0), &list[n].user) && arena_str(a, db_text(q, 1), &list[n].role);
            n += ok;
        }
    }
    db_done(q);
    *out = list;
    *count = n;
    return db_ok(tx, e) && (ok || arena_error(a, e));
}
