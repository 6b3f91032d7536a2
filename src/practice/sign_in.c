/* sign_in.c: signing in and out, sessions, giving a secret again, one's own password. */
#include "practice/languages.h"
#include "practice/memo.h"
#include "practice/people_client.h"
#include "practice/people_parts.h"

#define SEEN_MS 10000        /* use of a session is noted so often at most */
#define THROTTLE_KEPT DAY_MS /* wrong secrets are forgotten after a day without another */
#define NONE ((struct str){NULL, 0})

/*
 * A secret is tried: what is there is read, the password is compared outside any transaction (it takes long, on
 * purpose), and the outcome is written in one transaction that looks again at what may have changed meanwhile.
 */
struct trial {
    struct practice *p;
    struct arena *a;
    int64_t practice, now_ms;
    struct str account;              /* of somebody who has signed in already; absent: a name was typed */
    bool either;                     /* a code will do in place of the password */
    bool whole;                      /* as a name typed: the code besides, when the account has codes */
    struct str name, password, code; /* what was typed */
    struct str from;
    const char *use_case;
    enum audit_action action; /* of a right one */
    bool (*then)(struct trial *t, struct db_tx *tx, struct err *e);

    bool there;  /* the practice is */
    bool usable; /* so is an account with a password */
    struct account_row row;
    struct person_details d;
    struct throttle_row wrong;
    bool matched; /* the password, with what `compared` holds */
    struct str compared;
    bool fits;     /* it matched, and nothing has changed since */
    enum again by; /* the secret that was right */
    enum { TRIAL_RIGHT, TRIAL_WRONG, TRIAL_CODE, TRIAL_WAIT } outcome;
    int64_t minutes;

    struct seal_hash session; /* to be made, or re-authenticated */
    const char *fresh;        /* hash of a new password */
    const struct secret_try *other;
    struct people_settings settings;
    struct actor who;
};

static const char *const again_names[] = {NULL, "password", "code", "recovery", "handed_over"};

/* The account as this transaction sees it; none is no error. */
static bool look_account(struct trial *t, struct db_tx *tx, struct err *e)
{
    struct store *s = t->p->store;
    struct err none = {0};
    bool found = t->account.n ? account_get(s, tx, t->practice, t->account, t->a, &t->row, &none)
                              : account_find(s, tx, t->practice, t->name, t->a, &t->row, &none);
    t->usable = false;
    if (!found) { /* INVALID: a name that is none */
        return none.kind == ERR_NOT_FOUND || none.kind == ERR_INVALID ||
               err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!person_read(&t->row, t->a, &t->d, e)) {
        return false;
    }
    t->usable = person_works(&t->row, t->now_ms) && t->row.password.n;
    return true;
}

static bool look(struct db_tx *tx, void *ctx, struct err *e)
{
    struct trial *t = ctx;
    struct err none = {0};
    t->there = people_settings_in(t->p->store, tx, t->practice, t->a, &t->settings, NULL, &none);
    if (!t->there) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    return look_account(t, tx, e) &&
           throttle_get(t->p->store, tx, t->practice, t->account.n ? t->d.sign_in : t->name, &t->wrong, e);
}

static bool event(struct trial *t, struct db_tx *tx, enum audit_action action, const char *why, struct err *e)
{
    bool right = t->outcome == TRIAL_RIGHT;
    struct people_event ev = {.practice = t->practice,
                              .at_ms = t->now_ms,
                              .action = action,
                              .use_case = t->use_case,
                              .why = why,
                              .user = right ? t->row.id : t->account,
                              .object = t->usable ? t->row.id : NONE,
                              .from = t->from};
    return people_event(t->p, tx, &ev, e);
}

static bool wrong(struct trial *t, struct db_tx *tx, struct err *e)
{
    t->outcome = TRIAL_WRONG;
    throttle_wrong(t->p, &t->wrong, t->now_ms);
    return throttle_sweep(tx, t->practice, t->now_ms - THROTTLE_KEPT, e) && throttle_put(tx, &t->wrong, e) &&
           event(t, tx, AUDIT_SIGN_IN_FAILED, t->fits ? "wrong code" : "wrong name or password", e);
}

