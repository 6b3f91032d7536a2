/* Copies between databases, archives, and what is refused of them. */
#include "support.h"

#include "record_support.h"
#include "store/archive.h"
#include "store/copy.h"

#include <sodium.h>

/* ---- the list of tables is the whole schema ---- */

static const struct db_sql tables_sql = {
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'db_%'",
    "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public' "
    "AND table_name NOT LIKE 'db_%'"};
static const struct db_sql columns_sql = {
    "SELECT name, type, \"notnull\", pk FROM pragma_table_info(:name) ORDER BY cid",
    "SELECT CAST(c.column_name AS TEXT), CAST(COALESCE(c.domain_name, c.data_type) AS TEXT), "
    "CAST(CASE c.is_nullable WHEN 'NO' THEN 1 ELSE 0 END AS BIGINT), "
    "CAST(COALESCE((SELECT k.ordinal_position FROM information_schema.key_column_usage k "
    "JOIN information_schema.table_constraints t ON t.constraint_name = k.constraint_name "
    "WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name AND k.column_name = c.column_name), 0) "
    "AS BIGINT) FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = :name "
    "ORDER BY c.ordinal_position"};

static const struct copy_table *find_table(struct str name)
{
    const struct copy_table *t;
    for (size_t i = 0; (t = copy_table_at(i)); i++)
        if (str_is(name, t->name))
            return t;
    return NULL;
}

static void check_columns(struct db_tx *tx, const struct copy_table *t)
{
    struct db_query *q = db_query(tx, &columns_sql);
    size_t n = 0;
    int64_t keys = 0;
    db_bind_cstr(q, "name", t->name);
    while (db_next(q)) {
        CHECK(n < t->count, "%s: the database has more columns than the list", t->name);
        const struct copy_column *c = &t->column[n++];
        struct str type = db_text(q, 1);
        assert_str(db_text(q, 0), c->name, t->name);
        char expected = str_eq_ci(type, STR("bigint")) ? 'i' : str_eq_ci(type, STR("text")) ? 't' : 'b';
        CHECK(c->type == expected, "%s.%s: type %.*s", t->name, c->name, (int)type.n, type.p);
        CHECK(c->key == (db_int(q, 3) > 0), "%s.%s: in the key or not", t->name, c->name);
        if (c->key)
            CHECK(db_int(q, 3) == ++keys, "%s.%s: order of the key", t->name, c->name);
    }
    db_done(q);
    CHECK(n == t->count, "%s: %zu columns in the list, %zu in the database", t->name, t->count, n);
    assert_string_equal(t->column[0].name, "practice_id");
}

static bool check_tables(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &tables_sql);
    size_t n = 0, listed = 0;
    (void)ctx;
    while (db_next(q)) {
        struct str name = db_text(q, 0);
        const struct copy_table *t = find_table(name);
        CHECK(t, "%.*s is in no list of copy.c", (int)name.n, name.p);
        check_columns(tx, t);
        n++;
    }
    db_done(q);
    while (copy_table_at(listed))
        listed++;
    assert_int_equal(n, listed);
    return db_ok(tx, e);
}

