/*
 * table.h: what tools/data/gen_measures.c makes of data/instruments/. Layer: measure, private to it.
 */
#ifndef MEASURE_TABLE_H
#define MEASURE_TABLE_H

#include "measure/structure.h"

#include <stdint.h>

/* One place of the open-addressed hash table of names; name is NULL where it is free. */
struct measure_slot {
    const char *name; /* normal form, measure/name.h */
    uint16_t length, measure;
};

extern const struct measure measure_table[];
extern const size_t measure_table_count;
extern const struct measure_structure measure_structures[]; /* in the same order */
extern const struct measure_slot measure_names[];
extern const uint64_t measure_first[];    /* a bit for each measure_name_first of a name, and of "the" before one */
extern const uint32_t measure_names_mask; /* number of places - 1, a power of two less one; never full */

#endif
