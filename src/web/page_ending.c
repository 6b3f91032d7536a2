/* page_ending.c: a plan ends, or goes on in its next phase: how each goal came out, and what comes after. */
#include "practice/plans.h"

#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

#define GOALS_MOST 20

static const struct view_choice outcomes[] = {{"achieved", "Achieved", NULL, false},
                                              {"improving", "Better, not achieved", NULL, false},
                                              {"no_change", "No change", NULL, false},
                                              {"worsening", "Worse", NULL, false},
                                              {"not_achieved", "Not achieved", NULL, false}};

static const struct field own_rows[] = {
    {"next", "What comes next", FIELD_CHOICE, true, 0, 100, NULL, "Choose what comes next."},
    {"relapse_prevention", "What keeps the gains", FIELD_TEXT, false, 0, 4000, NULL, NULL},
    {"client_view", "The client’s view", FIELD_TEXT, true, 0, 4000, NULL,
     "Write down the client’s view, or why it is not known."},
    {"onward", "Onward referrals", FIELD_TEXT, false, 0, 2000, NULL, NULL},
    {"text", "Anything else", FIELD_TEXT, false, 0, 4000, NULL, NULL},
    {"care_ends", "Care of this client ends too", FIELD_CHECK, false, 0, 0, NULL, NULL}};

struct ending {
    struct field field[FORM_FIELDS_MAX];
    size_t count;
    struct client_chart chart;
    struct view_strip strip;
    struct form f;
};

static const char *named(struct call *w, const char *prefix, struct str id)
{
    return web_print(w, "%s%.*s", prefix, (int)id.n, id.p).p;
}

static size_t goals_of(const struct plan *p)
{
    return p->goals.n < GOALS_MOST ? p->goals.n : GOALS_MOST;
}

/* false: w->err, or no plan is in force and the answer is made. */
static bool read_ending(struct call *w, struct ending *s)
{
    *s = (struct ending){.count = 0};
    if (!daily_client(w, "Reviews", &s->chart, &s->strip)) {
        web_trouble(w, NULL);
        return false;
    }
    if (!s->chart.plan) {
        struct view_link back = {daily_url(w, "%s", ""), "Client overview", false};
        message_show(w, 409, "No plan is in force",
                     STR("There is nothing that could end. Perhaps it has ended already; the overview says so."),
                     &back);
        return false;
    }
    for (size_t i = 0; i < goals_of(s->chart.plan); i++) {
        struct str id = s->chart.plan->goals.at[i].id;
        s->field[s->count++] = (struct field){named(w, "o-", id),
                                              "How it came out",
                                              FIELD_CHOICE,
                                              true,
                                              0,
                                              0,
                                              "achieved|improving|no_change|worsening|not_achieved",
                                              "Choose how each goal came out."};
        s->field[s->count++] =
            (struct field){named(w, "t-", id), "In a sentence", FIELD_LINE, false, 0, 1000, NULL, NULL};
    }
    memcpy(s->field + s->count, own_rows, sizeof own_rows);
    s->count += COUNT_OF(own_rows);
    return true;
}

static void ask_goals(struct call *w, struct ending *s, struct view_daily_form *v)
{
    for (size_t i = 0; i < goals_of(s->chart.plan); i++) {
        const struct plan_goal *g = &s->chart.plan->goals.at[i];
        struct str title = g->statement.n ? g->statement : g->client_words;
        struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, named(w, "goal-", g->id),
                                              web_print(w, "%.*s", (int)title.n, title.p).p);
        struct view_field *x = daily_ask(w, p, &s->f, named(w, "o-", g->id), NONE);
        if (x) {
            field_choices(w, x, outcomes, COUNT_OF(outcomes));
        }
        daily_ask(w, p, &s->f, named(w, "t-", g->id), NONE);
        if (p) {
            p->grid = true;
        }
    }
}

static void ask_next(struct call *w, struct ending *s, struct daily_part *p)
{
    const struct plan *plan = s->chart.plan;
    struct view_choice *list = arena_array(w->arena, plan->duration.phases.n + 1, sizeof *list);
    size_t n = 0;
    if (!list) {
        return;
    }
    list[n++] = (struct view_choice){"discharge", "Treatment ends", NULL, false};
    for (size_t i = 0; i < plan->duration.phases.n; i++) {
        struct str name = plan->duration.phases.at[i].name;
        if (name.n && name.n <= 100) {
            const char *label = web_print(w, "%.*s", (int)name.n, name.p).p;
            list[n++] = (struct view_choice){label, web_print(w, "Next phase: %s", label).p, NULL, false};
        }
    }
    struct view_field *x = daily_ask(w, p, &s->f, "next", NONE);
    if (x && n > 1) {
        field_choices(w, x, list, n);
    } else if (x) {
        x->value = x->value.n ? x->value : STR("discharge");
        field_choices(w, x, list, n);
    }
}

