/* report_course.c: one course of values: the picture, what it shows in words, and the table. */
#include "render/report_parts.h"

#include "measure/change.h"

#include <math.h>
#include <stdlib.h>

static void say_number(struct doc_make *m, double v, char point)
{
    long long h = llround(fmin(fmax(v, -1e12), 1e12) * 100), size = h < 0 ? -h : h;

    buf_cstr(&m->word, h < 0 ? "−" : "");
    buf_int(&m->word, size / 100);
    if (size % 100) {
        buf_char(&m->word, point);
        buf_int(&m->word, size / 10 % 10);
        if (size % 10)
            buf_int(&m->word, size % 10);
    }
}

void report_say_number(struct doc_make *m, double v)
{
    say_number(m, v, '.');
}

void report_say_range(struct doc_make *m, double near, double far)
{
    report_say_number(m, fmin(near, far));
    if (near != far) {
        buf_cstr(&m->word, " to ");
        report_say_number(m, fmax(near, far));
    }
}

void report_say_change(struct doc_make *m, double by)
{
    if (fabs(by) < .005) {
        buf_cstr(&m->word, "the same");
        return;
    }
    buf_cstr(&m->word, by < 0 ? "down " : "up ");
    report_say_number(m, fabs(by));
}

void report_say_day(struct report_make *g, struct date d)
{
    struct buf *b = &g->m.word;
    size_t n = b->n;

    doc_say_date(&g->m, d);
    if (d.year == g->on.year && b->n > n + 5) { /* without " 2026"; a buffer that failed is empty */
        while (b->p[b->n - 1] != ' ')
            b->n--;
        b->p[--b->n] = '\0';
    }
}

void report_say_name(struct doc_make *m, struct str name)
{
    size_t from = m->word.n;

    doc_say(m, name);
    for (size_t i = from; i < m->word.n; i++)
        m->word.p[i] = m->word.p[i] == '_' ? ' ' : m->word.p[i];
}

static const struct render_words *words_of(const struct report_make *g)
{
    return g->words ? g->words : &render_english;
}

static void put_piece(void *to, struct str piece)
{
    buf_add(to, piece);
}

/* The pattern with its values, which are clean, behind what is in the word already. */
static void say_words(struct report_make *g, const char *pattern, const struct str *values, size_t n)
{
    words_put(pattern, values, n, put_piece, &g->m.word);
}

/* Values for it, each as a text of its own: the word is empty before and after. */
static struct str name_value(struct report_make *g, struct str name)
{
    doc_say(&g->m, name);
    return doc_word(&g->m);
}

static struct str number_value(struct report_make *g, double v)
{
    say_number(&g->m, v, words_of(g)->point);
    return doc_word(&g->m);
}

static struct str count_value(struct report_make *g, long long n)
{
    buf_int(&g->m.word, n);
    return doc_word(&g->m);
}

static struct str day_value(struct report_make *g, struct date d, bool year)
{
    const struct render_words *w = words_of(g);
    if (!date_is_set(d))
        return STR("");
    struct str day = count_value(g, d.day), number = count_value(g, d.year);
    say_words(g, year ? w->day_year : w->day, WORDS(day, str_of(w->months[d.month - 1]), number));
    return doc_word(&g->m);
}

/* "8 September", with the year where it is not that of the report. */
static struct str near_day_value(struct report_make *g, struct date d)
{
    return day_value(g, d, d.year != g->on.year);
}

static struct str range_value(struct report_make *g, double near, double far)
{
    struct str low = number_value(g, fmin(near, far)), high = number_value(g, fmax(near, far));
    if (near == far)
        return low;
    say_words(g, words_of(g)->range, WORDS(low, high));
    return doc_word(&g->m);
}

/* The score's alert: as first given and as corrected; neither takes the other back. */
static const struct score *alerting(const struct series_point *p)
{
    if (p->score && p->score->alert_count)
        return p->score;
    return p->entry->type == SERIES_SCORE && p->entry->score.alert_count ? &p->entry->score : NULL;
}

