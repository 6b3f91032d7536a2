/* safety.c: see safety.h. */
#include "practice/safety.h"

#include "practice/between_parts.h"
#include "practice/sharing.h"

/* ---- which versions stand ---- */

static bool newest(struct practice_tx *t, const char *state, bool without_content, struct record *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_SAFETY_PLAN,
                              .state = str_of(state),
                              .newest_first = true,
                              .limit = 1,
                              .without_content = without_content};
    struct record *list = NULL;
    size_t n = 0;
    *out = (struct record){.kind = RECORD_SAFETY_PLAN};
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    *out = n ? list[0] : *out;
    return true;
}

bool safety_alone_stands(const struct record *agreed, const struct record *alone)
{
    return !agreed || !agreed->id.n || agreed->entered_ms <= alone->entered_ms;
}

bool safety_standing_in(struct practice_tx *t, bool without_content, struct safety_rows *out, struct err *e)
{
    if (!newest(t, STATE_ENTERED, without_content, &out->agreed, e) ||
        !newest(t, SAFETY_ALONE, without_content, &out->alone, e)) {
        return false;
    }
    if (out->alone.id.n && !safety_alone_stands(&out->agreed, &out->alone)) {
        out->alone.id = NONE;
    }
    return true;
}

/* ---- reading ---- */

static bool is_empty(const struct plan_safety *s)
{
    return !(s->warning_signs.n || s->coping.n || s->distraction.n || s->people.n || s->professionals.n ||
             s->surroundings.n || s->text.n);
}

static bool read_version(struct practice_tx *t, const struct record *r, struct safety_version *out, struct err *e)
{
    *out = (struct safety_version){.id = r->id};
    if (!r->id.n) {
        return true;
    }
    out->by = r->by;
    out->date = date_from_day(r->day);
    out->at_ms = r->entered_ms;
    return between_safety(r->content, t->arena, &out->steps, e) && people_name_in(t, r->by, &out->by_name, e);
}

static bool read(struct practice_tx *t, void *ctx, struct err *e)
{
    struct safety *out = ctx;
    struct safety_rows rows;
    struct plan *plan = NULL;
    unsigned sections;
    *out = (struct safety){.of_plan = false};
    if (!between_opens(t, &sections, e)) {
        return false;
    }
    if (!(sections & SHARE_SAFETY_PLAN)) {
        return err_set(e, ERR_REFUSED, "guardian", "the safety plan is not open to guardians");
    }
    if (!safety_standing_in(t, false, &rows, e)) {
        return false;
    }
    if (t->relation == RELATION_GUARDIAN) { /* what the client wrote alone is the client's, until it is talked about */
        rows.alone.id = NONE;
    }
    if (!(sections & SHARE_SUBSTANCE_USE)) { /* what bears the label needs that section too */
        rows.agreed.id = rows.agreed.labels & LABEL_PART2 ? NONE : rows.agreed.id;
        rows.alone.id = rows.alone.labels & LABEL_PART2 ? NONE : rows.alone.id;
    }
    if (!read_version(t, &rows.agreed, &out->agreed, e) || !read_version(t, &rows.alone, &out->alone, e)) {
        return false;
    }
    t->object = out->alone.id.n ? out->alone.id : out->agreed.id;
    if (out->agreed.steps || sections != SHARE_ALL) {
        return true;
    }
    if (!between_plan(t, &plan, e)) {
        return false;
    }
    out->of_plan = plan && !is_empty(&plan->crisis.safety_plan);
    out->agreed.steps = out->of_plan ? &plan->crisis.safety_plan : NULL;
    return true;
}

bool safety_read(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct safety *out,
                 struct err *e)
{
    return practice_do(p, who, CASE_SAFETY_READ, client, NONE, a, read, out, e);
}

/* ---- writing ---- */

struct write_call {
    struct str json, *id;
};

static bool write(struct practice_tx *t, void *ctx, struct err *e)
{
    struct write_call *c = ctx;
    const struct json *root = NULL;
    const struct plan_safety *steps;
    struct record old;
    if (!between_check(RECORD_SAFETY_PLAN, c->json, t->arena, &root, e) ||
        !between_safety(c->json, t->arena, &steps, e)) {
        return false;
    }
    if (is_empty(steps)) {
        return err_set(e, ERR_INVALID, "warning_signs", "is empty, as all the others are; fill in at least one step");
    }
    if (!newest(t, SAFETY_ALONE, false, &old, e)) {
        return false;
    }
    struct record r = between_fresh(t, RECORD_SAFETY_PLAN, practice_today(t), c->json);
    r.of = old.id;
    r.state = STR(SAFETY_ALONE);
    if ((old.id.n && !between_move(t, &old, STATE_CORRECTED, e)) || !between_store(t, &r, e)) {
        return false;
    }
    *c->id = r.id;
    return true;
}

bool safety_write(struct practice *p, const struct actor *who, struct str client, struct str json, struct str once,
                  struct arena *a, struct str *id, struct err *e)
{
    struct write_call c = {json, id};
    *id = NONE;
    return practice_do(p, who, CASE_SAFETY_WRITE, client, once, a, write, &c, e);
}

struct agree_call {
    struct str alone, *id;
};

static bool agree(struct practice_tx *t, void *ctx, struct err *e)
{
    struct agree_call *c = ctx;
    struct record asked;
    struct safety_rows rows;
    if (!between_one(t, RECORD_SAFETY_PLAN, c->alone, &asked, e) || !safety_standing_in(t, false, &rows, e)) {
        return false;
    }
    if (!rows.alone.id.n || !str_eq(rows.alone.id, c->alone)) {
        return err_set(e, ERR_CONFLICT, "safety_plan", "another version stands by now: read it again");
    }
    struct record r = between_fresh(t, RECORD_SAFETY_PLAN, practice_today(t), rows.alone.content);
    r.of = rows.alone.id;
    if (!between_move(t, &rows.alone, SAFETY_AGREED, e) || !between_store(t, &r, e) || !between_summary(t, e)) {
        return false;
    }
    *c->id = r.id;
    return true;
}

bool safety_agree(struct practice *p, const struct actor *who, struct str client, struct str alone, struct str once,
                  struct arena *a, struct str *id, struct err *e)
{
    struct agree_call c = {alone, id};
    *id = NONE;
    return practice_do(p, who, CASE_SAFETY_AGREE, client, once, a, agree, &c, e);
}
