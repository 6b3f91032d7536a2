/* test_chart.c: the picture of a course: what is drawn and what is written at it. */
#include "chart_read.h"

#include <locale.h>

static void test_all_of_a_chart(void **state)
{
    struct chart c = base();
    struct picture g;

    (void)state;
    look(&c, &g);
    assert_string_equal(g.labelled, "x1-t x1-d");
    assert_string_equal(g.title_id, "x1-t");
    assert_string_equal(g.desc_id, "x1-d");
    assert_str(buf_str(&g.title), "Worry scale", "title");
    assert_str(buf_str(&g.desc), "Seven scores fall.", "desc");
    assert_int_equal(g.circles, 4);
    assert_int_equal(g.full, 3);
    assert_int_equal(g.moves, 1);
    assert_int_equal(g.rects, 4);
    assert_int_equal(count(&g, "c-value"), 7);
    assert_int_equal(g.rings + g.crosses + g.events + g.broken, 0);
    assert_non_null(find(&g, "Severe 15\xe2\x80\x93"
                             "21"));
    assert_non_null(find(&g, "Minimal 0\xe2\x80\x93"
                             "4"));
    assert_non_null(find(&g, "Reliable change: 11 or less"));
    assert_non_null(find(&g, "Target: 6 or less by 1 Dec"));
    assert_null(find(&g, "points")); /* the usual unit needs no word */
    for (int i = 0; i < 7; i++) {
        static const char *const dates[] = {"8 Sep", "15 Sep", "22 Sep", "29 Sep", "6 Oct", "13 Oct", "20 Oct"};
        assert_non_null(find(&g, dates[i]));
    }
    assert_true(legend_has(&c, "○ score · ◆ reliably better than the first · dashed line: target · dotted line: "
                               "reliable change · grounds: the bands named beside them"));
    assert_false(legend_has(&c, "▲"));
    assert_false(legend_has(&c, "plain ground"));
    drop(&g);
}

/* Bands are edged half way between two scores: at 9.5, and of T scores at 54.95. */
static void test_half_points(void **state)
{
    struct chart c = base();
    struct chart_layout l;
    double unit;

    (void)state;
    chart_lay(&c, &l);
    unit = chart_y(&l, 0) - chart_y(&l, 1);
    assert_true(fabs(l.grounds[1].top - (chart_y(&l, 9) - unit / 2)) < 1e-9);
    assert_true(fabs(l.grounds[1].bottom - (chart_y(&l, 4) - unit / 2)) < 1e-9);
    assert_true(l.grounds[0].bottom == l.plot.y1 && l.grounds[3].top == l.plot.y0);
    assert_int_equal(
        l.grounds[0].level * 1000 + l.grounds[1].level * 100 + l.grounds[2].level * 10 + l.grounds[3].level, 234);
    c.bands = &bands_t;
    c.min = 20;
    c.max = 80;
    chart_lay(&c, &l);
    assert_true(fabs(l.grounds[0].top - chart_y(&l, 54.95)) < 1e-9);
    c.higher_is_better = true;
    chart_lay(&c, &l);
    assert_int_equal(l.grounds[0].level, 4);
    assert_int_equal(l.grounds[2].level, 0);
    c.bands = &bands_one;
    c.max = 25;
    c.min = 0;
    chart_lay(&c, &l);
    assert_int_equal(l.ground_count, 1);
    c.bands = &bands_none;
    chart_lay(&c, &l);
    assert_int_equal(l.ground_count, 1);
    assert_true(l.quiet);
}

static void test_full_range_and_real_time(void **state)
{
    struct chart_point p[] = {
        {.day = DAY0, .value = 10}, {.day = DAY0 + 1, .value = 10.5}, {.day = DAY0 + 9, .value = 11}};
    struct chart c = base();
    struct picture g;
    struct chart_layout l;

    (void)state;
    c.points = p;
    c.point_count = 3;
    c.last_day = DAY0 + 10;
    look(&c, &g);
    assert_int_equal(g.mark_count, 3);
    assert_true(fabs((g.mark_x[2] - g.mark_x[1]) / (g.mark_x[1] - g.mark_x[0]) - 8) < .05);
    chart_lay(&c, &l);
    /* The scale is the instrument's, whatever the scores: 0 and 21 lie at the ends of the plot. */
    assert_true(l.plot.y1 - chart_y(&l, 0) < 7 && chart_y(&l, 21) - l.plot.y0 < 7);
    assert_true(chart_y(&l, -5) == chart_y(&l, 0) && chart_y(&l, 99) == chart_y(&l, 21));
    assert_true(chart_y(&l, NAN) == chart_y(&l, 0));
    assert_true(chart_x(&l, DAY0 - 50) == chart_x(&l, DAY0) && chart_x(&l, DAY0 + 50) == chart_x(&l, DAY0 + 10));
    drop(&g);
}

