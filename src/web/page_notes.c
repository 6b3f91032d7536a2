/* page_notes.c: session notes: written by the plan in force, read, copied; psychotherapy notes, their author's alone;
 * withdrawing an entry. */
#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

/* ---- fields ---- */

static const struct field note_rows[] = {
    {"interventions", "What was used", FIELD_CHOICES, false, 0, 0, NULL, NULL},
    {"client_words", "In the client’s words", FIELD_TEXT, false, 0, 4000, NULL, NULL},
    {"observed", "Observed", FIELD_TEXT, false, 0, 4000, NULL, NULL},
    {"text", "Anything else", FIELD_TEXT, false, 0, 16000, NULL, NULL}};

static const char *aim_name(struct call *w, const struct plan_objective *o)
{
    return web_print(w, "p-%.*s", (int)o->id.n, o->id.p).p;
}

size_t note_fields(struct call *w, const struct plan *p, struct field *list, size_t room)
{
    const struct plan_objective *aim[AIMS_MAX];
    size_t n = daily_aims(p, aim, AIMS_MAX);
    n = n + COUNT_OF(note_rows) > room ? room - COUNT_OF(note_rows) : n;
    for (size_t i = 0; i < n; i++) {
        struct str label = daily_objective(aim[i]);
        list[i] = (struct field){
            aim_name(w, aim[i]), web_print(w, "%.*s", (int)label.n, label.p).p, FIELD_LINE, false, 0, 1000, NULL, NULL};
    }
    memcpy(list + n, note_rows, sizeof note_rows);
    return n + COUNT_OF(note_rows);
}

static struct str old_progress(const struct json *old, struct str objective)
{
    const struct json *list = json_get(old, "progress");
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        if (str_eq(daily_member(v, "objective"), objective)) {
            return daily_member(v, "text");
        }
    }
    return NONE;
}

static void ask_interventions(struct call *w, const struct plan *p, const struct form *f, const struct json *old,
                              struct daily_part *part)
{
    struct view_choice *list = p ? arena_array(w->arena, p->interventions.n, sizeof *list) : NULL;
    size_t n = 0;
    for (size_t i = 0; list && i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        struct str name = x->name.n ? x->name : x->text;
        if (x->id.n && name.n) {
            list[n++] = (struct view_choice){web_print(w, "%.*s", (int)x->id.n, x->id.p).p,
                                             web_print(w, "%.*s", (int)name.n, name.p).p, NULL, false};
        }
    }
    struct view_field *field =
        n ? daily_ask(w, part, f, "interventions", daily_joined(w, json_get(old, "interventions"), "|")) : NULL;
    if (field) {
        field_choices(w, field, list, n);
    }
}

void note_parts(struct call *w, const struct plan *p, const struct form *f, const struct json *old,
                struct view_daily_form *v)
{
    const struct plan_objective *aim[AIMS_MAX];
    size_t n = daily_aims(p, aim, AIMS_MAX);
    struct daily_part *part;
    if (n) {
        part = daily_part_add(w, &v->parts, &v->parts_count, "progress", "Progress, a line each");
        for (size_t i = 0; i < n; i++) {
            daily_ask(w, part, f, aim_name(w, aim[i]), old_progress(old, aim[i]->id));
        }
        daily_quiet(part);
    }
    part = daily_part_add(w, &v->parts, &v->parts_count, "note", "The note");
    if (part) {
        part->lede =
            p ? STR("Leave out what you have nothing to say about.")
              : STR("No plan is in force yet; objectives and interventions will stand here with the first one.");
    }
    ask_interventions(w, p, f, old, part);
    daily_ask(w, part, f, "client_words", daily_member(old, "client_words"));
    daily_ask(w, part, f, "observed", daily_member(old, "observed"));
    daily_ask(w, part, f, "text", daily_member(old, "text"));
    daily_quiet(part);
}

static void put_progress(struct call *w, const struct plan *p, const struct form *f, struct json_out *o)
{
    const struct plan_objective *aim[AIMS_MAX];
    size_t n = daily_aims(p, aim, AIMS_MAX);
    bool open = false;
    for (size_t i = 0; i < n; i++) {
        struct str text = form_value(f, aim_name(w, aim[i]));
        if (!text.n) {
            continue;
        }
        if (!open) {
            json_key(o, "progress");
            json_begin_array(o);
            open = true;
        }
        json_begin_object(o);
        daily_put(o, "objective", aim[i]->id);
        daily_put(o, "text", text);
        json_end_object(o);
    }
    if (open) {
        json_end_array(o);
    }
}

