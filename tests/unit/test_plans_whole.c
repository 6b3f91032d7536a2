/*
 * test_plans_whole.c: whatever step of a use case fails, nothing of it is kept; and what two people type at random is
 * never lost, on both databases.
 */
#include "plans_people.h"

/* ---- one step fails ---- */

enum act { NEW, FROM, SAVE, SEND, SIGN, REASON, BACK, BACK_SIGNED, AMEND, END };

/* A plan as it must be before the act. */
static struct plan_version prepare(struct record_test *t, struct people *p, enum act act)
{
    struct err e = {0};
    struct plan_version v = {0};
    if (act == NEW)
        return v;
    if (act == FROM || act == AMEND || act == END)
        return signed_plan(t, p, WHOLE);
    if (act == SIGN || act == REASON)
        signed_plan(t, p, WHOLE); /* there is one before it, to be superseded */
    v = written(t, p, PLAN("\"title\":\"A\""));
    if (act == SAVE)
        return v;
    consents(t, p);
    struct plan_reason reasons[] = {{STR("plan.no-review"), STR("At each session.")}};
    struct saved s = save(t, &p->clinician, p->id, v.id, v.version,
                          PLAN("\"problems\":[{\"id\":\"p1\",\"name\":\"W\"}],"
                               "\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F41.1\"}],"
                               "\"goals\":[{\"id\":\"g1\",\"statement\":\"A\",\"objectives\":[{\"id\":\"o1\","
                               "\"statement\":\"B\"}]}],\"interventions\":[{\"id\":\"i1\",\"name\":\"C\"}],"
                               "\"crisis\":{\"contacts\":[{\"name\":\"May\"}]}"),
                          NULL);
    RECORD_OK(s.ok, &s.e);
    if (act == SEND)
        return s.v;
    RECORD_OK(send_to(t, p, &s.v, usual, act == SIGN ? 1 : 2, reasons, 1, &e), &e);
    v = get(t, p, v.id);
    if (act == REASON || act == BACK_SIGNED)
        RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    return v;
}

static bool perform(struct record_test *t, struct people *p, enum act act, const struct plan_version *v, struct err *e)
{
    struct plan_version w;
    struct saved s;
    struct str id;
    struct plan_reason reasons[] = {{STR("plan.no-review"), STR("At each session.")}};
    memset(e, 0, sizeof *e);
    switch (act) {
    case NEW:
    case FROM:
        return plans_draft_new(&t->practice, &p->clinician, p->id, act == FROM, STR("a"), &t->arena, &w, e);
    case SAVE:
        s = save(t, &p->clinician, p->id, v->id, v->version, WHOLE, "b");
        *e = s.e;
        return s.ok;
    case SEND:
        return send_to(t, p, v, usual, 2, reasons, 1, e);
    case SIGN:
        return sign_as(t, &p->clinician, p, v, e);
    case REASON:
        return plans_reason(&t->practice, &p->clinician, p->id, v->id, 1, SIGNATURE_VERBAL, STR("Heard"), e);
    case BACK:
    case BACK_SIGNED:
        return plans_return(&t->practice, &p->clinician, p->id, &(struct plan_return){.id = v->id, .reason = STR("Not yet")}, e);
    case AMEND:
        return plans_amend(&t->practice, &p->clinician, p->id, v->id, STR("addendum"), STR("x"), &t->arena, &id, e);
    case END:
        return plans_end(&t->practice, &p->clinician, p->id, v->id,
                         STR("{\"next\":\"discharge\",\"outcomes\":[{\"goal\":\"g1\",\"text\":\"Met\"}],"
                             "\"client_view\":\"Good\"}"),
                         &t->arena, e);
    }
    return false;
}

static const struct db_sql sums = {
    "SELECT (SELECT count(*) + 1000 * sum(version) FROM record) + 1000003 * (SELECT count(*) + coalesce(sum(version), "
    "0) "
    "FROM signature) + 77 * (SELECT count(*) FROM draft) + 7919 * (SELECT count(*) FROM document) + "
    "104729 * (SELECT sum(version) FROM client)",
    NULL};

