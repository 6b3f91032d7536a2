/* series.c: what holds on a day, and the courses of single things. */
#include "plan/series_parts.h"

#include "measure/measure.h"

#include <assert.h>
#include <stdlib.h>

/* ---- what holds ---- */

static bool is_known(const struct series_entry *e, struct date known)
{
    return date_cmp(e->entered, known) <= 0 && date_cmp(e->date, known) <= 0;
}

/* stands: known, and not withdrawn by something that stands itself. Chains are at most SERIES_AMEND_MAX long. */
static bool stands(const struct series_entry *e, struct date known)
{
    if (!is_known(e, known))
        return false;
    for (const struct series_entry *x = e->amended_by; x; x = x->amended_before)
        if (x->type == SERIES_WITHDRAWN && stands(x, known))
            return false;
    return true;
}

/* newest: the last correction that stands, of e or of one of its corrections. Entries are in the order in which they
 * became known, so the one further behind is the newer one. */
static const struct series_entry *newest(const struct series_entry *e, struct date known)
{
    const struct series_entry *best = NULL; /* never e itself: on one day its line may stand behind its correction's */
    for (const struct series_entry *x = e->amended_by; x; x = x->amended_before) {
        if (x->type != SERIES_CORRECTION || !stands(x, known))
            continue;
        const struct series_entry *y = newest(x, known);
        best = !best || y > best ? y : best;
    }
    return best ? best : e;
}

const struct series_entry *series_holder(const struct series_entry *e, struct date known)
{
    return !e->amends && stands(e, known) ? newest(e, known) : NULL;
}

/* ---- words ---- */

bool series_keep(struct buf *b, struct arena *a, struct str *out, struct err *e)
{
    bool whole = buf_ok(b), kept = plan_text(a, buf_str(b), out);
    buf_free(b);
    if (!whole)
        return err_no_memory(e);
    if (!kept)
        return arena_error(a, e);
    return true;
}

static bool is_word_char(char c)
{
    char small = (char)(c | 0x20);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

static struct str next_word(struct str *s)
{
    size_t from = 0, to;
    while (from < s->n && !is_word_char(s->p[from]))
        from++;
    for (to = from; to < s->n && is_word_char(s->p[to]);)
        to++;
    struct str word = str_sub(*s, from, to);
    *s = str_sub(*s, to, s->n);
    return word;
}

bool series_same_words(struct str a, struct str b)
{
    bool any = false;
    for (;;) {
        struct str x = next_word(&a), y = next_word(&b);
        if (!str_eq_ci(x, y))
            return false;
        if (!x.n)
            return any;
        any = true;
    }
}

#define GUARDIANS " (reported by "

int series_guardian(struct str word)
{
    struct str first = STR("guardian");
    int64_t n = 0;
    if (str_eq(word, first))
        return 1;
    bool more = str_starts(word, first) && word.n > first.n + 1 && word.p[first.n] == ' ' && word.p[first.n + 1] != '0';
    return more && num_int(str_sub(word, first.n + 1, word.n), 2, SERIES_GUARDIANS_MAX, &n) ? (int)n : 0;
}

bool series_is_guardians(struct str name)
{
    struct str begin = STR(GUARDIANS), s = str_trim(name);
    char word[sizeof "guardian" + 4];
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != '(')
        at--;
    if (at < 3 || at + begin.n - 2 > s.n || s.p[s.n - 1] != ')' ||
        !str_eq_ci(str_sub(s, at - 2, at + begin.n - 2), begin))
        return false;
    struct str inside = str_sub(s, at + begin.n - 2, s.n - 1);
    for (size_t i = 0; i < inside.n && inside.n < sizeof word; i++)
        word[i] = (char)(inside.p[i] >= 'A' && inside.p[i] <= 'Z' ? inside.p[i] | 0x20 : inside.p[i]);
    return inside.n < sizeof word && series_guardian((struct str){word, inside.n}) > 0;
}

bool series_guardians_name(struct str name, int guardian, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, name);
    if (!series_is_guardians(name) && guardian > 1)
        buf_printf(&b, GUARDIANS "guardian %d)", guardian);
    else if (!series_is_guardians(name))
        buf_cstr(&b, GUARDIANS "guardian)");
    return series_keep(&b, a, out, e);
}

