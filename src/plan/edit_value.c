/* edit_value.c: one member of a plan as the text a form shows, and back. */
#include "plan/edit.h"
#include "plan/target.h"

#include "plan/diff_parts.h"
#include "plan/plan_text_scan.h"

#include <string.h>

/* ---- out ---- */

/* An item a line; the further lines of an item have two blanks before them. */
static void put_lines(const plan_texts *t, struct buf *out)
{
    bool first = true;
    for (size_t i = 0; i < t->n; i++) {
        struct str line = t->at[i];
        if (!line.n)
            continue;
        if (!first)
            buf_char(out, '\n');
        first = false;
        for (size_t k = 0; k < line.n; k++) {
            buf_char(out, line.p[k]);
            if (line.p[k] == '\n')
                buf_cstr(out, "  ");
        }
    }
}

static void put_ids(const plan_texts *t, struct buf *out)
{
    for (size_t i = 0; i < t->n; i++) {
        if (i)
            buf_char(out, ' ');
        buf_add(out, t->at[i]);
    }
}

/* "6 or less", "60-70 %", "2 more", "less than 6". */
static void put_target(const struct plan_target *t, struct buf *out)
{
    static const char *const after[] = {"",         " or less", " less", " or more", " more",
                                        " or more", " or less", "",      "",         ""};
    bool percent = str_is(t->unit, "%");
    if (!t->value.has) {
        buf_add(out, t->text);
        return;
    }
    char strict = target_strict(t);
    buf_cstr(out, strict == '<' ? "less than " : strict ? "more than " : "");
    dec_put(out, t->value);
    if (t->high.has) {
        buf_char(out, '-');
        dec_put(out, t->high);
    }
    buf_cstr(out, percent ? " %" : "");
    buf_cstr(out, strict                                           ? ""
                  : percent && t->comparator == PLAN_CMP_REDUCE_BY ? " less"
                  : percent                                        ? ""
                                                                   : after[t->comparator]);
}

static void put_baseline(const struct plan_baseline *b, struct buf *out)
{
    if (b->value.has)
        dec_put(out, b->value);
    else
        buf_add(out, b->text);
}

static void put_measure(const struct plan_measure *m, struct buf *out)
{
    buf_add(out, m->name.n ? m->name : m->instrument.n ? m->instrument : m->unit);
}

static void put_object(const struct shape_field *f, const void *member, struct buf *out)
{
    const struct shape *s = f->shape;
    const struct shape_field *text = shape_find(s, STR("text"));
    if (s == &plan_target_shape)
        put_target(member, out);
    else if (s == &plan_baseline_shape)
        put_baseline(member, out);
    else if (s == &plan_measure_shape)
        put_measure(member, out);
    else if (!value_is_object(s))
        return;
    else if (text && ((const struct str *)shape_member_const(text, member))->n)
        buf_add(out, *(const struct str *)shape_member_const(text, member));
    else
        value_put_object(s, member, out);
}

void plan_value_put(const struct plan_place *at, struct buf *out)
{
    const struct shape_field *f = at->field;
    const void *member = shape_member_const(f, at->item);
    char date[DATE_TEXT_SIZE];
    if (at->is_item || shape_field_is_empty(f, at->item))
        return;
    switch (f->kind) {
    case SHAPE_TEXT:
    case SHAPE_REF:
    case SHAPE_ID:
        buf_add(out, *(const struct str *)member);
        return;
    case SHAPE_TEXTS:
        put_lines(member, out);
        return;
    case SHAPE_REFS:
        put_ids(member, out);
        return;
    case SHAPE_DATE:
        buf_cstr(out, date_format(*(const struct date *)member, date));
        return;
    case SHAPE_DEC:
        dec_put(out, *(const struct dec *)member);
        return;
    case SHAPE_INT:
        buf_int(out, ((const struct opt_int *)member)->v);
        return;
    case SHAPE_BOOL:
        buf_cstr(out, ((const bool *)member)[1] ? "yes" : "no");
        return;
    case SHAPE_ENUM:
        buf_cstr(out, f->names[shape_enum(f, at->item)]);
        return;
    case SHAPE_OBJECT:
        put_object(f, member, out);
        return;
    case SHAPE_LIST:
        break;
    }
}

/* ---- in ---- */

static bool no_memory(const char **wrong)
{
    *wrong = NULL;
    return false;
}

static bool refuse(const char **wrong, const char *why)
{
    *wrong = why;
    return false;
}

