/* objective_words.c: one sentence for an objective, from its parts. Whole sentences translate; the pieces in them are a
 * number with its unit, what it may pass and a time, each a phrase of its own. */
#include "plan/amount.h"
#include "plan/plan.h"
#include "plan/target.h"
#include "web/me/plan.h"
#include "web/web_parts.h"

static bool has(struct str all, const char *part)
{
    return str_find_ci(all, str_of(part), 0) != (size_t)-1;
}

/* ---- numbers ---- */

static struct str number(struct call *w, struct dec d)
{
    struct str out = NONE;
    struct buf b;
    buf_init(&b, 0);
    dec_put(&b, d);
    char *point = b.p ? strchr(b.p, '.') : NULL;
    if (point) {
        *point = language_comma(w->language);
    }
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        out = STR("");
    }
    buf_free(&b);
    return out;
}

/* A number that stands in its member, or alone in its text, also as a word: "down from six". */
static struct dec number_in(struct dec value, struct str text)
{
    static const char *const words[] = {"none",  "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    struct dec out = value;
    text = str_trim(text);
    for (size_t i = 0; !value.has && i < COUNT_OF(words); i++) {
        if (str_eq_ci(text, str_of(words[i]))) {
            return dec_of_int((int64_t)i);
        }
    }
    return value.has || num_dec(text, &out) ? out : (struct dec){.has = false};
}

static bool is_number(struct dec d, int64_t v)
{
    return d.has && dec_cmp(d, dec_of_int(v)) == 0;
}

/* ---- units ---- */

static const struct {
    const char *thing, *one, *many;
} units[] = {
    {"hours", N_("%s hour"), N_("%s hours")}, {"minutes", N_("%s minute"), N_("%s minutes")},
    {"days", N_("%s day"), N_("%s days")},    {"nights", N_("%s night"), N_("%s nights")},
    {"weeks", N_("%s week"), N_("%s weeks")}, {"points", N_("%s point"), N_("%s points")},
    {"miles", N_("%s mile"), N_("%s miles")}, {"steps", N_("%s step"), N_("%s steps")},
    {"%", N_("%s %%"), N_("%s %%")},
};

static const struct {
    const char *period, *phrase;
} periods[] = {
    {"day", N_("%s a day")},     {"night", N_("%s a night")}, {"week", N_("%s a week")},
    {"month", N_("%s a month")}, {"year", N_("%s a year")},   {"session", N_("%s a session")},
};

static void put_piece(void *to, struct str piece)
{
    buf_add(to, piece);
}

/* A phrase of the tables with its value. */
static const char *phrase(struct call *w, const char *pattern, const char *value)
{
    struct str out = NONE, words = str_of(value);
    struct buf b;
    buf_init(&b, 0);
    words_put(web_t(w, pattern), &words, 1, put_piece, &b);
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        out = STR("");
    }
    buf_free(&b);
    return web_chars(w, out);
}

/* An amount as it is being told: what is counted stands before it already (is_told), or occasions are (is_done). */
struct telling {
    struct call *w;
    struct str subject;
    bool is_told, is_done;
};

/* "hours" of "hour" and "hours"; -1: a thing of the plan's own. */
static int unit_of(struct str thing)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        struct str many = str_of(units[i].thing);
        if (str_eq_ci(thing, many) || (many.n == 1 && str_starts(thing, many)) ||
            /* "% attendance" */ (many.n > 1 && str_eq_ci(thing, str_sub(many, 0, many.n - 1)))) {
            return (int)i;
        }
    }
    return -1;
}

static const char *period_phrase(struct str period)
{
    for (size_t i = 0; i < COUNT_OF(periods); i++) {
        if (str_eq_ci(period, str_of(periods[i].period))) {
            return periods[i].phrase;
        }
    }
    return NULL;
}

static struct str thing_of(struct telling *t, struct str thing, bool one)
{
    struct str out = NONE;
    struct buf b;
    buf_init(&b, 0);
    amount_thing(thing, one, &b);
    if (!buf_ok(&b) || !arena_str(t->w->arena, buf_str(&b), &out)) {
        out = STR("");
    }
    buf_free(&b);
    return out;
}

