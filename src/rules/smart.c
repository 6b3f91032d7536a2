/*
 * smart.c: specific, measurable, achievable, relevant, time-bound, for goals and objectives; what target, baseline,
 * measure and date must have to do with each other. Rows: table/smart.def.
 */
#include "plan/blank.h"
#include "plan/objective.h"
#include "plan/shape.h"
#include "plan/target.h"
#include "rules/check.h"

#include "statement/reason.h"

#include <math.h>
#include <string.h>

#define NO_OBJECTIVE ((size_t)-1) /* the goal itself */

/* Calls `each` for every objective that is still open, with its sentence as read. */
static void for_objectives(struct rules_context *c,
                           void (*each)(struct rules_context *c, size_t g, size_t o, const struct statement *s))
{
    const struct statement *s = c->objective_statements;
    for (size_t g = 0; g < c->plan->goals.n; g++) {
        const struct plan_goal *goal = &c->plan->goals.at[g];
        for (size_t o = 0; o < goal->objectives.n; o++, s++) {
            if (rules_open(goal->status) && rules_open(goal->objectives.at[o].status)) {
                each(c, g, o, s);
            }
        }
    }
}

static const struct plan_objective *objective_at(const struct rules_context *c, size_t g, size_t o)
{
    return &c->plan->goals.at[g].objectives.at[o];
}

/* A finding at the objective's sentence, its number as the first argument. */
static struct finding *add_objective(struct rules_context *c, enum rule_index rule, size_t g, size_t o,
                                     struct span span)
{
    struct str text = objective_at(c, g, o)->statement;
    struct finding *f = rules_add(
        c, rule, text.n ? PLACE("/goals/#/objectives/#/statement", g, o) : PLACE("/goals/#/objectives/#", g, o),
        text.n ? text : NO_TEXT, text.n ? span : WHOLE);
    rules_arg_objective(c, f, g, o);
    return f;
}

static void mark_vague_words(struct finding *f, const struct statement *s)
{
    for (size_t i = 0; i < s->vague_count && i <= FINDING_ALSO_MAX; i++) {
        if (i == 0) {
            f->span = s->vague[i].span;
        } else {
            f->also[f->also_count++] = s->vague[i].span;
        }
    }
}

/* The vague words marked, and as the argument `: "better", "soon"`. */
static void add_vague_words(struct rules_context *c, struct finding *f, const struct statement *s)
{
    mark_vague_words(f, s);
    for (size_t i = 0; i < s->vague_count && i <= FINDING_ALSO_MAX; i++) {
        buf_cstr(&c->work->text, i ? ", \xE2\x80\x9C" : ": \xE2\x80\x9C");
        buf_add(&c->work->text, str_sub(s->text, s->vague[i].span.from, s->vague[i].span.to));
        buf_cstr(&c->work->text, "\xE2\x80\x9D");
    }
    rules_arg_text(c, f);
    f->reason = statement_reason_text(s->specific.reason);
    rules_suggest(c, f, s);
}

/* Whether a blank of the sentence stands for what is asked. What is still to be filled in is told by text.blank, once.
 * head: what stands before it; words: "[date, week or session]" */
static bool any_blank(struct str sentence, bool (*stands)(struct str head, struct str words))
{
    struct span at = {0, 0};
    while (blank_find(sentence, at.to, &at)) {
        if (stands(str_trim(str_sub(sentence, 0, at.from)), str_sub(sentence, at.from, at.to))) {
            return true;
        }
    }
    return false;
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* The word as a whole: "date", not "update" or "dates". */
static bool has_word(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t at = 0; (at = str_find_ci(s, str_of(word), at)) != (size_t)-1; at++) {
        if ((at == 0 || !is_letter(s.p[at - 1])) && (at + n == s.n || !is_letter(s.p[at + n]))) {
            return true;
        }
    }
    return false;
}

/* "[target score]", "[how often now]", "[which ones, or how many]"; not "[which safety behavior]". */
static bool is_measure_blank(struct str head, struct str words)
{
    static const char *const begins[] = {"[how often", "[how well", "[how much", "[which ones", "[a behavio"};
    bool found = str_ends_ci(head, STR("shown by")) || str_ends_ci(head, STR("measured by")) ||
                 has_word(words, "score") || has_word(words, "measure");
    for (size_t i = 0; i < sizeof begins / sizeof *begins && !found; i++) {
        found = str_starts_ci(words, str_of(begins[i]));
    }
    return found;
}

