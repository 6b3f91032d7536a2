/* test_series.c: dated entries are read strictly; what holds on a day; courses. */
#include "support.h"

#include "measure/measure.h"
#include "plan/plan_json.h"
#include "plan/series.h"

#include <math.h>

static struct date day(const char *text)
{
    struct date d = {0, 0, 0};
    CHECK(date_parse(str_of(text), &d), "\"%s\" is no date", text);
    return d;
}

static struct series read_ok(struct str text, struct arena *a, const char *where)
{
    struct series s;
    struct err e = {0};
    CHECK(series_read(text, a, &s, &e), "%s: %s: %s", where, e.where, e.text);
    return s;
}

/* The first objective or goal of a plan made of the given JSON. */
static const struct plan_goal *goal_of(const char *goal, struct arena *a)
{
    struct plan *p = NULL;
    struct err e = {0};
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "{\"format\":\"%s\",\"goals\":[%s]}", PLAN_FORMAT, goal);
    CHECK(plan_from_json(buf_str(&b), a, &p, &e), "%s: %s: %s", goal, e.where, e.text);
    buf_free(&b);
    return &p->goals.at[0];
}

/* course_of: the course of what a row's `of` names; `own` keeps the plan made of it. */
static bool course_of(const char *of, struct arena *own, const struct series *s, struct arena *a,
                      struct series_course *out, struct err *e, struct date known)
{
    char goal[1024];
    if (strncmp(of, "name ", 5) == 0)
        return series_of_name(s, str_of(of + 5), known, a, out, e);
    if (strncmp(of, "goal ", 5) == 0)
        return series_of_goal(s, goal_of(of + 5, own), known, a, out, e);
    if (*of != '{')
        return series_of_instrument(s, measure_find(str_of(of)), known, a, out, e);
    snprintf(goal, sizeof goal, "{\"objectives\":[%s]}", of);
    return series_of_objective(s, goal_of(goal, own)->objectives.at, known, a, out, e);
}

static void put_points(const struct series_course *c, struct buf *out)
{
    for (size_t i = 0; i < c->points.n; i++) {
        const struct series_point *p = &c->points.at[i];
        char text[DATE_TEXT_SIZE];
        buf_printf(out, "%s%s %g", i ? "; " : "", date_format(p->date, text), p->value);
        if (p->prorated)
            buf_printf(out, " prorated %g..%g", p->low, p->high);
        else
            CHECK(p->low <= p->value && p->value <= p->high, "bounds %g..%g of %g", p->low, p->high, p->value);
        if (p->corrected)
            buf_cstr(out, " corrected");
    }
}

static void courses_of_the_table(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/series/courses.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct err e = {0};
        struct buf got;
        struct series_course c;
        arena_init(&a, 0);
        buf_init(&got, 0);
        struct series s = read_ok(tsv_text(&t, "entries"), &a, tsv_where(&t));
        CHECK(course_of(tsv_get(&t, "of"), &a, &s, &a, &c, &e, day(tsv_get(&t, "known"))), "%s", tsv_where(&t));
        put_points(&c, &got);
        assert_str(buf_str(&got), tsv_get(&t, "points"), tsv_where(&t));
        CHECK(c.left_out == (size_t)tsv_int(&t, "left_out") && date_is_set(c.left_out_on) == (c.left_out > 0),
              "%s: %zu left out", tsv_where(&t), c.left_out);
        buf_free(&got);
        arena_free(&a);
    }
    tsv_close(&t);
}

static void what_is_bad_is_refused(void **state)
{
    struct tsv t;
    (void)state;
    tsv_open(&t, "tests/data/plan/series/bad.tsv");
    while (tsv_next(&t)) {
        struct arena a;
        struct series s;
        struct err e = {0};
        arena_init(&a, 0);
        CHECK(!series_read(tsv_text(&t, "entries"), &a, &s, &e), "%s: accepted", tsv_where(&t));
        CHECK(e.kind == ERR_INVALID && s.entries.n == 0, "%s: kind %d", tsv_where(&t), e.kind);
        assert_str(str_of(e.where), tsv_get(&t, "where"), tsv_where(&t));
        CHECK(strstr(e.text, tsv_get(&t, "text")), "%s: \"%s\"", tsv_where(&t), e.text);
        CHECK(!series_read(tsv_text(&t, "entries"), &a, &s, NULL), "%s: without an error to fill", tsv_where(&t));
        arena_free(&a);
    }
    tsv_close(&t);
}

