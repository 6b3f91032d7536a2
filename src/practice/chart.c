/* chart.c: see chart.h: the chart in one read. */
#include "plan/blank.h"
#include "practice/chart_parts.h"

#include "practice/memo.h"
#include "practice/plans_parts.h"
#include "practice/safety.h"
#include "store/queue.h"

#include <stdio.h>

struct chart_call {
    const struct chart_ask *ask;
    struct client_chart *out;
    bool news; /* the client did something that this person has not seen */
    int64_t read_ms;
    struct chart_fresh fresh; /* what was worked out in this read */
};

/* ---- words ---- */

const char *chart_task_name(enum chart_task t)
{
    static const char *const names[CHART_TASKS] = {"Assessment",    "Strengths",   "Goals",   "Objectives",
                                                   "Interventions", "Safety plan", "Consent", "Sign"};
    return names[t];
}

const char *chart_done_name(enum chart_done d)
{
    static const char *const names[] = {"Not started", "Something missing", "Done"};
    return names[d];
}

/* ---- plans ---- */

static bool version_in(struct practice_tx *t, const char *state, struct plan_version *out, struct err *e)
{
    struct record r;
    struct err mine = {0};
    if (!plans_of_state(t, state, &r, &mine)) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    return plans_version_of(t->tx, &r, out, e);
}

static bool read_plans(struct practice_tx *t, struct client_chart *out, struct err *e)
{
    if (!version_in(t, "signed", &out->in_force, e) || !version_in(t, "draft", &out->draft, e) ||
        (!out->draft.id.n && !version_in(t, "signing", &out->draft, e))) {
        return false;
    }
    if (out->in_force.id.n) {
        return plans_read(out->in_force.json, t->arena, &out->plan, e);
    }
    return !out->draft.id.n || plans_read(out->draft.json, t->arena, &out->draft_plan, e);
}

static enum standing_state goal_state(const struct chart_goal *g)
{
    enum standing_state most = g->count ? STANDING_MET : STANDING_NOT_MEASURED;
    for (size_t i = 0; i < g->count; i++) {
        most = standing_urgency(g->objective[i].state) > standing_urgency(most) ? g->objective[i].state : most;
    }
    return most;
}

static bool flag_of(const struct json *v, const char *key)
{
    bool on = false;
    return json_bool(json_get(v, key), &on) && on;
}

/* The objectives of a goal stand together, in the order of the plan, the goal's own first. */
static bool read_goal(const struct plan *plan, size_t at, struct chart_summary *s, struct chart_goal *out)
{
    char mine[32];
    const struct plan_goal *goal = &plan->goals.at[at];
    int n = snprintf(mine, sizeof mine, "/goals/%zu", at);
    *out = (struct chart_goal){.goal = goal};
    for (size_t i = 0; i < s->objective_count; i++) {
        struct chart_objective *o = &s->objective[i];
        struct str head, tail = NONE;
        bool own = str_is(o->pointer, mine);
        int64_t k = 0;
        if (!own) {
            head = str_sub(o->pointer, 0, (size_t)n);
            tail = o->pointer.n > (size_t)n + 12 ? str_sub(o->pointer, (size_t)n + 12, o->pointer.n) : NONE;
            if (!str_is(head, mine) || o->pointer.p[n] != '/' || !num_int(tail, 0, INT32_MAX, &k) ||
                (size_t)k >= goal->objectives.n) {
                continue;
            }
            o->objective = &goal->objectives.at[k];
        }
        out->objective = out->objective ? out->objective : o;
        out->count++;
    }
    out->state = goal_state(out);
    for (const struct json *v = s->goals ? s->goals->first : NULL; v; v = v->next) {
        if (str_is(json_str(json_get(v, "pointer")), mine)) {
            out->client_says_met = flag_of(v, "client");
            out->clinician_says_met = flag_of(v, "clinician");
            out->ready = flag_of(v, "ready");
            out->state = flag_of(v, "met") ? STANDING_MET : out->state;
        }
    }
    return true;
}

