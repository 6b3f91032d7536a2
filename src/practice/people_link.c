/* people_link.c: a link by mail that signs a client in once. */
#include "practice/people_client.h"
#include "practice/people_parts.h"

#include <stdio.h>

#define NONE ((struct str){NULL, 0})
#define OUTSIDE (ROLE_CLIENT | ROLE_GUARDIAN)
#define THROTTLE_KEPT DAY_MS

/* ---- asking ---- */

struct asking {
    struct practice *p;
    struct arena *a;
    const struct link_ask *in;
    int64_t now_ms, minutes;
    struct seal_hash token;
    const char *code;
    struct str to;
};

/* Askings are counted under a word of their own, so that a name that waits here can still sign in with its password. */
static bool throttle_of(struct practice *p, struct db_tx *tx, int64_t practice, const char *what, struct str of,
                        struct throttle_row *out, struct err *e)
{
    char word[THROTTLE_WORD_MAX];
    int n = snprintf(word, sizeof word, "%s %.*s", what, (int)(of.n < 200 ? of.n : 200), of.n ? of.p : "");
    return throttle_get(p->store, tx, practice, (struct str){word, (size_t)n}, out, e);
}

/* The account, when a link may be sent to it. */
static bool find(struct asking *k, struct db_tx *tx, struct account_row *row, struct err *e)
{
    struct person_details d;
    struct err none = {0};
    k->to = NONE;
    if (!account_find(k->p->store, tx, k->in->practice, k->in->name, k->a, row, &none)) {
        row->id = NONE;
        return none.kind == ERR_NOT_FOUND || none.kind == ERR_INVALID ||
               err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!person_read(row, k->a, &d, e)) {
        return false;
    }
    if (row->roles & OUTSIDE && person_works(row, k->now_ms) && !d.email_others) {
        k->to = d.email;
    }
    return true;
}

static bool put_content(struct asking *k, struct db_tx *tx, struct str account, struct str *out, struct err *e)
{
    struct seal_hash code, browser;
    struct buf b;
    if (!code_hash(k->p->store, tx, k->in->practice, account, str_of(k->code), &code, e)) {
        return false;
    }
    seal_hash(k->in->browser, &browser);
    buf_init(&b, 0);
    buf_cstr(&b, "{\"code\":\"");
    seal_put_hex(code.byte, sizeof code.byte, &b);
    buf_cstr(&b, "\",\"browser\":\"");
    seal_put_hex(browser.byte, sizeof browser.byte, &b);
    buf_cstr(&b, "\"}");
    return buf_keep(&b, k->a, out, e);
}

/* The same rows are written whether it is sent or not; what is not sent ends at once. */
static bool add_link(struct asking *k, struct db_tx *tx, struct str account, struct err *e)
{
    struct sign_in_row row = {.practice = k->in->practice,
                              .token = k->token,
                              .account = account.n ? account : STR("nobody"),
                              .kind = STR("link"),
                              .created_ms = k->now_ms,
                              .seen_ms = k->now_ms,
                              .ends_ms = k->now_ms + PEOPLE_LINK_MINUTES * MINUTE_MS};
    if (!put_content(k, tx, row.account, &row.content, e) || !sign_in_sweep(tx, row.practice, k->now_ms - DAY_MS, e) ||
        (account.n && !sign_in_end_all(tx, row.practice, account, STR("link"), e)) ||
        !sign_in_add(k->p->store, tx, &row, e)) {
        return false;
    }
    return k->to.n || sign_in_end(tx, row.practice, &k->token, e);
}

static bool ask(struct db_tx *tx, void *ctx, struct err *e)
{
    struct asking *k = ctx;
    struct account_row row = {0};
    struct throttle_row asked;
    struct people_event ev = {.practice = k->in->practice,
                              .at_ms = k->now_ms,
                              .action = AUDIT_SIGN_IN_FAILED,
                              .use_case = "account.link_ask",
                              .from = k->in->from};
    if (!throttle_of(k->p, tx, k->in->practice, "link", k->in->name, &asked, e)) {
        return false;
    }
    k->minutes = throttle_waits(&asked, k->now_ms);
    if (k->minutes) {
        ev.why = "must wait";
        return people_event(k->p, tx, &ev, e);
    }
    throttle_wrong(k->p, &asked, k->now_ms);
    if (!throttle_sweep(tx, k->in->practice, k->now_ms - THROTTLE_KEPT, e) || !throttle_put(tx, &asked, e) ||
        !find(k, tx, &row, e) || !add_link(k, tx, row.id, e)) {
        return false;
    }
    ev.object = row.id;
    ev.action = k->to.n ? AUDIT_ADMIN : AUDIT_SIGN_IN_FAILED;
    ev.why = k->to.n ? "a link is sent" : "no client's account with a mail address";
    return people_event(k->p, tx, &ev, e);
}

