/* demo_scale.c: load: many clients, written through store/ alone, many in a transaction. */
#include "cli/demo.h"

#include "base/json.h"
#include "plan/plan_json.h"
#include "plan/starter.h"
#include "store/account.h"
#include "store/signature.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#define BATCH 10 /* clients in one transaction: what it changes fits into the cache of the connection */
#define SESSIONS 12
#define SCORES 24
#define STARTERS_MAX 24
#define CLINICIANS_MAX 64
#define EVENTS (BATCH * (3 + SESSIONS + SCORES)) /* of one transaction */

/* Plans with their blanks still open, dated: only the words differ from client to client. */
struct frames {
    const char *starter[STARTERS_MAX];
    struct str json[STARTERS_MAX];
    size_t n;
};

struct load {
    struct demo *d;
    struct store *store;
    const struct frames *frames;
    struct str clinician[CLINICIANS_MAX];
    size_t clinicians;
    struct date start;
    uint64_t seed;
    size_t from, to;           /* clients of this transaction */
    size_t rows;               /* of it */
    struct audit_event *event; /* of it, written at its end; what they point to is in `work` or outlives it */
    size_t events;
    struct arena work;
};

/* What one client's rows share. */
struct one {
    struct load *l;
    struct db_tx *tx;
    struct demo_random random;
    struct str client, name, by;
    struct demo_fill fill;
    int32_t day; /* of the plan */
};

/* ---- rows with their events ---- */

static void event(struct one *o, const char *use_case, enum audit_action action, struct str object, int64_t at_ms)
{
    struct load *l = o->l;
    assert(l->events < EVENTS);
    l->event[l->events++] = (struct audit_event){.practice = 1,
                                                 .at_ms = at_ms,
                                                 .action = action,
                                                 .use_case = str_of(use_case),
                                                 .user = o->by,
                                                 .client = o->client,
                                                 .object = object,
                                                 .from = STR("demo")};
    l->rows++;
}

static bool row(struct one *o, struct record *r, const char *use_case, int64_t at_ms, struct err *e)
{
    r->practice = 1;
    r->client = o->client;
    r->day = (int32_t)(at_ms / DAY_MS);
    r->by = o->by;
    r->entered_ms = at_ms;
    if (!record_add(o->l->store, o->tx, r, at_ms, &o->l->work, e)) {
        return false;
    }
    if (use_case) {
        event(o, use_case, AUDIT_WRITE, r->id, at_ms);
    }
    return true;
}

static bool text(struct one *o, struct buf *b, struct str *out, struct err *e)
{
    return demo_text(&o->l->work, b, out, e);
}

/* ---- one client ---- */

static bool add_client(struct one *o, size_t number, struct err *e)
{
    struct buf b, json;
    struct str given = demo_any(&o->random, "given"), family = demo_any(&o->random, "family"), details;
    struct client_row fresh = {.practice = 1, .review_due = {true, o->day + 56}, .review_overdue = {true, o->day + 70}};
    int64_t at_ms = (int64_t)(o->day - 14) * DAY_MS;
    char day[DATE_TEXT_SIZE];
    buf_init(&b, 0);
    buf_init(&json, 0);
    buf_add(&b, given);
    buf_char(&b, ' ');
    buf_add(&b, family);
    buf_printf(&json, "{\"name\":\"%.*s\",\"birth_date\":\"%s\",\"preferred_name\":\"%.*s\"}",
               buf_ok(&b) ? (int)b.n : 0, buf_ok(&b) ? b.p : "",
               date_format(date_from_day((int32_t)(number * 7919 % 18000)), day), (int)given.n, given.p);
    bool ok = text(o, &b, &o->name, e);
    ok = text(o, &json, &details, e) && ok;
    const struct str words[] = {given, family};
    fresh.summary = details;
    ok = ok && client_add(o->l->store, o->tx, &fresh, words, 2, at_ms, &o->l->work, e);
    o->client = fresh.id;
    struct team_row team = {
        .practice = 1, .user = o->by, .client = o->client, .role = STR("primary"), .from_ms = at_ms};
    struct record r = {.kind = RECORD_DETAILS, .state = STR("current"), .content = details};
    o->l->rows += 2;
    return ok && team_put(o->l->store, o->tx, &team, e) && row(o, &r, "client.add", at_ms, e);
}

/* Signed by its clinician; the page of it (PDF) is not made. */
static bool add_plan(struct one *o, size_t number, struct err *e)
{
    const struct frames *f = o->l->frames;
    int64_t at_ms = (int64_t)o->day * DAY_MS + 9 * 3600000;
    struct buf b;
    struct record r = {.kind = RECORD_PLAN, .state = STR("signing")};
    buf_init(&b, 0);
    o->fill = (struct demo_fill){.starter = f->starter[number % f->n],
                                 .client = o->name,
                                 .called = o->name,
                                 .clinician = STR("the clinician"),
                                 .prescriber = STR("the prescriber"),
                                 .start = date_from_day(o->day),
                                 .random = {demo_next(&o->random)}};
    demo_fill_begin(&o->fill);
    if (!demo_fill(&o->fill, f->json[number % f->n], &b, e)) {
        buf_free(&b);
        return false;
    }
    struct signature_row s = {.practice = 1,
                              .client = o->client,
                              .place = 1,
                              .role = STR("clinician"),
                              .account = o->by,
                              .state = STR("waiting"),
                              .version = 1,
                              .content = STR("{}")};
    if (!text(o, &b, &r.content, e) || !row(o, &r, "plan.draft", at_ms, e)) {
        return false;
    }
    s.plan = r.id;
    if (!signature_add(o->l->store, o->tx, &s, e)) {
        return false;
    }
    s.state = STR("given");
    s.at_ms = (struct opt_int){true, at_ms};
    s.content = STR("{\"name\":\"the clinician\",\"method\":\"load\",\"intent\":\"invented\",\"zone\":\"+00:00\"}");
    seal_hash(r.content, &s.hash);
    r.state = STR("signed");
    r.locked = true;
    o->l->rows++;
    event(o, "plan.sign", AUDIT_SIGN, r.id, at_ms);
    return signature_settle(o->l->store, o->tx, &s, e) && record_change(o->l->store, o->tx, &r, e);
}