/* The bands that belong to the score itself, not those of a subscale. */
static const struct measure_bands *bands_of(const struct measure *m)
{
    static const char *const whole[] = {"total", "t", "percentage", "sum"};
    const struct measure_structure *s = m ? measure_structure(m) : NULL;

    if (!s || !s->bands_count || s->bands[0].count < 2)
        return NULL;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(s->bands[0].on, whole[i]) == 0)
            return &s->bands[0];
    return NULL;
}

static double start_of(const struct report_course *c)
{
    return c->has_start ? c->start : c->course->points.at[0].value;
}

/* The first round number at or above v. */
static double round_up(double v)
{
    static const double steps[] = {1, 2, 3, 4, 5, 6, 8, 10};
    double unit = 1;

    if (v <= 4)
        return 4;
    while (unit * 10 < v)
        unit *= 10;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * unit >= v)
            return steps[i] * unit;
    return v; /* not a number */
}

/* The full range of what is measured: the instrument's, the rating's, or from nothing to a round number. */
static void set_range(const struct report_course *c, struct chart *out)
{
    const struct series_point *p = c->course->points.at;
    enum series_type type = c->course->type;
    double low = 0, high = 0;

    if (c->measure && c->measure->has_range) {
        out->min = c->measure->min;
        out->max = c->measure->max;
        return;
    }
    for (size_t i = 0; i < c->course->points.n; i++) {
        low = fmin(low, p[i].value);
        high = fmax(high, p[i].value);
    }
    low = fmin(low, fmin(start_of(c), out->has_target ? out->target : 0));
    high = fmax(high, fmax(start_of(c), out->has_target ? out->target : 0));
    if (type == SERIES_ATTAINMENT) {
        out->min = fmin(low, -2);
        out->max = fmax(high, 2);
    } else {
        out->min = low < 0 ? -round_up(-low) : 0;
        out->max = (type == SERIES_RATING || type == SERIES_DIARY) && high <= 10 ? 10 : round_up(high);
    }
}

static enum chart_mark mark_of(const struct report_course *c, double value)
{
    bool known = false;
    enum change_reliable r = c->measure ? change_judge(c->measure, start_of(c), value, &known) : CHANGE_NONE;

    if (!known || c->unjudged)
        return CHART_PLAIN;
    return r == CHANGE_IMPROVED ? CHART_BETTER : r == CHANGE_DETERIORATED ? CHART_WORSE : CHART_PLAIN;
}

static void set_points(struct report_make *g, const struct report_course *c, struct chart *out)
{
    size_t n = c->course->points.n;
    struct chart_point *to = arena_array(g->m.a, n, sizeof *to);

    if (!to) {
        g->m.failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct series_point *p = &c->course->points.at[i];
        to[i] = (struct chart_point){
            .day = p->day, .value = p->value, .mark = mark_of(c, p->value), .prorated = p->prorated};
        if (alerting(p)) {
            to[i].alert = true;
            to[i].alert_words = str_of(alerting(p)->alert[0].label);
        }
    }
    out->points = to;
    out->point_count = n;
    out->first_day = to[0].day;
    out->last_day = date_to_day(g->on) > to[n - 1].day ? date_to_day(g->on) : to[n - 1].day;
}

static void set_lines(const struct report_course *c, struct chart *out)
{
    const struct standing *s = c->standing;
    const struct measure *m = c->measure;

    if (s && s->has_target) {
        out->has_target = true;
        out->target = s->target;
        out->target_far = s->target_far;
        out->target_at_least = !s->lower_is_better;
        out->target_day = date_is_set(s->due) ? date_to_day(s->due) : 0;
        out->target_past = s->due_past;
    }
    if (m && m->has_reliable_change) {
        out->has_reliable = true;
        out->reliable_index = m->reliable_change;
        out->reliable = start_of(c) + (c->higher_is_better ? m->reliable_change : -m->reliable_change);
        out->reliable_confirmed = m->reliable_change_confirmed;
    }
}