static void the_list_is_the_whole_schema(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        record_test_begin(&t, &b);
        RECORD_OK(db_read(t.store.db, check_tables, NULL, &e), &e);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- a database with rows in every table ---- */

#define ROWS 1203 /* three pages */
#define ROWS_LARGE 45

static struct fill {
    struct db_sql sql;
    char text[1024];
    bool nullable[COPY_COLUMNS_MAX];
} fills[64];

static bool read_nullable(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct copy_table *t;
    (void)ctx;
    for (size_t i = 0; (t = copy_table_at(i)); i++) {
        struct db_query *q = db_query(tx, &columns_sql);
        size_t n = 0, at;
        db_bind_cstr(q, "name", t->name);
        while (db_next(q))
            fills[i].nullable[n++] = !db_int(q, 2) && !db_int(q, 3);
        db_done(q);
        at = (size_t)sprintf(fills[i].text, "INSERT INTO %s VALUES (", t->name);
        for (n = 0; n < t->count; n++)
            at += (size_t)sprintf(fills[i].text + at, "%s:%s", n ? ", " : "", t->column[n].name);
        strcpy(fills[i].text + at, ")");
        fills[i].sql.text = fills[i].text;
    }
    return db_ok(tx, e);
}

struct filling {
    size_t table;
    int64_t from, to;
    uint64_t seed;
};

static void fill_cell(struct db_query *q, const struct filling *f, const struct copy_column *c, bool nullable, int64_t row,
                      uint64_t *random, char *text)
{
    static const int64_t numbers[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1800000000000};
    uint64_t r = test_random(random);
    const char *name = copy_table_at(f->table)->name;
    if (nullable && r % 3 == 0 && strcmp(name, "signature") != 0)
        db_bind_null(q, c->name);
    else if (strcmp(c->name, "practice_id") == 0)
        db_bind_int(q, c->name, row % 2 ? 1 : 77);
    else if (strcmp(c->name, "locked") == 0)
        db_bind_int(q, c->name, 1);
    else if (c->key && c->type == 'i')
        db_bind_int(q, c->name, row);
    else if (c->key || strcmp(c->name, "sign_in") == 0) {
        int n = sprintf(text, "v-%06lld", (long long)row);
        if (c->type == 't')
            db_bind_text(q, c->name, (struct str){text, (size_t)n});
        else
            db_bind_blob(q, c->name, (struct str){text, (size_t)n});
    } else if (c->type == 'i')
        db_bind_int(q, c->name, numbers[r / 7 % 6]);
    else if (c->type == 't' && r % 5 == 0)
        db_bind_text(q, c->name, STR(""));
    else if (c->type == 't') {
        int n = sprintf(text, "caf\xc3\xa9 \xf0\x9f\x8c\xb1 %llu", (unsigned long long)r);
        db_bind_text(q, c->name, (struct str){text, (size_t)n});
    } else {
        for (size_t i = 0; i < 300; i++)
            text[i] = (char)test_random(random);
        db_bind_blob(q, c->name, (struct str){text, r % 4 ? r % 300 : 0});
    }
}

static bool fill_some(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct filling *f = ctx;
    const struct copy_table *t = copy_table_at(f->table);
    static char text[COPY_COLUMNS_MAX][512];
    uint64_t random = f->seed;
    for (int64_t row = f->from; row < f->to; row++) {
        struct db_query *q = db_query(tx, &fills[f->table].sql);
        for (size_t i = 0; i < t->count; i++)
            fill_cell(q, f, &t->column[i], fills[f->table].nullable[i], row, &random, text[i]);
        db_run(q);
    }
    return db_ok(tx, e);
}

static bool own_rows(const struct copy_table *t)
{
    return strcmp(t->name, "practice") != 0 && strcmp(t->name, "key_store") != 0 &&
           strncmp(t->name, "audit", 5) != 0;
}

static int64_t rows_of(const struct copy_table *t)
{
    bool large = strcmp(t->name, "record") == 0 || strcmp(t->name, "document") == 0;
    return large ? ROWS_LARGE : ROWS;
}

static bool real_events(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    for (int i = 0; i < ROWS; i++) {
        struct audit_event ev = {.practice = 1, .at_ms = t->now_ms + i, .action = AUDIT_READ,
                                 .use_case = STR("plan.read"), .why = i % 3 ? STR("treatment") : (struct str){NULL, 0}};
        if (!audit_append(tx, t->store.keys, STR("main"), &ev, e))
            return false;
    }
    return true;
}

static void fill_all(struct record_test *t, uint64_t seed)
{
    const struct copy_table *table;
    struct err e = {0};
    struct buf line;
    RECORD_OK(db_read(t->store.db, read_nullable, NULL, &e), &e);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, real_events, t, &e), &e);
    buf_init(&line, 0);
    RECORD_OK(audit_checkpoint(t->store.db, t->store.keys, t->now_ms, &line, &e), &e); /* makes the signing key */
    buf_free(&line);
    for (size_t i = 0; (table = copy_table_at(i)); i++) {
        struct filling f = {i, 0, rows_of(table), seed + i};
        if (own_rows(table))
            RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, fill_some, &f, &e), &e);
    }
}

