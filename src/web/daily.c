/* daily.c: see daily.h: parts of pages, JSON of entries, people's names. */
#include "web/daily.h"

#include "web/crisis.h"
#include "web/web_parts.h"

#include <stdio.h>

/* ---- parts of a page ---- */

/* Room for one more element behind *count of them, at the end of *list. */
static void *more(struct call *w, void *list, size_t *count, size_t size)
{
    char **at = list;
    char *grown = arena_grow(w->arena, *at, *count * size, (*count + 1) * size);
    if (!grown) {
        return NULL;
    }
    *at = grown;
    return grown + (*count)++ * size;
}

struct daily_part *daily_part_add(struct call *w, struct daily_part **list, size_t *count, const char *id,
                                  const char *title)
{
    struct daily_part *p = more(w, list, count, sizeof *p);
    if (p) {
        p->id = id;
        p->title = title;
        p->fields = arena_array(w->arena, DAILY_FIELDS_MAX, sizeof *p->fields);
    }
    return p;
}

void daily_text_add(struct call *w, struct daily_text **list, size_t *count, const char *kind, struct str text,
                    struct str extra)
{
    struct daily_text *t = text.n ? more(w, list, count, sizeof *t) : NULL;
    if (t) {
        *t = (struct daily_text){kind, text, extra};
    }
}

void daily_say(struct call *w, struct daily_part *p, const char *kind, struct str text, struct str extra)
{
    if (p) {
        daily_text_add(w, &p->texts, &p->texts_count, kind, text, extra);
    }
}

struct view_field *daily_ask(struct call *w, struct daily_part *p, const struct form *f, const char *name,
                             struct str otherwise)
{
    if (!p || !p->fields || p->fields_count == DAILY_FIELDS_MAX) {
        return NULL;
    }
    struct view_field *x = &p->fields[p->fields_count++];
    *x = field_show(w, f, name, otherwise);
    return x;
}

void daily_quiet(struct daily_part *p)
{
    for (size_t i = 0; p && i < p->fields_count; i++) {
        p->fields[i].required = true; /* no remark beside each */
    }
}

void daily_link_add(struct call *w, struct daily_link **list, size_t *count, struct url url, struct str text)
{
    struct daily_link *l = url.whole.n ? more(w, list, count, sizeof *l) : NULL;
    if (l) {
        *l = (struct daily_link){url, text};
    }
}

void daily_hide(struct call *w, struct view_daily_form *v, const char *name, struct str value)
{
    struct view_hidden *h = value.n ? more(w, &v->hidden, &v->hidden_count, sizeof *h) : NULL;
    if (h) {
        *h = (struct view_hidden){name, value};
    }
}

struct daily_line *daily_line_add(struct call *w, struct view_daily_list *v, const struct record *r)
{
    struct daily_line *l = more(w, &v->lines, &v->lines_count, sizeof *l);
    if (l) {
        *l = (struct daily_line){.id = r->id, .date = date_from_day(r->day), .tag_kind = ""};
        l->struck = daily_struck(r);
        l->state = daily_state(w, r);
    }
    return l;
}

void daily_copy_add(struct call *w, struct view_daily_read *v, const char *label, struct str text)
{
    struct daily_copy *c = text.n ? more(w, &v->copies, &v->copies_count, sizeof *c) : NULL;
    int64_t rows = 1;
    for (size_t i = 0; i < text.n; i++) {
        rows += text.p[i] == '\n';
    }
    rows += (int64_t)text.n / 90;
    if (c) {
        *c = (struct daily_copy){web_print(w, "copy-%zu", v->copies_count), text, label, rows > 12 ? 12 : rows + 1};
    }
}

/* ---- JSON ---- */

void daily_json_begin(struct daily_json *j)
{
    buf_init(&j->b, 0);
    json_out_init(&j->o, &j->b, 0);
    json_begin_object(&j->o);
}

