/* between_escalate.c: an alert that nobody closed by its deadline goes to the cover, or its owner is told of it again.
 */
#include "practice/between_parts.h"

#include "store/job.h"
#include "store/owned.h"

#define HOUR_MS INT64_C(3600000)

struct escalate_call {
    struct record *rows;
    size_t count;
    struct str id; /* the one that is handed on */
    bool moved;
};

static bool list_due(struct practice_tx *t, void *ctx, struct err *e)
{
    struct escalate_call *c = ctx;
    struct owned_filter f = {
        .practice = t->who->practice, .kind = RECORD_ALERT, .states = {STATE_OPEN, STATE_OPEN}, .until_ms = t->now_ms};
    bool ok = owned_list(t->tx, &f, t->arena, &c->rows, &c->count, e);
    t->nothing = ok && !c->count;
    return ok;
}

/* There is nobody else to hand it to: it stays open with whom it is, who is reminded again, for another term. Of an
 * erased client's nothing can be read or answered: nobody is reminded of it any more. */
static bool stay(struct practice_tx *t, struct record *alert, int64_t due_ms, struct err *e)
{
    struct record whole;
    struct err mine = {0};
    if (!record_get(t->store, t->tx, t->who->practice, t->client, alert->id, t->arena, &whole, &mine)) {
        alert->due_ms.has = false;
        return mine.kind == ERR_NOT_FOUND ? between_move(t, alert, STATE_OPEN, e)
                                          : err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    struct job_row j = {
        .practice = t->who->practice, .kind = STR("mail"), .client = alert->client, .due_ms = t->now_ms};
    struct buf id;
    bool added;
    alert->due_ms = (struct opt_int){true, due_ms};
    buf_init(&id, 0);
    buf_printf(&id, "%.*s/%.*s/again-%lld", (int)alert->owner.n, alert->owner.n ? alert->owner.p : "", (int)alert->id.n,
               alert->id.p, (long long)due_ms);
    j.id = buf_str(&id);
    bool ok = (buf_ok(&id) || err_no_memory(e)) && between_move(t, alert, STATE_OPEN, e) &&
              (!alert->owner.n || job_add(t->tx, &j, &added, e));
    buf_free(&id);
    return ok;
}

/* Whom an alert goes to when its deadline has passed; absent: nobody. A cover outside the practice has no account here,
 * so it is the owner's, who is told of there, to keep. */
static bool cover_of(struct practice_tx *t, const struct people_settings *s, struct str *out, struct err *e)
{
    *out = s->alert_cover.n ? s->alert_cover : s->cover_name.n ? s->alert_owner : NONE;
    return out->n || between_primary(t, out, e);
}

/* Once: an alert that was handed on has no deadline any more. */
static bool escalate(struct practice_tx *t, void *ctx, struct err *e)
{
    struct escalate_call *c = ctx;
    struct record_filter f = {.kinds = 1u << RECORD_ALERT, .state = STR(STATE_OPEN), .without_content = true};
    struct record *list = NULL;
    struct people_settings s;
    struct str to;
    size_t n = 0, i = 0;
    c->moved = false;
    t->object = c->id;
    if (!between_settings(t, &s, e) || !cover_of(t, &s, &to, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    while (i < n && !str_eq(list[i].id, c->id)) {
        i++;
    }
    if (i == n) {
        t->nothing = true; /* closed meanwhile */
        return true;
    }
    if (!to.n || str_eq(to, list[i].owner)) {
        return stay(t, &list[i], t->now_ms + s.alert_hours * HOUR_MS, e);
    }
    list[i].owner = to;
    list[i].due_ms.has = false;
    c->moved = true;
    return between_move(t, &list[i], STATE_ESCALATED, e);
}

bool between_escalate(struct practice *p, const struct actor *program, size_t *count, struct err *e)
{
    struct escalate_call c = {.count = 0};
    struct arena a, one;
    *count = 0;
    arena_init(&a, 0);
    arena_init(&one, 0);
    bool ok = practice_do(p, program, CASE_ALERT_DUE, NONE, NONE, &a, list_due, &c, e);
    for (size_t i = 0, n = ok ? c.count : 0; i < n;
         i++) { /* one that fails keeps no other waiting; e keeps the first */
        c.id = c.rows[i].id;
        bool moved = practice_do(p, program, CASE_ALERT_ESCALATE, c.rows[i].client, NONE, &one, escalate, &c, e);
        *count += moved && c.moved;
        ok = ok && moved;
        arena_reset(&one);
    }
    arena_free(&one);
    arena_free(&a);
    return ok;
}
