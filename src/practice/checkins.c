/* checkins.c: check-ins: what is asked of a client, begun, answered, sent. */
#include "practice/checkin_parts.h"

#include "base/utf8.h"
#include "practice/clients.h"
#include "practice/people_parts.h"

#include <stdlib.h>

#define BACK_DAYS 400     /* further back nothing is looked for */
#define GO_ON_DAYS 3      /* a form that was begun can be finished so long at least */
#define ONCE_DAYS 60      /* one of an assignment that is once */
#define GOALS_MAX 10      /* that are asked about */
#define GOAL_TEXT_MAX 600 /* bytes */

/* ---- what is assigned ---- */

struct assigned {
    const struct record *row;
    const struct json *root;
    struct date today;
};

static bool newest(struct practice_tx *t, const struct assigned *x, const char *state, struct record *out, bool *there,
                   struct err *e)
{
    int32_t today = date_to_day(x->today);
    struct record_filter f = {.kinds = 1u << RECORD_SCORE | 1u << RECORD_CHECKIN,
                              .of = x->row->id,
                              .state = str_of(state),
                              .from_day = today - BACK_DAYS,
                              .to_day = today + 1,
                              .newest_first = true,
                              .limit = t->relation == RELATION_GUARDIAN ? 0 : 1, /* each guardian their own */
                              .without_content = true};
    struct record *list;
    size_t n, at = 0;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    while (at < n && t->relation == RELATION_GUARDIAN && !str_eq(list[at].by, t->who->user)) {
        at++;
    }
    *there = at < n;
    if (*there) {
        *out = list[at];
    }
    return true;
}

/* Until when a form that was begun on that day is gone on with. */
static struct date goes_on_until(struct date begun, struct str every)
{
    struct date until = date_add_days(begun, every.n ? GO_ON_DAYS : ONCE_DAYS), next = {0};
    return every.n && date_apply_period(begun, every, &next) && date_cmp(next, until) > 0 ? next : until;
}

/* The day on which a score of that measure was entered last, in whatever way. */
static struct date scored_on(const struct json *summary, const struct measure *m)
{
    const struct json *list = json_get(summary, "measures");
    struct date on = {0};
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        if (measure_find(json_str(json_get(v, "instrument"))) == m) {
            date_parse(json_str(json_get(v, "on")), &on);
        }
    }
    return on;
}

static bool read_times(struct practice_tx *t, const struct assigned *x, const struct json *summary,
                       struct checkin_due *d, struct err *e)
{
    struct record r;
    bool there = false;
    if (!newest(t, x, STATE_OPEN, &r, &there, e)) {
        return false;
    }
    if (there && date_cmp(goes_on_until(date_from_day(r.day), d->every), x->today) > 0) {
        d->form = r.id;
    }
    if (!newest(t, x, STATE_SENT, &r, &there, e)) {
        return false;
    }
    if (there) {
        d->last = date_from_day(r.day);
        d->sent_id = r.id;
    }
    struct date last = d->last, since = date_from_day(x->row->day),
                scored = d->measure ? scored_on(summary, d->measure) : (struct date){0};
    if (date_is_set(scored) && date_cmp(scored, since) >= 0 && (!date_is_set(last) || date_cmp(scored, last) > 0)) {
        last = scored;
    }
    if (!date_is_set(last)) {
        d->next = since;
    } else if (d->every.n) {
        date_apply_period(last, d->every, &d->next);
    }
    d->due = d->form.n || (date_is_set(d->next) && date_cmp(d->next, x->today) <= 0);
    return true;
}

static size_t goals_asked(const struct plan *p)
{
    size_t n = 0;
    for (size_t i = 0; p && i < p->goals.n; i++) {
        n += p->goals.at[i].id.n && (p->goals.at[i].client_words.n || p->goals.at[i].statement.n);
    }
    return n > GOALS_MAX ? GOALS_MAX : n;
}

