/* settings.h: what a practice sets: overview, a form for each part, what two people changed. Layer: web. */
#ifndef WEB_SETTINGS_H
#define WEB_SETTINGS_H

#include "practice/people.h"
#include "web/web.h"

enum settings_section {
    SECTION_PRACTICE,
    SECTION_MEASURES,
    SECTION_ALERTS,
    SECTION_CRISIS,
    SECTION_REPLIES,
    SECTION_REVIEWS,
    SECTION_TIMES,
    SECTION_COUNT
};
#define SETTINGS_FIELDS_MAX 32

/* One part of the settings: its fields, in the order of the page. */
struct settings_fields {
    struct field field[SETTINGS_FIELDS_MAX];
    const char *hint[SETTINGS_FIELDS_MAX];
    size_t count;
};
void settings_fields(enum settings_section section, struct settings_fields *out);
/* settings_text: a value as its field holds it; settings_words: as a person reads it. people: for names of accounts. */
struct str settings_text(struct call *w, const struct people_settings *s, const char *name);
struct str settings_words(struct call *w, const char *name, struct str text, const struct person *people, size_t n);
/* settings_take: the values of the form into s; false: the form says what is wrong. */
bool settings_take(struct call *w, struct form *f, struct people_settings *s);

struct settings_fact {
    const char *label;
    struct str text; /* absent: not set */
};
struct settings_part {
    const char *title, *id;
    struct url change; /* absent: may not */
    struct settings_fact *facts;
    size_t facts_count;
};
struct settings_column {
    struct settings_part *parts;
    size_t parts_count;
};
struct view_practice {
    struct view_page page;
    struct str name;
    struct view_link *links;
    size_t links_count;
    struct settings_column *columns;
    size_t columns_count;
};
struct view_settings {
    struct view_page page;
    const char *heading, *intro, *more, *button;
    struct url action, back, later,
        people; /* later: past the rest of the first set-up. people: where somebody is invited; absent: not said */
    const char *back_text;
    struct str step; /* "Step 2 of 5"; absent: not in the first set-up */
    struct str seen; /* which values the form was made from */
    struct view_field *fields;
    size_t fields_count;
};
struct settings_conflict {
    const char *name, *label;
    struct str mine, theirs, mine_words, theirs_words;
};
/* Both texts side by side; of an account too. */
struct view_settings_conflict {
    struct view_page page;
    const char *heading;
    struct url action;
    struct str seen; /* absent: the form has a version among `same` */
    bool setup;
    struct settings_conflict *conflicts;
    size_t conflicts_count;
    struct view_hidden *same;
    size_t same_count;
};

/* settings_zone_choices: a field of a time zone becomes a choice among those of the tz database, with what stands there
 * when it is none of them; without that list it stays one to be typed. */
void settings_zone_choices(struct call *w, struct view_field *field);
/* settings_state_choices: the same for a state, among states.def; settings_states: their codes, as a field of choices
 * has them. */
void settings_state_choices(struct call *w, struct view_field *field);
extern const char settings_states[];
/* settings_state_name: "California" of "CA"; what is no code of the list as it stands. */
struct str settings_state_name(struct str code);

#endif
