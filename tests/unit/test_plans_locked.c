/* test_plans_locked.c: what is signed stays as it was signed: against every statement that would change it, and with
 * eight at once. */
#include "plans_people.h"

/* ---- signed means still ---- */

/* Statements against a signed plan and all that belongs to it; each must be refused by the database. */
static const struct db_sql attacks[] = {
    {"UPDATE record SET sealed = sealed || sealed WHERE kind = 'plan'", NULL},
    {"UPDATE record SET locked = 0 WHERE kind = 'plan'", NULL},
    {"UPDATE record SET state = 'draft' WHERE kind = 'plan'", NULL},
    {"UPDATE record SET state = 'signing' WHERE kind = 'plan'", NULL},
    {"UPDATE record SET day = day + 1 WHERE kind = 'plan'", NULL},
    {"UPDATE record SET kind = 'note' WHERE kind = 'plan'", NULL},
    {"UPDATE record SET entered_ms = 1 WHERE kind = 'plan'", NULL},
    {"UPDATE record SET by_id = 'X' WHERE kind = 'plan'", NULL},
    {"UPDATE record SET client_id = 'X' WHERE kind = 'plan'", NULL},
    {"UPDATE record SET practice_id = 2 WHERE kind = 'plan'", NULL},
    {"UPDATE record SET id = 'X' WHERE kind = 'plan'", NULL},
    {"UPDATE record SET labels = 7 WHERE kind = 'plan'", NULL},
    {"DELETE FROM record WHERE kind = 'plan'", NULL},
    {"UPDATE record SET kind = 'plan' WHERE kind = 'psychotherapy_note'", NULL},
    {"UPDATE record SET sealed = sealed || sealed WHERE kind = 'amendment'", NULL},
    {"UPDATE record SET of_id = 'X' WHERE kind = 'amendment'", NULL},
    {"DELETE FROM record WHERE kind = 'amendment'", NULL},
    {"INSERT INTO record (practice_id, client_id, id, kind, state, version, day, labels, locked, entered_ms, sealed) "
     "SELECT practice_id, client_id, 'X', 'amendment', state, 1, day, 0, 0, 1, sealed FROM record WHERE kind = 'plan'",
     NULL},
    {"UPDATE signature SET state = 'given' WHERE state = 'verbal'", NULL},
    {"UPDATE signature SET hash = NULL", NULL},
    {"UPDATE signature SET sealed = sealed || sealed", NULL},
    {"UPDATE signature SET account_id = 'X'", NULL},
    {"UPDATE signature SET plan_id = 'X'", NULL},
    {"DELETE FROM signature", NULL},
    {"INSERT INTO signature (practice_id, client_id, plan_id, item, place, role, state, version, sealed) "
     "SELECT practice_id, client_id, plan_id, 9, 9, role, 'waiting', 1, sealed FROM signature WHERE item = 0",
     NULL},
    {"UPDATE document SET sealed = sealed || sealed", NULL},
    {"UPDATE document SET at_ms = 1", NULL},
    {"DELETE FROM document", NULL},
    {"INSERT INTO document (practice_id, client_id, id, kind, of_id, hash, at_ms, sealed) "
     "SELECT practice_id, client_id, 'X', kind, of_id, hash, 1, sealed FROM document",
     NULL},
};

static bool attack(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct db_sql *const *sql = ctx;
    int64_t n = db_run(db_query(tx, *sql));
    if (db_ok(tx, e) && n == 0)
        return err_set(e, ERR_INTERNAL, "test", "touched nothing");
    return db_ok(tx, e);
}

struct everything {
    struct plan_version v;
    struct signature *list;
    struct plan_amendment *notes;
    size_t n, note_count;
    struct str pdf;
};

static struct everything look(struct record_test *t, struct people *p, struct str id)
{
    struct err e = {0};
    struct everything x = {.v = get(t, p, id)};
    RECORD_OK(plans_signatures(&t->practice, &p->clinician, p->id, id, &t->arena, &x.list, &x.n, &e), &e);
    RECORD_OK(plans_amendments(&t->practice, &p->clinician, p->id, id, &t->arena, &x.notes, &x.note_count, &e), &e);
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, id, &t->arena, &x.pdf, &e), &e);
    return x;
}

