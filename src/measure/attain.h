/*
 * attain.h: how far goals were reached: goal attainment scaling (T) and goal ratings from 0 to 10.
 * Layer: measure (pure, floor 1).  Formulas and sources: docs/measures-method.md.
 * Every function is thread-safe and allocates nothing; e->text begins with the error code of the line protocol.
 */
#ifndef MEASURE_ATTAIN_H
#define MEASURE_ATTAIN_H

#include "base/err.h"
#include "measure/structure.h"

#include <stddef.h>

#define ATTAIN_RHO 0.30 /* Kiresuk and Sherman 1968: the correlation between goals that is usually assumed */

/*
 * attain_t: Kiresuk and Sherman's T of n goals at levels x, -2 to +2, 0 is the expected outcome.
 *   weights  NULL: all equal; else n numbers from 0
 *   rho      0 to 1
 * ERR_INVALID  no_goals (n 0), out_of_range (a level, a weight, rho; e->where says which: "scores 2"), zero_weights.
 * T is no interval scale: show the counts of attain_count beside it.
 */
bool attain_t(const double *x, const double *weights, size_t n, double rho, double *t, struct err *e);

struct attain_count {
    size_t met, exceeded, below; /* at or above 0; above 0; below 0 */
};
void attain_count(const double *x, size_t n, struct attain_count *out);

/* A goal rating, 0 no progress to 10 reached; has false: not rated. */
struct attain_rating {
    bool has;
    double v;
};

struct attain_ratings {
    size_t both;                              /* goals rated at both times; the means are over these */
    double mean_start, mean_now, mean_change; /* 0 when both is 0 */
    bool reliable;                            /* mean change at or over attain_ratings_reliable, either way */
};

/* attain_ratings: change of n goals. ERR_INVALID no_goals (n 0), out_of_range (e->where "now 3"). */
bool attain_ratings(const struct attain_rating *start, const struct attain_rating *now, size_t n,
                    struct attain_ratings *out, struct err *e);

/* attain_ratings_reliable: the mean change that is called reliable, and where it comes from. */
double attain_ratings_reliable(struct measure_source *source);

#endif
