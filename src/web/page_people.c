/* page_people.c: who works here, and inviting: an address and a code, both shown once. */
#include "views.h"
#include "web/getting_in.h"
#include "web/people.h"
#include "web/people_form.h"
#include "web/web_parts.h"

static const struct view_choice roles[] = {
    {"owner", "Owner", "Settings, people.", false},
    {"clinician", "Clinician", "Treats clients and writes plans.", false},
    {"supervisor", "Supervisor", "Sees the clients of those they supervise, and co-signs.", false},
    {"prescriber", "Prescriber", "Prescribes for clients in whose care team they are.", false},
    {"staff", "Staff", "Names, dates and sessions, nothing clinical.", false},
    {"privacy_officer", "Privacy officer", "Who looked at what, requests, disclosures.", false},
    {"auditor", "Auditor", "The audit trail alone, and only until a day.", false},
};

const struct field person_rows[PERSON_FIELDS] = {
    {"name", "Full name", FIELD_LINE, true, 1, 100, NULL, "Fill in the full name."},
    {"login", "Name for signing in", FIELD_LINE, false, 1, 100, NULL, NULL},
    {"email", "Email", FIELD_LINE, false, 0, 150, NULL, NULL},
    {"credential", "Credential", FIELD_LINE, false, 0, 60, NULL, NULL},
    {"roles", "Roles", FIELD_CHOICES, true, 0, 0, "owner|clinician|supervisor|prescriber|staff|privacy_officer|auditor",
     "Choose what the person does here."},
    {"ends", "Last day of the account", FIELD_DATE, false, 0, 0, NULL, NULL},
    {"version", "Version", FIELD_INT, false, 1, 1000000000, NULL, NULL},
};

struct str roles_words(struct call *w, unsigned bits)
{
    struct str out = NONE;
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        enum role r;
        if (role_find(str_of(roles[i].value), &r) && bits & r) {
            const char *label = roles[i].label;
            buf_cstr(&b, b.n ? ", " : "");
            buf_char(&b, b.n ? (char)(label[0] | 0x20) : label[0]);
            buf_cstr(&b, label + 1);
        }
    }
    if (bits & (ROLE_CLIENT | ROLE_GUARDIAN)) {
        buf_cstr(&b, bits & ROLE_CLIENT ? "Client" : "Guardian");
    }
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

struct str roles_value(struct call *w, unsigned bits)
{
    struct str text = NONE;
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        enum role r;
        if (role_find(str_of(roles[i].value), &r) && bits & r) {
            buf_printf(&b, "%s%s", b.n ? "|" : "", roles[i].value);
        }
    }
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &text)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return text;
}

struct view_field roles_field(struct call *w, const struct form *f, unsigned now)
{
    struct view_field v = field_show(w, f, "roles", roles_value(w, now));
    field_choices(w, &v, roles, COUNT_OF(roles));
    return v;
}

void person_of(const struct call *w, const struct form *f, struct person *out)
{
    struct date day = form_date(f, "ends");
    *out = (struct person){.sign_in = form_value(f, "login"),
                           .name = form_value(f, "name"),
                           .email = form_value(f, "email"),
                           .credential = form_value(f, "credential"),
                           .version = form_number(f, "version", 0)};
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        enum role r;
        if (form_is(f, "roles", roles[i].value) && role_find(str_of(roles[i].value), &r)) {
            out->roles |= r;
        }
    }
    if (date_is_set(day)) {
        out->ends_ms = (struct opt_int){true, zone_day_begins_ms(w->zone, date_add_days(day, 1))};
    }
}

struct date last_day(const struct call *w, int64_t until_ms)
{
    return zone_day(w->zone, until_ms - 1);
}

/* ---- the list ---- */

