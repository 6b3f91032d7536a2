#include "measure/score.h"

#include "measure/score_work.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

/* ---- one form read ---- */

static bool in_list(const uint8_t *list, size_t item)
{
    for (; list && *list; list++)
        if (*list == item)
            return true;
    return false;
}

static void option_ends(const struct score_work *w, size_t i, int *min, int *max)
{
    const int16_t *o = w->structure->options[i];
    size_t last = 0;
    while (o[last + 1] != MEASURE_OPTION_END)
        last++;
    *min = o[0] < o[last] ? o[0] : o[last];
    *max = o[0] < o[last] ? o[last] : o[0];
    if (w->in->extra.continuous && w->structure->continuous_max)
        *max = w->structure->continuous_max;
}

static bool is_option(const struct score_work *w, size_t i, int64_t v)
{
    if (w->in->extra.continuous && w->structure->continuous_max)
        return true;
    for (const int16_t *o = w->structure->options[i]; *o != MEASURE_OPTION_END; o++)
        if (*o == v)
            return true;
    return false;
}

/* d in units; false when it has finer steps. |d| is below 10^15, so that ten times it fits. */
static bool in_units(struct dec d, int unit, int64_t *out)
{
    int64_t mant = d.mant * unit;
    for (; d.scale > 0; d.scale--) {
        if (mant % 10 != 0)
            return false;
        mant /= 10;
    }
    *out = mant;
    return true;
}

static bool item_error(struct err *e, size_t i, const char *text)
{
    char where[24];
    snprintf(where, sizeof where, "item %zu", i + 1);
    return err_set(e, ERR_INVALID, where, "%s", text);
}

static bool range_error(const struct score_work *w, struct err *e, size_t i, int min, int max)
{
    char text[96];
    snprintf(text, sizeof text, "out_of_range: must be from %g to %g", (double)min / w->unit, (double)max / w->unit);
    return item_error(e, i, text);
}

/* A value as printed on the form, or already scored. */
static bool read_value(struct score_work *w, size_t i, struct err *e)
{
    struct dec d = w->in->item[i];
    int min, max;
    int64_t v = 0;
    option_ends(w, i, &min, &max);
    double about = dec_to_double(d) * w->unit;
    if (about < min || about > max)
        return range_error(w, e, i, min, max);
    if (!in_units(d, w->unit, &v) || !is_option(w, i, v))
        return item_error(e, i, "not_an_option: the form does not offer this answer");
    w->value[i] = (int)v;
    return true;
}

/* The place of an option, from 0 at the top. */
static bool read_index(struct score_work *w, size_t i, struct err *e)
{
    const int16_t *o = w->structure->options[i];
    int count = 0;
    int64_t at = 0;
    while (o[count] != MEASURE_OPTION_END)
        count++;
    double about = dec_to_double(w->in->item[i]);
    if (about < 0 || about > count - 1) {
        char text[96];
        snprintf(text, sizeof text, "out_of_range: must be from 0 to %d, counted from the top", count - 1);
        return item_error(e, i, text);
    }
    if (!in_units(w->in->item[i], 1, &at))
        return item_error(e, i, "not_an_option: options are counted in whole numbers");
    w->value[i] = o[at];
    return true;
}

static bool read_items(struct score_work *w, struct err *e)
{
    const struct measure_structure *s = w->structure;
    for (size_t i = 0; i < s->count; i++) {
        int min, max;
        if (!w->in->item[i].has)
            continue;
        if (!(w->in->form == SCORE_OPTION_INDEX ? read_index(w, i, e) : read_value(w, i, e)))
            return false;
        w->state[i] = ITEM_ANSWERED;
        if (w->in->form == SCORE_SCORED || !in_list(s->reverse, i + 1))
            continue;
        option_ends(w, i, &min, &max);
        w->value[i] = min + max - w->value[i];
    }
    return true;
}

