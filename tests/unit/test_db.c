/* The driver seam: one suite over SQLite and PostgreSQL. */
#include "support.h"

#include "record_support.h"

#include "db/driver.h"

#include <pthread.h>

static const struct db_migration steps[] = {
    {1, "CREATE TABLE thing (practice_id BIGINT NOT NULL, id TEXT NOT NULL, number BIGINT, words TEXT, bytes BLOB,\n"
        " PRIMARY KEY (practice_id, id));\n",
     "CREATE DOMAIN BLOB AS BYTEA;\nCREATE TABLE thing (practice_id BIGINT NOT NULL, id TEXT NOT NULL, number BIGINT,\n"
     " words TEXT, bytes BLOB, PRIMARY KEY (practice_id, id));\n"},
    {2, "ALTER TABLE thing ADD COLUMN later BIGINT;\n", NULL},
};

static const struct db_sql add_sql = {
    "INSERT INTO thing (practice_id, id, number, words, bytes) VALUES (:practice, :id, :number, :words, :bytes)", NULL};
static const struct db_sql get_sql = {"SELECT number, words, bytes FROM thing WHERE practice_id = :practice AND id = :id",
                                      NULL};
static const struct db_sql count_sql = {"SELECT COUNT(*) FROM thing WHERE practice_id = :practice", NULL};
static const struct db_sql all_sql = {"SELECT id, number FROM thing WHERE practice_id = :practice ORDER BY id", NULL};
static const struct db_sql grow_sql = {"UPDATE thing SET number = number + 1 WHERE practice_id = 1 AND id = :id", NULL};
static const struct db_sql twice_sql = {"SELECT :x + :x, ':no' FROM thing WHERE id = :id", "SELECT CAST(:x AS BIGINT) + :x, ':no'::text FROM thing WHERE id = :id"};

struct thing {
    const char *id;
    int64_t number;
    struct str words, bytes;
    bool number_null, then_fail, found;
    int runs;
    struct arena *arena;
};

static bool add(struct db_tx *tx, void *ctx, struct err *e)
{
    struct thing *t = ctx;
    struct db_query *q = db_query(tx, &add_sql);
    t->runs++;
    db_bind_int(q, "practice", 1);
    db_bind_cstr(q, "id", t->id);
    if (t->number_null)
        db_bind_null(q, "number");
    else
        db_bind_int(q, "number", t->number);
    db_bind_text(q, "words", t->words);
    db_bind_blob(q, "bytes", t->bytes);
    db_run(q);
    if (t->then_fail)
        return err_set(e, ERR_INVALID, "here", "changed my mind");
    return db_ok(tx, e);
}

static bool get(struct db_tx *tx, void *ctx, struct err *e)
{
    struct thing *t = ctx;
    struct db_query *q = db_query(tx, &get_sql);
    db_bind_int(q, "practice", 1);
    db_bind_cstr(q, "id", t->id);
    t->found = db_next(q);
    if (t->found) {
        t->number = db_int(q, 0);
        t->number_null = db_is_null(q, 0);
        struct str words = db_text(q, 1), bytes = db_blob(q, 2);
        t->words = (struct str){words.p ? arena_copy(t->arena, words.p, words.n) : NULL, words.n};
        t->bytes = (struct str){bytes.p ? arena_copy(t->arena, bytes.p, bytes.n) : NULL, bytes.n};
    }
    db_done(q);
    return db_ok(tx, e);
}

static bool count(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &count_sql);
    db_bind_int(q, "practice", 1);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static int64_t rows(struct db *db)
{
    struct err e = {0};
    int64_t n = -1;
    RECORD_OK(db_read(db, count, &n, &e), &e);
    return n;
}

static struct db *open_at(const struct backend *b)
{
    struct err e = {0};
    struct db *db = NULL;
    RECORD_OK(db_open(&(struct db_options){.url = b->url}, &db, &e), &e);
    RECORD_OK(db_migrate(db, steps, 2, &e), &e);
    return db;
}

static bool known_rows(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'thing'", NULL};
    struct db_query *q = db_query(tx, &sql);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -2;
    db_done(q);
    return db_ok(tx, e);
}

static void each(void (*run)(struct db *db, struct backend *b))
{
    struct backend b;
    for (int i = 0; backend_at(i, &b); i++) {
        struct db *db = open_at(&b);
        run(db, &b);
        db_close(db);
        backend_end(&b);
    }
}

