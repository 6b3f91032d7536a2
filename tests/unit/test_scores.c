/* test_scores.c: scores stated outside of the goals become the baselines of objectives that have none. */
#include "../support.h"

#include "plan/plan_json.h"
#include "plan/plan_text.h"
#include "plan/scores.h"

static struct plan *plan_of(const char *members, struct arena *a)
{
    struct err e = {0};
    struct plan *p = NULL;
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "{\"format\":\"%s\",%s}", PLAN_FORMAT, members);
    CHECK(plan_from_json(buf_str(&b), a, &p, &e), "%s: %s\n%s", e.where, e.text, b.p);
    CHECK(plan_number_ids(p, a, &e) && plan_bind(p, a, &e), "%s", e.text);
    buf_free(&b);
    return p;
}

static const struct plan_baseline *baseline_of(const struct plan *p)
{
    return &p->goals.at[0].objectives.at[0].baseline;
}

static void check_baseline(const struct plan_baseline *b, const char *want, const char *where)
{
    struct buf got;
    char day[48] = "";
    buf_init(&got, 0);
    if (b->value.has) {
        buf_cstr(&got, "\"value\":");
        dec_put(&got, b->value);
    }
    if (b->text.n)
        buf_printf(&got, ",\"text\":\"%.*s\"", (int)b->text.n, b->text.p);
    if (date_is_set(b->date))
        snprintf(day, sizeof day, "%04d-%02d-%02d", b->date.year, b->date.month, b->date.day);
    if (*day)
        buf_printf(&got, ",\"date\":\"%s\"", day);
    CHECK(str_eq(buf_str(&got), str_of(want)), "%s: got %.*s", where, (int)buf_str(&got).n, buf_str(&got).p);
    buf_free(&got);
}

static void a_stated_score_is_the_baseline(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/bind/scores.tsv");
    while (tsv_next(&t)) {
        static const char *const places[][2] = {
            {"\"assessment\":{\"summary\":\"", "\"}"},
            {"\"assessment\":{\"findings\":[{\"topic\":\"Results\",\"text\":\"", "\"}]}"},
            {"\"assessment\":{\"remarks\":[\"", "\"]}"},
            {"\"diagnoses\":[{\"title\":\"x\",\"evidence\":[\"", "\"]}]"},
            {"\"diagnoses\":[{\"title\":\"x\",\"text\":\"", "\"}]"},
            {"\"problems\":[{\"statement\":\"", "\"}]"},
            {"\"problems\":[{\"symptoms\":[\"", "\"]}]"},
            {"\"problems\":[{\"severity\":\"", "\"}]"},
            {"\"problems\":[{\"details\":[{\"topic\":\"x\",\"text\":\"", "\"}]}]"},
            {"\"client\":{\"background\":[{\"topic\":\"x\",\"text\":\"", "\"}]}"},
            {"\"monitoring\":[{\"text\":\"", "\"}]"},
        };
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            struct arena a;
            char members[2048], where[400], place[512];
            arena_init(&a, 0);
            snprintf(place, sizeof place, "%s%s%s", places[i][0], tsv_get(&t, "assessment"), places[i][1]);
            snprintf(members, sizeof members,
                     "%s,\"goals\":[{\"objectives\":[{\"statement\":\"Reduce %s scores by week 8\"}]}]", place,
                     tsv_get(&t, "instrument"));
            snprintf(where, sizeof where, "%s in %s", tsv_where(&t), places[i][0]);
            check_baseline(baseline_of(plan_of(members, &a)), tsv_get(&t, "baseline"), where);
            arena_free(&a);
        }
    }
    tsv_close(&t);
}

/* What stands in goals, in criteria for discharge and in conditions is no score that was found. */
static void scores_that_are_wished_for_are_none(void **state)
{
    static const char *const places[] = {
        "\"goals\":[{\"statement\":\"PHQ-9 of 4\",\"objectives\":[{\"statement\":\"Reduce PHQ-9 scores by week 8\"}]}]",
        "\"duration\":{\"discharge_criteria\":[\"PHQ-9 4\"]},"
        "\"goals\":[{\"objectives\":[{\"statement\":\"Reduce PHQ-9 scores by week 8\"}]}]",
        "\"interventions\":[{\"condition\":{\"text\":\"PHQ-9 20\"}}],"
        "\"goals\":[{\"objectives\":[{\"statement\":\"Reduce PHQ-9 scores by week 8\"}]}]",
        "\"strengths\":[{\"text\":\"PHQ-9 4\"}],"
        "\"goals\":[{\"objectives\":[{\"statement\":\"Reduce PHQ-9 scores by week 8\"}]}]"};
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct arena a;
        arena_init(&a, 0);
        check_baseline(baseline_of(plan_of(places[i], &a)), "", places[i]);
        arena_free(&a);
    }
}

