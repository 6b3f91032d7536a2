/* flow.c: text to rows, rows to pages. */
#include "render/flow.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

#define SERIF "Vollkorn, Source Serif 4, DejaVu Serif, serif"
#define SANS "Inter, DejaVu Sans, sans-serif"

/* Pango counts the width of a text without breaks in 1024ths of a point in 32 bits; longer texts go in pieces. */
enum { PIECE_MOST = 16384, RUN_MOST = 1024 };

/* Nothing below 10 points. base: from the top of the line to its baseline. Five fonts in all: each one more is embedded
 * in each file. */
static const struct {
    const char *family;
    double size, leading, base;
    PangoWeight weight;
    bool italic;
    enum flow_colour colour;
} styles[STYLE_COUNT] = {
    [STYLE_BODY] = {SERIF, 11.5, 16, 12, PANGO_WEIGHT_NORMAL, false, COLOUR_INK},
    [STYLE_QUOTE] = {SERIF, 11.5, 16, 12, PANGO_WEIGHT_NORMAL, true, COLOUR_INK},
    [STYLE_TITLE] = {SERIF, 27, 32, 25, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_NAME] = {SANS, 13, 20, 15, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_SECTION] = {SERIF, 17, 22, 17, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_RISK] = {SERIF, 17, 22, 17, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_RISK},
    [STYLE_ENTRY] = {SERIF, 13.5, 18, 13.5, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_LEAD] = {SERIF, 14.5, 19, 14, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_SMALL_ENTRY] = {SERIF, 12.5, 17, 13, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_LABEL] = {SANS, 10, 14, 12, PANGO_WEIGHT_NORMAL, false, COLOUR_MUTED},
    [STYLE_NUMBER] = {SANS, 10, 14, 12, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_ACCENT},
    [STYLE_META] = {SANS, 10, 14.5, 11, PANGO_WEIGHT_NORMAL, false, COLOUR_MUTED},
    [STYLE_FACT] = {SANS, 10, 14, 11, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_GAP] = {SANS, 10, 14, 11, PANGO_WEIGHT_NORMAL, false, COLOUR_WARN},
    [STYLE_CELL] = {SANS, 10, 14, 11, PANGO_WEIGHT_NORMAL, false, COLOUR_INK},
    [STYLE_CELL_HEAD] = {SANS, 10, 14, 11, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_INK},
    [STYLE_MARGIN] = {SANS, 10, 14, 11, PANGO_WEIGHT_NORMAL, false, COLOUR_MUTED},
    [STYLE_DRAFT] = {SANS, 140, 140, 100, PANGO_WEIGHT_SEMIBOLD, false, COLOUR_DRAFT},
};

double flow_leading(enum flow_style s)
{
    return styles[s].leading;
}

const double *flow_rgb(enum flow_colour c)
{
    /* As on the page for the screen, in the light. */
    static const double rgb[COLOUR_COUNT][3] = {
        [COLOUR_INK] = {0.122, 0.165, 0.180},       [COLOUR_MUTED] = {0.275, 0.329, 0.349},
        [COLOUR_LINE] = {0.824, 0.804, 0.757},      [COLOUR_ACCENT] = {0.114, 0.361, 0.388},
        [COLOUR_WARN] = {0.478, 0.294, 0},          [COLOUR_RISK] = {0.608, 0.110, 0.110},
        [COLOUR_RISK_SOFT] = {0.988, 0.941, 0.929}, [COLOUR_DRAFT] = {0.957, 0.949, 0.933},
        [COLOUR_EDGE] = {0.600, 0.624, 0.620},      [COLOUR_WHITE] = {1, 1, 1},
    };

    return rgb[c];
}

