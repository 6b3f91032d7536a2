/* The audit chain: what somebody who owns the database does to it is found; many events at once. One suite over SQLite
 * and PostgreSQL. */
#include "support.h"

#include "record_support.h"

/* ---- the audit chain against somebody who owns the database ---- */

static void more(struct record_test *t, int count)
{
    struct err e = {0};
    struct record_events v = {t, count};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, record_append, &v, &e), &e);
}

static size_t faults_with(struct record_test *t, struct audit_check *c, char *first, size_t room)
{
    struct err e = {0};
    RECORD_OK(audit_verify(t->store.db, c, &t->arena, &e), &e);
    size_t n = c->fault_count;
    snprintf(first, room, "%.*s", n ? (int)c->faults[0].what.n : 0, n ? c->faults[0].what.p : "");
    return n;
}

static size_t faults_of(struct record_test *t, struct str checkpoints, char *first, size_t room)
{
    struct audit_check c = {.checkpoints = checkpoints, .keys = t->store.keys};
    return faults_with(t, &c, first, room);
}

static const struct {
    const char *sql, *says;
} attacks[] = {
    {"UPDATE audit SET account_id = 'U2' WHERE number = 7", "event 7 was changed"},
    {"UPDATE audit SET at_ms = at_ms + 1 WHERE number = 1", "event 1 was changed"},
    {"UPDATE audit SET sealed = NULL WHERE number = 12", "event 12 was changed"},
    {"DELETE FROM audit WHERE number = 9", "events 9 to 9 are missing"},
    {"DELETE FROM audit WHERE number BETWEEN 3 AND 5", "events 3 to 5 are missing"},
    {"DELETE FROM audit WHERE number > 15", "ends at 15"},
    {"UPDATE audit SET number = 99 WHERE number = 20", "events 20 to 98 are missing"},
    {"DELETE FROM audit", "ends at 0"},
};

static void audited(struct record_test *t, size_t i)
{
    char first[160];
    struct err e = {0};
    struct buf checkpoint;
    buf_init(&checkpoint, 0);
    more(t, 20);
    assert_int_equal(faults_of(t, (struct str){NULL, 0}, first, sizeof first), 0);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &checkpoint, &e), &e);
    assert_int_equal(faults_of(t, buf_str(&checkpoint), first, sizeof first), 0);
    record_attack(t, attacks[i].sql);
    CHECK(faults_of(t, buf_str(&checkpoint), first, sizeof first) == 1 && strstr(first, attacks[i].says), "%s: %s: \"%s\"",
          t->backend->name, attacks[i].sql, first);
    buf_free(&checkpoint);
}

static void test_the_chain_shows_what_was_done_to_it(void **state)
{
    struct backend b;
    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
        for (int k = 0; backend_at(k, &b); k++) {
            struct record_test t;
            record_test_begin(&t, &b);
            audited(&t, i);
            record_test_end(&t);
            backend_end(&b);
        }
}

/* With every key and file but the checkpoints: the whole trail is thrown away and made anew, shorter, with heads that fit. */
static void rewritten(struct record_test *t)
{
    char first[160];
    struct err e = {0};
    struct buf before, after;
    buf_init(&before, 0);
    buf_init(&after, 0);
    more(t, 30);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &before, &e), &e);
    record_attack(t, "DELETE FROM audit; DELETE FROM audit_head");
    CHECK(faults_of(t, buf_str(&before), first, sizeof first) == 1 && strstr(first, "whole chain is missing"), "%s", first);
    t->now_ms++;
    more(t, 30); /* as many events, others */
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &after, &e), &e);
    CHECK(faults_of(t, buf_str(&after), first, sizeof first) == 0, "the new trail fits in itself: %s", first);
    CHECK(faults_of(t, buf_str(&before), first, sizeof first) == 1 && strstr(first, "checkpoint of"), "%s", first);
    record_attack(t, "DELETE FROM audit; DELETE FROM audit_head");
    more(t, 10);
    CHECK(faults_of(t, buf_str(&before), first, sizeof first) == 1 && strstr(first, "has seen 30"), "%s", first);
    /* a checkpoint that somebody else signed, or that was changed, does not count */
    char *forged = strdup(before.p);
    assert_non_null(forged);
    char *digit = strstr(forged, "\"main\",30");
    assert_non_null(digit);
    digit[8] = '1';
    CHECK(faults_of(t, str_of(forged), first, sizeof first) >= 1 && strstr(first, "checkpoints is damaged"), "%s", first);
    free(forged);
    buf_free(&before);
    buf_free(&after);
}

