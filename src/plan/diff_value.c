/* diff_value.c: the values of a plan as a reader says them. */
#include "plan/diff_parts.h"
#include "plan/target.h"

#include <string.h>

/* An underscored name of the format as words: "on hold". */
static void put_name(const char *name, struct buf *out)
{
    for (; *name; name++)
        buf_char(out, *name == '_' ? ' ' : *name);
}

static void put_count(struct opt_int low, struct opt_int high, struct buf *out)
{
    buf_int(out, low.has ? low.v : high.v);
    if (low.has && high.has && high.v != low.v) {
        buf_cstr(out, "\xe2\x80\x93");
        buf_int(out, high.v);
    }
}

static void put_unit(struct opt_int n, const char *unit, struct buf *out)
{
    buf_cstr(out, unit);
    if (n.v != 1)
        buf_char(out, 's');
}

static const char *unit_name(enum plan_unit u)
{
    static const char *const names[] = {"time", "session", "day", "week", "month", "year"};
    return names[u];
}

static void put_window(const void *item, struct buf *out)
{
    const struct plan_window w = plan_window(item);
    if (w.unit == UNIT_UNSTATED) {
        buf_add(out, ((const struct plan_review_window *)item)->text);
        return;
    }
    if (!w.min.has)
        buf_cstr(out, "at most ");
    if (!w.max.has)
        buf_cstr(out, "at least ");
    put_count(w.min, w.max, out);
    buf_char(out, ' ');
    put_unit(w.max.has ? w.max : w.min, unit_name(w.unit), out);
}

static void put_cadence(const void *item, struct buf *out)
{
    const struct plan_cadence *c = item;
    if (c->text.n) {
        buf_add(out, c->text);
        return;
    }
    bool counts = c->count_min.has || c->count_max.has, every = c->every_min.has || c->every_max.has;
    if (counts) {
        put_count(c->count_min, c->count_max, out);
        put_unit(c->count_max.has ? c->count_max : c->count_min, " time", out);
    }
    if (every || c->unit) {
        struct opt_int last = c->every_max.has   ? c->every_max
                              : c->every_min.has ? c->every_min
                                                 : (struct opt_int){true, 1};
        buf_cstr(out, counts ? " every " : "every ");
        if (last.v != 1) {
            put_count(c->every_min, c->every_max, out);
            buf_char(out, ' ');
        }
        put_unit(last, unit_name(c->unit), out);
    }
}

static void put_measure(const void *item, struct buf *out)
{
    const struct plan_measure *m = item;
    buf_add(out, m->name.n ? m->name : m->instrument.n ? m->instrument : m->unit);
    if (m->unit.n && (m->name.n || m->instrument.n)) {
        buf_cstr(out, ", ");
        buf_add(out, m->unit);
    }
    if (m->period.n) {
        buf_cstr(out, " a ");
        buf_add(out, m->period);
    }
}

static void put_with_unit(struct dec low, struct dec high, struct str unit, struct buf *out)
{
    dec_put(out, low);
    if (low.has && high.has)
        buf_cstr(out, "\xe2\x80\x93");
    dec_put(out, high);
    if (unit.n) {
        buf_char(out, ' ');
        buf_add(out, unit);
    }
}

static void put_baseline(const void *item, struct buf *out)
{
    const struct plan_baseline *b = item;
    char date[DATE_TEXT_SIZE];
    if (b->value.has)
        put_with_unit(b->value, (struct dec){false, 0, 0}, b->unit, out);
    else
        buf_add(out, b->text);
    if (date_is_set(b->date))
        buf_printf(out, " (%s)", date_format(b->date, date));
}

/* Around a number: "from 9 or lower to 7 or lower" reads, "from reduce to 9 to reduce to 7" does not. */
static const char *words_before(enum plan_comparator c)
{
    static const char *const words[] = {"", "", "", "", "", "\xe2\x89\xa5 ", "\xe2\x89\xa4 ", "", "", "keep "};
    return words[c];
}

static const char *words_after(enum plan_comparator c)
{
    static const char *const words[] = {"", " or lower", " less", " or higher", " more", "", "", "", "", ""};
    return words[c];
}

static void put_target(const void *item, struct buf *out)
{
    const struct plan_target *t = item;
    if (!t->value.has && !t->high.has) {
        buf_add(out, t->text);
        return;
    }
    char strict = target_strict(t);
    buf_cstr(out, strict == '<' ? "less than " : strict ? "more than " : words_before(t->comparator));
    put_with_unit(t->value, t->high, t->unit, out);
    buf_cstr(out, strict ? "" : words_after(t->comparator));
}

/* "P12W" as "12 weeks"; a period of another form as it is written. */
static void put_period(struct str p, struct buf *out)
{
    static const struct {
        char letter;
        const char *unit;
    } units[] = {{'D', "day"}, {'W', "week"}, {'M', "month"}, {'Y', "year"}};
    struct opt_int n = {.has = true};
    for (size_t i = 0; p.n > 2 && p.p[0] == 'P' && i < sizeof units / sizeof *units; i++)
        if (p.p[p.n - 1] == units[i].letter && num_int(str_sub(p, 1, p.n - 1), 0, 1000000, &n.v)) {
            buf_int(out, n.v);
            buf_char(out, ' ');
            put_unit(n, units[i].unit, out);
            return;
        }
    buf_add(out, p);
}

static void put_due(const void *item, struct buf *out)
{
    const struct plan_due *d = item;
    char date[DATE_TEXT_SIZE];
    size_t start = out->n;
    buf_cstr(out, date_format(d->date, date));
    if (d->period.n) {
        buf_cstr(out, out->n > start ? ", " : "");
        put_period(d->period, out);
    }
    if (d->session.has)
        buf_printf(out, "%ssession %lld", out->n > start ? ", " : "", (long long)d->session.v);
    if (d->event.n) {
        buf_cstr(out, out->n > start ? ", " : "");
        for (size_t i = 0; i < d->event.n; i++)
            buf_char(out, d->event.p[i] == '_' ? ' ' : d->event.p[i]);
    }
    if (out->n == start)
        buf_add(out, d->text);
}

