/* people.c: accounts: the first one, invitations, changes, ends; the settings of the practice. */
#include "practice/people_parts.h"

#include "base/utf8.h"

#define INVITATION_MS (7 * DAY_MS)
#define SIGN_IN_MAX 200
#define OUTSIDE (ROLE_CLIENT | ROLE_GUARDIAN)

/* ---- what may be ---- */

static bool check_text(const char *what, struct str s, bool needed, struct err *e)
{
    if ((needed && !str_trim(s).n) || s.n > 200 || !utf8_check(s, NULL)) {
        return err_set(e, ERR_INVALID, what, "must be a text of 1 to 200 bytes");
    }
    return true;
}

static bool check_sign_in(struct str name, struct err *e)
{
    bool ok = name.n && name.n <= SIGN_IN_MAX && utf8_check(name, NULL);
    for (size_t i = 0; ok && i < name.n; i++) {
        ok = (unsigned char)name.p[i] > ' ' && name.p[i] != 0x7f;
    }
    return ok || err_set(e, ERR_INVALID, "sign-in name", "must be a name without spaces, at most %d characters long",
                         SIGN_IN_MAX);
}

bool person_email(struct str s, struct err *e)
{
    size_t at = str_find(s, STR("@"), 0);
    bool ok = !s.n ||
              (s.n <= 200 && at != (size_t)-1 && at > 0 && at + 1 < s.n && str_find(s, STR("@"), at + 1) == (size_t)-1);
    for (size_t i = 0; ok && i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        ok = c > ' ' && c < 0x7f && !strchr("<>()[]\\,;:\"", c);
    }
    return ok || err_set(e, ERR_INVALID, "email", "must be one address, such as name@example.org");
}

/* Roles that go together, with what they need. */
static bool check_roles(const struct person *p, int64_t now_ms, struct err *e)
{
    bool outside = p->roles & OUTSIDE, one = p->roles && !(p->roles & (p->roles - 1));
    if (!p->roles || p->roles >> ROLE_BITS) {
        return err_set(e, ERR_INVALID, "roles", "an account needs one at least");
    }
    if (outside && (!one || !p->client.n)) {
        return err_set(e, ERR_INVALID, "roles", "a client's or guardian's account has no other role, and its client");
    }
    if (!outside && p->client.n) {
        return err_set(e, ERR_INVALID, "client", "only a client's or guardian's account belongs to one");
    }
    if (p->roles & ROLE_AUDITOR && (!one || !p->ends_ms.has)) {
        return err_set(e, ERR_INVALID, "roles", "an auditor has no other role, and a date on which the account ends");
    }
    if (p->ends_ms.has && p->ends_ms.v <= now_ms) {
        return err_set(e, ERR_INVALID, "end", "lies in the past; to end an account now there is an action of its own");
    }
    return check_text("name", p->name, true, e) && person_email(p->email, e) &&
           check_text("credential", p->credential, false, e);
}

