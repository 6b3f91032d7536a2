/* plans_sign.c: who signs a plan, in which order, and what follows from the last signature. */
#include "base/json.h"
#include "plan/plan_json.h"
#include "practice/between.h"
#include "practice/pack.h"
#include "practice/plans.h"
#include "practice/plans_parts.h"
#include "practice/sharing.h"
#include "practice/words.h"
#include "store/account.h"
#include "store/draft.h"

#include <assert.h>
#include <stdio.h>

enum { SIGNERS_MOST = 32, TEXT_MOST = 20000, PAGES_MOST = 4 };

#define ZONE "+00:00"

static const struct {
    const char *name;
    enum role role;
} sign_roles[] = {{"clinician", ROLE_CLINICIAN},
                  {"client", ROLE_CLIENT},
                  {"guardian", ROLE_GUARDIAN},
                  {"supervisor", ROLE_SUPERVISOR},
                  {"prescriber", ROLE_PRESCRIBER}};

static enum role role_of(struct str name)
{
    for (size_t i = 0; i < sizeof sign_roles / sizeof *sign_roles; i++) {
        if (str_is(name, sign_roles[i].name)) {
            return sign_roles[i].role;
        }
    }
    return (enum role)0;
}

static bool is_clients(struct str role)
{
    return role_of(role) == ROLE_CLIENT || role_of(role) == ROLE_GUARDIAN;
}

static const char *const state_names[] = {"waiting", "given", "reason", "verbal", "paper", "returned"};

static enum signature_state state_of(struct str name)
{
    size_t i = 0;
    while (i < SIGNATURE_RETURNED && !str_is(name, state_names[i])) {
        i++;
    }
    return (enum signature_state)i;
}

/* ---- consents ---- */

static bool consented(struct practice_tx *t, enum consent_kind kind, struct str guardian, bool *out, struct err *e)
{
    return sharing_consent_in_force(t->store, t->tx, t->who->practice, t->client, kind, guardian, practice_today(t),
                                    t->arena, out, e);
}

/* Treatment consent is asked for before the first plan is signed; a plan signed before shows that it was there. */
static bool treatment_settled(struct practice_tx *t, bool *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_PLAN, .without_content = true};
    struct record *list;
    size_t n;
    *out = false;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n && !*out; i++) {
        *out = plans_was_signed(&list[i]);
    }
    return *out || consented(t, CONSENT_TREATMENT, (struct str){NULL, 0}, out, e);
}

/* ---- sending ---- */

/* What came along and was not looked at, behind what the pack asks for. */
static bool add_carried(struct practice_tx *t, const struct record *r, const struct plan *plan, struct plan_block **out,
                        size_t *count, struct err *e)
{
    plan_texts carried;
    int64_t number;
    if (!plans_carried(t, r, plan, &carried, &number, e)) {
        return false;
    }
    struct plan_block *list = arena_array(t->arena, *count + carried.n + 1, sizeof *list);
    if (!list) {
        return arena_error(t->arena, e);
    }
    if (*count) {
        memcpy(list, *out, *count * sizeof *list);
    }
    for (size_t i = 0; i < carried.n; i++) {
        list[(*count)++] = (struct plan_block){.rule = STR(PLAN_CARRIED),
                                               .title = STR("Text that came along was not looked at"),
                                               .fix = STR("change it, or confirm that it still holds."),
                                               .item = carried.at[i]};
    }
    *out = list;
    return true;
}

/* What a later version must not lose unsaid: its pointer, and how a loss is told. */
static const struct {
    const char *pointer, *title, *fix;
} safety_parts[] = {
    {"/crisis/safety_plan", "The safety plan was taken out",
     "the plan in force has one: put it back, or take it from the last version."},
    {"/crisis/risk", "What is known of the risk was taken out",
     "the plan in force says it: put it back, or say how it is today."},
};
enum { SAFETY_PARTS = sizeof safety_parts / sizeof *safety_parts };

/* The plan in force, or the one that has ended. */
static bool read_former(struct practice_tx *t, struct plan **out, struct err *e)
{
    struct record was;
    struct err mine = {0};
    *out = NULL;
    bool found = plans_of_state(t, "signed", &was, &mine) ||
                 (mine.kind == ERR_NOT_FOUND && plans_of_state(t, "ended", &was, &mine));
    return found ? plans_read(was.content, t->arena, out, e)
                 : mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
}