/* "4 hours", "once", "4 times", "1 new friend"; the number alone where the thing is told, and of nothing. */
static const char *count_words(struct telling *t, struct dec n, struct str thing)
{
    struct call *w = t->w;
    const char *digits = web_chars(w, number(w, n));
    int unit = unit_of(thing);
    bool one = is_number(n, 1);
    if (unit >= 0) {
        return phrase(w, one ? units[unit].one : units[unit].many, digits);
    }
    if (thing.n && !(t->is_told && str_find_ci(t->subject, thing, 0) != (size_t)-1)) {
        return web_print(w, "%s %s", digits, web_chars(w, thing_of(t, thing, one))).p;
    }
    if (!t->is_done || thing.n) {
        return digits;
    }
    return one               ? web_t(w, N_("once"))
           : is_number(n, 2) ? web_t(w, N_("twice"))
                             : web_print(w, web_t(w, N_("%s times")), digits).p;
}

/* NULL: its period is none that can be said in every language. */
static const char *amount_words(struct telling *t, struct dec n, const struct amount_unit *u)
{
    const char *count = count_words(t, n, u->thing);
    const char *pattern = u->period.n ? period_phrase(u->period) : NULL;
    return !u->period.n ? count : pattern ? phrase(t->w, pattern, count) : NULL;
}

/* ---- what it is to be ---- */

/* The two ends of an objective, ready to be told. */
struct course {
    struct dec from, to;
    struct amount_unit from_unit, to_unit;
    bool down, up, often; /* often: it is only said how often it is done, then up is "at least" */
    bool strict;          /* the number itself is not yet there */
};

/* "No more than twice a week" that only a comparator of its own would keep. */
static bool has_bound(struct str s)
{
    static const char *const words[] = {"at most", "no more than", "or fewer", "or less",
                                        "up to",   "fewer than",   "less than"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (has(s, words[i])) {
            return true;
        }
    }
    return false;
}

static struct str unit_name(enum plan_unit unit)
{
    static const char *const names[] = {NULL, "session", "day", "week", "month", "year"};
    return str_of(names[unit]);
}

static bool course_often(const struct plan_objective *o, struct course *out)
{
    const struct plan_cadence *c = &o->frequency;
    bool single = c->count_min.has && (!c->count_max.has || c->count_min.v == c->count_max.v) && c->count_min.v > 0 &&
                  (!c->every_min.has || c->every_min.v == 1) && (!c->every_max.has || c->every_max.v == 1);
    if (!single || !c->unit || has_bound(o->statement) || has(c->text, "then")) {
        return false;
    }
    out->to = dec_of_int(c->count_min.v);
    out->to_unit.period = unit_name(c->unit);
    out->often = true;
    out->up = has(o->statement, "at least") || has(o->statement, "or more");
    return true;
}

/* "7 hours a night" on "5 nights a week": how often says more than what it is to be. Of a questionnaire it says when it
 * is filled in. */
static bool is_said(const struct plan_objective *o, struct dec to)
{
    const struct plan_cadence *c = &o->frequency;
    bool none = !c->text.n && !c->count_min.has && !c->every_min.has;
    return none || o->measure.instrument.n || (c->count_min.has && is_number(to, c->count_min.v));
}

static bool course_of(const struct plan_objective *o, struct course *out)
{
    const struct plan_target *t = &o->target;
    *out = (struct course){.from = number_in(o->baseline.value, o->baseline.text), .to = number_in(t->value, t->text)};
    if (out->to.has) {
        out->strict = target_strict(t) != 0;
        out->down = target_way_to(t->comparator) < 0;
        out->up = target_way_to(t->comparator) > 0;
        if (t->kind != TARGET_ABSOLUTE || out->down == out->up || !is_said(o, out->to)) {
            return false;
        }
        out->to_unit = amount_unit(t->unit.n ? t->unit : o->measure.unit);
        if (!out->to_unit.period.n) {
            out->to_unit.period = o->measure.period;
        }
    } else if (t->text.n || !course_often(o, out)) {
        return false;
    }
    if (o->baseline.text.n && !out->from.has) {
        return false; /* words of where it stands would be lost */
    }
    out->from_unit = o->baseline.unit.n ? amount_unit(o->baseline.unit) : out->to_unit;
    if (!out->from_unit.thing.n) {
        out->from_unit.thing = out->to_unit.thing;
    }
    if (!out->from_unit.period.n) {
        out->from_unit.period = out->to_unit.period;
    }
    return true;
}

