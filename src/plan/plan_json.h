/*
 * plan_json.h: the plan as JSON (format "goldthread.plan/1") and the JSON Schema of it.
 * Layer: plan.
 */
#ifndef PLAN_PLAN_JSON_H
#define PLAN_PLAN_JSON_H

#include "base/json.h"
#include "plan/plan.h"

/*
 * plan_from_json: reads one document.
 *   text  the JSON; may go away afterwards
 *   out   filled only when true is returned; lives in `a`
 * Strict, so that nothing is lost: an unknown key, a wrong type, a bad date or number, an id used twice, a link to an
 * id that is not there, or a wrong "format" is ERR_INVALID with e->where as JSON pointer and the nearest known key
 * named. ERR_LIMIT, ERR_MEMORY as json_parse. plan_to_json(plan_from_json(x)) == x, byte for byte, for every x that
 * plan_to_json wrote.
 */
bool plan_from_json(struct str text, struct arena *a, struct plan **out, struct err *e);
/* plan_from_json_tree: the same from a tree; texts are shared, so the tree must live as long as the plan. */
bool plan_from_json_tree(const struct json *root, struct arena *a, struct plan **out, struct err *e);

/* plan_to_json: members in the order of the shape tables, empty parts left out. indent as json_out_init. */
void plan_to_json(const struct plan *p, int indent, struct buf *out);

/* plan_item_to_json: one struct of a plan, such as a goal, as plan_to_json writes it in its place. plan_item_from_json:
 * the other way round, into a zeroed *item; ids and links are taken as they stand, wherever they lead. ERR_INVALID,
 * ERR_MEMORY. */
struct shape;
void plan_item_to_json(const struct shape *s, const void *item, struct json_out *o);
bool plan_item_from_json(const struct json *from, const struct shape *s, struct arena *a, void *item, struct err *e);

/* plan_schema: the JSON Schema 2020-12 of the format (docs/plan.schema.json is its output). */
void plan_schema(struct buf *out);

/* plan_pointer_get: the text at a JSON pointer ("/goals/0/statement"); absent when there is none. */
struct str plan_pointer_get(const struct plan *p, struct str pointer);
/* plan_pointer_set: replaces the text member at that pointer (used to apply a rewrite). ERR_NOT_FOUND, ERR_MEMORY. */
bool plan_pointer_set(struct plan *p, struct str pointer, struct str text, struct arena *a, struct err *e);

#endif
