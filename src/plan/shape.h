/*
 * shape.h: tables that describe the structs of plan.h: what each member is called, its type and what it means.
 * JSON in and out, the JSON Schema, the comparison of two versions and JSON pointers are all walks over these tables,
 * so that a new field is one struct member and one row.
 * Layer: plan.
 */
#ifndef PLAN_SHAPE_H
#define PLAN_SHAPE_H

#include "base/json.h"
#include "plan/plan.h"

#define SHAPE_ID_MAX 64 /* bytes of an id: letters, digits, '.', '_' and '-' */

enum shape_kind {
    SHAPE_TEXT,   /* struct str */
    SHAPE_TEXTS,  /* plan_texts */
    SHAPE_REF,    /* struct str: id of another item of the same plan */
    SHAPE_REFS,   /* plan_texts of such ids */
    SHAPE_ID,     /* struct str: this item's own id */
    SHAPE_DATE,   /* struct date */
    SHAPE_DEC,    /* struct dec */
    SHAPE_INT,    /* struct opt_int, range in min..max */
    SHAPE_BOOL,   /* two bools: X_set, X (offset is that of X_set; X follows it) */
    SHAPE_ENUM,   /* an enum whose 0 is "not stated" */
    SHAPE_OBJECT, /* an embedded struct; absent when every member is absent */
    SHAPE_LIST    /* PLAN_LIST of structs */
};

struct shape;

struct shape_field {
    const char *key;   /* JSON member, snake_case */
    const char *label; /* the field's name for a reader: "Review window" */
    enum shape_kind kind;
    size_t offset;
    const struct shape *shape; /* OBJECT, LIST */
    const char *const *names;  /* ENUM: names[1..], NULL-terminated, names[0] is "" */
    int64_t min, max;          /* INT */
    const char *refs;  /* REF, REFS: letters of the ids allowed ("go": goals and objectives), see shape.prefix */
    const char *about; /* one sentence for the schema */
};

struct shape {
    const char *name; /* "goal" */
    size_t size;
    const char *prefix; /* letter(s) its ids start with: "g"; NULL when it has none */
    const struct shape_field *fields;
    size_t count;
    bool over_ids; /* without a prefix, but items with an id stand below it */
};

extern const struct shape plan_shape; /* struct plan */
extern const struct shape plan_measure_shape, plan_baseline_shape, plan_target_shape, plan_cadence_shape,
    plan_due_shape;

/* Any PLAN_LIST, seen without its item type. */
struct shape_items {
    void *at;
    size_t n, room;
};

/* shape_has_ids: an item with an id may stand there: itself or one below it. Most parts of a plan hold none. */
static inline bool shape_has_ids(const struct shape *s)
{
    return s->prefix || s->over_ids;
}

/* shape_is_empty: every member of the struct at `item` is absent. A text of no length is as good as absent: JSON leaves
 * it out and refuses it. */
bool shape_is_empty(const struct shape *s, const void *item);

/* shape_field_is_empty: member f of `item` is absent (or an empty list or object). */
bool shape_field_is_empty(const struct shape_field *f, const void *item);

/* shape_find: the field with that key, NULL when there is none. */
const struct shape_field *shape_find(const struct shape *s, struct str key);

/* A step of the way from the plan to a text: a member, or an item of the list that is the member. */
struct shape_step {
    const char *key;
    size_t index; /* SHAPE_NO_INDEX: the member itself */
};
#define SHAPE_NO_INDEX SIZE_MAX
#define SHAPE_DEPTH_MAX 8 /* steps to the deepest member: goals, objectives, measure, name */

/* A text where it stands; the last step has an index when the member is a list of texts. */
struct shape_text {
    struct str text;           /* never empty */
    const struct shape *shape; /* whose member it is */
    const struct shape_step *path;
    size_t depth;
};

/* shape_texts: look(ctx, text) for every TEXT and each of TEXTS in `item` and below it, in the order of the tables.
 * Ends when look returns false, and then returns false. What it is given lasts until look returns. */
typedef bool shape_look(void *ctx, const struct shape_text *t);
bool shape_texts(const struct shape *s, const void *item, shape_look *look, void *ctx);

/* shape_text_pointer: appends the JSON pointer of the member that the text stands in; of a list of texts, that list. */
void shape_text_pointer(const struct shape_text *t, struct buf *out);

/* shape_member: where member f of `item` is stored. */
void *shape_member(const struct shape_field *f, void *item);
const void *shape_member_const(const struct shape_field *f, const void *item);

/* shape_enum, shape_set_enum: the value of an ENUM member, 0 for "not stated". */
int shape_enum(const struct shape_field *f, const void *item);
void shape_set_enum(const struct shape_field *f, void *item, int value);

#endif