static void test_words_of_lines(void **state)
{
    static const struct {
        const char *why;
        double target, far, reliable, index;
        bool at_least, past, dated, confirmed, higher;
        const char *target_words, *reliable_words;
    } rows[] = {
        {"as planned", 6, 6, 11, 4, false, false, true, true, false, "Target: 6 or less by 1 Dec",
         "Reliable change: 11 or less"},
        {"date passed", 6, 6, 11, 4, false, true, true, true, false, "Target: 6 or less by 1 Dec (date has passed)",
         "11 or less"},
        {"passed, no date", 6, 6, 11, 4, false, true, false, true, false, "Target: 6 or less (its date has passed)",
         "11 or less"},
        {"no date", 6, 6, 11, 4, false, false, false, true, false, "Target: 6 or less", "11 or less"},
        {"range", 6, 4, 11, 4, false, false, false, true, false,
         "Target: 4\xe2\x80\x93"
         "6",
         "11 or less"},
        {"higher", 18, 18, 14, 5, true, false, false, true, true, "Target: 18 or more", "Reliable change: 14 or more"},
        {"not confirmed", 6, 6, 8.5, 6.5, false, false, false, false, false, "Target: 6 or less",
         "Change of 6.5 or more (not confirmed): 8.5 or less"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chart c = base();
        struct picture g;
        c.target = rows[i].target;
        c.target_far = rows[i].far;
        c.reliable = rows[i].reliable;
        c.reliable_index = rows[i].index;
        c.target_at_least = rows[i].at_least;
        c.target_past = rows[i].past;
        c.target_day = rows[i].dated ? c.target_day : 0;
        c.reliable_confirmed = rows[i].confirmed;
        c.higher_is_better = rows[i].higher;
        look(&c, &g);
        CHECK(find(&g, rows[i].target_words), "%s: %s", rows[i].why, rows[i].target_words);
        CHECK(find(&g, rows[i].reliable_words), "%s: %s", rows[i].why, rows[i].reliable_words);
        CHECK(rows[i].confirmed == (find(&g, "eliabl") != NULL), "%s", rows[i].why);
        CHECK(rows[i].confirmed == legend_has(&c, "eliabl"), "%s", rows[i].why);
        drop(&g);
    }
}

static void test_outside_the_range(void **state)
{
    struct chart c = base();
    struct picture g;

    (void)state;
    c.target = 30;
    c.reliable = -1;
    look(&c, &g);
    assert_null(find(&g, "Target"));
    assert_null(find(&g, "Reliable"));
    drop(&g);
    c.target = -3;
    c.min = -4;
    c.target_far = -1;
    c.bands = NULL;
    look(&c, &g);
    assert_non_null(find(&g, "Target: \xe2\x88\x92"
                             "3 to \xe2\x88\x92"
                             "1"));
    drop(&g);
}

/* What may stop the line, and what may not. */
static void test_gaps(void **state)
{
    static const struct {
        const char *why;
        int days[6];
        int n, missed, parts;
    } rows[] = {
        {"every week", {0, 7, 14, 21, 28}, 5, -1, 1},
        {"twice the interval is joined", {0, 7, 14, 28, 35}, 5, -1, 1},
        {"more than twice is not", {0, 7, 14, 29, 36}, 5, -1, 2},
        {"two scores know no interval", {0, 90}, 2, -1, 1},
        {"a missed check-in", {0, 7, 21, 28}, 4, 14, 2},
        {"missed on the day of a score", {0, 7, 14, 21}, 4, 14, 1},
        {"missed after the last", {0, 7, 14, 21}, 4, 28, 1},
        {"missed between two", {0, 90}, 2, 40, 0},
        {"years apart", {0, 2000, 4000, 6000}, 4, -1, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct chart_point p[6] = {{0}};
        int32_t missed = DAY0 + rows[i].missed;
        struct chart c = base();
        struct picture g;
        for (int k = 0; k < rows[i].n; k++)
            p[k] = (struct chart_point){.day = DAY0 + rows[i].days[k], .value = 10};
        c.points = p;
        c.point_count = (size_t)rows[i].n;
        c.last_day = p[rows[i].n - 1].day + 10;
        c.missed = &missed;
        c.missed_count = rows[i].missed >= 0;
        look(&c, &g);
        CHECK(g.moves == rows[i].parts, "%s: %d parts", rows[i].why, g.moves);
        CHECK(g.crosses == (rows[i].missed >= 0), "%s: %d crosses", rows[i].why, g.crosses);
        CHECK(g.circles == rows[i].n, "%s: %d marks", rows[i].why, g.circles);
        CHECK(legend_has(&c, "no check-in") == (rows[i].missed >= 0), "%s", rows[i].why);
        drop(&g);
    }
}

static void test_marks(void **state)
{
    struct chart c = base();
    struct picture g;

    (void)state;
    week[1].prorated = true;
    week[2].mark = CHART_WORSE;
    week[3].alert = true;
    week[6].alert = true;
    week[6].alert_words = STR("thoughts of harm");
    look(&c, &g);
    assert_int_equal(g.broken, 1);
    assert_int_equal(g.full, 4);
    assert_int_equal(g.rings, 2);
    assert_non_null(find(&g, "! thoughts of harm"));
    assert_non_null(find(&g, "! risk answer"));
    assert_true(legend_has(&c, "▲ reliably worse than the first"));
    assert_true(legend_has(&c, "ring with !: an answer about risk"));
    assert_true(legend_has(&c, "broken circle"));
    drop(&g);
    c.reliable_confirmed = false;
    assert_true(legend_has(&c, "▲ worse than the first by 4 or more (not confirmed)"));
    c.bands = NULL;
    assert_true(legend_has(&c, "plain ground: no bands"));
    c.point_count = 0;
    c.has_target = c.has_reliable = false;
    assert_false(legend_has(&c, " "));
}

/* Nothing in a client's picture says severe, risk or worse. */
static void test_for_client(void **state)
{
    struct chart c = base();
    struct picture g;

    (void)state;
    week[2].mark = CHART_WORSE;
    week[6].alert = true;
    week[6].alert_words = STR("thoughts of harm");
    c.for_client = true;
    look(&c, &g);
    assert_int_equal(g.rects, 3);
    assert_int_equal(g.rings, 0);
    assert_int_equal(g.full, 3);
    assert_non_null(find(&g, "more often"));
    assert_non_null(find(&g, "sometimes"));
    assert_non_null(find(&g, "less often"));
    assert_non_null(find(&g, "Target: 6 or less"));
    assert_null(find(&g, "Severe"));
    assert_null(find(&g, "harm"));
    assert_null(find(&g, "Reliable"));
    assert_true(legend_has(&c, "a clear step for the better"));
    assert_false(legend_has(&c, "ground")); /* its words stand in the picture */
    assert_false(legend_has(&c, "risk"));
    assert_false(legend_has(&c, "worse"));
    assert_false(legend_has(&c, "dotted"));
    drop(&g);
}

static void test_numbers_at_marks(void **state)
{
    struct chart_point p[200];
    static const struct {
        size_t n, least, most;
    } rows[] = {{1, 1, 1}, {2, 2, 2}, {12, 12, 12}, {13, 3, 4}, {60, 3, 4}, {200, 3, 4}};

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct chart c = base();
        struct picture g;
        size_t n;
        for (size_t i = 0; i < rows[r].n; i++)
            p[i] =
                (struct chart_point){.day = DAY0 + 7 * (int32_t)i, .value = 12 + (i == 5 ? 6 : 0) - (i == 7 ? 6 : 0)};
        c.points = p;
        c.point_count = rows[r].n;
        c.last_day = p[rows[r].n - 1].day;
        look(&c, &g);
        n = count(&g, "c-value");
        CHECK(n >= rows[r].least && n <= rows[r].most, "%zu points: %zu numbers", rows[r].n, n);
        if (rows[r].n >= 13) {
            CHECK(find(&g, "18") && find(&g, "6"), "%zu points", rows[r].n);
        }
        CHECK(rows[r].n > 60 ? g.circles < 20 : g.circles == (int)rows[r].n, "%zu points: %d marks", rows[r].n,
              g.circles);
        drop(&g);
    }
}

static void test_events(void **state)
{
    struct chart_event e[40];
    struct chart c = base();
    struct picture g;

    (void)state;
    for (int i = 0; i < 40; i++)
        e[i] = (struct chart_event){DAY0 + i, STR("Plan version signed")};
    e[1].text = STR("<b>&\"'\x01 \xff tablets begun");
    c.events = e;
    c.event_count = 3;
    e[2].day = DAY0 + 30;
    look(&c, &g);
    assert_int_equal(g.events, 3);
    assert_int_equal(count(&g, "c-letter"), 2); /* A and B are too near each other for two labels */
    assert_non_null(find(&g, "A B"));
    assert_non_null(find(&g, "A Plan version signed, 8 Sep"));
    assert_non_null(find(&g, "B <b>&\"'\xef\xbf\xbd \xef\xbf\xbd tablets begun, 9 Sep"));
    assert_non_null(find(&g, "C Plan version signed, 8 Oct"));
    drop(&g);
    c.event_count = 5;
    e[2].day = DAY0 + 2;
    look(&c, &g);
    assert_non_null(find(&g, "A\xe2\x80\x93"
                             "E"));
    drop(&g);
    c.event_count = 40;
    look(&c, &g);
    assert_non_null(find(&g, "Z Plan"));
    assert_non_null(find(&g, "and 14 more without a letter"));
    assert_true(chart_height(&c, 660) > chart_height(&(struct chart){.max = 1}, 660) + 100);
    drop(&g);
}

static void test_foreign_text(void **state)
{
    struct chart c = base();
    struct picture g;

    (void)state;
    c.id = STR("a\"><script>");
    c.title = STR("</title><script>alert('1')</script>\x02\xc3");
    c.description = STR("a\tb\r\nc & d \xef\xbf\xbd \xef\xbf\xbf \xf0\x9f\x8c\xb1");
    c.unit = STR("a week & a half");
    look(&c, &g);
    assert_string_equal(g.title_id, "a---script--t");
    assert_str(buf_str(&g.title), "</title><script>alert('1')</script>\xef\xbf\xbd\xef\xbf\xbd", "title");
    assert_str(buf_str(&g.desc), "a b  c & d \xef\xbf\xbd \xef\xbf\xbd \xf0\x9f\x8c\xb1", "desc");
    assert_non_null(find(&g, "a week & a half"));
    drop(&g);
}

/* The axes: few numbers, dates that say the year once. */
static void test_axes(void **state)
{
    static const struct {
        double min, max;
        const char *has, *has_not;
    } ranges[] = {{0, 21, "20", "25"},
                  {-2, 2,
                   "\xe2\x88\x92"
                   "2",
                   "3"},
                  {0, 1, "0.2", "0.1"},
                  {0, 100, "80", "90"},
                  {0, 126, "120", "130"},
                  {1, 5, "5", "6"},
                  {0, 0.05, "0.05", "0.06"},
                  {0, 3e6, "2000000", "x"}};
    static const struct {
        int every, n;
        const char *has;
    } spans[] = {{1, 9, "16 Sep"},     {2, 12, "22 Sep"}, {7, 12, "22 Sep"},  {7, 40, "Jan 2027"},
                 {30, 40, "Jan 2028"}, {30, 200, "2036"}, {3000, 40, "2100"}, {40000, 60, "8000"}};
    struct chart_point p[200];

    (void)state;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        struct chart c = base();
        struct picture g;
        c.min = ranges[i].min;
        c.max = ranges[i].max;
        c.bands = NULL;
        c.point_count = 0;
        c.has_target = c.has_reliable = false;
        look(&c, &g);
        CHECK(find(&g, ranges[i].has), "%g to %g: no %s", c.min, c.max, ranges[i].has);
        CHECK(!find(&g, ranges[i].has_not), "%g to %g: %s", c.min, c.max, ranges[i].has_not);
        CHECK(count(&g, "c-tick") >= 4 && count(&g, "c-tick") <= 10, "%g to %g: %zu", c.min, c.max,
              count(&g, "c-tick"));
        drop(&g);
    }
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        struct chart c = base();
        struct picture g;
        for (int k = 0; k < spans[i].n; k++)
            p[k] = (struct chart_point){.day = DAY0 + k * spans[i].every, .value = 3};
        c.points = p;
        c.point_count = (size_t)spans[i].n;
        c.last_day = p[spans[i].n - 1].day;
        look(&c, &g);
        CHECK(find(&g, spans[i].has), "%d times %d days: no %s", spans[i].n, spans[i].every, spans[i].has);
        drop(&g);
    }
}

