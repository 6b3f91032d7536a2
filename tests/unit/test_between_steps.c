/* test_between_steps.c: each step of the database and each allocation of a use case failing in turn; random records. */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"

/* ---- use cases in an order in which each finds what it needs ---- */

struct steps {
    struct record_test *t;
    struct people *p;
    struct str session, event, score, assignment, form, diary, alert, note;
};

static bool step_add(struct steps *s, const struct actor *who, enum record_kind kind, struct str of, const char *json,
                     struct arena *a, struct str *id, struct err *e)
{
    struct entry x = {.kind = kind, .date = today(s->t), .of = of, .json = str_of(json)};
    bool ok = between_add(&s->t->practice, who, s->p->id, &x, NONE, a, e);
    if (ok)
        *id = (struct str){arena_copy(&s->t->arena, x.id.p, x.id.n), x.id.n};
    return ok;
}

static bool do_session(struct steps *s, struct arena *a, struct err *e)
{
    return step_add(s, &s->p->staff, RECORD_SESSION, NONE, "{\"status\":\"attended\"}", a, &s->session, e);
}
static bool do_note(struct steps *s, struct arena *a, struct err *e)
{
    return step_add(s, &s->p->clinician, RECORD_NOTE, s->session,
                    "{\"progress\":[{\"objective\":\"o1\",\"text\":\"a\"}],\"interventions\":[\"i1\"]}", a, &s->note,
                    e);
}
static bool do_event(struct steps *s, struct arena *a, struct err *e)
{
    return step_add(s, &s->p->clinician, RECORD_EVENT, NONE, "{\"kind\":\"moved\"}", a, &s->event, e);
}
static bool do_psychotherapy(struct steps *s, struct arena *a, struct err *e)
{
    struct str id;
    return step_add(s, &s->p->clinician, RECORD_PSYCHOTHERAPY_NOTE, NONE, "{\"text\":\"a\"}", a, &id, e);
}
static bool do_diary(struct steps *s, struct arena *a, struct err *e)
{
    return step_add(s, &s->p->client, RECORD_PRIVATE_DIARY, NONE, "{\"mood\":1}", a, &s->diary, e);
}
static bool do_met(struct steps *s, struct arena *a, struct err *e)
{
    struct str id;
    return step_add(s, &s->p->client, RECORD_RATING, NONE, "{\"type\":\"met\",\"goal\":\"g1\",\"value\":true}", a, &id,
                    e);
}
static bool do_assignment(struct steps *s, struct arena *a, struct err *e)
{
    return step_add(s, &s->p->clinician, RECORD_ASSIGNMENT, NONE, "{\"instrument\":\"phq9\",\"remote\":true}", a,
                    &s->assignment, e);
}
static bool do_score(struct steps *s, struct arena *a, struct err *e)
{
    struct str id;
    struct score out;
    bool ok = between_score(&s->t->practice, &s->p->clinician, s->p->id, today(s->t),
                            STR("{\"instrument\":\"phq9\",\"total\":9}"), NONE, a, &id, &out, e);
    if (ok)
        s->score = (struct str){arena_copy(&s->t->arena, id.p, id.n), id.n};
    return ok;
}
static bool step_correct(struct steps *s, const struct actor *who, struct str old, enum record_kind kind,
                         const char *json, struct arena *a, struct err *e)
{
    struct entry x = {.kind = kind, .date = today(s->t), .json = str_of(json)};
    return between_correct(&s->t->practice, who, s->p->id, old, &x, STR("mistyped"), NONE, a, e);
}
static bool do_correct_event(struct steps *s, struct arena *a, struct err *e)
{
    return step_correct(s, &s->p->clinician, s->event, RECORD_EVENT, "{\"kind\":\"move\"}", a, e);
}
static bool do_correct_score(struct steps *s, struct arena *a, struct err *e)
{
    return step_correct(s, &s->p->clinician, s->score, RECORD_SCORE, PHQ9_ALERT, a, e);
}
static bool do_correct_diary(struct steps *s, struct arena *a, struct err *e)
{
    return step_correct(s, &s->p->client, s->diary, RECORD_PRIVATE_DIARY, "{\"mood\":2}", a, e);
}
static bool do_form(struct steps *s, struct arena *a, struct err *e)
{
    struct str id;
    bool ok = between_form(&s->t->practice, &s->p->client, s->p->id, s->assignment, today(s->t), a, &id, e);
    if (ok)
        s->form = (struct str){arena_copy(&s->t->arena, id.p, id.n), id.n};
    return ok;
}
static bool do_answer(struct steps *s, struct arena *a, struct err *e)
{
    (void)a;
    return between_answer(&s->t->practice, &s->p->client, s->p->id, s->form, 9, 1, e);
}
static bool do_change_answer(struct steps *s, struct arena *a, struct err *e)
{
    (void)a;
    return between_answer(&s->t->practice, &s->p->client, s->p->id, s->form, 9, 0, e);
}
static bool do_raise_again(struct steps *s, struct arena *a, struct err *e)
{
    (void)a;
    return between_answer(&s->t->practice, &s->p->client, s->p->id, s->form, 9, 3, e);
}
static bool do_send(struct steps *s, struct arena *a, struct err *e)
{
    struct score out;
    return between_send(&s->t->practice, &s->p->client, s->p->id, s->form, a, &out, e);
}
static bool do_alerts(struct steps *s, struct arena *a, struct err *e)
{
    struct alert *list_;
    size_t n;
    bool ok = between_alerts(&s->t->practice, &s->p->cover, a, &list_, &n, e);
    if (ok && n)
        s->alert = (struct str){arena_copy(&s->t->arena, list_[0].id.p, list_[0].id.n), list_[0].id.n};
    return ok;
}
static bool do_try(struct steps *s, struct arena *a, struct err *e)
{
    struct alert_attempt x = {STR("called"), STR("call again"), today(s->t)};
    (void)a;
    return between_alert_tried(&s->t->practice, &s->p->cover, s->p->id, s->alert, &x, e);
}

