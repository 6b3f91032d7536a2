/*
 * plan_text_reader.h: the state of reading one plan from text, shared by the files plan_text*.c.
 * Layer: plan (inside the module).
 *
 * The way of a line: plan_text_cut.c cuts and labels it; plan_text.c finds the section and the item it stands in; then
 *   plan_text_frame.c   what it stands under; plan_text_head.c when it is a heading, plan_text_read.c when not
 *   plan_text_field.c   a known label: a member of the item or of the plan (one table)
 *   plan_text_item.c    a goal, an intervention, a person ... is made
 *   plan_text_part.c    a line of a section: which of the two
 *   plan_text_sessions.c  lines about the sessions as such
 *   plan_text_terms.c   how often, how long and by whom in one line; sentences whose part is sure
 *   plan_text_measured.c  measures among interventions
 *   plan_text_serves.c  what an intervention serves
 *   plan_text_table.c   rows of tables
 *   plan_text_guess.c   lines that stand under no known heading
 * A failed allocation sets r->failed and is seen once at the end.
 */
#ifndef PLAN_PLAN_TEXT_READER_H
#define PLAN_PLAN_TEXT_READER_H

#include "plan/plan_text.h"
#include "plan/plan_text_line.h"
#include "plan/plan_text_scan.h"

enum item {
    ITEM_NONE,
    ITEM_DIAGNOSIS,
    ITEM_MEDICATION,
    ITEM_PROBLEM,
    ITEM_STRENGTH,
    ITEM_BARRIER,
    ITEM_VALUE,
    ITEM_PREFERENCE,
    ITEM_GOAL,
    ITEM_OBJECTIVE,
    ITEM_INTERVENTION,
    ITEM_MONITORING,
    ITEM_PHASE,
    ITEM_SUPPORT,
    ITEM_REFERRAL,
    ITEM_CONTACT,
    ITEM_RESPONSE,
    ITEM_PARTICIPANT,
    ITEM_CONSENT,
    ITEM_SIGNATURE,
    ITEM_COUNT
};

#define FRAMES_MAX 64
#define LEVEL_CLOSED 1000000

/* A heading or an item that the next deeper lines belong to. */
struct frame {
    int rank; /* lines of a greater rank stand below it */
    enum topic topic;
    enum item item; /* made by this line, ITEM_NONE for a heading */
    int style;      /* how a heading looks: headings of one style are of one rank */
    int level;
    bool one_line;      /* a label with its value: other labels of its level do not belong to it */
    bool deeper;        /* a line further in stood below it */
    struct str heading; /* of unknown wording */
};

struct link { /* item `from` serves item `to`; ids are known at the end */
    enum item from, to;
    int from_index, to_index;
    int first, last; /* objectives of goal to_index */
    bool alone;      /* it stands below that objective, or in its row */
};

struct reader {
    struct arena *arena;
    struct plan *plan;
    struct import_report *report; /* never NULL */
    bool told;                    /* somebody reads the report: which line filled what is written down */
    bool failed;

    const struct text_lines *lines;
    size_t at; /* index of the current line */
    const struct text_line *line;
    struct str label;   /* of the current line, as written */
    struct str heading; /* over the current line, as written */
    bool stored;        /* the current line has gone somewhere */
    bool after_heading; /* the line before was a heading */

    struct frame frame[FRAMES_MAX];
    int depth;
    int index[ITEM_COUNT]; /* the last one made of each kind, -1: none */
    int level[ITEM_COUNT]; /* level of the line that made it; LEVEL_CLOSED: labels no longer belong to it */
    int made[ITEM_COUNT];  /* when: the greater one is the newer */
    int clock;
    enum item created;    /* by the current line */
    int goal_number[256]; /* number a goal has in the source, 0 for none */
    int long_goals;
    int objectives;        /* made so far, in all goals */
    bool by_goal;          /* interventions stand under each goal */
    bool measured_by_goal; /* measures or interventions do */
    bool modality_each;    /* each intervention has its own "Modality:" */
    int together;          /* interventions that one line made */
    bool by_objective;     /* interventions stand behind each objective */
    bool letterhead;       /* it has one, and its lines so far stand in the last identifier */
    bool head_over;        /* what may stand above all else has ended */
    bool ticks;            /* a box is ticked somewhere: one that is not was not chosen */
    bool goal_lines;       /* "Goal 1 ..." stands somewhere */
    bool soap;             /* "Subjective:" was seen: "Objective:" means findings */
    enum date_order dates;
    struct str title; /* a line that may name what follows */
    size_t title_line;
    PLAN_LIST(struct link) links;
};