/* ---- what it is about ---- */

static struct str without_lead(struct str s)
{
    static const char *const leads[] = {"have ", "having ", "experience ", "report "};
    for (size_t i = 0; i < COUNT_OF(leads); i++) {
        if (str_starts_ci(s, str_of(leads[i]))) {
            return str_sub(s, strlen(leads[i]), s.n);
        }
    }
    return s;
}

enum subject_form { SUBJECT_NONE, SUBJECT_ONE, SUBJECT_MANY, SUBJECT_DONE };

/* Where the things counted are the measure's own ("panic log", counted in panic attacks) they are what it is about. */
static enum subject_form subject_of(const struct plan_objective *o, const struct course *c, struct str *out)
{
    const struct plan_measure *m = &o->measure;
    struct str thing = unit_of(c->to_unit.thing) < 0 ? c->to_unit.thing : NONE;
    struct str name = without_lead(str_trim(m->name));
    bool counts = thing.n && amount_is_many(thing);
    *out = name;
    if (!name.n || (name.p[0] >= '0' && name.p[0] <= '9')) {
        return SUBJECT_NONE; /* "0-10 scale" is not what goes from 3 to 7 */
    }
    if (m->instrument.n) {
        return c->often ? SUBJECT_NONE : SUBJECT_ONE;
    }
    if (m->kind == MEASURE_DIARY || m->kind == MEASURE_RECORD || m->kind == MEASURE_OBSERVATION) {
        *out = thing;
        return counts ? SUBJECT_MANY : SUBJECT_NONE;
    }
    if (thing.n && !counts && str_find_ci(name, thing, 0) != (size_t)-1) {
        return SUBJECT_NONE; /* "call friend": neither what is done nor what is counted */
    }
    if (str_starts_ci(name, thing) && counts) {
        return SUBJECT_MANY;
    }
    bool single_word = str_find(name, STR(" "), 0) == (size_t)-1;
    return single_word && amount_is_many(name) && !c->often ? SUBJECT_MANY : SUBJECT_DONE;
}

/* ---- by when ---- */

/* The day by which, also of a time from the plan's start. */
static struct date day_of(const struct plan *p, const struct plan_due *due)
{
    struct date out = due->date;
    if (!date_is_set(out) && date_is_set(p->duration.start) &&
        !date_apply_period(p->duration.start, due->period, &out)) {
        out = (struct date){0};
    }
    return out;
}

/* "by 1 December 2026", "within 14 weeks"; what the plan says where it is another, in other languages than English
 * nothing then. *known: nothing is lost. */
static struct str time_words(struct call *w, const struct plan *p, const struct plan_due *due, bool *known)
{
    struct date day = day_of(p, due);
    struct str period = due->period;
    int64_t n = 0;
    *known = true;
    if (date_is_set(day)) {
        return web_print(w, web_t(w, N_("by %s")), web_chars(w, web_date(w, day)));
    }
    if (period.n > 2 && period.p[0] == 'P' && num_int(str_sub(period, 1, period.n - 1), 2, 9999, &n)) {
        if (period.p[period.n - 1] == 'W') {
            return web_print(w, web_t(w, N_("within %d weeks")), (int)n);
        }
        if (period.p[period.n - 1] == 'M') {
            return web_print(w, web_t(w, N_("within %d months")), (int)n);
        }
    }
    if (due->session.has) {
        return web_print(w, web_t(w, N_("by session %d")), (int)due->session.v);
    }
    *known = w->language == LANGUAGE_EN || (!period.n && !due->event.n && !due->text.n);
    return *known ? due->text : NONE;
}

/* ---- the sentence ---- */

struct ends { /* in words */
    const char *subject, *from, *to, *time;
};

static struct str of_one(struct call *w, const struct ends *e)
{
    if (e->from) {
        return e->time ? web_print(w, web_t(w, N_("%s goes from %s to %s, %s.")), e->subject, e->from, e->to, e->time)
                       : web_print(w, web_t(w, N_("%s goes from %s to %s.")), e->subject, e->from, e->to);
    }
    return e->time ? web_print(w, web_t(w, N_("%s is at %s, %s.")), e->subject, e->to, e->time)
                   : web_print(w, web_t(w, N_("%s is at %s.")), e->subject, e->to);
}

