/* chart_progress.c: see chart.h: one measure over time. Only the entries that its standing rests on are opened. */
#include "practice/chart_parts.h"

#include "practice/checkins.h"
#include "practice/memo.h"
#include "practice/people.h"
#include "practice/plans.h"

#include <stdlib.h>

struct progress_call {
    struct str name;
    struct date from;
    struct client_progress *out;
    struct chart_fresh fresh;
};

/* ---- what can be picked ---- */

static struct chart_choice *choice_find(struct client_progress *p, struct str name)
{
    for (size_t i = 0; i < p->choice_count; i++) {
        if (str_eq(p->choice[i].name, name)) {
            return &p->choice[i];
        }
    }
    return NULL;
}

/* Instruments by their ids, other things by the objective that they are counted for. */
static bool read_choices(const struct chart_summary *s, struct arena *a, struct client_progress *out, struct err *e)
{
    size_t n = s->measure_count + (s->objectives ? s->objectives->count : 0);
    out->choice = arena_array(a, n, sizeof *out->choice);
    if (!out->choice) {
        return arena_error(a, e);
    }
    for (const struct json *v = s->objectives ? s->objectives->first : NULL; v; v = v->next) {
        int64_t values = 0;
        struct str label = json_str(json_get(v, "label"));
        const struct measure *m = measure_find(label);
        struct str name = m ? str_of(m->id) : json_str(json_get(v, "name"));
        json_int(json_get(v, "values"), 0, INT32_MAX, &values);
        if (label.n && name.n && !choice_find(out, name)) {
            out->choice[out->choice_count++] =
                (struct chart_choice){.name = name, .label = label, .values = (size_t)values};
        }
    }
    for (size_t i = 0; i < s->measure_count; i++) {
        const struct measure *m = s->measure[i].measure;
        struct chart_choice *known = m ? choice_find(out, str_of(m->id)) : NULL;
        if (known) {
            known->values = s->measure[i].values;
        } else if (m) {
            out->choice[out->choice_count++] =
                (struct chart_choice){.name = str_of(m->id), .label = str_of(m->name), .values = s->measure[i].values};
        }
    }
    return true;
}

/* Who answers the questions of an assignment. */
struct answering {
    struct str assignment;
    const struct json *personal;
    int guardian; /* 0: the client */
    struct str account;
    size_t values;
};

static bool put_personal(struct practice_tx *t, const struct answering *x, struct client_progress *out, struct err *e)
{
    size_t size = out->choice_count * sizeof *out->choice, k = 0;
    out->choice = arena_grow(t->arena, out->choice, size, size + x->personal->count * sizeof *out->choice);
    if (!out->choice) {
        return arena_error(t->arena, e);
    }
    for (const struct json *v = x->personal->first; v; v = v->next, k++) {
        struct chart_choice *c = &out->choice[out->choice_count];
        struct buf b;
        buf_init(&b, 0);
        buf_printf(&b, "%.*s-%zu", (int)x->assignment.n, x->assignment.p, k);
        if (x->guardian > 1) {
            buf_printf(&b, "-%d", x->guardian);
        }
        *c = (struct chart_choice){.label = json_str(json_get(v, "question")),
                                   .values = x->values,
                                   .guardian = x->guardian,
                                   .account = x->account};
        if (!between_take(&b, t->arena, &c->name, e) ||
            (x->guardian && !series_guardians_name(c->label, x->guardian, t->arena, &c->label, e))) {
            return false;
        }
        out->choice_count += x->values > 0;
    }
    return true;
}

static size_t sent_by(const struct record *forms, size_t n, const struct between_guardians *g, int guardian)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        count += between_guardian(g, forms[i].by) == guardian;
    }
    return count;
}

/* Personal measures, by the assignment and their place in it, of each guardian apart; also those that are no longer
 * asked. */
