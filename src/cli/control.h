/*
 * control.h: commands of the record, served by the process that has it open.
 * Layer: cli.
 *
 * That process listens on DIR/control (a Unix socket of its user alone). A command of the record looks first whether
 * somebody listens there; if so it sends its line and its three streams, and exits with the code that comes back. The
 * command then runs in a thread of the other process, with those streams and the record that is open there.
 *
 * One message (SOCK_SEQPACKET) with the descriptors as SCM_RIGHTS: "goldthread.control/3" and the arguments, each
 * closed by a NUL. The answer: the exit code, one byte. Before it there may be questions, 'Q', 1 when the answer
 * is shown while it is typed (else 0), the prompt: the process that was called asks on its own terminal and answers
 * with 0 and the line, or with the kind of the error (err.h) alone. Files are opened there, too, with its rights and in
 * its folder: 'F', 'r' to read, 'w' to write, 'k' keep or 'd' drop what was written, and the name; the answer is the
 * errno or 0, the name of the temporary file, and the descriptor. Only what the line names is opened.
 */
#ifndef CLI_CONTROL_H
#define CLI_CONTROL_H

#include "cli/record.h"

struct control; /* listening */

/*
 * control_start: from now on commands are served from o, which must stay open until control_stop.
 * control_stop: takes no more, removes the socket, answers questions that wait with an error, and waits for the
 * commands that run, `seconds` at most. false: some still run; then o must stay open, and the process ends as it is
 * (what is in the database is whole at any moment). NULL is harmless.
 * ERR_CONFLICT  another process listens there;  ERR_IO
 */
bool control_start(struct record_open *o, struct control **out, struct err *e);
bool control_stop(struct control *c, int seconds);

/* control_serves: a command of the record that may be served. */
bool control_serves(const char *command);

/* control_ask: has the command done elsewhere; false when there is nobody to do it, or c is no such command. *code is
 * the exit code; that the other process went away meanwhile is told here. */
bool control_ask(const struct cli *c, int argc, char **argv, int *code);

#endif
