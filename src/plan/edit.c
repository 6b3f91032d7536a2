/* edit.c: texts of a form put into a plan. */
#include "plan/edit_parts.h"

#include "plan/diff_parts.h"
#include "plan/ids.h"
#include "plan/objective.h"
#include "plan/plan_json.h"
#include "plan/restate.h"

#include <stdlib.h>
#include <string.h>

/* ---- places ---- */

static bool take_token(struct str *pointer, struct str *token)
{
    if (pointer->n == 0 || pointer->p[0] != '/')
        return false;
    size_t end = str_find(*pointer, STR("/"), 1);
    end = end == (size_t)-1 ? pointer->n : end;
    *token = str_sub(*pointer, 1, end);
    *pointer = str_sub(*pointer, end, pointer->n);
    return true;
}

static bool take_index(struct str *pointer, size_t count, size_t *out)
{
    struct str token;
    int64_t v;
    if (!take_token(pointer, &token) || count == 0 || (token.n > 1 && token.p[0] == '0') ||
        !num_int(token, 0, (int64_t)count - 1, &v))
        return false;
    *out = (size_t)v;
    return true;
}

static void note_owner(const struct shape *s, void *item, struct plan_place *out)
{
    const struct shape_field *id = s->prefix ? shape_find(s, STR("id")) : NULL;
    if (id) {
        out->owner_shape = s;
        out->owner = *(const struct str *)shape_member_const(id, item);
    }
}

bool plan_place(struct plan *p, struct str pointer, struct plan_place *out)
{
    struct str token;
    *out = (struct plan_place){.shape = &plan_shape, .item = p};
    while (take_token(&pointer, &token)) {
        out->field = shape_find(out->shape, token);
        if (!out->field)
            return false;
        if (!pointer.n)
            return true;
        void *member = shape_member(out->field, out->item);
        if (out->field->kind == SHAPE_OBJECT) {
            out->item = member;
        } else if (out->field->kind == SHAPE_LIST) {
            struct shape_items *list = member;
            if (!take_index(&pointer, list->n, &out->index))
                return false;
            if (!pointer.n)
                return out->is_item = true;
            out->item = (char *)list->at + out->index * out->field->shape->size;
            note_owner(out->field->shape, out->item, out);
        } else {
            return false;
        }
        out->shape = out->field->shape;
    }
    return false;
}

struct str plan_label(const struct shape *s, const void *item)
{
    return value_label(s, item);
}

bool plan_item_words(struct plan *p, struct str pointer, struct str json, struct arena *a, struct str *out,
                     struct err *e)
{
    struct plan_place at;
    const struct json *root;
    struct buf b;
    *out = json;
    if (!plan_place(p, pointer, &at) || at.is_item || at.field->kind != SHAPE_OBJECT || !json.n || json.p[0] != '{')
        return true;
    char *item = arena_alloc(a, at.shape->size);
    if (!item)
        return arena_error(a, e);
    if (!json_parse(json, a, &root, NULL) ||
        !plan_item_from_json(root, at.field->shape, a, shape_member(at.field, item), NULL))
        return !a->failed || arena_error(a, e);
    at.item = item;
    buf_init(&b, 0);
    plan_value_put(&at, &b);
    bool ok = (buf_ok(&b) && plan_text(a, buf_str(&b), out)) || err_no_memory(e);
    buf_free(&b);
    return ok;
}

/* ---- what is still as it was shown ---- */

/* Browsers send CR LF, and some trim: none of it is a change. */
static struct str next_line(struct str *s)
{
    size_t n = 0;
    while (n < s->n && s->p[n] != '\n' && s->p[n] != '\r')
        n++;
    struct str line = str_sub(*s, 0, n);
    bool pair = n + 1 < s->n && s->p[n] == '\r' && s->p[n + 1] == '\n';
    *s = str_sub(*s, n + 1 + pair, s->n);
    while (line.n && line.p[line.n - 1] == ' ')
        line.n--;
    return line;
}

/* No page can show a control character: U+FFFD stands there for it, and comes back. */
static bool same_line(struct str typed, struct str shown)
{
    size_t at = 0;
    if (str_eq(typed, shown))
        return true;
    for (size_t i = 0; i < shown.n; i++) {
        struct str one = str_sub(shown, i, i + 1);
        if ((unsigned char)shown.p[i] < ' ' && shown.p[i] != '\t' &&
            str_starts(str_sub(typed, at, typed.n), STR("\xef\xbf\xbd")))
            one = STR("\xef\xbf\xbd");
        if (!str_starts(str_sub(typed, at, typed.n), one))
            return false;
        at += one.n;
    }
    return at == typed.n;
}