/* plan_text_field.c */

/* mark: the current line filled this member; # stands for the indices in turn. */
void text_mark(struct reader *r, const char *pattern, int i, int k, int m);
void text_mark_line(struct reader *r, size_t line, const char *pattern, int i,
                    int k); /* of that line; it is not stored by it */
/* text_item_mark: the member `suffix` of the last item of that kind; a # in it is n. */
void text_item_mark(struct reader *r, enum item kind, const char *suffix, int n);
void *text_item_at(struct reader *r, enum item kind); /* the last one of that kind */
bool text_item_open(const struct reader *r, enum item kind);
/* text_field_put: the value of a known label; false when nothing here has such a member. */
bool text_field_put(struct reader *r, enum topic topic, struct str value);
void text_put(struct reader *r, struct str *to, struct str s);     /* a second text goes on a new line */
int text_put_list(struct reader *r, plan_texts *to, struct str s); /* index */
void text_put_topic(struct reader *r, void *list, struct str topic, struct str s);
struct str text_joined(struct reader *r, struct str a, const char *between, struct str b);
struct str text_labelled(struct reader *r, struct str label, struct str s); /* "label: s", s when there is no label */
void text_put_cadence(struct reader *r, struct plan_cadence *c, struct str s);
void text_put_measure(struct reader *r, struct plan_measure *m, struct str s);
void text_put_condition(struct reader *r, struct plan_condition *c, struct str s);
void text_put_due(struct reader *r, struct plan_due *d, struct str s);

/* plan_text_item.c: each makes an item and fills what the text tells. name may be absent. */
void *text_item_new(struct reader *r, enum item kind);
void text_reopen(struct reader *r, enum item kind, int index); /* an item made before becomes the last one */
void text_make_diagnosis(struct reader *r, struct str name, struct str s); /* plan_text_diagnosis.c */
bool text_is_score(struct str s);                                          /* "GAD-7 = 16 (28 October)" */
void text_make_medication(struct reader *r, struct str name, struct str s);
void text_make_problem(struct reader *r, struct str name, struct str s);
void text_make_goal(struct reader *r, enum topic topic, struct str name, struct str s);
void text_make_objective(struct reader *r, struct str name, struct str s);
void text_make_intervention(struct reader *r, enum topic topic, struct str name, struct str s);
void text_make_monitoring(struct reader *r, struct str name, struct str s);
void text_make_phase(struct reader *r, enum topic topic, struct str name, struct str s);
void text_make_support(struct reader *r, struct str name, struct str s);
void text_make_referral(struct reader *r, struct str name, struct str s);
void text_make_person(struct reader *r, enum item kind, struct str role, struct str s);
void text_make_signature(struct reader *r, struct str name, struct str s);
void text_make_response(struct reader *r, struct str name, struct str s);
void text_make_trait(struct reader *r, enum topic topic, struct str name,
                     struct str s); /* strength, barrier, value, preference */

