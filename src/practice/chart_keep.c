/* chart_keep.c: the large summary of a client: written from all entries, read by the chart. */
#include "practice/chart_parts.h"

#include <math.h>

/* ---- standing of an instrument ---- */

static const struct standing *followed(const struct between_facts *f, const struct measure *m)
{
    for (size_t i = 0; i < f->follow.objectives.n; i++) {
        if (f->follow.objectives.at[i].measure == m) {
            return &f->follow.objectives.at[i];
        }
    }
    return NULL;
}

bool chart_standing(const struct between_facts *f, const struct measure *m, struct arena *a, struct standing *out,
                    struct err *e)
{
    const struct standing *known = followed(f, m);
    if (known) {
        *out = *known;
        return true;
    }
    struct plan *plan = ARENA_NEW(a, struct plan);
    struct plan_goal *goal = ARENA_NEW(a, struct plan_goal);
    struct plan_objective *o = ARENA_NEW(a, struct plan_objective);
    if (!plan || !goal || !o) {
        return arena_error(a, e);
    }
    o->measure =
        (struct plan_measure){.kind = MEASURE_INSTRUMENT, .name = str_of(m->name), .instrument = str_of(m->id)};
    return standing_of(plan, goal, o, &f->series, f->today, a, out, e);
}

/* ---- writing ---- */

static void put_number(struct json_out *o, const char *key, double v)
{
    if (key) {
        json_key(o, key);
    }
    json_put_dec(o, (struct dec){.has = true, .scale = 2, .mant = llround(v * 100)});
}

static void put_text(struct json_out *o, const char *key, struct str s)
{
    if (s.n) {
        json_key(o, key);
        json_put_str(o, s);
    }
}

static void put_int(struct json_out *o, const char *key, int64_t v)
{
    json_key(o, key);
    json_put_int(o, v);
}

static void put_day(struct json_out *o, const char *key, struct date d)
{
    if (date_is_set(d)) {
        put_int(o, key, date_to_day(d));
    }
}

static void put_flag(struct json_out *o, const char *key, bool v)
{
    if (v) {
        json_key(o, key);
        json_put_bool(o, true);
    }
}

static void put_sentence(struct json_out *o, const struct standing *st, struct date on)
{
    struct buf b;
    buf_init(&b, 0);
    standing_put_sentence(st, on, &b);
    put_text(o, "sentence", buf_str(&b));
    o->b->failed = o->b->failed || b.failed;
    buf_free(&b);
}

static void put_objectives(struct json_out *o, const struct between_facts *f)
{
    json_key(o, "objectives");
    json_begin_array(o);
    for (size_t i = 0; i < f->follow.objectives.n; i++) {
        const struct standing *st = &f->follow.objectives.at[i];
        json_begin_object(o);
        put_text(o, "pointer", st->pointer);
        put_text(o, "name", st->objective ? st->objective->id : st->goal->id);
        put_text(o, "label", st->course.name);
        put_int(o, "values", (int64_t)st->course.points.n);
        put_int(o, "state", st->state);
        put_sentence(o, st, f->today);
        if (st->has_latest) {
            put_text(o, "measure", st->measure ? str_of(st->measure->name) : (struct str){NULL, 0});
            put_number(o, "latest", st->latest);
            put_day(o, "latest_on", st->latest_on);
        }
        json_end_object(o);
    }
    json_end_array(o);
    json_key(o, "goals");
    json_begin_array(o);
    for (size_t i = 0; i < f->follow.goals.n; i++) {
        const struct goal_standing *g = &f->follow.goals.at[i];
        json_begin_object(o);
        put_text(o, "pointer", g->pointer);
        put_flag(o, "client", g->client_says_met);
        put_flag(o, "clinician", g->clinician_says_met);
        put_flag(o, "ready", g->ready);
        put_flag(o, "met", g->met);
        json_end_object(o);
    }
    json_end_array(o);
}

static bool put_measure(struct json_out *o, const struct between_facts *f, const struct measure *m, struct arena *a,
                        struct err *e)
{
    struct standing st;
    if (!chart_standing(f, m, a, &st, e)) {
        return false;
    }
    size_t n = st.course.points.n, from = n > CHART_VALUES ? n - CHART_VALUES : 0;
    if (!n) {
        return true;
    }
    const struct series_point *point = st.course.points.at, *last = &point[n - 1];
    bool confirmed = false;
    const char *band = score_band(m, last->value, &confirmed);
    json_begin_object(o);
    put_text(o, "instrument", str_of(m->id));
    put_number(o, "value", last->value);
    put_day(o, "on", last->date);
    put_number(o, "first", st.has_baseline ? st.baseline : point[0].value);
    put_day(o, "first_on", st.has_baseline ? st.baseline_on : point[0].date);
    put_text(o, "band", str_of(band));
    put_flag(o, "confirmed", confirmed);
    put_int(o, "values", (int64_t)n);
    put_sentence(o, &st, f->today);
    json_key(o, "last");
    json_begin_array(o);
    for (size_t i = from; i < n; i++) {
        json_put_int(o, point[i].day);
        put_number(o, NULL, point[i].value);
    }
    json_end_array(o);
    json_end_object(o);
    return true;
}

