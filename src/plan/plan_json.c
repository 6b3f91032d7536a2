/* plan_json.c: the plan as JSON, in and out, by walking the shape tables. */
#include "plan/plan_json.h"

#include "base/escape.h"
#include "base/utf8.h"
#include "plan/ids.h"
#include "plan/nearest.h"
#include "plan/shape.h"

#include <stdio.h>
#include <string.h>

/* A link that was read; whether it leads anywhere is known at the end. */
struct link {
    const struct json *node;
    const struct shape_field *field;
};

struct reader {
    const struct json *root;
    struct arena *arena;
    struct err *err;
    struct plan_ids ids; /* their `item` is the JSON node */
    PLAN_LIST(struct link) links;
};

/* errors: the place of a node is looked for only when reading is over anyway */

static bool put_place(const struct json *from, const struct json *node, struct buf *b)
{
    if (from == node)
        return true;
    size_t length = b->n, index = 0;
    for (const struct json *child = from->first; child; child = child->next, index++) {
        buf_char(b, '/');
        if (from->type == JSON_OBJECT)
            escape_pointer(b, child->key);
        else
            buf_int(b, (long long)index);
        if (put_place(child, node, b))
            return true;
        b->n = length;
    }
    return false;
}

/* What a sentence is made of; less of it when there is no memory even for that. */
static const char *text_of(const struct buf *b)
{
    return b->n && buf_ok(b) ? b->p : "";
}

static bool fail(struct reader *r, const struct json *node, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static bool fail(struct reader *r, const struct json *node, const char *fmt, ...)
{
    char text[2 * sizeof((struct err *)0)->text];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct buf place;
    buf_init(&place, 0);
    put_place(r->root, node, &place);
    err_set(r->err, ERR_INVALID, text_of(&place), "%s", text);
    buf_free(&place);
    return false;
}

/* The beginning of s, for an error's sentence. */
#define QUOTE_SIZE 48
static const char *quote(struct str s, char out[QUOTE_SIZE])
{
    size_t n = s.n < QUOTE_SIZE ? s.n : utf8_floor(s, QUOTE_SIZE - 4);
    if (n)
        memcpy(out, s.p, n);
    memcpy(out + n, n < s.n ? "..." : "", n < s.n ? 4 : 1);
    return out;
}

static bool unknown_key(struct reader *r, const struct shape *s, const struct json *node)
{
    const char *best = NULL;
    int least = NEAREST_MAX + 1;
    for (size_t i = 0; i < s->count; i++) {
        int d = nearest_distance(node->key, s->fields[i].key);
        if (d < least) {
            least = d;
            best = s->fields[i].key;
        }
    }
    char key[QUOTE_SIZE];
    quote(node->key, key);
    if (best && nearest_is_close(least, best))
        return fail(r, node, "\"%s\" is not a member of %s; did you mean \"%s\"?", key, s->name, best);
    struct buf list;
    buf_init(&list, 0);
    for (size_t i = 0; i < s->count; i++)
        buf_printf(&list, "%s%s", i ? ", " : "", s->fields[i].key);
    fail(r, node, "\"%s\" is not a member of %s; it may have %s", key, s->name, text_of(&list));
    buf_free(&list);
    return false;
}

static bool wrong_enum(struct reader *r, const struct shape_field *f, const struct json *node)
{
    struct buf list;
    buf_init(&list, 0);
    for (int i = 1; f->names[i]; i++)
        buf_printf(&list, "%s%s", i == 1 ? "" : f->names[i + 1] ? ", " : " or ", f->names[i]);
    char text[QUOTE_SIZE];
    fail(r, node, "\"%s\" is not known here; write %s", quote(node->text, text), text_of(&list));
    buf_free(&list);
    return false;
}

/* must_be: true when the node has that type; else the error says what belongs there. */
static bool must_be(struct reader *r, const struct json *node, enum json_type type, const char *what)
{
    if (node->type == type)
        return true;
    if (node->type == JSON_NULL)
        return fail(r, node, "null where %s is expected; leave the member out instead", what);
    return fail(r, node, "%s is expected here", what);
}

/* reading */

static bool read_text(struct reader *r, const struct json *node, struct str *out)
{
    if (!must_be(r, node, JSON_STRING, "text in quotes"))
        return false;
    if (node->text.n == 0)
        return fail(r, node, "empty text; leave it out instead");
    *out = node->text;
    return true;
}

static bool is_id_char(char c, bool first)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return !first && (c == '.' || c == '_' || c == '-');
}

static bool read_id(struct reader *r, const struct json *node, struct str *out)
{
    if (!read_text(r, node, out))
        return false;
    bool good = out->n <= SHAPE_ID_MAX;
    for (size_t i = 0; good && i < out->n; i++)
        good = is_id_char(out->p[i], i == 0);
    if (good)
        return true;
    return fail(r, node, "an id is 1 to %d letters, digits, '.', '_' or '-', a letter or digit first", SHAPE_ID_MAX);
}

