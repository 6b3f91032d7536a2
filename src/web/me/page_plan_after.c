/* page_plan_after.c: all versions of my plan, what changed in plain words, the clinical version, on paper. */
#include "plan/diff.h"
#include "plan/edit.h"
#include "render/render.h"
#include "views.h"
#include "web/me/plan.h"
#include "web/web_parts.h"

/* ---- versions ---- */

static struct str version_facts(struct call *w, const struct plan_version *x)
{
    struct str day = x->signed_ms ? web_date(w, zone_day(w->zone, x->signed_ms)) : STR("");
    const char *on = web_print(w, "%.*s", (int)day.n, day.p).p;
    if (str_is(x->state, "signed")) {
        return web_print(w, web_t(w, N_("In force since %s.")), on);
    }
    if (str_is(x->state, "superseded")) {
        return web_print(w, web_t(w, N_("Signed on %s. A later one took its place.")), on);
    }
    if (str_is(x->state, "ended")) {
        return web_print(w, web_t(w, N_("Signed on %s. It has ended.")), on);
    }
    return str_of(str_is(x->state, "signing") ? web_t(w, N_("Waits for signatures."))
                                              : web_t(w, N_("Went back to be changed.")));
}

void me_plan_versions_show(struct call *w)
{
    struct view_me_plan_versions v = {.versions_count = 0};
    struct plan_version *list;
    size_t n;
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("Versions of my plan"), NULL, &v.page);
    v.versions = arena_array(w->arena, n + 1, sizeof *v.versions);
    for (size_t i = 0; v.versions && i < n; i++) {
        struct me_version *x = &v.versions[v.versions_count++];
        *x = (struct me_version){.title = web_print(w, web_t(w, N_("Version %d")), (int)list[i].number),
                                 .facts = version_facts(w, &list[i])};
        x->read.whole = web_print(w, "/me/plan?v=%.*s", (int)list[i].id.n, list[i].id.p);
        if (i + 1 < n) {
            x->changes.whole = web_print(w, "/me/plan/changes?v=%.*s", (int)list[i].id.n, list[i].id.p);
        }
    }
    view_me_plan_versions(&w->out, &v);
}

/* ---- what changed ---- */

/* How a part of the plan is called there; NULL: it is not on the client's page. */
static const char *part_name(struct str pointer)
{
    static const struct {
        const char *begins, *has, *name;
    } parts[] = {{"/goals/", "/objectives/", N_("How we will know it is working")},
                 {"/goals/", "", N_("What I want")},
                 {"/interventions/", "", N_("What we do together")},
                 {"/strengths/", "", N_("What I am good at")},
                 {"/barriers/", "", N_("What may get in the way")},
                 {"/support/", "", N_("Who helps")},
                 {"/values/", "", N_("What matters to me")},
                 {"/reviews", "", N_("When we look at it again")},
                 {"/duration/frequency", "", N_("How often we meet")},
                 {"/agreement/plain_words", "", N_("The plan in plain words")}};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (str_starts(pointer, str_of(parts[i].begins)) && str_find(pointer, str_of(parts[i].has), 0) != (size_t)-1) {
            return parts[i].name;
        }
    }
    return NULL;
}

static const char *text_of(struct call *w, struct str s)
{
    return web_print(w, "%.*s", (int)s.n, s.n ? s.p : "").p;
}

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* What was and what is, by the member that changed. */
static struct str member_sentence(struct call *w, struct str pointer, const char *was, const char *now)
{
    if (ends_with(pointer, "/target")) {
        return web_print(w, web_t(w, N_("The target changed from %s to %s.")), was, now);
    }
    if (ends_with(pointer, "/due") || ends_with(pointer, "/next")) {
        return web_print(w, web_t(w, N_("The day changed from %s to %s.")), was, now);
    }
    if (ends_with(pointer, "/baseline")) {
        return web_print(w, web_t(w, N_("The start changed from %s to %s.")), was, now);
    }
    if (ends_with(pointer, "/frequency")) {
        return web_print(w, web_t(w, N_("How often changed from %s to %s.")), was, now);
    }
    return web_print(w, web_t(w, N_("It said “%s”. Now it says “%s”.")), was, now);
}

static bool is_shown(struct str pointer)
{
    static const char *const hidden[] = {"/status",      "/priority",     "/problems",    "/diagnoses",
                                         "/strengths",   "/evidence",     "/rationale",   "/objectives",
                                         "/responsible", "/used_by",      "/achievement", "/goals",
                                         "/answered_by", "/confirmed_by", "/part",        "/reading"};
    for (size_t i = 0; i < COUNT_OF(hidden); i++) {
        if (ends_with(pointer, hidden[i])) {
            return false;
        }
    }
    return true;
}

