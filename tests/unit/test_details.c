/* test_details.c: a client's details in the browser, before people of several roles who are not on the care team. */
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

static void test_details_are_read_without_the_plan(void **state)
{
    (void)state;
    each_site(founder);
    each_site(elsewhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_details_are_read_without_the_plan)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
