#include "measure/course.h"

#include "measure/exact.h"

#include <stdio.h>

static double place(enum course_model model, double session)
{
    return model == COURSE_LOG ? log(session) : session;
}

bool course_fit(const double *session, const double *score, size_t n, enum course_model model, struct course_curve *out,
                struct err *e)
{
    struct course_curve c = {.model = model};
    double mean_x = 0.0, mean_y = 0.0, xx = 0.0, xy = 0.0, rest = 0.0;
    if (n < 3)
        return err_set(e, ERR_INVALID, "session", "too_few_points: a curve needs at least 3 points");
    for (size_t i = 0; i < n; i++) {
        char where[48];
        snprintf(where, sizeof where, "session %zu", i + 1);
        if (model == COURSE_LOG && !(session[i] >= 1.0))
            return err_set(e, ERR_INVALID, where, "out_of_range: sessions count from 1");
        mean_x += (place(model, session[i]) - mean_x) / (double)(i + 1);
        mean_y += (score[i] - mean_y) / (double)(i + 1);
    }
    for (size_t i = 0; i < n; i++) {
        double x = place(model, session[i]) - mean_x;
        xx += x * x;
        xy += x * (score[i] - mean_y);
    }
    if (!(xx > 1e-12 * (1.0 + mean_x * mean_x)))
        return err_set(e, ERR_INVALID, "session", "too_few_points: all points are of one session");
    c.b = xy / xx;
    c.a = mean_y - c.b * mean_x;
    for (size_t i = 0; i < n; i++) {
        double off = score[i] - mean_y - c.b * (place(model, session[i]) - mean_x);
        rest += off * off;
    }
    c.resid_sd = sqrt(rest / (double)(n - 2));
    *out = c;
    return true;
}

double course_fitted(const struct course_curve *c, double session)
{
    return c->a + c->b * place(c->model, session);
}

bool course_usable(size_t episodes)
{
    return episodes >= COURSE_EPISODES_MIN;
}

bool course_signal(const struct course_curve *c, double session, double score, enum change_direction d, double z)
{
    double off = score - course_fitted(c, session);
    return exact_above(d == CHANGE_HIGHER_BETTER ? -off : off, z * c->resid_sd);
}
