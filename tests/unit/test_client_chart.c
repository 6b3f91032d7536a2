/* test_client_chart.c: the chart and the progress page in one read each. */
#include "support.h"

#include "between_support.h"

#include "practice/chart_parts.h"
#include "practice/clients.h"
#include "practice/sharing.h"

static struct client_chart chart(struct record_test *t, const struct actor *who, struct str client,
                                 const struct chart_ask *ask)
{
    struct err e = {0};
    struct client_chart c;
    RECORD_OK(chart_read(&t->practice, who, client, ask, &t->arena, &c, &e), &e);
    return c;
}

static const struct chart_ask twenty = {.rows = 20};

static struct client_progress progress(struct record_test *t, const struct people *p, const char *name,
                                       const char *from)
{
    struct err e = {0};
    struct client_progress x;
    struct date d = from ? day(from) : (struct date){0};
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, str_of(name), d, &t->arena, &x, &e), &e);
    return x;
}

/* ---- nothing there yet ---- */

static void run_empty(struct record_test *t, struct people *p)
{
    struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
    assert_true(!c.in_force.id.n && !c.draft.id.n && !c.plan && !c.draft_plan);
    assert_int_equal(c.goal_count + c.measure_count + c.alert_count + c.sign_count + c.consent_count + c.row_count, 0);
    assert_true(!c.safety_plan.n && !c.safety_plan_in_plan && !c.earlier.n);
    for (int i = 0; i < CHART_TASKS; i++)
        assert_int_equal(c.task[i], CHART_NOT_STARTED);
    struct client_progress x = progress(t, p, NULL, NULL);
    assert_true(!x.name.n && !x.choice_count && !x.event_count && !x.assigned_count);
    struct err e = {0};
    struct client_progress none;
    assert_false(
        chart_progress(&t->practice, &p->clinician, p->id, STR("gad7"), (struct date){0}, &t->arena, &none, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    assert_string_equal(e.where, "measure");
}

/* ---- keys in place of names ---- */

static void run_keys(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct client_progress x, none;
    const struct date all = {0};
    char key[CHART_KEY_SIZE], again[CHART_KEY_SIZE], other[CHART_KEY_SIZE];
    set_day(t, "2027-01-04");
    score(t, &p->clinician, p->id, "2027-01-04", "{\"instrument\":\"gad7\",\"total\":16}");
    score(t, &p->clinician, p->id, "2027-01-04", "{\"instrument\":\"phq9\",\"total\":3}");
    chart_key(&t->practice, p->id, STR("gad7"), key);
    chart_key(&t->practice, p->id, STR("gad7"), again);
    assert_string_equal(key, again);
    assert_int_equal(strlen(key), 16);
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, str_of(key), all, &t->arena, &x, &e), &e);
    assert_true(str_is(x.name, "gad7") && x.standing.course.points.n == 1);
    /* Of another measure, of another client's same measure: another key, which leads nowhere here. */
    chart_key(&t->practice, p->id, STR("phq9"), other);
    assert_string_not_equal(key, other);
    chart_key(&t->practice, STR("01BX5ZZKBKACTAV9WEVGEMMVRZ"), STR("gad7"), other);
    assert_string_not_equal(key, other);
    assert_false(chart_progress(&t->practice, &p->clinician, p->id, str_of(other), all, &t->arena, &none, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    /* Of a name that is longer than any: no more than its beginning counts. */
    char much[400];
    memset(much, 'x', sizeof much);
    chart_key(&t->practice, p->id, (struct str){much, sizeof much}, other);
    assert_int_equal(strlen(other), 16);
}

/* ---- a course of some weeks ---- */

#define SCORE(n) "{\"instrument\":\"gad7\",\"total\":" #n "}"

static void weeks(struct record_test *t, struct people *p)
{
    set_day(t, "2027-01-04");
    sign_plan(t, p->id);
    score(t, &p->clinician, p->id, "2027-01-04", SCORE(16));
    add(t, &p->clinician, p->id, RECORD_SESSION, "2027-01-04", "{\"status\":\"attended\"}");
    set_day(t, "2027-01-11");
    score(t, &p->clinician, p->id, "2027-01-11", SCORE(15));
    add(t, &p->clinician, p->id, RECORD_NOTE, "2027-01-11", "{\"text\":\"Slept badly.\"}");
    set_day(t, "2027-02-01");
    score(t, &p->clinician, p->id, "2027-02-01", SCORE(9));
    add(t, &p->clinician, p->id, RECORD_EVENT, "2027-02-01", "{\"kind\":\"moved\",\"text\":\"To the coast.\"}");
}

/* A text too long for a row ends behind a word, with dots; one without a blank is cut where it is full. */
static void run_long(struct record_test *t, struct people *p)
{
    static const struct {
        const char *piece;
        int times;
        const char *ends;
    } rows[] = {{"words ", 33, "words words"}, {"words ", 40, "words words \xe2\x80\xa6"}, {"\xc3\xa9", 150, "\xc3\xa9 \xe2\x80\xa6"}, {"xyz", 90, "xyzx \xe2\x80\xa6"}};
    set_day(t, "2027-03-01");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char json[600] = "{\"kind\":\"moved\",\"text\":\"";
        for (int k = 0; k < rows[i].times; k++)
            strcat(json, rows[i].piece);
        strcat(json, "\"}");
        t->now_ms += 60000;
        add(t, &p->clinician, p->id, RECORD_EVENT, "2027-03-01", json);
        struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
        struct str text = c.row[0].text;
        CHECK(text.n <= CHART_TEXT_MAX && str_ends_ci(text, str_of(rows[i].ends)), "%zu: %zu bytes: %.*s", i, text.n, (int)text.n, text.p);
    }
}

static void run_course(struct record_test *t, struct people *p)
{
    weeks(t, p);
    struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
    assert_true(c.plan && c.in_force.id.n && c.in_force.number == 1);
    assert_str(c.in_force.state, "signed", "state");
    assert_int_equal(c.goal_count, 1);
    const struct chart_goal *g = &c.goal[0];
    assert_str(g->goal->id, "g1", "goal");
    assert_int_equal(g->count, 2);
    assert_str(g->objective[0].objective->id, "o1", "first objective");
    assert_str(g->objective[1].objective->id, "o2", "second objective");
    assert_int_equal(g->objective[0].state, STANDING_ON_COURSE);
    assert_int_equal(g->objective[1].state, STANDING_NOT_MEASURED);
    assert_int_equal(g->state, STANDING_ON_COURSE);
    assert_true(has(g->objective[0].sentence, "7"));
    assert_int_equal(c.measure_count, 1);
    const struct chart_measure *m = &c.measure[0];
    assert_string_equal(m->measure->id, "gad7");
    assert_true(m->value == 9 && m->first == 16 && m->values == 3 && m->last_count == 3);
    assert_true(m->last[0].value == 16 && m->last[1].value == 15 && m->last[2].value == 9);
    assert_int_equal(date_to_day(m->on), date_to_day(day("2027-02-01")));
    assert_int_equal(m->last[2].day, date_to_day(m->on));
    assert_int_equal(c.sessions, 1);
    assert_int_equal(c.row_count, 7);
    static const enum record_kind kinds[] = {RECORD_EVENT,   RECORD_SCORE, RECORD_NOTE, RECORD_SCORE,
                                             RECORD_SESSION, RECORD_SCORE, RECORD_PLAN};
    for (size_t i = 0; i < c.row_count; i++)
        CHECK(c.row[i].kind == kinds[i], "row %zu is a %s", i, record_kind_name(c.row[i].kind));
    assert_str(c.row[0].word, "moved", "event");
    assert_str(c.row[0].text, "To the coast.", "event");
    assert_true(c.row[1].has_value && c.row[1].value == 9 && strcmp(c.row[1].measure->id, "gad7") == 0);
    assert_str(c.row[2].text, "Slept badly.", "note");
    assert_str(c.row[4].word, "attended", "session");
    assert_int_equal(c.row[6].number, 1);
    assert_int_equal(c.task[TASK_SIGN], CHART_DONE);
    assert_int_equal(c.task[TASK_GOALS], CHART_DONE);
    assert_int_equal(c.task[TASK_OBJECTIVES], CHART_DONE);
    assert_int_equal(c.task[TASK_INTERVENTIONS], CHART_MISSING); /* tied to nothing */
    assert_int_equal(c.task[TASK_STRENGTHS], CHART_NOT_STARTED);
    assert_int_equal(c.task[TASK_ASSESSMENT], CHART_MISSING); /* scores, no problem named */
    assert_int_equal(c.task[TASK_CONSENT], CHART_NOT_STARTED);
}

/* ---- kept and worked out anew are the same ---- */

static bool touch(struct db_tx *tx, void *ctx, struct err *e)
{
    struct row_call *c = ctx;
    return client_get(&c->t->store, tx, 1, c->client, &c->t->arena, &c->row, e) &&
           client_change(&c->t->store, tx, &c->row, e);
}

struct kept_call {
    struct record_test *t;
    struct chart_kept where;
    struct str content;
    bool there;
};

static bool get_kept(struct db_tx *tx, void *ctx, struct err *e)
{
    struct kept_call *k = ctx;
    struct client_row row;
    if (!client_get(&k->t->store, tx, 1, k->where.client, &k->t->arena, &row, e))
        return false;
    k->where.client_version = row.version;
    return chart_get(&k->t->store, tx, &k->where, &k->t->arena, &k->content, &k->there, e);
}

static struct kept_call kept(struct record_test *t, struct str client)
{
    struct err e = {0};
    struct kept_call k = {.t = t, .where = {.practice = 1, .client = client, .day = t->now_ms / DAY_MS}};
    RECORD_OK(db_read(t->store.db, get_kept, &k, &e), &e);
    return k;
}

static void run_kept(struct record_test *t, struct people *p)
{
    struct err e = {0};
    weeks(t, p);
    struct kept_call written = kept(t, p->id);
    assert_true(written.there); /* with the last write */
    struct row_call c = {.t = t, .client = p->id};
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, touch, &c, &e), &e);
    assert_false(kept(t, p->id).there); /* the client's row is another */
    struct client_chart first = chart(t, &p->clinician, p->id, &twenty);
    struct kept_call again = kept(t, p->id);
    assert_true(again.there && str_eq(again.content, written.content));
    struct client_chart second = chart(t, &p->clinician, p->id, &twenty);
    assert_int_equal(first.sign_count, second.sign_count);
    assert_int_equal(first.goal[0].state, second.goal[0].state);
    assert_true(str_eq(first.goal[0].objective[0].sentence, second.goal[0].objective[0].sentence));
    /* Another day, another chart: what was on course has not been measured for too long; the review is overdue. */
    assert_int_equal(second.review.state, CLOCK_DUE);
    set_day(t, "2028-03-01");
    assert_false(kept(t, p->id).there);
    struct client_chart later = chart(t, &p->clinician, p->id, &twenty);
    assert_int_equal(later.review.state, CLOCK_OVERDUE);
    assert_true(kept(t, p->id).there);
}

