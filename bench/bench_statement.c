/*
 * bench_statement: time for one sentence, the scanner alone and the whole reading with its judgements, beside the
 * limits (0.3 and 2 microseconds). Sentences: ../shared/corpus when it is there, else tests/data/statement.
 *   bench_statement [ROUNDS]
 */
#define _POSIX_C_SOURCE 200809L
#include "base/json.h"
#include "statement/statement.h"
#include "statement/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_LINES 4096

static struct str lines[MAX_LINES];
static size_t count, bytes;
static struct arena keep;

static void add(struct str s)
{
    if (count < MAX_LINES && s.n > 0 && s.n < 2000) {
        lines[count].p = arena_copy(&keep, s.p, s.n);
        lines[count++].n = s.n;
        bytes += s.n;
    }
}

static void load_jsonl(FILE *f)
{
    static char row[65536];
    while (fgets(row, sizeof row, f) != NULL) {
        const struct json *v;
        struct err e = {.kind = ERR_NONE};
        if (json_parse(str_of(row), &keep, &v, &e)) {
            add(json_str(json_get(v, "text")));
        }
    }
}

static void load_tsv(FILE *f)
{
    static char row[65536];
    while (fgets(row, sizeof row, f) != NULL) {
        struct str id, source, text, rest, line = str_of(row);
        if (row[0] != '#' && str_cut(line, '\t', &id, &rest) && str_cut(rest, '\t', &source, &rest) &&
            str_cut(rest, '\t', &text, &rest)) {
            add(text);
        }
    }
}

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double scan_all(void)
{
    static char low[STATEMENT_TEXT_MAX + 4];
    static struct token t[512];
    size_t tokens = 0;
    double from = now_ns();
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < lines[i].n; k++) {
            low[k] = (char)(lines[i].p[k] >= 'A' && lines[i].p[k] <= 'Z' ? lines[i].p[k] | 0x20 : lines[i].p[k]);
        }
        memset(low + lines[i].n, 0, 4);
        tokens += (size_t)token_scan(low, lines[i].p, lines[i].n, t, 500);
    }
    return tokens == 0 ? 0 : (now_ns() - from) / (double)count;
}

static double read_all(struct arena *a)
{
    size_t met = 0;
    double from = now_ns();
    for (size_t i = 0; i < count; i++) {
        struct statement s;
        arena_reset(a);
        met += statement_read(lines[i], NULL, a, &s, NULL) && s.specific.met == TRI_YES;
    }
    return met > count ? 0 : (now_ns() - from) / (double)count;
}

static double json_all(struct arena *a, struct buf *b)
{
    double from = now_ns();
    for (size_t i = 0; i < count; i++) {
        struct statement s;
        struct json_out o;
        arena_reset(a);
        buf_reset(b);
        if (statement_read(lines[i], NULL, a, &s, NULL)) {
            json_out_init(&o, b, 0);
            statement_put_json(&s, STR("s1"), (struct str){NULL, 0}, &o);
        }
    }
    return (now_ns() - from) / (double)count;
}

static void report(const char *what, double ns, double limit_ns)
{
    printf("%-28s %8.0f ns a sentence  limit %5.0f ns  ratio %.2f\n", what, ns, limit_ns, ns / limit_ns);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 200;
    double scan = 1e18, all = 1e18, json = 1e18;
    struct arena a;
    struct buf b;
    arena_init(&keep, 0);
    arena_init(&a, 0);
    buf_init(&b, 0);
    FILE *f = fopen("../shared/corpus/statements.dev.jsonl", "r");
    if (f != NULL) {
        load_jsonl(f);
    } else if ((f = fopen("tests/data/statement/independent.tsv", "r")) != NULL) {
        load_tsv(f);
    }
    if (f == NULL || count == 0) {
        fputs("bench_statement: run it from the repository root; no sentences found\n", stderr);
        return 2;
    }
    fclose(f);
    for (int i = 0; i < rounds; i++) { /* the minimum is what the machine can do when nothing else runs */
        double s = scan_all(), r = read_all(&a), j = json_all(&a, &b);
        scan = s < scan ? s : scan;
        all = r < all ? r : all;
        json = j < json ? j : json;
    }
    printf("%zu sentences, %.0f bytes on average, minimum of %d rounds\n", count, (double)bytes / (double)count,
           rounds);
    report("scanner with lexicon", scan, 300);
    report("reading and judgements", all, 2000);
    report("reading, rewrite and JSON", json, 4000);
    buf_free(&b);
    arena_free(&a);
    arena_free(&keep);
    return 0;
}
