/* doc_words.c: values in words. What the plan says in its own words is printed as it stands; the parts that were read
 * from it are put into words only where it does not. */
#include "measure/measure.h"
#include "plan/amount.h"
#include "render/doc_make.h"

#include <string.h>

void doc_say(struct doc_make *m, struct str s)
{
    m->verbatim = m->verbatim || (m->word.n == 0 && s.n > 0);
    buf_add(&m->word, s);
}

void doc_say_name(struct doc_make *m, const char *name)
{
    for (; *name; name++)
        buf_char(&m->word, *name == '_' ? ' ' : *name);
}

void doc_say_date(struct doc_make *m, struct date d)
{
    if (!date_is_set(d))
        return;
    buf_int(&m->word, d.day);
    buf_char(&m->word, ' ');
    buf_cstr(&m->word, date_month(d.month));
    buf_char(&m->word, ' ');
    buf_int(&m->word, d.year);
}

/* "12", "12–16"; the same number twice is said once. */
static void say_numbers(struct doc_make *m, struct opt_int from, struct opt_int to)
{
    if (from.has)
        buf_int(&m->word, from.v);
    if (from.has && to.has && from.v != to.v)
        buf_cstr(&m->word, "–");
    if (to.has && (!from.has || from.v != to.v))
        buf_int(&m->word, to.v);
}

static bool is_one(struct opt_int from, struct opt_int to)
{
    return (from.has || to.has) && (!from.has || from.v == 1) && (!to.has || to.v == 1);
}

void doc_say_range(struct doc_make *m, struct opt_int from, struct opt_int to, const char *one, const char *many)
{
    if (!from.has && !to.has)
        return;
    say_numbers(m, from, to);
    buf_char(&m->word, ' ');
    buf_cstr(&m->word, is_one(from, to) ? one : many);
}

static const char *const unit_one[] = {"", "session", "day", "week", "month", "year"};
static const char *const unit_many[] = {"times", "sessions", "days", "weeks", "months", "years"};

/* "1 per week", "1 times a week": a number that nobody says so. */
static bool is_plain_once(const struct plan_cadence *v)
{
    static const char *const heads[] = {"1 times", "1 time", "1x", "1"};
    struct amount_unit u = {.thing = v->text};

    if (!v->count_min.has || !is_one(v->count_min, v->count_max) || !v->unit)
        return false;
    for (size_t i = 0; i < sizeof heads / sizeof *heads && u.thing.n; i++)
        if (str_starts_ci(v->text, str_of(heads[i]))) {
            u = amount_unit(str_sub(v->text, strlen(heads[i]), v->text.n));
            break;
        }
    return !u.thing.n && str_is(u.period, unit_one[v->unit]);
}

bool doc_often_is_target(const struct plan_cadence *v, const struct plan_target *t)
{
    struct str period = amount_unit(t->unit).period;

    return v->count_min.has && t->value.has && period.n && str_is(period, unit_one[v->unit]) &&
           dec_cmp(t->value, dec_of_int(v->count_min.v)) == 0 &&
           (!v->count_max.has || v->count_max.v == v->count_min.v);
}

void doc_say_cadence(struct doc_make *m, const struct plan_cadence *v)
{
    bool counted = v->count_min.has || v->count_max.has;
    bool spaced = v->every_min.has || v->every_max.has;

    if (v->text.n && !is_plain_once(v)) {
        doc_say(m, v->text);
        return;
    }
    if (counted && is_one(v->count_min, v->count_max))
        buf_cstr(&m->word, "once");
    else
        doc_say_range(m, v->count_min, v->count_max, "time", "times");
    if (v->unit == UNIT_UNSTATED && !spaced)
        return;
    if (counted)
        buf_char(&m->word, ' ');
    if (!spaced || is_one(v->every_min, v->every_max)) {
        buf_cstr(&m->word, v->unit == UNIT_SESSION ? "each" : counted ? "a" : "every");
        buf_char(&m->word, ' ');
        buf_cstr(&m->word, v->unit == UNIT_UNSTATED ? "time" : unit_one[v->unit]);
    } else {
        buf_cstr(&m->word, "every ");
        doc_say_range(m, v->every_min, v->every_max, unit_one[v->unit], unit_many[v->unit]);
    }
}

/* Whether `all` has `part` in it, letters without case. */
static bool has(struct str all, struct str part)
{
    return str_find_ci(all, part, 0) != (size_t)-1;
}

