/* page_record.c: my record on one page; what was given to others; download. */
#include "practice/plans.h"
#include "views.h"
#include "web/me/plan.h"
#include "web/me/record.h"
#include "web/web_parts.h"

#define SHOWN 4 /* of each list on the first page */

/* ---- the groups of the first page ---- */

static struct me_group group(struct call *w, const char *id, const char *title, const char *empty, size_t room)
{
    return (struct me_group){.id = id,
                             .title = web_t(w, title),
                             .empty = empty ? web_t(w, empty) : NULL,
                             .items = arena_array(w->arena, room + 1, sizeof(struct me_item))};
}

static bool put_waiting(struct call *w, struct view_me_record *v)
{
    struct consent_proposal *list;
    size_t n;
    if (!sharing_proposals(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    struct me_group g = group(w, "waiting", N_("Waiting for your answer"), NULL, n);
    for (size_t i = 0; g.items && i < n; i++) {
        if (str_is(list[i].state, "proposed")) {
            struct str id = list[i].consent.id, day = web_date(w, zone_day(w->zone, list[i].asked_ms));
            g.items[g.items_count++] =
                (struct me_item){.text = me_consent_title(w, &list[i].consent),
                                 .more = web_print(w, web_t(w, "%s asks you."), me_text(w, list[i].by)),
                                 .when = day,
                                 .url = {web_print(w, "/me/consents/%.*s", (int)id.n, id.p)}};
        }
    }
    if (g.items_count) {
        v->groups[v->groups_count++] = g;
    }
    return true;
}

static struct me_item consent_item(struct call *w, const struct consent *c, const char *state)
{
    return (struct me_item){.text = me_consent_title(w, c),
                            .more = str_of(state),
                            .when = web_date(w, c->signed_on),
                            .url = {web_print(w, "/me/consents/%.*s", (int)c->id.n, c->id.p)}};
}

/* *held: bits 1 << kind of those in force. */
static bool put_consents(struct call *w, struct view_me_record *v, size_t most, bool all, unsigned *held)
{
    struct consent *list;
    size_t n;
    if (!sharing_consents(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    struct me_group good = group(w, "consents", N_("What you said yes to"),
                                 N_("What you agree to will stand here. You can take it back here too."), n);
    struct me_group ended = group(w, "ended", N_("What has ended, and what you said no to"), NULL, n);
    for (size_t i = 0; good.items && ended.items && i < n; i++) {
        bool in_force;
        const char *state = me_consent_state(w, &list[i], &in_force);
        struct me_group *g = in_force ? &good : &ended;
        *held |= in_force && sharing_consent_of(&list[i], me_guardian_account(w)) ? 1u << list[i].kind : 0;
        if (g->items_count < most) {
            g->items[g->items_count++] = consent_item(w, &list[i], state);
        }
    }
    if (!all) {
        good.link = (struct view_link){{STR("/me/consents")}, web_t(w, "All your consents"), false};
    }
    v->groups[v->groups_count++] = good;
    if (all && ended.items_count) {
        v->groups[v->groups_count++] = ended;
    }
    return true;
}

static bool put_given(struct call *w, struct view_me_record *v, size_t most)
{
    struct disclosure *list;
    size_t n;
    if (!sharing_disclosures_own(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    struct me_group g = group(w, "given", N_("What was given to others"), N_("Nothing stands in this list."), n);
    if (most < SIZE_MAX) { /* else the page says it above */
        g.lede = str_of(web_t(w, N_("The law can ask us to leave something out for a time.")));
    }
    for (size_t i = 0; g.items && i < n && i < most; i++) {
        g.items[g.items_count++] = me_given_item(w, &list[i]);
    }
    v->groups[v->groups_count++] = g;
    return true;
}

static bool put_requests(struct call *w, struct view_me_record *v)
{
    struct request *list;
    size_t n;
    if (!sharing_requests(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    struct me_group g = group(w, "requests", N_("What you asked for"),
                              N_("You can ask for a copy, for a change, or for a limit on who gets what."), n);
    for (size_t i = 0; g.items && i < n; i++) {
        g.items[g.items_count++] =
            (struct me_item){.text = str_of(me_request_title(w, list[i].kind)),
                             .more = me_request_state(w, &list[i]),
                             .when = web_date(w, list[i].made_on),
                             .url = {web_print(w, "/me/record/requests/%.*s", (int)list[i].id.n, list[i].id.p)}};
    }
    g.link = (struct view_link){{STR("/me/record/requests/new")}, web_t(w, "Ask for something"), false};
    v->groups[v->groups_count++] = g;
    return true;
}

static void put_link(struct call *w, struct view_me_record *v, const char *id, const char *title, const char *lede,
                     const char *path, const char *text)
{
    if (route_may(w, str_of(path))) {
        struct me_group g = group(w, id, title, NULL, 0);
        g.lede = str_of(web_t(w, lede));
        g.link = (struct view_link){{str_of(path)}, web_t(w, text), false};
        v->groups[v->groups_count++] = g;
    }
}

void me_record_show(struct call *w)
{
    struct me_group groups[8];
    struct view_me_record v = {.groups = groups};
    unsigned held = 0;
    if (!put_waiting(w, &v) || !put_consents(w, &v, SHOWN, false, &held) || !put_given(w, &v, SHOWN)) {
        web_trouble(w, NULL);
        return;
    }
    groups[v.groups_count - 1].link = (struct view_link){{STR("/me/record/given")}, web_t(w, "The whole list"), false};
    put_link(w, &v, "who", N_("Who opened your record"), N_("Each person, each day, and what for."), "/me/record/who",
             N_("See who opened it"));
    if (!put_requests(w, &v)) {
        web_trouble(w, NULL);
        return;
    }
    put_link(w, &v, "download", N_("Keep a copy"), N_("Your plan to print, or all of your record as a file."),
             "/me/record/download", N_("Download your record"));
    page_begin(w, N_("My record"), NULL, &v.page);
    v.heading = v.page.title;
    v.lede = str_of(web_t(w, "Your record is about you. You can see what is done with it, and you can decide."));
    view_me_record(&w->out, &v);
}

void me_consents_show(struct call *w)
{
    struct me_group groups[5];
    struct view_me_record v = {.groups = groups};
    unsigned held = 0;
    bool may;
    if (!put_waiting(w, &v) || !put_consents(w, &v, SIZE_MAX, true, &held) ||
        !sharing_consent_may(w->practice, &w->who, w->client, &may, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    struct me_group more = group(w, "more", N_("You can decide on these by yourself"), NULL, 2);
    static const char *const titles[] = {N_("Begin care together"), N_("Sign on this site instead of on paper")};
    static const char *const paths[] = {"/me/consents/treatment", "/me/consents/e-record"};
    static const enum consent_kind kinds[] = {CONSENT_TREATMENT, CONSENT_E_RECORD};
    for (size_t i = 0; may && more.items && i < 2; i++) {
        if (!(held >> kinds[i] & 1)) {
            more.items[more.items_count++] =
                (struct me_item){.text = str_of(web_t(w, titles[i])), .url = {str_of(paths[i])}};
        }
    }
    if (more.items_count) {
        groups[v.groups_count++] = more;
    }
    page_begin(w, N_("Consents"), NULL, &v.page);
    me_in_record(&v.page);
    v.heading = v.page.title;
    v.lede = str_of(web_t(w, "A consent is your yes to something. A no is as good as a yes."));
    v.back = me_back_to_record(w);
    view_me_record(&w->out, &v);
}

/* ---- what was given to others ---- */

void me_given_show(struct call *w)
{
    struct me_group groups[2];
    struct view_me_record v = {.groups = groups};
    if (!put_given(w, &v, SIZE_MAX)) {
        web_trouble(w, NULL);
        return;
    }
    put_link(w, &v, "accounting", N_("The list that the law asks for"),
             N_("It holds what was given without your yes, for the last six years."), "/me/record/accounting",
             N_("See that list, to print"));
    groups[0].title = web_t(w, "Newest first");
    page_begin(w, N_("What was given to others"), NULL, &v.page);
    v.heading = v.page.title;
    v.lede = str_of(web_t(w, "Here you see which parts of your record went to others. The law can ask us to leave "
                             "something out for a time."));
    v.back = me_back_to_record(w);
    view_me_record(&w->out, &v);
}

/* 45 CFR 164.528(b): day, receiver and address, what, and why. */
void me_accounting_show(struct call *w)
{
    struct view_me_accounting v = {.name = NONE};
    struct disclosure *list;
    struct outside o;
    size_t n;
    if (!me_outside(w, &o) || !sharing_accounting(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    v.rows = arena_array(w->arena, n + 1, sizeof *v.rows);
    for (size_t i = 0; v.rows && i < n; i++) {
        v.rows[v.rows_count++] = (struct me_accounting_row){.when = web_date(w, zone_day(w->zone, list[i].at_ms)),
                                                            .to = list[i].to,
                                                            .address = list[i].address,
                                                            .what = me_disclosed(w, &list[i]),
                                                            .purpose = list[i].purpose};
    }
    page_begin(w, N_("Accounting of disclosures"), NULL, &v.page);
    v.name = o.name;
    v.practice = o.practice;
    v.made_on = web_date(w, w->today);
    view_me_accounting(&w->out, &v);
}

/* ---- download ---- */

/* The plan in force. *there is false when there is none, or the record is not that far open. */
static bool plan_in_force(struct call *w, struct plan_version *plan, bool *there)
{
    *there = web_may(w, CASE_PLAN_PRINT) && plans_get(w->practice, &w->who, w->client, NONE, w->arena, plan, &w->err) &&
             str_is(plan->state, "signed");
    if (w->err.kind == ERR_NOT_FOUND || w->err.kind == ERR_REFUSED) {
        w->err = (struct err){.kind = ERR_NONE};
    }
    return w->err.kind == ERR_NONE;
}

void me_download_show(struct call *w)
{
    struct view_me_download v = {.whole = web_may(w, CASE_RECORD_EXPORT)};
    struct plan_version plan;
    if (!plan_in_force(w, &plan, &v.plan)) {
        web_trouble(w, NULL);
        return;
    }
    v.copy = v.plan && w->language != LANGUAGE_EN;
    page_begin(w, N_("Download your record"), NULL, &v.page);
    view_me_download(&w->out, &v);
}

void me_plan_file_show(struct call *w)
{
    struct plan_version plan;
    struct str pdf;
    bool there;
    if (!plan_in_force(w, &plan, &there)) {
        web_trouble(w, NULL);
        return;
    }
    if (!there) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none that was signed");
    }
    if (there && str_is(http_query(w->in, "copy"), "yes")) {
        me_plan_copy_answer(w, plan.id, false);
        return;
    }
    if (there && plans_pdf(w->practice, &w->who, w->client, plan.id, w->arena, &pdf, &w->err)) {
        web_file(w, "application/pdf", "my-plan.pdf", pdf, false);
    } else {
        web_trouble(w, NULL);
    }
}

void me_export_do(struct call *w)
{
    struct str json;
    if (sharing_export(w->practice, &w->who, w->client, w->arena, &json, &w->err)) {
        web_file(w, "application/json", "my-record.json", json, false);
    } else {
        web_trouble(w, NULL);
    }
}
