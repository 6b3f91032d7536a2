#include "measure/track.h"

#include "measure/exact.h"
#include "measure/trend.h"

#include <assert.h>

enum {
    LACK_SCORES = 4, /* project: lack of progress needs this many scores */
    LACK_DAYS = 42,  /* project: over this many days */
    SETTLED = 2,     /* project: scores in a row before "met" is said */
    WORD_MOST = 24,
    VALUE_MOST = 4096,
    PRODUCT_MOST = 1 << 30
};

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static double better_bound(const struct measure *m, const struct track_score *s)
{
    return !s->prorated ? s->value : m->lower_is_better ? s->low : s->high;
}

static double worse_bound(const struct measure *m, const struct track_score *s)
{
    return !s->prorated ? s->value : m->lower_is_better ? s->high : s->low;
}

/* The next word of letters and digits, its length; moves *at past it. British "ou" counts as "o". */
static size_t next_word(const char **at, char word[WORD_MOST])
{
    const char *p = *at;
    size_t n = 0;
    while (*p && !letter(*p))
        p++;
    for (; letter(*p); p++)
        if (n < WORD_MOST - 1 && !(*p == 'u' && n && word[n - 1] == 'o'))
            word[n++] = *p >= 'A' && *p <= 'Z' ? (char)(*p | 32) : *p;
    word[n] = '\0';
    *at = p;
    return n;
}

/* The initials of the words of a treatment's name in front of "for": cbt. */
static size_t initials_of(const char *name, char initials[WORD_MOST])
{
    char word[WORD_MOST];
    size_t n = 0;
    while (n < WORD_MOST - 1 && next_word(&name, word) && strcmp(word, "for") != 0)
        initials[n++] = word[0];
    initials[n] = '\0';
    return n;
}

/* Which word of a treatment's name this is: its place, -1 none. */
static int word_of(const char *name, const char *wanted)
{
    char word[WORD_MOST];
    for (int i = 0; next_word(&name, word); i++)
        if (strcmp(word, wanted) == 0)
            return i;
    return -1;
}

/* Every word of `given` is one of the published treatment's name or its initials, and the initials or every word in
 * front of "for" are there. */
static bool same_treatment(const char *published, const char *given)
{
    char word[WORD_MOST], initials[WORD_MOST];
    unsigned seen = 0, main_words = (1u << initials_of(published, initials)) - 1;
    while (next_word(&given, word)) {
        int place = word_of(published, word);
        if (strcmp(word, initials) == 0)
            seen = main_words;
        else if (place < 0)
            return false;
        else
            seen |= 1u << place;
    }
    return (seen & main_words) == main_words;
}

static bool cuts_apply(const struct measure_structure *b, const char *treatment)
{
    return treatment && b->nonresponse_treatment && same_treatment(b->nonresponse_treatment, treatment);
}

static int cut_met(const struct measure_structure *b, int week, double score, double *cut)
{
    for (size_t i = 0; i < b->nonresponse_count; i++)
        if (b->nonresponse[i].week == week) {
            *cut = b->nonresponse[i].at_least;
            return exact_at_least(score, *cut) ? week : 0;
        }
    return 0;
}

int track_nonresponse(const struct measure *m, int week, double score, const char *treatment, double *cut)
{
    const struct measure_structure *b = measure_structure(m);
    double unwanted;
    return cuts_apply(b, treatment) ? cut_met(b, week, score, cut ? cut : &unwanted) : 0;
}

void track_begin(struct track_run *r, const struct measure *m, const char *treatment)
{
    *r = (struct track_run){.measure = m, .cuts_apply = cuts_apply(measure_structure(m), treatment)};
}

static bool settled(const struct measure *m, double value)
{
    bool remission_known, case_known;
    bool remission = change_in_remission(m, value, &remission_known);
    bool is_case = change_is_case(m, value, &case_known);
    return remission || (case_known && !is_case);
}

/* One more score into the run, without looking at flags. */
static void take(struct track_run *r, const struct track_score *s)
{
    const struct measure *m = r->measure;
    size_t slot = r->n % TRACK_WINDOW;
    double tenths = round(s->value * 10.0), firm = worse_bound(m, s);
    if (r->n == 0) {
        r->baseline = *s;
        r->best = s->value;
        r->firm_best = firm;
    } else {
        assert(s->day >= r->latest.day);
        r->by_slope |= s->day == r->latest.day;
    }
    if (change_better(m, r->best, s->value) > 0.0)
        r->best = s->value;
    if (change_better(m, r->firm_best, firm) > 0.0)
        r->firm_best = firm;
    r->settled = settled(m, s->value) ? r->settled + 1 : 0;
    if (fabs(tenths) < VALUE_MOST && fabs(tenths - s->value * 10.0) < 1e-6)
        r->tenths[slot] = (int32_t)tenths;
    else
        r->by_slope = true;
    r->value[slot] = s->value;
    r->day[slot] = s->day;
    r->latest = *s;
    r->n++;
}

