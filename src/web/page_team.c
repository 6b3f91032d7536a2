/* page_team.c: who cares for a client; adding and taking out. */
#include "web/details.h"

#include "views.h"
#include "web/web_parts.h"

static const struct view_choice roles[] = {{"primary", "Primary clinician", NULL, false},
                                           {"clinician", "Clinician", NULL, false},
                                           {"prescriber", "Prescriber", NULL, false},
                                           {"supervisor", "Supervisor", NULL, false},
                                           {"staff", "Staff", "Names, dates and sessions, nothing clinical.", false}};
static const struct field rows[] = {
    {"account", "Who", FIELD_CHOICE, true, 0, 0, NULL, "Choose who is to be added."},
    {"role", "As what", FIELD_CHOICE, true, 0, 0, "primary|clinician|prescriber|supervisor|staff",
     "Choose as what they care for this client."},
    {"until", "Until", FIELD_DATE, false, 0, 0, NULL, NULL},
};

static const char *role_label(struct str role)
{
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        if (str_is(role, roles[i].value)) {
            return roles[i].label;
        }
    }
    return "Client or guardian";
}

static struct str day_of(struct call *w, int64_t at_ms)
{
    return web_day(w, zone_day(w->zone, at_ms));
}

static void put_members(struct call *w, const struct team_row *team, size_t n, const struct person *people,
                        size_t person_count, struct view_team *v)
{
    bool may = web_may(w, CASE_TEAM_LEAVE);
    v->members = arena_array(w->arena, n, sizeof *v->members);
    for (size_t i = 0; v->members && i < n; i++) {
        struct str name = STR("Somebody who has left the practice");
        for (size_t k = 0; k < person_count; k++) {
            name = str_eq(people[k].id, team[i].user) ? people[k].name : name;
        }
        bool works_here = !str_is(team[i].role, "client") && !str_is(team[i].role, "guardian");
        v->members[v->members_count++] =
            (struct team_member){.name = name,
                                 .role = str_of(role_label(team[i].role)),
                                 .since = day_of(w, team[i].from_ms),
                                 .until = team[i].until_ms.has ? day_of(w, team[i].until_ms.v) : NONE,
                                 .account = team[i].user,
                                 .role_id = team[i].role,
                                 .may_leave = may && works_here};
    }
}

static void put_form(struct call *w, const struct form *f, const struct person *people, size_t n, struct view_team *v)
{
    struct view_choice *list = arena_array(w->arena, n, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; list && i < n; i++) {
        if (str_is(people[i].state, "active") && !(people[i].roles & (ROLE_CLIENT | ROLE_GUARDIAN | ROLE_AUDITOR))) {
            list[count++] = (struct view_choice){arena_copy(w->arena, people[i].id.p, people[i].id.n),
                                                 arena_copy(w->arena, people[i].name.p, people[i].name.n), NULL, false};
        }
    }
    v->account = field_show(w, f, "account", NONE);
    v->account.is_choice = false;
    v->account.is_select = true;
    field_choices(w, &v->account, list, count);
    v->role = field_show(w, f, "role", NONE);
    field_choices(w, &v->role, roles, COUNT_OF(roles));
    v->until = field_show(w, f, "until", NONE);
}

static void team_page(struct call *w, const struct form *f)
{
    struct view_team v = {.members_count = 0};
    struct team_row *team;
    struct person *people;
    size_t n, person_count;
    if (!strip_read(w, "Details", &v.strip) ||
        !people_team(w->practice, &w->who, w->client, w->arena, &team, &n, &w->err) ||
        !people_list(w->practice, &w->who, w->arena, &people, &person_count, &w->err)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Care team", f, &v.page);
    put_members(w, team, n, people, person_count, &v);
    v.may_join = web_may(w, CASE_TEAM_JOIN);
    v.join = client_page(w, "/team");
    v.leave.whole = web_print(w, "%.*s/leave", (int)v.join.whole.n, v.join.whole.p);
    if (v.may_join) {
        put_form(w, f, people, person_count, &v);
    }
    view_team(&w->out, &v);
}

void team_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    team_page(w, &f);
}

/* The end of that day in the practice's zone. */
static struct opt_int until_of(const struct call *w, const struct form *f)
{
    struct date day = form_date(f, "until");
    return date_is_set(day) ? (struct opt_int){true, zone_day_begins_ms(w->zone, date_add_days(day, 1))}
                            : (struct opt_int){false, 0};
}

void team_join_do(struct call *w)
{
    struct form f;
    if (!form_read(w, rows, COUNT_OF(rows), &f)) {
        team_page(w, &f);
        return;
    }
    if (people_join(w->practice, &w->who, w->client, form_value(&f, "account"), form_value(&f, "role"), until_of(w, &f),
                    &w->err)) {
        web_said(w, "The care team has changed.", "/clients/%s/team", web_part(w, w->client));
    } else if (w->err.kind == ERR_INVALID || w->err.kind == ERR_CONFLICT) {
        form_wrong(w, &f, "role", "%s", w->err.text);
        team_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}

void team_leave_do(struct call *w)
{
    struct form f;
    if (!form_read(w, rows, 2, &f)) {
        team_page(w, &f);
        return;
    }
    if (people_leave(w->practice, &w->who, w->client, form_value(&f, "account"), form_value(&f, "role"), &w->err)) {
        web_said(w, "The care team has changed.", "/clients/%s/team", web_part(w, w->client));
    } else {
        web_trouble(w, &f); /* says what must be settled first */
    }
}
