/* web.c: a request finds its row, its person and its form; the answer gets its headers. */
#include "web/crisis.h"
#include "web/getting_in.h"
#include "web/web_parts.h"

#include <stdio.h>
#include <stdlib.h>

#define SETTLE_MOST 16
#define BODY_MAX ((size_t)256 << 10)  /* of a row without ROUTE_FILE */
#define READ_BYTES ((size_t)48 << 20) /* of what was read, kept for a minute at most */
#define KEPT_BYTES ((size_t)32 << 20)

bool web_new(const struct web_config *c, struct web **out, struct err *e)
{
    struct web *w = calloc(1, sizeof *w);
    if (!w) {
        return err_no_memory(e);
    }
    w->c = *c;
    w->c.practice_id = c->practice_id ? c->practice_id : 1;
    seal_new_key(&w->key);
    w->remembers = !c->practice->memo;
    if ((w->remembers && !practice_remember(c->practice, READ_BYTES, e)) || !routes_new(&w->routes, e) ||
        !kept_new(c->kept_bytes ? c->kept_bytes : KEPT_BYTES, &w->kept, e) ||
        !crisis_new(c->practice, w->c.practice_id, &w->crisis, e)) {
        web_free(w);
        return false;
    }
    *out = w;
    return true;
}

void web_free(struct web *w)
{
    if (w) {
        crisis_free(w->crisis);
        if (w->remembers) {
            practice_forget(w->c.practice);
        }
        routes_free(w->routes);
        kept_free(w->kept);
        seal_wipe(w, sizeof *w);
        free(w);
    }
}

void web_log(struct call *w, const char *what)
{
    if (w->web->c.log) {
        struct str line =
            web_print(w, "request %.*s: %s: %s: %s", (int)w->in->id.n, w->in->id.p, what, w->err.where, w->err.text);
        w->web->c.log(w->web->c.log_where, line);
    }
}

/* ---- headers ---- */

static const struct {
    const char *name, *value;
} headers[] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
                                "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                                "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

static void put_headers(struct call *w)
{
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        http_put_header(w->answer, headers[i].name, str_of(headers[i].value));
    }
    if (w->web->c.secure) {
        http_put_header(w->answer, "Strict-Transport-Security", STR("max-age=31536000; includeSubDomains"));
    }
    if (!w->route || !(w->route->flags & ROUTE_CACHED)) {
        http_put_header(w->answer, "Cache-Control", STR("no-store"));
    }
}

static void put_allow(struct call *w, unsigned allowed)
{
    struct buf b;
    buf_init(&b, 0);
    for (int m = 0; m < HTTP_METHOD_COUNT; m++) {
        if (allowed >> m & 1) {
            buf_printf(&b, "%s%s", b.n ? ", " : "", method_name((enum http_method)m));
        }
    }
    http_put_header(w->answer, "Allow", web_print(w, "%s", b.p ? b.p : ""));
    buf_free(&b);
}

/* ---- at the door ---- */

/* Whether one of the roles may ever do it, however the person stands to the client. */
static bool role_may(const struct call *w)
{
    const struct route *r = w->route;
    bool outside = w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN);
    if (outside ? r->use_case >= 0 && !(r->flags & ROUTE_OUTSIDE) : r->flags & ROUTE_ME) {
        return false;
    }
    return r->use_case < 0 || web_may(w, (enum case_id)r->use_case);
}

static void turn_away(struct call *w)
{
    struct err trouble = {0};
    if (w->in->method == HTTP_GET && str_is(w->in->path, "/")) { /* where everybody comes in */
        const char *first = w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN) ? "/me"
                            : web_may(w, CASE_AUDIT_LIST)                ? "/audit"
                                                                         : NULL;
        if (first) {
            web_go(w, "%s", first);
            return;
        }
    }
    if (w->route->use_case >= 0 &&
        !practice_turned_away(w->practice, &w->who, (enum case_id)w->route->use_case, w->client, &trouble)) {
        w->err = trouble;
        web_log(w, "a refusal could not be written down");
    }
    message_show(w, 403, N_("This is not among the things that your role may do"),
                 str_of(web_t(w, "Who may do what is set by the practice. Ask its owner when you need it.")), NULL);
}

