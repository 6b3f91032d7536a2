/* doc_words.c: values in words. What the plan says in its own words is printed as it stands; the parts that were read
 * from it are put into words only where it does not. */
#include "measure/measure.h"
#include "plan/amount.h"
#include "plan/target.h"
#include "render/doc_make.h"

#include <stdio.h>
#include <string.h>

void doc_say(struct doc_make *m, struct str s)
{
    m->verbatim = m->verbatim || (m->word.n == 0 && s.n > 0);
    buf_add(&m->word, s);
}

/* "12", "12–16"; the same number twice is said once. */
struct range_text {
    char at[64];
};

static struct str range_words(struct opt_int from, struct opt_int to, struct range_text *text)
{
    if (from.has && to.has && from.v != to.v)
        snprintf(text->at, sizeof text->at, "%lld–%lld", (long long)from.v, (long long)to.v);
    else
        snprintf(text->at, sizeof text->at, "%lld", (long long)(from.has ? from.v : to.v));
    return str_of(text->at);
}

static bool is_one(struct opt_int from, struct opt_int to)
{
    return (from.has || to.has) && (!from.has || from.v == 1) && (!to.has || to.v == 1);
}

void doc_say_range(struct doc_make *m, struct opt_int from, struct opt_int to, const char *one, const char *many)
{
    struct range_text text;

    if (from.has || to.has)
        doc_put(m, is_one(from, to) ? one : many, WORDS(range_words(from, to, &text)));
}

/* How often, by unit: without a number before it and with one ("twice a week"), and with one inside. */
static const struct {
    const char *every, *per, *one, *many;
} units[] = {{N_("every time"), N_("a time"), N_("every %s times"), N_("every %s times")},
             {N_("each session"), N_("each session"), N_("every %s session"), N_("every %s sessions")},
             {N_("every day"), N_("a day"), N_("every %s day"), N_("every %s days")},
             {N_("every week"), N_("a week"), N_("every %s week"), N_("every %s weeks")},
             {N_("every month"), N_("a month"), N_("every %s month"), N_("every %s months")},
             {N_("every year"), N_("a year"), N_("every %s year"), N_("every %s years")}};

static const char *const period_names[] = {"", "session", "day", "week", "month", "year"};

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
    return !u.thing.n && str_is(u.period, period_names[v->unit]);
}

bool doc_often_is_target(const struct plan_cadence *v, const struct plan_target *t)
{
    struct str period = amount_unit(t->unit).period;

    return v->count_min.has && t->value.has && period.n && str_is(period, period_names[v->unit]) &&
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
        buf_cstr(&m->word, doc_t(m, N_("once")));
    else
        doc_say_range(m, v->count_min, v->count_max, N_("%s time"), N_("%s times"));
    if (v->unit == UNIT_UNSTATED && !spaced)
        return;
    if (counted)
        buf_char(&m->word, ' ');
    if (!spaced || is_one(v->every_min, v->every_max))
        buf_cstr(&m->word, doc_t(m, counted ? units[v->unit].per : units[v->unit].every));
    else
        doc_say_range(m, v->every_min, v->every_max, units[v->unit].one, units[v->unit].many);
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
        buf_cstr(&m->word, done ? ", " : " ");
        doc_put(m, done ? N_("times per %s") : N_("per %s"), WORDS(doc_t_str(m, v->period)));
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

/* Whether what was read from the plan's own words holds them, or they hold it: the English of it, whatever the
 * document's language. */
static bool says_same(struct doc_make *m, void (*say)(struct doc_make *m, const void *v), const void *v,
                      struct str text, bool inside)
{
    const struct render_words *words = m->words;
    size_t from = m->word.n;
    bool verbatim = m->verbatim, same = false;

    m->words = NULL;
    say(m, v);
    if (!m->word.failed) {
        struct str read = {m->word.p + from, m->word.n - from};
        same = inside ? has(text, read) : has(read, text);
        m->word.n = from;
    }
    m->verbatim = verbatim;
    m->words = words;
    return same;
}

/* What was read from the plan, and behind it in brackets the same thing as the plan words it; alone when nothing was.
 */
static void say_both(struct doc_make *m, void (*say)(struct doc_make *m, const void *v), const void *v, struct str text)
{
    size_t from = m->word.n;
    bool alone;

    say(m, v);
    alone = m->word.n == from;
    if (!text.n || (!alone && !m->word.failed && says_same(m, say, v, text, false)))
        return;
    buf_cstr(&m->word, alone ? "" : " (");
    doc_say(m, text);
    buf_cstr(&m->word, alone ? "" : ")");
}

static void read_baseline(struct doc_make *m, const void *of)
{
    const struct plan_baseline *v = of;

    doc_say_dec(m, v->value);
    if (v->value.has)
        say_unit(m, v->unit);
    else
        doc_say(m, v->unit);
}

void doc_say_baseline(struct doc_make *m, const struct plan_baseline *v)
{
    size_t from = m->word.n;

    say_both(m, read_baseline, v, v->text);
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
        char text[64];
        int n = snprintf(text, sizeof text, "%s %.*s", str_is(u.period, "hour") ? "an" : "a",
                         (int)(u.period.n < 48 ? u.period.n : 48), u.period.p);
        buf_char(&m->word, ' ');
        buf_add(&m->word, doc_t_str(m, (struct str){text, (size_t)n})); /* "a week": a text of labels.def */
    }
}

