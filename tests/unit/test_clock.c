/* Clocks: tables with rows at, under and over each boundary; each allocation failing. */
#include "support.h"

#include "plan/clock.h"

struct fixture {
    struct arena arena;
    struct plan plan;
    struct series series;
};

static struct date date_of(const char *text, const char *where)
{
    struct date d = {0};
    CHECK(*text == '\0' || date_parse(str_of(text), &d), "%s: \"%s\" is no date", where, text);
    return d;
}

static void check_date(struct date got, const char *expected, const char *what, const char *where)
{
    char text[DATE_TEXT_SIZE];
    CHECK(strcmp(date_format(got, text), expected) == 0, "%s: %s is \"%s\", expected \"%s\"", where, what, text,
          expected);
}

static void open_row(struct fixture *f, struct tsv *t, const char *start)
{
    struct err e = {0};
    memset(f, 0, sizeof *f);
    arena_init(&f->arena, 0);
    if (start)
        f->plan.duration.start = date_of(start, tsv_where(t));
    CHECK(series_read(tsv_text(t, "series"), &f->arena, &f->series, &e), "%s: %s: %s", tsv_where(t), e.where, e.text);
}

static struct opt_int number_of(const char *word)
{
    return strcmp(word, "-") == 0 ? (struct opt_int){0} : (struct opt_int){true, atoll(word)};
}

static struct plan_cadence cadence_of(struct tsv *t)
{
    static const char *const units[] = {"-", "session", "day", "week", "month", "year"};
    char unit[16], w[4][16];
    struct plan_cadence c = {0};
    CHECK(sscanf(tsv_get(t, "cadence"), "%15s %15s %15s %15s %15s", unit, w[0], w[1], w[2], w[3]) == 5, "%s: cadence",
          tsv_where(t));
    int u = 0;
    while (u < 6 && strcmp(units[u], unit) != 0)
        u++;
    CHECK(u < 6, "%s: unit %s", tsv_where(t), unit);
    c.unit = (enum plan_unit)u;
    c.every_min = number_of(w[0]);
    c.every_max = number_of(w[1]);
    c.count_min = number_of(w[2]);
    c.count_max = number_of(w[3]);
    return c;
}

static void check_clock(const struct clock *c, struct tsv *t, const char *last)
{
    const char *where = tsv_where(t);
    CHECK(strcmp(clock_state_name(c->state), tsv_get(t, "state")) == 0, "%s: state is %s, expected %s", where,
          clock_state_name(c->state), tsv_get(t, "state"));
    check_date(c->last, last, "last", where);
    check_date(c->due, tsv_get(t, "due"), "due", where);
    check_date(c->overdue, tsv_get(t, "overdue"), "overdue", where);
    CHECK(c->days_late == tsv_int(t, "late"), "%s: %d days late", where, c->days_late);
}

static void test_review(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/clock_review.tsv");
    while (tsv_next(&t)) {
        struct fixture f;
        struct clock c;
        const char *window = tsv_get(&t, "window"), *dash = strchr(window, '-'), *held = tsv_get(&t, "held");
        struct plan_review_held one = {.date = date_of(held, tsv_where(&t))};
        open_row(&f, &t, tsv_get(&t, "start"));
        struct plan_review_window *w = &f.plan.reviews.window;
        bool days = strchr(window, 'd'), months = strchr(window, 'm');
        if (dash > window)
            *(days ? &w->min_days : months ? &w->min_months : &w->min_weeks) = (struct opt_int){true, atoll(window)};
        if (dash[1] >= '0' && dash[1] <= '9')
            *(days ? &w->max_days : months ? &w->max_months : &w->max_weeks) = (struct opt_int){true, atoll(dash + 1)};
        f.plan.reviews.next = date_of(tsv_get(&t, "next"), tsv_where(&t));
        if (*held) {
            f.plan.reviews.held.at = &one;
            f.plan.reviews.held.n = 1;
        }
        clock_review(&f.plan, &f.series, date_of(tsv_get(&t, "on"), tsv_where(&t)), &c);
        check_clock(&c, &t, tsv_get(&t, "last"));
        arena_free(&f.arena);
    }
    tsv_close(&t);
}

