/* signs_plan.c: signs the plan itself asks for: conditions, triggers, cadences that are overdue, goals. */
#include "plan/signs_course.h"

#include <stdlib.h>

/* ---- conditions of a measure ---- */

static bool meets_condition(const struct plan_condition *k, double value)
{
    double limit = dec_to_double(k->value);
    return k->comparator == PLAN_CMP_AT_MOST ? value <= limit + 1e-9 : value >= limit - 1e-9;
}

/* Without a day to be about, each value for itself; else the value as of that day, from that day on. */
static bool at_condition(const struct sign_run *r, const struct sign_course *c, size_t i, struct sign_claim *out)
{
    const struct sign_view *v = &c->views[i];
    (void)r;
    if (c->by_day) {
        if (v->known < c->by_day)
            return false;
        while (i > 0 && c->views[i].day > c->by_day)
            i--;
        v = &c->views[i];
        if (v->day > c->by_day)
            return false;
    }
    if (!meets_condition(c->condition, v->value))
        return false;
    *out = (struct sign_claim){.day = v->day, .known = v->known, .point = i, .entry = c->points[i].entry};
    return true;
}

static int32_t later_condition(const struct sign_run *r, const struct sign_course *c, size_t i)
{
    (void)r;
    return c->views[i].known < c->by_day && meets_condition(c->condition, c->views[i].value) ? c->by_day : 0;
}

static void say_condition(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x,
                          struct buf *b)
{
    const struct sign_course *c = a->context;
    buf_add(b, c->st.course.name);
    buf_char(b, ' ');
    standing_put_number(b, c->views[x->point].value);
    buf_cstr(b, " on ");
    sign_put_day(b, c->views[x->point].day, r->on);
    buf_cstr(b, "; the plan says ");
    dec_put(b, c->condition->value);
    buf_cstr(b, c->condition->comparator == PLAN_CMP_AT_MOST ? " or less." : " or more.");
}

static bool load_condition(struct sign_run *r, struct sign_course *c, struct date known, struct err *e)
{
    struct series_course *to = &c->st.course;
    bool ok = c->measure     ? series_of_instrument(r->series, c->measure, known, r->arena, to, e)
              : c->objective ? series_of_objective(r->series, c->objective, known, r->arena, to, e)
                             : series_of_name(r->series, c->condition->measure.name, known, r->arena, to, e);
    c->first = to->points.n; /* only the values count */
    r->failed |= ok && !sign_views(r, c, NULL);
    return ok && !r->failed;
}

/* The objective that counts what a condition names. */
static const struct plan_objective *objective_of(const struct plan *p, const struct plan_measure *m)
{
    for (size_t g = 0; g < p->goals.n; g++)
        for (size_t o = 0; o < p->goals.at[g].objectives.n; o++)
            if (series_same_words(p->goals.at[g].objectives.at[o].measure.name, m->name))
                return &p->goals.at[g].objectives.at[o];
    return NULL;
}

/* One condition or trigger of the plan. */
struct condition {
    enum sign_kind kind;
    struct str id, name;
    struct str pointer;
    const struct plan_condition *when;
};

/* The day a condition is about, 0: every day; false: that day has not come. */
static bool by_day_of(struct sign_run *r, const struct plan_condition *k, int32_t *day, bool *come, struct err *e)
{
    struct date by = {0};
    *day = 0;
    *come = true;
    if (k->by_session.has) {
        if (!series_session_day(r->series, k->by_session.v, r->start, r->on, r->arena, &by, e))
            return false;
    } else if (k->by_review.has) {
        if (!series_review_day(r->series, r->plan, k->by_review.v, r->on, r->arena, &by, e))
            return false;
    } else if (k->by_week.has && date_is_set(r->start) && k->by_week.v > 0 && k->by_week.v < 10000) {
        by = date_add_days(r->start, (int32_t)(k->by_week.v * 7));
    } else {
        *come = k->kind == CONDITION_MEASURE && !k->by_week.has;
        return true;
    }
    *come = date_is_set(by) && date_cmp(by, r->on) <= 0;
    *day = *come ? date_to_day(by) : 0;
    return true;
}

