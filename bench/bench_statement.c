/* One sentence in process: the scanner alone, the whole reading, and reading with its JSON. Usage: bench_statement
 * SENTENCES */
#include "bench.h"

#include "base/json.h"
#include "statement/statement.h"
#include "statement/token.h"

#define TOKENS_MAX 512

struct job {
    struct str *lines;
    size_t n, seen;
    struct arena arena;
    struct buf out;
};

static void load(struct job *j, struct str text)
{
    struct str line;
    j->lines = calloc(text.n + 1, sizeof *j->lines);
    while (j->lines && str_cut(text, '\n', &line, &text))
        if (line.n && line.n < STATEMENT_TEXT_MAX / 2)
            j->lines[j->n++] = line;
    if (!j->n) {
        fprintf(stderr, "bench: no sentence\n");
        exit(2);
    }
}

/* Lower case and tokens: what statement_read does first. */
static void scan(void *ctx)
{
    struct job *j = ctx;
    char low[STATEMENT_TEXT_MAX + TOKEN_SCAN_PAD];
    static struct token t[TOKENS_MAX];
    for (size_t i = 0; i < j->n; i++) {
        struct str s = j->lines[i];
        for (size_t k = 0; k < s.n; k++)
            low[k] = (char)(s.p[k] >= 'A' && s.p[k] <= 'Z' ? s.p[k] | 0x20 : s.p[k]);
        memset(low + s.n, 0, TOKEN_SCAN_PAD);
        j->seen += (size_t)token_scan(low, s.p, s.n, t, TOKENS_MAX - 12);
    }
}

static void judge(void *ctx)
{
    struct job *j = ctx;
    for (size_t i = 0; i < j->n; i++) {
        struct statement s;
        struct err e = {0};
        arena_reset(&j->arena);
        if (!statement_read(j->lines[i], NULL, &j->arena, &s, &e))
            abort();
        j->seen += s.specific.met == TRI_YES;
    }
}

static void answer(void *ctx)
{
    struct job *j = ctx;
    for (size_t i = 0; i < j->n; i++) {
        struct statement s;
        struct json_out o;
        struct err e = {0};
        arena_reset(&j->arena);
        buf_reset(&j->out);
        if (!statement_read(j->lines[i], NULL, &j->arena, &s, &e))
            abort();
        json_out_init(&o, &j->out, 0);
        statement_put_json(&s, STR("17"), (struct str){NULL, 0}, &o);
    }
}

int main(int argc, char **argv)
{
    struct job j = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: bench_statement SENTENCES\n");
        return 2;
    }
    load(&j, bench_file(argv[1]));
    arena_init(&j.arena, 0);
    buf_init(&j.out, 0);
    double scanner = bench_least(scan, &j) / (double)j.n;
    bench_row("judging a sentence", bench_least(judge, &j) / (double)j.n, "s", scanner, "the scanner alone");
    bench_row("  with its rewrite and JSON", bench_least(answer, &j) / (double)j.n, "s", scanner, "the scanner alone");
    buf_free(&j.out);
    arena_free(&j.arena);
    free(j.lines);
    return 0;
}
