/* page_draft.c: the draft of a plan: written, saved while it is written, looked at. */
#include "web/draft.h"

#include "base/json.h"
#include "measure/measure.h"
#include "plan/plan_json.h"
#include "practice/clients.h"
#include "practice/plans.h"
#include "rules/findings.h"
#include "views.h"
#include "web/plan_form.h"
#include "web/plan_plain.h"
#include "web/web_parts.h"

/* A draft that was read, with all that its page needs. */
struct open_draft {
    struct plan_draft d;
    struct plan *plan, *former;
    struct findings findings;
    struct editor e;
};

static bool read_plan(struct call *w, struct str json, struct plan **out)
{
    return plan_from_json(json, w->arena, out, &w->err) && plan_number_ids(*out, w->arena, &w->err) &&
           plan_bind(*out, w->arena, &w->err);
}

/* What a sentence calls the client by: the strip knows it also when the plan does not. */
static struct str called(const struct view_strip *s)
{
    struct str first = s->preferred_name.n ? s->preferred_name : s->name;
    if (!s->preferred_name.n) {
        str_cut(s->name, ' ', &first, &(struct str){NULL, 0});
    }
    return first;
}

static bool look(struct call *w, struct open_draft *o, const struct plan_wrong *wrong, size_t wrong_count)
{
    memset(&o->e, 0, sizeof o->e);
    if (!rules_check(o->plan, w->arena, &o->findings, &w->err)) {
        return false;
    }
    o->e = (struct editor){.arena = w->arena,
                           .plan = o->plan,
                           .former = o->former,
                           .former_number = o->d.former_number,
                           .beside = &o->d.beside,
                           .findings = &o->findings,
                           .wrong = wrong,
                           .wrong_count = wrong_count,
                           .all = http_query(w->in, "all")};
    return editor_begin(&o->e, &w->err);
}

static bool open_it(struct call *w, struct open_draft *o)
{
    memset(o, 0, sizeof *o);
    return plans_draft_open(w->practice, &w->who, w->client, w->arena, &o->d, &w->err) &&
           read_plan(w, o->d.version.json, &o->plan) && (!o->d.former.n || read_plan(w, o->d.former, &o->former));
}

/* The last scores, as the client's summary keeps them. */
static bool read_latest(struct call *w, const struct client_card *card, struct edit_latest **out, size_t *count)
{
    const struct json *root, *list;
    *count = 0;
    *out = NULL;
    if (!card->summary.n) {
        return true;
    }
    if (!json_parse(card->summary, w->arena, &root, &w->err)) {
        return false;
    }
    list = json_get(root, "measures");
    *out = arena_array(w->arena, (list ? list->count : 0) + 1, sizeof **out);
    for (const struct json *m = list ? list->first : NULL; *out && m; m = m->next) {
        const struct json *value = json_get(m, "value");
        struct edit_latest *l = &(*out)[*count];
        if (value && value->type == JSON_NUMBER && date_parse(json_str(json_get(m, "on")), &l->on)) {
            l->instrument = json_str(json_get(m, "instrument"));
            l->value = value->text;
            ++*count;
        }
    }
    return *out || arena_error(w->arena, &w->err);
}

/* ---- the page ---- */

static void put_measures(struct editor *e, struct view_draft *v)
{
    size_t n = 0;
    while (measure_at(n)) {
        n++;
    }
    v->measures = editor_array(e, n, sizeof *v->measures);
    for (size_t i = 0; v->measures && i < n; i++) {
        const struct measure *m = measure_at(i);
        v->measures[v->measures_count++] = (struct edit_choice){str_of(m->name), str_of(m->title), false};
    }
}

static void put_ids(struct editor *e, const struct shape *s, const void *item, struct str at, struct view_draft *v)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        struct str here = editor_print(e, "%.*s/%s", (int)at.n, at.p ? at.p : "", f->key);
        if (f->kind == SHAPE_OBJECT) {
            put_ids(e, f->shape, member, here, v);
        }
        const struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        const struct shape_field *id = list && f->shape->prefix ? shape_find(f->shape, STR("id")) : NULL;
        for (size_t k = 0; list && k < list->n; k++) {
            const void *one = (const char *)list->at + k * f->shape->size;
            struct str place = editor_print(e, "%.*s/%zu", (int)here.n, here.p ? here.p : "", k);
            if (id && v->ids) {
                v->ids[v->ids_count++] =
                    (struct edit_choice){place, *(const struct str *)shape_member_const(id, one), false};
            }
            put_ids(e, f->shape, one, place, v);
        }
    }
}

