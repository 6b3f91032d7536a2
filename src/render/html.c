/* html.c: the document as one HTML page that is well-formed XML too. Everything that is not a literal of this file goes
 * through put() or attribute(), which escape. */
#include "base/escape.h"
#include "render/doc.h"

#include <assert.h>
#include <string.h>

static const char *const page_css[] = {
#include "render_page_css.h"
};

enum { FOLD_ROWS = 21 }; /* head included */

struct page {
    const struct doc *d;
    struct buf *b;
    int level; /* of the heading of the entry being written */
};

static void put_nodes(struct page *g, const struct doc_node *n);

static void raw(struct page *g, const char *html)
{
    buf_cstr(g->b, html);
}

static void put(struct page *g, struct str text)
{
    escape_html(g->b, text);
}

/* Right-to-left scripts start at U+0590, in UTF-8 with 0xD6; text that may hold one finds its own direction. What
 * people wrote in another language than the page's is marked as such. */
static void direction(struct page *g, struct str text)
{
    const struct render_words *w = g->d->words;
    const char *tongue = w && w->tongue ? w->tongue(w, text) : NULL;

    if (tongue) {
        raw(g, " lang=\"");
        raw(g, tongue);
        raw(g, "\"");
    }
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] >= 0xd6) {
            raw(g, " dir=\"auto\"");
            return;
        }
    }
}

/* <tag class="cls">text</tag> */
static void element(struct page *g, const char *tag, const char *cls, struct str text)
{
    if (!text.n)
        return;
    raw(g, "<");
    raw(g, tag);
    if (cls) {
        raw(g, " class=\"");
        raw(g, cls);
        raw(g, "\"");
    }
    direction(g, text);
    raw(g, ">");
    put(g, text);
    raw(g, "</");
    raw(g, tag);
    raw(g, ">");
}

/* A text of ours in the document's language. */
static struct str say(const struct page *g, const char *english)
{
    return str_of(render_t(g->d->words, english));
}

/* The same that names the document: a plan, or a report. */
static struct str say_of(const struct page *g, const char *plan, const char *report)
{
    return g->d->name && strcmp(g->d->name, "report") == 0 ? str_of(report) : say(g, plan);
}

static void attribute(struct page *g, const char *name, struct str value)
{
    if (!value.n)
        return;
    raw(g, " ");
    raw(g, name);
    raw(g, "=\"");
    put(g, value);
    raw(g, "\"");
}

/* The mark beside a severity's word; shape differs, not only colour. */
static void put_mark(struct page *g, enum rules_severity s)
{
    static const char *const shapes[SEVERITY_COUNT] = {
        "<circle cx=\"10\" cy=\"10\" r=\"8\"/><path d=\"M10 9v5M10 5.8v.9\"/>",
        "<path d=\"M10 2.5 18.3 17H1.7z\"/><path d=\"M10 8v4.2M10 14v.8\"/>",
        "<path d=\"M6.6 2h6.8L18 6.6v6.8L13.4 18H6.6L2 13.4V6.6z\"/><path d=\"M10 5.6v5.4M10 13.4v.9\"/>"};

    raw(g, "<svg viewBox=\"0 0 20 20\" aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
           "stroke-linecap=\"round\" stroke-linejoin=\"round\">");
    raw(g, shapes[s]);
    raw(g, "</svg>");
}

static const char *severity_class(enum rules_severity s)
{
    static const char *const names[SEVERITY_COUNT] = {"advice", "warning", "error"};

    return names[s];
}

static void put_reason(struct page *g, const char *label, struct str text)
{
    if (!text.n)
        return;
    raw(g, "<p class=\"because\"><span class=\"k\">");
    raw(g, label);
    raw(g, "</span>");
    put(g, text);
    raw(g, "</p>");
}

