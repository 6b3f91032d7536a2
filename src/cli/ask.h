/*
 * ask.h: a line typed on the terminal of whoever runs the command, also when another process does the command's work.
 * Layer: cli.
 */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "base/arena.h"
#include "cli/cli.h"

/*
 * ask: one line without its end, on the terminal of the process that was called. With `shown` it is seen while it is
 * typed. A command that is served (control.h) has the process at the other end ask.
 * ask_terminal: on the terminal of this process. Ctrl-C, Ctrl-Z and the like leave the terminal as it was: it is put
 * back before the signal does what it does.
 * ERR_NOT_FOUND  there is no terminal;  ERR_IO  it was closed, or the asking was interrupted
 */
bool ask(const struct cli *c, const char *prompt, bool shown, char *text, size_t room, struct err *e);
bool ask_terminal(const char *prompt, bool shown, char *text, size_t room, struct err *e);

/* ask_option: the option's value, else a line that is asked for and shown; ERR_NOT_FOUND no terminal: names the
 * option. ERR_INVALID nothing was typed. */
bool ask_option(const struct cli *c, const char *option, const char *prompt, struct arena *a, struct str *out,
                struct err *e);

#endif