static bool read_personal(struct practice_tx *t, struct client_progress *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_ASSIGNMENT};
    struct between_guardians g;
    struct record *list;
    size_t n;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e) ||
        !between_guardians(t, t->arena, &g, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const struct json *root, *personal;
        struct record_filter sent = {
            .kinds = 1u << RECORD_CHECKIN, .of = list[i].id, .state = STR(STATE_SENT), .without_content = true};
        struct record *forms;
        size_t count = 0;
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        personal = json_get(root, "personal");
        bool guardian = json_get(root, "reporter") != NULL;
        if (!personal || str_is(list[i].state, STATE_WITHDRAWAL) || (guardian && t->relation == RELATION_SELF)) {
            continue;
        }
        if (!record_list(t->store, t->tx, t->who->practice, t->client, &sent, t->arena, &forms, &count, e)) {
            return false;
        }
        struct answering one = {.assignment = list[i].id, .personal = personal, .values = count};
        for (size_t k = 0; guardian && (k < g.n || k == 0); k++) {
            one.account = k < g.n ? g.account[k] : NONE;
            one.guardian = between_guardian(&g, one.account);
            one.values = sent_by(forms, count, &g, one.guardian);
            if (!put_personal(t, &one, out, e)) {
                return false;
            }
        }
        if (!guardian && !put_personal(t, &one, out, e)) {
            return false;
        }
    }
    return true;
}

static const struct chart_choice *choice_of_key(struct practice_tx *t, const struct client_progress *out,
                                                struct str key)
{
    char own[CHART_KEY_SIZE];
    for (size_t i = 0; key.n == CHART_KEY_SIZE - 1 && i < out->choice_count; i++) {
        chart_key(t->practice, t->client, out->choice[i].name, own);
        if (str_is(key, own)) {
            return &out->choice[i];
        }
    }
    return NULL;
}

static bool pick(struct practice_tx *t, struct str asked, struct client_progress *out, struct err *e)
{
    if (asked.n) {
        const struct chart_choice *c = choice_find(out, asked);
        c = c ? c : choice_of_key(t, out, asked);
        out->name = c ? c->name : NONE;
        return c || err_set(e, ERR_NOT_FOUND, "measure", "is none that this client has; pick one that is offered");
    }
    for (size_t i = 0; i < out->choice_count && !out->name.n; i++) {
        out->name = out->choice[i].values ? out->choice[i].name : NONE;
    }
    out->name = out->name.n || !out->choice_count ? out->name : out->choice[0].name;
    return true;
}

/* ---- the entries it rests on ---- */

/* Which measure a score is of, without reading all of it. The writing of instruments is the writer's own: when the
 * member is not found like this the whole is read, and what it is of decides later. */
static bool is_of(const struct record *r, const struct measure *m)
{
    static const char key[] = "\"instrument\"";
    struct str s = r->content;
    size_t at = str_find(s, str_of(key), 0), from, to;
    if (at == (size_t)-1) {
        return true;
    }
    from = at + sizeof key - 1;
    while (from < s.n && s.p[from] != '"') {
        from++;
    }
    to = ++from;
    while (to < s.n && s.p[to] != '"' && s.p[to] != '\\') {
        to++;
    }
    return to >= s.n || s.p[to] == '\\' || measure_find(str_sub(s, from, to)) == m;
}

/* Whether anything of the plan is counted in sessions, or begins with one. */
static bool counts_sessions(const struct plan *p)
{
    bool yes = p && !date_is_set(p->duration.start) && !date_is_set(p->reviews.plan_date);
    for (size_t i = 0; p && i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        yes = yes || g->due.session.has;
        for (size_t k = 0; k < g->objectives.n; k++) {
            yes = yes || g->objectives.at[k].due.session.has || g->objectives.at[k].frequency.unit == UNIT_SESSION;
        }
    }
    for (size_t i = 0; p && i < p->monitoring.n; i++) {
        yes = yes || p->monitoring.at[i].cadence.unit == UNIT_SESSION;
    }
    return yes;
}

/* Those of the client's own page: some have not reached the client yet. */
static bool read_reached(struct practice_tx *t, const struct plan *plan, const struct measure *m, struct series *out,
                         size_t *waiting, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_SCORE | 1u << RECORD_RATING | 1u << RECORD_EVENT |
                                       1u << RECORD_DIAGNOSIS | 1u << RECORD_REVIEW | 1u << RECORD_ALERT};
    struct between_place of = {.zone = practice_zone(t)};
    struct record *list;
    size_t n, kept = 0;
    struct buf b;
    f.kinds |= m ? 0 : 1u << RECORD_DIARY | 1u << RECORD_CHECKIN;
    f.kinds |= counts_sessions(plan) ? 1u << RECORD_SESSION : 0;
    f.kinds &= m ? ~0u : ~(1u << RECORD_SCORE);
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e) ||
        !between_guardians(t, t->arena, &of.guardians, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool score = list[i].kind == RECORD_SCORE && !str_is(list[i].state, STATE_WITHDRAWAL);
        list[kept] = list[i];
        kept += !score || (m && is_of(&list[i], m));
    }
    if (!scores_reach(t, list, &kept, waiting, e)) {
        return false;
    }
    buf_init(&b, 0);
    bool ok = between_lines(list, kept, &of, t->arena, &b, e) && between_plan_lines(t, t->arena, &b, e) &&
              series_read(buf_str(&b), t->arena, out, e);
    buf_free(&b);
    return ok;
}

