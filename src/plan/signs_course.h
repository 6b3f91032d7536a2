/*
 * signs_course.h: a course as the signs engine sees it, and the signs that rest on one.
 * Layer: plan (inside the module).
 */
#ifndef PLAN_SIGNS_COURSE_H
#define PLAN_SIGNS_COURSE_H

#include "plan/signs_parts.h"

/* What is known at one value, from the baseline up to it. */
struct sign_view {
    int32_t day, known;
    double value, change; /* change against the baseline, better is positive */
    double rebound, best; /* against the best value so far */
    unsigned flags;       /* of track.h */
    size_t count;         /* the baseline and the values after it; 0: before the baseline */
    int nonresponse_week;
    bool complete, gained; /* gained: by the reliable change; where none is known, at all */
    bool worse_twice;      /* where none is known: this value and the one before are worse than the baseline */
    bool is_case, is_new_case;
    bool at_target, met;
    int32_t target_since; /* the first complete value of the run at target; 0: none */
};

struct sign_course {
    const struct plan_goal *goal;
    const struct plan_objective *objective; /* NULL: an instrument no objective names */
    const struct plan_condition *condition; /* the course of a condition's measure */
    const struct measure *measure;          /* NULL: counts, ratings, levels, diary values */
    struct str subject, pointer, offer;
    int32_t by_day; /* condition: the day it is about; 0: every day */

    struct standing st; /* baseline, target and course as they were known on the day it was loaded for */
    size_t first;       /* point after the baseline */
    const struct series_point *points;
    struct sign_view *views;
    size_t n;
};

/* A kind of sign that rests on a course. */
struct sign_course_row {
    enum sign_kind kind;
    /* at: whether it holds at value i, known then. */
    bool (*at)(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out);
    /* later: the day after value i on which time alone makes it true, when no further value is known by then; 0: never.
     */
    int32_t (*later)(const struct sign_run *r, const struct sign_course *c, size_t i);
    sign_say *say;
};

/* sign_course_rows: the table; *count rows. */
const struct sign_course_row *sign_course_rows(size_t *count);

/* sign_views: the views of the course in c->st. treatment: as track.h. false when the arena is exhausted. */
bool sign_views(struct sign_run *r, struct sign_course *c, const char *treatment);

/*
 * sign_course_play: one course through time, for all rows, each becoming one sign.
 *   course  subject, pointer, objective, measure and condition are set; `load` fills the rest as it was known on a day
 *   load    false, e set or r->failed, when the arena is exhausted
 */
typedef bool sign_load(struct sign_run *r, struct sign_course *c, struct date known, struct err *e);
struct sign_play {
    struct sign_course *course;
    sign_load *load;
    const struct sign_course_row *rows;
    size_t row_count;
};
bool sign_course_play(struct sign_run *r, const struct sign_play *p, struct err *e);

/* The treatment for which a measure's cuts of non-response were published, when the plan gives it; else NULL. */
const char *sign_treatment(const struct plan *p, const struct measure *m);

#endif
