/* Accounts, invitations, sign-in, second factor, over both databases. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"
#include "practice/people_parts.h"

#include <pthread.h>

#define MINUTE INT64_C(60000)

/* ---- the first account ---- */

static bool count_rows(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {
        "SELECT (SELECT COUNT(*) FROM practice WHERE practice_id = 2) + (SELECT COUNT(*) FROM key_store WHERE "
        "practice_id = 2) + (SELECT COUNT(*) FROM account WHERE practice_id = 2) + (SELECT COUNT(*) FROM audit WHERE "
        "practice_id = 2) + (SELECT COUNT(*) FROM audit_head WHERE practice_id = 2)",
        NULL};
    struct db_query *q = db_query(tx, &sql);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

/* Another practice, each step failing, each attempt with a master key of its own that is gone afterwards. */
static void found_with_keys_that_are_thrown_away(struct record_test *t, struct backend *b,
                                                 const struct people_settings *set, const struct person *p)
{
    struct err e = {0};
    struct str id;
    bool there = true;
    keys_close(t->store.keys);
    for (int n = 1;; n++) {
        char path[224], recovery[SEAL_PRINTED_SIZE];
        int64_t rows = -1;
        snprintf(path, sizeof path, "%s/thrown-away-%d", b->folder, n);
        struct keys_source source = {.from = KEYS_FILE, .path = path};
        e = (struct err){0};
        RECORD_OK(keys_create(&source, &t->store.keys, recovery, &e), &e);
        db_fail_at(t->store.db, n);
        bool ok = people_found(&t->practice, 2, set, p, STR(PASSWORD), &t->arena, &id, &e);
        db_fail_at(t->store.db, 0);
        if (ok)
            break;
        CHECK(e.kind == ERR_IO && n < 100, "step %d: %s", n, e.text);
        e = (struct err){0};
        RECORD_OK(db_read(t->store.db, count_rows, &rows, &e), &e);
        RECORD_OK(people_there(&t->practice, 2, &t->arena, &there, &e), &e);
        CHECK(rows == 0 && !there, "step %d leaves %d rows", n, (int)rows);
        keys_close(t->store.keys);
    }
    e = (struct err){0};
    RECORD_OK(people_there(&t->practice, 2, &t->arena, &there, &e), &e);
    CHECK(there, "%d", there);
    EXPECT_ERR(people_there(&t->practice, 1, &t->arena, &there, err_), ERR_INVALID, "practice");
}

static void founding_one(struct backend *b)
{
    static const struct {
        const char *sign_in, *name, *practice, *password;
        unsigned roles;
        const char *where; /* of the error */
    } bad[] = {
        {"olga", "Olga", "Elm", "123456789", ROLE_OWNER, "password"},          /* nine characters */
        {"olga", "Olga", "Elm", "", ROLE_OWNER, "password"},                   /* none: there is no default */
        {"olga.owner1", "Olga", "Elm", "OLGA.owner1", ROLE_OWNER, "password"}, /* the sign-in name */
        {"olga", "Olga", "Elm", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", ROLE_OWNER, "password"},
        {"olga", "", "Elm", PASSWORD, ROLE_OWNER, "name"},
        {"olga", "Olga", " ", PASSWORD, ROLE_OWNER, "name"},
        {"", "Olga", "Elm", PASSWORD, ROLE_OWNER, "sign-in name"},
        {"ol ga", "Olga", "Elm", PASSWORD, ROLE_OWNER, "sign-in name"},
        {"olga", "Olga", "Elm", PASSWORD, ROLE_CLINICIAN, "roles"},
        {"olga", "Olga", "Elm", PASSWORD, ROLE_OWNER | ROLE_CLIENT, "roles"},
    };
    struct record_test t;
    struct err e = {0};
    struct str id;
    record_test_begin(&t, b);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct people_settings set = usual_settings();
        struct person p = {.sign_in = str_of(bad[i].sign_in), .name = str_of(bad[i].name), .roles = bad[i].roles};
        set.name = str_of(bad[i].practice);
        EXPECT_ERR(people_found(&t.practice, 1, &set, &p, str_of(bad[i].password), &t.arena, &id, err_), ERR_INVALID,
                   bad[i].where);
    }
    struct people_settings set = usual_settings();
    struct person p = {.sign_in = STR("olga"), .name = STR("Olga"), .roles = ROLE_OWNER | ROLE_CLINICIAN};
    RECORD_OK(people_found(&t.practice, 1, &set, &p, STR("1234567890"), &t.arena, &id, &e), &e); /* ten are enough */
    EXPECT_EVENT(&t, AUDIT_ADMIN, "practice.found");
    EXPECT_ERR(people_found(&t.practice, 1, &set, &p, STR(PASSWORD), &t.arena, &id, err_), ERR_CONFLICT, "practice");
    found_with_keys_that_are_thrown_away(&t, b, &set, &p);
    struct sign_in in = {.practice = 2, .name = STR("olga"), .password = STR(PASSWORD)};
    char token[PEOPLE_TOKEN_SIZE];
    struct actor who;
    e = (struct err){0};
    RECORD_OK(people_sign_in(&t.practice, &in, &t.arena, token, &who, &e), &e);
    CHECK(who.practice == 2 && token[0] == '2', "%s", token);
    record_test_end(&t);
}

static void founding(void **state)
{
    (void)state;
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        founding_one(&b);
        backend_end(&b);
    }
}

/* ---- signing in ---- */

static uint64_t works(struct record_test *t)
{
    struct db_stats s;
    db_stats(t->store.db, &s);
    return s.works;
}

