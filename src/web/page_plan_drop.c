/* page_plan_drop.c: a draft that nobody wants is thrown away, after one question. */
#include "practice/plans.h"
#include "views.h"
#include "web/web_parts.h"

void plan_drop_show(struct call *w)
{
    struct view_confirm v = {.heading = "Throw this draft away", .button = "Throw it away", .has_strip = true};
    struct plan_draft d;
    if (!plans_draft_open(w->practice, &w->who, w->client, w->arena, &d, &w->err) || !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, v.heading, NULL, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/plans")};
    v.text =
        web_print(w,
                  "What stands in the draft of plan version %lld is then gone and cannot be brought back. Versions "
                  "that were signed stay as they are. That you threw it away is kept in the audit trail.",
                  (long long)d.version.number);
    v.action.whole = w->in->path;
    v.back = client_page(w, "/plan/draft");
    v.hidden = arena_array(w->arena, 2, sizeof *v.hidden);
    if (v.hidden) {
        v.hidden[v.hidden_count++] = (struct view_hidden){"draft", d.version.id};
        v.hidden[v.hidden_count++] =
            (struct view_hidden){"version", web_print(w, "%lld", (long long)d.version.version)};
    }
    view_confirm(&w->out, &v);
}

void plan_drop_do(struct call *w)
{
    struct str id = form_posted(w, "draft");
    int64_t version = 0;
    num_int(form_posted(w, "version"), 1, INT64_MAX, &version);
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "plan", "there is none with this id");
        web_trouble(w, NULL);
    } else if (plans_draft_drop(w->practice, &w->who, w->client, id, version, &w->err)) {
        web_said(w, "The draft was thrown away.", "/clients/%s", web_part(w, w->client));
    } else {
        web_trouble(w, NULL);
    }
}
