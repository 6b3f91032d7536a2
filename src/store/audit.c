/* audit.c: the chain of events: appending, listing, checkpoints. Verifying stands in audit_verify.c. */
#include "store/audit.h"

#include "base/json.h"
#include "store/audit_row.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

static const char *const names[AUDIT_ACTION_COUNT] = {"read",        "write",   "print",   "export",         "sign",
                                                      "disclose",    "refused", "sign_in", "sign_in_failed", "sign_out",
                                                      "break_glass", "erase",   "admin"};

const char *audit_action_name(enum audit_action a)
{
    assert((unsigned)a < AUDIT_ACTION_COUNT);
    return names[a];
}

bool audit_action_find(struct str name, enum audit_action *out)
{
    for (unsigned i = 0; i < AUDIT_ACTION_COUNT; i++) {
        if (str_is(name, names[i])) {
            *out = (enum audit_action)i;
            return true;
        }
    }
    return false;
}

/* Each part with its length before it, absent told from empty. */
static void put_part(struct buf *b, struct str s)
{
    buf_int(b, s.p ? (long long)s.n : -1);
    buf_char(b, ':');
    buf_add(b, s);
}

void audit_put_bytes(const struct audit_columns *c, struct buf *b)
{
    buf_int(b, c->practice);
    buf_char(b, ',');
    put_part(b, c->node);
    buf_int(b, c->number);
    buf_char(b, ',');
    buf_int(b, c->at_ms);
    buf_char(b, ',');
    put_part(b, c->action);
    put_part(b, c->use_case);
    put_part(b, c->account);
    put_part(b, c->client);
    put_part(b, c->object);
    put_part(b, c->source);
    put_part(b, c->sealed);
}

static const struct db_sql head_sql = {
    "SELECT number, hash FROM audit_head WHERE practice_id = :practice AND node = :node", NULL};
static const struct db_sql head_set_sql = {
    "INSERT INTO audit_head (practice_id, node, number, hash) VALUES (:practice, :node, :number, :hash) "
    "ON CONFLICT (practice_id, node) DO UPDATE SET number = excluded.number, hash = excluded.hash",
    NULL};

static bool read_head(struct db_tx *tx, int64_t practice, struct str node, int64_t *number, struct seal_hash *hash,
                      struct err *e)
{
    struct db_query *q = db_query(tx, &head_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "node", node);
    *number = 0;
    memset(hash, 0, sizeof *hash);
    if (db_next(q) && db_blob(q, 1).n == sizeof hash->byte) {
        *number = db_int(q, 0);
        memcpy(hash->byte, db_blob(q, 1).p, sizeof hash->byte);
    }
    db_done(q);
    return db_ok(tx, e);
}

static bool write_head(struct db_tx *tx, int64_t practice, struct str node, int64_t number,
                       const struct seal_hash *hash, struct err *e)
{
    struct db_query *q = db_query(tx, &head_set_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "node", node);
    db_bind_int(q, "number", number);
    db_bind_blob(q, "hash", (struct str){(const char *)hash->byte, sizeof hash->byte});
    db_run(q);
    return db_ok(tx, e);
}

struct seal_place audit_place(int64_t practice, struct str client, const char *row)
{
    return (struct seal_place){.table = "audit", .practice = practice, .client = client, .row = str_of(row)};
}

/* The key of what is written down as the reason: the client's where there is one to be had, else the practice's. */
static bool why_key(struct keys *k, struct db_tx *tx, int64_t practice, struct str client, struct seal_key *out,
                    bool *clients_own, struct err *e)
{
    struct err ignored = {0};
    *clients_own = client.n && keys_client(k, tx, practice, client, out, &ignored);
    return *clients_own || keys_practice(k, tx, practice, out, e);
}