static bool read_goals(struct practice_tx *t, struct chart_summary *s, struct client_chart *out, struct err *e)
{
    size_t n = out->plan ? out->plan->goals.n : 0;
    out->goal = arena_array(t->arena, n, sizeof *out->goal);
    if (!out->goal) {
        return arena_error(t->arena, e);
    }
    out->goal_count = n;
    for (size_t i = 0; i < n; i++) {
        read_goal(out->plan, i, s, &out->goal[i]);
    }
    return true;
}

/* A blank of a starter plan, "[which qualities]", says nothing yet. */
static bool is_filled(struct str s)
{
    return s.n && !blank_in(s);
}

static size_t filled_texts(const plan_texts *list)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        n += is_filled(list->at[i]);
    }
    return n;
}

static size_t filled_strengths(const struct plan *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->strengths.n; i++) {
        n += is_filled(p->strengths.at[i].text);
    }
    return n;
}

static bool safety_filled(const struct plan_safety *s)
{
    return filled_texts(&s->warning_signs) + filled_texts(&s->coping) + filled_texts(&s->distraction) +
               filled_texts(&s->people) + filled_texts(&s->professionals) + filled_texts(&s->surroundings) +
               filled_texts(&s->text) >
           0;
}

/* ---- safety plan, consents, tasks ---- */

static bool read_safety(struct practice_tx *t, struct client_chart *out, struct err *e)
{
    struct safety_rows rows;
    if (!safety_standing_in(t, true, &rows, e)) {
        return false;
    }
    if (rows.agreed.id.n) {
        out->safety_plan = rows.agreed.id;
        out->safety_plan_on = date_from_day(rows.agreed.day);
    }
    if (rows.alone.id.n) {
        out->safety_alone_on = date_from_day(rows.alone.day);
    }
    const struct plan *plan = out->plan ? out->plan : out->draft_plan;
    if (plan) {
        const struct plan_safety *s = &plan->crisis.safety_plan;
        out->safety_plan_in_plan = safety_filled(s);
    }
    return true;
}

static enum chart_done done_when(bool some, bool all)
{
    return all ? CHART_DONE : some ? CHART_MISSING : CHART_NOT_STARTED;
}

static enum chart_done objectives_done(const struct plan *p)
{
    size_t n = 0, measured = 0, bare = 0;
    for (size_t i = 0; i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        bare += g->objectives.n == 0;
        for (size_t k = 0; k < g->objectives.n; k++) {
            n++;
            measured +=
                g->objectives.at[k].measure.kind != MEASURE_UNSTATED && is_filled(g->objectives.at[k].statement);
        }
    }
    return done_when(n > 0, n > 0 && measured == n && !bare);
}

static enum chart_done interventions_done(const struct plan *p)
{
    size_t tied = 0;
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        tied += x->goals.n || x->objectives.n || x->problems.n;
    }
    return done_when(p->interventions.n > 0, p->interventions.n > 0 && tied == p->interventions.n);
}

static void set_tasks(struct client_chart *c)
{
    static const struct plan nothing;
    const struct plan *p = c->plan ? c->plan : c->draft_plan ? c->draft_plan : &nothing;
    bool assessed = p->assessment.summary.n || p->assessment.findings.n || c->measure_count, treatment = false;
    bool release = false;
    size_t said = 0;
    for (size_t i = 0; i < p->goals.n; i++) {
        said += is_filled(p->goals.at[i].statement) || is_filled(p->goals.at[i].client_words);
    }
    for (size_t i = 0; i < c->consent_count; i++) {
        treatment = treatment || c->consent[i].kind == CONSENT_TREATMENT;
        release = true;
    }
    bool safe = c->safety_plan.n || c->safety_plan_in_plan;
    c->task[TASK_ASSESSMENT] = done_when(assessed || p->problems.n, assessed && p->problems.n);
    c->task[TASK_STRENGTHS] = done_when(p->strengths.n > 0, filled_strengths(p) > 0);
    c->task[TASK_GOALS] = done_when(p->goals.n > 0, p->goals.n > 0 && said == p->goals.n);
    c->task[TASK_OBJECTIVES] = objectives_done(p);
    c->task[TASK_INTERVENTIONS] = interventions_done(p);
    c->task[TASK_SAFETY_PLAN] = safe ? CHART_DONE : c->alert_count ? CHART_MISSING : CHART_NOT_STARTED;
    c->task[TASK_CONSENT] = done_when(release, treatment);
    c->task[TASK_SIGN] = done_when(str_is(c->draft.state, "signing"), c->plan != NULL);
}

