/* objective_clash.c: what an objective's sentence says otherwise than its fields, and the sentence as they have it. */
#include "plan/objective.h"
#include "plan/objective_parts.h"
#include "plan/target.h"

#include <string.h>

/* ---- a sentence against its fields ---- */

static bool same_unit(struct str a, struct str b)
{
    return !a.n || !b.n || str_eq_ci(str_trim(a), str_trim(b));
}

static bool both_in_percent_or_not(const struct plan_target *a, const struct plan_target *b)
{
    return a->value.has && b->value.has && str_is(a->unit, "%") == str_is(b->unit, "%") &&
           target_is_by(a->comparator) == target_is_by(b->comparator);
}

/* "P2W" and "P14D" are 14 days; -1: of other units. */
static int64_t days_of(struct str period)
{
    int64_t n;
    char unit = period.n > 2 ? period.p[period.n - 1] : '\0';
    if ((unit != 'W' && unit != 'D') || !num_int(str_sub(period, 1, period.n - 1), 1, 100000, &n))
        return -1;
    return unit == 'W' ? 7 * n : n;
}

/* Days with days, sessions with sessions, lengths of one unit; a length and a day may be the same, and so may words. */
static bool comparable(const struct plan_due *a, const struct plan_due *b)
{
    bool lengths = a->period.n && b->period.n &&
                   (a->period.p[a->period.n - 1] == b->period.p[b->period.n - 1] ||
                    (days_of(a->period) >= 0 && days_of(b->period) >= 0 && days_of(a->period) != days_of(b->period)));
    return lengths || (date_is_set(a->date) && date_is_set(b->date)) || (a->session.has && b->session.has);
}

/* Which of the differences are told: words for a deed and the name of what counts it ("meet a friend", "meetings") are
 * no two measures. */
static unsigned told_of(unsigned bits, const struct plan_objective *said, const struct plan_objective *o)
{
    if (!said->measure.instrument.n && !o->measure.instrument.n)
        bits &= ~(unsigned)OBJECTIVE_MEASURE;
    if (str_starts_ci(said->due.text, STR("for "))) /* how long, as well as by when */
        bits &= ~(unsigned)OBJECTIVE_BY;
    if (!comparable(&said->due, &o->due) && !(said->due.event.n && o->due.event.n))
        bits &= ~(unsigned)OBJECTIVE_BY;
    return bits;
}

/* One number may be an end of the other's range. */
static bool is_end_of(const struct plan_target *one, const struct plan_target *range)
{
    return !one->high.has && range->high.has &&
           (objective_same_dec(one->value, range->value) || objective_same_dec(one->value, range->high));
}

static bool is_certain(unsigned bit, const struct plan_objective *said, const struct plan_objective *o)
{
    struct plan_target a, b;
    switch (bit) {
    case OBJECTIVE_MEASURE:
        return said->measure.instrument.n && o->measure.instrument.n;
    case OBJECTIVE_FROM: /* "2 hours" may be "120 minutes" */
        return same_unit(said->baseline.unit, o->baseline.unit);
    case OBJECTIVE_TO:
        a = objective_in_numbers(&said->target);
        b = objective_in_numbers(&o->target);
        return (both_in_percent_or_not(&a, &b) && same_unit(a.unit, b.unit) && !is_end_of(&a, &b) &&
                !is_end_of(&b, &a)) ||
               objective_against(&said->target, &o->target);
    case OBJECTIVE_BY:
        return comparable(&said->due, &o->due);
    default:
        return false;
    }
}

bool objective_clashes(const struct plan_objective *o, struct arena *a, struct objective_clash *out, size_t *n,
                       struct err *e)
{
    static const struct {
        unsigned bit;
        const char *name;
    } fields[OBJECTIVE_CLASHES] = {{OBJECTIVE_MEASURE, "measure"},
                                   {OBJECTIVE_FROM, "start"},
                                   {OBJECTIVE_TO, "target"},
                                   {OBJECTIVE_OFTEN, "how often"},
                                   {OBJECTIVE_BY, "deadline"}};
    struct plan_objective said;
    struct objective_words in, beside;
    *n = 0;
    if (!str_trim(o->statement).n || o->statement.n > STATEMENT_TEXT_MAX)
        return true;
    if (!objective_read(o->statement, o->reading, a, &said, e))
        return false;
    unsigned bits = objective_differ(&said, o) | (objective_against(&said.target, &o->target) ? OBJECTIVE_TO : 0);
    bits = told_of(bits, &said, o);
    if (!bits)
        return true;
    if (!objective_words(&said, a, &in) || !objective_words(o, a, &beside))
        return arena_error(a, e);
    const struct str says[] = {in.measure, in.from, in.to, in.how_often, in.by};
    const struct str fields_say[] = {beside.measure, beside.from, beside.to, beside.how_often, beside.by};
    for (size_t i = 0; i < OBJECTIVE_CLASHES; i++)
        if (bits & fields[i].bit)
            out[(*n)++] =
                (struct objective_clash){fields[i].name, says[i], fields_say[i], is_certain(fields[i].bit, &said, o)};
    return true;
}

bool objective_settle(const struct plan_objective *o, struct str who, struct arena *a, struct buf *out, struct err *e)
{
    struct plan_objective next = *o;
    struct objective_words was, now;
    struct objective_clash left[OBJECTIVE_CLASHES];
    struct buf b;
    size_t n = 0;
    bool linked = false;
    if (!objective_read(o->statement, o->reading, a, &next, e))
        return false;
    if (!objective_words(&next, a, &was) || !objective_words(o, a, &now))
        return arena_error(a, e);
    next = *o;
    next.reading = NULL;
    if (!objective_link(o->statement, &was, &now, a, &next.statement, &linked, e))
        return false;
    buf_init(&b, 0);
    bool ok = linked || !objective_write(&now, who, &b) || (buf_ok(&b) && plan_text(a, buf_str(&b), &next.statement));
    bool written = linked || b.n;
    buf_free(&b);
    if (!ok)
        return err_no_memory(e);
    /* "6 or more" of a scale that is better when lower makes no sentence that says so. */
    if (!written || next.statement.n > STATEMENT_TEXT_MAX)
        return true;
    if (!objective_clashes(&next, a, left, &n, e))
        return false;
    if (n == 0)
        buf_add(out, next.statement);
    return true;
}