static bool seal_why(struct keys *k, struct db_tx *tx, const struct audit_event *ev, const char *row, struct buf *out,
                     struct err *e)
{
    struct seal_key key;
    bool own;
    if (!why_key(k, tx, ev->practice, ev->client, &key, &own, e)) {
        return false;
    }
    struct seal_place at = audit_place(ev->practice, own ? ev->client : (struct str){NULL, 0}, row);
    seal_put(&key, &at, ev->why, out);
    seal_wipe(&key, sizeof key);
    return buf_ok(out) || err_no_memory(e);
}

/* ---- rows ---- */

/* A row that is ready to be written; sealed belongs to it. */
struct made {
    struct audit_columns c;
    struct buf sealed;
    struct seal_hash hash;
};

/* Events of one answer come together: some in one statement, each of which is a round trip to a server. */
#define TOGETHER 3
#define NAMES(i)                                                                                                       \
    {                                                                                                                  \
        "at" #i, "action" #i, "use_case" #i, "account" #i, "client" #i, "object" #i, "source" #i, "sealed" #i,         \
            "hash" #i                                                                                                  \
    }
static const char *const row_names[TOGETHER][9] = {NAMES(0), NAMES(1), NAMES(2)};
#define VALUES(i, number)                                                                                              \
    "(:practice, :node, " number ", :at" #i ", :action" #i ", :use_case" #i ", :account" #i ", :client" #i             \
    ", :object" #i ", :source" #i ", :sealed" #i ", :hash" #i ")"
#define INSERT                                                                                                         \
    "INSERT INTO audit (practice_id, node, number, at_ms, action, use_case, account_id, client_id, object_id, "        \
    "source, sealed, hash) VALUES "
static const struct db_sql add_sql[] = {
    {INSERT VALUES(0, ":number"), NULL},
    {INSERT VALUES(0, ":number") ", " VALUES(1, "CAST(:number AS BIGINT) + 1"), NULL},
    {INSERT VALUES(0, ":number") ", " VALUES(1, "CAST(:number AS BIGINT) + 1") ", " VALUES(
         2, "CAST(:number AS BIGINT) + 2"),
     NULL},
};

static bool add_rows(struct db_tx *tx, const struct made *row, size_t n, struct err *e)
{
    struct db_query *q = db_query(tx, &add_sql[n - 1]);
    db_bind_int(q, "practice", row->c.practice);
    db_bind_text(q, "node", row->c.node);
    db_bind_int(q, "number", row->c.number);
    for (size_t i = 0; i < n; i++) {
        const struct audit_columns *c = &row[i].c;
        const struct str text[] = {c->action, c->use_case, c->account, c->client, c->object, c->source};
        db_bind_int(q, row_names[i][0], c->at_ms);
        for (size_t k = 0; k < sizeof text / sizeof *text; k++) {
            db_bind_text(q, row_names[i][k + 1], text[k]);
        }
        db_bind_blob(q, row_names[i][7], c->sealed);
        db_bind_blob(q, row_names[i][8], (struct str){(const char *)row[i].hash.byte, sizeof row[i].hash.byte});
    }
    db_run(q);
    return db_ok(tx, e);
}

/* Where the chain of a practice and a program ends, as far as this transaction has come. */
struct chain {
    struct db_tx *tx;
    struct keys *keys;
    struct str node;
    int64_t number;
    struct seal_hash hash;
};

/* The event behind the end of the chain, which then is the end. */
static bool make_row(struct chain *at, const struct audit_event *ev, struct made *out, struct err *e)
{
    struct seal_hash before = at->hash;
    struct buf bytes;
    char row[AUDIT_ROW_SIZE];
    buf_init(&bytes, 0);
    snprintf(row, sizeof row, "%.*s/%lld", (int)(at->node.n < 64 ? at->node.n : 64), at->node.p,
             (long long)++at->number);
    bool ok = !ev->why.n || seal_why(at->keys, at->tx, ev, row, &out->sealed, e);
    if (ok) {
        out->c = (struct audit_columns){.practice = ev->practice,
                                        .node = at->node,
                                        .number = at->number,
                                        .at_ms = ev->at_ms,
                                        .action = str_of(audit_action_name(ev->action)),
                                        .use_case = ev->use_case.p ? ev->use_case : STR(""),
                                        .account = ev->user,
                                        .client = ev->client,
                                        .object = ev->object,
                                        .source = ev->from};
        if (out->sealed.n) {
            out->c.sealed = buf_str(&out->sealed);
        }
        audit_put_bytes(&out->c, &bytes);
        ok = buf_ok(&bytes) || err_no_memory(e);
    }
    if (ok) {
        seal_hash_next(&before, buf_str(&bytes), &at->hash);
        out->hash = at->hash;
    }
    buf_free(&bytes);
    return ok;
}

