/*
 * record.h: the client's own record: consents, what was given to others, who looked, requests, download.
 * Layer: web. Use cases: practice/sharing.h, practice/upkeep.h.
 */
#ifndef WEB_ME_RECORD_H
#define WEB_ME_RECORD_H

#include "practice/sharing.h"
#include "web/me/me.h"

struct me_item {
    struct str text, more, when; /* more, when: absent: not shown */
    struct url url;              /* absent: no link */
};
struct me_group {
    const char *id, *title, *empty; /* empty: what stands there when there is nothing; absent: nothing does */
    struct str lede;
    struct me_item *items;
    size_t items_count;
    struct view_link link; /* no url: none */
};
/* A page of lists. */
struct view_me_record {
    struct view_page page;
    const char *heading;
    struct str lede;
    struct me_group *groups;
    size_t groups_count;
    struct view_link back;
};

struct me_line {
    const char *text;
};
/* One thing that a consent says: a heading, words, short lines. */
struct me_part {
    const char *title;
    struct str text;
    struct me_line *lines;
    size_t lines_count;
};
struct view_me_consent {
    struct view_page page;
    const char *heading;
    struct str state, asked; /* "In force since 3 May 2026."; who asks, and since when */
    struct me_part *parts;
    size_t parts_count;
    bool answers; /* the client can say yes or no here */
    bool sample;  /* a form is opened first, to show that it can be */
    struct url action, take_back;
    struct view_field *fields; /* of a yes */
    size_t fields_count;
    struct view_link back;
};

/* A form of few fields; with `sent`, what a consent that is taken back was used for. */
struct view_me_form {
    struct view_page page;
    struct html said; /* a sentence with words of others in it; absent: none */
    const char *heading, *button, *title;
    struct str lede, note;
    struct me_item *items;
    size_t items_count;
    struct url action;
    struct view_link back;
    struct view_hidden *hidden;
    size_t hidden_count;
    struct view_field *fields;
    size_t fields_count;
    bool has_box;
    struct view_me_box box;
};

struct me_fact {
    const char *label;
    struct str text;
};
/* One request, with its answer. */
struct view_me_request {
    struct view_page page;
    const char *heading;
    struct str lede;
    struct me_fact *facts;
    size_t facts_count;
    struct view_link *links;
    size_t links_count;
    struct view_link back;
};

struct me_accounting_row {
    struct str when, to, address, what, purpose;
};
struct view_me_accounting {
    struct view_page page;
    struct str name, practice, made_on;
    struct me_accounting_row *rows;
    size_t rows_count;
};

/* The access log: days, and on each who did what. */
struct me_person {
    struct str name;
    const char *role; /* "your clinician"; absent: not known */
    bool emergency;
    struct str reason; /* of an emergency */
    struct me_line *acts;
    size_t acts_count;
};
struct me_day {
    struct str day;
    struct me_person *people;
    size_t people_count;
};
struct view_me_who {
    struct view_page page;
    struct me_day *days;
    size_t days_count;
    struct url earlier;
    bool later; /* not the first page */
};

struct view_me_download {
    struct view_page page;
    bool plan, whole; /* there is a signed plan; the whole may be exported */
    bool copy;        /* the signed one is in another language than this page: there is a copy to read too */
};

struct view_me_sample {
    struct view_page page;
    const char *word;
};

/* ---- what the files of these pages share ---- */

/* me_act_words: what somebody did, without a subject, in English ("read your plan"); NULL: there are no words for it.
 */
const char *me_act_words(struct str use_case);
/* me_text: for "%s". */
const char *me_text(struct call *w, struct str s);
/* me_consent_title: "Give a part of your record to Elm Clinic". me_consent_state: "In force", "You took it back". */
struct str me_consent_title(struct call *w, const struct consent *c);
const char *me_consent_state(const struct call *w, const struct consent *c, bool *in_force);
/* me_sections: "Plan, Safety plan" in the client's words. */
struct str me_sections(struct call *w, unsigned sections);
/* me_disclosed: what was really given, with numbers where it is more than one thing. */
struct str me_disclosed(struct call *w, const struct disclosure *d);
/* me_consent_parts: all that a consent says, in plain words. */
bool me_consent_parts(struct call *w, const struct consent *c, const struct outside *o, struct view_me_consent *v);
const char *me_request_title(const struct call *w, enum request_kind kind);
/* me_request_state: "You get an answer by 26 December 2026." */
struct str me_request_state(struct call *w, const struct request *r);
/* me_given_item: what was given to whom, when, on what ground. */
struct me_item me_given_item(struct call *w, const struct disclosure *d);
struct view_link me_back_to_record(const struct call *w);
/* me_in_record: marks "My record" in the head of a page whose address lies elsewhere. */
void me_in_record(struct view_page *page);

#endif