/* A checkpoint over the heads of now, signed by a key of the attacker's. */
static void sign_anew(struct record_test *t, const unsigned char key[SEAL_PUBLIC_SIZE], const unsigned char *secret,
                      struct buf *out)
{
    struct err e = {0};
    struct buf own;
    unsigned char signature[SEAL_SIGNATURE_SIZE];
    buf_init(&own, 0);
    buf_init(out, 0);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &own, &e), &e); /* only for the form of it */
    size_t end = str_find(buf_str(&own), STR(",\"public_key\""), 0);
    struct str inner = str_sub(buf_str(&own), 14, end);
    assert_true(str_starts(inner, STR("{\"at_ms\"")));
    seal_sign(secret, inner, signature);
    buf_printf(out, "{\"checkpoint\":%.*s,\"public_key\":\"", (int)inner.n, inner.p);
    seal_put_hex(key, SEAL_PUBLIC_SIZE, out);
    buf_cstr(out, "\",\"signature\":\"");
    seal_put_hex(signature, sizeof signature, out);
    buf_cstr(out, "\"}\n");
    assert_true(buf_ok(out));
    buf_free(&own);
}

/* Everything but the master key: the trail is made anew and every checkpoint signed anew, with a key of the attacker's. */
static void signed_anew(struct record_test *t)
{
    char first[160], sql[256];
    struct err e = {0};
    struct buf before, forged, hex;
    unsigned char key[SEAL_PUBLIC_SIZE], secret[SEAL_SECRET_SIZE], own[SEAL_PUBLIC_SIZE];
    buf_init(&before, 0);
    buf_init(&hex, 0);
    seal_sign_key(key, secret);
    more(t, 30);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &before, &e), &e);
    struct audit_check good = {.checkpoints = buf_str(&before), .keys = t->store.keys};
    CHECK(faults_with(t, &good, first, sizeof first) == 0 && good.signer == AUDIT_SIGNER_OWN, "%s", first);
    memcpy(own, good.signer_key, sizeof own);
    record_attack(t, "DELETE FROM audit; DELETE FROM audit_head");
    more(t, 30);
    sign_anew(t, key, secret, &forged);
    struct audit_check alone = {.checkpoints = buf_str(&forged)};
    CHECK(faults_with(t, &alone, first, sizeof first) == 0 && alone.signer == AUDIT_SIGNER_NEWEST &&
              memcmp(alone.signer_key, key, sizeof key) == 0, "without keys it is named, no more: %s", first);
    struct audit_check with = {.checkpoints = buf_str(&forged), .keys = t->store.keys};
    CHECK(faults_with(t, &with, first, sizeof first) == 1 && strstr(first, "another key") &&
              memcmp(with.signer_key, own, sizeof own) == 0, "%s", first);
    struct audit_check given = {.checkpoints = buf_str(&forged), .public_key = own};
    CHECK(faults_with(t, &given, first, sizeof first) == 1 && given.signer == AUDIT_SIGNER_GIVEN, "%s", first);
    struct audit_check fooled = {.checkpoints = buf_str(&forged), .public_key = key, .keys = t->store.keys};
    CHECK(faults_with(t, &fooled, first, sizeof first) == 1 && strstr(first, "another key than the one"), "%s", first);
    /* also with the public key in the table of keys changed, or the key's row gone */
    seal_put_hex(key, sizeof key, &hex);
    snprintf(sql, sizeof sql, "UPDATE key_store SET public_key = %s%s' WHERE name = 'sign'",
             t->backend->base[0] ? "'\\x" : "X'", hex.p);
    record_attack(t, sql);
    CHECK(faults_with(t, &with, first, sizeof first) >= 1 && strstr(first, "public key"), "%s", first);
    CHECK(!audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &before, &e) && e.kind == ERR_INVALID, "%s", e.text);
    record_attack(t, "DELETE FROM key_store WHERE name = 'sign'");
    CHECK(faults_with(t, &with, first, sizeof first) >= 1 && strstr(first, "no key that could"), "%s", first);
    buf_free(&before);
    buf_free(&forged);
    buf_free(&hex);
}