/* One entry of each type and more, as in the head of series.h. */
static struct str everything;

static int read_everything(void **state)
{
    (void)state;
    everything.p = read_file("tests/data/plan/series/everything.jsonl", &everything.n);
    return 0;
}

static int free_everything(void **state)
{
    (void)state;
    free((char *)(uintptr_t)everything.p);
    return 0;
}
static const struct series_entry *entry_at_line(const struct series *s, size_t line)
{
    for (size_t i = 0; i < s->entries.n; i++)
        if (s->entries.at[i].line == line)
            return &s->entries.at[i];
    fail_msg("no entry of line %zu", line);
    return NULL;
}

static void every_type_is_read(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct series s = read_ok(everything, &a, "everything");
    assert_int_equal(s.entries.n, 24);
    unsigned seen = 0;
    for (size_t i = 0; i < s.entries.n; i++) {
        seen |= 1u << s.entries.at[i].type;
        assert_true(date_is_set(s.entries.at[i].entered));
    }
    assert_int_equal(seen, (1u << SERIES_TYPE_COUNT) - 1);

    const struct series_entry *e = entry_at_line(&s, 1);
    assert_str(e->id, "s1", "id");
    assert_str(e->by, "client", "by");
    assert_str(e->text, "on paper", "text");
    assert_ptr_equal(e->measure, measure_find(STR("gad7")));
    assert_true(e->score.has && e->score.complete && fabs(e->score.value - 15) < 1e-9);
    e = entry_at_line(&s, 2);
    assert_str(e->id, "line 2", "an id of its own");
    assert_true(e->score.has && fabs(e->score.value - 14) < 1e-9);
    e = entry_at_line(&s, 4);
    assert_str(e->objective, "o2", "objective");
    assert_str(e->period, "week", "period");
    assert_true(dec_same(e->value, dec_of_int(3)));
    e = entry_at_line(&s, 5);
    assert_str(e->name, "mood", "measure");
    assert_null(e->objective.p);
    assert_true(dec_same(entry_at_line(&s, 7)->value, dec_of_int(-1)));
    e = entry_at_line(&s, 9);
    assert_int_equal(e->session, SESSION_ATTENDED);
    assert_true(dec_same(e->value, dec_of_int(50)));
    e = entry_at_line(&s, 10);
    assert_int_equal(e->session, SESSION_NO_SHOW);
    assert_false(e->value.has);
    assert_false(entry_at_line(&s, 5)->by_guardian);
    e = entry_at_line(&s, 25);
    assert_str(e->name, "mood (reported by guardian)", "a name of its own");
    assert_true(e->by_guardian);
    static const struct {
        const char *word, *name;
        int number;
    } reporters[] = {{"guardian", "a (reported by guardian)", 1},     {"guardian 2", "a (Reported by Guardian 2)", 2},
                     {"guardian 99", "a (reported by guardian 99)", 99}, {"guardian 1", "a (reported by guardian 1)", 0},
                     {"guardian 100", "a (reported by guardian 100)", 0}, {"guardian 02", "a (reported by guardian 02)", 0},
                     {"guardian2", "a (reported by guardian2)", 0},   {"teacher", "a (reported by teacher)", 0},
                     {"", "a (reported by )", 0},                     {"guardian ", "(reported by guardian)", 0}};
    for (size_t i = 0; i < sizeof reporters / sizeof *reporters; i++) {
        CHECK(series_guardian(str_of(reporters[i].word)) == reporters[i].number, "%s", reporters[i].word);
        CHECK(series_is_guardians(str_of(reporters[i].name)) == (reporters[i].number > 0), "%s", reporters[i].name);
    }
    assert_str(entry_at_line(&s, 11)->name, "loss_of_job", "kind");
    assert_str(entry_at_line(&s, 12)->name, "F32.1", "code");
    e = entry_at_line(&s, 14);
    assert_int_equal(e->decision, DECISION_REVISE);
    assert_str(e->sign, "lack-of-progress/o1", "sign");
    assert_str(e->text, "more exposure", "reason");
    e = entry_at_line(&s, 15);
    assert_true(e->met);
    assert_str(e->goal, "g1", "goal");
    e = entry_at_line(&s, 16);
    assert_str(e->of, "s1", "alert");
    assert_str(e->name, "assessed", "disposition");
    assert_null(e->amends);
    assert_str(entry_at_line(&s, 18)->name, "signed", "event");
    assert_int_equal(entry_at_line(&s, 21)->decision, DECISION_KEEP);
    assert_false(entry_at_line(&s, 22)->met);
    assert_true(entry_at_line(&s, 23)->score.has);
    assert_false(entry_at_line(&s, 24)->score.has);
    e = entry_at_line(&s, 20);
    assert_int_equal(date_cmp(e->entered, day("2026-03-02")), 0);
    assert_ptr_equal(e->amends, entry_at_line(&s, 1));
    assert_ptr_equal(entry_at_line(&s, 1)->amended_by, e);
    assert_ptr_equal(e->amended_before, entry_at_line(&s, 19));
    assert_null(e->amended_before->amended_before);
    arena_free(&a);
}

