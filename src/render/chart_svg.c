/* chart_svg.c: a chart as SVG. Classes only: the page's style sheet says how each looks, in the light, the dark and on
 * paper. */
#include "render/chart_layout.h"

#include <assert.h>
#include <math.h>

struct svg {
    const struct chart_layout *l;
    struct buf *b;
};

static void raw(struct svg *g, const char *s)
{
    buf_put(g->b, s, strlen(s));
}

/* Tenths of a unit; by hand, because there are many. Nothing stands left of or above the picture. */
static void put_number(struct svg *g, double v)
{
    char digits[24];
    size_t n = sizeof digits;
    unsigned long tenths = (unsigned long)(v * 10 + .5), rest = tenths / 10;

    assert(v >= 0);
    if (tenths % 10) {
        digits[--n] = (char)('0' + tenths % 10);
        digits[--n] = '.';
    }
    do
        digits[--n] = (char)('0' + rest % 10);
    while (rest /= 10);
    buf_put(g->b, digits + n, sizeof digits - n);
}

static void put_attribute(struct svg *g, const char *name, double v)
{
    raw(g, " ");
    raw(g, name);
    raw(g, "=\"");
    put_number(g, v);
    raw(g, "\"");
}

static void put_point(struct svg *g, const char *command, double x, double y)
{
    raw(g, command);
    put_number(g, x);
    raw(g, " ");
    put_number(g, y);
}

static void put_line(struct svg *g, const char *cls, double x0, double y0, double x1, double y1)
{
    raw(g, "<line class=\"");
    raw(g, cls);
    raw(g, "\"");
    put_attribute(g, "x1", x0);
    put_attribute(g, "y1", y0);
    put_attribute(g, "x2", x1);
    put_attribute(g, "y2", y1);
    raw(g, "/>");
}

static void put_grounds(struct svg *g)
{
    static const char *const bands[] = {"b0", "b1", "b2", "b3", "b4"}, *const quiet[] = {"q0", "q1"};
    const struct chart_box *p = &g->l->plot;

    for (size_t i = 0; i < g->l->ground_count; i++) {
        const struct chart_ground *s = &g->l->grounds[i];
        raw(g, "<rect class=\"c-");
        raw(g, g->l->quiet ? quiet[s->level] : bands[s->level]);
        raw(g, "\"");
        put_attribute(g, "x", p->x0);
        put_attribute(g, "y", s->top);
        put_attribute(g, "width", p->x1 - p->x0);
        put_attribute(g, "height", s->bottom - s->top);
        raw(g, "/>");
    }
    for (size_t i = 1; i < g->l->ground_count; i++)
        put_line(g, "c-edge", p->x0, g->l->grounds[i].bottom, p->x1, g->l->grounds[i].bottom);
    put_line(g, "c-axis", p->x0, p->y1, p->x1, p->y1);
}

/* Of a narrow picture: the line that the words of the key speak of. */
static void put_samples(struct svg *g)
{
    for (size_t i = 0; g->l->c->narrow && i < g->l->label_count; i++) {
        const struct chart_label *t = &g->l->labels[i];
        if (t->style == CHART_TARGET || t->style == CHART_RELIABLE)
            put_line(g, t->style == CHART_TARGET ? "c-target" : "c-reliable", t->x - CHART_SAMPLE, t->y - 5, t->x - 8,
                     t->y - 5);
    }
}

static void put_lines(struct svg *g)
{
    const struct chart *c = g->l->c;
    const struct chart_box *p = &g->l->plot;

    for (size_t i = 0; i < c->event_count; i++) {
        double x = chart_x(g->l, c->events[i].day);
        put_line(g, "c-event", x, p->y0 - 4, x, p->y1);
    }
    if (g->l->reliable_shown)
        put_line(g, "c-reliable", p->x0, chart_y(g->l, c->reliable), p->x1, chart_y(g->l, c->reliable));
    if (g->l->target_shown)
        put_line(g, "c-target", p->x0, chart_y(g->l, c->target), p->x1, chart_y(g->l, c->target));
    if (g->l->far_shown)
        put_line(g, "c-target c-far", p->x0, chart_y(g->l, c->target_far), p->x1, chart_y(g->l, c->target_far));
}

