/* client_events.c: who did what, with one client's record or in the whole practice. */
#include "practice/people.h"
#include "practice/sharing_parts.h"
#include "practice/upkeep.h"

#include <stdio.h>

#define NONE ((struct str){NULL, 0})
#define EVENTS_MAX 200

struct events_call {
    struct audit_row place; /* of the event after which it goes on */
    bool goes_on;
    size_t limit, count;
    struct client_event *list;
    struct str earlier;
    struct str *hidden; /* disclosures that must not be learnt of today */
    size_t hidden_count;
};

/* ---- a place: "AT_MS.NUMBER.NODE" ---- */

static bool read_place(struct str after, struct audit_row *out, bool *there, struct err *e)
{
    struct str at, rest, number, node;
    *there = after.n > 0;
    if (!after.n) {
        return true;
    }
    bool ok = str_cut(after, '.', &at, &rest) && str_cut(rest, '.', &number, &node) && node.n > 0 &&
              num_int(at, 0, INT64_MAX, &out->event.at_ms) && num_int(number, 1, INT64_MAX, &out->number);
    out->node = ok ? node : NONE;
    return ok || err_set(e, ERR_INVALID, "after", "is no place in this list; begin with the newest");
}

static bool write_place(const struct audit_row *r, struct arena *a, struct str *out, struct err *e)
{
    char head[48];
    int n = snprintf(head, sizeof head, "%lld.%lld.", (long long)r->event.at_ms, (long long)r->number);
    char *p = arena_alloc(a, (size_t)n + r->node.n + 1);
    if (!p) {
        return arena_error(a, e);
    }
    memcpy(p, head, (size_t)n);
    memcpy(p + n, r->node.p, r->node.n);
    p[(size_t)n + r->node.n] = 0;
    *out = (struct str){p, (size_t)n + r->node.n};
    return true;
}

/* ---- who may see which ---- */

/* Of the client's own list: what an accounting leaves out today is not to be learnt from it either
 * (45 CFR 164.528(a)(2)); nor that somebody prepared it. */
static bool is_suspended(const struct events_call *c, const struct audit_event *ev)
{
    bool hidden = c->hidden_count && str_is(ev->use_case, "disclosure.look");
    for (size_t i = 0; i < c->hidden_count; i++) {
        hidden = hidden || str_eq(ev->object, c->hidden[i]);
    }
    return hidden;
}

static bool read_suspended(struct practice_tx *t, struct events_call *c, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DISCLOSURE};
    struct disclosure d;
    struct record *rows;
    size_t n;
    c->hidden_count = 0;
    if (t->relation != RELATION_SELF) {
        return true;
    }
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    c->hidden = arena_array(t->arena, n, sizeof *c->hidden);
    for (size_t i = 0; c->hidden && i < n; i++) {
        if (!disclosure_read(&rows[i], t->arena, &d, e)) {
            return false;
        }
        if (disclosure_suspended(&d, practice_today(t))) {
            c->hidden[c->hidden_count++] = d.id;
        }
    }
    return c->hidden || arena_error(t->arena, e);
}

static bool is_shown(const struct practice_tx *t, const struct audit_event *ev)
{
    bool watches = t->who->roles & (ROLE_PRIVACY_OFFICER | ROLE_AUDITOR), own = str_eq(ev->user, t->who->user);
    if (str_starts(ev->use_case, STR("desk."))) {
        return false;
    }
    bool secret =
        str_starts(ev->use_case, STR("psychotherapy_note.")) || str_starts(ev->use_case, STR("private_diary."));
    return watches || own || !secret;
}

/* A client knows people by what they do: the list of accounts is not theirs to read. */
static bool role_of(struct practice_tx *t, struct client_event *one, struct err *e)
{
    struct account_row row;
    struct err mine = {0};
    if (!one->row.event.user.n) {
        return true;
    }
    if (!account_get(t->store, t->tx, t->who->practice, one->row.event.user, t->arena, &row, &mine)) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    one->roles = row.roles;
    return true;
}