static bool put_kept(struct db_tx *tx, void *ctx, struct err *e)
{
    struct kept_call *k = ctx;
    k->where.content = k->content;
    return chart_put(&k->t->store, tx, &k->where, e);
}

/* What another version of the program worked out is not shown, and goes. */
static void run_other_version(struct record_test *t, struct people *p)
{
    struct err e = {0};
    weeks(t, p);
    struct kept_call ours = kept(t, p->id), other = ours;
    other.content = STR("{\"program\":\"0.0.9\",\"objectives\":[],\"goals\":[]}");
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_kept, &other, &e), &e);
    assert_true(str_eq(kept(t, p->id).content, other.content));
    struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
    assert_true(c.goal_count > 0 && c.goal[0].objective[0].sentence.n > 0);
    assert_true(str_eq(kept(t, p->id).content, ours.content));
}

/* A copy that was worked out from an older state never takes the place of a newer one. */
static void run_late_copy(struct record_test *t, struct people *p)
{
    weeks(t, p);
    struct kept_call before = kept(t, p->id);
    struct between_facts any;
    struct chart_fresh old = {.facts = &any, .kept = before.where};
    old.kept.content = STR("{}");
    old.kept.client_version--;
    chart_keep_fresh(&t->practice, &old);
    struct kept_call after = kept(t, p->id);
    assert_true(after.there && str_eq(after.content, before.content));
}

