/* page_details.c: a new client; a client's details, read and changed, with both texts when two people changed them. */
#include "web/details.h"

#include "practice/clients.h"
#include "practice/plans.h"
#include "views.h"
#include "web/web_parts.h"

#define TEXT_MOST 400

static const struct field rows[] = {
    {"name", "Full name", FIELD_LINE, true, 1, 200, NULL, "Fill in the client's full name."},
    {"birth_date", "Date of birth", FIELD_DATE, true, 0, 0, NULL, "Fill in the date of birth."},
    {"preferred_name", "What they like to be called", FIELD_LINE, false, 0, 200, NULL, NULL},
    {"pronouns", "Pronouns", FIELD_LINE, false, 0, 60, NULL, NULL},
    {"language", "Language", FIELD_LINE, false, 0, 100, NULL, NULL},
    {"phone", "Phone", FIELD_LINE, false, 0, 100, NULL, NULL},
    {"email", "Email", FIELD_LINE, false, 0, 200, NULL, NULL},
    {"address", "Address", FIELD_TEXT, false, 0, TEXT_MOST, NULL, NULL},
    {"contact", "Whom to call in an emergency", FIELD_TEXT, false, 0, TEXT_MOST, NULL, NULL},
    {"legal_status", "Legal status, guardian", FIELD_LINE, false, 0, TEXT_MOST, NULL, NULL},
    {"payer", "Payer", FIELD_LINE, false, 0, 200, NULL, NULL},
    {"member_id", "Member number", FIELD_LINE, false, 0, 100, NULL, NULL},
    {"primary", "Primary clinician", FIELD_CHOICE, false, 0, 0, NULL, "Choose who will be the primary clinician."},
    {"version", "Version", FIELD_INT, false, 1, 1000000000, NULL, NULL},
    {"another", "Another person", FIELD_CHECK, false, 0, 0, NULL, NULL},
};
#define MEMBERS 12 /* of the details; the others say what is done with them */

/* ---- JSON and form ---- */

