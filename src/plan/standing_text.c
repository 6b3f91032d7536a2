/* standing_text.c: where an objective stands, in plain words. */
#include "plan/series_parts.h"

#include "measure/measure.h"

#include <math.h>

#define SLACK 1e-9

void standing_put_number(struct buf *b, double value)
{
    double tenths = round(value * 10);
    if (fabs(fmod(tenths, 10)) < 0.5)
        buf_printf(b, "%.0f", tenths / 10);
    else
        buf_printf(b, "%.1f", tenths / 10);
}

void standing_put_date(struct buf *b, struct date d, struct date on)
{
    buf_printf(b, "%d %s", d.day, date_month(d.month));
    if (d.year != on.year)
        buf_printf(b, " %d", d.year);
}

void standing_put_range(struct buf *b, const struct standing *st)
{
    double low = fmin(st->target, st->target_far), high = fmax(st->target, st->target_far);
    standing_put_number(b, low);
    if (high - low > SLACK) {
        buf_cstr(b, " to ");
        standing_put_number(b, high);
    }
}

/* ---- words ---- */

static bool is_score(const struct standing *st)
{
    return st->course.type == SERIES_SCORE;
}

static const char *value_word(const struct standing *st)
{
    return is_score(st) ? "score" : st->course.type == SERIES_ATTAINMENT ? "level" : "value";
}

/* put_target: "the target of 6", "of 4 to 6", "of fewer than 2 per week". */
static void put_target(const struct standing *st, struct buf *b)
{
    buf_cstr(b, "the target of ");
    if (st->target_strict)
        buf_cstr(b, st->lower_is_better ? "less than " : "more than ");
    standing_put_range(b, st);
    if (st->course.type == SERIES_COUNT && st->course.period.n) {
        buf_cstr(b, " per ");
        buf_add(b, st->course.period);
    }
}

/* put_threshold: what counts as a change. A number that nobody confirmed is said to be so. */
static void put_threshold(const struct standing *st, struct buf *b)
{
    const struct measure *m = st->measure;
    if (!m || !m->has_reliable_change)
        return;
    buf_cstr(b, "; ");
    standing_put_number(b, m->reliable_change);
    buf_cstr(b, m->reliable_change_confirmed ? " or more counts as reliable change"
                                             : " or more is taken as a change, a number that is not confirmed yet");
}

/* ---- change ---- */

static bool is_judged_worse(const struct standing *st)
{
    return st->measure && st->track.reliable_known && (st->track.flags & TRACK_RELIABLE_DETERIORATION);
}

static void put_start(const struct standing *st, struct date on, struct buf *b)
{
    standing_put_number(b, st->baseline);
    if (date_is_set(st->baseline_on)) {
        buf_cstr(b, " on ");
        standing_put_date(b, st->baseline_on, on);
    } else {
        buf_cstr(b, " at the start");
    }
}

/* put_worse: a rise (or fall) the wrong way: what the numbers were, and to ask about it. */
static void put_worse(const struct standing *st, double difference, struct date on, struct buf *b)
{
    standing_put_number(b, fabs(difference));
    buf_cstr(b, difference > 0 ? " higher" : " lower");
    buf_cstr(b, st->state == STANDING_WORSE ? ", two values in a row on the worse side; ask about it: "
                                            : "; ask about it: ");
    put_start(st, on, b);
    buf_cstr(b, ", ");
    standing_put_number(b, st->latest);
    buf_cstr(b, " on ");
    standing_put_date(b, st->latest_on, on);
    buf_cstr(b, ".");
}

static void put_since(const struct standing *st, struct date on, struct buf *b)
{
    if (date_is_set(st->baseline_on)) {
        buf_cstr(b, " since ");
        standing_put_date(b, st->baseline_on, on);
    } else {
        buf_cstr(b, " from ");
        put_start(st, on, b);
    }
}

static void put_change(const struct standing *st, struct date on, struct buf *b)
{
    double difference = st->latest - st->baseline;
    bool judged = is_judged_worse(st);
    if (fabs(difference) < SLACK) {
        buf_cstr(b, date_is_set(st->baseline_on) ? "The same as on " : "The same as at the start");
        if (date_is_set(st->baseline_on))
            standing_put_date(b, st->baseline_on, on);
        buf_cstr(b, ".");
        return;
    }
    if (st->change < -SLACK && !judged) {
        bool by_track = st->measure && st->track.reliable_known;
        struct standing mild = *st;
        mild.state = by_track ? STANDING_ON_COURSE : st->state; /* loss of gain has words of its own */
        put_worse(&mild, difference, on, b);
        return;
    }
    buf_cstr(b, difference > 0 ? "Up " : "Down ");
    standing_put_number(b, fabs(difference));
    put_since(st, on, b);
    if (judged)
        buf_cstr(b, ", which is worse");
    put_threshold(st, b);
    if (!is_score(st) && st->has_target && !st->at_target && st->change > SLACK) {
        buf_cstr(b, ": a step towards ");
        put_target(st, b);
    }
    buf_cstr(b, ".");
}

