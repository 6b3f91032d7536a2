/*
 * utf8.h: is it UTF-8, and in composed form (NFC)?
 * Layer: base.  Not here: display width.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/* utf8_check: strict UTF-8 (no overlong forms, no surrogates, at most U+10FFFF). *bad gets the offset of the first
 * wrong byte when false; may be NULL. NUL bytes are allowed here; text readers refuse them themselves. */
bool utf8_check(struct str s, size_t *bad);
bool utf8_is_ascii(struct str s);
/* utf8_nfc: *out is s itself when it already is in NFC, else a copy in `a`. ERR_INVALID when s is not UTF-8,
 * ERR_MEMORY. */
bool utf8_nfc(struct str s, struct arena *a, struct str *out, struct err *e);
/* utf8_plain: as it is compared leniently: without case, accents and width. ERR_INVALID not UTF-8, ERR_MEMORY. */
bool utf8_plain(struct str s, struct arena *a, struct str *out, struct err *e);
/* utf8_next: the code point at *at (which must be < s.n), *at moved behind it; U+FFFD for a wrong byte. */
uint32_t utf8_next(struct str s, size_t *at);
/* utf8_put: appends cp; surrogates and values over U+10FFFF become U+FFFD. */
void utf8_put(struct buf *b, uint32_t cp);
/* utf8_length: number of code points. */
size_t utf8_length(struct str s);
/* utf8_whole: s.n without the beginning of a character at its end whose other bytes are missing (a cut text). */
size_t utf8_whole(struct str s);
/* utf8_floor: the largest offset <= at that does not cut a character of s. */
size_t utf8_floor(struct str s, size_t at);

#endif