static void values(struct db *db, struct backend *b)
{
    struct arena a;
    struct err e = {0};
    arena_init(&a, 0);
    static const struct {
        const char *id;
        int64_t number;
        bool null;
        struct str words, bytes;
        const char *why;
    } row[] = {
        {"a", 0, false, {"", 0}, {"", 0}, "empty is not absent"},
        {"b", INT64_MAX, false, {"caf\xC3\xA9 'quoted' :name", 20}, {"\0\xFF\0", 3}, "any byte"},
        {"c", INT64_MIN, false, {NULL, 0}, {NULL, 0}, "absent"},
        {"d", -1, true, {"x", 1}, {"y", 1}, "no number"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct thing in = {.id = row[i].id, .number = row[i].number, .number_null = row[i].null, .words = row[i].words,
                           .bytes = row[i].bytes},
                     out = {.id = row[i].id, .arena = &a};
        RECORD_OK(db_write(db, DB_SYNC, NULL, add, &in, &e), &e);
        RECORD_OK(db_read(db, get, &out, &e), &e);
        CHECK(out.found && out.number_null == row[i].null, "%s: %s", b->name, row[i].why);
        CHECK(row[i].null || out.number == row[i].number, "%s: %s", b->name, row[i].why);
        CHECK(!out.words.p == !row[i].words.p && str_eq(out.words, row[i].words), "%s: %s", b->name, row[i].why);
        CHECK(!out.bytes.p == !row[i].bytes.p && str_eq(out.bytes, row[i].bytes), "%s: %s", b->name, row[i].why);
    }
    arena_free(&a);
}

static void test_values_come_back(void **state)
{
    (void)state;
    each(values);
}

static bool names_twice(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &twice_sql);
    db_bind_int(q, "x", 21);
    db_bind_cstr(q, "id", "a");
    *(bool *)ctx = db_next(q) && db_int(q, 0) == 42 && str_is(db_text(q, 1), ":no");
    db_done(q);
    return db_ok(tx, e);
}

static void names(struct db *db, struct backend *b)
{
    struct err e = {0};
    bool right = false;
    struct thing t = {.id = "a"};
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
    RECORD_OK(db_read(db, names_twice, &right, &e), &e);
    CHECK(right, "%s", b->name);
}

static void test_a_name_may_stand_twice_and_not_in_quotes(void **state)
{
    (void)state;
    each(names);
}

static void failures(struct db *db, struct backend *b)
{
    struct err e = {0};
    struct thing t = {.id = "a"}, again = {.id = "a"}, other = {.id = "b", .then_fail = true}, third = {.id = "c"};
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
    assert_false(db_write(db, DB_SYNC, NULL, add, &again, &e));
    CHECK(e.kind == ERR_CONFLICT && strstr(e.text, "there is one already"), "%s: %s", b->name, e.text);
    err_clear(&e);
    assert_false(db_write(db, DB_SYNC, NULL, add, &other, &e));
    CHECK(e.kind == ERR_INVALID && strcmp(e.text, "changed my mind") == 0, "%s: %s", b->name, e.text);
    err_clear(&e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &third, &e), &e);
    CHECK(rows(db) == 2, "%s: what failed left something behind", b->name);
}

static void test_what_fails_leaves_nothing(void **state)
{
    (void)state;
    each(failures);
}

/* ---- a step that a test lets fail is one of its own thread ---- */

struct counted {
    struct db *db;
    int64_t n;
    bool ok;
};

/* Of what stands in the tables a server knows from then on, not a minute later. */
static void analyzed(struct db *db, struct backend *b)
{
    struct err e = {0};
    char id[16];
    int64_t n = 0;
    for (int i = 0; i < 20; i++) {
        struct thing t = {.id = id};
        snprintf(id, sizeof id, "t%d", i);
        RECORD_OK(db_write(db, DB_LAZY, NULL, add, &t, &e), &e);
    }
    RECORD_OK(db_analyze(db, &e), &e);
    if (db_kind(db) == DB_POSTGRES) {
        RECORD_OK(db_read(db, known_rows, &n, &e), &e);
        CHECK(n == 20, "%s: %d rows are known of", b->name, (int)n);
    }
    assert_int_equal(rows(db), 20);
}

