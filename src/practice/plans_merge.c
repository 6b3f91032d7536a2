/* plans_merge.c: what two people made of the same draft, field by field, by walking the shape tables. */
#include "base/escape.h"
#include "plan/ids.h"
#include "plan/plan_json.h"
#include "plan/shape.h"
#include "practice/plans_parts.h"

enum { LIST_MOST = 2000 }; /* items; a longer list is one field: matching takes the square of its length */

struct merge {
    struct arena *a;
    struct json_out out;
    struct buf pointer;
    struct plan_conflicts *conflicts;
    bool failed; /* no memory */
};

/* The same value is written in the same way, because all three texts come from plan_to_json. */
static bool same(const struct json *a, const struct json *b)
{
    if (!a || !b) {
        return a == b;
    }
    if (a->type != b->type || a->count != b->count || !str_eq(a->text, b->text)) {
        return false;
    }
    const struct json *x = a->first, *y = b->first;
    while (x && str_eq(x->key, y->key) && same(x, y)) {
        x = x->next;
        y = y->next;
    }
    return !x;
}

static struct str copy(struct merge *m, struct str s)
{
    struct str out = {NULL, 0};
    m->failed = m->failed || !plans_keep(m->a, s, &out);
    return out;
}

/* A value as a text for people: a text as it is, all else as JSON; absent when it is not there. */
static struct str text_of(struct merge *m, const struct json *v)
{
    if (!v || v->type == JSON_STRING) {
        return v ? v->text : (struct str){NULL, 0};
    }
    struct buf b;
    struct json_out o;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_put_tree(&o, v);
    struct str s = copy(m, buf_str(&b));
    m->failed = m->failed || !buf_ok(&b);
    buf_free(&b);
    return s;
}

static void conflict(struct merge *m, struct str base, struct str mine, struct str theirs)
{
    struct plan_conflict *c = PLAN_PUSH(m->a, &m->conflicts->list);
    if (!c) {
        m->failed = true;
        return;
    }
    *c = (struct plan_conflict){copy(m, buf_str(&m->pointer)), base, mine, theirs};
}

static size_t step_in(struct merge *m, struct str key, size_t index)
{
    size_t length = m->pointer.n;
    buf_char(&m->pointer, '/');
    if (key.p) {
        escape_pointer(&m->pointer, key);
    } else {
        buf_int(&m->pointer, (long long)index);
    }
    return length;
}

static void step_out(struct merge *m, size_t length)
{
    if (buf_ok(&m->pointer)) {
        m->pointer.n = length;
        m->pointer.p[length] = '\0';
    }
}

/* Of a value that is one field: which of the three stands. */
static const struct json *choose(struct merge *m, const struct json *base, const struct json *mine,
                                 const struct json *theirs)
{
    if (same(mine, theirs) || same(mine, base)) {
        return theirs;
    }
    if (!same(theirs, base)) {
        conflict(m, text_of(m, base), text_of(m, mine), text_of(m, theirs));
        return theirs;
    }
    return mine;
}

/* ---- lists ---- */

struct item {
    struct str key;
    size_t nth; /* of those with this key in its list, from 0 */
    const struct json *node;
};
struct items {
    struct item *at;
    size_t n;
};

static struct str key_of(struct merge *m, const struct shape *s, const struct json *node)
{
    return text_of(m, s ? json_get(node, s->fields[0].key) : node);
}

static const struct item *find(const struct items *in, const struct item *like)
{
    for (size_t i = 0; i < in->n; i++) {
        if (in->at[i].nth == like->nth && str_eq(in->at[i].key, like->key)) {
            return &in->at[i];
        }
    }
    return NULL;
}

static struct items items_of(struct merge *m, const struct shape *s, const struct json *list)
{
    struct items out = {NULL, 0};
    if (list && list->count) {
        out.at = arena_array(m->a, list->count, sizeof *out.at);
        m->failed = m->failed || !out.at;
    }
    for (const struct json *v = list ? list->first : NULL; v && out.at; v = v->next) {
        struct item it = {key_of(m, s, v), 0, v};
        for (size_t i = 0; i < out.n; i++) {
            it.nth += str_eq(out.at[i].key, it.key);
        }
        out.at[out.n++] = it;
    }
    return out;
}

/* Whether a list has the common items of another in the same order. */
static bool same_order(const struct items *list, const struct items *base)
{
    const struct item *before = NULL;
    for (size_t i = 0; i < list->n; i++) {
        const struct item *at = find(base, &list->at[i]);
        if (at && before && at < before) {
            return false;
        }
        before = at ? at : before;
    }
    return true;
}

