/* upkeep.c: the audit trail read, holds, retention, erasing. */
#include "practice/upkeep.h"

#include "practice/clients.h"
#include "practice/people_parts.h"
#include "store/chart.h"
#include "store/desk.h"
#include "store/entries.h"
#include "store/queue.h"
#include "store/sketch.h"

#include <stdio.h>

#define NONE ((struct str){NULL, 0})
#define ADULT_MONTHS (18 * 12)

/* ---- events about the whole record ---- */

struct practices {
    int64_t *list;
    size_t count;
};

static bool find_practices(struct db_tx *tx, void *ctx, struct err *e)
{
    struct arena *a = ((void **)ctx)[0];
    struct practices *out = ((void **)ctx)[1];
    return upkeep_practices(tx, a, &out->list, &out->count, e);
}

static bool note(struct practice_tx *t, void *ctx, struct err *e)
{
    (void)e;
    t->why = *(const struct str *)ctx;
    return true;
}

bool upkeep_note(struct practice *p, struct str from, enum case_id what, struct str why, struct err *e)
{
    struct arena a;
    struct practices all = {0};
    void *ctx[] = {&a, &all};
    arena_init(&a, 0);
    bool ok = db_read(p->store->db, find_practices, ctx, e);
    for (size_t i = 0; ok && i < all.count; i++) {
        struct actor program = {.practice = all.list[i], .from = from, .purpose = PURPOSE_OPERATIONS};
        ok = practice_do(p, &program, what, NONE, NONE, &a, note, &why, e);
    }
    arena_free(&a);
    return ok;
}

struct erased {
    struct arena *arena;
    struct erasure_row *list;
    size_t count;
};

static bool find_erased(struct db_tx *tx, void *ctx, struct err *e)
{
    struct erased *x = ctx;
    return upkeep_erasures(tx, x->arena, &x->list, &x->count, e);
}

bool upkeep_erased(struct practice *p, struct arena *a, struct erasure_row **out, size_t *count, struct err *e)
{
    struct erased x = {.arena = a};
    bool ok = db_read(p->store->db, find_erased, &x, e);
    *out = x.list;
    *count = x.count;
    return ok;
}

/* ---- retention ---- */

static struct date keep_until(struct date last, struct date birth, int64_t years, bool *minor)
{
    struct date adult = date_add_months(birth, ADULT_MONTHS);
    *minor = date_is_set(adult) && date_cmp(last, adult) < 0;
    return date_add_months(*minor ? adult : last, (int32_t)years * 12);
}

static bool look_at(struct practice_tx *t, struct str client, int32_t last_day, struct date on, int64_t years,
                    struct kept *out, struct err *e)
{
    struct client_row row;
    struct client_card card;
    if (!client_get(t->store, t->tx, t->who->practice, client, t->arena, &row, e) ||
        !clients_card(&row, t->arena, &card, e)) {
        return false;
    }
    *out = (struct kept){
        .client = client, .last = date_from_day(last_day), .hold = row.hold, .ended = str_is(row.state, "ended")};
    if (date_is_set(card.birth_date) && date_is_set(out->last)) {
        out->until = keep_until(out->last, card.birth_date, years, &out->minor);
    }
    out->due = out->ended && !out->hold && date_is_set(out->until) && date_cmp(out->until, on) < 0;
    return true;
}

struct looking {
    struct date on;
    struct kept *list;
    size_t count;
    int64_t years;
};

static bool list_kept(struct practice_tx *t, void *ctx, struct err *e)
{
    struct looking *l = ctx;
    struct people_settings settings;
    struct ended_row *ended;
    int64_t version;
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &settings, &version, e) ||
        !upkeep_ended(t->tx, t->who->practice, t->arena, &ended, &l->count, e)) {
        return false;
    }
    l->years = settings.retention_years;
    l->list = arena_array(t->arena, l->count ? l->count : 1, sizeof *l->list);
    if (!l->list) {
        return arena_error(t->arena, e);
    }
    bool ok = true;
    for (size_t i = 0; ok && i < l->count; i++) {
        ok = look_at(t, ended[i].client, ended[i].last_day, l->on, l->years, &l->list[i], e);
    }
    return ok;
}

bool upkeep_kept(struct practice *p, const struct actor *who, struct date on, struct arena *a, struct kept **out,
                 size_t *count, int64_t *years, struct err *e)
{
    struct looking l = {.on = on};
    bool ok = practice_do(p, who, CASE_RETENTION_LIST, NONE, NONE, a, list_kept, &l, e);
    *out = l.list;
    *count = l.count;
    *years = l.years;
    return ok;
}

/* ---- holds and erasing ---- */

struct change {
    struct str reason;
    bool hold;
    bool again;  /* after a restore: neither holds nor days matter */
    bool erased; /* out */
};

static bool need_reason(struct str reason, struct err *e)
{
    return str_trim(reason).n > 0 || err_set(e, ERR_INVALID, "reason", "say why; it is kept in the audit trail");
}

