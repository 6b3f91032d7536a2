/* help.h: help for clients: what each page is for, who sees what. Layer: web. */
#ifndef WEB_ME_HELP_H
#define WEB_ME_HELP_H

#include "web/crisis.h"
#include "web/me/me.h"

struct me_help_page {
    struct url url;
    const char *name, *text;
};
struct view_me_help {
    struct view_page page;
    struct me_help_page *pages; /* those that this account may open */
    size_t pages_count;
    struct str reply_times, practice;
    struct view_crisis_cover cover;
};

#endif
