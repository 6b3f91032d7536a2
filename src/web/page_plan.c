/* page_plan.c: a version of the plan: read, printed, copied; all versions, and what changed between two. */
#include "plan/plan_json.h"
#include "practice/plans.h"
#include "render/render.h"
#include "views.h"
#include "web/plan_pages.h"
#include "web/signing.h"
#include "web/web_parts.h"

/* ---- which version ---- */

static bool read_version(struct call *w, struct plan_version *v, struct plan **plan)
{
    struct str id = http_query(w->in, "v");
    return plans_get(w->practice, &w->who, w->client, id_valid(id) ? id : NONE, w->arena, v, &w->err) &&
           plan_from_json(v->json, w->arena, plan, &w->err) && plan_number_ids(*plan, w->arena, &w->err) &&
           plan_bind(*plan, w->arena, &w->err);
}

/* No plan at all: the page on which one is begun. */
static void trouble(struct call *w)
{
    if (w->err.kind == ERR_NOT_FOUND && strcmp(w->err.where, "plan") == 0 && !http_query(w->in, "v").n) {
        web_go(w, "/clients/%s/plan/new", web_part(w, w->client));
    } else {
        web_trouble(w, NULL);
    }
}

static const char *state_words(struct str state)
{
    static const struct {
        const char *state, *words;
    } list[] = {{"draft", "Draft"},           {"signing", "Being signed"}, {"signed", "In force"},
                {"superseded", "Superseded"}, {"ended", "Ended"},          {"returned", "Sent back"}};
    for (size_t i = 0; i < COUNT_OF(list); i++) {
        if (str_is(state, list[i].state)) {
            return list[i].words;
        }
    }
    return "Version";
}

static struct str title_of(struct call *w, const struct plan_version *v)
{
    return web_print(w, "Plan version %lld", (long long)v->number);
}

static struct str facts_of(struct call *w, const struct plan_version *v)
{
    struct str at = v->signed_ms ? sign_when(w, v->signed_ms) : web_time(w, v->entered_ms);
    return web_print(w, "%s. %s %.*s.", state_words(v->state), v->signed_ms ? "Signed" : "Begun", (int)at.n,
                     at.p ? at.p : "");
}

/* ---- the reading view ---- */

/* What the client said about the parts of this version. */
static void put_said(struct call *w, struct view_plan *v)
{
    struct plan_version version;
    struct plan *plan = NULL;
    struct words_row *rows;
    struct err none = w->err;
    if (!plans_get(w->practice, &w->who, w->client, v->id, w->arena, &version, &w->err) ||
        !me_plan_read(w, version.json, &plan)) {
        plan = NULL;
        w->err = none;
    }
    size_t n = client_words_rows(w, plan, CLIENT_WORDS_SHOWN, &rows);
    v->said = rows;
    for (size_t i = 0; i < n; i++) {
        if (rows[i].part.n) {
            v->said[v->said_count++] = rows[i];
        }
    }
    v->words = n ? client_page(w, "/words") : NO_URL;
    v->preview = client_page(w, web_print(w, "/plan/preview?v=%.*s", (int)v->id.n, v->id.p).p);
}

void plan_show(struct call *w)
{
    struct view_plan v;
    struct plan_page p;
    struct str id = http_query(w->in, "v");
    memset(&v, 0, sizeof v);
    if (!plans_page(w->practice, &w->who, w->client, id_valid(id) ? id : NONE, w->arena, &p, &w->err)) {
        trouble(w);
        return;
    }
    const struct plan_version version = p.version;
    bool any = p.draft_begun;
    strip_of(w, &p.card, "Plan", &v.strip);
    page_begin(w, "Plan", NULL, &v.page);
    v.page.help = (struct url){STR("/help/plans")};
    v.id = version.id;
    v.heading = title_of(w, &version);
    v.facts = facts_of(w, &version);
    if (str_is(p.card.state, "ended") && str_is(version.state, "signed")) { /* care alone was ended */
        v.facts = web_print(w, "%.*s Care has ended; this plan was not ended with it.", (int)v.facts.n, v.facts.p);
        v.finish = client_page(w, "/ending");
    }
    v.is_draft = str_is(version.state, "draft");
    v.is_signed = version.signed_ms != 0;
    v.may_edit = web_may(w, CASE_PLAN_DRAFT);
    v.has_draft = any && !v.is_draft && v.may_edit && str_is(version.state, "signed");
    v.may_begin = !any && v.may_edit;
    if (v.is_draft || str_is(version.state, "signing")) {
        v.sign = client_page(w, web_print(w, "/plan/sign?v=%.*s", (int)version.id.n, version.id.p).p);
    }
    if (v.is_signed) {
        v.amend = client_page(w, web_print(w, "/plan/amend?v=%.*s", (int)version.id.n, version.id.p).p);
    }
    put_said(w, &v);
    v.content.safe = p.html; /* of render/: every text in it is escaped there */
    view_plan(&w->out, &v);
}

void plan_pdf_answer(struct call *w, const struct plan_version *version, const struct plan *plan, const char *fresh)
{
    bool signing = str_is(version->state, "signing");
    struct render_options o = {.draft = !signing, .signing = signing, .printed_on = w->today};
    struct render_words words;
    struct str pdf;
    struct buf b;
    web_paper(w, &words, &o);
    if (plans_pdf(w->practice, &w->who, w->client, version->id, w->arena, &pdf, &w->err)) {
        web_file(w, "application/pdf", "plan.pdf", pdf, true);
        return;
    }
    if (w->err.kind != ERR_NOT_FOUND) {
        web_trouble(w, NULL);
        return;
    }
    err_clear(&w->err);
    buf_init(&b, 0);
    if (render_pdf(plan, &o, &b, &w->err) &&
        ((buf_ok(&b) && arena_str(w->arena, buf_str(&b), &pdf)) || err_no_memory(&w->err))) {
        web_file(w, "application/pdf", fresh, pdf, true);
    } else {
        web_trouble(w, NULL);
    }
    buf_free(&b);
}

