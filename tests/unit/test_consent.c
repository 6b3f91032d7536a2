/* test_consent.c: what each kind of consent must hold; which are in force; refusals and revocations. */
#include "support.h"

#include "plan/plan.h" /* before practice.h */

#include "record_support.h"
#include "unit/sharing_support.h"

#include "practice/sharing_parts.h"

static char long_text[SHARING_TEXT_MAX + 2];

static void change_told(struct consent *c, const char *what)
{
    static const char *const names[TOLD_COUNT] = {"process",     "risks",    "benefits", "alternatives", "stop",
                                                  "limits",      "reply_times", "paper", "withdraw",     "scope",
                                                  "how",         "copy",     "devices",  "shown"};
    for (unsigned i = 0; i < TOLD_COUNT; i++)
        if (strcmp(names[i], what) == 0) {
            c->told &= ~(1u << i);
            return;
        }
    fail_msg("told_%s is no change", what);
}

static bool change_text(struct consent *c, const char *what)
{
    struct {
        const char *name;
        struct str *text;
    } texts[] = {{"from", &c->from},       {"to", &c->to},           {"purpose", &c->purpose},
                 {"signer", &c->signer},   {"version", &c->version}, {"description", &c->description},
                 {"client_name", &c->client_name}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].name, what) == 0) {
            *texts[i].text = SHARING_NONE;
            return true;
        }
    return false;
}

static bool change_day(struct consent *c, const char *what, struct date today)
{
    bool is_none = strcmp(what, "none") == 0, is_event = strcmp(what, "event") == 0;
    if (strcmp(what, "signed_on") == 0)
        c->signed_on = (struct date){0};
    else if (strcmp(what, "signed_tomorrow") == 0)
        c->signed_on = date_add_days(today, 1);
    else if (strcmp(what, "signed_yesterday") == 0)
        c->signed_on = date_add_days(today, -1);
    else if (strcmp(what, "expires_today") == 0)
        c->expires = today;
    else if (strcmp(what, "expires_yesterday") == 0)
        c->expires = date_add_days(today, -1);
    else if (strcmp(what, "expired") == 0) {
        c->signed_on = date_add_days(today, -9);
        c->expires = date_add_days(today, -1);
    } else if (strcmp(what, "begins_after") == 0)
        c->begins = date_add_days(c->expires, 1);
    else if (is_none || is_event || strcmp(what, "expires") == 0) {
        c->expires = (struct date){0};
        c->expiry_event = is_none ? STR(" None ") : is_event ? STR("the end of treatment") : SHARING_NONE;
    } else
        return false;
    return true;
}

static void change_flag(struct consent *c, const char *what)
{
    static const char *const statements[] = {"revoke", "conditions", "redisclosure", "refusal"};
    for (size_t i = 0; i < 4; i++)
        if (strcmp(statements[i], what) == 0) {
            c->statements[i] = false;
            return;
        }
    if (strncmp(what, "representative", 14) == 0) {
        c->representative = true;
        c->authority = what[14] ? STR("court order 12") : SHARING_NONE;
    } else if (strncmp(what, "intermediary", 12) == 0) {
        c->intermediary = true;
        c->participants = what[12] ? STR("the clinics of the exchange") : SHARING_NONE;
    } else if (strncmp(what, "refused", 7) == 0) {
        *c = (struct consent){.kind = c->kind, .refused = true, .signer = c->signer, .signed_on = c->signed_on};
        c->signer = strcmp(what, "refused_signer") == 0 ? SHARING_NONE : c->signer;
        c->signed_on = strcmp(what, "refused_day") == 0 ? (struct date){0} : c->signed_on;
    } else if (strcmp(what, "copy_given") == 0)
        c->copy_given = false;
    else if (strcmp(what, "proceedings") == 0)
        c->proceedings = true;
    else if (strcmp(what, "to_class") == 0)
        c->to_class = true;
    else if (strcmp(what, "combined") == 0)
        c->sections = SHARE_PLAN;
    else if (strcmp(what, "labelled") == 0)
        c->sections |= SHARE_SUBSTANCE_USE;
    else if (strcmp(what, "sections") == 0)
        c->sections = 0;
    else if (strcmp(what, "unknown_section") == 0)
        c->sections = 1u << SHARE_SECTION_COUNT;
    else if (strcmp(what, "unknown_told") == 0)
        c->told = 1u << TOLD_COUNT;
    else
        fail_msg("%s is no change", what);
}