static void put_finding(struct page *g, const struct doc_finding *f)
{
    raw(g, "<li class=\"note ");
    raw(g, severity_class(f->severity));
    raw(g, "\"><p><strong>");
    put_mark(g, f->severity);
    raw(g, doc_severity_word(f->severity));
    raw(g, "</strong></p>");
    element(g, "p", "said-so", f->message);
    if (f->excerpt.n) {
        raw(g, "<p class=\"because\">It says ");
        element(g, "q", NULL, f->excerpt);
        raw(g, "</p>");
    }
    put_reason(g, "Why: ", f->why);
    put_reason(g, "To mend it: ", f->fix);
    if (f->rewrite.n) {
        raw(g, "<p class=\"because\">For example: ");
        element(g, "q", NULL, f->rewrite);
        raw(g, "</p>");
    }
    if (f->rule.n) {
        raw(g, "<p>");
        element(g, "code", NULL, f->rule);
        raw(g, "</p>");
    }
    raw(g, "</li>");
}

static void put_findings(struct page *g, const struct doc_node *n, struct str about)
{
    if (!n->findings)
        return;
    raw(g, "<div role=\"note\"");
    buf_cstr(g->b, " aria-label=\"Findings on ");
    put(g, about);
    raw(g, "\"><ul class=\"notes\">");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) /* what weighs most comes first */
        for (const struct doc_finding *f = n->findings; f; f = f->next)
            if ((int)f->severity == s)
                put_finding(g, f);
    raw(g, "</ul></div>");
}

/* The names something refers to, each leading to its part. */
static void put_names(struct page *g, const struct doc_node *first, const char *between)
{
    for (const struct doc_node *c = first; c; c = c->next) {
        if (c->anchor.n) {
            raw(g, c->flags & DOC_IMPLIED ? "<a class=\"implied\" href=\"#" : "<a href=\"#");
            put(g, c->anchor);
            raw(g, "\"");
            direction(g, c->text);
            raw(g, ">");
            put(g, c->text);
            raw(g, "</a>");
        } else {
            element(g, "span", NULL, c->text);
        }
        raw(g, c->next ? between : "");
    }
}

static void put_refs(struct page *g, const struct doc_node *n)
{
    raw(g, n->flags & DOC_LONG ? "<p class=\"refs long\">" : "<p class=\"refs\">");
    if (n->label.n) {
        raw(g, "<span class=\"run\">");
        put(g, n->label);
        raw(g, ":</span> ");
    }
    put_names(g, n->first, n->flags & DOC_LONG ? "<br/>" : ", ");
    raw(g, "</p>");
}

/* A text with an optional label running in before it and an optional quiet remark behind it. */
static void put_text(struct page *g, const struct doc_node *n, const char *tag, const char *cls)
{
    raw(g, "<");
    raw(g, tag);
    attribute(g, "class", str_of(cls));
    attribute(g, "id", n->anchor);
    direction(g, n->text);
    raw(g, ">");
    if (n->label.n) {
        raw(g, "<span class=\"run\">");
        put(g, n->label);
        raw(g, ":</span> ");
    }
    put(g, n->text);
    if (n->meta.n) {
        raw(g, " ");
        element(g, "span", "meta", n->meta);
    }
    raw(g, "</");
    raw(g, tag);
    raw(g, ">");
}

static void put_quote(struct page *g, const struct doc_node *n)
{
    raw(g, "<blockquote class=\"quote\"");
    attribute(g, "id", n->anchor);
    raw(g, ">");
    element(g, "p", "t", n->text);
    raw(g, "</blockquote>");
}

static void put_list(struct page *g, const struct doc_node *n)
{
    raw(g, "<ul class=\"list\">");
    for (const struct doc_node *c = n->first; c; c = c->next)
        put_text(g, c, "li", "t");
    raw(g, "</ul>");
}

static void put_row(struct page *g, const struct doc_node *n)
{
    raw(g, "<div class=\"row\"");
    attribute(g, "id", n->anchor);
    raw(g, ">");
    element(g, "dt", NULL, n->label);
    raw(g, n->flags & DOC_GAP ? "<dd class=\"gap\">" : "<dd>");
    put_nodes(g, n->first);
    raw(g, "</dd></div>");
}

