/* worker.c: see worker.h. */
#include "practice/worker.h"

#include "base/json.h"
#include "practice/checkins.h"
#include "practice/desk.h"
#include "practice/upkeep.h"
#include "store/account.h"
#include "store/desk.h"
#include "store/job.h"
#include "store/owned.h"

#include <stdio.h>

#define MINUTE_MS INT64_C(60000)
#define SENDING_MS (10 * MINUTE_MS)

static const struct str none = {NULL, 0};

struct actor worker_actor(int64_t practice)
{
    return (struct actor){.practice = practice, .from = STR("worker"), .purpose = PURPOSE_OPERATIONS};
}

/* ---- who works ---- */

struct lead {
    struct str node;
    int64_t practice, now_ms, lease_ms;
    bool mine, leave;
};

static bool lead(struct db_tx *tx, void *ctx, struct err *e)
{
    struct lead *l = ctx;
    if (l->leave) {
        return leader_leave(tx, l->practice, STR("worker"), l->node, e);
    }
    return leader_take(tx, l->practice, STR("worker"), l->node, l->now_ms, l->now_ms + l->lease_ms, &l->mine, e);
}

bool worker_lead(struct practice *p, int64_t practice, struct str node, int64_t lease_ms, bool *mine, struct err *e)
{
    struct lead l = {.node = node, .practice = practice, .now_ms = p->now_ms(p->clock), .lease_ms = lease_ms};
    bool ok = db_write(p->store->db, DB_SYNC, NULL, lead, &l, e);
    *mine = ok && l.mine;
    return ok;
}

bool worker_resign(struct practice *p, int64_t practice, struct str node, struct err *e)
{
    struct lead l = {.node = node, .practice = practice, .leave = true};
    return db_write(p->store->db, DB_SYNC, NULL, lead, &l, e);
}

/* ---- reminders ---- */

struct reminder {
    struct str id, client;
};

struct remind {
    int64_t practice, now_ms;
    struct date today;
    bool reviews;
    struct kept *kept; /* clients whose record may be erased, and others */
    size_t kept_count;
    struct arena arena;
    struct account_row *accounts;
    size_t account_count;
    struct reminder *list; /* those that are not there yet */
    size_t count, room;
};

static bool want(struct remind *r, struct db_tx *tx, struct str account, struct str client, struct str about,
                 const char *stage, struct err *e)
{
    struct buf b;
    bool there = false;
    buf_init(&b, 0);
    buf_add(&b, account);
    buf_char(&b, '/');
    buf_add(&b, about);
    buf_char(&b, '/');
    buf_cstr(&b, stage);
    bool ok = buf_ok(&b) || err_no_memory(e);
    ok = ok && job_there(tx, r->practice, buf_str(&b), &there, e);
    if (ok && !there) {
        if (r->count == r->room) {
            size_t next = r->room ? r->room * 2 : 32;
            struct reminder *more = arena_grow(&r->arena, r->list, r->room * sizeof *more, next * sizeof *more);
            r->list = more ? more : r->list;
            r->room = more ? next : r->room;
        }
        char *id = r->count < r->room ? arena_copy(&r->arena, b.p, b.n) : NULL;
        char *whom = id ? arena_copy(&r->arena, client.p, client.n) : NULL;
        ok = whom || arena_error(&r->arena, e);
        if (ok) {
            r->list[r->count++] = (struct reminder){{id, b.n}, {whom, client.n}};
        }
    }
    buf_free(&b);
    return ok;
}

/* Alerts of each account: raised, and those that came to it because nobody else saw to them. */
static bool alerts(struct remind *r, struct db_tx *tx, struct err *e)
{
    for (size_t i = 0; i < r->account_count; i++) {
        struct owned_filter f = {
            .practice = r->practice, .kind = RECORD_ALERT, .states = {"open", "escalated"}, .owner = r->accounts[i].id};
        struct record *list;
        size_t n;
        if (!owned_list(tx, &f, &r->arena, &list, &n, e)) {
            return false;
        }
        for (size_t k = 0; k < n; k++) {
            if (!want(r, tx, f.owner, list[k].client, list[k].id, str_is(list[k].state, "open") ? "open" : "passed-on",
                      e)) {
                return false;
            }
        }
    }
    return true;
}

