/* test_checkin_forms.c: forms in their publisher's words, filled in by the client. The words here are invented. */
#include "support.h"

#include "between_support.h"
#include "db/driver.h"
#include "measure/wording_parts.h"
#include "practice/checkins.h"
#include "store/wording.h"

/* ---- a wording ---- */

struct wording_call {
    struct record_test *t;
    const struct measure *m;
    struct str content; /* absent: taken away */
};

static bool put_wording(struct db_tx *tx, void *ctx, struct err *e)
{
    struct wording_call *c = ctx;
    struct wording_row row = {.practice = 1,
                              .instrument = str_of(c->m->id),
                              .by = STR("OWNER"),
                              .at_ms = c->t->now_ms,
                              .content = c->content};
    struct err none = {0};
    if (!wording_remove(tx, 1, row.instrument, &none) && none.kind != ERR_NOT_FOUND)
        return err_set(e, none.kind, none.where, "%s", none.text);
    return !c->content.n || wording_put(&c->t->store, tx, &row, e);
}

static struct wording_item words_of(struct record_test *t, const int16_t *values, const char *what, size_t i)
{
    struct questionnaire_answer *answers = arena_array(&t->arena, 64, sizeof *answers);
    struct wording_item w = {.answers = answers};
    char *text = arena_alloc(&t->arena, 64);
    snprintf(text, 64, "Pebble %s %zu", what, i);
    w.text = str_of(text);
    while (values[w.answer_count] != MEASURE_OPTION_END && w.answer_count < 64)
        w.answer_count++;
    w.answer_count = w.answer_count > QUESTIONNAIRE_ANSWERS_MAX ? 0 : w.answer_count;
    for (size_t k = 0; k < w.answer_count; k++) {
        char *says = arena_alloc(&t->arena, 32);
        snprintf(says, 32, "river %d", values[k]);
        answers[k] = (struct questionnaire_answer){.value = values[k], .text = str_of(says)};
    }
    return w;
}

static struct str invented(struct record_test *t, const struct measure *m, const char *permission)
{
    static const int16_t few[] = {0, 1, 2, 3, 4, 5, MEASURE_OPTION_END};
    const struct measure_structure *s = measure_structure(m);
    struct wording *w = ARENA_NEW(&t->arena, struct wording);
    struct buf b;
    struct str out;
    *w = (struct wording){.measure = m,
                          .title = STR("Pebbles"),
                          .permission = str_of(permission),
                          .imported = {2027, 1, 4},
                          .count = s->count};
    for (size_t i = 0; i < s->count; i++)
        w->item[i] = words_of(t, s->options[i], "item", i + 1);
    for (size_t k = 0; k < s->extra_count; k++) {
        int16_t values[8];
        memcpy(values, few, sizeof few);
        values[s->extras[k].max + 1] = MEASURE_OPTION_END;
        w->has_extra[s->extras[k].extra] = true;
        w->extra[s->extras[k].extra] = words_of(t, values, "beside", k + 1);
    }
    wording_hash(w, w->hash);
    buf_init(&b, 0);
    wording_to_json(w, &b);
    assert_true(arena_str(&t->arena, buf_str(&b), &out));
    buf_free(&b);
    return out;
}

static void keep(struct record_test *t, const char *id, struct str content)
{
    struct err e = {0};
    struct wording_call c = {t, measure_find(str_of(id)), content};
    assert_non_null(c.m);
    RECORD_OK(db_write(t->store.db, DB_SYNC, NULL, put_wording, &c, &e), &e);
}

static struct str assigned(struct record_test *t, struct people *p, const char *id, bool remote)
{
    char json[128];
    snprintf(json, sizeof json, "{\"instrument\":\"%s\",\"every\":\"P1W\",\"remote\":%s}", id,
             remote ? "true" : "false");
    return add(t, &p->clinician, p->id, RECORD_ASSIGNMENT, "2027-01-15", json);
}

static struct str begin(struct record_test *t, struct people *p, struct str assignment)
{
    struct err e = {0};
    struct str form = NONE;
    t->now_ms++;
    RECORD_OK(checkin_open(&t->practice, &p->client, assignment, &t->arena, &form, &e), &e);
    return form;
}

/* ---- what is asked ---- */

/* "6 1 2 3": the items in the order in which they are asked. */
static const char *asked(struct record_test *t, struct people *p, struct str form, struct checkin *c)
{
    static char out[128];
    struct err e = {0};
    size_t n = 0;
    RECORD_OK(checkin_read(&t->practice, &p->client, form, &t->arena, c, &e), &e);
    out[0] = 0;
    for (size_t i = 0; i < c->count; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, i ? " %d" : "%d", c->question[i].item);
    return out;
}

