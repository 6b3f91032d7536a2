/* test_guardian.c: what a guardian reads of the entries between plans, by the state's row and the clinician's decision. */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"
#include "practice/outside.h"
#include "practice/sharing.h"

#define LABELLED                                                                                                       \
    (1u << RECORD_DIARY | 1u << RECORD_EVENT | 1u << RECORD_DIAGNOSIS | 1u << RECORD_RATING | 1u << RECORD_REFERRAL |  \
     1u << RECORD_REVIEW | 1u << RECORD_SAFETY_PLAN | 1u << RECORD_SCORE)
#define PLAIN (1u << RECORD_SESSION | 1u << RECORD_ASSIGNMENT)
/* The client does not read them here either. */
#define NEVER                                                                                                          \
    (1u << RECORD_NOTE | 1u << RECORD_CONSULTATION | 1u << RECORD_DECISION | 1u << RECORD_PSYCHOTHERAPY_NOTE |         \
     1u << RECORD_PRIVATE_DIARY)

static const struct {
    enum record_kind kind;
    const char *json;
    bool by_client;
} entries[] = {
    {RECORD_SESSION, "{\"status\":\"attended\"}", false},
    {RECORD_ASSIGNMENT, "{\"instrument\":\"gad7\"}", false},
    {RECORD_DIARY, "{\"mood\":1}", true},
    {RECORD_EVENT, "{\"kind\":\"moved\"}", false},
    {RECORD_DIAGNOSIS, "{\"code\":\"F32.1\"}", false},
    {RECORD_RATING, "{\"type\":\"rating\",\"measure\":\"mood\",\"value\":6}", true},
    {RECORD_REFERRAL, "{\"to\":\"a\",\"why\":\"b\",\"status\":\"made\"}", false},
    {RECORD_REVIEW, "{\"results\":\"a\",\"client_reading\":\"b\"}", false},
    {RECORD_SAFETY_PLAN, "{\"coping\":[\"a\"]}", false},
    {RECORD_NOTE, "{\"text\":\"a\"}", false},
    {RECORD_CONSULTATION, "{\"with\":\"a\",\"ground\":\"b\",\"shared\":\"c\"}", false},
    {RECORD_DECISION, "{\"sign\":\"top-band/o1\",\"decision\":\"keep\",\"reason\":\"c\"}", false},
    {RECORD_PSYCHOTHERAPY_NOTE, "{\"text\":\"a\"}", false},
    {RECORD_PRIVATE_DIARY, "{\"text\":\"a\"}", true},
};
#define ENTRIES (sizeof entries / sizeof *entries)
#define SCORE_AT ENTRIES

#define AS_BY_STATE 0x80000000u /* no decision */

/* Today is 15 January 2027. */
static const struct {
    const char *why, *state, *born;
    unsigned decided;
    bool part2;
    unsigned seen;
    bool follows;
} rows[] = {
    {"a state without a row waits for the clinician", "NV", "2018-01-15", AS_BY_STATE, false, 0, false},
    {"no state is set", "", "2018-01-15", AS_BY_STATE, false, 0, false},
    {"a day before the age of consent", "CA", "2015-01-16", AS_BY_STATE, false, PLAIN | LABELLED, true},
    {"the age of consent", "CA", "2015-01-15", AS_BY_STATE, false, 0, false},
    {"no birth date", "CA", NULL, AS_BY_STATE, false, 0, false},
    {"of age", "CA", "2009-01-15", AS_BY_STATE, false, 0, false},
    {"below the age, in a Part 2 programme", "CA", "2018-01-15", AS_BY_STATE, true, PLAIN, false},
    {"dates only, as decided", "NV", "2012-01-15", SHARE_SESSIONS, false, 1u << RECORD_SESSION, false},
    {"progress, as decided", "NV", "2012-01-15", SHARE_PROGRESS, false,
     1u << RECORD_SCORE | 1u << RECORD_RATING | 1u << RECORD_ASSIGNMENT, false},
    {"a decision cuts what the row would open", "CA", "2018-01-15", SHARE_REVIEWS, false, 1u << RECORD_REVIEW, false},
    {"notes are opened, and are read in the export only", "CA", "2014-01-15", SHARE_NOTES, false,
     1u << RECORD_DIARY | 1u << RECORD_EVENT | 1u << RECORD_REFERRAL, false},
    {"nothing, as decided", "CA", "2018-01-15", 0, false, 0, false},
    {"all but what bears the label", "NV", "2012-01-15", SHARE_ALL & ~(unsigned)SHARE_SUBSTANCE_USE, true, PLAIN, false},
    {"all, in a Part 2 programme", "NV", "2012-01-15", SHARE_ALL, true, PLAIN | LABELLED, true},
};

