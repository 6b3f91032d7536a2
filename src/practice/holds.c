/* holds.c: when a score reaches its client: after the days that the practice sets, and not while it is held. */
#include "practice/checkin_parts.h"

#define HELD "held"
#define RELEASED "released"
#define CORRECTIONS_MOST 1000 /* of one score; is_held looks at no more than there are rows */

struct hold_call {
    struct str score, reason;
    struct score_held *out;
    bool held;
};

static bool is_score(struct practice_tx *t, struct str id, struct err *e)
{
    struct record r;
    const struct json *root = NULL;
    return checkin_row(t, id, &r, &root, e);
}

/* The hold that stands, of that score or of what it corrects, as is_held below; *there false: none. */
static bool find_hold(struct practice_tx *t, struct str score, struct record *out, bool *there, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_HOLD, .state = STR(HELD)};
    struct record *list;
    struct record at = {.id = score};
    size_t n;
    *there = false;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t step = 0; n && at.id.n && step < CORRECTIONS_MOST; step++) {
        for (size_t i = 0; i < n; i++) {
            if (str_eq(list[i].of, at.id)) {
                *out = list[i];
                *there = true;
                return true;
            }
        }
        struct str id = at.id;
        struct err absent = {0};
        if (!record_get(t->store, t->tx, t->who->practice, t->client, id, t->arena, &at, &absent)) {
            return absent.kind == ERR_NOT_FOUND || err_set(e, absent.kind, absent.where, "%s", absent.text);
        }
        at.id = at.of;
    }
    return true;
}

static bool hold(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct hold_call *c = ctx;
    struct record old;
    struct str content;
    struct json_out o;
    struct buf b;
    bool there = false;
    if (!is_score(t, c->score, e) || !find_hold(t, c->score, &old, &there, e)) {
        return false;
    }
    if (there) {
        return err_set(e, ERR_CONFLICT, "score", "is held already");
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    json_key(&o, "reason");
    json_put_str(&o, c->reason);
    json_end_object(&o);
    if (!between_take(&b, t->arena, &content, e)) {
        return false;
    }
    struct record r = {.practice = t->who->practice,
                       .client = t->client,
                       .kind = RECORD_HOLD,
                       .state = STR(HELD),
                       .day = date_to_day(practice_today(t)),
                       .of = c->score,
                       .locked = true,
                       .by = t->who->user,
                       .entered_ms = t->now_ms,
                       .content = content};
    if (!record_add(t->store, t->tx, &r, t->now_ms, t->arena, e)) {
        return false;
    }
    t->object = c->score;
    t->why = c->reason;
    return true;
}

bool score_hold(struct practice *p, const struct actor *who, struct str client, struct str score, struct str reason,
                struct err *e)
{
    struct hold_call c = {.score = score, .reason = str_trim(reason)};
    struct arena a;
    if (!c.reason.n || c.reason.n > 2000) {
        return err_set(e, ERR_INVALID, "reason", "is missing, or longer than 2000 bytes; say in a sentence why");
    }
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_SCORE_HOLD, client, NONE, &a, hold, &c, e);
    arena_free(&a);
    return ok;
}

static bool release(struct practice_tx *t, void *ctx, struct err *e)
{
    const struct hold_call *c = ctx;
    struct record r;
    bool there = false;
    if (!is_score(t, c->score, e) || !find_hold(t, c->score, &r, &there, e)) {
        return false;
    }
    if (!there) {
        return err_set(e, ERR_CONFLICT, "score", "is not held");
    }
    t->object = c->score;
    r.state = STR(RELEASED);
    return record_move(t->store, t->tx, &r, e);
}

bool score_release(struct practice *p, const struct actor *who, struct str client, struct str score, struct err *e)
{
    struct hold_call c = {.score = score};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_SCORE_RELEASE, client, NONE, &a, release, &c, e);
    arena_free(&a);
    return ok;
}