static void expect_same(struct db *a, struct db *b, const char *what)
{
    const struct copy_table *t;
    for (size_t i = 0; (t = copy_table_at(i)); i++) {
        struct copy_sum x, y;
        struct err e = {0};
        RECORD_OK(copy_sum(a, i, &x, &e), &e);
        RECORD_OK(copy_sum(b, i, &y, &e), &e);
        CHECK(x.rows > 0, "%s: nothing in it to compare", t->name);
        CHECK(!own_rows(t) || x.rows == rows_of(t), "%s: %lld rows", t->name, (long long)x.rows);
        CHECK(x.rows == y.rows, "%s, %s: %lld rows, then %lld", what, t->name, (long long)x.rows, (long long)y.rows);
        CHECK(memcmp(&x.sum, &y.sum, sizeof x.sum) == 0, "%s: rows of %s differ", what, t->name);
    }
}

struct told {
    int64_t done, rows, calls;
};

static void tell_rows(void *ctx, const char *table, int64_t done, int64_t rows)
{
    struct told *t = ctx;
    assert_non_null(find_table(str_of(table)));
    CHECK(done > t->done && done <= rows, "progress went from %lld to %lld of %lld", (long long)t->done,
          (long long)done, (long long)rows);
    *t = (struct told){done, rows, t->calls + 1};
}

static bool change_one(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"UPDATE care_team SET until_ms = 5 WHERE practice_id = 1 AND client_id = 'v-000007'",
                                      NULL};
    (void)ctx;
    assert_int_equal(db_run(db_query(tx, &sql)), 1);
    return db_ok(tx, e);
}

/* Of a table that a server has not looked at yet it says -1. */
static bool look_uncounted(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {
        "SELECT COUNT(*) FROM pg_class WHERE relkind = 'r' AND relname IN ('record', 'audit') AND reltuples < 1", NULL};
    struct db_query *q = db_query(tx, &sql);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static void copy_between(struct record_test *from, int to, const char *name)
{
    struct backend b;
    struct err e = {0};
    struct db *db;
    struct told told = {0};
    struct copy_progress progress = {tell_rows, &told};
    int64_t rows = 0, counted = 0;
    struct copy_sum before, after;
    size_t team = 0;
    assert_true(backend_at(to, &b));
    print_message("%s -> %s\n", name, b.name);
    RECORD_OK(db_open(&(struct db_options){.url = b.url}, &db, &e), &e);
    assert_false(copy_all(from->store.db, db, NULL, NULL, &e)); /* no tables yet */
    assert_true(e.kind == ERR_INVALID || e.kind == ERR_INTERNAL);
    err_clear(&e);
    RECORD_OK(store_migrate(db, &e), &e);
    RECORD_OK(copy_all(from->store.db, db, &progress, &rows, &e), &e);
    expect_same(from->store.db, db, b.name);
    if (db_kind(db) == DB_POSTGRES) { /* it has counted, and does not read all rows of a client for each list */
        RECORD_OK(db_read(db, look_uncounted, &counted, &e), &e);
        assert_int_equal(counted, 0);
    }
    RECORD_OK(copy_count(db, &counted, &e), &e);
    assert_int_equal(counted, rows);
    assert_int_equal(told.done, rows);
    assert_int_equal(told.rows, rows);
    assert_true(told.calls > 40);
    assert_false(copy_all(from->store.db, db, NULL, NULL, &e)); /* not empty any more */
    assert_int_equal(e.kind, ERR_CONFLICT);
    err_clear(&e);
    while (strcmp(copy_table_at(team)->name, "care_team") != 0)
        team++;
    RECORD_OK(copy_sum(db, team, &before, &e), &e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, change_one, NULL, &e), &e);
    RECORD_OK(copy_sum(db, team, &after, &e), &e);
    assert_memory_not_equal(&before.sum, &after.sum, sizeof before.sum);
    db_close(db);
    backend_end(&b);
}