static void test_rows_are_counted_for_the_choice_of_indexes(void **state)
{
    (void)state;
    each(analyzed);
}

static void *count_many(void *ctx)
{
    struct counted *c = ctx;
    c->ok = true;
    for (int i = 0; i < 20; i++) {
        struct err e = {0};
        c->ok = c->ok && db_read(c->db, count, &c->n, &e) && db_write(c->db, DB_LAZY, NULL, count, &c->n, &e);
    }
    return NULL;
}

static void own_steps(struct db *db, struct backend *b)
{
    struct counted other = {.db = db};
    pthread_t thread;
    int64_t n;
    db_fail_at(db, 1);
    CHECK(db_fails(db), "%s: none is armed", b->name);
    assert_int_equal(pthread_create(&thread, NULL, count_many, &other), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    CHECK(other.ok && db_fails(db), "%s: another thread took the step", b->name);
    struct err e = {0};
    CHECK(!db_read(db, count, &n, &e) && e.kind == ERR_IO, "%s: %s", b->name, e.text);
    CHECK(!db_fails(db) && db_fail_at(db, 0) == 0, "%s: it fails more than once", b->name);
    e = (struct err){0};
    CHECK(db_read(db, count, &n, &e), "%s: %s", b->name, e.text);
}

static void test_a_step_fails_in_the_thread_that_armed_it(void **state)
{
    (void)state;
    each(own_steps);
}

static void once(struct db *db, struct backend *b)
{
    struct err e = {0};
    struct thing t = {.id = "a"}, same = {.id = "b"}, fails = {.id = "c", .then_fail = true};
    struct db_once id = {.practice = 1, .id = STR("form-7")}, other = {.practice = 2, .id = STR("form-7")};
    RECORD_OK(db_write(db, DB_SYNC, &id, add, &t, &e), &e);
    CHECK(!id.before && t.runs == 1, "%s", b->name);
    RECORD_OK(db_write(db, DB_SYNC, &id, add, &same, &e), &e);
    CHECK(id.before && same.runs == 0, "%s: run twice", b->name);
    struct thing elsewhere = {.id = "d"};
    RECORD_OK(db_write(db, DB_SYNC, &other, add, &elsewhere, &e), &e);
    CHECK(!other.before, "%s: ids of two practices are two", b->name);
    struct db_once failed = {.practice = 1, .id = STR("form-8")};
    assert_false(db_write(db, DB_SYNC, &failed, add, &fails, &e));
    err_clear(&e);
    fails.then_fail = false;
    RECORD_OK(db_write(db, DB_SYNC, &failed, add, &fails, &e), &e);
    CHECK(!failed.before, "%s: what failed may be done again", b->name);
    CHECK(rows(db) == 3, "%s", b->name);
}

static void test_an_id_is_done_once(void **state)
{
    (void)state;
    each(once);
}

/* ---- many at once ---- */

#define THREADS 16
#define EACH 40

struct worker {
    struct db *db;
    int number, bad;
};

static bool grow(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &grow_sql);
    db_bind_cstr(q, "id", ctx);
    int64_t n = db_run(q);
    return db_ok(tx, e) && (n == 1 || err_set(e, ERR_NOT_FOUND, "thing", "is gone"));
}

static void *write_much(void *ctx)
{
    struct worker *w = ctx;
    for (int i = 0; i < EACH; i++) {
        char id[32], counter[] = "counter";
        struct err e = {0};
        snprintf(id, sizeof id, "w%d-%d", w->number, i);
        struct thing t = {.id = id, .then_fail = i % 5 == 4};
        bool ok = db_write(w->db, i % 3 ? DB_SYNC : DB_LAZY, NULL, add, &t, &e);
        w->bad += ok == t.then_fail;
        err_clear(&e);
        w->bad += !db_write(w->db, DB_SYNC, NULL, grow, counter, &e);
    }
    return NULL;
}

static void *read_much(void *ctx)
{
    struct worker *w = ctx;
    for (int i = 0; i < EACH; i++) {
        struct err e = {0};
        int64_t n = 0;
        w->bad += !db_read(w->db, count, &n, &e) || n < 1;
    }
    return NULL;
}

