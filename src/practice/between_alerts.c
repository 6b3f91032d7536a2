/* between_alerts.c: alerts: raised with the answer, owned, closed. What happens when nobody closes one:
 * between_escalate.c. */
#include "practice/between_parts.h"

#include "practice/clients.h"
#include "store/owned.h"
#include "store/queue.h"

#include <stdlib.h>

#define HOUR_MS INT64_C(3600000)

static const char *const level_names[] = {
    [ALERT_REVIEW] = "review", [ALERT_HIGH_REVIEW] = "high_review", [ALERT_CRITICAL] = "critical"};

bool between_settings(struct practice_tx *t, struct people_settings *out, struct err *e)
{
    return people_settings_in(t->store, t->tx, t->who->practice, t->arena, out, NULL, e);
}

bool between_has_alert(const struct json *assignment)
{
    const struct measure *m = measure_find(json_str(json_get(assignment, "instrument")));
    const struct json *list = json_get(assignment, "personal");
    bool has = m && measure_structure(m)->alert_count;
    for (const struct json *v = list ? list->first : NULL; v; v = v->next) {
        has = has || json_get(v, "alert_at");
    }
    return has;
}

bool between_remote(struct practice_tx *t, const struct json *assignment, struct err *e)
{
    struct people_settings s;
    if (!between_has_alert(assignment)) {
        return true;
    }
    if (!between_settings(t, &s, e)) {
        return false;
    }
    return (s.alert_owner.n && (s.alert_cover.n || s.cover_name.n)) ||
           err_set(e, ERR_REFUSED, "remote",
                   "this measure has an item with an alert; set who owns alerts and who covers (settings) first");
}

/* ---- raising ---- */

static const struct record *is_open(const struct record *r)
{
    return str_is(r->state, STATE_OPEN) || str_is(r->state, STATE_ESCALATED) ? r : NULL;
}

bool between_primary(struct practice_tx *t, struct str *out, struct err *e)
{
    struct team_row *list = NULL;
    size_t n = 0;
    *out = NONE;
    if (!team_of_client(t->store, t->tx, t->who->practice, t->client, t->now_ms, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = n; i-- > 0;) {
        *out = str_is(list[i].role, "primary") ? list[i].user : *out;
    }
    return true;
}

static bool same_alert(const struct score_alert *x, const struct score_alert *y)
{
    return x->item == y->item && x->level == y->level && strcmp(x->label, y->label) == 0;
}

static bool has_alert(const struct score *s, const struct score_alert *al)
{
    for (size_t i = 0; s && i < s->alert_count; i++) {
        if (same_alert(&s->alert[i], al)) {
            return true;
        }
    }
    return false;
}

static bool is_alert(const struct json *content, const struct score_alert *al)
{
    int64_t item = -1;
    return json_int(json_get(content, "item"), 0, SCORE_ITEMS_MAX, &item) && item == al->item &&
           str_is(json_str(json_get(content, "level")), level_names[al->level]) &&
           str_is(json_str(json_get(content, "label")), al->label);
}

/* Whether an open alert of this score says so already. */
static bool is_raised(const struct record *list, size_t n, const struct score_alert *al, struct arena *a, bool *there,
                      struct err *e)
{
    *there = false;
    for (size_t i = 0; i < n; i++) {
        const struct json *root = NULL;
        if (is_open(&list[i])) {
            if (!json_parse(list[i].content, a, &root, e)) {
                return false;
            }
            *there |= is_alert(root, al);
        }
    }
    return true;
}

/* The answers that raised it, of a form that may still change: of an item's alert that item alone. */
static void put_seen(struct json_out *o, const struct json *form, int item)
{
    json_begin_object(o);
    for (const struct json *v = form->first; v; v = v->next) {
        if (!str_is(v->key, "responses")) {
            if (!item && v->type == JSON_NUMBER) { /* the questions beside the score */
                json_key_str(o, v->key);
                json_put_tree(o, v);
            }
            continue;
        }
        int k = 1;
        json_key_str(o, v->key);
        json_begin_array(o);
        for (const struct json *x = v->first; x; x = x->next, k++) {
            if (!item || k == item) {
                json_put_tree(o, x);
            } else {
                json_put_null(o);
            }
        }
        json_end_array(o);
    }
    json_end_object(o);
}

/* What the form said at the item that raised it. */
static void put_answer(struct json_out *o, const struct json *form, int item)
{
    const struct json *list = json_get(form, "responses"), *x = item && list ? list->first : NULL;
    for (int k = 1; x && k < item; k++) {
        x = x->next;
    }
    if (json_get(form, "instrument")) {
        json_key(o, "instrument");
        json_put_tree(o, json_get(form, "instrument"));
    }
    if (x && x->type == JSON_NUMBER) {
        json_key(o, "answer");
        json_put_tree(o, x);
    }
}

static bool put_alert(const struct score_alert *al, int64_t due_ms, const struct json *content, struct arena *a,
                      struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "label");
    json_put_cstr(&o, al->label);
    json_key(&o, "level");
    json_put_cstr(&o, level_names[al->level]);
    json_key(&o, "item");
    json_put_int(&o, al->item);
    json_key(&o, "due_ms");
    json_put_int(&o, due_ms);
    put_answer(&o, content, al->item);
    if (json_get(content, "form")) {
        json_key(&o, "seen");
        put_seen(&o, content, al->item);
    }
    json_end_object(&o);
    return between_take(&b, a, out, e);
}

