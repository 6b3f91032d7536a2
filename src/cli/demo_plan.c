/* demo_plan.c: starter plans with their blanks answered. */
#include "cli/demo.h"

#include "base/escape.h"
#include "plan/plan_json.h"
#include "plan/starter.h"

#include <assert.h>
#include <stdlib.h>

#define ROW_MAX 512 /* rows of blanks.tsv, for remembering which answer was taken */

void demo_fill_begin(struct demo_fill *f)
{
    for (size_t i = 0; i < DEMO_MEASURES; i++) {
        const struct demo_measure *m = demo_measure_at(i);
        int way = m->target < m->start ? 1 : -1; /* lower is better, or higher */
        int off = demo_between(&f->random, -2, 3) * (m->max / 40 + 1);
        f->baseline[i] = (m->start + way * off) / m->each * m->each;
        f->target[i] = m->target / m->each * m->each;
    }
}

/* ---- which answer ---- */

struct filling {
    const struct demo_fill *f;
    struct str text;            /* the whole starter plan */
    size_t measure;             /* the one that was named last */
    signed char taken[ROW_MAX]; /* alternative by row, -1: none yet */
    int number[ROW_MAX];        /* of a {n:A-B} */
    struct demo_random random;
};

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Whether `near` stands right before or after the blank [from, to), as whole words. */
static bool is_near(const struct filling *x, struct span at, struct str near)
{
    struct str t = x->text;
    if (str_is(near, "*") || str_is(near, x->f->starter)) {
        return true;
    }
    struct str after = str_sub(t, at.to + 1, at.to + 1 + near.n);
    if (str_eq(after, near) && !word_char(t.p[at.to + 1 + near.n])) {
        return true;
    }
    return at.from > near.n + 1 && str_eq(str_sub(t, at.from - 1 - near.n, at.from - 1), near) &&
           !word_char(t.p[at.from - 2 - near.n]);
}

/* The row of blanks.tsv that fits: its number and its answers. */
static bool find_row(const struct filling *x, struct str blank, struct span at, size_t *row, struct str *answers)
{
    struct str rest = str_of(demo_blanks), line;
    for (size_t n = 0; str_cut(rest, '\n', &line, &rest); n++) {
        struct str name, tail, near;
        if (str_cut(line, '\t', &name, &tail) && str_eq(name, blank) && str_cut(tail, '\t', &near, answers) &&
            is_near(x, at, near)) {
            assert(n < ROW_MAX);
            *row = n;
            return true;
        }
    }
    return false;
}

static struct str pick(struct filling *x, size_t row, struct str answers)
{
    size_t count = 1, from = 0;
    for (size_t at = 0; (at = str_find(answers, STR(" | "), at)) != (size_t)-1; at += 3) {
        count++;
    }
    if (x->taken[row] < 0) {
        x->taken[row] = (signed char)demo_between(&x->random, 0, (int)count - 1);
    }
    for (int i = 0; i < x->taken[row]; i++) {
        from = str_find(answers, STR(" | "), from) + 3;
    }
    size_t to = str_find(answers, STR(" | "), from);
    return str_sub(answers, from, to == (size_t)-1 ? answers.n : to);
}

/* ---- what stands in braces ---- */

static void put_date(struct buf *out, struct date d)
{
    char text[DATE_TEXT_SIZE];
    buf_cstr(out, date_format(d, text));
}

static void put_day(struct buf *out, struct date d)
{
    buf_printf(out, "%d %s %d", d.day, date_month(d.month), d.year);
}

static void put_number(struct filling *x, size_t row, struct str range, struct buf *out)
{
    if (!x->number[row]) {
        char *end;
        int least = (int)strtol(range.p, &end, 10), most = (int)strtol(end + 1, NULL, 10);
        x->number[row] = demo_between(&x->random, least, most);
    }
    buf_int(out, x->number[row]);
}

