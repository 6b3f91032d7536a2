/*
 * doc_make.h: the tools with which a document is put together.
 * Layer: render (inside the module).
 */
#ifndef RENDER_DOC_MAKE_H
#define RENDER_DOC_MAKE_H

#include "plan/ids.h"
#include "plan/shape.h"
#include "plan/thread.h"
#include "render/doc.h"

/* Where an id leads: what to call the item, and its anchor. */
struct doc_target {
    struct str text, anchor;
    bool shown; /* some node has the anchor */
};

/* One document being built. A refused allocation sets `failed`; later calls then work on `trash` and change nothing. */
struct doc_make {
    struct arena *a;
    const struct plan *plan;
    const struct render_words *words; /* NULL: English */
    const struct render_options *options;
    struct doc *doc;
    struct buf word;         /* words are put together here, then copied */
    bool verbatim;           /* `word` starts with words of the plan */
    struct plan_ids targets; /* item: struct doc_target */
    struct plan_ids places;  /* by pointer; item: struct doc_node */
    struct thread thread;
    struct doc_edges *edges;      /* those of the thread by node: doc_thread.c; made when first needed */
    const struct plan_goal *goal; /* the one being put */
    size_t objectives;            /* put so far, through all goals */
    bool want_places;             /* somebody will ask where a pointer leads */
    struct doc_node trash;
    bool failed;
};

/* doc_add: a new last child of `parent`. Never NULL. */
struct doc_node *doc_add(struct doc_make *m, struct doc_node *parent, enum doc_kind kind);
/* doc_add_text: the same with a text of the plan, cleaned. Adds nothing and returns NULL when it is empty. */
struct doc_node *doc_add_text(struct doc_make *m, struct doc_node *parent, enum doc_kind kind, struct str text);
/* doc_section: a section of the document, not of the plan's text: both strings are static. */
struct doc_node *doc_section(struct doc_make *m, const char *heading, const char *anchor);
/* doc_entry: label and heading are clean already. */
struct doc_node *doc_entry(struct doc_make *m, struct doc_node *parent, struct str label, struct str heading);

/*
 * Another language. Texts of ours are marked with N_() for the catalogues and are translated where they are put into
 * the document: doc_section, doc_row and their like, doc_number, doc_put do it; labels.def has those of the plan's
 * tables. doc_t, doc_label: the text itself. doc_t_str: a text that is one of ours perhaps, otherwise as it is.
 * doc_put: a pattern with its values, at the end of m->word; doc_put_int, doc_put_date: of one value, nothing for an
 * absent date.
 */
const char *doc_t(const struct doc_make *m, const char *english);
struct str doc_label(const struct doc_make *m, const char *english);
struct str doc_t_str(const struct doc_make *m, struct str text);
void doc_put(struct doc_make *m, const char *pattern, const struct str *values, size_t n);
void doc_put_int(struct doc_make *m, const char *pattern, long long n);
void doc_put_date(struct doc_make *m, const char *pattern, struct date d);

/* doc_clean: s without what may not stand in XML or would upset a text layout; s itself when there is nothing to mend.
 */
struct str doc_clean(struct doc_make *m, struct str s);
/* doc_word: what was put into m->word since it was last taken, cleaned, as a text of its own; absent when nothing was.
 */
struct str doc_word(struct doc_make *m);
/* doc_word_large: the same, the first letter large when it is ours; what the plan says is never changed. */
struct str doc_word_large(struct doc_make *m);
/* doc_kind_label: the kind just said as a row's label; `plain` when nothing was said or the kind is "other". */
struct str doc_kind_label(struct doc_make *m, bool other, const char *plain);
/* doc_number: "Goal 3". */
struct str doc_number(struct doc_make *m, const char *name, size_t n);
/* doc_objective_number: "Objective 2.1" as check and diff say it; "Objective 1" when the plan has one goal. */
struct str doc_objective_number(struct doc_make *m, size_t goal, size_t objective);
/* doc_dot: " · " before the next fact of a line, unless the line is still empty. */
void doc_dot(struct doc_make *m);

