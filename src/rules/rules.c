/*
 * rules.c: one run over a plan: what all checks need is worked out once, each check is called once, and the findings
 * are put in the order of the plan.
 */
#include "base/utf8.h"
#include "plan/shape.h"
#include "rules/check.h"

#include "plan/blank.h"

#include <string.h>

/* Place of a finding as a number: top-level part, first index, second index, rule. */
#define KEY_RULE_BITS 8
#define KEY_INDEX_BITS 25 /* 33 million goals are more than fit into memory */

/* Patterns begin with a part of the plan: "/goals/#/statement". */
static uint64_t key_of(enum rule_index rule, struct place place)
{
    uint64_t part = 0, first = 0, second = 0;
    struct str name = {place.pattern + 1, strcspn(place.pattern + 1, "/")};
    const char *hash = strchr(place.pattern, '#');
    for (size_t i = 0; i < plan_shape.count; i++) {
        const char *key = plan_shape.fields[i].key;
        if (key[0] == name.p[0] && str_is(name, key)) {
            part = i;
        }
    }
    if (hash) {
        first = place.a + 1; /* the list itself comes before its items */
        second = strchr(hash + 1, '#') ? place.b + 1 : 0;
    }
    return ((part << KEY_INDEX_BITS | first) << KEY_INDEX_BITS | second) << KEY_RULE_BITS | (uint64_t)rule;
}

static void put_place(struct buf *b, struct place place)
{
    size_t index[2] = {place.a, place.b}, used = 0;
    for (const char *p = place.pattern; *p; p++) {
        if (*p == '#') {
            buf_int(b, (long long)index[used++]);
        } else {
            buf_char(b, *p);
        }
    }
}

/* A copy of the scratch buffer in the arena; the buffer is empty afterwards. */
static struct str take(struct rules_context *c)
{
    struct buf *b = &c->work->text;
    char *p = arena_copy(c->arena, b->p, b->n);
    struct str s = {p, p ? b->n : 0};
    c->failed |= !p | !buf_ok(b);
    buf_reset(b);
    return s;
}

struct finding *rules_add(struct rules_context *c, enum rule_index rule, struct place place, struct str text,
                          struct span span)
{
    struct finding *f = PLAN_PUSH(c->arena, &c->out->list);
    uint64_t *key = PLAN_PUSH(c->arena, &c->work->keys);
    if (!f || !key) {
        c->failed = true;
        f = &c->work->spare;
        memset(f, 0, sizeof *f);
    } else {
        *key = key_of(rule, place);
    }
    f->rule = rules_at(rule);
    f->span = span;
    f->excerpt = text;
    put_place(&c->work->text, place);
    f->pointer = take(c);
    return f;
}

void rules_arg(struct finding *f, struct str s)
{
    f->args[f->arg_count++] = s;
}

void rules_arg_copy(struct rules_context *c, struct finding *f, struct str s)
{
    buf_add(&c->work->text, s);
    rules_arg_text(c, f);
}

void rules_arg_int(struct rules_context *c, struct finding *f, int64_t v)
{
    buf_int(&c->work->text, v);
    rules_arg_text(c, f);
}

void rules_arg_date(struct rules_context *c, struct finding *f, struct date d)
{
    char text[DATE_TEXT_SIZE];
    rules_arg_copy(c, f, str_of(date_format(d, text)));
}

void rules_arg_text(struct rules_context *c, struct finding *f)
{
    rules_arg(f, take(c));
}

/* A label longer than this is cut at a word. */
#define LABEL_MAX 56

void rules_put_quoted(struct rules_context *c, struct str s)
{
    struct buf *b = &c->work->text;
    size_t line = str_find(s, STR("\n"), 0);
    struct str t = str_trim(line == (size_t)-1 ? s : str_sub(s, 0, line));
    buf_cstr(b, "\xE2\x80\x9C");
    if (t.n > LABEL_MAX) {
        size_t cut = LABEL_MAX;
        while (cut > LABEL_MAX / 2 && t.p[cut] != ' ') {
            cut--;
        }
        cut = t.p[cut] == ' ' ? cut : utf8_floor(t, LABEL_MAX);
        buf_add(b, str_trim(str_sub(t, 0, cut)));
        buf_cstr(b, "\xE2\x80\xA6");
    } else {
        buf_add(b, t);
    }
    buf_cstr(b, "\xE2\x80\x9D");
}

void rules_arg_quoted(struct rules_context *c, struct finding *f, struct str s)
{
    rules_put_quoted(c, s);
    rules_arg_text(c, f);
}

void rules_put_number(struct rules_context *c, size_t goal, size_t objective)
{
    if (c->plan->goals.n > 1) {
        buf_int(&c->work->text, (long long)goal + 1);
        buf_char(&c->work->text, '.');
    }
    buf_int(&c->work->text, (long long)objective + 1);
}

