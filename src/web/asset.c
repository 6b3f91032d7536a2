/* asset.c: style sheet, script, fonts and icon, as the build has put them into the program. */
#include "web/asset.h"

#include "web/web_parts.h"

const char *asset_url(const char *name)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (strcmp(assets[i].name, name) == 0) {
            return assets[i].url;
        }
    }
    return "";
}

/* The name holds a hash of the bytes: what it names never changes. */
void asset_show(struct call *w)
{
    struct str name = web_param(w, "name");
    for (size_t i = 0; i < assets_count; i++) {
        if (str_is(name, assets[i].url)) {
            w->answer->type = assets[i].type;
            w->answer->fixed = (struct str){(const char *)assets[i].bytes, assets[i].size};
            http_put_header(w->answer, "Cache-Control", STR("public, max-age=31536000, immutable"));
            return;
        }
    }
    http_put_header(w->answer, "Cache-Control", STR("no-store"));
    message_show(w, 404, "There is nothing here", STR("The address may be mistyped, or what it showed is gone."), NULL);
}

void icon_show(struct call *w)
{
    http_put_header(w->answer, "Cache-Control", STR("public, max-age=86400"));
    w->answer->status = 308;
    http_put_header(w->answer, "Location", web_print(w, "/static/%s", asset_url("icon.svg")));
}
