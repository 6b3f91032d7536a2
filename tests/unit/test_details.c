/* test_details.c: pages of one client in the browser: its details and who has access, before people of several roles who
 * are not on the care team; the same person added twice; the ticks of a starter plan over a sign-in. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"

#include "browser.h"

static void reads(struct site *s, const char *name, unsigned roles)
{
    char target[200];
    add_person(s->t, name, roles, NOBODY);
    assert_int_equal(sign_in_as(&s->b, name, PASS, ""), 303);
    snprintf(target, sizeof target, "/clients/%.*s/details", (int)s->client.n, s->client.p);
    int status = ask(&s->b, HTTP_GET, target, NULL);
    CHECK(status == 200, "%s of %s: %d", target, name, status);
}

/* Who set the practice up is owner and privacy officer: the plan is not theirs to read, the details are. */
static void founder(struct site *s)
{
    reads(s, "paula", ROLE_OWNER | ROLE_PRIVACY_OFFICER);
}

static void elsewhere(struct site *s)
{
    reads(s, "pablo", ROLE_CLINICIAN | ROLE_PRIVACY_OFFICER);
}

/* Nobody of the team is left: an owner alone reaches the page that puts somebody into it (help: ending). */
static void owner(struct site *s)
{
    struct browser *b = &s->b;
    char csrf[200], target[200];
    assert_int_equal(sign_in_as(b, "olga", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, "/search", NULL), 200);
    hidden(b, "csrf", csrf);
    assert_int_equal(post(b, "/search", csrf, "q=Quellwasser"), 303);
    char found[sizeof b->location];
    memcpy(found, b->location, sizeof found);
    assert_int_equal(ask(b, HTTP_GET, found, NULL), 200);
    snprintf(target, sizeof target, "/clients/%.*s/team", (int)s->client.n, s->client.p);
    CHECK(shows(b, target), "the owner finds no way to the care team: %.6000s", b->answer.body.p);
    int status = ask(b, HTTP_GET, target, NULL);
    CHECK(status == 200 && shows(b, "Add to the care team"), "%s: %d", target, status);
}

static void test_details_are_read_without_the_plan(void **state)
{
    (void)state;
    each_site(founder);
    each_site(elsewhere);
    each_site(owner);
}

/* ---- who has access: what the details give for an invitation is only beside the matter ---- */

struct counted {
    struct record_test *t;
    int refused;
};

static bool count_refused(struct db_tx *tx, void *ctx, struct err *e)
{
    struct counted *c = ctx;
    struct audit_filter f = {.practice = 1, .limit = 1000};
    struct audit_row *rows;
    size_t n;
    c->refused = 0;
    if (!audit_list(tx, c->t->store.keys, &f, &c->t->arena, &rows, &n, e))
        return false;
    for (size_t i = 0; i < n; i++)
        c->refused += rows[i].event.action == AUDIT_REFUSED;
    return true;
}

static int refusals(struct record_test *t)
{
    struct counted c = {.t = t};
    struct err e = {0};
    RECORD_OK(db_read(t->store.db, count_refused, &c, &e), &e);
    return c.refused;
}

static void invites(struct site *s)
{
    char target[200];
    struct actor rahel = actor(s->rahel, ROLE_CLINICIAN);
    struct str nora = add_client(s->t, &rahel, "Nora Quellwasser", "1990-05-04", s->rahel);
    snprintf(target, sizeof target, "/clients/%.*s/access", (int)nora.n, nora.p);
    static const char *const who[] = {"olga", "rahel"}; /* on no team; on Nora's */
    for (size_t i = 0; i < 2; i++) {
        s->b.cookies = 0;
        assert_int_equal(sign_in_as(&s->b, who[i], PASS, ""), 303);
        int before = refusals(s->t), status = ask(&s->b, HTTP_GET, target, NULL);
        CHECK(status == 200 && shows(&s->b, "value=\"nora\""), "%s of %s: %d", target, who[i], status);
        CHECK(refusals(s->t) == before, "%s of %s is told as a refusal", target, who[i]);
    }
    int status = 500; /* what cannot be read is not left out */
    for (size_t at = 1; status != 200; at++) {
        s->b.fail_at = at;
        status = ask(&s->b, HTTP_GET, target, NULL);
        CHECK(status != 200 || shows(&s->b, "value=\"nora\""), "%s without its name, allocation %zu", target, at);
    }
    s->b.fail_at = 0;
}

