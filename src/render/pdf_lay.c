/* pdf_lay.c: the document laid out on paper: a narrow column of labels, a readable column of text beside it. */
#include "render/pdf_parts.h"

#include <assert.h>

/* Points. The text column is at most as wide as a line that reads well. */
enum { LABEL_WIDTH = 104, LABEL_GAP = 12, TEXT_X = 116, TEXT_MOST = 372, BULLET = 12, FACTS = 4, SHORT = 90 };
enum { SIGNED_ROWS = 4 }; /* at least so many rows of what is signed stand over the signatures */

/* An entry up to this part of a page is not cut where the page before it is full without it. */
#define WHOLE .3

/* A picture takes at most this part of a page, so that two objectives can stand on one. */
#define PICTURE .4

struct lay {
    struct flow *f;
    const struct doc *d;
    struct pdf_marks *marks;
    double text_width;
    int level; /* of the next entry's heading */
};

/* What the rows of a part hang on: where its text starts and its place in the structure tree. */
struct place {
    double x, width;
    double gap; /* above the next band */
    struct pdf_elem *elem;
    struct flow_column *label; /* waits to stand beside the first line of the text; NULL when there is none */
};

static void lay_nodes(struct lay *l, const struct doc_node *n, struct place *at);

/* The text column's band, with a waiting label beside it. */
static size_t band(struct lay *l, struct flow_column *text, struct place *at, double gap)
{
    struct flow_column columns[2] = {{.x = 0}, *text};
    size_t row;

    if (at->label)
        columns[0] = *at->label;
    row = flow_band(l->f, columns, 2, at->gap > 0 ? at->gap : gap);
    at->gap = 0;
    at->label = NULL;
    return row;
}

static struct flow_column text_column(const struct place *at)
{
    return (struct flow_column){.x = at->x, .width = at->width};
}

static struct str joined(struct lay *l, struct str a, const char *between, struct str b)
{
    struct buf w;
    struct str s = {NULL, 0};

    buf_init(&w, 0);
    buf_add(&w, a);
    buf_cstr(&w, between);
    buf_add(&w, b);
    if (buf_ok(&w) && w.n)
        s = (struct str){arena_copy(l->f->a, w.p, w.n), w.n};
    if (!s.p) {
        l->f->failed = true;
        s.n = 0;
    }
    buf_free(&w);
    return s;
}

/* Text with a label running in before it and a quiet remark behind it. */
static void run_in(struct lay *l, struct flow_column *c, const struct doc_node *n, enum flow_style style,
                   enum flow_style label_style, struct pdf_elem *leaf)
{
    struct str all = n->text;
    size_t label = n->label.n ? n->label.n + 1 : 0, body;
    PangoAttrList *attrs;

    if (!label && !n->meta.n) {
        flow_text(l->f, c, all, style, leaf, NULL);
        return;
    }
    if (label)
        all = joined(l, n->label, ": ", n->text);
    body = all.n;
    if (n->meta.n)
        all = joined(l, all, " ", n->meta);
    attrs = flow_attrs(l->f, style);
    if (label)
        flow_dress(l->f, attrs, label_style, 0, label);
    if (n->meta.n)
        flow_dress(l->f, attrs, STYLE_META, body, all.n);
    flow_text(l->f, c, all, style, leaf, attrs);
}

static void lay_para(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct flow_column c = text_column(at);

    run_in(l, &c, n, STYLE_BODY, STYLE_NUMBER, flow_elem(l->f, at->elem, "P"));
    band(l, &c, at, 5);
}

static void lay_quote(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct flow_column c = text_column(at);
    struct pdf_elem *quote = flow_elem(l->f, at->elem, "BlockQuote");
    struct str text = joined(l, joined(l, STR("“"), "", n->text), "”", (struct str){NULL, 0});

    flow_text(l->f, &c, n->text.n ? text : n->text, STYLE_QUOTE, flow_elem(l->f, quote, "P"), NULL);
    band(l, &c, at, 4);
}

static void lay_list(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct pdf_elem *list = flow_elem(l->f, at->elem, "L");

    for (const struct doc_node *c = n->first; c; c = c->next) {
        struct flow_column text = {.x = at->x + BULLET, .width = at->width - BULLET};
        struct pdf_elem *item = flow_elem(l->f, list, "LI");
        size_t row;
        run_in(l, &text, c, STYLE_BODY, STYLE_SMALL_ENTRY, flow_elem(l->f, item, "LBody"));
        row = band(l, &text, at, c == n->first ? 5 : 3);
        flow_mark(
            l->f, row,
            (struct flow_mark){.kind = MARK_DOT, .x = at->x + 3, .y = 8.2, .width = 1.9, .colour = COLOUR_ACCENT});
    }
}