static bool do_close(struct steps *s, struct arena *a, struct err *e)
{
    (void)a;
    return between_alert_close(&s->t->practice, &s->p->cover, s->p->id, s->alert, STR("assessed"), STR("spoke"), e);
}
static bool do_escalate(struct steps *s, struct arena *a, struct err *e)
{
    size_t n;
    (void)a;
    s->t->now_ms += 3 * 3600 * 1000;
    return between_escalate(&s->t->practice, &s->p->program, &n, e);
}
static bool do_withdraw(struct steps *s, struct arena *a, struct err *e)
{
    (void)a;
    return between_withdraw(&s->t->practice, &s->p->clinician, s->p->id, s->session, STR("mistake"), e);
}
static bool do_erase(struct steps *s, struct arena *a, struct err *e)
{
    (void)a;
    return between_erase(&s->t->practice, &s->p->client, s->p->id, s->diary, e);
}
static bool step_list(struct steps *s, const struct actor *who, unsigned kinds, struct arena *a, struct err *e)
{
    struct record *rows;
    size_t n;
    struct record_filter f = {.kinds = kinds};
    return between_list(&s->t->practice, who, s->p->id, &f, a, &rows, &n, e);
}
static bool do_list(struct steps *s, struct arena *a, struct err *e)
{
    return step_list(s, &s->p->clinician, 0, a, e);
}
static bool do_list_secret(struct steps *s, struct arena *a, struct err *e)
{
    return step_list(s, &s->p->clinician, 1u << RECORD_PSYCHOTHERAPY_NOTE, a, e);
}
static bool do_get(struct steps *s, struct arena *a, struct err *e)
{
    struct record r;
    return between_get(&s->t->practice, &s->p->clinician, s->p->id, RECORD_NOTE, s->note, a, &r, e);
}
static bool do_follow(struct steps *s, struct arena *a, struct err *e)
{
    struct plan *plan;
    struct follow f;
    return between_follow(&s->t->practice, &s->p->clinician, s->p->id, today(s->t), a, &plan, &f, e);
}