/* That an owner is left who can sign in for good, when this account no longer is one. */
static bool owner_left(struct practice_tx *t, struct str but, struct err *e)
{
    struct account_row *list;
    size_t n;
    bool left = false;
    if (!account_list(t->store, t->tx, t->who->practice, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        left = left || (list[i].roles & ROLE_OWNER && !list[i].ends_ms.has && person_works(&list[i], t->now_ms) &&
                        !str_eq(list[i].id, but));
    }
    return left || err_set(e, ERR_REFUSED, "owner", "this is the last one: make somebody else an owner first");
}

/* ---- the first account ---- */

struct found {
    struct practice *p;
    int64_t practice, now_ms;
    const struct people_settings *settings;
    const struct person *owner;
    const char *password;
    struct arena *a;
    struct account_row row;
};

struct there {
    struct practice *p;
    int64_t practice;
    struct arena *a;
    bool keys, people; /* out */
};

static bool what_is_there(struct db_tx *tx, void *ctx, struct err *e)
{
    struct there *l = ctx;
    struct account_row *rows;
    struct practice_row row;
    struct err mine = {0};
    size_t n = 0;
    l->people = false;
    l->keys = practice_row_get(l->p->store, tx, l->practice, l->a, &row, &mine);
    if (!l->keys) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    bool ok = account_list(l->p->store, tx, l->practice, l->a, &rows, &n, e);
    l->people = n > 0;
    return ok;
}

bool people_there(struct practice *p, int64_t practice, struct arena *a, bool *people, struct err *e)
{
    struct there l = {.p = p, .practice = practice, .a = a};
    bool ok = db_read(p->store->db, what_is_there, &l, e);
    *people = l.people;
    return ok;
}

/* Keys, settings and owner in one transaction: rows without the key that opens them are of no use to anybody. */
static bool found_all(struct db_tx *tx, void *ctx, struct err *e)
{
    struct found *f = ctx;
    struct store *s = f->p->store;
    struct there there = {.p = f->p, .practice = f->practice, .a = f->a};
    struct practice_row row;
    const struct person *o = f->owner;
    struct person_details d = {.name = o->name, .sign_in = o->sign_in, .email = o->email, .credential = o->credential};
    keys_forget(s->keys); /* what an attempt that was rolled back had made */
    if (!what_is_there(tx, &there, e)) {
        return false;
    }
    if (there.people) {
        return err_set(e, ERR_CONFLICT, "practice", "has people already: its owner invites others");
    }
    if (!there.keys && !keys_practice_new(s->keys, tx, f->practice, e)) {
        return false;
    }
    f->row = (struct account_row){.practice = f->practice,
                                  .sign_in = o->sign_in,
                                  .roles = o->roles,
                                  .state = STR("active"),
                                  .password = str_of(f->password)};
    if (!practice_row_get(s, tx, f->practice, f->a, &row, e) || !settings_write(f->settings, f->a, &row.content, e) ||
        !practice_row_put(s, tx, &row, e) || !person_write(&d, f->a, &f->row.content, e) ||
        !account_add(s, tx, &f->row, f->now_ms, f->a, e)) {
        return false;
    }
    struct people_event ev = {.practice = f->practice,
                              .at_ms = f->now_ms,
                              .action = AUDIT_ADMIN,
                              .use_case = "practice.found",
                              .object = f->row.id,
                              .from = STR("set-up")};
    return people_event(f->p, tx, &ev, e);
}

bool people_found(struct practice *p, int64_t practice, const struct people_settings *settings,
                  const struct person *owner, struct str password, struct arena *a, struct str *id, struct err *e)
{
    char hash[SEAL_PASSWORD_SIZE];
    struct found f = {.p = p,
                      .practice = practice,
                      .now_ms = p->now_ms(p->clock),
                      .settings = settings,
                      .owner = owner,
                      .password = hash,
                      .a = a};
    if (!(owner->roles & ROLE_OWNER) || owner->ends_ms.has) {
        return err_set(e, ERR_INVALID, "roles", "the first account is an owner's, without an end");
    }
    if (!check_sign_in(owner->sign_in, e) || !check_roles(owner, f.now_ms, e) || !settings_check(settings, e) ||
        !person_password(password, owner->sign_in, e) || !seal_password(password, hash, e)) {
        return false;
    }
    bool ok = db_write(p->store->db, DB_SYNC, NULL, found_all, &f, e);
    if (!ok) {
        keys_forget(p->store->keys);
    }
    *id = f.row.id;
    return ok;
}

/* ---- invitations ---- */

struct invite {
    const struct person *one;
    const char *token, *code;
    struct str id;
    struct invitation *again; /* of an account that is there */
};

static bool add_invitation(struct practice_tx *t, struct str account, const struct invite *in, struct err *e)
{
    struct sign_in_row row = {.practice = t->who->practice,
                              .account = account,
                              .kind = STR("invitation"),
                              .created_ms = t->now_ms,
                              .seen_ms = t->now_ms,
                              .ends_ms = t->now_ms + INVITATION_MS};
    struct seal_hash code;
    struct buf b;
    int64_t practice;
    token_read(str_of(in->token), &practice, &row.token);
    if (!code_hash(t->store, t->tx, row.practice, account, str_of(in->code), &code, e)) {
        return false;
    }
    buf_init(&b, 0);
    buf_cstr(&b, "{\"code\":\"");
    seal_put_hex(code.byte, sizeof code.byte, &b);
    buf_cstr(&b, "\"}");
    return buf_keep(&b, t->arena, &row.content, e) && sign_in_add(t->store, t->tx, &row, e);
}

/* A client has one account: who could make a second would be the client, private diary and all. One who has used a
 * device that was handed over has one that nobody could sign in to, which is now theirs. */
static bool take_device(struct practice_tx *t, struct account_row *fresh, struct err *e)
{
    struct account_row *rows, *device = NULL;
    struct person_details d;
    size_t n = 0;
    if (fresh->roles != ROLE_CLIENT ||
        !account_of_client(t->store, t->tx, fresh->practice, fresh->client, t->arena, &rows, &n, e)) {
        return fresh->roles != ROLE_CLIENT;
    }
    for (size_t i = 0; i < n; i++) {
        if (!person_read(&rows[i], t->arena, &d, e)) {
            return false;
        }
        bool over = rows[i].ends_ms.has && rows[i].ends_ms.v <= t->now_ms;
        if (rows[i].roles != ROLE_CLIENT || str_is(rows[i].state, "ended") || over) {
            continue;
        }
        if (rows[i].password.n || !person_is_device(d.sign_in)) {
            return err_set(e, ERR_CONFLICT, "client", "has an account already: invite that one again");
        }
        if (!device) {
            device = &rows[i];
        }
    }
    if (!device) {
        return true;
    }
    device->sign_in = fresh->sign_in;
    device->content = fresh->content;
    *fresh = *device;
    return account_change(t->store, t->tx, fresh, e);
}

static bool invite(struct practice_tx *t, void *ctx, struct err *e)
{
    struct invite *in = ctx;
    const struct person *n = in->one;
    struct person_details d = {.name = n->name,
                               .sign_in = n->sign_in,
                               .email = n->email,
                               .email_others = n->email.n > 0, /* who invites wrote it */
                               .credential = n->credential};
    struct account_row row = {.practice = t->who->practice,
                              .sign_in = n->sign_in,
                              .roles = n->roles,
                              .state = STR("invited"),
                              .client = n->client.n ? n->client : (struct str){NULL, 0},
                              .ends_ms = n->ends_ms};
    struct account_row other;
    struct err none = {0};
    if (!check_sign_in(n->sign_in, e) || !check_roles(n, t->now_ms, e) ||
        !person_write(&d, t->arena, &row.content, e)) {
        return false;
    }
    if (account_find(t->store, t->tx, row.practice, n->sign_in, t->arena, &other, &none)) {
        return err_set(e, ERR_CONFLICT, "sign-in name", "is taken: choose another");
    }
    if (none.kind != ERR_NOT_FOUND) {
        return err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!take_device(t, &row, e) || (!row.id.n && !account_add(t->store, t->tx, &row, t->now_ms, t->arena, e))) {
        return false;
    }
    in->id = t->object = row.id;
    return add_invitation(t, row.id, in, e);
}

/* Clinicians and staff may invite their client; everybody else is invited by an owner. */
static bool do_invite(struct practice *p, const struct actor *who, practice_work *work, struct invite *in,
                      struct arena *a, struct err *e)
{
    bool outside = in->one->client.n;
    return practice_do(p, who, outside ? CASE_ACCOUNT_INVITE_CLIENT : CASE_ACCOUNT_INVITE,
                       outside ? in->one->client : (struct str){NULL, 0}, (struct str){NULL, 0}, a, work, in, e);
}

bool people_invite(struct practice *p, const struct actor *who, const struct person *new_one, struct arena *a,
                   struct str *id, char token[PEOPLE_TOKEN_SIZE], char code[PEOPLE_CODE_SIZE], struct err *e)
{
    struct invite in = {.one = new_one, .token = token, .code = code};
    token_new(who->practice, token);
    code_new(2, code);
    bool ok = do_invite(p, who, invite, &in, a, e);
    *id = in.id;
    return ok;
}

/* What is kept of an invitation of an account that is in use. */
static bool begin_reset(struct practice_tx *t, struct account_row *row, struct invite *in, struct err *e)
{
    struct person_details d;
    if (!person_read(row, t->arena, &d, e)) {
        return false;
    }
    bool apart = in->again->by_mail && d.email.n && !d.email_others;
    in->again->reset = true;
    in->again->needs_second = t->who->user.n && !apart;
    int64_t after = d.reset.made_ms < t->now_ms ? t->now_ms : d.reset.made_ms + 1; /* no two have the same */
    d.reset = (struct reset){.made_ms = after, .by = t->who->user, .needs_second = in->again->needs_second};
    row->sign_in = d.sign_in;
    return (!t->who->user.n || people_name_in(t, t->who->user, &d.reset.by_name, e)) && person_put(t, row, &d, e);
}

static bool invite_again(struct practice_tx *t, void *ctx, struct err *e)
{
    struct invite *in = ctx;
    struct account_row row;
    if (!account_get(t->store, t->tx, t->who->practice, in->one->id, t->arena, &row, e)) {
        return false;
    }
    t->object = row.id;
    if (!str_eq(row.client, in->one->client)) {
        return err_set(e, ERR_NOT_FOUND, "account", "there is none");
    }
    if (str_is(row.state, "ended")) {
        return err_set(e, ERR_CONFLICT, "account", "has ended: invite the person under a new sign-in name");
    }
    t->why = row.password.n ? STR("of an account that is in use") : STR("again");
    return (!row.password.n || begin_reset(t, &row, in, e)) &&
           sign_in_end_all(t->tx, row.practice, row.id, STR("invitation"), e) && add_invitation(t, row.id, in, e);
}

bool people_invite_again(struct practice *p, const struct actor *who, const struct person *one, struct invitation *io,
                         struct err *e)
{
    struct arena a;
    struct invite in = {.one = one, .token = io->token, .code = io->code, .again = io};
    io->reset = io->needs_second = false;
    token_new(who->practice, io->token);
    code_new(2, io->code);
    arena_init(&a, 0);
    bool ok = do_invite(p, who, invite_again, &in, &a, e);
    arena_free(&a);
    return ok;
}

/* ---- listing, changing, ending ---- */

struct listing {
    struct person *list;
    size_t count;
};

static bool list_people(struct practice_tx *t, void *ctx, struct err *e)
{
    struct listing *l = ctx;
    struct account_row *rows;
    size_t n;
    if (!account_list(t->store, t->tx, t->who->practice, t->arena, &rows, &n, e)) {
        return false;
    }
    l->count = n;
    l->list = arena_array(t->arena, n, sizeof *l->list);
    for (size_t i = 0; l->list && i < n; i++) {
        if (!people_account(&rows[i], t->arena, &l->list[i], e)) {
            return false;
        }
    }
    return l->list || arena_error(t->arena, e);
}

bool people_list(struct practice *p, const struct actor *who, struct arena *a, struct person **out, size_t *count,
                 struct err *e)
{
    struct listing l = {0};
    const struct str none = {NULL, 0};
    bool ok = practice_do(p, who, CASE_ACCOUNT_LIST, none, none, a, list_people, &l, e);
    *out = l.list;
    *count = l.count;
    return ok;
}

/* What somebody else writes is theirs; the last address that the person confirmed is kept, to be told there. */
static void write_email(struct person_details *d, struct str email, bool own)
{
    bool other = !str_eq(email, d->email);
    if (other && !d->email_others && d->email.n && !own) {
        d->email_own = d->email;
    }
    if (other && own) {
        d->email_own = (struct str){NULL, 0};
    }
    d->email_others = email.n && (other ? !own : d->email_others);
    d->email = email;
}

static bool change(struct practice_tx *t, void *ctx, struct err *e)
{
    struct person wanted = *(const struct person *)ctx;
    struct account_row row;
    struct person_details d;
    if (!account_get(t->store, t->tx, t->who->practice, wanted.id, t->arena, &row, e) ||
        !person_read(&row, t->arena, &d, e)) {
        return false;
    }
    t->object = row.id;
    if (str_is(row.state, "ended") || (wanted.version && wanted.version != row.version)) {
        return err_set(e, ERR_CONFLICT, "account", "has ended or was changed meanwhile: read it again");
    }
    wanted.client = row.client;
    bool was_owner = row.roles & ROLE_OWNER, stays = wanted.roles & ROLE_OWNER && !wanted.ends_ms.has;
    if (!check_roles(&wanted, t->now_ms, e) || (was_owner && !stays && !owner_left(t, row.id, e))) {
        return false;
    }
    write_email(&d, wanted.email, str_eq(row.id, t->who->user));
    d.name = wanted.name;
    d.credential = wanted.credential;
    row.roles = wanted.roles;
    row.ends_ms = wanted.ends_ms;
    row.sign_in = d.sign_in;
    return person_write(&d, t->arena, &row.content, e) && account_change(t->store, t->tx, &row, e);
}

/* With an arena of its own, for what the caller does not see. */
static bool do_about(struct practice *p, const struct actor *who, enum case_id what, practice_work *work, void *ctx,
                     struct err *e)
{
    struct arena a;
    const struct str none = {NULL, 0};
    arena_init(&a, 0);
    bool ok = practice_do(p, who, what, none, none, &a, work, ctx, e);
    arena_free(&a);
    return ok;
}

bool people_change(struct practice *p, const struct actor *who, const struct person *changed, struct err *e)
{
    struct person copy = *changed;
    return do_about(p, who, CASE_ACCOUNT_CHANGE, change, &copy, e);
}

bool people_end_tokens(struct practice_tx *t, struct str account, struct err *e)
{
    int64_t practice = t->who->practice;
    return sign_in_end_all(t->tx, practice, account, STR("session"), e) &&
           sign_in_end_all(t->tx, practice, account, STR("device"), e) &&
           sign_in_end_all(t->tx, practice, account, STR("invitation"), e) &&
           sign_in_end_all(t->tx, practice, account, STR("link"), e) &&
           recovery_put(t->tx, practice, account, NULL, 0, e);
}

/* Nothing that others rely on goes away unseen: who sees to alerts, and the last one who treats a client. */
static bool dispensable(struct practice_tx *t, struct str account, struct err *e)
{
    struct people_settings settings;
    int64_t clients;
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &settings, NULL, e) ||
        !account_alone(t->tx, t->who->practice, account, t->now_ms, &clients, e)) {
        return false;
    }
    if (str_eq(settings.alert_owner, account) || str_eq(settings.alert_cover, account)) {
        return err_set(
            e, ERR_REFUSED, "alerts",
            "this person sees to them (alert_owner or alert_cover): name somebody else in the settings first");
    }
    return !clients ||
           err_set(e, ERR_REFUSED, "care team", "%lld %s would be left with nobody who treats: bring somebody in first",
                   (long long)clients, clients == 1 ? "client" : "clients");
}

