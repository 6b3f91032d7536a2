/* page_plan_thread.c: the golden thread: from the diagnosis to the score, a line for each objective, gaps marked. */
#include "plan/clock.h"
#include "plan/plan_json.h"
#include "plan/thread.h"
#include "practice/between.h"
#include "practice/chart.h"
#include "practice/plans.h"
#include "render/render.h"
#include "views.h"
#include "web/editor.h"
#include "web/plan_pages.h"
#include "web/web_parts.h"

#include <stdlib.h>

#define NOTES_LOOKED_AT 40 /* the newest ones */

struct threading {
    struct call *w;
    struct plan *plan;
    struct thread thread;
    bool draft;
    struct str version;          /* its id */
    struct render_places places; /* of a version that stands still */
    struct chart_stands stands;  /* of the plan in force */
    bool followed;
    struct record *notes;
    size_t note_count;
    bool failed;
};

static void *array(struct threading *t, size_t n, size_t size)
{
    void *p = arena_array(t->w->arena, n + 1, size);
    t->failed = t->failed || !p;
    return p;
}

/* The field in the draft; of a version that stands still, where it is read. */
static struct url place(struct threading *t, struct str pointer)
{
    struct call *w = t->w;
    const char *client = web_part(w, w->client);
    if (!pointer.n) {
        return (struct url){NONE};
    }
    if (t->draft) {
        return (struct url){web_print(w, "/clients/%s/plan/draft#%s", client, web_part(w, pointer))};
    }
    struct str at = render_place_of(&t->places, pointer);
    if (!at.n) {
        return (struct url){NONE};
    }
    return (struct url){
        web_print(w, "/clients/%s/plan?v=%.*s#%.*s", client, (int)t->version.n, t->version.p, (int)at.n, at.p)};
}

/* Where it is recorded, for those who may; only the plan in force is followed. */
static struct url record_at(struct threading *t, const char *below)
{
    return t->followed ? client_page(t->w, below) : (struct url){NONE};
}

static struct str words_of(struct threading *t, struct str s)
{
    return s.n > 160 ? web_print(t->w, "%.*s\xe2\x80\xa6", 150, s.p) : s.n ? s : STR("(without words)");
}

static void put_item(struct threading *t, struct thread_cell *cell, const struct thread_node *n, bool implied)
{
    for (size_t i = 0; i < cell->items_count; i++) {
        if (cell->items[i].text.p == n->label.p) {
            return;
        }
    }
    cell->items[cell->items_count++] = (struct thread_item){words_of(t, n->label), place(t, n->pointer), implied};
}

/* All nodes of that kind above node `at`. */
static void collect(struct threading *t, size_t at, enum thread_kind kind, struct thread_cell *cell)
{
    for (size_t i = 0; i < t->thread.edges.n; i++) {
        const struct thread_edge *e = &t->thread.edges.at[i];
        if (e->to == at && t->thread.nodes.at[e->from].kind == kind) {
            put_item(t, cell, &t->thread.nodes.at[e->from], e->implied);
        }
    }
}

static bool parent(const struct threading *t, size_t at, enum thread_kind kind, size_t *out)
{
    for (size_t i = 0; i < t->thread.edges.n; i++) {
        const struct thread_edge *e = &t->thread.edges.at[i];
        if (e->to == at && t->thread.nodes.at[e->from].kind == kind) {
            *out = e->from;
            return true;
        }
    }
    return false;
}

/* What of a kind serves an objective. */
static void serve(struct threading *t, size_t objective, enum thread_kind kind, struct thread_cell *cell)
{
    struct thread_serving it;
    size_t goal, edge;
    if (!parent(t, objective, THREAD_GOAL, &goal)) {
        return;
    }
    thread_serving_begin(&t->thread, goal, objective, kind, &it);
    while (thread_serving_next(&t->thread, &it, &edge)) {
        const struct thread_edge *e = &t->thread.edges.at[edge];
        put_item(t, cell, &t->thread.nodes.at[e->to], e->implied);
    }
}