struct details {
    struct record_test *t;
    struct str client, json;
};

static bool put_details(struct db_tx *tx, void *ctx, struct err *e)
{
    struct details *d = ctx;
    struct record r = {.practice = 1, .client = d->client, .kind = RECORD_DETAILS, .state = STR("current"), .content = d->json};
    return record_add(&d->t->store, tx, &r, d->t->now_ms, &d->t->arena, e);
}

static void prepare(struct record_test *t, struct people *p, size_t row, struct str ids[ENTRIES + 1])
{
    char text[300];
    struct err e = {0};
    snprintf(text, sizeof text, "{\"name\":\"P\",\"state\":\"%s\",\"part2\":%s,\"alert_owner\":\"DUTY\",\"alert_cover\":\"COVER\"}",
             rows[row].state, rows[row].part2 ? "true" : "false");
    settings(t, text);
    if (rows[row].born) {
        snprintf(text, sizeof text, "{\"name\":\"Ida Quill\",\"birth_date\":\"%s\"}", rows[row].born);
        struct details d = {t, p->id, str_of(text)};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_details, &d, &e), &e);
    }
    if (rows[row].decided != AS_BY_STATE) {
        struct guardian_access d = {.sections = rows[row].decided, .reason = STR("talked about with Ida")};
        RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    }
    sign_plan(t, p->id);
    for (size_t i = 0; i < ENTRIES; i++)
        ids[i] = add(t, entries[i].by_client ? &p->client : &p->clinician, p->id, entries[i].kind, "2027-01-14",
                     entries[i].json);
    ids[SCORE_AT] = score(t, &p->clinician, p->id, "2027-01-14", "{\"instrument\":\"gad7\",\"total\":9}");
}

static void check_one(struct record_test *t, struct people *p, size_t row, enum record_kind kind, struct str id)
{
    bool may = rows[row].seen >> kind & 1;
    struct record r, *list_ = NULL;
    for (int i = 0; i < 3; i++) {
        struct err e = {0};
        struct record_filter f = {.kinds = i == 2 ? 0 : 1u << kind};
        size_t n = 0;
        bool ok = i ? between_list(&t->practice, &p->guardian, p->id, &f, &t->arena, &list_, &n, &e)
                    : between_get(&t->practice, &p->guardian, p->id, kind, id, &t->arena, &r, &e);
        bool seen = !i && ok;
        for (size_t k = 0; k < n; k++) {
            seen = seen || str_eq(list_[k].id, id);
            CHECK(rows[row].seen >> list_[k].kind & 1, "%s: %s is listed", rows[row].why, record_kind_name(list_[k].kind));
        }
        CHECK(seen == may, "%s: %s, way %d: %s, %s: %s", rows[row].why, record_kind_name(kind), i, seen ? "seen" : "not seen",
              e.where, e.text);
        CHECK(ok || e.kind == ERR_REFUSED || e.kind == ERR_NOT_FOUND, "%s: %s: %s", rows[row].why, e.where, e.text);
        CHECK(rows[row].seen || !ok, "%s: nothing is open, and that is not said", rows[row].why);
    }
}

static void run_row(struct record_test *t, struct people *p, size_t row)
{
    struct str ids[ENTRIES + 1];
    struct plan *plan;
    struct follow f;
    struct err e = {0};
    prepare(t, p, row, ids);
    for (size_t i = 0; i < ENTRIES; i++)
        check_one(t, p, row, entries[i].kind, ids[i]);
    check_one(t, p, row, RECORD_SCORE, ids[SCORE_AT]);
    assert_true(!(rows[row].seen & NEVER));
    bool ok = between_follow(&t->practice, &p->guardian, p->id, today(t), &t->arena, &plan, &f, &e);
    CHECK(ok == rows[row].follows && (ok || e.kind == ERR_REFUSED), "%s: what follows: %s: %s", rows[row].why, e.where, e.text);
}

static void test_what_a_guardian_reads(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        struct backend b;
        for (int i = 0; backend_at(i, &b) && (i == 0 || row == 2); i++) {
            struct record_test t;
            record_test_begin(&t, &b);
            struct people p = people(&t);
            run_row(&t, &p, row);
            record_test_end(&t);
            backend_end(&b);
        }
    }
}