/* "by [date, week or session]", "within [how many] weeks"; not "cut drinking by [how much]". */
static bool is_deadline_blank(struct str head, struct str words)
{
    static const char *const times[] = {"day", "week", "month", "session", "visit", "when"};
    bool by =
        str_ends_ci(head, STR(" by")) && !str_ends_ci(head, STR("shown by")) && !str_ends_ci(head, STR("measured by"));
    bool found = str_ends_ci(head, STR(" within")) || str_ends_ci(head, STR(" until")) || has_word(words, "date");
    for (size_t i = 0; i < sizeof times / sizeof *times && !found; i++) {
        found = by && has_word(words, times[i]);
    }
    return found;
}

static bool is_measured(const struct plan_objective *o, const struct statement *s)
{
    return rules_is_measured(o) || s->measurable.met == TRI_YES || any_blank(o->statement, is_measure_blank) ||
           (s->slots.frequency.text.n && blank_in(o->statement));
}

void smart_goal(struct rules_context *c)
{
    const struct statement *objectives = c->objective_statements;
    for (size_t g = 0; g < c->plan->goals.n; g++) {
        const struct plan_goal *goal = &c->plan->goals.at[g];
        const struct statement *s = &c->goal_statements[g];
        bool measured = goal->target.value.has || goal->measure.name.n;
        for (size_t o = 0; o < goal->objectives.n; o++, objectives++) {
            measured = measured || is_measured(&goal->objectives.at[o], objectives);
        }
        /* With objectives, that nothing is measured is said there; here only the words that say nothing. */
        bool vague = s->text.n && s->specific.met == TRI_NO && !measured && (goal->objectives.n == 0 || s->vague_count);
        if (vague && rules_open(goal->status)) {
            struct finding *f = rules_add(c, RULE_GOAL_VAGUE, PLACE("/goals/#/statement", g), goal->statement, WHOLE);
            rules_arg_int(c, f, (int64_t)g + 1);
            add_vague_words(c, f, s);
        }
    }
}

static bool has_target(const struct plan_objective *o, const struct statement *s)
{
    if (o->target.value.has || o->target.text.n || s->slots.target_value.text.n) {
        return true;
    }
    if (blank_in(o->statement)) {
        return true; /* text.blank: the number may be what is still to be filled in */
    }
    /* A count in a period, or a task that is done or not done. A scale alone says in which direction, not how far. */
    bool scale = rules_measure(&o->measure) != NULL;
    return s->slots.frequency.text.n || o->frequency.count_min.has || (s->measurable.met == TRI_YES && !scale);
}

/* Stated, and a day that exists. */
static bool is_due(struct rules_context *c, const struct plan_due *due)
{
    struct span day;
    return rules_due_is_set(due) && !rules_no_such_day(c, due, &day);
}

static bool has_deadline(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    return s->time_bound.met == TRI_YES || any_blank(s->text, is_deadline_blank) ||
           is_due(c, &objective_at(c, g, o)->due) || is_due(c, &c->plan->goals.at[g].due);
}

static void check_deadline(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    const struct slot *often = &s->slots.frequency, *run = &s->slots.duration;
    struct span day;
    struct finding *f;
    if (has_deadline(c, g, o, s) || s->time_bound.reason == REASON_T_NO_SUCH_DAY ||
        rules_no_such_day(c, &objective_at(c, g, o)->due, &day) ||
        rules_no_such_day(c, &c->plan->goals.at[g].due, &day)) {
        return; /* objective.no-such-day */
    }
    if (run->text.n && str_find_ci(run->text, STR("consecutive"), 0) != (size_t)-1) {
        f = add_objective(c, RULE_OBJECTIVE_RUN_AS_DEADLINE, g, o, run->span);
        rules_arg(f, str_sub(s->text, run->span.from, run->span.to));
    } else if (often->text.n) {
        f = add_objective(c, RULE_OBJECTIVE_FREQUENCY_AS_DEADLINE, g, o, often->span);
        rules_arg(f, str_sub(s->text, often->span.from, often->span.to));
    } else {
        f = add_objective(c, RULE_OBJECTIVE_NO_DEADLINE, g, o, s->time_bound.span);
        f->reason = s->text.n ? statement_reason_text(s->time_bound.reason) : NULL;
    }
    rules_suggest(c, f, s);
}

static bool is_relative(const struct plan_target *t)
{
    return t->kind == TARGET_CHANGE || t->kind == TARGET_PERCENT || target_is_by(t->comparator);
}

