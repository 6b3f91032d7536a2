/*
 * test_migrate.c: a record of the version before, and a backup of it, brought up to date with everything that is in them.
 * Only one version of the tables has been released so far, so the second one is invented here: this program is linked so
 * that what asks for the schema gets `migrations`, of which it knows the first `known` (-Wl,--wrap in the Makefile).
 */
#include "support.h"

#include "cli/cli.h"
#include "cli/record.h"
#include "db/driver.h"
#include "record_support.h"
#include "store/archive.h"
#include "store/copy.h"
#include "store/schema.h"

#include <pthread.h>
#include <sys/wait.h>

#define SECOND(bytes)                                                                                                  \
    "ALTER TABLE client ADD COLUMN language TEXT;\n"                                                                   \
    "UPDATE client SET language = 'en';\n"                                                                             \
    "ALTER TABLE record ADD COLUMN seen_ms BIGINT;\n"                                                                  \
    "UPDATE record SET seen_ms = entered_ms + 1;\n"                                                                    \
    "CREATE TABLE invented (practice_id BIGINT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, wide " bytes ",\n"      \
    " PRIMARY KEY (practice_id, id));\n"                                                                               \
    "INSERT INTO invented SELECT practice_id, id, kind, sealed FROM record;\n"                                         \
    "CREATE INDEX invented_kind ON invented (practice_id, kind);\n"
#define BREAKS "INSERT INTO nowhere VALUES (1);\n"

static const struct db_migration migrations[] = {{1, schema_1_sqlite, schema_1_postgres},
                                                 {2, SECOND("BLOB"), SECOND("BYTEA")}},
                                 breaking[] = {{1, schema_1_sqlite, schema_1_postgres},
                                               {2, SECOND("BLOB") BREAKS, SECOND("BYTEA") BREAKS}};
static const struct db_migration *list = migrations;
static int known = 1;

bool __wrap_store_migrate(struct db *db, struct err *e);
int __wrap_store_version(void);
bool __wrap_store_migrate(struct db *db, struct err *e)
{
    return db_migrate(db, list, (size_t)known, e);
}
int __wrap_store_version(void)
{
    return known;
}

/* ---- a record with something in it ---- */

struct filling {
    struct record_test *t;
    struct str client;
    int count;
};

static bool fill(struct db_tx *tx, void *ctx, struct err *e)
{
    struct filling *f = ctx;
    bool ok = true;
    for (int i = 0; ok && i < f->count; i++) {
        struct record r = {.practice = 1, .client = f->client, .kind = i % 2 ? RECORD_NOTE : RECORD_SCORE,
                           .state = STR("entered"), .locked = i % 3 != 0, .day = 20000 + i, .entered_ms = f->t->now_ms,
                           .content = STR("{\"text\":\"kept as it is\"}")};
        struct audit_event ev = {.practice = 1, .at_ms = f->t->now_ms, .action = AUDIT_WRITE, .use_case = STR("entry.write"),
                                 .user = STR("U1"), .client = f->client, .why = STR("why"), .from = STR("test")};
        ok = record_add(&f->t->store, tx, &r, f->t->now_ms, &f->t->arena, e) &&
             audit_append(tx, f->t->store.keys, STR("main"), &ev, e);
    }
    return ok;
}

static void begin(struct record_test *t, struct backend *b)
{
    struct err e = {0};
    known = 1;
    list = migrations;
    record_test_begin(t, b);
    struct filling f = {t, record_test_client(t, "Ann", "Archer", "U1"), 12};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, fill, &f, &e), &e);
    record_test_client(t, "Ben", "Berg", "U2");
}

/* ---- what is in it ---- */

struct sums {
    struct copy_sum table[64];
    size_t n;
};

static void sum(struct db *db, struct sums *out)
{
    struct err e = {0};
    for (out->n = 0; copy_table_at(out->n); out->n++) {
        assert_true(out->n < 64);
        RECORD_OK(copy_sum(db, out->n, &out->table[out->n], &e), &e);
    }
}

