/* pdf_paint.c: rows onto pages. On each page first all that is no text of the document (ground, rules, header, footer,
 * the head of a table going on), then the text, each leaf of the structure tree in one tagged piece: pdf_finish()
 * relies on that order. */
#include "render/pdf_parts.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What is the same on each page is laid out once. */
struct line {
    PangoLayout *layout;
    double width;
};

enum margin { MARGIN_NAME, MARGIN_BORN, MARGIN_TITLE, MARGIN_STATUS, MARGIN_FACTS, MARGIN_DRAFT, MARGIN_COUNT };

struct painter {
    const struct doc *d;
    struct flow *f;
    cairo_t *cr;
    struct pdf_sheet sheet;
    struct line margins[MARGIN_COUNT];
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

/* The picture, and where it stands for who reads the structure. */
static void paint_picture(struct painter *p, const struct flow_row *row, const struct flow_bit *bit)
{
    double left = p->sheet.side + bit->x, top = p->sheet.top + row->y;

    bit->leaf->box[0] = left;
    bit->leaf->box[1] = p->sheet.height - top - row->height;
    bit->leaf->box[2] = left + bit->width;
    bit->leaf->box[3] = p->sheet.height - top;
    chart_paint(bit->chart, p->cr, left, top, bit->width, row->height);
}

static void paint_bit(struct painter *p, const struct flow_row *row, const struct flow_bit *bit, double y)
{
    if (bit->chart) {
        paint_picture(p, row, bit);
        return;
    }
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

/* One line; longer than `most`, it ends with dots rather than break. */
static struct line one_line(struct painter *p, struct str text, enum flow_style style, double most)
{
    struct line l = {pango_layout_new(p->f->context), 0};
    PangoRectangle r;

    pango_layout_set_font_description(l.layout, p->f->fonts[style]);
    pango_layout_set_attributes(l.layout, p->f->features[style]);
    pango_layout_set_text(l.layout, text.p, (int)text.n);
    pango_layout_set_single_paragraph_mode(l.layout, TRUE);
    pango_layout_set_auto_dir(l.layout, FALSE);
    pango_layout_set_width(l.layout, (int)(most * PANGO_SCALE));
    pango_layout_set_ellipsize(l.layout, PANGO_ELLIPSIZE_END);
    pango_layout_get_extents(l.layout, NULL, &r);
    l.width = (double)r.width / PANGO_SCALE;
    return l;
}

static void paint_line(struct painter *p, const struct line *l, double x, double baseline)
{
    if (!l->layout)
        return;
    cairo_move_to(p->cr, x, baseline);
    pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(l->layout, 0));
}

/* One text from two; freed by the caller. */
static struct buf joined(struct painter *p, struct str x, const char *between, struct str y)
{
    struct buf b;

    buf_init(&b, 0);
    buf_add(&b, x);
    buf_cstr(&b, between);
    buf_add(&b, y);
    p->f->failed = p->f->failed || !buf_ok(&b);
    return b;
}

/* A long name gives way, the birth date does not; a long title gives way, the status does not. */
static void make_margins(struct painter *p)
{
    const struct doc *d = p->d;
    double width = p->f->width, left;
    struct line *m = p->margins;
    const struct str none = {NULL, 0};
    struct buf born = joined(p, none, d->born.n ? " · " : "", d->born),
               title = joined(p, d->title, d->status.n ? " · " : "", none),
               facts = joined(p, d->facts, d->facts.n && d->printed.n ? " · " : "", d->printed);

    m[MARGIN_NAME] = one_line(p, d->client, STYLE_MARGIN, width * .36);
    m[MARGIN_BORN] = one_line(p, buf_str(&born), STYLE_MARGIN, width * .3);
    if (d->status.n) {
        m[MARGIN_STATUS] = one_line(p, d->status, STYLE_MARGIN, width * .25);
        m[MARGIN_DRAFT] = one_line(p, d->mark, STYLE_DRAFT, p->sheet.height);
    }
    left = width - m[MARGIN_NAME].width - m[MARGIN_BORN].width - m[MARGIN_STATUS].width;
    if (left > 90)
        m[MARGIN_TITLE] = one_line(p, buf_str(&title), STYLE_MARGIN, left - 20);
    if (facts.n)
        m[MARGIN_FACTS] = one_line(p, buf_str(&facts), STYLE_MARGIN, width * (d->words ? .82 : .7));
    buf_free(&born);
    buf_free(&title);
    buf_free(&facts);
}

static void add(void *to, struct str piece)
{
    buf_add(to, piece);
}

static void paint_margins(struct painter *p, int number)
{
    const struct pdf_sheet *s = &p->sheet;
    const struct line *m = p->margins;
    double top = s->top - 38, foot = s->height - 34, right = s->side + p->f->width;
    struct buf text;
    char at[24], all[24];
    struct line page;

    snprintf(at, sizeof at, "%d", number + 1);
    snprintf(all, sizeof all, "%zu", p->f->pages.n);
    buf_init(&text, 0);
    words_put(render_t(p->d->words, N_("page %s of %s")), WORDS(str_of(at), str_of(all)), add, &text);
    p->f->failed = p->f->failed || !buf_ok(&text);
    page = one_line(p, buf_str(&text), STYLE_MARGIN, p->f->width * .28);
    buf_free(&text);
    colour(p, COLOUR_MUTED);
    paint_line(p, &m[MARGIN_NAME], s->side, top);
    paint_line(p, &m[MARGIN_BORN], s->side + m[MARGIN_NAME].width, top);
    paint_line(p, &m[MARGIN_STATUS], right - m[MARGIN_STATUS].width, top);
    if (number > 0) /* on the first page it stands below */
        paint_line(p, &m[MARGIN_TITLE], right - m[MARGIN_STATUS].width - m[MARGIN_TITLE].width, top);
    paint_line(p, &m[MARGIN_FACTS], s->side, foot);
    paint_line(p, &page, right - page.width, foot);
    g_object_unref(page.layout);
    colour(p, COLOUR_LINE);
    cairo_rectangle(p->cr, s->side, s->top - 29.3, p->f->width, .6);
    cairo_fill(p->cr);
}

static void paint_draft(struct painter *p)
{
    cairo_save(p->cr);
    colour(p, COLOUR_DRAFT);
    cairo_translate(p->cr, p->sheet.width / 2, p->sheet.height / 2);
    cairo_rotate(p->cr, -atan2(p->sheet.height, p->sheet.width));
    paint_line(p, &p->margins[MARGIN_DRAFT], -p->margins[MARGIN_DRAFT].width / 2, 50);
    cairo_restore(p->cr);
}

static void paint_ground(struct painter *p, int number)
{
    const struct flow_page *page = &p->f->pages.at[number];
    double y = 0;

    if (p->d->status.n && p->d->mark.n)
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

    make_margins(&p);
    for (size_t i = 0; i < f->pages.n && !f->failed; i++) {
        paint_ground(&p, (int)i);
        paint_text(&p, (int)i);
        cairo_show_page(cr);
    }
    if (!f->failed)
        add_bookmarks(&p, marks);
    for (int i = 0; i < MARGIN_COUNT; i++)
        g_clear_object(&p.margins[i].layout);
}
