#include "base/escape.h"
#include "base/json.h"

#include <assert.h>
#include <string.h>

void json_out_init(struct json_out *o, struct buf *b, int indent)
{
    *o = (struct json_out){.b = b, .indent = indent};
}

static bool in_object(const struct json_out *o)
{
    return o->depth > 0 && (o->is_object[o->depth / 8] >> (o->depth % 8) & 1) != 0;
}

static void new_line(struct json_out *o)
{
    if (o->indent > 0) {
        buf_char(o->b, '\n');
        buf_repeat(o->b, ' ', (size_t)o->indent * (size_t)o->depth);
    }
}

/* Comma and line break before a member or an element. */
static void separate(struct json_out *o)
{
    if (o->need_comma)
        buf_char(o->b, ',');
    if (o->depth > 0)
        new_line(o);
}

/* Before each value, also before { and [. */
static void before_value(struct json_out *o)
{
    if (o->after_key) {
        o->after_key = false;
    } else {
        assert(!in_object(o));                  /* a member needs json_key first */
        assert(o->depth > 0 || !o->need_comma); /* one value at the top */
        separate(o);
    }
    o->need_comma = true;
}

static void begin(struct json_out *o, char bracket)
{
    unsigned char *bits;

    before_value(o);
    assert(o->depth < JSON_DEPTH_MAX);
    o->depth++;
    bits = &o->is_object[o->depth / 8];
    if (bracket == '{')
        *bits |= (unsigned char)(1 << o->depth % 8);
    else
        *bits &= (unsigned char)~(1 << o->depth % 8);
    buf_char(o->b, bracket);
    o->need_comma = false;
}

static void end(struct json_out *o, char bracket)
{
    bool empty = !o->need_comma;

    assert(o->depth > 0 && !o->after_key);
    o->depth--;
    if (!empty)
        new_line(o);
    buf_char(o->b, bracket);
    o->need_comma = true;
}

void json_begin_object(struct json_out *o)
{
    begin(o, '{');
}

void json_end_object(struct json_out *o)
{
    assert(in_object(o));
    end(o, '}');
}

void json_begin_array(struct json_out *o)
{
    begin(o, '[');
}

void json_end_array(struct json_out *o)
{
    assert(!in_object(o));
    end(o, ']');
}

static void put_quoted(struct json_out *o, struct str s)
{
    buf_char(o->b, '"');
    escape_json(o->b, s);
    buf_char(o->b, '"');
}

void json_key_str(struct json_out *o, struct str key)
{
    assert(in_object(o) && !o->after_key);
    separate(o);
    put_quoted(o, key);
    buf_add(o->b, o->indent > 0 ? STR(": ") : STR(":"));
    o->after_key = true;
}

void json_key(struct json_out *o, const char *key)
{
    json_key_str(o, str_of(key));
}

void json_put_raw(struct json_out *o, struct str json_text)
{
    before_value(o);
    buf_add(o->b, json_text);
}

void json_put_null(struct json_out *o)
{
    json_put_raw(o, STR("null"));
}

void json_put_str(struct json_out *o, struct str s)
{
    if (s.p == NULL) {
        json_put_null(o);
        return;
    }
    before_value(o);
    put_quoted(o, s);
}

void json_put_cstr(struct json_out *o, const char *s)
{
    json_put_str(o, str_of(s));
}

void json_put_int(struct json_out *o, long long v)
{
    before_value(o);
    buf_int(o->b, v);
}

void json_put_dec(struct json_out *o, struct dec d)
{
    if (!d.has) {
        json_put_null(o);
        return;
    }
    before_value(o);
    dec_put(o->b, d);
}

void json_put_bool(struct json_out *o, bool v)
{
    json_put_raw(o, v ? STR("true") : STR("false"));
}

void json_put_tree(struct json_out *o, const struct json *v)
{
    const struct json *child;

    switch (v->type) {
    case JSON_NULL:
        json_put_null(o);
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        json_put_bool(o, v->type == JSON_TRUE);
        break;
    case JSON_NUMBER:
        json_put_raw(o, v->text);
        break;
    case JSON_STRING:
        json_put_str(o, v->text);
        break;
    case JSON_ARRAY:
        json_begin_array(o);
        for (child = v->first; child != NULL; child = child->next)
            json_put_tree(o, child);
        json_end_array(o);
        break;
    case JSON_OBJECT:
        json_begin_object(o);
        for (child = v->first; child != NULL; child = child->next) {
            json_key_str(o, child->key);
            json_put_tree(o, child);
        }
        json_end_object(o);
        break;
    }
}