static void test_who_owns_the_database_and_signs_the_checkpoints_with_another_key_is_found(void **state)
{
    (void)state;
    each_record(signed_anew);
}

static void test_a_trail_made_anew_is_not_the_one_the_checkpoints_saw(void **state)
{
    (void)state;
    each_record(rewritten);
}

static bool list_events(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct audit_row *list;
    size_t count;
    struct audit_filter f = {.practice = 1, .limit = 5};
    if (!audit_list(tx, t->store.keys, &f, &t->arena, &list, &count, e))
        return false;
    CHECK(count == 5 && list[0].number == 8 && str_is(list[0].event.why, "treatment, a reason"), "%zu", count);
    CHECK(str_is(list[0].event.use_case, "plan.read") && list[0].event.action == AUDIT_READ, "%lld",
          (long long)list[0].number);
    f.after = &list[count - 1];
    if (!audit_list(tx, t->store.keys, &f, &t->arena, &list, &count, e))
        return false;
    CHECK(count == 3 && list[2].number == 1, "%zu", count);
    f = (struct audit_filter){.practice = 1, .user = STR("U2")};
    return audit_list(tx, t->store.keys, &f, &t->arena, &list, &count, e) && (count == 0 || err_set(e, ERR_INTERNAL, "", "U2"));
}

static void listed(struct record_test *t)
{
    struct err e = {0};
    more(t, 8);
    RECORD_OK(db_read(t->store.db, list_events, t, &e), &e);
}

struct paging {
    struct record_test *t;
    struct str client, user;
};

static bool append_at_once(struct db_tx *tx, void *ctx, struct err *e)
{
    static const char *const nodes[] = {"b", "a", "main"}, *const users[] = {"U1", "U2"};
    struct record_test *t = ctx;
    for (int i = 0; i < 60; i++) {
        struct audit_event ev = {.practice = 1, .at_ms = t->now_ms + i / 20, .action = AUDIT_READ, .use_case = STR("plan.read"),
                                 .user = str_of(users[i % 2]), .client = i % 3 ? STR("C1") : (struct str){NULL, 0}};
        if (!audit_append(tx, t->store.keys, str_of(nodes[i % 3]), &ev, e))
            return false;
    }
    return true;
}

static bool all_pages(struct db_tx *tx, void *ctx, struct err *e)
{
    struct paging *p = ctx;
    struct audit_row *list, *page, last;
    size_t count, n, done = 0;
    struct audit_filter f = {.practice = 1, .client = p->client, .user = p->user, .limit = 1000};
    if (!audit_list(tx, p->t->store.keys, &f, &p->t->arena, &list, &count, e))
        return false;
    f.limit = 7;
    for (n = 7; n == 7; done += n) {
        if (!audit_list(tx, p->t->store.keys, &f, &p->t->arena, &page, &n, e))
            return false;
        for (size_t i = 0; i < n; i++)
            CHECK(done + i < count && page[i].number == list[done + i].number && str_eq(page[i].node, list[done + i].node),
                  "row %zu of %zu", done + i, count);
        if (n) {
            last = page[n - 1];
            f.after = &last;
        }
    }
    CHECK(done == count && count == (p->client.n && p->user.n ? 20u : p->client.n ? 40u : p->user.n ? 30u : 60u), "%zu", count);
    return true;
}

static void paged(struct record_test *t)
{
    struct err e = {0};
    struct paging p[] = {{t, STR(""), STR("")}, {t, STR("C1"), STR("")}, {t, STR(""), STR("U1")}, {t, STR("C1"), STR("U2")}};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append_at_once, t, &e), &e);
    for (size_t i = 0; i < sizeof p / sizeof *p; i++)
        RECORD_OK(db_read(t->store.db, all_pages, &p[i], &e), &e);
}

static void test_pages_hold_every_event_once_also_those_of_one_moment(void **state)
{
    (void)state;
    each_record(paged);
}

/* ---- many events at once ---- */

