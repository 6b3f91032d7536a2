/* plan_pages.h: a plan read, copied, compared, followed along its thread, brought in. Layer: web. */
#ifndef WEB_PLAN_PAGES_H
#define WEB_PLAN_PAGES_H

#include "web/plan_plain.h"
#include "web/web.h"

struct view_plan {
    struct view_page page;
    struct view_strip strip;
    struct str id, heading, facts, status;
    bool is_signed, is_draft, may_edit, has_draft, may_begin;
    struct url sign, amend, words, preview, finish; /* finish: of a plan that outlived the care */
    struct words_row *said;                         /* about its parts */
    size_t said_count;
    struct html content;
};

struct copy_part {
    struct str id, title, text;
    int64_t rows;
};
struct view_plan_copy {
    struct view_page page;
    struct view_strip strip;
    struct str id, heading;
    struct copy_part *parts;
    size_t parts_count;
    const char *script;
};

struct version_row {
    struct str id, title, state, when, by, former; /* former: id of the version before; absent: none */
    bool is_draft;
};
struct view_plan_versions {
    struct view_page page;
    struct view_strip strip;
    struct version_row *versions;
    size_t versions_count;
    bool has_two;
    struct view_choice *choices;
    size_t choices_count;
};

struct diff_line {
    struct str text;
};
struct view_plan_diff {
    struct view_page page;
    struct view_strip strip;
    struct str heading;
    struct diff_line *lines;
    size_t lines_count;
};

struct thread_item {
    struct str text;
    struct url url;
    bool implied;
};
struct thread_cell {
    const char *label;
    struct thread_item *items;
    size_t items_count;
    struct str gap;
    struct url gap_url;
};
struct thread_line {
    struct str title, words, state;
    struct url url;
    struct thread_cell *cells;
    size_t cells_count;
    int64_t gaps;
};
struct view_plan_thread {
    struct view_page page;
    struct view_strip strip;
    struct str heading, lede;
    bool is_draft;
    struct thread_line *lines;
    size_t lines_count;
    struct thread_item *loose;
    size_t loose_count;
};

/* plan_names_other: the name in a text is another one than the record's. What stands behind a name on its line (a date
 * of birth, a bracket, a number) makes no other name of it; without a name, there is none. */
bool plan_names_other(struct str in_text, struct str of_record);

struct view_plan_import {
    struct view_page page;
    struct view_strip strip;
    struct view_field text, file, same;
    bool has_same;
};

/* plan_pdf_answer: the stored PDF of a signed plan, the same each time; of any other a fresh one that says what it is,
 * under the name `fresh`. What fails goes to web_trouble. */
struct plan_version;
void plan_pdf_answer(struct call *w, const struct plan_version *version, const struct plan *plan, const char *fresh);

#endif
