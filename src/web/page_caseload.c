/* page_caseload.c: the first page: alerts, reviews due, what waits for others, all clients. */
#include "web/caseload.h"

#include "measure/measure.h"
#include "practice/between.h"
#include "practice/plans.h"
#include "views.h"
#include "web/web_parts.h"

#include <stdlib.h>

#define CLIENTS_MOST 1000
#define EACH_PAGE 25
#define SOON_DAYS 7

/* ---- one client as a line ---- */

/* A number as JSON has it, without ".0". */
static struct str short_number(const struct json *v)
{
    struct str s = v && v->type == JSON_NUMBER ? v->text : NONE;
    return str_ends_ci(s, STR(".0")) ? str_sub(s, 0, s.n - 2) : s;
}

static struct str change_words(struct call *w, struct str change)
{
    bool down = str_starts(change, STR("-"));
    struct str points = str_sub(change, down, change.n);
    return str_is(points, "0")
               ? STR("Same as at first")
               : web_print(w, "%.*s %s than at first", (int)points.n, points.p, down ? "lower" : "higher");
}

/* The first measure of a summary in words: "GAD-7 12, moderate", and how it changed since the first value. */
static void put_measure(struct call *w, struct str summary, struct caseload_row *out)
{
    const struct json *root = NULL;
    struct err none = {0};
    if (!summary.n || !json_parse(summary, w->arena, &root, &none)) {
        return;
    }
    const struct json *list = json_get(root, "measures"), *m = list ? list->first : NULL;
    const struct measure *known = measure_find(json_str(json_get(m, "instrument")));
    struct str band = json_str(json_get(m, "band")), number = short_number(json_get(m, "value"));
    struct str change = short_number(json_get(m, "change"));
    if (!known || !number.n) {
        return;
    }
    out->measure = band.n ? web_print(w, "%s %.*s, %.*s", known->name, (int)number.n, number.p, (int)band.n, band.p)
                          : web_print(w, "%s %.*s", known->name, (int)number.n, number.p);
    out->change = change.n ? change_words(w, change) : NONE;
}

static void put_due(struct call *w, const struct client_card *card, struct caseload_row *out)
{
    out->due_tag = "";
    if (!card->review_due.has) {
        return;
    }
    int64_t today = date_to_day(w->today), due = card->review_due.v;
    int64_t days = due - today;
    bool over = card->review_overdue.has && card->review_overdue.v <= today;
    out->due_tag = over ? "risk" : days <= 0 ? "warn" : "";
    if (days == 0) {
        out->due = STR("Review due today");
    } else if (days < 0) {
        out->due = web_print(w, "Review %lld %s late", (long long)-days, days == -1 ? "day" : "days");
    } else if (days <= SOON_DAYS) {
        out->due = days == 1 ? STR("Review tomorrow") : web_print(w, "Review in %lld days", (long long)days);
    } else {
        struct str day = web_day(w, date_from_day((int32_t)due));
        out->due = web_print(w, "Review on %.*s", (int)day.n, day.p);
    }
}

static struct url client_url(struct call *w, struct str id, const char *below)
{
    return (struct url){web_print(w, "/clients/%.*s%s", (int)id.n, id.p, below)};
}

void caseload_row_of(struct call *w, const struct client_card *card, struct caseload_row *out)
{
    *out = (struct caseload_row){.chart = client_url(w, card->id, ""),
                                 .review = client_url(w, card->id, "/review"),
                                 .name = card->name,
                                 .called = card->preferred_name};
    if (card->alerts) {
        out->alert =
            card->alerts == 1 ? STR("1 alert is open") : web_print(w, "%lld alerts are open", (long long)card->alerts);
    }
    put_due(w, card, out);
    if (str_is(card->state, "ended")) {
        out->due = STR("Care has ended");
        out->due_tag = "";
    }
    put_measure(w, card->summary, out);
}

/* ---- which of them ---- */

enum show { SHOW_ALL, SHOW_ALERTS, SHOW_LATE, SHOW_SOON, SHOW_NO_DATA };
static const struct view_choice shows[] = {{"all", "All", NULL, false},
                                           {"alerts", "With an open alert", NULL, false},
                                           {"late", "Review late", NULL, false},
                                           {"soon", "Review within 7 days", NULL, false},
                                           {"nodata", "No scores yet", NULL, false}};
static const struct view_choice sorts[] = {{"need", "What needs me first", NULL, false}, {"name", "Name", NULL, false}};

