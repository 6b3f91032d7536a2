/*
 * look.c: looking things up in a plan for the checks: labels, links, measures, dates, texts that are the same.
 */
#include "plan/blank.h"
#include "rules/check.h"
#include "statement/reason.h"

#include <math.h>
#include <string.h>

struct str rules_first(struct str a, struct str b, struct str c)
{
    return a.n ? a : b.n ? b : c;
}

/* What an item without any words is called. */
static struct str or_else(struct str s, const char *name)
{
    return s.n ? s : str_of(name);
}

struct str rules_diagnosis_label(const struct rules_context *c, size_t i)
{
    const struct plan_diagnosis *d = &c->plan->diagnoses.at[i];
    return or_else(rules_first(d->title, d->code, d->text), "the diagnosis");
}

struct str rules_problem_label(const struct rules_context *c, size_t i)
{
    const struct plan_problem *p = &c->plan->problems.at[i];
    return or_else(rules_first(p->name, p->statement, p->client_words), "the presenting problem");
}

struct str rules_goal_label(const struct rules_context *c, size_t i)
{
    const struct plan_goal *g = &c->plan->goals.at[i];
    return or_else(rules_first(g->statement, g->client_words, g->name), "the goal");
}

struct str rules_intervention_label(const struct rules_context *c, size_t i)
{
    const struct plan_intervention *x = &c->plan->interventions.at[i];
    return or_else(rules_first(x->name, x->text, x->modality), "the intervention");
}

struct str rules_monitoring_label(const struct rules_context *c, size_t i)
{
    const struct plan_monitoring *m = &c->plan->monitoring.at[i];
    return or_else(rules_first(m->measure.name, m->text, m->measure.instrument), "the measure");
}

bool rules_says_what(const struct plan_monitoring *m)
{
    return m->text.n || m->measure.name.n || m->measure.instrument.n || m->measure.kind != MEASURE_UNSTATED;
}

bool rules_follows(const struct plan *p)
{
    for (size_t i = 0; i < p->monitoring.n; i++) {
        if (rules_says_what(&p->monitoring.at[i])) {
            return true;
        }
    }
    return false;
}

struct str rules_referral_label(const struct rules_context *c, size_t i)
{
    const struct plan_referral *r = &c->plan->referrals.at[i];
    return or_else(rules_first(r->name, r->to, r->text), "the referral");
}

const struct thread_node *rules_node(const struct rules_context *c, enum thread_kind kind, size_t i)
{
    return &c->work->nodes[kind][i];
}

bool rules_needs_up(const struct rules_context *c, enum thread_kind kind, size_t i)
{
    return rules_node(c, kind, i)->needs_up;
}

bool rules_needs_down(const struct rules_context *c, enum thread_kind kind, size_t i)
{
    return rules_node(c, kind, i)->needs_down;
}

bool rules_open(enum plan_lifecycle status)
{
    return status == LIFECYCLE_UNSTATED || status == LIFECYCLE_PROPOSED || status == LIFECYCLE_ACTIVE;
}

bool rules_is_measured(const struct plan_objective *o)
{
    return o->measure.name.n || o->measure.instrument.n || o->target.value.has;
}

const struct measure *rules_measure(const struct plan_measure *m)
{
    struct str name = m->instrument.n ? m->instrument : m->name;
    return name.n ? measure_find(name) : NULL;
}

size_t rules_measure_index(const struct measure *m)
{
    return (size_t)(m - measure_at(0)) % RULES_MEASURES_MAX;
}

void rules_put_double(struct buf *b, double v)
{
    double whole = round(v);
    if (fabs(v - whole) < 1e-9) { /* decimals have at most 15 digits */
        buf_int(b, (long long)whole);
    } else {
        buf_printf(b, "%.1f", v);
    }
}

void rules_put_range(struct buf *b, const struct measure *m)
{
    rules_put_double(b, m->min);
    buf_cstr(b, " to ");
    rules_put_double(b, m->max);
}