bool between_raise(struct practice_tx *t, const struct record *score, const struct score *before,
                   const struct score *now, bool *raised, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_ALERT, .of = score->id};
    struct record *list = NULL;
    struct people_settings s;
    const struct json *content = NULL;
    struct str owner, object = score->id;
    size_t n = 0;
    *raised = false;
    if (!now->alert_count) {
        return true;
    }
    if (!between_settings(t, &s, e) || !between_primary(t, &owner, e) ||
        !json_parse(score->content, t->arena, &content, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    owner = s.alert_owner.n ? s.alert_owner : owner;
    int64_t due_ms = t->now_ms + s.alert_hours * HOUR_MS;
    for (size_t i = 0; i < now->alert_count; i++) {
        bool there = false;
        if (has_alert(before, &now->alert[i])) {
            continue;
        }
        if (!is_raised(list, n, &now->alert[i], t->arena, &there, e)) {
            return false;
        }
        if (there) {
            continue;
        }
        struct record r = between_fresh(t, RECORD_ALERT, practice_today(t), NONE);
        r.of = score->id;
        r.state = STR(STATE_OPEN);
        r.owner = owner;
        r.due_ms = (struct opt_int){true, due_ms};
        if (!put_alert(&now->alert[i], due_ms, content, t->arena, &r.content, e) || !between_store(t, &r, e)) {
            return false;
        }
        *raised = true;
    }
    t->object = object;
    return true;
}

/* ---- closing ---- */

struct close_call {
    struct str alert, disposition, text;
    struct str next; /* of an attempt: what comes next, and on which day */
    struct date follow;
};

/* The care team, who broke the glass, and who owns or covers it; for all others there is no such alert. */
static bool may_close(struct practice_tx *t, const struct record *alert, bool *may, struct err *e)
{
    struct use_case read = practice_case(CASE_NOTE_READ);
    struct people_settings s;
    if (!between_settings(t, &s, e)) {
        return false;
    }
    *may = practice_allows(&read, t->who->roles, t->relation) || str_eq(alert->owner, t->who->user) ||
           str_eq(s.alert_cover, t->who->user);
    return true;
}

/* The alert, open, of one who may answer it. */
static bool open_alert(struct practice_tx *t, struct str id, struct record *alert, struct err *e)
{
    bool may = false;
    if (!between_one(t, RECORD_ALERT, id, alert, e) || !may_close(t, alert, &may, e)) {
        return false;
    }
    if (!may || str_is(alert->state, STATE_CLOSING) || str_is(alert->state, STATE_TRIED)) {
        return err_set(e, ERR_NOT_FOUND, "record", "there is none with this id");
    }
    return is_open(alert) || err_set(e, ERR_CONFLICT, "alert", "was closed before; read who did and what was done");
}

/* The row that closes an alert, or says what was tried. */
static bool answer_row(struct practice_tx *t, const struct close_call *c, const char *state, struct record *r,
                       struct err *e)
{
    struct json_out o;
    struct buf b;
    char day[DATE_TEXT_SIZE];
    *r = between_fresh(t, RECORD_ALERT, practice_today(t), NONE);
    r->of = c->alert;
    r->state = str_of(state);
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "disposition");
    json_put_str(&o, c->disposition);
    json_key(&o, "text");
    json_put_str(&o, c->text);
    if (c->next.n) {
        json_key(&o, "next");
        json_put_str(&o, c->next);
        json_key(&o, "follow");
        json_put_cstr(&o, date_format(c->follow, day));
    }
    json_end_object(&o);
    return between_take(&b, t->arena, &r->content, e);
}

