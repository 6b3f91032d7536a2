/* page_draft_live.c: what the script of the draft's page asks for: saved while it is written, checked while it is
 * written. */
#include "web/draft_parts.h"

#include "base/json.h"
#include "rules/findings.h"
#include "views.h"
#include "web/web_parts.h"

static void put_html(struct json_out *j, struct buf *html)
{
    json_put_str(j, buf_str(html));
    buf_reset(html);
}

/* What stands below the fields of each objective, also where no rule finds anything. */
static void put_besides(struct editor *e, struct json_out *j, struct out *out)
{
    for (size_t i = 0; i < e->plan->goals.n; i++) {
        for (size_t k = 0; k < e->plan->goals.at[i].objectives.n; k++) {
            struct view_edit_beside beside;
            struct str pointer = editor_print(e, "/goals/%zu/objectives/%zu", i, k);
            editor_objective(e, pointer, editor_print(e, "Objective %zu", k + 1), &beside);
            if (!beside.sum.n && !beside.can_write) {
                continue;
            }
            view_edit_beside(out, &beside);
            json_key_str(j, editor_print(e, "%.*s/beside", (int)pointer.n, pointer.n ? pointer.p : ""));
            put_html(j, out->to);
        }
    }
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
    put_besides(e, j, &out);
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
    if (!plan_post_read(w->in->form, w->in->form_count, w->arena, &f, &w->err) || !draft_keep(w, &f, &d)) {
        if (w->err.kind == ERR_CONFLICT && d.conflict_count) {
            save_conflict(w, &d);
        } else {
            web_trouble(w, NULL);
        }
        return;
    }
    if (!draft_open(w, &o) || !draft_look(w, &o, d.edited.wrong.at, d.edited.wrong.n)) {
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
    json_put_bool(&j, !draft_same_places(w->in->form, w->in->form_count, o.plan));
    put_fields(w, &d.edited, o.plan, &j);
    put_wrong(&d.edited, &j);
    put_checks(w, &o.e, &j);
    json_end_object(&j);
    answer(w, &b, 200);
}

/* The same checks without saving: on the draft as the form has it; and the fields that would follow. */
void draft_check(struct call *w)
{
    struct plan_post f;
    struct open_draft o;
    struct plan_edited edited = {.said = NULL};
    if (!plan_post_read(w->in->form, w->in->form_count, w->arena, &f, &w->err) || !draft_open(w, &o) ||
        !plan_edit(o.plan, &o.d.beside, &f.edits, w->arena, &edited, &w->err) ||
        !plan_bind(o.plan, w->arena, &w->err) || !draft_look(w, &o, edited.wrong.at, edited.wrong.n)) {
        web_trouble(w, NULL);
        return;
    }
    struct buf b;
    struct json_out j;
    buf_init(&b, 0);
    json_out_init(&j, &b, 0);
    json_begin_object(&j);
    put_fields(w, &edited, o.plan, &j);
    put_wrong(&edited, &j);
    put_checks(w, &o.e, &j);
    json_end_object(&j);
    answer(w, &b, 200);
}
