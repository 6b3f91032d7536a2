/*
 * safety.h: the safety plan: the version that was agreed on, and the one that a client has made alone since.
 * Layer: practice.
 *
 * A RECORD_SAFETY_PLAN that the care team enters (between.h) is agreed: it was made with the client. One that a client
 * makes alone stands beside it (state alone) until it is agreed to, which enters it once more as an agreed one (of: the
 * client's, whose state is agreed then). A later one made alone takes the place of an earlier (corrected). An agreed
 * one that was entered after it ends it too: it was there to be read when that was written. Where nothing was agreed
 * yet the steps of the plan in force stand in.
 *
 * What was made alone is in no packet and asks nothing of anybody; the client's own export has it.
 */
#ifndef PRACTICE_SAFETY_H
#define PRACTICE_SAFETY_H

#include "plan/plan.h"
#include "practice/practice.h"

struct safety_version {
    struct str id; /* absent: there is none, or it is the plan's */
    struct str by, by_name;
    struct date date;
    int64_t at_ms;
    const struct plan_safety *steps; /* NULL: none */
};
struct safety {
    struct safety_version agreed, alone;
    bool of_plan; /* agreed.steps are those of the plan in force */
};

/* safety_read: a guardian as far as the section is open; ERR_REFUSED (e->where "guardian") when it is not. What the
 * client wrote alone is no guardian's to read. */
bool safety_read(struct practice *p, const struct actor *who, struct str client, struct arena *a, struct safety *out,
                 struct err *e);
/* safety_write: by the client, alone; news for the care team. json: that of plan.crisis.safety_plan, at least one step.
 * ERR_INVALID it is not (e->where the member). */
bool safety_write(struct practice *p, const struct actor *who, struct str client, struct str json, struct str once,
                  struct arena *a, struct str *id, struct err *e);
/* safety_agree: by the care team, together with the client. ERR_NOT_FOUND no such version; ERR_CONFLICT it is not the
 * one that stands: agreed to before, or another came. */
bool safety_agree(struct practice *p, const struct actor *who, struct str client, struct str alone, struct str once,
                  struct arena *a, struct str *id, struct err *e);

/* safety_standing_in: in a work: the rows that stand; id absent: none. safety_alone_stands: of two that were found
 * elsewhere, whether the one made alone does; agreed may be NULL. */
struct safety_rows {
    struct record agreed, alone;
};
bool safety_standing_in(struct practice_tx *t, bool without_content, struct safety_rows *out, struct err *e);
bool safety_alone_stands(const struct record *agreed, const struct record *alone);

#define SAFETY_ALONE "alone"
#define SAFETY_AGREED "agreed"

#endif
