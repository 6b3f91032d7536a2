/* page_entries.c: what was entered between sessions, in full: events, diagnoses, numbers; consultations. */
#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

#define MOST 200

static struct str spaced(struct call *w, struct str word)
{
    struct str s = web_print(w, "%.*s", (int)word.n, word.n ? word.p : "");
    for (size_t i = 0; i < s.n; i++) {
        ((char *)(uintptr_t)s.p)[i] = s.p[i] == '_' ? ' ' : s.p[i]; /* the arena's own copy */
    }
    return s;
}

static struct str number_words(struct call *w, const struct plan *p, const struct json *root)
{
    const struct json *v = json_get(root, "value") ? json_get(root, "value") : json_get(root, "level");
    const struct plan_objective *o = daily_aim(p, daily_member(root, "objective"));
    struct str about = o ? daily_objective(o) : daily_member(root, "measure"), period = daily_member(root, "period");
    if (v && v->type != JSON_NUMBER) {
        return v->type == JSON_TRUE ? STR("a goal is met") : STR("a goal is not met");
    }
    return web_print(w, "%.*s%s%.*s. %.*s", v ? (int)v->text.n : 0, v ? v->text.p : "", period.n ? " a " : "",
                     (int)period.n, period.n ? period.p : "", (int)about.n, about.n ? about.p : "");
}

static void put_entry(struct call *w, const struct plan *p, const struct record *r, struct daily_line *l)
{
    const struct json *root = daily_read(w, r->content);
    if (r->kind == RECORD_EVENT) {
        l->what = web_print(w, "Event: %s", spaced(w, daily_member(root, "kind")).p);
        daily_text_add(w, &l->texts, &l->texts_count, NULL, daily_member(root, "text"), NONE);
    } else if (r->kind == RECORD_DIAGNOSIS) {
        l->what = web_print(w, "Diagnosis: %s", spaced(w, daily_member(root, "code")).p);
        daily_text_add(w, &l->texts, &l->texts_count, NULL, daily_member(root, "text"), NONE);
    } else if (r->kind == RECORD_RATING) {
        l->what = web_print(w, "Entered: %s", spaced(w, daily_member(root, "type")).p);
        daily_text_add(w, &l->texts, &l->texts_count, NULL, number_words(w, p, root), NONE);
    } else {
        l->what = web_print(w, "With %s", spaced(w, daily_member(root, "with")).p);
        daily_text_add(w, &l->texts, &l->texts_count, "Ground", daily_member(root, "ground"), NONE);
        daily_text_add(w, &l->texts, &l->texts_count, "Shared", daily_member(root, "shared"), NONE);
        daily_text_add(w, &l->texts, &l->texts_count, "Advice", daily_member(root, "advice"), NONE);
    }
}

static void show_entries(struct call *w, unsigned kinds, struct view_daily_list *v)
{
    struct client_chart c;
    struct daily_people people;
    struct record *list = NULL;
    struct date until = {0};
    size_t n = 0;
    date_parse(http_query(w->in, "until"), &until);
    if (!daily_client(w, "Sessions", &c, &v->strip) || !daily_people(w, &people) ||
        !daily_rows(w, kinds, until, MOST, &list, &n)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, v->heading, NULL, &v->page);
    v->page.help = (struct url){STR("/help/days")};
    for (size_t i = 0; i < n; i++) {
        struct daily_line *l = daily_line_add(w, v, &list[i]);
        if (l) {
            l->who = daily_name(&people, list[i].by);
            put_entry(w, c.plan, &list[i], l);
            daily_again(w, &list[i], NULL, &l->links, &l->links_count);
        }
    }
    if (n == MOST) {
        char text[DATE_TEXT_SIZE];
        v->earlier.whole = web_print(w, "%.*s?until=%s", (int)w->in->path.n, w->in->path.p,
                                     date_format(date_from_day(list[n - 1].day), text));
    }
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    view_daily_list(&w->out, v);
}

void events_show(struct call *w)
{
    struct view_daily_list v = {.heading = "What happened",
                                .empty = "Events, diagnoses, counts and ratings will stand here by day."};
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/events/new"), STR("Enter what happened"));
    show_entries(w, 1u << RECORD_EVENT | 1u << RECORD_DIAGNOSIS | 1u << RECORD_RATING, &v);
}

void consultations_show(struct call *w)
{
    struct view_daily_list v = {.heading = "Consultations",
                                .empty = "Consultations will stand here: with whom, on what ground, what was shared."};
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/consultations/new"), STR("A consultation"));
    show_entries(w, 1u << RECORD_CONSULTATION, &v);
}
