/*
 * starter_table.h: what tools/data/gen_starters.c makes of data/library/. Layer: plan, private to starter.c.
 */
#ifndef PLAN_STARTER_TABLE_H
#define PLAN_STARTER_TABLE_H

#include "plan/starter.h"

extern const struct starter starter_table[];
extern const size_t starter_count;

#endif
