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
 * track_course: the flags at the last of n scores.
 *   baseline   index of the baseline score, usually 0
 *   treatment  what is given, for cuts published for one treatment; NULL: those cuts are not used
 * A prorated score never raises deterioration or loss of gain unless its better bound crosses too.
 * n 0 gives TRACK_INSUFFICIENT_DATA. Thread-safe, no allocation; at most the latest 64 scores enter the slope.
 */
void track_course(const struct measure *m, const struct track_score *s, size_t n, size_t baseline,
                  const char *treatment, struct track *out);

enum track_flag track_first(unsigned flags);    /* in the order of the line protocol: insufficient data first */
const char *track_flag_name(enum track_flag f); /* "lack_of_progress" */

#endif
