/* accept.c: accepting an invitation, which signs a client in at once. */
#include "practice/people_client.h"
#include "practice/people_parts.h"

#define NONE ((struct str){NULL, 0})

enum outcome { ACCEPT_NO, ACCEPT_GOOD, ACCEPT_SECOND, ACCEPT_CODE };

struct acceptance {
    struct practice *p;
    struct arena *a;
    struct str token, code, password, device_code, email;
    const char *hash;
    int64_t practice, now_ms, minutes;
    struct seal_hash token_hash;
    bool there, good;
    enum outcome outcome;
    struct person_details d; /* of the account, as this transaction sees it */
    bool in_use;             /* it is a reset */
    struct str from;
    bool begins; /* in: whoever may be is signed in at once; out: somebody is */
    struct seal_hash session;
    struct actor who;
};

/* Whether this is an invitation that stands and its code, as this transaction sees it. */
static bool look_invitation(struct acceptance *c, struct db_tx *tx, struct account_row *row, struct err *e)
{
    struct store *s = c->p->store;
    struct sign_in_row in;
    struct seal_hash told, kept;
    const struct json *root;
    struct err none = {0};
    c->there = c->good = false;
    c->outcome = ACCEPT_NO;
    if (!sign_in_get(s, tx, c->practice, &c->token_hash, c->a, &in, &none)) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!str_is(in.kind, "invitation") || in.ends_ms <= c->now_ms) {
        return true;
    }
    if (!account_get(s, tx, c->practice, in.account, c->a, row, e) ||
        !code_hash(s, tx, c->practice, in.account, c->code, &told, e) || !json_parse(in.content, c->a, &root, e)) {
        return false;
    }
    struct str hex = json_str(json_get(root, "code"));
    c->there = true;
    c->in_use = row->password.n > 0;
    c->good = hex.n == 2 * sizeof kept.byte && seal_read_hex(hex, kept.byte, sizeof kept.byte) &&
              memcmp(told.byte, kept.byte, sizeof told.byte) == 0;
    return person_read(row, c->a, &c->d, e);
}

static bool sign_in_at_once(struct acceptance *c, struct db_tx *tx, const struct account_row *row, struct err *e)
{
    struct people_settings set;
    struct people_event ev = {.practice = c->practice,
                              .at_ms = c->now_ms,
                              .action = AUDIT_SIGN_IN,
                              .use_case = "account.sign_in",
                              .why = "with the invitation",
                              .user = row->id,
                              .object = row->id,
                              .from = c->from};
    c->begins = row->roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    if (!c->begins) {
        return true;
    }
    c->who = person_actor(row, c->from);
    return people_settings_in(c->p->store, tx, c->practice, c->a, &set, NULL, e) &&
           session_begin(c->p->store, tx, row, &c->session, c->now_ms, c->now_ms + set.session_hours * HOUR_MS, e) &&
           people_event(c->p, tx, &ev, e);
}

static bool accept_good(struct acceptance *c, struct db_tx *tx, struct account_row *row, struct err *e)
{
    struct store *s = c->p->store;
    struct person_details d = c->d;
    struct throttle_row wrong;
    bool off = !c->in_use || d.reset.codes_off;
    if (!person_password(c->password, d.sign_in, e) || !throttle_get(s, tx, c->practice, d.sign_in, &wrong, e)) {
        return false;
    }
    c->outcome = ACCEPT_GOOD;
    c->begins = c->begins && !c->in_use; /* a reset signs nobody in */
    struct people_event ev = {.practice = c->practice,
                              .at_ms = c->now_ms,
                              .action = AUDIT_ADMIN,
                              .use_case = "account.accept",
                              .user = row->id,
                              .client = row->client,
                              .object = row->id,
                              .from = c->from};
    if (off) {
        d.secret = NONE;
        d.codes = false;
    }
    if (!c->in_use && c->email.n && str_eq(c->email, d.email)) {
        d.email_others = false;
        d.email_own = NONE;
    }
    if (c->in_use) {
        ev.why = off ? "a reset; the second factor ends" : "a reset";
        d.reset.used_ms = c->now_ms;
        d.reset.known = false;
        d.reset.seen_by = NONE;
    }
    row->state = STR("active");
    row->password = str_of(c->hash);
    row->sign_in = d.sign_in;
    wrong.failed = 0;
    return person_write(&d, c->a, &row->content, e) && account_change(s, tx, row, e) && throttle_put(tx, &wrong, e) &&
           (!off || recovery_put(tx, c->practice, row->id, NULL, 0, e)) &&
           sign_in_end_all(tx, c->practice, row->id, STR("invitation"), e) &&
           sign_in_end_all(tx, c->practice, row->id, STR("session"), e) &&
           sign_in_end_all(tx, c->practice, row->id, STR("device"), e) &&
           sign_in_end_all(tx, c->practice, row->id, STR("link"), e) && people_event(c->p, tx, &ev, e) &&
           (!c->begins || sign_in_at_once(c, tx, row, e));
}

