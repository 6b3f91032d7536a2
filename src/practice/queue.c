/* queue.c: see queue.h. */
#include "practice/queue.h"

#include "practice/between_parts.h"
#include "practice/chart.h"
#include "practice/memo.h"
#include "store/chart.h"
#include "store/owned.h"
#include "store/queue.h"

#include <stdio.h>
#include <stdlib.h>

struct queue_call {
    struct date today;
    struct queue *out;
};

static bool may(const struct practice_tx *t, enum case_id id, enum relation relation)
{
    struct use_case c = practice_case(id);
    return practice_allows(&c, t->who->roles, relation);
}

/* *there is false when the client's record is gone: nothing of it can be read, and nothing waits. */
static bool name_of(struct practice_tx *t, struct str client, struct str *name, bool *there, struct err *e)
{
    struct client_row row;
    struct client_card card;
    struct err mine = {0};
    *name = NONE;
    *there = client_get(t->store, t->tx, t->who->practice, client, t->arena, &row, &mine);
    if (!*there) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    *there = !str_is(row.state, "erased");
    bool ok = clients_card(&row, t->arena, &card, e);
    *name = ok ? card.name : NONE;
    return ok;
}

/* A row is written where the count ends; it stays when the record of its client is there. */
static bool keep_named(struct practice_tx *t, struct str client, struct str *name, size_t *count, struct err *e)
{
    bool there, ok = name_of(t, client, name, &there, e);
    *count += ok && there;
    return ok;
}

/* ---- reviews ---- */

static bool read_reviews(struct practice_tx *t, const struct queue_call *c, struct err *e)
{
    struct client_row *rows;
    size_t n;
    int64_t today = date_to_day(c->today);
    if (!client_reviews(t->store, t->tx, t->who->practice, t->who->user, today + QUEUE_DAYS, QUEUE_MAX, t->arena, &rows,
                        &n, e)) {
        return false;
    }
    c->out->review = arena_array(t->arena, n, sizeof *c->out->review);
    if (!c->out->review) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        struct queue_review *r = &c->out->review[c->out->review_count++];
        r->days = rows[i].review_due.v - today;
        r->due = r->days < 0 ? QUEUE_LATE : r->days == 0 ? QUEUE_TODAY : QUEUE_SOON;
        if (!clients_card(&rows[i], t->arena, &r->card, e)) {
            return false;
        }
    }
    return true;
}

/* ---- plans that wait for signatures ---- */

static bool is_mine(struct practice_tx *t, const struct waiting_row *w, bool *mine, struct err *e)
{
    enum role role;
    enum relation relation;
    *mine = w->account.n && str_eq(w->account, t->who->user);
    if (w->account.n || !role_find(w->role, &role) || !(t->who->roles & role)) {
        return true;
    }
    if (!practice_relation(t->practice, t->tx, t->who, w->client, t->now_ms, &relation, e)) {
        return false;
    }
    *mine = may(t, CASE_PLAN_SIGN, relation);
    return true;
}

static void add_role(struct buf *b, struct str role)
{
    if (str_find(buf_str(b), role, 0) == (size_t)-1) {
        buf_cstr(b, b->n ? ", " : "");
        buf_add(b, role);
    }
}

/* The places of one plan, the first of them those whose turn it is. */
static bool read_plan(struct practice_tx *t, const struct waiting_row *w, size_t n, struct queue *out, struct err *e)
{
    struct str name;
    struct buf turn;
    bool there, ok, own_turn = false;
    if (!name_of(t, w->client, &name, &there, e)) {
        return false;
    }
    buf_init(&turn, 0);
    ok = true;
    for (size_t i = 0; ok && there && i < n; i++) {
        bool mine = false, first = w[i].place == w[0].place;
        ok = is_mine(t, &w[i], &mine, e);
        if (ok && mine) {
            out->mine[out->mine_count++] = (struct queue_plan){.client = w->client,
                                                               .name = name,
                                                               .plan = w->plan,
                                                               .role = w[i].role,
                                                               .item = w[i].item,
                                                               .turn = first};
            own_turn = own_turn || first;
        } else if (ok && first) {
            add_role(&turn, w[i].role);
        }
    }
    if (ok && turn.n) {
        struct queue_plan *p = &out->others[out->other_count++];
        *p = (struct queue_plan){.client = w->client, .name = name, .plan = w->plan, .turn = own_turn};
        return between_take(&turn, t->arena, &p->role, e);
    }
    buf_free(&turn);
    return ok;
}