static struct thread_cell *cell(struct threading *t, struct thread_line *line, const char *label)
{
    struct thread_cell *c = &line->cells[line->cells_count++];
    *c = (struct thread_cell){.label = label, .items = array(t, t->thread.nodes.n + 4, sizeof *c->items)};
    return c;
}

static void gap(struct thread_line *line, struct thread_cell *c, const char *text, struct url url)
{
    if (!c->items_count) {
        c->gap = str_of(text);
        c->gap_url = url;
        line->gaps++;
    }
}

/* Above the objective: what it is for. */
static void put_above(struct threading *t, size_t at, struct thread_line *line)
{
    size_t goal, problem;
    bool has_goal = parent(t, at, THREAD_GOAL, &goal);
    struct thread_cell *diagnoses = cell(t, line, "Diagnosis"), *problems = cell(t, line, "Problem");
    struct thread_cell *goals = cell(t, line, "Goal");
    if (t->failed) {
        return;
    }
    if (has_goal) {
        const struct thread_node *g = &t->thread.nodes.at[goal];
        put_item(t, goals, g, false);
        collect(t, goal, THREAD_PROBLEM, problems);
        collect(t, goal, THREAD_DIAGNOSIS, diagnoses);
        if (parent(t, goal, THREAD_PROBLEM, &problem)) {
            collect(t, problem, THREAD_DIAGNOSIS, diagnoses);
        }
        gap(line, problems, "No problem is named that this goal serves", place(t, g->pointer));
    }
    gap(line, diagnoses, "No diagnosis leads here", place(t, STR("/diagnoses")));
}

static void put_scores(struct threading *t, const struct thread_node *n, struct thread_line *line)
{
    struct thread_cell *c = t->draft ? NULL : cell(t, line, "Score");
    const struct chart_objective *s = NULL;
    if (!c) {
        return;
    }
    for (size_t i = 0; t->followed && i < t->stands.objective_count; i++) {
        const struct chart_objective *one = &t->stands.objective[i];
        s = n->id.n && str_eq(one->id, n->id) ? one : s;
    }
    if (s && date_is_set(s->latest_on) && c->items) {
        struct str day = web_day(t->w, s->latest_on), measure = s->measure.n ? s->measure : STR("Value");
        c->items[c->items_count++] = (struct thread_item){
            .text = web_print(t->w, "%.*s %g, %.*s", (int)measure.n, measure.p, s->latest, (int)day.n, day.p),
            .url = client_page(t->w, "/progress")};
        /* While an alert is open nothing is called better or met. */
        line->state = t->stands.alert_open ? NONE : s->sentence;
    }
    gap(line, c, "No score yet", record_at(t, "/scores/new"));
}

/* The newest note that says something of this objective. */
static void put_notes(struct threading *t, const struct thread_node *n, struct thread_line *line)
{
    struct thread_cell *c = t->draft ? NULL : cell(t, line, "Note");
    if (!c) {
        return;
    }
    for (size_t i = 0; i < t->note_count && c->items && !c->items_count; i++) {
        const struct json *root;
        struct err ignored = {.kind = ERR_NONE};
        if (!json_parse(t->notes[i].content, t->w->arena, &root, &ignored)) {
            continue;
        }
        const struct json *p = json_get(root, "progress");
        for (p = p ? p->first : NULL; p && !c->items_count; p = p->next) {
            if (str_eq(json_str(json_get(p, "objective")), n->id)) {
                struct str day = web_day(t->w, date_from_day(t->notes[i].day));
                c->items[c->items_count++] = (struct thread_item){
                    .text = web_print(t->w, "%.*s: %.*s", (int)day.n, day.p, (int)json_str(json_get(p, "text")).n,
                                      json_str(json_get(p, "text")).p),
                    .url =
                        client_page(t->w, web_print(t->w, "/notes/%.*s", (int)t->notes[i].id.n, t->notes[i].id.p).p)};
            }
        }
    }
    gap(line, c, "No note yet", record_at(t, "/notes/new"));
}

