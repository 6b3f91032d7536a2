/*
 * edit.h: changes to a plan, one by one, by JSON Pointer: what a form of many fields asks for.
 * Layer: plan (pure, floor 2).  Not here: who may, drafts and their versions (practice/), how a form looks (web/).
 *
 * A form shows each member of a plan as one text (plan_value_put) and sends all of them back, touched or not. A text
 * that is still what was shown changes nothing, so that a plan that went through a form untouched is the same plan,
 * byte for byte, whatever the form could not show. A text that cannot be stored (no date, no number) changes nothing
 * either, and is told of; the other changes stand.
 */
#ifndef PLAN_EDIT_H
#define PLAN_EDIT_H

#include "plan/plan.h"
#include "plan/shape.h"

/* A place in a plan. */
struct plan_place {
    const struct shape *shape; /* of the struct that has the member */
    void *item;                /* that struct */
    const struct shape_field *field;
    bool is_item;                    /* the pointer goes on to an item of the member, a list */
    size_t index;                    /* which */
    const struct shape *owner_shape; /* the nearest struct around the member that has an id; NULL: the plan */
    struct str owner;                /* its id; absent: the plan */
};

/* plan_place: where a pointer leads: a member ("/goals", "/goals/0/statement", "/goals/0/due") or an item of a list
 * ("/goals/0"). false when it leads nowhere, and for "". */
bool plan_place(struct plan *p, struct str pointer, struct plan_place *out);

/*
 * plan_value_put: a member as the one text a form shows:
 *   TEXT, REF as it is; TEXTS an item a line, further lines of an item with two blanks before them; REFS ids with a
 *   blank between; DATE 2026-12-01; numbers as written; BOOL "yes" or "no"; ENUM its name; a measure, baseline, target,
 *   cadence, deadline, condition or review window its words, or what its numbers say in words. Other members: nothing.
 */
void plan_value_put(const struct plan_place *at, struct buf *out);

/*
 * plan_value_set: the other way round. In words alone a cadence and a review window are read here; what else is in
 * words is read by plan_bind.
 *   wrong  what is wrong and how to write it, when the text cannot stand there; static
 * false with *wrong NULL: ERR_MEMORY.
 */
bool plan_value_set(const struct plan_place *at, struct str typed, struct arena *a, const char **wrong);

/* plan_value_changed: whether `typed` is another text than the one shown for the member; line ends, blanks at the ends
 * of lines, U+FFFD in place of a control character and the order of links do not count. False also without memory. */
bool plan_value_changed(const struct plan_place *at, struct str typed);

/* plan_label: the words an item is known by: its sentence, name or title; absent when it has none. */
struct str plan_label(const struct shape *s, const void *item);

/* plan_item_words: a measure, baseline, target, cadence, deadline, condition or window that is written as JSON, in
 * words; another text as it is. For what a merge tells of (practice/plans.h). pointer  of the member. ERR_MEMORY. */
bool plan_item_words(struct plan *p, struct str pointer, struct str json, struct arena *a, struct str *out,
                     struct err *e);

enum plan_edit_kind {
    EDIT_SET, /* value: the text of a member */
    EDIT_ADD, /* pointer of a list: one more item at its end */
    EDIT_UP,  /* pointer of an item */
    EDIT_DOWN,
    EDIT_REMOVE,  /* to the removed ones */
    EDIT_RESTORE, /* value: the number of a removed one, as plan_removed.key */
    EDIT_CONFIRM, /* value: what plan_carried calls a part whose text still holds */
    EDIT_WRITE,   /* pointer of an objective: its sentence is written from its fields (objective.h) */
    EDIT_PLACE, /* pointer of a note ("/notes/0"), value: the list, text or list of texts that takes its words: an item
                   more with them as its sentence, else a line more; the note goes */
    EDIT_LINK   /* pointer of a member that links ("/goals/0/problems"), value: an id it links to from now on, too */
};

struct plan_edit {
    enum plan_edit_kind kind;
    struct str pointer, value;
};