static void same_answer(struct record_test *t)
{
    char token[PEOPLE_TOKEN_SIZE], long_name[400];
    struct actor who;
    struct err e, known;
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = 0;
    add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct person invited = {.sign_in = STR("ina"), .name = STR("Ina"), .roles = ROLE_STAFF};
    struct str id, ended = add_person(t, "erik", ROLE_STAFF, NOBODY);
    char invitation[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    e = (struct err){0};
    RECORD_OK(people_invite(&t->practice, &program, &invited, &t->arena, &id, invitation, code, &e), &e);
    RECORD_OK(people_end(&t->practice, &program, ended, &e), &e);
    FAILING_OFF(true); /* works are counted */
    uint64_t before = works(t);
    assert_false(sign_in(t, "carl", "wrong horse 7", NULL, token, &who, &known));
    uint64_t usual = works(t) - before;
    EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.sign_in");
    static const char *const names[] = {"nobody", "ina", "erik", "", NULL, "carl@elsewhere", "a b"};
    for (size_t i = 0; i <= sizeof names / sizeof *names; i++) {
        const char *name = i < sizeof names / sizeof *names ? names[i] : long_name;
        before = works(t);
        assert_false(sign_in(t, name, PASSWORD, NULL, token, &who, &e));
        CHECK(e.kind == known.kind && !strcmp(e.where, known.where) && !strcmp(e.text, known.text), "%s: %s", name, e.text);
        CHECK(works(t) - before == usual, "%s: another amount of work", name);
        struct audit_event ev = newest_event(t);
        CHECK(ev.action == AUDIT_SIGN_IN_FAILED && !ev.user.n, "%s: the event names a user", name);
        assert_true(token[0] == 0);
    }
    FAILING_OFF(false);
    struct sign_in elsewhere = {.practice = 99, .name = STR("carl"), .password = STR(PASSWORD)};
    e = (struct err){0};
    assert_false(people_sign_in(&t->practice, &elsewhere, &t->arena, token, &who, &e));
    assert_string_equal(e.text, known.text);

    RECORD_OK(sign_in(t, "CARL", PASSWORD, NULL, token, &who, &e), &e); /* letters without case */
    EXPECT_EVENT(t, AUDIT_SIGN_IN, "account.sign_in");
    CHECK(who.roles == ROLE_CLINICIAN && who.practice == 1 && str_eq(newest_event(t).user, who.user), "who it is");
    /* Of the same parameters as a password of today, so of the same work. */
    char hash[SEAL_PASSWORD_SIZE];
    RECORD_OK(seal_password(STR(PASSWORD), hash, &e), &e);
    size_t parameters = (size_t)(strstr(hash, ",p=1$") - hash) + 5;
    CHECK(strncmp(hash, people_nobody(), parameters) == 0, "%s", hash);
    assert_int_equal(strlen(hash), strlen(people_nobody()));
    assert_false(seal_password_fits(people_nobody(), STR(PASSWORD)));
}

static void waiting(struct record_test *t)
{
    /* How many wrong ones, and the minutes that must pass then. */
    static const struct {
        int wrong, minutes;
    } row[] = {{4, 0}, {5, 1}, {6, 2}, {7, 4}, {8, 8}, {9, 16}, {10, 32}, {11, 60}, {12, 60}, {13, 60}};
    static const char *const names[] = {"carl", "nobody"}; /* the same for both */
    char token[PEOPLE_TOKEN_SIZE];
    struct actor who;
    struct err e;
    add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    for (size_t k = 0; k < 2; k++) {
        int wrong = 0;
        for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
            while (wrong < row[i].wrong) {
                assert_false(sign_in(t, names[k], "wrong horse 7", NULL, token, &who, &e));
                CHECK(!strcmp(e.where, "sign-in"), "%s after %d: %s", names[k], wrong, e.text);
                wrong++;
            }
            if (!row[i].minutes)
                continue;
            int64_t end = t->now_ms + row[i].minutes * MINUTE;
            char minutes[32];
            snprintf(minutes, sizeof minutes, " %d minute", row[i].minutes);
            for (int late = 0; late < 2; late++) { /* also with the right password, and until the last moment */
                assert_false(sign_in(t, names[k], PASSWORD, NULL, token, &who, &e));
                CHECK(e.kind == ERR_REFUSED && !strcmp(e.where, "wait"), "%s after %d: %s", names[k], wrong, e.text);
                CHECK(late || strstr(e.text, minutes), "%s after %d: %s", names[k], wrong, e.text);
                EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.sign_in");
                t->now_ms = end - 1;
            }
            t->now_ms = end;
        }
    }
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    for (int i = 0; i < 4; i++) /* forgiven: it counts from nothing again */
        assert_false(sign_in(t, "carl", "wrong horse 7", NULL, token, &who, &e));
    RECORD_OK(sign_in(t, "carl", PASSWORD, NULL, token, &who, &e), &e);
    /* A day without another wrong one, and what was counted for a name goes; the sweep comes with the next wrong one. */
    t->now_ms += 86400001 + 3600000;
    assert_false(sign_in(t, "somebody", "wrong horse 7", NULL, token, &who, &e));
    assert_false(sign_in(t, "nobody", "wrong horse 7", NULL, token, &who, &e));
    assert_false(sign_in(t, "nobody", "wrong horse 7", NULL, token, &who, &e));
    assert_string_equal(e.where, "sign-in");
}

/* ---- many at once: what was seen before the password was compared may have changed since ---- */

enum { AT_ONCE = 12 };