/* Names in one line, or one a line. Returns the text; each name that is a gap is dressed as such. */
static struct str names_of(struct lay *l, const struct doc_node *first, const char *between)
{
    struct buf w;
    struct str s = {NULL, 0};

    buf_init(&w, 0);
    for (const struct doc_node *c = first; c; c = c->next) {
        buf_add(&w, c->text);
        buf_cstr(&w, c->next ? between : "");
    }
    if (buf_ok(&w) && w.n)
        s = (struct str){arena_copy(l->f->a, w.p, w.n), w.n};
    l->f->failed = l->f->failed || !buf_ok(&w) || (w.n && !s.p);
    buf_free(&w);
    return s.p ? s : (struct str){NULL, 0};
}

static struct doc_node refs_as_text(struct lay *l, const struct doc_node *n)
{
    return (struct doc_node){.label = n->label, .text = names_of(l, n->first, n->flags & DOC_LONG ? "\n" : ", ")};
}

static void lay_refs(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct flow_column c = text_column(at);
    struct doc_node text = refs_as_text(l, n);

    run_in(l, &c, &text, STYLE_CELL, STYLE_NUMBER, flow_elem(l->f, at->elem, "P"));
    band(l, &c, at, 4);
}

/* A row: its label in the narrow column, its value beside it. Rows that follow each other are one list. */
static const struct doc_node *lay_rows(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct pdf_elem *list = flow_elem(l->f, at->elem, "L");

    for (;; n = n->next) {
        struct pdf_elem *item = flow_elem(l->f, list, "LI");
        struct flow_column label = {.x = 0, .width = LABEL_WIDTH};
        struct place value = {.x = at->x, .width = at->width, .gap = at->gap > 0 ? at->gap : 7, .label = &label};
        size_t from = l->f->rows.n;
        at->gap = 0;
        flow_text(l->f, &label, n->label, STYLE_LABEL, flow_elem(l->f, item, "Lbl"), NULL);
        value.elem = flow_elem(l->f, item, "LBody");
        lay_nodes(l, n->first, &value);
        if (value.label) { /* a label without value */
            struct flow_column none = text_column(&value);
            band(l, &none, &value, 7);
        }
        if (flow_height(l->f, from, l->f->rows.n) < SHORT)
            flow_keep(l->f, from, l->f->rows.n, false);
        if (!n->next || n->next->kind != DOC_ROW)
            return n;
    }
}

/* The gaps and the leaves of a fact: a quiet name above its value. */
static void lay_fact(struct lay *l, const struct doc_node *n, struct flow_column *c, struct pdf_elem *list)
{
    struct pdf_elem *item = flow_elem(l->f, list, "LI");

    flow_text(l->f, c, n->label, STYLE_META, flow_elem(l->f, item, "Lbl"), NULL);
    flow_text(l->f, c, n->first->text, n->flags & DOC_GAP ? STYLE_GAP : STYLE_FACT, flow_elem(l->f, item, "LBody"),
              NULL);
}

static void rule(struct lay *l, size_t row, double x, double width, double y, enum flow_colour colour)
{
    flow_mark(l->f, row,
              (struct flow_mark){.kind = MARK_RULE, .x = x, .y = y, .width = width, .thick = .6, .colour = colour});
}

static void lay_facts(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct pdf_elem *list = flow_elem(l->f, at->elem, "L");
    double width = (at->width + 14) / FACTS;
    const struct doc_node *c = n->first;
    size_t from = l->f->rows.n, row = from;

    while (c) {
        struct flow_column columns[FACTS];
        size_t k = 0;
        for (; c && k < FACTS; c = c->next, k++) {
            columns[k] = (struct flow_column){.x = at->x + width * (double)k, .width = width - 14};
            lay_fact(l, c, &columns[k], list);
        }
        row = flow_band(l->f, columns, k, row == from ? 15 : 7);
    }
    rule(l, from, at->x, at->width, -5, COLOUR_LINE);
    row = flow_blank(l->f, 0, 5);
    rule(l, row, at->x, at->width, 5, COLOUR_LINE);
    if (l->f->rows.n - from < 14)
        flow_keep(l->f, from, l->f->rows.n, false);
    at->gap = 9;
}

