/* page_client_chart.c: the whole person on one page: what stands above all, the plan as it stands, what happened. */
#include "web/client_chart.h"
#include "web/daily.h"
#include "web/plan_plain.h"

#include "measure/measure.h"
#include "practice/chart.h"
#include "render/chart.h"
#include "views.h"
#include "web/web_parts.h"

#include <stdio.h>

#define ROWS 20
#define SAID_MOST 3

/* ---- words ---- */

static const struct {
    const char *text, *tag;
} states[STANDING_STATE_COUNT] = {
    [STANDING_NOT_MEASURED] = {"Not measured", ""},
    [STANDING_NOT_ENOUGH_DATA] = {"Not enough data yet", ""},
    [STANDING_ON_COURSE] = {"On course", "info"},
    [STANDING_STUCK] = {"Stuck", "warn"},
    [STANDING_WORSE] = {"Worse", "risk"},
    [STANDING_MET] = {"Met", "good"},
    [STANDING_BEHIND] = {"Behind", "warn"},
    [STANDING_NO_CHANGE] = {"No clear change", "warn"},
    [STANDING_PAST_DUE] = {"Due date passed", "warn"},
    [STANDING_REACHED] = {"Target reached", "good"},
    [STANDING_NO_TARGET] = {"No target to compare with", ""},
};

/* "Met", "target reached" and "on course" stand alone only while no alert is open; the alert is above them then, in
 * words. */
static const char *tag_of(const struct client_chart *c, enum standing_state s)
{
    return c->alert_count && standing_is_good(s) ? "" : states[s].tag;
}

static struct str number(struct call *w, double v)
{
    return v == (double)(int64_t)v ? web_print(w, "%lld", (long long)v) : web_print(w, "%.1f", v);
}

/* ---- the plan ---- */

static void put_strengths(struct call *w, const struct plan *p, struct view_client_chart *v)
{
    static const char *const kinds[] = {"", "Quality", "Skill", "Support", "Worked before"};
    v->strengths = arena_array(w->arena, p->strengths.n + p->support.n, sizeof *v->strengths);
    for (size_t i = 0; v->strengths && i < p->strengths.n; i++) {
        const struct plan_strength *s = &p->strengths.at[i];
        v->strengths[v->strengths_count++] = (struct chart_text_row){kinds[s->kind], s->text, NONE};
    }
    for (size_t i = 0; v->strengths && i < p->support.n; i++) {
        const struct plan_support *s = &p->support.at[i];
        v->strengths[v->strengths_count++] =
            (struct chart_text_row){"Support", s->who.n ? s->who : s->text, s->who.n ? s->text : NONE};
    }
}

static struct str diagnosis_more(struct call *w, const struct plan_diagnosis *d)
{
    const char *status = d->status == DIAGNOSIS_PROVISIONAL ? "provisional"
                         : d->status == DIAGNOSIS_CONFIRMED ? "confirmed"
                                                            : "";
    struct str day = date_is_set(d->date) ? web_day(w, d->date) : NONE;
    return web_print(w, "%s%s%.*s%s%.*s", status, *status && (day.n || d->by.n) ? ", " : "", (int)day.n,
                     day.p ? day.p : "", d->by.n ? " by " : "", (int)d->by.n, d->by.n ? d->by.p : "");
}

static void put_diagnoses(struct call *w, const struct plan *p, struct view_client_chart *v)
{
    v->diagnoses = arena_array(w->arena, p->diagnoses.n, sizeof *v->diagnoses);
    for (size_t i = 0; v->diagnoses && i < p->diagnoses.n; i++) {
        const struct plan_diagnosis *d = &p->diagnoses.at[i];
        struct str name = d->title.n ? d->title : d->text;
        v->diagnoses[v->diagnoses_count++] =
            (struct chart_text_row){NULL,
                                    web_print(w, "%.*s%s%.*s", (int)d->code.n, d->code.n ? d->code.p : "",
                                              d->code.n && name.n ? " " : "", (int)name.n, name.n ? name.p : ""),
                                    diagnosis_more(w, d)};
    }
}

