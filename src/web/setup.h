/* setup.h: the first page of a practice that has nobody yet. Layer: web. */
#ifndef WEB_SETUP_H
#define WEB_SETUP_H

#include "web/web.h"

struct view_setup {
    struct view_page page;
    struct view_field code, practice, time_zone, state, name, login, password, password_again, sees_clients;
};

/* setup_waits: whether the practice has nobody yet, so that /setup is there. false with w->err set: trouble. */
bool setup_waits(struct call *w);

#endif
