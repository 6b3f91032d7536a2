/* practice.c: the gate. */
#include "practice/practice.h"

#include "practice/memo.h"
#include "practice/sharing.h"
#include "store/access.h"
#include "store/queue.h"

#include <assert.h>
#include <stdio.h>

#define REAUTHENTICATED_MS (10 * 60 * 1000) /* a password given less than ten minutes ago counts */
#define DEVICE_MS (60 * 60 * 1000)          /* that of who handed a device over, as long as it may be out of hand */

/* ---- the table of use cases ---- */

struct case_row {
    const char *name;
    enum audit_action action;
    const char *flags, *roles, *source;
};

static const struct case_row rows[CASE_COUNT] = {
#define CASE(id, name, action, flags, roles, source) [CASE_##id] = {name, action, flags, roles, source},
#include "practice/cases.def"
#undef CASE
};

static signed char relation_of_letter(char letter)
{
    switch (letter) {
    case 'o':
        return RELATION_SELF;
    case 'g':
        return RELATION_GUARDIAN;
    case 't':
        return RELATION_TEAM;
    case 's':
        return RELATION_SUPERVISED;
    case 'b':
        return RELATION_GLASS;
    case 'p':
        return RELATION_PRACTICE;
    default:
        return -1;
    }
}

struct use_case practice_case(enum case_id id)
{
    assert((unsigned)id < CASE_COUNT);
    const struct case_row *r = &rows[id];
    struct use_case c = {.name = r->name,
                         .action = r->action,
                         .writes = strchr(r->flags, 'W') != NULL,
                         .about_client = strchr(r->flags, 'C') != NULL,
                         .needs_reauthentication = strchr(r->flags, 'A') != NULL,
                         .program = strchr(r->flags, 'P') != NULL,
                         .news = strchr(r->flags, 'N') != NULL,
                         .after_end = strchr(r->flags, 'E') != NULL,
                         .source = r->source};
    assert(strlen(r->roles) == ROLE_BITS);
    for (unsigned i = HANDED_NONE + 1; i < HANDED_COUNT; i++) {
        c.tasks |= strchr(r->flags, (int)('0' + i)) ? 1u << i : 0;
    }
    for (size_t i = 0; i < ROLE_BITS; i++) {
        c.least[i] = relation_of_letter(r->roles[i]);
    }
    return c;
}

const char *role_name(enum role r)
{
    static const char *const names[ROLE_BITS] = {"owner",           "clinician", "supervisor", "prescriber", "staff",
                                                 "privacy_officer", "auditor",   "client",     "guardian"};
    unsigned i = 0;
    while (i < ROLE_BITS - 1 && (unsigned)r >> i != 1) {
        i++;
    }
    return names[i];
}

bool role_find(struct str name, enum role *out)
{
    for (unsigned i = 0; i < ROLE_BITS; i++) {
        if (str_is(name, role_name((enum role)(1u << i)))) {
            *out = (enum role)(1u << i);
            return true;
        }
    }
    return false;
}

const char *relation_name(enum relation r)
{
    static const char *const names[RELATION_COUNT] = {"self",  "guardian", "team", "supervised",
                                                      "glass", "practice", "none"};
    assert((unsigned)r < RELATION_COUNT);
    return names[r];
}

static const char *purpose_name(enum purpose p)
{
    static const char *const names[] = {"treatment", "payment", "operations", "client request", "legal", "emergency"};
    assert((unsigned)p < sizeof names / sizeof *names);
    return names[p];
}

/* ---- who stands how to whom ---- */