static bool same_text(struct str typed, struct str shown)
{
    typed = str_trim(typed);
    shown = str_trim(shown);
    while (typed.n && shown.n)
        if (!same_line(next_line(&typed), next_line(&shown)))
            return false;
    return typed.n == shown.n;
}

/* Boxes come in the order of the page, links in that of the plan: the same ones are the same. */
static bool same_ids(struct str typed, const plan_texts *links)
{
    size_t n = 0;
    for (typed = str_trim(typed); typed.n; n++) {
        struct str id = typed, rest = {NULL, 0};
        bool found = false;
        str_cut(typed, ' ', &id, &rest);
        typed = str_trim(rest);
        for (size_t i = 0; i < links->n && !found; i++)
            found = str_eq(links->at[i], id);
        if (!found)
            return false;
    }
    return n == links->n;
}

static bool is_changed(const struct plan_place *at, struct str typed, struct buf *shown)
{
    if (at->field->kind == SHAPE_REFS)
        return !same_ids(typed, shape_member_const(at->field, at->item));
    buf_reset(shown);
    plan_value_put(at, shown);
    return !same_text(typed, buf_str(shown));
}

bool plan_value_changed(const struct plan_place *at, struct str typed)
{
    struct buf shown;
    buf_init(&shown, 0);
    bool changed = is_changed(at, typed, &shown) && buf_ok(&shown);
    buf_free(&shown);
    return changed;
}

/* ---- objectives: a sentence and its fields ---- */

/* An objective some of whose fields or whose sentence the form changed. */
struct touched {
    struct str pointer;
    struct objective_words was;
    bool sentence, fields;
};

struct touched_list {
    PLAN_LIST(struct touched) list;
};

static bool is_linked_member(struct str key)
{
    static const char *const keys[] = {"measure", "baseline", "target", "frequency", "due"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_is(key, keys[i]))
            return true;
    return false;
}

/* The objective that a pointer to one of its members belongs to. */
static struct plan_objective *objective_of(struct plan *p, struct str pointer, struct str *item, struct str *member)
{
    for (size_t i = pointer.n; i > 0; i--)
        if (pointer.p[i - 1] == '/') {
            *item = str_sub(pointer, 0, i - 1);
            *member = str_sub(pointer, i, pointer.n);
            break;
        }
    struct plan_at at = plan_at(p, pointer);
    size_t slashes = 0;
    for (size_t i = 0; i < pointer.n; i++)
        slashes += pointer.p[i] == '/';
    return slashes == 5 ? at.objective : NULL; /* "/goals/0/objectives/1/measure" and nothing below it */
}

static bool touch(struct editing *d, struct touched_list *t, struct str pointer)
{
    struct str item = {NULL, 0}, member = {NULL, 0};
    struct plan_objective *o = objective_of(d->plan, pointer, &item, &member);
    bool sentence = o && str_is(member, "statement");
    if (!o || (!sentence && !is_linked_member(member)))
        return true;
    struct touched *at = NULL;
    for (size_t i = 0; i < t->list.n && !at; i++)
        at = str_eq(t->list.at[i].pointer, item) ? &t->list.at[i] : NULL;
    if (!at) {
        at = PLAN_PUSH(d->arena, &t->list);
        if (!at || !objective_words(o, d->arena, &at->was))
            return arena_error(d->arena, d->err);
        at->pointer = item;
    }
    at->sentence = at->sentence || sentence;
    at->fields = at->fields || !sentence;
    return true;
}

bool edit_text(struct editing *d, struct buf *b, struct str *out)
{
    bool ok = buf_ok(b) && plan_text(d->arena, buf_str(b), out);
    buf_reset(b);
    return ok || err_no_memory(d->err);
}

static bool restate(struct editing *d, struct str objective, struct str sentence)
{
    struct buf b;
    struct str pointer;
    buf_init(&b, 0);
    buf_add(&b, objective);
    buf_cstr(&b, "/statement");
    bool ok = edit_text(d, &b, &pointer) && plan_restate_text(d->plan, pointer, sentence, d->arena, d->err);
    buf_free(&b);
    return ok;
}

