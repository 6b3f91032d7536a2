/* page_alerts.c: alerts of a client, and the page on which one is answered: what was answered in the form, by when
 * somebody has to see to it, and what is at hand. */
#include "measure/score_line.h"
#include "measure/structure.h"
#include "practice/checkins.h"
#include "practice/clients.h"
#include "practice/safety.h"
#include "practice/wordings.h"
#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

#define NOT_REACHED "not_reached"

static const struct view_choice dispositions[] = {
    {"assessed", "Assessed", "The risk was assessed with the client", false},
    {"safety_plan", "Safety plan", "A safety plan was made, or gone through together", false},
    {"emergency_services", "Emergency services", "They were called, or the client was brought there", false},
    {NOT_REACHED, "Not reached", "The alert stays open until the day you name below", false}};

static const struct field rows[] = {
    {"disposition", "What came of it", FIELD_CHOICE, true, 0, 0, "assessed|safety_plan|emergency_services|not_reached",
     "Choose what came of it."},
    {"text", "What was done", FIELD_TEXT, true, 0, 8000, NULL, "Write down what was done."},
    {"next", "What comes next", FIELD_LINE, false, 0, 1000, NULL, NULL},
    {"follow", "Follow up on", FIELD_DATE, false, 0, 0, NULL, NULL}};

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

struct str daily_alert(struct call *w, const struct alert *a)
{
    const struct measure *m = measure_find(a->instrument);
    const struct measure_structure *s = m ? measure_structure(m) : NULL;
    struct str label = a->label,
               answer = str_ends_ci(a->answer, STR(".0")) ? str_sub(a->answer, 0, a->answer.n - 2) : a->answer;
    if (s && s->labels && a->item > 0 && (size_t)a->item <= s->count && answer.n) {
        int most = 0;
        for (const int16_t *o = s->options ? s->options[a->item - 1] : NULL; o && *o != MEASURE_OPTION_END; o++) {
            most = *o > most ? *o : most;
        }
        struct str top = daily_number(w, s->tenths ? most / 10.0 : most);
        label = web_print(w, "%s: %.*s of %.*s", s->labels[a->item - 1], (int)answer.n, answer.p, (int)top.n, top.p);
    }
    if (!m && a->item > 0 && answer.n) { /* a question of the client's own */
        label =
            web_print(w, "%.*s%s %.*s of 10", (int)label.n, label.p,
                      str_ends_ci(label, STR("?")) || str_ends_ci(label, STR(".")) ? "" : ":", (int)answer.n, answer.p);
    }
    return m ? web_print(w, "%s, %.*s", m->name, (int)label.n, label.p) : label;
}

/* The answer as the form has it, when the practice keeps the measure's wording and may show it. */
static struct str in_words(struct call *w, const struct alert *a)
{
    const struct measure *m = measure_find(a->instrument);
    const struct measure_structure *s = m ? measure_structure(m) : NULL;
    struct kept_wording kept;
    struct err none = {0};
    struct dec answer;
    if (!s || !s->options || a->item < 1 || (size_t)a->item > s->count || !num_dec(a->answer, &answer) ||
        !wordings_get(w->practice, &w->who, m, w->arena, &kept, &none) || !kept.may_show) {
        return NONE;
    }
    const struct wording_item *item = &kept.wording->item[a->item - 1];
    double value = dec_to_double(answer) * (s->tenths ? 10 : 1);
    for (size_t k = 0; k < item->answer_count && s->options[a->item - 1][k] != MEASURE_OPTION_END; k++) {
        struct str text = item->answers[k].text;
        if (s->options[a->item - 1][k] == value && text.n) {
            return web_print(w, "“%.*s”", (int)text.n, text.p);
        }
    }
    return NONE;
}

/* A check-in of ours: the question that raised the alert, and its answer as it is now. */
static bool put_checkin(struct call *w, const struct alert *a, struct daily_part *p)
{
    struct record r;
    struct checkin c;
    struct err none = {0};
    if (!between_get(w->practice, &w->who, w->client, RECORD_CHECKIN, a->score, w->arena, &r, &none) ||
        !checkin_form(&r, w->arena, &c, &none)) {
        return false;
    }
    for (size_t i = 0; i < c.count; i++) {
        const struct checkin_question *q = &c.question[i];
        if (q->item == a->item) {
            daily_say(w, p, "Now answered",
                      q->answer.has ? web_print(w, "%d of 10", (int)q->answer.v) : STR("left open"), NONE);
        }
    }
    struct str day = web_day(w, c.day);
    daily_say(w, p, "Form", c.by_guardian ? STR("Questions for the guardian") : STR("Questions of the client’s own"),
              c.sent ? web_print(w, "filled in %.*s", (int)day.n, day.p)
                     : web_print(w, "begun %.*s, not sent", (int)day.n, day.p));
    return true;
}