static bool add_removed(struct practice_tx *t, const struct plan *plan, struct plan_block **out, size_t *count,
                        struct err *e)
{
    struct plan *former;
    struct plan_block *list = arena_array(t->arena, *count + SAFETY_PARTS, sizeof *list);
    if (!list) {
        return arena_error(t->arena, e);
    }
    if (!read_former(t, &former, e)) {
        return false;
    }
    if (*count) {
        memcpy(list, *out, *count * sizeof *list);
    }
    for (size_t i = 0; former && i < SAFETY_PARTS; i++) {
        struct str was, now, pointer = str_of(safety_parts[i].pointer);
        if (!plan_carried_words(former, pointer, t->arena, &was, e) ||
            !plan_carried_words(plan, pointer, t->arena, &now, e)) {
            return false;
        }
        if (was.n && !now.n) {
            list[(*count)++] = (struct plan_block){.rule = STR(PLAN_SAFETY_REMOVED),
                                                   .title = str_of(safety_parts[i].title),
                                                   .fix = str_of(safety_parts[i].fix),
                                                   .pointer = pointer,
                                                   .replaceable = true};
        }
    }
    *out = list;
    return true;
}

static bool blocks_of(struct practice_tx *t, const struct record *r, struct plan_block **out, size_t *count,
                      struct err *e)
{
    struct plan *plan;
    bool consent;
    return treatment_settled(t, &consent, e) && plans_read(r->content, t->arena, &plan, e) &&
           pack_blocks(str_of(pack_core), plan, practice_today(t), consent, t->arena, out, count, e) &&
           add_removed(t, plan, out, count, e) && add_carried(t, r, plan, out, count, e);
}

struct blocks_call {
    struct str id;
    struct plan_block **out;
    size_t *count;
};

static bool show_blocks(struct practice_tx *t, void *ctx, struct err *e)
{
    struct blocks_call *c = ctx;
    struct record r;
    return plans_record(t, c->id, &r, e) && blocks_of(t, &r, c->out, c->count, e);
}

bool plans_blocks(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                  struct plan_block **out, size_t *count, struct err *e)
{
    struct blocks_call c = {id, out, count};
    return practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, show_blocks, &c, e);
}

static bool bad_signer(size_t i, const char *text, struct err *e)
{
    char where[32];
    snprintf(where, sizeof where, "/signers/%zu", i);
    return err_set(e, ERR_INVALID, where, "%s", text);
}

/* A person who is named must be able to sign: an active account with that role, of this client where it is a client's.
 */
