/* diff.c: what changed between two versions of a plan. */
#include "plan/diff.h"

#include "base/json.h"
#include "base/utf8.h"
#include "plan/diff_parts.h"
#include "plan/ids.h"

#include <string.h>

enum { OLD, NEW };

/* Where in the two plans something stands, and what a reader calls it. */
struct place {
    struct str part; /* "Objective 1"; absent for the plan itself */
    struct str pointer[2];
    size_t index[2]; /* of the item in its list */
};

/* Beside each change: whose it is, and whether it is one of wording. */
struct source {
    const struct place *place;
    bool wording;
};

struct differ {
    struct arena *arena;
    struct diff *out;
    PLAN_LIST(struct source) sources; /* one for each change */
    struct buf text;                  /* scratch */
    struct plan_ids ids[2];           /* what each plan's ids stand for */
    struct plan_ids partner_of;       /* an id of the old plan; item: the partner in the new plan */
    const struct plan *plans[2];
    bool failed; /* no memory */
};

/* words */

#define CUT_LONG 160 /* bytes of a text shown inside a sentence; the whole stands in was and now */
#define CUT_TITLE 60

/* taken: what is in the scratch buffer, as a text of the arena; the buffer is empty again. */
static struct str taken(struct differ *d)
{
    struct str s = {NULL, 0};
    if (!buf_ok(&d->text) || !plan_text(d->arena, d->text.n ? buf_str(&d->text) : STR(""), &s))
        d->failed = true;
    buf_reset(&d->text);
    return s;
}

static void put_cut(struct buf *out, struct str s, size_t most)
{
    size_t n = s.n <= most ? s.n : utf8_floor(s, most);
    buf_put(out, s.p, n);
    if (n < s.n)
        buf_cstr(out, "\xe2\x80\xa6");
}

static void put_quoted(struct buf *out, struct str s, size_t most)
{
    buf_char(out, '"');
    put_cut(out, s, most);
    buf_char(out, '"');
}

/* A label inside a sentence: "Preferred name" becomes "preferred name", "ICD-10-CM code" stays. */
static void put_label(struct buf *out, const char *label)
{
    bool abbreviation = label[1] <= 'Z';
    buf_char(out, (char)(abbreviation ? label[0] : label[0] - 'A' + 'a'));
    buf_cstr(out, label + 1);
}

/* changes */

static void add_change(struct differ *d, struct source source, struct diff_change change)
{
    struct diff_change *c = PLAN_PUSH(d->arena, &d->out->changes);
    struct source *from = PLAN_PUSH(d->arena, &d->sources);
    if (c && from) {
        *c = change;
        *from = source;
    } else {
        d->failed = true;
    }
}

/* What a reader calls a place; the plan itself has no name. */
static struct str part_of(const struct place *place)
{
    return place->part.n ? place->part : STR("Plan");
}

static struct str pointer_to(struct differ *d, struct str base, const char *key, size_t index)
{
    buf_add(&d->text, base);
    buf_char(&d->text, '/');
    buf_cstr(&d->text, key);
    if (index != MATCH_NONE) {
        buf_char(&d->text, '/');
        buf_int(&d->text, (long long)index);
    }
    return taken(d);
}

/* What a change is said about: a member of a place, maybe a member of an object in it ("target, unit"). */
struct subject {
    const struct place *place;
    const struct shape_field *field, *inner; /* inner may be NULL */
    size_t index[2];                         /* of an element, MATCH_NONE when it is no list */
};

/* The review window is a part of its own in every reader's eye. */
static bool stands_alone(const struct subject *s)
{
    return s->field->shape && strcmp(s->field->shape->name, "review_window") == 0;
}

static void put_subject(struct buf *out, const struct subject *s)
{
    if (stands_alone(s)) {
        buf_cstr(out, s->field->label);
    } else {
        buf_add(out, part_of(s->place));
        buf_cstr(out, ": ");
        put_label(out, s->field->label);
    }
    if (s->inner) {
        buf_cstr(out, ", ");
        put_label(out, s->inner->label);
    }
}

