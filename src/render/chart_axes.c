/* chart_axes.c: what is written around the plot: numbers, dates, names of bands, letters of events and their key. */
#include "render/chart_parts.h"

#include <assert.h>
#include <math.h>

enum {
    EDGE = 2,
    APART = 8,
    LINE = 17,
    DATED_POINTS = 8,
    TICKS_MOST = 7,
    DATES_MOST = 9,
    DATE_ROOM = 62,
    BAND_MOST = 136,
    BAND_NARROW = 102,
    KEY_LINES = 3
};

/* The step of y: 1, 2 or 5 times a power of ten, so that there are few numbers. */
static double nice_step(double range)
{
    double step = pow(10, floor(log10(range / TICKS_MOST)));

    while (range / step > TICKS_MOST)
        step *= range / (step * 2) <= TICKS_MOST ? 2 : range / (step * 5) <= TICKS_MOST ? 5 : 10;
    return step;
}

static struct chart_label number_label(const struct chart *c, double v)
{
    struct chart_label t = {.n = 0};

    chart_say_number(&t, v, chart_words(c)->point);
    return t;
}

double chart_tick_width(const struct chart *c)
{
    double step = nice_step(c->max - c->min), most = 24;

    for (double k = ceil(c->min / step); k <= floor(c->max / step); k++) {
        struct chart_label t = number_label(c, k * step);
        most = fmax(most, chart_text_width((struct str){t.text, t.n}));
    }
    return most;
}

static void label_numbers(struct chart_layout *l)
{
    const struct chart *c = l->c;
    double step = nice_step(c->max - c->min);

    for (double k = ceil(c->min / step); k <= floor(c->max / step); k++) {
        struct chart_label t = number_label(c, k * step);
        chart_add(l, &t, CHART_TICK, CHART_END, l->plot.x0 - APART, chart_y(l, k * step) + 5);
    }
    if (c->unit.n && !str_is(c->unit, "points")) {
        struct chart_label t = {.n = 0};
        chart_say(&t, c->unit);
        chart_fit(&t, chart_width(l->c) - 4 * EDGE);
        chart_add(l, &t, CHART_TICK, CHART_START, EDGE + 2, 14);
    }
}

/* A date under x, moved in from the sides of the picture; left out where it would touch another. */
static void add_date(struct chart_layout *l, struct chart_label *t, double x)
{
    double half = chart_text_width((struct str){t->text, t->n}) / 2;

    x = fmin(fmax(x, EDGE + half), chart_width(l->c) - EDGE - half);
    for (size_t i = 0; i < l->label_count; i++) {
        const struct chart_box *b = &l->labels[i].box;
        if (b->y0 > l->plot.y1 && b->x0 < x + half + APART && b->x1 > x - half - APART)
            return;
    }
    chart_add(l, t, CHART_TICK, CHART_MIDDLE, x, l->plot.y1 + 22);
}

static void add_day(struct chart_layout *l, int32_t day)
{
    struct chart_label t = {.n = 0};

    chart_say_date(&t, l->c, day);
    add_date(l, &t, chart_x(l, day));
}

/* Few points: the date of each, the ends first. */
static void label_points(struct chart_layout *l)
{
    const struct chart *c = l->c;

    if (!c->point_count) {
        add_day(l, c->first_day);
        add_day(l, c->last_day);
        return;
    }
    add_day(l, c->points[0].day);
    add_day(l, c->points[c->point_count - 1].day);
    for (size_t i = 1; i + 1 < c->point_count; i++)
        add_day(l, c->points[i].day);
}

static void label_days(struct chart_layout *l, int step)
{
    for (int64_t day = l->c->first_day; day <= l->c->last_day; day += step)
        add_day(l, (int32_t)day);
}

