/* test_consent_ask.c: a consent waits for the client, who says yes or no; what the client may know of disclosures; a
 * statement of disagreement. */
#include "support.h"

#include "between_support.h"
#define actor(id, roles) people_actor(id, roles) /* each of both has one */
#include "people_support.h"
#undef actor
#include "unit/sharing_support.h"

#include "practice/outside.h"
#include "practice/upkeep.h"

#define PLAN_JSON "{\"format\":\"goldthread.plan/1\",\"title\":\"Plan\",\"goals\":[{\"id\":\"g1\",\"statement\":\"Worry less\"}]}"

static struct actor fresh(const struct record_test *t, struct actor who)
{
    who.reauthenticated_ms = t->now_ms;
    return who;
}

static struct consent asked(struct record_test *t, struct people *p, const char *kind)
{
    struct consent c = whole_consent(kind, today(t));
    struct err e = {0};
    t->now_ms += 1000;
    RECORD_OK(sharing_ask(&t->practice, &p->clinician, p->id, &c, NONE, &t->arena, &e), &e);
    return c;
}

static struct consent_proposal proposal(struct record_test *t, struct people *p, struct str id)
{
    struct consent_proposal *list;
    struct err e = {0};
    size_t n;
    RECORD_OK(sharing_proposals(&t->practice, &p->client, p->id, &t->arena, &list, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].consent.id, id))
            return list[i];
    fail_msg("the proposal is not there");
    return (struct consent_proposal){.asked_ms = 0};
}

static size_t consents(struct record_test *t, struct people *p, struct consent **list)
{
    struct err e = {0};
    size_t n;
    RECORD_OK(sharing_consents(&t->practice, &p->clinician, p->id, &t->arena, list, &n, &e), &e);
    return n;
}

static bool in_force(struct record_test *t, struct people *p, struct str id)
{
    struct disclosure d = {.ground = GROUND_CONSENT,
                           .consent = id,
                           .to = STR("Dr Okafor"),
                           .purpose = STR("care by the family doctor"),
                           .use = PURPOSE_TREATMENT};
    struct err e = {0};
    struct str why;
    unsigned sections;
    RECORD_OK(sharing_allowed(&t->practice, &p->clinician, p->id, &d, &t->arena, &sections, &why, &e), &e);
    return sections;
}

#define NAMED "{\"name\":\"Practice Lindenhof\",\"country\":\"US\"}"

static void run_yes(struct record_test *t, struct people *p)
{
    struct consent *list, ask = asked(t, p, "release"), yes = {.signer = STR("Ida Quill")};
    settings(t, NAMED);
    assert_int_equal(consents(t, p, &list), 0); /* what waits is no consent */
    assert_false(in_force(t, p, ask.id));
    struct consent_proposal seen = proposal(t, p, ask.id);
    assert_str(seen.state, "proposed", "state");
    assert_true(!seen.consent.signer.n && !date_is_set(seen.consent.signed_on) && !seen.consent.copy_given);
    /* A yes is a signature. */
    struct consent try = yes;
    EXPECT_ERR(sharing_answer_consent(&t->practice, &p->client, p->id, ask.id, &try, &t->arena, err_), ERR_REFUSED,
               "reauthenticate");
    struct actor self = fresh(t, p->client);
    try = (struct consent){.signer = STR(" ")};
    EXPECT_ERR(sharing_answer_consent(&t->practice, &self, p->id, ask.id, &try, &t->arena, err_), ERR_INVALID, "signer");
    struct err e = {0};
    /* What the client did not see cannot be slipped in with the answer. */
    yes.sections = SHARE_ALL;
    yes.to = STR("Somebody else");
    yes.representative = true;
    RECORD_OK(sharing_answer_consent(&t->practice, &self, p->id, ask.id, &yes, &t->arena, &e), &e);
    EXPECT_EVENT(t, AUDIT_SIGN, "consent.give");
    assert_int_equal(consents(t, p, &list), 1);
    assert_true(str_eq(list[0].id, yes.id) && list[0].sections == ask.sections && list[0].copy_given);
    assert_str(list[0].to, "Dr Okafor", "to");
    assert_str(list[0].signer, "Ida Quill", "signer");
    assert_false(list[0].representative);
    assert_true(in_force(t, p, yes.id) && !in_force(t, p, ask.id));
    seen = proposal(t, p, ask.id);
    assert_str(seen.state, "answered", "state");
    assert_true(str_eq(seen.answer, yes.id));
    /* Once. */
    try = (struct consent){.signer = STR("Ida Quill")};
    EXPECT_ERR(sharing_answer_consent(&t->practice, &self, p->id, ask.id, &try, &t->arena, err_), ERR_CONFLICT, "consent");
    EXPECT_ERR(sharing_unask(&t->practice, &p->clinician, p->id, ask.id, err_), ERR_CONFLICT, "consent");
    /* Taken back by the client: nothing more can be given under it. */
    RECORD_OK(sharing_revoke(&t->practice, &p->client, p->id, yes.id, &e), &e);
    assert_false(in_force(t, p, yes.id));
}