struct opt_int *score_extra_at(struct score_extra *x, enum measure_extra which)
{
    struct opt_int *const at[EXTRA_COUNT] = {
        [EXTRA_WORK_NA] = &x->work_na,
        [EXTRA_GATE] = &x->gate,
        [EXTRA_SAME_PERIOD] = &x->same_period,
        [EXTRA_PROBLEM] = &x->problem,
        [EXTRA_Q6_3MONTHS] = &x->q6_3months,
        [EXTRA_IMPACT] = &x->impact,
        [EXTRA_PAST_MONTH_THOUGHTS] = &x->past_month_thoughts,
        [EXTRA_LIFETIME_ATTEMPT] = &x->lifetime_attempt,
    };
    assert(which > EXTRA_NONE && which < EXTRA_COUNT);
    return at[which];
}

struct opt_int score_extra(const struct score_input *in, enum measure_extra x)
{
    struct score_extra copy = in->extra;
    return *score_extra_at(&copy, x);
}

static bool check_extras(const struct score_work *w, struct err *e)
{
    static const char *const names[] = MEASURE_EXTRA_NAMES;
    for (size_t i = 0; i < w->structure->extra_count; i++) {
        const struct measure_extra_question *q = &w->structure->extras[i];
        struct opt_int v = score_extra(w->in, q->extra);
        if (v.has && (v.v < 0 || v.v > q->max))
            return err_set(e, ERR_INVALID, names[q->extra], "out_of_range: must be from 0 to %d", q->max);
    }
    return true;
}

static bool rule_holds(const struct score_work *w, const struct measure_skip *rule)
{
    if (!rule->when) {
        struct opt_int v = score_extra(w->in, rule->extra);
        return v.has && v.v == rule->is;
    }
    for (const uint8_t *i = rule->when; *i; i++)
        if (w->state[*i - 1] == ITEM_OPEN || w->value[*i - 1] != rule->is)
            return false;
    return true;
}

static void skip_items(struct score_work *w)
{
    for (size_t r = 0; r < w->structure->skip_count; r++) {
        const struct measure_skip *rule = &w->structure->skips[r];
        if (!rule_holds(w, rule))
            continue;
        for (const uint8_t *i = rule->items; *i; i++) {
            if (w->state[*i - 1] != ITEM_OPEN)
                continue;
            w->state[*i - 1] = ITEM_SKIPPED;
            w->value[*i - 1] = rule->counts;
        }
    }
}

/* The item that does not exist for this person, when it is so. Of an empty form nothing is known. */
static void leave_out(struct score_work *w, struct score *out)
{
    const struct measure_not_applicable *n = &w->structure->not_applicable;
    if (!n->item)
        return;
    if (n->extra) {
        struct opt_int v = score_extra(w->in, n->extra);
        if (!v.has || v.v == 0)
            return;
    } else if (w->state[n->item - 1] != ITEM_OPEN || w->in->sex == SEX_FEMALE || out->answered == 0) {
        return;
    }
    w->state[n->item - 1] = ITEM_NOT_APPLICABLE;
    out->comparable = n->comparable;
}

static void count_items(struct score_work *w, struct score *out)
{
    bool asked = false;
    for (size_t i = 0; i < w->structure->count; i++) {
        out->answered += w->state[i] == ITEM_ANSWERED;
        w->unscored[i] = in_list(w->structure->unscored_items, i + 1);
    }
    leave_out(w, out);
    skip_items(w);
    for (size_t i = 0; i < w->structure->count; i++) {
        asked |= w->state[i] != ITEM_OPEN;
        if (w->state[i] == ITEM_OPEN && !w->unscored[i])
            out->missing[out->missing_count++] = (uint8_t)(i + 1);
    }
    out->complete = asked && out->missing_count == 0;
}

/* Every answer the same on a form where that contradicts itself: reversed items are among them. */
static bool straight_lined(const struct score_work *w)
{
    const struct score_input *in = w->in;
    if (!w->structure->reverse || in->form == SCORE_SCORED)
        return false;
    for (size_t i = 0; i < w->structure->count; i++)
        if (!in->item[i].has || dec_cmp(in->item[i], in->item[0]) != 0)
            return false;
    return true;
}

/* ---- sums ---- */

static bool has_alert(const struct measure_structure *s, size_t item)
{
    for (size_t i = 0; i < s->alert_count; i++)
        if (s->alerts[i].item == item)
            return true;
    return false;
}