/* Months from the first of one on; the year at the first of them and in January. */
static void label_months(struct chart_layout *l, int step)
{
    struct date d = date_from_day(l->c->first_day), last = date_from_day(l->c->last_day);
    int month = d.year * 12 + d.month - 1 + (d.day > 1);
    bool first = true;

    for (month += (step - month % step) % step; month <= last.year * 12 + last.month - 1; month += step) {
        struct chart_label t = {.n = 0};
        struct date on = {.year = (int16_t)(month / 12), .month = (int8_t)(month % 12 + 1), .day = 1};
        if (step < 12)
            chart_say_month(&t, l->c, on.month, first || on.month == 1 ? on.year : 0);
        else
            chart_say_number(&t, on.year, '.');
        first = false;
        add_date(l, &t, chart_x(l, date_to_day(on)));
    }
}

/* Many points: days, weeks, months or years of the calendar, whichever leaves room between them. */
static void label_dates(struct chart_layout *l)
{
    static const int days[] = {1, 2, 7, 14}, months[] = {1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12000, 60000};
    double span = (double)l->c->last_day - l->c->first_day;

    if (l->c->point_count <= DATED_POINTS || !date_is_set(date_from_day(l->c->first_day)) ||
        !date_is_set(date_from_day(l->c->last_day))) {
        label_points(l);
        return;
    }
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        if (span / days[i] <= DATES_MOST && l->x_scale * days[i] >= DATE_ROOM) {
            label_days(l, days[i]);
            return;
        }
    }
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        if (l->x_scale * months[i] * 30 >= (months[i] < 12 ? DATE_ROOM : DATE_ROOM / 1.2)) {
            label_months(l, months[i]);
            return;
        }
    }
}

static size_t lettered(const struct chart *c)
{
    return c->event_count < CHART_LETTERS ? c->event_count : CHART_LETTERS;
}

/* Events near each other share a label: "A B", and more than three of them "A–F". */
struct group {
    size_t from, to;
    double x0, x1;
    struct chart_label text;
};

static void make_group(const struct chart_layout *l, struct group *g)
{
    double from = chart_x(l, l->c->events[g->from].day), to = chart_x(l, l->c->events[g->to - 1].day), half, x;
    char letter = (char)('A' + g->from);

    g->text.n = 0;
    chart_say(&g->text, (struct str){&letter, 1});
    if (g->to - g->from > 3)
        chart_say(&g->text, STR("\xe2\x80\x93"));
    for (size_t i = g->to - g->from > 3 ? g->to - 1 : g->from + 1; i < g->to; i++) {
        letter = (char)('A' + i);
        chart_say(&g->text, g->to - g->from > 3 ? STR("") : STR(" "));
        chart_say(&g->text, (struct str){&letter, 1});
    }
    half = chart_text_width((struct str){g->text.text, g->text.n}) / 2;
    x = fmin(fmax((from + to) / 2, EDGE + half), chart_width(l->c) - EDGE - half);
    g->x0 = x - half;
    g->x1 = x + half;
}

static void label_events(struct chart_layout *l)
{
    struct group groups[CHART_LETTERS];
    size_t n = 0;

    for (size_t i = 0; i < lettered(l->c); i++) {
        groups[n] = (struct group){.from = i, .to = i + 1};
        make_group(l, &groups[n++]);
        while (n > 1 && groups[n - 1].x0 < groups[n - 2].x1 + APART / 2.0) {
            groups[n - 2].to = groups[n - 1].to;
            make_group(l, &groups[--n - 1]);
        }
    }
    for (size_t i = 0; i < n; i++)
        chart_add(l, &groups[i].text, CHART_LETTER, CHART_MIDDLE, (groups[i].x0 + groups[i].x1) / 2, l->plot.y0 - 9);
}

void chart_label_axes(struct chart_layout *l)
{
    label_numbers(l);
    label_events(l);
    label_dates(l);
}

/* How many bytes of a name go on its first line: up to the last blank before it gets too wide; all when it fits. */
static size_t first_line(struct str name, double most)
{
    size_t best = 0;

    if (chart_text_width(name) <= most)
        return name.n;
    for (size_t at = str_find(name, STR(" "), 0); at != (size_t)-1; at = str_find(name, STR(" "), at + 1))
        best = chart_text_width(str_sub(name, 0, at)) <= most || !best ? at : best;
    return best ? best : name.n;
}

static double band_most(const struct chart *c)
{
    return c->narrow ? BAND_NARROW : BAND_MOST;
}