/* ---- the timeline, page by page ---- */

static void run_pages(struct record_test *t, struct people *p)
{
    enum { MANY = 57 };
    set_day(t, "2027-01-04");
    sign_plan(t, p->id);
    for (int i = 0; i < MANY; i++) {
        t->now_ms += (i % 3 == 0) * DAY_MS;
        char on[DATE_TEXT_SIZE];
        date_format(today(t), on);
        if (i % 4 == 0)
            score(t, &p->clinician, p->id, on, SCORE(12));
        else
            add(t, &p->clinician, p->id, i % 4 == 1 ? RECORD_NOTE : RECORD_SESSION, on,
                i % 4 == 1 ? "{\"text\":\"n\"}" : "{\"status\":\"attended\"}");
    }
    for (size_t rows = 1; rows <= 60; rows += 13) {
        struct chart_ask ask = {.rows = rows};
        size_t seen = 0, pages = 0;
        int32_t last = INT32_MAX;
        struct str ids[MANY + 2];
        do {
            struct client_chart c = chart(t, &p->clinician, p->id, &ask);
            assert_true(c.row_count <= rows);
            for (size_t i = 0; i < c.row_count; i++) {
                assert_true(date_to_day(c.row[i].date) <= last);
                last = date_to_day(c.row[i].date);
                for (size_t k = 0; k < seen; k++)
                    assert_false(str_eq(ids[k], c.row[i].id));
                assert_true(seen < MANY + 1);
                ids[seen++] = c.row[i].id;
            }
            ask.after = c.earlier;
        } while (ask.after.n && ++pages < 100);
        CHECK(seen == MANY + 1, "%zu rows a page: %zu seen", rows, seen);
    }
    struct chart_ask notes = {.rows = 100, .kinds = 1u << RECORD_NOTE};
    assert_int_equal(chart(t, &p->clinician, p->id, &notes).row_count, 14);
    struct chart_ask none = {.rows = 0};
    assert_int_equal(chart(t, &p->clinician, p->id, &none).row_count, 0);
    struct client_chart c;
    static const char *const wrong[] = {"x", "12", "12.", "12.ABC", ".", "99999999999.01ARZ3NDEKTSV4RRFFQ69G5FAV"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct chart_ask ask = {.rows = 5, .after = str_of(wrong[i])};
        FAILS(chart_read(&t->practice, &p->clinician, p->id, &ask, &t->arena, &c, &failed), ERR_INVALID, "after",
              wrong[i]);
    }
    struct chart_ask much = {.rows = CHART_ROWS_MAX + 1};
    FAILS(chart_read(&t->practice, &p->clinician, p->id, &much, &t->arena, &c, &failed), ERR_INVALID, "rows", "rows");
}

