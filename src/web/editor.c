/* editor.c: the sections of a plan, item by item, from the shape tables and editor_table.c. */
#include "web/editor_parts.h"

#include <stdio.h>
#include <stdlib.h>

#define NONE ((struct str){NULL, 0})

/* ---- memory: what fails is told once, at the end ---- */

struct str editor_print(struct editor *d, const char *fmt, ...)
{
    char text[1024];
    struct str out;
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    if (!arena_str(d->arena, (struct str){text, length}, &out)) {
        d->failed = true;
    }
    return out;
}

void *editor_array(struct editor *d, size_t n, size_t size)
{
    void *p = arena_array(d->arena, n + 1, size);
    d->failed = d->failed || !p;
    return p;
}

struct str editor_joined(struct editor *d, struct str a, const char *between, struct str b)
{
    struct buf all;
    struct str out = NONE;
    buf_init(&all, 0);
    buf_add(&all, a);
    buf_cstr(&all, between);
    buf_add(&all, b);
    d->failed = d->failed || !buf_ok(&all) || !arena_str(d->arena, buf_str(&all), &out);
    buf_free(&all);
    return out;
}

/* ---- tables ---- */

static bool has_key(const char *keys, const char *key)
{
    size_t n = strlen(key);
    for (const char *at = keys; at && (at = strstr(at, key)); at += n) {
        if ((at == keys || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0')) {
            return true;
        }
    }
    return false;
}

static const struct editor_shape *shape_words(const struct shape *s)
{
    static const struct editor_shape other = {"", "Item", "Add one", ""};
    for (size_t i = 0; i < editor_shape_count; i++) {
        if (strcmp(s->name, editor_shape_table[i].shape) == 0) {
            return &editor_shape_table[i];
        }
    }
    return &other;
}

const struct editor_label *editor_label_of(const struct shape *s, const char *key)
{
    for (size_t i = 0; i < editor_label_count; i++) {
        const struct editor_label *l = &editor_label_table[i];
        if (strcmp(s->name, l->shape) == 0 && strcmp(key, l->key) == 0) {
            return l;
        }
    }
    return NULL;
}

/* ---- what a link can lead to ---- */

struct str editor_short(struct editor *d, struct str s)
{
    enum { MOST = 70 };
    if (s.n <= MOST) {
        return s;
    }
    size_t n = MOST;
    while (n > 40 && s.p[n] != ' ') {
        n--;
    }
    while (n && ((unsigned char)s.p[n] & 0xc0) == 0x80) {
        n--;
    }
    return editor_print(d, "%.*s\xe2\x80\xa6", (int)n, s.p);
}

static size_t count_items(const struct shape *s, const void *item)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        const struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        n += f->kind == SHAPE_OBJECT ? count_items(f->shape, member) : 0;
        for (size_t k = 0; list && k < list->n; k++) {
            n += 1 + count_items(f->shape, (const char *)list->at + k * f->shape->size);
        }
    }
    return n;
}

static void add_targets(struct editor *d, const struct shape *s, const void *item)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        if (f->kind == SHAPE_OBJECT) {
            add_targets(d, f->shape, member);
        }
        const struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        const struct shape_field *id = list && f->shape->prefix ? shape_find(f->shape, STR("id")) : NULL;
        for (size_t k = 0; list && k < list->n; k++) {
            const void *at = (const char *)list->at + k * f->shape->size;
            struct str words = plan_label(f->shape, at);
            if (id && d->targets) {
                struct edit_choice *c = &d->targets[d->targets_count++];
                c->value = *(const struct str *)shape_member_const(id, at);
                c->label =
                    words.n ? editor_short(d, words) : editor_print(d, "%s %zu", shape_words(f->shape)->title, k + 1);
            }
            add_targets(d, f->shape, at);
        }
    }
}