static bool end(struct practice_tx *t, void *ctx, struct err *e)
{
    struct account_row row;
    struct person_details d;
    if (!account_get(t->store, t->tx, t->who->practice, *(const struct str *)ctx, t->arena, &row, e) ||
        !person_read(&row, t->arena, &d, e)) {
        return false;
    }
    t->object = row.id;
    if (str_is(row.state, "ended")) {
        return err_set(e, ERR_CONFLICT, "account", "has ended already");
    }
    if ((row.roles & ROLE_OWNER && !owner_left(t, row.id, e)) || !dispensable(t, row.id, e)) {
        return false;
    }
    d.secret = (struct str){NULL, 0};
    row.state = STR("ended");
    row.password = (struct str){NULL, 0};
    row.sign_in = d.sign_in;
    return person_write(&d, t->arena, &row.content, e) && account_change(t->store, t->tx, &row, e) &&
           people_end_tokens(t, row.id, e) && account_leave_all(t->tx, row.practice, row.id, t->now_ms, e);
}

bool people_end(struct practice *p, const struct actor *who, struct str id, struct err *e)
{
    return do_about(p, who, CASE_ACCOUNT_END, end, &id, e);
}

struct new_password {
    struct str id, password;
    const char *hash;
};

static bool reset(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct new_password *r = ctx;
    struct account_row row;
    struct person_details d;
    struct throttle_row wrong;
    if (!account_get(t->store, t->tx, t->who->practice, r->id, t->arena, &row, e) ||
        !person_read(&row, t->arena, &d, e) || !person_password(r->password, d.sign_in, e)) {
        return false;
    }
    t->object = row.id;
    if (str_is(row.state, "ended")) {
        return err_set(e, ERR_CONFLICT, "account", "has ended");
    }
    d.secret = (struct str){NULL, 0};
    if (row.password.n) {
        d.reset = (struct reset){.made_ms = t->now_ms, .used_ms = t->now_ms};
    }
    row.state = STR("active");
    row.password = str_of(r->hash);
    row.sign_in = d.sign_in;
    bool ok = person_write(&d, t->arena, &row.content, e) && account_change(t->store, t->tx, &row, e) &&
              people_end_tokens(t, row.id, e) && throttle_get(t->store, t->tx, row.practice, d.sign_in, &wrong, e);
    wrong.failed = 0;
    return ok && throttle_put(t->tx, &wrong, e);
}