static void put_summary(const struct plan *p, struct view_client_chart *v)
{
    for (size_t i = 0; i < p->problems.n && !v->summary.n; i++) {
        const struct plan_problem *x = &p->problems.at[i];
        v->summary = x->client_words.n ? x->client_words : x->statement.n ? x->statement : x->name;
    }
}

static void put_goals(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    v->goals = arena_array(w->arena, c->goal_count, sizeof *v->goals);
    for (size_t i = 0; v->goals && i < c->goal_count; i++) {
        const struct chart_goal *g = &c->goal[i];
        struct chart_goal_row *row = &v->goals[v->goals_count++];
        *row = (struct chart_goal_row){.text = g->goal->statement.n      ? g->goal->statement
                                               : g->goal->client_words.n ? g->goal->client_words
                                                                         : g->goal->name,
                                       .client_words = g->goal->statement.n ? g->goal->client_words : NONE,
                                       .state = states[g->state].text,
                                       .tag = tag_of(c, g->state)};
        row->objectives = arena_array(w->arena, g->count, sizeof *row->objectives);
        for (size_t k = 0; row->objectives && k < g->count; k++) {
            const struct chart_objective *o = &g->objective[k];
            row->objectives[row->objectives_count++] =
                (struct chart_objective_row){.text = o->objective ? o->objective->statement : STR("The goal itself"),
                                             .sentence = o->sentence,
                                             .state = states[o->state].text,
                                             .tag = tag_of(c, o->state)};
        }
    }
}

static void put_plan(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    const struct plan *p = c->plan ? c->plan : c->draft_plan;
    if (p) {
        put_strengths(w, p, v);
        put_diagnoses(w, p, v);
        put_summary(p, v);
    }
    v->has_plan = c->plan != NULL;
    if (c->plan) {
        put_goals(w, c, v);
        struct str day = web_day(w, zone_day(w->zone, c->in_force.signed_ms));
        bool left = str_is(c->card.state, "ended"); /* care alone was ended */
        v->plan_words = web_print(w, "Version %lld, signed %.*s%s", (long long)c->in_force.number, (int)day.n, day.p,
                                  left ? ". Care has ended; this plan was not ended with it" : "");
        v->plan = client_page(w, "/plan");
    }
    v->draft = client_page(w, c->draft.id.n ? "/plan/draft" : "/plan/new");
    v->draft_words = str_is(c->draft.state, "signing") ? STR("Plan being signed")
                     : c->draft.id.n                   ? STR("Go on with the draft")
                     : c->plan                         ? STR("Amend the plan")
                                                       : STR("Begin a plan");
    if (str_is(c->draft.state, "signing")) {
        v->draft = client_page(w, "/plan/sign");
    }
}

static void add_name(struct call *w, struct str *list, struct str name)
{
    *list = list->n ? web_print(w, "%s, %s", web_chars(w, *list), web_chars(w, name)) : name;
}

/* Of a version that is being signed: it is in force, with a window for its review, when all have signed. Until then it
 * can be sent back, and another signed in its place: nothing is counted from a signature alone. */
