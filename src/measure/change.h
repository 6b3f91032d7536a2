/*
 * change.h: has a score really changed? Reliable change, cut-offs, categories, response, percent, service definitions.
 * Layer: measure (pure, floor 1).  Formulas and their sources: docs/measures-method.md; each function names its own.
 * Not here: trends over many scores (trend.h), goal attainment (attain.h), flags over a course (track.h).
 *
 * Numbers are doubles; results of exact inputs (tenths, integers) compare as exact. Every function is thread-safe and
 * allocates nothing. Where a function returns bool, `out` is filled only when true is returned; e->text begins with the
 * error code of the line protocol and a colon ("sd_out_of_range: ...").
 */
#ifndef MEASURE_CHANGE_H
#define MEASURE_CHANGE_H

#include "base/err.h"
#include "measure/structure.h"

enum change_direction { CHANGE_LOWER_BETTER, CHANGE_HIGHER_BETTER };
enum change_reliable { CHANGE_NONE, CHANGE_IMPROVED, CHANGE_DETERIORATED };

struct change_rci {
    double sem, sdiff, rci, min_change; /* rci oriented: positive is better; min_change in points, not rounded */
    enum change_reliable reliable;
};

/* change_rci: Jacobson and Truax 1991. confidence 0.90 (1.645), 0.95 (1.96) or any in (0.5, 1). Reliable when |rci| is
 * above z. ERR_INVALID reliability outside [0, 1) or 1 (Sdiff would be 0), sd <= 0. */
bool change_rci(double pre, double post, double sd, double reliability, enum change_direction d, double confidence,
                struct change_rci *out, struct err *e);

/* change_judge: the points between two scores of one measure against its published reliable change (inclusive).
 * CHANGE_NONE also when the measure has none; then *known is false. */
enum change_reliable change_judge(const struct measure *m, double from, double to, bool *known);

/* change_better: > 0 when `to` is better than `from`, in points; < 0 worse. */
double change_better(const struct measure *m, double from, double to);

/* change_percent: 100 * (baseline - now) / (baseline - floor), oriented so that better is positive. false when the
 * baseline is at the floor: undefined. */
bool change_percent(double baseline, double now, double floor, enum change_direction d, double *percent);

/* change_is_case: on the clinical side of the measure's usual cut-off. *known false when it has none. */
bool change_is_case(const struct measure *m, double score, bool *known);
/* change_in_remission: at or beyond the measure's remission score; falls back to the non-case side of the cut-off. */
bool change_in_remission(const struct measure *m, double score, bool *known);

/* change_target: the score that is meant by a target, on the scale's own steps (integer scale: the last score that
 * still meets it; 60 % off 18 is 7). For lower-is-better measures the highest score that meets, else the lowest. */
enum change_target_kind { CHANGE_TARGET_ABSOLUTE, CHANGE_TARGET_POINTS, CHANGE_TARGET_PERCENT };
bool change_target(const struct measure *m, enum change_target_kind kind, double amount, bool has_baseline,
                   double baseline, double *score, struct err *e);
/* ERR_INVALID  points or percent without a baseline (e->where "baseline"), or the result outside the range. */

#endif
