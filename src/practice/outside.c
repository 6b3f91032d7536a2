/* outside.c: what the pages of clients and guardians begin with. */
#include "practice/outside.h"

#include "practice/clients.h"
#include "practice/sharing.h"
#include "store/account.h"

static bool primary(struct practice_tx *t, struct str *name, struct err *e)
{
    struct team_row *rows;
    size_t n;
    *name = (struct str){NULL, 0};
    if (!team_of_client(t->store, t->tx, t->who->practice, t->client, t->now_ms, t->arena, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_is(rows[i].role, "primary")) {
            return people_name_in(t, rows[i].user, name, e);
        }
    }
    return true;
}

/* Whether a guardian sees some of it today; to a guardian, whether that is over. */
static bool read_guardian(struct practice_tx *t, bool *sees, bool *over, struct err *e)
{
    struct account_row *rows = NULL;
    size_t n = 0;
    unsigned open = 0;
    bool any = false;
    *sees = false;
    if (t->relation == RELATION_GUARDIAN) {
        return sharing_guardian_over(t, over, e);
    }
    if (t->relation != RELATION_SELF) {
        return true;
    }
    if (!account_of_client(t->store, t->tx, t->who->practice, t->client, t->arena, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        any = any || (rows[i].roles & ROLE_GUARDIAN && !str_is(rows[i].state, "ended"));
    }
    if (any && !sharing_guardian_sections(t, &open, e)) {
        return false;
    }
    *sees = open != 0;
    return true;
}

/* What a client who writes today should know: a day off that comes before the next working day. */
static void put_closed(const struct people_settings *s, struct date today, struct outside *out)
{
    struct date opens = date_add_business_days(today, 1, s->holidays, s->holiday_count);
    for (size_t i = s->holiday_count; i-- > 0;) {
        if (date_cmp(s->holidays[i], today) >= 0 && date_cmp(s->holidays[i], opens) < 0) {
            out->closed = s->holidays[i];
            out->opens = opens;
        }
    }
}

bool outside_read_in(struct practice_tx *t, struct outside *out, struct err *e)
{
    struct people_settings set;
    struct client_row row;
    struct client_card card;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) ||
        !clients_card(&row, t->arena, &card, e) ||
        !people_settings_in(t->store, t->tx, t->who->practice, t->arena, &set, NULL, e)) {
        return false;
    }
    *out = (struct outside){.name = card.name,
                            .preferred_name = card.preferred_name,
                            .practice = set.name,
                            .ended = str_is(row.state, "ended"),
                            .country = set.country,
                            .reply_times = set.reply_times,
                            .crisis = set.crisis,
                            .crisis_count = set.crisis_count,
                            .score_delay_days = set.score_delay_days};
    put_closed(&set, practice_today(t), out);
    t->object = t->client;
    return primary(t, &out->clinician, e) && read_guardian(t, &out->guardian_sees, &out->guardian_over, e);
}

static bool read_outside(struct practice_tx *t, void *ctx, struct err *e)
{
    return outside_read_in(t, ctx, e);
}

bool outside_read(struct practice *p, const struct actor *who, struct arena *a, struct outside *out, struct err *e)
{
    const struct str none = {NULL, 0};
    *out = (struct outside){0};
    return practice_do(p, who, CASE_OUTSIDE_READ, who->client, none, a, read_outside, out, e);
}

struct helping {
    struct store *store;
    int64_t practice;
    struct arena *arena;
    struct outside_help *out;
};

static bool read_help(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct helping *h = ctx;
    struct people_settings set;
    if (!people_settings_in(h->store, tx, h->practice, h->arena, &set, NULL, e)) {
        return false;
    }
    *h->out = (struct outside_help){set.country, set.crisis, set.crisis_count, set.cover_name, set.cover_phone};
    return true;
}

bool outside_help(struct practice *p, int64_t practice, struct arena *a, struct outside_help *out, struct err *e)
{
    struct helping h = {p->store, practice, a, out};
    *out = (struct outside_help){.crisis = NULL};
    return db_read(p->store->db, read_help, &h, e);
}
