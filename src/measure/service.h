/*
 * service.h: what NHS Talking Therapies (IAPT) calls a case, recovery and reliable change over an episode.
 * Layer: measure (pure, floor 1).  Definitions and sources: docs/measures-method.md.  Thread-safe, no allocation.
 */
#ifndef MEASURE_SERVICE_H
#define MEASURE_SERVICE_H

#include "base/str.h"
#include "measure/structure.h"

enum service_answer { SERVICE_UNKNOWN, SERVICE_NO, SERVICE_YES };

/* The service's own thresholds of one measure, from its data; a case may begin elsewhere than at the usual cut-off. */
struct service_threshold {
    const struct measure *measure;
    double case_from; /* a case at or above it */
    double reliable_change;
    struct measure_source case_source; /* of the reliable change: measure.h */
};
struct service_threshold service_depression(void);
struct service_threshold service_anxiety(void); /* GAD-7: also where a paired measure is missing */

struct service_score {
    bool has;
    double v;
};

/* First and last scores of an episode. */
struct service_episode {
    struct service_score depression_first, depression_last, anxiety_first, anxiety_last;
};

struct service_outcome {
    enum service_answer case_start, case_end;
    enum service_answer recovery; /* a case at the start, below both cut-offs at the end */
    enum service_answer reliable_improvement, reliable_deterioration, no_reliable_change, reliable_recovery;
};

/* service_judge: UNKNOWN only where a missing score could change the answer. Who was no case at the start is not
 * counted among those who could recover: look at case_start. */
void service_judge(const struct service_episode *episode, struct service_outcome *out);

/* service_completed: whether an episode counts as completed treatment: two or more attended treatment contacts. */
bool service_completed(size_t contacts);

/* The anxiety measure that goes with the PHQ-9 for a problem. */
struct service_pair {
    const char *problem; /* "social anxiety" */
    const char *also;    /* another name of it, or the beginning of one; may be NULL */
    const char *measure; /* "SPIN" */
    const char *later;   /* what the service later used instead, or NULL */
    struct measure_source source;
};

/* service_pair_of: by a text that names a problem, without case; GAD-7's row when no other is paired with it. */
const struct service_pair *service_pair_of(struct str problem);
const struct service_pair *service_pair_at(size_t i); /* NULL past the end */

#endif
