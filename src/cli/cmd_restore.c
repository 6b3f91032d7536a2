/*
 * cmd_restore.c: goldthread restore.
 *
 * Into DIR/restore.tmp; only when everything was looked at it gets its name, and config.json comes last: a folder
 * without it holds no record. When anything fails, what was made goes away again.
 */
#include "cli/data.h"
#include "cli/file.h"
#include "cli/upkeep.h"
#include "store/archive.h"
#include "store/copy.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct restore {
    const struct cli *cli;
    struct record_open record; /* as it will be */
    struct meter meter;
    struct keys_source saved; /* where the master key will stand */
    const char *folder, *part, *database, *key;
    const char *address; /* PostgreSQL, or NULL */
    bool made_folder;
    struct archive_head head;
    struct archive_found found;
    size_t erased;
};

static void drop(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char name[4096];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (snprintf(name, sizeof name, "%s%s", path, ends[i]) < (int)sizeof name) {
            unlink(name);
        }
    }
}

static bool prepare(struct restore *r, struct err *e)
{
    struct arena *a = &r->record.arena;
    r->folder = cli_option(r->cli, "data");
    r->address = cli_option(r->cli, "database");
    if (!r->folder || !cli_option(r->cli, "from")) {
        return err_set(e, ERR_INVALID, "", "say which archive with --from FILE, and where to with --data DIR");
    }
    if (r->address && !record_address(r->address, e)) {
        return false;
    }
    struct str folder = str_of(r->folder);
    r->part = upkeep_path(a, folder, "restore.tmp", e);
    r->database = upkeep_path(a, folder, "goldthread.db", e);
    r->key = upkeep_path(a, folder, "master.key", e);
    if (!r->part || !r->database || !r->key) {
        return false;
    }
    r->made_folder = access(r->folder, F_OK) != 0;
    if (r->made_folder) {
        return data_make_folder(r->folder, e);
    }
    return data_is_empty(r->folder) ||
           err_set(e, ERR_CONFLICT, r->folder, "is not an empty folder; nothing is ever restored over something");
}

static bool open_keys(struct restore *r, struct err *e)
{
    const char *recovery = cli_option(r->cli, "recovery-file"), *file = cli_option(r->cli, "key-file");
    struct keys_source from = {.from = KEYS_RECOVERY};
    r->saved = (struct keys_source){.from = KEYS_FILE, .path = r->key};
    if (!recovery == !file) {
        return err_set(e, ERR_INVALID, "", "say which key opens it, with --recovery-file or with --key-file");
    }
    if (recovery) {
        return record_secret(r->cli, "recovery-file", "Recovery key", false, &r->record.arena, &from.secret, e) &&
               keys_open(&from, &r->record.store.keys, e);
    }
    from = (struct keys_source){.from = KEYS_FILE, .path = file};
    if (cli_option(r->cli, "passphrase-file")) {
        from.from = r->saved.from = KEYS_PASSPHRASE;
        if (!record_secret(r->cli, "passphrase-file", "Passphrase", false, &r->record.arena, &from.secret, e)) {
            return false;
        }
        r->saved.secret = from.secret;
    }
    return keys_open(&from, &r->record.store.keys, e);
}

static bool read_archive(struct restore *r, struct err *e)
{
    struct archive_progress progress = {meter_part, &r->meter};
    FILE *from = file_open(cli_option(r->cli, "from"), e), *to = from ? fopen(r->part, "wbxe") : NULL;
    r->meter.what = "reading";
    bool ok = from && (to || err_set(e, ERR_IO, r->part, "cannot be made: %s", strerror(errno)));
    if (ok) {
        fchmod(fileno(to), 0600);
        ok = archive_read(from, to, r->record.store.keys, &r->head, &progress, e) &&
             (fsync(fileno(to)) == 0 || err_set(e, ERR_IO, r->part, "cannot be written: %s", strerror(errno)));
    }
    if (to) {
        fclose(to);
    }
    file_close(from);
    return ok &&
           (r->head.schema <= store_version() || err_set(e, ERR_INVALID, "archive",
                                                         "has tables of version %d, this program knows up to %d: use a "
                                                         "newer program",
                                                         r->head.schema, store_version()));
}

