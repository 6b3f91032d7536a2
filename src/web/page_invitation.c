/* page_invitation.c: who was invited sets a password. The invitation stands behind the # of its address, which a
 * browser keeps to itself; without script it is pasted. */
#include "views.h"
#include "web/account.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"invitation", N_("Invitation"), FIELD_LINE, true, 1, 400, NULL,
     N_("Paste the invitation: what stands behind # in the address that you were sent.")},
    {"invite_code", N_("Code"), FIELD_LINE, true, 1, 40, NULL, N_("Fill in the code that you were told.")},
    {"password", N_("Password"), FIELD_SECRET, true, PEOPLE_PASSWORD_MIN, 500, NULL, N_("Choose a password.")},
    {"password_again", N_("Password, once more"), FIELD_SECRET, true, 0, 500, NULL, N_("Type the password once more.")},
};

static void show(struct call *w, const struct form *f)
{
    struct view_invitation v = {.invitation = field_show(w, f, "invitation", NONE)};
    page_begin(w, N_("Accept an invitation"), f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/people")};
    v.invitation.hint =
        web_t(w, "What stands behind # in the address that you were sent. It may be filled in already.");
    v.code = field_show(w, f, "invite_code", NONE);
    v.code.hint = web_t(w, "It was told to you apart from the address.");
    v.password = field_show(w, f, "password", NONE);
    v.password.hint = web_t(w, "10 characters or more. Four words in a row are easy to keep in mind.");
    v.password_again = field_show(w, f, "password_again", NONE);
    v.password.autocomplete = v.password_again.autocomplete = "new-password";
    view_invitation(&w->out, &v);
}

void invitation_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    show(w, &f);
}

/* The whole address may have been pasted. */
static struct str token_of(struct str typed)
{
    size_t at = str_find(typed, STR("#"), 0);
    return at == (size_t)-1 ? typed : str_sub(typed, at + 1, typed.n);
}

void invitation_do(struct call *w)
{
    struct form f;
    form_read(w, rows, COUNT_OF(rows), &f);
    if (form_value(&f, "password_again").n && !str_eq(form_value(&f, "password"), form_value(&f, "password_again"))) {
        form_wrong(w, &f, "password_again", web_t(w, "The two passwords differ. Type both again."));
    }
    if (f.errors_count) {
        show(w, &f);
    } else if (people_accept(w->practice, token_of(form_value(&f, "invitation")), form_value(&f, "invite_code"),
                             form_value(&f, "password"), &w->err)) {
        web_go(w, "/sign-in?welcome=1");
    } else if (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "wait") == 0) {
        form_wrong(w, &f, "invite_code", "%s",
                   web_detail(w, N_("There were too many tries. Wait some minutes, then try again."),
                              "There were too many tries: %s.", w->err.text)
                       .p);
        show(w, &f);
    } else if (w->err.kind == ERR_REFUSED) {
        form_wrong(
            w, &f, "invite_code",
            web_t(w, "Invitation and code do not fit, or the invitation was used or is older than seven days. Ask who "
                     "invited you for a new one."));
        show(w, &f);
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, "password", "%s",
                   web_detail(w, N_("Take a password of 10 to 500 characters that is not your name for signing in."),
                              "The password %s.", w->err.text)
                       .p);
        show(w, &f);
    } else {
        web_trouble(w, &f);
    }
}
