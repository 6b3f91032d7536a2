/* page_draft_post.c: a draft that is saved: by a button, by the script, by two people at once. */
#include "web/draft_parts.h"

#include "measure/measure.h"
#include "plan/plan_json.h"
#include "practice/clients.h"
#include "views.h"
#include "web/web_parts.h"

/* ---- two people, one text ---- */

static void show_conflict(struct call *w, const struct draft_edit *d)
{
    struct view_draft_conflict v;
    struct open_draft o;
    memset(&v, 0, sizeof v);
    memset(&o, 0, sizeof o);
    w->err = (struct err){.kind = ERR_NONE};
    o.d.version = d->version;
    if (!draft_read_plan(w, d->version.json, &o.plan) || !draft_look(w, &o, NULL, 0) ||
        !strip_read(w, "Plan", &v.strip)) {
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
                        !draft_latest(w, &card, &latest, &n))) {
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

bool draft_keep(struct call *w, struct plan_post *f, struct draft_edit *d)
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
    if (!draft_open(w, &o) || !plan_edit(o.plan, &o.d.beside, &f->edits, w->arena, &out, &w->err) ||
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

/* Whether a line that was not understood still waits for its place, at the top of the page. */
static bool is_foreign_left(struct call *w, const struct draft_edit *d)
{
    struct plan *plan;
    struct err ignored = {.kind = ERR_NONE};
    bool left = false;
    if (plan_from_json(d->version.json, w->arena, &plan, &ignored)) {
        for (size_t i = 0; i < plan->notes.n && !left; i++) {
            left = plan->notes.at[i].line.has;
        }
    }
    return left;
}

/* Where the page is to be looked at next: the field that was added, moved, mended. */
static struct str next_place(struct call *w, const struct plan_post *f, const struct draft_edit *d)
{
    struct str rule, pointer = NONE;
    if (str_is(f->act, "mend") && str_cut(f->at, ':', &rule, &pointer)) {
        return pointer;
    }
    bool placed = str_is(f->act, "place") && str_cut(f->at, ':', &rule, &pointer);
    if ((placed || (str_is(f->act, "remove") && str_starts(f->at, STR("/notes/")))) && is_foreign_left(w, d)) {
        return STR("title-read"); /* the next line waits there */
    }
    if (placed) {
        return pointer; /* where the last one was put */
    }
    if (str_is(f->act, "link")) {
        return STR("title-checks");
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
                {"place", "Put in its place."},
                {"link", "Linked."},
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
        web_go(w, "/clients/%s/plan/draft?all=%s#%s", web_part(w, w->client), web_part(w, f->at),
               web_part(w, d->edited.focus.n ? d->edited.focus : f->at));
    } else if (str_is(f->act, "still")) {
        web_said(w, "Confirmed.", "/clients/%s/plan/sign?v=%s", web_part(w, w->client), web_part(w, d->version.id));
    } else if (str_is(f->act, "copied")) {
        web_go(w, "/clients/%s/plan/draft?copied=1#title-checks", web_part(w, w->client));
    } else if (str_is(f->act, "done")) {
        /* the text is read where it is signed: once */
        web_said(w, said(f), "/clients/%s/plan%s?v=%s", web_part(w, w->client),
                 web_may(w, CASE_PLAN_SEND) ? "/sign" : "", web_part(w, d->version.id));
    } else {
        web_said(w, said(f), "/clients/%s/plan/draft%s#%s", web_part(w, w->client),
                 http_query(w->in, "copied").n ? "?copied=1" : "", place.n ? web_part(w, place) : "main");
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
    if (!draft_keep(w, &f, &d)) {
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
    if (!draft_open(w, &o) || !draft_look(w, &o, d.edited.wrong.at, d.edited.wrong.n)) {
        web_trouble(w, NULL);
        return;
    }
    draft_page(w, &o,
               d.edited.said ? d.edited.said
               : found       ? NULL
                             : "Those words are not offered any more; the rest was saved.",
               str_is(f.act, "add") && d.edited.focus.n ? first_field(w, &d) : NONE);
}