void flow_open(struct flow *f, struct arena *a, cairo_t *cr, const char *language, double width, double height)
{
    memset(f, 0, sizeof *f);
    f->a = a;
    f->width = width;
    f->height = height;
    f->root.type = "Document";
    f->context = pango_cairo_create_context(cr);
    pango_cairo_context_set_resolution(f->context, 72); /* a point is a unit of the page */
    pango_context_set_round_glyph_positions(f->context, FALSE);
    pango_context_set_language(f->context, pango_language_from_string(language));
    for (int i = 0; i < STYLE_COUNT; i++) {
        PangoFontDescription *d = f->fonts[i] = pango_font_description_new();
        pango_font_description_set_family_static(d, styles[i].family);
        pango_font_description_set_absolute_size(d, styles[i].size * PANGO_SCALE);
        pango_font_description_set_weight(d, styles[i].weight);
        pango_font_description_set_style(d, styles[i].italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
        f->features[i] = pango_attr_list_new();
        /* Old-style figures are pretty and wrong here: scores must stand out. No hyphen is put in where a long word has
         * to break: it would not be the client's text. */
        pango_attr_list_insert(f->features[i], pango_attr_font_features_new(i == STYLE_CELL ? "lnum=1, tnum=1, calt=0"
                                                                                            : "lnum=1, calt=0"));
        pango_attr_list_insert(f->features[i], pango_attr_insert_hyphens_new(FALSE));
    }
    f->space_layout = pango_layout_new(f->context);
    pango_layout_set_font_description(f->space_layout, f->fonts[STYLE_BODY]);
    pango_layout_set_text(f->space_layout, " ", 1);
    f->space = pango_layout_get_line_readonly(f->space_layout, 0);
}

void flow_close(struct flow *f)
{
    for (size_t i = 0; i < f->layouts.n; i++)
        g_object_unref(f->layouts.at[i]);
    for (int i = 0; i < STYLE_COUNT; i++) {
        pango_attr_list_unref(f->features[i]);
        pango_font_description_free(f->fonts[i]);
    }
    g_object_unref(f->space_layout);
    g_object_unref(f->context);
}

bool flow_has_fonts(const struct flow *f)
{
    PangoLayout *l = pango_layout_new(f->context);
    bool has;

    pango_layout_set_font_description(l, f->fonts[STYLE_BODY]);
    pango_layout_set_text(l, "plan", -1);
    has = pango_layout_get_unknown_glyphs_count(l) == 0;
    g_object_unref(l);
    return has;
}

struct pdf_elem *flow_elem(struct flow *f, struct pdf_elem *parent, const char *type)
{
    struct pdf_elem *e = f->failed ? NULL : ARENA_NEW(f->a, struct pdf_elem);

    if (!e) {
        f->failed = true;
        return &f->root;
    }
    e->type = type;
    e->parent = parent;
    e->order = ++f->elems;
    if (parent->last)
        parent->last->next = e;
    else
        parent->first = e;
    parent->last = e;
    return e;
}

static PangoLayout *new_layout(struct flow *f, struct str text, enum flow_style style, double width,
                               PangoAttrList *attrs)
{
    PangoLayout **keep = PLAN_PUSH(f->a, &f->layouts), *layout;

    if (!keep) {
        f->failed = true;
        return NULL;
    }
    layout = *keep = pango_layout_new(f->context);
    pango_layout_set_font_description(layout, f->fonts[style]);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_attributes(layout, attrs ? attrs : f->features[style]);
    pango_layout_set_text(layout, text.p, (int)text.n);
    return layout;
}

PangoAttrList *flow_attrs(struct flow *f, enum flow_style style)
{
    return pango_attr_list_copy(f->features[style]);
}

void flow_dress(struct flow *f, PangoAttrList *attrs, enum flow_style style, size_t from, size_t to)
{
    PangoAttribute *font = pango_attr_font_desc_new(f->fonts[style]), *colour;
    const double *rgb = flow_rgb(styles[style].colour);

    colour = pango_attr_foreground_new((guint16)(rgb[0] * 65535), (guint16)(rgb[1] * 65535), (guint16)(rgb[2] * 65535));
    font->start_index = colour->start_index = (guint)from;
    font->end_index = colour->end_index = (guint)to;
    pango_attr_list_insert(attrs, font);
    pango_attr_list_insert(attrs, colour);
}

static void add_piece(struct flow *f, struct flow_column *c, struct str text, enum flow_style style,
                      struct pdf_elem *leaf, PangoAttrList *attrs)
{
    struct flow_piece *p = f->failed ? NULL : ARENA_NEW(f->a, struct flow_piece);

    if (!p || !(p->layout = new_layout(f, text, style, c->width, attrs))) {
        f->failed = true;
        return;
    }
    p->style = style;
    p->colour = styles[style].colour;
    p->leaf = leaf;
    if (c->last)
        c->last->next = p;
    else
        c->first = p;
    c->last = p;
}

/*
 * How much of s one layout takes: all of it, or up to a blank, or as much as a run goes in which Pango may find no
 * place to break a line (its search takes the square of the run's length).
 */
static size_t piece_of(struct str s)
{
    size_t run = 0, blank = 0, i;

    for (i = 0; i < s.n && i < PIECE_MOST; i++) {
        bool is_blank = s.p[i] == ' ' || s.p[i] == '\n';
        bool was_blank = i > 0 && (s.p[i - 1] == ' ' || s.p[i - 1] == '\n');
        run = is_blank == was_blank ? run + 1 : 0;
        blank = is_blank ? i + 1 : blank;
        if (run > RUN_MOST * (size_t)((unsigned char)s.p[i] < 0x80 ? 1 : 4))
            return utf8_floor(s, i);
    }
    if (i == s.n)
        return i;
    return blank > PIECE_MOST / 2 ? blank : utf8_floor(s, i);
}

void flow_text(struct flow *f, struct flow_column *c, struct str text, enum flow_style style, struct pdf_elem *leaf,
               PangoAttrList *attrs)
{
    PangoAttrList *dress = attrs;

    if (leaf && text.n && f->words && f->words->tongue)
        leaf->language = f->words->tongue(f->words, text);
    for (; text.n > 0 && !f->failed; dress = NULL) {
        size_t at = piece_of(text);
        add_piece(f, c, str_sub(text, 0, at), style, leaf, dress);
        text = str_sub(text, at, text.n);
    }
    if (attrs)
        pango_attr_list_unref(attrs);
}

static struct flow_row *row_at(struct flow *f, size_t i)
{
    struct flow_row *row;

    if (f->failed || i < f->rows.n)
        return f->failed ? NULL : &f->rows.at[i];
    row = PLAN_PUSH(f->a, &f->rows);
    f->failed = !row;
    return row;
}

/* One line of a piece into row i. */
static void put_line(struct flow *f, size_t i, const struct flow_column *c, const struct flow_piece *p,
                     PangoLayoutIter *iter)
{
    struct flow_row *row = row_at(f, i);
    struct flow_bit *bit = row ? ARENA_NEW(f->a, struct flow_bit) : NULL;
    PangoRectangle r;
    double height, base;

    if (!bit) {
        f->failed = true;
        return;
    }
    pango_layout_iter_get_line_extents(iter, NULL, &r);
    bit->line = pango_layout_iter_get_line_readonly(iter);
    bit->x = c->x + (double)r.x / PANGO_SCALE;
    bit->colour = p->colour;
    bit->leaf = p->leaf;
    if (row->last_bit)
        row->last_bit->next = bit;
    else
        row->bits = bit;
    row->last_bit = bit;
    /* A line with letters of another, taller font gets the room it needs. */
    height = (double)r.height / PANGO_SCALE;
    base = ((double)pango_layout_iter_get_baseline(iter) - r.y) / PANGO_SCALE;
    base = fmax(styles[p->style].base, height > styles[p->style].leading ? base : 0);
    row->base = fmax(row->base, base);
    row->height = fmax(row->height, fmax(styles[p->style].leading, height));
}

/* All lines of one column, into row `from` and those after it; returns the row after the last. */
static size_t put_column(struct flow *f, const struct flow_column *c, size_t from)
{
    size_t i = from;

    for (const struct flow_piece *p = c->first; p && !f->failed; p = p->next) {
        PangoLayoutIter *iter = pango_layout_get_iter(p->layout);
        size_t start = i;
        do
            put_line(f, i++, c, p, iter);
        while (pango_layout_iter_next_line(iter) && !f->failed);
        pango_layout_iter_free(iter);
        if (f->failed)
            break;
        if (i - start > 1) { /* neither the first nor the last line of a text stands alone */
            f->rows.at[start].keep = true;
            f->rows.at[i - 2].keep = true;
        }
    }
    return i;
}

size_t flow_band(struct flow *f, struct flow_column *columns, size_t n, double gap)
{
    size_t from = f->rows.n;

    for (size_t i = 0; i < n; i++) {
        put_column(f, &columns[i], from);
        columns[i].first = columns[i].last = NULL;
    }
    if (f->rows.n > from)
        f->rows.at[from].gap = gap;
    return from;
}

size_t flow_blank(struct flow *f, double gap, double height)
{
    size_t i = f->rows.n;
    struct flow_row *row = row_at(f, i);

    if (row) {
        row->gap = gap;
        row->height = height;
        row->base = height;
    }
    return i;
}

size_t flow_picture(struct flow *f, const struct chart *chart, double gap, double x, double width,
                    struct pdf_elem *leaf)
{
    size_t i = flow_blank(f, gap, chart_height(chart, width));
    struct flow_bit *bit = f->failed ? NULL : ARENA_NEW(f->a, struct flow_bit);

    if (!bit) {
        f->failed = true;
        return i;
    }
    *bit = (struct flow_bit){.chart = chart, .x = x, .width = width, .leaf = leaf};
    f->rows.at[i].bits = f->rows.at[i].last_bit = bit;
    return i;
}

void flow_mark(struct flow *f, size_t row, struct flow_mark mark)
{
    struct flow_mark *m = f->failed || row >= f->rows.n ? NULL : ARENA_NEW(f->a, struct flow_mark);

    if (!m) {
        f->failed = f->failed || row < f->rows.n;
        return;
    }
    *m = mark;
    m->next = f->rows.at[row].marks;
    f->rows.at[row].marks = m;
}

void flow_span(struct flow *f, struct flow_span span)
{
    struct flow_span *s;

    if (f->failed || span.from == span.to)
        return;
    s = PLAN_PUSH(f->a, &f->spans);
    f->failed = !s;
    if (s)
        *s = span;
}

void flow_keep(struct flow *f, size_t from, size_t to, bool with_next)
{
    for (size_t i = from; i < to && i < f->rows.n; i++)
        f->rows.at[i].keep = f->rows.at[i].keep || i + 1 < to || with_next;
}

void flow_whole(struct flow *f, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to && i < f->rows.n; i++)
        f->rows.at[i].whole = true;
}

