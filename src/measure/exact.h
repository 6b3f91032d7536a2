/*
 * exact.h: comparing scores that are tenths or integers kept in doubles, so that 25.3 - 20.3 is 5 and a boundary is
 * met. Layer: measure, private to it.  The slack is far below a tenth of a point and far above rounding.
 */
#ifndef MEASURE_EXACT_H
#define MEASURE_EXACT_H

#include <math.h>
#include <stdbool.h>

static inline double exact_slack(double a, double b)
{
    return 1e-9 * fmax(1.0, fmax(fabs(a), fabs(b)));
}

/* a >= b, a > b, for numbers that went through one or two operations. */
static inline bool exact_at_least(double a, double b)
{
    return a >= b - exact_slack(a, b);
}

static inline bool exact_above(double a, double b)
{
    return a > b + exact_slack(a, b);
}

#endif
