/* report.c: the report: what stands where, goal by goal, other measures, what to talk about, the next look. */
#include "render/report.h"

#include "render/pdf_parts.h"
#include "render/report_parts.h"

/* While an answer about risk is open, nothing is called met, reached or on course. */
static bool held_back(const struct report_make *g, const struct standing *s)
{
    return g->w->follow->alert_open && standing_is_good(s->state);
}

/* Calm words, the same for both readers. */
static const char *state_words(const struct report_make *g, const struct standing *s)
{
    static const char *const words[STANDING_STATE_COUNT] = {
        "not measured yet",    "too early to say",         "on course",
        "no clear change yet", "harder than at the start", "met",
        "slower than planned", "no clear change yet",      "the date has passed",
        "target reached",      "no target to compare with"};

    return held_back(g, s) ? "to talk about first" : words[s->state];
}

static void say_on_date(struct report_make *g, double v, struct date d)
{
    report_say_number(&g->m, v);
    if (date_is_set(d)) {
        buf_cstr(&g->m.word, " on ");
        report_say_day(g, d);
    }
}

/* "6 or less by 1 December 2026" */
static void say_target(struct report_make *g, const struct standing *s)
{
    struct buf *b = &g->m.word;

    if (!s->has_target)
        return;
    report_say_range(&g->m, s->target, s->target_far);
    if (s->target == s->target_far)
        buf_cstr(b, s->lower_is_better ? " or less" : " or more");
    if (date_is_set(s->due)) {
        buf_cstr(b, " by ");
        report_say_day(g, s->due);
    }
    buf_cstr(b, s->due_past ? " (the date has passed)" : "");
}

static struct str measure_name(struct report_make *g, const struct standing *s)
{
    if (s->course.name.n)
        return doc_clean(&g->m, s->course.name);
    return doc_clean(&g->m, s->objective->measure.name);
}

static struct str objective_number(struct report_make *g, const struct standing *s)
{
    return doc_objective_number(&g->m, (size_t)(s->goal - g->w->plan->goals.at),
                                (size_t)(s->objective - s->goal->objectives.at));
}

static void put_summary(struct report_make *g, struct doc_node *section)
{
    const struct str heads[] = {STR("Objective"), STR("Where it began"), STR("Now"), STR("Target"), STR("Standing")};
    const struct follow *f = g->w->follow;
    struct doc_make *m = &g->m;
    struct doc_node *table;

    if (!f->objectives.n)
        return;
    table = doc_add(m, section, DOC_TABLE);
    table->flags |= DOC_EVEN;
    buf_cstr(&m->word, "Where each objective stands on ");
    doc_say_date(m, g->on);
    table->text = doc_word(m);
    doc_cells(m, table, DOC_HEAD, heads, sizeof heads / sizeof *heads);
    for (size_t i = 0; i < f->objectives.n; i++) {
        const struct standing *s = &f->objectives.at[i];
        struct str cells[5] = {objective_number(g, s)};
        struct doc_node *row;
        if (s->has_baseline)
            say_on_date(g, s->baseline, s->baseline_on);
        cells[1] = doc_word(m);
        if (s->has_latest)
            say_on_date(g, s->latest, s->latest_on);
        cells[2] = doc_word(m);
        say_target(g, s);
        cells[3] = doc_word(m);
        buf_cstr(&m->word, state_words(g, s));
        cells[4] = doc_word_large(m);
        row = doc_cells(m, table, DOC_TR, cells, 5);
        if (!m->failed)
            row->first->meta = measure_name(g, s);
    }
}

/* "due from 20 October, at the latest on 3 November" */
static struct str next_review(struct report_make *g)
{
    const struct clock *c = &g->w->follow->review;
    struct doc_make *m = &g->m;

    if (!date_is_set(c->due))
        return (struct str){NULL, 0};
    if (date_is_set(c->overdue) && date_cmp(c->due, c->overdue) != 0) {
        report_say_day(g, c->due);
        buf_cstr(&m->word, " to ");
        report_say_day(g, c->overdue);
    } else {
        report_say_day(g, c->due);
    }
    if (c->state == CLOCK_OVERDUE)
        buf_cstr(&m->word, " (has passed)");
    return doc_word(m);
}

static void put_fact(struct report_make *g, struct doc_node *facts, const char *label, struct str value)
{
    doc_row(&g->m, facts, label, value);
}