static void put_removed(struct open_draft *o, struct view_draft *v)
{
    size_t n = o->d.beside.removed.n;
    v->removed = editor_array(&o->e, n, sizeof *v->removed);
    for (size_t i = n; v->removed && i-- > 0;) { /* the last one first */
        const struct plan_removed *r = &o->d.beside.removed.at[i];
        v->removed[v->removed_count++] =
            (struct edit_removed){r->key, r->label.n ? r->label : STR("(without words)"), editor_list_words(r->list)};
    }
}

static void put_foreign(struct open_draft *o, struct view_draft *v)
{
    const struct plan *p = o->plan;
    v->foreign = editor_array(&o->e, p->notes.n, sizeof *v->foreign);
    for (size_t i = 0; v->foreign && i < p->notes.n; i++) {
        if (p->notes.at[i].line.has) {
            v->foreign[v->foreign_count++] = (struct draft_foreign){p->notes.at[i].line.v, p->notes.at[i].text,
                                                                    editor_print(&o->e, "/notes/%zu/text", i)};
        }
    }
}

/* What is wrong, by the name of its field: "Intervention 1: Length of a session: Write a whole number." */
static void put_errors(struct call *w, struct open_draft *o, struct view_page *page)
{
    struct form_error *list = arena_array(w->arena, o->e.wrong_count + 1, sizeof *list);
    for (size_t i = 0; list && i < o->e.wrong_count; i++) {
        struct str place = editor_place_words(&o->e, o->e.wrong[i].pointer);
        list[page->errors_count++] =
            (struct form_error){o->e.wrong[i].pointer.p,
                                web_print(w, "%.*s: %s", (int)place.n, place.p ? place.p : "", o->e.wrong[i].text)};
    }
    page->errors = list;
    page->wrong = page->errors_count > 0;
    if (page->wrong) {
        w->answer->status = 422;
    }
}

struct str draft_question(struct call *w, const struct view_strip *s)
{
    const char *whose = str_starts_ci(s->pronouns, STR("she"))  ? "her"
                        : str_starts_ci(s->pronouns, STR("he")) ? "his"
                                                                : "their";
    struct str name = called(s);
    return web_print(w, "What does %.*s want to be different? Use %s words.", (int)name.n, name.p ? name.p : "", whose);
}

static void put_times(struct call *w, const struct open_draft *o, struct view_draft *v)
{
    v->saved = web_saved(w, o->d.saved_ms ? o->d.saved_ms : o->d.version.entered_ms);
    if (o->d.writer.name.n) {
        struct str since = web_time(w, o->d.writer.since_ms);
        v->writer = web_print(w, "%.*s is writing here (since %.*s).", (int)o->d.writer.name.n, o->d.writer.name.p,
                              (int)since.n, since.p ? since.p : "");
    }
}

/* What the client said about items of the plan, by their ids: "objectives/o1". */
static void put_said(struct call *w, struct open_draft *o)
{
    struct words_row *rows;
    size_t n = client_words_rows(w, o->plan, &rows);
    struct edit_said *list = arena_array(w->arena, n + 1, sizeof *list);
    for (size_t i = n; list && i-- > 0;) {
        struct str list_name, id;
        if (str_cut(rows[i].about, '/', &list_name, &id)) {
            list[o->e.said_count++] = (struct edit_said){
                id, rows[i].text,
                web_print(w, "%.*s · %.*s", (int)rows[i].who.n, rows[i].who.p, (int)rows[i].kind.n, rows[i].kind.p)};
        }
    }
    o->e.said = list;
}

