/* The diary: assigned, shared, read; and the private one, which is behind every door for everybody but its author. */
#include "support.h"

#include "between_support.h"
#include "practice/chart.h"
#include "practice/diary.h"
#include "practice/outside.h"
#include "practice/queue.h"
#include "practice/safety.h"
#include "practice/sharing.h"
#include "practice/upkeep.h"

static const struct diary_days january = {.from = {2027, 1, 1}}, never = {.from = {0}}, ever = {.from = {2026, 1, 1}};

static struct diary look(struct record_test *t, const struct actor *who, struct str client)
{
    struct err e = {0};
    struct diary d;
    RECORD_OK(diary_read(&t->practice, who, client, &january, &t->arena, &d, &e), &e);
    return d;
}

static void assigned_and_shared(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct diary d = look(t, &p->client, p->id);
    assert_true(!d.task.id.n && d.entry_count == 0);
    struct diary_task task = {
        .scales = 1u << DIARY_URGES, .own = STR(" checking the stove "), .sleep = true, .every = STR("P1D")};
    t->now_ms++;
    RECORD_OK(diary_assign(&t->practice, &p->clinician, p->id, &task, NONE, &t->arena, &e), &e);
    d = look(t, &p->client, p->id);
    CHECK(str_eq(d.task.id, task.id) && d.task.scales == (1u << DIARY_URGES | 1u << DIARY_MOOD) && d.task.sleep,
          "what is asked: %u", d.task.scales);
    assert_str(d.task.own, "checking the stove", "own");
    /* It is no measure: whoever reads those does not meet it. */
    struct client_progress progress;
    RECORD_OK(chart_progress(&t->practice, &p->clinician, p->id, NONE, (struct date){0}, &t->arena, &progress, &e), &e);
    assert_int_equal(progress.assigned_count, 0);
    /* One at a time. */
    struct diary_task other = {.scales = 1u << DIARY_PAIN, .every = STR("P1W"), .text = STR("to see what helps")};
    t->now_ms++;
    RECORD_OK(diary_assign(&t->practice, &p->other, p->id, &other, NONE, &t->arena, &e), &e);
    d = look(t, &p->clinician, p->id);
    assert_true(str_eq(d.task.id, other.id) && !d.task.sleep && !d.task.own.n);
    assert_str(d.task.text, "to see what helps", "text");

    static const char entry[] =
        "{\"mood\":7,\"sleep_hours\":6.5,\"values\":[{\"name\":\"stove\",\"value\":3}],\"text\":\"a walk\"}";
    struct str id = add(t, &p->client, p->id, RECORD_DIARY, "2027-01-14", entry);
    d = look(t, &p->supervisor, p->id);
    assert_int_equal(d.entry_count, 1);
    const struct diary_entry *x = d.entry;
    CHECK(str_eq(x->id, id) && !x->is_private && x->scale[DIARY_MOOD].mant == 7 && !x->scale[DIARY_ANXIETY].has &&
              x->sleep_hours.mant == 65 && x->sleep_hours.scale == 1 && x->own.mant == 3,
          "the entry");
    assert_str(x->own_name, "stove", "name");
    assert_str(x->text, "a walk", "text");
    struct str second = correct(t, &p->client, p->id, id, RECORD_DIARY, "2027-01-14", "{\"mood\":5}");
    d = look(t, &p->clinician, p->id);
    assert_true(d.entry_count == 1 && str_eq(d.entry[0].id, second));

    withdraw(t, &p->clinician, p->id, other.id);
    assert_false(look(t, &p->client, p->id).task.id.n);
    FAILS(diary_read(&t->practice, &p->staff, p->id, &january, &t->arena, &d, &failed), ERR_REFUSED, "diary.read",
          "staff");
    FAILS(diary_read(&t->practice, &p->guardian, p->id, &january, &t->arena, &d, &failed), ERR_REFUSED, "guardian",
          "nothing is open");
    FAILS(diary_read(&t->practice, &p->clinician, p->id, &never, &t->arena, &d, &failed), ERR_INVALID, "from",
          "no day");
}