struct guess {
    struct record_test *t;
    const char *password;
    struct arena a;
    struct actor who;
    struct err e;
    bool in;
};

static void *guess_one(void *ctx)
{
    struct guess *g = ctx;
    char token[PEOPLE_TOKEN_SIZE];
    struct sign_in in = {.practice = 1, .name = STR("carl"), .password = str_of(g->password)};
    g->in = people_sign_in(&g->t->practice, &in, &g->a, token, &g->who, &g->e);
    return NULL;
}

static void guess_begin(struct record_test *t, struct guess *g, pthread_t *thread, const char *password)
{
    *g = (struct guess){.t = t, .password = password};
    arena_init(&g->a, 0);
    assert_int_equal(pthread_create(thread, NULL, guess_one, g), 0);
}

static bool count_sessions(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"SELECT COUNT(*) FROM sign_in WHERE practice_id = 1 AND kind = 'session'", NULL};
    struct db_query *q = db_query(tx, &sql);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static void at_once(struct record_test *t)
{
    static struct guess g[AT_ONCE];
    pthread_t thread[AT_ONCE];
    struct err e = {0};
    int64_t sessions;
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    /* All begin before one is counted; still only five are looked at, and the right one among the later ones waits. */
    int wrong = 0, waits = 0;
    for (int i = 0; i < AT_ONCE; i++)
        guess_begin(t, &g[i], &thread[i], "wrong horse 7");
    for (int i = 0; i < AT_ONCE; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        assert_false(g[i].in);
        wrong += !strcmp(g[i].e.where, "sign-in");
        waits += !strcmp(g[i].e.where, "wait");
        arena_free(&g[i].a);
    }
    CHECK(wrong == 5 && waits == AT_ONCE - 5, "%s: %d looked at, %d wait", t->backend->name, wrong, waits);
    t->now_ms += MINUTE;
    /* The account ends while passwords are being compared: whoever is let in afterwards would keep a session. */
    for (int i = 0; i < AT_ONCE; i++)
        guess_begin(t, &g[i], &thread[i], PASSWORD);
    RECORD_OK(people_end(&t->practice, &program, carl, &e), &e);
    for (int i = 0; i < AT_ONCE; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
        CHECK(g[i].in || g[i].e.kind == ERR_REFUSED, "%s: %s", t->backend->name, g[i].e.text);
        arena_free(&g[i].a);
    }
    RECORD_OK(db_read(t->store.db, count_sessions, &sessions, &e), &e);
    CHECK(sessions == 0, "%s: %lld sessions of an account that has ended", t->backend->name, (long long)sessions);
}

static void signing_in(void **state)
{
    (void)state;
    each_practice(same_answer);
    each_practice(waiting);
    each_practice(at_once);
}

/* ---- codes ---- */

/* RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
static void rfc6238(void **state)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } row[] = {{59, "287082"},         {1111111109, "081804"},  {1111111111, "050471"},
               {1234567890, "005924"}, {2000000000, "279037"},  {20000000000, "353130"}};
    const struct str secret = STR("3132333435363738393031323334353637383930");
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        int64_t at = row[i].seconds * 1000, step = -1, own = row[i].seconds / 30;
        static const struct {
            int64_t steps;
            bool good;
        } off[] = {{-2, false}, {-1, true}, {0, true}, {1, true}, {2, false}};
        for (size_t k = 0; k < 5; k++) {
            if (own + off[k].steps < 1)
                continue;
            bool good = totp_step(secret, str_of(row[i].code), at + off[k].steps * 30000, &step);
            CHECK(good == off[k].good, "%lld, %lld steps away", (long long)row[i].seconds, (long long)off[k].steps);
            CHECK(!good || step == own, "%lld: step %lld", (long long)row[i].seconds, (long long)step);
        }
        assert_false(totp_step(secret, str_sub(str_of(row[i].code), 0, 5), at, &step));
        assert_false(totp_step(NOBODY, str_of(row[i].code), at, &step));
        assert_false(totp_step(STR("31x233"), str_of(row[i].code), at, &step));
    }
}

static void second(struct record_test *t)
{
    char token[PEOPLE_TOKEN_SIZE], code[7], recovery[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE];
    char unused[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE];
    struct actor who, now, got;
    struct err e = {0};
    struct str address, none;
    add_person(t, "carl@elm.example", ROLE_CLINICIAN, NOBODY);
    RECORD_OK(sign_in(t, "carl@elm.example", PASSWORD, NULL, token, &who, &e), &e);
    EXPECT_ERR(people_totp_new(&t->practice, &who, &t->arena, &address, err_), ERR_REFUSED, "reauthenticate");
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), STR(PASSWORD), &now, &e), &e);
    EXPECT_ERR(people_totp_confirm(&t->practice, &now, STR("123456"), recovery, err_), ERR_CONFLICT, "code");
    RECORD_OK(people_totp_new(&t->practice, &now, &t->arena, &address, &e), &e);
    assert_true(str_starts(address, STR("otpauth://totp/Elm%20Street:carl%40elm.example?secret=")));
    assert_true(str_ends_ci(address, STR("&issuer=Elm%20Street")));
    /* Not in force yet. */
    RECORD_OK(sign_in(t, "carl@elm.example", PASSWORD, NULL, token, &who, &e), &e);
    totp_code(address, t->now_ms + 300000, code);
    EXPECT_ERR(people_totp_confirm(&t->practice, &now, str_of(code), recovery, err_), ERR_REFUSED, "code");
    EXPECT_EVENT(t, AUDIT_REFUSED, "account.code_confirm");
    totp_code(address, t->now_ms, code);
    RECORD_OK(people_totp_confirm(&t->practice, &now, str_of(code), recovery, &e), &e);
    EXPECT_ERR(people_totp_confirm(&t->practice, &now, str_of(code), unused, err_), ERR_CONFLICT, "code");
    assert_true(unused[0][0] == 0 && unused[9][0] == 0);
    EXPECT_ERR(people_totp_new(&t->practice, &now, &t->arena, &none, err_), ERR_CONFLICT, "code");

    /* Needed now; not asked for before the password is right; that code was used. */
    assert_false(sign_in(t, "carl@elm.example", "wrong horse 7", NULL, token, &who, &e));
    assert_string_equal(e.where, "sign-in");
    assert_false(sign_in(t, "carl@elm.example", PASSWORD, NULL, token, &who, &e));
    CHECK(e.kind == ERR_REFUSED && !strcmp(e.where, "code"), "%s", e.text);
    EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.sign_in");
    totp_code(address, t->now_ms, code);
    assert_false(sign_in(t, "carl@elm.example", PASSWORD, code, token, &who, &e));
    assert_string_equal(e.where, "sign-in");
    t->now_ms += 30000;
    assert_false(sign_in(t, "carl@elm.example", PASSWORD, code, token, &who, &e)); /* one before, but used */
    totp_code(address, t->now_ms + 30000, code);
    assert_false(sign_in(t, "carl@elm.example", "wrong horse 7", code, token, &who, &e));
    RECORD_OK(sign_in(t, "carl@elm.example", PASSWORD, code, token, &who, &e), &e); /* the device is ahead */
    assert_false(sign_in(t, "carl@elm.example", PASSWORD, code, token, &got, &e));
    totp_code(address, t->now_ms, code); /* earlier than the one that was used */
    assert_false(sign_in(t, "carl@elm.example", PASSWORD, code, token, &got, &e));

    /* To give the password without a code forgives nothing: it would let codes be tried for ever. */
    t->now_ms += 120000;
    for (int i = 0; i < 3; i++) {
        assert_false(sign_in(t, "carl@elm.example", PASSWORD, "000000", token, &got, &e));
        assert_false(sign_in(t, "carl@elm.example", PASSWORD, NULL, token, &got, &e));
    }
    assert_string_equal(e.where, "wait");
    t->now_ms += 2 * MINUTE;

    /* A recovery code, however it is typed, once. */
    char typed[PEOPLE_CODE_SIZE] = {0};
    for (size_t i = 0, k = 0; recovery[0][i]; i++)
        if (recovery[0][i] != '-')
            typed[k++] = recovery[0][i] >= 'A' ? (char)(recovery[0][i] + 32) : recovery[0][i];
    assert_int_equal(strlen(recovery[0]), 14);
    RECORD_OK(sign_in(t, "carl@elm.example", PASSWORD, typed, token, &who, &e), &e);
    assert_false(sign_in(t, "carl@elm.example", PASSWORD, recovery[0], token, &got, &e));
    RECORD_OK(sign_in(t, "carl@elm.example", PASSWORD, recovery[9], token, &who, &e), &e);
    for (int i = 0; i < PEOPLE_RECOVERY_CODES; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(recovery[i], recovery[k]);

    /* In a session a code will do in place of the password; for a new password it will not. */
    totp_code(address, t->now_ms, code);
    EXPECT_ERR(people_password(&t->practice, &who, str_of(code), STR("another horse"), err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), str_of(recovery[5]), &now, &e), &e);
    assert_int_equal(now.reauthenticated_by, AGAIN_RECOVERY_CODE);
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), str_of(code), &now, &e), &e);
    assert_int_equal(now.reauthenticated_by, AGAIN_CODE);
    RECORD_OK(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &got, &e), &e);
    assert_int_equal(got.reauthenticated_by, AGAIN_CODE); /* the next request knows it too */
    EXPECT_ERR(people_reauthenticate(&t->practice, &who, str_of(token), str_of(code), &now, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_reauthenticate(&t->practice, &who, str_of(token), STR(PASSWORD), &now, &e), &e);
    EXPECT_ERR(people_totp_off(&t->practice, &who, err_), ERR_REFUSED, "reauthenticate");
    RECORD_OK(people_totp_off(&t->practice, &now, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.code_off");
    RECORD_OK(sign_in(t, "carl@elm.example", PASSWORD, NULL, token, &who, &e), &e);
    /* Another secret does not make its steps new: what was used stays used. */
    RECORD_OK(people_totp_new(&t->practice, &now, &t->arena, &address, &e), &e);
    totp_code(address, t->now_ms, code);
    EXPECT_ERR(people_totp_confirm(&t->practice, &now, str_of(code), recovery, err_), ERR_REFUSED, "code");
    t->now_ms += 30000;
    totp_code(address, t->now_ms, code);
    RECORD_OK(people_totp_confirm(&t->practice, &now, str_of(code), recovery, &e), &e);
    /* Lost: an invitation alone leaves the codes in force (test_resets.c); who owns the data folder sets a password. */
    struct invitation in = {.by_mail = false};
    struct person carl = {.id = who.user};
    RECORD_OK(people_invite_again(&t->practice, &program, &carl, &in, &e), &e);
    assert_false(sign_in(t, "carl@elm.example", PASSWORD, NULL, token, &got, &e));
    assert_string_equal(e.where, "code");
    e = (struct err){0};
    EXPECT_ERR(people_accept(&t->practice, str_of(in.token), str_of(in.code), STR("a new horse"), err_), ERR_REFUSED, "code");
    RECORD_OK(people_reset(&t->practice, &program, carl.id, STR("a new horse"), &e), &e);
    RECORD_OK(sign_in(t, "carl@elm.example", "a new horse", NULL, token, &got, &e), &e);
}

static void second_factor(void **state)
{
    (void)state;
    each_practice(second);
}

/* ---- invitations and changes ---- */

static void invited(struct record_test *t)
{
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], later[PEOPLE_TOKEN_SIZE], new_code[PEOPLE_CODE_SIZE];
    struct actor owner = actor(owner_id, ROLE_OWNER), who;
    struct err e = {0};
    struct str id, none;
    struct person p = {.sign_in = STR("dora"), .name = STR("Dora"), .roles = ROLE_CLINICIAN, .email = STR("d@elm.example")};
    RECORD_OK(people_invite(&t->practice, &owner, &p, &t->arena, &id, token, code, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.invite");
    assert_true(str_eq(newest_event(t).object, id) && str_eq(newest_event(t).user, owner_id));
    p.sign_in = STR("DORA");
    EXPECT_ERR(people_invite(&t->practice, &owner, &p, &t->arena, &none, later, new_code, err_), ERR_CONFLICT, "sign-in name");
    EXPECT_ERR(people_accept(&t->practice, str_of(token), STR("AAAA-AAAA"), STR(PASSWORD), err_), ERR_REFUSED, "invitation");
    EXPECT_EVENT(t, AUDIT_SIGN_IN_FAILED, "account.accept");
    EXPECT_ERR(people_accept(&t->practice, str_of(token), str_of(code), STR("short"), err_), ERR_INVALID, "password");
    EXPECT_ERR(people_accept(&t->practice, STR("1.00"), str_of(code), STR(PASSWORD), err_), ERR_REFUSED, "invitation");
    snprintf(later, sizeof later, "%s", token);
    later[0] = '7'; /* a practice that is not there */
    EXPECT_ERR(people_accept(&t->practice, str_of(later), str_of(code), STR(PASSWORD), err_), ERR_REFUSED, "invitation");
    later[0] = '1';
    later[9] = later[9] == 'a' ? 'b' : 'a';
    EXPECT_ERR(people_accept(&t->practice, str_of(later), str_of(code), STR(PASSWORD), err_), ERR_REFUSED, "invitation");
    for (int i = 0; i < 4; i++) {
        e = (struct err){0};
        assert_false(people_accept(&t->practice, str_of(token), STR("BBBB-BBBB"), STR(PASSWORD), &e));
    }
    EXPECT_ERR(people_accept(&t->practice, str_of(token), str_of(code), STR(PASSWORD), err_), ERR_REFUSED, "wait");
    /* An invitation is no session. */
    EXPECT_ERR(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &who, err_), ERR_REFUSED, "sign-in");
    t->now_ms += 7 * 86400000 - 1;
    struct err fine = {0};
    RECORD_OK(people_accept(&t->practice, str_of(token), str_of(code), STR(PASSWORD), &fine), &fine);
    EXPECT_EVENT(t, AUDIT_ADMIN, "account.accept");
    EXPECT_ERR(people_accept(&t->practice, str_of(token), str_of(code), STR(PASSWORD), err_), ERR_REFUSED, "invitation");
    RECORD_OK(sign_in(t, "dora", PASSWORD, NULL, later, &who, &e), &e);

    /* Again: the one before ends; what there is stays until this one is accepted; at seven days it is over. */
    struct person same = {.id = id};
    struct invitation first = {.by_mail = false}, second_one = first;
    RECORD_OK(people_invite_again(&t->practice, &program, &same, &first, &e), &e);
    RECORD_OK(people_invite_again(&t->practice, &program, &same, &second_one, &e), &e);
    EXPECT_ERR(people_accept(&t->practice, str_of(first.token), str_of(first.code), STR(PASSWORD), err_), ERR_REFUSED, "invitation");
    RECORD_OK(sign_in(t, "dora", PASSWORD, NULL, token, &who, &e), &e);
    RECORD_OK(people_accept(&t->practice, str_of(second_one.token), str_of(second_one.code), STR("a new horse"), &e), &e);
    EXPECT_ERR(people_session(&t->practice, str_of(token), NOBODY, &t->arena, &who, err_), ERR_REFUSED, "sign-in");
    RECORD_OK(people_invite_again(&t->practice, &program, &same, &first, &e), &e);
    t->now_ms += 7 * 86400000;
    EXPECT_ERR(people_accept(&t->practice, str_of(first.token), str_of(first.code), STR(PASSWORD), err_), ERR_REFUSED, "invitation");
    same.client = STR("01CLIENT");
    EXPECT_ERR(people_invite_again(&t->practice, &program, &same, &first, err_), ERR_NOT_FOUND, "client");
    same = (struct person){.id = STR("01NOBODY")};
    EXPECT_ERR(people_invite_again(&t->practice, &program, &same, &first, err_), ERR_NOT_FOUND, "account");
    same.id = id;
    RECORD_OK(people_end(&t->practice, &program, id, &e), &e);
    EXPECT_ERR(people_invite_again(&t->practice, &program, &same, &first, err_), ERR_CONFLICT, "account");
}

static void what_goes_together(struct record_test *t)
{
    static const struct {
        unsigned roles;
        bool client;
        int64_t ends_in; /* 0: no end */
        const char *where;  /* NULL: it is good */
    } row[] = {
        {0, false, 0, "roles"},
        {1u << ROLE_BITS, false, 0, "roles"},
        {ROLE_CLINICIAN, false, 0, NULL},
        {ROLE_OWNER | ROLE_CLINICIAN | ROLE_PRIVACY_OFFICER, false, 0, NULL},
        {ROLE_CLINICIAN, true, 0, "client"},
        {ROLE_CLIENT, false, 0, "roles"},
        {ROLE_CLIENT, true, 0, NULL},
        {ROLE_CLIENT | ROLE_STAFF, true, 0, "roles"},
        {ROLE_GUARDIAN, true, 0, NULL},
        {ROLE_GUARDIAN | ROLE_CLIENT, true, 0, "roles"},
        {ROLE_AUDITOR, false, 0, "roles"},
        {ROLE_AUDITOR, false, 1, NULL},
        {ROLE_AUDITOR | ROLE_STAFF, false, 1, "roles"},
        {ROLE_STAFF, false, -1, "end"},
    };
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY), id;
    struct actor clinician = actor(carl, ROLE_CLINICIAN);
    struct str client = add_client(t, &clinician, "Cleo Client", "2000-02-29", NOBODY);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE], name[16];
        struct err e = {0};
        snprintf(name, sizeof name, "person%zu", i);
        struct person p = {.sign_in = str_of(name), .name = STR("P"), .roles = row[i].roles,
                           .client = row[i].client ? client : NOBODY,
                           .ends_ms = {row[i].ends_in != 0, t->now_ms + row[i].ends_in}};
        bool ok = people_invite(&t->practice, &program, &p, &t->arena, &id, token, code, &e);
        CHECK(ok == !row[i].where && (ok || !strcmp(e.where, row[i].where)), "row %zu: %s: %s", i, e.where, e.text);
    }
    /* A clinician invites the clients whose care team they are in, nobody else. */
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    struct err e = {0};
    struct actor other = actor(STR("01OTHER"), ROLE_CLINICIAN);
    struct person p = {.sign_in = STR("mother"), .name = STR("M"), .roles = ROLE_GUARDIAN, .client = client};
    EXPECT_ERR(people_invite(&t->practice, &other, &p, &t->arena, &id, token, code, err_), ERR_NOT_FOUND, "client");
    RECORD_OK(people_invite(&t->practice, &clinician, &p, &t->arena, &id, token, code, &e), &e);
    p = (struct person){.sign_in = STR("friend"), .name = STR("F"), .roles = ROLE_CLINICIAN};
    EXPECT_ERR(people_invite(&t->practice, &clinician, &p, &t->arena, &id, token, code, err_), ERR_REFUSED, "account.invite");
    p.sign_in = STR("with space in");
    EXPECT_ERR(people_invite(&t->practice, &program, &p, &t->arena, &id, token, code, err_), ERR_INVALID, "sign-in name");
}