/* What is not sent, a draft and what was withdrawn. */
static void run_left_out(struct record_test *t, struct people *p)
{
    struct err e = {0};
    set_day(t, "2027-01-04");
    struct str form, wrong = score(t, &p->clinician, p->id, "2027-01-04", SCORE(12));
    withdraw(t, &p->clinician, p->id, wrong);
    struct str as = add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-04", "{\"instrument\":\"gad7\"}");
    RECORD_OK(between_form(&t->practice, &p->clinician, p->id, as, day("2027-01-04"), &t->arena, &form, &e), &e);
    struct plan_version v;
    RECORD_OK(plans_draft_new(&t->practice, &p->clinician, p->id, false, NONE, &t->arena, &v, &e), &e);
    add(t, &p->clinician, p->id, RECORD_PSYCHOTHERAPY_NOTE, "2027-01-04", "{\"text\":\"mine alone\"}");
    struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
    assert_int_equal(c.row_count, 1);
    assert_str(c.row[0].state, "withdrawn", "state");
    assert_true(str_eq(c.draft.id, v.id) && c.draft_plan && !c.plan);
    assert_int_equal(c.draft.number, 1);
    assert_str(c.draft.state, "draft", "state");
    assert_int_equal(c.measure_count, 0);
    assert_int_equal(c.task[TASK_SIGN], CHART_NOT_STARTED);
}