static bool close_alert(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct close_call *c = ctx;
    struct record alert, r;
    if (!open_alert(t, c->alert, &alert, e)) {
        return false;
    }
    alert.due_ms.has = false;
    bool ok = answer_row(t, c, STATE_CLOSING, &r, e) && between_move(t, &alert, STATE_CLOSED, e) &&
              between_store(t, &r, e) && between_summary(t, e);
    t->object = alert.id;
    return ok;
}

/* It stays where it is; the cover has it when the day named is over and nobody has answered it. */
static bool try_alert(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct close_call *c = ctx;
    struct record alert, r;
    struct date today = practice_today(t);
    if (!open_alert(t, c->alert, &alert, e)) {
        return false;
    }
    if (date_cmp(c->follow, today) < 0 || date_diff(c->follow, today) > ALERT_FOLLOW_DAYS) {
        return err_set(e, ERR_INVALID, "follow", "must be today or one of the next %d days", ALERT_FOLLOW_DAYS);
    }
    alert.due_ms = (struct opt_int){true, zone_day_begins_ms(practice_zone(t), date_add_days(c->follow, 1))};
    bool ok = answer_row(t, c, STATE_TRIED, &r, e) && between_move(t, &alert, STATE_OPEN, e) &&
              between_store(t, &r, e) && between_summary(t, e);
    t->object = alert.id;
    return ok;
}

static bool has_words(struct str s, const char *where, const char *what, struct err *e)
{
    return (str_trim(s).n && s.n <= BETWEEN_JSON_MAX) ||
           err_set(e, ERR_INVALID, where, "is missing or too long; say %s", what);
}

bool between_alert_close(struct practice *p, const struct actor *who, struct str client, struct str alert,
                         struct str disposition, struct str text, struct err *e)
{
    static const char *const dispositions[] = {"assessed", "safety_plan", "emergency_services"};
    struct close_call c = {alert, disposition, text, NONE, {0}};
    struct arena a;
    size_t i = 0;
    while (i < sizeof dispositions / sizeof *dispositions && !str_is(disposition, dispositions[i])) {
        i++;
    }
    if (i == sizeof dispositions / sizeof *dispositions) {
        return err_set(e, ERR_INVALID, "disposition",
                       str_is(disposition, "not_reached") ? "does not close an alert; say what comes next and by when"
                                                          : "must be assessed, safety_plan or emergency_services");
    }
    if (!has_words(text, "text", "what was done", e)) {
        return false;
    }
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_ALERT_CLOSE, client, NONE, &a, close_alert, &c, e);
    arena_free(&a);
    return ok;
}

bool between_alert_tried(struct practice *p, const struct actor *who, struct str client, struct str alert,
                         const struct alert_attempt *attempt, struct err *e)
{
    struct close_call c = {alert, STR("not_reached"), attempt->text, attempt->next, attempt->follow};
    struct arena a;
    if (!has_words(c.text, "text", "what was tried", e) || !has_words(c.next, "next", "what comes next", e)) {
        return false;
    }
    if (!date_is_set(c.follow)) {
        return err_set(e, ERR_INVALID, "follow", "is missing; give the day of the next attempt");
    }
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_ALERT_TRY, client, NONE, &a, try_alert, &c, e);
    arena_free(&a);
    return ok;
}

/* ---- reaching the client ---- */

struct reach_call {
    struct str alert;
    struct alert_reach *out;
};

static bool read_phone(struct practice_tx *t, struct alert_reach *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DETAILS, .limit = 1};
    struct record *list = NULL;
    const struct json *root = NULL;
    size_t n = 0;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    if (n && !json_parse(list[0].content, t->arena, &root, e)) {
        return false;
    }
    out->phone = n ? json_str(json_get(root, "phone")) : NONE;
    out->contact = n ? json_str(json_get(root, "contact")) : NONE;
    return true;
}

static bool read_reach(struct practice_tx *t, void *ctx, struct err *e)
{
    struct reach_call *c = ctx;
    struct record alert;
    struct plan *plan = NULL;
    *c->out = (struct alert_reach){.crisis_count = 0};
    if (!open_alert(t, c->alert, &alert, e) || !read_phone(t, c->out, e) || !between_plan(t, &plan, e)) {
        return false;
    }
    t->object = alert.id;
    size_t n = plan ? plan->crisis.contacts.n : 0;
    c->out->crisis = arena_array(t->arena, n, sizeof *c->out->crisis);
    if (!c->out->crisis) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        const struct plan_person *x = &plan->crisis.contacts.at[i];
        c->out->crisis[c->out->crisis_count++] = (struct alert_contact){x->name, x->role, x->contact};
    }
    return true;
}