static bool named_signer(struct practice_tx *t, const struct plan_send *s, size_t i, struct err *e)
{
    struct account_row row;
    struct err mine = {0};
    const struct signature *v = &s->signers[i];
    if (!account_get(t->store, t->tx, t->who->practice, v->account, t->arena, &row, &mine)) {
        return mine.kind == ERR_NOT_FOUND ? bad_signer(i, "there is no account with this id", e)
                                          : err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    if (!(row.roles & role_of(v->role)) || str_is(row.state, "ended") ||
        (is_clients(v->role) && !str_eq(row.client, t->client))) {
        return bad_signer(i, "this account cannot sign in this role for this client", e);
    }
    for (size_t k = 0; k < i; k++) {
        if (str_eq(s->signers[k].account, v->account)) {
            return bad_signer(i, "nobody signs a plan twice: name another person", e);
        }
    }
    return true;
}

/* Below the age at which the state lets a minor consent a guardian signs, or the reason stands in their place. */
static bool check_guardian(struct practice_tx *t, const struct plan_send *s, struct err *e)
{
    struct guardian_now now;
    bool named = false;
    for (size_t i = 0; i < s->count; i++) {
        named = named || str_is(s->signers[i].role, "guardian");
    }
    if (named || !sharing_guardian_rule(t, &now, e)) {
        return named;
    }
    return !now.signs ||
           err_set(e, ERR_INVALID, "/signers/guardian",
                   "a guardian must be among those who sign: the client is younger than %d, the age from which a minor "
                   "may consent in %.*s%s; where that signature cannot be had, the reason is written down in its place",
                   now.consent_age, (int)now.state.n, now.state.p, now.confirmed ? "" : " (not confirmed)");
}

static bool check_signers(struct practice_tx *t, const struct plan_send *s, struct err *e)
{
    bool professional = false;
    if (s->count < 1 || s->count > SIGNERS_MOST) {
        return err_set(e, ERR_INVALID, "/signers", "name 1 to %d people who sign", SIGNERS_MOST);
    }
    for (size_t i = 0; i < s->count; i++) {
        enum role role = role_of(s->signers[i].role);
        if (!role) {
            return bad_signer(i, "the role must be clinician, client, guardian, supervisor or prescriber", e);
        }
        if (s->signers[i].account.n && !named_signer(t, s, i, e)) {
            return false;
        }
        professional = professional || role == ROLE_CLINICIAN || role == ROLE_PRESCRIBER;
    }
    if (!professional) {
        return err_set(e, ERR_INVALID, "/signers", "a clinician or prescriber must be among those who sign");
    }
    return check_guardian(t, s, e);
}

static const struct plan_reason *reason_for(const struct plan_send *s, const struct plan_block *b)
{
    for (size_t i = 0; b->replaceable && i < s->reason_count; i++) {
        if (str_eq(s->reasons[i].rule, b->rule) && str_trim(s->reasons[i].text).n) {
            return &s->reasons[i];
        }
    }
    return NULL;
}

/* What the pack asks for is there, or its reason is written down beside the plan. */
static bool pass_pack(struct practice_tx *t, const struct record *r, const struct plan_send *s, struct err *e)
{
    struct plan_block *list;
    size_t n;
    struct str id, done = {NULL, 0};
    if (!blocks_of(t, r, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct plan_reason *why = reason_for(s, &list[i]);
        if (!why) {
            return err_set(e, ERR_REFUSED, list[i].rule.p, "%s: %s%s", list[i].title.p, list[i].fix.p,
                           list[i].replaceable ? " Or write down the reason." : "");
        }
        if (why->text.n > TEXT_MOST) {
            return err_set(e, ERR_LIMIT, list[i].rule.p, "the reason is longer than %d bytes: shorten it", TEXT_MOST);
        }
        if (!str_eq(done, why->rule) && !plans_append(t, r->id, STR("reason"), why->rule, why->text, &id, e)) {
            return false;
        }
        done = why->rule; /* blocks of one rule follow each other */
    }
    return true;
}

static bool put_signers(struct practice_tx *t, const struct record *r, const struct plan_send *s, struct err *e)
{
    for (size_t i = 0; i < s->count; i++) {
        struct signature_row row = {.practice = r->practice,
                                    .client = r->client,
                                    .plan = r->id,
                                    .item = (int64_t)i,
                                    .place = s->signers[i].place,
                                    .role = s->signers[i].role,
                                    .account = s->signers[i].account,
                                    .state = STR("waiting"),
                                    .content = STR("{}")};
        row.account = row.account.n ? row.account : (struct str){NULL, 0};
        if (!signature_add(t->store, t->tx, &row, e)) {
            return false;
        }
    }
    return true;
}

static bool send_plan(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct plan_send *s = ctx;
    struct record r;
    if (!plans_record(t, s->id, &r, e)) {
        return false;
    }
    if (!str_is(r.state, "draft")) {
        return err_set(e, ERR_CONFLICT, "plan", "is no draft any more: read it again");
    }
    if (r.version != s->base) {
        return err_set(e, ERR_CONFLICT, "plan", "was saved since it was shown: read it again");
    }
    r.state = STR("signing");
    return plans_care_goes_on(t, e) && check_signers(t, s, e) && pass_pack(t, &r, s, e) && put_signers(t, &r, s, e) &&
           record_change(t->store, t->tx, &r, e);
}

bool plans_send(struct practice *p, const struct actor *who, struct str client, const struct plan_send *s,
                struct arena *a, struct err *e)
{
    struct plan_send c = *s;
    return practice_do(p, who, CASE_PLAN_SEND, client, (struct str){NULL, 0}, a, send_plan, &c, e);
}

/* ---- the places ---- */

static bool read_places(struct practice_tx *t, const struct record *r, struct signature_row **rows,
                        struct signature **out, size_t *count, struct err *e)
{
    if (!signature_list(t->store, t->tx, r->practice, r->client, r->id, t->arena, rows, count, e)) {
        return false;
    }
    *out = arena_array(t->arena, *count + 1, sizeof **out);
    if (!*out) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < *count; i++) {
        const struct signature_row *v = &(*rows)[i];
        const struct json *root;
        if (!json_parse(v->content, t->arena, &root, e)) {
            return false;
        }
        (*out)[i] = (struct signature){.item = v->item,
                                       .place = v->place,
                                       .role = v->role,
                                       .account = v->account,
                                       .state = state_of(v->state),
                                       .at_ms = v->at_ms.has ? v->at_ms.v : 0,
                                       .name = json_str(json_get(root, "name")),
                                       .credential = json_str(json_get(root, "credential")),
                                       .method = json_str(json_get(root, "method")),
                                       .intent = json_str(json_get(root, "intent")),
                                       .reason = json_str(json_get(root, "reason")),
                                       .zone = json_str(json_get(root, "zone")),
                                       .hash = v->hash};
    }
    return true;
}

static bool put_content(const struct signature *v, struct arena *a, struct str *out, struct err *e)
{
    const struct {
        const char *key;
        struct str text;
    } members[] = {{"name", v->name},     {"credential", v->credential}, {"method", v->method},
                   {"intent", v->intent}, {"reason", v->reason},         {"zone", v->zone}};
    struct buf b;
    struct json_out o;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (members[i].text.n) {
            json_key(&o, members[i].key);
            json_put_str(&o, members[i].text);
        }
    }
    json_end_object(&o);
    bool ok = buf_ok(&b) ? plans_keep(a, buf_str(&b), out) || arena_error(a, e) : err_no_memory(e);
    buf_free(&b);
    return ok;
}