static bool play_measure(struct sign_run *r, const struct condition *k, int32_t by_day, struct err *e)
{
    const struct sign_course_row row = {k->kind, at_condition, later_condition, say_condition};
    const struct plan_measure *m = &k->when->measure;
    struct sign_course c = {.condition = k->when,
                            .subject = k->id,
                            .pointer = k->pointer,
                            .offer = k->name,
                            .by_day = by_day,
                            .measure = series_instrument(m)};
    struct sign_play play = {&c, load_condition, &row, 1};
    bool sided = k->when->comparator == PLAN_CMP_AT_LEAST || k->when->comparator == PLAN_CMP_AT_MOST;
    if (!sided || !k->when->value.has || (!c.measure && !m->name.n))
        return true;
    if (c.measure && !sign_has_scores(&r->index, c.measure))
        return true;
    c.objective = c.measure ? NULL : objective_of(r->plan, m);
    return sign_course_play(r, &play, e);
}

/* ---- no gain by a day ---- */

static void say_no_gain(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    const struct plan_condition *k = a->context;
    const struct measure *m = series_instrument(&k->measure);
    if (m)
        buf_printf(b, "%s: ", m->name);
    buf_cstr(b, !m || m->reliable_change_confirmed ? "no reliable gain on " : "no clear gain on ");
    sign_put_day(b, x->day, r->on);
    if (k->by_session.has)
        buf_printf(b, "; the plan asked for one by session %lld.", (long long)k->by_session.v);
    else if (k->by_review.has)
        buf_printf(b, "; the plan asked for one by review %lld.", (long long)k->by_review.v);
    else
        buf_printf(b, "; the plan asked for one by week %lld.", (long long)k->by_week.v);
}

/* What all the courses that count for a condition show together: a gain in one is a gain. */
struct gains {
    int none, shown;
};

static void count_turn(struct gains *g, enum sign_gain gain, int by)
{
    g->none += gain == GAIN_NONE ? by : 0;
    g->shown += gain == GAIN_SHOWN ? by : 0;
}

static void look_gain(struct sign_run *r, struct sign_state *s, const struct gains *g, int32_t day)
{
    struct sign_claim c = {.day = day, .known = day};
    sign_look(r, s, day, g->none > 0 && g->shown == 0 ? &c : NULL);
}

static bool is_of_goal(const struct plan *p, const struct measure *m)
{
    for (size_t i = 0; i < p->goals.n; i++)
        if (series_instrument(&p->goals.at[i].measure) == m)
            return true;
    return false;
}

static void play_no_gain(struct sign_run *r, const struct condition *k, int32_t by_day)
{
    const struct plan_measure *m = &k->when->measure;
    const struct measure *only = series_instrument(m);
    struct sign_about about = {.kind = k->kind,
                               .subject = k->id,
                               .pointer = k->pointer,
                               .offer = k->name,
                               .say = say_no_gain,
                               .context = k->when};
    struct sign_state s;
    struct gains g = {0, 0};
    bool begun = false;
    if (m->name.n && !only)
        return; /* no reliable change is known of it */
    sign_begin(r, &s, &about);
    for (size_t i = 0; i < r->turns.n && !r->failed; i++) {
        const struct sign_turn *t = &r->turns.at[i];
        if (!begun && t->day > by_day) {
            look_gain(r, &s, &g, by_day);
            begun = true;
        }
        if (only ? t->measure != only : !t->objective && !is_of_goal(r->plan, t->measure))
            continue;
        count_turn(&g, t->was, -1);
        count_turn(&g, t->gain, 1);
        if (t->day > by_day && (i + 1 == r->turns.n || r->turns.at[i + 1].day != t->day))
            look_gain(r, &s, &g, t->day);
    }
    if (!begun)
        look_gain(r, &s, &g, by_day);
    if (!r->failed)
        sign_end(r, &s);
}

