/* page_invitation.c: who was invited sets a password; a client is in at once. The token comes in the address and leaves
 * it at once (getting_in.h); it may be pasted too. */
#include "views.h"
#include "web/account.h"
#include "web/getting_in.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"invitation", N_("Invitation"), FIELD_LINE, false, 0, 400, NULL, NULL},
    {"invite_code", N_("Code"), FIELD_LINE, true, 1, 40, NULL, N_("Fill in the code that you were told.")},
    {"device_code", N_("Code of your device, or a recovery code"), FIELD_LINE, false, 0, 40, NULL, NULL},
    {"password", N_("Password"), FIELD_SECRET, true, PEOPLE_PASSWORD_MIN, 500, NULL, N_("Choose a password.")},
    {"password_again", N_("Password, once more"), FIELD_SECRET, true, 0, 500, NULL, N_("Type the password once more.")},
    {"mine", N_("Is this your own mail address?"), FIELD_CHOICE, false, 0, 0, "yes|no",
     N_("Choose whether it is your own mail address.")},
    {"email", N_("Email"), FIELD_LINE, false, 0, 200, NULL, NULL}, /* which one was shown */
};

static void over(struct call *w)
{
    arrived_drop(w);
    message_show(w, 410, N_("This invitation does not work any more"),
                 str_of(web_t(w, "It was used, or it is older than seven days. Ask who invited you for a new one. If "
                                 "you have chosen a password before, sign in with it.")),
                 &(struct view_link){{STR("/sign-in")}, web_t(w, "Sign in"), false});
}

/* Whose address it is, which who invites wrote: nothing is chosen before the person has read it. */
static void put_mine(struct call *w, const struct form *f, struct str email, struct view_invitation *v)
{
    const struct view_choice both[] = {
        {"yes", web_t(w, N_("Yes, it is mine")), web_t(w, N_("A link to sign in can be sent there.")), false},
        {"no", web_t(w, N_("No, or I do not know")),
         web_t(w, N_("No link to sign in is sent there. You can change it later in “My account”.")), false}};
    v->email = email;
    v->mine = field_show(w, f, "mine", NONE);
    if (!str_eq(form_value(f, "email"), email)) { /* what was said was said of another */
        v->mine.value = NONE;
    }
    const char *mail = arena_copy(w->arena, email.p, email.n);
    struct str hint = web_print(w, web_t(w, N_("Your practice wrote: %s")), mail ? mail : "");
    v->mine.hint = arena_copy(w->arena, hint.n ? hint.p : "", hint.n);
    field_choices(w, &v->mine, both, COUNT_OF(both));
}

static void show(struct call *w, const struct form *f, const struct invited *what, bool came)
{
    bool outside = what->outside;
    struct view_invitation v = {.invitation = field_show(w, f, "invitation", NONE),
                                .outside = outside,
                                .reset = what->reset,
                                .needs_code = what->needs_code};
    page_begin(w,
               what->reset ? N_("Choose a new password")
               : outside   ? N_("Welcome")
                           : N_("Accept an invitation"),
               f, &v.page);
    v.page.shape = "stack narrow";
    v.page.large = outside;
    v.page.help.whole = outside ? STR("/help/sign-in") : STR("/help/people");
    v.has_invitation = !came;
    v.invitation.required = true;
    v.invitation.hint = web_t(w, "The address that you were sent.");
    v.code = field_show(w, f, "invite_code", NONE);
    v.code.hint = web_t(w, "It was told to you apart from the address.");
    v.device_code = field_show(w, f, "device_code", NONE);
    v.device_code.autocomplete = "one-time-code";
    v.device_code.required = what->needs_code;
    v.password = field_show(w, f, "password", NONE);
    v.password.hint = web_t(w, "10 characters or more. Four words in a row are easy to keep in mind.");
    v.password_again = field_show(w, f, "password_again", NONE);
    v.password.autocomplete = v.password_again.autocomplete = "new-password";
    if (what->email.n) {
        put_mine(w, f, what->email, &v);
    }
    view_invitation(&w->out, &v);
}