/* *asked false: it is on paper, or its wording is not here, or nobody would see to its alert. */
static bool read_due(struct practice_tx *t, const struct assigned *x, const struct json *summary, struct checkin_due *d,
                     bool *asked, struct err *e)
{
    const struct json *personal = json_get(x->root, "personal");
    struct str own = json_str(json_get(x->root, "own"));
    struct err mine = {0};
    bool remote = false;
    *d = (struct checkin_due){.assignment = x->row->id,
                              .kind = personal                  ? CHECKIN_PERSONAL
                                      : str_is(own, "goals")    ? CHECKIN_GOALS
                                      : str_is(own, "feedback") ? CHECKIN_FEEDBACK
                                                                : CHECKIN_INSTRUMENT,
                              .measure = measure_find(json_str(json_get(x->root, "instrument"))),
                              .every = json_str(json_get(x->root, "every"))};
    json_bool(json_get(x->root, "remote"), &remote);
    *asked = remote;
    if (!remote) {
        return true;
    }
    if (!between_remote(t, x->root, &mine)) {
        *asked = false;
        return mine.kind == ERR_REFUSED || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    if (d->kind == CHECKIN_INSTRUMENT) {
        const struct wording *w = NULL;
        if (!d->measure || !checkin_wording(t, d->measure, &w, e)) {
            return !d->measure;
        }
        *asked = w != NULL;
        d->questions = measure_structure(d->measure)->count;
    } else if (d->kind == CHECKIN_PERSONAL) {
        d->questions = personal->count;
        d->first = json_str(json_get(personal->first, "question"));
    } else if (d->kind == CHECKIN_GOALS) {
        struct plan *plan = NULL;
        if (!between_plan(t, &plan, e)) {
            return false;
        }
        d->questions = goals_asked(plan);
        *asked = d->questions > 0;
    } else {
        d->questions = CHECKIN_FEEDBACK_COUNT;
    }
    return !*asked || read_times(t, x, summary, d, e);
}

static int by_due(const void *a, const void *b)
{
    const struct checkin_due *x = a, *y = b;
    int order = (int)y->due - (int)x->due;
    order = order ? order : date_is_set(x->next) && date_is_set(y->next) ? date_cmp(x->next, y->next) : 0;
    return order ? order : memcmp(x->assignment.p, y->assignment.p, x->assignment.n);
}

bool checkin_list_in(struct practice_tx *t, struct checkin_due **out, size_t *count, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_ASSIGNMENT, .state = STR(STATE_ENTERED)};
    struct record *list;
    struct client_row client;
    const struct json *summary = NULL;
    size_t n;
    *out = NULL;
    *count = 0;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &client, e) ||
        (client.summary.n && !json_parse(client.summary, t->arena, &summary, e)) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    *out = arena_array(t->arena, n, sizeof **out);
    if (!*out) {
        return arena_error(t->arena, e);
    }
    n = str_is(client.state, "active") ? n : 0; /* care that has ended asks nothing */
    for (size_t i = 0; i < n; i++) {
        struct assigned x = {.row = &list[i], .today = practice_today(t)};
        bool asked = false;
        if (!json_parse(list[i].content, t->arena, &x.root, e) ||
            (checkin_is_mine(t, x.root) && !read_due(t, &x, summary, &(*out)[*count], &asked, e))) {
            return false;
        }
        *count += asked;
    }
    if (*count) {
        qsort(*out, *count, sizeof **out, by_due);
    }
    return true;
}

struct list_call {
    struct checkin_due **out;
    size_t *count;
};

static bool list_work(struct practice_tx *t, void *ctx, struct err *e)
{
    struct list_call *c = ctx;
    t->object = t->client;
    return checkin_list_in(t, c->out, c->count, e);
}

bool checkin_list(struct practice *p, const struct actor *who, struct arena *a, struct checkin_due **out, size_t *count,
                  struct err *e)
{
    struct list_call c = {out, count};
    *out = NULL;
    *count = 0;
    return checkin_do(p, who, CASE_CHECKIN_READ, a, list_work, &c, e);
}