void rules_arg_objective(struct rules_context *c, struct finding *f, size_t goal, size_t objective)
{
    rules_put_number(c, goal, objective);
    rules_arg_text(c, f);
}

void rules_rewrite(struct rules_context *c, struct finding *f)
{
    if (c->work->text.n) {
        f->rewrite = take(c);
    }
}

void rules_rewrite_cut(struct rules_context *c, struct finding *f, struct str text, struct span span, struct str with)
{
    buf_add(&c->work->text, str_sub(text, 0, span.from));
    buf_add(&c->work->text, with);
    buf_add(&c->work->text, str_sub(text, span.to, text.n));
    rules_rewrite(c, f);
}

void rules_suggest(struct rules_context *c, struct finding *f, const struct statement *s)
{
    /* Without a sentence there is nothing to write anew; where blanks are left, others would stand beside them. */
    if (s->text.n && !blank_in(s->text)) {
        statement_suggest(s, &c->work->text);
        rules_rewrite(c, f);
    }
}

static bool each_counts(const struct rules_context *c, const struct each *e, size_t i)
{
    return !e->counts || e->counts(c, i);
}

#define TOGETHER_MIN 5 /* so many of the same finding hide the others */

bool rules_together(struct rules_context *c, enum rule_index rule, const char *list, const char *plural, size_t bad,
                    size_t all)
{
    struct buf *b = &c->work->text;
    if (bad < TOGETHER_MIN && (bad < 2 || bad != all)) {
        return false;
    }
    struct finding *f = rules_add(c, rule, PLACE(list), NO_TEXT, WHOLE);
    if (bad < all) {
        buf_int(b, (long long)bad);
        buf_cstr(b, " of the ");
    } else {
        buf_cstr(b, all == 2 ? "either of the " : "any of the ");
    }
    buf_int(b, (long long)all);
    buf_char(b, ' ');
    buf_cstr(b, plural);
    rules_arg_text(c, f);
    return true;
}

void rules_each(struct rules_context *c, const struct each *e)
{
    size_t bad = 0, all = 0;
    for (size_t i = 0; i < e->n; i++) {
        if (each_counts(c, e, i)) {
            all++;
            bad += e->bad(c, i);
        }
    }
    if (bad == 0 || rules_together(c, e->rule, e->list, e->plural, bad, all)) {
        return;
    }
    for (size_t i = 0; i < e->n; i++) {
        if (each_counts(c, e, i) && e->bad(c, i)) {
            rules_arg_quoted(c, rules_add(c, e->rule, PLACE(e->item, i), NO_TEXT, WHOLE), e->label(c, i));
        }
    }
}

/* The upper end of a range, whichever way round it is written; -1 when neither end is there. */
static int64_t larger(struct opt_int a, struct opt_int b)
{
    int64_t x = a.has ? a.v : -1, y = b.has ? b.v : -1;
    return x > y ? x : y;
}

/* Length of the plan in weeks and sessions: the sum of its phases when each has one. */
static void find_length(struct rules_context *c)
{
    const struct plan_duration *d = &c->plan->duration;
    struct rules_work *w = c->work;
    w->start = date_is_set(d->start) ? d->start : c->plan->reviews.plan_date;
    if (date_cmp(d->end, d->start) >= 0) { /* else duration.ends-before-start */
        w->end = d->end;
    }
    w->weeks = w->sessions = d->phases.n ? 0 : -1;
    for (size_t i = 0; i < d->phases.n; i++) {
        const struct plan_phase *p = &d->phases.at[i];
        int64_t weeks = larger(p->weeks_min, p->weeks_max), sessions = larger(p->sessions_min, p->sessions_max);
        w->weeks = weeks < 0 || w->weeks < 0 ? -1 : w->weeks + weeks;
        w->sessions = sessions < 0 || w->sessions < 0 ? -1 : w->sessions + sessions;
    }
    if (date_is_set(w->start) && date_is_set(w->end) && date_cmp(w->start, w->end) <= 0) {
        w->weeks = (date_diff(w->end, w->start) + 6) / 7;
    }
}