static void many(struct db *db, struct backend *b)
{
    struct err e = {0};
    struct arena a;
    pthread_t thread[THREADS + 2];
    struct worker worker[THREADS + 2];
    struct thing counter = {.id = "counter"};
    struct db_stats stats;
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &counter, &e), &e);
    for (int i = 0; i < THREADS + 2; i++) {
        worker[i] = (struct worker){db, i, 0};
        assert_int_equal(pthread_create(&thread[i], NULL, i < THREADS ? write_much : read_much, &worker[i]), 0);
    }
    for (int i = 0; i < THREADS + 2; i++) {
        pthread_join(thread[i], NULL);
        CHECK(worker[i].bad == 0, "%s: thread %d: %d wrong answers", b->name, i, worker[i].bad);
    }
    CHECK(rows(db) == 1 + THREADS * EACH * 4 / 5, "%s: %lld rows", b->name, (long long)rows(db));
    arena_init(&a, 0);
    counter.arena = &a;
    RECORD_OK(db_read(db, get, &counter, &e), &e);
    CHECK(counter.number == THREADS * EACH, "%s: %lld", b->name, (long long)counter.number);
    arena_free(&a);
    db_stats(db, &stats);
    CHECK(stats.commits < stats.works, "%s: %llu commits for %llu works: none were combined", b->name,
          (unsigned long long)stats.commits, (unsigned long long)stats.works);
}

static void test_many_write_at_once(void **state)
{
    (void)state;
    each(many);
}

/* ---- snapshots ---- */

struct snapshot {
    struct db *db;
    int64_t before, after, listed;
};

static void *add_one(void *ctx)
{
    struct err e = {0};
    struct thing t = {.id = "late"};
    return db_write(ctx, DB_SYNC, NULL, add, &t, &e) ? ctx : NULL;
}

static bool look_twice(struct db_tx *tx, void *ctx, struct err *e)
{
    struct snapshot *s = ctx;
    pthread_t other;
    void *wrote = NULL;
    bool ok = count(tx, &s->before, e);
    ok = ok && pthread_create(&other, NULL, add_one, s->db) == 0;
    pthread_join(other, &wrote);
    ok = ok && wrote && count(tx, &s->after, e);
    struct db_query *q = db_query(tx, &all_sql); /* asked for the first time only now */
    db_bind_int(q, "practice", 1);
    while (db_next(q))
        s->listed++;
    db_done(q);
    return ok && db_ok(tx, e);
}

static void snapshot(struct db *db, struct backend *b)
{
    struct err e = {0};
    struct snapshot s = {.db = db};
    RECORD_OK(db_read(db, look_twice, &s, &e), &e);
    CHECK(s.before == 0 && s.after == 0 && s.listed == 0, "%s: a reader saw what was written meanwhile", b->name);
    CHECK(rows(db) == 1, "%s", b->name);
}

static void test_a_reader_sees_one_moment_and_blocks_nobody(void **state)
{
    (void)state;
    each(snapshot);
}

/* What the tables refuse is told as what it is, and nothing of it stays. */
static void refused(struct db *db, struct backend *b)
{
    struct thing none = {.id = NULL}, twice = {.id = "a"}, then = {.id = "b"};
    struct err e = {0};
    assert_false(db_write(db, DB_SYNC, NULL, add, &none, &e));
    CHECK(e.kind == ERR_CONFLICT && strstr(e.text, "does not fit"), "%s: kind %d: %s", b->name, (int)e.kind, e.text);
    err_clear(&e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &twice, &e), &e);
    assert_false(db_write(db, DB_SYNC, NULL, add, &twice, &e));
    CHECK(e.kind == ERR_CONFLICT && strstr(e.text, "there is one already"), "%s: %s", b->name, e.text);
    err_clear(&e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &then, &e), &e);
    CHECK(rows(db) == 2, "%s", b->name);
}

static void test_what_the_tables_refuse(void **state)
{
    (void)state;
    each(refused);
}

static bool read_inside(struct db_tx *tx, void *ctx, struct err *e)
{
    struct err inner = {0};
    int64_t n;
    bool ok = db_read(ctx, count, &n, &inner);
    (void)tx;
    return (!ok && inner.kind == ERR_CONFLICT && strstr(inner.text, "1 s")) ||
           err_set(e, ERR_INTERNAL, "test", "%d: %s", ok, inner.text);
}