/* Opened, brought up to date, looked at; in PostgreSQL copied, and looked at there too. */
static bool open_database(struct restore *r, struct err *e)
{
    struct store *s = &r->record.store;
    struct archive_found there;
    r->meter.what = "verifying";
    meter_part(&r->meter, 0);
    if (!db_open(&(struct db_options){.url = r->part}, &s->db, e) || !store_migrate(s->db, e) ||
        !archive_check(s->db, s->keys, &r->record.arena, &r->found, e)) {
        return false;
    }
    if (!r->address) {
        return true;
    }
    struct db *file = s->db;
    struct copy_progress progress = {meter_rows, &r->meter};
    s->db = NULL;
    r->meter.what = "copying";
    bool ok = db_open(&(struct db_options){.url = r->address}, &s->db, e) && store_migrate(s->db, e) &&
              copy_all(file, s->db, &progress, NULL, e) && archive_check(s->db, s->keys, &r->record.arena, &there, e);
    db_close(file);
    return ok && (there.rows == r->found.rows || err_set(e, ERR_IO, "database", "holds %lld rows, the archive %lld",
                                                         (long long)there.rows, (long long)r->found.rows));
}

static bool erase_again(struct restore *r, struct err *e)
{
    const char *path = cli_option(r->cli, "erasures");
    struct erasure_row *list;
    size_t count;
    char when[32], why[96];
    if (path && (!erasures_read(path, &r->record.arena, &list, &count, e) ||
                 !upkeep_erase_again(&r->record.practice, STR("command line"), list, count, &r->erased, e))) {
        return false;
    }
    upkeep_time(r->head.at_ms, when);
    snprintf(why, sizeof why, "from the backup of %s; %zu %s erased again", when, r->erased,
             r->erased == 1 ? "client" : "clients");
    return upkeep_note(&r->record.practice, STR("command line"), CASE_RECORD_RESTORE, str_of(why), e);
}

/* From here on nothing is left to be found out. */
static bool put_in_place(struct restore *r, struct err *e)
{
    struct record_config *config = &r->record.config;
    config->folder = str_of(r->folder);
    config->database = r->address ? str_of(r->address) : STR("goldthread.db");
    config->key = r->saved.from;
    config->key_path = STR("master.key");
    config->node = str_of(r->head.node);
    const char *beside = upkeep_path(&r->record.arena, config->folder, "checkpoints.jsonl", e);
    if (!beside) {
        return false;
    }
    config->checkpoints = str_of(beside);
    bool ok = erasures_note(&r->record, e);
    config->checkpoints = (struct str){NULL, 0}; /* the usual place */
    db_close(r->record.store.db);
    r->record.store.db = NULL;
    ok = ok && (r->address || rename(r->part, r->database) == 0 ||
                err_set(e, ERR_IO, r->database, "cannot be made: %s", strerror(errno)));
    drop(r->part);
    ok = ok && keys_save(r->record.store.keys, &r->saved, e) && record_config_write(config, e);
    upkeep_sync_folder(r->folder);
    return ok;
}

static void take_back(struct restore *r)
{
    db_close(r->record.store.db);
    r->record.store.db = NULL;
    drop(r->part);
    drop(r->database);
    unlink(r->key);
    char path[4096];
    if (snprintf(path, sizeof path, "%s/erasures.jsonl", r->folder) < (int)sizeof path) {
        unlink(path);
    }
    if (r->made_folder) {
        rmdir(r->folder);
    }
}

static int tell(const struct cli *c, const struct restore *r)
{
    char when[32];
    upkeep_time(r->head.at_ms, when);
    fprintf(c->out, "%s: the record of %s, %lld rows, %lld events; %zu %s erased again\n", r->folder, when,
            (long long)r->found.rows, (long long)r->found.events, r->erased, r->erased == 1 ? "client" : "clients");
    for (size_t i = 0; i < r->found.fault_count; i++) {
        const struct audit_fault *f = &r->found.faults[i];
        fprintf(c->err,
                "goldthread restore: the audit trail had a fault when the backup was made: practice %lld, node "
                "%.*s: %.*s\n",
                (long long)f->practice, (int)f->node.n, f->node.p, (int)f->what.n, f->what.p);
    }
    return r->found.fault_count ? CLI_FINDINGS : CLI_OK;
}

int cmd_restore(struct cli *c)
{
    struct restore r = {.cli = c};
    struct err e = {0};
    arena_init(&r.record.arena, 0);
    meter_begin(&r.meter, c);
    bool ready = prepare(&r, &e), ok = ready && open_keys(&r, &e) && read_archive(&r, &e) && open_database(&r, &e);
    if (ok) {
        r.record.store.node = r.head.node;
        r.record.practice = (struct practice){.store = &r.record.store, .now_ms = record_now};
        ok = erase_again(&r, &e) && put_in_place(&r, &e);
    }
    meter_end(&r.meter);
    if (ready && !ok) {
        take_back(&r);
    }
    int code = ok ? tell(c, &r) : cli_fail("restore", &e);
    record_end(&r.record);
    return code;
}
