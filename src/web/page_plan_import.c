/* page_plan_import.c: a plan that is pasted or dropped becomes a draft. */
#include "plan/plan_json.h"
#include "plan/plan_load.h"
#include "practice/plans.h"
#include "views.h"
#include "web/draft.h"
#include "web/editor.h"
#include "web/plan_pages.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"text", "The text of the plan", FIELD_TEXT, false, 0, 1000000, NULL, NULL},
    {"file", "Or a file: Word, text, or JSON", FIELD_FILE, false, 0, 2000000, NULL, NULL},
    {"same", "This plan is for the client whose record is open", FIELD_CHECK, false, 0, 0, NULL, NULL},
};

static void show(struct call *w, const struct form *f, bool ask_same)
{
    struct view_plan_import v;
    memset(&v, 0, sizeof v);
    if (!strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Paste or drop a plan", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/plans")};
    v.text = field_show(w, f, "text", NONE);
    v.file = field_show(w, f, "file", NONE);
    v.text.rows = 14;
    v.text.required = v.file.required = true; /* one of the two */
    v.file.hint = ".docx, .txt or .json; you may drop it here.";
    v.same = field_show(w, f, "same", NONE);
    v.has_same = ask_same;
    view_plan_import(&w->out, &v);
}

void plan_import_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    show(w, &f, false);
}

bool plan_names_other(struct str in_text, struct str of_record)
{
    /* What stands behind the name on its line is no other name. */
    static const char *const behind[] = {"DOB", "D.O.B", "born", "date of birth", "(", ",", ";", "|"};
    struct str name = str_trim(in_text), own = str_trim(of_record), rest;
    if (!name.n || !own.n || !str_starts_ci(name, own)) {
        return name.n > 0;
    }
    rest = str_trim(str_sub(name, own.n, name.n));
    bool same = !rest.n || (rest.p[0] >= '0' && rest.p[0] <= '9');
    for (size_t i = 0; i < COUNT_OF(behind); i++) {
        same = same || str_starts_ci(rest, str_of(behind[i]));
    }
    return !same;
}

static bool json_of(struct call *w, const struct plan *plan, struct str *out)
{
    struct buf b;
    buf_init(&b, 0);
    plan_to_json(plan, 0, &b);
    bool ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), out)) || err_no_memory(&w->err);
    buf_free(&b);
    return ok;
}

/* A draft in which nobody wrote anything yet makes room. */
static bool put_in_draft(struct call *w, struct str json)
{
    struct plan_draft d;
    struct plan_version v;
    struct plan_conflict *conflicts;
    struct editor e = {.arena = w->arena};
    size_t n;
    w->err = (struct err){.kind = ERR_NONE};
    if (!plans_draft_open(w->practice, &w->who, w->client, w->arena, &d, &w->err)) {
        bool none = w->err.kind == ERR_NOT_FOUND && strcmp(w->err.where, "plan") == 0;
        if (none) {
            w->err = (struct err){.kind = ERR_NONE};
        }
        return none ? err_set(&w->err, ERR_CONFLICT, "signing", "a plan is being signed") : false;
    }
    if (!plan_from_json(d.version.json, w->arena, &e.plan, &w->err)) {
        return false;
    }
    if (!editor_empty(e.plan)) {
        return err_set(&w->err, ERR_CONFLICT, "draft", "there is a draft with text in it");
    }
    return plans_draft_save(w->practice, &w->who, w->client, d.version.id, d.version.version, json, w->who.once,
                            w->arena, &v, &conflicts, &n, &w->err);
}

/* Who signed a plan elsewhere did not sign this one: what the text says of it stays as a sentence. A name without a day
 * stands on a line to be signed; a line with a role alone ("Client: ____") says nothing of anybody.
 */
