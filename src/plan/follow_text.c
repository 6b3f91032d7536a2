/* follow_text.c: where a plan stands, for a person at a terminal: first what needs one. */
#include "base/escape.h"
#include "base/utf8.h"
#include "plan/signs_parts.h"

#include <utf8proc.h>

/* SGR sequences; never the only sign of anything. */
#define RESET "\x1b[0m"
#define BOLD "\x1b[1m"
#define DIM "\x1b[2m"
#define RED "\x1b[1;31m"
#define YELLOW "\x1b[33m"
#define GREEN "\x1b[32m"

struct page {
    struct buf *out;
    struct buf text, safe; /* a paragraph, and what of it may go to a terminal */
    size_t width;
    bool colour;
    const struct plan *plan;
    const struct follow *follow;
};

static void colour(struct page *g, const char *sequence)
{
    if (g->colour)
        buf_cstr(g->out, sequence);
}

static size_t columns(struct str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        int w = utf8proc_charwidth((utf8proc_int32_t)utf8_next(s, &at));
        n += w > 0 ? (size_t)w : 0;
    }
    return n;
}

/* g->text, wrapped: `first` before the first line, as many blanks before the others. */
static void put_wrapped(struct page *g, const char *first)
{
    size_t indent = strlen(first), used = 0;
    struct str rest;
    buf_reset(&g->safe);
    escape_terminal(&g->safe, buf_str(&g->text), false);
    rest = buf_str(&g->safe);
    buf_cstr(g->out, first);
    while (rest.n) {
        struct str word;
        if (!str_cut(rest, ' ', &word, &rest)) {
            word = rest;
            rest.n = 0;
        }
        if (word.n == 0)
            continue;
        size_t w = columns(word);
        if (used && indent + used + 1 + w > g->width) {
            buf_char(g->out, '\n');
            buf_repeat(g->out, ' ', indent);
            used = 0;
        }
        if (used) {
            buf_char(g->out, ' ');
            used++;
        }
        buf_add(g->out, word);
        used += w;
    }
    buf_char(g->out, '\n');
    buf_reset(&g->text);
}

static void put_heading(struct page *g, const char *s)
{
    buf_char(g->out, '\n');
    colour(g, BOLD);
    buf_cstr(g->out, s);
    colour(g, RESET);
    buf_char(g->out, '\n');
}

static void put_date(struct page *g, struct buf *b, struct date d)
{
    sign_put_day(b, date_to_day(d), g->follow->on);
}

static void put_head(struct page *g)
{
    const struct follow *f = g->follow;
    const struct plan_client *c = &g->plan->client;
    struct str name = c->preferred_name.n ? c->preferred_name : c->name;
    struct buf *b = &g->text;
    buf_add(b, name);
    buf_cstr(b, name.n ? ": " : "");
    if (f->week)
        buf_printf(b, "week %d, ", f->week);
    sign_put_day(b, date_to_day(f->on), (struct date){0}); /* the one date that always has its year */
    buf_printf(b, ", %d session%s attended", f->sessions, f->sessions == 1 ? "" : "s");
    colour(g, BOLD);
    put_wrapped(g, "");
    colour(g, RESET);
}

/* ---- signs ---- */

static const char *sign_colour(enum sign_kind k)
{
    if (k == SIGN_ALERT)
        return RED;
    return k == SIGN_OBJECTIVE_MET || k == SIGN_GOAL_MET ? GREEN : YELLOW;
}

/* What is offered, the most pressing first. */
static void put_steps(struct page *g, unsigned steps)
{
    static const enum sign_step order[] = {STEP_ASSESS_RISK, STEP_OFFER,      STEP_MEASURE,
                                           STEP_DISCUSS,     STEP_EXPLORE,    STEP_CONSULT,
                                           STEP_ADAPT,       STEP_NEXT_PHASE, STEP_UPDATE_GOALS};
    bool any = false;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!(steps & order[i]))
            continue;
        const char *text = sign_step_text(order[i]);
        buf_cstr(&g->text, any ? "; " : "Offered: ");
        buf_char(&g->text, (char)(text[0] | 32));
        buf_cstr(&g->text, text + 1);
        any = true;
    }
    buf_char(&g->text, '.');
    put_wrapped(g, "  ");
}

