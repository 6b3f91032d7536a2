/*
 * objective_parts.h: what the files of objective.h share. Layer: plan (inside the module).
 */
#ifndef PLAN_OBJECTIVE_PARTS_H
#define PLAN_OBJECTIVE_PARTS_H

#include "plan/plan.h"

struct arena;
struct buf;
struct err;
struct statement;

/* objective_put_by: a deadline as the end of a sentence has it: "by 1 December 2026", "within 12 weeks". */
void objective_put_by(struct str by, struct buf *out);

/* What of an objective is compared with its sentence. */
enum { OBJECTIVE_MEASURE = 1, OBJECTIVE_FROM = 2, OBJECTIVE_TO = 4, OBJECTIVE_OFTEN = 8, OBJECTIVE_BY = 16 };

/* objective_read: what a sentence alone says; reading: as it was read before, or NULL. ERR_MEMORY. */
bool objective_read(struct str sentence, const struct statement *reading, struct arena *a, struct plan_objective *out,
                    struct err *e);
/* objective_differ: bits of what two objectives say otherwise. */
unsigned objective_differ(const struct plan_objective *a, const struct plan_objective *b);
/* objective_in_numbers: a target that was typed as nothing but a number ("70 %"), with it; objective_against: one goes
 * up and the other down. */
struct plan_target objective_in_numbers(const struct plan_target *t);
bool objective_against(const struct plan_target *a, const struct plan_target *b);
bool objective_same_dec(struct dec a, struct dec b);

#endif