/* ---- beginning ---- */

static void put_question(struct json_out *o, const char *key, struct str text)
{
    json_key(o, key);
    json_put_str(o, text);
}

static size_t put_goals(struct json_out *o, const struct plan *p)
{
    size_t n = 0;
    for (size_t i = 0; p && i < p->goals.n && n < GOALS_MAX; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        struct str text = g->client_words.n ? g->client_words : g->statement;
        if (g->id.n && text.n) {
            json_begin_object(o);
            put_question(o, "goal", g->id);
            put_question(o, "text", text.n > GOAL_TEXT_MAX ? str_sub(text, 0, utf8_floor(text, GOAL_TEXT_MAX)) : text);
            json_end_object(o);
            n++;
        }
    }
    return n;
}

static size_t put_questions(struct json_out *o, const struct json *assigned, const struct plan *plan)
{
    static const char *const feedback[CHECKIN_FEEDBACK_COUNT] = CHECKIN_FEEDBACK_NAMES;
    const struct json *personal = json_get(assigned, "personal");
    struct str own = json_str(json_get(assigned, "own"));
    size_t n = 0;
    for (const struct json *v = personal ? personal->first : NULL; v; v = v->next, n++) {
        json_put_tree(o, v);
    }
    if (str_is(own, "goals")) {
        n = put_goals(o, plan);
    }
    for (; str_is(own, "feedback") && n < CHECKIN_FEEDBACK_COUNT; n++) {
        json_begin_object(o);
        put_question(o, "feedback", str_of(feedback[n]));
        json_end_object(o);
    }
    return n;
}

static bool put_empty(struct practice_tx *t, const struct json *assigned, struct str *out, struct err *e)
{
    struct plan *plan = NULL;
    struct json_out o;
    struct buf b;
    if (str_is(json_str(json_get(assigned, "own")), "goals") && !between_plan(t, &plan, e)) {
        return false;
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "questions");
    json_begin_array(&o);
    size_t n = put_questions(&o, assigned, plan);
    json_end_array(&o);
    json_key(&o, "responses");
    json_begin_array(&o);
    for (size_t i = 0; i < n; i++) {
        json_put_null(&o);
    }
    json_end_array(&o);
    if (json_get(assigned, "reporter")) {
        put_question(&o, "reporter", json_str(json_get(assigned, "reporter")));
    }
    json_key(&o, "form");
    json_put_bool(&o, true);
    json_end_object(&o);
    if (!n) {
        buf_free(&b);
        return err_set(e, ERR_CONFLICT, "goals", "there is no goal to rate: no plan is in force");
    }
    return between_take(&b, t->arena, out, e);
}

static bool begin_own(struct practice_tx *t, const struct record *assigned, const struct json *root, struct str *form,
                      struct err *e)
{
    struct str content;
    if (!between_remote(t, root, e) || !put_empty(t, root, &content, e)) {
        return false;
    }
    struct record r = between_fresh(t, RECORD_CHECKIN, practice_today(t), content);
    r.of = assigned->id;
    r.state = STR(STATE_OPEN);
    r.locked = false;
    if (!between_store(t, &r, e)) {
        return false;
    }
    *form = r.id;
    return true;
}

static bool in_care(struct practice_tx *t, struct err *e)
{
    struct client_row client;
    return client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &client, e) &&
           (str_is(client.state, "active") ||
            err_set(e, ERR_CONFLICT, "client", "is not in care here any more, so nothing is asked"));
}

/* What is assigned to who asks. What the state's row opens to a guardian does not matter: the care team asks. */
static bool get_assigned(struct practice_tx *t, struct str id, struct assigned *x, struct record *r, struct err *e)
{
    struct err mine = {0};
    bool there = record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, r, &mine);
    if (!there && mine.kind != ERR_NOT_FOUND) {
        return err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    if (there && r->kind == RECORD_ASSIGNMENT) {
        if (!json_parse(r->content, t->arena, &x->root, e)) {
            return false;
        }
        if (checkin_is_mine(t, x->root)) {
            return true;
        }
    }
    return err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
}

