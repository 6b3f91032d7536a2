/* between_scores.c: whole scores, and forms that are filled in answer by answer. */
#include "practice/between_parts.h"

/* ---- whole scores ---- */

struct score_call {
    struct date date;
    struct str json, id;
    struct score *out;
};

static bool add_score(struct practice_tx *t, void *ctx, struct err *e)
{
    struct score_call *c = ctx;
    const struct json *root = NULL;
    struct score now;
    bool raised;
    if (!between_check_date(t, RECORD_SCORE, c->date, e) || !between_check(RECORD_SCORE, c->json, t->arena, &root, e) ||
        !between_scored(root, &now, e)) {
        return false;
    }
    struct record r = between_fresh(t, RECORD_SCORE, c->date, c->json);
    if (!between_check_line(t, &r, e) || !between_store(t, &r, e) || !between_raise(t, &r, NULL, &now, &raised, e) ||
        !between_summary(t, e)) {
        return false;
    }
    t->object = r.id;
    c->id = r.id;
    *c->out = now;
    return true;
}

bool between_score(struct practice *p, const struct actor *who, struct str client, struct date date, struct str json,
                   struct str once, struct arena *a, struct str *id, struct score *out, struct err *e)
{
    struct score_call c = {.date = date, .json = json, .out = out};
    *out = (struct score){.has = false};
    *id = NONE;
    bool ok = practice_do(p, who, CASE_ENTRY_WRITE, client, once, a, add_score, &c, e);
    *id = ok ? c.id : NONE;
    return ok;
}

/* ---- a form ---- */

struct form_call {
    struct str assignment, form;
    struct date date;
    int item, value;
    struct score *out;
};

/* An empty form: as many open answers as the measure has items. */
static bool put_empty(const struct json *assignment, size_t count, struct arena *a, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "instrument");
    json_put_tree(&o, json_get(assignment, "instrument"));
    json_key(&o, "responses");
    json_begin_array(&o);
    for (size_t i = 0; i < count; i++) {
        json_put_null(&o);
    }
    json_end_array(&o);
    json_key(&o, "form");
    json_put_bool(&o, true);
    json_end_object(&o);
    return between_take(&b, a, out, e);
}

/* The form of that day that was begun and not sent. */
static bool begun(struct practice_tx *t, const struct form_call *c, struct str *id, struct err *e)
{
    struct record_filter f = {
        .kinds = 1u << RECORD_SCORE, .of = c->assignment, .state = STR(STATE_OPEN), .without_content = true};
    struct record *list;
    size_t n;
    *id = NONE;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        *id = list[i].day == date_to_day(c->date) ? list[i].id : *id;
    }
    return true;
}

static bool begin_form(struct practice_tx *t, void *ctx, struct err *e)
{
    struct form_call *c = ctx;
    return between_form_in(t, c->assignment, c->date, &c->form, e);
}

/* Guardians fill in questions of ours alone (checkins.h). */
static bool not_guardian(const struct practice_tx *t, struct err *e)
{
    return t->relation != RELATION_GUARDIAN || err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
}

