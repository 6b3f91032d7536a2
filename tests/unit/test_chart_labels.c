/* test_chart_labels.c: no label of a chart lies on another or leaves the picture, measured with real fonts. */
#include "chart_read.h"

#include "render/chart_parts.h"

#include <pango/pangocairo.h>

/* ---- widths, as a real font has them ---- */

static PangoContext *context;
static PangoLayout *layout;
static const char *const fonts[] = {"Inter", "DejaVu Sans"};

static void open_fonts(void)
{
    if (context)
        return;
    context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_context_set_round_glyph_positions(context, FALSE);
    layout = pango_layout_new(context);
}

static double width_of(const char *text, const char *font, bool strong)
{
    PangoFontDescription *d = pango_font_description_from_string(font);
    int w, h;

    pango_font_description_set_absolute_size(d, CHART_FONT * PANGO_SCALE);
    pango_font_description_set_weight(d, strong && strcmp(font, "Inter") == 0 ? PANGO_WEIGHT_SEMIBOLD
                                                                              : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, d);
    pango_layout_set_text(layout, text, -1);
    pango_layout_get_size(layout, &w, &h);
    pango_font_description_free(d);
    return (double)w / PANGO_SCALE;
}

static bool is_strong(const char *cls)
{
    return strcmp(cls, "c-value") == 0 || strcmp(cls, "c-letter") == 0 || strcmp(cls, "c-alert") == 0;
}

/* No label on another, none out of the picture. `what` names the chart in a message. */
static void check_labels(const struct picture *g, const char *what)
{
    for (size_t f = 0; f < sizeof fonts / sizeof *fonts; f++) {
        struct chart_box box[CHART_LABELS];
        for (size_t i = 0; i < g->word_count; i++) {
            const struct word *w = &g->words[i];
            double width = width_of(w->text, fonts[f], is_strong(w->cls));
            double from = strcmp(w->anchor, "middle") == 0 ? w->x - width / 2
                          : strcmp(w->anchor, "end") == 0  ? w->x - width
                                                           : w->x;
            box[i] = (struct chart_box){from, w->y - 11.5, from + width, w->y + 3.5};
            CHECK(box[i].x0 >= -.2 && box[i].x1 <= g->width + .2 && box[i].y0 >= 0 && box[i].y1 <= g->height,
                  "%s, %s: \"%s\" leaves the picture: %.1f..%.1f, %.1f..%.1f", what, fonts[f], w->text, box[i].x0,
                  box[i].x1, box[i].y0, box[i].y1);
            for (size_t k = 0; k < i; k++)
                CHECK(box[i].x0 >= box[k].x1 - .2 || box[k].x0 >= box[i].x1 - .2 || box[i].y0 >= box[k].y1 - .2 ||
                          box[k].y0 >= box[i].y1 - .2,
                      "%s, %s: \"%s\" lies on \"%s\"", what, fonts[f], w->text, g->words[k].text);
        }
    }
}

static void test_widths_are_never_too_small(void **state)
{
    (void)state;
    open_fonts();
    for (int ch = 0x20; ch < 0x7f; ch++) {
        char text[2] = {(char)ch, '\0'};
        double given = chart_text_width((struct str){text, 1});
        for (size_t f = 0; f < 2; f++)
            for (int strong = 0; strong < 2; strong++)
                CHECK(width_of(text, fonts[f], strong) <= given + .02, "'%c' in %s", ch, fonts[f]);
    }
    for (size_t f = 0; f < 2; f++)
        CHECK(width_of("\xe2\x88\x92\xe2\x80\x93\xe2\x80\xa6\xc3\xa9", fonts[f], true) <=
                  chart_text_width(STR("\xe2\x88\x92\xe2\x80\x93\xe2\x80\xa6\xc3\xa9")),
              "%s", fonts[f]);
}

/* Counts of points, each with everything else a chart can have. */
static void test_no_overlap(void **state)
{
    static const size_t counts[] = {0, 1, 2, 3, 7, 12, 13, 60, 600};
    static struct chart_point p[600];
    struct chart_event e[] = {
        {DAY0, STR("Plan version 1 signed")}, {DAY0 + 3, STR("New tablets begun")}, {DAY0 + 40, STR("Moved house")}};

    (void)state;
    open_fonts();
    for (size_t i = 0; i < 600; i++)
        p[i] = (struct chart_point){.day = DAY0 + 7 * (int32_t)i,
                                    .value = fmax(2, 15 - (double)i / 40 + (double)(i * 7 % 5) - 2),
                                    .mark = i > 4 ? CHART_BETTER : CHART_PLAIN,
                                    .alert = i == 6 || i == 1};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct chart c = base();
        struct picture g;
        char what[64];
        snprintf(what, sizeof what, "%zu points", counts[i]);
        c.points = p;
        c.point_count = counts[i];
        c.last_day = counts[i] > 1 ? p[counts[i] - 1].day : DAY0;
        c.events = e;
        c.event_count = 3;
        look(&c, &g);
        check_labels(&g, what);
        CHECK(count(&g, "c-band") == 4, "%s", what);
        CHECK(find(&g, "Target"), "%s", what);
        CHECK(find(&g, "Reliable change"), "%s", what);
        drop(&g);
    }
}