double flow_height(const struct flow *f, size_t from, size_t to)
{
    double h = 0;

    for (size_t i = from; i < to && i < f->rows.n; i++)
        h += f->rows.at[i].height + (i > from ? f->rows.at[i].gap : 0);
    return h;
}

/* Rows of the head of the table that row i continues; none when i is of no table, or of the head itself. */
static void find_head(const struct flow *f, size_t i, struct flow_page *page)
{
    size_t table = f->rows.at[i].table, k = i;

    page->head_from = page->head_to = 0;
    if (!table || f->rows.at[i].head)
        return;
    while (k > 0 && f->rows.at[k - 1].table == table && !f->rows.at[k - 1].head)
        k--;
    page->head_to = page->head_from = k;
    while (page->head_from > 0 && f->rows.at[page->head_from - 1].head &&
           f->rows.at[page->head_from - 1].table == table)
        page->head_from--;
    if (flow_height(f, page->head_from, page->head_to) > f->height / 4)
        page->head_from = page->head_to;
}

/* A page that would end above this part of it is filled further, though that cuts what should stand whole. */
#define FULL .86

/* The last row before `at`, but after `first`, above which the page may break; `at` itself when there is none. */
static size_t break_before(const struct flow *f, size_t first, size_t at)
{
    size_t cut = at, b;
    while (cut > first && f->rows.at[cut - 1].keep)
        cut--;
    if (cut == first)
        return at;
    for (b = cut; b > first && (f->rows.at[b - 1].keep || f->rows.at[b - 1].whole);)
        b--;
    return b > first && flow_height(f, first, b) >= f->height * FULL ? b : cut;
}

