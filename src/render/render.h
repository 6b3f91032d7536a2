/*
 * render.h: a plan as an accessible HTML page and as a tagged PDF. (Plain text is plan_to_text of plan/.)
 * Layer: render (pure: bytes out, no files).  Fonts come from the system through fontconfig; that is the one thing
 * read.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "plan/plan.h"
#include "render/words.h"
#include "rules/rules.h"

enum render_paper { PAPER_A4, PAPER_LETTER };

/* One place for a signature of a plan in the record, and what became of it. */
struct render_signature {
    struct str role;             /* "Clinician" */
    struct str name, credential; /* who signed, or who wrote down why there is no signature */
    struct str how;              /* "signed", "documented reason instead of a signature", "verbal approval" */
    struct str method;           /* how the person was known; absent: not said */
    struct date date;
    struct str time; /* with zone: "07:03:20 America/Los_Angeles (UTC-07:00)" */
    struct str text; /* intent, or the reason */
};

/* What a signed plan shows of its signing. */
struct render_signed {
    const struct render_signature *at;
    size_t count;
    struct str hash;           /* content hash, in hex */
    const struct str *reasons; /* "No diagnosis: ...": documented reasons for what is not in the plan */
    size_t reason_count;
};

struct render_options {
    enum render_paper paper;
    bool draft;                       /* DRAFT mark; true unless the plan is signed */
    bool signing;                     /* in place of it: somebody has signed it or may, and not all have */
    struct str language;              /* BCP 47, "en" when absent */
    const struct render_words *words; /* of headings, labels, dates and numbers; NULL: English. What the plan says stays
                                         as it is written; what a rule found is told in English */
    bool copy;                        /* a copy to read of what was signed in another language: says so on each page */
    struct date printed_on;           /* absent: not shown */
    bool signatures;                  /* places for signatures */
    const struct render_signed *with; /* signed in the record; NULL: not */
    const struct findings *findings;  /* may be NULL; HTML shows them in the margin */
    bool contents;                    /* render_html_parts: a list of the sections before them, each a link */
    bool places;                      /* the document's own: its parts know what of the plan they show */
    bool diagnoses_withheld;          /* left out of this copy: a thread says so, and not that none is linked */
};

/*
 * render_html: one self-contained page (own style sheet inside, no script, nothing fetched), readable on a phone, in
 * the dark and on paper; well-formed XML too. Whatever the plan says appears as text only. A failure (no memory, limit
 * of `out`) shows in `out`. Thread-safe.
 */
void render_html(const struct plan *p, const struct render_options *o, struct buf *out);

/* render_html_parts: the plan's sections alone, as elements for a page that has its own head and style sheet; headings
 * begin with level 2. Failures as render_html. */
void render_html_parts(const struct plan *p, const struct render_options *o, struct buf *out);

/* render_places: where render_html and render_html_parts show the parts of that plan. The anchors are the arena's, the
 * pointers too. ERR_MEMORY, ERR_LIMIT (the arena's).
 * render_place_of: the anchor ("goal-1") of the part at a JSON pointer, or of the nearest part around it that has one;
 * absent when nothing of it is shown. */
struct render_places {
    struct render_place {
        struct str pointer, anchor;
    } * at;
    size_t n;
};
bool render_places(const struct plan *p, struct arena *a, struct render_places *out, struct err *e);
struct str render_place_of(const struct render_places *places, struct str pointer);

/* render_text_parts: the plan's sections as plain text without ids, links or marks: to be pasted elsewhere. Lists have
 * a
 * "- " before each item; no section is empty. ERR_MEMORY, ERR_LIMIT (the arena's). */
struct render_part {
    struct str title, text;
};
bool render_text_parts(const struct plan *p, const struct render_options *o, struct arena *a, struct render_part **out,
                       size_t *count, struct err *e);

/*
 * render_pdf: PDF 1.7, tagged: structure tree, title, language, bookmarks, "page x of y", name and birth date on every
 * page; all that is no text of the plan is marked as artifact. Nothing is shrunk to fit or cut; pages follow from the
 * content. Same plan, options, fonts and libraries give the same bytes: there is no time in it but printed_on. Prefers
 * the fonts Inter and Vollkorn; others are found for letters they lack. Thread-safe: Pango keeps one font map for each
 * thread that ever calls this, for as long as the thread lives. ERR_NOT_FOUND when there is no font at all; ERR_MEMORY;
 * ERR_LIMIT when `out` has one; ERR_INTERNAL with cairo's words. Cairo, Pango and GLib end the program when malloc
 * fails inside them.
 */
bool render_pdf(const struct plan *p, const struct render_options *o, struct buf *out, struct err *e);

#endif
