/* Values written into pages. Usage: bench_view TEXT */
#include "bench.h"

#include "web/out.h"

struct job {
    struct str text;
    struct buf to;
    struct str *lines;
    size_t n;
};

static void copy(void *ctx)
{
    struct job *j = ctx;
    buf_reset(&j->to);
    for (size_t i = 0; i < j->n; i++)
        buf_add(&j->to, j->lines[i]);
}

static void escape(void *ctx)
{
    struct job *j = ctx;
    struct out o = {.to = &j->to};
    buf_reset(&j->to);
    for (size_t i = 0; i < j->n; i++)
        out_text_str(&o, j->lines[i]);
}

static void address(void *ctx)
{
    struct job *j = ctx;
    struct out o = {.to = &j->to};
    buf_reset(&j->to);
    for (size_t i = 0; i < j->n; i++)
        out_path_str(&o, STR("01JQ3ZK5W8X2N4B6D7F9G1H3KM"));
}

int main(int argc, char **argv)
{
    struct job j = {0};
    struct str line, left;
    size_t bytes = 0;
    if (argc != 2) {
        fprintf(stderr, "usage: bench_view TEXT\n");
        return 2;
    }
    j.text = left = bench_file(argv[1]);
    j.lines = calloc(j.text.n + 1, sizeof *j.lines);
    while (j.lines != NULL && str_cut(left, '\n', &line, &left)) {
        j.lines[j.n++] = line;
        bytes += line.n;
    }
    if (j.n == 0)
        return 2;
    buf_init(&j.to, 0);
    double least = bench_least(copy, &j);
    bench_row("text into a page, escaped", (double)bytes / 1e6 / bench_least(escape, &j), "MB/s",
              (double)bytes / 1e6 / least, "copying the bytes");
    bench_row("an id into an address", bench_least(address, &j) / (double)j.n, "s", 0, "");
    buf_free(&j.to);
    free(j.lines);
    return 0;
}