static bool put_details(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    struct record r = {
        .practice = 1, .client = c->client, .kind = RECORD_DETAILS, .state = STR("current"), .content = c->content};
    return record_add(&c->t->store, tx, &r, c->t->now_ms, &c->t->arena, e);
}

/* The name of the person: leniently; another one only when they say that they write it so. */
static void run_signature(struct record_test *t, struct people *p)
{
    static const struct {
        const char *typed;
        bool same, own; /* own: another name, which may stand when it is said to be one's own */
    } rows[] = {{"Ida Quill", true, true},      {"  ida   QUILL ", true, true}, {"Quill, Ida", true, true},
                {"\xc3\x8d" "da Qu\xc3\xadll", true, true}, {"I\xcc\x81" "da Quill.", true, true},
                {"Ida", false, true},           {"Ida Quill Quill", false, true}, {"Ida Maria Quill", false, true},
                {"x", false, false},            {"1", false, false},            {"..", false, false},
                {"xy", false, true},            {"Idaquill", false, true}};
    struct row_call details = {.t = t, .client = p->id, .content = STR("{\"name\":\"Ida Quill\"}")};
    struct err trouble = {0};
    settings(t, NAMED);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_details, &details, &trouble), &trouble);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct actor self = fresh(t, p->client);
        for (int own = 0; own < 2; own++) {
            struct consent ask = asked(t, p, "release"), yes = {.signer = str_of(rows[i].typed), .own_name = own}, *list;
            struct err e = {0};
            size_t before = consents(t, p, &list);
            self = fresh(t, p->client);
            bool ok = sharing_answer_consent(&t->practice, &self, p->id, ask.id, &yes, &t->arena, &e);
            CHECK(ok == (rows[i].same || (own && rows[i].own)), "%s, own %d: %s %s", rows[i].typed, own, e.where, e.text);
            CHECK(ok || (e.kind == ERR_INVALID && strcmp(e.where, "signer.name") == 0), "%s: %s", rows[i].typed, e.where);
            assert_int_equal(consents(t, p, &list), before + ok);
            CHECK(!ok || (list[0].own_name == own && str_eq(str_trim(list[0].signer), str_trim(yes.signer))), "%s is kept",
                  rows[i].typed);
        }
    }
}

static void run_no(struct record_test *t, struct people *p)
{
    struct consent *list, ask = asked(t, p, "release"), no = {.refused = true, .signer = STR("Ida Quill")};
    struct err e = {0};
    RECORD_OK(sharing_answer_consent(&t->practice, &p->client, p->id, ask.id, &no, &t->arena, &e), &e);
    EXPECT_EVENT(t, AUDIT_WRITE, "consent.decline");
    assert_int_equal(consents(t, p, &list), 1);
    assert_true(list[0].refused && !list[0].copy_given && !in_force(t, p, list[0].id));
    assert_str(list[0].to, "Dr Okafor", "what was said no to");
    /* Of one whose last day has passed a no is still heard, a yes is none. */
    ask = asked(t, p, "release");
    t->now_ms += 91 * DAY_MS;
    struct actor self = fresh(t, p->client);
    struct consent late = {.signer = STR("Ida Quill")};
    EXPECT_ERR(sharing_answer_consent(&t->practice, &self, p->id, ask.id, &late, &t->arena, err_), ERR_INVALID, "expires");
    no = (struct consent){.refused = true, .signer = STR("Ida Quill")};
    RECORD_OK(sharing_answer_consent(&t->practice, &self, p->id, ask.id, &no, &t->arena, &e), &e);
    /* Withdrawn by those who asked. */
    ask = asked(t, p, "treatment");
    RECORD_OK(sharing_unask(&t->practice, &p->clinician, p->id, ask.id, &e), &e);
    assert_str(proposal(t, p, ask.id).state, "unasked", "state");
    EXPECT_ERR(sharing_answer_consent(&t->practice, &self, p->id, ask.id, &late, &t->arena, err_), ERR_CONFLICT, "consent");
    EXPECT_ERR(sharing_revoke(&t->practice, &p->client, p->id, ask.id, err_), ERR_CONFLICT, "consent");
    EXPECT_ERR(sharing_unask(&t->practice, &p->clinician, p->id, NONE, err_), ERR_NOT_FOUND, "consent");
}

