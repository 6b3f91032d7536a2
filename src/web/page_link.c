/* page_link.c: a link by mail in place of a password, for clients and guardians: asked for here, opened here. */
#include "views.h"
#include "web/getting_in.h"
#include "web/web_parts.h"

#define BROWSER 32 /* characters of the secret that ties a link to the browser that asked for it */

static const struct field ask_rows[] = {
    {"login", N_("Name for signing in"), FIELD_LINE, true, 1, 200, NULL, N_("Fill in your name for signing in.")},
};
static const struct field open_rows[] = {
    {"told", N_("Code that was shown where you asked"), FIELD_LINE, false, 0, 40, NULL, NULL},
    {"code", N_("Code"), FIELD_LINE, false, 0, 40, NULL, NULL},
};

/* "SECRET.CODE": what this browser asked for last. */
static struct str asked(const struct call *w, struct str *code)
{
    struct str secret, rest, cookie = cookie_get(w, "link");
    *code = NONE;
    if (!str_cut(cookie, '.', &secret, &rest) || secret.n != BROWSER) {
        return NONE;
    }
    *code = rest;
    return secret;
}

static bool none_here(struct call *w)
{
    if (letters_go(w)) {
        return false;
    }
    message_show(w, 404, N_("Your practice sends no links"), str_of(web_t(w, "Sign in with your name and password.")),
                 &(struct view_link){{STR("/sign-in")}, web_t(w, "Sign in"), false});
    return true;
}

/* ---- asking ---- */

static void ask_page(struct call *w, const struct form *f)
{
    struct view_link_ask v = {.login = field_show(w, f, "login", NONE)};
    page_begin(w, N_("Sign in with a link"), f, &v.page);
    v.page.shape = "stack narrow";
    v.page.large = true;
    v.page.help = (struct url){STR("/help/sign-in")};
    v.login.autocomplete = "username";
    v.login.focus = !f->errors_count;
    view_link_ask(&w->out, &v);
}

void link_ask_show(struct call *w)
{
    struct form f;
    if (none_here(w)) {
        return;
    }
    err_clear(&w->err);
    form_empty(w, ask_rows, COUNT_OF(ask_rows), &f);
    ask_page(w, &f);
}

void link_ask_do(struct call *w)
{
    unsigned char random[24];
    char secret[BROWSER + 1];
    struct link_sent sent;
    struct form f;
    if (none_here(w)) {
        return;
    }
    if (!form_read(w, ask_rows, COUNT_OF(ask_rows), &f)) {
        ask_page(w, &f);
        return;
    }
    seal_random(random, sizeof random);
    put_base64url(random, sizeof random, secret);
    struct link_ask in = {.practice = w->web->c.practice_id,
                          .name = form_value(&f, "login"),
                          .browser = str_of(secret),
                          .from = w->in->from};
    if (people_link_ask(w->practice, &in, w->arena, &sent, &w->err)) {
        if (sent.to.n && !letter_link(w, sent.to, sent.token)) {
            web_log(w, "a link could not be handed over to be sent");
        }
        seal_wipe(sent.token, sizeof sent.token);
        cookie_put(w, "link", web_print(w, "%s.%s", secret, sent.code), PEOPLE_LINK_MINUTES * 60);
        web_go(w, "/sign-in/link/sent");
    } else if (w->err.kind == ERR_REFUSED) {
        form_wrong(w, &f, "login", "%s", web_wait(w));
        ask_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

void link_sent_show(struct call *w)
{
    struct view_link_sent v = {.code = NONE};
    err_clear(&w->err);
    if (!asked(w, &v.code).n) {
        web_go(w, "/sign-in/link");
        return;
    }
    page_begin(w, N_("Look into your mail"), NULL, &v.page);
    v.page.shape = "stack narrow";
    v.page.large = true;
    v.page.help = (struct url){STR("/help/sign-in")};
    view_link_sent(&w->out, &v);
}

/* ---- opening ---- */

static void over(struct call *w)
{
    arrived_drop(w);
    message_show(w, 410, N_("This link does not work any more"),
                 str_of(web_t(w, "A link works once, and for 15 minutes. Ask for a new one.")),
                 &(struct view_link){{STR("/sign-in/link")}, web_t(w, "Ask for a new link"), false});
}

static void open_page(struct call *w, const struct form *f, bool told, bool code)
{
    struct view_link_open v = {.has_told = told,
                               .has_code = code,
                               .told = field_show(w, f, "told", NONE),
                               .code = field_show(w, f, "code", NONE)};
    page_begin(w, N_("Sign in with a link"), f, &v.page);
    v.page.shape = "stack narrow";
    v.page.large = true;
    v.page.help = (struct url){STR("/help/sign-in")};
    v.told.required = v.code.required = true;
    v.told.hint = web_t(w, "You asked for the link in another browser. Four letters or digits are shown there.");
    v.code.autocomplete = "one-time-code";
    v.code.hint = web_t(w, "The six digits that your device shows, or one of your recovery codes.");
    view_link_open(&w->out, &v);
}

static bool read_link(struct call *w, struct str *token, struct link_seen *seen)
{
    struct str code;
    *token = arrived_get(w, "link");
    return people_link_seen(w->practice, *token, asked(w, &code), w->arena, seen, &w->err);
}

void link_show(struct call *w)
{
    struct link_seen seen;
    struct str token;
    struct form f;
    if (arrived_put(w, "link",
                    "/link")) { /* a program that looks into mails comes this far, and nothing has happened */
        return;
    }
    err_clear(&w->err);
    if (!read_link(w, &token, &seen)) {
        web_trouble(w, NULL);
    } else if (!seen.stands) {
        over(w);
    } else {
        form_empty(w, open_rows, COUNT_OF(open_rows), &f);
        open_page(w, &f, !seen.same_browser, false);
    }
}

void link_do(struct call *w)
{
    char session[PEOPLE_TOKEN_SIZE];
    struct link_seen seen;
    struct str token, shown;
    struct actor who;
    struct form f;
    form_read(w, open_rows, COUNT_OF(open_rows), &f);
    if (!read_link(w, &token, &seen)) {
        web_trouble(w, &f);
        return;
    }
    struct link_open in = {.token = token,
                           .browser = asked(w, &shown),
                           .told = form_value(&f, "told"),
                           .code = form_value(&f, "code"),
                           .from = w->in->from};
    if (people_link_open(w->practice, &in, w->arena, session, &who, &w->err)) {
        session_switch(w, session);
        cookie_put(w, "link", NONE, -1);
        web_go(w, "/me");
        return;
    }
    if (w->err.kind != ERR_REFUSED) {
        web_trouble(w, &f);
    } else if (strcmp(w->err.where, "link") == 0) {
        over(w);
    } else if (strcmp(w->err.where, "code") == 0) {
        if (in.code.n) {
            form_wrong(w, &f, "code", web_t(w, "That code does not fit. Use the one that is shown now."));
        }
        open_page(w, &f, !seen.same_browser, true);
    } else if (strcmp(w->err.where, "told") == 0) {
        form_wrong(w, &f, "told", web_t(w, "Fill in the code that was shown where you asked for the link."));
        open_page(w, &f, true, false);
    } else {
        form_wrong(w, &f, seen.same_browser ? "code" : "told", "%s", web_wait(w));
        open_page(w, &f, !seen.same_browser, seen.same_browser);
    }
}
