/* page_events.c: what happened between sessions: a life event, a diagnosis, a number, a goal that is met; and a
 * consultation. */
#include "measure/measure.h"
#include "plan/series.h"
#include "practice/chart.h"
#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

/* ---- kinds of entries ---- */

enum what { WHAT_EVENT, WHAT_DIAGNOSIS, WHAT_NUMBER, WHAT_MET, WHAT_COUNT };

static const struct field event_rows[] = {
    {"date", "Day", FIELD_DATE, true, 0, 0, NULL, "Give the day."},
    {"kind", "What happened", FIELD_CHOICE, true, 0, 100, NULL, "Choose what happened."},
    {"text", "In words", FIELD_TEXT, false, 0, 4000, NULL, NULL}};
static const struct field diagnosis_rows[] = {
    {"date", "Day", FIELD_DATE, true, 0, 0, NULL, "Give the day."},
    {"code", "ICD-10-CM code", FIELD_LINE, true, 0, 12, NULL, "Give the code."},
    {"text", "In words", FIELD_TEXT, false, 0, 4000, NULL, NULL}};
static const struct field number_rows[] = {
    {"date", "Day", FIELD_DATE, true, 0, 0, NULL, "Give the day."},
    {"objective", "About", FIELD_CHOICE, true, 0, 100, NULL, "Choose the objective it is about."},
    {"type", "What it is", FIELD_CHOICE, true, 0, 0, "count|rating|attainment", "Choose what the number is."},
    {"value", "Number", FIELD_LINE, true, 0, 12, NULL, "Give the number."},
    {"period", "In a", FIELD_CHOICE, false, 0, 0, "day|week|month", NULL}};
static const struct field met_rows[] = {
    {"date", "Day", FIELD_DATE, true, 0, 0, NULL, "Give the day."},
    {"goal", "Goal", FIELD_CHOICE, true, 0, 100, NULL, "Choose the goal."},
    {"value", "As you see it", FIELD_CHOICE, true, 0, 0, "true|false", "Choose whether it is met."}};

static const struct {
    const char *name, *tab, *title;
    const struct field *rows;
    size_t count;
    enum record_kind kind;
} whats[WHAT_COUNT] = {
    [WHAT_EVENT] = {"event", "Event", "Something that happened", event_rows, COUNT_OF(event_rows), RECORD_EVENT},
    [WHAT_DIAGNOSIS] = {"diagnosis", "Diagnosis", "A diagnosis", diagnosis_rows, COUNT_OF(diagnosis_rows),
                        RECORD_DIAGNOSIS},
    [WHAT_NUMBER] = {"number", "Count or rating", "A count or rating", number_rows, COUNT_OF(number_rows),
                     RECORD_RATING},
    [WHAT_MET] = {"met", "Goal met", "Whether a goal is met", met_rows, COUNT_OF(met_rows), RECORD_RATING}};

static const struct view_choice events[] = {{"loss_of_job", "Loss of a job", NULL, false},
                                            {"bereavement", "Bereavement", NULL, false},
                                            {"separation", "Separation", NULL, false},
                                            {"conflict", "Conflict in the family or at work", NULL, false},
                                            {"move", "Move to another home", NULL, false},
                                            {"illness", "Illness or injury", NULL, false},
                                            {"birth", "Birth or pregnancy", NULL, false},
                                            {"money_trouble", "Money trouble", NULL, false},
                                            {"legal_trouble", "Legal trouble", NULL, false},
                                            {"violence", "Violence or an accident", NULL, false},
                                            {"medication_change", "Change of medication", NULL, false},
                                            {"new_symptom", "A new symptom", NULL, false},
                                            {"good_news", "Something good", NULL, false},
                                            {"other_event", "Something else", NULL, false}};
static const struct view_choice types[] = {{"count", "How often or how much", NULL, false},
                                           {"rating", "A rating from 0 to 10", NULL, false},
                                           {"attainment", "A level of attainment, -2 to 2", NULL, false}};
static const struct view_choice periods[] = {
    {"day", "Day", NULL, false}, {"week", "Week", NULL, false}, {"month", "Month", NULL, false}};
static const struct view_choice yes_no[] = {{"true", "Met", NULL, false}, {"false", "Not met", NULL, false}};

