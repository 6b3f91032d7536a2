/*
 * track.h: flags over a course of scores of one measure: not on track, loss of gain, worse, still in the top band.
 * Layer: measure (pure, floor 1).  Definitions: measures of change.h; the rules and what each rests on stand in
 * track.c's table.  Not here: signs of a plan (plan/signs.h), which use these.
 */
#ifndef MEASURE_TRACK_H
#define MEASURE_TRACK_H

#include "measure/change.h"

/* One valid score. Sorted by day; of several on a day the last one counts and the caller passes only that one. */
struct track_score {
    int32_t day; /* days since any fixed day; not before the one in front of it */
    double value;
    double low, high;     /* bounds with open items at their lowest and highest; equal to value when complete */
    bool prorated, alert; /* alert: an item alert was raised on this form */
};

/* Bits of flags; in the order of severity. All that hold are given; track_first() names the first. */
enum track_flag {
    TRACK_INSUFFICIENT_DATA = 1 << 0,      /* fewer than 2 valid scores */
    TRACK_CRITICAL = 1 << 1,               /* an item alert on the latest form */
    TRACK_RELIABLE_DETERIORATION = 1 << 2, /* latest worse than baseline by the reliable change or more */
    TRACK_LOSS_OF_GAIN = 1 << 3,           /* reliably better once, latest reliably worse than the best */
    TRACK_GOAL_MET_REVIEW = 1 << 4,        /* reliably better, and the last two or more in remission or no case */
    TRACK_PREDICTED_NONRESPONSE = 1 << 5,  /* a published cut for this measure and week is met */
    TRACK_LACK_OF_PROGRESS = 1 << 6,       /* 4 or more scores over 6 or more weeks, no reliable gain at latest, still a
                                              case, |Theil-Sen slope * span| below the reliable change */
    TRACK_TOP_BAND = 1 << 7, /* baseline so near the ceiling that worsening cannot show, and still there */
    TRACK_ON_TRACK = 1 << 8  /* none of the others */
};

struct track {
    unsigned flags;
    double change;                 /* latest against baseline, better is positive */
    double best;                   /* best score so far */
    double rebound;                /* how much worse than the best, >= 0 */
    double slope_week;             /* Theil-Sen, points a week; 0 with fewer than 2 scores */
    enum change_reliable reliable; /* latest against baseline */
    bool remission;
    bool reliable_known;  /* the measure has a reliable change; when false the flags that need it are never set */
    int nonresponse_week; /* the week of the cut that was met, 0: none */
};

/*
 * track_course: the flags at the last of n scores, and the slope.
 *   baseline   index of the baseline score, usually 0; scores in front of it are not looked at
 *   treatment  what is given, for cuts published for one treatment; NULL: those cuts are not used
 * A prorated score never raises deterioration or loss of gain unless its better bound crosses too, and is compared
 * with a prorated baseline's or best score's worse bound.
 * n <= baseline gives TRACK_INSUFFICIENT_DATA. Thread-safe, no allocation; time grows with n. At most the latest 64
 * scores enter the slope and the span that goes with it. Who wants the flags at every score uses track_run below.
 */
void track_course(const struct measure *m, const struct track_score *s, size_t n, size_t baseline,
                  const char *treatment, struct track *out);

/*
 * track_nonresponse: the week of the published cut that a score meets, 0: none. A cut is for its own week: at others
 * nothing was published. `week` counts completed weeks of treatment; track_course takes the baseline's day for its
 * start.
 *   treatment  as written: "CBT", "cognitive behavioral therapy for depression"; words of another treatment ("CBT-I",
 *              "trauma-focused") are another treatment; NULL: none
 *   cut        set to the score of the week's cut for this treatment, whether it is met or not; else untouched; may be
 *              NULL
 */
int track_nonresponse(const struct measure *m, int week, double score, const char *treatment, double *cut);

#define TRACK_WINDOW 64

/*
 * The same at each of many scores, each in a few dozen nanoseconds: track_begin, then track_add for every score from
 * the baseline on. `out` after the n-th track_add is what track_course says of the first n scores, but for slope_week,
 * which is 0: track_run_slope gives it, and costs some microseconds. Plain data, may be copied (to look at "what if");
 * its members are track.c's own. No allocation; thread-safe on different runs.
 */
struct track_run {
    const struct measure *measure;
    bool cuts_apply; /* the published cuts are for this treatment */
    struct track_score baseline, latest;
    size_t n;               /* scores added */
    double best, firm_best; /* firm: with prorated scores at their worse bound */
    size_t settled;         /* scores at the end that are in remission or no case */
    /* The latest scores, in a ring; slot n % TRACK_WINDOW is the next one. */
    double value[TRACK_WINDOW];
    int32_t day[TRACK_WINDOW];
    /* Pairs of the ring whose slope is at or over +RC / span (up) and at or under -RC / span (down), in tenths. */
    int32_t up[TRACK_WINDOW], down[TRACK_WINDOW], tenths[TRACK_WINDOW];
    int32_t up_pairs, down_pairs, span;
    size_t counted; /* n when they were counted, 0: never */
    bool by_slope;  /* a day twice, or values that are no tenths: always by the slope itself */
};
void track_begin(struct track_run *r, const struct measure *m, const char *treatment);
void track_add(struct track_run *r, const struct track_score *s, struct track *out);
double track_run_slope(const struct track_run *r); /* as slope_week */

enum track_flag track_first(unsigned flags);    /* in the order of the line protocol: insufficient data first */
const char *track_flag_name(enum track_flag f); /* "lack_of_progress" */

#endif