/* Nobody is signed in. What was posted from a page of a session that has ended is kept for whose session it was; what
 * cannot be kept is shown again. */
static void nobody(struct call *w)
{
    struct str account = NONE, was = session_was(w);
    struct err none = {0};
    bool post = w->in->method == HTTP_POST, ours = post && csrf_fits(w, http_form(w->in, "csrf"), was);
    bool kept = ours && people_session_whose(w->practice, was, w->arena, &account, &none) && kept_put(w, account);
    w->foreign = !ours && !str_is(http_header(w->in, "sec-fetch-site"), "same-origin");
    if (post && !kept && !w->script && !w->foreign && typed_count(w)) {
        struct view_link next = {{STR("/sign-in")}, web_t(w, "Sign in"), false};
        session_drop(w);
        message_show(w, 403, N_("You are signed out"),
                     str_of(web_t(w, "Nothing was done. Copy what you typed, then sign in and use it again.")), &next);
        return;
    }
    web_signed_out(w, kept);
}

static void refuse_form(struct call *w, enum csrf csrf)
{
    bool kept = csrf == CSRF_OWN_OLD && kept_put(w, w->who.user);
    w->foreign = csrf == CSRF_BAD && !str_is(http_header(w->in, "sec-fetch-site"), "same-origin");
    struct view_link next = {{kept_page(w)}, web_t(w, "Open the form again"), false};
    message_show(
        w, 403, N_("That form was too old to be used"),
        kept ? str_of(web_t(w,
                            "It came from before you signed in anew, so nothing was done. What you typed is kept: open "
                            "the form again and it stands in it."))
             : str_of(web_t(
                   w, "It did not come from a page of this sign-in, so nothing was done. Open the form again, and "
                      "send it from there.")),
        &next);
}

/* 22 to 32 characters as base64url has them. */
static struct str read_once(const struct http_request *in)
{
    struct str once = http_form(in, "once");
    for (size_t i = 0; i < once.n; i++) {
        char c = once.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
            return NONE;
        }
    }
    return once.n >= 22 && once.n <= 32 ? once : NONE;
}

/* A secret that came along: for a row that signs, or because it was asked for on the page of web_trouble. */
static bool reauthenticate(struct call *w)
{
    struct str secret = http_form(w->in, "secret");
    bool again = str_is(http_form(w->in, "again"), "1");
    bool fresh =
        w->who.reauthenticated_ms && (w->who.shared_device || w->now_ms - w->who.reauthenticated_ms < 10 * MINUTE_MS);
    if (!again && !(w->route->flags & ROUTE_SIGNING)) {
        return true;
    }
    if (!secret.n) {
        w->secret_wrong = fresh ? NULL : web_t(w, N_("Give your password, or a code of your device."));
    } else if (!people_reauthenticate(w->practice, &w->who, w->token, secret, &w->who, &w->err)) {
        if (w->err.kind != ERR_REFUSED) {
            return false;
        }
        w->secret_wrong = strcmp(w->err.where, "wait") == 0
                              ? web_wait(w)
                              : web_t(w, N_("That is not your password, and no code of your device."));
        err_clear(&w->err);
    }
    if (w->secret_wrong && again) {
        err_set(&w->err, ERR_REFUSED, "reauthenticate", "%s", w->secret_wrong);
        return false;
    }
    return true;
}

static bool other_site(const struct http_request *in)
{
    struct str site = http_header(in, "sec-fetch-site");
    return site.n && !str_is(site, "same-origin") && !str_is(site, "none");
}