/* An item of the other list goes behind the one it follows there. */
static void insert(struct items *into, const struct items *from, size_t i)
{
    size_t at = 0;
    for (size_t k = i; k-- > 0 && at == 0;) {
        const struct item *before = find(into, &from->at[k]);
        at = before ? (size_t)(before - into->at) + 1 : 0;
    }
    memmove(into->at + at + 1, into->at + at, (into->n - at) * sizeof *into->at);
    into->at[at] = from->at[i];
    into->n++;
}

static void merge_object(struct merge *m, const struct shape *s, const struct json *base, const struct json *mine,
                         const struct json *theirs);

/* One item of the merged order: false when it goes. */
static bool put_item(struct merge *m, const struct shape *s, const struct json *base, const struct json *mine,
                     const struct json *theirs)
{
    const struct json *left = mine ? mine : theirs;
    if (base && (!mine || !theirs)) { /* one of the two took it away */
        if (same(base, left)) {
            return false;
        }
        conflict(m, text_of(m, base), text_of(m, mine), text_of(m, theirs));
        json_put_tree(&m->out, left);
    } else if (s && mine && theirs) {
        json_begin_object(&m->out);
        merge_object(m, s, base, mine, theirs);
        json_end_object(&m->out);
    } else {
        json_put_tree(&m->out, left);
    }
    return true;
}

/* Lists of items (s: their shape) or of texts (s NULL). */
static void merge_list(struct merge *m, const struct shape *s, const struct json *base, const struct json *mine,
                       const struct json *theirs)
{
    struct items b = items_of(m, s, base), me = items_of(m, s, mine), they = items_of(m, s, theirs);
    bool mine_first = same_order(&they, &b);
    const struct items *first = mine_first ? &me : &they, *second = mine_first ? &they : &me;
    struct items all = {arena_array(m->a, me.n + they.n + 1, sizeof *all.at), 0};
    if (!all.at || m->failed) {
        m->failed = true;
        json_put_null(&m->out);
        return;
    }
    for (size_t i = 0; i < first->n; i++) {
        all.at[all.n++] = first->at[i];
    }
    for (size_t i = 0; i < second->n; i++) {
        if (!find(&all, &second->at[i])) {
            insert(&all, second, i);
        }
    }
    size_t index = 0;
    json_begin_array(&m->out);
    for (size_t i = 0; i < all.n; i++) {
        const struct item *x = find(&b, &all.at[i]), *y = find(&me, &all.at[i]), *z = find(&they, &all.at[i]);
        size_t length = step_in(m, (struct str){NULL, 0}, index);
        index += put_item(m, s, x ? x->node : NULL, y ? y->node : NULL, z ? z->node : NULL);
        step_out(m, length);
    }
    json_end_array(&m->out);
}

/* ---- members ---- */

static bool is_long(const struct json *list)
{
    return list && list->count > LIST_MOST;
}

static bool is_one_field(const struct shape_field *f)
{
    static const char *const whole[] = {"measure", "baseline",  "target",       "cadence",
                                        "due",     "condition", "review_window"};
    bool found = f->kind != SHAPE_OBJECT && f->kind != SHAPE_LIST && f->kind != SHAPE_TEXTS && f->kind != SHAPE_REFS;
    for (size_t i = 0; f->kind == SHAPE_OBJECT && !found && i < sizeof whole / sizeof *whole; i++) {
        found = strcmp(f->shape->name, whole[i]) == 0;
    }
    return found;
}

static void merge_field(struct merge *m, const struct shape_field *f, const struct json *base, const struct json *mine,
                        const struct json *theirs)
{
    size_t length = step_in(m, str_of(f->key), 0);
    if (is_one_field(f) || is_long(base) || is_long(mine) || is_long(theirs)) {
        const struct json *v = choose(m, base, mine, theirs);
        if (v) {
            json_key(&m->out, f->key);
            json_put_tree(&m->out, v);
        }
    } else if (mine || theirs) {
        json_key(&m->out, f->key);
        if (f->kind == SHAPE_OBJECT) {
            json_begin_object(&m->out);
            merge_object(m, f->shape, base, mine, theirs);
            json_end_object(&m->out);
        } else {
            merge_list(m, f->kind == SHAPE_LIST ? f->shape : NULL, base, mine, theirs);
        }
    }
    step_out(m, length);
}

static void merge_object(struct merge *m, const struct shape *s, const struct json *base, const struct json *mine,
                         const struct json *theirs)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        merge_field(m, f, json_get(base, f->key), json_get(mine, f->key), json_get(theirs, f->key));
    }
}