bool practice_relation(struct practice *p, struct db_tx *tx, const struct actor *who, struct str client, int64_t now_ms,
                       enum relation *out, struct err *e)
{
    struct access_facts facts = {0};
    (void)p;
    if (!access_look(tx, who->practice, who->user, client, now_ms, &facts, e)) {
        return false;
    }
    if (!facts.exists) {
        *out = RELATION_NONE;
    } else if (who->roles & (ROLE_CLIENT | ROLE_GUARDIAN)) { /* such an account has no other role, and one client */
        bool own = str_eq(who->client, client);
        *out = !own ? RELATION_NONE : who->roles & ROLE_CLIENT ? RELATION_SELF : RELATION_GUARDIAN;
    } else {
        *out = facts.team         ? RELATION_TEAM
               : facts.supervised ? RELATION_SUPERVISED
               : facts.glass      ? RELATION_GLASS
                                  : RELATION_PRACTICE;
    }
    return true;
}

/* Whether one of the roles may do it from where the person stands. */
bool practice_allows(const struct use_case *c, unsigned roles, enum relation relation)
{
    for (unsigned i = 0; i < ROLE_BITS; i++) {
        signed char least = c->least[i];
        if (!(roles >> i & 1) || least < 0) {
            continue;
        }
        bool outside = least <= RELATION_GUARDIAN; /* a client or guardian: exactly that */
        bool near = outside ? (int)relation == least : relation >= RELATION_TEAM && (int)relation <= least;
        if (near || (!c->about_client && least == RELATION_PRACTICE)) {
            return true;
        }
    }
    return false;
}

/* ---- one use case ---- */

struct call {
    struct practice *practice;
    const struct actor *who;
    struct use_case what;
    struct str client;
    struct arena *arena;
    practice_work *work;
    void *ctx;
    int64_t now_ms;
    bool opened, refused, nothing;
    struct str about, object, why; /* for the event, from the work */
};

static bool refuse(struct call *c, enum err_kind kind, const char *where, const char *text, struct err *e)
{
    c->refused = true;
    return err_set(e, kind, where, "%s", text);
}

/* When it is asked how somebody stands to whom. At one moment the answer is one. */
static int64_t gate_ms(const struct call *c, struct db_tx *tx)
{
    struct practice_trail *trail = c->who->trail;
    uint64_t moment = c->what.writes ? 0 : db_moment(tx);
    if (!trail || !moment) {
        return c->now_ms;
    }
    if (trail->moment != moment) {
        trail->moment = moment;
        trail->moment_ms = c->now_ms;
    }
    return trail->moment_ms;
}

static bool gate(struct call *c, struct db_tx *tx, enum relation *relation, struct err *e)
{
    const struct actor *who = c->who;
    *relation = RELATION_PRACTICE;
    if (c->what.about_client && !practice_relation(c->practice, tx, who, c->client, gate_ms(c, tx), relation, e)) {
        return false;
    }
    if (*relation == RELATION_NONE) {
        return refuse(c, ERR_NOT_FOUND, "client", "there is none with this id", e);
    }
    if (!who->user.n) {
        return c->what.program || refuse(c, ERR_REFUSED, c->what.name, "is nothing that the program does by itself", e);
    }
    if (!practice_allows(&c->what, who->roles, *relation)) {
        struct use_case read = practice_case(CASE_CLIENT_READ);
        if (c->what.about_client && !practice_allows(&read, who->roles, *relation)) {
            return refuse(c, ERR_NOT_FOUND, "client", "there is none with this id", e);
        }
        return refuse(c, ERR_REFUSED, c->what.name, "is not among the things that your role may do", e);
    }
    if (who->shared_device && !(c->what.tasks >> who->task & 1)) {
        return refuse(c, ERR_REFUSED, "shared device", "is handed over for one thing only", e);
    }
    int64_t ago_ms = c->now_ms - who->reauthenticated_ms;
    int64_t most_ms = who->shared_device ? DEVICE_MS : REAUTHENTICATED_MS;
    if (c->what.needs_reauthentication && (ago_ms > most_ms || ago_ms < 0)) {
        return refuse(c, ERR_REFUSED, "reauthenticate", "give your password or code again for this", e);
    }
    return true;
}

/* A guardian's account opens nothing any more from the day on which the client is of age. It is asked each time: that
 * day may begin in the middle of a sign-in. */
