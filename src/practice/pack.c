/* pack.c: rule packs. */
#include "practice/pack.h"

#include "base/json.h"
#include "plan/shape.h"
#include "rules/rules.h"

#include <stdio.h>

struct blocks {
    PLAN_LIST(struct plan_block) list;
};

static bool wrong(const char *where, const char *what, struct err *e)
{
    return err_set(e, ERR_INVALID, where, "of the rule pack: %s", what);
}

/* A day; absent is allowed for the end alone. */
static bool read_day(const struct json *pack, const char *key, bool needed, struct date *out, struct err *e)
{
    const struct json *v = json_get(pack, key);
    *out = (struct date){0};
    if (!v) {
        return !needed || wrong(key, "is missing", e);
    }
    return date_parse(json_str(v), out) || wrong(key, "is not a date such as 2026-01-31", e);
}

/* A crisis plan: what is done in a crisis, and nothing yet that is worked towards. */
static bool is_crisis_plan(const struct plan *plan)
{
    const struct shape_field *f = shape_find(&plan_shape, STR("crisis"));
    return plan->goals.n == 0 && !shape_field_is_empty(f, plan);
}

static bool add(struct blocks *b, const struct plan_block *block, struct arena *a, struct err *e)
{
    struct plan_block *to = PLAN_PUSH(a, &b->list);
    if (!to) {
        return arena_error(a, e);
    }
    *to = *block;
    return true;
}

static bool read_element(const struct json *v, const char *where, struct plan_block *out, const struct rule **rule,
                         struct err *e)
{
    *out = (struct plan_block){.rule = json_str(json_get(v, "rule")), .citation = json_str(json_get(v, "citation"))};
    *rule = rules_find(out->rule);
    if (!json_bool(json_get(v, "reason"), &out->replaceable) || !json_bool(json_get(v, "confirmed"), &out->confirmed) ||
        !out->citation.n) {
        return wrong(where, "an element needs rule, reason, citation and confirmed", e);
    }
    if (str_is(out->rule, "consent.treatment")) {
        out->title = STR("No consent to treatment");
        out->fix = STR("record the client's consent to treatment first");
        return true;
    }
    if (!*rule) {
        return wrong(where, "there is no rule with this id", e);
    }
    out->title = str_of((*rule)->title);
    out->fix = str_of((*rule)->fix);
    return true;
}

static bool elements(const struct json *list, const struct findings *found, bool crisis, bool consented,
                     struct blocks *out, struct arena *a, struct err *e)
{
    size_t index = 0;
    for (const struct json *v = list->first; v; v = v->next, index++) {
        char where[32];
        struct plan_block block;
        const struct rule *rule;
        snprintf(where, sizeof where, "/elements/%zu", index);
        if (!read_element(v, where, &block, &rule, e)) {
            return false;
        }
        block.replaceable = block.replaceable || crisis;
        if (!rule && !consented && !add(out, &block, a, e)) {
            return false;
        }
        for (size_t i = 0; rule && i < found->list.n; i++) {
            block.pointer = found->list.at[i].pointer;
            if (found->list.at[i].rule == rule && !add(out, &block, a, e)) {
                return false;
            }
        }
    }
    return true;
}

bool pack_blocks(struct str pack, const struct plan *plan, struct date on, bool consented, struct arena *a,
                 struct plan_block **out, size_t *count, struct err *e)
{
    const struct json *root;
    struct findings found = {0};
    struct blocks blocks = {{0}};
    struct date from, to;
    *out = NULL;
    *count = 0;
    if (!json_parse(pack, a, &root, e)) {
        return false;
    }
    const struct json *list = json_get(root, "elements");
    if (!str_is(json_str(json_get(root, "format")), "goldthread.pack/1")) {
        return wrong("/format", "is not goldthread.pack/1", e);
    }
    if (!list || list->type != JSON_ARRAY) {
        return wrong("/elements", "must be a list", e);
    }
    if (!read_day(root, "effective_from", true, &from, e) || !read_day(root, "effective_to", false, &to, e)) {
        return false;
    }
    if (date_cmp(on, from) < 0 || (date_is_set(to) && date_cmp(on, to) > 0)) {
        return true;
    }
    if (!rules_check(plan, a, &found, e) || !elements(list, &found, is_crisis_plan(plan), consented, &blocks, a, e)) {
        return false;
    }
    *out = blocks.list.at;
    *count = blocks.list.n;
    return true;
}
