/* chart_labels.c: words and numbers inside the plot, each at the quietest of a few places. */
#include "render/chart_parts.h"

#include <assert.h>
#include <math.h>

enum {
    UP = 12, /* from the baseline to the top of a label */
    DOWN = 4,
    ROW = 18,  /* from one label to the next above it */
    NEAR = 18, /* marks that near a label count against its place */
    NO_PLACE = 1000000,
    ALERT_WORDS = 3 /* the words of that many risk marks are written out, the latest ones */
};

bool chart_overlap(const struct chart_box *a, const struct chart_box *b, double apart)
{
    return a->x0 < b->x1 + apart && b->x0 < a->x1 + apart && a->y0 < b->y1 + apart && b->y0 < a->y1 + apart;
}

static struct chart_box box_of(double width, enum chart_anchor anchor, double x, double y)
{
    double from = anchor == CHART_START ? x : anchor == CHART_MIDDLE ? x - width / 2 : x - width;

    return (struct chart_box){from, y - UP, from + width, y + DOWN};
}

static bool is_free(const struct chart_layout *l, const struct chart_box *b)
{
    if (b->x0 < 0 || b->x1 > chart_width(l->c) || b->y0 < 0)
        return false;
    for (size_t i = 0; i < l->label_count; i++)
        if (chart_overlap(b, &l->labels[i].box, 0))
            return false;
    return true;
}

bool chart_add(struct chart_layout *l, struct chart_label *t, enum chart_style style, enum chart_anchor anchor,
               double x, double y)
{
    t->box = box_of(chart_text_width((struct str){t->text, t->n}), anchor, x, y);
    if (!t->n || l->label_count == CHART_LABELS || !is_free(l, &t->box))
        return false;
    t->style = style;
    t->anchor = anchor;
    t->x = x;
    t->y = y;
    l->labels[l->label_count++] = *t;
    return true;
}

