/* team.c: care teams, supervision, broken glass. */
#include "practice/clients.h"
#include "practice/people_parts.h"

#include "base/utf8.h"

#define REASON_LETTERS_MIN 10
#define REASON_BYTES_MAX 1000
#define GLASS_LISTED 500
#define NONE ((struct str){NULL, 0})

/* With an arena of its own, for what the caller does not see. */
static bool do_about(struct practice *p, const struct actor *who, enum case_id what, struct str client,
                     practice_work *work, void *ctx, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, what, client, NONE, &a, work, ctx, e);
    arena_free(&a);
    return ok;
}

/* ---- care team ---- */

/* What one is in a care team, and the role of the account that it takes. */
static const struct {
    const char *name;
    unsigned role;
} places[] = {{"primary", ROLE_CLINICIAN},
              {"clinician", ROLE_CLINICIAN},
              {"prescriber", ROLE_PRESCRIBER},
              {"supervisor", ROLE_SUPERVISOR},
              {"staff", ROLE_STAFF}};

struct place {
    struct str account, role;
    struct opt_int until_ms;
};

static bool find_place(struct str name, unsigned *role, struct err *e)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (str_is(name, places[i].name)) {
            *role = places[i].role;
            return true;
        }
    }
    return err_set(e, ERR_INVALID, "role", "is one of primary, clinician, prescriber, supervisor, staff");
}

/* An account of this practice that works, or is invited, with one of the roles. */
static bool person_with(struct practice_tx *t, struct str account, unsigned roles, const char *where, struct err *e)
{
    struct account_row row;
    if (!account_get(t->store, t->tx, t->who->practice, account, t->arena, &row, e)) {
        return false;
    }
    if (str_is(row.state, "ended") || (row.ends_ms.has && row.ends_ms.v <= t->now_ms)) {
        return err_set(e, ERR_CONFLICT, "account", "has ended");
    }
    return row.roles & roles || err_set(e, ERR_INVALID, where, "the account has no role that goes with it");
}

static bool check_until(struct practice_tx *t, struct opt_int until_ms, struct err *e)
{
    return !until_ms.has || until_ms.v > t->now_ms || err_set(e, ERR_INVALID, "until", "lies in the past");
}

static struct team_row team_of(struct practice_tx *t, const struct place *in)
{
    return (struct team_row){.practice = t->who->practice,
                             .user = in->account,
                             .client = t->client,
                             .role = in->role,
                             .from_ms = t->now_ms,
                             .until_ms = in->until_ms};
}

static bool join(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct place *in = ctx;
    unsigned role;
    struct team_row row = team_of(t, in);
    t->object = in->account;
    return find_place(in->role, &role, e) && person_with(t, in->account, role, "role", e) &&
           check_until(t, in->until_ms, e) && team_put(t->store, t->tx, &row, e);
}

/* Whether somebody who treats is left for good when this place is given up. */
static bool somebody_left(struct practice_tx *t, const struct place *but, bool *left, struct err *e)
{
    struct team_row *rows;
    struct client_row client;
    size_t n;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &client, e) ||
        !team_of_client(t->store, t->tx, t->who->practice, t->client, t->now_ms, t->arena, &rows, &n, e)) {
        return false;
    }
    *left = !str_is(client.state, "active");
    bool treats = false;
    for (size_t i = 0; i < n; i++) {
        unsigned role = 0;
        struct err none = {0};
        bool one = find_place(rows[i].role, &role, &none) && role & (ROLE_CLINICIAN | ROLE_PRESCRIBER);
        bool that = str_eq(rows[i].user, but->account) && str_eq(rows[i].role, but->role);
        treats = treats || (that && one);
        *left = *left || (one && !that && !rows[i].until_ms.has);
    }
    *left = *left || !treats; /* it is not the treating ones that get fewer */
    return true;
}

static bool leave(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct place *in = ctx;
    struct team_row row = team_of(t, in);
    bool left;
    t->object = in->account;
    if (!somebody_left(t, in, &left, e)) {
        return false;
    }
    if (!left) {
        return err_set(e, ERR_CONFLICT, "care team", "nobody who treats would be left: bring somebody in first");
    }
    return team_end(t->store, t->tx, &row, t->now_ms, e);
}

bool people_join(struct practice *p, const struct actor *who, struct str client, struct str account, struct str role,
                 struct opt_int until_ms, struct err *e)
{
    struct place in = {account, role, until_ms};
    return do_about(p, who, CASE_TEAM_JOIN, client, join, &in, e);
}

bool people_leave(struct practice *p, const struct actor *who, struct str client, struct str account, struct str role,
                  struct err *e)
{
    struct place in = {.account = account, .role = role};
    return do_about(p, who, CASE_TEAM_LEAVE, client, leave, &in, e);
}

struct team {
    struct team_row *rows;
    size_t count;
};

static bool list_team(struct practice_tx *t, void *ctx, struct err *e)
{
    struct team *out = ctx;
    return team_of_client(t->store, t->tx, t->who->practice, t->client, t->now_ms, t->arena, &out->rows, &out->count,
                          e);
}