/* ---- events ---- */

static void say_awaited(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    const struct plan_condition *k = a->context;
    buf_add(b, str_trim(k->text.n ? k->text : k->event));
    buf_cstr(b, ": noted on ");
    sign_put_day(b, x->day, r->on);
    buf_char(b, '.');
}

static void play_event(struct sign_run *r, const struct condition *k)
{
    struct sign_about about = {.kind = k->kind,
                               .subject = k->id,
                               .pointer = k->pointer,
                               .offer = k->name,
                               .say = say_awaited,
                               .context = k->when};
    struct sign_state s;
    sign_begin(r, &s, &about);
    for (size_t i = 0; i < r->index.events.n && !r->failed; i++) {
        const struct sign_fact *f = &r->index.events.at[i];
        if (!series_same_words(f->entry->name, k->when->event))
            continue;
        struct sign_claim c = {.day = f->day, .known = f->known, .entry = f->entry};
        sign_look(r, &s, f->known, NULL); /* each time it happens is a new beginning */
        sign_look(r, &s, f->known, &c);
    }
    if (!r->failed)
        sign_end(r, &s);
}

static bool pointer_to(struct sign_run *r, const char *list, size_t i, const char *member, struct str *out)
{
    buf_reset(&r->text);
    buf_printf(&r->text, "/%s/%zu%s", list, i, member);
    if (!buf_ok(&r->text) || !plan_text(r->arena, buf_str(&r->text), out))
        r->failed = true;
    return !r->failed;
}

static bool play_condition(struct sign_run *r, const struct condition *k, struct err *e)
{
    int32_t by_day = 0;
    bool come = true;
    if (k->when->kind == CONDITION_EVENT && k->when->event.n)
        play_event(r, k);
    if (k->when->kind != CONDITION_MEASURE && k->when->kind != CONDITION_NO_GAIN)
        return !r->failed;
    if (!by_day_of(r, k->when, &by_day, &come, e))
        return false;
    if (!come)
        return true;
    if (k->when->kind == CONDITION_MEASURE)
        return play_measure(r, k, by_day, e);
    play_no_gain(r, k, by_day);
    return !r->failed;
}

bool sign_conditions(struct sign_run *r, struct err *e)
{
    const struct plan *p = r->plan;
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        struct condition k = {.kind = SIGN_CONDITION, .id = x->id, .name = x->name, .when = &x->condition};
        if (x->condition.kind &&
            (!pointer_to(r, "interventions", i, "/condition", &k.pointer) || !play_condition(r, &k, e)))
            return false;
    }
    for (size_t i = 0; i < p->referrals.n; i++) {
        const struct plan_referral *x = &p->referrals.at[i];
        struct condition k = {
            .kind = SIGN_TRIGGER, .id = x->id, .name = x->name.n ? x->name : x->to, .when = &x->trigger};
        if (x->trigger.kind && (!pointer_to(r, "referrals", i, "/trigger", &k.pointer) || !play_condition(r, &k, e)))
            return false;
    }
    return true;
}

/* ---- cadences ---- */

static void say_not_measured(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x,
                             struct buf *b)
{
    const struct plan_monitoring *m = a->context;
    const struct measure *known = series_instrument(&m->measure);
    if (known)
        buf_cstr(b, known->name);
    else
        buf_add(b, m->measure.name.n ? m->measure.name : m->text);
    if (x->what) {
        buf_cstr(b, x->point ? ": last recorded on " : ": not recorded since the plan was signed on ");
        sign_put_day(b, x->what, r->on);
    } else {
        buf_cstr(b, ": not recorded since the start");
    }
    buf_cstr(b, "; the plan says ");
    buf_add(b, str_trim(m->cadence.text.n ? m->cadence.text : STR("more often")));
    buf_char(b, '.');
}

