/* page_review.c: a review, step by step; and those that were held: listed, read, copied. */
#include "practice/desk.h"

#include "practice/words.h"
#include "views.h"
#include "web/review.h"
#include "web/web_parts.h"

/* ---- the steps ---- */

static int step_of(struct call *w)
{
    struct str s = web_param(w, "step");
    return s.n == 1 && s.p[0] >= '1' && s.p[0] <= '0' + REVIEW_STEPS ? s.p[0] - '0' : 0;
}

static bool begin_step(struct call *w, struct client_chart *c, struct view_strip *strip, int *step)
{
    *step = step_of(w);
    return (*step || err_set(&w->err, ERR_NOT_FOUND, "step", "there are %d", REVIEW_STEPS)) &&
           daily_client(w, "Reviews", c, strip);
}

/* Where the client is asked what helped; absent: nobody could answer, or it was asked already. */
static struct url review_may_ask(struct call *w)
{
    struct words_asking a;
    struct err none = {0};
    bool may = web_may(w, CASE_WORDS_ASK) && words_asking(w->practice, &w->who, w->client, w->arena, &a, &none) &&
               a.can && !a.asked_ms;
    return may ? daily_url(w, "#stands") : (struct url){NONE};
}

static void show_step(struct call *w, const struct client_chart *c, const struct view_strip *strip,
                      struct review_step *s)
{
    struct view_daily_form v = {.has_strip = true, .strip = *strip};
    daily_form(w, web_print(w, "Review: %s", review_title(s->number)).p, &s->f, review_desk(w, s->number), NONE, &v);
    v.page.help = (struct url){STR("/help/reviews")};
    v.heading = review_title(s->number);
    v.step = web_print(w, "Review, step %d of %d", s->number, REVIEW_STEPS);
    v.earlier = s->number > 1 ? daily_url(w, "/review/%d", s->number - 1) : (struct url){NONE};
    v.skip = daily_url(w, "/review/%d", REVIEW_STEPS);
    v.back = (struct url){NONE};
    v.ask = s->number == 3 ? review_may_ask(w) : (struct url){NONE};
    v.button = "Save and continue";
    v.second = "Save and leave";
    if (!review_ask(w, c, s, &v)) {
        web_trouble(w, &s->f);
        return;
    }
    view_daily_form(&w->out, &v);
}

/* All steps once more. steps: REVIEW_STEPS of them, the first at 1. */
static bool read_steps(struct call *w, const struct client_chart *c, struct review_step *steps)
{
    w->kept_form = NONE; /* what was posted from this page is its button alone */
    for (int i = 1; i < REVIEW_STEPS; i++) {
        if (!review_read(w, c, i, &steps[i])) {
            return false;
        }
    }
    return true;
}

static void show_check(struct call *w, const struct client_chart *c, const struct view_strip *strip,
                       struct review_step *steps, struct form *f)
{
    struct view_daily_form v = {.has_strip = true, .strip = *strip};
    daily_form(w, "Review: Check answers", f, NULL, NONE, &v);
    v.page.help = (struct url){STR("/help/reviews")};
    v.heading = review_title(REVIEW_STEPS);
    v.step = web_print(w, "Review, step %d of %d", REVIEW_STEPS, REVIEW_STEPS);
    v.earlier = daily_url(w, "/review/%d", REVIEW_STEPS - 1);
    v.lede =
        web_print(w, "You sign as %.*s, today. Signed, it can only be corrected.", (int)w->me.name.n, w->me.name.p);
    v.back_text = "Go on later";
    v.button = "Sign and save the review";
    for (int i = 1; i < REVIEW_STEPS; i++) {
        struct daily_part *p =
            daily_part_add(w, &v.parts, &v.parts_count, web_print(w, "step-%d", i).p, review_title(i));
        if (p) {
            p->change = daily_url(w, "/review/%d", i);
        }
        review_tell(w, c, &steps[i], p);
    }
    view_daily_form(&w->out, &v);
}

void review_show(struct call *w)
{
    int step = 1;
    for (bool kept = true; kept && step < REVIEW_STEPS; step += kept) {
        struct desk d = {.client = w->client, .form = str_of(review_desk(w, step))};
        if (!desk_kept(w->practice, &w->who, &d, w->arena, &w->err)) {
            web_trouble(w, NULL);
            return;
        }
        kept = d.body.n > 0;
    }
    struct url to = daily_url(w, "/review/%d", step);
    web_go(w, "%.*s", (int)to.whole.n, to.whole.p);
}

void review_step_show(struct call *w)
{
    struct client_chart c;
    struct view_strip strip;
    struct review_step *s = arena_array(w->arena, REVIEW_STEPS, sizeof *s);
    struct form none = {.count = 0};
    int step;
    if (!s || !begin_step(w, &c, &strip, &step)) {
        web_trouble(w, NULL);
        return;
    }
    if (step == REVIEW_STEPS) {
        if (!read_steps(w, &c, s)) {
            web_trouble(w, NULL);
            return;
        }
        show_check(w, &c, &strip, s, &none);
        return;
    }
    if (!review_read(w, &c, step, s)) {
        web_trouble(w, NULL);
        return;
    }
    show_step(w, &c, &strip, s);
}

