/*
 * record.h: the record opened for a command: data folder, configuration, keys, database, the gate.
 * Layer: cli.
 *
 * DIR/config.json, written by `goldthread init`:
 *   {"format":"goldthread.config/1",
 *    "database":"goldthread.db",   a file in DIR, or a postgresql:// address (its password stands in ~/.pgpass)
 *    "key":{"from":"file","path":"master.key"},   or "from":"passphrase", or {"from":"command","command":"..."}
 *    "node":"main",                name of this process in audit chains
 *    "checkpoints":"/elsewhere/checkpoints.jsonl"}   absent: DIR/checkpoints.jsonl; erasures.jsonl stands beside it
 */
#ifndef CLI_RECORD_H
#define CLI_RECORD_H

#include "cli/cli.h"
#include "practice/practice.h"

struct record_config {
    struct str folder;   /* DIR */
    struct str database; /* path or address */
    enum keys_from key;
    struct str key_path, key_command;
    struct str node, checkpoints;
};

struct record_open {
    struct record_config config;
    struct store store;
    struct practice practice;
    struct arena arena; /* for the command; reset by nobody */
    bool borrowed;      /* keys and database are those of the process that serves this command */
};

/* record_config_path: DIR of --data and its config.json. record_config_read, record_config_write: ERR_NOT_FOUND when
 * there is none ("run goldthread init"), ERR_INVALID, ERR_IO. Texts live in the arena. */
bool record_config_read(const struct cli *c, struct arena *a, struct record_config *out, struct err *e);
bool record_config_write(const struct record_config *config, struct err *e);

/* record_address: of a server, as --database has it: one that can be kept in config.json. ERR_INVALID, also when it
 * holds a password. */
bool record_address(const char *given, struct err *e);

/* record_secret: a passphrase or password, from the file named by the option `option` of the command (mode 0600), else
 * asked for on the terminal without echo, twice when `twice`. Never from the command line. ERR_NOT_FOUND no terminal.
 */
bool record_secret(const struct cli *c, const char *option, const char *prompt, bool twice, struct arena *a,
                   struct str *out, struct err *e);

/* record_begin: reads the configuration, opens keys and database and brings the tables up to date; for a command that
 * is served for another process (c->shared), the record that is open already.
 * record_end: closes what was opened; harmless after a failed begin. */
bool record_begin(const struct cli *c, struct record_open *out, struct err *e);
/* record_begin_with: the same; `before` is called when the keys are there (a command may have fetched them) and nothing
 * else is open yet: no database, no thread. What it returns false for ends the whole. */
typedef bool record_before(void *ctx, const struct record_config *config, struct err *e);
bool record_begin_with(const struct cli *c, struct record_open *out, record_before *before, void *ctx, struct err *e);
void record_end(struct record_open *o);

/* record_now: the clock of the practice: Unix milliseconds. */
int64_t record_now(void *ignored);

#endif
