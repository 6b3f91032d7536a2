/*
 * line.h: one line of JSON Lines, {"id": ..., "text": "...", "source": "...", "role": "..."}, as `goldthread parse`
 * takes it. Layer: statement.  Not here: what the sentence says (statement.h).
 */
#ifndef STATEMENT_LINE_H
#define STATEMENT_LINE_H

#include "statement/statement.h"

/* The caller sets what stands for absent members: id "null", a role. Pieces of the line, of `a` or of `scratch`. */
struct statement_line {
    struct str text, source; /* source absent when it is no string */
    struct str id;           /* JSON text: a quoted string, a number or null */
    enum statement_role role;
};

/*
 * statement_line_read: `line` without blanks around it, UTF-8 (not looked at again). Other members are skipped.
 *   scratch  holds the id until the next call
 * ERR_INVALID  not one JSON object; no "text"; an id that is no string, number or null; a role that is none
 * ERR_LIMIT, ERR_MEMORY  as json_parse
 */
bool statement_line_read(struct str line, struct arena *a, struct buf *scratch, struct statement_line *out,
                         struct err *e);

/*
 * Its two ways, apart only for tests: the usual line read without a tree (only these four members, each once, strings
 * without escapes; false says nothing but "not usual", *out is then as it was), and any line by json_parse.
 */
bool statement_line_read_flat(struct str line, struct statement_line *out);
bool statement_line_read_tree(struct str line, struct arena *a, struct buf *scratch, struct statement_line *out,
                              struct err *e);

#endif