/* The next item: a line and those after it that begin with two blanks or a tab. */
static bool take_lines(struct str *rest, struct arena *a, plan_texts *list)
{
    struct buf item;
    bool ok = true;
    buf_init(&item, 0);
    while (rest->n) {
        struct str line = *rest, after = {NULL, 0};
        str_cut(*rest, '\n', &line, &after);
        bool more = str_starts(line, STR("  ")) || str_starts(line, STR("\t"));
        if (item.n && !more)
            break;
        *rest = after;
        line = str_trim(line);
        if (item.n)
            buf_char(&item, '\n');
        buf_add(&item, line);
    }
    if (str_trim(buf_str(&item)).n)
        ok = plan_add_text(a, list, str_trim(buf_str(&item)));
    ok = ok && !item.failed;
    buf_free(&item);
    return ok;
}

static bool set_texts(struct str typed, struct arena *a, plan_texts *out, const char **wrong)
{
    plan_texts list = {0};
    while (typed.n)
        if (!take_lines(&typed, a, &list))
            return no_memory(wrong);
    *out = list;
    return true;
}

static bool set_ids(struct str typed, struct arena *a, plan_texts *out, const char **wrong)
{
    plan_texts list = {0};
    for (typed = str_trim(typed); typed.n;) {
        struct str id = typed, after = {NULL, 0};
        str_cut(typed, ' ', &id, &after);
        typed = str_trim(after);
        if (id.n && !plan_add_text(a, &list, id))
            return no_memory(wrong);
    }
    *out = list;
    return true;
}

/* "50 min" in a field that counts minutes is 50. */
static struct str without_unit(const struct shape_field *f, struct str typed)
{
    static const char *const units[] = {"minutes", "minute", "mins", "min", "min."};
    for (size_t i = 0; str_ends_ci(str_of(f->key), STR("minutes")) && i < sizeof units / sizeof *units; i++)
        if (str_ends_ci(typed, str_of(units[i])))
            return str_trim(str_sub(typed, 0, typed.n - strlen(units[i])));
    return typed;
}

static bool set_int(const struct shape_field *f, struct str typed, struct opt_int *out, const char **wrong)
{
    struct opt_int n = {.has = true};
    typed = without_unit(f, typed);
    if (!num_int(typed, INT64_MIN, INT64_MAX, &n.v))
        return refuse(wrong, "Write a whole number in digits, such as 50.");
    if (n.v < f->min || n.v > f->max)
        return refuse(wrong, f->min < 0 ? "Write a number from -2 to 2."
                                        : "This number cannot be: write a smaller or larger one.");
    *out = n;
    return true;
}

static bool set_enum(const struct shape_field *f, struct str typed, void *item, const char **wrong)
{
    for (int i = 1; f->names[i]; i++)
        if (str_is(typed, f->names[i])) {
            shape_set_enum(f, item, i);
            return true;
        }
    return refuse(wrong, "Choose one of the answers offered.");
}

/* A number at the beginning of *s is taken off it. */
static bool take_number(struct str *s, struct dec *out)
{
    size_t n = 0;
    while (n < s->n && ((s->p[n] >= '0' && s->p[n] <= '9') || (s->p[n] == '.' && n)))
        n++;
    if (!num_dec(str_sub(*s, 0, n), out))
        return false;
    *s = str_trim(str_sub(*s, n, s->n));
    return true;
}

static void set_comparator(struct plan_target *t, struct str rest, bool percent)
{
    static const struct {
        const char *words;
        enum plan_comparator is, was; /* `was` stays when it says the same */
    } known[] = {
        {"or less", PLAN_CMP_AT_MOST, PLAN_CMP_REDUCE_TO},      {"or lower", PLAN_CMP_AT_MOST, PLAN_CMP_REDUCE_TO},
        {"or fewer", PLAN_CMP_AT_MOST, PLAN_CMP_REDUCE_TO},     {"or more", PLAN_CMP_AT_LEAST, PLAN_CMP_INCREASE_TO},
        {"or higher", PLAN_CMP_AT_LEAST, PLAN_CMP_INCREASE_TO}, {"less", PLAN_CMP_REDUCE_BY, PLAN_CMP_REDUCE_BY},
        {"more", PLAN_CMP_INCREASE_BY, PLAN_CMP_INCREASE_BY}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is_ci(rest, known[i].words) && t->comparator != known[i].was)
            t->comparator = known[i].is;
    if (percent && t->comparator != PLAN_CMP_INCREASE_BY)
        t->comparator = PLAN_CMP_REDUCE_BY;
    bool relative = target_is_by(t->comparator);
    t->kind = percent ? TARGET_PERCENT : relative ? TARGET_CHANGE : t->high.has ? TARGET_RANGE : TARGET_ABSOLUTE;
}

/* is_rest: what may follow the number for it to be read here: nothing, or words that compare. */
static bool is_rest(struct str rest)
{
    static const char *const known[] = {"", "or less", "or lower", "or fewer", "or more", "or higher", "less", "more"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is_ci(rest, known[i]))
            return true;
    return false;
}