static void lay_thread(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct flow_column c = text_column(at);
    struct buf w;
    struct str text;
    PangoAttrList *attrs = flow_attrs(l->f, STYLE_CELL);

    buf_init(&w, 0);
    for (const struct doc_node *k = n->first; k; k = k->next) {
        struct str names = k->first ? names_of(l, k->first, ", ") : k->text;
        size_t start = w.n;
        buf_cstr(&w, k == n->first ? "" : " →\xc2\xa0");
        buf_add(&w, k->label);
        flow_dress(l->f, attrs, STYLE_META, start, w.n);
        buf_cstr(&w, k->label.n ? " " : "");
        start = w.n;
        buf_add(&w, names);
        if (k->flags & DOC_GAP)
            flow_dress(l->f, attrs, STYLE_GAP, start, w.n);
    }
    text = (struct str){buf_ok(&w) ? arena_copy(l->f->a, w.p, w.n) : NULL, w.n};
    buf_free(&w);
    if (!text.p) {
        l->f->failed = true;
        text.n = 0;
    }
    flow_text(l->f, &c, text, STYLE_CELL, flow_elem(l->f, at->elem, "P"), attrs);
    at->gap = at->gap > 0 ? at->gap : 7;
    band(l, &c, at, 7);
}

/* One row of a table. The first column is the widest. */
static void lay_cells(struct lay *l, const struct doc_node *n, struct pdf_elem *part, const double *x, double right,
                      size_t table) /* x: left edges of the columns */
{
    struct pdf_elem *row_elem = flow_elem(l->f, part, "TR");
    struct flow_column columns[FLOW_COLUMNS];
    bool head = n->kind == DOC_HEAD;
    size_t k = 0, from, last;

    for (const struct doc_node *c = n->first; c && k < FLOW_COLUMNS; c = c->next, k++) {
        struct pdf_elem *cell = flow_elem(l->f, row_elem, head || k == 0 ? "TH" : "TD");
        cell->scope = head ? "Column" : k == 0 ? "Row" : NULL;
        columns[k] = (struct flow_column){.x = x[k], .width = (c->next ? x[k + 1] - 12 : right) - x[k]};
        flow_text(l->f, &columns[k], c->text,
                  head     ? STYLE_META
                  : k == 0 ? STYLE_CELL_HEAD
                           : STYLE_CELL,
                  flow_elem(l->f, cell, "P"), NULL);
        flow_text(l->f, &columns[k], c->meta, STYLE_META, flow_elem(l->f, cell, "P"), NULL);
        for (const struct doc_node *r = c->first; r; r = r->next)
            flow_text(l->f, &columns[k], names_of(l, r->first, r->flags & DOC_LONG ? "\n" : ", "), STYLE_CELL,
                      flow_elem(l->f, cell, "P"), NULL);
    }
    from = flow_band(l->f, columns, k, 5);
    if (from == l->f->rows.n)
        flow_blank(l->f, 5, flow_leading(STYLE_CELL)); /* a row of empty cells */
    last = l->f->rows.n - 1;
    if (l->f->failed)
        return;
    rule(l, last, x[0], right - x[0], l->f->rows.at[last].height + 3.5, COLOUR_LINE);
    for (size_t i = from; i <= last; i++) {
        l->f->rows.at[i].table = table;
        l->f->rows.at[i].head = head;
    }
    if (last - from < 10)
        flow_keep(l->f, from, last + 1, head);
}