static bool read_plans(struct practice_tx *t, struct queue *out, struct err *e)
{
    struct waiting_row *w;
    size_t n, from = 0;
    if (!waiting_list(t->tx, t->who->practice, t->who->user, t->now_ms, 4 * QUEUE_MAX, t->arena, &w, &n, e)) {
        return false;
    }
    out->mine = arena_array(t->arena, n, sizeof *out->mine);
    out->others = arena_array(t->arena, n, sizeof *out->others);
    if (!out->mine || !out->others) {
        return arena_error(t->arena, e);
    }
    while (from < n) {
        size_t to = from + 1;
        while (to < n && str_eq(w[to].client, w[from].client) && str_eq(w[to].plan, w[from].plan)) {
            to++;
        }
        if (!read_plan(t, w + from, to - from, out, e)) {
            return false;
        }
        from = to;
    }
    return true;
}

/* ---- requests with a clock ---- */

static bool read_request(struct practice_tx *t, const struct queue_call *c, const struct record *r, struct err *e)
{
    struct queue *out = c->out;
    struct record whole;
    const struct json *root;
    enum relation relation;
    bool there;
    struct queue_request q = {.client = r->client, .id = r->id, .state = r->state};
    if (!practice_relation(t->practice, t->tx, t->who, r->client, t->now_ms, &relation, e)) {
        return false;
    }
    if (!may(t, CASE_REQUEST_LIST, relation)) {
        return true;
    }
    if (!name_of(t, r->client, &q.name, &there, e)) {
        return false;
    }
    if (!there) {
        return true;
    }
    if (!record_get(t->store, t->tx, r->practice, r->client, r->id, t->arena, &whole, e) ||
        !json_parse(whole.content, t->arena, &root, e)) {
        return false;
    }
    if (!sharing_request_find(json_str(json_get(root, "kind")), &q.kind)) {
        return err_set(e, ERR_INVALID, "request", "is of a kind that this program does not know");
    }
    q.due_on = date_from_day((int32_t)(r->due_ms.v / DAY_MS) - 1); /* due_ms: the first moment after that day */
    q.days = date_to_day(q.due_on) - date_to_day(c->today);
    out->request[out->request_count++] = q;
    return true;
}

static int by_due(const void *a, const void *b)
{
    const struct queue_request *x = a, *y = b;
    int order = (x->days > y->days) - (x->days < y->days);
    return order ? order : memcmp(x->id.p, y->id.p, x->id.n < y->id.n ? x->id.n : y->id.n);
}

static bool read_requests(struct practice_tx *t, const struct queue_call *c, struct err *e)
{
    struct owned_filter f = {
        .practice = t->who->practice, .kind = RECORD_REQUEST, .states = {"open", "extended"}, .until_ms = INT64_MAX};
    struct queue *out = c->out;
    struct record *rows = NULL;
    size_t n = 0;
    if (!owned_list(t->tx, &f, t->arena, &rows, &n, e)) {
        return false;
    }
    out->request = arena_array(t->arena, n, sizeof *out->request);
    if (!out->request) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n && out->request_count < QUEUE_MAX; i++) {
        if (!read_request(t, c, &rows[i], e)) {
            return false;
        }
    }
    if (out->request_count) {
        qsort(out->request, out->request_count, sizeof *out->request, by_due);
    }
    return true;
}

/* ---- what clients did ---- */

#define KIND(x) (1u << RECORD_##x)

static bool count_entries(struct practice_tx *t, const struct news_row *n, struct queue_news *out, struct err *e)
{
    struct record_before f = {.practice = t->who->practice,
                              .client = n->client,
                              .kinds = KIND(SCORE) | KIND(DIARY) | KIND(RATING) | KIND(CONSENT) | KIND(AMENDMENT) |
                                       KIND(WORDS) | KIND(CHECKIN) | KIND(SAFETY_PLAN),
                              .each = CHART_ROWS_MAX,
                              .all = SIZE_MAX >> 1};
    struct record *rows;
    size_t found;
    if (!record_before(t->tx, &f, t->arena, &rows, &found, e)) {
        return false;
    }
    for (size_t i = 0; i < found; i++) {
        bool fresh = rows[i].entered_ms > n->seen_ms && str_eq(rows[i].by, n->by);
        out->entries += fresh;
        out->kinds |= fresh ? 1u << rows[i].kind : 0;
    }
    return true;
}

static bool read_news(struct practice_tx *t, struct queue *out, struct err *e)
{
    struct news_row *rows;
    size_t n;
    if (!news_list(t->tx, t->who->practice, t->who->user, QUEUE_NEWS_MAX, t->arena, &rows, &n, e)) {
        return false;
    }
    out->news = arena_array(t->arena, n, sizeof *out->news);
    if (!out->news) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        struct queue_news *x = &out->news[out->news_count];
        *x = (struct queue_news){.client = rows[i].client, .at_ms = rows[i].at_ms};
        if (!count_entries(t, &rows[i], x, e) || !keep_named(t, x->client, &x->name, &out->news_count, e)) {
            return false;
        }
    }
    return true;
}

/* ---- what they said ---- */