/* Fills one page with rows from `from` on; returns the first row of the next one. */
static size_t fill_page(struct flow *f, size_t from, struct flow_page *page, int number)
{
    double y, head;
    size_t i, end = f->rows.n;

    find_head(f, from, page);
    head = flow_height(f, page->head_from, page->head_to);
    y = head;
    for (i = from; i < f->rows.n; i++) {
        const struct flow_row *row = &f->rows.at[i];
        double gap = i > from ? row->gap : head > 0 ? 4 : 0;
        if (i > from && y + gap + row->height > f->height) {
            end = break_before(f, from, i);
            break;
        }
        y += gap + row->height;
    }
    y = head;
    for (i = from; i < end; i++) {
        struct flow_row *row = &f->rows.at[i];
        y += i > from ? row->gap : head > 0 ? 4 : 0;
        row->page = number;
        row->y = y;
        y += row->height;
    }
    page->from = from;
    page->to = end;
    return end;
}

void flow_paginate(struct flow *f)
{
    size_t next = 0;

    do {
        struct flow_page *page = PLAN_PUSH(f->a, &f->pages);
        f->failed = f->failed || !page;
        if (f->failed)
            return;
        next = fill_page(f, next, page, (int)f->pages.n - 1);
    } while (next < f->rows.n);
}