/* Rows that follow each other are one list; returns the last one written. */
static const struct doc_node *put_rows(struct page *g, const struct doc_node *n)
{
    raw(g, "<dl class=\"rows\">");
    put_row(g, n);
    while (n->next && n->next->kind == DOC_ROW) {
        n = n->next;
        put_row(g, n);
    }
    raw(g, "</dl>");
    return n;
}

static void put_facts(struct page *g, const struct doc_node *n)
{
    raw(g, "<dl class=\"facts\">");
    for (const struct doc_node *c = n->first; c; c = c->next) {
        raw(g, "<div>");
        element(g, "dt", NULL, c->label);
        raw(g, c->flags & DOC_GAP ? "<dd class=\"gap\">" : "<dd>");
        put_nodes(g, c->first);
        raw(g, "</dd></div>");
    }
    raw(g, "</dl>");
}

/* Roles are written out: on a phone the table is laid out as blocks, and browsers then forget that it is one. */
static void put_cells(struct page *g, const struct doc_node *row, const struct doc_node *head)
{
    const struct doc_node *h = head->first;
    bool is_head = row == head, first = true;

    raw(g, "<tr role=\"row\"");
    attribute(g, "id", row->anchor);
    raw(g, ">");
    for (const struct doc_node *c = row->first; c; c = c->next, first = false) {
        const char *tag = is_head || first ? "th" : "td";
        raw(g, is_head ? "<th scope=\"col\" role=\"columnheader\""
               : first ? "<th scope=\"row\" role=\"rowheader\""
                       : "<td role=\"cell\"");
        if (!is_head && !first)
            attribute(g, "data-col", h->text);
        direction(g, c->text);
        raw(g, ">");
        element(g, "span", "t", c->text);
        element(g, "span", "meta", c->meta);
        for (const struct doc_node *k = c->first; k; k = k->next)
            put_refs(g, k);
        raw(g, "</");
        raw(g, tag);
        raw(g, ">");
        h = h->next;
    }
    raw(g, "</tr>");
}