static void every_row_of_every_table_in_all_directions(void **state)
{
    struct backend b;
    uint64_t seed = test_seed();
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        record_test_begin(&t, &b);
        fill_all(&t, seed);
        copy_between(&t, 0, b.name);
        if (getenv("GOLDTHREAD_TEST_POSTGRES"))
            copy_between(&t, 1, b.name);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* ---- archives ---- */

static struct keys *fixed_keys(unsigned char fill)
{
    struct seal_key key;
    struct keys *k;
    struct err e = {0};
    char printed[SEAL_PRINTED_SIZE];
    memset(key.byte, fill, sizeof key.byte);
    assert_true(seal_init(&e));
    seal_print_key(&key, printed);
    struct keys_source source = {.from = KEYS_RECOVERY, .secret = str_of(printed)};
    RECORD_OK(keys_open(&source, &k, &e), &e);
    return k;
}

static FILE *file_of(struct str bytes)
{
    FILE *f = tmpfile();
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    rewind(f);
    return f;
}

static struct str bytes_of(FILE *f, struct arena *a)
{
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f);
    char *p = arena_alloc(a, n + 1);
    rewind(f);
    assert_int_equal(fread(p, 1, n, f), n);
    return (struct str){p, n};
}

static struct str archive_of(struct str plain, struct keys *k, struct arena *a)
{
    struct archive_head head = {.schema = 1, .at_ms = 1234567890123, .node = "main"};
    struct err e = {0};
    FILE *from = file_of(plain), *to = tmpfile();
    RECORD_OK(archive_write(from, to, k, &head, NULL, &e), &e);
    assert_int_equal(head.size, plain.n);
    struct str out = bytes_of(to, a);
    fclose(from);
    fclose(to);
    return out;
}

static bool read_archive(struct str bytes, struct keys *k, struct arena *a, struct str *plain, struct archive_head *head,
                         struct err *e)
{
    FILE *from = file_of(bytes), *to = tmpfile();
    bool ok = archive_read(from, to, k, head, NULL, e);
    if (ok)
        *plain = bytes_of(to, a);
    fclose(from);
    fclose(to);
    return ok;
}

static void check_parts(void *ctx, double part)
{
    double *last = ctx;
    CHECK(part >= *last && part <= 1, "progress went from %g to %g", *last, part);
    *last = part;
}

static void archives_give_back_what_went_in(void **state)
{
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 1000000, 9000000};
    uint64_t random = test_seed();
    struct keys *k = fixed_keys(7);
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int noise = 0; noise < 2; noise++) {
            struct arena a;
            struct archive_head head;
            struct err e = {0};
            arena_init(&a, 0);
            char *p = arena_alloc(&a, sizes[i] + 8);
            memset(p, 0, sizes[i] + 8);
            for (size_t n = 0; noise && n < sizes[i]; n += 8) {
                uint64_t r = test_random(&random);
                memcpy(p + n, &r, 8);
            }
            struct str plain = {p, sizes[i]}, packed = archive_of(plain, k, &a), back;
            RECORD_OK(read_archive(packed, k, &a, &back, &head, &e), &e);
            assert_int_equal(back.n, plain.n);
            assert_memory_equal(back.p, plain.p, plain.n);
            assert_int_equal(head.size, plain.n);
            assert_int_equal(head.schema, 1);
            assert_int_equal(head.at_ms, 1234567890123);
            assert_string_equal(head.node, "main");
            if (!noise && sizes[i] > 1000000)
                CHECK(packed.n < 10000, "%zu equal bytes took %zu", plain.n, packed.n);
            arena_free(&a);
        }
    }
    keys_close(k);
}

