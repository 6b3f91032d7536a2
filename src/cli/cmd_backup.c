/*
 * cmd_backup.c: goldthread backup.
 *
 * What is written for it on the way stands in DIR/backup.tmp, sealed as in the database, and goes away at the end; what
 * an earlier backup left there when it was killed goes at the beginning of the next.
 */
#include "cli/file.h"
#include "cli/upkeep.h"
#include "store/archive.h"
#include "store/copy.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct backup {
    struct record_open *record;
    struct meter meter;
    const char *folder, *copy, *check;
    const char *path; /* of the archive while it is made */
    struct archive_head head;
    struct archive_found found;
    int64_t rows;
    long bytes;
};

static void remove_database(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".lock"};
    char name[4096];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (snprintf(name, sizeof name, "%s%s", path, ends[i]) < (int)sizeof name) {
            unlink(name);
        }
    }
}

static void clean(const struct backup *b)
{
    remove_database(b->copy);
    remove_database(b->check);
    rmdir(b->folder);
}

static bool make_folder(struct backup *b, struct err *e)
{
    struct arena *a = &b->record->arena;
    b->folder = upkeep_path(a, b->record->config.folder, "backup.tmp", e);
    b->copy = b->folder ? upkeep_path(a, str_of(b->folder), "copy.db", e) : NULL;
    b->check = b->copy ? upkeep_path(a, str_of(b->folder), "check.db", e) : NULL;
    if (!b->check) {
        return false;
    }
    clean(b);
    return mkdir(b->folder, 0700) == 0 || err_set(e, ERR_IO, b->folder, "cannot be made: %s", strerror(errno));
}

/* A consistent copy as a SQLite file, whichever driver serves. */
static bool take_copy(struct backup *b, struct err *e)
{
    struct db *from = b->record->store.db, *to = NULL;
    b->meter.what = "copying";
    if (db_kind(from) == DB_SQLITE) {
        return db_backup(from, b->copy, meter_part, &b->meter, e);
    }
    struct copy_progress progress = {meter_rows, &b->meter};
    bool ok = db_open(&(struct db_options){.url = b->copy}, &to, e) && store_migrate(to, e) &&
              copy_all(from, to, &progress, NULL, e);
    db_close(to);
    return ok;
}

static bool look_at_copy(struct backup *b, struct err *e)
{
    struct db *db;
    if (!db_open(&(struct db_options){.url = b->copy, .readers = 1, .read_only = true}, &db, e)) {
        return false;
    }
    bool ok = db_schema_version(db, &b->head.schema, e) && copy_count(db, &b->rows, e);
    db_close(db);
    return ok;
}

static bool seal_copy(struct backup *b, FILE *to, struct err *e)
{
    struct archive_progress progress = {meter_part, &b->meter};
    FILE *from = fopen(b->copy, "rbe");
    b->meter.what = "sealing";
    b->head.at_ms = b->record->practice.now_ms(b->record->practice.clock);
    snprintf(b->head.node, sizeof b->head.node, "%s", b->record->store.node);
    bool ok = from || err_set(e, ERR_IO, b->copy, "cannot be opened: %s", strerror(errno));
    ok = ok && archive_write(from, to, b->record->store.keys, &b->head, &progress, e) &&
         (fflush(to) == 0 || err_set(e, ERR_IO, b->path, "cannot be written: %s", strerror(errno)));
    if (from) {
        fclose(from);
    }
    return ok;
}

/* The archive, read back from its file, opened and looked at. */
static bool verify(struct backup *b, struct err *e)
{
    struct archive_progress progress = {meter_part, &b->meter};
    struct archive_head head;
    struct db *db = NULL;
    FILE *from = file_open(b->path, e), *to = fopen(b->check, "wbxe");
    b->meter.what = "verifying";
    bool ok = (from && to) || err_set(e, ERR_IO, b->folder, "cannot be written: %s", strerror(errno));
    ok = ok && archive_read(from, to, b->record->store.keys, &head, &progress, e);
    if (from) {
        fclose(from);
    }
    if (to && fclose(to) != 0 && ok) {
        ok = err_set(e, ERR_IO, b->check, "cannot be written: %s", strerror(errno));
    }
    ok = ok && db_open(&(struct db_options){.url = b->check, .readers = 1, .read_only = true}, &db, e) &&
         archive_check(db, b->record->store.keys, &b->record->arena, &b->found, e);
    db_close(db);
    return ok && (b->found.rows == b->rows ||
                  err_set(e, ERR_IO, "archive", "holds %lld rows, and %lld were copied: look at the disk",
                          (long long)b->found.rows, (long long)b->rows));
}

static bool make(struct backup *b, const char *output, struct err *e)
{
    struct file_out out;
    if (!file_out_begin(&out, output, e)) {
        return false;
    }
    if (!out.temporary) {
        file_out_abandon(&out);
        return err_set(e, ERR_INVALID, output, "must be a file, so that it can be read back");
    }
    b->path = out.temporary;
    bool ok = take_copy(b, e) && look_at_copy(b, e) && seal_copy(b, out.f, e);
    remove_database(b->copy); /* the disk need not hold both */
    ok = ok && verify(b, e);
    b->bytes = ok ? ftell(out.f) : 0;
    meter_end(&b->meter);
    if (ok) {
        return file_out_commit(&out, e);
    }
    file_out_abandon(&out);
    return false;
}

static int tell(const struct cli *c, const struct backup *b, const char *output)
{
    fprintf(c->out, "%s: %lld rows, %lld events, %.1f MB; read back and verified\n", output, (long long)b->rows,
            (long long)b->found.events, (double)b->bytes / 1e6);
    for (size_t i = 0; i < b->found.fault_count; i++) {
        const struct audit_fault *f = &b->found.faults[i];
        fprintf(c->err,
                "goldthread backup: the record itself has a fault in its audit trail: practice %lld, node %.*s: "
                "%.*s\n",
                (long long)f->practice, (int)f->node.n, f->node.p, (int)f->what.n, f->what.p);
    }
    return b->found.fault_count ? CLI_FINDINGS : CLI_OK;
}

int cmd_backup(struct cli *c)
{
    struct record_open record;
    struct backup b = {.record = &record};
    struct err e = {0};
    const char *output = cli_option(c, "output");
    int lock = -1, code = CLI_TROUBLE;
    if (!output || strcmp(output, "-") == 0) {
        return cli_failf("backup", "say where to, with --output FILE");
    }
    meter_begin(&b.meter, c);
    bool ok = record_begin(c, &record, &e) && (lock = upkeep_lock(record.config.folder.p, &e)) >= 0;
    if (ok) {
        ok = make_folder(&b, &e) && make(&b, output, &e);
        if (b.check) {
            clean(&b);
        }
        ok = ok && erasures_note(&record, &e) &&
             upkeep_note(&record.practice, STR("command line"), CASE_RECORD_BACKUP, STR("backup"), &e);
    }
    code = ok ? tell(c, &b, output) : cli_fail("backup", &e);
    if (lock >= 0) {
        close(lock);
    }
    record_end(&record);
    return code;
}
