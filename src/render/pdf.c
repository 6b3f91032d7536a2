/* pdf.c: a plan as a tagged PDF: document, rows, pages, and what cairo leaves out. */
#include "render/pdf_parts.h"

#include <cairo-pdf.h>

static cairo_status_t take(void *to, const unsigned char *p, unsigned int n)
{
    struct buf *b = to;

    buf_put(b, (const char *)p, n);
    return buf_ok(b) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_NO_MEMORY;
}

static bool too_large(const struct buf *out, struct err *e)
{
    if (!out->limit)
        return err_no_memory(e);
    return err_set(e, ERR_LIMIT, "PDF", "larger than the limit of %zu bytes", out->limit);
}

static bool draw(const struct doc *d, struct flow *f, cairo_t *cr, const struct buf *raw, struct err *e)
{
    struct pdf_marks marks = {{NULL, 0, 0}};
    cairo_status_t status;

    if (!flow_has_fonts(f))
        return err_set(e, ERR_NOT_FOUND, "PDF",
                       "no font was found; install fonts, such as fonts-inter and fonts-vollkorn");
    pdf_lay(d, f, &marks);
    if (!f->failed)
        pdf_paint(d, f, &marks, cr);
    cairo_surface_finish(cairo_get_target(cr));
    if (f->failed)
        return arena_error(f->a, e);
    if (!buf_ok(raw))
        return too_large(raw, e);
    status = cairo_status(cr) ? cairo_status(cr) : cairo_surface_status(cairo_get_target(cr));
    return status == CAIRO_STATUS_SUCCESS ||
           err_set(e, ERR_INTERNAL, "PDF", "cairo: %s", cairo_status_to_string(status));
}

bool pdf_put(const struct doc *d, struct arena *a, struct buf *out, struct err *e)
{
    struct pdf_sheet sheet = pdf_sheet_of(d->paper);
    cairo_surface_t *surface;
    cairo_t *cr;
    struct flow f;
    struct buf raw;
    bool ok;
    char *language = arena_copy(a, d->language.p, d->language.n);

    if (!language)
        return arena_error(a, e);
    buf_init(&raw, out->limit); /* what cairo writes is no longer than what becomes of it */
    surface = cairo_pdf_surface_create_for_stream(take, &raw, sheet.width, sheet.height);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    cr = cairo_create(surface);
    flow_open(&f, a, cr, language, sheet.width - 2 * sheet.side, sheet.height - sheet.top - sheet.foot);
    f.words = d->words;
    ok = draw(d, &f, cr, &raw, e) && pdf_finish(buf_str(&raw), d, &f, out, e) && (buf_ok(out) || too_large(out, e));
    flow_close(&f);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    buf_free(&raw);
    return ok;
}

bool render_pdf(const struct plan *p, const struct render_options *o, struct buf *out, struct err *e)
{
    struct arena a;
    struct doc d;
    bool ok;

    arena_init(&a, 0);
    ok = doc_build(p, o, &a, &d, e) && pdf_put(&d, &a, out, e);
    arena_free(&a);
    return ok;
}