static bool append_many(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct audit_event ev[5] = {{0}};
    for (int i = 0; i < 5; i++)
        ev[i] = (struct audit_event){.practice = 1, .at_ms = t->now_ms + i, .action = AUDIT_WRITE, .use_case = STR("x"),
                                     .user = STR("U1"), .why = i % 2 ? STR("why") : (struct str){NULL, 0}, .from = STR("test")};
    return audit_append_all(tx, t->store.keys, STR("main"), ev, 5, e) && audit_append_all(tx, t->store.keys, STR("main"), ev, 0, e) &&
           audit_append(tx, t->store.keys, STR("main"), &ev[1], e) && audit_append_all(tx, t->store.keys, STR("main"), ev, 2, e);
}

static uint64_t sent(struct record_test *t)
{
    struct db_stats s;
    db_stats(t->store.db, &s);
    return s.statements;
}

struct looked {
    struct record_test *t;
    struct str client, id;
    uint64_t sent; /* by the work when it went through */
};

static bool append_nine(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looked *x = ctx;
    struct record_test *t = x->t;
    struct audit_event ev[9];
    uint64_t before = sent(t);
    for (int i = 0; i < 9; i++)
        ev[i] = (struct audit_event){
            .practice = 1, .at_ms = t->now_ms, .action = AUDIT_READ, .use_case = STR("x"), .user = STR("U1"), .from = STR("test")};
    bool ok = audit_append_all(tx, t->store.keys, STR("main"), ev, 9, e);
    x->sent = sent(t) - before;
    return ok;
}

static bool look_at_both(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looked *x = ctx;
    struct record_test *t = x->t;
    struct client_row client;
    struct record r;
    uint64_t before = sent(t);
    bool ok = client_get(&t->store, tx, 1, x->client, &t->arena, &client, e) &&
              record_get(&t->store, tx, 1, x->client, x->id, &t->arena, &r, e);
    x->sent = sent(t) - before;
    return ok;
}

static bool add_one_row(struct db_tx *tx, void *ctx, struct err *e)
{
    struct looked *x = ctx;
    struct record r = {.practice = 1, .client = x->client, .kind = RECORD_EVENT, .state = STR("entered"), .content = STR("{}")};
    bool ok = record_add(&x->t->store, tx, &r, x->t->now_ms, &x->t->arena, e);
    x->id = r.id;
    return ok;
}

/* Each statement is a round trip to a server: events go three at a time, a client's row brings its key along. */
static void few_statements(struct record_test *t)
{
    struct err e = {0};
    struct looked x = {.t = t};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append_nine, &x, &e), &e);
    CHECK(x.sent == 5, "%s: %d statements for nine events", t->backend->name, (int)x.sent);
    x.client = record_test_client(t, "Given", "Family", "CLINICIAN");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_one_row, &x, &e), &e);
    RECORD_OK(db_read(t->store.db, look_at_both, &x, &e), &e);
    CHECK(x.sent == 2, "%s: %d statements for a client and a row", t->backend->name, (int)x.sent);
}

static void test_few_statements(void **state)
{
    (void)state;
    each_record(few_statements);
}

static void many_events(struct record_test *t)
{
    struct err e = {0};
    struct audit_check check = {0};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, append_many, t, &e), &e);
    RECORD_OK(audit_verify(t->store.db, &check, &t->arena, &e), &e);
    CHECK(check.events == 8 && check.fault_count == 0, "%lld events, %zu faults", (long long)check.events, check.fault_count);
}

static void test_many_events_are_one_chain(void **state)
{
    (void)state;
    each_record(many_events);
}

static void test_events_are_listed_newest_first(void **state)
{
    (void)state;
    each_record(listed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_chain_shows_what_was_done_to_it),
        cmocka_unit_test(test_who_owns_the_database_and_signs_the_checkpoints_with_another_key_is_found),
        cmocka_unit_test(test_a_trail_made_anew_is_not_the_one_the_checkpoints_saw),
        cmocka_unit_test(test_pages_hold_every_event_once_also_those_of_one_moment),
        cmocka_unit_test(test_few_statements),
        cmocka_unit_test(test_many_events_are_one_chain),
        cmocka_unit_test(test_events_are_listed_newest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
