/* objective.c: an objective's sentence and its fields. */
#include "plan/objective.h"
#include "plan/objective_parts.h"
#include "plan/target.h"

#include "plan/edit.h"
#include "plan/restate.h"

#include "measure/measure.h"

#include <string.h>

/* ---- fields as words ---- */

static bool words_of(const struct plan_objective *o, const char *key, struct arena *a, struct str *out)
{
    union { /* only looked at */
        const struct plan_objective *in;
        struct plan_objective *out;
    } same = {o};
    struct plan_place at = {.item = same.out};
    struct buf b;
    at.shape = shape_find(shape_find(&plan_shape, STR("goals"))->shape, STR("objectives"))->shape;
    at.field = shape_find(at.shape, str_of(key));
    buf_init(&b, 0);
    plan_value_put(&at, &b);
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), out);
    buf_free(&b);
    return ok;
}

bool objective_words(const struct plan_objective *o, struct arena *a, struct objective_words *out)
{
    return words_of(o, "measure", a, &out->measure) && words_of(o, "baseline", a, &out->from) &&
           words_of(o, "target", a, &out->to) && words_of(o, "frequency", a, &out->how_often) &&
           words_of(o, "due", a, &out->by);
}

struct str objective_who(const struct plan *p)
{
    struct str first = str_trim(p->client.name);
    if (str_trim(p->client.preferred_name).n)
        return str_trim(p->client.preferred_name);
    str_cut(first, ' ', &first, &(struct str){NULL, 0});
    return first.n ? first : (struct str){NULL, 0};
}

/* ---- the sentence ---- */

/* "6", "60-70 %", "6 or less" taken apart. */
struct aim {
    struct str lead, number, tail; /* "less than"; "60-70"; "or less", "%" is not part of it */
    struct dec low;
    bool percent;
};

static bool is_number_byte(const char *p, size_t n)
{
    return (*p >= '0' && *p <= '9') || *p == '.' || *p == '-' || (n >= 3 && memcmp(p, "\xe2\x80\x93", 3) == 0);
}

static struct aim aim_of(struct str s)
{
    struct aim aim = {.percent = false};
    static const char *const leads[] = {"less than ", "fewer than ", "more than "};
    size_t n = 0, digits = 0;
    s = str_trim(s);
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        aim.lead = str_begins_ci(s, leads[i]) ? str_sub(s, 0, strlen(leads[i]) - 1) : aim.lead;
    s = str_trim(str_sub(s, aim.lead.n, s.n));
    while (n < s.n && is_number_byte(s.p + n, s.n - n))
        n += (unsigned char)s.p[n] >= 0x80 ? 3 : 1;
    while (digits < n && ((s.p[digits] >= '0' && s.p[digits] <= '9') || s.p[digits] == '.'))
        digits++;
    if (!num_dec(str_sub(s, 0, digits), &aim.low))
        n = 0;
    aim.lead = n ? aim.lead : (struct str){NULL, 0};
    aim.number = str_sub(s, 0, n);
    s = str_trim(str_sub(s, n, s.n));
    aim.percent = n && str_starts(s, STR("%"));
    aim.tail = aim.percent ? str_trim(str_sub(s, 1, s.n)) : s;
    return aim;
}

static bool begins_with_word(struct str s, const char *word)
{
    size_t n = strlen(word);
    return str_begins_ci(s, word) && (s.n == n || s.p[n] == ' ');
}

/* "by 1 December 2026", "within 12 weeks", "by session 8". */
void objective_put_by(struct str by, struct buf *out)
{
    static const char *const lead[] = {"by", "within", "in", "before", "until", "at", "over", "after", "during", "for"};
    struct date d;
    by = str_trim(by);
    if (date_parse(by, &d)) {
        buf_printf(out, "by %d %s %d", d.day, date_month(d.month), d.year);
        return;
    }
    bool led = false;
    for (size_t i = 0; i < sizeof lead / sizeof *lead; i++)
        led = led || begins_with_word(by, lead[i]);
    bool length = str_ends_ci(by, STR("weeks")) || str_ends_ci(by, STR("week")) || str_ends_ci(by, STR("months")) ||
                  str_ends_ci(by, STR("month")) || str_ends_ci(by, STR("days"));
    buf_cstr(out, led ? "" : length && by.p[0] >= '0' && by.p[0] <= '9' ? "within " : "by ");
    buf_add(out, by);
}