static void put_sign(struct page *g, const struct sign *s)
{
    buf_char(g->out, '\n');
    colour(g, sign_colour(s->kind));
    buf_cstr(g->out, sign_title(s->kind));
    colour(g, RESET);
    colour(g, DIM);
    buf_cstr(g->out, "  ");
    escape_terminal(g->out, s->id, false);
    colour(g, RESET);
    buf_char(g->out, '\n');
    buf_add(&g->text, s->evidence);
    put_wrapped(g, "  ");
    if (s->offer.n) {
        buf_cstr(&g->text, "What waits on it: ");
        buf_add(&g->text, s->offer);
        buf_char(&g->text, '.');
        put_wrapped(g, "  ");
    }
    buf_cstr(&g->text, "Open since ");
    put_date(g, &g->text, s->opened);
    buf_cstr(&g->text, s->kind == SIGN_ALERT ? "; closes when someone writes down what was done."
                                             : "; waits for a clinician's decision.");
    put_wrapped(g, "  ");
    put_steps(g, s->steps);
}

static void put_signs(struct page *g)
{
    const struct follow *f = g->follow;
    size_t open = 0, silenced = 0;
    for (size_t i = 0; i < f->signs.n; i++) {
        open += f->signs.at[i].open && !f->signs.at[i].silenced;
        silenced += f->signs.at[i].silenced;
    }
    put_heading(g, open ? "Needs a person" : "No open sign");
    for (size_t i = 0; i < f->signs.n; i++)
        if (f->signs.at[i].open && !f->signs.at[i].silenced)
            put_sign(g, &f->signs.at[i]);
    if (silenced) {
        buf_printf(&g->text, "%zu more wait%s until the alert is closed.", silenced, silenced == 1 ? "s" : "");
        buf_char(g->out, '\n');
        put_wrapped(g, "");
    }
}

static void put_unseen(struct page *g)
{
    const struct follow *f = g->follow;
    if (f->unseen.n)
        put_heading(g, "Still to be seen");
    for (size_t i = 0; i < f->unseen.n; i++) {
        const struct follow_unseen *u = &f->unseen.at[i];
        buf_printf(&g->text, "%s on ", u->measure->name);
        put_date(g, &g->text, u->entry->date);
        buf_printf(&g->text, ": %s. Look at the form, or ask.", u->note);
        put_wrapped(g, "- ");
    }
}

/* ---- objectives ---- */

static const char *state_words(enum standing_state s)
{
    static const char *const words[STANDING_STATE_COUNT] = {
        [STANDING_NOT_MEASURED] = "not measured",
        [STANDING_NOT_ENOUGH_DATA] = "one value so far",
        [STANDING_ON_COURSE] = "on course",
        [STANDING_STUCK] = "stuck",
        [STANDING_WORSE] = "worse",
        [STANDING_MET] = "met",
        [STANDING_BEHIND] = "behind",
        [STANDING_NO_CHANGE] = "no clear change",
        [STANDING_PAST_DUE] = "due date passed",
        [STANDING_REACHED] = "target reached",
        [STANDING_NO_TARGET] = "no target to compare with",
    };
    return words[s];
}

/* While an alert is open nothing is called better, on course or met. */
static bool is_good_news(const struct standing *st)
{
    return st->state == STANDING_MET || st->state == STANDING_ON_COURSE || st->change > 0 || st->at_target;
}

static struct str words_of_objective(const struct plan_objective *o)
{
    return o->statement.n ? o->statement : o->name.n ? o->name : o->id;
}

static void put_objective(struct page *g, const struct standing *st)
{
    bool held_back = g->follow->alert_open && is_good_news(st);
    buf_add(&g->text, words_of_objective(st->objective));
    if (!sign_is_active(st->objective->status))
        buf_cstr(&g->text, " (not active)");
    put_wrapped(g, "- ");
    if (!held_back) {
        buf_printf(&g->text, "%s: ", state_words(st->state));
        standing_put_sentence(st, g->follow->on, &g->text);
    } else if (st->has_latest) {
        buf_add(&g->text, st->course.name);
        buf_char(&g->text, ' ');
        standing_put_number(&g->text, st->latest);
        buf_cstr(&g->text, " on ");
        put_date(g, &g->text, st->latest_on);
        buf_cstr(&g->text, "; first the alert.");
    } else {
        buf_cstr(&g->text, "First the alert.");
    }
    put_wrapped(g, "  ");
    buf_reset(&g->text);
    standing_put_advice(st, &g->text);
    if (g->text.n)
        put_wrapped(g, "  ");
}

