/*
 * test_calls.c: what lies outside transactions (key files, archives, opening and copying a database, checkpoints) with each
 * call that reaches the system refused in turn, then each allocation: it is told, nothing half done stays, and the same
 * works right afterwards. failing.h stands between.
 */
#include "support.h"

#include "record_support.h"
#include "store/archive.h"
#include "store/copy.h"

typedef bool call_run(void *ctx, struct err *e);
typedef void call_after(void *ctx, bool ok, size_t n);

/* What may fail without anybody being told: closing what was only read. */
static bool is_harmless(const char *name)
{
    return strcmp(name, "close") == 0 || strcmp(name, "unlink") == 0;
}

static void sweep_one(const char *what, enum failing_kind kind, call_run *run, call_after *after, void *ctx, size_t step)
{
    bool hit = true;
    size_t told = 0;
    for (size_t n = 1; hit; n += step) {
        struct err e = {0};
        failing_arm(kind, n);
        bool ok = run(ctx, &e);
        const char *name = failing_fault.name;
        hit = failing_arm(kind, 0);
        const char *way = kind == FAILING_CALL ? "call" : "allocation";
        CHECK(ok || hit, "%s: %s: %s", what, e.where, e.text);
        CHECK(ok ? e.kind == ERR_NONE : e.kind != ERR_NONE && e.text[0], "%s, %s %zu: kind %d", what, way, n, (int)e.kind);
        CHECK(!hit || !ok || is_harmless(name), "%s: %s %zu (%s) was refused, and nothing is told", what, way, n, name);
        bool kind_fits = kind == FAILING_MEMORY ? e.kind == ERR_MEMORY || e.kind == ERR_LIMIT : e.kind != ERR_MEMORY || !hit;
        bool thread = hit && name && strcmp(name, "pthread_create") == 0;
        CHECK(ok || kind_fits || thread, "%s, %s %zu (%s): kind %d: %s", what, way, n, name, (int)e.kind, e.text);
        if (after)
            after(ctx, ok, n);
        told += !ok;
        assert_true(n < 100000);
    }
    CHECK(told > 0, "%s: nothing could fail", what);
    failing_swept++;
}

/* ---- keys ---- */

struct key_test {
    char folder[128], path[200];
    struct keys_source source;
    struct keys *k;
};

static bool do_create(void *ctx, struct err *e)
{
    struct key_test *t = ctx;
    char recovery[SEAL_PRINTED_SIZE];
    t->k = NULL;
    return keys_create(&t->source, &t->k, recovery, e);
}

static void after_create(void *ctx, bool ok, size_t n)
{
    struct key_test *t = ctx;
    CHECK(ok == (access(t->path, F_OK) == 0), "call %zu: half a key file stays", n);
    keys_close(t->k);
    unlink(t->path);
}

static bool do_open(void *ctx, struct err *e)
{
    struct key_test *t = ctx;
    t->k = NULL;
    return keys_open(&t->source, &t->k, e);
}

static void after_open(void *ctx, bool ok, size_t n)
{
    struct key_test *t = ctx;
    CHECK(ok == (t->k != NULL), "call %zu", n);
    keys_close(t->k);
}