/* A starter plan full of blanks has nothing done; filled in, it has. */
static void run_blanks(struct record_test *t, struct people *p)
{
    static const char plan[] =
        "{\"format\":\"goldthread.plan/1\",\"client\":{},\"strengths\":[{\"text\":\"%s\"}],\"goals\":[{\"statement\":\"%s\","
        "\"objectives\":[{\"statement\":\"%s\",\"measure\":{\"kind\":\"diary\",\"name\":\"log\"}}]}],"
        "\"crisis\":{\"safety_plan\":{\"coping\":[\"%s\"]}}}";
    static const char *const rows[][5] = {
        {"[which quality]", "[the client's own goal]", "Walk [how often] a week", "[what the client can do alone]", "blanks"},
        {"curious", "To walk again", "Walk 3 times a week", "a walk", "filled in"}};
    struct err e = {0};
    set_day(t, "2027-01-04");
    for (int i = 0; i < 2; i++) {
        char json[800];
        struct plan_version v;
        snprintf(json, sizeof json, plan, rows[i][0], rows[i][1], rows[i][2], rows[i][3]);
        RECORD_OK(plans_draft_from(&t->practice, &p->clinician, p->id, str_of(json), NONE, &t->arena, &v, &e), &e);
        struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
        enum chart_done begun = i ? CHART_DONE : CHART_MISSING;
        CHECK(c.task[TASK_STRENGTHS] == begun && c.task[TASK_GOALS] == begun && c.task[TASK_OBJECTIVES] == begun &&
                  c.task[TASK_SAFETY_PLAN] == (i ? CHART_DONE : CHART_NOT_STARTED),
              "%s: %d %d %d %d", rows[i][4], c.task[TASK_STRENGTHS], c.task[TASK_GOALS], c.task[TASK_OBJECTIVES],
              c.task[TASK_SAFETY_PLAN]);
        RECORD_OK(plans_draft_drop(&t->practice, &p->clinician, p->id, v.id, v.version, &e), &e);
    }
}

/* ---- alerts, safety, consents ---- */

static void run_safety(struct record_test *t, struct people *p)
{
    struct err e = {0};
    set_day(t, "2027-01-04");
    sign_plan(t, p->id);
    score(t, &p->clinician, p->id, "2027-01-04", PHQ9_ALERT);
    struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
    assert_int_equal(c.alert_count, 1);
    assert_int_equal(c.alert[0].item, 9);
    assert_true(c.sign_count >= 1 && c.sign[0].kind == SIGN_ALERT);
    assert_true(str_starts(c.sign[0].id, STR("alert/")));
    assert_int_equal(c.task[TASK_SAFETY_PLAN], CHART_MISSING);
    struct str id = add(t, &p->clinician, p->id, RECORD_SAFETY_PLAN, "2027-01-04", "{\"coping\":[\"Walk.\"]}");
    c = chart(t, &p->clinician, p->id, &twenty);
    assert_true(str_eq(c.safety_plan, id));
    assert_int_equal(c.task[TASK_SAFETY_PLAN], CHART_DONE);
    RECORD_OK(
        between_alert_close(&t->practice, &p->clinician, p->id, c.alert[0].id, STR("assessed"), STR("Spoke."), &e), &e);
    c = chart(t, &p->clinician, p->id, &twenty);
    assert_int_equal(c.alert_count, 0);
    struct consent k = {
        .kind = CONSENT_E_RECORD, .refused = true, .signer = STR("Ida"), .signed_on = day("2027-01-04")};
    RECORD_OK(sharing_consent(&t->practice, &p->clinician, p->id, &k, NONE, &t->arena, &e), &e);
    assert_int_equal(chart(t, &p->clinician, p->id, &twenty).consent_count, 0);
}

/* ---- who ---- */

static void run_who(struct record_test *t, struct people *p)
{
    struct err e = {0};
    weeks(t, p);
    const struct actor *may[] = {&p->clinician, &p->supervisor, &p->prescriber, &p->glass};
    for (size_t i = 0; i < sizeof may / sizeof *may; i++)
        assert_int_equal(chart(t, may[i], p->id, &twenty).row_count, 7);
    const struct {
        const struct actor *who;
        enum err_kind kind;
        const char *where;
    } not [] = {
        {&p->staff, ERR_REFUSED, "chart.open"},     {&p->client, ERR_REFUSED, "chart.open"},
        {&p->guardian, ERR_REFUSED, "chart.open"},  {&p->owner, ERR_REFUSED, "chart.open"},
        {&p->officer, ERR_REFUSED, "chart.open"},   {&p->stranger, ERR_NOT_FOUND, "client"},
        {&p->else_client, ERR_NOT_FOUND, "client"}, {&p->program, ERR_REFUSED, "chart.open"},
    };
    struct client_chart c;
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        FAILS(chart_read(&t->practice, not [i].who, p->id, &twenty, &t->arena, &c, &failed), not [i].kind,
              not [i].where, not [i].where);
    /* The client sees the own progress. */
    struct client_progress x;
    RECORD_OK(chart_progress(&t->practice, &p->client, p->id, NONE, (struct date){0}, &t->arena, &x, &e), &e);
    assert_int_equal(x.standing.course.points.n, 3);
    FAILS(chart_progress(&t->practice, &p->staff, p->id, NONE, (struct date){0}, &t->arena, &x, &failed), ERR_REFUSED,
          "progress.read", "staff");
}