/* ---- the whole ---- */

static bool read_chart(struct practice_tx *t, void *ctx, struct err *e)
{
    struct chart_call *c = ctx;
    struct client_chart *out = c->out;
    struct chart_summary s;
    struct client_row row;
    struct date today = practice_today(t);
    *out = (struct client_chart){0};
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) ||
        !clients_card(&row, t->arena, &out->card, e) || !chart_now(t, row.version, &c->fresh, &s, e) ||
        !read_plans(t, out, e) || !read_goals(t, &s, out, e) ||
        !between_alerts_open(t, &out->alert, &out->alert_count, e) || !read_safety(t, out, e) ||
        !sharing_consents_in(t->store, t->tx, t->who->practice, t->client, today, t->arena, &out->consent,
                             &out->consent_count, e) ||
        !chart_rows(t, c->ask, s.versions, out, e)) {
        return false;
    }
    out->card.relation = t->relation;
    out->measure = s.measure;
    out->measure_count = s.measure_count;
    out->sign = s.sign;
    out->sign_count = s.sign_count;
    out->review = s.review;
    out->sessions = (int)s.sessions;
    set_tasks(out);
    int64_t did_ms, seen_ms;
    if (!news_get(t->tx, t->who->practice, t->client, &did_ms, e) ||
        !seen_get(t->tx, t->who->practice, t->who->user, t->client, &seen_ms, e)) {
        return false;
    }
    c->news = did_ms > seen_ms;
    c->read_ms = t->now_ms;
    t->object = out->in_force.id;
    return true;
}

struct look {
    const struct actor *who;
    struct str client;
    int64_t read_ms;
};

static bool put_seen(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct look *l = ctx;
    return seen_put(tx, l->who->practice, l->who->user, l->client, l->read_ms, e);
}

bool chart_read(struct practice *p, const struct actor *who, struct str client, const struct chart_ask *ask,
                struct arena *a, struct client_chart *out, struct err *e)
{
    struct chart_call c = {.ask = ask, .out = out};
    if (ask->rows > CHART_ROWS_MAX) {
        return err_set(e, ERR_INVALID, "rows", "must be %d at most", CHART_ROWS_MAX);
    }
    struct buf args;
    buf_init(&args, 0);
    buf_printf(&args, "chart %zu %u %.*s", ask->rows, ask->kinds, (int)ask->after.n, ask->after.p ? ask->after.p : "");
    struct recall r = {buf_str(&args), out, sizeof *out};
    bool ok =
        buf_ok(&args) ? practice_recall(p, who, CASE_CHART_OPEN, client, &r, a, read_chart, &c, e) : err_no_memory(e);
    buf_free(&args);
    if (!ok) {
        return false;
    }
    chart_keep_fresh(p, &c.fresh);
    if (c.news) {
        /* When it cannot be noted it is told of once more. */
        struct look l = {who, client, c.read_ms};
        struct err none = {0};
        db_write(p->store->db, DB_LAZY, NULL, put_seen, &l, &none);
    }
    return true;
}

/* ---- where the objectives stand ---- */

struct stands_call {
    struct chart_stands *out;
    struct chart_fresh fresh;
};

static bool read_stands(struct practice_tx *t, void *ctx, struct err *e)
{
    struct stands_call *c = ctx;
    struct chart_summary s;
    struct client_row row;
    if (!between_may_follow(t, e) || !client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) ||
        !chart_now(t, row.version, &c->fresh, &s, e)) {
        return false;
    }
    *c->out = (struct chart_stands){s.objective, s.objective_count, s.alert_open, s.review};
    return true;
}

bool chart_stands(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                  struct chart_stands *out, struct err *e)
{
    struct stands_call c = {.out = out};
    bool ok = practice_do(p, who, CASE_FOLLOW_READ, client, NONE, a, read_stands, &c, e);
    if (ok) {
        chart_keep_fresh(p, &c.fresh);
    }
    return ok;
}