/* plan_text_serves.c: what the last intervention or measure serves. The rule is in plan_text.h. */
void text_link(struct reader *r, enum item from, enum item to); /* the last `to`; for a goal: the last problem */
void text_link_objectives(struct reader *r, int first);     /* the intervention: those of the goal from `first` on */
bool text_link_goals(struct reader *r, struct str numbers); /* the intervention: "1 and 2"; false: no such goal */
bool text_link_numbers(struct reader *r, struct str s);     /* the same, when the line says "Goal 1" */
int text_goal_of_heading(const struct reader *r);           /* the index of the goal in "Objectives for Goal 2", -1 */
void text_link_place(struct reader *r);                     /* the intervention, by where the line stands */
bool text_under_objective(const struct reader *r);          /* the line stands below the last objective */
bool text_links_resolve(struct reader *r);                  /* ids in place of indices; false: no memory */

/* plan_text_meant.c */
bool text_provides_here(const struct reader *r); /* the line says who does the intervention right above it */
enum topic text_meant_here(const struct reader *r, enum topic topic, struct str s);

/* plan_text_part.c */
void text_part_put(struct reader *r, enum topic topic, struct str name, struct str s); /* a line of a section */
void text_nested_put(struct reader *r, enum item kind, enum topic topic, struct str name, struct str s);
bool text_team_acts(const struct reader *r, struct str s);
bool text_clinician_acts(struct str s); /* "Teach ...", "Therapist will ...", "Therapist to ..." */
bool text_is_section(enum topic t);
bool text_makes_items(enum topic t);

/* plan_text_table.c: the row at r->at; returns how many lines it used. */
size_t text_rows_put(struct reader *r);

bool text_attainment(struct reader *r, struct str name, struct str s); /* plan_text_item2.c; false: name is no level */

char text_group(enum topic t);
enum topic text_section_of(const struct reader *r); /* of the section the current line stands in */
void text_plan_put(struct reader *r, struct str *to, const char *pointer, struct str s);
void text_plan_add(struct reader *r, plan_texts *to, const char *pointer, struct str s);

/* plan_text_terms.c: "50 min weekly, individual, D. Whitlock" */
struct text_terms {
    struct str often, form, by, length; /* absent: not said */
    int64_t minutes;                    /* 0: not said */
    bool form_end;                      /* the words of the form are over */
};
/* text_terms: s is made of such terms and of nothing else. */
bool text_terms(struct str s, struct text_terms *t);
void text_terms_of(struct reader *r, struct plan_intervention *i, const struct text_terms *t); /* the last one */
bool text_terms_put(struct reader *r, struct str s); /* a line of them below the last intervention; false: it is none */
bool text_terms_of_sessions(struct reader *r, struct str s);
bool text_only_minutes(struct str s); /* "50 minutes", "1 hour", and nothing else */
/* text_sure_put: a line that says when the plan is reviewed or what ends treatment, in whatever part it stands; false:
 * none. */
bool text_sure_put(struct reader *r, struct str s);
bool text_is_sure(struct str s);

/* plan_text_sessions.c */
void text_about_sessions(struct reader *r); /* labels on the line's level no longer belong to an item */
void text_frequency_line(struct reader *r, enum topic topic, struct str s);
void text_length_line(struct reader *r, struct str name, struct str s);
void text_duration_line(struct reader *r, struct str name, struct str s);
void text_modality_line(struct reader *r, struct str name, struct str s);
void text_several_interventions(struct reader *r, enum topic topic, struct str s); /* parted by semicolons, or quoted */

/* plan_text_measured.c: text_measures: s only says what is measured and how often ("PHQ-9 every 2 weeks"). */
bool text_measures(struct str s);
bool text_measures_named(struct reader *r, struct str name, struct str s); /* the same of "name: s" */
/* text_measures_at_end: what follows the last comma or sentence of s does, with how often; what stands before does not.
 */
bool text_measures_at_end(struct str s, struct str *before, struct str *part);

/* text_says_none: "None at this time" where a diagnosis, a referral and the like would stand. */
bool text_says_none(enum topic topic, struct str s);

/* plan_text_letterhead.c: the current line is of a letterhead, name or address or numbers of a clinic; false: no. */
bool text_letterhead_put(struct reader *r);

