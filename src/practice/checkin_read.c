/* checkin_read.c: a form as it stands: its questions, their answers, in the order in which they are asked. */
#include "practice/checkin_parts.h"

#include "practice/wordings.h"
#include "store/wording.h"

/* ---- ours ---- */

static struct opt_int number_of(const struct json *v)
{
    struct opt_int n = {.has = false};
    n.has = json_int(v, 0, CHECKIN_MOST, &n.v);
    return n;
}

static void read_own(const struct json *q, const struct json *answer, int item, struct checkin_question *out)
{
    struct str goal = json_str(json_get(q, "goal")), feedback = json_str(json_get(q, "feedback"));
    bool words = str_is(feedback, "change");
    *out = (struct checkin_question){.item = item,
                                     .ask = words ? CHECKIN_WORDS : CHECKIN_SCALE,
                                     .name = goal.n ? goal : feedback,
                                     .text = json_str(json_get(q, goal.n ? "text" : "question")),
                                     .low = json_str(json_get(q, "low")),
                                     .high = json_str(json_get(q, "high")),
                                     .most = CHECKIN_MOST,
                                     .answer = number_of(words ? NULL : answer),
                                     .words = words ? json_str(answer) : NONE};
}

static bool form_of_ours(const struct record *r, const struct json *root, struct arena *a, struct checkin *out,
                         struct err *e)
{
    const struct json *list = json_get(root, "questions"), *answers = json_get(root, "responses"),
                      *answer = answers ? answers->first : NULL;
    *out = (struct checkin){.form = r->id,
                            .assignment = r->of,
                            .day = date_from_day(r->day),
                            .sent = json_get(root, "sent_ms") != NULL,
                            .by_guardian = json_get(root, "reporter") != NULL,
                            .kind = CHECKIN_PERSONAL};
    out->question = arena_array(a, list ? list->count : 0, sizeof *out->question);
    if (!out->question) {
        return arena_error(a, e);
    }
    for (const struct json *q = list ? list->first : NULL; q; q = q->next) {
        struct checkin_question *x = &out->question[out->count++];
        read_own(q, answer, (int)out->count, x);
        out->kind = json_get(q, "goal") ? CHECKIN_GOALS : json_get(q, "feedback") ? CHECKIN_FEEDBACK : out->kind;
        out->given += x->answer.has || x->words.n;
        answer = answer ? answer->next : NULL;
    }
    return true;
}

bool checkin_form(const struct record *r, struct arena *a, struct checkin *out, struct err *e)
{
    const struct json *root = NULL;
    return json_parse(r->content, a, &root, e) && form_of_ours(r, root, a, out, e);
}

bool checkin_own_score(const struct json *root, struct arena *a, struct score *out, struct err *e)
{
    const struct json *list = json_get(root, "questions"), *answers = json_get(root, "responses"),
                      *answer = answers ? answers->first : NULL;
    uint8_t item = 1;
    *out = (struct score){.has = false};
    for (const struct json *q = list ? list->first : NULL; q && answer; q = q->next, answer = answer->next, item++) {
        int64_t value = 0, at = 0;
        out->answered += answer->type != JSON_NULL;
        if (!json_int(answer, 0, CHECKIN_MOST, &value) || !json_int(json_get(q, "alert_at"), 1, CHECKIN_MOST, &at) ||
            value < at) {
            continue;
        }
        struct str label;
        if (!arena_str(a, json_str(json_get(q, "question")), &label)) {
            return arena_error(a, e);
        }
        out->alert[out->alert_count++] =
            (struct score_alert){.level = ALERT_HIGH_REVIEW, .item = item, .label = label.p};
    }
    return true;
}

/* ---- an instrument ---- */

bool checkin_wording(struct practice_tx *t, const struct measure *m, const struct wording **out, struct err *e)
{
    struct wording_row row;
    struct wording *w;
    const char *why = NULL;
    struct err mine = {0};
    *out = NULL;
    if (!wording_get(t->store, t->tx, t->who->practice, str_of(m->id), t->arena, &row, &mine)) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    if (!wordings_open(&row, t->arena, &w, e)) {
        return false;
    }
    *out = w && wording_may_show(m, w, &why) ? w : NULL; /* a damaged one is as good as none */
    return true;
}

/* A number of the form, in tenths where the form has them. */
static struct opt_int answer_of(const struct json *v, bool tenths)
{
    struct opt_int n = {.has = false};
    struct dec d;
    if (v && v->type == JSON_NUMBER && num_dec(v->text, &d)) {
        double x = dec_to_double(d) * (tenths ? 10 : 1);
        n = (struct opt_int){true, (int64_t)(x + 0.5)};
    }
    return n;
}

