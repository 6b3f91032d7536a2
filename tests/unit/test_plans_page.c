/* test_plans_page.c: the page of a signed plan is made while no transaction is open, and is that of what was signed.
 * The Makefile lets render_pdf pass through here. */
#include "plans_people.h"

#include "db/driver.h"
#include "practice/people_parts.h"
#include "render/render.h"

enum meanwhile { NOTHING, PAPER_ONCE, PAPER_ALWAYS, NO_FONT, PLAN_RETURNED, TIME_PASSES };

static struct {
    struct record_test *t;
    struct people *p;
    struct str plan;
    enum meanwhile what;
    int made;
    struct str zone; /* of the practice */
    bool letter;     /* the paper that was set last */
} page;

static bool put_country(struct db_tx *tx, void *ctx, struct err *e)
{
    struct people_settings set = {.name = STR("Elm Street"),
                                  .idle_minutes = 15,
                                  .client_idle_minutes = 30,
                                  .session_hours = 12,
                                  .glass_hours = 12,
                                  .alert_hours = 24};
    struct practice_row row = {.practice = 1, .state = STR("active")};
    struct err none = {0};
    set.country = *(const struct str *)ctx;
    set.time_zone = page.zone;
    if (!practice_row_get(&page.t->store, tx, 1, &page.t->arena, &row, &none) && none.kind != ERR_NOT_FOUND)
        return err_set(e, none.kind, none.where, "%s", none.text);
    return settings_write(&set, &page.t->arena, &row.content, e) && practice_row_put(&page.t->store, tx, &row, e);
}

bool __real_render_pdf(const struct plan *p, const struct render_options *o, struct buf *out, struct err *e);
bool __wrap_render_pdf(const struct plan *p, const struct render_options *o, struct buf *out, struct err *e);
bool __wrap_render_pdf(const struct plan *p, const struct render_options *o, struct buf *out, struct err *e)
{
    struct err mine = {0};
    assert_false(page.t->store.db->busy); /* else whoever writes would wait for the page */
    page.made++;
    if (page.what == PAPER_ALWAYS || (page.what == PAPER_ONCE && page.made == 1)) {
        struct str country = page.letter ? STR("FR") : STR("US");
        page.letter = !page.letter;
        RECORD_OK(db_write(page.t->store.db, DB_SYNC, NULL, put_country, &country, &mine), &mine);
    }
    if (page.what == PLAN_RETURNED)
        RECORD_OK(plans_return(&page.t->practice, &page.p->other, page.p->id, &(struct plan_return){.id = page.plan, .reason = STR("One more goal")}, &mine), &mine);
    page.t->now_ms += page.what == TIME_PASSES ? 5000 : 0;
    if (page.what == NO_FONT)
        return err_set(e, ERR_NOT_FOUND, "fonts", "there are none");
    return __real_render_pdf(p, o, out, e);
}

static const struct db_sql count_sql = {"SELECT count(*) FROM document", NULL};

static bool count(struct db_tx *tx, void *ctx, struct err *e)
{
    struct db_query *q = db_query(tx, &count_sql);
    *(int64_t *)ctx = db_next(q) ? db_int(q, 0) : -1;
    db_done(q);
    return db_ok(tx, e);
}

static int64_t pages_kept(struct record_test *t)
{
    struct err e = {0};
    int64_t n;
    RECORD_OK(db_read(t->store.db, count, &n, &e), &e);
    return n;
}

static struct str stored(struct record_test *t, struct people *p, struct str plan)
{
    struct err e = {0};
    struct str pdf;
    RECORD_OK(plans_pdf(&t->practice, &p->clinician, p->id, plan, &t->arena, &pdf, &e), &e);
    return pdf;
}

