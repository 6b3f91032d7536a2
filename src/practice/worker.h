/*
 * worker.h: what the program does by itself: alerts go on to the cover, what falls due becomes a reminder, reminders
 * become mails, what has ended is swept away.
 * Layer: practice.  Sending, the clock and the loop: cli/.
 *
 * A reminder is a job (store/job.h), made once: of each alert to who owns it, to whom it was passed on, and again to
 * who owns it at each deadline after which there was nobody to pass it on to (between_escalate makes that one); of each
 * review that is due to the primary clinician; of each request to the privacy officers a week before its day and when
 * the day has passed; of each client whose record need not be kept any longer (upkeep.h) to them too. A client who has
 * an address and did not turn reminders off is reminded once of each check-in that is due, a day after another reminder
 * at the earliest. Reminders of one person go out in one mail, which says only that something waits.
 *
 * A mail is sent at most once: its jobs are marked in a transaction of their own before it is handed over. When the
 * program ends in the middle, or the server's answer does not come, they become "unknown" and are not sent again. What
 * certainly did not go out is tried again after 1, 2, 4, ... 60 minutes, eight times in all.
 */
#ifndef PRACTICE_WORKER_H
#define PRACTICE_WORKER_H

#include "practice/languages.h"

#define WORKER_TRIES 8

struct actor worker_actor(int64_t practice); /* the program itself */

/* worker_lead: *mine when this node is the one that works, for lease_ms from now. worker_resign: others may at once. */
bool worker_lead(struct practice *p, int64_t practice, struct str node, int64_t lease_ms, bool *mine, struct err *e);
bool worker_resign(struct practice *p, int64_t practice, struct str node, struct err *e);

/* worker_remind: makes the reminders that are not there yet; *count of them. reviews: look at all clients' reviews and
 * retention too. */
bool worker_remind(struct practice *p, const struct actor *program, bool reviews, size_t *count, struct err *e);
/* worker_remind_checkins: the same of the check-ins that are due, each client in a transaction of its own. A client
 * whose record cannot be read keeps nobody else from a reminder: *skipped of them. */
bool worker_remind_checkins(struct practice *p, const struct actor *program, size_t *count, size_t *skipped,
                            struct err *e);

struct worker_mail {
    struct str account;
    struct str to;  /* address; absent: the account has none, or has ended */
    struct str job; /* id of one of the reminders in it: the same for the same mail */
    int64_t reminders;
    enum language language; /* of who gets it */
};
enum worker_outcome {
    WORKER_SENT,
    WORKER_LATER,   /* it certainly did not go out; again after a pause, while there are tries left */
    WORKER_REFUSED, /* for good */
    WORKER_UNKNOWN  /* nobody can tell */
};
/* worker_mail: the next one that is due; its reminders are being sent from now on. *there is false when none is. */
bool worker_mail(struct practice *p, const struct actor *program, struct arena *a, struct worker_mail *out, bool *there,
                 struct err *e);
/* worker_mail_done: what came of it; text: the server's answer, kept sealed. */
bool worker_mail_done(struct practice *p, const struct actor *program, const struct worker_mail *mail,
                      enum worker_outcome outcome, struct str text, struct err *e);

/* worker_sweep: sign-ins that have ended, wrong passwords older than a day, forms that were begun
 * more than 30 days ago (desk.h), ids of calls older than a week, and jobs
 * that were settled more than 400 days ago go; jobs that were being sent for more than ten minutes become unknown. */
bool worker_sweep(struct practice *p, int64_t practice, struct err *e);

/* worker_practices: which practices there are. */
bool worker_practices(struct practice *p, struct arena *a, int64_t **out, size_t *count, struct err *e);

#endif
