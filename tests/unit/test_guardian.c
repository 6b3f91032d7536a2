/* test_guardian.c: what a guardian reads of the entries between plans, by the state's row and the clinician's decision.
 */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"
#include "practice/chart.h"
#include "practice/outside.h"
#include "practice/plans.h"
#include "practice/safety.h"
#include "practice/sharing.h"
#include "practice/words.h"

#include <time.h>

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
    {RECORD_REVIEW, "{\"results\":\"a\",\"client_reading\":\"b\",\"decisions\":[{\"about\":\"plan\",\"decision\":\"keep\",\"reason\":\"c\"}]}", false},
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
    enum guardian_ground ground;
} rows[] = {
    {"a state without a row waits for the clinician", "NV", "2018-01-15", AS_BY_STATE, false, 0, false,
     GUARDIAN_NO_ROW},
    {"no state is set", "", "2018-01-15", AS_BY_STATE, false, 0, false, GUARDIAN_NO_STATE},
    {"a day before the age of consent", "CA", "2015-01-16", AS_BY_STATE, false, PLAIN | LABELLED, true,
     GUARDIAN_BY_STATE},
    {"the age of consent", "CA", "2015-01-15", AS_BY_STATE, false, 0, false, GUARDIAN_CLIENT_DECIDES},
    {"no birth date", "CA", NULL, AS_BY_STATE, false, 0, false, GUARDIAN_NO_BIRTH_DATE},
    {"of age", "CA", "2009-01-15", AS_BY_STATE, false, 0, false, GUARDIAN_OF_AGE},
    {"below the age, in a Part 2 programme", "CA", "2018-01-15", AS_BY_STATE, true, PLAIN, false, GUARDIAN_BY_STATE},
    {"dates only, as decided", "NV", "2012-01-15", SHARE_SESSIONS, false, 1u << RECORD_SESSION, false,
     GUARDIAN_DECIDED},
    {"progress, as decided", "NV", "2012-01-15", SHARE_PROGRESS, false,
     1u << RECORD_SCORE | 1u << RECORD_RATING | 1u << RECORD_ASSIGNMENT, false, GUARDIAN_DECIDED},
    {"a decision cuts what the row would open", "CA", "2018-01-15", SHARE_REVIEWS, false, 1u << RECORD_REVIEW, false,
     GUARDIAN_DECIDED},
    {"notes are opened, and are read in the export only", "CA", "2014-01-15", SHARE_NOTES, false,
     1u << RECORD_DIARY | 1u << RECORD_EVENT | 1u << RECORD_REFERRAL, false, GUARDIAN_DECIDED},
    {"nothing, as decided", "CA", "2018-01-15", 0, false, 0, false, GUARDIAN_DECIDED},
    {"all but what bears the label", "NV", "2012-01-15", SHARE_ALL & ~(unsigned)SHARE_SUBSTANCE_USE, true, PLAIN, false,
     GUARDIAN_DECIDED},
    {"all, in a Part 2 programme", "NV", "2012-01-15", SHARE_ALL, true, PLAIN | LABELLED, true, GUARDIAN_DECIDED},
};

struct details {
    struct record_test *t;
    struct str client, json;
};

static bool put_details(struct db_tx *tx, void *ctx, struct err *e)
{
    struct details *d = ctx;
    struct record r = {
        .practice = 1, .client = d->client, .kind = RECORD_DETAILS, .state = STR("current"), .content = d->json};
    return record_add(&d->t->store, tx, &r, d->t->now_ms, &d->t->arena, e);
}