/* ---- ids ---- */

/* One walk that writes a plan's tree again with its ids and links put right. */
struct rewrite {
    struct merge *m;
    struct plan_ids known; /* the ids of the tree */
    struct plan_ids named; /* an id that is to change: its item is the new id, a NUL-terminated text */
    long long next;        /* number of the last id that was made */
    bool mend;             /* links that lead nowhere go; the second item with an id gets another */
};

static void note_ids(struct merge *m, const struct shape *s, const struct json *v, struct plan_ids *out, long long *top)
{
    for (const struct json *c = v ? v->first : NULL; c; c = c->next) {
        const struct shape_field *f = shape_find(s, c->key);
        if (!f) {
            continue; /* "format" */
        }
        if (f->kind == SHAPE_ID && s->prefix) {
            int64_t n = 0;
            m->failed = m->failed || !plan_ids_add(out, m->a, c->text, s, v);
            for (size_t i = 0; i < c->text.n && i < 15; i++) {
                char d = c->text.p[i];
                n = d >= '0' && d <= '9' ? n * 10 + d - '0' : n;
            }
            *top = n > *top ? n : *top;
        } else if (f->kind == SHAPE_OBJECT) {
            note_ids(m, f->shape, c, out, top);
        } else if (f->kind == SHAPE_LIST) {
            for (const struct json *i = c->first; i; i = i->next) {
                note_ids(m, f->shape, i, out, top);
            }
        }
    }
}

static struct str fresh_id(struct rewrite *r, const struct shape *s)
{
    struct buf b;
    buf_init(&b, 0);
    buf_cstr(&b, s->prefix);
    buf_int(&b, ++r->next);
    struct str out = copy(r->m, buf_str(&b));
    r->m->failed = r->m->failed || !buf_ok(&b);
    buf_free(&b);
    return out;
}

static struct str named(struct rewrite *r, struct str id)
{
    const struct plan_id *to = plan_ids_find(&r->named, id);
    return to ? str_of(to->item) : id;
}

static struct str own_id(struct rewrite *r, const struct shape *s, const struct json *item, struct str id)
{
    const struct plan_id *first = r->mend ? plan_ids_find(&r->known, id) : NULL;
    return first && first->item != item ? fresh_id(r, s) : named(r, id);
}

/* A link: false when what it leads to is gone, and that is said. */
static bool leads(struct rewrite *r, const struct shape_field *f, struct str id)
{
    const struct plan_id *to = r->mend ? plan_ids_find(&r->known, id) : NULL;
    if (!r->mend || (to && strchr(f->refs, to->shape->prefix[0]))) {
        return true;
    }
    conflict(r->m, (struct str){NULL, 0}, id, (struct str){NULL, 0});
    return false;
}

static void rewrite_object(struct rewrite *r, const struct shape *s, const struct json *v);

static void rewrite_list(struct rewrite *r, const struct shape_field *f, const struct json *v)
{
    size_t index = 0;
    json_begin_array(&r->m->out);
    for (const struct json *c = v->first; c; c = c->next, index++) {
        size_t length = step_in(r->m, (struct str){NULL, 0}, index);
        if (f->kind == SHAPE_LIST) {
            json_begin_object(&r->m->out);
            rewrite_object(r, f->shape, c);
            json_end_object(&r->m->out);
        } else if (f->kind == SHAPE_TEXTS) {
            json_put_str(&r->m->out, c->text);
        } else if (leads(r, f, c->text)) {
            json_put_str(&r->m->out, named(r, c->text));
        }
        step_out(r->m, length);
    }
    json_end_array(&r->m->out);
}

static void rewrite_member(struct rewrite *r, const struct shape *s, const struct shape_field *f,
                           const struct json *item, const struct json *v)
{
    size_t length = step_in(r->m, v->key, 0);
    bool link = f->kind == SHAPE_REF;
    if (!link || leads(r, f, v->text)) {
        json_key_str(&r->m->out, v->key);
        if (f->kind == SHAPE_LIST || f->kind == SHAPE_TEXTS || f->kind == SHAPE_REFS) {
            rewrite_list(r, f, v);
        } else if (f->kind == SHAPE_OBJECT) {
            json_begin_object(&r->m->out);
            rewrite_object(r, f->shape, v);
            json_end_object(&r->m->out);
        } else if (link) {
            json_put_str(&r->m->out, named(r, v->text));
        } else if (f->kind == SHAPE_ID) {
            json_put_str(&r->m->out, own_id(r, s, item, v->text));
        } else {
            json_put_tree(&r->m->out, v);
        }
    }
    step_out(r->m, length);
}

