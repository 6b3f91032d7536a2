/*
 * bench.h: what the benchmark programs share. Each prints rows for bench/run, tab between cells:
 *   what  value  unit  limit  limit's name
 * Unit "s" is seconds for one of what it says, less is better; a unit that ends in "/s" is a throughput, more is better.
 * The limit is the time or the throughput of the least that any program would have to do with the same bytes, measured in
 * the same run; 0 and "" when there is none.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * bench_least: seconds of one call of run(ctx). Calls are grouped into rounds of at least 5 ms; the quickest round of about
 * half a second of rounds counts, because what slows a round down is another program, never this one.
 */
static inline double bench_least(void (*run)(void *ctx), void *ctx)
{
    size_t calls = 1;
    double least = 1e9;
    run(ctx);
    for (;;) {
        double t = bench_now();
        for (size_t i = 0; i < calls; i++)
            run(ctx);
        t = bench_now() - t;
        if (t >= 0.005)
            break;
        calls *= t < 0.0005 ? 8 : 2;
    }
    double end = bench_now() + 0.5;
    for (int round = 0; round < 5 || bench_now() < end; round++) {
        double t = bench_now();
        for (size_t i = 0; i < calls; i++)
            run(ctx);
        t = (bench_now() - t) / (double)calls;
        least = t < least ? t : least;
    }
    return least;
}

static inline void bench_row(const char *what, double value, const char *unit, double limit, const char *limit_name)
{
    printf("%s\t%.12g\t%s\t%.12g\t%s\n", what, value, unit, limit, limit_name);
    fflush(stdout);
}

/* The whole of a file, NUL added; ends the program when it cannot be read. Never released. */
static inline struct str bench_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t n = 0, room = 1 << 16, got;
    char *p = malloc(room);
    while (f && p && (got = fread(p + n, 1, room - n - 1, f)) > 0) {
        n += got;
        if (room - n < 2)
            p = realloc(p, room *= 2);
    }
    if (!f || !p || n == 0) {
        fprintf(stderr, "bench: %s cannot be read\n", path);
        exit(2);
    }
    fclose(f);
    p[n] = '\0';
    return (struct str){p, n};
}

#endif