/* At most `lines` long; what does not fit into the last one is cut. Returns how many. */
static size_t put_lines(struct str name, double most, struct chart_label *lines, size_t room)
{
    size_t n = 0;

    while (n < room && (name.n || !n)) {
        size_t cut = n + 1 < room ? first_line(name, most) : name.n;
        lines[n].n = 0;
        chart_say(&lines[n], str_sub(name, 0, cut));
        chart_fit(&lines[n++], most);
        name = str_trim(str_sub(name, cut, name.n));
    }
    return n;
}

size_t chart_quiet_lines(const struct chart *c, const char *words, struct chart_label lines[CHART_BAND_LINES])
{
    return put_lines(str_of(words), band_most(c), lines, CHART_BAND_LINES);
}

size_t chart_band_lines(const struct chart *c, const struct measure_band *b, struct chart_label lines[CHART_BAND_LINES])
{
    struct chart_label range = {.n = 0}, name = {.n = 0};
    struct chart_label *last;

    chart_say(&name, str_of(b->label));
    if (name.text[0] >= 'a' && name.text[0] <= 'z')
        name.text[0] = (char)(name.text[0] - 'a' + 'A');
    chart_say_number(&range, b->min, '.');
    if (b->max > b->min) {
        chart_say(&range, b->min < 0 ? STR(" to ") : STR("\xe2\x80\x93"));
        chart_say_number(&range, b->max, '.');
    }
    last = &lines[put_lines(chart_said(&name), band_most(c), lines, CHART_BAND_LINES - (c->narrow ? 1 : 2)) - 1];
    if (chart_text_width((struct str){last->text, last->n}) + chart_text_width((struct str){range.text, range.n}) +
            CHART_FONT / 3.0 <=
        band_most(c)) {
        chart_say(last, STR(" "));
        chart_say(last, (struct str){range.text, range.n});
    } else {
        *++last = range;
    }
    return (size_t)(last - lines) + 1;
}

/* One name on one line, cut where it is long: for more grounds than there is room for. */
static size_t one_line(const struct chart *c, const char *name, struct chart_label lines[CHART_BAND_LINES])
{
    return put_lines(str_of(name), band_most(c), lines, 1);
}

/* One name, one to three lines high; y is the middle it would like to have. */
struct name {
    struct chart_label lines[CHART_BAND_LINES];
    size_t count;
    double y;
};

/* From the top each name is moved down as far as those before it need, then from the foot up. */
static void move_apart(struct name *names, size_t n, double top, double foot)
{
    for (size_t i = n; i-- > 0;) { /* names stand from the lowest band up; the last is at the top */
        double half = (double)names[i].count * LINE / 2;
        names[i].y = fmax(names[i].y, top + half);
        top = names[i].y + half;
    }
    for (size_t i = 0; i < n; i++) {
        double half = (double)names[i].count * LINE / 2;
        names[i].y = fmin(names[i].y, foot - half);
        foot = names[i].y - half;
    }
}

void chart_label_bands(struct chart_layout *l)
{
    const struct render_words *w = chart_words(l->c);
    const char *const quiet[] = {w->less_often, w->sometimes, w->more_often};
    struct name names[CHART_GROUNDS];
    double right = l->plot.x1 + APART;
    size_t lines = 0;

    if (l->ground_count == 1 && l->quiet)
        return;
    for (size_t i = 0; i < l->ground_count; i++) {
        struct name *n = &names[i];
        n->y = (l->grounds[i].top + l->grounds[i].bottom) / 2;
        n->count = l->c->for_client ? chart_quiet_lines(l->c, quiet[i], n->lines)
                                    : chart_band_lines(l->c, &l->c->bands->at[i], n->lines);
        lines += n->count;
    }
    for (size_t i = 0; i < l->ground_count && (double)lines * LINE > l->plot.y1 - l->plot.y0; i++)
        names[i].count = one_line(l->c, l->c->for_client ? quiet[i] : l->c->bands->at[i].label, names[i].lines);
    move_apart(names, l->ground_count, l->plot.y0, l->plot.y1);
    for (size_t i = 0; i < l->ground_count; i++)
        for (size_t k = 0; k < names[i].count; k++)
            chart_add(l, &names[i].lines[k], CHART_BAND, CHART_START, right,
                      names[i].y + 5 + ((double)k - (double)(names[i].count - 1) / 2) * LINE);
}

