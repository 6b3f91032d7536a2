/* chart_paint.c: a chart painted with cairo, for paper: light greys, dark lines; marks and dashes differ by shape. */
#include "render/chart_layout.h"

#include <math.h>
#include <pango/pangocairo.h>

#define FONT "Inter, DejaVu Sans, sans-serif"

struct paint {
    const struct chart_layout *l;
    cairo_t *cr;
    PangoLayout *text;
    PangoAttrList *key; /* the letter of an entry of the key stands out */
};

struct ink {
    double r, g, b;
};

static const struct ink ink = {0.122, 0.165, 0.180}, muted = {0.275, 0.329, 0.349}, series = {0.071, 0.247, 0.271},
                        target = {0.357, 0.263, 0.439}, risk = {0.608, 0.110, 0.110}, white = {1, 1, 1},
                        hair = {0.60, 0.62, 0.62};

static void colour(struct paint *p, struct ink c)
{
    cairo_set_source_rgb(p->cr, c.r, c.g, c.b);
}

static void stroke(struct paint *p, struct ink c, double width, double dash, double gap)
{
    const double pattern[] = {dash, gap};

    colour(p, c);
    cairo_set_line_width(p->cr, width);
    cairo_set_dash(p->cr, pattern, dash > 0 ? 2 : 0, 0);
    cairo_stroke(p->cr);
    cairo_set_dash(p->cr, NULL, 0, 0);
}

static void line(struct paint *p, double x0, double y0, double x1, double y1)
{
    cairo_new_path(p->cr);
    cairo_move_to(p->cr, x0, y0);
    cairo_line_to(p->cr, x1, y1);
}

static void paint_grounds(struct paint *p)
{
    static const double bands[] = {0.975, 0.945, 0.915, 0.880, 0.840}, quiet[] = {0.965, 0.925};
    const struct chart_box *at = &p->l->plot;

    for (size_t i = 0; i < p->l->ground_count; i++) {
        const struct chart_ground *g = &p->l->grounds[i];
        double grey = p->l->quiet ? quiet[g->level] : bands[g->level];
        colour(p, (struct ink){grey, grey, grey});
        cairo_rectangle(p->cr, at->x0, g->top, at->x1 - at->x0, g->bottom - g->top);
        cairo_fill(p->cr);
    }
    for (size_t i = 1; i < p->l->ground_count; i++) {
        line(p, at->x0, p->l->grounds[i].bottom, at->x1, p->l->grounds[i].bottom);
        stroke(p, white, 1.5, 0, 0);
    }
    line(p, at->x0, at->y1, at->x1, at->y1);
    stroke(p, hair, 1, 0, 0);
}

static void across(struct paint *p, double value)
{
    double y = chart_y(p->l, value);

    line(p, p->l->plot.x0, y, p->l->plot.x1, y);
}

static void paint_lines(struct paint *p)
{
    const struct chart *c = p->l->c;

    for (size_t i = 0; i < c->event_count; i++) {
        double x = chart_x(p->l, c->events[i].day);
        line(p, x, p->l->plot.y0 - 4, x, p->l->plot.y1);
        stroke(p, hair, 1, 0, 0);
    }
    if (p->l->reliable_shown) {
        across(p, c->reliable);
        stroke(p, muted, 1.6, 1.6, 4.4);
    }
    if (p->l->target_shown) {
        across(p, c->target);
        stroke(p, target, 2, 8, 5);
    }
    if (p->l->far_shown) {
        across(p, c->target_far);
        stroke(p, target, 1.2, 8, 5);
    }
}

static void paint_course(struct paint *p)
{
    const struct chart *c = p->l->c;

    cairo_new_path(p->cr);
    for (size_t i = 1; i < c->point_count; i++) {
        if (!chart_joined(p->l, i))
            continue;
        if (!chart_joined(p->l, i - 1))
            cairo_move_to(p->cr, chart_x(p->l, c->points[i - 1].day), chart_y(p->l, c->points[i - 1].value));
        cairo_line_to(p->cr, chart_x(p->l, c->points[i].day), chart_y(p->l, c->points[i].value));
    }
    cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    stroke(p, series, p->l->dense ? 1.75 : 2.5, 0, 0);
}

static void circle(struct paint *p, double x, double y, double r)
{
    cairo_new_path(p->cr);
    cairo_arc(p->cr, x, y, r, 0, 2 * M_PI);
}