/* added: the first field of what was added all the same; absent: nothing. */
static void show(struct call *w, struct open_draft *o, const char *trouble, struct str added)
{
    struct view_draft v;
    bool empty;
    memset(&v, 0, sizeof v);
    struct client_card card;
    struct edit_latest *latest;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err) ||
        !read_latest(w, &card, &latest, &o->e.latest_count)) {
        web_trouble(w, NULL);
        return;
    }
    o->e.latest = latest;
    put_said(w, o);
    strip_of(w, &card, "Plan", &v.strip);
    struct form kept = {.count = 0};
    page_begin(w, "Plan, draft", w->kept_form.p ? &kept : NULL, &v.page);
    put_errors(w, o, &v.page);
    v.page.help = (struct url){STR("/help/plans")};
    v.id = o->d.version.id;
    v.version = o->d.version.version;
    v.heading = web_print(w, "Plan version %lld, draft", (long long)o->d.version.number);
    v.trouble = str_of(trouble);
    v.added = added;
    v.script = asset_url("editor.js");
    o->e.who = called(&v.strip);
    o->e.focus = editor_empty(o->plan) ? STR("/goals/0/client_words") : NONE;
    editor_sections(&o->e, &v.sections, &v.sections_count, &empty);
    editor_checks(&o->e, &v.checks);
    v.question = empty ? draft_question(w, &v.strip) : NONE;
    v.ids = editor_array(&o->e, o->e.targets_count, sizeof *v.ids);
    put_ids(&o->e, &plan_shape, o->plan, NONE, &v);
    put_removed(o, &v);
    put_foreign(o, &v);
    put_measures(&o->e, &v);
    put_times(w, o, &v);
    if (o->e.failed) {
        arena_error(w->arena, &w->err);
        web_trouble(w, NULL);
        return;
    }
    view_draft(&w->out, &v);
}

/* Whether the places in the form still hold what they held: nobody moved, added or removed anything above them. */
static bool same_places(const struct http_field *fields, size_t n, struct plan *p)
{
    for (size_t i = 0; i < n; i++) {
        struct str name = fields[i].name;
        struct plan_place at;
        if (!str_starts(name, STR("id:"))) {
            continue;
        }
        if (!plan_place(p, str_sub(name, 3, name.n), &at) || !at.is_item) {
            return false;
        }
        const struct shape_field *id = shape_find(at.field->shape, STR("id"));
        const struct shape_items *list = shape_member(at.field, at.item);
        const char *item = (const char *)list->at + at.index * at.field->shape->size;
        if (!id || !str_eq(*(const struct str *)shape_member_const(id, item), fields[i].value)) {
            return false;
        }
    }
    return true;
}

/* What was posted when nobody was signed in any more stands in the form again, resting on the version it was written
 * on, so that what others saved since is not written over. *moved: its places are others' by now, nothing was put. */
static bool put_kept(struct call *w, struct open_draft *o, struct plan_edited *edited, bool *moved)
{
    struct http_config limits;
    struct http_field *fields;
    struct plan_post f;
    struct err none = {.kind = ERR_NONE};
    size_t n, texts = 0;
    http_defaults(&limits);
    if (!w->kept_form.p || !http_parse_form(w->kept_form, &limits, w->arena, &fields, &n, &none)) {
        return true;
    }
    if (!plan_post_read(fields, n, w->arena, &f, &w->err)) {
        return false;
    }
    if (!str_eq(f.id, o->d.version.id) || !same_places(fields, n, o->plan)) {
        *moved = true;
        w->in->form = fields; /* for the page that shows what was typed */
        w->in->form_count = n;
        return true;
    }
    for (size_t i = 0; i < f.edits.list.n; i++) {
        if (f.edits.list.at[i].kind == EDIT_SET) {
            f.edits.list.at[texts++] = f.edits.list.at[i];
        }
    }
    f.edits.list.n = texts;
    o->d.version.version = f.base ? f.base : o->d.version.version;
    return plan_edit(o->plan, &o->d.beside, &f.edits, w->arena, edited, &w->err) &&
           plan_bind(o->plan, w->arena, &w->err);
}

void draft_show(struct call *w)
{
    struct open_draft o;
    struct plan_edited edited = {.said = NULL};
    bool moved = false;
    if (!open_it(w, &o) || !put_kept(w, &o, &edited, &moved) || !look(w, &o, edited.wrong.at, edited.wrong.n)) {
        if (w->err.kind == ERR_NOT_FOUND && strcmp(w->err.where, "plan") == 0) {
            web_go(w, "/clients/%s/plan/new", web_text(w, w->client));
        } else {
            web_trouble(w, NULL);
        }
        return;
    }
    if (moved) {
        struct view_link next = {client_page(w, "/plan/draft"), "Open the draft as it is now", false};
        message_show(
            w, 409, "The draft was changed while you were away",
            STR("Parts of it stand elsewhere now, so your text was not put in. Here it is: copy it to where it "
                "belongs."),
            &next);
        kept_done(w);
        return;
    }
    show(w, &o, NULL, NONE);
}

