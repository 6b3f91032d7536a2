/* bind.c: what the sentences of a plan say, as typed parts, where these are absent; and what a plan knows about one of
 * its sentences. */
#include "plan/blank.h"
#include "plan/condition.h"
#include "plan/plan.h"
#include "plan/restate.h"
#include "plan/scores.h"
#include "plan/shape.h"
#include "plan/target.h"
#include "plan/thread.h"

#include "measure/measure.h"

#include <string.h>

/* The order is the same, so that a comparator is only renamed. */
_Static_assert((int)PLAN_CMP_REDUCE_TO == (int)CMP_REDUCE_TO && (int)PLAN_CMP_REDUCE_BY == (int)CMP_REDUCE_BY &&
                   (int)PLAN_CMP_INCREASE_TO == (int)CMP_INCREASE_TO &&
                   (int)PLAN_CMP_INCREASE_BY == (int)CMP_INCREASE_BY && (int)PLAN_CMP_AT_LEAST == (int)CMP_AT_LEAST &&
                   (int)PLAN_CMP_AT_MOST == (int)CMP_AT_MOST && (int)PLAN_CMP_EXACT == (int)CMP_EXACT &&
                   (int)PLAN_CMP_RANGE == (int)CMP_RANGE && (int)PLAN_CMP_MAINTAIN == (int)CMP_MAINTAIN &&
                   (int)PLAN_CMP_UNSTATED == (int)CMP_NONE,
               "plan_comparator follows statement_comparator");

/* numbers inside a slot's text */

/* "60-70", "<10", "4/5", "210 lbs" taken apart. */
struct amount {
    bool plain; /* a number or a range and nothing else */
    struct dec low, high;
    struct str rest; /* what follows the number, without blanks around it */
};

static size_t number_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    if (n > 0 && n + 1 < s.n && s.p[n] == '.' && s.p[n + 1] >= '0' && s.p[n + 1] <= '9')
        for (n++; n < s.n && s.p[n] >= '0' && s.p[n] <= '9';)
            n++;
    return n;
}

/* take_number: the number s begins with goes to *out and is cut off s. */
static bool take_number(struct str *s, struct dec *out)
{
    size_t n = number_length(*s);
    if (!num_dec(str_sub(*s, 0, n), out))
        return false;
    *s = str_sub(*s, n, s->n);
    return true;
}

static struct amount read_amount(struct str s)
{
    static const char *const signs[] = {"<=", ">=", "\xe2\x89\xa4", "\xe2\x89\xa5", "<", ">"};
    static const char *const dashes[] = {"-", "\xe2\x80\x93"};
    struct amount a = {.plain = true};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_begins(s, signs[i])) {
            a.plain = false;
            s = str_trim(str_sub(s, strlen(signs[i]), s.n));
            break;
        }
    if (take_number(&s, &a.low))
        for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++) {
            struct str rest = str_begins(s, dashes[i]) ? str_sub(s, strlen(dashes[i]), s.n) : (struct str){NULL, 0};
            if (take_number(&rest, &a.high)) {
                s = rest;
                break;
            }
        }
    a.rest = str_trim(s);
    a.plain = a.plain && a.low.has && !a.rest.n;
    return a;
}

/* the parts */

struct binder {
    struct arena *arena;
    const struct statement *s;
    bool failed; /* no memory */
};

static void keep(struct binder *b, struct str text, struct str *out)
{
    if (!plan_text(b->arena, text, out))
        b->failed = true;
}

static struct str words_of(const struct binder *b, struct span span)
{
    return str_sub(b->s->text, span.from, span.to);
}

static bool has_word(struct str s, const char *word)
{
    return str_find_ci(s, str_of(word), 0) != (size_t)-1;
}