static bool try_code(struct trial *t, struct db_tx *tx, struct str code, bool *good, struct err *e)
{
    const struct code_of of = {t->practice, t->row.id, t->d.secret};
    return code_try(t->p->store, tx, &of, code, t->now_ms, &t->by, good, e);
}

/* Whether all that is needed was right: the password and the code where there is one; either, for `either`. */
static bool all_right(struct trial *t, struct db_tx *tx, bool *good, struct err *e)
{
    bool codes = t->usable && t->d.codes;
    *good = t->fits;
    t->by = AGAIN_PASSWORD;
    if (codes && t->either && !t->fits) {
        return try_code(t, tx, str_trim(t->password), good, e);
    }
    return !codes || (t->account.n && !t->whole) || !t->fits || try_code(t, tx, t->code, good, e);
}

static bool decide(struct db_tx *tx, void *ctx, struct err *e)
{
    struct trial *t = ctx;
    bool good;
    t->outcome = TRIAL_WRONG;
    if (!throttle_get(t->p->store, tx, t->practice, t->account.n ? t->d.sign_in : t->name, &t->wrong, e) ||
        !look_account(t, tx, e)) {
        return false;
    }
    t->fits = t->matched && t->usable && str_eq(t->compared, t->row.password);
    t->minutes = throttle_waits(&t->wrong, t->now_ms);
    if (t->minutes) {
        t->outcome = TRIAL_WAIT;
        return event(t, tx, AUDIT_SIGN_IN_FAILED, "must wait", e);
    }
    if ((!t->account.n || t->whole) && t->fits && t->d.codes && !t->code.n) {
        t->outcome = TRIAL_CODE; /* neither counted nor forgiven: only a whole sign-in forgives */
        return event(t, tx, AUDIT_SIGN_IN_FAILED, "no code was given", e);
    }
    if (!all_right(t, tx, &good, e)) {
        return false;
    }
    if (!good) {
        return wrong(t, tx, e);
    }
    t->outcome = TRIAL_RIGHT;
    t->wrong.failed = 0;
    return throttle_put(tx, &t->wrong, e) && t->then(t, tx, e) && event(t, tx, t->action, NULL, e);
}

/* A hash that no password fits, of the same work as the others: for names that are nobody's. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$Z29sZHRocmVhZC1ub25lIQ$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const char *people_nobody(void)
{
    return nobody;
}

static bool try_secret(struct trial *t, struct err *e)
{
    t->now_ms = t->p->now_ms(t->p->clock);
    if (!db_read(t->p->store->db, look, t, e)) {
        return false;
    }
    bool waits = t->there && throttle_waits(&t->wrong, t->now_ms);
    t->compared = t->usable ? t->row.password : str_of(nobody);
    t->matched = !waits && seal_password_fits(t->compared.p, t->password);
    if (t->there && !db_write(t->p->store->db, DB_SYNC, NULL, decide, t, e)) {
        return false;
    }
    if (t->there && t->outcome == TRIAL_RIGHT) {
        return true;
    }
    if (t->there && t->outcome == TRIAL_WAIT) {
        return throttle_refuse(t->minutes, e);
    }
    if (t->there && t->outcome == TRIAL_CODE) {
        return err_set(e, ERR_REFUSED, "code", "give the code of your device, or a recovery code");
    }
    return err_set(e, ERR_REFUSED, "sign-in", "name, password or code is not right");
}

/* ---- in ---- */

struct actor person_actor(const struct account_row *r, struct str from)
{
    bool outside = r->roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    return (struct actor){.practice = r->practice,
                          .user = r->id,
                          .roles = r->roles,
                          .client = r->client,
                          .from = from,
                          .purpose = outside ? PURPOSE_CLIENT_REQUEST : PURPOSE_TREATMENT};
}

bool session_begin(struct store *s, struct db_tx *tx, const struct account_row *of, const struct seal_hash *token,
                   int64_t now_ms, int64_t ends_ms, struct err *e)
{
    struct sign_in_row row = {.practice = of->practice,
                              .token = *token,
                              .account = of->id,
                              .kind = STR("session"),
                              .created_ms = now_ms,
                              .seen_ms = now_ms,
                              .ends_ms = ends_ms};
    return sign_in_sweep(tx, of->practice, now_ms - DAY_MS, e) && sign_in_add(s, tx, &row, e);
}