static void put_scale(const struct objective_words *w, const struct measure *m, struct buf *out)
{
    struct aim to = aim_of(w->to);
    struct str name = str_trim(w->measure);
    buf_printf(out, " will %s the ", m->lower_is_better ? "lower" : "raise");
    buf_add(out, name);
    if (!str_ends_ci(name, STR("score")))
        buf_cstr(out, " score");
    if (to.percent) {
        buf_cstr(out, " by ");
        buf_add(out, to.number);
        buf_cstr(out, " %");
    }
    if (w->from.n) {
        buf_cstr(out, " from ");
        buf_add(out, w->from);
    }
    if (w->to.n && !to.percent) {
        buf_cstr(out, " to ");
        buf_add(out, to.number.n && !to.lead.n ? to.number : str_trim(w->to));
        if (to.number.n && !to.lead.n)
            buf_cstr(out, m->lower_is_better ? " or less" : " or more");
    }
}

/* What is done or counted. With a number to reach it grows or shrinks; without, it is done. */
static void put_behaviour(const struct objective_words *w, struct buf *out)
{
    struct aim from = aim_of(w->from), to = aim_of(w->to);
    bool less = (from.low.has && to.low.has && dec_cmp(to.low, from.low) < 0) || str_is(to.tail, "or less") ||
                str_is(to.tail, "or fewer") || str_is_ci(to.lead, "less than") || str_is_ci(to.lead, "fewer than") ||
                (to.percent && !str_is(to.tail, "more"));
    buf_cstr(out, " will ");
    if (to.number.n)
        buf_cstr(out, less ? "reduce " : "increase ");
    buf_add(out, str_trim(w->measure));
    if (to.percent)
        buf_printf(out, " by %.*s %%", (int)to.number.n, to.number.p);
    if (w->from.n) {
        buf_cstr(out, " from ");
        buf_add(out, w->from);
    }
    if (w->to.n && !to.percent) {
        buf_cstr(out, to.number.n ? " to " : " ");
        buf_add(out, to.number.n && !to.lead.n ? to.number : str_trim(w->to));
        if (to.number.n && to.tail.n && !to.lead.n) {
            buf_char(out, ' ');
            buf_add(out, to.tail);
        }
    }
}

bool objective_write(const struct objective_words *w, struct str who, struct buf *out)
{
    const struct measure *m = measure_find(w->measure);
    if (!str_trim(w->measure).n)
        return false;
    buf_add(out, who.n ? who : STR("The client"));
    if (m)
        put_scale(w, m, out);
    else
        put_behaviour(w, out);
    if (str_trim(w->how_often).n) {
        buf_char(out, ' ');
        buf_add(out, str_trim(w->how_often));
    }
    if (str_trim(w->by).n) {
        buf_char(out, ' ');
        objective_put_by(w->by, out);
    }
    buf_char(out, '.');
    return true;
}

/* ---- do a sentence and its fields say the same? ---- */

bool objective_same_dec(struct dec a, struct dec b)
{
    return a.has == b.has && (!a.has || dec_cmp(a, b) == 0);
}

static bool same_int(struct opt_int a, struct opt_int b)
{
    return a.has == b.has && (!a.has || a.v == b.v);
}

/* Once and every one are what is meant where nothing is said. */
static bool same_count(struct opt_int a, struct opt_int b)
{
    return (a.has ? a.v : 1) == (b.has ? b.v : 1);
}

