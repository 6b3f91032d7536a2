/* draft.h: the pages of a draft: beginning one, writing it, two people in it. Layer: web. */
#ifndef WEB_DRAFT_H
#define WEB_DRAFT_H

#include "web/editor.h"
#include "web/whose.h"

/* A line of a text that was brought in and not understood. */
struct draft_foreign {
    int64_t line;
    struct str text;
    struct edit_choice *places; /* where it may belong: button, words */
    size_t places_count;
};
struct view_draft {
    struct view_page page;
    struct view_strip strip;
    struct str id, heading, saved, writer, trouble, question, added;
    struct str back, back_text; /* "Version 1 was sent back by ...", and what is to be changed; absent: it was not */
    struct view_whose whose;
    struct url post;
    struct str save, check; /* addresses: the draft is saved and checked while it is written */
    int64_t version;
    struct edit_choice *ids; /* of each item its place and its id: what the form was made from */
    size_t ids_count;
    struct view_edit_section *sections;
    size_t sections_count;
    struct view_edit_checks checks;
    struct edit_removed *removed;
    size_t removed_count;
    struct edit_choice *measures;
    size_t measures_count;
    struct str read; /* what a text that was brought in holds, in numbers; absent: nothing is told of it */
    struct draft_foreign *foreign;
    size_t foreign_count;
    const char *script;
};

struct draft_conflict {
    struct str pointer, title, base, mine, theirs;
    struct str told; /* instead of a choice: an item that one removed and the other changed */
};
struct view_draft_conflict {
    struct view_page page;
    struct view_strip strip;
    struct str id, lede;
    int64_t version;
    struct draft_conflict *conflicts;
    size_t conflicts_count;
};

/* draft_question: "What does Emma want to be different? Use her words." */
struct str draft_question(struct call *w, const struct view_strip *s);
/* plan_care_ended: no plan is begun after the end of care: the error is told at that field. False: it was another. */
bool plan_care_ended(struct call *w, struct form *f, const char *field);

struct plan_sent_back; /* practice/plans.h */
/* draft_sent_back: "Version 1 was sent back by Ann Rowe, 3 October 2026, 09:20:"; absent: it was not. */
struct str draft_sent_back(struct call *w, const struct plan_sent_back *b);

/* What of a starter belongs in the plan; shown before the plan is begun. */
struct view_plan_starter {
    struct view_page page;
    struct view_strip strip;
    struct str want, starter;
    struct view_field objectives, interventions, also, weeks;
};

struct form;
/* plan_starter_show: that page, for a form whose starter was chosen. plan_starter_take: the plan with what was ticked.
 * false: w->err. */
void plan_starter_show(struct call *w, const struct form *f);
bool plan_starter_take(struct call *w, const struct form *f, struct plan **out);

struct view_plan_new {
    struct view_page page;
    struct view_strip strip;
    struct view_field want, starter;
    bool has_former;
    struct str former; /* "version 3" */
};

#endif
