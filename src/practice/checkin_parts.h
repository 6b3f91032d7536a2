/*
 * checkin_parts.h: what the files of checkins.h share. Layer: practice, private to them.
 */
#ifndef PRACTICE_CHECKIN_PARTS_H
#define PRACTICE_CHECKIN_PARTS_H

#include "practice/between_parts.h"
#include "practice/checkins.h"

#define CHECKIN_MOST 10 /* of a scale of ours */
#define CHECKIN_FEEDBACK_COUNT 4
#define CHECKIN_FEEDBACK_NAMES                                                                                         \
    {                                                                                                                  \
        "heard", "worked_on", "fit", "change"                                                                          \
    }

/* checkin_wording: of an instrument, when clients may be shown it; *out NULL otherwise. */
bool checkin_wording(struct practice_tx *t, const struct measure *m, const struct wording **out, struct err *e);
/* checkin_is_mine: whether this assignment or form is filled in by who asks: by a guardian those with "reporter":
 * "guardian" alone, by anybody else the others alone. */
bool checkin_is_mine(const struct practice_tx *t, const struct json *root);
/* checkin_row: a form of this client that was not withdrawn, and is filled in by who asks; of a guardian those alone
 * that this guardian began. ERR_NOT_FOUND. */
bool checkin_row(struct practice_tx *t, struct str id, struct record *r, const struct json **root, struct err *e);
/* checkin_own_score: of a form of ours: what it answers, and its alerts; no score. */
bool checkin_own_score(const struct json *root, struct arena *a, struct score *out, struct err *e);
/* checkin_do: practice_do for the client of this account. ERR_NOT_FOUND it belongs to none. */
bool checkin_do(struct practice *p, const struct actor *who, enum case_id what, struct arena *a, practice_work *work,
                void *ctx, struct err *e);

#endif