/* Scores in the ring, and the slot of the i-th of them, oldest first. */
static size_t in_ring(const struct track_run *r)
{
    return r->n < TRACK_WINDOW ? r->n : TRACK_WINDOW;
}

static size_t ring_slot(const struct track_run *r, size_t i)
{
    return (r->n - in_ring(r) + i) % TRACK_WINDOW;
}

/* Points a day. */
static double ring_slope(const struct track_run *r)
{
    double day[TRACK_WINDOW], value[TRACK_WINDOW], scratch[TRACK_WINDOW * (TRACK_WINDOW - 1) / 2], slope = 0.0;
    size_t n = in_ring(r);
    for (size_t i = 0; i < n; i++) {
        day[i] = (double)r->day[ring_slot(r, i)];
        value[i] = r->value[ring_slot(r, i)];
    }
    trend_theil_sen(day, value, n, scratch, &slope);
    return slope;
}

double track_run_slope(const struct track_run *r)
{
    return ring_slope(r) * 7.0;
}

/* With RC and span, the slope of a pair is at or over RC / span exactly when up[j] >= up[i], and at or under -RC / span
 * exactly when down[j] <= down[i] (j later): all integers, so a boundary is a boundary. */
static void mark(struct track_run *r, size_t slot, int32_t rc)
{
    int32_t height = r->tenths[slot] * r->span, way = rc * (r->day[slot] - r->baseline.day);
    r->up[slot] = height - way;
    r->down[slot] = height + way;
}

static void count_all(struct track_run *r, int32_t rc)
{
    size_t n = in_ring(r);
    int32_t up[TRACK_WINDOW], down[TRACK_WINDOW];
    for (size_t i = 0; i < n; i++) {
        mark(r, ring_slot(r, i), rc);
        up[i] = r->up[ring_slot(r, i)];
        down[i] = r->down[ring_slot(r, i)];
    }
    r->up_pairs = r->down_pairs = 0;
    for (size_t j = 1; j < n; j++) {
        int32_t over = 0, under = 0;
        for (size_t i = 0; i < j; i++) {
            over += up[j] >= up[i];
            under += down[j] <= down[i];
        }
        r->up_pairs += over;
        r->down_pairs += under;
    }
}

/* The ring was full and counted before the latest score: only pairs with the one that left and the new one differ. */
static void count_latest(struct track_run *r, int32_t rc)
{
    size_t slot = (r->n - 1) % TRACK_WINDOW;
    int32_t old_up = r->up[slot], old_down = r->down[slot], change_up = 0, change_down = 0;
    mark(r, slot, rc);
    int32_t new_up = r->up[slot], new_down = r->down[slot];
    for (size_t i = 0; i < TRACK_WINDOW; i++) {
        change_up += (new_up >= r->up[i]) - (r->up[i] >= old_up);
        change_down += (new_down <= r->down[i]) - (r->down[i] <= old_down);
    }
    /* The loop has met the slot itself too. */
    r->up_pairs += change_up - 1 + (new_up >= old_up);
    r->down_pairs += change_down - 1 + (new_down <= old_down);
}

/* |Theil-Sen slope * span| < RC over the ring. Counting the pairs on either side of RC / span tells where the median
 * is without finding it; only when the two middle slopes are on different sides must it be found. */
static bool slope_is_small(struct track_run *r)
{
    double rc = r->measure->reliable_change;
    int32_t first = r->day[ring_slot(r, 0)], span = r->latest.day - first, pairs = (int32_t)trend_pairs(in_ring(r));
    int64_t rc_tenths = (int64_t)round(rc * 10.0), days = (int64_t)r->latest.day - r->baseline.day;
    if (!r->by_slope && (int64_t)span * VALUE_MOST < PRODUCT_MOST && rc_tenths * days < PRODUCT_MOST &&
        fabs((double)rc_tenths - rc * 10.0) < 1e-6) {
        bool step = r->counted == r->n - 1 && r->counted >= TRACK_WINDOW && r->span == span;
        r->span = span;
        if (step)
            count_latest(r, (int32_t)rc_tenths);
        else
            count_all(r, (int32_t)rc_tenths);
        r->counted = r->n;
        if (2 * r->up_pairs < pairs && 2 * r->down_pairs < pairs)
            return true;
        if (2 * r->up_pairs > pairs || 2 * r->down_pairs > pairs)
            return false;
    }
    return !exact_at_least(fabs(ring_slope(r) * span), rc);
}