static void changes(struct record_test *t)
{
    struct err e = {0};
    struct person *list;
    size_t n;
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY);
    struct actor owner = actor(owner_id, ROLE_OWNER);
    owner.reauthenticated_ms = t->now_ms;
    RECORD_OK(people_list(&t->practice, &owner, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 2);
    struct person p = str_eq(list[0].id, carl) ? list[0] : list[1], o = str_eq(list[0].id, carl) ? list[1] : list[0];
    assert_str(p.sign_in, "carl", "list");
    assert_str(o.sign_in, "Olga", "list");
    assert_str(o.state, "active", "list");
    p.credential = STR("LCSW");
    p.email = STR("carl@elm.example");
    RECORD_OK(people_change(&t->practice, &owner, &p, &e), &e);
    EXPECT_ERR(people_change(&t->practice, &owner, &p, err_), ERR_CONFLICT, "account"); /* of the version before */
    p.version = 0;
    p.name = STR("");
    EXPECT_ERR(people_change(&t->practice, &owner, &p, err_), ERR_INVALID, "name");
    p.id = STR("01NOBODY");
    EXPECT_ERR(people_change(&t->practice, &owner, &p, err_), ERR_NOT_FOUND, "account");
    RECORD_OK(people_list(&t->practice, &owner, &t->arena, &list, &n, &e), &e);
    p = str_eq(list[0].id, carl) ? list[0] : list[1];
    assert_str(p.credential, "LCSW", "changed");
    assert_str(p.email, "carl@elm.example", "changed");

    /* The last owner stays one, without an end. */
    EXPECT_ERR(people_end(&t->practice, &program, owner_id, err_), ERR_REFUSED, "owner");
    o.version = 0;
    o.roles = ROLE_STAFF;
    EXPECT_ERR(people_change(&t->practice, &owner, &o, err_), ERR_REFUSED, "owner");
    o.roles = ROLE_OWNER;
    o.ends_ms = (struct opt_int){true, t->now_ms + 1000};
    EXPECT_ERR(people_change(&t->practice, &owner, &o, err_), ERR_REFUSED, "owner");
    p.roles = ROLE_OWNER;
    p.ends_ms = (struct opt_int){true, t->now_ms + 1000};
    RECORD_OK(people_change(&t->practice, &owner, &p, &e), &e);
    EXPECT_ERR(people_end(&t->practice, &program, owner_id, err_), ERR_REFUSED, "owner"); /* the other one ends soon */
    p.version = 0;
    p.ends_ms.has = false;
    RECORD_OK(people_change(&t->practice, &owner, &p, &e), &e);
    RECORD_OK(people_end(&t->practice, &owner, owner_id, &e), &e);
}