/* The course of an objective that is followed by m: the same instrument or measure, else one that m names. */
static const struct series_course *course_of(const struct sign_run *r, const struct plan_monitoring *m,
                                             const struct measure *known)
{
    for (size_t i = 0; i < r->out->objectives.n; i++) {
        const struct standing *st = &r->out->objectives.at[i];
        if (known ? st->measure == known : series_same_words(st->objective->measure.name, m->measure.name))
            return &st->course;
    }
    for (size_t i = 0; i < r->out->objectives.n && !known; i++)
        for (size_t k = 0; k < m->objectives.n; k++)
            if (str_eq(m->objectives.at[k], r->out->objectives.at[i].objective->id))
                return &r->out->objectives.at[i].course;
    return NULL;
}

/* The day of the newest value of what is monitored; absent: never. */
static bool last_value(struct sign_run *r, const struct plan_monitoring *m, struct date *out, struct err *e)
{
    const struct measure *known = series_instrument(&m->measure);
    const struct series_course *course = course_of(r, m, known);
    struct series_course own = {.name = {NULL, 0}};
    if (!course && known && sign_has_scores(&r->index, known) &&
        !series_of_instrument(r->series, known, r->on, r->arena, &own, e))
        return false;
    if (!course && !known && m->measure.name.n && !series_of_name(r->series, m->measure.name, r->on, r->arena, &own, e))
        return false;
    course = course ? course : &own;
    *out = course->points.n ? course->points.at[course->points.n - 1].date : (struct date){0};
    if (date_cmp(course->left_out_on, *out) > 0)
        *out = course->left_out_on;
    return true;
}

/* The first day on which a cadence counted in sessions was overdue. */
static bool session_overdue(struct sign_run *r, const struct plan_cadence *c, struct date after, struct date *out,
                            struct err *e)
{
    int64_t min = c->every_min.has ? c->every_min.v : c->every_max.has ? c->every_max.v : 1;
    int64_t limit = c->every_max.has && c->every_max.v > min ? c->every_max.v + 1 : 2 * min;
    struct date first = date_is_set(after) ? date_add_days(after, 1) : after;
    return series_session_day(r->series, limit, first, r->on, r->arena, out, e);
}

static bool play_cadence(struct sign_run *r, const struct plan_monitoring *m, size_t i, const struct clock *clock,
                         struct err *e)
{
    struct sign_about about = {.kind = SIGN_NOT_MEASURED, .subject = m->id, .say = say_not_measured, .context = m};
    struct sign_state s;
    struct date day = clock_lapse(clock);
    if (m->cadence.unit == UNIT_SESSION && !session_overdue(r, &m->cadence, clock->from, &day, e))
        return false;
    if (!date_is_set(day) || date_cmp(day, r->on) > 0)
        return true;
    struct sign_claim c = {.day = date_to_day(day), .known = date_to_day(day)};
    c.point = date_is_set(clock->last);
    if (c.point || date_cmp(clock->from, r->start) > 0)
        c.what = date_to_day(c.point ? clock->last : clock->from);
    if (!pointer_to(r, "monitoring", i, "", &about.pointer))
        return false;
    sign_begin(r, &s, &about);
    if (r->failed)
        return false;
    sign_look(r, &s, c.day, &c);
    sign_end(r, &s);
    return !r->failed;
}

bool sign_not_measured(struct sign_run *r, struct err *e)
{
    const struct plan *p = r->plan;
    for (size_t i = 0; i < p->monitoring.n; i++) {
        const struct plan_monitoring *m = &p->monitoring.at[i];
        struct clock *clock = PLAN_PUSH(r->arena, &r->out->monitoring);
        struct date last;
        if (!clock || !last_value(r, m, &last, e)) {
            r->failed |= !clock;
            return false;
        }
        clock_cadence(m, last, p, r->series, r->on, clock);
        if (clock->state == CLOCK_OVERDUE && !play_cadence(r, m, i, clock, e))
            return false;
    }
    return true;
}