static void progress_reaches_the_end(void **state)
{
    struct keys *k = fixed_keys(7);
    struct archive_head head = {.schema = 1, .node = ""};
    struct err e = {0};
    double last = 0, back = 0;
    struct archive_progress progress = {check_parts, &last}, reading = {check_parts, &back};
    char *p = calloc(1, 500000);
    (void)state;
    FILE *from = file_of((struct str){p, 500000}), *to = tmpfile(), *again = tmpfile();
    RECORD_OK(archive_write(from, to, k, &head, &progress, &e), &e);
    rewind(to);
    RECORD_OK(archive_read(to, again, k, &head, &reading, &e), &e);
    assert_true(last == 1 && back == 1);
    fclose(from);
    fclose(to);
    fclose(again);
    free(p);
    keys_close(k);
}

static void expect_bad(struct str bytes, struct keys *k, const char *words, const char *what, size_t at)
{
    struct arena a;
    struct str plain;
    struct archive_head head;
    struct err e = {0};
    arena_init(&a, 0);
    CHECK(!read_archive(bytes, k, &a, &plain, &head, &e), "%s at %zu was not found", what, at);
    CHECK(e.kind == ERR_INVALID, "%s at %zu: %s", what, at, e.text);
    CHECK(!words || strstr(e.text, words), "%s at %zu: \"%s\" does not say \"%s\"", what, at, e.text, words);
    arena_free(&a);
}

static void what_is_not_whole_is_refused(void **state)
{
    uint64_t random = test_seed();
    struct keys *k = fixed_keys(7), *other = fixed_keys(8);
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    char *p = arena_alloc(&a, 200000);
    for (size_t i = 0; i < 200000; i++)
        p[i] = (char)test_random(&random);
    struct str good = archive_of((struct str){p, 200000}, k, &a);
    char *bad = arena_alloc(&a, good.n + 1);
    for (size_t i = 0; i < 400; i++) { /* each byte of the head and the first of the stream, then some anywhere */
        size_t at = i < 200 ? i : test_random(&random) % good.n;
        memcpy(bad, good.p, good.n);
        bad[at] = (char)(bad[at] ^ (1 << i % 8));
        expect_bad((struct str){bad, good.n}, k, NULL, "a flipped bit", at);
    }
    for (size_t i = 0; i < 200; i++) {
        size_t n = i < 140 ? i : i < 150 ? good.n - 1 - (i - 140) : test_random(&random) % good.n;
        expect_bad(str_sub(good, 0, n), k, n < 8 ? "no backup" : "cut off", "a missing end", n);
    }
    memcpy(bad, good.p, good.n);
    bad[good.n] = 0;
    expect_bad((struct str){bad, good.n + 1}, k, "", "a byte more", good.n);
    expect_bad(good, other, "another master key", "a wrong key", 0);
    expect_bad(STR("PK\003\004 some other file, long enough"), k, "no backup", "a foreign file", 0);
    memcpy(bad, good.p, good.n);
    bad[8] = 2;
    expect_bad((struct str){bad, good.n}, k, "newer program", "a newer format", 8);
    /* A chunk left out, and two exchanged. */
    size_t head = 36 + 4 + 32 + 41 + 24, chunk = 65536 + 17;
    memcpy(bad, good.p, head);
    memcpy(bad + head, good.p + head + chunk, good.n - head - chunk);
    expect_bad((struct str){bad, good.n - chunk}, k, "was changed", "a chunk left out", head);
    memcpy(bad, good.p, good.n);
    memcpy(bad + head, good.p + head + chunk, chunk);
    memcpy(bad + head + chunk, good.p + head, chunk);
    expect_bad((struct str){bad, good.n}, k, "was changed", "two chunks exchanged", head);
    keys_close(k);
    keys_close(other);
    arena_free(&a);
}

