/* chart_read.h: what the tests of the chart share: a chart to change, its picture read back, random charts. */
#ifndef TESTS_CHART_READ_H
#define TESTS_CHART_READ_H

#include "support.h"

#include "render/chart.h"
#include "render/chart_layout.h"

#include <expat.h>
#include <math.h>

static const struct measure_band four[] = {{0, 4, "minimal"}, {5, 9, "mild"}, {10, 14, "moderate"}, {15, 21, "severe"}};
static const struct measure_bands bands21 = {.on = "total", .at = four, .count = 4};
static const struct measure_band seven[] = {
    {5, 9, "deeply displeased"},  {10, 14, "displeased"}, {15, 19, "slightly displeased"}, {20, 20, "neither"},
    {21, 25, "slightly pleased"}, {26, 30, "pleased"},    {31, 35, "deeply pleased"}};
static const struct measure_bands bands35 = {.on = "total", .at = seven, .count = 7};
static const struct measure_band tenths[] = {{20, 54.9, "usual"}, {55, 59.9, "mild"}, {60, 80, "high"}};
static const struct measure_bands bands_t = {.on = "t", .at = tenths, .count = 3};
static const struct measure_band one[] = {{0, 12, "all of it"}};
static const struct measure_bands bands_one = {.on = "total", .at = one, .count = 1}, bands_none = {.count = 0};

enum { DAY0 = 20704 }; /* 8 September 2026 */

/* Seven weekly scores with all that a chart can have but gaps, events and risk. */
static struct chart_point week[7];
static inline struct chart base(void)
{
    static const double v[] = {15, 14, 12, 13, 11, 10, 9};

    for (int i = 0; i < 7; i++)
        week[i] =
            (struct chart_point){.day = DAY0 + 7 * i, .value = v[i], .mark = v[i] <= 11 ? CHART_BETTER : CHART_PLAIN};
    return (struct chart){.id = STR("x1"),
                          .title = STR("Worry scale"),
                          .description = STR("Seven scores fall."),
                          .unit = STR("points"),
                          .max = 21,
                          .bands = &bands21,
                          .points = week,
                          .point_count = 7,
                          .has_target = true,
                          .target = 6,
                          .target_far = 6,
                          .target_day = DAY0 + 84,
                          .has_reliable = true,
                          .reliable = 11,
                          .reliable_index = 4,
                          .reliable_confirmed = true,
                          .first_day = DAY0,
                          .last_day = DAY0 + 42};
}

/* ---- reading the picture back ---- */

struct word {
    char text[256], cls[64], anchor[16];
    double x, y;
};

struct picture {
    XML_Parser parser;
    double width, height;
    struct word words[CHART_LABELS];
    size_t word_count;
    int samples, in_text, circles, rings, broken, full, crosses, events, styles, depth, moves, rects;
    double rect_top[CHART_GROUNDS], mark_x[1000], mark_y[1000];
    size_t mark_count;
    char role[16], labelled[64], title_id[64], desc_id[64];
    struct buf title, desc;
    int in_title, in_desc;
};

static const char *attr(const char **a, const char *name)
{
    for (; *a; a += 2)
        if (strcmp(a[0], name) == 0)
            return a[1];
    return "";
}

static inline void copy(char *to, size_t room, const char *from)
{
    snprintf(to, room, "%s", from);
}

