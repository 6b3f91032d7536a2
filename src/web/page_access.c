/* page_access.c: how a client and its guardians come in: who has access, invitations, their end. */
#include "views.h"
#include "web/getting_in.h"
#include "web/share_parts.h"
#include "web/way.h"
#include "web/web_parts.h"

#include "practice/clients.h"

static const struct field rows[] = {
    {"who", "Who is invited", FIELD_CHOICE, true, 0, 0, "client|guardian", "Choose who is invited."},
    {"name", "Name of the parent or guardian", FIELD_LINE, false, 0, 100, NULL, NULL},
    {"login", "Name for signing in", FIELD_LINE, true, 1, 100, NULL, "Fill in a name for signing in."},
    {"email", "Email", FIELD_LINE, false, 0, 150, NULL, NULL},
};

static struct access_row row_of(struct call *w, const struct client_account *a)
{
    const struct person *p = &a->person;
    bool ended = str_is(p->state, "ended"), active = str_is(p->state, "active");
    struct access_row r = {.id = p->id,
                           .name = p->name,
                           .login = a->device_only ? NONE : p->sign_in,
                           .email = p->email,
                           .unconfirmed = p->email_others && active,
                           .role = p->roles & ROLE_CLIENT ? "Client" : "Parent or guardian",
                           .state = ended                       ? "Access has ended"
                                    : active && a->until_ms.has ? "Invited again"
                                    : active                    ? "Has accepted"
                                    : a->device_only            ? "Has used a device of the practice"
                                    : a->until_ms.has           ? "Invited"
                                                                : "Invitation ran out",
                           .tag = ended             ? ""
                                  : active          ? "good"
                                  : a->until_ms.has ? "info"
                                                    : "warn",
                           .open = !ended && !a->device_only};
    r.until = a->until_ms.has ? web_time(w, a->until_ms.v) : NONE;
    r.last = a->active_ms.has ? web_time(w, a->active_ms.v) : NONE;
    if (r.open && web_may(w, CASE_ACCOUNT_INVITE_CLIENT)) {
        r.again.whole =
            web_print(w, "/clients/%.*s/access/%.*s/again", (int)w->client.n, w->client.p, (int)p->id.n, p->id.p);
        r.end.whole =
            web_print(w, "/clients/%.*s/access/%.*s/end", (int)w->client.n, w->client.p, (int)p->id.n, p->id.p);
    }
    return r;
}

/* What the details of a client give for their invitation: the first name, and where mail goes. */
struct usual {
    struct str login, email;
};

/* Of a client whose details are not for this person the name alone. */
static bool usual_of(struct call *w, struct usual *out)
{
    struct client_card card;
    struct str json, first, rest;
    const struct json *root;
    int64_t version;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err)) {
        return false;
    }
    first = web_first_name(card.name, card.preferred_name);
    str_cut(first, ' ', &first, &rest);
    char *name = arena_copy(w->arena, first.p, first.n);
    if (!name) {
        return arena_error(w->arena, &w->err);
    }
    for (size_t i = 0; i < first.n; i++) {
        name[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    }
    out->login = (struct str){name, first.n};
    if (!web_may_here(w, CASE_CLIENT_DETAILS, &card)) {
        return true;
    }
    if (!clients_details(w->practice, &w->who, w->client, w->arena, &json, &version, &w->err) ||
        !json_parse(json, w->arena, &root, &w->err)) {
        return false;
    }
    out->email = json_str(json_get(root, "email"));
    return true;
}

static void put_form(struct call *w, const struct form *f, struct view_access *v, bool has_client,
                     const struct usual *usual)
{
    static const struct view_choice both[] = {
        {"client", "The client", "Their own record.", false},
        {"guardian", "A parent or guardian", "What the law of the state opens to them, or you have decided.", false}};
    bool minor = v->strip.has_age && v->strip.age_years < 18;
    v->who = field_show(w, f, "who", has_client ? STR("guardian") : minor ? NONE : STR("client"));
    field_choices(w, &v->who, both + has_client, COUNT_OF(both) - has_client);
    v->name = field_show(w, f, "name", NONE);
    v->name.required = true; /* of a guardian; the label says of whom */
    v->folds = !has_client && !minor && !v->name.error.n && !str_is(v->who.value, "guardian");
    v->login = field_show(w, f, "login", usual->login);
    v->login.hint = "Short, without spaces, such as a first name.";
    v->email = field_show(w, f, "email", usual->email);
    v->email.inputmode = "email";
    v->email.hint = v->has_mail ? "The address of the invitation goes there; later, links for signing in and reminders."
                                : "For reminders. This practice sends no invitations by mail.";
}

static void access_page(struct call *w, const struct form *f)
{
    struct view_access v = {.has_mail = letters_go(w)};
    struct client_account *list;
    size_t n;
    bool has_client = false;
    struct guardian_now now;
    if (!strip_read(w, "Details", &v.strip) || !share_guardian(w, &now, &v.guardian_now) ||
        !people_of_client(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Access of the client", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/access")};
    v.rows = arena_array(w->arena, n, sizeof *v.rows);
    for (size_t i = 0; v.rows && i < n; i++) {
        v.rows[v.rows_count++] = row_of(w, &list[i]);
        has_client = has_client || (list[i].person.roles & ROLE_CLIENT && v.rows[i].open);
    }
    v.may_invite = web_may(w, CASE_ACCOUNT_INVITE_CLIENT);
    struct way way = way_find(w);
    v.invite = client_page(w, "/access");
    v.way = way.name;
    v.back = way.back;
    v.back_words = way.words;
    v.guardian = client_page(w, web_print(w, "/guardian?way=access%s%.*s", way.name.n ? "-" : "", (int)way.name.n,
                                          way.name.n ? way.name.p : "")
                                    .p);
    if (v.strip.has_age && v.strip.age_years >= 18 && !date_is_set(now.decision.decided_on)) {
        v.guardian_now = NONE; /* nobody expects anything to be open */
    }
    bool grown = v.strip.has_age && v.strip.age_years >= 18 && !has_client;
    struct usual usual = {NONE, NONE};
    if (grown && !usual_of(w, &usual)) {
        web_trouble(w, f);
        return;
    }
    put_form(w, f, &v, has_client, &usual);
    view_access(&w->out, &v);
}