/* What somebody with the key could write by mistake, and this program never does. */
static void put_stream(FILE *f, struct keys *k, int64_t size, struct str plain, bool finish)
{
    unsigned char head[40] = "GTBACKUP", start[24], out[70000];
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned long long n;
    struct seal_key key;
    struct buf wrapped;
    struct err e = {0};
    head[8] = head[12] = 1;
    for (int i = 0; i < 8; i++)
        head[24 + i] = (unsigned char)(size >> 8 * i);
    head[32] = 4;
    memcpy(head + 36, "main", 4);
    seal_new_key(&key);
    buf_init(&wrapped, 0);
    RECORD_OK(keys_wrap_file(k, &key, (struct str){(char *)head, 40}, &wrapped, &e), &e);
    crypto_secretstream_xchacha20poly1305_init_push(&state, start, key.byte);
    crypto_secretstream_xchacha20poly1305_push(&state, out, &n, (const unsigned char *)plain.p, plain.n, NULL, 0,
                                               finish ? 3 : 0);
    fwrite(head, 1, 40, f);
    fwrite(wrapped.p, 1, wrapped.n, f);
    fwrite(start, 1, 24, f);
    fwrite(out, 1, n, f);
    buf_free(&wrapped);
}

static void streams_that_do_not_keep_to_the_form(void **state)
{
    /* "abc" as zstd, one raw block, no checksum */
    static const char frame[] = "\x28\xb5\x2f\xfd\x20\x03\x19\x00\x00"
                                "abc";
    static const struct {
        int64_t size;
        const char *plain;
        size_t n;
        bool finish;
        const char *words;
    } rows[] = {
        {3, frame, 12, true, NULL},
        {2, frame, 12, true, "more than its head says"},
        {4, frame, 12, true, "less than its head says"},
        {3, frame, 11, true, "less than its head says"},
        {3, frame, 12, false, "cut off"},
        {3, "not zstd at all", 15, true, "cannot be decompressed"},
        {3, "", 0, true, "less than its head says"},
        {-1, frame, 12, true, "more than its head says"},
        {3, "\x28\xb5\x2f\xfd\x20\x03\x19\x00\x00" "abcX", 13, true, "behind its end"},
    };
    struct keys *k = fixed_keys(7);
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        FILE *f = tmpfile();
        struct str plain;
        struct archive_head head;
        struct err e = {0};
        put_stream(f, k, rows[i].size, (struct str){rows[i].plain, rows[i].n}, rows[i].finish);
        struct str bytes = bytes_of(f, &a);
        if (rows[i].words) {
            expect_bad(bytes, k, rows[i].words, "row", i);
        } else {
            RECORD_OK(read_archive(bytes, k, &a, &plain, &head, &e), &e);
            assert_str(plain, "abc", "row");
        }
        fclose(f);
    }
    keys_close(k);
    arena_free(&a);
}

static void full_disks_and_broken_streams(void **state)
{
    struct keys *k = fixed_keys(7);
    struct archive_head head = {.schema = 1, .node = "main"};
    struct arena a;
    char *p = malloc(300000);
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < 300000; i++)
        p[i] = (char)(i * i >> 7);
    struct str good = archive_of((struct str){p, 300000}, k, &a);
    for (size_t room = 1; room < good.n; room += good.n / 23) { /* the disk is full after so many bytes */
        FILE *from = file_of((struct str){p, 300000}), *to = fmemopen(NULL, room, "wb");
        struct err e = {0};
        setvbuf(to, NULL, _IONBF, 0);
        CHECK(!archive_write(from, to, k, &head, NULL, &e) && e.kind == ERR_IO, "room for %zu bytes: %s", room, e.text);
        fclose(from);
        fclose(to);
    }
    FILE *from = file_of(good), *full = fopen("/dev/full", "wb");
    struct err e = {0};
    assert_false(archive_read(from, full, k, &head, NULL, &e));
    assert_int_equal(e.kind, ERR_IO);
    fclose(from);
    FILE *unreadable = fopen("/dev/null", "wb");
    err_clear(&e);
    assert_false(archive_read(unreadable, full, k, &head, NULL, &e));
    assert_int_equal(e.kind, ERR_IO);
    err_clear(&e);
    assert_false(archive_write(unreadable, full, k, &head, NULL, &e));
    assert_int_equal(e.kind, ERR_IO);
    fclose(unreadable);
    fclose(full);
    free(p);
    keys_close(k);
    arena_free(&a);
}