static bool put_options(const int16_t *values, const struct wording_item *w, struct arena *a,
                        struct checkin_question *q, struct err *e)
{
    size_t n = 0;
    while (values[n] != MEASURE_OPTION_END) {
        n++;
    }
    q->least = n ? values[0] : 0;
    q->most = n ? values[n - 1] : 0;
    if (n > QUESTIONNAIRE_ANSWERS_MAX) {
        q->ask = CHECKIN_NUMBER;
        return true;
    }
    q->options = arena_array(a, n, sizeof *q->options);
    if (!q->options) {
        return arena_error(a, e);
    }
    for (size_t i = 0; i < n; i++) {
        struct checkin_option *o = &q->options[q->option_count++];
        *o = (struct checkin_option){.value = values[i]};
        for (size_t k = 0; k < w->answer_count; k++) {
            o->text = w->answers[k].value == values[i] ? w->answers[k].text : o->text;
        }
    }
    return true;
}

static bool put_beside(const struct measure_structure *s, size_t k, const struct wording *w, const struct json *root,
                       struct arena *a, struct checkin *out, struct err *e)
{
    static const char *const names[] = MEASURE_EXTRA_NAMES;
    int16_t values[QUESTIONNAIRE_ANSWERS_MAX + 1];
    const struct measure_extra_question *x = &s->extras[k];
    struct checkin_question *q = &out->question[out->count];
    if (!w->has_extra[x->extra] || x->max >= QUESTIONNAIRE_ANSWERS_MAX) {
        return true;
    }
    for (int i = 0; i <= x->max; i++) {
        values[i] = (int16_t)i;
        values[i + 1] = MEASURE_OPTION_END;
    }
    *q = (struct checkin_question){.item = (int)(s->count + k + 1),
                                   .before = w->extra[x->extra].before,
                                   .text = w->extra[x->extra].text,
                                   .answer = answer_of(json_get(root, names[x->extra]), false)};
    out->count++;
    return put_options(values, &w->extra[x->extra], a, q, e);
}

/* The answer given to an item of the form, or to a question beside it. */
static struct opt_int given(const struct checkin *c, int item)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->question[i].item == item) {
            return c->question[i].answer;
        }
    }
    return (struct opt_int){.has = false};
}

static int item_of_extra(const struct measure_structure *s, enum measure_extra extra)
{
    for (size_t k = 0; k < s->extra_count; k++) {
        if (s->extras[k].extra == extra) {
            return (int)(s->count + k + 1);
        }
    }
    return 0;
}

/* Whether a rule of the instrument leaves this item out. */
static bool is_skipped(const struct measure_structure *s, const struct checkin *c, int item)
{
    for (size_t i = 0; i < s->skip_count; i++) {
        const struct measure_skip *k = &s->skips[i];
        bool holds = true, about = false;
        for (const uint8_t *x = k->items; *x; x++) {
            about = about || *x == item;
        }
        for (const uint8_t *x = k->when; x && *x; x++) {
            struct opt_int n = given(c, *x);
            holds = holds && n.has && n.v == k->is;
        }
        if (!k->when) {
            struct opt_int n = given(c, item_of_extra(s, k->extra));
            holds = n.has && n.v == k->is;
        }
        if (about && holds) {
            return true;
        }
    }
    if ((size_t)item > s->count) {
        struct opt_int n = given(c, s->extras[(size_t)item - s->count - 1].asked_item);
        return s->extras[(size_t)item - s->count - 1].asked_item && (!n.has || n.v <= 0);
    }
    return false;
}

static void leave_out(const struct measure_structure *s, struct checkin *c)
{
    struct checkin all = *c;
    size_t kept = 0;
    bool out[SCORE_ITEMS_MAX + EXTRA_COUNT];
    for (size_t i = 0; i < all.count; i++) {
        out[i] = is_skipped(s, &all, all.question[i].item);
    }
    for (size_t i = 0; i < all.count; i++) {
        if (!out[i]) {
            c->question[kept] = c->question[i];
            c->given += c->question[kept++].answer.has;
        }
    }
    c->count = kept;
}

