/*
 * wordings.h: the wording of instruments that a practice has imported from their publishers, in its record.
 * Layer: practice.  Finding texts in a publisher's file, comparing them with the instrument's items: measure/
 * questionnaire.h; their stored form and its hash: measure/wording.h.
 *
 * Nothing is kept that a person has not compared and confirmed; who did stands beside it. The program itself ships no
 * wording.
 */
#ifndef PRACTICE_WORDINGS_H
#define PRACTICE_WORDINGS_H

#include "measure/wording.h"
#include "practice/practice.h"

#define WORDINGS_JSON_MAX ((size_t)1 << 20)

struct kept_wording {
    const struct measure *measure;
    struct wording *wording; /* title, texts, copyright, publisher, version, url, permission, hash; NULL: damaged */
    struct str by, by_name;  /* who confirmed it */
    int64_t at_ms;
    int64_t version; /* of what is kept, for wordings_keep */
    bool may_show;   /* wording_may_show */
    struct str why_not;
};

/*
 * wordings_keep: what wording_to_json wrote, of a match that is complete, confirmed by this person.
 *   version  of the one it takes the place of; 0: the first one
 * ERR_INVALID not such a text, or texts that do not agree with their hash; ERR_REFUSED (e->where "permission") the
 * licence does not let everyone show it, and the wording does not say who permits it; ERR_CONFLICT another one is kept
 * by now; ERR_LIMIT.
 */
bool wordings_keep(struct practice *p, const struct actor *who, struct str json, int64_t version, struct err *e);
/* wordings_get: ERR_NOT_FOUND none is kept. wordings_list: by instrument. One that cannot be read any more is no error:
 * its wording is NULL and it is not shown, until another one takes the place of its version. wordings_open: the same of
 * one row. */
bool wordings_get(struct practice *p, const struct actor *who, const struct measure *m, struct arena *a,
                  struct kept_wording *out, struct err *e);
bool wordings_list(struct practice *p, const struct actor *who, struct arena *a, struct kept_wording **out,
                   size_t *count, struct err *e);
struct wording_row; /* store/wording.h */
bool wordings_open(const struct wording_row *r, struct arena *a, struct wording **out, struct err *e);
bool wordings_drop(struct practice *p, const struct actor *who, const struct measure *m, struct err *e);

#endif