static enum what what_of(struct str name)
{
    for (int i = 0; i < WHAT_COUNT; i++) {
        if (str_is(name, whats[i].name)) {
            return (enum what)i;
        }
    }
    return WHAT_EVENT;
}

/* ---- the form ---- */

static void select_from(struct call *w, struct view_field *x, const struct view_choice *list, size_t n)
{
    struct view_choice *with = x ? arena_array(w->arena, n + 1, sizeof *with) : NULL;
    if (!with) {
        return;
    }
    with[0] = (struct view_choice){"", "Choose one", NULL, false}; /* nothing is chosen for anybody */
    memcpy(with + 1, list, n * sizeof *list);
    x->is_choice = false;
    x->is_select = true;
    field_choices(w, x, x->required ? with : with + 1, x->required ? n + 1 : n);
}

static const char *zero(struct call *w, struct str s)
{
    return web_print(w, "%.*s", (int)s.n, s.p).p;
}

/* What the plan itself waits for stands first. */
static void ask_event(struct call *w, const struct plan *p, struct view_field *x)
{
    size_t room = (p ? p->interventions.n + p->referrals.n : 0) + COUNT_OF(events), n = 0;
    struct view_choice *list = arena_array(w->arena, room, sizeof *list);
    for (size_t i = 0; list && p && i < p->interventions.n; i++) {
        struct str event = p->interventions.at[i].condition.event;
        if (event.n && event.n <= 100) {
            list[n++] = (struct view_choice){zero(w, event), zero(w, event), NULL, false};
        }
    }
    for (size_t i = 0; list && p && i < p->referrals.n; i++) {
        struct str event = p->referrals.at[i].trigger.event;
        if (event.n && event.n <= 100) {
            list[n++] = (struct view_choice){zero(w, event), zero(w, event), NULL, false};
        }
    }
    if (list) {
        memcpy(list + n, events, sizeof events);
        select_from(w, x, list, n + COUNT_OF(events));
    }
}

static void ask_objective(struct call *w, const struct plan *p, struct view_field *x)
{
    const struct plan_objective *aim[AIMS_MAX];
    struct view_choice list[AIMS_MAX];
    size_t n = daily_aims(p, aim, AIMS_MAX);
    for (size_t i = 0; i < n; i++) {
        list[i] = (struct view_choice){zero(w, aim[i]->id), zero(w, daily_objective(aim[i])), NULL, false};
    }
    select_from(w, x, list, n);
}

static void ask_goal(struct call *w, const struct plan *p, struct view_field *x)
{
    struct view_choice *list = p ? arena_array(w->arena, p->goals.n, sizeof *list) : NULL;
    size_t n = 0;
    for (size_t i = 0; list && i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        list[n++] =
            (struct view_choice){zero(w, g->id), zero(w, g->statement.n ? g->statement : g->client_words), NULL, false};
    }
    if (n) {
        select_from(w, x, list, n);
    }
}

/* Of an objective in the address (one of the page "Record a score"): it is chosen, and how it is counted or rated. */
static struct str otherwise_of(struct call *w, const struct plan *p, const char *name)
{
    const struct plan_objective *aim[AIMS_MAX], *o = NULL;
    struct str id = http_query(w->in, "objective"), per;
    size_t n = p && id.n ? daily_aims(p, aim, AIMS_MAX) : 0;
    for (size_t i = 0; i < n && !o; i++) {
        o = str_eq(aim[i]->id, id) ? aim[i] : NULL;
    }
    if (!o) {
        return NONE;
    }
    per = series_objective_period(o);
    return strcmp(name, "objective") == 0 ? o->id
           : strcmp(name, "type") == 0    ? str_of(series_type_name(series_objective_type(o)))
           : strcmp(name, "period") == 0  ? (str_is(per, "night") || str_is(per, "nights") ? STR("day") : per)
                                          : NONE;
}

