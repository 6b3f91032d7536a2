/* page_score.c: a score read from the official form: a keypad beside our short labels; looked at, corrected, withdrawn.
 */
#include "web/daily.h"
#include "web/progress.h"

#include "measure/score_line.h"
#include "measure/structure.h"
#include "plan/series.h"
#include "practice/chart.h"
#include "views.h"
#include "web/web_parts.h"

#include <stdio.h>

#define KEYPAD_MOST 11 /* options that stand as buttons; beyond it a number is typed */

static const struct field rows[] = {
    {"measure", "Measure", FIELD_LINE, true, 1, 40, NULL, NULL},
    {"date", "Filled in on", FIELD_DATE, true, 0, 0, NULL, "Fill in the day on which it was filled in."},
    {"total", "Total", FIELD_LINE, false, 0, 12, NULL, NULL},
    {"reason", "Why it is corrected", FIELD_LINE, false, 0, 400, NULL, NULL},
};

/* ---- which measure ---- */

static bool in_use(const struct people_settings *s, const struct client_progress *p, const struct measure *m)
{
    for (size_t i = 0; i < s->measure_count; i++) {
        if (str_is(s->measures[i], m->id)) {
            return true;
        }
    }
    for (size_t i = 0; i < p->choice_count; i++) {
        if (str_is(p->choice[i].name, m->id)) {
            return true;
        }
    }
    return false;
}

/* Objectives of the plan in force that no questionnaire measures: their numbers are entered on the page of counts. */
static void put_own(struct call *w, const struct plan *p, struct view_score_pick *v)
{
    const struct plan_objective *aim[AIMS_MAX];
    size_t n = p ? daily_aims(p, aim, AIMS_MAX) : 0;
    v->own = arena_array(w->arena, n + 1, sizeof *v->own);
    for (size_t i = 0; v->own && i < n; i++) {
        const struct plan_objective *o = aim[i];
        struct str unit = o->measure.unit.n ? o->measure.unit : o->target.unit, per = series_objective_period(o);
        if (o->measure.instrument.n || measure_find(o->measure.name)) {
            continue;
        }
        bool said = !per.n || str_find_ci(unit, per, 0) != (size_t)-1;
        struct str below = web_print(w, "/events/new?what=number&objective=%s", web_part(w, o->id));
        v->own[v->own_count++] = (struct score_own){o->measure.name.n ? o->measure.name : daily_objective(o),
                                                    web_print(w, "%s%s%s", web_chars(w, unit),
                                                              said     ? ""
                                                              : unit.n ? " per "
                                                                       : "per ",
                                                              said ? "" : web_chars(w, per)),
                                                    client_page(w, below.p)};
    }
}