/* To treatment and to electronic records nobody has to ask first. */
static void run_unasked(struct record_test *t, struct people *p)
{
    struct actor self = fresh(t, p->client);
    struct err e = {0};
    struct consent c = {.kind = CONSENT_E_RECORD, .signer = STR("Ida Quill"), .version = STR("1")}, *list;
    EXPECT_ERR(sharing_answer_consent(&t->practice, &self, p->id, NONE, &c, &t->arena, err_), ERR_INVALID, "told shown");
    c.told = TOLD_SHOWN;
    RECORD_OK(sharing_answer_consent(&t->practice, &self, p->id, NONE, &c, &t->arena, &e), &e);
    c = (struct consent){.kind = CONSENT_TREATMENT, .signer = STR("Ida Quill")};
    RECORD_OK(sharing_answer_consent(&t->practice, &self, p->id, NONE, &c, &t->arena, &e), &e);
    assert_int_equal(consents(t, p, &list), 2);
    assert_true(list[0].told && list[1].told);
    static const enum consent_kind kinds[] = {CONSENT_RELEASE, CONSENT_PART2, CONSENT_PSYCHOTHERAPY_NOTES};
    for (size_t i = 0; i < 3; i++) {
        c = whole_consent("release", today(t));
        c.kind = kinds[i];
        EXPECT_ERR(sharing_answer_consent(&t->practice, &self, p->id, NONE, &c, &t->arena, err_), ERR_INVALID, "consent");
    }
}

static void run_who(struct record_test *t, struct people *p)
{
    struct consent ask = asked(t, p, "release"), c = whole_consent("release", today(t));
    struct consent yes = {.signer = STR("Gus Quill"), .authority = STR("father")};
    struct err e = {0};
    const struct actor *not[] = {&p->client, &p->guardian, &p->glass, &p->owner, &p->auditor};
    for (size_t i = 0; i < sizeof not / sizeof *not; i++) {
        EXPECT_ERR(sharing_ask(&t->practice, not[i], p->id, &c, NONE, &t->arena, err_), ERR_REFUSED, "consent.ask");
        EXPECT_ERR(sharing_unask(&t->practice, not[i], p->id, ask.id, err_), ERR_REFUSED, "consent.unask");
    }
    EXPECT_ERR(sharing_ask(&t->practice, &p->stranger, p->id, &c, NONE, &t->arena, err_), ERR_NOT_FOUND, "client");
    struct actor clinician = fresh(t, p->clinician), foreign = fresh(t, p->else_client), guardian = fresh(t, p->guardian);
    EXPECT_ERR(sharing_answer_consent(&t->practice, &clinician, p->id, ask.id, &yes, &t->arena, err_), ERR_REFUSED,
               "consent.give");
    EXPECT_ERR(sharing_answer_consent(&t->practice, &foreign, p->id, ask.id, &yes, &t->arena, err_), ERR_NOT_FOUND, "client");
    EXPECT_ERR(sharing_answer_consent(&t->practice, &foreign, p->else_id, ask.id, &yes, &t->arena, err_), ERR_NOT_FOUND,
               "consent");
    /* A guardian: as far as the record is open to them. */
    EXPECT_ERR(sharing_answer_consent(&t->practice, &guardian, p->id, ask.id, &yes, &t->arena, err_), ERR_REFUSED, "guardian");
    struct guardian_access d = {.sections = SHARE_PLAN, .reason = STR("agreed"), .decided_on = today(t)};
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    EXPECT_ERR(sharing_answer_consent(&t->practice, &guardian, p->id, ask.id, &yes, &t->arena, err_), ERR_REFUSED, "guardian");
    d.sections |= SHARE_DIAGNOSES;
    t->now_ms += 1000;
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
    struct consent bare = {.signer = STR("Gus Quill")};
    EXPECT_ERR(sharing_answer_consent(&t->practice, &guardian, p->id, ask.id, &bare, &t->arena, err_), ERR_INVALID, "authority");
    yes = (struct consent){.signer = STR("Gus Quill"), .authority = STR("father")};
    RECORD_OK(sharing_answer_consent(&t->practice, &guardian, p->id, ask.id, &yes, &t->arena, &e), &e);
    assert_true(yes.representative);
    ask = asked(t, p, "psychotherapy_notes");
    bare = (struct consent){.signer = STR("Gus Quill"), .authority = STR("father")};
    guardian = fresh(t, p->guardian);
    EXPECT_ERR(sharing_answer_consent(&t->practice, &guardian, p->id, ask.id, &bare, &t->arena, err_), ERR_REFUSED, "guardian");
}

static void opens(struct record_test *t, struct people *p, unsigned sections)
{
    struct guardian_access d = {.sections = sections, .reason = STR("agreed"), .decided_on = today(t)};
    struct err e = {0};
    t->now_ms += 1000;
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &d, &e), &e);
}

