/*
 * outside.h: what the pages of clients and guardians begin with: how the practice is reached, and who cares for them.
 * Layer: practice.  The client's record itself: plans.h, between.h, sharing.h, clients.h, each through its own row.
 */
#ifndef PRACTICE_OUTSIDE_H
#define PRACTICE_OUTSIDE_H

#include "practice/people.h"

struct outside {
    struct str name, preferred_name;  /* of the client */
    struct str practice, country;     /* name of the practice */
    struct str clinician;             /* name of the primary clinician; absent: nobody is */
    struct str reply_times;           /* as clients are told; absent: not set */
    const struct crisis_line *crisis; /* in the order in which they are shown */
    size_t crisis_count;
    int64_t score_delay_days; /* until a score that a clinician entered reaches the client */
};
/* outside_read: of the client of this account; an event. ERR_NOT_FOUND the account belongs to none, or may not know of
 * it. */
bool outside_read(struct practice *p, const struct actor *who, struct arena *a, struct outside *out, struct err *e);

/* outside_help: what anybody may know, signed in or not: where the practice is, and its lines for a crisis. No event.
 */
struct outside_help {
    struct str country; /* as its owner wrote it; absent: not set */
    const struct crisis_line *crisis;
    size_t crisis_count;
};
bool outside_help(struct practice *p, int64_t practice, struct arena *a, struct outside_help *out, struct err *e);

#endif