/* The sentence made anew from the fields; they are read from it again. */
static bool write_sentence(struct editing *d, struct str pointer, struct plan_objective *o)
{
    struct objective_words w;
    struct str sentence;
    struct buf b;
    if (!objective_words(o, d->arena, &w))
        return arena_error(d->arena, d->err);
    buf_init(&b, 0);
    bool written = objective_write(&w, objective_who(d->plan), &b);
    bool ok = buf_ok(&b) || err_no_memory(d->err);
    if (ok && written) {
        struct plan_objective kept = *o;
        memset(&o->measure, 0, sizeof o->measure);
        memset(&o->target, 0, sizeof o->target);
        memset(&o->frequency, 0, sizeof o->frequency);
        memset(&o->due, 0, sizeof o->due);
        memset(&o->baseline, 0, sizeof o->baseline);
        ok = edit_text(d, &b, &sentence) && restate(d, pointer, sentence);
        o->baseline.date = kept.baseline.date;
    } else if (ok) {
        d->out->said = "Say first what shows the change: a measure, or what is done or counted.";
    }
    buf_free(&b);
    return ok;
}

/* A new sentence stands; new fields go into the sentence that is there, or make one. */
static bool link_objective(struct editing *d, struct touched *t)
{
    struct buf b;
    struct str pointer, next;
    struct plan_at at;
    bool linked, filled;
    buf_init(&b, 0);
    buf_add(&b, t->pointer);
    buf_cstr(&b, "/statement");
    bool ok = edit_text(d, &b, &pointer);
    buf_free(&b);
    if (!ok)
        return false;
    at = plan_at(d->plan, pointer);
    if (!at.objective)
        return true;
    if (!t->fields || t->sentence)
        return plan_bind_at(at, d->arena, d->err);
    struct objective_words now;
    if (!objective_words(at.objective, d->arena, &now))
        return arena_error(d->arena, d->err);
    if (!at.objective->statement.n)
        return !now.measure.n || (!now.to.n && !now.how_often.n) || write_sentence(d, t->pointer, at.objective);
    if (!objective_fill(at.objective->statement, &t->was, &now, d->arena, &next, &filled, d->err) ||
        (filled && !restate(d, t->pointer, next)))
        return false;
    return objective_link(at.objective->statement, &t->was, &now, d->arena, &next, &linked, d->err) &&
           (linked ? restate(d, t->pointer, next) : plan_bind_at(at, d->arena, d->err));
}

/* ---- all texts ---- */

static bool wrong(struct editing *d, const struct plan_edit *edit, const char *text)
{
    struct plan_wrong *w = PLAN_PUSH(d->arena, &d->out->wrong);
    if (!w)
        return arena_error(d->arena, d->err);
    *w = (struct plan_wrong){edit->pointer, edit->value, text};
    return true;
}

static bool is_sentence(const struct plan_place *at)
{
    return str_is(str_of(at->field->key), "statement") && at->owner_shape && at->owner_shape == at->shape &&
           (at->shape->prefix[0] == 'g' || at->shape->prefix[0] == 'o');
}

/* "12" typed where an objective says "within [how many] weeks" is the number of weeks. */
static bool in_the_blank(struct editing *d, struct str pointer, const struct plan_place *at, struct str *value)
{
    struct str item = {NULL, 0}, member = {NULL, 0};
    struct buf was, now;
    if (!objective_of(d->plan, pointer, &item, &member) || !is_linked_member(member))
        return true;
    buf_init(&was, 0);
    buf_init(&now, 0);
    plan_value_put(at, &was);
    bool ok = buf_ok(&was) || err_no_memory(d->err);
    if (ok && objective_fill_words(buf_str(&was), *value, &now))
        ok = edit_text(d, &now, value);
    buf_free(&was);
    buf_free(&now);
    return ok;
}

static bool set_one(struct editing *d, const struct plan_edit *edit, bool sentences)
{
    struct plan_place at;
    const char *why;
    if (!plan_place(d->plan, edit->pointer, &at) || is_sentence(&at) != sentences)
        return true;
    if (sentences && str_trim(edit->value).n && edit->value.n <= STATEMENT_TEXT_MAX) {
        struct plan_objective *o = plan_at(d->plan, edit->pointer).objective;
        struct str was = o ? o->statement : (struct str){NULL, 0};
        return plan_restate_text(d->plan, edit->pointer, str_trim(edit->value), d->arena, d->err) &&
               (!o || objective_follow(was, o, d->arena, d->err));
    }
    struct str value = edit->value;
    if (!in_the_blank(d, edit->pointer, &at, &value))
        return false;
    if (plan_value_set(&at, value, d->arena, &why))
        return sentences || plan_bind_at(plan_at(d->plan, edit->pointer), d->arena, d->err);
    return why ? wrong(d, edit, why) : arena_error(d->arena, d->err);
}

