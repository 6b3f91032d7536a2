/* trouble.h: what a trouble is called to a client. Layer: web. */
#ifndef WEB_ME_TROUBLE_H
#define WEB_ME_TROUBLE_H

#include "web/web.h"

/* me_trouble: a whole sentence of the catalogue (N_) for an error of a use case, by its kind, place and text. Of what
 * no row knows: the sentence of its kind. NULL: of a kind that is told without details (ERR_NOT_FOUND, ERR_IO ...). */
const char *me_trouble(const struct err *e);

#endif
