/* test_caseload.c: a page of the caseload, filtered and in an order. */
#include "support.h"

#include "between_support.h"

#include "practice/clients.h"

struct made {
    const char *name;
    int64_t due; /* days from today; 999: none */
    int alerts;
    const char *signs, *measures, *state, *role;
};

static const struct made clients[] = {
    {"Ann", 20, 0, "", "{\"instrument\":\"gad7\"}", "active", "primary"},
    {"Bea", -3, 1, "\"Deterioration\"", "{\"instrument\":\"gad7\"}", "active", "primary"},
    {"Cem", 0, 0, "", "", "active", "clinician"},
    {"Dov", 7, 0, "\"Loss of gain\"", "{\"instrument\":\"gad7\"}", "active", "clinician"},
    {"Eve", 8, 0, "\"Lack of progress\"", "{\"instrument\":\"gad7\"}", "active", "primary"},
    {"Fay", 999, 0, "", "", "active", "primary"},
    {"Gil", -9, 0, "", "", "ended", "primary"},
};
#define CLIENTS (sizeof clients / sizeof *clients)

struct fill_call {
    struct record_test *t;
};

static bool fill(struct db_tx *tx, void *ctx, struct err *e)
{
    struct record_test *t = ((struct fill_call *)ctx)->t;
    for (size_t i = 0; i < CLIENTS; i++) {
        const struct made *m = &clients[i];
        char *summary = arena_alloc(&t->arena, 300);
        const char *sign = strcmp(m->signs, "\"Deterioration\"") == 0  ? sign_title(SIGN_DETERIORATION)
                           : strcmp(m->signs, "\"Loss of gain\"") == 0 ? sign_title(SIGN_LOSS_OF_GAIN)
                           : *m->signs                                 ? sign_title(SIGN_LACK_OF_PROGRESS)
                                                                       : NULL;
        snprintf(summary, 300, "{\"name\":\"%s\",\"birth_date\":\"1990-01-01\",\"measures\":[%s],\"signs\":[%s%s%s]}",
                 m->name, m->measures, sign ? "\"" : "", sign ? sign : "", sign ? "\"" : "");
        struct str names[] = {str_of(m->name)};
        struct client_row row = {.practice = 1,
                                 .summary = str_of(summary),
                                 .alerts = m->alerts,
                                 .state = str_of(m->state),
                                 .review_due = {m->due != 999, t->now_ms / DAY_MS + m->due}};
        if (!client_add(&t->store, tx, &row, names, 1, t->now_ms++, &t->arena, e) ||
            !put_team(t, tx, row.id, "CARL", m->role, e))
            return false;
    }
    return supervision_put(tx, 1, STR("SUE"), STR("CARL"), 0, (struct opt_int){0}, e);
}

static struct caseload ask(struct record_test *t, const char *user, struct caseload c)
{
    struct err e = {0};
    struct actor who = actor(user, user[0] == 'S' ? ROLE_SUPERVISOR : ROLE_CLINICIAN, NONE);
    c.today = date_from_day((int32_t)(t->now_ms / DAY_MS));
    c.limit = c.limit ? c.limit : 25;
    RECORD_OK(clients_caseload(&t->practice, &who, &c, &t->arena, &e), &e);
    return c;
}

/* The first letters of the names, in their order. */
static void expect(struct caseload c, const char *letters, size_t total, const char *why)
{
    char got[32] = "";
    for (size_t i = 0; i < c.count; i++)
        got[i] = c.row[i].name.p[0];
    CHECK(strcmp(got, letters) == 0 && c.total == total, "%s: got %s of %zu, expected %s of %zu", why, got, c.total,
          letters, total);
}

static void run_filters(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct fill_call f = {t};
    (void)p;
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, fill, &f, &e), &e);
    t->now_ms += 1000;
    static const struct {
        struct caseload ask;
        const char *letters;
        size_t total;
        const char *why;
    } row[] = {
        {{0}, "BCDEAF", 6, "in care: alerts first, then by day"},
        {{.by_name = true}, "ABCDEF", 6, "by name"},
        {{.whose = CASELOAD_MINE}, "BEAF", 4, "mine"},
        {{.show = CASELOAD_ALERTS}, "B", 1, "alerts"},
        {{.show = CASELOAD_LATE}, "B", 1, "late: not who is due today, not who has ended"},
        {{.show = CASELOAD_SOON}, "BCD", 3, "soon: up to the seventh day"},
        {{.show = CASELOAD_WORSE}, "BD", 2, "worse"},
        {{.show = CASELOAD_WORSE, .whose = CASELOAD_MINE}, "B", 1, "worse, mine"},
        {{.show = CASELOAD_NO_DATA}, "CF", 2, "no data"},
        {{.show = CASELOAD_NO_DATA, .by_name = true, .offset = 1, .limit = 1}, "F", 2, "no data, second page"},
        {{.show = CASELOAD_ENDED}, "G", 1, "ended"},
        {{.show = CASELOAD_ALL}, "BGCDEAF", 7, "all, ended or not"},
        {{.show = CASELOAD_ALL, .by_name = true}, "ABCDEFG", 7, "all by name"},
        {{.limit = 3}, "BCD", 6, "first page"},
        {{.limit = 3, .offset = 3}, "EAF", 6, "second page"},
        {{.limit = 4, .offset = 4}, "AF", 6, "last page"},
        {{.limit = 3, .offset = 6}, "", 6, "past it"},
        {{.limit = 3, .offset = 70, .by_name = true}, "", 6, "far past it"},
        {{.limit = 2, .offset = 2, .by_name = true}, "CD", 6, "second page by name"},
        {{.show = CASELOAD_SOON, .by_name = true}, "BCD", 3, "soon by name"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        expect(ask(t, "CARL", row[i].ask), row[i].letters, row[i].total, row[i].why);
    expect(ask(t, "SUE", (struct caseload){.whose = CASELOAD_SUPERVISED}), "BCDEAF", 6, "whom one supervises");
    expect(ask(t, "SUE", (struct caseload){0}), "", 0, "a supervisor's own");
    expect(ask(t, "CARL", (struct caseload){.whose = CASELOAD_SUPERVISED}), "", 0, "supervises nobody");
    expect(ask(t, "DAN", (struct caseload){0}), "", 0, "somebody else");
}

static void run_limits(struct record_test *t, struct people *p)
{
    struct caseload c = {.limit = 0, .today = today(t)};
    FAILS(clients_caseload(&t->practice, &p->clinician, &c, &t->arena, &failed), ERR_INVALID, "limit", "0");
    c.limit = 101;
    FAILS(clients_caseload(&t->practice, &p->clinician, &c, &t->arena, &failed), ERR_INVALID, "limit", "101");
    c = (struct caseload){.limit = 100};
    FAILS(clients_caseload(&t->practice, &p->clinician, &c, &t->arena, &failed), ERR_INVALID, "date", "no day");
    c.today = today(t);
    FAILS(clients_caseload(&t->practice, &p->client, &c, &t->arena, &failed), ERR_REFUSED, "client.list", "a client");
}

struct faulty {
    struct record_test *t;
    struct people *p;
};

static bool read_once(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct caseload c = {.limit = 5, .show = CASELOAD_NO_DATA, .by_name = true, .today = today(f->t)};
    return clients_caseload(&f->t->practice, &f->p->clinician, &c, a, e);
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct faulty f = {t, p};
    assert_true(fault_sweep(read_once, &f) > 3);
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(filters)
TEST(limits)
TEST(faults)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_filters), cmocka_unit_test(test_limits),
                                       cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
