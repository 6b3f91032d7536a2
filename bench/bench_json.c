/* The JSON reader and writer beside libyajl alone. Usage: bench_json PLANS.jsonl */
#include "bench.h"

#include "base/json.h"

#include <yajl/yajl_parse.h>

struct lines {
    struct str *at;
    size_t n, bytes;
};

static struct lines cut(struct str text)
{
    struct lines l = {0};
    struct str line;
    l.at = calloc(text.n + 1, sizeof *l.at);
    while (l.at && str_cut(text, '\n', &line, &text))
        if (line.n) {
            l.at[l.n++] = line;
            l.bytes += line.n;
        }
    if (!l.n) {
        fprintf(stderr, "bench: no line\n");
        exit(2);
    }
    return l;
}

static void yajl_alone(void *ctx)
{
    const struct lines *l = ctx;
    for (size_t i = 0; i < l->n; i++) {
        yajl_handle y = yajl_alloc(NULL, NULL, NULL);
        if (yajl_parse(y, (const unsigned char *)l->at[i].p, l->at[i].n) != yajl_status_ok ||
            yajl_complete_parse(y) != yajl_status_ok)
            abort();
        yajl_free(y);
    }
}

static void read_trees(void *ctx)
{
    const struct lines *l = ctx;
    struct arena a;
    struct err e = {0};
    const struct json *v;
    arena_init(&a, 0);
    for (size_t i = 0; i < l->n; i++) {
        arena_reset(&a);
        if (!json_parse(l->at[i], &a, &v, &e))
            abort();
    }
    arena_free(&a);
}

struct writing {
    const struct json **trees;
    struct lines lines;
    struct buf out;
};

static void write_trees(void *ctx)
{
    struct writing *w = ctx;
    for (size_t i = 0; i < w->lines.n; i++) {
        struct json_out o;
        buf_reset(&w->out);
        json_out_init(&o, &w->out, 0);
        json_put_tree(&o, w->trees[i]);
    }
}

static void copy_bytes(void *ctx)
{
    struct writing *w = ctx;
    for (size_t i = 0; i < w->lines.n; i++) {
        buf_reset(&w->out);
        buf_add(&w->out, w->lines.at[i]);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench_json PLANS.jsonl\n");
        return 2;
    }
    struct writing w = {.lines = cut(bench_file(argv[1]))};
    struct arena a;
    struct err e = {0};
    double mb = (double)w.lines.bytes / 1e6;
    bench_row("JSON read into a tree", mb / bench_least(read_trees, &w.lines), "MB/s",
              mb / bench_least(yajl_alone, &w.lines), "libyajl alone, no tree");
    arena_init(&a, 0);
    buf_init(&w.out, 0);
    w.trees = calloc(w.lines.n, sizeof *w.trees);
    for (size_t i = 0; w.trees && i < w.lines.n; i++)
        if (!json_parse(w.lines.at[i], &a, &w.trees[i], &e))
            abort();
    bench_row("JSON written from a tree", mb / bench_least(write_trees, &w), "MB/s", mb / bench_least(copy_bytes, &w),
              "copying the same bytes");
    buf_free(&w.out);
    arena_free(&a);
    return 0;
}