struct str daily_json_end(struct call *w, struct daily_json *j)
{
    struct str out = NONE;
    json_end_object(&j->o);
    if (!buf_ok(&j->b)) {
        err_no_memory(&w->err);
    } else if (!arena_str(w->arena, buf_str(&j->b), &out)) {
        arena_error(w->arena, &w->err);
    }
    buf_free(&j->b);
    return out;
}

void daily_put(struct json_out *o, const char *key, struct str text)
{
    if (text.n) {
        json_key(o, key);
        json_put_str(o, text);
    }
}

void daily_put_lines(struct json_out *o, const char *key, struct str text)
{
    struct str rest = str_trim(text), line;
    if (!rest.n) {
        return;
    }
    json_key(o, key);
    json_begin_array(o);
    while (rest.n) {
        struct str tail = NONE;
        line = rest;
        str_cut(rest, '\n', &line, &tail);
        line = str_trim(line);
        if (line.n) {
            json_put_str(o, line);
        }
        rest = tail;
    }
    json_end_array(o);
}

const struct json *daily_read(struct call *w, struct str json)
{
    const struct json *root = NULL;
    return json_parse(json, w->arena, &root, &w->err) ? root : NULL;
}

struct str daily_member(const struct json *root, const char *key)
{
    return json_str(json_get(root, key));
}

struct str daily_joined(struct call *w, const struct json *list, const char *between)
{
    struct buf b;
    struct str out = NONE;
    buf_init(&b, 0);
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        buf_cstr(&b, b.n ? between : "");
        buf_add(&b, json_str(v));
    }
    if (b.n) {
        arena_str(w->arena, buf_str(&b), &out);
    }
    buf_free(&b);
    return out;
}

/* ---- the form ---- */

struct url daily_url(struct call *w, const char *fmt, ...)
{
    char below[400];
    va_list args;
    va_start(args, fmt);
    vsnprintf(below, sizeof below, fmt, args);
    va_end(args);
    return (struct url){web_print(w, "/clients/%.*s%s", (int)w->client.n, w->client.p, below)};
}

void daily_form(struct call *w, const char *title, const struct form *f, const char *desk, struct str when,
                struct view_daily_form *v)
{
    page_begin(w, title, f, &v->page);
    v->heading = title;
    v->back = daily_url(w, "%s", "");
    v->back_text = "Go back without saving";
    v->action.whole = w->in->path;
    if (desk && web_may(w, CASE_DESK_KEEP)) {
        v->keep = daily_url(w, "/desk/%s", desk).whole;
        if (when.n) {
            v->kept = web_print(w, "This is what you began %.*s. It is not saved yet.", (int)when.n, when.p);
            v->drop = daily_url(w, "/desk/%s/drop", desk);
        }
    }
}

bool daily_trouble(struct call *w, struct form *f)
{
    for (size_t i = 0; w->err.kind == ERR_INVALID && i < f->count; i++) {
        if (strcmp(f->fields[i].name, w->err.where) == 0) {
            form_wrong(w, f, f->fields[i].name, "“%s” %s.", f->fields[i].label, w->err.text);
            err_clear(&w->err);
            return true;
        }
    }
    web_trouble(w, f);
    return false;
}

/* ---- people, entries, words ---- */

bool daily_people(struct call *w, struct daily_people *out)
{
    return people_list(w->practice, &w->who, w->arena, &out->list, &out->count, &w->err);
}

struct str daily_name(const struct daily_people *p, struct str id)
{
    for (size_t i = 0; id.n && i < p->count; i++) {
        if (str_eq(p->list[i].id, id)) {
            return p->list[i].name;
        }
    }
    return STR("");
}

bool daily_struck(const struct record *r)
{
    return str_is(r->state, "corrected") || str_is(r->state, "withdrawn");
}

struct str daily_state(struct call *w, const struct record *r)
{
    const struct json *root = NULL;
    struct err none = {0};
    if (str_is(r->state, "corrected")) {
        return STR("Corrected: the new entry stands beside it.");
    }
    if (str_is(r->state, "withdrawn")) {
        return STR("Withdrawn.");
    }
    struct str why =
        r->content.n && json_parse(r->content, w->arena, &root, &none) ? daily_member(root, "correction_reason") : NONE;
    return why.n ? web_print(w, "Correction: %.*s", (int)why.n, why.p) : NONE;
}

