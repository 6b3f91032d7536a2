/* test_sharing_faults.c: forms; rows that are damaged; memory that runs out at each place. */
#include "support.h"

#include "plan/plan.h" /* before practice.h */

#include "record_support.h"
#include "unit/sharing_support.h"

#include "practice/sharing_parts.h"

static const struct actor ann = {.practice = 1, .user = {"ann", 3}, .roles = ROLE_CLINICIAN, .from = {"test", 4}};
#define PASSPHRASE STR("twelve words told apart")

/* ---- forms ---- */

static bool read_form(struct arena *a, void *ctx, struct err *e)
{
    struct tsv *t = ctx;
    struct consent c;
    struct disclosure d;
    return strcmp(tsv_get(t, "form"), "consent") == 0 ? sharing_consent_read(str_of(tsv_get(t, "json")), a, &c, e)
                                                      : sharing_disclosure_read(str_of(tsv_get(t, "json")), a, &d, e);
}

static void test_forms(void **state)
{
    struct tsv t;
    struct arena a;
    (void)state;
    tsv_open(&t, "tests/data/practice/form.tsv");
    while (tsv_next(&t)) {
        const char *where = tsv_get(&t, "where");
        struct err e = {0};
        arena_init(&a, 0);
        bool ok = read_form(&a, &t, &e);
        CHECK(ok == !*where, "%s: %s %s", tsv_where(&t), e.where, e.text);
        CHECK(ok || (e.kind == ERR_INVALID && strncmp(e.where, where, 63) == 0), "%s: %s", tsv_where(&t), e.where);
        arena_free(&a);
        if (ok)
            assert_true(fault_sweep(read_form, &t) > 0);
    }
    tsv_close(&t);
    struct consent c = {0};
    struct disclosure d;
    struct err e = {0};
    arena_init(&a, 0);
    RECORD_OK(sharing_consent_read(STR("{\"kind\":\"part2\",\"told\":[\"risks\",\"shown\"],\"statements\":[\"refusal\"],"
                                       "\"signed_on\":\"2027-01-05\",\"sections\":[\"notes\",\"plan\"],\"tpo\":true}"),
                                   &a, &c, &e),
              &e);
    assert_true(c.kind == CONSENT_PART2 && c.told == (TOLD_RISKS | TOLD_SHOWN) && c.statements[3] && !c.statements[0]);
    assert_true(c.sections == (SHARE_NOTES | SHARE_PLAN) && c.tpo && c.signed_on.day == 5);
    static const struct {
        const char *form;
        enum purpose use;
        unsigned sections;
    } rows[] = {{"{\"ground\":\"emergency\"}", PURPOSE_EMERGENCY,
                 SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_SAFETY_PLAN | SHARE_MEDICATION},
                {"{\"ground\":\"order\"}", PURPOSE_LEGAL, 0},
                {"{\"ground\":\"client\"}", PURPOSE_CLIENT_REQUEST, SHARE_ALL},
                {"{\"ground\":\"consent\",\"use\":\"payment\"}", PURPOSE_PAYMENT,
                 SHARE_DETAILS | SHARE_DIAGNOSES | SHARE_SESSIONS},
                {"{\"ground\":\"consent\",\"use\":\"operations\"}", PURPOSE_OPERATIONS, SHARE_PLAN | SHARE_PROGRESS},
                {"{\"ground\":\"consent\",\"sections\":[]}", PURPOSE_TREATMENT, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        RECORD_OK(sharing_disclosure_read(str_of(rows[i].form), &a, &d, &e), &e);
        CHECK(d.use == rows[i].use && d.sections == rows[i].sections, "%s", rows[i].form);
    }
    arena_free(&a);
}

/* ---- a record with some of everything ---- */

static struct str full_client(struct record_test *t)
{
    struct str id = client_with_details(t, MARA);
    struct record row = {.client = id, .day = 20830, .state = STR("entered")};
    struct err e = {0};
    row.kind = RECORD_SCORE;
    row.content = STR("{\"instrument\":\"gad7\",\"total\":14}");
    add_row(t, row);
    row.day = 20840;
    row.content = STR("{\"instrument\":\"gad7\",\"total\":9}");
    add_row(t, row);
    row.kind = RECORD_NOTE;
    row.content = STR("{\"a\\u0001b\":\"one\\u0007two\\nthree\",\"list\":[1,null,true,false],\"deep\":[{\"x\":\"y\"}]}");
    add_row(t, row);
    row.content = STR("[\"just\",\"words\"]");
    add_row(t, row);
    row.kind = RECORD_PLAN;
    row.state = STR("signed");
    row.content = STR("{\"format\":\"goldthread.plan/1\",\"title\":\"Plan\",\"diagnoses\":[{\"id\":\"d1\",\"code\":"
                      "\"F41.1\",\"title\":\"worry\"}],\"goals\":[{\"id\":\"g1\",\"statement\":\"Worry less\","
                      "\"objectives\":[{\"id\":\"o1\",\"statement\":\"Lower the GAD-7 score from 14 to 5 in 12 "
                      "weeks.\"}]}]}");
    add_row(t, row);
    struct request r = {.kind = REQUEST_ACCESS};
    RECORD_OK(sharing_request(&t->practice, &ann, id, &r, SHARING_NONE, &t->arena, &e), &e);
    struct guardian_access d = {.sections = SHARE_NOTES | SHARE_PLAN, .reason = STR("agreed"), .for_adult = true};
    RECORD_OK(sharing_guardian_decide(&t->practice, &ann, id, &d, &e), &e);
    struct consent c = whole_consent("release", today_of(t));
    RECORD_OK(sharing_consent(&t->practice, &ann, id, &c, SHARING_NONE, &t->arena, &e), &e);
    return id;
}

static struct disclosure emergency(void)
{
    return (struct disclosure){.ground = GROUND_EMERGENCY,
                               .use = PURPOSE_EMERGENCY,
                               .authority = STR("found unconscious"),
                               .to = STR("Emergency room"),
                               .purpose = STR("care"),
                               .sections = SHARE_PLAN | SHARE_PROGRESS | SHARE_DETAILS,
                               .passphrase = PASSPHRASE};
}

/* ---- memory ---- */

struct swept {
    struct record_test *t;
    struct str client, id, packet;
    struct actor guardian;
    int what;
};

enum { LIST, ACCOUNTING, PACKET, EXPORT, OPEN, GUARDIAN_EXPORT, REQUESTS, REQUEST, PREVIEW, ALLOWED, WHAT_COUNT };

static bool sweep(struct arena *a, void *ctx, struct err *e)
{
    struct swept *s = ctx;
    struct practice *p = &s->t->practice;
    struct disclosure d = emergency(), *list;
    struct request r = {.kind = REQUEST_ACCESS}, *requests;
    struct str one, two;
    unsigned sections;
    size_t n;
    switch (s->what) {
    case LIST:
        return sharing_disclosures(p, &ann, s->client, a, &list, &n, e);
    case ACCOUNTING:
        return sharing_accounting(p, &ann, s->client, a, &list, &n, e);
    case PACKET:
        return sharing_packet(p, &ann, s->client, s->id, a, &one, e);
    case EXPORT:
        return sharing_export(p, &ann, s->client, a, &one, e);
    case OPEN:
        return sharing_open_packet(s->packet, PASSPHRASE, a, &one, &two, e);
    case GUARDIAN_EXPORT:
        return sharing_export(p, &s->guardian, s->client, a, &one, e);
    case REQUESTS:
        return sharing_requests(p, &ann, s->client, a, &requests, &n, e);
    case REQUEST:
        return sharing_request(p, &ann, s->client, &r, SHARING_NONE, a, e);
    case PREVIEW:
        return sharing_preview(p, &ann, s->client, &d, a, &one, &two, e);
    default:
        d.authority = STR("short"); /* the reason why not is written too */
        return sharing_allowed(p, &ann, s->client, &d, a, &sections, &one, e);
    }
}

/* Every allocation of the pages themselves, without a database. */
static bool draw_pages(struct arena *a, void *ctx, struct err *e)
{
    struct str pdf, text;
    return packet_pdf(ctx, a, &pdf, e) && packet_copies(ctx, a, &pdf, &text, e);
}

struct collected {
    struct record_test *t;
    struct disclosure *d;
    struct packet packet;
    struct grant grant; /* the packet points to its consent */
    struct str client;
};

static bool collect(struct db_tx *tx, void *ctx, struct err *e)
{
    struct collected *c = ctx;
    c->grant = (struct grant){.sections = SHARE_ALL, .consent = whole_consent("part2", today_of(c->t))};
    struct practice_tx t = {.practice = &c->t->practice,
                            .tx = tx,
                            .store = &c->t->store,
                            .who = &ann,
                            .client = c->client,
                            .relation = RELATION_TEAM,
                            .now_ms = c->t->now_ms,
                            .arena = &c->t->arena};
    c->d->ground = GROUND_CONSENT;
    return packet_collect(&t, c->d, &c->grant, &c->packet, e);
}

static void test_memory(void **state)
{
    struct backend b;
    struct record_test t;
    struct err e = {0};
    (void)state;
    assert_true(backend_at(0, &b));
    record_test_begin(&t, &b);
    set_settings(&t, "{\"name\":\"Practice Lindenhof\",\"country\":\"CA\"}");
    struct swept s = {.t = &t, .client = full_client(&t)};
    struct disclosure d = emergency();
    RECORD_OK(sharing_disclose(&t.practice, &ann, s.client, &d, SHARING_NONE, &t.arena, &e), &e);
    s.id = d.id;
    s.packet = d.packet;
    s.guardian = (struct actor){.practice = 1, .user = STR("gus"), .roles = ROLE_GUARDIAN, .client = s.client};
    for (s.what = 0; s.what < WHAT_COUNT; s.what++)
        CHECK(fault_sweep(sweep, &s) > 0, "%d", s.what);
    struct collected c = {.t = &t, .d = &d, .client = s.client};
    d.sections = SHARE_ALL;
    RECORD_OK(db_read(t.store.db, collect, &c, &e), &e);
    /* pages: each of the first allocations, then ever fewer: laying out takes thousands */
    size_t at = 1;
    for (bool ok = false; !ok; at += at / 40 + 1) {
        struct arena a;
        struct err mine = {0};
        arena_init(&a, 0);
        a.fail_at = at;
        ok = draw_pages(&a, &c.packet, &mine);
        assert_true(fault_outcome(ok, &a, &mine, at) == ok);
    }
    CHECK(at > 200, "%zu", at);
    record_test_end(&t);
    backend_end(&b);
}

/* ---- damage ---- */

static void run_damage(struct record_test *t)
{
    /* what each damaged row must stop: a list of disclosures (d), a preview (p), the guardian's export (g) */
    static const struct {
        enum record_kind kind;
        const char *state, *content, *stops;
    } rows[] = {{RECORD_DETAILS, "current", "{", "pg"},
                {RECORD_PLAN, "signed", "{\"format\":\"other\"}", "pg"},
                {RECORD_SCORE, "sent", "no json", "pg"},
                {RECORD_DISCLOSURE, "made", "no json", "dpgx"},
                {RECORD_DISCLOSURE, "made", "{\"ground\":\"wish\"}", "d"},
                {RECORD_CONSENT, GUARDIAN_DECISION, "no json", "pg"}};
    set_settings(t, "{\"name\":\"Practice Lindenhof\"}");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool details = rows[i].kind == RECORD_DETAILS;
        struct str client = details ? record_test_client(t, "Mara", "Example", "ann") : full_client(t), json, left_out;
        struct actor guardian = {.practice = 1, .user = STR("gus"), .roles = ROLE_GUARDIAN, .client = client};
        struct disclosure d = emergency(), *list;
        struct err e = {0};
        size_t n;
        t->now_ms += 1000;
        add_row(t, (struct record){.client = client,
                                   .kind = rows[i].kind,
                                   .state = str_of(rows[i].state),
                                   .day = date_to_day(today_of(t)) + 1,
                                   .locked = true,
                                   .content = str_of(rows[i].content)});
        bool listed = sharing_disclosures(&t->practice, &ann, client, &t->arena, &list, &n, &e);
        CHECK(listed == !strchr(rows[i].stops, 'd') && (listed || e.kind == ERR_INVALID), "row %zu", i);
        err_clear(&e);
        bool shown = sharing_preview(&t->practice, &ann, client, &d, &t->arena, &json, &left_out, &e);
        CHECK(shown == !strchr(rows[i].stops, 'p') && (shown || e.kind == ERR_INVALID), "row %zu", i);
        err_clear(&e);
        bool made = sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e);
        CHECK(made == shown && (made || !d.packet.n), "row %zu: %s", i, e.text);
        err_clear(&e);
        bool exported = sharing_export(&t->practice, &guardian, client, &t->arena, &json, &e);
        CHECK(exported == !strchr(rows[i].stops, 'g') && (exported || e.kind == ERR_INVALID), "row %zu", i);
        err_clear(&e);
        exported = sharing_export(&t->practice, &ann, client, &t->arena, &json, &e);
        CHECK(exported == !strchr(rows[i].stops, 'x'), "row %zu", i);
    }
}