/* Days on which a value was due by the plan's monitoring and did not come. */
static void set_missed(struct report_make *g, const struct report_course *c, struct chart *out)
{
    const struct plan *p = g->w->plan;
    const struct plan_cadence *cadence = NULL;
    struct date *days = NULL;
    int32_t *to;
    size_t n = 0;

    for (size_t i = 0; g->w->series && i < p->monitoring.n && !cadence; i++) {
        const struct plan_monitoring *v = &p->monitoring.at[i];
        bool follows = c->measure && str_is(v->measure.instrument, c->measure->id);
        for (size_t k = 0; c->standing && c->standing->objective && k < v->objectives.n; k++)
            follows = follows || str_eq(v->objectives.at[k], c->standing->objective->id);
        cadence = follows ? &v->cadence : NULL;
    }
    if (!cadence || g->m.failed)
        return;
    if (!clock_missed(cadence, c->course, g->w->series, c->course->points.at[0].date, g->on, g->m.a, &days, &n, NULL) ||
        !(to = arena_array(g->m.a, n, sizeof *to))) {
        g->m.failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        to[i] = date_to_day(days[i]);
    out->missed = to;
    out->missed_count = n;
}

static int by_day(const void *a, const void *b)
{
    const struct chart_event *x = a, *y = b;

    return (x->day > y->day) - (x->day < y->day);
}

/* "Plan version 2 signed", "Loss of job", "Diagnosis F32.1". A client's picture shows the plan's own dates only. */
static struct str event_text(struct report_make *g, const struct series_entry *x)
{
    if (x->type == SERIES_PLAN) {
        buf_cstr(&g->m.word, "plan");
        if (x->value.has) {
            buf_cstr(&g->m.word, " version ");
            dec_put(&g->m.word, x->value);
        }
        buf_cstr(&g->m.word, " ");
        report_say_name(&g->m, x->name);
    } else if (!g->w->for_client && x->type == SERIES_DIAGNOSIS) {
        buf_cstr(&g->m.word, "diagnosis ");
        doc_say(&g->m, x->name);
    } else if (!g->w->for_client && x->type == SERIES_EVENT) {
        if (x->text.n)
            doc_say(&g->m, x->text);
        else
            report_say_name(&g->m, x->name);
    }
    return doc_word_large(&g->m);
}

static void set_events(struct report_make *g, struct chart *out)
{
    const struct series *s = g->w->series;
    struct chart_event *to = s ? arena_array(g->m.a, s->entries.n, sizeof *to) : NULL;
    size_t n = 0;

    if (!s) {
        for (; n < g->event_count && g->events[n].day < out->first_day; n++) {
        }
        out->events = g->events + n;
        for (out->event_count = 0;
             n + out->event_count < g->event_count && g->events[n + out->event_count].day <= out->last_day;)
            out->event_count++;
        return;
    }
    if (!to) {
        g->m.failed = true;
        return;
    }
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *x = &s->entries.at[i];
        int32_t day = date_to_day(x->date);
        if ((x->type != SERIES_PLAN && x->type != SERIES_EVENT && x->type != SERIES_DIAGNOSIS) ||
            day < out->first_day || day > out->last_day || !series_holder(x, g->on))
            continue;
        to[n].day = day;
        to[n].text = event_text(g, x);
        n += to[n].text.n > 0;
    }
    qsort(to, n, sizeof *to, by_day);
    out->events = to;
    out->event_count = n;
}

/* "15 (severe)" */
static struct str banded_value(struct report_make *g, const struct report_course *c, double v)
{
    bool confirmed;
    const char *band = c->measure && !g->w->for_client ? score_band(c->measure, v, &confirmed) : NULL;
    struct str number = number_value(g, v);

    if (!band)
        return number;
    buf_add(&g->m.word, number);
    buf_cstr(&g->m.word, " (");
    buf_cstr(&g->m.word, band);
    buf_cstr(&g->m.word, ")");
    return doc_word(&g->m);
}

/* What the picture shows, for who does not see it. */
static struct str describe(struct report_make *g, const struct report_course *c, const struct chart *chart)
{
    const struct render_words *w = words_of(g);
    const struct series_point *p = c->course->points.at;
    size_t n = c->course->points.n;
    struct str count = count_value(g, (long long)n);
    struct str first = banded_value(g, c, p[0].value), first_day = near_day_value(g, p[0].date);
    struct str last = banded_value(g, c, p[n - 1].value), last_day = near_day_value(g, p[n - 1].date);
    struct str low = number_value(g, chart->min), high = number_value(g, chart->max);
    struct str target = chart->has_target ? range_value(g, chart->target, chart->target_far) : STR("");

