/*
 * editor.h: the plan editor's page: sections, items, fields, checks; built from a plan, without a record.
 * Layer: web (pure, but for the page around).  The pages themselves: page_draft.c. docs: UX "Plan editor".
 */
#ifndef WEB_EDITOR_H
#define WEB_EDITOR_H

#include "plan/edit.h"
#include "rules/rules.h"
#include "web/carried.h"
#include "web/web.h"

/* A piece of a sentence, marked or not. */
struct edit_piece {
    struct str text;
    bool marked;
};
/* A finding beside its field. */
struct edit_note {
    const char *severity; /* "Must be mended", "To mend", "Advice" */
    bool is_error, is_advice;
    struct str message, why, fix;
    struct edit_piece *pieces; /* the sentence with the words marked; none when all of it is meant */
    size_t pieces_count;
    struct str rewrite, mend; /* mend: value of the button that puts it in */
};
struct view_edit_notes {
    struct str pointer;
    struct edit_note *notes;
    size_t notes_count;
};

struct edit_choice {
    struct str value, label;
    bool chosen;
};
struct view_edit_field {
    struct str name, label, hint, value, error; /* name: JSON Pointer; its id too */
    bool is_line, is_text, is_date, is_choice, is_boxes, is_measure, described, focus;
    bool blank;        /* something in it is still to be filled in */
    bool apart;        /* its notes stand elsewhere: below the row of fields it is in */
    struct str linked; /* boxes: the words of those that are ticked; absent: none is */
    int64_t rows;
    struct edit_choice *choices;
    size_t choices_count;
    struct str former, former_label; /* what stood there in the version this draft started from */
    struct view_edit_notes below;
};

struct view_edit_item;
struct edit_list { /* a list inside an item or a section: its items and the button that adds one */
    struct str pointer, add;
    struct view_edit_item *items;
    size_t items_count;
};
struct edit_said { /* what the client said about an item */
    struct str id; /* of the item */
    struct str text, who;
};
struct view_edit_beside { /* below the fields of an objective */
    struct str pointer, title;
    struct str sum; /* what a percentage comes to */
    bool can_write; /* the sentence can be written from the fields */
};
struct view_edit_item {
    struct str pointer, id, title, name; /* name: said with the buttons, "Goal 1: Sleep" */
    bool inner, first, last, carried;
    bool mends;        /* something in it is to be mended: said on its line while it is folded */
    bool builder_open; /* the fields of an objective are not folded: its sentence is not there, or they ask for
                          something */
    bool open;         /* not folded: something in it must be mended, or nothing is written yet */
    struct str line;   /* what stands in it, for as long as it is folded */
    struct str carried_text;
    struct str alerts; /* of what is known of the risk, carried: carried.h */
    struct url alerts_page;
    struct view_edit_field *fields, *builder, *more;
    size_t fields_count, builder_count, more_count;
    bool has_all;   /* more fields can be asked for */
    bool more_open; /* something is wrong in one of `more` */
    struct view_edit_beside beside;
    struct edit_list *lists;
    size_t lists_count;
    struct view_edit_notes below;
    struct edit_said *said;
    size_t said_count;
};
struct view_edit_section {
    const char *id, *title, *intro;
    struct view_edit_item *parts; /* fields that belong to no list: an item without buttons */
    size_t parts_count;
    struct edit_list *lists;
    size_t lists_count;
};

struct edit_check {
    bool ok, must, advice;        /* none of them: to mend, or not there yet */
    struct str text, field, link; /* field: where to mend it; absent: nowhere in particular */
    struct str add, add_words;    /* what is missing is an item of a list: the button that adds one */
    struct str rewrite, mend;     /* words that mend it, and the button that puts them in */
    struct edit_choice *offers;   /* links that mend it: button, words */
    size_t offers_count;
    const char *rule; /* that was found; NULL: a row that no rule stands for */
};
struct view_edit_checks {
    int64_t in_place, of, blanks; /* blanks: that are left */
    struct edit_choice *blank;    /* the same words of one field once: where it stands, its words */
    size_t blank_count;
    struct str first_blank;
    bool one_blank;
    bool begins;               /* nothing is written yet: the list of what is looked at stands alone */
    struct str words;          /* "7 must be mended, 12 to mend": the same on every page that counts */
    struct edit_check *checks; /* what is looked at, in the order in which a plan is written */
    size_t checks_count;
    struct edit_check *waits; /* text that came along and was not looked at; not counted, for it is no finding */
    size_t waits_count;
    struct edit_check *must; /* findings: errors, then what is to be mended */
    size_t must_count;
    struct edit_check *todo;
    size_t todo_count;
    struct edit_check *later; /* rows that can be looked at only when more is written; not counted either */
    size_t later_count;
    struct edit_check *advice;
    size_t advice_count;
    bool ask_copied, copied; /* a press compares with other plans; it was pressed */
    const char *copied_said; /* what came of it */
};