static inline void start_shape(struct picture *g, const char *name, const char **a)
{
    const char *cls = attr(a, "class"), *d = attr(a, "d");

    g->styles += *attr(a, "style") != 0 || *attr(a, "fill") != 0 || *attr(a, "stroke") != 0;
    g->rings += strcmp(cls, "c-ring") == 0;
    g->broken += strcmp(cls, "c-mark c-broken") == 0;
    g->full += strcmp(cls, "c-full") == 0;
    g->crosses += strcmp(cls, "c-missed") == 0;
    g->events += strcmp(cls, "c-event") == 0;
    g->samples += (strcmp(cls, "c-target") == 0 || strcmp(cls, "c-reliable") == 0) &&
                  atof(attr(a, "x2")) - atof(attr(a, "x1")) < CHART_SAMPLE;
    if (strncmp(cls, "c-mark", 6) == 0) {
        g->circles++;
        g->mark_x[g->mark_count] = atof(attr(a, "cx"));
        g->mark_y[g->mark_count++] = atof(attr(a, "cy"));
    }
    if (strncmp(cls, "c-course", 8) == 0)
        for (; *d; d++)
            g->moves += *d == 'M';
    if (strcmp(name, "rect") == 0) {
        assert_true(g->rects < CHART_GROUNDS);
        assert_true(atof(attr(a, "height")) >= 0);
        g->rect_top[g->rects++] = atof(attr(a, "y"));
    }
}

static inline void XMLCALL on_start(void *user, const char *name, const char **a)
{
    struct picture *g = user;

    start_shape(g, name, a);
    g->depth++;
    if (strcmp(name, "svg") == 0) {
        assert_int_equal(sscanf(attr(a, "viewBox"), "0 0 %lf %lf", &g->width, &g->height), 2);
        copy(g->role, sizeof g->role, attr(a, "role"));
        copy(g->labelled, sizeof g->labelled, attr(a, "aria-labelledby"));
    } else if (strcmp(name, "title") == 0) {
        copy(g->title_id, sizeof g->title_id, attr(a, "id"));
        g->in_title = 1;
    } else if (strcmp(name, "desc") == 0) {
        copy(g->desc_id, sizeof g->desc_id, attr(a, "id"));
        g->in_desc = 1;
    } else if (strcmp(name, "text") == 0) {
        struct word *w = &g->words[g->word_count++];
        assert_true(g->word_count <= CHART_LABELS);
        copy(w->cls, sizeof w->cls, attr(a, "class"));
        copy(w->anchor, sizeof w->anchor, attr(a, "text-anchor"));
        w->x = atof(attr(a, "x"));
        w->y = atof(attr(a, "y"));
        g->in_text = 1;
    }
}

static inline void XMLCALL on_end(void *user, const char *name)
{
    struct picture *g = user;

    g->depth--;
    g->in_text = g->in_text && strcmp(name, "text") != 0;
    g->in_title = g->in_title && strcmp(name, "title") != 0;
    g->in_desc = g->in_desc && strcmp(name, "desc") != 0;
}

static inline void XMLCALL on_text(void *user, const char *s, int n)
{
    struct picture *g = user;

    if (g->in_text) {
        char *to = g->words[g->word_count - 1].text;
        size_t used = strlen(to);
        assert_true(used + (size_t)n < sizeof g->words[0].text);
        memcpy(to + used, s, (size_t)n);
        to[used + (size_t)n] = '\0';
    }
    if (g->in_title)
        buf_put(&g->title, s, (size_t)n);
    if (g->in_desc)
        buf_put(&g->desc, s, (size_t)n);
}

static inline void look(const struct chart *c, struct picture *g)
{
    struct buf b;

    buf_init(&b, 0);
    chart_put_svg(c, &b);
    assert_true(buf_ok(&b));
    memset(g, 0, sizeof *g);
    g->parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(g->parser, g);
    XML_SetElementHandler(g->parser, on_start, on_end);
    XML_SetCharacterDataHandler(g->parser, on_text);
    CHECK(XML_Parse(g->parser, b.p, (int)b.n, 1) == XML_STATUS_OK, "%s in %s",
          XML_ErrorString(XML_GetErrorCode(g->parser)), b.p);
    XML_ParserFree(g->parser);
    assert_int_equal(g->styles, 0);
    assert_string_equal(g->role, "img");
    assert_null(strstr(b.p, "nan"));
    buf_free(&b);
}

static inline void drop(struct picture *g)
{
    buf_free(&g->title);
    buf_free(&g->desc);
}

