/* page_plan_plain.c: the draft in plain words, part by part, and the page as the client will read it. */
#include "base/grade.h"
#include "plan/plan_json.h"
#include "practice/people.h"
#include "views.h"
#include "web/plan_plain.h"
#include "web/web_parts.h"

#include <math.h>

#define PARTS_MAX 30 /* a text and two boxes each fit into a form */

/* ---- the parts ---- */

struct plain_draft {
    struct plan_draft d;
    struct plan *plan, *former;
    struct plan_piece part[PARTS_MAX];
    const char *kind[PARTS_MAX];
    struct str clinical[PARTS_MAX];
    size_t count;
    struct field fields[2 + 3 * PARTS_MAX < FORM_FIELDS_MAX ? 2 + 3 * PARTS_MAX : FORM_FIELDS_MAX];
    size_t field_count;
};

static void add_part(struct call *w, struct plain_draft *p, const char *kind, const char *list, struct str id,
                     struct str clinical)
{
    if (p->count < PARTS_MAX && 2 + 2 * (p->count + 1) <= COUNT_OF(p->fields)) {
        struct str about = web_print(w, "%s/%.*s", list, (int)id.n, id.n ? id.p : "");
        p->part[p->count] = me_plan_part(w, p->plan, about);
        p->kind[p->count] = kind;
        p->clinical[p->count++] = clinical;
    }
}

static void list_parts(struct call *w, struct plain_draft *p)
{
    const struct plan *x = p->plan;
    if (x->goals.n || x->interventions.n) {
        p->part[p->count] = me_plan_whole(w, x);
        p->kind[p->count] = "The plan as a whole";
        p->clinical[p->count++] =
            STR("What you would say if there were time for two sentences. It stands above the parts.");
    }
    for (size_t i = 0; i < x->goals.n; i++) {
        const struct plan_goal *g = &x->goals.at[i];
        add_part(w, p, "Goal", "goals", g->id, g->statement.n ? g->statement : g->client_words);
        for (size_t k = 0; k < g->objectives.n; k++) {
            add_part(w, p, "Objective", "objectives", g->objectives.at[k].id, g->objectives.at[k].statement);
        }
    }
    for (size_t i = 0; i < x->interventions.n; i++) {
        const struct plan_intervention *v = &x->interventions.at[i];
        add_part(w, p, "Intervention", "interventions", v->id, v->name.n ? v->name : v->text);
    }
}

static void put_fields(struct call *w, struct plain_draft *p)
{
    p->fields[0] = (struct field){"base", "Version", FIELD_INT, true, 1, INT32_MAX, NULL, NULL};
    p->field_count = 1;
    for (size_t i = 0; i < p->count; i++) {
        struct str name = web_print(w, "t%zu", i), keep = web_print(w, "k%zu", i);
        struct str label = web_print(w, "In plain words, %s %zu", p->kind[i], i + 1);
        p->fields[p->field_count++] = (struct field){name.p, label.p, FIELD_TEXT, false, 0, 2000, NULL, NULL};
        p->fields[p->field_count++] =
            (struct field){keep.p, "Take this sentence", FIELD_CHECK, false, 0, 0, NULL, NULL};
    }
}

static bool open_draft(struct call *w, struct plain_draft *p)
{
    memset(p, 0, sizeof *p);
    if (!plans_draft_open(w->practice, &w->who, w->client, w->arena, &p->d, &w->err) ||
        !me_plan_read(w, p->d.version.json, &p->plan) || (p->d.former.n && !me_plan_read(w, p->d.former, &p->former))) {
        return false;
    }
    list_parts(w, p);
    put_fields(w, p);
    return !w->arena->failed || arena_error(w->arena, &w->err);
}

/* What is offered for a part that has no plain words: those of the version before, else a sentence of its parts. */
static struct str offered(struct call *w, const struct plain_draft *p, size_t i, bool *former)
{
    struct plan_piece before = {.made = true};
    *former = false;
    if (p->former) {
        before = p->part[i].about.n ? me_plan_part(w, p->former, p->part[i].about) : me_plan_whole(w, p->former);
    }
    *former = before.text.n && !before.made;
    return *former ? before.text : p->part[i].made ? p->part[i].text : NONE;
}

