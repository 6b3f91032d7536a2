/*
 * steps.h: work, counted. The core's files are compiled once more for the programs that include this (Makefile,
 * COUNTED), with a call at the head of each basic block; the calls are counted here, and each byte that memcmp
 * compares, so that a machine that is busy changes nothing.
 *
 *   steps = 0; ...; steps        what was done in between
 */
#ifndef TESTS_STEPS_H
#define TESTS_STEPS_H

#include <stddef.h>

/* clang-format off */
void __sanitizer_cov_trace_pc(void); /* the names are the compiler's and the linker's */
int __wrap_memcmp(const void *a, const void *b, size_t n);
/* clang-format on */

static unsigned long long steps;

void __sanitizer_cov_trace_pc(void)
{
    steps++;
}

int __wrap_memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < n; i++) {
        steps++;
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    }
    return 0;
}

#endif