static void pick_page(struct call *w)
{
    struct view_score_pick v = {.used_count = 0};
    struct client_progress p;
    struct people_settings s;
    int64_t version;
    size_t n = 0;
    if (!chart_progress(w->practice, &w->who, w->client, NONE, w->today, w->arena, &p, &w->err) ||
        !people_settings(w->practice, &w->who, w->arena, &s, &version, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    while (measure_at(n)) {
        n++;
    }
    page_begin(w, "Record a score", NULL, &v.page);
    strip_of(w, &p.card, "Progress", &v.strip);
    v.used = arena_array(w->arena, n, sizeof *v.used);
    v.others = arena_array(w->arena, n, sizeof *v.others);
    for (size_t i = 0; v.used && v.others && i < n; i++) {
        const struct measure *m = measure_at(i);
        struct str below = web_print(w, "/scores/new?m=%s", measure_key(w, str_of(m->id)));
        struct score_measure row = {m->name, m->title, client_page(w, below.p)};
        if (in_use(&s, &p, m)) {
            v.used[v.used_count++] = row;
        } else {
            v.others[v.others_count++] = row;
        }
    }
    put_own(w, p.plan, &v);
    view_score_pick(&w->out, &v);
}

/* ---- the form ---- */

static struct str shown(struct call *w, const struct measure_structure *s, int value)
{
    return s->tenths ? web_print(w, "%d.%d", value / 10, value % 10) : web_print(w, "%d", value);
}

static bool raises_alert(const struct measure_structure *s, size_t item)
{
    for (size_t i = 0; i < s->alert_count; i++) {
        if (s->alerts[i].item == item) {
            return true;
        }
    }
    return false;
}

static size_t option_count(const int16_t *o)
{
    size_t n = 0;
    while (o[n] != MEASURE_OPTION_END) {
        n++;
    }
    return n;
}

/* One item; `typed` is what was given for it: as posted, or of the score that is corrected. */
static void put_item(struct call *w, const struct measure_structure *s, size_t i, struct str typed,
                     struct score_item *out)
{
    const int16_t *options = s->options[i];
    size_t n = option_count(options);
    *out = (struct score_item){.name = web_print(w, "i%zu", i + 1),
                               .number = web_print(w, "%zu", i + 1),
                               .value = typed,
                               .label = s->labels ? s->labels[i] : "",
                               .keypad = n <= KEYPAD_MOST,
                               .alert = raises_alert(s, i + 1)};
    if (!out->keypad) {
        struct str low = shown(w, s, options[0]), high = shown(w, s, options[n - 1]);
        out->range = web_print(w, "%.*s to %.*s", (int)low.n, low.p, (int)high.n, high.p);
        return;
    }
    out->options = arena_array(w->arena, n, sizeof *out->options);
    for (size_t k = 0; out->options && k < n; k++) {
        struct str value = shown(w, s, options[k]);
        out->options[out->options_count++] =
            (struct score_option){value, web_print(w, "i%zu-%zu", i + 1, k), out->name.p, str_eq(value, typed)};
    }
}

struct entry_form {
    const struct measure *measure;
    const struct measure_structure *structure;
    struct str *typed; /* by item */
    bool correcting;
    struct str id; /* of the score that is corrected */
};

static void score_page(struct call *w, const struct form *f, const struct entry_form *s, struct date day,
                       struct str total)
{
    const struct measure *m = s->measure;
    struct view_score_form v = {.heading = s->correcting ? "Correct a score" : "Record a score",
                                .button = s->correcting ? "Save the correction" : "Save this score",
                                .title = m->title,
                                .recall = s->structure ? s->structure->recall : NULL,
                                .measure = str_of(m->id),
                                .has_reason = s->correcting,
                                .has_items = s->structure && s->structure->options && s->typed,
                                .has_total = m->has_range};
    char text[DATE_TEXT_SIZE];
    struct str here = s->correcting ? web_print(w, "/scores/%.*s/correct", (int)s->id.n, s->id.p) : STR("/scores/new");
    if (!strip_read(w, "Progress", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, v.heading, f, &v.page);
    v.page.help = (struct url){STR("/help/scores")};
    v.action = client_page(w, here.p);
    v.back = client_page(w, "/progress");
    date_format(day, text);
    v.date = field_show(w, f, "date", web_print(w, "%s", text));
    v.total = field_show(w, f, "total", total);
    v.total.inputmode = "decimal";
    v.total.hint =
        m->has_range
            ? web_print(w, "%g to %g. What the single questions say about risk is then not known.", m->min, m->max).p
            : NULL;
    v.reason = field_show(w, f, "reason", NONE);
    v.items = v.has_items ? arena_array(w->arena, s->structure->count, sizeof *v.items) : NULL;
    for (size_t i = 0; v.items && i < s->structure->count; i++) {
        put_item(w, s->structure, i, s->typed[i], &v.items[v.items_count++]);
    }
    view_score_form(&w->out, &v);
}

/* What stands in the posted (or kept) form for each item. */
static void read_typed(struct call *w, struct entry_form *s)
{
    size_t n = s->structure ? s->structure->count : 0;
    s->typed = arena_array(w->arena, n ? n : 1, sizeof *s->typed);
    for (size_t i = 0; s->typed && i < n; i++) {
        char name[24];
        snprintf(name, sizeof name, "i%zu", i + 1);
        s->typed[i] = str_trim(form_posted(w, name));
    }
}

static bool score_form_of(struct call *w, struct str measure, struct entry_form *out)
{
    *out = (struct entry_form){.measure = measure_find(measure)};
    if (!out->measure) {
        return err_set(&w->err, ERR_NOT_FOUND, "measure", "there is no such measure");
    }
    out->structure = measure_structure(out->measure);
    read_typed(w, out);
    return true;
}

void score_new_show(struct call *w)
{
    struct entry_form s;
    struct form f;
    struct str key = http_query(w->in, "m"), measure = NONE;
    if (measure_named(w, "/scores/new")) {
        return;
    }
    form_empty(w, rows, COUNT_OF(rows), &f);
    measure = key.n ? measure_of_key(w, key) : form_value(&f, "measure");
    if (!measure.n && !key.n) {
        pick_page(w);
    } else if (score_form_of(w, measure, &s)) {
        score_page(w, &f, &s, w->today, NONE);
    } else {
        web_trouble(w, NULL);
    }
}

/* ---- what was filled in, as a line of the series ---- */

/* "7", "7.5" where tenths are; -1: not answered, -2: no option of this item. */
static int read_answer(const struct measure_structure *s, size_t i, struct str typed)
{
    int64_t whole = 0, tenth = 0;
    struct str head = typed, tail = NONE;
    if (!typed.n) {
        return -1;
    }
    bool split = str_cut(typed, '.', &head, &tail) || str_cut(typed, ',', &head, &tail);
    if (!num_int(head, 0, 1000, &whole) || (split && (!s->tenths || tail.n != 1 || !num_int(tail, 0, 9, &tenth)))) {
        return -2;
    }
    int64_t value = s->tenths ? whole * 10 + tenth : whole;
    for (const int16_t *o = s->options[i]; *o != MEASURE_OPTION_END; o++) {
        if (*o == value) {
            return (int)value;
        }
    }
    return -2;
}

static size_t read_answers(struct call *w, struct form *f, const struct entry_form *s, int *answers)
{
    size_t given = 0;
    for (size_t i = 0; s->structure && s->structure->options && i < s->structure->count; i++) {
        answers[i] = read_answer(s->structure, i, s->typed[i]);
        given += answers[i] >= 0;
        if (answers[i] == -2) {
            struct str name = web_print(w, "i%zu", i + 1);
            form_wrong(w, f, name.p, "Question %zu: this is no answer of the form.", i + 1);
        }
    }
    return given;
}

static struct str score_json(struct call *w, const struct form *f, const struct entry_form *s, const int *answers,
                             bool items)
{
    struct buf b;
    struct json_out o;
    struct str out = NONE, total = form_value(f, "total");
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "instrument");
    json_put_cstr(&o, s->measure->id);
    json_key(&o, items ? "responses" : "total");
    if (items) {
        json_begin_array(&o);
        for (size_t i = 0; i < s->structure->count; i++) {
            if (answers[i] < 0) {
                json_put_null(&o);
            } else if (s->structure->tenths) {
                json_put_dec(&o, (struct dec){true, 1, answers[i]});
            } else {
                json_put_int(&o, answers[i]);
            }
        }
        json_end_array(&o);
    } else {
        struct dec d;
        json_put_dec(&o, num_dec(total, &d) ? d : (struct dec){.has = false});
    }
    json_end_object(&o);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

/* The line to be stored; absent: f or w->err says why not. */
static struct str read_score(struct call *w, struct form *f, const struct entry_form *s)
{
    struct str total = form_value(f, "total");
    int *answers =
        arena_array(w->arena, s->structure && s->structure->count ? s->structure->count : 1, sizeof *answers);
    struct dec d;
    if (!answers || !s->typed) {
        err_no_memory(&w->err);
        return NONE;
    }
    size_t given = read_answers(w, f, s, answers);
    if (date_is_set(form_date(f, "date")) && date_diff(form_date(f, "date"), w->today) > 0) {
        form_wrong(w, f, "date", "The day lies ahead; choose the day on which it was filled in.");
    }
    if (given && total.n) {
        form_wrong(w, f, "total", "Give the answers or the total, not both; the answers add up by themselves.");
    } else if (!given && !total.n && !f->errors_count) {
        form_wrong(w, f, s->structure && s->structure->options ? "i1" : "total",
                   "Fill in at least one answer, or the total.");
    } else if (!given && total.n && !num_dec(total, &d)) {
        form_wrong(w, f, "total", "Write the total as a number.");
    }
    return f->errors_count ? NONE : score_json(w, f, s, answers, given > 0);
}

static void not_saved(struct call *w, struct form *f, const struct entry_form *s)
{
    if (w->err.kind == ERR_INVALID) {
        form_wrong(w, f, form_value(f, "total").n ? "total" : "i1", "%s", w->err.text);
    }
    if (f->errors_count) {
        score_page(w, f, s, form_date(f, "date"), form_value(f, "total"));
    } else {
        web_trouble(w, f);
    }
}

/* The newest open alert of a score; absent: none, or this person answers none. */
static struct str raised_by(struct call *w, struct str score)
{
    struct record_filter f = {.kinds = 1u << RECORD_ALERT, .of = score, .newest_first = true};
    struct record *list;
    struct err none = {0};
    size_t n = 0;
    if (!score.n || !web_may(w, CASE_ALERT_CLOSE) ||
        !between_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &none)) {
        return NONE;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_is(list[i].state, "open")) {
            return list[i].id;
        }
    }
    return NONE;
}

/* A score that raises an alert leads to it: nothing green stands before it. */
static void saved(struct call *w, const struct entry_form *s, struct str id)
{
    struct str alert = raised_by(w, id);
    if (alert.n) {
        web_go(w, "/clients/%s/alerts/%s?saved=1", web_part(w, w->client), web_part(w, alert));
        return;
    }
    web_said(w, "The score was saved.", "/clients/%s/progress?m=%s", web_part(w, w->client),
             measure_key(w, str_of(s->measure->id)));
}

void score_new_do(struct call *w)
{
    struct form f;
    struct entry_form s;
    struct score score;
    struct str id = NONE, json;
    form_read(w, rows, COUNT_OF(rows), &f);
    if (!score_form_of(w, form_value(&f, "measure"), &s)) {
        web_trouble(w, &f);
        return;
    }
    json = read_score(w, &f, &s);
    if (json.n && between_score(w->practice, &w->who, w->client, form_date(&f, "date"), json, w->who.once, w->arena,
                                &id, &score, &w->err)) {
        saved(w, &s, id);
    } else {
        not_saved(w, &f, &s);
    }
}

/* ---- one score ---- */

static struct str answer_text(struct call *w, const struct json *v)
{
    return v && v->type == JSON_NUMBER ? v->text : web_print(w, "not answered");
}

static const struct json *read_entry(struct call *w, struct record *r)
{
    const struct json *root = NULL;
    if (!between_get(w->practice, &w->who, w->client, RECORD_SCORE, web_param(w, "id"), w->arena, r, &w->err) ||
        !json_parse(r->content, w->arena, &root, &w->err)) {
        return NULL;
    }
    return root;
}

static void put_answers(struct call *w, const struct json *root, const struct measure_structure *s,
                        struct view_score *v)
{
    const struct json *list = json_get(root, "responses");
    size_t i = 0;
    v->answers = s ? arena_array(w->arena, s->count, sizeof *v->answers) : NULL;
    for (const struct json *x = list ? list->first : NULL; x && v->answers && i < s->count; x = x->next, i++) {
        v->answers[v->answers_count++] =
            (struct score_answer){web_print(w, "%zu", i + 1), answer_text(w, x), s->labels ? s->labels[i] : ""};
    }
}

static void put_result(struct call *w, const struct json *root, struct view_score *v)
{
    struct score_input in;
    struct score score;
    struct err none = {0};
    if (!score_read(root, &in, &none) || !score_form(&in, &score, &none)) {
        return;
    }
    if (score.has) {
        v->total = score.value == (double)(int64_t)score.value ? web_print(w, "%lld", (long long)score.value)
                                                               : web_print(w, "%.1f", score.value);
        v->band = str_of(score.band);
    }
    v->alerts = arena_array(w->arena, score.alert_count, sizeof *v->alerts);
    for (size_t i = 0; v->alerts && i < score.alert_count; i++) {
        v->alerts[v->alerts_count++] = web_print(w, "%s", score.alert[i].label);
    }
}

/* Why an entry was withdrawn: what withdraws it says so. */
static struct str withdrawn_words(struct call *w, struct str id)
{
    struct record_filter f = {.kinds = 1u << RECORD_SCORE, .of = id, .state = STR("withdrawal")};
    struct record *list;
    struct err none = {0};
    const struct json *root = NULL;
    size_t n = 0;
    bool known = between_list(w->practice, &w->who, w->client, &f, w->arena, &list, &n, &none) && n &&
                 json_parse(list[0].content, w->arena, &root, &none);
    struct str why = known ? json_str(json_get(root, "reason")) : NONE;
    return why.n ? web_print(w, "This entry was withdrawn and does not count. Reason: %.*s", (int)why.n, why.p)
                 : STR("This entry was withdrawn and does not count.");
}

static const struct field withdraw_rows[] = {
    {"reason", "Why", FIELD_LINE, true, 1, 400, NULL, "Say why it does not count."}};

static void one_score(struct call *w, const struct form *f, const struct form *hold)
{
    struct record r;
    struct view_score v = {.name = ""};
    const struct json *root = read_entry(w, &r);
    const struct measure *m = root ? measure_find(json_str(json_get(root, "instrument"))) : NULL;
    if (!root || !strip_read(w, "Progress", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Score", hold ? hold : f, &v.page);
    v.withdraw_open = f->errors_count > 0;
    v.name = m ? m->name : "Score";
    v.date = date_from_day(r.day);
    v.stands = str_is(r.state, "entered") || str_is(r.state, "sent");
    v.state = str_is(r.state, "corrected")   ? STR("This entry was corrected later; the correction counts.")
              : str_is(r.state, "withdrawn") ? withdrawn_words(w, r.id)
                                             : NONE;
    v.reason = json_str(json_get(root, "correction_reason"));
    if (m) {
        put_answers(w, root, measure_structure(m), &v);
        put_result(w, root, &v);
        struct str below = web_print(w, "/progress?m=%s", measure_key(w, str_of(m->id)));
        v.progress = client_page(w, below.p);
    }
    struct str correct = web_print(w, "/scores/%.*s/correct", (int)r.id.n, r.id.p);
    v.correct = client_page(w, correct.p);
    v.withdraw.whole = web_may(w, CASE_ENTRY_WITHDRAW) ? web_print(w, "/clients/%.*s/scores/%.*s/withdraw",
                                                                   (int)w->client.n, w->client.p, (int)r.id.n, r.id.p)
                                                       : NONE;
    v.withdraw_reason = field_show(w, f, "reason", NONE);
    if (v.stands) {
        hold_put(w, hold, r.id, &v.page.token, &v.hold);
    }
    view_score(&w->out, &v);
}

void score_show(struct call *w)
{
    struct form f;
    form_empty(w, withdraw_rows, COUNT_OF(withdraw_rows), &f);
    one_score(w, &f, NULL);
}

void score_not_held(struct call *w, const struct form *hold)
{
    struct form f;
    form_empty(w, withdraw_rows, COUNT_OF(withdraw_rows), &f);
    one_score(w, &f, hold);
}

void score_withdraw(struct call *w)
{
    struct form f;
    if (!form_read(w, withdraw_rows, COUNT_OF(withdraw_rows), &f)) {
        one_score(w, &f, NULL);
    } else if (between_withdraw(w->practice, &w->who, w->client, web_param(w, "id"), form_value(&f, "reason"),
                                &w->err)) {
        web_said(w, "The entry was withdrawn.", "/clients/%s/progress", web_part(w, w->client));
    } else {
        web_trouble(w, &f);
    }
}

static bool correct_form(struct call *w, struct record *r, const struct json **root, struct entry_form *s)
{
    *root = read_entry(w, r);
    if (!*root || !score_form_of(w, json_str(json_get(*root, "instrument")), s)) {
        return false;
    }
    s->correcting = true;
    s->id = r->id;
    return true;
}

void score_correct_show(struct call *w)
{
    struct record r;
    struct form f;
    struct entry_form s;
    const struct json *root;
    if (!correct_form(w, &r, &root, &s)) {
        web_trouble(w, NULL);
        return;
    }
    const struct json *list = json_get(root, "responses"), *x = list ? list->first : NULL;
    form_empty(w, rows, COUNT_OF(rows), &f);
    for (size_t i = 0; !w->kept_form.p && x && s.structure && s.typed && i < s.structure->count; i++, x = x->next) {
        s.typed[i] = x->type == JSON_NUMBER ? x->text : NONE;
    }
    const struct json *total = json_get(root, "total");
    score_page(w, &f, &s, date_from_day(r.day), total && total->type == JSON_NUMBER ? total->text : NONE);
}

void score_correct_do(struct call *w)
{
    struct record r;
    struct form f;
    struct entry_form s;
    const struct json *root;
    form_read(w, rows, COUNT_OF(rows), &f);
    if (!correct_form(w, &r, &root, &s)) {
        web_trouble(w, &f);
        return;
    }
    if (!form_value(&f, "reason").n) {
        form_wrong(w, &f, "reason", "Say why it is corrected.");
    }
    struct entry fresh = {.kind = RECORD_SCORE, .date = form_date(&f, "date"), .json = read_score(w, &f, &s)};
    if (fresh.json.n && between_correct(w->practice, &w->who, w->client, r.id, &fresh, form_value(&f, "reason"),
                                        w->who.once, w->arena, &w->err)) {
        saved(w, &s, fresh.id);
    } else {
        not_saved(w, &f, &s);
    }
}
