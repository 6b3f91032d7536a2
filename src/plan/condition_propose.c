/* condition_propose.c: what a condition in words could be bound to, for a person to take over. */
#include "plan/condition.h"
#include "plan/series_parts.h"

#include "measure/measure.h"

#include <assert.h>
#include <math.h>

/* Words of a condition and words of a construct that go together; beginnings of words, lower case. Project: plain
 * synonyms, no clinical claim. */
static const struct {
    const char *said, *construct;
} constructs[] = {
    {"depress", "depress"},
    {"low mood", "depress"},
    {"anxi", "anxi"},
    {"worr", "worry"},
    {"worr", "anxi"},
    {"trauma", "traumatic"},
    {"ptsd", "traumatic"},
    {"insomnia", "insomnia"},
    {"sleep", "insomnia"},
    {"drink", "drinking"},
    {"drink", "alcohol"},
    {"alcohol", "alcohol"},
    {"alcohol", "drinking"},
    {"drug", "drug"},
    {"substance", "drug"},
    {"substance", "substance"},
    {"obsess", "obsess"},
    {"compuls", "compuls"},
    {"distress", "distress"},
    {"function", "function"},
    {"impair", "impair"},
    {"somatic", "somatic"},
    {"eating", "eating"},
    {"lonel", "lonel"},
    {"well-being", "well-being"},
    {"wellbeing", "well-being"},
    {"self-esteem", "self-esteem"},
    {"resilien", "resilien"},
    {"attention", "adhd"},
    {"adhd", "adhd"},
    {"stress", "stress"},
};

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* says: a word of the text begins like this. */
static bool says(struct str text, const char *beginning)
{
    for (size_t at = 0; (at = str_find_ci(text, str_of(beginning), at)) != (size_t)-1; at++)
        if (at == 0 || !is_letter(text.p[at - 1]))
            return true;
    return false;
}

/* The rows of the table whose words the text says, a bit for each; one walk over the beginnings of its words. */
static uint64_t constructs_said(struct str text)
{
    static_assert(sizeof constructs / sizeof *constructs <= 64, "a bit for each");
    uint64_t said = 0;
    uint32_t letters = 0; /* that one of them begins with */
    for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++)
        letters |= 1u << (constructs[i].said[0] & 31);
    for (size_t at = 0; at < text.n; at++) {
        if (!is_letter(text.p[at]) || !(letters >> (text.p[at] & 31) & 1) || (at > 0 && is_letter(text.p[at - 1])))
            continue;
        struct str rest = str_sub(text, at, text.n);
        for (size_t i = 0; i < sizeof constructs / sizeof *constructs; i++)
            said |= (uint64_t)str_begins_ci(rest, constructs[i].said) << i;
    }
    return said;
}

static bool names_construct(uint64_t said, const struct measure *m)
{
    for (size_t i = 0; i < sizeof constructs / sizeof *constructs && said >> i; i++)
        if ((said >> i & 1) && says(str_of(m->construct), constructs[i].construct))
            return true;
    return false;
}

/* is_persisting: it is about what does not get better, not about what is there. */
static bool is_persisting(struct str text)
{
    static const char *const words[] = {"persist",      "worsen",       "get worse", "gets worse", "not improv",
                                        "no improv",    "remain",       "continu",   "unrespons",  "not respond",
                                        "no respon",    "no gain",      "no change", "not better", "without improv",
                                        "insufficient", "do not reduce"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (says(text, words[i]))
            return true;
    return false;
}

struct proposer {
    uint64_t said; /* constructs_said */
    bool persisting;
    bool timed;               /* the words state a time: what is offered stands behind them, and does not repeat it */
    struct plan_condition by; /* that time, else of NO_GAIN the plan's review window */
    struct arena *a;
    struct err *e;
    struct condition_proposals *out;
};

static bool put_text(struct proposer *p, struct condition_proposal *x)
{
    struct buf b;
    buf_init(&b, 0);
    if (x->kind == CONDITION_MEASURE) {
        buf_printf(&b, "%s of ", x->measure->name);
        dec_put(&b, x->value);
        buf_cstr(&b, x->comparator == PLAN_CMP_AT_LEAST ? " or more" : " or less");
    } else {
        buf_printf(&b, x->confirmed ? "no reliable gain on the %s" : "no gain on the %s", x->measure->name);
        if (!p->timed && x->by_week.has)
            buf_printf(&b, " by week %lld", (long long)x->by_week.v);
        else if (!p->timed)
            buf_cstr(&b, " by week [which week]");
    }
    return series_keep(&b, p->a, &x->text, p->e);
}

/* A cut-off as a decimal; all of ours are whole or tenths. */
static struct dec dec_of_double(double v)
{
    double tenths = round(v * 10);
    struct dec d = dec_of_int((int64_t)tenths);
    d.scale = 1;
    return fmod(tenths, 10) == 0 ? dec_of_int((int64_t)(tenths / 10)) : d;
}

static bool propose(struct proposer *p, const struct measure *m)
{
    if (!m || !(p->persisting ? m->has_reliable_change : m->has_cutoff) || !names_construct(p->said, m))
        return true;
    for (size_t i = 0; i < p->out->list.n; i++)
        if (p->out->list.at[i].measure == m)
            return true;
    struct condition_proposal *x = PLAN_PUSH(p->a, &p->out->list);
    if (!x)
        return arena_error(p->a, p->e);
    x->measure = m;
    x->by_week = p->by.by_week;
    x->by_session = p->by.by_session;
    x->by_review = p->by.by_review;
    if (p->persisting) {
        x->kind = CONDITION_NO_GAIN;
        x->source = m->reliable_change_source;
        x->confirmed = m->reliable_change_confirmed;
    } else {
        x->kind = CONDITION_MEASURE;
        x->comparator = m->lower_is_better ? PLAN_CMP_AT_LEAST : PLAN_CMP_AT_MOST;
        x->value = dec_of_double(m->cutoff);
        x->source = m->cutoff_source;
        x->confirmed = m->cutoff_confirmed;
    }
    return put_text(p, x);
}

bool condition_propose(const struct plan_condition *c, const struct plan *p, struct arena *a,
                       struct condition_proposals *out, struct err *e)
{
    const struct plan_window window = plan_window(&p->reviews.window);
    struct proposer x = {.persisting = is_persisting(c->text), .a = a, .e = e, .out = out};
    x.timed = condition_time(c->text, &x.by);
    if (!x.timed && x.persisting)
        x.by.by_week = plan_window_weeks(window.max.has ? window.max : window.min, window.unit);
    *out = (struct condition_proposals){.list = {NULL, 0, 0}};
    if (c->kind || c->value.has || c->event.n || c->measure.name.n || c->measure.instrument.n)
        return true;
    x.said = constructs_said(c->text);
    for (size_t i = 0; i < p->monitoring.n; i++)
        if (!propose(&x, series_instrument(&p->monitoring.at[i].measure)))
            return false;
    for (size_t g = 0; g < p->goals.n; g++) {
        const struct plan_goal *goal = &p->goals.at[g];
        for (size_t o = 0; o < goal->objectives.n; o++)
            if (!propose(&x, series_instrument(&goal->objectives.at[o].measure)))
                return false;
        if (!propose(&x, series_instrument(&goal->measure)))
            return false;
    }
    return true;
}