static bool read_link(struct reader *r, const struct shape_field *f, const struct json *node, struct str *out)
{
    if (!read_id(r, node, out))
        return false;
    struct link *link = PLAN_PUSH(r->arena, &r->links);
    if (!link)
        return err_no_memory(r->err);
    *link = (struct link){node, f};
    return true;
}

static bool read_texts(struct reader *r, const struct shape_field *f, const struct json *node, plan_texts *out)
{
    if (!must_be(r, node, JSON_ARRAY, "a list in brackets"))
        return false;
    if (node->count == 0)
        return true;
    out->at = arena_array(r->arena, node->count, sizeof *out->at);
    if (!out->at)
        return err_no_memory(r->err);
    out->room = node->count;
    for (const struct json *child = node->first; child; child = child->next) {
        struct str *to = &out->at[out->n++];
        if (!(f->kind == SHAPE_REFS ? read_link(r, f, child, to) : read_text(r, child, to)))
            return false;
    }
    return true;
}

static bool read_enum(struct reader *r, const struct shape_field *f, const struct json *node, void *item)
{
    if (!must_be(r, node, JSON_STRING, "a word in quotes"))
        return false;
    for (int i = 1; f->names[i]; i++)
        if (str_is(node->text, f->names[i])) {
            shape_set_enum(f, item, i);
            return true;
        }
    return wrong_enum(r, f, node);
}

static bool read_number(struct reader *r, const struct shape_field *f, const struct json *node, void *member)
{
    if (f->kind == SHAPE_DEC) {
        if (!must_be(r, node, JSON_NUMBER, "a number"))
            return false;
        struct dec d;
        if (!num_dec(node->text, &d))
            return fail(r, node, "a number is written with at most 9 decimals, 15 digits and no exponent");
        memcpy(member, &d, sizeof d);
        return true;
    }
    struct opt_int n = {.has = true};
    if (!must_be(r, node, JSON_NUMBER, "a whole number"))
        return false;
    if (!json_int(node, f->min, f->max, &n.v))
        return fail(r, node, "a whole number from %lld to %lld is expected here", (long long)f->min, (long long)f->max);
    memcpy(member, &n, sizeof n);
    return true;
}

static bool read_date(struct reader *r, const struct json *node, struct date *out)
{
    if (!must_be(r, node, JSON_STRING, "a date in quotes"))
        return false;
    char text[QUOTE_SIZE];
    if (date_parse(node->text, out))
        return true;
    return fail(r, node, "\"%s\" is not a date; write it as 2026-03-31", quote(node->text, text));
}

static bool read_flag(struct reader *r, const struct json *node, bool flag[2])
{
    flag[0] = true;
    if (json_bool(node, &flag[1]))
        return true;
    return must_be(r, node, JSON_TRUE, "true or false");
}

static bool read_object(struct reader *r, const struct shape *s, const struct json *node, void *item);

static bool read_list(struct reader *r, const struct shape *s, const struct json *node, struct shape_items *out)
{
    if (!must_be(r, node, JSON_ARRAY, "a list in brackets"))
        return false;
    if (node->count == 0)
        return true;
    out->at = arena_array(r->arena, node->count, s->size);
    if (!out->at)
        return err_no_memory(r->err);
    out->room = node->count;
    for (const struct json *child = node->first; child; child = child->next)
        if (!read_object(r, s, child, (char *)out->at + s->size * out->n++))
            return false;
    return true;
}

static bool read_member(struct reader *r, const struct shape *s, const struct shape_field *f, const struct json *node,
                        void *item)
{
    void *member = shape_member(f, item);
    switch (f->kind) {
    case SHAPE_TEXT:
        return read_text(r, node, member);
    case SHAPE_TEXTS:
    case SHAPE_REFS:
        return read_texts(r, f, node, member);
    case SHAPE_REF:
        return read_link(r, f, node, member);
    case SHAPE_ID:
        if (!read_id(r, node, member))
            return false;
        /* The plan's own id is no target of links and may look like any other. */
        if (!s->prefix || plan_ids_add(&r->ids, r->arena, node->text, s, node))
            return true;
        return err_no_memory(r->err);
    case SHAPE_DATE:
        return read_date(r, node, member);
    case SHAPE_DEC:
    case SHAPE_INT:
        return read_number(r, f, node, member);
    case SHAPE_BOOL:
        return read_flag(r, node, member);
    case SHAPE_ENUM:
        return read_enum(r, f, node, item);
    case SHAPE_OBJECT:
        return read_object(r, f->shape, node, member);
    case SHAPE_LIST:
        break;
    }
    return read_list(r, f->shape, node, member);
}

static bool read_object(struct reader *r, const struct shape *s, const struct json *node, void *item)
{
    if (!must_be(r, node, JSON_OBJECT, "an object in braces"))
        return false;
    size_t at = 0; /* members usually come in the table's order: look from behind the last one found */
    for (const struct json *child = node->first; child; child = child->next) {
        size_t tried = 0;
        while (tried < s->count && !str_is(child->key, s->fields[at].key)) {
            at = at + 1 == s->count ? 0 : at + 1;
            tried++;
        }
        if (tried < s->count) {
            if (!read_member(r, s, &s->fields[at], child, item))
                return false;
        } else if (node != r->root || !str_is(child->key, "format")) {
            return unknown_key(r, s, child);
        }
    }
    return true;
}