/* report: one change of one value. An absent was is an addition, an absent now a removal. */
static void report(struct differ *d, const struct subject *s, struct str was, struct str now, bool quoted)
{
    struct buf *out = &d->text;
    enum diff_kind kind = !was.p ? DIFF_ADDED : !now.p ? DIFF_REMOVED : DIFF_CHANGED;
    put_subject(out, s);
    if (kind == DIFF_CHANGED) {
        buf_cstr(out, " changed from ");
        quoted ? put_quoted(out, was, CUT_LONG) : put_cut(out, was, CUT_LONG);
        buf_cstr(out, " to ");
        quoted ? put_quoted(out, now, CUT_LONG) : put_cut(out, now, CUT_LONG);
    } else {
        buf_cstr(out, kind == DIFF_ADDED ? " added: " : " removed: ");
        put_cut(out, kind == DIFF_ADDED ? now : was, CUT_LONG);
    }
    struct str sentence = taken(d);
    int side = kind == DIFF_REMOVED ? OLD : NEW;
    struct str pointer = pointer_to(d, s->place->pointer[side], s->field->key, s->index[side]);
    if (s->inner)
        pointer = pointer_to(d, pointer, s->inner->key, MATCH_NONE);
    struct str part = stands_alone(s) ? str_of(s->field->label) : part_of(s->place);
    add_change(d, (struct source){s->place, quoted}, (struct diff_change){kind, part, pointer, sentence, was, now});
}

/* values */

static bool same_value(const struct shape_field *f, const void *a, const void *b)
{
    const void *x = shape_member_const(f, a), *y = shape_member_const(f, b);
    bool no_x = shape_field_is_empty(f, a), no_y = shape_field_is_empty(f, b);
    if (no_x || no_y)
        return no_x && no_y;
    switch (f->kind) {
    case SHAPE_TEXT:
        return str_eq(*(const struct str *)x, *(const struct str *)y);
    case SHAPE_DATE:
        return date_cmp(*(const struct date *)x, *(const struct date *)y) == 0;
    case SHAPE_DEC:
        return dec_cmp(*(const struct dec *)x, *(const struct dec *)y) == 0;
    case SHAPE_INT:
        return ((const struct opt_int *)x)->v == ((const struct opt_int *)y)->v;
    case SHAPE_BOOL:
        return ((const bool *)x)[1] == ((const bool *)y)[1];
    case SHAPE_ENUM:
        return shape_enum(f, a) == shape_enum(f, b);
    default:
        return true; /* objects, lists and links have walks of their own */
    }
}

static struct str value_text(struct differ *d, const struct shape_field *f, const void *item)
{
    if (shape_field_is_empty(f, item))
        return (struct str){NULL, 0};
    value_put_field(f, item, &d->text);
    return taken(d);
}

static void compare_leaf(struct differ *d, const struct place *place, const struct shape_field *f,
                         const struct shape_field *inner, const void *a, const void *b)
{
    const struct shape_field *leaf = inner ? inner : f;
    if (same_value(leaf, a, b))
        return;
    struct subject s = {place, f, inner, {MATCH_NONE, MATCH_NONE}};
    report(d, &s, value_text(d, leaf, a), value_text(d, leaf, b), leaf->kind == SHAPE_TEXT);
}

static bool only_date(const struct plan_due *d)
{
    return date_is_set(d->date) && !d->period.n && !d->session.has && !d->event.n;
}

static void report_moved_due(struct differ *d, const struct subject *s, const struct plan_due *a,
                             const struct plan_due *b)
{
    struct buf *out = &d->text;
    char was[DATE_TEXT_SIZE], now[DATE_TEXT_SIZE];
    int32_t days = date_diff(b->date, a->date), size = days < 0 ? -days : days;
    bool weeks = size % 7 == 0;
    int32_t n = weeks ? size / 7 : size;
    put_subject(out, s);
    buf_printf(out, " moved %d %s%s %s (%s \xe2\x86\x92 %s)", (int)n, weeks ? "week" : "day", n == 1 ? "" : "s",
               days < 0 ? "earlier" : "later", date_format(a->date, was), date_format(b->date, now));
    struct str sentence = taken(d);
    buf_cstr(out, was);
    struct str old_text = taken(d);
    buf_cstr(out, now);
    struct str new_text = taken(d), pointer = pointer_to(d, s->place->pointer[NEW], s->field->key, MATCH_NONE);
    add_change(d, (struct source){s->place, false},
               (struct diff_change){DIFF_CHANGED, part_of(s->place), pointer, sentence, old_text, new_text});
}