static bool put_measures(struct json_out *o, const struct between_facts *f, struct arena *a, struct err *e)
{
    const struct measure *last[CHART_MEASURES];
    size_t n = between_last_measures(f, last, CHART_MEASURES);
    json_key(o, "measures");
    json_begin_array(o);
    for (size_t i = 0; i < n; i++) {
        if (!put_measure(o, f, last[i], a, e)) {
            return false;
        }
    }
    json_end_array(o);
    return true;
}

static void put_signs(struct json_out *o, const struct between_facts *f)
{
    size_t n = 0;
    json_key(o, "signs");
    json_begin_array(o);
    for (size_t i = 0; i < f->follow.signs.n && n < CHART_SIGNS; i++) {
        const struct sign *s = &f->follow.signs.at[i];
        if (!s->open) {
            continue;
        }
        n++;
        json_begin_object(o);
        put_int(o, "kind", s->kind);
        put_text(o, "id", s->id);
        put_text(o, "pointer", s->pointer);
        put_text(o, "evidence", s->evidence);
        put_text(o, "offer", s->offer);
        put_day(o, "opened", s->opened);
        put_int(o, "steps", s->steps);
        put_flag(o, "silenced", s->silenced);
        json_end_object(o);
    }
    json_end_array(o);
}

static void put_rest(struct json_out *o, const struct between_facts *f)
{
    const struct clock *c = &f->follow.review;
    json_key(o, "review");
    json_begin_object(o);
    put_int(o, "state", c->state);
    put_day(o, "last", c->last);
    put_day(o, "due", c->due);
    put_day(o, "overdue", c->overdue);
    put_int(o, "sessions_left", c->sessions_left);
    put_int(o, "days_late", c->days_late);
    json_end_object(o);
    put_int(o, "sessions", f->follow.sessions);
    put_flag(o, "alert_open", f->follow.alert_open);
    json_key(o, "versions");
    json_begin_array(o);
    for (size_t i = 0; i < f->series.entries.n; i++) {
        const struct series_entry *x = &f->series.entries.at[i];
        if (x->type == SERIES_PLAN && x->value.has) {
            json_begin_object(o);
            put_text(o, "id", x->id);
            put_int(o, "number", (int64_t)dec_to_double(x->value));
            put_day(o, "day", x->date);
            json_end_object(o);
        }
    }
    json_end_array(o);
}

/* How a copy begins: another version of the program may judge the same record otherwise, and number its states so. */
#define CHART_FORM GOLDTHREAD_VERSION ", 2" /* the number counts what is kept otherwise within a version */
#define CHART_HEAD "{\"program\":\"" CHART_FORM "\""

bool chart_json(const struct between_facts *f, struct arena *a, struct str *out, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    put_text(&o, "program", STR(CHART_FORM));
    put_objectives(&o, f);
    bool ok = put_measures(&o, f, a, e);
    if (ok) {
        put_signs(&o, f);
        put_rest(&o, f);
        json_end_object(&o);
        return between_take(&b, a, out, e);
    }
    buf_free(&b);
    return false;
}

bool chart_keep(struct practice_tx *t, const struct between_facts *f, int64_t client_version, struct err *e)
{
    struct chart_kept k = {.practice = t->who->practice,
                           .client = t->client,
                           .client_version = client_version,
                           .day = date_to_day(f->today)};
    return chart_json(f, t->arena, &k.content, e) && chart_put(t->store, t->tx, &k, e);
}

/* ---- reading ---- */

static struct str text_of(const struct json *v, const char *key)
{
    return json_str(json_get(v, key));
}

static int64_t int_of(const struct json *v, const char *key)
{
    int64_t n = 0;
    json_int(json_get(v, key), INT32_MIN, INT32_MAX, &n);
    return n;
}

static bool flag_of(const struct json *v, const char *key)
{
    bool on = false;
    return json_bool(json_get(v, key), &on) && on;
}

static struct date day_of(const struct json *v, const char *key)
{
    int64_t n;
    return json_int(json_get(v, key), INT32_MIN, INT32_MAX, &n) ? date_from_day((int32_t)n) : (struct date){0};
}

static double number_of(const struct json *v)
{
    struct dec d = {0};
    return v && num_dec(v->text, &d) ? dec_to_double(d) : 0;
}

static void read_measure(const struct json *v, struct chart_measure *m)
{
    *m = (struct chart_measure){.measure = measure_find(text_of(v, "instrument")),
                                .on = day_of(v, "on"),
                                .first_on = day_of(v, "first_on"),
                                .value = number_of(json_get(v, "value")),
                                .first = number_of(json_get(v, "first")),
                                .band = text_of(v, "band"),
                                .band_confirmed = flag_of(v, "confirmed"),
                                .values = (size_t)int_of(v, "values"),
                                .sentence = text_of(v, "sentence")};
    const struct json *list = json_get(v, "last");
    for (const struct json *x = list ? list->first : NULL; x && x->next && m->last_count < CHART_VALUES;
         x = x->next->next) {
        int64_t day = 0;
        json_int(x, INT32_MIN, INT32_MAX, &day);
        m->last[m->last_count++] = (struct chart_value){(int32_t)day, number_of(x->next)};
    }
}