bool people_reset(struct practice *p, const struct actor *program, struct str id, struct str password, struct err *e)
{
    char hash[SEAL_PASSWORD_SIZE];
    struct new_password r = {id, password, hash};
    return person_password(password, STR(""), e) && seal_password(password, hash, e) &&
           do_about(p, program, CASE_ACCOUNT_RESET, reset, &r, e);
}

/* ---- settings ---- */

struct setting {
    struct people_settings *out;
    const struct people_settings *in;
    int64_t version;
};

bool people_settings_in(struct store *s, struct db_tx *tx, int64_t practice, struct arena *a,
                        struct people_settings *out, int64_t *version, struct err *e)
{
    struct practice_row row;
    if (!practice_row_get(s, tx, practice, a, &row, e) || !settings_read(row.content, a, out, e)) {
        return false;
    }
    if (version) {
        *version = row.version;
    }
    return true;
}

static bool read_settings(struct practice_tx *t, void *ctx, struct err *e)
{
    struct setting *s = ctx;
    return people_settings_in(t->store, t->tx, t->who->practice, t->arena, s->out, &s->version, e);
}

bool people_settings(struct practice *p, const struct actor *who, struct arena *a, struct people_settings *out,
                     int64_t *version, struct err *e)
{
    struct setting s = {.out = out};
    const struct str none = {NULL, 0};
    bool ok = practice_do(p, who, CASE_SETTINGS_READ, none, none, a, read_settings, &s, e);
    *version = s.version;
    return ok;
}