static void may_answer(struct record_test *t, const struct actor *who, struct str client, bool expected)
{
    struct err e = {0};
    bool may = !expected;
    RECORD_OK(sharing_consent_may(&t->practice, who, client, &may, &e), &e);
    assert_int_equal(may, expected);
}

static void guardian_sees(struct record_test *t, struct people *p, size_t consents, size_t proposals)
{
    struct consent_proposal *asked;
    struct consent *list;
    struct err e = {0};
    size_t n;
    RECORD_OK(sharing_consents(&t->practice, &p->guardian, p->id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, consents);
    RECORD_OK(sharing_proposals(&t->practice, &p->guardian, p->id, &t->arena, &asked, &n, &e), &e);
    assert_int_equal(n, proposals);
}

/* On the first page: the one that has waited longest, for the client and for a guardian who could answer it. */
static void waits_on_home(struct record_test *t, struct actor who, struct str client, struct str id, bool more)
{
    struct outside_home h;
    struct err e = {0};
    who.client = client;
    RECORD_OK(outside_home(&t->practice, &who, &t->arena, &h, &e), &e);
    CHECK(str_eq(h.consent, id) && h.consents == more, "%.*s, more: %d", (int)h.consent.n, h.consent.n ? h.consent.p : "",
          h.consents);
}

static void run_home(struct record_test *t, struct people *p)
{
    struct err e = {0};
    settings(t, NAMED);
    waits_on_home(t, p->client, p->id, NONE, false);
    struct consent notes = asked(t, p, "psychotherapy_notes"), ask = asked(t, p, "release");
    waits_on_home(t, p->client, p->id, notes.id, true);
    waits_on_home(t, p->guardian, p->id, NONE, false);
    opens(t, p, SHARE_PLAN | SHARE_DIAGNOSES);
    waits_on_home(t, p->guardian, p->id, ask.id, false);
    struct consent no = {.refused = true, .signer = STR("Ida Quill")};
    RECORD_OK(sharing_answer_consent(&t->practice, &p->client, p->id, notes.id, &no, &t->arena, &e), &e);
    waits_on_home(t, p->client, p->id, ask.id, false);
    RECORD_OK(sharing_unask(&t->practice, &p->clinician, p->id, ask.id, &e), &e);
    waits_on_home(t, p->client, p->id, NONE, false);
    waits_on_home(t, p->guardian, p->id, NONE, false);
}

struct gus {
    struct record_test *t;
    struct str id;
};

static bool put_gus(struct db_tx *tx, void *ctx, struct err *e)
{
    struct gus *g = ctx;
    struct record_test *t = g->t;
    struct account_row row = {.practice = 1, .sign_in = STR("gus"), .roles = ROLE_GUARDIAN,
                              .state = STR("active"), .content = STR("{\"name\":\"Gus Quill\",\"sign_in\":\"gus\"}")};
    bool ok = account_add(&t->store, tx, &row, t->now_ms, &t->arena, e);
    g->id = row.id;
    return ok;
}

/* What one guardian gave for their own signature is no other guardian's: neither in force for them nor to be read. */
static void another_guardian(struct record_test *t, struct people *p)
{
    struct consent own = {.kind = CONSENT_E_RECORD, .signer = STR("Gus Quill"), .authority = STR("father"), .own_name = true,
                          .version = STR("1"), .told = TOLD_SHOWN}, *list;
    struct actor gus = fresh(t, p->guardian), gina = gus;
    struct err e = {0};
    bool in_force;
    size_t before, n;
    gina.user = STR("GINA");
    struct gus account = {.t = t};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_gus, &account, &e), &e);
    gus.user = account.id;
    RECORD_OK(sharing_consents(&t->practice, &gina, p->id, &t->arena, &list, &before, &e), &e);
    RECORD_OK(sharing_answer_consent(&t->practice, &gus, p->id, NONE, &own, &t->arena, &e), &e);
    RECORD_OK(sharing_consent_to_sign(&t->practice, &gus, p->id, &in_force, &e), &e);
    assert_true(in_force);
    RECORD_OK(sharing_consent_to_sign(&t->practice, &gina, p->id, &in_force, &e), &e);
    assert_false(in_force);
    RECORD_OK(sharing_consents(&t->practice, &gina, p->id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, before);
    EXPECT_ERR(sharing_revoke(&t->practice, &gina, p->id, own.id, err_), ERR_NOT_FOUND, "consent");
    RECORD_OK(sharing_revoke(&t->practice, &gus, p->id, own.id, &e), &e);
}