static enum plan_measure_kind kind_of_measure(struct str name)
{
    static const struct {
        const char *word;
        enum plan_measure_kind kind;
    } words[] = {{"diary", MEASURE_DIARY},
                 {"journal", MEASURE_DIARY},
                 {"log", MEASURE_DIARY},
                 {"tracker", MEASURE_DIARY},
                 {"tracking sheet", MEASURE_DIARY},
                 {"self-report", MEASURE_SELF_REPORT},
                 {"self report", MEASURE_SELF_REPORT},
                 {"observ", MEASURE_OBSERVATION},
                 {"record", MEASURE_RECORD},
                 {"chart", MEASURE_RECORD},
                 {"attendance", MEASURE_RECORD},
                 {"refill", MEASURE_RECORD},
                 {"goal attainment", MEASURE_GOAL_RATING}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_word(name, words[i].word))
            return words[i].kind;
    return MEASURE_UNSTATED;
}

/* know_measure: a measure that has a name gets its instrument, when that is known, and its kind. */
static void know_measure(struct binder *b, struct plan_measure *m)
{
    if (!m->name.n || m->instrument.n)
        return;
    const struct measure *known = measure_find(m->name);
    if (known)
        keep(b, str_of(known->id), &m->instrument);
    if (!m->kind)
        m->kind = known ? MEASURE_INSTRUMENT : kind_of_measure(m->name);
}

/* The period a slot counts in: "3/week", "activities/week", "per day", "daily"; absent when there is none. *what gets
 * the rest. */
static struct str period_of(struct str slot, struct str *what)
{
    static const struct str none = {NULL, 0};
    *what = none;
    if (str_starts(slot, STR("per ")))
        return str_sub(slot, 4, slot.n);
    for (size_t i = slot.n; i > 0; i--)
        if (slot.p[i - 1] == '/') {
            *what = str_sub(slot, 0, i - 1);
            return str_sub(slot, i, slot.n);
        }
    *what = slot;
    return str_is(slot, "daily") ? STR("day") : none;
}

/* Words that only lead to the number: "have dinner with a friend at least | twice a week". */
static struct str without_leading_on(struct str s)
{
    static const char *const words[] = {"at least", "at most", "no more than", "up to", "about", "reaching", "least",
                                        "most",     "at",      "to",           "for",   "by",    "on",       "of",
                                        "a",        "an",      "the",          "in",    "with",  "from"};
    for (bool again = true; again;) {
        again = false;
        while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == ',' || s.p[s.n - 1] == ':'))
            s.n--;
        for (size_t i = 0; i < sizeof words / sizeof *words && !again; i++) {
            size_t n = strlen(words[i]);
            if (s.n > n && s.p[s.n - n - 1] == ' ' && str_ends_ci(s, str_of(words[i]))) {
                s.n -= n;
                again = true;
            }
        }
    }
    return s;
}

/* "Reduce panic attacks": panic attacks are what is counted. */
static struct str without_change(struct str s)
{
    static const char *const verbs[] = {"reduce ", "decrease ", "lower ", "cut ", "increase ", "raise ", "limit "};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (str_begins_ci(s, verbs[i]))
            return str_sub(s, strlen(verbs[i]), s.n);
    return s;
}

/* Amounts and occasions are units; only things counted belong to the name: "take walks", but "sleep" in hours. */
static bool is_thing(struct str unit)
{
    static const char *const amounts[] = {
        "hours",  "hour",  "minutes", "minute", "seconds", "miles",         "mile",   "km",       "pounds",
        "lb",     "lbs",   "kg",      "$",      "dollars", "opportunities", "trials", "sessions", "days",
        "nights", "weeks", "times",   "steps",  "degrees", "points",        "score"};
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
        if (str_is(unit, amounts[i]))
            return false;
    return unit.n && unit.p[0] != '%';
}

/* "X, shown by Y, reaching N": Y. Absent: it is no such sentence. */
static struct str shown_by(struct str behaviour)
{
    struct str by = STR("shown by ");
    size_t from = str_find_ci(behaviour, by, 0);
    size_t to = from == (size_t)-1 ? from : str_find_ci(behaviour, STR(", reaching"), from);
    return to == (size_t)-1 ? (struct str){NULL, 0} : str_sub(behaviour, from + by.n, to);
}