/* plan_text_client.c */
void text_identifier(struct reader *r, struct str label, struct str s);
void text_background(struct reader *r, struct str label, struct str s);
void text_birth(struct reader *r, struct str s);
void text_age(struct reader *r, struct str s);
void text_name(struct reader *r, struct str s);
bool text_client_named(struct reader *r, struct str s); /* "Patient: Alvin Teo, 68 y/o male"; false: no name */
void text_client_line(struct reader *r, struct str name, struct str s);
void text_person_fact(struct reader *r, enum topic topic, struct str s); /* of the person above, else of the client */
void text_review_line(struct reader *r, enum topic topic, struct str name, struct str s);
void text_date_line(struct reader *r, struct str s);
void text_start_or_end(struct reader *r, enum topic topic, struct str s);

/* plan_text_guess.c */
bool text_guess_paragraph(struct reader *r,
                          struct str s);               /* sentence by sentence; false when nothing is known of any */
void text_guess_years(struct reader *r, struct str s); /* "68 y/o male" */
bool text_signers_put(struct reader *r, struct str s); /* a line of several signatures, apart by blanks; false: none */
bool text_guess_put(struct reader *r, struct str name, struct str s);
/* text_guess_elsewhere: a line that clearly belongs to another part than the one it stands in; false: not stored. */
bool text_guess_elsewhere(struct reader *r, struct str s);
void text_guess_diagnosis(struct reader *r, struct str s); /* "diagnosed with ..." inside other text */
void text_guess_code(struct reader *r, struct str s);      /* "panic disorder (F41.0)" inside other text */
bool text_specifies(struct str s);                         /* "severe", "in partial remission" begins it */
bool text_is_about_review(struct str s);
bool text_endangers(struct str s);                   /* "hurt myself", "end her life" */
void text_guess_age(struct reader *r, struct str s); /* "a 34-year-old" */

/* plan_text_frame.c */
#define RANK_HEADING 20 /* of a section's heading at the margin */
#define RANK_SUBHEADING 60
void text_push_frame(struct reader *r, int rank, enum topic topic, enum item item, struct str heading);
void text_pop_frames(struct reader *r, int rank);                   /* those of this rank and below it */
const struct frame *text_top(const struct reader *r);               /* NULL: no frame */
enum topic text_section(const struct reader *r);                    /* TOPIC_NONE: in no section */
void text_close_items(struct reader *r, const struct text_line *l); /* those that line l no longer belongs to */
void text_close_all(struct reader *r, enum topic topic);            /* a section of that topic begins */
const struct text_line *text_next_line(const struct reader *r);     /* the next one with content, NULL at the end */
bool text_list_ended(const struct reader *r, const struct text_line *l);
bool text_is_phrase(struct str s); /* a few words that are no sentence */
bool text_title_case(struct str s);
/* Does the topic that the words of the line announce hold where the line stands? TOPIC_NONE when not. */
enum topic text_topic_here(const struct reader *r, const struct text_line *l);
bool text_unknown_heading(const struct reader *r,
                          const struct text_line *l); /* a heading whose words are in no table */
int text_rank(const struct reader *r, const struct text_line *l, enum topic t, bool heading);

/* plan_text_head.c */
void text_known_heading(struct reader *r, enum topic t, int rank);
void text_own_heading(struct reader *r, int rank, bool intro); /* of unknown wording; intro: right below another */
void text_settle_title(struct reader *r);                      /* a waiting title becomes the plan's */
void text_wait_as_title(struct reader *r, struct str s);
void text_own_title(struct reader *r, struct str s); /* over a form: the plan's title or the heading of a section */
bool text_names_what_follows(const struct reader *r, struct str s);

/* plan_text_read.c */
void text_read_lines(struct reader *r);
void text_row_done(struct reader *r); /* what was not stored becomes a note */
void text_line_put(struct reader *r, enum topic topic, struct str label,
                   struct str value); /* a labelled line or cell */

/* plan_text.c */
int64_t text_item_number(struct str head); /* the number in "Goal 1", "Objective #2.1"; 0: it is no number of an item */

#endif
