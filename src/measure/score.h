/*
 * score.h: a filled-in form -> its score, band, alerts and what is missing.
 * Layer: measure (pure, floor 1).  Rules of each instrument: data/instruments/ (structure.h).
 */
#ifndef MEASURE_SCORE_H
#define MEASURE_SCORE_H

#include "base/err.h"
#include "base/num.h"
#include "measure/structure.h"

#define SCORE_ITEMS_MAX 32
#define SCORE_SUBSCALES_MAX 8
#define SCORE_ALERTS_MAX 12
#define SCORE_COUNTS_MAX 8
#define SCORE_FLAGS_MAX 8

/* What the numbers of a form are; names of calc.md's line protocol in brackets. */
enum score_form {
    SCORE_RESPONSES,    /* [responses] option values as printed on the form */
    SCORE_SCORED,       /* [scored_responses] already reversed or keyed */
    SCORE_YES,          /* [responses_yes] 1 = yes, before keying */
    SCORE_OPTION_INDEX, /* [option_index_top_to_bottom] 0 = the first option printed */
    SCORE_SUBSCALES,    /* [use, risk, protective] sums from paper, one a subscale in their order (BAM) */
    SCORE_TOTAL /* [total] a number from paper: no items were seen. The sum of the items (doubled for DASS-21); of
                   the ASRS its count */
};

enum score_policy { SCORE_POLICY_OWN, SCORE_POLICY_STRICT, SCORE_POLICY_PRORATE_MAX2 };
enum score_sex { SEX_UNKNOWN, SEX_FEMALE, SEX_MALE }; /* only where a cut-off depends on it; unknown: the lower one */
enum score_age { AGE_ADULT, AGE_ADOLESCENT, AGE_CHILD }; /* only where a cut-off depends on it (ORS) */

/* Answers to questions beside the score, for the instruments that need them. A has == false: not answered. */
struct score_extra {
    struct opt_int work_na;                               /* WSAS: item 1 does not apply */
    struct opt_int gate;                                  /* PC-PTSD-5: trauma was met; 0 ends the form */
    struct opt_int same_period;                           /* MDQ */
    struct opt_int problem;                               /* MDQ: 0 none, 1 minor, 2 moderate, 3 serious */
    struct opt_int q6_3months;                            /* C-SSRS screener: behaviour within three months */
    struct opt_int impact;                                /* PHQ-9 and its kin: 0..3, never in the total */
    struct opt_int past_month_thoughts, lifetime_attempt; /* PHQ-A, 0/1 */
    bool continuous;                                      /* BAM: days 0..30 instead of 0..4 */
};

struct score_input {
    const struct measure *measure;
    enum score_form form;
    struct dec item[SCORE_ITEMS_MAX]; /* has == false: not answered */
    size_t count;                     /* items given; must be the structure's count unless form is SCORE_TOTAL */
    struct dec total;                 /* SCORE_TOTAL */
    struct dec stored_total;          /* a total that came with the items, to be compared; may be absent */
    enum score_policy policy;
    enum score_sex sex;
    enum score_age age;
    struct score_extra extra;
};

struct score_alert {
    enum measure_alert_level level;
    uint8_t item;      /* 0: not an item */
    const char *label; /* static */
};

struct score_subscale {
    const char *name; /* static */
    bool has;         /* false: too many open items */
    double value;     /* with the measure's multiplier (DASS-21: twice the sum) */
    const char *band; /* or NULL */
    bool prorated;
};

struct score_count { /* items present, of structure.h's counts */
    const char *name;
    bool has; /* false: one of its items is open */
    int value;
};

struct score_flag { /* a yes or no of structure.h's flags */
    const char *name;
    struct opt_int value; /* absent: what it rests on is open */
};

/* What came out. Absent is not zero: an empty form has no score. */
struct score {
    const struct measure *measure;
    bool has;     /* there is a score */
    double value; /* what plans speak of: total, T score, percentage, mean or count (measure.h, range) */
    bool has_raw;
    double raw;        /* the raw sum of what was answered */
    double raw_exact;  /* with open items at the mean of the others, not rounded; when prorated */
    double raw_filled; /* the same rounded by the rule of the instrument; equal to raw when not prorated */
    double raw_max;    /* highest raw sum this form could give (WSAS without work: 32) */
    bool comparable;   /* false: a total on another scale than usual (WSAS of four items); never enters a change */
    const char *band;  /* label of the usual table, or NULL; static */
    bool band_confirmed;
    bool complete;    /* each item that was asked is answered */
    bool prorated;    /* open items were filled in */
    double low, high; /* the score with open items at their lowest and highest; equal to value when complete.
                         Set also when has is false and at least one item is answered */
    uint8_t missing[SCORE_ITEMS_MAX]; /* item numbers left open that were asked */
    size_t missing_count, answered;
    struct score_alert alert[SCORE_ALERTS_MAX];
    size_t alert_count;
    bool alert_unknown;    /* an item with an alert was left open, or only a total is known: "risk unanswered" */
    bool critical_unknown; /* the same of alerts that are critical */
    bool items_unseen;     /* SCORE_TOTAL of a measure with alert items: "risk item not seen" */
    bool straight_lined;   /* every item has the same answer on a measure with reversed items */
    bool stored_total_differs;
    struct score_subscale subscale[SCORE_SUBSCALES_MAX];
    size_t subscale_count;
    struct score_count count[SCORE_COUNTS_MAX];
    size_t count_count;
    struct score_flag flag[SCORE_FLAGS_MAX];
    size_t flag_count;
    const char *level;       /* of triage; NULL: the measure has none, or an open question could change it */
    struct opt_int clinical; /* on the clinical side of the cut-off for this person; absent: no score or no cut-off */
    struct opt_int screen; /* the instrument's own yes/no: positive, provisional, case: 1 or 0; absent when it has none
                              or cannot tell yet */
    bool has_se;
    double se; /* standard error of a T score */
};

/* score_extra_at: the answer to one of the questions; never EXTRA_NONE. */
struct opt_int *score_extra_at(struct score_extra *x, enum measure_extra which);

/*
 * score_form: scores one form.
 *   out  filled only when true is returned
 * in->measure must be one of the table. Items that the instrument's skip rules leave out are not missing; they count as
 * the rule says. An item with an alert is never filled in. An empty form is no error: out->has is false. Alerts are
 * raised from partial forms. ERR_INVALID  wrong number of items (e->where "responses"), a value that is out of range or
 * no option of its item (e->where "item 4"), a total outside the range, a form the instrument does not have. e->text
 * begins with the error code of calc.md and a colon ("not_an_option: ..."). Thread-safe, no allocation.
 */
bool score_form(const struct score_input *in, struct score *out, struct err *e);

/* score_note: what must be said beside a score about risk that was not asked: "risk unanswered", "risk item not seen"
 * ("an item to look at was not seen" where its alert is not critical), or that a screener without a yes rules nothing
 * out; NULL when there is nothing to say. Static. */
const char *score_note(const struct score *s);

/* score_total: the score as forms and records state it: the sum of the items (WHO-5 0 to 25, PROMIS raw sum, BRS sum),
 * doubled for DASS-21, of the ASRS its count; filled in when prorated. Only when s->has. */
double score_total(const struct score *s);

/* score_band: label of the usual bands for a score, NULL when the measure has none there. Static. */
const char *score_band(const struct measure *m, double value, bool *confirmed);

#endif