static void test_output_limit(void **state)
{
    struct chart c = base();
    struct buf b;
    size_t whole;

    (void)state;
    buf_init(&b, 0);
    chart_put_svg(&c, &b);
    whole = b.n;
    buf_free(&b);
    for (size_t limit = 1; limit < whole; limit += 97) {
        buf_init(&b, limit);
        chart_put_svg(&c, &b);
        assert_false(buf_ok(&b));
        buf_free(&b);
    }
    buf_init(&b, 3);
    chart_put_legend(&c, &b);
    assert_false(buf_ok(&b));
    buf_free(&b);
}

/* Numbers do not depend on the locale. */
static void test_locale(void **state)
{
    struct chart c = base();
    struct buf plain, there;

    (void)state;
    buf_init(&plain, 0);
    buf_init(&there, 0);
    chart_put_svg(&c, &plain);
    if (setlocale(LC_ALL, "de_DE.UTF-8") || setlocale(LC_ALL, "fr_FR.UTF-8"))
        chart_put_svg(&c, &there);
    else
        chart_put_svg(&c, &there);
    setlocale(LC_ALL, "C");
    assert_true(str_eq(buf_str(&plain), buf_str(&there)));
    buf_free(&plain);
    buf_free(&there);
}

static void test_sparkline(void **state)
{
    static const size_t counts[] = {0, 1, 2, 7};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct chart c = base();
        struct buf b;
        XML_Parser x = XML_ParserCreate("UTF-8");
        buf_init(&b, 0);
        c.point_count = counts[i];
        chart_put_sparkline(&c, &b);
        assert_true(XML_Parse(x, b.p, (int)b.n, 1) == XML_STATUS_OK);
        assert_non_null(strstr(b.p, "aria-hidden=\"true\""));
        assert_null(strstr(b.p, "<text"));
        CHECK((strstr(b.p, "c-dot") != NULL) == (counts[i] > 0), "%zu points", counts[i]);
        XML_ParserFree(x);
        buf_free(&b);
    }
    {
        struct chart_point p[40];
        struct chart c = base();
        struct buf b;
        size_t lines = 0;
        for (int i = 0; i < 40; i++)
            p[i] = (struct chart_point){.day = DAY0 + i, .value = i == 35 ? NAN : i - 5};
        c.points = p;
        c.point_count = 40;
        c.has_target = false;
        buf_init(&b, 0);
        chart_put_sparkline(&c, &b);
        for (size_t i = 0; i < b.n; i++)
            lines += b.p[i] == 'L';
        assert_int_equal(lines, 11);
        assert_null(strstr(b.p, "c-target"));
        buf_free(&b);
    }
}

