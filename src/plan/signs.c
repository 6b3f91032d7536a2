/* signs.c: everything that can be said about a plan on a day: follow_plan. */
#include "plan/signs_course.h"

#include <assert.h>
#include <stdlib.h>

bool sign_is_active(enum plan_lifecycle status)
{
    return status == LIFECYCLE_UNSTATED || status == LIFECYCLE_ACTIVE;
}

/* ---- the treatment a published cut belongs to ---- */

/* project: how a plan is recognised to give the treatment of a published cut. */
static const struct {
    const char *treatment, *modality[4], *problem[2], *codes[4];
} treatments[] = {
    {"cognitive behavioural therapy for depression",
     {"cognitive behav", "cognitive-behav", "cbt", NULL},
     {"depress", NULL},
     {"F32", "F33", "F34.1", NULL}},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The word or its beginning, not inside another word. */
static bool has_word(struct str text, const char *word)
{
    for (size_t at = 0; (at = str_find_ci(text, str_of(word), at)) != (size_t)-1; at++)
        if (at == 0 || !is_letter(text.p[at - 1]))
            return true;
    return false;
}

static bool has_any(struct str text, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (has_word(text, words[i]))
            return true;
    return false;
}

static bool gives(const struct plan *p, const char *const *modality)
{
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        bool waits = x->condition.kind || x->condition.text.n; /* not given unless something happens */
        if (!waits && (has_any(x->name, modality) || has_any(x->modality, modality)))
            return true;
    }
    return false;
}

static bool treats(const struct plan *p, const char *const *problem, const char *const *codes)
{
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        const struct plan_diagnosis *d = &p->diagnoses.at[i];
        if (has_any(d->title, problem))
            return true;
        for (size_t k = 0; codes[k]; k++)
            if (str_begins_ci(d->code, codes[k]))
                return true;
    }
    for (size_t i = 0; i < p->problems.n; i++)
        if (has_any(p->problems.at[i].name, problem))
            return true;
    return false;
}

const char *sign_treatment(const struct plan *p, const struct measure *m)
{
    const char *published = measure_structure(m)->nonresponse_treatment;
    for (size_t i = 0; published && i < sizeof treatments / sizeof *treatments; i++)
        if (strcmp(published, treatments[i].treatment) == 0 && gives(p, treatments[i].modality) &&
            treats(p, treatments[i].problem, treatments[i].codes))
            return published;
    return NULL;
}

/* ---- courses ---- */

static const char *treatment_of(const struct sign_run *r, const struct sign_course *c)
{
    return c->measure ? sign_treatment(r->plan, c->measure) : NULL;
}

static bool load_objective(struct sign_run *r, struct sign_course *c, struct date known, struct err *e)
{
    const struct standing *st = NULL;
    for (size_t i = 0; date_cmp(known, r->on) == 0 && i < r->out->objectives.n && !st; i++)
        if (r->out->objectives.at[i].objective == c->objective)
            st = &r->out->objectives.at[i];
    if (st)
        c->st = *st;
    else if (!standing_of(r->plan, c->goal, c->objective, r->series, known, r->arena, &c->st, e))
        return false;
    c->first = standing_find_baseline(r->series, known, &c->st);
    r->failed |= !sign_views(r, c, treatment_of(r, c));
    return !r->failed;
}

static bool load_instrument(struct sign_run *r, struct sign_course *c, struct date known, struct err *e)
{
    static const struct plan_goal nothing;
    c->st = (struct standing){.goal = &nothing, .measure = c->measure};
    if (!series_of_instrument(r->series, c->measure, known, r->arena, &c->st.course, e))
        return false;
    c->first = standing_find_baseline(r->series, known, &c->st);
    standing_find_target(&c->st); /* which way is better */
    r->failed |= !sign_views(r, c, treatment_of(r, c));
    return !r->failed;
}

static bool play_objective(struct sign_run *r, const struct standing *st, struct err *e)
{
    struct sign_course c = {.objective = st->objective,
                            .goal = st->goal,
                            .measure = st->measure,
                            .subject = st->objective->id,
                            .pointer = st->pointer};
    struct sign_play play = {.course = &c, .load = load_objective};
    play.rows = sign_course_rows(&play.row_count);
    return sign_course_play(r, &play, e);
}

static struct str monitored_at(struct sign_run *r, const struct measure *m)
{
    struct str out = {NULL, 0};
    for (size_t i = 0; i < r->plan->monitoring.n; i++) {
        const struct plan_measure *x = &r->plan->monitoring.at[i].measure;
        if (series_instrument(x) != m)
            continue;
        buf_reset(&r->text);
        buf_printf(&r->text, "/monitoring/%zu", i);
        r->failed |= !buf_ok(&r->text) || !plan_text(r->arena, buf_str(&r->text), &out);
        break;
    }
    return out;
}

static bool play_instrument(struct sign_run *r, const struct measure *m, struct err *e)
{
    struct sign_course c = {.measure = m, .subject = str_of(m->id), .pointer = monitored_at(r, m)};
    struct sign_play play = {.course = &c, .load = load_instrument};
    play.rows = sign_course_rows(&play.row_count);
    return !r->failed && sign_course_play(r, &play, e);
}

static bool is_followed(const struct sign_run *r, const struct measure *m)
{
    for (size_t i = 0; i < r->out->objectives.n; i++) {
        const struct standing *st = &r->out->objectives.at[i];
        if (st->measure == m && sign_is_active(st->objective->status) && sign_is_active(st->goal->status))
            return true;
    }
    return false;
}

