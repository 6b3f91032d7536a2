/*
 * starter.h: starter plans for the commonest problems, in our own words, with blanks in square brackets for what must
 * be made personal. Layer: plan (pure).  The plans are data/library/, compiled in by tools/data/gen_starters.c. Not
 * here: filling the blanks; that a plan still has some is a finding (rules/). Nothing here allocates or fails; all of
 * it is thread-safe.
 */
#ifndef PLAN_STARTER_H
#define PLAN_STARTER_H

#include "base/str.h"

#include <stddef.h>

struct starter {
    const char *id;           /* "gad", name of data/library/gad.json */
    const char *title;        /* "generalized anxiety" */
    const char *const *names; /* what people call the problem, and beginnings of ICD-10-CM codes; NULL-terminated */
    const char *source;       /* the guidelines and reviews its methods come from */
    const char *json;         /* a whole document of format "goldthread.plan/1", for plan_from_json */
    size_t json_size;
};

/* starter_at: in the order of the table, the commonest first; NULL past the end. */
const struct starter *starter_at(size_t i);

/*
 * starter_find: by id, title or any name, as whole words in any spelling ("Generalised Anxiety", "panic attack"), or by
 * an ICD-10-CM code that begins like one of its codes ("F33.1", "f331").
 * NULL when there is none; list them with starter_at then.
 */
const struct starter *starter_find(struct str name);

#endif
