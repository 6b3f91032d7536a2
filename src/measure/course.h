/*
 * course.h: the expected course of scores over sessions, fitted to a practice's own finished episodes, and the signal
 * that a score lies outside it.  Published norms of this kind are proprietary and are not here.
 * Layer: measure (pure, floor 1).  Formulas and sources: docs/measures-method.md.  Thread-safe, no allocation.
 */
#ifndef MEASURE_COURSE_H
#define MEASURE_COURSE_H

#include "measure/change.h"

#include <stddef.h>

enum course_model { COURSE_LOG, COURSE_LINEAR }; /* a + b ln(session); a + b session */

struct course_curve {
    enum course_model model;
    double a, b;
    double resid_sd; /* over n - 2 */
};

#define COURSE_EPISODES_MIN 50 /* project: below this many finished episodes in a band, show no curve at all */

/*
 * course_fit: least squares over n points.
 * ERR_INVALID  too_few_points (fewer than 3, or all at one session), out_of_range (a session below 1 of COURSE_LOG;
 *              e->where "session 3").
 */
bool course_fit(const double *session, const double *score, size_t n, enum course_model model, struct course_curve *out,
                struct err *e);

double course_fitted(const struct course_curve *c, double session);

/* course_usable: whether a curve from this many finished episodes may be shown or used. */
bool course_usable(size_t episodes);

/* course_signal: the score is more than z residual SD on the failing side of the curve (z 1.0: about 16 % of clients,
 * 1.645: about 5 %). */
bool course_signal(const struct course_curve *c, double session, double score, enum change_direction d, double z);

#endif
