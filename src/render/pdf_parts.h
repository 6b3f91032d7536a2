/*
 * pdf_parts.h: the steps from a document to a PDF.
 * Layer: render (inside the module).
 */
#ifndef RENDER_PDF_PARTS_H
#define RENDER_PDF_PARTS_H

#include "render/doc.h"
#include "render/flow.h"

/* A bookmark: the row it leads to. */
struct pdf_bookmark {
    struct str text;
    size_t row;
    int level; /* 1, 2 */
};

struct pdf_marks {
    PLAN_LIST(struct pdf_bookmark) list;
};

/* pdf_lay: the document as rows, with its structure tree below f->root and its bookmarks. (pdf_lay.c) */
void pdf_lay(const struct doc *d, struct flow *f, struct pdf_marks *marks);

/* pdf_paint: the pages onto the surface of cr; text of the tree is tagged, all else is painted first on each page. The
 * pieces of each leaf are filled in. (pdf_paint.c) */
void pdf_paint(const struct doc *d, struct flow *f, const struct pdf_marks *marks, cairo_t *cr);

/* The sheet, in points. */
struct pdf_sheet {
    double width, height, side, top, foot;
};
struct pdf_sheet pdf_sheet_of(enum render_paper paper);

/*
 * pdf_finish: cairo's file becomes the one we hand out. Cairo 1.16 marks text with flat tags and cannot say artifact,
 * language, scope of a heading cell, nor that an element goes on over a page break; so the structure tree is written
 * here, what is not tagged is marked as artifact, and catalog, XMP metadata and document information are new. Objects
 * of cairo's that nothing refers to any more are left behind. (pdf_finish.c) pdf    what cairo wrote root   the
 * structure tree, pieces filled in ERR_INTERNAL when cairo's file is not of the form known here; ERR_MEMORY.
 */
bool pdf_finish(struct str pdf, const struct doc *d, struct flow *f, struct buf *out, struct err *e);

#endif
