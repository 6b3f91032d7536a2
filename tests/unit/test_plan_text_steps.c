/*
 * The importer's work grows with the text, not with its square: steps are counted (steps.h). Searches inside the C
 * library count as one step; those of the importer end at the line.
 */
#include "support.h"

#include "steps.h"

#include "plan/plan_load.h"
#include "plan/plan_text.h"

struct cost {
    unsigned long long steps;
    size_t bytes;
};

static struct cost cost_of(struct str text, bool good)
{
    struct arena a;
    struct plan *p;
    struct err e = {0};
    arena_init(&a, 0);
    steps = 0;
    assert_int_equal(plan_from_text(text, &a, &p, NULL, &e), good);
    struct cost c = {steps, a.used};
    arena_free(&a);
    return c;
}

static void repeat(struct buf *b, const char *lines, int times)
{
    for (int i = 0; i < times; i++)
        buf_cstr(b, lines);
    assert_true(buf_ok(b));
}

/* Ten times the text: about ten times the steps and the memory; square growth would be 100 times. Up to 20 times is
 * allowed: lists double, and wrapped lines reach the longest paragraph (JOINED_BYTES_MAX) late. */
static void long_texts_take_steps_in_proportion(void **state)
{
    static const char *const shapes[] = {
        "- one more line of a list that goes on\n",
        "wrapped words that go on and on without an end in sight, \n",
        "| a cell | another | third |\n",
        "Goal 1: x\n",
        "Goals\n1. Feel well\n  - Objective: Walk 10 minutes daily by session 8\n",
        "Problem: it is hard\nand harder\n",
        "   - deeper\n",
        "one  two  three\n",
        "> Strengths\nis kind\n",
        "1. Strengths\nis kind\n",
        "[ ] a box\n",
        "PHQ-9: 17 on 2026-01-05\n",
        "\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct buf b;
        buf_init(&b, 0);
        buf_cstr(&b, "Name: Ada\n");
        repeat(&b, shapes[i], 1000);
        struct cost one = cost_of(buf_str(&b), true);
        repeat(&b, shapes[i], 9000);
        struct cost ten = cost_of(buf_str(&b), true);
        if (getenv("GOLDTHREAD_TEST_SHOW"))
            print_message("%llu %llu steps: %s", one.steps, ten.steps, shapes[i]);
        CHECK(one.steps > 1000, "%s: %llu steps; nothing counted?", shapes[i], one.steps);
        CHECK(ten.steps < 20 * one.steps, "%s: %llu and %llu steps", shapes[i], one.steps, ten.steps);
        CHECK(ten.bytes < 20 * one.bytes, "%s: %zu and %zu bytes", shapes[i], one.bytes, ten.bytes);
        buf_free(&b);
    }
}

static void a_hundred_megabytes_in_one_line_are_refused_early(void **state)
{
    size_t n = 100u * 1024 * 1024;
    struct arena a;
    struct err e = {0};
    struct plan *p = NULL;
    (void)state;
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, 'a', n);
    arena_init(&a, 0);
    steps = 0;
    assert_false(plan_from_text((struct str){text, n}, &a, &p, NULL, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    assert_string_equal(e.where, "line 1");
    CHECK(steps > 0 && steps < 10000, "%llu steps", steps);
    assert_true(a.used < 1024 * 1024);
    arena_free(&a);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_texts_take_steps_in_proportion),
        cmocka_unit_test(a_hundred_megabytes_in_one_line_are_refused_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