static void change(struct consent *c, const char *what, struct date today)
{
    if (!*what || change_text(c, what) || change_day(c, what, today))
        return;
    if (strncmp(what, "told_", 5) == 0)
        change_told(c, what + 5);
    else if (strcmp(what, "blank_signer") == 0)
        c->signer = STR(" \t");
    else if (strcmp(what, "bad_utf8") == 0)
        c->purpose = STR("\xff");
    else if (strcmp(what, "long_signer") == 0)
        c->signer = (struct str){long_text, SHARING_TEXT_MAX + 1};
    else if (strcmp(what, "full_signer") == 0)
        c->signer = (struct str){long_text, SHARING_TEXT_MAX};
    else
        change_flag(c, what);
}

static void test_elements(void **state)
{
    struct tsv t;
    struct date today = {2027, 1, 15};
    (void)state;
    memset(long_text, 'x', sizeof long_text);
    tsv_open(&t, "tests/data/practice/consent.tsv");
    while (tsv_next(&t)) {
        struct consent c = whole_consent(tsv_get(&t, "kind"), today);
        const char *where = tsv_get(&t, "where"), *cites = tsv_get(&t, "cites");
        struct err e = {0};
        change(&c, tsv_get(&t, "change"), today);
        bool ok = consent_check(&c, today, &e);
        CHECK(ok == !*where, "%s: %s %s", tsv_where(&t), e.where, e.text);
        if (!ok) {
            CHECK(e.kind == ERR_INVALID && strcmp(e.where, where) == 0, "%s: where is %s", tsv_where(&t), e.where);
            CHECK(strstr(e.text, cites), "%s: %s does not cite %s", tsv_where(&t), e.text, cites);
        }
    }
    tsv_close(&t);
    struct consent c = whole_consent("release", today);
    c.kind = CONSENT_KIND_COUNT;
    assert_false(consent_check(&c, today, NULL));
}

static void test_names(void **state)
{
    enum consent_kind kind;
    enum share_section section;
    (void)state;
    for (unsigned i = 0; i < CONSENT_KIND_COUNT; i++) {
        assert_true(sharing_consent_find(str_of(sharing_consent_name((enum consent_kind)i)), &kind));
        assert_int_equal(kind, i);
    }
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        assert_true(sharing_section_find(str_of(sharing_section_name((enum share_section)(1u << i))), &section));
        assert_int_equal(section, 1u << i);
        assert_true(sharing_section_heading((enum share_section)(1u << i))[0]);
    }
    assert_false(sharing_consent_find(STR("nothing"), &kind));
    assert_false(sharing_section_find(STR("nothing"), &section));
}

struct force {
    struct record_test *t;
    struct str client;
    enum consent_kind kind;
    struct date on;
    bool in_force;
};

static bool ask_force(struct db_tx *tx, void *ctx, struct err *e)
{
    struct force *f = ctx;
    return sharing_consent_in_force(&f->t->store, tx, 1, f->client, f->kind, (struct str){NULL, 0}, f->on, &f->t->arena, &f->in_force, e);
}

static bool in_force(struct record_test *t, struct str client, enum consent_kind kind, int days)
{
    struct err e = {0};
    struct force f = {t, client, kind, date_add_days(today_of(t), days), false};
    RECORD_OK(db_read(t->store.db, ask_force, &f, &e), &e);
    return f.in_force;
}