/* Letters of every length, an id with all it may hold, dates that no calendar has. */
static void test_rare_text(void **state)
{
    struct chart_event e[] = {{DAY0, STR("\xd0\x9f\xd0\xbb\xd0\xb0\xd0\xbd")},
                              {DAY0 + 10, STR("\xe8\xa8\x88\xe7\x94\xbb")},
                              {DAY0 + 20, STR("\xf0\x9f\x8c\xb1 tab\there")},
                              {DAY0 + 30, STR("")}};
    struct chart c = base();
    struct picture g;
    struct chart_point p[12];

    (void)state;
    c.id = STR("aZ09-_");
    c.events = e;
    c.event_count = 4;
    look(&c, &g);
    assert_string_equal(g.title_id, "aZ09---t");
    assert_non_null(find(&g, "A \xd0\x9f\xd0\xbb\xd0\xb0\xd0\xbd, 8 Sep"));
    assert_non_null(find(&g, "\xe8\xa8\x88\xe7\x94\xbb"));
    assert_non_null(find(&g, "\xf0\x9f\x8c\xb1 tab here"));
    drop(&g);

    for (int i = 0; i < 12; i++)
        p[i] = (struct chart_point){.day = 2000000000 + i * 9000000, .value = i};
    c = base();
    c.points = p;
    c.point_count = 12;
    c.first_day = p[0].day;
    c.last_day = p[11].day;
    look(&c, &g);
    assert_int_equal(count(&g, "c-tick"), 5); /* the numbers alone */
    drop(&g);
    c.first_day = -719000; /* the first year to the last one */
    c.last_day = 2930000;
    for (int i = 0; i < 12; i++)
        p[i].day = c.first_day + i * 300000;
    look(&c, &g);
    assert_true(count(&g, "c-tick") > 5);
    drop(&g);
    c.last_day = 2000000000;
    look(&c, &g);
    drop(&g);
}

