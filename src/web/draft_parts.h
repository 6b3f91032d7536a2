/* draft_parts.h: what page_draft*.c share. Layer: web, private to them. */
#ifndef WEB_DRAFT_PARTS_H
#define WEB_DRAFT_PARTS_H

#include "practice/plans.h"
#include "web/draft.h"
#include "web/plan_form.h"

/* A draft that was read, with all that its page needs. */
struct open_draft {
    struct plan_draft d;
    struct plan *plan, *former;
    struct findings findings;
    struct editor e;
};

/* draft_open: w->client's. draft_look: checks o->plan and gets its page ready. draft_read_plan: from JSON, numbered and
 * bound. draft_latest: the last scores, as the client's summary keeps them. false: w->err. */
struct client_card;
bool draft_open(struct call *w, struct open_draft *o);
bool draft_look(struct call *w, struct open_draft *o, const struct plan_wrong *wrong, size_t wrong_count);
bool draft_read_plan(struct call *w, struct str json, struct plan **out);
bool draft_latest(struct call *w, const struct client_card *card, struct edit_latest **out, size_t *count);

/* draft_copied: adds to o->findings what stands in other plans too; asked for by "?copied=1". */
bool draft_copied(struct call *w, struct open_draft *o);

/* draft_page: the page, or what went wrong. added: the first field of what was added all the same; absent: nothing. */
void draft_page(struct call *w, struct open_draft *o, const char *trouble, struct str added);

/* draft_same_places: whether the places in the form still hold what they held: nobody moved, added or removed anything
 * above them. draft_keep: saves what was posted; false: w->err, with ERR_CONFLICT perhaps d->conflicts. */
bool draft_same_places(const struct http_field *fields, size_t n, struct plan *p);
bool draft_keep(struct call *w, struct plan_post *f, struct draft_edit *d);

#endif
