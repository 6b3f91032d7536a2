/*
 * achieve.c: Achievable and Relevant, from facts that the caller knows.
 * Layer: statement (inner).  Not here: instruments; their range and reliable change come as numbers.
 *
 * A percent change counts from the floor of the scale: 60 % off a score b means b - 0.6 * (b - floor). On a scale of
 * whole numbers the score that still fulfils the aim is taken: rounded down for a reduction, up for an increase.
 */
#include "statement/reading.h"
#include "statement/reason.h"

#include <math.h>

struct aim { /* the scores that the target means; low <= high */
    double low, high;
};

static void set(struct judgement *j, enum tri met, int reason, struct span span)
{
    j->met = met;
    j->reason = reason;
    j->span = span;
}

static bool relative(const struct statement *s)
{
    return s->slots.comparator == CMP_REDUCE_BY || s->slots.comparator == CMP_INCREASE_BY;
}

/* The baseline written in the sentence, else the caller's. */
static bool baseline_of(const struct statement *s, const struct statement_facts *f, double *b)
{
    if (s->numbers.has_baseline) {
        *b = s->numbers.baseline;
        return true;
    }
    if (f != NULL && f->has_baseline) {
        *b = f->baseline;
        return true;
    }
    return false;
}

static double whole(double v, bool down)
{
    return down ? floor(v + 1e-9) : ceil(v - 1e-9);
}

static struct aim meant(const struct statement *s, const struct statement_facts *f, double base)
{
    const struct statement_numbers *n = &s->numbers;
    double lo = n->low, hi = n->high;
    bool down = f->lower_is_better, whole_scores = f->integer_scale;
    struct aim a = {lo, hi};
    if (relative(s)) {
        down = s->slots.comparator == CMP_REDUCE_BY;
        if (n->percent) {
            lo *= (base - f->floor) / 100.0;
            hi *= (base - f->floor) / 100.0;
        }
        a = down ? (struct aim){base - hi, base - lo} : (struct aim){base + lo, base + hi};
    } else if (whole_scores && n->sign == '<') {
        a = (struct aim){lo - 1, hi - 1};
    } else if (whole_scores && n->sign == '>') {
        a = (struct aim){lo + 1, hi + 1};
    }
    if (whole_scores) {
        a.low = whole(a.low, down);
        a.high = whole(a.high, down);
    }
    return a;
}

static struct dec to_dec(double v)
{
    double tenths = round(v * 10.0);
    if (fmod(tenths, 10.0) == 0.0) {
        return dec_of_int((int64_t)(tenths / 10.0));
    }
    return (struct dec){.has = true, .scale = 1, .mant = (int64_t)tenths};
}

static void by_measure(struct statement *s, const struct statement_facts *f)
{
    struct judgement *j = &s->achievable;
    struct span span = s->slots.target_value.span;
    double base = 0;
    bool known = baseline_of(s, f, &base);
    double step = s->numbers.low;
    if (relative(s) && !known) {
        bool points = !s->numbers.percent;
        s->below_reliable_change = points && f->has_reliable_change && step < f->reliable_change;
        bool fits = points && step <= f->max - f->min;
        set(j,
            fits     ? TRI_YES
            : points ? TRI_NO
                     : TRI_UNKNOWN,
            !points                    ? REASON_A_NO_BASELINE
            : !fits                    ? REASON_A_OUTSIDE
            : s->below_reliable_change ? REASON_A_SMALL
                                       : REASON_A_IN_RANGE,
            span);
        return;
    }
    struct aim a = meant(s, f, base);
    s->meant_low = to_dec(a.low);
    s->meant_high = to_dec(a.high);
    if (a.low > f->max || a.high < f->min || a.high > f->max || a.low < f->min) {
        set(j, TRI_NO, REASON_A_OUTSIDE, span);
        return;
    }
    double best = f->lower_is_better ? a.high : a.low; /* the weakest score that fulfils the aim */
    if (known && s->slots.comparator != CMP_MAINTAIN && (f->lower_is_better ? best >= base : best <= base)) {
        set(j, TRI_NO, REASON_A_WRONG_WAY, span);
        return;
    }
    s->below_reliable_change = known && f->has_reliable_change && s->slots.comparator != CMP_MAINTAIN &&
                               fabs(base - best) < f->reliable_change;
    set(j, TRI_YES, s->below_reliable_change ? REASON_A_SMALL : REASON_A_IN_RANGE, span);
}

static void by_rate(struct statement *s, const struct statement_facts *f)
{
    double v = s->numbers.low;
    enum statement_comparator cmp = s->slots.comparator;
    bool down = cmp == CMP_REDUCE_TO || cmp == CMP_AT_MOST || cmp == CMP_REDUCE_BY;
    bool on = cmp == CMP_REDUCE_BY     ? v > 0 && (s->numbers.percent ? v <= 100 : v <= f->rate)
              : cmp == CMP_INCREASE_BY ? v > 0
              : down                   ? v < f->rate
                                       : v > f->rate;
    set(&s->achievable, on ? TRI_YES : TRI_NO, on ? REASON_A_RATE : REASON_A_WRONG_WAY, s->slots.target_value.span);
}

/* What the sentence itself says in numbers, for the judging. */
void pass_numbers(struct reading *r)
{
    struct statement *s = r->out;
    struct statement_numbers *n = &s->numbers;
    struct span base = s->slots.baseline.span;
    for (int i = 0; i < r->n && s->slots.baseline.text.p != NULL && !n->has_baseline; i++) {
        if (r->t[i].kind == T_NUMBER && r->t[i].from >= base.from && r->t[i].to <= base.to) {
            n->baseline = (double)r->t[i].lo / 1000.0;
            n->has_baseline = true;
        }
    }
    if (r->target < 0 || s->slots.target_value.text.p == NULL || r->t[r->cand[r->target].at].kind != T_NUMBER) {
        return;
    }
    const struct cand *c = &r->cand[r->target];
    const struct token *t = &r->t[c->at];
    n->has_target = true;
    n->low = (double)t->lo / 1000.0;
    n->high = (t->flags & F_RANGE) ? (double)t->hi / 1000.0 : n->low;
    n->percent = c->kind == K_PERCENT;
    n->sign = c->op;
}

static void judge_achievable(struct statement *s, const struct statement_facts *f)
{
    double base;
    set(&s->achievable, TRI_UNKNOWN, REASON_A_UNKNOWN, (struct span){0, 0});
    s->meant_low = s->meant_high = (struct dec){.has = false};
    s->below_reliable_change = s->baseline_missing = false;
    if (!s->numbers.has_target) {
        return;
    }
    s->baseline_missing = relative(s) && !baseline_of(s, f, &base);
    if (f != NULL && f->measure_known) {
        by_measure(s, f);
    } else if (f != NULL && f->has_rate) {
        by_rate(s, f);
    } else if (s->baseline_missing) {
        set(&s->achievable, TRI_UNKNOWN, REASON_A_NO_BASELINE, s->slots.target_value.span);
    }
}

static void judge_relevant(struct statement *s, const struct statement_facts *f)
{
    enum tri known = f == NULL ? TRI_UNKNOWN : f->relevant;
    int reason = known == TRI_YES ? REASON_R_LINKED : known == TRI_NO ? REASON_R_NOT_LINKED : REASON_R_UNKNOWN;
    set(&s->relevant, known, reason, (struct span){0, 0});
}

void statement_judge(struct statement *s, const struct statement_facts *facts)
{
    judge_achievable(s, facts);
    judge_relevant(s, facts);
}