/* Cut behind a whole character, with dots that still fit. */
static void test_fit(void **state)
{
    struct chart_label l = {.n = 0};
    struct chart_point p[] = {{.day = DAY0, .value = 3}};
    struct chart c = base();
    struct picture g;

    (void)state;
    for (int i = 0; i < CHART_TEXT - 1; i++)
        chart_say(&l, STR("i"));
    chart_say(&l, STR("W"));
    chart_fit(&l, chart_text_width((struct str){l.text, l.n}) - .1);
    assert_int_equal(l.n, CHART_TEXT - 1); /* the W and three more make room for the dots */
    assert_memory_equal(l.text + l.n - 3, "\xe2\x80\xa6", 3);
    l.n = 0;
    chart_say(&l, STR("a \xc3\xa9"));
    chart_fit(&l, 26);
    assert_str((struct str){l.text, l.n}, "a\xe2\x80\xa6", "blank before the cut");
    chart_fit(&l, 1);
    assert_str((struct str){l.text, l.n}, "\xe2\x80\xa6", "nothing but dots");
    /* an alert with words of nothing but what may not be shown */
    p[0].alert = true;
    p[0].alert_words = STR("\xc2\x85\xef\xbf\xbe");
    c.points = p;
    c.point_count = 1;
    look(&c, &g);
    assert_non_null(find(&g, "! \xef\xbf\xbd\xef\xbf\xbd"));
    drop(&g);
}