/* ---- a whole backup ---- */

static bool break_chain(struct db_tx *tx, void *ctx, struct err *e)
{
    static const struct db_sql sql = {"UPDATE audit_head SET number = 3 WHERE practice_id = 1", NULL};
    (void)ctx;
    assert_int_equal(db_run(db_query(tx, &sql)), 1);
    return db_ok(tx, e);
}

static bool sweep_check(struct arena *a, void *ctx, struct err *e)
{
    struct record_test *t = ctx;
    struct archive_found found;
    return archive_check(t->store.db, t->store.keys, a, &found, e);
}

static void a_database_is_checked(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        struct archive_found found;
        struct keys *other = fixed_keys(9);
        record_test_begin(&t, &b);
        fill_all(&t, 5);
        RECORD_OK(archive_check(t.store.db, t.store.keys, &t.arena, &found, &e), &e);
        assert_int_equal(found.events, ROWS);
        assert_int_equal(found.fault_count, 0);
        assert_true(found.rows > 15 * ROWS);
        assert_false(archive_check(t.store.db, other, &t.arena, &found, &e));
        assert_int_equal(e.kind, ERR_INVALID);
        assert_string_equal(e.where, "master key");
        err_clear(&e);
        RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, break_chain, NULL, &e), &e);
        RECORD_OK(archive_check(t.store.db, t.store.keys, &t.arena, &found, &e), &e);
        assert_int_equal(found.fault_count, 1);
        fault_sweep(sweep_check, &t);
        keys_close(other);
        record_test_end(&t);
        backend_end(&b);
    }
}

/* Keys that were changed since are not those of the record; the key before is good for reading, not for a check. */
static void a_changed_master_key_is_noticed(void **state)
{
    struct backend b;
    struct record_test t;
    struct err e = {0};
    struct archive_found found;
    struct keys *old, *fresh;
    char recovery[SEAL_PRINTED_SIZE], path[300];
    (void)state;
    assert_true(backend_at(0, &b));
    record_test_begin(&t, &b);
    struct keys_source source = {.from = KEYS_FILE, .path = t.key_path};
    RECORD_OK(keys_open(&source, &old, &e), &e);
    RECORD_OK(keys_rotate_master(t.store.keys, t.store.db, &source, recovery, &e), &e);
    RECORD_OK(archive_check(t.store.db, t.store.keys, &t.arena, &found, &e), &e);
    assert_false(archive_check(t.store.db, old, &t.arena, &found, &e));
    err_clear(&e);
    snprintf(path, sizeof path, "%s/other.key", b.folder);
    struct keys_source printed = {.from = KEYS_RECOVERY, .secret = str_of(recovery)},
                       saved = {.from = KEYS_FILE, .path = path};
    RECORD_OK(keys_open(&printed, &fresh, &e), &e);
    RECORD_OK(archive_check(t.store.db, fresh, &t.arena, &found, &e), &e);
    RECORD_OK(keys_save(fresh, &saved, &e), &e);
    assert_false(keys_save(fresh, &saved, &e)); /* a key is never overwritten */
    assert_int_equal(e.kind, ERR_CONFLICT);
    err_clear(&e);
    keys_close(fresh);
    RECORD_OK(keys_open(&saved, &fresh, &e), &e);
    RECORD_OK(archive_check(t.store.db, fresh, &t.arena, &found, &e), &e);
    keys_close(fresh);
    keys_close(old);
    record_test_end(&t);
    backend_end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_is_the_whole_schema),
        cmocka_unit_test(every_row_of_every_table_in_all_directions),
        cmocka_unit_test(archives_give_back_what_went_in),
        cmocka_unit_test(progress_reaches_the_end),
        cmocka_unit_test(what_is_not_whole_is_refused),
        cmocka_unit_test(streams_that_do_not_keep_to_the_form),
        cmocka_unit_test(full_disks_and_broken_streams),
        cmocka_unit_test(a_database_is_checked),
        cmocka_unit_test(a_changed_master_key_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
