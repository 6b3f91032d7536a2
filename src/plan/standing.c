/* standing.c: where an objective stands on a day. */
#include "plan/series_parts.h"

#include "measure/measure.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#define SLACK 1e-9

enum {
    MET_DAYS = 7,      /* DESIGN: two complete scores at target at least 7 days apart */
    USUAL_VALUES = 4,  /* measures.md 2.6 (project), as track.h has it for scores */
    USUAL_DAYS = 42,   /* also the review window of a plan that says none */
    SPARSE_VALUES = 2, /* project: with fewer values than the usual rule needs, these must do */
    DAYS_MOST = 3640   /* of a review window: ten years */
};

/* ---- scores ---- */

static bool says(struct str text, const char *word)
{
    return str_find_ci(text, str_of(word), 0) != (size_t)-1;
}

/* treatment_of: what the cuts of the measure were published for, when the plan gives it; they are for cognitive
 * behavioural therapy. */
static const char *treatment_of(const struct plan *p, const struct measure *m)
{
    const char *treatment = measure_structure(m)->nonresponse_treatment;
    if (!treatment || !says(str_of(treatment), "cognitive behav"))
        return NULL;
    for (size_t i = 0; i < p->interventions.n; i++) {
        const struct plan_intervention *x = &p->interventions.at[i];
        if (says(x->name, "cognitive behav") || says(x->name, "cognitive-behav") || says(x->name, "CBT") ||
            says(x->modality, "cognitive behav") || says(x->modality, "cognitive-behav") || says(x->modality, "CBT"))
            return treatment;
    }
    return NULL;
}

static struct track_score track_score_of(const struct series_point *p)
{
    return (struct track_score){.day = p->day,
                                .value = p->value,
                                .low = p->low,
                                .high = p->high,
                                .prorated = p->prorated,
                                .alert = p->score->alert_count > 0};
}

/* follow_scores: the flags over the baseline and the scores after it. */
static bool follow_scores(const struct plan *p, const struct series *s, size_t first, struct arena *a,
                          struct standing *st, struct err *e)
{
    const struct series_course *c = &st->course;
    struct track_score *scores = arena_array(a, c->points.n + 1, sizeof *scores);
    size_t n = 0;
    if (!scores)
        return arena_error(a, e);
    if (st->has_baseline) {
        struct date on = date_is_set(st->baseline_on) ? st->baseline_on : series_start(s, p);
        int32_t day = date_is_set(on) ? date_to_day(on) : 0;
        if (first < c->points.n && (!date_is_set(on) || day > c->points.at[first].day))
            day = c->points.at[first].day;
        scores[n++] =
            (struct track_score){.day = day, .value = st->baseline, .low = st->baseline, .high = st->baseline};
        if (first > 0 && !st->baseline_pinned)
            scores[0] = track_score_of(&c->points.at[0]);
    }
    for (size_t i = first; i < c->points.n; i++)
        scores[n++] = track_score_of(&c->points.at[i]);
    track_course(st->measure, scores, n, 0, treatment_of(p, st->measure), &st->track);
    return true;
}

/* ---- met ---- */

/* at_target: 1 at target, 0 off it, -1 cannot tell: a prorated value that could be either. */
static int at_target(const struct standing *st, const struct series_point *p)
{
    if (p->complete)
        return standing_at_target(st, p->value);
    double better = st->lower_is_better ? p->low : p->high;
    return standing_at_target(st, better) ? -1 : 0;
}

static void find_met(struct standing *st, size_t first)
{
    const struct series_course *c = &st->course;
    struct date since = {0, 0, 0};
    for (size_t i = first; i < c->points.n && st->has_target; i++) {
        const struct series_point *p = &c->points.at[i];
        int at = at_target(st, p);
        if (at == 0) {
            if (date_is_set(st->met_on))
                st->was_met_on = st->met_on;
            st->met_on = since = (struct date){0, 0, 0};
        } else if (at == 1 && !date_is_set(since)) {
            since = p->date;
        } else if (at == 1 && st->baseline_pinned && !date_is_set(st->met_on) &&
                   date_diff(p->date, since) >= MET_DAYS) {
            st->met_on = p->date;
        }
    }
    st->at_target_since = since;
}

/* ---- state ---- */

/* worse_twice: the last two values are both worse than the baseline, at their better bounds. */
static bool worse_twice(const struct standing *st, size_t first)
{
    const struct series_course *c = &st->course;
    if (c->points.n < first + 2)
        return false;
    for (size_t i = c->points.n - 2; i < c->points.n; i++) {
        double better = st->lower_is_better ? c->points.at[i].low : c->points.at[i].high;
        if (standing_gain(st, st->baseline, better) > -1e-9)
            return false;
    }
    return true;
}