static bool begin_session(struct trial *t, struct db_tx *tx, struct err *e)
{
    int64_t ends_ms = t->now_ms + t->settings.session_hours * HOUR_MS;
    t->who = person_actor(&t->row, t->from);
    return session_begin(t->p->store, tx, &t->row, &t->session, t->now_ms, ends_ms, e);
}

bool people_sign_in(struct practice *p, const struct sign_in *in, struct arena *a, char token[PEOPLE_TOKEN_SIZE],
                    struct actor *who, struct err *e)
{
    struct trial t = {.p = p,
                      .a = a,
                      .practice = in->practice,
                      .name = in->name,
                      .password = in->password,
                      .code = str_trim(in->code),
                      .use_case = "account.sign_in",
                      .action = AUDIT_SIGN_IN,
                      .then = begin_session};
    int64_t practice;
    token_new(in->practice, token);
    token_read(str_of(token), &practice, &t.session);
    if (!person_keep(a, in->from, &t.from, e) || !try_secret(&t, e)) {
        seal_wipe(token, PEOPLE_TOKEN_SIZE);
        return false;
    }
    *who = t.who;
    return true;
}

/* ---- sessions ---- */

struct session {
    struct practice *p;
    struct arena *a;
    struct sign_in_row row;
    struct account_row account;
    struct str from;
    int64_t practice, now_ms;
    struct seal_hash token;
    int64_t idle_ms;
    struct str time_zone;
    struct spoken spoken;
    struct device_facts device; /* of one that was handed over */
    bool shared, host_works;    /* it is one; who handed it over still works here */
    const char *ended;          /* why; NULL: it goes on */
    bool there;
};

static bool session_gone(struct err *e)
{
    return err_set(e, ERR_REFUSED, "sign-in", "has ended: sign in again");
}

static void judge_session(struct session *s)
{
    s->ended = s->now_ms >= s->row.ends_ms               ? "the longest time of a sign-in is over"
               : s->now_ms - s->row.seen_ms > s->idle_ms ? "not used for too long"
               : !s->host_works                          ? "who handed the device over has left"
               : str_is(s->account.state, "ended") || (!s->shared && !person_works(&s->account, s->now_ms))
                   ? "the account has ended"
                   : NULL;
}

/* Of a device that was handed over: for what, and whether who did it is still there. */
static bool look_device(struct session *s, struct db_tx *tx, struct err *e)
{
    struct account_row host;
    s->shared = str_is(s->row.kind, "device");
    s->host_works = !s->shared;
    if (!s->shared) {
        return true;
    }
    if (!device_read(s->row.content, s->a, &s->device, e) ||
        !account_get(s->p->store, tx, s->practice, s->device.by, s->a, &host, e)) {
        return false;
    }
    s->host_works = person_works(&host, s->now_ms);
    return true;
}

static bool look_session(struct db_tx *tx, void *ctx, struct err *e)
{
    struct session *s = ctx;
    struct people_settings set;
    struct err none = {0};
    s->there = sign_in_get(s->p->store, tx, s->practice, &s->token, s->a, &s->row, &none);
    if (!s->there) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    s->there = str_is(s->row.kind, "session") || str_is(s->row.kind, "device");
    if (!s->there) {
        return true;
    }
    if (!look_device(s, tx, e) || !account_get(s->p->store, tx, s->practice, s->row.account, s->a, &s->account, e) ||
        !people_settings_in(s->p->store, tx, s->practice, s->a, &set, NULL, e)) {
        return false;
    }
    bool outside = s->account.roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    s->idle_ms = (outside ? set.client_idle_minutes : set.idle_minutes) * MINUTE_MS;
    if (s->shared && s->idle_ms > PEOPLE_DEVICE_IDLE_MINUTES * MINUTE_MS) {
        s->idle_ms = PEOPLE_DEVICE_IDLE_MINUTES * MINUTE_MS;
    }
    s->time_zone = set.time_zone;
    judge_session(s);
    return people_spoken_in(s->p->store, tx, &s->account, s->a, &s->spoken, e);
}

/* What look_session read, for the next requests with this token: up to the moment at which its use is noted anew. */
struct session_kept {
    struct sign_in_row row;
    struct account_row account;
    int64_t idle_ms;
    struct str time_zone;
    struct device_facts device;
    bool shared, host_works;
    struct spoken spoken;
};

