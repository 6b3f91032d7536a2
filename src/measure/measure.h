/*
 * measure.h: what is known about an outcome measure: its names, range, direction and thresholds.
 * Layer: measure (pure, floor 1).  The facts are data/instruments/, compiled in by tools/.  Not here: scoring (later).
 */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum measure_domain {
    DOMAIN_SYMPTOM,
    DOMAIN_FUNCTIONING,
    DOMAIN_QUALITY_OF_LIFE,
    DOMAIN_ALLIANCE,
    DOMAIN_RISK,
    DOMAIN_COUNT
};

struct measure {
    const char *id;             /* "gad7", key of data/instruments/gad7.json */
    const char *name;           /* "GAD-7" */
    const char *const *aliases; /* further names as people write them, NULL-terminated */
    const char *title;          /* "Generalized Anxiety Disorder 7-item scale" */
    enum measure_domain domain;
    const char *construct;  /* what it measures, lower case: "anxiety" */
    bool has_range;         /* false: there is no total score (C-SSRS screener, BAM); then all six are 0 */
    double min, max, floor; /* the score that plans speak of: the total, or the T score or percentage made from it */
    bool has_raw_range;     /* that score is made from a raw sum with another range (WHO-5, PROMIS, BRS, ASRS) */
    double raw_min, raw_max;
    bool integer_scale, lower_is_better;
    bool has_reliable_change;
    double reliable_change;             /* points, inclusive: a change of at least this much */
    bool reliable_change_confirmed;     /* false: from memory or unchecked; never print "reliable" with it */
    const char *reliable_change_source; /* NULL when there is none */
    bool has_cutoff;                    /* usual screening or caseness cut-off */
    double cutoff; /* first score on the clinical side: at or above it, or at or below when higher is better */
    bool cutoff_confirmed;
    const char *cutoff_source; /* NULL when there is none */
    const char *licence;       /* one line: whose it is and whether its wording may be shown; the wording is not here */
    const char *source;        /* the paper that describes the measure */
};

/*
 * measure_find: by id, name, title or alias. Letters without case; hyphens, blanks and punctuation ignored; a leading
 * "the" and trailing words such as "score", "scores", "total", "scale" or "questionnaire" do not matter, and of
 * "Penn State Worry Questionnaire (PSWQ)" either half is enough: "GAD7", "gad-7", "the GAD-7 scores" are one.
 * NULL when unknown or absent. Static data, never freed; thread-safe; no allocation.
 */
const struct measure *measure_find(struct str name);
const struct measure *measure_at(size_t i);             /* in the order of the ids; NULL past the end */
const char *measure_domain_name(enum measure_domain d); /* "symptom", "quality_of_life", ...; never NULL */

#endif
