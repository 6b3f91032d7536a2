/*
 * desk.h: forms that somebody has begun and not sent yet, so that nothing typed is lost.
 * Layer: practice.
 *
 * One row for each account, client and form: what is kept takes the place of what was kept before. It is its author's
 * alone, whatever role another has; it is in no export, disclosure or release. The body is the caller's: whatever bytes
 * bring the form back. Sealed with the client's key, with the practice's when it is about none. Who may no longer
 * write about the client no longer sees it; under a broken glass nothing is kept. Gone 30 days after it was kept last,
 * and when the client is erased.
 */
#ifndef PRACTICE_DESK_H
#define PRACTICE_DESK_H

#include "practice/practice.h"

#define DESK_BODY_MAX ((size_t)256 << 10)
#define DESK_FORM_MAX 100 /* bytes of a form's name */
#define DESK_DAYS 30

struct desk {
    struct str client; /* absent: about none */
    struct str form;   /* "note", "review/2", "disclosure": letters, digits and -_./ */
    struct str body;
    int64_t at_ms; /* out: when it was kept last; 0: nothing is */
};

/* desk_keep: d->body. With `once` a call that comes twice counts once; the id in who->once does not count here, for a
 * form is kept many times before it is sent. ERR_INVALID the form's name, or no body; ERR_LIMIT over DESK_BODY_MAX. */
bool desk_keep(struct practice *p, const struct actor *who, const struct desk *d, struct str once, struct err *e);
/* desk_kept: into d->body and d->at_ms; nothing is no error. */
bool desk_kept(struct practice *p, const struct actor *who, struct desk *d, struct arena *a, struct err *e);
/* desk_drop: the form was sent, or thrown away. Nothing to drop is no error. */
bool desk_drop(struct practice *p, const struct actor *who, const struct desk *d, struct err *e);

#endif