static void put_lost_gain(const struct standing *st, struct buf *b)
{
    if (!st->measure || !(st->track.flags & TRACK_LOSS_OF_GAIN))
        return;
    buf_char(b, ' ');
    standing_put_number(b, st->track.rebound);
    buf_cstr(b, st->lower_is_better ? " higher than the best score, " : " lower than the best score, ");
    standing_put_number(b, st->track.best);
    buf_cstr(b, ": part of the gain is lost.");
}

/* ---- target ---- */

static void put_met(const struct standing *st, struct date on, struct buf *b)
{
    buf_cstr(b, " Met on ");
    standing_put_date(b, st->met_on, on);
    buf_printf(b, is_score(st) ? ": two complete %ss at " : ": two %ss at ", value_word(st));
    put_target(st, b);
    buf_cstr(b, " at least 7 days apart.");
}

/* put_at_target: at target today and not met yet: what is missing. */
static void put_at_target(const struct standing *st, struct date on, struct buf *b)
{
    const struct series_point *last = &st->course.points.at[st->course.points.n - 1];
    buf_cstr(b, " At ");
    put_target(st, b);
    if (!last->complete) {
        buf_cstr(b, ", but answers are open: a score that was filled in does not count.");
        return;
    }
    buf_cstr(b, " since ");
    standing_put_date(b, st->at_target_since, on);
    if (!st->baseline_pinned && date_diff(st->latest_on, st->at_target_since) >= 7)
        buf_cstr(b, "; it counts as met when the plan says where it started.");
    else
        buf_printf(b, "; another %s%s at least 7 days later shows whether it holds.", is_score(st) ? "complete " : "",
                   value_word(st));
}

static void put_target_clause(const struct standing *st, struct date on, struct buf *b)
{
    if (date_is_set(st->met_on)) {
        put_met(st, on, b);
        return;
    }
    if (!st->has_target || st->values < 2)
        return;
    if (st->at_target)
        put_at_target(st, on, b);
    if (date_is_set(st->was_met_on)) {
        buf_cstr(b, " It had met the target on ");
        standing_put_date(b, st->was_met_on, on);
        buf_cstr(b, st->at_target ? " and was off it in between." : " and is off it again.");
    } else if (!st->at_target && (is_score(st) || st->change <= SLACK)) {
        buf_cstr(b, " Not yet at ");
        put_target(st, b);
        buf_cstr(b, ".");
    }
}

/* ---- the sentence ---- */

static bool nothing_to_measure(const struct standing *st)
{
    const struct plan_measure *m = standing_parts_of(st->goal, st->objective).measure;
    return !m->name.n && !m->instrument.n && !m->kind;
}

static void put_nothing(const struct standing *st, struct buf *b)
{
    if (nothing_to_measure(st))
        buf_cstr(b, "Not measured: the plan does not say what to measure it by.");
    else
        buf_printf(b, "Not measured yet: no %s is recorded.", value_word(st));
}

/* put_same_day: several values on the latest day: which of them counts. */
static bool put_same_day(const struct standing *st, struct date on, struct buf *b)
{
    const struct series_point *last = st->course.points.n ? &st->course.points.at[st->course.points.n - 1] : NULL;
    if (!last || !last->same_day_count)
        return false;
    buf_printf(b, "%sOn ", b->n ? " " : "");
    standing_put_date(b, last->date, on);
    buf_char(b, ' ');
    for (size_t i = 0; i < last->same_day_count; i++) {
        standing_put_number(b, last->same_day[i]);
        buf_cstr(b, i + 1 < last->same_day_count ? ", " : ", then ");
    }
    standing_put_number(b, last->value);
    buf_cstr(b, ": the last one of a day counts.");
    return true;
}

static void put_left_out(const struct standing *st, struct date on, struct buf *b)
{
    if (!st->course.left_out)
        return;
    buf_printf(b, "%s%zu %s left out (the newest of ", b->n ? " " : "", st->course.left_out,
               st->course.left_out == 1 ? "entry is" : "entries are");
    standing_put_date(b, st->course.left_out_on, on);
    buf_cstr(b, is_score(st) ? "): too many answers are open, or the total is on another scale."
                             : "): counted per another period than the objective.");
}

/* put_pace: why it is not on course although a step was made, or that hardly any was. */
static void put_pace(const struct standing *st, struct date on, struct buf *b)
{
    if (st->state == STANDING_BEHIND) {
        buf_cstr(b, " Behind: a steady course to the target by ");
        standing_put_date(b, st->due, on);
        buf_cstr(b, " would have been at ");
        standing_put_number(b, st->expected);
        buf_cstr(b, " on ");
        standing_put_date(b, st->latest_on, on);
        buf_char(b, '.');
    } else if (st->state == STANDING_NO_CHANGE && st->window_over) {
        buf_printf(b, " No clear change in %zu %ss, and a review window has passed: talk about what to adjust.",
                   st->values, value_word(st));
    } else if (st->state == STANDING_NO_CHANGE && st->half_over) {
        buf_cstr(b, " No clear change, and half of the time to ");
        standing_put_date(b, st->due, on);
        buf_cstr(b, " is over: talk about what to adjust.");
    }
}