static void lay_table(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct pdf_elem *table = flow_elem(l->f, at->elem, "Table"), *part;
    struct flow_column caption;
    double x[FLOW_COLUMNS + 1], left, right = at->x + at->width;
    size_t columns = 0, number = ++l->f->tables, row, before = l->f->rows.n;

    for (const struct doc_node *c = n->first->first; c; c = c->next)
        columns++;
    assert(columns > 0 && columns <= FLOW_COLUMNS);
    left = n->flags & DOC_NARROW ? at->x : 0; /* other tables take the labels' column too */
    x[0] = left;
    for (size_t k = 1; k < columns; k++) {
        double first = n->flags & DOC_EVEN ? 1 / (double)columns : columns == 2 ? .64 : .42;
        x[k] = n->flags & DOC_NARROW
                   ? left + 60 * (double)k
                   : left + (right - left) * (first + (1 - first) * (double)(k - 1) / (double)(columns - 1));
    }
    caption = (struct flow_column){.x = left, .width = right - left};
    part = flow_elem(l->f, table, "Caption");
    flow_text(l->f, &caption, n->text, STYLE_META, flow_elem(l->f, part, "P"), NULL);
    if (n->meta.n)
        flow_text(l->f, &caption, n->meta, STYLE_META, flow_elem(l->f, part, "P"), NULL);
    row = flow_band(l->f, &caption, 1, at->gap > 0 ? at->gap : 9);
    flow_keep(l->f, row, l->f->rows.n, true);
    at->gap = 0;
    part = flow_elem(l->f, table, "THead");
    lay_cells(l, n->first, part, x, right, number);
    part = flow_elem(l->f, table, "TBody");
    for (const struct doc_node *r = n->first->next; r; r = r->next) {
        if (r->flags & DOC_MORE)
            continue;
        before = row;
        row = l->f->rows.n;
        lay_cells(l, r, part, x, right, number);
    }
    /* The last row does not go over to the next page alone. */
    if (flow_height(l->f, before, l->f->rows.n) < SHORT)
        flow_keep(l->f, before, l->f->rows.n, false);
    at->gap = 12;
}

/* As wide as the page where that is not too high: a picture needs the room more than the label beside it. */
static void lay_figure(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct pdf_elem *figure = flow_elem(l->f, at->elem, "Figure");
    struct flow_column c = {.x = 0, .width = l->f->width};
    double width = l->f->width, most = l->f->height * PICTURE, height = chart_height(n->chart, width);
    size_t row;

    figure->alt = n->text;
    width *= height > most ? most / height : 1;
    row = flow_picture(l->f, n->chart, at->gap > 0 ? at->gap : 12, 0, width, figure);
    flow_text(l->f, &c, n->meta, STYLE_META, flow_elem(l->f, at->elem, "P"), NULL);
    flow_band(l->f, &c, 1, 5);
    flow_whole(l->f, row > 0 ? row - 1 : 0, row + 1); /* with the sentence before it, where there is room */
    flow_keep(l->f, row, l->f->rows.n, false);
    at->gap = 14;
}

static void lay_steps(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct pdf_elem *list = flow_elem(l->f, at->elem, "L");
    double gap = at->gap > 0 ? at->gap : 9;
    size_t previous = 0;

    for (const struct doc_node *c = n->first; c; c = c->next) {
        struct pdf_elem *body = flow_elem(l->f, flow_elem(l->f, list, "LI"), "LBody");
        struct place inside = {.x = at->x + 20, .width = at->width - 20, .gap = 1, .elem = body};
        struct flow_column title = {.x = inside.x, .width = inside.width};
        size_t row;
        flow_text(l->f, &title, c->text, STYLE_SMALL_ENTRY, flow_elem(l->f, body, "P"), NULL);
        flow_text(l->f, &title, c->meta, STYLE_META, flow_elem(l->f, body, "P"), NULL);
        row = flow_band(l->f, &title, 1, gap);
        flow_keep(l->f, row, l->f->rows.n, c->first != NULL);
        lay_nodes(l, c->first, &inside);
        flow_mark(l->f, row,
                  (struct flow_mark){
                      .kind = MARK_RING, .x = at->x + 5, .y = 8.6, .width = 4, .thick = 2, .colour = COLOUR_ACCENT});
        if (c != n->first)
            flow_span(
                l->f,
                (struct flow_span){
                    .from = previous, .to = row, .x = at->x + 5, .line_only = true, .edge = COLOUR_LINE, .pad = 8.6});
        previous = row;
        gap = 10;
    }
    at->gap = 12;
}

