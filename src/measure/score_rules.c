/* score_rules.c: what a score is judged by: alerts, counts, flags, triage, cut-offs. */
#include "measure/score_work.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A condition on what is open is neither. */
enum truth { NO, YES, OPEN };

static enum truth within(double v, const struct measure_condition *c)
{
    return v >= c->at_least && v <= c->at_most ? YES : NO;
}

/* ---- alerts ---- */

static void raise_alert(struct score *out, const struct measure_alert *a, uint8_t item)
{
    assert(out->alert_count < SCORE_ALERTS_MAX);
    out->alert[out->alert_count++] = (struct score_alert){a->level, item, a->label};
}

static void unanswered(struct score *out, const struct measure_alert *a)
{
    out->alert_unknown = true;
    out->critical_unknown |= a->level == ALERT_CRITICAL;
}

static void item_alert(const struct score_work *w, struct score *out, const struct measure_alert *a)
{
    size_t i = a->item - 1u;
    if (w->in->form == SCORE_TOTAL) {
        out->items_unseen = true;
        unanswered(out, a);
    } else if (w->state[i] == ITEM_OPEN) {
        unanswered(out, a);
    } else if (w->state[i] == ITEM_ANSWERED && (a->at_most ? w->value[i] <= a->at_least : w->value[i] >= a->at_least)) {
        raise_alert(out, a, a->item);
    }
}

static const struct measure_extra_question *question(const struct measure_structure *s, enum measure_extra x)
{
    const struct measure_extra_question *q = s->extras;
    while (q->extra != x)
        q++;
    return q;
}

/* A question that follows an item is open when the item asks for it; others may be left out of a form. */
static enum truth extra_condition(const struct score_work *w, enum measure_extra x, const struct measure_condition *c)
{
    struct opt_int v = score_extra(w->in, x);
    uint8_t asked = question(w->structure, x)->asked_item;
    if (v.has)
        return within((double)v.v, c);
    if (!asked)
        return OPEN;
    if (w->state[asked - 1] == ITEM_OPEN)
        return OPEN;
    return w->value[asked - 1] > 0 ? OPEN : NO;
}

static void extra_alert(const struct score_work *w, struct score *out, const struct measure_alert *a)
{
    const struct measure_condition c = {.at_least = a->at_least, .at_most = INFINITY};
    enum truth t = extra_condition(w, a->extra_asked, &c);
    if (t == YES)
        raise_alert(out, a, question(w->structure, a->extra_asked)->asked_item);
    else if (t == OPEN && question(w->structure, a->extra_asked)->asked_item)
        unanswered(out, a);
}

/* Raised as soon as the open items cannot change it. */
static void sum_alert(const struct score_work *w, struct score *out, const struct measure_alert *a)
{
    const struct measure_structure *s = w->structure;
    const uint8_t *items = s->total_items;
    struct score_tally t;
    for (size_t i = 0; i < s->subscale_count; i++)
        if (strcmp(s->subscales[i].name, a->subscale) == 0)
            items = s->subscales[i].items;
    score_tally(w, items, &t);
    if (w->in->form == SCORE_TOTAL) {
        if (strcmp(a->subscale, "total") != 0)
            return;
        t.low = t.high = (int)(out->raw * w->unit + 0.5);
    }
    if (out->answered > 0 || w->in->form == SCORE_TOTAL)
        if (a->at_most ? t.high <= a->at_least : t.low >= a->at_least)
            raise_alert(out, a, 0);
}

static void raise_alerts(const struct score_work *w, struct score *out)
{
    for (size_t i = 0; i < w->structure->alert_count; i++) {
        const struct measure_alert *a = &w->structure->alerts[i];
        if (a->item)
            item_alert(w, out, a);
        else if (a->subscale)
            sum_alert(w, out, a);
        else
            extra_alert(w, out, a);
    }
}

/* ---- counts, flags, levels ---- */