/* What a guardian could not decide they do not see, nor take back. */
static void run_guardian(struct record_test *t, struct people *p)
{
    struct consent c = whole_consent("release", today(t)), notes = whole_consent("psychotherapy_notes", today(t));
    struct consent own = {.kind = CONSENT_E_RECORD, .signer = STR("Ida Quill"), .version = STR("1"), .told = TOLD_SHOWN};
    struct actor self = fresh(t, p->client);
    struct err e = {0};
    RECORD_OK(sharing_consent(&t->practice, &p->clinician, p->id, &c, NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_consent(&t->practice, &p->clinician, p->id, &notes, NONE, &t->arena, &e), &e);
    RECORD_OK(sharing_answer_consent(&t->practice, &self, p->id, NONE, &own, &t->arena, &e), &e);
    struct consent ask = asked(t, p, "release");
    asked(t, p, "psychotherapy_notes");
    static const unsigned closed[] = {0, SHARE_NOTES, SHARE_PLAN};
    for (size_t i = 0; i < 3; i++) {
        if (i)
            opens(t, p, closed[i]);
        may_answer(t, &p->guardian, p->id, closed[i] == SHARE_PLAN); /* care and signing need the plan alone */
        may_answer(t, &p->client, p->id, true);
        guardian_sees(t, p, 0, 0);
        EXPECT_ERR(sharing_revoke(&t->practice, &p->guardian, p->id, c.id, err_), ERR_NOT_FOUND, "consent");
        EXPECT_ERR(sharing_revoke(&t->practice, &p->guardian, p->id, ask.id, err_), ERR_NOT_FOUND, "consent");
    }
    opens(t, p, SHARE_PLAN | SHARE_DIAGNOSES);
    guardian_sees(t, p, 1, 1);
    EXPECT_ERR(sharing_revoke(&t->practice, &p->guardian, p->id, notes.id, err_), ERR_NOT_FOUND, "consent");
    EXPECT_ERR(sharing_revoke(&t->practice, &p->guardian, p->id, own.id, err_), ERR_NOT_FOUND, "consent");
    RECORD_OK(sharing_revoke(&t->practice, &p->guardian, p->id, c.id, &e), &e);
    opens(t, p, SHARE_ALL);
    guardian_sees(t, p, 1, 1);
    struct consent *list;
    assert_int_equal(consents(t, p, &list), 3); /* the team sees them all */
    /* Their own to sign on a screen is theirs to take back, whatever it names and whatever is open to them. */
    struct consent theirs = whole_consent("e_record", today(t));
    theirs.sections = SHARE_PLAN | SHARE_PROGRESS;
    theirs.representative = true;
    theirs.signer = STR("Gus Quill");
    theirs.authority = STR("father");
    RECORD_OK(sharing_consent(&t->practice, &p->clinician, p->id, &theirs, NONE, &t->arena, &e), &e);
    bool in_force = false;
    RECORD_OK(sharing_consent_to_sign(&t->practice, &p->guardian, p->id, &in_force, &e), &e);
    assert_true(in_force);
    opens(t, p, SHARE_PLAN | SHARE_DIAGNOSES);
    guardian_sees(t, p, 2, 1);
    RECORD_OK(sharing_revoke(&t->practice, &p->guardian, p->id, theirs.id, &e), &e);
    RECORD_OK(sharing_consent_to_sign(&t->practice, &p->guardian, p->id, &in_force, &e), &e);
    assert_false(in_force);
    another_guardian(t, p);
}

/* All that is missing, at once; of one that is only put before the client, not what the answer brings. */
static void test_gaps(void **state)
{
    struct consent_gap gaps[CONSENT_GAPS_MAX];
    struct date today = {2027, 1, 15};
    (void)state;
    for (unsigned k = 0; k < CONSENT_KIND_COUNT; k++) {
        struct consent empty = {.kind = (enum consent_kind)k}, whole = whole_consent(sharing_consent_name(empty.kind), today);
        size_t all = sharing_consent_gaps(&empty, false, gaps, CONSENT_GAPS_MAX);
        bool signer = false;
        for (size_t i = 0; i < all; i++)
            signer = signer || strcmp(gaps[i].where, "signer") == 0;
        CHECK(signer && all > 5 && all < CONSENT_GAPS_MAX, "%u: %zu", k, all);
        assert_int_equal(sharing_consent_gaps(&empty, false, gaps, 2), 2);
        size_t asked = sharing_consent_gaps(&empty, true, gaps, CONSENT_GAPS_MAX);
        for (size_t i = 0; i < asked; i++)
            CHECK(strcmp(gaps[i].where, "signer") && strcmp(gaps[i].where, "signed_on") && strcmp(gaps[i].where, "copy_given") &&
                      strcmp(gaps[i].where, "told shown"),
                  "%u: %s", k, gaps[i].where);
        CHECK(asked < all, "%u", k);
        assert_int_equal(sharing_consent_gaps(&whole, false, gaps, CONSENT_GAPS_MAX), 0);
    }
    struct consent c = whole_consent("release", today);
    c.to = c.purpose = NONE;
    assert_int_equal(sharing_consent_gaps(&c, true, gaps, CONSENT_GAPS_MAX), 2);
    assert_string_equal(gaps[0].where, "to");
    assert_string_equal(gaps[1].where, "purpose");
}

/* ---- what was given to others, as the client may know it ---- */

static struct str report(struct record_test *t, struct people *p, struct date suspended_until)
{
    struct disclosure d = {.ground = GROUND_REQUIRED_REPORT,
                           .use = PURPOSE_LEGAL,
                           .authority = STR("a law that asks for it"),
                           .to = STR("the office"),
                           .purpose = STR("a report"),
                           .sections = SHARE_PLAN,
                           .passphrase = STR("twelve words told apart"),
                           .suspended_until = suspended_until};
    struct err e = {0};
    t->now_ms += 1000;
    RECORD_OK(sharing_disclose(&t->practice, &p->clinician, p->id, &d, NONE, &t->arena, &e), &e);
    return d.id;
}

static size_t own(struct record_test *t, const struct actor *who, struct str client)
{
    struct disclosure *list;
    struct err e = {0};
    size_t n;
    RECORD_OK(sharing_disclosures_own(&t->practice, who, client, &t->arena, &list, &n, &e), &e);
    return n;
}

static size_t events_of(struct record_test *t, const struct actor *who, struct str client, const char *use_case, struct str object)
{
    struct client_event *list;
    struct str earlier;
    struct err e = {0};
    size_t n, found = 0;
    RECORD_OK(upkeep_client_events(&t->practice, who, client, NONE, 200, &t->arena, &list, &n, &earlier, &e), &e);
    for (size_t i = 0; i < n; i++)
        found += str_is(list[i].row.event.use_case, use_case) && (!object.n || str_eq(list[i].row.event.object, object));
    return found;
}

static void run_own(struct record_test *t, struct people *p)
{
    settings(t, NAMED);
    add_row(t, (struct record){.client = p->id,
                               .kind = RECORD_PLAN,
                               .state = STR("signed"),
                               .locked = true,
                               .content = STR(PLAN_JSON)});
    struct err e = {0};
    struct consent c = whole_consent("release", today(t));
    RECORD_OK(sharing_consent(&t->practice, &p->clinician, p->id, &c, NONE, &t->arena, &e), &e);
    struct disclosure d = {.ground = GROUND_CONSENT,
                           .consent = c.id,
                           .to = STR("Dr Okafor"),
                           .purpose = STR("care by the family doctor"),
                           .sections = SHARE_PLAN,
                           .passphrase = STR("twelve words told apart")};
    RECORD_OK(sharing_disclose(&t->practice, &p->clinician, p->id, &d, NONE, &t->arena, &e), &e);
    assert_int_equal(own(t, &p->client, p->id), 1); /* with consent too */
    assert_int_equal(own(t, &p->guardian, p->id), 0);
    struct guardian_access open = {.sections = SHARE_PLAN, .reason = STR("agreed"), .decided_on = today(t)};
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &open, &e), &e);
    assert_int_equal(own(t, &p->guardian, p->id), 1);
    /* Suspended until its day is past: in no list, no accounting, no event of the client's. */
    struct date last = date_add_days(today(t), 20);
    struct str kept = report(t, p, last), plain = report(t, p, (struct date){0});
    for (int days = 0; days < 22; days += days == 0 ? 20 : 1) {
        int64_t now = t->now_ms;
        bool told = days == 21;
        struct disclosure *list;
        size_t n;
        t->now_ms += days * DAY_MS;
        assert_int_equal(own(t, &p->client, p->id), 2 + told);
        RECORD_OK(sharing_accounting(&t->practice, &p->client, p->id, &t->arena, &list, &n, &e), &e);
        assert_int_equal(n, 1 + told);
        assert_int_equal(events_of(t, &p->client, p->id, "disclosure.make", kept), told);
        assert_int_equal(events_of(t, &p->client, p->id, "disclosure.make", plain), 1);
        assert_int_equal(events_of(t, &p->officer, p->id, "disclosure.make", kept), 1);
        t->now_ms = now;
    }
    /* A report that the law requires may be about the guardian. */
    assert_int_equal(own(t, &p->guardian, p->id), 1);
    struct disclosure *list;
    size_t n;
    RECORD_OK(sharing_accounting(&t->practice, &p->guardian, p->id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 0);
    /* Of what counts, too, only what lies in the parts that are open to them. */
    for (int beyond = 0; beyond < 2; beyond++) {
        struct disclosure x = {.ground = GROUND_EMERGENCY,
                               .use = PURPOSE_EMERGENCY,
                               .authority = STR("found unconscious at home, the ambulance asked"),
                               .to = STR("Emergency room"),
                               .purpose = STR("treatment"),
                               .sections = beyond ? SHARE_PLAN | SHARE_DIAGNOSES : SHARE_PLAN,
                               .passphrase = STR("twelve words told apart")};
        t->now_ms += 1000;
        RECORD_OK(sharing_disclose(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e), &e);
        RECORD_OK(sharing_accounting(&t->practice, &p->guardian, p->id, &t->arena, &list, &n, &e), &e);
        assert_int_equal(n, 1);
        RECORD_OK(sharing_accounting(&t->practice, &p->client, p->id, &t->arena, &list, &n, &e), &e);
        assert_int_equal(n, 2 + beyond); /* the plain report, and these */
    }
    const struct actor *not[] = {&p->clinician, &p->officer, &p->staff, &p->owner};
    for (size_t i = 0; i < sizeof not / sizeof *not; i++)
        EXPECT_ERR(sharing_disclosures_own(&t->practice, not[i], p->id, &t->arena, &list, &n, err_), ERR_REFUSED, "disclosure.own");
    EXPECT_ERR(sharing_disclosures_own(&t->practice, &p->else_client, p->id, &t->arena, &list, &n, err_), ERR_NOT_FOUND, "client");
}

