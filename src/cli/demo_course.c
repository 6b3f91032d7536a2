/* demo_course.c: what happens between an invented client's plans: sessions, scores, diary, events, reviews, alerts. */
#include "cli/demo.h"

#include "base/json.h"
#include "practice/between.h"

#include <math.h>

static const struct str none = {NULL, 0};

static struct date today(const struct demo *d)
{
    return zone_day(demo_zone(), d->now_ms);
}

static bool in_force(const struct demo *d, const struct demo_client *c)
{
    return !(c->scene->has & (HAS_DRAFT | HAS_WAITING)) && c->content && date_cmp(today(d), c->fill.start) >= 0;
}

/* One entry of today; its JSON stands in b, which is freed. */
static bool add(struct demo *d, struct demo_client *c, const struct actor *who, struct entry *entry, struct buf *b,
                struct err *e)
{
    entry->date = today(d);
    d->now_ms += 60000;
    return demo_text(&d->work, b, &entry->json, e) && between_add(&d->practice, who, c->id, entry, none, &d->work, e);
}

static void begin(struct json_out *o, struct buf *b)
{
    buf_init(b, 0);
    json_out_init(o, b, 0);
    json_begin_object(o);
}

static void member(struct json_out *o, const char *key, struct str text)
{
    json_key(o, key);
    json_put_str(o, text);
}

/* ---- scores ---- */

/* How much of the way to the target is done at the n-th session. */
static double way(enum demo_course course, int n)
{
    switch (course) {
    case COURSE_BETTER:
        return 1.1 * (1 - exp(-n / 7.0));
    case COURSE_STUCK:
        return 0.04;
    case COURSE_LOST:
        return n < 10 ? 1.15 * (1 - exp(-n / 3.0)) : fmax(0.05, 1.05 - 0.25 * (n - 9));
    case COURSE_MET:
        return 1.3 * (1 - exp(-n / 3.5));
    }
    return 0;
}

static int value_of(struct demo_client *c, int i)
{
    const struct demo_measure *m = demo_measure_at((size_t)i);
    int from = c->fill.baseline[i], to = c->fill.target[i], n = c->sessions;
    int noise = n ? demo_between(&c->random, -1, 1) * (m->max / 50 + 1) : 0;
    int v = (int)lround(from + (to - from) * (n ? way(c->scene->course, n) : 0)) + noise;
    v = v < 0 ? 0 : v > m->max ? m->max : v;
    return v / m->each * m->each;
}

/* Answers that add up to the value; thoughts of death (the last item of the PHQ-9) are named apart. */
static void put_answers(struct json_out *o, const struct demo_measure *m, int value, int last)
{
    int items = m->items - (last >= 0), sum = value / m->each;
    json_key(o, "responses");
    json_begin_array(o);
    for (int k = 0; k < items; k++) {
        int answer = sum / items + (k < sum % items);
        json_put_int(o, answer > m->top ? m->top : answer);
    }
    if (last >= 0) {
        json_put_int(o, last);
    }
    json_end_array(o);
}

static bool score(struct demo *d, struct demo_client *c, int i, int last, struct str *id, struct err *e)
{
    const struct demo_measure *m = demo_measure_at((size_t)i);
    bool phq = strcmp(m->id, "phq9") == 0;
    int value = value_of(c, i);
    struct json_out o;
    struct buf b;
    struct str json;
    struct score ignored;
    begin(&o, &b);
    member(&o, "instrument", str_of(m->id));
    if (m->items) {
        put_answers(&o, m, value, phq ? last : -1);
    } else {
        json_key(&o, "total");
        json_put_int(&o, value);
    }
    json_end_object(&o);
    d->now_ms += 60000;
    return demo_text(&d->work, &b, &json, e) &&
           between_score(&d->practice, &c->clinician, c->id, today(d), json, none, &d->work, id, &ignored, e);
}