/* The stem of a word, as far as two ways of saying one deed differ: "eating", "eats" and "eat", "going" and "go". */
static struct str stem_of(struct str word)
{
    static const char *const ends[] = {"ing", "ed", "es", "s", "e"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (word.n < n + 2 || !str_ends_ci(word, str_of(ends[i])))
            continue;
        word.n -= n;
        if (i < 2 && word.n > 2 && word.p[word.n - 1] == word.p[word.n - 2] && !strchr("lsz", word.p[word.n - 1]))
            word.n--; /* "shopping" */
        break;
    }
    return word;
}

static bool next_stem(struct str *s, struct str *stem)
{
    struct str word = *s = str_trim(*s), rest = {NULL, 0};
    if (!word.n)
        return false;
    str_cut(*s, ' ', &word, &rest);
    *s = rest;
    *stem = stem_of(word);
    return true;
}

/* The words of `part` stand one after the other in `whole`, compared by their stems. */
static bool stems_in(struct str whole, struct str part)
{
    struct str ignored;
    do {
        struct str w = whole, p = part, one, other;
        bool same = true;
        while (same && next_stem(&p, &other))
            same = next_stem(&w, &one) && str_eq_ci(one, other);
        if (same)
            return true;
    } while (next_stem(&whole, &ignored));
    return false;
}

static bool same_measure(const struct plan_measure *a, const struct plan_measure *b)
{
    if (a->instrument.n || b->instrument.n)
        return str_eq(a->instrument, b->instrument);
    /* "have panic attacks" counts panic attacks. */
    return str_find_ci(a->name, b->name, 0) != (size_t)-1 || str_find_ci(b->name, a->name, 0) != (size_t)-1 ||
           stems_in(a->name, b->name) || stems_in(b->name, a->name);
}

/* Which way a target points: -1 down, 1 up, 0 where nothing says it. */
static int way_of(const struct plan_target *t)
{
    struct str tail = aim_of(t->text).tail;
    int way = target_way(t->comparator);
    return way ? way : str_is(tail, "or less") || str_is(tail, "or fewer") ? -1 : str_is(tail, "or more");
}

/* The number of a field that was typed as nothing but a number. */
struct plan_target objective_in_numbers(const struct plan_target *t)
{
    struct plan_target out = *t;
    struct aim aim = aim_of(t->text);
    if (!t->value.has && aim.low.has && !t->high.has && num_dec(aim.number, &out.value) && aim.percent)
        out.unit = STR("%");
    return out;
}

/* "27" does not contradict "27 or less": the direction is looked at apart (against). */
static bool same_target(const struct plan_target *x, const struct plan_target *y)
{
    struct plan_target a = objective_in_numbers(x), b = objective_in_numbers(y);
    if (!a.value.has && !b.value.has)
        return str_eq_ci(str_trim(a.text), str_trim(b.text));
    return objective_same_dec(a.value, b.value) && objective_same_dec(a.high, b.high) &&
           str_is(a.unit, "%") == str_is(b.unit, "%");
}

bool objective_against(const struct plan_target *a, const struct plan_target *b)
{
    return way_of(a) * way_of(b) < 0;
}

static bool same_cadence(const struct plan_cadence *a, const struct plan_cadence *b)
{
    struct str x = str_trim(a->text), y = str_trim(b->text);
    if ((!a->unit && !b->unit) || (x.n && str_eq_ci(x, y)))
        return str_eq_ci(x, y); /* the same words mean the same, though one of them was not read */
    return a->unit == b->unit && same_count(a->count_min, b->count_min) && same_count(a->every_min, b->every_min);
}

static bool same_due(const struct plan_due *a, const struct plan_due *b)
{
    bool typed = date_is_set(a->date) || a->period.n || a->session.has || a->event.n;
    if (!typed)
        return str_eq_ci(str_trim(a->text), str_trim(b->text));
    return date_cmp(a->date, b->date) == 0 && str_eq(a->period, b->period) && same_int(a->session, b->session) &&
           str_eq(a->event, b->event);
}