/* The box scrolls where the page is narrow, so it can be reached with the keyboard. */
static void put_figure(struct page *g, const struct doc_node *n)
{
    raw(g, "<figure class=\"figure\"><div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    attribute(g, "aria-label", n->chart->title);
    raw(g, ">");
    chart_put_both(n->chart, g->b);
    raw(g, "</div>");
    element(g, "figcaption", NULL, n->meta);
    raw(g, "</figure>");
}

/* A table that can be folded away stands open unless it is long; print shows it either way. */
static void put_fold(struct page *g, const struct doc_node *n)
{
    size_t rows = 0;

    for (const struct doc_node *row = n->first; row; row = row->next)
        rows++;
    raw(g, rows > FOLD_ROWS ? "<details class=\"fold\"><summary>" : "<details class=\"fold\" open=\"open\"><summary>");
    put(g, n->label);
    raw(g, "</summary>");
}

static void put_table(struct page *g, const struct doc_node *n)
{
    if (n->flags & DOC_FOLD)
        put_fold(g, n);
    raw(g, n->flags & DOC_NARROW ? "<div class=\"table\">" : "<div class=\"table wide\">");
    raw(g, "<table role=\"table\"><caption>");
    put(g, n->text);
    raw(g, "</caption><thead role=\"rowgroup\">");
    put_cells(g, n->first, n->first);
    raw(g, "</thead><tbody role=\"rowgroup\">");
    for (const struct doc_node *row = n->first->next; row; row = row->next)
        put_cells(g, row, n->first);
    raw(g, n->flags & DOC_FOLD ? "</tbody></table></div></details>" : "</tbody></table></div>");
}

static void put_steps(struct page *g, const struct doc_node *n)
{
    raw(g, "<ol class=\"steps\">");
    for (const struct doc_node *c = n->first; c; c = c->next) {
        raw(g, "<li");
        attribute(g, "id", c->anchor);
        raw(g, ">");
        element(g, "strong", NULL, c->text);
        element(g, "p", "meta", c->meta);
        put_nodes(g, c->first);
        raw(g, "</li>");
    }
    raw(g, "</ol>");
}

static void put_thread(struct page *g, const struct doc_node *n)
{
    raw(g, "<ol class=\"thread\"");
    attribute(g, "aria-label", say(g, N_("Golden thread")));
    raw(g, ">");
    for (const struct doc_node *c = n->first; c; c = c->next) {
        raw(g, "<li>");
        element(g, "span", "k", c->label);
        raw(g, " ");
        element(g, "span", c->flags & DOC_GAP ? "gap" : NULL, c->text);
        if (c->first) {
            raw(g, "<span>");
            put_names(g, c->first, ", ");
            raw(g, "</span>");
        }
        raw(g, "</li>");
    }
    raw(g, "</ol>");
}

static void put_place(struct page *g)
{
    raw(g, "<p class=\"place\">");
    element(g, "span", NULL, say(g, N_("Signature")));
    raw(g, " ");
    element(g, "span", NULL, say(g, N_("Date")));
    raw(g, "</p>");
}

static const struct doc_node *put_signs(struct page *g, const struct doc_node *n)
{
    const struct doc_node *last = n;

    raw(g, "<div class=\"signs\">");
    for (; n && n->kind == DOC_SIGN; last = n, n = n->next) {
        raw(g, "<div><p><span class=\"meta\">");
        put(g, n->label);
        raw(g, "</span> ");
        element(g, "strong", NULL, n->text);
        element(g, "span", "meta", n->meta);
        raw(g, "</p>");
        put_nodes(g, n->first);
        if (!(n->flags & DOC_SIGNED))
            put_place(g);
        raw(g, "</div>");
    }
    raw(g, "</div>");
    return last;
}

/* Everything but sections and entries. */
static void put_nodes(struct page *g, const struct doc_node *n)
{
    for (; n && n->kind != DOC_ENTRY; n = n->next) {
        switch (n->kind) {
        case DOC_PARA:
            put_text(g, n, "p", "t");
            break;
        case DOC_QUOTE:
            put_quote(g, n);
            break;
        case DOC_ROW:
            n = put_rows(g, n);
            break;
        case DOC_FACTS:
            put_facts(g, n);
            break;
        case DOC_LIST:
            put_list(g, n);
            break;
        case DOC_REFS:
            put_refs(g, n);
            break;
        case DOC_TABLE:
            put_table(g, n);
            break;
        case DOC_FIGURE:
            put_figure(g, n);
            break;
        case DOC_STEPS:
            put_steps(g, n);
            break;
        case DOC_THREAD:
            put_thread(g, n);
            break;
        case DOC_SIGN:
            n = put_signs(g, n);
            break;
        default:
            assert(!"a node that only stands inside another");
        }
    }
}

static void put_heading(struct page *g, const struct doc_node *n)
{
    const char *tag = g->level == 3 ? "h3" : "h4";

    if (g->level == 2) {
        raw(g, "<h2 id=\"h-");
        put(g, n->anchor);
        raw(g, "\">");
        put(g, n->text);
        raw(g, "</h2>");
        return;
    }
    raw(g, "<");
    raw(g, tag);
    raw(g, n->text.n || n->meta.n ? "><span class=\"no\">" : " class=\"bare\"><span class=\"no\">");
    put(g, n->label);
    raw(g, "</span> ");
    element(g, "span", n->flags & DOC_LEAD ? "lead" : "t", n->text);
    raw(g, "</");
    raw(g, tag);
    raw(g, ">");
    element(g, "p", "meta", n->meta);
}

/* The part's heading and content with its findings beside it, then the entries below it, in turn. */
static void put_blocks(struct page *g, const struct doc_node *part)
{
    const struct doc_node *n = part->first;

    raw(g, n && n->kind == DOC_ENTRY && g->level == 2 ? "<div class=\"block flat\">" : "<div class=\"block\">");
    raw(g, "<div class=\"said\">");
    put_heading(g, part);
    put_nodes(g, n);
    raw(g, "</div>");
    put_findings(g, part, part->label.n ? part->label : part->text);
    raw(g, "</div>\n");
    for (; n; n = n->next) {
        if (n->kind != DOC_ENTRY)
            continue;
        raw(g, g->level == 2 ? "<article class=\"entry\"" : "<article class=\"entry sub\"");
        attribute(g, "id", n->anchor);
        raw(g, ">");
        g->level++;
        put_blocks(g, n);
        g->level--;
        raw(g, "</article>\n");
        if (n->next && n->next->kind != DOC_ENTRY) {
            raw(g, "<div class=\"block\"><div class=\"said\">");
            put_nodes(g, n->next);
            raw(g, "</div></div>\n");
        }
    }
}

static void put_section(struct page *g, const struct doc_node *n)
{
    raw(g, n->flags & DOC_RISK ? "<section class=\"card risk\" id=\"" : "<section class=\"card\" id=\"");
    put(g, n->anchor);
    raw(g, "\" aria-labelledby=\"h-");
    put(g, n->anchor);
    raw(g, "\">\n");
    put_blocks(g, n);
    raw(g, "</section>\n");
}

static void put_contents(struct page *g)
{
    if (!g->d->root.first)
        return;
    raw(g, "<nav class=\"toc\"");
    attribute(g, "aria-label", say_of(g, N_("Parts of the plan"), "Parts of the report"));
    raw(g, "><ul>");
    for (const struct doc_node *n = g->d->root.first; n; n = n->next) {
        raw(g, "<li><a href=\"#");
        put(g, n->anchor);
        raw(g, "\">");
        put(g, n->text);
        raw(g, "</a></li>");
    }
    raw(g, "</ul></nav>\n");
}

/* How many findings there are, and those about the whole plan. */
static void put_checks(struct page *g)
{
    static const char *const one[SEVERITY_COUNT] = {" piece of advice", " warning", " error"},
                             *const many[SEVERITY_COUNT] = {" pieces of advice", " warnings", " errors"};
    const size_t *count = g->d->finding_count;

    raw(g, "<section class=\"card checks\" id=\"checks\" aria-labelledby=\"h-checks\">\n<h2 "
           "id=\"h-checks\">Findings</h2>\n"
           "<ul class=\"count\">");
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        if (!count[s])
            continue;
        raw(g, "<li class=\"");
        raw(g, severity_class((enum rules_severity)s));
        raw(g, "\">");
        put_mark(g, (enum rules_severity)s);
        raw(g, "<span>");
        buf_int(g->b, (long long)count[s]);
        raw(g, count[s] == 1 ? one[s] : many[s]);
        raw(g, "</span></li>");
    }
    raw(g, "</ul>\n");
    put_findings(g, &g->d->root, STR("the whole plan"));
    raw(g, "</section>\n");
}