static void tally_item(const struct score_work *w, size_t i, struct score_tally *t)
{
    bool counts = w->structure->aggregate == AGGREGATE_COUNT;
    int min, max;
    if (w->unscored[i] || w->state[i] == ITEM_NOT_APPLICABLE)
        return;
    option_ends(w, i, &min, &max);
    t->items++;
    t->max += max;
    if (w->state[i] == ITEM_OPEN) {
        t->open++;
        t->low += counts ? 0 : min;
        t->high += counts ? 1 : max;
        t->alert_open |= has_alert(w->structure, i + 1);
        return;
    }
    int v = counts ? w->value[i] >= w->structure->present_from[i] : w->value[i];
    t->raw += w->value[i];
    t->sum += v;
    t->low += v;
    t->high += v;
}

void score_tally(const struct score_work *w, const uint8_t *items, struct score_tally *out)
{
    *out = (struct score_tally){0};
    if (!items)
        for (size_t i = 0; i < w->structure->count; i++)
            tally_item(w, i, out);
    else
        for (; *items; items++)
            tally_item(w, *items - 1u, out);
}

static double rounded(double v, enum measure_round how)
{
    return how == ROUND_UP ? ceil(v - 1e-9) : how == ROUND_NEAREST ? floor(v + 0.5) : v;
}

struct filled {
    double sum, exact; /* exact: not rounded */
    bool prorated;
};

/* The sum of a tally in points, open items filled in with the mean of the others where the rule allows it; false when
 * there is none. */
static bool filled_sum(const struct score_work *w, const struct score_tally *t, int most, struct filled *out)
{
    const struct measure_structure *s = w->structure;
    *out = (struct filled){.sum = (double)t->sum / w->unit, .exact = (double)t->sum / w->unit};
    if (t->open == 0)
        return t->items > 0;
    if (t->open > most || t->open >= t->items || t->alert_open || s->aggregate == AGGREGATE_COUNT)
        return false;
    out->prorated = true;
    out->exact *= (double)t->items / (t->items - t->open);
    out->sum = rounded(out->exact, s->missing_round);
    return true;
}

/* The score that plans speak of, from a sum in points of `items` items. */
static double transform(const struct measure *m, const struct measure_structure *s, double sum, int items)
{
    if (s->t_table)
        return s->t_table[(size_t)(sum - m->raw_min + 0.5)];
    if (s->aggregate == AGGREGATE_MEAN)
        return sum / items;
    return sum * s->multiplier;
}

static bool fills_by_subscale(const struct score_work *w)
{
    return w->in->policy == SCORE_POLICY_OWN && w->structure->missing == MISSING_PRORATE &&
           w->structure->subscale_count > 0;
}

static int most_open(const struct score_work *w)
{
    if (w->in->policy == SCORE_POLICY_STRICT)
        return 0;
    if (w->in->policy == SCORE_POLICY_PRORATE_MAX2)
        return 2;
    return w->structure->missing == MISSING_PRORATE ? w->structure->missing_most : 0;
}

/* The usual table: it stands before the others, which are all of the whole score. */
static const struct measure_bands *bands_on(const struct measure_structure *s, const char *subscale)
{
    for (size_t i = 0; i < s->bands_count; i++)
        if (!subscale || strcmp(s->bands[i].on, subscale) == 0)
            return &s->bands[i];
    return NULL;
}

/* The last band that begins at or below v: a filled-in value between two bands belongs to the lower one. */
static const char *band_at(const struct measure_bands *b, double v)
{
    const char *label = NULL;
    for (size_t i = 0; b && i < b->count && v >= b->at[i].min - 1e-9; i++)
        label = b->at[i].label;
    return label;
}

static void score_subscales(const struct score_work *w, struct score *out)
{
    const struct measure_structure *s = w->structure;
    for (size_t i = 0; i < s->subscale_count; i++) {
        struct score_subscale *to = &out->subscale[out->subscale_count++];
        struct score_tally t;
        struct filled fill;
        score_tally(w, s->subscales[i].items, &t);
        to->name = s->subscales[i].name;
        to->has = filled_sum(w, &t, fills_by_subscale(w) ? most_open(w) : 0, &fill);
        if (!to->has)
            continue;
        to->prorated = fill.prorated;
        to->value = fill.sum * s->multiplier;
        to->band = band_at(bands_on(s, to->name), to->value);
    }
}