static bool take_kept(struct session *s, struct memo_item *item)
{
    const struct session_kept *k = item->value;
    if (!arena_keep(s->a, memo_let_go, item)) {
        return false;
    }
    s->row = k->row;
    s->account = k->account;
    s->idle_ms = k->idle_ms;
    s->time_zone = k->time_zone;
    s->device = k->device;
    s->shared = k->shared;
    s->host_works = k->host_works;
    s->spoken = k->spoken;
    s->there = true;
    judge_session(s);
    return true;
}

/* What was looked up, to be kept. */
static void keep_session(const struct session *s, struct memo_item *item)
{
    struct session_kept *k = s->there && !s->ended ? ARENA_NEW(&item->arena, struct session_kept) : NULL;
    if (k) {
        *k = (struct session_kept){s->row,    s->account, s->idle_ms,    s->time_zone,
                                   s->device, s->shared,  s->host_works, s->spoken};
        item->value = k;
        item->size = sizeof *k;
    }
}

struct find_call {
    struct session *s;
    struct str key;
    uint64_t version;        /* 0: known in the read alone */
    struct memo_item *fresh; /* looked up in this call */
};

static bool look_anew(struct db_tx *tx, struct find_call *c, uint64_t version, struct err *e)
{
    struct session *s = c->s;
    struct memo_item *item = version ? memo_begin(s->p->memo, c->key, version, s->now_ms) : NULL;
    struct arena *callers = s->a;
    if (!item) {
        return look_session(tx, s, e);
    }
    if (!arena_keep(callers, memo_let_go, item)) {
        return arena_error(callers, e);
    }
    s->a = &item->arena;
    bool ok = look_session(tx, s, e);
    s->a = callers;
    if (ok) {
        keep_session(s, item);
        c->fresh = item->value ? item : NULL;
    }
    return ok;
}

static bool find_kept(struct find_call *c, uint64_t version, bool *found, struct err *e)
{
    struct session *s = c->s;
    struct memo_item *item = version ? memo_find(s->p->memo, c->key, version, s->now_ms) : NULL;
    *found = item && s->now_ms - ((const struct session_kept *)item->value)->row.seen_ms < SEEN_MS;
    if (item && !*found) {
        memo_let_go(item);
    }
    return !*found || take_kept(s, item) || arena_error(s->a, e);
}

static bool look_or_find(struct db_tx *tx, void *ctx, struct err *e)
{
    struct find_call *c = ctx;
    uint64_t version = c->version ? c->version : db_version_seen(tx, NONE);
    bool found = false;
    c->fresh = NULL;
    return (c->version || find_kept(c, version, &found, e)) && (found || look_anew(tx, c, version, e));
}

/* A session that was read a moment ago is read again only when anything at all has been written since: a sign-out, an
 * account's end and a new password hold at once. */
static bool find_session(struct session *s, struct err *e)
{
    struct {
        char what[8];
        int64_t practice;
        struct seal_hash token;
    } key = {"session", s->practice, s->token};
    struct find_call c = {.s = s, .key = {(const char *)&key, sizeof key}};
    bool found = false;
    if (!s->p->memo) {
        return db_read(s->p->store->db, look_session, s, e);
    }
    uint64_t epoch = memo_epoch(s->p->memo);
    c.version = db_version(s->p->store->db, NONE);
    if (c.version && !find_kept(&c, c.version, &found, e)) {
        return false;
    }
    bool ok = found || db_read(s->p->store->db, look_or_find, &c, e);
    if (ok && c.fresh) {
        memo_store(c.fresh, epoch);
    }
    return ok;
}

static bool end_session(struct db_tx *tx, void *ctx, struct err *e)
{
    struct session *s = ctx;
    struct people_event ev = {.practice = s->practice,
                              .at_ms = s->now_ms,
                              .action = AUDIT_SIGN_OUT,
                              .use_case = "account.time_out",
                              .why = s->ended,
                              .object = s->account.id,
                              .from = s->from};
    return sign_in_close(tx, s->practice, &s->token, s->now_ms, e) && people_event(s->p, tx, &ev, e);
}