static void same_as(const struct everything *a, const struct everything *b)
{
    assert_true(str_eq(a->v.json, b->v.json) && str_eq(a->v.state, b->v.state) && a->v.version == b->v.version);
    assert_true(a->n == b->n && a->note_count == b->note_count && str_eq(a->pdf, b->pdf));
    for (size_t i = 0; i < a->n; i++) {
        assert_true(a->list[i].state == b->list[i].state && a->list[i].at_ms == b->list[i].at_ms &&
                    str_eq(a->list[i].name, b->list[i].name) && str_eq(a->list[i].account, b->list[i].account));
        assert_memory_equal(&a->list[i].hash, &b->list[i].hash, sizeof a->list[i].hash);
    }
    for (size_t i = 0; i < a->note_count; i++)
        assert_true(str_eq(a->notes[i].id, b->notes[i].id) && str_eq(a->notes[i].text, b->notes[i].text));
}

static void run_locked(struct record_test *t, struct people *p)
{
    struct err e;
    struct str id;
    struct plan_version v = written(t, p, WHOLE);
    consents(t, p);
    RECORD_OK(send_to(t, p, &v, usual, 2, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    RECORD_OK(reason_for(t, p, &v, 1, SIGNATURE_VERBAL, "Heard on the telephone by Ann.", &e), &e);
    RECORD_OK(plans_amend(&t->practice, &p->clinician, p->id, v.id, STR("addendum"), STR("More"), &t->arena, &id, &e),
              &e);
    add_record(t, p->id, RECORD_PSYCHOTHERAPY_NOTE, "draft", "{\"text\":\"mine alone\"}");
    struct everything before = look(t, p, v.id);
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        const struct db_sql *sql = &attacks[i];
        memset(&e, 0, sizeof e);
        CHECK(!db_write(t->store.db, DB_SYNC, NULL, attack, &sql, &e) && e.kind == ERR_CONFLICT, "%s: %d %s", sql->text,
              e.kind, e.text);
    }
    struct everything after = look(t, p, v.id);
    same_as(&before, &after);
    /* And through every use case that writes. */
    assert_int_equal(save(t, &p->clinician, p->id, v.id, before.v.version, WHOLE, NULL).e.kind, ERR_CONFLICT);
    assert_false(send_to(t, p, &before.v, usual, 1, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(back(t, &p->clinician, p, v.id, "No", &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(sign_as(t, &p->other, p, &v, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(reason_for(t, p, &v, 1, SIGNATURE_REASON, "No", &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    after = look(t, p, v.id);
    same_as(&before, &after);
}

static void test_locked(void **state)
{
    (void)state;
    each_backend(run_locked);
}

/* ---- eight at once ---- */

#define THREADS 8

struct racer {
    struct record_test *t;
    struct people *p;
    struct actor who;
    struct plan_version v;
    int number;
    bool ok;
    struct err e;
};

static void race(struct racer *r, void *(*run)(void *))
{
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, run, &r[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
}

static void *put_signature(void *ctx)
{
    struct racer *r = ctx;
    struct arena a;
    arena_init(&a, 0);
    do {
        memset(&r->e, 0, sizeof r->e);
        r->ok = plans_sign(&r->t->practice, &r->who, r->p->id, r->v.id, &r->v.hash, STR("Yes"), &a, &r->e);
    } while (!r->ok && r->e.kind == ERR_CONFLICT && has(str_of(r->e.text), "try")); /* PostgreSQL gave up: again */
    arena_free(&a);
    return NULL;
}

/* One signs; the others do all that would change the plan. */
static void *disturb(void *ctx)
{
    struct racer *r = ctx;
    struct arena a;
    struct plan_version v;
    struct plan_conflict *c;
    size_t n;
    if (r->number == 0)
        return put_signature(ctx);
    arena_init(&a, 0);
    for (int i = 0; i < 10; i++) {
        memset(&r->e, 0, sizeof r->e);
        if (r->number % 2)
            r->ok = plans_draft_save(&r->t->practice, &r->p->other, r->p->id, r->v.id, r->v.version,
                                     STR(PLAN("\"title\":\"X\"")), NONE, &a, &v, &c, &n, &r->e);
        else
            r->ok =
                plans_reason(&r->t->practice, &r->p->other, r->p->id, r->v.id, 0, SIGNATURE_REASON, STR("No"), &r->e);
        if (r->ok)
            break;
    }
    arena_free(&a);
    return NULL;
}

struct counted {
    const struct db_sql *sql;
    int64_t n;
};

static bool read_count(struct db_tx *tx, void *ctx, struct err *e)
{
    struct counted *c = ctx;
    struct db_query *q = db_query(tx, c->sql);
    c->n = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static int64_t count_of(struct record_test *t, const struct db_sql *sql)
{
    struct err e = {0};
    struct counted c = {sql, 0};
    RECORD_OK(db_read(t->store.db, read_count, &c, &e), &e);
    return c.n;
}

static const struct db_sql count_signatures = {"SELECT count(*) FROM signature WHERE hash IS NOT NULL", NULL};
static const struct db_sql count_documents = {"SELECT count(*) FROM document", NULL};

static void run_races(struct record_test *t, struct people *p)
{
    struct err e;
    struct racer r[THREADS];
    struct signature eight[THREADS];
    struct plan_version v = written(t, p, WHOLE);
    consents(t, p);
    /* The same person eight times at once: one signature. */
    RECORD_OK(send_to(t, p, &v, usual, 2, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    for (int i = 0; i < THREADS; i++)
        r[i] = (struct racer){.t = t, .p = p, .who = p->clinician, .v = v};
    race(r, put_signature);
    for (int i = 0; i < THREADS; i++)
        CHECK(r[i].ok, "%d: %s %s", i, r[i].e.where, r[i].e.text);
    assert_int_equal(count_of(t, &count_signatures), 1);
    assert_str(get(t, p, v.id).state, "signing", "state");
    RECORD_OK(sign_as(t, &p->client, p, &v, &e), &e);
    assert_int_equal(count_of(t, &count_documents), 1);
    /* Eight people at once, all needed: eight signatures, one page, and the version before is superseded once. */
    struct plan_version w = written(t, p, WHOLE);
    for (int i = 0; i < THREADS; i++) {
        char name[32];
        snprintf(name, sizeof name, "Signer %d", i);
        struct actor who = new_account(t, name, "LCSW", ROLE_CLINICIAN, NONE);
        struct team_call c = {t, p->id, who.user.p, "clinician"};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_team, &c, &e), &e);
        eight[i] = (struct signature){.place = 1, .role = STR("clinician"), .account = i % 2 ? who.user : NONE};
        r[i] = (struct racer){.t = t, .p = p, .who = who};
    }
    RECORD_OK(send_to(t, p, &w, eight, THREADS, NULL, 0, &e), &e);
    w = get(t, p, w.id);
    for (int i = 0; i < THREADS; i++)
        r[i].v = w;
    race(r, put_signature);
    for (int i = 0; i < THREADS; i++)
        CHECK(r[i].ok, "%d: %s %s", i, r[i].e.where, r[i].e.text);
    assert_int_equal(count_of(t, &count_signatures), 2 + THREADS);
    assert_int_equal(count_of(t, &count_documents), 2);
    assert_str(get(t, p, w.id).state, "signed", "state");
    assert_str(get(t, p, v.id).state, "superseded", "state");
    /* Signed while others try to change it: what was signed is what was shown. */
    struct plan_version x = written(t, p, WHOLE);
    RECORD_OK(send_to(t, p, &x, usual, 1, NULL, 0, &e), &e);
    x = get(t, p, x.id);
    for (int i = 0; i < THREADS; i++)
        r[i] = (struct racer){.t = t, .p = p, .who = p->clinician, .v = x, .number = i};
    race(r, disturb);
    assert_true(r[0].ok);
    for (int i = 1; i < THREADS; i++)
        assert_false(r[i].ok);
    struct plan_version done = get(t, p, x.id);
    assert_str(done.state, "signed", "state");
    assert_true(str_eq(done.json, x.json));
    assert_memory_equal(&done.hash, &x.hash, sizeof x.hash);
}

static void test_races(void **state)
{
    (void)state;
    each_backend(run_races);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_locked), cmocka_unit_test(test_races)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