/* The second factor of an account in use, counted with the secrets of its name. */
static bool look_code(struct acceptance *c, struct db_tx *tx, const struct account_row *row, struct people_event *ev,
                      struct err *e)
{
    const struct code_of of = {c->practice, row->id, c->d.secret};
    struct throttle_row tries;
    enum again by;
    bool good = false;
    if (!throttle_get(c->p->store, tx, c->practice, c->d.sign_in, &tries, e)) {
        return false;
    }
    c->minutes = throttle_waits(&tries, c->now_ms);
    if (c->minutes || !c->device_code.n) {
        ev->why = c->minutes ? "must wait" : "no code was given";
        return people_event(c->p, tx, ev, e);
    }
    if (!code_try(c->p->store, tx, &of, str_trim(c->device_code), c->now_ms, &by, &good, e)) {
        return false;
    }
    if (good) {
        c->outcome = ACCEPT_GOOD;
        return true;
    }
    throttle_wrong(c->p, &tries, c->now_ms);
    ev->why = "wrong code";
    return throttle_put(tx, &tries, e) && people_event(c->p, tx, ev, e);
}

/* Invitation and code are right. Of an account in use that is not enough: reset.h. */
static bool may_reset(struct acceptance *c, struct db_tx *tx, const struct account_row *row, struct err *e)
{
    const struct reset *r = &c->d.reset;
    struct people_event ev = {.practice = c->practice,
                              .at_ms = c->now_ms,
                              .action = AUDIT_SIGN_IN_FAILED,
                              .use_case = "account.accept",
                              .client = row->client,
                              .object = row->id,
                              .from = c->from};
    c->outcome = ACCEPT_GOOD;
    if (!c->in_use) {
        return true;
    }
    /* One that the version before has made says nothing of it: as if it needed a second person. */
    if ((r->needs_second || !reset_stands(r, c->now_ms)) && !r->confirmed_by.n) {
        c->outcome = ACCEPT_SECOND;
        ev.why = "waits for a second person";
        return people_event(c->p, tx, &ev, e);
    }
    if (!c->d.codes || r->codes_off) {
        return true;
    }
    c->outcome = ACCEPT_CODE;
    return look_code(c, tx, row, &ev, e);
}

static bool accept(struct db_tx *tx, void *ctx, struct err *e)
{
    struct acceptance *c = ctx;
    struct account_row row = {0};
    struct throttle_row wrong;
    struct people_event ev = {
        .practice = c->practice, .at_ms = c->now_ms, .action = AUDIT_SIGN_IN_FAILED, .use_case = "account.accept"};
    if (!look_invitation(c, tx, &row, e)) {
        return false;
    }
    if (!c->there) {
        ev.why = "no such invitation";
        return people_event(c->p, tx, &ev, e);
    }
    ev.object = row.id;
    ev.client = row.client;
    if (!throttle_get(c->p->store, tx, c->practice, c->token, &wrong, e)) {
        return false;
    }
    c->minutes = throttle_waits(&wrong, c->now_ms);
    if (c->minutes) {
        ev.why = "must wait";
        return people_event(c->p, tx, &ev, e);
    }
    if (c->good) {
        return may_reset(c, tx, &row, e) && (c->outcome != ACCEPT_GOOD || accept_good(c, tx, &row, e));
    }
    throttle_wrong(c->p, &wrong, c->now_ms);
    ev.why = "wrong code of an invitation";
    return throttle_put(tx, &wrong, e) && people_event(c->p, tx, &ev, e);
}

static bool practice_is_there(struct db_tx *tx, void *ctx, struct err *e)
{
    struct acceptance *c = ctx;
    struct practice_row row;
    return practice_row_get(c->p->store, tx, c->practice, c->a, &row, e);
}

