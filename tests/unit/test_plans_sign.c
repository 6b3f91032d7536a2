/* test_plans_sign.c: signing a plan, in which order, what holds then. */
#include "plans_people.h"
#include "practice/outside.h"
#include "practice/words.h"

static void waits_for(struct record_test *t, const struct actor *who, struct str plan, const char *why)
{
    struct outside_home h;
    struct err e = {0};
    RECORD_OK(outside_home(&t->practice, who, &t->arena, &h, &e), &e);
    CHECK(plan.n ? str_eq(h.plan_to_sign, plan) : !h.plan_to_sign.n, "%s: %.*s", why, (int)h.plan_to_sign.n,
          h.plan_to_sign.n ? h.plan_to_sign.p : "");
}

/* Who said "I do not want to sign" is not asked again for that text; others are, and so are they for another text. */
static void not_signed(struct record_test *t, struct people *p, const struct plan_version *v)
{
    static const struct {
        unsigned char hash;
        bool same_plan, waits;
        enum words_kind kind;
        const char *why;
    } rows[] = {{1, true, true, WORDS_AGREEMENT, "of another text of it"},
                {0, false, true, WORDS_AGREEMENT, "of another version"},
                {0, true, true, WORDS_OTHER, "words of another kind"},
                {0, true, false, WORDS_AGREEMENT, "of this one"}};
    struct actor guardian = p->guardian, client = p->client;
    client.client = guardian.client = p->id;
    waits_for(t, &client, v->id, "before");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct seal_hash hash = v->hash;
        struct err e = {0};
        char about[WORDS_VERSION_SIZE];
        hash.byte[0] ^= rows[i].hash;
        words_of_version(rows[i].same_plan ? v->id : p->id, &hash, WORDS_NOT_SIGN, about);
        struct words w = {.kind = rows[i].kind, .about = str_of(about), .text = STR("Not yet.")};
        t->now_ms++;
        RECORD_OK(words_add(&t->practice, &client, p->id, &w, (struct str){NULL, 0}, &t->arena, &e), &e);
        waits_for(t, &client, rows[i].waits ? v->id : (struct str){NULL, 0}, rows[i].why);
    }
    waits_for(t, &guardian, v->id, "the guardian did not say it");
}

