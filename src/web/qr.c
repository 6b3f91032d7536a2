/* qr.c: see qr.h. */
#include "web/qr.h"

#include <errno.h>
#include <qrencode.h>

#define QUIET 4 /* light modules around it: ISO/IEC 18004 */
#define TEXT_MAX 1000

/* A dark run of one row after the other, as one path. */
static void put_path(const QRcode *code, struct buf *b)
{
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            int from = x;
            while (x < code->width && code->data[y * code->width + x] & 1) {
                x++;
            }
            if (x > from) {
                buf_printf(b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
            }
        }
    }
}

bool qr_svg(struct str text, const char *label, struct arena *a, struct html *out, struct err *e)
{
    char copy[TEXT_MAX + 1];
    struct buf b;
    struct out to = {.to = &b};
    if (text.n > TEXT_MAX) {
        return err_set(e, ERR_LIMIT, "code", "can hold %d bytes", TEXT_MAX);
    }
    memcpy(copy, text.p, text.n);
    copy[text.n] = 0;
    QRcode *code = QRcode_encodeString8bit(copy, 0, QR_ECLEVEL_M);
    memset(copy, 0, sizeof copy);
    if (!code) {
        return errno == ERANGE ? err_set(e, ERR_LIMIT, "code", "cannot hold this text") : err_no_memory(e);
    }
    int side = code->width + 2 * QUIET;
    buf_init(&b, 0);
    buf_printf(&b, "<svg class=\"qr\" role=\"img\" aria-label=\"");
    out_text_cstr(&to, label);
    buf_printf(&b,
               "\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" "
               "fill=\"#fff\"/><path fill=\"#000\" d=\"",
               side, side, side, side);
    put_path(code, &b);
    buf_cstr(&b, "\"/></svg>");
    QRcode_free(code);
    bool ok = (buf_ok(&b) && arena_str(a, buf_str(&b), &out->safe)) || err_no_memory(e);
    buf_free(&b);
    return ok;
}
