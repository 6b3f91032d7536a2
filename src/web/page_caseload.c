/* page_caseload.c: the first page: alerts, reviews due, what waits for others, all clients. */
#include "web/caseload.h"
#include "web/daily.h"

#include "measure/measure.h"
#include "practice/queue.h"
#include "views.h"
#include "web/web_parts.h"

#define EACH_PAGE 25
#define REVIEWS_SHOWN 10
#define NEWS_SHOWN 6
#define SOON_DAYS QUEUE_DAYS

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
        struct str day = web_day_short(w, date_from_day((int32_t)due));
        out->due = web_print(w, "Review on %.*s", (int)day.n, day.p);
    }
}

static struct url client_url(struct call *w, struct str id, const char *below)
{
    return (struct url){web_print(w, "/clients/%.*s%s", (int)id.n, id.p, below)};
}

void caseload_row_of(struct call *w, const struct client_card *card, struct caseload_row *out)
{
    *out = (struct caseload_row){.chart = client_url(w, card->id, web_may(w, CASE_CHART_READ) ? "" : "/details"),
                                 .review = client_url(w, card->id, "/review"),
                                 .record = web_may(w, CASE_ENTRY_WRITE) ? client_url(w, card->id, "/scores/new")
                                                                        : (struct url){NONE},
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

static const struct view_choice whose[] = {[CASELOAD_TEAM] = {"team", "My care teams", NULL, false},
                                           [CASELOAD_MINE] = {"mine", "My own clients", NULL, false},
                                           [CASELOAD_SUPERVISED] = {"supervised", "Of those I supervise", NULL, false}};
static const struct view_choice shows[] = {[CASELOAD_IN_CARE] = {"in-care", "In care", NULL, false},
                                           [CASELOAD_ALERTS] = {"alerts", "With an open alert", NULL, false},
                                           [CASELOAD_LATE] = {"late", "Review late", NULL, false},
                                           [CASELOAD_SOON] = {"soon", "Review late or soon", NULL, false},
                                           [CASELOAD_WORSE] = {"worse", "Getting worse", NULL, false},
                                           [CASELOAD_NO_DATA] = {"nodata", "No scores yet", NULL, false},
                                           [CASELOAD_ENDED] = {"ended", "Care has ended", NULL, false},
                                           [CASELOAD_ALL] = {"all", "All, ended or not", NULL, false}};
static const struct view_choice sorts[] = {{"need", "Urgency", NULL, false}, {"name", "Name", NULL, false}};

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

/* A number of a page on; absent below the first. */
static struct url page_url(struct call *w, const struct caseload *c, int64_t page)
{
    return (struct url){web_print(w, "/?whose=%s&show=%s&sort=%s&page=%lld#clients", whose[c->whose].value,
                                  shows[c->show].value, sorts[c->by_name].value, (long long)page)};
}

/* How many are in care; *any: there are some whose care has ended, at least. */
static bool count_all(struct call *w, const struct caseload *shown, int64_t *all, bool *any)
{
    struct caseload c = {.today = w->today, .limit = 1},
                    ended = {.today = w->today, .limit = 1, .show = CASELOAD_ENDED};
    if (shown->whose == CASELOAD_TEAM && shown->show == CASELOAD_IN_CARE) {
        c.total = shown->total;
    } else if (!clients_caseload(w->practice, &w->who, &c, w->arena, &w->err)) {
        return false;
    }
    *all = (int64_t)c.total;
    *any = c.total > 0;
    if (*any || !clients_caseload(w->practice, &w->who, &ended, w->arena, &w->err)) {
        return *any;
    }
    *any = ended.total > 0;
    return true;
}

static bool put_clients(struct call *w, struct view_caseload *v, int64_t *all)
{
    int64_t page = read_page(w);
    size_t own = w->who.roles & ROLE_SUPERVISOR ? COUNT_OF(whose) : COUNT_OF(whose) - 1;
    struct caseload c = {
        .whose = (enum caseload_whose)read_choice(http_query(w->in, "whose"), whose, own),
        .show = (enum caseload_show)read_choice(http_query(w->in, "show"), shows, COUNT_OF(shows)),
        .by_name = read_choice(http_query(w->in, "sort"), sorts, COUNT_OF(sorts)) == 1,
        .today = w->today,
        .offset = (size_t)(page - 1) * EACH_PAGE,
        .limit = EACH_PAGE,
    };
    if (!clients_caseload(w->practice, &w->who, &c, w->arena, &w->err) || !count_all(w, &c, all, &v->any)) {
        return false;
    }
    v->whose = choice_field(w, "whose", "Whose", whose, own, c.whose);
    v->show = choice_field(w, "show", "Show", shows, COUNT_OF(shows), c.show);
    v->sort = choice_field(w, "sort", "In the order of", sorts, COUNT_OF(sorts), c.by_name);
    v->clients = arena_array(w->arena, c.count, sizeof *v->clients);
    for (size_t i = 0; v->clients && i < c.count; i++) {
        caseload_row_of(w, &c.row[i], &v->clients[v->clients_count++]);
    }
    v->has_earlier = c.offset > 0;
    v->earlier = page_url(w, &c, page - 1);
    v->has_later = c.total > c.offset + c.count;
    v->later = page_url(w, &c, page + 1);
    v->shown = c.total <= EACH_PAGE ? web_print(w, c.total == 1 ? "1 client" : "%zu clients", c.total)
               : c.count            ? web_print(w, "%zu to %zu of %zu", c.offset + 1, c.offset + c.count, c.total)
                                    : STR("");
    return true;
}

/* ---- what needs me ---- */

/* Of a client of mine, that somebody else sees to. */
static struct str other_words(struct call *w, const struct alert *a)
{
    struct str raised = web_time(w, a->raised_ms), due = web_time(w, a->due_ms), who = a->owner_name, next = NONE;
    bool late = a->due_ms < w->now_ms;
    if (a->tries) {
        struct str then = daily_next(w, a->next, a->follow);
        next = web_print(w, " The client was not reached. %.*s", (int)then.n, then.p);
    }
    if (!who.n) {
        return web_print(w, "Raised %.*s. Nobody is set to see to it.%.*s", (int)raised.n, raised.p, (int)next.n,
                         next.n ? next.p : "");
    }
    if (a->escalated) {
        return web_print(w, "Raised %.*s. The deadline passed %.*s; now %.*s sees to it.%.*s", (int)raised.n, raised.p,
                         (int)due.n, due.p, (int)who.n, who.p, (int)next.n, next.n ? next.p : "");
    }
    if (a->stayed) {
        return web_print(w, "Raised %.*s. A deadline has passed; %.*s still sees to it, by %.*s.%.*s", (int)raised.n,
                         raised.p, (int)who.n, who.p, (int)due.n, due.p, (int)next.n, next.n ? next.p : "");
    }
    return web_print(
        w, late ? "Raised %.*s. %.*s sees to it; that was due %.*s.%.*s" : "Raised %.*s. %.*s sees to it, by %.*s.%.*s",
        (int)raised.n, raised.p, (int)who.n, who.p, (int)due.n, due.p, (int)next.n, next.n ? next.p : "");
}

/* Of a client who was not reached: what comes next, and when. */
static struct str follow_words(struct call *w, const struct alert *a)
{
    struct str then = daily_next(w, a->next, a->follow), since = web_time(w, a->raised_ms);
    return web_print(w, "Raised %.*s; the client was not reached%s. %.*s", (int)since.n, since.p,
                     a->escalated ? ", and it was passed on to you" : "", (int)then.n, then.p);
}

static struct str own_words(struct call *w, const struct alert *a)
{
    struct str raised = web_time(w, a->raised_ms), due = web_time(w, a->due_ms);
    return web_print(w, "Raised %.*s. Not answered yet%s; %s %.*s.", (int)raised.n, raised.p,
                     a->escalated ? ", and passed on to you"
                     : a->stayed  ? ", and a deadline has passed"
                                  : "",
                     a->due_ms < w->now_ms ? "that was due" : "due", (int)due.n, due.p);
}

static void put_alert(struct call *w, const struct alert *a, struct str when, struct view_caseload *v)
{
    v->alerts[v->alerts_count] = (struct caseload_alert){
        .id = a->id,
        .name = a->name,
        .what = daily_alert(w, a),
        .when = when,
        .first = !v->alerts_count,
        .respond = {web_print(w, "/clients/%.*s/alerts/%.*s", (int)a->client.n, a->client.p, (int)a->id.n, a->id.p)},
        .chart = a->opens ? client_url(w, a->client, "") : (struct url){NONE}};
    v->alerts_count++;
}

/* Those that one sees to, then those of one's clients that others see to; newest first. */
static void put_alerts(struct call *w, const struct queue *q, struct view_caseload *v)
{
    v->alerts = arena_array(w->arena, q->alert_count + q->team_alert_count, sizeof *v->alerts);
    for (size_t i = q->alert_count; v->alerts && i-- > 0;) {
        const struct alert *a = &q->alert[i];
        put_alert(w, a, a->tries ? follow_words(w, a) : own_words(w, a), v);
    }
    for (size_t i = q->team_alert_count; v->alerts && i-- > 0;) {
        put_alert(w, &q->team_alert[i], other_words(w, &q->team_alert[i]), v);
    }
}

static void put_reviews(struct call *w, const struct queue *q, struct view_caseload *v)
{
    v->reviews = arena_array(w->arena, q->review_count, sizeof *v->reviews);
    for (size_t i = 0; v->reviews && i < q->review_count && i < REVIEWS_SHOWN; i++) {
        caseload_row_of(w, &q->review[i].card, &v->reviews[v->reviews_count++]);
    }
    if (q->review_count > REVIEWS_SHOWN) {
        v->more_reviews = web_print(w, "All %zu reviews", q->review_count);
    }
}

static struct str request_words(struct call *w, const struct queue_request *r)
{
    static const char *const what[REQUEST_KIND_COUNT] = {[REQUEST_ACCESS] = "asked for the record",
                                                         [REQUEST_AMENDMENT] = "asked for a correction",
                                                         [REQUEST_ACCOUNTING] = "asked who was given what",
                                                         [REQUEST_RESTRICTION] = "asked for a restriction",
                                                         [REQUEST_QUESTION] = "asked about the record"};
    struct str day = web_day(w, r->due_on);
    return web_print(w, "%s; %s %.*s", what[r->kind], r->days < 0 ? "the answer was due" : "answer by", (int)day.n,
                     day.p);
}

static void put_mine(struct call *w, const struct queue *q, struct view_caseload *v)
{
    v->mine =
        arena_array(w->arena, q->mine_count + q->request_count + q->words_count + q->draft_count, sizeof *v->mine);
    for (size_t i = 0; v->mine && i < q->mine_count; i++) {
        const struct queue_plan *p = &q->mine[i];
        v->mine[v->mine_count++] = (struct caseload_waiting){
            .chart = {web_print(w, "/clients/%.*s/plan/sign?v=%.*s", (int)p->client.n, p->client.p, (int)p->plan.n,
                                p->plan.p)},
            .name = p->name,
            .text = p->turn ? STR("a plan waits for your signature") : STR("a plan that others sign before you"),
            .link = "Read and sign"};
    }
    for (size_t i = 0; v->mine && i < q->request_count; i++) {
        const struct queue_request *r = &q->request[i];
        v->mine[v->mine_count++] = (struct caseload_waiting){.chart = client_url(w, r->client, "/sharing"),
                                                             .name = r->name,
                                                             .text = request_words(w, r),
                                                             .link = "Answer"};
    }
    for (size_t i = 0; v->mine && i < q->words_count; i++) {
        const struct queue_words *x = &q->words[i];
        struct str since = web_time(w, x->at_ms);
        v->mine[v->mine_count++] = (struct caseload_waiting){
            .chart = client_url(w, x->client, "/words"),
            .name = x->name,
            .text = x->count == 1 ? web_print(w, "words about the plan, not read yet, %.*s", (int)since.n, since.p)
                                  : web_print(w, "%lld words about the plan, not read yet, the first %.*s",
                                              (long long)x->count, (int)since.n, since.p),
            .link = "Read"};
    }
    for (size_t i = 0; v->mine && i < q->draft_count; i++) {
        v->mine[v->mine_count++] = (struct caseload_waiting){.chart = client_url(w, q->draft[i].client, "/plan/draft"),
                                                             .name = q->draft[i].name,
                                                             .text = STR("a draft of yours, not signed yet"),
                                                             .link = "Go on"};
    }
}

static void put_others(struct call *w, const struct queue *q, struct view_caseload *v)
{
    v->waiting = arena_array(w->arena, q->other_count, sizeof *v->waiting);
    for (size_t i = 0; v->waiting && i < q->other_count; i++) {
        const struct queue_plan *p = &q->others[i];
        v->waiting[v->waiting_count++] = (struct caseload_waiting){
            .chart = client_url(w, p->client, "/plan"),
            .name = p->name,
            .text = web_print(w, "the plan waits for the signature of: %.*s", (int)p->role.n, p->role.p)};
    }
    v->news = arena_array(w->arena, q->news_count, sizeof *v->news);
    for (size_t i = 0; v->news && i < q->news_count && i < NEWS_SHOWN; i++) {
        const struct queue_news *x = &q->news[i];
        struct str when = web_time(w, x->at_ms);
        v->news[v->news_count++] = (struct caseload_waiting){
            .chart = client_url(w, x->client,
                                x->kinds == 1u << RECORD_SAFETY_PLAN ? "/safety"
                                : x->kinds == 1u << RECORD_DIARY     ? "/diary"
                                                                     : ""),
            .name = x->name,
            .text = x->kinds == 1u << RECORD_SAFETY_PLAN
                        ? web_print(w, "changed the safety plan alone, %.*s", (int)when.n, when.p)
                    : x->entries == 1 ? web_print(w, "1 new entry, %.*s", (int)when.n, when.p)
                    : x->entries      ? web_print(w, "%zu new entries, the last %.*s", x->entries, (int)when.n, when.p)
                                      : web_print(w, "something new, %.*s", (int)when.n, when.p)};
    }
}

/* ---- the page ---- */

static void greet(struct call *w, struct view_caseload *v)
{
    int64_t local_ms = w->now_ms + zone_offset_s(w->zone, w->now_ms / 1000) * INT64_C(1000);
    int64_t hour = local_ms % DAY_MS / HOUR_MS;
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

/* One more kind of what waits, behind those that stand there already. */
static void add_need(struct call *w, struct str *text, size_t n, const char *before, const char *one, const char *many)
{
    if (n) {
        *text = web_print(w, "%.*s%s%s%zu %s", (int)text->n, text->n ? text->p : "", text->n ? ", " : "", before, n,
                          n == 1 ? one : many);
    }
}

static void sum_up(struct call *w, const struct queue *q, int64_t all, struct view_caseload *v)
{
    const struct queue_review *next = NULL;
    size_t reviews = 0, signatures = 0;
    for (size_t i = 0; i < q->review_count; i++) {
        bool soon = q->review[i].due == QUEUE_SOON;
        reviews += !soon;
        next = soon && !next ? &q->review[i] : next;
    }
    for (size_t i = 0; i < q->mine_count; i++) {
        signatures += q->mine[i].turn;
    }
    struct str clients =
        web_print(w, all == 1 ? "1 client on your caseload." : "%lld clients on your caseload.", (long long)all);
    struct str need = NONE;
    add_need(w, &need, q->alert_count + q->team_alert_count, "", "open alert", "open alerts");
    add_need(w, &need, reviews, "", "review that is due", "reviews that are due");
    add_need(w, &need, signatures, "", "signature of yours", "signatures of yours");
    add_need(w, &need, q->request_count, "", "request", "requests");
    add_need(w, &need, q->words_count, "unread words of ", "client", "clients");
    const char *none = q->draft_count == 1  ? "Nothing is due today; one draft of yours is open."
                       : q->draft_count > 1 ? "Nothing is due today; drafts of yours are open."
                                            : "Nothing needs you today.";
    if (need.n) {
        v->lede = web_print(w, "What needs you: %.*s. %s", (int)need.n, need.p, clients.p);
    } else if (next) {
        struct str day = web_day(w, date_add_days(w->today, (int32_t)next->days));
        v->lede = web_print(w, "%s Next review: %.*s, %.*s. %s", none, (int)next->card.name.n, next->card.name.p,
                            (int)day.n, day.p, clients.p);
    } else {
        v->lede = web_print(w, "%s%s%s", none, all ? " " : "", all ? clients.p : "");
    }
}

void caseload_show(struct call *w)
{
    struct view_caseload v = {.treats = web_may(w, CASE_QUEUE_READ), .may_add = web_may(w, CASE_CLIENT_ADD)};
    struct queue q = {0};
    int64_t all = 0;
    if ((v.treats && !queue_read(w->practice, &w->who, w->today, w->arena, &q, &w->err)) || !put_clients(w, &v, &all)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Caseload", NULL, &v.page);
    v.page.help = (struct url){STR("/help/caseload")};
    v.may_add = v.may_add && route_is_there(w->web, "/clients/new");
    greet(w, &v);
    put_alerts(w, &q, &v);
    put_reviews(w, &q, &v);
    put_mine(w, &q, &v);
    put_others(w, &q, &v);
    sum_up(w, &q, all, &v);
    view_caseload(&w->out, &v);
}