/* ---- two people, one text ---- */

static void show_conflict(struct call *w, const struct draft_edit *d)
{
    struct view_draft_conflict v;
    struct open_draft o;
    memset(&v, 0, sizeof v);
    memset(&o, 0, sizeof o);
    w->err = (struct err){.kind = ERR_NONE};
    o.d.version = d->version;
    if (!read_plan(w, d->version.json, &o.plan) || !look(w, &o, NULL, 0) || !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Two of you changed the same text", NULL, &v.page);
    w->answer->status = 409;
    v.id = d->id;
    v.version = d->version.version;
    v.lede = STR("Everything else that you wrote is saved. Choose for each text which one is to stand; nothing is lost "
                 "until you save.");
    v.conflicts = editor_array(&o.e, d->conflict_count, sizeof *v.conflicts);
    for (size_t i = 0; v.conflicts && i < d->conflict_count; i++) {
        const struct plan_conflict *from = &d->conflicts[i];
        struct draft_conflict *c = &v.conflicts[v.conflicts_count++];
        struct plan_place at;
        *c = (struct draft_conflict){.pointer = from->pointer, .title = editor_place_words(&o.e, from->pointer)};
        if (!plan_place(o.plan, from->pointer, &at) || at.is_item || at.field->kind == SHAPE_LIST ||
            at.field->kind == SHAPE_REFS) {
            c->told = STR("One of you took this away while the other changed it. It stands in the draft.");
        } else if (!plan_item_words(o.plan, from->pointer, from->mine, w->arena, &c->mine, &w->err) ||
                   !plan_item_words(o.plan, from->pointer, from->theirs, w->arena, &c->theirs, &w->err) ||
                   !plan_item_words(o.plan, from->pointer, from->base, w->arena, &c->base, &w->err)) {
            web_trouble(w, NULL);
            return;
        }
    }
    view_draft_conflict(&w->out, &v);
}

/* ---- saving ---- */

/* Texts may be sent twice with the same effect; what adds or moves is done once. */
static struct actor actor_for(const struct call *w, const struct plan_post *f)
{
    struct actor who = w->who;
    bool texts = true;
    for (size_t i = 0; i < f->edits.list.n; i++) {
        enum plan_edit_kind kind = f->edits.list.at[i].kind;
        texts = texts && (kind == EDIT_SET || kind == EDIT_CONFIRM || kind == EDIT_WRITE);
    }
    if (texts) {
        who.once = NONE;
    }
    return who;
}

static struct plan_edit *edit_at(struct plan_post *f, struct str item, const char *member)
{
    size_t n = strlen(member);
    for (size_t i = 0; i < f->edits.list.n; i++) {
        struct plan_edit *e = &f->edits.list.at[i];
        if (e->kind == EDIT_SET && e->pointer.n == item.n + n && str_starts(e->pointer, item) &&
            memcmp(e->pointer.p + item.n, member, n) == 0) {
            return e;
        }
    }
    return NULL;
}

/* A new objective on a measure starts from its last score: that field is filled in when it was left empty. */
static bool fill_from(struct call *w, struct plan_post *f)
{
    struct edit_latest *latest = NULL;
    size_t n = 0, texts = f->edits.list.n;
    for (size_t i = 0; i < texts; i++) {
        struct plan_edit *e = &f->edits.list.at[i], *from, *sentence;
        struct str item = str_sub(e->pointer, 0, e->pointer.n > 8 ? e->pointer.n - 8 : 0);
        const struct measure *m = measure_find(e->value);
        if (e->kind != EDIT_SET || !m || !str_ends_ci(e->pointer, STR("/measure")) ||
            !str_starts(e->pointer, STR("/goals/"))) {
            continue;
        }
        from = edit_at(f, item, "/baseline");
        sentence = edit_at(f, item, "/statement");
        if (!from || from->value.n || !sentence || str_trim(sentence->value).n) {
            continue;
        }
        struct client_card card;
        if (!latest && (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err) ||
                        !read_latest(w, &card, &latest, &n))) {
            return false;
        }
        for (size_t k = 0; k < n; k++) {
            if (str_is(latest[k].instrument, m->id)) {
                char day[DATE_TEXT_SIZE];
                from->value = latest[k].value;
                struct str place = web_print(w, "%.*s/baseline/date", (int)item.n, item.p);
                struct str on = web_print(w, "%s", date_format(latest[k].on, day));
                struct plan_edit *date = PLAN_PUSH(w->arena, &f->edits.list);
                if (!date) {
                    return arena_error(w->arena, &w->err);
                }
                *date = (struct plan_edit){EDIT_SET, place, on};
                break;
            }
        }
    }
    return true;
}

