/* reset.c: invitations of accounts that are in use: what is kept of them, a second person, who is told. */
#include "practice/reset.h"

#include "practice/people_parts.h"

#include <stdlib.h>

#define NONE ((struct str){NULL, 0})
#define RESET_MS (RESET_DAYS * DAY_MS)

bool reset_stands(const struct reset *r, int64_t now_ms)
{
    return r->made_ms && !r->used_ms && !r->stopped_ms && now_ms < r->made_ms + RESET_MS;
}

bool reset_is_news(const struct reset *r, int64_t now_ms)
{
    return !r->known && (r->used_ms || reset_stands(r, now_ms));
}

/* ---- kept with the account ---- */

static void put_text(struct json_out *o, const char *key, struct str s)
{
    if (s.n) {
        json_key(o, key);
        json_put_str(o, s);
    }
}

static void put_time(struct json_out *o, const char *key, int64_t ms)
{
    if (ms) {
        json_key(o, key);
        json_put_int(o, ms);
    }
}

static void put_yes(struct json_out *o, const char *key, bool yes)
{
    if (yes) {
        json_key(o, key);
        json_put_bool(o, true);
    }
}

void reset_write(struct json_out *o, const struct reset *r)
{
    if (!r->made_ms) {
        return;
    }
    json_key(o, "reset");
    json_begin_object(o);
    put_time(o, "made_ms", r->made_ms);
    put_text(o, "by", r->by);
    put_text(o, "by_name", r->by_name);
    put_yes(o, "needs_second", r->needs_second);
    put_text(o, "confirmed_by", r->confirmed_by);
    put_yes(o, "codes_off", r->codes_off);
    put_time(o, "used_ms", r->used_ms);
    put_time(o, "stopped_ms", r->stopped_ms);
    put_yes(o, "known", r->known);
    put_text(o, "seen_by", r->seen_by);
    json_end_object(o);
}

static int64_t time_of(const struct json *r, const char *key)
{
    int64_t ms = 0;
    return json_int(json_get(r, key), 0, INT64_MAX, &ms) ? ms : 0;
}

static bool yes_of(const struct json *r, const char *key)
{
    bool yes = false;
    return json_bool(json_get(r, key), &yes) && yes;
}

void reset_read(const struct json *account, struct reset *out)
{
    const struct json *r = json_get(account, "reset");
    *out = (struct reset){.made_ms = time_of(r, "made_ms"),
                          .by = json_str(json_get(r, "by")),
                          .by_name = json_str(json_get(r, "by_name")),
                          .needs_second = yes_of(r, "needs_second"),
                          .confirmed_by = json_str(json_get(r, "confirmed_by")),
                          .codes_off = yes_of(r, "codes_off"),
                          .used_ms = time_of(r, "used_ms"),
                          .stopped_ms = time_of(r, "stopped_ms"),
                          .known = yes_of(r, "known"),
                          .seen_by = json_str(json_get(r, "seen_by"))};
}

/* ---- the list ---- */

struct list_call {
    struct reset_row **out;
    size_t *count;
};

static int newest_first(const void *a, const void *b)
{
    const struct reset_row *x = a, *y = b;
    return (x->reset.made_ms < y->reset.made_ms) - (x->reset.made_ms > y->reset.made_ms);
}

static struct str name_of(const struct person *people, size_t n, struct str account)
{
    for (size_t i = 0; account.n && i < n; i++) {
        if (str_eq(people[i].id, account)) {
            return people[i].name;
        }
    }
    return NONE;
}

static bool is_own(const struct practice_tx *t, const struct reset *r, struct str account)
{
    return str_eq(r->by, t->who->user) || str_eq(account, t->who->user);
}

/* A privacy officer may look at it; an owner where no officer works but those whom it is between. */
static bool may_see(const struct practice_tx *t, const struct account_row *all, size_t n, const struct reset *r,
                    struct str account)
{
    bool officer = false;
    for (size_t i = 0; i < n; i++) {
        officer = officer || (all[i].roles & ROLE_PRIVACY_OFFICER && person_works(&all[i], t->now_ms) &&
                              !str_eq(all[i].id, r->by) && !str_eq(all[i].id, account));
    }
    return !is_own(t, r, account) && (t->who->roles & ROLE_PRIVACY_OFFICER || (t->who->roles & ROLE_OWNER && !officer));
}

static bool list_work(struct practice_tx *t, void *ctx, struct err *e)
{
    struct list_call *c = ctx;
    struct account_row *rows;
    struct person *people;
    size_t n;
    if (!account_list(t->store, t->tx, t->who->practice, t->arena, &rows, &n, e)) {
        return false;
    }
    people = arena_array(t->arena, n, sizeof *people);
    *c->out = arena_array(t->arena, n, sizeof **c->out);
    *c->count = 0;
    if (!people || !*c->out) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        if (!people_account(&rows[i], t->arena, &people[i], e)) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        const struct reset *r = &people[i].reset;
        if (r->made_ms) {
            (*c->out)[(*c->count)++] = (struct reset_row){.account = people[i].id,
                                                          .name = people[i].name,
                                                          .by_name = r->by_name,
                                                          .confirmed_name = name_of(people, n, r->confirmed_by),
                                                          .seen_name = name_of(people, n, r->seen_by),
                                                          .client = people[i].client,
                                                          .roles = people[i].roles,
                                                          .has_totp = people[i].has_totp,
                                                          .may_see = may_see(t, rows, n, r, people[i].id),
                                                          .reset = *r};
        }
    }
    if (*c->count) {
        qsort(*c->out, *c->count, sizeof **c->out, newest_first);
    }
    return true;
}