static void ask_all(struct call *w, enum what what, const struct plan *p, const struct form *f, struct daily_part *part)
{
    char text[DATE_TEXT_SIZE];
    for (size_t i = 0; i < whats[what].count; i++) {
        const char *name = whats[what].rows[i].name;
        struct view_field *x = daily_ask(
            w, part, f, name, i == 0 ? web_print(w, "%s", date_format(w->today, text)) : otherwise_of(w, p, name));
        if (!x) {
            continue;
        }
        if (strcmp(name, "kind") == 0) {
            ask_event(w, p, x);
        } else if (strcmp(name, "objective") == 0) {
            ask_objective(w, p, x);
        } else if (strcmp(name, "goal") == 0) {
            ask_goal(w, p, x);
        } else if (strcmp(name, "type") == 0) {
            field_choices(w, x, types, COUNT_OF(types));
        } else if (strcmp(name, "period") == 0) {
            x->hint = "Of a count: how long a time it was counted in";
            select_from(w, x, periods, COUNT_OF(periods));
        } else if (what == WHAT_MET && strcmp(name, "value") == 0) {
            x->hint = "The client says it too, on their own page or to you; a goal is met when both say so.";
            field_choices(w, x, yes_no, COUNT_OF(yes_no));
        }
    }
}

static void show_event(struct call *w, enum what what, struct form *f, struct str when)
{
    struct view_daily_form v = {.has_strip = true};
    struct client_chart c;
    struct str desk = web_print(w, "event-%s", whats[what].name);
    if (!daily_client(w, "", &c, &v.strip)) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, whats[what].title, f, desk.p, when, &v);
    v.page.help = (struct url){STR("/help/days")};
    v.button = "Save";
    daily_hide(w, &v, "what", str_of(whats[what].name));
    v.others = arena_array(w->arena, WHAT_COUNT, sizeof *v.others);
    for (int i = 0; v.others && i < WHAT_COUNT; i++) {
        v.others[v.others_count++] =
            (struct view_link){daily_url(w, "/events/new?what=%s", whats[i].name), whats[i].tab, i == (int)what};
    }
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "entry", NULL);
    if (p && !c.plan && (what == WHAT_NUMBER || what == WHAT_MET)) {
        p->lede = STR("No plan is in force: there is nothing yet that it could be about.");
    } else {
        ask_all(w, what, c.plan, f, p);
    }
    view_daily_form(&w->out, &v);
}

