/* qr.h: a text as a QR code, drawn as inline SVG: dark on light in either scheme. Layer: web. */
#ifndef WEB_QR_H
#define WEB_QR_H

#include "base/arena.h"
#include "base/err.h"
#include "web/out.h"

/* qr_svg: *out lives in the arena. ERR_LIMIT more text than a code holds; ERR_MEMORY. `label` names it for those who do
 * not see it: fixed words of ours. */
bool qr_svg(struct str text, const char *label, struct arena *a, struct html *out, struct err *e);

#endif