void plan_pdf_show(struct call *w)
{
    struct plan_version version;
    struct plan *plan;
    if (!read_version(w, &version, &plan)) {
        trouble(w);
        return;
    }
    plan_pdf_answer(w, &version, plan, str_is(version.state, "signing") ? "plan-not-signed.pdf" : "plan-draft.pdf");
}

/* ---- copied into another record ---- */

static int64_t rows_of(struct str s)
{
    int64_t n = 1;
    for (size_t i = 0; i < s.n; i++) {
        n += s.p[i] == '\n';
    }
    return n > 14 ? 14 : n;
}

static bool whole_text(struct call *w, const struct render_part *parts, size_t n, struct str *out)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < n; i++) {
        buf_cstr(&b, i ? "\n\n" : "");
        buf_add(&b, parts[i].title);
        buf_char(&b, '\n');
        buf_add(&b, parts[i].text);
    }
    bool ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), out)) || err_no_memory(&w->err);
    buf_free(&b);
    return ok;
}

void plan_copy_show(struct call *w)
{
    struct view_plan_copy v;
    struct plan_version version;
    struct plan *plan;
    struct render_part *parts;
    struct render_options o = {.draft = false};
    struct str whole = NONE;
    size_t n;
    memset(&v, 0, sizeof v);
    if (!read_version(w, &version, &plan) || !strip_read(w, "Plan", &v.strip) ||
        !render_text_parts(plan, &o, w->arena, &parts, &n, &w->err) || !whole_text(w, parts, n, &whole)) {
        trouble(w);
        return;
    }
    page_begin(w, "Copy for my EHR", NULL, &v.page);
    v.id = version.id;
    v.heading = title_of(w, &version);
    v.script = asset_url("copy.js");
    v.parts = arena_array(w->arena, n + 1, sizeof *v.parts);
    if (v.parts) {
        v.parts[v.parts_count++] = (struct copy_part){STR("whole"), STR("The whole plan"), whole, 8};
    }
    for (size_t i = 0; v.parts && i < n; i++) {
        v.parts[v.parts_count++] =
            (struct copy_part){web_print(w, "part-%zu", i + 1), parts[i].title, parts[i].text, rows_of(parts[i].text)};
    }
    view_plan_copy(&w->out, &v);
}

/* ---- versions ---- */

void plan_versions_show(struct call *w)
{
    struct view_plan_versions v;
    struct plan_version *list;
    size_t n;
    memset(&v, 0, sizeof v);
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err) ||
        !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Versions of the plan", NULL, &v.page);
    v.versions = arena_array(w->arena, n + 1, sizeof *v.versions);
    v.choices = arena_array(w->arena, n + 1, sizeof *v.choices);
    for (size_t i = 0; v.versions && v.choices && i < n; i++) {
        struct str at = list[i].signed_ms ? sign_when(w, list[i].signed_ms) : web_time(w, list[i].entered_ms);
        struct str title = web_print(w, "Version %lld", (long long)list[i].number);
        v.versions[v.versions_count++] = (struct version_row){
            .id = list[i].id,
            .title = title,
            .state = str_of(state_words(list[i].state)),
            .when = web_print(w, "%s %.*s", list[i].signed_ms ? "signed" : "begun", (int)at.n, at.p ? at.p : ""),
            .former = i + 1 < n ? list[i + 1].id : NONE,
            .is_draft = str_is(list[i].state, "draft")};
        v.choices[v.choices_count++] = (struct view_choice){list[i].id.p, title.p, NULL, false};
    }
    v.has_two = n > 2;
    view_plan_versions(&w->out, &v);
}

void plan_diff_show(struct call *w)
{
    struct view_plan_diff v;
    struct plan_version was, now;
    struct str old_id = http_query(w->in, "old"), new_id = http_query(w->in, "new"), text = NONE;
    struct buf b;
    memset(&v, 0, sizeof v);
    buf_init(&b, 0);
    bool ok = (id_valid(old_id) && id_valid(new_id)) ||
              err_set(&w->err, ERR_NOT_FOUND, "version", "there is none with this id");
    ok = ok && plans_diff(w->practice, &w->who, w->client, old_id, new_id, &b, &w->err) &&
         ((buf_ok(&b) && arena_str(w->arena, buf_str(&b), &text)) || err_no_memory(&w->err)) &&
         plans_get(w->practice, &w->who, w->client, old_id, w->arena, &was, &w->err) &&
         plans_get(w->practice, &w->who, w->client, new_id, w->arena, &now, &w->err) && strip_read(w, "Plan", &v.strip);
    buf_free(&b);
    if (!ok) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "What changed in the plan", NULL, &v.page);
    v.heading =
        web_print(w, "What changed from version %lld to version %lld", (long long)was.number, (long long)now.number);
    v.lines = arena_array(w->arena, (size_t)rows_of(NONE) + text.n / 2 + 2, sizeof *v.lines);
    while (v.lines && text.n) {
        struct str line = text, rest = NONE;
        str_cut(text, '\n', &line, &rest);
        text = rest;
        if (line.n) {
            v.lines[v.lines_count++] = (struct diff_line){line};
        }
    }
    view_plan_diff(&w->out, &v);
}