static bool requests(struct remind *r, struct db_tx *tx, struct err *e)
{
    struct owned_filter f = {.practice = r->practice,
                             .kind = RECORD_REQUEST,
                             .states = {"open", "extended"},
                             .until_ms = r->now_ms + 7 * DAY_MS};
    struct record *list;
    size_t n;
    if (!owned_list(tx, &f, &r->arena, &list, &n, e)) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        const char *stage = list[k].due_ms.v < r->now_ms ? "late" : str_is(list[k].state, "open") ? "due" : "due-again";
        for (size_t i = 0; i < r->account_count; i++) {
            if (r->accounts[i].roles & ROLE_PRIVACY_OFFICER &&
                !want(r, tx, r->accounts[i].id, list[k].client, list[k].id, stage, e)) {
                return false;
            }
        }
    }
    return true;
}

static bool reviews(struct remind *r, struct db_tx *tx, struct err *e)
{
    struct job_review *list;
    size_t n;
    if (!job_reviews(tx, r->practice, date_to_day(r->today), &r->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        char stage[32];
        snprintf(stage, sizeof stage, "review-%lld", (long long)list[i].due);
        if (!want(r, tx, list[i].account, list[i].client, list[i].client, stage, e)) {
            return false;
        }
    }
    return true;
}

/* Records that need not be kept any longer: a person decides. */
static bool retention(struct remind *r, struct db_tx *tx, struct err *e)
{
    for (size_t k = 0; k < r->kept_count; k++) {
        for (size_t i = 0; r->kept[k].due && i < r->account_count; i++) {
            if (r->accounts[i].roles & ROLE_PRIVACY_OFFICER &&
                !want(r, tx, r->accounts[i].id, r->kept[k].client, r->kept[k].client, "retention", e)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_jobs(const struct remind *r, struct practice_tx *t, struct err *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < r->count; i++) {
        struct job_row j = {.practice = r->practice,
                            .id = r->list[i].id,
                            .kind = STR("mail"),
                            .client = r->list[i].client,
                            .due_ms = t->now_ms};
        bool added;
        ok = job_add(t->tx, &j, &added, e);
    }
    t->nothing = !r->count;
    return ok;
}

/* Looks, and adds what is not there yet, in one transaction. */
static bool remind(struct practice_tx *t, void *ctx, struct err *e)
{
    struct remind *r = ctx;
    arena_reset(&r->arena);
    r->list = NULL;
    r->count = r->room = 0;
    r->now_ms = t->now_ms;
    r->today = practice_today(t);
    return account_list(t->store, t->tx, r->practice, &r->arena, &r->accounts, &r->account_count, e) &&
           alerts(r, t->tx, e) && requests(r, t->tx, e) &&
           (!r->reviews || (reviews(r, t->tx, e) && retention(r, t->tx, e))) && add_jobs(r, t, e);
}

bool worker_remind(struct practice *p, const struct actor *program, bool with_reviews, size_t *count, struct err *e)
{
    struct remind r = {.practice = program->practice, .reviews = with_reviews};
    const struct zone *zone = NULL;
    struct arena kept;
    int64_t years;
    arena_init(&kept, 0);
    arena_init(&r.arena, 0);
    bool ok = !with_reviews ||
              (practice_zone_of(p, program->practice, &zone, e) &&
               upkeep_kept(p, program, zone_day(zone, p->now_ms(p->clock)), &kept, &r.kept, &r.kept_count, &years, e));
    ok = ok && practice_do(p, program, CASE_WORKER_REMIND, none, none, &kept, remind, &r, e);
    *count = ok ? r.count : 0;
    arena_free(&r.arena);
    arena_free(&kept);
    return ok;
}

/* ---- reminders of check-ins ---- */

#define CHECKIN_DAYS 7     /* of one that was due longer ago nobody is reminded */
#define TROUBLE_IN_A_ROW 3 /* so many clients of whom the database gave nothing: it is away */

struct remind_one {
    struct remind r;
    const struct account_row *account;
};

/* Check-ins that are due, of one account: at most one reminder a day, and one of each. */
static bool remind_checkins(struct practice_tx *t, void *ctx, struct err *e)
{
    struct remind_one *x = ctx;
    struct remind *r = &x->r;
    const struct account_row *account = x->account;
    struct actor who = *t->who;
    struct practice_tx c = *t;
    struct checkin_due *list;
    char day[48], stage[32];
    bool told = false;
    size_t n;
    r->list = NULL;
    r->count = r->room = 0;
    r->today = practice_today(t);
    who.user = account->id;
    c.who = &who;
    c.client = account->client;
    c.relation = account->roles & ROLE_CLIENT ? RELATION_SELF : RELATION_GUARDIAN;
    c.arena = &r->arena;
    snprintf(day, sizeof day, "%.*s/day/%d", (int)(account->id.n < 32 ? account->id.n : 32), account->id.p,
             (int)date_to_day(r->today));
    if (!job_there(t->tx, r->practice, str_of(day), &told, e) || (!told && !checkin_list_in(&c, &list, &n, e))) {
        return false;
    }
    for (size_t i = 0; !told && i < n; i++) {
        int32_t due = date_is_set(list[i].next) ? date_to_day(list[i].next) : INT32_MAX;
        snprintf(stage, sizeof stage, "due-%d", (int)due);
        if (due <= date_to_day(r->today) && due > date_to_day(r->today) - CHECKIN_DAYS &&
            !want(r, t->tx, account->id, account->client, list[i].assignment, stage, e)) {
            return false;
        }
    }
    snprintf(stage, sizeof stage, "%d", (int)date_to_day(r->today));
    return (!r->count || want(r, t->tx, account->id, account->client, STR("day"), stage, e)) && add_jobs(r, t, e);
}

/* Whether somebody with an address is to be told of check-ins by mail. */
static bool is_reminded(const struct account_row *a, struct arena *arena, bool *out, struct err *e)
{
    const struct json *root;
    bool reminders = true;
    *out = false;
    if (!(a->roles & (ROLE_CLIENT | ROLE_GUARDIAN)) || !a->client.n || !str_is(a->state, "active")) {
        return true;
    }
    if (!json_parse(a->content, arena, &root, e)) {
        return false;
    }
    json_bool(json_get(root, "reminders"), &reminders);
    *out = reminders && json_str(json_get(root, "email")).n;
    return true;
}

static bool list_accounts(struct practice_tx *t, void *ctx, struct err *e)
{
    struct remind *r = ctx;
    t->nothing = true;
    return account_list(t->store, t->tx, r->practice, &r->arena, &r->accounts, &r->account_count, e);
}

bool worker_remind_checkins(struct practice *p, const struct actor *program, size_t *count, size_t *skipped,
                            struct err *e)
{
    struct remind all = {.practice = program->practice};
    struct remind_one x = {.r = {.practice = program->practice}};
    struct err mine = {0};
    int row = 0;
    *count = *skipped = 0;
    arena_init(&all.arena, 0);
    arena_init(&x.r.arena, 0);
    bool ok = practice_do(p, program, CASE_WORKER_REMIND, none, none, &all.arena, list_accounts, &all, e);
    for (size_t i = 0; ok && i < all.account_count; i++) {
        bool wanted = false;
        arena_reset(&x.r.arena);
        err_clear(&mine);
        x.account = &all.accounts[i];
        if (is_reminded(x.account, &x.r.arena, &wanted, &mine) &&
            (!wanted ||
             practice_do(p, program, CASE_WORKER_REMIND, none, none, &x.r.arena, remind_checkins, &x, &mine))) {
            *count += wanted ? x.r.count : 0;
            row = wanted ? 0 : row;
            continue;
        }
        bool gone = mine.kind == ERR_NOT_FOUND; /* erased */
        *skipped += !gone;
        row = mine.kind == ERR_IO ? row + 1 : 0;
        ok = row < TROUBLE_IN_A_ROW || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    arena_free(&x.r.arena);
    arena_free(&all.arena);
    return ok;
}

/* ---- mails ---- */

struct mailing {
    struct worker_mail *mail;
    int64_t practice, now_ms;
    struct arena *arena;
    enum worker_outcome outcome;
    struct str text;
};

static bool next(struct db_tx *tx, void *ctx, struct err *e)
{
    struct mailing *m = ctx;
    struct str rest;
    if (!job_next(tx, m->practice, STR("mail"), m->now_ms, m->arena, &m->mail->job, e)) {
        return false;
    }
    if (m->mail->job.n && !str_cut(m->mail->job, '/', &m->mail->account, &rest)) {
        return err_set(e, ERR_INVALID, "job", "is of no account");
    }
    return true;
}

static bool address_of(const struct account_row *row, struct arena *a, struct str *out, struct err *e)
{
    const struct json *root;
    *out = none;
    if (str_is(row->state, "ended")) {
        return true;
    }
    if (!json_parse(row->content, a, &root, e)) {
        return false;
    }
    *out = json_str(json_get(root, "email"));
    return true;
}

static bool take(struct practice_tx *t, void *ctx, struct err *e)
{
    struct mailing *m = ctx;
    struct account_row row;
    struct err absent = {0};
    t->object = m->mail->account;
    m->mail->to = none;
    if (!job_take(t->tx, t->who->practice, m->mail->account, t->now_ms, t->now_ms + SENDING_MS, &m->mail->reminders,
                  e)) {
        return false;
    }
    if (!account_get(t->store, t->tx, t->who->practice, m->mail->account, t->arena, &row, &absent)) {
        return absent.kind == ERR_NOT_FOUND || err_set(e, absent.kind, absent.where, "%s", absent.text);
    }
    struct spoken spoken;
    bool ok =
        address_of(&row, t->arena, &m->mail->to, e) && people_spoken_in(t->store, t->tx, &row, t->arena, &spoken, e);
    m->mail->language = ok ? spoken.language : LANGUAGE_EN;
    return ok;
}

bool worker_mail(struct practice *p, const struct actor *program, struct arena *a, struct worker_mail *out, bool *there,
                 struct err *e)
{
    struct mailing m = {
        .mail = out, .practice = program->practice, .now_ms = p->now_ms(p->clock), .arena = a, .text = none};
    *out = (struct worker_mail){.reminders = 0};
    *there = false;
    if (!db_read(p->store->db, next, &m, e)) {
        return false;
    }
    if (!out->job.n) {
        return true;
    }
    bool ok = practice_do(p, program, CASE_WORKER_MAIL, none, none, a, take, &m, e);
    *there = ok && out->reminders > 0; /* another process may have been there first */
    return ok;
}

static int64_t pause_ms(int64_t tries)
{
    int64_t minutes = tries < 7 ? INT64_C(1) << (tries > 1 ? tries - 1 : 0) : 60;
    return (minutes < 60 ? minutes : 60) * MINUTE_MS;
}

static bool settle(struct practice_tx *t, void *ctx, struct err *e)
{
    static const char *const states[] = {"sent", "waiting", "failed", "unknown"};
    static const char *const whys[] = {"sent", "to be tried again", "refused", "nobody can tell"};
    struct mailing *m = ctx;
    struct job_row j = {.practice = t->who->practice, .due_ms = t->now_ms, .outcome = m->text.n ? m->text : STR("-")};
    int64_t tries = 0, count;
    t->object = m->mail->account;
    if (!job_tries(t->tx, t->who->practice, m->mail->account, &tries, e)) {
        return false;
    }
    enum worker_outcome outcome = m->outcome == WORKER_LATER && tries >= WORKER_TRIES ? WORKER_REFUSED : m->outcome;
    j.state = str_of(states[outcome]);
    t->why = str_of(whys[outcome]);
    if (outcome == WORKER_LATER) {
        j.due_ms += pause_ms(tries);
    }
    return job_settle(t->store, t->tx, &j, m->mail->account, &count, e);
}

bool worker_mail_done(struct practice *p, const struct actor *program, const struct worker_mail *mail,
                      enum worker_outcome outcome, struct str text, struct err *e)
{
    struct worker_mail copy = *mail;
    struct arena a;
    struct mailing m = {.mail = &copy, .outcome = outcome, .text = text};
    arena_init(&a, 0);
    bool ok = practice_do(p, program, CASE_WORKER_MAIL_DONE, none, none, &a, settle, &m, e);
    arena_free(&a);
    return ok;
}

/* ---- sweeping, practices ---- */

struct sweep {
    int64_t practice, now_ms;
};

static bool sweep(struct db_tx *tx, void *ctx, struct err *e)
{
    struct sweep *s = ctx;
    int64_t lost;
    return sign_in_sweep(tx, s->practice, s->now_ms - DAY_MS, e) &&
           throttle_sweep(tx, s->practice, s->now_ms - DAY_MS, e) &&
           desk_sweep(tx, s->practice, s->now_ms - DESK_DAYS * DAY_MS, e) &&
           job_lost(tx, s->practice, s->now_ms, &lost, e) &&
           job_sweep(tx, s->practice, s->now_ms - 400 * DAY_MS, s->now_ms - 7 * DAY_MS, e);
}

bool worker_sweep(struct practice *p, int64_t practice, struct err *e)
{
    struct sweep s = {practice, p->now_ms(p->clock)};
    return db_write(p->store->db, DB_LAZY, NULL, sweep, &s, e);
}

struct practices {
    struct arena *a;
    int64_t *list;
    size_t count;
};

static bool list_practices(struct db_tx *tx, void *ctx, struct err *e)
{
    struct practices *x = ctx;
    return upkeep_practices(tx, x->a, &x->list, &x->count, e);
}

bool worker_practices(struct practice *p, struct arena *a, int64_t **out, size_t *count, struct err *e)
{
    struct practices x = {.a = a};
    bool ok = db_read(p->store->db, list_practices, &x, e);
    *out = x.list;
    *count = x.count;
    return ok;
}