/* What is counted, without how often: "initiate social interactions", "nights without waking from worry". *thing is the
 * counted noun of the target when it has to be added; the whole behaviour when nothing stands before the number. */
static struct str counted(const struct binder *b, struct str unit, struct str *thing)
{
    const struct statement_slots *slots = &b->s->slots;
    const struct span numbers[] = {slots->comparator_span, slots->baseline.span, slots->target_value.span,
                                   slots->frequency.span};
    struct span whole = slots->behaviour.span;
    struct str shown_words = shown_by(slots->behaviour.text);
    size_t end = whole.to;
    if (shown_words.n) {
        *thing = (struct str){NULL, 0};
        return shown_words;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].from > whole.from && numbers[i].from < end && numbers[i].to > numbers[i].from)
            end = numbers[i].from;
    struct str name = without_leading_on(words_of(b, (struct span){whole.from, end}));
    size_t shown = str_find_ci(name, STR("shown by "), 0);
    if (shown != (size_t)-1)
        name = str_sub(name, shown + strlen("shown by "), name.n);
    *thing = (struct str){NULL, 0};
    name = without_change(name);
    if (!name.n)
        return slots->behaviour.text;
    if (is_thing(unit) && str_find_ci(name, unit, 0) == (size_t)-1)
        *thing = unit;
    return name;
}

/* A behaviour that is counted is a measure of its own: "two social interactions per week", "daily". */
static void fill_behaviour(struct binder *b, struct plan_measure *m)
{
    const struct statement_slots *slots = &b->s->slots;
    struct str unit = slots->target_unit.text, what, ignored;
    bool target = read_amount(slots->target_value.text).low.has && !str_is(unit, "points") && !str_is(unit, "score");
    if (b->s->measurable.met != TRI_YES || (!target && !slots->frequency.text.n))
        return;
    struct str period = target ? period_of(unit, &what) : period_of(slots->frequency.text, &ignored);
    m->kind = MEASURE_BEHAVIOUR;
    struct str thing, name = counted(b, target ? what : (struct str){NULL, 0}, &thing);
    if (thing.n) {
        struct buf both;
        buf_init(&both, 0);
        buf_add(&both, name);
        buf_char(&both, ' ');
        buf_add(&both, thing);
        keep(b, buf_str(&both), &m->name);
        b->failed = b->failed || !buf_ok(&both);
        buf_free(&both);
    } else {
        keep(b, name, &m->name);
    }
    keep(b, period, &m->period);
    if (target && what.n && what.p[0] != '%')
        keep(b, what, &m->unit);
}

static void fill_measure(struct binder *b, struct plan_measure *m)
{
    if (shape_is_empty(&plan_measure_shape, m)) {
        if (b->s->slots.measure.text.n)
            keep(b, b->s->slots.measure.text, &m->name);
        else
            fill_behaviour(b, m);
    }
    if (m->kind != MEASURE_BEHAVIOUR)
        know_measure(b, m);
}

static void fill_baseline(struct binder *b, struct plan_baseline *out)
{
    struct str text = b->s->slots.baseline.text;
    if (!text.n || !shape_is_empty(&plan_baseline_shape, out))
        return;
    struct amount a = read_amount(text);
    if (!a.high.has)
        out->value = a.low;
    if (str_eq_ci(text, STR("never")) || str_eq_ci(text, STR("none")))
        out->value = (struct dec){.has = true}; /* "(now: never)" counts as 0 */
    if (a.low.has && !a.high.has && a.rest.n && a.rest.p[0] != '/' && a.rest.p[0] != '+')
        keep(b, a.rest, &out->unit);
    else if (!a.plain || a.high.has)
        keep(b, text, &out->text);
}

static enum plan_target_kind kind_of_target(enum plan_comparator c, struct str unit, const struct amount *a)
{
    if (target_is_by(c))
        return unit.n && unit.p[0] == '%' ? TARGET_PERCENT : TARGET_CHANGE;
    return a->high.has ? TARGET_RANGE : TARGET_ABSOLUTE;
}