bool between_alert_reach(struct practice *p, const struct actor *who, struct str client, struct str alert,
                         struct arena *a, struct alert_reach *out, struct err *e)
{
    struct reach_call c = {alert, out};
    return practice_do(p, who, CASE_ALERT_REACH, client, NONE, a, read_reach, &c, e);
}

/* ---- whose ---- */

struct alerts_call {
    struct alert **out;
    size_t *count;
};

static int by_time(const void *a, const void *b)
{
    const struct alert *x = a, *y = b;
    int order = (x->raised_ms > y->raised_ms) - (x->raised_ms < y->raised_ms);
    return order ? order : memcmp(x->id.p, y->id.p, x->id.n < y->id.n ? x->id.n : y->id.n);
}

static bool read_alert(const struct record *r, struct arena *a, struct alert *out, struct err *e)
{
    const struct json *root = NULL;
    if (!json_parse(r->content, a, &root, e)) {
        return false;
    }
    *out = (struct alert){.id = r->id,
                          .client = r->client,
                          .score = r->of,
                          .owner = r->owner,
                          .raised_ms = r->entered_ms,
                          .escalated = str_is(r->state, STATE_ESCALATED),
                          .label = json_str(json_get(root, "label")),
                          .level = json_str(json_get(root, "level")),
                          .instrument = json_str(json_get(root, "instrument"))};
    const struct json *answer = json_get(root, "answer");
    out->answer = answer && answer->type == JSON_NUMBER ? answer->text : NONE;
    json_int(json_get(root, "due_ms"), 0, INT64_MAX, &out->due_ms);
    json_int(json_get(root, "item"), 0, SCORE_ITEMS_MAX, &out->item);
    out->stayed = !out->escalated && r->due_ms.has && r->due_ms.v > out->due_ms;
    out->due_ms = r->due_ms.has ? r->due_ms.v : out->due_ms; /* later ones stand in the row */
    return true;
}

/* What was tried last; its deadline stands also when it has passed on to the cover. */
static bool read_tried(struct practice_tx *t, struct alert *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_ALERT, .state = STR(STATE_TRIED), .of = out->id};
    struct record *list = NULL;
    const struct json *root = NULL;
    size_t n = 0, last = 0;
    if (!record_list(t->store, t->tx, t->who->practice, out->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 1; i < n; i++) {
        last = list[i].entered_ms >= list[last].entered_ms ? i : last;
    }
    if (!n) {
        return true;
    }
    if (!json_parse(list[last].content, t->arena, &root, e)) {
        return false;
    }
    out->tries = n;
    out->next = json_str(json_get(root, "next"));
    if (date_parse(json_str(json_get(root, "follow")), &out->follow)) {
        int64_t over = zone_day_begins_ms(practice_zone(t), date_add_days(out->follow, 1));
        out->stayed = !out->escalated && out->due_ms > over && over <= t->now_ms;
        out->due_ms = out->stayed ? out->due_ms : over;
    }
    return true;
}

/* Whoever has to see to an alert must know whose it is, in whatever care team they are. */
static bool read_name(struct practice_tx *t, struct alert *al, struct err *e)
{
    struct use_case chart = practice_case(CASE_CHART_READ);
    enum relation relation;
    struct client_row row;
    struct client_card card;
    if (!client_get(t->store, t->tx, t->who->practice, al->client, t->arena, &row, e) ||
        !clients_card(&row, t->arena, &card, e)) {
        return false;
    }
    al->name = card.name;
    return practice_relation(t->practice, t->tx, t->who, al->client, t->now_ms, &relation, e) &&
           (al->opens = practice_allows(&chart, t->who->roles, relation), true);
}