/* Whether the handler may be called; else the answer is there. */
static bool let_in(struct call *w)
{
    bool post = w->in->method == HTTP_POST, public = w->route->flags & ROUTE_PUBLIC;
    bool somebody = !(w->route->flags & (ROUTE_CACHED | ROUTE_ALONE)) && session_find(w);
    language_choose(w);
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return false;
    }
    if (!somebody && !public) {
        nobody(w);
        return false;
    }
    enum csrf csrf = !post ? CSRF_GOOD : other_site(w->in) ? CSRF_BAD : csrf_look(w, http_form(w->in, "csrf"));
    if (csrf != CSRF_GOOD) { /* before the role: what another site sends writes nothing, not even that it was refused */
        refuse_form(w, csrf);
        return false;
    }
    if (w->route->flags & ROUTE_ME) {
        w->client = w->who.client;
    }
    if (somebody && w->who.shared_device && (!device_opens(w->route, w->who.task) || (!public && !role_may(w)))) {
        device_page(w);
        return false;
    }
    if (!public && !role_may(w)) {
        turn_away(w);
        return false;
    }
    if (!post) {
        if (somebody) {
            kept_get(w);
        }
        return true;
    }
    w->who.once = read_once(w->in);
    if (somebody && !reauthenticate(w)) {
        web_trouble(w, NULL);
        return false;
    }
    return true;
}

static void find_client(struct call *w)
{
    w->client = web_param(w, "client");
}

/* How much may be sent there. What takes a file is a clinician's page, in English only. */
static struct str how_much(struct call *w)
{
    static const char file[] = "Up to %zu MB can be read. A Word file larger than that mostly holds pictures: save it "
                               "without them, or paste the text itself.";
    static const char texts[] = "Up to %zu MB can be sent together, a single text up to %zu MB, in up to %d fields.";
    if (!(w->route->flags & ROUTE_FILE)) {
        return web_print(w, web_t(w, N_("Send a shorter text, up to %zu KB.")), BODY_MAX >> 10);
    }
    return w->route->handler == plan_import_do
               ? web_print(w, file, HTTP_BODY_BYTES >> 20)
               : web_print(w, texts, HTTP_BODY_BYTES >> 20, HTTP_FIELD_BYTES >> 20, HTTP_FIELDS);
}

/* Nothing of what was sent is done; the way leads back to the form. */
static void too_much(struct call *w)
{
    struct view_link back = {{kept_page(w)}, web_t(w, "Go back to the page"), false};
    if (!(w->route->flags & (ROUTE_CACHED | ROUTE_ALONE))) {
        session_find(w); /* for the header of the page */
    }
    language_choose(w);
    err_clear(&w->err);
    if (w->who.shared_device) {
        device_page(w);
        return;
    }
    message_show(w, 413, N_("That was too much at once"), how_much(w), &back);
}

static void answer(struct call *w, size_t *kept_headers)
{
    unsigned allowed;
    enum route_result found = routes_find(w->web->routes, w->in->method, w->in->path, &w->route, w->param, &allowed);
    put_headers(w);
    *kept_headers = w->answer->header_count;
    if (found == ROUTE_FOUND) {
        find_client(w);
        if (w->in->oversized || (w->in->body.n > BODY_MAX && !(w->route->flags & ROUTE_FILE))) {
            too_much(w);
        } else if (let_in(w)) {
            w->route->handler(w);
            bool done = w->answer->status == 303 || (w->script && w->answer->status == 200);
            if (w->in->method == HTTP_POST && done && w->who.user.n) {
                kept_done(w);
            }
        }
        return;
    }
    session_find(w); /* for the header of the page that says so */
    language_choose(w);
    err_clear(&w->err);
    if (w->who.shared_device) {
        device_page(w);
        return;
    }
    if (found == ROUTE_NO_PATH) {
        message_show(w, 404, N_("There is nothing here"),
                     str_of(web_t(w, "The address may be mistyped, or what it showed is gone.")), NULL);
        return;
    }
    put_allow(w, allowed);
    message_show(w, 405, N_("This address is not used that way"), str_of(web_t(w, "Open it from one of the pages.")),
                 NULL);
}