struct plan_edits {
    PLAN_LIST(struct plan_edit) list;
};

/* A text that could not be stored. */
struct plan_wrong {
    struct str pointer, typed;
    const char *text; /* "Write the date as year-month-day, such as 2026-12-01." */
};

/* Something that was taken out of the draft and can come back. */
struct plan_removed {
    int64_t key;                        /* its number, never given again in this draft */
    struct str owner;                   /* id of the item whose list it stood in; absent: the plan itself */
    struct str list;                    /* pointer of the list from there: "/objectives", "/crisis/contacts" */
    size_t index;                       /* where it stood */
    struct str label;                   /* the words it is known by */
    struct str item;                    /* its JSON */
    plan_texts links;                   /* what pointed to it or into it: "i1 goals g1" */
    PLAN_LIST(struct plan_plain) plain; /* what was said of it in plain words; part counts from the item */
};

/* What belongs to a draft beside its text, until it is signed. */
struct plan_beside {
    struct str from; /* id of the version it started from; absent: none */
    int64_t last;    /* the last plan_removed.key given */
    PLAN_LIST(struct plan_removed) removed;
    plan_texts confirmed; /* of plan_carried: whose carried text was confirmed */
};
#define PLAN_REMOVED_MAX 50 /* the oldest go */

/* plan_beside_put: as JSON. plan_beside_read: what that wrote; an absent or empty text is an empty one.
 * ERR_INVALID, ERR_MEMORY. */
void plan_beside_put(const struct plan_beside *b, struct buf *out);
bool plan_beside_read(struct str json, struct arena *a, struct plan_beside *out, struct err *e);

struct plan_edited {
    PLAN_LIST(struct plan_wrong) wrong; /* in the order of the edits */
    struct str focus;                   /* pointer of the item that was added, moved or restored; absent: none */
    const char *said;                   /* why an edit other than EDIT_SET could not be done; NULL: all were */
};

/*
 * plan_edit: all edits on a plan, in this order: texts, then the sentences that hang on them, then the others as
 * listed.
 *   p, beside  changed in place; ids are numbered first
 * A new sentence of a goal or objective has its parts read anew (plan_restate), and the fields of an objective follow
 * it also where they were typed (objective_follow); a field that is changed together with the sentence stands as it
 * was typed. A new measure, baseline, target, frequency or deadline of an objective goes into its sentence where that
 * names the old one (objective_link); an objective without a sentence gets one. Links to what is removed go with it;
 * plain words follow the part they are about. Pointers that lead nowhere are passed over: somebody else removed the
 * item. ERR_MEMORY; ERR_INVALID, ERR_LIMIT as statement_read.
 */
bool plan_edit(struct plan *p, struct plan_beside *beside, const struct plan_edits *edits, struct arena *a,
               struct plan_edited *out, struct err *e);

/* plan_sentences: an item's own sentences, one a line; absent when it has none. ERR_MEMORY. */
bool plan_sentences(const struct shape *s, const void *item, struct arena *a, struct str *out, struct err *e);

/*
 * plan_carried: in the order of the plan, ids of the items of p whose own sentences all are what they were in `from`,
 * and that were not confirmed: text that came along and that nobody has looked at. Items without a sentence are never
 * among them. Behind them the pointers of parts without an id for which the same holds: the assessment, what is known
 * of a crisis and its risk, the safety plan ("/assessment", "/crisis", "/crisis/safety_plan").
 */
bool plan_carried(const struct plan *p, const struct plan *from, const struct plan_beside *beside, struct arena *a,
                  plan_texts *out, struct err *e);

/* plan_carried_words: the texts of a member, or of an object's own members, one a line; absent: there are none.
 * ERR_MEMORY. */
bool plan_carried_words(const struct plan *p, struct str pointer, struct arena *a, struct str *out, struct err *e);

/* plan_former: the text that a member had in `from`, found by the id of the item around it; absent when there is none.
 * pointer  of a TEXT in p */
struct str plan_former(const struct plan *p, struct str pointer, const struct plan *from);

#endif