static void put_condition(const void *item, struct buf *out)
{
    const struct plan_condition *c = item;
    size_t start = out->n;
    if (c->text.n) {
        buf_add(out, c->text);
        return;
    }
    buf_cstr(out, c->kind == CONDITION_NO_GAIN ? "no gain" : "");
    if (c->measure.name.n || c->measure.instrument.n || c->measure.unit.n) {
        buf_cstr(out, out->n > start ? " on " : "");
        put_measure(&c->measure, out);
    }
    if (c->value.has) {
        buf_cstr(out, out->n > start ? " " : "");
        buf_cstr(out, words_before(c->comparator));
        dec_put(out, c->value);
        buf_cstr(out, words_after(c->comparator));
    }
    buf_add(out, c->event);
    if (c->by_week.has)
        buf_printf(out, "%sby week %lld", out->n > start ? " " : "", (long long)c->by_week.v);
    if (c->by_session.has)
        buf_printf(out, "%sby session %lld", out->n > start ? " " : "", (long long)c->by_session.v);
    if (c->by_review.has)
        buf_printf(out, "%sby review %lld", out->n > start ? " " : "", (long long)c->by_review.v);
}

/* A value of any kind, by the name of its shape. */
static const struct {
    const char *shape;
    void (*put)(const void *item, struct buf *out);
} values[] = {
    {"cadence", put_cadence}, {"measure", put_measure},     {"baseline", put_baseline},    {"target", put_target},
    {"due", put_due},         {"condition", put_condition}, {"review_window", put_window},
};
#define VALUES (sizeof values / sizeof *values)

static size_t value_index(const struct shape *s)
{
    size_t i = 0;
    while (i < VALUES && strcmp(values[i].shape, s->name) != 0)
        i++;
    return i;
}

bool value_is_object(const struct shape *s)
{
    return value_index(s) < VALUES;
}

void value_put_object(const struct shape *s, const void *item, struct buf *out)
{
    values[value_index(s)].put(item, out);
}

/* "Goal 1, Objective 2" for the pointer "/goals/0/objectives/1". */
static void put_place(struct str pointer, struct buf *out)
{
    struct str step, rest = str_sub(pointer, 1, pointer.n);
    bool first = true;
    while (rest.n) {
        int64_t n;
        struct str tail = {NULL, 0};
        step = rest;
        str_cut(rest, '/', &step, &tail);
        rest = tail;
        if (num_int(step, 0, 1000000, &n)) {
            buf_printf(out, " %lld", (long long)n + 1);
            continue;
        }
        bool many = rest.n && step.n && step.p[step.n - 1] == 's';
        buf_cstr(out, first ? "" : ", ");
        for (size_t i = 0; i < step.n - many; i++) {
            char c = step.p[i] == '_' ? ' ' : step.p[i];
            buf_char(out, !i && (first || many) && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        }
        first = false;
    }
}

void value_put_field(const struct shape_field *f, const void *item, struct buf *out)
{
    const void *member = shape_member_const(f, item);
    char date[DATE_TEXT_SIZE];
    switch (f->kind) {
    case SHAPE_TEXT:
        if (strcmp(f->key, "part") == 0 && str_starts(*(const struct str *)member, STR("/"))) {
            put_place(*(const struct str *)member, out);
            break;
        }
        buf_add(out, *(const struct str *)member);
        break;
    case SHAPE_REF:
    case SHAPE_ID:
        buf_add(out, *(const struct str *)member);
        break;
    case SHAPE_DATE:
        buf_cstr(out, date_format(*(const struct date *)member, date));
        break;
    case SHAPE_DEC:
        dec_put(out, *(const struct dec *)member);
        break;
    case SHAPE_INT:
        buf_int(out, ((const struct opt_int *)member)->v);
        break;
    case SHAPE_BOOL:
        buf_cstr(out, ((const bool *)member)[1] ? "yes" : "no");
        break;
    case SHAPE_ENUM:
        put_name(f->names[shape_enum(f, item)], out);
        break;
    case SHAPE_OBJECT:
        value_put_object(f->shape, member, out);
        break;
    case SHAPE_TEXTS:
    case SHAPE_REFS:
    case SHAPE_LIST:
        break;
    }
}

void value_put_item(const struct shape *s, const void *item, struct buf *out)
{
    size_t start = out->n;
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        bool single = f->kind != SHAPE_ID && f->kind != SHAPE_TEXTS && f->kind != SHAPE_REFS && f->kind != SHAPE_LIST &&
                      (f->kind != SHAPE_OBJECT || value_is_object(f->shape));
        if (!single || shape_field_is_empty(f, item))
            continue;
        if (out->n > start)
            buf_cstr(out, ", ");
        value_put_field(f, item, out);
    }
}

struct str value_label(const struct shape *s, const void *item)
{
    /* Goals and objectives are known by what they say, everything else by its name, when it has one. */
    static const char *const keys[] = {"statement", "name", "title", "topic",     "who",         "stage",
                                       "text",      "to",   "code",  "statement", "client_words"};
    bool by_name = strcmp(s->name, "problem") == 0;
    for (size_t i = by_name; i < sizeof keys / sizeof *keys; i++) {
        const struct shape_field *f = shape_find(s, str_of(keys[i]));
        if (f && !shape_field_is_empty(f, item))
            return *(const struct str *)shape_member_const(f, item);
    }
    return (struct str){NULL, 0};
}