double series_period_days(struct str period)
{
    static const struct {
        const char *name;
        double days;
    } periods[] = {{"day", 1}, {"week", 7}, {"month", 365.25 / 12}, {"year", 365.25}};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        struct str name = str_of(periods[i].name);
        bool plural = period.n == name.n + 1 && (period.p[name.n] == 's' || period.p[name.n] == 'S');
        if (str_eq_ci(plural ? str_sub(period, 0, name.n) : period, name))
            return periods[i].days;
    }
    return 0;
}

/* ---- courses ---- */

/* What a course is looked for. */
struct pick {
    const struct series *s;
    struct date known;
    struct arena *a;
    struct err *e;
    const struct measure *instrument; /* scores of it, and nothing else */
    bool of_goal;
    struct str id;   /* of the objective or goal; absent: by name alone */
    struct str name; /* of its measure */
};

static bool is_about(const struct pick *p, const struct series_entry *e)
{
    if (p->instrument)
        return e->type == SERIES_SCORE && e->measure == p->instrument;
    if (e->type != SERIES_COUNT && e->type != SERIES_RATING && e->type != SERIES_ATTAINMENT && e->type != SERIES_DIARY)
        return false;
    if (e->objective.p || e->goal.p)
        return p->id.n && str_eq(p->of_goal ? e->goal : e->objective, p->id);
    return series_same_words(e->name, p->name) && e->by_guardian == series_is_guardians(p->name);
}

/* choose_type: the first of the types in `order` of which there is an entry; the first one when there is none. */
static enum series_type choose_type(const struct pick *p, const enum series_type *order, size_t n)
{
    unsigned there = 0;
    for (size_t i = 0; i < p->s->entries.n; i++) {
        const struct series_entry *e = &p->s->entries.at[i];
        if (!(there & 1u << e->type) && is_about(p, e) && series_holder(e, p->known))
            there |= 1u << e->type;
    }
    for (size_t i = 0; i < n; i++)
        if (there & 1u << order[i])
            return order[i];
    return order[0];
}

static void leave_out(struct series_course *c, const struct series_entry *e)
{
    c->left_out++;
    if (date_cmp(e->date, c->left_out_on) > 0)
        c->left_out_on = e->date;
}

/* value_of: the number of a point; false when it has none that can stand beside the others. */
static bool value_of(const struct series_course *c, const struct series_entry *e, struct series_point *out)
{
    const struct series_entry *by = out->held_by;
    if (e->type == SERIES_SCORE) {
        const struct score *s = &by->score;
        out->score = s;
        out->value = s->value;
        out->low = s->complete ? s->value : s->low;
        out->high = s->complete ? s->value : s->high;
        out->complete = s->complete;
        out->prorated = s->prorated;
        return s->has && s->comparable;
    }
    double factor = 1;
    if (e->period.p) { /* then the course has one too */
        double from = series_period_days(e->period), to = series_period_days(c->period);
        if (to <= 0)
            return false;
        factor = to / from;
    }
    out->value = out->low = out->high = dec_to_double(by->value) * factor;
    out->complete = true;
    return true;
}