static void lay_sign(struct lay *l, const struct doc_node *n, struct place *at)
{
    struct flow_column label = {.x = 0, .width = LABEL_WIDTH}, text = text_column(at), places[2];
    struct place beside = *at;
    size_t from = l->f->rows.n, row;

    flow_text(l->f, &label, n->label, STYLE_LABEL, flow_elem(l->f, at->elem, "P"), NULL);
    flow_text(l->f, &text, n->text, STYLE_FACT, flow_elem(l->f, at->elem, "P"), NULL);
    flow_text(l->f, &text, n->meta, STYLE_META, flow_elem(l->f, at->elem, "P"), NULL);
    beside.label = &label;
    band(l, &text, &beside, 18);
    lay_nodes(l, n->first, &beside);
    if (!(n->flags & DOC_SIGNED)) {
        row = flow_blank(l->f, 0, 34);
        rule(l, row, at->x, at->width - 124, 32, COLOUR_INK);
        rule(l, row, at->x + at->width - 104, 104, 32, COLOUR_INK);
        places[0] = (struct flow_column){.x = at->x, .width = at->width - 124};
        places[1] = (struct flow_column){.x = at->x + at->width - 104, .width = 104};
        flow_text(l->f, &places[0], str_of(render_t(l->d->words, N_("Signature"))), STYLE_META,
                  flow_elem(l->f, at->elem, "P"), NULL);
        flow_text(l->f, &places[1], str_of(render_t(l->d->words, N_("Date"))), STYLE_META,
                  flow_elem(l->f, at->elem, "P"), NULL);
        flow_band(l->f, places, 2, 0);
    }
    at->gap = 0;
    if (l->f->rows.n - from < 14)
        flow_keep(l->f, from, l->f->rows.n, false);
}

/* Everything but sections and entries. */
static void lay_nodes(struct lay *l, const struct doc_node *n, struct place *at)
{
    for (; n && n->kind != DOC_ENTRY && !l->f->failed; n = n->next) {
        switch (n->kind) {
        case DOC_PARA:
            lay_para(l, n, at);
            break;
        case DOC_QUOTE:
            lay_quote(l, n, at);
            break;
        case DOC_ROW:
            n = lay_rows(l, n, at);
            break;
        case DOC_FACTS:
            lay_facts(l, n, at);
            break;
        case DOC_LIST:
            lay_list(l, n, at);
            break;
        case DOC_REFS:
            lay_refs(l, n, at);
            break;
        case DOC_TABLE:
            lay_table(l, n, at);
            break;
        case DOC_FIGURE:
            lay_figure(l, n, at);
            break;
        case DOC_STEPS:
            lay_steps(l, n, at);
            break;
        case DOC_THREAD:
            lay_thread(l, n, at);
            break;
        case DOC_SIGN:
            lay_sign(l, n, at);
            break;
        default:
            assert(!"a node that only stands inside another");
        }
    }
}

static void bookmark(struct lay *l, struct str text, size_t row, int level)
{
    struct pdf_bookmark *b = PLAN_PUSH(l->f->a, &l->marks->list);

    if (b)
        *b = (struct pdf_bookmark){text, row, level};
    l->f->failed = l->f->failed || !b;
}

static void lay_entry(struct lay *l, const struct doc_node *n, struct pdf_elem *parent, bool first)
{
    struct pdf_elem *sect = flow_elem(l->f, parent, "Sect"), *heading;
    struct flow_column label = {.x = 0, .width = LABEL_WIDTH};
    struct place at = {.x = TEXT_X, .width = l->text_width, .elem = sect};
    struct flow_column text = text_column(&at);
    bool goal = l->level == 3 && (n->flags & DOC_LEAD) && n->last && n->last->kind == DOC_ENTRY;
    size_t from, mid, end;

    heading = flow_elem(l->f, sect, l->level == 3 ? "H3" : "H4");
    flow_text(l->f, &label, n->label, STYLE_NUMBER, heading, NULL);
    flow_text(l->f, &text, n->text, l->level > 3 ? STYLE_SMALL_ENTRY : goal ? STYLE_LEAD : STYLE_ENTRY, heading, NULL);
    if (n->meta.n)
        flow_text(l->f, &text, n->meta, STYLE_META, flow_elem(l->f, sect, "P"), NULL);
    at.label = &label;
    at.gap = first ? 8 : goal ? 34 : 26;
    from = l->f->rows.n;
    if (n->text.n || n->meta.n || !n->first || n->first->kind != DOC_PARA) /* else its text stands beside the label */
        band(l, &text, &at, 8);
    mid = l->f->rows.n;
    bookmark(l, joined(l, n->label, n->text.n ? ": " : "", n->text), from, 2);
    flow_keep(l->f, from, mid, n->first != NULL);
    lay_nodes(l, n->first, &at);
    if (!first)
        rule(l, from, 0, l->f->width, goal ? -17 : -12, COLOUR_LINE);
    end = l->f->rows.n;
    if (flow_height(l->f, from, end) < l->f->height * WHOLE)
        flow_whole(l->f, from, end);
    for (const struct doc_node *c = n->first; c; c = c->next) {
        if (c->kind == DOC_ENTRY) {
            l->level++;
            lay_entry(l, c, sect, false);
            l->level--;
            if (c->next && c->next->kind != DOC_ENTRY)
                lay_nodes(l, c->next, &at);
        }
    }
}