bool editor_begin(struct editor *d, struct err *e)
{
    d->targets = editor_array(d, count_items(&plan_shape, d->plan), sizeof *d->targets);
    add_targets(d, &plan_shape, d->plan);
    editor_places(d);
    if (d->failed) {
        return arena_error(d->arena, e);
    }
    return !d->former || plan_carried(d->plan, d->former, d->beside, d->arena, &d->carried, e);
}

static bool holds(const plan_texts *list, struct str s)
{
    for (size_t i = 0; i < list->n; i++) {
        if (str_eq(list->at[i], s)) {
            return true;
        }
    }
    return false;
}

/* ---- one item ---- */

static bool is_field(const struct shape_field *f)
{
    if (f->kind == SHAPE_OBJECT) { /* said in one text; the others are parts of their own */
        return strcmp(f->shape->name, "safety_plan") != 0 && strcmp(f->shape->name, "ending") != 0;
    }
    return f->kind != SHAPE_ID && f->kind != SHAPE_LIST;
}

static bool is_builder(const struct shape *s, const char *key)
{
    return strcmp(s->name, "objective") == 0 && has_key("measure baseline target frequency due", key);
}

/* A box for each item of another list: none there, no field. */
static bool has_targets(const struct editor *d, const struct shape_field *f)
{
    if (f->kind != SHAPE_REFS && f->kind != SHAPE_REF) {
        return true;
    }
    for (size_t i = 0; i < d->targets_count; i++) {
        if (d->targets[i].value.n && strchr(f->refs, d->targets[i].value.p[0])) {
            return true;
        }
    }
    return false;
}

static const struct shape_field *next_key(const struct shape *s, const char **keys)
{
    while (*keys && **keys) {
        size_t n = strcspn(*keys, " ");
        struct str key = {*keys, n};
        *keys += n + ((*keys)[n] == ' ');
        const struct shape_field *f = shape_find(s, key);
        if (f) {
            return f;
        }
    }
    return NULL;
}

static void put_lists(struct editor *d, struct str item, const struct shape *s, void *at, const char *keys, bool all,
                      struct view_edit_item *out);

/* An item that is open for a finding shows what it holds and what is asked for; fields that nobody misses can wait. */
static bool can_wait(const struct editor *d, const struct shape_field *f, const void *at,
                     const struct view_edit_field *field)
{
    return shape_field_is_empty(f, at) && f->kind != SHAPE_REFS && !field->former.n && !field->error.n &&
           !field->below.notes_count && !editor_mends(d, field->name);
}

static void put_fields(struct editor *d, struct str item, const struct shape *s, void *at, const char *keys, bool all,
                       struct view_edit_item *out)
{
    const struct shape_field *f;
    bool few = out->mends && !all;
    out->fields = editor_array(d, s->count, sizeof *out->fields);
    out->more = editor_array(d, s->count, sizeof *out->more);
    if (d->failed) {
        return;
    }
    for (const char *rest = keys; (f = next_key(s, &rest));) {
        if (is_field(f) && has_targets(d, f)) {
            struct view_edit_field *field = &out->fields[out->fields_count];
            editor_field(d, item, s, f, field);
            if (few && can_wait(d, f, at, field)) {
                out->more[out->more_count++] = *field;
            } else {
                out->fields_count++;
            }
        }
    }
    for (size_t i = 0; i < s->count; i++) {
        f = &s->fields[i];
        if (!is_field(f) || has_key(keys, f->key) || is_builder(s, f->key) || !has_targets(d, f)) {
            continue;
        }
        if (all || !shape_field_is_empty(f, at)) {
            editor_field(d, item, s, f, &out->more[out->more_count++]);
            out->more_open = out->more_open || editor_mends(d, out->more[out->more_count - 1].name);
        } else {
            out->has_all = true;
        }
    }
}