static bool read_unread(struct practice_tx *t, struct queue *out, struct err *e)
{
    struct unread_row *rows;
    size_t n;
    if (!unread_list(t->tx, t->who->practice, t->who->user, t->now_ms, QUEUE_NEWS_MAX, t->arena, &rows, &n, e)) {
        return false;
    }
    out->words = arena_array(t->arena, n, sizeof *out->words);
    if (!out->words) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        struct queue_words *x = &out->words[out->words_count];
        *x = (struct queue_words){.client = rows[i].client, .at_ms = rows[i].at_ms, .count = rows[i].count};
        if (!keep_named(t, x->client, &x->name, &out->words_count, e)) {
            return false;
        }
    }
    return true;
}

static bool read_drafts(struct practice_tx *t, struct queue *out, struct err *e)
{
    struct alert_row *rows;
    size_t n;
    if (!draft_list(t->tx, t->who->practice, t->who->user, t->now_ms, QUEUE_MAX, t->arena, &rows, &n, e)) {
        return false;
    }
    out->draft = arena_array(t->arena, n, sizeof *out->draft);
    if (!out->draft) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        struct queue_plan *p = &out->draft[out->draft_count];
        *p = (struct queue_plan){.client = rows[i].client, .plan = rows[i].id};
        if (!keep_named(t, p->client, &p->name, &out->draft_count, e)) {
            return false;
        }
    }
    return true;
}

/* ---- the whole ---- */

static bool read_queue(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct queue_call *c = ctx;
    struct queue *out = c->out;
    bool treats = t->who->roles & (ROLE_CLINICIAN | ROLE_SUPERVISOR | ROLE_PRESCRIBER);
    *out = (struct queue){0};
    if (treats &&
        (!between_alerts_mine(t, &out->alert, &out->alert_count, e) ||
         !between_alerts_team(t, out->alert, out->alert_count, QUEUE_MAX, &out->team_alert, &out->team_alert_count,
                              e) ||
         !read_plans(t, out, e) || !read_drafts(t, out, e) || !read_news(t, out, e) || !read_unread(t, out, e))) {
        return false;
    }
    return read_reviews(t, c, e) && read_requests(t, c, e);
}

/* ---- who read of an alert ---- */

struct tell_call {
    const struct actor *who;
    int64_t from_ms;
    const struct queue *queue;
    bool *told; /* of each alert: there is an event that tells of its client, or there will be */
};

static const struct alert *alert_at(const struct queue *q, size_t i)
{
    return i < q->alert_count ? &q->alert[i] : &q->team_alert[i - q->alert_count];
}

static bool look_told(struct db_tx *tx, void *ctx, struct err *e)
{
    struct tell_call *c = ctx;
    struct audit_filter f = {.practice = c->who->practice, .user = c->who->user, .from_ms = c->from_ms};
    struct str use_case = str_of(practice_case(CASE_ALERT_LIST).name);
    for (size_t i = 0; i < c->queue->alert_count + c->queue->team_alert_count; i++) {
        f.client = alert_at(c->queue, i)->client;
        c->told[i] = false;
        for (size_t k = 0; k < i && !c->told[i]; k++) {
            c->told[i] = str_eq(alert_at(c->queue, k)->client, f.client);
        }
        if (!c->told[i] && !audit_there(tx, &f, use_case, &c->told[i], e)) {
            return false;
        }
    }
    return true;
}

static bool tell_alert(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct alert *a = ctx;
    (void)e;
    t->client = a->client;
    t->object = a->id;
    return true;
}

/* An alert's line tells what the client answered: whoever reads it has read of that client's record. One event stands
 * for a quarter of an hour of the same person's looking. */
static bool tell_alerts(struct practice *p, const struct actor *who, const struct queue *q, struct arena *a,
                        struct err *e)
{
    size_t n = q->alert_count + q->team_alert_count;
    struct tell_call c = {who, p->now_ms(p->clock) - QUEUE_TOLD_MS + 1, q, arena_array(a, n, sizeof *c.told)};
    if (!c.told) {
        return arena_error(a, e);
    }
    bool ok = !n || db_read(p->store->db, look_told, &c, e);
    for (size_t i = 0; ok && i < n; i++) {
        struct alert one = *alert_at(q, i);
        ok = c.told[i] || practice_do(p, who, CASE_ALERT_LIST, NONE, NONE, a, tell_alert, &one, e);
    }
    return ok;
}

bool queue_read(struct practice *p, const struct actor *who, struct date today, struct arena *a, struct queue *out,
                struct err *e)
{
    struct queue_call c = {today, out};
    if (!date_is_set(today)) {
        return err_set(e, ERR_INVALID, "date", "is missing; write a day of the calendar as YYYY-MM-DD");
    }
    char args[32];
    int n = snprintf(args, sizeof args, "queue %d", (int)date_to_day(today));
    struct recall r = {{args, (size_t)n}, out, sizeof *out};
    return practice_recall(p, who, CASE_QUEUE_READ, NONE, &r, a, read_queue, &c, e) && tell_alerts(p, who, out, a, e);
}
