/*
 * wording.h: the wording of an instrument as a practice keeps it: texts of items and answers, whose they are, where
 * they come from, who permits their use; its stored form (JSON) and its form for others (FHIR R4 Questionnaire).
 * Layer: measure (pure, floor 1).  Not here: finding the texts in a file (questionnaire.h), files and folders (cli).
 *
 * Everything lives in the arena of the arguments; functions are thread-safe on different arenas.
 */
#ifndef MEASURE_WORDING_H
#define MEASURE_WORDING_H

#include "base/date.h"
#include "base/json.h"
#include "measure/questionnaire.h"

#define WORDING_FORMAT "goldthread.wording/1"
#define WORDING_HASH_SIZE 65        /* 32 bytes of BLAKE2b in hexadecimal, and NUL */
#define WORDING_PERMISSION_MAX 1024 /* bytes */

struct wording_item {
    struct str before; /* what stands before it on the form, or absent */
    struct str text;
    const struct questionnaire_answer *answers; /* in our order, text absent where the file had none */
    size_t answer_count;                        /* 0: answered with a number */
};

struct wording {
    const struct measure *measure;
    struct str title, copyright, publisher, version, url, language; /* as the file had them; absent when not */
    struct str permission; /* who permits the use, in the practice's words; absent when not given */
    struct date imported;
    struct wording_item item[SCORE_ITEMS_MAX];
    size_t count; /* items of the instrument */
    bool has_extra[EXTRA_COUNT];
    struct wording_item extra[EXTRA_COUNT]; /* questions beside the score: difficulty, gate */
    char hash[WORDING_HASH_SIZE];           /* over all texts and what they belong to; not over whose they are */
};

/*
 * wording_make: the wording of a match that is complete.
 *   copyright, publisher  used where the file has none; may be absent
 *   permission            may be absent
 * ERR_INVALID  the match is not complete, or permission is longer than WORDING_PERMISSION_MAX
 * ERR_MEMORY
 */
struct wording_origin {
    struct str copyright, publisher, permission;
    struct date imported;
};
bool wording_make(const struct questionnaire_match *m, const struct wording_origin *o, struct arena *a,
                  struct wording **out, struct err *e);

/*
 * wording_may_show: whether clients may be shown this wording of m as a questionnaire.
 *   w       NULL: none is kept
 *   reason  when false: why, one sentence
 */
bool wording_may_show(const struct measure *m, const struct wording *w, const char **reason);

/* wording_to_json, wording_to_fhir: appends to `b`, whose error sticks. Every text that was imported and nothing else;
 * what wording_to_fhir writes is a certain match when it is read again (where the answers have texts), with the same
 * texts and the same hash. */
void wording_to_json(const struct wording *w, struct buf *b);
void wording_to_fhir(const struct wording *w, struct buf *b);

/*
 * wording_from_json: what wording_to_json wrote.
 * ERR_INVALID  not JSON, not of this format, an instrument that is not known, other items or answers than the
 *              instrument has, or texts that do not agree with their hash: somebody changed them
 * ERR_LIMIT, ERR_MEMORY
 */
bool wording_from_json(struct str bytes, struct arena *a, struct wording **out, struct err *e);

#endif