/* Whether a place's turn has come: nothing before it waits. */
static bool turn(const struct signature *list, size_t n, const struct signature *v)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].state == SIGNATURE_WAITING && list[i].place < v->place) {
            return false;
        }
    }
    return true;
}

static bool all_settled(const struct signature *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].state == SIGNATURE_WAITING) {
            return false;
        }
    }
    return true;
}

/* The last place is settled: the version is the one in force, the one before is not, and what was signed is printed. */
static bool complete(struct practice_tx *t, struct record *r, const struct signature *list, size_t n,
                     struct plans_page *page, struct err *e)
{
    struct record before;
    struct err none = {0};
    if (plans_of_state(t, "signed", &before, &none)) {
        before.state = STR("superseded");
        before.due_ms = (struct opt_int){0};
        if (!record_move(t->store, t->tx, &before, e)) {
            return false;
        }
    } else if (none.kind != ERR_NOT_FOUND) {
        return err_set(e, none.kind, none.where, "%s", none.text);
    }
    r->state = STR("signed");
    return record_move(t->store, t->tx, r, e) && draft_remove(t->tx, r->practice, r->client, r->id, e) &&
           plans_page_keep(t, r, list, n, page, e) && between_summary(t, e);
}

/* How it was made sure who signs. */
static struct str method_of(const struct actor *who)
{
    static const char *const methods[] = {"password or code, given again", "password, given again",
                                          "code of a device, given again", "recovery code, given again",
                                          "on a device of the practice, handed over in person"};
    assert((unsigned)who->reauthenticated_by < sizeof methods / sizeof *methods);
    return str_of(methods[who->reauthenticated_by]);
}

/* What this person does to place i; who they are is looked up, when it is and what was signed is written down. */
static bool settle(struct practice_tx *t, struct record *r, struct signature_row *row, struct signature *v,
                   struct err *e)
{
    struct account_row person;
    const struct json *root;
    if (!account_get(t->store, t->tx, t->who->practice, t->who->user, t->arena, &person, e) ||
        !json_parse(person.content, t->arena, &root, e)) {
        return false;
    }
    v->name = json_str(json_get(root, "name"));
    v->credential = json_str(json_get(root, "credential"));
    v->account = t->who->user;
    v->method = method_of(t->who);
    v->zone = STR(ZONE);
    seal_hash(r->content, &v->hash);
    row->account = v->account;
    row->state = str_of(state_names[v->state]);
    row->at_ms = (struct opt_int){true, v->at_ms};
    row->hash = v->hash;
    if (!put_content(v, t->arena, &row->content, e) || !signature_settle(t->store, t->tx, row, e)) {
        return false;
    }
    r->locked = true; /* from the first one on the database holds the bytes fast */
    return true;
}

