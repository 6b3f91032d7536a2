/*
 * diary.h: the diary: written in 20 seconds by the client, alone or shared; the shared one read by the care team.
 * Layer: web.
 *
 * A scale has five answers, each a word and a shape of its own; they are stored as 1, 3, 5, 7, 9 of the scale's 0..10.
 */
#ifndef WEB_ME_DIARY_H
#define WEB_ME_DIARY_H

#include "practice/diary.h"
#include "web/crisis.h"
#include "web/me/me.h"

#define DIARY_ANSWERS 5
#define DIARY_DAYS 90 /* that a page shows */

struct diary_option {
    const char *name, *label, *path;
    struct str id, value;
    bool chosen;
};
struct diary_scale_field {
    const char *name;
    struct str label, error;
    struct diary_option options[DIARY_ANSWERS];
    size_t options_count;
};
struct diary_answer {
    struct str what;
    const char *word, *path;
};
struct diary_line {
    struct str day;
    struct diary_answer *answers;
    size_t answers_count;
    struct str sleep, text;
    bool is_private, both; /* both: page shows two kinds, and says which */
    struct url change, erase;
};
struct view_diary_list {
    struct diary_line *lines;
    size_t lines_count;
    struct str sentence; /* absent: too little to be drawn */
    struct html picture;
};
struct view_me_diary {
    struct view_page page;
    struct str asked; /* who assigned the shared one; absent: nobody did */
    struct str what_for;
    struct view_me_box box; /* of the shared one */
    bool daily;
    struct view_diary_list list;
    struct url older;
};
struct view_me_diary_form {
    struct view_page page;
    const char *heading, *button;
    struct url action;
    bool shared, asks_who, own, is_new; /* own: for oneself alone */
    struct str what_for;
    struct diary_scale_field *scales;
    size_t scales_count;
    bool has_sleep;
    struct view_field sleep, text, who;
    struct view_me_box box;
};
struct view_diary {
    struct view_page page;
    struct view_strip strip;
    struct str task;
    struct view_diary_list list;
    struct url assign, older, stop;
};
struct view_diary_assign {
    struct view_page page;
    struct view_strip strip;
    struct url action, back;
    struct view_field scales, own, sleep, every, text;
};

/* diary_days_asked: the DIARY_DAYS that end with ?until=DATE, else all from DIARY_DAYS ago on. diary_older: the address
 * of those before, when there are any. */
struct diary_days diary_days_asked(struct call *w);
struct url diary_older(struct call *w, struct str path, struct date older);
/* diary_lines: entries, newest first, as they are shown; from two or more days on with a picture of the mood. */
void diary_lines(struct call *w, const struct diary_entry *list, size_t n, struct view_diary_list *out);
/* diary_scale_label: "Mood", in the language of the answer. diary_index: 0..4 of a value; -1: none. */
const char *diary_scale_label(struct call *w, enum diary_scale s);
int diary_index(struct dec value);
struct diary_scale_field diary_scale_show(struct call *w, const struct form *f, enum diary_scale s, const char *name,
                                          struct str label, struct dec now);

#endif