static int by_turn(const void *a, const void *b)
{
    const struct sign_turn *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

bool sign_courses(struct sign_run *r, struct err *e)
{
    PLAN_LIST(const struct measure *) done = {NULL, 0, 0};
    for (size_t i = 0; i < r->out->objectives.n; i++) {
        const struct standing *st = &r->out->objectives.at[i];
        if (sign_is_active(st->objective->status) && sign_is_active(st->goal->status) && !play_objective(r, st, e))
            return false;
    }
    const struct measure *last = NULL;
    for (size_t i = 0; i < r->index.values.n; i++) {
        const struct measure *m = r->index.values.at[i].measure;
        bool seen = !m || m == last || is_followed(r, m);
        last = m ? m : last;
        for (size_t k = 0; k < done.n && !seen; k++)
            seen = done.at[k] == m;
        if (seen)
            continue;
        const struct measure **slot = PLAN_PUSH(r->arena, &done);
        if (!slot) {
            r->failed = true;
            return false;
        }
        *slot = m;
        if (!play_instrument(r, m, e))
            return false;
    }
    size_t i = 1;
    while (i < r->turns.n && by_turn(&r->turns.at[i - 1], &r->turns.at[i]) < 0)
        i++;
    if (i < r->turns.n)
        qsort(r->turns.at, r->turns.n, sizeof *r->turns.at, by_turn);
    return true;
}

/* ---- the whole ---- */

static bool standings(struct sign_run *r, struct err *e)
{
    for (size_t i = 0; i < r->plan->goals.n; i++) {
        const struct plan_goal *g = &r->plan->goals.at[i];
        for (size_t k = 0; k < g->objectives.n; k++) {
            struct standing *st = PLAN_PUSH(r->arena, &r->out->objectives);
            r->failed |= !st;
            if (!st || !standing_of(r->plan, g, &g->objectives.at[k], r->series, r->on, r->arena, st, e))
                return false;
        }
    }
    return true;
}

/* Open ones first, by kind, then by the day; then the decided ones, the newest first. Ids make it one order. */
static int by_urgency(const void *a, const void *b)
{
    const struct sign *x = a, *y = b;
    if (x->open != y->open)
        return x->open ? -1 : 1;
    int c = x->open ? (int)x->kind - (int)y->kind : date_cmp(y->decided, x->decided);
    c = c ? c : date_cmp(x->opened, y->opened);
    c = c ? c : (int)x->kind - (int)y->kind;
    size_t n = x->id.n < y->id.n ? x->id.n : y->id.n;
    c = c ? c : memcmp(x->id.p, y->id.p, n);
    return c ? c : x->id.n < y->id.n ? -1 : x->id.n > y->id.n;
}

static void silence(struct follow *f)
{
    for (size_t i = 0; f->alert_open && i < f->signs.n; i++) {
        enum sign_kind k = f->signs.at[i].kind;
        f->signs.at[i].silenced = f->signs.at[i].open && (k == SIGN_OBJECTIVE_MET || k == SIGN_GOAL_MET);
    }
}

static void begin(struct sign_run *r)
{
    enum { USUAL_MIN = 28, DAYS_MOST = 3640 }; /* 4 weeks; ten years */
    const struct plan_window w = plan_window(&r->plan->reviews.window);
    struct opt_int low = plan_window_days(w.min.has ? w.min : w.max, w.unit);
    r->window_days = low.has && low.v >= 1 && low.v <= DAYS_MOST ? (int32_t)low.v : USUAL_MIN;
    r->review_days = standing_review_days(r->plan);
    r->start = series_start(r->series, r->plan);
    r->on_day = date_to_day(r->on);
    r->out->on = r->on;
    r->out->start = r->start;
    if (date_is_set(r->start) && date_cmp(r->start, r->on) <= 0)
        r->out->week = date_diff(r->on, r->start) / 7 + 1;
    r->out->sessions = series_sessions(r->series, (struct date){0}, r->on, r->on);
    clock_review(r->plan, r->series, r->on, &r->out->review);
}

static bool all_signs(struct sign_run *r, struct err *e)
{
    if (!standings(r, e) || !sign_index_build(r) || !sign_courses(r, e) || !sign_conditions(r, e) ||
        !sign_not_measured(r, e))
        return false;
    if (!r->failed)
        sign_alerts(r);
    if (!r->failed)
        sign_unseen(r);
    if (!r->failed)
        sign_circumstances(r);
    if (!r->failed)
        sign_new_symptoms(r);
    if (!r->failed)
        sign_goals(r);
    return !r->failed;
}

bool follow_plan(const struct plan *p, const struct series *s, struct date on, struct arena *a, struct follow *out,
                 struct err *e)
{
    struct sign_run r = {.plan = p, .series = s, .on = on, .arena = a, .out = out};
    assert(date_is_set(on));
    *out = (struct follow){.on = on};
    buf_init(&r.text, 0);
    begin(&r);
    bool ok = all_signs(&r, e);
    if (!ok) /* set already, unless it was one of ours */
        a->failed ? arena_error(a, e) : err_no_memory(e);
    if (ok && out->signs.n)
        qsort(out->signs.at, out->signs.n, sizeof *out->signs.at, by_urgency);
    silence(out);
    buf_free(&r.text);
    return ok;
}