/* A plan that is dated after the review and states a next date has the last word; one of before has not. */
static void test_review_plan_date(void **state)
{
    static const struct {
        const char *dated, *due;
    } rows[] = {{"2026-02-03", "2026-02-25"}, {"2026-02-04", "2026-02-25"}, {"2026-02-05", "2026-03-02"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f = {.plan = {.reviews = {.plan_date = date_of(rows[i].dated, "plan date")}}};
        struct err e = {0};
        struct clock c;
        arena_init(&f.arena, 0);
        f.plan.reviews.next = date_of("2026-03-02", "plan next");
        CHECK(series_read(STR("{\"date\":\"2026-02-04\",\"type\":\"review\",\"next\":\"2026-02-25\"}"), &f.arena,
                          &f.series, &e),
              "%s", e.text);
        clock_review(&f.plan, &f.series, date_of("2026-02-20", "on"), &c);
        check_date(c.due, rows[i].due, "due", rows[i].dated);
        arena_free(&f.arena);
    }
}

/* The day that is offered in a review held on `on`: the plan's own, while it lies ahead; else its window's end. */
static void test_after(void **state)
{
    static const struct {
        const char *next;
        int weeks, months;
        const char *on, *day;
    } rows[] = {
        {"2026-03-02", 6, 0, "2026-03-01", "2026-03-02"}, /* the day before it: the stated one */
        {"2026-03-02", 6, 0, "2026-03-02", "2026-04-13"}, /* held on it: the next is the window's */
        {"2026-03-02", 6, 0, "2026-03-03", "2026-04-14"}, {"", 0, 3, "2026-11-30", "2027-02-28"},
        {"2026-03-02", 0, 0, "2026-03-02", ""},           {"", 0, 0, "2026-03-02", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan p = {.reviews = {.next = date_of(rows[i].next, "next")}};
        p.reviews.window.max_weeks = (struct opt_int){rows[i].weeks > 0, rows[i].weeks};
        p.reviews.window.max_months = (struct opt_int){rows[i].months > 0, rows[i].months};
        check_date(clock_after(&p, date_of(rows[i].on, "on")), rows[i].day, "after", rows[i].on);
    }
}

static void test_cadence(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/clock_cadence.tsv");
    while (tsv_next(&t)) {
        struct fixture f;
        struct clock c;
        struct plan_monitoring m = {.id = STR("m1"), .cadence = cadence_of(&t)};
        open_row(&f, &t, tsv_get(&t, "start"));
        clock_cadence(&m, date_of(tsv_get(&t, "last"), tsv_where(&t)), &f.plan, &f.series,
                      date_of(tsv_get(&t, "on"), tsv_where(&t)), &c);
        check_clock(&c, &t, tsv_get(&t, "last"));
        CHECK(c.sessions_left == tsv_int(&t, "left"), "%s: %d sessions left", tsv_where(&t), c.sessions_left);
        arena_free(&f.arena);
    }
    tsv_close(&t);
}

static bool run_missed(struct fixture *f, const struct plan_cadence *c, struct date from, struct date to,
                       struct arena *a, struct buf *out, struct err *e)
{
    struct series_course course;
    struct date *days = NULL;
    size_t n = 0;
    char text[DATE_TEXT_SIZE];
    if (!series_of_instrument(&f->series, measure_find(STR("gad7")), to, a, &course, e) ||
        !clock_missed(c, &course, &f->series, from, to, a, &days, &n, e))
        return false;
    buf_reset(out);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%s", i ? " " : "", date_format(days[i], text));
    return true;
}

static void test_missed(void **state)
{
    struct tsv t;
    struct buf out;
    (void)state;
    buf_init(&out, 0);
    tsv_open(&t, "tests/data/plan/clock_missed.tsv");
    while (tsv_next(&t)) {
        struct fixture f;
        struct plan_cadence c = cadence_of(&t);
        struct date from = date_of(tsv_get(&t, "from"), tsv_where(&t)), to = date_of(tsv_get(&t, "to"), tsv_where(&t));
        open_row(&f, &t, NULL);
        FAULT_SWEEP(arena, err, run_missed(&f, &c, from, to, &arena, &out, &err));
        assert_str(buf_str(&out), tsv_get(&t, "missed"), tsv_where(&t));
        arena_free(&f.arena);
    }
    tsv_close(&t);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_review),  cmocka_unit_test(test_review_plan_date), cmocka_unit_test(test_after),
        cmocka_unit_test(test_cadence), cmocka_unit_test(test_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
