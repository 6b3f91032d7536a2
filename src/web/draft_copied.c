/* draft_copied.c: sentences of a draft that stand in another plan of the caseload, as findings beside their fields. */
#include "base/json.h"
#include "plan/edit.h"
#include "plan/plan_json.h"
#include "practice/copied.h"
#include "web/draft_parts.h"
#include "web/web_parts.h"

/* Not in the table of rules: it needs other plans, which no rule sees. */
static const struct rule copied_rule = {
    .id = "text.copied",
    .severity = SEVERITY_ADVICE,
    .group = "pitfall",
    .title = "The same words in another plan",
    .message = "This sentence stands word for word in {0} of your caseload.",
    .why = "Text that fits two people says little about either, and those who pay and audit look for it.",
    .fix = "Say it in words that are this client's own, or leave it when it is true of both.",
    .source = "project",
    .confirmed = false,
};

static bool add(struct call *w, struct open_draft *o, const struct copied_text *x)
{
    struct finding *f = PLAN_PUSH(w->arena, &o->findings.list);
    struct plan_place at;
    if (!f) {
        return arena_error(w->arena, &w->err);
    }
    *f = (struct finding){.rule = &copied_rule, .pointer = x->pointer, .arg_count = 1};
    f->args[0] = x->plans == 1 ? STR("another plan") : web_print(w, "%zu other plans", x->plans);
    if (plan_place(o->plan, x->pointer, &at) && !at.is_item && at.field->kind == SHAPE_TEXT) {
        struct str text = *(const struct str *)shape_member_const(at.field, at.item);
        size_t from = str_find(text, x->sentence, 0);
        if (from != (size_t)-1) {
            f->excerpt = text;
            f->span = (struct span){from, from + x->sentence.n};
        }
    }
    o->findings.count[SEVERITY_ADVICE]++;
    return true;
}

bool draft_copied(struct call *w, struct open_draft *o)
{
    struct copied found;
    struct str json;
    struct buf b;
    buf_init(&b, 0);
    plan_to_json(o->plan, 0, &b);
    bool ok = (buf_ok(&b) && arena_str(w->arena, buf_str(&b), &json)) || err_no_memory(&w->err);
    buf_free(&b);
    if (!ok || !copied_check(w->practice, &w->who, w->client, json, w->arena, &found, &w->err)) {
        return false;
    }
    o->e.copied = true;
    o->e.copied_off = found.off;
    for (size_t i = 0; i < found.count; i++) {
        if (!add(w, o, &found.text[i])) {
            return false;
        }
    }
    return true;
}
