/* test_between_follow.c: entries as a series, the plan followed, the summary, memory. */
#include "support.h"

#include "between_support.h"

/* ---- the plan followed ---- */

static struct str follow_text(struct record_test *t, const struct people *p, const char *on)
{
    struct err e = {0};
    struct plan *plan = NULL;
    struct follow f;
    struct buf b;
    RECORD_OK(between_follow(&t->practice, &p->clinician, p->id, day(on), &t->arena, &plan, &f, &e), &e);
    buf_init(&b, 0);
    follow_put_json(plan, &f, 1, &b);
    struct str s = buf_str(&b), copy = {arena_copy(&t->arena, s.p, s.n), s.n};
    buf_free(&b);
    return copy;
}

/* The same by hand: @1, @2 ... stand for the ids. */
static struct str followed_by_hand(struct record_test *t, const char *lines, const struct str *ids, const char *on)
{
    struct err e = {0};
    struct plan *plan = NULL;
    struct series s;
    struct follow f;
    struct buf b, out;
    buf_init(&b, 0);
    for (const char *c = lines; *c; c++) {
        if (*c == '@' && c[1] >= '0' && c[1] <= '9') {
            buf_add(&b, ids[(c[1] - '0') * 10 + c[2] - '0']);
            c += 2;
        } else {
            buf_char(&b, *c);
        }
    }
    RECORD_OK(series_read(buf_str(&b), &t->arena, &s, &e), &e);
    RECORD_OK(plan_from_json(str_of(TEST_PLAN), &t->arena, &plan, &e), &e);
    RECORD_OK(plan_number_ids(plan, &t->arena, &e) && plan_bind(plan, &t->arena, &e), &e);
    RECORD_OK(follow_plan(plan, &s, day(on), &t->arena, &f, &e), &e);
    buf_init(&out, 0);
    follow_put_json(plan, &f, 1, &out);
    struct str text = buf_str(&out), copy = {arena_copy(&t->arena, text.p, text.n), text.n};
    buf_free(&out);
    buf_free(&b);
    return copy;
}

