/*
 * json.h: a strict JSON reader (libyajl into a tree in an arena) and a streaming writer.
 * Layer: base.  Not here: what the members mean; plan/shape.h maps trees to structs.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"

enum json_type { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* One value. Members and elements are linked in the order of the text. */
struct json {
    enum json_type type;
    struct str key;            /* the member's name inside an object, else absent */
    struct str text;           /* STRING: the decoded text, also NUL-terminated; NUMBER: the digits as written */
    struct json *first, *next; /* first child; next sibling */
    size_t count;              /* children */
};

#define JSON_DEPTH_MAX 128

/*
 * json_parse: the whole of `text` as one JSON value (RFC 8259).
 *   a     owns the tree; it takes about the text's size, and 64 bytes for each value. `text` may go away.
 *   out   the tree; untouched when false
 * ERR_INVALID  not JSON, not UTF-8, a byte order mark, a NUL, a lone surrogate, a name twice in one object, anything
 *              after the value
 * ERR_LIMIT    deeper than JSON_DEPTH_MAX, or the arena's limit
 * ERR_MEMORY
 * Except for memory, e->where is "line L, column C", both from 1, a column for each character. The first mistake of the
 * text is the one reported. Time is linear in the text, whatever the text is. Thread-safe on different arenas.
 */
bool json_parse(struct str text, struct arena *a, const struct json **out, struct err *e);

/* json_get: the member's value; NULL when absent, or `object` is NULL or no object. Looks at each member in turn. */
const struct json *json_get(const struct json *object, const char *key);
struct str json_str(const struct json *v); /* {NULL,0} unless a STRING; v may be NULL */
/* json_int: a NUMBER written as an integer in [min, max] ("1.0" and "1e3" are not); v may be NULL; false otherwise. */
bool json_int(const struct json *v, int64_t min, int64_t max, int64_t *out);
bool json_bool(const struct json *v, bool *out); /* false unless TRUE or FALSE; v may be NULL */

/*
 * A streaming writer on a buf. Commas and, when `indent` > 0, line breaks are its own business.
 * Misuse (a value without key inside an object, two values at the top, more than JSON_DEPTH_MAX levels) is an
 * assertion, not an error. Whether all could be written, buf_ok(b) tells at the end. No line break is written after the
 * last value.
 */
struct json_out {
    struct buf *b;
    int indent; /* spaces a level; 0 for one line */
    int depth;
    bool need_comma, after_key;
    unsigned char is_object[JSON_DEPTH_MAX / 8 + 1];
};

void json_out_init(struct json_out *o, struct buf *b, int indent);
void json_begin_object(struct json_out *o);
void json_end_object(struct json_out *o);
void json_begin_array(struct json_out *o);
void json_end_array(struct json_out *o);
void json_key(struct json_out *o, const char *key);
void json_key_str(struct json_out *o, struct str key);
void json_put_str(struct json_out *o, struct str s); /* absent writes null; invalid UTF-8 becomes U+FFFD */
void json_put_cstr(struct json_out *o, const char *s);
void json_put_int(struct json_out *o, long long v);
void json_put_dec(struct json_out *o, struct dec d); /* absent writes null */
void json_put_bool(struct json_out *o, bool v);
void json_put_null(struct json_out *o);
void json_put_raw(struct json_out *o, struct str json_text); /* already JSON, written as it is */

/* json_put_tree: a parsed tree again; numbers as they were written. */
void json_put_tree(struct json_out *o, const struct json *v);

#endif
