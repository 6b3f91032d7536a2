/*
 * audit_verify.c: walks the chains and holds them against the checkpoints.
 *
 * A chain alone shows a change, a gap, an event out of place. Who owns the database can make a new chain that fits in
 * itself; only the checkpoints, which are elsewhere, tell that it is another one, or that its end is missing.
 */
#include "base/date.h"
#include "base/json.h"
#include "store/audit_row.h"
#include "store/rows.h"

#include <stdio.h>
#include <stdlib.h>

static const struct db_sql events_sql = {
    "SELECT number, at_ms, action, use_case, account_id, client_id, object_id, source, sealed, hash FROM audit "
    "WHERE practice_id = :practice AND node = :node AND number > :after ORDER BY number LIMIT 5000",
    NULL};
static const struct db_sql chains_sql = {
    "SELECT h.practice_id, h.node, h.number, h.hash, (SELECT COALESCE(MAX(a.number), 0) FROM audit a "
    "WHERE a.practice_id = h.practice_id AND a.node = h.node) FROM audit_head h ORDER BY h.practice_id, h.node",
    NULL};
static const struct db_sql headless_sql = {
    "SELECT a.practice_id, a.node, MAX(a.number) FROM audit a WHERE NOT EXISTS (SELECT 1 FROM audit_head h "
    "WHERE h.practice_id = a.practice_id AND h.node = a.node) GROUP BY a.practice_id, a.node",
    NULL};

/* What the checkpoints have seen of one chain, by number. */
struct seen {
    int64_t practice, number, at_ms;
    struct str node;
    struct seal_hash hash;
};

struct chain {
    int64_t practice, number; /* what its head says */
    int64_t last;             /* newest event there is; later ones were added while we walk */
    struct str node;
    struct seal_hash hash;
    bool has_head;
};

struct verify {
    struct db *db;
    int64_t only;
    struct arena *a;
    struct seen *seen;
    size_t seen_count, seen_room;
    struct chain *chains;
    size_t chain_count, chain_room;
    struct audit_fault *faults;
    size_t fault_count, fault_room;
    int64_t counted;
    struct audit_check *check;
    struct err own; /* why the key store has no key to sign with */
    struct err *e;
};

static bool fault(struct verify *v, int64_t practice, struct str node, int64_t number, const char *text)
{
    struct audit_fault *list = rows_more(v->a, v->faults, v->fault_count, &v->fault_room, sizeof *list);
    char *what = arena_copy(v->a, text, strlen(text)), *name = arena_copy(v->a, node.p, node.n);
    if (!list || !what || !name) {
        return arena_error(v->a, v->e);
    }
    v->faults = list;
    list[v->fault_count++] = (struct audit_fault){practice, {name, node.n}, number, str_of(what)};
    return true;
}

/* ---- checkpoints ---- */

static bool keep_head(struct verify *v, const struct json *head, int64_t at_ms)
{
    const struct json *practice = head->first, *node = practice ? practice->next : NULL,
                      *number = node ? node->next : NULL, *hash = number ? number->next : NULL;
    struct seen s = {.at_ms = at_ms, .node = json_str(node)};
    if (!json_int(practice, INT64_MIN, INT64_MAX, &s.practice) || !json_int(number, 0, INT64_MAX, &s.number) ||
        !s.node.p || !seal_read_hex(json_str(hash), s.hash.byte, sizeof s.hash.byte)) {
        return false;
    }
    struct seen *list = rows_more(v->a, v->seen, v->seen_count, &v->seen_room, sizeof *list);
    if (!list) {
        return false;
    }
    v->seen = list;
    list[v->seen_count++] = s;
    return true;
}

/* One line {"checkpoint":{...},"public_key":"...","signature":"..."}; the signed bytes are the inner object as written.
 */