static struct str days_facts(struct report_make *g)
{
    doc_say_date(&g->m, g->w->follow->start);
    return doc_word(&g->m);
}

static struct str number_fact(struct report_make *g, int n)
{
    if (n > 0)
        buf_int(&g->m.word, n);
    return doc_word(&g->m);
}

static void put_glance(struct report_make *g)
{
    const struct follow *f = g->w->follow;
    struct doc_node *section = doc_section(&g->m, "At a glance", "glance"), *facts;

    facts = doc_add(&g->m, section, DOC_FACTS);
    put_fact(g, facts, "Began on", days_facts(g));
    put_fact(g, facts, "Week", number_fact(g, f->week));
    put_fact(g, facts, "Sessions so far", number_fact(g, f->sessions));
    put_fact(g, facts, "Next look at the plan", next_review(g));
    if (!facts->first && !g->m.failed) /* nothing to say: no empty frame */
        section->first = section->last = NULL;
    put_summary(g, section);
}

/* "Now 9, down 6 since 8 September." */
static void say_course(struct report_make *g, const struct series_course *c)
{
    struct doc_make *m = &g->m;
    const struct series_point *first, *last;

    if (!c->points.n) {
        buf_cstr(&m->word, "Nothing has been recorded yet.");
        return;
    }
    first = &c->points.at[0];
    last = &c->points.at[c->points.n - 1];
    if (c->points.n == 1) {
        say_on_date(g, first->value, first->date);
        buf_cstr(&m->word, ". Change can be told from the second value on.");
        return;
    }
    buf_cstr(&m->word, "Now ");
    report_say_number(m, last->value);
    buf_cstr(&m->word, ", ");
    report_say_change(m, last->value - first->value);
    buf_cstr(&m->word, last->value == first->value ? " as on " : " since ");
    report_say_day(g, first->date);
    buf_cstr(&m->word, ".");
}

/* Plain words for the client: the numbers and the target, no verdict. */
static void say_to_client(struct report_make *g, const struct standing *s)
{
    say_course(g, &s->course);
    if (!s->has_target || !s->has_latest || g->w->follow->alert_open)
        return;
    buf_cstr(&g->m.word, s->at_target ? " That is at the target of " : " Not yet at the target of ");
    report_say_range(&g->m, s->target, s->target_far);
    buf_cstr(&g->m.word, ".");
}

/* ---- goals ---- */

static void put_objective(struct report_make *g, struct doc_node *goal, const struct standing *s)
{
    struct doc_make *m = &g->m;
    const struct plan_objective *o = s->objective;
    struct str words = o->statement.n ? o->statement : o->name;
    struct doc_node *entry = doc_entry(m, goal, objective_number(g, s), doc_clean(m, words));
    struct report_course c = {.course = &s->course,
                              .measure = s->measure,
                              .higher_is_better = !s->lower_is_better,
                              .has_start = s->has_baseline,
                              .start = s->baseline,
                              .standing = s};

    entry->flags |= DOC_LEAD;
    doc_say(m, measure_name(g, s));
    doc_dot(m);
    buf_cstr(&m->word, state_words(g, s));
    entry->meta = doc_word_large(m);
    if (g->w->for_client) {
        say_to_client(g, s);
    } else if (!held_back(g, s)) {
        standing_put_sentence(s, g->on, &m->word);
    } else if (s->has_latest) {
        say_on_date(g, s->latest, s->latest_on);
        buf_cstr(&m->word, ".");
    }
    doc_add_text(m, entry, DOC_PARA, doc_word(m));
    report_put_course(g, entry, &c);
    if (!g->w->for_client) {
        struct doc_node *n;
        standing_put_advice(s, &m->word);
        n = doc_add_text(m, entry, DOC_PARA, doc_word(m));
        if (n)
            n->label = STR("About the target");
    }
}

static void put_goal(struct report_make *g, struct doc_node *section, const struct plan_goal *v)
{
    const struct follow *f = g->w->follow;
    struct doc_make *m = &g->m;
    size_t number = (size_t)(v - g->w->plan->goals.at);
    struct doc_node *entry =
        doc_entry(m, section, doc_number(m, "Goal", number + 1), doc_clean(m, v->statement.n ? v->statement : v->name));

    entry->flags |= DOC_LEAD;
    buf_cstr(&m->word, "goal-");
    buf_int(&m->word, (long long)number + 1);
    entry->anchor = doc_word(m);
    for (size_t i = 0; i < f->goals.n && !f->alert_open; i++)
        if (f->goals.at[i].goal == v)
            entry->meta = f->goals.at[i].met     ? STR("Met, as both of you said")
                          : f->goals.at[i].ready ? STR("Every objective is met: is the goal met too?")
                                                 : entry->meta;
    doc_row_quote(m, entry, g->w->for_client ? "In your words" : "In the client’s words", v->client_words);
    for (size_t i = 0; i < f->objectives.n; i++)
        if (f->objectives.at[i].goal == v)
            put_objective(g, entry, &f->objectives.at[i]);
}

