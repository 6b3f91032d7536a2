/* page_supervision.c: what waits for a supervisor or prescriber; opening a chart in an emergency. */
#include "practice/queue.h"
#include "views.h"
#include "web/share_parts.h"

#define CLIENTS_SHOWN 50

/* ---- signatures that wait, and clients of those whom one supervises ---- */

static void put_plans(struct call *w, const struct queue *q, struct share_group *g)
{
    *g = (struct share_group){.id = "plans",
                              .title = "Plans that wait for your signature",
                              .empty = "No plan waits for you. When a clinician names you, or any supervisor or "
                                       "prescriber, it will stand here.",
                              .rows = arena_array(w->arena, q->mine_count + 1, sizeof *g->rows)};
    for (size_t i = 0; g->rows && i < q->mine_count; i++) {
        const struct queue_plan *p = &q->mine[i];
        g->rows[g->rows_count++] =
            (struct share_row){.text = p->name,
                               .when = web_print(w, "As %.*s", (int)p->role.n, p->role.n ? p->role.p : ""),
                               .tag = p->turn ? "warn" : "",
                               .state = p->turn ? "Your turn" : "Others sign first",
                               .url = {web_print(w, "/clients/%.*s/plan/sign?v=%.*s", (int)p->client.n, p->client.p,
                                                 (int)p->plan.n, p->plan.p)}};
    }
}

static bool put_clients(struct call *w, enum caseload_show show, struct share_group *g)
{
    struct caseload c = {.whose = CASELOAD_SUPERVISED, .show = show, .today = w->today, .limit = CLIENTS_SHOWN};
    if (!clients_caseload(w->practice, &w->who, &c, w->arena, &w->err)) {
        return false;
    }
    bool alerts = show == CASELOAD_ALERTS;
    g->rows = arena_array(w->arena, c.count + 1, sizeof *g->rows);
    for (size_t i = 0; g->rows && i < c.count; i++) {
        const struct client_card *card = &c.row[i];
        struct str due = card->review_due.has ? web_day(w, date_from_day((int32_t)card->review_due.v)) : NONE;
        g->rows[g->rows_count++] = (struct share_row){
            .text = card->name,
            .when = due.n ? web_print(w, "Review due %.*s", (int)due.n, due.p) : STR("No review is due"),
            .tag = card->alerts ? "risk" : "warn",
            .state = card->alerts ? (card->alerts == 1 ? "1 alert is open" : "Alerts are open") : "Review is late",
            .url = {web_print(w, "/clients/%.*s%s", (int)card->id.n, card->id.p, alerts ? "/alerts" : "")}};
    }
    if (c.total > c.count) {
        g->lede = web_print(w, "The first %zu of %zu.", c.count, c.total);
    }
    return true;
}

void supervision_show(struct call *w)
{
    struct share_group groups[3] = {
        {.id = "alerts", .title = "Open alerts", .empty = "No alert is open for clients of those whom you supervise."},
        {.rows_count = 0},
        {.id = "late", .title = "Late reviews", .empty = "No review of theirs is late."}};
    struct view_share v = {.heading = "Supervision", .groups = groups, .groups_count = 3};
    struct queue q;
    if (!put_clients(w, CASELOAD_ALERTS, &groups[0]) || !put_clients(w, CASELOAD_LATE, &groups[2]) ||
        !queue_read(w->practice, &w->who, w->today, w->arena, &q, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    put_plans(w, &q, &groups[1]);
    page_begin(w, "Supervision", NULL, &v.page);
    v.page.help = (struct url){STR("/help/supervision")};
    v.lede = STR("Clients of those whom you supervise, and plans that you sign.");
    view_share(&w->out, &v);
}

/* ---- in an emergency ---- */

static const struct field glass_rows[] = {
    {"name", "The client's whole name", FIELD_LINE, true, 1, 200, NULL, "Fill in the whole name."},
    {"birth_date", "Date of birth", FIELD_DATE, true, 0, 0, NULL, NULL},
    {"reason", "What the emergency is", FIELD_TEXT, true, 10, 2000, NULL, "Say what the emergency is."},
};

static void glass_page(struct call *w, const struct form *f)
{
    struct view_field fields[COUNT_OF(glass_rows)];
    struct view_share_form v = {.heading = "Open a chart in an emergency",
                                .button = "Open this chart",
                                .fields = fields,
                                .fields_count = COUNT_OF(glass_rows),
                                .action = {STR("/break-glass")},
                                .back = {STR("/")}};
    page_begin(w, "Open a chart in an emergency", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/emergency")};
    v.lede = STR("For a client whom you do not care for, when waiting would do harm. You can read and, in the "
                 "emergency, disclose; you cannot write. It ends by itself after some hours.");
    v.warn = STR("The privacy officer sees that you opened it and why, and the client can see it too. A name that "
                 "does not fit is written down as well.");
    for (size_t i = 0; i < COUNT_OF(glass_rows); i++) {
        fields[i] = field_show(w, f, glass_rows[i].name, NONE);
    }
    fields[0].hint = "Exactly as the record has it.";
    view_share_form(&w->out, &v);
}

void glass_show(struct call *w)
{
    struct form f;
    form_empty(w, glass_rows, COUNT_OF(glass_rows), &f);
    glass_page(w, &f);
}

void glass_do(struct call *w)
{
    struct form f;
    struct str client;
    if (!form_read(w, glass_rows, COUNT_OF(glass_rows), &f)) {
        glass_page(w, &f);
        return;
    }
    if (people_break_glass(w->practice, &w->who, form_value(&f, "name"), form_date(&f, "birth_date"),
                           form_value(&f, "reason"), w->arena, &client, &w->err)) {
        web_go(w, "/clients/%s", web_part(w, client));
    } else if (w->err.kind == ERR_NOT_FOUND || w->err.kind == ERR_INVALID) {
        bool found = w->err.kind == ERR_INVALID;
        form_wrong(w, &f, found ? "reason" : "name", "%s",
                   found ? w->err.text : "Nobody has this name and date of birth, or more than one has.");
        w->err = (struct err){0};
        glass_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}