static void test_key_files(void **state)
{
    struct key_test t = {.folder = "/tmp/goldthread-test.XXXXXX"};
    struct err e = {0};
    char command[300];
    (void)state;
    FAILING_OFF(true);
    assert_non_null(mkdtemp(t.folder));
    snprintf(t.path, sizeof t.path, "%s/master.key", t.folder);
    for (int passphrase = 0; passphrase < 2; passphrase++) {
        t.source = (struct keys_source){.from = passphrase ? KEYS_PASSPHRASE : KEYS_FILE, .path = t.path,
                                        .secret = STR("a long enough passphrase")};
        sweep_one("a new key", FAILING_CALL, do_create, after_create, &t, 1);
        sweep_one("a new key", FAILING_MEMORY, do_create, after_create, &t, passphrase ? 5 : 1);
        err_clear(&e);
        RECORD_OK(do_create(&t, &e), &e);
        keys_close(t.k);
        bool twice = do_create(&t, &e);
        CHECK(!twice && e.kind == ERR_CONFLICT, "%d: kind %d: %s", passphrase, (int)e.kind, e.text);
        err_clear(&e);
        sweep_one("opening a key", FAILING_CALL, do_open, after_open, &t, 1);
        sweep_one("opening a key", FAILING_MEMORY, do_open, after_open, &t, 1);
        if (passphrase) {
            t.source.secret = STR("another passphrase");
            assert_false(do_open(&t, &e) || strcmp(e.where, "passphrase") != 0);
            err_clear(&e);
        } else {
            snprintf(command, sizeof command, "cat %s", t.path);
            t.source = (struct keys_source){.from = KEYS_COMMAND, .command = command};
            sweep_one("a key from a command", FAILING_CALL, do_open, after_open, &t, 1);
            static const char *const bad[] = {"exit 3", "true", "echo 00", "kill -9 $$",
                                              "head -c 5000 /dev/zero | tr '\\0' a", "printf '%064d\\nmore\\n' 7"};
            for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                t.source.command = bad[i];
                err_clear(&e);
                CHECK(!do_open(&t, &e) && e.text[0], "%s gives a key", bad[i]);
            }
        }
        unlink(t.path);
    }
    /* Files that are none, by their content and by what may read them. */
    static const struct {
        const char *text;
        mode_t mode;
        enum err_kind kind;
    } files[] = {{"", 0600, ERR_INVALID}, {"goldthread-key 1\n", 0600, ERR_INVALID}, {"goldthread-key 2\nsalt 00\n", 0600, ERR_INVALID},
                 {"goldthread-key 1\nsalt 00\nwrapped 00\n", 0600, ERR_INVALID},
                 {"goldthread-key 1\nsalt 00112233445566778899aabbccddeeff\nsealed 00\n", 0600, ERR_INVALID},
                 {"goldthread-key 1\nsalt 00112233445566778899aabbccddeeff\nwrapped 0011\n", 0600, ERR_INVALID},
                 {"0000000000000000000000000000000000000000000000000000000000000000\n", 0644, ERR_IO}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        FILE *f = fopen(t.path, "w");
        assert_non_null(f);
        fputs(files[i].text, f);
        fclose(f);
        chmod(t.path, files[i].mode);
        for (int passphrase = 0; passphrase < 2; passphrase++) {
            t.source = (struct keys_source){.from = passphrase ? KEYS_PASSPHRASE : KEYS_FILE, .path = t.path, .secret = STR("x")};
            err_clear(&e);
            CHECK(!do_open(&t, &e) && e.kind == files[i].kind, "\"%s\": kind %d: %s", files[i].text, (int)e.kind, e.text);
        }
    }
    t.source = (struct keys_source){.from = KEYS_FILE, .path = t.folder}; /* a folder is no file */
    err_clear(&e);
    assert_false(do_open(&t, &e) || e.kind == ERR_NONE);
    t.source.path = "/nowhere/at/all";
    err_clear(&e);
    assert_false(do_open(&t, &e) || e.kind != ERR_NOT_FOUND);
    assert_false(do_create(&t, &e));
    unlink(t.path);
    assert_int_equal(rmdir(t.folder), 0);
}

/* ---- a new master key ---- */

struct rotate_test {
    struct record_test t;
    struct keys_source source;
};

static bool do_rotate(void *ctx, struct err *e)
{
    struct rotate_test *r = ctx;
    char recovery[SEAL_PRINTED_SIZE];
    return keys_rotate_master(r->t.store.keys, r->t.store.db, &r->source, recovery, e);
}

static bool fit(struct db_tx *tx, void *ctx, struct err *e)
{
    return keys_fit(ctx, tx, e);
}

/* Whatever happened: the next process opens the record, with the key that its file holds or the one beside it. */
static void after_rotate(void *ctx, bool ok, size_t n)
{
    struct rotate_test *r = ctx;
    struct err e = {0};
    (void)ok;
    keys_close(r->t.store.keys);
    r->t.store.keys = NULL;
    RECORD_OK(keys_open(&r->source, &r->t.store.keys, &e), &e);
    RECORD_OK(keys_settle(r->t.store.keys, &r->source, r->t.store.db, &e), &e);
    bool fits = db_read(r->t.store.db, fit, r->t.store.keys, &e);
    CHECK(fits, "call %zu: the record does not open any more: %s", n, e.text);
    keys_close(r->t.store.keys);
    RECORD_OK(keys_open(&r->source, &r->t.store.keys, &e), &e);
    RECORD_OK(db_read(r->t.store.db, fit, r->t.store.keys, &e), &e);
}

/* Settling that fails on its way destroys neither key. */
static bool do_settle(void *ctx, struct err *e)
{
    struct rotate_test *r = ctx;
    char beside[300], text[200];
    snprintf(beside, sizeof beside, "%s.next", r->source.path);
    if (access(beside, F_OK) != 0) { /* a key that was never used */
        FILE *f = fopen(beside, "w");
        assert_non_null(f);
        memset(text, 'a', 64);
        text[64] = '\n';
        text[65] = 0;
        fputs(text, f);
        fclose(f);
        chmod(beside, 0600);
    }
    return keys_settle(r->t.store.keys, &r->source, r->t.store.db, e);
}

