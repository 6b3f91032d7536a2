/* sign_in.h: signing in and out. Layer: web. */
#ifndef WEB_SIGN_IN_H
#define WEB_SIGN_IN_H

#include "web/web.h"

struct view_sign_in {
    struct view_page page;
    const char *told; /* why one is asked to; "": nothing */
    struct view_field login, password, code;
    bool with_code, has_link;
    struct str then, held;
};

#endif
