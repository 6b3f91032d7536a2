/* asset.h: what tools/assets made of src/web/static/ and the fonts. Layer: web, private to asset.c. */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

struct asset {
    const char *name, *url, *type; /* "app.css", "app.1f2e3d4c.css", "text/css; charset=utf-8" */
    const unsigned char *bytes;
    size_t size;
};
extern const struct asset assets[];
extern const size_t assets_count;

#endif