static struct str change_text(struct call *w, const struct diff_change *c)
{
    const char *name = part_name(c->pointer);
    if (!name || !is_shown(c->pointer)) {
        return NONE;
    }
    struct str said = c->now.n ? c->now : c->was, what = NONE;
    switch (c->kind) {
    case DIFF_ADDED:
        what = web_print(w, web_t(w, N_("New: %s")), text_of(w, said));
        break;
    case DIFF_REMOVED:
        what = web_print(w, web_t(w, N_("Taken out: %s")), text_of(w, said));
        break;
    case DIFF_MOVED:
        return NONE;
    default:
        what = c->was.n && c->now.n ? member_sentence(w, c->pointer, text_of(w, c->was), text_of(w, c->now))
               : c->now.n           ? web_print(w, web_t(w, N_("New: %s")), text_of(w, c->now))
                                    : web_print(w, web_t(w, N_("Taken out: %s")), text_of(w, c->was));
    }
    return web_print(w, "%s: %s", web_t(w, name), text_of(w, what));
}

static bool put_changes(struct call *w, const struct plan_version *was, const struct plan_version *now,
                        struct view_me_plan_changes *v)
{
    struct plan_version before, after;
    struct plan *old_plan, *new_plan;
    struct diff d;
    if (!plans_get(w->practice, &w->who, w->client, was->id, w->arena, &before, &w->err) ||
        !plans_get(w->practice, &w->who, w->client, now->id, w->arena, &after, &w->err) ||
        !me_plan_read(w, before.json, &old_plan) || !me_plan_read(w, after.json, &new_plan) ||
        !diff_plans(old_plan, new_plan, w->arena, &d, &w->err)) {
        return false;
    }
    v->changes = arena_array(w->arena, d.changes.n + 1, sizeof *v->changes);
    for (size_t i = 0; v->changes && i < d.changes.n; i++) {
        struct str text = change_text(w, &d.changes.at[i]);
        if (text.n) {
            v->changes[v->changes_count++].text = text;
        }
    }
    v->others = d.changes.n > v->changes_count;
    v->lede = web_print(w, web_t(w, N_("From version %d to version %d.")), (int)before.number, (int)after.number);
    return true;
}

/* From the version before: of those that somebody was shown, the newest with a smaller number. */
void me_plan_changes_show(struct call *w)
{
    struct view_me_plan_changes v = {.plan = {STR("/me/plan")}};
    struct plan_version *list, *was = NULL, *now = NULL;
    struct str id = http_query(w->in, "v");
    size_t n;
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        bool wanted = id.n ? str_eq(list[i].id, id) : !i;
        now = !now && wanted ? &list[i] : now;
        was = !was && now && &list[i] != now ? &list[i] : was;
    }
    if (!now) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
    }
    if (w->err.kind || (was && !put_changes(w, was, now, &v))) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("What changed in my plan"), NULL, &v.page);
    v.is_first = !was;
    v.plan.whole = web_print(w, "/me/plan?v=%.*s", (int)now->id.n, now->id.p);
    view_me_plan_changes(&w->out, &v);
}

/* ---- the clinical version ---- */

void me_plan_clinical_show(struct call *w)
{
    struct view_me_plan_clinical v = {.warns = false};
    struct plan_version version, signing;
    struct plan *plan;
    struct str id = http_query(w->in, "v");
    struct render_options o = {.draft = false};
    struct buf b;
    if (!me_plan_pick(w, id_valid(id) ? id : NONE, &version, &signing) || !me_plan_read(w, version.json, &plan)) {
        web_trouble(w, NULL);
        return;
    }
    bool asked = str_is(http_query(w->in, "show"), "yes");
    page_begin(w, N_("The clinical version"), NULL, &v.page);
    v.warns = plan->diagnoses.n && !plan->agreement.diagnosis_discussed && !asked;
    v.show.whole = web_print(w, "/me/plan/clinical?v=%.*s&show=yes", (int)version.id.n, version.id.p);
    v.print.whole = web_print(w, "/me/plan/pdf?v=%.*s", (int)version.id.n, version.id.p);
    v.lede = web_print(w, web_t(w, N_("Version %d, as your care team keeps it.")), (int)version.number);
    buf_init(&b, 0);
    render_html_parts(plan, &o, &b);
    bool ok = v.warns || (buf_ok(&b) && arena_str(w->arena, buf_str(&b), &v.content.safe));
    buf_free(&b);
    if (ok) {
        me_sees(w, &v.page, N_("You and your care team see this page."));
        view_me_plan_clinical(&w->out, &v);
    } else {
        err_no_memory(&w->err);
        web_trouble(w, NULL);
    }
}

/* The kept paper of a signed plan; of one that is being signed a fresh one. */
void me_plan_pdf_show(struct call *w)
{
    struct plan_version version, signing;
    struct render_options o = {.draft = true, .printed_on = w->today};
    struct plan *plan;
    struct str pdf, id = http_query(w->in, "v");
    struct buf b;
    if (!me_plan_pick(w, id_valid(id) ? id : NONE, &version, &signing) || !me_plan_read(w, version.json, &plan)) {
        web_trouble(w, NULL);
        return;
    }
    if (plans_pdf(w->practice, &w->who, w->client, version.id, w->arena, &pdf, &w->err)) {
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
        web_file(w, "application/pdf", "plan-not-signed.pdf", pdf, true);
    } else {
        web_trouble(w, NULL);
    }
    buf_free(&b);
}
