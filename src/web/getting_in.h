/*
 * getting_in.h: how clients and guardians come in: invitations from the chart, links by mail, a device that is handed
 * over. Layer: web.
 */
#ifndef WEB_GETTING_IN_H
#define WEB_GETTING_IN_H

#include "web/web.h"

/* ---- letters (letter.c): nothing in them tells of care ---- */

bool letters_go(const struct call *w); /* there is a mail server, and an address that a link may lead to */
bool letter_link(struct call *w, struct str to, const char *token);
bool letter_invitation(struct call *w, struct str to, const char *token); /* in all languages: whose it is is unknown */
/* letter_invitation_again: to an account that is in use: that a new invitation was made, and its address. */
bool letter_invitation_again(struct call *w, struct str to, const char *token);
bool letter_changed(struct call *w, struct str to); /* to the address of before */
bool letter_reset(struct call *w, struct str to);   /* that the password was set anew; in all languages */
/* invitation_url: where an invitation leads; without a mail address of the site, the one that was asked for. */
struct str invitation_url(struct call *w, const char *token);

/*
 * A token comes in an address once ("?t="), is put into a cookie, sealed, for this browser, and the browser sent on to
 * the address without it: it stays in no history, no address bar and no address that other pages are told.
 *   arrived_put   when the address holds one: true, and the answer is there
 *   arrived_get   absent: none has come, or it is too long ago
 */
bool arrived_put(struct call *w, const char *what, const char *path);
struct str arrived_get(struct call *w, const char *what);
void arrived_drop(struct call *w);
/* session_switch: this browser's session from now on; the one it had, whosever, ends. */
void session_switch(struct call *w, char token[PEOPLE_TOKEN_SIZE]);

/* ---- links ---- */

struct view_link_ask {
    struct view_page page;
    struct view_field login;
};
struct view_link_sent {
    struct view_page page;
    struct str code;
};
struct view_link_open {
    struct view_page page;
    bool has_told, has_code;
    struct view_field told, code;
};

/* ---- invitations from the chart ---- */

struct access_row {
    struct str id, name, login, email;
    const char *role, *state, *tag; /* role: "Client" */
    struct str until, last;         /* absent: no invitation stands; never here */
    bool unconfirmed;               /* its person has not said that the address is theirs */
    bool open;                      /* may be invited again and ended */
    struct url again, end;
};
struct view_access {
    struct view_page page;
    struct view_strip strip;
    struct access_row *rows;
    size_t rows_count;
    bool may_invite, has_mail;
    struct url invite, guardian, back; /* back, way: where one came from, way.h */
    const char *back_words;
    struct str way;
    struct str guardian_now; /* what is open to a guardian now; absent: the client is of age */
    bool folds;              /* who is invited is the client: the other choice folds away */
    struct view_field who, name, login, email;
};
struct view_access_invited {
    struct view_page page;
    struct view_strip strip;
    struct str name, login;    /* the name with which they sign in */
    struct str address, code;  /* address: absent when it went by mail alone */
    struct str sent, not_sent; /* where a mail went, or should have; absent: none did, none should have */
    bool second;               /* a second person has to confirm it first */
    struct url back;
    const char *next; /* where the way back leads; NULL: to who has access */
};

/* ---- a device that is handed over ---- */

struct view_device {
    struct view_page page;
    struct view_strip strip;
    struct url action;
    bool has_takers; /* a guardian could take it */
    struct view_field to, task;
};
struct view_device_back {
    struct view_page page;
    struct url task; /* its pages */
    struct view_field secret, code;
};
/* device_opens: whether this row answers on a device that was handed over for that task. */
bool device_opens(const struct route *r, enum handed task);
/* device_page: instead of what is shut: 403. device_start: where the task begins. */
void device_page(struct call *w);
const char *device_start(enum handed task);

#endif