/* Which texts were changed is looked at before any is put in: a new sentence changes its fields too. */
static bool set_all(struct editing *d, const struct plan_edits *edits, bool *changed)
{
    struct touched_list touched = {{0}};
    struct buf shown;
    bool ok = true;
    buf_init(&shown, 0);
    for (size_t i = 0; ok && i < edits->list.n; i++) {
        const struct plan_edit *edit = &edits->list.at[i];
        struct plan_place at;
        changed[i] = edit->kind == EDIT_SET && plan_place(d->plan, edit->pointer, &at) && !at.is_item &&
                     is_changed(&at, edit->value, &shown);
        ok = !changed[i] || touch(d, &touched, edit->pointer);
    }
    ok = ok && (buf_ok(&shown) || err_no_memory(d->err));
    buf_free(&shown);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; ok && i < edits->list.n; i++)
            ok = !changed[i] || set_one(d, &edits->list.at[i], pass == 0);
    for (size_t i = 0; ok && i < touched.list.n; i++)
        ok = link_objective(d, &touched.list.at[i]);
    return ok;
}

static bool write_one(struct editing *d, const struct plan_edit *edit)
{
    struct plan_place at;
    if (!plan_place(d->plan, edit->pointer, &at) || !at.is_item || !at.field->shape->prefix ||
        at.field->shape->prefix[0] != 'o')
        return true;
    struct shape_items *list = shape_member(at.field, at.item);
    d->out->focus = edit->pointer;
    return write_sentence(d, edit->pointer, (struct plan_objective *)list->at + at.index);
}

bool plan_edit(struct plan *p, struct plan_beside *beside, const struct plan_edits *edits, struct arena *a,
               struct plan_edited *out, struct err *e)
{
    struct editing d = {p, beside, a, out, e};
    memset(out, 0, sizeof *out);
    bool *changed = arena_array(a, edits->list.n + 1, sizeof *changed);
    if (!changed)
        return arena_error(a, e);
    if (!plan_number_ids(p, a, e) || !set_all(&d, edits, changed))
        return false;
    for (size_t i = 0; i < edits->list.n; i++) {
        const struct plan_edit *edit = &edits->list.at[i];
        if (edit->kind == EDIT_SET)
            continue;
        if (!(edit->kind == EDIT_WRITE ? write_one(&d, edit) : edit_list(&d, edit)))
            return false;
    }
    return plan_number_ids(p, a, e) && edit_links_clean(&d);
}

/* ---- text that came along from a former version ---- */

static bool is_narrative(const struct shape_field *f)
{
    static const char *const keys[] = {"statement", "client_words", "text", "answer", "how"};
    if (f->kind != SHAPE_TEXT)
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (str_is(str_of(f->key), keys[i]))
            return true;
    return false;
}

static bool holds(const plan_texts *list, struct str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->at[i], s))
            return true;
    return false;
}

/* All sentences of an item are what they were, and there is one. */
static bool is_same(const struct shape *s, const void *now, const void *was)
{
    bool any = false;
    for (size_t i = 0; i < s->count; i++) {
        if (!is_narrative(&s->fields[i]))
            continue;
        struct str text = *(const struct str *)shape_member_const(&s->fields[i], now);
        if (!str_eq(text, *(const struct str *)shape_member_const(&s->fields[i], was)))
            return false;
        any = any || text.n;
    }
    return any;
}

bool plan_sentences(const struct shape *s, const void *item, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    *out = (struct str){NULL, 0};
    for (size_t i = 0; i < s->count; i++) {
        struct str text = is_narrative(&s->fields[i]) ? *(const struct str *)shape_member_const(&s->fields[i], item)
                                                      : (struct str){NULL, 0};
        if (text.n) {
            buf_cstr(&b, b.n ? "\n" : "");
            buf_add(&b, text);
        }
    }
    bool ok = (buf_ok(&b) && (!b.n || plan_text(a, buf_str(&b), out))) || err_no_memory(e);
    buf_free(&b);
    return ok;
}