static void run_meanwhile(struct record_test *t, struct people *p)
{
    static const struct {
        enum meanwhile what;
        int made;        /* so often */
        enum err_kind kind;
        const char *where; /* NULL: it is signed */
        const char *box;   /* of its first page, in points */
    } rows[] = {
        {NOTHING, 1, ERR_NONE, NULL, "595."},
        {PAPER_ONCE, 2, ERR_NONE, NULL, "612 792"},
        {TIME_PASSES, 1, ERR_NONE, NULL, "612 792"},
        {PAPER_ALWAYS, 4, ERR_CONFLICT, "plan", NULL},
        {NO_FONT, 1, ERR_NOT_FOUND, "fonts", NULL},
        {PLAN_RETURNED, 1, ERR_CONFLICT, "plan", NULL},
    };
    page.t = t;
    page.letter = false;
    page.p = p;
    consents(t, p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e;
        struct signature *list;
        size_t n;
        int64_t kept = pages_kept(t), at_ms = t->now_ms;
        struct plan_version v = written(t, p, WHOLE);
        RECORD_OK(send_to(t, p, &v, usual, 2, NULL, 0, &e), &e);
        v = get(t, p, v.id);
        page.plan = v.id;
        page.what = rows[i].what;
        page.made = 0;
        RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
        assert_int_equal(page.made, 0); /* another signature is to come: there is no page yet */
        bool ok = sign_as(t, &p->client, p, &v, &e);
        CHECK(ok == !rows[i].where && page.made == rows[i].made, "row %zu: %s: made %d times, %s", i, t->backend->name, page.made,
              e.text);
        page.what = NOTHING;
        CHECK(pages_kept(t) == kept + ok, "row %zu: %s: pages", i, t->backend->name);
        if (!ok) {
            CHECK(e.kind == rows[i].kind && !strcmp(e.where, rows[i].where), "row %zu: %s: %s: %s", i, t->backend->name, e.where,
                  e.text);
            assert_str(get(t, p, v.id).state, rows[i].what == PLAN_RETURNED ? "returned" : "signing", "state");
            struct plan_version now = get(t, p, v.id);
            if (rows[i].what != PLAN_RETURNED) /* nothing of it stayed: it is signed the next time */
                RECORD_OK(sign_as(t, &p->client, p, &now, &e), &e);
            continue;
        }
        struct str pdf = stored(t, p, v.id);
        CHECK(has(pdf, rows[i].box), "row %zu: %s: another paper", i, t->backend->name);
        RECORD_OK(plans_signatures(&t->practice, &p->client, p->id, v.id, &t->arena, &list, &n, &e), &e);
        CHECK(n == 2 && list[1].at_ms == at_ms, "row %zu: %s: its time", i, t->backend->name);
        CHECK(rows[i].what != TIME_PASSES || t->now_ms == at_ms + 5000, "row %zu: no time passed", i);
        CHECK(has(pdf_words(t, pdf), "08:00:00UTC"), "row %zu: %s: another time on the page", i, t->backend->name);
    }
}

/* A reason in place of the last signature makes the page too. */
static void run_reason(struct record_test *t, struct people *p)
{
    struct err e;
    page.t = t;
    page.letter = false;
    page.p = p;
    consents(t, p);
    struct plan_version v = written(t, p, WHOLE);
    RECORD_OK(send_to(t, p, &v, usual, 2, NULL, 0, &e), &e);
    v = get(t, p, v.id);
    page.what = PAPER_ALWAYS;
    page.made = 0;
    RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
    memset(&e, 0, sizeof e);
    assert_false(plans_reason(&t->practice, &p->clinician, p->id, v.id, 1, SIGNATURE_REASON, STR("Away"), &e));
    CHECK(e.kind == ERR_CONFLICT && page.made == 4 && pages_kept(t) == 0, "%s: %d: %s", t->backend->name, page.made, e.text);
    page.what = NOTHING;
    memset(&e, 0, sizeof e);
    RECORD_OK(plans_reason(&t->practice, &p->clinician, p->id, v.id, 1, SIGNATURE_REASON, STR("Away"), &e), &e);
    CHECK(page.made == 5 && has(pdf_words(t, stored(t, p, v.id)), "Away"), "%s: %d", t->backend->name, page.made);
}

/* A page bears the time of the practice, with its zone; one that was made before stays as it was. */
static void run_zone(struct record_test *t, struct people *p)
{
    static const struct {
        const char *zone, *time, *day;
    } rows[] = {{"", "08:00:00UTC", "15January2027"},
                {"Pacific/Honolulu", "22:00:00Pacific/Honolulu(UTC-10:00)", "14January2027"},
                {"Asia/Kolkata", "13:30:00Asia/Kolkata(UTC+05:30)", "15January2027"}};
    struct err e = {0};
    struct str first = {NULL, 0}, first_id = {NULL, 0}, country = STR("US");
    page.t = t;
    page.p = p;
    page.what = NOTHING;
    consent_on(t, p, CONSENT_TREATMENT, false, false, t->now_ms - DAY_MS);
    consent_on(t, p, CONSENT_E_RECORD, false, false, t->now_ms - DAY_MS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        page.zone = str_of(rows[i].zone);
        RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_country, &country, &e), &e);
        struct plan_version v = written(t, p, WHOLE);
        RECORD_OK(send_to(t, p, &v, usual, 2, NULL, 0, &e), &e);
        v = get(t, p, v.id);
        RECORD_OK(sign_as(t, &p->clinician, p, &v, &e), &e);
        RECORD_OK(sign_as(t, &p->client, p, &v, &e), &e);
        struct str pdf = stored(t, p, v.id), words = pdf_words(t, pdf);
        CHECK(has(words, rows[i].time) && has(words, rows[i].day), "row %zu: %s: %.*s", i, t->backend->name, (int)words.n, words.p);
        first_id = i ? first_id : v.id;
        first = i ? first : pdf;
    }
    struct str again = stored(t, p, first_id);
    assert_true(first.n == again.n && memcmp(first.p, again.p, first.n) == 0);
    page.zone = (struct str){NULL, 0};
}

static void test_the_page_bears_the_time_of_the_practice(void **state)
{
    (void)state;
    each_backend(run_zone);
}

static void test_the_page_is_made_while_nobody_waits(void **state)
{
    (void)state;
    each_backend(run_meanwhile);
}

static void test_a_reason_makes_the_page_too(void **state)
{
    (void)state;
    each_backend(run_reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_page_is_made_while_nobody_waits),
        cmocka_unit_test(test_a_reason_makes_the_page_too),
        cmocka_unit_test(test_the_page_bears_the_time_of_the_practice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