static void prepare(struct record_test *t, struct people *p, size_t row, struct str ids[ENTRIES + 1])
{
    char text[300];
    struct err e = {0};
    snprintf(text, sizeof text,
             "{\"name\":\"P\",\"state\":\"%s\",\"part2\":%s,\"alert_owner\":\"DUTY\",\"alert_cover\":\"COVER\"}",
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
            CHECK(rows[row].seen >> list_[k].kind & 1, "%s: %s is listed", rows[row].why,
                  record_kind_name(list_[k].kind));
        }
        CHECK(seen == may, "%s: %s, way %d: %s, %s: %s", rows[row].why, record_kind_name(kind), i,
              seen ? "seen" : "not seen", e.where, e.text);
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
    struct guardian_now now;
    struct err none = {0};
    RECORD_OK(sharing_guardian_now(&t->practice, &p->clinician, p->id, &t->arena, &now, &none), &none);
    CHECK(now.ground == rows[row].ground, "%s: ground %d", rows[row].why, (int)now.ground);
    CHECK(!rows[row].seen == !now.sections, "%s: sections %u", rows[row].why, now.sections);
    if (now.ground == GUARDIAN_DECIDED)
        assert_str(now.decision.reason, "talked about with Ida", rows[row].why);
    assert_false(sharing_guardian_now(&t->practice, &p->guardian, p->id, &t->arena, &now, &none));
    struct chart_stands stands;
    bool stood = chart_stands(&t->practice, &p->guardian, p->id, &t->arena, &stands, &none);
    CHECK(stood == ok, "%s: where the objectives stand: %s: %s", rows[row].why, none.where, none.text);
    CHECK(ok == rows[row].follows && (ok || e.kind == ERR_REFUSED), "%s: what follows: %s: %s", rows[row].why, e.where,
          e.text);
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

/* Only what stands: neither what was corrected or withdrawn, nor a form that is not sent; and never more than asked
 * for. */
static void run_stands(struct record_test *t, struct people *p)
{
    struct str ids[ENTRIES + 1];
    struct record *list_ = NULL;
    struct err e = {0};
    struct entry x = {.kind = RECORD_EVENT, .date = today(t), .json = STR("{\"kind\":\"move\"}")};
    prepare(t, p, 2, ids);
    RECORD_OK(between_correct(&t->practice, &p->clinician, p->id, ids[3], &x, STR("mistyped"), NONE, &t->arena, &e),
              &e);
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
    FAILS(between_add(&t->practice, &p->guardian, p->id, &x, NONE, &t->arena, &failed), ERR_REFUSED, "entry.write",
          "writes");
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
    struct gus g = {t,
                    {.practice = 1,
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

/* ---- whatever the state, the birthday, the decision and the day: nothing but what is open ---- */

struct trial {
    const char *state;
    struct date born, decided_on; /* not set: not known; nothing was decided */
    unsigned decided;
    bool part2;
};

/* What is open on a day, told anew: by age, decision and state, not by the code that is tested. */
static unsigned opens(const struct trial *x, struct date on, bool *over)
{
    bool adult = date_is_set(x->born) && date_age(x->born, on) >= 18;
    bool decided = date_is_set(x->decided_on);
    bool decided_of_adult = decided && date_is_set(x->born) && date_age(x->born, x->decided_on) >= 18;
    *over = adult && !decided_of_adult;
    if (*over)
        return 0;
    if (decided)
        return x->decided;
    bool child = date_is_set(x->born) && date_age(x->born, on) >= 0 && date_age(x->born, on) < 12;
    return child && strcmp(x->state, "CA") == 0 ? SHARE_ALL & ~(unsigned)SHARE_SUBSTANCE_USE : 0;
}

static unsigned section_of(enum record_kind kind)
{
    switch (kind) {
    case RECORD_SESSION:
        return SHARE_SESSIONS;
    case RECORD_ASSIGNMENT:
    case RECORD_SCORE:
    case RECORD_RATING:
        return SHARE_PROGRESS;
    case RECORD_DIAGNOSIS:
        return SHARE_DIAGNOSES;
    case RECORD_REVIEW:
        return SHARE_REVIEWS;
    case RECORD_SAFETY_PLAN:
        return SHARE_SAFETY_PLAN;
    case RECORD_DIARY:
    case RECORD_EVENT:
    case RECORD_REFERRAL:
        return SHARE_NOTES;
    default:
        return 0; /* never */
    }
}

static bool nothing_to_do(struct practice_tx *t, void *ctx, struct err *e)
{
    (void)e;
    *(bool *)ctx = true;
    t->object = t->client;
    return true;
}

/* Every use case about a client: the row's letter, and none but the greeting when it is over. */
static void reach_cases(struct record_test *t, const struct people *p, bool over, const char *why)
{
    struct actor gus = p->guardian;
    gus.reauthenticated_ms = t->now_ms;
    for (int i = 0; i < CASE_COUNT; i++) {
        struct use_case c = practice_case((enum case_id)i);
        struct err e = {0};
        bool ran = false, letter = practice_allows(&c, ROLE_GUARDIAN, RELATION_GUARDIAN);
        if (!c.about_client)
            continue;
        bool ok = practice_do(&t->practice, &gus, (enum case_id)i, p->id, NONE, &t->arena, nothing_to_do, &ran, &e);
        bool may = letter && (!over || i == CASE_OUTSIDE_READ);
        CHECK(ok == may && ran == may, "%s: %s: %s, %s: %s", why, c.name, ran ? "done" : "refused", e.where, e.text);
        e = (struct err){0};
        ran = false;
        ok = practice_do(&t->practice, &gus, (enum case_id)i, p->else_id, NONE, &t->arena, nothing_to_do, &ran, &e);
        CHECK(!ok && !ran && e.kind == ERR_NOT_FOUND, "%s: %s of another client: %s", why, c.name, e.text);
    }
}

static bool lists(struct record_test *t, const struct people *p, enum record_kind kind, struct str id)
{
    struct record_filter f = {.kinds = 1u << kind};
    struct record *list_ = NULL, r;
    struct err e = {0};
    size_t n = 0;
    bool seen = between_get(&t->practice, &p->guardian, p->id, kind, id, &t->arena, &r, &e);
    e = (struct err){0};
    if (!between_list(&t->practice, &p->guardian, p->id, &f, &t->arena, &list_, &n, &e))
        n = 0;
    for (size_t i = 0; i < n; i++)
        seen = seen || str_eq(list_[i].id, id);
    return seen;
}

static void reach_record(struct record_test *t, struct people *p, const struct trial *x, const struct str *ids,
                         const char *why)
{
    const unsigned of_plan = SHARE_PLAN | SHARE_DIAGNOSES | SHARE_MEDICATION | SHARE_SAFETY_PLAN;
    bool over = false;
    unsigned open = opens(x, today(t), &over);
    for (size_t i = 0; i <= ENTRIES; i++) {
        enum record_kind kind = i < ENTRIES ? entries[i].kind : RECORD_SCORE;
        bool labelled = x->part2 && LABELLED >> kind & 1;
        bool may = section_of(kind) & open && (!labelled || open & SHARE_SUBSTANCE_USE);
        CHECK(lists(t, p, kind, ids[i]) == may, "%s: %s %s", why, record_kind_name(kind), may ? "is shut" : "is seen");
    }
    struct plan_version *versions;
    struct checkin_due *due_;
    struct safety safe;
    struct outside o;
    struct words *said;
    struct str json;
    struct err e[7] = {{0}};
    size_t n;
    bool plan = plans_list(&t->practice, &p->guardian, p->id, &t->arena, &versions, &n, &e[0]);
    bool safety = safety_read(&t->practice, &p->guardian, p->id, &t->arena, &safe, &e[1]);
    bool words = words_list(&t->practice, &p->guardian, p->id, &(struct words_filter){0}, &t->arena, &said, &n, &e[2]);
    bool export = sharing_export(&t->practice, &p->guardian, p->id, &t->arena, &json, &e[3]);
    bool asked = checkin_list(&t->practice, &p->guardian, &t->arena, &due_, &n, &e[4]);
    CHECK(plan == ((open & of_plan) == of_plan), "%s: plan: %s", why, e[0].text);
    CHECK(safety == ((open & SHARE_SAFETY_PLAN) != 0), "%s: safety plan: %s", why, e[1].text);
    CHECK(words == (open != 0), "%s: words: %s", why, e[2].text);
    CHECK(export == (open != 0), "%s: export: %s", why, e[3].text);
    CHECK(asked == !over, "%s: check-ins: %s", why, e[4].text);
    RECORD_OK(outside_read(&t->practice, &p->guardian, &t->arena, &o, &e[5]), &e[5]);
    CHECK(o.guardian_over == over, "%s: is it over", why);
    struct outside_home h;
    RECORD_OK(outside_home(&t->practice, &p->guardian, &t->arena, &h, &e[6]), &e[6]);
    CHECK(open & SHARE_PLAN || (!h.goal_count && !h.plan_to_sign.n), "%s: the first page shows goals", why);
}

static struct date born_of(unsigned long n, struct date now)
{
    const int ages[] = {11, 12, 17, 18, 19, 5};
    struct date d = now;
    d.year -= ages[n % 6];
    return date_add_days(d, (int)(n / 6 % 5) - 2);
}

static void run_trial(struct record_test *t, struct people *p, unsigned long n)
{
    static const char *const states[] = {"CA", "NV", ""};
    struct trial x = {.state = states[n % 3], .part2 = n / 3 % 4 == 0, .decided = (unsigned)(n / 12) & SHARE_ALL};
    struct str ids[ENTRIES + 1];
    char text[300], why[200], on[DATE_TEXT_SIZE] = "";
    struct err e = {0};
    x.born = n % 11 ? born_of(n / 7, today(t)) : (struct date){0};
    snprintf(text, sizeof text,
             "{\"name\":\"P\",\"state\":\"%s\",\"part2\":%s,\"alert_owner\":\"DUTY\",\"alert_cover\":\"COVER\"}",
             x.state, x.part2 ? "true" : "false");
    settings(t, text);
    if (date_is_set(x.born)) {
        snprintf(text, sizeof text, "{\"name\":\"Ida Quill\",\"birth_date\":\"%s\"}", date_format(x.born, on));
        struct details d = {t, p->id, str_of(text)};
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_details, &d, &e), &e);
    }
    for (size_t i = 0; i < ENTRIES; i++)
        ids[i] = add(t, entries[i].by_client ? &p->client : &p->clinician, p->id, entries[i].kind, "2027-01-14",
                     entries[i].json);
    ids[SCORE_AT] = score(t, &p->clinician, p->id, "2027-01-14", "{\"instrument\":\"gad7\",\"total\":9}");
    sign_plan(t, p->id);
    if (n / 5 % 3) {
        struct guardian_access d = {.sections = x.decided, .reason = STR("talked about with Ida")};
        struct err of_age = {0};
        d.for_adult = date_is_set(x.born) && date_age(x.born, today(t)) >= 18;
        if (d.for_adult) { /* not by mistake */
            d.for_adult = false;
            CHECK(!sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &of_age) &&
                      of_age.kind == ERR_CONFLICT && strcmp(of_age.where, "adult") == 0,
                  "trial %lu: given to a guardian of somebody of age: %s", n, of_age.where);
            d.for_adult = true;
        }
        x.decided_on = today(t);
        RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    }
    for (int k = 0; k < 5; k++) { /* the same sign-in, day after day */
        bool over;
        opens(&x, today(t), &over);
        snprintf(why, sizeof why, "trial %lu, %s, born %s, decided %s %x, day %d", n, x.state, on,
                 date_is_set(x.decided_on) ? "" : "nothing", x.decided, k);
        reach_record(t, p, &x, ids, why);
        if (n % 4 == 0 && k % 4 == 0)
            reach_cases(t, p, over, why);
        t->now_ms += DAY_MS;
    }
}

static void test_nothing_else(void **state)
{
    (void)state;
    const char *given = getenv("GOLDTHREAD_TEST_SEED");
    unsigned long seed = given ? strtoul(given, NULL, 10) : (unsigned long)time(NULL);
    print_message("GOLDTHREAD_TEST_SEED=%lu\n", seed);
    for (unsigned long i = 0; i < 32; i++) {
        struct backend b;
        for (int k = 0; backend_at(k, &b) && (k == 0 || i % 10 == 0); k++) {
            struct record_test t;
            record_test_begin(&t, &b);
            struct people p = people(&t);
            run_trial(&t, &p, (seed + i * 2654435761ul) % 1000003ul);
            record_test_end(&t);
            backend_end(&b);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_guardian_reads),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_nothing_else),
        cmocka_unit_test(test_only_what_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
