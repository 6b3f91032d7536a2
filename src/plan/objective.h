/*
 * objective.h: an objective's sentence and its fields (measure, from, to, how often, by when), kept together.
 * Layer: plan (pure, floor 2).  Not here: reading a sentence (statement/, bind.c).
 */
#ifndef PLAN_OBJECTIVE_H
#define PLAN_OBJECTIVE_H

#include "plan/plan.h"

/* What stands in the fields, as typed; absent or empty: nothing. */
struct objective_words {
    struct str measure;   /* "GAD-7", or what is done or counted: "take a walk", "panic attacks" */
    struct str from;      /* "15" */
    struct str to;        /* "6", "6 or less", "60 %", "60-70 %" */
    struct str how_often; /* "5 times a week" */
    struct str by;        /* "1 December 2026", "2026-12-01", "12 weeks", "session 8" */
};

/* objective_words: the fields of an objective as words. */
bool objective_words(const struct plan_objective *o, struct arena *a, struct objective_words *out);

/*
 * objective_write: a sentence from the fields: "Emma will lower the GAD-7 score from 15 to 6 or less by 1 December
 * 2026.", "Emma will take a walk 5 times a week within 8 weeks."
 *   who  the client's name; absent: "The client"
 * What is missing is left out; nothing is written without a measure. Appends; returns true when something was.
 */
bool objective_write(const struct objective_words *w, struct str who, struct buf *out);

/* objective_who: the words a sentence of this plan calls its client by: preferred name, first name, or absent. */
struct str objective_who(const struct plan *p);

/*
 * objective_link: the sentence with the words of the changed fields put in place of the old ones.
 *   was, now  the fields before and after
 *   out       filled only when the new sentence says what `now` says, and nothing less than the old one
 *   *linked   whether it could be done: each changed field stands in the sentence
 * ERR_MEMORY.
 */
bool objective_link(struct str sentence, const struct objective_words *was, const struct objective_words *now,
                    struct arena *a, struct str *out, bool *linked, struct err *e);

/*
 * objective_fill: blanks of a sentence ("from [baseline score] to [target score] or less") filled with what was typed
 * in the fields. A blank belongs to the field that has the same words, else to the part of the sentence it is read as;
 * nothing but a blank, and the deadline around one, gives way.
 *   was     the fields before; a field whose words were put in has those of `now` then
 *   out     the sentence with what was filled in; *filled: something was
 * objective_fill_words: a plain number typed in place of words with one blank: "12" for "within [how many] weeks" is
 * "within 12 weeks". false: it is no such number or those are no such words, and nothing is written.
 * ERR_MEMORY.
 */
bool objective_fill(struct str sentence, struct objective_words *was, const struct objective_words *now,
                    struct arena *a, struct str *out, bool *filled, struct err *e);
bool objective_fill_words(struct str was, struct str typed, struct buf *out);

/*
 * objective_follow: the fields of an objective whose sentence was written anew say what it says.
 *   was  the sentence before; o  with its new sentence, fields as they were
 * A field follows where the new sentence says something else of it than the old one; one that said the same as the old
 * sentence is emptied where the new one is silent. What both sentences say alike, and what neither says, stays as it
 * was typed. ERR_MEMORY.
 */
bool objective_follow(struct str was, struct plan_objective *o, struct arena *a, struct err *e);

/*
 * objective_clashes: what a sentence says otherwise than a field beside it. None when they agree, or when either is
 * silent. Numbers are compared with numbers, directions with directions ("27" agrees with "27 or less", "at least 27"
 * does not), days with days and lengths with lengths; measures where one of the two is a questionnaire.
 *   out[OBJECTIVE_CLASHES], *n  in the order of the fields; the texts are the arena's or the objective's
 * ERR_MEMORY.
 */
enum { OBJECTIVE_CLASHES = 5 };
struct objective_clash {
    const char *field; /* "target" */
    struct str sentence, beside;
    bool certain; /* both cannot hold: another number or day, another questionnaire, the other direction; else other
                     words */
};
bool objective_clashes(const struct plan_objective *o, struct arena *a, struct objective_clash *out, size_t *n,
                       struct err *e);

/*
 * objective_settle: the sentence as the fields have it: its own words with theirs in place, or, where that cannot be,
 * a sentence made of the fields.  who  as in objective_write
 * Appends; nothing when the fields make no sentence that says what they say. ERR_MEMORY.
 */
bool objective_settle(const struct plan_objective *o, struct str who, struct arena *a, struct buf *out, struct err *e);

/*
 * objective_sum: what a relative target means as a score: "60 % less than 15 is 6." Appends nothing for other targets
 * or when the baseline or the scale is not known. ERR_MEMORY.
 */
bool objective_sum(const struct plan *p, const struct plan_goal *g, const struct plan_objective *o, struct arena *a,
                   struct buf *out, struct err *e);

#endif
