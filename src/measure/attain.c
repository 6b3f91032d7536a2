#include "measure/attain.h"

#include "measure/exact.h"

#include <stdio.h>

static bool in_range(double v, double min, double max, const char *what, size_t i, struct err *e)
{
    char where[48];
    if (v >= min && v <= max)
        return true;
    snprintf(where, sizeof where, "%s %zu", what, i + 1);
    return err_set(e, ERR_INVALID, where, "out_of_range: must be from %g to %g", min, max);
}

bool attain_t(const double *x, const double *weights, size_t n, double rho, double *t, struct err *e)
{
    double sum = 0.0, weight = 0.0, squares = 0.0, most = 0.0;
    if (n == 0)
        return err_set(e, ERR_INVALID, "scores", "no_goals: there is no rated goal");
    if (!(rho >= 0.0 && rho <= 1.0))
        return err_set(e, ERR_INVALID, "rho", "out_of_range: must be from 0 to 1; 0.3 is usual");
    for (size_t i = 0; i < n; i++) {
        if (!in_range(x[i], -2.0, 2.0, "scores", i, e) || (weights && !in_range(weights[i], 0.0, 1e9, "weights", i, e)))
            return false;
        most = fmax(most, weights ? weights[i] : 1.0);
    }
    if (most == 0.0)
        return err_set(e, ERR_INVALID, "weights", "zero_weights: at least one goal must weigh more than 0");
    for (size_t i = 0; i < n; i++) { /* in units of the greatest weight: very small ones do not vanish when squared */
        double w = weights ? weights[i] / most : 1.0;
        sum += w * x[i];
        weight += w;
        squares += w * w;
    }
    *t = 50.0 + 10.0 * sum / sqrt((1.0 - rho) * squares + rho * weight * weight);
    return true;
}

void attain_count(const double *x, size_t n, struct attain_count *out)
{
    *out = (struct attain_count){0};
    for (size_t i = 0; i < n; i++) {
        out->met += x[i] >= 0.0;
        out->exceeded += x[i] > 0.0;
        out->below += x[i] < 0.0;
    }
}

double attain_ratings_reliable(struct measure_source *source)
{
    *source =
        (struct measure_source){.text = "Edbrooke-Childs 2015, not yet checked against the source", .confirmed = false};
    return 2.45;
}

bool attain_ratings(const struct attain_rating *start, const struct attain_rating *now, size_t n,
                    struct attain_ratings *out, struct err *e)
{
    struct attain_ratings r = {0};
    struct measure_source source;
    if (n == 0)
        return err_set(e, ERR_INVALID, "start", "no_goals: there is no goal");
    for (size_t i = 0; i < n; i++) {
        if ((start[i].has && !in_range(start[i].v, 0.0, 10.0, "start", i, e)) ||
            (now[i].has && !in_range(now[i].v, 0.0, 10.0, "now", i, e)))
            return false;
        if (!start[i].has || !now[i].has)
            continue;
        r.both++;
        r.mean_start += (start[i].v - r.mean_start) / (double)r.both;
        r.mean_now += (now[i].v - r.mean_now) / (double)r.both;
        r.mean_change += (now[i].v - start[i].v - r.mean_change) / (double)r.both;
    }
    r.reliable = r.both && exact_at_least(fabs(r.mean_change), attain_ratings_reliable(&source));
    *out = r;
    return true;
}
