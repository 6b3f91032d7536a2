/* A whole plan in process: read, bound, checked, written; page and PDF. Usage: bench_plan PLAN.txt PLAN.json */
#include "bench.h"

#include "base/utf8.h"
#include "plan/plan_json.h"
#include "plan/plan_load.h"
#include "render/render.h"
#include "rules/findings.h"

#include <string.h>

struct job {
    struct str bytes;
    enum plan_source source;
    struct arena arena;
    struct buf out;
    struct plan *plan;
    char *copy;
    size_t seen;
};

static void need(bool ok, const struct err *e)
{
    if (!ok) {
        fprintf(stderr, "bench: %s: %s\n", e->where, e->text);
        exit(2);
    }
}

/* All that `goldthread check` does with a file, but for opening it and printing. */
static void check(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct plan *p = NULL;
    struct findings found = {0};
    arena_reset(&j->arena);
    buf_reset(&j->out);
    need(plan_load_bound(j->bytes, j->source, &j->arena, &p, &e) && rules_check(p, &j->arena, &found, &e), &e);
    findings_put_text(&found, p, STR("plan"), false, 100, &j->out);
    need(buf_ok(&j->out), &e);
}

static void load(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct plan *p = NULL;
    arena_reset(&j->arena);
    need(plan_load(j->bytes, j->source, &j->arena, &p, NULL, &e), &e);
}

static void validate(void *ctx)
{
    struct job *j = ctx;
    size_t bad;
    memcpy(j->copy, j->bytes.p, j->bytes.n);
    if (!utf8_check((struct str){j->copy, j->bytes.n}, &bad))
        abort();
    j->seen += (unsigned char)j->copy[j->bytes.n / 2];
}

static void page(void *ctx)
{
    struct job *j = ctx;
    struct render_options o = {.draft = true, .signatures = true};
    buf_reset(&j->out);
    render_html(j->plan, &o, &j->out);
}

static void pdf(void *ctx)
{
    struct job *j = ctx;
    struct err e = {0};
    struct render_options o = {.draft = true, .signatures = true};
    buf_reset(&j->out);
    need(render_pdf(j->plan, &o, &j->out, &e), &e);
}

static void copy_out(void *ctx)
{
    struct job *j = ctx;
    memcpy(j->copy, j->out.p, j->out.n);
    j->seen += (unsigned char)j->copy[j->out.n / 2];
}

static void rows_of(const char *path, enum plan_source source, const char *kind)
{
    char what[80];
    struct err e = {0};
    struct job j = {.bytes = bench_file(path), .source = source, .copy = malloc(1 << 24)};
    if (!j.copy)
        exit(2);
    arena_init(&j.arena, 0);
    buf_init(&j.out, 0);
    double least = bench_least(validate, &j);
    snprintf(what, sizeof what, "check a plan, %s of %.1f KB", kind, (double)j.bytes.n / 1000);
    bench_row(what, bench_least(check, &j), "s", least, "copying and checking its UTF-8");
    snprintf(what, sizeof what, "  of which reading it in");
    bench_row(what, bench_least(load, &j), "s", least, "copying and checking its UTF-8");
    if (source == PLAN_SOURCE_JSON) {
        arena_reset(&j.arena);
        need(plan_load(j.bytes, source, &j.arena, &j.plan, NULL, &e) && plan_number_ids(j.plan, &j.arena, &e) &&
                 plan_bind(j.plan, &j.arena, &e),
             &e);
        double t = bench_least(page, &j);
        bench_row("HTML pages", 1 / t, "pages/s", 1 / bench_least(copy_out, &j), "copying their bytes");
        t = bench_least(pdf, &j);
        bench_row("PDFs", 1 / t, "PDFs/s", 1 / bench_least(copy_out, &j), "copying their bytes");
    }
    buf_free(&j.out);
    arena_free(&j.arena);
    free(j.copy);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: bench_plan PLAN.txt PLAN.json\n");
        return 2;
    }
    rows_of(argv[1], PLAN_SOURCE_TEXT, "text");
    rows_of(argv[2], PLAN_SOURCE_JSON, "JSON");
    return 0;
}