/* ---- progress ---- */

/* A time "within 4 weeks" of a plan without a date counts from its signing, for everyone who looks. */
static void run_agreed(struct record_test *t, struct people *p)
{
    static const char plan[] =
        "{\"format\":\"goldthread.plan/1\",\"version\":1,\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep.\",\"objectives\":[{"
        "\"id\":\"o1\",\"statement\":\"GAD-7.\",\"measure\":{\"kind\":\"instrument\",\"name\":\"GAD-7\",\"instrument\":"
        "\"gad7\"},\"target\":{\"kind\":\"absolute\",\"comparator\":\"reduce_to\",\"value\":8},\"due\":{\"period\":\"P4W\"}}]}]}";
    struct err e = {0};
    struct client_progress x;
    char due[DATE_TEXT_SIZE];
    set_day(t, "2027-01-04");
    score(t, &p->clinician, p->id, "2027-01-04", SCORE(16));
    set_day(t, "2027-01-18");
    store_plan_of(t, p->id, "signed", plan);
    for (int delay = 0; delay < 2; delay++) {
        set_day(t, "2027-01-25");
        score(t, &p->clinician, p->id, "2027-01-25", delay ? SCORE(15) : SCORE(14));
        for (int again = 0; again < 2; again++) { /* worked out, then from what was kept */
            x = progress(t, p, "gad7", NULL);
            assert_string_equal(date_format(x.standing.due, due), "2027-02-15");
        }
        RECORD_OK(chart_progress(&t->practice, &p->client, p->id, STR("gad7"), (struct date){0}, &t->arena, &x, &e), &e);
        assert_string_equal(date_format(x.standing.due, due), "2027-02-15");
        assert_int_equal(x.waiting, 0);
        settings(t, "{\"name\":\"P\",\"alert_owner\":\"DUTY\",\"alert_cover\":\"COVER\",\"score_delay_days\":3}");
        assert_int_equal(x.standing.course.points.n, delay ? 1 : 2); /* those of today have not reached the client yet */
    }
}

/* What was never measured is overdue since the first version that asks for it: an amendment puts nothing off. */
static void run_amended(struct record_test *t, struct people *p)
{
    static const char head[] = "{\"format\":\"goldthread.plan/1\",\"version\":",
                      rest[] = ",\"goals\":[{\"id\":\"g1\",\"statement\":\"Sleep.\",\"objectives\":[{\"id\":\"o1\",\"statement\":"
                               "\"GAD-7.\",\"measure\":{\"kind\":\"instrument\",\"name\":\"GAD-7\",\"instrument\":\"gad7\"}}]}],"
                               "\"monitoring\":[{\"id\":\"m1\",\"objectives\":[\"o1\"],\"measure\":{\"kind\":\"instrument\",\"name\":"
                               "\"GAD-7\",\"instrument\":\"gad7\"},\"cadence\":{\"every_min\":1,\"every_max\":1,\"unit\":\"week\"}}]}";
    char first[800], second[800];
    size_t overdue = 0;
    snprintf(first, sizeof first, "%s1%s", head, rest);
    snprintf(second, sizeof second, "%s2%s", head, rest);
    set_day(t, "2027-01-04");
    store_plan_of(t, p->id, "superseded", first);
    set_day(t, "2027-01-25");
    store_plan_of(t, p->id, "signed", second);
    set_day(t, "2027-01-26");
    struct client_chart c = chart(t, &p->clinician, p->id, &twenty);
    for (size_t i = 0; i < c.sign_count; i++)
        overdue += c.sign[i].kind == SIGN_NOT_MEASURED;
    assert_int_equal(overdue, 1);
}