void doc_say_measure(struct doc_make *m, const struct plan_measure *v)
{
    const struct measure *known = v->instrument.n ? measure_find(v->instrument) : NULL;
    struct str instrument = known ? str_of(known->name) : v->instrument;
    size_t from = m->word.n;

    doc_say(m, v->name);
    if (instrument.n && !has(v->name, instrument)) {
        buf_cstr(&m->word, v->name.n ? " (" : "");
        doc_say(m, instrument);
        buf_cstr(&m->word, v->name.n ? ")" : "");
    }
    if (v->unit.n && !has(v->name, v->unit)) {
        buf_cstr(&m->word, m->word.n > from ? ", " : "");
        doc_say(m, v->unit);
    }
    if (v->period.n) { /* what is done has no amount of its own: "go to the shop, times per week" */
        bool done = v->kind == MEASURE_BEHAVIOUR && !v->unit.n && !amount_is_many(v->name);
        buf_cstr(&m->word, done ? ", times per " : " per ");
        doc_say(m, v->period);
    }
}

/* A unit behind its number: "15 points", "60 %". */
static void say_unit(struct doc_make *m, struct str unit)
{
    if (!unit.n)
        return;
    buf_cstr(&m->word, "\xc2\xa0");
    doc_say(m, unit);
}

/* The same thing as the plan words it, in brackets behind what was read from it; alone when nothing was. */
static void say_as_written(struct doc_make *m, size_t from, struct str text)
{
    bool alone = m->word.n == from;
    struct str read = {m->word.p + from, m->word.n - from};

    if (!text.n || (!alone && !m->word.failed && has(read, text)))
        return;
    buf_cstr(&m->word, alone ? "" : " (");
    doc_say(m, text);
    buf_cstr(&m->word, alone ? "" : ")");
}

void doc_say_baseline(struct doc_make *m, const struct plan_baseline *v)
{
    size_t from = m->word.n;

    dec_put(&m->word, v->value);
    if (v->value.has)
        say_unit(m, v->unit);
    else
        doc_say(m, v->unit);
    say_as_written(m, from, v->text);
    if (date_is_set(v->date)) {
        buf_cstr(&m->word, m->word.n > from ? ", " : "");
        doc_say_date(m, v->date);
    }
}

/* "1 panic attack a week" where the plan has "panic attacks/week". */
static void say_target_unit(struct doc_make *m, const struct plan_target *v)
{
    struct amount_unit u = amount_unit(v->unit);
    struct dec last = v->high.has ? v->high : v->value;

    if (!v->unit.n && v->kind == TARGET_PERCENT) {
        say_unit(m, STR("%"));
        return;
    }
    if (u.thing.n) {
        buf_cstr(&m->word, "\xc2\xa0");
        amount_thing(u.thing, dec_cmp(last, dec_of_int(1)) == 0, &m->word);
    }
    if (u.period.n) {
        buf_cstr(&m->word, str_is(u.period, "hour") ? " an " : " a ");
        doc_say(m, u.period);
    }
}

void doc_say_target(struct doc_make *m, const struct plan_target *v)
{
    static const char *const words[] = {"",          "fall to ", "fall by ", "rise to ", "rise by ",
                                        "at least ", "at most ", "exactly ", "",         "stay at "};
    size_t from = m->word.n;

    if (v->value.has || v->high.has) {
        buf_cstr(&m->word, words[v->comparator]);
        dec_put(&m->word, v->value);
        if (v->value.has && v->high.has)
            buf_cstr(&m->word, "–");
        dec_put(&m->word, v->high);
    }
    if (m->word.n > from)
        say_target_unit(m, v);
    else
        doc_say(m, v->unit);
    say_as_written(m, from, v->text);
}

/* "P12W" as "12 weeks"; a period of another form as it stands. */
static void say_period(struct doc_make *m, struct str period)
{
    static const char units[] = "DWMY";
    static const char *const names[] = {"day", "week", "month", "year"};
    struct str digits = str_sub(period, 1, period.n ? period.n - 1 : 0);
    const char *unit = period.n > 2 && period.p[0] == 'P' ? strchr(units, period.p[period.n - 1]) : NULL;
    int64_t n;

    if (!unit || !num_int(digits, 0, INT32_MAX, &n)) {
        doc_say(m, period);
        return;
    }
    buf_int(&m->word, n);
    buf_char(&m->word, ' ');
    buf_cstr(&m->word, names[unit - units]);
    buf_cstr(&m->word, n == 1 ? "" : "s");
}

void doc_say_due(struct doc_make *m, const struct plan_due *v)
{
    size_t from = m->word.n;

    if (date_is_set(v->date)) {
        buf_cstr(&m->word, "by ");
        doc_say_date(m, v->date);
    }
    if (v->period.n) {
        buf_cstr(&m->word, m->word.n > from ? ", within " : "within ");
        say_period(m, v->period);
    }
    if (v->session.has) {
        buf_cstr(&m->word, m->word.n > from ? ", by session " : "by session ");
        buf_int(&m->word, v->session.v);
    }
    if (v->event.n) {
        buf_cstr(&m->word, m->word.n > from ? ", by " : "by ");
        for (size_t i = 0; i < v->event.n; i++)
            buf_char(&m->word, v->event.p[i] == '_' ? ' ' : v->event.p[i]);
    }
    say_as_written(m, from, v->text);
}

