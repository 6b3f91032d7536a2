/*
 * way.h: an errand from one page to another and back: "?way=sign" on the way there, a hidden field in the form.
 * Only the names of the table lead anywhere: an address never comes from outside.
 * Layer: web (private).
 */
#ifndef WEB_WAY_H
#define WEB_WAY_H

#include "web/web.h"

struct way {
    struct str name;   /* "sign", "treatment-sign": from the consent that was wanted for signing,
                         "access-sign": from who has access; absent: no errand */
    struct url back;   /* absent: there is no such page for who asks */
    const char *words; /* "Go back to signing" */
};

/* way_find: where this request came from: its "way", in the address or in what was posted. */
struct way way_find(struct call *w);
/* way_named: the way with that name; without one, an empty one. */
struct way way_named(struct call *w, struct str name);
/* way_through: the name of the way back to the form for a consent of that kind, which itself came from `w`'s way. */
struct str way_through(struct call *w, const char *kind);

#endif