static const struct {
    const char *name;
    bool (*run)(struct steps *s, struct arena *a, struct err *e);
    bool reads;
} all[] = {
    {"session", do_session, false},
    {"note", do_note, false},
    {"event", do_event, false},
    {"psychotherapy note", do_psychotherapy, false},
    {"private diary", do_diary, false},
    {"met", do_met, false},
    {"assignment", do_assignment, false},
    {"score", do_score, false},
    {"correct event", do_correct_event, false},
    {"correct score", do_correct_score, false},
    {"correct private diary", do_correct_diary, false},
    {"form", do_form, false},
    {"form again", do_form, true},
    {"answer", do_answer, false},
    {"change answer", do_change_answer, false},
    {"raise again", do_raise_again, false},
    {"send", do_send, false},
    {"send again", do_send, true},
    {"alerts", do_alerts, true},
    {"try", do_try, false},
    {"close", do_close, false},
    {"escalate", do_escalate, false},
    {"withdraw", do_withdraw, false},
    {"erase", do_erase, false},
    {"list", do_list, true},
    {"list secret", do_list_secret, true},
    {"get", do_get, true},
    {"follow", do_follow, true},
};

/* ---- what stands in the tables: rows and how often they were changed ---- */

struct standing_rows {
    struct record_test *t;
    struct str client;
    int64_t sum;
};

static bool sum_rows(struct db_tx *tx, void *ctx, struct err *e)
{
    struct standing_rows *c = ctx;
    struct record_filter f = {.without_content = true};
    struct record *rows;
    struct client_row client;
    size_t n;
    if (!record_list(&c->t->store, tx, 1, c->client, &f, &c->t->arena, &rows, &n, e) ||
        !client_get(&c->t->store, tx, 1, c->client, &c->t->arena, &client, e))
        return false;
    c->sum = client.version * 1000003 + (int64_t)n * 1009;
    for (size_t i = 0; i < n; i++)
        c->sum += rows[i].version;
    return true;
}

static int64_t sum_of(struct record_test *t, const struct people *p)
{
    struct err e = {0};
    struct standing_rows c = {.t = t, .client = p->id};
    RECORD_OK(db_read(t->store.db, sum_rows, &c, &e), &e);
    return c.sum;
}

static void check_outcome(const struct steps *s, size_t i, int64_t before, bool ok, const struct err *e,
                          enum err_kind kind, size_t at)
{
    int64_t after = sum_of(s->t, s->p);
    CHECK(ok || (e->kind == kind && e->text[0]), "%s: %s: step %zu: %d %s", s->t->backend->name, all[i].name, at,
          (int)e->kind, e->text);
    bool escalate = all[i].run == do_escalate; /* one alert after the other: those before the failing one are done */
    CHECK(ok ? (after != before) == !all[i].reads : escalate || after == before, "%s: %s: step %zu: half of it is kept",
          s->t->backend->name, all[i].name, at);
}

static void run_each_step(struct record_test *t, struct people *p)
{
    struct steps s = {.t = t, .p = p};
    settings(t, WITH_OWNER);
    sign_plan(t, p->id);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bool reached = true;
        for (int at = 1; reached; at++) {
            struct err e = {0};
            struct arena a;
            int64_t before = sum_of(t, p);
            t->now_ms++;
            arena_init(&a, 0);
            db_fail_at(t->store.db, at);
            bool ok = all[i].run(&s, &a, &e);
            reached = db_fail_at(t->store.db, 0) == 0;
            arena_free(&a);
            check_outcome(&s, i, before, ok, &e, ERR_IO, (size_t)at);
            CHECK(ok || reached, "%s: %s: %s: %s", t->backend->name, all[i].name, e.where, e.text);
            if (ok && reached && !all[i].reads)
                break; /* done although a step failed and was tried again */
        }
    }
}