struct open_call {
    struct str assignment, form;
};

static bool open_form(struct practice_tx *t, void *ctx, struct err *e)
{
    struct open_call *c = ctx;
    struct record assigned, begun;
    struct assigned x = {.row = &assigned, .today = practice_today(t)};
    bool remote = false, there = false;
    if (!in_care(t, e) || !get_assigned(t, c->assignment, &x, &assigned, e)) {
        return false;
    }
    if (!str_is(assigned.state, STATE_ENTERED)) {
        return err_set(e, ERR_CONFLICT, "assignment", "is not in force any more");
    }
    json_bool(json_get(x.root, "remote"), &remote);
    if (!remote) {
        return err_set(e, ERR_REFUSED, "assignment", "is filled in together with the clinician");
    }
    const struct measure *m = measure_find(json_str(json_get(x.root, "instrument")));
    const struct wording *w = NULL;
    if (m && !checkin_wording(t, m, &w, e)) {
        return false;
    }
    if (m && !w) {
        return err_set(e, ERR_REFUSED, "wording", "of this form is not here, so it is filled in with the clinician");
    }
    if (!newest(t, &x, STATE_OPEN, &begun, &there, e)) {
        return false;
    }
    struct str every = json_str(json_get(x.root, "every"));
    if (there && date_cmp(goes_on_until(date_from_day(begun.day), every), x.today) > 0) {
        t->object = c->form = begun.id;
        return true;
    }
    return m ? between_form_in(t, c->assignment, x.today, &c->form, e) : begin_own(t, &assigned, x.root, &c->form, e);
}

bool checkin_open(struct practice *p, const struct actor *who, struct str assignment, struct arena *a, struct str *form,
                  struct err *e)
{
    struct open_call c = {.assignment = assignment};
    bool ok = checkin_do(p, who, CASE_FORM_FILL, a, open_form, &c, e);
    *form = ok ? c.form : NONE;
    return ok;
}

/* ---- answers ---- */

/* What stands for the answer; *ok false: it is none. */
static bool put_own_answer(struct json_out *o, const struct checkin_answer *x, const struct json *question,
                           struct err *e)
{
    bool words = str_is(json_str(json_get(question, "feedback")), "change");
    struct str said = str_trim(x->words);
    if (words && said.n > CHECKIN_WORDS_MAX) {
        return err_set(e, ERR_INVALID, "words", "are longer than %d bytes; say it shorter", CHECKIN_WORDS_MAX);
    }
    if (x->value < -1 || x->value > CHECKIN_MOST || (words && x->value >= 0) || (!words && said.n)) {
        return err_set(e, ERR_INVALID, "value", "is no answer to this question; -1 leaves it open");
    }
    if (words && said.n) {
        json_put_str(o, said);
    } else if (x->value >= 0) {
        json_put_int(o, x->value);
    } else {
        json_put_null(o);
    }
    return true;
}

static bool answered(const struct json *form, const struct checkin_answer *x, struct arena *a, struct str *out,
                     struct err *e)
{
    const struct json *q = json_get(form, "questions");
    struct json_out o;
    struct buf b;
    bool ok = true;
    if (!q || x->item < 1 || (size_t)x->item > q->count) {
        return err_set(e, ERR_INVALID, "item", "is none of this form");
    }
    q = q->first;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    for (const struct json *v = form->first; v; v = v->next) {
        int item = 1;
        json_key_str(&o, v->key);
        if (!str_is(v->key, "responses")) {
            json_put_tree(&o, v);
            continue;
        }
        json_begin_array(&o);
        for (const struct json *r = v->first; r && q; r = r->next, q = q->next, item++) {
            if (item != x->item) {
                json_put_tree(&o, r);
            } else if (!put_own_answer(&o, x, q, e)) {
                ok = false;
                json_put_null(&o);
            }
        }
        json_end_array(&o);
    }
    json_end_object(&o);
    if (!ok) {
        buf_free(&b);
        return false;
    }
    return between_take(&b, a, out, e);
}