static bool add_score(struct one *o, int n, struct err *e)
{
    const struct demo_measure *m = demo_measure_at(n % 2);
    int64_t at_ms = ((int64_t)o->day + 7 * (n / 2)) * DAY_MS + 10 * 3600000;
    int from = o->fill.baseline[n % 2], to = o->fill.target[n % 2];
    int value = from + (to - from) * (n / 2) / SESSIONS + demo_between(&o->random, -1, 1);
    struct record r = {.kind = RECORD_SCORE, .state = STR("entered"), .locked = true};
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "{\"instrument\":\"%s\",\"total\":%d}", m->id, value < 0 ? 0 : value);
    return text(o, &b, &r.content, e) && row(o, &r, "entry.write", at_ms, e);
}

static bool add_one(struct one *o, size_t number, struct err *e)
{
    bool ok = add_client(o, number, e) && add_plan(o, number, e);
    for (int i = 0; ok && i < SESSIONS; i++) {
        struct record r = {.kind = RECORD_SESSION,
                           .state = STR("entered"),
                           .locked = true,
                           .content = STR("{\"status\":\"attended\",\"start\":\"10:00\",\"end\":\"10:50\"}")};
        ok = row(o, &r, "session.write", ((int64_t)o->day + 7 * i) * DAY_MS + 11 * 3600000, e);
    }
    for (int i = 0; ok && i < SCORES; i++) {
        ok = add_score(o, i, e);
    }
    return ok;
}

static bool add_batch(struct db_tx *tx, void *ctx, struct err *e)
{
    struct load *l = ctx;
    bool ok = true;
    l->rows = l->events = 0;
    arena_reset(&l->work);
    l->event = arena_array(&l->work, EVENTS, sizeof *l->event);
    if (!l->event) {
        return arena_error(&l->work, e);
    }
    for (size_t i = l->from; ok && i < l->to; i++) {
        struct one o = {.l = l, .tx = tx, .random = demo_random_of(l->seed, i), .by = l->clinician[i % l->clinicians]};
        o.day = date_to_day(l->start) - (int32_t)(i % 200);
        ok = add_one(&o, i, e);
    }
    return ok && audit_append_all(tx, l->store->keys, str_of(l->store->node), l->event, l->events, e);
}

/* ---- before ---- */

static bool make_frames(struct demo *d, struct frames *f, struct err *e)
{
    const struct starter *s;
    struct buf b;
    for (f->n = 0; f->n < STARTERS_MAX && (s = starter_at(f->n)); f->n++) {
        struct plan *p;
        if (!plan_from_json((struct str){s->json, s->json_size}, &d->work, &p, e)) {
            return false;
        }
        demo_plan_begin(p, date_add_days(d->on, -84));
        buf_init(&b, 0);
        plan_to_json(p, 0, &b);
        f->starter[f->n] = s->id;
        if (!demo_text(d->arena, &b, &f->json[f->n], e)) {
            return false;
        }
    }
    return true;
}

static bool find_clinicians(struct db_tx *tx, void *ctx, struct err *e)
{
    struct load *l = ctx;
    struct account_row *list;
    size_t n;
    if (!account_list(l->store, tx, 1, l->d->arena, &list, &n, e)) {
        return false;
    }
    l->clinicians = 0;
    for (size_t i = 0; i < n && l->clinicians < CLINICIANS_MAX; i++) {
        if (list[i].roles & ROLE_CLINICIAN && str_is(list[i].state, "active")) {
            l->clinician[l->clinicians++] = list[i].id;
        }
    }
    return l->clinicians || err_set(e, ERR_NOT_FOUND, "practice", "has no clinician for new clients");
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool demo_scale(struct demo *d, size_t n, void (*progress)(size_t done, size_t all), struct demo_rate *out,
                struct err *e)
{
    struct frames frames = {.n = 0};
    struct load l = {.d = d, .store = d->practice.store, .frames = &frames, .seed = d->seed};
    double begun = seconds();
    *out = (struct demo_rate){0};
    l.start = date_add_days(d->on, -84);
    arena_init(&l.work, 0);
    bool ok = make_frames(d, &frames, e) && db_read(l.store->db, find_clinicians, &l, e);
    for (size_t done = 0; ok && done < n; done = l.to) {
        l.from = done;
        l.to = n - done < BATCH ? n : done + BATCH;
        ok = db_write(l.store->db, DB_SYNC, NULL, add_batch, &l, e);
        out->clients += ok ? l.to - l.from : 0;
        out->rows += ok ? l.rows : 0;
        if (ok && progress) {
            progress(l.to, n);
        }
    }
    ok = ok && db_analyze(l.store->db, e);
    out->seconds = seconds() - begun;
    arena_free(&l.work);
    return ok;
}
