/* Reads that share a snapshot of a server: what they see, what they ask for once, what they keep until it is let go. */
#include "support.h"

#include "record_support.h"

#include "db/driver.h"

#include <pthread.h>

static const struct db_migration steps[] = {
    {1, "CREATE TABLE thing (practice_id BIGINT NOT NULL, id TEXT NOT NULL, words TEXT, PRIMARY KEY (practice_id, id));\n", NULL},
};
static const struct db_sql add_sql = {"INSERT INTO thing (practice_id, id, words) VALUES (1, :id, :words)", NULL};
static const struct db_sql count_sql = {"SELECT COUNT(*) FROM thing WHERE practice_id = :practice", NULL};

struct thing {
    const char *id;
    struct str words;
    bool then_fail;
};

static bool add(struct db_tx *tx, void *ctx, struct err *e)
{
    struct thing *t = ctx;
    struct db_query *q = db_query(tx, &add_sql);
    db_bind_cstr(q, "id", t->id);
    db_bind_text(q, "words", t->words);
    db_run(q);
    return t->then_fail ? err_set(e, ERR_INVALID, "here", "changed my mind") : db_ok(tx, e);
}

static bool count(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &count_sql);
    db_bind_int(q, "practice", 1);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static void *add_one(void *ctx)
{
    struct err e = {0};
    struct thing t = {.id = "late"};
    return db_write(ctx, DB_SYNC, NULL, add, &t, &e) ? ctx : NULL;
}

static struct db *open_at(const struct backend *b)
{
    struct err e = {0};
    struct db *db = NULL;
    RECORD_OK(db_open(&(struct db_options){.url = b->url}, &db, &e), &e);
    RECORD_OK(db_migrate(db, steps, 1, &e), &e);
    return db;
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

struct moment {
    int64_t n;
    uint64_t at;
};

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct moment *m = ctx;
    m->at = db_moment(tx);
    return count(tx, &m->n, e);
}

static struct moment look_now(struct db *db)
{
    struct err e = {0};
    struct moment m = {0};
    RECORD_OK(db_read(db, look, &m, &e), &e);
    return m;
}

static void write_elsewhere(struct db *db)
{
    pthread_t other;
    void *wrote = NULL;
    assert_int_equal(pthread_create(&other, NULL, add_one, db), 0);
    pthread_join(other, &wrote);
    assert_non_null(wrote);
}

static bool look_inside(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db *db = ctx;
    struct moment inner = {0}, m = {0};
    db_let_go(db); /* in the middle of a read: it keeps what it reads from */
    return look(tx, &m, e) && db_read(db, look, &inner, e) &&
           ((inner.at == 0 && inner.n == 1) || err_set(e, ERR_INTERNAL, "test", "a read inside shares the snapshot"));
}

static void shared_snapshot(struct db *db, struct backend *b)
{
    struct err e = {0};
    struct thing mine = {.id = "mine"}, broken = {.id = "broken", .then_fail = true};
    bool server = db_kind(db) == DB_POSTGRES;
    db_let_go(db); /* without db_hold: harmless */
    struct moment alone = look_now(db);
    CHECK(alone.n == 0 && alone.at == 0, "%s: a read alone shares nothing", b->name);
    db_hold(db);
    struct moment first = look_now(db);
    write_elsewhere(db);
    struct moment second = look_now(db);
    CHECK(first.n == 0 && second.n == (server ? 0 : 1), "%s: %d, then %d", b->name, (int)first.n, (int)second.n);
    CHECK(first.at == second.at && (first.at != 0) == server, "%s: the moment is told", b->name);
    RECORD_OK(db_read(db, look_inside, db, &e), &e);
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &mine, &e), &e);
    struct moment third = look_now(db);
    CHECK(third.n == 2, "%s: after a write of one's own %d rows are seen", b->name, (int)third.n);
    CHECK(!server || (third.at && third.at != first.at), "%s: it is another moment", b->name);
    assert_false(db_write(db, DB_SYNC, NULL, add, &broken, &e)); /* ends it too */
    db_fail_at(db, 1);
    struct moment failed = {0};
    err_clear(&e);
    assert_false(db_read(db, look, &failed, &e));
    CHECK(e.kind == ERR_IO, "%s: %s", b->name, e.text);
    CHECK(look_now(db).n == 2, "%s: after a failure it is read anew", b->name);
    db_let_go(db);
    CHECK(look_now(db).at == 0, "%s: it was let go", b->name);
}

static void test_reads_share_a_snapshot_until_they_let_it_go(void **state)
{
    (void)state;
    each(shared_snapshot);
}

