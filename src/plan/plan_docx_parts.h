/*
 * plan_docx_parts.h: the XML parts of a Word document: styles, numbering, and the text itself.
 * Layer: plan (inside the module).  Not here: the archive (plan_docx.c).
 */
#ifndef PLAN_PLAN_DOCX_PARTS_H
#define PLAN_PLAN_DOCX_PARTS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "plan/plan.h"

#define DOCX_DEPTH_MAX 256
#define DOCX_LEVELS 9

enum docx_list { DOCX_LIST_NONE, DOCX_LIST_BULLET, DOCX_LIST_NUMBER };

struct docx_style {
    struct str id, based_on;
    int heading;    /* 1..6, 0: no heading */
    int num, level; /* list of its paragraphs; num 0: none */
};

struct docx_num { /* w:num, or w:abstractNum when `abstract` */
    bool abstract;
    int id, abstract_id;
    enum docx_list kind[DOCX_LEVELS];
};

struct docx_parts {
    struct arena *arena;
    PLAN_LIST(struct docx_style) styles;
    PLAN_LIST(struct docx_num) nums;
};

enum docx_part { DOCX_STYLES, DOCX_NUMBERING, DOCX_FOOTNOTES, DOCX_DOCUMENT };

/* One part that is being read. */
struct docx_reader;

/* docx_reader_new: NULL when there is no memory. `parts` are filled by STYLES and NUMBERING and used by the others,
 * whose text goes to `out`. */
struct docx_reader *docx_reader_new(enum docx_part part, struct docx_parts *parts, struct buf *out);
void docx_reader_free(struct docx_reader *r);

/* docx_reader_feed: the next bytes of the part; `last` with the last of them (n may be 0 then). ERR_INVALID, ERR_LIMIT,
 * ERR_MEMORY as docx_to_text. */
bool docx_reader_feed(struct docx_reader *r, const char *p, size_t n, bool last, struct err *e);

#endif
