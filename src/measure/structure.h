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

/* Questions beside the score that a rule needs; the names of the line protocol. MEASURE_EXTRA_NAMES in this order. */
enum measure_extra {
    EXTRA_NONE,
    EXTRA_WORK_NA,
    EXTRA_GATE,
    EXTRA_SAME_PERIOD,
    EXTRA_PROBLEM,
    EXTRA_Q6_3MONTHS,
    EXTRA_IMPACT,
    EXTRA_PAST_MONTH_THOUGHTS,
    EXTRA_LIFETIME_ATTEMPT,
    EXTRA_COUNT
};
#define MEASURE_EXTRA_NAMES                                                                                            \
    {                                                                                                                  \
        "", "work_na", "gate", "same_period", "problem", "q6_3months", "impact", "past_month_thoughts",                \
            "lifetime_attempt"                                                                                         \
    }

struct measure_extra_question {
    enum measure_extra extra;
    const char *label;
    int max;            /* answers 0..max */
    uint8_t asked_item; /* asked only when this item is above 0; 0: always asked */
};

struct measure_alert { /* raised by an answer (or a subscale) alone, whatever else is missing */
    enum measure_alert_level level;
    uint8_t item;                   /* 0: not an item */
    const char *subscale;           /* or NULL; "total" is the whole score */
    const char *extra;              /* label of an unscored question, or NULL */
    enum measure_extra extra_asked; /* which one that is, else EXTRA_NONE */
    bool at_most;                   /* raised at `at_least` and below, not above (SRS) */
    int at_least;                   /* answer (or subscale sum) from which it is raised; tenths where `tenths` is set */
    const char *label;              /* "self-harm thoughts"; never NULL */
    struct measure_source source;
};

enum measure_missing {                 /* the instrument's own rule for open items */
                       MISSING_ALL,    /* every item is needed */
                       MISSING_PRORATE /* up to missing_most open items (per subscale where it has them) are filled
                                          in from the others; never an item with an alert */
};

enum measure_aggregate { AGGREGATE_SUM, AGGREGATE_MEAN, AGGREGATE_COUNT /* of items present */, AGGREGATE_NONE };

struct measure_skip {         /* items that need no answer when others are so; they then count as `counts` */
    const uint8_t *when;      /* every one of these items is `is`, 1-based, closed by 0; NULL: `extra` decides */
    enum measure_extra extra; /* this question is answered `is` */
    int16_t is;
    const uint8_t *items; /* closed by 0 */
    int16_t counts;
    struct measure_source source;
};

struct measure_not_applicable { /* an item that does not exist for some people */
    uint8_t item;
    enum measure_extra extra; /* answered 1 when it does not apply; EXTRA_NONE: open means so, unless sex is female */
    bool comparable;          /* totals with and without it may be compared */
    struct measure_source source;
};

struct measure_count {    /* how many of some items are present (`present_from`) */
    const char *name;     /* "core", "positive_symptoms" */
    const uint8_t *items; /* closed by 0 */
};

enum measure_on { ON_TOTAL, ON_ITEM, ON_SUBSCALE, ON_COUNT, ON_EXTRA };

struct measure_condition { /* of a flag or level: the thing is from at_least to at_most, both inclusive */
    enum measure_on on;    /* ON_TOTAL: the score of measure.h */
    uint8_t index;         /* item number; index of the subscale or count; enum measure_extra */
    double at_least, at_most;
};

struct measure_flag { /* a yes or no of the instrument: all conditions hold */
    const char *name; /* "provisional_ptsd" */
    const struct measure_condition *all;
    size_t count;
    struct measure_source source;
};

struct measure_level { /* triage: the first level of which any condition holds; the last has none */
    const char *name;  /* "high" */
    const struct measure_condition *any;
    size_t count;
};

struct measure_cutoff { /* further published cut-offs, for a group or a use */
    const char *group;  /* "male", "adolescent", "sensitive", "nhs_case" */
    double value;       /* as measure.h cutoff */
    struct measure_source source;
};