static void put_goals(struct report_make *g)
{
    const struct plan *p = g->w->plan;
    struct doc_node *section;

    if (!p->goals.n)
        return;
    section = doc_section(&g->m, "What the plan aims at", "goals");
    for (size_t i = 0; i < p->goals.n; i++)
        put_goal(g, section, &p->goals.at[i]);
}

/* ---- measures that no objective is behind ---- */

/* Whether an objective's course shows this entry already. */
static bool is_shown(const struct report_make *g, const struct series_entry *x)
{
    const struct follow *f = g->w->follow;

    for (size_t i = 0; i < f->objectives.n; i++) {
        const struct series_course *c = &f->objectives.at[i].course;
        if (x->type == SERIES_SCORE ? x->measure == c->measure
                                    : x->objective.n && str_eq(x->objective, f->objectives.at[i].objective->id))
            return true;
        for (size_t k = 0; k < c->points.n; k++)
            if (c->points.at[k].entry == x)
                return true;
    }
    return false;
}

/* Whether an entry before it is about the same thing. */
static bool is_first(const struct series *s, size_t at)
{
    const struct series_entry *x = &s->entries.at[at];

    for (size_t i = 0; i < at; i++) {
        const struct series_entry *y = &s->entries.at[i];
        if (y->type == x->type && y->measure == x->measure && str_eq_ci(y->name, x->name) && str_eq(y->goal, x->goal))
            return false;
    }
    return true;
}

static const struct plan_goal *goal_of(const struct plan *p, struct str id)
{
    for (size_t i = 0; id.n && i < p->goals.n; i++)
        if (str_eq(p->goals.at[i].id, id))
            return &p->goals.at[i];
    return NULL;
}

static bool find_course(struct report_make *g, const struct series_entry *x, struct series_course *out)
{
    const struct plan_goal *goal = goal_of(g->w->plan, x->goal);

    if (x->type == SERIES_SCORE)
        return series_of_instrument(g->w->series, x->measure, g->on, g->m.a, out, NULL);
    if (goal)
        return series_of_goal(g->w->series, goal, g->on, g->m.a, out, NULL);
    return series_of_name(g->w->series, x->name, g->on, g->m.a, out, NULL);
}

static void put_other(struct report_make *g, struct doc_node *section, const struct series_course *course)
{
    struct doc_make *m = &g->m;
    struct doc_node *entry;
    struct report_course c = {.course = course,
                              .measure = course->measure,
                              .higher_is_better = course->measure && !course->measure->lower_is_better};
    struct str name;

    doc_say(m, course->name);
    name = doc_word_large(m);
    entry = doc_entry(m, section, name, (struct str){NULL, 0});
    if (course->measure)
        entry->text = str_of(course->measure->title);
    say_course(g, course);
    doc_add_text(m, entry, DOC_PARA, doc_word(m));
    report_put_course(g, entry, &c);
}

static bool is_value(const struct series_entry *x)
{
    return x->type == SERIES_SCORE || x->type == SERIES_COUNT || x->type == SERIES_RATING || x->type == SERIES_DIARY;
}

static void put_others(struct report_make *g)
{
    const struct series *s = g->w->series;
    struct doc_node *section = NULL;

    for (size_t i = 0; i < s->entries.n && !g->m.failed; i++) {
        const struct series_entry *x = &s->entries.at[i];
        struct series_course *course;
        if (!is_value(x) || !series_holder(x, g->on) || is_shown(g, x) || !is_first(s, i))
            continue;
        if (!(course = ARENA_NEW(g->m.a, struct series_course)) || !find_course(g, x, course)) {
            g->m.failed = true;
            return;
        }
        if (!course->points.n || is_shown(g, course->points.at[0].entry))
            continue;
        section = section ? section : doc_section(&g->m, "Other measures", "measures");
        put_other(g, section, course);
    }
}

/* ---- what to talk about ---- */