static bool check_links(struct reader *r)
{
    const struct plan_id *twice = plan_ids_sort(&r->ids);
    if (twice)
        return fail(r, twice->item, "the id \"%.*s\" is used twice; every id of a plan is used once", (int)twice->id.n,
                    twice->id.p);
    for (size_t i = 0; i < r->links.n; i++) {
        const struct link *link = &r->links.at[i];
        struct str id = link->node->text;
        const struct plan_id *to = plan_ids_find(&r->ids, id);
        if (!to)
            return fail(r, link->node, "nothing in this plan has the id \"%.*s\"", (int)id.n, id.p);
        if (!strchr(link->field->refs, to->shape->prefix[0]))
            return fail(r, link->node, "\"%.*s\" is the id of a %s; that cannot stand under %s", (int)id.n, id.p,
                        to->shape->name, link->field->key);
    }
    return true;
}

static bool check_format(struct reader *r)
{
    if (!must_be(r, r->root, JSON_OBJECT, "a plan, as an object in braces,"))
        return false;
    const struct json *format = json_get(r->root, "format");
    if (!format)
        return err_set(r->err, ERR_INVALID, "/format", "missing; a plan begins with \"format\": \"%s\"", PLAN_FORMAT);
    char text[QUOTE_SIZE];
    if (!str_is(json_str(format), PLAN_FORMAT))
        return fail(r, format, "\"%s\" is not a format this version reads; it reads \"%s\"", quote(format->text, text),
                    PLAN_FORMAT);
    return true;
}

bool plan_from_json_tree(const struct json *root, struct arena *a, struct plan **out, struct err *e)
{
    struct reader r = {.root = root, .arena = a, .err = e};
    if (!check_format(&r))
        return false;
    struct plan *p = ARENA_NEW(a, struct plan);
    if (!p)
        return err_no_memory(e);
    if (!read_object(&r, &plan_shape, root, p) || !check_links(&r))
        return false;
    *out = p;
    return true;
}

bool plan_item_from_json(const struct json *from, const struct shape *s, struct arena *a, void *item, struct err *e)
{
    struct reader r = {.root = from, .arena = a, .err = e};
    return read_object(&r, s, from, item);
}

bool plan_from_json(struct str text, struct arena *a, struct plan **out, struct err *e)
{
    const struct json *root;
    return json_parse(text, a, &root, e) && plan_from_json_tree(root, a, out, e);
}

/* writing */

static void write_texts(struct json_out *o, const plan_texts *t)
{
    json_begin_array(o);
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i].n)
            json_put_str(o, t->at[i]);
    json_end_array(o);
}

static void write_object(struct json_out *o, const struct shape *s, const void *item);

static void write_list(struct json_out *o, const struct shape *s, const struct shape_items *list)
{
    json_begin_array(o);
    for (size_t i = 0; i < list->n; i++) {
        json_begin_object(o);
        write_object(o, s, (const char *)list->at + i * s->size);
        json_end_object(o);
    }
    json_end_array(o);
}

static void write_member(struct json_out *o, const struct shape_field *f, const void *item)
{
    const void *member = shape_member_const(f, item);
    char date[DATE_TEXT_SIZE];
    switch (f->kind) {
    case SHAPE_TEXT:
    case SHAPE_REF:
    case SHAPE_ID:
        json_put_str(o, *(const struct str *)member);
        return;
    case SHAPE_TEXTS:
    case SHAPE_REFS:
        write_texts(o, member);
        return;
    case SHAPE_DATE:
        json_put_cstr(o, date_format(*(const struct date *)member, date));
        return;
    case SHAPE_DEC:
        json_put_dec(o, *(const struct dec *)member);
        return;
    case SHAPE_INT:
        json_put_int(o, ((const struct opt_int *)member)->v);
        return;
    case SHAPE_BOOL:
        json_put_bool(o, ((const bool *)member)[1]);
        return;
    case SHAPE_ENUM:
        json_put_cstr(o, f->names[shape_enum(f, item)]);
        return;
    case SHAPE_OBJECT:
        json_begin_object(o);
        write_object(o, f->shape, member);
        json_end_object(o);
        return;
    case SHAPE_LIST:
        break;
    }
    write_list(o, f->shape, member);
}

static void write_object(struct json_out *o, const struct shape *s, const void *item)
{
    for (size_t i = 0; i < s->count; i++)
        if (!shape_field_is_empty(&s->fields[i], item)) {
            json_key(o, s->fields[i].key);
            write_member(o, &s->fields[i], item);
        }
}

void plan_item_to_json(const struct shape *s, const void *item, struct json_out *o)
{
    json_begin_object(o);
    write_object(o, s, item);
    json_end_object(o);
}

void plan_to_json(const struct plan *p, int indent, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out, indent);
    json_begin_object(&o);
    json_key(&o, "format");
    json_put_cstr(&o, PLAN_FORMAT);
    write_object(&o, &plan_shape, p);
    json_end_object(&o);
}
