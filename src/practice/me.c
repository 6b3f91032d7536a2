/* me.c: one's own account and one's sign-ins. */
#include "practice/people_parts.h"

#define NONE ((struct str){NULL, 0})

struct me_call {
    struct str id; /* of the session that is to end */
    struct seal_hash token;
    bool has_token;
    struct me *out;
    size_t count;
};

static void put_id(const struct seal_hash *token, char id[PEOPLE_SESSION_ID_SIZE])
{
    for (size_t i = 0; i < sizeof token->byte; i++) {
        id[2 * i] = "0123456789abcdef"[token->byte[i] >> 4];
        id[2 * i + 1] = "0123456789abcdef"[token->byte[i] & 15];
    }
    id[2 * sizeof token->byte] = 0;
}

static bool is_this(const struct me_call *c, const struct sign_in_row *r)
{
    return c->has_token && memcmp(c->token.byte, r->token.byte, sizeof r->token.byte) == 0;
}

/* Those that have not been idle for too long. */
static bool sessions(struct practice_tx *t, struct sign_in_row **rows, size_t *n, struct err *e)
{
    struct people_settings set;
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &set, NULL, e)) {
        return false;
    }
    bool outside = t->who->roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    int64_t idle_ms = (outside ? set.client_idle_minutes : set.idle_minutes) * MINUTE_MS;
    return sign_in_list(t->tx, t->who->practice, t->who->user, t->now_ms - idle_ms, t->now_ms, t->arena, rows, n, e);
}

static bool read_me(struct practice_tx *t, void *ctx, struct err *e)
{
    struct me_call *c = ctx;
    struct account_row row;
    struct sign_in_row *rows;
    size_t n;
    *c->out = (struct me){0};
    if (!account_get(t->store, t->tx, t->who->practice, t->who->user, t->arena, &row, e) ||
        !people_account(&row, t->arena, &c->out->person, e) || !sessions(t, &rows, &n, e)) {
        return false;
    }
    t->object = row.id;
    c->out->session = arena_array(t->arena, n, sizeof *c->out->session);
    for (size_t i = 0; c->out->session && i < n; i++) {
        struct my_session *s = &c->out->session[c->out->count++];
        *s = (struct my_session){.created_ms = rows[i].created_ms,
                                 .seen_ms = rows[i].seen_ms,
                                 .ends_ms = rows[i].ends_ms,
                                 .this_one = is_this(c, &rows[i])};
        put_id(&rows[i].token, s->id);
    }
    return c->out->session || arena_error(t->arena, e);
}

bool people_me(struct practice *p, const struct actor *who, struct str token, struct arena *a, struct me *out,
               struct err *e)
{
    struct me_call c = {.out = out};
    int64_t practice;
    c.has_token = token_read(token, &practice, &c.token);
    return practice_do(p, who, CASE_ME_READ, NONE, NONE, a, read_me, &c, e);
}

/* The session with that id, or all but the one that asks. */
static bool end_sessions(struct practice_tx *t, void *ctx, struct err *e)
{
    struct me_call *c = ctx;
    struct sign_in_row *rows;
    size_t n;
    c->count = 0;
    t->object = t->who->user;
    if (!sessions(t, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        char id[PEOPLE_SESSION_ID_SIZE];
        put_id(&rows[i].token, id);
        bool wanted = c->id.n ? str_is(c->id, id) : !is_this(c, &rows[i]);
        if (wanted && !sign_in_close(t->tx, t->who->practice, &rows[i].token, t->now_ms, e)) {
            return false;
        }
        c->count += wanted;
    }
    return !c->id.n || c->count || err_set(e, ERR_NOT_FOUND, "sign-in", "has ended already");
}

static bool do_end(struct practice *p, const struct actor *who, struct me_call *c, struct err *e)
{
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_SESSION_END, NONE, NONE, &a, end_sessions, c, e);
    arena_free(&a);
    return ok;
}

bool people_session_end(struct practice *p, const struct actor *who, struct str id, struct err *e)
{
    struct me_call c = {.id = id};
    return id.n ? do_end(p, who, &c, e) : err_set(e, ERR_NOT_FOUND, "sign-in", "has ended already");
}

bool people_session_end_others(struct practice *p, const struct actor *who, struct str token, size_t *count,
                               struct err *e)
{
    struct me_call c = {0};
    int64_t practice;
    *count = 0;
    if (!token_read(token, &practice, &c.token)) {
        return err_set(e, ERR_INVALID, "sign-in", "is not known; sign in again");
    }
    c.has_token = true;
    bool ok = do_end(p, who, &c, e);
    *count = ok ? c.count : 0;
    return ok;
}
