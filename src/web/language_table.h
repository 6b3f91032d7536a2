/*
 * language_table.h: the texts of C files in the other languages, made from po/ by tools/viewc.
 * Layer: web, private to language.c.
 */
#ifndef WEB_LANGUAGE_TABLE_H
#define WEB_LANGUAGE_TABLE_H

#include "web/language.h"

struct language_row {
    const char *english;
    const char *other[LANGUAGE_COUNT]; /* NULL: nobody has translated it */
    const char *guardian;              /* what a guardian reads in its place, in English; NULL: the same */
};
extern const struct language_row language_rows[]; /* by the bytes of the English text */
extern const size_t language_rows_count;

#endif