/* "less than 6", "under 6", "> 6": *sign is '<' or '>', and *s what follows; false when it says nothing of the kind. */
static bool take_strict(struct str *s, char *sign)
{
    static const struct {
        const char *words;
        char sign;
    } known[] = {
        {"less than ", '<'}, {"fewer than ", '<'}, {"lower than ", '<'}, {"under ", '<'}, {"below ", '<'},
        {"<", '<'},          {"more than ", '>'},  {"above ", '>'},      {"over ", '>'},  {"higher than ", '>'},
        {">", '>'}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t n = strlen(known[i].words);
        struct str rest = str_trim(str_sub(*s, n < s->n ? n : s->n, s->n));
        if (str_begins_ci(*s, known[i].words) && rest.n && rest.p[0] >= '0' && rest.p[0] <= '9') {
            *s = rest;
            *sign = known[i].sign;
            return true;
        }
    }
    return false;
}

/* A number that is not yet the target: only the sign keeps it apart from "6 or less". */
static bool set_strict(struct str number, char sign, struct arena *a, struct plan_target *t)
{
    struct buf b;
    int way = sign == '<' ? -1 : 1;
    if (target_way_to(t->comparator) != way)
        t->comparator = sign == '<' ? PLAN_CMP_AT_MOST : PLAN_CMP_AT_LEAST;
    t->kind = TARGET_ABSOLUTE;
    buf_init(&b, 0);
    buf_char(&b, sign);
    buf_add(&b, number);
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), &t->text);
    buf_free(&b);
    return ok;
}

/* "6", "6 or less", "60-70 %", "less than 6": read here, for a unit that stands already is kept; all else stays words.
 */
static bool set_target(struct str typed, struct arena *a, struct plan_target *t)
{
    struct plan_target next = *t;
    struct str s = typed;
    bool percent = false;
    next.text = (struct str){NULL, 0};
    next.high = (struct dec){.has = false};
    char sign = 0;
    struct str strict = str_trim(s);
    if (take_strict(&strict, &sign)) {
        struct str number = strict;
        if (take_number(&strict, &next.value) && !strict.n && next.kind != TARGET_PERCENT) {
            *t = next;
            return set_strict(number, sign, a, t);
        }
    }
    if (take_number(&s, &next.value)) {
        struct str far = s;
        if ((str_starts(s, STR("-")) || str_starts(s, STR("\xe2\x80\x93")))) {
            far = str_trim(str_sub(s, s.p[0] == '-' ? 1 : 3, s.n));
            if (take_number(&far, &next.high))
                s = far;
        }
        percent = str_starts(s, STR("%"));
        s = percent ? str_trim(str_sub(s, 1, s.n)) : s;
        if (is_rest(s)) {
            if (percent != str_is(next.unit, "%"))
                next.unit = percent ? STR("%") : (struct str){NULL, 0};
            if (!percent && next.kind == TARGET_PERCENT)
                next.comparator = PLAN_CMP_UNSTATED;
            set_comparator(&next, s, percent);
            *t = next;
            return true;
        }
    }
    *t = (struct plan_target){.kind = TARGET_UNSTATED};
    return plan_text(a, typed, &t->text);
}

static bool set_baseline(struct str typed, struct arena *a, struct plan_baseline *b)
{
    struct plan_baseline next = {.unit = b->unit, .date = b->date};
    struct str s = typed;
    if (!take_number(&s, &next.value) || s.n) {
        next = (struct plan_baseline){.date = b->date};
        if (!plan_text(a, typed, &next.text))
            return false;
    }
    *b = next;
    return true;
}

/* "12 weeks" and nothing else: that long after the plan's start. */
static bool set_length(struct str typed, struct arena *a, struct plan_due *d)
{
    static const char letters[] = {[UNIT_DAY] = 'D', [UNIT_WEEK] = 'W', [UNIT_MONTH] = 'M', [UNIT_YEAR] = 'Y'};
    struct scan_span n;
    struct buf b;
    if (!text_scan_length(typed, UNIT_UNSTATED, &n) || n.at.from != 0 || n.at.to != typed.n || n.min != n.max ||
        n.unit < UNIT_DAY)
        return true;
    buf_init(&b, 0);
    buf_char(&b, 'P');
    buf_int(&b, n.min);
    buf_char(&b, letters[n.unit]);
    bool ok = buf_ok(&b) && plan_text(a, buf_str(&b), &d->period);
    buf_free(&b);
    return ok;
}

static bool set_due(struct str typed, struct arena *a, struct plan_due *d)
{
    struct span at;
    *d = (struct plan_due){.date = {0}};
    if (date_parse(typed, &d->date))
        return true;
    /* A date and nothing else; all else is read by plan_bind. */
    if (text_scan_date(typed, DATE_MONTH_FIRST, &d->date, &at) && at.from == 0 && at.to == typed.n)
        return plan_text(a, typed, &d->text);
    d->date = (struct date){0};
    return set_length(typed, a, d) && plan_text(a, typed, &d->text);
}