/* "by week 8 or session 8" */
static void say_by(struct doc_make *m, const struct plan_condition *v)
{
    const struct {
        const struct opt_int *n;
        const char *word;
    } by[] = {{&v->by_week, "week "}, {&v->by_session, "session "}, {&v->by_review, "review "}};
    bool first = true;

    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        if (!by[i].n->has)
            continue;
        buf_cstr(&m->word, first ? "by " : " or ");
        buf_cstr(&m->word, by[i].word);
        buf_int(&m->word, by[i].n->v);
        first = false;
    }
}

/* What makes it come true, apart from its own words. */
static void say_bound(struct doc_make *m, const struct plan_condition *v)
{
    static const char *const words[] = {"",           " falls to ", " falls by ", " rises to ", " rises by ",
                                        " at least ", " at most ",  " at ",       " in ",       " stays at "};
    size_t from = m->word.n;

    doc_say_measure(m, &v->measure);
    if (v->value.has) {
        buf_cstr(&m->word, v->comparator ? words[v->comparator] : m->word.n > from ? " " : "");
        dec_put(&m->word, v->value);
    }
    if (v->by_week.has || v->by_session.has || v->by_review.has) {
        if (v->kind == CONDITION_NO_GAIN)
            buf_cstr(&m->word, m->word.n > from ? ", no reliable gain" : "no reliable gain");
        buf_cstr(&m->word, m->word.n > from ? " " : "");
        say_by(m, v);
    }
    if (v->event.n) {
        buf_cstr(&m->word, m->word.n > from ? ", " : "");
        doc_say(m, v->event);
    }
}

void doc_say_condition(struct doc_make *m, const struct plan_condition *v)
{
    size_t from, bound;

    doc_say(m, v->text);
    from = m->word.n;
    if (v->text.n)
        buf_cstr(&m->word, " (");
    bound = m->word.n;
    say_bound(m, v);
    if (!v->text.n || m->word.failed)
        return;
    if (has(v->text, (struct str){m->word.p + bound, m->word.n - bound})) /* nothing, or nothing new */
        m->word.n = from;
    else
        buf_char(&m->word, ')');
}

void doc_say_window(struct doc_make *m, const struct plan_review_window *v)
{
    const struct plan_window units[] = {{v->min_weeks, v->max_weeks, UNIT_WEEK},
                                        {v->min_days, v->max_days, UNIT_DAY},
                                        {v->min_months, v->max_months, UNIT_MONTH}};
    size_t from = m->word.n;
    if (v->text.n) {
        doc_say(m, v->text);
        return;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!units[i].min.has && !units[i].max.has)
            continue;
        buf_cstr(&m->word, m->word.n > from ? ", " : "every ");
        doc_say_range(m, units[i].min, units[i].max, unit_one[units[i].unit], unit_many[units[i].unit]);
    }
}

void doc_say_person(struct doc_make *m, const struct plan_person *v)
{
    const struct str parts[] = {v->credential, v->role, v->organisation, v->contact, v->text};
    static const char *const before[] = {", ", " · ", ", ", " · ", " · "};
    size_t from = m->word.n;

    doc_say(m, v->name);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].n)
            continue;
        buf_cstr(&m->word, m->word.n > from ? before[i] : "");
        doc_say(m, parts[i]);
    }
}

void doc_say_enum(struct doc_make *m, const struct shape *s, const char *key, const void *item)
{
    const struct shape_field *f = shape_find(s, str_of(key));

    doc_say_name(m, f->names[shape_enum(f, item)]);
}

bool doc_say_object(struct doc_make *m, const struct shape *s, const void *item)
{
    if (strcmp(s->name, "cadence") == 0)
        doc_say_cadence(m, item);
    else if (strcmp(s->name, "measure") == 0)
        doc_say_measure(m, item);
    else if (strcmp(s->name, "baseline") == 0)
        doc_say_baseline(m, item);
    else if (strcmp(s->name, "target") == 0)
        doc_say_target(m, item);
    else if (strcmp(s->name, "due") == 0)
        doc_say_due(m, item);
    else if (strcmp(s->name, "condition") == 0)
        doc_say_condition(m, item);
    else if (strcmp(s->name, "review_window") == 0)
        doc_say_window(m, item);
    else
        return false;
    return true;
}
