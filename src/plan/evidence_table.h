/*
 * evidence_table.h: what tools/data/gen_evidence.c makes of data/interventions/. Layer: plan, private to evidence.c.
 */
#ifndef PLAN_EVIDENCE_TABLE_H
#define PLAN_EVIDENCE_TABLE_H

#include "plan/evidence.h"

/* Problem 0 is "any problem"; it is in no set. One more entry closes the table. */
struct evidence_problem_entry {
    const char *name;
    uint64_t within; /* the wider groups it belongs to */
    size_t first;    /* its first row; the last one is before that of the next problem */
};

struct evidence_technique_entry {
    const char *name;
    struct evidence_techniques part_of; /* all that it is a part of, near and far */
};

struct evidence_entry {
    uint8_t problem, technique, status, confirmed;
    uint16_t source;
    const char *note;
};

/* A beginning of an ICD-10-CM code, without the dot; sorted, the longest one that fits counts. */
struct evidence_code {
    char prefix[8];
    uint8_t problem;
};

/* A place of the hash table of phrases and of their first words (then both numbers are 0). length 0: free. */
struct evidence_phrase {
    uint32_t text; /* offset in evidence_phrase_text */
    uint8_t length;
    uint8_t problem, technique; /* number + 1 */
    uint8_t upper;              /* the technique's name counts in capitals only */
};

extern const struct evidence_problem_entry evidence_problem_table[];
extern const struct evidence_technique_entry evidence_technique_table[];
extern const struct evidence_source evidence_source_table[];
extern const struct evidence_entry evidence_table[];
extern const struct evidence_code evidence_codes[];
extern const struct evidence_phrase evidence_phrases[];
extern const char evidence_phrase_text[];
extern const uint64_t evidence_first[]; /* a bit for each phrase_first of a word that a phrase may begin with */
extern const size_t evidence_problem_count, evidence_technique_count, evidence_count, evidence_code_count;
extern const uint32_t evidence_phrase_mask;

#endif