static void run_signing(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct str pdf, again;
    struct plan_version v = written(t, p, WHOLE);

    /* Consent comes first; then the order holds. */
    assert_false(send_to(t, p, &v, usual, 4, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_string_equal(e.where, "consent.treatment");
    consents(t, p);
    RECORD_OK(send_to(t, p, &v, usual, 4, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    assert_str(v.state, "signing", "state");
    assert_false(sign_as(t, &p->client, p, &v, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    assert_true(has(str_of(e.text), "waits"));
    assert_false(sign_as(t, &p->stranger, p, &v, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    /* A re-authentication is needed, and the text that was shown. */
    struct actor tired = p->clinician;
    tired.reauthenticated_ms = 0;
    assert_false(sign_as(t, &tired, p, &v, &e));
    assert_string_equal(e.where, "reauthenticate");
    struct plan_version shown = v;
    shown.hash.byte[7] ^= 1;
    assert_false(sign_as(t, &p->clinician, p, &shown, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &pdf, &e));

    struct actor with_password = p->clinician, with_code = p->client, with_recovery = p->supervisor;
    with_password.reauthenticated_by = AGAIN_PASSWORD;
    with_code.reauthenticated_by = AGAIN_CODE;
    with_recovery.reauthenticated_by = AGAIN_RECOVERY_CODE;
    RECORD_OK(sign_as(t, &with_password, p, &v, &e), &e);
    RECORD_OK(sign_as(t, &with_password, p, &v, &e), &e); /* twice is once */
    not_signed(t, p, &v);
    RECORD_OK(sign_as(t, &with_code, p, &v, &e), &e);
    assert_false(sign_as(t, &p->supervisor, p, &v, &e)); /* the guardian's place waits */
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_reason(&t->practice, &p->clinician, p->id, v.id, 2, SIGNATURE_VERBAL,
                           STR("Gus Quill agreed by telephone, heard by Ann Rowe"), &e),
              &e);
    assert_str(get(t, p, v.id).state, "signing", "state");
    RECORD_OK(sign_as(t, &with_recovery, p, &v, &e), &e);
    v = get(t, p, v.id);
    assert_str(v.state, "signed", "state");
    assert_int_equal(v.signed_ms, t->now_ms);

    struct signature *list;
    size_t n;
    RECORD_OK(plans_signatures(&t->practice, &p->client, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 4);
    assert_int_equal(list[0].state, SIGNATURE_GIVEN);
    assert_str(list[0].name, "Dr Ann Rowe", "name");
    assert_str(list[0].credential, "LCSW", "credential");
    assert_str(list[0].zone, "+00:00", "zone");
    assert_str(list[0].method, "password, given again", "how the clinician was known");
    assert_str(list[1].method, "code of a device, given again", "how the client was known");
    assert_str(list[3].method, "recovery code, given again", "how the supervisor was known");
    assert_str(list[0].intent, "I have read this plan and agree.", "intent");
    assert_memory_equal(list[0].hash.byte, v.hash.byte, sizeof v.hash.byte);
    assert_int_equal(list[2].state, SIGNATURE_VERBAL);
    assert_int_equal(list[3].at_ms, t->now_ms);

    /* The page says who, in which role, when, and what; and is the same bytes each time. */
    RECORD_OK(plans_pdf(&t->practice, &p->client, p->id, v.id, &t->arena, &pdf, &e), &e);
    t->now_ms += 86400000;
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &again, &e), &e);
    assert_true(pdf.n == again.n && memcmp(pdf.p, again.p, pdf.n) == 0);
    struct str words = pdf_words(t, pdf);
    struct buf hash;
    buf_init(&hash, 0);
    seal_put_hex(v.hash.byte, sizeof v.hash.byte, &hash);
    const char *expected[] = {
        "DrAnnRowe,LCSW", "IdaQuill",    "SuePark,PhD",    "Clinician",      "Supervisor",
        "15January2027",  "08:00:00UTC", "Verbalapproval", "heardbyAnnRowe", "Ihavereadthisplanandagree.",
        hash.p,           "Worryless"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        CHECK(has(words, expected[i]), "%s is not on the page: %.*s", expected[i], (int)words.n, words.p);
    assert_false(has(words, "Draft"));
    buf_free(&hash);
}

static void test_signing(void **state)
{
    (void)state;
    each_backend(run_signing);
}

/* ---- sending: who signs, what the pack asks for ---- */

static void run_signers(struct record_test *t, struct people *p)
{
    struct err e;
    struct plan_version v = written(t, p, WHOLE);
    consents(t, p);
    const struct {
        const char *what;
        struct signature list[2];
        size_t n;
        const char *where;
    } rows[] = {
        {"nobody", {{0}}, 0, "/signers"},
        {"nobody of the profession", {{.role = STR("client")}}, 1, "/signers"},
        {"a role that signs nothing", {{.role = STR("staff")}}, 1, "/signers/0"},
        {"no such account", {{.role = STR("clinician"), .account = STR("X")}}, 1, "/signers/0"},
        {"not in this role", {{.role = STR("clinician"), .account = p->supervisor.user}}, 1, "/signers/0"},
        {"somebody twice",
         {{.role = STR("clinician"), .account = p->other.user}, {.role = STR("clinician"), .account = p->other.user}},
         2,
         "/signers/1"},
        {"a client of another",
         {{.role = STR("clinician")},
          {.role = STR("client"),
           .account = new_account(t, "Zed", "", ROLE_CLIENT, record_test_client(t, "Zed", "Z", "nobody")).user}},
         2,
         "/signers/1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(!send_to(t, p, &v, rows[i].list, rows[i].n, NULL, 0, &e) && e.kind == ERR_INVALID &&
                  strcmp(e.where, rows[i].where) == 0,
              "%s: %d %s %s", rows[i].what, e.kind, e.where, e.text);
    }
    struct signature crowd[33];
    for (size_t i = 0; i < 33; i++)
        crowd[i] = (struct signature){.role = STR("clinician")};
    assert_false(send_to(t, p, &v, crowd, 33, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_INVALID);
    /* The draft was saved since it was shown. */
    struct plan_version old = v;
    struct saved s = save(t, &p->other, p->id, v.id, v.version, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    assert_false(send_to(t, p, &old, usual, 1, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    /* Persons who are named; one of them may not stand in for another. */
    struct signature named[] = {{.place = 1, .role = STR("clinician"), .account = p->other.user},
                                {.place = 1, .role = STR("clinician")}};
    RECORD_OK(send_to(t, p, &s.v, named, 2, NULL, 0, &e), &e);
    assert_false(send_to(t, p, &s.v, named, 2, NULL, 0, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    v = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    assert_false(sign_as(t, &p->supervisor, p, &v, &e));
    assert_true(e.kind == ERR_REFUSED && has(str_of(e.text), "no place"));
    RECORD_OK(sign_as(t, &p->other, p, &v, &e), &e);
    assert_str(get(t, p, v.id).state, "signed", "state");
    /* Afterwards: the same person again is no error, and no second signature; another one is too late. */
    RECORD_OK(sign_as(t, &p->other, p, &v, &e), &e);
    assert_false(sign_as(t, &p->supervisor, p, &v, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
}

static void test_signers(void **state)
{
    (void)state;
    each_backend(run_signers);
}

#define CRISIS PLAN("\"crisis\":{\"contacts\":[{\"name\":\"May\"}],\"safety_plan\":{\"coping\":[\"Walk\"]}}")

static void run_pack(struct record_test *t, struct people *p)
{
    struct err e;
    struct plan_block *list;
    size_t n;
    struct plan_version v = written(t, p, PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Feel closer to [name]\"}]"));
    consents(t, p);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_blocks(&t->practice, &p->clinician, p->id, v.id, &t->arena, &list, &n, &e), &e);
    const char *expected[] = {"plan.no-problem", "plan.no-diagnosis",   "goal.no-objective", "plan.no-intervention",
                              "plan.no-review",  "plan.no-crisis-plan", "text.blank"};
    assert_int_equal(n, 7);
    for (size_t i = 0; i < n; i++)
        assert_str(list[i].rule, expected[i], "rule");
    assert_true(list[0].replaceable && !list[6].replaceable && list[0].confirmed && list[0].fix.n);
    assert_str(list[2].pointer, "/goals/0", "pointer");
    struct plan_reason reasons[7];
    for (size_t i = 0; i < n; i++)
        reasons[i] = (struct plan_reason){list[i].rule, STR("The first meeting was about something else.")};
    /* A blank cannot be excused; each of the others can, with words. */
    assert_false(send_to(t, p, &v, usual, 1, reasons, 7, &e));
    assert_true(e.kind == ERR_REFUSED && strcmp(e.where, "text.blank") == 0);
    struct saved s = save(t, &p->clinician, p->id, v.id, v.version,
                          PLAN("\"goals\":[{\"id\":\"g1\",\"statement\":\"Feel closer to May\"}]"), NULL);
    RECORD_OK(s.ok, &s.e);
    assert_false(send_to(t, p, &s.v, usual, 1, reasons, 5, &e));
    assert_true(e.kind == ERR_REFUSED && strcmp(e.where, "plan.no-crisis-plan") == 0);
    assert_true(has(str_of(e.text), "reason"));
    reasons[5].text = STR("  ");
    assert_false(send_to(t, p, &s.v, usual, 1, reasons, 6, &e));
    char *long_text = malloc(20002);
    memset(long_text, 'a', 20001);
    reasons[5].text = (struct str){long_text, 20001};
    assert_false(send_to(t, p, &s.v, usual, 1, reasons, 6, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    free(long_text);
    reasons[5].text = STR("Safety planning is booked for Friday.");
    RECORD_OK(send_to(t, p, &s.v, usual, 1, reasons, 6, &e), &e);
    v = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    /* The reasons stand beside the plan and on its page. */
    struct plan_amendment *notes;
    RECORD_OK(plans_amendments(&t->practice, &p->client, p->id, v.id, &t->arena, &notes, &n, &e), &e);
    assert_int_equal(n, 6);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found = found || (str_is(notes[i].rule, "plan.no-crisis-plan") && has(notes[i].text, "Friday"));
    assert_true(found);
    struct str pdf;
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &pdf, &e), &e);
    assert_true(has(pdf_words(t, pdf), "Nocrisisplan:SafetyplanningisbookedforFriday."));
}

static void run_crisis(struct record_test *t, struct people *p)
{
    struct err e;
    struct plan_block *list;
    size_t n;
    struct plan_reason reasons[16];
    struct plan_version v = written(t, p, CRISIS);
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_blocks(&t->practice, &p->clinician, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_true(n > 3 && n < 16);
    bool consent_asked = false;
    for (size_t i = 0; i < n; i++) {
        assert_true(list[i].replaceable);
        consent_asked = consent_asked || str_is(list[i].rule, "consent.treatment");
        reasons[i] = (struct plan_reason){list[i].rule, STR("Emergency on the day of the first call.")};
    }
    assert_true(consent_asked);
    RECORD_OK(send_to(t, p, &v, usual, 1, reasons, n, &e), &e);
    v = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    assert_str(get(t, p, v.id).state, "signed", "state");
}

static void test_pack(void **state)
{
    (void)state;
    each_backend(run_pack);
    each_backend(run_crisis);
}

/* ---- consents before signatures ---- */

static void run_consents(struct record_test *t, struct people *p)
{
    struct err e;
    struct plan_version v = written(t, p, WHOLE);
    consent(t, p, CONSENT_TREATMENT, false);
    RECORD_OK(send_to(t, p, &v, usual, 2, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    /* Refused after the plan was sent: nobody signs the first plan. */
    t->now_ms += 1000;
    consent(t, p, CONSENT_TREATMENT, true);
    assert_false(sign_as(t, &p->clinician, p, &v, &e));
    assert_true(e.kind == ERR_REFUSED && strcmp(e.where, "consent.treatment") == 0);
    t->now_ms += 1000;
    consent(t, p, CONSENT_TREATMENT, false);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    /* The client's first electronic signature waits for the consent to electronic records. */
    assert_false(sign_as(t, &p->client, p, &v, &e));
    assert_true(e.kind == ERR_REFUSED && strcmp(e.where, "consent.e-record") == 0);
    consent(t, p, CONSENT_E_RECORD, false);
    RECORD_OK(sign_as(t, &p->client, p, &v, &e), &e);
    assert_str(get(t, p, v.id).state, "signed", "state");
    /* The second plan asks for no new treatment consent, and supersedes the first. */
    t->now_ms += 1000;
    consent(t, p, CONSENT_TREATMENT, true);
    struct plan_version second = written(t, p, WHOLE);
    RECORD_OK(send_to(t, p, &second, usual, 1, NULL, 0, &e), &e);
    second = get(t, p, second.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &second, &e), &e);
    assert_str(get(t, p, v.id).state, "superseded", "the one before");
    assert_true(get(t, p, v.id).signed_ms > 0);
    assert_str(get(t, p, second.id).state, "signed", "the new one");
    assert_int_equal(get(t, p, second.id).number, 2);
    /* Its page is still there, byte for byte. */
    struct str pdf;
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, v.id, &t->arena, &pdf, &e), &e);
}

static bool to_sign(struct record_test *t, struct people *p, const struct actor *who)
{
    struct err e = {0};
    bool yes;
    RECORD_OK(sharing_consent_to_sign(&t->practice, who, p->id, &yes, &e), &e);
    return yes;
}

/* To sign on a screen is each signer's own consent: neither stands for the other, nor ends it. */
static void run_own_consents(struct record_test *t, struct people *p)
{
    static const struct {
        bool guardian, refused;
        bool client_may, guardian_may;
    } rows[] = {{false, false, true, false}, {true, true, true, false},  {true, false, true, true},
                {false, true, false, true},  {true, true, false, false}, {false, false, true, false},
                {true, false, true, true}};
    struct err e;
    struct plan_version v = written(t, p, WHOLE);
    consent(t, p, CONSENT_TREATMENT, false);
    RECORD_OK(send_to(t, p, &v, usual, 3, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    assert_true(!to_sign(t, p, &p->client) && !to_sign(t, p, &p->guardian));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        t->now_ms += 1000;
        consent_of(t, p, CONSENT_E_RECORD, rows[i].refused, rows[i].guardian);
        CHECK(to_sign(t, p, &p->client) == rows[i].client_may && to_sign(t, p, &p->guardian) == rows[i].guardian_may,
              "%zu", i);
        if (!rows[i].guardian_may) {
            assert_false(sign_as(t, &p->guardian, p, &v, &e));
            assert_true(e.kind == ERR_REFUSED && strcmp(e.where, "consent.e-record") == 0);
        }
        if (!rows[i].client_may) {
            assert_false(sign_as(t, &p->client, p, &v, &e));
            assert_true(e.kind == ERR_REFUSED && strcmp(e.where, "consent.e-record") == 0);
        }
    }
    RECORD_OK(sign_as(t, &p->guardian, p, &v, &e), &e);
    RECORD_OK(sign_as(t, &p->client, p, &v, &e), &e);
    assert_str(get(t, p, v.id).state, "signed", "state");
}

static void test_consents(void **state)
{
    (void)state;
    each_backend(run_own_consents);
    each_backend(run_consents);
}

/* ---- reasons instead of signatures; back for revision ---- */

static void run_reasons(struct record_test *t, struct people *p)
{
    struct err e;
    struct plan_version v = written(t, p, WHOLE);
    consents(t, p);
    assert_false(reason_for(t, p, &v, 0, SIGNATURE_REASON, "Absent", &e)); /* no places yet */
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    RECORD_OK(send_to(t, p, &v, usual, 4, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    const struct {
        const char *what;
        int64_t item;
        enum signature_state state;
        const char *text;
        enum err_kind kind;
    } rows[] = {
        {"not a way to settle", 1, SIGNATURE_GIVEN, "x", ERR_INVALID},
        {"nor this", 1, SIGNATURE_RETURNED, "x", ERR_INVALID},
        {"no words", 1, SIGNATURE_REASON, " ", ERR_INVALID},
        {"no such place", 4, SIGNATURE_REASON, "x", ERR_NOT_FOUND},
        {"a professional signs", 0, SIGNATURE_REASON, "x", ERR_REFUSED},
        {"not its turn", 1, SIGNATURE_REASON, "x", ERR_REFUSED},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(!reason_for(t, p, &v, rows[i].item, rows[i].state, rows[i].text, &e) && e.kind == rows[i].kind,
              "%s: %d %s", rows[i].what, e.kind, e.text);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    RECORD_OK(reason_for(t, p, &v, 1, SIGNATURE_REASON, "Ida cannot hold a pen this week.", &e), &e);
    assert_false(reason_for(t, p, &v, 1, SIGNATURE_REASON, "Again", &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(sign_as(t, &p->client, p, &v, &e)); /* her place is settled */
    assert_int_equal(e.kind, ERR_REFUSED);
    struct signature *list;
    size_t n;
    RECORD_OK(plans_signatures(&t->practice, &p->clinician, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(list[1].state, SIGNATURE_REASON);
    assert_str(list[1].reason, "Ida cannot hold a pen this week.", "reason");
    assert_str(list[1].name, "Dr Ann Rowe", "who wrote it down");
    /* The last place settled by a reason completes the plan too. */
    RECORD_OK(sign_as(t, &p->guardian, p, &v, &e), &e);
    RECORD_OK(sign_as(t, &p->supervisor, p, &v, &e), &e);
    struct plan_version w = written(t, p, WHOLE);
    RECORD_OK(send_to(t, p, &w, usual, 2, NULL, 0, &e), &e);
    w = get(t, p, w.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &w, &e), &e);
    RECORD_OK(reason_for(t, p, &w, 1, SIGNATURE_REASON, "Ida is abroad.", &e), &e);
    assert_str(get(t, p, w.id).state, "signed", "state");
    struct str pdf;
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, w.id, &t->arena, &pdf, &e), &e);
    assert_true(has(pdf_words(t, pdf), "Idaisabroad.") && has(pdf_words(t, pdf), "Documentedreason"));
    /* So does a paper copy, with where it is kept. */
    w = written(t, p, WHOLE);
    RECORD_OK(send_to(t, p, &w, usual, 2, NULL, 0, &e), &e);
    w = get(t, p, w.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &w, &e), &e);
    RECORD_OK(reason_for(t, p, &w, 1, SIGNATURE_PAPER, "Signed on paper on 3 March 2027. Kept: chart 7.", &e), &e);
    RECORD_OK(plans_signatures(&t->practice, &p->clinician, p->id, w.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(list[1].state, SIGNATURE_PAPER);
    assert_str(get(t, p, w.id).state, "signed", "state");
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, w.id, &t->arena, &pdf, &e), &e);
    assert_true(has(pdf_words(t, pdf), "Kept:chart7.") && has(pdf_words(t, pdf), "papercopywassigned"));
}

/* Why a draft came back, as its editor and its sign page tell it. */
static void told_back(struct record_test *t, struct people *p, struct str id, const char *text, int64_t number)
{
    struct err e = {0};
    struct plan_sent_back b;
    RECORD_OK(plans_sent_back(&t->practice, &p->clinician, p->id, id, &t->arena, &b, &e), &e);
    assert_str(b.text, text, "why it came back");
    assert_int_equal(b.number, number);
    assert_true(!b.by_client && (b.by.n > 0) == (number > 0));
}

static void run_returned(struct record_test *t, struct people *p)
{
    struct err e;
    struct plan_reason reason = {STR("plan.no-review"), STR("Reviewed at each session.")};
    struct plan_version v = written(t, p, PLAN("\"title\":\"X\"")), w, *all;
    struct signature *list;
    struct plan_amendment *notes;
    size_t n;
    consents(t, p);
    assert_false(back(t, &p->supervisor, p, v.id, "Not yet", &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    struct saved s = save(t, &p->clinician, p->id, v.id, v.version,
                          PLAN("\"problems\":[{\"id\":\"p1\",\"name\":\"W\"}],"
                               "\"diagnoses\":[{\"id\":\"d1\",\"code\":\"F41.1\"}],"
                               "\"goals\":[{\"id\":\"g1\",\"statement\":\"A\",\"objectives\":[{\"id\":\"o1\","
                               "\"statement\":\"B\"}]}],\"interventions\":[{\"id\":\"i1\",\"name\":\"C\"}],"
                               "\"crisis\":{\"contacts\":[{\"name\":\"May\"}]}"),
                          NULL);
    RECORD_OK(s.ok, &s.e);
    RECORD_OK(send_to(t, p, &s.v, usual, 2, &reason, 1, &e), &e);
    assert_int_equal(save(t, &p->other, p->id, v.id, s.v.version, WHOLE, NULL).e.kind, ERR_CONFLICT);
    assert_false(back(t, &p->supervisor, p, v.id, "", &e));
    assert_int_equal(e.kind, ERR_INVALID);
    /* Of another text than it reads now nothing is sent back. */
    struct seal_hash read;
    seal_hash(STR("another text"), &read);
    struct plan_return of_read = {.id = v.id, .hash = &read, .reason = STR("A goal is missing.")};
    memset(&e, 0, sizeof e);
    assert_false(plans_return(&t->practice, &p->supervisor, p->id, &of_read, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_string_equal(e.where, "hash");
    w = get(t, p, v.id);
    assert_str(w.state, "signing", "state");
    /* Nobody has signed: the same row is a draft again; the reason for the pack is asked for again. */
    memset(&e, 0, sizeof e);
    of_read.hash = &w.hash;
    RECORD_OK(plans_return(&t->practice, &p->supervisor, p->id, &of_read, &e), &e);
    w = get(t, p, v.id);
    assert_str(w.state, "draft", "state");
    RECORD_OK(plans_signatures(&t->practice, &p->clinician, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 0);
    RECORD_OK(plans_amendments(&t->practice, &p->clinician, p->id, v.id, &t->arena, &notes, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_str(notes[0].kind, "return", "kind");
    assert_str(notes[0].text, "A goal is missing.", "text");
    assert_true(str_eq(notes[0].by, p->supervisor.user) && notes[0].at_ms == t->now_ms);
    told_back(t, p, v.id, "A goal is missing.", 1);
    assert_false(send_to(t, p, &w, usual, 2, NULL, 0, &e));
    assert_string_equal(e.where, "plan.no-review");
    /* A form that was open before it was sent can still be saved, and merges with what came after. */
    s = save(t, &p->clinician, p->id, v.id, w.version, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    struct saved late = save(t, &p->other, p->id, v.id, w.version, PLAN("\"title\":\"Mine\""), NULL);
    assert_true(has(late.v.json, "Mine") && has(late.v.json, "Worry less"));
    s = save(t, &p->clinician, p->id, v.id, late.v.version, WHOLE, NULL);
    RECORD_OK(s.ok, &s.e);
    RECORD_OK(send_to(t, p, &s.v, usual, 2, NULL, 0, &e), &e);
    w = get(t, p, v.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &w, &e), &e);
    /* Somebody has: the version stays as it was signed, and a new draft is begun with its text. */
    t->now_ms++; /* what was sent back twice within a millisecond has no order */
    RECORD_OK(back(t, &p->supervisor, p, v.id, "The target is too high.", &e), &e);
    assert_str(get(t, p, v.id).state, "returned", "state");
    RECORD_OK(plans_signatures(&t->practice, &p->clinician, p->id, v.id, &t->arena, &list, &n, &e), &e);
    assert_int_equal(list[0].state, SIGNATURE_RETURNED);
    assert_int_equal(list[1].state, SIGNATURE_WAITING);
    assert_str(list[0].name, "Dr Ann Rowe", "name");
    RECORD_OK(plans_list(&t->practice, &p->clinician, p->id, &t->arena, &all, &n, &e), &e);
    assert_int_equal(n, 2);
    struct plan_version fresh = get(t, p, NONE);
    assert_str(fresh.state, "draft", "state");
    assert_int_equal(fresh.number, 2);
    assert_true(has(fresh.json, "Worry less"));
    told_back(t, p, fresh.id, "The target is too high.", 1);
    struct plan_draft open;
    RECORD_OK(plans_draft_open(&t->practice, &p->clinician, p->id, &t->arena, &open, &e), &e);
    assert_str(open.sent_back.text, "The target is too high.", "in the draft");
    assert_false(sign_as(t, &p->client, p, &w, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    assert_false(back(t, &p->supervisor, p, v.id, "Again", &e));
    RECORD_OK(send_to(t, p, &fresh, usual, 1, NULL, 0, &e), &e);
    fresh = get(t, p, fresh.id);
    RECORD_OK(sign_as(t, &p->clinician, p, &fresh, &e), &e);
    assert_str(get(t, p, v.id).state, "returned", "a returned version is never in force");
    told_back(t, p, fresh.id, "", 0); /* it is signed */
}

/* What the client sends back, and what was spoken about, stays as it was read though nobody has signed. */
static void run_spoken(struct record_test *t, struct people *p)
{
    static const struct {
        bool by_client, said, stays;
        enum words_say say;
    } rows[] = {{true, false, true, WORDS_CHANGE},
                {false, true, true, WORDS_NOT_SIGN},
                {false, true, true, WORDS_CHANGE},
                {false, false, false, WORDS_CHANGE}};
    struct err e;
    struct plan_version v = written(t, p, WHOLE), *all;
    size_t n;
    struct str text = NONE;
    consents(t, p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char about[WORDS_VERSION_SIZE];
        RECORD_OK(send_to(t, p, &v, usual, 2, NULL, 0, &e), &e);
        v = get(t, p, v.id);
        words_of_version(v.id, &v.hash, rows[i].say, about);
        struct words x = {.kind = WORDS_AGREEMENT, .about = str_of(about), .text = STR("Mornings are too early.")};
        if (rows[i].said)
            RECORD_OK(words_add(&t->practice, &p->client, p->id, &x, NONE, &t->arena, &e), &e);
        text = v.json;
        RECORD_OK(back(t, rows[i].by_client ? &p->client : &p->supervisor, p, v.id, "Mornings are too early.", &e), &e);
        struct plan_version was = get(t, p, v.id);
        CHECK(str_is(was.state, rows[i].stays ? "returned" : "draft"), "%zu", i);
        CHECK(str_eq(was.json, text), "%zu: as it was read", i);
        RECORD_OK(plans_list(&t->practice, &p->client, p->id, &t->arena, &all, &n, &e), &e);
        CHECK(n == (rows[i].stays ? i + 1 : i), "%zu: %zu versions for the client", i, n);
        v = get(t, p, NONE);
        assert_str(v.state, "draft", "what comes next");
        CHECK(!rows[i].stays || v.number == (int64_t)i + 2, "%zu: number %lld", i, (long long)v.number);
        t->now_ms++;
    }
}

/* The same words of a version are kept once, however often and from whichever form they are sent; other words, or of
 * another text of it, are others. */
static void run_said_once(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct plan_version v = written(t, p, WHOLE);
    struct seal_hash other = v.hash;
    static const struct {
        const char *text, *once;
        enum words_say say;
        bool other, adds;
    } rows[] = {{"It fits.", "f1", WORDS_SIGNED, false, true},    {"It fits.", "f1", WORDS_SIGNED, false, false},
                {" It fits. ", "f2", WORDS_SIGNED, false, false}, {"It fits.", "f3", WORDS_CHANGE, false, true},
                {"It fits.", "f4", WORDS_SIGNED, true, true},     {"It fits now.", "f5", WORDS_SIGNED, false, true}};
    size_t count = 0, n;
    struct words *list;
    other.byte[0] ^= 1;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char about[WORDS_VERSION_SIZE];
        words_of_version(v.id, rows[i].other ? &other : &v.hash, rows[i].say, about);
        struct words x = {.kind = WORDS_AGREEMENT, .about = str_of(about), .text = str_of(rows[i].text)};
        t->now_ms++;
        RECORD_OK(words_add(&t->practice, &p->client, p->id, &x, str_of(rows[i].once), &t->arena, &e), &e);
        struct words_filter all = {.kinds = 0};
        RECORD_OK(words_list(&t->practice, &p->clinician, p->id, &all, &t->arena, &list, &n, &e), &e);
        count += rows[i].adds;
        CHECK(n == count, "%zu: %zu words, not %zu", i, n, count);
    }
}

static void test_spoken(void **state)
{
    (void)state;
    each_backend(run_spoken);
    each_backend(run_said_once);
}

static void test_reasons(void **state)
{
    (void)state;
    each_backend(run_reasons);
    each_backend(run_returned);
}

/* ---- every allocation failing ---- */

/* As FAULT_SWEEP, where the reader of the series has memory of its own that fails in the caller's place. */
#define SUMMARY_SWEEP(arena, err, expression)                                                                          \
    for (size_t at_ = 1, done_ = 0; !done_; at_++) {                                                                   \
        struct arena arena;                                                                                            \
        struct err err = {0};                                                                                          \
        arena_init(&arena, 0);                                                                                         \
        arena.fail_at = at_;                                                                                           \
        done_ = (expression);                                                                                          \
        CHECK(done_ ? !arena.failed && err.kind == ERR_NONE : err.kind == ERR_MEMORY, "fault %zu: %d %s", at_,         \
              err.kind, err.text);                                                                                     \
        arena_free(&arena);                                                                                            \
    }

static void run_faults(struct record_test *t, struct people *p)
{
    struct plan_version v = written(t, p, CRISIS);
    struct plan_block *blocks;
    struct plan_amendment *notes;
    struct signature *list;
    struct str pdf, id;
    struct err e = {0};
    size_t n;
    consents(t, p);
    struct signature signers[] = {{.place = 1, .role = STR("clinician"), .account = p->clinician.user},
                                  {.place = 1, .role = STR("client")}};
    FAULT_SWEEP(arena, err, plans_blocks(&t->practice, &p->clinician, p->id, v.id, &arena, &blocks, &n, &err));
    RECORD_OK(plans_blocks(&t->practice, &p->clinician, p->id, v.id, &t->arena, &blocks, &n, &e), &e);
    struct plan_reason reasons[16];
    for (size_t i = 0; i < n; i++)
        reasons[i] = (struct plan_reason){blocks[i].rule, STR("First call")};
    struct plan_send s = {
        .id = v.id, .base = v.version, .signers = signers, .count = 2, .reasons = reasons, .reason_count = n};
    FAULT_SWEEP(arena, err, plans_send(&t->practice, &p->clinician, p->id, &s, &arena, &err));
    v = get(t, p, v.id);
    FAULT_SWEEP(arena, err, plans_sign(&t->practice, &p->clinician, p->id, v.id, &v.hash, STR("Yes"), &arena, &err));
    SUMMARY_SWEEP(arena, err, plans_sign(&t->practice, &p->client, p->id, v.id, &v.hash, STR("Yes"), &arena, &err));
    FAULT_SWEEP(arena, err, plans_pdf(&t->practice, &p->client, p->id, v.id, &arena, &pdf, &err));
    FAULT_SWEEP(arena, err, plans_signatures(&t->practice, &p->client, p->id, v.id, &arena, &list, &n, &err));
    FAULT_SWEEP(arena, err,
                plans_amend(&t->practice, &p->client, p->id, v.id, STR("disagreement"), STR("x"), &arena, &id, &err));
    FAULT_SWEEP(arena, err, plans_amendments(&t->practice, &p->client, p->id, v.id, &arena, &notes, &n, &err));
    SUMMARY_SWEEP(arena, err,
                  plans_end(&t->practice, &p->clinician, p->id, v.id,
                            STR("{\"next\":\"discharge\",\"relapse_prevention\":[\"x\"],\"client_view\":\"y\"}"),
                            &arena, &err));
}

static void test_faults(void **state)
{
    (void)state;
    each_backend(run_faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signing),  cmocka_unit_test(test_signers), cmocka_unit_test(test_pack),
        cmocka_unit_test(test_consents), cmocka_unit_test(test_reasons), cmocka_unit_test(test_spoken),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