bool between_form_in(struct practice_tx *t, struct str assignment, struct date date, struct str *form, struct err *e)
{
    struct form_call call = {.assignment = assignment, .date = date}, *c = &call;
    struct record assigned;
    const struct json *root = NULL;
    struct str content;
    bool remote = false;
    if (!not_guardian(t, e) || !between_check_date(t, RECORD_SCORE, c->date, e) ||
        !between_one(t, RECORD_ASSIGNMENT, c->assignment, &assigned, e) ||
        !json_parse(assigned.content, t->arena, &root, e)) {
        return false;
    }
    if (!str_is(assigned.state, STATE_ENTERED)) {
        return err_set(e, ERR_CONFLICT, "assignment", "is not in force any more");
    }
    const struct measure *m = measure_find(json_str(json_get(root, "instrument")));
    if (!m) {
        return err_set(e, ERR_INVALID, "assignment", "is of no instrument");
    }
    json_bool(json_get(root, "remote"), &remote);
    if (t->relation == RELATION_SELF) {
        if (!remote) {
            return err_set(e, ERR_REFUSED, "assignment", "is filled in together with the clinician");
        }
        if (!between_remote(t, root, e)) {
            return false;
        }
    }
    if (!begun(t, c, &c->form, e)) {
        return false;
    }
    if (c->form.n) {
        t->object = *form = c->form;
        return true;
    }
    if (!put_empty(root, measure_structure(m)->count, t->arena, &content, e)) {
        return false;
    }
    struct record r = between_fresh(t, RECORD_SCORE, c->date, content);
    r.of = c->assignment;
    r.state = STR(STATE_OPEN);
    r.locked = false;
    if (!between_store(t, &r, e)) {
        return false;
    }
    *form = r.id;
    return true;
}

bool between_form(struct practice *p, const struct actor *who, struct str client, struct str assignment,
                  struct date date, struct arena *a, struct str *form, struct err *e)
{
    struct form_call c = {.assignment = assignment, .date = date};
    bool ok = practice_do(p, who, CASE_FORM_FILL, client, NONE, a, begin_form, &c, e);
    *form = ok ? c.form : NONE;
    return ok;
}

/* ---- answers ---- */

/* The name of what an item number beyond the scored items asks; NULL: there is none. */
static const char *beside_name(const struct measure_structure *s, int item, int *max)
{
    static const char *const names[] = MEASURE_EXTRA_NAMES;
    size_t k = (size_t)item - s->count - 1;
    if ((size_t)item <= s->count || k >= s->extra_count) {
        return NULL;
    }
    *max = s->extras[k].max;
    return names[s->extras[k].extra];
}

static bool check_answer(const struct measure_structure *s, int item, int value, struct err *e)
{
    int max = 0;
    if (item < 1 || ((size_t)item > s->count && !beside_name(s, item, &max))) {
        return err_set(e, ERR_INVALID, "item", "is none of this form; it has %zu, and %zu beside the score", s->count,
                       s->extra_count);
    }
    if (value < -1 || ((size_t)item > s->count && value > max)) {
        return err_set(e, ERR_INVALID, "value", "is no answer of this item; -1 leaves it open");
    }
    return true;
}

static void put_value(struct json_out *o, int value, bool tenths)
{
    if (value < 0) {
        json_put_null(o);
    } else {
        json_put_dec(o, tenths ? (struct dec){.has = true, .scale = 1, .mant = value} : dec_of_int(value));
    }
}

/* The form with this answer in place. */
static bool put_answer(const struct json *form, const struct form_call *c, const struct measure_structure *s,
                       struct arena *a, struct str *out, struct err *e)
{
    int max;
    const char *beside = beside_name(s, c->item, &max);
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    for (const struct json *v = form->first; v; v = v->next) {
        if (beside && str_is(v->key, beside)) {
            continue;
        }
        json_key_str(&o, v->key);
        if (!str_is(v->key, "responses") || beside) {
            json_put_tree(&o, v);
            continue;
        }
        int item = 1;
        json_begin_array(&o);
        for (const struct json *x = v->first; x; x = x->next, item++) {
            if (item == c->item) {
                put_value(&o, c->value, s->tenths);
            } else {
                json_put_tree(&o, x);
            }
        }
        json_end_array(&o);
    }
    if (beside && c->value >= 0) {
        json_key(&o, beside);
        put_value(&o, c->value, false);
    }
    json_end_object(&o);
    return between_take(&b, a, out, e);
}

/* A form of this client, whatever its state. */
static bool get_form(struct practice_tx *t, struct str id, struct record *r, const struct json **root, struct err *e)
{
    t->object = id;
    return not_guardian(t, e) && between_one(t, RECORD_SCORE, id, r, e) && json_parse(r->content, t->arena, root, e) &&
           (json_get(*root, "form") || err_set(e, ERR_CONFLICT, "form", "was entered as a whole; correct it instead"));
}