/* Below "From": the last score on the instrument that the objective names. */
static void put_latest(struct editor *d, struct view_edit_item *out)
{
    struct plan_place at;
    if (!d->latest_count || out->builder_count < 2 || !plan_place(d->plan, out->builder[0].name, &at)) {
        return;
    }
    const struct plan_measure *m = shape_member(at.field, at.item);
    for (size_t i = 0; i < d->latest_count; i++) {
        const struct edit_latest *l = &d->latest[i];
        if (m->instrument.n && str_eq(m->instrument, l->instrument)) {
            out->builder[1].hint = editor_print(d, "Last score: %.*s, on %d %s", (int)l->value.n, l->value.p, l->on.day,
                                                language_month(LANGUAGE_EN, l->on.month));
            out->builder[1].described = true;
        }
    }
}

static void put_builder(struct editor *d, struct str item, const struct shape *s, struct view_edit_item *out)
{
    static const char *const keys[] = {"measure", "baseline", "target", "frequency", "due"};
    out->builder = editor_array(d, COUNT_OF(keys), sizeof *out->builder);
    for (size_t i = 0; out->builder && i < COUNT_OF(keys); i++) {
        editor_field(d, item, s, shape_find(s, str_of(keys[i])), &out->builder[out->builder_count]);
        out->builder[out->builder_count++].apart = true;
    }
    put_latest(d, out);
    editor_objective(d, item, out->title, &out->beside);
    out->builder_open = out->beside.can_write || !out->fields_count || !out->fields[0].value.n;
    for (size_t i = 0; i < out->builder_count; i++) {
        const struct view_edit_field *f = &out->builder[i];
        out->builder_open = out->builder_open || f->below.notes_count || f->error.n || f->blank;
    }
}

static struct str id_of(const struct shape *s, const void *at)
{
    const struct shape_field *id = s->prefix ? shape_find(s, STR("id")) : NULL;
    return id ? *(const struct str *)shape_member_const(id, at) : NONE;
}

struct item_place {
    struct str list; /* pointer */
    size_t index, count;
    bool inner;
};

/* "Goal 1 of 2", "Objective 1.2". */
static struct str title_of(struct editor *d, const struct shape *s, const struct item_place *p)
{
    const char *word = shape_words(s)->title;
    if (strcmp(s->name, "objective") == 0) {
        long goal = strtol(p->list.p + strlen("/goals/"), NULL, 10);
        return d->plan->goals.n > 1 ? editor_print(d, "Objective %ld.%zu", goal + 1, p->index + 1)
                                    : editor_print(d, "Objective %zu", p->index + 1);
    }
    if (p->inner || p->count == 1) {
        return p->count == 1 ? str_of(word) : editor_print(d, "%s %zu", word, p->index + 1);
    }
    return editor_print(d, "%s %zu of %zu", word, p->index + 1, p->count);
}

static void put_said(struct editor *d, struct view_edit_item *out)
{
    out->said = editor_array(d, d->said_count, sizeof *out->said);
    for (size_t i = 0; out->said && out->id.n && i < d->said_count; i++) {
        if (str_eq(d->said[i].id, out->id)) {
            out->said[out->said_count++] = d->said[i];
        }
    }
}

static void put_carried(struct editor *d, struct view_edit_item *out)
{
    out->carried = out->id.n && holds(&d->carried, out->id);
    if (out->carried) {
        out->carried_text =
            editor_print(d, "Carried from version %lld, not looked at yet.", (long long)d->former_number);
    }
    if (out->carried && carried_is_risk(out->id)) {
        out->alerts = d->alerts.text;
        out->alerts_page = d->alerts.page;
    }
}

/* Nothing but an id: nobody wrote anything yet. */
static bool is_new(const struct shape *s, const void *at)
{
    bool blank = true;
    for (size_t i = 0; i < s->count; i++) {
        blank = blank && (s->fields[i].kind == SHAPE_ID || shape_field_is_empty(&s->fields[i], at));
    }
    return blank;
}