static void compare_value_object(struct differ *d, const struct place *place, const struct shape_field *f,
                                 const void *a, const void *b);

/* compare_members: what differs inside a value that reads the same on both sides. */
static void compare_members(struct differ *d, const struct place *place, const struct shape_field *f, const void *a,
                            const void *b)
{
    for (size_t i = 0; i < f->shape->count; i++) {
        const struct shape_field *inner = &f->shape->fields[i];
        if (inner->kind == SHAPE_OBJECT)
            compare_value_object(d, place, inner, shape_member_const(inner, a), shape_member_const(inner, b));
        else
            compare_leaf(d, place, f, inner, a, b);
    }
}

/* object_text: absent when nothing of the value can be said as one. */
static struct str object_text(struct differ *d, const struct shape *s, const void *item)
{
    size_t start = d->text.n;
    value_put_object(s, item, &d->text);
    return d->text.n > start ? taken(d) : (struct str){NULL, 0};
}

/* same_object: 12.1 is 12.10, so that a value that only reads otherwise is no change. */
static bool same_object(const struct shape *s, const void *a, const void *b)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        if (f->kind == SHAPE_OBJECT ? !same_object(f->shape, shape_member_const(f, a), shape_member_const(f, b))
                                    : !same_value(f, a, b))
            return false;
    }
    return true;
}

static void compare_value_object(struct differ *d, const struct place *place, const struct shape_field *f,
                                 const void *a, const void *b)
{
    if (same_object(f->shape, a, b))
        return;
    struct subject s = {place, f, NULL, {MATCH_NONE, MATCH_NONE}};
    struct str was = object_text(d, f->shape, a), now = object_text(d, f->shape, b);
    bool due = strcmp(f->shape->name, "due") == 0;
    if (str_eq(was, now))
        compare_members(d, place, f, a, b);
    else if (due && only_date(a) && only_date(b))
        report_moved_due(d, &s, a, b);
    else
        report(d, &s, was, now, false);
}

/* lists of texts and links */

static void compare_texts(struct differ *d, const struct place *place, const struct shape_field *f, const void *a,
                          const void *b)
{
    const plan_texts *olds = shape_member_const(f, a), *news = shape_member_const(f, b);
    size_t *new_of, *old_of;
    if (!match_texts(olds, news, d->arena, &new_of, &old_of)) {
        d->failed = true;
        return;
    }
    for (size_t k = 0; k < news->n; k++) {
        size_t i = old_of[k];
        struct subject s = {place, f, NULL, {i, k}};
        if (i == MATCH_NONE ? news->at[k].n > 0 : !str_eq(olds->at[i], news->at[k]))
            report(d, &s, i == MATCH_NONE ? (struct str){NULL, 0} : olds->at[i], news->at[k], true);
    }
    for (size_t i = 0; i < olds->n; i++) {
        struct subject s = {place, f, NULL, {i, MATCH_NONE}};
        if (new_of[i] == MATCH_NONE && olds->at[i].n)
            report(d, &s, olds->at[i], (struct str){NULL, 0}, true);
    }
}

/* What an id stands for, to a reader. */
static struct str linked_text(struct differ *d, int side, struct str id)
{
    const struct plan_id *to = plan_ids_find(&d->ids[side], id);
    struct str label = to ? value_label(to->shape, to->item) : id;
    put_quoted(&d->text, label.n ? label : id, CUT_TITLE);
    return taken(d);
}

/* The id that the old plan's item has in the new plan; absent when it is gone, or has none there. */
static struct str partner_id(const struct differ *d, struct str id)
{
    const struct plan_id *to = plan_ids_find(&d->partner_of, id);
    return to ? *(const struct str *)to->item : (struct str){NULL, 0};
}

static void compare_link(struct differ *d, const struct place *place, const struct shape_field *f, const void *a,
                         const void *b)
{
    struct str was = *(const struct str *)shape_member_const(f, a), now = *(const struct str *)shape_member_const(f, b);
    struct str kept = was.n ? partner_id(d, was) : was;
    if (was.n == 0 ? now.n == 0 : kept.n && str_eq(kept, now))
        return;
    struct subject s = {place, f, NULL, {MATCH_NONE, MATCH_NONE}};
    const struct str none = {NULL, 0};
    report(d, &s, was.n ? linked_text(d, OLD, was) : none, now.n ? linked_text(d, NEW, now) : none, false);
}

