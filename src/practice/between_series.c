/* between_series.c: the entries of a client as lines of plan/series.h. */
#include "practice/between_parts.h"

#include "base/utf8.h"
#include "measure/score_line.h"
#include "practice/plans_parts.h"
#include "store/account.h"
#include "store/signature.h"

#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX 1000 /* bytes of words in a line; the whole text stays in the entry */
#define SUFFIX_SIZE 24

struct lines {
    const struct record *rows;
    size_t n;
    const struct json **content;  /* of rows[i] */
    const struct record **sorted; /* by id */
    const struct zone *zone;      /* of the practice: which day a moment is in */
    const struct between_guardians *guardians;
    struct arena *arena;
    struct buf *out;
};

/* ---- rows ---- */

static int by_id(const void *a, const void *b)
{
    const struct record *x = *(const struct record *const *)a, *y = *(const struct record *const *)b;
    size_t n = x->id.n < y->id.n ? x->id.n : y->id.n;
    int order = memcmp(x->id.p, y->id.p, n);
    return order ? order : (x->id.n > y->id.n) - (x->id.n < y->id.n);
}

static const struct record *row_find(const struct lines *l, struct str id)
{
    struct record wanted = {.id = id};
    const struct record *key = &wanted;
    const struct record **at = id.n ? bsearch(&key, l->sorted, l->n, sizeof *l->sorted, by_id) : NULL;
    return at ? *at : NULL;
}

static const struct json *content_of(const struct lines *l, const struct record *r)
{
    return l->content[r - l->rows];
}

static const struct json *member(const struct lines *l, const struct record *r, const char *key)
{
    return json_get(content_of(l, r), key);
}

/* What a correction stands in place of; NULL when r is none. */
static const struct record *corrected(const struct lines *l, const struct record *r)
{
    return member(l, r, "correction_reason") ? row_find(l, r->of) : NULL;
}

static bool same_member(const struct lines *l, const struct record *x, const struct record *y, const char *key)
{
    return str_eq(json_str(member(l, x, key)), json_str(member(l, y, key)));
}

/* Whether r only changes the numbers of `old`, so that the series can say so. */
static bool amends(const struct lines *l, const struct record *r, const struct record *old)
{
    if (r->day != old->day) {
        return false;
    }
    if (r->kind == RECORD_SCORE) {
        return true;
    }
    return r->kind == RECORD_RATING && same_member(l, r, old, "type") && same_member(l, r, old, "objective") &&
           same_member(l, r, old, "goal") && same_member(l, r, old, "measure") && same_member(l, r, old, "period") &&
           !str_is(json_str(member(l, r, "type")), "met");
}

/* The row whose line all amendments of r name. */
static const struct record *root_of(const struct lines *l, const struct record *r)
{
    const struct record *old = corrected(l, r);
    while (old && amends(l, r, old)) {
        r = old;
        old = corrected(l, r);
    }
    return r;
}

/* ---- writing ---- */

static void put_day(struct json_out *o, const char *key, int64_t day)
{
    char text[DATE_TEXT_SIZE];
    json_key(o, key);
    json_put_cstr(o, date_format(date_from_day((int32_t)day), text));
}

static void begin(const struct lines *l, struct json_out *o, const struct record *r, const char *suffix)
{
    char id[SEAL_ID_SIZE + 2 * SUFFIX_SIZE];
    json_out_init(o, l->out, 0);
    json_begin_object(o);
    snprintf(id, sizeof id, "%.*s%s", SEAL_ID_SIZE, r->id.n ? r->id.p : "", suffix);
    json_key(o, "id");
    json_put_cstr(o, id);
}

static void end(const struct lines *l, struct json_out *o)
{
    json_end_object(o);
    buf_char(l->out, '\n');
}

static int64_t day_of(const struct lines *l, int64_t at_ms)
{
    struct date d = zone_day(l->zone, at_ms);
    return date_is_set(d) ? date_to_day(d) : 0;
}

static int64_t entered_day(const struct lines *l, const struct record *r)
{
    int64_t ms = r->entered_ms;
    json_int(member(l, r, "sent_ms"), 0, INT64_MAX, &ms);
    return day_of(l, ms);
}

static void put_head(const struct lines *l, struct json_out *o, const struct record *r, const char *suffix,
                     const char *type)
{
    begin(l, o, r, suffix);
    put_day(o, "date", r->day);
    put_day(o, "entered", entered_day(l, r));
    json_key(o, "type");
    json_put_cstr(o, type);
}