static void rewrite_object(struct rewrite *r, const struct shape *s, const struct json *v)
{
    for (const struct json *c = v->first; c; c = c->next) {
        const struct shape_field *f = shape_find(s, c->key);
        if (f) {
            rewrite_member(r, s, f, v, c);
        } else {
            json_key_str(&r->m->out, c->key);
            json_put_tree(&r->m->out, c);
        }
    }
}

/* ---- from text to text ---- */

typedef void put_tree(struct merge *m, void *ctx);

/* What `put` writes, as a tree. */
static bool written(struct merge *m, put_tree *put, void *ctx, const struct json **out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&m->out, &b, 0);
    json_begin_object(&m->out);
    put(m, ctx);
    json_end_object(&m->out);
    bool ok = !m->failed ? buf_ok(&b) || err_no_memory(e) : (m->a->failed ? arena_error(m->a, e) : err_no_memory(e));
    ok = ok && json_parse(buf_str(&b), m->a, out, e);
    buf_free(&b);
    return ok;
}

struct three {
    const struct json *base, *mine, *theirs;
};

static void put_merged(struct merge *m, void *ctx)
{
    const struct three *t = ctx;
    json_key(&m->out, "format");
    json_put_cstr(&m->out, PLAN_FORMAT);
    merge_object(m, &plan_shape, t->base, t->mine, t->theirs);
}

struct redo {
    struct rewrite *r;
    const struct json *tree;
};

static void put_rewritten(struct merge *m, void *ctx)
{
    const struct redo *d = ctx;
    (void)m;
    rewrite_object(d->r, &plan_shape, d->tree);
}

/* An item that both added under one id, and not the same item: mine gets another id, wherever mine speaks of it. */
static bool part_ids(struct merge *m, struct three *t, long long *top, struct err *e)
{
    struct plan_ids base = {{0}}, mine = {{0}}, theirs = {{0}};
    struct rewrite r = {.m = m};
    note_ids(m, &plan_shape, t->base, &base, top);
    note_ids(m, &plan_shape, t->mine, &mine, top);
    note_ids(m, &plan_shape, t->theirs, &theirs, top);
    plan_ids_sort(&base);
    plan_ids_sort(&theirs);
    r.next = *top;
    for (size_t i = 0; i < mine.list.n; i++) {
        const struct plan_id *id = &mine.list.at[i], *other = plan_ids_find(&theirs, id->id);
        if (!other || plan_ids_find(&base, id->id) || same(id->item, other->item)) {
            continue;
        }
        struct str to = fresh_id(&r, id->shape);
        m->failed = m->failed || !plan_ids_add(&r.named, m->a, id->id, id->shape, to.p);
    }
    *top = r.next;
    plan_ids_sort(&r.named);
    struct redo d = {&r, t->mine};
    return !r.named.list.n || written(m, put_rewritten, &d, &t->mine, e);
}

/* The merged tree may have an id twice (an item moved by one, changed by the other) and links that lead nowhere. */
static bool mend_ids(struct merge *m, const struct json **tree, long long top, struct err *e)
{
    struct rewrite r = {.m = m, .mend = true};
    struct redo d = {&r, *tree};
    note_ids(m, &plan_shape, *tree, &r.known, &top);
    plan_ids_sort(&r.known);
    r.next = top;
    return written(m, put_rewritten, &d, tree, e);
}

bool plans_merge(struct str base, struct str mine, struct str theirs, struct arena *a, struct str *out,
                 struct plan_conflicts *conflicts, struct err *e)
{
    struct merge m = {.a = a, .conflicts = conflicts};
    struct three t;
    const struct json *tree;
    struct plan *plan;
    long long top = 0;
    *conflicts = (struct plan_conflicts){{0}};
    if (!json_parse(base, a, &t.base, e) || !json_parse(mine, a, &t.mine, e) || !json_parse(theirs, a, &t.theirs, e)) {
        return false;
    }
    buf_init(&m.pointer, 0);
    bool ok = same(t.mine, t.theirs) ? plan_from_json_tree(t.theirs, a, &plan, e)
                                     : part_ids(&m, &t, &top, e) && written(&m, put_merged, &t, &tree, e) &&
                                           mend_ids(&m, &tree, top, e) && plan_from_json_tree(tree, a, &plan, e);
    buf_free(&m.pointer);
    return ok && plans_json(plan, a, out, e);
}
