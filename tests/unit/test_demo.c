/* test_demo.c: the invented practice as a whole, its trail, the load; steps of the database and allocations failing. */
#include "support.h"

#include "cli/demo.h"
#include "record_support.h"

#include "db/driver.h"

static int64_t clock_of(void *demo)
{
    return ((struct demo *)demo)->now_ms;
}

static struct demo d; /* large */

static void begin(struct record_test *t, uint64_t seed)
{
    memset(&d, 0, sizeof d);
    arena_init(&d.work, 0);
    d.arena = &t->arena;
    d.seed = seed;
    d.on = (struct date){2027, 1, 15};
    d.practice = (struct practice){.store = &t->store, .now_ms = clock_of, .clock = &d};
}

static size_t told;
static void progress(size_t done, size_t all)
{
    assert_true(done <= all);
    told++;
}

static void verify(struct record_test *t)
{
    struct err e = {0};
    struct audit_check audit = {.practice = 1};
    RECORD_OK(audit_verify(t->store.db, &audit, &t->arena, &e), &e);
    assert_int_equal(audit.fault_count, 0);
    assert_true(audit.events > 3000);
}

/* The whole of it, then load beside it. */
static void whole(void **state)
{
    (void)state;
    struct backend b;
    assert_true(backend_at(0, &b));
    struct record_test t;
    struct demo_rate rate;
    struct err e = {0};
    bool people;
    record_test_begin(&t, &b);
    begin(&t, 11);
    RECORD_OK(people_there(&d.practice, 1, &t.arena, &people, &e), &e);
    assert_false(people);
    assert_false(demo_scale(&d, 1, NULL, &rate, &e)); /* nobody whom they could go to */
    err_clear(&e);
    RECORD_OK(demo_found(&d, &e) && demo_year(&d, progress, &e), &e);
    assert_int_equal(told, 399);
    RECORD_OK(people_there(&d.practice, 1, &t.arena, &people, &e), &e);
    assert_true(people);
    RECORD_OK(demo_scale(&d, 25, progress, &rate, &e), &e);
    assert_int_equal(rate.clients, 25);
    assert_int_equal(rate.rows, 25 * 42);
    verify(&t);
    int failed = 0;
    for (bool ok = false; !ok; failed += !ok) { /* each failure leaves nothing of its transaction */
        db_fail_at(t.store.db, 1 + 7 * failed);
        ok = demo_scale(&d, 3, NULL, &rate, &e);
        db_fail_at(t.store.db, 0);
        assert_int_equal(rate.clients, ok ? 3 : 0);
        err_clear(&e);
    }
    assert_true(failed > 20);
    verify(&t);
    arena_free(&d.work);
    record_test_end(&t);
    backend_end(&b);
}

/* What fails on the way is told, whichever step it is. */
static void failing(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int round = 0; round < 60; round++) {
        struct backend b;
        struct record_test t;
        struct err e = {0};
        assert_true(backend_at(0, &b));
        record_test_begin(&t, &b);
        begin(&t, (uint64_t)round);
        int n = 1 + (int)(test_random(&seed) % (round < 30 ? 400 : 20000));
        if (round % 3 == 0) {
            db_fail_at(t.store.db, n);
        } else if (round % 3 == 1) {
            t.arena.fail_at = (size_t)(1 + n % 700);
        } else {
            d.work.fail_at = (size_t)n;
        }
        bool ok = demo_found(&d, &e) && demo_year(&d, NULL, &e);
        db_fail_at(t.store.db, 0);
        if (ok || e.kind == ERR_NONE)
            fail_msg("round %d, %d: went on, or said nothing", round, n);
        arena_free(&d.work);
        record_test_end(&t);
        backend_end(&b);
    }
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole), cmocka_unit_test(failing)};
    return seal_init(&e) ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