static void show_ending(struct call *w, struct ending *s, struct str when)
{
    struct view_daily_form v = {.has_strip = true, .strip = s->strip};
    struct view_field *x;
    daily_form(w, "Ending, or the next phase", &s->f, "ending", when, &v);
    v.page.help = (struct url){STR("/help/ending")};
    v.lede =
        str_is(s->chart.draft.state, "signing")
            ? STR("Another version of the plan waits for signatures. Have it signed, or send it back, before this plan "
                  "ends: signed later it would come into force after the end.")
            : STR("The plan in force ends with this. It stays in the record and can be read.");
    v.button = "End this plan";
    v.back_text = "Leave it in force";
    ask_goals(w, s, &v);
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "after", "What comes after");
    ask_next(w, s, p);
    if ((x = daily_ask(w, p, &s->f, "relapse_prevention", NONE))) {
        x->hint = s->chart.plan->duration.relapse_prevention.n
                      ? "The plan says something about it already; add what is new, one thing a line."
                      : "One thing a line: early signs, what helps, whom to call.";
        x->required = !s->chart.plan->duration.relapse_prevention.n;
    }
    daily_ask(w, p, &s->f, "client_view", NONE);
    if ((x = daily_ask(w, p, &s->f, "onward", NONE))) {
        x->hint = "One a line: who takes over what.";
    }
    daily_ask(w, p, &s->f, "text", NONE);
    bool in_care = !str_is(s->chart.card.state, "ended");
    if (in_care && web_may(w, CASE_CLIENT_END) && (x = daily_ask(w, p, &s->f, "care_ends", NONE))) {
        x->chosen = x->chosen || (w->in->method != HTTP_POST && http_query(w->in, "care").n); /* Details lead here */
        x->hint = "The record stays and can be read; care can go on again later.";
    }
    view_daily_form(&w->out, &v);
}

void ending_show(struct call *w)
{
    struct ending *s = ARENA_NEW(w->arena, struct ending);
    struct str when;
    if (!s || !read_ending(w, s)) {
        return;
    }
    if (str_is(s->chart.draft.state, "signing")) { /* said before anything is filled in; the use case says it again */
        struct view_link sign = {client_page(w, "/plan/sign"), "The version that waits", false};
        message_show(w, 409, "Another version waits for signatures",
                     STR("Signed later it would come into force after the end. Have it signed, or send it back; then "
                         "the plan can end."),
                     &sign);
        return;
    }
    if (!daily_bring(w, "ending", s->field, s->count, &s->f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_ending(w, s, when);
}

static struct str ending_json(struct call *w, const struct ending *s)
{
    struct daily_json j;
    char text[DATE_TEXT_SIZE];
    daily_json_begin(&j);
    daily_put(&j.o, "next", form_value(&s->f, "next"));
    daily_put_lines(&j.o, "relapse_prevention", form_value(&s->f, "relapse_prevention"));
    daily_put(&j.o, "date", str_of(date_format(w->today, text)));
    json_key(&j.o, "outcomes");
    json_begin_array(&j.o);
    for (size_t i = 0; i < goals_of(s->chart.plan); i++) {
        struct str id = s->chart.plan->goals.at[i].id;
        json_begin_object(&j.o);
        daily_put(&j.o, "goal", id);
        daily_put(&j.o, "achievement", form_value(&s->f, named(w, "o-", id)));
        daily_put(&j.o, "text", form_value(&s->f, named(w, "t-", id)));
        json_end_object(&j.o);
    }
    json_end_array(&j.o);
    daily_put_lines(&j.o, "onward", form_value(&s->f, "onward"));
    daily_put(&j.o, "client_view", form_value(&s->f, "client_view"));
    daily_put(&j.o, "text", form_value(&s->f, "text"));
    return daily_json_end(w, &j);
}

/* An error of the plan's reader is told at the field that it is about. */
static bool end_trouble(struct call *w, struct ending *s)
{
    const char *where = w->err.where[0] == '/' ? w->err.where + 1 : w->err.where;
    struct str name = str_of(where), head = name, tail = NONE;
    str_cut(name, '/', &head, &tail);
    for (size_t i = 0; w->err.kind == ERR_INVALID && i < s->count; i++) {
        if (str_is(head, s->field[i].name)) {
            form_wrong(w, &s->f, s->field[i].name, "“%s” %s.", s->field[i].label, w->err.text);
            err_clear(&w->err);
            return true;
        }
    }
    web_trouble(w, &s->f);
    return false;
}

void ending_do(struct call *w)
{
    struct ending *s = ARENA_NEW(w->arena, struct ending);
    if (!s || !read_ending(w, s)) {
        return;
    }
    if (!form_read(w, s->field, s->count, &s->f)) {
        show_ending(w, s, NONE);
        return;
    }
    struct str json = ending_json(w, s);
    if (w->err.kind != ERR_NONE ||
        !plans_end(w->practice, &w->who, w->client, s->chart.in_force.id, json, w->arena, &w->err)) {
        if (end_trouble(w, s)) {
            show_ending(w, s, NONE);
        }
        return;
    }
    daily_sent(w, "ending");
    if (form_value(&s->f, "care_ends").n &&
        !clients_end(w->practice, &w->who, w->client, true, STR("Treatment has ended with its plan."), &w->err)) {
        web_log(w, "care was not ended"); /* the plan has: the page goes on, and says what is left to do */
        err_clear(&w->err);
        daily_done(w, "The plan has ended. That care has ended was not written down: do it again on Details.", "");
        return;
    }
    daily_done(w, "The plan has ended. It stays in the record.", "");
}