static void test_a_new_master_key(void **state)
{
    struct backend b;
    struct rotate_test r;
    (void)state;
    FAILING_OFF(true);
    assert_true(backend_at(0, &b));
    record_test_begin(&r.t, &b);
    record_test_client(&r.t, "Ann", "Archer", "U1");
    r.source = (struct keys_source){.from = KEYS_FILE, .path = r.t.key_path};
    sweep_one("a new master key", FAILING_CALL, do_rotate, after_rotate, &r, 1);
    sweep_one("a new master key", FAILING_MEMORY, do_rotate, after_rotate, &r, 1);
    sweep_one("an interrupted change settled", FAILING_CALL, do_settle, after_rotate, &r, 1);
    for (int n = 1; n < 12; n++) { /* steps of the database */
        struct err e = {0};
        db_fail_at(r.t.store.db, n);
        bool ok = do_rotate(&r, &e);
        bool reached = db_fail_at(r.t.store.db, 0) == 0;
        CHECK(ok || (reached && e.kind == ERR_IO), "step %d: %s", n, e.text);
        after_rotate(&r, ok, (size_t)n);
    }
    record_test_end(&r.t);
    backend_end(&b);
}

/* ---- archives ---- */

struct archive_test {
    struct keys *k;
    char *plain, *packed, *back;
    size_t plain_n, packed_n, back_n;
};

static bool do_pack(void *ctx, struct err *e)
{
    struct archive_test *t = ctx;
    struct archive_head head = {.schema = 1, .node = "main"};
    free(t->packed);
    FILE *from = fmemopen(t->plain, t->plain_n, "rb"), *to = open_memstream(&t->packed, &t->packed_n);
    assert_true(from && to);
    bool ok = archive_write(from, to, t->k, &head, NULL, e);
    fclose(from);
    fclose(to);
    return ok;
}

static bool do_unpack(void *ctx, struct err *e)
{
    struct archive_test *t = ctx;
    struct archive_head head;
    free(t->back);
    FILE *from = fmemopen(t->packed, t->packed_n, "rb"), *to = open_memstream(&t->back, &t->back_n);
    assert_true(from && to);
    bool ok = archive_read(from, to, t->k, &head, NULL, e);
    fclose(from);
    fclose(to);
    return ok;
}

static void after_unpack(void *ctx, bool ok, size_t n)
{
    struct archive_test *t = ctx;
    CHECK(!ok || (t->back_n == t->plain_n && memcmp(t->back, t->plain, t->back_n) == 0), "call %zu: not the same bytes", n);
}

static void test_archives(void **state)
{
    struct archive_test t = {.plain_n = 400000};
    struct err e = {0};
    struct seal_key key = {{7}};
    char printed[SEAL_PRINTED_SIZE];
    uint64_t seed = test_seed();
    (void)state;
    FAILING_OFF(true);
    seal_print_key(&key, printed);
    struct keys_source source = {.from = KEYS_RECOVERY, .secret = str_of(printed)};
    RECORD_OK(keys_open(&source, &t.k, &e), &e);
    assert_non_null(t.plain = malloc(t.plain_n));
    for (size_t i = 0; i < t.plain_n; i++)
        t.plain[i] = (char)(test_random(&seed) % 90);
    sweep_one("an archive", FAILING_CALL, do_pack, NULL, &t, 1);
    sweep_one("an archive", FAILING_MEMORY, do_pack, NULL, &t, 1);
    RECORD_OK(do_pack(&t, &e), &e);
    sweep_one("an archive read", FAILING_CALL, do_unpack, after_unpack, &t, 1);
    sweep_one("an archive read", FAILING_MEMORY, do_unpack, after_unpack, &t, 1);
    free(t.plain);
    free(t.packed);
    free(t.back);
    keys_close(t.k);
}

/* ---- databases ---- */

struct base_test {
    struct record_test t;
    struct db *db;
    char path[300];
    int64_t rows;
    struct buf line;
    char *checkpoints;
};

static bool do_open_base(void *ctx, struct err *e)
{
    struct base_test *t = ctx;
    struct db *db = NULL;
    bool ok = db_open(&(struct db_options){.url = t->path, .busy_seconds = 1}, &db, e) && store_migrate(db, e);
    db_close(db);
    return ok;
}

static void after_open_base(void *ctx, bool ok, size_t n)
{
    struct err e = {0};
    (void)ok;
    CHECK(do_open_base(ctx, &e), "call %zu: cannot be opened any more: %s", n, e.text);
}

static bool do_backup(void *ctx, struct err *e)
{
    struct base_test *t = ctx;
    char copy[320];
    snprintf(copy, sizeof copy, "%s.copy", t->path);
    bool ok = db_backup(t->t.store.db, copy, NULL, NULL, e);
    CHECK(ok == (access(copy, F_OK) == 0), "half a copy stays");
    unlink(copy);
    return ok;
}

