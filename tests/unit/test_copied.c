/* test_copied.c: sentences of a draft that stand in another plan of the same clinician. */
#include "support.h"

#include "between_support.h"

#include "practice/copied.h"

#define LONG "Wakes at four most nights and lies there until the alarm goes off"
#define OTHER "Counts the steps to the door before anybody else may leave the house"

struct made {
    struct record_test *t;
    const char *name, *user, *json;
    struct str id;
    const char *state;
};

static bool make(struct db_tx *tx, void *ctx, struct err *e)
{
    struct made *m = ctx;
    struct record_test *t = m->t;
    char *summary = arena_alloc(&t->arena, 100);
    struct str names[] = {str_of(m->name)};
    snprintf(summary, 100, "{\"name\":\"%s\",\"birth_date\":\"1990-01-01\"}", m->name);
    struct client_row row = {.practice = 1, .summary = str_of(summary)};
    bool ok = client_add(&t->store, tx, &row, names, 1, t->now_ms++, &t->arena, e) &&
              put_team(t, tx, row.id, m->user, "primary", e);
    struct record r = {.practice = 1, .client = row.id, .kind = RECORD_PLAN, .state = str_of(m->state), .day = 20000,
                       .locked = true, .content = str_of(m->json)};
    m->id = row.id;
    return ok && (!m->json || record_add(&t->store, tx, &r, t->now_ms++, &t->arena, e));
}

static struct str client(struct record_test *t, const char *name, const char *user, const char *json, const char *state)
{
    struct err e = {0};
    struct made m = {.t = t, .name = name, .user = user, .json = json, .state = state};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, make, &m, &e), &e);
    return m.id;
}

static size_t check(struct record_test *t, struct str id, const char *json, struct copied_text **out)
{
    struct err e = {0};
    struct actor carl = actor("CARL", ROLE_CLINICIAN, NONE);
    struct copied found;
    t->now_ms++;
    RECORD_OK(copied_check(&t->practice, &carl, id, str_of(json), &t->arena, &found, &e), &e);
    *out = found.text;
    return found.count;
}

#define PLAN(text) "{\"format\":\"goldthread.plan/1\",\"problems\":[{\"id\":\"p1\",\"statement\":\"" text "\"}]}"

static void run_found(struct record_test *t, struct people *p)
{
    struct copied_text *list;
    (void)p;
    struct str ann = client(t, "Ann Lee", "CARL", NULL, NULL);
    client(t, "Bob Roe", "CARL", PLAN("Bob " LONG ". " OTHER "."), "signed");
    client(t, "Cem Poe", "CARL", PLAN(LONG "!"), "signed");
    client(t, "Dov Koe", "ELSE", PLAN(LONG ". The same clinician has not seen this plan of another caseload at all."), "signed");
    client(t, "Eve Moe", "CARL", PLAN("Nothing of a draft or of an old version is compared with what is written now."), "superseded");
    static const struct {
        const char *json;
        size_t n, plans;
        const char *pointer, *why;
    } row[] = {
        {PLAN(LONG "."), 1, 2, "/problems/0/statement", "word for word"},
        {PLAN("ann, wakes at FOUR most nights; and lies there until the alarm goes off"), 1, 2, "/problems/0/statement",
         "case, signs and names apart"},
        {PLAN("Something else first, in words of her own today. " OTHER "?"), 1, 1, "/problems/0/statement", "the second sentence"},
        {PLAN(LONG " too."), 0, 0, NULL, "a word more"},
        {PLAN("Wakes at four most nights."), 0, 0, NULL, "seven words at most"},
        {PLAN("The same clinician has not seen this plan of another caseload at all."), 0, 0, NULL, "another's caseload"},
        {PLAN("Nothing of a draft or of an old version is compared with what is written now."), 0, 0, NULL, "not in force"},
        {"{\"goals\":[{\"statement\":\"x\",\"client_words\":\"" LONG "\"}]}", 1, 2, "/goals/0/client_words", "words of a goal"},
        {"{\"goals\":[{\"objectives\":[{\"statement\":\"" LONG "\"}]}]}", 0, 0, NULL, "an objective is not compared"},
        {"{\"interventions\":[{\"text\":\"" LONG "\"}]}", 0, 0, NULL, "nor an intervention"},
        {"{\"notes\":[{\"text\":\"a\"},{\"text\":\"" LONG "\"}]}", 1, 2, "/notes/1/text", "a note"},
        {"{}", 0, 0, NULL, "nothing"},
        {"[\"" LONG "\"]", 0, 0, NULL, "no plan"},
    };
    for (int again = 0; again < 2; again++) /* with fresh sketches, then with those that were kept */
        for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
            size_t n = check(t, ann, row[i].json, &list);
            CHECK(n == row[i].n, "%s: %zu", row[i].why, n);
            if (n) {
                assert_str(list[0].pointer, row[i].pointer, row[i].why);
                CHECK(list[0].plans == row[i].plans, "%s: in %zu", row[i].why, list[0].plans);
                assert_true(str_find(str_of(row[i].json), list[0].sentence, 0) != (size_t)-1 && list[0].sentence.n > 20);
            }
        }
}