static void put_steps(struct report_make *g, struct doc_node *row, const struct sign *s)
{
    struct doc_make *m = &g->m;
    struct doc_node *n;
    bool any = false;
    size_t from;

    for (unsigned bit = 1; bit <= STEP_UPDATE_GOALS; bit <<= 1) {
        const char *words = s->steps & bit ? sign_step_text((enum sign_step)bit) : NULL;
        if (!words)
            continue;
        buf_cstr(&m->word, any ? "; " : "");
        from = m->word.n;
        buf_cstr(&m->word, words);
        if (any && m->word.n > from) /* steps begin with a letter; a buffer that failed is empty */
            m->word.p[from] = (char)(m->word.p[from] | 0x20);
        any = true;
    }
    if (s->offer.n) {
        buf_cstr(&m->word, ": ");
        doc_say(m, s->offer);
    }
    n = doc_add_text(m, row, DOC_PARA, doc_word(m));
    if (n)
        n->label = STR("To consider");
}

static void put_sign(struct report_make *g, struct doc_node *section, const struct sign *s)
{
    struct doc_node *row = doc_add(&g->m, section, DOC_ROW);

    row->label = str_of(sign_title(s->kind));
    doc_add_text(&g->m, row, DOC_PARA, s->evidence);
    put_steps(g, row, s);
}

static bool to_show(const struct sign *s, bool alert)
{
    return s->open && !s->silenced && (s->kind == SIGN_ALERT) == alert;
}

/* Above all else: an answer about risk that nobody has closed. */
static void put_signs(struct report_make *g, bool alert)
{
    const struct follow *f = g->w->follow;
    struct doc_node *section = NULL;

    for (size_t i = 0; i < f->signs.n; i++) {
        if (!to_show(&f->signs.at[i], alert))
            continue;
        if (!section) {
            section = alert ? doc_section(&g->m, "An answer about risk is open", "risk")
                            : doc_section(&g->m, "To talk about", "signs");
            section->flags |= alert ? DOC_RISK : 0;
        }
        put_sign(g, section, &f->signs.at[i]);
    }
}

/* ---- reviews and decisions ---- */

static const char *decision_words(enum series_decision d)
{
    static const char *const words[] = {
        "the plan stays as it is", "the plan is revised", "another approach is taken", "more support is given",
        "somebody else was asked", "a referral is made",  "the care steps down",       "the treatment ends"};

    return words[d];
}

static const char *title_of_sign(const struct follow *f, struct str id)
{
    for (size_t i = 0; i < f->signs.n; i++)
        if (str_eq(f->signs.at[i].id, id))
            return sign_title(f->signs.at[i].kind);
    return NULL;
}

static void say_entry(struct report_make *g, const struct series_entry *x)
{
    struct doc_make *m = &g->m;
    const char *title = x->type == SERIES_DECISION ? title_of_sign(g->w->follow, x->sign) : NULL;

    doc_say_date(m, x->date);
    buf_cstr(&m->word, ": ");
    if (title) {
        buf_cstr(&m->word, title);
        buf_cstr(&m->word, " – ");
    }
    if (x->type == SERIES_DECISION)
        buf_cstr(&m->word, decision_words(x->decision));
    else
        buf_cstr(&m->word, x->text.n ? "" : "the plan was looked at");
    buf_cstr(&m->word, x->type == SERIES_DECISION && x->text.n ? ". " : "");
    doc_say(m, x->text);
    if (x->by.n) {
        buf_cstr(&m->word, " (");
        doc_say(m, x->by);
        buf_cstr(&m->word, ")");
    }
}

/* One row with all entries of a type that stand. */
static void put_entries(struct report_make *g, struct doc_node *section, enum series_type type, const char *label)
{
    const struct series *s = g->w->series;
    struct doc_node *row = NULL, *list = NULL;

    for (size_t i = 0; i < s->entries.n; i++) {
        const struct series_entry *x = &s->entries.at[i];
        if (x->type != type || !series_holder(x, g->on))
            continue;
        if (!row) {
            row = doc_add(&g->m, section, DOC_ROW);
            row->label = str_of(label);
            list = doc_add(&g->m, row, DOC_LIST);
        }
        say_entry(g, x);
        doc_add_text(&g->m, list, DOC_ITEM, doc_word(&g->m));
    }
}