static bool put_signing(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    struct signature *list;
    struct str signed_by = NONE, waits = NONE;
    size_t n;
    if (!str_is(c->draft.state, "signing") || !web_may_here(w, CASE_PLAN_READ, &c->card)) {
        return true;
    }
    if (!plans_signatures(w->practice, &w->who, w->client, c->draft.id, w->arena, &list, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool on_paper = list[i].state == SIGNATURE_VERBAL || list[i].state == SIGNATURE_PAPER;
        if (list[i].state == SIGNATURE_GIVEN || on_paper) {
            add_name(w, &signed_by, on_paper ? list[i].role : list[i].name);
        } else if (list[i].state == SIGNATURE_WAITING) {
            add_name(w, &waits, list[i].role);
        }
    }
    v->signing = web_print(
        w, "Plan version %lld is %s%s, and waits for: %s. %s", (long long)c->draft.number,
        signed_by.n ? "signed by " : "sent to be signed", web_chars(w, signed_by), web_chars(w, waits),
        c->plan
            ? "Until all have signed, the version in force is followed and reviewed."
            : "It is in force, and its first review is planned, when all have signed; until then it can be sent back.");
    return true;
}

static void put_tasks(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    static const char *const at[CHART_TASKS] = {
        [TASK_ASSESSMENT] = "#problems", [TASK_STRENGTHS] = "#strengths",         [TASK_GOALS] = "#goals",
        [TASK_OBJECTIVES] = "#goals",    [TASK_INTERVENTIONS] = "#interventions", [TASK_SAFETY_PLAN] = "#safety"};
    v->first_plan = !c->plan && str_is(c->card.state, "active");
    v->paste = v->first_plan && !c->draft.id.n ? client_page(w, "/plan/import") : NO_URL;
    v->tasks = v->first_plan ? arena_array(w->arena, CHART_TASKS, sizeof *v->tasks) : NULL;
    for (int i = 0; v->tasks && i < CHART_TASKS; i++) {
        struct url url = v->draft;
        if (i == TASK_CONSENT) {
            url = client_page(w, "/consents/new?kind=treatment&way=chart");
        } else if (i == TASK_SIGN) {
            url = client_page(w, "/plan/sign");
        } else if (str_is(c->draft.state, "draft") && url.whole.n && at[i]) {
            url.whole = web_print(w, "%.*s%s", (int)url.whole.n, url.whole.p, at[i]);
        }
        v->tasks[v->tasks_count++] = (struct chart_task_row){
            chart_task_name((enum chart_task)i), chart_done_name(c->task[i]), url, c->task[i] == CHART_DONE};
    }
}

/* ---- measures, signs, what stands ---- */

static struct html spark_of(struct call *w, const struct chart_measure *m)
{
    struct chart_point *points = arena_array(w->arena, m->last_count, sizeof *points);
    struct buf b;
    struct html out = {NONE};
    if (!points || m->last_count < 2 || !m->measure->has_range) {
        return out;
    }
    for (size_t i = 0; i < m->last_count; i++) {
        points[i] = (struct chart_point){.day = m->last[i].day, .value = m->last[i].value};
    }
    struct chart picture = {.id = str_of(m->measure->id),
                            .min = m->measure->min,
                            .max = m->measure->max,
                            .points = points,
                            .point_count = m->last_count,
                            .first_day = points[0].day,
                            .last_day = points[m->last_count - 1].day};
    buf_init(&b, 0);
    chart_put_sparkline(&picture, &b);
    if (buf_ok(&b)) {
        arena_str(w->arena, buf_str(&b), &out.safe);
    }
    buf_free(&b);
    return out;
}

static void put_measures(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    v->measures = arena_array(w->arena, c->measure_count, sizeof *v->measures);
    for (size_t i = 0; v->measures && i < c->measure_count; i++) {
        const struct chart_measure *m = &c->measure[i];
        struct str n = number(w, m->value);
        struct str below = web_print(w, "/progress?m=%s", measure_key(w, str_of(m->measure->id)));
        v->measures[v->measures_count++] = (struct chart_measure_row){
            .name = m->measure->name,
            .value = m->band.n ? web_print(w, "%.*s, %.*s", (int)n.n, n.p, (int)m->band.n, m->band.p) : n,
            .sentence = m->sentence,
            .on = m->on,
            .spark = spark_of(w, m),
            .url = client_page(w, below.p)};
    }
}

static void put_signs(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    v->signs = arena_array(w->arena, c->sign_count, sizeof *v->signs);
    for (size_t i = 0; v->signs && i < c->sign_count; i++) {
        const struct chart_sign *s = &c->sign[i];
        if (!s->silenced && s->kind != SIGN_ALERT) { /* alerts stand above everything */
            v->signs[v->signs_count++] = (struct chart_sign_row){sign_title(s->kind), s->evidence, s->opened};
        }
    }
}

static void put_review(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    struct str due = date_is_set(c->review.due) ? web_day(w, c->review.due) : NONE;
    v->review_tag = c->review.state == CLOCK_OVERDUE ? "risk" : c->review.state == CLOCK_DUE ? "warn" : "";
    switch (c->review.state) {
    case CLOCK_OVERDUE:
        v->review_words =
            c->review.days_late == 1 ? STR("1 day late") : web_print(w, "%d days late", c->review.days_late);
        break;
    case CLOCK_DUE:
        v->review_words = STR("Due now");
        break;
    case CLOCK_NOT_DUE:
        v->review_words = due.n ? web_print(w, "Due from %.*s", (int)due.n, due.p)
                                : web_print(w, "In %d sessions", c->review.sessions_left);
        break;
    default:
        v->review_words = c->plan                             ? STR("The plan names no review window")
                          : str_is(c->draft.state, "signing") ? STR("Planned when all have signed")
                                                              : STR("Begins with the first signed plan");
    }
}

static void put_safety(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    struct str day = date_is_set(c->safety_plan_on) ? web_day(w, c->safety_plan_on) : NONE;
    v->safety = client_page(w, "/safety");
    v->safety_words = c->safety_plan.n ? web_print(w, "Made, last changed %.*s", (int)day.n, day.p ? day.p : "")
                      : c->safety_plan_in_plan && c->in_force.id.n ? STR("Part of the plan")
                      : c->safety_plan_in_plan                     ? STR("In the draft, not in force yet")
                                                                   : STR("None yet");
    if (date_is_set(c->safety_alone_on)) {
        struct str alone = web_day(w, c->safety_alone_on), first = v->safety_words;
        bool none = !c->safety_plan.n && !c->safety_plan_in_plan;
        v->safety_words = web_print(w, "%.*s%sritten by the client alone %.*s, not agreed yet", none ? 0 : (int)first.n,
                                    first.p, none ? "W" : "; w", (int)alone.n, alone.p ? alone.p : "");
    }
}

static struct str owner_words(struct call *w, const struct alert *a)
{
    struct str due = web_time(w, a->due_ms), who = a->owner_name;
    if (!who.n) {
        return STR("Nobody is set to see to it.");
    }
    if (a->escalated) {
        return web_print(w, "A deadline has passed; now %.*s sees to it.", (int)who.n, who.p);
    }
    if (a->stayed) {
        return web_print(w, "A deadline has passed; %.*s still sees to it, by %.*s.", (int)who.n, who.p, (int)due.n,
                         due.p);
    }
    return web_print(w, a->due_ms < w->now_ms ? "%.*s sees to it; that was due %.*s." : "%.*s sees to it, by %.*s.",
                     (int)who.n, who.p, (int)due.n, due.p);
}

static void put_alerts(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    v->alerts = arena_array(w->arena, c->alert_count, sizeof *v->alerts);
    for (size_t i = 0; v->alerts && i < c->alert_count; i++) {
        const struct alert *a = &c->alert[i];
        struct str since = web_time(w, a->raised_ms), below = web_print(w, "/alerts/%.*s", (int)a->id.n, a->id.p);
        v->alerts[v->alerts_count++] =
            (struct chart_alert_row){.id = a->id,
                                     .what = daily_alert(w, a),
                                     .when = web_print(w, "Raised %.*s, %s.", (int)since.n, since.p,
                                                       a->tries ? "the client was not reached" : "not answered yet"),
                                     .owner = owner_words(w, a),
                                     .next = a->tries ? daily_next(w, a->next, a->follow) : NONE,
                                     .respond = client_page(w, below.p),
                                     .first = i == 0};
    }
}

static void put_consents(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    static const char *const kinds[CONSENT_KIND_COUNT] = {"Treatment", "Records and signatures on a screen",
                                                          "Release to", "Release under 42 CFR Part 2 to",
                                                          "Psychotherapy notes to"};
    v->consents = arena_array(w->arena, c->consent_count, sizeof *v->consents);
    for (size_t i = 0; v->consents && i < c->consent_count; i++) {
        const struct consent *k = &c->consent[i];
        struct str until = date_is_set(k->expires) ? web_day(w, k->expires) : NONE;
        bool to = k->kind != CONSENT_TREATMENT && k->kind != CONSENT_E_RECORD;
        v->consents[v->consents_count++] = (struct chart_consent_row){
            .what =
                web_print(w, "%s%s%.*s", kinds[k->kind], to ? " " : "", to ? (int)k->to.n : 0, k->to.n ? k->to.p : ""),
            .until = until.n             ? web_print(w, "until %.*s", (int)until.n, until.p)
                     : k->expiry_event.n ? web_print(w, "until %.*s", (int)k->expiry_event.n, k->expiry_event.p)
                                         : NONE};
    }
}

/* ---- the timeline ---- */

static const char *const kind_words[RECORD_KIND_COUNT] = {
    [RECORD_PLAN] = "Plan",
    [RECORD_AMENDMENT] = "Amendment",
    [RECORD_SESSION] = "Session",
    [RECORD_NOTE] = "Session note",
    [RECORD_SCORE] = "Score",
    [RECORD_EVENT] = "Life event",
    [RECORD_DIAGNOSIS] = "Diagnosis",
    [RECORD_REFERRAL] = "Referral",
    [RECORD_CONSULTATION] = "Consultation",
    [RECORD_REVIEW] = "Review",
    [RECORD_SAFETY_PLAN] = "Safety plan",
    [RECORD_DISCLOSURE] = "Shared with",
    [RECORD_ENDING] = "Ending",
    [RECORD_WORDS] = "Client's words",
    [RECORD_CHECKIN] = "Check-in",
};

static struct str line_what(struct call *w, const struct chart_row *r)
{
    const char *kind = kind_words[r->kind] ? kind_words[r->kind] : record_kind_name(r->kind);
    if (r->kind == RECORD_PLAN) {
        return web_print(w, "Plan version %lld, %.*s", (long long)r->number, (int)r->state.n, r->state.p);
    }
    if (r->kind == RECORD_SCORE && r->measure) {
        struct str n = number(w, r->value);
        return r->has_value ? web_print(w, "%s %.*s", r->measure->name, (int)n.n, n.p)
                            : web_print(w, "%s, not enough answered for a score", r->measure->name);
    }
    if (r->kind == RECORD_REVIEW) { /* its word is the next day */
        return STR("Review");
    }
    if (r->kind == RECORD_WORDS && str_is(r->state, "answer")) {
        return STR("Answer to the client");
    }
    struct str word = web_words(w, r->word);
    return word.n ? web_print(w, "%s, %.*s", kind, (int)word.n, word.p) : str_of(kind);
}

static struct url line_url(struct call *w, const struct chart_row *r)
{
    static const char *const pages[RECORD_KIND_COUNT] = {
        [RECORD_PLAN] = "/plan?version=",  [RECORD_AMENDMENT] = "/plan?version=",
        [RECORD_SESSION] = "/sessions#",   [RECORD_NOTE] = "/notes/",
        [RECORD_REVIEW] = "/reviews/",     [RECORD_SCORE] = "/scores/",
        [RECORD_DISCLOSURE] = "/sharing#", [RECORD_SAFETY_PLAN] = "/safety",
        [RECORD_REFERRAL] = "/referrals#", [RECORD_EVENT] = "/events#",
        [RECORD_DIAGNOSIS] = "/events#",   [RECORD_CONSULTATION] = "/consultations#",
        [RECORD_CHECKIN] = "/checkins/",   [RECORD_WORDS] = "/words#w-"};
    bool answer = r->kind == RECORD_WORDS && str_is(r->state, "answer");
    struct str id = r->kind == RECORD_AMENDMENT || answer ? r->of : r->kind == RECORD_SAFETY_PLAN ? NONE : r->id;
    struct str below = web_print(w, "%s%.*s", pages[r->kind] ? pages[r->kind] : "", (int)id.n, id.n ? id.p : "");
    return pages[r->kind] && below.n ? client_page(w, below.p) : NO_URL;
}

static void put_lines(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    v->lines = arena_array(w->arena, c->row_count, sizeof *v->lines);
    for (size_t i = 0; v->lines && i < c->row_count; i++) {
        const struct chart_row *r = &c->row[i];
        v->lines[v->lines_count++] =
            (struct chart_line_row){.date = r->date,
                                    .what = line_what(w, r),
                                    .text = r->text,
                                    .who = r->by_name,
                                    .url = line_url(w, r),
                                    .struck = str_is(r->state, "corrected") || str_is(r->state, "withdrawn")};
        if (i && date_diff(r->date, c->row[i - 1].date) == 0) {
            v->lines[i].date = (struct date){0}; /* the same day stands above */
        }
    }
    if (c->earlier.n) {
        struct str below = web_print(w, "?after=%.*s#timeline", (int)c->earlier.n, c->earlier.p);
        v->earlier.whole = web_print(w, "/clients/%.*s%.*s", (int)w->client.n, w->client.p, (int)below.n, below.p);
    }
}

/* What the client said and nobody has read; SAID_MOST of it. */
static void put_said(struct call *w, const struct client_chart *c, struct view_client_chart *v)
{
    struct words_row *rows, *any;
    size_t n = client_words_unread(w, c->plan, SAID_MOST, &rows);
    v->words = n || client_words_rows(w, c->plan, 1, &any) ? client_page(w, "/words") : NO_URL;
    v->said = rows;
    v->said_count = n;
}

/* The questions before a review: asked, or to be asked now. */
static void put_ask(struct call *w, struct view_client_chart *v)
{
    struct words_asking a;
    struct err none = {0};
    if (v->ended || !web_may(w, CASE_WORDS_ASK) ||
        !words_asking(w->practice, &w->who, w->client, w->arena, &a, &none) || !a.can) {
        return;
    }
    if (a.asked_ms) {
        struct str day = web_day(w, zone_day(w->zone, a.asked_ms));
        v->ask_words = web_print(w, "The client was asked what helped: %.*s", (int)day.n, day.p);
    } else {
        v->ask.whole = web_print(w, "/clients/%.*s/words/ask", (int)w->client.n, w->client.p);
    }
}

/* ---- the page ---- */

void client_chart_show(struct call *w)
{
    struct client_chart c;
    struct chart_ask ask = {.after = http_query(w->in, "after"), .rows = ROWS};
    struct view_client_chart v = {.ended = false};
    if (!chart_read(w->practice, &w->who, w->client, &ask, w->arena, &c, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Client overview", NULL, &v.page);
    v.page.help = (struct url){STR("/help/overview")};
    strip_of(w, &c.card, "Overview", &v.strip);
    v.strip.alerts = 0; /* they stand on this page itself */
    v.ended = str_is(c.card.state, "ended");
    put_ask(w, &v);
    put_plan(w, &c, &v);
    if (!put_signing(w, &c, &v)) {
        web_trouble(w, NULL);
        return;
    }
    put_tasks(w, &c, &v);
    put_alerts(w, &c, &v);
    put_measures(w, &c, &v);
    put_signs(w, &c, &v);
    put_review(w, &c, &v);
    put_safety(w, &c, &v);
    put_consents(w, &c, &v);
    put_said(w, &c, &v);
    put_lines(w, &c, &v);
    v.bare = v.first_plan && !v.measures_count && !v.lines_count && !v.earlier.whole.n && !v.signs_count;
    v.review_due = c.review.state == CLOCK_DUE || c.review.state == CLOCK_OVERDUE;
    v.begin_review = c.plan && !v.ended ? client_page(w, "/review") : NO_URL;
    v.session = client_page(w, "/sessions/new");
    v.record_score = client_page(w, "/scores/new");
    v.share = client_page(w, "/disclosures/new");
    v.who = client_page(w, "/who");
    v.device = client_page(w, "/device");
    v.progress = client_page(w, "/progress");
    view_client_chart(&w->out, &v);
}