/* The next piece of the key, behind the last one or on a new line. */
static void add_key(struct chart_layout *l, struct chart_label *t, double *x, double *y, double line)
{
    double width;

    chart_fit(t, chart_width(l->c) - 2 * EDGE - l->plot.x0);
    width = chart_text_width((struct str){t->text, t->n});
    if (*x > l->plot.x0 && *x + width > chart_width(l->c) - EDGE) {
        *x = l->plot.x0;
        *y += line;
    }
    chart_add(l, t, CHART_KEY, CHART_START, *x, *y);
    *x += width + 20;
}

static struct chart_label more_words(const struct chart *c)
{
    struct chart_label t = {.n = 0}, more = {.n = 0};

    chart_say_number(&more, (double)(c->event_count - CHART_LETTERS), '.');
    chart_say_words(&t, chart_words(c)->more_events, WORDS(chart_said(&more)));
    return t;
}

/* "A plan v2 signed, 3 Mar"; the words cut to `most` with the date whole. */
static struct chart_label event_words(const struct chart *c, size_t i, double most)
{
    struct chart_label t = {.n = 0};
    char letter[] = {(char)('A' + i), ' ', '\0'};
    struct str words = str_trim(c->events[i].text); /* the date goes on in the same sentence */

    chart_say(&t, str_of(letter));
    chart_say(&t, str_ends_ci(words, STR(".")) ? str_sub(words, 0, words.n - 1) : words);
    chart_fit(&t, most - 8 * CHART_FONT);
    chart_say(&t, STR(", "));
    chart_say_date(&t, c, c->events[i].day);
    return t;
}

/* Of a narrow picture: one entry, in as many lines as it needs. */
static void add_wrapped(struct chart_layout *l, const struct chart_label *t, enum chart_style style, double x,
                        double *y, double line)
{
    struct chart_label lines[KEY_LINES];
    size_t n = put_lines(chart_said(t), chart_width(l->c) - EDGE - x, lines, KEY_LINES);

    for (size_t k = 0; k < n; k++, *y += line)
        chart_add(l, &lines[k], k ? CHART_TICK : style, CHART_START, x, *y);
}

/* Of a narrow picture: the words of its lines, each behind a piece of the line, then the events one below the other. */
static double label_narrow_key(struct chart_layout *l, double y, double line)
{
    const struct chart *c = l->c;
    struct chart_label t = {.n = 0};
    double before = y;

    if (l->target_shown) {
        chart_say_target(&t, c);
        add_wrapped(l, &t, CHART_TARGET, EDGE + CHART_SAMPLE, &y, line);
    }
    if (l->reliable_shown) {
        t.n = 0;
        chart_say_reliable(&t, c);
        add_wrapped(l, &t, CHART_RELIABLE, EDGE + CHART_SAMPLE, &y, line);
    }
    for (size_t i = 0; i < lettered(c); i++) {
        t = event_words(c, i, 2 * (CHART_NARROW - 2 * EDGE));
        add_wrapped(l, &t, CHART_KEY, EDGE, &y, line);
    }
    if (c->event_count > CHART_LETTERS) {
        t = more_words(c);
        add_wrapped(l, &t, CHART_KEY, EDGE, &y, line);
    }
    return y > before ? y - line + 10 : l->height;
}

double chart_label_key(struct chart_layout *l, double top, double line)
{
    const struct chart *c = l->c;
    double x = l->plot.x0, y = top;

    if (c->narrow)
        return label_narrow_key(l, top, line);
    if (!c->event_count)
        return l->height;
    for (size_t i = 0; i < lettered(c); i++) {
        struct chart_label t = event_words(c, i, chart_width(c) - 2 * EDGE - l->plot.x0);
        add_key(l, &t, &x, &y, line);
    }
    if (c->event_count > CHART_LETTERS) {
        struct chart_label t = more_words(c);
        add_key(l, &t, &x, &y, line);
    }
    return y + 10;
}