/* More bands than there are grounds for, and long names that would need more lines than there is room for. */
static void test_many_bands(void **state)
{
    struct measure_band many[40];
    struct measure_bands bands = {.on = "total", .at = many, .count = 40};
    struct chart c = base();
    struct picture g;

    (void)state;
    for (int i = 0; i < 40; i++)
        many[i] = (struct measure_band){i * 5 - 10, i * 5 - 6, "Unbreakableandendlesslylongname of a band"};
    c.bands = &bands;
    c.min = -10;
    c.max = 189;
    look(&c, &g);
    assert_int_equal(g.rects, CHART_GROUNDS);
    assert_int_equal(count(&g, "c-band"), CHART_GROUNDS);
    drop(&g);
    bands.count = 2;
    look(&c, &g);
    assert_non_null(find(&g, "\xe2\x88\x92"
                             "10 to \xe2\x88\x92"
                             "6"));
    drop(&g);
}

static void test_misuse(void **state)
{
    struct chart c = base();
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    c.max = c.min;
    EXPECT_ASSERT(chart_put_svg(&c, &b));
    c = base();
    c.last_day = c.first_day - 1;
    EXPECT_ASSERT(chart_put_svg(&c, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_of_a_chart),
        cmocka_unit_test(test_half_points),
        cmocka_unit_test(test_full_range_and_real_time),
        cmocka_unit_test(test_words_of_lines),
        cmocka_unit_test(test_outside_the_range),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_for_client),
        cmocka_unit_test(test_numbers_at_marks),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_foreign_text),
        cmocka_unit_test(test_axes),
        cmocka_unit_test(test_output_limit),
        cmocka_unit_test(test_locale),
        cmocka_unit_test(test_sparkline),
        cmocka_unit_test(test_rare_text),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_many_bands),
        cmocka_unit_test(test_misuse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
