/* The offered rewrites, with answers for their blanks. */
#include "support.h"

#include "plan/plan_json.h"
#include "rules/blanks.h"
#include "rules/mend.h"

static void blanks_are_filled_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *text, *blank, *answer, *expected;
        bool open;
    } rows[] = {
        {"Reduce worry by [by when].", "by when", "12 weeks", "Reduce worry by 12 weeks.", false},
        {"[Who] will [what]", "what", "walk", "[Who] will walk", true},
        {"[Who] will [what]", "WHO", "Ana", "Ana will [what]", true},
        {"no blank", "x", "y", "no blank", false},
        {"an open [bracket", "bracket", "y", "an open [bracket", false},
        {"[a][a]", "a", "b", "bb", false},
        {"", "a", "b", "", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena a;
        struct err e = {0};
        struct str out;
        bool open;
        struct mend_answer answer = {.blank = str_of(rows[i].blank), .text = str_of(rows[i].answer)};
        arena_init(&a, 0);
        assert_true(mend_fill(str_of(rows[i].text), STR("/x"), (struct mend_answers){&answer, 1}, &a, &out, &open, &e));
        assert_str(out, rows[i].expected, rows[i].text);
        CHECK(open == rows[i].open, "%s", rows[i].text);
        arena_free(&a);
    }
}

#define PLAN                                                                                                           \
    "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Enjoy evenings with the family\",\"objectives\":["  \
    "{\"statement\":\"Reduce GAD-7 by 50-60%\"}]}]}"

static void an_answer_for_a_place_goes_first(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    struct str out;
    bool open;
    const struct mend_answer at[] = {{{NULL, 0}, STR("measure"), STR("GAD-7")},
                                     {STR("/b"), STR("measure"), STR("PHQ-9")}};
    const struct mend_answers answers = {at, 2};
    arena_init(&a, 0);
    assert_true(mend_fill(STR("[measure]"), STR("/a"), answers, &a, &out, &open, &e));
    assert_str(out, "GAD-7", "elsewhere");
    assert_true(mend_fill(STR("[measure]"), STR("/b"), answers, &a, &out, &open, &e));
    assert_str(out, "PHQ-9", "at the place");
    arena_free(&a);
}

static bool mend(struct arena *a, const struct mend_answer *answers, size_t n, struct plan **p,
                 struct mend_changes *out, struct err *e)
{
    return plan_from_json(STR(PLAN), a, p, e) && plan_number_ids(*p, a, e) && plan_bind(*p, a, e) &&
           mend_plan(*p, (struct mend_answers){answers, n}, a, out, e);
}

static void without_answers_no_sentence_changes_and_the_blanks_are_named(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    struct mend_changes changes = {0};
    arena_init(&a, 0);
    assert_true(mend(&a, NULL, 0, &p, &changes, &e));
    assert_int_equal(changes.list.n, 0);
    assert_true(changes.open.n > 0);
    assert_str(p->goals.at[0].objectives.at[0].statement, "Reduce GAD-7 by 50-60%", "unchanged");
    arena_free(&a);
}

static void with_answers_for_what_is_open_the_sentence_is_mended(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    struct mend_changes asked = {0}, changes = {0};
    struct mend_answer answers[16];
    arena_init(&a, 0);
    assert_true(mend(&a, NULL, 0, &p, &asked, &e));
    assert_true(asked.open.n < 16);
    for (size_t i = 0; i < asked.open.n; i++)
        answers[i] = (struct mend_answer){.blank = asked.open.at[i], .text = STR("12 weeks")};
    size_t n = asked.open.n;
    assert_true(mend(&a, answers, n, &p, &changes, &e));
    assert_true(changes.list.n > 0);
    struct str now = p->goals.at[0].objectives.at[0].statement;
    assert_true(str_find(now, STR("12 weeks"), 0) != (size_t)-1);
    assert_true(str_find(now, STR("["), 0) == (size_t)-1);
    arena_free(&a);
}

static void an_answer_that_cannot_stand_in_its_blank_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *blank, *answer;
        bool fits;
    } rows[] = {
        {"date, week or session", "banana", false},
        {"date, week or session", "soon", false},
        {"date, week or session", "31 June 2027", false},
        {"date, week or session", "30 June 2027", true},
        {"date, week or session", "by 30 June", true},
        {"Date, Week or Session", "banana", false},
        {"date, week or session", "6 weeks", true},
        {"date, week or session", "within 6 weeks", true},
        {"date, week or session", "session 8", true},
        {"date, week or session", "the 10th session", true},
        {"date, week or session", "discharge", true},
        {"score today", "banana", false},
        {"score today", "17", true},
        {"present value", "rather high", false},
        {"present value", "4 a week", true},
        {"target", "less", false},
        {"target", "9 or less", true},
        {"score", "ten", false},
        {"score", "high", false},
        {"how much or how often", "less", false},
        {"how much or how often", "twice a week", true},
        {"how much or how often", "daily", true},
        {"what the client will do", "banana", true}, /* free words */
        {"which ones, or how many", "apples", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena a;
        struct err e = {0};
        struct mend_answer answer = {.blank = str_of(rows[i].blank), .text = str_of(rows[i].answer)};
        arena_init(&a, 0);
        bool fits = mend_answers_fit((struct mend_answers){&answer, 1}, &a, &e);
        CHECK(fits == rows[i].fits, "%s = %s", rows[i].blank, rows[i].answer);
        CHECK(fits || e.kind == ERR_INVALID, "%s = %s", rows[i].blank, rows[i].answer);
        arena_free(&a);
    }
}

