/* page_alerts.c: alerts of a client, and the page on which one is answered: what was answered in the form, by when
 * somebody has to see to it, and what is at hand. */
#include "measure/score_line.h"
#include "measure/structure.h"
#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

static const struct view_choice dispositions[] = {
    {"assessed", "Assessed", "The risk was assessed with the client", false},
    {"safety_plan", "Safety plan", "A safety plan was made, or gone through together", false},
    {"emergency_services", "Emergency services", "They were called, or the client was brought there", false},
    {"not_reached", "Not reached", "Write what was tried, who knows, and what comes next", false}};

static const struct field rows[] = {
    {"disposition", "What came of it", FIELD_CHOICE, true, 0, 0, "assessed|safety_plan|emergency_services|not_reached",
     "Choose what came of it."},
    {"text", "What was done", FIELD_TEXT, true, 0, 8000, NULL, "Write down what was done."}};

static const char *disposition(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(dispositions); i++) {
        if (str_is(word, dispositions[i].value)) {
            return dispositions[i].label;
        }
    }
    return "";
}

static const char *level_words(struct str level)
{
    return str_is(level, "critical")      ? "Critical"
           : str_is(level, "high_review") ? "To be looked at soon"
                                          : "To be looked at";
}

/* ---- what was answered ---- */

/* The answer to an item in our own short words: "self-harm thoughts: 2 of 3". */
static struct str answer_of(struct call *w, const struct measure_structure *s, const struct score_input *in,
                            size_t item)
{
    if (!item || item > s->count || item > in->count || !in->item[item - 1].has || !s->labels) {
        return NONE;
    }
    double most = 0, value = dec_to_double(in->item[item - 1]);
    for (const int16_t *o = s->options ? s->options[item - 1] : NULL; o && *o != MEASURE_OPTION_END; o++) {
        most = *o > most ? *o : most;
    }
    struct str v = daily_number(w, value), top = daily_number(w, s->tenths ? most / 10 : most);
    return web_print(w, "%s: %.*s of %.*s", s->labels[item - 1], (int)v.n, v.p, (int)top.n, top.p);
}

/* A score of this client's: the item that raised the alert, and the whole of it. */
static void put_answers(struct call *w, struct str id, int64_t item, struct daily_part *p)
{
    struct record r = {.id = NONE};
    struct score_input in;
    struct score s;
    struct err none = {0};
    const struct json *root = NULL;
    if (!between_get(w->practice, &w->who, w->client, RECORD_SCORE, id, w->arena, &r, &none) ||
        !json_parse(r.content, w->arena, &root, &none) || !score_read(root, &in, &none) ||
        !score_form(&in, &s, &none)) {
        return; /* it is another care team's; the alert itself is told */
    }
    struct str day = web_day(w, date_from_day(r.day)), n = daily_number(w, s.value);
    if (in.form != SCORE_TOTAL) {
        daily_say(w, p, "Answered", answer_of(w, measure_structure(s.measure), &in, (size_t)item), NONE);
    }
    daily_say(w, p, "Form",
              s.has ? web_print(w, "%s, %.*s in all", s.measure->name, (int)n.n, n.p) : str_of(s.measure->name),
              web_print(w, "filled in %.*s", (int)day.n, day.p));
}

/* ---- one alert ---- */

struct shown {
    struct alert alert;
    bool open, team; /* team: of the care team, or one that reads its records */
    struct str closed_by, disposition, text;
    int64_t closed_ms;
    struct record *rows; /* alerts and safety plans of this client */
    size_t count;
    struct daily_people people;
};

static bool read_one(struct call *w, const struct record *r, struct alert *out)
{
    const struct json *root = daily_read(w, r->content);
    if (!root) {
        return false;
    }
    *out = (struct alert){.id = r->id,
                          .client = r->client,
                          .score = r->of,
                          .owner = r->owner,
                          .raised_ms = r->entered_ms,
                          .escalated = str_is(r->state, "escalated"),
                          .label = daily_member(root, "label"),
                          .level = daily_member(root, "level")};
    json_int(json_get(root, "due_ms"), 0, INT64_MAX, &out->due_ms);
    json_int(json_get(root, "item"), 0, SCORE_ITEMS_MAX, &out->item);
    return true;
}

static void read_closing(struct call *w, struct shown *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct record *r = &s->rows[i];
        if (r->kind == RECORD_ALERT && str_is(r->state, "closing") && str_eq(r->of, s->alert.id)) {
            const struct json *root = daily_read(w, r->content);
            s->closed_by = daily_name(&s->people, r->by);
            s->closed_ms = r->entered_ms;
            s->disposition = daily_member(root, "disposition");
            s->text = daily_member(root, "text");
        }
    }
}

static bool not_there(struct call *w)
{
    return err_set(&w->err, ERR_NOT_FOUND, "record", "there is none with this id");
}

