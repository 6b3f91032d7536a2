/* text.c: the sections of a plan as plain text, for another record. */
#include "render/doc.h"

struct text {
    struct buf *b;
    bool started; /* something stands on this line */
};

static void end_line(struct text *t)
{
    if (t->started)
        buf_char(t->b, '\n');
    t->started = false;
}

static void put(struct text *t, const char *before, struct str s)
{
    if (!s.n)
        return;
    if (t->started)
        buf_cstr(t->b, before);
    buf_add(t->b, s);
    t->started = true;
}

static void put_children(struct text *t, const struct doc_node *n, int depth);

/* "A, B and C": names and cells that stand in one line. */
static void put_run(struct text *t, const struct doc_node *n, const char *between)
{
    for (; n; n = n->next) {
        put(t, between, n->text);
        put(t, " ", n->meta);
        if (n->first)
            put_run(t, n->first, ", ");
    }
}

static void put_line(struct text *t, const struct doc_node *n, int depth)
{
    end_line(t);
    buf_repeat(t->b, ' ', (size_t)(2 * depth));
    if (n->kind == DOC_ITEM || n->kind == DOC_STEP) {
        buf_cstr(t->b, "- ");
        t->started = true;
    }
    if (n->label.n) {
        buf_add(t->b, n->label);
        buf_cstr(t->b, n->kind == DOC_ENTRY && n->text.n ? ": " : n->kind == DOC_ENTRY ? "" : ": ");
        t->started = true;
    }
    buf_add(t->b, n->text);
    t->started = t->started || n->text.n;
    if (n->meta.n) {
        buf_cstr(t->b, n->text.n ? " (" : "(");
        buf_add(t->b, n->meta);
        buf_char(t->b, ')');
        t->started = true;
    }
}

static bool is_inline(const struct doc_node *n)
{
    return n->kind == DOC_PARA || n->kind == DOC_QUOTE || n->kind == DOC_REFS;
}

/* The first name after `before`, the others with commas. */
static void put_refs(struct text *t, const struct doc_node *n, const char *before)
{
    const struct doc_node *c = n->first;
    for (; c; c = c->next, before = ", ")
        put(t, before, c->text);
}

static void put_row(struct text *t, const struct doc_node *n, int depth)
{
    end_line(t);
    buf_repeat(t->b, ' ', (size_t)(2 * depth));
    buf_add(t->b, n->label);
    buf_char(t->b, ':');
    t->started = true;
    const struct doc_node *c = n->first;
    if (n->text.n)
        put(t, " ", n->text);
    if (c && !c->next && is_inline(c)) {
        put(t, " ", c->text);
        put_refs(t, c, " ");
        return;
    }
    put_children(t, c, depth + 1);
}

static void put_node(struct text *t, const struct doc_node *n, int depth)
{
    switch (n->kind) {
    case DOC_ROW:
        put_row(t, n, depth);
        return;
    case DOC_REFS:
        end_line(t);
        buf_repeat(t->b, ' ', (size_t)(2 * depth));
        put(t, "", n->label);
        put_refs(t, n, ": ");
        return;
    case DOC_HEAD:
    case DOC_TR:
        end_line(t);
        buf_repeat(t->b, ' ', (size_t)(2 * depth));
        put_run(t, n->first, " | ");
        return;
    case DOC_THREAD:
    case DOC_FIGURE: /* drawn for the eye; what they show stands in the text */
        return;
    case DOC_LIST:
    case DOC_FACTS:
    case DOC_STEPS:
        put_children(t, n->first, depth);
        return;
    case DOC_TABLE:
    case DOC_ENTRY:
    default:
        if (n->label.n || n->text.n || n->meta.n)
            put_line(t, n, depth);
        if (n->kind == DOC_ENTRY && n->label.n && !n->text.n && n->first && n->first->kind == DOC_PARA) {
            put(t, ": ", n->first->text); /* a heading without a sentence of its own: what stands first is it */
            put_children(t, n->first->next, depth + 1);
            return;
        }
        put_children(t, n->first, n->kind == DOC_ENTRY || n->kind == DOC_ITEM ? depth + 1 : depth);
    }
}

static void put_children(struct text *t, const struct doc_node *n, int depth)
{
    for (; n; n = n->next)
        put_node(t, n, depth);
}

bool render_text_parts(const struct plan *p, const struct render_options *o, struct arena *a, struct render_part **out,
                       size_t *count, struct err *e)
{
    struct doc d;
    struct buf b;
    size_t n = 0;
    *count = 0;
    if (!doc_build(p, o, a, &d, e))
        return false;
    for (const struct doc_node *s = d.root.first; s; s = s->next)
        n++;
    *out = arena_array(a, n + 1, sizeof **out);
    if (!*out)
        return arena_error(a, e);
    buf_init(&b, 0);
    bool ok = true;
    for (const struct doc_node *s = d.root.first; s && ok; s = s->next) {
        struct text t = {&b, false};
        struct render_part *part = &(*out)[*count];
        buf_reset(&b);
        put_children(&t, s->first, 0);
        ok = buf_ok(&b);
        if (ok && b.n) {
            part->title = s->text;
            ok = arena_str(a, buf_str(&b), &part->text);
            *count += ok;
        }
    }
    bool whole = buf_ok(&b);
    buf_free(&b);
    return ok || (whole ? arena_error(a, e) : err_no_memory(e));
}

static void put_head(struct text *t, struct str line)
{
    end_line(t);
    put(t, "", line);
}

void doc_text_put(const struct doc *d, struct buf *out)
{
    struct text t = {out, false};
    put_head(&t, d->title);
    put_head(&t, d->client);
    put(&t, ", ", d->born);
    put_head(&t, d->facts);
    put_head(&t, d->status);
    put_head(&t, d->printed);
    for (const struct doc_node *s = d->root.first; s; s = s->next) {
        end_line(&t);
        buf_char(out, '\n');
        put_head(&t, s->text);
        end_line(&t);
        put_children(&t, s->first, 0);
    }
    end_line(&t);
}
