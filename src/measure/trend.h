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
    return n * (n - 1) / 2; /* 0 of none, whatever n - 1 is */
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

#define TREND_EXACT_POINTS 10 /* up to here p comes from the exact distribution */
#define TREND_POINTS_MIN 5    /* with fewer, no series can be significant at .05, two-sided */
#define TREND_EXACT_MAX 60    /* most points of trend_exact_p */

struct trend_kendall {
    double s, var, z;   /* S, its variance with ties, and S with a continuity correction over its root */
    double p_two_sided; /* of z, or exact; 1 when S is 0 */
    bool exact;
};

/*
 * trend_kendall: Mann-Kendall over n >= 2 points; t need not be sorted, pairs of equal t or equal y count 0. Up to
 * TREND_EXACT_POINTS with no t twice p is exact, ties in y included (all orders of the same values are equally likely);
 * else from z. Time grows with the square of n.
 */
void trend_kendall(const double *t, const double *y, size_t n, struct trend_kendall *out);

/* trend_exact_p: two-sided p of |S| or more among n different values, 2 <= n <= TREND_EXACT_MAX. */
double trend_exact_p(size_t n, double s);

/* Individuals and moving range chart. */
struct trend_xmr {
    double mean, mr_bar, ucl, lcl, mr_ucl;
};

#define TREND_XMR_POINTS_MIN 6 /* fewer baseline points make limits that say nothing */
#define TREND_RUN 8            /* points in a row on one side of the mean that are a signal */
enum trend_signal { TREND_SIGNAL_OUTSIDE = 1, TREND_SIGNAL_RUN = 2 };

void trend_xmr(const double *y, size_t n, struct trend_xmr *out); /* n >= 2 */
/* trend_xmr_outside: over the upper or under the lower limit; on it is inside. */
bool trend_xmr_outside(const struct trend_xmr *x, double y);
/* trend_xmr_signals: signal[i] becomes bits of trend_signal; RUN from the eighth point in a row on. */
void trend_xmr_signals(const struct trend_xmr *x, const double *y, size_t n, unsigned char *signal);

#endif
