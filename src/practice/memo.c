/* memo.c: see memo.h: a table of places by the hash of the key; a new item takes that of the oldest among its places.
 */
#include "practice/memo.h"

#include <pthread.h>
#include <stdlib.h>

#define SETS 256
#define WAYS 4
#define QUARTER_MS (15 * 60 * 1000)
#define KEY_MOST 600

struct memo {
    pthread_mutex_t lock;
    size_t most, bytes;
    size_t hand;  /* where room is made next */
    size_t swept; /* of which set the old ones were dropped last */
    uint64_t epoch;
    struct memo_item *place[SETS][WAYS];
};

struct memo *memo_new(size_t bytes)
{
    struct memo *m = calloc(1, sizeof *m);
    if (m) {
        m->most = bytes;
        pthread_mutex_init(&m->lock, NULL);
    }
    return m;
}

static void destroy(struct memo_item *item)
{
    arena_wipe(&item->arena);
    free(item);
}

/* Those who hold the items that are dropped here destroy them; the lock is held. */
static void drop(struct memo *m, struct memo_item **place)
{
    struct memo_item *item = *place;
    *place = NULL;
    m->bytes -= item->arena.used;
    if (--item->users == 0) {
        destroy(item);
    }
}

void memo_clear(struct memo *m)
{
    if (!m) {
        return;
    }
    pthread_mutex_lock(&m->lock);
    m->epoch++;
    for (size_t i = 0; i < SETS * WAYS; i++) {
        struct memo_item **place = &m->place[i / WAYS][i % WAYS];
        if (*place) {
            drop(m, place);
        }
    }
    pthread_mutex_unlock(&m->lock);
}

uint64_t memo_epoch(struct memo *m)
{
    pthread_mutex_lock(&m->lock);
    uint64_t epoch = m->epoch;
    pthread_mutex_unlock(&m->lock);
    return epoch;
}

void memo_free(struct memo *m)
{
    if (m) {
        memo_clear(m);
        pthread_mutex_destroy(&m->lock);
        free(m);
    }
}

static uint64_t hash_of(struct str key)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < key.n; i++) {
        h = (h ^ (unsigned char)key.p[i]) * UINT64_C(1099511628211);
    }
    return h;
}

static bool is_old(const struct memo_item *item, int64_t now_ms)
{
    return now_ms - item->at_ms > MEMO_MS || now_ms < item->at_ms;
}

/* Little by little with each question: what is old does not wait for its place to be used. The lock is held. */
static void sweep(struct memo *m, int64_t now_ms)
{
    m->swept = (m->swept + 1) % SETS;
    for (size_t i = 0; i < WAYS; i++) {
        struct memo_item **place = &m->place[m->swept][i];
        if (*place && is_old(*place, now_ms)) {
            drop(m, place);
        }
    }
}

struct memo_item *memo_find(struct memo *m, struct str key, uint64_t version, int64_t now_ms)
{
    struct memo_item *found = NULL;
    uint64_t hash = hash_of(key);
    pthread_mutex_lock(&m->lock);
    sweep(m, now_ms);
    for (size_t i = 0; i < WAYS && !found; i++) {
        struct memo_item **place = &m->place[hash % SETS][i];
        if (*place && (*place)->hash == hash && str_eq((*place)->key, key)) {
            if ((*place)->version == version && !is_old(*place, now_ms)) {
                found = *place;
                found->users++;
            } else {
                drop(m, place);
            }
        }
    }
    pthread_mutex_unlock(&m->lock);
    return found;
}

struct memo_item *memo_begin(struct memo *m, struct str key, uint64_t version, int64_t now_ms)
{
    struct memo_item *item = calloc(1, sizeof *item);
    if (item) {
        *item = (struct memo_item){.hash = hash_of(key), .version = version, .at_ms = now_ms, .users = 1, .memo = m};
        arena_init(&item->arena, m->most);
        if (!arena_str(&item->arena, key, &item->key)) {
            memo_let_go(item);
            item = NULL;
        }
    }
    return item;
}

void memo_let_go(void *what)
{
    struct memo_item *item = what;
    struct memo *m = item->memo;
    pthread_mutex_lock(&m->lock);
    bool last = --item->users == 0;
    pthread_mutex_unlock(&m->lock);
    if (last) {
        destroy(item);
    }
}

/* What is old goes, and what stands next, until there is room; the lock is held. */
static void make_room(struct memo *m, size_t bytes, int64_t now_ms)
{
    for (size_t i = 0; i < SETS * WAYS; i++) {
        struct memo_item **place = &m->place[i / WAYS][i % WAYS];
        if (*place && is_old(*place, now_ms)) {
            drop(m, place);
        }
    }
    for (size_t i = 0; i < SETS * WAYS && m->bytes + bytes > m->most; i++) {
        struct memo_item **place = &m->place[m->hand / WAYS][m->hand % WAYS];
        m->hand = (m->hand + 1) % (SETS * WAYS);
        if (*place) {
            drop(m, place);
        }
    }
}