static bool read_sum(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &sums);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static int64_t sum(struct record_test *t)
{
    struct err e = {0};
    int64_t n = 0;
    RECORD_OK(db_read(t->store.db, read_sum, &n, &e), &e);
    return n;
}

static bool run_sql(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct db_sql *const *sql = ctx;
    db_run(db_query(tx, *sql));
    return db_ok(tx, e);
}

static void do_sql(struct record_test *t, const struct db_sql *sql)
{
    struct err e = {0};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, run_sql, &sql, &e), &e);
}

#define FAIL(event)                                                                                                    \
    {                                                                                                                  \
        "CREATE TRIGGER fault BEFORE " event " BEGIN SELECT RAISE(ABORT, 'fault'); END", NULL                          \
    }
static const struct db_sql heal = {"DROP TRIGGER fault", NULL};

/* The steps of each act that write, one after the other. */
static const struct {
    enum act act;
    struct db_sql fault;
} steps[] = {
    {NEW, FAIL("INSERT ON record")},
    {NEW, FAIL("INSERT ON draft")},
    {NEW, FAIL("INSERT ON audit")},
    {FROM, FAIL("INSERT ON draft")},
    {SAVE, FAIL("UPDATE ON record")},
    {SAVE, FAIL("INSERT ON draft")},
    {SAVE, FAIL("INSERT ON audit")},
    {SEND, FAIL("INSERT ON record WHEN NEW.kind = 'amendment'")},
    {SEND, FAIL("INSERT ON signature WHEN NEW.item = 1")},
    {SEND, FAIL("UPDATE ON record WHEN NEW.state = 'signing'")},
    {SIGN, FAIL("UPDATE ON signature")},
    {SIGN, FAIL("UPDATE ON record WHEN NEW.locked = 1 AND OLD.locked = 0")},
    {SIGN, FAIL("UPDATE ON record WHEN NEW.state = 'superseded'")},
    {SIGN, FAIL("UPDATE ON record WHEN NEW.state = 'signed'")},
    {SIGN, FAIL("DELETE ON draft")},
    {SIGN, FAIL("INSERT ON document")},
    {SIGN, FAIL("INSERT ON audit")},
    {REASON, FAIL("UPDATE ON signature")},
    {REASON, FAIL("INSERT ON document")},
    {BACK, FAIL("DELETE ON signature")},
    {BACK, FAIL("UPDATE ON record WHEN NEW.state = 'draft'")},
    {BACK, FAIL("INSERT ON draft")},
    {BACK, FAIL("UPDATE ON record WHEN NEW.state = 'withdrawn'")},
    {BACK, FAIL("INSERT ON record WHEN NEW.kind = 'amendment'")},
    {BACK_SIGNED, FAIL("UPDATE ON record WHEN NEW.state = 'returned'")},
    {BACK_SIGNED, FAIL("INSERT ON record WHEN NEW.kind = 'amendment'")},
    {BACK_SIGNED, FAIL("DELETE ON draft")},
    {BACK_SIGNED, FAIL("INSERT ON record WHEN NEW.kind = 'plan'")},
    {AMEND, FAIL("INSERT ON record")},
    {END, FAIL("INSERT ON record")},
    {END, FAIL("UPDATE ON record")},
    {END, FAIL("UPDATE ON client")},
};

static void test_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct backend b;
        struct record_test t;
        struct err e = {0};
        assert_true(backend_at(0, &b)); /* triggers are written in SQLite's way */
        record_test_begin(&t, &b);
        struct people p = people(&t);
        struct plan_version v = prepare(&t, &p, steps[i].act);
        int64_t before = sum(&t);
        do_sql(&t, &steps[i].fault);
        CHECK(!perform(&t, &p, steps[i].act, &v, &e) && e.kind != ERR_NONE, "%d: %s did not fail", steps[i].act,
              steps[i].fault.text);
        CHECK(sum(&t) == before, "%d: %s left something", steps[i].act, steps[i].fault.text);
        do_sql(&t, &heal);
        CHECK(perform(&t, &p, steps[i].act, &v, &e), "%d: %s, then: %s %s", steps[i].act, steps[i].fault.text, e.where,
              e.text);
        assert_true(sum(&t) != before);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- a table that is not there, a client who was erased ---- */

