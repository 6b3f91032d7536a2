/* Signs: a year told week by week, a table of small cases, and a naive evaluation day by day. */
#include "support.h"

#include "plan/plan_load.h"
#include "plan/signs.h"

#include <stdlib.h>

struct fixture {
    struct arena arena;
    struct plan *plan;
    struct series series;
};

static void load(struct fixture *f, struct str plan, struct str series, const char *where)
{
    struct err e = {0};
    memset(f, 0, sizeof *f);
    arena_init(&f->arena, 0);
    CHECK(plan_load_bound(plan, PLAN_SOURCE_JSON, &f->arena, &f->plan, &e), "%s: %s: %s", where, e.where, e.text);
    CHECK(series_read(series, &f->arena, &f->series, &e), "%s: %s: %s", where, e.where, e.text);
}

static struct date date_of(const char *text)
{
    struct date d;
    CHECK(date_parse(str_of(text), &d), "\"%s\" is no date", text);
    return d;
}

static void follow(struct fixture *f, struct date on, struct arena *a, struct follow *out)
{
    struct err e = {0};
    arena_init(a, 0);
    CHECK(follow_plan(f->plan, &f->series, on, a, out, &e), "%s: %s", e.where, e.text);
}

/* ---- ids as a sorted list, "a b c"; a silenced one as "(a)" ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put_sorted(char **word, size_t n, struct buf *out)
{
    qsort(word, n, sizeof *word, by_text);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? " " : "", word[i]);
}

static void put_open(const struct follow *f, struct buf *out)
{
    char *word[64], text[64][80];
    size_t n = 0;
    for (size_t i = 0; i < f->signs.n; i++) {
        const struct sign *s = &f->signs.at[i];
        if (!s->open)
            continue;
        snprintf(text[n], sizeof text[n], s->silenced ? "(%.*s)" : "%.*s", (int)s->id.n, s->id.p);
        word[n] = text[n];
        n++;
    }
    buf_reset(out);
    put_sorted(word, n, out);
}

static void put_words(const char *cell, struct buf *out)
{
    char copy[1024], *word[64];
    size_t n = 0;
    snprintf(copy, sizeof copy, "%s", cell);
    for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
        word[n++] = w;
    buf_reset(out);
    put_sorted(word, n, out);
}

/* ---- the story ---- */

static void test_story(void **state)
{
    struct tsv t;
    struct fixture f;
    size_t plan_size, series_size;
    char *plan = read_file("examples/marisol-vega.plan.json", &plan_size);
    char *series = read_file("examples/marisol-vega.series.jsonl", &series_size);
    struct buf got, expected;
    (void)state;
    buf_init(&got, 0);
    buf_init(&expected, 0);
    load(&f, (struct str){plan, plan_size}, (struct str){series, series_size}, "the example");
    tsv_open(&t, "tests/data/plan/story.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct follow out;
        follow(&f, date_of(tsv_get(&t, "on")), &a, &out);
        put_open(&out, &got);
        put_words(tsv_get(&t, "open"), &expected);
        CHECK(strcmp(buf_str(&got).p, buf_str(&expected).p) == 0, "%s: open are \"%s\", expected \"%s\"", tsv_where(&t),
              buf_str(&got).p, buf_str(&expected).p);
        CHECK(out.week == tsv_int(&t, "week"), "%s: week %d", tsv_where(&t), out.week);
        buf_reset(&got);
        for (size_t i = 0; i < out.objectives.n; i++)
            buf_printf(&got, "%s%s", i ? " " : "", standing_state_name(out.objectives.at[i].state));
        assert_str(buf_str(&got), tsv_get(&t, "states"), tsv_where(&t));
        assert_str(str_of(clock_state_name(out.review.state)), tsv_get(&t, "review"), tsv_where(&t));
        arena_free(&a);
    }
    CHECK(t.rows == 52, "%zu weeks", t.rows);
    tsv_close(&t);
    arena_free(&f.arena);
    buf_free(&got);
    buf_free(&expected);
    free(plan);
    free(series);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_story),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