static void test_a_read_waits_for_a_free_connection_no_longer_than_busy_seconds(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct err e = {0};
        struct db *db = open_at(&b);
        db_close(db);
        RECORD_OK(db_open(&(struct db_options){.url = b.url, .readers = 1, .busy_seconds = 1}, &db, &e), &e);
        RECORD_OK(db_read(db, read_inside, db, &e), &e);
        CHECK(rows(db) == 0, "%s: the connection came back", b.name);
        db_close(db);
        backend_end(&b);
    }
}

/* ---- statements left open, too many of them ---- */

static bool leave_open(struct db_tx *tx, void *ctx, struct err *e)
{
    (void)ctx;
    for (int i = 0; i < 3; i++) {
        struct db_query *q = db_query(tx, &all_sql); /* the same statement three times at once */
        db_bind_int(q, "practice", 1);
        if (!db_next(q))
            return err_set(e, ERR_INTERNAL, "test", "no row");
    }
    return db_ok(tx, e);
}

static void open_statements(struct db *db, struct backend *b)
{
    struct err e = {0};
    struct thing t = {.id = "a"};
    (void)b;
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
    for (int i = 0; i < 5; i++)
        RECORD_OK(db_read(db, leave_open, NULL, &e), &e);
}

static void test_statements_left_open_are_closed(void **state)
{
    (void)state;
    each(open_statements);
}

/* ---- schema ---- */

static void test_the_schema_grows_and_a_newer_one_is_refused(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct err e = {0};
        struct db *db = NULL;
        int version = -1;
        RECORD_OK(db_open(&(struct db_options){.url = b.url}, &db, &e), &e);
        RECORD_OK(db_migrate(db, steps, 1, &e), &e);
        struct thing t = {.id = "kept", .number = 7};
        RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
        RECORD_OK(db_migrate(db, steps, 2, &e), &e);
        RECORD_OK(db_migrate(db, steps, 2, &e), &e);
        RECORD_OK(db_schema_version(db, &version, &e), &e);
        CHECK(version == 2 && rows(db) == 1, "%s", b.name);
        assert_false(db_migrate(db, steps, 1, &e));
        CHECK(e.kind == ERR_INVALID && strstr(e.text, "newer"), "%s: %s", b.name, e.text);
        err_clear(&e);
        static const struct db_migration broken[] = {{1, "", NULL}, {2, "", NULL}, {3, "CREATE TABLE other (x BIGINT);\nCREATE NONSENSE;\n", NULL}};
        assert_false(db_migrate(db, broken, 3, &e));
        RECORD_OK(db_schema_version(db, &version, &(struct err){0}), &e);
        CHECK(version == 2, "%s: a migration that fails leaves nothing", b.name);
        db_close(db);
        backend_end(&b);
    }
}

/* ---- SQLite alone: who owns the file, and files that are none ---- */

static void test_one_process_owns_the_file(void **state)
{
    struct backend b;
    struct err e = {0};
    struct db *other = NULL;
    (void)state;
    assert_true(backend_at(0, &b));
    struct db *db = open_at(&b);
    assert_false(db_open(&(struct db_options){.url = b.url, .busy_seconds = 1}, &other, &e));
    CHECK(e.kind == ERR_CONFLICT && strstr(e.text, "process"), "%s", e.text);
    db_close(db);
    backend_end(&b);
}