/* All rows as they were; `more` events of the trail and their head are new. */
static void same(const struct sums *a, const struct sums *b, int64_t more, const char *why)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const char *name = copy_table_at(i)->name;
        int64_t grown = b->table[i].rows - a->table[i].rows;
        bool trail = more && strncmp(name, "audit", 5) == 0, keys = more && strcmp(name, "key_store") == 0;
        CHECK(trail || keys ? grown >= 0 && grown <= more : grown == 0, "%s: %s has %lld rows more", why, name, (long long)grown);
        CHECK(trail || keys || memcmp(&a->table[i].sum, &b->table[i].sum, sizeof a->table[i].sum) == 0, "%s: %s is not what it was",
              why, name);
    }
}

static const struct db_sql language_sql = {"SELECT COUNT(*) FROM client WHERE language = 'en'", NULL},
                           seen_sql = {"SELECT COUNT(*) FROM record WHERE seen_ms = entered_ms + 1", NULL},
                           invented_sql = {"SELECT COUNT(*) FROM invented WHERE LENGTH(wide) > 40", NULL};

static bool count_new(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql *const all[] = {&language_sql, &seen_sql, &invented_sql};
    int64_t *out = ctx;
    for (size_t i = 0; i < 3; i++) {
        struct db_query *q = db_query(tx, all[i]);
        out[i] = db_next(q) ? db_int(q, 0) : -1;
        db_done(q);
    }
    return db_ok(tx, e);
}

static int version_of(struct db *db)
{
    struct err e = {0};
    int version = -1;
    RECORD_OK(db_schema_version(db, &version, &e), &e);
    return version;
}

/* Whether the second version is there and works: its columns are filled, content opens, the trail holds, rows go in. */
static void is_second(struct record_test *t, const char *why)
{
    struct err e = {0};
    int64_t rows[3];
    struct audit_check check = {0};
    assert_int_equal(version_of(t->store.db), 2);
    RECORD_OK(db_read(t->store.db, count_new, rows, &e), &e);
    CHECK(rows[0] == 2 && rows[1] == 12 && rows[2] == 12, "%s: %lld, %lld, %lld", why, (long long)rows[0], (long long)rows[1],
          (long long)rows[2]);
    RECORD_OK(audit_verify(t->store.db, &check, &t->arena, &e), &e);
    CHECK(check.fault_count == 0 && check.events == 12, "%s: %zu faults in %lld events", why, check.fault_count,
          (long long)check.events);
    struct archive_found found;
    if (db_kind(t->store.db) == DB_SQLITE)
        RECORD_OK(archive_check(t->store.db, t->store.keys, &t->arena, &found, &e), &e);
    struct filling f = {t, record_test_client(t, "Cat", "Cole", "U1"), 3};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, fill, &f, &e), &e);
}

static void reopen(struct record_test *t)
{
    struct err e = {0};
    db_close(t->store.db);
    t->store.db = NULL;
    RECORD_OK(db_open(&(struct db_options){.url = t->backend->url}, &t->store.db, &e), &e);
}

/* ---- in place ---- */

