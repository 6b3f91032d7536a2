/* people_client.c: accounts of a client: who has one, their end; one's own address. */
#include "practice/people_client.h"

#include "base/utf8.h"
#include "practice/people_parts.h"

#define NONE ((struct str){NULL, 0})
#define OUTSIDE (ROLE_CLIENT | ROLE_GUARDIAN)

/* ---- listing ---- */

struct listing {
    struct client_account *list;
    size_t count;
};

static bool last_deed(struct practice_tx *t, struct str account, struct opt_int *out, struct err *e)
{
    struct audit_filter f = {.practice = t->who->practice, .user = account, .limit = 1};
    struct audit_row *rows;
    size_t n;
    if (!audit_list(t->tx, t->store->keys, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    *out = (struct opt_int){n > 0, n ? rows[0].event.at_ms : 0};
    return true;
}

static bool put_account(struct practice_tx *t, const struct account_row *row, struct client_account *out, struct err *e)
{
    struct opt_int until;
    if (!people_account(row, t->arena, &out->person, e) ||
        !sign_in_until(t->tx, row->practice, row->id, STR("invitation"), &until, e) ||
        !last_deed(t, row->id, &out->active_ms, e)) {
        return false;
    }
    out->device_only = person_is_device(out->person.sign_in);
    out->until_ms = (struct opt_int){until.has && until.v > t->now_ms, until.v};
    return true;
}

static bool list_accounts(struct practice_tx *t, void *ctx, struct err *e)
{
    static const unsigned order[] = {ROLE_CLIENT, ROLE_GUARDIAN};
    struct listing *l = ctx;
    struct account_row *rows;
    size_t n;
    if (!account_of_client(t->store, t->tx, t->who->practice, t->client, t->arena, &rows, &n, e)) {
        return false;
    }
    l->count = 0;
    l->list = arena_array(t->arena, n, sizeof *l->list);
    for (size_t k = 0; l->list && k < sizeof order / sizeof *order; k++) {
        for (size_t i = 0; i < n; i++) {
            if (rows[i].roles == order[k] && !put_account(t, &rows[i], &l->list[l->count++], e)) {
                return false;
            }
        }
    }
    t->object = t->client;
    return l->list || arena_error(t->arena, e);
}

bool people_of_client(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct client_account **out, size_t *count, struct err *e)
{
    struct listing l = {0};
    bool ok = practice_do(p, who, CASE_ACCOUNT_LIST_CLIENT, client, NONE, a, list_accounts, &l, e);
    *out = l.list;
    *count = ok ? l.count : 0;
    return ok;
}

/* ---- the end of one ---- */

static bool end(struct practice_tx *t, void *ctx, struct err *e)
{
    struct account_row row;
    struct person_details d;
    if (!account_get(t->store, t->tx, t->who->practice, *(const struct str *)ctx, t->arena, &row, e) ||
        !person_read(&row, t->arena, &d, e)) {
        return false;
    }
    if (!str_eq(row.client, t->client)) {
        return err_set(e, ERR_NOT_FOUND, "account", "there is none");
    }
    t->object = row.id;
    if (str_is(row.state, "ended")) {
        return err_set(e, ERR_CONFLICT, "account", "has ended already");
    }
    d.secret = NONE;
    row.state = STR("ended");
    row.password = NONE;
    row.sign_in = d.sign_in;
    return person_write(&d, t->arena, &row.content, e) && account_change(t->store, t->tx, &row, e) &&
           people_end_tokens(t, row.id, e);
}

bool people_end_of_client(struct practice *p, const struct actor *who, struct str client, struct str id, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_ACCOUNT_END_CLIENT, client, NONE, &a, end, &id, e);
    arena_free(&a);
    return ok;
}

/* ---- one's own address ---- */

struct change {
    struct str name, email;
    struct person *before;
};

static bool change(struct practice_tx *t, void *ctx, struct err *e)
{
    struct change *c = ctx;
    struct account_row row;
    struct person_details d;
    bool outside = t->who->roles & OUTSIDE;
    struct str name = str_trim(c->name);
    if (!person_own(t, &row, &d, e) || !people_account(&row, t->arena, c->before, e)) {
        return false;
    }
    if (!outside && (!name.n || name.n > 200 || !utf8_check(name, NULL))) {
        return err_set(e, ERR_INVALID, "name", "must be a text of 1 to 200 bytes");
    }
    if (!person_email(str_trim(c->email), e)) {
        return false;
    }
    d.name = outside ? d.name : name;
    d.email = str_trim(c->email);
    d.email.p = d.email.n ? d.email.p : NULL;
    d.email_others = false;
    d.email_own = NONE;
    return person_put(t, &row, &d, e) && sign_in_end_all(t->tx, row.practice, row.id, STR("link"), e);
}

bool people_change_me(struct practice *p, const struct actor *who, struct str name, struct str email, struct arena *a,
                      struct person *before, struct err *e)
{
    struct change c = {name, email, before};
    return practice_do(p, who, CASE_ACCOUNT_CHANGE_ME, NONE, NONE, a, change, &c, e);
}