bool audit_append(struct db_tx *tx, struct keys *k, struct str node, const struct audit_event *ev, struct err *e)
{
    return audit_append_all(tx, k, node, ev, 1, e);
}

bool audit_append_all(struct db_tx *tx, struct keys *k, struct str node, const struct audit_event *list, size_t n,
                      struct err *e)
{
    struct chain at = {.tx = tx, .keys = k, .node = node};
    if (n == 0) {
        return true;
    }
    bool ok = read_head(tx, list->practice, node, &at.number, &at.hash, e);
    for (size_t i = 0; ok && i < n; i += TOGETHER) {
        struct made made[TOGETHER] = {0};
        size_t some = n - i < TOGETHER ? n - i : TOGETHER;
        for (size_t j = 0; j < some; j++) {
            buf_init(&made[j].sealed, 0);
        }
        for (size_t j = 0; ok && j < some; j++) {
            assert(list[i + j].practice == list->practice);
            ok = make_row(&at, &list[i + j], &made[j], e);
        }
        ok = ok && add_rows(tx, made, some, e);
        for (size_t j = 0; j < some; j++) {
            buf_free(&made[j].sealed);
        }
    }
    return ok && write_head(tx, list->practice, node, at.number, &at.hash, e);
}

/* ---- checkpoints ---- */

static const struct db_sql heads_sql = {
    "SELECT practice_id, node, number, hash FROM audit_head ORDER BY practice_id, node", NULL};

struct checkpoint {
    struct keys *k;
    int64_t now_ms;
    struct buf *out;
};

static void put_hex(struct json_out *o, const unsigned char *p, size_t n)
{
    char hex[2 * SEAL_SIGNATURE_SIZE + 1];
    sodium_bin2hex(hex, sizeof hex, p, n);
    json_put_str(o, (struct str){hex, 2 * n});
}

static bool put_checkpoint(struct db_tx *tx, void *ctx, struct err *e)
{
    struct checkpoint *c = ctx;
    unsigned char public_key[SEAL_PUBLIC_SIZE], secret[SEAL_SECRET_SIZE], signature[SEAL_SIGNATURE_SIZE];
    struct json_out o;
    struct buf body;
    if (!keys_sign(c->k, tx, public_key, secret, e)) {
        return false;
    }
    buf_init(&body, 0);
    buf_reset(c->out);
    json_out_init(&o, &body, 0);
    json_begin_object(&o);
    json_key(&o, "at_ms");
    json_put_int(&o, c->now_ms);
    json_key(&o, "heads");
    json_begin_array(&o);
    struct db_query *q = db_query(tx, &heads_sql);
    while (db_next(q)) {
        struct str hash = db_blob(q, 3);
        json_begin_array(&o);
        json_put_int(&o, db_int(q, 0));
        json_put_str(&o, db_text(q, 1));
        json_put_int(&o, db_int(q, 2));
        put_hex(&o, (const unsigned char *)hash.p, hash.n < SEAL_HASH_SIZE ? hash.n : SEAL_HASH_SIZE);
        json_end_array(&o);
    }
    db_done(q);
    json_end_array(&o);
    json_end_object(&o);
    seal_sign(secret, buf_str(&body), signature);
    seal_wipe(secret, sizeof secret);
    /* {"checkpoint":{...},"public_key":"...","signature":"..."}: the signature covers the bytes of the inner object. */
    json_out_init(&o, c->out, 0);
    json_begin_object(&o);
    json_key(&o, "checkpoint");
    json_put_raw(&o, buf_str(&body));
    json_key(&o, "public_key");
    put_hex(&o, public_key, sizeof public_key);
    json_key(&o, "signature");
    put_hex(&o, signature, sizeof signature);
    json_end_object(&o);
    buf_char(c->out, '\n');
    bool ok = buf_ok(&body) && buf_ok(c->out);
    buf_free(&body);
    return db_ok(tx, e) && (ok || err_no_memory(e));
}

