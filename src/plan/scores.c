/* scores.c: which scores a plan states outside of its goals, and objectives that start from them. */
#include "plan/scores.h"

#include "plan/plan_text_scan.h"
#include "plan/shape.h"

#include "measure/measure.h"

#include <string.h>

struct finder {
    struct arena *arena;
    plan_scores *out;
    const char *where;
    size_t index;
    bool ok;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Words that may stand between a measure and its score; any other word ends the search. */
static bool may_stand_between(struct str word)
{
    static const char *const words[] = {
        "score",   "scored",    "total",      "sum",  "today",      "now",    "currently", "current",   "was",
        "is",      "of",        "at",         "on",   "the",        "intake", "baseline",  "admission", "start",
        "initial", "initially", "assessment", "eval", "evaluation", "first",  "session",   "visit",     "screening"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(word, words[i]))
            return true;
    return false;
}

static size_t number_end(struct str s, size_t i)
{
    while (i < s.n && is_digit(s.p[i]))
        i++;
    if (i + 1 < s.n && s.p[i] == '.' && is_digit(s.p[i + 1]))
        for (i++; i < s.n && is_digit(s.p[i]);)
            i++;
    return i;
}

/* The date in s when it is the same whichever comes first in it, the day or the month. */
static bool sure_date(struct str s, struct date *out, struct span *at)
{
    struct date other;
    struct span span;
    if (!text_scan_date(s, DATE_MONTH_FIRST, out, at))
        return false;
    if (!text_scan_date(s, DATE_DAY_FIRST, &other, &span) || date_cmp(*out, other) != 0)
        *out = (struct date){0};
    return true;
}

/* What follows a score that makes it something else: a range, a percentage, a count of weeks, a date's rest. */
static bool is_no_score(struct str rest, const struct measure *m)
{
    static const char *const units[] = {
        "%",          "percent",      "week",         "day",      "month",          "session",
        "item",       "time",         "year",         "minute",   "or more",        "or less",
        "or lower",   "or higher",    "or below",     "or above", "point decrease", "point increase",
        "point drop", "points lower", "points higher"};
    if (rest.n && (rest.p[0] == '-' || rest.p[0] == ':' || (rest.p[0] == '/' && rest.n > 1 && is_digit(rest.p[1])) ||
                   rest.p[0] == '+' || is_letter(rest.p[0]))) {
        struct dec max;
        size_t end = rest.p[0] == '/' ? number_end(rest, 1) : 0;
        return !(end && num_dec(str_sub(rest, 1, end), &max) && m->has_range && dec_to_double(max) == m->max);
    }
    if (str_starts(rest, STR("\xE2\x80\x93")) || str_starts(rest, STR("\xE2\x80\x94")))
        return true;
    rest = str_trim(rest);
    if (str_starts(rest, STR("-> ")) || str_starts_ci(rest, STR("to ")))
        return true;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_begins_ci(rest, units[i]))
            return true;
    return false;
}

/* "(was 17)", "down from 17", "up from 9": a second score beside the first. */
static bool tells_another(struct str rest)
{
    static const char *const words[] = {"was ", "down from ", "up from ", "previously ", "from ", NULL};
    size_t which, at = text_scan_any(rest, words, &which);
    return at != (size_t)-1 && at + strlen(words[which]) < rest.n && is_digit(rest.p[at + strlen(words[which])]);
}

/* What stands behind the name of a measure. */
struct reading {
    struct dec value;
    struct date date;
    struct str day; /* the words of the date, sure or not */
    size_t end;     /* behind the number */
};

static bool day_at(struct str clause, size_t i, struct reading *out, size_t *end)
{
    struct date named;
    struct span at;
    if (!sure_date(str_sub(clause, i, clause.n), &named, &at) || at.from != 0)
        return false;
    out->date = named;
    out->day = str_sub(clause, i, i + at.to);
    *end = i + at.to;
    return true;
}