/* A score of this client's: the whole form. */
static void put_form(struct call *w, struct str id, struct daily_part *p)
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
                          .level = daily_member(root, "level"),
                          .instrument = daily_member(root, "instrument")};
    const struct json *answer = json_get(root, "answer");
    out->answer = answer && answer->type == JSON_NUMBER ? answer->text : NONE;
    json_int(json_get(root, "due_ms"), 0, INT64_MAX, &out->due_ms);
    json_int(json_get(root, "item"), 0, SCORE_ITEMS_MAX, &out->item);
    out->stayed = !out->escalated && r->due_ms.has && r->due_ms.v > out->due_ms;
    out->due_ms = r->due_ms.has ? r->due_ms.v : out->due_ms;
    return true;
}

bool daily_is_alert(const struct record *r)
{
    return r->kind == RECORD_ALERT && !str_is(r->state, "closing") && !str_is(r->state, "tried");
}

/* What was tried and did not reach the client, newest first. */
static void put_tried(struct call *w, const struct shown *s, struct daily_text **list, size_t *count)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct record *r = &s->rows[i];
        if (r->kind != RECORD_ALERT || !str_is(r->state, "tried") || !str_eq(r->of, s->alert.id)) {
            continue;
        }
        const struct json *root = daily_read(w, r->content);
        struct str at = web_time(w, r->entered_ms), who = daily_name(&s->people, r->by);
        struct date follow = {0};
        date_parse(daily_member(root, "follow"), &follow);
        daily_text_add(w, list, count, web_print(w, "Not reached %.*s, %.*s", (int)at.n, at.p, (int)who.n, who.p).p,
                       daily_member(root, "text"), daily_next(w, daily_member(root, "next"), follow));
    }
}

/* The day of the next attempt is a deadline that was set, not one that has passed: the list of attempts tells of it. */
static void read_stayed(struct shown *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct record *r = &s->rows[i];
        bool tried = r->kind == RECORD_ALERT && str_is(r->state, "tried") && str_eq(r->of, s->alert.id);
        s->alert.stayed = s->alert.stayed && !tried;
    }
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
        if (daily_is_alert(r) && str_eq(r->id, id)) {
            s->open = str_is(r->state, "open") || str_is(r->state, "escalated");
            if (!read_one(w, r, &s->alert)) {
                return false;
            }
            read_stayed(s);
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
    daily_say(w, p, "Alert", daily_alert(w, a), in_words(w, a));
    daily_say(w, p, "Weight", str_of(level_words(a->level)), NONE);
    if (s->team) {
        if (!put_checkin(w, a, p)) {
            put_form(w, a->score, p);
        }
    }
    daily_say(w, p, "Raised", raised, NONE);
    if (s->open) {
        daily_say(w, p, "Sees to it", owner.n ? owner : STR("nobody is set: set an alert owner in the practice"),
                  a->escalated ? STR("A deadline has passed; it was passed on.")
                  : a->stayed  ? STR("A deadline has passed; nobody else here covers, so it stayed.")
                               : NONE);
    }
    if (s->open && a->due_ms) {
        daily_say(w, p, "Deadline", due, a->due_ms < w->now_ms ? STR("It has passed.") : NONE);
    }
}

