/* pdf_paint.c: rows onto pages. On each page first all that is no text of the document (ground, rules, header, footer,
 * the head of a table going on), then the text, each leaf of the structure tree in one tagged piece: pdf_finish()
 * relies on that order. */
#include "render/pdf_parts.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct painter {
    const struct doc *d;
    struct flow *f;
    cairo_t *cr;
    struct pdf_sheet sheet;
};

struct pdf_sheet pdf_sheet_of(enum render_paper paper)
{
    struct pdf_sheet a4 = {595.276, 841.89, 56.7, 82, 72}, letter = {612, 792, 60, 80, 70};

    return paper == PAPER_LETTER ? letter : a4;
}

static void colour(struct painter *p, enum flow_colour c)
{
    const double *rgb = flow_rgb(c);

    cairo_set_source_rgb(p->cr, rgb[0], rgb[1], rgb[2]);
}

static void paint_bit(struct painter *p, const struct flow_row *row, const struct flow_bit *bit, double y)
{
    colour(p, bit->colour);
    cairo_move_to(p->cr, p->sheet.side + bit->x, p->sheet.top + y + row->base);
    pango_cairo_show_layout_line(p->cr, bit->line);
}

/* Whether the words before and after a line's end are two: the reader of the text, unlike the eye, needs a space there.
 */
static bool ends_word(const PangoLayoutLine *line, const struct flow_bit *next)
{
    const char *text = pango_layout_get_text(line->layout);
    int end = line->start_index + line->length;

    return next->line->layout != line->layout || next->line->start_index > end || (end > 0 && text[end - 1] == ' ');
}

static void paint_space(struct painter *p, const struct flow_row *row, const struct flow_bit *bit)
{
    PangoRectangle r;

    pango_layout_line_get_extents(bit->line, NULL, &r);
    cairo_move_to(p->cr, p->sheet.side + bit->x + (double)r.width / PANGO_SCALE, p->sheet.top + row->y + row->base);
    pango_cairo_show_layout_line(p->cr, p->f->space);
}

static void paint_marks(struct painter *p, const struct flow_row *row, double y)
{
    for (const struct flow_mark *m = row->marks; m; m = m->next) {
        double left = p->sheet.side + m->x, top = p->sheet.top + y + m->y;
        if (m->kind == MARK_RULE && y + m->y < -6)
            continue; /* above the first row of a page there is nothing to part it from */
        colour(p, m->colour);
        cairo_new_path(p->cr); /* or the arc would start with a line from the last text */
        if (m->kind == MARK_RULE) {
            cairo_rectangle(p->cr, left, top - m->thick / 2, m->width, m->thick);
            cairo_fill(p->cr);
        } else if (m->kind == MARK_DOT) {
            cairo_arc(p->cr, left, top, m->width, 0, 2 * M_PI);
            cairo_fill(p->cr);
        } else {
            cairo_arc(p->cr, left, top, m->width + m->thick / 2, 0, 2 * M_PI);
            cairo_fill(p->cr);
            colour(p, COLOUR_WHITE);
            cairo_new_path(p->cr);
            cairo_arc(p->cr, left, top, m->width - m->thick / 2, 0, 2 * M_PI);
            cairo_fill(p->cr);
        }
    }
}

/* The part of a span that is on this page. */
static void paint_span(struct painter *p, const struct flow_span *s, const struct flow_page *page)
{
    size_t from = s->from > page->from ? s->from : page->from, to = s->to < page->to ? s->to : page->to;
    double top, bottom;

    if (s->line_only && s->to < page->to && s->to > page->from)
        to = s->to + 1; /* as far as the next ring */
    if (from >= to || to > p->f->rows.n)
        return;
    top = p->f->rows.at[from].y;
    bottom = p->f->rows.at[to - 1].y + p->f->rows.at[to - 1].height;
    if (s->line_only) {
        top += from == s->from ? s->pad + 5.5 : 0;
        bottom = to == s->to + 1 ? p->f->rows.at[s->to].y + s->pad - 5.5 : bottom;
        colour(p, s->edge);
        cairo_rectangle(p->cr, p->sheet.side + s->x - .6, p->sheet.top + top, 1.2, fmax(bottom - top, 0));
        cairo_fill(p->cr);
        return;
    }
    top -= s->pad;
    bottom += s->pad;
    colour(p, s->fill);
    cairo_rectangle(p->cr, p->sheet.side + s->x, p->sheet.top + top, s->width, bottom - top);
    cairo_fill(p->cr);
    colour(p, s->edge);
    cairo_rectangle(p->cr, p->sheet.side + s->x, p->sheet.top + top, 3, bottom - top);
    cairo_fill(p->cr);
}