static void leave_step(struct call *w, int step, bool leave)
{
    struct url to = leave ? daily_url(w, "%s", "") : daily_url(w, "/review/%d", step + 1);
    if (leave) {
        web_said(w, "What you wrote is kept. Start review goes on with it.", "%.*s", (int)to.whole.n, to.whole.p);
        return;
    }
    web_go(w, "%.*s", (int)to.whole.n, to.whole.p);
}

/* Reads a step as it was kept, as strictly as if it had just been posted. */
static void check_kept(struct call *w, const struct client_chart *c, struct review_step *s, struct form *f)
{
    struct http_field *was = w->in->form, *list;
    size_t count = w->in->form_count, n = 0;
    list = arena_array(w->arena, s->f.count, sizeof *list);
    for (size_t i = 0; list && i < s->f.count; i++) {
        list[n++] = (struct http_field){.name = str_of(s->field[i].name), .value = s->f.value[i]};
    }
    w->in->form = list;
    w->in->form_count = list ? n : 0;
    struct str when = s->when;
    bool good = form_read(w, s->field, s->count, &s->f) && review_check(w, c, s);
    w->in->form = was;
    w->in->form_count = count;
    s->when = when;
    if (!good || !when.n) {
        struct str why = s->f.errors_count && when.n ? s->f.errors[0].text : STR("Not answered yet.");
        form_wrong(w, f, web_print(w, "step-%d", s->number).p, "%s: %.*s", review_title(s->number), (int)why.n, why.p);
    }
}

static bool sign_review(struct call *w, const struct client_chart *c, struct review_step *steps, struct str *id)
{
    struct entry list[2] = {{.kind = RECORD_REVIEW, .date = w->today}, {.kind = RECORD_CONSULTATION, .date = w->today}};
    list[0].json = review_json(w, c, steps, &list[1].json);
    if (w->err.kind != ERR_NONE ||
        !between_add_all(w->practice, &w->who, w->client, list, list[1].json.n ? 2 : 1, NONE, w->arena, &w->err)) {
        return false;
    }
    *id = list[0].id;
    for (int i = 1; i < REVIEW_STEPS; i++) {
        daily_sent(w, review_desk(w, i));
    }
    return true;
}

static void finish(struct call *w, const struct client_chart *c, const struct view_strip *strip, struct review_step *s)
{
    struct form f = {.count = 0};
    struct str id = NONE;
    bool any = false;
    if (!read_steps(w, c, s)) {
        web_trouble(w, NULL);
        return;
    }
    for (int i = 1; i < REVIEW_STEPS; i++) {
        any |= s[i].when.n > 0;
    }
    if (any) {
        for (int i = 1; i < REVIEW_STEPS; i++) {
            check_kept(w, c, &s[i], &f);
        }
        if (f.errors_count) {
            show_check(w, c, strip, s, &f);
            return;
        }
        if (!sign_review(w, c, s, &id)) {
            web_trouble(w, &f);
            return;
        }
    } /* else: it was signed a moment ago, by the same press of the button */
    struct url to = id.n ? daily_url(w, "/reviews/%.*s", (int)id.n, id.p) : daily_url(w, "/reviews");
    web_said(w, "The review was signed and saved.", "%.*s", (int)to.whole.n, to.whole.p);
}

void review_step_do(struct call *w)
{
    struct client_chart c;
    struct view_strip strip;
    struct review_step *s = arena_array(w->arena, REVIEW_STEPS, sizeof *s);
    int step;
    if (!s || !begin_step(w, &c, &strip, &step)) {
        web_trouble(w, NULL);
        return;
    }
    if (step == REVIEW_STEPS) {
        finish(w, &c, &strip, s);
        return;
    }
    bool leave = http_form(w->in, "leave").n > 0;
    review_fields(w, &c, step, s);
    bool good = form_read(w, s->field, s->count, &s->f) && review_check(w, &c, s);
    if (!good && !leave) {
        show_step(w, &c, &strip, s);
        return;
    }
    w->answer->status = 200;
    if (!daily_keep(w, str_of(review_desk(w, step)))) {
        web_trouble(w, &s->f);
        return;
    }
    leave_step(w, step, leave);
}

/* ---- those that were held ---- */