static bool read_checkpoint(struct verify *v, struct str line, const unsigned char *key)
{
    const struct json *root, *inner;
    struct err ignored = {0};
    unsigned char public_key[SEAL_PUBLIC_SIZE], signature[SEAL_SIGNATURE_SIZE];
    size_t from = str_find(line, STR("\"checkpoint\":"), 0), to = str_find(line, STR(",\"public_key\":"), 0);
    int64_t at_ms;
    if (!json_parse(line, v->a, &root, &ignored) || from == (size_t)-1 || to == (size_t)-1 || from + 13 > to) {
        return false;
    }
    inner = json_get(root, "checkpoint");
    if (!seal_read_hex(json_str(json_get(root, "public_key")), public_key, sizeof public_key) ||
        !seal_read_hex(json_str(json_get(root, "signature")), signature, sizeof signature) ||
        (key && memcmp(key, public_key, sizeof public_key) != 0) ||
        !seal_signed_by(public_key, str_sub(line, from + 13, to), signature) ||
        !json_int(json_get(inner, "at_ms"), 0, INT64_MAX, &at_ms)) {
        return false;
    }
    const struct json *heads = json_get(inner, "heads");
    bool ok = heads && heads->type == JSON_ARRAY;
    for (const struct json *h = ok ? heads->first : NULL; ok && h; h = h->next) {
        ok = keep_head(v, h, at_ms);
    }
    return ok;
}

static bool last_key(struct str text, unsigned char key[SEAL_PUBLIC_SIZE])
{
    size_t at = (size_t)-1;
    for (size_t next = 0; (next = str_find(text, STR("\"public_key\":\""), next)) != (size_t)-1; next++) {
        at = next;
    }
    return at != (size_t)-1 &&
           seal_read_hex(str_sub(text, at + 14, at + 14 + 2 * SEAL_PUBLIC_SIZE), key, SEAL_PUBLIC_SIZE);
}

static bool find_own_key(struct db_tx *tx, void *ctx, struct err *e)
{
    struct verify *v = ctx;
    err_clear(&v->own);
    bool ok = keys_signer(v->check->keys, tx, v->check->signer_key, &v->own);
    v->check->signer = ok ? AUDIT_SIGNER_OWN : AUDIT_SIGNER_NONE;
    return ok || v->own.kind == ERR_NOT_FOUND || v->own.kind == ERR_INVALID ||
           err_set(e, v->own.kind, v->own.where, "%s", v->own.text);
}

/* Whose signature counts, and whether it is the one that it should be. */
static bool choose_key(struct verify *v)
{
    struct audit_check *c = v->check;
    unsigned char newest[SEAL_PUBLIC_SIZE];
    const char *wrong = NULL;
    if (c->keys && !db_read(v->db, find_own_key, v, v->e)) {
        return false;
    }
    if (c->public_key) {
        if (c->signer == AUDIT_SIGNER_OWN && memcmp(c->signer_key, c->public_key, SEAL_PUBLIC_SIZE) != 0) {
            wrong = "the record signs its checkpoints with another key than the one that was given";
        }
        c->signer = AUDIT_SIGNER_GIVEN;
        memcpy(c->signer_key, c->public_key, SEAL_PUBLIC_SIZE);
    } else if (c->signer == AUDIT_SIGNER_NONE && last_key(c->checkpoints, newest)) {
        c->signer = AUDIT_SIGNER_NEWEST;
        memcpy(c->signer_key, newest, SEAL_PUBLIC_SIZE);
    }
    if (v->own.kind == ERR_INVALID) {
        wrong = v->own.text;
    } else if (v->own.kind == ERR_NOT_FOUND && str_trim(c->checkpoints).n) {
        wrong = "there are checkpoints, and the record has no key that could have signed them";
    }
    return !wrong || fault(v, 0, STR("checkpoints"), 0, wrong);
}

static bool read_checkpoints(struct verify *v)
{
    struct str text = v->check->checkpoints;
    const unsigned char *key = v->check->signer == AUDIT_SIGNER_NONE ? NULL : v->check->signer_key;
    char words[96];
    size_t number = 0;
    for (struct str line, rest = text; rest.n; number++) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = (struct str){NULL, 0};
        }
        if (str_trim(line).n && !read_checkpoint(v, line, key)) {
            snprintf(words, sizeof words, "line %zu of the checkpoints is damaged or signed by another key",
                     number + 1);
            if (v->a->failed || !fault(v, 0, STR("checkpoints"), (int64_t)number + 1, words)) {
                return arena_error(v->a, v->e);
            }
        }
    }
    return true;
}

/* ---- chains ---- */

static bool keep_chain(struct verify *v, const struct chain *c)
{
    if (v->only && c->practice != v->only) {
        return true;
    }
    struct chain *list = rows_more(v->a, v->chains, v->chain_count, &v->chain_room, sizeof *list);
    char *name = arena_copy(v->a, c->node.p, c->node.n);
    if (!list || !name) {
        return arena_error(v->a, v->e);
    }
    v->chains = list;
    list[v->chain_count] = *c;
    list[v->chain_count++].node = (struct str){name, c->node.n};
    return true;
}

