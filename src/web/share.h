/*
 * share.h: consents, disclosures, requests, who looked, who supervises. Two shapes do for most of these pages: a list
 * of what there is (view_share) and a form of fields one below the other (view_share_form). Layer: web.
 */
#ifndef WEB_SHARE_H
#define WEB_SHARE_H

#include "web/web.h"

struct share_row {
    struct str text, more, when;
    const char *tag, *state; /* "good", "In force"; absent: no tag */
    struct url url;
    struct str post;        /* its id: a button beside it posts it to the group's `action`; absent: no button */
    struct str made;        /* posted beside it, as "made": when that was made which is meant; absent: nothing */
    const char *post_words; /* what stands on the button */
};
struct share_group {
    const char *id, *title, *empty, *add_words;
    struct str lede;
    struct url add, action;
    struct share_row *rows;
    size_t rows_count;
};
struct share_fact {
    const char *label;
    struct str text;
};
struct view_share {
    struct view_page page;
    bool has_strip;
    struct view_strip strip;
    const char *heading;
    struct str lede, warn;
    struct view_link main, *links; /* main: the filled button; no url: none */
    size_t links_count;
    struct share_fact *facts;
    size_t facts_count;
    struct share_group *groups;
    size_t groups_count;
    struct view_field *filter; /* fields of a form that asks again with GET */
    size_t filter_count;
    struct url earlier;
};

struct view_share_form {
    struct view_page page;
    bool has_strip;
    struct view_strip strip;
    const char *heading, *button;
    struct str lede, warn;
    struct url action, back;
    struct view_hidden *hidden;
    size_t hidden_count;
    struct view_field *fields;
    size_t fields_count;
};

/* The form of a consent, in one of its two ways: signed or said in the room, or asked on the client's own pages. */
struct consent_form {
    struct view_token token;
    struct view_hidden *hidden;
    size_t hidden_count;
    struct url action, back; /* back: absent on another page than its own */
    bool asks;
    struct view_field *fields, *acts; /* acts: who acts for the client */
    size_t fields_count, acts_count;
    bool acts_open;
    struct str note; /* asks: who can be asked */
    struct url invite;
};
struct view_consent {
    struct view_page page;
    struct view_strip strip;
    const char *heading;
    struct str lede;
    struct view_link *ways; /* none: the client cannot be asked by this person */
    size_t ways_count;
    struct consent_form form;
};

/* A part of the record that can be chosen, or not, and why not. */
struct share_part {
    const char *name;
    struct str heading, why; /* why: why not, or what goes along with it */
    bool allowed, chosen;
};
struct share_entry {
    struct str title;
    struct share_fact *facts;
    size_t facts_count;
};
/* The steps of a disclosure. */
struct view_disclose {
    struct view_page page;
    struct view_strip strip;
    struct str step_words;
    const char *heading, *button;
    struct url action, back;
    struct str keep;   /* where it is kept while somebody types; absent: it is not */
    struct str kept;   /* that it was begun before, and when */
    struct url drop;   /* then: throws it away */
    struct str next;   /* the step that the button posts */
    struct str former; /* the step before; absent: the first */
    bool asks_release; /* the way to record a release, which comes back to this step */
    struct view_hidden *hidden;
    size_t hidden_count;
    struct view_field *fields;
    size_t fields_count;
    bool has_parts;
    struct str parts_error, ground_words;
    struct share_part *parts;
    size_t parts_count;
    bool has_preview;
    struct html plan;
    struct share_entry *entries;
    size_t entries_count;
    struct share_fact *left_out, *facts;
    size_t left_out_count, facts_count;
};

#endif