struct str note_json(struct call *w, const struct plan *p, const struct form *f)
{
    struct daily_json j;
    struct str rest = form_value(f, "interventions");
    daily_json_begin(&j);
    put_progress(w, p, f, &j.o);
    if (rest.n) {
        json_key(&j.o, "interventions");
        json_begin_array(&j.o);
        while (rest.n) {
            struct str one = rest, tail = NONE;
            str_cut(rest, '|', &one, &tail);
            json_put_str(&j.o, one);
            rest = tail;
        }
        json_end_array(&j.o);
    }
    daily_put(&j.o, "client_words", form_value(f, "client_words"));
    daily_put(&j.o, "observed", form_value(f, "observed"));
    daily_put(&j.o, "text", form_value(f, "text"));
    return daily_json_end(w, &j);
}

/* ---- writing one ---- */

struct note_form {
    struct field field[FORM_FIELDS_MAX];
    size_t count;
    struct client_chart chart;
    struct view_strip strip;
    struct record session, old; /* id absent: none */
    const struct json *was;
    const char *desk;
    struct form f;
};

static const struct field own_rows[] = {{"session", "Session", FIELD_LINE, false, 0, 26, NULL, NULL},
                                        {"correct", "Corrects", FIELD_LINE, false, 0, 26, NULL, NULL},
                                        {"reason", "Why it is corrected", FIELD_LINE, false, 0, 500, NULL, NULL}};

static bool read_note(struct call *w, struct str session, struct str correct, struct note_form *s)
{
    *s = (struct note_form){.count = COUNT_OF(own_rows)};
    memcpy(s->field, own_rows, sizeof own_rows);
    if (!daily_client(w, "Sessions", &s->chart, &s->strip) ||
        (session.n &&
         !between_get(w->practice, &w->who, w->client, RECORD_SESSION, session, w->arena, &s->session, &w->err)) ||
        (correct.n &&
         !between_get(w->practice, &w->who, w->client, RECORD_NOTE, correct, w->arena, &s->old, &w->err)) ||
        (correct.n && !(s->was = daily_read(w, s->old.content)))) {
        return false;
    }
    s->desk = session.n ? web_print(w, "note-%.*s", (int)session.n, session.p).p : "note";
    s->count += note_fields(w, s->chart.plan, s->field + s->count, FORM_FIELDS_MAX - s->count);
    return true;
}

static void show_note(struct call *w, struct note_form *s, struct str when)
{
    struct view_daily_form v = {.has_strip = true, .strip = s->strip};
    const char *title = s->old.id.n ? "Correct a note" : "Write a note";
    daily_form(w, title, &s->f, s->old.id.n ? NULL : s->desk, when, &v);
    v.page.help = (struct url){STR("/help/sessions")};
    v.back = daily_url(w, "/sessions");
    v.button = s->old.id.n ? "Save the correction" : "Save the note";
    if (s->session.id.n) {
        struct str day = web_day(w, date_from_day(s->session.day));
        v.lede = web_print(w, "Of the session %s%.*s", day.p && day.p[0] <= '9' ? "on " : "", (int)day.n, day.p);
        daily_hide(w, &v, "session", s->session.id);
    }
    if (s->old.id.n) {
        struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "why", "The correction");
        daily_hide(w, &v, "correct", s->old.id);
        if (p) {
            p->lede = STR("The note as it was stays readable, struck through.");
        }
        daily_ask(w, p, &s->f, "reason", NONE);
    }
    note_parts(w, s->chart.plan, &s->f, s->was, &v);
    view_daily_form(&w->out, &v);
}