/* Rows: nothing is added for an empty value. A label is static, English, and may be NULL. */
struct doc_node *doc_row(struct doc_make *m, struct doc_node *parent, const char *label, struct str value);
void doc_row_quote(struct doc_make *m, struct doc_node *parent, const char *label, struct str value);
void doc_row_list(struct doc_make *m, struct doc_node *parent, const char *label, const plan_texts *values);
void doc_row_refs(struct doc_make *m, struct doc_node *parent, const char *label, const plan_texts *ids);
/* doc_refs: the names of the items that ids point to, "Used by" and so on before them; label may be NULL. */
void doc_refs(struct doc_make *m, struct doc_node *parent, const char *label, const plan_texts *ids);
/* doc_refs_add: more names for a REFS node. */
void doc_refs_add(struct doc_make *m, struct doc_node *refs, const plan_texts *ids);
/* doc_target_of: what an id stands for; the id itself when nothing has it. */
struct doc_target doc_target_of(struct doc_make *m, struct str id);
/* doc_anchor: n is where references to `id` lead; every item with an id has one such node. */
void doc_anchor(struct doc_make *m, struct doc_node *n, struct str id);
/* doc_cells: one row of a table from `n` texts, each may be absent. */
struct doc_node *doc_cells(struct doc_make *m, struct doc_node *table, enum doc_kind kind, const struct str *texts,
                           size_t n);

/* doc_place: findings about the plan's part at `pointer`, and what is below it without a place of its own, belong to n.
 */
void doc_place(struct doc_make *m, struct doc_node *n, const char *pointer);
/* doc_place_at: the same for item i of a list, "/goals" of "" or "/objectives" of "/goals/0". Sets n->pointer. */
void doc_place_at(struct doc_make *m, struct doc_node *n, struct str parent, const char *list, size_t i);
/* doc_place_of: the node for a pointer: its own place or that of the nearest part around it; the root when there is
 * none. Knows the places made before the last plan_ids_sort of m->places. */
struct doc_node *doc_place_of(struct doc_make *m, struct str pointer);

/*
 * doc_rest: a row for each member of `item` that is not empty and whose offset is not among `done`.
 * Ids are left out: a reader sees names. Lists of structs become entries.
 */
void doc_rest(struct doc_make *m, struct doc_node *parent, const struct shape *s, const void *item, const size_t *done,
              size_t count);
#define DOC_REST(m, parent, s, item, ...)                                                                              \
    doc_rest(m, parent, s, item, (const size_t[]){__VA_ARGS__}, sizeof((const size_t[]){__VA_ARGS__}) / sizeof(size_t))
/* doc_shape: the shape behind a member of the plan's tables. */
const struct shape *doc_shape(const struct shape *of, const char *key);

/* Words for a value, appended to m->word; nothing for an absent one. */
void doc_say(struct doc_make *m, struct str s);          /* a text of the plan */
void doc_say_name(struct doc_make *m, const char *name); /* "no_change": "no change" */
void doc_say_date(struct doc_make *m, struct date d);    /* "12 March 2026" */
void doc_say_dec(struct doc_make *m, struct dec v);
/* one, many: "%s minute", "%s minutes" */
void doc_say_range(struct doc_make *m, struct opt_int from, struct opt_int to, const char *one, const char *many);
void doc_say_cadence(struct doc_make *m, const struct plan_cadence *v);
/* doc_often_is_target: how often something is done says what the target says with its unit already. */
bool doc_often_is_target(const struct plan_cadence *v, const struct plan_target *t);
void doc_say_measure(struct doc_make *m, const struct plan_measure *v);
void doc_say_baseline(struct doc_make *m, const struct plan_baseline *v);
void doc_say_target(struct doc_make *m, const struct plan_target *v);
void doc_say_due(struct doc_make *m, const struct plan_due *v);
void doc_say_condition(struct doc_make *m, const struct plan_condition *v);
void doc_say_window(struct doc_make *m, const struct plan_review_window *v);
void doc_say_person(struct doc_make *m, const struct plan_person *v);
/* doc_say_enum: the value's name from the shape table; nothing when not stated. */
void doc_say_enum(struct doc_make *m, const struct shape *s, const char *key, const void *item);
/* doc_say_object: the words for an embedded struct of that shape; false when it has none and is printed member by
 * member. */
bool doc_say_object(struct doc_make *m, const struct shape *s, const void *item);

/* The parts, each in its file. */
void doc_put_client(struct doc_make *m);    /* doc_client.c: client, risk, strengths, diagnoses, problems, barriers */
void doc_put_goals(struct doc_make *m);     /* doc_goals.c */
void doc_put_work(struct doc_make *m);      /* doc_work.c: interventions, monitoring, duration, reviews */
void doc_put_agreement(struct doc_make *m); /* doc_agree.c: support, referrals, crisis, agreement, notes */
void doc_put_findings(struct doc_make *m);  /* doc_findings.c */
/* doc_thread.c; objective: its place among all of the plan */
void doc_put_thread(struct doc_make *m, struct doc_node *entry, size_t objective);

#endif