/* Which fields two objectives both have and say differently. */
unsigned objective_differ(const struct plan_objective *a, const struct plan_objective *b)
{
    unsigned bits = 0;
    if (a->measure.name.n && b->measure.name.n && !same_measure(&a->measure, &b->measure))
        bits |= OBJECTIVE_MEASURE;
    if (a->baseline.value.has && b->baseline.value.has && !objective_same_dec(a->baseline.value, b->baseline.value))
        bits |= OBJECTIVE_FROM;
    if ((a->target.value.has || a->target.text.n) && (b->target.value.has || b->target.text.n) &&
        !same_target(&a->target, &b->target))
        bits |= OBJECTIVE_TO;
    if ((a->frequency.unit || a->frequency.text.n) && (b->frequency.unit || b->frequency.text.n) &&
        !same_cadence(&a->frequency, &b->frequency))
        bits |= OBJECTIVE_OFTEN;
    if (!shape_is_empty(&plan_due_shape, &a->due) && !shape_is_empty(&plan_due_shape, &b->due) &&
        !same_due(&a->due, &b->due))
        bits |= OBJECTIVE_BY;
    return bits;
}

/* What a sentence alone says; reading: as it was read before, or NULL. */
bool objective_read(struct str sentence, const struct statement *reading, struct arena *a, struct plan_objective *out,
                    struct err *e)
{
    struct plan_goal g;
    memset(&g, 0, sizeof g);
    memset(out, 0, sizeof *out);
    out->statement = sentence;
    out->reading = reading;
    return plan_bind_at((struct plan_at){.goal = &g, .objective = out}, a, e);
}

static bool read_sentence(struct str sentence, struct arena *a, struct plan_objective *out, struct err *e)
{
    return objective_read(sentence, NULL, a, out, e);
}

/* What fields alone say: typed as in a form, read as a form's. */
static bool read_fields(const struct objective_words *w, struct arena *a, struct plan_objective *out, struct err *e)
{
    const char *const keys[] = {"measure", "baseline", "target", "frequency", "due"};
    const struct str typed[] = {w->measure, w->from, w->to, w->how_often, w->by};
    struct plan_goal g;
    memset(&g, 0, sizeof g);
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < 5; i++) {
        struct plan_place at = {.item = out};
        const char *why;
        at.shape = shape_find(shape_find(&plan_shape, STR("goals"))->shape, STR("objectives"))->shape;
        at.field = shape_find(at.shape, str_of(keys[i]));
        if (!plan_value_set(&at, typed[i], a, &why) && !why)
            return arena_error(a, e);
    }
    return plan_bind_at((struct plan_at){.goal = &g, .objective = out}, a, e);
}

static unsigned stated(const struct plan_objective *o)
{
    return (o->measure.name.n ? OBJECTIVE_MEASURE : 0) | (o->baseline.value.has ? OBJECTIVE_FROM : 0) |
           (o->target.value.has || o->target.text.n ? OBJECTIVE_TO : 0) |
           (o->frequency.unit || o->frequency.text.n ? OBJECTIVE_OFTEN : 0) |
           (!shape_is_empty(&plan_due_shape, &o->due) ? OBJECTIVE_BY : 0);
}

bool objective_follow(struct str was, struct plan_objective *o, struct arena *a, struct err *e)
{
    struct plan_objective before, now;
    memset(&before, 0, sizeof before);
    if (o->statement.n > STATEMENT_TEXT_MAX || was.n > STATEMENT_TEXT_MAX)
        return true;
    if ((str_trim(was).n && !read_sentence(was, a, &before, e)) || !read_sentence(o->statement, a, &now, e))
        return false;
    unsigned kept = stated(&before) & stated(&now) & ~objective_differ(&before, &now); /* said again */
    unsigned anew = stated(&now) & ~kept & ~(stated(o) & ~objective_differ(&now, o));
    unsigned gone = stated(&before) & ~stated(&now) & stated(o) & ~objective_differ(&before, o);
    if ((anew | gone) & OBJECTIVE_MEASURE)
        o->measure = now.measure;
    if ((anew | gone) & OBJECTIVE_FROM)
        o->baseline = now.baseline;
    if ((anew | gone) & OBJECTIVE_TO || objective_against(&now.target, &o->target))
        o->target = now.target;
    if ((anew | gone) & OBJECTIVE_OFTEN)
        o->frequency = now.frequency;
    if ((anew | gone) & OBJECTIVE_BY)
        o->due = now.due;
    return true;
}

