/* test_asked.c: what pages ask of the database: a number of statements that does not grow with the rows of the record.
 * On a server each is a round trip. */
#include "support.h"

#include "record_support.h"

#include "people_support.h"

#include "browser.h"
#include "practice/words.h"

#define FEW 4
#define MANY 36
#define MORE 6   /* statements that a page may send more: rows of many ids are asked for 16 at a time */
#define MOST 100 /* of one page, at first sight */
#define AGAIN 36 /* of one page of a server that was asked for before */

static const struct row_kind {
    enum record_kind kind;
    const char *state, *content;
    bool by_client;
} kinds[] = {
    {RECORD_SCORE, "entered", "{\"instrument\":\"phq9\",\"responses\":[1,1,1,2,1,0,1,1,0]}", false},
    {RECORD_DIARY, "entered", "{\"mood\":4,\"anxiety\":3,\"text\":\"A day at the shop.\"}", true},
    {RECORD_PRIVATE_DIARY, "entered", "{\"mood\":5,\"text\":\"For me.\"}", true},
    {RECORD_RATING, "entered", "{\"type\":\"rating\",\"goal\":\"g1\",\"value\":4}", true},
    {RECORD_REVIEW, "entered", "{\"results\":\"As before.\",\"decisions\":[]}", false},
    {RECORD_EVENT, "entered", "{\"kind\":\"loss_of_job\",\"text\":\"The shop has closed.\"}", false},
    {RECORD_REFERRAL, "entered", "{\"to\":\"Dr. Osei\",\"why\":\"Sleep.\",\"status\":\"completed\"}", false},
    {RECORD_CONSULTATION, "entered", "{\"with\":\"The team\",\"ground\":\"treatment\",\"shared\":\"The course.\"}",
     false},
    {RECORD_SAFETY_PLAN, "entered", "{\"warning_signs\":[\"I stop answering\"],\"coping\":[\"A walk\"]}", false},
    {RECORD_SESSION, "entered", "{\"status\":\"attended\",\"start\":\"14:00\",\"end\":\"14:50\"}", false},
};

struct filled {
    struct site *site;
    struct actor rahel, emma;
    int from, to; /* rows of each kind that are added */
    char *plan;
};

/* One day after the other. */
static bool add_row(const struct filled *f, struct db_tx *tx, const struct row_kind *k, int i, struct err *e)
{
    struct record_test *t = f->site->t;
    int64_t at_ms = t->now_ms - (int64_t)(400 - i) * 86400000;
    struct record r = {.practice = 1,
                       .client = f->site->client,
                       .kind = k->kind,
                       .state = str_of(k->state),
                       .day = (int32_t)(at_ms / 86400000),
                       .locked = k->kind != RECORD_PRIVATE_DIARY,
                       .labels = k->kind == RECORD_PRIVATE_DIARY ? LABEL_PRIVATE : 0,
                       .by = k->by_client ? f->emma.user : f->rahel.user,
                       .entered_ms = at_ms,
                       .content = str_of(k->content)};
    return record_add(&t->store, tx, &r, at_ms, &t->arena, e);
}

static bool add_rows(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct filled *f = ctx;
    struct record_test *t = f->site->t;
    bool ok = true;
    for (int i = f->from; ok && i < f->to; i++) {
        struct audit_event ev = {.practice = 1,
                                 .at_ms = t->now_ms - (400 - i) * 3600000,
                                 .action = AUDIT_READ,
                                 .use_case = STR("plan.read"),
                                 .user = f->rahel.user,
                                 .client = f->site->client,
                                 .from = STR("192.0.2.7"),
                                 .why = STR("legal")};
        struct row_kind plan = {RECORD_PLAN, i + 1 == f->to ? "signed" : "superseded", f->plan, false};
        for (size_t k = 0; ok && k < sizeof kinds / sizeof *kinds; k++)
            ok = add_row(f, tx, &kinds[k], i, e);
        ok = ok && add_row(f, tx, &plan, i, e) && audit_append(tx, t->store.keys, str_of(t->store.node), &ev, e);
    }
    return ok;
}