/* One line in the margin; too long, it ends with dots rather than break. right: its right edge, else its left one. */
static double margin_line(struct painter *p, struct str text, double x, double baseline, double most, bool right)
{
    PangoLayout *l = pango_layout_new(p->f->context);
    PangoRectangle r;

    pango_layout_set_font_description(l, p->f->fonts[STYLE_MARGIN]);
    pango_layout_set_attributes(l, p->f->features[STYLE_MARGIN]);
    pango_layout_set_text(l, text.p, (int)text.n);
    pango_layout_set_single_paragraph_mode(l, TRUE);
    pango_layout_set_auto_dir(l, FALSE);
    pango_layout_set_width(l, (int)(most * PANGO_SCALE));
    pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
    pango_layout_get_extents(l, NULL, &r);
    colour(p, COLOUR_MUTED);
    cairo_move_to(p->cr, right ? x - (double)r.width / PANGO_SCALE : x, baseline);
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(l, 0));
    g_object_unref(l);
    return (double)r.width / PANGO_SCALE;
}

static void put(struct buf *b, const char *before, struct str s)
{
    if (!s.n)
        return;
    buf_cstr(b, b->n ? before : "");
    buf_add(b, s);
}

static void paint_margins(struct painter *p, int number)
{
    const struct doc *d = p->d;
    const struct pdf_sheet *s = &p->sheet;
    double width = p->f->width, left, right = 0;
    struct buf b;

    /* A long name gives way, the birth date does not; a long title gives way, the status does not. */
    buf_init(&b, 0);
    put(&b, "", d->client);
    left = margin_line(p, buf_str(&b), s->side, s->top - 38, width * .36, false);
    buf_reset(&b);
    buf_cstr(&b, " · ");
    buf_add(&b, d->born);
    left += margin_line(p, buf_str(&b), s->side + left, s->top - 38, width * .3, false);
    if (d->status.n)
        right = margin_line(p, d->status, s->side + width, s->top - 38, width * .25, true);
    buf_reset(&b);
    put(&b, "", d->title);
    buf_cstr(&b, d->status.n ? " · " : "");
    if (number > 0 && width - left - right > 90) /* on the first page it stands below */
        margin_line(p, buf_str(&b), s->side + width - right, s->top - 38, width - left - right - 20, true);
    buf_reset(&b);
    put(&b, "", d->facts);
    put(&b, " · ", d->printed);
    if (b.n)
        margin_line(p, buf_str(&b), s->side, s->height - 34, width * .7, false);
    buf_reset(&b);
    buf_printf(&b, "page %d of %zu", number + 1, p->f->pages.n);
    margin_line(p, buf_str(&b), s->side + width, s->height - 34, width * .28, true);
    p->f->failed = p->f->failed || !buf_ok(&b);
    buf_free(&b);
    colour(p, COLOUR_LINE);
    cairo_rectangle(p->cr, s->side, s->top - 29.3, width, .6);
    cairo_fill(p->cr);
}

static void paint_draft(struct painter *p)
{
    PangoLayout *l = pango_layout_new(p->f->context);
    PangoRectangle r;

    pango_layout_set_font_description(l, p->f->fonts[STYLE_DRAFT]);
    pango_layout_set_text(l, "DRAFT", -1);
    pango_layout_get_extents(l, NULL, &r);
    cairo_save(p->cr);
    colour(p, COLOUR_DRAFT);
    cairo_translate(p->cr, p->sheet.width / 2, p->sheet.height / 2);
    cairo_rotate(p->cr, -atan2(p->sheet.height, p->sheet.width));
    cairo_move_to(p->cr, -(double)r.width / PANGO_SCALE / 2, 50);
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(l, 0));
    cairo_restore(p->cr);
    g_object_unref(l);
}