static void compare_links(struct differ *d, const struct place *place, const struct shape_field *f, const void *a,
                          const void *b)
{
    const plan_texts *olds = shape_member_const(f, a), *news = shape_member_const(f, b);
    const struct str none = {NULL, 0};
    struct plan_ids was = {{NULL, 0, 0}}, now = {{NULL, 0, 0}}; /* both in the new plan's ids */
    for (size_t i = 0; i < olds->n; i++) {
        struct str kept = partner_id(d, olds->at[i]);
        if (kept.n && !plan_ids_add(&was, d->arena, kept, NULL, NULL))
            d->failed = true;
    }
    for (size_t k = 0; k < news->n; k++)
        if (!plan_ids_add(&now, d->arena, news->at[k], NULL, NULL))
            d->failed = true;
    plan_ids_sort(&was);
    plan_ids_sort(&now);
    for (size_t k = 0; k < news->n; k++) {
        struct subject s = {place, f, NULL, {MATCH_NONE, k}};
        if (!plan_ids_find(&was, news->at[k]))
            report(d, &s, none, linked_text(d, NEW, news->at[k]), false);
    }
    for (size_t i = 0; i < olds->n; i++) {
        struct subject s = {place, f, NULL, {i, MATCH_NONE}};
        struct str kept = partner_id(d, olds->at[i]);
        if (!kept.n || !plan_ids_find(&now, kept))
            report(d, &s, linked_text(d, OLD, olds->at[i]), none, false);
    }
}

/* lists of items */

static void compare_object(struct differ *d, const struct place *place, const struct shape *s, const void *a,
                           const void *b);

static bool is_shape(const struct shape *s, const char *name)
{
    return strcmp(s->name, name) == 0;
}

static void put_capital(struct buf *out, const char *name)
{
    buf_char(out, (char)(name[0] - 'a' + 'A'));
    buf_cstr(out, name + 1);
}

/* item_title: "Goal 2", "Objective 2.1" ("Objective 1" in a plan of one goal), "Intervention "Sleep hygiene"", "Client,
 * background "Health"". */
static struct str item_title(struct differ *d, int side, const struct place *in, const struct shape_field *f,
                             const void *item, size_t index)
{
    struct buf *out = &d->text;
    const struct shape *s = f->shape;
    struct str label = value_label(s, item);
    bool objective = is_shape(s, "objective"), counted = objective || is_shape(s, "goal");
    if (s->prefix && !is_shape(s, "technique")) {
        put_capital(out, s->name);
    } else {
        buf_add(out, part_of(in));
        buf_cstr(out, ", ");
        s->prefix ? buf_cstr(out, s->name) : put_label(out, f->label);
    }
    buf_char(out, ' ');
    if (objective && d->plans[side]->goals.n > 1)
        buf_printf(out, "%zu.", in->index[side] + 1);
    if (counted || !label.n)
        buf_int(out, (long long)index + 1);
    else
        put_quoted(out, label, CUT_TITLE);
    return taken(d);
}

static const void *item_at(const struct shape_items *list, const struct shape *s, size_t i)
{
    return (const char *)list->at + i * s->size;
}

/* report_item: a whole item came or went. */
static void report_item(struct differ *d, enum diff_kind kind, const struct place *in, const struct shape_field *f,
                        const void *item, size_t index)
{
    int side = kind == DIFF_ADDED ? NEW : OLD;
    struct buf *out = &d->text;
    const struct str none = {NULL, 0};
    struct str title = item_title(d, side, in, f, item, index), label = value_label(f->shape, item);
    value_put_item(f->shape, item, out);
    struct str whole = taken(d);
    bool counted = is_shape(f->shape, "goal") || is_shape(f->shape, "objective");
    buf_add(out, title);
    buf_cstr(out, kind == DIFF_ADDED ? " added" : " removed");
    struct str rest = counted ? label : f->shape->prefix ? none : whole;
    if (rest.n) {
        buf_cstr(out, ": ");
        put_cut(out, rest, CUT_LONG);
    }
    struct str sentence = taken(d), pointer = pointer_to(d, in->pointer[side], f->key, index);
    add_change(d, (struct source){NULL, false},
               (struct diff_change){kind, title, pointer, sentence, kind == DIFF_ADDED ? none : whole,
                                    kind == DIFF_ADDED ? whole : none});
}