/* "60-70 %", "5 points", "6" */
static void put_target(struct buf *b, const struct plan_target *t)
{
    dec_put(b, t->value);
    if (t->high.has) {
        buf_char(b, '-');
        dec_put(b, t->high);
    }
    if (t->kind == TARGET_PERCENT) {
        buf_cstr(b, " %");
    } else if (t->unit.n) {
        buf_char(b, ' ');
        buf_add(b, t->unit);
    }
}

static void check_baseline(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    const struct plan_objective *x = objective_at(c, g, o);
    const struct plan_target *t = &x->target;
    if (x->baseline.value.has || x->baseline.text.n || s->slots.baseline.text.n || !t->value.has) {
        return;
    }
    struct span at = s->slots.target_value.span, unit = s->slots.target_unit.span;
    at.to = unit.to > at.to && unit.from <= at.to + 1 ? unit.to : at.to;
    if (is_relative(t)) {
        struct finding *f = add_objective(c, RULE_OBJECTIVE_NO_BASELINE, g, o, at);
        put_target(&c->work->text, t);
        rules_arg_text(c, f);
        if (at.to > at.from) {
            rules_rewrite_cut(c, f, s->text, (struct span){at.to, at.to}, STR(" from [score today]"));
        }
    } else if (rules_measure(&x->measure) || t->comparator == PLAN_CMP_REDUCE_TO ||
               t->comparator == PLAN_CMP_INCREASE_TO ||
               (t->comparator == PLAN_CMP_AT_MOST && s->slots.frequency.text.n)) {
        add_objective(c, RULE_OBJECTIVE_NO_STARTING_POINT, g, o, at);
    }
}

static void check_several(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    struct span second = WHOLE;
    size_t n = criteria_count(s->text, &second);
    if (n) {
        rules_arg_int(c, add_objective(c, RULE_OBJECTIVE_SEVERAL_TARGETS, g, o, second), (int64_t)n);
    }
}

static void check_objective(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    const struct plan_objective *x = objective_at(c, g, o);
    bool measured = is_measured(x, s), target = has_target(x, s);
    if (!x->statement.n && !x->name.n && !measured) {
        return; /* objective.no-statement */
    }
    if (s->role == ROLE_INTERVENTION) {
        add_objective(c, RULE_OBJECTIVE_IS_INTERVENTION, g, o, s->slots.actor_span);
        return;
    }
    if (!measured && !target && s->specific.met != TRI_YES && !has_deadline(c, g, o, s)) {
        struct finding *f = add_objective(c, RULE_OBJECTIVE_BROAD, g, o, WHOLE);
        mark_vague_words(f, s);
        rules_suggest(c, f, s);
        return;
    }
    if (s->specific.met == TRI_NO && !any_blank(x->statement, is_measure_blank)) {
        add_vague_words(c, add_objective(c, RULE_OBJECTIVE_VAGUE, g, o, s->specific.span), s);
    }
    if (!measured) {
        struct finding *f = add_objective(c, RULE_OBJECTIVE_NO_MEASURE, g, o, s->measurable.span);
        f->reason = s->text.n ? statement_reason_text(s->measurable.reason) : NULL;
        rules_suggest(c, f, s);
    } else if (!target) {
        struct finding *f = add_objective(c, RULE_OBJECTIVE_NO_TARGET, g, o, s->slots.measure.span);
        rules_suggest(c, f, s);
    }
    check_deadline(c, g, o, s);
    check_baseline(c, g, o, s);
    check_several(c, g, o, s);
}

void smart_objective(struct rules_context *c)
{
    for_objectives(c, check_objective);
}

/* ---- long sentences ---- */

#define LONG_WORDS 50

static int64_t count_words(struct str s)
{
    int64_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += s.p[i] != ' ' && (i == 0 || s.p[i - 1] == ' ');
    }
    return n;
}

static void check_long(struct rules_context *c, struct place place, struct str text, const char *what)
{
    int64_t n = count_words(text);
    if (n > LONG_WORDS) {
        struct finding *f = rules_add(c, RULE_OBJECTIVE_LONG, place, text, WHOLE);
        rules_arg(f, str_of(what));
        rules_arg_int(c, f, n);
    }
}

void smart_long(struct rules_context *c)
{
    for (size_t g = 0; g < c->plan->goals.n; g++) {
        const struct plan_goal *goal = &c->plan->goals.at[g];
        check_long(c, PLACE("/goals/#/statement", g), goal->statement, "The goal");
        for (size_t o = 0; o < goal->objectives.n; o++) {
            check_long(c, PLACE("/goals/#/objectives/#/statement", g, o), goal->objectives.at[o].statement,
                       "The objective");
        }
    }
}