/* nearest_target: the end of the target that comes first on the way from the baseline. */
static double nearest_target(const struct standing *st)
{
    double far = st->target_within ? st->target_far : st->target;
    return fabs(far - st->baseline) < fabs(st->target - st->baseline) ? far : st->target;
}

static bool knows_way(const struct standing *st)
{
    return st->direction_known || st->target_within;
}

/* find_pace: what share of the time is over, and where a steady course would be. */
static void find_pace(const struct plan *p, const struct series *s, struct standing *st, struct date on)
{
    struct date from = date_is_set(st->baseline_on) ? st->baseline_on : series_start(s, p);
    if (date_is_set(from) && date_cmp(p->duration.start, from) > 0)
        from = p->duration.start;
    if (!date_is_set(from) || !date_is_set(st->due) || date_diff(st->due, from) <= 0)
        return;
    double days = date_diff(st->due, from);
    st->half_over = 2 * date_diff(on, from) >= days;
    if (!st->has_target || !st->has_baseline || !st->has_latest)
        return;
    double share = fmin(fmax(date_diff(st->latest_on, from) / days, 0), 1);
    st->has_expected = true;
    st->expected = st->baseline + share * (nearest_target(st) - st->baseline);
}

/* pace_of: how far it came against the time that is over. */
static enum standing_state pace_of(const struct standing *st)
{
    double distance = st->has_target && st->has_baseline ? fabs(nearest_target(st) - st->baseline) : 0;
    double room = st->measure && st->measure->has_reliable_change ? st->measure->reliable_change : 1;
    room = distance > SLACK ? fmin(room, distance / 2) : room;
    if (!knows_way(st))
        return STANDING_NO_TARGET;
    if (st->change < SLACK)
        return STANDING_NO_CHANGE;
    if (!st->has_target)
        return STANDING_NO_TARGET;
    if (st->half_over && distance > SLACK && st->change < room - SLACK && st->change < distance / 4 - SLACK)
        return STANDING_NO_CHANGE;
    if (st->has_expected && standing_gain(st, st->latest, st->expected) > room - SLACK)
        return STANDING_BEHIND;
    return STANDING_ON_COURSE;
}

/* ---- lack of progress ---- */

/* A measure that no objective names is expected to move only when it began in the clinical range. */
static bool began_as_case(const struct standing *st)
{
    bool known;
    return !st->measure->has_cutoff || change_is_case(st->measure, st->baseline, &known);
}

/* No gain, and still a reason to want one. */
static bool no_gain(const struct standing *st, const struct standing_lack *x)
{
    if (x->gained || x->at_target || !(st->measure || knows_way(st)))
        return false;
    if (!st->objective && st->measure && !began_as_case(st))
        return false;
    return !st->measure || !st->measure->has_cutoff || x->is_case;
}

bool standing_lack_usual(const struct standing *st, const struct standing_lack *x)
{
    bool by_change = st->measure && st->measure->has_reliable_change;
    return no_gain(st, x) && (by_change ? x->flat : x->count >= USUAL_VALUES && x->span >= USUAL_DAYS);
}

bool standing_lack_sparse(const struct standing *st, const struct standing_lack *x)
{
    return x->count >= SPARSE_VALUES && x->count < USUAL_VALUES && no_gain(st, x);
}

int32_t standing_review_days(const struct plan *p)
{
    const struct plan_window w = plan_window(&p->reviews.window);
    struct opt_int high = plan_window_days(w.max.has ? w.max : w.min, w.unit);
    return high.has && high.v >= 1 && high.v <= DAYS_MOST ? (int32_t)high.v : USUAL_DAYS;
}

/* lack_of: at the latest value. */
static struct standing_lack lack_of(const struct plan *p, const struct standing *st)
{
    const struct series_point *last = &st->course.points.at[st->course.points.n - 1];
    int32_t from = date_is_set(st->baseline_on) ? date_to_day(st->baseline_on) : st->course.points.at[0].day;
    double best = last->complete ? last->value : st->lower_is_better ? last->low : last->high;
    bool by_change = st->measure && st->track.reliable_known, known;
    return (struct standing_lack){.count = st->values,
                                  .span = last->day - from,
                                  .window_over = from + standing_review_days(p),
                                  .flat = st->track.flags & TRACK_LACK_OF_PROGRESS,
                                  .gained = by_change ? st->track.reliable == CHANGE_IMPROVED : st->change > SLACK,
                                  .at_target = st->at_target,
                                  .is_case = st->measure && change_is_case(st->measure, best, &known)};
}

