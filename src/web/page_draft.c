/* page_draft.c: the draft of a plan as it is written: read, checked, shown. */
#include "web/draft_parts.h"

#include "base/json.h"
#include "measure/measure.h"
#include "plan/plan_json.h"
#include "practice/clients.h"
#include "views.h"
#include "web/plan_form.h"
#include "web/plan_plain.h"
#include "web/web_parts.h"

bool draft_read_plan(struct call *w, struct str json, struct plan **out)
{
    return plan_from_json(json, w->arena, out, &w->err) && plan_number_ids(*out, w->arena, &w->err) &&
           plan_bind(*out, w->arena, &w->err);
}

bool draft_look(struct call *w, struct open_draft *o, const struct plan_wrong *wrong, size_t wrong_count)
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
                           .all = http_query(w->in, "all"),
                           .may_copied = web_may(w, CASE_PLAN_COPIED)};
    return (!http_query(w->in, "copied").n || draft_copied(w, o)) && editor_begin(&o->e, &w->err);
}

bool draft_open(struct call *w, struct open_draft *o)
{
    memset(o, 0, sizeof *o);
    return plans_draft_open(w->practice, &w->who, w->client, w->arena, &o->d, &w->err) &&
           draft_read_plan(w, o->d.version.json, &o->plan) &&
           (!o->d.former.n || draft_read_plan(w, o->d.former, &o->former));
}

/* "44" of "44.0": a score as the measure has it. */
static struct str without_zeros(struct str number)
{
    if (str_find(number, STR("."), 0) == (size_t)-1) {
        return number;
    }
    while (number.n && number.p[number.n - 1] == '0') {
        number.n--;
    }
    number.n -= number.n && number.p[number.n - 1] == '.';
    return number;
}

/* The last scores, as the client's summary keeps them. */
bool draft_latest(struct call *w, const struct client_card *card, struct edit_latest **out, size_t *count)
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
            l->value = without_zeros(value->text);
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

/* Where a line that was not understood may belong: one press for each. */
static void put_places(struct editor *e, size_t note, struct draft_foreign *out)
{
    static const struct {
        const char *place, *words;
    } list[] = {{"/problems", "Problem"},
                {"/assessment/summary", "Summary"},
                {"/strengths", "Strength"},
                {"/barriers", "Barrier"},
                {"/goals", "Goal"},
                {"/objectives", "Objective"},
                {"/interventions", "Intervention"},
                {"/support", "Support"},
                {"/crisis/steps", "Safety"}};
    out->places = editor_array(e, COUNT_OF(list) + 1, sizeof *out->places);
    for (size_t i = 0; out->places && i < COUNT_OF(list); i++) {
        struct str place = str_of(list[i].place);
        if (str_is(place, "/objectives")) { /* of the last goal */
            place = e->plan->goals.n ? editor_print(e, "/goals/%zu/objectives", e->plan->goals.n - 1) : NONE;
        }
        if (place.n) {
            out->places[out->places_count++] = (struct edit_choice){
                editor_print(e, "place:/notes/%zu:%.*s", note, (int)place.n, place.p), str_of(list[i].words), false};
        }
    }
    if (out->places) {
        out->places[out->places_count++] =
            (struct edit_choice){editor_print(e, "remove:/notes/%zu", note), STR("Leave it out"), false};
    }
}

static void put_foreign(struct open_draft *o, struct view_draft *v)
{
    const struct plan *p = o->plan;
    v->foreign = editor_array(&o->e, p->notes.n, sizeof *v->foreign);
    for (size_t i = 0; v->foreign && i < p->notes.n; i++) {
        if (p->notes.at[i].line.has) {
            struct draft_foreign *l = &v->foreign[v->foreign_count++];
            *l = (struct draft_foreign){.line = p->notes.at[i].line.v, .text = p->notes.at[i].text};
            put_places(&o->e, i, l);
        }
    }
}

/* "1 problem, 1 diagnosis, 2 goals, 5 objectives": what stands in the plan that was brought in. */
static void put_read(struct call *w, struct open_draft *o, struct view_draft *v)
{
    const struct plan *p = o->plan;
    size_t objectives = 0;
    for (size_t i = 0; i < p->goals.n; i++) {
        objectives += p->goals.at[i].objectives.n;
    }
    const struct {
        size_t n;
        const char *one, *many;
    } list[] = {{p->problems.n, "problem", "problems"},
                {p->diagnoses.n, "diagnosis", "diagnoses"},
                {p->strengths.n, "strength", "strengths"},
                {p->values.n, "value", "values"},
                {p->barriers.n, "barrier", "barriers"},
                {p->goals.n, "goal", "goals"},
                {objectives, "objective", "objectives"},
                {p->interventions.n, "intervention", "interventions"},
                {p->monitoring.n, "way of following progress", "ways of following progress"},
                {p->support.n, "support person", "support people"},
                {p->referrals.n, "referral", "referrals"}};
    if (!v->foreign_count && !http_query(w->in, "read").n) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        const char *words = list[i].n == 1 ? list[i].one : list[i].many;
        if (list[i].n) {
            v->read = v->read.n ? web_print(w, "%.*s, %zu %s", (int)v->read.n, v->read.p, list[i].n, words)
                                : web_print(w, "%zu %s", list[i].n, words);
        }
    }
    v->read = web_print(w, "%.*s. %s", (int)v->read.n, v->read.n ? v->read.p : "Nothing",
                        v->foreign_count ? "The rest stands below." : "Every line found its part.");
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
    struct str name = web_first_name(s->name, s->preferred_name);
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