void note_new_show(struct call *w)
{
    struct note_form *s = ARENA_NEW(w->arena, struct note_form);
    struct str when = NONE;
    if (!s || !read_note(w, http_query(w->in, "session"), http_query(w->in, "correct"), s)) {
        web_trouble(w, NULL);
        return;
    }
    if (s->old.id.n) {
        form_empty(w, s->field, s->count, &s->f);
    } else if (!daily_bring(w, s->desk, s->field, s->count, &s->f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_note(w, s, when);
}

static bool save_note(struct call *w, struct note_form *s)
{
    struct entry x = {.kind = RECORD_NOTE, .of = s->session.id};
    x.date = s->old.id.n ? date_from_day(s->old.day) : s->session.id.n ? date_from_day(s->session.day) : w->today;
    x.json = note_json(w, s->chart.plan, &s->f);
    if (w->err.kind != ERR_NONE) {
        return false;
    }
    if (str_is(x.json, "{}")) {
        form_wrong(w, &s->f, "text", "Write something into at least one field.");
        return false;
    }
    return s->old.id.n ? between_correct(w->practice, &w->who, w->client, s->old.id, &x, form_value(&s->f, "reason"),
                                         NONE, w->arena, &w->err)
                       : between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err);
}

void note_new_do(struct call *w)
{
    struct note_form *s = ARENA_NEW(w->arena, struct note_form);
    if (!s || !read_note(w, http_form(w->in, "session"), http_form(w->in, "correct"), s)) {
        web_trouble(w, NULL);
        return;
    }
    bool good = form_read(w, s->field, s->count, &s->f);
    if (s->old.id.n && !form_value(&s->f, "reason").n) {
        form_wrong(w, &s->f, "reason", "Say in a sentence why it is corrected.");
        good = false;
    }
    if (!good || !save_note(w, s)) {
        if (w->err.kind == ERR_NONE || daily_trouble(w, &s->f)) {
            show_note(w, s, NONE);
        }
        return;
    }
    if (!s->old.id.n) {
        daily_sent(w, s->desk);
    }
    struct url to = daily_url(w, "/sessions");
    web_said(w, "The note was saved.", "%.*s", (int)to.whole.n, to.whole.p);
}

/* ---- reading one ---- */

static struct str intervention_name(const struct plan *p, struct str id)
{
    for (size_t i = 0; p && i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        if (str_eq(x->id, id)) {
            return x->name.n ? x->name : x->text;
        }
    }
    return id;
}

static void read_part(struct call *w, struct view_daily_read *v, const char *id, const char *title, struct str text)
{
    if (text.n) {
        daily_say(w, daily_part_add(w, &v->parts, &v->parts_count, id, title), NULL, text, NONE);
        daily_copy_add(w, v, title, text);
    }
}

static void read_progress(struct call *w, const struct plan *p, const struct json *root, struct view_daily_read *v)
{
    const struct json *list = json_get(root, "progress");
    struct daily_part *part = list ? daily_part_add(w, &v->parts, &v->parts_count, "progress", "Progress") : NULL;
    struct buf b;
    struct str copy = NONE;
    buf_init(&b, 0);
    for (const struct json *x = list ? list->first : NULL; x; x = x->next) {
        const struct plan_objective *o = daily_aim(p, daily_member(x, "objective"));
        struct str text = daily_member(x, "text"), label = o ? daily_objective(o) : daily_member(x, "objective");
        daily_say(w, part, NULL, text, label);
        buf_cstr(&b, b.n ? "\n" : "");
        buf_add(&b, label);
        buf_cstr(&b, "\n  ");
        buf_add(&b, text);
    }
    if (b.n && arena_str(w->arena, buf_str(&b), &copy)) {
        daily_copy_add(w, v, "Progress", copy);
    }
    buf_free(&b);
}

static void read_interventions(struct call *w, const struct plan *p, const struct json *root, struct view_daily_read *v)
{
    const struct json *list = json_get(root, "interventions");
    struct daily_part *part = list ? daily_part_add(w, &v->parts, &v->parts_count, "used", "What was used") : NULL;
    struct str copy = NONE;
    for (const struct json *x = list ? list->first : NULL; x; x = x->next) {
        struct str name = intervention_name(p, json_str(x));
        daily_say(w, part, NULL, name, NONE);
        copy = web_print(w, "%.*s%s%.*s", (int)copy.n, copy.n ? copy.p : "", copy.n ? "; " : "", (int)name.n, name.p);
    }
    daily_copy_add(w, v, "What was used", copy);
}

void note_show(struct call *w)
{
    struct view_daily_read v = {.heading = "Session note"};
    struct client_chart c;
    struct daily_people people;
    struct record r = {.id = NONE};
    const struct json *root;
    if (!daily_client(w, "Sessions", &c, &v.strip) || !daily_people(w, &people) ||
        !between_get(w->practice, &w->who, w->client, RECORD_NOTE, web_param(w, "id"), w->arena, &r, &w->err) ||
        !(root = daily_read(w, r.content))) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, v.heading, NULL, &v.page);
    v.page.help = (struct url){STR("/help/sessions")};
    struct str day = web_day(w, date_from_day(r.day)), entered = daily_who_when(w, &people, &r);
    v.meta = web_print(w, "%s%.*s. %.*s", str_is(r.state, "withdrawal") ? "Withdrawal of " : "", (int)day.n, day.p,
                       (int)entered.n, entered.p);
    v.state = daily_state(w, &r);
    v.struck = daily_struck(&r);
    read_progress(w, c.plan, root, &v);
    read_interventions(w, c.plan, root, &v);
    read_part(w, &v, "words", "In the client’s words", daily_member(root, "client_words"));
    read_part(w, &v, "observed", "Observed", daily_member(root, "observed"));
    read_part(w, &v, "text", "Note", daily_member(root, "text"));
    read_part(w, &v, "reason", "Why it was withdrawn", daily_member(root, "reason"));
    daily_link_add(w, &v.links, &v.links_count, daily_url(w, "/sessions"), STR("All sessions"));
    if (!str_is(r.state, "withdrawal")) {
        daily_again(w, &r, "/notes/new", &v.links, &v.links_count);
    }
    view_daily_read(&w->out, &v);
}

