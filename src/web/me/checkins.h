/* checkins.h: a client's check-ins: what is asked, a question a page, what was answered. Layer: web. */
#ifndef WEB_ME_CHECKINS_H
#define WEB_ME_CHECKINS_H

#include "web/crisis.h"
#include "web/me/me.h"

struct me_checkin { /* one of the list */
    struct str assignment, title, about;
    const char *button; /* "Begin", "Go on"; NULL: it is not due */
    bool first;         /* the one filled button of the page */
    struct url sent;    /* what was sent last */
    struct str when;
};
struct view_me_checkins {
    struct view_page page;
    struct me_checkin *due, *later;
    size_t due_count, later_count;
    struct url progress;
    bool guardian;       /* a guardian answers, not the client */
    bool mails, reminds; /* mails: there is an address */
};

struct me_option {
    struct str value, id, label;
    bool chosen;
};
struct me_question {
    struct str id, name; /* of the field */
    struct str before, text;
    struct str hint; /* of a number: "0 to 30" */
    bool is_words, is_number, no_label;
    struct str value, error;
    struct me_option *options;
    size_t options_count;
};
struct view_me_question {
    struct view_page page;
    struct str step; /* "Weekly check-in, question 2 of 7" */
    struct me_question ask;
    struct url action, back, all, stop;
    bool has_box;
    struct view_me_box box;
    struct str copyright, publisher; /* of an instrument */
};
struct view_me_question_all {
    struct view_page page;
    struct str title;
    struct me_question *asks;
    size_t asks_count;
    struct url action, back;
    struct view_me_box box;
    bool has_box;
    struct str copyright, publisher;
};

/* On the answer that raised an alert. */
struct view_me_help_now {
    struct view_page page;
    struct view_crisis_numbers numbers;
    struct url safety, on;
};

struct me_answer {
    struct str question, answer;
    struct url change; /* absent when it was sent */
    struct str number;
};
struct view_me_check {
    struct view_page page;
    const char *heading;
    struct str title;
    bool sent, any;
    bool unscored; /* a question of an instrument is open: there may be no score */
    struct me_answer *answers;
    size_t answers_count;
    struct url action, stop, progress, mistake;
    struct str mistake_text;
    struct str copyright, publisher;
};
struct view_me_mistake {
    struct view_page page;
    struct url action, back;
    struct view_field text;
    struct view_me_box box;
};

/* checkin_title: "Weekly check-in"; of an instrument its title. checkin_about: "7 short questions, about 2 minutes." */
struct checkin_due;
struct str me_checkin_title(struct call *w, const struct checkin_due *d);
struct str me_checkin_about(struct call *w, const struct checkin_due *d);

#endif