struct edit_removed {
    int64_t key;
    struct str label, what;
};

/* The last score on an instrument, from the record. */
struct edit_latest {
    struct str instrument, value;
    struct date on;
};

/* What a page of the editor is built from. */
struct editor {
    struct arena *arena;
    struct plan *plan; /* numbered and bound */
    const struct plan *former;
    int64_t former_number;
    const struct plan_beside *beside;
    const struct findings *findings;
    const struct plan_wrong *wrong;
    size_t wrong_count;
    struct str all;   /* id of the item, or pointer of the part, whose fields are all shown */
    struct str who;   /* what the client is called */
    struct str focus; /* the field that has the cursor at first; absent: none */
    const struct edit_latest *latest;
    size_t latest_count;
    const struct edit_said *said; /* by the client, about items */
    size_t said_count;
    bool may_copied, copied,
        copied_off; /* other plans can be looked at; they were, with the findings; nobody wants it */
    plan_texts carried;
    plan_texts places;            /* where findings that are no advice stand, and where each is mended */
    plan_texts musts;             /* of these, those of errors */
    struct carried_alerts alerts; /* none: nothing is said of them */
    struct edit_choice *targets;  /* every item a link can lead to: value its id, label its words */
    size_t targets_count;
    bool failed; /* no memory */
};

/* editor_begin: what is worked out once: carried text, what links can lead to. false: ERR_MEMORY. */
bool editor_begin(struct editor *d, struct err *e);
/* editor_sections: all sections, in the order of the page; *empty: the plan holds nothing that its writer wrote. */
bool editor_empty(const struct plan *p);
void editor_sections(struct editor *d, struct view_edit_section **out, size_t *count, bool *empty);
/* editor_checks: the list at the side. editor_notes: what stands below one field. */
void editor_checks(struct editor *d, struct view_edit_checks *out);
void editor_notes(struct editor *d, struct str pointer, struct view_edit_notes *out);

/* editor_objective: what stands below the fields of the objective at `pointer`; title: its name. */
void editor_objective(struct editor *d, struct str pointer, struct str title, struct view_edit_beside *out);

/* editor_place_words: a place in words: "Goal 1: In the client's words". editor_list_words: of a list: "Objective".
 * editor_first_field: the field in which a new item is begun. editor_note_place: the place whose notes show a finding;
 * absent: none of its own. */
struct str editor_shown(struct editor *d,
                        struct str pointer); /* the place on the page; its item when it is not shown */
struct str editor_place_words(struct editor *d, struct str pointer);
struct str editor_list_words(struct str list);
struct str editor_add_words(struct str list); /* "Add an objective" */
struct str editor_first_field(struct editor *d, struct str item);
struct str editor_note_place(struct editor *d, const struct finding *f);
/* editor_mend_at: the field in which a text at `pointer` is mended, as the page of the draft shows it; absent: none.
 * editor_mend_field: the same of a finding; of a list that is empty, the button that adds to it. */
struct str editor_mend_at(struct editor *d, struct str pointer);
struct str editor_mend_field(struct editor *d, const struct finding *f);
/* editor_offers: links that may mend a finding with one press: to the only item there is, or to those whose words begin
 * alike, at most four, for the writer to choose; value of the button, its words. */
void editor_offers(struct editor *d, const struct finding *f, struct edit_choice **out, size_t *count);

/* Inside: texts in the arena; empty without memory, and d->failed. */
struct str editor_print(struct editor *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void *editor_array(struct editor *d, size_t n, size_t size);

#endif
