/*
 * plan_text_form.h: the text form that plan_to_text writes and reads back exactly.
 * Layer: plan (inside the module).
 *
 * The first line is PLAN_TEXT_HEAD. Then, for each member that is there, by the shape tables:
 *   Label: value            a value; its further lines are indented by four more
 *   Label:                  an object, a list of texts ("- text") or a list of items
 *   Goal 1: main text       an item, with its members below, indented by two more
 * A value is written as it stands, except that a backslash stands before a line that begins with a blank or a backslash
 * or is empty, and after one that ends so, and that control and invisible characters are \u{hex}.
 * An id is left out when all ids of its kind are the ones plan_number_ids gives.
 * Lines that a person added or changed so that they no longer follow this are read like any other text.
 */
#ifndef PLAN_PLAN_TEXT_FORM_H
#define PLAN_PLAN_TEXT_FORM_H

#include "plan/plan.h"
#include "plan/plan_text.h"
#include "plan/shape.h"

#define PLAN_TEXT_HEAD "Treatment plan (" PLAN_FORMAT ")"

/* plan_form_is: the first line that is not empty is the head. */
bool plan_form_is(struct str text);

/*
 * plan_form_read: text that begins with the head.
 *   rest  the lines that do not follow the form, all others empty, so that line numbers stay; absent when there are
 * none ERR_MEMORY
 */
bool plan_form_read(struct str text, struct arena *a, struct plan **out, struct import_report *report, struct str *rest,
                    struct err *e);

/* plan_form_main: the member whose text stands behind "Goal 1:"; NULL when the shape has none. */
const struct shape_field *plan_form_main(const struct shape *s);

/* form_item_name: "Goal" for the shape "goal". Returns its length. */
size_t form_item_name(const struct shape *s, char out[32]);

/* form_encode_line: one line of a value. */
void form_encode_line(struct buf *b, struct str line);

#endif
