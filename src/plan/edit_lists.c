/* edit_lists.c: items of a plan added, moved, taken out and brought back; links and plain words follow. */
#include "plan/edit_parts.h"

#include "plan/diff_parts.h"
#include "plan/ids.h"
#include "plan/plan_json.h"

#include <string.h>

bool edit_pointer(struct editing *d, struct str list, size_t index, struct str *out)
{
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, list);
    buf_char(&b, '/');
    buf_int(&b, (long long)index);
    bool ok = edit_text(d, &b, out);
    buf_free(&b);
    return ok;
}

static struct shape_items *list_of(const struct plan_place *at)
{
    return shape_member(at->field, at->item);
}

static void *item_of(const struct plan_place *at, size_t index)
{
    return (char *)list_of(at)->at + index * at->field->shape->size;
}

/* "/goals" of "/goals/0". */
static struct str without_index(struct str pointer)
{
    size_t n = pointer.n;
    while (n && pointer.p[n - 1] != '/')
        n--;
    return str_sub(pointer, 0, n ? n - 1 : 0);
}

/* ---- plain words point at their part by place, so that they have to follow it ---- */

/* Whether `part` is the item `index` of `list` or stands in it; *rest: what follows. */
static bool is_in(struct str part, struct str list, size_t *index, struct str *rest)
{
    struct str tail, number;
    int64_t v;
    if (!str_starts(part, list) || part.n <= list.n || part.p[list.n] != '/')
        return false;
    tail = str_sub(part, list.n + 1, part.n);
    size_t end = str_find(tail, STR("/"), 0);
    end = end == (size_t)-1 ? tail.n : end;
    number = str_sub(tail, 0, end);
    if (!num_int(number, 0, 1000000000, &v))
        return false;
    *index = (size_t)v;
    *rest = str_sub(tail, end, tail.n);
    return true;
}

static bool put_part(struct editing *d, struct str list, size_t index, struct str rest, struct str *out)
{
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, list);
    buf_char(&b, '/');
    buf_int(&b, (long long)index);
    buf_add(&b, rest);
    bool ok = edit_text(d, &b, out);
    buf_free(&b);
    return ok;
}

/* Items `one` and `two` of a list changed places. */
static bool plain_swap(struct editing *d, struct str list, size_t one, size_t two)
{
    for (size_t i = 0; i < d->plan->agreement.plain_words.n; i++) {
        struct plan_plain *w = &d->plan->agreement.plain_words.at[i];
        size_t at;
        struct str rest;
        if (!is_in(w->part, list, &at, &rest) || (at != one && at != two))
            continue;
        if (!put_part(d, list, at == one ? two : one, rest, &w->part))
            return false;
    }
    return true;
}

/* Item `gone` left the list: what was said of it goes to `to`; what stands behind it moves up. */
static bool plain_remove(struct editing *d, struct str list, size_t gone, struct plan_removed *to)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->plan->agreement.plain_words.n; i++) {
        struct plan_plain w = d->plan->agreement.plain_words.at[i];
        size_t at;
        struct str rest;
        bool in = is_in(w.part, list, &at, &rest);
        if (in && at == gone) {
            struct plan_plain *out = PLAN_PUSH(d->arena, &to->plain);
            if (!out)
                return arena_error(d->arena, d->err);
            *out = (struct plan_plain){rest, w.text, w.confirmed_by};
            continue;
        }
        if (in && at > gone && !put_part(d, list, at - 1, rest, &w.part))
            return false;
        d->plan->agreement.plain_words.at[kept++] = w;
    }
    d->plan->agreement.plain_words.n = kept;
    return true;
}

/* The other way round: an item came to place `at`. */
static bool plain_restore(struct editing *d, struct str list, size_t place, const struct plan_removed *from)
{
    for (size_t i = 0; i < d->plan->agreement.plain_words.n; i++) {
        struct plan_plain *w = &d->plan->agreement.plain_words.at[i];
        size_t at;
        struct str rest;
        if (is_in(w->part, list, &at, &rest) && at >= place && !put_part(d, list, at + 1, rest, &w->part))
            return false;
    }
    for (size_t i = 0; i < from->plain.n; i++) {
        struct plan_plain *w = PLAN_PUSH(d->arena, &d->plan->agreement.plain_words);
        if (!w)
            return arena_error(d->arena, d->err);
        *w = from->plain.at[i];
        if (!put_part(d, list, place, w->part, &w->part))
            return false;
    }
    return true;
}