static void run_round_trip(struct record_test *t, struct people *p)
{
    struct str id[20] = {{NULL, 0}};
    struct alert *alerts;
    struct err e = {0};
    static const char by_hand[] =
        "{\"id\":\"@00\",\"date\":\"2027-01-04\",\"entered\":\"2027-01-04\",\"type\":\"score\",\"instrument\":\"gad7\","
        "\"total\":16}\n"
        "{\"date\":\"2027-01-04\",\"type\":\"session\",\"status\":\"attended\",\"minutes\":50}\n"
        "{\"date\":\"2027-01-04\",\"type\":\"baseline\",\"objective\":\"o1\",\"value\":16}\n"
        "{\"id\":\"@01\",\"date\":\"2027-01-11\",\"entered\":\"2027-01-11\",\"type\":\"count\",\"objective\":\"o2\","
        "\"value\":1,\"period\":\"week\"}\n"
        "{\"id\":\"@02\",\"date\":\"2027-01-18\",\"entered\":\"2027-01-18\",\"type\":\"score\",\"instrument\":\"gad7\","
        "\"total\":17}\n"
        "{\"date\":\"2027-01-18\",\"type\":\"session\",\"status\":\"no_show\"}\n"
        "{\"date\":\"2027-01-25\",\"type\":\"session\",\"status\":\"cancelled\"}\n"
        "{\"id\":\"@03\",\"date\":\"2027-02-01\",\"type\":\"score\",\"instrument\":\"phq9\",\"responses\":[2,2,2,2,2,2,"
        "2,2,1]}\n"
        "{\"id\":\"@07\",\"date\":\"2027-02-01\",\"type\":\"event\",\"kind\":\"loss_of_job\",\"text\":\"after ten "
        "years\"}\n"
        "{\"id\":\"@04\",\"date\":\"2027-02-01\",\"type\":\"event\",\"kind\":\"moved\"}\n"
        "{\"date\":\"2027-02-02\",\"type\":\"withdrawn\",\"of\":\"@04\",\"reason\":\"x\"}\n"
        /* late: dated before, known today */
        "{\"date\":\"2027-01-25\",\"entered\":\"2027-02-08\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":18}\n"
        "{\"date\":\"2027-01-18\",\"entered\":\"2027-02-08\",\"type\":\"correction\",\"of\":\"@02\",\"total\":7}\n"
        "{\"date\":\"2027-02-08\",\"type\":\"alert_closed\",\"alert\":\"@03\",\"disposition\":\"assessed\",\"by\":"
        "\"DUTY\"}\n"
        "{\"id\":\"@08\",\"date\":\"2027-02-08\",\"type\":\"diagnosis\",\"code\":\"F32.1\"}\n"
        "{\"id\":\"@05\",\"date\":\"2027-02-08\",\"type\":\"diary\",\"measure\":\"mood\",\"value\":3}\n"
        "{\"date\":\"2027-02-09\",\"type\":\"withdrawn\",\"of\":\"@05\"}\n"
        "{\"date\":\"2027-02-08\",\"entered\":\"2027-02-09\",\"type\":\"diary\",\"measure\":\"walks\",\"value\":4}\n"
        "{\"date\":\"2027-02-15\",\"type\":\"review\",\"next\":\"2027-03-15\"}\n"
        "{\"date\":\"2027-02-15\",\"type\":\"decision\",\"sign\":\"changed-circumstances/"
        "missed-sessions\",\"decision\":\"keep\",\"reason\":\"known\",\"by\":\"CLINICIAN\"}\n"
        "{\"date\":\"2027-02-15\",\"type\":\"decision\",\"sign\":\"top-band/"
        "o1\",\"decision\":\"consult\",\"reason\":\"odd\",\"by\":\"CLINICIAN\"}\n"
        "{\"date\":\"2027-02-16\",\"type\":\"met\",\"goal\":\"g1\",\"by\":\"client\",\"value\":true}\n"
        "{\"date\":\"2027-02-16\",\"type\":\"met\",\"goal\":\"g1\",\"by\":\"clinician\",\"value\":true}\n"
        "{\"date\":\"2027-02-17\",\"type\":\"attainment\",\"goal\":\"g1\",\"level\":-1}\n"
        "{\"date\":\"2027-02-17\",\"type\":\"rating\",\"measure\":\"mood\",\"value\":6.5}\n"
        "{\"date\":\"2027-02-18\",\"entered\":\"2027-02-17\",\"type\":\"correction\",\"of\":\"@01\",\"value\":3}\n"
        "{\"id\":\"@06\",\"date\":\"2027-02-18\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":5}\n"
        "{\"date\":\"2027-02-19\",\"type\":\"withdrawn\",\"of\":\"@06\"}\n"
        "{\"date\":\"2027-02-11\",\"entered\":\"2027-02-19\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":5}\n"
        "{\"date\":\"2027-01-04\",\"type\":\"plan\",\"event\":\"signed\",\"version\":1}\n";
    settings(t, WITH_OWNER);
    set_day(t, "2027-01-04");
    sign_plan(t, p->id);
    id[0] = score(t, &p->clinician, p->id, "2027-01-04", "{\"instrument\":\"gad7\",\"total\":16}");
    add(t, &p->clinician, p->id, RECORD_SESSION, "2027-01-04",
        "{\"status\":\"attended\",\"start\":\"14:00\",\"end\":\"14:50\"}");
    add(t, &p->clinician, p->id, RECORD_RATING, "2027-01-04",
        "{\"type\":\"baseline\",\"objective\":\"o1\",\"value\":16}");
    set_day(t, "2027-01-11");
    id[1] = add(t, &p->client, p->id, RECORD_RATING, "2027-01-11",
                "{\"type\":\"count\",\"objective\":\"o2\",\"value\":1,\"period\":\"week\"}");
    set_day(t, "2027-01-18");
    id[2] = score(t, &p->clinician, p->id, "2027-01-18", "{\"instrument\":\"gad7\",\"total\":17}");
    add(t, &p->staff, p->id, RECORD_SESSION, "2027-01-18", "{\"status\":\"no_show\"}");
    set_day(t, "2027-01-25");
    struct str wrong = add(t, &p->staff, p->id, RECORD_SESSION, "2027-01-25", "{\"status\":\"attended\"}");
    correct(t, &p->staff, p->id, wrong, RECORD_SESSION, "2027-01-25", "{\"status\":\"cancelled\"}");
    set_day(t, "2027-02-01");
    id[3] = score(t, &p->clinician, p->id, "2027-02-01",
                  "{\"instrument\":\"phq9\",\"responses\":[2,2,2,2,2,2,2,2,1],\"text\":\"on paper\"}");
    id[7] = add(t, &p->clinician, p->id, RECORD_EVENT, "2027-02-01",
                "{\"kind\":\"loss_of_job\",\"text\":\"after ten years\"}");
    id[4] = add(t, &p->clinician, p->id, RECORD_EVENT, "2027-02-01", "{\"kind\":\"moved\"}");
    add(t, &p->client, p->id, RECORD_PRIVATE_DIARY, "2027-02-01", "{\"mood\":0}"); /* counts nowhere */
    set_day(t, "2027-02-02");
    withdraw(t, &p->clinician, p->id, id[4]);
    set_day(t, "2027-02-08");
    score(t, &p->clinician, p->id, "2027-01-25", "{\"instrument\":\"gad7\",\"total\":18}");
    correct(t, &p->clinician, p->id, id[2], RECORD_SCORE, "2027-01-18", "{\"instrument\":\"gad7\",\"total\":7}");
    assert_int_equal(alerts_of(t, &p->duty, &alerts), 1);
    RECORD_OK(between_alert_close(&t->practice, &p->duty, p->id, alerts[0].id, STR("assessed"), STR("x"), &e), &e);
    id[8] = add(t, &p->clinician, p->id, RECORD_DIAGNOSIS, "2027-02-08", "{\"code\":\"F32.1\"}");
    id[5] = add(t, &p->client, p->id, RECORD_DIARY, "2027-02-08", "{\"mood\":3}");
    set_day(t, "2027-02-09");
    correct(t, &p->client, p->id, id[5], RECORD_DIARY, "2027-02-08",
            "{\"values\":[{\"name\":\"walks\",\"value\":4}],\"text\":\"a\"}");
    set_day(t, "2027-02-15");
    add(t, &p->clinician, p->id, RECORD_REVIEW, "2027-02-15",
        "{\"results\":\"a\",\"client_reading\":\"b\",\"decisions\":[{\"about\":\"changed-circumstances/"
        "missed-sessions\",\"decision\":"
        "\"keep\",\"reason\":\"known\"},{\"about\":\"homework\",\"decision\":\"keep\",\"reason\":\"c\"}],"
        "\"next\":\"2027-03-15\"}");
    add(t, &p->clinician, p->id, RECORD_DECISION, "2027-02-15",
        "{\"sign\":\"top-band/o1\",\"decision\":\"consult\",\"reason\":\"odd\"}");
    set_day(t, "2027-02-16");
    add(t, &p->client, p->id, RECORD_RATING, "2027-02-16", "{\"type\":\"met\",\"goal\":\"g1\",\"value\":true}");
    add(t, &p->clinician, p->id, RECORD_RATING, "2027-02-16", "{\"type\":\"met\",\"goal\":\"g1\",\"value\":true}");
    set_day(t, "2027-02-17");
    add(t, &p->clinician, p->id, RECORD_RATING, "2027-02-17", "{\"type\":\"attainment\",\"goal\":\"g1\",\"level\":-1}");
    add(t, &p->client, p->id, RECORD_RATING, "2027-02-17", "{\"type\":\"rating\",\"measure\":\"mood\",\"value\":6.5}");
    id[1] = correct(t, &p->client, p->id, id[1], RECORD_RATING, "2027-01-11",
                    "{\"type\":\"count\",\"objective\":\"o2\",\"value\":2,\"period\":\"week\"}");
    id[1] = correct(t, &p->client, p->id, id[1], RECORD_RATING, "2027-01-11",
                    "{\"type\":\"count\",\"objective\":\"o2\",\"value\":3,\"period\":\"week\"}");
    set_day(t, "2027-02-18");
    id[6] = score(t, &p->clinician, p->id, "2027-02-18", "{\"instrument\":\"gad7\",\"total\":5}");
    set_day(t, "2027-02-19"); /* of another day: a new line */
    correct(t, &p->clinician, p->id, id[6], RECORD_SCORE, "2027-02-11", "{\"instrument\":\"gad7\",\"total\":5}");
    static const char *const days[] = {"2027-01-03", "2027-01-04", "2027-01-18", "2027-01-25", "2027-02-01",
                                       "2027-02-02", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-15",
                                       "2027-02-16", "2027-02-18", "2027-02-19", "2027-04-01"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct str got = follow_text(t, p, days[i]), hand = followed_by_hand(t, by_hand, id, days[i]);
        size_t at = 0;
        while (at < got.n && at < hand.n && got.p[at] == hand.p[at])
            at++;
        CHECK(str_eq(got, hand), "%s: %s: ...%.150s\nby hand: ...%.150s", t->backend->name, days[i],
              got.p + (at > 60 ? at - 60 : 0), hand.p + (at > 60 ? at - 60 : 0));
    }
    struct plan *plan;
    struct follow f;
    FAILS(between_follow(&t->practice, &p->clinician, p->id, (struct date){0}, &t->arena, &plan, &f, &failed),
          ERR_INVALID, "date", "no day");
    FAILS(between_follow(&t->practice, &p->stranger, p->else_id, day("2027-02-19"), &t->arena, &plan, &f, &failed),
          ERR_NOT_FOUND, "plan", "no plan in force");
    FAILS(between_follow(&t->practice, &p->staff, p->id, day("2027-02-19"), &t->arena, &plan, &f, &failed), ERR_REFUSED,
          "follow.read", "staff");
}