static bool accept_all(struct acceptance *c, struct err *e)
{
    char hash[SEAL_PASSWORD_SIZE];
    struct err none = {0};
    bool ok = token_read(c->token, &c->practice, &c->token_hash);
    c->hash = hash;
    c->now_ms = c->p->now_ms(c->p->clock);
    if (ok && (!person_password(c->password, NONE, e) || !seal_password(c->password, hash, e))) {
        return false;
    }
    if (ok && !db_read(c->p->store->db, practice_is_there, c, &none)) {
        ok = false;
        if (none.kind != ERR_NOT_FOUND) {
            err_set(e, none.kind, none.where, "%s", none.text);
        }
    } else if (ok) {
        ok = db_write(c->p->store->db, DB_SYNC, NULL, accept, c, e);
        if (ok && c->minutes) {
            ok = throttle_refuse(c->minutes, e);
        }
        if (ok && c->outcome == ACCEPT_SECOND) {
            return err_set(e, ERR_REFUSED, "second", "a second person of the practice has to confirm it first");
        }
        if (ok && c->outcome == ACCEPT_CODE) {
            return err_set(e, ERR_REFUSED, "code", "give the code of your device, or a recovery code");
        }
        ok = ok && c->there && c->good;
    }
    return ok || err_set(e, ERR_REFUSED, "invitation",
                         "it does not stand, or the code is another: ask who invited you for a new one");
}

bool people_accept(struct practice *p, struct str token, struct str code, struct str password, struct err *e)
{
    struct arena a;
    struct acceptance c = {.p = p, .a = &a, .token = token, .code = code, .password = password};
    arena_init(&a, 0);
    bool ok = accept_all(&c, e);
    arena_free(&a);
    return ok;
}

bool people_accept_in(struct practice *p, const struct accepting *x, struct arena *a, char session[PEOPLE_TOKEN_SIZE],
                      struct accepted *out, struct err *e)
{
    struct acceptance c = {.p = p,
                           .a = a,
                           .token = x->token,
                           .code = x->code,
                           .password = x->password,
                           .device_code = x->device_code,
                           .email = x->email,
                           .begins = true};
    int64_t practice = 0;
    *out = (struct accepted){.in = false};
    if (token_read(x->token, &practice, &c.token_hash)) {
        token_new(practice, session);
        token_read(str_of(session), &practice, &c.session);
    }
    if (!person_keep(a, x->from, &c.from, e) || !accept_all(&c, e)) {
        seal_wipe(session, PEOPLE_TOKEN_SIZE);
        return false;
    }
    *out = (struct accepted){c.begins, c.in_use, c.in_use ? c.d.email : NONE, c.in_use ? c.d.email_own : NONE, c.who};
    if (!c.begins) {
        seal_wipe(session, PEOPLE_TOKEN_SIZE);
    }
    return true;
}

/* ---- what it is ---- */

struct look {
    struct practice *p;
    struct arena *a;
    int64_t practice, now_ms;
    struct seal_hash token;
    struct invited *out;
};

static bool look_kind(struct db_tx *tx, void *ctx, struct err *e)
{
    struct look *l = ctx;
    struct sign_in_row in;
    struct account_row row;
    struct err none = {0};
    if (!sign_in_get(l->p->store, tx, l->practice, &l->token, l->a, &in, &none)) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!str_is(in.kind, "invitation") || in.ends_ms <= l->now_ms) {
        return true;
    }
    if (!account_get(l->p->store, tx, l->practice, in.account, l->a, &row, e)) {
        return false;
    }
    struct person_details d;
    if (!person_read(&row, l->a, &d, e)) {
        return false;
    }
    bool in_use = row.password.n > 0;
    *l->out = (struct invited){.stands = true,
                               .outside = row.roles & (ROLE_CLIENT | ROLE_GUARDIAN),
                               .reset = in_use,
                               .needs_code = in_use && d.codes && !d.reset.codes_off,
                               .email = in_use ? NONE : d.email};
    return true;
}

bool people_invited(struct practice *p, struct str token, struct arena *a, struct invited *out, struct err *e)
{
    struct look l = {.p = p, .a = a, .now_ms = p->now_ms(p->clock), .out = out};
    struct err none = {0};
    *out = (struct invited){.stands = false};
    if (!token_read(token, &l.practice, &l.token) || db_read(p->store->db, look_kind, &l, &none)) {
        return true;
    }
    *out = (struct invited){.stands = false};
    return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
}