void invitation_show(struct call *w)
{
    struct invited what = {.stands = false};
    struct form f;
    if (arrived_put(w, "invitation", "/invitation")) {
        return;
    }
    struct str token = arrived_get(w, "invitation");
    err_clear(&w->err);
    if (token.n && !people_invited(w->practice, token, w->arena, &what, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    if (token.n && !what.stands) {
        over(w);
        return;
    }
    form_empty(w, rows, COUNT_OF(rows), &f);
    show(w, &f, &what, token.n > 0);
}

/* The whole address may have been pasted. */
static struct str token_of(struct str typed)
{
    static const char *const marks[] = {"#", "?t="};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        size_t at = str_find(typed, str_of(marks[i]), 0);
        if (at != (size_t)-1) {
            return str_sub(typed, at + strlen(marks[i]), typed.n);
        }
    }
    return typed;
}

static void refused(struct call *w, struct form *f)
{
    if (strcmp(w->err.where, "wait") == 0) {
        form_wrong(w, f, "invite_code", "%s", web_wait(w));
    } else if (strcmp(w->err.where, "second") == 0) {
        form_wrong(
            w, f, "invite_code",
            web_t(w, "Somebody else in the practice has to confirm this invitation first. Ask who invited you."));
    } else if (strcmp(w->err.where, "code") == 0) {
        form_wrong(w, f, "device_code", web_t(w, "Give the code that your device shows now, or a recovery code."));
    } else {
        form_wrong(
            w, f, "invite_code",
            web_t(w, "Invitation and code do not fit, or the invitation was used or is older than seven days. Ask who "
                     "invited you for a new one."));
    }
}

void invitation_do(struct call *w)
{
    char session[PEOPLE_TOKEN_SIZE];
    struct invited what = {.stands = false};
    struct accepted done;
    struct form f;
    form_read(w, rows, COUNT_OF(rows), &f);
    struct str came = arrived_get(w, "invitation"), token = came.n ? came : token_of(form_value(&f, "invitation"));
    if (!people_invited(w->practice, token, w->arena, &what, &w->err)) {
        web_trouble(w, &f);
        return;
    }
    if (!token.n) {
        form_wrong(w, &f, "invitation", web_t(w, "Paste the address that you were sent."));
    }
    if (form_value(&f, "password_again").n && !str_eq(form_value(&f, "password"), form_value(&f, "password_again"))) {
        form_wrong(w, &f, "password_again", web_t(w, "The two passwords differ. Type both again."));
    }
    if (what.email.n && form_value(&f, "email").n && !form_value(&f, "mine").n) {
        form_wrong(w, &f, "mine", web_t(w, "Choose whether it is your own mail address."));
    }
    if (f.errors_count) {
        show(w, &f, &what, came.n > 0);
        return;
    }
    struct accepting x = {.token = token,
                          .code = form_value(&f, "invite_code"),
                          .password = form_value(&f, "password"),
                          .device_code = form_value(&f, "device_code"),
                          .from = w->in->from,
                          .email = form_is(&f, "mine", "yes") ? form_value(&f, "email") : NONE};
    if (people_accept_in(w->practice, &x, w->arena, session, &done, &w->err)) {
        if (done.reset) {
            letter_reset(w, done.email);
            letter_reset(w, done.email_own);
        }
        if (done.in) {
            session_switch(w, session);
            web_go(w, "/me?welcome=1");
        } else {
            arrived_drop(w);
            web_go(w, "/sign-in?welcome=1");
        }
        return;
    }
    if (w->err.kind == ERR_REFUSED) {
        refused(w, &f);
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, "password", "%s",
                   web_detail(w, N_("Take a password of 10 to 500 characters that is not your name for signing in."),
                              "The password %s.", w->err.text)
                       .p);
    } else {
        web_trouble(w, &f);
        return;
    }
    show(w, &f, &what, came.n > 0);
}