/* Each band has its name, in two lines where it is long, also where the band is thin. */
static void test_names_of_bands(void **state)
{
    static const struct measure_band thin[] = {
        {0, 0, "nothing at all"},
        {1, 1, "a little"},
        {2, 2, "a little more than a little"},
        {3, 12, "a name that is longer than any picture has room for at its side"}};
    static const struct measure_bands bands_thin = {.on = "total", .at = thin, .count = 4};
    struct chart c = base();
    struct picture g;
    size_t lines = 0;

    (void)state;
    open_fonts();
    c.bands = &bands35;
    c.min = 5;
    c.max = 35;
    look(&c, &g);
    check_labels(&g, "seven bands");
    for (size_t i = 0; i < 7; i++) {
        struct chart_label name[CHART_BAND_LINES];
        size_t n = chart_band_lines(&c, &seven[i], name);
        for (size_t k = 0; k < n; k++) {
            char text[CHART_TEXT + 1] = {0};
            memcpy(text, name[k].text, name[k].n);
            CHECK(find(&g, text), "no %s", text);
        }
        lines += n;
    }
    assert_int_equal(count(&g, "c-band"), lines);
    assert_non_null(find(&g, "displeased 5"));
    drop(&g);
    c.bands = &bands_thin;
    c.min = 0;
    c.max = 12;
    look(&c, &g);
    check_labels(&g, "thin bands");
    assert_int_equal(count(&g, "c-band"), 7);
    assert_non_null(find(&g, "\xe2\x80\xa6"));
    drop(&g);
}

/* On a phone: half as wide, letters of the same size; what the lines are stands below, whole, behind a piece of each. */
static void test_narrow(void **state)
{
    static const struct measure_band wsas[] = {
        {0, 9, "subclinical"}, {10, 20, "significant impairment"}, {21, 40, "moderately severe or worse"}};
    static const struct measure_bands bands = {.on = "total", .at = wsas, .count = 3};
    struct chart_event e[] = {{DAY0 + 3, STR("Began to walk to work, a quarter of an hour each way")}};
    struct chart c = base();
    struct picture g;

    (void)state;
    open_fonts();
    c.narrow = true;
    c.bands = &bands;
    c.max = 40;
    c.target_past = true;
    c.reliable_confirmed = false;
    c.events = e;
    c.event_count = 1;
    look(&c, &g);
    check_labels(&g, "narrow");
    CHECK(g.width == CHART_NARROW && strcmp(g.labelled, "x1-nt x1-nd") == 0, "%s", g.labelled);
    static const char *const whole[] = {"Moderately", "severe or", "worse", "21\xe2\x80\x93" "40", "Significant",
                                        "Target: 6 or less by 1 Dec (date has", "passed)", "Change of 4 or more",
                                        "11 or less", "Began to walk to work", "each way, 11 Sep"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        CHECK(find(&g, whole[i]), "no %s", whole[i]);
    CHECK(!find(&g, "\xe2\x80\xa6") && count(&g, "c-value") >= 4, "%zu numbers", count(&g, "c-value"));
    for (size_t i = 0; i < g.word_count; i++)
        if (strncmp(g.words[i].cls, "c-word", 6) == 0)
            CHECK(g.words[i].y > g.rect_top[0], "%s stands below the plot", g.words[i].text);
    CHECK(g.samples == 2, "%d pieces of lines", g.samples);
    drop(&g);
}

/* Both are written, each with ids of its own. */
static void test_both(void **state)
{
    struct chart c = base();
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    chart_put_both(&c, &b);
    CHECK(buf_ok(&b) && strstr(b.p, "class=\"chart c-wide\"") && strstr(b.p, "class=\"chart c-narrow\"") &&
              strstr(b.p, "viewBox=\"0 0 660 ") && strstr(b.p, "viewBox=\"0 0 336 ") && strstr(b.p, "id=\"x1-d\"") &&
              strstr(b.p, "id=\"x1-nd\""),
          "%s", b.p);
    buf_free(&b);
}

static void test_random_series(void **state)
{
    static struct chart_point p[600];
    struct chart_event e[40];
    int32_t missed[40];
    uint64_t seed = test_seed();

    (void)state;
    open_fonts();
    for (int round = 0; round < 250; round++) {
        uint64_t begin = seed;
        struct chart c = base();
        struct picture g;
        char what[96];
        random_chart(&seed, &c, p, e, missed);
        c.narrow = round % 2;
        snprintf(what, sizeof what, "round %d (state %llu), %zu points, %zu events", round, (unsigned long long)begin,
                 c.point_count, c.event_count);
        look(&c, &g);
        check_labels(&g, what);
        for (size_t i = 0; i < g.mark_count; i++)
            CHECK(g.mark_x[i] > 20 && g.mark_x[i] < (c.narrow ? 326 : 650) && g.mark_y[i] > 20 &&
                      g.mark_y[i] < g.height - 20,
                  "%s", what);
        drop(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_widths_are_never_too_small),
        cmocka_unit_test(test_no_overlap),
        cmocka_unit_test(test_names_of_bands),
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_random_series),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