/* ---- a statement of disagreement ---- */

static struct request denied(struct record_test *t, struct people *p, const char *kind, const char *answer)
{
    struct request r = {.text = STR("The day is wrong.")};
    struct err e = {0};
    assert_true(sharing_request_find(str_of(kind), &r.kind));
    t->now_ms += 1000;
    RECORD_OK(sharing_request(&t->practice, &p->client, p->id, &r, NONE, &t->arena, &e), &e);
    if (*answer)
        RECORD_OK(sharing_answer(&t->practice, &p->clinician, p->id, r.id, str_of(answer), STR("It is right."), &e), &e);
    return r;
}

static void run_statement(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct request no = denied(t, p, "amendment", "denied"), *list;
    const struct request others[] = {denied(t, p, "amendment", ""), denied(t, p, "amendment", "granted"),
                                     denied(t, p, "question", "denied"), denied(t, p, "access", "denied")};
    size_t n;
    for (size_t i = 0; i < 4; i++)
        EXPECT_ERR(sharing_statement(&t->practice, &p->client, p->id, others[i].id, STR("But it is wrong."), NONE, err_),
                   ERR_CONFLICT, "request");
    EXPECT_ERR(sharing_statement(&t->practice, &p->client, p->id, no.id, STR(" "), NONE, err_), ERR_INVALID, "text");
    EXPECT_ERR(sharing_statement(&t->practice, &p->client, p->id, no.id, STR("\xff"), NONE, err_), ERR_INVALID, "text");
    EXPECT_ERR(sharing_statement(&t->practice, &p->clinician, p->id, no.id, STR("x"), NONE, err_), ERR_REFUSED,
               "request.statement");
    EXPECT_ERR(sharing_statement(&t->practice, &p->else_client, p->else_id, no.id, STR("x"), NONE, err_), ERR_NOT_FOUND,
               "request");
    RECORD_OK(sharing_statement(&t->practice, &p->client, p->id, no.id, STR("But it is wrong."), NONE, &e), &e);
    EXPECT_EVENT(t, AUDIT_WRITE, "request.statement");
    EXPECT_ERR(sharing_statement(&t->practice, &p->client, p->id, no.id, STR("Again."), NONE, err_), ERR_CONFLICT, "request");
    RECORD_OK(sharing_requests(&t->practice, &p->client, p->id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 5); /* the statement is no request */
    for (size_t i = 0; i < n; i++) {
        bool it = str_eq(list[i].id, no.id);
        CHECK(str_is(list[i].statement, "But it is wrong.") == it && date_is_set(list[i].statement_on) == it, "%zu", i);
        assert_true(str_eq(list[i].id, no.id) || !list[i].statement.n);
    }
    /* With a plan in force it stands beside the plan too, and goes where the plan goes. */
    struct str plan = add_row(t, (struct record){.client = p->id,
                                                 .kind = RECORD_PLAN,
                                                 .state = STR("signed"),
                                                 .locked = true,
                                                 .content = STR(PLAN_JSON)});
    struct plan_amendment *beside;
    no = denied(t, p, "amendment", "denied");
    RECORD_OK(sharing_statement(&t->practice, &p->client, p->id, no.id, STR("I see it another way."), NONE, &e), &e);
    RECORD_OK(plans_amendments(&t->practice, &p->clinician, p->id, plan, &t->arena, &beside, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_str(beside[0].kind, "disagreement", "kind");
    assert_str(beside[0].text, "I see it another way.", "text");
}

static size_t requests_of(struct record_test *t, const struct actor *who, struct str client, struct request **list)
{
    struct err e = {0};
    size_t n;
    RECORD_OK(sharing_requests(&t->practice, who, client, &t->arena, list, &n, &e), &e);
    return n;
}

/* What the client asks for is the client's own: a guardian sees what they asked for, unless all is open. */
static void run_guardian_requests(struct record_test *t, struct people *p)
{
    struct request theirs = denied(t, p, "amendment", "denied"), r = {.kind = REQUEST_ACCESS}, *list;
    struct err e = {0};
    assert_int_equal(requests_of(t, &p->guardian, p->id, &list), 0);
    RECORD_OK(sharing_request(&t->practice, &p->guardian, p->id, &r, NONE, &t->arena, &e), &e);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(requests_of(t, &p->guardian, p->id, &list), 1);
        assert_true(str_eq(list[0].id, r.id));
        EXPECT_ERR(sharing_statement(&t->practice, &p->guardian, p->id, theirs.id, STR("It is wrong."), NONE, err_),
                   ERR_NOT_FOUND, "request");
        opens(t, p, SHARE_ALL & ~(unsigned)SHARE_NOTES);
    }
    opens(t, p, SHARE_ALL);
    assert_int_equal(requests_of(t, &p->guardian, p->id, &list), 2);
    assert_int_equal(requests_of(t, &p->client, p->id, &list), 2);
    assert_int_equal(requests_of(t, &p->clinician, p->id, &list), 2);
    RECORD_OK(sharing_statement(&t->practice, &p->guardian, p->id, theirs.id, STR("It is wrong."), NONE, &e), &e);
}

/* ---- each step failing, and memory ---- */

struct faulty {
    struct people *p;
    struct str id;
};

static bool ask_once(struct record_test *t, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct consent c = whole_consent("release", today(t));
    return sharing_ask(&t->practice, &f->p->clinician, f->p->id, &c, NONE, &t->arena, e);
}

static bool give_once(struct record_test *t, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct consent yes = {.signer = STR("Ida Quill")};
    struct actor self = fresh(t, f->p->client);
    return sharing_answer_consent(&t->practice, &self, f->p->id, f->id, &yes, &t->arena, e);
}

static bool unask_once(struct record_test *t, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    return sharing_unask(&t->practice, &f->p->clinician, f->p->id, f->id, e);
}

static bool state_once(struct record_test *t, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    return sharing_statement(&t->practice, &f->p->client, f->p->id, f->id, STR("But it is wrong."), NONE, e);
}

struct swept {
    struct record_test *t;
    struct faulty f;
};

static bool list_once(struct arena *a, void *ctx, struct err *e)
{
    struct swept *s = ctx;
    struct consent_proposal *list;
    struct disclosure *given;
    size_t n;
    return sharing_proposals(&s->t->practice, &s->f.p->client, s->f.p->id, a, &list, &n, e) &&
           sharing_disclosures_own(&s->t->practice, &s->f.p->client, s->f.p->id, a, &given, &n, e);
}

static bool events_once(struct arena *a, void *ctx, struct err *e)
{
    struct swept *s = ctx;
    struct client_event *list;
    struct str earlier;
    size_t n;
    return upkeep_client_events(&s->t->practice, &s->f.p->client, s->f.p->id, NONE, 5, a, &list, &n, &earlier, e);
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct faulty f = {.p = p};
    settings(t, NAMED);
    add_row(t, (struct record){.client = p->id,
                               .kind = RECORD_PLAN,
                               .state = STR("signed"),
                               .locked = true,
                               .content = STR(PLAN_JSON)});
    each_step(t, "ask", ask_once, &f);
    f.id = asked(t, p, "release").id;
    each_step(t, "give", give_once, &f);
    f.id = asked(t, p, "release").id;
    each_step(t, "unask", unask_once, &f);
    f.id = denied(t, p, "amendment", "denied").id;
    each_step(t, "state", state_once, &f);
    report(t, p, date_add_days(today(t), 3));
    struct swept s = {t, f};
    assert_true(fault_sweep(list_once, &s) > 3);
    assert_true(fault_sweep(events_once, &s) > 3);
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(yes)
TEST(no)
TEST(signature)
TEST(unasked)
TEST(who)
TEST(own)
TEST(guardian)
TEST(home)
TEST(guardian_requests)
TEST(statement)
TEST(faults)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gaps), cmocka_unit_test(test_yes),
                                       cmocka_unit_test(test_no),   cmocka_unit_test(test_unasked),
                                       cmocka_unit_test(test_who),  cmocka_unit_test(test_own),
                                       cmocka_unit_test(test_guardian), cmocka_unit_test(test_home), cmocka_unit_test(test_signature), cmocka_unit_test(test_guardian_requests),
                                       cmocka_unit_test(test_statement), cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
