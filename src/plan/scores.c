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
        if (str_eq_ci(word, str_of(words[i])))
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
        if (str_starts_ci(rest, str_of(units[i])))
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

static void add(struct finder *f, const struct measure *m, struct dec value, struct date date, struct str text)
{
    struct plan_score *s = PLAN_PUSH(f->arena, f->out);
    if (s)
        *s = (struct plan_score){m->id, value, date, text, f->where, f->index};
    f->ok = f->ok && s;
}

/* The score behind a name that ends at `at` in the clause. */
static void read_score(struct finder *f, const struct measure *m, struct str clause, size_t from, size_t at)
{
    struct date date = {0};
    struct dec value;
    struct span day;
    for (size_t i = at; i < clause.n;) {
        char c = clause.p[i];
        if (is_letter(c)) {
            size_t end = i;
            while (end < clause.n && is_letter(clause.p[end]))
                end++;
            struct date named;
            bool month = sure_date(str_sub(clause, i, clause.n), &named, &day) && day.from == 0;
            if (!month && !may_stand_between(str_sub(clause, i, end)))
                return;
            date = month ? named : date;
            i = month ? i + day.to : end;
        } else if (is_digit(c)) {
            struct date named;
            if (sure_date(str_sub(clause, i, clause.n), &named, &day) && day.from == 0) {
                date = named;
                i += day.to;
                continue;
            }
            size_t end = number_end(clause, i);
            struct str rest = str_sub(clause, end, clause.n);
            bool read = num_dec(str_sub(clause, i, end), &value) && !is_no_score(rest, m);
            double v = read ? dec_to_double(value) : 0;
            if (!read || (m->has_range && (v < m->min || v > m->max)))
                return;
            if (!date_is_set(date))
                sure_date(str_sub(rest, 0, rest.n < 30 ? rest.n : 30), &date, &day);
            add(f, m, value, date, str_trim(str_sub(clause, from, end)));
            if (tells_another(rest)) /* two scores that differ are none that is the one */
                add(f, m, (struct dec){0}, (struct date){0}, str_trim(clause));
            return;
        } else if (c == ' ' || c == ':' || c == '=' || c == '(' || c == ',' || c == '\n' || c == '\t') {
            i++;
        } else if (c == '-' && i > 0 && clause.p[i - 1] == ' ' && i + 1 < clause.n && clause.p[i + 1] == ' ') {
            i++;
        } else {
            return;
        }
    }
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
        read_score(f, m, str_sub(s, from, end), 0, name.n);
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