static void entries_are_in_the_order_they_became_known(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct series s = read_ok(STR("{\"date\":\"2026-01-09\",\"type\":\"review\"}\n"
                                  "{\"date\":\"2026-01-05\",\"type\":\"review\",\"entered\":\"2026-01-09\"}\n"
                                  "{\"date\":\"2026-01-05\",\"type\":\"review\",\"entered\":\"2026-01-08\"}\n"
                                  "{\"date\":\"2026-01-05\",\"type\":\"review\",\"entered\":\"2026-01-08\"}\n"),
                              &a, "order");
    static const size_t order[] = {3, 4, 2, 1};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(s.entries.at[i].line, order[i]);
    s = read_ok(STR(""), &a, "empty");
    assert_int_equal(s.entries.n, 0);
    s = read_ok(STR(" \n\t\r\n\n"), &a, "blank");
    assert_int_equal(s.entries.n, 0);
    arena_free(&a);
}

/* A line at the limit is read, one byte more is not. */
static void a_line_has_a_limit(void **state)
{
    static const char before[] = "{\"date\":\"2026-01-05\",\"type\":\"review\",\"text\":\"";
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    buf_cstr(&b, "\n");
    buf_cstr(&b, before);
    buf_repeat(&b, 'x', SERIES_LINE_MAX - (sizeof before - 1) - 2);
    buf_cstr(&b, "\"}");
    assert_int_equal(read_ok(buf_str(&b), &a, "at the limit").entries.n, 1);
    buf_char(&b, ' ');
    struct series s;
    struct err e = {0};
    assert_false(series_read(buf_str(&b), &a, &s, &e));
    assert_int_equal(e.kind, ERR_LIMIT);
    assert_string_equal(e.where, "line 2");
    buf_free(&b);
    arena_free(&a);
}

/* n corrections, each of the one before it. */
static void put_chain(struct buf *b, int n)
{
    buf_cstr(b, "{\"id\":\"c0\",\"date\":\"2026-01-05\",\"type\":\"rating\",\"measure\":\"mood\",\"value\":1}\n");
    for (int i = 1; i <= n; i++)
        buf_printf(b, "{\"id\":\"c%d\",\"date\":\"2026-01-05\",\"type\":\"correction\",\"of\":\"c%d\",\"value\":%d}\n",
                   i, i - 1, i % 10);
}

static void corrections_of_corrections_have_a_limit(void **state)
{
    (void)state;
    for (int n = SERIES_AMEND_MAX - 1; n <= SERIES_AMEND_MAX + 1; n++) {
        struct arena a;
        struct buf b;
        struct series s;
        struct series_course c;
        struct err e = {0};
        arena_init(&a, 0);
        buf_init(&b, 0);
        put_chain(&b, n);
        bool ok = series_read(buf_str(&b), &a, &s, &e);
        CHECK(ok == (n <= SERIES_AMEND_MAX), "%d corrections: %s", n, e.text);
        if (ok) {
            assert_true(series_of_name(&s, STR("mood"), day("2026-01-05"), &a, &c, &e));
            assert_int_equal(c.points.n, 1);
            assert_int_equal((int)c.points.at[0].value, n % 10);
            assert_ptr_equal(c.points.at[0].entry, &s.entries.at[0]);
            assert_ptr_equal(c.points.at[0].held_by, &s.entries.at[n]);
        } else {
            assert_string_equal(e.where, "line 34");
        }
        buf_free(&b);
        arena_free(&a);
    }
}