static void fill(struct filled *f, int from, int to)
{
    struct record_test *t = f->site->t;
    struct err e = {0};
    int64_t now_ms = t->now_ms;
    f->from = from;
    f->to = to;
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, add_rows, f, &e), &e);
    for (int i = from; i < to; i++) {
        struct words w = {
            .kind = i % 2 ? WORDS_QUESTION : WORDS_OTHER, .about = STR("objectives/o1"), .text = STR("Could we talk?")};
        struct str id;
        t->now_ms = now_ms - (int64_t)(300 - i) * 86400000;
        RECORD_OK(words_add(&t->practice, &f->emma, f->site->client, &w, NOBODY, &t->arena, &e), &e);
        t->now_ms = now_ms; /* the care team begins today */
        RECORD_OK(words_answer(&t->practice, &f->rahel, f->site->client, w.id, STR("Yes."), NOBODY, &t->arena, &id, &e),
                  &e);
    }
}

static const char *const pages[] = {
    /* of the clinician, behind /clients/ID */
    "", "/plan", "/plan/versions", "/plan/thread", "/progress", "/sessions", "/events", "/referrals", "/reviews",
    "/words", "/safety", "/sharing", "/details", "/team", "/alerts", "/who",
    /* of the client */
    "/me", "/me/plan", "/me/plan/said", "/me/plan/versions", "/me/plan/clinical", "/me/progress", "/me/diary",
    "/me/diary/new", "/me/checkins", "/me/safety", "/me/record", "/me/record/who", "/me/record/accounting",
    "/me/consents"};
#define PAGES (sizeof pages / sizeof *pages)

static uint64_t asked(struct site *s, struct browser *b, const char *page)
{
    struct db_stats before, after;
    char target[200];
    if (strncmp(page, "/me", 3) == 0)
        snprintf(target, sizeof target, "%s", page);
    else
        snprintf(target, sizeof target, "/clients/%.*s%s", (int)s->client.n, s->client.p, page);
    db_stats(s->t->store.db, &before);
    int status = ask(b, HTTP_GET, target, NULL);
    db_stats(s->t->store.db, &after);
    CHECK(status == 200, "%s answers %d %s", page, status, b->location);
    return after.statements - before.statements;
}

static struct browser *reader(struct site *s, struct browser *client, const char *page)
{
    return strncmp(page, "/me", 3) == 0 ? client : &s->b;
}

static void count_pages(struct site *s)
{
    struct record_test *t = s->t;
    struct browser emma;
    struct filled f = {.site = s,
                       .rahel = actor(s->rahel, ROLE_CLINICIAN),
                       .plan = read_file("examples/marisol-vega.plan.json", NULL)};
    char token[PEOPLE_TOKEN_SIZE];
    struct err e = {0};
    uint64_t few[PAGES];
    RECORD_OK(sign_in(t, "emma", PASSWORD, NULL, token, &f.emma, &e), &e);
    fill(&f, 0, FEW);
    browser_begin(&emma, t, s->web);
    assert_int_equal(sign_in_as(&emma, "emma", PASS, ""), 303);
    assert_int_equal(sign_in_as(&s->b, "rahel", PASS, ""), 303);
    for (size_t i = 0; i < PAGES; i++) {
        uint64_t n = asked(s, reader(s, &emma, pages[i]), pages[i]);
        CHECK(n > 0 && n <= MOST, "%s: %s sends %d statements at first", t->backend->name, pages[i], (int)n);
    }
    for (size_t i = 0; i < PAGES; i++) {
        few[i] = asked(s, reader(s, &emma, pages[i]), pages[i]);
        CHECK(few[i] <= AGAIN || db_kind(t->store.db) == DB_SQLITE, "%s: %s sends %d statements", t->backend->name,
              pages[i], (int)few[i]);
    }
    fill(&f, FEW, MANY);
    for (size_t i = 0; i < PAGES; i++) /* what is kept is carried on */
        asked(s, reader(s, &emma, pages[i]), pages[i]);
    for (size_t i = 0; i < PAGES; i++) {
        uint64_t n = asked(s, reader(s, &emma, pages[i]), pages[i]);
        CHECK(n <= few[i] + MORE, "%s: %s sends %d statements for %d rows of a kind, %d for %d", t->backend->name,
              pages[i], (int)n, MANY, (int)few[i], FEW);
    }
    browser_end(&emma);
    free(f.plan);
}

static void pages_ask_as_often_for_many_rows(void **state)
{
    (void)state;
    each_site(count_pages);
}

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_ask_as_often_for_many_rows)};
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