/* The score in the clause, behind a name that ends at `at`; false: none. */
static bool score_at(const struct measure *m, struct str clause, size_t at, struct reading *out)
{
    *out = (struct reading){.end = 0};
    for (size_t i = at, end; i < clause.n;) {
        char c = clause.p[i];
        bool dash = c == '-' && i > 0 && clause.p[i - 1] == ' ' && i + 1 < clause.n && clause.p[i + 1] == ' ';
        if (is_letter(c)) {
            for (end = i; end < clause.n && is_letter(clause.p[end]);)
                end++;
            if (!day_at(clause, i, out, &end) && !may_stand_between(str_sub(clause, i, end)))
                return false;
            i = end;
        } else if (is_digit(c) && day_at(clause, i, out, &end)) {
            i = end;
        } else if (is_digit(c)) {
            out->end = number_end(clause, i);
            struct str rest = str_sub(clause, out->end, clause.n);
            bool read = num_dec(str_sub(clause, i, out->end), &out->value) && !is_no_score(rest, m);
            double v = read ? dec_to_double(out->value) : 0;
            struct span day;
            if (read && !out->day.n && sure_date(str_sub(rest, 0, rest.n < 30 ? rest.n : 30), &out->date, &day))
                out->day = str_sub(rest, day.from, day.to);
            return read && !(m->has_range && (v < m->min || v > m->max));
        } else if (!dash && !strchr(" :=(),\n\t", c)) {
            return false;
        } else {
            i++;
        }
    }
    return false;
}

static void add(struct finder *f, const struct measure *m, const struct reading *x, struct str text)
{
    struct plan_score *s = PLAN_PUSH(f->arena, f->out);
    if (s)
        *s = (struct plan_score){m->id, x->value, x->date, x->day, text, f->where, f->index};
    f->ok = f->ok && s;
}

static void read_score(struct finder *f, const struct measure *m, struct str clause, size_t at)
{
    struct reading x;
    if (!score_at(m, clause, at, &x))
        return;
    add(f, m, &x, str_trim(str_sub(clause, 0, x.end)));
    if (tells_another(str_sub(clause, x.end, clause.n))) /* two scores that differ are none that is the one */
        add(f, m, &(struct reading){.end = 0}, str_trim(clause));
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i]))
            return true;
    return false;
}

static const struct measure *instrument_in(struct str s, struct str *name)
{
    const char *id = text_scan_instrument(s, name);
    return id ? measure_find(str_of(id)) : NULL;
}

bool plan_states_score(struct str s)
{
    struct str name;
    struct reading x;
    const struct measure *m = has_digit(s) ? instrument_in(s, &name) : NULL;
    if (!m || name.p != s.p || !score_at(m, s, name.n, &x))
        return false;
    for (size_t i = x.end; i < s.n; i++) { /* "GAD-7: 12 (intake)", no words but those in brackets and a date */
        if (s.p[i] == '(')
            break;
        bool in_day = x.day.n && s.p + i >= x.day.p && s.p + i < x.day.p + x.day.n;
        if (is_letter(s.p[i]) && !in_day && !str_starts_ci(str_sub(s, i, s.n), STR("on ")))
            return false;
        i += is_letter(s.p[i]) && !in_day;
    }
    return true;
}

/* Each name of a measure in s, and what stands behind it up to the next one. */
static void find_in(struct finder *f, struct str s)
{
    struct str name;
    const struct measure *m = has_digit(s) ? instrument_in(s, &name) : NULL;
    while (m && f->ok) {
        size_t from = (size_t)(name.p - s.p), at = from + name.n, end = at;
        struct str rest = str_sub(s, at, s.n), next_name;
        const struct measure *next = has_digit(rest) ? instrument_in(rest, &next_name) : NULL;
        size_t limit = next ? at + (size_t)(next_name.p - rest.p) : s.n;
        while (end < limit && s.p[end] != ';' &&
               !(s.p[end] == '.' && (end + 1 == limit || s.p[end + 1] == ' ' || s.p[end + 1] == '\n')))
            end++;
        read_score(f, m, str_sub(s, from, end), name.n);
        s = rest;
        name = next_name;
        m = next;
    }
}

static void find_in_texts(struct finder *f, const plan_texts *texts, const char *where)
{
    f->where = where;
    for (f->index = 0; f->index < texts->n; f->index++)
        find_in(f, texts->at[f->index]);
}

/* A topic that is itself the name of a measure stands before its text. */
static void find_in_topic(struct finder *f, const struct plan_topic *t)
{
    struct str name;
    if (!t->topic.n || !instrument_in(t->topic, &name)) {
        find_in(f, t->text);
        return;
    }
    char *both = arena_alloc(f->arena, t->topic.n + t->text.n + 3);
    f->ok = f->ok && both;
    if (!both)
        return;
    memcpy(both, t->topic.p, t->topic.n);
    memcpy(both + t->topic.n, ": ", 2);
    if (t->text.n)
        memcpy(both + t->topic.n + 2, t->text.p, t->text.n);
    find_in(f, (struct str){both, t->topic.n + 2 + t->text.n});
}