/* The first measure at each session, the others at every fourth. */
static bool scores(struct demo *d, struct demo_client *c, struct err *e)
{
    struct str id;
    for (int k = 0; k < c->measure_count; k++) {
        if ((k == 0 || c->sessions % 4 == 0) && !score(d, c, c->measures[k], 0, &id, e)) {
            return false;
        }
    }
    return true;
}

/* ---- sessions ---- */

static bool note(struct demo *d, struct demo_client *c, struct str session, struct err *e)
{
    struct entry entry = {.kind = RECORD_NOTE, .of = session};
    struct json_out o;
    struct buf b;
    begin(&o, &b);
    if (in_force(d, c)) {
        const struct plan_goal *g = &c->content->goals.at[0];
        json_key(&o, "progress");
        json_begin_array(&o);
        json_begin_object(&o);
        member(&o, "objective", g->objectives.at[(size_t)c->sessions % g->objectives.n].id);
        member(&o, "text", demo_any(&c->random, "progress"));
        json_end_object(&o);
        json_end_array(&o);
        json_key(&o, "interventions");
        json_begin_array(&o);
        json_put_str(&o, c->content->interventions.at[(size_t)c->sessions % c->content->interventions.n].id);
        json_end_array(&o);
    }
    member(&o, "client_words", demo_any(&c->random, "client_words"));
    member(&o, "observed", demo_any(&c->random, "observed"));
    json_end_object(&o);
    return add(d, c, &c->clinician, &entry, &b, e);
}

bool demo_session(struct demo *d, struct demo_client *c, struct err *e)
{
    static const char *const missed[] = {"cancelled", "no_show"};
    int chance = c->sessions ? demo_between(&c->random, 0, 11) : 2;
    struct entry entry = {.kind = RECORD_SESSION};
    struct json_out o;
    struct buf b;
    char hour[8], end[8];
    snprintf(hour, sizeof hour, "%02zu:00", 9 + c->number % 8);
    snprintf(end, sizeof end, "%02zu:50", 9 + c->number % 8);
    begin(&o, &b);
    member(&o, "status", chance < 2 ? str_of(missed[chance]) : STR("attended"));
    if (chance >= 2) {
        member(&o, "start", str_of(hour));
        member(&o, "end", str_of(end));
    }
    json_end_object(&o);
    if (!add(d, c, &c->clinician, &entry, &b, e) || chance < 2) {
        return chance < 2 && e->kind == ERR_NONE;
    }
    bool ok = note(d, c, entry.id, e) && scores(d, c, e);
    c->sessions++;
    return ok;
}

/* ---- diary, events ---- */

bool demo_diary(struct demo *d, struct demo_client *c, struct err *e)
{
    struct entry entry = {.kind = RECORD_DIARY};
    struct json_out o;
    struct buf b;
    begin(&o, &b);
    json_key(&o, "mood");
    json_put_int(&o, demo_between(&c->random, 2, 8));
    json_key(&o, "anxiety");
    json_put_int(&o, demo_between(&c->random, 1, 8));
    json_key(&o, "sleep_hours");
    json_put_int(&o, demo_between(&c->random, 4, 9));
    member(&o, "text", demo_any(&c->random, "diary"));
    json_end_object(&o);
    return add(d, c, &c->self, &entry, &b, e);
}

bool demo_event(struct demo *d, struct demo_client *c, struct err *e)
{
    struct entry entry = {.kind = RECORD_EVENT};
    struct str kind, text, row = demo_any(&c->random, "event");
    struct json_out o;
    struct buf b;
    if (!str_cut(row, '|', &kind, &text)) {
        return err_set(e, ERR_INTERNAL, "data/demo/words.tsv", "an event is not kind|text");
    }
    begin(&o, &b);
    member(&o, "kind", kind);
    member(&o, "text", text);
    json_end_object(&o);
    return add(d, c, &c->clinician, &entry, &b, e);
}