/* ---- goals ---- */

static void say_goal(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    (void)r;
    (void)a;
    buf_cstr(b, x->what ? "Client and clinician both say that it is met."
                        : "Every objective is met. It is met when client and clinician both say so: ask.");
}

/* What two people last said about a goal, and how many of its objectives are not met. */
struct opinion {
    int32_t client_on, clinician_on;
    bool client, clinician;
    size_t objectives, met;
};

static void hear(struct opinion *o, const struct sign_fact *f)
{
    bool client = str_is(f->entry->by, "client");
    int32_t *on = client ? &o->client_on : &o->clinician_on;
    if (f->day < *on)
        return; /* an older opinion, entered late */
    *on = f->day;
    *(client ? &o->client : &o->clinician) = f->entry->met;
}

static void look_goal(struct sign_run *r, struct sign_state *s, const struct opinion *o, int32_t day)
{
    struct sign_claim c = {.day = day, .known = day, .what = o->client && o->clinician};
    bool holds = c.what || (o->objectives > 0 && o->met == o->objectives);
    sign_look(r, s, day, holds ? &c : NULL);
    if (s->open && c.what > s->claim.what)
        s->claim = c;
}

static bool is_objective_of(const struct plan_goal *g, const struct sign_turn *t)
{
    return t->objective && t->objective >= g->objectives.at && t->objective < g->objectives.at + g->objectives.n;
}

/* The goal through time: turns of its objectives and what people said, merged by day. */
static void play_goal(struct sign_run *r, const struct plan_goal *g, struct goal_standing *out)
{
    struct sign_about about = {.kind = SIGN_GOAL_MET, .subject = g->id, .pointer = out->pointer, .say = say_goal};
    struct opinion o = {.client_on = INT32_MIN, .clinician_on = INT32_MIN};
    struct sign_state s;
    size_t t = 0, m = 0;
    const sign_facts *said = &r->index.met;
    sign_begin(r, &s, &about);
    for (size_t i = 0; i < g->objectives.n; i++)
        o.objectives += sign_is_active(g->objectives.at[i].status);
    while (!r->failed && (t < r->turns.n || m < said->n)) {
        int32_t day = t < r->turns.n ? r->turns.at[t].day : INT32_MAX;
        day = m < said->n && said->at[m].known < day ? said->at[m].known : day;
        bool news = false;
        for (; t < r->turns.n && r->turns.at[t].day == day; t++)
            if (is_objective_of(g, &r->turns.at[t]) && r->turns.at[t].met != r->turns.at[t].was_met) {
                o.met += r->turns.at[t].met ? 1u : (size_t)-1;
                news = true;
            }
        for (; m < said->n && said->at[m].known == day; m++)
            if (str_eq(said->at[m].entry->goal, g->id)) {
                hear(&o, &said->at[m]);
                news = true;
            }
        if (news)
            look_goal(r, &s, &o, day);
    }
    out->client_says_met = o.client;
    out->clinician_says_met = o.clinician;
    out->met = o.client && o.clinician;
    out->ready = o.objectives > 0 && o.met == o.objectives;
    if (sign_is_active(g->status) && !r->failed)
        sign_end(r, &s);
}

void sign_goals(struct sign_run *r)
{
    for (size_t i = 0; i < r->plan->goals.n && !r->failed; i++) {
        struct goal_standing *g = PLAN_PUSH(r->arena, &r->out->goals);
        if (!g) {
            r->failed = true;
            return;
        }
        g->goal = &r->plan->goals.at[i];
        if (pointer_to(r, "goals", i, "", &g->pointer))
            play_goal(r, g->goal, g);
    }
}
