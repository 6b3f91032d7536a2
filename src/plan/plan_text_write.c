/* plan_text_write.c: a plan as text; see plan_text_form.h for the form. */
#include "plan/plan_text_form.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define STEP 2

struct writer {
    struct buf *b;
    bool usual_ids[256]; /* by the first letter of a prefix: all ids are the ones numbering gives */
    unsigned next_id[256];
};

const struct shape_field *plan_form_main(const struct shape *s)
{
    static const char *const keys[] = {"statement", "name", "title", "who", "stage", "text", "topic", "goal"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
        for (size_t i = 0; i < s->count; i++)
            if (s->fields[i].kind == SHAPE_TEXT && strcmp(s->fields[i].key, keys[k]) == 0)
                return &s->fields[i];
    return NULL;
}

size_t form_item_name(const struct shape *s, char out[32])
{
    size_t n = 0;
    for (; n < 31 && s->name[n]; n++)
        out[n] = (char)(s->name[n] == '_' ? ' ' : n == 0 ? s->name[n] - 'a' + 'A' : s->name[n]);
    out[n] = '\0';
    return n;
}

/* Characters a reader cannot see, or that do not survive editors and Word. */
static bool invisible(uint32_t c)
{
    return (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

void form_encode_line(struct buf *b, struct str line)
{
    if (line.n == 0 || is_blank(line.p[0]) || line.p[0] == '\\')
        buf_char(b, '\\');
    for (size_t at = 0; at < line.n;) {
        size_t from = at;
        uint32_t c = utf8_next(line, &at);
        if (invisible(c) || (c == '\\' && line.n - from > 2 && line.p[from + 1] == 'u' && line.p[from + 2] == '{'))
            buf_printf(b, "\\u{%x}", (unsigned)c);
        else
            buf_put(b, line.p + from, at - from);
    }
    if (line.n && (is_blank(line.p[line.n - 1]) || line.p[line.n - 1] == '\\'))
        buf_char(b, '\\');
}

/* A text whose further lines stand at `indent`. */
static void put_lines(struct buf *b, struct str s, size_t indent)
{
    struct str head, tail;
    while (str_cut(s, '\n', &head, &tail)) {
        form_encode_line(b, head);
        buf_char(b, '\n');
        buf_repeat(b, ' ', indent);
        s = tail;
    }
    form_encode_line(b, s);
    buf_char(b, '\n');
}

static void put_label(struct writer *w, size_t indent, const char *label)
{
    buf_repeat(w->b, ' ', indent);
    buf_cstr(w->b, label);
    buf_cstr(w->b, ": ");
}

static void put_head(struct writer *w, size_t indent, const char *label)
{
    buf_repeat(w->b, ' ', indent);
    buf_cstr(w->b, label);
    buf_cstr(w->b, ":\n");
}

static void put_id(struct writer *w, const struct shape *s, struct str id, size_t indent)
{
    if (s->prefix && w->usual_ids[(unsigned char)s->prefix[0]])
        return;
    put_label(w, indent, "Id");
    if (str_is(id, "none"))
        buf_char(w->b, '\\');
    if (id.n)
        put_lines(w->b, id, indent + 2 * STEP);
    else
        buf_cstr(w->b, "none\n");
}

static void put_texts(struct writer *w, const struct shape_field *f, const plan_texts *t, size_t indent)
{
    put_head(w, indent, f->label);
    for (size_t i = 0; i < t->n; i++) {
        buf_repeat(w->b, ' ', indent + STEP);
        buf_cstr(w->b, "- ");
        put_lines(w->b, t->at[i], indent + 2 * STEP);
    }
}

/* Ids joined by commas, unless one has a sign in it that would be lost. */
static bool plain_refs(const plan_texts *t)
{
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < t->at[i].n; k++) {
            char c = t->at[i].p[k];
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.'))
                return false;
        }
    return t->n > 0;
}

static void put_refs(struct writer *w, const struct shape_field *f, const plan_texts *t, size_t indent)
{
    if (!plain_refs(t)) {
        put_texts(w, f, t, indent);
        return;
    }
    put_label(w, indent, f->label);
    for (size_t i = 0; i < t->n; i++) {
        buf_cstr(w->b, i ? ", " : "");
        buf_add(w->b, t->at[i]);
    }
    buf_char(w->b, '\n');
}

static void put_name(struct buf *b, const char *snake)
{
    for (; *snake; snake++)
        buf_char(b, *snake == '_' ? ' ' : *snake);
    buf_char(b, '\n');
}

static void put_members(struct writer *w, const struct shape *s, const void *item, const struct shape_field *but,
                        size_t indent);

/* "- MRN: 123" for a topic that can be told from its text. */
static bool put_topic(struct writer *w, const struct shape *s, const void *item, size_t indent)
{
    const struct plan_topic *t = item;
    if (strcmp(s->name, "topic") != 0 || t->topic.n == 0 || t->text.n == 0)
        return false;
    for (size_t i = 0; i < t->topic.n; i++)
        if (strchr(":\n\\", t->topic.p[i]))
            return false;
    if (str_trim(t->topic).n != t->topic.n)
        return false;
    buf_repeat(w->b, ' ', indent);
    buf_cstr(w->b, "- ");
    form_encode_line(w->b, t->topic);
    buf_cstr(w->b, ": ");
    put_lines(w->b, t->text, indent + 2 * STEP);
    return true;
}

static void put_list(struct writer *w, const struct shape_field *f, const struct shape_items *list, size_t indent)
{
    const struct shape *s = f->shape;
    const struct shape_field *main_field = plan_form_main(s);
    char name[32];
    form_item_name(s, name);
    put_head(w, indent, f->label);
    for (size_t i = 0; i < list->n; i++) {
        const char *item = (const char *)list->at + i * s->size;
        if (put_topic(w, s, item, indent + STEP))
            continue;
        buf_repeat(w->b, ' ', indent + STEP);
        buf_printf(w->b, "%s %zu:", name, i + 1);
        if (main_field && !shape_field_is_empty(main_field, item)) {
            buf_char(w->b, ' ');
            put_lines(w->b, *(const struct str *)(const void *)(item + main_field->offset), indent + 3 * STEP);
        } else {
            buf_char(w->b, '\n');
        }
        put_members(w, s, item, main_field, indent + 2 * STEP);
    }
}

static void put_member(struct writer *w, const struct shape *s, const struct shape_field *f, const void *item,
                       size_t indent)
{
    const void *member = shape_member_const(f, item);
    char date[DATE_TEXT_SIZE];
    switch (f->kind) {
    case SHAPE_ID:
        put_id(w, s, *(const struct str *)member, indent);
        return;
    case SHAPE_TEXTS:
        put_texts(w, f, member, indent);
        return;
    case SHAPE_REFS:
        put_refs(w, f, member, indent);
        return;
    case SHAPE_LIST:
        put_list(w, f, member, indent);
        return;
    case SHAPE_OBJECT:
        put_head(w, indent, f->label);
        put_members(w, f->shape, member, NULL, indent + STEP);
        return;
    case SHAPE_TEXT:
    case SHAPE_REF:
    case SHAPE_DATE:
    case SHAPE_DEC:
    case SHAPE_INT:
    case SHAPE_BOOL:
    case SHAPE_ENUM:
        break;
    }
    put_label(w, indent, f->label);
    if (f->kind == SHAPE_TEXT || f->kind == SHAPE_REF) {
        put_lines(w->b, *(const struct str *)member, indent + 2 * STEP);
        return;
    }
    if (f->kind == SHAPE_ENUM) {
        put_name(w->b, f->names[shape_enum(f, item)]);
        return;
    }
    if (f->kind == SHAPE_DATE)
        buf_cstr(w->b, date_format(*(const struct date *)member, date));
    else if (f->kind == SHAPE_DEC)
        dec_put(w->b, *(const struct dec *)member);
    else if (f->kind == SHAPE_INT)
        buf_int(w->b, ((const struct opt_int *)member)->v);
    else
        buf_cstr(w->b, ((const bool *)member)[1] ? "yes" : "no");
    buf_char(w->b, '\n');
}

static void put_members(struct writer *w, const struct shape *s, const void *item, const struct shape_field *but,
                        size_t indent)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        if (f == but || (shape_field_is_empty(f, item) && !(f->kind == SHAPE_ID && s->prefix)))
            continue;
        if (s == &plan_shape && (f->kind == SHAPE_OBJECT || f->kind == SHAPE_LIST))
            buf_char(w->b, '\n');
        put_member(w, s, f, item, indent);
    }
}

/* Which kinds of items have just the ids that numbering gives? */
static void look_at_ids(struct writer *w, const struct shape *s, const void *item)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        const void *member = shape_member_const(f, item);
        if (f->kind == SHAPE_ID && s->prefix) {
            unsigned char letter = (unsigned char)s->prefix[0];
            char expected[24];
            struct str id = *(const struct str *)member;
            snprintf(expected, sizeof expected, "%s%u", s->prefix, ++w->next_id[letter]);
            w->usual_ids[letter] = w->usual_ids[letter] && str_is(id, expected);
        } else if (f->kind == SHAPE_OBJECT) {
            look_at_ids(w, f->shape, member);
        } else if (f->kind == SHAPE_LIST) {
            const struct shape_items *list = member;
            for (size_t k = 0; k < list->n; k++)
                look_at_ids(w, f->shape, (const char *)list->at + k * f->shape->size);
        }
    }
}

void plan_to_text(const struct plan *p, struct buf *out)
{
    struct writer w = {.b = out};
    memset(w.usual_ids, 1, sizeof w.usual_ids);
    look_at_ids(&w, &plan_shape, p);
    buf_cstr(out, PLAN_TEXT_HEAD "\n");
    put_members(&w, &plan_shape, p, NULL, 0);
}