static void fill_target(struct binder *b, struct plan_target *t)
{
    const struct statement_slots *slots = &b->s->slots;
    struct str value = slots->target_value.text, unit = slots->target_unit.text;
    if (!value.n || !shape_is_empty(&plan_target_shape, t))
        return;
    struct amount a = read_amount(value);
    t->comparator = (enum plan_comparator)slots->comparator;
    t->value = a.low;
    t->high = a.high;
    if (a.low.has)
        t->kind = kind_of_target(t->comparator, unit, &a);
    if (unit.n && !str_is(unit, "score"))
        keep(b, unit, &t->unit);
    if (!a.plain) /* "<10", "4/5", "all": the number alone would say less than the sentence */
        keep(b, value, &t->text);
}

static enum plan_unit unit_named(struct str s)
{
    static const char *const names[] = {"session", "day", "week", "month", "year"};
    for (int i = 0; i < 5; i++)
        if (str_is(s, names[i]))
            return (enum plan_unit)(UNIT_SESSION + i);
    return UNIT_UNSTATED;
}

static struct opt_int whole(struct dec d)
{
    return d.has && d.scale == 0 ? (struct opt_int){true, d.mant} : (struct opt_int){false, 0};
}

static void fill_cadence(struct binder *b, struct plan_cadence *c)
{
    const struct slot *slot = &b->s->slots.frequency;
    if (!slot->text.n || !shape_is_empty(&plan_cadence_shape, c))
        return;
    struct str count;
    struct str period = period_of(slot->text, &count);
    struct amount a = read_amount(count);
    keep(b, words_of(b, slot->span), &c->text);
    c->unit = unit_named(period);
    if (!c->unit)
        return; /* "biweekly" says either of two things; "per meal" is no unit of ours: the words stand for it */
    c->count_min = a.low.has ? whole(a.low) : (struct opt_int){true, 1};
    c->count_max = a.high.has ? whole(a.high) : c->count_min;
    c->every_min = c->every_max = (struct opt_int){true, 1};
}

static void fill_due(struct binder *b, struct plan_due *d)
{
    const struct slot *slot = &b->s->slots.deadline;
    if (!slot->text.n || !shape_is_empty(&plan_due_shape, d))
        return;
    struct str text = slot->text;
    if (text.p[0] == 'S') /* S8, P12W and dates; events are words in lower case */
        d->session.has = num_int(str_sub(text, 1, text.n), 1, 1000000, &d->session.v);
    else if (text.p[0] == 'P')
        keep(b, text, &d->period);
    else if (!date_parse(text, &d->date))
        keep(b, text, &d->event);
    keep(b, words_of(b, slot->span), &d->text);
}

/* the plan */

/* read: the sentence as statement_read reads it. Text longer than a sentence can be is left alone. */
static bool read(struct binder *b, struct str text, enum statement_role role, struct statement *s, struct err *e)
{
    struct statement_facts facts = {.role = role, .relevant = TRI_UNKNOWN};
    *s = (struct statement){.measurable = {.met = TRI_UNKNOWN}};
    b->s = s;
    return !str_trim(text).n || text.n > STATEMENT_TEXT_MAX || statement_read(text, &facts, b->arena, s, e);
}

/* read_statement: the sentence of a goal or an objective; what was read is kept for others (plan_reading). */
static bool read_statement(struct binder *b, struct str text, enum statement_role role, const struct statement **kept,
                           struct statement *s, struct err *e)
{
    const struct statement *known = plan_reading(*kept, text);
    if (known) {
        *s = *known;
        b->s = s;
        return true;
    }
    *kept = NULL;
    if (!read(b, text, role, s, e))
        return false;
    if (s->text.p) {
        struct statement *copy = ARENA_NEW(b->arena, struct statement);
        if (!copy)
            return err_no_memory(e);
        *copy = *s;
        *kept = copy;
    }
    return true;
}