static void what_amends_holds_nothing_itself(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    struct series s = read_ok(everything, &a, "everything");
    const struct series_entry *score = entry_at_line(&s, 1), *correction = entry_at_line(&s, 19);
    assert_ptr_equal(series_holder(score, day("2026-02-28")), score);
    assert_ptr_equal(series_holder(score, day("2026-03-01")), correction);
    assert_null(series_holder(score, day("2026-03-02"))); /* the withdrawal was entered that day */
    assert_null(series_holder(correction, day("2026-03-01")));
    assert_true(fabs(correction->score.value - 12) < 1e-9);
    assert_ptr_equal(correction->measure, score->measure);
    arena_free(&a);
}

static void treatment_starts(void **state)
{
    struct arena a;
    struct plan p = {.duration = {.start = day("2026-01-02")}, .reviews = {.plan_date = day("2026-01-03")}};
    (void)state;
    arena_init(&a, 0);
    struct series s =
        read_ok(STR("{\"date\":\"2026-01-05\",\"type\":\"review\"}\n"
                    "{\"id\":\"a\",\"date\":\"2026-01-04\",\"type\":\"session\",\"status\":\"attended\"}\n"
                    "{\"date\":\"2026-01-20\",\"type\":\"session\",\"status\":\"attended\"}\n"
                    "{\"date\":\"2026-01-13\",\"type\":\"session\",\"status\":\"attended\"}\n"
                    "{\"date\":\"2026-01-12\",\"type\":\"session\",\"status\":\"cancelled\"}\n"
                    "{\"date\":\"2026-01-21\",\"type\":\"withdrawn\",\"of\":\"a\"}\n"),
                &a, "start");
    assert_int_equal(date_cmp(series_start(&s, &p), day("2026-01-02")), 0);
    p.duration.start = (struct date){0, 0, 0};
    assert_int_equal(date_cmp(series_start(&s, &p), day("2026-01-03")), 0);
    p.reviews.plan_date = (struct date){0, 0, 0};
    assert_int_equal(date_cmp(series_start(&s, &p), day("2026-01-13")), 0);
    s.entries.n = 1; /* the review alone: the first of them by the day it was known */
    s.entries.at[0] = *entry_at_line(&(struct series){.entries = {s.entries.at, 6, 6}}, 1);
    assert_int_equal(date_cmp(series_start(&s, &p), day("2026-01-05")), 0);
    s.entries.n = 0;
    assert_false(date_is_set(series_start(&s, &p)));
    arena_free(&a);
}

static void sessions_are_counted(void **state)
{
    struct arena a;
    struct err e = {0};
    struct date d, none = {0, 0, 0};
    (void)state;
    arena_init(&a, 0);
    struct series s = read_ok(
        STR("{\"date\":\"2026-01-12\",\"type\":\"session\",\"status\":\"attended\"}\n"
            "{\"date\":\"2026-01-05\",\"type\":\"session\",\"status\":\"attended\",\"entered\":\"2026-01-13\"}\n"
            "{\"date\":\"2026-01-14\",\"type\":\"session\",\"status\":\"no_show\"}\n"
            "{\"date\":\"2026-01-15\",\"type\":\"session\",\"status\":\"cancelled\"}\n"
            "{\"id\":\"w\",\"date\":\"2026-01-19\",\"type\":\"session\",\"status\":\"attended\"}\n"
            "{\"date\":\"2026-01-20\",\"type\":\"withdrawn\",\"of\":\"w\"}\n"
            "{\"date\":\"2026-01-26\",\"type\":\"session\",\"status\":\"attended\"}\n"
            "{\"date\":\"2026-01-26\",\"type\":\"session\",\"status\":\"attended\"}\n"),
        &a, "sessions");
    struct date all = day("2026-02-01");
    assert_int_equal(series_sessions(&s, none, none, all), 4);
    assert_int_equal(series_sessions(&s, none, none, day("2026-01-12")), 1); /* the first was entered late */
    assert_int_equal(series_sessions(&s, none, none, day("2026-01-13")), 2);
    assert_int_equal(series_sessions(&s, none, none, day("2026-01-19")), 3); /* not yet withdrawn */
    assert_int_equal(series_sessions(&s, day("2026-01-05"), day("2026-01-12"), all), 2);
    assert_int_equal(series_sessions(&s, day("2026-01-06"), day("2026-01-12"), all), 1);
    assert_int_equal(series_sessions(&s, day("2026-01-05"), day("2026-01-11"), all), 1);
    static const char *const days[] = {"2026-01-05", "2026-01-12", "2026-01-26", "2026-01-26"};
    for (int n = 0; n <= 5; n++) {
        assert_true(series_session_day(&s, n, none, all, &a, &d, &e));
        if (n == 0 || n == 5)
            assert_false(date_is_set(d));
        else
            assert_int_equal(date_cmp(d, day(days[n - 1])), 0);
    }
    assert_true(series_session_day(&s, 1, day("2026-01-06"), all, &a, &d, &e));
    assert_int_equal(date_cmp(d, day("2026-01-12")), 0);
    FAULT_SWEEP(arena, err, series_session_day(&s, 1, none, all, &arena, &d, &err));
    arena_free(&a);
}