/* A member as it stands in one line: its text; of a list, its first item and how many more. */
static struct str member_line(struct editor *d, const struct shape_field *f, void *object)
{
    struct plan_place at = {.field = f, .item = object};
    struct str text = NONE;
    const struct shape_items *list = shape_member_const(f, object);
    if (shape_field_is_empty(f, object) || f->kind == SHAPE_REFS || f->kind == SHAPE_REF) {
        return NONE;
    }
    if (f->kind == SHAPE_LIST) {
        text = editor_short(d, plan_label(f->shape, list->at));
        return text.n && list->n > 1 ? editor_print(d, "%.*s and %zu more", (int)text.n, text.p, list->n - 1) : text;
    }
    if (f->kind == SHAPE_DATE) { /* as the page writes dates */
        const struct date *day = shape_member_const(f, object);
        return editor_print(d, "%d %s %d", day->day, language_month(LANGUAGE_EN, day->month), day->year);
    }
    struct buf b;
    buf_init(&b, 0);
    plan_value_put(&at, &b);
    d->failed = d->failed || !buf_ok(&b) || (b.n && !arena_str(d->arena, buf_str(&b), &text));
    buf_free(&b);
    size_t end = str_find(text, STR("\n"), 0);
    return editor_short(d, str_trim(str_sub(text, 0, end == (size_t)-1 ? text.n : end)));
}

/* What stands in a part of fields, for as long as it is folded; absent: nothing. */
static struct str part_line(struct editor *d, const struct shape *s, void *object, const char *keys)
{
    struct str line = NONE;
    const struct shape_field *f;
    for (const char *rest = keys; line.n < 90 && (f = next_key(s, &rest));) {
        struct str one = member_line(d, f, object);
        line = !one.n ? line : line.n ? editor_joined(d, line, " \xc2\xb7 ", one) : one;
    }
    for (size_t i = 0; i < s->count && !line.n; i++) {
        line = s->fields[i].kind == SHAPE_ID ? line : member_line(d, &s->fields[i], object);
    }
    return line;
}

static void put_item(struct editor *d, const struct item_place *p, const struct shape *s, void *at,
                     struct view_edit_item *out)
{
    const struct editor_shape *words = shape_words(s);
    struct str label = plan_label(s, at);
    *out = (struct view_edit_item){.inner = p->inner, .first = p->index == 0, .last = p->index + 1 == p->count};
    out->pointer = editor_print(d, "%.*s/%zu", (int)p->list.n, p->list.p, p->index);
    out->id = id_of(s, at);
    out->title = title_of(d, s, p);
    out->name = label.n ? editor_joined(d, out->title, ": ", editor_short(d, label)) : out->title;
    bool all = d->all.n && (str_eq(d->all, out->id) || str_eq(d->all, out->pointer));
    put_carried(d, out);
    if (d->failed) {
        return;
    }
    put_said(d, out);
    out->line = label.n ? editor_short(d, label) : part_line(d, s, at, words->keys);
    out->mends = editor_mends(d, out->pointer) && !is_new(s, at);
    out->open = all || out->carried || out->said_count || is_new(s, at) || (out->mends && editor_must(d, out->pointer));
    put_fields(d, out->pointer, s, at, words->keys, all, out);
    if (strcmp(s->name, "objective") == 0) {
        if (out->fields_count && out->fields[0].value.n) { /* how it is begun need not be told any more */
            out->fields[0].hint = NONE;
            out->fields[0].described = out->fields[0].error.n > 0;
        }
        put_builder(d, out->pointer, s, out);
    }
    put_lists(d, out->pointer, s, at, words->keys, all, out);
    editor_notes(d, out->pointer, &out->below);
}

static void put_list(struct editor *d, struct str pointer, const struct shape_field *f, struct shape_items *list,
                     bool inner, struct edit_list *out)
{
    out->pointer = pointer;
    out->add = str_of(shape_words(f->shape)->add);
    out->items = editor_array(d, list->n, sizeof *out->items);
    for (size_t i = 0; out->items && i < list->n && !d->failed; i++) {
        struct item_place place = {pointer, i, list->n, inner};
        put_item(d, &place, f->shape, (char *)list->at + i * f->shape->size, &out->items[out->items_count++]);
    }
}

