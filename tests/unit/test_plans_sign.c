/* test_plans_sign.c: signing a plan, what holds then, what is appended, how it ends. */
#include "plans_people.h"

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

    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e); /* twice is once */
    RECORD_OK(sign_as(t, &p->client, p, &v, &e), &e);
    assert_false(sign_as(t, &p->supervisor, p, &v, &e)); /* the guardian's place waits */
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_reason(&t->practice, &p->clinician, p->id, v.id, 2, SIGNATURE_VERBAL,
                           STR("Gus Quill agreed by telephone, heard by Ann Rowe"), &e),
              &e);
    assert_str(get(t, p, v.id).state, "signing", "state");
    RECORD_OK(sign_as(t, &p->supervisor, p, &v, &e), &e);
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
    const char *expected[] = {"DrAnnRowe,LCSW", "IdaQuill",        "SuePark,PhD", "Clinician",
                              "Supervisor",     "15January2027",   "08:00:00UTC", "Verbalapproval",
                              "heardbyAnnRowe", "Ihavereadthisplanandagree.", hash.p,        "Worryless"};
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