/* ---- target, baseline and measure ---- */

static bool in_range(const struct measure *m, double v)
{
    return (v >= m->min && v <= m->max) || (m->has_raw_range && v >= m->raw_min && v <= m->raw_max);
}

/* The score that cannot be, the measure and its range as arguments. */
static void add_range(struct rules_context *c, struct finding *f, double value, const struct measure *m)
{
    rules_put_double(&c->work->text, value);
    rules_arg_text(c, f);
    rules_arg(f, str_of(m->name));
    rules_put_range(&c->work->text, m);
    rules_arg_text(c, f);
}

/* The end of the target that asks for the most, and the one that asks for the least. */
struct asked {
    double best, least;
};

static struct asked asked_of(const struct plan_target *t, bool lower)
{
    double low = dec_to_double(t->value), high = t->high.has ? dec_to_double(t->high) : low;
    return lower ? (struct asked){fmin(low, high), fmax(low, high)} : (struct asked){fmax(low, high), fmin(low, high)};
}

static bool lower_is_better(const struct plan_target *t, const struct measure *m)
{
    return m ? m->lower_is_better : target_way_to(t->comparator) < 0;
}

/* Does the target say which way is better, and in the unit of the baseline? */
static bool comparable(const struct plan_objective *x, const struct measure *m)
{
    enum plan_comparator how = x->target.comparator;
    bool direction = target_way_to(how) != 0;
    bool units = !x->baseline.unit.n || !x->target.unit.n || str_eq_ci(x->baseline.unit, x->target.unit);
    return how != PLAN_CMP_MAINTAIN && how != PLAN_CMP_EXACT && units && (m || direction);
}

static void check_better(struct rules_context *c, size_t g, size_t o, const struct statement *s,
                         const struct measure *m)
{
    const struct plan_objective *x = objective_at(c, g, o);
    bool lower = lower_is_better(&x->target, m);
    double from = dec_to_double(x->baseline.value), to = asked_of(&x->target, lower).best;
    if (!comparable(x, m) || (lower ? to < from : to > from)) {
        return;
    }
    struct finding *f = add_objective(c, RULE_TARGET_NOT_BETTER, g, o, s->slots.target_value.span);
    rules_put_double(&c->work->text, to);
    rules_arg_text(c, f);
    rules_put_double(&c->work->text, from);
    rules_arg_text(c, f);
}

/* The largest change asked for, in points; 0 when it cannot be worked out. */
static double points_asked(const struct plan_objective *x, const struct statement *s, const struct measure *m)
{
    const struct plan_target *t = &x->target;
    if (t->kind == TARGET_PERCENT) {
        bool known = s->meant_low.has && x->baseline.value.has;
        double from = dec_to_double(x->baseline.value);
        return known ? fmax(fabs(from - dec_to_double(s->meant_low)), fabs(from - dec_to_double(s->meant_high))) : 0;
    }
    if (is_relative(t)) {
        return fmax(dec_to_double(t->value), t->high.has ? dec_to_double(t->high) : 0);
    }
    return x->baseline.value.has ? fabs(dec_to_double(x->baseline.value) - asked_of(t, m->lower_is_better).best) : 0;
}

static void check_small(struct rules_context *c, size_t g, size_t o, const struct statement *s, const struct measure *m)
{
    double points = points_asked(objective_at(c, g, o), s, m);
    if (!m->has_reliable_change || points <= 0 || points >= m->reliable_change) {
        return;
    }
    enum rule_index rule =
        m->reliable_change_confirmed ? RULE_TARGET_SMALL_CHANGE : RULE_TARGET_SMALL_CHANGE_UNCONFIRMED;
    struct finding *f = add_objective(c, rule, g, o, s->slots.target_value.span);
    rules_put_double(&c->work->text, points);
    buf_cstr(&c->work->text, points == 1 ? " point" : " points");
    rules_arg_text(c, f);
    rules_arg(f, str_of(m->name));
    rules_put_double(&c->work->text, m->reliable_change);
    rules_arg_text(c, f);
}

