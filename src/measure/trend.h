/*
 * trend.h: does a short series go up or down? Theil-Sen slope, Mann-Kendall test, XmR control limits.
 * Layer: measure (pure, floor 1).  Formulas and sources: docs/measures-method.md.  Not here: flags (track.h).
 *
 * Every function is thread-safe and allocates nothing; scratch comes from the caller. Numbers must be finite.
 */
#ifndef MEASURE_TREND_H
#define MEASURE_TREND_H

#include <stdbool.h>
#include <stddef.h>

/* trend_pairs: pairs of n points, n (n - 1) / 2. */
static inline size_t trend_pairs(size_t n)
{
    return n < 2 ? 0 : n * (n - 1) / 2;
}

/* trend_median: of n >= 1 numbers, the mean of the middle two when n is even. Reorders v. Linear time on average. */
double trend_median(double *v, size_t n);

/*
 * trend_theil_sen: median of (y_j - y_i) / (t_j - t_i) over the pairs with different t, in y a unit of t; t need not
 * be sorted.
 *   scratch  room for trend_pairs(n) numbers
 * false when no two t differ; *slope then untouched.
 */
bool trend_theil_sen(const double *t, const double *y, size_t n, double *scratch, double *slope);

#endif
