/*
 * diary.h: the diary that is kept between visits: what is assigned, and the entries that are shared.
 * Layer: practice.
 *
 * Two diaries. The shared one (RECORD_DIARY) is part of the record; a clinician may assign it. The private one
 * (RECORD_PRIVATE_DIARY) is the client's alone and is read, written and erased through between.h, by the client alone.
 * An assignment is a RECORD_ASSIGNMENT in the state "diary", one at a time: a new one takes the place of the old;
 * between_withdraw ends it.
 */
#ifndef PRACTICE_DIARY_H
#define PRACTICE_DIARY_H

#include "practice/practice.h"

enum diary_scale { DIARY_MOOD, DIARY_ANXIETY, DIARY_STRESS, DIARY_ENERGY, DIARY_URGES, DIARY_PAIN, DIARY_SCALES };
const char *diary_scale_name(enum diary_scale s); /* "mood": the member of an entry's JSON; 0..10 */

#define DIARY_OWN_MAX 40 /* bytes: the name of a symptom in one's own words */
#define DIARY_TEXT_MAX 1000
#define DIARY_STATE "diary" /* of its assignment */

struct diary_task {
    struct str id;   /* out; absent: none is assigned */
    unsigned scales; /* bits 1 << diary_scale; mood is always among them */
    struct str own;  /* one symptom more, by its name; absent: none */
    bool sleep;
    struct str every;  /* P1D, P1W */
    struct str text;   /* what it is for, as the client is told; absent: nothing */
    struct date since; /* out */
    struct str by_name;
};

struct diary_entry {
    struct str id;
    struct date date;
    int64_t at_ms;
    struct str by, state;
    bool is_private;
    struct dec scale[DIARY_SCALES]; /* absent: not answered */
    struct dec sleep_hours, own;
    struct str own_name, text;
};
struct diary {
    struct diary_task task;
    struct diary_entry *entry; /* shared ones that stand, newest first */
    size_t entry_count;
    struct date older; /* of the newest one before them; absent: there is none */
};

/* diary_read: entries from one day to another, both with it; until absent: no end. What is read grows with the days,
 * not with the diary. A guardian: as far as notes are open to him. */
struct diary_days {
    struct date from, until;
};
bool diary_read(struct practice *p, const struct actor *who, struct str client, const struct diary_days *days,
                struct arena *a, struct diary *out, struct err *e);
/* diary_due_in: in a work about a client: the shared diary is asked for and nothing was written in it today; of one
 * that is asked for once a week, in the last seven days. *weekly: it is. */
bool diary_due_in(struct practice_tx *t, bool *due, bool *weekly, struct err *e);
/* diary_entry_of: what stands in a row of either diary. */
bool diary_entry_of(const struct record *r, struct arena *a, struct diary_entry *out, struct err *e);
/* diary_assign: by the care team. ERR_INVALID (e->where the member). */
bool diary_assign(struct practice *p, const struct actor *who, struct str client, struct diary_task *task,
                  struct str once, struct arena *a, struct err *e);

#endif
