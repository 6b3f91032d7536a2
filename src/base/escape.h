/*
 * escape.h: text made safe for the place it is written to.
 * Layer: base.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/str.h"

void escape_html(struct buf *b, struct str s);  /* element text and double-quoted attributes: & < > " ' */
void escape_json(struct buf *b, struct str s);  /* the inside of a JSON string; wrong UTF-8 becomes U+FFFD */
/* escape_terminal: control characters (also C1 and bidirectional overrides) become "\xNN" or U+FFFD, so that text from a
 * file cannot steer the terminal. Line breaks are kept only when keep_lines. */
void escape_terminal(struct buf *b, struct str s, bool keep_lines);
void escape_pointer(struct buf *b, struct str s); /* one JSON Pointer token, RFC 6901: ~ and / */

#endif
