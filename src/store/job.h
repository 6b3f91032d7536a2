/*
 * job.h: what the program does by itself: jobs with their tries, and who of several processes does it.
 * Layer: store.  What is to be done and how: practice/worker.h.
 *
 * A job's id is made by whoever adds it, "ACCOUNT/WHAT": adding the same one again does nothing, so a reminder comes
 * once. States: waiting -> sending -> sent, or waiting again (later), failed, or unknown (nobody can tell whether it
 * went out: it is not done again). What came of it is sealed with the practice's key.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "store/store.h"

struct job_row {
    int64_t practice;
    struct str id, kind; /* kind: "mail" */
    struct str client;   /* absent: about none */
    int64_t due_ms;      /* not before then; of one that is being sent: until when it may take */
    struct str state;
    int64_t tries;
    struct str outcome; /* opened; absent: none yet */
};

/* job_add: *added is false when there is one with this id. */
bool job_add(struct db_tx *tx, const struct job_row *j, bool *added, struct err *e);
bool job_there(struct db_tx *tx, int64_t practice, struct str id, bool *there, struct err *e);
/* job_next: the id of the one that has been due longest; absent: none. */
bool job_next(struct db_tx *tx, int64_t practice, struct str kind, int64_t now_ms, struct arena *a, struct str *id,
              struct err *e);
/* job_take: all that wait and are due of the account in `id` are being sent until then; *count of them. */
bool job_take(struct db_tx *tx, int64_t practice, struct str account, int64_t now_ms, int64_t until_ms, int64_t *count,
              struct err *e);
/* job_settle: those of the account that are being sent become `state`, due (when they wait again) at due_ms. */
bool job_settle(struct store *s, struct db_tx *tx, const struct job_row *j, struct str account, int64_t *count,
                struct err *e);
/* job_tries: the most tries of those of the account that are being sent. */
bool job_tries(struct db_tx *tx, int64_t practice, struct str account, int64_t *tries, struct err *e);
/* job_lost: those whose time for being sent has passed become unknown. */
bool job_lost(struct db_tx *tx, int64_t practice, int64_t now_ms, int64_t *count, struct err *e);
bool job_get(struct store *s, struct db_tx *tx, int64_t practice, struct str id, struct arena *a, struct job_row *out,
             struct err *e); /* ERR_NOT_FOUND */

/* job_sweep: jobs that were settled before `before_ms` go; and ids of calls (db.h, once) older than once_before_ms. */
bool job_sweep(struct db_tx *tx, int64_t practice, int64_t before_ms, int64_t once_before_ms, struct err *e);

/* A client whose review is due, and the account of the primary clinician. */
struct job_review {
    struct str client, account;
    int64_t due; /* days since 1970 */
};
bool job_reviews(struct db_tx *tx, int64_t practice, int32_t today, struct arena *a, struct job_review **out,
                 size_t *count, struct err *e);

/* leader_take: *mine when `node` is the one from now until until_ms: nobody was, its time has run out, or it is
 * already. leader_leave: gives it up. */
bool leader_take(struct db_tx *tx, int64_t practice, struct str name, struct str node, int64_t now_ms, int64_t until_ms,
                 bool *mine, struct err *e);
bool leader_leave(struct db_tx *tx, int64_t practice, struct str name, struct str node, struct err *e);

#endif
