/* test_memo.c: what was read is kept while nothing has changed: never longer, never for anybody else, never without
 * the gate and an event; events that wait for the answer. */
#include "support.h"

#include "plans_people.h"

#include "db/driver.h"
#include "practice/clients.h"
#include "practice/memo.h"
#include "practice/people.h"

/* ---- the memo alone ---- */

#define VERSION 7

static struct memo_item *put(struct memo *m, const char *key, int64_t now_ms, size_t bytes)
{
    struct memo_item *item = memo_begin(m, str_of(key), VERSION, now_ms);
    assert_non_null(item);
    item->value = arena_alloc(&item->arena, bytes);
    item->size = bytes;
    memo_store(item, memo_epoch(m));
    return item;
}

static bool is_there(struct memo *m, const char *key, int64_t now_ms)
{
    struct memo_item *item = memo_find(m, str_of(key), VERSION, now_ms);
    if (item)
        memo_let_go(item);
    return item != NULL;
}

static void alone(void **state)
{
    struct memo *m = memo_new(8000);
    (void)state;
    struct memo_item *a = put(m, "a", 1000, 100);
    assert_true(is_there(m, "a", 1000) && is_there(m, "a", 1000 + MEMO_MS));
    assert_false(is_there(m, "b", 1000));
    assert_false(is_there(m, "a", 1000 + MEMO_MS + 1)); /* and dropped */
    assert_false(is_there(m, "a", 1000));
    memset(a->value, 'x', a->size); /* still its holder's */
    memo_let_go(a);
    memo_let_go(put(m, "a", 1000, 100));
    assert_false(is_there(m, "a", 999)); /* a clock that was set back */
    memo_let_go(put(m, "a", 1000, 100));
    assert_null(memo_find(m, STR("a"), VERSION + 1, 1000)); /* another version: dropped too */
    assert_false(is_there(m, "a", 1000));
    memo_let_go(put(m, "too large", 1000, 2001));
    assert_false(is_there(m, "too large", 1000));
    for (int i = 0; i < 200; i++) {
        char key[16];
        snprintf(key, sizeof key, "key %d", i);
        memo_let_go(put(m, key, 1000, 900));
        assert_true(is_there(m, key, 1000));
    }
    int left = 0;
    for (int i = 0; i < 200; i++) {
        char key[16];
        snprintf(key, sizeof key, "key %d", i);
        left += is_there(m, key, 1000);
    }
    assert_true(left >= 1 && left <= 8); /* 8000 bytes */
    memo_let_go(put(m, "a", 1000, 100));
    memo_clear(m);
    assert_false(is_there(m, "a", 1000));
    /* What was read before all was dropped is not kept. */
    uint64_t epoch = memo_epoch(m);
    a = memo_begin(m, STR("late"), VERSION, 1000);
    memo_clear(m);
    memo_store(a, epoch);
    memo_let_go(a);
    assert_false(is_there(m, "late", 1000));
    /* What is old goes little by little, also when nobody asks for it. */
    memo_let_go(put(m, "a", 1000, 100));
    for (int i = 0; i < 256; i++)
        assert_null(memo_find(m, STR("another"), VERSION, 1001 + MEMO_MS));
    assert_false(is_there(m, "a", 1000));
    memo_free(m);
}

/* ---- behind the gate ---- */

struct trail_call {
    struct record_test *t;
    size_t reads, refusals;
};

static bool count_events(struct db_tx *tx, void *ctx, struct err *e)
{
    struct trail_call *c = ctx;
    struct audit_filter f = {.practice = 1};
    struct audit_row *rows;
    size_t n;
    c->reads = c->refusals = 0;
    if (!audit_list(tx, c->t->store.keys, &f, &c->t->arena, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        c->reads += rows[i].event.action == AUDIT_READ && str_is(rows[i].event.use_case, "client.read");
        c->refusals += rows[i].event.action == AUDIT_REFUSED;
    }
    return true;
}

static struct trail_call trail(struct record_test *t)
{
    struct err e = {0};
    struct trail_call c = {.t = t};
    RECORD_OK(db_read(t->store.db, count_events, &c, &e), &e);
    return c;
}

static struct client_card card(struct record_test *t, const struct actor *who, struct str client)
{
    struct err e = {0};
    struct client_card c;
    RECORD_OK(clients_read(&t->practice, who, client, &t->arena, &c, &e), &e);
    return c;
}

static bool refused(struct record_test *t, const struct actor *who, struct str client)
{
    struct err e = {0};
    struct client_card c;
    return !clients_read(&t->practice, who, client, &t->arena, &c, &e) &&
           (e.kind == ERR_NOT_FOUND || e.kind == ERR_REFUSED);
}

static bool leave_team(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"DELETE FROM care_team WHERE account_id = :account", NULL};
    struct db_query *q = db_query(tx, &sql);
    db_bind_text(q, "account", *(const struct str *)ctx);
    db_run(q);
    return db_ok(tx, e);
}