/* Where the objectives stand, kept or worked out anew, is where following the plan puts them. */
static void check_stands(struct record_test *t, struct people *p, const struct follow *f)
{
    for (int again = 0; again < 2; again++) {
        struct chart_stands now;
        struct err e = {0};
        RECORD_OK(chart_stands(&t->practice, &p->clinician, p->id, &t->arena, &now, &e), &e);
        assert_int_equal(now.objective_count, f->objectives.n);
        assert_int_equal(now.alert_open, f->alert_open);
        assert_int_equal(date_to_day(now.review.due), date_to_day(f->review.due));
        for (size_t i = 0; i < now.objective_count; i++) {
            const struct chart_objective *o = &now.objective[i];
            const struct standing *st = &f->objectives.at[i];
            struct buf b;
            buf_init(&b, 0);
            standing_put_sentence(st, today(t), &b);
            assert_true(str_eq(o->id, st->objective->id) && str_eq(o->sentence, buf_str(&b)));
            assert_int_equal(o->state, st->state);
            assert_int_equal(date_is_set(o->latest_on), st->has_latest);
            assert_true(!st->has_latest || (o->latest == st->latest && date_cmp(o->latest_on, st->latest_on) == 0));
            assert_str(o->measure, st->has_latest && st->measure ? st->measure->name : "", "its questionnaire");
            buf_free(&b);
        }
    }
}

static void run_progress(struct record_test *t, struct people *p)
{
    weeks(t, p);
    score(t, &p->clinician, p->id, "2027-02-01", "{\"instrument\":\"phq9\",\"total\":11}");
    add(t, &p->clinician, p->id, RECORD_RATING, "2027-02-01",
        "{\"type\":\"count\",\"objective\":\"o2\",\"value\":2,\"period\":\"week\"}");
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-04", "{\"instrument\":\"gad7\",\"every\":\"P1W\"}");
    add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-20", "{\"instrument\":\"who5\"}");
    struct client_progress x = progress(t, p, NULL, NULL);
    assert_int_equal(x.choice_count, 3);
    assert_str(x.choice[0].name, "gad7", "first choice");
    assert_int_equal(x.choice[0].values, 3);
    assert_str(x.choice[1].name, "o2", "second choice");
    assert_str(x.choice[1].label, "walks", "second choice");
    assert_int_equal(x.choice[1].values, 1);
    assert_str(x.choice[2].name, "phq9", "third choice");
    assert_str(x.name, "gad7", "what is shown");
    assert_int_equal(x.standing.course.points.n, 3);
    assert_true(x.standing.has_target && x.standing.target == 8);
    assert_true(x.standing.goal && x.standing.objective);
    assert_int_equal(x.first_point, 0);
    assert_true(x.sentence.n > 0);
    assert_int_equal(x.event_count, 2);
    assert_int_equal(x.event[0].type, SERIES_PLAN);
    assert_int_equal(x.event[0].number, 1);
    assert_int_equal(x.event[1].type, SERIES_EVENT);
    assert_str(x.event[1].word, "moved", "event");
    assert_int_equal(x.assigned_count, 2);
    assert_int_equal(date_to_day(x.assigned[0].next), date_to_day(day("2027-02-08")));
    assert_false(x.assigned[0].late);
    assert_int_equal(date_to_day(x.assigned[1].next), date_to_day(day("2027-01-20")));
    assert_true(x.assigned[1].late);
    /* The same as the plan followed from all entries. */
    struct err e = {0};
    struct plan *plan;
    struct follow f;
    struct buf b;
    RECORD_OK(between_follow(&t->practice, &p->clinician, p->id, today(t), &t->arena, &plan, &f, &e), &e);
    buf_init(&b, 0);
    standing_put_sentence(&f.objectives.at[0], today(t), &b);
    assert_true(str_eq(buf_str(&b), x.sentence));
    buf_free(&b);
    assert_int_equal(f.objectives.at[0].state, x.standing.state);
    assert_true(f.objectives.at[0].track.flags == x.standing.track.flags);
    check_stands(t, p, &f);
    /* From a day on: fewer are shown, all are judged. */
    x = progress(t, p, "gad7", "2027-01-11");
    assert_int_equal(x.first_point, 1);
    assert_int_equal(x.standing.course.points.n, 3);
    assert_int_equal(x.event_count, 1);
    x = progress(t, p, "gad7", "2029-01-01");
    assert_int_equal(x.first_point, 3);
    x = progress(t, p, "o2", NULL);
    assert_int_equal(x.standing.course.points.n, 1);
    assert_int_equal(x.standing.state, f.objectives.at[1].state);
    x = progress(t, p, "phq9", NULL); /* in no objective: by itself */
    assert_int_equal(x.standing.course.points.n, 1);
    assert_true(!x.standing.has_target);
}