static void test_records_are_followed_as_the_series_by_hand(void **state)
{
    (void)state;
    each_backend(run_round_trip);
}

static void run_notes_and_plan(struct record_test *t, struct people *p)
{
    static const char *const states[] = {"draft", "signing", "superseded", "ended"};
    for (size_t i = 0; i < 4; i++)
        store_plan(t, p->id, states[i]);
    struct str text = series_text(t, p->id);
    size_t at = 0, plans = 0;
    for (; (at = str_find(text, STR("\"type\":\"plan\""), at)) != (size_t)-1; at++)
        plans++;
    assert_int_equal(plans, 2); /* those that were signed once */
    sign_plan(t, p->id);
    static const struct {
        const char *json, *where;
    } rows[] = {
        {"{\"progress\":[{\"objective\":\"o1\",\"text\":\"a\"},{\"objective\":\"o2\",\"text\":\"b\"}],"
         "\"interventions\":[\"i1\"]}",
         NULL},
        {"{\"progress\":[{\"objective\":\"o3\",\"text\":\"a\"}]}", "progress"},
        {"{\"progress\":[{\"objective\":\"g1\",\"text\":\"a\"}]}", "progress"},
        {"{\"interventions\":[\"i1\",\"o1\"]}", "interventions"},
        {"{\"text\":\"a\"}", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err e = {0};
        struct entry x = {.kind = RECORD_NOTE, .date = today(t), .json = str_of(rows[i].json)};
        bool ok = between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e);
        CHECK(ok == !rows[i].where && (ok || strcmp(e.where, rows[i].where) == 0), "row %zu: %s: %s", i, e.where,
              e.text);
    }
}

