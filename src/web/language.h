/*
 * language.h: the languages of the client's side, and the texts in them.
 * Layer: web.
 *
 * The English text is the key. po/LANGUAGE.po holds the others; tools/viewc puts those of views into the compiled
 * views, those of C files (N_ and web_t) stand in a table made from the same file at build time. What has no
 * translation is shown in English; a test fails until none is missing. A guardian reads of the client in the third
 * person: po/guardian.po has the English text for it, which the languages translate. Thread-safe; nothing depends on
 * the system's locales.
 */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "base/date.h"
#include "practice/languages.h"
#include "render/words.h"

#define N_(english) english

/* language_text: the text in that language, or the English one. format_arg: both hold the same conversions, in an order
 * that printf takes ("%2$s"). */
const char *language_text(enum language l, const char *english) __attribute__((format_arg(2)));

/* language_guardian: what a guardian reads in place of a text that speaks to the client, in English (po/guardian.po): a
 * text as any other. */
const char *language_guardian(const char *english) __attribute__((format_arg(1)));

/* language_month: "January", "enero" for 1; "" outside 1..12. language_date: "20 October 2026", "20 de octubre de
 * 2026"; without the year: "20 October"; nothing for an absent one. language_near: "today", "yesterday", "tomorrow" for
 * 0, -1, 1; else NULL. language_clock: " at 09:14", " a las 09:14", of a minute of the day. language_comma: between a
 * whole number and its fraction. */
const char *language_month(enum language l, int month);
void language_date(enum language l, struct date d, bool year, struct buf *out);
const char *language_near(enum language l, int days);
void language_clock(enum language l, int minute, struct buf *out);
char language_comma(enum language l);
/* language_guess: which of them words that people wrote are in, by small words that are common in one and rare in the
 * other. false: it cannot be told (names, numbers, another language, as much of one as of the other). Nobody writes
 * down in which language a plan or a question is, and a practice may write in both. */
bool language_guess(struct str words, enum language *out);
/* language_picture: the words of a picture of one measure and of its table, and of a plan as a document. */
void language_picture(enum language l, struct render_words *out);

#endif