static bool find_chains(struct db_tx *tx, void *ctx, struct err *e)
{
    struct verify *v = ctx;
    v->e = e;
    struct db_query *q = db_query(tx, &chains_sql);
    bool ok = true;
    v->chain_count = 0;
    while (ok && db_next(q)) {
        struct chain c = {.practice = db_int(q, 0),
                          .number = db_int(q, 2),
                          .last = db_int(q, 4),
                          .node = db_text(q, 1),
                          .has_head = true};
        if (db_blob(q, 3).n == sizeof c.hash.byte) {
            memcpy(c.hash.byte, db_blob(q, 3).p, sizeof c.hash.byte);
        }
        ok = keep_chain(v, &c);
    }
    db_done(q);
    q = db_query(tx, &headless_sql);
    while (ok && db_next(q)) {
        struct chain c = {.practice = db_int(q, 0), .last = db_int(q, 2), .node = db_text(q, 1)};
        ok = keep_chain(v, &c);
    }
    db_done(q);
    return db_ok(tx, e) && ok;
}

static int by_place(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;
    size_t n = x->node.n < y->node.n ? x->node.n : y->node.n;
    int names = x->practice != y->practice ? 0 : memcmp(x->node.p, y->node.p, n);
    if (x->practice != y->practice) {
        return x->practice < y->practice ? -1 : 1;
    }
    if (names || x->node.n != y->node.n) {
        return names ? names : x->node.n < y->node.n ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

/* Where the walk through one chain stands. */
struct walk {
    struct verify *v;
    const struct chain *chain;
    int64_t number;
    struct seal_hash hash;
    size_t from, to, at; /* what the checkpoints have seen of this chain; how far we are in it */
    bool more, broken;
    struct buf bytes;
};

/* A checkpoint that has seen this event with another hash. Both are in the order of the numbers. */
static const struct seen *contradiction(struct walk *w)
{
    const struct seen *s = w->v->seen;
    while (w->at < w->to && s[w->at].number < w->number) {
        w->at++;
    }
    for (size_t i = w->at; i < w->to && s[i].number == w->number; i++) {
        if (memcmp(s[i].hash.byte, w->hash.byte, sizeof s[i].hash.byte) != 0) {
            return &s[i];
        }
    }
    return NULL;
}

static void put_day(int64_t at_ms, char text[DATE_TEXT_SIZE])
{
    date_format(date_from_day((int32_t)(at_ms / DAY_MS)), text);
}

static bool tell(struct walk *w, int64_t number, const char *text)
{
    w->broken = fault(w->v, w->chain->practice, w->chain->node, number, text);
    return w->broken;
}

static bool walk_event(struct walk *w, struct db_query *q)
{
    char text[160], day[DATE_TEXT_SIZE];
    struct audit_columns c = {.practice = w->chain->practice,
                              .node = w->chain->node,
                              .number = db_int(q, 0),
                              .at_ms = db_int(q, 1),
                              .action = db_text(q, 2),
                              .use_case = db_text(q, 3),
                              .account = db_text(q, 4),
                              .client = db_text(q, 5),
                              .object = db_text(q, 6),
                              .source = db_text(q, 7),
                              .sealed = db_blob(q, 8)};
    struct seal_hash hash;
    if (c.number != w->number + 1) {
        snprintf(text, sizeof text, "events %lld to %lld are missing", (long long)w->number + 1,
                 (long long)c.number - 1);
        return tell(w, w->number + 1, text);
    }
    buf_reset(&w->bytes);
    audit_put_bytes(&c, &w->bytes);
    if (!buf_ok(&w->bytes)) {
        return err_no_memory(w->v->e);
    }
    seal_hash_next(&w->hash, buf_str(&w->bytes), &hash);
    w->number = c.number;
    w->v->counted++;
    if (db_blob(q, 9).n != sizeof hash.byte || memcmp(db_blob(q, 9).p, hash.byte, sizeof hash.byte) != 0) {
        snprintf(text, sizeof text, "event %lld was changed, or one before it was exchanged", (long long)c.number);
        return tell(w, c.number, text);
    }
    w->hash = hash;
    const struct seen *s = contradiction(w);
    if (s) {
        put_day(s->at_ms, day);
        snprintf(text, sizeof text, "event %lld or one before it is another than the checkpoint of %s has seen",
                 (long long)c.number, day);
        return tell(w, c.number, text);
    }
    return true;
}

static bool walk_some(struct db_tx *tx, void *ctx, struct err *e)
{
    struct walk *w = ctx;
    struct db_query *q = db_query(tx, &events_sql);
    bool ok = true;
    w->v->e = e;
    db_bind_int(q, "practice", w->chain->practice);
    db_bind_text(q, "node", w->chain->node);
    db_bind_int(q, "after", w->number);
    w->more = false;
    while (ok && !w->broken && w->number < w->chain->last && db_next(q)) {
        w->more = true;
        ok = walk_event(w, q);
    }
    db_done(q);
    return db_ok(tx, e) && ok;
}

/* The end: the head must be the last event, and no checkpoint may have seen more. */
static bool check_end(struct walk *w)
{
    char text[160], day[DATE_TEXT_SIZE];
    const struct chain *c = w->chain;
    const struct seen *latest = w->to > w->from ? &w->v->seen[w->to - 1] : NULL;
    if (latest && latest->number > w->number) {
        put_day(latest->at_ms, day);
        snprintf(text, sizeof text, "the chain ends at %lld, the checkpoint of %s has seen %lld", (long long)w->number,
                 day, (long long)latest->number);
        return tell(w, w->number + 1, text);
    }
    if (!c->has_head || c->number != w->number || memcmp(c->hash.byte, w->hash.byte, sizeof w->hash.byte) != 0) {
        snprintf(text, sizeof text, "the chain ends at %lld, and its head says otherwise", (long long)w->number);
        return tell(w, w->number + 1, text);
    }
    return true;
}

static bool walk_chain(struct verify *v, const struct chain *c, struct err *e)
{
    struct walk w = {.v = v, .chain = c, .more = true};
    buf_init(&w.bytes, 0);
    while (w.from < v->seen_count &&
           (v->seen[w.from].practice != c->practice || !str_eq(v->seen[w.from].node, c->node))) {
        w.from++;
    }
    for (w.to = w.from;
         w.to < v->seen_count && v->seen[w.to].practice == c->practice && str_eq(v->seen[w.to].node, c->node);) {
        w.to++;
    }
    w.at = w.from;
    bool ok = true;
    while (ok && w.more && !w.broken) {
        ok = db_read(v->db, walk_some, &w, e);
    }
    v->e = e;
    ok = ok && (w.broken || check_end(&w));
    buf_free(&w.bytes);
    return ok;
}

/* Chains that a checkpoint has seen and that are gone altogether. */
static bool find_lost_chains(struct verify *v)
{
    char text[160];
    for (size_t i = 0; i < v->seen_count; i++) {
        const struct seen *s = &v->seen[i];
        bool there = s->number == 0 || (v->only && s->practice != v->only);
        for (size_t k = 0; k < v->chain_count && !there; k++) {
            there = v->chains[k].practice == s->practice && str_eq(v->chains[k].node, s->node);
        }
        for (size_t k = 0; k < v->fault_count && !there; k++) {
            there = v->faults[k].practice == s->practice && str_eq(v->faults[k].node, s->node);
        }
        snprintf(text, sizeof text, "the whole chain is missing; a checkpoint has seen %lld events",
                 (long long)s->number);
        if (!there && !fault(v, s->practice, s->node, 1, text)) {
            return false;
        }
    }
    return true;
}

bool audit_verify(struct db *db, struct audit_check *c, struct arena *a, struct err *e)
{
    struct verify v = {.db = db, .only = c->practice, .a = a, .check = c, .e = e};
    c->signer = AUDIT_SIGNER_NONE;
    bool ok = choose_key(&v) && read_checkpoints(&v) && db_read(db, find_chains, &v, e);
    v.e = e;
    if (v.seen_count) {
        qsort(v.seen, v.seen_count, sizeof *v.seen, by_place);
    }
    for (size_t i = 0; ok && i < v.chain_count; i++) {
        ok = walk_chain(&v, &v.chains[i], e);
    }
    ok = ok && find_lost_chains(&v);
    c->faults = v.faults;
    c->fault_count = v.fault_count;
    c->events = v.counted;
    return ok;
}