/* ---- links ---- */

static bool texts_hold(const plan_texts *list, struct str s)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->at[i], s))
            return true;
    return false;
}

static bool collect_ids(const struct shape *s, const void *item, struct arena *a, plan_texts *out)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        if (f->kind == SHAPE_ID && s->prefix && !plan_add_text(a, out, *(const struct str *)member))
            return false;
        if (f->kind == SHAPE_OBJECT && !collect_ids(f->shape, member, a, out))
            return false;
        const struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        for (size_t k = 0; list && k < list->n; k++)
            if (!collect_ids(f->shape, (const char *)list->at + k * f->shape->size, a, out))
                return false;
    }
    return true;
}

struct unlinking {
    struct editing *d;
    const plan_texts *gone;
    plan_texts *links; /* what was taken away, as "i1 goals g1" */
};

static bool note_link(const struct unlinking *u, struct str owner, const char *key, struct str to)
{
    struct buf b;
    struct str text;
    buf_init(&b, 0);
    buf_add(&b, owner);
    buf_printf(&b, " %s ", key);
    buf_add(&b, to);
    bool ok = edit_text(u->d, &b, &text);
    buf_free(&b);
    struct str *out = ok ? PLAN_PUSH(u->d->arena, u->links) : NULL;
    if (out)
        *out = text;
    return out || (ok ? arena_error(u->d->arena, u->d->err) : false);
}

static bool unlink_member(const struct unlinking *u, const struct shape_field *f, void *item, struct str owner)
{
    struct str *one = shape_member(f, item);
    if (f->kind == SHAPE_REF) {
        if (one->n && texts_hold(u->gone, *one))
            *one = (struct str){NULL, 0};
        return true;
    }
    plan_texts *list = shape_member(f, item);
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        struct str id = list->at[i];
        if (!texts_hold(u->gone, id))
            list->at[kept++] = id;
        else if (owner.n && !note_link(u, owner, f->key, id))
            return false;
    }
    list->n = kept;
    return true;
}

static bool unlink_all(const struct unlinking *u, const struct shape *s, void *item)
{
    const struct shape_field *id = s->prefix ? shape_find(s, STR("id")) : NULL;
    struct str owner = id ? *(struct str *)shape_member(id, item) : (struct str){NULL, 0};
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        void *member = shape_member(f, item);
        if ((f->kind == SHAPE_REF || f->kind == SHAPE_REFS) && !unlink_member(u, f, item, owner))
            return false;
        if (f->kind == SHAPE_OBJECT && !unlink_all(u, f->shape, member))
            return false;
        struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        for (size_t k = 0; list && k < list->n; k++)
            if (!unlink_all(u, f->shape, (char *)list->at + k * f->shape->size))
                return false;
    }
    return true;
}

static bool is_allowed(const struct plan_ids *ids, const struct shape_field *f, struct str id)
{
    const struct plan_id *to = plan_ids_find(ids, id);
    return to && strchr(f->refs, to->shape->prefix[0]);
}

static void clean(const struct plan_ids *ids, const struct shape *s, void *item)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        void *member = shape_member(f, item);
        if (f->kind == SHAPE_REF && ((struct str *)member)->n && !is_allowed(ids, f, *(struct str *)member))
            *(struct str *)member = (struct str){NULL, 0};
        plan_texts *links = f->kind == SHAPE_REFS ? member : NULL;
        size_t kept = 0;
        for (size_t k = 0; links && k < links->n; k++)
            if (is_allowed(ids, f, links->at[k]))
                links->at[kept++] = links->at[k];
        if (links)
            links->n = kept;
        if (f->kind == SHAPE_OBJECT)
            clean(ids, f->shape, member);
        struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        for (size_t k = 0; list && k < list->n; k++)
            clean(ids, f->shape, (char *)list->at + k * f->shape->size);
    }
}

