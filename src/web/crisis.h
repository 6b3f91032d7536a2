/*
 * crisis.h: numbers for a crisis, kept in memory, and the page that shows them to everybody.
 * Layer: web.
 *
 * Whom clients call when a clinician who works alone cannot be reached is among them: the settings say that everybody
 * can read it. The practice's own lines come first; where it has set none, those of its country in data/crisis.tsv, of
 * which some are not confirmed and say so. They are read when the program starts, when a setting is changed here, and
 * each minute by a thread of their own; while the database does not answer, those that were read last are shown. So
 * they are there whatever else is not: no call here waits for the database but crisis_refresh.
 */
#ifndef WEB_CRISIS_H
#define WEB_CRISIS_H

#include "practice/outside.h"
#include "web/web.h"

struct view_crisis_line {
    struct str label, number, text_number; /* text_number: absent: none */
    struct url call, text;
    struct str key, word;     /* in Spanish, where the line has a way for it: the key to press, the word to send */
    bool unconfirmed, filled; /* filled: the one filled button of the page */
};
/* Whom clients call when their clinician, who works alone, cannot be reached. */
struct view_crisis_cover {
    struct str name, phone; /* absent: nobody */
    struct url call;
};
struct view_crisis_numbers {
    struct str emergency; /* absent: not known here */
    struct url emergency_call;
    bool emergency_unconfirmed;
    struct view_crisis_line *lines;
    size_t lines_count;
    struct view_crisis_cover cover; /* shown below the lines */
};
struct view_crisis {
    const char *title, *language, *css, *icon, *theme;
    bool english;
    struct view_crisis_numbers numbers;
};

/* crisis_numbers: for a page of this call; never fails (without memory: empty). One filled button: numbers.lines[0].
 * crisis_cover: the part of it that pages without the numbers show: {{ use crisis_cover cover }}. */
void crisis_numbers(struct call *w, struct view_crisis_numbers *out);
void crisis_cover(struct call *w, struct view_crisis_cover *out);
/* crisis_put: the same as lines of plain text. */
void crisis_put(struct web *w, struct buf *out);
/* crisis_call: "tel:" or "sms:" and the digits of a number as somebody wrote it; absent when it has none. */
struct url crisis_call(struct call *w, const char *scheme, struct str number);

extern const char crisis_table[]; /* data/crisis.tsv, NUL-terminated */

struct crisis_kept; /* of a struct web; thread-safe */
bool crisis_new(struct practice *p, int64_t practice, struct crisis_kept **out, struct err *e);
void crisis_free(struct crisis_kept *k);
/* crisis_refresh: reads them now. false: the database does not answer, and those of before stay. */
bool crisis_refresh(struct crisis_kept *k);

#endif
