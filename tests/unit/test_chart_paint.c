/* test_chart_paint.c: the painter puts on paper what the SVG says, and bears trouble with cairo. */
#include "chart_read.h"

#include <cairo-pdf.h>

struct canvas {
    cairo_surface_t *surface;
    cairo_t *cr;
    const unsigned char *data;
    int stride;
};

static struct canvas paint(const struct chart *c)
{
    struct canvas v;
    int height = (int)ceil(chart_height(c, CHART_WIDTH));

    v.surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, CHART_WIDTH, height);
    v.cr = cairo_create(v.surface);
    cairo_set_source_rgb(v.cr, 1, 1, 1);
    cairo_paint(v.cr);
    chart_paint(c, v.cr, 0, 0, CHART_WIDTH, 10000);
    assert_int_equal(cairo_status(v.cr), CAIRO_STATUS_SUCCESS);
    cairo_surface_flush(v.surface);
    v.data = cairo_image_surface_get_data(v.surface);
    v.stride = cairo_image_surface_get_stride(v.surface);
    return v;
}

static void put_away(struct canvas *v)
{
    cairo_destroy(v->cr);
    cairo_surface_destroy(v->surface);
}

/* How light a place is, 0 to 255, as on a printer without colour. */
static int light(const struct canvas *v, double x, double y)
{
    const unsigned char *p = v->data + (size_t)y * (size_t)v->stride + (size_t)x * 4;

    return (p[2] * 30 + p[1] * 59 + p[0] * 11) / 100;
}

static void test_painted_where_it_is_drawn(void **state)
{
    struct chart c = base();
    struct chart_layout l;
    struct canvas v;

    (void)state;
    c.has_target = c.has_reliable = false;
    week[1].mark = CHART_WORSE;
    week[2].prorated = true;
    week[6].alert = true;
    v = paint(&c);
    chart_lay(&c, &l);
    for (size_t i = 0; i < 7; i++) { /* hollow marks are light inside, full ones dark */
        int grey = light(&v, chart_x(&l, week[i].day), chart_y(&l, week[i].value));
        CHECK(week[i].mark == CHART_PLAIN ? grey > 240 : grey < 90, "mark %zu: %d", i, grey);
    }
    for (size_t i = 1; i < l.ground_count; i++) { /* the grounds differ without colour */
        double x = l.plot.x1 - 4, y0 = (l.grounds[i - 1].top + l.grounds[i - 1].bottom) / 2 + 3,
               y1 = (l.grounds[i].top + l.grounds[i].bottom) / 2 + 3;
        CHECK(light(&v, x, y0) >= light(&v, x, y1) + 5, "ground %zu: %d and %d", i, light(&v, x, y0), light(&v, x, y1));
    }
    put_away(&v);
}

static void test_painted_in_all_kinds(void **state)
{
    static struct chart_point p[600];
    struct chart_event e[40];
    int32_t missed[40];
    uint64_t seed = test_seed();

    (void)state;
    for (int round = 0; round < 40; round++) {
        struct chart c = base();
        struct canvas v;
        random_chart(&seed, &c, p, e, missed);
        v = paint(&c);
        put_away(&v);
    }
}

static cairo_status_t refuse(void *closure, const unsigned char *data, unsigned int n)
{
    (void)closure, (void)data, (void)n;
    return CAIRO_STATUS_WRITE_ERROR;
}

/* A context in trouble stays in trouble and nothing else happens; a box without room stays empty. */
static void test_cairo_errors(void **state)
{
    struct chart c = base();
    cairo_surface_t *s = cairo_pdf_surface_create_for_stream(refuse, NULL, 700, 700);
    cairo_t *cr = cairo_create(s);

    (void)state;
    chart_paint(&c, cr, 0, 0, 660, 400);
    cairo_surface_finish(s);
    assert_int_equal(cairo_surface_status(s), CAIRO_STATUS_WRITE_ERROR);
    chart_paint(&c, cr, 0, 0, 660, 400);
    cairo_destroy(cr);
    cairo_surface_destroy(s);

    s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 40, 40);
    cr = cairo_create(s);
    cairo_pop_group_to_source(cr); /* no group was pushed */
    assert_int_not_equal(cairo_status(cr), CAIRO_STATUS_SUCCESS);
    chart_paint(&c, cr, 0, 0, 40, 40);
    assert_int_equal(cairo_status(cr), CAIRO_STATUS_INVALID_POP_GROUP);
    cairo_destroy(cr);
    cr = cairo_create(s);
    chart_paint(&c, cr, 0, 0, 0, 40);
    chart_paint(&c, cr, 0, 0, NAN, 40);
    assert_int_equal(cairo_status(cr), CAIRO_STATUS_SUCCESS);
    cairo_destroy(cr);
    cairo_surface_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_painted_where_it_is_drawn),
        cmocka_unit_test(test_painted_in_all_kinds),
        cmocka_unit_test(test_cairo_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