static bool answer_own(struct practice_tx *t, struct checkin_answer *x, struct record *r, const struct json *was,
                       struct err *e)
{
    const struct json *is = NULL;
    struct score before, now;
    bool raised = false;
    if (!str_is(r->state, STATE_OPEN)) {
        return err_set(e, ERR_CONFLICT, "form", "was sent and does not change any more; tell your clinician");
    }
    if (!answered(was, x, t->arena, &r->content, e) || !json_parse(r->content, t->arena, &is, e) ||
        !checkin_own_score(was, t->arena, &before, e) || !checkin_own_score(is, t->arena, &now, e) ||
        !record_change(t->store, t->tx, r, e) || !between_raise(t, r, &before, &now, &raised, e)) {
        return false;
    }
    x->at_alert = raised;
    for (size_t i = 0; i < now.alert_count; i++) {
        x->at_alert = x->at_alert || now.alert[i].item == x->item;
    }
    return !raised || between_summary(t, e);
}

static bool answer(struct practice_tx *t, void *ctx, struct err *e)
{
    struct checkin_answer *x = ctx;
    struct record r;
    const struct json *root = NULL;
    struct between_answered out;
    x->at_alert = false;
    if (!in_care(t, e) || !checkin_row(t, x->form, &r, &root, e)) {
        return false;
    }
    if (r.kind == RECORD_CHECKIN) {
        return answer_own(t, x, &r, root, e);
    }
    if (x->words.n) {
        return err_set(e, ERR_INVALID, "words", "are no answer to this question");
    }
    if (!between_answer_in(t, x->form, x->item, x->value, &out, e)) {
        return false;
    }
    x->at_alert = out.at_alert;
    return true;
}

bool checkin_answer(struct practice *p, const struct actor *who, struct checkin_answer *x, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = checkin_do(p, who, CASE_FORM_FILL, &a, answer, x, e);
    arena_free(&a);
    return ok;
}

/* ---- sending ---- */

static bool send_own(struct practice_tx *t, struct record *r, const struct json *root, struct err *e)
{
    struct score now;
    if (!str_is(r->state, STATE_OPEN)) {
        return true;
    }
    if (!checkin_own_score(root, t->arena, &now, e)) {
        return false;
    }
    if (!now.answered) {
        return err_set(e, ERR_INVALID, "form", "has no answer yet; answer a question, or leave the form unsent");
    }
    return between_put_sent(root, t->now_ms, t->arena, &r->content, e) && between_check_line(t, r, e) &&
           between_move(t, r, STATE_SENT, e) && between_summary(t, e);
}

static bool send(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct str *form = ctx;
    struct record r;
    const struct json *root = NULL;
    struct score out;
    return checkin_row(t, *form, &r, &root, e) &&
           (r.kind == RECORD_CHECKIN ? send_own(t, &r, root, e) : between_send_in(t, *form, &out, e));
}

bool checkin_send(struct practice *p, const struct actor *who, struct str form, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = checkin_do(p, who, CASE_FORM_FILL, &a, send, &form, e);
    arena_free(&a);
    return ok;
}

/* ---- reminders ---- */

static bool set_reminders(struct practice_tx *t, void *ctx, struct err *e)
{
    struct account_row row;
    struct person_details d;
    if (!person_own(t, &row, &d, e)) {
        return false;
    }
    d.no_reminders = !*(const bool *)ctx;
    return person_put(t, &row, &d, e);
}

bool people_remind(struct practice *p, const struct actor *who, bool on, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_REMINDERS, NONE, NONE, &a, set_reminders, &on, e);
    arena_free(&a);
    return ok;
}