static bool go_on(struct practice_tx *t, struct record *r, const struct signature *list, size_t n,
                  struct plans_page *page, struct err *e)
{
    return !all_settled(list, n) || complete(t, r, list, n, page, e);
}

static bool lock(struct practice_tx *t, struct record *r, bool was_locked, struct err *e)
{
    return was_locked || record_change(t->store, t->tx, r, e);
}

/* ---- signing ---- */

struct sign_call {
    struct str id, intent, reason;
    struct seal_hash hash;
    const struct seal_hash *read; /* plans_return: NULL: whatever it reads */
    int64_t item;
    enum signature_state state;
    struct signature **out;
    size_t *count;
    struct str client; /* with_page: of whom, what is done, and who owns what it reads */
    practice_work *work;
    struct arena *arena;
    struct plans_page page;
};

/* The work is run again with the page that it wanted; what was changed meanwhile wants another one. */
static bool with_page(struct practice *p, const struct actor *who, enum case_id what, struct sign_call *c,
                      struct err *e)
{
    struct err mine = {0};
    bool ok = practice_do(p, who, what, c->client, (struct str){NULL, 0}, c->arena, c->work, c, &mine);
    for (int i = 0; !ok && c->page.wanted && i < PAGES_MOST; i++) {
        mine = (struct err){0};
        c->page.wanted = false;
        ok = plans_page_make(&c->page, c->arena, &mine) &&
             practice_do(p, who, what, c->client, (struct str){NULL, 0}, c->arena, c->work, c, &mine);
    }
    return ok || err_set(e, mine.kind, mine.where, "%s", mine.text);
}

static bool may_take(const struct practice_tx *t, const struct signature *v)
{
    return v->state == SIGNATURE_WAITING && t->who->roles & role_of(v->role) &&
           (!v->account.n || str_eq(v->account, t->who->user));
}

static bool find_place(struct practice_tx *t, const struct signature *list, size_t n, size_t *at, struct err *e)
{
    bool later = false;
    for (int named = 1; named >= 0; named--) { /* a place kept for this person comes before one for anybody */
        for (size_t i = 0; i < n; i++) {
            if (may_take(t, &list[i]) && (list[i].account.n > 0) == named) {
                *at = i;
                later = true;
                if (turn(list, n, &list[i])) {
                    return true;
                }
            }
        }
    }
    return err_set(e, ERR_REFUSED, "plan",
                   later ? "waits for another signature before yours" : "has no place for your signature");
}

static bool has_signed(const struct practice_tx *t, const struct signature *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (list[i].state == SIGNATURE_GIVEN && str_eq(list[i].account, t->who->user)) {
            return true;
        }
    }
    return false;
}

/* A consent that is missing, unless the reason for that stands beside the plan. */
static bool consents_stand(struct practice_tx *t, const struct record *r, const struct signature *v, struct err *e)
{
    struct plan_amendment *list;
    size_t n;
    bool treatment, record = true, excused = false;
    struct str guardian = role_of(v->role) == ROLE_GUARDIAN ? t->who->user : (struct str){NULL, 0};
    if (!treatment_settled(t, &treatment, e) ||
        !plans_amendments_in(t->store, t->tx, r->practice, r->client, r->id, t->arena, &list, &n, e) ||
        (is_clients(v->role) && !consented(t, CONSENT_E_RECORD, guardian, &record, e))) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        excused = excused || (str_is(list[i].kind, "reason") && str_is(list[i].rule, "consent.treatment"));
    }
    if (!treatment && !excused) {
        return err_set(e, ERR_REFUSED, "consent.treatment",
                       "there is no consent to treatment in force: record it before the first plan is signed");
    }
    return record || err_set(e, ERR_REFUSED, "consent.e-record",
                             "there is no consent to electronic records in force (15 USC 7001(c)(1)): record it first, "
                             "or write down the reason instead of this signature");
}