static void find_in_problem(struct finder *f, const struct plan_problem *p, size_t i)
{
    f->where = "/problems";
    f->index = i;
    find_in(f, p->statement);
    find_in(f, p->severity);
    for (size_t k = 0; k < p->symptoms.n; k++)
        find_in(f, p->symptoms.at[k]);
    for (size_t k = 0; k < p->details.n; k++)
        find_in_topic(f, &p->details.at[k]);
}

bool plan_find_scores(const struct plan *p, struct arena *a, plan_scores *out)
{
    struct finder f = {a, out, NULL, 0, true};
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        f.where = "/diagnoses";
        f.index = i;
        find_in(&f, p->diagnoses.at[i].text);
        for (size_t k = 0; k < p->diagnoses.at[i].evidence.n; k++)
            find_in(&f, p->diagnoses.at[i].evidence.at[k]);
    }
    f.where = "/assessment/summary";
    f.index = 0;
    find_in(&f, p->assessment.summary);
    f.where = "/assessment/findings";
    for (f.index = 0; f.index < p->assessment.findings.n; f.index++)
        find_in_topic(&f, &p->assessment.findings.at[f.index]);
    find_in_texts(&f, &p->assessment.remarks, "/assessment/remarks");
    for (size_t i = 0; i < p->problems.n; i++)
        find_in_problem(&f, &p->problems.at[i], i);
    f.where = "/client/background";
    for (f.index = 0; f.index < p->client.background.n; f.index++)
        find_in_topic(&f, &p->client.background.at[f.index]);
    f.where = "/monitoring";
    for (f.index = 0; f.index < p->monitoring.n; f.index++)
        find_in(&f, p->monitoring.at[f.index].text);
    return f.ok;
}

const struct plan_score *plan_one_score(const plan_scores *scores, struct str instrument)
{
    const struct plan_score *one = NULL;
    for (size_t i = 0; i < scores->n; i++) {
        const struct plan_score *s = &scores->at[i];
        if (!str_eq(str_of(s->instrument), instrument))
            continue;
        if (!s->value.has || (one && dec_cmp(one->value, s->value) != 0))
            return NULL;
        if (one && date_is_set(one->date) && date_is_set(s->date) && date_cmp(one->date, s->date) != 0)
            return NULL;
        one = one && (date_is_set(one->date) || !date_is_set(s->date)) ? one : s;
    }
    return one;
}

static bool wants_score(const struct plan_measure *m, const struct plan_baseline *b)
{
    return m->instrument.n && shape_is_empty(&plan_baseline_shape, b);
}

static bool fill(struct arena *a, const plan_scores *scores, const struct plan_measure *m, struct plan_baseline *b)
{
    const struct plan_score *s = wants_score(m, b) ? plan_one_score(scores, m->instrument) : NULL;
    if (!s)
        return true;
    b->value = s->value;
    b->date = s->date;
    return plan_text(a, s->text, &b->text);
}

bool plan_bind_scores(struct plan *p, struct arena *a)
{
    plan_scores scores = {.n = 0};
    bool wanted = false, ok = true;
    for (size_t g = 0; g < p->goals.n; g++) {
        wanted = wanted || wants_score(&p->goals.at[g].measure, &p->goals.at[g].baseline);
        for (size_t o = 0; o < p->goals.at[g].objectives.n; o++)
            wanted = wanted ||
                     wants_score(&p->goals.at[g].objectives.at[o].measure, &p->goals.at[g].objectives.at[o].baseline);
    }
    if (!wanted)
        return true;
    if (!plan_find_scores(p, a, &scores))
        return false;
    for (size_t g = 0; g < p->goals.n && scores.n; g++) {
        struct plan_goal *goal = &p->goals.at[g];
        ok = ok && fill(a, &scores, &goal->measure, &goal->baseline);
        for (size_t o = 0; o < goal->objectives.n; o++)
            ok = ok && fill(a, &scores, &goal->objectives.at[o].measure, &goal->objectives.at[o].baseline);
    }
    return ok;
}