/* The first point at or right of x. */
static size_t first_from(const struct chart_layout *l, double x)
{
    size_t low = 0, high = l->c->point_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (chart_x(l, l->c->points[mid].day) >= x)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

/* Whether the straight line between two points goes through a box. No fmin and fmax: here they would be calls. */
static bool crosses(const struct chart_box *b, double x0, double y0, double x1, double y1)
{
    double from = b->x0 > x0 ? b->x0 : x0, to = b->x1 < x1 ? b->x1 : x1, slope, start, end;

    if (from > to)
        return false;
    slope = x1 > x0 ? (y1 - y0) / (x1 - x0) : 0;
    start = y0 + (from - x0) * slope;
    end = y0 + (to - x0) * slope;
    return (start < b->y1 || end < b->y1) && (start > b->y0 || end > b->y0);
}

/* The lines that go through a box: target, reliable change, events. */
static int against_lines(const struct chart_layout *l, const struct chart_box *b)
{
    const struct chart *c = l->c;
    const double lines[] = {l->target_shown ? chart_y(l, c->target) : -99,
                            l->far_shown ? chart_y(l, c->target_far) : -99,
                            l->reliable_shown ? chart_y(l, c->reliable) : -99};
    int cost = 0;

    for (size_t k = 0; k < 3; k++)
        cost += lines[k] > b->y0 - 1 && lines[k] < b->y1 + 1 ? 40 : 0;
    for (size_t k = 0; k < c->event_count && k < CHART_LETTERS; k++)
        cost += chart_x(l, c->events[k].day) > b->x0 && chart_x(l, c->events[k].day) < b->x1 ? 6 : 0;
    return cost;
}

/* What speaks against a place: lines through it, marks near it. Counts no further than `enough`. `own` is the point
 * that the label belongs to, or point_count. */
static int against(const struct chart_layout *l, const struct chart_box *b, size_t own, int enough)
{
    const struct chart *c = l->c;
    bool at_mark = own < c->point_count;
    double near = at_mark ? l->size : NEAR, x0 = 0, y0 = 0;
    size_t from = first_from(l, b->x0 - near);
    int cost = against_lines(l, b), mark = l->dense && at_mark ? 2 : 20, line = l->dense ? 2 : 15;

    from = from > 0 ? from - 1 : 0;
    for (size_t i = from; i < c->point_count && cost < enough; i++) {
        double x = chart_x(l, c->points[i].day), y = chart_y(l, c->points[i].value);
        if (i != own && x > b->x0 - near && x < b->x1 + near && y > b->y0 - near && y < b->y1 + near)
            cost += mark;
        if (i > from && (y0 < b->y1 || y < b->y1) && (y0 > b->y0 || y > b->y0) && crosses(b, x0, y0, x, y) &&
            chart_joined(l, i))
            cost += line;
        if (x > b->x1 + near)
            break;
        x0 = x;
        y0 = y;
    }
    return cost;
}

struct place {
    enum chart_anchor anchor;
    double x, y;
    int price; /* what this place costs before anything stands in its way */
};

/* The label at the cheapest of its places that is free and inside the plot's height; left out when there is none. */
static void put_cheapest(struct chart_layout *l, struct chart_label *t, enum chart_style style, const struct place *at,
                         size_t n, size_t own)
{
    double width = chart_text_width((struct str){t->text, t->n});
    size_t best = n;
    int least = NO_PLACE;

    for (size_t i = 0; i < n; i++) {
        struct chart_box b = box_of(width, at[i].anchor, at[i].x, at[i].y);
        int cost;
        if (at[i].price >= least || b.y1 > l->plot.y1 - 1 || b.x0 < l->plot.x0 - 6 || !is_free(l, &b))
            continue;
        cost = at[i].price + (b.x1 > l->plot.x1 + 6 ? 25 : 0);
        cost += against(l, &b, own, least - cost);
        if (cost < least) {
            least = cost;
            best = i;
        }
    }
    if (best < n)
        chart_add(l, t, style, at[best].anchor, at[best].x, at[best].y);
}

/* Above or below its line, at its left end, its right end or between; one row further away where the marks keep near
 * the line, for the label names the value. */
static void label_line(struct chart_layout *l, struct chart_label *t, enum chart_style style, double value, bool below)
{
    double y = chart_y(l, value), left = l->plot.x0 + 8, right = l->plot.x1 - 8, width = right - left;
    struct place at[28];
    size_t n = 0;

    for (int k = 0; k < 7; k++) {
        for (int side = 0; side < 4; side++) {
            bool under = (side % 2 == 1) != below;
            double away = side < 2 ? 0 : ROW;
            at[n++] = (struct place){k == 0   ? CHART_START
                                     : k == 1 ? CHART_END
                                              : CHART_MIDDLE,
                                     k == 0   ? left
                                     : k == 1 ? right
                                              : left + width * (k - 1) / 6,
                                     under ? y + UP + 4 + away : y - 6 - away,
                                     side % 2 + (k > 0 ? 2 + k : 0) + (side < 2 ? 0 : 12)};
        }
    }
    put_cheapest(l, t, style, at, n, l->c->point_count);
}

static void label_number(struct chart_layout *l, size_t i)
{
    double x = chart_x(l, l->c->points[i].day), y = chart_y(l, l->c->points[i].value);
    double s = l->size + (chart_alert_of(l, i) ? 7 : 0); /* outside the ring */
    const struct place at[] = {{CHART_MIDDLE, x, y - s - 5, 0},          {CHART_MIDDLE, x, y + s + 3 + UP, 8},
                               {CHART_START, x + s + 4, y - s - 1, 12},  {CHART_END, x - s - 4, y - s - 1, 13},
                               {CHART_START, x + s + 5, y + 5, 14},      {CHART_END, x - s - 5, y + 5, 15},
                               {CHART_START, x + s + 4, y + UP + 2, 16}, {CHART_END, x - s - 4, y + UP + 2, 17},
                               {CHART_MIDDLE, x, y - s - 14, 30},        {CHART_MIDDLE, x, y + s + 12 + UP, 34}};
    struct chart_label t = {.n = 0};

    chart_say_number(&t, l->c->points[i].value, chart_words(l->c)->point);
    put_cheapest(l, &t, CHART_VALUE, at, sizeof at / sizeof *at, i);
}

/* The words of a risk mark: below it, or wherever there is room around it. */
static void label_alert(struct chart_layout *l, size_t i)
{
    const struct chart *c = l->c;
    const struct chart_point *p = &c->points[i];
    double x = chart_x(l, p->day), y = chart_y(l, p->value), s = l->size + 6;
    const struct place at[] = {{CHART_MIDDLE, x, y + s + 4 + UP, 0},  {CHART_START, x + s + 4, y + 5, 6},
                               {CHART_END, x - s - 4, y + 5, 6},      {CHART_MIDDLE, x, y - s - 20, 8},
                               {CHART_START, x, y + s + 4 + UP, 9},   {CHART_END, x, y + s + 4 + UP, 9},
                               {CHART_START, x, y - s - 20, 10},      {CHART_END, x, y - s - 20, 10},
                               {CHART_START, x, y + s + 24 + UP, 12}, {CHART_END, x, y + s + 24 + UP, 12},
                               {CHART_START, x, y - s - 38, 14},      {CHART_END, x, y - s - 38, 14}};
    struct chart_label t = {.n = 0};

    chart_say(&t, STR("! "));
    chart_say(&t, p->alert_words.n ? p->alert_words : STR("risk answer"));
    chart_fit(&t, (l->plot.x1 - l->plot.x0) / (c->narrow ? 1 : 2));
    put_cheapest(l, &t, CHART_ALERT, at, sizeof at / sizeof *at, i);
}

void chart_label_plot(struct chart_layout *l)
{
    const struct chart *c = l->c;
    struct chart_label t = {.n = 0};
    size_t words = 0;

    if (l->target_shown && !c->narrow) {
        chart_say_target(&t, c);
        label_line(l, &t, CHART_TARGET, c->target, c->target_at_least);
    }
    if (l->reliable_shown && !c->narrow) {
        t.n = 0;
        chart_say_reliable(&t, c);
        label_line(l, &t, CHART_RELIABLE, c->reliable, !c->higher_is_better);
    }
    for (size_t i = 0; i < l->named_count; i++)
        label_number(l, l->named[i]);
    for (size_t i = 0; i < c->point_count && c->point_count <= CHART_NUMBERED; i++) {
        bool named = false;
        for (size_t k = 0; k < l->named_count; k++)
            named = named || l->named[k] == i;
        if (!named)
            label_number(l, i);
    }
    for (size_t i = c->point_count; i-- > 0 && words < ALERT_WORDS;) {
        if (!chart_alert_of(l, i))
            continue;
        label_alert(l, i);
        words++;
    }
}