static bool sign(struct practice_tx *t, void *ctx, struct err *e)
{
    struct sign_call *c = ctx;
    struct record r;
    struct signature_row *rows;
    struct signature *list;
    size_t n, at = 0;
    struct seal_hash now;
    int64_t at_ms = plans_page_begin(t, &c->page);
    if (!plans_record(t, c->id, &r, e) || !read_places(t, &r, &rows, &list, &n, e)) {
        return false;
    }
    bool signing = str_is(r.state, "signing"), was_locked = r.locked;
    seal_hash(r.content, &now);
    if (memcmp(now.byte, c->hash.byte, sizeof now.byte) != 0) {
        return err_set(e, ERR_CONFLICT, "plan", "is not the text that you were shown: read it again");
    }
    if ((signing || str_is(r.state, "signed")) && has_signed(t, list, n)) {
        t->why = STR("was signed by this person before");
        return true;
    }
    if (!signing) {
        return err_set(e, ERR_CONFLICT, "plan", "is not being signed: read it again");
    }
    if (!find_place(t, list, n, &at, e) || !consents_stand(t, &r, &list[at], e)) {
        return false;
    }
    list[at].state = SIGNATURE_GIVEN;
    list[at].intent = c->intent;
    list[at].at_ms = at_ms;
    return settle(t, &r, &rows[at], &list[at], e) && lock(t, &r, was_locked, e) && go_on(t, &r, list, n, &c->page, e);
}

/* A text that must be there and must not be endless. */
static bool said(struct str text, const char *where, struct err *e)
{
    if (!str_trim(text).n) {
        return err_set(e, ERR_INVALID, where, "is missing");
    }
    return text.n <= TEXT_MOST || err_set(e, ERR_LIMIT, where, "is longer than %d bytes: shorten it", TEXT_MOST);
}

bool plans_sign(struct practice *p, const struct actor *who, struct str client, struct str id,
                const struct seal_hash *hash, struct str intent, struct arena *a, struct err *e)
{
    struct sign_call c = {.id = id, .hash = *hash, .intent = intent, .client = client, .work = sign, .arena = a};
    return said(intent, "intent", e) && with_page(p, who, CASE_PLAN_SIGN, &c, e);
}

static bool give_reason(struct practice_tx *t, void *ctx, struct err *e)
{
    struct sign_call *c = ctx;
    struct record r;
    struct signature_row *rows;
    struct signature *list;
    size_t n, at = 0;
    int64_t at_ms = plans_page_begin(t, &c->page);
    if (!plans_record(t, c->id, &r, e) || !read_places(t, &r, &rows, &list, &n, e)) {
        return false;
    }
    while (at < n && list[at].item != c->item) {
        at++;
    }
    if (at == n) {
        return err_set(e, ERR_NOT_FOUND, "item", "the plan has no such place for a signature");
    }
    if (!is_clients(list[at].role)) {
        return err_set(e, ERR_REFUSED, "item", "only a client's or guardian's signature can be replaced by a reason");
    }
    if (!str_is(r.state, "signing") || list[at].state != SIGNATURE_WAITING) {
        return err_set(e, ERR_CONFLICT, "item", "is settled, or the plan is not being signed: read it again");
    }
    if (!turn(list, n, &list[at])) {
        return err_set(e, ERR_REFUSED, "item", "waits for another signature before this one");
    }
    bool was_locked = r.locked;
    list[at].state = c->state;
    list[at].reason = c->reason;
    list[at].at_ms = at_ms;
    t->why = c->reason;
    return settle(t, &r, &rows[at], &list[at], e) && lock(t, &r, was_locked, e) && go_on(t, &r, list, n, &c->page, e);
}

bool plans_reason(struct practice *p, const struct actor *who, struct str client, struct str id, int64_t item,
                  enum signature_state state, struct str reason, struct err *e)
{
    struct arena a;
    struct sign_call c = {
        .id = id, .item = item, .state = state, .reason = reason, .client = client, .work = give_reason, .arena = &a};
    if (state != SIGNATURE_REASON && state != SIGNATURE_VERBAL && state != SIGNATURE_PAPER) {
        return err_set(e, ERR_INVALID, "state", "must be a documented reason, a verbal approval or a paper copy");
    }
    arena_init(&a, 0);
    bool ok = said(reason, "reason", e) && with_page(p, who, CASE_PLAN_REASON, &c, e);
    arena_free(&a);
    return ok;
}