static bool note_seen(struct db_tx *tx, void *ctx, struct err *e)
{
    struct session *s = ctx;
    struct sign_in_row now;
    /* Read again: a re-authentication may have come between. */
    if (!sign_in_get(s->p->store, tx, s->practice, &s->token, s->a, &now, e)) {
        return false;
    }
    now.seen_ms = s->now_ms;
    return sign_in_seen(tx, &now, e);
}

static bool use_session(struct session *s, struct str token, struct str from, bool quiet, struct err *e)
{
    struct practice *p = s->p;
    struct err none = {0};
    s->now_ms = p->now_ms(p->clock);
    if (!token_read(token, &s->practice, &s->token)) {
        return session_gone(e);
    }
    if (!person_keep(s->a, from, &s->from, e) || !find_session(s, e)) {
        return false;
    }
    if (!s->there) {
        return session_gone(e);
    }
    if (s->ended) {
        return db_write(p->store->db, DB_SYNC, NULL, end_session, s, e) && session_gone(e);
    }
    if (quiet || s->now_ms - s->row.seen_ms < SEEN_MS) {
        return true;
    }
    if (!db_write(p->store->db, DB_ASIDE, NULL, note_seen, s, &none)) {
        return none.kind == ERR_NOT_FOUND ? session_gone(e) : err_set(e, none.kind, none.where, "%s", none.text);
    }
    s->row.seen_ms = s->now_ms;
    return true;
}

/* Events of a device that was handed over say through whose: the address, and the account. */
static struct actor session_actor(const struct session *s)
{
    struct actor who = person_actor(&s->account, s->from);
    who.reauthenticated_ms = s->row.reauthenticated_ms.has ? s->row.reauthenticated_ms.v : 0;
    for (size_t i = 0; i < sizeof again_names / sizeof *again_names; i++) {
        if (again_names[i] && str_is(s->row.reauthenticated_by, again_names[i])) {
            who.reauthenticated_by = (enum again)i;
        }
    }
    if (s->shared) {
        who.shared_device = true;
        who.task = s->device.task;
        who.handed_by = s->device.by;
        who.from = s->device.from;
    }
    return who;
}

bool people_session(struct practice *p, struct str token, struct str from, struct arena *a, struct actor *out,
                    struct err *e)
{
    struct session s = {.p = p, .a = a};
    if (!use_session(&s, token, from, false, e)) {
        return false;
    }
    *out = session_actor(&s);
    return true;
}

bool people_session_more(struct practice *p, struct str token, struct str from, bool quiet, struct arena *a,
                         struct session_more *out, struct err *e)
{
    struct session s = {.p = p, .a = a};
    if (!use_session(&s, token, from, quiet, e) || !people_account(&s.account, a, &out->person, e)) {
        return false;
    }
    int64_t idle_end = s.row.seen_ms + s.idle_ms;
    out->who = session_actor(&s);
    out->time_zone = s.time_zone;
    out->language = s.spoken.known ? str_of(language_code(s.spoken.language)) : NONE;
    out->ends_ms = idle_end < s.row.ends_ms ? idle_end : s.row.ends_ms;
    return true;
}

struct whose {
    struct practice *p;
    struct arena *a;
    int64_t practice;
    struct seal_hash token;
    struct str account;
};

static bool look_whose(struct db_tx *tx, void *ctx, struct err *e)
{
    struct whose *w = ctx;
    struct sign_in_row row;
    w->account = NONE;
    if (!sign_in_get(w->p->store, tx, w->practice, &w->token, w->a, &row, e)) {
        return false;
    }
    if (str_is(row.kind, "session") || str_is(row.kind, "ended")) {
        w->account = row.account;
    }
    return true;
}

bool people_session_whose(struct practice *p, struct str token, struct arena *a, struct str *account, struct err *e)
{
    struct whose w = {.p = p, .a = a};
    *account = NONE;
    if (!token_read(token, &w.practice, &w.token)) {
        return session_gone(e);
    }
    if (!db_read(p->store->db, look_whose, &w, e)) {
        return false;
    }
    *account = w.account;
    return w.account.n || session_gone(e);
}