bool edit_links_clean(struct editing *d)
{
    struct plan_ids ids;
    memset(&ids, 0, sizeof ids);
    if (!plan_ids_collect(d->plan, d->arena, &ids))
        return err_no_memory(d->err);
    clean(&ids, &plan_shape, d->plan);
    return true;
}

/* An id that something else was given meanwhile is not given twice. */
static void drop_taken(const struct plan_ids *taken, const struct shape *s, void *item)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        void *member = shape_member(f, item);
        if (f->kind == SHAPE_ID && s->prefix && plan_ids_find(taken, *(struct str *)member))
            *(struct str *)member = (struct str){NULL, 0};
        if (f->kind == SHAPE_OBJECT)
            drop_taken(taken, f->shape, member);
        struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        for (size_t k = 0; list && k < list->n; k++)
            drop_taken(taken, f->shape, (char *)list->at + k * f->shape->size);
    }
}

/* ---- adding and moving ---- */

/* The number of an id of that letter ("o12": 12), 0 for others. */
static int64_t number_of(struct str id, char letter)
{
    int64_t n;
    return id.n > 1 && id.p[0] == letter && num_int(str_sub(id, 1, id.n), 1, INT32_MAX, &n) ? n : 0;
}

static void highest_in(const struct json *v, char letter, int64_t *highest)
{
    for (const struct json *c = v->first; c; c = c->next) {
        int64_t n = str_is(c->key, "id") ? number_of(json_str(c), letter) : 0;
        *highest = n > *highest ? n : *highest;
        highest_in(c, letter, highest);
    }
}

/* An id that nothing in this draft has or had: what is removed may come back, and others may still point to it. */
static bool new_id(struct editing *d, const struct shape *s, void *item)
{
    const struct shape_field *id = s->prefix ? shape_find(s, STR("id")) : NULL;
    struct plan_ids ids;
    int64_t highest = 0;
    memset(&ids, 0, sizeof ids);
    if (!id)
        return true;
    if (!plan_ids_collect(d->plan, d->arena, &ids))
        return err_no_memory(d->err);
    for (size_t i = 0; i < ids.list.n; i++) {
        int64_t n = number_of(ids.list.at[i].id, s->prefix[0]);
        highest = n > highest ? n : highest;
    }
    for (size_t i = 0; i < d->beside->removed.n; i++) {
        const struct json *root;
        if (!json_parse(d->beside->removed.at[i].item, d->arena, &root, d->err))
            return false;
        highest_in(root, s->prefix[0], &highest);
    }
    struct buf b;
    buf_init(&b, 0);
    buf_char(&b, s->prefix[0]);
    buf_int(&b, highest + 1);
    bool ok = edit_text(d, &b, shape_member(id, item));
    buf_free(&b);
    return ok;
}

static bool fill_item(struct editing *d, const struct shape *s, struct str json, void *item)
{
    const struct json *root;
    struct plan_ids taken;
    memset(&taken, 0, sizeof taken);
    if (!json_parse(json, d->arena, &root, d->err) || !plan_item_from_json(root, s, d->arena, item, d->err))
        return false;
    if (!plan_ids_collect(d->plan, d->arena, &taken))
        return err_no_memory(d->err);
    drop_taken(&taken, s, item);
    return true;
}

static bool add(struct editing *d, struct str pointer, struct str json, const struct plan_place *at)
{
    char *fresh = arena_alloc(d->arena, at->field->shape ? at->field->shape->size : 1);
    if (!fresh)
        return arena_error(d->arena, d->err);
    if (at->is_item || at->field->kind != SHAPE_LIST)
        return true;
    const struct shape_field *id = shape_find(at->field->shape, STR("id"));
    if ((json.n && !fill_item(d, at->field->shape, json, fresh)) ||
        ((!id || shape_field_is_empty(id, fresh)) && !new_id(d, at->field->shape, fresh)))
        return false;
    size_t index = list_of(at)->n;
    void *item = plan_push(d->arena, list_of(at), at->field->shape->size);
    if (!item)
        return arena_error(d->arena, d->err);
    memcpy(item, fresh, at->field->shape->size);
    return edit_pointer(d, pointer, index, &d->out->focus);
}