static void say_span(struct doc_make *m, struct dec value, struct dec high)
{
    doc_say_dec(m, value);
    if (value.has && high.has)
        buf_cstr(&m->word, "–");
    doc_say_dec(m, high);
}

/* A pattern whose value is a number, or two of them. */
static void put_span(struct doc_make *m, const char *pattern, struct dec value, struct dec high)
{
    size_t from = m->word.n;
    struct range_text text;
    size_t n;

    say_span(m, value, high);
    if (m->word.failed)
        return;
    n = m->word.n - from < sizeof text.at ? m->word.n - from : sizeof text.at;
    memcpy(text.at, n ? m->word.p + from : "", n);
    m->word.n = from;
    doc_put(m, pattern, WORDS(((struct str){text.at, n})));
}

/* "<5": its words say no more than "less than 5" does; "<140/90" and "<5, school days only" do. */
static bool is_sign_and_number(const struct plan_target *v)
{
    size_t i = 1;
    while (i < v->text.n && strchr(" .0123456789", v->text.p[i]))
        i++;
    return target_strict(v) && i == v->text.n;
}

static void read_target(struct doc_make *m, const void *of)
{
    static const char *const words[] = {"%s",
                                        N_("fall to %s"),
                                        N_("fall by %s"),
                                        N_("rise to %s"),
                                        N_("rise by %s"),
                                        N_("at least %s"),
                                        N_("at most %s"),
                                        N_("exactly %s"),
                                        "%s",
                                        N_("stay at %s")};
    static const char *const strict[] = {N_("less than %s"), N_("more than %s")};
    const struct plan_target *v = of;
    size_t from = m->word.n;

    if (v->value.has || v->high.has)
        put_span(m, target_strict(v) ? strict[target_strict(v) == '>'] : words[v->comparator], v->value, v->high);
    if (m->word.n > from)
        say_target_unit(m, v);
    else
        doc_say(m, v->unit);
}

void doc_say_target(struct doc_make *m, const struct plan_target *v)
{
    say_both(m, read_target, v, is_sign_and_number(v) ? (struct str){NULL, 0} : v->text);
}

static const struct {
    const char *one, *many;
} spans[] = {[UNIT_DAY] = {N_("%s day"), N_("%s days")},
             [UNIT_WEEK] = {N_("%s week"), N_("%s weeks")},
             [UNIT_MONTH] = {N_("%s month"), N_("%s months")},
             [UNIT_YEAR] = {N_("%s year"), N_("%s years")}};

/* "P12W" as "within 12 weeks"; a period of another form as it stands. */
static void say_within(struct doc_make *m, struct str period)
{
    static const char letters[] = "DWMY";
    struct str digits = str_sub(period, 1, period.n ? period.n - 1 : 0);
    const char *unit = period.n > 2 && period.p[0] == 'P' ? strchr(letters, period.p[period.n - 1]) : NULL;
    struct str said = period;
    char number[24], text[64];
    int64_t n;

    if (unit && num_int(digits, 0, INT32_MAX, &n)) {
        const char *pattern =
            doc_t(m, n == 1 ? spans[UNIT_DAY + (unit - letters)].one : spans[UNIT_DAY + (unit - letters)].many);
        const char *at = strstr(pattern, "%s");
        snprintf(number, sizeof number, "%lld", (long long)n);
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - pattern), pattern, number, at + 2);
        said = str_of(text);
    }
    doc_put(m, N_("within %s"), WORDS(said));
}