static void check_followed(struct rules_context *c, size_t g, size_t o, const struct statement *s,
                           const struct measure *m)
{
    const struct plan_objective *x = objective_at(c, g, o);
    if (!rules_follows(c->plan)) {
        return; /* plan.no-monitoring */
    }
    if (!c->work->followed[rules_measure_index(m)]) {
        struct finding *f = add_objective(c, RULE_OBJECTIVE_MEASURE_NOT_FOLLOWED, g, o, s->slots.measure.span);
        rules_arg(f, str_of(m->name));
        return;
    }
    struct due due = rules_due(c, &x->due);
    int64_t every = c->work->every[rules_measure_index(m)];
    if (due.weeks >= 0 && every > due.weeks) {
        struct finding *f = add_objective(c, RULE_TARGET_BEFORE_SECOND_SCORE, g, o, s->slots.deadline.span);
        buf_int(&c->work->text, due.weeks);
        buf_cstr(&c->work->text, due.weeks == 1 ? " week" : " weeks");
        rules_arg_text(c, f);
        buf_int(&c->work->text, every);
        buf_cstr(&c->work->text, " weeks");
        rules_arg_text(c, f);
    }
}

static void check_target(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    const struct plan_objective *x = objective_at(c, g, o);
    const struct plan_target *t = &x->target;
    const struct measure *m = rules_measure(&x->measure);
    bool absolute = t->value.has && !is_relative(t);
    if (m && m->has_range) {
        double from = dec_to_double(x->baseline.value);
        struct asked asked = asked_of(t, m->lower_is_better);
        if (x->baseline.value.has && !in_range(m, from)) {
            add_range(c, add_objective(c, RULE_BASELINE_OUT_OF_RANGE, g, o, s->slots.baseline.span), from, m);
            return;
        }
        if (absolute && (!in_range(m, asked.best) || !in_range(m, asked.least))) {
            struct finding *f = add_objective(c, RULE_TARGET_OUT_OF_RANGE, g, o, s->slots.target_value.span);
            add_range(c, f, in_range(m, asked.best) ? asked.least : asked.best, m);
            return;
        }
    }
    if (absolute && x->baseline.value.has) {
        check_better(c, g, o, s, m);
    }
    if (m) {
        if (t->value.has) {
            check_small(c, g, o, s, m);
        }
        check_followed(c, g, o, s, m);
    }
}

void smart_target(struct rules_context *c)
{
    for_objectives(c, check_target);
}

/* ---- dates ---- */

static void put_date(struct buf *b, const char *before, struct date d)
{
    char text[DATE_TEXT_SIZE];
    buf_cstr(b, before);
    buf_cstr(b, date_format(d, text));
}

static void put_number(struct buf *b, const char *before, int64_t n)
{
    buf_cstr(b, before);
    buf_int(b, n);
}

static void check_end(struct rules_context *c, size_t g, size_t o, struct span span, struct due due)
{
    const struct rules_work *w = c->work;
    bool date = date_is_set(due.date) && date_is_set(w->end) && date_cmp(due.date, w->end) > 0;
    bool week = !date && due.weeks >= 0 && w->weeks >= 0 && due.weeks > w->weeks;
    bool session = !date && !week && due.session >= 0 && w->sessions >= 0 && due.session > w->sessions;
    if (!date && !week && !session) {
        return;
    }
    struct finding *f = add_objective(c, RULE_OBJECTIVE_DUE_AFTER_END, g, o, span);
    for (int end = 0; end < 2; end++) {
        if (date) {
            put_date(&c->work->text, "on ", end ? w->end : due.date);
        } else if (week) {
            put_number(&c->work->text, "in week ", end ? w->weeks : due.weeks);
        } else {
            put_number(&c->work->text, "in session ", end ? w->sessions : due.session);
        }
        rules_arg_text(c, f);
    }
}

static void check_due(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    const struct plan_objective *x = objective_at(c, g, o);
    struct due due = rules_due(c, &x->due);
    struct span span = s->slots.deadline.span;
    if (date_is_set(x->due.date) && date_is_set(c->work->start) && date_cmp(x->due.date, c->work->start) < 0) {
        struct finding *f = add_objective(c, RULE_OBJECTIVE_DUE_BEFORE_START, g, o, span);
        rules_arg_date(c, f, due.date);
        rules_arg_date(c, f, c->work->start);
        return;
    }
    check_end(c, g, o, span, due);
    bool closed = x->achievement == ACHIEVEMENT_ACHIEVED || x->achievement == ACHIEVEMENT_NOT_ACHIEVED;
    struct date held = rules_last_review(c->plan);
    if (!closed && date_is_set(due.date) && date_is_set(held) && date_cmp(due.date, held) < 0) {
        struct finding *f = add_objective(c, RULE_OBJECTIVE_DUE_PASSED, g, o, span);
        rules_arg_date(c, f, due.date);
        rules_arg_date(c, f, held);
    }
}

