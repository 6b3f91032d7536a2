/* page_checkin.c: a check-in of ours as the care team reads it; whether its client, or that of a score, sees it yet. */
#include "practice/checkins.h"
#include "views.h"
#include "web/daily.h"
#include "web/progress.h"
#include "web/web_parts.h"

static const struct field hold_rows[] = {
    {"hold_reason", "Why", FIELD_LINE, true, 1, 400, NULL, "Say why you want to talk about it first."}};

/* ---- held ---- */

void hold_put(struct call *w, const struct form *f, struct str id, const struct view_token *token,
              struct view_hold *out)
{
    struct score_held h;
    struct err none = {0};
    struct form empty;
    bool held = false;
    *out = (struct view_hold){.token = *token};
    out->may = web_may(w, CASE_SCORE_HOLD) && web_may(w, CASE_NOTE_READ) &&
               score_held(w->practice, &w->who, w->client, id, w->arena, &h, &held, &none);
    if (!out->may) {
        return;
    }
    struct str at = web_time(w, h.at_ms), hold = web_print(w, "/scores/%.*s/hold", (int)id.n, id.p),
               release = web_print(w, "/scores/%.*s/release", (int)id.n, id.p);
    if (!f) {
        form_empty(w, hold_rows, COUNT_OF(hold_rows), &empty);
        f = &empty;
    }
    out->held = held;
    out->open = f->errors_count > 0;
    out->text = held ? web_print(w, "%.*s wants to talk about it first, since %.*s: %.*s", (int)h.by_name.n,
                                 h.by_name.p, (int)at.n, at.p, (int)h.reason.n, h.reason.p)
                     : NONE;
    struct str client = w->client;
    out->hold.whole = web_print(w, "/clients/%.*s%.*s", (int)client.n, client.p, (int)hold.n, hold.p);
    out->release.whole = web_print(w, "/clients/%.*s%.*s", (int)client.n, client.p, (int)release.n, release.p);
    out->reason = field_show(w, f, "hold_reason", NONE);
}

static void checkin_page(struct call *w, const struct form *hold);

static bool is_ours(struct call *w)
{
    struct record r;
    struct err none = {0};
    return between_get(w->practice, &w->who, w->client, RECORD_CHECKIN, web_param(w, "id"), w->arena, &r, &none);
}

/* Back to where it is read. */
static void back(struct call *w, const char *said)
{
    web_said(w, said, "/clients/%s/%s/%s", web_part(w, w->client), is_ours(w) ? "checkins" : "scores",
             web_part(w, web_param(w, "id")));
}

void score_hold_do(struct call *w)
{
    struct form f;
    if (!form_read(w, hold_rows, COUNT_OF(hold_rows), &f)) {
        is_ours(w) ? checkin_page(w, &f) : score_not_held(w, &f);
    } else if (score_hold(w->practice, &w->who, w->client, web_param(w, "id"), form_value(&f, "hold_reason"),
                          &w->err)) {
        back(w, "From now on it is not shown under 'How it goes'. The client may have seen it before.");
    } else {
        web_trouble(w, &f);
    }
}

void score_release_do(struct call *w)
{
    if (score_release(w->practice, &w->who, w->client, web_param(w, "id"), &w->err)) {
        back(w, "The client sees it now.");
    } else {
        web_trouble(w, NULL);
    }
}

/* ---- one check-in ---- */

static const char *feedback_words(struct str name)
{
    return str_is(name, "heard")       ? "Felt heard"
           : str_is(name, "worked_on") ? "Worked on what matters"
           : str_is(name, "fit")       ? "The way fitted"
                                       : "What to change";
}

static bool raised(const struct record *alerts, size_t n, struct arena *a, struct str id, int item)
{
    for (size_t i = 0; i < n; i++) {
        const struct json *root = NULL;
        struct err none = {0};
        int64_t at = 0;
        if (str_eq(alerts[i].of, id) && json_parse(alerts[i].content, a, &root, &none) &&
            json_int(json_get(root, "item"), 1, SCORE_ITEMS_MAX, &at) && at == item) {
            return true;
        }
    }
    return false;
}

static void put_lines(struct call *w, const struct checkin *c, struct view_checkin *v)
{
    struct record_filter f = {.kinds = 1u << RECORD_ALERT, .of = c->form};
    struct record *alerts = NULL;
    struct err none = {0};
    size_t n = 0;
    if (web_may(w, CASE_NOTE_READ) &&
        !between_list(w->practice, &w->who, w->client, &f, w->arena, &alerts, &n, &none)) {
        n = 0;
    }
    v->lines = arena_array(w->arena, c->count, sizeof *v->lines);
    for (size_t i = 0; v->lines && i < c->count; i++) {
        const struct checkin_question *q = &c->question[i];
        struct str answer = q->words;
        if (q->ask == CHECKIN_SCALE) {
            answer = q->answer.has ? web_print(w, "%d of 10", (int)q->answer.v) : NONE;
        }
        v->lines[v->lines_count++] =
            (struct checkin_line){.question = q->text.n ? q->text : str_of(feedback_words(q->name)),
                                  .answer = answer.n ? answer : STR("left open"),
                                  .alert = raised(alerts, n, w->arena, c->form, q->item)};
    }
}

/* Each guardian's answers are their own: which one. */
static struct str guardian_of(struct call *w, struct str account)
{
    struct daily_people people;
    struct err was = w->err;
    struct str name = daily_people(w, &people) ? daily_name(&people, account) : NONE;
    w->err = was;
    return name.n ? web_print(w, "%s, guardian,", web_chars(w, name)) : STR("the guardian");
}

static void checkin_page(struct call *w, const struct form *hold)
{
    struct view_checkin v = {.unsent = false};
    struct record r;
    struct checkin c;
    if (!between_get(w->practice, &w->who, w->client, RECORD_CHECKIN, web_param(w, "id"), w->arena, &r, &w->err) ||
        !checkin_form(&r, w->arena, &c, &w->err) || !strip_read(w, "Progress", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Check-in", hold, &v.page);
    v.page.help = (struct url){STR("/help/progress")};
    struct str day = web_date(w, c.day), name = c.kind == CHECKIN_GOALS      ? STR("How near the goals are")
                                                : c.kind == CHECKIN_FEEDBACK ? STR("How the last session was")
                                                : c.by_guardian              ? STR("Questions for the guardian")
                                                                             : STR("Questions of the client’s own");
    v.heading = name;
    struct str who = c.by_guardian ? guardian_of(w, r.by) : STR("the client");
    v.meta = web_print(w, "Filled in by %.*s on %.*s", (int)who.n, who.p, (int)day.n, day.p);
    v.unsent = !c.sent;
    v.note = c.kind == CHECKIN_FEEDBACK
                 ? "Our own short set, from 0 to 10. It is not a validated instrument: there is no "
                   "score and no norm, it is read as it stands."
             : c.by_guardian ? "From 0 to 10, as the guardian sees it. It is kept apart from what the client says."
                             : "From 0 to 10, in the client’s own words.";
    put_lines(w, &c, &v);
    v.progress = client_page(w, "/progress");
    if (c.sent && !c.by_guardian) {
        hold_put(w, hold, c.form, &v.page.token, &v.hold);
    }
    view_checkin(&w->out, &v);
}

void checkin_show(struct call *w)
{
    checkin_page(w, NULL);
}
