/*
 * copied.h: sentences of a draft that stand word for word in another plan of the same clinician's caseload. Advice,
 * never an error. Layer: practice.
 *
 * Compared are sentences of eight words or more in the parts that should be this client's own: assessment, problems,
 * strengths, barriers, values, culture, the words of goals, notes. What comes from starter plans and lists (objectives,
 * interventions, monitoring, safety) is not. Case, punctuation and the client's own name do not count. Of each plan in
 * force a sketch of COPIED_HASHES keyed hashes is kept sealed: neither words nor whose plan it is are ever given out.
 * Of a plan with more sentences than that the sketch knows a part, always the same one: a copy may then be missed,
 * never made up.
 */
#ifndef PRACTICE_COPIED_H
#define PRACTICE_COPIED_H

#include "practice/practice.h"

#define COPIED_HASHES 128
#define COPIED_WORDS 8
#define COPIED_CASELOAD_MAX 1000 /* clients that are compared with */

struct copied_text {
    struct str pointer;  /* of the draft's text: "/problems/0/history" */
    struct str sentence; /* of the draft itself */
    size_t plans;        /* in how many others */
};

struct copied {
    struct copied_text *text; /* in the order of the draft */
    size_t count;
    bool off; /* the practice does not want this advice (no_copied_text): nothing was compared */
};

/* copied_check: json is the draft as it stands in the editor; the texts live in the arena. ERR_INVALID not JSON;
 * ERR_LIMIT longer than 1 MB. */
bool copied_check(struct practice *p, const struct actor *who, struct str client, struct str json, struct arena *a,
                  struct copied *out, struct err *e);

#endif