static bool nothing(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct str *client = ctx;
    (void)e;
    if (client)
        db_about(tx, *client);
    return true;
}

struct version_call {
    struct str client;
    uint64_t version;
};

static bool ask_version(struct db_tx *tx, void *ctx, struct err *e)
{
    struct version_call *c = ctx;
    c->version = db_version_seen(tx, c->client);
    return db_ok(tx, e);
}

static uint64_t version_of(struct record_test *t, struct str client)
{
    struct version_call c = {.client = client};
    struct err e = {0};
    RECORD_OK(db_read(t->store.db, ask_version, &c, &e), &e);
    assert_int_equal(c.version == 0, db_kind(t->store.db) == DB_SQLITE);
    return c.version ? c.version : db_version(t->store.db, client);
}

static void run_gate(struct record_test *t, struct people *p)
{
    struct err e = {0};
    RECORD_OK(practice_remember(&t->practice, 1 << 20, &e), &e);
    size_t before = trail(t).reads;
    struct client_card first = card(t, &p->clinician, p->id), again = card(t, &p->clinician, p->id);
    assert_true(first.id.p == again.id.p);
    assert_true(str_eq(first.id, again.id));
    assert_int_equal(trail(t).reads, before + 2);                   /* each has its event */
    assert_true(card(t, &p->supervisor, p->id).id.p != first.id.p); /* each person's own */
    assert_true(refused(t, &p->stranger, p->id));

    /* What is written of another client leaves it; of this one, or of nobody in particular, does not. */
    struct str about[] = {STR("A"), p->id, STR("B")};
    first = card(t, &p->clinician, p->id); /* a refusal is written, too */
    uint64_t version = version_of(t, p->id);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, nothing, &about[0], &e), &e);
    if (version_of(t, p->id) != version) { /* one of a thousand clients has the number of this one */
        version = version_of(t, p->id);
        first = card(t, &p->clinician, p->id);
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, nothing, &about[2], &e), &e);
    }
    RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, nothing, NULL, &e), &e);
    assert_true(version_of(t, p->id) == version);
    again = card(t, &p->clinician, p->id);
    assert_true(first.id.p == again.id.p);
    RECORD_OK(db_write(t->store.db, DB_LAZY, NULL, nothing, &about[1], &e), &e);
    assert_true(version_of(t, p->id) != version);
    again = card(t, &p->clinician, p->id);
    assert_true(first.id.p != again.id.p);
    first = card(t, &p->clinician, p->id);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, nothing, NULL, &e), &e);
    assert_true(first.id.p != card(t, &p->clinician, p->id).id.p);

    /* Too old. */
    first = card(t, &p->clinician, p->id);
    t->now_ms += MEMO_MS + 1;
    assert_true(first.id.p != card(t, &p->clinician, p->id).id.p);

    /* The gate is asked anew: who has left the team is refused, and that is an event. */
    size_t refusals = trail(t).refusals;
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, leave_team, &p->clinician.user, &e), &e);
    assert_true(refused(t, &p->clinician, p->id));
    assert_int_equal(trail(t).refusals, refusals + 1);

    /* An erasure drops everything at once, whoever holds a part keeps it until its arena goes. */
    first = card(t, &p->supervisor, p->id);
    memo_clear(t->practice.memo);
    assert_true(str_eq(first.id, p->id));
    assert_true(first.id.p != card(t, &p->supervisor, p->id).id.p);
    arena_reset(&t->arena);
    practice_forget(&t->practice);
}

static void gate(void **state)
{
    (void)state;
    each_backend(run_gate);
}

/* ---- several programs, one server ---- */

struct row_call {
    struct record_test *t;
    struct str client, content;
};

static bool write_summary(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    struct client_row row;
    db_about(tx, c->client);
    if (!client_get(&c->t->store, tx, 1, c->client, &c->t->arena, &row, e))
        return false;
    row.summary = c->content;
    return client_change(&c->t->store, tx, &row, e);
}