/* Who is to see to alerts works here. */
static bool alert_person(struct practice_tx *t, struct str id, struct err *e)
{
    struct account_row row;
    struct err none = {0};
    if (!id.n) {
        return true;
    }
    bool there = account_get(t->store, t->tx, t->who->practice, id, t->arena, &row, &none);
    if (!there && none.kind != ERR_NOT_FOUND) {
        return err_set(e, none.kind, none.where, "%s", none.text);
    }
    bool treats = there && row.roles & (ROLE_CLINICIAN | ROLE_PRESCRIBER | ROLE_SUPERVISOR);
    return (treats && person_works(&row, t->now_ms)) ||
           err_set(e, ERR_INVALID, "alert_owner", "and cover must be clinicians who work here");
}

static bool write_settings(struct practice_tx *t, void *ctx, struct err *e)
{
    struct setting *s = ctx;
    struct practice_row row;
    if (!practice_row_get(t->store, t->tx, t->who->practice, t->arena, &row, e) || !settings_check(s->in, e) ||
        !alert_person(t, s->in->alert_owner, e) || !alert_person(t, s->in->alert_cover, e)) {
        return false;
    }
    row.version = s->version;
    return settings_write(s->in, t->arena, &row.content, e) && practice_row_put(t->store, t->tx, &row, e);
}

bool people_set_settings(struct practice *p, const struct actor *who, const struct people_settings *s, int64_t version,
                         struct err *e)
{
    struct setting set = {.in = s, .version = version};
    return do_about(p, who, CASE_SETTINGS_CHANGE, write_settings, &set, e);
}
