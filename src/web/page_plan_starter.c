/* page_plan_starter.c: what of a starter belongs in the plan is ticked, then the plan is begun. */
#include "plan/starter_take.h"
#include "practice/clients.h"
#include "practice/people.h"
#include "views.h"
#include "web/crisis.h"
#include "web/draft_parts.h"
#include "web/web_parts.h"

#include <string.h>

static bool put_scores(struct call *w, const struct client_card *card, struct starter_facts *out)
{
    struct edit_latest *latest;
    size_t n;
    if (!draft_latest(w, card, &latest, &n)) {
        return false;
    }
    struct starter_score *list = arena_array(w->arena, n + 1, sizeof *list);
    for (size_t i = 0; list && i < n; i++) {
        list[i] = (struct starter_score){latest[i].instrument, latest[i].value, latest[i].on};
    }
    out->scores = list;
    out->score_count = n;
    return list || arena_error(w->arena, &w->err);
}

/* The lines that this practice tells its clients to call, as they are told. */
static bool put_lines(struct call *w, struct starter_facts *out)
{
    struct view_crisis_numbers numbers;
    crisis_numbers(w, &numbers);
    struct str *lines = arena_array(w->arena, numbers.lines_count + 2, sizeof *lines);
    if (!lines) {
        return arena_error(w->arena, &w->err);
    }
    for (size_t i = 0; i < numbers.lines_count; i++) {
        const struct view_crisis_line *l = &numbers.lines[i];
        lines[out->crisis_count++] =
            web_print(w, "%.*s: %.*s%s%s", (int)l->label.n, l->label.p, (int)l->number.n, l->number.p,
                      l->text_number.n ? ", for texts " : "", web_chars(w, l->text_number));
    }
    if (numbers.cover.phone.n) {
        lines[out->crisis_count++] = web_print(w, "%.*s: %.*s", (int)numbers.cover.name.n, numbers.cover.name.p,
                                               (int)numbers.cover.phone.n, numbers.cover.phone.p);
    }
    out->crisis = lines;
    return true;
}

static bool facts_of(struct call *w, const struct form *f, struct starter_facts *out)
{
    struct client_card card;
    const struct json *root;
    struct str details;
    int64_t version;
    struct me me;
    memset(out, 0, sizeof *out);
    if (!clients_read(w->practice, &w->who, w->client, w->arena, &card, &w->err) ||
        !clients_details(w->practice, &w->who, w->client, w->arena, &details, &version, &w->err) ||
        !json_parse(details, w->arena, &root, &w->err) ||
        !people_me(w->practice, &w->who, w->token, w->arena, &me, &w->err)) {
        return false;
    }
    const struct person *p = &me.person;
    out->client = card.name;
    out->preferred = card.preferred_name;
    out->clinician = p->credential.n
                         ? web_print(w, "%.*s, %.*s", (int)p->name.n, p->name.p, (int)p->credential.n, p->credential.p)
                         : p->name;
    out->contact = json_str(json_get(root, "contact"));
    out->age = date_is_set(card.birth_date) ? date_age(card.birth_date, w->today) : -1;
    out->weeks = (int)form_number(f, "weeks", 12);
    return put_scores(w, &card, out) && put_lines(w, out);
}

static struct view_field ticks(struct call *w, const struct form *f, const char *name, const struct starter_part *parts,
                               size_t n, enum starter_kind from, enum starter_kind to)
{
    struct view_field field = field_show(w, f, name, NONE);
    struct view_choice *list = arena_array(w->arena, n + 1, sizeof *list);
    struct str ticked = NONE;
    size_t count = 0;
    for (size_t i = 0; list && i < n; i++) {
        if (parts[i].kind >= from && parts[i].kind <= to) {
            list[count++] = (struct view_choice){web_chars(w, parts[i].id), web_chars(w, parts[i].label),
                                                 parts[i].note.n ? web_chars(w, parts[i].note) : NULL, false};
            ticked = !parts[i].ticked ? ticked
                     : ticked.n ? web_print(w, "%.*s|%.*s", (int)ticked.n, ticked.p, (int)parts[i].id.n, parts[i].id.p)
                                : parts[i].id;
        }
    }
    field.value = form_is(f, "how", "take") ? form_value(f, name) : ticked;
    field_choices(w, &field, list, list ? count : 0);
    return field;
}

void plan_starter_show(struct call *w, const struct form *f)
{
    struct view_plan_starter v;
    struct starter_facts facts;
    struct starter_part *parts;
    size_t n;
    const struct starter *s = starter_find(form_value(f, "starter"));
    memset(&v, 0, sizeof v);
    if (!s || !facts_of(w, f, &facts) || !starter_parts(s, &facts, w->arena, &parts, &n, &w->err) ||
        !strip_read(w, "Plan", &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Begin a plan", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/plans")};
    v.want = form_value(f, "want");
    v.starter = str_of(s->id);
    v.objectives = ticks(w, f, "objectives", parts, n, STARTER_OBJECTIVE, STARTER_OBJECTIVE);
    v.interventions = ticks(w, f, "interventions", parts, n, STARTER_INTERVENTION, STARTER_INTERVENTION);
    v.also = ticks(w, f, "also", parts, n, STARTER_REFERRAL, STARTER_SAFETY_PLAN);
    v.weeks = field_show(w, f, "weeks", STR("12"));
    v.weeks.required = true; /* no more than its label: it has a default */
    view_plan_starter(&w->out, &v);
}

bool plan_starter_take(struct call *w, const struct form *f, struct plan **out)
{
    static const char *const names[] = {"objectives", "interventions", "also"};
    const struct starter *s = starter_find(form_value(f, "starter"));
    struct starter_facts facts;
    size_t n = 0, room = 1;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        room += form_value(f, names[i]).n + 1;
    }
    struct str *ids = arena_array(w->arena, room, sizeof *ids);
    for (size_t i = 0; ids && i < COUNT_OF(names); i++) {
        struct str rest = form_value(f, names[i]), one;
        while (str_cut(rest, '|', &one, &rest)) {
            ids[n++] = one;
        }
        ids[n++] = rest;
    }
    return (ids || arena_error(w->arena, &w->err)) && facts_of(w, f, &facts) &&
           starter_take(s, &facts, ids, n, w->arena, out, &w->err);
}