static bool save(struct call *w, struct plan_post *f, struct draft_edit *d)
{
    *d = (struct draft_edit){.id = f->id};
    if (!fill_from(w, f)) {
        return false;
    }
    struct actor who = actor_for(w, f);
    *d = (struct draft_edit){.id = f->id, .base = f->base, .edits = &f->edits};
    return plans_draft_edit(w->practice, &who, w->client, d, who.once, w->arena, &w->err);
}

/* The rewrite that a finding offers is looked up in the plan as the form has it. */
static bool mend(struct call *w, struct plan_post *f, bool *found)
{
    struct open_draft o;
    struct plan_edited out = {.said = NULL};
    *found = false;
    if (!open_it(w, &o) || !plan_edit(o.plan, &o.d.beside, &f->edits, w->arena, &out, &w->err) ||
        !plan_bind(o.plan, w->arena, &w->err) || !rules_check(o.plan, w->arena, &o.findings, &w->err)) {
        return false;
    }
    *found = plan_post_mend(f, &o.findings, w->arena);
    return !w->arena->failed || arena_error(w->arena, &w->err);
}

static struct str first_field(struct call *w, const struct draft_edit *d)
{
    struct editor e = {.arena = w->arena};
    struct err ignored = {.kind = ERR_NONE};
    return plan_from_json(d->version.json, w->arena, &e.plan, &ignored) ? editor_first_field(&e, d->edited.focus)
                                                                        : d->edited.focus;
}

/* Where the page is to be looked at next: the field that was added, moved, mended. */
static struct str next_place(struct call *w, const struct plan_post *f, const struct draft_edit *d)
{
    struct str rule, pointer = NONE;
    if (str_is(f->act, "mend") && str_cut(f->at, ':', &rule, &pointer)) {
        return pointer;
    }
    if (str_is(f->act, "write")) {
        return web_print(w, "%.*s/statement", (int)f->at.n, f->at.p ? f->at.p : "");
    }
    if (d->edited.focus.n) {
        return str_is(f->act, "add") ? first_field(w, d) : d->edited.focus;
    }
    if (str_is(f->act, "remove")) { /* the button that adds to that list */
        size_t n = f->at.n;
        while (n && f->at.p[n - 1] != '/') {
            n--;
        }
        return str_sub(f->at, 0, n ? n - 1 : 0);
    }
    return f->at;
}

static const char *said(const struct plan_post *f)
{
    static const struct {
        const char *act, *said;
    } list[] = {{"add", "Added. The cursor is in the new field."},
                {"up", "Moved up."},
                {"down", "Moved down."},
                {"remove", "Removed. It can be brought back below, until the plan is signed."},
                {"restore", "It is back in its place."},
                {"confirm", "Confirmed: it still holds."},
                {"write", "The sentence was written from its fields."},
                {"mend", "The words were put in."}};
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        if (str_is(f->act, list[i].act)) {
            return list[i].said;
        }
    }
    return "The draft was saved.";
}

static void go_on(struct call *w, const struct plan_post *f, const struct draft_edit *d)
{
    struct str place = next_place(w, f, d);
    if (str_is(f->act, "all")) {
        web_go(w, "/clients/%s/plan/draft?all=%s#%s", web_text(w, w->client), web_text(w, f->at),
               web_text(w, d->edited.focus.n ? d->edited.focus : f->at));
    } else if (str_is(f->act, "done")) {
        web_said(w, said(f), "/clients/%s/plan?v=%s", web_text(w, w->client), web_text(w, d->version.id));
    } else {
        web_said(w, said(f), "/clients/%s/plan/draft#%s", web_text(w, w->client),
                 place.n ? web_text(w, place) : "main");
    }
}