/* "session 8" is a deadline only behind "by". */
static bool read_session(struct binder *b, struct str words, struct plan_due *due, struct err *e)
{
    struct statement s;
    struct buf sentence;
    struct str text;
    buf_init(&sentence, 0);
    buf_cstr(&sentence, "by ");
    buf_add(&sentence, words);
    bool ok = buf_ok(&sentence) && plan_text(b->arena, buf_str(&sentence), &text);
    buf_free(&sentence);
    if (!ok)
        return err_no_memory(e);
    if (!read(b, text, ROLE_OBJECTIVE, &s, e))
        return false;
    if (str_starts(s.slots.deadline.text, STR("S")))
        fill_due(b, due);
    return true;
}

/* read_words: the words of a field of their own, as a sentence; words that still hold a blank say no number. */
static bool read_words(struct binder *b, struct str words, struct statement *s, struct err *e)
{
    return read(b, blank_in(words) ? (struct str){NULL, 0} : words, ROLE_OBJECTIVE, s, e);
}

/* Whether words that are read as `said` leave a stated comparator as it is: "7 or less" beside "reduce to". */
static bool same_way(enum plan_comparator said, enum plan_comparator stated)
{
    return said == stated || (target_way_to(said) && target_way_to(said) == target_way_to(stated));
}

/* The number of a target in words beside its kind and comparator, which stay: "7", "7 or less". */
static bool read_target_words(struct binder *b, struct plan_target *t, struct err *e)
{
    struct statement s;
    struct plan_target said = {.text = {NULL, 0}};
    struct amount a = read_amount(t->text);
    if (a.plain) {
        t->value = a.low;
        t->high = a.high;
        t->text = said.text; /* the number says it all */
        return true;
    }
    if (!read_words(b, t->text, &s, e))
        return false;
    fill_target(b, &said);
    /* "reduce by 5" and "5 points lower than today" beside "at most" say another thing than they would be taken for. */
    bool fits = (!t->kind || said.kind == t->kind) && (!t->comparator || same_way(said.comparator, t->comparator));
    if (!fits || (said.text.n && said.text.p[0] != '<' && said.text.p[0] != '>'))
        return true;
    t->value = said.value;
    t->high = said.high;
    if (said.value.has && !t->unit.n)
        t->unit = said.unit;
    return true;
}

static bool bind_target_words(struct binder *b, struct plan_target *t, struct err *e)
{
    struct statement s;
    struct plan_target rest = *t;
    rest.text = (struct str){NULL, 0};
    if (!t->text.n || t->value.has || t->high.has)
        return true;
    if (!shape_is_empty(&plan_target_shape, &rest)) {
        rest.kind = TARGET_UNSTATED;
        rest.comparator = PLAN_CMP_UNSTATED;
        return !shape_is_empty(&plan_target_shape, &rest) || read_target_words(b, t, e);
    }
    if (!read_words(b, t->text, &s, e))
        return false;
    rest = (struct plan_target){.text = {NULL, 0}};
    fill_target(b, &rest);
    rest.text = t->text;
    *t = rest;
    return true;
}

/* A baseline in words that are a number, perhaps with its day: "14", "14 on 2026-07-03". */
static void bind_baseline_words(struct plan_baseline *out)
{
    struct plan_baseline said = {.text = {NULL, 0}}, rest = *out;
    rest.text = (struct str){NULL, 0};
    if (!out->text.n || !shape_is_empty(&plan_baseline_shape, &rest))
        return;
    struct amount a = read_amount(str_trim(out->text));
    said.value = a.low;
    if (a.plain ? !a.high.has
                : a.low.has && !a.high.has && str_starts(a.rest, STR("on ")) &&
                      date_parse(str_trim(str_sub(a.rest, 3, a.rest.n)), &said.date))
        *out = said;
}

