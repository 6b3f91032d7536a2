/* plans_after.c: what is appended to a signed plan, and how it ends. */
#include "base/json.h"
#include "plan/plan_json.h"
#include "practice/between.h"
#include "practice/plans.h"
#include "practice/plans_parts.h"
#include "store/draft.h"
#include "store/owned.h"

#include <stdio.h>

enum { TEXT_MOST = 200000 };

static bool is_signed(const struct record *r)
{
    return str_is(r->state, "signed") || str_is(r->state, "superseded") || str_is(r->state, "ended");
}

/* ---- appending ---- */

static bool append(struct practice_tx *t, enum record_kind kind, struct str plan, struct str content, struct str *id,
                   struct err *e)
{
    struct record r = {.practice = t->who->practice,
                       .client = t->client,
                       .kind = kind,
                       .state = STR("in_force"),
                       .day = date_to_day(practice_today(t)),
                       .of = plan,
                       .locked = true,
                       .by = t->who->user,
                       .content = content};
    bool ok = record_add(t->store, t->tx, &r, t->now_ms, t->arena, e);
    *id = r.id;
    return ok;
}

bool plans_append(struct practice_tx *t, struct str plan, struct str kind, struct str rule, struct str text,
                  struct str *id, struct err *e)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "kind");
    json_put_str(&o, kind);
    if (rule.n) {
        json_key(&o, "rule");
        json_put_str(&o, rule);
    }
    json_key(&o, "text");
    json_put_str(&o, text);
    json_end_object(&o);
    bool ok = buf_ok(&b) ? append(t, RECORD_AMENDMENT, plan, buf_str(&b), id, e) : err_no_memory(e);
    buf_free(&b);
    return ok;
}

struct amend_call {
    struct str id, kind, text;
    struct str *amendment;
    struct plan_amendment **out;
    size_t *count;
};

static bool amend(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct amend_call *c = ctx;
    struct record r;
    if (!plans_record(t, c->id, &r, e)) {
        return false;
    }
    if (!is_signed(&r)) {
        return err_set(e, ERR_CONFLICT, "plan", "is not signed: change the draft instead");
    }
    if (t->relation <= RELATION_GUARDIAN && !str_is(c->kind, "disagreement")) {
        return err_set(e, ERR_REFUSED, "kind", "you may add a statement of disagreement; ask for an amendment");
    }
    return plans_append(t, r.id, c->kind, (struct str){NULL, 0}, c->text, c->amendment, e);
}

bool plans_amend(struct practice *p, const struct actor *who, struct str client, struct str id, struct str kind,
                 struct str text, struct arena *a, struct str *amendment, struct err *e)
{
    struct amend_call c = {.id = id, .kind = kind, .text = text, .amendment = amendment};
    if (!str_is(kind, "amendment") && !str_is(kind, "addendum") && !str_is(kind, "disagreement")) {
        return err_set(e, ERR_INVALID, "kind", "must be amendment, addendum or disagreement");
    }
    if (!str_trim(text).n) {
        return err_set(e, ERR_INVALID, "text", "is missing");
    }
    if (text.n > TEXT_MOST) {
        return err_set(e, ERR_LIMIT, "text", "is longer than %d bytes: shorten it", TEXT_MOST);
    }
    return practice_do(p, who, CASE_PLAN_AMEND, client, (struct str){NULL, 0}, a, amend, &c, e);
}

bool plans_amendments_in(struct store *s, struct db_tx *tx, int64_t practice, struct str client, struct str id,
                         struct arena *a, struct plan_amendment **out, size_t *count, struct err *e)
{
    struct record_filter f = {
        .kinds = 1u << RECORD_AMENDMENT | 1u << RECORD_ENDING, .of = id, .state = STR("in_force")};
    struct record *list;
    if (!record_list(s, tx, practice, client, &f, a, &list, count, e)) {
        return false;
    }
    *out = arena_array(a, *count + 1, sizeof **out);
    if (!*out) {
        return arena_error(a, e);
    }
    for (size_t i = 0; i < *count; i++) {
        const struct record *r = &list[i];
        const struct json *root;
        struct plan_amendment *v = &(*out)[i];
        *v = (struct plan_amendment){.id = r->id, .by = r->by, .at_ms = r->entered_ms};
        if (r->kind == RECORD_ENDING) {
            v->kind = STR("ending");
            v->text = r->content;
            continue;
        }
        if (!json_parse(r->content, a, &root, e)) {
            return false;
        }
        v->kind = json_str(json_get(root, "kind"));
        v->rule = json_str(json_get(root, "rule"));
        v->text = json_str(json_get(root, "text"));
    }
    return true;
}

static bool amendments(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct amend_call *c = ctx;
    struct record r;
    return plans_record(t, c->id, &r, e) &&
           plans_amendments_in(t->store, t->tx, r.practice, r.client, r.id, t->arena, c->out, c->count, e);
}

bool plans_amendments(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                      struct plan_amendment **out, size_t *count, struct err *e)
{
    struct amend_call c = {.id = id, .out = out, .count = count};
    return practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, amendments, &c, e);
}

/* ---- ending ---- */