static bool guardian_gate(struct call *c, struct practice_tx *t, struct err *e)
{
    bool over = false;
    if (t->relation != RELATION_GUARDIAN || !c->what.about_client || c->what.after_end) {
        return true;
    }
    return sharing_guardian_over(t, &over, e) &&
           (!over || refuse(c, ERR_REFUSED, "guardian", "does not decide any more: the client is of age", e));
}

static struct audit_event event_of(const struct call *c, enum audit_action action)
{
    struct audit_event ev = {.practice = c->who->practice,
                             .at_ms = c->now_ms,
                             .action = action,
                             .use_case = str_of(c->what.name),
                             .user = c->who->user,
                             .client = c->about,
                             .object = c->object,
                             .from = c->who->from,
                             .why = c->why};
    if (!ev.why.n && c->who->purpose != PURPOSE_TREATMENT) {
        ev.why = str_of(purpose_name(c->who->purpose));
    }
    return ev;
}

static bool append(struct call *c, struct db_tx *tx, enum audit_action action, struct err *e)
{
    struct audit_event ev = event_of(c, action);
    return audit_append(tx, c->practice->store->keys, str_of(c->practice->store->node), &ev, e);
}

/* ---- events that wait for the answer ---- */

static bool leave_event(struct call *c, struct err *e)
{
    struct practice_trail *trail = c->who->trail;
    struct practice_event *x = ARENA_NEW(trail->arena, struct practice_event);
    if (!x) {
        return arena_error(trail->arena, e);
    }
    struct audit_event *ev = &x->event, from = event_of(c, c->what.action);
    *ev = from;
    if (!arena_str(trail->arena, from.user, &ev->user) || !arena_str(trail->arena, from.client, &ev->client) ||
        !arena_str(trail->arena, from.object, &ev->object) || !arena_str(trail->arena, from.from, &ev->from) ||
        !arena_str(trail->arena, from.why, &ev->why)) {
        return arena_error(trail->arena, e);
    }
    *(trail->last ? &trail->last->next : &trail->first) = x;
    trail->last = x;
    return true;
}

struct settle {
    struct practice *practice;
    struct practice_trail *const *list;
    size_t n;
};

#define SETTLE_AT_ONCE 32

static bool write_trails(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct settle *s = ctx;
    struct str node = str_of(s->practice->store->node);
    struct audit_event list[SETTLE_AT_ONCE];
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        for (const struct practice_event *x = s->list[i]->first; x; x = x->next) {
            if (n == SETTLE_AT_ONCE || (n && list[0].practice != x->event.practice)) {
                if (!audit_append_all(tx, s->practice->store->keys, node, list, n, e)) {
                    return false;
                }
                n = 0;
            }
            list[n++] = x->event;
        }
    }
    return audit_append_all(tx, s->practice->store->keys, node, list, n, e);
}

bool practice_settle(struct practice *p, struct practice_trail *const *list, size_t n, struct err *e)
{
    struct settle s = {p, list, n};
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        any = any || list[i]->first;
    }
    return !any || db_write(p->store->db, DB_ASIDE, NULL, write_trails, &s, e);
}

static bool run(struct db_tx *tx, void *ctx, struct err *e)
{
    struct call *c = ctx;
    struct practice_tx t = {.practice = c->practice,
                            .tx = tx,
                            .store = c->practice->store,
                            .who = c->who,
                            .what = &c->what,
                            .client = c->client,
                            .now_ms = c->now_ms,
                            .arena = c->arena};
    c->refused = false;
    if (c->what.writes) {
        db_about(tx, c->client);
    }
    bool open = gate(c, tx, &t.relation, e) && guardian_gate(c, &t, e), ok = open && c->work(&t, c->ctx, e);
    if (ok && t.zone_err.kind != ERR_NONE) {
        ok = err_set(e, t.zone_err.kind, t.zone_err.where, "%s", t.zone_err.text);
    }
    if (open && !ok) {
        c->refused = t.refused || e->kind == ERR_REFUSED;
    }
    c->about = t.client;
    c->object = t.object;
    c->why = t.why;
    c->opened = open;
    if (ok && c->what.news && t.relation <= RELATION_GUARDIAN) {
        ok = news_put(tx, c->who->practice, c->client, c->who->user, c->now_ms, e);
    }
    c->nothing = ok && t.nothing && !c->who->user.n;
    return ok && (!c->what.writes || c->nothing || append(c, tx, c->what.action, e));
}