struct str draft_sent_back(struct call *w, const struct plan_sent_back *b)
{
    struct str at = web_time(w, b->at_ms);
    return b->text.n ? web_print(w, "Version %lld was sent back by %.*s%s, %.*s:", (long long)b->number, (int)b->by.n,
                                 b->by.n ? b->by.p : "", b->by_client ? ", the client\xe2\x80\x99s side" : "",
                                 (int)at.n, at.p ? at.p : "")
                     : NONE;
}

/* What the client said about items of the plan, by their ids: "objectives/o1". */
static void put_said(struct call *w, struct open_draft *o)
{
    struct words_row *rows;
    size_t n = client_words_rows(w, o->plan, CLIENT_WORDS_SHOWN, &rows);
    struct edit_said *list = arena_array(w->arena, n + 1, sizeof *list);
    for (size_t i = n; list && i-- > 0;) {
        struct str list_name, id;
        if (str_cut(rows[i].about, '/', &list_name, &id)) {
            list[o->e.said_count++] = (struct edit_said){
                id, rows[i].text,
                web_print(w, "%.*s · %.*s%s%s", (int)rows[i].who.n, rows[i].who.p, (int)rows[i].kind.n, rows[i].kind.p,
                          rows[i].of.n ? " · It read then: " : "", web_chars(w, rows[i].of))};
        }
    }
    o->e.said = list;
}

/* Asked only where the risk or the safety plan waits for a look. */
static bool look_for_alerts(struct call *w, struct open_draft *o)
{
    bool risk = false;
    for (size_t i = 0; i < o->e.carried.n; i++) {
        risk = risk || carried_is_risk(o->e.carried.at[i]);
    }
    return !risk || carried_alerts(w, &o->e.alerts);
}

/* added: the first field of what was added all the same; absent: nothing. */
void draft_page(struct call *w, struct open_draft *o, const char *trouble, struct str added)
{
    struct view_draft v;
    bool empty;
    memset(&v, 0, sizeof v);
    struct client_card card;
    struct edit_latest *latest;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err) ||
        !draft_latest(w, &card, &latest, &o->e.latest_count) || !look_for_alerts(w, o)) {
        web_trouble(w, NULL);
        return;
    }
    o->e.latest = latest;
    put_said(w, o);
    if (!whose_look(w, o->plan, &card, true, &v.whose)) {
        web_trouble(w, NULL);
        return;
    }
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
    v.back = draft_sent_back(w, &o->d.sent_back);
    v.back_text = o->d.sent_back.text;
    v.script = asset_url("editor.js");
    const char *more = o->e.copied ? "?copied=1" : "";
    v.post.whole = web_print(w, "/clients/%.*s/plan/draft%s", (int)w->client.n, w->client.p, more);
    v.save = web_print(w, "/clients/%.*s/plan/draft/save%s", (int)w->client.n, w->client.p, more);
    v.check = web_print(w, "/clients/%.*s/plan/draft/check%s", (int)w->client.n, w->client.p, more);
    o->e.who = web_first_name(v.strip.name, v.strip.preferred_name);
    o->e.focus = editor_empty(o->plan) ? STR("/goals/0/client_words") : NONE;
    editor_sections(&o->e, &v.sections, &v.sections_count, &empty);
    editor_checks(&o->e, &v.checks);
    v.question = empty ? draft_question(w, &v.strip) : NONE;
    v.ids = editor_array(&o->e, o->e.targets_count, sizeof *v.ids);
    put_ids(&o->e, &plan_shape, o->plan, NONE, &v);
    put_removed(o, &v);
    put_foreign(o, &v);
    put_read(w, o, &v);
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
bool draft_same_places(const struct http_field *fields, size_t n, struct plan *p)
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
    if (!str_eq(f.id, o->d.version.id) || !draft_same_places(fields, n, o->plan)) {
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
    if (!draft_open(w, &o) || !put_kept(w, &o, &edited, &moved) ||
        !draft_look(w, &o, edited.wrong.at, edited.wrong.n)) {
        if (w->err.kind == ERR_NOT_FOUND && strcmp(w->err.where, "plan") == 0) {
            web_go(w, "/clients/%s/plan/new", web_part(w, w->client));
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
    draft_page(w, &o, NULL, NONE);
}