/* All, but what the standing of this measure does not rest on may be left out. */
static bool read_entries(struct practice_tx *t, const struct plan *plan, const struct measure *m,
                         struct chart_fresh *fresh, struct series *out, struct err *e)
{
    struct series_want want = {.types = (1u << SERIES_TYPE_COUNT) - 1, .measure = m};
    want.types &= counts_sessions(plan) ? ~0u : ~(1u << SERIES_SESSION);
    want.types &= m ? ~(1u << SERIES_DIARY) : ~(1u << SERIES_SCORE);
    return between_entries(t, &want, out, &fresh->entries, e);
}

/* ---- where it stands ---- */

struct about {
    const struct plan_goal *goal;
    const struct plan_objective *objective;
};

/* The objective with that id, or the first that is measured by that instrument. */
static struct about find_objective(const struct plan *p, struct str name, const struct measure *m)
{
    for (size_t i = 0; p && i < p->goals.n; i++) {
        const struct plan_goal *g = &p->goals.at[i];
        if ((m && g->measure.instrument.n && measure_find(g->measure.instrument) == m) || str_eq(g->id, name)) {
            return (struct about){g, NULL};
        }
        for (size_t k = 0; k < g->objectives.n; k++) {
            const struct plan_objective *o = &g->objectives.at[k];
            if (m ? measure_find(o->measure.instrument) == m : str_eq(o->id, name)) {
                return (struct about){g, o};
            }
        }
    }
    return (struct about){NULL, NULL};
}

/* A personal measure stands by itself: nothing says which way is better. */
static bool stand_personal(const struct between_facts *f, struct str question, struct arena *a, struct standing *out,
                           struct err *e)
{
    struct plan *plan = ARENA_NEW(a, struct plan);
    struct plan_goal *goal = ARENA_NEW(a, struct plan_goal);
    struct plan_objective *o = ARENA_NEW(a, struct plan_objective);
    if (!plan || !goal || !o) {
        return arena_error(a, e);
    }
    o->measure = (struct plan_measure){.kind = MEASURE_SELF_REPORT, .name = question};
    return standing_of(plan, goal, o, &f->series, f->today, a, out, e);
}

static bool stand(struct practice_tx *t, struct progress_call *c, const struct between_facts *f,
                  const struct measure *m, struct err *e)
{
    struct client_progress *out = c->out;
    struct about about = find_objective(out->plan, out->name, m);
    const struct chart_choice *personal = !m && !about.goal ? choice_find(out, out->name) : NULL;
    bool ok = personal     ? stand_personal(f, personal->label, t->arena, &out->standing, e)
              : about.goal ? standing_of(out->plan, about.goal, about.objective, &f->series, f->today, t->arena,
                                         &out->standing, e)
                           : !m || chart_standing(f, m, t->arena, &out->standing, e);
    if (!ok) {
        return false;
    }
    if (personal && personal->account.n && !people_name_in(t, personal->account, &out->reporter, e)) {
        return false;
    }
    int32_t from = date_is_set(c->from) ? date_to_day(c->from) : INT32_MIN;
    while (out->first_point < out->standing.course.points.n &&
           out->standing.course.points.at[out->first_point].day < from) {
        out->first_point++;
    }
    struct buf b;
    buf_init(&b, 0);
    standing_put_sentence(&out->standing, f->today, &b);
    if (!between_take(&b, t->arena, &out->sentence, e)) {
        return false;
    }
    buf_init(&b, 0);
    standing_put_advice(&out->standing, &b);
    ok = between_take(&b, t->arena, &out->advice, e);
    out->advice = out->advice.n ? out->advice : NONE;
    return ok;
}

/* ---- single scores ---- */

static int newest_first(const void *a, const void *b)
{
    const struct chart_single *x = a, *y = b;
    int order = date_cmp(y->date, x->date);
    return order ? order : memcmp(y->id.p, x->id.p, x->id.n < y->id.n ? x->id.n : y->id.n);
}

