/* test_client_events.c: who did what with one client's record. */
#include "support.h"

#include "between_support.h"

#include "practice/desk.h"
#include "practice/upkeep.h"

static size_t page(struct record_test *t, const struct actor *who, struct str client, struct str after, size_t limit,
                   struct client_event **out, struct str *earlier)
{
    struct err e = {0};
    size_t n;
    RECORD_OK(upkeep_client_events(&t->practice, who, client, after, limit, &t->arena, out, &n, earlier, &e), &e);
    return n;
}

static size_t count(struct record_test *t, const struct actor *who, struct str client, const char *use_case)
{
    struct client_event *list;
    struct str earlier;
    size_t n = page(t, who, client, NONE, 200, &list, &earlier), found = 0;
    assert_false(earlier.n > 0);
    for (size_t i = 0; i < n; i++)
        found += str_is(list[i].row.event.use_case, use_case);
    return found;
}

static void deeds(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct record *rows;
    struct desk d = {.client = p->id, .form = STR("note"), .body = STR("x")};
    set_day(t, "2027-01-04");
    for (int i = 0; i < 5; i++)
        score(t, &p->clinician, p->id, "2027-01-04", "{\"instrument\":\"gad7\",\"total\":9}");
    add(t, &p->clinician, p->id, RECORD_PSYCHOTHERAPY_NOTE, "2027-01-04", "{\"text\":\"mine alone\"}");
    add(t, &p->client, p->id, RECORD_PRIVATE_DIARY, "2027-01-04", "{\"text\":\"my own\"}");
    for (int i = 0; i < 30; i++)
        RECORD_OK(desk_keep(&t->practice, &p->clinician, &d, NONE, &e), &e);
    list(t, &p->glass, p->id, 1u << RECORD_SCORE, &rows);
    list(t, &p->stranger, p->else_id, 1u << RECORD_SCORE, &rows);
}

static void run_shown(struct record_test *t, struct people *p)
{
    deeds(t, p);
    const struct actor *may[] = {&p->clinician, &p->other, &p->supervisor, &p->prescriber, &p->officer, &p->auditor, &p->client};
    for (size_t i = 0; i < sizeof may / sizeof *may; i++) {
        bool watches = may[i] == &p->officer || may[i] == &p->auditor;
        assert_int_equal(count(t, may[i], p->id, "desk.keep"), 0);
        CHECK(count(t, may[i], p->id, "psychotherapy_note.write") == (watches || may[i] == &p->clinician), "%zu", i);
        CHECK(count(t, may[i], p->id, "private_diary.write") == (watches || may[i] == &p->client), "%zu", i);
        assert_int_equal(count(t, may[i], p->id, "entry.write"), 5);
        assert_int_equal(count(t, may[i], p->id, "chart.read"), 1);
    }
    /* Looking is an event of this client, and the next one sees it. */
    struct client_event *list;
    struct str earlier;
    page(t, &p->clinician, p->id, NONE, 1, &list, &earlier);
    assert_str(list[0].row.event.use_case, "audit.client", "newest");
    assert_str(list[0].row.event.user, "IDA", "by");
}

static void run_pages(struct record_test *t, struct people *p)
{
    deeds(t, p);
    for (size_t limit = 1; limit < 12; limit += 2) {
        struct client_event *list;
        struct str after = NONE, earlier;
        int64_t last = INT64_MAX;
        size_t scores = 0, pages = 0;
        do {
            size_t n = page(t, &p->officer, p->id, after, limit, &list, &earlier);
            assert_true(n <= limit && (!earlier.n || n == limit));
            for (size_t i = 0; i < n; i++) {
                assert_true(list[i].row.event.at_ms <= last);
                last = list[i].row.event.at_ms;
                assert_true(str_eq(list[i].row.event.client, p->id));
                scores += str_is(list[i].row.event.use_case, "entry.write");
            }
            after = earlier;
        } while (after.n && ++pages < 200);
        CHECK(scores == 5, "%zu a page: %zu", limit, scores);
    }
    struct client_event *list;
    struct str earlier;
    size_t n;
    static const char *const wrong[] = {"x", "1", "1.2", "1.2.", "1.0.main", "-1.2.main", "1.x.main"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        FAILS(upkeep_client_events(&t->practice, &p->officer, p->id, str_of(wrong[i]), 5, &t->arena, &list, &n, &earlier,
                                   &failed),
              ERR_INVALID, "after", wrong[i]);
    FAILS(upkeep_client_events(&t->practice, &p->officer, p->id, NONE, 0, &t->arena, &list, &n, &earlier, &failed),
          ERR_INVALID, "limit", "0");
    FAILS(upkeep_client_events(&t->practice, &p->officer, p->id, NONE, 201, &t->arena, &list, &n, &earlier, &failed),
          ERR_INVALID, "limit", "201");
}

static void run_who(struct record_test *t, struct people *p)
{
    struct client_event *list;
    struct str earlier;
    size_t n;
    const struct {
        const struct actor *who;
        enum err_kind kind;
        const char *where;
    } not[] = {
        {&p->staff, ERR_REFUSED, "audit.client"}, {&p->glass, ERR_REFUSED, "audit.client"},
        {&p->owner, ERR_REFUSED, "audit.client"}, {&p->guardian, ERR_REFUSED, "audit.client"},
        {&p->stranger, ERR_NOT_FOUND, "client"},  {&p->else_client, ERR_NOT_FOUND, "client"},
    };
    for (size_t i = 0; i < sizeof not / sizeof *not; i++)
        FAILS(upkeep_client_events(&t->practice, not[i].who, p->id, NONE, 9, &t->arena, &list, &n, &earlier, &failed),
              not[i].kind, not[i].where, not[i].where);
}

struct faulty {
    struct record_test *t;
    struct people *p;
};

static bool read_once(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct client_event *list;
    struct str earlier;
    size_t n;
    return upkeep_client_events(&f->t->practice, &f->p->officer, f->p->id, NONE, 3, a, &list, &n, &earlier, e);
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct faulty f = {t, p};
    deeds(t, p);
    assert_true(fault_sweep(read_once, &f) > 5);
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(shown)
TEST(pages)
TEST(who)
TEST(faults)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shown), cmocka_unit_test(test_pages),
                                       cmocka_unit_test(test_who), cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
