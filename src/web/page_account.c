/* page_account.c: one's own account: what is known, password, sign-ins, single keys. */
#include "views.h"
#include "web/account.h"
#include "web/getting_in.h"
#include "web/people.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"old", N_("Password until now"), FIELD_SECRET, true, 0, 500, NULL, N_("Fill in the password that you have now.")},
    {"fresh", N_("New password"), FIELD_SECRET, true, PEOPLE_PASSWORD_MIN, 500, NULL, N_("Choose a new password.")},
    {"fresh_again", N_("New password, once more"), FIELD_SECRET, true, 0, 500, NULL,
     N_("Type the new password once more.")},
};

static void put_sessions(struct call *w, const struct me *me, struct view_account *v)
{
    v->sessions = arena_array(w->arena, me->count, sizeof *v->sessions);
    for (size_t i = 0; v->sessions && i < me->count; i++) {
        const struct my_session *s = &me->session[i];
        v->sessions[v->sessions_count++] =
            (struct account_session){s->id, web_time(w, s->created_ms), web_time(w, s->seen_ms), s->this_one};
        v->has_others = v->has_others || !s->this_one;
    }
}

static void put_reset(struct call *w, const struct reset *r, struct view_account *v)
{
    struct str made = web_time(w, r->made_ms), used = web_time(w, r->used_ms), by = r->by_name;
    v->reset_used = r->used_ms > 0;
    v->reset_made = web_print(w, "%lld", (long long)r->made_ms);
    v->reset_stands = reset_stands(r, w->now_ms);
    if (!reset_is_news(r, w->now_ms)) {
        return;
    }
    if (v->reset_used) {
        v->reset_text =
            by.n ? web_print(w, web_t(w, N_("It was done on %s, with an invitation that %s made.")), web_chars(w, used),
                             web_chars(w, by))
                 : web_print(w, web_t(w, N_("It was done on %s, by who runs this program.")), web_chars(w, used));
    } else {
        v->reset_text = by.n ? web_print(w, web_t(w, N_("%s made it on %s.")), web_chars(w, by), web_chars(w, made))
                             : web_print(w, web_t(w, N_("Who runs this program made it on %s.")), web_chars(w, made));
    }
}

void reset_answer_do(struct call *w)
{
    static const struct field which[] = {RESET_MADE};
    bool stop = str_is(http_form(w->in, "stop"), "1");
    struct form f;
    form_read(w, which, COUNT_OF(which), &f);
    if (!reset_answer(w->practice, &w->who, form_number(&f, "made", 0), stop, &w->err)) {
        web_trouble(w, NULL);
    } else if (stop) {
        web_said(w, N_("The invitation does not work any more. Tell your practice."), "/account");
    } else {
        web_said(w, N_("Thank you. That is written down."), "/account");
    }
}