static void lay_section(struct lay *l, const struct doc_node *n)
{
    struct pdf_elem *sect = flow_elem(l->f, &l->f->root, "Sect");
    struct place at = {.x = TEXT_X, .width = l->text_width, .gap = 8, .elem = sect};
    struct flow_column c = {.x = 0, .width = l->f->width};
    bool risk = n->flags & DOC_RISK, first = true;
    size_t from, top;

    flow_text(l->f, &c, n->text, risk ? STYLE_RISK : STYLE_SECTION, flow_elem(l->f, sect, "H2"), NULL);
    from = top = flow_band(l->f, &c, 1, 40);
    if (!risk)
        rule(l, from, 0, l->f->width, -14, COLOUR_EDGE);
    bookmark(l, n->text, from, 1);
    if (n->first && n->first->kind == DOC_SIGN && from > SIGNED_ROWS) /* nobody signs a page with nothing else on it */
        flow_keep(l->f, from - SIGNED_ROWS, from, true);
    flow_keep(l->f, from, l->f->rows.n, true);
    lay_nodes(l, n->first, &at);
    for (const struct doc_node *k = n->first; k; k = k->next) {
        if (k->kind != DOC_ENTRY)
            continue;
        lay_entry(l, k, sect, first && k == n->first);
        first = false;
        at.gap = 14;
        if (k->next && k->next->kind != DOC_ENTRY)
            lay_nodes(l, k->next, &at);
    }
    if (flow_height(l->f, top, l->f->rows.n) < SHORT * 1.5)
        flow_whole(l->f, top, l->f->rows.n); /* a few lines stay together */
    if (risk) {
        flow_span(l->f, (struct flow_span){.from = top,
                                           .to = l->f->rows.n,
                                           .x = -14,
                                           .width = l->f->width + 28,
                                           .pad = 12,
                                           .fill = COLOUR_RISK_SOFT,
                                           .edge = COLOUR_RISK});
        if (flow_height(l->f, top, l->f->rows.n) < l->f->height) /* a page to take out and pin up */
            flow_keep(l->f, top, l->f->rows.n, false);
    }
}

/* The title and whose plan it is. */
static void lay_title(struct lay *l)
{
    const struct doc *d = l->d;
    struct flow_column c = {.x = 0, .width = l->f->width};
    struct str line = joined(l, d->client, "  ", d->born);
    PangoAttrList *attrs = flow_attrs(l->f, STYLE_NAME);

    flow_text(l->f, &c, d->title, STYLE_TITLE, flow_elem(l->f, &l->f->root, "H1"), NULL);
    flow_band(l->f, &c, 1, 0);
    flow_dress(l->f, attrs, STYLE_META, d->client.n, line.n);
    flow_text(l->f, &c, line, STYLE_NAME, flow_elem(l->f, &l->f->root, "P"), attrs);
    flow_band(l->f, &c, 1, 6);
    flow_text(l->f, &c, d->facts, STYLE_META, flow_elem(l->f, &l->f->root, "P"), NULL);
    flow_text(l->f, &c, d->status, STYLE_GAP, flow_elem(l->f, &l->f->root, "P"), NULL);
    flow_band(l->f, &c, 1, 1);
}

void pdf_lay(const struct doc *d, struct flow *f, struct pdf_marks *marks)
{
    struct lay l = {.f = f, .d = d, .marks = marks, .level = 3};
    struct flow_column c = {.x = 0, .width = f->width};

    l.text_width = f->width - TEXT_X < TEXT_MOST ? f->width - TEXT_X : TEXT_MOST;
    lay_title(&l);
    for (const struct doc_node *n = d->root.first; n; n = n->next)
        lay_section(&l, n);
    if (!d->root.first) {
        struct str nothing = joined(&l, STR("Nothing is written in this "), d->name, STR(" yet."));
        flow_text(f, &c, nothing, STYLE_BODY, flow_elem(f, &f->root, "P"), NULL);
        flow_band(f, &c, 1, 24);
    }
    flow_paginate(f);
}