static void put_goal(struct page *g, const struct goal_standing *goal)
{
    const struct plan_goal *x = goal->goal;
    buf_char(g->out, '\n');
    buf_add(&g->text, x->statement.n ? x->statement : x->client_words.n ? x->client_words : x->name);
    if (goal->met && !g->follow->alert_open)
        buf_cstr(&g->text, " (met: client and clinician both say so)");
    else if (goal->client_says_met != goal->clinician_says_met)
        buf_cstr(&g->text, goal->client_says_met ? " (the client calls it met)" : " (the clinician calls it met)");
    put_wrapped(g, "");
    for (size_t i = 0; i < g->follow->objectives.n; i++)
        if (g->follow->objectives.at[i].goal == x)
            put_objective(g, &g->follow->objectives.at[i]);
}

/* ---- what is due ---- */

static void put_clock(struct page *g, struct str what, const struct clock *c)
{
    struct buf *b = &g->text;
    if (c->state == CLOCK_NONE)
        return;
    buf_add(b, what);
    buf_cstr(b, c->state == CLOCK_OVERDUE ? ": overdue" : c->state == CLOCK_DUE ? ": due" : ": next");
    if (!date_is_set(c->due)) {
        if (c->state == CLOCK_NOT_DUE && c->sessions_left == 1)
            buf_cstr(b, " at the next session");
        else if (c->state == CLOCK_NOT_DUE)
            buf_printf(b, " in %d sessions", c->sessions_left);
    } else if (c->state == CLOCK_OVERDUE) {
        buf_cstr(b, " since ");
        put_date(g, b, date_add_days(c->overdue, 1));
    } else {
        buf_cstr(b, c->state == CLOCK_DUE ? " since " : " from ");
        put_date(g, b, c->due);
        if (date_cmp(c->due, c->overdue) != 0) {
            buf_cstr(b, ", at the latest ");
            put_date(g, b, c->overdue);
        }
    }
    put_wrapped(g, "- ");
}

static struct str words_of_monitoring(const struct plan_monitoring *m)
{
    return m->measure.name.n ? m->measure.name : m->text.n ? m->text : m->id;
}

static void put_clocks(struct page *g)
{
    bool any = g->follow->review.state != CLOCK_NONE;
    for (size_t i = 0; i < g->follow->monitoring.n; i++)
        any = any || g->follow->monitoring.at[i].state != CLOCK_NONE;
    if (!any)
        return;
    put_heading(g, "Reviews and measures");
    put_clock(g, STR("Review"), &g->follow->review);
    for (size_t i = 0; i < g->follow->monitoring.n; i++)
        put_clock(g, words_of_monitoring(&g->plan->monitoring.at[i]), &g->follow->monitoring.at[i]);
}

static void put_decided(struct page *g)
{
    bool any = false;
    for (size_t i = 0; i < g->follow->signs.n; i++) {
        const struct sign *s = &g->follow->signs.at[i];
        struct buf *b = &g->text;
        if (s->open)
            continue;
        if (!any)
            put_heading(g, "Decided");
        any = true;
        put_date(g, b, s->decided);
        buf_printf(b, ": %s, ", sign_title(s->kind));
        buf_add(b, s->id);
        buf_cstr(b, ": ");
        if (s->kind == SIGN_ALERT) {
            buf_cstr(b, "closed, ");
            buf_add(b, s->reason);
        } else {
            struct str name = str_of(series_decision_name(s->decision));
            for (size_t k = 0; k < name.n; k++)
                buf_char(b, name.p[k] == '_' ? ' ' : name.p[k]);
            buf_cstr(b, s->reason.n ? ", " : "");
            buf_add(b, s->reason);
        }
        buf_cstr(b, s->decided_by.n ? " (" : "");
        buf_add(b, s->decided_by);
        buf_cstr(b, s->decided_by.n ? ")" : "");
        put_wrapped(g, "- ");
    }
}

void follow_put_text(const struct plan *p, const struct follow *f, int width, bool with_colour, struct buf *out)
{
    struct page g = {.out = out, .colour = with_colour, .plan = p, .follow = f};
    g.width = (size_t)(width < 40 ? 40 : width > 200 ? 200 : width);
    buf_init(&g.text, 0);
    buf_init(&g.safe, 0);
    put_head(&g);
    put_signs(&g);
    put_unseen(&g);
    put_heading(&g, "Goals and objectives");
    for (size_t i = 0; i < f->goals.n; i++)
        put_goal(&g, &f->goals.at[i]);
    put_clocks(&g);
    put_decided(&g);
    out->failed |= !buf_ok(&g.text) || !buf_ok(&g.safe);
    buf_free(&g.text);
    buf_free(&g.safe);
}