/* ---- back for revision ---- */

/* What somebody signed, what the client spoke about or sends back stays as it was read. */
static bool stays(struct practice_tx *t, const struct record *r, bool *out, struct err *e)
{
    *out = r->locked || t->relation <= RELATION_GUARDIAN;
    return *out || words_of_version_in(t, r, out, e);
}

/* Nobody has signed: the same row is a draft again, and reasons given for the pack are asked for anew. */
static bool reopen(struct practice_tx *t, struct record *r, struct err *e)
{
    r->state = STR("draft");
    return signature_clear(t->tx, r->practice, r->client, r->id, e) && record_change(t->store, t->tx, r, e) &&
           plans_draft_kept(t, r, e) && plans_notes_withdraw(t, r, e);
}

static bool return_plan(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct sign_call *c = ctx;
    struct record r, fresh;
    struct plan *plan;
    struct str note;
    bool keep;
    if (!plans_record(t, c->id, &r, e)) {
        return false;
    }
    if (!str_is(r.state, "signing")) {
        return err_set(e, ERR_CONFLICT, "plan", "is not being signed: read it again");
    }
    struct seal_hash now;
    seal_hash(r.content, &now);
    if (c->read && memcmp(now.byte, c->read->byte, sizeof now.byte) != 0) {
        return err_set(e, ERR_CONFLICT, "hash", "it changed: read it again");
    }
    t->why = c->reason;
    if (!stays(t, &r, &keep, e)) {
        return false;
    }
    if (!keep) {
        return reopen(t, &r, e) && plans_append(t, r.id, STR("return"), (struct str){NULL, 0}, c->reason, &note, e);
    }
    bool was_locked = r.locked;
    r.state = STR("returned");
    r.locked = true;
    if (!plan_from_json(r.content, t->arena, &plan, e)) {
        return false;
    }
    plans_ask_anew(plan);
    bool ok = (was_locked ? record_move(t->store, t->tx, &r, e) : record_change(t->store, t->tx, &r, e)) &&
              plans_append(t, r.id, STR("return"), (struct str){NULL, 0}, c->reason, &note, e) &&
              draft_remove(t->tx, r.practice, r.client, r.id, e) &&
              plans_draft_add(t, plan, (struct str){NULL, 0}, (struct str){NULL, 0}, &fresh, e);
    t->object = r.id;
    return ok;
}

bool plans_return(struct practice *p, const struct actor *who, struct str client, const struct plan_return *r,
                  struct err *e)
{
    struct sign_call c = {.id = r->id, .read = r->hash, .reason = r->reason};
    struct arena a;
    arena_init(&a, 0);
    bool ok = said(r->reason, "reason", e) &&
              practice_do(p, who, CASE_PLAN_RETURN, client, (struct str){NULL, 0}, &a, return_plan, &c, e);
    arena_free(&a);
    return ok;
}

/* ---- reading ---- */

bool plans_places_in(struct practice_tx *t, const struct record *plan, struct signature **out, size_t *count,
                     struct err *e)
{
    struct signature_row *rows;
    return read_places(t, plan, &rows, out, count, e);
}

static bool signatures(struct practice_tx *t, void *ctx, struct err *e)
{
    struct sign_call *c = ctx;
    struct record r;
    struct signature_row *rows;
    if (!plans_record(t, c->id, &r, e) || !read_places(t, &r, &rows, c->out, c->count, e)) {
        return false;
    }
    for (size_t i = 0; i < *c->count && str_is(r.state, "returned"); i++) {
        struct signature *v = &(*c->out)[i];
        v->state = v->state == SIGNATURE_WAITING ? v->state : SIGNATURE_RETURNED;
    }
    return true;
}

bool plans_signatures(struct practice *p, const struct actor *who, struct str client, struct str id, struct arena *a,
                      struct signature **out, size_t *count, struct err *e)
{
    struct sign_call c = {.id = id, .out = out, .count = count};
    return practice_do(p, who, CASE_PLAN_READ, client, (struct str){NULL, 0}, a, signatures, &c, e);
}
