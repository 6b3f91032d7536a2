/* session.c: cookies, and whose session this is. */
#include "web/web_parts.h"

#include <stdio.h>

/* "__Host-" ties a cookie to this host and to TLS; without TLS a browser would not take it. */
static const char *cookie_name(const struct call *w, const char *name, char full[32])
{
    snprintf(full, 32, "%s%s", w->web->c.secure ? "__Host-" : "", name);
    return full;
}

struct str cookie_get(const struct call *w, const char *name)
{
    char full[32];
    return http_cookie(w->in, cookie_name(w, name, full));
}

void cookie_put(struct call *w, const char *name, struct str value, int64_t seconds)
{
    char full[32], age[40] = "";
    if (seconds) {
        snprintf(age, sizeof age, "; Max-Age=%lld", seconds < 0 ? 0LL : (long long)seconds);
    }
    struct str line = web_print(w, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s", cookie_name(w, name, full),
                                (int)value.n, value.n ? value.p : "", w->web->c.secure ? "; Secure" : "", age);
    http_put_header(w->answer, "Set-Cookie", line);
}

void session_put(struct call *w, const char *token)
{
    cookie_put(w, "session", str_of(token), 0);
}

void session_drop(struct call *w)
{
    if (w->token.n) { /* opens nothing any more; says whose text a form is that is sent later */
        cookie_put(w, "was", w->token, DAY_MS / 1000);
    }
    cookie_put(w, "session", NONE, -1);
}

struct str session_was(const struct call *w)
{
    return w->token.n ? w->token : cookie_get(w, "was");
}

bool session_find(struct call *w)
{
    struct session_more more = {0};
    w->token = cookie_get(w, "session");
    if (!w->token.n) {
        return false;
    }
    bool quiet = w->route && w->route->flags & ROUTE_QUIET;
    if (!people_session_more(w->practice, w->token, w->in->from, quiet, w->arena, &more, &w->err)) {
        if (w->err.kind == ERR_REFUSED) {
            err_clear(&w->err);
        }
        return false;
    }
    w->who = more.who;
    w->who.trail = w->trail;
    w->me = more.person;
    w->spoken = more.language;
    w->ends_ms = more.ends_ms;
    struct err ignored = {0};
    zone_find(more.time_zone, &w->zone, &ignored); /* one that the system no longer knows is UTC, as in practice_zone */
    w->today = zone_day(w->zone, w->now_ms);
    return true;
}

struct str session_before(struct call *w)
{
    unsigned char random[24];
    char *text;
    struct str before = cookie_get(w, "before");
    if (before.n == 32 && read_base64url(before, random, sizeof random)) {
        return before;
    }
    seal_random(random, sizeof random);
    text = arena_alloc(w->arena, 33);
    if (!text) {
        return NONE;
    }
    put_base64url(random, sizeof random, text);
    cookie_put(w, "before", str_of(text), 0);
    return str_of(text);
}