bool reset_list(struct practice *p, const struct actor *who, struct arena *a, struct reset_row **out, size_t *count,
                struct err *e)
{
    struct list_call c = {out, count};
    *out = NULL;
    *count = 0;
    return practice_do(p, who, CASE_RESET_LIST, NONE, NONE, a, list_work, &c, e);
}

/* ---- what is done with one ---- */

struct deed {
    struct reset_of of;
    bool yes;
};

static bool none(struct err *e)
{
    return err_set(e, ERR_NOT_FOUND, "reset", "there is none of this account");
}

/* Of a client's or guardian's account it is an event about the client, which the client reads. */
static void about(struct practice_tx *t, const struct account_row *row)
{
    t->object = row->id;
    t->client = row->client.n ? row->client : t->client;
}

/* That it is the one which was looked at. */
static bool same(const struct reset *r, const struct deed *x, struct err *e)
{
    return r->made_ms == x->of.made_ms ||
           err_set(e, ERR_CONFLICT, "reset", "is another one by now: look at that one first");
}

/* The account, and that another person than those it is between does something with its reset. */
static bool read_others(struct practice_tx *t, const struct deed *x, struct account_row *row, struct person_details *d,
                        struct err *e)
{
    if (!account_get(t->store, t->tx, t->who->practice, x->of.account, t->arena, row, e) ||
        !person_read(row, t->arena, d, e)) {
        return false;
    }
    row->sign_in = d->sign_in;
    about(t, row);
    if (!d->reset.made_ms) {
        return none(e);
    }
    if (is_own(t, &d->reset, row->id)) {
        return err_set(e, ERR_REFUSED, "second person", "must be another one than who made it and whose account it is");
    }
    return same(&d->reset, x, e);
}

static bool confirm(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct deed *x = ctx;
    struct account_row row;
    struct person_details d;
    if (!read_others(t, x, &row, &d, e)) {
        return false;
    }
    if (!reset_stands(&d.reset, t->now_ms)) {
        return none(e);
    }
    t->why = x->yes ? STR("the second factor ends with it") : NONE;
    d.reset.confirmed_by = t->who->user;
    d.reset.codes_off = x->yes;
    return person_put(t, &row, &d, e);
}

static bool see(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct deed *x = ctx;
    struct account_row row;
    struct person_details d;
    struct account_row *all;
    size_t n;
    if (!read_others(t, x, &row, &d, e)) {
        return false;
    }
    if (!account_list(t->store, t->tx, t->who->practice, t->arena, &all, &n, e)) {
        return false;
    }
    if (!may_see(t, all, n, &d.reset, row.id)) {
        return err_set(e, ERR_REFUSED, "privacy officer", "looks at it: one who can works here");
    }
    d.reset.seen_by = t->who->user;
    return person_put(t, &row, &d, e);
}

static bool answer(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct deed *x = ctx;
    struct account_row row;
    struct person_details d;
    if (!person_own(t, &row, &d, e)) {
        return false;
    }
    about(t, &row);
    if (!reset_is_news(&d.reset, t->now_ms) || (x->yes && !reset_stands(&d.reset, t->now_ms))) {
        return none(e);
    }
    if (!same(&d.reset, x, e)) {
        return false;
    }
    t->why = x->yes ? STR("stopped") : STR("known");
    d.reset.known = true;
    d.reset.stopped_ms = x->yes ? t->now_ms : 0;
    return person_put(t, &row, &d, e) &&
           (!x->yes || sign_in_end_all(t->tx, row.practice, row.id, STR("invitation"), e));
}

static bool act(struct practice *p, const struct actor *who, enum case_id what, practice_work *work, struct deed *x,
                struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, what, NONE, NONE, &a, work, x, e);
    arena_free(&a);
    return ok;
}

bool reset_confirm(struct practice *p, const struct actor *who, struct reset_of of, bool codes_off, struct err *e)
{
    return act(p, who, CASE_RESET_CONFIRM, confirm, &(struct deed){of, codes_off}, e);
}

bool reset_seen(struct practice *p, const struct actor *who, struct reset_of of, struct err *e)
{
    return act(p, who, CASE_RESET_SEEN, see, &(struct deed){of, false}, e);
}

bool reset_answer(struct practice *p, const struct actor *who, int64_t made_ms, bool stop, struct err *e)
{
    return act(p, who, CASE_RESET_ANSWER, answer, &(struct deed){{NONE, made_ms}, stop}, e);
}
