/* What a client reads of an objective, in each language (web/me/plan.h). */
#include "support.h"

#include "plan/edit.h"
#include "plan/plan_json.h"
#include "web/me/plan.h"
#include "web/web_parts.h"

static struct plan *plan_of(const char *statement, const char *members, struct arena *a)
{
    struct plan *p = NULL;
    struct err e = {0};
    struct buf b;
    buf_init(&b, 0);
    buf_cstr(&b, "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"objectives\":[{\"statement\":\"");
    buf_cstr(&b, statement);
    buf_cstr(&b, *members ? "\"," : "\"");
    buf_cstr(&b, members);
    buf_cstr(&b, "}]}]}");
    CHECK(plan_from_json(buf_str(&b), a, &p, &e) && plan_number_ids(p, a, &e) && plan_bind(p, a, &e), "%s: %s", members,
          e.text);
    buf_free(&b);
    return p;
}

static void told(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/objective/told.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        arena_init(&a, 0);
        const char *statement = tsv_get(&t, "statement");
        struct plan *p = plan_of(statement, tsv_get(&t, "members"), &a);
        const struct plan_objective *o = &p->goals.at[0].objectives.at[0];
        for (int l = LANGUAGE_EN; l <= LANGUAGE_ES; l++) {
            struct call w = {.arena = &a, .language = (enum language)l, .today = {2026, 3, 2}};
            const char *expected = tsv_get(&t, l == LANGUAGE_ES ? "spanish" : "english");
            struct str said = me_plan_objective(&w, p, o);
            assert_str(said, strcmp(expected, "same") == 0 ? statement : expected, tsv_where(&t));
        }
        arena_free(&a);
    }
    tsv_close(&t);
}

/* A day from the start of the plan is a day. */
static void from_the_start(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct plan *p = plan_of("Marta will lower her GAD-7 from 15 to 6 or less within 12 weeks.", "", &a);
    struct call w = {.arena = &a, .today = {2026, 3, 2}};
    p->duration.start = (struct date){2026, 3, 2};
    assert_str(me_plan_objective(&w, p, &p->goals.at[0].objectives.at[0]),
               "GAD-7 goes from 15 to 6 or less, by 25 May 2026.", "a day");
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(told), cmocka_unit_test(from_the_start)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