/* Below it: what is done, how it is followed, what came of it. */
static void put_below(struct threading *t, size_t at, struct thread_line *line)
{
    const struct thread_node *n = &t->thread.nodes.at[at];
    struct thread_cell *work = cell(t, line, "Intervention");
    if (t->failed) {
        return;
    }
    serve(t, at, THREAD_INTERVENTION, work);
    gap(line, work, "No intervention works towards it", place(t, STR("/interventions")));
    put_notes(t, n, line);
    struct thread_cell *measure = cell(t, line, "Measure");
    if (t->failed) {
        return;
    }
    serve(t, at, THREAD_MONITORING, measure);
    if (!measure->items_count && n->followed) {
        measure->items[measure->items_count++] =
            (struct thread_item){STR("Named in the objective"), place(t, n->pointer), false};
    }
    gap(line, measure, "Nothing shows whether it is met", place(t, STR("/monitoring")));
    put_scores(t, n, line);
    struct thread_cell *review = cell(t, line, "Review");
    if (!t->failed && date_is_set(t->plan->reviews.next)) {
        review->items[review->items_count++] =
            (struct thread_item){web_day(t->w, t->plan->reviews.next), place(t, STR("/reviews/next")), false};
    } else if (!t->failed && t->followed && date_is_set(t->stands.review.due)) {
        review->items[review->items_count++] = (struct thread_item){
            web_print(t->w, "due %s", web_day(t->w, t->stands.review.due).p), place(t, STR("/reviews/window")), false};
    }
    struct str window = t->plan->reviews.window.text;
    struct date after = clock_after(t->plan, t->w->today);
    if (!t->failed && !review->items_count && (window.n || date_is_set(after))) { /* as the plan says it */
        review->items[review->items_count++] =
            (struct thread_item){window.n ? window : web_print(t->w, "by %s", web_chars(t->w, web_day(t->w, after))),
                                 place(t, STR("/reviews/window")), false};
    }
    gap(line, review, "No review is planned", place(t, STR("/reviews/window")));
}

static void put_lines(struct threading *t, struct view_plan_thread *v)
{
    v->lines = array(t, t->thread.nodes.n, sizeof *v->lines);
    for (size_t i = 0; v->lines && i < t->thread.nodes.n && !t->failed; i++) {
        const struct thread_node *n = &t->thread.nodes.at[i];
        long goal, objective;
        if (n->kind != THREAD_OBJECTIVE) {
            continue;
        }
        struct thread_line *line = &v->lines[v->lines_count++];
        goal = strtol(n->pointer.p + strlen("/goals/"), NULL, 10);
        objective = strtol(strstr(n->pointer.p, "/objectives/") + strlen("/objectives/"), NULL, 10);
        *line = (struct thread_line){.title = t->plan->goals.n > 1
                                                  ? web_print(t->w, "Objective %ld.%ld", goal + 1, objective + 1)
                                                  : web_print(t->w, "Objective %ld", objective + 1),
                                     .words = words_of(t, n->label),
                                     .url = place(t, n->pointer),
                                     .cells = array(t, 9, sizeof *line->cells)};
        if (!t->failed) {
            put_above(t, i, line);
            put_below(t, i, line);
        }
    }
}

static void put_loose(struct threading *t, struct view_plan_thread *v)
{
    static const char *const up[THREAD_KIND_COUNT] = {
        [THREAD_PROBLEM] = "belongs to no diagnosis",
        [THREAD_GOAL] = "serves no problem and no value",
        [THREAD_INTERVENTION] = "works towards no objective",
        [THREAD_MONITORING] = "follows no objective",
    };
    static const char *const down[THREAD_KIND_COUNT] = {
        [THREAD_DIAGNOSIS] = "has no goal",      [THREAD_PROBLEM] = "has no goal",
        [THREAD_VALUE] = "has no goal",          [THREAD_STRENGTH] = "nothing builds on it",
        [THREAD_BARRIER] = "nothing answers it", [THREAD_GOAL] = "has no objective",
    };
    v->loose = array(t, 2 * t->thread.nodes.n, sizeof *v->loose);
    for (size_t i = 0; v->loose && i < t->thread.nodes.n; i++) {
        const struct thread_node *n = &t->thread.nodes.at[i];
        const char *why[] = {n->needs_up ? up[n->kind] : NULL, n->needs_down ? down[n->kind] : NULL};
        for (size_t k = 0; k < 2; k++) {
            struct str label = words_of(t, n->label);
            if (why[k]) {
                v->loose[v->loose_count++] = (struct thread_item){
                    web_print(t->w, "%c%s \xe2\x80\x9c%.*s\xe2\x80\x9d: %s", thread_kind_name(n->kind)[0] - 32,
                              thread_kind_name(n->kind) + 1, (int)label.n, label.p, why[k]),
                    place(t, n->pointer), false};
            }
        }
    }
}