static bool move(struct editing *d, struct str pointer, const struct plan_place *at, bool up)
{
    size_t other = up ? at->index - 1 : at->index + 1, size = at->field->shape->size;
    if (!at->is_item || (up && at->index == 0) || other >= list_of(at)->n)
        return true;
    char *x = item_of(at, at->index), *y = item_of(at, other);
    for (size_t i = 0; i < size; i++) {
        char c = x[i];
        x[i] = y[i];
        y[i] = c;
    }
    return plain_swap(d, without_index(pointer), at->index, other) &&
           edit_pointer(d, without_index(pointer), other, &d->out->focus);
}

/* ---- taking out and bringing back ---- */

/* The list's pointer, counted from the item that owns it. */
static struct str from_owner(const struct plan_place *at, struct str list)
{
    if (!at->owner_shape)
        return list;
    size_t digits = 0; /* what follows the last index */
    for (size_t i = 0; i + 1 < list.n; i++)
        if (list.p[i] == '/' && list.p[i + 1] >= '0' && list.p[i + 1] <= '9')
            digits = i + 1;
    size_t rest = str_find(list, STR("/"), digits);
    return str_sub(list, rest == (size_t)-1 ? list.n : rest, list.n);
}

static bool item_json(struct editing *d, const struct plan_place *at, struct str *out)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    plan_item_to_json(at->field->shape, item_of(at, at->index), &o);
    bool ok = edit_text(d, &b, out);
    buf_free(&b);
    return ok;
}

static bool keep(struct editing *d, struct str pointer, const struct plan_place *at, struct plan_removed *r)
{
    r->key = ++d->beside->last;
    r->owner = at->owner;
    r->list = from_owner(at, without_index(pointer));
    r->index = at->index;
    r->label = value_label(at->field->shape, item_of(at, at->index));
    return item_json(d, at, &r->item);
}

static bool take_out(struct editing *d, struct str pointer, const struct plan_place *at)
{
    struct plan_removed r;
    plan_texts gone = {0};
    memset(&r, 0, sizeof r);
    if (!at->is_item)
        return true;
    void *item = item_of(at, at->index);
    bool empty = true; /* an item that holds nothing but its id is not worth keeping */
    for (size_t i = 0; i < at->field->shape->count; i++)
        empty = empty && (at->field->shape->fields[i].kind == SHAPE_ID ||
                          shape_field_is_empty(&at->field->shape->fields[i], item));
    if (!keep(d, pointer, at, &r))
        return false;
    if (!collect_ids(at->field->shape, item, d->arena, &gone))
        return arena_error(d->arena, d->err);
    struct shape_items *list = list_of(at);
    size_t size = at->field->shape->size;
    memmove(item, (char *)item + size, (list->n - at->index - 1) * size);
    list->n--;
    struct unlinking u = {d, &gone, &r.links};
    if (!unlink_all(&u, &plan_shape, d->plan) || !plain_remove(d, without_index(pointer), at->index, &r))
        return false;
    if (empty)
        return true;
    if (d->beside->removed.n == PLAN_REMOVED_MAX) {
        memmove(d->beside->removed.at, d->beside->removed.at + 1, (PLAN_REMOVED_MAX - 1) * sizeof r);
        d->beside->removed.n--;
    }
    struct plan_removed *to = PLAN_PUSH(d->arena, &d->beside->removed);
    if (!to)
        return arena_error(d->arena, d->err);
    *to = r;
    return true;
}