static void test_access_asks_who_stands_where_first(void **state)
{
    (void)state;
    each_site(invites);
}

/* ---- the same person, added twice ---- */

static int add(struct browser *b, const char *once, const char *more)
{
    char csrf[200], form[600];
    assert_int_equal(ask(b, HTTP_GET, "/clients/new", NULL), 200);
    hidden(b, "csrf", csrf);
    snprintf(form, sizeof form, "csrf=%s&once=%s&%s", csrf, once, more);
    return ask(b, HTTP_POST, "/clients/new", form);
}

#define EMMA "name=emma++QUELLWASSER&birth_date=1990-05-04"

static void added_twice(struct site *s)
{
    struct browser *b = &s->b;
    char chart[100], first[600];
    snprintf(chart, sizeof chart, "href=\"/clients/%.*s\"", (int)s->client.n, s->client.p);
    /* A colleague who may not know of her: as if there was nobody. */
    assert_int_equal(sign_in_as(b, "tobias", PASS, ""), 303);
    int status = add(b, "aaaaaaaaaaaaaaaaaaaaaaaa", EMMA);
    CHECK(status == 303 && strstr(b->location, "/clients/"), "tobias adds her: %d %s", status, b->location);
    snprintf(first, sizeof first, "%s", b->location);
    /* The same bytes once more add nobody, and are no second person either. */
    assert_int_equal(add(b, "aaaaaaaaaaaaaaaaaaaaaaaa", EMMA), 303);
    assert_string_equal(b->location, "/");
    /* One's own: a warning with the way there, and what was typed. */
    status = add(b, "bbbbbbbbbbbbbbbbbbbbbbbb", EMMA);
    CHECK(status == 409 && shows(b, first) && shows(b, "emma  QUELLWASSER") && !shows(b, chart), "his own again: %d", status);
    b->cookies = 0;
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    status = add(b, "cccccccccccccccccccccccc", EMMA);
    CHECK(status == 409 && shows(b, chart) && !shows(b, first), "rahel's again: %d", status);
    assert_int_equal(add(b, "dddddddddddddddddddddddd", "name=Emma+Quellwasser&birth_date=1990-05-05"), 303);
    assert_int_equal(add(b, "eeeeeeeeeeeeeeeeeeeeeeee", EMMA "&another=1"), 303);
}

static void test_the_same_person_is_not_added_unseen(void **state)
{
    (void)state;
    each_site(added_twice);
}

/* ---- a starter plan ---- */

static bool ticked(const struct browser *b, const char *id)
{
    char box[80];
    snprintf(box, sizeof box, "value=\"%s\" checked", id);
    return shows(b, box);
}

static void ticks_come_back(struct site *s)
{
    struct browser *b = &s->b;
    char target[200], csrf[200], form[600];
    snprintf(target, sizeof target, "/clients/%.*s/plan/new", (int)s->client.n, s->client.p);
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, target, NULL), 200);
    hidden(b, "csrf", csrf);
    assert_int_equal(post(b, target, csrf, "how=empty&starter=gad&want=to+sleep"), 200);
    assert_true(ticked(b, "o1") && ticked(b, "o2") && ticked(b, "i1") && !ticked(b, "i2"));
    hidden(b, "csrf", csrf);
    s->t->now_ms += INT64_C(16) * 60000;
    snprintf(form, sizeof form, "here=%s&how=take&starter=gad&want=to+sleep&objectives=o2&interventions=i2&weeks=9", target);
    assert_int_equal(post(b, target, csrf, form), 303);
    CHECK(strstr(b->location, "kept=1"), "sent to %s", b->location);
    assert_int_equal(sign_in_as(b, "rahel", PASS, ""), 303);
    assert_int_equal(ask(b, HTTP_GET, target, NULL), 200);
    CHECK(ticked(b, "o2") && ticked(b, "i2") && !ticked(b, "o1") && !ticked(b, "i1") && shows(b, "value=\"9\"") &&
              shows(b, "name=\"want\" value=\"to sleep\"") && shows(b, "not saved yet"),
          "the ticks are back: %.6000s", b->answer.body.p);
}

static void test_ticks_of_a_starter_come_back(void **state)
{
    (void)state;
    each_site(ticks_come_back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_details_are_read_without_the_plan),
                                       cmocka_unit_test(test_access_asks_who_stands_where_first),
                                       cmocka_unit_test(test_the_same_person_is_not_added_unseen),
                                       cmocka_unit_test(test_ticks_of_a_starter_come_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