/* An alert that one owns or covers, of whatever client. */
static bool read_owned(struct call *w, struct str id, struct shown *s)
{
    struct alert *list = NULL;
    size_t n = 0;
    if (!between_alerts(w->practice, &w->who, w->arena, &list, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].id, id) && str_eq(list[i].client, w->client)) {
            s->alert = list[i];
            s->open = true;
            return true;
        }
    }
    return not_there(w);
}

static bool read_shown(struct call *w, struct str id, struct shown *s)
{
    struct err mine = {0};
    *s = (struct shown){.open = false};
    if (!daily_people(w, &s->people)) {
        return false;
    }
    s->team = daily_rows(w, 1u << RECORD_ALERT | 1u << RECORD_SAFETY_PLAN, (struct date){0}, 0, &s->rows, &s->count);
    if (!s->team) {
        mine = w->err;
        err_clear(&w->err);
        return mine.kind == ERR_NOT_FOUND || mine.kind == ERR_REFUSED ? read_owned(w, id, s) : (w->err = mine, false);
    }
    for (size_t i = 0; i < s->count; i++) {
        const struct record *r = &s->rows[i];
        if (r->kind == RECORD_ALERT && str_eq(r->id, id) && !str_is(r->state, "closing")) {
            s->open = str_is(r->state, "open") || str_is(r->state, "escalated");
            if (!read_one(w, r, &s->alert)) {
                return false;
            }
            read_closing(w, s);
            return true;
        }
    }
    return not_there(w);
}

static void put_alert(struct call *w, const struct shown *s, struct daily_part *p)
{
    const struct alert *a = &s->alert;
    struct str raised = web_time(w, a->raised_ms), due = web_time(w, a->due_ms),
               owner = daily_name(&s->people, a->owner);
    if (p) {
        p->facts = true;
    }
    daily_say(w, p, "Alert", a->label, str_of(level_words(a->level)));
    if (s->team) {
        put_answers(w, a->score, a->item, p);
    }
    daily_say(w, p, "Raised", raised, NONE);
    if (s->open) {
        daily_say(w, p, "Sees to it", owner.n ? owner : STR("nobody is set: set an alert owner in the practice"),
                  a->escalated ? STR("The first deadline has passed; it went to the cover.") : NONE);
    }
    if (s->open && a->due_ms) {
        daily_say(w, p, "Deadline", due, a->due_ms < w->now_ms ? STR("It has passed.") : NONE);
    }
}

static bool put_beside(struct call *w, const struct shown *s, struct view_daily_form *v)
{
    if (!daily_crisis(w, daily_part_add(w, &v->beside, &v->beside_count, "crisis", "Crisis numbers"))) {
        return false;
    }
    if (!s->team) {
        return true;
    }
    struct daily_part *p = daily_part_add(w, &v->beside, &v->beside_count, "safety", "Safety plan");
    struct record *safety = daily_newest(s->rows, s->count, RECORD_SAFETY_PLAN);
    struct client_chart c = {.plan = NULL};
    struct chart_ask ask = {.rows = 0};
    if (!safety && !chart_read(w->practice, &w->who, w->client, &ask, w->arena, &c, &w->err)) {
        return false;
    }
    if (p && !daily_safety(w, safety, c.plan, p)) {
        p->lede = STR("There is none yet.");
    }
    return true;
}

static void show_open(struct call *w, const struct shown *s, struct form *f, struct str when)
{
    struct view_daily_form v = {.has_strip = s->team};
    struct view_field *x;
    struct str desk = web_print(w, "alert-%.*s", (int)s->alert.id.n, s->alert.id.p);
    if (s->team && !strip_read(w, "", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, "Answer an alert", f, s->team ? desk.p : NULL, when, &v);
    v.page.help = (struct url){STR("/help/alerts")};
    v.strip.alerts = v.strip.alerts == 1 ? 0 : v.strip.alerts; /* this is the page that it points to */
    v.lede = s->team ? NONE : s->alert.name;
    v.button = "Close this alert";
    v.back = s->team ? daily_url(w, "/alerts") : (struct url){STR("/")};
    v.back_text = "Leave it open";
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "alert", "What was raised");
    put_alert(w, s, p);
    p = daily_part_add(w, &v.parts, &v.parts_count, "answer", "What was done");
    if ((x = daily_ask(w, p, f, "disposition", NONE))) {
        field_choices(w, x, dispositions, COUNT_OF(dispositions));
    }
    if ((x = daily_ask(w, p, f, "text", NONE))) {
        x->hint = "Who spoke with whom, when, what you found and what was agreed.";
        x->rows = 6;
    }
    if (!put_beside(w, s, &v)) {
        web_trouble(w, f);
        return;
    }
    view_daily_form(&w->out, &v);
}