/* "next_session": the events of the importer have texts of their own in labels.def. */
static void say_event(struct doc_make *m, struct str event)
{
    char text[80];
    int n = snprintf(text, sizeof text, "by %.*s", (int)(event.n < 64 ? event.n : 64), event.p);
    const char *said;

    for (int i = 0; i < n; i++)
        text[i] = text[i] == '_' ? ' ' : text[i];
    said = doc_t(m, text);
    if (m->words && said != text) {
        buf_cstr(&m->word, said);
        return;
    }
    buf_cstr(&m->word, doc_t(m, N_("by")));
    buf_char(&m->word, ' ');
    for (size_t i = 0; i < event.n; i++)
        buf_char(&m->word, event.p[i] == '_' ? ' ' : event.p[i]);
}

static void read_due(struct doc_make *m, const void *of)
{
    const struct plan_due *v = of;
    size_t from = m->word.n;

    doc_put_date(m, N_("by %s"), v->date);
    if (v->period.n) {
        buf_cstr(&m->word, m->word.n > from ? ", " : "");
        say_within(m, v->period);
    }
    if (v->session.has) {
        buf_cstr(&m->word, m->word.n > from ? ", " : "");
        doc_put_int(m, N_("by session %s"), v->session.v);
    }
    if (v->event.n) {
        buf_cstr(&m->word, m->word.n > from ? ", " : "");
        say_event(m, v->event);
    }
}

void doc_say_due(struct doc_make *m, const struct plan_due *v)
{
    say_both(m, read_due, v, v->text);
}

/* "by week 8 or session 8" */
static void say_by(struct doc_make *m, const struct plan_condition *v)
{
    const struct {
        const struct opt_int *n;
        const char *first, *next;
    } by[] = {{&v->by_week, N_("by week %s"), N_("or week %s")},
              {&v->by_session, N_("by session %s"), N_("or session %s")},
              {&v->by_review, N_("by review %s"), N_("or review %s")}};
    bool first = true;

    for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
        if (!by[i].n->has)
            continue;
        buf_cstr(&m->word, first ? "" : " ");
        doc_put_int(m, first ? by[i].first : by[i].next, by[i].n->v);
        first = false;
    }
}

/* What makes it come true, apart from its own words. */
static void read_bound(struct doc_make *m, const void *of)
{
    static const char *const words[] = {"%s",
                                        N_("falls to %s"),
                                        N_("falls by %s"),
                                        N_("rises to %s"),
                                        N_("rises by %s"),
                                        N_("at least %s"),
                                        N_("at most %s"),
                                        N_("at %s"),
                                        N_("in %s"),
                                        N_("stays at %s")};
    const struct plan_condition *v = of;
    size_t from = m->word.n;

    doc_say_measure(m, &v->measure);
    if (v->value.has) {
        buf_cstr(&m->word, v->comparator || m->word.n > from ? " " : "");
        put_span(m, words[v->comparator], v->value, (struct dec){.has = false});
    }
    if (v->by_week.has || v->by_session.has || v->by_review.has) {
        if (v->kind == CONDITION_NO_GAIN) {
            buf_cstr(&m->word, m->word.n > from ? ", " : "");
            buf_cstr(&m->word, doc_t(m, N_("no reliable gain")));
        }
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
    size_t from;

    if (!v->text.n) {
        read_bound(m, v);
        return;
    }
    doc_say(m, v->text);
    from = m->word.n;
    buf_cstr(&m->word, " (");
    read_bound(m, v);
    buf_char(&m->word, ')');
    if (says_same(m, read_bound, v, v->text, true)) /* nothing, or nothing new */
        m->word.n = from;
}

void doc_say_window(struct doc_make *m, const struct plan_review_window *v)
{
    const struct plan_window windows[] = {{v->min_weeks, v->max_weeks, UNIT_WEEK},
                                          {v->min_days, v->max_days, UNIT_DAY},
                                          {v->min_months, v->max_months, UNIT_MONTH}};
    size_t from = m->word.n;
    if (v->text.n) {
        doc_say(m, v->text);
        return;
    }
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        const struct plan_window *x = &windows[i];
        if (!x->min.has && !x->max.has)
            continue;
        if (m->word.n > from) {
            buf_cstr(&m->word, ", ");
            doc_say_range(m, x->min, x->max, spans[x->unit].one, spans[x->unit].many);
        } else {
            doc_say_range(m, x->min, x->max, units[x->unit].one, units[x->unit].many);
        }
    }
}

void doc_say_person(struct doc_make *m, const struct plan_person *v)
{
    const struct str parts[] = {v->credential, doc_t_str(m, v->role), v->organisation, v->contact, v->text};
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
