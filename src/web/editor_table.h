/* editor_table.h: what the editor shows first, and in which words. Layer: web, private to the files of editor_parts.h.
 */
#ifndef WEB_EDITOR_TABLE_H
#define WEB_EDITOR_TABLE_H

#include <stddef.h>

/* A part of a section: an object or a list of the plan. keys: the members shown at once; others stand under "More". */
struct editor_part {
    const char *section, *pointer, *keys;
};
struct editor_section {
    const char *id, *title, *intro;
};
/* How items of a shape are called. keys: as above. */
struct editor_shape {
    const char *shape, *title, *add, *keys;
};
/* Words of a field that are not those of the format. rows 0: a line. */
struct editor_label {
    const char *shape, *key, *label, *hint;
    int rows;
};

extern const struct editor_section editor_section_table[];
extern const size_t editor_section_count;
extern const struct editor_part editor_part_table[];
extern const size_t editor_part_count;
extern const struct editor_shape editor_shape_table[];
extern const size_t editor_shape_count;
extern const struct editor_label editor_label_table[];
extern const size_t editor_label_count;

#endif