static bool put_name(struct filling *x, size_t row, struct str name, struct buf *out)
{
    const struct demo_fill *f = x->f;
    const struct {
        const char *name;
        struct str text;
    } texts[] = {
        {"client", f->client}, {"called", f->called}, {"clinician", f->clinician}, {"prescriber", f->prescriber}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (str_is(name, texts[i].name)) {
            escape_json(out, texts[i].text);
            return true;
        }
    }
    if (str_is(name, "start")) {
        put_date(out, f->start);
    } else if (str_is(name, "start day")) { /* in a sentence */
        put_day(out, f->start);
    } else if (str_is(name, "due")) {
        put_date(out, date_add_days(f->start, 84));
    } else if (str_is(name, "baseline")) {
        buf_int(out, f->baseline[x->measure]);
    } else if (str_is(name, "target")) {
        buf_int(out, f->target[x->measure]);
    } else if (str_starts(name, STR("n:"))) {
        put_number(x, row, str_sub(name, 2, name.n), out);
    } else {
        return false;
    }
    return true;
}

static bool put_answer(struct filling *x, size_t row, struct str answer, struct buf *out)
{
    struct str before, rest = answer, name;
    while (str_cut(rest, '{', &before, &rest)) {
        buf_add(out, before);
        if (!str_cut(rest, '}', &name, &rest) || !put_name(x, row, name, out)) {
            return false;
        }
    }
    buf_add(out, rest);
    return true;
}

/* ---- the text ---- */

/* The measure that the text names at this place; a blank that follows is about it. */
static void note_measure(struct filling *x, size_t at)
{
    for (size_t i = 0; i < DEMO_MEASURES; i++) {
        struct str name = str_of(demo_measure_at(i)->name);
        if (str_eq(str_sub(x->text, at, at + name.n), name) && !word_char(x->text.p[at + name.n])) {
            x->measure = i;
        }
    }
}

static bool put_blank(struct filling *x, struct span at, struct buf *out, struct err *e)
{
    struct str blank = str_sub(x->text, at.from + 1, at.to - 1), answers;
    size_t row;
    if (!find_row(x, blank, at, &row, &answers) || !put_answer(x, row, pick(x, row, answers), out)) {
        return err_set(e, ERR_INTERNAL, x->f->starter, "data/demo/blanks.tsv has no answer for [%.*s]", (int)blank.n,
                       blank.p);
    }
    return true;
}

bool demo_fill(const struct demo_fill *f, struct str starter, struct buf *out, struct err *e)
{
    struct filling x = {.f = f, .text = starter, .random = f->random};
    memset(x.taken, -1, sizeof x.taken);
    for (size_t i = 0; i < starter.n;) {
        size_t end = starter.p[i] == '[' && word_char(starter.p[i + 1]) ? str_find(starter, STR("]"), i) : (size_t)-1;
        if (end != (size_t)-1) {
            if (!put_blank(&x, (struct span){i, end + 1}, out, e)) {
                return false;
            }
            i = end + 1;
            continue;
        }
        if (i && !word_char(starter.p[i - 1])) {
            note_measure(&x, i);
        }
        buf_char(out, starter.p[i++]);
    }
    return buf_ok(out) || err_no_memory(e);
}

/* ---- the plan ---- */

void demo_plan_begin(struct plan *p, struct date start)
{
    p->reviews.plan_date = start;
    p->agreement.agreed_set = p->agreement.agreed = true;
    for (size_t i = 0; i < p->goals.n; i++) {
        struct plan_goal *g = &p->goals.at[i];
        g->status = LIFECYCLE_ACTIVE;
        for (size_t k = 0; k < g->objectives.n; k++) {
            g->objectives.at[k].status = LIFECYCLE_ACTIVE;
        }
    }
}

bool demo_plan(const struct demo_fill *f, struct arena *a, struct str *json, struct err *e)
{
    const struct starter *s = starter_find(str_of(f->starter));
    struct plan *p;
    struct buf b;
    buf_init(&b, 0);
    assert(s);
    bool ok = demo_fill(f, (struct str){s->json, s->json_size}, &b, e) && plan_from_json(buf_str(&b), a, &p, e);
    if (ok) {
        char title[128];
        snprintf(title, sizeof title, "Treatment plan: %s", s->title);
        demo_plan_begin(p, f->start);
        ok = plan_text(a, str_of(title), &p->title) || arena_error(a, e);
        buf_reset(&b);
        plan_to_json(p, 0, &b);
        ok = ok && (buf_ok(&b) || err_no_memory(e));
    }
    if (ok) {
        char *copy = arena_copy(a, b.p, b.n);
        *json = (struct str){copy, b.n};
        ok = copy || arena_error(a, e);
    }
    buf_free(&b);
    return ok;
}