static void put_course(struct svg *g)
{
    const struct chart *c = g->l->c;
    bool any = false;

    for (size_t i = 1; i < c->point_count; i++) {
        if (!chart_joined(g->l, i))
            continue;
        if (!any)
            raw(g, g->l->dense ? "<path class=\"c-course c-thin\" d=\"" : "<path class=\"c-course\" d=\"");
        if (!any || !chart_joined(g->l, i - 1))
            put_point(g, "M", chart_x(g->l, c->points[i - 1].day), chart_y(g->l, c->points[i - 1].value));
        put_point(g, "L", chart_x(g->l, c->points[i].day), chart_y(g->l, c->points[i].value));
        any = true;
    }
    if (any)
        raw(g, "\"/>");
}

static void put_mark(struct svg *g, size_t i)
{
    double x = chart_x(g->l, g->l->c->points[i].day), y = chart_y(g->l, g->l->c->points[i].value), s = g->l->size;

    if (chart_alert_of(g->l, i)) {
        raw(g, "<circle class=\"c-ring\"");
        put_attribute(g, "cx", x);
        put_attribute(g, "cy", y);
        put_attribute(g, "r", s + 6);
        raw(g, "/>");
    }
    switch (chart_mark_of(g->l, i)) {
    case CHART_PLAIN:
        raw(g, g->l->c->points[i].prorated ? "<circle class=\"c-mark c-broken\"" : "<circle class=\"c-mark\"");
        put_attribute(g, "cx", x);
        put_attribute(g, "cy", y);
        put_attribute(g, "r", s);
        raw(g, "/>");
        break;
    case CHART_BETTER:
        raw(g, "<path class=\"c-full\" d=\"");
        put_point(g, "M", x, y - s * 1.6);
        put_point(g, "L", x + s * 1.6, y);
        put_point(g, "L", x, y + s * 1.6);
        put_point(g, "L", x - s * 1.6, y);
        raw(g, "z\"/>");
        break;
    case CHART_WORSE:
        raw(g, "<path class=\"c-full\" d=\"");
        put_point(g, "M", x, y - s * 1.6);
        put_point(g, "L", x + s * 1.6, y + s * 1.2);
        put_point(g, "L", x - s * 1.6, y + s * 1.2);
        raw(g, "z\"/>");
        break;
    }
}

static void put_marks(struct svg *g)
{
    double last = -1e9, x;
    size_t i = 0;

    while (chart_missed(g->l, &i, &last, &x)) {
        double y = g->l->plot.y1;
        raw(g, "<path class=\"c-missed\" d=\"");
        put_point(g, "M", x - 3.5, y - 3.5);
        put_point(g, "L", x + 3.5, y + 3.5);
        put_point(g, "M", x - 3.5, y + 3.5);
        put_point(g, "L", x + 3.5, y - 3.5);
        raw(g, "\"/>");
    }
    last = -1e9;
    for (i = 0; i < g->l->c->point_count; i++)
        if (chart_shown(g->l, i, &last))
            put_mark(g, i);
}

static void put_labels(struct svg *g)
{
    static const char *const classes[CHART_STYLE_COUNT] = {"c-tick",         "c-band",   "c-value", "c-word",
                                                           "c-word c-quiet", "c-letter", "c-key",   "c-alert"};

    for (size_t i = 0; i < g->l->label_count; i++) {
        const struct chart_label *t = &g->l->labels[i];
        size_t from = 0;
        raw(g, "<text class=\"");
        raw(g, classes[t->style]);
        raw(g, "\"");
        put_attribute(g, "x", t->x);
        put_attribute(g, "y", t->y);
        raw(g, t->anchor == CHART_MIDDLE ? " text-anchor=\"middle\">"
               : t->anchor == CHART_END  ? " text-anchor=\"end\">"
                                         : ">");
        if (t->style == CHART_KEY && t->n > 1 && t->text[1] == ' ') { /* the letter as it stands above the plot */
            raw(g, "<tspan class=\"c-letter\">");
            buf_put(g->b, t->text, 1);
            raw(g, "</tspan>");
            from = 1;
        }
        chart_put_clean(g->b, (struct str){t->text + from, t->n - from});
        raw(g, "</text>");
    }
}