static void count_present(const struct score_work *w, struct score *out)
{
    for (size_t i = 0; i < w->structure->counts_count; i++) {
        const struct measure_count *c = &w->structure->counts[i];
        struct score_count *to = &out->count[out->count_count++];
        to->name = c->name;
        to->has = w->in->form != SCORE_TOTAL;
        for (const uint8_t *item = c->items; *item; item++) {
            size_t k = *item - 1u;
            if (w->state[k] == ITEM_OPEN)
                to->has = false;
            else if (w->state[k] != ITEM_NOT_APPLICABLE)
                to->value += w->value[k] >= w->structure->present_from[k];
        }
    }
}

/* The cut-off for this person; of unknown sex the usual one, which is the lower. */
static double cutoff_for(const struct score_work *w)
{
    static const char *const ages[] = {"", "adolescent", "child"};
    const char *sex = w->in->sex == SEX_MALE ? "male" : "";
    for (size_t i = 0; i < w->structure->cutoff_count; i++) {
        const struct measure_cutoff *c = &w->structure->cutoffs[i];
        if (strcmp(c->group, sex) == 0 || strcmp(c->group, ages[w->in->age]) == 0)
            return c->value;
    }
    return w->measure->cutoff;
}

static void judge_cutoff(const struct score_work *w, struct score *out)
{
    if (!w->measure->has_cutoff || !out->has || !out->comparable)
        return;
    double cut = cutoff_for(w);
    out->clinical = (struct opt_int){true, w->measure->lower_is_better ? out->value >= cut : out->value <= cut};
}

static enum truth item_condition(const struct score_work *w, const struct measure_condition *c)
{
    if (w->state[c->index - 1] == ITEM_OPEN)
        return OPEN;
    return within(w->value[c->index - 1], c);
}

static enum truth condition(const struct score_work *w, const struct score *s, const struct measure_condition *c)
{
    switch (c->on) {
    case ON_ITEM:
        return item_condition(w, c);
    case ON_SUBSCALE:
        return s->subscale_count && s->subscale[c->index].has ? within(s->subscale[c->index].value, c) : OPEN;
    case ON_COUNT:
        return s->count[c->index].has ? within(s->count[c->index].value, c) : OPEN;
    case ON_EXTRA:
        return extra_condition(w, (enum measure_extra)c->index, c);
    case ON_TOTAL:
        break;
    }
    return s->has ? within(s->value, c) : OPEN;
}

static void judge_flags(const struct score_work *w, struct score *out)
{
    for (size_t i = 0; i < w->structure->flag_count; i++) {
        const struct measure_flag *f = &w->structure->flags[i];
        struct score_flag *to = &out->flag[out->flag_count++];
        enum truth all = YES;
        for (size_t k = 0; k < f->count; k++) {
            enum truth t = condition(w, out, &f->all[k]);
            if (t == NO || (t == OPEN && all == YES))
                all = t;
        }
        to->name = f->name;
        if (all != OPEN)
            to->value = (struct opt_int){true, all == YES};
    }
}

static void judge_level(const struct score_work *w, struct score *out)
{
    for (size_t i = 0; i < w->structure->level_count; i++) {
        const struct measure_level *l = &w->structure->levels[i];
        enum truth any = l->count ? NO : YES;
        for (size_t k = 0; k < l->count && any != YES; k++) {
            enum truth t = condition(w, out, &l->any[k]);
            if (t != NO)
                any = t;
        }
        if (any == OPEN)
            return;
        if (any == YES) {
            out->level = l->name;
            return;
        }
    }
}

static void judge_screen(const struct score_work *w, struct score *out)
{
    const char *name = w->structure->screen;
    out->screen = out->clinical;
    for (size_t i = 0; name && i < out->flag_count; i++)
        if (strcmp(out->flag[i].name, name) == 0)
            out->screen = out->flag[i].value;
}

void score_rules(const struct score_work *w, struct score *out)
{
    raise_alerts(w, out);
    count_present(w, out);
    judge_cutoff(w, out);
    judge_flags(w, out);
    judge_level(w, out);
    judge_screen(w, out);
}
