/* checkin_parts.h: what page_checkins.c and page_question.c share. Layer: web, private to them. */
#ifndef WEB_ME_CHECKIN_PARTS_H
#define WEB_ME_CHECKIN_PARTS_H

#include "practice/checkins.h"
#include "web/me/checkins.h"

/* me_link: a page of the client's side; absent when there is none, or it is not for this person. */
struct url me_link(struct call *w, const char *path);
/* me_checkin_read: the form of the address. false: w->err. */
bool me_checkin_read(struct call *w, struct checkin *out);
/* me_checkin_go: to its first open question behind the one at `from` (0: from the beginning), else to check the
 * answers. */
void me_checkin_go(struct call *w, const struct checkin *c, size_t from);
struct url me_checkin_url(struct call *w, const struct checkin *c, const char *below);
struct str me_checkin_name(struct call *w, const struct checkin *c);
/* me_question_text: as it is asked: the publisher's or the client's words, or ours. */
struct str me_question_text(struct call *w, const struct checkin *c, const struct checkin_question *q);
struct str me_answer_text(struct call *w, const struct checkin *c, const struct checkin_question *q);
/* me_option_label: of one row; a scale of ours has words at both ends. */
struct str me_option_label(struct call *w, const struct checkin *c, const struct checkin_question *q, int value);

#endif
