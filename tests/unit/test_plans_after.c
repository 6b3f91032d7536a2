/* test_plans_after.c: what is appended to a signed plan, how it ends; what rule packs ask for. */
#include "plans_people.h"

#include "practice/pack.h"

/* ---- a draft that nobody wants ---- */

static void run_dropped(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version *list;
    size_t n;
    struct plan_version v = draft(t, p);
    struct saved s = save(t, &p->clinician, p->id, v.id, 1, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    sign_alone(t, p, &s.v);
    assert_false(plans_draft_drop(&t->practice, &p->clinician, p->id, v.id, get(t, p, v.id).version, &e));
    assert_int_equal(e.kind, ERR_CONFLICT); /* signed: it stays */
    struct plan_version d = draft(t, p);
    const struct {
        const struct actor *who;
        int64_t version;
        enum err_kind kind;
    } rows[] = {{&p->client, 1, ERR_REFUSED},   {&p->stranger, 1, ERR_NOT_FOUND}, {&p->owner, 1, ERR_REFUSED},
                {&p->guardian, 1, ERR_REFUSED}, {&p->clinician, 2, ERR_CONFLICT}, {&p->clinician, 0, ERR_CONFLICT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        memset(&e, 0, sizeof e);
        bool ok = plans_draft_drop(&t->practice, rows[i].who, p->id, d.id, rows[i].version, &e);
        CHECK(!ok && e.kind == rows[i].kind, "row %zu: %d %s", i, (int)e.kind, e.text);
    }
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_draft_drop(&t->practice, &p->clinician, p->id, d.id, 1, &e), &e);
    assert_false(plans_draft_drop(&t->practice, &p->clinician, p->id, d.id, 1, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_list(&t->practice, &p->clinician, p->id, &t->arena, &list, &n, &e), &e);
    assert_true(n == 1 && str_eq(list[0].id, v.id) && str_is(list[0].state, "signed"));
    assert_int_equal(draft(t, p).number, 2); /* another may be begun, under the number that is free again */
}

static void test_a_draft_is_thrown_away(void **state)
{
    (void)state;
    each_backend(run_dropped);
}

/* ---- after signing ---- */

static void run_amended(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str id;
    struct plan_amendment *list;
    size_t n;
    struct plan_version v = draft(t, p);
    assert_false(plans_amend(&t->practice, &p->clinician, p->id, v.id, STR("addendum"), STR("x"), &t->arena, &id, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    struct saved s = save(t, &p->clinician, p->id, v.id, 1, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    sign_alone(t, p, &s.v);
    static const struct {
        const char *who, *kind, *text;
        enum err_kind kind_of;
    } rows[] = {
        {"clinician", "amendment", "The dose of walking is 20 minutes.", ERR_NONE},
        {"clinician", "addendum", "Ida brought her diary.", ERR_NONE},
        {"clinician", "disagreement", "On paper from Ida: I see it otherwise.", ERR_NONE},
        {"client", "disagreement", "I never said that.", ERR_NONE},
        {"guardian", "disagreement", "Nor did I.", ERR_NONE},
        {"client", "amendment", "x", ERR_REFUSED},
        {"guardian", "addendum", "x", ERR_REFUSED},
        {"stranger", "addendum", "x", ERR_NOT_FOUND},
        {"owner", "addendum", "x", ERR_REFUSED},
        {"clinician", "reason", "x", ERR_INVALID},
        {"clinician", "", "x", ERR_INVALID},
        {"clinician", "addendum", " \n", ERR_INVALID},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct actor *who = !strcmp(rows[i].who, "client")     ? &p->client
                                  : !strcmp(rows[i].who, "guardian") ? &p->guardian
                                  : !strcmp(rows[i].who, "stranger") ? &p->stranger
                                  : !strcmp(rows[i].who, "owner")    ? &p->owner
                                                                     : &p->clinician;
        memset(&e, 0, sizeof e);
        t->now_ms++;
        bool ok =
            plans_amend(&t->practice, who, p->id, v.id, str_of(rows[i].kind), str_of(rows[i].text), &t->arena, &id, &e);
        CHECK(ok == (rows[i].kind_of == ERR_NONE) && e.kind == rows[i].kind_of, "%s %s: %d %s", rows[i].who,
              rows[i].kind, e.kind, e.text);
    }
    char *long_text = calloc(1, 200002);
    memset(long_text, 'a', 200001);
    assert_false(
        plans_amend(&t->practice, &p->clinician, p->id, v.id, STR("addendum"), str_of(long_text), &t->arena, &id, &e));
    free(long_text);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_amendments(&t->practice, &p->client, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 5);
    for (size_t i = 0; i < n; i++) {
        assert_str(list[i].kind, rows[i].kind, "kind");
        assert_str(list[i].text, rows[i].text, "text");
    }
}

#define OUTCOMES "\"outcomes\":[{\"goal\":\"g1\",\"achievement\":\"achieved\",\"text\":\"GAD-7 is 4\"}]"
#define GOOD "{\"next\":\"discharge\"," OUTCOMES ",\"client_view\":\"I can cope\",\"onward\":[\"Peer group\"]}"

/* Once care has ended no draft is begun, and one from before is not sent; both when it goes on again. */
static void nothing_begins_after_the_end(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version next, none;
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, false, NONE, &t->arena, &next, &e), &e);
    struct saved s = save(t, &p->clinician, p->id, next.id, next.version, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    RECORD_OK(clients_end(&t->practice, &p->clinician, p->id, true, STR("Moved away."), &e), &e);
    assert_false(send_to(t, p, &s.v, usual, 2, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_string_equal(e.where, "care");
    next = get(t, p, next.id);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_draft_drop(&t->practice, &p->clinician, p->id, next.id, next.version, &e), &e);
    for (int from_last = 0; from_last < 2; from_last++) {
        memset(&e, 0, sizeof e);
        assert_false(plans_draft_new(&t->practice, &p->clinician, p->id, from_last, NONE, &t->arena, &none, &e));
        assert_int_equal(e.kind, ERR_REFUSED);
        assert_string_equal(e.where, "care");
    }
    memset(&e, 0, sizeof e);
    RECORD_OK(clients_end(&t->practice, &p->clinician, p->id, false, STR("Came back."), &e), &e);
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, true, NONE, &t->arena, &next, &e), &e);
    RECORD_OK(plans_draft_drop(&t->practice, &p->clinician, p->id, next.id, next.version, &e), &e);
}

/* While another version waits for signatures neither the plan nor care ends: signed later it would come into force. */
static void end_waits_for_signing(struct record_test *t, struct people *p, struct str in_force)
{
    struct err e = {0};
    struct plan_version next;
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, false, NONE, &t->arena, &next, &e), &e);
    struct saved s = save(t, &p->clinician, p->id, next.id, next.version, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    RECORD_OK(send_to(t, p, &s.v, usual, 2, NULL, 0, &e), &e);
    assert_false(plans_end(&t->practice, &p->clinician, p->id, in_force, STR(GOOD), &t->arena, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_string_equal(e.where, "signing");
    memset(&e, 0, sizeof e);
    assert_false(clients_end(&t->practice, &p->clinician, p->id, true, STR("Moved away."), &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_string_equal(e.where, "signing");
    struct plan_return back = {.id = next.id, .reason = STR("Care ends.")};
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_return(&t->practice, &p->clinician, p->id, &back, &e), &e);
    next = get(t, p, next.id);
    RECORD_OK(plans_draft_drop(&t->practice, &p->clinician, p->id, next.id, next.version, &e), &e);
    nothing_begins_after_the_end(t, p);
}

static void run_ended(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str id;
    struct plan_amendment *list;
    struct plan_version v;
    struct plan *plan;
    size_t n;
    static const struct {
        const char *what, *json, *where;
    } rows[] = {
        {"no JSON", "{", "line 1, column 1"},
        {"no object", "[]", ""},
        {"no next", "{" OUTCOMES ",\"client_view\":\"x\"}", "/next"},
        {"a next that is no phase", "{\"next\":\"later\"," OUTCOMES ",\"client_view\":\"x\"}", "/next"},
        {"no outcome", "{\"next\":\"discharge\",\"client_view\":\"x\"}", "/outcomes"},
        {"an outcome without a word", "{\"next\":\"discharge\",\"outcomes\":[{\"goal\":\"g1\"}],\"client_view\":\"x\"}",
         "/outcomes"},
        {"an outcome of no goal", "{\"next\":\"discharge\",\"outcomes\":[{\"goal\":\"g7\",\"text\":\"x\"}]}",
         "/duration/ending/outcomes/0/goal"},
        {"no view", "{\"next\":\"discharge\"," OUTCOMES "}", "/client_view"},
        {"an unknown member", "{\"next\":\"discharge\",\"why\":\"x\"}", "/duration/ending/why"},
        {"relapse prevention that is no list", "{\"next\":\"discharge\",\"relapse_prevention\":1}",
         "/duration/relapse_prevention"},
    };
    struct plan_version drafted = draft(t, p);
    assert_false(plans_end(&t->practice, &p->clinician, p->id, drafted.id, STR(GOOD), &t->arena, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    struct saved s = save(t, &p->clinician, p->id, drafted.id, 1, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    sign_alone(t, p, &s.v);
    v = get(t, p, drafted.id);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        memset(&e, 0, sizeof e);
        CHECK(!plans_end(&t->practice, &p->clinician, p->id, v.id, str_of(rows[i].json), &t->arena, &e) &&
                  e.kind == ERR_INVALID && strcmp(e.where, rows[i].where) == 0,
              "%s: %d %s %s", rows[i].what, e.kind, e.where, e.text);
    }
    end_waits_for_signing(t, p, v.id);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_end(&t->practice, &p->clinician, p->id, v.id, STR(GOOD), &t->arena, &e), &e);
    assert_str(get(t, p, v.id).state, "ended", "state");
    RECORD_OK(plans_amendments(&t->practice, &p->client, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_str(list[0].kind, "ending", "kind");
    assert_str(list[0].text, GOOD, "text");
    struct in_force_call c = {t, p->id, &v, &plan};
    assert_false(db_read(t->store.db, read_in_force, &c, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    /* It can be read, printed and added to; it does not end twice; a new plan can be begun. */
    memset(&e, 0, sizeof e);
    RECORD_OK(
        plans_amend(&t->practice, &p->client, p->id, drafted.id, STR("disagreement"), STR("No"), &t->arena, &id, &e),
        &e);
    RECORD_OK(plans_pdf(&t->practice, &p->client, p->id, drafted.id, &t->arena, &id, &e), &e);
    assert_false(plans_end(&t->practice, &p->clinician, p->id, drafted.id, STR(GOOD), &t->arena, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, true, NONE, &t->arena, &v, &e), &e);
    /* Relapse prevention of the ending itself; a phase by its name. */
    s = save(
        t, &p->clinician, p->id, v.id, 1,
        PLAN("\"problems\":[{\"id\":\"p1\",\"name\":\"W\"}],\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F41.1\"}],"
             "\"goals\":[{\"id\":\"g1\",\"statement\":\"A\",\"objectives\":[{\"id\":\"o1\",\"statement\":\"B\"}]}],"
             "\"interventions\":[{\"id\":\"i1\",\"name\":\"C\"}],\"reviews\":{\"window\":{\"min_weeks\":4}},"
             "\"duration\":{\"phases\":[{\"id\":\"h1\",\"name\":\"Maintenance\"}]},"
             "\"crisis\":{\"contacts\":[{\"name\":\"May\"}]}"),
        NULL);
    RECORD_OK(s.ok, &s.e);
    sign_alone(t, p, &s.v);
    memset(&e, 0, sizeof e);
    assert_false(plans_end(&t->practice, &p->clinician, p->id, v.id, STR(GOOD), &t->arena, &e));
    assert_string_equal(e.where, "/relapse_prevention");
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_end(&t->practice, &p->clinician, p->id, v.id,
                        STR("{\"next\":\"Maintenance\",\"relapse_prevention\":[\"Diary\"]," OUTCOMES
                            ",\"client_view\":\"Not reached by telephone\"}"),
                        &t->arena, &e),
              &e);
}

static void test_after(void **state)
{
    (void)state;
    each_backend(run_amended);
    each_backend(run_ended);
}

/* ---- rule packs ---- */

#define PACK(from, rest, elements)                                                                                     \
    "{\"format\":\"goldthread.pack/1\",\"id\":\"x\",\"effective_from\":\"" from "\"" rest ",\"elements\":[" elements   \
    "]}"
#define ELEMENT "{\"rule\":\"plan.no-goal\",\"reason\":false,\"citation\":\"c\",\"confirmed\":false}"

static void test_packs(void **state)
{
    static const struct {
        const char *what, *pack, *where; /* where NULL: read */
        size_t blocks;
    } rows[] = {
        {"one element", PACK("2027-01-15", "", ELEMENT), NULL, 1},
        {"from tomorrow", PACK("2027-01-16", "", ELEMENT), NULL, 0},
        {"until today", PACK("2026-01-01", ",\"effective_to\":\"2027-01-15\"", ELEMENT), NULL, 1},
        {"until yesterday", PACK("2026-01-01", ",\"effective_to\":\"2027-01-14\"", ELEMENT), NULL, 0},
        {"no JSON", "{", "line 1, column 1", 0},
        {"another format", "{\"format\":\"x\"}", "/format", 0},
        {"no elements", "{\"format\":\"goldthread.pack/1\"}", "/elements", 0},
        {"no list", "{\"format\":\"goldthread.pack/1\",\"elements\":1}", "/elements", 0},
        {"no beginning", "{\"format\":\"goldthread.pack/1\",\"elements\":[]}", "effective_from", 0},
        {"no day", PACK("2026-02-30", "", ELEMENT), "effective_from", 0},
        {"no day at the end", PACK("2026-01-01", ",\"effective_to\":1", ELEMENT), "effective_to", 0},
        {"an unknown rule",
         PACK("2026-01-01", "", ELEMENT ",{\"rule\":\"x\",\"reason\":true,\"citation\":\"c\",\"confirmed\":true}"),
         "/elements/1", 0},
        {"no reason said", PACK("2026-01-01", "", "{\"rule\":\"plan.no-goal\",\"citation\":\"c\",\"confirmed\":true}"),
         "/elements/0", 0},
        {"no citation", PACK("2026-01-01", "", "{\"rule\":\"plan.no-goal\",\"reason\":true,\"confirmed\":true}"),
         "/elements/0", 0},
        {"not said whether it was read",
         PACK("2026-01-01", "", "{\"rule\":\"plan.no-goal\",\"reason\":true,\"citation\":\"c\"}"), "/elements/0", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct err e = {0};
        struct plan plan = {0};
        struct plan_block *list;
        size_t n;
        arena_init(&a, 0);
        bool ok = pack_blocks(str_of(rows[i].pack), &plan, (struct date){2027, 1, 15}, true, &a, &list, &n, &e);
        CHECK(ok == !rows[i].where && n == rows[i].blocks && (ok || strcmp(e.where, rows[i].where) == 0), "%s: %s %s",
              rows[i].what, e.where, e.text);
        if (n)
            assert_true(!list[0].confirmed && !list[0].replaceable && list[0].title.n);
        arena_free(&a);
    }
}

/* The pack that ships is whole: each rule is there, and none twice. */
static void test_core(void **state)
{
    struct arena a;
    struct err e = {0};
    struct plan plan = {0};
    struct plan_block *list;
    size_t n;
    (void)state;
    arena_init(&a, 0);
    RECORD_OK(pack_blocks(str_of(pack_core), &plan, (struct date){2026, 1, 1}, false, &a, &list, &n, &e), &e);
    assert_true(n >= 6);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(str_eq(list[i].rule, list[k].rule) && str_eq(list[i].pointer, list[k].pointer));
    RECORD_OK(pack_blocks(str_of(pack_core), &plan, (struct date){2025, 12, 31}, false, &a, &list, &n, &e), &e);
    assert_int_equal(n, 0);
    arena_free(&a);
}

/* ---- documents and saves that were touched ---- */

static const struct db_sql swap_hash = {"UPDATE document SET hash = sealed", NULL};
static const struct db_sql unguard = {"DROP TRIGGER document_kept", "DROP TRIGGER document_kept ON document"};
static const struct db_sql spoil_draft = {"UPDATE draft SET version = version + 100", NULL};
static const struct db_sql spoil_json = {"UPDATE draft SET sealed = sealed || sealed", NULL};

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

struct document_call {
    struct record_test *t;
    struct document d;
    struct str id;
};

static bool get_document(struct db_tx *tx, void *ctx, struct err *e)
{
    struct document_call *c = ctx;
    return document_get(&c->t->store, tx, 1, c->d.client, c->id, &c->t->arena, &c->d, e);
}

static bool put_document(struct db_tx *tx, void *ctx, struct err *e)
{
    struct document_call *c = ctx;
    return document_add(&c->t->store, tx, &c->d, &c->t->arena, e);
}

static void run_touched(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str pdf;
    struct plan_version v = signed_plan(t, p, WHOLE);
    struct document_call c = {
        t, {.practice = 1, .client = p->id, .kind = STR("report"), .at_ms = 5, .bytes = STR("abc")}, NONE};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_document, &c, &e), &e);
    c.id = c.d.id;
    RECORD_OK(db_read(t->store.db, get_document, &c, &e), &e);
    assert_true(str_is(c.d.bytes, "abc") && str_is(c.d.kind, "report") && !c.d.of.p && c.d.at_ms == 5);
    c.id = STR("none");
    assert_false(db_read(t->store.db, get_document, &c, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    do_sql(t, &unguard);
    do_sql(t, &swap_hash);
    memset(&e, 0, sizeof e);
    assert_false(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &pdf, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    /* A save that was moved or damaged is no base. */
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, false, NONE, &t->arena, &v, &e), &e);
    struct saved s = save(t, &p->clinician, p->id, v.id, 1, PLAN("\"title\":\"A\""), "once");
    RECORD_OK(s.ok, &s.e);
    do_sql(t, &spoil_json);
    assert_int_equal(save(t, &p->other, p->id, v.id, 1, PLAN("\"title\":\"B\""), NULL).e.kind, ERR_INVALID);
    assert_int_equal(save(t, &p->clinician, p->id, v.id, 1, PLAN("\"title\":\"A\""), "once").e.kind, ERR_INVALID);
    do_sql(t, &spoil_draft);
    assert_int_equal(save(t, &p->other, p->id, v.id, 1, PLAN("\"title\":\"B\""), NULL).e.kind, ERR_CONFLICT);
    assert_int_equal(get(t, p, v.id).version, 2);
}

static void test_touched(void **state)
{
    (void)state;
    each_backend(run_touched);
}

/* ---- the paper of the practice's country ---- */

struct country_call {
    struct record_test *t;
    const char *content;
};

static bool put_country(struct db_tx *tx, void *ctx, struct err *e)
{
    struct country_call *c = ctx;
    struct practice_row row;
    if (!practice_row_get(&c->t->store, tx, 1, &c->t->arena, &row, e))
        return false;
    row.content = str_of(c->content);
    return practice_row_put(&c->t->store, tx, &row, e);
}

static void run_paper(struct record_test *t, struct people *p)
{
    static const struct {
        const char *settings, *box;
    } rows[] = {{NULL, "595"},
                {"{\"country\":\"DE\"}", "595"},
                {"{\"country\":\"US\"}", "612"},
                {"{\"country\":\"CA\"}", "612"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};
        struct str pdf;
        struct country_call c = {t, rows[i].settings};
        if (c.content)
            RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_country, &c, &e), &e);
        struct plan_version v = signed_plan(t, p, WHOLE);
        RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &pdf, &e), &e);
        size_t at = str_find(pdf, STR("/MediaBox"), 0);
        assert_true(at != (size_t)-1);
        CHECK(has(str_sub(pdf, at, at + 40), rows[i].box), "%s: %.40s", rows[i].settings, pdf.p + at);
    }
}

static void test_paper(void **state)
{
    (void)state;
    each_backend(run_paper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_draft_is_thrown_away),
        cmocka_unit_test(test_after),
        cmocka_unit_test(test_packs),
        cmocka_unit_test(test_core),
        cmocka_unit_test(test_touched),
        cmocka_unit_test(test_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