static void run_days(struct record_test *t)
{
    struct str client = client_with_details(t, MARA);
    struct consent c = whole_consent("release", today_of(t)), again = c, *list;
    struct err e = {0};
    size_t n;
    assert_false(in_force(t, client, CONSENT_RELEASE, 0));
    c.begins = date_add_days(today_of(t), 2);
    c.expires = date_add_days(today_of(t), 5);
    RECORD_OK(sharing_consent(&t->practice, &CLINICIAN, client, &c, STR("form-1"), &t->arena, &e), &e);
    assert_true(c.id.n == SEAL_ID_SIZE);
    static const struct {
        int days;
        bool in_force;
    } rows[] = {{-1, false}, {0, false}, {1, false}, {2, true}, {5, true}, {6, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(in_force(t, client, CONSENT_RELEASE, rows[i].days) == rows[i].in_force, "%d", rows[i].days);
    assert_false(in_force(t, client, CONSENT_PART2, 3));
    /* the same form sent twice is one consent */
    RECORD_OK(sharing_consent(&t->practice, &CLINICIAN, client, &again, STR("form-1"), &t->arena, &e), &e);
    assert_true(str_eq(again.id, c.id) && date_cmp(again.expires, c.expires) == 0);
    RECORD_OK(sharing_consents(&t->practice, &CLINICIAN, client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    assert_str(list[0].client_name, "Mara Example", "client_name");
    assert_str(list[0].purpose, "care by the family doctor", "purpose");
    assert_true(list[0].statements[2] && list[0].copy_given && list[0].told == c.told &&
                list[0].sections == c.sections);
    /* revoked from its third day on */
    t->now_ms += INT64_C(3) * 86400000;
    RECORD_OK(sharing_revoke(&t->practice, &CLINICIAN, client, c.id, &e), &e);
    assert_true(in_force(t, client, CONSENT_RELEASE, -1));
    assert_false(in_force(t, client, CONSENT_RELEASE, 0));
    assert_false(sharing_revoke(&t->practice, &CLINICIAN, client, c.id, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    err_clear(&e);
    assert_false(sharing_revoke(&t->practice, &CLINICIAN, client, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"), &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    RECORD_OK(sharing_consents(&t->practice, &PRIVACY_OFFICER, client, &t->arena, &list, &n, &(struct err){0}), &e);
    assert_int_equal(date_cmp(list[0].revoked_on, today_of(t)), 0);
}

/* What one is worth on a day. */
static void test_standing(void **state)
{
    struct date on = {2027, 1, 15};
    struct date before = date_add_days(on, -1), after = date_add_days(on, 1);
    const struct {
        struct consent c;
        enum consent_standing is;
    } rows[] = {{{.signed_on = on}, CONSENT_STANDS},
                {{.signed_on = before, .begins = on, .expires = on}, CONSENT_STANDS},
                {{.signed_on = before, .expires = before}, CONSENT_PAST},
                {{.signed_on = before, .begins = after}, CONSENT_TO_COME},
                {{.signed_on = after}, CONSENT_TO_COME},
                {{.signed_on = before, .revoked_on = on}, CONSENT_TAKEN_BACK},
                {{.signed_on = before, .revoked_on = after}, CONSENT_STANDS},
                {{.signed_on = before, .refused = true, .expires = before}, CONSENT_SAID_NO}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *why;
        CHECK(sharing_consent_standing(&rows[i].c, on) == rows[i].is, "%zu", i);
        CHECK(consent_holds(&rows[i].c, on, &why) == (rows[i].is == CONSENT_STANDS) && !why == (rows[i].is == CONSENT_STANDS), "%zu", i);
    }
}

static void run_refusals(struct record_test *t)
{
    struct str client = client_with_details(t, MARA);
    struct err e = {0};
    struct consent c = whole_consent("treatment", today_of(t));
    RECORD_OK(sharing_consent(&t->practice, &CLINICIAN, client, &c, SHARING_NONE, &t->arena, &e), &e);
    assert_true(in_force(t, client, CONSENT_TREATMENT, 0) && !in_force(t, client, CONSENT_E_RECORD, 0));
    t->now_ms += 86400000;
    struct consent no = {.kind = CONSENT_TREATMENT, .refused = true, .signer = STR("Mara"), .signed_on = today_of(t)};
    RECORD_OK(sharing_consent(&t->practice, &CLINICIAN, client, &no, SHARING_NONE, &t->arena, &e), &e);
    assert_true(in_force(t, client, CONSENT_TREATMENT, -1));
    assert_false(in_force(t, client, CONSENT_TREATMENT, 0));
    assert_false(sharing_revoke(&t->practice, &CLINICIAN, client, no.id, &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    /* a refused release leaves another one as it was */
    struct consent yes = whole_consent("release", today_of(t));
    err_clear(&e);
    RECORD_OK(sharing_consent(&t->practice, &CLINICIAN, client, &yes, SHARING_NONE, &t->arena, &e), &e);
    no = (struct consent){.kind = CONSENT_RELEASE, .refused = true, .signer = STR("Mara"), .signed_on = today_of(t)};
    RECORD_OK(sharing_consent(&t->practice, &CLINICIAN, client, &no, SHARING_NONE, &t->arena, &e), &e);
    assert_true(in_force(t, client, CONSENT_RELEASE, 0));
}

static void run_errors(struct record_test *t)
{
    struct str nameless = record_test_client(t, "No", "Details", "ann");
    struct consent c = whole_consent("part2", today_of(t)), *list;
    struct err e = {0};
    size_t n;
    assert_false(sharing_consent(&t->practice, &CLINICIAN, nameless, &c, SHARING_NONE, &t->arena, &e));
    assert_string_equal(e.where, "client_name");
    RECORD_OK(sharing_consents(&t->practice, &CLINICIAN, nameless, &t->arena, &list, &n, &(struct err){0}), &e);
    assert_int_equal(n, 0); /* what lacks an element is not stored */
    struct actor other = CLINICIAN;
    other.user = STR("somebody");
    err_clear(&e);
    assert_false(sharing_consents(&t->practice, &other, nameless, &t->arena, &list, &n, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    /* rows that are damaged are told, not passed over */
    static const char *const damaged[] = {"no json", "{\"kind\":\"what\"}"};
    for (size_t i = 0; i < 2; i++) {
        struct str client = client_with_details(t, MARA);
        add_row(t, (struct record){.client = client,
                                   .kind = RECORD_CONSENT,
                                   .state = STR("in_force"),
                                   .day = 20000,
                                   .content = str_of(damaged[i])});
        err_clear(&e);
        assert_false(sharing_consents(&t->practice, &CLINICIAN, client, &t->arena, &list, &n, &e));
        assert_int_equal(e.kind, ERR_INVALID);
    }
}

struct swept {
    struct record_test *t;
    struct str client;
    bool adds;
};

static bool sweep(struct arena *a, void *ctx, struct err *e)
{
    struct swept *s = ctx;
    struct consent c = whole_consent("part2_tpo", today_of(s->t)), *list;
    size_t n;
    return s->adds ? sharing_consent(&s->t->practice, &CLINICIAN, s->client, &c, SHARING_NONE, a, e)
                   : sharing_consents(&s->t->practice, &CLINICIAN, s->client, a, &list, &n, e);
}

static void run_faults(struct record_test *t)
{
    struct swept s = {t, client_with_details(t, MARA), true};
    struct consent *list;
    struct err e = {0};
    size_t n;
    assert_true(fault_sweep(sweep, &s) > 3);
    RECORD_OK(sharing_consents(&t->practice, &CLINICIAN, s.client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1); /* none of the failures left a row */
    s.adds = false;
    assert_true(fault_sweep(sweep, &s) > 3);
}

static void test_record(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        run_days(&t);
        run_refusals(&t);
        run_errors(&t);
        run_faults(&t);
        record_test_end(&t);
        backend_end(&b);
    }
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_standing), cmocka_unit_test(test_elements), cmocka_unit_test(test_names),
                                       cmocka_unit_test(test_record)};
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