/* An id holds letters, digits and '-' only, whatever it was made from. */
static void put_id(struct svg *g, char part)
{
    struct str id = g->l->c->id;

    for (size_t i = 0; i < id.n; i++) {
        char ch = id.p[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
        buf_char(g->b, plain ? ch : '-');
    }
    buf_char(g->b, '-');
    if (g->l->c->narrow)
        buf_char(g->b, 'n');
    buf_char(g->b, part);
}

void chart_put_svg(const struct chart *c, struct buf *out)
{
    struct chart_layout l;
    struct svg g = {.l = &l, .b = out};

    chart_lay(c, &l);
    raw(&g, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart ");
    raw(&g, c->narrow ? "c-narrow" : "c-wide");
    raw(&g, "\" role=\"img\" aria-labelledby=\"");
    put_id(&g, 't');
    raw(&g, " ");
    put_id(&g, 'd');
    raw(&g, "\" viewBox=\"0 0 ");
    put_number(&g, chart_width(c));
    raw(&g, " ");
    put_number(&g, l.height);
    raw(&g, "\"><title id=\"");
    put_id(&g, 't');
    raw(&g, "\">");
    chart_put_clean(out, c->title);
    raw(&g, "</title><desc id=\"");
    put_id(&g, 'd');
    raw(&g, "\">");
    chart_put_clean(out, c->description);
    raw(&g, "</desc>\n");
    put_grounds(&g);
    put_lines(&g);
    put_samples(&g);
    put_course(&g);
    put_marks(&g);
    put_labels(&g);
    raw(&g, "</svg>\n");
}

void chart_put_both(const struct chart *c, struct buf *out)
{
    struct chart narrow = *c;

    narrow.narrow = true;
    chart_put_svg(c, out);
    chart_put_svg(&narrow, out);
}

/* The last points only, in a box of 96 by 28. */
enum { SPARK_WIDTH = 96, SPARK_HEIGHT = 28, SPARK_INSET = 4, SPARK_POINTS = 12 };

static double spark_y(const struct chart *c, double v)
{
    v = v > c->min ? fmin(v, c->max) : c->min;
    return SPARK_HEIGHT - SPARK_INSET - (v - c->min) / (c->max - c->min) * (SPARK_HEIGHT - 2 * SPARK_INSET);
}

void chart_put_sparkline(const struct chart *c, struct buf *out)
{
    struct svg g = {.b = out};
    size_t n = c->point_count, from = n > SPARK_POINTS ? n - SPARK_POINTS : 0;
    double days = n ? (double)c->points[n - 1].day - c->points[from].day : 0, x = 0;

    raw(&g, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"spark\" aria-hidden=\"true\" viewBox=\"0 0 96 28\">");
    if (c->has_target)
        put_line(&g, "c-target", 0, spark_y(c, c->target), SPARK_WIDTH, spark_y(c, c->target));
    for (size_t i = from; i < n; i++) {
        x = days > 0 ? ((double)c->points[i].day - c->points[from].day) / days : 1;
        x = SPARK_INSET + x * (SPARK_WIDTH - 2 * SPARK_INSET);
        put_point(&g, i == from ? "<path class=\"c-course\" d=\"M" : "L", x, spark_y(c, c->points[i].value));
    }
    if (n) {
        raw(&g, "\"/><circle class=\"c-dot\"");
        put_attribute(&g, "cx", x);
        put_attribute(&g, "cy", spark_y(c, c->points[n - 1].value));
        put_attribute(&g, "r", 3);
        raw(&g, "/>");
    }
    raw(&g, "</svg>");
}