static void it_is_told_which_answers_fit_no_blank(void **state)
{
    (void)state;
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    struct mend_changes changes = {0};
    const struct mend_answer answers[] = {{.blank = STR("score today"), .text = STR("15")},
                                          {.blank = STR("colour"), .text = STR("blue")},
                                          {STR("/goals/9"), STR("score today"), STR("15")}};
    arena_init(&a, 0);
    assert_true(mend(&a, answers, 3, &p, &changes, &e));
    assert_true(changes.fits[0]);
    assert_false(changes.fits[1]);
    assert_false(changes.fits[2]);
    assert_true(changes.offered.n > 0);
    arena_free(&a);
}

static void a_plan_of_many_rewrites_is_mended_once_each(void **state)
{
    (void)state;
    enum { OBJECTIVES = 3000 };
    struct arena a;
    struct buf b;
    struct err e = {0};
    struct plan *p = NULL;
    struct mend_changes changes = {0};
    const struct mend_answer answer = {.blank = STR("score today"), .text = STR("15")};
    arena_init(&a, 0);
    buf_init(&b, 0);
    buf_cstr(&b, "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Enjoy evenings\",\"objectives\":[");
    for (int i = 0; i < OBJECTIVES; i++)
        buf_printf(&b, "%s{\"statement\":\"Reduce GAD-7 by %d%% by 30 June 2027\"}", i ? "," : "", 40 + i % 20);
    buf_cstr(&b, "]}]}");
    assert_true(plan_from_json(buf_str(&b), &a, &p, &e) && plan_number_ids(p, &a, &e) && plan_bind(p, &a, &e));
    assert_true(mend_plan(p, (struct mend_answers){&answer, 1}, &a, &changes, &e));
    assert_int_equal(changes.list.n, OBJECTIVES);
    buf_free(&b);
    arena_free(&a);
}

#define BLANKS                                                                                                         \
    "{\"format\":\"goldthread.plan/1\",\"strengths\":[{\"text\":\"none\"},{\"text\":\"[what] and [WHAT], [1] "         \
    "[sic]\"}],"                                                                                                       \
    "\"problems\":[{\"symptoms\":[\"tired\",\"____ at night\"]}],"                                                     \
    "\"goals\":[{\"statement\":\"Sleep\",\"objectives\":[{\"statement\":\"x\"},{\"statement\":\"Sleep [how "           \
    "long]\"}]}],"                                                                                                     \
    "\"crisis\":{\"safety_plan\":{\"coping\":[\"[what helps]\"]}}}"

static bool list_blanks(struct arena *a, void *ctx, struct err *e)
{
    struct plan *p = NULL;
    struct plan_blank *list = NULL;
    size_t n = 0;
    (void)ctx;
    return plan_from_json(STR(BLANKS), a, &p, e) && rules_blanks(p, a, &list, &n, e);
}

static void every_blank_is_listed_at_its_place(void **state)
{
    static const struct {
        const char *pointer, *words;
    } expected[] = {{"/problems/0/symptoms", "____"},
                    {"/goals/0/objectives/1/statement", "[how long]"},
                    {"/strengths/1/text", "[what]"},
                    {"/strengths/1/text", "[WHAT]"},
                    {"/crisis/safety_plan/coping", "[what helps]"}};
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    struct plan_blank *list = NULL;
    size_t n = 0, seen = 0;
    (void)state;
    arena_init(&a, 0);
    assert_true(plan_from_json(STR(BLANKS), &a, &p, &e) && rules_blanks(p, &a, &list, &n, &e));
    assert_int_equal(n, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            seen += str_is(list[i].pointer, expected[k].pointer) && str_is(list[i].words, expected[k].words);
    assert_int_equal(seen, n);
    arena_free(&a);
    assert_true(fault_sweep(list_blanks, NULL) > 5);
}

static bool whole(struct arena *a, void *ctx, struct err *e)
{
    (void)ctx;
    struct plan *p = NULL;
    struct mend_changes changes = {0};
    struct mend_answer answer = {.blank = STR("score today"), .text = STR("16")};
    return mend(a, &answer, 1, &p, &changes, e);
}

static void every_allocation_fails_cleanly(void **state)
{
    (void)state;
    assert_true(fault_sweep(whole, NULL) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_are_filled_by_name),
        cmocka_unit_test(an_answer_for_a_place_goes_first),
        cmocka_unit_test(without_answers_no_sentence_changes_and_the_blanks_are_named),
        cmocka_unit_test(with_answers_for_what_is_open_the_sentence_is_mended),
        cmocka_unit_test(an_answer_that_cannot_stand_in_its_blank_is_refused),
        cmocka_unit_test(it_is_told_which_answers_fit_no_blank),
        cmocka_unit_test(a_plan_of_many_rewrites_is_mended_once_each),
        cmocka_unit_test(every_blank_is_listed_at_its_place),
        cmocka_unit_test(every_allocation_fails_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
