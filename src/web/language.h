/*
 * language.h: the languages of the client's side, and the texts in them.
 * Layer: web.
 *
 * The English text is the key. po/LANGUAGE.po holds the others; tools/viewc puts those of views into the compiled
 * views, those of C files (N_ and web_t) stand in a table made from the same file at build time. What has no
 * translation is shown in English; a test fails until none is missing. Thread-safe; nothing depends on the system's
 * locales.
 */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "base/str.h"

enum language { LANGUAGE_EN, LANGUAGE_ES, LANGUAGE_COUNT };

#define N_(english) english

const char *language_code(enum language l);              /* "en" */
bool language_find(struct str code, enum language *out); /* "es", "es-MX"; false: none of ours */
/* language_text: the text in that language, or the English one. format_arg: both hold the same conversions, in an order
 * that printf takes ("%2$s"). */
const char *language_text(enum language l, const char *english) __attribute__((format_arg(2)));

#endif
