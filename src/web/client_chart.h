/* client_chart.h: the whole person on one page before the session. Layer: web. */
#ifndef WEB_CLIENT_CHART_H
#define WEB_CLIENT_CHART_H

#include "web/plan_plain.h"
#include "web/web.h"

struct chart_alert_row {
    struct str id, what, when, owner, next; /* owner: who sees to it, by when */
    struct url respond;
    bool first; /* one filled button a page */
};
struct chart_task_row {
    const char *name, *done;
    struct url url; /* absent: there is no page for it */
    bool is_done;
};
struct chart_objective_row {
    struct str text, sentence;
    const char *state, *tag; /* in words; "good", "warn", "risk", "" */
};
struct chart_goal_row {
    struct str text, client_words;
    const char *state, *tag;
    struct chart_objective_row *objectives;
    size_t objectives_count;
};
struct chart_measure_row {
    const char *name;
    struct str value, sentence; /* "12, moderate" */
    struct date on;
    struct html spark;
    struct url url;
};
struct chart_sign_row {
    const char *title;
    struct str evidence;
    struct date opened;
};
struct chart_text_row {
    const char *kind;
    struct str text, more;
};
struct chart_line_row {
    struct date date;
    struct str what, text, who;
    struct url url;
    bool struck;
};
struct chart_consent_row {
    struct str what, until;
};
struct view_client_chart {
    struct view_page page;
    struct view_strip strip;
    struct url device; /* to hand it over to the client */
    struct chart_alert_row *alerts;
    size_t alerts_count;
    struct words_row *said; /* by the client, not read yet */
    size_t said_count;
    struct url words;                 /* absent: never said anything */
    bool review_due;                  /* or late: its button is the filled one */
    bool has_plan, first_plan, ended; /* first_plan: the tasks are shown */
    bool bare;                        /* nothing was recorded yet: no card says that there is nothing */
    struct chart_task_row *tasks;
    size_t tasks_count;
    struct str summary; /* what the client came with, in own words when known */
    struct chart_text_row *strengths, *diagnoses;
    size_t strengths_count, diagnoses_count;
    struct str plan_words; /* "Version 3, signed 4 May 2026" */
    struct url plan, draft, begin_review, record_score, share, details, session, who, safety, progress, sessions;
    struct str draft_words, signing; /* signing: who signed, for whom it waits, and what does not hold until then */
    struct url paste;                /* of a client without any plan */
    struct chart_goal_row *goals;
    size_t goals_count;
    struct chart_measure_row *measures;
    size_t measures_count;
    struct chart_sign_row *signs;
    size_t signs_count;
    struct str review_words, safety_words;
    struct url ask;       /* to ask the client now what helped and what did not; absent: not possible */
    struct str ask_words; /* since when they are asked; absent: they are not */
    const char *review_tag;
    struct chart_consent_row *consents;
    size_t consents_count;
    struct chart_line_row *lines;
    size_t lines_count;
    struct url earlier;
    bool is_earlier; /* the timeline goes on from somewhere: the top of the page is left out */
};

#endif