static bool bind_due_words(struct binder *b, struct plan_due *due, struct err *e)
{
    struct statement s;
    struct str words = due->text;
    due->text = (struct str){NULL, 0};
    if (words.n && shape_is_empty(&plan_due_shape, due) && !date_parse(words, &due->date)) {
        if (!read_words(b, words, &s, e))
            return false;
        fill_due(b, due);
        if (shape_is_empty(&plan_due_shape, due) && !read_session(b, words, due, e))
            return false;
    }
    due->text = words.n ? words : due->text;
    return true;
}

/* A baseline, a target or a deadline may have come in words of its own, from a field beside the sentence. */
static bool bind_fields(struct binder *b, struct plan_baseline *baseline, struct plan_target *target,
                        struct plan_due *due, struct err *e)
{
    bind_baseline_words(baseline);
    return bind_target_words(b, target, e) && bind_due_words(b, due, e);
}

/* A blank that the sentence has been filled in for meanwhile stands in nobody's way. */
static void forget_blanks(const struct statement_slots *said, struct plan_baseline *baseline,
                          struct plan_target *target)
{
    struct plan_baseline bare = *baseline;
    struct plan_target aim = *target;
    bare.text = aim.text = (struct str){NULL, 0};
    aim.kind = TARGET_UNSTATED;
    aim.comparator = PLAN_CMP_UNSTATED;
    if (read_amount(said->baseline.text).low.has && blank_is(baseline->text) &&
        shape_is_empty(&plan_baseline_shape, &bare))
        *baseline = bare;
    if (read_amount(said->target_value.text).low.has && blank_is(target->text) &&
        shape_is_empty(&plan_target_shape, &aim))
        *target = aim;
}

static bool bind_objective(struct binder *b, struct plan_objective *o, struct err *e)
{
    struct statement s;
    if (!bind_fields(b, &o->baseline, &o->target, &o->due, e) ||
        !read_statement(b, o->statement, ROLE_UNKNOWN, &o->reading, &s, e))
        return false;
    forget_blanks(&s.slots, &o->baseline, &o->target);
    fill_measure(b, &o->measure);
    fill_baseline(b, &o->baseline);
    fill_target(b, &o->target);
    fill_cadence(b, &o->frequency);
    fill_due(b, &o->due);
    return true;
}

/* A goal is allowed to be broad: only one that can be measured as it stands has parts of its own. */
static bool bind_goal(struct binder *b, struct plan_goal *g, struct err *e)
{
    struct statement s;
    if (!bind_fields(b, &g->baseline, &g->target, &g->due, e) ||
        !read_statement(b, g->statement, ROLE_GOAL, &g->reading, &s, e))
        return false;
    if (s.measurable.met == TRI_YES) {
        forget_blanks(&s.slots, &g->baseline, &g->target);
        fill_measure(b, &g->measure);
        fill_baseline(b, &g->baseline);
        fill_target(b, &g->target);
        fill_due(b, &g->due);
    }
    know_measure(b, &g->measure);
    return true;
}

static void bind_monitoring(struct binder *b, struct plan_monitoring *m)
{
    struct str name;
    if (shape_is_empty(&plan_measure_shape, &m->measure) && condition_find_instrument(m->text, &name))
        keep(b, name, &m->measure.name);
    know_measure(b, &m->measure);
}

static void bind_condition(struct binder *b, struct plan_condition *c)
{
    if (!condition_bind(c, b->arena))
        b->failed = true;
    know_measure(b, &c->measure);
}

bool plan_bind(struct plan *p, struct arena *a, struct err *e)
{
    struct binder b = {.arena = a};
    for (size_t i = 0; i < p->goals.n; i++) {
        struct plan_goal *g = &p->goals.at[i];
        if (!bind_goal(&b, g, e))
            return false;
        for (size_t k = 0; k < g->objectives.n; k++)
            if (!bind_objective(&b, &g->objectives.at[k], e))
                return false;
    }
    for (size_t i = 0; i < p->interventions.n; i++)
        bind_condition(&b, &p->interventions.at[i].condition);
    for (size_t i = 0; i < p->referrals.n; i++)
        bind_condition(&b, &p->referrals.at[i].trigger);
    for (size_t i = 0; i < p->monitoring.n; i++)
        bind_monitoring(&b, &p->monitoring.at[i]);
    if (b.failed || !plan_bind_scores(p, a))
        return err_no_memory(e);
    return true;
}

