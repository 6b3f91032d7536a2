/* progress.h: how a client's answers went over time; words before the plan is looked at. Layer: web. */
#ifndef WEB_ME_PROGRESS_H
#define WEB_ME_PROGRESS_H

#include "web/me/me.h"

struct me_choice {
    struct str label;
    struct url url;
    bool current;
};
struct view_me_progress {
    struct view_page page;
    struct me_choice *choices;
    size_t choices_count;
    struct str name, sentence, first; /* sentence: where it stands now, in words */
    struct html picture;
    bool any;
    struct str held; /* "Dana will talk with you about this first" */
    const char *quiet;
    const char *delay;
};
struct me_review_said { /* what was sent; kind: the question */
    const char *kind;
    struct str text;
};
struct view_me_review {
    struct view_page page;
    struct str sent; /* "You wrote it on 3 November 2026." absent: nothing yet */
    struct me_review_said *said;
    size_t said_count;
    struct view_field helped, did_not, next;
    struct view_me_box box;
};

#endif