static void put_lists(struct editor *d, struct str item, const struct shape *s, void *at, const char *keys, bool all,
                      struct view_edit_item *out)
{
    out->lists = editor_array(d, s->count, sizeof *out->lists);
    for (size_t i = 0; out->lists && i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        struct shape_items *list = shape_member(f, at);
        if (f->kind != SHAPE_LIST) {
            continue;
        }
        if (list->n || all || has_key(keys, f->key)) {
            put_list(d, editor_joined(d, item, "/", str_of(f->key)), f, list, true, &out->lists[out->lists_count++]);
        } else {
            out->has_all = true;
        }
    }
}

/* ---- sections ---- */

static void put_part(struct editor *d, const struct editor_part *part, struct view_edit_section *out)
{
    struct plan_place at;
    struct str pointer = str_of(part->pointer);
    if (!plan_place(d->plan, pointer, &at)) {
        return;
    }
    if (at.field->kind == SHAPE_LIST) {
        put_list(d, pointer, at.field, shape_member(at.field, at.item), false, &out->lists[out->lists_count++]);
        return;
    }
    void *object = shape_member(at.field, at.item);
    if (!*part->keys && shape_is_empty(at.field->shape, object)) {
        return;
    }
    struct view_edit_item *item = &out->parts[out->parts_count++];
    *item = (struct view_edit_item){.pointer = pointer, .id = pointer, .title = str_of(at.field->label)};
    item->name = item->title;
    put_carried(d, item);
    bool all = str_eq(d->all, pointer);
    item->line = part_line(d, at.field->shape, object, part->keys);
    item->mends = editor_mends(d, pointer);
    item->open = all || item->carried || (item->mends && editor_must(d, pointer));
    put_fields(d, pointer, at.field->shape, object, part->keys, all, item);
    put_lists(d, pointer, at.field->shape, object, part->keys, all, item);
    editor_notes(d, pointer, &item->below);
}

static bool is_blank_goal(const struct plan_goal *g)
{
    return !g->statement.n && !g->client_words.n && !g->name.n && !g->objectives.n;
}

/* Nobody wrote anything yet: what is there came from the record. */
bool editor_empty(const struct plan *p)
{
    struct plan rest = *p;
    bool goals = p->goals.n == 0 || (p->goals.n == 1 && is_blank_goal(&p->goals.at[0]));
    rest.id = NONE;
    rest.version.has = false;
    memset(&rest.client, 0, sizeof rest.client);
    memset(&rest.goals, 0, sizeof rest.goals);
    return goals && shape_is_empty(&plan_shape, &rest);
}

void editor_sections(struct editor *d, struct view_edit_section **out, size_t *count, bool *empty)
{
    *out = editor_array(d, editor_section_count, sizeof **out);
    *count = 0;
    *empty = editor_empty(d->plan);
    for (size_t i = 0; *out && i < editor_section_count; i++) {
        struct view_edit_section *s = &(*out)[(*count)++];
        *s = (struct view_edit_section){
            editor_section_table[i].id, editor_section_table[i].title, editor_section_table[i].intro, NULL, 0, NULL, 0};
        s->parts = editor_array(d, editor_part_count, sizeof *s->parts);
        s->lists = editor_array(d, editor_part_count, sizeof *s->lists);
        for (size_t k = 0; k < editor_part_count && !d->failed; k++) {
            if (strcmp(editor_part_table[k].section, s->id) == 0) {
                put_part(d, &editor_part_table[k], s);
            }
        }
    }
    for (size_t i = *empty ? *count : 0; *out && i-- > 1;) { /* what the client wants comes first */
        if (strcmp((*out)[i].id, "goals") == 0) {
            struct view_edit_section goals = (*out)[i];
            memmove(&(*out)[1], &(*out)[0], i * sizeof **out);
            (*out)[0] = goals;
            break;
        }
    }
}

/* ---- places in words ---- */

static struct str up_one(struct str pointer)
{
    size_t n = pointer.n;
    while (n && pointer.p[n - 1] != '/') {
        n--;
    }
    return str_sub(pointer, 0, n ? n - 1 : 0);
}