static void paint_mark(struct paint *p, size_t i)
{
    const struct chart_point *at = &p->l->c->points[i];
    double x = chart_x(p->l, at->day), y = chart_y(p->l, at->value), s = p->l->size;

    if (chart_alert_of(p->l, i)) {
        circle(p, x, y, s + 6);
        stroke(p, risk, 2, 0, 0);
    }
    switch (chart_mark_of(p->l, i)) {
    case CHART_PLAIN:
        circle(p, x, y, s);
        colour(p, white);
        cairo_fill_preserve(p->cr);
        stroke(p, series, 2.5, at->prorated ? 3 : 0, 2.2);
        break;
    case CHART_BETTER:
        line(p, x, y - s * 1.6, x + s * 1.6, y);
        cairo_line_to(p->cr, x, y + s * 1.6);
        cairo_line_to(p->cr, x - s * 1.6, y);
        colour(p, series);
        cairo_fill(p->cr);
        break;
    case CHART_WORSE:
        line(p, x, y - s * 1.6, x + s * 1.6, y + s * 1.2);
        cairo_line_to(p->cr, x - s * 1.6, y + s * 1.2);
        colour(p, series);
        cairo_fill(p->cr);
        break;
    }
}

static void paint_marks(struct paint *p)
{
    double last = -1e9, x, y = p->l->plot.y1;
    size_t i = 0;

    while (chart_missed(p->l, &i, &last, &x)) {
        line(p, x - 3.5, y - 3.5, x + 3.5, y + 3.5);
        cairo_move_to(p->cr, x - 3.5, y + 3.5);
        cairo_line_to(p->cr, x + 3.5, y - 3.5);
        stroke(p, muted, 1.75, 0, 0);
    }
    last = -1e9;
    for (i = 0; i < p->l->c->point_count; i++)
        if (chart_shown(p->l, i, &last))
            paint_mark(p, i);
}

/* Words inside the plot have a light edge, so that lines behind them do not cut them. */
static void paint_label(struct paint *p, const struct chart_label *t)
{
    bool strong = t->style == CHART_VALUE || t->style == CHART_LETTER || t->style == CHART_ALERT;
    bool edged = t->style >= CHART_VALUE && t->style <= CHART_ALERT && t->style != CHART_KEY;
    struct ink c = t->style == CHART_ALERT                                                           ? risk
                   : t->style == CHART_TARGET || t->style == CHART_VALUE || t->style == CHART_LETTER ? ink
                                                                                                     : muted;
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    PangoLayoutLine *words;
    PangoRectangle r;

    pango_font_description_set_absolute_size(font, CHART_FONT * PANGO_SCALE);
    pango_font_description_set_weight(font, strong ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(p->text, font);
    pango_layout_set_text(p->text, t->text, (int)t->n);
    pango_layout_set_attributes(p->text, t->style == CHART_KEY && t->n > 1 && t->text[1] == ' ' ? p->key : NULL);
    words = pango_layout_get_line_readonly(p->text, 0);
    pango_layout_line_get_extents(words, NULL, &r);
    cairo_new_path(p->cr);
    cairo_move_to(p->cr, t->x - (double)r.width / PANGO_SCALE * t->anchor / 2, t->y);
    if (edged) {
        cairo_save(p->cr);
        pango_cairo_layout_line_path(p->cr, words);
        stroke(p, white, 3, 0, 0);
        cairo_restore(p->cr);
        cairo_move_to(p->cr, t->x - (double)r.width / PANGO_SCALE * t->anchor / 2, t->y);
    }
    colour(p, c);
    pango_cairo_show_layout_line(p->cr, words);
    pango_font_description_free(font);
}

double chart_height(const struct chart *c, double width)
{
    struct chart_layout l;

    chart_lay(c, &l);
    return l.height * width / chart_width(c);
}

void chart_paint(const struct chart *c, void *cr, double x, double y, double width, double height)
{
    struct chart_layout l;
    struct paint p = {.l = &l, .cr = cr};
    PangoContext *context;
    PangoAttribute *letter;
    double scale;

    chart_lay(c, &l);
    scale = fmin(width / chart_width(c), height / l.height);
    if (!(scale > 0) || cairo_status(p.cr))
        return;
    cairo_save(p.cr);
    cairo_translate(p.cr, x, y);
    cairo_scale(p.cr, scale, scale);
    context = pango_cairo_create_context(p.cr);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    p.text = pango_layout_new(context);
    pango_layout_set_auto_dir(p.text, FALSE);
    p.key = pango_attr_list_new();
    letter = pango_attr_weight_new(PANGO_WEIGHT_SEMIBOLD);
    letter->start_index = 0;
    letter->end_index = 1;
    pango_attr_list_insert(p.key, letter);
    paint_grounds(&p);
    paint_lines(&p);
    paint_course(&p);
    paint_marks(&p);
    for (size_t i = 0; i < l.label_count; i++)
        paint_label(&p, &l.labels[i]);
    pango_attr_list_unref(p.key);
    g_object_unref(p.text);
    g_object_unref(context);
    cairo_restore(p.cr);
}
