/*
 * editor_parts.h: what the files of the editor's page share. Layer: web, private to editor.c and editor_field.c.
 */
#ifndef WEB_EDITOR_PARTS_H
#define WEB_EDITOR_PARTS_H

#include "web/editor.h"
#include "web/editor_table.h"

/* editor_field: the field of the member f of an item of shape s, at the pointer `item`. d->failed without memory. */
void editor_field(struct editor *d, struct str item, const struct shape *s, const struct shape_field *f,
                  struct view_edit_field *out);

/* editor_label_of: the editor's own words for a member; NULL: those of the format. */
const struct editor_label *editor_label_of(const struct shape *s, const char *key);

/* editor_short: the first words, as many as a choice or a heading has room for. editor_joined: a, between, b. */
struct str editor_short(struct editor *d, struct str s);
struct str editor_joined(struct editor *d, struct str a, const char *between, struct str b);

/* editor_places: fills d->places and d->musts. editor_mends, editor_must: one of them is `pointer` or lies in it, or
 * something typed there could not be stored. */
void editor_places(struct editor *d);
bool editor_mends(const struct editor *d, struct str pointer);
bool editor_must(const struct editor *d, struct str pointer);

/* Of the tables that name rules: the last name, or what begins with it, that rules_find does not know; NULL: it knows
 * them all. For the test that a rule is not renamed without them. */
const char *editor_checks_unknown(void);
const char *editor_mend_unknown(void);

#endif