static const struct db_sql away[] = {{"ALTER TABLE signature RENAME TO gone", NULL},
                                     {"ALTER TABLE draft RENAME TO gone", NULL},
                                     {"ALTER TABLE document RENAME TO gone", NULL},
                                     {"ALTER TABLE record RENAME TO gone", NULL}};

/* Everything that reads, one bit each. */
static unsigned readable(struct record_test *t, struct people *p, struct str id, bool once)
{
    struct err e = {0};
    struct plan_version v, *list;
    struct signature *signers;
    struct plan_amendment *notes;
    struct plan_block *blocks;
    struct str pdf;
    struct buf text;
    size_t n;
    unsigned got = 0;
    buf_init(&text, 0);
    got |= plans_get(&t->practice, &p->clinician, p->id, NONE, &t->arena, &v, &e) ? 1u : 0;
    got |= plans_get(&t->practice, &p->clinician, p->id, id, &t->arena, &v, &e) ? 2u : 0;
    got |= plans_list(&t->practice, &p->clinician, p->id, &t->arena, &list, &n, &e) ? 4u : 0;
    got |= plans_diff(&t->practice, &p->clinician, p->id, id, id, &text, &e) ? 8u : 0;
    got |= plans_signatures(&t->practice, &p->clinician, p->id, id, &t->arena, &signers, &n, &e) ? 16u : 0;
    got |= plans_amendments(&t->practice, &p->clinician, p->id, id, &t->arena, &notes, &n, &e) ? 32u : 0;
    got |= plans_blocks(&t->practice, &p->clinician, p->id, id, &t->arena, &blocks, &n, &e) ? 64u : 0;
    got |= plans_pdf(&t->practice, &p->clinician, p->id, id, &t->arena, &pdf, &e) ? 128u : 0;
    if (once)
        got |= save(t, &p->clinician, p->id, id, 1, PLAN("\"title\":\"A\""), "once").ok ? 256u : 0;
    buf_free(&text);
    return got;
}

static bool erase(struct db_tx *tx, void *ctx, struct err *e)
{
    struct team_call *c = ctx;
    return keys_client_erase(c->t->store.keys, tx, 1, c->client, c->t->now_ms, e);
}

static void run_gone(struct record_test *t, struct people *p)
{
    static const unsigned left[] = {0xff & ~(1u | 2u | 4u | 16u), 0xff & ~64u, 0xff & ~128u, 0};
    struct err e;
    struct plan_version v = signed_plan(t, p, WHOLE);
    assert_int_equal(readable(t, p, v.id, false), 0xff);
    static const struct db_sql back[] = {{"ALTER TABLE gone RENAME TO signature", NULL},
                                         {"ALTER TABLE gone RENAME TO draft", NULL},
                                         {"ALTER TABLE gone RENAME TO document", NULL},
                                         {"ALTER TABLE gone RENAME TO record", NULL}};
    for (size_t i = 0; i < sizeof away / sizeof *away; i++) {
        do_sql(t, &away[i]);
        CHECK(readable(t, p, v.id, false) == left[i], "%s: %x", away[i].text, readable(t, p, v.id, false));
        do_sql(t, &back[i]);
    }
    struct team_call c = {.t = t, .client = p->id};
    memset(&e, 0, sizeof e);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, erase, &c, &e), &e);
    assert_int_equal(readable(t, p, v.id, false), 0);
    for (int act = NEW; act <= END; act++)
        assert_false(perform(t, p, (enum act)act, &v, &e));
}

static void test_gone(void **state)
{
    (void)state;
    each_backend(run_gone);
}

/* ---- two people, at random ---- */

