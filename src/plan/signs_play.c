/* signs_play.c: courses through time: values come, are entered late, corrected and withdrawn. */
#include "plan/signs_course.h"

#include <assert.h>
#include <stdlib.h>

#define ROWS_MAX 8

/* One course being played. */
struct play {
    struct sign_run *run;
    const struct sign_play *what;
    struct sign_course *c;
    struct sign_state states[ROWS_MAX];
    int32_t *changes; /* days on which more than one value behind the others came, ascending */
    size_t change_count;
};

/* ---- the days on which the course must be read again ---- */

static bool is_of(const struct sign_course *c, const struct sign_fact *f)
{
    const struct series_entry *x = f->entry;
    if (c->measure || f->measure)
        return f->measure == c->measure;
    if (x->type == SERIES_BASELINE)
        return false;
    if (x->objective.p || x->goal.p)
        return c->objective && str_eq(x->objective, c->objective->id);
    return series_same_words(x->name, c->objective ? c->objective->measure.name : c->condition->measure.name);
}

static bool is_baseline_of(const struct sign_course *c, const struct series_entry *x)
{
    return x->type == SERIES_BASELINE && c->objective && str_eq(x->objective, c->objective->id);
}

static int by_day(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool find_changes(struct play *p)
{
    const struct sign_index *ix = &p->run->index;
    const struct series_entry *first = NULL;
    int32_t last = INT32_MIN;
    size_t n = 0, kept = 0;
    p->changes = arena_array(p->run->arena, ix->values.n + ix->amends.n + ix->baselines.n, sizeof *p->changes);
    if (!p->changes)
        return false;
    for (size_t i = 0; i < ix->values.n; i++) {
        const struct sign_fact *f = &ix->values.at[i];
        if (!is_of(p->c, f))
            continue;
        first = first ? first : f->entry;
        if (f->day <= last || f->entry->type != first->type || (f->entry->period.p && !first->period.p))
            p->changes[n++] = f->known;
        last = f->day > last ? f->day : last;
    }
    for (size_t i = 0; i < ix->amends.n; i++)
        if (is_of(p->c, &ix->amends.at[i]) || is_baseline_of(p->c, ix->amends.at[i].entry))
            p->changes[n++] = ix->amends.at[i].known;
    for (size_t i = 0; i < ix->baselines.n; i++)
        if (is_baseline_of(p->c, ix->baselines.at[i].entry))
            p->changes[n++] = ix->baselines.at[i].known;
    qsort(p->changes, n, sizeof *p->changes, by_day);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || p->changes[kept - 1] != p->changes[i])
            p->changes[kept++] = p->changes[i];
    p->change_count = kept;
    return true;
}

/* ---- looking ---- */

/* What time alone made true at value i on `day`. */
static struct sign_claim later_claim(const struct sign_course *c, size_t i, int32_t day)
{
    return (struct sign_claim){.day = day, .known = day, .point = i, .what = 1, .entry = c->points[i].entry};
}

/* The day on which row k begins to hold at value i by time alone, before `next`, the day something newer is known. */
static int32_t later_day(const struct play *p, size_t k, size_t i, int32_t next)
{
    const struct sign_course_row *row = &p->what->rows[k];
    int32_t day = row->later ? row->later(p->run, p->c, i) : 0;
    return day && day < next ? day : 0;
}

static void look_later(struct play *p, size_t i, int32_t after, int32_t next)
{
    for (size_t k = 0; k < p->what->row_count; k++) {
        int32_t day = later_day(p, k, i, next);
        if (day > after) {
            struct sign_claim x = later_claim(p->c, i, day);
            sign_look(p->run, &p->states[k], day, &x);
        }
    }
}

static void look(struct play *p, size_t i, int32_t next)
{
    struct sign_claim x;
    int32_t day = p->c->views[i].known;
    for (size_t k = 0; k < p->what->row_count; k++) {
        const struct sign_state *s = &p->states[k];
        bool holds = p->what->rows[k].at(p->run, p->c, i, &x);
        if (holds || s->held || s->open) /* else nothing can come of it */
            sign_look(p->run, &p->states[k], day, holds ? &x : NULL);
    }
    look_later(p, i, day, next);
}

