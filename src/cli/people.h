/*
 * people.h: what init and user share: asking for a line, names of roles.
 * Layer: cli.
 */
#ifndef CLI_PEOPLE_H
#define CLI_PEOPLE_H

#include "cli/cli.h"
#include "practice/practice.h"

/* ask_line: the option's value, else a line typed on the terminal, shown as it is typed. ERR_NOT_FOUND no terminal:
 * names the option. */
bool ask_line(const struct cli *c, const char *option, const char *prompt, struct arena *a, struct str *out,
              struct err *e);

/* roles_read: "owner,clinician"; '-' may stand for '_'. ERR_INVALID names what they are. roles_put: as it is read. */
bool roles_read(const char *text, unsigned *roles, struct err *e);
void roles_put(unsigned roles, struct buf *b);

/* until_read: the end of a day, YYYY-MM-DD, in UTC. ERR_INVALID. NULL: no end. */
bool until_read(const char *text, struct opt_int *ms, struct err *e);

#endif
