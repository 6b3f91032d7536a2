/* cmd_key.c: goldthread key rotate-master, rotate-practice. */
#include "cli/upkeep.h"

#include <unistd.h>

static bool note(struct record_open *o, const char *what, struct err *e)
{
    return upkeep_note(&o->practice, STR("command line"), CASE_RECORD_KEYS, str_of(what), e);
}

/* The new key goes where the old one stands. */
static bool new_place(struct cli *c, struct record_open *o, struct keys_source *to, struct err *e)
{
    *to = (struct keys_source){.from = o->config.key, .path = o->config.key_path.p};
    if (to->from == KEYS_COMMAND) {
        return err_set(e, ERR_INVALID, "key",
                       "comes from a command: change it there, it is nothing this program keeps");
    }
    if (to->from == KEYS_FILE && cli_option(c, "new-passphrase-file")) {
        return err_set(e, ERR_INVALID, "--new-passphrase-file", "is for records whose key is under a passphrase");
    }
    return to->from == KEYS_FILE ||
           record_secret(c, "new-passphrase-file", "New passphrase of the record", true, &o->arena, &to->secret, e);
}

int cmd_key_rotate_master(struct cli *c)
{
    struct record_open o;
    struct keys_source to;
    struct err e = {0};
    char recovery[SEAL_PRINTED_SIZE];
    int lock = -1;
    bool ok = record_begin(c, &o, &e) && new_place(c, &o, &to, &e) &&
              (lock = upkeep_lock(o.config.folder.p, &e)) >= 0 &&
              keys_rotate_master(o.store.keys, o.store.db, &to, recovery, &e);
    if (ok) { /* first of all: nothing that fails now may keep it back */
        fprintf(c->out,
                "There is a new master key. Its recovery key, shown now and never again:\n\n    %s\n\nWrite it "
                "down and lock it away. Backups from before open with the old key only.\n",
                recovery);
        fflush(c->out);
        seal_wipe(recovery, sizeof recovery);
        ok = note(&o, "a new master key", &e);
    }
    if (lock >= 0) {
        close(lock);
    }
    record_end(&o);
    return ok ? CLI_OK : cli_fail("key", &e);
}

int cmd_key_rotate_practice(struct cli *c)
{
    struct record_open o;
    struct err e = {0};
    int64_t practice;
    if (!num_int(str_of(c->operands[0]), 1, INT64_MAX, &practice)) {
        return cli_failf("key", "\"%s\" is not the number of a practice", c->operands[0]);
    }
    bool ok = record_begin(c, &o, &e) && keys_rotate_practice(o.store.keys, o.store.db, practice, &e) &&
              note(&o, "a new key for a practice", &e);
    if (ok) {
        fprintf(c->out, "practice %lld has a new key; what is sealed stays as it is\n", (long long)practice);
    }
    record_end(&o);
    return ok ? CLI_OK : cli_fail("key", &e);
}