static void a_baseline_that_is_there_stays(void **state)
{
    static const char *const rows[][2] = {
        {"Reduce PHQ-9 score from 15 to 9 by week 8\"", "\"value\":15"},
        {"Reduce PHQ-9 scores by week 8\",\"baseline\":{\"value\":12}", "\"value\":12"},
        {"Reduce PHQ-9 scores by week 8\",\"baseline\":{\"text\":\"high\"}", ",\"text\":\"high\""},
        {"Reduce PHQ-9 scores by week 8\"", "\"value\":17,\"text\":\"PHQ-9 today 17\""},
        {"Walk twice a week by week 8\"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        char members[512];
        arena_init(&a, 0);
        snprintf(members, sizeof members,
                 "\"assessment\":{\"summary\":\"PHQ-9 today 17\"},\"goals\":[{\"objectives\":[{\"statement\":\"%s}]}]",
                 rows[i][0]);
        struct plan *p = plan_of(members, &a);
        check_baseline(baseline_of(p), rows[i][1], rows[i][0]);
        assert_str(p->assessment.summary, "PHQ-9 today 17", "the text stays where it stood");
        arena_free(&a);
    }
}

static void two_scores_that_agree_are_one_and_the_dated_one_is_taken(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct plan *p =
        plan_of("\"assessment\":{\"summary\":\"PHQ-9 17\"},\"monitoring\":[{\"text\":\"PHQ-9 17 on 2026-05-04\"}],"
                "\"goals\":[{\"objectives\":[{\"statement\":\"Reduce PHQ-9 scores by week 8\"}]}]",
                &a);
    check_baseline(baseline_of(p), "\"value\":17,\"text\":\"PHQ-9 17\",\"date\":\"2026-05-04\"", "dated");
    arena_free(&a);
}

static void the_import_reports_the_line_of_the_score(void **state)
{
    static const char text[] =
        "Assessment: sleeps badly.\nPHQ-9 today 17\n\nGoals\n1. Feel better\n   - Objective: PHQ-9 of 9 or "
        "less by week 8\n";
    struct arena a;
    struct plan *p;
    struct err e = {0};
    struct import_report report;
    bool found = false;
    (void)state;
    arena_init(&a, 0);
    CHECK(plan_from_text(str_of(text), &a, &p, &report, &e), "%s", e.text);
    check_baseline(baseline_of(p), "\"value\":17,\"text\":\"PHQ-9 today 17\"", "import");
    for (size_t i = 0; i < report.fields.n; i++)
        found = found || (report.fields.at[i].line == 2 &&
                          str_is(report.fields.at[i].pointer, "/goals/0/objectives/0/baseline"));
    assert_true(found);
    arena_free(&a);
}

static bool import(struct arena *a, void *ctx, struct err *e)
{
    struct plan *p = NULL;
    struct import_report report;
    return plan_from_text(str_of(ctx), a, &p, &report, e);
}

static void no_allocation_that_fails_is_overlooked(void **state)
{
    char text[] = "Assessment\nPHQ-9: 17 (3 May 2026)\nPHQ-9   04/01/2026   17\nGoal: Feel better\nObjective: PHQ-9 of "
                  "9 or less by "
                  "week 8\n";
    (void)state;
    assert_true(fault_sweep(import, text) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stated_score_is_the_baseline),
        cmocka_unit_test(scores_that_are_wished_for_are_none),
        cmocka_unit_test(a_baseline_that_is_there_stays),
        cmocka_unit_test(two_scores_that_agree_are_one_and_the_dated_one_is_taken),
        cmocka_unit_test(the_import_reports_the_line_of_the_score),
        cmocka_unit_test(no_allocation_that_fails_is_overlooked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