/* How to reach the client: whoever may answer the alert may read that; the address, who reads the details. */
static bool put_reach(struct call *w, const struct shown *s, struct view_daily_form *v)
{
    struct alert_reach r;
    struct str json = NONE;
    int64_t version;
    struct err mine = {0};
    const struct json *root = NULL;
    if (!between_alert_reach(w->practice, &w->who, w->client, s->alert.id, w->arena, &r, &w->err)) {
        return false;
    }
    struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, "reach", "How to reach the client");
    if (p) {
        p->facts = true;
    }
    daily_say(w, p, "Phone", r.phone.n ? r.phone : STR("none is known"), NONE);
    for (size_t i = 0; i < r.crisis_count; i++) {
        const struct alert_contact *x = &r.crisis[i];
        struct str who = x->name.n ? x->name : x->role, what = x->name.n ? x->role : NONE;
        daily_say(w, p, "In the plan",
                  x->contact.n ? web_print(w, "%.*s: %.*s", (int)who.n, who.p, (int)x->contact.n, x->contact.p) : who,
                  what);
    }
    daily_say(w, p, "Emergency contact", r.contact.n || r.crisis_count ? r.contact : STR("nobody is named"), NONE);
    if (!s->team || !web_may(w, CASE_CLIENT_DETAILS)) {
        return true;
    }
    if (!clients_details(w->practice, &w->who, w->client, w->arena, &json, &version, &mine)) {
        if (mine.kind == ERR_NOT_FOUND || mine.kind == ERR_REFUSED) {
            return true;
        }
        w->err = mine;
        return false;
    }
    if (!json_parse(json, w->arena, &root, &w->err)) {
        return false;
    }
    daily_say(w, p, "Address", daily_member(root, "address"), NONE);
    return true;
}

/* The safety plan that the client wrote alone, since the one that is agreed on; NULL: none. */
static const struct record *written_alone(const struct shown *s, const struct record *agreed)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct record *r = &s->rows[i];
        if (r->kind == RECORD_SAFETY_PLAN && str_is(r->state, SAFETY_ALONE)) {
            return safety_alone_stands(agreed, r) ? r : NULL;
        }
    }
    return NULL;
}

static bool put_beside(struct call *w, const struct shown *s, const struct plan *plan, struct view_daily_form *v)
{
    if (!daily_crisis(w, daily_part_add(w, &v->beside, &v->beside_count, "crisis", "Crisis numbers"))) {
        return false;
    }
    if (!s->team) {
        return true;
    }
    const struct record *agreed = daily_newest(s->rows, s->count, RECORD_SAFETY_PLAN),
                        *alone = written_alone(s, agreed);
    struct daily_part *p = daily_part_add(w, &v->beside, &v->beside_count, "safety", "Safety plan");
    if (p && !daily_safety(w, agreed, plan, p)) {
        p->lede = alone ? STR("None is agreed yet.") : STR("There is none yet.");
    }
    if (alone && (p = daily_part_add(w, &v->beside, &v->beside_count, "alone", "Written by the client alone"))) {
        struct str day = web_date(w, date_from_day(alone->day));
        p->lede = web_print(w, "%.*s. Not agreed yet.", (int)day.n, day.p);
        daily_safety(w, alone, NULL, p);
    }
    return true;
}

static void put_questions(struct call *w, const struct form *f, struct view_daily_form *v)
{
    struct view_field *x;
    struct daily_part *p = daily_part_add(w, &v->parts, &v->parts_count, "answer", "What was done");
    if ((x = daily_ask(w, p, f, "disposition", NONE))) {
        field_choices(w, x, dispositions, COUNT_OF(dispositions));
    }
    if ((x = daily_ask(w, p, f, "text", NONE))) {
        x->hint = "Who spoke with whom, when, what you found and what was agreed; or what was tried.";
        x->rows = 6;
    }
    p = daily_part_add(w, &v->parts, &v->parts_count, "again", "When the client was not reached");
    if (p) {
        p->lede =
            STR("Only then. The alert stays open and in the queue; when this day is over, its deadline has passed.");
    }
    if ((x = daily_ask(w, p, f, "next", NONE))) {
        x->hint = "Who does what: call again, ask the emergency contact, ask for a welfare check.";
    }
    daily_ask(w, p, f, "follow", NONE);
    daily_quiet(p);
}