static void show_closed(struct call *w, const struct shown *s)
{
    struct view_daily_read v = {.heading = "An alert that was answered"};
    if (!strip_read(w, "", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, v.heading, NULL, &v.page);
    v.page.help = (struct url){STR("/help/alerts")};
    struct str at = web_time(w, s->closed_ms);
    v.meta = web_print(w, "Closed %.*s by %.*s", (int)at.n, at.p, (int)s->closed_by.n, s->closed_by.p);
    put_alert(w, s, daily_part_add(w, &v.parts, &v.parts_count, "alert", "What was raised"));
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "answer", "What was done");
    daily_say(w, p, NULL, str_of(disposition(s->disposition)), s->text);
    daily_link_add(w, &v.links, &v.links_count, daily_url(w, "/alerts"), STR("All alerts"));
    view_daily_read(&w->out, &v);
}

void alert_show(struct call *w)
{
    struct shown s;
    struct form f;
    struct str when = NONE, id = web_param(w, "id");
    struct str desk = web_print(w, "alert-%.*s", (int)id.n, id.p);
    if (!read_shown(w, id, &s)) {
        web_trouble(w, NULL);
        return;
    }
    if (!s.open) {
        show_closed(w, &s);
        return;
    }
    if (!s.team) {
        form_empty(w, rows, COUNT_OF(rows), &f);
    } else if (!daily_bring(w, desk.p, rows, COUNT_OF(rows), &f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_open(w, &s, &f, when);
}

void alert_do(struct call *w)
{
    struct shown s;
    struct form f;
    struct str id = web_param(w, "id"), desk = web_print(w, "alert-%.*s", (int)id.n, id.p);
    bool good = form_read(w, rows, COUNT_OF(rows), &f);
    if (!read_shown(w, id, &s)) {
        web_trouble(w, &f);
        return;
    }
    if (good && !between_alert_close(w->practice, &w->who, w->client, id, form_value(&f, "disposition"),
                                     form_value(&f, "text"), &w->err)) {
        good = false;
        if (!daily_trouble(w, &f)) {
            return;
        }
    }
    if (!good) {
        show_open(w, &s, &f, NONE);
        return;
    }
    if (!s.team) {
        web_said(w, "The alert was closed.", "/");
        return;
    }
    daily_sent(w, desk.p);
    struct url to = daily_url(w, "/alerts");
    web_said(w, "The alert was closed. What was done stands below.", "%.*s", (int)to.whole.n, to.whole.p);
}

/* ---- the list ---- */

static void put_line(struct call *w, const struct shown *s, const struct record *r, struct view_daily_list *v)
{
    struct shown one = *s;
    struct daily_line *l = read_one(w, r, &one.alert) ? daily_line_add(w, v, r) : NULL;
    if (!l) {
        return;
    }
    one.open = str_is(r->state, "open") || str_is(r->state, "escalated");
    read_closing(w, &one);
    struct str at = web_time(w, one.open ? one.alert.raised_ms : one.closed_ms);
    l->what = one.alert.label;
    l->url = daily_url(w, "/alerts/%.*s", (int)r->id.n, r->id.p);
    l->tag = one.open ? STR("Open") : STR("Closed");
    l->tag_kind = one.open ? "risk" : "";
    l->who = one.open ? daily_name(&s->people, r->owner) : one.closed_by;
    daily_text_add(w, &l->texts, &l->texts_count, one.open ? "Raised" : "Closed", at,
                   one.open ? str_of(level_words(one.alert.level)) : NONE);
    if (one.open) {
        daily_link_add(w, &l->links, &l->links_count, l->url, STR("Answer this alert"));
    } else {
        daily_text_add(w, &l->texts, &l->texts_count, NULL, str_of(disposition(one.disposition)), one.text);
    }
}

void alerts_show(struct call *w)
{
    struct view_daily_list v = {.heading = "Alerts"};
    struct shown s = {.team = true};
    if (!strip_read(w, "", &v.strip) || !daily_people(w, &s.people) ||
        !daily_rows(w, 1u << RECORD_ALERT, (struct date){0}, 0, &s.rows, &s.count)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Alerts", NULL, &v.page);
    v.page.help = (struct url){STR("/help/alerts")};
    v.lede = v.strip.alerts ? web_print(w, "%.*s.", (int)v.strip.alert_text.n, v.strip.alert_text.p)
                            : STR("No alert is open.");
    v.strip.alerts = 0; /* they stand here */
    v.empty = "Alerts raised by answers in a form will stand here, with what was done about each.";
    for (int open = 1; open >= 0; open--) {
        for (size_t i = 0; i < s.count; i++) {
            bool is_open = str_is(s.rows[i].state, "open") || str_is(s.rows[i].state, "escalated");
            if (is_open == (open == 1) && !str_is(s.rows[i].state, "closing")) {
                put_line(w, &s, &s.rows[i], &v);
            }
        }
    }
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    view_daily_list(&w->out, &v);
}