static void test_notes_name_what_the_plan_has(void **state)
{
    (void)state;
    each_backend(run_notes_and_plan);
}

/* ---- the summary ---- */

static void run_summary(struct record_test *t, struct people *p)
{
    struct err e = {0};
    settings(t, WITH_OWNER);
    set_day(t, "2027-01-04");
    score(t, &p->clinician, p->id, "2027-01-04", "{\"instrument\":\"gad7\",\"total\":16}");
    struct client_row row = client_row(t, p->id);
    assert_true(!row.review_due.has && row.alerts == 0); /* no plan, nothing due */
    sign_plan(t, p->id);
    set_day(t, "2027-02-01");
    score(t, &p->clinician, p->id, "2027-02-01", PHQ9_ALERT);
    score(t, &p->clinician, p->id, "2027-02-01", "{\"instrument\":\"gad7\",\"total\":12}");
    row = client_row(t, p->id);
    const struct json *root = NULL;
    RECORD_OK(json_parse(row.summary, &t->arena, &root, &e), &e);
    assert_true(row.summary.n < 2048 && row.alerts == 1);
    assert_true(has(row.summary, "{\"instrument\":\"gad7\",\"value\":12.0") && has(row.summary, "\"change\":-4.0"));
    assert_true(has(row.summary, "\"on\":\"2027-02-01\"") && has(row.summary, "\"alerts\":1"));
    assert_true(has(row.summary, "\"signs\":[\"Open alert\""));
    struct plan *plan;
    struct follow f;
    RECORD_OK(between_follow(&t->practice, &p->clinician, p->id, today(t), &t->arena, &plan, &f, &e), &e);
    assert_int_equal(row.review_due.has, date_is_set(f.review.due));
    if (row.review_due.has)
        assert_int_equal(row.review_due.v, date_to_day(f.review.due));
    assert_str(json_str(json_get(json_get(root, "review"), "state")), clock_state_name(f.review.state), "review");
    assert_false(has(row.summary, "no risk"));
    set_day(t, "2027-02-03");
    add(t, &p->clinician, p->id, RECORD_REVIEW, "2027-02-03",
        "{\"results\":\"a\",\"client_reading\":\"b\",\"decisions\":[{\"about\":\"plan\",\"decision\":\"keep\",\"reason\":\"c\"}],\"next\":\"2027-02-24\"}");
    row = client_row(t, p->id); /* the day agreed in the review */
    assert_true(row.review_due.has);
    assert_int_equal(row.review_due.v, date_to_day((struct date){2027, 2, 24}));
}