static void words_and_periods(void **state)
{
    static const char *const same[][2] = {
        {"panic attacks", "Panic-Attacks"}, {" a  b ", "A.B"}, {"Angst\xc3\xa9", "angst\xc3\xa9"}};
    static const char *const other[][2] = {{"", ""},      {"?", "!"},    {"panic", "panic attacks"},
                                           {"ab", "a b"}, {"a", ""},     {"a@b", "ab"},
                                           {"a[b", "ab"}, {"a`b", "ab"}, {"a{b", "ab"},
                                           {"a/b", "ab"}, {"a:b", "ab"}};
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_true(series_same_words(str_of(same[i][0]), str_of(same[i][1])));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(series_same_words(str_of(other[i][0]), str_of(other[i][1])));
    assert_true(fabs(series_period_days(STR("Days")) - 1) < 1e-9);
    assert_true(fabs(series_period_days(STR("WEEKS")) - 7) < 1e-9);
    assert_true(fabs(series_period_days(STR("month")) * 12 - 365.25) < 1e-9);
    assert_true(fabs(series_period_days(STR("year")) - 365.25) < 1e-9);
    assert_true(series_period_days(STR("weekss")) <= 0);
    assert_true(series_period_days((struct str){NULL, 0}) <= 0);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(series_type_name(SERIES_SCORE), "score");
    assert_string_equal(series_type_name(SERIES_WITHDRAWN), "withdrawn");
    assert_string_equal(series_decision_name(DECISION_KEEP), "keep");
    assert_string_equal(series_decision_name(DECISION_END), "end");
}

/* Whatever the order of the lines, what is known on each day is the same: late entries, corrections and withdrawals
 * carry their days with them. Entries of one day known on one day are ranked by line, so each has a day of its own. */
static void the_order_of_lines_does_not_matter(void **state)
{
    enum { N = 24 };
    uint64_t seed = test_seed();
    (void)state;
    for (int round = 0; round < 200; round++) {
        char lines[N][160];
        struct buf a_text, b_text, got[2];
        struct arena arena;
        struct err e = {0};
        arena_init(&arena, 0);
        buf_init(&a_text, 0);
        buf_init(&b_text, 0);
        for (int i = 0; i < N; i++) {
            int kind = i < 4 ? 0 : (int)(test_random(&seed) % 4), of = i ? (int)(test_random(&seed) % (uint64_t)i) : 0;
            char entered[DATE_TEXT_SIZE], dated[DATE_TEXT_SIZE];
            int32_t known = date_to_day(day("2026-01-10")) + i;
            date_format(date_from_day(known), entered);
            date_format(date_from_day(known - (int32_t)(test_random(&seed) % 10)), dated);
            if (kind < 2 || strstr(lines[of], "withdrawn"))
                snprintf(lines[i], sizeof *lines,
                         "{\"id\":\"e%d\",\"date\":\"%s\",\"entered\":\"%s\",\"type\":\"diary\",\"measure\":\"x\","
                         "\"value\":%d}\n",
                         i, dated, entered, i);
            else if (kind == 2)
                snprintf(lines[i], sizeof *lines,
                         "{\"id\":\"e%d\",\"date\":\"%s\",\"type\":\"correction\",\"of\":\"e%d\",\"value\":%d}\n", i,
                         entered, of, i);
            else
                snprintf(lines[i], sizeof *lines,
                         "{\"id\":\"e%d\",\"date\":\"%s\",\"type\":\"withdrawn\",\"of\":\"e%d\"}\n", i, entered, of);
            buf_cstr(&a_text, lines[i]);
        }
        for (int i = N - 1; i > 0; i--) {
            int k = (int)(test_random(&seed) % (uint64_t)(i + 1));
            char swap[160];
            memcpy(swap, lines[i], sizeof swap);
            memcpy(lines[i], lines[k], sizeof swap);
            memcpy(lines[k], swap, sizeof swap);
        }
        for (int i = 0; i < N; i++)
            buf_cstr(&b_text, lines[i]);
        struct series a = read_ok(buf_str(&a_text), &arena, a_text.p), b = read_ok(buf_str(&b_text), &arena, b_text.p);
        for (int d = 0; d <= N; d++) {
            for (int i = 0; i < 2; i++) {
                struct series_course c;
                buf_init(&got[i], 0);
                assert_true(series_of_name(i ? &b : &a, STR("x"), date_add_days(day("2026-01-09"), d), &arena, &c, &e));
                put_points(&c, &got[i]);
            }
            CHECK(str_eq(buf_str(&got[0]), buf_str(&got[1])), "day %d: %s\nnot %s\n%s", d, got[0].p, got[1].p,
                  b_text.p);
            buf_free(&got[0]);
            buf_free(&got[1]);
        }
        buf_free(&a_text);
        buf_free(&b_text);
        arena_free(&arena);
    }
}