bool audit_checkpoint(struct db *db, struct keys *k, int64_t now_ms, struct buf *out, struct err *e)
{
    struct checkpoint c = {k, now_ms, out};
    return db_write(db, DB_SYNC, NULL, put_checkpoint, &c, e); /* a write: the signing key may be new */
}

/* ---- listing ---- */

/* From a place in the order of an index on: what a page costs grows with the page, not with those before it. */
#define LIST_COLUMNS                                                                                                   \
    "SELECT node, number, at_ms, action, use_case, account_id, client_id, object_id, source, sealed, hash FROM audit " \
    "WHERE practice_id = :practice AND at_ms >= :from AND (at_ms, node, number) < (:at, :node, :number) "
#define LIST_ORDER "ORDER BY at_ms DESC, node DESC, number DESC LIMIT :limit"
static const struct db_sql list_sql = {LIST_COLUMNS LIST_ORDER, NULL};
static const struct db_sql list_account_sql = {LIST_COLUMNS "AND account_id = :account " LIST_ORDER, NULL};
static const struct db_sql list_client_sql = {
    LIST_COLUMNS "AND client_id = :client AND (:any_account = 1 OR account_id = :account) " LIST_ORDER, NULL};

static bool keep_text(struct arena *a, struct str s, struct str *out)
{
    char *p = s.p ? arena_copy(a, s.p, s.n) : NULL;
    *out = (struct str){p, p ? s.n : 0};
    return p || !s.p;
}

/* The reason, when it can be opened; absent when the client was erased. */
static bool open_why(struct keys *k, struct db_tx *tx, struct audit_row *row, struct str sealed, struct arena *a)
{
    struct seal_key key;
    char place[AUDIT_ROW_SIZE];
    bool own;
    struct err ignored = {0};
    struct audit_event *ev = &row->event;
    if (!sealed.n || !why_key(k, tx, ev->practice, ev->client, &key, &own, &ignored)) {
        return !a->failed;
    }
    snprintf(place, sizeof place, "%.*s/%lld", (int)(row->node.n < 64 ? row->node.n : 64), row->node.p,
             (long long)row->number);
    struct seal_place at = audit_place(ev->practice, own ? ev->client : (struct str){NULL, 0}, place);
    if (!seal_open(&key, &at, sealed, a, &ev->why, &ignored) && own) {
        /* Written when the client had no key yet. */
        at.client = (struct str){NULL, 0};
        if (keys_practice(k, tx, ev->practice, &key, &ignored)) {
            seal_open(&key, &at, sealed, a, &ev->why, &ignored);
        }
    }
    seal_wipe(&key, sizeof key);
    return !a->failed;
}