static bool is_due(const struct call *w, const struct client_card *c, int64_t within)
{
    return str_is(c->state, "active") && c->review_due.has && c->review_due.v <= date_to_day(w->today) + within;
}

static bool fits(const struct call *w, const struct client_card *c, enum show show)
{
    switch (show) {
    case SHOW_ALERTS:
        return c->alerts > 0;
    case SHOW_LATE:
        return is_due(w, c, -1);
    case SHOW_SOON:
        return is_due(w, c, SOON_DAYS);
    case SHOW_NO_DATA:
        return str_find(c->summary, STR("\"instrument\""), 0) == (size_t)-1;
    case SHOW_ALL:
        break;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    const struct client_card *x = a, *y = b;
    size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
    int order = n ? memcmp(x->name.p, y->name.p, n) : 0;
    return order ? order : (x->name.n > y->name.n) - (x->name.n < y->name.n);
}

static size_t read_choice(struct str value, const struct view_choice *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is(value, list[i].value)) {
            return i;
        }
    }
    return 0;
}

static int64_t read_page(const struct call *w)
{
    struct str s = http_query(w->in, "page");
    int64_t n = 0;
    for (size_t i = 0; i < s.n && i < 4; i++) {
        n = s.p[i] >= '0' && s.p[i] <= '9' ? 10 * n + s.p[i] - '0' : n;
    }
    return n ? n : 1;
}

static struct view_field choice_field(struct call *w, const char *name, const char *label,
                                      const struct view_choice *list, size_t n, size_t chosen)
{
    struct view_field f = {
        .name = name, .label = label, .is_select = true, .required = true, .value = str_of(list[chosen].value)};
    field_choices(w, &f, list, n);
    return f;
}

static struct url page_url(struct call *w, size_t show, size_t sort, int64_t page)
{
    return (struct url){
        web_print(w, "/?show=%s&sort=%s&page=%lld#clients", shows[show].value, sorts[sort].value, (long long)page)};
}

static void put_clients(struct call *w, struct client_page *list, struct view_caseload *v)
{
    size_t show = read_choice(http_query(w->in, "show"), shows, COUNT_OF(shows));
    size_t sort = read_choice(http_query(w->in, "sort"), sorts, COUNT_OF(sorts)), n = 0;
    int64_t page = read_page(w);
    for (size_t i = 0; i < list->count; i++) {
        if (fits(w, &list->row[i], (enum show)show)) {
            list->row[n++] = list->row[i];
        }
    }
    if (sort == 1 && n) {
        qsort(list->row, n, sizeof *list->row, by_name);
    }
    size_t from = (size_t)(page - 1) * EACH_PAGE;
    if (from >= n) {
        from = 0;
        page = 1;
    }
    v->show = choice_field(w, "show", "Show", shows, COUNT_OF(shows), show);
    v->sort = choice_field(w, "sort", "In the order of", sorts, COUNT_OF(sorts), sort);
    v->filtered = show != SHOW_ALL;
    v->clients = arena_array(w->arena, EACH_PAGE, sizeof *v->clients);
    for (size_t i = from; v->clients && i < n && i < from + EACH_PAGE; i++) {
        caseload_row_of(w, &list->row[i], &v->clients[v->clients_count++]);
    }
    v->has_earlier = page > 1;
    v->earlier = page_url(w, show, sort, page - 1);
    v->has_later = n > from + EACH_PAGE;
    v->later = page_url(w, show, sort, page + 1);
    v->shown = n > EACH_PAGE ? web_print(w, "%zu to %zu of %zu", from + 1, from + v->clients_count, n)
                             : web_print(w, n == 1 ? "1 client" : "%zu clients", n);
}

/* ---- what needs me ---- */

static void put_reviews(struct call *w, const struct client_page *list, struct view_caseload *v)
{
    v->reviews = arena_array(w->arena, EACH_PAGE, sizeof *v->reviews);
    for (size_t i = 0; v->reviews && i < list->count && v->reviews_count < EACH_PAGE; i++) {
        if (is_due(w, &list->row[i], SOON_DAYS)) {
            caseload_row_of(w, &list->row[i], &v->reviews[v->reviews_count++]);
        }
    }
}