bool demo_say(struct demo *d, struct demo_client *c, const struct words *said, struct str answer, struct err *e)
{
    struct words w = *said;
    struct str id;
    d->now_ms += 60000;
    if (!words_add(&d->practice, &c->self, c->id, &w, (struct str){NULL, 0}, &d->work, e)) {
        return false;
    }
    d->now_ms += 3600000;
    return !answer.n ||
           words_answer(&d->practice, &c->clinician, c->id, w.id, answer, (struct str){NULL, 0}, &d->work, &id, e);
}

/* ---- reviews and decisions ---- */

static void put_review(struct demo_client *c, struct date next, struct json_out *o)
{
    static const char *const states[] = {"on_course", "stuck", "worse", "met"};
    const struct plan_goal *g = &c->content->goals.at[0];
    bool lost = c->scene->course == COURSE_LOST && c->sessions > 11;
    bool better = c->scene->course == COURSE_BETTER || (c->scene->course == COURSE_LOST && !lost);
    const char *state = states[better ? 0 : lost ? 2 : c->scene->course == COURSE_MET ? 3 : 1];
    char day[DATE_TEXT_SIZE];
    member(o, "results", demo_any(&c->random, "results"));
    member(o, "client_reading", demo_any(&c->random, "reading"));
    json_key(o, "objectives");
    json_begin_array(o);
    for (size_t i = 0; i < g->objectives.n; i++) {
        json_begin_object(o);
        member(o, "id", g->objectives.at[i].id);
        member(o, "state", str_of(state));
        json_end_object(o);
    }
    json_end_array(o);
    json_key(o, "decisions");
    json_begin_array(o);
    json_begin_object(o);
    member(o, "about", STR("frequency of sessions"));
    member(o, "decision", better ? STR("keep") : STR("revise"));
    member(o, "reason", STR("Discussed with the client, who sees it the same way."));
    json_end_object(o);
    json_end_array(o);
    member(o, "next", str_of(date_format(next, day)));
}

bool demo_review(struct demo *d, struct demo_client *c, struct err *e)
{
    struct entry entry = {.kind = RECORD_REVIEW};
    struct json_out o;
    struct buf b;
    begin(&o, &b);
    put_review(c, date_add_days(today(d), 42), &o);
    json_end_object(&o);
    return add(d, c, &c->clinician, &entry, &b, e);
}

bool demo_decide(struct demo *d, struct demo_client *c, struct err *e)
{
    struct entry entry = {.kind = RECORD_DECISION};
    struct plan *plan;
    struct follow f;
    struct json_out o;
    struct buf b;
    if (!between_follow(&d->practice, &c->clinician, c->id, today(d), &d->work, &plan, &f, e)) {
        return false;
    }
    for (size_t i = 0; i < f.signs.n; i++) {
        if (f.signs.at[i].open && f.signs.at[i].kind == SIGN_LACK_OF_PROGRESS) {
            begin(&o, &b);
            member(&o, "sign", f.signs.at[i].id);
            member(&o, "decision", STR("change_approach"));
            member(&o, "reason", STR("The steps are made smaller, and a relative takes part."));
            json_end_object(&o);
            return add(d, c, &c->clinician, &entry, &b, e);
        }
    }
    return true;
}

/* ---- alerts ---- */

bool demo_alert(struct demo *d, struct demo_client *c, struct err *e)
{
    const struct demo_measure *phq = demo_measure_find(STR("phq9"));
    struct str id;
    return score(d, c, (int)(phq - demo_measure_at(0)), demo_between(&c->random, 1, 2), &id, e);
}

bool demo_alert_close(struct demo *d, struct demo_client *c, struct err *e)
{
    const struct actor *owner = &d->staff[2];
    struct alert *list;
    size_t n;
    bool ok = between_alerts(&d->practice, owner, &d->work, &list, &n, e);
    for (size_t i = 0; ok && i < n; i++) {
        if (str_eq(list[i].client, c->id)) {
            ok = between_alert_close(&d->practice, owner, c->id, list[i].id, STR("assessed"),
                                     STR("Called within the hour; no plan, no intent; safety plan gone through."), e);
        }
    }
    return ok;
}