static void put_text(struct json_out *o, const char *key, struct str s)
{
    if (str_trim(s).n) {
        json_key(o, key);
        json_put_str(o, s.n > TEXT_MAX ? str_sub(s, 0, utf8_floor(s, TEXT_MAX)) : s);
    }
}

static void put_of(struct json_out *o, const char *key, struct str id, const char *suffix)
{
    char text[SEAL_ID_SIZE + SUFFIX_SIZE];
    snprintf(text, sizeof text, "%.*s%s", (int)id.n, id.p, suffix);
    json_key(o, key);
    json_put_cstr(o, text);
}

/* Members of the stored JSON as they are, all but some. */
static void put_members(struct json_out *o, const struct json *content, const char *const *without)
{
    for (const struct json *v = content->first; v; v = v->next) {
        size_t i = 0;
        while (without[i] && !str_is(v->key, without[i])) {
            i++;
        }
        if (!without[i]) {
            json_key_str(o, v->key);
            json_put_tree(o, v);
        }
    }
}

/* ---- scores ---- */

static const char *const not_of_score[] = {"form", "sent_ms", "correction_reason", "text", NULL};
static const char *const not_of_correction[] = {"form", "sent_ms", "correction_reason", "text", "instrument", NULL};

bool between_scored(const struct json *content, struct score *out, struct err *e)
{
    struct score_input in;
    struct err mine = {0};
    if (score_read(content, &in, &mine) && score_form(&in, out, &mine)) {
        return true;
    }
    const char *text = strstr(mine.text, ": "); /* behind the code of the line protocol */
    return err_set(e, mine.kind, mine.where, "%s", text ? text + 2 : mine.text);
}

static bool is_unsent(const struct lines *l, const struct record *r)
{
    return member(l, r, "form") && !member(l, r, "sent_ms");
}

static bool is_alert_of(const struct record *alert, const struct record *r)
{
    return alert->kind == RECORD_ALERT && !str_is(alert->state, STATE_CLOSING) && str_eq(alert->of, r->id);
}

static const struct record *first_alert(const struct lines *l, const struct record *r)
{
    const struct record *first = NULL;
    for (size_t i = 0; i < l->n; i++) {
        if (is_alert_of(&l->rows[i], r) && (!first || l->rows[i].entered_ms < first->entered_ms)) {
            first = &l->rows[i];
        }
    }
    return first;
}

/* The answers that raised alerts, from all of them. */
static void put_seen(const struct lines *l, struct json_out *o, const struct record *r)
{
    const struct json *item[SCORE_ITEMS_MAX] = {NULL}, *beside[EXTRA_COUNT] = {NULL};
    static const char *const names[] = MEASURE_EXTRA_NAMES;
    size_t count = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct json *seen = is_alert_of(&l->rows[i], r) ? member(l, &l->rows[i], "seen") : NULL;
        const struct json *list = json_get(seen, "responses"), *v = list ? list->first : NULL;
        for (size_t k = 0; v && k < SCORE_ITEMS_MAX; k++, v = v->next) {
            item[k] = item[k] ? item[k] : v->type != JSON_NULL ? v : NULL;
            count = k + 1 > count ? k + 1 : count;
        }
        for (int k = EXTRA_NONE + 1; k < EXTRA_COUNT; k++) {
            beside[k] = beside[k] ? beside[k] : json_get(seen, names[k]);
        }
    }
    json_key(o, "instrument");
    json_put_tree(o, member(l, r, "instrument"));
    json_key(o, "responses");
    json_begin_array(o);
    for (size_t k = 0; k < count; k++) {
        if (item[k]) {
            json_put_tree(o, item[k]);
        } else {
            json_put_null(o);
        }
    }
    json_end_array(o);
    for (int k = EXTRA_NONE + 1; k < EXTRA_COUNT; k++) {
        if (beside[k]) {
            json_key(o, names[k]);
            json_put_tree(o, beside[k]);
        }
    }
}

static void put_correction(const struct lines *l, const struct record *r, const char *suffix, struct str of)
{
    struct json_out o;
    put_head(l, &o, r, suffix, "correction");
    put_of(&o, "of", of, "");
    put_members(&o, content_of(l, r), not_of_correction);
    end(l, &o);
}

/* A form that raised an alert has two lines: the answers that raised it on the day they were given, and the form as it
 * was sent. */
