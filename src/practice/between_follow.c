/* between_follow.c: what follows from the entries: the plan followed, and the client's summary. */
#include "practice/between_parts.h"

#include "practice/chart_parts.h"
#include "practice/clients.h"
#include "practice/plans.h"
#include "practice/sharing.h"

#include <math.h>

#define MEASURES_MAX 6 /* in the summary, which stays small */
#define SIGNS_MAX 10

bool between_plan(struct practice_tx *t, struct plan **plan, struct err *e)
{
    struct plan_version version;
    struct err mine = {0};
    *plan = NULL;
    return plans_in_force(t->store, t->tx, t->who->practice, t->client, t->arena, &version, plan, &mine) ||
           mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text);
}

/* ---- follow ---- */

struct follow_call {
    struct date on;
    struct plan **plan;
    struct follow *out;
};

bool between_may_follow(struct practice_tx *t, struct err *e)
{
    struct people_settings s;
    unsigned open, needed = SHARE_ALL;
    if (t->relation != RELATION_GUARDIAN) {
        return true;
    }
    if (!between_opens(t, &open, e) || !people_settings_in(t->store, t->tx, t->who->practice, t->arena, &s, NULL, e)) {
        return false;
    }
    needed &= s.part2 ? ~0u : ~(unsigned)SHARE_SUBSTANCE_USE;
    return !(needed & ~open) ||
           err_set(e, ERR_REFUSED, "guardian", "sees what follows only when the whole record is open");
}

static bool follow(struct practice_tx *t, void *ctx, struct err *e)
{
    struct follow_call *c = ctx;
    struct series *s = ARENA_NEW(t->arena, struct series); /* what follows points into it */
    if (!s) {
        return arena_error(t->arena, e);
    }
    if (!between_may_follow(t, e) || !between_plan(t, c->plan, e)) {
        return false;
    }
    if (!*c->plan) {
        return err_set(e, ERR_NOT_FOUND, "plan", "none is in force; sign one first");
    }
    struct entries_kept ignored;
    return between_entries(t, NULL, s, &ignored, e) && follow_plan(*c->plan, s, c->on, t->arena, c->out, e);
}

bool between_follow(struct practice *p, const struct actor *who, struct str client, struct date on, struct arena *a,
                    struct plan **plan, struct follow *out, struct err *e)
{
    struct follow_call c = {on, plan, out};
    if (!date_is_set(on)) {
        return err_set(e, ERR_INVALID, "date", "is missing; write a day of the calendar as YYYY-MM-DD");
    }
    return practice_do(p, who, CASE_FOLLOW_READ, client, NONE, a, follow, &c, e);
}

/* ---- summary ---- */

static void put_number(struct json_out *o, const char *key, double v)
{
    json_key(o, key);
    json_put_dec(o, (struct dec){.has = true, .scale = 1, .mant = llround(v * 10)});
}

static void put_day(struct json_out *o, const char *key, struct date d)
{
    char text[DATE_TEXT_SIZE];
    if (date_is_set(d)) {
        json_key(o, key);
        json_put_cstr(o, date_format(d, text));
    }
}

static bool put_measure(struct practice_tx *t, const struct between_facts *s, const struct measure *m,
                        struct json_out *o, struct err *e)
{
    struct series_course c;
    if (!series_of_instrument(&s->series, m, s->today, t->arena, &c, e)) {
        return false;
    }
    if (!c.points.n) {
        return true;
    }
    const struct series_point *last = &c.points.at[c.points.n - 1];
    bool confirmed = false;
    const char *band = score_band(m, last->value, &confirmed);
    json_begin_object(o);
    json_key(o, "instrument");
    json_put_cstr(o, m->id);
    put_number(o, "value", last->value);
    if (band && confirmed) {
        json_key(o, "band");
        json_put_cstr(o, band);
    }
    if (c.points.n > 1) {
        put_number(o, "change", last->value - c.points.at[0].value);
    }
    put_day(o, "on", last->date);
    json_end_object(o);
    return true;
}

size_t between_last_measures(const struct between_facts *f, const struct measure **out, size_t most)
{
    size_t n = 0;
    for (size_t i = f->series.entries.n; i-- > 0 && n < most;) {
        const struct measure *m = f->series.entries.at[i].measure;
        size_t k = 0;
        while (k < n && out[k] != m) {
            k++;
        }
        if (m && k == n) {
            out[n++] = m;
        }
    }
    return n;
}

