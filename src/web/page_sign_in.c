/* page_sign_in.c: signing in (password, then a code where there is one), out, and staying signed in. */
#include "views.h"
#include "web/getting_in.h"
#include "web/setup.h"
#include "web/sign_in.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"login", N_("Name for signing in"), FIELD_LINE, true, 0, 200, NULL, N_("Fill in your name for signing in.")},
    {"password", N_("Password"), FIELD_SECRET, false, 0, 1000, NULL, NULL},
    {"code", N_("Code"), FIELD_LINE, false, 0, 40, NULL, NULL},
    {"step", "Step", FIELD_CHOICE, false, 0, 0, "code", NULL},
    {"held", "Held", FIELD_LINE, false, 0, 4096, NULL,
     NULL}, /* the password, sealed, on the page that asks for the code */
    {"then", "Then", FIELD_LINE, false, 0, 511, NULL, NULL},
};

static const char *reason(const struct call *w)
{
    if (http_query(w->in, "kept").n) {
        return web_t(w, "You were signed out, to keep records safe. What you wrote is kept: sign in, and it stands in "
                        "its form again.");
    }
    if (http_query(w->in, "ended").n) {
        return web_t(w, "You were signed out, to keep records safe. Sign in, and you are back where you were.");
    }
    if (http_query(w->in, "changed").n) {
        return web_t(w, "Your password was changed. Sign in with the new one.");
    }
    if (http_query(w->in, "welcome").n) {
        return web_t(w, "Your password is set. Sign in with your name and this password.");
    }
    return http_query(w->in, "out").n ? web_t(w, "You are signed out.") : "";
}

#define HELD_SECONDS 300

/* The password: typed now, or before the code was asked for. */
static struct str password_of(struct call *w, const struct form *f)
{
    struct str text, typed = form_value(f, "password");
    bool held = !typed.n && ticket_read(w, "password", session_before(w), form_value(f, "held"), &text);
    return held ? text : typed;
}

static void show(struct call *w, const struct form *f, bool code)
{
    struct view_sign_in v = {.told = reason(w), .with_code = code, .has_link = letters_go(w)};
    struct str then = form_value(f, "then");
    page_begin(w, code ? N_("Enter your code") : N_("Sign in"), f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/sign-in")};
    v.then = then.p ? then : http_query(w->in, "then");
    v.code = field_show(w, f, "code", NONE);
    v.login = field_show(w, f, "login", NONE);
    v.login.autocomplete = "username";
    v.login.focus = !f->errors_count;
    v.password = field_show(w, f, "password", NONE);
    v.password.required = v.code.required = true;
    v.password.autocomplete = "current-password";
    v.held = code ? ticket_make(w, "password", session_before(w), password_of(w, f), HELD_SECONDS) : NONE;
    v.code.autocomplete = "one-time-code";
    v.code.hint = web_t(w, "The six digits that your device shows, or one of your recovery codes.");
    v.code.inputmode = "text";
    v.code.focus = !f->errors_count;
    view_sign_in(&w->out, &v);
}

void sign_in_show(struct call *w)
{
    struct form f;
    struct str then = http_query(w->in, "then");
    if (w->who.user.n) {
        web_go(w, "%.*s", (int)then.n, then.n ? then.p : "");
        return;
    }
    if (setup_waits(w)) {
        web_go(w, "/setup");
        return;
    }
    err_clear(&w->err);
    form_empty(w, rows, COUNT_OF(rows), &f);
    show(w, &f, false);
}

/* What may be told of a sign-in that did not come about. */
static void refused(struct call *w, struct form *f)
{
    bool asked = form_is(f, "step", "code") || form_value(f, "code").n;
    if (w->err.kind != ERR_REFUSED) {
        web_trouble(w, f);
        return;
    }
    if (strcmp(w->err.where, "code") == 0) {
        if (asked) {
            form_wrong(w, f, "code", web_t(w, "Fill in the code."));
        }
        show(w, f, true);
        return;
    }
    if (strcmp(w->err.where, "wait") == 0) {
        form_wrong(w, f, "login", "%s", web_wait(w));
    } else {
        form_wrong(w, f, asked ? "code" : "login",
                   asked ? web_t(w, "Name, password or code is not right. Try again with the code that is shown now.")
                         : web_t(w, "Name or password is not right. Check both, and whether capitals are on."));
    }
    show(w, f, asked && strcmp(w->err.where, "wait") != 0);
}

void sign_in_do(struct call *w)
{
    char token[PEOPLE_TOKEN_SIZE];
    struct form f;
    struct actor who;
    form_read(w, rows, COUNT_OF(rows), &f);
    if (!password_of(w, &f).n) {
        form_wrong(w, &f, "password",
                   form_value(&f, "held").n ? web_t(w, "Fill in your password again.")
                                            : web_t(w, "Fill in your password."));
    }
    if (f.errors_count) {
        show(w, &f, false);
        return;
    }
    struct sign_in in = {.practice = w->web->c.practice_id,
                         .name = form_value(&f, "login"),
                         .password = password_of(w, &f),
                         .code = form_value(&f, "code"),
                         .from = w->in->from};
    if (!people_sign_in(w->practice, &in, w->arena, token, &who, &w->err)) {
        refused(w, &f);
        return;
    }
    struct str then = form_value(&f, "then");
    session_put(w, token);
    cookie_put(w, "before", NONE, -1);
    seal_wipe(token, sizeof token);
    web_go(w, "%.*s", (int)then.n, then.n ? then.p : "");
}

void sign_out_do(struct call *w)
{
    if (!people_sign_out(w->practice, &w->who, w->token, &w->err) && w->err.kind != ERR_NOT_FOUND) {
        web_trouble(w, NULL);
        return;
    }
    session_drop(w);
    cookie_put(w, "kept", NONE, -1);
    http_put_header(w->answer, "Clear-Site-Data", STR("\"cache\""));
    web_go(w, "/sign-in?out=1");
}

/* That it was asked for is a use of the session. */
void stay_do(struct call *w)
{
    if (w->script) {
        web_json(w, STR("{\"status\":200}"));
    } else {
        struct str here = http_form(w->in, "here");
        web_go(w, "%.*s", (int)here.n, here.n ? here.p : "");
    }
}

void theme_do(struct call *w)
{
    struct str theme = http_form(w->in, "theme"), here = http_form(w->in, "here");
    bool own = str_is(theme, "dark") || str_is(theme, "light");
    cookie_put(w, "theme", own ? theme : NONE, own ? 365 * 86400 : -1);
    web_go(w, "%.*s", (int)here.n, here.n ? here.p : "");
}

void letters_do(struct call *w)
{
    struct str here = http_form(w->in, "here");
    bool easy = str_is(http_form(w->in, "letters"), "easy");
    cookie_put(w, "letters", easy ? STR("easy") : NONE, easy ? 365 * 86400 : -1);
    web_go(w, "%.*s", (int)here.n, here.n ? here.p : "");
}
