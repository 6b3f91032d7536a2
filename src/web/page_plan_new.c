/* page_plan_new.c: a plan is begun: with what the client wants, from a starter, or from the last version. */
#include "plan/plan_json.h"
#include "plan/starter.h"
#include "practice/plans.h"
#include "views.h"
#include "web/draft.h"
#include "web/web_parts.h"

#include <string.h>

static const struct field rows[] = {
    {"want", "What the client wants to be different", FIELD_TEXT, false, 0, 4000, NULL, NULL},
    {"starter", "Starter plan", FIELD_LINE, false, 0, 60, NULL, NULL},
    {"how", "How", FIELD_CHOICE, false, 0, 0, "empty|last|take", NULL},
    {"objectives", "Objectives", FIELD_CHOICES, false, 0, 0, NULL, NULL},
    {"interventions", "Interventions", FIELD_CHOICES, false, 0, 0, NULL, NULL},
    {"also", "Also", FIELD_CHOICES, false, 0, 0, NULL, NULL},
    {"weeks", "Weeks until the objectives are due", FIELD_INT, false, 1, 104, NULL, NULL},
};

bool plan_care_ended(struct call *w, struct form *f, const char *field)
{
    if (w->err.kind != ERR_REFUSED || strcmp(w->err.where, "care") != 0) {
        return false;
    }
    form_wrong(w, f, field, "Care has ended. Say under Details that it goes on again, then begin the plan.");
    return true;
}

static struct view_field starter_field(struct call *w, const struct form *f)
{
    struct view_field field = field_show(w, f, "starter", NONE);
    size_t n = 0;
    while (starter_at(n)) {
        n++;
    }
    struct view_choice *list = arena_array(w->arena, n + 1, sizeof *list);
    for (size_t i = 0; list && i < n; i++) {
        list[i] = (struct view_choice){starter_at(i)->id, starter_at(i)->title, NULL, false};
    }
    field.is_line = false;
    field.is_select = true;
    field.hint = "For a common problem. You choose its parts next; what only you know is a blank in square brackets.";
    field_choices(w, &field, list, list ? n : 0);
    return field;
}

/* The last signed version, when there is one; *signing: id of one that is being signed. */
static bool find_former(struct call *w, struct view_plan_new *v, struct str *signing)
{
    struct plan_version *list;
    size_t n;
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    *signing = NONE;
    for (size_t i = 0; i < n && !v->has_former; i++) {
        *signing = str_is(list[i].state, "signing") ? list[i].id : *signing;
        v->has_former = list[i].signed_ms != 0;
        v->former = v->has_former ? web_print(w, "version %lld", (long long)list[i].number) : NONE;
    }
    return true;
}

static void show(struct call *w, const struct form *f)
{
    struct view_plan_new v;
    memset(&v, 0, sizeof v);
    struct str signing;
    if (!strip_read(w, "Plan", &v.strip) || !find_former(w, &v, &signing)) {
        web_trouble(w, f);
        return;
    }
    if (signing.n) {
        web_said(w, "This plan is being signed. It can be changed again when it is signed or sent back.",
                 "/clients/%s/plan?v=%s", web_part(w, w->client), web_part(w, signing));
        return;
    }
    page_begin(w, v.has_former ? "Amend the plan" : "Begin a plan", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/plans")};
    v.want = field_show(w, f, "want", NONE);
    v.want.label = draft_question(w, &v.strip).p;
    v.want.rows = 3;
    v.want.required = true; /* no more than its label: it may be answered later */
    v.starter = starter_field(w, f);
    view_plan_new(&w->out, &v);
}

void plan_new_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    if (form_is(&f, "how", "take") && starter_find(form_value(&f, "starter"))) { /* kept over a sign-in */
        plan_starter_show(w, &f);
    } else {
        show(w, &f);
    }
}

/* A plan with one goal, or a starter's, in the client's words. */
static bool begin(struct call *w, const struct form *f, struct plan_version *out)
{
    struct plan *plan = ARENA_NEW(w->arena, struct plan);
    const struct starter *starter = starter_find(form_value(f, "starter"));
    struct str want = form_value(f, "want"), json;
    struct buf b;
    if (!plan) {
        return arena_error(w->arena, &w->err);
    }
    if (starter && !plan_starter_take(w, f, &plan)) {
        return false;
    }
    struct plan_goal *g = plan->goals.n ? &plan->goals.at[0] : PLAN_PUSH(w->arena, &plan->goals);
    if (!g) {
        return arena_error(w->arena, &w->err);
    }
    g->client_words = want.n ? want : g->client_words;
    buf_init(&b, 0);
    plan_to_json(plan, 0, &b);
    bool ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), &json)) || err_no_memory(&w->err);
    buf_free(&b);
    return ok && plans_draft_from(w->practice, &w->who, w->client, json, w->who.once, w->arena, out, &w->err);
}

void plan_new_do(struct call *w)
{
    struct form f;
    struct plan_version v;
    if (!form_read(w, rows, COUNT_OF(rows), &f)) {
        form_is(&f, "how", "take") && starter_find(form_value(&f, "starter")) ? plan_starter_show(w, &f) : show(w, &f);
        return;
    }
    if (form_is(&f, "how", "take") && !starter_find(form_value(&f, "starter"))) {
        form_wrong(w, &f, "starter", "Choose one of the list.");
        show(w, &f);
        return;
    }
    if (form_is(&f, "how", "empty") && starter_find(form_value(&f, "starter"))) {
        plan_starter_show(w, &f);
        return;
    }
    bool last = form_is(&f, "how", "last");
    bool ok = last ? plans_draft_new(w->practice, &w->who, w->client, true, w->who.once, w->arena, &v, &w->err)
                   : begin(w, &f, &v);
    if (!ok && w->err.kind == ERR_CONFLICT) { /* somebody was quicker: that draft is gone on with */
        web_said(w, "There is a draft already. Here it is.", "/clients/%s/plan/draft", web_part(w, w->client));
    } else if (!ok && plan_care_ended(w, &f, "want")) {
        show(w, &f);
    } else if (!ok) {
        web_trouble(w, &f);
    } else {
        web_go(w, "/clients/%s/plan/draft", web_part(w, w->client));
    }
}