static int compare_points(const void *a, const void *b)
{
    const struct series_point *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* same_day: the values of the points [from, last) of a day, which the last one stands in place of. */
static bool same_day(const struct pick *p, const struct series_course *c, size_t from, size_t last,
                     struct series_point *out)
{
    double *list = last > from ? arena_array(p->a, last - from, sizeof *list) : NULL;
    if (last == from)
        return true;
    if (!list)
        return arena_error(p->a, p->e);
    for (size_t i = from; i < last; i++)
        list[i - from] = c->points.at[i].value;
    out->same_day = list;
    out->same_day_count = last - from;
    return true;
}

/* by_day: sorted, and of each day the last one only. */
static bool by_day(const struct pick *p, struct series_course *c)
{
    size_t i = 1, kept = 0;
    while (i < c->points.n && compare_points(&c->points.at[i - 1], &c->points.at[i]) < 0)
        i++;
    if (i < c->points.n)
        qsort(c->points.at, c->points.n, sizeof *c->points.at, compare_points);
    for (size_t from = i = 0; i < c->points.n; i++) {
        struct series_point *x = &c->points.at[i];
        if (i + 1 < c->points.n && x->day == x[1].day)
            continue;
        if (!same_day(p, c, from, i, x))
            return false;
        c->points.at[kept++] = *x;
        from = i + 1;
    }
    c->points.n = kept;
    return true;
}

static bool collect(const struct pick *p, struct series_course *c)
{
    for (size_t i = 0; i < p->s->entries.n; i++) {
        const struct series_entry *e = &p->s->entries.at[i];
        const struct series_entry *by = e->type == c->type && is_about(p, e) ? series_holder(e, p->known) : NULL;
        if (!by)
            continue;
        if (e->period.p && !c->period.p)
            c->period = e->period;
        struct series_point point = {
            .date = e->date, .day = date_to_day(e->date), .corrected = by != e, .entry = e, .held_by = by};
        if (!value_of(c, e, &point)) {
            leave_out(c, e);
            continue;
        }
        struct series_point *to = PLAN_PUSH(p->a, &c->points);
        if (!to)
            return arena_error(p->a, p->e);
        *to = point;
    }
    return by_day(p, c);
}

bool series_of_instrument(const struct series *s, const struct measure *m, struct date known, struct arena *a,
                          struct series_course *out, struct err *e)
{
    struct pick p = {.s = s, .known = known, .a = a, .e = e, .instrument = m};
    assert(m && date_is_set(known));
    *out = (struct series_course){.measure = m, .name = str_of(m->name), .type = SERIES_SCORE};
    return collect(&p, out);
}

const struct measure *series_instrument(const struct plan_measure *m)
{
    return m->instrument.n ? measure_find(m->instrument) : m->name.n ? measure_find(m->name) : NULL;
}

struct str series_period_in(struct str unit)
{
    for (size_t i = unit.n; i > 0; i--)
        if (unit.p[i - 1] == '/')
            return str_trim(str_sub(unit, i, unit.n));
    size_t per = str_find_ci(unit, STR("per "), 0);
    return per == (size_t)-1 ? (struct str){NULL, 0} : str_trim(str_sub(unit, per + 4, unit.n));
}

static struct str period_of_cadence(const struct plan_cadence *c)
{
    static const char *const names[] = {NULL, NULL, "day", "week", "month", "year"};
    bool one = c->every_min.has && c->every_min.v == 1 && c->every_max.v == 1;
    return one ? str_of(names[c->unit]) : (struct str){NULL, 0};
}

/* The period the counts of an objective are per. */
static struct str period_of(const struct plan_measure *m, const struct plan_target *t, const struct plan_cadence *c)
{
    struct str period = m->period;
    if (!period.n)
        period = series_period_in(t->unit);
    if (!period.n && c)
        period = period_of_cadence(c);
    return period.n ? period : (struct str){NULL, 0};
}

struct str series_objective_period(const struct plan_objective *o)
{
    return period_of(&o->measure, &o->target, &o->frequency);
}

/* Whether a number ends here as a rating does: "3 out of 10 within"; "8 out of 10 nights" counts nights. */
static bool ends_so(struct str behind)
{
    static const char *const next[] = {"within", "by", "on", "for", "in", "at", "or", "and", "as", "after"};
    struct str rest = str_trim(behind), word;
    bool none = !rest.n || strchr(".,;:)", rest.p[0]);
    str_cut(rest, ' ', &word, &rest);
    for (size_t i = 0; i < sizeof next / sizeof *next && !none; i++)
        none = str_is(word, next[i]);
    return none;
}

/* "by 12/10", "on 3/10": the end of a day, with its month before it. */
static bool ends_a_day(struct str before)
{
    static const char *const preps[] = {"by", "on", "until", "before", "due"};
    size_t n = before.n;
    while (n && before.p[n - 1] >= '0' && before.p[n - 1] <= '9')
        n--;
    struct str head = str_trim(str_sub(before, 0, n));
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++) {
        size_t length = strlen(preps[i]);
        if (str_ends_ci(head, str_of(preps[i])) && (head.n == length || head.p[head.n - length - 1] == ' '))
            return true;
    }
    return false;
}