static bool write_event(struct db_tx *tx, void *ctx, struct err *e)
{
    struct call *c = ctx;
    return append(c, tx, c->refused ? AUDIT_REFUSED : c->what.action, e);
}

bool practice_do(struct practice *p, const struct actor *who, enum case_id what, struct str client, struct str once,
                 struct arena *a, practice_work *work, void *ctx, struct err *e)
{
    struct call c = {.practice = p,
                     .who = who,
                     .what = practice_case(what),
                     .client = client,
                     .arena = a,
                     .work = work,
                     .ctx = ctx,
                     .now_ms = p->now_ms(p->clock)};
    char of_form[65];
    if (once.n == 0 && who->once.n > 0) {
        int n = snprintf(of_form, sizeof of_form, "%s:%.*s", c.what.name, (int)who->once.n, who->once.p);
        if (n < 0 || (size_t)n >= sizeof of_form)
            return err_set(e, ERR_INVALID, "once", "is too long for a form's id");
        once = (struct str){of_form, (size_t)n};
    }
    struct db_once id = {.practice = who->practice, .id = once};
    struct err mine = {0};
    assert(c.what.about_client == (client.n > 0));
    bool ok = c.what.writes ? db_write(p->store->db, DB_SYNC, once.n ? &id : NULL, run, &c, &mine)
                            : db_read(p->store->db, run, &c, &mine);
    if (ok && c.what.action == AUDIT_ERASE) {
        memo_clear(p->memo);
    }
    if (c.refused) {
        /* An id that is nobody's is not written down as if it were a client's. */
        bool nobody = !c.opened && mine.kind == ERR_NOT_FOUND;
        c.about = nobody ? (struct str){NULL, 0} : c.about;
        c.object = nobody ? client : c.object;
        struct err trouble = {0};
        if (!db_write(p->store->db, DB_SYNC, NULL, write_event, &c, &trouble)) {
            mine = trouble; /* a refusal that cannot be written down is told as what it is */
        }
    } else if (ok && !c.what.writes && !c.nothing &&
               !(who->trail ? leave_event(&c, &mine)
                            : db_write(p->store->db, DB_ASIDE, NULL, write_event, &c, &mine))) {
        ok = false; /* nobody sees what nobody can find written down */
    }
    if (!ok && e && e->kind == ERR_NONE) {
        *e = mine;
    }
    return ok;
}

void practice_hold(struct practice *p)
{
    db_hold(p->store->db);
}

void practice_let_go(struct practice *p)
{
    db_let_go(p->store->db);
}

bool practice_turned_away(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                          struct err *e)
{
    /* Whether there is such a client was not looked at: what was asked for is the object, never the client. */
    struct call c = {.practice = p,
                     .who = who,
                     .what = practice_case(what),
                     .object = client,
                     .now_ms = p->now_ms(p->clock),
                     .refused = true};
    return db_write(p->store->db, DB_SYNC, NULL, write_event, &c, e);
}

bool practice_remember(struct practice *p, size_t bytes, struct err *e)
{
    p->memo = memo_new(bytes);
    return p->memo || err_no_memory(e);
}

void practice_forget(struct practice *p)
{
    memo_free(p->memo);
    p->memo = NULL;
}

static bool look_nowhere(struct db_tx *tx, void *ctx, struct err *e)
{
    struct access_facts facts;
    (void)ctx;
    return access_look(tx, 0, (struct str){"", 0}, (struct str){"", 0}, 0, &facts, e);
}

bool practice_answers(struct practice *p, struct err *e)
{
    return db_read(p->store->db, look_nowhere, NULL, e);
}