/* "/goals/3/..." -> 3; false when p does not begin like `head` and an index inside `count`. */
static bool take_index(struct str *pointer, const char *head, size_t count, size_t *out)
{
    struct str h = str_of(head), number, rest;
    int64_t v;
    if (!str_starts(*pointer, h) || !str_cut(str_sub(*pointer, h.n, pointer->n), '/', &number, &rest) ||
        !num_int(number, 0, (int64_t)count - 1, &v))
        return false;
    *out = (size_t)v;
    *pointer = (struct str){rest.p - 1, rest.n + 1}; /* with its slash */
    return true;
}

struct plan_at plan_at(struct plan *p, struct str pointer)
{
    struct plan_at at = {.goal = NULL};
    size_t i, k;
    if (take_index(&pointer, "/goals/", p->goals.n, &i)) {
        at.goal = &p->goals.at[i];
        if (take_index(&pointer, "/objectives/", at.goal->objectives.n, &k))
            at.objective = &at.goal->objectives.at[k];
        at.statement = str_is(pointer, "/statement");
    } else if (take_index(&pointer, "/interventions/", p->interventions.n, &i)) {
        at.condition = &p->interventions.at[i].condition;
    } else if (take_index(&pointer, "/referrals/", p->referrals.n, &i)) {
        at.condition = &p->referrals.at[i].trigger;
    } else if (take_index(&pointer, "/monitoring/", p->monitoring.n, &i)) {
        at.monitoring = &p->monitoring.at[i];
    }
    return at;
}

bool plan_bind_at(struct plan_at at, struct arena *a, struct err *e)
{
    struct binder b = {.arena = a};
    bool ok = at.objective ? bind_objective(&b, at.objective, e) : !at.goal || bind_goal(&b, at.goal, e);
    if (at.condition)
        bind_condition(&b, at.condition);
    if (at.monitoring)
        bind_monitoring(&b, at.monitoring);
    return ok && (!b.failed || err_no_memory(e));
}

/* facts */

static const struct measure *measure_of(const struct plan_measure *m)
{
    return m->instrument.n ? measure_find(m->instrument) : m->name.n ? measure_find(m->name) : NULL;
}

/* The current rate is known when the baseline is a count in the period the target counts in. */
static bool same_period(const struct plan_measure *m, const struct plan_baseline *b)
{
    return !m->period.n || str_find_ci(b->unit, m->period, 0) != (size_t)-1 ||
           str_find_ci(b->text, m->period, 0) != (size_t)-1;
}

void plan_facts(const struct plan *p, const struct plan_goal *g, const struct plan_objective *o,
                struct statement_facts *out)
{
    const struct plan_measure *measure = o ? &o->measure : &g->measure;
    const struct plan_baseline *baseline = o ? &o->baseline : &g->baseline;
    const struct measure *m = measure_of(measure);
    if (o && !baseline->value.has && m && m == measure_of(&g->measure))
        baseline = &g->baseline;
    *out = (struct statement_facts){.role = o ? ROLE_OBJECTIVE : ROLE_GOAL, .relevant = thread_implies_relevance(p, g)};
    if (m) {
        out->measure_known = m->has_range;
        out->min = m->min;
        out->max = m->max;
        out->floor = m->floor;
        out->lower_is_better = m->lower_is_better;
        out->integer_scale = m->integer_scale;
        out->has_reliable_change = m->has_reliable_change;
        out->reliable_change = m->reliable_change;
    }
    if (!baseline->value.has)
        return;
    if (m) {
        out->has_baseline = true;
        out->baseline = dec_to_double(baseline->value);
    } else if (same_period(measure, baseline)) {
        out->has_rate = true;
        out->rate = dec_to_double(baseline->value);
    }
}