static bool set_hold(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct change *c = ctx;
    struct client_row row;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e)) {
        return false;
    }
    if (str_is(row.state, "erased")) {
        return err_set(e, ERR_CONFLICT, "client", "was erased already");
    }
    if (row.hold == c->hold) {
        return err_set(e, ERR_CONFLICT, "client", c->hold ? "a hold stands already" : "no hold stands");
    }
    row.hold = c->hold;
    t->why = c->reason;
    return client_change(t->store, t->tx, &row, e);
}

static bool do_change(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                      practice_work *work, struct change *c, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, what, client, NONE, &a, work, c, e);
    arena_free(&a);
    return ok;
}

bool upkeep_hold(struct practice *p, const struct actor *who, struct str client, bool hold, struct str reason,
                 struct err *e)
{
    struct change c = {.reason = reason, .hold = hold};
    return need_reason(reason, e) &&
           do_change(p, who, hold ? CASE_CLIENT_HOLD : CASE_CLIENT_RELEASE, client, set_hold, &c, e);
}

/* Accounts of the client and of guardians: sealed with the practice's key, so their content has to go by itself. */
static bool forget_accounts(struct practice_tx *t, struct err *e)
{
    struct account_row *list;
    size_t count;
    char name[SEAL_ID_SIZE + 16];
    bool ok = account_list(t->store, t->tx, t->who->practice, t->arena, &list, &count, e);
    for (size_t i = 0; ok && i < count; i++) {
        struct account_row *r = &list[i];
        if (!str_eq(r->client, t->client)) {
            continue;
        }
        snprintf(name, sizeof name, "erased-%.*s", (int)(r->id.n < SEAL_ID_SIZE ? r->id.n : SEAL_ID_SIZE), r->id.p);
        struct person_details d = {.name = STR("erased"), .sign_in = str_of(name)};
        r->state = STR("ended");
        r->password = NONE;
        r->sign_in = str_of(name);
        ok = person_write(&d, t->arena, &r->content, e) && account_change(t->store, t->tx, r, e) &&
             sign_in_end_all(t->tx, t->who->practice, r->id, STR("session"), e) &&
             sign_in_end_all(t->tx, t->who->practice, r->id, STR("invitation"), e) &&
             account_leave_all(t->tx, t->who->practice, r->id, t->now_ms, e);
    }
    return ok;
}

static bool may_erase(struct practice_tx *t, struct err *e)
{
    struct people_settings settings;
    struct kept kept;
    int64_t version;
    int32_t day;
    char until[DATE_TEXT_SIZE];
    struct date today = practice_today(t);
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &settings, &version, e) ||
        !upkeep_last_day(t->tx, t->who->practice, t->client, &day, e) ||
        !look_at(t, t->client, day, today, settings.retention_years, &kept, e)) {
        return false;
    }
    if (kept.hold) {
        return err_set(e, ERR_REFUSED, "client",
                       "a hold stands: nothing of this client is erased until it is released");
    }
    if (!kept.ended) {
        return err_set(e, ERR_REFUSED, "client", "care has not ended; end it first");
    }
    if (!date_is_set(kept.until)) {
        return err_set(e, ERR_REFUSED, "client",
                       "there is no birth date, so nobody can say how long to keep the record");
    }
    return kept.due || err_set(e, ERR_REFUSED, "client", "the record is kept up to and including %s (retention_years)",
                               date_format(kept.until, until));
}

static bool erase(struct practice_tx *t, void *ctx, struct err *e)
{
    struct change *c = ctx;
    struct client_row row;
    c->erased = false;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e)) {
        return false;
    }
    if (str_is(row.state, "erased")) {
        return err_set(e, ERR_CONFLICT, "client", "was erased already");
    }
    if ((!c->again && !may_erase(t, e)) || !forget_accounts(t, e) ||
        !desk_forget(t->tx, t->who->practice, t->client, e) || !chart_forget(t->tx, t->who->practice, t->client, e) ||
        !entries_forget(t->tx, t->who->practice, t->client, e) || !news_forget(t->tx, t->who->practice, t->client, e) ||
        !sketch_forget(t->tx, t->who->practice, t->client, e) ||
        !keys_client_erase(t->store->keys, t->tx, t->who->practice, t->client, t->now_ms, e)) {
        return false;
    }
    t->why = c->reason;
    c->erased = true;
    return true;
}

bool upkeep_erase(struct practice *p, const struct actor *who, struct str client, struct str reason, struct err *e)
{
    struct change c = {.reason = reason};
    return need_reason(reason, e) && do_change(p, who, CASE_CLIENT_ERASE, client, erase, &c, e);
}

bool upkeep_erase_again(struct practice *p, struct str from, const struct erasure_row *list, size_t n, size_t *count,
                        struct err *e)
{
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        struct actor program = {.practice = list[i].practice, .from = from, .purpose = PURPOSE_OPERATIONS};
        struct change c = {.reason = STR("erased before; again after a restore"), .again = true};
        struct err mine = {0};
        if (!do_change(p, &program, CASE_CLIENT_ERASE, list[i].client, erase, &c, &mine) &&
            mine.kind != ERR_NOT_FOUND && mine.kind != ERR_CONFLICT) {
            if (e && e->kind == ERR_NONE) {
                *e = mine;
            }
            return false;
        }
        *count += c.erased;
    }
    return true;
}