static void settings(struct record_test *t)
{
    struct err e = {0};
    struct people_settings set, got;
    int64_t version;
    struct str carl = add_person(t, "carl", ROLE_CLINICIAN, NOBODY), dora = add_person(t, "dora", ROLE_SUPERVISOR, NOBODY);
    struct actor owner = actor(owner_id, ROLE_OWNER), staff = actor(STR("01STAFF"), ROLE_STAFF);
    owner.reauthenticated_ms = t->now_ms;
    RECORD_OK(people_settings(&t->practice, &staff, &t->arena, &set, &version, &e), &e);
    CHECK(set.idle_minutes == 15 && set.client_idle_minutes == 30 && set.session_hours == 12 && set.glass_hours == 12 &&
              set.alert_hours == 24 && !set.part2 && str_is(set.name, "Elm Street") && str_is(set.country, "US"),
          "the settings of the first day");
    EXPECT_ERR(people_set_settings(&t->practice, &staff, &set, version, err_), ERR_REFUSED, "settings.change");
#define BAD(member, value, where)                                                                                      \
    got = set;                                                                                                         \
    got.member = value;                                                                                                \
    EXPECT_ERR(people_set_settings(&t->practice, &owner, &got, version, err_), ERR_INVALID, where)
    BAD(idle_minutes, 0, "idle_minutes");
    BAD(idle_minutes, 121, "idle_minutes");
    BAD(client_idle_minutes, 241, "client_idle_minutes");
    BAD(session_hours, 25, "session_hours");
    BAD(glass_hours, 73, "glass_hours");
    BAD(alert_hours, 169, "alert_hours");
    BAD(name, STR("\xff"), "name");
    BAD(name, STR(" "), "name");
    BAD(alert_owner, carl, "alert_cover"); /* no cover */
    set.alert_owner = carl;
    BAD(alert_cover, carl, "alert_cover");        /* the same person */
    /* Alone: somebody outside, whom clients call; with a number, and in place of a cover here. */
    BAD(cover_name, STR("Ruth Hale"), "cover_phone");
    BAD(cover_phone, STR("+1 555 0100"), "cover_name");
    set.cover_name = STR("Ruth Hale");
    BAD(cover_phone, STR("at home"), "cover_phone");
    set.cover_phone = STR("+1 555 0100");
    BAD(alert_cover, dora, "cover_name");
    BAD(alert_owner, ((struct str){NULL, 0}), "alert_cover");
    RECORD_OK(people_set_settings(&t->practice, &owner, &set, version, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "settings.change");
    RECORD_OK(people_settings(&t->practice, &program, &t->arena, &got, &version, &e), &e);
    CHECK(str_is(got.cover_name, "Ruth Hale") && str_is(got.cover_phone, "+1 555 0100") && !got.alert_cover.n, "alone");
    set.cover_name = set.cover_phone = (struct str){NULL, 0};
    BAD(time_zone, STR("Berlin"), "time_zone");
    BAD(time_zone, STR("../../../etc/passwd"), "time_zone");
    BAD(time_zone, STR("Europe//Berlin"), "time_zone");
    BAD(time_zone, STR("/etc/localtime"), "time_zone");
    BAD(time_zone, STR("Europe"), "time_zone"); /* a folder */
    BAD(time_zone, STR("tzdata.zi"), "time_zone");
    BAD(alert_cover, STR("01NOBODY"), "alert_owner");
    BAD(alert_cover, owner_id, "alert_owner"); /* not a clinician */
    set.alert_cover = dora;
    set.idle_minutes = 120;
    set.time_zone = STR("Europe/Berlin");
    set.state = STR("CA");
    set.part2 = true;
    RECORD_OK(people_set_settings(&t->practice, &owner, &set, version, &e), &e);
    EXPECT_EVENT(t, AUDIT_ADMIN, "settings.change");
    EXPECT_ERR(people_end(&t->practice, &program, dora, err_), ERR_REFUSED, "alerts"); /* the cover */
    EXPECT_ERR(people_set_settings(&t->practice, &owner, &set, version, err_), ERR_CONFLICT, "practice");
    RECORD_OK(people_settings(&t->practice, &program, &t->arena, &got, &version, &e), &e);
    CHECK(got.idle_minutes == 120 && got.part2 && str_eq(got.alert_cover, dora) && str_is(got.time_zone, "Europe/Berlin") &&
              str_is(got.state, "CA"),
          "what was set");
}

/* Texts and names at their edges. */
static void edges(struct record_test *t)
{
    char long_name[202], token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    memset(long_name, 'n', 201);
    long_name[201] = 0;
    struct str too_long = str_of(long_name), just = str_sub(too_long, 0, 200), id;
    char long_mail[202];
    memcpy(long_mail, long_name, sizeof long_mail);
    memcpy(long_mail + 188, "@example.org", 13); /* 200 bytes */
    const struct {
        struct str sign_in, name, email, credential;
        const char *where;
    } row[] = {
        {STR("A0.z_-~"), STR("A"), NOBODY, NOBODY, NULL},
        {just, just, str_of(long_mail), just, NULL},
        {STR("b"), STR("B"), STR("olga"), NOBODY, "email"},
        {STR("b"), STR("B"), STR("olga@"), NOBODY, "email"},
        {STR("b"), STR("B"), STR("@example.org"), NOBODY, "email"},
        {STR("b"), STR("B"), STR("o l@example.org"), NOBODY, "email"},
        {STR("b"), STR("B"), STR("a@example.org,b@example.org"), NOBODY, "email"},
        {too_long, STR("A"), NOBODY, NOBODY, "sign-in name"},
        {STR("a\x7f"), STR("A"), NOBODY, NOBODY, "sign-in name"},
        {STR("a\tb"), STR("A"), NOBODY, NOBODY, "sign-in name"},
        {STR("a\xff"), STR("A"), NOBODY, NOBODY, "sign-in name"},
        {STR("b"), too_long, NOBODY, NOBODY, "name"},
        {STR("b"), STR("\xff"), NOBODY, NOBODY, "name"},
        {STR("b"), NOBODY, NOBODY, NOBODY, "name"},
        {STR("b"), STR("B"), too_long, NOBODY, "email"},
        {STR("b"), STR("B"), STR("\xff"), NOBODY, "email"},
        {STR("b"), STR("B"), NOBODY, too_long, "credential"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct err e = {0};
        struct person p = {.sign_in = row[i].sign_in, .name = row[i].name, .email = row[i].email,
                           .credential = row[i].credential, .roles = ROLE_STAFF};
        bool ok = people_invite(&t->practice, &program, &p, &t->arena, &id, token, code, &e);
        CHECK(ok == !row[i].where && (ok || !strcmp(e.where, row[i].where)), "row %zu: %s: %s", i, e.where, e.text);
    }
    /* Passwords: characters, not bytes; 1024 bytes at most. */
    char big[1026];
    memset(big, 'p', 1025);
    big[1025] = 0;
    assert_true(person_password(str_sub(str_of(big), 0, 1024), NOBODY, NULL));
    EXPECT_ERR(person_password(str_of(big), NOBODY, err_), ERR_INVALID, "password");
    assert_true(person_password(STR("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"), NOBODY, NULL));
    EXPECT_ERR(person_password(STR("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"), NOBODY, err_), ERR_INVALID, "password");
}

#define AT(member, low, high)                                                                                          \
    {                                                                                                                  \
        #member, offsetof(struct people_settings, member), low, high                                                   \
    }

static void settings_at_edges(void **state)
{
    static const struct {
        const char *name;
        size_t at;
        int64_t low, high;
    } number[] = {AT(idle_minutes, 1, 120), AT(client_idle_minutes, 1, 240), AT(session_hours, 1, 24), AT(glass_hours, 1, 72),
                  AT(alert_hours, 1, 168)},
      text[] = {AT(name, 0, 0), AT(country, 0, 0), AT(time_zone, 0, 0), AT(state, 0, 0), AT(alert_owner, 0, 0),
                AT(alert_cover, 0, 0)};
    char long_text[202];
    (void)state;
    memset(long_text, 't', 201);
    long_text[201] = 0;
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        for (int k = 0; k < 4; k++) {
            struct people_settings set = usual_settings();
            struct err e = {0};
            int64_t v[] = {number[i].low - 1, number[i].low, number[i].high, number[i].high + 1};
            memcpy((char *)&set + number[i].at, &v[k], sizeof v[k]);
            bool good = k == 1 || k == 2;
            CHECK(settings_check(&set, &e) == good && (good || !strcmp(e.where, number[i].name)), "%s %lld: %s",
                  number[i].name, (long long)v[k], e.text);
        }
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        for (int k = 0; k < 3; k++) {
            struct people_settings set = usual_settings();
            struct err e = {0};
            struct str v[] = {{long_text, 201}, STR("\xff"), {long_text, 200}};
            if (text[i].at == offsetof(struct people_settings, time_zone))
                v[2] = STR("Asia/Kathmandu"); /* not any text */
            set.alert_owner = STR("01A");
            set.alert_cover = STR("01B");
            memcpy((char *)&set + text[i].at, &v[k], sizeof v[k]);
            CHECK(settings_check(&set, &e) == (k == 2) && (k == 2 || !strcmp(e.where, text[i].name)), "%s %d: %s",
                  text[i].name, k, e.text);
        }
    /* What is kept: damaged, empty, of another kind; what is absent or out of range keeps its default. */
    static const struct {
        const char *json;
        bool ok;
        int64_t idle;
        bool part2;
    } kept[] = {{NULL, true, 15, false},           {"{}", true, 15, false}, {"{", false, 0, false},
                {"{\"idle_minutes\":20}", true, 20, false}, {"{\"idle_minutes\":0,\"part2\":1}", true, 15, false},
                {"{\"idle_minutes\":\"x\",\"part2\":true}", true, 15, true}, {"[]", true, 15, false}};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        struct people_settings set;
        struct err e = {0};
        struct arena a;
        arena_init(&a, 0);
        CHECK(settings_read(str_of(kept[i].json), &a, &set, &e) == kept[i].ok, "%s", kept[i].json);
        CHECK(!kept[i].ok || (set.idle_minutes == kept[i].idle && set.part2 == kept[i].part2 && set.alert_hours == 24), "%s",
              kept[i].json);
        arena_free(&a);
    }
    struct account_row damaged = {.content = STR("{\"name\"")};
    struct person p;
    struct arena a;
    arena_init(&a, 0);
    struct err e = {0};
    assert_false(people_account(&damaged, &a, &p, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    arena_free(&a);
}

static void accounts(void **state)
{
    (void)state;
    each_practice(invited);
    each_practice(what_goes_together);
    each_practice(changes);
    each_practice(settings);
    each_practice(edges);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(founding),      cmocka_unit_test(signing_in), cmocka_unit_test(rfc6238),
        cmocka_unit_test(second_factor), cmocka_unit_test(accounts),   cmocka_unit_test(settings_at_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
