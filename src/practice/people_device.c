/* people_device.c: a device of the practice, handed over to a client or guardian for one task, and taken back. */
#include "practice/clients.h"
#include "practice/people_client.h"
#include "practice/people_parts.h"
#include "practice/sharing.h"

#include <stdio.h>

#define NONE ((struct str){NULL, 0})
#define DEVICE_NAME "device " /* before the client's id: no name for signing in has a blank in it */

static const char *const tasks[HANDED_COUNT] = {NULL, "checkin", "safety_plan", "sign", "review"};

bool person_is_device(struct str sign_in)
{
    return str_starts(sign_in, STR(DEVICE_NAME));
}

bool device_read(struct str json, struct arena *a, struct device_facts *out, struct err *e)
{
    const struct json *root;
    *out = (struct device_facts){.task = HANDED_NONE};
    if (!json_parse(json, a, &root, e)) {
        return false;
    }
    struct str task = json_str(json_get(root, "task"));
    for (int i = HANDED_NONE + 1; i < HANDED_COUNT; i++) {
        out->task = str_is(task, tasks[i]) ? (enum handed)i : out->task;
    }
    out->by = json_str(json_get(root, "by"));
    out->from = json_str(json_get(root, "from"));
    return (out->task && out->by.n && json_int(json_get(root, "ends_ms"), 0, INT64_MAX, &out->ends_ms)) ||
           err_set(e, ERR_INTERNAL, "sign-in", "a device that was handed over does not say for what");
}

/* ---- over ---- */

struct hand {
    enum handed task;
    struct str guardian;
    struct seal_hash token, device;
};

static bool write_facts(struct practice_tx *t, const struct hand *h, int64_t ends_ms, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b, from;
    const struct actor *who = t->who;
    buf_init(&b, 0);
    buf_init(&from, 0);
    buf_printf(&from, "%.*s%sdevice of %.*s", (int)who->from.n, who->from.n ? who->from.p : "", who->from.n ? ", " : "",
               (int)who->user.n, who->user.p);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "task");
    json_put_cstr(&o, tasks[h->task]);
    json_key(&o, "by");
    json_put_str(&o, who->user);
    json_key(&o, "ends_ms");
    json_put_int(&o, ends_ms);
    json_key(&o, "from");
    json_put_str(&o, buf_str(&from));
    json_end_object(&o);
    bool ok = buf_ok(&from) || err_no_memory(e);
    buf_free(&from);
    if (!ok) {
        buf_free(&b);
        return false;
    }
    return buf_keep(&b, t->arena, out, e);
}

/* An account that is nobody's way in: no password, no invitation. */
static bool add_account(struct practice_tx *t, struct account_row *row, struct err *e)
{
    struct client_row client;
    struct client_card card;
    struct person_details d = {.sign_in = NONE};
    struct buf b;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &client, e) ||
        !clients_card(&client, t->arena, &card, e)) {
        return false;
    }
    buf_init(&b, 0);
    buf_cstr(&b, DEVICE_NAME);
    buf_add(&b, t->client);
    *row = (struct account_row){
        .practice = t->who->practice, .roles = ROLE_CLIENT, .state = STR("invited"), .client = t->client};
    d.name = card.name;
    if (!buf_keep(&b, t->arena, &d.sign_in, e)) {
        return false;
    }
    row->sign_in = d.sign_in;
    return person_write(&d, t->arena, &row->content, e) && account_add(t->store, t->tx, row, t->now_ms, t->arena, e);
}