/* The list are those before it, who have theirs. */
static bool name_one(struct practice_tx *t, const struct client_event *list, size_t n, struct client_event *one,
                     struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].row.event.user, one->row.event.user)) {
            one->name = list[i].name;
            one->roles = list[i].roles;
            return true;
        }
    }
    return people_name_in(t, one->row.event.user, &one->name, e) &&
           (t->relation != RELATION_SELF || role_of(t, one, e));
}

static bool list_events(struct practice_tx *t, void *ctx, struct err *e)
{
    struct events_call *c = ctx;
    struct audit_row place = c->place, *rows;
    struct audit_filter f = {
        .practice = t->who->practice, .client = t->client, .after = c->goes_on ? &place : NULL, .limit = c->limit + 1};
    size_t n = 0;
    c->count = 0;
    c->earlier = NONE;
    c->list = arena_array(t->arena, c->limit, sizeof *c->list);
    if (!c->list) {
        return arena_error(t->arena, e);
    }
    if (!read_suspended(t, c, e)) {
        return false;
    }
    do {
        if (!audit_list(t->tx, t->store->keys, &f, t->arena, &rows, &n, e)) {
            return false;
        }
        for (size_t i = 0; i < n; i++) {
            struct client_event one = {.row = rows[i]};
            if (!is_shown(t, &rows[i].event) || is_suspended(c, &rows[i].event)) {
                continue;
            }
            if (c->count == c->limit) {
                return write_place(&c->list[c->count - 1].row, t->arena, &c->earlier, e);
            }
            if (!name_one(t, c->list, c->count, &one, e)) {
                return false;
            }
            c->list[c->count++] = one;
        }
        if (n) {
            place = rows[n - 1];
            f.after = &place;
        }
    } while (n == f.limit);
    return true;
}

bool upkeep_client_events(struct practice *p, const struct actor *who, struct str client, struct str after,
                          size_t limit, struct arena *a, struct client_event **out, size_t *count, struct str *earlier,
                          struct err *e)
{
    struct events_call c = {.limit = limit};
    *out = NULL;
    *count = 0;
    *earlier = NONE;
    if (!limit || limit > EVENTS_MAX) {
        return err_set(e, ERR_INVALID, "limit", "must be 1 to %d", EVENTS_MAX);
    }
    if (!read_place(after, &c.place, &c.goes_on, e) ||
        !practice_do(p, who, CASE_AUDIT_CLIENT, client, NONE, a, list_events, &c, e)) {
        return false;
    }
    *out = c.list;
    *count = c.count;
    *earlier = c.earlier;
    return true;
}

/* ---- of a practice ---- */

struct all_events {
    struct audit_filter *filter;
    bool named;
    struct client_event *list;
    size_t count;
};

static bool list_all(struct practice_tx *t, void *ctx, struct err *e)
{
    struct all_events *v = ctx;
    struct audit_row *rows;
    v->filter->practice = t->who->practice;
    t->object = v->filter->client; /* whose events were looked at */
    if (!audit_list(t->tx, t->store->keys, v->filter, t->arena, &rows, &v->count, e)) {
        return false;
    }
    v->list = arena_array(t->arena, v->count, sizeof *v->list);
    if (!v->list) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < v->count; i++) {
        v->list[i].row = rows[i];
        if (v->named && !name_one(t, v->list, i, &v->list[i], e)) {
            return false;
        }
    }
    return true;
}

bool upkeep_events(struct practice *p, const struct actor *who, struct audit_filter *f, bool out_of_house,
                   struct arena *a, struct client_event **out, size_t *count, struct err *e)
{
    struct all_events v = {.filter = f, .named = !out_of_house};
    bool ok = practice_do(p, who, out_of_house ? CASE_AUDIT_EXPORT : CASE_AUDIT_LIST, NONE, NONE, a, list_all, &v, e);
    *out = v.list;
    *count = v.count;
    return ok;
}
