/* sign_same.c: before a plan is signed: text that came along from the version before, text that another plan has too.
 */
#include "plan/edit.h"
#include "plan/ids.h"
#include "practice/copied.h"
#include "web/carried.h"
#include "web/sign_parts.h"

bool sign_carried(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    struct plan_ids ids;
    struct carried_alerts alerts;
    bool asked = false;
    memset(&ids, 0, sizeof ids);
    v->carried = arena_array(w->arena, s->block_count + 1, sizeof *v->carried);
    if (!v->carried || !plan_ids_collect(s->plan, w->arena, &ids)) {
        return arena_error(w->arena, &w->err);
    }
    for (size_t i = 0; i < s->block_count; i++) {
        const struct plan_block *b = &s->blocks[i];
        bool part = b->item.n && b->item.p[0] == '/';
        const struct plan_id *at = b->item.n && !part ? plan_ids_find(&ids, b->item) : NULL;
        struct sign_carried *c = &v->carried[v->carried_count];
        if (!at && !part) {
            continue;
        }
        struct str below = web_print(w, "/plan/draft#carried-%.*s", (int)b->item.n, b->item.p);
        *c = (struct sign_carried){.id = b->item, .edit = client_page(w, below.p)};
        if (part ? !plan_carried_words(s->plan, b->item, w->arena, &c->text, &w->err)
                 : !plan_sentences(at->shape, at->item, w->arena, &c->text, &w->err)) {
            return false;
        }
        if (part && carried_is_risk(b->item)) {
            if (!asked && !carried_alerts(w, &alerts)) {
                return false;
            }
            asked = true;
            c->alerts = alerts.text;
            c->alerts_page = alerts.page;
        }
        v->carried_count++;
    }
    v->may_confirm = web_may(w, CASE_PLAN_DRAFT);
    v->confirm.whole = web_print(w, "/clients/%.*s/plan/draft", (int)w->client.n, w->client.p);
    return true;
}

/* Advice: who may not compare, or opened the chart in an emergency, gets none. */
bool sign_copied(struct call *w, const struct signing *s, struct view_plan_sign *v)
{
    struct copied found;
    struct err mine = {0};
    if (!v->is_draft || v->strip.glass || !web_may(w, CASE_PLAN_COPIED)) {
        return true;
    }
    if (!copied_check(w->practice, &w->who, w->client, s->v.json, w->arena, &found, &mine)) {
        return mine.kind == ERR_REFUSED || mine.kind == ERR_LIMIT ||
               err_set(&w->err, mine.kind, mine.where, "%s", mine.text);
    }
    v->copied = arena_array(w->arena, found.count + 1, sizeof *v->copied);
    for (size_t i = 0; v->copied && i < found.count; i++) {
        const struct copied_text *x = &found.text[i];
        struct str below = web_print(w, "/plan/draft?copied=1#%.*s", (int)x->pointer.n, x->pointer.p);
        v->copied[v->copied_count++] = (struct sign_copied){
            x->sentence,
            x->plans == 1 ? STR("It stands in one other plan of your caseload.")
                          : web_print(w, "It stands in %zu other plans of your caseload.", x->plans),
            client_page(w, below.p)};
    }
    return v->copied || arena_error(w->arena, &w->err);
}