void draft_post(struct call *w)
{
    struct plan_post f;
    struct draft_edit d;
    bool found = true;
    if (!plan_post_read(w->in->form, w->in->form_count, w->arena, &f, &w->err) ||
        (str_is(f.act, "mend") && !mend(w, &f, &found))) {
        web_trouble(w, NULL);
        return;
    }
    if (!save(w, &f, &d)) {
        if (w->err.kind == ERR_CONFLICT && d.conflict_count) {
            show_conflict(w, &d);
        } else {
            web_trouble(w, NULL);
        }
        return;
    }
    if (!d.edited.wrong.n && !d.edited.said && found) {
        go_on(w, &f, &d);
        return;
    }
    struct open_draft o;
    if (!open_it(w, &o) || !look(w, &o, d.edited.wrong.at, d.edited.wrong.n)) {
        web_trouble(w, NULL);
        return;
    }
    show(w, &o,
         d.edited.said ? d.edited.said
         : found       ? NULL
                       : "Those words are not offered any more; the rest was saved.",
         str_is(f.act, "add") && d.edited.focus.n ? first_field(w, &d) : NONE);
}

/* ---- for the script ---- */

static void put_html(struct json_out *j, struct buf *html)
{
    json_put_str(j, buf_str(html));
    buf_reset(html);
}

static void put_notes(struct editor *e, struct json_out *j, struct buf *html)
{
    struct out out = {.to = html};
    json_key(j, "notes");
    json_begin_object(j);
    plan_texts done = {0};
    for (size_t i = 0; i < e->findings->list.n; i++) {
        struct str pointer = editor_note_place(e, &e->findings->list.at[i]);
        bool twice = !pointer.n;
        for (size_t k = 0; k < done.n && !twice; k++) {
            twice = str_eq(done.at[k], pointer);
        }
        if (twice || !plan_add_text(e->arena, &done, pointer)) {
            continue;
        }
        struct view_edit_notes notes;
        editor_notes(e, pointer, &notes);
        view_edit_notes(&out, &notes);
        json_key_str(j, pointer);
        put_html(j, html);
    }
    json_end_object(j);
}

static void put_findings(const struct editor *e, struct json_out *j, struct buf *text)
{
    json_key(j, "findings");
    json_begin_array(j);
    for (size_t i = 0; i < e->findings->list.n; i++) {
        const struct finding *f = &e->findings->list.at[i];
        json_begin_object(j);
        json_key(j, "rule");
        json_put_cstr(j, f->rule->id);
        json_key(j, "severity");
        json_put_cstr(j, rules_severity_name(f->rule->severity));
        json_key(j, "pointer");
        json_put_str(j, f->pointer.n ? f->pointer : STR(""));
        json_key(j, "from");
        json_put_int(j, (long long)f->span.from);
        json_key(j, "to");
        json_put_int(j, (long long)f->span.to);
        finding_message(f, text);
        json_key(j, "message");
        put_html(j, text);
        if (f->rewrite.n) {
            json_key(j, "rewrite");
            json_put_str(j, f->rewrite);
        }
        json_end_object(j);
    }
    json_end_array(j);
}

static void put_checks(struct call *w, struct editor *e, struct json_out *j)
{
    struct view_edit_checks checks;
    struct buf html;
    struct out out = {.to = &html};
    buf_init(&html, 0);
    editor_checks(e, &checks);
    view_edit_checks(&out, &checks);
    json_key(j, "checks");
    put_html(j, &html);
    put_notes(e, j, &html);
    put_findings(e, j, &html);
    if (!buf_ok(&html) || e->failed) {
        w->err.kind = ERR_MEMORY;
    }
    buf_free(&html);
}

static void answer(struct call *w, struct buf *b, int status)
{
    struct str json;
    if (w->err.kind == ERR_MEMORY || !buf_ok(b) || !arena_str(w->arena, buf_str(b), &json)) {
        err_no_memory(&w->err);
        web_trouble(w, NULL);
    } else {
        web_json(w, json);
        w->answer->status = status;
    }
    buf_free(b);
}

/* Fields whose text is another one now than the form has: a sentence and its fields follow each other, and somebody
 * else may have written. */
static bool is_wrong(const struct plan_edited *edited, struct str pointer)
{
    for (size_t i = 0; i < edited->wrong.n; i++) {
        if (str_eq(edited->wrong.at[i].pointer, pointer)) {
            return true;
        }
    }
    return false;
}

