/*
 * daily.h: what the pages of a client's days share: a form in parts whose text is kept on the desk, a list of what
 * happened, one entry to be read.
 * Layer: web.  Not here: what an entry may hold (practice/between.h).
 */
#ifndef WEB_DAILY_H
#define WEB_DAILY_H

#include "base/json.h"
#include "practice/between.h"
#include "practice/chart.h"
#include "web/me/safety.h"

struct daily_text {
    const char *kind; /* before it, quiet; NULL: none */
    struct str text, more;
};
struct daily_link {
    struct url url;
    struct str text;
};
#define DAILY_FIELDS_MAX 48
struct daily_part {
    const char *id, *title;
    struct str lede;
    struct url change; /* where it is changed */
    bool facts;        /* texts as names and values: each has its kind */
    bool grid;         /* two fields in a line where there is room */
    struct daily_text *texts;
    size_t texts_count;
    struct view_field *fields;
    size_t fields_count;
};
struct view_daily_form {
    struct view_page page;
    struct view_strip strip;
    bool has_strip;
    const char *heading, *button, *second, *back_text; /* second: "save and leave", named `leave`; NULL: none */
    struct str lede, step, kept;                       /* step: "Step 2 of 6"; kept: when it was begun */
    struct str keep;                                   /* address of the autosave; absent: none */
    struct url action, back, earlier, skip, drop, ask; /* earlier: the step before; skip: to the last one */
    struct view_hidden *hidden;
    size_t hidden_count;
    struct view_link same;    /* an entry of this day that may be the same: where it stands; the button "another" */
    struct view_link *others; /* the same page for something else */
    size_t others_count;
    struct daily_part *parts, *beside;
    size_t parts_count, beside_count;
};

struct daily_line {
    struct str id;
    struct date date;
    struct str what, tag, who, state; /* state: why it is struck through */
    const char *tag_kind;
    struct url url;
    struct daily_text *texts;
    size_t texts_count;
    struct daily_link *links;
    size_t links_count;
    bool struck;
};
struct view_daily_list {
    struct view_page page;
    struct view_strip strip;
    const char *heading, *empty;
    struct str lede;
    struct daily_link *actions; /* the first is the filled button */
    size_t actions_count;
    struct daily_line *lines;
    size_t lines_count;
    struct url earlier;
};

/* A safety plan: a page, or a card to be carried. */
struct view_safety {
    struct view_page page;
    struct view_strip strip;
    struct str meta, alone_meta;
    struct view_safety_steps agreed, alone; /* alone: made by the client */
    struct daily_part crisis;
    struct view_crisis_numbers numbers;
    struct view_wallet front, back;
    bool card, any, has_alone;
    struct url change, other, agree;
};

struct daily_copy {
    struct str id, text;
    const char *label;
    int64_t rows;
};
struct view_daily_read {
    struct view_page page;
    struct view_strip strip;
    const char *heading;
    struct str meta, state; /* who, when; that it was corrected or withdrawn */
    bool struck;
    struct daily_part *parts;
    size_t parts_count;
    struct daily_link *links;
    size_t links_count;
    struct daily_copy *copies; /* for another record */
    size_t copies_count;
};

/* ---- building ---- */

struct daily_part *daily_part_add(struct call *w, struct daily_part **list, size_t *count, const char *id,
                                  const char *title);
void daily_text_add(struct call *w, struct daily_text **list, size_t *count, const char *kind, struct str text,
                    struct str more);
/* daily_say: a text of a part; nothing for an empty one. */
void daily_say(struct call *w, struct daily_part *p, const char *kind, struct str text, struct str more);
/* daily_ask: a field of a part; the field may then be changed. NULL without memory. */
struct view_field *daily_ask(struct call *w, struct daily_part *p, const struct form *f, const char *name,
                             struct str otherwise);
/* daily_quiet: all of the part may be left out, which its own words say once. */
void daily_quiet(struct daily_part *p);
void daily_link_add(struct call *w, struct daily_link **list, size_t *count, struct url url, struct str text);
void daily_hide(struct call *w, struct view_daily_form *v, const char *name, struct str value);
struct daily_line *daily_line_add(struct call *w, struct view_daily_list *v, const struct record *r);
/* daily_copy_add: a text to be copied; nothing for an empty one. */
void daily_copy_add(struct call *w, struct view_daily_read *v, const char *label, struct str text);

/* ---- JSON of an entry ---- */