static bool read_hold(struct practice_tx *t, void *ctx, struct err *e)
{
    struct hold_call *c = ctx;
    struct record r;
    const struct json *root = NULL;
    t->object = c->score;
    if (!find_hold(t, c->score, &r, &c->held, e)) {
        return false;
    }
    if (!c->held) {
        return true;
    }
    if (!json_parse(r.content, t->arena, &root, e)) {
        return false;
    }
    *c->out =
        (struct score_held){.score = c->score, .reason = json_str(json_get(root, "reason")), .at_ms = r.entered_ms};
    return people_name_in(t, r.by, &c->out->by_name, e);
}

bool score_held(struct practice *p, const struct actor *who, struct str client, struct str score, struct arena *a,
                struct score_held *out, bool *held, struct err *e)
{
    struct hold_call c = {.score = score, .out = out};
    *out = (struct score_held){.at_ms = 0};
    bool ok = practice_do(p, who, CASE_NOTE_READ, client, NONE, a, read_hold, &c, e);
    *held = ok && c.held;
    return ok;
}

/* ---- what has reached the client ---- */

static const struct record *with_id(const struct record *rows, size_t n, struct str id)
{
    size_t i = 0;
    while (i < n && !str_eq(rows[i].id, id)) {
        i++;
    }
    return i < n && id.n ? &rows[i] : NULL;
}

/* Whether it is held, or what it corrects is. */
static bool is_held(const struct record *rows, size_t n, const struct record *r, const struct record *holds,
                    size_t hold_count)
{
    for (size_t step = 0; r && step <= n; step++) {
        for (size_t i = 0; i < hold_count; i++) {
            if (str_eq(holds[i].of, r->id)) {
                return true;
            }
        }
        r = with_id(rows, n, r->of);
    }
    return false;
}

/* When it was entered, a form: sent. */
static bool entered_ms(struct practice_tx *t, const struct record *r, int64_t *out, struct err *e)
{
    const struct json *root = NULL;
    *out = r->entered_ms;
    if (!r->content.n) {
        return true;
    }
    if (!json_parse(r->content, t->arena, &root, e)) {
        return false;
    }
    json_int(json_get(root, "sent_ms"), 0, INT64_MAX, out);
    return true;
}

static bool list_held(struct practice_tx *t, int64_t *delay_days, struct record **holds, size_t *n, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_HOLD, .state = STR(HELD), .without_content = true};
    struct people_settings set;
    if (!people_settings_in(t->store, t->tx, t->who->practice, t->arena, &set, NULL, e)) {
        return false;
    }
    *delay_days = set.score_delay_days;
    return record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, holds, n, e);
}

bool scores_all_reach(struct practice_tx *t, bool *all, struct err *e)
{
    struct record *holds;
    int64_t delay_days;
    size_t n = 0;
    bool ok = list_held(t, &delay_days, &holds, &n, e);
    *all = ok && delay_days <= 0 && !n;
    return ok;
}

bool scores_reach(struct practice_tx *t, struct record *rows, size_t *count, size_t *waiting, struct err *e)
{
    struct record *holds;
    int64_t delay_days;
    size_t n, kept = 0;
    if (!list_held(t, &delay_days, &holds, &n, e)) {
        return false;
    }
    *waiting = 0;
    int32_t today = date_to_day(practice_today(t));
    bool *stays = arena_array(t->arena, *count, sizeof *stays);
    if (!stays) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < *count; i++) {
        bool score = rows[i].kind == RECORD_SCORE || rows[i].kind == RECORD_CHECKIN, late = false;
        if (score && delay_days > 0) {
            int64_t ms;
            if (!entered_ms(t, &rows[i], &ms, e)) {
                return false;
            }
            struct date day = zone_day(practice_zone(t), ms);
            late = date_is_set(day) && date_to_day(day) + delay_days > today;
        }
        bool held = score && n && is_held(rows, *count, &rows[i], holds, n);
        stays[i] = !held && !late;
        *waiting += held && (str_is(rows[i].state, STATE_ENTERED) || str_is(rows[i].state, "sent"));
    }
    for (size_t i = 0; i < *count; i++) {
        if (stays[i]) {
            rows[kept++] = rows[i];
        }
    }
    *count = kept;
    return true;
}
