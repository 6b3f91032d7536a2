/* page_home.c: where a client comes in; and the way out of this site. */
#include "views.h"
#include "web/me/me.h"
#include "web/web_parts.h"

void me_home_show(struct call *w)
{
    struct view_me_home v = {0};
    struct outside o;
    if (!me_outside(w, &o)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("Start"), NULL, &v.page);
    v.name = o.preferred_name.n ? o.preferred_name : o.name;
    view_me_home(&w->out, &v);
}

/* Signed out, and on a page of somebody else at once. What was in this browser's history stays there, and nothing here
 * says otherwise. */
void me_leave_do(struct call *w)
{
    struct err none = {0};
    if (!str_is(http_header(w->in, "sec-fetch-site"), "cross-site") && cookie_get(w, "session").n) {
        if (session_find(w)) { /* else the database is away, or it ended before */
            people_sign_out(w->practice, &w->who, w->token, &none);
        }
        session_drop(w);
    }
    w->answer->status = 303;
    http_put_header(w->answer, "Location", STR("https://www.wikipedia.org/"));
}
