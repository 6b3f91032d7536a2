/* page_safety.c: my safety plan: numbers first, then my own steps. */
#include "views.h"
#include "web/daily.h"
#include "web/me/safety.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"warning_signs", N_("Signs I notice"), FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"coping", N_("What I can do on my own"), FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"distraction", N_("People and places that help me"), FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"people", N_("People I ask for help"), FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"professionals", N_("Professionals I call"), FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"surroundings", N_("How I make my place safer"), FIELD_TEXT, false, 0, 2000, NULL, NULL}};

static const char *const hints[COUNT_OF(rows)] = {
    N_("What tells you that things get hard? One a line."),
    N_("Things you can do without anybody else."),
    N_("Who or what takes your mind off it?"),
    N_("A name and a number, one a line. You can call the number with one tap."),
    N_("Your clinician, a clinic, a helpline."),
    N_("What can be put away, and who can hold it for you?"),
};

static struct str made_by(struct call *w, const struct safety_version *v, bool alone)
{
    struct str day = web_day(w, v->date);
    if (!v->id.n) {
        return str_of(web_t(w, N_("These steps are in your plan.")));
    }
    return web_print(
        w,
        alone ? web_t(w,
                      N_("You wrote this on your own, %.*s. Your care team can see it. They may not have read it yet."))
              : web_t(w, N_("You and your clinician agreed on this, %.*s.")),
        (int)day.n, day.p);
}

static void put_steps(struct call *w, const struct safety *s, struct view_me_safety *v)
{
    const struct safety_version *mine = s->alone.steps ? &s->alone : &s->agreed;
    safety_steps(w, mine->steps, 0, SAFETY_STEPS - 1, &v->mine.steps, &v->mine.steps_count);
    if (mine->steps) {
        v->who = made_by(w, mine, mine == &s->alone);
    }
    if (mine == &s->alone && s->agreed.steps) {
        v->has_agreed = true;
        v->agreed_who = made_by(w, &s->agreed, false);
        safety_steps(w, s->agreed.steps, 0, SAFETY_STEPS - 1, &v->agreed.steps, &v->agreed.steps_count);
    }
    safety_wallet(w, mine->steps, &v->numbers, &v->front, &v->back);
}

void me_safety_show(struct call *w)
{
    struct view_me_safety v = {.card = http_query(w->in, "card").n > 0};
    struct safety s = {.of_plan = false};
    crisis_numbers(w, &v.numbers);
    if (v.numbers.lines_count) {
        v.numbers.lines[0].filled = true;
    }
    if (!safety_read(w->practice, &w->who, w->client, w->arena, &s, &w->err)) {
        if (w->err.kind == ERR_REFUSED || w->err.kind == ERR_NOT_FOUND) {
            web_trouble(w, NULL);
            return;
        }
        web_log(w, "the steps of a safety plan could not be read");
        err_clear(&w->err);
        w->answer->status = 503;
        v.away = true;
    }
    page_begin(w, N_("My safety plan"), NULL, &v.page);
    put_steps(w, &s, &v);
    v.may_edit = !v.away && web_may(w, CASE_SAFETY_WRITE);
    me_sees(w, &v.page, N_("You and your care team see this page."));
    view_me_safety(&w->out, &v);
}

/* ---- edited alone ---- */

static struct str as_lines(struct call *w, const plan_texts *t)
{
    struct str out = NONE;
    for (size_t i = 0; t && i < t->n; i++) {
        out =
            web_print(w, "%.*s%s%.*s", (int)out.n, out.n ? out.p : "", out.n ? "\n" : "", (int)t->at[i].n, t->at[i].p);
    }
    return out;
}

static bool newest(struct call *w, const struct plan_safety **out)
{
    struct safety s;
    if (!safety_read(w->practice, &w->who, w->client, w->arena, &s, &w->err)) {
        return false;
    }
    *out = s.alone.steps ? s.alone.steps : s.agreed.steps;
    return true;
}

static void edit_page(struct call *w, struct form *f)
{
    struct view_me_safety_edit v = {.fields = arena_array(w->arena, COUNT_OF(rows), sizeof *v.fields)};
    const struct plan_safety *s = NULL;
    struct outside o;
    if (!newest(w, &s) || !me_outside(w, &o)) {
        web_trouble(w, f);
        return;
    }
    const plan_texts *now[COUNT_OF(rows)] = {s ? &s->warning_signs : NULL, s ? &s->coping : NULL,
                                             s ? &s->distraction : NULL,   s ? &s->people : NULL,
                                             s ? &s->professionals : NULL, s ? &s->surroundings : NULL};
    page_begin(w, N_("Write my safety plan"), f, &v.page);
    v.told = o.clinician;
    for (size_t i = 0; v.fields && i < COUNT_OF(rows); i++) {
        struct view_field *x = &v.fields[v.fields_count++];
        *x = field_show(w, f, rows[i].name, as_lines(w, now[i]));
        x->hint = web_t(w, hints[i]);
        x->rows = 3;
        x->required = true; /* none is; the words above say it once for all */
    }
    me_sees(w, &v.page, N_("You and your care team see what you write here."));
    view_me_safety_edit(&w->out, &v);
}

void me_safety_edit_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    edit_page(w, &f);
}

void me_safety_edit_do(struct call *w)
{
    struct form f;
    struct daily_json j;
    const struct plan_safety *was = NULL;
    struct str id;
    bool good = form_read(w, rows, COUNT_OF(rows), &f);
    if (good && !newest(w, &was)) {
        web_trouble(w, &f);
        return;
    }
    daily_json_begin(&j);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        daily_put_lines(&j.o, rows[i].name, form_value(&f, rows[i].name));
    }
    daily_put_lines(&j.o, "text", as_lines(w, was ? &was->text : NULL)); /* what has no box here stays */
    struct str json = daily_json_end(w, &j);
    if (good && str_is(json, "{}")) {
        form_wrong(w, &f, "warning_signs", "%s", web_t(w, N_("Write at least one step.")));
        good = false;
    }
    if (good && !safety_write(w->practice, &w->who, w->client, json, NONE, w->arena, &id, &w->err)) {
        web_trouble(w, &f);
        return;
    }
    if (!good) {
        edit_page(w, &f);
        return;
    }
    web_said(w, N_("Your safety plan is saved. Your care team can see it. They may not have read it yet."),
             "/me/safety");
}
