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
    const char *id;           /* "gad7", key of data/instruments/gad7.json */
    const char *name;         /* "GAD-7" */
    const char *title;        /* "Generalized Anxiety Disorder 7-item scale" */
    enum measure_domain domain;
    const char *construct;    /* what it measures, lower case: "anxiety" */
    double min, max, floor;   /* total score */
    bool has_range;
    bool integer_scale, lower_is_better;
    bool has_reliable_change;
    double reliable_change;   /* points */
    bool reliable_change_confirmed; /* false: from memory or unchecked; never print "reliable" with it */
    const char *reliable_change_source;
    bool has_cutoff;          /* usual screening or caseness cut-off */
    double cutoff;
    const char *source;
};

/* measure_find: by id, name or alias ("GAD7", "gad-7", "GAD-7 scores"), letters without case, hyphens and blanks
 * ignored; NULL when unknown. Static data, never freed; thread-safe. */
const struct measure *measure_find(struct str name);
const struct measure *measure_at(size_t i); /* NULL past the end */
const char *measure_domain_name(enum measure_domain d);

#endif
