/* signs_events.c: signs that rest on other entries than values: alerts, events, sessions, diagnoses. */
#include "plan/signs_parts.h"

static void put_sentence(struct buf *b, struct str s)
{
    s = str_trim(s);
    buf_add(b, s);
    if (s.n && !strchr(".!?", s.p[s.n - 1]))
        buf_char(b, '.');
}

/* "loss_of_job" -> "Loss of job" */
static void put_kind(struct buf *b, struct str kind)
{
    for (size_t i = 0; i < kind.n; i++) {
        char c = kind.p[i] == '_' ? ' ' : kind.p[i];
        buf_char(b, i == 0 && c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
}

static struct sign_claim claim_of(const struct sign_fact *f)
{
    return (struct sign_claim){.day = f->day, .known = f->known, .entry = f->entry};
}

/* One entry that is a sign of its own. */
static void play_one(struct sign_run *r, const struct sign_about *about, const struct sign_fact *f)
{
    struct sign_state s;
    struct sign_claim c = claim_of(f);
    sign_begin(r, &s, about);
    sign_look(r, &s, f->known, &c);
    sign_end(r, &s);
}

/* ---- alerts ---- */

static const struct series_entry *root_of(const struct series_entry *x)
{
    while (x->amends)
        x = x->amends;
    return x;
}

static void say_alert(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    const struct score *s = &x->entry->score;
    const struct series_entry *root = root_of(x->entry), *holder = series_holder(root, r->on);
    (void)a;
    buf_printf(b, "%s on ", x->entry->measure->name);
    sign_put_day(b, date_to_day(root->date), r->on);
    buf_cstr(b, ": ");
    for (size_t i = 0; i < s->alert_count; i++) {
        buf_cstr(b, i ? ", " : "");
        buf_cstr(b, s->alert[i].label);
        if (s->alert[i].item)
            buf_printf(b, " (item %d)", s->alert[i].item);
    }
    buf_char(b, '.');
    if (!holder)
        buf_cstr(b, " The score was withdrawn; the alert stays until someone closes it.");
    else if (holder != x->entry && holder->score.alert_count == 0)
        buf_cstr(b, " The answer was changed; the alert stays until someone closes it.");
}

/* A score and its corrections are one alert: whichever of them raised it. */
void sign_alerts(struct sign_run *r)
{
    const sign_facts *list = &r->index.alerts;
    for (size_t i = 0; i < list->n && !r->failed; i++) {
        const struct series_entry *root = root_of(list->at[i].entry);
        bool seen = false;
        for (size_t k = i; k-- > 0 && root->amended_by && !seen;)
            seen = root_of(list->at[k].entry) == root;
        if (seen)
            continue;
        struct sign_about about = {.kind = SIGN_ALERT, .subject = root->id, .say = say_alert};
        struct sign_state s;
        sign_begin(r, &s, &about);
        for (size_t k = i; k < list->n; k++) {
            if (root_of(list->at[k].entry) != root)
                continue;
            struct sign_claim c = claim_of(&list->at[k]);
            sign_look(r, &s, c.known, &c);
            if (!root->amended_by)
                break;
        }
        sign_end(r, &s);
        r->out->alert_open |= s.open;
    }
}

/* ---- what was not seen ---- */

/* The newest score of each measure as it holds on the day: of the same day the one that became known later. */
void sign_unseen(struct sign_run *r)
{
    PLAN_LIST(const struct series_entry *) newest = {NULL, 0, 0};
    for (size_t i = 0; i < r->index.values.n && !r->failed; i++) {
        const struct series_entry *x = r->index.values.at[i].entry;
        size_t k = 0;
        if (x->type != SERIES_SCORE || !series_holder(x, r->on))
            continue;
        while (k < newest.n && newest.at[k]->measure != x->measure)
            k++;
        const struct series_entry **to = k < newest.n ? &newest.at[k] : PLAN_PUSH(r->arena, &newest);
        if (!to)
            r->failed = true;
        else if (!*to || date_cmp(x->date, (*to)->date) >= 0)
            *to = x;
    }
    for (size_t i = 0; i < newest.n && !r->failed; i++) {
        const struct score *s = &series_holder(newest.at[i], r->on)->score;
        const char *note = s->alert_unknown ? score_note(s) : NULL;
        struct follow_unseen *u = note ? PLAN_PUSH(r->arena, &r->out->unseen) : NULL;
        if (u)
            *u = (struct follow_unseen){newest.at[i]->measure, newest.at[i], note};
        r->failed |= note && !u;
    }
}

/* ---- circumstances ---- */

static bool is_symptom(const struct series_entry *x)
{
    return str_find_ci(x->name, STR("symptom"), 0) != (size_t)-1;
}

static bool names_event(const struct plan_condition *c, struct str kind)
{
    return c->event.n && series_same_words(c->event, kind);
}

/* An event that a condition or trigger of the plan waits for is told by that one. */
static bool is_awaited(const struct plan *p, struct str kind)
{
    for (size_t i = 0; i < p->interventions.n; i++)
        if (names_event(&p->interventions.at[i].condition, kind))
            return true;
    for (size_t i = 0; i < p->referrals.n; i++)
        if (names_event(&p->referrals.at[i].trigger, kind))
            return true;
    return false;
}

static void say_event(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    (void)a;
    put_kind(b, x->entry->name);
    buf_cstr(b, " on ");
    sign_put_day(b, x->day, r->on);
    buf_cstr(b, x->entry->text.n ? ": " : ".");
    put_sentence(b, x->entry->text);
}

/* What was known when treatment began is in the plan. */
static bool is_news(const struct sign_run *r, const struct sign_fact *f)
{
    return !date_is_set(r->start) || f->known > date_to_day(r->start);
}

static void say_missed(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x, struct buf *b)
{
    (void)a;
    buf_cstr(b, x->what == 2 ? "The session on " : "2 of the last 4 sessions did not take place, the last on ");
    sign_put_day(b, x->day, r->on);
    buf_cstr(b, x->what == 2 ? " and the one before it did not take place." : ".");
}

/* Missed sessions: 2 in a row or 2 of the last 4 (project), at a session that was missed. */
static void missed_sessions(struct sign_run *r)
{
    const sign_facts *list = &r->index.sessions;
    const struct sign_fact **sorted = arena_array(r->arena, list->n, sizeof *sorted);
    struct sign_about about = {.kind = SIGN_CIRCUMSTANCES, .subject = STR("missed-sessions"), .say = say_missed};
    struct sign_state s;
    if (!sorted) {
        r->failed = true;
        return;
    }
    sign_begin(r, &s, &about);
    /* The sessions known after each one, in the order they took place; a late one is put in its place. */
    for (size_t i = 0; i < list->n && !r->failed; i++) {
        size_t at = i;
        for (; at > 0 && list->at[i].day < sorted[at - 1]->day; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = &list->at[i];
        /* Only the new one and the three behind it can have become the second of two. */
        for (size_t k = at; k <= i && k < at + 4; k++) {
            unsigned missed = 0;
            if (sorted[k]->entry->session == SESSION_ATTENDED)
                continue;
            for (size_t back = 0; back < 4 && back <= k; back++)
                missed += sorted[k - back]->entry->session != SESSION_ATTENDED;
            if (missed < 2)
                continue;
            struct sign_claim c = claim_of(sorted[k]);
            c.known = list->at[i].known;
            c.what = sorted[k - 1]->entry->session != SESSION_ATTENDED ? 2 : 4;
            sign_look(r, &s, c.known, &c);
        }
    }
    sign_end(r, &s);
}

void sign_circumstances(struct sign_run *r)
{
    const sign_facts *list = &r->index.events;
    for (size_t i = 0; i < list->n && !r->failed; i++) {
        const struct series_entry *x = list->at[i].entry;
        if (is_symptom(x) || is_awaited(r->plan, x->name) || !is_news(r, &list->at[i]))
            continue;
        struct sign_about about = {.kind = SIGN_CIRCUMSTANCES, .subject = x->id, .say = say_event};
        play_one(r, &about, &list->at[i]);
    }
    missed_sessions(r);
}

/* ---- new symptoms ---- */

static void say_diagnosis(const struct sign_run *r, const struct sign_about *a, const struct sign_claim *x,
                          struct buf *b)
{
    (void)a;
    buf_cstr(b, "A new diagnosis, ");
    buf_add(b, x->entry->name);
    buf_cstr(b, ", on ");
    sign_put_day(b, x->day, r->on);
    buf_cstr(b, x->entry->text.n ? ": " : ".");
    put_sentence(b, x->entry->text);
}

static bool is_in_plan(const struct plan *p, struct str code)
{
    for (size_t i = 0; i < p->diagnoses.n; i++)
        if (str_eq_ci(p->diagnoses.at[i].code, code))
            return true;
    return false;
}

void sign_new_symptoms(struct sign_run *r)
{
    const struct sign_index *ix = &r->index;
    for (size_t i = 0; i < ix->events.n && !r->failed; i++) {
        struct sign_about about = {.kind = SIGN_NEW_SYMPTOM, .subject = ix->events.at[i].entry->id, .say = say_event};
        const struct series_entry *x = ix->events.at[i].entry;
        if (is_symptom(x) && !is_awaited(r->plan, x->name) && is_news(r, &ix->events.at[i]))
            play_one(r, &about, &ix->events.at[i]);
    }
    for (size_t i = 0; i < ix->diagnoses.n && !r->failed; i++) {
        const struct series_entry *x = ix->diagnoses.at[i].entry;
        struct sign_about about = {.kind = SIGN_NEW_SYMPTOM, .subject = x->id, .say = say_diagnosis};
        if (!is_in_plan(r->plan, x->name))
            play_one(r, &about, &ix->diagnoses.at[i]);
    }
}