/* ---- the words of changed fields put into the sentence ---- */

struct swap {
    struct span at;
    struct str with;
};

struct swaps {
    struct swap list[5];
    size_t n;
    bool failed; /* a changed field has no place in the sentence */
};

static void swap_words(struct swaps *s, struct span at, struct str with)
{
    if (at.to <= at.from || !with.n) {
        s->failed = true;
        return;
    }
    size_t i = s->n++;
    for (; i > 0 && s->list[i - 1].at.from > at.from; i--)
        s->list[i] = s->list[i - 1];
    s->list[i] = (struct swap){at, with};
}

/* Only the number: what stands around it ("or less", "%") is the same before and after. */
static void swap_number(struct swaps *s, struct str sentence, struct span at, struct str was, struct str now)
{
    struct aim old = aim_of(was), next = aim_of(now);
    struct str place = str_sub(sentence, at.from, at.to);
    size_t from = old.number.n ? str_find(place, old.number, 0) : (size_t)-1;
    if (from == (size_t)-1 || !next.number.n || old.percent != next.percent || !str_eq_ci(old.lead, next.lead) ||
        (next.tail.n && !str_eq_ci(old.tail, next.tail))) {
        s->failed = true;
        return;
    }
    at.from += from;
    at.to = at.from + old.number.n;
    swap_words(s, at, next.number);
}

static bool swap_by(struct swaps *s, struct str sentence, struct span at, struct str by, struct arena *a)
{
    struct buf b;
    struct str with;
    static const char *const lead[] = {"by ", "within ", "in ", "before ", "until "};
    buf_init(&b, 0);
    objective_put_by(by, &b);
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), &with);
    buf_free(&b);
    if (!ok)
        return false;
    for (size_t i = 0; i < sizeof lead / sizeof *lead; i++) { /* the word before belongs to the deadline */
        size_t n = strlen(lead[i]);
        if (at.to > at.from && at.from >= n && str_is_ci(str_sub(sentence, at.from - n, at.from), lead[i])) {
            at.from -= n;
            break;
        }
    }
    swap_words(s, at, with);
    return true;
}

static bool put_swaps(const struct swaps *s, struct str sentence, struct arena *a, struct str *out)
{
    struct buf b;
    size_t from = 0;
    buf_init(&b, 0);
    for (size_t i = 0; i < s->n; i++) {
        buf_add(&b, str_sub(sentence, from, s->list[i].at.from));
        buf_add(&b, s->list[i].with);
        from = s->list[i].at.to;
    }
    buf_add(&b, str_sub(sentence, from, sentence.n));
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), out);
    buf_free(&b);
    return ok;
}

static bool overlap(const struct swaps *s)
{
    for (size_t i = 1; i < s->n; i++)
        if (s->list[i].at.from < s->list[i - 1].at.to)
            return true;
    return false;
}

static bool collect_swaps(struct str sentence, const struct objective_words *was, const struct objective_words *now,
                          const struct statement_slots *slots, struct arena *a, struct swaps *s)
{
    if (!str_eq(was->measure, now->measure))
        swap_words(s, slots->measure.span, now->measure);
    if (!str_eq(was->from, now->from))
        swap_number(s, sentence, slots->baseline.span, was->from, now->from);
    if (!str_eq(was->to, now->to))
        swap_number(s, sentence, slots->target_value.span, was->to, now->to);
    if (!str_eq(was->how_often, now->how_often))
        swap_words(s, slots->frequency.span, now->how_often);
    return str_eq(was->by, now->by) ||
           (str_trim(now->by).n ? swap_by(s, sentence, slots->deadline.span, now->by, a) : (s->failed = true));
}

