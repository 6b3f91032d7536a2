/* doc_rest.c: whatever is in a struct of the plan and was not printed by hand-made rules, member by member. */
#include "render/doc_make.h"

#include <string.h>

/* "Client's words" with a printer's apostrophe; labels of the tables are ASCII. */
static struct str label_of(struct doc_make *m, const struct shape_field *f)
{
    const char *label = doc_t(m, f->label);

    if (!strchr(label, '\''))
        return str_of(label);
    for (const char *c = label; *c; c++) {
        if (*c == '\'')
            buf_cstr(&m->word, "’");
        else
            buf_char(&m->word, *c);
    }
    return doc_word(m);
}

/* A member that is one value, in words. */
static void say_value(struct doc_make *m, const struct shape_field *f, const void *item)
{
    const void *at = shape_member_const(f, item);

    switch (f->kind) {
    case SHAPE_DATE:
        doc_say_date(m, *(const struct date *)at);
        break;
    case SHAPE_DEC:
        doc_say_dec(m, *(const struct dec *)at);
        break;
    case SHAPE_INT:
        buf_int(&m->word, ((const struct opt_int *)at)->v);
        break;
    case SHAPE_BOOL:
        buf_cstr(&m->word, doc_t(m, ((const bool *)at)[1] ? N_("yes") : N_("no")));
        break;
    case SHAPE_ENUM:
        doc_say_name(m, f->names[shape_enum(f, item)]);
        break;
    case SHAPE_REF:
        doc_say(m, doc_target_of(m, *(const struct str *)at).text);
        break;
    case SHAPE_TEXT:
    case SHAPE_TEXTS:
    case SHAPE_REFS:
    case SHAPE_ID:
    case SHAPE_OBJECT:
    case SHAPE_LIST:
        break; /* not one value */
    }
}

static void put_list(struct doc_make *m, struct doc_node *parent, const struct shape_field *f, const void *at)
{
    const struct shape_items *list = at;

    for (size_t i = 0; i < list->n; i++) {
        const void *item = (const char *)list->at + i * f->shape->size;
        if (strcmp(f->shape->name, "topic") == 0) {
            const struct plan_topic *t = item;
            struct doc_node *row = doc_add(m, parent, DOC_ROW);
            row->label = t->topic.n ? doc_clean(m, t->topic) : label_of(m, f);
            doc_add_text(m, row, DOC_PARA, t->text);
        } else if (strcmp(f->shape->name, "person") == 0) {
            struct doc_node *row;
            doc_say_person(m, item);
            if ((row = doc_row(m, parent, NULL, doc_word(m))))
                row->label = label_of(m, f);
        } else {
            doc_rest(m, doc_entry(m, parent, label_of(m, f), (struct str){NULL, 0}), f->shape, item, NULL, 0);
        }
    }
}

static void put_object(struct doc_make *m, struct doc_node *parent, const struct shape_field *f, const void *at)
{
    struct doc_node *row;

    if (!doc_say_object(m, f->shape, at)) {
        doc_rest(m, parent, f->shape, at, NULL, 0);
        return;
    }
    if ((row = doc_row(m, parent, NULL, doc_word_large(m))))
        row->label = label_of(m, f);
}

static void put_member(struct doc_make *m, struct doc_node *parent, const struct shape_field *f, const void *item)
{
    const void *at = shape_member_const(f, item);
    struct doc_node *last = parent->last;

    switch (f->kind) {
    case SHAPE_TEXT:
        doc_row(m, parent, NULL, *(const struct str *)at);
        break;
    case SHAPE_TEXTS:
        doc_row_list(m, parent, NULL, at);
        break;
    case SHAPE_REFS:
        doc_row_refs(m, parent, NULL, at);
        break;
    case SHAPE_LIST:
        put_list(m, parent, f, at);
        return;
    case SHAPE_OBJECT:
        put_object(m, parent, f, at);
        return;
    case SHAPE_ID:
        return;
    case SHAPE_DATE:
    case SHAPE_DEC:
    case SHAPE_INT:
    case SHAPE_BOOL:
    case SHAPE_ENUM:
    case SHAPE_REF:
        say_value(m, f, item);
        doc_row(m, parent, NULL, f->kind == SHAPE_REF ? doc_word(m) : doc_word_large(m));
        break;
    }
    if (parent->last && parent->last != last)
        parent->last->label = label_of(m, f);
}

void doc_rest(struct doc_make *m, struct doc_node *parent, const struct shape *s, const void *item, const size_t *done,
              size_t count)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape_field *f = &s->fields[i];
        size_t k = 0;
        while (k < count && done[k] != f->offset)
            k++;
        if (k == count && !shape_field_is_empty(f, item))
            put_member(m, parent, f, item);
    }
}