struct daily_json {
    struct buf b;
    struct json_out o;
};
void daily_json_begin(struct daily_json *j);
struct str daily_json_end(struct call *w, struct daily_json *j);            /* in the arena; w->err when absent */
void daily_put(struct json_out *o, const char *key, struct str text);       /* left out when empty */
void daily_put_lines(struct json_out *o, const char *key, struct str text); /* a list, one of each line */
const struct json *daily_read(struct call *w, struct str json);             /* NULL: damaged, w->err */
struct str daily_member(const struct json *root, const char *key);
/* daily_joined: a list of texts as one text, between two of them `between`. */
struct str daily_joined(struct call *w, const struct json *list, const char *between);

/* ---- the desk ---- */

/* daily_bring: the form as it was kept over a sign-in, else as it lies on the desk (when: since then); else empty. */
bool daily_bring(struct call *w, const char *desk, const struct field *rows, size_t count, struct form *f,
                 struct str *when);
bool daily_keep(struct call *w, struct str desk); /* what was posted, onto the desk */
void daily_sent(struct call *w, const char *desk);
/* daily_form: fills in what is the same of all forms: page, addresses. desk NULL: not kept. */
void daily_form(struct call *w, const char *title, const struct form *f, const char *desk, struct str when,
                struct view_daily_form *v);
/* daily_trouble: an error of a use case: shown at its field when it names one of the form, and true: the form is to be
 * shown again; else the answer is made. */
bool daily_trouble(struct call *w, struct form *f);
struct url daily_url(struct call *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- people, words ---- */

struct daily_people {
    struct person *list;
    size_t count;
};
bool daily_people(struct call *w, struct daily_people *out);
struct str daily_name(const struct daily_people *p, struct str id); /* "" when not known */
bool daily_struck(const struct record *r);
bool daily_is_alert(const struct record *r); /* not that somebody tried to reach the client, nor how it was closed */
struct str daily_state(struct call *w, const struct record *r); /* "Corrected", "Withdrawn: reason" */
/* daily_rows: entries of some kinds, newest first, without those that only withdraw; before: up to that day. */
bool daily_rows(struct call *w, unsigned kinds, struct date until, size_t limit, struct record **out, size_t *count);
struct record *daily_newest(struct record *list, size_t count, enum record_kind kind); /* that stands; NULL: none */
struct str daily_who_when(struct call *w, const struct daily_people *p, const struct record *r);
/* daily_next: what comes next of a client who was not reached: "Next, planned for tomorrow: Ring again." */
struct str daily_next(struct call *w, struct str next, struct date follow);
/* daily_number: 12, 12.5 */
struct str daily_number(struct call *w, double v);
/* daily_objective: its words in short; daily_aim: the objective with that id, NULL: none. */
#define AIMS_MAX 24
/* daily_aims: objectives that are not done with, in the order of the plan. */
size_t daily_aims(const struct plan *p, const struct plan_objective **list, size_t room);
const struct plan_objective *daily_aim(const struct plan *p, struct str id);
struct str daily_objective(const struct plan_objective *o);
const char *daily_decision(struct str word); /* "Revise the plan" */
/* daily_alert: an alert in one line: "PHQ-9, death/self-harm thoughts: 1 of 3". */
struct str daily_alert(struct call *w, const struct alert *a);
/* daily_crisis: the practice's crisis numbers. */
bool daily_crisis(struct call *w, struct daily_part *p);
/* daily_done: on to a page of this client, with one sentence. */
void daily_done(struct call *w, const char *sentence, const char *below);
/* daily_safety: steps of a safety plan, from the newest entry or from the plan; false: there is none. */
bool daily_safety(struct call *w, const struct record *r, const struct plan *p, struct daily_part *out);
/* daily_client: the strip and, for those who read the chart, the chart without its timeline. */
bool daily_client(struct call *w, const char *here, struct client_chart *c, struct view_strip *strip);
/* daily_again: links to correct and withdraw an entry that stands. */
void daily_again(struct call *w, const struct record *r, const char *page, struct daily_link **list, size_t *count);

/* ---- the note: fields by the plan in force, and its JSON ---- */

size_t note_fields(struct call *w, const struct plan *p, struct field *list, size_t room);
void note_parts(struct call *w, const struct plan *p, const struct form *f, const struct json *old,
                struct view_daily_form *v);
struct str note_json(struct call *w, const struct plan *p, const struct form *f); /* "{}" when nothing was written */
extern const struct view_choice daily_decisions[8];

#endif
