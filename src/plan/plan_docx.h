/*
 * plan_docx.h: the text of a Word document as lines for plan_from_text (libarchive + expat).
 * Layer: plan.
 */
#ifndef PLAN_PLAN_DOCX_H
#define PLAN_PLAN_DOCX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* docx_is: the bytes begin like a ZIP archive. */
bool docx_is(struct str bytes);

/*
 * docx_to_text: paragraphs, headings, list levels (as indented bullets) and tables (as lines with " | ") in reading
 * order. bytes  the file; out receives UTF-8 text ERR_INVALID  damaged archive, no word/document.xml, not XML, an
 * entity declaration; ERR_LIMIT    more than 64 MB unpacked or a ratio over 200 to 1 (a zip bomb);  ERR_MEMORY
 */
bool docx_to_text(struct str bytes, struct buf *out, struct err *e);

#endif