struct measure_norm {
    const char *group; /* "general", "counselling" */
    int n;
    double mean, sd;
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
    int continuous_max;            /* BAM: answers may be days 0..this instead; 0: no such form */
    const uint8_t *unscored_items; /* numbered items that count nowhere and may stay open, closed by 0; NULL: none */
    const struct measure_extra_question *extras;
    size_t extra_count;

    enum measure_aggregate aggregate;
    const uint8_t *total_items;  /* items of the total when not all of them, closed by 0 (SDQ); NULL: all */
    const int16_t *present_from; /* [count] answer from which an item counts as present; NULL: no such rule */
    const struct measure_count *counts;
    size_t counts_count;
    const struct measure_flag *flags;
    size_t flag_count;
    const char *screen; /* the flag that is the instrument's own yes or no; NULL: its cut-off */
    const struct measure_level *levels;
    size_t level_count;
    struct measure_source level_source;
    const struct measure_cutoff *cutoffs;
    size_t cutoff_count;
    const struct measure_skip *skips;
    size_t skip_count;
    struct measure_not_applicable not_applicable; /* item 0: none */

    const struct measure_subscale *subscales;
    size_t subscale_count;
    const struct measure_bands *bands; /* the usual ones first, then other published tables */
    size_t bands_count;
    const struct measure_alert *alerts;
    size_t alert_count;

    enum measure_missing missing;
    int missing_most; /* MISSING_PRORATE: most open items of the form, or of a subscale */
    enum measure_round { ROUND_NONE, ROUND_NEAREST, ROUND_UP } missing_round; /* of a filled-in raw sum */
    struct measure_source missing_source;
    const char *missing_note; /* the rule in words, or NULL */

    bool has_fall_alert; /* look again when the score falls by this much from the one before (SRS) */
    double fall_alert;
    struct measure_source fall_alert_source;

    bool has_important_difference;
    double important_difference;
    struct measure_source important_difference_source;
    bool has_response; /* a fall of response_percent from the floor, from a baseline of at least response_from */
    double response_percent, response_from;
    double response_points; /* instead of a percentage: a fall of at least so many points; 0: none */
    struct measure_source response_source;
    bool has_remission; /* a score on the healthy side up to and with this one */
    double remission;
    struct measure_source remission_source;
    bool has_relapse; /* after remission, back to this score or worse */
    double relapse;
    struct measure_source relapse_source;
    const struct measure_nonresponse *nonresponse; /* by week */
    size_t nonresponse_count;
    const char *nonresponse_treatment; /* "cognitive behavioural therapy for depression" */
    struct measure_source nonresponse_source;

    const double *t_table, *t_error; /* PROMIS: T score and its standard error of raw sum raw_min + i; NULL: none */
    bool total_scaled; /* totals on paper and in records have the multiplier in them (DASS-21); else they are plain sums
                        */
    double multiplier; /* 2 for DASS-21, 4 for WHO-5, else 1 */
    const struct measure_norm *norms;
    size_t norm_count;
    struct measure_source norm_source;

    bool wording_allowed; /* the licence lets a practice show imported wording to clients; else numbers only */
    const char *licence_source, *licence_note; /* note: what is asked for ("with notice"), or NULL */

    const char *loinc_panel, *loinc_total; /* NULL: not known */
    const char *const *loinc_items;        /* [count], entries may be NULL; NULL: none known */
    const char *const *answer_codes; /* LA codes by index of item 1's options, entries may be NULL; NULL: none known */
    const char *loinc_impact;        /* the unscored impact item */
    const char *const *impact_codes; /* [4] LA codes of its answers 0..3, not in the order of their numbers; or NULL */
    const char *loinc_level, *loinc_gate, *loinc_t; /* risk level, gate question, T score; NULL: not known */
    struct measure_source loinc_source;             /* confirmed: every code of it */
};

#define MEASURE_OPTION_END INT16_MIN
#define MEASURE_NEVER_PRESENT INT16_MAX /* in present_from */

/* measure_structure: of a measure of the table; never NULL for one. */
const struct measure_structure *measure_structure(const struct measure *m);

#endif