static bool sign_out(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct seal_hash *token = ctx;
    struct sign_in_row row;
    if (!sign_in_get(t->store, t->tx, t->who->practice, token, t->arena, &row, e)) {
        return false;
    }
    bool goes_on = str_is(row.kind, t->who->shared_device ? "device" : "session");
    if (!str_eq(row.account, t->who->user) || !goes_on) {
        return err_set(e, ERR_NOT_FOUND, "sign-in", "has ended; sign in again");
    }
    return sign_in_close(t->tx, row.practice, token, t->now_ms, e);
}

bool people_sign_out(struct practice *p, const struct actor *who, struct str token, struct err *e)
{
    struct seal_hash hash;
    struct arena a;
    int64_t practice;
    if (!token_read(token, &practice, &hash)) {
        return err_set(e, ERR_NOT_FOUND, "sign-in", "has ended; sign in again");
    }
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_SIGN_OUT, NONE, NONE, &a, sign_out, &hash, e);
    arena_free(&a);
    return ok;
}

/* ---- a secret again ---- */

static bool note_again(struct trial *t, struct db_tx *tx, struct err *e)
{
    struct sign_in_row row;
    if (!sign_in_get(t->p->store, tx, t->practice, &t->session, t->a, &row, e)) {
        return false;
    }
    if (!str_eq(row.account, t->account) || !str_is(row.kind, "session")) {
        return err_set(e, ERR_REFUSED, "sign-in", "has ended: sign in again");
    }
    row.seen_ms = t->now_ms;
    row.reauthenticated_ms = (struct opt_int){true, t->now_ms};
    row.reauthenticated_by = str_of(again_names[t->by]);
    return sign_in_seen(tx, &row, e);
}

bool people_reauthenticate(struct practice *p, const struct actor *who, struct str token, struct str secret,
                           struct actor *now, struct err *e)
{
    struct arena a;
    struct trial t = {.p = p,
                      .a = &a,
                      .practice = who->practice,
                      .account = who->user,
                      .password = secret,
                      .either = true,
                      .from = who->from,
                      .use_case = "account.reauthenticate",
                      .action = AUDIT_SIGN_IN,
                      .then = note_again};
    int64_t practice;
    if (!token_read(token, &practice, &t.session) || !who->user.n) {
        return session_gone(e);
    }
    arena_init(&a, 0);
    bool ok = try_secret(&t, e);
    arena_free(&a);
    *now = *who;
    if (ok) {
        now->reauthenticated_ms = t.now_ms;
        now->reauthenticated_by = t.by;
    }
    return ok;
}

static bool tried(struct trial *t, struct db_tx *tx, struct err *e)
{
    return t->other->then(tx, t->other->ctx, &t->row, t->now_ms, e);
}

bool secret_try(struct practice *p, const struct secret_try *x, struct arena *a, struct err *e)
{
    struct trial t = {.p = p,
                      .a = a,
                      .practice = x->practice,
                      .account = x->account,
                      .password = x->password,
                      .code = str_trim(x->code),
                      .whole = true,
                      .from = x->from,
                      .use_case = x->use_case,
                      .action = AUDIT_SIGN_IN,
                      .then = tried,
                      .other = x};
    return try_secret(&t, e);
}

static bool set_password(struct trial *t, struct db_tx *tx, struct err *e)
{
    t->row.password = str_of(t->fresh);
    t->row.sign_in = t->d.sign_in;
    return account_change(t->p->store, tx, &t->row, e) &&
           sign_in_end_all(tx, t->practice, t->row.id, STR("session"), e) &&
           sign_in_end_all(tx, t->practice, t->row.id, STR("link"), e);
}

bool people_password(struct practice *p, const struct actor *who, struct str old, struct str fresh, struct err *e)
{
    char hash[SEAL_PASSWORD_SIZE];
    struct arena a;
    struct trial t = {.p = p,
                      .a = &a,
                      .practice = who->practice,
                      .account = who->user,
                      .password = old,
                      .from = who->from,
                      .use_case = "account.password",
                      .action = AUDIT_ADMIN,
                      .then = set_password,
                      .fresh = hash};
    if (!who->user.n) {
        return session_gone(e);
    }
    if (str_eq(old, fresh)) {
        return err_set(e, ERR_INVALID, "password", "must be another than before");
    }
    if (!person_password(fresh, NONE, e) || !seal_password(fresh, hash, e)) {
        return false;
    }
    arena_init(&a, 0);
    bool ok = try_secret(&t, e);
    arena_free(&a);
    return ok;
}