bool daily_rows(struct call *w, unsigned kinds, struct date until, size_t limit, struct record **out, size_t *count)
{
    struct record_filter f = {.kinds = kinds, .newest_first = true, .limit = limit};
    size_t n = 0, kept = 0;
    if (date_is_set(until)) {
        f.from_day = INT32_MIN / 2;
        f.to_day = date_to_day(until);
    }
    if (!between_list(w->practice, &w->who, w->client, &f, w->arena, out, &n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!str_is((*out)[i].state, "withdrawal")) {
            (*out)[kept++] = (*out)[i];
        }
    }
    *count = kept;
    return true;
}

struct record *daily_newest(struct record *list, size_t count, enum record_kind kind)
{
    for (size_t i = 0; i < count; i++) {
        bool alone = str_is(list[i].state, SAFETY_ALONE) || str_is(list[i].state, SAFETY_AGREED);
        if (list[i].kind == kind && !daily_struck(&list[i]) && !alone) {
            return &list[i];
        }
    }
    return NULL;
}

struct str daily_who_when(struct call *w, const struct daily_people *p, const struct record *r)
{
    struct str who = daily_name(p, r->by), at = web_time(w, r->entered_ms);
    return web_print(w, "Entered %.*s%s%.*s", (int)at.n, at.p, who.n ? " by " : "", (int)who.n, who.p);
}

struct str daily_next(struct call *w, struct str next, struct date follow)
{
    struct str day = web_day(w, follow);
    next = str_trim(next);
    bool ends = str_ends_ci(next, STR(".")) || str_ends_ci(next, STR("?")) || str_ends_ci(next, STR("!"));
    return web_print(w, "Next%s%.*s: %.*s%s", day.n ? ", planned for " : "", (int)day.n, day.n ? day.p : "",
                     (int)next.n, next.n ? next.p : "", ends ? "" : ".");
}

struct str daily_number(struct call *w, double v)
{
    return v == (double)(int64_t)v ? web_print(w, "%lld", (long long)v) : web_print(w, "%.1f", v);
}

size_t daily_aims(const struct plan *p, const struct plan_objective **list, size_t room)
{
    size_t n = 0;
    for (size_t g = 0; p && g < p->goals.n; g++) {
        for (size_t i = 0; i < p->goals.at[g].objectives.n; i++) {
            const struct plan_objective *o = &p->goals.at[g].objectives.at[i];
            if (n < room && o->id.n && o->status != LIFECYCLE_COMPLETED && o->status != LIFECYCLE_CANCELLED) {
                list[n++] = o;
            }
        }
    }
    return n;
}

const struct plan_objective *daily_aim(const struct plan *p, struct str id)
{
    for (size_t g = 0; p && g < p->goals.n; g++) {
        for (size_t i = 0; i < p->goals.at[g].objectives.n; i++) {
            if (str_eq(p->goals.at[g].objectives.at[i].id, id)) {
                return &p->goals.at[g].objectives.at[i];
            }
        }
    }
    return NULL;
}

struct str daily_objective(const struct plan_objective *o)
{
    return o->statement.n ? o->statement : o->name;
}

const struct view_choice daily_decisions[8] = {{"keep", "Keep the plan as it is", NULL, false},
                                               {"revise", "Revise the plan", NULL, false},
                                               {"change_approach", "Change the approach", NULL, false},
                                               {"step_up", "Step up", NULL, false},
                                               {"consult", "Consult somebody", NULL, false},
                                               {"refer", "Refer", NULL, false},
                                               {"step_down", "Step down", NULL, false},
                                               {"end", "End the treatment", NULL, false}};

const char *daily_decision(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(daily_decisions); i++) {
        if (str_is(word, daily_decisions[i].value)) {
            return daily_decisions[i].label;
        }
    }
    return "";
}