bool people_team(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct team_row **out,
                 size_t *count, struct err *e)
{
    struct team team = {0};
    bool ok = practice_do(p, who, CASE_TEAM_LIST, client, NONE, a, list_team, &team, e);
    *out = team.rows;
    *count = team.count;
    return ok;
}

static bool supervise(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct place *in = ctx; /* role: the supervisor */
    t->object = in->account;
    if (str_eq(in->account, in->role)) {
        return err_set(e, ERR_INVALID, "supervisor", "nobody supervises their own work");
    }
    return person_with(t, in->role, ROLE_SUPERVISOR, "supervisor", e) &&
           person_with(t, in->account, ROLE_CLINICIAN | ROLE_PRESCRIBER, "account", e) &&
           supervision_put(t->tx, t->who->practice, in->role, in->account, t->now_ms, in->until_ms, e);
}

bool people_supervise(struct practice *p, const struct actor *who, struct str supervisor, struct str account,
                      struct opt_int until_ms, struct err *e)
{
    struct place in = {account, supervisor, until_ms};
    return do_about(p, who, CASE_SUPERVISE, NONE, supervise, &in, e);
}

struct pairs {
    struct supervision_row *rows;
    size_t count;
};

static bool list_pairs(struct practice_tx *t, void *ctx, struct err *e)
{
    struct pairs *out = ctx;
    return supervision_list(t->tx, t->who->practice, t->now_ms, t->arena, &out->rows, &out->count, e);
}

bool people_supervisors(struct practice *p, const struct actor *who, struct arena *a, struct supervision_row **out,
                        size_t *count, struct err *e)
{
    struct pairs pairs = {0};
    bool ok = practice_do(p, who, CASE_ACCOUNT_LIST, NONE, NONE, a, list_pairs, &pairs, e);
    *out = pairs.rows;
    *count = pairs.count;
    return ok;
}

/* ---- broken glass ---- */

struct glass {
    struct str name, reason, client;
    struct date birth_date;
};

/* The one client whose whole name and day of birth these are. */
static bool find_exactly(struct practice_tx *t, struct glass *g, struct err *e)
{
    struct str *ids;
    size_t fit;
    if (!clients_named(t, g->name, g->birth_date, &ids, &fit, e)) {
        return false;
    }
    if (fit != 1) {
        t->refused = true;
        return err_set(e, ERR_NOT_FOUND, "client", "nobody, or more than one, has this name and day of birth");
    }
    g->client = ids[0];
    return true;
}

static bool break_glass(struct practice_tx *t, void *ctx, struct err *e)
{
    struct glass *g = ctx;
    struct people_settings set;
    t->why = g->reason;
    if (!find_exactly(t, g, e) || !people_settings_in(t->store, t->tx, t->who->practice, t->arena, &set, NULL, e)) {
        return false;
    }
    struct glass_row row = {.practice = t->who->practice,
                            .account = t->who->user,
                            .client = g->client,
                            .from_ms = t->now_ms,
                            .until_ms = t->now_ms + set.glass_hours * HOUR_MS,
                            .reason = g->reason};
    t->client = g->client;
    bool ok = glass_add(t->store, t->tx, &row, t->now_ms, t->arena, e);
    t->object = row.id;
    return ok;
}

bool people_break_glass(struct practice *p, const struct actor *who, struct str name, struct date birth_date,
                        struct str reason, struct arena *a, struct str *client, struct err *e)
{
    struct glass g = {.name = name, .reason = str_trim(reason), .birth_date = birth_date};
    if (!date_is_set(birth_date) || !utf8_check(g.reason, NULL) || utf8_length(g.reason) < REASON_LETTERS_MIN ||
        g.reason.n > REASON_BYTES_MAX) {
        return err_set(e, ERR_INVALID, "reason", "needs %d letters or more, and the client's day of birth",
                       REASON_LETTERS_MIN);
    }
    bool ok = practice_do(p, who, CASE_GLASS_BREAK, NONE, NONE, a, break_glass, &g, e);
    *client = ok ? g.client : NONE;
    return ok;
}

struct glasses {
    struct glass_row *rows;
    size_t count;
};

static bool list_glass(struct practice_tx *t, void *ctx, struct err *e)
{
    struct glasses *g = ctx;
    return glass_list(t->store, t->tx, t->who->practice, GLASS_LISTED, t->arena, &g->rows, &g->count, e);
}

bool people_glass_list(struct practice *p, const struct actor *who, struct arena *a, struct glass_row **out,
                       size_t *count, struct err *e)
{
    struct glasses g = {0};
    bool ok = practice_do(p, who, CASE_GLASS_LIST, NONE, NONE, a, list_glass, &g, e);
    *out = g.rows;
    *count = g.count;
    return ok;
}

static bool see_glass(struct practice_tx *t, void *ctx, struct err *e)
{
    t->object = *(const struct str *)ctx;
    return glass_seen(t->tx, t->who->practice, t->object, t->who->user, t->now_ms, e);
}

bool people_glass_seen(struct practice *p, const struct actor *who, struct str id, struct err *e)
{
    return do_about(p, who, CASE_GLASS_SEEN, NONE, see_glass, &id, e);
}