/* {0}: "Objective 2.1", "Goal 2" */
static void put_subject(struct rules_context *c, struct finding *f, size_t g, size_t o)
{
    if (o == NO_OBJECTIVE) {
        put_number(&c->work->text, "Goal ", (int64_t)g + 1);
    } else {
        buf_cstr(&c->work->text, "Objective ");
        rules_put_number(c, g, o);
    }
    rules_arg_text(c, f);
}

/* A date that no calendar has: in the sentence, or in the field beside it. */
static void add_no_such_day(struct rules_context *c, size_t g, size_t o, const struct statement *s,
                            const struct plan_due *due)
{
    bool goal = o == NO_OBJECTIVE;
    struct span day = s->time_bound.span;
    struct str text = goal ? c->plan->goals.at[g].statement : objective_at(c, g, o)->statement;
    struct place place = goal ? PLACE("/goals/#/statement", g) : PLACE("/goals/#/objectives/#/statement", g, o);
    bool sentence = s->time_bound.reason == REASON_T_NO_SUCH_DAY;
    if (!sentence && !rules_no_such_day(c, due, &day)) {
        return;
    }
    if (!sentence) {
        text = due->text;
        place = goal ? PLACE("/goals/#/due/text", g) : PLACE("/goals/#/objectives/#/due/text", g, o);
    }
    struct finding *f = rules_add(c, RULE_OBJECTIVE_NO_SUCH_DAY, place, text, day);
    put_subject(c, f, g, o);
    rules_arg(f, str_sub(text, day.from, day.to));
    if (sentence) {
        rules_suggest(c, f, s);
    }
}

static void check_objective_day(struct rules_context *c, size_t g, size_t o, const struct statement *s)
{
    add_no_such_day(c, g, o, s, &objective_at(c, g, o)->due);
}

void smart_day(struct rules_context *c)
{
    for (size_t g = 0; g < c->plan->goals.n; g++) {
        if (rules_open(c->plan->goals.at[g].status)) {
            add_no_such_day(c, g, NO_OBJECTIVE, &c->goal_statements[g], &c->plan->goals.at[g].due);
        }
    }
    for_objectives(c, check_objective_day);
}

void smart_due(struct rules_context *c)
{
    for_objectives(c, check_due);
}

/* One finding a sentence, of the first thing that cannot be right, else of the first in other words. */
static void check_fields(struct rules_context *c, size_t g, size_t k, const struct statement *s)
{
    const struct plan_objective *o = objective_at(c, g, k);
    struct objective_clash all[OBJECTIVE_CLASHES], *told = all;
    struct span second;
    size_t n = 0;
    if (blank_in(o->statement)) {
        return; /* text.blank */
    }
    if (!objective_clashes(o, c->arena, all, &n, NULL)) {
        c->failed = true;
        return;
    }
    if (!n) {
        return;
    }
    for (size_t i = n; i-- > 0;) {
        told = all[i].certain ? &all[i] : told;
    }
    /* Of several targets in a sentence the reader takes one, and the field may be another of them. */
    enum rule_index rule = told->certain && !criteria_count(s->text, &second) ? RULE_OBJECTIVE_CONTRADICTS_FIELDS
                                                                              : RULE_OBJECTIVE_DIFFERS_FROM_FIELDS;
    struct str words = told->sentence;
    size_t at = words.n ? str_find(o->statement, words, 0) : (size_t)-1;
    struct span span = at == (size_t)-1 ? WHOLE : (struct span){at, at + words.n};
    struct finding *f = rules_add(c, rule, PLACE("/goals/#/objectives/#/statement", g, k), o->statement, span);
    rules_arg_objective(c, f, g, k);
    rules_arg_quoted(c, f, told->sentence);
    rules_arg_quoted(c, f, told->beside);
    rules_arg(f, str_of(told->field));
    if (rule != RULE_OBJECTIVE_CONTRADICTS_FIELDS) {
        return;
    }
    if (!objective_settle(o, objective_who(c->plan), c->arena, &c->work->text, NULL)) {
        c->failed = true;
        return;
    }
    rules_rewrite(c, f);
}

void smart_fields(struct rules_context *c)
{
    for_objectives(c, check_fields);
}