static void put_fields(struct call *w, const struct plan_edited *edited, struct plan *p, struct json_out *j)
{
    struct buf now;
    buf_init(&now, 0);
    json_key(j, "fields");
    json_begin_array(j);
    for (size_t i = 0; i < w->in->form_count; i++) {
        const struct http_field *sent = &w->in->form[i];
        struct plan_place at;
        if (!str_starts(sent->name, STR("/")) || !plan_place(p, sent->name, &at) || at.is_item ||
            at.field->kind == SHAPE_REFS || is_wrong(edited, sent->name) || !plan_value_changed(&at, sent->value)) {
            continue;
        }
        buf_reset(&now);
        plan_value_put(&at, &now);
        json_begin_array(j);
        json_put_str(j, sent->name);
        json_put_str(j, sent->value.n ? sent->value : STR(""));
        json_put_str(j, buf_str(&now));
        json_end_array(j);
    }
    json_end_array(j);
    if (!buf_ok(&now)) {
        w->err.kind = ERR_MEMORY;
    }
    buf_free(&now);
}

static void put_wrong(const struct plan_edited *edited, struct json_out *j)
{
    json_key(j, "wrong");
    json_begin_array(j);
    for (size_t i = 0; i < edited->wrong.n; i++) {
        json_begin_array(j);
        json_put_str(j, edited->wrong.at[i].pointer);
        json_put_cstr(j, edited->wrong.at[i].text);
        json_end_array(j);
    }
    json_end_array(j);
}

static void save_conflict(struct call *w, const struct draft_edit *d)
{
    struct buf b;
    struct json_out j;
    w->err = (struct err){.kind = ERR_NONE};
    buf_init(&b, 0);
    json_out_init(&j, &b, 0);
    json_begin_object(&j);
    json_key(&j, "conflicts");
    json_begin_array(&j);
    for (size_t i = 0; i < d->conflict_count; i++) {
        json_begin_object(&j);
        json_key(&j, "pointer");
        json_put_str(&j, d->conflicts[i].pointer);
        json_key(&j, "mine");
        json_put_str(&j, d->conflicts[i].mine);
        json_key(&j, "theirs");
        json_put_str(&j, d->conflicts[i].theirs);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    answer(w, &b, 409);
}

void draft_save(struct call *w)
{
    struct plan_post f;
    struct draft_edit d;
    struct open_draft o;
    if (!plan_post_read(w->in->form, w->in->form_count, w->arena, &f, &w->err) || !save(w, &f, &d)) {
        if (w->err.kind == ERR_CONFLICT && d.conflict_count) {
            save_conflict(w, &d);
        } else {
            web_trouble(w, NULL);
        }
        return;
    }
    if (!open_it(w, &o) || !look(w, &o, d.edited.wrong.at, d.edited.wrong.n)) {
        web_trouble(w, NULL);
        return;
    }
    struct buf b;
    struct json_out j;
    struct str saved = web_saved(w, w->now_ms);
    buf_init(&b, 0);
    json_out_init(&j, &b, 0);
    json_begin_object(&j);
    json_key(&j, "saved");
    json_put_str(&j, saved);
    json_key(&j, "version");
    json_put_int(&j, o.d.version.version);
    json_key(&j, "moved");
    json_put_bool(&j, !same_places(w->in->form, w->in->form_count, o.plan));
    put_fields(w, &d.edited, o.plan, &j);
    put_wrong(&d.edited, &j);
    put_checks(w, &o.e, &j);
    json_end_object(&j);
    answer(w, &b, 200);
}

/* The same checks without saving: on the draft as the form has it. */
void draft_check(struct call *w)
{
    struct plan_post f;
    struct open_draft o;
    struct plan_edited edited = {.said = NULL};
    if (!plan_post_read(w->in->form, w->in->form_count, w->arena, &f, &w->err) || !open_it(w, &o) ||
        !plan_edit(o.plan, &o.d.beside, &f.edits, w->arena, &edited, &w->err) ||
        !plan_bind(o.plan, w->arena, &w->err) || !look(w, &o, edited.wrong.at, edited.wrong.n)) {
        web_trouble(w, NULL);
        return;
    }
    struct buf b;
    struct json_out j;
    buf_init(&b, 0);
    json_out_init(&j, &b, 0);
    json_begin_object(&j);
    put_wrong(&edited, &j);
    put_checks(w, &o.e, &j);
    json_end_object(&j);
    answer(w, &b, 200);
}