/* One writes, and the other, which keeps what it reads, shows it at the next read; many times, either way round. */
static void run_nodes(struct record_test *t, struct people *p)
{
    uint64_t seed = test_seed();
    struct err e = {0};
    if (db_kind(t->store.db) != DB_POSTGRES)
        return;
    struct record_test two = *t;
    arena_init(&two.arena, 0);
    RECORD_OK(db_open(&(struct db_options){.url = t->backend->url}, &two.store.db, &e), &e);
    two.practice.store = &two.store;
    RECORD_OK(practice_remember(&t->practice, 1 << 20, &e) && practice_remember(&two.practice, 1 << 20, &e), &e);
    struct record_test *const nodes[] = {t, &two};
    struct str shown[2] = {{NULL, 0}}, ids[] = {p->id, record_test_client(t, "Tam", "Reed", p->clinician.user.p)};
    size_t again = 0;
    char json[2][80] = {"", ""};
    for (int i = 0; i < 80; i++) {
        uint64_t r = test_random(&seed);
        struct record_test *writer = nodes[r & 1], *reader = nodes[r >> 1 & 1];
        int which = r >> 2 & 1;
        if (r >> 3 & 1) {
            snprintf(json[which], sizeof json[which], "{\"name\":\"Number %d\"}", i);
            struct row_call c = {.t = writer, .client = ids[which], .content = str_of(json[which])};
            RECORD_OK(db_write(writer->store.db, r >> 4 & 1 ? DB_SYNC : DB_LAZY, NULL, write_summary, &c, &e), &e);
        }
        for (int k = 0; k < 2; k++) {
            struct client_card now = card(reader, &p->clinician, ids[k]);
            char name[32];
            int n = json[k][0] ? snprintf(name, sizeof name, "%.*s", (int)strlen(json[k]) - 11, json[k] + 9) : 0;
            assert_true(!n || str_is(now.name, name));
            again += now.id.p == shown[k].p;
            shown[k] = now.id;
        }
    }
    assert_true(again > 10); /* and what did not change was not read again */
    arena_reset(&two.arena);
    practice_forget(&two.practice);
    arena_reset(&t->arena);
    practice_forget(&t->practice);
    arena_free(&two.arena);
    db_close(two.store.db);
}

static void nodes(void **state)
{
    (void)state;
    each_backend(run_nodes);
}

/* ---- events that wait ---- */

static void run_events(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct arena a;
    struct client_card c;
    arena_init(&a, 0);
    struct practice_trail one = {.arena = &a}, two = {.arena = &a}, none = {.arena = &a};
    struct practice_trail *const list[] = {&one, &none, &two};
    struct actor who = p->clinician, other = p->supervisor;
    who.trail = &one;
    other.trail = &two;
    size_t before = trail(t).reads;
    for (int i = 0; i < 40; i++)
        RECORD_OK(clients_read(&t->practice, &who, p->id, &a, &c, &e), &e);
    RECORD_OK(clients_read(&t->practice, &other, p->id, &a, &c, &e), &e);
    assert_int_equal(trail(t).reads, before);

    /* A refusal does not wait. */
    struct actor stranger = p->stranger;
    stranger.trail = &two;
    size_t refusals = trail(t).refusals;
    assert_true(refused(t, &stranger, p->id));
    assert_int_equal(trail(t).refusals, refusals + 1);

    for (int step = 1; step <= 3; step++) { /* a database that fails: not one of them is there */
        db_fail_at(t->store.db, step);
        e = (struct err){0};
        assert_false(practice_settle(&t->practice, list, 3, &e));
        db_fail_at(t->store.db, 0);
        assert_int_equal(e.kind, ERR_IO);
        assert_int_equal(trail(t).reads, before);
    }
    e = (struct err){0};
    struct db_stats was, is;
    db_stats(t->store.db, &was);
    RECORD_OK(practice_settle(&t->practice, list, 3, &e), &e);
    db_stats(t->store.db, &is);
    assert_true(is.commits == was.commits + 1);
    assert_int_equal(trail(t).reads, before + 41);
    RECORD_OK(practice_settle(&t->practice, list + 1, 1, &e), &e); /* nothing to write */
    struct audit_check check = {.practice = 1};
    RECORD_OK(audit_verify(t->store.db, &check, &t->arena, &e), &e);
    assert_int_equal(check.fault_count, 0);

    for (size_t n = 1; n < 60; n++) { /* no memory for the event: nothing is shown */
        struct arena small;
        arena_init(&small, 0);
        small.fail_at = n;
        struct practice_trail mine = {.arena = &small};
        who.trail = &mine;
        e = (struct err){0};
        bool ok = clients_read(&t->practice, &who, p->id, &a, &c, &e);
        assert_true(ok ? mine.first && mine.first == mine.last : !mine.first && e.kind == ERR_MEMORY);
        arena_free(&small);
    }
    arena_free(&a);
}

static void events(void **state)
{
    (void)state;
    each_backend(run_events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(alone), cmocka_unit_test(gate), cmocka_unit_test(nodes),
                                       cmocka_unit_test(events)};
    return cmocka_run_group_tests_name("practice: memo, events that wait", tests, NULL, NULL);
}