static int by_order(const void *a, const void *b)
{
    const struct plan_id *x = a, *y = b;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void put_words(const struct plan_place *at, struct buf *b)
{
    size_t n = b->n;
    if ((at->field->kind == SHAPE_TEXT || at->field->kind == SHAPE_TEXTS) &&
        !shape_field_is_empty(at->field, at->item)) {
        buf_cstr(b, n ? "\n" : "");
        plan_value_put(at, b);
    }
}

bool plan_carried_words(const struct plan *p, struct str pointer, struct arena *a, struct str *out, struct err *e)
{
    union { /* only looked at */
        const struct plan *in;
        struct plan *out;
    } whole = {p};
    struct plan_place at;
    struct buf b;
    *out = (struct str){NULL, 0};
    if (!plan_place(whole.out, pointer, &at) || at.is_item)
        return true;
    buf_init(&b, 0);
    put_words(&at, &b);
    const struct shape *s = at.field->kind == SHAPE_OBJECT ? at.field->shape : NULL;
    for (size_t i = 0; s && i < s->count; i++) {
        struct plan_place inner = {.shape = s, .item = shape_member(at.field, at.item), .field = &s->fields[i]};
        put_words(&inner, &b);
    }
    bool ok = (buf_ok(&b) && (!b.n || plan_text(a, buf_str(&b), out))) || err_no_memory(e);
    buf_free(&b);
    return ok;
}

/* Parts that are no items. */
static bool carried_parts(const struct plan *p, const struct plan *from, const struct plan_beside *beside,
                          struct arena *a, plan_texts *out, struct err *e)
{
    static const char *const parts[] = {"/assessment", "/crisis", "/crisis/safety_plan"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct str now, was, part = str_of(parts[i]);
        if (!plan_carried_words(p, part, a, &now, e) || !plan_carried_words(from, part, a, &was, e))
            return false;
        if (now.n && str_eq(now, was) && !holds(&beside->confirmed, part) && !plan_add_text(a, out, part))
            return err_no_memory(e);
    }
    return true;
}

bool plan_carried(const struct plan *p, const struct plan *from, const struct plan_beside *beside, struct arena *a,
                  plan_texts *out, struct err *e)
{
    struct plan_ids now, was;
    memset(&now, 0, sizeof now);
    memset(&was, 0, sizeof was);
    *out = (plan_texts){0};
    if (!plan_ids_collect(p, a, &now) || !plan_ids_collect(from, a, &was))
        return err_no_memory(e);
    if (now.list.n)
        qsort(now.list.at, now.list.n, sizeof *now.list.at, by_order);
    for (size_t i = 0; i < now.list.n; i++) {
        const struct plan_id *id = &now.list.at[i], *old = plan_ids_find(&was, id->id);
        if (old && old->shape == id->shape && is_same(id->shape, id->item, old->item) &&
            !holds(&beside->confirmed, id->id) && !plan_add_text(a, out, id->id))
            return err_no_memory(e);
    }
    return carried_parts(p, from, beside, a, out, e);
}

/* The item with this id, wherever it stands. */
static const void *find_item(const struct shape *s, const void *item, const struct shape *wanted, struct str id)
{
    const void *found = NULL;
    for (size_t i = 0; i < s->count && !found; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        if (f->kind == SHAPE_ID && s == wanted && str_eq(*(const struct str *)member, id))
            return item;
        if (f->kind == SHAPE_OBJECT)
            found = find_item(f->shape, member, wanted, id);
        const struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        for (size_t k = 0; list && k < list->n && !found; k++)
            found = find_item(f->shape, (const char *)list->at + k * f->shape->size, wanted, id);
    }
    return found;
}

struct str plan_former(const struct plan *p, struct str pointer, const struct plan *from)
{
    struct plan_place now, was;
    union { /* only looked at */
        const struct plan *in;
        struct plan *out;
    } a = {p}, b = {from};
    const struct str none = {NULL, 0};
    if (!plan_place(a.out, pointer, &now) || now.is_item || now.field->kind != SHAPE_TEXT)
        return none;
    if (!now.owner_shape)
        return plan_place(b.out, pointer, &was) && !was.owner_shape ? *(struct str *)shape_member(was.field, was.item)
                                                                    : none;
    if (now.owner_shape != now.shape)
        return none;
    const void *item = find_item(&plan_shape, from, now.shape, now.owner);
    return item ? *(const struct str *)shape_member_const(now.field, item) : none;
}