static bool set_window(struct str typed, struct arena *a, struct plan_review_window *w)
{
    struct plan_cadence c = {.unit = UNIT_UNSTATED};
    struct scan_span length;
    struct plan_window n = {.unit = UNIT_UNSTATED};
    *w = (struct plan_review_window){.text = {NULL, 0}};
    if (text_scan_length(typed, UNIT_UNSTATED, &length))
        n = (struct plan_window){{true, length.min}, {true, length.max}, length.unit};
    else if (text_scan_cadence(typed, &c, NULL) && (!c.count_min.has || c.count_min.v == 1))
        n = (struct plan_window){c.every_min, c.every_max.has ? c.every_max : c.every_min, c.unit};
    plan_window_put(w, n);
    return plan_text(a, typed, &w->text);
}

static bool set_cadence(struct str typed, struct arena *a, struct plan_cadence *c)
{
    struct plan_cadence next = {.unit = UNIT_UNSTATED};
    if (!text_scan_cadence(typed, &next, NULL))
        next = (struct plan_cadence){.unit = UNIT_UNSTATED};
    *c = next;
    return plan_text(a, typed, &c->text);
}

static bool set_object(const struct shape_field *f, struct str typed, void *member, struct arena *a, const char **wrong)
{
    const struct shape *s = f->shape;
    const struct shape_field *text = shape_find(s, s == &plan_measure_shape ? STR("name") : STR("text"));
    bool ok;
    if (!value_is_object(s) || !text)
        return refuse(wrong, "This part is written field by field.");
    if (s == &plan_target_shape) {
        ok = set_target(typed, a, member);
    } else if (s == &plan_baseline_shape) {
        ok = set_baseline(typed, a, member);
    } else if (s == &plan_due_shape) {
        ok = set_due(typed, a, member);
    } else if (s == &plan_cadence_shape) {
        ok = set_cadence(typed, a, member);
    } else if (str_is(str_of(s->name), "review_window")) {
        ok = set_window(typed, a, member);
    } else {
        memset(member, 0, s->size);
        ok = plan_text(a, typed, shape_member(text, member));
    }
    return ok || no_memory(wrong);
}

static bool set_plain(const struct shape_field *f, struct str typed, void *item, struct arena *a, const char **wrong)
{
    void *member = shape_member(f, item);
    switch (f->kind) {
    case SHAPE_TEXT:
        return plan_text(a, typed, member) || no_memory(wrong);
    case SHAPE_REF:
        return plan_text(a, str_trim(typed), member) || no_memory(wrong);
    case SHAPE_DATE:
        return date_parse(typed, member) || refuse(wrong, "Write the date as year-month-day, such as 2026-12-01.");
    case SHAPE_DEC:
        return num_dec(typed, member) || refuse(wrong, "Write a number in digits, such as 12 or 4.5.");
    case SHAPE_INT:
        return set_int(f, typed, member, wrong);
    case SHAPE_ENUM:
        return set_enum(f, typed, item, wrong);
    case SHAPE_BOOL:
        if (!str_is(typed, "yes") && !str_is(typed, "no"))
            return refuse(wrong, "Choose yes or no.");
        ((bool *)member)[0] = true;
        ((bool *)member)[1] = str_is(typed, "yes");
        return true;
    default:
        return refuse(wrong, "This part cannot be typed.");
    }
}

bool plan_value_set(const struct plan_place *at, struct str typed, struct arena *a, const char **wrong)
{
    const struct shape_field *f = at->field;
    void *member = shape_member(f, at->item);
    *wrong = NULL;
    if (at->is_item || f->kind == SHAPE_ID || f->kind == SHAPE_LIST)
        return refuse(wrong, "This part cannot be typed.");
    if (f->kind == SHAPE_TEXTS)
        return set_texts(typed, a, member, wrong);
    if (f->kind == SHAPE_REFS)
        return set_ids(typed, a, member, wrong);
    typed = str_trim(typed);
    if (typed.n)
        return f->kind == SHAPE_OBJECT ? set_object(f, typed, member, a, wrong)
                                       : set_plain(f, typed, at->item, a, wrong);
    if (f->kind == SHAPE_OBJECT && !value_is_object(f->shape))
        return refuse(wrong, "This part is written field by field.");
    size_t size = f->kind == SHAPE_OBJECT ? f->shape->size
                  : f->kind == SHAPE_DATE ? sizeof(struct date)
                  : f->kind == SHAPE_DEC  ? sizeof(struct dec)
                  : f->kind == SHAPE_INT  ? sizeof(struct opt_int)
                  : f->kind == SHAPE_BOOL ? 2 * sizeof(bool)
                  : f->kind == SHAPE_ENUM ? sizeof(int)
                                          : sizeof(struct str);
    memset(member, 0, size);
    return true;
}
