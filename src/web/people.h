/* people.h: who works in the practice: list, invitations, changes, ends, supervision. Layer: web. */
#ifndef WEB_PEOPLE_H
#define WEB_PEOPLE_H

#include "web/web.h"

struct str roles_words(struct call *w, unsigned roles); /* "Owner, clinician" */

struct people_row {
    struct str name, more; /* more: credential, until when */
    struct str roles;
    const char *state, *tag; /* state: absent when the account simply works */
    struct url url;          /* absent: may not change it */
};
struct view_people {
    struct view_page page;
    struct people_row *rows;
    size_t rows_count;
    struct url invite;
};
struct view_invite {
    struct view_page page;
    struct view_field name, login, email, credential, roles, ends;
};
/* Shown once, to be handed over. */
struct view_invited {
    struct view_page page;
    struct str name, login, code; /* login: with which they sign in */
    struct str address;           /* absent when it went by mail alone */
    struct str sent, not_sent;    /* where a mail went, or should have; absent: none did, none should have */
    bool second;                  /* a second person has to confirm it first */
};
struct person_supervisor {
    struct str id, name, until;
};
struct view_person {
    struct view_page page;
    struct str id, name, login, version, state;
    bool ended, supervised; /* supervised: somebody who can be */
    struct view_field full_name, email, credential, roles, ends, supervisor, until;
    struct person_supervisor *supervisors;
    size_t supervisors_count;
};

#endif
