/*
 * rate.c: how often something happens: "once a month", "3x/wk", "every day", "twice weekly", "never".
 * Layer: statement (inner).  Not here: which rate is the frequency (frequency.c) or stands now (baseline.c).
 */
#include "statement/reading.h"
#include "words.h"

/* How often a period comes in a year of 365 days, in thousandths; -1 when it has no fixed length. */
static int64_t per_year(const struct token *t)
{
    static const struct {
        char unit;
        int64_t rate;
    } units[] = {{'H', 8760000}, {'D', 365000}, {'W', 52000}, {'F', 26000}, {'M', 12000}, {'Q', 4000}, {'Y', 1000}};
    for (size_t i = 0; i < sizeof units / sizeof *units && t->value != 0; i++) {
        if (t->value == units[i].unit && has(t, C(TIME) | C(PER))) {
            return units[i].rate;
        }
    }
    return is(t, W_WEEKEND) || has(t, C(WEEKDAY)) ? 52000 : is(t, W_MORNING) ? 365000 : -1;
}

/* daily, weekly, every other week */
static int64_t adverb_rate(const struct token *t)
{
    static const struct {
        int16_t value;
        int64_t rate;
    } words[] = {{'H', 8760000}, {'D', 365000}, {'d', 365000}, {'W', 52000}, {'M', 12000}, {'Q', 4000}, {'Y', 1000},
                 {'B', 26000},   {'A', 182500}, {'m', 6000},   {2, 730000},  {3, 1095000}, {4, 1460000}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (t->value == words[i].value) {
            return words[i].rate;
        }
    }
    return -1;
}

/* The period behind a count: "a month", "/wk", "per day", "weekly". Past it, or 0. */
static int period(const struct reading *r, int k, int64_t *rate)
{
    const struct token *t = &r->t[k];
    if (t->kind == T_WORD && has(t, C(OFTEN))) {
        *rate = adverb_rate(t);
        return k + 1;
    }
    k += is(t, W_IN) && is(t + 1, W_A) ? 1 : 0;
    t = &r->t[k];
    bool per = mark(t, '/') || is(t, W_PER) || is(t, W_A) || is(t, W_EACH) || is(t, W_EVERY);
    if (per && has(t + 1, C(PER) | C(WEEKDAY))) {
        *rate = per_year(t + 1);
        return k + 2;
    }
    if (is(t, W_EVERY) && reading_counts(t + 1) && has(t + 2, C(TIME)) && t[1].lo > 0) {
        int64_t unit = per_year(t + 2); /* once every 2 weeks */
        *rate = unit < 0 ? -1 : unit * 1000 / t[1].lo;
        return k + 3;
    }
    return 0;
}

bool rate_read(const struct reading *r, int k, struct rate *out)
{
    const struct token *t = &r->t[k];
    *out = (struct rate){.end = k + 1, .per_year = 0};
    if (is(t, W_NEVER) || is(t, W_NONE)) {
        return true;
    }
    if (t->kind == T_WORD && has(t, C(OFTEN))) {
        out->per_year = adverb_rate(t);
        return true;
    }
    if (is(t, W_EVERY) || is(t, W_EACH)) {
        out->end = period(r, k, &out->per_year);
        return out->end > 0;
    }
    bool word = is(t, W_ONCE);
    if (!word && (!reading_counts(t) || (t->flags & (F_PERCENT | F_FRACTION | F_DEGREE)))) {
        return false;
    }
    int64_t times = word ? t->value * 1000 : t->lo, unit = -1;
    int p = k + 1 + (is(t + 1, W_TIMES) ? 1 : 0);
    p += p == k + 1 && !word && has(&r->t[p], C(COUNT) | C(SYMPTOM) | C(EVENT)) && !has(&r->t[p], C(OFTEN));
    out->end = period(r, p, &unit);
    out->per_year = unit < 0 || times > INT64_MAX / (unit + 1) ? -1 : times * unit / 1000;
    return out->end > 0;
}