static void put_score_row(const struct lines *l, const struct record *r)
{
    struct json_out o;
    const struct record *alert = member(l, r, "form") ? first_alert(l, r) : NULL;
    if (is_unsent(l, r) && !alert) {
        return;
    }
    if (!alert) {
        put_head(l, &o, r, "", "score");
        put_members(&o, content_of(l, r), not_of_score);
        end(l, &o);
        return;
    }
    begin(l, &o, r, "");
    put_day(&o, "date", r->day);
    put_day(&o, "entered", day_of(l, alert->entered_ms));
    json_key(&o, "type");
    json_put_cstr(&o, "score");
    put_seen(l, &o, r);
    end(l, &o);
    if (!is_unsent(l, r)) {
        put_correction(l, r, "-sent", r->id);
    }
}

/* ---- other entries ---- */

static void put_rating(const struct lines *l, const struct record *r)
{
    static const char *const without[] = {"correction_reason", "text", "type", "said_by", NULL};
    struct json_out o;
    struct str type = json_str(member(l, r, "type"));
    begin(l, &o, r, "");
    put_day(&o, "date", r->day);
    put_day(&o, "entered", entered_day(l, r));
    json_key(&o, "type");
    json_put_str(&o, type);
    if (str_is(type, "met")) {
        json_key(&o, "by");
        json_put_str(&o, json_str(member(l, r, "said_by")));
    }
    put_members(&o, content_of(l, r), without);
    end(l, &o);
}

static int minutes_of(struct str time)
{
    int64_t hour = 0, minute = 0;
    num_int(str_sub(time, 0, 2), 0, 23, &hour);
    num_int(str_sub(time, 3, 5), 0, 59, &minute);
    return (int)(hour * 60 + minute);
}

static void put_session(const struct lines *l, const struct record *r)
{
    struct json_out o;
    struct str start = json_str(member(l, r, "start")), finish = json_str(member(l, r, "end"));
    put_head(l, &o, r, "", "session");
    put_text(&o, "status", json_str(member(l, r, "status")));
    if (start.n && finish.n) {
        json_key(&o, "minutes");
        json_put_int(&o, minutes_of(finish) - minutes_of(start));
    }
    end(l, &o);
}

static void put_diary_value(const struct lines *l, const struct record *r, const char *suffix, struct str name,
                            const struct json *value)
{
    struct json_out o;
    put_head(l, &o, r, suffix, "diary");
    put_text(&o, "measure", name);
    json_key(&o, "value");
    json_put_tree(&o, value);
    end(l, &o);
}

static void put_decision(const struct lines *l, const struct record *r, const char *suffix, struct str sign,
                         const struct json *decision)
{
    struct json_out o;
    put_head(l, &o, r, suffix, "decision");
    put_text(&o, "sign", sign);
    put_text(&o, "decision", json_str(json_get(decision, "decision")));
    put_text(&o, "reason", json_str(json_get(decision, "reason")));
    put_text(&o, "by", r->by);
    end(l, &o);
}

static void put_simple(const struct lines *l, const struct record *r, const char *type, const char *key)
{
    struct json_out o;
    put_head(l, &o, r, "", type);
    put_text(&o, key, json_str(member(l, r, key)));
    put_text(&o, "text", json_str(member(l, r, "text")));
    end(l, &o);
}

static void put_review(const struct lines *l, const struct record *r)
{
    struct json_out o;
    put_head(l, &o, r, "", "review");
    put_text(&o, "next", json_str(member(l, r, "next")));
    end(l, &o);
}

/* ---- one row: its lines, or the lines that withdraw them ---- */

static void put_withdrawn(const struct lines *l, const struct record *r, const struct record *old, const char *suffix)
{
    char id[2 * SUFFIX_SIZE];
    struct json_out o;
    snprintf(id, sizeof id, "-w%s", suffix);
    begin(l, &o, r, id);
    put_day(&o, "date", old->day);
    put_day(&o, "entered", day_of(l, r->entered_ms));
    json_key(&o, "type");
    json_put_cstr(&o, "withdrawn");
    put_of(&o, "of", root_of(l, old)->id, suffix);
    end(l, &o);
}