/* The word that contains `part`, or NULL. */
static inline const struct word *find(const struct picture *g, const char *part)
{
    for (size_t i = 0; i < g->word_count; i++)
        if (strstr(g->words[i].text, part))
            return &g->words[i];
    return NULL;
}

static inline size_t count(const struct picture *g, const char *cls)
{
    size_t n = 0;

    for (size_t i = 0; i < g->word_count; i++)
        n += strcmp(g->words[i].cls, cls) == 0;
    return n;
}

static inline bool legend_has(const struct chart *c, const char *part)
{
    struct buf b;
    bool has;

    buf_init(&b, 0);
    chart_put_legend(c, &b);
    buf_cstr(&b, "");
    has = b.n && strstr(b.p, part) != NULL;
    buf_free(&b);
    return has;
}

/* ---- random charts ---- */

static inline double draw(uint64_t *seed, double from, double to)
{
    return from + (to - from) * (double)(test_random(seed) % 10000) / 9999;
}

static inline void random_chart(uint64_t *seed, struct chart *c, struct chart_point *p, struct chart_event *e,
                                int32_t *missed)
{
    static const struct measure_bands *const tables[] = {&bands21, &bands35, &bands_t, &bands_one, NULL};
    static const double ranges[][2] = {{0, 21}, {5, 35}, {20, 80}, {0, 12}, {-2, 2}};
    static const size_t sizes[] = {1, 2, 5, 12, 13, 40, 60, 200, 600};
    size_t k = test_random(seed) % 5;
    int32_t day = DAY0 + (int32_t)(test_random(seed) % 2000), step = 1 + (int32_t)(test_random(seed) % 20);

    c->bands = tables[k];
    c->min = ranges[k][0];
    c->max = ranges[k][1];
    c->first_day = day;
    c->point_count = test_random(seed) % (1 + sizes[test_random(seed) % 9]);
    for (size_t i = 0; i < c->point_count; i++, day += 1 + (int32_t)(test_random(seed) % (unsigned)step))
        p[i] = (struct chart_point){.day = day,
                                    .value = round(draw(seed, c->min - 1, c->max + 1) * 2) / 2,
                                    .mark = (enum chart_mark)(test_random(seed) % 3),
                                    .prorated = test_random(seed) % 8 == 0,
                                    .alert = test_random(seed) % 16 == 0};
    c->last_day = day;
    c->points = p;
    c->target = round(draw(seed, c->min, c->max));
    c->target_far = test_random(seed) % 2 ? c->target : round(draw(seed, c->min, c->max));
    c->target_day = test_random(seed) % 2 ? day + 40 : 0;
    c->target_past = test_random(seed) % 2;
    c->has_target = test_random(seed) % 4 != 0;
    c->reliable = draw(seed, c->min, c->max);
    c->reliable_index = draw(seed, 0, 9);
    c->has_reliable = test_random(seed) % 4 != 0;
    c->reliable_confirmed = test_random(seed) % 2;
    c->higher_is_better = test_random(seed) % 2;
    c->for_client = test_random(seed) % 4 == 0;
    c->event_count = test_random(seed) % 3 ? test_random(seed) % 6 : test_random(seed) % 40;
    for (size_t i = 0, at = 0; i < c->event_count; i++) {
        at += test_random(seed) % 30;
        e[i] = (struct chart_event){c->first_day + (int32_t)at,
                                    test_random(seed) % 5 ? STR("Something happened, in words")
                                                          : STR("A long account of what happened on that day, much "
                                                                "longer than the key of a picture has room for, "
                                                                "wherever it stands")};
    }
    c->events = e;
    c->missed_count = test_random(seed) % 40;
    for (size_t i = 0; i < c->missed_count; i++)
        missed[i] = c->first_day + (int32_t)(i * 9);
    c->missed = missed;
    c->unit = test_random(seed) % 2 ? STR("points") : STR("panic attacks a week");
}

#endif