/* The pointer of an item by its id, wherever it stands now. */
static bool find_pointer(const struct shape *s, const void *item, struct str id, struct buf *at)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        size_t length = at->n;
        if (f->kind == SHAPE_ID && s->prefix && str_eq(*(const struct str *)member, id))
            return true;
        if (f->kind != SHAPE_OBJECT && f->kind != SHAPE_LIST)
            continue;
        buf_char(at, '/');
        buf_cstr(at, f->key);
        if (f->kind == SHAPE_OBJECT && find_pointer(f->shape, member, id, at))
            return true;
        const struct shape_items *list = f->kind == SHAPE_LIST ? member : NULL;
        size_t inner = at->n;
        for (size_t k = 0; list && k < list->n; k++) {
            buf_char(at, '/');
            buf_int(at, (long long)k);
            if (find_pointer(f->shape, (const char *)list->at + k * f->shape->size, id, at) || !buf_ok(at))
                return true;
            at->n = inner;
        }
        if (!buf_ok(at))
            return true;
        at->n = length;
    }
    return false;
}

/* relink: "i1 goals g1": where both are there again and the link is not, it is put back. */
static bool relink(struct editing *d, struct str link)
{
    struct str owner, key, to, pointer;
    struct buf b;
    struct plan_place at;
    if (!str_cut(link, ' ', &owner, &link) || !str_cut(link, ' ', &key, &to))
        return true;
    buf_init(&b, 0);
    bool found = find_pointer(&plan_shape, d->plan, owner, &b) && buf_ok(&b);
    buf_char(&b, '/');
    buf_add(&b, key);
    bool ok = edit_text(d, &b, &pointer);
    buf_free(&b);
    if (!ok || !found || !plan_place(d->plan, pointer, &at) || at.field->kind != SHAPE_REFS)
        return ok;
    plan_texts *links = shape_member(at.field, at.item);
    return texts_hold(links, to) || plan_add_text(d->arena, links, to) || arena_error(d->arena, d->err);
}

static bool put_back(struct editing *d, const struct plan_removed *r, struct str list, const struct plan_place *at)
{
    const struct shape *s = at->field->shape;
    const struct json *root;
    struct plan_ids taken;
    memset(&taken, 0, sizeof taken);
    void *item = arena_alloc(d->arena, s->size);
    if (!item || !plan_ids_collect(d->plan, d->arena, &taken))
        return arena_error(d->arena, d->err);
    if (!json_parse(r->item, d->arena, &root, d->err) || !plan_item_from_json(root, s, d->arena, item, d->err))
        return false;
    drop_taken(&taken, s, item);
    if (!plan_push(d->arena, list_of(at), s->size))
        return arena_error(d->arena, d->err);
    size_t n = list_of(at)->n, index = r->index < n ? r->index : n - 1;
    char *to = item_of(at, index);
    memmove(to + s->size, to, (n - 1 - index) * s->size);
    memcpy(to, item, s->size);
    if (!plain_restore(d, list, index, r) || !plan_number_ids(d->plan, d->arena, d->err))
        return false;
    for (size_t i = 0; i < r->links.n; i++)
        if (!relink(d, r->links.at[i]))
            return false;
    return edit_pointer(d, list, index, &d->out->focus);
}

/* Somebody else changed it while it was being taken out: then it stayed. */
static bool is_there(struct editing *d, const struct plan_removed *r, const struct shape *s, bool *there)
{
    const struct json *root;
    struct plan_ids ids;
    memset(&ids, 0, sizeof ids);
    *there = false;
    if (!s->prefix)
        return true;
    if (!json_parse(r->item, d->arena, &root, d->err))
        return false;
    if (!plan_ids_collect(d->plan, d->arena, &ids))
        return err_no_memory(d->err);
    *there = plan_ids_find(&ids, json_str(json_get(root, "id")));
    return true;
}

static bool restore(struct editing *d, struct str key)
{
    struct plan_place at;
    struct buf b;
    struct str list;
    int64_t number;
    size_t i = 0;
    if (!num_int(key, 1, INT64_MAX, &number))
        return true;
    while (i < d->beside->removed.n && d->beside->removed.at[i].key != number)
        i++;
    if (i == d->beside->removed.n)
        return true;
    struct plan_removed r = d->beside->removed.at[i];
    buf_init(&b, 0);
    bool found = !r.owner.n || find_pointer(&plan_shape, d->plan, r.owner, &b);
    buf_add(&b, r.list);
    bool ok = edit_text(d, &b, &list);
    buf_free(&b);
    if (!ok)
        return false;
    if (!found || !plan_place(d->plan, list, &at) || at.is_item || at.field->kind != SHAPE_LIST) {
        d->out->said = "What it belonged to was removed too: bring that back first.";
        return true;
    }
    bool there;
    if (!is_there(d, &r, at.field->shape, &there) || (!there && !put_back(d, &r, list, &at)))
        return false;
    memmove(&d->beside->removed.at[i], &d->beside->removed.at[i + 1],
            (d->beside->removed.n - i - 1) * sizeof d->beside->removed.at[0]);
    d->beside->removed.n--;
    return true;
}

