/* A disk that is full, read-only or broken: a clear error, what was there is there, and work goes on when it is mended. */
#include "support.h"

#include "faulty_disk.h"
#include "record_support.h"

struct job {
    struct record_test *t;
    struct str client, content;
    size_t count;
    int64_t events;
    bool whole;
};

static bool add_with_event(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct record r = {.practice = 1, .client = j->client, .kind = RECORD_NOTE, .state = STR("open"), .day = 20000,
                       .content = j->content};
    struct audit_event ev = {.practice = 1, .at_ms = j->t->now_ms, .action = AUDIT_WRITE, .use_case = STR("note.add"),
                             .client = j->client, .from = STR("test")};
    return record_add(&j->t->store, tx, &r, j->t->now_ms, &j->t->arena, e) &&
           audit_append(tx, j->t->store.keys, STR("main"), &ev, e);
}

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct job *j = ctx;
    struct record *list;
    struct record_filter f = {0};
    if (!record_list(&j->t->store, tx, 1, j->client, &f, &j->t->arena, &list, &j->count, e))
        return false;
    j->whole = true;
    for (size_t i = 0; i < j->count; i++)
        j->whole = j->whole && str_eq(list[i].content, j->content);
    return true;
}

static void check_whole(struct job *j, size_t rows, const char *why)
{
    struct err e = {0};
    RECORD_OK(db_read(j->t->store.db, look, j, &e), &e);
    CHECK(j->count == rows && j->whole, "%s: %zu rows, %zu wanted", why, j->count, rows);
    struct audit_check audit = {.practice = 1};
    RECORD_OK(audit_verify(j->t->store.db, &audit, &j->t->arena, &e), &e);
    CHECK(audit.fault_count == 0 && audit.events == (int64_t)rows, "%s: %zu faults, %lld events", why, audit.fault_count,
          (long long)audit.events);
}

static void test_each_write_and_sync_failing_in_turn(void **state)
{
    static const struct {
        int code;
        const char *says;
    } row[] = {{SQLITE_FULL, "disk is full"}, {SQLITE_IOERR_WRITE, "could not be read or written"}, {SQLITE_READONLY, "read-only"}};
    struct backend b;
    struct record_test t;
    char words[9000], client[SEAL_ID_SIZE];
    size_t kept = 0;
    (void)state;
    assert_true(backend_at(0, &b));
    record_test_begin(&t, &b);
    memset(words, 'w', sizeof words);
    struct job j = {.t = &t, .client = record_test_client(&t, "Ann", "Archer", "U1"), .content = {words, sizeof words}};
    memcpy(client, j.client.p, sizeof client); /* it outlives the arena below */
    j.client.p = client;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        long n = 0, refused = 1;
        for (; refused > 0; n++) {
            struct err e = {0};
            faulty_disk_break(n, row[i].code);
            bool ok = db_write(t.store.db, DB_SYNC, NULL, add_with_event, &j, &e);
            refused = faulty_disk_mend();
            kept += ok;
            CHECK(ok == (refused == 0), "call %ld: %s, with %ld refused", n, ok ? "kept" : "not kept", refused);
            CHECK(ok || e.kind == ERR_IO, "call %ld: kind %d: %s", n, (int)e.kind, e.text);
            CHECK(ok || strstr(e.text, row[i].says) || strstr(e.text, "could not be read or written"), "call %ld: %s", n, e.text);
            check_whole(&j, kept, row[i].says);
        }
        CHECK(n > 3, "%s: only %ld calls were made", row[i].says, n);
    }
    record_test_end(&t);
    /* as the next process finds it */
    struct err e = {0};
    RECORD_OK(db_open(&(struct db_options){.url = b.url}, &t.store.db, &e), &e);
    struct keys_source source = {.from = KEYS_FILE, .path = t.key_path};
    RECORD_OK(keys_open(&source, &t.store.keys, &e), &e);
    arena_init(&t.arena, 0);
    check_whole(&j, kept, "opened again");
    record_test_end(&t);
    backend_end(&b);
}

static void test_a_clock_that_goes_back(void **state)
{
    struct backend b;
    (void)state;
    for (int i = 0; backend_at(i, &b); i++) {
        struct record_test t;
        struct err e = {0};
        record_test_begin(&t, &b);
        struct job j = {.t = &t, .client = record_test_client(&t, "Ann", "Archer", "U1"), .content = STR("x")};
        for (int k = 0; k < 6; k++) {
            t.now_ms -= INT64_C(86400000) * 400; /* more than a year back each time */
            RECORD_OK(db_write(t.store.db, DB_SYNC, NULL, add_with_event, &j, &e), &e);
        }
        check_whole(&j, 6, "the clock went back");
        record_test_end(&t);
        backend_end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_write_and_sync_failing_in_turn),
        cmocka_unit_test(test_a_clock_that_goes_back),
    };
    faulty_disk_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