/* Each number of a diary, each decision of a review about a sign; by: NULL, or the row that withdraws it. */
static void each_part(const struct lines *l, const struct record *r, const struct record *by)
{
    static const char *const scales[] = {"mood", "anxiety", "stress", "energy", "urges", "pain", "sleep_hours"};
    char suffix[SUFFIX_SIZE];
    const struct json *v;
    size_t k = 0;
    for (size_t i = 0; r->kind == RECORD_DIARY && i < sizeof scales / sizeof *scales; i++) {
        snprintf(suffix, sizeof suffix, "-%s", scales[i]);
        v = member(l, r, scales[i]);
        if (v && by) {
            put_withdrawn(l, by, r, suffix);
        } else if (v) {
            put_diary_value(l, r, suffix, str_of(scales[i]), v);
        }
    }
    v = member(l, r, r->kind == RECORD_DIARY ? "values" : "decisions");
    for (v = v ? v->first : NULL; v; v = v->next, k++) {
        struct str about = json_str(json_get(v, "about"));
        snprintf(suffix, sizeof suffix, "-%zu", k);
        if (r->kind == RECORD_REVIEW && !between_is_sign(about)) {
            continue;
        }
        if (by) {
            put_withdrawn(l, by, r, suffix);
        } else if (r->kind == RECORD_DIARY) {
            put_diary_value(l, r, suffix, json_str(json_get(v, "name")), json_get(v, "value"));
        } else {
            put_decision(l, r, suffix, about, v);
        }
    }
}

/* Which of the guardians said so. */
static void put_reporter(const struct lines *l, struct json_out *o, const struct record *r)
{
    char word[SUFFIX_SIZE];
    int n = between_guardian(l->guardians, r->by);
    snprintf(word, sizeof word, n > 1 ? "guardian %d" : "guardian", n);
    put_text(o, "reporter", str_of(word));
}

/* Personal measures and goals of a check-in that was sent; by: NULL, or the row that withdraws it. What is said of the
 * last session is no course of anything. */
static void each_question(const struct lines *l, const struct record *r, const struct record *by)
{
    const struct json *q = member(l, r, "questions"), *a = member(l, r, "responses");
    char suffix[SUFFIX_SIZE];
    size_t k = 0;
    q = q && !is_unsent(l, r) ? q->first : NULL;
    a = a ? a->first : NULL;
    for (; q && a; q = q->next, a = a->next, k++) {
        struct json_out o;
        struct str question = json_str(json_get(q, "question")), goal = json_str(json_get(q, "goal"));
        if (a->type != JSON_NUMBER || (!question.n && !goal.n)) {
            continue;
        }
        snprintf(suffix, sizeof suffix, "-%zu", k);
        if (by) {
            put_withdrawn(l, by, r, suffix);
            continue;
        }
        put_head(l, &o, r, suffix, "rating");
        put_text(&o, goal.n ? "goal" : "measure", goal.n ? goal : question);
        if (member(l, r, "reporter")) {
            put_reporter(l, &o, r);
        }
        json_key(&o, "value");
        json_put_tree(&o, a);
        end(l, &o);
    }
}

static void put_row(const struct lines *l, const struct record *r)
{
    switch (r->kind) {
    case RECORD_SCORE:
        put_score_row(l, r);
        break;
    case RECORD_RATING:
        put_rating(l, r);
        break;
    case RECORD_SESSION:
        put_session(l, r);
        break;
    case RECORD_EVENT:
        put_simple(l, r, "event", "kind");
        break;
    case RECORD_DIAGNOSIS:
        put_simple(l, r, "diagnosis", "code");
        break;
    case RECORD_DECISION:
        put_decision(l, r, "", json_str(member(l, r, "sign")), content_of(l, r));
        break;
    case RECORD_REVIEW:
        put_review(l, r);
        each_part(l, r, NULL);
        break;
    case RECORD_DIARY:
        each_part(l, r, NULL);
        break;
    case RECORD_CHECKIN:
        each_question(l, r, NULL);
        break;
    default:
        break;
    }
}

static void withdraw_row(const struct lines *l, const struct record *by, const struct record *old)
{
    if (old->kind == RECORD_DIARY || old->kind == RECORD_REVIEW) {
        each_part(l, old, by);
    }
    if (old->kind == RECORD_CHECKIN) {
        each_question(l, old, by);
    }
    bool no_line =
        old->kind == RECORD_DIARY || old->kind == RECORD_CHECKIN || (is_unsent(l, old) && !first_alert(l, old));
    if (!no_line) {
        put_withdrawn(l, by, old, "");
    }
}

/* ---- alerts that were closed ---- */

