/* whose.h: where a plan and the record it stands in meet: what they say apart of the client, and the client's language.
 * Layer: web. */
#ifndef WEB_WHOSE_H
#define WEB_WHOSE_H

#include "web/web.h"

struct whose_note {
    struct str text;
    struct url where;
    const char *link; /* the words of it */
};
struct view_whose {
    struct whose_note *notes;
    size_t notes_count;
};

struct plan;
struct client_card;
/* whose_look: of a plan that was bound, beside its client's card; is_draft: what it tells leads to the draft. What
 * this person may not see (card->relation, of clients_read) is not said. false: w->err, ERR_MEMORY and of reading. */
bool whose_look(struct call *w, const struct plan *plan, const struct client_card *card, bool is_draft,
                struct view_whose *out);

#endif
