/*
 * options_record.h: options of the commands that look after the record. Layer: cli, private to cli.c, which has the
 * options that several commands share.
 */
#ifndef CLI_OPTIONS_RECORD_H
#define CLI_OPTIONS_RECORD_H

static const struct cli_option backup_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {'o', "output", "FILE", NULL, "the archive, which appears whole or not at all"},
    {0, "quiet", NULL, NULL, "show no progress"},
    END};
static const struct cli_option restore_options[] = {
    {0, "from", "FILE", NULL, "the archive"},
    {0, "data", "DIR", NULL, "the new folder of the practice's data; it must be empty, or not be there yet"},
    {0, "database", "ADDRESS", NULL, "put the record into this empty PostgreSQL database (default: a file in DIR)"},
    {0, "recovery-file", "FILE", NULL, "file with the recovery key from paper"},
    {0, "key-file", "FILE", NULL, "copy of the file with the master key"},
    {0, "passphrase-file", "FILE", NULL, "with --key-file: file with the passphrase, where the key is under one"},
    {0, "erasures", "FILE", NULL, "the record's erasures.jsonl: clients that were erased since are erased again"},
    {0, "quiet", NULL, NULL, "show no progress"},
    END};
static const struct cli_option audit_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "checkpoints", "FILE", NULL, "the checkpoints to hold against (default: those of the record)"},
    {0, "public-key", "FILE|HEX", NULL, "the key that must have signed the checkpoints (default: the record's own)"},
    {0, "practice", "N", NULL, "number of the practice (default: 1; verify: all)"},
    {0, "client", "ID", NULL, "only events about this client"},
    {0, "user", "ID", NULL, "only what this account did"},
    {0, "from", "DATE", NULL, "only from this day on, YYYY-MM-DD, in the practice's time zone"},
    {0, "to", "DATE", NULL, "only up to this day, YYYY-MM-DD, in the practice's time zone"},
    {0, "limit", "N", NULL, "the newest N events (default: 200)"},
    {0, "format", "FORMAT", "text|json", "how events or faults are written (default: text)"},
    OPTION_OUTPUT,
    END};
static const struct cli_option key_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "new-passphrase-file", "FILE", NULL, "file with the new passphrase, where the record has one (default: ask)"},
    END};
static const struct cli_option retention_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "practice", "N", NULL, "number of the practice (default: 1)"},
    {0, "reason", "TEXT", NULL, "why; it is kept in the audit trail"},
    {0, "on", "DATE", NULL, "the day to look at, YYYY-MM-DD (default: today)"},
    {0, "format", "FORMAT", "text|json", "how the list is written (default: text)"},
    {0, "yes", NULL, NULL, "erase without asking for the client's id once more"},
    END};

#endif