/* ---- what must be written before an answer leaves ---- */

struct left {
    struct practice_trail trail;
    size_t kept_headers; /* of every answer; cookies and the like come after them */
    enum language language;
};

static void put_sorry(struct web *site, struct http_answer *out, size_t kept_headers, const char *text)
{
    buf_reset(&out->body);
    out->header_count = kept_headers;
    out->fixed = NONE;
    out->status = 503;
    out->type = "text/plain; charset=utf-8";
    buf_cstr(&out->body, text);
    crisis_put(site, &out->body);
}

void web_settle(void *web, struct http_answer *const *list, size_t n)
{
    struct web *site = web;
    struct practice_trail *trail[SETTLE_MOST];
    while (n) {
        size_t now = n < SETTLE_MOST ? n : SETTLE_MOST, count = 0;
        struct err e = {0};
        for (size_t i = 0; i < now; i++) {
            struct left *left = list[i]->left;
            if (left) {
                trail[count++] = &left->trail;
            }
        }
        bool ok = practice_settle(site->c.practice, trail, count, &e);
        for (size_t i = 0; !ok && i < now; i++) {
            const struct left *left = list[i]->left;
            if (left && left->trail.first) {
                put_sorry(site, list[i], left->kept_headers,
                          language_text(left->language, N_("That you looked could not be written down, so nothing is "
                                                           "shown. Try again in a moment.\n")));
            }
        }
        if (!ok && site->c.log) {
            char text[400];
            int length = snprintf(text, sizeof text, "events of pages could not be written: %.300s", e.text);
            site->c.log(site->c.log_where, (struct str){text, (size_t)length});
        }
        list += now;
        n -= now;
    }
}

/* What this request leaves to be written: by the server for some together, else here. */
static void settle(struct call *w, struct left *left, size_t kept_headers)
{
    if (!left || !left->trail.first) {
        return;
    }
    left->kept_headers = kept_headers;
    left->language = w->language;
    w->answer->left = left;
    if (!w->in->settles) {
        web_settle(w->web, &w->answer, 1);
    }
}

void web_handle(void *web, struct http_request *in, struct http_answer *out)
{
    struct web *site = web;
    struct call w = {.web = site,
                     .practice = site->c.practice,
                     .in = in,
                     .answer = out,
                     .arena = in->arena,
                     .out = {.to = &out->body},
                     .now_ms = site->c.practice->now_ms(site->c.practice->clock)};
    struct left *left = ARENA_NEW(in->arena, struct left);
    size_t kept_headers = 0;
    if (left) { /* else events are written at once */
        left->trail.arena = in->arena;
        w.trail = &left->trail;
    }
    w.today = date_from_day((int32_t)(w.now_ms / DAY_MS));
    w.script = str_is(http_header(in, "accept"), "application/json");
    out->head_only = in->method == HTTP_HEAD;
    out->status = 200;
    bool shows = in->method == HTTP_GET || in->method == HTTP_HEAD;
    if (shows) { /* a form that was sent may wait for the work of a password's hash */
        practice_hold(site->c.practice);
    }
    answer(&w, &kept_headers);
    if (shows) {
        practice_let_go(site->c.practice);
    }
    if (!out->type) {
        out->type = "text/html; charset=utf-8";
    }
    /* A page compressed together with something of the request would let its length tell about the page. */
    out->compress = in->method == HTTP_GET && !in->query_count && !w.kept_form.p;
    if (!buf_ok(&out->body) || in->arena->failed) {
        put_sorry(site, out, kept_headers,
                  web_t(&w, "There is too little memory for this page. Go back and try again.\n"));
    }
    settle(&w, left, kept_headers);
}
