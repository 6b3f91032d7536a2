/*
 * structure.h: how an outcome measure is built: items, options, subscales, bands, alerts, codes, each with its source.
 * Layer: measure (pure, floor 1).  The facts are data/instruments/, compiled in by tools/data/gen_measures.c; the build
 * stops at a row without a source.  Not here: names and ranges (measure.h), scoring (score.h), wording of items, which
 * is never in the project (questionnaire.h reads what a practice imports).
 *
 * Everything is static data, never freed, thread-safe. Items are numbered 1..count in the instrument's printed order.
 */
#ifndef MEASURE_STRUCTURE_H
#define MEASURE_STRUCTURE_H

#include "measure/measure.h"

#include <stdint.h>

/* Where a fact comes from. A fact that is not confirmed is shown as such, and never prints the word "reliable". */
struct measure_source {
    const char *text; /* never NULL where the fact is there */
    bool confirmed;
};

struct measure_band { /* from min to max, both inclusive; of T scores max is the last tenth below the next band */
    double min, max;
    const char *label; /* "moderately severe" */
};

struct measure_bands {
    const char *name; /* a second published table has a name ("ABS"), the usual one NULL */
    const char *on;   /* "total", "t", "percentage", "sum", or the name of a subscale */
    const struct measure_band *at;
    size_t count;
    struct measure_source source;
};

struct measure_subscale {
    const char *name;     /* "depression", "partA" */
    const uint8_t *items; /* 1-based, ascending */
    size_t count;
};

enum measure_alert_level { ALERT_REVIEW, ALERT_HIGH_REVIEW, ALERT_CRITICAL };

struct measure_alert { /* raised by an answer (or a subscale) alone, whatever else is missing */
    enum measure_alert_level level;
    uint8_t item;         /* 0: not an item */
    const char *subscale; /* or NULL */
    const char *extra;    /* an unscored question, "6b" or "Past-month suicidal thoughts", or NULL */
    int at_least;         /* answer (or subscale sum) from which it is raised */
    const char *label;    /* "self-harm thoughts"; never NULL */
};

enum measure_missing {                 /* the instrument's own rule for open items */
                       MISSING_ALL,    /* every item is needed */
                       MISSING_PRORATE /* up to missing_most open items (per subscale where it has them) are filled
                                          in from the others; never an item with an alert */
};

struct measure_nonresponse { /* published cut: at this week a score that high predicts non-response */
    int week;
    double at_least;
};

struct measure_structure {
    size_t count;                /* items that score */
    const char *recall;          /* "2 weeks", or NULL */
    const char *const *labels;   /* count of them, ours and short; NULL when there are none */
    const char *const *unscored; /* NULL-terminated labels of questions beside the score; NULL when there are none */

    /* Options of each item, in the order of the form: values 10 times what is printed where tenths is set (ORS, SRS:
     * 0.0 to 10.0 are 0..100), else as printed. */
    bool tenths;
    const int16_t *const *options; /* [count], each closed by MEASURE_OPTION_END */
    const uint8_t *reverse;        /* items that count the other way round, 1-based, closed by 0; NULL: none */

    const struct measure_subscale *subscales;
    size_t subscale_count;
    const struct measure_bands *bands; /* the usual ones first, then other published tables */
    size_t bands_count;
    const struct measure_alert *alerts;
    size_t alert_count;

    enum measure_missing missing;
    int missing_most; /* MISSING_PRORATE: most open items of the form, or of a subscale */
    struct measure_source missing_source;

    bool has_important_difference;
    double important_difference;
    struct measure_source important_difference_source;
    bool has_response; /* a fall of response_percent from the floor, from a baseline of at least response_from */
    double response_percent, response_from;
    struct measure_source response_source;
    bool has_remission; /* a score on the healthy side up to and with this one */
    double remission;
    struct measure_source remission_source;
    const struct measure_nonresponse *nonresponse; /* by week */
    size_t nonresponse_count;
    const char *nonresponse_treatment; /* "cognitive behavioural therapy for depression" */
    struct measure_source nonresponse_source;

    const double *t_table, *t_error; /* PROMIS: T score and its standard error of raw sum raw_min + i; NULL: none */
    double multiplier;               /* 2 for DASS-21, 4 for WHO-5, else 1 */

    bool wording_allowed; /* the licence lets a practice show imported wording to clients; else numbers only */
    const char *licence_source, *licence_note; /* note: what is asked for ("with notice"), or NULL */

    const char *loinc_panel, *loinc_total; /* NULL: not known */
    const char *const *loinc_items;        /* [count], entries may be NULL; NULL: none known */
    const char *const *answer_codes; /* LA codes by index of item 1's options, entries may be NULL; NULL: none known */
    const char *loinc_impact;        /* the unscored impact item */
    struct measure_source loinc_source;
};

#define MEASURE_OPTION_END INT16_MIN

/* measure_structure: of a measure of the table; never NULL for one. */
const struct measure_structure *measure_structure(const struct measure *m);

#endif