static void put_stuck(const struct standing *st, struct buf *b)
{
    if (st->state != STANDING_STUCK)
        return;
    buf_printf(b, " %zu %ss over %d weeks without a clear step: talk about what to adjust.", st->values, value_word(st),
               st->span_days / 7);
}

static void put_overdue(const struct standing *st, struct date on, struct buf *b)
{
    if (st->overdue_days <= 0 || !st->has_latest)
        return;
    buf_cstr(b, " Last measured on ");
    standing_put_date(b, st->latest_on, on);
    buf_cstr(b, "; the next was due on ");
    standing_put_date(b, date_add_days(on, -st->overdue_days), on);
    buf_cstr(b, ".");
}

static void put_due(const struct standing *st, struct date on, struct buf *b)
{
    bool met = date_is_set(st->met_on);
    bool in_time = st->state == STANDING_REACHED && date_cmp(st->at_target_since, st->due) <= 0;
    if (!st->due_past || in_time || (met && date_cmp(st->met_on, st->due) <= 0))
        return;
    if (st->due_session)
        buf_printf(b, " It was due by session %d, which was on ", st->due_session);
    else
        buf_cstr(b, " It was due on ");
    standing_put_date(b, st->due, on);
    if (met) {
        int late = date_diff(st->met_on, st->due);
        buf_printf(b, ", %d day%s before it was met.", late, late == 1 ? "" : "s");
    } else {
        buf_cstr(b, st->due_session ? "." : ", which has passed.");
    }
}

void standing_put_sentence(const struct standing *st, struct date on, struct buf *out)
{
    struct buf b;
    buf_init(&b, 0);
    if (!st->has_latest) {
        if (!st->course.left_out)
            put_nothing(st, &b);
    } else if (st->values < 2) {
        if (put_same_day(st, on, &b))
            buf_cstr(&b, " Change can be judged from another day on.");
        else
            buf_printf(&b, "First %s. Change can be judged from the second.", value_word(st));
    } else {
        put_change(st, on, &b);
        put_lost_gain(st, &b);
        put_target_clause(st, on, &b);
        put_stuck(st, &b);
        put_pace(st, on, &b);
        put_same_day(st, on, &b);
    }
    put_left_out(st, on, &b);
    put_overdue(st, on, &b);
    put_due(st, on, &b);
    buf_add(out, buf_str(&b));
    if (!buf_ok(&b))
        out->failed = true;
    buf_free(&b);
}

/* ---- advice ---- */

static void put_out_of_range(const struct standing *st, struct buf *b)
{
    const struct measure *m = st->measure;
    buf_cstr(b, "The target cannot be reached: ");
    if (!m) {
        buf_cstr(b, st->course.type == SERIES_RATING ? "ratings go from 0 to 10." : "no count is below 0.");
        return;
    }
    buf_printf(b, "the %s goes from ", m->name);
    standing_put_number(b, m->min);
    buf_cstr(b, " to ");
    standing_put_number(b, m->max);
    buf_printf(b, " (source: %s).", m->source);
}

/* put_one: one sentence, with a blank in front when it is not the first. */
static void put_one(const struct standing *st, enum standing_advice advice, bool first, struct buf *b)
{
    const struct measure *m = st->measure;
    if (!first)
        buf_char(b, ' ');
    switch (advice) {
    case ADVICE_OUT_OF_RANGE:
        put_out_of_range(st, b);
        break;
    case ADVICE_OTHER_WAY:
        buf_printf(b, "The target points away from better: on the %s %s scores are better (source: %s).", m->name,
                   m->lower_is_better ? "lower" : "higher", m->source);
        break;
    case ADVICE_NO_BASELINE:
        buf_cstr(b,
                 "The target counts from a starting value that is not known: record a first value or state it in the "
                 "plan.");
        break;
    case ADVICE_AT_TARGET_ALREADY:
        buf_cstr(b, "The starting value is at the target already: agree on a new one.");
        break;
    case ADVICE_BELOW_RELIABLE_CHANGE:
        buf_cstr(b, "The target is nearer than the ");
        standing_put_number(b, m->reliable_change);
        buf_printf(b,
                   m->reliable_change_confirmed ? " points that count as reliable change (source: %s)."
                                                : " points taken as a change (not confirmed; source: %s).",
                   m->reliable_change_source);
        break;
    }
}

void standing_put_advice(const struct standing *st, struct buf *out)
{
    bool first = true;
    for (unsigned bit = 1; bit <= ADVICE_OTHER_WAY; bit <<= 1)
        if (st->advice & bit) {
            put_one(st, (enum standing_advice)bit, first, out);
            first = false;
        }
}
