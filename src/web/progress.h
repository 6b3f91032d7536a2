/* progress.h: one measure over time; recording, correcting and assigning scores. Layer: web. */
#ifndef WEB_PROGRESS_H
#define WEB_PROGRESS_H

#include "web/web.h"

struct progress_choice {
    struct str label, values;
    struct url url;
    bool current;
};
struct progress_assigned {
    struct str name, how, next, id;
    const char *tag; /* "warn" when it is late */
    struct url record;
};
struct progress_single {
    struct date date;
    struct str value;
    struct url url;
};
struct view_progress {
    struct view_page page;
    struct view_strip strip;
    bool for_client; /* shown in the session: large, without what is the clinician's */
    struct str name, sentence, advice;
    struct str reporter; /* "Answered by Gus Quill, guardian." */
    struct html picture;
    struct progress_choice *choices;
    size_t choices_count;
    struct progress_assigned *assigned;
    size_t assigned_count;
    struct progress_single *singles;
    size_t singles_count;
    struct url diary, record, assign, in_session, out_of_session, csv, all, recent;
    bool any, stop;
};

struct score_option {
    struct str value, id;
    const char *name; /* of the field, for the radio button */
    bool chosen;
};
struct score_item {
    struct str name, number, value;
    const char *label;
    bool keypad; /* few options: radio buttons; else a number is typed */
    bool alert;  /* an answer here may raise an alert */
    struct str range;
    struct score_option *options;
    size_t options_count;
};
struct view_score_form {
    struct view_page page;
    struct view_strip strip;
    const char *heading, *button, *title, *recall;
    struct url action, back, paper;
    struct str measure;
    struct view_field date, total, reason;
    bool has_reason, has_items, has_total, is_unconfirmed;
    struct score_item *items;
    size_t items_count;
};
struct score_measure {
    const char *name, *title;
    struct url url;
};
/* What an objective counts or rates without a questionnaire. */
struct score_own {
    struct str name, how; /* "panic attacks", "per week" */
    struct url url;
};
struct view_score_pick {
    struct view_page page;
    struct view_strip strip;
    struct score_measure *used, *others;
    size_t used_count, others_count;
    struct score_own *own;
    size_t own_count;
};
struct score_answer {
    struct str number, value;
    const char *label;
};
/* Whether the client sees this score yet: {{ use hold hold }}. */
struct view_hold {
    bool may, held, open;
    struct str text; /* who holds it, since when and why */
    struct url hold, release;
    struct view_field reason;
    struct view_token token;
};
struct view_score {
    struct view_page page;
    struct view_strip strip;
    const char *name;
    struct date date;
    struct str by, total, band, state, reason;
    struct score_answer *answers;
    size_t answers_count;
    struct str *alerts;
    size_t alerts_count;
    struct url correct, withdraw, progress;
    bool stands, withdraw_open;
    struct view_field withdraw_reason;
    struct view_hold hold;
};
struct assign_question {
    struct view_field question, low, high, alert_at;
    struct str number;
    bool first;
};
struct checkin_line {
    struct str question, answer;
    bool alert;
};
/* A check-in of ours, as the care team reads it. */
struct view_checkin {
    struct view_page page;
    struct view_strip strip;
    struct str heading, meta;
    const char *note;
    bool unsent;
    struct checkin_line *lines;
    size_t lines_count;
    struct view_hold hold;
    struct url progress;
};
struct view_assign {
    struct view_page page;
    struct view_strip strip;
    struct url action, back, wording;
    struct view_field what, instrument, every, remote, reporter;
    bool has_guardian;                 /* then it is asked who fills it in */
    struct assign_question *questions; /* the first stands open */
    size_t questions_count;
};

/* hold_put: of this score or check-in. */
void hold_put(struct call *w, const struct form *f, struct str id, const struct view_token *token,
              struct view_hold *out);
/* score_not_held: the page of the score of the address again, with what is wrong with holding it back. */
void score_not_held(struct call *w, const struct form *hold);

#endif