/* A sentence that was made from the fields as they were is made anew from them as they are. */
static bool rewrite(struct str sentence, const struct objective_words *was, const struct objective_words *now,
                    struct arena *a, struct str *out, bool *done)
{
    size_t will = str_find(sentence, STR(" will "), 0);
    struct buf b;
    bool ok = true;
    *done = false;
    if (will == (size_t)-1 || !will)
        return true;
    buf_init(&b, 0);
    objective_write(was, str_sub(sentence, 0, will), &b);
    if (buf_ok(&b) && str_eq(buf_str(&b), sentence)) {
        buf_reset(&b);
        *done = objective_write(now, str_sub(sentence, 0, will), &b);
        ok = !*done || plan_text(a, buf_str(&b), out);
    }
    ok = ok && buf_ok(&b);
    buf_free(&b);
    return ok;
}

/* A start that was not known before, in a sentence that is silent about it: before its "to 6", behind its "by 60 %".
 * Who wrote "increase" when only the target was known meant less when the start is above it. */
static bool insert_from(struct str sentence, const struct statement_slots *slots, const struct objective_words *now,
                        struct arena *a, struct str *out)
{
    static const struct str to = {" to ", 4}, more = {" will increase ", 15};
    struct span aim = slots->target_value.span, unit = slots->target_unit.span;
    struct aim start = aim_of(now->from), end = aim_of(now->to);
    bool down = start.low.has && end.low.has && !end.percent && dec_cmp(end.low, start.low) < 0;
    size_t at = aim.from >= to.n ? aim.from - to.n : 0, will = str_find(sentence, more, 0);
    struct buf b;
    if (aim.to <= aim.from)
        return true;
    if (!str_eq(str_sub(sentence, at, aim.from), to))
        at = unit.to > aim.to && unit.from <= aim.to + 1 ? unit.to : aim.to;
    buf_init(&b, 0);
    if (down && will < at) {
        buf_add(&b, str_sub(sentence, 0, will));
        buf_cstr(&b, " will reduce ");
        will += more.n;
    } else {
        will = 0;
    }
    buf_add(&b, str_sub(sentence, will, at));
    buf_cstr(&b, " from ");
    buf_add(&b, str_trim(now->from));
    buf_add(&b, str_sub(sentence, at, sentence.n));
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), out);
    buf_free(&b);
    return ok;
}

/* A field that was empty and that the sentence is silent about comes at its end. */
static bool append(struct str sentence, const struct statement_slots *says, const struct objective_words *was,
                   const struct objective_words *now, struct arena *a, struct str *out)
{
    struct buf b;
    size_t n = sentence.n;
    while (n && (sentence.p[n - 1] == '.' || sentence.p[n - 1] == ' '))
        n--;
    buf_init(&b, 0);
    buf_add(&b, str_sub(sentence, 0, n));
    if (!str_trim(was->how_often).n && str_trim(now->how_often).n && !says->frequency.text.n) {
        buf_char(&b, ' ');
        buf_add(&b, str_trim(now->how_often));
    }
    if (!str_trim(was->by).n && str_trim(now->by).n && !says->deadline.text.n) {
        buf_char(&b, ' ');
        objective_put_by(now->by, &b);
    }
    buf_char(&b, '.');
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), out);
    buf_free(&b);
    return ok;
}

static bool only_new_ends(const struct objective_words *was, const struct objective_words *now)
{
    return str_eq(was->measure, now->measure) && str_eq(was->from, now->from) && str_eq(was->to, now->to) &&
           (str_eq(was->how_often, now->how_often) || !str_trim(was->how_often).n) &&
           (str_eq(was->by, now->by) || !str_trim(was->by).n);
}