static struct str details_json(struct call *w, const struct form *f)
{
    struct buf b;
    struct json_out o;
    struct str out = NONE;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    for (size_t i = 0; i < MEMBERS; i++) {
        if (f->value[i].n) {
            json_key(&o, rows[i].name);
            json_put_str(&o, f->value[i]);
        }
    }
    json_end_object(&o);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

static struct str member(const struct json *root, const char *name)
{
    return json_str(json_get(root, name));
}

/* Who can be a primary clinician: for staff, who have no caseload of their own. */
static bool put_primary(struct call *w, struct view_client_form *v, const struct form *f)
{
    struct person *people;
    size_t n;
    if (w->who.roles & ROLE_CLINICIAN) {
        return true;
    }
    if (!people_list(w->practice, &w->who, w->arena, &people, &n, &w->err)) {
        return false;
    }
    struct view_choice *list = arena_array(w->arena, n, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; list && i < n; i++) {
        if (people[i].roles & ROLE_CLINICIAN && str_is(people[i].state, "active")) {
            list[count++] = (struct view_choice){arena_copy(w->arena, people[i].id.p, people[i].id.n),
                                                 arena_copy(w->arena, people[i].name.p, people[i].name.n), NULL, false};
        }
    }
    v->primary = field_show(w, f, "primary", NONE);
    v->primary.is_choice = false;
    v->primary.is_select = v->has_primary = true;
    field_choices(w, &v->primary, list, count);
    return true;
}

static void put_fields(struct call *w, struct view_client_form *v, const struct form *f, const struct json *now)
{
    struct view_field *const fields[MEMBERS] = {&v->name,     &v->birth_date,   &v->preferred_name, &v->pronouns,
                                                &v->language, &v->phone,        &v->email,          &v->address,
                                                &v->contact,  &v->legal_status, &v->payer,          &v->member_id};
    for (size_t i = 0; i < MEMBERS; i++) {
        *fields[i] = field_show(w, f, rows[i].name, member(now, rows[i].name));
    }
    v->address.rows = v->contact.rows = 2;
    v->phone.inputmode = "tel";
    v->email.inputmode = "email";
    v->name.focus = now == NULL && f->errors_count == 0;
    v->contact.hint = "Name, how they are related, and a number.";
}

/* ---- a new client ---- */

/* Where the whole practice is not this person's to see, somebody may be there of whom nothing is said. */
static const char *before_hint(const struct call *w)
{
    struct use_case read = practice_case(CASE_CLIENT_READ);
    return practice_allows(&read, w->who.roles, RELATION_PRACTICE)
               ? NULL
               : "Been here before? The owner or the front desk can look; you see your own clients only.";
}

struct client_same_list {
    struct client_same *row;
    size_t count;
};
static const struct client_same_list nobody;

static void new_page(struct call *w, const struct form *f, const struct client_same_list *same)
{
    struct view_client_form v = {
        .heading = "Add a client", .button = "Add this client", .action = {STR("/clients/new")}, .back = {STR("/")}};
    if (!put_primary(w, &v, f)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Add a client", f, &v.page);
    v.folds = !f->errors_count && !w->kept_form.p;
    v.page.shape = "stack narrow";
    put_fields(w, &v, f, NULL);
    v.name.hint = before_hint(w);
    v.same = same->row;
    v.same_count = same->count;
    view_client_form(&w->out, &v);
}

/* Who is there already: each is looked at as a client, with an event. */
static bool same_ones(struct call *w, const struct client_new *n, struct client_same_list *out)
{
    struct client_card card;
    out->row = arena_array(w->arena, n->same_count, sizeof *out->row);
    for (size_t i = 0; out->row && i < n->same_count; i++) {
        if (!clients_read(w->practice, &w->who, n->same[i], w->arena, &card, &w->err)) {
            return false;
        }
        bool chart = web_may_here(w, CASE_CHART_READ, &card);
        out->row[out->count++] =
            (struct client_same){card.name,
                                 web_date(w, card.birth_date),
                                 {web_print(w, "/clients/%.*s%s", (int)card.id.n, card.id.p, chart ? "" : "/details")},
                                 str_is(card.state, "ended")};
    }
    return out->row || arena_error(w->arena, &w->err);
}

void client_new_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    new_page(w, &f, &nobody);
}

#define AGE_MOST 120 /* more is a slip of the year */

/* Who may consent and which measures fit follow from the age: a year that cannot be is told at once. */
static void see_birth(struct call *w, struct form *f)
{
    struct date born = form_date(f, "birth_date");
    if (!date_is_set(born)) {
        return;
    }
    if (date_diff(born, w->today) > 0) {
        form_wrong(w, f, "birth_date", "The date of birth lies ahead; check the year.");
    } else if (date_age(born, w->today) > AGE_MOST) {
        form_wrong(w, f, "birth_date", "This would be an age of more than %d years; check the year.", AGE_MOST);
    }
}

void client_new_do(struct call *w)
{
    struct form f;
    struct client_new n = {.details = NONE};
    bool ok = form_read(w, rows, COUNT_OF(rows), &f);
    see_birth(w, &f);
    if (!ok || f.errors_count) {
        new_page(w, &f, &nobody);
        return;
    }
    n.details = details_json(w, &f);
    n.primary = form_value(&f, "primary");
    n.unless_same = !form_is(&f, "another", "1");
    if (w->err.kind || !clients_new(w->practice, &w->who, &n, w->who.once, w->arena, &w->err)) {
        if (w->err.kind == ERR_INVALID) {
            form_wrong(w, &f, strcmp(w->err.where, "primary") == 0 ? "primary" : "name", "%s", w->err.text);
            new_page(w, &f, &nobody);
        } else if (w->err.kind == ERR_CONFLICT && strcmp(w->err.where, "same") == 0) {
            struct client_same_list same = {.count = 0};
            err_clear(&w->err);
            if (same_ones(w, &n, &same)) {
                w->answer->status = 409;
                new_page(w, &f, &same);
            } else {
                web_trouble(w, &f);
            }
        } else {
            web_trouble(w, &f);
        }
    } else if (n.id.n) {
        web_said(w, "The client was added.", "/clients/%s", web_part(w, n.id));
    } else {
        web_said(w, "The client was added.", "/"); /* the same form, sent twice */
    }
}

/* ---- what is known ---- */

static const struct field end_rows[] = {
    {"reason", "Why", FIELD_LINE, true, 1, TEXT_MOST, NULL, "Say why, in a few words."},
    {"ended", "Ended", FIELD_CHOICE, true, 0, 0, "0|1", NULL},
};

/* Whether a plan is in force. false: w->err. */
static bool plan_in_force(struct call *w, bool *found)
{
    struct plan_version *list;
    size_t n = 0;
    *found = false;
    if (!web_may(w, CASE_PLAN_READ)) {
        return true;
    }
    if (!plans_list(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        bool refused = w->err.kind == ERR_REFUSED; /* who keeps the accounts of somebody else's client */
        if (refused) {
            err_clear(&w->err);
        }
        return refused;
    }
    for (size_t i = 0; i < n; i++) {
        *found = *found || str_is(list[i].state, "signed");
    }
    return true;
}

/* A plan in force ends with the care, on its own page: there is one end, not two. */
static bool put_end(struct call *w, struct view_details *v)
{
    if (v->ended || !v->ending.whole.n || !client_page(w, "/ending").whole.n) {
        return true;
    }
    if (!plan_in_force(w, &v->has_plan)) {
        return false;
    }
    v->plan_end = v->has_plan ? client_page(w, "/ending?care=1") : NO_URL;
    return true;
}

static void details_page(struct call *w, const struct form *f)
{
    struct view_details v = {.facts_count = 0};
    struct client_card card;
    const struct json *root;
    struct str json;
    int64_t version;
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err) ||
        !clients_details(w->practice, &w->who, w->client, w->arena, &json, &version, &w->err) ||
        !json_parse(json, w->arena, &root, &w->err)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Client details", f, &v.page);
    strip_of(w, &card, "Details", &v.strip);
    v.ended = str_is(card.state, "ended");
    v.end_open = f->errors_count > 0;
    v.ending.whole =
        web_may(w, CASE_CLIENT_END) ? web_print(w, "/clients/%.*s/end", (int)w->client.n, w->client.p) : NONE;
    if (!put_end(w, &v)) {
        web_trouble(w, f);
        return;
    }
    v.reason = field_show(w, f, "reason", NONE);
    v.facts = arena_array(w->arena, MEMBERS, sizeof *v.facts);
    for (size_t i = 0; v.facts && i < MEMBERS; i++) {
        struct date day;
        struct str text = member(root, rows[i].name);
        if (rows[i].kind == FIELD_DATE && date_parse(text, &day)) {
            text = web_day(w, day);
        }
        if (text.n) {
            v.facts[v.facts_count++] = (struct details_fact){rows[i].label, text};
        }
    }
    v.change = web_may(w, CASE_CLIENT_CHANGE) ? client_page(w, "/details/change") : NO_URL;
    v.team = client_page(w, "/team");
    v.access = client_page(w, "/access");
    v.device = client_page(w, "/device");
    view_details(&w->out, &v);
}

void details_show(struct call *w)
{
    struct form f;
    form_empty(w, end_rows, COUNT_OF(end_rows), &f);
    details_page(w, &f);
}

void client_end_do(struct call *w)
{
    struct form f;
    if (!form_read(w, end_rows, COUNT_OF(end_rows), &f)) {
        details_page(w, &f);
        return;
    }
    bool ended = form_is(&f, "ended", "1"), has_plan = false;
    if (ended && client_page(w, "/ending").whole.n && !plan_in_force(w, &has_plan)) {
        web_trouble(w, &f);
        return;
    }
    if (has_plan) { /* who may end the plan ends both at once */
        struct view_link next = {client_page(w, "/ending?care=1"), "End the plan and the care", false};
        message_show(w, 409, "A plan is in force", STR("Care ends together with its plan. Nothing was changed."),
                     &next);
        return;
    }
    if (clients_end(w->practice, &w->who, w->client, ended, form_value(&f, "reason"), &w->err)) {
        web_said(w, ended ? "Care has ended." : "Care goes on again.", "/clients/%s/details", web_part(w, w->client));
    } else {
        web_trouble(w, &f);
    }
}

static void change_page(struct call *w, const struct form *f, const struct json *now, struct str version)
{
    struct view_client_form v = {
        .heading = "Change the details", .button = "Save the details", .has_strip = true, .version = version};
    if (!strip_read(w, "Details", &v.strip)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Change details", f, &v.page);
    v.page.shape = "stack narrow";
    v.action = client_page(w, "/details/change");
    v.back = client_page(w, "/details");
    put_fields(w, &v, f, now);
    view_client_form(&w->out, &v);
}

static bool read_now(struct call *w, const struct json **root, int64_t *version)
{
    struct str json;
    return clients_details(w->practice, &w->who, w->client, w->arena, &json, version, &w->err) &&
           json_parse(json, w->arena, root, &w->err);
}

void details_change_show(struct call *w)
{
    struct form f;
    const struct json *root;
    int64_t version;
    if (!read_now(w, &root, &version)) {
        web_trouble(w, NULL);
        return;
    }
    form_empty(w, rows, COUNT_OF(rows), &f);
    struct str kept = form_value(&f, "version"); /* what was typed before signing in again rests on that one */
    change_page(w, &f, root, kept.n ? kept : web_print(w, "%lld", (long long)version));
}

/* Both texts side by side, where they differ; the rest goes along. */
static void conflict_page(struct call *w, const struct form *f)
{
    struct view_details_conflict v = {.conflicts_count = 0};
    const struct json *root;
    int64_t version;
    w->err = (struct err){0};
    if (!strip_read(w, "Details", &v.strip) || !read_now(w, &root, &version)) {
        web_trouble(w, f);
        return;
    }
    w->answer->status = 409;
    page_begin(w, "Two people changed these details", NULL, &v.page);
    v.action = client_page(w, "/details/change");
    v.version = web_print(w, "%lld", (long long)version);
    v.conflicts = arena_array(w->arena, MEMBERS, sizeof *v.conflicts);
    v.same = arena_array(w->arena, MEMBERS, sizeof *v.same);
    for (size_t i = 0; v.conflicts && v.same && i < MEMBERS; i++) {
        struct str theirs = member(root, rows[i].name);
        if (str_eq(theirs, f->value[i])) {
            v.same[v.same_count++] = (struct view_hidden){rows[i].name, theirs};
        } else {
            v.conflicts[v.conflicts_count++] =
                (struct details_conflict){rows[i].name, rows[i].label, f->value[i], theirs};
        }
    }
    view_details_conflict(&w->out, &v);
}

void details_change_do(struct call *w)
{
    struct form f;
    bool ok = form_read(w, rows, COUNT_OF(rows), &f);
    struct str json = details_json(w, &f);
    see_birth(w, &f);
    if (!ok || f.errors_count) {
        change_page(w, &f, NULL, form_value(&f, "version"));
    } else if (w->err.kind) {
        web_trouble(w, &f);
    } else if (clients_change(w->practice, &w->who, w->client, json, form_number(&f, "version", 0), &w->err)) {
        web_said(w, "The details were saved.", "/clients/%s/details", web_part(w, w->client));
    } else if (w->err.kind == ERR_CONFLICT) {
        conflict_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}
