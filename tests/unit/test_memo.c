/* test_memo.c: what was read is kept while nothing has changed: never longer, never for anybody else, never without
 * the gate and an event; events that wait for the answer. */
#include "support.h"

#include "plans_people.h"

#include "db/driver.h"
#include "practice/clients.h"
#include "practice/memo.h"
#include "practice/people.h"

#define NO_CLIENT ((struct str){NULL, 0})

/* ---- the memo alone ---- */

static struct memo_item *put(struct memo *m, struct db *db, const char *key, int64_t now_ms, size_t bytes)
{
    struct memo_item *item = memo_begin(m, str_of(key), db_version(db, NO_CLIENT), now_ms);
    assert_non_null(item);
    item->value = arena_alloc(&item->arena, bytes);
    item->size = bytes;
    memo_store(item, db, NO_CLIENT);
    return item;
}

static bool is_there(struct memo *m, struct db *db, const char *key, int64_t now_ms)
{
    struct memo_item *item = memo_find(m, str_of(key), db_version(db, NO_CLIENT), now_ms);
    if (item)
        memo_let_go(item);
    return item != NULL;
}

static void run_alone(struct record_test *t, struct people *p)
{
    struct db *db = t->store.db;
    struct memo *m = memo_new(8000);
    (void)p;
    if (db_kind(db) != DB_SQLITE) { /* no version is known */
        assert_true(db_version(db, NO_CLIENT) == 0);
        memo_free(m);
        return;
    }
    struct memo_item *a = put(m, db, "a", 1000, 100);
    assert_true(is_there(m, db, "a", 1000) && is_there(m, db, "a", 1000 + MEMO_MS));
    assert_false(is_there(m, db, "b", 1000));
    assert_false(is_there(m, db, "a", 1000 + MEMO_MS + 1)); /* and dropped */
    assert_false(is_there(m, db, "a", 1000));
    memset(a->value, 'x', a->size); /* still its holder's */
    memo_let_go(a);
    memo_let_go(put(m, db, "a", 1000, 100));
    assert_false(is_there(m, db, "a", 999)); /* a clock that was set back */
    memo_let_go(put(m, db, "too large", 1000, 2001));
    assert_false(is_there(m, db, "too large", 1000));
    for (int i = 0; i < 200; i++) {
        char key[16];
        snprintf(key, sizeof key, "key %d", i);
        memo_let_go(put(m, db, key, 1000, 900));
        assert_true(is_there(m, db, key, 1000));
    }
    int left = 0;
    for (int i = 0; i < 200; i++) {
        char key[16];
        snprintf(key, sizeof key, "key %d", i);
        left += is_there(m, db, key, 1000);
    }
    assert_true(left >= 1 && left <= 8); /* 8000 bytes */
    memo_let_go(put(m, db, "a", 1000, 100));
    memo_clear(m);
    assert_false(is_there(m, db, "a", 1000));
    memo_free(m);
}

static void alone(void **state)
{
    (void)state;
    each_backend(run_alone);
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

static void run_gate(struct record_test *t, struct people *p)
{
    struct err e = {0};
    RECORD_OK(practice_remember(&t->practice, 1 << 20, &e), &e);
    bool kept = db_kind(t->store.db) == DB_SQLITE;
    size_t before = trail(t).reads;
    struct client_card first = card(t, &p->clinician, p->id), again = card(t, &p->clinician, p->id);
    assert_int_equal(first.id.p == again.id.p, kept);
    assert_true(str_eq(first.id, again.id));
    assert_int_equal(trail(t).reads, before + 2); /* each has its event */
    assert_true(card(t, &p->supervisor, p->id).id.p != first.id.p); /* each person's own */
    assert_true(refused(t, &p->stranger, p->id));

    /* What is written of another client leaves it; of this one, or of nobody in particular, does not. */
    struct str about[] = {STR("A"), p->id, STR("B")};
    first = card(t, &p->clinician, p->id); /* a refusal is written, too */
    uint64_t version = db_version(t->store.db, p->id);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, nothing, &about[0], &e), &e);
    if (db_version(t->store.db, p->id) != version) { /* one of a thousand clients has the number of this one */
        version = db_version(t->store.db, p->id);
        first = card(t, &p->clinician, p->id);
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, nothing, &about[2], &e), &e);
    }
    RECORD_OK(db_write(t->store.db, DB_ASIDE, NULL, nothing, NULL, &e), &e);
    assert_true(db_version(t->store.db, p->id) == version);
    again = card(t, &p->clinician, p->id);
    assert_int_equal(first.id.p == again.id.p, kept);
    RECORD_OK(db_write(t->store.db, DB_LAZY, NULL, nothing, &about[1], &e), &e);
    assert_int_equal(db_version(t->store.db, p->id) != version, kept);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(alone), cmocka_unit_test(gate), cmocka_unit_test(events)};
    return cmocka_run_group_tests_name("practice: memo, events that wait", tests, NULL, NULL);
}