static void test_the_summary_says_what_stands(void **state)
{
    (void)state;
    each_backend(run_summary);
}

static bool put_summary(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    if (!client_get(&c->t->store, tx, 1, c->client, &c->t->arena, &c->row, e))
        return false;
    c->row.summary = c->content;
    return client_change(&c->t->store, tx, &c->row, e);
}

static void run_summary_kept(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct row_call c = {.t = t,
                         .client = p->id,
                         .content = STR("{\"name\":\"Ida Quill\",\"preferred_name\":\"Ida\",\"other\":{\"a\":[1]},"
                                        "\"alerts\":7,\"signs\":[\"x\"]}")};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_summary, &c, &e), &e);
    static const char *const measures[] = {"gad7", "phq9", "wsas", "who5", "isi", "pcl5", "brs", "k10", "k6"};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        char json[64];
        const struct measure *m = measure_find(str_of(measures[i]));
        snprintf(json, sizeof json, "{\"instrument\":\"%s\",\"total\":%d}", measures[i],
                 (int)(m->has_raw_range ? m->raw_max : m->max));
        score(t, &p->clinician, p->id, "2027-01-15", json);
    }
    struct str s = client_row(t, p->id).summary;
    assert_true(has(s, "\"name\":\"Ida Quill\",\"preferred_name\":\"Ida\"") && has(s, "\"other\":{\"a\":[1]}"));
    assert_true(has(s, "\"alerts\":0") && !has(s, "\"alerts\":7") && !has(s, "[\"x\"]") && s.n < 2048);
    assert_true(has(s, "\"k6\"") && !has(s, "\"gad7\"")); /* the newest six */
    c.content = STR("{\"name\":");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_summary, &c, &e), &e);
    struct entry x = {.kind = RECORD_EVENT, .date = today(t), .json = STR("{\"kind\":\"a\"}")};
    assert_false(between_add(&t->practice, &p->clinician, p->id, &x, NONE, &t->arena, &e));
    assert_int_equal(list(t, &p->clinician, p->id, 1u << RECORD_EVENT, NULL), 0);
}

static void test_the_summary_keeps_what_others_wrote(void **state)
{
    (void)state;
    each_backend(run_summary_kept);
}

/* ---- memory ---- */

