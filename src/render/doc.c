/* doc.c: the pieces a document is made of, and what an id or a pointer leads to. */
#include "render/doc.h"

#include "base/utf8.h"
#include "render/doc_make.h"

#include <string.h>

enum { LONG_NAME = 40 }; /* bytes; longer names do not read well in a line with commas */

static void fail(struct doc_make *m)
{
    m->failed = true;
}

struct doc_node *doc_add(struct doc_make *m, struct doc_node *parent, enum doc_kind kind)
{
    struct doc_node *n = m->failed ? NULL : ARENA_NEW(m->a, struct doc_node);

    if (!n) {
        fail(m);
        m->trash = (struct doc_node){.kind = kind};
        return &m->trash;
    }
    n->kind = kind;
    if (parent->last)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
    return n;
}

struct doc_node *doc_add_text(struct doc_make *m, struct doc_node *parent, enum doc_kind kind, struct str text)
{
    struct doc_node *n;

    if (!text.n)
        return NULL;
    n = doc_add(m, parent, kind);
    n->text = doc_clean(m, text);
    return n;
}

struct doc_node *doc_section(struct doc_make *m, const char *heading, const char *anchor)
{
    struct doc_node *n = doc_add(m, &m->doc->root, DOC_SECTION);

    n->text = doc_label(m, heading);
    n->anchor = str_of(anchor);
    return n;
}

struct doc_node *doc_entry(struct doc_make *m, struct doc_node *parent, struct str label, struct str heading)
{
    struct doc_node *n = doc_add(m, parent, DOC_ENTRY);

    n->label = label;
    n->text = heading;
    return n;
}

/* XML 1.0 allows tab, line feed and carriage return below U+0020, and not U+FFFE and U+FFFF. A carriage return would
 * end a paragraph in one layout and be a space in the other; a DEL or C1 control is shown by none. */
static bool allowed(uint32_t c)
{
    return c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c != 0xfffe && c != 0xffff);
}

static bool is_clean(struct str s)
{
    size_t at = 0;

    while (at < s.n && (unsigned char)s.p[at] >= 0x20 && (unsigned char)s.p[at] < 0x7f)
        at++;
    while (at < s.n) {
        size_t from = at;
        uint32_t c = utf8_next(s, &at);
        if (!allowed(c) || (c == 0xfffd && at - from == 1))
            return false;
    }
    return true;
}

struct str doc_clean(struct doc_make *m, struct str s)
{
    struct buf b;
    struct str out;

    if (is_clean(s))
        return s;
    buf_init(&b, 0);
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c == '\r' && at < s.n && s.p[at] == '\n')
            continue;
        utf8_put(&b, c == '\r' ? '\n' : allowed(c) ? c : 0xfffd);
    }
    out = (struct str){buf_ok(&b) ? arena_copy(m->a, b.p, b.n) : NULL, b.n};
    buf_free(&b);
    if (!out.p) {
        fail(m);
        return (struct str){NULL, 0};
    }
    return out;
}

struct str doc_word(struct doc_make *m)
{
    struct str s = {NULL, 0};

    if (!buf_ok(&m->word))
        fail(m);
    else if (m->word.n) {
        s = (struct str){arena_copy(m->a, m->word.p, m->word.n), m->word.n};
        if (!s.p) {
            fail(m);
            s.n = 0;
        }
    }
    buf_reset(&m->word);
    m->verbatim = false;
    return s.n ? doc_clean(m, s) : s;
}

struct str doc_word_large(struct doc_make *m)
{
    if (!m->verbatim && buf_ok(&m->word) && m->word.n && m->word.p[0] >= 'a' && m->word.p[0] <= 'z')
        m->word.p[0] = (char)(m->word.p[0] - 'a' + 'A');
    return doc_word(m);
}

struct str doc_kind_label(struct doc_make *m, bool other, const char *plain)
{
    struct str kind = doc_word_large(m);

    return kind.n && !other ? kind : doc_label(m, plain);
}

struct str doc_number(struct doc_make *m, const char *name, size_t n)
{
    buf_cstr(&m->word, doc_t(m, name));
    buf_char(&m->word, ' ');
    buf_int(&m->word, (long long)n);
    return doc_word(m);
}

struct str doc_objective_number(struct doc_make *m, size_t goal, size_t objective)
{
    buf_cstr(&m->word, doc_t(m, N_("Objective")));
    buf_char(&m->word, ' ');
    if (m->plan->goals.n > 1) {
        buf_int(&m->word, (long long)goal + 1);
        buf_char(&m->word, '.');
    }
    buf_int(&m->word, (long long)objective + 1);
    return doc_word(m);
}

void doc_dot(struct doc_make *m)
{
    if (m->word.n)
        buf_cstr(&m->word, " · ");
}

struct doc_node *doc_row(struct doc_make *m, struct doc_node *parent, const char *label, struct str value)
{
    struct doc_node *row;