    if (n == 1)
        say_words(g, w->one_value, WORDS(first, first_day));
    else
        say_words(g, w->values, WORDS(count, first, first_day, last, last_day));
    buf_char(&g->m.word, ' ');
    say_words(g, w->scale, WORDS(low, high));
    if (chart->has_target) {
        buf_char(&g->m.word, ' ');
        say_words(g, c->standing->at_target && !c->unjudged ? w->target_reached : w->target_is, WORDS(target));
    }
    return doc_word(&g->m);
}

static struct str picture_id(struct report_make *g)
{
    buf_cstr(&g->m.word, "chart-");
    buf_int(&g->m.word, (long long)++g->pictures);
    return doc_word(&g->m);
}

static void put_picture(struct report_make *g, struct doc_node *entry, const struct report_course *c)
{
    struct doc_make *m = &g->m;
    struct chart *chart = ARENA_NEW(m->a, struct chart);
    struct doc_node *n;

    if (!chart) {
        m->failed = true;
        return;
    }
    chart->for_client = g->w->for_client;
    chart->words = words_of(g);
    chart->higher_is_better = c->higher_is_better;
    /* "more often" and "less often" are words for symptoms, not for every scale */
    if (!g->w->for_client || (c->measure && c->measure->domain == DOMAIN_SYMPTOM))
        chart->bands = bands_of(c->measure);
    set_lines(c, chart);
    set_range(c, chart);
    set_points(g, c, chart);
    if (m->failed)
        return;
    set_missed(g, c, chart);
    set_events(g, chart);
    chart->id = picture_id(g);
    struct str name = name_value(g, c->course->name);
    if (!c->measure) {
        struct str period = name_value(g, c->course->period);
        chart->unit = name;
        if (period.n) {
            say_words(g, chart->words->unit, WORDS(name, period));
            chart->unit = doc_word(m);
        }
    }
    struct str from = near_day_value(g, c->course->points.at[0].date);
    struct str until = day_value(g, date_from_day(chart->last_day), true);
    say_words(g, chart->words->title, WORDS(name, from, until));
    chart->title = doc_word(m);
    chart->description = describe(g, c, chart);
    n = doc_add(m, entry, DOC_FIGURE);
    n->chart = chart;
    buf_add(&m->word, chart->title);
    buf_cstr(&m->word, ". ");
    buf_add(&m->word, chart->description);
    n->text = doc_word(m);
    chart_put_legend(chart, &m->word);
    if (chart->bands && !chart->bands->source.confirmed && !chart->for_client)
        buf_cstr(&m->word, " · the bands are not confirmed");
    n->meta = doc_word(m);
}

/* "Down 6, reliably better"; what is not confirmed says so and never "reliably". */
static struct str change_words(struct report_make *g, const struct report_course *c, double v)
{
    const struct render_words *w = words_of(g);
    struct doc_make *m = &g->m;
    enum chart_mark mark = mark_of(c, v);
    double by = v - start_of(c);
    bool step = g->w->for_client && mark == CHART_BETTER;
    struct str size = number_value(g, fabs(by));

    if (fabs(by) < .005)
        buf_cstr(&m->word, w->same);
    else if (by < 0)
        say_words(g, step ? w->down_better : w->down, WORDS(size));
    else
        say_words(g, step ? w->up_better : w->up, WORDS(size));
    if (mark != CHART_PLAIN && !g->w->for_client) {
        if (c->measure->reliable_change_confirmed) {
            buf_cstr(&m->word, mark == CHART_BETTER ? ", reliably better" : ", reliably worse");
        } else {
            buf_cstr(&m->word, mark == CHART_BETTER ? ", better by " : ", worse by ");
            report_say_number(m, c->measure->reliable_change);
            buf_cstr(&m->word, " or more (not confirmed)");
        }
    }
    return doc_word_large(m);
}

