/* The line protocol of `goldthread progress`: measure/progress.h. */
#include "support.h"

#include "base/json.h"
#include "measure/progress.h"

#include <math.h>

static const char *const result_names[] = {"ok", "failed", "not_json"};

/* Every member of `want` is in `got`; lists are the same as a whole. */
static bool holds(const struct json *want, const struct json *got, char *where, size_t room)
{
    if (!got || want->type != got->type)
        return false;
    if (want->type == JSON_NUMBER) {
        double a = strtod(want->text.p, NULL), b = strtod(got->text.p, NULL);
        return fabs(a - b) <= 1e-8 * fmax(1.0, fabs(a));
    }
    if (want->type == JSON_STRING)
        return str_eq(want->text, got->text);
    if (want->type == JSON_ARRAY && want->count != got->count)
        return false;
    const struct json *other = got->first;
    for (const struct json *k = want->first; k; k = k->next) {
        if (want->type == JSON_OBJECT)
            snprintf(where, room, "%.*s", (int)k->key.n, k->key.p);
        if (!holds(k, want->type == JSON_OBJECT ? json_get(got, k->key.p) : other, where, room))
            return false;
        other = other && want->type == JSON_ARRAY ? other->next : NULL;
    }
    return true;
}

static void test_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/measure/progress.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct buf out;
        struct err e = {0};
        const struct json *want = NULL, *got = NULL;
        char where[96] = "";
        arena_init(&a, 0);
        buf_init(&out, 0);
        enum progress_result r = progress_answer(str_of(tsv_get(&t, "line")), &a, &out);
        CHECK(strcmp(result_names[r], tsv_get(&t, "result")) == 0, "%s: %s: %s", tsv_where(&t), result_names[r], out.p);
        CHECK(json_parse(buf_str(&out), &a, &got, &e), "%s: %s: %s", tsv_where(&t), e.text, out.p);
        CHECK(json_parse(str_of(tsv_get(&t, "answer")), &a, &want, &e), "%s: %s", tsv_where(&t), e.text);
        CHECK(holds(want, got, where, sizeof where), "%s: %s is not as it must be: %s", tsv_where(&t), where, out.p);
        CHECK((json_get(got, "error") != NULL) == (r != PROGRESS_OK), "%s: %s", tsv_where(&t), out.p);
        CHECK(memchr(out.p, '\n', out.n) == NULL, "%s: a line break", tsv_where(&t));
        buf_free(&out);
        arena_free(&a);
    }
    tsv_close(&t);
}

/* Numbers come back as they are meant: integers as integers, ten digits at most, no noise, never minus zero. */
static void test_numbers_as_written(void **state)
{
    static const char *const rows[][2] = {
        {"{\"method\":\"percent\",\"baseline\":10,\"current\":5}", "\"percent\":50,"},
        {"{\"method\":\"percent\",\"baseline\":10,\"current\":10}", "\"percent\":0,"},
        {"{\"method\":\"percent\",\"baseline\":3,\"current\":2}", "\"percent\":33.33333333,"},
        {"{\"method\":\"goal_target\",\"instrument\":\"ors\",\"baseline\":20.1,\"increase_points\":5.1}", ":25.2"},
        {"{\"method\":\"gbo\",\"start\":[0.1],\"now\":[0.4]}", "\"changes\":[0.3]"},
        {"{\"method\":\"rci\",\"change\":0,\"sd\":1,\"reliability\":0.5}", "\"rci\":0,"},
        {"{\"method\":\"rci\",\"change\":-0,\"sd\":1,\"reliability\":0.5,\"direction\":\"higher_better\"}",
         "\"rci\":0,"},
        {"{\"id\":1.50,\"method\":\"rci\"}", "\"id\":1.50,"},
        {"{\"method\":\"jt_cutoff\",\"m_clin\":900000000,\"sd_clin\":1}", "\"a\":899999998,"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct buf out;
        arena_init(&a, 0);
        buf_init(&out, 0);
        progress_answer(str_of(rows[i][0]), &a, &out);
        CHECK(strstr(out.p, rows[i][1]), "%s lacks %s", out.p, rows[i][1]);
        buf_free(&out);
        arena_free(&a);
    }
}

/* A long list is refused, the longest is not. */
static void test_long_lists(void **state)
{
    (void)state;
    for (int form = 0; form < 2; form++)
        for (int n = PROGRESS_POINTS_MAX; n <= PROGRESS_POINTS_MAX + 1; n++) {
            struct buf list, line, out;
            struct arena a;
            arena_init(&a, 0);
            buf_init(&list, 0);
            buf_init(&line, 0);
            buf_init(&out, 0);
            for (int i = 0; i < n; i++)
                buf_printf(&list, form ? "%s{\"week\":%d,\"score\":%d}" : "%s%d%d", i ? "," : "", i + 1, i % 9);
            buf_printf(&line,
                       form ? "{\"method\":\"track\",\"instrument\":\"phq9\",\"series\":[%s]}"
                            : "{\"method\":\"trend\",\"y\":[%s]}",
                       list.p);
            enum progress_result r = progress_answer(buf_str(&line), &a, &out);
            CHECK(r == (n > PROGRESS_POINTS_MAX ? PROGRESS_FAILED : PROGRESS_OK), "form %d, %d: %.200s", form, n,
                  out.p);
            CHECK((strstr(out.p, "bad_input") != NULL) == (n > PROGRESS_POINTS_MAX), "%.200s", out.p);
            buf_free(&list);
            buf_free(&line);
            buf_free(&out);
            arena_free(&a);
        }
}

/* Each allocation refused in turn: the answer says so, and is JSON. */
static void test_no_memory(void **state)
{
    struct tsv t;
    size_t refused = 0;
    (void)state;
    tsv_open(&t, "tests/data/measure/progress.tsv");
    while (tsv_next(&t)) {
        for (size_t at = 1;; at++) {
            struct arena a, b;
            struct buf out;
            struct err e = {0};
            const struct json *got = NULL;
            arena_init(&a, 0);
            arena_init(&b, 0);
            buf_init(&out, 0);
            a.fail_at = at;
            enum progress_result r = progress_answer(str_of(tsv_get(&t, "line")), &a, &out);
            bool failed = a.failed;
            CHECK(json_parse(buf_str(&out), &b, &got, &e), "%s: %s", tsv_where(&t), out.p);
            CHECK(!failed || (r == PROGRESS_FAILED && strstr(out.p, "\"no_memory\"")), "%s, fault %zu: %s",
                  tsv_where(&t), at, out.p);
            refused += failed;
            buf_free(&out);
            arena_free(&a);
            arena_free(&b);
            if (!failed)
                break;
        }
    }
    tsv_close(&t);
    assert_true(refused > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_numbers_as_written),
                                       cmocka_unit_test(test_long_lists), cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
