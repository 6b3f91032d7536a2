/*
 * people.h: what init, user, audit and serve share: names of roles, the end of a day, cells of a list, the zone of the
 * machine.
 * Layer: cli.
 */
#ifndef CLI_PEOPLE_H
#define CLI_PEOPLE_H

#include "cli/cli.h"
#include "practice/practice.h"

/* roles_read: "owner,clinician"; '-' may stand for '_'. ERR_INVALID names what they are. roles_put: as it is read. */
bool roles_read(const char *text, unsigned *roles, struct err *e);
void roles_put(unsigned roles, struct buf *b);

/* until_read: the end of a day, YYYY-MM-DD, in that zone. ERR_INVALID. NULL: no end. */
bool until_read(const char *text, const struct zone *zone, struct opt_int *ms, struct err *e);

/* cell_put: text for a terminal, padded with blanks to `width` bytes, and two blanks; longer text stays whole. */
void cell_put(struct buf *b, struct str s, int width);

/* machine_zone: its time zone, "Europe/Berlin"; absent when it does not say. */
struct str machine_zone(struct arena *a);

#endif
