/* plan_plain.h: the plan in plain words, part by part, and as the client will see it; what clients said. Layer: web. */
#ifndef WEB_PLAN_PLAIN_H
#define WEB_PLAN_PLAIN_H

#include "web/me/plan.h"

/* One part: what the plan says, what it says in plain words, what is offered. */
struct plain_part {
    struct str kind, clinical; /* "Objective", its sentence */
    struct view_field text;
    struct str grade, by, offer, former; /* former: the plain words of the version before */
    bool has_keep, has_former;
    const char *keep, *again; /* names of the boxes: take what is offered, what stood before */
    bool kept, taken;
};
struct view_plan_plain {
    struct view_page page;
    struct view_strip strip;
    struct str base, id, advice;
    struct plain_part *parts;
    size_t parts_count;
    struct url preview, draft;
};
struct view_plan_preview {
    struct view_page page;
    struct view_strip strip;
    struct view_me_plan_body plan;
    struct str heading, diagnosis;
    bool asks; /* whether the diagnosis has been talked about: not answered yet */
    struct url plain;
};

/* What a client said. */
struct words_row {
    struct str id, kind, about, part, text, who, state;
    struct str of; /* how the part read when this was said; absent: as it does now, or that is not known */
    bool unread;
    struct said_answer *answers;
    size_t answers_count;
};
struct view_client_words {
    struct view_page page;
    struct view_strip strip;
    struct words_row *rows;
    size_t rows_count;
    bool may_answer, any_unread;
    struct url plan, older, newest; /* absent: there are none; it is the first page */
};
struct view_client_words_one {
    struct view_page page;
    struct view_strip strip;
    struct words_row row;
    struct view_field text;
};
/* client_words_rows: what the client said last, newest first, as a clinician reads it; with a plan, what it is about in
 * its words. most: what is read grows with it. client_words_unread: what nobody has read yet.
 * client_words_since: what was said on that day or later, but for answers to the questions before a review. */
#define CLIENT_WORDS_SHOWN 40
size_t client_words_rows(struct call *w, const struct plan *plan, size_t most, struct words_row **out);
size_t client_words_unread(struct call *w, const struct plan *plan, size_t most, struct words_row **out);
size_t client_words_since(struct call *w, const struct plan *plan, struct date from, size_t most,
                          struct words_row **out);

#endif