static void run_asked(struct record_test *t, struct people *p)
{
    static const struct {
        const char *id;  /* NULL: the form of the row before goes on */
        int item, value; /* answered before it is read; 0: nothing */
        const char *asked;
        size_t given;
        bool alert;
        const char *why;
    } rows[] = {
        {"phq9", 0, 0, "1 2 3 4 5 6 7 8 9 10", 0, false, "the question beside the score comes last"},
        {NULL, 9, 0, "1 2 3 4 5 6 7 8 9 10", 1, false, "below the alert"},
        {NULL, 9, 1, "1 2 3 4 5 6 7 8 9 10", 1, true, "on it"},
        {NULL, 10, 3, "1 2 3 4 5 6 7 8 9 10", 2, false, "the question beside it"},
        {NULL, 9, -1, "1 2 3 4 5 6 7 8 9 10", 1, false, "left open again"},
        {"pcptsd5", 0, 0, "6 1 2 3 4 5", 0, false, "the gate comes first"},
        {NULL, 6, 0, "6", 1, false, "closed: nothing else is asked"},
        {NULL, 6, 1, "6 1 2 3 4 5", 1, false, "open"},
        {NULL, 5, 1, "6 1 2 3 4 5", 2, false, "and an answer behind it"},
        {"cssrs_screener", 0, 0, "1 2 3 4 5 6", 0, false, "6b waits for 6"},
        {NULL, 2, 0, "1 2 6", 1, false, "2 is no: 3 to 5 are left out"},
        {NULL, 6, 1, "1 2 6 7", 2, true, "6 is yes: 6b is asked"},
        {NULL, 7, 1, "1 2 6 7", 3, true, "6b is yes"},
        {NULL, 6, 0, "1 2 6", 2, true, "6 is no after all; 6b, which was yes, still counts"},
        {NULL, 2, 1, "1 2 3 4 5 6", 2, true, "2 is yes after all"},
        {NULL, 4, 1, "1 2 3 4 5 6", 3, true, "4 is yes"},
        {"audit", 1, 0, "1 9 10", 1, false, "never: the rest is left out"},
        {NULL, 1, 2, "1 2 3 4 5 6 7 8 9 10", 1, false, "it is not"},
        {NULL, 2, 0, "1 2 3 4 5 6 7 8 9 10", 2, false, "one of the two"},
        {NULL, 3, 0, "1 2 3 9 10", 3, false, "both"},
        {NULL, 10, 4, "1 2 3 9 10", 4, false, "an item with values of its own"},
        {"ors", 0, 0, "1 2 3 4", 0, false, "numbers with tenths"},
        {NULL, 2, 71, "1 2 3 4", 1, false, "7.1"},
    };
    struct str form = NONE;
    struct checkin c;
    settings(t, WITH_OWNER);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].id) {
            keep(t, rows[i].id, invented(t, measure_find(str_of(rows[i].id)), "licence 12"));
            form = begin(t, p, assigned(t, p, rows[i].id, true));
        }
        struct checkin_answer x = {.form = form, .item = rows[i].item, .value = rows[i].value};
        struct err e = {0};
        t->now_ms++;
        if (x.item)
            RECORD_OK(checkin_answer(&t->practice, &p->client, &x, &e), &e);
        CHECK(x.at_alert == rows[i].alert, "row %zu, %s: %s: alert %d", i, t->backend->name, rows[i].why, x.at_alert);
        const char *got = asked(t, p, form, &c);
        CHECK(!strcmp(got, rows[i].asked) && c.given == rows[i].given, "row %zu, %s: %s: asked %s, %zu given", i,
              t->backend->name, rows[i].why, got, c.given);
        for (size_t k = 0; k < c.count; k++)
            CHECK(c.question[k].item != x.item ||
                      (x.value < 0 ? !c.question[k].answer.has
                                   : c.question[k].answer.has && c.question[k].answer.v == x.value),
                  "row %zu: %s: another answer", i, rows[i].why);
    }
    CHECK(c.question[0].ask == CHECKIN_NUMBER && c.question[0].tenths && c.question[0].most == 100 &&
              !c.question[0].option_count,
          "%d to %d", c.question[0].least, c.question[0].most);
    assert_str(c.question[1].text, "Pebble item 2", "in the words that were imported");
}

/* ---- what is refused ---- */

enum act { OPEN, READ, ANSWER, SEND };

static bool does(struct record_test *t, const struct actor *who, enum act act, struct str id,
                 const struct checkin_answer *with, struct err *e)
{
    struct checkin c;
    struct str form;
    struct checkin_answer x = *with;
    x.form = id;
    t->now_ms++;
    switch (act) {
    case OPEN:
        return checkin_open(&t->practice, who, id, &t->arena, &form, e);
    case READ:
        return checkin_read(&t->practice, who, id, &t->arena, &c, e);
    case ANSWER:
        return checkin_answer(&t->practice, who, &x, e);
    case SEND:
        return checkin_send(&t->practice, who, id, e);
    }
    return false;
}