static void read_sign(const struct json *v, struct chart_sign *s)
{
    *s = (struct chart_sign){.kind = (enum sign_kind)int_of(v, "kind"),
                             .id = text_of(v, "id"),
                             .pointer = text_of(v, "pointer"),
                             .evidence = text_of(v, "evidence"),
                             .offer = text_of(v, "offer"),
                             .opened = day_of(v, "opened"),
                             .steps = (unsigned)int_of(v, "steps"),
                             .silenced = flag_of(v, "silenced")};
}

static size_t count_of(const struct json *list)
{
    return list ? list->count : 0;
}

bool chart_summary_read(struct str json, struct arena *a, struct chart_summary *out, struct err *e)
{
    const struct json *root, *v;
    size_t i;
    if (!json_parse(json, a, &root, e)) {
        return false;
    }
    const struct json *objectives = json_get(root, "objectives"), *measures = json_get(root, "measures"),
                      *signs = json_get(root, "signs"), *review = json_get(root, "review");
    *out = (struct chart_summary){.objectives = objectives,
                                  .goals = json_get(root, "goals"),
                                  .versions = json_get(root, "versions"),
                                  .objective_count = count_of(objectives),
                                  .measure_count = count_of(measures),
                                  .sign_count = count_of(signs),
                                  .sessions = int_of(root, "sessions"),
                                  .alert_open = flag_of(root, "alert_open"),
                                  .review = {.state = (enum clock_state)int_of(review, "state"),
                                             .last = day_of(review, "last"),
                                             .due = day_of(review, "due"),
                                             .overdue = day_of(review, "overdue"),
                                             .sessions_left = (int)int_of(review, "sessions_left"),
                                             .days_late = (int)int_of(review, "days_late")}};
    out->objective = arena_array(a, out->objective_count, sizeof *out->objective);
    out->measure = arena_array(a, out->measure_count, sizeof *out->measure);
    out->sign = arena_array(a, out->sign_count, sizeof *out->sign);
    if (!out->objective || !out->measure || !out->sign) {
        return arena_error(a, e);
    }
    for (i = 0, v = objectives ? objectives->first : NULL; v; v = v->next, i++) {
        out->objective[i] = (struct chart_objective){.pointer = text_of(v, "pointer"),
                                                     .state = (enum standing_state)int_of(v, "state"),
                                                     .sentence = text_of(v, "sentence"),
                                                     .id = text_of(v, "name"),
                                                     .label = text_of(v, "label"),
                                                     .measure = text_of(v, "measure"),
                                                     .latest = number_of(json_get(v, "latest")),
                                                     .latest_on = day_of(v, "latest_on")};
    }
    for (i = 0, v = measures ? measures->first : NULL; v; v = v->next, i++) {
        read_measure(v, &out->measure[i]);
    }
    for (i = 0, v = signs ? signs->first : NULL; v; v = v->next, i++) {
        read_sign(v, &out->sign[i]);
    }
    return true;
}

bool chart_now(struct practice_tx *t, int64_t client_version, struct chart_fresh *fresh, struct chart_summary *out,
               struct err *e)
{
    struct chart_kept k = {.practice = t->who->practice,
                           .client = t->client,
                           .client_version = client_version,
                           .day = date_to_day(practice_today(t))};
    bool there = false;
    *fresh = (struct chart_fresh){.practice = t->who->practice, .client = t->client};
    if (!chart_get(t->store, t->tx, &k, t->arena, &k.content, &there, e)) {
        return false;
    }
    if (!there || !str_starts(k.content, STR(CHART_HEAD))) {
        fresh->facts = ARENA_NEW(t->arena, struct between_facts);
        if (!fresh->facts) {
            return arena_error(t->arena, e);
        }
        if (!between_facts(t, fresh->facts, e) || !chart_json(fresh->facts, t->arena, &k.content, e)) {
            return false;
        }
        fresh->kept = k;
        fresh->entries = fresh->facts->fresh;
    }
    return chart_summary_read(k.content, t->arena, out, e);
}

struct keep_call {
    struct store *store;
    const struct chart_fresh *fresh;
};

static bool put_fresh(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct keep_call *k = ctx;
    const struct chart_fresh *f = k->fresh;
    bool done;
    return (!f->facts || chart_put(k->store, tx, &f->kept, e)) &&
           (!f->entries.count || entries_put(k->store, tx, f->practice, f->client, &f->entries, &done, e));
}

/* What was worked out is a copy: when it cannot be kept the next reader works it out again. */
void chart_keep_fresh(struct practice *p, const struct chart_fresh *fresh)
{
    struct keep_call k = {p->store, fresh};
    struct err none = {0};
    if (fresh->facts || fresh->entries.count) {
        db_write(p->store->db, DB_ASIDE, NULL, put_fresh, &k, &none);
    }
}
