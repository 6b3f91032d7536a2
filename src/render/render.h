/*
 * render.h: a plan as an accessible HTML page and as a tagged PDF. (Plain text is plan_to_text of plan/.)
 * Layer: render (pure: bytes out, no files).  Fonts come from the system through fontconfig; that is the one thing
 * read.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "plan/plan.h"
#include "rules/rules.h"

enum render_paper { PAPER_A4, PAPER_LETTER };

struct render_options {
    enum render_paper paper;
    bool draft;                      /* DRAFT mark; true unless the plan is signed */
    struct str language;             /* BCP 47, "en" when absent */
    struct date printed_on;          /* absent: not shown */
    bool signatures;                 /* places for signatures */
    const struct findings *findings; /* may be NULL; HTML shows them in the margin */
};

/* render_html: one self-contained page (own style sheet inside, no script, nothing fetched), readable on a phone, in
 * the dark and on paper. */
void render_html(const struct plan *p, const struct render_options *o, struct buf *out);

/* render_pdf: PDF 1.7, tagged: structure tree, title, language, bookmarks, "page x of y", name and birth date on every
 * page. Same plan and options give the same bytes. ERR_MEMORY; ERR_INTERNAL with cairo's words. */
bool render_pdf(const struct plan *p, const struct render_options *o, struct buf *out, struct err *e);

#endif
