/*
 * outside.h: what the pages of clients and guardians begin with: how the practice is reached, and who cares for them.
 * Layer: practice.  The client's record itself: plans.h, between.h, sharing.h, clients.h, each through its own row.
 */
#ifndef PRACTICE_OUTSIDE_H
#define PRACTICE_OUTSIDE_H

#include "practice/checkins.h"
#include "practice/people.h"

struct outside {
    struct str name, preferred_name;  /* of the client */
    struct str practice, country;     /* name of the practice */
    struct str clinician;             /* name of the primary clinician; absent: nobody is */
    struct str reply_times;           /* as clients are told; absent: not set */
    const struct crisis_line *crisis; /* in the order in which they are shown */
    size_t crisis_count;
    bool guardian_sees; /* to the client alone: a guardian's account has not ended, and part of the record is open to it
                         */
    struct date closed; /* the practice is closed on this day (settings: holidays), today or before it opens again;
                           absent: it is not */
    struct date opens;  /* then: the next working day, Monday to Friday */
    bool ended;         /* care has ended */
    bool guardian_over; /* to a guardian: the client has come of age, and all but this is shut */
    int64_t score_delay_days; /* until a score that a clinician entered reaches the client */
};
/* outside_read: of the client of this account; an event. ERR_NOT_FOUND the account belongs to none, or may not know of
 * it. */
bool outside_read(struct practice *p, const struct actor *who, struct arena *a, struct outside *out, struct err *e);
/* outside_read_in: in a work about a client. */
bool outside_read_in(struct practice_tx *t, struct outside *out, struct err *e);

/* What a client's first page shows: outside_read's, and what is there to do and to know, in one event. */
#define OUTSIDE_GOALS 3
struct outside_home {
    struct outside outside;
    struct str plan_to_sign; /* id of a version that waits for this person's signature, whose turn it is and who did not
                                say that they do not want to; absent: none */
    struct str consent;      /* id of one that waits for this person's word; absent: none */
    bool consents;           /* another one waits too */
    bool diary, weekly; /* to the client: the shared diary is asked for today, or once this week; and is not written */
    struct checkin_due due; /* the check-in that has been due longest, of this person; its assignment absent: none */
    struct date later;      /* else the day of the next one; absent: none */
    struct str goal[OUTSIDE_GOALS]; /* of the plan in force, in the client's words, else in plain ones */
    size_t goal_count;
    bool plan_opens;        /* the whole plan, too: it holds parts that may not be open to a guardian */
    struct date next_visit; /* absent: none is known */
    struct str next_time;   /* "14:00"; absent: not known */
    int64_t answered_ms;    /* when words of this person were answered last (words_answered_in); 0: not lately */
    bool asked_now;         /* the clinician asks (words_ask) */
    bool asks_review; /* the review's day comes within a week or has come, or the clinician asks, and nothing was said
                         since */
};
bool outside_home(struct practice *p, const struct actor *who, struct arena *a, struct outside_home *out,
                  struct err *e);

/* outside_help: what anybody may know, signed in or not: where the practice is, and its lines for a crisis; and whom
 * its clients call when the clinician, who works alone, cannot be reached (absent: others of the practice see to it).
 * No event. */
struct outside_help {
    struct str country; /* as its owner wrote it; absent: not set */
    const struct crisis_line *crisis;
    size_t crisis_count;
    struct str cover_name, cover_phone;
};
bool outside_help(struct practice *p, int64_t practice, struct arena *a, struct outside_help *out, struct err *e);

#endif
