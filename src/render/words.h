/*
 * words.h: the words of a picture of one measure and of its table, and of a plan as a document, given from outside:
 * render/ knows no language.
 * Layer: render (pure).  Not here: which language (web/language.h), words that clinicians alone see: those are English.
 */
#ifndef RENDER_WORDS_H
#define RENDER_WORDS_H

#include "base/str.h"

#define N_(english) english /* marks a text for the catalogues */

struct render_words {
    /* The text in this language; NULL, and where there is none: the English one. What it gives lives as long as the
     * program. Used for all that a document says of its own (doc_t in doc_make.h). */
    const char *(*text)(const struct render_words *w, const char *english);
    /* The language that words which people wrote are in, as far as it can be told and is another one; else NULL. */
    const char *(*tongue)(const struct render_words *w, struct str words);
    int language;           /* for these two alone */
    char point;             /* between a whole number and its fraction */
    const char *months[12]; /* "January"; day: "%s %s" of day and month; day_year: with the year as third */
    const char *day, *day_year;
    const char *short_months[12]; /* the same for the axis: "Jan", "3 Jan", "3 Jan 2026" */
    const char *short_day, *short_day_year;
    const char *month_year; /* "Jan 2026" */
#define WORD(name, english) const char *name;
#include "render/words.def"
#undef WORD
};

/* What is used where none is given. */
extern const struct render_words render_english;

/* render_t: the text in that language; `w` may be NULL. */
const char *render_t(const struct render_words *w, const char *english);

/* words_put: a pattern with its values, piece by piece. %s takes the next value, %2$s the second, %% is a percent sign;
 * a value that is not there is empty. */
void words_put(const char *pattern, const struct str *values, size_t n, void (*put)(void *to, struct str piece),
               void *to);
#define WORDS(...) (const struct str[]){__VA_ARGS__}, sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str)

#endif
