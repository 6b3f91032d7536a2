/* plans_waiting.c: plans that are being signed, and whose signature they wait for. */
#include "practice/clients.h"
#include "practice/plans_parts.h"
#include "store/owned.h"

struct waiting_call {
    struct plan_waiting **out;
    size_t *count;
};

/* "client, supervisor": the roles whose turn it is, each once. */
static bool put_roles(const struct signature_row *rows, size_t n, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    int64_t place = -1;
    buf_init(&b, 0);
    for (size_t i = 0; i < n; i++) {
        if (!str_is(rows[i].state, "waiting") || (place >= 0 && rows[i].place != place)) {
            continue;
        }
        place = rows[i].place;
        if (str_find(buf_str(&b), rows[i].role, 0) == (size_t)-1) {
            buf_cstr(&b, b.n ? ", " : "");
            buf_add(&b, rows[i].role);
        }
    }
    bool ok = (buf_ok(&b) || err_no_memory(e)) && (plans_keep(a, buf_str(&b), out) || arena_error(a, e));
    buf_free(&b);
    return ok;
}

/* One row; *there is false when the client's record is gone meanwhile. */
static bool read_waiting(struct practice_tx *t, const struct record *r, struct plan_waiting *out, bool *there,
                         struct err *e)
{
    struct client_row row;
    struct client_card card;
    struct signature_row *rows;
    struct err none = {0};
    size_t n;
    *there = client_get(t->store, t->tx, r->practice, r->client, t->arena, &row, &none);
    if (!*there) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!clients_card(&row, t->arena, &card, e) ||
        !signature_list(t->store, t->tx, r->practice, r->client, r->id, t->arena, &rows, &n, e)) {
        return false;
    }
    *out = (struct plan_waiting){.client = r->client, .id = r->id, .name = card.name, .alerts = card.alerts};
    return put_roles(rows, n, t->arena, &out->roles, e);
}

static bool list_waiting(struct practice_tx *t, void *ctx, struct err *e)
{
    struct waiting_call *c = ctx;
    struct owned_filter f = {
        .practice = t->who->practice, .kind = RECORD_PLAN, .states = {"signing", "signing"}, .owner = t->who->user};
    struct record *rows;
    size_t n;
    *c->count = 0;
    if (!owned_list(t->tx, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    *c->out = arena_array(t->arena, n, sizeof **c->out);
    if (!*c->out) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        bool there;
        if (!read_waiting(t, &rows[i], &(*c->out)[*c->count], &there, e)) {
            return false;
        }
        *c->count += there;
    }
    return true;
}

bool plans_waiting(struct practice *p, const struct actor *who, struct arena *a, struct plan_waiting **out,
                   size_t *count, struct err *e)
{
    struct waiting_call c = {out, count};
    *out = NULL;
    return practice_do(p, who, CASE_PLAN_WAITING, (struct str){NULL, 0}, (struct str){NULL, 0}, a, list_waiting, &c, e);
}