static bool practice_there(struct db_tx *tx, void *ctx, struct err *e)
{
    struct asking *k = ctx;
    struct practice_row row;
    return practice_row_get(k->p->store, tx, k->in->practice, k->a, &row, e);
}

bool people_link_ask(struct practice *p, const struct link_ask *in, struct arena *a, struct link_sent *out,
                     struct err *e)
{
    struct asking k = {.p = p, .a = a, .in = in, .now_ms = p->now_ms(p->clock), .code = out->code};
    int64_t practice;
    out->to = NONE;
    token_new(in->practice, out->token);
    token_read(str_of(out->token), &practice, &k.token);
    code_new(1, out->code);
    if (!db_read(p->store->db, practice_there, &k, e) || !db_write(p->store->db, DB_SYNC, NULL, ask, &k, e)) {
        return false;
    }
    out->to = k.to;
    return !k.minutes || err_set(e, ERR_REFUSED, "wait", "links were asked for often: try again in %lld minute%s",
                                 (long long)k.minutes, k.minutes == 1 ? "" : "s");
}

/* ---- opening ---- */

enum opened { OPENED, OPENED_NO, OPENED_TOLD, OPENED_CODE, OPENED_WAIT };

struct opening {
    struct practice *p;
    struct arena *a;
    const struct link_open *in;
    int64_t practice, now_ms, minutes;
    struct seal_hash token, session;
    struct actor who;
    enum opened outcome;
    /* as this transaction sees it */
    struct account_row row;
    struct person_details d;
    bool stands, same_browser, told;
};

static bool same_hash(const struct json *root, const char *name, const struct seal_hash *wanted)
{
    struct seal_hash kept;
    struct str hex = json_str(json_get(root, name));
    return hex.n == 2 * sizeof kept.byte && seal_read_hex(hex, kept.byte, sizeof kept.byte) &&
           memcmp(kept.byte, wanted->byte, sizeof kept.byte) == 0;
}

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct opening *o = ctx;
    struct store *s = o->p->store;
    struct sign_in_row in;
    struct seal_hash browser, told;
    const struct json *root;
    struct err none = {0};
    o->stands = o->same_browser = o->told = false;
    if (!sign_in_get(s, tx, o->practice, &o->token, o->a, &in, &none)) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!str_is(in.kind, "link") || in.ends_ms <= o->now_ms) {
        return true;
    }
    if (!account_get(s, tx, o->practice, in.account, o->a, &o->row, e) || !person_read(&o->row, o->a, &o->d, e) ||
        !json_parse(in.content, o->a, &root, e) ||
        !code_hash(s, tx, o->practice, in.account, str_trim(o->in->told), &told, e)) {
        return false;
    }
    seal_hash(o->in->browser, &browser);
    o->stands = o->row.roles & OUTSIDE && person_works(&o->row, o->now_ms);
    o->same_browser = o->in->browser.n && same_hash(root, "browser", &browser);
    o->told = same_hash(root, "code", &told);
    return true;
}

static bool note(struct opening *o, struct db_tx *tx, enum audit_action action, const char *why, struct err *e)
{
    struct people_event ev = {.practice = o->practice,
                              .at_ms = o->now_ms,
                              .action = action,
                              .use_case = "account.link_open",
                              .why = why,
                              .user = action == AUDIT_SIGN_IN ? o->row.id : NONE,
                              .object = o->stands ? o->row.id : NONE,
                              .from = o->in->from};
    return people_event(o->p, tx, &ev, e);
}

static bool wrong(struct opening *o, struct db_tx *tx, struct throttle_row *t, enum opened outcome, const char *why,
                  struct err *e)
{
    o->outcome = outcome;
    throttle_wrong(o->p, t, o->now_ms);
    return throttle_put(tx, t, e) && note(o, tx, AUDIT_SIGN_IN_FAILED, why, e);
}

/* A session begins, the link ends, and what was asked and tried for this name is forgiven. */
static bool begin(struct opening *o, struct db_tx *tx, struct throttle_row *tries, struct err *e)
{
    struct people_settings set;
    struct throttle_row asked;
    o->outcome = OPENED;
    o->who = person_actor(&o->row, o->in->from);
    if (!throttle_of(o->p, tx, o->practice, "link", o->d.sign_in, &asked, e) ||
        !people_settings_in(o->p->store, tx, o->practice, o->a, &set, NULL, e)) {
        return false;
    }
    tries->failed = asked.failed = 0;
    return throttle_put(tx, tries, e) && throttle_put(tx, &asked, e) &&
           sign_in_end_all(tx, o->practice, o->row.id, STR("link"), e) &&
           session_begin(o->p->store, tx, &o->row, &o->session, o->now_ms, o->now_ms + set.session_hours * HOUR_MS,
                         e) &&
           note(o, tx, AUDIT_SIGN_IN, "with a link", e);
}