void access_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    access_page(w, &f);
}

/* Both parts, shown this once. Of an account that is in use the address goes by mail alone, where there is mail: who
 * has both could be that person. */
static void invited_page_of(struct call *w, const struct person *one, const struct invitation *in)
{
    const char *token = in->token;
    struct view_access_invited v = {
        .code = web_print(w, "%s", in->code), .name = one->name, .login = one->sign_in, .second = in->needs_second};
    bool in_use = in->reset, by_mail = in->by_mail;
    if (!strip_read(w, "Details", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    bool sent = in_use ? letter_invitation_again(w, one->email, token) : letter_invitation(w, one->email, token);
    v.sent = sent ? one->email : NONE;
    v.not_sent = by_mail && !sent ? one->email : NONE;
    v.address = by_mail ? NONE : invitation_url(w, token);
    page_begin(w, "Hand over the invitation", NULL, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/access")};
    struct way way = way_find(w);
    v.back = way.back.whole.n ? way.back : client_page(w, "/access");
    v.next = way.back.whole.n ? way.words : NULL;
    view_access_invited(&w->out, &v);
}

static const char *field_of(const struct err *e)
{
    static const char *const names[][2] = {{"sign-in name", "login"}, {"name", "name"}, {"email", "email"}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(e->where, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return "who";
}

static bool client_name(struct call *w, struct str *out)
{
    struct client_card card;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err)) {
        return false;
    }
    *out = card.name;
    return true;
}

void access_invite_do(struct call *w)
{
    struct invitation in = {.by_mail = false};
    struct form f;
    struct str id;
    form_read(w, rows, COUNT_OF(rows), &f);
    bool guardian = form_is(&f, "who", "guardian");
    struct person one = {.sign_in = form_value(&f, "login"),
                         .name = form_value(&f, "name"),
                         .email = form_value(&f, "email"),
                         .roles = guardian ? ROLE_GUARDIAN : ROLE_CLIENT,
                         .client = w->client};
    one.email.p = one.email.n ? one.email.p : NULL;
    if (guardian && !one.name.n) {
        form_wrong(w, &f, "name", "Fill in the name of the parent or guardian.");
    }
    if (f.errors_count) {
        access_page(w, &f);
        return;
    }
    if (!guardian && !client_name(w, &one.name)) {
        web_trouble(w, &f);
        return;
    }
    if (people_invite(w->practice, &w->who, &one, w->arena, &id, in.token, in.code, &w->err)) {
        if (id.n) {
            invited_page_of(w, &one, &in);
        } else {
            struct way way = way_find(w); /* the same form, sent twice */
            web_go(w, "/clients/%s/access%s%s", web_part(w, w->client), way.name.n ? "?way=" : "",
                   web_part(w, way.name));
        }
    } else if (w->err.kind == ERR_INVALID || w->err.kind == ERR_CONFLICT) {
        form_wrong(w, &f, field_of(&w->err), "%s: %s.", w->err.where, w->err.text);
        access_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
    seal_wipe(&in, sizeof in);
}

/* One of this client's accounts; NULL: w->err. */
static const struct client_account *account_of(struct call *w)
{
    struct client_account *list;
    size_t n;
    if (!people_of_client(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].person.id, web_param(w, "id"))) {
            return &list[i];
        }
    }
    err_set(&w->err, ERR_NOT_FOUND, "account", "there is none");
    return NULL;
}

void access_again_do(struct call *w)
{
    const struct client_account *a = account_of(w);
    struct invitation in = {.by_mail = a && str_is(a->person.state, "active") && a->person.email.n &&
                                       !a->person.email_others && letters_go(w)};
    w->who.once = NONE; /* a second press makes a second invitation: what is shown is one that stands */
    if (a && people_invite_again(w->practice, &w->who, &a->person, &in, &w->err)) {
        invited_page_of(w, &a->person, &in);
    } else {
        web_trouble(w, NULL);
    }
    seal_wipe(&in, sizeof in);
}

void access_end_show(struct call *w)
{
    const struct client_account *a = account_of(w);
    struct view_confirm v = {.heading = "End the access", .button = "End the access", .has_strip = true};
    if (!a || !strip_read(w, "Details", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    v.text = web_print(w,
                       "%.*s cannot sign in any more, and is signed out everywhere. What was written stays in the "
                       "record. The name for signing in stays taken.",
                       (int)a->person.name.n, a->person.name.n ? a->person.name.p : "");
    v.back = client_page(w, "/access");
    v.action.whole = web_print(w, "%.*s", (int)w->in->path.n, w->in->path.p);
    page_begin(w, "End the access", NULL, &v.page);
    v.page.shape = "stack narrow";
    view_confirm(&w->out, &v);
}

void access_end_do(struct call *w)
{
    if (people_end_of_client(w->practice, &w->who, w->client, web_param(w, "id"), &w->err)) {
        web_said(w, "The access has ended.", "/clients/%s/access", web_part(w, w->client));
    } else {
        web_trouble(w, NULL);
    }
}