void reviews_show(struct call *w)
{
    struct view_daily_list v = {.heading = "Reviews"};
    struct daily_people people;
    struct record *list = NULL;
    size_t n = 0;
    if (!strip_read(w, "Reviews", &v.strip) || !daily_people(w, &people) ||
        !daily_rows(w, 1u << RECORD_REVIEW, (struct date){0}, 0, &list, &n)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Reviews", NULL, &v.page);
    v.page.help = (struct url){STR("/help/reviews")};
    v.empty = "Reviews that were held will stand here, each with its decisions.";
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/review"), STR("Start review"));
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/ending"), STR("Ending or next phase"));
    for (size_t i = 0; i < n; i++) {
        const struct json *root = daily_read(w, list[i].content), *d = json_get(root, "decisions");
        struct daily_line *l = root ? daily_line_add(w, &v, &list[i]) : NULL;
        struct date next;
        if (!l) {
            web_trouble(w, NULL);
            return;
        }
        l->what = STR("Review");
        l->url = daily_url(w, "/reviews/%.*s", (int)list[i].id.n, list[i].id.p);
        l->who = daily_name(&people, list[i].by);
        for (const struct json *x = d ? d->first : NULL; x; x = x->next) {
            daily_text_add(w, &l->texts, &l->texts_count, NULL, str_of(daily_decision(daily_member(x, "decision"))),
                           daily_member(x, "reason"));
        }
        if (date_parse(daily_member(root, "next"), &next)) {
            daily_text_add(w, &l->texts, &l->texts_count, "Next review", web_day(w, next), NONE);
        }
    }
    view_daily_list(&w->out, &v);
}

static void put_text(struct call *w, struct view_daily_read *v, const char *id, const char *title, struct str text)
{
    if (text.n) {
        daily_say(w, daily_part_add(w, &v->parts, &v->parts_count, id, title), NULL, text, NONE);
        daily_copy_add(w, v, title, text);
    }
}

/* A list of the review: one text of the part, and a line of its copy, for each. */
static void put_list(struct call *w, const struct client_chart *c, struct view_daily_read *v, const struct json *list,
                     bool objectives)
{
    const char *title = objectives ? "Objectives" : "Decisions";
    struct daily_part *p = list && list->first ? daily_part_add(w, &v->parts, &v->parts_count,
                                                                objectives ? "objectives" : "decisions", title)
                                               : NULL;
    struct str copy = NONE;
    for (const struct json *x = list ? list->first : NULL; x; x = x->next) {
        const struct plan_objective *o = daily_aim(c->plan, daily_member(x, "id"));
        struct str what = objectives ? (o ? daily_objective(o) : daily_member(x, "id"))
                                     : review_about(w, c, daily_member(x, "about"));
        const char *word =
            objectives ? review_state(daily_member(x, "state")) : daily_decision(daily_member(x, "decision"));
        struct str more = daily_member(x, objectives ? "text" : "reason");
        daily_say(w, p, word, what, more);
        copy = web_print(w, "%.*s%s%.*s: %s%s%.*s", (int)copy.n, copy.n ? copy.p : "", copy.n ? "\n" : "", (int)what.n,
                         what.p, word, more.n ? ". " : "", (int)more.n, more.n ? more.p : "");
    }
    daily_copy_add(w, v, title, copy);
}

void review_read_show(struct call *w)
{
    struct view_daily_read v = {.heading = "Review"};
    struct client_chart c;
    struct daily_people people;
    struct record r = {.id = NONE};
    const struct json *root;
    struct date next;
    if (!daily_client(w, "Reviews", &c, &v.strip) || !daily_people(w, &people) ||
        !between_get(w->practice, &w->who, w->client, RECORD_REVIEW, web_param(w, "id"), w->arena, &r, &w->err) ||
        !(root = daily_read(w, r.content))) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Review", NULL, &v.page);
    v.page.help = (struct url){STR("/help/reviews")};
    struct str day = web_day(w, date_from_day(r.day)), entered = daily_who_when(w, &people, &r);
    v.meta = web_print(w, "Held %.*s. %.*s", (int)day.n, day.p, (int)entered.n, entered.p);
    v.state = daily_state(w, &r);
    v.struck = daily_struck(&r);
    put_text(w, &v, "results", "What the results show", daily_member(root, "results"));
    put_list(w, &c, &v, json_get(root, "objectives"), true);
    put_text(w, &v, "reading", "The client’s view", daily_member(root, "client_reading"));
    put_text(w, &v, "areas", "Areas explored", daily_joined(w, json_get(root, "areas"), "\n"));
    put_text(w, &v, "with", "Consulted", daily_joined(w, json_get(root, "consulted"), "\n"));
    put_list(w, &c, &v, json_get(root, "decisions"), false);
    if (date_parse(daily_member(root, "next"), &next)) {
        put_text(w, &v, "next", "Next review", web_day(w, next));
    }
    daily_link_add(w, &v.links, &v.links_count, client_page(w, c.draft.id.n ? "/plan/draft" : "/plan/new"),
                   c.draft.id.n ? STR("Go on with the plan’s draft") : STR("Start the next plan version"));
    daily_link_add(w, &v.links, &v.links_count, daily_url(w, "/reviews"), STR("All reviews"));
    if (!str_is(r.state, "withdrawal")) {
        daily_again(w, &r, NULL, &v.links, &v.links_count);
    }
    view_daily_read(&w->out, &v);
}