/* The ending as a part of a plan that has these goals and nothing else: the plan's own reader then checks it. */
static void put_as_plan(const struct json *ending, const struct plan *plan, struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b, 0);
    json_begin_object(&o);
    json_key(&o, "format");
    json_put_cstr(&o, PLAN_FORMAT);
    json_key(&o, "goals");
    json_begin_array(&o);
    for (size_t i = 0; i < plan->goals.n; i++) {
        json_begin_object(&o);
        json_key(&o, "id");
        json_put_str(&o, plan->goals.at[i].id);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_key(&o, "duration");
    json_begin_object(&o);
    const struct json *relapse = json_get(ending, "relapse_prevention");
    if (relapse) {
        json_key(&o, "relapse_prevention");
        json_put_tree(&o, relapse);
    }
    json_key(&o, "ending");
    json_begin_object(&o);
    for (const struct json *v = ending->first; v; v = v->next) {
        if (!str_is(v->key, "next") && !str_is(v->key, "relapse_prevention")) {
            json_key_str(&o, v->key);
            json_put_tree(&o, v);
        }
    }
    json_end_object(&o);
    json_end_object(&o);
    json_end_object(&o);
}

static bool each_goal(const struct plan *plan, const struct plan_ending *ending, struct err *e)
{
    for (size_t g = 0; g < plan->goals.n; g++) {
        bool told = false;
        for (size_t i = 0; i < ending->outcomes.n; i++) {
            const struct plan_outcome *o = &ending->outcomes.at[i];
            told = told || (str_eq(o->goal, plan->goals.at[g].id) && (o->text.n || o->achievement));
        }
        if (!told) {
            return err_set(e, ERR_INVALID, "/outcomes", "goal %zu has no outcome: say how it ended", g + 1);
        }
    }
    return true;
}

static bool next_is_known(struct str next, const struct plan *plan, struct err *e)
{
    bool known = str_is(next, "discharge");
    for (size_t i = 0; i < plan->duration.phases.n && !known && next.n; i++) {
        known = str_eq(next, plan->duration.phases.at[i].id) || str_eq(next, plan->duration.phases.at[i].name);
    }
    return known || err_set(e, ERR_INVALID, "/next", "must be \"discharge\" or a phase of the plan, by id or name");
}

static bool check_ending(struct practice_tx *t, struct str json, const struct plan *plan, struct err *e)
{
    const struct json *root;
    struct plan *read;
    struct buf b;
    if (!json_parse(json, t->arena, &root, e)) {
        return false;
    }
    if (root->type != JSON_OBJECT) {
        return err_set(e, ERR_INVALID, "", "an ending is an object in braces");
    }
    buf_init(&b, 0);
    put_as_plan(root, plan, &b);
    bool ok = (buf_ok(&b) || err_no_memory(e)) && plan_from_json(buf_str(&b), t->arena, &read, e);
    buf_free(&b);
    if (!ok || !next_is_known(json_str(json_get(root, "next")), plan, e) ||
        !each_goal(plan, &read->duration.ending, e)) {
        return false;
    }
    if (!read->duration.relapse_prevention.n && !plan->duration.relapse_prevention.n) {
        return err_set(e, ERR_INVALID, "/relapse_prevention", "is missing: say what keeps the gains");
    }
    return read->duration.ending.client_view.n ||
           err_set(e, ERR_INVALID, "/client_view", "is missing: what the client says, or why that is not known");
}

struct end_call {
    struct str id, json;
};

static bool end(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct end_call *c = ctx;
    struct record r;
    struct plan *plan;
    struct str id;
    if (!plans_record(t, c->id, &r, e)) {
        return false;
    }
    if (!str_is(r.state, "signed")) {
        return err_set(e, ERR_CONFLICT, "plan", "is not in force: only a plan that is can end");
    }
    if (!plans_none_signing(t, e) || !plans_read(r.content, t->arena, &plan, e) || !check_ending(t, c->json, plan, e)) {
        return false;
    }
    r.state = STR("ended");
    r.due_ms = (struct opt_int){0};
    r.owner = (struct str){NULL, 0};
    return append(t, RECORD_ENDING, r.id, c->json, &id, e) && record_move(t->store, t->tx, &r, e) &&
           between_summary(t, e);
}

bool plans_end(struct practice *p, const struct actor *who, struct str client, struct str id, struct str ending_json,
               struct arena *a, struct err *e)
{
    struct end_call c = {id, ending_json};
    if (ending_json.n > TEXT_MOST) {
        return err_set(e, ERR_LIMIT, "ending", "is longer than %d bytes: shorten it", TEXT_MOST);
    }
    return practice_do(p, who, CASE_PLAN_END, client, (struct str){NULL, 0}, a, end, &c, e);
}

/* ---- a draft that nobody wants ---- */

bool plans_notes_withdraw(struct practice_tx *t, const struct record *r, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_AMENDMENT, .of = r->id, .state = STR("in_force")};
    struct record *list;
    size_t n;
    if (!record_list(t->store, t->tx, r->practice, r->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        list[i].state = STR("withdrawn");
        if (!record_move(t->store, t->tx, &list[i], e)) {
            return false;
        }
    }
    return true;
}

struct drop_call {
    struct str id;
    int64_t version;
};

static bool drop(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct drop_call *c = ctx;
    struct record r;
    if (!plans_record(t, c->id, &r, e)) {
        return false;
    }
    if (!str_is(r.state, "draft") || r.locked) {
        return err_set(e, ERR_CONFLICT, "plan", "is no draft any more: it stays");
    }
    if (r.version != c->version) {
        return err_set(e, ERR_CONFLICT, "plan", "was changed meanwhile: read the draft again before you throw it away");
    }
    t->object = r.id;
    return plans_notes_withdraw(t, &r, e) && draft_remove(t->tx, r.practice, r.client, r.id, e) &&
           record_erase(t->tx, &r, e) && between_summary(t, e);
}

bool plans_draft_drop(struct practice *p, const struct actor *who, struct str client, struct str id, int64_t version,
                      struct err *e)
{
    struct drop_call c = {id, version};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_PLAN_DROP, client, (struct str){NULL, 0}, &a, drop, &c, e);
    arena_free(&a);
    return ok;
}
