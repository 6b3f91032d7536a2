/* caseload.h: what needs somebody today, and the clients they care for. Layer: web. */
#ifndef WEB_CASELOAD_H
#define WEB_CASELOAD_H

#include "practice/clients.h"
#include "web/web.h"

struct caseload_alert {
    struct str id, name, what, when;
    struct url respond, chart;
    bool first; /* one filled button a page */
};
struct caseload_row {
    struct url chart, review, record;                     /* record: a score; absent: may not */
    struct str name, called, due, measure, change, alert; /* alert: "1 alert is open"; absent: none */
    const char *due_tag; /* "risk", "warn", "": how much it presses; the words say it too */
};
/* Something that waits: for others, for this person, or to be looked at. */
struct caseload_waiting {
    struct url chart;
    struct str name, text;
    const char *link; /* words of a link of its own; NULL: the name is the link */
};
struct view_caseload {
    struct view_page page;
    struct str greeting, lede, more_reviews; /* more_reviews: "All 57 reviews"; absent: all are shown */
    struct caseload_alert *alerts;
    size_t alerts_count;
    struct caseload_row *reviews;
    size_t reviews_count;
    struct caseload_waiting *mine, *waiting, *news; /* mine: to be signed or answered by this person */
    size_t mine_count, waiting_count, news_count;
    struct caseload_row *clients;
    size_t clients_count;
    struct str shown;          /* "26 to 50 of 300" */
    bool treats, may_add, any; /* any: there are clients at all */
    struct view_field whose, show, sort;
    bool has_earlier, has_later;
    struct url earlier, later;
};
struct view_found {
    struct view_page page;
    struct str words, told;
    struct url glass; /* the way in an emergency; absent: not for this person */
    struct view_field q;
    struct caseload_row *clients;
    size_t clients_count;
    bool asked;
};

/* caseload_row_of: a card as a line of a list. */
void caseload_row_of(struct call *w, const struct client_card *card, struct caseload_row *out);

#endif