static void test_each_step_of_the_database_failing(void **state)
{
    (void)state;
    each_backend(run_each_step);
}

static void test_each_allocation_failing(void **state)
{
    (void)state;
    struct backend b;
    struct record_test t;
    assert_true(backend_at(0, &b));
    record_test_begin(&t, &b);
    t.now_ms -= 20 * DAY_MS;
    struct people p = people(&t);
    t.now_ms += 20 * DAY_MS;
    struct steps s = {.t = &t, .p = &p};
    settings(&t, WITH_OWNER);
    sign_plan(&t, p.id);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bool ok = false;
        for (size_t at = 1; !ok; at++) {
            struct err e = {0};
            struct arena a;
            int64_t before = sum_of(&t, &p);
            t.now_ms++;
            arena_init(&a, 0);
            a.fail_at = at;
            ok = all[i].run(&s, &a, &e);
            CHECK(!ok || !a.failed, "%s: a refused allocation was swallowed", all[i].name);
            arena_free(&a);
            check_outcome(&s, i, before, ok, &e, ERR_MEMORY, at);
        }
    }
    record_test_end(&t);
    backend_end(&b);
}

/* ---- random records: whatever was done, they are a series, and the plan can be followed ---- */

static const struct {
    enum record_kind kind;
    const char *json;
} some[] = {
    {RECORD_SESSION, "{\"status\":\"attended\",\"start\":\"09:00\",\"end\":\"09:50\"}"},
    {RECORD_SESSION, "{\"status\":\"no_show\"}"},
    {RECORD_EVENT, "{\"kind\":\"moved\"}"},
    {RECORD_DIAGNOSIS, "{\"code\":\"F32.1\"}"},
    {RECORD_DIARY, "{\"mood\":3,\"anxiety\":4}"},
    {RECORD_DIARY,
     "{\"sleep_hours\":7.5,\"values\":[{\"name\":\"walks\",\"value\":2},{\"name\":\"walks\",\"value\":3}]}"},
    {RECORD_DIARY, "{\"text\":\"words\"}"},
    {RECORD_RATING, "{\"type\":\"count\",\"objective\":\"o2\",\"value\":3,\"period\":\"week\"}"},
    {RECORD_RATING, "{\"type\":\"count\",\"objective\":\"o2\",\"value\":9,\"period\":\"month\"}"},
    {RECORD_RATING, "{\"type\":\"rating\",\"measure\":\"mood\",\"value\":6}"},
    {RECORD_RATING, "{\"type\":\"attainment\",\"goal\":\"g1\",\"level\":1}"},
    {RECORD_RATING, "{\"type\":\"baseline\",\"objective\":\"o1\",\"value\":12}"},
    {RECORD_RATING, "{\"type\":\"met\",\"goal\":\"g1\",\"value\":false}"},
    {RECORD_SCORE, "{\"instrument\":\"gad7\",\"total\":12}"},
    {RECORD_SCORE, PHQ9_ALERT},
    {RECORD_SCORE, "{\"instrument\":\"phq9\",\"responses\":[1,null,1,1,1,1,1,1,0]}"},
    {RECORD_REVIEW,
     "{\"results\":\"a\",\"client_reading\":\"b\",\"decisions\":[{\"about\":\"top-band/o1\",\"decision\":"
     "\"keep\",\"reason\":\"c\"},{\"about\":\"words\",\"decision\":\"end\",\"reason\":\"d\"}]}"},
    {RECORD_DECISION, "{\"sign\":\"objective-met/o1\",\"decision\":\"step_down\",\"reason\":\"c\"}"},
    {RECORD_REFERRAL, "{\"to\":\"a\",\"why\":\"b\",\"status\":\"made\"}"},
};

static struct date random_day(struct record_test *t, uint64_t *seed)
{
    return date_add_days(today(t), (int32_t)(test_random(seed) % 9) - 8);
}