static void test_a_record_of_the_version_before(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct sums before, after;
        struct err e = {0};
        begin(&t, &b);
        sum(t.store.db, &before);
        assert_int_equal(version_of(t.store.db), 1);
        known = 2;
        reopen(&t);
        RECORD_OK(store_migrate(t.store.db, &e), &e);
        sum(t.store.db, &after);
        same(&before, &after, 0, b.name);
        RECORD_OK(store_migrate(t.store.db, &e), &e); /* once more is nothing */
        sum(t.store.db, &after);
        same(&before, &after, 0, b.name);
        is_second(&t, b.name);
        known = 1; /* the program of before is told so, and leaves it alone */
        reopen(&t);
        assert_false(store_migrate(t.store.db, &e));
        assert_int_equal(e.kind, ERR_INVALID);
        assert_non_null(strstr(e.text, "newer program"));
        assert_int_equal(version_of(t.store.db), 2);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* A step that fails on its way, wherever, leaves the version before, whole; then it can be done again. */
static void test_a_step_that_fails_leaves_what_was_there(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct sums before, after;
        struct err e = {0};
        int failed = 0;
        begin(&t, &b);
        sum(t.store.db, &before);
        known = 2;
        list = breaking;
        assert_false(store_migrate(t.store.db, &e));
        CHECK(e.kind == ERR_INTERNAL && e.text[0], "%s: %s", b.name, e.text);
        sum(t.store.db, &after);
        same(&before, &after, 0, b.name);
        assert_int_equal(version_of(t.store.db), 1);
        list = migrations;
        for (int n = 1; version_of(t.store.db) == 1; n++) {
            e = (struct err){0};
            db_fail_at(t.store.db, n);
            bool ok = store_migrate(t.store.db, &e);
            bool reached = db_fail_at(t.store.db, 0) == 0;
            sum(t.store.db, &after);
            same(&before, &after, 0, b.name);
            CHECK(ok || (reached && e.kind == ERR_IO), "%s: step %d: %s", b.name, n, e.text);
            failed += !ok;
        }
        CHECK(failed > 2, "%s: only %d steps failed", b.name, failed);
        is_second(&t, b.name);
        record_test_end(&t);
        backend_end(&b);
    }
}

struct racer {
    const char *url;
    bool ok;
    struct err e;
};

static void *race(void *ctx)
{
    struct racer *r = ctx;
    struct db *db = NULL;
    r->ok = db_open(&(struct db_options){.url = r->url}, &db, &r->e) && store_migrate(db, &r->e);
    db_close(db);
    return NULL;
}

/* Several nodes of a new version begin at once: one does it, all find it done. */
static void test_several_at_once(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct sums before, after;
        pthread_t thread[4];
        struct racer racer[4];
        begin(&t, &b);
        sum(t.store.db, &before);
        known = 2;
        if (db_kind(t.store.db) == DB_POSTGRES) { /* SQLite has one owner */
            for (int k = 0; k < 4; k++) {
                racer[k] = (struct racer){.url = b.url};
                assert_int_equal(pthread_create(&thread[k], NULL, race, &racer[k]), 0);
            }
            for (int k = 0; k < 4; k++) {
                pthread_join(thread[k], NULL);
                CHECK(racer[k].ok, "node %d: %s: %s", k, racer[k].e.where, racer[k].e.text);
            }
            sum(t.store.db, &after);
            same(&before, &after, 0, "several at once");
            is_second(&t, "several at once");
        }
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- a backup ---- */

/* One command in a process of its own; its exit code. What it says goes to FOLDER/said. */
static int command(const struct backend *b, int count, const char *const *words)
{
    int status = 0;
    char said[300];
    char *argv[16] = {NULL};
    snprintf(said, sizeof said, "%s/said", b->folder);
    for (int i = 0; i < count; i++)
        assert_non_null(argv[i] = strdup(words[i]));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (!freopen(said, "w", stdout) || dup2(fileno(stdout), STDERR_FILENO) < 0)
            _exit(99);
        int code = cli_main(count, argv);
        fflush(NULL);
        _exit(code);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
    for (int i = 0; i < count; i++)
        free(argv[i]);
    return WEXITSTATUS(status);
}

#define RUN(b, ...)                                                                                                    \
    command((b), (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)), (const char *const[]){__VA_ARGS__})

static void says(const struct backend *b, const char *words)
{
    char path[300];
    snprintf(path, sizeof path, "%s/said", b->folder);
    char *text = read_file(path, NULL);
    CHECK(strstr(text, words), "it does not say \"%s\" but: %s", words, text);
    free(text);
}

/* The folder of a record whose database is the backend's, as `goldthread init` leaves it. */
static void put_config(struct backend *b)
{
    struct err e = {0};
    struct record_config config = {.folder = str_of(b->folder),
                                   .database = b->base[0] ? str_of(b->url) : STR("test.db"),
                                   .key = KEYS_FILE,
                                   .key_path = STR("master.key"),
                                   .node = STR("main")};
    RECORD_OK(record_config_write(&config, &e), &e);
}

