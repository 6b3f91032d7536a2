/* page_person.c: one person who works here: changed, invited anew, supervised, ended. */
#include "views.h"
#include "web/getting_in.h"
#include "web/people.h"
#include "web/people_form.h"
#include "web/settings.h"
#include "web/web_parts.h"

static const struct field supervision[] = {
    {"supervisor", "Supervisor", FIELD_CHOICE, true, 0, 0, NULL, "Choose who supervises."},
    {"until", "Last day", FIELD_DATE, false, 0, 0, NULL, NULL},
};

/* The person of the address; staff only. */
static bool find(struct call *w, struct person *out, struct person **all, size_t *n)
{
    if (!people_list(w->practice, &w->who, w->arena, all, n, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < *n; i++) {
        if (str_eq((*all)[i].id, web_param(w, "id")) && !((*all)[i].roles & (ROLE_CLIENT | ROLE_GUARDIAN))) {
            *out = (*all)[i];
            return true;
        }
    }
    return err_set(&w->err, ERR_NOT_FOUND, "person", "is not known");
}

static struct str name_of(const struct person *all, size_t n, struct str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].id, id)) {
            return all[i].name;
        }
    }
    return NONE;
}

static bool put_supervision(struct call *w, const struct form *f, const struct person *one, const struct person *all,
                            size_t n, struct view_person *v)
{
    struct supervision_row *pairs;
    size_t pair_count, count = 0;
    if (!people_supervisors(w->practice, &w->who, w->arena, &pairs, &pair_count, &w->err)) {
        return false;
    }
    v->supervisors = arena_array(w->arena, pair_count, sizeof *v->supervisors);
    for (size_t i = 0; v->supervisors && i < pair_count; i++) {
        if (str_eq(pairs[i].account, one->id)) {
            struct person_supervisor *s = &v->supervisors[v->supervisors_count++];
            *s = (struct person_supervisor){.id = pairs[i].supervisor, .name = name_of(all, n, pairs[i].supervisor)};
            if (pairs[i].until_ms.has) {
                s->until = web_day(w, last_day(w, pairs[i].until_ms.v));
            }
        }
    }
    struct view_choice *list = arena_array(w->arena, n, sizeof *list);
    for (size_t i = 0; list && i < n; i++) {
        if (str_is(all[i].state, "active") && all[i].roles & ROLE_SUPERVISOR && !str_eq(all[i].id, one->id)) {
            list[count++] = (struct view_choice){arena_copy(w->arena, all[i].id.p, all[i].id.n),
                                                 arena_copy(w->arena, all[i].name.p, all[i].name.n), NULL, false};
        }
    }
    v->supervisor = field_show(w, f, "supervisor", NONE);
    v->supervisor.is_choice = false;
    v->supervisor.is_select = true;
    field_choices(w, &v->supervisor, list, count);
    v->until = field_show(w, f, "until", NONE);
    return true;
}

/* f: of the person, or of the supervision; the other form stands as it is. */
static void page(struct call *w, const struct form *f)
{
    struct person one, *all;
    size_t n;
    struct view_person v = {.supervisors_count = 0};
    bool about_person = f->fields == person_rows;
    struct form none = {.fields = person_rows, .count = PERSON_FIELDS},
                pair = {.fields = supervision, .count = COUNT_OF(supervision)};
    if (!find(w, &one, &all, &n) || !put_supervision(w, about_person ? &pair : f, &one, all, n, &v)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Person", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/people")};
    const struct form *p = about_person ? f : &none;
    v.id = one.id;
    v.name = one.name;
    v.login = one.sign_in;
    v.state = str_is(one.state, "invited") ? STR("Invited; the invitation was not accepted yet.") : NONE;
    v.ended = str_is(one.state, "ended");
    v.supervised = one.roles & (ROLE_CLINICIAN | ROLE_PRESCRIBER) && str_is(one.state, "active");
    struct str version = form_value(p, "version");
    v.version = version.n ? version : web_print(w, "%lld", (long long)one.version);
    v.full_name = field_show(w, p, "name", one.name);
    v.email = field_show(w, p, "email", one.email);
    v.email.inputmode = "email";
    v.credential = field_show(w, p, "credential", one.credential);
    v.roles = roles_field(w, p, one.roles);
    char day[DATE_TEXT_SIZE] = "";
    v.ends = field_show(w, p, "ends",
                        one.ends_ms.has ? web_print(w, "%s", date_format(last_day(w, one.ends_ms.v), day)) : NONE);
    view_person(&w->out, &v);
}

void person_show(struct call *w)
{
    struct form f;
    form_empty(w, person_rows, PERSON_FIELDS, &f);
    page(w, &f);
}

/* What a member of the account says: as the form has it, and as it is read. */
static struct str said_now(struct call *w, const struct person *p, const char *name)
{
    char day[DATE_TEXT_SIZE];
    return strcmp(name, "name") == 0         ? p->name
           : strcmp(name, "email") == 0      ? p->email
           : strcmp(name, "credential") == 0 ? p->credential
           : strcmp(name, "roles") == 0      ? roles_value(w, p->roles)
           : strcmp(name, "ends") == 0 && p->ends_ms.has
               ? web_print(w, "%s", date_format(last_day(w, p->ends_ms.v), day))
               : NONE;
}

static struct str in_words(struct call *w, const struct person *p, const char *name)
{
    return strcmp(name, "roles") == 0                    ? roles_words(w, p->roles)
           : strcmp(name, "ends") == 0 && p->ends_ms.has ? web_day(w, last_day(w, p->ends_ms.v))
                                                         : said_now(w, p, name);
}