static void random_deed(struct record_test *t, struct people *p, struct str assignment, uint64_t *seed)
{
    struct record *rows = NULL;
    struct str id;
    struct score out;
    struct err e = {0};
    size_t n = list(t, &p->clinician, p->id, 0, &rows), k = test_random(seed) % (sizeof some / sizeof *some);
    struct record *r = &rows[test_random(seed) % n];
    struct entry x = {.kind = some[k].kind, .date = random_day(t, seed), .json = str_of(some[k].json)};
    bool ok = true;
    t->now_ms += (int64_t)(test_random(seed) % 2) * (DAY_MS / 3) + 1;
    switch (test_random(seed) % 8) {
    case 0:
    case 1:
        ok = x.kind == RECORD_SCORE
                 ? between_score(&t->practice, &p->clinician, p->id, x.date, x.json, NONE, &t->arena, &id, &out, &e)
                 : between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e);
        break;
    case 2:
        ok = between_form(&t->practice, &p->client, p->id, assignment, x.date, &t->arena, &id, &e) ||
             e.kind == ERR_CONFLICT; /* it was withdrawn */
        break;
    case 3: /* the same kind again, on its day or on another */
        x.kind = r->kind;
        x.json = r->kind == RECORD_SCORE ? str_of(PHQ9_ALERT) : x.kind == some[k].kind ? x.json : r->content;
        x.date = test_random(seed) % 2 ? date_from_day(r->day) : x.date;
        between_correct(&t->practice, &p->clinician, p->id, r->id, &x, STR("y"), NONE, &t->arena, NULL);
        break;
    case 4:
        between_withdraw(&t->practice, &p->clinician, p->id, r->id, STR("y"), NULL);
        break;
    case 5:
        between_alert_close(&t->practice, &p->clinician, p->id, r->id, STR("assessed"), STR("y"), NULL);
        break;
    default:
        for (size_t i = 0; i < n; i++)
            if (str_is(rows[i].state, STATE_OPEN) && rows[i].kind == RECORD_SCORE) {
                RECORD_OK(between_answer(&t->practice, &p->client, p->id, rows[i].id, 1 + (int)(test_random(seed) % 9),
                                         (int)(test_random(seed) % 5) - 1, &e),
                          &e);
                if (test_random(seed) % 4 == 0)
                    between_send(&t->practice, &p->client, p->id, rows[i].id, &t->arena, &out, NULL);
            }
    }
    CHECK(ok, "%s: %s", e.where, e.text);
}

static void run_random(struct record_test *t, struct people *p)
{
    uint64_t seed = test_seed();
    settings(t, WITH_OWNER);
    sign_plan(t, p->id);
    struct str assignment =
        add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", "{\"instrument\":\"phq9\",\"remote\":true}");
    for (int round = 0; round < 120; round++) {
        struct err e = {0};
        struct series s;
        struct plan *plan;
        struct follow f;
        random_deed(t, p, assignment, &seed);
        struct str text = series_text(t, p->id);
        CHECK(series_read(text, &t->arena, &s, &e), "round %d: %s: %s\n%.*s", round, e.where, e.text, (int)text.n,
              text.p);
        RECORD_OK(between_follow(&t->practice, &p->clinician, p->id, today(t), &t->arena, &plan, &f, &e), &e);
        /* An alert stands open in what follows as long as one stands open in the record. */
        bool open = false;
        for (size_t i = 0; i < f.signs.n; i++)
            open |= f.signs.at[i].kind == SIGN_ALERT && f.signs.at[i].open;
        struct client_row row = client_row(t, p->id);
        CHECK((row.alerts > 0) == open, "round %d: %lld alerts, and what follows says otherwise\n%.*s", round,
              (long long)row.alerts, (int)text.n, text.p);
    }
}

static void test_random_records_are_a_series(void **state)
{
    (void)state;
    each_backend(run_random);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_step_of_the_database_failing),
        cmocka_unit_test(test_each_allocation_failing),
        cmocka_unit_test(test_random_records_are_a_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