static void show_open(struct call *w, const struct shown *s, struct form *f, struct str when)
{
    struct view_daily_form v = {.has_strip = s->team};
    struct str desk = web_print(w, "alert-%.*s", (int)s->alert.id.n, s->alert.id.p);
    if (s->team && !strip_read(w, "", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, "Answer an alert", f, s->team ? desk.p : NULL, when, &v);
    v.page.help = (struct url){STR("/help/alerts")};
    v.strip.alerts = v.strip.alerts == 1 ? 0 : v.strip.alerts; /* this is the page that it points to */
    bool fresh = w->in->method == HTTP_GET && http_query(w->in, "saved").n > 0;
    v.lede = fresh ? STR("The score is saved. An answer in it raised this alert.") : s->team ? NONE : s->alert.name;
    v.button = "Save what was done";
    v.back = s->team ? daily_url(w, "/alerts") : (struct url){STR("/")};
    v.back_text = "Leave it open";
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "alert", "What was raised");
    put_alert(w, s, p);
    if (p) {
        put_tried(w, s, &p->texts, &p->texts_count);
    }
    struct client_chart c = {.plan = NULL};
    struct chart_ask ask = {.rows = 0};
    if ((s->team && !chart_read(w->practice, &w->who, w->client, &ask, w->arena, &c, &w->err)) ||
        !put_reach(w, s, &v) || !put_beside(w, s, c.plan, &v)) {
        web_trouble(w, f);
        return;
    }
    put_questions(w, f, &v);
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
    if (p) {
        put_tried(w, s, &p->texts, &p->texts_count);
    }
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

/* What belongs to an attempt stands with one, and with nothing else. */
static bool check_next(struct call *w, struct form *f, bool tried)
{
    struct str next = str_trim(form_value(f, "next"));
    if (tried && !next.n) {
        form_wrong(w, f, "next", "Write what comes next.");
    }
    if (tried && !form_value(f, "follow").n) {
        form_wrong(w, f, "follow", "Give the day on which somebody follows up.");
    }
    if (!tried && form_value(f, "disposition").n && (next.n || form_value(f, "follow").n)) {
        form_wrong(w, f, next.n ? "next" : "follow", "Choose “Not reached”, or leave this empty.");
    }
    return f->errors_count == 0;
}

static bool answer(struct call *w, const struct form *f, struct str id, bool tried)
{
    struct alert_attempt x = {form_value(f, "text"), form_value(f, "next"), form_date(f, "follow")};
    return tried ? between_alert_tried(w->practice, &w->who, w->client, id, &x, &w->err)
                 : between_alert_close(w->practice, &w->who, w->client, id, form_value(f, "disposition"), x.text,
                                       &w->err);
}

void alert_do(struct call *w)
{
    struct shown s;
    struct form f;
    struct str id = web_param(w, "id"), desk = web_print(w, "alert-%.*s", (int)id.n, id.p);
    bool good = form_read(w, rows, COUNT_OF(rows), &f), tried = str_is(form_value(&f, "disposition"), NOT_REACHED);
    good = check_next(w, &f, tried) && good;
    if (!read_shown(w, id, &s)) {
        web_trouble(w, &f);
        return;
    }
    if (good && !answer(w, &f, id, tried)) {
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
        web_said(w, tried ? "What was tried was saved. The alert stays open." : "The alert was closed.", "/");
        return;
    }
    daily_sent(w, desk.p);
    struct url to = daily_url(w, "/alerts");
    web_said(w,
             tried ? "What was tried was saved. The alert stays open until somebody has answered it."
                   : "The alert was closed. What was done stands below.",
             "%.*s", (int)to.whole.n, to.whole.p);
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
    l->what = daily_alert(w, &one.alert);
    l->url = daily_url(w, "/alerts/%.*s", (int)r->id.n, r->id.p);
    l->tag = one.open ? STR("Open") : STR("Closed");
    l->tag_kind = one.open ? "risk" : "";
    l->who = one.open ? daily_name(&s->people, r->owner) : one.closed_by;
    daily_text_add(w, &l->texts, &l->texts_count, one.open ? "Raised" : "Closed", at,
                   one.open ? str_of(level_words(one.alert.level)) : NONE);
    if (one.open) {
        put_tried(w, &one, &l->texts, &l->texts_count);
        daily_link_add(w, &l->links, &l->links_count, l->url, STR("Answer this alert"));
    } else {
        daily_text_add(w, &l->texts, &l->texts_count, NULL, str_of(disposition(one.disposition)), one.text);
        put_tried(w, &one, &l->texts, &l->texts_count);
        daily_link_add(w, &l->links, &l->links_count, l->url, STR("Open this alert"));
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
            if (is_open == (open == 1) && daily_is_alert(&s.rows[i])) {
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
