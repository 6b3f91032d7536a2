/* chart_layout.c: the geometry of a chart: scales, grounds, the line and its marks. Labels: chart_labels.c. */
#include "render/chart_layout.h"

#include "render/chart_parts.h"

#include <assert.h>
#include <math.h>

enum {
    EDGE = 4,        /* free at the edges of the picture */
    TOP = 26,        /* above the plot: the number of a mark at the maximum */
    TOP_ROW = 20,    /* a row of letters or the unit above that */
    PLOT = 270,      /* height of the plot */
    AXIS = 30,       /* below it: dates */
    KEY_GAP = 16,    /* between dates and key */
    KEY_LINE = 21,   /* a line of the key */
    INSET = 14,      /* between the plot's sides and the first and last mark */
    GAPS = 1024,     /* intervals longer than that many days count as that long */
    CROSS_APART = 7, /* crosses nearer than that run into each other */
};

double chart_x(const struct chart_layout *l, int32_t day)
{
    const struct chart *c = l->c;
    int32_t d = day < c->first_day ? c->first_day : day > c->last_day ? c->last_day : day;

    return l->x_from + ((double)d - c->first_day) * l->x_scale;
}

double chart_y(const struct chart_layout *l, double value)
{
    const struct chart *c = l->c;
    double v = value > c->max ? c->max : value > c->min ? value : c->min; /* no number at all stands at the foot */

    return l->plot.y1 - (v - c->min + l->pad) * l->y_scale;
}

/* The middle one of the intervals, by counting: there may be many. */
static double usual_interval(const struct chart *c)
{
    uint16_t count[GAPS + 1] = {0};
    size_t n = 0, seen = 0;

    for (size_t i = 1; i < c->point_count; i++) {
        int64_t gap = (int64_t)c->points[i].day - c->points[i - 1].day;
        size_t at = gap < 0 ? 0 : gap > GAPS ? GAPS : (size_t)gap;
        if (count[at] < UINT16_MAX) {
            count[at]++;
            n++;
        }
    }
    for (size_t i = 0; i <= GAPS; i++) {
        seen += count[i];
        if (seen * 2 >= n)
            return (double)i;
    }
    return 0;
}

/* Two points know no usual interval; they are joined. */
static double longest_joined(const struct chart *c)
{
    double usual = c->point_count > 2 ? usual_interval(c) : GAPS;

    return usual >= GAPS ? 1e12 : fmax(2 * usual, 2);
}

double chart_width(const struct chart *c)
{
    return c->narrow ? CHART_NARROW : CHART_WIDTH;
}

bool chart_joined(const struct chart_layout *l, size_t i)
{
    const struct chart *c = l->c;
    size_t low = 0, high = c->missed_count;

    if (i == 0 || i >= c->point_count || (double)c->points[i].day - c->points[i - 1].day > l->join_most)
        return false;
    while (low < high) { /* the first missed check-in after point i - 1 */
        size_t mid = low + (high - low) / 2;
        if (c->missed[mid] > c->points[i - 1].day)
            high = mid;
        else
            low = mid + 1;
    }
    return low == c->missed_count || c->missed[low] >= c->points[i].day;
}

enum chart_mark chart_mark_of(const struct chart_layout *l, size_t i)
{
    enum chart_mark m = l->c->points[i].mark;

    return l->c->for_client && m == CHART_WORSE ? CHART_PLAIN : m;
}

bool chart_alert_of(const struct chart_layout *l, size_t i)
{
    return l->c->points[i].alert && !l->c->for_client;
}

static bool is_named(const struct chart_layout *l, size_t i)
{
    for (size_t k = 0; k < l->named_count; k++)
        if (l->named[k] == i)
            return true;
    return false;
}

bool chart_shown(const struct chart_layout *l, size_t i, double *last_x)
{
    double x = chart_x(l, l->c->points[i].day);
    bool lone = !chart_joined(l, i) && !chart_joined(l, i + 1);
    bool turns = i > 0 && chart_mark_of(l, i) != chart_mark_of(l, i - 1) && chart_mark_of(l, i) != CHART_PLAIN;

    if (l->dense && !is_named(l, i) && !chart_alert_of(l, i) && !lone && (!turns || x - *last_x < 3 * l->size))
        return false;
    *last_x = x;
    return true;
}

bool chart_missed(const struct chart_layout *l, size_t *i, double *last_x, double *x)
{
    while (*i < l->c->missed_count) {
        *x = chart_x(l, l->c->missed[(*i)++]);
        if (*x - *last_x >= CROSS_APART) {
            *last_x = *x;
            return true;
        }
    }
    return false;
}

static void name_points(struct chart_layout *l)
{
    const struct chart *c = l->c;
    size_t n = c->point_count, low = 0, high = 0;

    if (!n)
        return;
    for (size_t i = 1; i < n; i++) { /* of equal ones the latest */
        low = c->points[i].value <= c->points[low].value ? i : low;
        high = c->points[i].value >= c->points[high].value ? i : high;
    }
    l->named[0] = n - 1;
    l->named_count = 1;
    if (n > 1)
        l->named[l->named_count++] = 0;
    if (!is_named(l, low))
        l->named[l->named_count++] = low;
    if (!is_named(l, high))
        l->named[l->named_count++] = high;
}

