/*
 * review_parts.h: what the files of the steps of a review share. Layer: web, private to review_step.c,
 * review_changed.c.
 */
#ifndef WEB_REVIEW_PARTS_H
#define WEB_REVIEW_PARTS_H

#include "web/review.h"

#define SIGNS_MOST 16

/* review_signs: signs that are decided about here: an alert is answered on its own page. */
size_t review_signs(const struct client_chart *c, const struct chart_sign **list, size_t room);

/* review_ask_changed: the parts of the first step. false: w->err. */
bool review_ask_changed(struct call *w, const struct client_chart *c, struct review_step *s, struct view_daily_form *v);

/* review_last_ms: when the last review was recorded. review_is_new: the entry came after it. */
bool review_last_ms(struct call *w, const struct client_chart *c, int64_t *out);
bool review_is_new(const struct client_chart *c, int64_t review_ms, const struct record *r);

#endif