/* What has to be said about one value besides its number. */
static struct str remark(struct report_make *g, const struct series_point *p)
{
    const struct render_words *w = words_of(g);
    struct doc_make *m = &g->m;
    bool open = p->prorated || !p->complete, between = open && p->low < p->high;
    struct str low = between ? number_value(g, p->low) : STR(""), high = between ? number_value(g, p->high) : STR("");

    if (p->corrected)
        buf_cstr(&m->word, w->corrected);
    if (open) {
        doc_dot(m);
        if (between)
            say_words(g, w->left_open_between, WORDS(low, high));
        else
            buf_cstr(&m->word, w->left_open);
    }
    for (size_t i = 0; !g->w->for_client && alerting(p) && i < alerting(p)->alert_count; i++) {
        doc_dot(m);
        buf_cstr(&m->word, "an answer about risk: ");
        buf_cstr(&m->word, alerting(p)->alert[i].label);
    }
    return doc_word_large(m);
}

/* A long table is not printed whole: the first row, the last ones and those with a remark are. */
enum { PRINTED_LAST = 12, LEFT_OUT_LEAST = 4 };

static bool left_out(const struct report_make *g, const struct series_course *c, size_t i)
{
    const struct series_point *p = &c->points.at[i];
    bool remarked =
        p->corrected || p->prorated || !p->complete || (!g->w->for_client && alerting(p) && alerting(p)->alert_count);
    return i > 0 && i + PRINTED_LAST < c->points.n && !remarked;
}

static size_t count_left_out(const struct report_make *g, const struct series_course *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->points.n; i++)
        n += left_out(g, c, i);
    return n >= LEFT_OUT_LEAST ? n : 0;
}

static void put_rows(struct report_make *g, struct doc_node *table, const struct report_course *c, bool banded)
{
    struct doc_make *m = &g->m;

    for (size_t i = 0; i < c->course->points.n; i++) {
        const struct series_point *p = &c->course->points.at[i];
        struct str cells[4] = {{NULL, 0}};
        struct doc_node *row;
        bool confirmed;
        size_t n = 2;
        cells[0] = day_value(g, p->date, true);
        cells[1] = number_value(g, p->value);
        if (banded) {
            buf_cstr(&m->word, score_band(c->measure, p->value, &confirmed));
            cells[n++] = doc_word_large(m);
        }
        cells[n++] = i == 0 && p->value == start_of(c) ? str_of(words_of(g)->began) : change_words(g, c, p->value);
        row = doc_cells(m, table, DOC_TR, cells, n);
        if (!m->failed && table->meta.n && left_out(g, c->course, i))
            row->flags |= DOC_MORE;
        if (!m->failed)
            row->first->next->meta = remark(g, p);
    }
}

static void put_table(struct report_make *g, struct doc_node *entry, const struct report_course *c)
{
    struct doc_make *m = &g->m;
    bool banded = !g->w->for_client && bands_of(c->measure);
    struct doc_node *table = doc_add(m, entry, DOC_TABLE);
    const struct render_words *w = words_of(g);
    struct str heads[4] = {str_of(w->date), str_of(c->measure ? w->score : w->value)};
    struct str name = name_value(g, c->course->name), start = number_value(g, start_of(c));
    size_t n = 2;

    table->flags |= DOC_EVEN | DOC_FOLD;
    table->label = str_of(w->fold);
    say_words(g, c->measure ? w->scores_of : w->values_of, WORDS(name));
    table->text = doc_word(m);
    size_t more = count_left_out(g, c->course);
    if (more) {
        buf_printf(&m->word,
                   "The first, the last %d and those with a remark are printed; %zu more are in the picture only.",
                   PRINTED_LAST, more);
        table->meta = doc_word_large(m);
    }
    if (banded)
        heads[n++] = STR("Band");
    say_words(g, c->has_start ? w->from_start : w->from_first, WORDS(start));
    heads[n++] = doc_word_large(m);
    doc_cells(m, table, DOC_HEAD, heads, n);
    put_rows(g, table, c, banded);
}

void report_put_course(struct report_make *g, struct doc_node *entry, const struct report_course *c)
{
    if (!c->course->points.n || g->m.failed)
        return;
    put_picture(g, entry, c);
    if (!g->m.failed)
        put_table(g, entry, c);
}