static bool read_all(struct arena *a, void *ctx, struct err *e)
{
    struct series s;
    (void)ctx;
    return series_read(everything, a, &s, e);
}

/* More entries than are reserved at once. */
static void many_entries(void **state)
{
    struct arena a;
    struct buf b;
    (void)state;
    arena_init(&a, 0);
    buf_init(&b, 0);
    for (int i = 0; i < 5000; i++)
        buf_cstr(&b, "{\"date\":\"2026-01-05\",\"type\":\"review\"}\n");
    struct series s = read_ok(buf_str(&b), &a, "many");
    assert_int_equal(s.entries.n, 5000);
    for (size_t i = 0; i < s.entries.n; i++)
        assert_int_equal(s.entries.at[i].line, i + 1);
    buf_free(&b);
    arena_free(&a);
}

static void courses_have_names(void **state)
{
    static const struct {
        const char *of, *name;
    } rows[] = {{"gad7", "GAD-7"},
                {"{\"measure\":{\"name\":\"walks\",\"unit\":\"km\"},\"name\":\"Out\"}", "walks"},
                {"{\"measure\":{\"unit\":\"km\"},\"name\":\"Out\"}", "km"},
                {"{\"name\":\"Out\"}", "Out"},
                {"goal {\"name\":\"Sleep\"}", "Sleep"},
                {"goal {}", "goal rating"},
                {"goal {\"measure\":{\"kind\":\"behaviour\"}}", "goal attainment"},
                {"name mood", "mood"}};
    struct series none = {.entries = {NULL, 0, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a;
        struct err e = {0};
        struct series_course c;
        arena_init(&a, 0);
        assert_true(course_of(rows[i].of, &a, &none, &a, &c, &e, day("2026-01-05")));
        CHECK(str_is(c.name, rows[i].name), "%s: %.*s", rows[i].of, (int)c.name.n, c.name.p);
        arena_free(&a);
    }
    struct series_course c;
    struct plan_objective o = {.id = {NULL, 0}};
    struct plan_goal g = {.id = {NULL, 0}};
    struct date no_day = {0, 0, 0};
    EXPECT_ASSERT(series_of_instrument(&none, NULL, day("2026-01-05"), NULL, &c, NULL));
    EXPECT_ASSERT(series_of_instrument(&none, measure_find(STR("gad7")), no_day, NULL, &c, NULL));
    EXPECT_ASSERT(series_of_objective(&none, &o, no_day, NULL, &c, NULL));
    EXPECT_ASSERT(series_of_goal(&none, &g, no_day, NULL, &c, NULL));
    EXPECT_ASSERT(series_of_name(&none, STR("x"), no_day, NULL, &c, NULL));
}

/* Every allocation fails in turn, those for the tree of a line too. */
static void no_memory_is_told(void **state)
{
    (void)state;
    for (size_t at = 1;; at++) {
        struct arena a;
        struct series s;
        struct err e = {0};
        arena_init(&a, 0);
        a.fail_at = at;
        bool ok = series_read(everything, &a, &s, &e);
        arena_free(&a);
        CHECK(ok ? e.kind == ERR_NONE : e.kind == ERR_MEMORY && e.text[0] && s.entries.n == 0, "fault %zu: %d", at,
              e.kind);
        if (ok)
            break;
        assert_true(at < 10000);
    }
    limit_sweep(read_all, NULL, 16); /* and those of the entries alone */
    struct arena a;
    arena_init(&a, 0);
    struct series s = read_ok(everything, &a, "everything");
    static const char *const of[] = {"name mood", "gad7", "goal {\"id\":\"g1\"}", "{\"id\":\"o2\"}"};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        struct series_course c;
        FAULT_SWEEP(arena, err, course_of(of[i], &a, &s, &arena, &c, &err, day("2026-02-20")));
    }
    arena_free(&a);
}

