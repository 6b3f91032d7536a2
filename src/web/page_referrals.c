/* page_referrals.c: referrals and how far each is; a new one, and a new status of one. */
#include "views.h"
#include "web/daily.h"
#include "web/web_parts.h"

static const struct view_choice statuses[] = {{"planned", "Planned", NULL, false},
                                              {"made", "Made", NULL, false},
                                              {"accepted", "Accepted", NULL, false},
                                              {"declined", "Declined", NULL, false},
                                              {"completed", "Completed", NULL, false}};

static const struct field rows[] = {{"date", "Day", FIELD_DATE, true, 0, 0, NULL, "Give the day."},
                                    {"to", "To whom", FIELD_LINE, true, 0, 300, NULL, "Say to whom."},
                                    {"why", "Why", FIELD_TEXT, true, 0, 4000, NULL, "Say why."},
                                    {"status", "How far it is", FIELD_CHOICE, true, 0, 0,
                                     "planned|made|accepted|declined|completed", "Choose how far it is."},
                                    {"text", "Anything else", FIELD_TEXT, false, 0, 4000, NULL, NULL},
                                    {"of", "Referral", FIELD_LINE, false, 0, 26, NULL, NULL}};

static const char *status_words(struct str s)
{
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        if (str_is(s, statuses[i].value)) {
            return statuses[i].label;
        }
    }
    return "";
}

/* The newest status stands on top, the earlier ones below; list: newest first. */
static void put_referral(struct call *w, const struct daily_people *people, const struct record *list, size_t n,
                         const struct record *r, struct view_daily_list *v)
{
    const struct json *root = daily_read(w, r->content);
    struct daily_line *l = root ? daily_line_add(w, v, r) : NULL;
    bool told = false;
    if (!l) {
        return;
    }
    l->what = daily_member(root, "to");
    l->who = daily_name(people, r->by);
    daily_text_add(w, &l->texts, &l->texts_count, NULL, daily_member(root, "why"), NONE);
    for (size_t i = 0; i < n; i++) {
        const struct json *now = NULL;
        if ((&list[i] == r || str_eq(list[i].of, r->id)) && (now = daily_read(w, list[i].content))) {
            const char *word = status_words(daily_member(now, "status"));
            struct str day = web_day(w, date_from_day(list[i].day));
            if (!told && !daily_struck(&list[i])) {
                l->tag = str_of(word);
                told = true;
            }
            daily_text_add(w, &l->texts, &l->texts_count, word, day, daily_member(now, "text"));
        }
    }
    if (!l->struck && web_may(w, CASE_ENTRY_WRITE)) {
        daily_link_add(w, &l->links, &l->links_count, daily_url(w, "/referrals/new?of=%.*s", (int)r->id.n, r->id.p),
                       STR("New status"));
    }
    daily_again(w, r, NULL, &l->links, &l->links_count);
}

void referrals_show(struct call *w)
{
    struct view_daily_list v = {.heading = "Referrals"};
    struct client_chart c;
    struct daily_people people;
    struct record *list = NULL;
    size_t n = 0;
    if (!daily_client(w, "", &c, &v.strip) || !daily_people(w, &people) ||
        !daily_rows(w, 1u << RECORD_REFERRAL, (struct date){0}, 0, &list, &n)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Referrals", NULL, &v.page);
    v.page.help = (struct url){STR("/help/days")};
    v.empty = "Referrals will stand here, each with how far it is.";
    daily_link_add(w, &v.actions, &v.actions_count, client_page(w, "/referrals/new"), STR("A new referral"));
    for (size_t i = 0; i < n; i++) {
        if (!list[i].of.n) {
            put_referral(w, &people, list, n, &list[i], &v);
        }
    }
    if (c.plan && c.plan->referrals.n) {
        struct str first = c.plan->referrals.at[0].name.n ? c.plan->referrals.at[0].name : c.plan->referrals.at[0].to;
        v.lede = c.plan->referrals.n == 1 ? web_print(w, "The plan foresees one: %.*s.", (int)first.n, first.p)
                                          : web_print(w, "The plan foresees %zu, the first %.*s.", c.plan->referrals.n,
                                                      (int)first.n, first.p);
    }
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    view_daily_list(&w->out, &v);
}

/* ---- one ---- */

static void show_form(struct call *w, struct str of, struct form *f, struct str when)
{
    struct view_daily_form v = {.has_strip = true};
    struct record old = {.id = NONE};
    const struct json *was = NULL;
    char text[DATE_TEXT_SIZE];
    struct view_field *x;
    if (!strip_read(w, "", &v.strip) ||
        (of.n && !between_get(w->practice, &w->who, w->client, RECORD_REFERRAL, of, w->arena, &old, &w->err)) ||
        (of.n && !(was = daily_read(w, old.content)))) {
        web_trouble(w, f);
        return;
    }
    daily_form(w, of.n ? "New status of a referral" : "A new referral", f, of.n ? NULL : "referral", when, &v);
    v.page.help = (struct url){STR("/help/days")};
    v.button = "Save";
    v.back = daily_url(w, "/referrals");
    daily_hide(w, &v, "of", of);
    struct daily_part *p = daily_part_add(w, &v.parts, &v.parts_count, "entry", NULL);
    daily_ask(w, p, f, "date", web_print(w, "%s", date_format(w->today, text)));
    daily_ask(w, p, f, "to", daily_member(was, "to"));
    daily_ask(w, p, f, "why", daily_member(was, "why"));
    if ((x = daily_ask(w, p, f, "status", was ? daily_member(was, "status") : STR("planned")))) {
        field_choices(w, x, statuses, COUNT_OF(statuses));
    }
    daily_ask(w, p, f, "text", NONE);
    view_daily_form(&w->out, &v);
}

void referral_new_show(struct call *w)
{
    struct str of = http_query(w->in, "of"), when = NONE;
    struct form f;
    if (of.n) {
        form_empty(w, rows, COUNT_OF(rows), &f);
    } else if (!daily_bring(w, "referral", rows, COUNT_OF(rows), &f, &when)) {
        web_trouble(w, NULL);
        return;
    }
    show_form(w, of, &f, when);
}

void referral_new_do(struct call *w)
{
    struct form f;
    struct daily_json j;
    static const char *const names[] = {"to", "why", "status", "text"};
    bool good = form_read(w, rows, COUNT_OF(rows), &f);
    struct str of = form_value(&f, "of");
    daily_json_begin(&j);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        daily_put(&j.o, names[i], form_value(&f, names[i]));
    }
    struct entry x = {.kind = RECORD_REFERRAL, .date = form_date(&f, "date"), .of = of, .json = daily_json_end(w, &j)};
    if (good && !between_add(w->practice, &w->who, w->client, &x, NONE, w->arena, &w->err)) {
        good = false;
        if (!daily_trouble(w, &f)) {
            return;
        }
    }
    if (!good) {
        show_form(w, of, &f, NONE);
        return;
    }
    if (!of.n) {
        daily_sent(w, "referral");
    }
    daily_done(w, "The referral was saved.", "/referrals");
}
