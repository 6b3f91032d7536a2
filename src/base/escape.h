/*
 * escape.h: text made safe for the place it is written to.
 * Layer: base.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/str.h"

void escape_html(struct buf *b, struct str s); /* element text and double-quoted attributes: & < > " ' */
void escape_json(struct buf *b, struct str s); /* the inside of a JSON string; wrong UTF-8 becomes U+FFFD */
/*
 * escape_terminal: control characters (C0, DEL, C1) become "\xNN"; characters that steer how others are shown
 * (bidirectional marks and overrides, line separators, tags) and wrong UTF-8 become U+FFFD: text from a file cannot
 * steer the terminal. A tab becomes one blank. Line breaks (LF, CR LF) are kept, as LF, only when keep_lines.
 */
void escape_terminal(struct buf *b, struct str s, bool keep_lines);
void escape_pointer(struct buf *b, struct str s); /* one JSON Pointer token, RFC 6901: ~ and / */

#endif