/* Everything known by `day` again, from the beginning. */
static void settle(struct play *p, size_t n, int32_t day)
{
    const struct sign_course *c = p->c;
    for (size_t k = 0; k < p->what->row_count; k++) {
        struct sign_settling g;
        struct sign_claim x;
        sign_settle_begin(p->run, &p->states[k], day, &g);
        for (size_t i = 0; i < n; i++) {
            int32_t next = i + 1 < n ? c->views[i + 1].known : day + 1;
            bool holds = p->what->rows[k].at(p->run, c, i, &x);
            sign_again(p->run, &p->states[k], &g, holds ? &x : NULL);
            int32_t later = later_day(p, k, i, next);
            if (later) {
                x = later_claim(c, i, later);
                sign_again(p->run, &p->states[k], &g, &x);
            }
        }
        sign_settle_end(&p->states[k], &g, day);
    }
}

/* From `from` (INT32_MIN: the beginning), when the course was read again, to `to`. */
static void play_stretch(struct play *p, int32_t from, int32_t to)
{
    const struct sign_course *c = p->c;
    size_t n = 0;
    while (n < c->n && c->views[n].known <= from)
        n++;
    if (from != INT32_MIN) {
        settle(p, n, from);
        if (n > 0)
            look_later(p, n - 1, from, n < c->n ? c->views[n].known : to + 1);
    }
    for (size_t i = n; i < c->n; i++)
        look(p, i, i + 1 < c->n ? c->views[i + 1].known : to + 1);
}

static int32_t first_known(const struct series_point *p)
{
    int32_t entered = date_to_day(p->entry->entered);
    return entered > p->day ? entered : p->day;
}

/* What the course shows from its beginning to the day asked about, as it is known then. */
static void note_turns(struct play *p)
{
    const struct sign_course *c = p->c;
    struct sign_turn last = {.objective = c->objective, .measure = c->measure, .day = INT32_MIN};
    for (size_t i = c->first; i < c->n && !p->run->failed; i++) {
        const struct sign_view *v = &c->views[i];
        struct sign_turn now = last;
        now.was_met = last.met;
        now.was = last.gain;
        /* A corrected value stands where the first one stood: what rested on the wrong one alone never was. */
        now.day = c->points[i].corrected ? first_known(&c->points[i]) : v->known;
        now.day = now.day > last.day ? now.day : last.day;
        now.met = v->met;
        if (c->measure && c->measure->has_reliable_change && v->count >= 2)
            now.gain = v->gained ? GAIN_SHOWN : GAIN_NONE;
        if (now.met != last.met || now.gain != last.gain) {
            struct sign_turn *t = PLAN_PUSH(p->run->arena, &p->run->turns);
            now.order = p->run->turns.n;
            if (t)
                *t = now;
            p->run->failed |= t == NULL;
        }
        last = now;
    }
}

bool sign_course_play(struct sign_run *r, const struct sign_play *what, struct err *e)
{
    struct play p = {.run = r, .what = what, .c = what->course};
    assert(what->row_count <= ROWS_MAX);
    if (!find_changes(&p))
        return false;
    for (size_t k = 0; k < what->row_count; k++) {
        struct sign_about about = {.kind = what->rows[k].kind,
                                   .subject = p.c->subject,
                                   .pointer = p.c->pointer,
                                   .offer = p.c->offer,
                                   .say = what->rows[k].say,
                                   .context = p.c};
        sign_begin(r, &p.states[k], &about);
    }
    int32_t from = INT32_MIN;
    for (size_t i = 0; i <= p.change_count && !r->failed; i++) {
        int32_t to = i < p.change_count ? p.changes[i] - 1 : r->on_day;
        for (size_t k = 0; k < what->row_count; k++)
            sign_answer(r, &p.states[k], from); /* told from the course as it was */
        if (!what->load(r, p.c, date_from_day(to), e))
            return false;
        play_stretch(&p, from, to);
        from = to + 1;
    }
    for (size_t k = 0; k < what->row_count && !r->failed; k++)
        sign_end(r, &p.states[k]);
    if (!p.c->condition)
        note_turns(&p);
    return !r->failed;
}