/* ---- psychotherapy notes ---- */

static const struct field psychotherapy_rows[] = {
    {"text", "Note", FIELD_TEXT, true, 0, 16000, NULL, "Write the note."}};

static void show_psychotherapy(struct call *w, struct form *f, struct str when)
{
    struct view_daily_form v = {.has_strip = true};
    struct record *list = NULL;
    size_t n = 0;
    if (!strip_read(w, "Sessions", &v.strip) ||
        !daily_rows(w, 1u << RECORD_PSYCHOTHERAPY_NOTE, (struct date){0}, 0, &list, &n)) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, "My psychotherapy notes", f, "psychotherapy", when, &v);
    v.page.help = (struct url){STR("/help/sessions")};
    v.lede = STR("Yours alone: nobody else in the practice reads them here.");
    v.button = "Save this note";
    v.back = daily_url(w, "/sessions");
    v.back_text = "All sessions";
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "new", "A new note, of today");
    struct view_field *x = daily_ask(w, p, f, "text", NONE);
    if (x) {
        x->rows = 6;
    }
    p = daily_part_add(w, &v.beside, &v.beside_count, "notes", "Earlier ones");
    for (size_t i = 0; i < n; i++) {
        const struct json *root = daily_read(w, list[i].content);
        daily_say(w, p, NULL, daily_member(root, "text"), web_day(w, date_from_day(list[i].day)));
    }
    if (p && !n) {
        p->lede = STR("There is none yet.");
    }
    view_daily_form(&w->out, &v);
}

void psychotherapy_show(struct call *w)
{
    struct form f;
    struct str when;
    if (!daily_bring(w, "psychotherapy", psychotherapy_rows, COUNT_OF(psychotherapy_rows), &f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_psychotherapy(w, &f, when);
}

void psychotherapy_do(struct call *w)
{
    struct form f;
    struct daily_json j;
    bool good = form_read(w, psychotherapy_rows, COUNT_OF(psychotherapy_rows), &f);
    daily_json_begin(&j);
    daily_put(&j.o, "text", form_value(&f, "text"));
    struct entry x = {.kind = RECORD_PSYCHOTHERAPY_NOTE, .date = w->today, .json = daily_json_end(w, &j)};
    if (good && !between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        good = false;
        if (!daily_trouble(w, &f)) {
            return;
        }
    }
    if (!good) {
        show_psychotherapy(w, &f, NONE);
        return;
    }
    daily_sent(w, "psychotherapy");
    struct url to = daily_url(w, "/psychotherapy");
    web_said(w, "The note was saved.", "%.*s", (int)to.whole.n, to.whole.p);
}

/* ---- withdrawing ---- */

static const struct field withdraw_rows[] = {
    {"reason", "Why it is withdrawn", FIELD_LINE, true, 0, 500, NULL, "Say in a sentence why it is withdrawn."}};

static void show_withdraw(struct call *w, struct form *f)
{
    struct view_daily_form v = {.has_strip = true};
    if (!strip_read(w, "", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, "Withdraw an entry", f, NULL, NONE, &v);
    v.lede = STR("For what was entered by mistake. It stays readable, struck through, with your reason.");
    v.button = "Withdraw it";
    v.back_text = "Leave it as it is";
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "why", NULL);
    daily_ask(w, p, f, "reason", NONE);
    view_daily_form(&w->out, &v);
}

void withdraw_show(struct call *w)
{
    struct form f;
    form_empty(w, withdraw_rows, COUNT_OF(withdraw_rows), &f);
    show_withdraw(w, &f);
}

void withdraw_do(struct call *w)
{
    struct form f;
    struct str id = web_param(w, "id");
    if (!form_read(w, withdraw_rows, COUNT_OF(withdraw_rows), &f)) {
        show_withdraw(w, &f);
        return;
    }
    if (!between_withdraw(w->practice, &w->who, w->client, id, form_value(&f, "reason"), &w->err)) {
        web_trouble(w, &f);
        return;
    }
    struct url to = daily_url(w, "%s", "");
    web_said(w, "The entry was withdrawn. It stays readable, struck through.", "%.*s", (int)to.whole.n, to.whole.p);
}