static void put_file(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void test_a_file_that_is_no_database_or_half_of_one_is_told_and_kept(void **state)
{
    struct backend b;
    size_t n = 0;
    struct db *db = NULL;
    (void)state;
    assert_true(backend_at(0, &b));
    db = open_at(&b);
    char words[4000];
    memset(words, 'x', sizeof words);
    for (int i = 0; i < 50; i++) {
        char id[16];
        struct err e = {0};
        snprintf(id, sizeof id, "n%d", i);
        struct thing t = {.id = id, .words = {words, sizeof words}};
        RECORD_OK(db_write(db, DB_SYNC, NULL, add, &t, &e), &e);
    }
    db_close(db);
    char *whole = read_file(b.url, &n);
    static const struct {
        const char *why;
        double part;
        bool noise;
    } row[] = {{"cut in half", 0.5, false}, {"one page", 0.02, false}, {"noise", 1, true}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct err e = {0};
        size_t size = (size_t)((double)n * row[i].part), after = 0;
        char *bytes = malloc(size);
        assert_non_null(bytes);
        memcpy(bytes, whole, size);
        for (size_t k = 0; row[i].noise && k < size; k++)
            bytes[k] = (char)(k * 31 + 7);
        put_file(b.url, bytes, size);
        assert_false(db_open(&(struct db_options){.url = b.url}, &db, &e));
        CHECK(e.kind == ERR_IO && (strstr(e.text, "damaged") || strstr(e.text, "no database")), "%s: %s", row[i].why, e.text);
        char *kept = read_file(b.url, &after);
        CHECK(after == size && memcmp(kept, bytes, size) == 0, "%s: the file was touched", row[i].why);
        free(kept);
        free(bytes);
    }
    put_file(b.url, whole, n);
    free(whole);
    db = open_at(&b);
    assert_int_equal(rows(db), 50);
    db_close(db);
    backend_end(&b);
}

static void test_addresses_that_lead_nowhere(void **state)
{
    struct db *db = NULL;
    struct err e = {0};
    (void)state;
    static const char *const urls[] = {"/nonexistent/folder/x.db", "/tmp", "postgresql://nobody@127.0.0.1:1/none",
                                       "postgresql://host:notaport/x"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        err_clear(&e);
        CHECK(!db_open(&(struct db_options){.url = urls[i], .busy_seconds = 1}, &db, &e), "%s", urls[i]);
        CHECK(e.kind != ERR_NONE && e.text[0], "%s", urls[i]);
        CHECK(!strstr(e.text, "nobody"), "%s", e.text);
    }
    unlink("/tmp.lock");
}

/* ---- backup ---- */

static double seen;
static void note_progress(void *ctx, double part)
{
    (void)ctx;
    seen = part;
}

static void test_a_backup_is_whole_while_others_write(void **state)
{
    struct backend b;
    struct err e = {0};
    char path[192];
    struct db *copy = NULL;
    (void)state;
    assert_true(backend_at(0, &b));
    struct db *db = open_at(&b);
    pthread_t thread;
    struct worker w = {db, 1, 0};
    struct thing counter = {.id = "counter"};
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &counter, &e), &e);
    assert_int_equal(pthread_create(&thread, NULL, write_much, &w), 0);
    snprintf(path, sizeof path, "%s/copy.db", b.folder);
    RECORD_OK(db_backup(db, path, note_progress, NULL, &e), &e);
    assert_true(seen == 1);
    pthread_join(thread, NULL);
    assert_int_equal(w.bad, 0);
    assert_false(db_backup(db, path, NULL, NULL, &e));
    CHECK(e.kind == ERR_CONFLICT, "%s", e.text);
    err_clear(&e);
    RECORD_OK(db_open(&(struct db_options){.url = path, .read_only = true}, &copy, &e), &e);
    CHECK(rows(copy) >= 1 && rows(copy) <= rows(db), "%lld", (long long)rows(copy));
    assert_false(db_write(copy, DB_SYNC, NULL, count, &(int64_t){0}, &e));
    db_close(copy);
    db_close(db);
    backend_end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_come_back),
        cmocka_unit_test(test_a_name_may_stand_twice_and_not_in_quotes),
        cmocka_unit_test(test_what_fails_leaves_nothing),
        cmocka_unit_test(test_rows_are_counted_for_the_choice_of_indexes),
        cmocka_unit_test(test_a_step_fails_in_the_thread_that_armed_it),
        cmocka_unit_test(test_an_id_is_done_once),
        cmocka_unit_test(test_many_write_at_once),
        cmocka_unit_test(test_a_reader_sees_one_moment_and_blocks_nobody),
        cmocka_unit_test(test_what_the_tables_refuse),
        cmocka_unit_test(test_a_read_waits_for_a_free_connection_no_longer_than_busy_seconds),
        cmocka_unit_test(test_statements_left_open_are_closed),
        cmocka_unit_test(test_the_schema_grows_and_a_newer_one_is_refused),
        cmocka_unit_test(test_one_process_owns_the_file),
        cmocka_unit_test(test_a_file_that_is_no_database_or_half_of_one_is_told_and_kept),
        cmocka_unit_test(test_addresses_that_lead_nowhere),
        cmocka_unit_test(test_a_backup_is_whole_while_others_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