static void report_moved(struct differ *d, const struct place *at)
{
    const struct str none = {NULL, 0};
    buf_add(&d->text, at->part);
    buf_printf(&d->text, " moved from place %zu to place %zu", at->index[OLD] + 1, at->index[NEW] + 1);
    add_change(d, (struct source){NULL, false},
               (struct diff_change){DIFF_MOVED, at->part, at->pointer[NEW], taken(d), none, none});
}

/* Only where the order says something. */
static bool order_counts(const struct shape *s)
{
    return is_shape(s, "goal") || is_shape(s, "objective") || is_shape(s, "phase");
}

static void compare_list(struct differ *d, const struct place *in, const struct shape_field *f, const void *a,
                         const void *b)
{
    const struct shape_items *olds = shape_member_const(f, a), *news = shape_member_const(f, b);
    size_t *new_of, *old_of;
    bool *moved;
    if (!match_items(f->shape, olds, news, d->arena, &new_of, &old_of) ||
        !match_moved(old_of, news->n, d->arena, &moved)) {
        d->failed = true;
        return;
    }
    for (size_t k = 0; k < news->n; k++) {
        const void *item = item_at(news, f->shape, k);
        size_t i = old_of[k];
        if (i == MATCH_NONE) {
            report_item(d, DIFF_ADDED, in, f, item, k);
            continue;
        }
        struct place at = {item_title(d, NEW, in, f, item, k),
                           {pointer_to(d, in->pointer[OLD], f->key, i), pointer_to(d, in->pointer[NEW], f->key, k)},
                           {i, k}};
        if (moved[k] && order_counts(f->shape))
            report_moved(d, &at);
        compare_object(d, &at, f->shape, item_at(olds, f->shape, i), item);
    }
    for (size_t i = 0; i < olds->n; i++)
        if (new_of[i] == MATCH_NONE)
            report_item(d, DIFF_REMOVED, in, f, item_at(olds, f->shape, i), i);
}

/* the walk */

static void compare_field(struct differ *d, const struct place *place, const struct shape_field *f, const void *a,
                          const void *b)
{
    const void *x = shape_member_const(f, a), *y = shape_member_const(f, b);
    if (f->kind == SHAPE_ID || (shape_field_is_empty(f, a) && shape_field_is_empty(f, b)))
        return;
    if (f->kind == SHAPE_OBJECT && value_is_object(f->shape)) {
        compare_value_object(d, place, f, x, y);
    } else if (f->kind == SHAPE_OBJECT) {
        struct place inner = {str_of(f->label),
                              {pointer_to(d, place->pointer[OLD], f->key, MATCH_NONE),
                               pointer_to(d, place->pointer[NEW], f->key, MATCH_NONE)},
                              {0, 0}};
        compare_object(d, &inner, f->shape, x, y);
    } else if (f->kind == SHAPE_LIST) {
        compare_list(d, place, f, a, b);
    } else if (f->kind == SHAPE_TEXTS) {
        compare_texts(d, place, f, a, b);
    } else if (f->kind == SHAPE_REFS) {
        compare_links(d, place, f, a, b);
    } else if (f->kind == SHAPE_REF) {
        compare_link(d, place, f, a, b);
    } else {
        compare_leaf(d, place, f, NULL, a, b);
    }
}

/* drop_wording: a sentence that says anew what its typed parts say too is no change of its own: "within 12 weeks"
 * became "within 8 weeks", and so did the deadline. start: the first change of this place. */
static void drop_wording(struct differ *d, const struct place *place, size_t start)
{
    struct diff_change *changes = d->out->changes.at;
    plan_texts was = {NULL, 0, 0}, now = {NULL, 0, 0};
    size_t kept = start;
    for (size_t i = start; i < d->sources.n && !d->failed; i++) {
        if (d->sources.at[i].place != place || d->sources.at[i].wording)
            continue;
        struct str *a = PLAN_PUSH(d->arena, &was), *b = PLAN_PUSH(d->arena, &now);
        if (a && b) {
            *a = changes[i].was;
            *b = changes[i].now;
        } else {
            d->failed = true;
        }
    }
    for (size_t i = start; i < d->sources.n && !d->failed; i++) {
        const struct source *from = &d->sources.at[i];
        bool told = from->place == place && from->wording && changes[i].kind == DIFF_CHANGED && was.n > 0 &&
                    match_explained(changes[i].was, changes[i].now, &was, &now, d->arena, &d->failed);
        if (!told) {
            changes[kept] = changes[i];
            d->sources.at[kept++] = *from;
        }
    }
    if (!d->failed)
        d->out->changes.n = d->sources.n = kept;
}