/* The members of an object that are shown at once. */
static const char *keys_at(struct str object, const struct plan_place *at)
{
    for (size_t i = 0; i < editor_part_count; i++) {
        if (str_is(object, editor_part_table[i].pointer)) {
            return editor_part_table[i].keys;
        }
    }
    return shape_words(at->shape)->keys;
}

struct str editor_shown(struct editor *d, struct str pointer)
{
    struct plan_place at;
    if (!plan_place(d->plan, pointer, &at)) {
        return NONE;
    }
    if (at.is_item) {
        return pointer;
    }
    struct str around = up_one(pointer);
    bool shown = has_key(keys_at(around, &at), at.field->key) || is_builder(at.shape, at.field->key) ||
                 !shape_field_is_empty(at.field, at.item);
    if (at.field->kind == SHAPE_LIST || (at.field->kind == SHAPE_OBJECT && !is_field(at.field))) {
        bool part = at.shape == &plan_shape;
        for (size_t i = 0; i < editor_part_count && !part; i++) {
            part = str_is(pointer, editor_part_table[i].pointer);
        }
        shown = shown || part;
    }
    if (shown && has_targets(d, at.field)) {
        return pointer;
    }
    return around.n ? editor_shown(d, around) : NONE;
}

static struct str item_words(struct editor *d, struct str pointer, const struct plan_place *at)
{
    const struct shape_items *list = shape_member(at->field, at->item);
    struct item_place place = {up_one(pointer), at->index, list->n, at->owner_shape != NULL};
    return title_of(d, at->field->shape, &place);
}

struct str editor_place_words(struct editor *d, struct str pointer)
{
    struct plan_place at, around;
    if (!plan_place(d->plan, pointer, &at)) {
        return STR("A part of the plan");
    }
    if (at.is_item) {
        return item_words(d, pointer, &at);
    }
    const struct editor_label *words = editor_label_of(at.shape, at.field->key);
    struct str label = str_of(words ? words->label : at.field->label), item = up_one(pointer);
    return plan_place(d->plan, item, &around) && around.is_item
               ? editor_joined(d, item_words(d, item, &around), ": ", label)
               : label;
}

/* The shape of a list's items, wherever it stands in any plan; NULL: there is no such list. */
static const struct shape *list_shape(struct str list)
{
    struct plan_place at;
    static const struct plan none;
    union { /* only its shape is looked at */
        const struct plan *in;
        struct plan *out;
    } same = {&none};
    static const char objectives[] = "/objectives";
    size_t n = strlen(objectives);
    if (list.n >= n && memcmp(list.p + list.n - n, objectives, n) == 0) {
        return plan_place(same.out, STR("/goals"), &at) ? shape_find(at.field->shape, STR("objectives"))->shape : NULL;
    }
    return plan_place(same.out, list, &at) && at.field->kind == SHAPE_LIST ? at.field->shape : NULL;
}

struct str editor_list_words(struct str list)
{
    const struct shape *s = list_shape(list);
    return s ? str_of(shape_words(s)->title) : NONE;
}

struct str editor_add_words(struct str list)
{
    const struct shape *s = list_shape(list);
    return s ? str_of(shape_words(s)->add) : NONE;
}

struct str editor_first_field(struct editor *d, struct str item)
{
    struct plan_place at;
    if (!plan_place(d->plan, item, &at) || !at.is_item) {
        return item;
    }
    const char *keys = shape_words(at.field->shape)->keys;
    const struct shape_field *f = next_key(at.field->shape, &keys);
    return f ? editor_joined(d, item, "/", str_of(f->key)) : item;
}

struct str editor_note_place(struct editor *d, const struct finding *f)
{
    struct plan_place at;
    struct str place = f->pointer;
    if (!place.n || !plan_place(d->plan, place, &at)) {
        return NONE;
    }
    while (place.n && plan_place(d->plan, place, &at) && !at.is_item && at.owner_shape && at.shape != at.owner_shape) {
        place = up_one(place);
    }
    return place;
}