/* The first entry of a score and its corrections. */
static const struct record *origin_of(const struct lines *l, const struct record *r)
{
    for (const struct record *old = corrected(l, r); old; old = corrected(l, r)) {
        r = old;
    }
    return r;
}

/* The score that an alert, or what closes it, is about: its first entry; NULL when it is not there. */
static const struct record *score_of(const struct lines *l, const struct record *alert)
{
    bool closing = str_is(alert->state, STATE_CLOSING);
    const struct record *its = closing ? row_find(l, alert->of) : alert, *score = its ? row_find(l, its->of) : NULL;
    return score ? origin_of(l, score) : NULL;
}

/* Whether with r the last alert of that score was closed. */
static bool is_last_closing(const struct lines *l, const struct record *r, const struct record *score)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct record *x = &l->rows[i];
        if (x->kind != RECORD_ALERT || score_of(l, x) != score) {
            continue;
        }
        bool closing = str_is(x->state, STATE_CLOSING);
        bool later =
            closing && (x->entered_ms > r->entered_ms || (x->entered_ms == r->entered_ms && by_id(&x, &r) > 0));
        if (later || (!closing && !str_is(x->state, STATE_CLOSED))) {
            return false;
        }
    }
    return true;
}

/* A score and its corrections are closed together. What was corrected or sent after that and raised nothing new does
 * not open the alert again, so the closing is said once more on that day. */
static void put_closing(const struct lines *l, const struct record *r)
{
    const struct record *score = score_of(l, r);
    char suffix[SUFFIX_SIZE];
    if (!score || !is_last_closing(l, r, score)) {
        return;
    }
    for (size_t i = 0, k = 0; i < l->n; i++) {
        const struct record *x = &l->rows[i];
        struct json_out o;
        if (x->kind != RECORD_SCORE || str_is(x->state, STATE_WITHDRAWAL) || origin_of(l, x) != score) {
            continue;
        }
        int64_t entered = entered_day(l, x), closed = day_of(l, r->entered_ms),
                day = entered > closed ? entered : closed;
        snprintf(suffix, sizeof suffix, "-%zu", k);
        begin(l, &o, r, k++ ? suffix : "");
        put_day(&o, "date", day);
        put_day(&o, "entered", day);
        json_key(&o, "type");
        json_put_cstr(&o, "alert_closed");
        put_of(&o, "alert", root_of(l, x)->id, "");
        put_text(&o, "disposition", json_str(member(l, r, "disposition")));
        put_text(&o, "by", r->by);
        end(l, &o);
    }
}

/* ---- all ---- */

static void put_one(const struct lines *l, const struct record *r)
{
    if (r->kind == RECORD_ALERT) {
        if (str_is(r->state, STATE_CLOSING)) {
            put_closing(l, r);
        }
        return;
    }
    const struct record *old = str_is(r->state, STATE_WITHDRAWAL) ? row_find(l, r->of) : corrected(l, r);
    if (str_is(r->state, STATE_WITHDRAWAL)) {
        if (old) {
            withdraw_row(l, r, old);
        }
    } else if (old && amends(l, r, old) && r->kind == RECORD_SCORE) {
        put_correction(l, r, "", root_of(l, r)->id);
    } else if (old && amends(l, r, old)) {
        struct json_out o;
        const char *key = member(l, r, "level") ? "level" : "value";
        put_head(l, &o, r, "", "correction");
        put_of(&o, "of", root_of(l, r)->id, "");
        json_key(&o, key);
        json_put_tree(&o, member(l, r, key));
        end(l, &o);
    } else {
        if (old) {
            withdraw_row(l, r, old);
        }
        put_row(l, r);
    }
}

bool between_guardians(struct practice_tx *t, struct arena *a, struct between_guardians *out, struct err *e)
{
    struct account_row *rows;
    size_t n;
    *out = (struct between_guardians){0};
    if (!account_of_client(t->store, t->tx, t->who->practice, t->client, a, &rows, &n, e)) {
        return false;
    }
    out->account = arena_array(a, n, sizeof *out->account);
    if (!out->account) {
        return arena_error(a, e);
    }
    for (size_t i = 0; i < n; i++) {
        if (rows[i].roles & ROLE_GUARDIAN) {
            out->account[out->n++] = rows[i].id;
        }
    }
    return true;
}

