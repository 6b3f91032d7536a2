/* measures_parts.h: what page_measures.c and page_wording.c share. Layer: web, private to them. */
#ifndef WEB_MEASURES_PARTS_H
#define WEB_MEASURES_PARTS_H

#include "measure/score.h"
#include "web/measures.h"

#define WORDING_FIELDS 7
extern const struct field wording_rows[WORDING_FIELDS];

const struct measure *measure_of(struct call *w); /* of the address; NULL: w->err */
void measure_page(struct call *w, const struct form *f, const struct measure *m);

#endif