static bool worse(const struct measure *m, double from, double to)
{
    bool known;
    return change_judge(m, from, to, &known) == CHANGE_DETERIORATED;
}

/* The flags that rest on the reliable change. */
static unsigned change_flags(struct track_run *r, enum change_reliable reliable)
{
    const struct measure *m = r->measure;
    const struct track_score *now = &r->latest, *before = &r->baseline;
    bool known, gained = change_judge(m, before->value, r->best, &known) == CHANGE_IMPROVED;
    double room = m->lower_is_better ? m->max - m->reliable_change : m->min + m->reliable_change;
    unsigned flags = 0;
    assert(m->has_range);
    if (reliable == CHANGE_DETERIORATED && worse(m, worse_bound(m, before), better_bound(m, now)))
        flags |= TRACK_RELIABLE_DETERIORATION;
    if (gained && worse(m, r->best, now->value) && worse(m, r->firm_best, better_bound(m, now)))
        flags |= TRACK_LOSS_OF_GAIN;
    if (reliable == CHANGE_IMPROVED && r->settled >= SETTLED)
        flags |= TRACK_GOAL_MET_REVIEW;
    if (r->n >= LACK_SCORES && now->day - before->day >= LACK_DAYS && reliable != CHANGE_IMPROVED &&
        change_is_case(m, now->value, &known) && slope_is_small(r))
        flags |= TRACK_LACK_OF_PROGRESS;
    if (change_better(m, before->value, room) > 1e-9 && change_better(m, now->value, room) > 1e-9)
        flags |= TRACK_TOP_BAND;
    return flags;
}

static void judge(struct track_run *r, struct track *out)
{
    const struct measure *m = r->measure;
    bool known;
    *out = (struct track){.reliable_known = m->has_reliable_change};
    if (r->n && r->latest.alert)
        out->flags |= TRACK_CRITICAL;
    if (r->n) {
        out->best = r->best;
        out->change = change_better(m, r->baseline.value, r->latest.value);
        out->rebound = change_better(m, r->latest.value, r->best);
        out->reliable = change_judge(m, r->baseline.value, r->latest.value, &known);
        out->remission = change_in_remission(m, r->latest.value, &known);
    }
    if (r->n < 2)
        out->flags |= TRACK_INSUFFICIENT_DATA;
    else if (out->reliable_known)
        out->flags |= change_flags(r, out->reliable);
    if (r->n > 1 && r->cuts_apply) {
        double cut;
        int week = (r->latest.day - r->baseline.day) / 7;
        out->nonresponse_week = cut_met(measure_structure(m), week, r->latest.value, &cut);
        out->flags |= out->nonresponse_week ? TRACK_PREDICTED_NONRESPONSE : 0;
    }
    if (!out->flags)
        out->flags = TRACK_ON_TRACK;
}

void track_add(struct track_run *r, const struct track_score *s, struct track *out)
{
    take(r, s);
    judge(r, out);
}

void track_course(const struct measure *m, const struct track_score *s, size_t n, size_t baseline,
                  const char *treatment, struct track *out)
{
    struct track_run r;
    track_begin(&r, m, treatment);
    for (size_t i = baseline; i < n; i++)
        take(&r, &s[i]);
    judge(&r, out);
    out->slope_week = track_run_slope(&r);
}

enum track_flag track_first(unsigned flags)
{
    assert(flags != 0);
    return (enum track_flag)(flags & -flags);
}

const char *track_flag_name(enum track_flag f)
{
    static const char *const names[] = {"insufficient_data", "critical",        "reliable_deterioration",
                                        "loss_of_gain",      "goal_met_review", "predicted_nonresponse",
                                        "lack_of_progress",  "top_band",        "on_track"};
    size_t i = 0;
    assert(f > 0 && f <= TRACK_ON_TRACK);
    while ((unsigned)f >> i > 1)
        i++;
    return names[i];
}
