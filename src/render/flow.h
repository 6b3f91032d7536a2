/*
 * flow.h: lines of text on pages: columns side by side become rows, rows become pages.
 * Layer: render (inside the module).  Units: points, y downwards.  Not here: what a plan is (pdf_lay.c), PDF
 * (pdf_paint.c).
 *
 * Everything is a list of rows. A row is one line high and holds one line of each column beside it, on one baseline, so
 * that a page can break between any two rows. Nothing is ever made smaller to fit; what is long takes more rows.
 */
#ifndef RENDER_FLOW_H
#define RENDER_FLOW_H

#include "base/arena.h"
#include "plan/plan.h"
#include "render/chart.h"

#include <pango/pangocairo.h>

enum flow_colour {
    COLOUR_INK,
    COLOUR_MUTED,
    COLOUR_LINE,
    COLOUR_ACCENT,
    COLOUR_WARN,
    COLOUR_RISK,
    COLOUR_RISK_SOFT,
    COLOUR_DRAFT,
    COLOUR_EDGE,
    COLOUR_WHITE,
    COLOUR_COUNT
};

enum flow_style {
    STYLE_BODY,
    STYLE_QUOTE,
    STYLE_TITLE,
    STYLE_NAME,
    STYLE_SECTION,
    STYLE_RISK,
    STYLE_ENTRY,
    STYLE_LEAD,
    STYLE_SMALL_ENTRY,
    STYLE_LABEL,
    STYLE_NUMBER,
    STYLE_META,
    STYLE_FACT,
    STYLE_GAP,
    STYLE_CELL,
    STYLE_CELL_HEAD,
    STYLE_MARGIN,
    STYLE_DRAFT,
    STYLE_COUNT
};

/* An element of the structure tree. Leaves own text; where it was painted is a list of (page, number) pairs. */
struct pdf_piece {
    int page, mcid;
};

struct pdf_elem {
    const char *type;     /* "P", "H2", "TD" ... */
    const char *scope;    /* of a TH: "Column", "Row"; else NULL */
    struct str alt;       /* of a Figure: what it shows */
    const char *language; /* of what people wrote, where it is another than the document's; else NULL */
    double box[4];        /* of a Figure: where it stands on its page, in points from the lower left */
    struct pdf_elem *parent, *first, *last, *next;
    PLAN_LIST(struct pdf_piece) pieces;
    size_t order;  /* document order */
    size_t object; /* number in the file */
};

/* One line of one column in a row, or a picture. */
struct flow_bit {
    PangoLayoutLine *line; /* NULL: a picture */
    const struct chart *chart;
    double width; /* of a picture; it is as high as its row */
    double x;
    enum flow_colour colour;
    struct pdf_elem *leaf;
    struct flow_bit *next;
};

enum flow_mark_kind { MARK_RULE, MARK_DOT, MARK_RING };

/* Something drawn that is no text: a hairline, a list's bullet, a step of the timeline. */
struct flow_mark {
    enum flow_mark_kind kind;
    double x, y, width; /* y from the row's top */
    double thick;
    enum flow_colour colour;
    struct flow_mark *next;
};

struct flow_row {
    double gap; /* space above it; not at the top of a page */
    double height, base;
    bool keep;    /* on the same page as the next row */
    bool whole;   /* the same, unless the page would end too early for it */
    bool head;    /* a table's head, repeated where the table goes on */
    size_t table; /* 1, 2, ...: which table it belongs to; 0 none */
    struct flow_bit *bits, *last_bit;
    struct flow_mark *marks;
    int page;
    double y;
};

/* A ground or an edge that goes along a run of rows. */
struct flow_span {
    size_t from, to; /* rows [from, to) */
    double x, width, pad;
    enum flow_colour fill, edge;
    bool line_only; /* the thin line of a timeline */
};

struct flow_page {
    size_t from, to;           /* rows */
    size_t head_from, head_to; /* rows of a table's head painted again at the top */
    double head_y;
};

struct flow {
    struct arena *a;
    PangoContext *context;
    PangoFontDescription *fonts[STYLE_COUNT];
    PangoAttrList *features[STYLE_COUNT]; /* figures; shared by all texts of a style */
    PangoLayout *space_layout;
    PangoLayoutLine *space; /* one blank, painted where a line ends between two words */
    PLAN_LIST(struct flow_row) rows;
    PLAN_LIST(struct flow_span) spans;
    PLAN_LIST(struct flow_page) pages;
    PLAN_LIST(PangoLayout *) layouts;
    double width, height;             /* of the text area */
    const struct render_words *words; /* of the document */
    struct pdf_elem root;
    size_t elems, tables;
    bool failed;
};

/* Columns side by side. Each holds pieces of text one below the other. */
struct flow_piece {
    PangoLayout *layout;
    enum flow_style style;
    enum flow_colour colour;
    struct pdf_elem *leaf;
    struct flow_piece *next;
};

struct flow_column {
    double x, width;
    struct flow_piece *first, *last;
};

enum { FLOW_COLUMNS = 8 };

/* flow_open: fonts and an empty list. `cr` gives the font options; width and height of the text area. */
void flow_open(struct flow *f, struct arena *a, cairo_t *cr, const char *language, double width, double height);
void flow_close(struct flow *f);

/* flow_has_fonts: false when there is no font even for plain Latin letters, so that the pages would show boxes. */
bool flow_has_fonts(const struct flow *f);

/* flow_elem: a new last child of parent in the structure tree. Never NULL (a scratch element after a failure). */
struct pdf_elem *flow_elem(struct flow *f, struct pdf_elem *parent, const char *type);

/* flow_attrs: the attributes of a style, to add to; flow_dress: bytes [from, to) look like another style. */
PangoAttrList *flow_attrs(struct flow *f, enum flow_style style);
void flow_dress(struct flow *f, PangoAttrList *attrs, enum flow_style style, size_t from, size_t to);

/* flow_text: text in column c, belonging to `leaf`. attrs may be NULL and is taken over. Absent text adds nothing. */
void flow_text(struct flow *f, struct flow_column *c, struct str text, enum flow_style style, struct pdf_elem *leaf,
               PangoAttrList *attrs);

/* flow_band: the columns become rows, `gap` above the first. The columns are empty afterwards. Returns the index of the
 * first row; equal to rows.n when there was no text. Lines that would stand alone at the top or foot of a page are kept
 * with their neighbours. */
size_t flow_band(struct flow *f, struct flow_column *columns, size_t n, double gap);

/* flow_picture: a chart of that width at x, a row of its own. */
size_t flow_picture(struct flow *f, const struct chart *chart, double gap, double x, double width,
                    struct pdf_elem *leaf);

/* flow_blank: an empty row of that height, to hold marks. */
size_t flow_blank(struct flow *f, double gap, double height);

void flow_mark(struct flow *f, size_t row, struct flow_mark mark);
void flow_span(struct flow *f, struct flow_span span);

/* flow_keep: rows [from, to) on one page, and the last one with the next row too when `with_next`. */
void flow_keep(struct flow *f, size_t from, size_t to, bool with_next);

/* flow_whole: rows [from, to) on one page where that leaves not too much of the page before it empty. */
void flow_whole(struct flow *f, size_t from, size_t to);

double flow_height(const struct flow *f, size_t from, size_t to);

/* flow_paginate: gives each row its page and y. */
void flow_paginate(struct flow *f);

double flow_leading(enum flow_style s);
const double *flow_rgb(enum flow_colour c); /* three numbers, 0 to 1 */

#endif
