/* page_setup.c: a practice that has nobody yet: its name, its owner, with the code that the server showed. */
#include "web/setup.h"

#include "views.h"
#include "web/settings.h"
#include "web/web_parts.h"

static const struct field rows[] = {
    {"setup_code", "Code", FIELD_LINE, true, 1, 40, NULL, "Fill in the code that the server shows."},
    {"practice", "Name of the practice", FIELD_LINE, true, 1, 100, NULL, "Fill in the name of the practice."},
    {"time_zone", "Time zone", FIELD_LINE, true, 1, 60, NULL, "Fill in the time zone."},
    {"state", "State, in the United States", FIELD_CHOICE, false, 0, 0, settings_states,
     "Choose a state from the list."},
    {"name", "Your full name", FIELD_LINE, true, 1, 100, NULL, "Fill in your full name."},
    {"sees_clients", "I see clients myself", FIELD_CHECK, false, 0, 0, NULL, NULL},
    {"login", "Name for signing in", FIELD_LINE, true, 1, 100, NULL, "Choose a name for signing in."},
    {"password", "Password", FIELD_SECRET, true, PEOPLE_PASSWORD_MIN, 500, NULL, "Choose a password."},
    {"password_again", "Password, once more", FIELD_SECRET, true, 0, 500, NULL, "Type the password once more."},
};

bool setup_waits(struct call *w)
{
    bool people = true;
    return w->web->c.setup_code && people_there(w->practice, w->web->c.practice_id, w->arena, &people, &w->err) &&
           !people;
}

static void gone(struct call *w)
{
    if (w->err.kind == ERR_NONE) {
        err_set(&w->err, ERR_NOT_FOUND, "set-up", "is done");
    }
    web_trouble(w, NULL);
}

static void show(struct call *w, const struct form *f)
{
    struct view_setup v = {.code = field_show(w, f, "setup_code", NONE)};
    page_begin(w, "Set up your practice", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/setup")};
    v.code.hint = "From the window in which the program was started.";
    v.code.focus = !f->errors_count;
    v.practice = field_show(w, f, "practice", NONE);
    v.time_zone = field_show(w, f, "time_zone", w->web->c.time_zone);
    v.time_zone.hint = "The city nearest to you. Days and times of the record are counted there.";
    settings_zone_choices(w, &v.time_zone);
    v.state = field_show(w, f, "state", NONE);
    v.state.hint =
        "Its law decides what parents of clients under 18 may see. Left empty, they see nothing until you decide it.";
    settings_state_choices(w, &v.state);
    v.name = field_show(w, f, "name", NONE);
    v.name.autocomplete = "name";
    v.sees_clients = field_show(w, f, "sees_clients", NONE);
    v.sees_clients.chosen = v.sees_clients.chosen || w->in->method != HTTP_POST;
    v.sees_clients.hint = "Your own clients then stand on your first page.";
    v.login = field_show(w, f, "login", NONE);
    v.login.hint = "Short, without spaces, such as your first name.";
    v.login.autocomplete = "username";
    v.password = field_show(w, f, "password", NONE);
    v.password.hint = "10 characters or more. Four words in a row are easy to keep in mind.";
    v.password_again = field_show(w, f, "password_again", NONE);
    v.password.autocomplete = v.password_again.autocomplete = "new-password";
    view_setup(&w->out, &v);
}

void setup_show(struct call *w)
{
    struct form f;
    if (!setup_waits(w)) {
        gone(w);
        return;
    }
    form_empty(w, rows, COUNT_OF(rows), &f);
    show(w, &f);
}

/* Letters of either case, with or without the hyphens; in the same time whatever was typed. */
static bool code_fits(const struct call *w, struct str typed)
{
    unsigned char mine[16] = {0}, theirs[16] = {0};
    const char *code = w->web->c.setup_code;
    size_t n = 0, m = 0;
    for (; *code; code++) {
        if (*code != '-' && m < sizeof mine) {
            mine[m++] = (unsigned char)*code;
        }
    }
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == '-' || c == ' ') {
            continue;
        }
        if (n == sizeof theirs) {
            return false;
        }
        theirs[n++] = (unsigned char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return equal_always(mine, theirs, sizeof mine) && m > 0;
}

static bool found(struct call *w, const struct form *f)
{
    struct people_settings s = {.name = form_value(f, "practice"),
                                .time_zone = form_value(f, "time_zone"),
                                .state = form_value(f, "state"),
                                .country = form_value(f, "state").n ? STR("US") : NONE,
                                .idle_minutes = 15,
                                .client_idle_minutes = 30,
                                .session_hours = 12,
                                .glass_hours = 12,
                                .alert_hours = 24};
    struct person owner = {
        .sign_in = form_value(f, "login"), .name = form_value(f, "name"), .roles = ROLE_OWNER | ROLE_PRIVACY_OFFICER};
    struct str id;
    if (form_is(f, "sees_clients", "1")) {
        owner.roles |= ROLE_CLINICIAN;
    }
    return people_found(w->practice, w->web->c.practice_id, &s, &owner, form_value(f, "password"), w->arena, &id,
                        &w->err);
}

/* Who has just named the password is signed in with it, and need not give it again for the settings that follow. */
static bool sign_in(struct call *w, const struct form *f)
{
    char token[PEOPLE_TOKEN_SIZE];
    struct actor who, now;
    struct sign_in in = {.practice = w->web->c.practice_id,
                         .name = form_value(f, "login"),
                         .password = form_value(f, "password"),
                         .from = w->in->from};
    bool ok = people_sign_in(w->practice, &in, w->arena, token, &who, &w->err) &&
              people_reauthenticate(w->practice, &who, str_of(token), in.password, &now, &w->err);
    if (ok) {
        session_put(w, token);
        cookie_put(w, "before", NONE, -1);
    }
    seal_wipe(token, sizeof token);
    return ok;
}

/* The field that an error of the use case is about. */
static const char *field_of(const struct err *e)
{
    static const char *const names[][2] = {{"sign-in name", "login"},
                                           {"password", "password"},
                                           {"name", "name"},
                                           {"time_zone", "time_zone"},
                                           {"time zone", "time_zone"}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(e->where, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return "practice";
}

void setup_do(struct call *w)
{
    struct form f;
    if (!setup_waits(w)) {
        gone(w);
        return;
    }
    form_read(w, rows, COUNT_OF(rows), &f);
    if (form_value(&f, "setup_code").n && !code_fits(w, form_value(&f, "setup_code"))) {
        form_wrong(w, &f, "setup_code", "That is not the code that the server shows. A new start shows a new one.");
    }
    if (form_value(&f, "password_again").n && !str_eq(form_value(&f, "password"), form_value(&f, "password_again"))) {
        form_wrong(w, &f, "password_again", "The two passwords differ. Type both again.");
    }
    if (f.errors_count) {
        show(w, &f);
    } else if (found(w, &f) && sign_in(w, &f)) {
        web_go(w, "/practice/settings/measures?setup=1");
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, field_of(&w->err), "%s %s.", w->err.where, w->err.text);
        show(w, &f);
    } else {
        web_trouble(w, &f);
    }
}
