/*
 * control.h: commands of the record, served by the process that has it open.
 * Layer: cli.
 *
 * That process listens on DIR/control (a Unix socket of its user alone). A command of the record looks first whether
 * somebody listens there; if so it sends its line, its folder and its three streams, and exits with the code that comes
 * back. The command then runs in a thread of the other process, with those streams and the record that is open there.
 *
 * One message (SOCK_SEQPACKET) with the descriptors as SCM_RIGHTS: "goldthread.control/1", the folder, the arguments,
 * each closed by a NUL. The answer: the exit code, one byte.
 */
#ifndef CLI_CONTROL_H
#define CLI_CONTROL_H

#include "cli/record.h"

struct control; /* listening */

/*
 * control_start: from now on commands are served from o, which must stay open until control_stop.
 * control_stop: takes no more, waits for those that run, removes the socket. NULL is harmless.
 * ERR_CONFLICT  another process listens there;  ERR_IO
 */
bool control_start(struct record_open *o, struct control **out, struct err *e);
void control_stop(struct control *c);

/* control_serves: a command of the record that may be served. */
bool control_serves(const char *command);

/* control_ask: has the command done elsewhere; false when there is nobody to do it, or c is no such command. *code is
 * the exit code; that the other process went away meanwhile is told here. */
bool control_ask(const struct cli *c, int argc, char **argv, int *code);

#endif