void account_show(struct call *w)
{
    struct me me;
    if (!people_me(w->practice, &w->who, w->token, w->arena, &me, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    const struct person *p = &me.person;
    struct view_account v = {.name = p->name,
                             .sign_in = p->sign_in,
                             .email = p->email,
                             .credential = p->credential,
                             .roles = roles_words(w, p->roles),
                             .outside = p->roles & (ROLE_CLIENT | ROLE_GUARDIAN),
                             .has_codes = p->has_totp,
                             .keys_off = str_is(cookie_get(w, "keys"), "off")};
    put_reset(w, &p->reset, &v);
    v.email_others = p->email_others;
    page_begin(w, N_("My account"), NULL, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/account")};
    put_sessions(w, &me, &v);
    view_account(&w->out, &v);
}

/* ---- name and address ---- */

static const struct field change_rows[] = {
    {"name", N_("Full name"), FIELD_LINE, false, 0, 100, NULL, NULL},
    {"email", N_("Email"), FIELD_LINE, false, 0, 150, NULL, NULL},
    {"secret", N_("Password, or a code of your device"), FIELD_SECRET, false, 0, 1000, NULL, NULL},
};

static void change_page(struct call *w, const struct form *f)
{
    struct view_account_change v = {.outside = w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN)};
    page_begin(w, N_("Change my details"), f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/account")};
    v.name = field_show(w, f, "name", w->me.name);
    v.name.required = true;
    v.name.autocomplete = "name";
    v.email = field_show(w, f, "email", w->me.email);
    v.email.inputmode = v.email.autocomplete = "email";
    v.email.hint = web_t(w, "Reminders go there. They never say what they are about.");
    v.secret = field_show(w, f, "secret", NONE);
    v.secret.required = true;
    v.secret.autocomplete = "current-password";
    view_account_change(&w->out, &v);
}

void account_change_show(struct call *w)
{
    struct form f;
    form_empty(w, change_rows, COUNT_OF(change_rows), &f);
    change_page(w, &f);
}

/* Who had the address of before is told there. */
void account_change_do(struct call *w)
{
    struct person before = {.id = NONE};
    struct form f;
    if (!form_read(w, change_rows, COUNT_OF(change_rows), &f)) {
        change_page(w, &f);
        return;
    }
    struct str email = form_value(&f, "email");
    if (people_change_me(w->practice, &w->who, form_value(&f, "name"), email, w->arena, &before, &w->err)) {
        if (before.email.n && !str_eq(before.email, email)) {
            letter_changed(w, before.email);
        }
        web_said(w, N_("Your details were changed."), "/account");
    } else if (w->err.kind == ERR_INVALID && strcmp(w->err.where, "email") == 0) {
        form_wrong(w, &f, "email", web_t(w, "Fill in one mail address, such as name@example.org."));
        change_page(w, &f);
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, "name", web_t(w, "Fill in your name."));
        change_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

/* ---- password ---- */

static void password_page(struct call *w, const struct form *f)
{
    struct view_password v = {.old = field_show(w, f, "old", NONE)};
    page_begin(w, N_("Change your password"), f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/account")};
    v.old.autocomplete = "current-password";
    v.fresh = field_show(w, f, "fresh", NONE);
    v.fresh.hint = web_t(w, "10 characters or more. Four words in a row are easy to keep in mind.");
    v.fresh_again = field_show(w, f, "fresh_again", NONE);
    v.fresh.autocomplete = v.fresh_again.autocomplete = "new-password";
    view_password(&w->out, &v);
}

void password_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    password_page(w, &f);
}

void password_do(struct call *w)
{
    struct form f;
    form_read(w, rows, COUNT_OF(rows), &f);
    if (form_value(&f, "fresh_again").n && !str_eq(form_value(&f, "fresh"), form_value(&f, "fresh_again"))) {
        form_wrong(w, &f, "fresh_again", web_t(w, "The two new passwords differ. Type both again."));
    }
    if (f.errors_count) {
        password_page(w, &f);
    } else if (people_password(w->practice, &w->who, form_value(&f, "old"), form_value(&f, "fresh"), &w->err)) {
        session_drop(w);
        web_go(w, "/sign-in?changed=1&then=/account");
    } else if (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "wait") == 0) {
        form_wrong(w, &f, "old", "%s", web_wait(w));
        password_page(w, &f);
    } else if (w->err.kind == ERR_REFUSED) {
        form_wrong(w, &f, "old", web_t(w, "That is not the password that you have now."));
        password_page(w, &f);
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, "fresh", "%s",
                   web_detail(w,
                              N_("Take a new password of 10 to 500 characters that is not your name for signing in."),
                              "The new password %s.", w->err.text)
                       .p);
        password_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

/* ---- sign-ins, keys ---- */

void session_end_do(struct call *w)
{
    struct str id = http_form(w->in, "id");
    size_t count;
    bool ok = id.n ? people_session_end(w->practice, &w->who, id, &w->err)
                   : people_session_end_others(w->practice, &w->who, w->token, &count, &w->err);
    if (ok || w->err.kind == ERR_NOT_FOUND) { /* one that ended by itself has ended too */
        web_said(w, id.n ? N_("That sign-in has ended.") : N_("All other sign-ins have ended."), "/account");
    } else {
        web_trouble(w, NULL);
    }
}

void keys_do(struct call *w)
{
    bool off = str_is(http_form(w->in, "keys"), "off");
    cookie_put(w, "keys", off ? STR("off") : NONE, off ? 365 * 86400 : -1);
    web_said(w, off ? N_("Keys of a single letter are off in this browser.") : N_("Keys of a single letter are on."),
             "/account");
}