/* "3/10", "0-10 scale", "3 or less out of 10"; not "40/100", "8 of 10 nights", "by 12/10". */
static bool up_to_ten(struct str s)
{
    static const struct {
        const char *words;
        bool scale; /* where it begins and ends: whatever follows */
    } rows[] = {{"/10", false},
                {"out of 10", false},
                {"0-10", true},
                {"1-10", true},
                {"0\xe2\x80\x93"
                 "10",
                 true},
                {"1\xe2\x80\x93"
                 "10",
                 true},
                {"0 to 10", true},
                {"1 to 10", true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].words);
        for (size_t at = 0; (at = str_find_ci(s, str_of(rows[i].words), at)) != (size_t)-1; at += n) {
            struct str behind = str_sub(s, at + n, s.n);
            bool digit = (behind.n && behind.p[0] >= '0' && behind.p[0] <= '9') ||
                         (rows[i].scale && at && s.p[at - 1] >= '0' && s.p[at - 1] <= '9');
            bool day = rows[i].words[0] == '/' && ends_a_day(str_sub(s, 0, at));
            if (!digit && !day && (rows[i].scale || ends_so(behind)))
                return true;
        }
    }
    return false;
}

enum series_type series_objective_type(const struct plan_objective *o)
{
    const struct str said[] = {o->target.text,  o->baseline.text, o->target.unit,
                               o->measure.name, o->measure.unit,  o->statement};
    enum plan_measure_kind kind = o->measure.kind;
    bool rated = kind == MEASURE_SELF_REPORT || kind == MEASURE_GOAL_RATING;
    if (o->attainment.n && kind != MEASURE_BEHAVIOUR && kind != MEASURE_SELF_REPORT)
        return SERIES_ATTAINMENT;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        rated = rated || up_to_ten(said[i]);
    bool most = dec_to_double(o->target.value) > 10 || dec_to_double(o->baseline.value) > 10;
    return rated && !most ? SERIES_RATING : SERIES_COUNT;
}

static struct str first_text(struct str a, struct str b, struct str c)
{
    return a.n ? a : b.n ? b : c;
}

/* order_of: the types a measure may be followed by, the likeliest first. */
static void order_of(enum plan_measure_kind kind, bool of_goal, bool levels, enum series_type order[5])
{
    static const enum series_type usual[] = {SERIES_COUNT, SERIES_RATING, SERIES_DIARY, SERIES_ATTAINMENT},
                                  of_goals[] = {SERIES_RATING, SERIES_ATTAINMENT, SERIES_COUNT, SERIES_DIARY};
    const enum series_type *rest = of_goal ? of_goals : usual;
    enum series_type first = rest[0];
    if (kind == MEASURE_DIARY)
        first = SERIES_DIARY;
    else if (kind == MEASURE_BEHAVIOUR)
        first = SERIES_COUNT;
    else if (kind == MEASURE_GOAL_RATING)
        first = levels ? SERIES_ATTAINMENT : SERIES_RATING;
    else if (kind == MEASURE_SELF_REPORT)
        first = SERIES_RATING;
    order[0] = first;
    for (size_t i = 0; i < 4; i++)
        order[i + 1] = rest[i];
}

bool series_of_objective(const struct series *s, const struct plan_objective *o, struct date known, struct arena *a,
                         struct series_course *out, struct err *e)
{
    struct pick p = {.s = s, .known = known, .a = a, .e = e, .id = o->id, .name = o->measure.name};
    enum series_type order[5];
    assert(date_is_set(known));
    p.instrument = series_instrument(&o->measure);
    if (p.instrument)
        return series_of_instrument(s, p.instrument, known, a, out, e);
    order_of(o->measure.kind, false, o->attainment.n > 0, order);
    *out = (struct series_course){.name = first_text(o->measure.name, o->measure.unit, o->name)};
    out->type = choose_type(&p, order, 5);
    if (out->type == SERIES_COUNT)
        out->period = period_of(&o->measure, &o->target, &o->frequency);
    return collect(&p, out);
}

bool series_of_goal(const struct series *s, const struct plan_goal *g, struct date known, struct arena *a,
                    struct series_course *out, struct err *e)
{
    struct pick p = {.s = s, .known = known, .a = a, .e = e, .of_goal = true, .id = g->id, .name = g->measure.name};
    enum series_type order[5];
    assert(date_is_set(known));
    p.instrument = series_instrument(&g->measure);
    if (p.instrument)
        return series_of_instrument(s, p.instrument, known, a, out, e);
    order_of(g->measure.kind, true, false, order);
    *out = (struct series_course){.name = first_text(g->measure.name, g->measure.unit, g->name)};
    out->type = choose_type(&p, order, 5);
    if (!out->name.n)
        out->name = out->type == SERIES_RATING ? STR("goal rating") : STR("goal attainment");
    if (out->type == SERIES_COUNT)
        out->period = period_of(&g->measure, &g->target, NULL);
    return collect(&p, out);
}