/* Only what stands: neither what was corrected or withdrawn, nor a form that is not sent; and never more than asked for. */
static void run_stands(struct record_test *t, struct people *p)
{
    struct str ids[ENTRIES + 1];
    struct record *list_ = NULL;
    struct err e = {0};
    struct entry x = {.kind = RECORD_EVENT, .date = today(t), .json = STR("{\"kind\":\"move\"}")};
    prepare(t, p, 2, ids);
    RECORD_OK(between_correct(&t->practice, &p->clinician, p->id, ids[3], &x, STR("mistyped"), NONE, &t->arena, &e), &e);
    RECORD_OK(between_withdraw(&t->practice, &p->clinician, p->id, ids[0], STR("not hers"), &e), &e);
    struct str form;
    struct record r;
    RECORD_OK(between_form(&t->practice, &p->clinician, p->id, ids[1], today(t), &t->arena, &form, &e), &e);
    FAILS(between_get(&t->practice, &p->guardian, p->id, RECORD_SCORE, form, &t->arena, &r, &failed), ERR_NOT_FOUND,
          "record", "not sent");
    FAILS(between_get(&t->practice, &p->guardian, p->id, RECORD_EVENT, ids[3], &t->arena, &r, &failed), ERR_NOT_FOUND,
          "record", "corrected");
    FAILS(between_get(&t->practice, &p->guardian, p->id, RECORD_SESSION, ids[0], &t->arena, &r, &failed), ERR_NOT_FOUND,
          "record", "withdrawn");
    struct record_filter f = {.kinds = 1u << RECORD_EVENT | 1u << RECORD_SESSION};
    size_t n;
    RECORD_OK(between_list(&t->practice, &p->guardian, p->id, &f, &t->arena, &list_, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_true(str_eq(list_[0].id, x.id));
    f = (struct record_filter){.limit = 2, .newest_first = true};
    RECORD_OK(between_list(&t->practice, &p->guardian, p->id, &f, &t->arena, &list_, &n, &e), &e);
    assert_int_equal(n, 2);
    FAILS(between_add(&t->practice, &p->guardian, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "entry.write", "writes");
    FAILS(between_withdraw(&t->practice, &p->guardian, p->id, ids[2], STR("y"), &failed), ERR_REFUSED, "entry.withdraw",
          "withdraws");
}

static void test_only_what_stands(void **state)
{
    (void)state;
    each_backend(run_stands);
}

/* ---- what the client is told of it ---- */

struct gus {
    struct record_test *t;
    struct account_row row, added;
    bool changes;
};

static bool put_gus(struct db_tx *tx, void *ctx, struct err *e)
{
    struct gus *g = ctx;
    struct account_row row = g->row; /* this may be done again: each time from the same */
    bool ok = g->changes ? account_change(&g->t->store, tx, &row, e)
                         : account_add(&g->t->store, tx, &row, g->t->now_ms, &g->t->arena, e);
    g->added = row;
    return ok;
}

static bool told(struct record_test *t, const struct actor *who)
{
    struct outside o;
    struct err e = {0};
    RECORD_OK(outside_read(&t->practice, who, &t->arena, &o, &e), &e);
    return o.guardian_sees;
}

static bool read_again(struct arena *a, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    const struct actor *who = (const struct actor *)(const void *)c->content.p;
    struct outside o;
    return outside_read(&c->t->practice, who, a, &o, e) &&
           (o.guardian_sees || err_set(e, ERR_INVALID, "guardian", "is not there"));
}

static void run_told(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct gus g = {t, {.practice = 1,
                        .sign_in = STR("gus"),
                        .roles = ROLE_GUARDIAN,
                        .client = p->id,
                        .state = STR("invited"),
                        .content = STR("{\"name\":\"Gus\",\"sign_in\":\"gus\"}")},
                    {.practice = 1},
                    false};
    struct guardian_access d = {.sections = SHARE_PLAN, .reason = STR("talked about with Ida")};
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    assert_false(told(t, &p->client)); /* open to nobody */
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_gus, &g, &e), &e);
    assert_true(told(t, &p->client));
    assert_false(told(t, &p->guardian));
    assert_false(told(t, &p->else_client));
    struct row_call c = {.t = t, .content = {(const char *)&p->client, sizeof p->client}};
    assert_true(fault_sweep(read_again, &c) > 3);
    bool reached = true;
    for (int n = 1; reached; n++) { /* each step of the database: never a "no" that is none */
        struct outside o;
        struct err no = {0};
        db_fail_at(t->store.db, n);
        bool ok = outside_read(&t->practice, &p->client, &t->arena, &o, &no);
        reached = db_fail_at(t->store.db, 0) == 0;
        CHECK(ok == !reached && (!ok || o.guardian_sees), "step %d", n);
    }
    t->now_ms++; /* the last word counts */
    d.sections = 0;
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    assert_false(told(t, &p->client));
    t->now_ms++; /* the last word counts */
    d.sections = SHARE_SESSIONS;
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    assert_true(told(t, &p->client));
    g.changes = true;
    g.row = g.added;
    g.row.state = STR("ended");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_gus, &g, &e), &e);
    assert_false(told(t, &p->client));
}

static void test_told(void **state)
{
    (void)state;
    each_backend(run_told);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_guardian_reads),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_only_what_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
