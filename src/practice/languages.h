/*
 * languages.h: the languages in which clients and guardians are spoken to, and which of them a person's is.
 * Layer: practice.  Texts in them: web/language.h and cli/mail.c.
 */
#ifndef PRACTICE_LANGUAGES_H
#define PRACTICE_LANGUAGES_H

#include "practice/people.h"

enum language { LANGUAGE_EN, LANGUAGE_ES, LANGUAGE_COUNT };

const char *language_code(enum language l);              /* "en" */
bool language_find(struct str code, enum language *out); /* "es", "es-MX"; false: none of ours */
/* language_named: what somebody wrote down as the language of a person: "Spanish", "español, English", "ES", "es-MX".
 */
bool language_named(struct str words, enum language *out);

struct spoken {
    bool known; /* false: nobody has said */
    bool own;   /* chosen for this account; else it is what the details of its client say */
    enum language language;
};
/* people_spoken_in: inside a transaction: of an account. Details that are not there, or are erased, say nothing. */
bool people_spoken_in(struct store *s, struct db_tx *tx, const struct account_row *account, struct arena *a,
                      struct spoken *out, struct err *e);
/* people_spoken_to: the language that a client's own pages are in: chosen for the client's account, else as the details
 * say; known false where neither does. Gate and event: those of the details (clients_details). */
bool people_spoken_to(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct spoken *out, struct err *e);
/* people_speak: the choice of a client or guardian for the own account, on every device and in mails; an event. */
bool people_speak(struct practice *p, const struct actor *who, enum language language, struct err *e);

#endif
