/*
 * gen_structure.h: parts of gen_measures: the structure of one measure as C, and what they share.
 */
#ifndef TOOLS_DATA_GEN_STRUCTURE_H
#define TOOLS_DATA_GEN_STRUCTURE_H

#include "djson.h"

/* One structure on its way to C: arrays go to `f` as they come, members to `members`, which closes the table later. */
struct gen {
    FILE *f, *members;
    size_t index; /* of the measure; part of the names of its arrays */
    int arrays;   /* arrays made so far */
    size_t count; /* items */
    const struct dj *measure, *structure;
};

/* gen_structure: checks the structure of m and writes its arrays to f and its row "    {...},\n" to rows. */
void gen_structure(FILE *f, FILE *rows, const struct dj *m, size_t index);

/* gen_rules.c: what a score is judged by: alerts, counts, flags, levels, cut-offs, skipped items. */
void gen_rules(struct gen *g);

/* Shared. */
double gen_number(const struct dj *object, const char *key);
double gen_number_or(const struct dj *object, const char *key, double otherwise);
int gen_int(const struct dj *object, const char *key, int min, int max); /* required */
void gen_source(struct gen *g, const char *member, const struct dj *of); /* needs "source" and "confirmed" */
void gen_text(FILE *f, const char *member, const char *text);            /* " .member = "text"," or nothing when NULL */
int gen_items(struct gen *g, const struct dj *array); /* uint8_t array closed by 0; its number, for "a3_1" names */
const char *gen_name(const struct gen *g, int array); /* "a3_1"; lives until the second next call */
int gen_subscale(const struct gen *g, const struct dj *at, const char *name); /* its index */
void gen_check_item(const struct gen *g, const struct dj *v);                 /* a whole number 1..count */
bool gen_is(const struct dj *v, const char *text);

#endif
