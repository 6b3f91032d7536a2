/*
 * rounds.h: what is done by itself while nobody looks: alerts passed on, reminders made and mailed, checkpoints. Layer:
 * cli. For `goldthread worker`, and for a process that serves the record and so is the only one that can.
 */
#ifndef CLI_ROUNDS_H
#define CLI_ROUNDS_H

#include "cli/mail.h"
#include "cli/record.h"

struct rounds {
    struct record_open *o;
    const struct mail_config *mail; /* NULL: reminders are made and stay */
    const char *name;               /* of the command, for what goes wrong */
    long every_seconds;
    int stop; /* a descriptor: readable from the moment it is to end; it is never read */

    char node[128]; /* the rest is its own */
    bool leads;
    int64_t looked_ms, checkpoint_ms; /* when reviews and checkpoints were seen to last; 0: never */
    size_t passed_on, reminders, sent, later, lost;
};

/* rounds_run: rounds until it is to end, or one; a checkpoint at the end. Where several nodes run, one leads. What
 * fails is told and tried again at the next round; the last round's error is given. */
bool rounds_run(struct rounds *r, bool once, struct err *e);

#endif
