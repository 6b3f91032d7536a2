/* Where a plan stands after ten years: 520 weekly scores and sessions, reviews and decisions. Usage: bench_follow PLAN.json */
#include "bench.h"

#include "plan/plan_load.h"
#include "plan/signs.h"

struct job {
    struct str plan_text;
    struct buf text;
    struct arena arena, kept;
    struct plan *plan;
    struct series series;
    struct date on;
    char *copy;
    size_t signs;
};

static void need(bool ok, const struct err *e)
{
    if (!ok) {
        fprintf(stderr, "bench: %s: %s\n", e->where, e->text);
        exit(2);
    }
}

static void follow(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct follow f;
    arena_reset(&j->arena);
    need(follow_plan(j->plan, &j->series, j->on, &j->arena, &f, &e), &e);
    j->signs = f.signs.n;
}

/* The least there is to do: every value of the entries looked at once. */
static void look(void *ctx)
{
    struct job *j = ctx;
    double sum = 0;
    for (size_t i = 0; i < j->series.entries.n; i++)
        sum += j->series.entries.at[i].score.value + j->series.entries.at[i].type;
    j->signs += sum < 0;
}

/* A course that falls, stands still, rises and falls again, with decisions about its signs. */
static void write_series(struct buf *b)
{
    static const int wave[] = {17, 16, 15, 16, 14, 15, 13, 12, 11, 9, 8, 7, 8, 9, 13, 14, 15, 13, 12, 10};
    char text[DATE_TEXT_SIZE];
    struct date d = {2026, 1, 5};
    unsigned noise = 1;
    for (int week = 0; week < 520; week++, d = date_add_days(d, 7)) {
        const char *day = date_format(d, text);
        noise = noise * 1103515245u + 12345u;
        int score = wave[week / 8 % 20] + (int)(noise >> 16 & 3) - 1;
        buf_printf(b, "{\"date\":\"%s\",\"type\":\"session\",\"status\":\"%s\"}\n", day, week % 11 ? "attended" : "no_show");
        buf_printf(b, "{\"date\":\"%s\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":%d}\n", day, score);
        if (week % 6 == 0)
            buf_printf(b, "{\"date\":\"%s\",\"type\":\"review\"}\n", day);
        if (week % 40 == 20) {
            buf_printf(b, "{\"date\":\"%s\",\"type\":\"decision\",\"sign\":\"lack-of-progress/o1\",\"decision\":\"revise\"}\n", day);
            buf_printf(b, "{\"date\":\"%s\",\"type\":\"decision\",\"sign\":\"loss-of-gain/o1\",\"decision\":\"consult\"}\n", day);
        }
    }
}

int main(int argc, char **argv)
{
    struct job j = {.on = {2035, 12, 31}};
    struct err e = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: bench_follow PLAN.json\n");
        return 2;
    }
    arena_init(&j.arena, 0);
    arena_init(&j.kept, 0);
    buf_init(&j.text, 0);
    write_series(&j.text);
    need(plan_load_bound(bench_file(argv[1]), PLAN_SOURCE_JSON, &j.kept, &j.plan, &e) &&
             series_read(buf_str(&j.text), &j.kept, &j.series, &e),
         &e);
    double t = bench_least(follow, &j);
    bench_row("follow, 10 years of weekly scores", t, "s", bench_least(look, &j), "looking at each entry once");
    if (getenv("BENCH_VERBOSE"))
        fprintf(stderr, "%zu entries, %zu signs\n", j.series.entries.n, j.signs);
    buf_free(&j.text);
    arena_free(&j.arena);
    arena_free(&j.kept);
    return 0;
}