/* ---- a line that was not understood goes where it belongs; a link more ---- */

/* The member that takes the words of an item that is made of one line. */
static const struct shape_field *words_field(const struct shape *s)
{
    static const char *const keys[] = {"statement", "name", "text", "who"};
    const struct shape_field *f = NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys && !f; i++) {
        f = shape_find(s, str_of(keys[i]));
        f = f && f->kind == SHAPE_TEXT ? f : NULL;
    }
    return f;
}

/* text: one line more in it. */
static bool append(struct editing *d, struct str *text, struct str line)
{
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, *text);
    buf_cstr(&b, text->n ? "\n" : "");
    buf_add(&b, line);
    bool ok = edit_text(d, &b, text);
    buf_free(&b);
    return ok;
}

static bool place_note(struct editing *d, const struct plan_edit *edit)
{
    struct plan_place from, to;
    if (!plan_place(d->plan, edit->pointer, &from) || !from.is_item || strcmp(from.field->shape->name, "note") != 0 ||
        !plan_place(d->plan, edit->value, &to) || to.is_item)
        return true;
    struct str words = ((struct plan_note *)item_of(&from, from.index))->text;
    void *member = shape_member(to.field, to.item);
    if (to.field->kind == SHAPE_LIST) {
        const struct shape_field *f = words_field(to.field->shape);
        if (!f || to.field->shape == from.field->shape)
            return true;
        if (!add(d, edit->value, (struct str){NULL, 0}, &to))
            return false;
        *(struct str *)shape_member(f, item_of(&to, list_of(&to)->n - 1)) = words;
    } else if (to.field->kind == SHAPE_TEXTS) {
        if (!plan_add_text(d->arena, member, words))
            return arena_error(d->arena, d->err);
    } else if (to.field->kind != SHAPE_TEXT) {
        return true;
    } else if (!append(d, member, words)) {
        return false;
    }
    struct shape_items *notes = list_of(&from);
    memmove(item_of(&from, from.index), item_of(&from, from.index + 1),
            (notes->n - from.index - 1) * sizeof(struct plan_note));
    notes->n--;
    return true;
}

static bool add_link(struct editing *d, const struct plan_edit *edit, const struct plan_place *at)
{
    if (at->is_item || at->field->kind != SHAPE_REFS)
        return true;
    plan_texts *links = shape_member(at->field, at->item);
    return texts_hold(links, edit->value) || plan_add_text(d->arena, links, edit->value) ||
           arena_error(d->arena, d->err);
}

bool edit_list(struct editing *d, const struct plan_edit *edit)
{
    struct plan_place at;
    if (edit->kind == EDIT_RESTORE)
        return restore(d, edit->value);
    if (edit->kind == EDIT_CONFIRM)
        return texts_hold(&d->beside->confirmed, edit->value) ||
               plan_add_text(d->arena, &d->beside->confirmed, edit->value) || arena_error(d->arena, d->err);
    if (!plan_place(d->plan, edit->pointer, &at))
        return true;
    if (edit->kind == EDIT_PLACE)
        return place_note(d, edit);
    if (edit->kind == EDIT_LINK)
        return add_link(d, edit, &at);
    if (edit->kind == EDIT_ADD)
        return add(d, edit->pointer, edit->value, &at);
    if (edit->kind == EDIT_REMOVE)
        return take_out(d, edit->pointer, &at);
    return move(d, edit->pointer, &at, edit->kind == EDIT_UP);
}