static void put_row(struct call *w, const struct person *p, struct people_row *r)
{
    bool over = p->ends_ms.has && p->ends_ms.v <= w->now_ms;
    *r = (struct people_row){.name = p->name, .roles = roles_words(w, p->roles), .more = p->credential};
    if (str_is(p->state, "ended") || over) {
        r->state = "Ended";
        r->tag = "";
    } else if (str_is(p->state, "invited")) {
        r->state = "Invited";
        r->tag = "warn";
    } else if (p->ends_ms.has) {
        struct str day = web_day(w, last_day(w, p->ends_ms.v));
        r->more = web_print(w, "%.*s%suntil %.*s", (int)p->credential.n, p->credential.n ? p->credential.p : "",
                            p->credential.n ? ", " : "", (int)day.n, day.p);
    }
    if (web_may(w, CASE_ACCOUNT_CHANGE)) {
        r->url.whole = web_print(w, "/practice/people/%.*s", (int)p->id.n, p->id.p);
    }
}

void people_show(struct call *w)
{
    struct view_people v = {.rows_count = 0};
    struct person *people;
    size_t n;
    if (!people_list(w->practice, &w->who, w->arena, &people, &n, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "People", NULL, &v.page);
    v.page.help = (struct url){STR("/help/people")};
    v.rows = arena_array(w->arena, n, sizeof *v.rows);
    for (int ended = 0; v.rows && ended < 2; ended++) { /* those who have left stand last */
        for (size_t i = 0; i < n; i++) {
            bool staff = !(people[i].roles & (ROLE_CLIENT | ROLE_GUARDIAN));
            if (staff && str_is(people[i].state, "ended") == (ended == 1)) {
                put_row(w, &people[i], &v.rows[v.rows_count++]);
            }
        }
    }
    if (web_may(w, CASE_ACCOUNT_INVITE)) {
        v.invite.whole = STR("/practice/people/new");
    }
    view_people(&w->out, &v);
}

/* ---- inviting ---- */

static void invite_page(struct call *w, const struct form *f)
{
    struct view_invite v = {.name = field_show(w, f, "name", NONE)};
    page_begin(w, "Invite somebody", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/people")};
    v.login = field_show(w, f, "login", NONE);
    v.login.required = true;
    v.login.hint = "Short, without spaces, such as a first name.";
    v.email = field_show(w, f, "email", NONE);
    v.email.inputmode = "email";
    v.credential = field_show(w, f, "credential", NONE);
    v.credential.hint = "Such as LCSW. It stands beside their signature.";
    v.roles = roles_field(w, f, 0);
    v.ends = field_show(w, f, "ends", NONE);
    v.ends.hint = "For an auditor, a student, a locum.";
    view_invite(&w->out, &v);
}

void invite_show(struct call *w)
{
    struct form f;
    form_empty(w, person_rows, PERSON_FIELDS, &f);
    invite_page(w, &f);
}

void invited_page(struct call *w, const struct person *one, const struct invitation *in)
{
    struct view_invited v = {
        .name = one->name, .login = one->sign_in, .code = web_print(w, "%s", in->code), .second = in->needs_second};
    page_begin(w, "Hand over the invitation", NULL, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/people")};
    bool sent = in->by_mail && letter_invitation_again(w, one->email, in->token);
    v.sent = sent ? one->email : NONE;
    v.not_sent = in->by_mail && !sent ? one->email : NONE;
    v.address = in->by_mail ? NONE : invitation_url(w, in->token);
    view_invited(&w->out, &v);
}

/* The field that an error of the use case is about. */
const char *person_field(const struct err *e)
{
    static const char *const names[][2] = {{"sign-in name", "login"},    {"name", "name"}, {"email", "email"},
                                           {"credential", "credential"}, {"end", "ends"},  {"roles", "roles"}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(e->where, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return "roles";
}

void invite_do(struct call *w)
{
    struct invitation in = {.by_mail = false};
    struct person one;
    struct str id;
    struct form f;
    form_read(w, person_rows, PERSON_FIELDS, &f);
    if (!form_value(&f, "login").n) {
        form_wrong(w, &f, "login", "Fill in a name for signing in.");
    }
    if (f.errors_count) {
        invite_page(w, &f);
        return;
    }
    person_of(w, &f, &one);
    if (people_invite(w->practice, &w->who, &one, w->arena, &id, in.token, in.code, &w->err)) {
        invited_page(w, &one, &in);
    } else if (w->err.kind == ERR_INVALID || w->err.kind == ERR_CONFLICT) {
        form_wrong(w, &f, person_field(&w->err), "%s: %s.", w->err.where, w->err.text);
        invite_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
    seal_wipe(&in, sizeof in);
}
