/* test_requests.c: the client's requests and their clocks; what a guardian sees. */
#include "support.h"

#include "plan/plan.h" /* before practice.h */

#include "record_support.h"
#include "unit/sharing_support.h"

#include "practice/sharing_parts.h"

#define DAY INT64_C(86400000)
static const struct actor ann = {.practice = 1, .user = {"ann", 3}, .roles = ROLE_CLINICIAN, .from = {"test", 4}};

static struct request ask(struct record_test *t, struct str client, const char *kind, int days_ago)
{
    struct request r = {.text = STR("please mend the date"), .made_on = date_add_days(today_of(t), -days_ago)};
    struct err e = {0};
    assert_true(sharing_request_find(str_of(kind), &r.kind));
    RECORD_OK(sharing_request(&t->practice, &ann, client, &r, SHARING_NONE, &t->arena, &e), &e);
    return r;
}

static struct request read_again(struct record_test *t, struct str client, struct str id)
{
    struct request *list;
    struct err e = {0};
    size_t n;
    RECORD_OK(sharing_requests(&t->practice, &ann, client, &t->arena, &list, &n, &e), &e);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].id, id))
            return list[i];
    fail_msg("the request is not there");
    return (struct request){0};
}

/* When it is due, on which day it is overdue, until when it can be extended. */
static void run_clocks(struct record_test *t)
{
    struct tsv table;
    tsv_open(&table, "tests/data/practice/request.tsv");
    while (tsv_next(&table)) {
        struct str client = client_with_details(t, MARA);
        int64_t now = t->now_ms;
        struct request r = ask(t, client, tsv_get(&table, "kind"), 0);
        struct err e = {0};
        long long extend = tsv_int(&table, "extend_after"), look = tsv_int(&table, "look_after");
        if (extend >= 0) {
            t->now_ms = now + extend * DAY;
            bool ok = sharing_answer(&t->practice, &ann, client, r.id, STR("extended"), STR("files are far away"), &e);
            CHECK(ok == tsv_int(&table, "extends"), "%s: %s", tsv_where(&table), e.text);
            CHECK(ok || e.kind == ERR_CONFLICT, "%s", tsv_where(&table));
        }
        t->now_ms = now + look * DAY;
        r = read_again(t, client, r.id);
        long long due = tsv_int(&table, "due_after");
        CHECK(due < 0 ? !date_is_set(r.due_on) : date_diff(r.due_on, r.made_on) == due, "%s", tsv_where(&table));
        CHECK(r.overdue == tsv_int(&table, "overdue"), "%s", tsv_where(&table));
        t->now_ms = now;
    }
    tsv_close(&table);
}

static bool answered(struct record_test *t, struct str client, struct str id, const char *state, const char *words,
                     struct err *e)
{
    err_clear(e);
    return sharing_answer(&t->practice, &ann, client, id, str_of(state), str_of(words), e);
}