static bool once_over(struct arena *a, void *ctx, struct err *e)
{
    struct record_test *t = ((struct row_call *)ctx)->t;
    struct practice_tx *unused = NULL;
    const struct json *root;
    struct record rows[6];
    struct buf b;
    (void)unused;
    static const struct {
        enum record_kind kind;
        const char *json, *state;
    } in[] = {
        {RECORD_SCORE, "{\"instrument\":\"phq9\",\"responses\":[1,1,1,1,1,1,1,1,1]}", STATE_CORRECTED},
        {RECORD_DIARY, "{\"mood\":3,\"values\":[{\"name\":\"x\",\"value\":2}]}", STATE_ENTERED},
        {RECORD_REVIEW,
         "{\"results\":\"a\",\"client_reading\":\"b\",\"decisions\":[{\"about\":\"top-band\",\"decision\":\"keep\","
         "\"reason\":\"c\"}]}",
         STATE_WITHDRAWN},
        {RECORD_SAFETY_PLAN, "{\"coping\":[\"a\"]}", STATE_ENTERED},
        {RECORD_NOTE, "{\"progress\":[{\"objective\":\"o1\",\"text\":\"a\"}]}", STATE_ENTERED},
        {RECORD_SESSION, "{\"status\":\"attended\",\"start\":\"10:00\",\"end\":\"10:50\"}", STATE_ENTERED},
    };
    static const char *const ids[] = {"A1", "A2", "A3", "A4", "A5", "A6"};
    for (size_t i = 0; i < 6; i++) {
        rows[i] = (struct record){.id = str_of(ids[i]),
                                  .kind = in[i].kind,
                                  .state = str_of(in[i].state),
                                  .content = str_of(in[i].json),
                                  .entered_ms = t->now_ms};
        if (!between_check(in[i].kind, str_of(in[i].json), a, &root, e))
            return false;
    }
    buf_init(&b, 0);
    bool ok = between_lines(rows, 6, &(struct between_place){.zone = NULL}, a, &b, e);
    if (ok)
        assert_true(has(buf_str(&b), "A2-mood") && has(buf_str(&b), "A2-0") && has(buf_str(&b), "A3-0"));
    buf_free(&b);
    return ok;
}

static void test_every_allocation_failing(void **state)
{
    (void)state;
    struct record_test t = {.now_ms = 1800000000000};
    struct row_call c = {.t = &t};
    assert_true(fault_sweep(once_over, &c) > 10);
}

/* A whole use case with each allocation of the caller's arena failing: it says so, and nothing is kept. */
static void run_add_without_memory(struct record_test *t, struct people *p)
{
    settings(t, WITH_OWNER);
    struct str id;
    struct score s;
    for (size_t at = 1;; at++) {
        struct arena a;
        struct err e = {0};
        arena_init(&a, 0);
        a.fail_at = at;
        t->now_ms++;
        bool ok =
            between_score(&t->practice, &p->clinician, p->id, today(t), str_of(PHQ9_ALERT), NONE, &a, &id, &s, &e);
        CHECK(ok || e.kind == ERR_MEMORY, "allocation %zu: %d %s", at, (int)e.kind, e.text);
        arena_free(&a);
        size_t n = list(t, &p->clinician, p->id, 1u << RECORD_SCORE | 1u << RECORD_ALERT, NULL);
        CHECK(n == (ok ? 2u : 0u), "allocation %zu: %zu rows", at, n);
        if (ok)
            break;
    }
}

static void test_a_use_case_without_memory_keeps_nothing(void **state)
{
    (void)state;
    struct backend b;
    struct record_test t;
    assert_true(backend_at(0, &b));
    record_test_begin(&t, &b);
    struct people p = people(&t);
    run_add_without_memory(&t, &p);
    record_test_end(&t);
    backend_end(&b);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_are_followed_as_the_series_by_hand),
        cmocka_unit_test(test_notes_name_what_the_plan_has),
        cmocka_unit_test(test_the_summary_says_what_stands),
        cmocka_unit_test(test_the_summary_keeps_what_others_wrote),
        cmocka_unit_test(test_every_allocation_failing),
        cmocka_unit_test(test_a_use_case_without_memory_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
