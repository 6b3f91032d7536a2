/* page_service.c: for programs that watch this one. */
#include "web/web_parts.h"

static void say(struct call *w, int status, const char *text)
{
    w->answer->status = status;
    w->answer->type = "text/plain; charset=utf-8";
    buf_cstr(&w->answer->body, text);
}

void health_show(struct call *w)
{
    say(w, 200, "ok\n");
}

void ready_show(struct call *w)
{
    if (practice_answers(w->practice, &w->err)) {
        say(w, 200, "ready\n");
        return;
    }
    web_log(w, "not ready");
    say(w, 503, "the database does not answer\n");
}

static bool may_count(const struct call *w)
{
    struct str from = w->in->from, bearer = http_header(w->in, "authorization"),
               wanted = str_of(w->web->c.metrics_token);
    bool loopback = str_starts(from, STR("127.")) || str_is(from, "::1");
    bool passed_on = http_header(w->in, "x-forwarded-for").p || http_header(w->in, "forwarded").p || w->web->c.secure;
    if (!wanted.n) {
        return loopback && !passed_on; /* behind a proxy everybody would come from this machine */
    }
    struct str given = str_starts(bearer, STR("Bearer ")) ? str_sub(bearer, 7, bearer.n) : NONE;
    return given.n == wanted.n &&
           equal_always((const unsigned char *)given.p, (const unsigned char *)wanted.p, given.n);
}

void metrics_show(struct call *w)
{
    if (!w->web->c.metrics || !may_count(w)) {
        say(w, 404, "not found\n");
        return;
    }
    w->answer->type = "text/plain; version=0.0.4; charset=utf-8";
    w->web->c.metrics(w->web->c.metrics_where, &w->answer->body);
}