static bool answer(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct form_call *c = ctx;
    struct between_answered out;
    return between_answer_in(t, c->form, c->item, c->value, &out, e);
}

/* Whether one of these is about that item. */
static bool is_about(const struct score *s, int item)
{
    for (size_t i = 0; i < s->alert_count; i++) {
        if (s->alert[i].item == item) {
            return true;
        }
    }
    return false;
}

bool between_answer_in(struct practice_tx *t, struct str form, int item, int value, struct between_answered *out,
                       struct err *e)
{
    struct form_call call = {.form = form, .item = item, .value = value}, *c = &call;
    struct record r;
    const struct json *was = NULL, *is = NULL;
    struct score before, now;
    bool raised = false;
    if (!get_form(t, c->form, &r, &was, e)) {
        return false;
    }
    if (!str_is(r.state, STATE_OPEN)) {
        return err_set(e, ERR_CONFLICT, "form", "was sent and does not change any more; tell your clinician");
    }
    const struct measure_structure *s = measure_structure(measure_find(json_str(json_get(was, "instrument"))));
    if (!check_answer(s, c->item, c->value, e) || !put_answer(was, c, s, t->arena, &r.content, e) ||
        !json_parse(r.content, t->arena, &is, e) || !between_scored(was, &before, e) || !between_scored(is, &now, e)) {
        return false;
    }
    if (!record_change(t->store, t->tx, &r, e) || !between_raise(t, &r, &before, &now, &raised, e)) {
        return false;
    }
    *out = (struct between_answered){raised, raised || is_about(&now, item)};
    return !raised || between_summary(t, e);
}

bool between_answer(struct practice *p, const struct actor *who, struct str client, struct str form, int item,
                    int value, struct err *e)
{
    struct form_call c = {.form = form, .item = item, .value = value};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_FORM_FILL, client, NONE, &a, answer, &c, e);
    arena_free(&a);
    return ok;
}

/* ---- sending ---- */

bool between_put_sent(const struct json *form, int64_t now_ms, struct arena *a, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    for (const struct json *v = form->first; v; v = v->next) {
        json_key_str(&o, v->key);
        json_put_tree(&o, v);
    }
    json_key(&o, "sent_ms");
    json_put_int(&o, now_ms);
    json_end_object(&o);
    return between_take(&b, a, out, e);
}

static bool send(struct practice_tx *t, void *ctx, struct err *e)
{
    struct form_call *c = ctx;
    return between_send_in(t, c->form, c->out, e);
}

bool between_send_in(struct practice_tx *t, struct str form, struct score *out, struct err *e)
{
    struct form_call call = {.form = form, .out = out}, *c = &call;
    struct record r;
    const struct json *root = NULL;
    if (!get_form(t, c->form, &r, &root, e) || !between_scored(root, c->out, e)) {
        return false;
    }
    if (str_is(r.state, STATE_WITHDRAWN) && !json_get(root, "sent_ms")) {
        return err_set(e, ERR_CONFLICT, "form", "was withdrawn; begin a new one");
    }
    if (!str_is(r.state, STATE_OPEN)) {
        return true;
    }
    if (!c->out->answered) {
        return err_set(e, ERR_INVALID, "form", "has no answer yet; answer an item, or leave the form unsent");
    }
    if (!between_put_sent(root, t->now_ms, t->arena, &r.content, e)) {
        return false;
    }
    return between_check_line(t, &r, e) && between_move(t, &r, STATE_SENT, e) && between_summary(t, e);
}

bool between_send(struct practice *p, const struct actor *who, struct str client, struct str form, struct arena *a,
                  struct score *out, struct err *e)
{
    struct form_call c = {.form = form, .out = out};
    *out = (struct score){.has = false};
    return practice_do(p, who, CASE_FORM_FILL, client, NONE, a, send, &c, e);
}