static bool put_measures(struct practice_tx *t, const struct between_facts *s, struct json_out *o, struct err *e)
{
    const struct measure *last[MEASURES_MAX];
    size_t n = between_last_measures(s, last, MEASURES_MAX);
    json_key(o, "measures");
    json_begin_array(o);
    for (size_t i = 0; i < n; i++) {
        if (!put_measure(t, s, last[i], o, e)) {
            return false;
        }
    }
    json_end_array(o);
    return true;
}

static void put_signs(const struct between_facts *s, struct json_out *o)
{
    unsigned told = 0;
    size_t n = 0;
    json_key(o, "signs");
    json_begin_array(o);
    for (size_t i = 0; i < s->follow.signs.n && n < SIGNS_MAX; i++) {
        const struct sign *g = &s->follow.signs.at[i];
        if (g->open && !g->silenced && !(told >> g->kind & 1)) {
            told |= 1u << g->kind;
            n++;
            json_put_cstr(o, sign_title(g->kind));
        }
    }
    json_end_array(o);
}

/* Whose members these are; all others are kept as they stand. */
static bool is_ours(struct str key)
{
    static const char *const names[] = {"measures", "signs",          "review",   "alerts",
                                        "name",     "preferred_name", "pronouns", "birth_date"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_is(key, names[i])) {
            return true;
        }
    }
    return false;
}

static bool put_summary(struct practice_tx *t, const struct between_facts *s, const struct client_row *row,
                        struct str *out, struct err *e)
{
    struct client_card card;
    const struct json *old = NULL;
    struct json_out o;
    struct buf b;
    if (!clients_card(row, t->arena, &card, e) || (row->summary.n && !json_parse(row->summary, t->arena, &old, e))) {
        return false;
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    clients_put_names(&o, &card);
    bool ok = put_measures(t, s, &o, e);
    if (ok) {
        put_signs(s, &o);
        json_key(&o, "review");
        json_begin_object(&o);
        json_key(&o, "state");
        json_put_cstr(&o, clock_state_name(s->follow.review.state));
        put_day(&o, "due", s->follow.review.due);
        put_day(&o, "overdue", s->follow.review.overdue);
        json_end_object(&o);
        json_key(&o, "alerts");
        json_put_int(&o, s->alerts);
        for (const struct json *v = old ? old->first : NULL; v; v = v->next) {
            if (!is_ours(v->key)) {
                json_key_str(&o, v->key);
                json_put_tree(&o, v);
            }
        }
        json_end_object(&o);
        return between_take(&b, t->arena, out, e);
    }
    buf_free(&b);
    return false;
}

static bool count_alerts(struct practice_tx *t, int64_t *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_ALERT, .without_content = true};
    struct record *list = NULL;
    size_t n = 0;
    *out = 0;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        *out += str_is(list[i].state, STATE_OPEN) || str_is(list[i].state, STATE_ESCALATED);
    }
    return true;
}

static struct opt_int day_of(struct date d)
{
    bool has = date_is_set(d);
    return (struct opt_int){has, has ? date_to_day(d) : 0};
}

bool between_facts(struct practice_tx *t, struct between_facts *out, struct err *e)
{
    *out = (struct between_facts){.today = practice_today(t)};
    return between_plan(t, &out->plan, e) && between_entries(t, NULL, &out->series, &out->fresh, e) &&
           (!out->plan || follow_plan(out->plan, &out->series, out->today, t->arena, &out->follow, e));
}

bool between_summary(struct practice_tx *t, struct err *e)
{
    struct between_facts s;
    struct client_row row;
    bool done;
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) || !between_facts(t, &s, e) ||
        !count_alerts(t, &s.alerts, e)) {
        return false;
    }
    row.review_due = day_of(s.follow.review.due);
    row.review_overdue = day_of(s.follow.review.overdue);
    row.alerts = s.alerts;
    return put_summary(t, &s, &row, &row.summary, e) && client_change(t->store, t->tx, &row, e) &&
           chart_keep(t, &s, row.version, e) &&
           (!s.fresh.count || entries_put(t->store, t->tx, t->who->practice, t->client, &s.fresh, &done, e));
}
