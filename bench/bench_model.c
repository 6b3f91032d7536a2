/* The plan's tree in process: JSON in and out, binding, the thread, the comparison. Usage: bench_model PLAN.json */
#include "bench.h"

#include "plan/diff.h"
#include "plan/plan_json.h"
#include "plan/thread.h"

struct job {
    struct str bytes;
    struct arena arena, work;
    struct plan *plan, *other;
    struct buf out;
};

static void need(bool ok, const struct err *e)
{
    if (!ok) {
        fprintf(stderr, "bench: %s: %s\n", e->where, e->text);
        exit(2);
    }
}

static void read_tree(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    const struct json *v;
    arena_reset(&j->work);
    need(json_parse(j->bytes, &j->work, &v, &e), &e);
}

static void read_plan(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct plan *p;
    arena_reset(&j->work);
    need(plan_from_json(j->bytes, &j->work, &p, &e), &e);
}

static void write_plan(void *ctx)
{
    struct job *j = ctx;
    buf_reset(&j->out);
    plan_to_json(j->plan, 0, &j->out);
}

static void copy_out(void *ctx)
{
    struct job *j = ctx;
    buf_reset(&j->out);
    buf_add(&j->out, j->bytes);
}

static void bind(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct plan *p;
    arena_reset(&j->work);
    need(plan_from_json(j->bytes, &j->work, &p, &e) && plan_bind(p, &j->work, &e), &e);
}

static void build_thread(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct thread t;
    arena_reset(&j->work);
    need(thread_build(j->plan, &j->work, &t, &e), &e);
}

static void compare(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct diff d;
    arena_reset(&j->work);
    need(diff_plans(j->plan, j->other, &j->work, &d, &e), &e);
}

int main(int argc, char **argv)
{
    struct job j = {.plan = NULL};
    struct err e = {0};
    char what[80];
    if (argc != 2) {
        fprintf(stderr, "usage: bench_model PLAN.json\n");
        return 2;
    }
    j.bytes = bench_file(argv[1]);
    arena_init(&j.arena, 0);
    arena_init(&j.work, 0);
    buf_init(&j.out, 0);
    need(plan_from_json(j.bytes, &j.arena, &j.plan, &e) && plan_from_json(j.bytes, &j.arena, &j.other, &e), &e);

    double tree = bench_least(read_tree, &j), copy = bench_least(copy_out, &j), read = bench_least(read_plan, &j);
    snprintf(what, sizeof what, "a plan out of %.1f KB of JSON", (double)j.bytes.n / 1000);
    bench_row(what, read, "s", tree, "its JSON tree alone");
    bench_row("a plan into JSON", bench_least(write_plan, &j), "s", copy, "copying the bytes");
    bench_row("binding its sentences", bench_least(bind, &j) - read, "s", 0, "");
    bench_row("its golden thread", bench_least(build_thread, &j), "s", 0, "");
    bench_row("comparing it with a copy of itself", bench_least(compare, &j), "s", 0, "");
    buf_free(&j.out);
    arena_free(&j.work);
    arena_free(&j.arena);
    return 0;
}