static void paint_ground(struct painter *p, int number)
{
    const struct flow_page *page = &p->f->pages.at[number];
    double y = 0;

    if (p->d->status.n)
        paint_draft(p);
    for (size_t i = 0; i < p->f->spans.n; i++)
        paint_span(p, &p->f->spans.at[i], page);
    for (size_t i = page->from; i < page->to; i++)
        paint_marks(p, &p->f->rows.at[i], p->f->rows.at[i].y);
    for (size_t i = page->head_from; i < page->head_to; i++) {
        const struct flow_row *row = &p->f->rows.at[i];
        y += i > page->head_from ? row->gap : 0;
        for (const struct flow_bit *b = row->bits; b; b = b->next)
            paint_bit(p, row, b, y);
        paint_marks(p, row, y);
        y += row->height;
    }
    paint_margins(p, number);
}

/* A line of a leaf and where it stands, to be put into the order of the document. */
struct placed {
    const struct flow_row *row;
    const struct flow_bit *bit;
    size_t turn;
};

static int by_leaf(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;

    if (x->bit->leaf->order != y->bit->leaf->order)
        return x->bit->leaf->order < y->bit->leaf->order ? -1 : 1;
    return x->turn < y->turn ? -1 : 1;
}

static void paint_text(struct painter *p, int number)
{
    const struct flow_page *page = &p->f->pages.at[number];
    struct placed *list;
    size_t n = 0, k = 0;
    int mcid = 0;

    for (size_t i = page->from; i < page->to; i++)
        for (const struct flow_bit *b = p->f->rows.at[i].bits; b; b = b->next)
            n++;
    if (!(list = arena_array(p->f->a, n, sizeof *list))) {
        p->f->failed = true;
        return;
    }
    for (size_t i = page->from; i < page->to; i++)
        for (const struct flow_bit *b = p->f->rows.at[i].bits; b; b = b->next)
            list[k] = (struct placed){&p->f->rows.at[i], b, k}, k++;
    qsort(list, n, sizeof *list, by_leaf);
    for (size_t i = 0; i < n;) {
        struct pdf_elem *leaf = list[i].bit->leaf;
        struct pdf_piece *piece = PLAN_PUSH(p->f->a, &leaf->pieces);
        if (!piece) {
            p->f->failed = true;
            return;
        }
        *piece = (struct pdf_piece){number, mcid++};
        cairo_tag_begin(p->cr, "P", NULL);
        for (; i < n && list[i].bit->leaf == leaf; i++) {
            const struct flow_bit *next = i + 1 < n && list[i + 1].bit->leaf == leaf ? list[i + 1].bit : NULL;
            paint_bit(p, list[i].row, list[i].bit, list[i].row->y);
            if (next && ends_word(list[i].bit->line, next))
                paint_space(p, list[i].row, list[i].bit);
        }
        cairo_tag_end(p->cr, "P");
    }
}

static void add_bookmarks(struct painter *p, const struct pdf_marks *marks)
{
    cairo_surface_t *s = cairo_get_target(p->cr);
    int parent = CAIRO_PDF_OUTLINE_ROOT;

    for (size_t i = 0; i < marks->list.n; i++) {
        const struct pdf_bookmark *b = &marks->list.at[i];
        const struct flow_row *row = &p->f->rows.at[b->row];
        char where[64], *text = arena_copy(p->f->a, b->text.p, b->text.n);
        int id;
        if (!text) {
            p->f->failed = true;
            return;
        }
        /* Whole points, so that no locale can put a comma into them. */
        snprintf(where, sizeof where, "page=%d pos=[%d %d]", row->page + 1, (int)p->sheet.side,
                 (int)fmax(p->sheet.top + row->y - 20, 0));
        id = cairo_pdf_surface_add_outline(s, b->level == 1 ? CAIRO_PDF_OUTLINE_ROOT : parent, text, where, 0);
        parent = b->level == 1 ? id : parent;
    }
}

void pdf_paint(const struct doc *d, struct flow *f, const struct pdf_marks *marks, cairo_t *cr)
{
    struct painter p = {.d = d, .f = f, .cr = cr, .sheet = pdf_sheet_of(d->paper)};

    for (size_t i = 0; i < f->pages.n && !f->failed; i++) {
        paint_ground(&p, (int)i);
        paint_text(&p, (int)i);
        cairo_show_page(cr);
    }
    if (!f->failed)
        add_bookmarks(&p, marks);
}
