/* page_safety.c: the client's safety plan: read, printed as a page or a card, made anew. */
#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"warning_signs", "Warning signs", FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"coping", "What I can do alone", FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"distraction", "People and places that take my mind off it", FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"people", "People I can ask for help", FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"professionals", "Professionals and places to call", FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"surroundings", "What makes my surroundings safer", FIELD_TEXT, false, 0, 2000, NULL, NULL}};

static bool read_safety(struct call *w, struct view_strip *strip, struct safety *out)
{
    return strip_read(w, "", strip) && safety_read(w->practice, &w->who, w->client, w->arena, out, &w->err);
}

static struct str said_by(struct call *w, const struct safety *s, const struct safety_version *v)
{
    struct str at = v->id.n ? web_time(w, v->at_ms) : NONE;
    if (v == &s->alone) {
        return web_print(w, "Made by the client alone, %.*s.", (int)at.n, at.p);
    }
    if (!v->id.n) {
        return s->of_plan ? STR("From the plan in force.") : NONE;
    }
    return web_print(w, "Entered %.*s%s%.*s.", (int)at.n, at.p, v->by_name.n ? " by " : "", (int)v->by_name.n,
                     v->by_name.n ? v->by_name.p : "");
}

void safety_show(struct call *w)
{
    struct view_safety v = {.card = http_query(w->in, "card").n > 0};
    struct safety s;
    if (!read_safety(w, &v.strip, &s) || !daily_crisis(w, &v.crisis)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Safety plan", NULL, &v.page);
    v.page.help = (struct url){STR("/help/safety")};
    v.any = s.agreed.steps != NULL;
    v.meta = said_by(w, &s, &s.agreed);
    safety_steps(w, s.agreed.steps, 0, SAFETY_STEPS - 1, &v.agreed.steps, &v.agreed.steps_count);
    if (s.alone.steps) {
        v.has_alone = true;
        v.alone_meta = said_by(w, &s, &s.alone);
        safety_steps(w, s.alone.steps, 0, SAFETY_STEPS - 1, &v.alone.steps, &v.alone.steps_count);
        v.agree = web_may(w, CASE_SAFETY_AGREE) ? daily_url(w, "/safety/agree/%.*s", (int)s.alone.id.n, s.alone.id.p)
                                                : NO_URL;
    }
    crisis_numbers(w, &v.numbers);
    safety_wallet(w, s.agreed.steps, &v.numbers, &v.front, &v.back);
    v.change = client_page(w, "/safety/new");
    v.other = daily_url(w, v.card ? "/safety" : "/safety?card=1");
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    view_safety(&w->out, &v);
}

void safety_agree_do(struct call *w)
{
    struct str id;
    if (!safety_agree(w->practice, &w->who, w->client, web_param(w, "id"), NONE, w->arena, &id, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    daily_done(w, "The client’s version is the one agreed on now.", "/safety");
}

/* ---- made anew ---- */

static struct str in_steps(struct call *w, const struct plan_safety *s, size_t i)
{
    const plan_texts *lists[] = {&s->warning_signs, &s->coping,        &s->distraction,
                                 &s->people,        &s->professionals, &s->surroundings};
    struct str out = NONE;
    for (size_t k = 0; k < lists[i]->n; k++) {
        struct str one = lists[i]->at[k];
        out = web_print(w, "%.*s%s%.*s", (int)out.n, out.n ? out.p : "", out.n ? "\n" : "", (int)one.n, one.p);
    }
    return out;
}

static void show_form(struct call *w, struct form *f, struct str when)
{
    struct view_daily_form v = {.has_strip = true};
    struct safety s;
    if (!read_safety(w, &v.strip, &s)) {
        web_trouble(w, f);
        return;
    }
    const struct plan_safety *was = s.alone.steps ? s.alone.steps : s.agreed.steps;
    daily_form(w, "Make a safety plan", f, "safety", when, &v);
    v.page.help = (struct url){STR("/help/safety")};
    v.lede = s.alone.steps
                 ? STR("It begins with what the client wrote alone. What you save here, with the client, is the "
                       "version agreed on. One thing a line; each step may be left out.")
                 : STR("In the client’s own words, one thing a line. Each step may be left out.");
    v.button = "Save the safety plan";
    v.back = daily_url(w, "/safety");
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "steps", NULL);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str now = was ? in_steps(w, was, i) : NONE;
        daily_ask(w, p, f, rows[i].name, now);
    }
    daily_quiet(p);
    view_daily_form(&w->out, &v);
}

void safety_new_show(struct call *w)
{
    struct form f;
    struct str when;
    if (!daily_bring(w, "safety", rows, COUNT_OF(rows), &f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_form(w, &f, when);
}

void safety_new_do(struct call *w)
{
    struct form f;
    struct daily_json j;
    bool good = form_read(w, rows, COUNT_OF(rows), &f);
    daily_json_begin(&j);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        daily_put_lines(&j.o, rows[i].name, form_value(&f, rows[i].name));
    }
    struct entry x = {.kind = RECORD_SAFETY_PLAN, .date = w->today, .json = daily_json_end(w, &j)};
    if (str_is(x.json, "{}")) {
        form_wrong(w, &f, "warning_signs", "Fill in at least one step.");
        good = false;
    }
    if (good && !between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        good = false;
        if (!daily_trouble(w, &f)) {
            return;
        }
    }
    if (!good) {
        show_form(w, &f, NONE);
        return;
    }
    daily_sent(w, "safety");
    daily_done(w, "The safety plan was saved.", "/safety");
}