bool audit_list(struct db_tx *tx, struct keys *k, const struct audit_filter *f, struct arena *a,
                struct audit_row **rows, size_t *count, struct err *e)
{
    size_t room = f->limit ? f->limit : 1000, n = 0;
    struct audit_row *list = arena_array(a, room, sizeof *list);
    if (!list) {
        return arena_error(a, e);
    }
    int64_t end_ms = f->to_ms ? f->to_ms + 1 : INT64_MAX;
    struct db_query *q = db_query(tx, f->client.n ? &list_client_sql : f->user.n ? &list_account_sql : &list_sql);
    db_bind_int(q, "practice", f->practice);
    db_bind_int(q, "from", f->from_ms);
    db_bind_int(q, "at", f->after ? f->after->event.at_ms : end_ms);
    db_bind_text(q, "node", f->after ? f->after->node : STR("")); /* before every node */
    db_bind_int(q, "number", f->after ? f->after->number : 0);
    if (f->client.n) {
        db_bind_text(q, "client", f->client);
        db_bind_int(q, "any_account", f->user.n == 0);
    }
    if (f->client.n || f->user.n) {
        db_bind_text(q, "account", f->user.p ? f->user : STR(""));
    }
    db_bind_int(q, "limit", (int64_t)room);
    bool ok = true;
    while (ok && n < room && db_next(q)) {
        struct audit_row *r = &list[n++];
        struct audit_event *ev = &r->event;
        ev->practice = f->practice;
        r->number = db_int(q, 1);
        ev->at_ms = db_int(q, 2);
        ok = keep_text(a, db_text(q, 0), &r->node) && keep_text(a, db_text(q, 4), &ev->use_case) &&
             keep_text(a, db_text(q, 5), &ev->user) && keep_text(a, db_text(q, 6), &ev->client) &&
             keep_text(a, db_text(q, 7), &ev->object) && keep_text(a, db_text(q, 8), &ev->from) &&
             open_why(k, tx, r, db_blob(q, 9), a);
        if (!audit_action_find(db_text(q, 3), &ev->action)) {
            ok = err_set(e, ERR_INVALID, "audit", "event %lld has an action that this program does not know",
                         (long long)r->number);
        }
        if (db_blob(q, 10).n == sizeof r->hash.byte) {
            memcpy(r->hash.byte, db_blob(q, 10).p, sizeof r->hash.byte);
        }
    }
    db_done(q);
    if (!db_ok(tx, e) || !ok) {
        return a->failed ? arena_error(a, e) : false;
    }
    *rows = list;
    *count = n;
    return true;
}

bool audit_there(struct db_tx *tx, const struct audit_filter *f, struct str use_case, bool *there, struct err *e)
{
    static const struct db_sql sql = {"SELECT 1 FROM audit WHERE practice_id = :practice AND client_id = :client AND "
                                      "at_ms >= :from AND account_id = :user AND use_case = :use_case LIMIT 1",
                                      NULL};
    struct db_query *q = db_query(tx, &sql);
    db_bind_int(q, "practice", f->practice);
    db_bind_text(q, "client", f->client);
    db_bind_int(q, "from", f->from_ms);
    db_bind_text(q, "user", f->user);
    db_bind_text(q, "use_case", use_case);
    *there = db_next(q);
    db_done(q);
    return db_ok(tx, e);
}

bool audit_tally(struct db_tx *tx, int64_t practice, struct str client, struct str one, struct str other,
                 struct arena *a, struct audit_tally **out, size_t *count, struct err *e)
{
    static const struct db_sql sql = {
        "SELECT object_id, COUNT(*), MAX(at_ms) FROM audit WHERE practice_id = :practice AND "
        "client_id = :client AND use_case IN (:one, :other) AND action <> 'refused' AND "
        "object_id IS NOT NULL GROUP BY object_id",
        NULL};
    struct db_query *q = db_query(tx, &sql);
    size_t room = 0;
    bool ok = true;
    *out = NULL;
    *count = 0;
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "client", client);
    db_bind_text(q, "one", one);
    db_bind_text(q, "other", other);
    while (ok && db_next(q)) {
        if (*count == room) {
            struct audit_tally *more = arena_array(a, room ? room * 2 : 16, sizeof *more);
            ok = more != NULL;
            if (ok && room) {
                memcpy(more, *out, room * sizeof *more);
            }
            *out = ok ? more : *out;
            room = room ? room * 2 : 16;
        }
        if (ok) {
            struct audit_tally *t = &(*out)[(*count)++];
            ok = arena_str(a, db_text(q, 0), &t->object);
            t->count = db_int(q, 1);
            t->last_ms = db_int(q, 2);
        }
    }
    db_done(q);
    return db_ok(tx, e) && (ok || arena_error(a, e));
}
