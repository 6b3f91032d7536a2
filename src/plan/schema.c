/* schema.c: the JSON Schema 2020-12 of the plan, from the shape tables. */
#include "plan/plan_json.h"
#include "plan/shape.h"

#include <assert.h>
#include <stdio.h>

#define SHAPES_MAX 64

/* A real day of the years 0001 to 9999: months of 31, 30 and 28 days, then 29 February of the leap years. */
#define DATE_PATTERN                                                                                                   \
    "^(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"      \
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"                                                                                    \
    "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)$"
#define ID_PATTERN "^[A-Za-z0-9][A-Za-z0-9._-]*$"

/* Every shape once, in the order in which the tables reach it. */
struct shape_set {
    const struct shape *at[SHAPES_MAX];
    size_t n;
};

static void gather(struct shape_set *set, const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape *of = s->fields[i].shape;
        size_t k = 0;
        while (k < set->n && set->at[k] != of)
            k++;
        if (!of || k < set->n)
            continue;
        assert(set->n < SHAPES_MAX);
        set->at[set->n++] = of;
        gather(set, of);
    }
}

static void put_ref(struct json_out *o, const char *name)
{
    char text[64];
    snprintf(text, sizeof text, "#/$defs/%s", name);
    json_key(o, "$ref");
    json_put_cstr(o, text);
}

static void put_pair(struct json_out *o, const char *key, const char *value)
{
    json_key(o, key);
    json_put_cstr(o, value);
}

static void put_number(struct json_out *o, const char *key, long long value)
{
    json_key(o, key);
    json_put_int(o, value);
}

static void put_array_of(struct json_out *o, const char *name)
{
    put_pair(o, "type", "array");
    json_key(o, "items");
    json_begin_object(o);
    put_ref(o, name);
    json_end_object(o);
}

static void put_field(struct json_out *o, const struct shape_field *f)
{
    json_key(o, f->key);
    json_begin_object(o);
    put_pair(o, "title", f->label);
    put_pair(o, "description", f->about);
    switch (f->kind) {
    case SHAPE_TEXT:
        put_ref(o, "text");
        break;
    case SHAPE_TEXTS:
        put_array_of(o, "text");
        break;
    case SHAPE_REF:
    case SHAPE_ID:
        put_ref(o, "id");
        break;
    case SHAPE_REFS:
        put_array_of(o, "id");
        break;
    case SHAPE_DATE:
        put_ref(o, "date");
        break;
    case SHAPE_DEC:
        put_ref(o, "decimal");
        break;
    case SHAPE_INT:
        put_pair(o, "type", "integer");
        put_number(o, "minimum", f->min);
        put_number(o, "maximum", f->max);
        break;
    case SHAPE_BOOL:
        put_pair(o, "type", "boolean");
        break;
    case SHAPE_ENUM:
        json_key(o, "enum");
        json_begin_array(o);
        for (int i = 1; f->names[i]; i++)
            json_put_cstr(o, f->names[i]);
        json_end_array(o);
        break;
    case SHAPE_OBJECT:
        put_ref(o, f->shape->name);
        break;
    case SHAPE_LIST:
        put_array_of(o, f->shape->name);
        break;
    }
    json_end_object(o);
}

static void put_object(struct json_out *o, const struct shape *s)
{
    put_pair(o, "type", "object");
    json_key(o, "properties");
    json_begin_object(o);
    if (s == &plan_shape) {
        json_key(o, "format");
        json_begin_object(o);
        put_pair(o, "const", PLAN_FORMAT);
        put_pair(o, "description", "Name and version of this format.");
        json_end_object(o);
    }
    for (size_t i = 0; i < s->count; i++)
        put_field(o, &s->fields[i]);
    json_end_object(o);
    if (s == &plan_shape) {
        json_key(o, "required");
        json_begin_array(o);
        json_put_cstr(o, "format");
        json_end_array(o);
    }
    json_key(o, "additionalProperties");
    json_put_bool(o, false);
}

/* The kinds of value that several members share. */
static void put_basics(struct json_out *o)
{
    json_key(o, "text");
    json_begin_object(o);
    put_pair(o, "type", "string");
    put_number(o, "minLength", 1);
    json_end_object(o);

    json_key(o, "id");
    json_begin_object(o);
    put_pair(o, "description", "Used once in a plan; a link holds the id of another item of the same plan.");
    put_pair(o, "type", "string");
    put_number(o, "maxLength", SHAPE_ID_MAX);
    put_pair(o, "pattern", ID_PATTERN);
    json_end_object(o);

    json_key(o, "date");
    json_begin_object(o);
    put_pair(o, "description", "A day, as 2026-03-31.");
    put_pair(o, "type", "string");
    put_number(o, "maxLength", DATE_TEXT_SIZE - 1);
    put_pair(o, "format", "date");
    put_pair(o, "pattern", DATE_PATTERN);
    json_end_object(o);

    json_key(o, "decimal");
    json_begin_object(o);
    put_pair(o, "description",
             "Written without exponent, with at most 9 decimals and 15 digits; kept as it is written.");
    put_pair(o, "type", "number");
    put_number(o, "minimum", -999999999999999);
    put_number(o, "maximum", 999999999999999);
    json_end_object(o);
}

void plan_schema(struct buf *out)
{
    struct shape_set set = {.n = 0};
    gather(&set, &plan_shape);

    struct json_out o;
    json_out_init(&o, out, 2);
    json_begin_object(&o);
    put_pair(&o, "$schema", "https://json-schema.org/draft/2020-12/schema");
    put_pair(&o, "$id", "urn:goldthread:plan:1");
    put_pair(&o, "title", "Goldthread treatment plan");
    put_pair(
        &o, "description",
        "A mental-health treatment plan. Beyond this schema, every id is used once, every link leads to an item of "
        "a fitting kind in the same plan, and whole numbers are written without a decimal point.");
    put_object(&o, &plan_shape);
    json_key(&o, "$defs");
    json_begin_object(&o);
    put_basics(&o);
    for (size_t i = 0; i < set.n; i++) {
        json_key(&o, set.at[i]->name);
        json_begin_object(&o);
        put_object(&o, set.at[i]);
        json_end_object(&o);
    }
    json_end_object(&o);
    json_end_object(&o);
    buf_char(out, '\n');
}