/* Of a draft, what is open is counted where it is mended: the number of its page. */
static bool put_count(struct threading *t, struct view_plan_thread *v)
{
    struct call *w = t->w;
    struct findings found = {0};
    struct plan_beside beside = {.last = 0};
    struct editor d = {.arena = w->arena, .plan = t->plan, .findings = &found, .beside = &beside};
    struct view_edit_checks checks;
    if (!rules_check(t->plan, w->arena, &found, &w->err) || !editor_begin(&d, &w->err)) {
        return false;
    }
    editor_checks(&d, &checks);
    v->lede = web_print(w, "From the diagnosis to the score. The checks of the draft: %.*s.", (int)checks.words.n,
                        checks.words.p);
    return !d.failed || arena_error(w->arena, &w->err);
}

/* What was recorded counts for the plan in force alone; a reader who may not see it sees the plan without. */
static bool read_course(struct threading *t, const struct plan_version *v)
{
    struct call *w = t->w;
    struct record_filter f = {.kinds = 1u << RECORD_NOTE, .newest_first = true, .limit = NOTES_LOOKED_AT};
    struct err e = {.kind = ERR_NONE};
    if (!str_is(v->state, "signed")) {
        return true;
    }
    t->followed = chart_stands(w->practice, &w->who, w->client, w->arena, &t->stands, &e);
    if (!t->followed && e.kind != ERR_NOT_FOUND && e.kind != ERR_REFUSED) {
        w->err = e;
        return false;
    }
    e = (struct err){.kind = ERR_NONE};
    if (!between_list(w->practice, &w->who, w->client, &f, w->arena, &t->notes, &t->note_count, &e)) {
        t->note_count = 0;
        w->err = e.kind == ERR_REFUSED || e.kind == ERR_NOT_FOUND ? w->err : e;
    }
    return w->err.kind == ERR_NONE;
}

void plan_thread_show(struct call *w)
{
    struct view_plan_thread v;
    struct plan_version version;
    struct threading t = {.w = w};
    struct str id = http_query(w->in, "v");
    int64_t gaps = 0;
    memset(&v, 0, sizeof v);
    if (!plans_get(w->practice, &w->who, w->client, id_valid(id) ? id : NONE, w->arena, &version, &w->err) ||
        !plan_from_json(version.json, w->arena, &t.plan, &w->err) || !plan_number_ids(t.plan, w->arena, &w->err) ||
        !plan_bind(t.plan, w->arena, &w->err) || !thread_build(t.plan, w->arena, &t.thread, &w->err) ||
        !read_course(&t, &version) || !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    t.draft = str_is(version.state, "draft");
    t.version = version.id;
    if (!t.draft && !render_places(t.plan, w->arena, &t.places, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Golden thread", NULL, &v.page);
    v.page.help = (struct url){STR("/help/plans")};
    v.is_draft = t.draft;
    v.heading = web_print(w, "Golden thread of plan version %lld", (long long)version.number);
    put_lines(&t, &v);
    put_loose(&t, &v);
    if (t.failed) {
        arena_error(w->arena, &w->err);
        web_trouble(w, NULL);
        return;
    }
    for (size_t i = 0; i < v.lines_count; i++) {
        gaps += v.lines[i].gaps;
    }
    gaps += (int64_t)v.loose_count;
    v.lede = gaps == 1 ? STR("From the diagnosis to the score. 1 place is open.")
             : gaps    ? web_print(w, "From the diagnosis to the score. %lld places are open.", (long long)gaps)
                       : STR("From the diagnosis to the score. Every place is filled.");
    if (t.draft && !put_count(&t, &v)) {
        web_trouble(w, NULL);
        return;
    }
    view_plan_thread(&w->out, &v);
}