static bool form_of_instrument(struct practice_tx *t, const struct record *r, const struct json *root,
                               struct checkin *out, struct err *e)
{
    const struct measure *m = measure_find(json_str(json_get(root, "instrument")));
    const struct json *list = json_get(root, "responses"), *answer = list ? list->first : NULL;
    *out = (struct checkin){.form = r->id,
                            .assignment = r->of,
                            .kind = CHECKIN_INSTRUMENT,
                            .measure = m,
                            .day = date_from_day(r->day),
                            .sent = json_get(root, "sent_ms") != NULL};
    if (!m || !json_get(root, "form")) {
        return err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
    }
    const struct measure_structure *s = measure_structure(m);
    if (!checkin_wording(t, m, &out->wording, e)) {
        return false;
    }
    if (!out->wording) {
        return err_set(e, ERR_REFUSED, "wording", "of this form is not here, so it is filled in with the clinician");
    }
    out->question = arena_array(t->arena, s->count + s->extra_count, sizeof *out->question);
    if (!out->question) {
        return arena_error(t->arena, e);
    }
    for (size_t k = 0; k < s->extra_count; k++) {
        if (s->extras[k].extra == EXTRA_GATE && !put_beside(s, k, out->wording, root, t->arena, out, e)) {
            return false;
        }
    }
    for (size_t i = 0; i < s->count; i++, answer = answer ? answer->next : NULL) {
        const struct wording_item *w = &out->wording->item[i];
        struct checkin_question *q = &out->question[out->count++];
        *q = (struct checkin_question){.item = (int)i + 1,
                                       .before = w->before,
                                       .text = w->text,
                                       .tenths = s->tenths,
                                       .answer = answer_of(answer, s->tenths)};
        if (!put_options(s->options[i], w, t->arena, q, e)) {
            return false;
        }
    }
    for (size_t k = 0; k < s->extra_count; k++) {
        if (s->extras[k].extra != EXTRA_GATE && !put_beside(s, k, out->wording, root, t->arena, out, e)) {
            return false;
        }
    }
    leave_out(s, out);
    return true;
}

/* ---- one's own ---- */

bool checkin_do(struct practice *p, const struct actor *who, enum case_id what, struct arena *a, practice_work *work,
                void *ctx, struct err *e)
{
    return who->client.n ? practice_do(p, who, what, who->client, NONE, a, work, ctx, e)
                         : err_set(e, ERR_NOT_FOUND, "client", "there is none of this account");
}

bool checkin_is_mine(const struct practice_tx *t, const struct json *root)
{
    return str_is(json_str(json_get(root, "reporter")), "guardian") == (t->relation == RELATION_GUARDIAN);
}

bool checkin_row(struct practice_tx *t, struct str id, struct record *r, const struct json **root, struct err *e)
{
    struct err mine = {0};
    t->object = id;
    if (!record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, r, &mine)) {
        return mine.kind == ERR_NOT_FOUND ? err_set(e, ERR_NOT_FOUND, "record", "there is none with this id")
                                          : err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    bool form = r->kind == RECORD_CHECKIN || r->kind == RECORD_SCORE;
    if (!form || str_is(r->state, STATE_WITHDRAWAL) || str_is(r->state, STATE_WITHDRAWN)) {
        return err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
    }
    if (!json_parse(r->content, t->arena, root, e)) {
        return false;
    }
    bool by_other = t->relation == RELATION_GUARDIAN && !str_eq(r->by, t->who->user);
    return (checkin_is_mine(t, *root) && !by_other) ||
           err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
}

struct read_call {
    struct str form;
    struct checkin *out;
};

/* Which of the answers that stand are ones that raise an alert. */
static void mark_alerts(struct checkin *c, const struct score *s)
{
    for (size_t i = 0; i < c->count; i++) {
        for (size_t k = 0; k < s->alert_count; k++) {
            c->question[i].at_alert = c->question[i].at_alert || s->alert[k].item == c->question[i].item;
        }
    }
}

static bool read_form(struct practice_tx *t, void *ctx, struct err *e)
{
    struct read_call *c = ctx;
    struct record r;
    const struct json *root = NULL;
    struct score s;
    if (!checkin_row(t, c->form, &r, &root, e)) {
        return false;
    }
    bool ours = r.kind == RECORD_CHECKIN;
    if (!(ours ? form_of_ours(&r, root, t->arena, c->out, e) : form_of_instrument(t, &r, root, c->out, e)) ||
        !(ours ? checkin_own_score(root, t->arena, &s, e) : between_scored(root, &s, e))) {
        return false;
    }
    mark_alerts(c->out, &s);
    return true;
}

bool checkin_read(struct practice *p, const struct actor *who, struct str form, struct arena *a, struct checkin *out,
                  struct err *e)
{
    *out = (struct checkin){.count = 0};
    struct read_call c = {.form = form};
    c.out = out;
    return checkin_do(p, who, CASE_CHECKIN_READ, a, read_form, &c, e);
}