/* Corrected, withdrawn, other ways to write a name. */
static void run_corrections(struct record_test *t, struct people *p)
{
    weeks(t, p);
    struct str a = score(t, &p->clinician, p->id, "2027-01-25", "{\"instrument\":\"GAD-7\",\"total\":14}");
    struct str b = score(t, &p->clinician, p->id, "2027-01-26", "{\"instrument\":\"phq9\",\"total\":14}");
    struct client_progress x = progress(t, p, "gad7", NULL);
    assert_int_equal(x.standing.course.points.n, 4);
    correct(t, &p->clinician, p->id, a, RECORD_SCORE, "2027-01-25", "{\"instrument\":\"gad7\",\"total\":4}");
    x = progress(t, p, "gad7", NULL);
    assert_int_equal(x.standing.course.points.n, 4);
    assert_true(x.standing.course.points.at[2].value == 4 && x.standing.course.points.at[2].corrected);
    withdraw(t, &p->clinician, p->id, b);
    x = progress(t, p, "gad7", NULL);
    assert_int_equal(x.standing.course.points.n, 4);
    for (size_t i = 0; i < x.choice_count; i++)
        assert_false(str_is(x.choice[i].name, "phq9"));
}

/* ---- one event a read ---- */

struct event_count {
    struct record_test *t;
    size_t n;
    struct str newest;
};

static bool count_events(struct db_tx *tx, void *ctx, struct err *e)
{
    struct event_count *c = ctx;
    struct audit_filter f = {.practice = 1, .limit = 5000};
    struct audit_row *rows;
    bool ok = audit_list(tx, c->t->store.keys, &f, &c->t->arena, &rows, &c->n, e);
    c->newest = ok ? rows[0].event.use_case : NONE;
    return ok;
}

static struct event_count events(struct record_test *t)
{
    struct err e = {0};
    struct event_count c = {.t = t};
    RECORD_OK(db_read(t->store.db, count_events, &c, &e), &e);
    return c;
}

static void run_events(struct record_test *t, struct people *p)
{
    weeks(t, p);
    size_t before = events(t).n;
    chart(t, &p->clinician, p->id, &twenty);
    assert_int_equal(events(t).n, before + 1);
    assert_str(events(t).newest, "chart.open", "event");
    progress(t, p, NULL, NULL);
    assert_int_equal(events(t).n, before + 2);
    assert_str(events(t).newest, "progress.read", "event");
}

/* ---- memory ---- */

struct faulty {
    struct record_test *t;
    struct people *p;
};

static bool read_chart_once(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct client_chart c;
    return chart_read(&f->t->practice, &f->p->clinician, f->p->id, &twenty, a, &c, e);
}

static bool read_progress_once(struct arena *a, void *ctx, struct err *e)
{
    struct faulty *f = ctx;
    struct client_progress x;
    return chart_progress(&f->t->practice, &f->p->clinician, f->p->id, NONE, (struct date){0}, a, &x, e);
}

static void run_faults(struct record_test *t, struct people *p)
{
    struct faulty f = {t, p};
    weeks(t, p);
    assert_true(fault_sweep(read_chart_once, &f) > 20);
    assert_true(fault_sweep(read_progress_once, &f) > 20);
    t->now_ms += DAY_MS; /* worked out anew */
    assert_true(fault_sweep(read_chart_once, &f) > 20);
}

#define TEST(name)                                                                                                     \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_backend(run_##name);                                                                                      \
    }
TEST(empty)
TEST(keys)
TEST(course)
TEST(kept)
TEST(other_version)
TEST(blanks)
TEST(late_copy)
TEST(pages)
TEST(left_out)
TEST(safety)
TEST(who)
TEST(progress)
TEST(corrections)
TEST(events)
TEST(long)
TEST(agreed)
TEST(amended)
TEST(faults)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),  cmocka_unit_test(test_keys),          cmocka_unit_test(test_course),
        cmocka_unit_test(test_kept),   cmocka_unit_test(test_other_version), cmocka_unit_test(test_blanks), cmocka_unit_test(test_late_copy),
        cmocka_unit_test(test_pages),  cmocka_unit_test(test_left_out),      cmocka_unit_test(test_safety),
        cmocka_unit_test(test_who),    cmocka_unit_test(test_progress),      cmocka_unit_test(test_corrections),
        cmocka_unit_test(test_events), cmocka_unit_test(test_faults),        cmocka_unit_test(test_long), cmocka_unit_test(test_agreed), cmocka_unit_test(test_amended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