static void put_reviews(struct report_make *g)
{
    struct doc_make *m = &g->m;
    struct doc_node *section = doc_section(m, "Looking at the plan again", "reviews");
    struct str next = next_review(g);

    if (next.n) {
        doc_row(m, section, "Next", next);
    } else {
        doc_row(m, section, "Next", STR("No date has been agreed yet."));
    }
    put_entries(g, section, SERIES_REVIEW, "So far");
    if (!g->w->for_client)
        put_entries(g, section, SERIES_DECISION, "Decisions");
}

/* ---- the whole ---- */

static void put_heading(struct report_make *g, const struct render_options *o)
{
    struct doc_make *m = &g->m;
    struct doc *d = m->doc;
    const struct plan *p = g->w->plan;

    d->title = STR("Progress report");
    d->name = "report";
    d->client_named = doc_clean(m, p->client.name);
    d->client = d->client_named.n ? d->client_named : STR("Client’s name not recorded");
    if (date_is_set(p->client.birth_date)) {
        buf_cstr(&m->word, "born ");
        doc_say_date(m, p->client.birth_date);
        d->born = doc_word(m);
    }
    buf_cstr(&m->word, "as of ");
    doc_say_date(m, g->on);
    if (p->version.has) {
        buf_cstr(&m->word, " · plan version ");
        buf_int(&m->word, p->version.v);
    }
    d->facts = doc_word_large(m);
    if (date_is_set(o->printed_on)) {
        char iso[DATE_TEXT_SIZE];
        buf_cstr(&m->word, "printed ");
        doc_say_date(m, o->printed_on);
        d->printed = doc_word_large(m);
        buf_cstr(&m->word, date_format(o->printed_on, iso));
        d->created = doc_word(m);
    }
    d->language = o->language.n ? doc_clean(m, o->language) : STR("en");
    d->paper = o->paper;
}

bool report_build(const struct report *w, const struct render_options *o, struct arena *a, struct doc *out,
                  struct err *e)
{
    struct doc d = {.root = {.kind = DOC_ROOT}};
    struct report_make g = {.m = {.a = a, .plan = w->plan, .options = o, .doc = &d}, .w = w, .on = w->follow->on};

    buf_init(&g.m.word, 0);
    put_heading(&g, o);
    if (!w->for_client)
        put_signs(&g, true);
    put_glance(&g);
    if (!w->for_client)
        put_signs(&g, false);
    put_goals(&g);
    put_others(&g);
    put_reviews(&g);
    buf_free(&g.m.word);
    if (g.m.failed)
        return arena_error(a, e);
    *out = d;
    return true;
}

bool report_html(const struct report *w, const struct render_options *o, struct buf *out, struct err *e)
{
    struct arena a;
    struct doc d;
    bool ok;

    arena_init(&a, 0);
    ok = report_build(w, o, &a, &d, e);
    if (ok)
        html_put(&d, out);
    arena_free(&a);
    return ok;
}

bool report_pdf(const struct report *w, const struct render_options *o, struct buf *out, struct err *e)
{
    struct arena a;
    struct doc d;
    bool ok;

    arena_init(&a, 0);
    ok = report_build(w, o, &a, &d, e) && pdf_put(&d, &a, out, e);
    arena_free(&a);
    return ok;
}

bool report_measure_html(const struct report_measure *r, struct buf *out, struct err *e)
{
    struct render_options o = {.language = STR("en")};
    struct report w = {.for_client = r->for_client};
    struct doc d = {.root = {.kind = DOC_ROOT}};
    struct series_course course = r->standing->course;
    struct arena a;
    struct report_make g = {.m = {.a = &a, .options = &o, .doc = &d},
                            .w = &w,
                            .on = r->on,
                            .events = r->events,
                            .event_count = r->event_count,
                            .words = r->words};
    struct report_course c = {.course = &course,
                              .measure = r->standing->measure,
                              .higher_is_better = !r->standing->lower_is_better,
                              .has_start = true,
                              .start = r->standing->has_baseline ? r->standing->baseline : course.points.at[0].value,
                              .standing = r->standing,
                              .unjudged = r->unjudged};

    course.points.at += r->first < course.points.n ? r->first : course.points.n - 1;
    course.points.n -= (size_t)(course.points.at - r->standing->course.points.at);
    arena_init(&a, 0);
    buf_init(&g.m.word, 0);
    report_put_course(&g, &d.root, &c);
    buf_free(&g.m.word);
    bool ok = !g.m.failed || arena_error(&a, e);
    if (ok)
        html_put_inside(&d.root, out);
    arena_free(&a);
    return ok;
}