/* keeps_to: the practice's setting; 0: what is signed is not advised about any more. */
static struct str grade_of(struct call *w, struct str text, int64_t keeps_to)
{
    double g = floor(reading_grade(text) + 0.5);
    if (!text.n) {
        return NONE;
    }
    return keeps_to && g > (double)keeps_to
               ? web_print(
                     w,
                     "Reading grade %.0f, harder than the %lld that your practice keeps to: shorter sentences and "
                     "shorter words help.",
                     g, (long long)keeps_to)
               : web_print(w, "Reading grade %.0f", g);
}

/* ---- the page ---- */

static void plain_page(struct call *w, const struct form *f, const struct plain_draft *p)
{
    struct view_plan_plain v = {.parts_count = 0};
    if (!strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "The plan in plain words", f, &v.page);
    v.page.help = (struct url){STR("/help/plans")};
    v.base = web_print(w, "%lld", (long long)p->d.version.version);
    v.preview = client_page(w, "/plan/preview");
    v.draft = client_page(w, "/plan/draft");
    v.parts = arena_array(w->arena, p->count + 1, sizeof *v.parts);
    for (size_t i = 0; v.parts && i < p->count; i++) {
        struct plain_part *x = &v.parts[v.parts_count++];
        bool former, made = p->part[i].made;
        const char *keep = web_print(w, "k%zu", i).p;
        *x = (struct plain_part){.kind = web_print(w, "%s", p->kind[i]), .clinical = p->clinical[i], .keep = keep};
        x->offer = !p->part[i].text.n || made ? offered(w, p, i, &former) : NONE;
        x->has_former = x->offer.n && former;
        x->has_keep = x->offer.n > 0;
        x->kept = form_is(f, keep, "1");
        x->text = field_show(w, f, web_print(w, "t%zu", i).p, made ? NONE : p->part[i].text);
        x->text.label = "In plain words";
        x->text.rows = 2;
        x->by = made ? NONE : p->part[i].by;
        x->grade = grade_of(w, made ? x->offer : p->part[i].text, p->d.reading_grade);
    }
    view_plan_plain(&w->out, &v);
}

void plan_plain_show(struct call *w)
{
    struct plain_draft *p = ARENA_NEW(w->arena, struct plain_draft);
    struct form f;
    if (!p || !open_draft(w, p)) {
        if (w->err.kind == ERR_NOT_FOUND && strcmp(w->err.where, "plan") == 0) {
            err_clear(&w->err);
            web_go(w, "/clients/%s/plan", web_part(w, w->client));
        } else {
            web_trouble(w, NULL);
        }
        return;
    }
    form_empty(w, p->fields, p->field_count, &f);
    plain_page(w, &f, p);
}

/* The words of one part, taken over into the draft; who wrote or took them has confirmed them. */
static bool put_words(struct call *w, struct plan *plan, struct str pointer, struct str text)
{
    struct plan_agreement *a = &plan->agreement;
    size_t at = 0;
    while (at < a->plain_words.n && !str_eq(a->plain_words.at[at].part, pointer)) {
        at++;
    }
    if (at == a->plain_words.n) {
        if (!text.n) {
            return true;
        }
        struct plan_plain *fresh = PLAN_PUSH(w->arena, &a->plain_words);
        if (!fresh) {
            return arena_error(w->arena, &w->err);
        }
        fresh->part = pointer;
    } else if (str_eq(a->plain_words.at[at].text, text)) {
        return true;
    }
    if (!text.n) {
        a->plain_words.n--;
        memmove(&a->plain_words.at[at], &a->plain_words.at[at + 1],
                (a->plain_words.n - at) * sizeof *a->plain_words.at);
        return true;
    }
    a->plain_words.at[at].text = text;
    a->plain_words.at[at].confirmed_by = w->me.name;
    return true;
}

static bool save(struct call *w, struct plan *plan, struct str id, int64_t base)
{
    struct plan_version out;
    struct plan_conflict *conflicts;
    struct str json = NONE;
    size_t n;
    struct buf b;
    buf_init(&b, 0);
    plan_to_json(plan, 0, &b);
    bool ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), &json)) || err_no_memory(&w->err);
    buf_free(&b);
    return ok && plans_draft_save(w->practice, &w->who, w->client, id, base, json, NONE, w->arena, &out, &conflicts, &n,
                                  &w->err);
}

