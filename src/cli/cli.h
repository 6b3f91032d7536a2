/*
 * cli.h: the commands of `goldthread`, their options and exit codes.
 * Layer: cli (front door).  Not here: clinical rules; each command reads its input, calls the core and prints.
 *
 * A new command is one row in commands[] of cli.c and one file cmd_NAME.c. Help, man pages and shell completion are
 * made from that row. A command with actions ("instrument import FILE") has one row for each in actions[] of cli.c as
 * well, and no function of its own.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/err.h"
#include "base/str.h"

#include <stdio.h>

enum cli_exit {
    CLI_OK = 0,       /* nothing at or above --fail-on */
    CLI_FINDINGS = 1, /* findings, or lines that could not be answered */
    CLI_TROUBLE = 2 /* bad usage or unreadable input; one line on standard error says what, where and how to mend it */
};

#define CLI_OPTIONS_MAX 16
#define CLI_REPEAT_MAX 64

struct cli_option {
    char letter;          /* 'o', or 0 */
    const char *name;     /* "format" */
    const char *argument; /* "FILE", or NULL for a switch */
    const char *choices;  /* "text|json|sarif" when the argument is one of a few, else NULL */
    const char *help;
};

struct cli; /* one call, below */

struct cli_command {
    const char *name, *summary;
    const char *operands;             /* "FILE...", "OLD NEW", or "" */
    int operands_min, operands_max;   /* max -1: any number */
    const char *about;                /* paragraphs for help and the man page */
    const char *examples;             /* lines "command\n    what it does" */
    const struct cli_option *options; /* closed by a row without name */
    int (*run)(struct cli *c);        /* NULL: the command has actions */
};

/* One action of a command that has them: its first operand. */
struct cli_action {
    const char *command, *name;
    const char *operands; /* behind the action's name */
    int operands_min, operands_max;
    const char *options; /* names of the command's options that it takes, "data|yes"; "" for none */
    const char *summary;
    int (*run)(struct cli *c); /* operands are those behind the action's name */
};

struct record_open; /* record.h */
struct file_place;  /* file.h */

struct cli {
    FILE *in, *out, *err; /* where a command of the record reads and prints; those of the process as a rule */
    /* Has the process at the other end ask for a line (ask.h), when this call is served for it; else NULL. */
    bool (*ask)(void *ctx, const char *prompt, bool shown, char *text, size_t room, struct err *e);
    void *ask_ctx;
    struct record_open *shared; /* the record of the process that serves this call for another one; else NULL */
    const struct cli_command *command;
    const struct cli_action *action; /* NULL when the command has none */
    const char
        *value[CLI_OPTIONS_MAX]; /* by row of command->options; "" for a switch that is set; NULL when not given */
    const char *repeated[CLI_REPEAT_MAX]; /* values of the option whose help starts with "(repeat)" in order */
    int repeated_count;
    char **operands;
    int operand_count;
};

const struct cli_command *cli_command_at(size_t i); /* NULL past the end */
const struct cli_command *cli_command_find(const char *name);

/* cli_action_at: the i-th action of a command; NULL past the last one, and for a command without actions.
 * cli_action_takes: whether the option of that name belongs to it. */
const struct cli_action *cli_action_at(const char *command, size_t i);
bool cli_action_takes(const struct cli_action *action, const char *option);

/* cli_serve_with: what `goldthread serve` runs; the pages stand beside this folder, so main() hands it in. */
void cli_serve_with(int (*serve)(struct cli *c));

/* cli_main: runs one command line; returns the exit code. */
int cli_main(int argc, char **argv);

/* cli_served: runs one command line for another process (control.h): with its streams and its files, in the record that
 * is open here. argv[0] is the command. Several threads may be in it. */
struct cli_served {
    struct record_open *record;
    FILE *in, *out, *err;
    bool (*ask)(void *ctx, const char *prompt, bool shown, char *text, size_t room, struct err *e);
    void *ask_ctx;
    const struct file_place *files; /* file.h */
};
int cli_served(const struct cli_served *s, int argc, char **argv);

/* cli_option: the value of an option of the running command, NULL when it was not given. The name must be in its table.
 */
const char *cli_option(const struct cli *c, const char *name);

/* cli_fail: one line "goldthread NAME: where: text" on standard error; returns CLI_TROUBLE. Text is made safe for
 * terminals. */
int cli_fail(const char *name, const struct err *e);
int cli_failf(const char *name, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* cli_colour: whether `f` gets colours, after --color and NO_COLOR. cli_width: its columns, 40..200. */
bool cli_colour(const char *option, FILE *f);
int cli_width(FILE *f);

/* Help, man page (roff) and completion scripts from the table. */
void cli_put_help(const struct cli_command *c, FILE *f); /* NULL: the overview */
void cli_put_man(const struct cli_command *c, FILE *f);  /* NULL: goldthread(1) */
bool cli_put_completion(const char *shell, FILE *f);     /* bash, zsh, fish */

/* The commands, one file each. */
int cmd_check(struct cli *c);
int cmd_parse(struct cli *c);
int cmd_score(struct cli *c);
int cmd_progress(struct cli *c);
int score_response(struct cli *c); /* score --from fhir */
int cmd_import(struct cli *c);
int cmd_export(struct cli *c);
int cmd_diff(struct cli *c);
int cmd_explain(struct cli *c);
int cmd_new(struct cli *c);
int cmd_mend(struct cli *c);
int cmd_instrument_list(struct cli *c);
int cmd_instrument_show(struct cli *c);
int cmd_instrument_import(struct cli *c);
int cmd_instrument_export(struct cli *c);
int cmd_follow(struct cli *c);
int cmd_init(struct cli *c);
int cmd_user_list(struct cli *c);
int cmd_user_add(struct cli *c);
int cmd_user_invite(struct cli *c);
int cmd_user_end(struct cli *c);
int cmd_user_role(struct cli *c);
int cmd_user_password(struct cli *c);
int cmd_user_supervise(struct cli *c);
int cmd_user_join(struct cli *c);
int cmd_user_leave(struct cli *c);
int cmd_demo(struct cli *c);
int cmd_disclose_consent(struct cli *c);
int cmd_disclose_revoke(struct cli *c);
int cmd_disclose_consents(struct cli *c);
int cmd_disclose_allowed(struct cli *c);
int cmd_disclose_preview(struct cli *c);
int cmd_disclose_make(struct cli *c);
int cmd_disclose_packet(struct cli *c);
int cmd_disclose_list(struct cli *c);
int cmd_disclose_accounting(struct cli *c);
int cmd_disclose_open(struct cli *c);
int cmd_disclose_request(struct cli *c);
int cmd_disclose_answer(struct cli *c);
int cmd_disclose_requests(struct cli *c);
int cmd_disclose_export(struct cli *c);
int cmd_worker(struct cli *c);
int cmd_backup(struct cli *c);
int cmd_restore(struct cli *c);
int cmd_audit_verify(struct cli *c);
int cmd_audit_list(struct cli *c);
int cmd_audit_export(struct cli *c);
int cmd_audit_checkpoint(struct cli *c);
int cmd_key_rotate_master(struct cli *c);
int cmd_key_rotate_practice(struct cli *c);
int cmd_retention_list(struct cli *c);
int cmd_retention_hold(struct cli *c);
int cmd_retention_release(struct cli *c);
int cmd_retention_erase(struct cli *c);
int cmd_help(struct cli *c);

#endif
