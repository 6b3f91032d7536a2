/*
 * evidence.h: what is an intervention good for? Problem by modality, each row with its guideline or review.
 * Layer: plan (pure).  The facts are data/interventions/, compiled in by tools/data/gen_evidence.c.
 * Not here: whether an intervention suits this client; absence of a row means "no source known here", never "useless".
 * Nothing here allocates or fails; all of it is thread-safe.
 */
#ifndef PLAN_EVIDENCE_H
#define PLAN_EVIDENCE_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum evidence_status {
    EVIDENCE_RECOMMENDED, /* a guideline says offer or recommend, or a review finds it works */
    EVIDENCE_OPTION,      /* a guideline says consider or suggest, or the review finds a small or uncertain effect */
    EVIDENCE_INSUFFICIENT /* the source advises against it for this problem, or finds too little to go by */
};

struct evidence_source {
    const char *id;   /* "nice-cg113" */
    const char *text; /* organisation or authors, title or journal, year, number */
    const char *kind; /* "guideline", "review" or "trial" */
};

struct evidence {
    const char *problem;   /* name of the problem the row is for: "generalized anxiety disorder" */
    const char *technique; /* name of what the row is about: "cognitive behavioral therapy" */
    const char
        *part; /* what was asked about, where it is a part of `technique`: "cognitive restructuring"; else NULL */
    enum evidence_status status;
    const struct evidence_source *source;
    const char *note; /* limits in one sentence, or NULL */
    bool confirmed;   /* false: the source is right, the detail is still to be checked by a clinician */
    bool wider;       /* the row is for a wider group of problems, or for any problem */
};

/* Sets of problems and of techniques, so that a plan's texts are read once and not for each pair. */
#define EVIDENCE_TECHNIQUE_WORDS 3
struct evidence_problems {
    uint64_t bits;
    uint8_t first; /* the one named first; it wins among rows that are equally good */
};
struct evidence_techniques {
    uint64_t bits[EVIDENCE_TECHNIQUE_WORDS];
};

/*
 * evidence_problems_in: the problems named in a text, as whole words in any spelling the data knows ("GAD",
 * "generalised anxiety", "panic attacks"), or by an ICD-10-CM code with its dot or standing alone ("F41.1"). Longer
 * names win over the shorter ones inside them ("social anxiety" is not also "anxiety"). Empty when none is known.
 */
struct evidence_problems evidence_problems_in(struct str text);
struct evidence_problems evidence_problems_join(struct evidence_problems a, struct evidence_problems b);
bool evidence_problems_empty(struct evidence_problems p);

/* evidence_techniques_in: the same for modalities and techniques ("CBT", "thought records", "MBSR"). Capitals matter
 * where an abbreviation is also a word: "ACT", "NET". */
struct evidence_techniques evidence_techniques_in(struct str text);
bool evidence_techniques_empty(struct evidence_techniques t);

/* evidence_best: the best row for any of the problems with any of the techniques: the problem itself before a wider
 * group, the technique itself before what it is a part of, recommended before option before insufficient, then
 * the problem named first. false: none known. */
bool evidence_best(struct evidence_problems problems, struct evidence_techniques techniques, struct evidence *out);

/* evidence_find: the three calls above in one. */
bool evidence_find(struct str problem, struct str intervention, struct evidence *out);

/* evidence_known_problem: does the data know this problem at all? Without that, no finding about missing evidence. */
bool evidence_known_problem(struct str problem);

const char *evidence_status_name(enum evidence_status s); /* "recommended", "option", "insufficient" */

/* The whole map, for documents and tests: row i as for its own problem and technique; false past the end. */
bool evidence_row(size_t i, struct evidence *out);

#endif