/* Whether a subscale counts in the total (SDQ: one does not). */
static bool in_total(const struct measure_structure *s, size_t subscale)
{
    return !s->total_items || in_list(s->total_items, s->subscales[subscale].items[0]);
}

static bool total_of_subscales(const struct score_work *w, const struct score *s, struct filled *out)
{
    *out = (struct filled){0};
    for (size_t i = 0; i < s->subscale_count; i++) {
        if (!in_total(w->structure, i))
            continue;
        if (!s->subscale[i].has)
            return false;
        out->prorated |= s->subscale[i].prorated;
        out->sum += s->subscale[i].value / w->structure->multiplier;
    }
    out->exact = out->sum;
    return true;
}

static void score_whole(const struct score_work *w, struct score *out)
{
    const struct measure *m = w->measure;
    const struct measure_structure *s = w->structure;
    struct score_tally t;
    struct filled fill;
    score_tally(w, s->total_items, &t);
    out->raw_max = (double)t.max / w->unit;
    if (s->aggregate == AGGREGATE_NONE || (out->answered == 0 && !out->complete))
        return;
    out->has_raw = true;
    out->raw = out->raw_filled = (double)t.raw / w->unit;
    out->low = transform(m, s, (double)t.low / w->unit, t.items);
    out->high = transform(m, s, (double)t.high / w->unit, t.items);
    out->has = fills_by_subscale(w) ? total_of_subscales(w, out, &fill) : filled_sum(w, &t, most_open(w), &fill);
    if (!out->has)
        return;
    out->prorated = fill.prorated;
    if (s->aggregate != AGGREGATE_COUNT) {
        out->raw_filled = fill.sum;
        out->raw_exact = fill.exact;
    }
    out->value = transform(m, s, fill.sum, t.items);
    if (s->t_error) {
        out->has_se = true;
        out->se = s->t_error[(size_t)(fill.sum - m->raw_min + 0.5)];
    }
}

/* ---- from paper ---- */

/* A number of a total or subscale between min and max in steps of a unit. */
static bool read_sum(const struct score_work *w, struct dec d, double min, double max, struct err *e)
{
    int64_t v;
    double about = dec_to_double(d);
    if (about < min || about > max)
        return err_set(e, ERR_INVALID, "total", "out_of_range: the sum must be from %g to %g", min, max);
    if (!in_units(d, w->unit, &v))
        return err_set(e, ERR_INVALID, "total", "not_an_option: the sum cannot be %g", about);
    return true;
}

static bool score_from_total(struct score_work *w, struct score *out, struct err *e)
{
    const struct measure *m = w->measure;
    const struct measure_structure *s = w->structure;
    bool raw = m->has_raw_range && s->aggregate != AGGREGATE_COUNT && !s->total_scaled;
    if (s->aggregate == AGGREGATE_NONE)
        return err_set(e, ERR_INVALID, "total", "bad_input: %s has no total score; give its items", m->name);
    if (!w->in->total.has)
        return err_set(e, ERR_INVALID, "total", "bad_input: is missing");
    for (size_t i = 0; i < s->count; i++) /* what a form of this kind can reach */
        w->state[i] = ITEM_OPEN;
    leave_out(w, out);
    struct score_tally t;
    score_tally(w, s->total_items, &t);
    out->raw_max = (double)t.max / w->unit;
    double max = raw ? m->raw_max : m->max < out->raw_max * s->multiplier ? m->max : out->raw_max * s->multiplier;
    if (!read_sum(w, w->in->total, raw ? m->raw_min : m->min, max, e))
        return false;
    double total = dec_to_double(w->in->total), sum = raw ? total : total / s->multiplier;
    if (s->total_scaled && sum != floor(sum))
        return err_set(e, ERR_INVALID, "total", "not_an_option: the sum times %g cannot be %g", s->multiplier, total);
    out->has = out->has_raw = out->complete = true;
    out->raw = out->raw_filled = sum;
    out->value = s->aggregate == AGGREGATE_COUNT ? total : transform(m, s, sum, (int)s->count);
    out->low = out->high = out->value;
    if (s->t_error) {
        out->has_se = true;
        out->se = s->t_error[(size_t)(sum - m->raw_min + 0.5)];
    }
    out->has_raw = s->aggregate != AGGREGATE_COUNT;
    return true;
}

