/* One filled-in form: the score alone, and with its JSON in and out. Usage: bench_score FORMS.jsonl */
#include "bench.h"

#include "measure/score_line.h"

#include <yajl/yajl_parse.h>

struct job {
    struct str *lines;
    struct score_input *forms;
    size_t n, seen;
    struct arena arena;
    struct buf out;
};

static void load(struct job *j, struct str text)
{
    struct str line;
    j->lines = calloc(text.n + 1, sizeof *j->lines);
    while (j->lines && str_cut(text, '\n', &line, &text))
        if (line.n)
            j->lines[j->n++] = line;
    j->forms = calloc(j->n + 1, sizeof *j->forms);
    for (size_t i = 0; j->forms && i < j->n; i++) {
        const struct json *v = NULL;
        struct err e = {0};
        if (json_parse(j->lines[i], &j->arena, &v, &e) && score_read(v, &j->forms[i], &e))
            continue;
        fprintf(stderr, "bench: line %zu: %s\n", i + 1, e.text);
        exit(2);
    }
    if (!j->n || !j->forms) {
        fprintf(stderr, "bench: no form\n");
        exit(2);
    }
}

static void yajl_alone(void *ctx)
{
    struct job *j = ctx;
    for (size_t i = 0; i < j->n; i++) {
        yajl_handle y = yajl_alloc(NULL, NULL, NULL);
        if (yajl_parse(y, (const unsigned char *)j->lines[i].p, j->lines[i].n) != yajl_status_ok ||
            yajl_complete_parse(y) != yajl_status_ok)
            abort();
        yajl_free(y);
    }
}

static void add_up(void *ctx)
{
    struct job *j = ctx;
    for (size_t i = 0; i < j->n; i++)
        for (size_t k = 0; k < j->forms[i].count; k++)
            j->seen += (size_t)j->forms[i].item[k].mant;
}

static void score(void *ctx)
{
    struct job *j = ctx;
    for (size_t i = 0; i < j->n; i++) {
        struct score s;
        if (!score_form(&j->forms[i], &s, NULL))
            abort();
        j->seen += s.has;
    }
}

static void answer(void *ctx)
{
    struct job *j = ctx;
    for (size_t i = 0; i < j->n; i++) {
        struct err e = {0};
        arena_reset(&j->arena);
        buf_reset(&j->out);
        if (!score_line(j->lines[i], &j->arena, &j->out, &e))
            abort();
    }
}

int main(int argc, char **argv)
{
    struct job j = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: bench_score FORMS.jsonl\n");
        return 2;
    }
    arena_init(&j.arena, 0);
    buf_init(&j.out, 0);
    load(&j, bench_file(argv[1]));
    bench_row("scoring a form", bench_least(score, &j) / (double)j.n, "s", bench_least(add_up, &j) / (double)j.n,
              "adding up its answers");
    bench_row("  with its JSON in and out", bench_least(answer, &j) / (double)j.n, "s",
              bench_least(yajl_alone, &j) / (double)j.n, "libyajl alone, reading the line");
    buf_free(&j.out);
    arena_free(&j.arena);
    free(j.lines);
    free(j.forms);
    return 0;
}