/* The client's own account. */
static bool of_client(struct practice_tx *t, struct account_row *out, struct err *e)
{
    struct account_row *rows;
    size_t n;
    if (!account_of_client(t->store, t->tx, t->who->practice, t->client, t->arena, &rows, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (rows[i].roles == ROLE_CLIENT && !str_is(rows[i].state, "ended")) {
            *out = rows[i];
            return true;
        }
    }
    return add_account(t, out, e);
}

/* A guardian's, when this task is open to guardians. */
static bool of_guardian(struct practice_tx *t, const struct hand *h, struct account_row *out, struct err *e)
{
    const unsigned plan = SHARE_PLAN | SHARE_DIAGNOSES | SHARE_MEDICATION | SHARE_SAFETY_PLAN;
    unsigned open = 0;
    bool over = false;
    if (!account_get(t->store, t->tx, t->who->practice, h->guardian, t->arena, out, e)) {
        return false;
    }
    if (!(out->roles & ROLE_GUARDIAN) || !str_eq(out->client, t->client) || str_is(out->state, "ended") ||
        (out->ends_ms.has && out->ends_ms.v <= t->now_ms)) {
        return err_set(e, ERR_NOT_FOUND, "account", "there is none of a guardian of this client");
    }
    if (!sharing_guardian_over(t, &over, e) || !sharing_guardian_sections(t, &open, e)) {
        return false;
    }
    bool may = h->task == HANDED_CHECKIN  ? true
               : h->task == HANDED_SIGN   ? (open & plan) == plan
               : h->task == HANDED_REVIEW ? open != 0
                                          : false;
    return (may && !over) || err_set(e, ERR_REFUSED, "guardian", "this is not open to a guardian of this client");
}

static bool hand_over(struct practice_tx *t, void *ctx, struct err *e)
{
    struct hand *h = ctx;
    struct sign_in_row mine;
    struct account_row of;
    int64_t ago_ms = t->now_ms - t->who->reauthenticated_ms;
    bool again = t->who->reauthenticated_ms && ago_ms >= 0 && ago_ms <= 10 * MINUTE_MS;
    if (h->task == HANDED_SIGN && !again) {
        return err_set(e, ERR_REFUSED, "reauthenticate", "give your password or code again for this");
    }
    if (!sign_in_get(t->store, t->tx, t->who->practice, &h->token, t->arena, &mine, e)) {
        return false;
    }
    if (!str_eq(mine.account, t->who->user) || !str_is(mine.kind, "session")) {
        return err_set(e, ERR_REFUSED, "sign-in", "has ended: sign in again");
    }
    if (!(h->guardian.n ? of_guardian(t, h, &of, e) : of_client(t, &of, e))) {
        return false;
    }
    int64_t hour_ms = t->now_ms + PEOPLE_DEVICE_HOUR * HOUR_MS;
    struct sign_in_row row = {.practice = t->who->practice,
                              .token = h->device,
                              .account = of.id,
                              .kind = STR("device"),
                              .created_ms = t->now_ms,
                              .seen_ms = t->now_ms,
                              .ends_ms = mine.ends_ms < hour_ms ? mine.ends_ms : hour_ms};
    if (h->task == HANDED_SIGN) {
        row.reauthenticated_ms = (struct opt_int){true, t->who->reauthenticated_ms};
        row.reauthenticated_by = STR("handed_over");
    }
    t->object = of.id;
    t->why = str_of(tasks[h->task]);
    return write_facts(t, h, mine.ends_ms, &row.content, e) && sign_in_add(t->store, t->tx, &row, e) &&
           sign_in_close(t->tx, row.practice, &h->token, t->now_ms, e);
}

bool people_hand_over(struct practice *p, const struct actor *who, struct str token, const struct handing *to,
                      struct arena *a, char device[PEOPLE_TOKEN_SIZE], struct err *e)
{
    struct hand h = {.task = to->task, .guardian = to->guardian};
    int64_t practice;
    if (to->task <= HANDED_NONE || to->task >= HANDED_COUNT) {
        return err_set(e, ERR_INVALID, "task", "is none for which a device is handed over");
    }
    if (!token_read(token, &practice, &h.token)) {
        return err_set(e, ERR_REFUSED, "sign-in", "has ended: sign in again");
    }
    token_new(who->practice, device);
    token_read(str_of(device), &practice, &h.device);
    bool ok = practice_do(p, who, CASE_DEVICE_HAND, to->client, NONE, a, hand_over, &h, e);
    if (!ok) {
        seal_wipe(device, PEOPLE_TOKEN_SIZE);
    }
    return ok;
}

/* ---- and back ---- */

struct back {
    struct practice *p;
    struct arena *a;
    int64_t practice, now_ms;
    struct seal_hash device, session;
    struct device_facts facts;
    struct str client;
    bool there;
};

static bool look_device(struct db_tx *tx, void *ctx, struct err *e)
{
    struct back *b = ctx;
    struct sign_in_row row;
    struct account_row of;
    struct err none = {0};
    b->there = false;
    if (!sign_in_get(b->p->store, tx, b->practice, &b->device, b->a, &row, &none)) {
        return none.kind == ERR_NOT_FOUND || err_set(e, none.kind, none.where, "%s", none.text);
    }
    if (!str_is(row.kind, "device") || row.ends_ms <= b->now_ms ||
        b->now_ms - row.seen_ms > PEOPLE_DEVICE_IDLE_MINUTES * MINUTE_MS) {
        return true;
    }
    if (!device_read(row.content, b->a, &b->facts, e) ||
        !account_get(b->p->store, tx, b->practice, row.account, b->a, &of, e)) {
        return false;
    }
    b->client = of.client;
    b->there = true;
    return true;
}

static bool take_back(struct db_tx *tx, void *ctx, const struct account_row *row, int64_t now_ms, struct err *e)
{
    struct back *b = ctx;
    b->now_ms = now_ms;
    if (!look_device(tx, b, e)) {
        return false;
    }
    return (b->there || err_set(e, ERR_REFUSED, "sign-in", "has ended: sign in again")) &&
           sign_in_close(tx, b->practice, &b->device, now_ms, e) &&
           session_begin(b->p->store, tx, row, &b->session, now_ms, b->facts.ends_ms, e);
}

bool people_take_back(struct practice *p, struct str device, const struct take_back *in, struct arena *a,
                      char session[PEOPLE_TOKEN_SIZE], struct str *client, struct err *e)
{
    struct back b = {.p = p, .a = a, .now_ms = p->now_ms(p->clock)};
    int64_t practice;
    bool ok = token_read(device, &b.practice, &b.device);
    if (ok && !db_read(p->store->db, look_device, &b, e)) {
        return false;
    }
    if (!ok || !b.there) {
        return err_set(e, ERR_REFUSED, "sign-in", "has ended: sign in again");
    }
    struct secret_try x = {.practice = b.practice,
                           .account = b.facts.by,
                           .password = in->password,
                           .code = in->code,
                           .from = in->from,
                           .use_case = "device.back",
                           .then = take_back,
                           .ctx = &b};
    token_new(b.practice, session);
    token_read(str_of(session), &practice, &b.session);
    *client = b.client;
    if (!secret_try(p, &x, a, e)) {
        seal_wipe(session, PEOPLE_TOKEN_SIZE);
        return false;
    }
    return true;
}
