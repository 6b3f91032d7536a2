/* plans_page.c: a version of the plan as it is read on a screen. */
#include "practice/memo.h"
#include "practice/plans_parts.h"
#include "render/render.h"

#include <stdio.h>

struct page_call {
    struct str id;
    struct plan_page *out;
};

static bool find_draft(struct practice_tx *t, bool *begun, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_PLAN, .newest_first = true, .without_content = true};
    struct record *list;
    size_t n;
    *begun = false;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool draft = str_is(list[i].state, "draft") && t->relation > RELATION_GUARDIAN;
        *begun = *begun || draft || str_is(list[i].state, "signing");
    }
    return true;
}

static bool put_html(struct practice_tx *t, const struct plan *plan, struct plan_page *out, struct err *e)
{
    struct render_options o = {.draft = str_is(out->version.state, "draft"), .contents = true};
    struct buf b;
    buf_init(&b, 0);
    render_html_parts(plan, &o, &b);
    bool ok = buf_ok(&b) ? arena_str(t->arena, buf_str(&b), &out->html) || arena_error(t->arena, e) : err_no_memory(e);
    buf_free(&b);
    return ok;
}

static bool read_page(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct page_call *c = ctx;
    struct plan_page *out = c->out;
    struct client_row row;
    struct plan *plan;
    *out = (struct plan_page){.draft_begun = false};
    if (!plans_version_in(t, c->id, &out->version, e) || !plans_read(out->version.json, t->arena, &plan, e) ||
        !put_html(t, plan, out, e) || !find_draft(t, &out->draft_begun, e) ||
        !client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) ||
        !clients_card(&row, t->arena, &out->card, e)) {
        return false;
    }
    out->card.relation = t->relation;
    return true;
}

bool plans_page(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                struct plan_page *out, struct err *e)
{
    struct page_call c = {id, out};
    char args[64];
    int n = snprintf(args, sizeof args, "page %.*s", (int)(id.n < 40 ? id.n : 40), id.n ? id.p : "");
    struct recall r = {{args, (size_t)n}, out, sizeof *out};
    return practice_recall(p, who, CASE_PLAN_READ, client, &r, a, read_page, &c, e);
}
