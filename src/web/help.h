/* help.h: short texts about the pages. Layer: web. A new topic: view/help_NAME.html and its row in page_help.c. */
#ifndef WEB_HELP_H
#define WEB_HELP_H

#include "web/web.h"

struct view_help {
    struct view_page page;
    struct view_link *topics;
    size_t topics_count;
};

#endif