/* One row with all that is told of it; *there is false for that of an erased client: nothing of it can be read. */
static bool read_whole(struct practice_tx *t, struct str client, struct str id, struct alert *out, bool *there,
                       struct err *e)
{
    struct record r;
    struct err mine = {0};
    *there = record_get(t->store, t->tx, t->who->practice, client, id, t->arena, &r, &mine);
    if (!*there) {
        return mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    return read_alert(&r, t->arena, out, e) && read_tried(t, out, e) && read_name(t, out, e);
}

static bool name_owner(struct practice_tx *t, struct alert *al, struct err *e)
{
    return !al->owner.n || people_name_in(t, al->owner, &al->owner_name, e);
}

/* Alerts of one owner, appended. */
static bool add_owned(struct practice_tx *t, struct str owner, struct alert **list, size_t *n, struct err *e)
{
    struct owned_filter f = {
        .practice = t->who->practice, .kind = RECORD_ALERT, .states = {STATE_OPEN, STATE_ESCALATED}, .owner = owner};
    struct record *rows = NULL;
    size_t count = 0;
    if (!owned_list(t->tx, &f, t->arena, &rows, &count, e)) {
        return false;
    }
    struct alert *grown = arena_grow(t->arena, *list, *n * sizeof *grown, (*n + count) * sizeof *grown);
    if (!grown) {
        return arena_error(t->arena, e);
    }
    *list = grown;
    for (size_t i = 0; i < count; i++) {
        bool there;
        if (!read_whole(t, rows[i].client, rows[i].id, &grown[*n], &there, e)) {
            return false;
        }
        *n += there;
    }
    return true;
}

bool between_alerts_open(struct practice_tx *t, struct alert **out, size_t *count, struct err *e)
{
    static const char *const states[] = {STATE_OPEN, STATE_ESCALATED};
    struct alert *list = NULL;
    size_t n = 0;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct record_filter f = {.kinds = 1u << RECORD_ALERT, .state = str_of(states[i])};
        struct record *rows = NULL;
        size_t found = 0;
        if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &rows, &found, e)) {
            return false;
        }
        struct alert *grown = arena_grow(t->arena, list, n * sizeof *grown, (n + found) * sizeof *grown);
        if (!grown) {
            return arena_error(t->arena, e);
        }
        list = grown;
        for (size_t k = 0; k < found; k++) {
            if (!read_alert(&rows[k], t->arena, &list[n], e) || !read_tried(t, &list[n], e) ||
                !name_owner(t, &list[n++], e)) {
                return false;
            }
        }
    }
    if (n) {
        qsort(list, n, sizeof *list, by_time);
    }
    *out = list;
    *count = n;
    return true;
}

bool between_alerts_mine(struct practice_tx *t, struct alert **out, size_t *count, struct err *e)
{
    struct people_settings s;
    struct alert *list = NULL;
    size_t n = 0;
    if (!between_settings(t, &s, e) || !add_owned(t, t->who->user, &list, &n, e)) {
        return false;
    }
    if (s.alert_owner.n && str_eq(s.alert_cover, t->who->user) && !add_owned(t, s.alert_owner, &list, &n, e)) {
        return false;
    }
    if (n) {
        qsort(list, n, sizeof *list, by_time);
    }
    *out = list;
    *count = n;
    return true;
}

static bool is_among(const struct alert *list, size_t n, const struct alert_row *row)
{
    size_t i = 0;
    while (i < n && !(str_eq(list[i].id, row->id) && str_eq(list[i].client, row->client))) {
        i++;
    }
    return i < n;
}

bool between_alerts_team(struct practice_tx *t, const struct alert *mine, size_t mine_count, size_t limit,
                         struct alert **out, size_t *count, struct err *e)
{
    struct alert_row *rows;
    size_t found, n = 0;
    *count = 0;
    if (!alert_list(t->tx, t->who->practice, t->who->user, t->now_ms, limit, t->arena, &rows, &found, e)) {
        return false;
    }
    struct alert *list = arena_array(t->arena, found, sizeof *list);
    if (!list) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < found; i++) {
        bool there = false;
        if (is_among(mine, mine_count, &rows[i])) {
            continue;
        }
        if (!read_whole(t, rows[i].client, rows[i].id, &list[n], &there, e) || (there && !name_owner(t, &list[n], e))) {
            return false;
        }
        n += there && list[n].opens;
    }
    *out = list;
    *count = n;
    return true;
}

static bool list_alerts(struct practice_tx *t, void *ctx, struct err *e)
{
    struct alerts_call *c = ctx;
    return between_alerts_mine(t, c->out, c->count, e);
}

bool between_alerts(struct practice *p, const struct actor *who, struct arena *a, struct alert **out, size_t *count,
                    struct err *e)
{
    struct alerts_call c = {out, count};
    *out = NULL;
    *count = 0;
    return practice_do(p, who, CASE_ALERT_LIST, NONE, NONE, a, list_alerts, &c, e);
}