bool series_of_name(const struct series *s, struct str name, struct date known, struct arena *a,
                    struct series_course *out, struct err *e)
{
    static const enum series_type order[] = {SERIES_COUNT, SERIES_RATING, SERIES_DIARY};
    struct pick p = {.s = s, .known = known, .a = a, .e = e, .name = name};
    assert(date_is_set(known));
    *out = (struct series_course){.name = name, .type = choose_type(&p, order, 3)};
    return collect(&p, out);
}

/* ---- versions ---- */

bool series_monitors(const struct series_entry *e, struct str id)
{
    struct str one, rest = e->monitoring;
    while (str_cut(rest, ' ', &one, &rest))
        if (str_eq(one, id))
            return true;
    return false;
}

/* ---- sessions ---- */

static const struct date last_day = {9999, 12, 31};

static bool was_attended(const struct series_entry *e, struct date known)
{
    return e->type == SERIES_SESSION && e->session == SESSION_ATTENDED && series_holder(e, known) != NULL;
}

struct date series_start(const struct series *s, const struct plan *p)
{
    struct date session = {0, 0, 0}, first = {0, 0, 0};
    if (date_is_set(p->duration.start))
        return p->duration.start;
    if (date_is_set(p->reviews.plan_date))
        return p->reviews.plan_date;
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *e = &s->entries.at[i];
        if (!series_holder(e, last_day))
            continue;
        if (!date_is_set(first) || date_cmp(e->date, first) < 0)
            first = e->date;
        if (was_attended(e, last_day) && (!date_is_set(session) || date_cmp(e->date, session) < 0))
            session = e->date;
    }
    return date_is_set(session) ? session : first;
}

static bool is_between(struct date d, struct date from, struct date to)
{
    return (!date_is_set(from) || date_cmp(d, from) >= 0) && (!date_is_set(to) || date_cmp(d, to) <= 0);
}

int series_sessions(const struct series *s, struct date from, struct date to, struct date known)
{
    int n = 0;
    for (size_t i = 0; i < s->entries.n; i++)
        n += is_between(s->entries.at[i].date, from, to) && was_attended(&s->entries.at[i], known);
    return n;
}

static int compare_days(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

typedef PLAN_LIST(int32_t) day_list;

static bool add_day(day_list *days, struct date d, struct arena *a, struct err *e)
{
    int32_t *day = PLAN_PUSH(a, days);
    if (!day)
        return arena_error(a, e);
    *day = date_to_day(d);
    return true;
}

bool series_review_day(const struct series *s, const struct plan *p, int64_t n, struct date known, struct arena *a,
                       struct date *out, struct err *e)
{
    struct date from = series_start(s, p);
    day_list days = {NULL, 0, 0};
    size_t kept = 0;
    *out = (struct date){0, 0, 0};
    for (size_t i = 0; i < p->reviews.held.n; i++) {
        struct date d = p->reviews.held.at[i].date;
        if (date_is_set(d) && is_between(d, from, known) && !add_day(&days, d, a, e))
            return false;
    }
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *x = &s->entries.at[i];
        if (x->type == SERIES_REVIEW && is_between(x->date, from, known) && series_holder(x, known) &&
            !add_day(&days, x->date, a, e))
            return false;
    }
    if (days.n)
        qsort(days.at, days.n, sizeof *days.at, compare_days);
    for (size_t i = 0; i < days.n; i++)
        if (kept == 0 || days.at[kept - 1] != days.at[i])
            days.at[kept++] = days.at[i];
    if (n >= 1 && n <= (int64_t)kept)
        *out = date_from_day(days.at[n - 1]);
    return true;
}

bool series_session_day(const struct series *s, int64_t n, struct date from, struct date known, struct arena *a,
                        struct date *out, struct err *e)
{
    day_list days = {NULL, 0, 0};
    *out = (struct date){0, 0, 0};
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *entry = &s->entries.at[i];
        if (is_between(entry->date, from, known) && was_attended(entry, known) && !add_day(&days, entry->date, a, e))
            return false;
    }
    if (n >= 1 && n <= (int64_t)days.n) {
        qsort(days.at, days.n, sizeof *days.at, compare_days);
        *out = date_from_day(days.at[n - 1]);
    }
    return true;
}