void memo_store(struct memo_item *item, uint64_t epoch)
{
    struct memo *m = item->memo;
    struct memo_item **set = m->place[item->hash % SETS], **at = set;
    if (item->arena.used > m->most / 4) {
        return;
    }
    pthread_mutex_lock(&m->lock);
    if (m->epoch != epoch) { /* read before an erasure, perhaps */
        pthread_mutex_unlock(&m->lock);
        return;
    }
    make_room(m, item->arena.used, item->at_ms);
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i] && str_eq(set[i]->key, item->key)) {
            drop(m, &set[i]);
        }
        if (*at && (!set[i] || set[i]->at_ms < (*at)->at_ms)) {
            at = &set[i];
        }
    }
    if (*at) {
        drop(m, at);
    }
    *at = item;
    item->users++;
    m->bytes += item->arena.used;
    pthread_mutex_unlock(&m->lock);
}

/* ---- a use case ---- */

struct recall_call {
    const struct recall *r;
    practice_work *work;
    void *ctx;
    struct str about;        /* the client; absent: any */
    uint64_t version;        /* 0: known in the read alone */
    struct memo_item *fresh; /* read in this call; stored when all has gone well */
};

static bool add(char *key, size_t *n, struct str s)
{
    if (*n + sizeof s.n + s.n > KEY_MOST) {
        return false;
    }
    memcpy(key + *n, &s.n, sizeof s.n);
    if (s.n) {
        memcpy(key + *n + sizeof s.n, s.p, s.n);
    }
    *n += sizeof s.n + s.n;
    return true;
}

static bool key_of(const struct practice_tx *t, const struct recall *r, char *key, struct str *out)
{
    const struct actor *who = t->who;
    struct {
        int64_t practice, quarter;
        uint64_t size, roles, relation, purpose;
    } head = {who->practice, t->now_ms / QUARTER_MS, r->size,
              who->roles,    (uint64_t)t->relation,  (uint64_t)who->purpose};
    size_t n = sizeof head;
    memcpy(key, &head, sizeof head);
    bool ok = add(key, &n, str_of(t->what->name)) && add(key, &n, who->user) && add(key, &n, who->client) &&
              add(key, &n, t->client) && add(key, &n, r->args);
    *out = (struct str){key, n};
    return ok;
}

static bool keep_words(struct memo_item *item, const struct practice_tx *t)
{
    return arena_str(&item->arena, t->client, &item->client) && arena_str(&item->arena, t->object, &item->object) &&
           arena_str(&item->arena, t->why, &item->why);
}

/* Into the item's own arena. Between the two, one that could not be had in the memo is read as if there were none. */
static bool read_anew(struct practice_tx *t, struct recall_call *c, struct str key, uint64_t version, struct err *e)
{
    struct memo_item *item = memo_begin(t->practice->memo, key, version, t->now_ms);
    struct arena *callers = t->arena;
    if (!item) {
        return c->work(t, c->ctx, e);
    }
    if (!arena_keep(callers, memo_let_go, item)) {
        return arena_error(callers, e);
    }
    item->arena.limit = callers->limit;
    item->arena.fail_at = callers->fail_at;
    t->arena = &item->arena;
    bool ok = c->work(t, c->ctx, e) &&
              ((item->value = arena_copy(&item->arena, c->r->out, c->r->size)) != NULL || arena_error(&item->arena, e));
    t->arena = callers;
    callers->fail_at = item->arena.fail_at;
    item->arena.fail_at = 0;
    if (ok && keep_words(item, t)) {
        item->size = c->r->size;
        c->fresh = item;
    }
    return ok;
}

static bool recall(struct practice_tx *t, void *ctx, struct err *e)
{
    struct recall_call *c = ctx;
    char room[KEY_MOST];
    struct str key;
    uint64_t version = c->version ? c->version : db_version_seen(t->tx, c->about);
    c->fresh = NULL;
    if (!version || !key_of(t, c->r, room, &key)) {
        return c->work(t, c->ctx, e);
    }
    struct memo_item *item = memo_find(t->practice->memo, key, version, t->now_ms);
    if (!item) {
        return read_anew(t, c, key, version, e);
    }
    if (!arena_keep(t->arena, memo_let_go, item)) {
        return arena_error(t->arena, e);
    }
    memcpy(c->r->out, item->value, c->r->size);
    t->client = item->client;
    t->object = item->object;
    t->why = item->why;
    return true;
}

bool practice_recall(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                     const struct recall *r, struct arena *a, practice_work *work, void *ctx, struct err *e)
{
    const struct str none = {NULL, 0};
    struct recall_call c = {.r = r, .work = work, .ctx = ctx, .about = client};
    if (!p->memo || !who->user.n) {
        return practice_do(p, who, what, client, none, a, work, ctx, e);
    }
    uint64_t epoch = memo_epoch(p->memo);
    c.version = db_version(p->store->db, client);
    bool ok = practice_do(p, who, what, client, none, a, recall, &c, e);
    if (ok && c.fresh) {
        memo_store(c.fresh, epoch);
    }
    return ok;
}