bool daily_client(struct call *w, const char *here, struct client_chart *c, struct view_strip *strip)
{
    struct chart_ask ask = {.rows = 0};
    *c = (struct client_chart){.plan = NULL};
    if (!web_may(w, CASE_CHART_OPEN)) {
        return strip_read(w, here, strip);
    }
    if (!chart_read(w->practice, &w->who, w->client, &ask, w->arena, c, &w->err)) {
        return false;
    }
    strip_of(w, &c->card, here, strip);
    return true;
}

void daily_again(struct call *w, const struct record *r, const char *page, struct daily_link **list, size_t *count)
{
    if (daily_struck(r) || !web_may(w, r->kind == RECORD_SESSION ? CASE_SESSION_WRITE : CASE_ENTRY_WRITE)) {
        return;
    }
    if (page) {
        daily_link_add(w, list, count, daily_url(w, "%s?correct=%.*s", page, (int)r->id.n, r->id.p), STR("Correct"));
    }
    daily_link_add(w, list, count, daily_url(w, "/withdraw/%.*s", (int)r->id.n, r->id.p), STR("Withdraw"));
}

void daily_done(struct call *w, const char *sentence, const char *below)
{
    struct url to = daily_url(w, "%s", below);
    web_said(w, sentence, "%.*s", (int)to.whole.n, to.whole.p);
}

/* ---- the safety plan ---- */

bool daily_crisis(struct call *w, struct daily_part *p)
{
    struct view_crisis_numbers n;
    crisis_numbers(w, &n);
    if (p && n.emergency.n) {
        daily_say(w, p, NULL, web_print(w, "In an emergency: %.*s", (int)n.emergency.n, n.emergency.p),
                  n.emergency_unconfirmed ? STR("not confirmed") : NONE);
    } else if (p) {
        p->lede = STR("In an emergency, call the emergency number of your country.");
    }
    for (size_t i = 0; p && i < n.lines_count; i++) {
        const struct view_crisis_line *c = &n.lines[i];
        daily_say(w, p, NULL,
                  web_print(w, "%.*s: %.*s%s", (int)c->label.n, c->label.p, (int)c->number.n, c->number.p,
                            c->unconfirmed ? " (not confirmed)" : ""),
                  c->text_number.n ? web_print(w, "text messages: %.*s", (int)c->text_number.n, c->text_number.p)
                                   : NONE);
    }
    return true;
}

static const struct {
    const char *key, *title;
} step_keys[] = {{"warning_signs", "Warning signs"},
                 {"coping", "What I can do alone"},
                 {"distraction", "People and places"},
                 {"people", "People to ask for help"},
                 {"professionals", "Professionals"},
                 {"surroundings", "Safer surroundings"},
                 {"text", "Also"}};

static struct str texts_joined(struct call *w, const plan_texts *t)
{
    struct buf b;
    struct str out = NONE;
    buf_init(&b, 0);
    for (size_t i = 0; i < t->n; i++) {
        buf_cstr(&b, b.n ? "\n" : "");
        buf_add(&b, t->at[i]);
    }
    if (b.n) {
        arena_str(w->arena, buf_str(&b), &out);
    }
    buf_free(&b);
    return out;
}

bool daily_safety(struct call *w, const struct record *r, const struct plan *p, struct daily_part *out)
{
    const struct json *root = r ? daily_read(w, r->content) : NULL;
    const struct plan_safety *s = p ? &p->crisis.safety_plan : NULL;
    const plan_texts none = {NULL, 0, 0};
    const plan_texts *in_plan[] = {s ? &s->warning_signs : &none, s ? &s->coping : &none,
                                   s ? &s->distraction : &none,   s ? &s->people : &none,
                                   s ? &s->professionals : &none, s ? &s->surroundings : &none,
                                   s ? &s->text : &none};
    for (size_t i = 0; i < COUNT_OF(step_keys); i++) {
        struct str text = root ? daily_joined(w, json_get(root, step_keys[i].key), "\n") : texts_joined(w, in_plan[i]);
        daily_say(w, out, step_keys[i].title, text, NONE);
    }
    return out->texts_count > 0;
}