void event_new_show(struct call *w)
{
    enum what what = what_of(http_query(w->in, "what"));
    struct form f;
    struct str when;
    if (!daily_bring(w, web_print(w, "event-%s", whats[what].name).p, whats[what].rows, whats[what].count, &f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_event(w, what, &f, when);
}

/* ---- saving ---- */

static struct str number_json(struct call *w, struct form *f)
{
    struct daily_json j;
    struct dec d = {.has = false};
    struct str typed = form_value(f, "value");
    if (typed.n && !num_dec(typed, &d)) {
        form_wrong(w, f, "value", "“Number” must be a plain number, such as 3 or 2.5.");
    }
    daily_json_begin(&j);
    daily_put(&j.o, "type", form_value(f, "type"));
    daily_put(&j.o, "objective", form_value(f, "objective"));
    json_key(&j.o, form_is(f, "type", "attainment") ? "level" : "value");
    json_put_dec(&j.o, d);
    if (form_is(f, "type", "count")) {
        daily_put(&j.o, "period", form_value(f, "period"));
    }
    return daily_json_end(w, &j);
}

static struct str event_json(struct call *w, enum what what, struct form *f)
{
    struct daily_json j;
    if (what == WHAT_NUMBER) {
        return number_json(w, f);
    }
    daily_json_begin(&j);
    if (what == WHAT_MET) {
        daily_put(&j.o, "type", STR("met"));
        daily_put(&j.o, "goal", form_value(f, "goal"));
        json_key(&j.o, "value");
        json_put_bool(&j.o, form_is(f, "value", "true"));
    }
    daily_put(&j.o, "kind", form_value(f, "kind"));
    daily_put(&j.o, "code", form_value(f, "code"));
    daily_put(&j.o, "text", form_value(f, "text"));
    return daily_json_end(w, &j);
}

/* Where the course of an objective is shown; without a measure of its own, that of the first. */
static const char *course_of(struct call *w, struct str objective)
{
    struct chart_stands now = {.objective_count = 0};
    struct err none = {0};
    if (!chart_stands(w->practice, &w->who, w->client, w->arena, &now, &none)) {
        return "";
    }
    for (size_t i = 0; i < now.objective_count; i++) {
        const struct chart_objective *o = &now.objective[i];
        const struct measure *m = o->label.n ? measure_find(o->label) : NULL;
        if (o->label.n && str_eq(o->id, objective)) {
            return web_print(w, "?m=%s", measure_key(w, m ? str_of(m->id) : objective)).p;
        }
    }
    return "";
}

void event_new_do(struct call *w)
{
    enum what what = what_of(http_form(w->in, "what"));
    struct form f;
    bool good = form_read(w, whats[what].rows, whats[what].count, &f);
    struct entry x = {.kind = whats[what].kind, .date = form_date(&f, "date"), .json = event_json(w, what, &f)};
    good = good && !f.errors_count;
    if (good && !between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        good = false;
        if (w->err.kind == ERR_INVALID && what == WHAT_NUMBER && strcmp(w->err.where, "date") != 0) {
            form_wrong(w, &f, "value", "This number does not fit: %s.", w->err.text);
            err_clear(&w->err);
        } else if (!daily_trouble(w, &f)) {
            return;
        }
    }
    if (!good) {
        show_event(w, what, &f, NONE);
        return;
    }
    daily_sent(w, web_print(w, "event-%s", whats[what].name).p);
    if (what == WHAT_NUMBER && client_page(w, "/progress").whole.n) { /* where the number stands now */
        web_said(w, "The entry was saved.", "/clients/%s/progress%s", web_part(w, w->client),
                 course_of(w, form_value(&f, "objective")));
        return;
    }
    daily_done(w, "The entry was saved.", "/events");
}

/* ---- a consultation ---- */

static const struct field consultation_rows[] = {
    {"date", "Day", FIELD_DATE, true, 0, 0, NULL, "Give the day."},
    {"with", "With whom", FIELD_LINE, true, 0, 300, NULL, "Say with whom you spoke."},
    {"ground", "On what ground", FIELD_LINE, true, 0, 300, NULL, "Say on what ground: a consent on file, or the law."},
    {"shared", "What was shared", FIELD_TEXT, true, 0, 4000, NULL, "Say what was shared."},
    {"advice", "The advice", FIELD_TEXT, false, 0, 4000, NULL, NULL}};

static void show_consultation(struct call *w, struct form *f, struct str when)
{
    struct view_daily_form v = {.has_strip = true};
    struct client_chart c;
    char text[DATE_TEXT_SIZE];
    if (!daily_client(w, "", &c, &v.strip)) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, "A consultation", f, "consultation", when, &v);
    v.page.help = (struct url){STR("/help/days")};
    v.button = "Save the consultation";
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "entry", NULL);
    for (size_t i = 0; i < COUNT_OF(consultation_rows); i++) {
        daily_ask(w, p, f, consultation_rows[i].name, i ? NONE : web_print(w, "%s", date_format(w->today, text)));
    }
    p = daily_part_add(w, &v.beside, &v.beside_count, "consents", "Consents to others");
    for (size_t i = 0; i < c.consent_count; i++) {
        if (c.consent[i].kind != CONSENT_TREATMENT && c.consent[i].kind != CONSENT_E_RECORD) {
            struct str until = web_day(w, c.consent[i].expires);
            daily_say(w, p, NULL, c.consent[i].to,
                      until.n ? web_print(w, "until %.*s", (int)until.n, until.p) : c.consent[i].expiry_event);
        }
    }
    if (p && !p->texts_count) {
        p->lede = STR("None is in force.");
    }
    view_daily_form(&w->out, &v);
}

void consultation_show(struct call *w)
{
    struct form f;
    struct str when;
    if (!daily_bring(w, "consultation", consultation_rows, COUNT_OF(consultation_rows), &f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_consultation(w, &f, when);
}

void consultation_do(struct call *w)
{
    struct form f;
    struct daily_json j;
    bool good = form_read(w, consultation_rows, COUNT_OF(consultation_rows), &f);
    daily_json_begin(&j);
    for (size_t i = 1; i < COUNT_OF(consultation_rows); i++) {
        daily_put(&j.o, consultation_rows[i].name, form_value(&f, consultation_rows[i].name));
    }
    struct entry x = {.kind = RECORD_CONSULTATION, .date = form_date(&f, "date"), .json = daily_json_end(w, &j)};
    if (good && !between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        good = false;
        if (!daily_trouble(w, &f)) {
            return;
        }
    }
    if (!good) {
        show_consultation(w, &f, NONE);
        return;
    }
    daily_sent(w, "consultation");
    daily_done(w, "The consultation was saved.", "/consultations");
}
