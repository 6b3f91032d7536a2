/* review.h: a review in six steps, each kept on the desk until all of it is signed. Layer: web, of page_review.c and
 * review_step.c. */
#ifndef WEB_REVIEW_H
#define WEB_REVIEW_H

#include "web/daily.h"

#define REVIEW_STEPS 6 /* the last: all answers once more */

struct review_step {
    int number;
    struct field field[FORM_FIELDS_MAX];
    size_t count;
    struct form f;
    struct str when; /* kept since; absent: not begun */
};

const char *review_title(int step);
/* review_fields: what a step asks. review_read: as it is kept. */
void review_fields(struct call *w, const struct client_chart *c, int number, struct review_step *s);
bool review_read(struct call *w, const struct client_chart *c, int number, struct review_step *s);
const char *review_desk(struct call *w, int number);
/* review_check: what a table of fields cannot say. false: errors are in the form. */
bool review_check(struct call *w, const struct client_chart *c, struct review_step *s);
/* review_ask: the parts of a step. review_tell: its answers in words. */
bool review_ask(struct call *w, const struct client_chart *c, struct review_step *s, struct view_daily_form *v);
void review_tell(struct call *w, const struct client_chart *c, const struct review_step *s, struct daily_part *p);
/* review_json: the entry REVIEW. consultation: the entry of that kind; absent: nobody was consulted. */
struct str review_json(struct call *w, const struct client_chart *c, struct review_step *steps,
                       struct str *consultation);
const char *review_state(struct str word); /* "On course" */
struct str review_about(struct call *w, const struct client_chart *c, struct str about);

#endif