int between_guardian(const struct between_guardians *g, struct str account)
{
    for (size_t i = 0; i < g->n && i < SERIES_GUARDIANS_MAX; i++) {
        if (str_eq(g->account[i], account)) {
            return (int)i + 1;
        }
    }
    return 1;
}

bool between_lines(const struct record *rows, size_t n, const struct between_place *of, struct arena *a,
                   struct buf *out, struct err *e)
{
    struct lines l = {.rows = rows, .n = n, .zone = of->zone, .guardians = &of->guardians, .arena = a, .out = out};
    l.content = arena_array(a, n + 1, sizeof *l.content);
    l.sorted = arena_array(a, n + 1, sizeof *l.sorted);
    if (!l.content || !l.sorted) {
        return arena_error(a, e);
    }
    for (size_t i = 0; i < n; i++) {
        l.sorted[i] = &rows[i];
        if (!json_parse(rows[i].content, a, &l.content[i], e)) {
            return false;
        }
    }
    qsort(l.sorted, n, sizeof *l.sorted, by_id);
    for (size_t i = 0; i < n; i++) { /* lines of one day in the order in which they were written: series_join's */
        put_one(&l, l.sorted[i]);
    }
    return buf_ok(out) || err_no_memory(e);
}

#define MONITORED_MOST 200 /* ids that are told; of a plan with more, none */

/* What the version monitors, where that can be read. */
static bool put_monitoring(struct json_out *o, struct str content, struct err *e)
{
    const struct json *root = NULL, *list;
    struct err mine = {0};
    struct arena a;
    arena_init(&a, 0);
    bool read = json_parse(content, &a, &root, &mine);
    list = read ? json_get(root, "monitoring") : NULL;
    if (read && (!list || (list->type == JSON_ARRAY && list->count <= MONITORED_MOST))) {
        json_key(o, "monitoring");
        json_begin_array(o);
        for (const struct json *m = list ? list->first : NULL; m; m = m->next) {
            struct str id = json_str(json_get(m, "id"));
            if (id.n) {
                json_put_str(o, id);
            }
        }
        json_end_array(o);
    }
    arena_free(&a);
    return read || mine.kind != ERR_MEMORY || err_no_memory(e);
}

/* On the day of the last signature. */
bool between_plan_line(struct practice_tx *t, const struct record *r, const struct signature_time *times,
                       size_t times_count, struct buf *out, struct err *e)
{
    struct lines l = {.rows = r, .n = 1, .zone = practice_zone(t), .out = out};
    struct json_out o;
    if (!plans_was_signed(r)) {
        return true;
    }
    int64_t signed_ms = signature_latest_of(times, times_count, r->id), version;
    int64_t day = day_of(&l, signed_ms ? signed_ms : r->entered_ms);
    begin(&l, &o, r, "");
    put_day(&o, "date", day);
    put_day(&o, "entered", day);
    json_key(&o, "type");
    json_put_cstr(&o, "plan");
    json_key(&o, "event");
    json_put_cstr(&o, "signed");
    version = plans_number(r->content);
    if (version > 0 && version <= 1000000) {
        json_key(&o, "version");
        json_put_int(&o, version);
    }
    bool ok = put_monitoring(&o, r->content, e);
    end(&l, &o);
    return ok;
}

bool between_plan_lines(struct practice_tx *t, struct arena *a, struct buf *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_PLAN};
    struct signature_time *times;
    struct record *list;
    size_t n, times_count;
    bool ok = record_list(t->store, t->tx, t->who->practice, t->client, &f, a, &list, &n, e) &&
              signature_latest(t->tx, t->who->practice, t->client, a, &times, &times_count, e);
    for (size_t i = 0; ok && i < n; i++) {
        ok = between_plan_line(t, &list[i], times, times_count, out, e);
    }
    return ok;
}

bool between_series(struct practice_tx *t, struct buf *out, struct err *e)
{
    struct record_filter f = {.kinds = BETWEEN_LINE_KINDS};
    struct between_place of = {.zone = practice_zone(t)};
    struct record *list = NULL;
    struct arena a;
    size_t n = 0;
    arena_init(&a, 0);
    bool ok = record_list(t->store, t->tx, t->who->practice, t->client, &f, &a, &list, &n, e) &&
              between_guardians(t, &a, &of.guardians, e) && between_lines(list, n, &of, &a, out, e) &&
              between_plan_lines(t, &a, out, e);
    arena_free(&a);
    return ok && (buf_ok(out) || err_no_memory(e));
}