/* BAM from paper: the sums of its scales. */
static bool score_from_subscales(struct score_work *w, struct score *out, struct err *e)
{
    const struct measure_structure *s = w->structure;
    if (s->aggregate != AGGREGATE_NONE || s->subscale_count == 0)
        return err_set(e, ERR_INVALID, NULL, "bad_input: sums of scales are for the BAM only");
    if (w->in->count != s->subscale_count)
        return err_set(e, ERR_INVALID, "responses", "wrong_item_count: needs %zu sums", s->subscale_count);
    out->complete = true;
    for (size_t i = 0; i < s->subscale_count; i++) {
        struct score_subscale *to = &out->subscale[out->subscale_count++];
        struct score_tally t;
        to->name = s->subscales[i].name;
        score_tally(w, s->subscales[i].items, &t);
        to->has = w->in->item[i].has;
        out->complete &= to->has;
        if (!to->has)
            continue;
        if (!read_sum(w, w->in->item[i], 0, t.max, e))
            return false;
        to->value = dec_to_double(w->in->item[i]);
    }
    return true;
}

static bool score_from_items(struct score_work *w, struct score *out, struct err *e)
{
    const struct measure_structure *s = w->structure;
    bool yes_no = s->options[0][0] == 0 && s->options[0][2] == MEASURE_OPTION_END;
    if (w->in->count != s->count)
        return err_set(e, ERR_INVALID, "responses", "wrong_item_count: %s has %zu items, not %zu", w->measure->name,
                       s->count, w->in->count);
    if (w->in->form == SCORE_YES && !yes_no)
        return err_set(e, ERR_INVALID, "responses_yes", "bad_input: %s is not answered with yes and no",
                       w->measure->name);
    if (!read_items(w, e))
        return false;
    count_items(w, out);
    out->straight_lined = straight_lined(w);
    score_subscales(w, out);
    score_whole(w, out);
    return true;
}

double score_total(const struct score *s)
{
    const struct measure_structure *st = measure_structure(s->measure);
    if (st->aggregate == AGGREGATE_COUNT)
        return s->value;
    return st->total_scaled ? s->value : s->raw_filled;
}

static bool differs(const struct score_input *in, const struct score *s)
{
    double stored = dec_to_double(in->stored_total);
    if (!in->stored_total.has || (!s->has && !s->has_raw))
        return false;
    if (!s->has)
        return stored < s->low - 1e-9 || stored > s->high + 1e-9;
    return fabs(stored - score_total(s)) > 1e-9 && fabs(stored - s->value) > 1e-9;
}

bool score_form(const struct score_input *in, struct score *out, struct err *e)
{
    struct score_work w = {.in = in, .measure = in->measure, .structure = measure_structure(in->measure)};
    struct score s = {.measure = in->measure, .comparable = true};
    w.unit = w.structure->tenths ? 10 : 1;
    if (!check_extras(&w, e))
        return false;
    if (!(in->form == SCORE_TOTAL       ? score_from_total(&w, &s, e)
          : in->form == SCORE_SUBSCALES ? score_from_subscales(&w, &s, e)
                                        : score_from_items(&w, &s, e)))
        return false;
    if (s.has && s.comparable)
        s.band = score_band(s.measure, s.value, &s.band_confirmed);
    s.stored_total_differs = differs(in, &s);
    score_rules(&w, &s);
    *out = s;
    return true;
}

const char *score_band(const struct measure *m, double value, bool *confirmed)
{
    const struct measure_structure *s = measure_structure(m);
    const struct measure_bands *b = bands_on(s, NULL);
    for (size_t i = 0; b && i < s->subscale_count; i++) /* bands of scales are none of the whole */
        if (strcmp(b->on, s->subscales[i].name) == 0)
            b = NULL;
    if (!b)
        return NULL;
    *confirmed = b->source.confirmed;
    return band_at(b, strcmp(b->on, "sum") == 0 ? value * (double)s->count : value);
}

const char *score_note(const struct score *s)
{
    if (s->items_unseen)
        return s->critical_unknown ? "risk item not seen" : "an item to look at was not seen";
    if (s->critical_unknown)
        return "risk unanswered";
    if (s->measure->domain == DOMAIN_RISK && s->complete && s->alert_count == 0)
        return "a form without a yes does not rule out risk";
    return NULL;
}