static void run_answers(struct record_test *t)
{
    struct str client = client_with_details(t, MARA);
    struct request r = ask(t, client, "amendment", 0), again = r;
    struct err e = {0};
    assert_str(r.state, "open", "state");
    assert_false(answered(t, client, r.id, "done", "x", &e));
    assert_string_equal(e.where, "state");
    assert_false(answered(t, client, r.id, "denied", " ", &e));
    assert_string_equal(e.where, "answer");
    assert_false(answered(t, client, r.id, "extended", "", &e));
    assert_false(answered(t, client, r.id, "granted", "\xff", &e));
    assert_false(answered(t, client, STR("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "granted", "", &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    RECORD_OK(answered(t, client, r.id, "extended", "files are far away", &e), &e);
    assert_false(answered(t, client, r.id, "extended", "again", &e));
    assert_int_equal(e.kind, ERR_CONFLICT);
    RECORD_OK(answered(t, client, r.id, "denied", "the record is accurate", &e), &e);
    r = read_again(t, client, r.id);
    assert_str(r.state, "denied", "state");
    assert_str(r.answer, "the record is accurate", "answer");
    assert_str(r.extended_why, "files are far away", "extended_why");
    assert_str(r.text, "please mend the date", "text");
    assert_true(date_cmp(r.answered_on, today_of(t)) == 0 && !r.overdue);
    assert_false(answered(t, client, r.id, "granted", "", &e)); /* answered once */
    assert_int_equal(e.kind, ERR_CONFLICT);
    /* an access request is granted without words; a restriction has no clock */
    r = ask(t, client, "access", 0);
    RECORD_OK(answered(t, client, r.id, "granted", "", &e), &e);
    r = ask(t, client, "restriction", 0);
    assert_false(date_is_set(r.due_on) || answered(t, client, r.id, "extended", "why", &e));
    /* what cannot be asked */
    static const struct {
        enum request_kind kind;
        struct str text;
        int days;
        const char *where;
    } bad[] = {{REQUEST_KIND_COUNT, {"x", 1}, 0, "kind"},
               {REQUEST_AMENDMENT, {" ", 1}, 0, "text"},
               {REQUEST_RESTRICTION, {NULL, 0}, 0, "text"},
               {REQUEST_ACCESS, {"\xff", 1}, 0, "text"},
               {REQUEST_ACCESS, {NULL, 0}, 1, "made_on"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct request q = {.kind = bad[i].kind, .text = bad[i].text, .made_on = date_add_days(today_of(t), bad[i].days)};
        err_clear(&e);
        assert_false(sharing_request(&t->practice, &ann, client, &q, SHARING_NONE, &t->arena, &e));
        assert_string_equal(e.where, bad[i].where);
    }
    /* a form sent twice is one request */
    err_clear(&e);
    RECORD_OK(sharing_request(&t->practice, &ann, client, &again, STR("form-3"), &t->arena, &e), &e);
    struct request third = again;
    RECORD_OK(sharing_request(&t->practice, &ann, client, &third, STR("form-3"), &t->arena, &e), &e);
    assert_true(str_eq(third.id, again.id));
    for (unsigned i = 0; i < REQUEST_KIND_COUNT; i++) {
        enum request_kind kind;
        assert_true(sharing_request_find(str_of(sharing_request_name((enum request_kind)i)), &kind) && kind == i);
    }
    assert_false(sharing_request_find(STR("wish"), &third.kind));
    /* rows that are damaged are told */
    static const char *const damaged[] = {"{", "{\"kind\":\"wish\"}"};
    for (size_t i = 0; i < 2; i++) {
        struct request *list;
        size_t n;
        client = client_with_details(t, MARA);
        add_row(t, (struct record){
                       .client = client, .kind = RECORD_REQUEST, .state = STR("open"), .content = str_of(damaged[i])});
        err_clear(&e);
        assert_false(sharing_requests(&t->practice, &ann, client, &t->arena, &list, &n, &e));
        assert_int_equal(e.kind, ERR_INVALID);
    }
}

/* ---- guardians ---- */

struct may {
    struct record_test *t;
    struct str client;
    unsigned sections;
    bool may;
};

static bool ask_may(struct db_tx *tx, void *ctx, struct err *e)
{
    struct may *m = ctx;
    return sharing_guardian_may(&m->t->store, tx, 1, m->client, m->sections, today_of(m->t), &m->t->arena, &m->may, e);
}

static bool may(struct record_test *t, struct str client, unsigned sections)
{
    struct err e = {0};
    struct may m = {t, client, sections, true};
    RECORD_OK(db_read(t->store.db, ask_may, &m, &e), &e);
    return m.may;
}

static void run_guardians(struct record_test *t)
{
    struct tsv table;
    tsv_open(&table, "tests/data/practice/minors.tsv");
    while (tsv_next(&table)) {
        char settings[80], details[120], birth[DATE_TEXT_SIZE];
        struct date day = date_add_months(today_of(t), -12 * (int32_t)tsv_int(&table, "age"));
        day = date_add_days(day, (int32_t)-tsv_int(&table, "and_days"));
        snprintf(settings, sizeof settings, "{\"name\":\"P\",\"state\":\"%s\"}", tsv_get(&table, "state"));
        snprintf(details, sizeof details, "{\"name\":\"Mara Example\",\"birth_date\":\"%s\"}", date_format(day, birth));
        set_settings(t, settings);
        struct str client = client_with_details(t, details);
        const char *decided = tsv_get(&table, "decided");
        struct guardian_access d = {.reason = STR("talked about with Mara"), .sections = SHARE_PLAN, .for_adult = true};
        struct err e = {0};
        int64_t now = t->now_ms;
        if (strcmp(decided, "plan") == 0)
            RECORD_OK(sharing_guardian_decide(&t->practice, &ann, client, &d, &e), &e);
        d.sections = 0;
        if (strcmp(decided, "nothing") == 0)
            RECORD_OK(sharing_guardian_decide(&t->practice, &ann, client, &d, &e), &e);
        t->now_ms += tsv_int(&table, "later_days") * DAY;
        CHECK(may(t, client, SHARE_PLAN) == tsv_int(&table, "plan"), "%s", tsv_where(&table));
        CHECK(may(t, client, SHARE_NOTES) == tsv_int(&table, "notes"), "%s", tsv_where(&table));
        CHECK(may(t, client, SHARE_PLAN | SHARE_NOTES) == (tsv_int(&table, "plan") && tsv_int(&table, "notes")), "%s",
              tsv_where(&table));
        CHECK(!may(t, client, SHARE_SUBSTANCE_USE) && !may(t, client, 0), "%s", tsv_where(&table));
        t->now_ms = now;
    }
    tsv_close(&table);
}

static bool has(struct str text, const char *word)
{
    return str_find(text, str_of(word), 0) != (size_t)-1;
}

static void run_guardian_export(struct record_test *t)
{
    struct str client = client_with_details(t, "{\"name\":\"Mara Example\"}"), json;
    struct actor guardian = {.practice = 1, .user = STR("gus"), .roles = ROLE_GUARDIAN, .client = client};
    struct guardian_access d = {.sections = SHARE_NOTES, .reason = STR(" ")};
    struct err e = {0};
    struct record row = {.client = client, .state = STR("current"), .day = 20000};
    set_settings(t, "{\"name\":\"P\",\"part2\":true}");
    assert_false(may(t, client, SHARE_NOTES)); /* no birth date, no state: nothing */
    row.kind = RECORD_NOTE;
    row.content = STR("{\"text\":\"markplain\"}");
    add_row(t, row);
    row.kind = RECORD_PRIVATE_DIARY;
    row.content = STR("{\"text\":\"markprivate\"}");
    add_row(t, row);
    row.kind = RECORD_PSYCHOTHERAPY_NOTE;
    row.content = STR("{\"text\":\"markpsych\"}");
    add_row(t, row);
    row.kind = RECORD_SESSION;
    row.content = STR("{\"present\":[\"marksession\"]}");
    add_row(t, row);
    row.kind = RECORD_SCORE;
    row.content = STR("{\"instrument\":\"audit\",\"total\":21,\"text\":\"markaudit\"}");
    assert_false(sharing_export(&t->practice, &guardian, client, &t->arena, &json, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
    err_clear(&e);
    assert_false(sharing_guardian_decide(&t->practice, &ann, client, &d, &e));
    assert_string_equal(e.where, "reason");
    d.reason = STR("\xff");
    err_clear(&e);
    assert_false(sharing_guardian_decide(&t->practice, &ann, client, &d, &e));
    d.reason = STR("agreed with Mara");
    err_clear(&e);
    RECORD_OK(sharing_guardian_decide(&t->practice, &ann, client, &d, &e), &e);
    RECORD_OK(sharing_export(&t->practice, &guardian, client, &t->arena, &json, &e), &e);
    assert_true(has(json, "markplain"));
    assert_false(has(json, "markprivate") || has(json, "markpsych") || has(json, "marksession"));
    add_row(t, row); /* from now on the record tells of substance use, in a programme under Part 2 */
    RECORD_OK(sharing_export(&t->practice, &guardian, client, &t->arena, &json, &e), &e);
    assert_false(has(json, "markplain") || has(json, "markaudit"));
    /* a guardian of another client, and the decision itself */
    struct str other = client_with_details(t, MARA);
    assert_false(sharing_export(&t->practice, &guardian, other, &t->arena, &json, &e));
    assert_int_equal(e.kind, ERR_NOT_FOUND);
    err_clear(&e);
    assert_false(sharing_guardian_decide(&t->practice, &guardian, client, &d, &e));
    assert_int_equal(e.kind, ERR_REFUSED);
}

static void test_rows(void **state)
{
    struct str cells[4];
    (void)state;
    assert_true(sharing_row(sharing_minors, STR("ca"), cells, 4)); /* letters without case */
    assert_str(cells[1], "12", "age");
    assert_str(cells[2], "no", "confirmed");
    assert_false(sharing_row(sharing_minors, STR(""), cells, 4) || sharing_row(sharing_minors, STR("TX"), cells, 4));
    assert_true(sharing_row("a\tb", STR("a"), cells, 2));
    assert_false(sharing_row("a\tb", STR("a"), cells, 3) || sharing_row("#a\tb\n", STR("#a"), cells, 2));
}

static int64_t at(const char *day, int hours, int minutes)
{
    struct date d;
    assert_true(date_parse(str_of(day), &d));
    return date_to_day(d) * DAY + hours * INT64_C(3600000) + minutes * INT64_C(60000);
}

struct due {
    struct str client, id;
    struct opt_int ms;
    struct record_test *t;
};

static bool read_due(struct db_tx *tx, void *ctx, struct err *e)
{
    struct due *d = ctx;
    struct record row;
    bool ok = record_get(&d->t->store, tx, 1, d->client, d->id, &d->t->arena, &row, e);
    d->ms = ok ? row.due_ms : d->ms;
    return ok;
}

/* In Los Angeles the day ends at 08:00 UTC in winter and at 07:00 in summer; the clocks go forward on 14 March 2027. */
static void run_days_are_those_of_the_practice(struct record_test *t)
{
    static const struct {
        const char *day;
        int hours, minutes;
        const char *made_on;
    } row[] = {{"2027-01-16", 7, 59, "2027-01-15"}, {"2027-01-16", 8, 0, "2027-01-16"},  {"2027-03-14", 7, 59, "2027-03-13"},
               {"2027-03-14", 8, 0, "2027-03-14"},  {"2027-03-15", 6, 59, "2027-03-14"}, {"2027-03-15", 7, 0, "2027-03-15"}};
    struct str client = client_with_details(t, MARA);
    struct err e = {0};
    char day[DATE_TEXT_SIZE];
    set_settings(t, "{\"name\":\"Elm\",\"time_zone\":\"America/Los_Angeles\"}");
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct request r = {.kind = REQUEST_ACCESS, .text = STR("all of it")};
        t->now_ms = at(row[i].day, row[i].hours, row[i].minutes);
        e = (struct err){0};
        RECORD_OK(sharing_request(&t->practice, &ann, client, &r, SHARING_NONE, &t->arena, &e), &e);
        CHECK(strcmp(date_format(r.made_on, day), row[i].made_on) == 0, "%zu: %s", i, day);
    }
    /* Made so that it is due on the day on which the clocks go forward: not overdue until 07:00 UTC of the next. */
    struct request r = {.kind = REQUEST_ACCESS, .text = STR("all of it")};
    t->now_ms = at("2027-02-12", 20, 0);
    RECORD_OK(sharing_request(&t->practice, &ann, client, &r, SHARING_NONE, &t->arena, &e), &e);
    CHECK(strcmp(date_format(r.due_on, day), "2027-03-14") == 0, "%s", day);
    struct due due = {client, r.id, {0}, t};
    RECORD_OK(db_read(t->store.db, read_due, &due, &e), &e);
    CHECK(due.ms.has && due.ms.v == at("2027-03-15", 7, 0), "%lld", (long long)due.ms.v);
    t->now_ms = at("2027-03-15", 6, 59);
    CHECK(!read_again(t, client, r.id).overdue, "a minute before midnight there");
    t->now_ms = at("2027-03-15", 7, 0);
    CHECK(read_again(t, client, r.id).overdue, "midnight there");
    set_settings(t, "{\"name\":\"Elm\",\"time_zone\":\"Pacific/Kiritimati\"}"); /* fourteen hours ahead */
    t->now_ms = at("2027-03-14", 9, 59);
    CHECK(!read_again(t, client, r.id).overdue, "14 March there");
    t->now_ms = at("2027-03-14", 10, 0);
    CHECK(read_again(t, client, r.id).overdue, "15 March there");
    set_settings(t, "{\"name\":\"Elm\",\"time_zone\":\"Nowhere/Atall\"}"); /* gone from the system: UTC */
    t->now_ms = at("2027-03-14", 23, 59);
    CHECK(!read_again(t, client, r.id).overdue, "UTC");
    t->now_ms = at("2027-03-15", 0, 0);
    CHECK(read_again(t, client, r.id).overdue, "UTC");
}

#define ON_EACH(name)                                                                                                  \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_record(run_##name);                                                                                           \
    }
ON_EACH(clocks)
ON_EACH(answers)
ON_EACH(guardians)
ON_EACH(guardian_export)
ON_EACH(days_are_those_of_the_practice)

int main(void)
{
    struct err e = {0};
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_clocks), cmocka_unit_test(test_answers),
                                       cmocka_unit_test(test_guardians), cmocka_unit_test(test_guardian_export),
                                       cmocka_unit_test(test_days_are_those_of_the_practice),
                                       cmocka_unit_test(test_rows)};
    assert_true(seal_init(&e));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