    if (!value.n)
        return NULL;
    row = doc_add(m, parent, DOC_ROW);
    row->label = doc_label(m, label);
    doc_add_text(m, row, DOC_PARA, value);
    return row;
}

void doc_row_quote(struct doc_make *m, struct doc_node *parent, const char *label, struct str value)
{
    struct doc_node *row = doc_row(m, parent, label, value);

    if (row && row->first)
        row->first->kind = DOC_QUOTE;
}

static size_t count_of(const plan_texts *values)
{
    size_t n = 0;

    for (size_t i = 0; i < values->n; i++)
        n += values->at[i].n > 0;
    return n;
}

void doc_row_list(struct doc_make *m, struct doc_node *parent, const char *label, const plan_texts *values)
{
    size_t n = count_of(values);
    struct doc_node *row, *into;

    if (!n)
        return;
    row = into = doc_add(m, parent, DOC_ROW);
    row->label = doc_label(m, label);
    if (n > 1)
        into = doc_add(m, row, DOC_LIST);
    for (size_t i = 0; i < values->n; i++)
        doc_add_text(m, into, n > 1 ? DOC_ITEM : DOC_PARA, values->at[i]);
}

struct doc_target doc_target_of(struct doc_make *m, struct str id)
{
    const struct plan_id *found = plan_ids_find(&m->targets, id);

    if (found)
        return *(const struct doc_target *)found->item;
    return (struct doc_target){.text = doc_clean(m, id)};
}

void doc_anchor(struct doc_make *m, struct doc_node *n, struct str id)
{
    const struct plan_id *found = plan_ids_find(&m->targets, id);
    struct doc_target *t;

    if (!found)
        return;
    memcpy(&t, &found->item, sizeof t); /* plan_id keeps items const; this one is ours */
    if (!t->shown)
        n->anchor = t->anchor;
    t->shown = true;
}

void doc_refs_add(struct doc_make *m, struct doc_node *refs, const plan_texts *ids)
{
    for (size_t i = 0; i < ids->n; i++) {
        struct doc_target t;
        struct doc_node *n;
        if (!ids->at[i].n)
            continue;
        t = doc_target_of(m, ids->at[i]);
        n = doc_add(m, refs, DOC_REF);
        n->text = t.text;
        n->anchor = t.anchor;
        refs->flags |= t.text.n > LONG_NAME ? DOC_LONG : 0;
    }
}

void doc_refs(struct doc_make *m, struct doc_node *parent, const char *label, const plan_texts *ids)
{
    struct doc_node *refs;

    if (!count_of(ids))
        return;
    refs = doc_add(m, parent, DOC_REFS);
    refs->label = doc_label(m, label);
    doc_refs_add(m, refs, ids);
}

void doc_row_refs(struct doc_make *m, struct doc_node *parent, const char *label, const plan_texts *ids)
{
    struct doc_node *row;

    if (!count_of(ids))
        return;
    row = doc_add(m, parent, DOC_ROW);
    row->label = doc_label(m, label);
    doc_refs(m, row, NULL, ids);
}

struct doc_node *doc_cells(struct doc_make *m, struct doc_node *table, enum doc_kind kind, const struct str *texts,
                           size_t n)
{
    struct doc_node *row = doc_add(m, table, kind);

    for (size_t i = 0; i < n; i++)
        doc_add(m, row, DOC_CELL)->text = doc_clean(m, texts[i]);
    return row;
}

static void place(struct doc_make *m, struct doc_node *n, struct str pointer)
{
    n->pointer = pointer;
    if (!m->failed && !plan_ids_add(&m->places, m->a, pointer, NULL, n))
        fail(m);
}

void doc_place(struct doc_make *m, struct doc_node *n, const char *pointer)
{
    if (m->want_places)
        place(m, n, str_of(pointer));
}

void doc_place_at(struct doc_make *m, struct doc_node *n, struct str parent, const char *list, size_t i)
{
    if (!m->want_places)
        return;
    doc_say(m, parent);
    buf_cstr(&m->word, list);
    buf_char(&m->word, '/');
    buf_int(&m->word, (long long)i);
    place(m, n, doc_word(m));
}

struct doc_node *doc_place_of(struct doc_make *m, struct str pointer)
{
    while (pointer.n) {
        const struct plan_id *found = plan_ids_find(&m->places, pointer);
        if (found) {
            struct doc_node *n;
            memcpy(&n, &found->item, sizeof n); /* as above */
            return n;
        }
        while (pointer.n && pointer.p[pointer.n - 1] != '/')
            pointer.n--;
        pointer.n -= pointer.n > 0;
    }
    return &m->doc->root;
}

const struct shape *doc_shape(const struct shape *of, const char *key)
{
    return shape_find(of, str_of(key))->shape;
}

const char *doc_severity_word(enum rules_severity s)
{
    static const char *const words[SEVERITY_COUNT] = {"Advice", "Warning", "Error"};

    return words[s];
}