/* Somebody else changed the account meanwhile: both texts side by side, where they differ; the rest goes along. */
static void conflict(struct call *w, const struct form *f, const struct person *mine)
{
    struct view_settings_conflict v = {.heading = "Somebody else changed this account meanwhile"};
    struct person one, *all;
    size_t n;
    w->err = (struct err){0};
    if (!find(w, &one, &all, &n)) {
        web_trouble(w, f);
        return;
    }
    w->answer->status = 409;
    page_begin(w, "Two people changed this account", NULL, &v.page);
    v.page.shape = "stack narrow";
    v.action.whole = web_print(w, "/practice/people/%.*s", (int)one.id.n, one.id.p);
    v.conflicts = arena_array(w->arena, f->count, sizeof *v.conflicts);
    v.same = arena_array(w->arena, f->count + 1, sizeof *v.same);
    for (size_t i = 0; v.conflicts && v.same && i < f->count; i++) {
        const struct field *x = &f->fields[i];
        struct str yours = said_now(w, mine, x->name), theirs = said_now(w, &one, x->name);
        if (strcmp(x->name, "login") == 0 || strcmp(x->name, "version") == 0) {
            continue;
        }
        if (str_eq(yours, theirs)) {
            v.same[v.same_count++] = (struct view_hidden){x->name, theirs};
        } else {
            v.conflicts[v.conflicts_count++] = (struct settings_conflict){
                x->name, x->label, yours, theirs, in_words(w, mine, x->name), in_words(w, &one, x->name)};
        }
    }
    if (v.same) {
        v.same[v.same_count++] = (struct view_hidden){"version", web_print(w, "%lld", (long long)one.version)};
    }
    view_settings_conflict(&w->out, &v);
}

/* The address until now; who had it is told there of another one. */
static struct str address_of(struct call *w)
{
    struct person one, *all;
    size_t n;
    bool found = find(w, &one, &all, &n);
    err_clear(&w->err);
    return found ? one.email : NONE;
}

void person_do(struct call *w)
{
    struct person one;
    struct form f;
    if (!form_read(w, person_rows, PERSON_FIELDS, &f)) {
        page(w, &f);
        return;
    }
    struct str before = address_of(w);
    person_of(w, &f, &one);
    one.id = web_param(w, "id");
    if (people_change(w->practice, &w->who, &one, &w->err)) {
        if (before.n && !str_eq(before, one.email)) {
            letter_changed(w, before);
        }
        web_said(w, "The account was changed.", "/practice/people");
    } else if (w->err.kind == ERR_CONFLICT) {
        conflict(w, &f, &one);
    } else if (w->err.kind == ERR_INVALID || (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "owner") == 0)) {
        form_wrong(w, &f, person_field(&w->err), "%s: %s.", w->err.where, w->err.text);
        page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

void invite_again_do(struct call *w)
{
    struct invitation in = {.by_mail = false};
    struct person one, *all;
    size_t n;
    w->who.once = NONE; /* a second press makes a second invitation: what is shown is one that stands */
    bool found = find(w, &one, &all, &n);
    in.by_mail = found && str_is(one.state, "active") && one.email.n && !one.email_others && letters_go(w);
    if (found && people_invite_again(w->practice, &w->who, &one, &in, &w->err)) {
        invited_page(w, &one, &in);
    } else {
        web_trouble(w, NULL);
    }
    seal_wipe(&in, sizeof in);
}

void supervise_do(struct call *w)
{
    struct form f;
    struct date day;
    bool ok = form_read(w, supervision, COUNT_OF(supervision), &f), end = http_form(w->in, "now").n > 0;
    if (!ok) {
        page(w, &f);
        return;
    }
    day = form_date(&f, "until");
    struct opt_int until = {false, 0};
    if (date_is_set(day)) {
        until = (struct opt_int){true, zone_day_begins_ms(w->zone, date_add_days(day, 1))};
    }
    if (end) {
        until = (struct opt_int){true, w->now_ms - 1};
    }
    if (people_supervise(w->practice, &w->who, form_value(&f, "supervisor"), web_param(w, "id"), until, &w->err)) {
        web_said(w, "The supervision was changed.", "/practice/people/%s", web_part(w, web_param(w, "id")));
    } else if (w->err.kind == ERR_INVALID) {
        form_wrong(w, &f, "supervisor", "%s: %s.", w->err.where, w->err.text);
        page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

/* ---- the end ---- */

void person_end_show(struct call *w)
{
    struct person one, *all;
    size_t n;
    if (!find(w, &one, &all, &n)) {
        web_trouble(w, NULL);
        return;
    }
    struct view_confirm v = {.heading = "End this account",
                             .button = "End the account",
                             .text = web_print(w,
                                               "%.*s will not be able to sign in any more, and leaves all care teams "
                                               "and supervisions. What was written and signed stays. First hand over: "
                                               "alerts that the person owns or covers, and clients whom nobody else "
                                               "treats; you will be told when something is missing.",
                                               (int)one.name.n, one.name.p),
                             .action = {web_print(w, "/practice/people/%.*s/end", (int)one.id.n, one.id.p)},
                             .back = {web_print(w, "/practice/people/%.*s", (int)one.id.n, one.id.p)}};
    page_begin(w, "End an account", NULL, &v.page);
    v.page.shape = "stack narrow";
    view_confirm(&w->out, &v);
}

void person_end_do(struct call *w)
{
    if (people_end(w->practice, &w->who, web_param(w, "id"), &w->err)) {
        web_said(w, "The account has ended.", "/practice/people");
    } else {
        web_trouble(w, NULL); /* says what must be handed over first */
    }
}
