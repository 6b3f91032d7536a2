/*
 * access.h: how an account stands to a client, as the tables say. Layer: store.  What follows from it: practice/.
 */
#ifndef STORE_ACCESS_H
#define STORE_ACCESS_H

#include "db/db.h"

struct access_facts {
    bool exists;     /* the client is there, in this practice */
    bool team;       /* the account is in the care team now */
    bool supervised; /* else: the account supervises somebody who is */
    bool glass;      /* else: it broke the glass for this client, and the time has not run out */
};

/* access_look: facts about one account and one client. An absent account is nobody's. */
bool access_look(struct db_tx *tx, int64_t practice, struct str account, struct str client, int64_t now_ms,
                 struct access_facts *out, struct err *e);

#endif