/* From one day to another, and the day of the newest one before; what was corrected is none. */
static void some_days(struct record_test *t, struct people *p)
{
    struct err e = {0};
    struct diary d;
    static const char *const days[] = {"2026-09-30", "2026-10-01", "2026-10-02", "2026-12-31", "2027-01-02"};
    struct str id[5];
    for (size_t i = 0; i < 5; i++) {
        id[i] = add(t, &p->client, p->id, RECORD_DIARY, days[i], "{\"mood\":5}");
    }
    static const struct {
        struct diary_days days;
        size_t count;
        struct date older;
    } rows[] = {
        {{{2027, 1, 2}, {0}}, 1, {2026, 12, 31}},
        {{{2027, 1, 3}, {0}}, 0, {2027, 1, 2}},
        {{{2026, 10, 1}, {2026, 12, 31}}, 3, {2026, 9, 30}},
        {{{2026, 10, 2}, {2026, 12, 30}}, 1, {2026, 10, 1}},
        {{{2026, 9, 30}, {2026, 9, 30}}, 1, {0}},
        {{{2026, 9, 1}, {0}}, 5, {0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        RECORD_OK(diary_read(&t->practice, &p->client, p->id, &rows[i].days, &t->arena, &d, &e), &e);
        CHECK(d.entry_count == rows[i].count && date_cmp(d.older, rows[i].older) == 0, "row %zu: %zu, older %d-%d", i,
              d.entry_count, d.older.month, d.older.day);
    }
    withdraw(t, &p->client, p->id, id[0]);
    RECORD_OK(diary_read(&t->practice, &p->client, p->id, &rows[2].days, &t->arena, &d, &e), &e);
    CHECK(!date_is_set(d.older), "what was withdrawn is an older one");
}

static void test_some_days(void **state)
{
    (void)state;
    each_backend(some_days);
}

static void test_assigned_and_shared(void **state)
{
    (void)state;
    each_backend(assigned_and_shared);
}

/* On the first page: today's, or this week's, until something was written. */
static void due(struct record_test *t, struct people *p)
{
    static const struct {
        const char *every;
        int days_ago; /* of an entry; 99: there is none */
        bool due;
    } rows[] = {{"P1D", 99, true}, {"P1D", 1, true},  {"P1D", 0, false}, {"P1W", 99, true},
                {"P1W", 7, true},  {"P1W", 6, false}, {"P1W", 0, false}};
    struct outside_home h;
    struct err e = {0};
    RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
    assert_false(h.diary); /* nothing is assigned */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diary_task task = {.every = str_of(rows[i].every)};
        char on[DATE_TEXT_SIZE];
        t->now_ms += 20 * DAY_MS;
        RECORD_OK(diary_assign(&t->practice, &p->clinician, p->id, &task, NONE, &t->arena, &e), &e);
        date_format(date_add_days(today(t), -(rows[i].days_ago == 99 ? 0 : rows[i].days_ago)), on);
        if (rows[i].days_ago != 99)
            add(t, &p->client, p->id, RECORD_DIARY, on, "{\"mood\":5}");
        else /* what is kept for oneself is no answer */
            add(t, &p->client, p->id, RECORD_PRIVATE_DIARY, on, "{\"mood\":5}");
        RECORD_OK(outside_home(&t->practice, &p->client, &t->arena, &h, &e), &e);
        CHECK(h.diary == rows[i].due && h.weekly == str_is(task.every, "P1W"), "row %zu", i);
        struct actor guardian = p->guardian;
        guardian.client = p->id;
        RECORD_OK(outside_home(&t->practice, &guardian, &t->arena, &h, &e), &e);
        assert_false(h.diary); /* the client's alone to write */
    }
}

static void test_due(void **state)
{
    (void)state;
    each_backend(due);
}

static void what_cannot_be_assigned(struct record_test *t, struct people *p)
{
    static const char forty_one[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const struct {
        struct diary_task task;
        const char *where;
    } bad[] = {{{.every = STR("P1M")}, "every"},
               {{.scales = 0}, "every"},
               {{.every = STR("P1D"), .scales = 1u << DIARY_SCALES}, "scales"},
               {{.every = STR("P1D"), .own = STR(forty_one)}, "own"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct diary_task task = bad[i].task;
        FAILS(diary_assign(&t->practice, &p->clinician, p->id, &task, NONE, &t->arena, &failed), ERR_INVALID,
              bad[i].where, bad[i].where);
    }
    struct diary_task good = {.every = STR("P1D"), .own = {forty_one, 40}};
    struct err e = {0};
    RECORD_OK(diary_assign(&t->practice, &p->clinician, p->id, &good, NONE, &t->arena, &e), &e);
    FAILS(diary_assign(&t->practice, &p->client, p->id, &good, NONE, &t->arena, &failed), ERR_REFUSED, "diary.assign",
          "by the client");
}

static void test_what_cannot_be_assigned(void **state)
{
    (void)state;
    each_backend(what_cannot_be_assigned);
}

/* ---- every door ---- */

#define SECRET "zebracrossing"

static bool is_in(struct str text, struct str id)
{
    return str_find(text, STR(SECRET), 0) != (size_t)-1 || str_find(text, id, 0) != (size_t)-1;
}

static void nobody_but(struct record_test *t, const struct actor *who, struct str client, struct str id,
                       const char *name)
{
    struct entry x = {.kind = RECORD_PRIVATE_DIARY, .date = today(t), .json = STR("{\"text\":\"changed\"}")};
    struct record_filter private = {.kinds = 1u << RECORD_PRIVATE_DIARY}, all = {.kinds = 0};
    struct record *rows = NULL, r;
    struct client_chart chart;
    struct chart_ask ask = {.rows = CHART_ROWS_MAX};
    struct diary d;
    struct str json;
    struct err e = {0};
    size_t n = 0;
    CHECK(!between_list(&t->practice, who, client, &private, &t->arena, &rows, &n, &e) || n == 0, "%s lists it", name);
    if (between_list(&t->practice, who, client, &all, &t->arena, &rows, &n, &e)) {
        for (size_t i = 0; i < n; i++) {
            CHECK(rows[i].kind != RECORD_PRIVATE_DIARY && !is_in(rows[i].content, id), "%s finds it among all", name);
        }
    }
    for (unsigned k = 0; k < RECORD_KIND_COUNT; k++) {
        e = (struct err){0};
        CHECK(!between_get(&t->practice, who, client, (enum record_kind)k, id, &t->arena, &r, &e), "%s reads it", name);
    }
    e = (struct err){0};
    CHECK(!between_correct(&t->practice, who, client, id, &x, STR("why"), NONE, &t->arena, &e), "%s changes it", name);
    CHECK(!between_erase(&t->practice, who, client, id, &e), "%s erases it", name);
    CHECK(!between_withdraw(&t->practice, who, client, id, STR("why"), &e), "%s withdraws it", name);
    if (diary_read(&t->practice, who, client, &ever, &t->arena, &d, &e)) {
        CHECK(d.entry_count == 1 && !is_in(d.entry[0].text, id), "%s reads it in the shared diary", name);
    }
    if (chart_read(&t->practice, who, client, &ask, &t->arena, &chart, &e)) {
        for (size_t i = 0; i < chart.row_count; i++) {
            CHECK(!str_eq(chart.row[i].id, id) && !is_in(chart.row[i].text, id), "%s meets it in the chart", name);
        }
    }
    if (sharing_export(&t->practice, who, client, &t->arena, &json, &e)) {
        CHECK(!is_in(json, id), "%s has it in the export", name);
    }
}

static void behind_every_door(struct record_test *t, struct people *p)
{
    struct err e = {0};
    const struct {
        const struct actor *who;
        const char *name;
    } all[] = {
        {&p->clinician, "the clinician"},    {&p->other, "another of the team"}, {&p->supervisor, "the supervisor"},
        {&p->prescriber, "the prescriber"},  {&p->stranger, "a stranger"},       {&p->glass, "who broke the glass"},
        {&p->duty, "who has alerts"},        {&p->owner, "the owner"},           {&p->staff, "staff"},
        {&p->officer, "the officer"},        {&p->auditor, "the auditor"},       {&p->guardian, "the guardian"},
        {&p->else_client, "another client"}, {&p->program, "the program"}};
    struct guardian_access open = {.sections = SHARE_ALL, .reason = STR("agreed"), .decided_on = today(t)};
    struct queue q;
    add(t, &p->client, p->id, RECORD_DIARY, "2027-01-14", "{\"text\":\"shared\"}");
    RECORD_OK(queue_read(&t->practice, &p->clinician, today(t), &t->arena, &q, &e), &e);
    assert_int_equal(q.news_count, 1);
    assert_int_equal(q.news[0].entries, 1);
    struct str id =
        add(t, &p->client, p->id, RECORD_PRIVATE_DIARY, "2027-01-15", "{\"mood\":1,\"text\":\"" SECRET "\"}");
    RECORD_OK(queue_read(&t->practice, &p->clinician, today(t), &t->arena, &q, &e), &e);
    assert_true(q.news_count == 1 && q.news[0].entries == 1 && q.news[0].kinds == 1u << RECORD_DIARY);
    RECORD_OK(sharing_guardian_decide(&t->practice, &p->clinician, p->id, &open, &e), &e);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        nobody_but(t, all[i].who, p->id, id, all[i].name);
    }
    assert_false(is_in(series_text(t, p->id), id));

    /* Its author: reads it, has it in the own export, and erases it for good. */
    struct record r;
    struct str json;
    RECORD_OK(between_get(&t->practice, &p->client, p->id, RECORD_PRIVATE_DIARY, id, &t->arena, &r, &e), &e);
    assert_true(is_in(r.content, id));
    RECORD_OK(sharing_export(&t->practice, &p->client, p->id, &t->arena, &json, &e), &e);
    assert_true(is_in(json, id));
    RECORD_OK(between_erase(&t->practice, &p->client, p->id, id, &e), &e);
    RECORD_OK(sharing_export(&t->practice, &p->client, p->id, &t->arena, &json, &e), &e);
    assert_false(is_in(json, id));
}

static void test_behind_every_door(void **state)
{
    (void)state;
    each_backend(behind_every_door);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_assigned_and_shared),
        cmocka_unit_test(test_some_days),
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_what_cannot_be_assigned),
        cmocka_unit_test(test_behind_every_door),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