static void drop(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char name[340];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static bool do_copy(void *ctx, struct err *e)
{
    struct base_test *t = ctx;
    enum failing_kind kind = failing_fault.kind;
    struct err mine = {0};
    failing_fault.kind = FAILING_NONE; /* the empty one is made in peace */
    drop(t->path);
    RECORD_OK(db_open(&(struct db_options){.url = t->path}, &t->db, &mine) && store_migrate(t->db, &mine), &mine);
    failing_fault.kind = kind;
    bool ok = copy_all(t->t.store.db, t->db, NULL, &t->rows, e);
    failing_fault.kind = FAILING_NONE;
    db_close(t->db);
    failing_fault.kind = kind;
    return ok;
}

static bool do_sums(void *ctx, struct err *e)
{
    struct base_test *t = ctx;
    struct copy_sum s;
    bool ok = true;
    for (size_t i = 0; ok && copy_table_at(i); i++)
        ok = copy_sum(t->t.store.db, i, &s, e);
    return ok && copy_count(t->t.store.db, &t->rows, e);
}

static bool do_checkpoint(void *ctx, struct err *e)
{
    struct base_test *t = ctx;
    buf_free(&t->line);
    buf_init(&t->line, 0);
    return audit_checkpoint(t->t.store.db, t->t.store.keys, t->t.now_ms, &t->line, e);
}

static bool do_verify(void *ctx, struct err *e)
{
    struct base_test *t = ctx;
    struct audit_check check = {.checkpoints = str_of(t->checkpoints), .keys = t->t.store.keys};
    struct arena a;
    arena_init(&a, 0);
    bool ok = audit_verify(t->t.store.db, &check, &a, e);
    CHECK(!ok || check.fault_count == 0, "%.*s", (int)check.faults[0].what.n, check.faults[0].what.p);
    arena_free(&a);
    return ok;
}

static bool add_events(struct db_tx *tx, void *ctx, struct err *e)
{
    struct base_test *t = ctx;
    bool ok = true;
    for (int i = 0; ok && i < 30; i++) {
        struct audit_event ev = {.practice = 1, .at_ms = t->t.now_ms, .action = AUDIT_WRITE, .use_case = STR("x"),
                                 .user = STR("U1"), .why = STR("why"), .from = STR("test")};
        ok = audit_append(tx, t->t.store.keys, i % 2 ? STR("main") : STR("other"), &ev, e);
    }
    return ok;
}

/* Steps of the database failing under what reads a whole record. */
static void steps(struct base_test *t, const char *what, call_run *run)
{
    int failed = 0;
    for (int n = 1;; n++) {
        struct err e = {0};
        db_fail_at(t->t.store.db, n);
        bool ok = run(t, &e), reached = db_fail_at(t->t.store.db, 0) == 0;
        CHECK(ok == !reached && (ok || e.kind == ERR_IO), "%s, step %d: %s: %s", what, n, ok ? "done" : e.where, e.text);
        failed += !ok;
        if (!reached)
            break;
    }
    CHECK(failed > 0, "%s: no step", what);
}

static void test_databases(void **state)
{
    struct backend b;
    struct base_test t = {.rows = 0};
    struct err e = {0};
    (void)state;
    FAILING_OFF(true);
    assert_true(backend_at(0, &b));
    record_test_begin(&t.t, &b);
    buf_init(&t.line, 0);
    record_test_client(&t.t, "Ann", "Archer", "U1");
    RECORD_OK(db_write(t.t.store.db, DB_SYNC, NULL, add_events, &t, &e), &e);
    snprintf(t.path, sizeof t.path, "%s/second.db", b.folder);
    sweep_one("opening a database", FAILING_CALL, do_open_base, after_open_base, &t, 1);
    sweep_one("opening a database", FAILING_MEMORY, do_open_base, after_open_base, &t, 1);
    assert_true(do_backup(&t, &e));
    steps(&t, "sums", do_sums);
    sweep_one("sums", FAILING_MEMORY, do_sums, NULL, &t, 1);
    steps(&t, "a copy", do_copy);
    sweep_one("a copy", FAILING_MEMORY, do_copy, NULL, &t, 3);
    steps(&t, "a checkpoint", do_checkpoint);
    sweep_one("a checkpoint", FAILING_MEMORY, do_checkpoint, NULL, &t, 1);
    RECORD_OK(do_checkpoint(&t, &e), &e);
    assert_non_null(t.checkpoints = strdup(t.line.p));
    steps(&t, "verifying", do_verify);
    sweep_one("verifying", FAILING_MEMORY, do_verify, NULL, &t, 1);
    free(t.checkpoints);
    buf_free(&t.line);
    record_test_end(&t.t);
    drop(t.path);
    backend_end(&b);
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_files),
        cmocka_unit_test(test_a_new_master_key),
        cmocka_unit_test(test_archives),
        cmocka_unit_test(test_databases),
    };
    return seal_init(&e) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