static bool has_bands(const struct chart *c)
{
    return c->bands && c->bands->count;
}

static double widest(const struct chart_label *lines, size_t n)
{
    double most = 0;

    for (size_t k = 0; k < n; k++)
        most = fmax(most, chart_text_width(chart_said(&lines[k])));
    return most;
}

/* The room to the right of the plot that the names of the bands need, in two lines where one would be too long. */
static double gutter_width(const struct chart *c)
{
    struct chart_label lines[CHART_BAND_LINES];
    double most = 0;
    size_t n;

    if (!has_bands(c))
        return INSET;
    if (c->for_client) {
        const struct render_words *w = chart_words(c);
        const char *const quiet[] = {w->less_often, w->sometimes, w->more_often};
        for (size_t i = 0; i < 3; i++) {
            n = chart_quiet_lines(c, quiet[i], lines);
            most = fmax(most, widest(lines, n));
        }
    } else {
        for (size_t i = 0; i < c->bands->count && i < CHART_GROUNDS; i++) {
            n = chart_band_lines(c, &c->bands->at[i], lines);
            most = fmax(most, widest(lines, n));
        }
    }
    return most + 2 * EDGE + 8;
}

static void lay_scales(struct chart_layout *l)
{
    const struct chart *c = l->c;
    double days = (double)c->last_day - c->first_day, range = c->max - c->min, width;
    bool row = (c->unit.n && !str_is(c->unit, "points")) || c->event_count;

    l->plot = (struct chart_box){EDGE + chart_tick_width(c) + 8, row ? TOP + TOP_ROW : TOP,
                                 chart_width(c) - gutter_width(c), 0};
    l->plot.y1 = l->plot.y0 + PLOT;
    l->height = l->plot.y1 + AXIS;
    l->pad = range * .024; /* room for half a mark; of GAD-7 half a point */
    l->y_scale = PLOT / (range + 2 * l->pad);
    width = l->plot.x1 - l->plot.x0 - 2 * INSET;
    l->x_from = l->plot.x0 + INSET;
    l->x_scale = days > 0 ? width / days : 0;
    if (days <= 0)
        l->x_from += width / 2;
    l->join_most = longest_joined(c);
    if (c->point_count > 1)
        width = (chart_x(l, c->points[c->point_count - 1].day) - chart_x(l, c->points[0].day)) /
                (double)(c->point_count - 1);
    l->dense = width < 7;
    l->size = l->dense ? 4 : width < 14 ? 3.4 : 5;
}

/* Where one ground ends and the next begins: half way between the last score of one and the first of the other. */
static void lay_bands(struct chart_layout *l)
{
    const struct measure_bands *b = l->c->bands;
    size_t n = b->count < CHART_GROUNDS ? b->count : CHART_GROUNDS;
    double bottom = l->plot.y1;

    for (size_t i = 0; i < n; i++) {
        bool last = i + 1 == n;
        double top = last ? l->plot.y0 : chart_y(l, (b->at[i].max + b->at[i + 1].min) / 2);
        int level = n > 1 ? (int)ceil((double)i * 4 / (double)(n - 1)) : 0;
        l->grounds[i] = (struct chart_ground){top, bottom, l->c->higher_is_better ? 4 - level : level};
        bottom = top;
    }
    l->ground_count = n;
}

static void lay_grounds(struct chart_layout *l)
{
    if (l->c->for_client && has_bands(l->c)) {
        double third = (l->plot.y1 - l->plot.y0) / 3;
        for (int i = 0; i < 3; i++)
            l->grounds[i] = (struct chart_ground){l->plot.y1 - third * (i + 1), l->plot.y1 - third * i, i == 1 ? 1 : 0};
        l->ground_count = 3;
    } else if (has_bands(l->c)) {
        lay_bands(l);
    } else {
        l->grounds[0] = (struct chart_ground){l->plot.y0, l->plot.y1, 1};
        l->ground_count = 1;
    }
    l->quiet = l->c->for_client || !has_bands(l->c);
}

static bool in_range(const struct chart *c, double v)
{
    return v >= c->min && v <= c->max;
}

void chart_lay(const struct chart *c, struct chart_layout *l)
{
    assert(c->min < c->max && c->first_day <= c->last_day);
    l->c = c;
    l->label_count = l->ground_count = l->named_count = 0;
    lay_scales(l);
    lay_grounds(l);
    name_points(l);
    l->target_shown = c->has_target && in_range(c, c->target);
    l->far_shown = l->target_shown && in_range(c, c->target_far) && c->target_far != c->target;
    l->reliable_shown = c->has_reliable && in_range(c, c->reliable) && !c->for_client;
    chart_label_axes(l);
    chart_label_bands(l);
    chart_label_plot(l);
    l->height = chart_label_key(l, l->plot.y1 + AXIS + KEY_GAP, KEY_LINE);
}