static bool read_singles(struct practice_tx *t, struct progress_call *c, const struct between_facts *f,
                         const struct measure *m, struct err *e)
{
    struct client_progress *out = c->out;
    out->single = arena_array(t->arena, f->series.entries.n, sizeof *out->single);
    if (!out->single) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; m && i < f->series.entries.n; i++) {
        const struct series_entry *x = &f->series.entries.at[i];
        const struct series_entry *by = x->type == SERIES_SCORE && x->measure == m ? series_holder(x, f->today) : NULL;
        if (by && (!date_is_set(c->from) || date_cmp(x->date, c->from) >= 0)) {
            struct str id = by->id, rest;
            str_cut(by->id, '-', &id, &rest); /* lines of a form that was sent have a suffix */
            out->single[out->single_count++] =
                (struct chart_single){.id = id, .date = x->date, .has_value = by->score.has, .value = by->score.value};
        }
    }
    if (out->single_count) {
        qsort(out->single, out->single_count, sizeof *out->single, newest_first);
    }
    return true;
}

/* ---- events ---- */

static int by_date(const void *a, const void *b)
{
    const struct chart_event_row *x = a, *y = b;
    int order = date_cmp(x->date, y->date);
    return order ? order : (int)x->type - (int)y->type;
}

static bool read_events(struct practice_tx *t, struct progress_call *c, const struct series *s,
                        const struct json *versions, struct date today, struct err *e)
{
    struct client_progress *out = c->out;
    out->event = arena_array(t->arena, s->entries.n + (versions ? versions->count : 0), sizeof *out->event);
    if (!out->event) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *x = &s->entries.at[i];
        bool told = x->type == SERIES_EVENT || x->type == SERIES_DIAGNOSIS || x->type == SERIES_REVIEW;
        if (told && series_holder(x, today) && (!date_is_set(c->from) || date_cmp(x->date, c->from) >= 0)) {
            out->event[out->event_count++] = (struct chart_event_row){
                .type = x->type, .date = x->date, .id = x->id, .word = x->name, .text = x->text};
        }
    }
    for (const struct json *v = versions ? versions->first : NULL; v; v = v->next) {
        struct chart_event_row x = {.type = SERIES_PLAN, .id = json_str(json_get(v, "id"))};
        int64_t day = 0;
        json_int(json_get(v, "number"), 1, INT32_MAX, &x.number);
        if (json_int(json_get(v, "day"), INT32_MIN, INT32_MAX, &day)) {
            x.date = date_from_day((int32_t)day);
        }
        if (!date_is_set(c->from) || date_cmp(x.date, c->from) >= 0) {
            out->event[out->event_count++] = x;
        }
    }
    if (out->event_count) {
        qsort(out->event, out->event_count, sizeof *out->event, by_date);
    }
    return true;
}

/* ---- what is assigned ---- */

static struct date last_of(const struct chart_summary *s, const struct measure *m)
{
    for (size_t i = 0; i < s->measure_count; i++) {
        if (s->measure[i].measure == m) {
            return s->measure[i].on;
        }
    }
    return (struct date){0};
}

/* The day of its newest value: of a score in whatever way it came; of a form of ours, when it was sent. */
static bool last_sent(struct practice_tx *t, const struct chart_summary *s, const struct chart_assigned *x,
                      struct date *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_CHECKIN,
                              .of = x->id,
                              .state = STR(STATE_SENT),
                              .newest_first = true,
                              .limit = 1,
                              .without_content = true};
    struct record *list;
    size_t n = 0;
    *out = last_of(s, x->measure);
    if (!x->measure && !record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    *out = n ? date_from_day(list[0].day) : *out;
    return true;
}