/* As what a number of an objective is entered at first. */
static void ratings_and_counts(void **state)
{
    static const struct {
        const char *objective;
        enum series_type type;
    } rows[] = {
        {"{\"statement\":\"Client will rate anxiety at 3 or less out of 10 within 8 weeks.\"}", SERIES_RATING},
        {"{\"statement\":\"x\",\"target\":{\"text\":\"4/10\",\"value\":4}}", SERIES_RATING},
        {"{\"measure\":{\"name\":\"0-10 scale\"},\"target\":{\"value\":10}}", SERIES_RATING},
        {"{\"measure\":{\"name\":\"distress\"},\"statement\":\"at 7 or more, on a scale of 0 to 10 within 12 weeks\"}", SERIES_RATING},
        {"{\"measure\":{\"kind\":\"self_report\",\"name\":\"urge\"}}", SERIES_RATING},
        {"{\"measure\":{\"kind\":\"self_report\",\"name\":\"SUDS\"},\"target\":{\"value\":40}}", SERIES_COUNT}, /* 0 to 100 */
        {"{\"statement\":\"Client will sleep through on 8 out of 10 nights.\"}", SERIES_COUNT},
        {"{\"statement\":\"Client will lower distress to 40/100.\"}", SERIES_COUNT},
        {"{\"statement\":\"Client will walk from 10 to 10:30.\"}", SERIES_COUNT},
        {"{\"statement\":\"Client will attend 3 groups by 12/10.\"}", SERIES_COUNT},
        {"{\"statement\":\"By 12/10, client will attend 3 groups.\"}", SERIES_COUNT},
        {"{\"statement\":\"Client will lower fear to 3/10 by 12/10.\"}", SERIES_RATING},
        {"{\"statement\":\"Until 12/10 client will keep fear at 3/10.\"}", SERIES_RATING},
        {"{\"statement\":\"Client will walk 3 times a week.\"}", SERIES_COUNT},
        {"{\"attainment\":[{\"level\":0,\"text\":\"goes out once a week\"}]}", SERIES_ATTAINMENT},
        {"{\"measure\":{\"kind\":\"behaviour\"},\"attainment\":[{\"level\":0,\"text\":\"once\"}]}", SERIES_COUNT},
    };
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char goal[400];
        snprintf(goal, sizeof goal, "{\"objectives\":[%s]}", rows[i].objective);
        enum series_type t = series_objective_type(&goal_of(goal, &a)->objectives.at[0]);
        CHECK(t == rows[i].type, "%s: %s", rows[i].objective, series_type_name(t));
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(courses_of_the_table),
        cmocka_unit_test(what_is_bad_is_refused),
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(entries_are_in_the_order_they_became_known),
        cmocka_unit_test(a_line_has_a_limit),
        cmocka_unit_test(corrections_of_corrections_have_a_limit),
        cmocka_unit_test(what_amends_holds_nothing_itself),
        cmocka_unit_test(treatment_starts),
        cmocka_unit_test(sessions_are_counted),
        cmocka_unit_test(words_and_periods),
        cmocka_unit_test(ratings_and_counts),
        cmocka_unit_test(names),
        cmocka_unit_test(many_entries),
        cmocka_unit_test(courses_have_names),
        cmocka_unit_test(the_order_of_lines_does_not_matter),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests(tests, read_everything, free_everything);
}