/* Never with the client's own plan; a new plan in force is what counts. */
static void run_own(struct record_test *t, struct people *p)
{
    struct copied_text *list;
    (void)p;
    struct str ann = client(t, "Ann Lee", "CARL", PLAN(LONG "."), "signed");
    assert_int_equal(check(t, ann, PLAN(LONG "."), &list), 0);
    struct str bob = client(t, "Bob Roe", "CARL", PLAN(OTHER "."), "signed");
    assert_int_equal(check(t, ann, PLAN(OTHER "."), &list), 1);
    struct plan_call next = {.t = t, .client = bob, .json = STR(PLAN(LONG ".")), .state = "signed"};
    struct err e = {0};
    t->now_ms += DAY_MS;
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_plan, &next, &e), &e);
    assert_int_equal(check(t, bob, PLAN(LONG "."), &list), 1); /* Ann's */
}

static void run_settings(struct record_test *t, struct people *p)
{
    struct copied_text *list;
    struct copied found;
    struct err e = {0};
    struct str ann = client(t, "Ann Lee", "CARL", NULL, NULL);
    client(t, "Bob Roe", "CARL", PLAN(LONG "."), "signed");
    assert_int_equal(check(t, ann, PLAN(LONG "."), &list), 1);
    settings(t, "{\"name\":\"P\",\"no_copied_text\":true}");
    assert_int_equal(check(t, ann, PLAN(LONG "."), &list), 0);
    struct actor carl = actor("CARL", ROLE_CLINICIAN, NONE);
    RECORD_OK(copied_check(&t->practice, &carl, ann, STR("{}"), &t->arena, &found, &e), &e);
    assert_true(found.off && !found.count);
    settings(t, "{\"name\":\"P\"}");
    RECORD_OK(copied_check(&t->practice, &carl, ann, STR("{}"), &t->arena, &found, &e), &e);
    assert_true(!found.off && !found.count);
    FAILS(copied_check(&t->practice, &carl, ann, STR("{"), &t->arena, &found, &failed), ERR_INVALID, "line 1, column 1", "JSON");
    char *much = arena_alloc(&t->arena, (1u << 20) + 1);
    memset(much, ' ', (1u << 20) + 1);
    FAILS(copied_check(&t->practice, &carl, ann, ((struct str){much, (1u << 20) + 1}), &t->arena, &found, &failed),
          ERR_LIMIT, "plan", "length");
    const struct actor *not[] = {&p->staff, &p->glass, &p->client, &p->officer, &p->owner};
    for (size_t i = 0; i < sizeof not / sizeof *not; i++)
        FAILS(copied_check(&t->practice, not[i], p->id, STR("{}"), &t->arena, &found, &failed), ERR_REFUSED, "plan.copied", "who");
    RECORD_OK(copied_check(&t->practice, &p->supervisor, p->id, STR("{}"), &t->arena, &found, &e), &e);
}

/* More sentences than a sketch holds: what is told is true, and some of it is told. */
static void run_many(struct record_test *t, struct people *p)
{
    enum { MANY = 400 };
    struct copied_text *list;
    struct buf b;
    (void)p;
    buf_init(&b, 0);
    buf_cstr(&b, "{\"assessment\":{\"summary\":\"");
    for (int i = 0; i < MANY; i++)
        buf_printf(&b, "One two three four five six seven eight number%d. ", i);
    buf_cstr(&b, "\"}}");
    client(t, "Bob Roe", "CARL", b.p, "signed");
    struct str ann = client(t, "Ann Lee", "CARL", NULL, NULL);
    assert_int_equal(check(t, ann, b.p, &list), COPIED_HASHES);
    assert_int_equal(check(t, ann, PLAN("One two three four five six seven eight number4000."), &list), 0);
    buf_free(&b);
}

struct faulty {
    struct record_test *t;
    struct str client;
};

static bool read_once(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct actor carl = actor("CARL", ROLE_CLINICIAN, NONE);
    struct copied found;
    return copied_check(&f->t->practice, &carl, f->client, STR(PLAN(LONG ".")), a, &found, e);
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct faulty f = {t, client(t, "Ann Lee", "CARL", NULL, NULL)};
    (void)p;
    client(t, "Bob Roe", "CARL", PLAN(LONG "."), "signed");
    assert_true(fault_sweep(read_once, &f) > 5); /* sketches are made */
    assert_true(fault_sweep(read_once, &f) > 5); /* and read */
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(found)
TEST(own)
TEST(settings)
TEST(many)
TEST(faults)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_found), cmocka_unit_test(test_own),
                                       cmocka_unit_test(test_settings), cmocka_unit_test(test_many),
                                       cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