static bool read_assigned(struct practice_tx *t, const struct chart_summary *s, struct date today,
                          struct client_progress *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_ASSIGNMENT, .state = STR(STATE_ENTERED)};
    struct record *list;
    size_t n;
    if (!record_list(t->store, t->tx, t->who->practice, t->client, &f, t->arena, &list, &n, e)) {
        return false;
    }
    out->assigned = arena_array(t->arena, n, sizeof *out->assigned);
    if (!out->assigned) {
        return arena_error(t->arena, e);
    }
    for (size_t i = 0; i < n; i++) {
        const struct json *root;
        struct chart_assigned *x = &out->assigned[out->assigned_count];
        if (!json_parse(list[i].content, t->arena, &root, e)) {
            return false;
        }
        if (json_get(root, "reporter") && t->relation == RELATION_SELF) {
            continue;
        }
        out->assigned_count++;
        const struct json *personal = json_get(root, "personal");
        *x = (struct chart_assigned){.id = list[i].id,
                                     .own = json_str(json_get(root, "own")),
                                     .question = json_str(json_get(personal ? personal->first : NULL, "question")),
                                     .questions = personal ? personal->count : 0,
                                     .has_alert = between_has_alert(root),
                                     .by_guardian = json_get(root, "reporter") != NULL,
                                     .measure = measure_find(json_str(json_get(root, "instrument"))),
                                     .every = json_str(json_get(root, "every")),
                                     .since = date_from_day(list[i].day)};
        if (!last_sent(t, s, x, &x->last, e)) {
            return false;
        }
        if (!json_bool(json_get(root, "remote"), &x->remote)) {
            x->remote = false;
        }
        bool done = date_is_set(x->last) && date_cmp(x->last, x->since) >= 0;
        if (!done) {
            x->next = x->since;
        } else if (x->every.n) {
            date_apply_period(x->last, x->every, &x->next);
        }
        x->late = date_is_set(x->next) && date_cmp(x->next, today) < 0;
    }
    return true;
}

/* ---- the whole ---- */

static bool read_course(struct practice_tx *t, struct progress_call *c, const struct measure *m,
                        struct between_facts *f, struct err *e)
{
    bool all = true;
    if (t->relation == RELATION_SELF && !scores_all_reach(t, &all, e)) {
        return false;
    }
    if (!all) {
        return read_reached(t, c->out->plan, m, &f->series, &c->out->waiting, e);
    }
    if (c->fresh.facts) { /* they have just been read */
        f->series = c->fresh.facts->series;
        return true;
    }
    return read_entries(t, c->out->plan, m, &c->fresh, &f->series, e);
}

static bool read_progress(struct practice_tx *t, void *ctx, struct err *e)
{
    struct progress_call *c = ctx;
    struct client_progress *out = c->out;
    struct chart_summary s;
    struct client_row row;
    struct between_facts *f = ARENA_NEW(t->arena, struct between_facts); /* what stands points into it */
    *out = (struct client_progress){0};
    if (!f) {
        return arena_error(t->arena, e);
    }
    f->today = practice_today(t);
    if (!client_get(t->store, t->tx, t->who->practice, t->client, t->arena, &row, e) ||
        !clients_card(&row, t->arena, &out->card, e) || !chart_now(t, row.version, &c->fresh, &s, e) ||
        !between_plan(t, &out->plan, e) || !read_choices(&s, t->arena, out, e) || !read_personal(t, out, e) ||
        !pick(t, c->name, out, e)) {
        return false;
    }
    const struct measure *m = out->name.n ? measure_find(out->name) : NULL;
    out->review = s.review;
    out->card.relation = t->relation;
    out->quiet = t->relation == RELATION_SELF && row.alerts > 0;
    return read_course(t, c, m, f, e) && (!out->name.n || stand(t, c, f, m, e)) && read_singles(t, c, f, m, e) &&
           read_events(t, c, &f->series, s.versions, f->today, e) && read_assigned(t, &s, f->today, out, e) &&
           (t->relation == RELATION_SELF || between_alerts_open(t, &out->alert, &out->alert_count, e));
}

bool chart_progress(struct practice *p, const struct actor *who, struct str client, struct str name, struct date from,
                    struct arena *a, struct client_progress *out, struct err *e)
{
    struct progress_call c = {.name = name, .from = from, .out = out};
    struct buf args;
    buf_init(&args, 0);
    buf_printf(&args, "progress %d %.*s", (int)(date_is_set(from) ? date_to_day(from) : INT32_MIN), (int)name.n,
               name.p ? name.p : "");
    struct recall r = {buf_str(&args), out, sizeof *out};
    bool ok = buf_ok(&args) ? practice_recall(p, who, CASE_PROGRESS_READ, client, &r, a, read_progress, &c, e)
                            : err_no_memory(e);
    buf_free(&args);
    if (!ok) {
        return false;
    }
    chart_keep_fresh(p, &c.fresh);
    return true;
}