static void find_links(struct rules_context *c)
{
    const struct plan *p = c->plan;
    struct rules_work *w = c->work;
    for (size_t i = c->thread->nodes.n; i-- > 0;) {
        w->nodes[c->thread->nodes.at[i].kind] = &c->thread->nodes.at[i];
    }
    for (size_t i = 0; i < p->monitoring.n; i++) {
        const struct measure *m = rules_measure(&p->monitoring.at[i].measure);
        size_t k = m ? rules_measure_index(m) : 0;
        int64_t weeks = rules_cadence_weeks(&p->monitoring.at[i].cadence);
        if (m) {
            bool known = w->followed[k] && w->every[k] >= 0;
            w->every[k] =
                known && (weeks < 0 || weeks > w->every[k]) ? w->every[k] : weeks; /* the most frequent counts */
            w->followed[k] = true;
        }
    }
    for (size_t g = 0; g < p->goals.n; g++) {
        w->active_goals += rules_open(p->goals.at[g].status);
        w->objectives += p->goals.at[g].objectives.n;
    }
}

/* Judges a sentence that was read before (kept), or reads it. One that is not there or cannot be read (too long) is
 * judged neither way. false: no memory. */
static bool read_statement(struct str text, const struct statement *kept, const struct statement_facts *facts,
                           struct arena *a, struct statement *out)
{
    const struct statement *known = plan_reading(kept, text);
    if (known) {
        *out = *known;
        statement_judge(out, facts);
        return true;
    }
    struct judgement *const all[] = {&out->specific, &out->measurable, &out->achievable, &out->relevant,
                                     &out->time_bound};
    if (text.n && text.n <= STATEMENT_TEXT_MAX && statement_read(text, facts, a, out, NULL)) {
        return true;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        all[i]->met = TRI_UNKNOWN;
    }
    return !a->failed;
}

static bool read_statements(struct rules_context *c)
{
    const struct plan *p = c->plan;
    struct statement *goals = arena_array(c->arena, p->goals.n, sizeof *goals);
    struct statement *objectives = arena_array(c->arena, c->work->objectives, sizeof *objectives);
    if (!goals || !objectives) {
        return false;
    }
    c->goal_statements = goals;
    c->objective_statements = objectives;
    for (size_t g = 0; g < p->goals.n; g++) {
        const struct plan_goal *goal = &p->goals.at[g];
        struct statement_facts facts = {.role = ROLE_GOAL, .relevant = TRI_UNKNOWN};
        if (!read_statement(goal->statement, goal->reading, &facts, c->arena, &goals[g])) {
            return false;
        }
        for (size_t o = 0; o < goal->objectives.n; o++) {
            const struct plan_objective *x = &goal->objectives.at[o];
            plan_facts(p, goal, x, &facts);
            facts.role = ROLE_UNKNOWN; /* what it stands as is known; what it is, the sentence tells */
            if (!read_statement(x->statement, x->reading, &facts, c->arena, objectives++)) {
                return false;
            }
        }
    }
    return true;
}

struct order {
    uint64_t key;
    size_t from;
};

/* Merge sort: stable, and no input makes it slow. */
static struct order *sort(struct order *a, struct order *b, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t at = 0; at < n; at += 2 * width) {
            size_t middle = at + width < n ? at + width : n, end = at + 2 * width < n ? at + 2 * width : n;
            for (size_t i = at, l = at, r = middle; i < end; i++) {
                b[i] = l < middle && (r == end || a[l].key <= a[r].key) ? a[l++] : a[r++];
            }
        }
        struct order *swap = a;
        a = b;
        b = swap;
    }
    return a;
}

static bool put_in_order(struct rules_context *c)
{
    struct findings *out = c->out;
    size_t n = out->list.n;
    struct order *a = arena_array(c->arena, n, sizeof *a), *b = arena_array(c->arena, n, sizeof *b);
    struct finding *sorted = arena_array(c->arena, n, sizeof *sorted);
    if (!a || !b || !sorted) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        a[i] = (struct order){c->work->keys.at[i], i};
        out->count[out->list.at[i].rule->severity]++;
    }
    a = sort(a, b, n);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = out->list.at[a[i].from];
    }
    out->list.at = sorted;
    out->list.room = n;
    return true;
}

bool rules_check(const struct plan *p, struct arena *a, struct findings *out, struct err *e)
{
    struct thread thread;
    struct rules_work work = {.weeks = -1, .sessions = -1};
    struct rules_context c = {.plan = p, .thread = &thread, .arena = a, .out = out, .work = &work};
    memset(out, 0, sizeof *out);
    buf_init(&work.text, 0);
    bool ok = thread_build(p, a, &thread, e);
    if (!ok) {
        goto done;
    }
    find_length(&c);
    find_links(&c);
    ok = read_statements(&c);
    for (size_t i = 0; ok && i < RULE_COUNT; i++) {
        const struct rule *r = rules_at(i);
        if (i == 0 || r->check != rules_at(i - 1)->check) {
            r->check(&c);
            ok = !c.failed;
        }
    }
    ok = ok && put_in_order(&c);
    if (!ok) {
        arena_error(a, e);
    }
done:
    buf_free(&work.text);
    return ok;
}
