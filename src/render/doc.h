/*
 * doc.h: a plan as a document: headings, rows, lists, tables; built once, laid out by html.c and pdf.c, so that both
 * say the same. Layer: render.  Not here: how anything looks.
 *
 * Every member of the plan that is not empty becomes part of the document: the parts a reader knows by hand-made rules,
 * whatever those leave over through the shape tables (doc_rest), so that a new member is printed from its first day.
 */
#ifndef RENDER_DOC_H
#define RENDER_DOC_H

#include "render/chart.h"
#include "render/render.h"

/*
 * What a node holds: L label, T text, M meta (a quiet line of facts beside or below the text), C children.
 * Order of children is reading order.
 */
enum doc_kind {
    DOC_ROOT,    /* C sections */
    DOC_SECTION, /* T heading (level 2), C */
    DOC_ENTRY,   /* L "Goal 1", T heading (level 3, inside an entry 4), M, C */
    DOC_ROW,     /* L name, C value: PARA, QUOTE, LIST, REFS. Rows that follow each other belong together */
    DOC_FACTS,   /* C rows, laid out side by side */
    DOC_PARA,    /* T; L, when there, runs in before it: "What is done: ..." */
    DOC_QUOTE,   /* T: the client's own words */
    DOC_LIST,    /* C items */
    DOC_ITEM,    /* L runs in, T, M */
    DOC_REFS,    /* L "Used by" or absent, C REF */
    DOC_REF,     /* T, anchor of the entry it names, or absent */
    DOC_TABLE,   /* T caption, M what paper adds to it, L what folds it away, C HEAD, TR... */
    DOC_HEAD,    /* C cells: column headings */
    DOC_TR,      /* C cells; the first one heads the row */
    DOC_CELL,    /* T, M; C: REFS */
    DOC_STEPS,   /* C steps: phases in time */
    DOC_STEP,    /* T, M, C */
    DOC_THREAD,  /* C LINK: the golden thread through one objective */
    DOC_LINK,    /* L "Problem", C REF; or T, what is missing, with DOC_GAP */
    DOC_FIGURE,  /* T what the picture shows, for who does not see it; M legend below it; `chart` */
    DOC_SIGN     /* L who signs, T the name, M how and when, C; a place for the signature unless DOC_SIGNED */
};

/* Flags of a node. */
enum {
    DOC_GAP = 1,     /* something that should be there is not; the text says so */
    DOC_RISK = 2,    /* known risk, crisis plan: set apart from the rest */
    DOC_LEAD = 4,    /* a heading that is a sentence to be read, such as a goal */
    DOC_IMPLIED = 8, /* a link nobody stated, the only one possible */
    DOC_SIGNED = 16, /* a signature that was given: no place is needed */
    DOC_LONG = 32,   /* names that are sentences: one a line */
    DOC_NARROW = 64, /* a table whose first column holds a number or a word */
    DOC_EVEN = 128,  /* a table whose columns are all as wide */
    DOC_FOLD = 256,  /* a table that stands behind a picture: the page can fold it away */
    DOC_MORE = 512   /* a row of a long table that paper leaves out; the table's M says so there */
};

struct doc_node {
    enum doc_kind kind;
    unsigned flags;
    struct str label, text, meta;
    struct str anchor;  /* unique name inside the document, letters, digits and '-'; absent when nothing points here */
    struct str pointer; /* JSON pointer of the part of the plan it shows; absent: part of its parent */
    struct doc_node *first, *last, *next;
    struct doc_finding *findings, *findings_last; /* about this part and what is below it */
    const struct chart *chart;                    /* DOC_FIGURE */
};

struct doc_finding {
    enum rules_severity severity;
    struct str message, excerpt, why, fix, rewrite, rule; /* rewrite and excerpt may be absent */
    struct doc_finding *next;
};

struct doc {
    struct str title;                 /* "Treatment plan" or the plan's own */
    struct str client;                /* name, or "Client" words when there is none */
    struct str client_named;          /* the name alone, absent when there is none */
    struct str born;                  /* "born 4 May 1998", "birth date not recorded" */
    struct str facts;                 /* "Version 3 · plan of 12 March 2026" */
    struct str status;                /* "Draft, not signed"; absent of what all have signed */
    struct str mark;                  /* "DRAFT" across each page; absent: nothing */
    struct str printed;               /* "Printed 23 November 2026"; absent unless asked for */
    struct str language;              /* BCP 47 */
    const struct render_words *words; /* NULL: English */
    const char *name;                 /* "plan", "report": what the document is called in a sentence */
    struct str created;               /* printed_on as "YYYY-MM-DD", absent */
    enum render_paper paper;
    struct doc_node root;
    size_t finding_count[SEVERITY_COUNT];
};

/*
 * doc_build: the document of plan p.
 *   a    owns everything that is not text of the plan itself; the document borrows the plan's texts
 *   out  filled only when true is returned
 * Texts come out as clean UTF-8: control characters other than line break, and wrong bytes, become U+FFFD.
 * ERR_MEMORY, ERR_LIMIT (the arena's limit). Thread-safe with one arena each.
 */
bool doc_build(const struct plan *p, const struct render_options *o, struct arena *a, struct doc *out, struct err *e);

/*
 * pdf_put: the document as a PDF. Working memory from `a`, apart from what cairo and pango take for themselves.
 * Thread-safe: pango keeps one font map for each thread.
 * ERR_NOT_FOUND (no font), ERR_MEMORY, ERR_LIMIT (arena or `out`), ERR_INTERNAL.
 */
bool pdf_put(const struct doc *d, struct arena *a, struct buf *out, struct err *e);

/* html_put: the document as one page. */
void html_put(const struct doc *d, struct buf *out);
/* html_put_inside: what stands in a node, without sections and entries: to be put into another page. */
void html_put_inside(const struct doc_node *n, struct buf *out);

/* doc_text_put: the document as plain text, its title and its facts before it; pictures are left out: what they show
 * stands in the text. */
void doc_text_put(const struct doc *d, struct buf *out);

const char *doc_severity_word(enum rules_severity s); /* "Error", "Warning", "Advice" */

#endif
