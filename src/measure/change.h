/*
 * change.h: has a score really changed? Reliable change, cut-offs, categories, response, percent, service definitions.
 * Layer: measure (pure, floor 1).  Formulas and their sources: docs/measures-method.md; each function names its own.
 * Not here: trends over many scores (trend.h), goal attainment (attain.h), flags over a course (track.h).
 *
 * Measures are those of measure_find: others have no structure. Numbers are doubles; results of exact inputs (tenths,
 * integers) compare as exact. Every function is thread-safe and allocates nothing. Where a function returns bool, `out`
 * is filled only when true is returned; e->text begins with the error code of the line protocol and a colon
 * ("sd_out_of_range: ...").
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

/* What the reliable change index rests on. */
struct change_norm {
    double sd, reliability; /* of the clinical group before treatment; of the measure */
    double confidence;      /* 0.90 (z 1.645), 0.95 (z 1.96) or any in (0.5, 1) */
    enum change_direction direction;
};

/* change_rci: Jacobson and Truax 1991. Reliable when |rci| is above z. ERR_INVALID reliability_out_of_range (outside
 * [0, 1); 1 would make Sdiff 0), sd_out_of_range (sd <= 0), out_of_range (confidence). */
bool change_rci(double pre, double post, const struct change_norm *norm, struct change_rci *out, struct err *e);

/* change_z: the two-sided normal quantile of a confidence in (0.5, 1); exactly 1.645 for 0.90 and 1.96 for 0.95. */
double change_z(double confidence);

/* A group a cut-off is made from; sd is absent (has false) when the group is not known. */
struct change_group {
    bool has;
    double mean, sd;
};

/* The cut-offs of Jacobson and Truax 1991: a, two SD of the clinical group away from its mean; b, two SD of the norm
 * group (its own SD, not the clinical one) from the norm mean; c, where both groups are as likely. */
struct change_cutoffs {
    bool has_a, has_b, has_c;
    double a, b, c;
};

/* change_cutoffs: a needs the clinical group, b the norm group, c both. ERR_INVALID sd_out_of_range. */
bool change_cutoffs(struct change_group clinical, struct change_group norm, enum change_direction d,
                    struct change_cutoffs *out, struct err *e);

/* Clinically significant change, in the order in which it is decided. */
enum change_category {
    CHANGE_RECOVERED,     /* reliably improved, from the clinical to the functional side */
    CHANGE_RELIABLE_ONLY, /* reliably improved, cut-off not crossed */
    CHANGE_CROSSED_ONLY,  /* cut-off crossed without a reliable change; never reported as recovered */
    CHANGE_UNCHANGED,     /* neither */
    CHANGE_WORSE,         /* reliably worse */
    CHANGE_HARMED,        /* reliably worse, from the functional to the clinical side */
    CHANGE_CATEGORY_COUNT
};
const char *change_category_name(enum change_category c); /* "recovered", "improved", ... */

/* change_category: cutoff is the first score on the clinical side, as in measure.h. */
enum change_category change_category(enum change_reliable reliable, double pre, double post, double cutoff,
                                     enum change_direction d);

/* change_judge: the points between two scores of one measure against its published reliable change (inclusive).
 * CHANGE_NONE also when the measure has none; then *known is false. */
enum change_reliable change_judge(const struct measure *m, double from, double to, bool *known);

/* change_better: > 0 when `to` is better than `from`, in points; < 0 worse. */
double change_better(const struct measure *m, double from, double to);

/* change_percent: 100 * (baseline - now) / (baseline - floor), oriented so that better is positive. false when the
 * baseline is at the floor (or under it): undefined. */
bool change_percent(double baseline, double now, double floor, enum change_direction d, double *percent);

/* change_is_case: on the clinical side of the measure's usual cut-off. *known false when it has none. */
bool change_is_case(const struct measure *m, double score, bool *known);
/* change_in_remission: at or beyond the measure's remission score; falls back to the non-case side of the cut-off. */
bool change_in_remission(const struct measure *m, double score, bool *known);
/* change_relapsed: after a best score in remission, back to the measure's relapse score or worse. */
bool change_relapsed(const struct measure *m, double best, double now, bool *known);

/* change_response: the measure's own definition of response to treatment, percent from the floor or points, inclusive.
 * change_response_counts: the baseline is bad enough for the definition (PHQ-9: 10); without that there is none. */
bool change_response(const struct measure *m, double baseline, double now, bool *known);
bool change_response_counts(const struct measure *m, double baseline);

/* change_target: the score that is meant by a target, on the scale's own steps (integer scale: the last score that
 * still meets it; 60 % off 18 is 7). For lower-is-better measures the highest score that meets, else the lowest.
 * Steps count from the lowest score: 1 on an integer scale (4 on WHO-5, 2 on DASS-21), a tenth on the others. Percent
 * count from the floor: 50 % off a PSWQ of 60 is 38; of a higher-is-better measure they are added: 50 % on 40 is 60. */
enum change_target_kind { CHANGE_TARGET_ABSOLUTE, CHANGE_TARGET_POINTS, CHANGE_TARGET_PERCENT };
bool change_target(const struct measure *m, enum change_target_kind kind, double amount, bool has_baseline,
                   double baseline, double *score, struct err *e);
/* ERR_INVALID  bad_input: points or percent without a baseline (e->where "baseline"); out_of_range: a negative amount,
 * or the result outside the range. */

#endif