static void put_head(struct page *g)
{
    const struct doc *d = g->d;

    raw(g, "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"");
    attribute(g, "lang", d->language);
    raw(g, "><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
           "<meta name=\"color-scheme\" content=\"light dark\"/><meta name=\"referrer\" "
           "content=\"no-referrer\"/>\n<title>");
    put(g, d->title);
    raw(g, ": ");
    put(g, d->client);
    if (d->status.n) {
        raw(g, " (");
        put(g, d->status);
        raw(g, ")");
    }
    raw(g, "</title>\n<style>\n");
    for (size_t i = 0; i < sizeof page_css / sizeof *page_css; i++)
        raw(g, page_css[i]);
    if (d->words && d->mark.n) {
        raw(g, "@media print { .draft::before { content: \"");
        put(g, d->mark);
        raw(g, "\"; } }\n");
    }
    raw(g, d->paper == PAPER_LETTER ? "@page { size: letter; }\n" : "@page { size: A4; }\n");
    raw(g, "</style></head>\n");
}

static void put_title(struct page *g)
{
    const struct doc *d = g->d;

    raw(g, "<header class=\"head\">");
    element(g, "p", "draft-mark", d->status);
    element(g, "h1", NULL, d->title);
    raw(g, "<p class=\"who\">");
    element(g, "strong", NULL, d->client);
    raw(g, " ");
    element(g, "span", NULL, d->born);
    raw(g, "</p>");
    element(g, "p", "made", d->facts);
    element(g, "p", "made", d->printed);
    raw(g, "</header>\n");
}

static void put_nothing(struct page *g)
{
    raw(g, "<section class=\"card\">");
    element(g, "p", NULL,
            say_of(g, N_("Nothing is written in this plan yet."), "Nothing is written in this report yet."));
    raw(g, "</section>\n");
}

void html_put(const struct doc *d, struct buf *out)
{
    struct page g = {.d = d, .b = out, .level = 2};
    bool noted = d->root.findings != NULL;

    for (int s = 0; s < SEVERITY_COUNT; s++)
        noted = noted || d->finding_count[s] > 0;
    put_head(&g);
    raw(&g, "<body class=\"");
    raw(&g, d->status.n ? "draft" : "final");
    raw(&g, noted ? " noted\">\n" : "\">\n");
    raw(&g, "<a class=\"skip\" href=\"#main\">");
    put(&g, say_of(&g, N_("Skip to the plan"), "Skip to the report"));
    raw(&g, "</a>\n<div class=\"page\">\n");
    put_title(&g);
    put_contents(&g);
    raw(&g, "<main id=\"main\" tabindex=\"-1\">\n");
    if (noted)
        put_checks(&g);
    for (const struct doc_node *n = d->root.first; n; n = n->next)
        put_section(&g, n);
    if (!d->root.first)
        put_nothing(&g);
    raw(&g, "</main>\n");
    raw(&g, "</div>\n</body></html>\n");
}

void html_put_inside(const struct doc_node *n, struct buf *out)
{
    static const struct doc none = {.root = {.kind = DOC_ROOT}};
    struct page g = {.d = &none, .b = out, .level = 2};

    put_nodes(&g, n->first);
}

void render_html(const struct plan *p, const struct render_options *o, struct buf *out)
{
    struct arena a;
    struct doc d;

    arena_init(&a, 0);
    if (doc_build(p, o, &a, &d, NULL))
        html_put(&d, out);
    else
        out->failed = true;
    arena_free(&a);
}

void render_html_parts(const struct plan *p, const struct render_options *o, struct buf *out)
{
    struct arena a;
    struct doc d;

    arena_init(&a, 0);
    if (doc_build(p, o, &a, &d, NULL)) {
        struct page g = {.d = &d, .b = out, .level = 2};
        if (o->contents)
            put_contents(&g);
        for (const struct doc_node *n = d.root.first; n; n = n->next)
            put_section(&g, n);
        if (!d.root.first)
            put_nothing(&g);
    } else {
        out->failed = true;
    }
    arena_free(&a);
}

static size_t places_below(const struct doc_node *n, struct render_place *at)
{
    size_t count = 0;
    for (; n; n = n->next) {
        if (n->pointer.n && n->anchor.n) {
            if (at)
                at[count] = (struct render_place){n->pointer, n->anchor};
            count++;
        }
        count += places_below(n->first, at ? at + count : NULL);
    }
    return count;
}

bool render_places(const struct plan *p, struct arena *a, struct render_places *out, struct err *e)
{
    const struct render_options o = {.places = true};
    struct doc d;

    if (!doc_build(p, &o, a, &d, e))
        return false;
    out->n = places_below(d.root.first, NULL);
    out->at = arena_array(a, out->n + 1, sizeof *out->at);
    if (!out->at)
        return arena_error(a, e);
    places_below(d.root.first, out->at);
    return true;
}

struct str render_place_of(const struct render_places *places, struct str pointer)
{
    const struct render_place *best = NULL;

    for (size_t i = 0; i < places->n; i++) {
        const struct render_place *k = &places->at[i];
        bool around = str_starts(pointer, k->pointer) && (pointer.n == k->pointer.n || pointer.p[k->pointer.n] == '/');
        if (around && (!best || best->pointer.n < k->pointer.n))
            best = k;
    }
    return best ? best->anchor : (struct str){NULL, 0};
}