static enum standing_state state_of(const struct standing *st, const struct standing_lack *lack, size_t first,
                                    bool overdue)
{
    bool by_track = st->measure && st->track.reliable_known;
    bool worse = by_track ? st->track.flags & (TRACK_RELIABLE_DETERIORATION | TRACK_LOSS_OF_GAIN)
                          : st->has_baseline && worse_twice(st, first);
    if (!st->has_latest)
        return st->course.left_out ? STANDING_NOT_ENOUGH_DATA : STANDING_NOT_MEASURED;
    if (worse)
        return STANDING_WORSE;
    if (date_is_set(st->met_on))
        return STANDING_MET;
    if (overdue)
        return STANDING_NOT_MEASURED;
    if (st->at_target && st->course.points.at[st->course.points.n - 1].complete)
        return STANDING_REACHED;
    if (st->values < 2)
        return STANDING_NOT_ENOUGH_DATA;
    if (standing_lack_usual(st, lack))
        return STANDING_STUCK;
    if (st->due_past)
        return STANDING_PAST_DUE;
    enum standing_state pace = pace_of(st);
    return pace == STANDING_ON_COURSE && st->window_over ? STANDING_NO_CHANGE : pace;
}

static bool put_pointer(const struct plan *p, struct arena *a, struct standing *st, struct err *e)
{
    char text[64];
    size_t g = (size_t)(st->goal - p->goals.at);
    int n = snprintf(text, sizeof text, "/goals/%zu", g);
    if (st->objective)
        snprintf(text + n, sizeof text - (size_t)n, "/objectives/%zu",
                 (size_t)(st->objective - st->goal->objectives.at));
    if (!plan_text(a, str_of(text), &st->pointer))
        return arena_error(a, e);
    return true;
}

static void find_latest(struct standing *st, size_t first)
{
    const struct series_course *c = &st->course;
    st->values = (st->has_baseline ? 1 : 0) + (c->points.n - first);
    st->has_latest = c->points.n > 0;
    if (!st->has_latest)
        return;
    const struct series_point *last = &c->points.at[c->points.n - 1];
    st->latest = last->value;
    st->latest_on = last->date;
    if (c->points.n > first) { /* what was before the baseline is no change since */
        st->at_target = standing_at_target(st, last->value);
        st->change = standing_gain(st, st->baseline, st->latest);
    }
    int32_t from = date_is_set(st->baseline_on) ? date_to_day(st->baseline_on) : c->points.at[0].day;
    st->span_days = last->day > from ? last->day - from : 0;
}

bool standing_of(const struct plan *p, const struct plan_goal *g, const struct plan_objective *o,
                 const struct series *s, struct date on, struct arena *a, struct standing *out, struct err *e)
{
    bool overdue;
    assert(date_is_set(on));
    *out = (struct standing){.goal = g, .objective = o};
    if (!put_pointer(p, a, out, e) ||
        !(o ? series_of_objective(s, o, on, a, &out->course, e) : series_of_goal(s, g, on, a, &out->course, e)))
        return false;
    out->measure = out->course.measure;
    size_t first = standing_find_baseline(s, on, out);
    standing_find_target(out);
    find_latest(out, first);
    find_met(out, first);
    if (out->measure && !follow_scores(p, s, first, a, out, e))
        return false;
    if (!standing_find_due(p, s, on, a, out, e) || !standing_find_overdue(p, s, on, a, out, &overdue, e))
        return false;
    find_pace(p, s, out, on);
    struct standing_lack lack = out->has_latest ? lack_of(p, out) : (struct standing_lack){.count = 0};
    out->window_over = standing_lack_sparse(out, &lack) && lack.window_over <= date_to_day(on);
    out->state = state_of(out, &lack, first, overdue);
    return true;
}

/* What is the same of a state for everyone; the words for each reader are the readers'. */
static const struct {
    const char *name;
    int urgency;
    bool good;
} states[STANDING_STATE_COUNT] = {
    [STANDING_WORSE] = {"worse", 10, false},
    [STANDING_STUCK] = {"stuck", 9, false},
    [STANDING_PAST_DUE] = {"past_due", 8, false},
    [STANDING_NO_CHANGE] = {"no_change", 7, false},
    [STANDING_BEHIND] = {"behind", 6, false},
    [STANDING_ON_COURSE] = {"on_course", 5, true},
    [STANDING_REACHED] = {"reached", 4, true},
    [STANDING_NO_TARGET] = {"no_target", 3, false},
    [STANDING_NOT_ENOUGH_DATA] = {"not_enough_data", 2, false},
    [STANDING_NOT_MEASURED] = {"not_measured", 1, false},
    [STANDING_MET] = {"met", 0, true},
};

const char *standing_state_name(enum standing_state s)
{
    return states[s].name;
}

bool standing_is_good(enum standing_state s)
{
    return states[s].good;
}

int standing_urgency(enum standing_state s)
{
    return states[s].urgency;
}
