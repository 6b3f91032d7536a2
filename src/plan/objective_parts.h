/*
 * objective_parts.h: what the files of objective.h share. Layer: plan (inside the module).
 */
#ifndef PLAN_OBJECTIVE_PARTS_H
#define PLAN_OBJECTIVE_PARTS_H

#include "base/str.h"

/* objective_put_by: a deadline as the end of a sentence has it: "by 1 December 2026", "within 12 weeks". */
void objective_put_by(struct str by, struct buf *out);

#endif