struct side {
    const struct actor *who;
    struct str sees;
    int64_t base;
};

/* The next text of somebody: a few of its members typed anew, each with a word that was never there. */
static struct str typed(struct record_test *t, uint64_t *seed, unsigned *token, struct str seen)
{
    struct plan *p;
    struct err e = {0};
    struct str out, word;
    RECORD_OK(plan_from_json(seen, &t->arena, &p, &e), &e);
    for (size_t n = 1 + test_random(seed) % 3; n > 0; n--) {
        char text[32];
        snprintf(text, sizeof text, "tok%u#", ++*token);
        assert_true(plan_text(&t->arena, str_of(text), &word));
        size_t g = p->goals.n ? test_random(seed) % p->goals.n : 0;
        switch (test_random(seed) % 8) {
        case 0:
            p->title = word;
            break;
        case 1:
            p->client.name = word;
            break;
        case 2:
            assert_true(plan_add_text(&t->arena, &p->client.allergies, word));
            break;
        case 3:
            if (p->goals.n && test_random(seed) % 2) {
                p->goals.at[g].statement = word;
                break;
            }
            *(struct plan_goal *)PLAN_PUSH(&t->arena, &p->goals) = (struct plan_goal){.statement = word};
            break;
        case 4:
            if (p->goals.n)
                p->goals.at[g].client_words = word;
            break;
        case 5:
            if (p->goals.n)
                *(struct plan_objective *)PLAN_PUSH(&t->arena, &p->goals.at[g].objectives) =
                    (struct plan_objective){.statement = word};
            break;
        case 6:
            if (p->goals.n)
                p->goals.n--; /* the last one goes */
            break;
        default:
            *(struct plan_note *)PLAN_PUSH(&t->arena, &p->notes) = (struct plan_note){.text = word};
        }
    }
    struct buf b;
    buf_init(&b, 0);
    plan_to_json(p, 0, &b);
    assert_true(buf_ok(&b));
    out = (struct str){arena_copy(&t->arena, b.p, b.n), b.n};
    buf_free(&b);
    return out;
}

static void none_lost(struct str from, struct str base, const struct saved *s, bool told)
{
    for (size_t at = 0; (at = str_find(from, STR("tok"), at)) != (size_t)-1; at++) {
        struct str word = str_sub(from, at, str_find(from, STR("#"), at) + 1);
        bool there = str_find(base, word, 0) != (size_t)-1 || str_find(s->v.json, word, 0) != (size_t)-1;
        for (size_t i = 0; i < s->count && told && !there; i++)
            there = str_find(s->conflicts[i].mine, word, 0) != (size_t)-1;
        CHECK(there, "%.*s is lost", (int)word.n, word.p);
    }
}

static void run_random(struct record_test *t, struct people *p)
{
    uint64_t seed = test_seed();
    unsigned token = 0;
    struct plan_version v = draft(t, p);
    struct side side[2] = {{&p->clinician, v.json, v.version}, {&p->other, v.json, v.version}};
    for (int step = 0; step < 150; step++) {
        struct side *me = &side[test_random(&seed) % 2];
        struct str mine = typed(t, &seed, &token, me->sees), before = get(t, p, v.id).json;
        char once[32];
        snprintf(once, sizeof once, "form-%d", step);
        struct saved s = save(t, me->who, p->id, v.id, me->base, mine.p, once);
        CHECK(s.ok || (s.e.kind == ERR_CONFLICT && s.count > 0), "step %d: %s %s", step, s.e.where, s.e.text);
        none_lost(mine, me->sees, &s, true);
        none_lost(before, me->sees, &s, false);
        struct saved again = save(t, me->who, p->id, v.id, me->base, mine.p, once); /* the answer was lost on its way */
        assert_true(again.ok == s.ok && again.count == s.count && again.v.version == s.v.version);
        me->sees = s.v.json;
        me->base = s.v.version;
    }
}

static void test_random_saves(void **state)
{
    (void)state;
    each_backend(run_random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_gone),
        cmocka_unit_test(test_random_saves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