static void run_refused(struct record_test *t, struct people *p)
{
    settings(t, WITH_OWNER);
    keep(t, "gad7", invented(t, measure_find(STR("gad7")), NULL));
    keep(t, "phq9", invented(t, measure_find(STR("phq9")), NULL));
    struct str remote = assigned(t, p, "phq9", true), here = assigned(t, p, "gad7", false),
               bare = assigned(t, p, "isi", true), back = assigned(t, p, "gad7", true),
               locked = assigned(t, p, "ors", true), note, form = begin(t, p, remote), sent = begin(t, p, back),
               empty = begin(t, p, assigned(t, p, "gad7", true));
    struct checkin_answer one = {.item = 1, .value = 1};
    struct err e = {0};
    RECORD_OK(does(t, &p->client, ANSWER, sent, &one, &e), &e);
    RECORD_OK(does(t, &p->client, SEND, sent, &one, &e), &e);
    RECORD_OK(does(t, &p->client, SEND, sent, &one, &e), &e); /* twice is once */
    withdraw(t, &p->clinician, p->id, back);
    keep(t, "ors", invented(t, measure_find(STR("ors")), NULL)); /* nobody permits it */
    note = add(t, &p->clinician, p->id, RECORD_EVENT, "2027-01-15", "{\"kind\":\"move\",\"text\":\"Moved\"}");
    const struct str nobody = STR("01NOBODY"), words = STR("words");
    const struct {
        enum act act;
        const struct actor *who;
        struct str id;
        struct checkin_answer with;
        enum err_kind kind;
        const char *where, *why;
    } rows[] = {
        {OPEN, &p->client, nobody, one, ERR_NOT_FOUND, "record", "no such assignment"},
        {OPEN, &p->client, note, one, ERR_NOT_FOUND, "record", "something else of the record"},
        {OPEN, &p->client, here, one, ERR_REFUSED, "assignment", "on paper, with the clinician"},
        {OPEN, &p->client, bare, one, ERR_REFUSED, "wording", "none was imported"},
        {OPEN, &p->client, locked, one, ERR_REFUSED, "wording", "nobody permits it"},
        {OPEN, &p->client, back, one, ERR_CONFLICT, "assignment", "taken back"},
        {OPEN, &p->else_client, remote, one, ERR_NOT_FOUND, "record", "another client's"},
        {OPEN, &p->clinician, remote, one, ERR_NOT_FOUND, "client", "of no client's account"},
        {READ, &p->client, nobody, one, ERR_NOT_FOUND, "record", "no such form"},
        {READ, &p->client, note, one, ERR_NOT_FOUND, "record", "no form"},
        {READ, &p->client, remote, one, ERR_NOT_FOUND, "record", "the assignment is none"},
        {READ, &p->else_client, form, one, ERR_NOT_FOUND, "record", "another client's"},
        {ANSWER, &p->client, nobody, one, ERR_NOT_FOUND, "record", "no such form"},
        {ANSWER, &p->client, form, {.item = 0, .value = 1}, ERR_INVALID, "item", "before the first"},
        {ANSWER, &p->client, form, {.item = 11, .value = 1}, ERR_INVALID, "item", "behind the last"},
        {ANSWER, &p->client, form, {.item = 1, .value = 4}, ERR_INVALID, "item 1", "above the options"},
        {ANSWER,
         &p->client,
         form,
         {.item = 10, .value = 4},
         ERR_INVALID,
         "value",
         "above those of the question beside it"},
        {ANSWER, &p->client, form, {.item = 1, .value = -2}, ERR_INVALID, "value", "below them"},
        {ANSWER, &p->client, form, {.item = 1, .value = 1, .words = words}, ERR_INVALID, "words", "words for a number"},
        {ANSWER, &p->else_client, form, one, ERR_NOT_FOUND, "record", "another client's"},
        {ANSWER, &p->client, sent, one, ERR_CONFLICT, "form", "sent"},
        {SEND, &p->client, nobody, one, ERR_NOT_FOUND, "record", "no such form"},
        {SEND, &p->client, empty, one, ERR_INVALID, "form", "nothing is answered"},
        {SEND, &p->else_client, form, one, ERR_NOT_FOUND, "record", "another client's"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        e = (struct err){0};
        bool ok = does(t, rows[i].who, rows[i].act, rows[i].id, &rows[i].with, &e);
        CHECK(!ok && e.kind == rows[i].kind && !strcmp(e.where, rows[i].where), "row %zu, %s: %s: kind %d, %s: %s", i,
              t->backend->name, rows[i].why, ok ? 0 : (int)e.kind, e.where, e.text);
    }
    /* Its words are taken away, or damaged, while it is open. */
    keep(t, "phq9", STR("{\"format\":"));
    e = (struct err){0};
    assert_false(does(t, &p->client, READ, form, &one, &e));
    CHECK(e.kind == ERR_REFUSED && !strcmp(e.where, "wording"), "%s: %s", e.where, e.text);
    keep(t, "phq9", NONE);
    e = (struct err){0};
    assert_false(does(t, &p->client, READ, form, &one, &e));
    CHECK(e.kind == ERR_REFUSED && !strcmp(e.where, "wording"), "%s: %s", e.where, e.text);
}

/* ---- what is due ---- */

static void run_due(struct record_test *t, struct people *p)
{
    struct checkin_due *list;
    struct err e = {0};
    size_t n;
    settings(t, WITH_OWNER);
    keep(t, "gad7", invented(t, measure_find(STR("gad7")), NULL));
    struct str remote = assigned(t, p, "gad7", true);
    assigned(t, p, "gad7", false);
    assigned(t, p, "isi", true); /* without words */
    RECORD_OK(checkin_list(&t->practice, &p->client, &t->arena, &list, &n, &e), &e);
    assert_int_equal(n, 1);
    CHECK(str_eq(list[0].assignment, remote) && list[0].kind == CHECKIN_INSTRUMENT && list[0].due && !list[0].form.n,
          "%s: what is due", t->backend->name);
    assert_true(list[0].questions == measure_structure(list[0].measure)->count);
    struct str form = begin(t, p, remote);
    RECORD_OK(checkin_list(&t->practice, &p->client, &t->arena, &list, &n, &e), &e);
    assert_true(n == 1 && str_eq(list[0].form, form) && list[0].due);
    struct checkin_answer x = {.form = form, .item = 1, .value = 1};
    RECORD_OK(checkin_answer(&t->practice, &p->client, &x, &e), &e);
    RECORD_OK(checkin_send(&t->practice, &p->client, form, &e), &e);
    RECORD_OK(checkin_list(&t->practice, &p->client, &t->arena, &list, &n, &e), &e);
    assert_true(n == 1 && !list[0].due && str_eq(list[0].sent_id, form) &&
                date_cmp(list[0].next, day("2027-01-22")) == 0);
    t->now_ms += 7 * DAY_MS;
    RECORD_OK(checkin_list(&t->practice, &p->client, &t->arena, &list, &n, &e), &e);
    assert_true(n == 1 && list[0].due);
    CHECK(!str_eq(begin(t, p, remote), form), "%s: the one that was sent was begun again", t->backend->name);
}

/* ---- each step failing ---- */

static void run_steps(struct record_test *t, struct people *p)
{
    static const enum act acts[] = {OPEN, READ, ANSWER, SEND};
    struct checkin_answer one = {.item = 9, .value = 2}; /* it raises an alert */
    settings(t, WITH_OWNER);
    keep(t, "phq9", invented(t, measure_find(STR("phq9")), NULL));
    struct str assignment = assigned(t, p, "phq9", true), form = NONE;
    struct alert *alerts;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        int failed = 0;
        bool reached = true;
        for (int n = 1; reached; n++) {
            struct err e = {0};
            size_t before = alerts_of(t, &p->duty, &alerts);
            db_fail_at(t->store.db, n);
            bool ok = does(t, &p->client, acts[i], acts[i] == OPEN ? assignment : form, &one, &e);
            reached = db_fail_at(t->store.db, 0) == 0;
            CHECK(ok == !reached && (ok || e.kind == ERR_IO), "%s: act %d, step %d: %s: %s", t->backend->name,
                  (int)acts[i], n, e.where, e.text);
            CHECK(ok || alerts_of(t, &p->duty, &alerts) == before, "%s: step %d: an alert of nothing", t->backend->name,
                  n);
            failed += !ok;
        }
        CHECK(failed > 2, "act %d: %d steps", (int)acts[i], failed);
        form = acts[i] == OPEN ? begin(t, p, assignment) : form;
    }
    assert_int_equal(alerts_of(t, &p->duty, &alerts), 1);
}

static void test_what_is_asked(void **state)
{
    (void)state;
    each_backend(run_asked);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    each_backend(run_refused);
}

static void test_what_is_due(void **state)
{
    (void)state;
    each_backend(run_due);
}

static void test_each_step_failing(void **state)
{
    (void)state;
    each_backend(run_steps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_asked),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_what_is_due),
        cmocka_unit_test(test_each_step_failing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
