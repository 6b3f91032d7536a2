/*
 * starter_table.h: what tools/data/gen_starters.c and gen_short.c make of data/library/. Layer: plan, private to
 * starter.c and starter_take.c.
 */
#ifndef PLAN_STARTER_TABLE_H
#define PLAN_STARTER_TABLE_H

#include "plan/starter.h"

extern const struct starter starter_table[];
extern const size_t starter_count;

/* A row of data/library/short.tsv, whose head says what it means. The last has no starter. */
struct starter_short {
    const char *starter, *part, *words, *instead;
};
extern const struct starter_short starter_short_table[];

#endif
