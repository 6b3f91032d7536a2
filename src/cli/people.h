/*
 * people.h: what init, user and serve share: names of roles, the end of a day, the zone of the machine.
 * Layer: cli.
 */
#ifndef CLI_PEOPLE_H
#define CLI_PEOPLE_H

#include "cli/cli.h"
#include "practice/practice.h"

/* roles_read: "owner,clinician"; '-' may stand for '_'. ERR_INVALID names what they are. roles_put: as it is read. */
bool roles_read(const char *text, unsigned *roles, struct err *e);
void roles_put(unsigned roles, struct buf *b);

/* until_read: the end of a day, YYYY-MM-DD, in UTC. ERR_INVALID. NULL: no end. */
bool until_read(const char *text, struct opt_int *ms, struct err *e);

/* machine_zone: its time zone, "Europe/Berlin"; absent when it does not say. */
struct str machine_zone(struct arena *a);

#endif