void plan_plain_do(struct call *w)
{
    struct plain_draft *p = ARENA_NEW(w->arena, struct plain_draft);
    struct form f;
    if (!p || !open_draft(w, p)) {
        web_trouble(w, NULL);
        return;
    }
    if (!form_read(w, p->fields, p->field_count, &f)) {
        plain_page(w, &f, p);
        return;
    }
    for (size_t i = 0; i < p->count; i++) {
        bool former;
        struct str text = form_value(&f, web_print(w, "t%zu", i).p);
        if (!text.n && form_is(&f, web_print(w, "k%zu", i).p, "1")) {
            text = offered(w, p, i, &former);
        }
        if (!put_words(w, p->plan, p->part[i].pointer, text)) {
            web_trouble(w, &f);
            return;
        }
    }
    if (!save(w, p->plan, p->d.version.id, form_number(&f, "base", 0))) {
        web_trouble(w, &f);
        return;
    }
    web_said(w, "The plain words were saved.", "/clients/%s/plan/%s", web_part(w, w->client),
             http_form(w->in, "look").n ? "preview" : "plain");
}

/* ---- as the client will see it ---- */

static void put_grades(struct call *w, struct view_me_plan_body *body, int64_t keeps_to)
{
    for (size_t i = 0; i < body->sections_count; i++) {
        for (size_t k = 0; k < body->sections[i].parts_count; k++) {
            struct plan_piece *p = &body->sections[i].parts[k];
            bool whole = strcmp(body->sections[i].id, "whole") == 0;
            p->grade = p->about.n || whole ? grade_of(w, p->text, keeps_to) : NONE;
        }
    }
}

/* Who cares for the client now, as its page names them. */
static struct str primary_of(struct call *w)
{
    struct team_row *team;
    struct person *people;
    struct err none = {0};
    size_t n, m;
    struct str account = NONE;
    if (!people_team(w->practice, &w->who, w->client, w->arena, &team, &n, &none) ||
        !people_list(w->practice, &w->who, w->arena, &people, &m, &none)) {
        return w->me.name;
    }
    for (size_t i = 0; i < n; i++) {
        account = str_is(team[i].role, "primary") && !team[i].until_ms.has ? team[i].user : account;
    }
    for (size_t i = 0; i < m; i++) {
        if (str_eq(people[i].id, account)) {
            return people[i].name;
        }
    }
    return w->me.name;
}

void plan_preview_show(struct call *w)
{
    struct view_plan_preview v;
    struct plan_version version;
    struct plan_draft d;
    struct plan *plan;
    struct str id = http_query(w->in, "v");
    memset(&v, 0, sizeof v);
    bool draft = !id.n && plans_draft_open(w->practice, &w->who, w->client, w->arena, &d, &w->err);
    if (draft) {
        version = d.version;
    } else {
        err_clear(&w->err);
    }
    if ((!draft &&
         !plans_get(w->practice, &w->who, w->client, id_valid(id) ? id : NONE, w->arena, &version, &w->err)) ||
        !me_plan_read(w, version.json, &plan) || !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    struct me_plan_ask ask = {.plan = plan, .clinician = primary_of(w), .grades = true};
    if (!me_plan_body(w, &ask, &v.plan)) {
        web_trouble(w, NULL);
        return;
    }
    put_grades(w, &v.plan, draft ? d.reading_grade : 0);
    page_begin(w, "As the client sees it", NULL, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/plans")};
    v.heading = web_print(w, "Version %lld as the client sees it", (long long)version.number);
    v.asks = plan->diagnoses.n && !plan->agreement.diagnosis_discussed;
    v.diagnosis = me_plan_diagnosis(w, plan);
    v.plain = draft ? client_page(w, "/plan/plain") : NO_URL;
    view_plan_preview(&w->out, &v);
}

/* ---- whether the diagnosis has been talked about ---- */

void plan_told_do(struct call *w)
{
    struct plain_draft *p = ARENA_NEW(w->arena, struct plain_draft);
    struct str answer = http_form(w->in, "told");
    if (!p || !open_draft(w, p)) {
        web_trouble(w, NULL);
        return;
    }
    p->plan->agreement.diagnosis_discussed_set = true;
    p->plan->agreement.diagnosis_discussed = str_is(answer, "yes");
    if (save(w, p->plan, p->d.version.id, p->d.version.version)) {
        web_said(w, "Your answer stands in the plan.", "/clients/%s/plan/sign", web_part(w, w->client));
    } else {
        web_trouble(w, NULL);
    }
}