static bool put_alerts(struct call *w, struct view_caseload *v)
{
    struct alert *list;
    size_t n;
    if (!between_alerts(w->practice, &w->who, w->arena, &list, &n, &w->err)) {
        return false;
    }
    v->alerts = arena_array(w->arena, n, sizeof *v->alerts);
    for (size_t i = n; v->alerts && i-- > 0;) { /* newest first */
        const struct alert *a = &list[i];
        struct str raised = web_time(w, a->raised_ms), due = web_time(w, a->due_ms);
        v->alerts[v->alerts_count] = (struct caseload_alert){
            .id = a->id,
            .name = a->name,
            .what = a->label,
            .when = web_print(w, "Raised %.*s. Not answered yet%s; %s %.*s.", (int)raised.n, raised.p,
                              a->escalated ? ", and passed on to you" : "",
                              a->due_ms < w->now_ms ? "that was due" : "due", (int)due.n, due.p),
            .first = !v->alerts_count,
            .respond = {web_print(w, "/clients/%.*s/alerts/%.*s", (int)a->client.n, a->client.p, (int)a->id.n,
                                  a->id.p)},
            .chart = client_url(w, a->client, "")};
        v->alerts_count++;
    }
    return true;
}

static bool put_waiting(struct call *w, struct view_caseload *v)
{
    struct plan_waiting *list;
    size_t n;
    if (!plans_waiting(w->practice, &w->who, w->arena, &list, &n, &w->err)) {
        return false;
    }
    v->waiting = arena_array(w->arena, n, sizeof *v->waiting);
    for (size_t i = 0; v->waiting && i < n; i++) {
        v->waiting[v->waiting_count++] = (struct caseload_waiting){
            .chart = client_url(w, list[i].client, "/plan"),
            .name = list[i].name,
            .text = web_print(w, "plan waits for the signature of: %.*s", (int)list[i].roles.n, list[i].roles.p)};
    }
    return true;
}

/* ---- the page ---- */

static void greet(struct call *w, struct view_caseload *v)
{
    int64_t hour = (w->now_ms + w->zone_ms) % DAY_MS / HOUR_MS;
    struct str first = w->me.name, rest;
    str_cut(w->me.name, ' ', &first, &rest);
    if (str_ends_ci(first, STR("."))) { /* "Dr." is no name */
        first = w->me.name;
    }
    v->greeting = web_print(w, "Good %s, %.*s",
                            hour < 12   ? "morning"
                            : hour < 18 ? "afternoon"
                                        : "evening",
                            (int)first.n, first.p);
}

static void sum_up(struct call *w, const struct client_page *list, struct view_caseload *v)
{
    const struct client_card *next = NULL;
    size_t need = v->alerts_count;
    for (size_t i = 0; i < list->count; i++) {
        const struct client_card *c = &list->row[i];
        bool due = is_due(w, c, 0);
        need += due;
        if (!due && c->review_due.has && str_is(c->state, "active") &&
            (!next || c->review_due.v < next->review_due.v)) {
            next = c;
        }
    }
    struct str all =
        web_print(w, list->count == 1 ? "1 client on your caseload." : "%zu clients on your caseload.", list->count);
    if (need) {
        v->lede = web_print(w, "%zu %s you today. %s", need, need == 1 ? "thing needs" : "things need", all.p);
    } else if (next) {
        struct str day = web_day(w, date_from_day((int32_t)next->review_due.v));
        v->lede = web_print(w, "Nothing needs you today. Next review: %.*s, %.*s. %s", (int)next->name.n, next->name.p,
                            (int)day.n, day.p, all.p);
    } else {
        v->lede = list->count ? web_print(w, "Nothing needs you today. %s", all.p) : STR("Nothing needs you today.");
    }
}

void caseload_show(struct call *w)
{
    struct client_page list = {.limit = CLIENTS_MOST};
    struct view_caseload v = {.treats = web_may(w, CASE_ALERT_LIST), .may_add = web_may(w, CASE_CLIENT_ADD)};
    if (!clients_list(w->practice, &w->who, &list, w->arena, &w->err) || (v.treats && !put_alerts(w, &v)) ||
        (v.treats && !put_waiting(w, &v))) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Caseload", NULL, &v.page);
    v.page.help = (struct url){STR("/help/caseload")};
    v.any = list.count > 0;
    v.may_add = v.may_add && route_is_there(w->web, "/clients/new");
    greet(w, &v);
    put_reviews(w, &list, &v);
    sum_up(w, &list, &v);
    put_clients(w, &list, &v);
    view_caseload(&w->out, &v);
}