static void run_refused(struct record_test *t)
{
    struct str client = full_client(t), packet, why;
    struct disclosure d = emergency();
    struct err e = {0};
    unsigned sections;
    static char long_text[SHARING_TEXT_MAX + 1];
    memset(long_text, 'x', sizeof long_text);
    set_settings(t, "{\"name\":\"Practice Lindenhof\"}");
    d.address = (struct str){long_text, sizeof long_text};
    assert_false(sharing_allowed(&t->practice, &ann, client, &d, &t->arena, &sections, &why, &e));
    assert_string_equal(e.where, "address");
    d = emergency();
    d.ground = (enum share_ground)9;
    err_clear(&e);
    assert_false(sharing_allowed(&t->practice, &ann, client, &d, &t->arena, &sections, &why, &e));
    assert_string_equal(e.where, "ground");
    d = emergency();
    d.use = (enum purpose)9;
    err_clear(&e);
    assert_false(sharing_allowed(&t->practice, &ann, client, &d, &t->arena, &sections, &why, &e));
    d = emergency();
    d.sections = 0;
    err_clear(&e);
    assert_false(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e));
    assert_string_equal(e.where, "sections");
    d.passphrase = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    err_clear(&e);
    assert_false(sharing_disclose(&t->practice, &ann, client, &d, SHARING_NONE, &t->arena, &e));
    assert_string_equal(e.where, "passphrase");
    err_clear(&e);
    assert_false(sharing_packet(&t->practice, &ann, client, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"), &t->arena, &packet, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    /* the id of a record of another kind is none of a disclosure */
    struct request *list;
    size_t n;
    err_clear(&e);
    RECORD_OK(sharing_requests(&t->practice, &ann, client, &t->arena, &list, &n, &e), &e);
    assert_false(sharing_packet(&t->practice, &ann, client, list[0].id, &t->arena, &packet, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    assert_string_equal(e.where, "disclosure");
}

/* ---- what is changed while the packet is made ---- */

/* A clock that is asked when a packet gets its number, and at the head of each run of its work: between two of them. */
struct meanwhile {
    struct record_test *t;
    struct str client, consent;
    int calls, from, until; /* at which of them the record is changed */
    bool revokes;
};

static int64_t changing_clock(void *clock)
{
    struct meanwhile *m = clock;
    struct record_test *t = m->t;
    struct err e = {0};
    char text[80];
    m->calls++;
    if (m->calls < m->from || m->calls > m->until)
        return t->now_ms;
    if (m->revokes) {
        RECORD_OK(sharing_revoke(&t->practice, &ann, m->client, m->consent, &e), &e);
    } else {
        snprintf(text, sizeof text, "{\"code\":\"F41.1\",\"title\":\"mark%d\"}", m->calls);
        add_row(t, (struct record){.client = m->client,
                                   .kind = RECORD_DIAGNOSIS,
                                   .state = STR("entered"),
                                   .day = 20850,
                                   .content = str_of(text)});
    }
    return t->now_ms;
}

static void run_meanwhile(struct record_test *t)
{
    static const struct {
        int from, until;
        bool revokes;
        enum err_kind kind;
        const char *where, *holds, *why;
    } rows[] = {{0, 0, false, ERR_NONE, "", "F32.1", "nothing"},
                {3, 3, false, ERR_NONE, "", "mark3", "once: it is made anew"},
                {3, 5, false, ERR_NONE, "", "mark5", "three times"},
                {3, 99, false, ERR_CONFLICT, "disclosure", "", "each time"},
                {3, 3, true, ERR_REFUSED, "consent", "", "the consent is revoked"}};
    set_settings(t, "{\"name\":\"Practice Lindenhof\",\"country\":\"US\"}");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str client = client_with_details(t, MARA), pdf, json;
        struct consent c = whole_consent("release", today_of(t));
        struct err e = {0};
        char form[16];
        struct disclosure d = {.ground = GROUND_CONSENT,
                               .to = c.to,
                               .purpose = c.purpose,
                               .sections = SHARE_DIAGNOSES,
                               .passphrase = PASSPHRASE};
        add_row(t, (struct record){.client = client,
                                   .kind = RECORD_DIAGNOSIS,
                                   .state = STR("entered"),
                                   .day = 20840,
                                   .content = STR("{\"code\":\"F32.1\",\"title\":\"low mood\"}")});
        RECORD_OK(sharing_consent(&t->practice, &ann, client, &c, SHARING_NONE, &t->arena, &e), &e);
        d.consent = c.id;
        snprintf(form, sizeof form, "form-%zu", i);
        struct meanwhile m = {t, client, c.id, 0, rows[i].from, rows[i].until, rows[i].revokes};
        struct practice changing = t->practice;
        changing.now_ms = changing_clock;
        changing.clock = &m;
        bool ok = sharing_disclose(&changing, &ann, client, &d, str_of(form), &t->arena, &e);
        CHECK(ok == (rows[i].kind == ERR_NONE) && e.kind == rows[i].kind && strcmp(e.where, rows[i].where) == 0,
              "%s: %s: %s", rows[i].why, e.where, e.text);
        CHECK(m.calls >= 3 && count_rows(t, &disclosures_sql, client) == ok && count_rows(t, &packets_sql, client) == ok,
              "%s: rows", rows[i].why);
        CHECK(ok == (d.packet.n > 0) && ok == (d.id.n > 0), "%s: handed out", rows[i].why);
        if (!ok)
            continue;
        RECORD_OK(sharing_open_packet(d.packet, PASSPHRASE, &t->arena, &pdf, &json, &e), &e);
        CHECK(str_find(json, str_of(rows[i].holds), 0) != (size_t)-1 && str_find(json, d.id, 0) != (size_t)-1, "%s: %.*s",
              rows[i].why, (int)json.n, json.p);
        struct disclosure again = d; /* the form comes twice */
        again.packet = again.id = SHARING_NONE;
        RECORD_OK(sharing_disclose(&t->practice, &ann, client, &again, str_of(form), &t->arena, &e), &e);
        CHECK(str_eq(again.id, d.id) && str_eq(again.packet, d.packet), "%s: another one", rows[i].why);
        t->now_ms += 1000;
    }
}

static void test_damage(void **state)
{
    (void)state;
    each_record(run_damage);
}

static void test_refused(void **state)
{
    (void)state;
    each_record(run_refused);
}

static void test_meanwhile(void **state)
{
    (void)state;
    each_record(run_meanwhile);
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms), cmocka_unit_test(test_memory),
                                       cmocka_unit_test(test_meanwhile),
                                       cmocka_unit_test(test_damage), cmocka_unit_test(test_refused)};
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