static bool open_link(struct db_tx *tx, void *ctx, struct err *e)
{
    struct opening *o = ctx;
    struct throttle_row tries, secrets;
    enum again by;
    bool good = true;
    o->outcome = OPENED_NO;
    if (!look(tx, o, e)) {
        return false;
    }
    if (!o->stands) {
        return note(o, tx, AUDIT_SIGN_IN_FAILED, "no such link", e);
    }
    if (!throttle_of(o->p, tx, o->practice, "open", o->in->token, &tries, e) ||
        !throttle_get(o->p->store, tx, o->practice, o->d.sign_in, &secrets, e)) {
        return false;
    }
    o->minutes = throttle_waits(&tries, o->now_ms);
    if (!o->minutes && o->d.codes) {
        o->minutes = throttle_waits(&secrets, o->now_ms);
    }
    if (o->minutes) {
        o->outcome = OPENED_WAIT;
        return note(o, tx, AUDIT_SIGN_IN_FAILED, "must wait", e);
    }
    if (!o->same_browser && !o->told) {
        return wrong(o, tx, &tries, OPENED_TOLD, "another browser, without its code", e);
    }
    if (!o->d.codes) {
        return begin(o, tx, &tries, e);
    }
    const struct code_of of = {o->practice, o->row.id, o->d.secret};
    if (!o->in->code.n) {
        o->outcome = OPENED_CODE;
        return note(o, tx, AUDIT_SIGN_IN_FAILED, "no code was given", e);
    }
    if (!code_try(o->p->store, tx, &of, str_trim(o->in->code), o->now_ms, &by, &good, e)) {
        return false;
    }
    return good ? begin(o, tx, &tries, e) : wrong(o, tx, &secrets, OPENED_CODE, "wrong code", e);
}

bool people_link_open(struct practice *p, const struct link_open *in, struct arena *a, char session[PEOPLE_TOKEN_SIZE],
                      struct actor *who, struct err *e)
{
    struct opening o = {.p = p, .a = a, .in = in, .now_ms = p->now_ms(p->clock), .outcome = OPENED_NO};
    struct link_ask there = {.practice = 0};
    int64_t practice;
    struct err none = {0};
    bool ok = token_read(in->token, &o.practice, &o.token);
    there.practice = o.practice;
    struct asking k = {.p = p, .a = a, .in = &there};
    if (ok && !db_read(p->store->db, practice_there, &k, &none)) {
        ok = false;
        if (none.kind != ERR_NOT_FOUND) {
            return err_set(e, none.kind, none.where, "%s", none.text);
        }
    }
    if (ok) {
        token_new(o.practice, session);
        token_read(str_of(session), &practice, &o.session);
    }
    if (ok && !db_write(p->store->db, DB_SYNC, NULL, open_link, &o, e)) {
        seal_wipe(session, PEOPLE_TOKEN_SIZE);
        return false;
    }
    if (ok && o.outcome == OPENED) {
        *who = o.who;
        return true;
    }
    seal_wipe(session, PEOPLE_TOKEN_SIZE);
    switch (o.outcome) {
    case OPENED_WAIT:
        return throttle_refuse(o.minutes, e);
    case OPENED_TOLD:
        return err_set(e, ERR_REFUSED, "told", "give the code that is shown where the link was asked for");
    case OPENED_CODE:
        return err_set(e, ERR_REFUSED, "code", "give the code of your device, or a recovery code");
    case OPENED:
    case OPENED_NO:
        break;
    }
    return err_set(e, ERR_REFUSED, "link", "does not work any more: ask for a new one");
}

bool people_link_seen(struct practice *p, struct str token, struct str browser, struct arena *a, struct link_seen *out,
                      struct err *e)
{
    struct link_open in = {.browser = browser};
    struct opening o = {.p = p, .a = a, .in = &in, .now_ms = p->now_ms(p->clock)};
    struct err none = {0};
    *out = (struct link_seen){false, false};
    if (!token_read(token, &o.practice, &o.token)) {
        return true;
    }
    if (!db_read(p->store->db, look, &o, &none)) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    *out = (struct link_seen){o.stands, o.stands && o.same_browser};
    return true;
}
