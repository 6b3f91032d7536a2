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

/* The newest that stands, and the chart with what the plan has. */
static bool read_safety(struct call *w, struct client_chart *c, struct view_strip *strip, struct record **newest)
{
    struct record *list = NULL;
    size_t n = 0;
    if (!daily_client(w, "", c, strip) || !daily_rows(w, 1u << RECORD_SAFETY_PLAN, (struct date){0}, 0, &list, &n)) {
        return false;
    }
    *newest = daily_newest(list, n, RECORD_SAFETY_PLAN);
    return true;
}

void safety_show(struct call *w)
{
    struct view_safety v = {.card = http_query(w->in, "card").n > 0};
    struct client_chart c;
    struct daily_people people;
    struct record *newest = NULL;
    if (!read_safety(w, &c, &v.strip, &newest) || !daily_people(w, &people) || !daily_crisis(w, &v.crisis)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Safety plan", NULL, &v.page);
    v.page.help = (struct url){STR("/help/safety")};
    v.any = daily_safety(w, newest, c.plan, &v.steps);
    v.meta = newest ? daily_who_when(w, &people, newest) : v.any ? STR("From the plan in force.") : NONE;
    v.change = client_page(w, "/safety/new");
    v.other = daily_url(w, v.card ? "/safety" : "/safety?card=1");
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    view_safety(&w->out, &v);
}

static struct str in_plan(struct call *w, const struct plan *p, size_t i)
{
    const struct plan_safety *s = &p->crisis.safety_plan;
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
    struct client_chart c;
    struct record *newest = NULL;
    const struct json *was = NULL;
    if (!read_safety(w, &c, &v.strip, &newest) || (newest && !(was = daily_read(w, newest->content)))) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, "Make a safety plan", f, "safety", when, &v);
    v.page.help = (struct url){STR("/help/safety")};
    v.lede = STR("In the client’s own words, one thing a line. Each step may be left out.");
    v.button = "Save the safety plan";
    v.back = daily_url(w, "/safety");
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "steps", NULL);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str now = was      ? daily_joined(w, json_get(was, rows[i].name), "\n")
                         : c.plan ? in_plan(w, c.plan, i)
                                  : NONE;
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