bool rules_no_such_day(struct rules_context *c, const struct plan_due *due, struct span *day)
{
    static const char *const digits = "0123456789";
    struct statement s;
    bool words = due->text.n && !date_is_set(due->date) && !due->period.n && !due->session.has && !due->event.n;
    bool digit = false;
    for (size_t i = 0; words && i < due->text.n && !digit; i++) {
        digit = strchr(digits, due->text.p[i]) != NULL;
    }
    if (!digit || due->text.n > STATEMENT_TEXT_MAX || !statement_read(due->text, NULL, c->arena, &s, NULL)) {
        return false;
    }
    *day = s.time_bound.span;
    return s.time_bound.reason == REASON_T_NO_SUCH_DAY;
}

bool rules_due_is_set(const struct plan_due *due)
{
    bool open = term_has(due->text, TERM_OPEN) && !blank_in(due->text);
    return date_is_set(due->date) || due->period.n || due->session.has || due->event.n || (due->text.n && !open);
}

struct due rules_due(const struct rules_context *c, const struct plan_due *due)
{
    struct due out = {due->date, -1, due->session.has ? due->session.v : -1};
    /* Periods need a first day to be added to; any will do when only the weeks are asked for. */
    static const struct date some_day = {2024, 1, 1};
    struct date start = date_is_set(c->work->start) ? c->work->start : some_day, end = due->date;
    if (due->period.n && date_apply_period(start, due->period, &end) && date_is_set(c->work->start)) {
        out.date = end;
    }
    if (date_is_set(end) && (due->period.n || date_is_set(c->work->start))) {
        out.weeks = date_diff(end, start) / 7;
    }
    return out;
}

struct date rules_last_review(const struct plan *p)
{
    struct date last = {0};
    for (size_t i = 0; i < p->reviews.held.n; i++) {
        struct date held = p->reviews.held.at[i].date;
        last = date_cmp(held, last) > 0 ? held : last;
    }
    return last;
}

int64_t rules_cadence_weeks(const struct plan_cadence *cadence)
{
    int64_t every = cadence->every_max.has ? cadence->every_max.v : cadence->every_min.has ? cadence->every_min.v : 1;
    if (cadence->count_min.has && cadence->count_min.v > 1) {
        return cadence->unit == UNIT_UNSTATED ? -1 : 0; /* several times in the period */
    }
    switch (cadence->unit) {
    case UNIT_UNSTATED:
        return -1;
    case UNIT_WEEK:
        return every > 1 ? every : 0;
    case UNIT_MONTH:
        return every * 4;
    case UNIT_YEAR:
        return every * 52;
    default:
        return 0;
    }
}

bool rules_cadence_is_set(const struct plan_cadence *cadence)
{
    return cadence->unit != UNIT_UNSTATED || cadence->count_min.has || cadence->every_min.has ||
           (cadence->text.n && (!term_has(cadence->text, TERM_OPEN) || blank_in(cadence->text)));
}

/* A letter or digit in lower case, 0 for what does not count. */
static unsigned char text_byte(unsigned char c)
{
    bool counts = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
    return counts ? c : c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : 0;
}

static uint64_t text_hash(struct str s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = text_byte((unsigned char)s.p[i]);
        if (c) {
            h = (h ^ c) * 1099511628211u;
        }
    }
    return h ^ h >> 32;
}

static bool text_same(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < a.n && !text_byte((unsigned char)a.p[i])) {
            i++;
        }
        while (k < b.n && !text_byte((unsigned char)b.p[k])) {
            k++;
        }
        if (i == a.n || k == b.n) {
            return i == a.n && k == b.n;
        }
        if (text_byte((unsigned char)a.p[i++]) != text_byte((unsigned char)b.p[k++])) {
            return false;
        }
    }
}

bool text_table_init(struct rules_context *c, struct text_table *t, size_t n)
{
    size_t room = 8;
    while (room < n * 2) {
        room *= 2;
    }
    t->slots = arena_array(c->arena, room, sizeof *t->slots);
    t->mask = room - 1;
    c->failed |= !t->slots;
    return t->slots != NULL;
}

struct text_slot *text_table_put(struct text_table *t, struct str text, size_t value, bool *found)
{
    uint64_t h = text_hash(text);
    size_t at = h & t->mask;
    while (t->slots[at].used && (t->slots[at].hash != h || !text_same(t->slots[at].text, text))) {
        at = (at + 1) & t->mask;
    }
    *found = t->slots[at].used;
    if (!*found) {
        t->slots[at] = (struct text_slot){h, text, value, true};
    }
    return &t->slots[at];
}