static bool unsign(struct call *w, struct plan *plan)
{
    for (size_t i = 0; i < plan->agreement.signatures.n; i++) {
        const struct plan_signature *s = &plan->agreement.signatures.at[i];
        const struct str parts[] = {
            s->name, s->credential, s->role, date_is_set(s->date) ? web_date(w, s->date) : NONE, s->method, s->text};
        bool is_signed = date_is_set(s->date) || s->method.n || s->text.n;
        struct str said = NONE;
        struct buf b;
        buf_init(&b, 0);
        for (size_t k = 0; (is_signed || s->name.n) && k < COUNT_OF(parts); k++) {
            buf_cstr(&b, !parts[k].n ? ""
                         : b.n       ? ", "
                         : is_signed ? "Signed elsewhere: "
                                     : "Named to sign, without a day: ");
            buf_add(&b, parts[k]);
        }
        bool ok = buf_ok(&b) && (!b.n || plan_text(w->arena, buf_str(&b), &said));
        buf_free(&b);
        struct str *place = ok && said.n ? PLAN_PUSH(w->arena, &plan->agreement.text) : NULL;
        if (!ok || (said.n && !place)) {
            return err_no_memory(&w->err);
        }
        if (place) {
            *place = said;
        }
    }
    plan->agreement.signatures.n = 0;
    return true;
}

static const char *why_not(const struct err *e)
{
    return e->text[0] ? e->text : "This cannot be read as a plan.";
}

/* Shown once above the draft, where the text leaves it open; NULL: it does not. */
static const char *how_days_were_read(const struct import_report *r)
{
    return !r->slash_days || (r->order_told && !r->day_first) ? NULL
           : r->day_first
               ? "Days such as 3/4/2026 were read day first (3 April), as another day in the text must be."
               : "Days such as 3/4/2026 were read month first (March 4), for nothing in the text says otherwise.";
}

void plan_import_do(struct call *w)
{
    struct form f;
    struct view_strip strip;
    struct plan *plan;
    struct plan_version v;
    struct import_report report = {.lines = 0};
    struct str json;
    if (!form_read(w, rows, COUNT_OF(rows), &f)) {
        show(w, &f, false);
        return;
    }
    struct str file = form_value(&f, "file"), text = form_value(&f, "text");
    const char *field = file.n ? "file" : "text";
    if (!file.n && !text.n) {
        form_wrong(w, &f, "text", "Paste the text of the plan, or choose a file.");
        show(w, &f, false);
        return;
    }
    if (!plan_load(file.n ? file : text, PLAN_SOURCE_AUTO, w->arena, &plan, &report, &w->err)) {
        if (w->err.kind != ERR_INVALID) {
            web_trouble(w, &f);
            return;
        }
        form_wrong(w, &f, field, "This cannot be read as a plan: %s%s%s.", w->err.where, w->err.where[0] ? ": " : "",
                   why_not(&w->err));
        show(w, &f, false);
        return;
    }
    if (!strip_read(w, "Plan", &strip)) {
        web_trouble(w, &f);
        return;
    }
    if (plan_names_other(plan->client.name, strip.name) && !form_is(&f, "same", "1")) {
        form_wrong(w, &f, "same", "The text names %.*s; this is the record of %.*s. Say that it is the same person.",
                   (int)plan->client.name.n, plan->client.name.p, (int)strip.name.n, strip.name.p);
        show(w, &f, true);
        return;
    }
    bool ok = unsign(w, plan) && json_of(w, plan, &json) &&
              (plans_draft_from(w->practice, &w->who, w->client, json, NONE, w->arena, &v, &w->err) ||
               (w->err.kind == ERR_CONFLICT && put_in_draft(w, json)));
    if (!ok && w->err.kind == ERR_CONFLICT) {
        form_wrong(
            w, &f, field, "%s",
            strcmp(w->err.where, "signing") == 0
                ? "A plan of this client is being signed. Bring this one in when that one is signed or sent back."
                : "There is a draft already, with text in it. Go on with that one, or have it signed.");
        show(w, &f, false);
    } else if (!ok && plan_care_ended(w, &f, field)) {
        show(w, &f, false);
    } else if (!ok) {
        web_trouble(w, &f);
    } else {
        const char *days = how_days_were_read(&report);
        if (days) {
            web_said(w, days, "/clients/%s/plan/draft?read=1#main", web_part(w, w->client));
        } else {
            web_go(w, "/clients/%s/plan/draft?read=1#main", web_part(w, w->client));
        }
    }
}