bool objective_link(struct str sentence, const struct objective_words *was, const struct objective_words *now,
                    struct arena *a, struct str *out, bool *linked, struct err *e)
{
    struct statement read;
    struct swaps s = {.n = 0};
    struct plan_objective said, once, meant;
    struct str next = {NULL, 0}, begun = {NULL, 0}, first = sentence;
    struct objective_words before = *was;
    *linked = false;
    if (!str_trim(sentence).n || sentence.n > STATEMENT_TEXT_MAX)
        return true;
    bool anew;
    if (!statement_read(sentence, NULL, a, &read, e))
        return false;
    if (!rewrite(sentence, was, now, a, &next, &anew))
        return arena_error(a, e);
    if (!anew && !str_trim(was->from).n && str_trim(now->from).n && !read.slots.baseline.text.n) {
        if (!insert_from(sentence, &read.slots, now, a, &begun))
            return arena_error(a, e);
        if (begun.n) { /* what else changed goes into the sentence with its start */
            sentence = begun;
            before.from = now->from;
            if (sentence.n > STATEMENT_TEXT_MAX || !statement_read(sentence, NULL, a, &read, e))
                return sentence.n > STATEMENT_TEXT_MAX;
        }
    }
    if (!anew && only_new_ends(&before, now)) {
        if (!append(sentence, &read.slots, &before, now, a, &next))
            return arena_error(a, e);
    } else if (!anew) {
        if (!collect_swaps(sentence, &before, now, &read.slots, a, &s))
            return arena_error(a, e);
        if (s.failed || !s.n || overlap(&s))
            return true;
        if (!put_swaps(&s, sentence, a, &next))
            return arena_error(a, e);
    }
    if (next.n > STATEMENT_TEXT_MAX)
        return true;
    if (!read_sentence(next, a, &said, e) || !read_sentence(first, a, &once, e) || !read_fields(now, a, &meant, e))
        return false;
    /* A sentence that says less than the one before ("once from 0" has no number to reach) is no sentence of these. */
    *linked = objective_differ(&said, &meant) == 0 && !(stated(&once) & stated(&meant) & ~stated(&said));
    if (*linked)
        *out = next;
    return true;
}

/* ---- words for the page ---- */

static void put_double(struct buf *out, double v)
{
    long long tenths = (long long)(v * 10 + (v < 0 ? -0.5 : 0.5));
    buf_int(out, tenths / 10);
    if (tenths % 10)
        buf_printf(out, ".%lld", tenths % 10 < 0 ? -(tenths % 10) : tenths % 10);
}

bool objective_sum(const struct plan *p, const struct plan_goal *g, const struct plan_objective *o, struct arena *a,
                   struct buf *out, struct err *e)
{
    struct statement_facts facts;
    struct statement s;
    if (o->target.kind != TARGET_PERCENT || !str_trim(o->statement).n || o->statement.n > STATEMENT_TEXT_MAX)
        return true;
    plan_facts(p, g, o, &facts);
    if (!statement_read(o->statement, &facts, a, &s, e))
        return false;
    double from = o->baseline.value.has ? dec_to_double(o->baseline.value) : facts.baseline;
    if (!s.meant_low.has || !s.numbers.percent || !(o->baseline.value.has || facts.has_baseline))
        return true;
    double low = dec_to_double(s.meant_low), high = s.meant_high.has ? dec_to_double(s.meant_high) : low;
    buf_add(out, aim_of(o->target.value.has ? s.slots.target_value.text : o->target.text).number);
    buf_printf(out, " %% %s than ", o->target.comparator == PLAN_CMP_INCREASE_BY ? "more" : "less");
    put_double(out, from);
    buf_cstr(out, " is ");
    put_double(out, low < high ? low : high);
    if (low != high) {
        buf_cstr(out, " to ");
        put_double(out, low < high ? high : low);
    }
    buf_char(out, '.');
    return true;
}