/* One answer keeps a connection until it lets it go; another waits for it, and says so when it was too long. */
static void *read_held(void *ctx)
{
    struct db *db = ctx;
    struct err e = {0};
    struct moment m = {0};
    db_hold(db);
    bool ok = db_read(db, look, &m, &e);
    db_let_go(db);
    return !ok && e.kind == ERR_CONFLICT && strstr(e.text, "1 s") ? ctx : NULL;
}

static void test_an_answer_keeps_its_connection(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct err e = {0};
        struct db *db = open_at(&b);
        pthread_t other;
        void *waited = NULL;
        db_close(db);
        RECORD_OK(db_open(&(struct db_options){.url = b.url, .readers = 2, .busy_seconds = 1}, &db, &e), &e);
        db_hold(db);
        look_now(db);
        assert_int_equal(pthread_create(&other, NULL, read_held, db), 0);
        pthread_join(other, &waited);
        CHECK((waited != NULL) == (db_kind(db) == DB_POSTGRES), "%s: the other did not wait", b.name);
        CHECK(look_now(db).n == 0, "%s: it still reads", b.name);
        db_let_go(db);
        assert_int_equal(pthread_create(&other, NULL, read_held, db), 0);
        pthread_join(other, &waited);
        CHECK(waited == NULL, "%s: let go, and still taken", b.name);
        db_close(db);
        backend_end(&b);
    }
}

static const struct db_sql same_sql = {"SELECT COUNT(*) FROM thing WHERE practice_id = :practice AND (words IS NULL OR words <> :words)",
                                       "SELECT COUNT(*) FROM thing WHERE practice_id = :practice AND (words IS NULL OR words <> CAST(:words AS TEXT))"};

static int64_t ask_same(struct db_tx *tx, int64_t practice, struct str words)
{
    struct db_query *q = db_query(tx, &same_sql);
    db_bind_int(q, "practice", practice);
    db_bind_text(q, "words", words);
    int64_t n = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return n;
}

static bool ask_again(struct db_tx *tx, void *ctx, struct err *e)
{
    int64_t *n = ctx;
    static const struct {
        int64_t practice;
        const char *words, *why;
        int64_t n;
    } row[] = {{1, "x", "one of two says x", 1}, {1, "x", "the same again", 1},     {1, "", "empty words", 2},
               {1, NULL, "no words: nothing is compared", 0}, {2, "x", "another practice", 0}, {1, "xx", "longer words", 2},
               {1, "x", "and again", 1}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        int64_t found = ask_same(tx, row[i].practice, str_of(row[i].words));
        CHECK(found == row[i].n, "%s: %d", row[i].why, (int)found);
    }
    for (int i = 0; i < 200; i++) { /* more than are kept */
        char words[16];
        snprintf(words, sizeof words, "w%d", i % 100);
        assert_int_equal(ask_same(tx, 1, str_of(words)), 2);
    }
    *n = ask_same(tx, 1, STR("y"));
    return db_ok(tx, e);
}

/* What was asked for is what is answered, whatever is kept of it. */
static void asked_again(struct db *db, struct backend *b)
{
    struct err e = {0};
    struct thing x = {.id = "1", .words = STR("x")}, y = {.id = "2", .words = STR("y")};
    struct db_stats before, after;
    int64_t n = 0;
    RECORD_OK(db_write(db, DB_SYNC, NULL, add, &x, &e) && db_write(db, DB_SYNC, NULL, add, &y, &e), &e);
    db_hold(db);
    db_stats(db, &before);
    RECORD_OK(db_read(db, ask_again, &n, &e), &e);
    db_stats(db, &after);
    assert_int_equal(n, 1);
    uint64_t sent = after.statements - before.statements;
    CHECK(db_kind(db) == DB_POSTGRES ? sent < 208 && sent > 100 : sent == 208, "%s: %d statements", b->name, (int)sent);
    db_stats(db, &before);
    struct moment m = look_now(db);
    m = look_now(db);
    db_stats(db, &after);
    sent = after.statements - before.statements;
    CHECK(m.n == 2 && sent == 2, "%s: %d", b->name, (int)sent); /* the memory is full */
    db_let_go(db);
    db_hold(db);
    db_stats(db, &before);
    look_now(db);
    look_now(db);
    db_stats(db, &after);
    sent = after.statements - before.statements;
    CHECK(sent == (db_kind(db) == DB_POSTGRES ? 1 : 2), "%s: %d", b->name, (int)sent);
    db_let_go(db);
}

static void test_a_snapshot_is_asked_the_same_once(void **state)
{
    (void)state;
    each(asked_again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_share_a_snapshot_until_they_let_it_go),
        cmocka_unit_test(test_an_answer_keeps_its_connection),
        cmocka_unit_test(test_a_snapshot_is_asked_the_same_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