static void check_restored(struct backend *b, const char *database, const struct sums *before)
{
    struct record_test t = {.backend = b, .now_ms = INT64_C(1800000000000)};
    struct err e = {0};
    struct sums after;
    int64_t rows[3];
    arena_init(&t.arena, 0);
    RECORD_OK(db_open(&(struct db_options){.url = database}, &t.store.db, &e), &e);
    assert_int_equal(version_of(t.store.db), 2);
    sum(t.store.db, &after);
    same(before, &after, 4, database); /* events of the backup and the restore */
    if (db_kind(t.store.db) == DB_SQLITE) { /* to PostgreSQL rows are copied, with the columns that copy.c has */
        RECORD_OK(db_read(t.store.db, count_new, rows, &e), &e);
        CHECK(rows[0] == 2 && rows[1] == 12 && rows[2] == 12, "%lld, %lld, %lld", (long long)rows[0], (long long)rows[1],
              (long long)rows[2]);
    }
    struct audit_check check = {0};
    RECORD_OK(audit_verify(t.store.db, &check, &t.arena, &e), &e);
    CHECK(check.fault_count == 0 && check.events > 12, "%zu faults, %lld events", check.fault_count, (long long)check.events);
    db_close(t.store.db);
    arena_free(&t.arena);
}

static void restore_everywhere(struct backend *b, const struct sums *before)
{
    char archive[300], key[300], to[300], database[320];
    struct backend fresh;
    snprintf(archive, sizeof archive, "%s/a.gtb", b->folder);
    snprintf(key, sizeof key, "%s/master.key", b->folder);
    snprintf(to, sizeof to, "%s/again", b->folder);
    CHECK(RUN(b, "goldthread", "restore", "--from", archive, "--data", to, "--key-file", key) == 0, "%s: restore", b->name);
    snprintf(database, sizeof database, "%s/goldthread.db", to);
    check_restored(b, database, before);
    if (backend_at(1, &fresh)) {
        snprintf(to, sizeof to, "%s/there", b->folder);
        CHECK(RUN(b, "goldthread", "restore", "--from", archive, "--data", to, "--key-file", key, "--database", fresh.url) == 0,
              "%s: restore to PostgreSQL", b->name);
        check_restored(b, fresh.url, before);
        backend_end(&fresh);
    }
}

static void test_a_backup_of_the_version_before(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct sums before;
        char archive[300], newer[300], key[300], to[300];
        begin(&t, &b);
        sum(t.store.db, &before);
        record_test_end(&t);
        put_config(&b);
        snprintf(archive, sizeof archive, "%s/a.gtb", b.folder);
        snprintf(newer, sizeof newer, "%s/newer.gtb", b.folder);
        snprintf(key, sizeof key, "%s/master.key", b.folder);
        snprintf(to, sizeof to, "%s/older", b.folder);
        CHECK(RUN(&b, "goldthread", "backup", "--data", b.folder, "-o", archive) == 0, "%s: backup", b.name);
        known = 2;
        restore_everywhere(&b, &before);
        /* The other way: the program of before does not touch a backup that is newer than it. */
        CHECK(RUN(&b, "goldthread", "backup", "--data", b.folder, "-o", newer) == 0, "%s: backup of the second", b.name);
        known = 1;
        CHECK(RUN(&b, "goldthread", "restore", "--from", newer, "--data", to, "--key-file", key) == 2, "%s: restored", b.name);
        says(&b, "use a newer program");
        assert_int_not_equal(access(to, F_OK), 0);
        backend_end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_record_of_the_version_before),
        cmocka_unit_test(test_a_step_that_fails_leaves_what_was_there),
        cmocka_unit_test(test_several_at_once),
        cmocka_unit_test(test_a_backup_of_the_version_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