static void compare_object(struct differ *d, const struct place *place, const struct shape *s, const void *a,
                           const void *b)
{
    size_t start = d->sources.n;
    for (size_t i = 0; i < s->count && !d->failed; i++)
        compare_field(d, place, &s->fields[i], a, b);
    if (d->sources.n - start > 1)
        drop_wording(d, place, start);
}

/* pair_ids: for every item of the old plan that has a partner: the old id and where the new one stands. */
static void pair_ids(struct differ *d, const struct shape *s, const void *a, const void *b)
{
    for (size_t x = 0; x < s->count && !d->failed; x++) {
        const struct shape_field *f = &s->fields[x];
        const void *old_member = shape_member_const(f, a), *new_member = shape_member_const(f, b);
        if (f->kind == SHAPE_ID && s->prefix) {
            const struct str *old_id = old_member;
            if (old_id->n && !plan_ids_add(&d->partner_of, d->arena, *old_id, s, new_member))
                d->failed = true;
        } else if (f->kind == SHAPE_OBJECT) {
            pair_ids(d, f->shape, old_member, new_member);
        } else if (f->kind == SHAPE_LIST && f->shape->prefix) {
            size_t *new_of, *old_of;
            const struct shape_items *olds = old_member, *news = new_member;
            if (!match_items(f->shape, olds, news, d->arena, &new_of, &old_of))
                d->failed = true;
            for (size_t i = 0; i < olds->n && !d->failed; i++)
                if (new_of[i] != MATCH_NONE)
                    pair_ids(d, f->shape, item_at(olds, f->shape, i), item_at(news, f->shape, new_of[i]));
        }
    }
}

bool diff_plans(const struct plan *old_plan, const struct plan *new_plan, struct arena *a, struct diff *out,
                struct err *e)
{
    const struct plan *plans[2] = {old_plan, new_plan};
    struct differ d = {.arena = a, .out = out};
    struct place root = {{NULL, 0}, {STR(""), STR("")}, {0, 0}};
    *out = (struct diff){{NULL, 0, 0}};
    buf_init(&d.text, 0);
    for (int side = OLD; side <= NEW; side++) {
        d.plans[side] = plans[side];
        d.failed = d.failed || !plan_ids_collect(plans[side], a, &d.ids[side]);
    }
    if (!d.failed)
        pair_ids(&d, &plan_shape, old_plan, new_plan);
    plan_ids_sort(&d.partner_of);
    if (!d.failed)
        compare_object(&d, &root, &plan_shape, old_plan, new_plan);
    buf_free(&d.text);
    if (d.failed)
        return err_no_memory(e);
    return true;
}

/* output */

void diff_put_text(const struct diff *d, struct buf *out)
{
    for (size_t i = 0; i < d->changes.n; i++) {
        struct str s = d->changes.at[i].sentence;
        for (size_t k = 0; k < s.n; k++)
            buf_char(out, s.p[k] == '\n' || s.p[k] == '\r' ? ' ' : s.p[k]);
        buf_char(out, '\n');
    }
    if (d->changes.n == 0)
        buf_cstr(out, "No changes.\n");
}

static void put_member(struct json_out *o, const char *key, struct str text)
{
    if (text.p) {
        json_key(o, key);
        json_put_str(o, text);
    }
}

void diff_put_json(const struct diff *d, int indent, struct buf *out)
{
    static const char *const kinds[] = {"added", "removed", "changed", "moved"};
    struct json_out o;
    json_out_init(&o, out, indent);
    json_begin_object(&o);
    json_key(&o, "changes");
    json_begin_array(&o);
    for (size_t i = 0; i < d->changes.n; i++) {
        const struct diff_change *c = &d->changes.at[i];
        json_begin_object(&o);
        put_member(&o, "kind", str_of(kinds[c->kind]));
        put_member(&o, "part", c->part);
        put_member(&o, "pointer", c->pointer);
        put_member(&o, "sentence", c->sentence);
        put_member(&o, "was", c->was);
        put_member(&o, "now", c->now);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_end_object(&o);
}