static struct str of_many(struct call *w, const struct ends *e)
{
    if (e->from) {
        return e->time ? web_print(w, web_t(w, N_("%s go from %s to %s, %s.")), e->subject, e->from, e->to, e->time)
                       : web_print(w, web_t(w, N_("%s go from %s to %s.")), e->subject, e->from, e->to);
    }
    return e->time ? web_print(w, web_t(w, N_("%s are at %s, %s.")), e->subject, e->to, e->time)
                   : web_print(w, web_t(w, N_("%s are at %s.")), e->subject, e->to);
}

static struct str of_done(struct call *w, const struct ends *e)
{
    if (e->from) {
        return e->time ? web_print(w, web_t(w, N_("%s: from %s to %s, %s.")), e->subject, e->from, e->to, e->time)
                       : web_print(w, web_t(w, N_("%s: from %s to %s.")), e->subject, e->from, e->to);
    }
    return e->time ? web_print(w, web_t(w, N_("%s: %s, %s.")), e->subject, e->to, e->time)
                   : web_print(w, "%s: %s.", e->subject, e->to);
}

/* Where it goes: "1 a week or fewer". Nothing lies below none; how often something is done is said as it is. */
static const char *goal_words(struct telling *t, const struct course *c, bool many)
{
    const char *to = amount_words(t, c->to, &c->to_unit);
    if (!to || (c->often && !c->up) || (c->down && is_number(c->to, 0))) {
        return to;
    }
    int unit = unit_of(c->to_unit.thing);
    bool counted = unit < 0 ? many : strcmp(units[unit].thing, "days") == 0 || strcmp(units[unit].thing, "nights") == 0;
    const char *bound = c->strict ? (c->up ? N_("more than %s") : N_("less than %s"))
                        : c->up   ? N_("%s or more")
                        : counted ? N_("%s or fewer")
                                  : N_("%s or less");
    return phrase(t->w, bound, to);
}

/* The number alone where what follows has the same unit: "from 4 to 7 hours a night". */
static const char *start_words(struct telling *t, const struct course *c)
{
    int unit = unit_of(c->from_unit.thing);
    bool things = unit >= 0 ? unit == unit_of(c->to_unit.thing) : str_eq_ci(c->from_unit.thing, c->to_unit.thing);
    bool same = things && str_eq_ci(c->from_unit.period, c->to_unit.period);
    return same ? web_chars(t->w, number(t->w, c->from)) : amount_words(t, c->from, &c->from_unit);
}

static const char *capital(struct call *w, struct str s)
{
    char first = s.n ? s.p[0] : '\0';
    return first >= 'a' && first <= 'z' ? web_print(w, "%c%s", first - 'a' + 'A', web_chars(w, str_sub(s, 1, s.n))).p
                                        : web_chars(w, s);
}

struct str me_plan_objective(struct call *w, const struct plan *plan, const struct plan_objective *o)
{
    struct course c;
    struct telling t = {.w = w};
    bool known = false;
    struct str time = time_words(w, plan, &o->due, &known);
    enum subject_form form = course_of(o, &c) ? subject_of(o, &c, &t.subject) : SUBJECT_NONE;
    if (!known || form == SUBJECT_NONE) {
        return o->statement;
    }
    t.is_told = true;
    t.is_done = form == SUBJECT_DONE && !c.to_unit.thing.n && (c.often || c.to_unit.period.n);
    struct ends e = {.subject = capital(w, t.subject), .time = time.n ? web_chars(w, time) : NULL};
    e.from = c.from.has ? start_words(&t, &c) : NULL;
    e.to = goal_words(&t, &c, form == SUBJECT_MANY);
    if (!e.to || (c.from.has && !e.from)) {
        return o->statement;
    }
    struct str said = form == SUBJECT_ONE ? of_one(w, &e) : form == SUBJECT_MANY ? of_many(w, &e) : of_done(w, &e);
    bool by_measure = o->measure.name.n && str_find_ci(o->measure.name, t.subject, 0) == (size_t)-1;
    return by_measure
               ? web_print(w, web_t(w, N_("%s How we see it: %s.")), web_chars(w, said), web_chars(w, o->measure.name))
               : said;
}
